//! Claims that have something to do with one claim, found when its page asks: nothing of it is stored.

use std::collections::HashSet;

use serde::Serialize;

use crate::domain::{Claim, ClaimId};
use crate::relate::{self, ComparedClaim, ReadClaim, Relation};
use crate::store::search::filters::{ClaimFilters, Direction, Sort, SortBy};
use crate::store::search::list::on_a_thread;
use crate::store::search::words::SearchWords;
use crate::store::{Store, StoreError};

/// The words of a claim that others are searched by.
const WORDS: usize = 8;
/// The claims that are compared with one, the best matches of these words.
const COMPARED: usize = 120;
/// The claims of its article that tell what it is about.
const BESIDE: usize = 120;

/// The claims related to one claim.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RelatedClaims {
    /// Each with how it is related, by kind and the surest first.
    pub claims: Vec<(Relation, Claim)>,
    /// The number of claims that it was compared with.
    pub compared: usize,
    /// The words that they were found by.
    pub words: Vec<String>,
}

impl Store {
    /// The claims that say the same as a claim, deny it, count otherwise or cannot be right beside it: among those of its
    /// article and the best matches of its most telling words.
    pub async fn related_claims(&self, claim: &Claim) -> Result<RelatedClaims, StoreError> {
        let article = ClaimFilters { article: vec![claim.article_id.clone()], ..ClaimFilters::default() };
        let mut claims = self.listed_for(&article, BESIDE).await?;
        claims.retain(|other| other.id != claim.id);
        claims.push(claim.clone());
        let alone = self.read_claims(vec![claim.clone()]).await?;
        let words = relate::telling_words(one(&alone, &claim.id)?, WORDS);
        let typed: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace('"', " "))).collect();
        let matches = ClaimFilters {
            words: SearchWords::parse(&typed.join(" OR ")),
            sort: Sort { by: SortBy::Relevance, direction: Direction::NewestFirst },
            ..ClaimFilters::default()
        };
        let known: HashSet<ClaimId> = claims.iter().map(|claim| claim.id.clone()).collect();
        let found = if words.is_empty() { Vec::new() } else { self.listed_for(&matches, COMPARED).await? };
        claims.extend(found.into_iter().filter(|other| !known.contains(&other.id)));
        let read = self.read_claims(claims.clone()).await?;
        let id = claim.id.clone();
        let relations = on_a_thread(move || {
            let this = one(&read, &id)?;
            let others = read.iter().filter(|other| other.claim.id != this.claim.id);
            Ok(others.filter_map(|other| relate::relation(this, other)).collect::<Vec<_>>())
        })
        .await?;
        let other = |relation: &Relation| {
            let other = if relation.a == claim.id.as_str() { &relation.b } else { &relation.a };
            claims.iter().find(|claim| claim.id.as_str() == other).cloned()
        };
        let mut related: Vec<(Relation, Claim)> =
            relations.into_iter().filter_map(|relation| other(&relation).map(|other| (relation, other))).collect();
        related.sort_by(|(x, _), (y, _)| x.kind.cmp(&y.kind).then(y.score.total_cmp(&x.score)));
        Ok(RelatedClaims { claims: related, compared: claims.len() - 1, words })
    }

    async fn listed_for(&self, filters: &ClaimFilters, most: usize) -> Result<Vec<Claim>, StoreError> {
        self.listed(self.question(filters, "").await?, filters, most).await
    }

    async fn read_claims(&self, claims: Vec<Claim>) -> Result<Vec<ReadClaim>, StoreError> {
        let records = self.records().of(claims).await?;
        on_a_thread(move || Ok(relate::read(records.into_iter().map(ComparedClaim::from).collect()))).await
    }
}

/// The claim of an id among others.
fn one<'r>(read: &'r [ReadClaim], id: &ClaimId) -> Result<&'r ReadClaim, StoreError> {
    read.iter().find(|read| read.claim.id == id.as_str()).ok_or_else(|| StoreError::Unexpected(id.to_string()))
}
