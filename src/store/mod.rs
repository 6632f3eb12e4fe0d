//! All SQL and all search. No other module depends on which database this is.
//!
//! Rows are written by [`Store::save`] in batches, one transaction each: what it returned is on disk. Row numbers stay
//! in here; callers see the ids and slugs of [`crate::domain`].
//!
//! Writing stands in `write/`, reading in `read/`, lists and search in `search/`, what brings a database up to date when it
//! is opened in `upkeep/`, and whole collections, out of one database and into another, in `exchange/`.
//!
//! # Errors
//! Every function that returns a [`StoreError`] does so when the database fails: the disk is full, the file is damaged,
//! or another process holds it for minutes. A write that fails leaves nothing behind. The `# Errors` section of a
//! function names only further causes.

mod backup;
mod check;
mod exchange;
mod pools;
mod read;
mod search;
mod upkeep;
mod write;

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};

use crate::index::IndexError;

pub use crate::relate::CommonWords;
pub use backup::{BackupError, Copied, back_up, check_backup, unpack_backup};
pub use check::{Check, Fault};
pub use exchange::{CurrentClaims, FieldKind, KEPT_FILES, KeptField, KeptFile};
pub use pools::Sizes;
pub use read::articles::{ArticleFilters, ArticlePageOf};
pub use read::chosen::ChosenClaim;
pub use read::claims::{ClaimDetail, Neighbours, PlacedClaim};
pub use read::copies::{ClaimCopy, CopiesPrinted, Credited, Listed, PrintedCopy, Syndication};
pub use read::counted::{Counted, Days, SaidRange};
pub use read::data_version::DataVersion;
pub use read::dispute_list::{DisputeFilters, DisputeKind, DisputeOrder, DisputePage};
pub use read::disputed_claims::PrintedDisputes;
pub use read::disputes::{Dispute, DisputeClaim, DisputeDetail, DisputeLookup};
pub use read::loads::{LoadDetail, LoadList, LoadReason, LoadRow};
pub use read::operation::Operation;
pub use read::originals::KeptOriginal;
pub use read::overview::{Overview, QuotedThen, Weeks};
pub use read::positions::{Position, PositionPage, PositionStep, StepDenial, StepRelation};
pub use read::publishers::{PublisherDetail, PublisherRow, QuotedLine, QuotedTable};
pub use read::records::Records;
pub use read::relations::{ClaimRelation, Contradiction, RelatedClaim, RelatedClaims};
pub use read::sitemap::{MapKind, Mapped};
pub use read::source_list::{
    DIGITS, ListPage, NO_LETTER, SourceFacets, SourceFilters, SourceList, SourceOrder, UnnamedSources,
};
pub use read::source_page::{MaybeSame, PrintedBy, PrintedRole, SourceDetail, SourceLookup};
pub use read::sources::{Country, SourceName, SourceRow};
pub use read::texts::VersionText;
pub use read::versions::{ChangedClaim, OtherPlace, VersionDetail, VersionRow};
pub use search::digest::{Digest, DigestDay, DigestGroup, Speaker};
pub use search::facets::{FACET_PAGE_SIZE, FACET_SIZE, Facet, FacetValue};
pub use search::filters::{ClaimFilters, Direction, Group, Has, PAGE_SIZE, Sort, SortBy};
pub use search::list::{ClaimHit, ClaimList, ClaimTotals};
pub use search::marks::MarkedText;
pub use search::order::{SORTS, SortSpec};
pub use search::read::{BadValue, OPTIONS, is_known_name};
pub use search::suggest::{SuggestedPublisher, SuggestedSource};
pub use search::table::{FILTERS, FacetSpec, FilterSpec, IN_CONTENT, OperatorSpec, Values, country_code, filter};
pub use search::timeline::{Grain, NearestDays, SaidBetween};
pub use search::wording::SAMPLE;
pub use search::words::{SearchProblem, SearchWords};
pub use write::decisions::{AttributedTo, DecidedAbout, Decision, DecisionError, DecisionKind, NewSource};
pub use write::loads::{LeftKind, LoadCounts, LoadLeft, LoadNumber, NewLoad};
pub use write::notify::{Delivery, NotifySearch};
pub use write::outlook::{Basis, Outcome, Outlook};
pub use write::readings::NewReading;
pub use write::relations::{Relating, Relator};
pub use write::rereading::{ReadArticle, ReadingChanges};
pub use write::save::LoadedArticle;
pub use write::watch::{KnownPages, TriedPage, WatchedFeed, stored_time};
pub use write::withdrawals::{Withdrawable, Withdrawal};

use pools::{for_whole_results, pool_for_whole_results, pool_of};
use read::data_version::Changes;
use search::follow::Follower;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A file that cannot be brought to this version's schema.
    #[error("the database cannot be brought to this version: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The search index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The search index is being made.
    #[error("the search index is being made")]
    Indexing,
    /// The search index cannot be read.
    #[error("the search index cannot be read; its files are looked at, and made anew where they are damaged")]
    DamagedIndex,
    /// A newer version of the program wrote the database: the number of its newest migration.
    #[error("a newer version of onrecord wrote it (schema {0}, this one knows {known}); use that version", known = upkeep::schema::newest())]
    Newer(i64),
    /// The file is the database of another program.
    #[error("it is the database of another program")]
    OfAnotherProgram,
    /// A row that no version of this program writes.
    #[error("the database holds an unexpected value: {0}")]
    Unexpected(String),
}

