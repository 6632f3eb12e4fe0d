//! Finds how claims stand to each other, article by article, as articles come and change.
//!
//! [`crate::relate`] decides; this room fetches what is compared and stores what was found. It follows the changes that
//! the search index follows (`article_changes`), so that what was loaded, read anew, withdrawn, merged or corrected is
//! related anew, whichever process wrote it. Claims are read and compared outside of every write transaction. The one that
//! stores the result asks whether another process came before it, and writes nothing then. A process that is killed
//! leaves the number of the last change that was dealt with, and the next one goes on there.
//!
//! What articles are found by is stored first. An article is compared with those of near days with which it shares the most (`neighbours.rs`). What is found that does not
//! agree becomes disputes (`disputes.rs`), as far as people did not decide otherwise (`decided.rs`).

mod compared;
pub(in crate::store) mod decided;
pub(in crate::store) mod disputes;
mod neighbours;

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use sqlx::{Sqlite, Transaction};

use crate::relate::{
    METHOD, ReadClaim, Relation, RelationKind, Subject, article_terms, compared_figures, is_disagreement, relations_of,
    subject,
};
use crate::store::{Store, StoreError, json, now};
use decided::Returned;

/// Articles that are related in one transaction.
const AT_A_TIME: i64 = 16;
/// Articles whose claims are kept as read: news is about the same for some days. They take about a megabyte each, and one step needs
/// some fifty at a time.
const KEPT: NonZeroUsize = NonZeroUsize::new(128).unwrap();

/// The listed claims of an article as comparing reads them, with their rows.
#[derive(Debug, Default)]
struct ReadArticle {
    rows: HashMap<String, i64>,
    claims: Vec<ReadClaim>,
}

/// Relates what changed.
#[derive(Debug)]
pub struct Relator {
    store: Store,
    /// By article: the change after which its claims were read, and these.
    read: LruCache<i64, (i64, Arc<ReadArticle>)>,
}

/// Up to where claims are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
struct Done {
    terms: i64,
    number: i64,
    method: i64,
}

const DONE: &str = "SELECT terms, number, method FROM relating";

/// What a step of relating did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relating {
    /// So many articles can be found by their terms now; they are compared once all can.
    Found(usize),
    /// So many articles were compared with others.
    Compared(usize),
    /// Nothing, since another process did it.
    Overtaken,
    /// Nothing, since nothing is left.
    Done,
}

/// A relation that is to be written.
struct FoundRelation {
    relation: Relation,
    /// The words of the two figures that it compares.
    figures: Option<[String; 2]>,
    is_disagreement: bool,
}

/// What is to be written of one article.
struct Found {
    article: Arc<ReadArticle>,
    /// Its row, and those of its neighbours.
    row: i64,
    neighbours: Vec<i64>,
    /// The rows of all claims that its relations name.
    rows: HashMap<String, i64>,
    relations: Vec<FoundRelation>,
    /// Of claims that do not agree with another one.
    subjects: HashMap<i64, Subject>,
}

impl Store {
    /// What relates the claims of this store.
    pub fn relator(&self) -> Relator {
        Relator { store: self.clone(), read: LruCache::new(KEPT) }
    }

    /// How many articles changed and were not related since.
    pub async fn to_relate(&self) -> Result<i64, StoreError> {
        let done = self.related().await?;
        Ok(sqlx::query_scalar("SELECT COUNT(*) FROM article_changes WHERE number > $1")
            .bind(done.number)
            .fetch_one(&self.pool)
            .await?)
    }

    /// Relates everything that changed; returns the number of articles.
    pub async fn relate_all(&self) -> Result<usize, StoreError> {
        let (mut relator, mut articles) = (self.relator(), 0);
        loop {
            match relator.step().await? {
                Relating::Compared(compared) => articles += compared,
                Relating::Done => return Ok(articles),
                Relating::Found(_) | Relating::Overtaken => {}
            }
        }
    }

