//! What texts were read from: the bytes as they came, kept so that anyone can check them.

use sha2::Digest;
use sqlx::{Sqlite, Transaction};
use url::Url;

use crate::domain::{ArticleId, Original, Provenance, Received, VersionId};
use crate::store::{LoadedArticle, Store, StoreError, json};

/// The headers that tell something of the bytes; the others, cookies first of all, are nobody's business.
const HEADERS_KEPT: [&str; 6] =
    ["content-type", "content-language", "date", "etag", "last-modified", "memento-datetime"];

/// Characters of one header value that are kept.
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

fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}

/// Keeps what a version of an article that is stored by now was read from, unless that is kept already.
pub(in crate::store) async fn keep(
    transaction: &mut Transaction<'_, Sqlite>,
    version: &VersionId,
    loaded: &LoadedArticle,
    packed: Option<&Packed>,
) -> Result<(), StoreError> {
    let (Some(original), Some(packed)) = (&loaded.article.original, packed) else { return Ok(()) };
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
    .bind(&loaded.article.file)
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
    // Only addresses without a host refuse, and they hold no password either.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url.into()
}

/// A row of `originals`, beside its bytes.
#[derive(sqlx::FromRow)]
struct OriginalFields {
    file: String,
    sha256: String,
    size: i64,
    address: Option<String>,
    fetched_at: Option<String>,
    status: Option<i64>,
    headers: Option<String>,
}

const ORIGINAL_COLUMNS: &str = "o.file, b.sha256, b.size, o.address, o.fetched_at, o.status, o.headers";

impl OriginalFields {
    fn provenance(self) -> Result<Provenance, StoreError> {
        let received = match (self.address, self.fetched_at, self.status, self.headers) {
            (Some(address), Some(at), Some(status), Some(headers)) => Some(Received {
                address,
                at: at.parse().map_err(|_| StoreError::Unexpected(at))?,
                status: u16::try_from(status).map_err(|_| StoreError::Unexpected(status.to_string()))?,
                headers: serde_json::from_str(&headers).map_err(|_| StoreError::Unexpected(headers))?,
            }),
            _ => None,
        };
        Ok(Provenance { file: self.file, sha256: self.sha256, size: self.size.unsigned_abs(), received })
    }
}

/// What an article was read from, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOriginal {
    /// Which text of it.
    pub version: VersionId,
    /// How it came.
    pub provenance: Provenance,
    /// The bytes, as they came.
    pub bytes: Vec<u8>,
    /// How many claims of the article are withdrawn: their words stand in the bytes.
    pub withdrawn_claims: i64,
}

impl Store {
    /// What a text of an article was read from; `None` where that was not kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn provenance(&self, version: &VersionId) -> Result<Option<Provenance>, StoreError> {
        let fields: Option<OriginalFields> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {ORIGINAL_COLUMNS} FROM originals o JOIN original_bytes b ON b.row = o.bytes_row \
             JOIN article_versions v ON v.row = o.version_row WHERE v.id = $1"
        )))
        .bind(version)
        .fetch_optional(&self.pool)
        .await?;
        fields.map(OriginalFields::provenance).transpose()
    }

    /// The bytes that an article's newest text was read from, or the text of one version; withdrawn or not. `None` where
    /// they were not kept, or there is no such article or version.
    ///
    /// # Errors
    /// When the database fails, or holds bytes that do not fit their SHA-256.
    pub async fn original(
        &self,
        article: &ArticleId,
        version: Option<&VersionId>,
    ) -> Result<Option<KeptOriginal>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct WithBytes {
            version: VersionId,
            zstd: Vec<u8>,
            withdrawn_claims: i64,
            #[sqlx(flatten)]
            fields: OriginalFields,
        }
        let kept: Option<WithBytes> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT v.id AS version, b.zstd, (SELECT COUNT(*) FROM claims c JOIN withdrawals w ON w.target_id = c.id \
               AND w.restored_at IS NULL WHERE c.article_row = a.row) AS withdrawn_claims, {ORIGINAL_COLUMNS} \
             FROM articles a JOIN article_versions v ON v.article_row = a.row AND ($2 IS NULL AND v.row = a.version_row \
               OR v.id = $2) \
             JOIN originals o ON o.version_row = v.row JOIN original_bytes b ON b.row = o.bytes_row WHERE a.id = $1"
        )))
        .bind(article)
        .bind(version)
        .fetch_optional(&self.pool)
        .await?;
        let Some(WithBytes { version, zstd, withdrawn_claims, fields }) = kept else { return Ok(None) };
        let provenance = fields.provenance()?;
        let bytes = zstd::decode_all(zstd.as_slice()).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        if sha256(&bytes) != provenance.sha256 {
            return Err(StoreError::Unexpected(format!("other bytes than those of SHA-256 {}", provenance.sha256)));
        }
        Ok(Some(KeptOriginal { version, provenance, bytes, withdrawn_claims }))
    }
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
