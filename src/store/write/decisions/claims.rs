//! Decisions about claims: who said one, and when.

use jiff::civil::Date;
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::new_sources::{self, NewSource};
use super::{Decision, DecisionError, DecisionKind, NewDecision, Undone, decision, log, refreshing};
use crate::domain::{ArticleId, Basis, ClaimId, Edtf, Slug};
use crate::store::write::decisions::sources::standing;
use crate::store::{Store, StoreError, parsed};

/// A claim that something is decided about.
#[derive(sqlx::FromRow)]
struct Decided {
    row: i64,
    article_row: i64,
    article_id: ArticleId,
    is_current: bool,
    successor_id: Option<ClaimId>,
    said_edtf: Option<String>,
    said_basis: Basis,
}

/// The source that shows a claim.
#[derive(sqlx::FromRow)]
struct Shown {
    row: i64,
    name: String,
    slug: Slug,
}

/// To whom a person attributes a claim.
#[derive(Debug, Clone, Copy)]
pub enum AttributedTo<'a> {
    /// A source that is known here.
    Known(&'a Slug),
    /// One that is made for it.
    New(NewSource<'a>),
    /// Nobody: the words the article prints for a source name none.
    Nobody,
}

impl Store {
    /// Attributes a claim to somebody else than its article's words lead to, or to nobody.
    ///
    /// # Errors
    /// When the claim or the source is not there, the claim is no longer found, or is attributed so already; for a new
    /// source, when its name is not usable, or one of this name is known and a second one is not asked for.
    pub async fn attribute_claim(
        &self,
        claim: &ClaimId,
        to: AttributedTo<'_>,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let decided = decided(&mut transaction, claim).await?;
        let to = match to {
            AttributedTo::Known(slug) => Some(standing(&mut transaction, slug).await?),
            AttributedTo::New(new) => {
                let article = (decided.article_row, &decided.article_id);
                Some(new_sources::make(&mut transaction, new, article).await?)
            }
            AttributedTo::Nobody => None,
        };
        let before: Option<Shown> = sqlx::query_as(
            "SELECT s.row, s.name, s.slug FROM claim_parties cp JOIN sources s ON s.row = cp.source_row \
             WHERE cp.claim_row = $1 AND cp.role = 'source' AND cp.position = 0",
        )
        .bind(decided.row)
        .fetch_optional(&mut *transaction)
        .await?;
        if before.as_ref().map(|before| before.row) == to.as_ref().map(|to| to.row) {
            return Err(match to {
                Some(to) => DecisionError::AttributedSo(claim.clone(), to.slug),
                None => DecisionError::NobodysAlready(claim.clone()),
            });
        }
        let new = NewDecision {
            claim: Some(claim),
            source_row: before.as_ref().map(|before| before.row),
            other_row: to.as_ref().map(|to| to.row),
            before: before.as_ref().map(|before| (before.name.as_str(), &before.slug)),
            after: to.as_ref().map(|to| (to.name.as_str(), &to.slug)),
            ..NewDecision::of(DecisionKind::Attribute, 1, author)
        };
        let number = log(&mut transaction, new).await?;
        hold_for(&mut transaction, number, claim).await?;
        place(&mut transaction, decided.row).await?;
        let decision = decision(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(decision)
    }

    /// Dates a claim, in place of what its article's words tell.
    ///
    /// # Errors
    /// When there is no such claim, it is no longer found, or a decision dates it so already.
    pub async fn date_claim(
        &self,
        claim: &ClaimId,
        said: &Edtf,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let decided = decided(&mut transaction, claim).await?;
        if decided.said_basis == Basis::Decision && decided.said_edtf.as_deref() == Some(said.as_str()) {
            return Err(DecisionError::DatedSo(claim.clone(), said.to_string()));
        }
        let new = NewDecision {
            claim: Some(claim),
            values: (decided.said_edtf.as_deref(), Some(said.as_str())),
            ..NewDecision::of(DecisionKind::Date, 1, author)
        };
        let number = log(&mut transaction, new).await?;
        hold_for(&mut transaction, number, claim).await?;
        keep_found_date(&mut transaction, decided.row).await?;
        date(&mut transaction, decided.row).await?;
        let decision = decision(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(decision)
    }
}

async fn decided(connection: &mut SqliteConnection, claim: &ClaimId) -> Result<Decided, DecisionError> {
    let found: Option<Decided> = sqlx::query_as(
        "SELECT c.row, c.article_row, a.id AS article_id, c.is_current, c.successor_id, c.said_edtf, c.said_basis \
         FROM claims c JOIN articles a ON a.row = c.article_row WHERE c.id = $1",
    )
    .bind(claim)
    .fetch_optional(connection)
    .await?;
    let decided = found.ok_or_else(|| DecisionError::UnknownClaim(claim.clone()))?;
    if decided.is_current { Ok(decided) } else { Err(DecisionError::RetiredClaim(claim.clone(), decided.successor_id)) }
}

async fn hold_for(connection: &mut SqliteConnection, number: i64, claim: &ClaimId) -> Result<(), DecisionError> {
    sqlx::query("INSERT INTO decision_claims (claim_id, decision_row) VALUES ($1, $2)")
        .bind(claim)
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

/// Undoes a decision for every claim that it holds for.
pub(super) async fn undo(connection: &mut SqliteConnection, undone: &Undone) -> Result<(), DecisionError> {
    let rows: Vec<i64> = sqlx::query_scalar(
        "SELECT c.row FROM decision_claims dc JOIN claims c ON c.id = dc.claim_id WHERE dc.decision_row = $1",
    )
    .bind(undone.row)
    .fetch_all(&mut *connection)
    .await?;
    for row in rows {
        match undone.kind {
            DecisionKind::Date => date(&mut *connection, row).await?,
            _ => place(&mut *connection, row).await?,
        }
    }
    Ok(())
}

/// Lets the decisions about claims of an article hold for the reading that was just stored, and for the claims that
/// took the place of others.
pub(in crate::store) async fn carry_over(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
) -> Result<(), StoreError> {
    let rows: Vec<(i64, bool, bool)> = sqlx::query_as(
        "SELECT c.row, MAX(d.kind = 'attribute'), MAX(d.kind = 'date') FROM claims c \
         JOIN decision_claims dc ON dc.claim_id = c.id JOIN decisions d ON d.row = dc.decision_row AND d.undone_at IS NULL \
         WHERE c.article_row = $1 AND c.is_current = 1 GROUP BY c.row",
    )
    .bind(article_row)
    .fetch_all(&mut **transaction)
    .await?;
    for (row, is_attributed, is_dated) in rows {
        if is_attributed {
            place(&mut *transaction, row).await?;
        }
        if is_dated {
            // The reading dated the claim anew.
            sqlx::query("DELETE FROM claim_found_dates WHERE claim_row = $1")
                .bind(row)
                .execute(&mut **transaction)
                .await?;
            keep_found_date(&mut *transaction, row).await?;
            date(&mut *transaction, row).await?;
        }
    }
    Ok(())
}

/// Makes the decisions about a claim hold for the one that takes its place.
pub(in crate::store) async fn succeed(
    connection: &mut SqliteConnection,
    claim: &ClaimId,
    successor: &ClaimId,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR IGNORE INTO decision_claims (claim_id, decision_row, is_apart, joined_at) \
         SELECT $2, dc.decision_row, dc.is_apart, dc.joined_at FROM decision_claims dc WHERE dc.claim_id = $1",
    )
    .bind(claim)
    .bind(successor)
    .execute(connection)
    .await?;
    Ok(())
}

/// Attributes a claim to the source that the newest decision in force names, or to nobody where that says so, else to the
/// one its words lead to.
async fn place(connection: &mut SqliteConnection, claim_row: i64) -> Result<(), StoreError> {
    const ATTRIBUTED: &str = "SELECT d.other_row FROM claims c JOIN decision_claims dc ON dc.claim_id = c.id \
         JOIN decisions d ON d.row = dc.decision_row AND d.kind = 'attribute' AND d.undone_at IS NULL \
         WHERE c.row = $1 ORDER BY d.row DESC LIMIT 1";
    let attributed: Option<Option<i64>> =
        sqlx::query_scalar(ATTRIBUTED).bind(claim_row).fetch_optional(&mut *connection).await?;
    let is_nobodys = attributed == Some(None);
    if is_nobodys {
        set_aside(&mut *connection, claim_row).await?;
    } else {
        put_back(&mut *connection, claim_row).await?;
        show(&mut *connection, claim_row, attributed.flatten()).await?;
    }
    sqlx::query("UPDATE claims SET is_nobodys = $2 WHERE row = $1")
        .bind(claim_row)
        .bind(is_nobodys)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Takes those who said a claim off it, and keeps what the article's words tell of them.
async fn set_aside(connection: &mut SqliteConnection, claim_row: i64) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR IGNORE INTO claim_found_parties (claim_row, role, position, mention, printed_role, found_row) \
         SELECT claim_row, role, position, mention, COALESCE(found_role, printed_role), found_row FROM claim_parties \
         WHERE claim_row = $1 AND role <> 'via' AND found_row IS NOT NULL",
    )
    .bind(claim_row)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM claim_parties WHERE claim_row = $1 AND role <> 'via'")
        .bind(claim_row)
        .execute(connection)
        .await?;
    Ok(())
}

/// Undoes [`set_aside`].
async fn put_back(connection: &mut SqliteConnection, claim_row: i64) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO claim_parties (claim_row, role, position, source_row, mention, printed_role, found_row) \
         SELECT claim_row, role, position, found_row, mention, printed_role, found_row FROM claim_found_parties \
         WHERE claim_row = $1",
    )
    .bind(claim_row)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM claim_found_parties WHERE claim_row = $1").bind(claim_row).execute(connection).await?;
    Ok(())
}

