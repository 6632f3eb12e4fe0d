//! Finds copies and origins after a text is stored.
//!
//! [`crate::relate`] decides whether two texts are copies; this module fetches the candidates and stores the decisions.
//! A link joins two articles that are copies of each other. An origin is a connected component of articles under these
//! links. Links are symmetric and depend only on the two texts, so the order of storing makes no difference, with one
//! exception: where very many articles share a band, only the first ones stored are compared.
//!
//! Texts are compared outside every write transaction. The transaction that stores a text writes its bands and marks
//! the article as not compared yet ([`put_off`]); then [`compare`] reads, compares, and writes the result. The article
//! whose bands are stored last sees the bands of all others, so that of two articles stored at once at least one finds
//! the other. If the process is killed in between, the mark stays, and the next opening of the database compares the
//! article.

use std::collections::{HashMap, HashSet};

use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::relate::{CommonWords, Credit, Kinship, Shared, Wording, bands, credit};
use crate::store::{Store, StoreError, parsed_day, parsed_list};

/// The largest number of articles examined per band, first stored first.
const MOST_IN_BAND: i64 = 200;
/// The largest number of candidates of all bands together; those with most bands in common are kept.
const MOST_CANDIDATES: i64 = 100;
/// The largest number of candidates whose words are compared, and how many of these may belong to one origin.
const MOST_COMPARED: usize = 24;
const MOST_OF_ORIGIN: usize = 4;

/// The bands of a text, as a JSON list.
pub(in crate::store) fn band_list(text: &str) -> String {
    number_list(&bands(&Wording::of(text)))
}