    /// The change up to which claims are related: nothing, where other rules found what is there.
    async fn related(&self) -> Result<Done, StoreError> {
        let done: Done = sqlx::query_as(DONE).fetch_one(&self.pool).await?;
        Ok(if done.method == METHOD { done } else { Done { terms: 0, number: 0, method: METHOD } })
    }
}

impl Relator {
    /// Goes on with the articles that changed longest ago. What all of them are found by is stored before any is compared, so that
    /// what is found of many that came together does not depend on their order.
    pub async fn step(&mut self) -> Result<Relating, StoreError> {
        let done = self.store.related().await?;
        let unfound = self.changed_after(done.terms).await?;
        if let Some((last, _)) = unfound.last().copied() {
            return self.write_terms(done, last, &rows(&unfound)).await;
        }
        let changes = self.changed_after(done.number).await?;
        let Some((last, _)) = changes.last().copied() else { return Ok(Relating::Done) };
        let articles = rows(&changes);
        let read = self.read(&articles).await?;
        let mut found = Vec::with_capacity(articles.len());
        for (row, article) in articles.iter().zip(read) {
            found.push(self.compare(*row, article, last).await?);
        }
        let written = self.write(done, last, &articles, found).await?;
        Ok(if written { Relating::Compared(articles.len()) } else { Relating::Overtaken })
    }

    /// The next articles that changed after a change, with the number of their last one.
    async fn changed_after(&self, number: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        Ok(sqlx::query_as("SELECT number, article_row FROM article_changes WHERE number > $1 ORDER BY number LIMIT $2")
            .bind(number)
            .bind(AT_A_TIME)
            .fetch_all(&self.store.pool)
            .await?)
    }

    /// Those of some articles that are compared with one now: those that did not change after a change, and those with claims
    /// that are related to its claims already or in one dispute with them, so that none falls apart between two turns.
    async fn compared_now(&self, row: i64, number: i64, articles: &[i64]) -> Result<Vec<i64>, StoreError> {
        Ok(sqlx::query_scalar(
            "WITH related AS (SELECT o.article_row FROM claims c JOIN claim_relations r ON r.first_row = c.row \
               JOIN claims o ON o.row = r.second_row WHERE c.article_row = $2 \
               UNION SELECT o.article_row FROM claims c JOIN claim_relations r ON r.second_row = c.row \
               JOIN claims o ON o.row = r.first_row WHERE c.article_row = $2 \
               UNION SELECT o.article_row FROM claims c JOIN dispute_claims m ON m.claim_row = c.row \
               JOIN dispute_claims n ON n.dispute_row = m.dispute_row JOIN claims o ON o.row = n.claim_row \
               WHERE c.article_row = $2) \
             SELECT j.value FROM json_each($1) j LEFT JOIN article_changes n ON n.article_row = j.value \
             WHERE COALESCE(n.number, 0) <= $3 OR j.value IN (SELECT article_row FROM related) ORDER BY j.key",
        )
        .bind(json(&articles)?)
        .bind(row)
        .bind(number)
        .fetch_all(&self.store.pool)
        .await?)
    }

    /// The claims of articles, in the order of these.
    async fn read(&mut self, articles: &[i64]) -> Result<Vec<Arc<ReadArticle>>, StoreError> {
        let list = json(&articles)?;
        let numbers: HashMap<i64, i64> = sqlx::query_as(
            "SELECT n.article_row, n.number FROM json_each($1) j JOIN article_changes n ON n.article_row = j.value",
        )
        .bind(&list)
        .fetch_all(&self.store.pool)
        .await?
        .into_iter()
        .collect();
        let number = |row: &i64| numbers.get(row).copied().unwrap_or_default();
        let unread: Vec<i64> = articles
            .iter()
            .filter(|row| self.read.get(*row).is_none_or(|(read, _)| *read != number(row)))
            .copied()
            .collect();
        for (row, article) in unread.iter().zip(compared::read(&self.store, &unread).await?) {
            self.read.put(*row, (number(row), Arc::new(article)));
        }
        Ok(articles
            .iter()
            .map(|row| self.read.get(row).map(|(_, article)| article.clone()).unwrap_or_default())
            .collect())
    }

