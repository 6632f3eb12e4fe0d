//! Copies and the origins they have in common, found when a text is stored.
//!
//! [`crate::relate`] decides; here are candidates fetched and decisions kept. Two copies are a link between two articles;
//! articles that links join, through others or not, are one origin. Links are symmetric and rest on the two texts, so
//! that it makes no difference which was stored first, with one exception: where very many articles have a band in
//! common, only the first of them are looked at.

use std::collections::{HashMap, HashSet};

use sqlx::{Sqlite, Transaction};

use crate::relate::{CommonWords, Kinship, Shared, Wording, bands, credit};
use crate::store::{StoreError, parsed_day};

/// Articles of one band that are looked at, the first stored first.
const MOST_IN_BAND: i64 = 200;
/// Candidates that are looked at, of all bands together: those with most bands in common.
const MOST_CANDIDATES: i64 = 100;
/// Candidates whose words are compared, and how many of them may be of one origin.
const MOST_COMPARED: usize = 24;
const MOST_OF_ORIGIN: usize = 4;
/// What an article is compared by.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Compared {
    compared_row: Option<i64>,
    text: String,
    pub(in crate::store) url: Option<String>,
    credit: Option<String>,
    authors: String,
    published_day: Option<String>,
    publisher_row: Option<i64>,
    publisher: Option<String>,
}

pub(in crate::store) async fn compared(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
) -> Result<Compared, StoreError> {
    Ok(sqlx::query_as(
        "SELECT a.compared_row, v.text, a.url, a.credit, a.authors, a.published_day, a.publisher_row, \
           p.name AS publisher FROM articles a JOIN article_versions v ON v.row = a.version_row \
         LEFT JOIN publishers p ON p.row = a.publisher_row WHERE a.row = $1",
    )
    .bind(article_row)
    .fetch_one(&mut **transaction)
    .await?)
}