impl StoreError {
    /// True where the search index cannot be read: its files are looked at, and made anew where they are damaged.
    pub fn is_of_index(&self) -> bool {
        matches!(self, Self::DamagedIndex | Self::Index(IndexError::Failed(_)))
    }
}

/// An open database; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    /// What this store asks: those for pages and for writing, for questions, or for whole results.
    pool: SqlitePool,
    questions: SqlitePool,
    whole_results: SqlitePool,
    follower: Arc<Follower>,
    changes: Arc<Changes>,
}

impl Store {
    /// Opens `file`, creating it where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or written, is no SQLite database, or comes from a newer version.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        Self::open_with(file, Sizes::default()).await
    }

    /// As [`Store::open`], with so many connections and so much memory.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(file: &Path, sizes: Sizes) -> Result<Self, StoreError> {
        // Another process may be making the same file. Turning the log on and each migration need the file alone, and
        // the one that comes second is refused at once; when it looks again, it finds it done.
        const TRIES: u32 = 20;
        for _ in 1..TRIES {
            match connect(file, sizes).await {
                Err(error) if is_taken(&error) => tokio::time::sleep(Duration::from_millis(100)).await,
                done => return done,
            }
        }
        connect(file, sizes).await
    }

    /// The same store over the connections that are kept for questions.
    pub fn for_questions(&self) -> Self {
        Self { pool: self.questions.clone(), ..self.clone() }
    }

    /// The same store over the connections that are kept for whole results.
    pub fn for_whole_results(&self) -> Self {
        Self { pool: self.whole_results.clone(), ..self.clone() }
    }

    /// Begins a transaction that holds the write lock from its first statement, so that it cannot fail half-way for
    /// another writer's sake.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        // SQLite gives the lock to whoever asks at the right moment, not to whoever waits longest: beside busy writers
        // one may wait out its time again and again.
        const TRIES: u32 = 10;
        // Each statement keeps the pages that it changes as they were, in case it fails. Those of a load would be many times what
        // the load adds, and SQLite writes them to a file else.
        const BEGIN: &str = "PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE";
        for _ in 1..TRIES {
            match self.pool.begin_with(BEGIN).await {
                Err(sqlx::Error::Database(error)) if error.message().contains("locked") => {
                    tracing::warn!("the database is being written by others; still waiting");
                }
                begun => return Ok(begun?),
            }
        }
        Ok(self.pool.begin_with(BEGIN).await?)
    }

    /// Closes every connection; the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.follower.rest().await;
        self.changes.close().await;
        self.pool.close().await;
        self.questions.close().await;
        self.whole_results.close().await;
    }
}

async fn connect(file: &Path, sizes: Sizes) -> Result<Store, StoreError> {
    let follower = Arc::new(Follower::beside(file));
    let options = sizes.options(file);
    let changes = Arc::new(Changes::of(options.clone()));
    let pool = pool_of(sizes.pages, false).connect_with(options.clone()).await?;
    upkeep::schema::bring_up_to_date(&pool, tell_in_log).await?;
    let questions = pool_of(sizes.questions, true).connect_lazy_with(options.clone());
    let whole_results = pool_for_whole_results().connect_lazy_with(for_whole_results(options));
    let store = Store { pool, questions, whole_results, follower, changes };
    upkeep::bring_up_to_date(&store).await?;
    Ok(store)
}

/// Brings the schema of a database to that of this version, as [`Store::open`] does, and gives the number of steps that took; `told` is
/// told how many of how many steps are done.
///
/// # Errors
/// As [`Store::open`].
pub async fn bring_up_to_date(file: &Path, told: impl FnMut(u64, u64) + Send) -> Result<u64, StoreError> {
    let pool = pool_of(1, false).connect_with(Sizes::default().options(file)).await?;
    let steps = upkeep::schema::bring_up_to_date(&pool, told).await;
    pool.close().await;
    steps
}

/// Writes the file of a database anew where much of it is free, and gives its bytes before and after; `None` where nothing was done.
/// It needs the database alone, and room for two more copies.
///
/// # Errors
/// When there is neither: then the database is as it was.
pub async fn pack(file: &Path) -> Result<Option<(u64, u64)>, StoreError> {
    let pool = pool_of(1, false).connect_with(Sizes::default().options(file)).await?;
    let packed = upkeep::packing::pack(&pool).await;
    pool.close().await;
    packed
}

fn tell_in_log(done: u64, all: u64) {
    if done < all {
        tracing::info!("bringing the database to this version: step {} of {all}", done + 1);
    }
}

/// True where another process holds the file, or just brought it up to date.
fn is_taken(error: &StoreError) -> bool {
    match error {
        StoreError::Database(sqlx::Error::Database(error)) => error.message().contains("locked"),
        StoreError::Migration(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) => true,
        _ => false,
    }
}

/// A value of one of the closed vocabularies or id types, as a row holds it.
fn parsed<T: FromStr>(word: &str) -> Result<T, StoreError> {
    word.parse().map_err(|_| StoreError::Unexpected(word.to_owned()))
}

/// A list as a row holds it, in JSON.
fn parsed_list(list: String) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(&list).map_err(|_| StoreError::Unexpected(list))
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unexpected(error.to_string()))
}

/// What LIKE finds a word by, wherever it stands. % and _ typed by people are letters like any other, so the statement says
/// ESCAPE '\'.
fn anywhere(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

fn parsed_day(day: Option<&str>) -> Result<Option<Date>, StoreError> {
    day.map(parsed).transpose()
}

fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
