//! New claims of named searches: how far each search was looked at, and the deliveries on their way.
//!
//! A claim is new once: where its row is behind those that were looked at, and its text was first read since. What another
//! reading of a text that was read before finds in it is no news. Rows grow in the order in which transactions end, so
//! that none is passed over.
//!
//! Nothing here is locked while something is sent. A delivery is written in the same step as how far its search came, and
//! removed once it was taken.

use jiff::Timestamp;
use sqlx::FromRow;

use crate::domain::ClaimId;
use crate::index::{By, Condition, Order, Question};
use crate::store::search::filters::ClaimFilters;
use crate::store::write::watch::stored_time;
use crate::store::{Store, StoreError, json, parsed, parsed_list};

/// The rows of claims that are looked at in one step.
const WINDOW: i64 = 10_000;

/// Where a named search stands.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct NotifySearch {
    /// Its name in the configuration file.
    pub name: String,
    /// When its receiver said that it wants nothing more.
    pub stopped_at: Option<String>,
    claim_row: i64,
    reading_row: i64,
}

/// Some new claims of a search that are sent together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Sent with them, the same at each attempt.
    pub id: String,
    /// The claims, in the order they were stored.
    pub claims: Vec<ClaimId>,
    /// When it was made (RFC 3339, UTC).
    pub made_at: String,
    /// How often it was sent in vain.
    pub attempts: i64,
    /// When it is sent again; `None` where it was given up.
    pub next_attempt: Option<String>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

#[derive(FromRow)]
struct DeliveryRow {
    id: String,
    claims: String,
    made_at: String,
    attempts: i64,
    next_attempt: Option<String>,
    last_error: Option<String>,
}

/// New claims behind a place, and the place that was looked at up to.
struct NewClaims {
    rows: Vec<i64>,
    claim_row: i64,
    reading_row: i64,
}