/// Shows a claim under the source `attributed`, else under the one its words lead to.
async fn show(connection: &mut SqliteConnection, claim_row: i64, attributed: Option<i64>) -> Result<(), StoreError> {
    match attributed {
        // A claim without a source has no line yet; its words lead to nobody.
        Some(to) => {
            sqlx::query(
                "INSERT INTO claim_parties (claim_row, role, position, source_row) SELECT $1, 'source', 0, $2 \
                 WHERE NOT EXISTS (SELECT 1 FROM claim_parties WHERE claim_row = $1 AND role = 'source' AND position = 0)",
            )
            .bind(claim_row)
            .bind(to)
            .execute(&mut *connection)
            .await?;
        }
        None => {
            sqlx::query("DELETE FROM claim_parties WHERE claim_row = $1 AND found_row IS NULL")
                .bind(claim_row)
                .execute(&mut *connection)
                .await?;
        }
    }
    // The role that the article prints is not that of the source which a person names.
    let role = match attributed {
        Some(_) => "found_role = COALESCE(found_role, printed_role), printed_role = NULL",
        None => "printed_role = COALESCE(found_role, printed_role), found_role = NULL",
    };
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "UPDATE claim_parties SET {role} WHERE claim_row = $1 AND role = 'source' AND position = 0"
    )))
    .bind(claim_row)
    .execute(&mut *connection)
    .await?;
    let mut update = refreshing();
    update.push("claim_row = ").push_bind(claim_row);
    update.build().execute(connection).await?;
    Ok(())
}

