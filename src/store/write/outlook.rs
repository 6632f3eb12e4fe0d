//! Predicts what saving an article would do, before an extractor reads it and before anything is written.

use sqlx::SqliteConnection;

use crate::domain::{NewArticle, Partial};
use crate::store::write::known::{KNOWN_COLUMNS, Known};
use crate::store::write::{addresses, files, withdrawals};
use crate::store::{Store, StoreError, json};

/// What became of an article handed to [`Store::save`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// New here.
    Loaded,
    /// This text of it is here already, and nothing new is known of it.
    AlreadyThere,
    /// This text of it is here already; its title, date or publisher was missing and is known now.
    Completed,
    /// This text of it is here already, without what it was read from, which is kept now.
    OriginalKept,
    /// This text of it is here already and was read only now.
    Read,
    /// Stored already with another text; this text became a new version.
    Changed,
    /// Withdrawn by an operator; nothing was stored.
    Withdrawn,
}

/// What saving an article would do.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// What would become of it.
    pub outcome: Outcome,
    /// The article, with what is known of it already.
    pub article: NewArticle,
    /// The state of the database that this was computed from; [`Store::save`] takes it, and need not compute it again.
    pub basis: Basis,
}

impl Outlook {
    /// True if saving would store something.
    pub fn is_news(&self) -> bool {
        !matches!(self.outcome, Outcome::AlreadyThere | Outcome::Withdrawn) || self.basis.notes_file
    }
}

/// The state of the database that an outlook rests on.
#[derive(Debug, Clone)]
pub struct Basis {
    pub(in crate::store) outcome: Outcome,
    /// True where the file of an article without an address is not known of it yet.
    pub(in crate::store) notes_file: bool,
    id: String,
    addresses: String,
    file: Option<String>,
    /// The articles that this one may be, each with its revision.
    seen: Vec<(i64, i64)>,
}

impl Basis {
    async fn of(connection: &mut SqliteConnection, article: &NewArticle) -> Result<Self, StoreError> {
        let mut basis = Self {
            outcome: Outcome::Loaded,
            notes_file: false,
            id: article.id().as_str().to_owned(),
            addresses: json(&article.addresses())?,
            file: article.path.clone(),
            seen: Vec::new(),
        };
        basis.seen = basis.look(connection).await?;
        Ok(basis)
    }

    /// True if the database still holds the same state.
    pub(in crate::store) async fn holds(&self, connection: &mut SqliteConnection) -> Result<bool, StoreError> {
        Ok(self.look(connection).await? == self.seen)
    }

    async fn look(&self, connection: &mut SqliteConnection) -> Result<Vec<(i64, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT a.row, a.revision FROM articles a WHERE a.id = $1 \
             OR a.row IN (SELECT t.article_row FROM article_texts t WHERE t.text_id = $1) \
             OR a.row IN (SELECT d.article_row FROM article_addresses d WHERE d.address IN (SELECT value FROM json_each($2))) \
             OR a.row IN (SELECT f.article_row FROM article_files f WHERE f.path = $3) ORDER BY a.row",
        )
        .bind(&self.id)
        .bind(&self.addresses)
        .bind(&self.file)
        .fetch_all(connection)
        .await?)
    }
}

impl Store {
    /// What saving this text of this article, with a reading or without, would do, and the article with what is known
    /// of it already; lets a load skip the reading of what is there, and read the rest with all that is known.
    pub async fn outlook(&self, article: NewArticle, with_reading: bool) -> Result<Outlook, StoreError> {
        let mut connection = self.pool.acquire().await?;
        outlook(&mut connection, article, with_reading).await
    }
}

/// An article that is here, beside one that is to be stored.
#[derive(sqlx::FromRow)]
struct Stored {
    is_withdrawn: bool,
    /// Whether it has this text, now or in an earlier version.
    has_text: bool,
    /// Whether it has this text, and not what it was read from.
    lacks_original: bool,
    /// Whether its newest text was read.
    is_read: bool,
    /// Its newest text, where that is not this one.
    other_text: Option<String>,
    /// Whether its newest text is not the whole article.
    partial: Option<Partial>,
    #[sqlx(flatten)]
    known: Known,
}

