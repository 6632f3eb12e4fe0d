//! The search index beside the database: where it lies, and how it follows what changes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::civil::Date;
use tokio::sync::{Mutex, OnceCell};

use crate::domain::{Quotation, SourceKind, Stance};
use crate::index::{Day, Document, Index, IndexError, OPEN_FIRST, OPEN_LAST, Question, Writer};
use crate::store::search::filters::Has;
use crate::store::{Store, StoreError, json};
use crate::work;

/// Articles that are read from the database at a time.
const AT_A_TIME: i64 = 200;
/// Articles after which what was added is made lasting.
const PER_COMMIT: usize = 20_000;
/// The property of claims by who speaks for a state. No filter asks for it.
pub(in crate::store) const OFFICIAL: u64 = 100;
/// How long a question waits for changes that are being indexed.
const PATIENCE: Duration = Duration::from_secs(2);

/// The index of one database, opened when it is first asked.
#[derive(Debug)]
pub(in crate::store) struct Follower {
    folder: PathBuf,
    index: OnceCell<Arc<Index>>,
    writing: Mutex<Option<Writer>>,
    /// True where reading the index failed: some file of it may be damaged.
    is_suspect: AtomicBool,
    /// The last change that questions see.
    known: std::sync::Mutex<Option<State>>,
}

/// Up to where an index knows a database.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    database: String,
    number: i64,
}

impl State {
    fn read(payload: &str) -> Option<Self> {
        let (database, number) = payload.split_once(' ')?;
        Some(Self { database: database.to_owned(), number: number.parse().ok()? })
    }

    fn payload(&self) -> String {
        format!("{} {}", self.database, self.number)
    }
}

impl Follower {
    /// The index of the database in `file`, in a folder beside it.
    pub(in crate::store) fn beside(file: &Path) -> Self {
        let folder = file.with_added_extension("index");
        Self {
            folder,
            index: OnceCell::new(),
            writing: Mutex::new(None),
            is_suspect: AtomicBool::new(false),
            known: Default::default(),
        }
    }

    /// Leaves the index to other processes.
    pub(in crate::store) async fn rest(&self) {
        *self.writing.lock().await = None;
    }

    fn known(&self) -> Option<State> {
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The number of the last change that questions see; 0 where they see none yet.
    pub(in crate::store) fn known_number(&self) -> i64 {
        self.known().map_or(0, |state| state.number)
    }

    fn set_known(&self, state: Option<State>) {
        *self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = state;
    }
}

impl Store {
    /// The index, which knows all that was written before this was called, unless so much was that it would take
    /// longer than a page can wait.
    ///
    /// # Errors
    /// [`StoreError::Indexing`] where there is no index yet and making it takes longer.
    pub(in crate::store) async fn index(&self) -> Result<Arc<Index>, StoreError> {
        let index = self.opened_index().await?;
        let newest = self.newest_change().await?;
        if self.follower.known().as_ref() != Some(&newest) {
            let store = self.clone();
            // What was begun goes on, also when nobody waits for it any more.
            let following = tokio::spawn(async move { store.follow().await });
            if let Ok(followed) = tokio::time::timeout(PATIENCE, following).await {
                followed.map_err(|error| StoreError::Unexpected(error.to_string()))??;
            }
        }
        match self.follower.known() {
            Some(known) if known.database == newest.database => Ok(index),
            _ => Err(StoreError::Indexing),
        }
    }

    async fn opened_index(&self) -> Result<Arc<Index>, StoreError> {
        let open = || async {
            let folder = self.follower.folder.clone();
            let opened = tokio::task::spawn_blocking(move || Index::open(&folder)).await;
            Ok::<_, StoreError>(Arc::new(opened.map_err(|error| StoreError::Unexpected(error.to_string()))??))
        };
        self.follower.index.get_or_try_init(open).await.cloned()
    }

    async fn newest_change(&self) -> Result<State, StoreError> {
        let (database, number) =
            sqlx::query_as("SELECT id, (SELECT COALESCE(MAX(number), 0) FROM article_changes) FROM database_identity")
                .fetch_one(&self.pool)
                .await?;
        Ok(State { database, number })
    }

    /// Brings the index up to the newest change, here or by waiting for the process that writes it.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub async fn follow(&self) -> Result<(), StoreError> {
        let followed = self.follow_changes().await;
        self.suspect(&followed);
        followed
    }