/// Numbers as a JSON list, since there may be more of them than a statement takes values.
fn number_list(numbers: &[i64]) -> String {
    format!("[{}]", numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
}

/// The bands of an article's newest text beside those that are stored, worked out before they are written.
pub(in crate::store) struct NewBands {
    /// Of the newest text.
    pub(in crate::store) of_text: String,
    /// Of the text whose bands are stored, where there is one.
    pub(in crate::store) stored: Option<String>,
}

/// The bands that are stored of an article.
pub(in crate::store) async fn stored_bands(
    connection: &mut SqliteConnection,
    article_row: i64,
) -> Result<Option<String>, StoreError> {
    let text: Option<String> = sqlx::query_scalar(
        "SELECT v.text FROM articles a JOIN article_versions v ON v.row = a.bands_row WHERE a.row = $1",
    )
    .bind(article_row)
    .fetch_optional(connection)
    .await?;
    Ok(text.as_deref().map(band_list))
}

/// Deletes the copies of an article, and marks it as not compared yet; with `bands`, since its text is another one.
pub(in crate::store) async fn put_off(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    bands: Option<&NewBands>,
) -> Result<(), StoreError> {
    forget_copies(transaction, article_row).await?;
    if let Some(bands) = bands {
        if let Some(stored) = &bands.stored {
            sqlx::query("DELETE FROM text_bands WHERE article_row = $2 AND band IN (SELECT value FROM json_each($1))")
                .bind(stored)
                .bind(article_row)
                .execute(&mut **transaction)
                .await?;
        }
        sqlx::query(
            "INSERT INTO text_bands (band, article_row) SELECT DISTINCT value, $2 FROM json_each($1) WHERE true \
             ON CONFLICT (band, article_row) DO NOTHING",
        )
        .bind(&bands.of_text)
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
        sqlx::query("UPDATE articles SET bands_row = version_row WHERE row = $1")
            .bind(article_row)
            .execute(&mut **transaction)
            .await?;
    }
    sqlx::query("UPDATE articles SET compared_row = NULL, revision = revision + 1 WHERE row = $1")
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// The fields of an article that a comparison needs.
#[derive(sqlx::FromRow)]
struct Compared {
    version_row: i64,
    text: String,
    credit: Option<String>,
    authors: String,
    published_day: Option<String>,
    publisher_row: Option<i64>,
    publisher: Option<String>,
}

async fn compared(connection: &mut SqliteConnection, article_row: i64) -> Result<Compared, StoreError> {
    Ok(sqlx::query_as(
        "SELECT a.version_row, v.text, a.credit, a.authors, a.published_day, a.publisher_row, p.name AS publisher \
         FROM articles a JOIN article_versions v ON v.row = a.version_row \
         LEFT JOIN publishers p ON p.row = a.publisher_row WHERE a.row = $1",
    )
    .bind(article_row)
    .fetch_one(connection)
    .await?)
}

/// The result of comparing one article.
struct Found {
    article_row: i64,
    version_row: i64,
    copies: Vec<Copy>,
    credit: Option<Credit>,
}

/// A copy, with the version of it that was compared.
struct Copy {
    other_row: i64,
    version_row: i64,
    shared: Shared,
}

/// Finds and stores the copies of the newest texts of these articles, and the agencies that they credit.
///
/// They are taken in turn, as if each were stored after the ones before it.
pub(in crate::store) async fn compare(store: &Store, articles: &[i64]) -> Result<(), StoreError> {
    if articles.is_empty() {
        return Ok(());
    }
    let mut connection = store.pool.acquire().await?;
    let mut joined = Joined::default();
    let mut found = Vec::with_capacity(articles.len());
    for (place, article_row) in articles.iter().enumerate() {
        found.push(find_copies(&mut connection, *article_row, &articles[place + 1..], &mut joined).await?);
    }
    drop(connection);
    let mut transaction = store.write().await?;
    for found in &found {
        write_copies(&mut transaction, found).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Finds the copies of one article among all but those that come `after` it.
async fn find_copies(
    connection: &mut SqliteConnection,
    article_row: i64,
    after: &[i64],
    joined: &mut Joined,
) -> Result<Found, StoreError> {
    let this = compared(connection, article_row).await?;
    let wording = Wording::of(&this.text);
    let bands = number_list(&bands(&wording));
    let mut copies = Vec::new();
    let mut origins = Vec::new();
    for (candidate, origin) in candidates(connection, article_row, &bands, after, joined).await? {
        let other = compared(connection, candidate).await?;
        let days = parsed_day(this.published_day.as_deref())?.zip(parsed_day(other.published_day.as_deref())?);
        let is_same_publisher = this.publisher_row.is_some() && this.publisher_row == other.publisher_row;
        let shared = Shared::between(&wording, &Wording::of(&other.text));
        if shared.is_copy(Kinship::of(is_same_publisher, days)) {
            copies.push(Copy { other_row: candidate, version_row: other.version_row, shared });
            origins.push(origin);
        }
    }
    joined.join(article_row, &origins);
    let credit = credit(this.publisher.as_deref(), this.credit.as_deref(), &parsed_list(this.authors)?, &this.text);
    Ok(Found { article_row, version_row: this.version_row, copies, credit })
}

/// A union-find over origins: those that copies found so far join, before anything is written.
#[derive(Default)]
struct Joined {
    into: HashMap<i64, i64>,
}

impl Joined {
    fn origin(&self, mut origin: i64) -> i64 {
        while let Some(next) = self.into.get(&origin) {
            origin = *next;
        }
        origin
    }

    fn join(&mut self, article_row: i64, origins: &[i64]) {
        let least = origins.iter().copied().fold(article_row, i64::min);
        for origin in origins.iter().copied().chain([article_row]).filter(|origin| *origin != least) {
            self.into.insert(origin, least);
        }
    }
}

/// The articles whose words are worth comparing, each with its origin: most bands in common first, a few of each
/// origin.
async fn candidates(
    connection: &mut SqliteConnection,
    article_row: i64,
    bands: &str,
    after: &[i64],
    joined: &Joined,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let found: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT b.article_row, COALESCE(o.origin_row, b.article_row) FROM json_each($1) j JOIN text_bands b \
           ON b.band = j.value AND b.article_row <= COALESCE((SELECT l.article_row FROM text_bands l \
             WHERE l.band = j.value ORDER BY l.article_row LIMIT 1 OFFSET $3), $6) \
         LEFT JOIN article_origins o ON o.article_row = b.article_row \
         WHERE b.article_row <> $2 AND b.article_row NOT IN (SELECT value FROM json_each($5)) \
         GROUP BY b.article_row ORDER BY COUNT(*) DESC, b.article_row LIMIT $4",
    )
    .bind(bands)
    .bind(article_row)
    .bind(MOST_IN_BAND - 1)
    .bind(MOST_CANDIDATES)
    .bind(number_list(after))
    // Where fewer share the band: the greatest row there can be. Were it told by the row, each row would be asked for it.
    .bind(i64::MAX)
    .fetch_all(connection)
    .await?;
    let mut of_origin: HashMap<i64, usize> = HashMap::new();
    let few = found.into_iter().map(|(row, origin)| (row, joined.origin(origin))).filter(|(_, origin)| {
        let taken = of_origin.entry(*origin).or_default();
        *taken += 1;
        *taken <= MOST_OF_ORIGIN
    });
    Ok(few.take(MOST_COMPARED).collect())
}

/// Writes what was found of an article, unless its text is another one by now: then it waits again.
async fn write_copies(transaction: &mut Transaction<'_, Sqlite>, found: &Found) -> Result<(), StoreError> {
    let Found { article_row, version_row, copies, credit } = found;
    let current = sqlx::query("UPDATE articles SET compared_row = version_row WHERE row = $1 AND version_row = $2")
        .bind(article_row)
        .bind(version_row)
        .execute(&mut **transaction)
        .await?;
    if current.rows_affected() == 0 {
        return Ok(());
    }
    let mut linked = vec![*article_row];
    for Copy { other_row, version_row, shared } in copies {
        // One whose text changed meanwhile is compared by whoever changed it.
        let is_same: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM articles WHERE row = $1 AND version_row = $2)")
                .bind(other_row)
                .bind(version_row)
                .fetch_one(&mut **transaction)
                .await?;
        if is_same {
            link(transaction, (*article_row, &shared.first), *other_row).await?;
            link(transaction, (*other_row, &shared.second), *article_row).await?;
            linked.push(*other_row);
        }
    }
    if linked.len() > 1 {
        join(transaction, &linked).await?;
    }
    save_credit(transaction, *article_row, credit.as_ref()).await
}

async fn link(
    transaction: &mut Transaction<'_, Sqlite>,
    (article_row, part): (i64, &CommonWords),
    other_row: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO article_copies (article_row, other_row, shared_words, words) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (article_row, other_row) DO NOTHING",
    )
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

/// Deletes the links of an article; its origin is split where only this article connected it.
async fn forget_copies(transaction: &mut Transaction<'_, Sqlite>, article_row: i64) -> Result<(), StoreError> {
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

/// The connected components of articles under links.
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
    credit: Option<&Credit>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM article_credits WHERE article_row = $1")
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    let Some(credit) = credit else { return Ok(()) };
    sqlx::query("INSERT INTO article_credits (article_row, agency, words, place) VALUES ($1, $2, $3, $4)")
        .bind(article_row)
        .bind(&credit.agency)
        .bind(&credit.words)
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
