//! `onrecord watch`: visits feeds when they are due and loads what is new in them, until it is told to stop.
//!
//! `serve` does the same beside the site where a configuration file names feeds. The state of each feed
//! is in the database, so a restart fetches nothing twice, and several processes may watch one database.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use clap::Args;
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tokio::sync::{Semaphore, watch};

use super::fetching::{FetchArgs, LEASE, after, back_off, fetcher};
use super::gather::{Gatherer, Visit};
use super::load::{Record, store_all};
use super::progress::{Progress, stop_on_ctrl_c, told_to_stop};
use super::report::{Left, LoadReport};
use super::{DONE, SOME_SKIPPED, open};
use crate::config::{WatchSection, parse_time};
use crate::domain::CanonicalAddress;
use crate::extract::Extractor;
use crate::ingest::fetch::{Answer, FetchError, Fetcher, Validators};
use crate::ingest::{Overrides, ParseOptions, Reason};
use crate::store::{NewLoad, Store, WatchedFeed, stored_time};

/// The interval between visits where the operator gives none; a feed may ask for a longer one.
const USUAL: Duration = Duration::from_secs(15 * 60);

/// The longest interval that a feed can ask for.
const RAREST: Duration = Duration::from_secs(24 * 60 * 60);

/// The most feeds that are visited at the same time.
const SIDE_BY_SIDE: usize = 4;

/// The longest sleep before the database is queried again for due feeds: another process may have changed them.
const LONGEST_SLEEP: Duration = Duration::from_secs(5 * 60);

/// The pause before a feed that another process has leased is tried again.
const LEASED_SLEEP: Duration = Duration::from_secs(30);

/// Arguments of `onrecord watch`.
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// Addresses of feeds [default: those of the configuration file]
    #[arg(value_name = "FEED")]
    feeds: Vec<String>,
    /// How often to ask each (15m, 2h) [default: as the feed says, at most every 15 minutes]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    every: Option<Duration>,
    /// Keep the bytes that each article is read from, compressed [default: true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    keep_originals: Option<bool>,
    /// Ask each feed once, and end
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    fetch: FetchArgs,
}

pub(super) async fn run(
    args: WatchArgs,
    section: WatchSection,
    database: &Path,
    extractor: Arc<Extractor>,
) -> anyhow::Result<u8> {
    let feeds = checked(if args.feeds.is_empty() { section.feeds } else { args.feeds })?;
    ensure!(!feeds.is_empty(), "no feed to watch: name one, or list them under [watch] in a file given with --config");
    let fetch = FetchArgs {
        allow_private_addresses: args.fetch.allow_private_addresses || section.allow_private_addresses,
        delay: args.fetch.delay.or(section.delay),
        contact: args.fetch.contact.or(section.contact.clone()),
    };
    let fetcher = fetch.fetcher()?;
    let section = WatchSection {
        feeds,
        every: args.every.or(section.every),
        keep_originals: args.keep_originals.or(section.keep_originals),
        ..section
    };
    let watcher = Watcher::new(open(database).await?, extractor, fetcher, section);
    let stop = stop_on_ctrl_c();
    let all_well = watcher.run(args.once, stop, |round| println!("{round}")).await?;
    watcher.gatherer.store.close().await;
    Ok(if all_well { DONE } else { SOME_SKIPPED })
}

/// Returns the addresses without duplicates; fails where one is not a URL that can be fetched.
pub(super) fn checked(feeds: Vec<String>) -> anyhow::Result<Vec<String>> {
    let feeds = feeds.into_iter().map(|feed| {
        let address = feed.trim();
        let is_address = CanonicalAddress::parse(address).is_some();
        ensure!(is_address, "the feed {address:?} has no address that starts with http:// or https:// and a host");
        Ok(address.to_owned())
    });
    Ok(feeds.collect::<anyhow::Result<BTreeSet<_>>>()?.into_iter().collect())
}

/// Watches the feeds of a configuration file beside the site, until `stop` becomes true. A failure is logged and does
/// not affect the site.
pub(super) async fn run_beside(watcher: Watcher, mut stop: watch::Receiver<bool>) {
    const AGAIN: Duration = Duration::from_secs(60);
    loop {
        let ended = watcher.run(false, stop.clone(), |round| match &round.outcome {
            Outcome::Failed(_) | Outcome::Gone => tracing::warn!("{round}"),
            _ => tracing::info!("{round}"),
        });
        match ended.await {
            Ok(_) => return,
            Err(error) => tracing::error!("watching feeds failed, and goes on in a minute: {error:#}"),
        }
        if sleep_or_stop(AGAIN, &mut stop).await {
            return;
        }
    }
}

