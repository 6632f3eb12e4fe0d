//! Lists of claims. Every format of a list is rendered from the same filters and rows.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;
use sqlx::QueryBuilder;

use crate::domain::{ArticleId, Claim, ClaimId, Slug};
use crate::index::{Condition, Found, Key, Order, Place, Placed, Question};
use crate::store::read::claims::{CLAIM_COLUMNS, CLAIM_JOINS, ClaimFields};
use crate::store::search::filters::{ClaimFilters, Group, PAGE_SIZE};
use crate::store::search::follow::day_number;
use crate::store::search::marks::{MarkedText, Marks};
use crate::store::search::order::order_of;
use crate::store::{Store, StoreError, json};

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
    /// Where it is a denial that was tied to what it denies: the claim that it denies.
    pub denied: Option<Claim>,
    /// The number of further matching claims of its article, where the list shows only the first of each article.
    pub more_in_article: i64,
}

/// The number of matching claims, and of their publishers and articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
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
    /// The totals of the matching claims.
    pub async fn totals(&self, filters: &ClaimFilters) -> Result<ClaimTotals, StoreError> {
        self.totals_of(self.find(self.question(filters, "").await?).await?, filters).await
    }

    async fn totals_of(&self, found: Arc<Found>, filters: &ClaimFilters) -> Result<ClaimTotals, StoreError> {
        let is_grouped = filters.group == Some(Group::Article);
        self.on_a_thread(move || {
            let publishers = found.counts(Key::Publisher)?;
            Ok(ClaimTotals {
                claims: found.total() as i64,
                publishers: publishers.len() as i64,
                without_publisher: (found.total() - publishers.iter().map(|(_, claims)| claims).sum::<u64>()) as i64,
                // Articles are counted only where the list is grouped by them.
                articles: if is_grouped { found.counts(Key::Article)?.len() as i64 } else { 0 },
            })
        })
        .await
    }

    /// One page of the matching claims.
    pub async fn claims(&self, filters: &ClaimFilters) -> Result<ClaimList, StoreError> {
        let question = self.question(filters, "").await?;
        let found = self.find(question.clone()).await?;
        let totals = self.totals_of(found.clone(), filters).await?;
        let mut hits = self.hits(question, filters, PAGE_SIZE + 1).await?;
        let has_more = hits.len() > PAGE_SIZE;
        hits.truncate(PAGE_SIZE);
        if filters.group == Some(Group::Article) {
            self.count_more(found, &mut hits).await?;
        }
        Ok(ClaimList { hits, totals, has_more })
    }

    /// The first `most` matching claims after the cursor of the filters, without counting the others.
    pub async fn first_claims(&self, filters: &ClaimFilters, most: usize) -> Result<Vec<ClaimHit>, StoreError> {
        self.hits(self.question(filters, "").await?, filters, most).await
    }

    /// The first `most` matching claims after the cursor of the filters, with nothing marked or counted.
    pub async fn claims_after(&self, filters: &ClaimFilters, most: usize) -> Result<Vec<Claim>, StoreError> {
        self.listed(self.question(filters, "").await?, filters, most).await
    }

    /// The first `most` claims that the question of these filters finds after their cursor, as lists show them.
    pub(super) async fn hits(
        &self,
        question: Question,
        filters: &ClaimFilters,
        most: usize,
    ) -> Result<Vec<ClaimHit>, StoreError> {
        let claims = self.listed(question, filters, most).await?;
        let ids: Vec<ClaimId> = claims.iter().map(|claim| claim.id.clone()).collect();
        let copies = self.copies_of_claims(&ids).await?;
        let mut denied = self.denied_by(&ids).await?;
        let marks = Marks::of(&filters.words);
        let hit = |claim: Claim| ClaimHit {
            content: marks.marked(&claim.content),
            title: marks.hits(claim.article_title.as_deref().filter(|_| !filters.without_headlines)),
            copies: copies.get(&claim.id).map_or(0, Vec::len),
            denied: denied.remove(&claim.id),
            more_in_article: 0,
            claim,
        };
        Ok(claims.into_iter().map(hit).collect())
    }

    /// The first `most` claims that the question of these filters finds after their cursor.
    pub(super) async fn listed(
        &self,
        question: Question,
        filters: &ClaimFilters,
        most: usize,
    ) -> Result<Vec<Claim>, StoreError> {
        let after = match &filters.after {
            // A cursor that names no claim stands behind all of them.
            Some(id) => match self.place_in_lists(id).await? {
                Some(place) => Some(place),
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let is_grouped = filters.group == Some(Group::Article);
        let placed = self.placed(question, order_of(filters), after, most, is_grouped).await?;
        let rows = json(&placed.iter().map(|placed| placed.claim).collect::<Vec<_>>())?;
        let mut list = QueryBuilder::new("SELECT ");
        list.push(CLAIM_COLUMNS).push(" FROM json_each(").push_bind(rows);
        // What was withdrawn since the index was last brought up is left out here.
        list.push(") j JOIN claims c ON c.row = j.value AND c.is_listed = 1").push(CLAIM_JOINS);
        list.push(" ORDER BY j.key");
        let rows: Vec<ClaimFields> = list.build_query_as().fetch_all(&self.pool).await?;
        self.with_parties(rows).await
    }

    /// Counts, for the hits of a list grouped by article, the further matching claims of each article.
    async fn count_more(&self, found: Arc<Found>, hits: &mut [ClaimHit]) -> Result<(), StoreError> {
        let ids: Vec<&str> = hits.iter().map(|hit| hit.claim.article_id.as_str()).collect();
        let articles: Vec<(i64, ArticleId)> =
            sqlx::query_as("SELECT a.row, a.id FROM json_each($1) j JOIN articles a ON a.id = j.value")
                .bind(json(&ids)?)
                .fetch_all(&self.pool)
                .await?;
        let rows: HashSet<u64> = articles.iter().map(|(row, _)| *row as u64).collect();
        let counts = self.on_a_thread(move || Ok(found.of_articles(&rows)?)).await?;
        let rows: HashMap<ArticleId, i64> = articles.into_iter().map(|(row, id)| (id, row)).collect();
        for hit in hits {
            let row = rows.get(&hit.claim.article_id).copied().unwrap_or_default();
            hit.more_in_article = counts.get(&(row as u64)).map_or(0, |claims| *claims as i64 - 1);
        }
        Ok(())
    }

    /// The claims that a question finds.
    pub(in crate::store) async fn find(&self, question: Question) -> Result<Arc<Found>, StoreError> {
        let index = self.index().await?;
        self.on_a_thread(move || Ok(index.find(&question)?)).await
    }

    /// The first `most` claims after the place `after` that a question finds, in an order.
    pub(super) async fn placed(
        &self,
        question: Question,
        order: Order,
        after: Option<Place>,
        most: usize,
        one_of_each_article: bool,
    ) -> Result<Vec<Placed>, StoreError> {
        let found = self.find(question.clone()).await?;
        self.on_a_thread(move || Ok(found.first(&question, order, after, most, one_of_each_article)?)).await
    }

    /// Where a claim stands, whether lists show it or not.
    async fn place_in_lists(&self, id: &ClaimId) -> Result<Option<Place>, StoreError> {
        let row: Option<PlaceRow> = sqlx::query_as(
            "SELECT row, article_row, place, said_day, published_day, \
             CAST(STRFTIME('%s', loaded_at) AS INTEGER) AS loaded FROM claims WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        let day = |day: Option<String>| day.as_deref().map_or(0, day_number);
        Ok(row.map(|row| Place {
            claim: row.row as u64,
            article: row.article_row as u64,
            place: row.place as u64,
            said: day(row.said_day),
            published: day(row.published_day),
            loaded: row.loaded.unwrap_or_default() as u64,
        }))
    }

    /// The number of matching claims.
    pub async fn count(&self, filters: &ClaimFilters) -> Result<i64, StoreError> {
        Ok(self.find(self.question(filters, "").await?).await?.total() as i64)
    }

    /// True where at least one claim matches.
    pub async fn any(&self, filters: &ClaimFilters) -> Result<bool, StoreError> {
        Ok(self.count(filters).await? > 0)
    }

    /// The number of claims that this source passed on and that match all filters except `source` and `via`. A search
    /// for a speaker shows it apart from what the speaker said.
    pub async fn through(&self, filters: &ClaimFilters, source: &Slug) -> Result<i64, StoreError> {
        let through = ClaimFilters { source: Vec::new(), via: vec![source.clone()], after: None, ..filters.clone() };
        self.count(&through).await
    }

    /// The number of claims that were passed on by a source whose name matches. Other filters do not apply.
    pub async fn through_called(&self, name: &str) -> Result<i64, StoreError> {
        let called = Condition::Any(Key::Via, self.rows_called(name).await?);
        Ok(self.find(Question { words: None, conditions: vec![called] }).await?.total() as i64)
    }
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    row: i64,
    article_row: i64,
    place: i64,
    said_day: Option<String>,
    published_day: Option<String>,
    loaded: Option<i64>,
}
