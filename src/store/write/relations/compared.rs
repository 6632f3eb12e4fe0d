//! The claims of articles as comparing reads them.

use std::collections::HashMap;

use super::ReadArticle;
use crate::domain::{ArticleId, ClaimId, Slug, SourceKind, Stance};
use crate::relate::{self, ComparedArticle, ComparedClaim, ComparedDate, ComparedFigure, ComparedParty, ComparedText};
use crate::store::{Store, StoreError, json};

#[derive(sqlx::FromRow)]
struct Fields {
    row: i64,
    article_row: i64,
    id: ClaimId,
    article_id: ArticleId,
    title: Option<String>,
    published: Option<String>,
    place: i64,
    content: String,
    cue: Option<String>,
    mention: Option<String>,
    stance: Stance,
    said_edtf: Option<String>,
    slug: Option<Slug>,
    name: Option<String>,
    kind: Option<SourceKind>,
    country: Option<String>,
    role: Option<String>,
}

/// Claim, words, least, greatest, about, unit.
type FigureFields = (i64, String, Option<f64>, Option<f64>, bool, Option<String>);

/// Fetches and reads the listed claims of articles, in the order of these.
pub(super) async fn read(store: &Store, articles: &[i64]) -> Result<Vec<ReadArticle>, StoreError> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let list = json(&articles)?;
    let claims: Vec<Fields> = sqlx::query_as(
        "SELECT c.row, c.article_row, c.id, a.id AS article_id, a.title, a.published, c.place, c.content, c.cue, \
           CASE WHEN c.is_nobodys = 0 THEN c.mention END AS mention, c.stance, c.said_edtf, \
           s.slug, s.name, s.kind, s.country, cp.printed_role AS role \
         FROM json_each($1) j JOIN visible_claims c ON c.article_row = j.value JOIN articles a ON a.row = c.article_row \
         LEFT JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role = 'source' AND cp.position = 0 \
         LEFT JOIN sources s ON s.row = cp.source_row ORDER BY c.article_row, c.place, c.row",
    )
    .bind(&list)
    .fetch_all(&store.pool)
    .await?;
    let figures: Vec<FigureFields> = sqlx::query_as(
        "SELECT g.claim_row, g.words, g.least, g.greatest, g.is_about, g.unit \
         FROM json_each($1) j JOIN visible_claims c ON c.article_row = j.value \
         JOIN claim_figures g ON g.claim_row = c.row ORDER BY g.claim_row, g.position",
    )
    .bind(&list)
    .fetch_all(&store.pool)
    .await?;
    let mut of_claim: HashMap<i64, Vec<ComparedFigure>> = HashMap::new();
    for (row, text, min, max, about, unit) in figures {
        of_claim.entry(row).or_default().push(ComparedFigure { text, min, max, about, unit });
    }
    let mut of_article: HashMap<i64, (HashMap<String, i64>, Vec<ComparedClaim>)> = HashMap::new();
    for fields in claims {
        let figures = of_claim.remove(&fields.row).unwrap_or_default();
        let (rows, claims) = of_article.entry(fields.article_row).or_default();
        rows.insert(fields.id.to_string(), fields.row);
        claims.push(fields.claim(figures));
    }
    let found: Vec<_> = articles.iter().map(|row| of_article.remove(row).unwrap_or_default()).collect();
    let read = move || {
        let read = |(rows, claims)| ReadArticle { rows, claims: relate::read(claims) };
        found.into_iter().map(read).collect::<Vec<_>>()
    };
    tokio::task::spawn_blocking(read).await.map_err(|error| StoreError::Unexpected(error.to_string()))
}

impl Fields {
    fn claim(self, figures: Vec<ComparedFigure>) -> ComparedClaim {
        let text = |text: String| ComparedText { text, spans: Vec::new() };
        let place = self.place as usize;
        let source = self.slug.zip(self.name).zip(self.kind).map(|((slug, name), kind)| ComparedParty {
            slug: slug.to_string(),
            name,
            kind,
            role: self.role,
            country: self.country,
        });
        ComparedClaim {
            id: self.id.to_string(),
            article: ComparedArticle { id: self.article_id.to_string(), title: self.title, published: self.published },
            // Only the order of the claims is asked of their places, so bytes do as well.
            content: ComparedText { spans: vec![[place, place + self.content.len()]], text: self.content },
            cue: self.cue.map(text),
            mention: self.mention.map(text),
            source,
            stance: self.stance,
            said: self.said_edtf.map(|edtf| ComparedDate { edtf }),
            figures,
        }
    }
}