/// Finds the copies of an article's newest text and whom it credits; what was found for an earlier text is forgotten.
pub(in crate::store) async fn relate(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
) -> Result<(), StoreError> {
    let this = compared(transaction, article_row).await?;
    if let Some(version) = this.compared_row {
        forget(transaction, article_row, version).await?;
    }
    let wording = Wording::of(&this.text);
    let bands = number_list(&bands(&wording));
    let mut copies = Vec::new();
    for candidate in candidates(transaction, article_row, &bands).await? {
        let other = compared(transaction, candidate).await?;
        let days = parsed_day(this.published_day.as_deref())?.zip(parsed_day(other.published_day.as_deref())?);
        let is_same_publisher = this.publisher_row.is_some() && this.publisher_row == other.publisher_row;
        let shared = Shared::between(&wording, &Wording::of(&other.text));
        if shared.is_copy(Kinship::of(is_same_publisher, days)) {
            link(transaction, (article_row, &shared.first), candidate).await?;
            link(transaction, (candidate, &shared.second), article_row).await?;
            copies.push(candidate);
        }
    }
    sqlx::query("INSERT INTO text_bands (band, article_row) SELECT DISTINCT value, $2 FROM json_each($1)")
        .bind(bands)
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    if !copies.is_empty() {
        copies.push(article_row);
        join(transaction, &copies).await?;
    }
    save_credit(transaction, article_row, &this).await?;
    sqlx::query("UPDATE articles SET compared_row = version_row WHERE row = $1")
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Numbers as a JSON list, since there may be more of them than a statement takes values.
fn number_list(numbers: &[i64]) -> String {
    format!("[{}]", numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
}

/// The articles whose words are worth comparing, most bands in common first, a few of each origin.
async fn candidates(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    bands: &str,
) -> Result<Vec<i64>, StoreError> {
    let found: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT b.article_row, COALESCE(o.origin_row, b.article_row) FROM json_each($1) j JOIN text_bands b \
           ON b.band = j.value AND b.article_row <= COALESCE((SELECT l.article_row FROM text_bands l \
             WHERE l.band = j.value ORDER BY l.article_row LIMIT 1 OFFSET $3), b.article_row) \
         LEFT JOIN article_origins o ON o.article_row = b.article_row WHERE b.article_row <> $2 \
         GROUP BY b.article_row ORDER BY COUNT(*) DESC, b.article_row LIMIT $4",
    )
    .bind(bands)
    .bind(article_row)
    .bind(MOST_IN_BAND - 1)
    .bind(MOST_CANDIDATES)
    .fetch_all(&mut **transaction)
    .await?;
    let mut of_origin: HashMap<i64, usize> = HashMap::new();
    let few = found.into_iter().filter(|(_, origin)| {
        let taken = of_origin.entry(*origin).or_default();
        *taken += 1;
        *taken <= MOST_OF_ORIGIN
    });
    Ok(few.map(|(row, _)| row).take(MOST_COMPARED).collect())
}

async fn link(
    transaction: &mut Transaction<'_, Sqlite>,
    (article_row, part): (i64, &CommonWords),
    other_row: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO article_copies (article_row, other_row, shared_words, words) VALUES ($1, $2, $3, $4)")
        .bind(article_row)
        .bind(other_row)
        .bind(part.words as i64)
        .bind(part.of as i64)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Makes these articles, and all that are of one origin with any of them, one origin.
async fn join(transaction: &mut Transaction<'_, Sqlite>, articles: &[i64]) -> Result<(), StoreError> {
    let list = number_list(articles);
    let origins: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT origin_row FROM article_origins WHERE article_row IN (SELECT value FROM json_each($1))",
    )
    .bind(&list)
    .fetch_all(&mut **transaction)
    .await?;
    let least = origins.iter().chain(articles).min().copied().unwrap_or_default();
    sqlx::query("UPDATE article_origins SET origin_row = $2 WHERE origin_row IN (SELECT value FROM json_each($1))")
        .bind(number_list(&origins))
        .bind(least)
        .execute(&mut **transaction)
        .await?;
    sqlx::query(
        "INSERT INTO article_origins (article_row, origin_row) SELECT value, $2 FROM json_each($1) WHERE true \
         ON CONFLICT (article_row) DO NOTHING",
    )
    .bind(list)
    .bind(least)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Undoes what was found for an article whose text `version_row` was compared; its origin falls apart where it alone
/// held it together.
async fn forget(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    version_row: i64,
) -> Result<(), StoreError> {
    let text: String = sqlx::query_scalar("SELECT text FROM article_versions WHERE row = $1")
        .bind(version_row)
        .fetch_one(&mut **transaction)
        .await?;
    sqlx::query("DELETE FROM text_bands WHERE article_row = $2 AND band IN (SELECT value FROM json_each($1))")
        .bind(number_list(&bands(&Wording::of(&text))))
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    let members: Vec<i64> = sqlx::query_scalar(
        "SELECT m.article_row FROM article_origins this JOIN article_origins m ON m.origin_row = this.origin_row \
         WHERE this.article_row = $1 ORDER BY m.article_row",
    )
    .bind(article_row)
    .fetch_all(&mut **transaction)
    .await?;
    if members.is_empty() {
        return Ok(());
    }
    for statement in [
        "DELETE FROM article_copies WHERE other_row = $1 \
         AND article_row IN (SELECT other_row FROM article_copies WHERE article_row = $1)",
        "DELETE FROM article_copies WHERE article_row = $1",
    ] {
        sqlx::query(statement).bind(article_row).execute(&mut **transaction).await?;
    }
    let list = number_list(&members);
    let links: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT article_row, other_row FROM article_copies WHERE article_row IN (SELECT value FROM json_each($1))",
    )
    .bind(&list)
    .fetch_all(&mut **transaction)
    .await?;
    sqlx::query("DELETE FROM article_origins WHERE article_row IN (SELECT value FROM json_each($1))")
        .bind(&list)
        .execute(&mut **transaction)
        .await?;
    for group in groups(&members, &links).into_iter().filter(|group| group.len() > 1) {
        join(transaction, &group).await?;
    }
    Ok(())
}

/// The groups of articles that links join.
fn groups(articles: &[i64], links: &[(i64, i64)]) -> Vec<Vec<i64>> {
    let mut linked: HashMap<i64, Vec<i64>> = HashMap::new();
    for (one, other) in links {
        linked.entry(*one).or_default().push(*other);
    }
    let mut seen = HashSet::new();
    let mut groups = Vec::new();
    for article in articles {
        let mut group = Vec::new();
        let mut next = vec![*article];
        while let Some(article) = next.pop() {
            if seen.insert(article) {
                group.push(article);
                next.extend(linked.get(&article).into_iter().flatten());
            }
        }
        if !group.is_empty() {
            groups.push(group);
        }
    }
    groups
}

async fn save_credit(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    this: &Compared,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM article_credits WHERE article_row = $1")
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    let authors: Vec<String> =
        serde_json::from_str(&this.authors).map_err(|_| StoreError::Unexpected(this.authors.clone()))?;
    let Some(credit) = credit(this.publisher.as_deref(), this.credit.as_deref(), &authors, &this.text) else {
        return Ok(());
    };
    sqlx::query("INSERT INTO article_credits (article_row, agency, words, place) VALUES ($1, $2, $3, $4)")
        .bind(article_row)
        .bind(credit.agency)
        .bind(credit.words)
        .bind(credit.place.as_str())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn links_make_groups() {
        for (links, expected) in [
            (vec![], vec![vec![1], vec![2], vec![3], vec![4]]),
            (vec![(1, 2), (2, 1), (3, 2), (2, 3)], vec![vec![1, 2, 3], vec![4]]),
            (vec![(1, 4), (4, 1), (2, 3), (3, 2)], vec![vec![1, 4], vec![2, 3]]),
        ] {
            assert_eq!(groups(&[1, 2, 3, 4], &links), expected);
        }
    }
}