/// Keeps the date that the newest reading found, unless it is kept already.
async fn keep_found_date(connection: &mut SqliteConnection, claim_row: i64) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR IGNORE INTO claim_found_dates (claim_row, said_edtf, said_basis, said_words) \
         SELECT row, said_edtf, said_basis, said_words FROM claims WHERE row = $1",
    )
    .bind(claim_row)
    .execute(connection)
    .await?;
    Ok(())
}

/// Dates a claim by the newest decision in force, else as the newest reading found.
async fn date(connection: &mut SqliteConnection, claim_row: i64) -> Result<(), StoreError> {
    let decided: Option<String> = sqlx::query_scalar(
        "SELECT d.value_after FROM claims c JOIN decision_claims dc ON dc.claim_id = c.id \
         JOIN decisions d ON d.row = dc.decision_row AND d.kind = 'date' AND d.undone_at IS NULL \
         WHERE c.row = $1 ORDER BY d.row DESC LIMIT 1",
    )
    .bind(claim_row)
    .fetch_optional(&mut *connection)
    .await?;
    let (edtf, basis, words) = match decided {
        Some(edtf) => (Some(edtf), Basis::Decision, None),
        None => {
            let found: Option<(Option<String>, Basis, Option<String>)> = sqlx::query_as(
                "DELETE FROM claim_found_dates WHERE claim_row = $1 RETURNING said_edtf, said_basis, said_words",
            )
            .bind(claim_row)
            .fetch_optional(&mut *connection)
            .await?;
            let Some(found) = found else { return Ok(()) };
            found
        }
    };
    let said: Option<Edtf> = edtf.as_deref().map(parsed).transpose()?;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let last = day(said.as_ref().and_then(Edtf::last_day));
    sqlx::query(
        "UPDATE claims SET said_edtf = $2, said_basis = $3, said_words = $4, said_from = $5, said_to = $6, said_day = $6 \
         WHERE row = $1",
    )
    .bind(claim_row)
    .bind(edtf)
    .bind(basis)
    .bind(words)
    .bind(day(said.as_ref().and_then(Edtf::first_day)))
    .bind(last)
    .execute(connection)
    .await?;
    Ok(())
}
