//! Lists of claims. Every format of a list is rendered from the same filters and rows.

use std::collections::HashMap;

use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite};

use crate::domain::{ArticleId, Claim, ClaimId, Slug};
use crate::store::read::claims::{CLAIM_COLUMNS, CLAIM_JOINS, ClaimFields};
use crate::store::search::conditions::{CAME_THROUGH, push_any_of, push_called};
use crate::store::search::filters::{ClaimFilters, Group, PAGE_SIZE};
use crate::store::search::order::{is_descending, order_of, push_order, sort_key};
use crate::store::search::read::push_filters;
use crate::store::{Store, StoreError};

/// Marks that the full-text index puts around hits. They are control characters, which no page shows.
const HIT_START: char = '\u{2}';
const HIT_END: char = '\u{3}';

/// A piece of a text in which hits are marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkedText {
    /// The words.
    pub text: String,
    /// True where the search hit them.
    pub is_hit: bool,
}

/// A claim of a list, with the words searched for marked.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimHit {
    /// The claim.
    pub claim: Claim,
    /// The content in pieces.
    pub content: Vec<MarkedText>,
    /// The headline in pieces, when the search hit it.
    pub title: Option<Vec<MarkedText>>,
    /// The number of other printings of its article that hold the same claim.
    pub copies: usize,
    /// The number of further matching claims of its article, where the list shows only the first of each article.
    pub more_in_article: i64,
}

/// The number of matching claims, and of their publishers and articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ClaimTotals {
    /// Claims, on all pages.
    pub claims: i64,
    /// Publishers of these claims.
    pub publishers: i64,
    /// Claims whose article names no publisher.
    pub without_publisher: i64,
    /// Articles that hold these claims; 0 where the list is not grouped by article.
    pub articles: i64,
}

/// One page of a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClaimList {
    /// At most [`PAGE_SIZE`] claims.
    pub hits: Vec<ClaimHit>,
    /// The totals of all matching claims.
    pub totals: ClaimTotals,
    /// True when another page follows the last hit.
    pub has_more: bool,
}

impl Store {
    /// One page of the matching claims.
    pub async fn claims(&self, filters: &ClaimFilters) -> Result<ClaimList, StoreError> {
        // Articles are counted only where the list is grouped by them, because the count sorts all claims once more.
        let articles = filters.group.map_or("0", |Group::Article| "COUNT(DISTINCT c.article_row)");
        let mut count = QueryBuilder::new(format!(
            "SELECT COUNT(*) AS claims, COUNT(DISTINCT c.publisher_row) AS publishers, \
             COUNT(*) - COUNT(c.publisher_row) AS without_publisher, {articles} AS articles FROM claims c"
        ));
        push_filters(&mut count, filters, "");
        let totals: ClaimTotals = count.build_query_as().fetch_one(&self.pool).await?;
        let mut hits = self.first_claims(filters, PAGE_SIZE + 1).await?;
        let has_more = hits.len() > PAGE_SIZE;
        hits.truncate(PAGE_SIZE);
        if filters.group == Some(Group::Article) {
            self.count_more(filters, &mut hits).await?;
        }
        Ok(ClaimList { hits, totals, has_more })
    }

    /// The first `most` matching claims after the cursor of the filters, without counting the others.
    pub async fn first_claims(&self, filters: &ClaimFilters, most: usize) -> Result<Vec<ClaimHit>, StoreError> {
        let mut list = QueryBuilder::new("SELECT ");
        list.push(CLAIM_COLUMNS);
        if filters.words.can_rank() {
            list.push(format!(
                ", highlight(claim_search, 0, char({start}), char({end})) AS marked_content, \
                 highlight(claim_search, 2, char({start}), char({end})) AS marked_title",
                start = HIT_START as u32,
                end = HIT_END as u32
            ));
        } else {
            list.push(", NULL AS marked_content, NULL AS marked_title");
        }
        list.push(" FROM claims c");
        list.push(CLAIM_JOINS);
        push_filters(&mut list, filters, "");
        if filters.group == Some(Group::Article) {
            push_first_of_article(&mut list, filters);
        }
        push_order(&mut list, filters);
        list.push(" LIMIT ").push_bind(most as i64);
        let rows: Vec<MarkedClaim> = list.build_query_as().fetch_all(&self.pool).await?;
        let marks: Vec<_> = rows.iter().map(|row| (row.marked_content.clone(), row.marked_title.clone())).collect();
        let claims = self.with_parties(rows.into_iter().map(|row| row.fields).collect()).await?;
        let ids: Vec<ClaimId> = claims.iter().map(|claim| claim.id.clone()).collect();
        let copies = self.copies_of_claims(&ids).await?;
        let hit = |(claim, (content, title)): (Claim, (Option<String>, Option<String>))| ClaimHit {
            content: pieces(content.as_deref().unwrap_or(&claim.content)),
            title: title.as_deref().filter(|title| title.contains(HIT_START)).map(pieces),
            copies: copies.get(&claim.id).map_or(0, Vec::len),
            more_in_article: 0,
            claim,
        };
        Ok(claims.into_iter().zip(marks).map(hit).collect())
    }