/// Visits feeds when they are due.
pub(super) struct Watcher {
    gatherer: Gatherer,
    extractor: Arc<Extractor>,
    feeds: Vec<String>,
    every: Option<Duration>,
}

/// The outcome of one visit to one feed, printed for people.
pub(super) struct Round {
    at: Timestamp,
    feed: String,
    outcome: Outcome,
    /// When the feed is visited next; `None` where it is not visited again.
    next: Option<Timestamp>,
    /// What was skipped, and why.
    left: Vec<Left>,
}

enum Outcome {
    NotDue,
    NotModified,
    /// The visit succeeded. Without a number of entries, only pages that failed before were tried again.
    Read {
        entries: Option<usize>,
        known: usize,
        report: Box<LoadReport>,
    },
    Stopped(Box<LoadReport>),
    Failed(String),
    Gone,
}

impl Watcher {
    /// Creates a watcher of the feeds of a section. Each is visited once in `every`, or as often as it says itself.
    pub(super) fn new(store: Store, extractor: Arc<Extractor>, fetcher: Fetcher, section: WatchSection) -> Self {
        let options = ParseOptions::new(Overrides::default(), jiff::Zoned::now().date());
        let options = ParseOptions { keep_originals: section.keep_originals.unwrap_or(true), ..options };
        let gatherer = Gatherer { store, fetcher, options };
        Self { gatherer, extractor, feeds: section.feeds, every: section.every }
    }

    /// Creates the watcher that a configuration file asks for; `None` where it names no feeds.
    pub(super) fn of_section(
        section: WatchSection,
        store: Store,
        extractor: impl FnOnce() -> anyhow::Result<Arc<Extractor>>,
    ) -> anyhow::Result<Option<Self>> {
        if section.feeds.is_empty() {
            return Ok(None);
        }
        let fetcher = fetcher(section.allow_private_addresses, section.contact.clone(), section.delay)?;
        Ok(Some(Self::new(store, extractor()?, fetcher, section)))
    }

    /// Visits every feed when it is due, a few at the same time, until `stop` becomes true or none is left; with
    /// `once`, visits each a single time. Returns whether all visits succeeded; fails only where the database does.
    pub(super) async fn run(
        &self,
        once: bool,
        stop: watch::Receiver<bool>,
        tell: impl Fn(&Round),
    ) -> anyhow::Result<bool> {
        self.gatherer.store.add_feeds(&self.feeds, Timestamp::now()).await?;
        let places = Semaphore::new(SIDE_BY_SIDE);
        let feeds = self.feeds.iter().map(|feed| self.follow(feed, once, stop.clone(), &places, &tell));
        let went_well = futures::future::try_join_all(feeds).await?;
        Ok(went_well.into_iter().all(|went_well| went_well))
    }

    async fn follow(
        &self,
        feed: &str,
        once: bool,
        mut stop: watch::Receiver<bool>,
        places: &Semaphore,
        tell: &impl Fn(&Round),
    ) -> anyhow::Result<bool> {
        let mut went_well = true;
        let mut is_first = true;
        loop {
            let place = tokio::select! {
                biased;
                () = told_to_stop(&mut stop) => return Ok(went_well),
                place = places.acquire() => place,
            };
            let round = self.visit(feed, once, &mut stop).await?;
            drop(place);
            // Print only once that a feed is not due.
            if is_first || !matches!(round.outcome, Outcome::NotDue) {
                tell(&round);
            }
            is_first = false;
            went_well &= round.went_well();
            let Some(next) = round.next.filter(|_| !once) else { return Ok(went_well) };
            let pause = Duration::try_from(next.duration_since(Timestamp::now())).unwrap_or_default();
            // A feed that is still due after its visit is leased to another process.
            let pause = if pause.is_zero() { LEASED_SLEEP } else { pause.min(LONGEST_SLEEP) };
            if sleep_or_stop(pause, &mut stop).await {
                return Ok(went_well);
            }
        }
    }