    /// Has the files of the index looked at where it could not be read.
    fn suspect<T>(&self, answer: &Result<T, StoreError>) {
        let is_failed = answer.as_ref().is_err_and(StoreError::is_of_index);
        self.follower.is_suspect.fetch_or(is_failed, Ordering::Relaxed);
    }

    async fn follow_changes(&self) -> Result<(), StoreError> {
        let index = self.opened_index().await?;
        let mut writing = self.follower.writing.lock().await;
        if self.follower.is_suspect.swap(false, Ordering::Relaxed) {
            let damaged = self.damaged_index_files().await?;
            if !damaged.is_empty() {
                tracing::error!(files = damaged.join(", "), "the search index is damaged, and made anew");
                *writing = None;
                let made = self.made_anew(&index).await;
                // Where another process writes it, that one has to end first.
                self.follower.is_suspect.store(made.is_err(), Ordering::Relaxed);
                *writing = Some(made?);
            }
        }
        let wanted = self.newest_change().await?.number;
        loop {
            let committed = index.state()?.as_deref().and_then(State::read);
            // Asked after the index, which can be ahead of it then only where an older copy of the database was put back.
            let newest = self.newest_change().await?;
            if committed != self.follower.known() {
                index.reload()?;
                self.follower.set_known(committed.clone());
            }
            if committed.as_ref().is_some_and(|state| {
                state.database == newest.database && (wanted..=newest.number).contains(&state.number)
            }) {
                return Ok(());
            }
            if writing.is_none() {
                match index.write() {
                    Ok(writer) => *writing = Some(writer),
                    Err(IndexError::Taken) => {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            if let Some(writer) = writing.as_mut() {
                self.catch_up(writer, committed, &newest).await?;
            }
        }
    }

    /// Asks the index beside the threads that answer requests. Where it cannot be read, its files are looked at before it is
    /// followed the next time.
    pub(in crate::store) async fn on_a_thread<T: Send + 'static>(
        &self,
        task: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        // Files that are damaged make the library panic as well.
        let answer = match work::on_a_thread(task).await {
            Err(error) if error.is_panic() => Err(StoreError::DamagedIndex),
            Err(error) => Err(StoreError::Unexpected(error.to_string())),
            Ok(answer) => answer,
        };
        self.suspect(&answer);
        answer
    }

    /// The files of the index that are not what was written.
    pub(in crate::store) async fn damaged_index_files(&self) -> Result<Vec<String>, StoreError> {
        let index = self.opened_index().await?;
        let damaged = tokio::task::spawn_blocking(move || index.damaged_files()).await;
        Ok(damaged.map_err(|error| StoreError::Unexpected(error.to_string()))??)
    }

    /// The number of claims in the index.
    pub(in crate::store) async fn indexed_claims(&self) -> Result<u64, StoreError> {
        let index = self.opened_index().await?;
        self.on_a_thread(move || Ok(index.find(&Question::default())?.total())).await
    }

    /// Makes the index anew; returns how many claims it holds.
    ///
    /// # Errors
    /// [`IndexError::Taken`] where another process writes it.
    pub async fn make_index(&self) -> Result<u64, StoreError> {
        let index = self.opened_index().await?;
        let mut writing = self.follower.writing.lock().await;
        *writing = None;
        self.made_anew(&index).await?.finish()?;
        Ok(index.find(&Question::default())?.total())
    }

    /// Makes the index anew; one writes it at a time.
    async fn made_anew(&self, index: &Index) -> Result<Writer, StoreError> {
        let newest = self.newest_change().await?;
        let mut writer = index.write()?;
        self.catch_up(&mut writer, None, &newest).await?;
        index.reload()?;
        Ok(writer)
    }

    /// Adds what changed since `committed`, and commits.
    async fn catch_up(&self, writer: &mut Writer, committed: Option<State>, newest: &State) -> Result<(), StoreError> {
        // An index of another database, or of a later state of this one (a copy was put back), is of no use.
        let goes_on = committed.filter(|state| state.database == newest.database && state.number <= newest.number);
        let is_new = goes_on.is_none();
        let mut state = goes_on.unwrap_or(State { database: newest.database.clone(), number: 0 });
        if is_new {
            writer.clear()?;
        }
        let mut since = 0;
        loop {
            let changes: Vec<(i64, i64)> = sqlx::query_as(
                "SELECT number, article_row FROM article_changes WHERE number > $1 ORDER BY number LIMIT $2",
            )
            .bind(state.number)
            .bind(AT_A_TIME)
            .fetch_all(&self.pool)
            .await?;
            let Some((last, _)) = changes.last() else { break };
            let articles: Vec<i64> = changes.iter().map(|(_, article)| *article).collect();
            // An article that changed since a new index was begun may be in it already.
            if !is_new || *last > newest.number {
                articles.iter().for_each(|article| writer.remove(*article as u64));
            }
            for document in self.documents(&articles).await? {
                writer.add(document)?;
            }
            state.number = *last;
            since += changes.len();
            if since >= PER_COMMIT {
                writer.commit(&state.payload())?;
                since = 0;
            }
        }
        Ok(writer.commit(&state.payload())?)
    }

    /// The listed claims of these articles as the index holds them.
    async fn documents(&self, articles: &[i64]) -> Result<Vec<Document>, StoreError> {
        let articles = json(&articles)?;
        // Both are read in one transaction, so that claims and parties fit.
        let mut reading = self.pool.begin().await?;
        let claims: Vec<ClaimRow> = sqlx::query_as(
            "SELECT c.row, c.article_row, COALESCE(o.origin_row, c.article_row) AS origin_row, c.place, c.content, a.title, c.said_day, c.said_basis, c.said_from, c.said_to, \
             c.published_day, CAST(STRFTIME('%s', c.loaded_at) AS INTEGER) AS loaded, c.publisher_row, c.stance, \
             c.quotation, c.confidence, EXISTS (SELECT 1 FROM claim_figures g WHERE g.claim_row = c.row) AS has_figure \
             FROM json_each($1) j JOIN visible_claims c ON c.article_row = j.value JOIN articles a ON a.row = c.article_row \
             LEFT JOIN article_origins o ON o.article_row = c.article_row",
        )
        .bind(&articles)
        .fetch_all(&mut *reading)
        .await?;
        let parties: Vec<PartyRow> = sqlx::query_as(
            "SELECT cp.claim_row, cp.role = 'via' AS is_via, cp.mention, cp.printed_role, s.row AS source_row, s.name, \
             f.name AS found_name, s.kind, s.country, s.article_row IS NOT NULL AS is_bound, \
             COALESCE(s.is_official, 0) AS is_official \
             FROM json_each($1) j JOIN visible_claims c ON c.article_row = j.value \
             JOIN claim_parties cp ON cp.claim_row = c.row JOIN sources s ON s.row = cp.source_row \
             LEFT JOIN sources f ON f.row = cp.found_row \
             ORDER BY cp.claim_row, cp.role <> 'source', cp.role, cp.position",
        )
        .bind(&articles)
        .fetch_all(&mut *reading)
        .await?;
        reading.rollback().await?;
        let mut of_claim: HashMap<i64, Vec<PartyRow>> = HashMap::new();
        for party in parties {
            of_claim.entry(party.claim_row).or_default().push(party);
        }
        Ok(claims
            .into_iter()
            .map(|claim| {
                let parties = of_claim.remove(&claim.row).unwrap_or_default();
                claim.document(parties)
            })
            .collect())
    }
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    row: i64,
    article_row: i64,
    origin_row: i64,
    place: i64,
    content: String,
    title: Option<String>,
    said_day: Option<String>,
    said_basis: String,
    said_from: Option<String>,
    said_to: Option<String>,
    published_day: Option<String>,
    loaded: Option<i64>,
    publisher_row: Option<i64>,
    stance: Stance,
    quotation: Quotation,
    confidence: Option<f64>,
    has_figure: bool,
}

#[derive(sqlx::FromRow)]
struct PartyRow {
    claim_row: i64,
    is_via: bool,
    mention: Option<String>,
    printed_role: Option<String>,
    source_row: i64,
    name: String,
    found_name: Option<String>,
    kind: SourceKind,
    country: Option<String>,
    is_bound: bool,
    is_official: bool,
}

impl ClaimRow {
    fn document(self, parties: Vec<PartyRow>) -> Document {
        let day = |day: &Option<String>| day.as_deref().map_or(0, day_number);
        let is_dated = matches!(self.said_basis.as_str(), "text" | "carried" | "decision");
        let by_publication = self.said_basis == "publication";
        let days = match (by_publication, is_dated) {
            (true, _) => self.published_day.as_deref().map(|day| (day_number(day), day_number(day))),
            (_, true) if self.said_from.is_some() || self.said_to.is_some() => Some((
                self.said_from.as_deref().map_or(OPEN_FIRST, day_number),
                self.said_to.as_deref().map_or(OPEN_LAST, day_number),
            )),
            _ => None,
        };
        let said_by = || parties.iter().filter(|party| !party.is_via);
        let has_via = parties.iter().any(|party| party.is_via);
        let has = [(is_dated, Has::Date), (self.has_figure, Has::Figure), (has_via, Has::Via)];
        let is_official = said_by().any(|party| party.is_official);
        let official = is_official.then_some(OFFICIAL);
        let mut names: Vec<&str> = Vec::new();
        for party in &parties {
            names.extend(party.found_name.as_deref().filter(|found| *found != party.name));
            names.push(&party.name);
            names.extend(party.mention.as_deref().into_iter().chain(party.printed_role.as_deref()));
        }
        Document {
            claim: self.row as u64,
            article: self.article_row as u64,
            origin: self.origin_row as u64,
            place: self.place as u64,
            names: names.join(" · "),
            title: self.title.unwrap_or_default(),
            said: day(&self.said_day),
            published: day(&self.published_day),
            loaded: self.loaded.unwrap_or_default() as u64,
            days,
            by_publication,
            publisher: self.publisher_row.map(|row| row as u64),
            sources: said_by().map(|party| party.source_row as u64).collect(),
            listed_sources: said_by().filter(|party| !party.is_bound).map(|party| party.source_row as u64).collect(),
            via: parties.iter().filter(|party| party.is_via).map(|party| party.source_row as u64).collect(),
            kinds: said_by().map(|party| party.kind as u64).collect(),
            countries: said_by().filter_map(|party| country_number(party.country.as_deref()?)).collect(),
            stance: self.stance as u64,
            quotation: self.quotation as u64,
            has: has.iter().filter(|(has, _)| *has).map(|(_, has)| *has as u64).chain(official).collect(),
            confidence: self.confidence.map(millionths),
            mentions: printed(&parties, |party| party.mention.as_deref()),
            roles: printed(&parties, |party| party.printed_role.as_deref()),
            content: self.content,
        }
    }
}

/// What is printed with each party, with the row of its source.
fn printed(parties: &[PartyRow], text: impl Fn(&PartyRow) -> Option<&str>) -> Vec<(u64, String)> {
    let with_source = |party: &PartyRow| Some((party.source_row as u64, text(party)?.to_owned()));
    parties.iter().filter_map(with_source).collect()
}

/// The first of all days, which has the number 1.
const FIRST: Date = Date::constant(0, 1, 1);

/// The number of a day, as the database writes it; 0 where it is none.
pub(super) fn day_number(day: &str) -> Day {
    day.parse().map_or(0, number_of)
}

/// The number of a day.
pub(super) fn number_of(day: Date) -> Day {
    (FIRST.duration_until(day).as_hours() / 24) as Day + 1
}

/// The day of a number.
pub(in crate::store) fn day_of(number: Day) -> Option<Date> {
    let days = i64::try_from(number.checked_sub(1)?).ok()?;
    FIRST.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The number of a country's two letters; `None` where they are none.
pub(super) fn country_number(code: &str) -> Option<u64> {
    let [first, second] = code.as_bytes() else { return None };
    Some(u64::from(*first) << 8 | u64::from(*second))
}

/// The two letters of a country's number.
pub(super) fn country_code_of(number: u64) -> String {
    [(number >> 8) as u8, number as u8].iter().map(|&letter| char::from(letter)).collect()
}

/// A confidence in millionths.
pub(super) fn millionths(confidence: f64) -> u64 {
    (confidence * 1e6).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_numbers_in_order() {
        for (day, number) in [("0000-01-01", OPEN_FIRST), ("0000-12-31", 366), ("9999-12-31", OPEN_LAST)] {
            assert_eq!(day_number(day), number, "{day}");
            assert_eq!(day_of(number).map(|day| day.to_string()).as_deref(), Some(day));
        }
        assert_eq!(day_number("soon"), 0);
        assert_eq!(day_of(0), None);
    }

    #[test]
    fn countries_have_numbers() {
        assert_eq!(country_number("PL").map(country_code_of).as_deref(), Some("PL"));
        assert_eq!(country_number("POL"), None);
    }
}
