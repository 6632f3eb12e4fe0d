//! The texts of articles, and the words in them that withdrawn claims hold back.

use crate::domain::{ArticleId, ArticleVersion, Partial, Span, VersionId, masked};
use crate::store::{Store, StoreError};

/// A text, and the words in it that are not shown.
#[derive(Debug, Clone)]
pub struct VersionText {
    /// The text, with other signs in place of what is withheld ([`masked`]): whoever asks for a text compares, counts and
    /// shows what a database has that never held those words.
    pub version: ArticleVersion,
    /// Where words of withdrawn claims stand.
    pub withheld: Vec<Span>,
}

impl Store {
    /// The newest text of an article, and the words in it that withdrawn claims hold back.
    pub async fn newest_text(&self, id: &ArticleId) -> Result<Option<VersionText>, StoreError> {
        let row: Option<(i64, VersionId, i64, String, Option<Partial>, String)> = sqlx::query_as(
            "SELECT v.row, v.id, v.number, v.text, v.partial, v.loaded_at FROM article_versions v \
             JOIN articles a ON a.version_row = v.row WHERE a.id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        let Some((row, id, number, text, partial, loaded_at)) = row else { return Ok(None) };
        let version = ArticleVersion { id, number, text, partial, loaded_at, is_newest: true };
        self.without_withheld(row, version).await.map(Some)
    }

    pub(in crate::store) async fn version_text(&self, row: i64) -> Result<VersionText, StoreError> {
        let (id, number, text, partial, loaded_at, is_newest) = sqlx::query_as(
            "SELECT v.id, v.number, v.text, v.partial, v.loaded_at, a.version_row = v.row FROM article_versions v \
             JOIN articles a ON a.row = v.article_row WHERE v.row = $1",
        )
        .bind(row)
        .fetch_one(&self.pool)
        .await?;
        self.without_withheld(row, ArticleVersion { id, number, text, partial, loaded_at, is_newest }).await
    }

    async fn without_withheld(&self, row: i64, version: ArticleVersion) -> Result<VersionText, StoreError> {
        let withheld = self.withheld(row, &version.text).await?;
        let text = masked(&version.text, &withheld);
        Ok(VersionText { version: ArticleVersion { text, ..version }, withheld })
    }

    /// Words of withdrawn claims in one version of a text: where a reading of it found them, wherever else the same words
    /// stand, and where they stood before the collection was imported.
    pub(in crate::store) async fn withheld(&self, version_row: i64, text: &str) -> Result<Vec<Span>, StoreError> {
        let mut spans: Vec<Span> =
            sqlx::query_as("SELECT start_byte, end_byte FROM withheld_places WHERE version_row = $1")
                .bind(version_row)
                .fetch_all(&self.pool)
                .await?
                .into_iter()
                .map(span)
                .collect();
        // Most articles have no withdrawn claim, and what follows looks at every claim.
        let article: Option<ArticleId> = sqlx::query_scalar(
            "SELECT a.id FROM articles a JOIN article_versions v ON v.article_row = a.row WHERE v.row = $1 \
             AND EXISTS (SELECT 1 FROM claims c JOIN withdrawals w ON w.target_id = c.id AND w.restored_at IS NULL \
               WHERE c.article_row = a.row)",
        )
        .bind(version_row)
        .fetch_optional(&self.pool)
        .await?;
        let Some(article) = article else { return Ok(spans) };
        let found: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT DISTINCT s.start_byte, s.end_byte FROM withheld_claims g JOIN claim_spans s ON s.claim_row = g.row \
             JOIN readings r ON r.row = s.reading_row WHERE r.version_row = $1 AND s.role = 'content' \
             AND g.article_row = (SELECT article_row FROM article_versions WHERE row = $1)",
        )
        .bind(version_row)
        .fetch_all(&self.pool)
        .await?;
        let parts = self.withdrawn_words(&article).await?;
        let elsewhere = parts
            .iter()
            .flat_map(|part| text.match_indices(part.as_str()))
            .map(|(at, part)| Span::new(at, at + part.len()));
        spans.extend(found.into_iter().map(span).chain(elsewhere));
        spans.sort_unstable();
        spans.dedup();
        Ok(spans)
    }

    /// The words of an article's withdrawn claims that are held back wherever they stand: short ones stand in too many
    /// places.
    pub(in crate::store) async fn withdrawn_words(&self, article: &ArticleId) -> Result<Vec<String>, StoreError> {
        let contents: Vec<String> = sqlx::query_scalar(
            "SELECT content FROM withheld_claims WHERE article_row = (SELECT row FROM articles WHERE id = $1)",
        )
        .bind(article)
        .fetch_all(&self.pool)
        .await?;
        let parts = contents.iter().flat_map(|content| content.split(" … ")).filter(|part| part.len() >= 20);
        Ok(parts.map(str::to_owned).collect())
    }
}

pub(in crate::store) fn span((start, end): (i64, i64)) -> Span {
    Span::new(start as usize, end as usize)
}
