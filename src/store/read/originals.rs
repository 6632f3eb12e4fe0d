//! The bytes that texts were read from, and how they were obtained.

use crate::domain::{ArticleId, Provenance, Received, VersionId};
use crate::store::write::originals::sha256;
use crate::store::{Store, StoreError};

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

/// The complete bytes that an article was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOriginal {
    /// Which text of it.
    pub version: VersionId,
    /// How it came.
    pub provenance: Provenance,
    /// The bytes, as they came.
    pub bytes: Vec<u8>,
    /// How many claims of the article are withdrawn; the bytes still contain their words.
    pub withdrawn_claims: i64,
}

impl Store {
    /// What a text of an article was read from; `None` where that was not kept.
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

    /// The bytes that an article's newest text was read from, or the text of one version; withdrawn or not. `None`
    /// where they were not kept, did not come with an imported collection, or there is no such article or version.
    ///
    /// # Errors
    /// When the stored bytes do not match their SHA-256.
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
             JOIN originals o ON o.version_row = v.row JOIN original_bytes b ON b.row = o.bytes_row \
             WHERE a.id = $1 AND LENGTH(b.zstd) > 0"
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
