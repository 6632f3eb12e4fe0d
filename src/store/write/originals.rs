//! Keeping what texts were read from: the bytes as they came, so that anyone can check them.

use sha2::Digest;
use sqlx::{Sqlite, Transaction};
use url::Url;

use crate::domain::{NewArticle, Original, Received, VersionId};
use crate::store::{StoreError, json};

/// The response headers that are stored, since they describe the bytes. All others are dropped: cookies are private.
const HEADERS_KEPT: [&str; 6] =
    ["content-type", "content-language", "date", "etag", "last-modified", "memento-datetime"];

/// The largest number of characters stored of one header value.
const HEADER_LENGTH: usize = 500;

/// Bytes ready to be written.
pub(in crate::store) struct Packed {
    sha256: String,
    size: i64,
    zstd: Vec<u8>,
}

impl Packed {
    pub(in crate::store) fn of(original: &Original) -> Result<Self, StoreError> {
        let bytes = original.bytes.as_slice();
        Ok(Self {
            sha256: sha256(bytes),
            size: bytes.len() as i64,
            zstd: zstd::encode_all(bytes, zstd::DEFAULT_COMPRESSION_LEVEL)
                .map_err(|error| StoreError::Unexpected(error.to_string()))?,
        })
    }
}

pub(in crate::store) fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}

/// Keeps what a version of an article that is stored by now was read from, unless that is kept already.
pub(in crate::store) async fn keep(
    transaction: &mut Transaction<'_, Sqlite>,
    version: &VersionId,
    article: &NewArticle,
    packed: Option<&Packed>,
) -> Result<(), StoreError> {
    let (Some(original), Some(packed)) = (&article.original, packed) else { return Ok(()) };
    // A text that was not stored, since more of the article is here, has no version.
    let version_row: Option<i64> = sqlx::query_scalar(
        "SELECT v.row FROM article_versions v LEFT JOIN originals o ON o.version_row = v.row \
         WHERE v.id = $1 AND o.version_row IS NULL",
    )
    .bind(version)
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(version_row) = version_row else { return Ok(()) };
    sqlx::query("INSERT INTO original_bytes (sha256, size, zstd) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING")
        .bind(&packed.sha256)
        .bind(packed.size)
        .bind(&packed.zstd)
        .execute(&mut **transaction)
        .await?;
    let received = original.received.as_ref();
    sqlx::query(
        "INSERT INTO originals (version_row, bytes_row, file, address, fetched_at, status, headers) \
         SELECT $1, row, $3, $4, $5, $6, $7 FROM original_bytes WHERE sha256 = $2",
    )
    .bind(version_row)
    .bind(&packed.sha256)
    .bind(&article.file)
    .bind(received.map(|received| without_password(&received.address)))
    .bind(received.map(|received| received.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()))
    .bind(received.map(|received| i64::from(received.status)))
    .bind(received.map(|received| json(&headers_kept(received))).transpose()?)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn headers_kept(received: &Received) -> Vec<(&str, String)> {
    let is_kept = |name: &&(String, String)| HEADERS_KEPT.contains(&name.0.as_str());
    let short = |value: &str| value.chars().take(HEADER_LENGTH).collect();
    received.headers.iter().filter(is_kept).map(|(name, value)| (name.as_str(), short(value))).take(20).collect()
}

fn without_password(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return String::new() };
    // Only an address without a host makes these setters fail, and such an address holds no password.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_answer_only_what_tells_something_of_the_bytes_is_kept() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let received = Received {
            address: "https://reader:secret@river.example/a?x=1".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
            status: 200,
            headers: vec![header("set-cookie", "id=7"), header("etag", "\"a\""), header("date", &"x".repeat(900))],
        };
        let kept = headers_kept(&received);
        assert_eq!(
            kept.iter().map(|(name, value)| (*name, value.len())).collect::<Vec<_>>(),
            [("etag", 3), ("date", 500)]
        );
        assert_eq!(without_password(&received.address), "https://river.example/a?x=1");
    }
}
