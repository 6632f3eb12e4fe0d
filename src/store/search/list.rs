//! Lists of claims: one set of filters, one set of rows, whatever is rendered from them.

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

/// Marks put around hits; both are control characters that no page shows.
const HIT_START: char = '\u{2}';
const HIT_END: char = '\u{3}';

/// A piece of a text with hits in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkedText {
    /// The words.
    pub text: String,
    /// True where the search hit them.
    pub is_hit: bool,
}

/// A claim of a list, with the words that were searched set apart.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimHit {
    /// The claim.
    pub claim: Claim,
    /// The content in pieces.
    pub content: Vec<MarkedText>,
    /// The headline in pieces, when the search hit it.
    pub title: Option<Vec<MarkedText>>,
    /// In how many other printings of its article the same claim stands.
    pub copies: usize,
    /// How many further claims of its article fit, where the list shows the first of each article alone.
    pub more_in_article: i64,
}

/// How many claims fit, and whose they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ClaimTotals {
    /// Claims, on all pages.
    pub claims: i64,
    /// Publishers among them.
    pub publishers: i64,
    /// Claims whose article names no publisher.
    pub without_publisher: i64,
    /// Articles that they stand in.
    pub articles: i64,
}

/// One page of a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClaimList {
    /// At most [`PAGE_SIZE`] claims.
    pub hits: Vec<ClaimHit>,
    /// What fits the filters.
    pub totals: ClaimTotals,
    /// True when another page follows the last hit.
    pub has_more: bool,
}

impl Store {
    /// One page of the claims that fit.
    pub async fn claims(&self, filters: &ClaimFilters) -> Result<ClaimList, StoreError> {
        // Articles are counted only where they are what is listed: it costs another sorting of all claims.
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

    /// The first of the claims that fit, from where the filters begin, without counting the others.
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

    /// Counts, for hits that are the first of their articles, the others that fit.
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

    /// How many claims fit.
    pub async fn count(&self, filters: &ClaimFilters) -> Result<i64, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM claims c");
        push_filters(&mut count, filters, "");
        Ok(count.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// True where a claim fits.
    pub async fn any(&self, filters: &ClaimFilters) -> Result<bool, StoreError> {
        let mut any = QueryBuilder::new("SELECT EXISTS (SELECT 1 FROM claims c");
        push_filters(&mut any, filters, "");
        any.push(")");
        Ok(any.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// How many of the claims that fit, but for who said them, came through this source: what a search for a speaker shows
    /// set apart.
    pub async fn through(&self, filters: &ClaimFilters, source: &Slug) -> Result<i64, StoreError> {
        let through = ClaimFilters { source: Vec::new(), via: vec![source.clone()], after: None, ..filters.clone() };
        self.count(&through).await
    }

    /// How many claims came through a source that a name after `speaker:` fits, whatever else is searched for.
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

/// Cuts a text at the marks around hits.
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

/// Adds the condition that a claim is the first of its article among those that fit, in the order of the list.
fn push_first_of_article(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters) {
    let sort = order_of(filters);
    let direction = if is_descending(sort) { "DESC" } else { "ASC" };
    // The index tells ranks only of rows that it is just reading, so they are written down before they are compared.
    query.push(format!(
        " AND c.row IN (SELECT f.row FROM (SELECT h.row, ROW_NUMBER() OVER \
         (PARTITION BY h.article_row ORDER BY h.sort_key {direction}, h.place, h.row) AS number FROM \
         (SELECT c.row, c.article_row, c.place, {} AS sort_key FROM claims c",
        sort_key(sort, "c")
    ));
    push_filters(query, filters, "");
    // A limit keeps the innermost query apart: ranks are worked out there and nowhere else.
    query.push(" LIMIT -1) h) f WHERE f.number = 1)");
}
