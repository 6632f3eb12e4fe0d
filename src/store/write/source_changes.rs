//! Operators' decisions about sources: merge two, split one, or rename one. Every decision is logged, applies to
//! articles that are loaded or read later, and can be undone.
//!
//! `claim_parties.found_row` keeps the source that an article's words lead to. A merge (`sources.shown_row`) and a
//! split (`source_splits`) only change which source shows the claim, `claim_parties.source_row`, and that is worked out
//! anew from `found_row` ([`refresh`]), so undoing one forgets nothing.

use sqlx::SqliteConnection;

use crate::domain::{ArticleId, Slug, SourceKind};
use crate::store::write::identities::{add_alias, is_official, name_key};
use crate::store::write::source_addresses::{is_free, move_to, slug_of};
use crate::store::{Store, StoreError, now};

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum SourceChangeKind {
    /// One source went into another.
    Merge,
    /// Some articles' claims became a source of their own.
    Split,
    /// A source got another name.
    Rename,
}

/// A decision, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct SourceChange {
    /// Its number in the log.
    #[sqlx(rename = "row")]
    pub number: i64,
    /// What was decided.
    pub kind: SourceChangeKind,
    /// The name under which the claims stood before.
    pub name_before: String,
    /// The address then.
    pub slug_before: Slug,
    /// The name under which they stood after it.
    pub name_after: String,
    /// The address then.
    pub slug_after: Slug,
    /// How many claims it concerned.
    pub claims: i64,
    /// The articles of a split.
    pub articles: i64,
    /// When (RFC 3339, UTC).
    pub made_at: String,
    /// When it was undone.
    pub undone_at: Option<String>,
}

/// What [`SourceChange`] is read from, `source_changes ch`.
pub(in crate::store) const CHANGE_COLUMNS: &str = "ch.row, ch.kind, ch.name_before, ch.slug_before, ch.name_after, ch.slug_after, \
     ch.claims, (SELECT COUNT(DISTINCT sp.article_row) FROM source_splits sp WHERE sp.change_row = ch.row) AS articles, \
     ch.made_at, ch.undone_at";

/// Why a decision cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum SourceChangeError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No source has this address.
    #[error("no source here has the address /sources/{0}")]
    UnknownSource(Slug),
    /// Both addresses lead to one source.
    #[error("{0} and {1} are one source already")]
    OneAlready(Slug, Slug),
    /// A person and a ministry are hardly one.
    #[error("{0} is of the kind “{one}” and {2} of the kind “{other}”",
        one = .1.as_str(), other = .3.as_str())]
    KindsDiffer(Slug, SourceKind, Slug, SourceKind),
    /// No such article.
    #[error("no article here has the id {0}")]
    UnknownArticle(ArticleId),
    /// The source has no claims in that article to split off.
    #[error("{0} says nothing in the article {1}")]
    NotInArticle(Slug, ArticleId),
    /// The split would leave the source without claims.
    #[error("these articles hold all that {0} says; a split would leave nothing of it")]
    NothingLeft(Slug),
    /// No name at all, or one too long for a page.
    #[error("a name has one to two hundred characters, a letter or digit among them")]
    BadName,
    /// Nothing to do.
    #[error("{0} is called “{1}” already")]
    CalledSo(Slug, String),
    /// No such line in the log.
    #[error("the log has no change number {0}")]
    UnknownChange(i64),
    /// Nothing to do.
    #[error("change number {0} was undone before")]
    UndoneBefore(i64),
    /// A later decision depends on it.
    #[error("change number {0} rests on change number {1}, which was made later; undo that one first")]
    RestsOnLater(i64, i64),
}

impl From<sqlx::Error> for SourceChangeError {
    fn from(cause: sqlx::Error) -> Self {
        Self::Store(cause.into())
    }
}

/// A source that shows its own claims.
#[derive(sqlx::FromRow)]
struct Standing {
    row: i64,
    slug: Slug,
    name: String,
    kind: SourceKind,
}