impl Store {
    /// Begins a search where the collection ends now; one that is known goes on where it is. Returns whether it was new.
    pub async fn begin_notify_search(&self, name: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO notify_searches (name, claim_row, reading_row) \
             VALUES ($1, (SELECT COALESCE(MAX(row), 0) FROM claims), (SELECT COALESCE(MAX(row), 0) FROM readings)) \
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Every search that ever began here, in order of their names.
    pub async fn notify_searches(&self) -> Result<Vec<NotifySearch>, StoreError> {
        Ok(sqlx::query_as("SELECT name, claim_row, reading_row, stopped_at FROM notify_searches ORDER BY name")
            .fetch_all(&self.pool)
            .await?)
    }

    /// The deliveries of a search that were not taken yet, the oldest first.
    pub async fn deliveries(&self, search: &str) -> Result<Vec<Delivery>, StoreError> {
        let rows: Vec<DeliveryRow> = sqlx::query_as(
            "SELECT id, claims, made_at, attempts, next_attempt, last_error FROM notify_deliveries \
             WHERE search = $1 ORDER BY row",
        )
        .bind(search)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(DeliveryRow::delivery).collect()
    }

    /// The number of new claims of a search that no delivery holds yet, at most `most`. Changes nothing.
    pub async fn count_new_claims(
        &self,
        search: &NotifySearch,
        filters: &ClaimFilters,
        most: usize,
    ) -> Result<usize, StoreError> {
        Ok(self.new_claims(search, filters, most).await?.rows.len())
    }

    /// Makes a delivery of up to `most` new claims of a search, the first ones. `None` where there are none, or another process
    /// is at the same search.
    pub async fn make_delivery(
        &self,
        search: &str,
        filters: &ClaimFilters,
        most: usize,
    ) -> Result<Option<Delivery>, StoreError> {
        let Some(known) = self.notify_searches().await?.into_iter().find(|known| known.name == search) else {
            return Ok(None);
        };
        let new = self.new_claims(&known, filters, most).await?;
        let mut transaction = self.write().await?;
        let gone_on = sqlx::query(
            "UPDATE notify_searches SET claim_row = $2, reading_row = $3 WHERE name = $1 AND claim_row = $4",
        )
        .bind(search)
        .bind(new.claim_row)
        .bind(new.reading_row)
        .bind(known.claim_row)
        .execute(&mut *transaction)
        .await?;
        if gone_on.rows_affected() == 0 {
            return Ok(None);
        }
        let made: Option<DeliveryRow> = sqlx::query_as(
            "INSERT INTO notify_deliveries (id, search, claims, made_at, next_attempt) \
             SELECT 'msg_' || LOWER(HEX(RANDOMBLOB(16))), $1, l.ids, $3, $3 FROM \
               (SELECT JSON_GROUP_ARRAY(c.id ORDER BY c.row) AS ids, COUNT(*) AS claims \
                FROM json_each($2) j JOIN claims c ON c.row = j.value) l WHERE l.claims > 0 \
             RETURNING id, claims, made_at, attempts, next_attempt, last_error",
        )
        .bind(search)
        .bind(json(&new.rows)?)
        .bind(stored_time(Timestamp::now()))
        .fetch_optional(&mut *transaction)
        .await?;
        transaction.commit().await?;
        made.map(DeliveryRow::delivery).transpose()
    }

    /// The first new claims of a search.
    async fn new_claims(
        &self,
        search: &NotifySearch,
        filters: &ClaimFilters,
        most: usize,
    ) -> Result<NewClaims, StoreError> {
        let (last_claim, last_reading): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT COALESCE(MAX(row), 0) FROM claims), (SELECT COALESCE(MAX(row), 0) FROM readings)",
        )
        .fetch_one(&self.pool)
        .await?;
        let mut new = NewClaims { rows: Vec::new(), claim_row: search.claim_row, reading_row: search.reading_row };
        if last_claim > search.claim_row {
            // What was written before this is in the index after it.
            self.follow().await?;
        }
        let question = self.question(filters, "").await?;
        while new.claim_row < last_claim && new.rows.len() < most {
            let end = last_claim.min(new.claim_row + WINDOW);
            let found = self.rows_found(&question, new.claim_row + 1, end).await?;
            let mut first_read = self.first_read_since(&found, search.reading_row).await?;
            let room = most - new.rows.len();
            new.claim_row = if first_read.len() > room { first_read[room - 1] } else { end };
            first_read.truncate(room);
            new.rows.append(&mut first_read);
        }
        // Until all was looked at, texts first read meanwhile are new.
        if new.claim_row >= last_claim {
            new.reading_row = last_reading;
        }
        Ok(new)
    }

    /// The rows between two rows that a question finds.
    async fn rows_found(&self, question: &Question, first: i64, last: i64) -> Result<Vec<i64>, StoreError> {
        let mut question = question.clone();
        question.conditions.push(Condition::Rows(first as u64, last as u64));
        let found = self.find(question.clone()).await?;
        let order = Order { by: By::Loaded, is_descending: false };
        let most = (last - first + 1) as usize;
        let placed = self.on_a_thread(move || Ok(found.first(&question, order, None, most, false)?)).await?;
        Ok(placed.into_iter().map(|placed| placed.claim as i64).collect())
    }

    /// Those of some claims whose text was first read after a reading, in the order of their rows.
    async fn first_read_since(&self, rows: &[i64], reading_row: i64) -> Result<Vec<i64>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(sqlx::query_scalar(
            "SELECT c.row FROM json_each($1) j JOIN claims c ON c.row = j.value JOIN readings r ON r.row = c.reading_row \
             WHERE (SELECT MIN(f.row) FROM readings f WHERE f.version_row = r.version_row) > $2 ORDER BY c.row",
        )
        .bind(json(&rows)?)
        .bind(reading_row)
        .fetch_all(&self.pool)
        .await?)
    }

    /// Forgets a delivery that was taken, or of which nothing is left.
    pub async fn forget_delivery(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM notify_deliveries WHERE id = $1").bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Notes that a delivery was sent in vain, and when it is sent again; `None`: it is given up.
    pub async fn delivery_failed(
        &self,
        id: &str,
        error: &str,
        next_attempt: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE notify_deliveries SET attempts = attempts + 1, last_error = $2, next_attempt = $3 WHERE id = $1",
        )
        .bind(id)
        .bind(error)
        .bind(next_attempt.map(stored_time))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes that the receiver of a search wants nothing more.
    pub async fn stop_notify_search(&self, name: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE notify_searches SET stopped_at = $2 WHERE name = $1")
            .bind(name)
            .bind(stored_time(Timestamp::now()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Lets a search go on that was stopped, and its deliveries be sent at once that wait or were given up.
    pub async fn retry_notify_search(&self, name: &str) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE notify_searches SET stopped_at = NULL WHERE name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE notify_deliveries SET attempts = 0, next_attempt = $2 WHERE search = $1")
            .bind(name)
            .bind(stored_time(Timestamp::now()))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

impl DeliveryRow {
    fn delivery(self) -> Result<Delivery, StoreError> {
        let Self { id, claims, made_at, attempts, next_attempt, last_error } = self;
        let claims = parsed_list(claims)?.iter().map(|id| parsed(id)).collect::<Result<_, _>>()?;
        Ok(Delivery { id, claims, made_at, attempts, next_attempt, last_error })
    }
}
