//! Feeds that are watched: what they last said, when to ask again, and which of their pages were tried.
//!
//! Several processes may watch the same feeds over one database: the one that asks a feed leases it first.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use sqlx::{QueryBuilder, Sqlite};

use crate::store::{Store, StoreError};

/// A feed that is watched, as it last was.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct WatchedFeed {
    /// As the operator gave it.
    pub address: String,
    /// Where it moved for good.
    pub moved_to: Option<String>,
    /// Its title, once an answer gave one.
    pub title: Option<String>,
    /// The entity tag of its last answer.
    pub etag: Option<String>,
    /// When its last answer was modified, in the server's words.
    pub last_modified: Option<String>,
    /// How many seconds it asks to be left alone between two visits.
    pub asks_every: Option<i64>,
    /// When it is asked again; `None` when it is gone for good.
    pub next_due: Option<String>,
    /// Failures since it last answered.
    pub failures: i64,
    /// When it was last asked.
    pub last_fetched: Option<String>,
    /// The status of its last answer, if it gave one.
    pub last_status: Option<i64>,
    /// The last error.
    pub last_error: Option<String>,
    /// How many articles its last visit stored or changed.
    pub last_new: i64,
}

/// [`WatchedFeed`]'s columns.
const FEED: &str = "address, moved_to, title, etag, last_modified, asks_every, next_due, failures, last_fetched, \
                    last_status, last_error, last_new";

/// A page behind an entry of a feed, and how trying it went.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TriedPage {
    /// The canonical form of its address.
    pub address: String,
    /// Its address as the feed gives it.
    pub url: String,
    /// The feed whose visits try it again.
    pub feed: Option<String>,
    /// When the feed said it was changed last, in its words.
    pub updated: Option<String>,
    /// When it was tried.
    pub tried_at: String,
    /// The number of failures in a row.
    pub failures: i64,
    /// When it is tried again; `None`: not again.
    pub next_try: Option<String>,
    /// Why it was not read.
    pub reason: Option<String>,
}

/// [`TriedPage`]'s columns.
const PAGE: &str = "address, url, feed, updated, tried_at, failures, next_try, reason";

/// Which of some pages are known.
#[derive(Debug, Default)]
pub struct KnownPages {
    /// Canonical addresses under which an article is stored, or was withdrawn.
    pub stored: HashSet<String>,
    /// Pages that were tried, by canonical address.
    pub tried: HashMap<String, TriedPage>,
}

/// A time in the form stored in rows; its text order is the order in time.
pub fn stored_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// How far the clocks of processes that watch one database may be apart.
const SKEW: SignedDuration = SignedDuration::from_hours(1);

/// The largest number of addresses in one query.
const AT_ONCE: usize = 500;