    /// Visits a feed if it is due, and loads what is new in it.
    async fn visit(&self, feed: &str, early: bool, stop: &mut watch::Receiver<bool>) -> anyhow::Result<Round> {
        let at = Timestamp::now();
        let round = |outcome, next, left| Round { at, feed: feed.to_owned(), outcome, next, left };
        let store = &self.gatherer.store;
        let Some(mut state) = store.lease_feed(feed, at, after(at, LEASE), early).await? else {
            let state = store.watched_feed(feed).await?.unwrap_or_default();
            let next: Option<Timestamp> = state.next_due.and_then(|next| next.parse().ok());
            return Ok(round(if next.is_some() { Outcome::NotDue } else { Outcome::Gone }, next, Vec::new()));
        };
        let visit = Visit::to(feed);
        let asked = state.moved_to.clone().unwrap_or_else(|| feed.to_owned());
        let known = Validators { etag: state.etag.clone(), last_modified: state.last_modified.clone() };
        let answer = tokio::select! {
            biased;
            () = told_to_stop(stop) => None,
            answer = self.gatherer.fetcher.fetch(&asked, &known) => Some(answer),
        };
        let Some(answer) = answer else {
            store.renew_lease(feed, None).await?;
            return Ok(round(Outcome::Stopped(Box::default()), Some(at), Vec::new()));
        };
        state.last_fetched = Some(stored_time(at));
        let status = match &answer {
            Ok(Answer::Content(content)) => Some(content.received.status),
            Ok(Answer::NotModified) => Some(304),
            Err(error) => error.status(),
        };
        state.last_status = status.map(i64::from);
        let outcome = match self.loaded(answer, &mut state, &visit, stop).await? {
            Ok(Outcome::Stopped(report)) => {
                // Leave the feed's state unchanged, so that the next visit handles what this one did not.
                store.renew_lease(feed, None).await?;
                visit.save_pages(store, true).await?;
                return Ok(round(Outcome::Stopped(report), Some(at), Vec::new()));
            }
            Ok(outcome) => {
                let every = self.every(&state);
                (state.failures, state.last_error) = (0, None);
                state.next_due = Some(stored_time(after(Timestamp::now(), every)));
                outcome
            }
            Err(FeedError { words, wait, is_gone, is_ours }) => {
                // The server failed in nothing where these settings kept it from being asked.
                state.failures += i64::from(!is_ours);
                state.last_error = Some(words.clone());
                state.last_new = 0;
                let wait = back_off(self.every(&state), state.failures).max(wait.unwrap_or_default());
                state.next_due = (!is_gone).then(|| stored_time(after(Timestamp::now(), wait)));
                // The new address fails. The feed may have moved again, and the old address may redirect there.
                state.moved_to = None;
                if is_gone { Outcome::Gone } else { Outcome::Failed(words) }
            }
        };
        store.finish_feed(&state, &visit.take_pages(false)).await?;
        let mut left = std::mem::take(&mut visit.notes().teasers);
        if let Outcome::Read { report, .. } = &outcome {
            left.extend(report.skipped.iter().cloned());
        }
        Ok(round(outcome, state.next_due.and_then(|next| next.parse().ok()), left))
    }

    /// Returns the interval between two visits: the operator's, else the feed's own within limits, else [`USUAL`].
    fn every(&self, state: &WatchedFeed) -> Duration {
        let asks = state.asks_every.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
        self.every.unwrap_or_else(|| asks.unwrap_or(USUAL).clamp(USUAL, RAREST))
    }