    /// Stores what articles are found by.
    async fn write_terms(&mut self, done: Done, last: i64, articles: &[i64]) -> Result<Relating, StoreError> {
        let read = self.read(articles).await?;
        let mut transaction = self.store.write().await?;
        if !is_up_to(&mut transaction, done).await? {
            return Ok(Relating::Overtaken);
        }
        for (row, article) in articles.iter().zip(read) {
            neighbours::write(&mut transaction, *row, &article_terms(&article.claims)).await?;
        }
        sqlx::query("UPDATE relating SET terms = $1, number = $2, method = $3")
            .bind(last)
            .bind(done.number)
            .bind(METHOD)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Relating::Found(articles.len()))
    }

    /// Compares the claims of one article with each other, with those of its neighbours, and of those whose neighbour it is. Those
    /// that changed after the change `last` are mostly passed over: their turn is still to come, and one comparing is enough.
    async fn compare(&mut self, row: i64, article: Arc<ReadArticle>, last: i64) -> Result<Found, StoreError> {
        let neighbours = neighbours::of(&self.store, row).await?;
        let mut compared = neighbours.clone();
        let further = neighbours::who_have(&self.store, row).await?;
        compared.extend(further.into_iter().filter(|other| !neighbours.contains(other)));
        let compared = self.compared_now(row, last, &compared).await?;
        let others = self.read(&compared).await?;
        tokio::task::spawn_blocking(move || {
            let claims: Vec<&[ReadClaim]> = others.iter().map(|other| other.claims.as_slice()).collect();
            let relations = relations_of(&article.claims, &claims);
            let all = || others.iter().chain([&article]);
            let reads: HashMap<&str, &ReadClaim> =
                all().flat_map(|article| &article.claims).map(|read| (read.claim.id.as_str(), read)).collect();
            let row_of = |id: &str| all().find_map(|article| article.rows.get(id)).copied();
            let named: BTreeSet<&str> = relations.iter().flat_map(|found| [found.a.as_str(), &found.b]).collect();
            let rows: HashMap<String, i64> =
                named.into_iter().filter_map(|id| Some((id.to_owned(), row_of(id)?))).collect();
            let relations: Vec<FoundRelation> = relations
                .into_iter()
                .filter_map(|relation| {
                    let (first, second) = (reads.get(relation.a.as_str())?, reads.get(relation.b.as_str())?);
                    let is_of_figures =
                        matches!(relation.kind, RelationKind::RivalFigures | RelationKind::CompatibleFigures);
                    let figures = if is_of_figures { compared_figures(first, second) } else { None };
                    let is_disagreement = is_disagreement(first, second, &relation);
                    Some(FoundRelation { relation, figures, is_disagreement })
                })
                .collect();
            let unlike = relations.iter().filter(|found| found.is_disagreement);
            let unlike: BTreeSet<&str> =
                unlike.flat_map(|found| [found.relation.a.as_str(), &found.relation.b]).collect();
            let subjects = unlike.iter().filter_map(|id| Some((*rows.get(*id)?, subject(reads.get(id)?)))).collect();
            Found { article: article.clone(), row, neighbours, rows, relations, subjects }
        })
        .await
        .map_err(|error| StoreError::Unexpected(error.to_string()))
    }

    /// Stores what was found; false where another process was first.
    async fn write(&self, done: Done, last: i64, articles: &[i64], found: Vec<Found>) -> Result<bool, StoreError> {
        let mut transaction = self.store.write().await?;
        if !is_up_to(&mut transaction, done).await? {
            return Ok(false);
        }
        let mut touched = forget(&mut transaction, articles).await?;
        let found_at = now();
        for Found { rows, relations, subjects, article, row, neighbours } in found {
            neighbours::keep(&mut transaction, row, &neighbours).await?;
            touched.extend(article.rows.values());
            for found in relations {
                let ends = rows.get(&found.relation.a).zip(rows.get(&found.relation.b));
                let Some((first, second)) = ends else { continue };
                touched.extend([first, second]);
                write_relation(&mut transaction, (*first, *second), found, &found_at).await?;
            }
            for (row, terms) in subjects {
                sqlx::query(
                    "INSERT INTO claim_subjects (claim_row, terms) VALUES ($1, $2) \
                     ON CONFLICT (claim_row) DO UPDATE SET terms = excluded.terms",
                )
                .bind(row)
                .bind(json(&terms)?)
                .execute(&mut *transaction)
                .await?;
            }
        }
        disputes::gather(&mut transaction, &touched, &Returned::new(), last, &found_at).await?;
        sqlx::query("UPDATE relating SET number = $1").bind(last).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

fn rows(changes: &[(i64, i64)]) -> Vec<i64> {
    changes.iter().map(|(_, article)| *article).collect()
}

/// Whether claims are related up to where they were when a step began.
async fn is_up_to(transaction: &mut Transaction<'_, Sqlite>, done: Done) -> Result<bool, StoreError> {
    let now: Done = sqlx::query_as(DONE).fetch_one(&mut **transaction).await?;
    // What other rules found counts as nothing.
    Ok(now == done || now.method != METHOD && done.number == 0 && done.terms == 0)
}

/// Deletes the relations of all claims of these articles; returns the rows of the claims that had some.
async fn forget(transaction: &mut Transaction<'_, Sqlite>, articles: &[i64]) -> Result<BTreeSet<i64>, StoreError> {
    let claims: Vec<i64> =
        sqlx::query_scalar("SELECT c.row FROM json_each($1) j JOIN claims c ON c.article_row = j.value")
            .bind(json(&articles)?)
            .fetch_all(&mut **transaction)
            .await?;
    let claims = json(&claims)?;
    let mut touched = BTreeSet::new();
    for statement in [
        "DELETE FROM claim_relations WHERE first_row IN (SELECT value FROM json_each($1)) RETURNING first_row, second_row",
        "DELETE FROM claim_relations WHERE second_row IN (SELECT value FROM json_each($1)) RETURNING first_row, second_row",
    ] {
        let gone: Vec<(i64, i64)> = sqlx::query_as(statement).bind(&claims).fetch_all(&mut **transaction).await?;
        touched.extend(gone.into_iter().flat_map(|(first, second)| [first, second]));
    }
    let in_disputes: Vec<i64> =
        sqlx::query_scalar("SELECT claim_row FROM dispute_claims WHERE claim_row IN (SELECT value FROM json_each($1))")
            .bind(&claims)
            .fetch_all(&mut **transaction)
            .await?;
    touched.extend(in_disputes);
    Ok(touched)
}

async fn write_relation(
    transaction: &mut Transaction<'_, Sqlite>,
    (first, second): (i64, i64),
    FoundRelation { relation, figures, is_disagreement }: FoundRelation,
    found_at: &str,
) -> Result<(), StoreError> {
    let [first_figure, second_figure] = figures.map_or([None, None], |words| words.map(Some));
    // Two articles of one batch find the same.
    sqlx::query(
        "INSERT INTO claim_relations (first_row, second_row, kind, score, reason, first_figure, second_figure, found_disagreement, \
           is_disagreement, method, found_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10 \
         WHERE NOT EXISTS (SELECT 1 FROM claim_relations WHERE first_row = $2 AND second_row = $1) \
         ON CONFLICT (first_row, second_row) DO NOTHING",
    )
    .bind(first)
    .bind(second)
    .bind(relation.kind)
    .bind(f64::from(relation.score))
    .bind(&relation.reason)
    .bind(first_figure)
    .bind(second_figure)
    .bind(is_disagreement)
    .bind(METHOD)
    .bind(found_at)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