    /// Counts, for the hits of a list grouped by article, the further matching claims of each article.
    async fn count_more(&self, filters: &ClaimFilters, hits: &mut [ClaimHit]) -> Result<(), StoreError> {
        let mut count = QueryBuilder::new(
            "SELECT a.id AS article, COUNT(*) AS claims FROM claims c JOIN articles a ON a.row = c.article_row",
        );
        push_filters(&mut count, filters, "");
        push_any_of(&mut count, " AND a.id IN (", hits.iter().map(|hit| hit.claim.article_id.as_str()), "");
        count.push(" GROUP BY a.id");
        let found: Vec<ClaimsOfArticle> = count.build_query_as().fetch_all(&self.pool).await?;
        let found: HashMap<ArticleId, i64> = found.into_iter().map(|row| (row.article, row.claims)).collect();
        for hit in hits {
            hit.more_in_article = found.get(&hit.claim.article_id).map_or(0, |claims| claims - 1);
        }
        Ok(())
    }

    /// The number of matching claims.
    pub async fn count(&self, filters: &ClaimFilters) -> Result<i64, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM claims c");
        push_filters(&mut count, filters, "");
        Ok(count.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// True where at least one claim matches.
    pub async fn any(&self, filters: &ClaimFilters) -> Result<bool, StoreError> {
        let mut any = QueryBuilder::new("SELECT EXISTS (SELECT 1 FROM claims c");
        push_filters(&mut any, filters, "");
        any.push(")");
        Ok(any.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// The number of claims that this source passed on and that match all filters except `source` and `via`. A search
    /// for a speaker shows it apart from what the speaker said.
    pub async fn through(&self, filters: &ClaimFilters, source: &Slug) -> Result<i64, StoreError> {
        let through = ClaimFilters { source: Vec::new(), via: vec![source.clone()], after: None, ..filters.clone() };
        self.count(&through).await
    }

    /// The number of claims that were passed on by a source whose name matches. Other filters do not apply.
    pub async fn through_called(&self, name: &str) -> Result<i64, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM claims c WHERE c.is_listed = 1");
        count.push(CAME_THROUGH).push("fp.source_row IN ");
        push_called(&mut count, name);
        count.push(")");
        Ok(count.build_query_scalar().fetch_one(&self.pool).await?)
    }
}

#[derive(sqlx::FromRow)]
struct MarkedClaim {
    #[sqlx(flatten)]
    fields: ClaimFields,
    marked_content: Option<String>,
    marked_title: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ClaimsOfArticle {
    article: ArticleId,
    claims: i64,
}

/// Splits a text at the marks around hits.
fn pieces(marked: &str) -> Vec<MarkedText> {
    let mut pieces = Vec::new();
    let mut is_hit = false;
    for piece in marked.split([HIT_START, HIT_END]) {
        if !piece.is_empty() {
            pieces.push(MarkedText { text: piece.to_owned(), is_hit });
        }
        is_hit = !is_hit;
    }
    pieces
}

/// Adds the condition that a claim is the first matching claim of its article in the order of the list.
fn push_first_of_article(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters) {
    let sort = order_of(filters);
    let direction = if is_descending(sort) { "DESC" } else { "ASC" };
    // `bm25` works only in a query that reads the index directly, so a subquery computes the ranks before they are
    // compared.
    query.push(format!(
        " AND c.row IN (SELECT f.row FROM (SELECT h.row, ROW_NUMBER() OVER \
         (PARTITION BY h.article_row ORDER BY h.sort_key {direction}, h.place, h.row) AS number FROM \
         (SELECT c.row, c.article_row, c.place, {} AS sort_key FROM claims c",
        sort_key(sort, "c")
    ));
    push_filters(query, filters, "");
    // The limit keeps SQLite from flattening the innermost query, so that `bm25` stays inside it.
    query.push(" LIMIT -1) h) f WHERE f.number = 1)");
}