async fn stored(connection: &mut SqliteConnection, article: &NewArticle) -> Result<Option<Stored>, StoreError> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT NOT EXISTS (SELECT 1 FROM visible_articles s WHERE s.row = a.row) AS is_withdrawn, \
           t.row IS NOT NULL AS has_text, o.version_row IS NULL AND t.row IS NOT NULL AS lacks_original, \
           a.reading_row IS NOT NULL AS is_read, CASE WHEN v.id <> $2 THEN v.text END AS other_text, v.partial, \
           {KNOWN_COLUMNS} FROM articles a JOIN article_versions v ON v.row = a.version_row \
         LEFT JOIN article_versions t ON t.id = $2 AND t.article_row = a.row \
         LEFT JOIN originals o ON o.version_row = t.row LEFT JOIN publishers p ON p.row = a.publisher_row \
         WHERE a.id = $1"
    )))
    .bind(article.id())
    .bind(article.version())
    .fetch_optional(connection)
    .await?)
}

pub(in crate::store) async fn outlook(
    connection: &mut SqliteConnection,
    article: NewArticle,
    with_reading: bool,
) -> Result<Outlook, StoreError> {
    // Read first, so that a change during the queries below is noticed.
    let mut basis = Basis::of(connection, &article).await?;
    let addresses::Resolved { mut article, is_there } = match basis.seen.is_empty() {
        true => addresses::Resolved { article, is_there: false },
        false => addresses::resolve(connection, article).await?,
    };
    // A file that calls the publisher by its host tells no name.
    let host = article.address().map(|address| address.host());
    article.publisher = article.publisher.filter(|name| Some(name) != host.as_ref());
    let found = if basis.seen.is_empty() { None } else { stored(connection, &article).await? };
    let Some(stored) = found else {
        // An article that was withdrawn before the collection was imported has no row, and stays out all the same.
        if withdrawals::in_force(connection, article.id().as_str()).await?.is_some() {
            basis.outcome = Outcome::Withdrawn;
        }
        return Ok(Outlook { outcome: basis.outcome, article, basis });
    };
    let (outcome, article) = match stored.is_withdrawn {
        true => (Outcome::Withdrawn, article),
        false => beside(connection, article, stored, is_there, with_reading).await?,
    };
    basis.outcome = outcome;
    basis.notes_file = outcome == Outcome::AlreadyThere && files::is_news(connection, &article).await?;
    Ok(Outlook { outcome, article, basis })
}

/// What becomes of an article beside the one that is here.
async fn beside(
    connection: &mut SqliteConnection,
    article: NewArticle,
    stored: Stored,
    is_there: bool,
    with_reading: bool,
) -> Result<(Outcome, NewArticle), StoreError> {
    let before = NewArticle { partial: stored.partial, ..stored.known.details_of(article.clone())? };
    let is_less = Partial::completeness(article.partial) < Partial::completeness(stored.partial);
    if !(stored.has_text || is_there || is_less) {
        // A newer text: the details it gives replace the stored ones, and those it lacks are kept.
        return Ok((Outcome::Changed, merged(article, before)));
    }
    // The same text, or less of the article than is stored: stored details are kept, and only gaps are filled.
    let has_address = addresses::has_new(connection, &article).await?;
    let keeps_original = stored.lacks_original && article.original.is_some();
    let mut after = merged(before.clone(), article.clone());
    if stored.other_text.is_none() {
        // A file that calls the text whole has seen its end.
        after.partial = stored.partial.and(article.partial);
    }
    let outcome = match after == before && !has_address {
        _ if with_reading && !stored.is_read => Outcome::Read,
        true if keeps_original => return Ok((Outcome::OriginalKept, article)),
        true => Outcome::AlreadyThere,
        false => Outcome::Completed,
    };
    // Where this is another text of it, the newest one is what is read; it was not read from these bytes.
    if let Some(text) = stored.other_text {
        let known_as = article.url.is_none().then(|| article.id());
        after = NewArticle { text, original: None, known_as, ..after };
    }
    Ok((outcome, after))
}

/// The first article with its gaps filled from the second.
fn merged(first: NewArticle, second: NewArticle) -> NewArticle {
    NewArticle {
        title: first.title.or(second.title),
        publisher: first.publisher.or(second.publisher),
        authors: if first.authors.is_empty() { second.authors } else { first.authors },
        published: first.published.or(second.published),
        language: first.language.or(second.language),
        license: first.license.or(second.license),
        attribution: first.attribution.or(second.attribution),
        corrections: both(first.corrections, second.corrections),
        credit: first.credit.or(second.credit),
        ..first
    }
}

/// The largest number of corrections stored per article.
const MOST_CORRECTIONS: usize = 20;

/// The correction notes of both articles, without duplicates.
fn both(mut first: Vec<String>, second: Vec<String>) -> Vec<String> {
    for note in second {
        if first.len() < MOST_CORRECTIONS && !first.contains(&note) {
            first.push(note);
        }
    }
    first
}