    /// Loads the content of an answer, and the feed's pages that are due for another try.
    async fn loaded(
        &self,
        answer: Result<Answer, FetchError>,
        state: &mut WatchedFeed,
        visit: &Visit,
        stop: &watch::Receiver<bool>,
    ) -> anyhow::Result<Result<Outcome, FeedError>> {
        let gatherer = self.gatherer.today();
        let content = match answer {
            Ok(Answer::Content(content)) => Some(*content),
            Ok(Answer::NotModified) => None,
            Err(error) => return Ok(Err(FeedError::of_fetch(&error))),
        };
        let (mut count, mut entries) = (None, None);
        if let Some(content) = content {
            let (validators, moved_to) = (content.validators.clone(), content.moved_to.clone());
            let feed = match gatherer.feed(content).await {
                Ok(feed) => feed,
                Err((reason, _)) => return Ok(Err(FeedError::of_reading(&reason))),
            };
            (state.etag, state.last_modified) = (validators.etag, validators.last_modified);
            state.moved_to = moved_to.or(state.moved_to.take());
            state.title = feed.title.clone().or(state.title.take());
            state.asks_every = feed.every.and_then(|every| i64::try_from(every.as_secs()).ok());
            count = Some(feed.entries.len());
            entries = Some(gatherer.entries(feed, visit.clone()).await);
        }
        let again = gatherer.again(visit.clone()).await?;
        let items = futures::stream::iter(entries).flatten().chain(again);
        let run = NewLoad { command: "watch", places: vec![state.address.clone()] };
        let record = Record::of_visit(&gatherer.store, &run);
        let report = store_all(record, Some(&self.extractor), items, Progress::hidden(), stop.clone()).await?;
        state.last_new = i64::try_from(report.loaded + report.changed).unwrap_or(i64::MAX);
        let known = visit.notes().known;
        Ok(Ok(match Box::new(report) {
            report if report.stopped => Outcome::Stopped(report),
            report if count.is_none() && report.handled() == 0 => Outcome::NotModified,
            report => Outcome::Read { entries: count, known, report },
        }))
    }
}

/// Why a visit failed.
struct FeedError {
    words: String,
    wait: Option<Duration>,
    is_gone: bool,
    /// True where the operator can allow what was refused.
    is_ours: bool,
}

impl FeedError {
    fn of_fetch(error: &FetchError) -> Self {
        let is_ours = matches!(error, FetchError::RefusedAddress { can_be_allowed: true, .. });
        Self { words: error.to_string(), wait: error.wait(), is_gone: *error == FetchError::Gone, is_ours }
    }

    fn of_reading(reason: &Reason) -> Self {
        Self { words: reason.to_string(), wait: None, is_gone: false, is_ours: false }
    }
}

/// Sleeps; returns true as soon as `stop` becomes true.
pub(super) async fn sleep_or_stop(time: Duration, stop: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        biased;
        () = told_to_stop(stop) => true,
        () = tokio::time::sleep(time) => false,
    }
}

impl Round {
    fn went_well(&self) -> bool {
        let is_known_failure = matches!(self.outcome, Outcome::Failed(_) | Outcome::Gone);
        !is_known_failure && self.left.is_empty()
    }
}

/// `14:02:11 https://lesk.example/feed: 12 entries, 3 loaded, 27 claims; next at 14:17`.
impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = TimeZone::system();
        let clock = |at: Timestamp, form: &str| at.to_zoned(zone.clone()).strftime(form).to_string();
        write!(f, "{} {}: ", clock(self.at, "%H:%M:%S"), self.feed)?;
        match &self.outcome {
            Outcome::NotDue => f.write_str("not due yet")?,
            Outcome::NotModified => f.write_str("nothing new")?,
            Outcome::Failed(why) => f.write_str(why)?,
            Outcome::Gone => f.write_str("gone for good; it is not asked any more")?,
            Outcome::Read { entries, known, report } => {
                match entries {
                    Some(1) => f.write_str("1 entry")?,
                    Some(entries) => write!(f, "{entries} entries")?,
                    None => f.write_str("the same feed, and pages that failed before")?,
                }
                write!(f, ", {} loaded", report.loaded)?;
                let counts = [
                    (report.changed, "changed"),
                    (report.completed, "completed"),
                    (report.original_kept, "kept as fetched"),
                    (report.read, "read"),
                    (report.already_there + known, "already there"),
                    (report.withdrawn.len(), "withdrawn"),
                    (report.not_read.len(), "not read"),
                    (report.without_day.len(), "without a day"),
                    (report.skipped.len(), "skipped"),
                ];
                for (count, word) in counts.into_iter().filter(|(count, _)| *count > 0) {
                    write!(f, ", {count} {word}")?;
                }
                write!(f, ", {} claims", report.claims)?;
            }
            Outcome::Stopped(report) => {
                return write!(f, "stopped, {} loaded; the next visit goes on from there", report.loaded);
            }
        }
        if let Some(next) = self.next {
            let is_soon = next.duration_since(self.at) < SignedDuration::from_hours(12);
            write!(f, "; next at {}", clock(next, if is_soon { "%H:%M" } else { "%Y-%m-%d %H:%M" }))?;
        }
        self.left.iter().try_for_each(|left| write!(f, "\n         {}: {}", left.file, left.reason))
    }
}