impl Store {
    /// All feeds that were ever watched here, in order of their addresses.
    pub async fn watched_feeds(&self) -> Result<Vec<WatchedFeed>, StoreError> {
        let query = format!("SELECT {FEED} FROM watched_feeds ORDER BY address");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(&self.pool).await?)
    }

    /// One feed, as it stands.
    pub async fn watched_feed(&self, address: &str) -> Result<Option<WatchedFeed>, StoreError> {
        let query = format!("SELECT {FEED} FROM watched_feeds WHERE address = $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(address).fetch_optional(&self.pool).await?)
    }

    /// Begins to watch feeds; those that are known stay as they are.
    pub async fn add_feeds(&self, addresses: &[String], now: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for address in addresses {
            sqlx::query(
                "INSERT INTO watched_feeds (address, next_due) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING",
            )
            .bind(address)
            .bind(stored_time(now))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Leases a feed that is due and that no other process has leased, until it is finished or `until`. With `early` a
    /// feed that answered last time is leased before it is due. What was noted while the clock was ahead counts for nothing:
    /// a visit that lies in the future, or a lease that ends later than any that is given now.
    pub async fn lease_feed(
        &self,
        address: &str,
        now: Timestamp,
        until: Timestamp,
        early: bool,
    ) -> Result<Option<WatchedFeed>, StoreError> {
        let query = format!(
            "UPDATE watched_feeds SET leased_until = $3 WHERE address = $1 AND next_due IS NOT NULL \
             AND (next_due <= $2 OR last_fetched > $5 OR ($4 AND failures = 0)) \
             AND (leased_until IS NULL OR leased_until <= $2 OR leased_until > $6) \
             RETURNING {FEED}"
        );
        let leased = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(address)
            .bind(stored_time(now))
            .bind(stored_time(until))
            .bind(early)
            .bind(stored_time(now.saturating_add(SKEW).map_err(|error| StoreError::Unexpected(error.to_string()))?))
            .bind(stored_time(until.saturating_add(SKEW).map_err(|error| StoreError::Unexpected(error.to_string()))?));
        Ok(leased.fetch_optional(&self.pool).await?)
    }

    /// Renews a lease until `until`, or with `None` gives it up and leaves the feed as it was.
    pub async fn renew_lease(&self, address: &str, until: Option<Timestamp>) -> Result<(), StoreError> {
        sqlx::query("UPDATE watched_feeds SET leased_until = $2 WHERE address = $1")
            .bind(address)
            .bind(until.map(stored_time))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Writes how a visit went, with the pages it tried, and ends the lease. Where that fails, the lease stays.
    pub async fn finish_feed(&self, feed: &WatchedFeed, pages: &[TriedPage]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "UPDATE watched_feeds SET moved_to = $2, title = $3, etag = $4, last_modified = $5, asks_every = $6, \
             next_due = $7, failures = $8, last_fetched = $9, last_status = $10, last_error = $11, last_new = $12, \
             leased_until = NULL WHERE address = $1",
        )
        .bind(&feed.address)
        .bind(&feed.moved_to)
        .bind(&feed.title)
        .bind(&feed.etag)
        .bind(&feed.last_modified)
        .bind(feed.asks_every)
        .bind(&feed.next_due)
        .bind(feed.failures)
        .bind(&feed.last_fetched)
        .bind(feed.last_status)
        .bind(&feed.last_error)
        .bind(feed.last_new)
        .execute(&mut *transaction)
        .await?;
        write_pages(&mut transaction, pages).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Notes how trying some pages went.
    pub async fn save_pages(&self, pages: &[TriedPage]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        write_pages(&mut transaction, pages).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What is known of pages, by their canonical addresses.
    pub async fn known_pages(&self, addresses: &[String]) -> Result<KnownPages, StoreError> {
        let mut known = KnownPages::default();
        for some in addresses.chunks(AT_ONCE) {
            let mut query = QueryBuilder::<Sqlite>::new("SELECT address FROM article_addresses WHERE address IN (");
            push_list(&mut query, some);
            known.stored.extend(query.build_query_scalar::<String>().fetch_all(&self.pool).await?);
            let mut query = QueryBuilder::<Sqlite>::new(format!("SELECT {PAGE} FROM watched_pages WHERE address IN ("));
            push_list(&mut query, some);
            let tried: Vec<TriedPage> = query.build_query_as().fetch_all(&self.pool).await?;
            known.tried.extend(tried.into_iter().map(|page| (page.address.clone(), page)));
        }
        Ok(known)
    }

    /// Pages of a feed that could not be read and are to be tried again, those that wait longest first.
    pub async fn pages_to_try(&self, feed: &str, now: Timestamp, most: i64) -> Result<Vec<TriedPage>, StoreError> {
        let query = format!(
            "SELECT {PAGE} FROM watched_pages WHERE feed = $1 AND next_try <= $2 ORDER BY next_try, address LIMIT $3"
        );
        let pages = sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(feed).bind(stored_time(now)).bind(most);
        Ok(pages.fetch_all(&self.pool).await?)
    }
}

fn push_list(query: &mut QueryBuilder<Sqlite>, addresses: &[String]) {
    let mut list = query.separated(", ");
    for address in addresses {
        list.push_bind(address.clone());
    }
    query.push(")");
}

async fn write_pages(transaction: &mut sqlx::Transaction<'_, Sqlite>, pages: &[TriedPage]) -> Result<(), StoreError> {
    for page in pages {
        sqlx::query(
            "INSERT INTO watched_pages (address, url, feed, updated, tried_at, failures, next_try, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (address) DO UPDATE SET url = $2, feed = COALESCE($3, feed), updated = $4, tried_at = $5, \
             failures = $6, next_try = $7, reason = $8",
        )
        .bind(&page.address)
        .bind(&page.url)
        .bind(&page.feed)
        .bind(&page.updated)
        .bind(&page.tried_at)
        .bind(page.failures)
        .bind(&page.next_try)
        .bind(&page.reason)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = "https://lesk.example/feed";

    async fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("test.db")).await.unwrap();
        (dir, store)
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
    }

    fn page(slug: &str, next_try: Option<i64>) -> TriedPage {
        let address = format!("https://lesk.example/{slug}");
        TriedPage {
            url: address.clone(),
            address,
            feed: Some(FEED.to_owned()),
            updated: None,
            tried_at: stored_time(at(0)),
            failures: 1,
            next_try: next_try.map(|minute| stored_time(at(minute))),
            reason: Some("the server answered 500".to_owned()),
        }
    }

    #[tokio::test]
    async fn a_feed_is_leased_by_one_at_a_time_and_when_it_is_due() {
        let (_dir, store) = store().await;
        let other = store.clone();
        store.add_feeds(&[FEED.to_owned()], at(0)).await.unwrap();
        let lease =
            async |store: &Store, now, early| store.lease_feed(FEED, at(now), at(now + 10), early).await.unwrap();
        let mut feed = lease(&store, 0, false).await.expect("a new feed is due at once");
        assert_eq!(lease(&other, 1, true).await, None, "another process leaves it alone");
        assert!(lease(&other, 10, false).await.is_some(), "unless the first died over it");
        feed.next_due = Some(stored_time(at(25)));
        feed.etag = Some("\"1\"".to_owned());
        store.finish_feed(&feed, &[]).await.unwrap();
        assert_eq!(lease(&store, 20, false).await, None, "not due yet");
        assert_eq!(lease(&store, 20, true).await.as_ref(), Some(&feed), "and still asked by who wants it now");
        store.renew_lease(FEED, None).await.unwrap();
        assert!(lease(&store, 25, false).await.is_some());
        feed.failures = 2;
        store.finish_feed(&feed, &[]).await.unwrap();
        assert_eq!(lease(&store, 20, true).await, None, "one that fails is left alone as long as it was decided");
        feed.next_due = None;
        store.finish_feed(&feed, &[]).await.unwrap();
        assert_eq!(lease(&store, 9999, true).await, None, "one that is gone is not asked again");
        store.add_feeds(&[FEED.to_owned()], at(9999)).await.unwrap();
        assert_eq!(store.watched_feeds().await.unwrap(), [feed], "adding it again changes nothing");
    }

    #[tokio::test]
    async fn what_was_noted_while_the_clock_was_ahead_holds_up_nothing() {
        let (_dir, store) = store().await;
        store.add_feeds(&[FEED.to_owned()], at(0)).await.unwrap();
        let lease = async |now| store.lease_feed(FEED, at(now), at(now + 10), false).await.unwrap();
        const YEAR: i64 = 365 * 24 * 60;
        let mut feed = lease(YEAR).await.unwrap();
        assert!(lease(5).await.is_some(), "a lease of next year was given by nobody");
        (feed.last_fetched, feed.next_due) = (Some(stored_time(at(YEAR))), Some(stored_time(at(YEAR + 15))));
        store.finish_feed(&feed, &[]).await.unwrap();
        assert!(lease(6).await.is_some(), "it was not asked next year");
        (feed.last_fetched, feed.next_due) = (Some(stored_time(at(6))), Some(stored_time(at(21))));
        store.finish_feed(&feed, &[]).await.unwrap();
        assert!(lease(7).await.is_none(), "a visit of now counts");
        (feed.last_fetched, feed.next_due) = (Some(stored_time(at(6))), Some(stored_time(at(YEAR))));
        store.finish_feed(&feed, &[]).await.unwrap();
        assert!(lease(7).await.is_none(), "who wants to ask once a year may");
    }

    #[tokio::test]
    async fn pages_are_tried_again_when_their_time_comes() {
        let (_dir, store) = store().await;
        store.add_feeds(&[FEED.to_owned()], at(0)).await.unwrap();
        let pages = [page("a", Some(30)), page("b", None), page("c", Some(10))];
        store.save_pages(&pages).await.unwrap();
        let due = async |now| -> Vec<String> {
            let pages = store.pages_to_try(FEED, at(now), 10).await.unwrap();
            pages.into_iter().map(|page| page.address).collect()
        };
        assert!(due(9).await.is_empty());
        assert_eq!(due(30).await, ["https://lesk.example/c", "https://lesk.example/a"]);
        store.save_pages(&[TriedPage { failures: 0, reason: None, ..page("c", None) }]).await.unwrap();
        assert_eq!(due(30).await, ["https://lesk.example/a"]);
        let many: Vec<String> = (0..1200).map(|n| format!("https://lesk.example/{n}")).collect();
        let asked: Vec<String> = many.into_iter().chain(pages.iter().map(|page| page.address.clone())).collect();
        let known = store.known_pages(&asked).await.unwrap();
        assert_eq!((known.stored.len(), known.tried.len()), (0, 3));
        assert_eq!(known.tried["https://lesk.example/b"], page("b", None));
    }
}