impl Store {
    /// Every decision, newest first; with `slug`, those that concern this source or ones merged into it.
    ///
    /// # Errors
    /// When there is no such source.
    pub async fn source_changes(&self, slug: Option<&Slug>) -> Result<Vec<SourceChange>, SourceChangeError> {
        let mut connection = self.pool.acquire().await?;
        let row = match slug {
            Some(slug) => Some(standing(&mut connection, slug).await?.row),
            None => None,
        };
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {CHANGE_COLUMNS} FROM source_changes ch WHERE $1 IS NULL OR EXISTS (SELECT 1 FROM sources m \
             WHERE m.row IN (ch.source_row, ch.other_row) AND (m.row = $1 OR m.shown_row = $1)) ORDER BY ch.row DESC"
        )))
        .bind(row)
        .fetch_all(&mut *connection)
        .await?)
    }

    /// Makes `from` one with `into`, whose page shows the claims of both; the address of `from` leads there. With
    /// `force`, also where one is a person, say, and the other a body.
    ///
    /// # Errors
    /// When one does not exist, both are merged already, or their kinds differ without `force`.
    pub async fn merge_sources(
        &self,
        from: &Slug,
        into: &Slug,
        force: bool,
    ) -> Result<SourceChange, SourceChangeError> {
        let mut transaction = self.write().await?;
        let (gone, kept) = (standing(&mut transaction, from).await?, standing(&mut transaction, into).await?);
        if gone.row == kept.row {
            return Err(SourceChangeError::OneAlready(from.clone(), into.clone()));
        }
        if gone.kind != kept.kind && !force {
            return Err(SourceChangeError::KindsDiffer(gone.slug, gone.kind, kept.slug, kept.kind));
        }
        let claims = claims_of(&mut transaction, gone.row).await?;
        let after = (kept.name.as_str(), &kept.slug);
        let number = log(&mut transaction, SourceChangeKind::Merge, &gone, Some(kept.row), after, claims).await?;
        sqlx::query("UPDATE sources SET shown_row = $2 WHERE row = $1 OR shown_row = $1")
            .bind(gone.row)
            .bind(kept.row)
            .execute(&mut *transaction)
            .await?;
        refresh(&mut transaction, gone.row).await?;
        let change = change(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(change)
    }

    /// Makes what a source says in these articles a source of its own, with this name or the same.
    ///
    /// # Errors
    /// When the source or an article is not there, it says nothing in one of them, or nothing elsewhere.
    pub async fn split_source(
        &self,
        slug: &Slug,
        articles: &[ArticleId],
        name: Option<&str>,
    ) -> Result<SourceChange, SourceChangeError> {
        let name = name.map(tidy).transpose()?;
        let mut transaction = self.write().await?;
        let source = standing(&mut transaction, slug).await?;
        let mut rows = Vec::new();
        let mut claims = 0;
        for id in articles {
            let row: Option<i64> = sqlx::query_scalar("SELECT row FROM articles WHERE id = $1")
                .bind(id)
                .fetch_optional(&mut *transaction)
                .await?;
            let row = row.ok_or_else(|| SourceChangeError::UnknownArticle(id.clone()))?;
            let here: i64 = sqlx::query_scalar(
                "SELECT COUNT(DISTINCT c.row) FROM claims c JOIN claim_parties cp ON cp.claim_row = c.row \
                 WHERE c.article_row = $1 AND cp.source_row = $2",
            )
            .bind(row)
            .bind(source.row)
            .fetch_one(&mut *transaction)
            .await?;
            if here == 0 {
                return Err(SourceChangeError::NotInArticle(source.slug, id.clone()));
            }
            if !rows.contains(&row) {
                rows.push(row);
                claims += here;
            }
        }
        if claims == claims_of(&mut transaction, source.row).await? {
            return Err(SourceChangeError::NothingLeft(source.slug));
        }
        let (new_row, new_slug, new_name) = part(&mut transaction, &source, articles, name).await?;
        let after = (new_name.as_str(), &new_slug);
        let number = log(&mut transaction, SourceChangeKind::Split, &source, Some(new_row), after, claims).await?;
        for row in rows {
            // Whichever of the merged ones the words of these articles lead to, now or when they are read again.
            sqlx::query(
                "INSERT INTO source_splits (change_row, found_row, article_row, to_row) \
                 SELECT $1, s.row, $3, $4 FROM sources s WHERE s.row = $2 OR s.shown_row = $2 UNION \
                 SELECT $1, cp.found_row, $3, $4 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row \
                 WHERE cp.source_row = $2 AND c.article_row = $3",
            )
            .bind(number)
            .bind(source.row)
            .bind(row)
            .bind(new_row)
            .execute(&mut *transaction)
            .await?;
        }
        refresh(&mut transaction, source.row).await?;
        let change = change(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(change)
    }

    /// Gives a source another name, and the address that goes with it where that is free; the old one leads there.
    ///
    /// # Errors
    /// When there is no such source, the name is not usable, or the source has this name already.
    pub async fn rename_source(&self, slug: &Slug, name: &str) -> Result<SourceChange, SourceChangeError> {
        let name = tidy(name)?;
        let mut transaction = self.write().await?;
        let source = standing(&mut transaction, slug).await?;
        if source.name == name {
            return Err(SourceChangeError::CalledSo(source.slug, name));
        }
        let claims = claims_of(&mut transaction, source.row).await?;
        move_to(&mut transaction, source.row, &slug_of(&name, source.kind)).await?;
        set_name(&mut transaction, source.row, &name).await?;
        // The name it had in print finds it still, and the new one as well.
        add_alias(&mut transaction, source.row, &source.name).await?;
        add_alias(&mut transaction, source.row, &name).await?;
        let now_at: Slug = sqlx::query_scalar("SELECT slug FROM sources WHERE row = $1")
            .bind(source.row)
            .fetch_one(&mut *transaction)
            .await?;
        let after = (name.as_str(), &now_at);
        let number = log(&mut transaction, SourceChangeKind::Rename, &source, None, after, claims).await?;
        let change = change(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(change)
    }

    /// Undoes a decision; what was merged stands apart again, what was parted goes back.
    ///
    /// # Errors
    /// When the log has no such line, it was undone before, or a later decision rests on it.
    pub async fn undo_source_change(&self, number: i64) -> Result<SourceChange, SourceChangeError> {
        let mut transaction = self.write().await?;
        let found: Option<(SourceChangeKind, i64, Option<i64>, String, Slug, bool)> = sqlx::query_as(
            "SELECT kind, source_row, other_row, name_before, slug_before, undone_at IS NOT NULL FROM source_changes \
             WHERE row = $1",
        )
        .bind(number)
        .fetch_optional(&mut *transaction)
        .await?;
        let (kind, source_row, other_row, name_before, slug_before, is_undone) =
            found.ok_or(SourceChangeError::UnknownChange(number))?;
        if is_undone {
            return Err(SourceChangeError::UndoneBefore(number));
        }
        if let Some(later) = rests_on(&mut transaction, number).await? {
            return Err(SourceChangeError::RestsOnLater(number, later));
        }
        sqlx::query("UPDATE source_changes SET undone_at = $2 WHERE row = $1")
            .bind(number)
            .bind(now())
            .execute(&mut *transaction)
            .await?;
        match (kind, other_row) {
            (SourceChangeKind::Merge, Some(kept)) => {
                stand_alone(&mut transaction, source_row).await?;
                refresh(&mut transaction, kept).await?;
            }
            (SourceChangeKind::Split, Some(new)) => {
                // The address of what was parted leads to where its claims stand again.
                sqlx::query("UPDATE sources SET shown_row = $2 WHERE row = $1")
                    .bind(new)
                    .bind(source_row)
                    .execute(&mut *transaction)
                    .await?;
                refresh(&mut transaction, new).await?;
            }
            _ => {
                set_name(&mut transaction, source_row, &name_before).await?;
                move_to(&mut transaction, source_row, &slug_before).await?;
            }
        }
        let change = change(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(change)
    }
}

/// Gives a source a name. It speaks for a state where that name or the one that articles print says so.
async fn set_name(connection: &mut SqliteConnection, row: i64, name: &str) -> Result<(), SourceChangeError> {
    let (kind, printed): (SourceKind, String) = sqlx::query_as("SELECT kind, name_key FROM sources WHERE row = $1")
        .bind(row)
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query("UPDATE sources SET name = $2, is_official = $3 WHERE row = $1")
        .bind(row)
        .bind(name)
        .bind(is_official(kind, &printed) || is_official(kind, &name_key(name, kind)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The source that an address leads to, after all merges.
async fn standing(connection: &mut SqliteConnection, slug: &Slug) -> Result<Standing, SourceChangeError> {
    let found = sqlx::query_as(
        "SELECT r.row, r.slug, r.name, r.kind FROM sources s JOIN sources r ON r.row = COALESCE(s.shown_row, s.row) \
         WHERE s.slug = $1 OR s.row = (SELECT source_row FROM source_slugs WHERE slug = $1)",
    )
    .bind(slug)
    .fetch_optional(connection)
    .await?;
    found.ok_or_else(|| SourceChangeError::UnknownSource(slug.clone()))
}

async fn claims_of(connection: &mut SqliteConnection, row: i64) -> Result<i64, SourceChangeError> {
    Ok(sqlx::query_scalar("SELECT COUNT(DISTINCT claim_row) FROM claim_parties WHERE source_row = $1")
        .bind(row)
        .fetch_one(connection)
        .await?)
}

/// A name as it can stand on a page.
fn tidy(name: &str) -> Result<String, SourceChangeError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_fit =
        name.chars().count() <= 200 && name.chars().any(char::is_alphanumeric) && !name.contains(char::is_control);
    if is_fit { Ok(name) } else { Err(SourceChangeError::BadName) }
}

/// Makes the source for a part of another one.
async fn part(
    connection: &mut SqliteConnection,
    source: &Standing,
    articles: &[ArticleId],
    name: Option<String>,
) -> Result<(i64, Slug, String), SourceChangeError> {
    // The least id, so that the order in which they were given makes no difference.
    let id = articles.iter().map(ArticleId::as_str).min().unwrap_or_default();
    let own = name.as_deref().map(|name| slug_of(name, source.kind));
    let plain = own.clone().unwrap_or_else(|| source.slug.clone());
    let mut slugs: Vec<Slug> = own.into_iter().collect();
    slugs.extend([plain.with(id.get(..4).unwrap_or(id)), plain.with(id)]);
    let earlier: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM source_changes").fetch_one(&mut *connection).await?;
    slugs.push(plain.with(id).with(&earlier.to_string()));
    let name = name.unwrap_or_else(|| source.name.clone());
    for slug in slugs {
        if !is_free(&mut *connection, &slug).await? {
            continue;
        }
        let row = sqlx::query_scalar(
            "INSERT INTO sources (slug, name, name_key, last_key, kind, known_by, is_apart, is_official) \
             SELECT $2, $3, name_key, last_key, kind, 'name', 1, is_official FROM sources WHERE row = $1 RETURNING row",
        )
        .bind(source.row)
        .bind(&slug)
        .bind(&name)
        .fetch_one(&mut *connection)
        .await?;
        set_name(connection, row, &name).await?;
        add_alias(connection, row, &name).await?;
        return Ok((row, slug, name));
    }
    Err(StoreError::Unexpected(format!("no free address for a part of {}", source.slug)).into())
}

async fn log(
    connection: &mut SqliteConnection,
    kind: SourceChangeKind,
    source: &Standing,
    other: Option<i64>,
    (name_after, slug_after): (&str, &Slug),
    claims: i64,
) -> Result<i64, SourceChangeError> {
    Ok(sqlx::query_scalar(
        "INSERT INTO source_changes (kind, source_row, other_row, name_before, slug_before, name_after, slug_after, \
         claims, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING row",
    )
    .bind(kind)
    .bind(source.row)
    .bind(other)
    .bind(&source.name)
    .bind(&source.slug)
    .bind(name_after)
    .bind(slug_after)
    .bind(claims)
    .bind(now())
    .fetch_one(connection)
    .await?)
}

async fn change(connection: &mut SqliteConnection, number: i64) -> Result<SourceChange, SourceChangeError> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {CHANGE_COLUMNS} FROM source_changes ch WHERE ch.row = $1")))
        .bind(number)
        .fetch_one(connection)
        .await?)
}

/// A later decision in force without which this one cannot be undone: what it made was merged on or parted since, or
/// renamed again.
async fn rests_on(connection: &mut SqliteConnection, number: i64) -> Result<Option<i64>, SourceChangeError> {
    Ok(sqlx::query_scalar(
        "SELECT l.row FROM source_changes ch JOIN source_changes l ON l.row > ch.row AND l.undone_at IS NULL \
         WHERE ch.row = $1 AND CASE ch.kind \
           WHEN 'rename' THEN l.kind = 'rename' AND l.source_row = ch.source_row \
           WHEN 'merge' THEN l.kind = 'merge' AND l.source_row = ch.other_row \
           ELSE (l.kind = 'merge' AND l.source_row IN (ch.source_row, ch.other_row)) \
             OR (l.kind = 'split' AND l.source_row = ch.other_row) OR l.other_row = ch.other_row END \
         ORDER BY l.row DESC LIMIT 1",
    )
    .bind(number)
    .fetch_optional(connection)
    .await?)
}

/// Lets a source show its own claims again, and those of the sources that were merged into it.
async fn stand_alone(connection: &mut SqliteConnection, row: i64) -> Result<(), SourceChangeError> {
    sqlx::query(
        "WITH RECURSIVE own (row) AS (SELECT $1 UNION \
           SELECT ch.source_row FROM source_changes ch JOIN own ON own.row = ch.other_row \
             WHERE ch.kind = 'merge' AND ch.undone_at IS NULL UNION \
           SELECT ch.other_row FROM source_changes ch JOIN own ON own.row = ch.source_row \
             WHERE ch.kind = 'split' AND ch.undone_at IS NOT NULL) \
         UPDATE sources SET shown_row = CASE WHEN row = $1 THEN NULL ELSE $1 END WHERE row IN (SELECT row FROM own)",
    )
    .bind(row)
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts every claim that `row` shows where it belongs now.
async fn refresh(connection: &mut SqliteConnection, row: i64) -> Result<(), SourceChangeError> {
    sqlx::query(
        "UPDATE claim_parties SET source_row = (SELECT COALESCE(s.shown_row, s.row) FROM sources s \
           WHERE s.row = COALESCE((SELECT sp.to_row FROM source_splits sp \
             JOIN source_changes ch ON ch.row = sp.change_row AND ch.undone_at IS NULL \
             JOIN claims c ON c.row = claim_parties.claim_row AND c.article_row = sp.article_row \
             WHERE sp.found_row = claim_parties.found_row ORDER BY sp.change_row DESC LIMIT 1), \
             claim_parties.found_row)) WHERE source_row = $1",
    )
    .bind(row)
    .execute(connection)
    .await?;
    Ok(())
}
