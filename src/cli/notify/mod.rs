//! `onrecord notify`: sends new claims of named searches to webhooks and mailboxes.
//!
//! One run looks at each search once, for a scheduler; `--every` goes on. What is on its way stands in the database before it
//! is sent and until it was taken, so that a run which is killed loses nothing: the next one sends it again, under the same
//! id. The database is not locked while anything is sent.

mod targets;

use std::fmt;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;
use tokio::sync::watch;
use url::Url;

use super::fetching::{after, back_off};
use super::progress::stop_on_ctrl_c;
use super::watch::sleep_or_stop;
use super::{DONE, SOME_SKIPPED, open_existing};
use crate::config::{NotifySection, Readers, ServeSection, Site, TextShown, parse_time, public_url};
use crate::domain::{Claim, ClaimRecord};
use crate::ingest::fetch::FetchError;
use crate::notify::{Mail, Message, SearchTold, append};
use crate::store::{ChosenClaim, ClaimFilters, Delivery, NotifySearch, Store};
use crate::web::{App, footnotes};
use targets::{Target, Way, checked};

/// The most claims that are sent together.
const TOGETHER: usize = 50;
/// The most deliveries of one search in a run; the next run goes on.
const MOST_DELIVERIES: usize = 100;
/// The wait after the first failure; each further one doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(60);
/// How often a delivery is tried, over a day and a half.
const MOST_ATTEMPTS: i64 = 12;
/// Longer than any wait, also one that a receiver asks for.
const NO_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The most new claims that a dry run counts.
const MOST_COUNTED: usize = 10_000;

/// Arguments of `onrecord notify`.
#[derive(Debug, Args)]
pub(super) struct NotifyArgs {
    /// Look again and again, so often (5m, 1h), until Ctrl-C [default: once]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    every: Option<Duration>,
    /// Send at once what waits or was given up, also where a receiver wanted nothing more
    #[arg(long)]
    retry: bool,
    /// Say what would be sent; send and keep nothing
    #[arg(long, conflicts_with_all = ["every", "retry"])]
    dry_run: bool,
    /// Where readers reach the site, for the addresses of claims [default: as for serve]
    #[arg(long, value_name = "URL", env = "ONRECORD_PUBLIC_URL")]
    public_url: Option<String>,
    /// Post to this machine and private networks as well
    #[arg(long)]
    allow_private_addresses: bool,
}

pub(super) async fn run(
    args: NotifyArgs,
    sections: Vec<NotifySection>,
    serve: &ServeSection,
    database: &Path,
) -> anyhow::Result<u8> {
    let targets = checked(sections, args.allow_private_addresses)?;
    let given = args.public_url.or(serve.public_url.clone()).filter(|url| !url.is_empty());
    let listen = serve.listen.map_or_else(|| "127.0.0.1:8080".to_owned(), |listen| listen.to_string());
    let public_url = public_url(&given.unwrap_or_else(|| format!("http://{listen}/")))?;
    let store = open_existing(database).await?;
    let site = Site {
        public_url: public_url.clone(),
        text: TextShown::Passages,
        notice: None,
        contact: None,
        cache: 0,
        readers: Readers::default(),
    };
    let mut stop = stop_on_ctrl_c();
    let notifier = Notifier { app: App::new(store.clone(), site), public_url, store, targets, stop: stop.clone() };
    if args.dry_run {
        notifier.dry_run().await?;
        notifier.store.close().await;
        return Ok(DONE);
    }
    let mut all_well = true;
    let mut retry = args.retry;
    loop {
        match (lock(database)?, args.every) {
            (Some(_lock), every) => all_well &= notifier.round(retry, every.is_some()).await?,
            (None, Some(_)) => println!("another onrecord notify is sending; this one looks again later"),
            (None, None) => bail!("another onrecord notify is sending from this database"),
        }
        retry = false;
        let Some(every) = args.every else { break };
        if sleep_or_stop(every, &mut stop).await {
            break;
        }
    }
    notifier.store.close().await;
    Ok(if all_well { DONE } else { SOME_SKIPPED })
}

struct Notifier {
    store: Store,
    app: App,
    public_url: Url,
    targets: Vec<Target>,
    stop: watch::Receiver<bool>,
}

/// Keeps other runs out until it is dropped; `None` where another one is at work. The system gives the lock up when a process
/// ends, however it does.
fn lock(database: &Path) -> anyhow::Result<Option<File>> {
    let file = database.with_added_extension("notify-lock");
    let lock = File::create(&file).with_context(|| format!("{} cannot be written", file.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} cannot be locked", file.display())),
    }
}

/// What became of a search in a run, printed for people.
enum Outcome {
    /// It was seen for the first time.
    Begun,
    NothingNew,
    Sent(usize),
    /// Nothing was left of so many claims.
    Withdrawn(usize),
    /// A delivery of so many claims was sent in vain, the first or a later time.
    Failed {
        claims: usize,
        error: String,
        attempts: i64,
        next: Timestamp,
    },
    /// It was sent in vain for the last time.
    GivenUp {
        claims: usize,
        error: String,
        attempts: i64,
    },
    /// It is not sent yet, since it failed before.
    Waits {
        until: String,
        error: String,
    },
    /// So many deliveries were given up before.
    Kept(usize),
    /// The receiver wants nothing more.
    Gone,
    /// There is more than one run sends.
    More,
    /// The search cannot be asked.
    NotAsked(String),
    /// The configuration does not name it any more; so many deliveries of it are kept.
    NotNamed(usize),
}

/// Why a delivery was not taken.
struct Failure {
    words: String,
    wait: Option<Duration>,
    is_gone: bool,
}

impl Notifier {
    /// Looks at each search once; returns whether all that is to be sent was.
    async fn round(&self, retry: bool, is_brief: bool) -> anyhow::Result<bool> {
        let mut all_well = true;
        for target in &self.targets {
            for outcome in self.tell(target, retry).await? {
                all_well &= outcome.is_well();
                if !is_brief || !matches!(outcome, Outcome::NothingNew | Outcome::Waits { .. }) {
                    println!("{}: {outcome}", target.name);
                }
            }
            if *self.stop.borrow() {
                return Ok(all_well);
            }
        }
        for search in self.store.notify_searches().await? {
            let kept = self.store.deliveries(&search.name).await?.len();
            let is_named = self.targets.iter().any(|target| target.name == search.name);
            if !is_named && kept > 0 && !is_brief {
                println!("{}: {}", search.name, Outcome::NotNamed(kept));
            }
        }
        Ok(all_well)
    }

    /// Sends what is new in one search.
    async fn tell(&self, target: &Target, retry: bool) -> anyhow::Result<Vec<Outcome>> {
        let filters = match target.filters(&self.store).await? {
            Ok(filters) => filters,
            Err(why) => return Ok(vec![Outcome::NotAsked(why)]),
        };
        if self.store.begin_notify_search(&target.name).await? {
            return Ok(vec![Outcome::Begun]);
        }
        if retry {
            self.store.retry_notify_search(&target.name).await?;
        }
        if self.state_of(target).await?.is_some_and(|search| search.stopped_at.is_some()) {
            return Ok(vec![Outcome::Gone]);
        }
        let mut outcomes = self.send_all(target, &filters).await?;
        let kept = self.store.deliveries(&target.name).await?;
        let given_up = kept.iter().filter(|delivery| delivery.next_attempt.is_none()).count();
        if given_up > 0 && !outcomes.iter().any(|outcome| matches!(outcome, Outcome::Gone)) {
            outcomes.push(Outcome::Kept(given_up));
        }
        Ok(outcomes)
    }

    async fn state_of(&self, target: &Target) -> anyhow::Result<Option<NotifySearch>> {
        Ok(self.store.notify_searches().await?.into_iter().find(|search| search.name == target.name))
    }

    async fn send_all(&self, target: &Target, filters: &ClaimFilters) -> anyhow::Result<Vec<Outcome>> {
        let (mut sent, mut withdrawn) = (0, 0);
        let mut last = None;
        for number in 0.. {
            if *self.stop.borrow() {
                break;
            }
            if number == MOST_DELIVERIES {
                last = Some(Outcome::More);
                break;
            }
            let delivery = match self.waiting(target).await? {
                Some(delivery) if !is_due(&delivery) => {
                    let (until, error) = (delivery.next_attempt.unwrap_or_default(), delivery.last_error);
                    last = Some(Outcome::Waits { until, error: error.unwrap_or_default() });
                    break;
                }
                Some(delivery) => delivery,
                None => match self.store.make_delivery(&target.name, filters, TOGETHER).await? {
                    Some(delivery) => delivery,
                    None => break,
                },
            };
            let claims = self.claims_of(&delivery).await?;
            withdrawn += delivery.claims.len() - claims.len();
            let there = claims.len();
            let done = if claims.is_empty() { Ok(()) } else { self.send(target, &delivery, claims).await? };
            match done {
                Ok(()) => {
                    self.store.forget_delivery(&delivery.id).await?;
                    sent += there;
                }
                Err(failure) => {
                    last = Some(self.note_failure(target, &delivery, there, failure).await?);
                    break;
                }
            }
        }
        let counted =
            [(sent > 0).then_some(Outcome::Sent(sent)), (withdrawn > 0).then_some(Outcome::Withdrawn(withdrawn))];
        let mut outcomes: Vec<Outcome> = counted.into_iter().flatten().chain(last).collect();
        if outcomes.is_empty() {
            outcomes.push(Outcome::NothingNew);
        }
        Ok(outcomes)
    }

    /// The oldest delivery of a search that was not given up.
    async fn waiting(&self, target: &Target) -> anyhow::Result<Option<Delivery>> {
        let deliveries = self.store.deliveries(&target.name).await?;
        Ok(deliveries.into_iter().find(|delivery| delivery.next_attempt.is_some()))
    }

    /// The claims of a delivery that were not withdrawn meanwhile.
    async fn claims_of(&self, delivery: &Delivery) -> anyhow::Result<Vec<Claim>> {
        let chosen = self.store.chosen_claims(&delivery.claims).await?;
        let here = chosen.into_iter().filter_map(|chosen| match chosen {
            ChosenClaim::Here(claim) => Some(*claim),
            ChosenClaim::Withdrawn(..) | ChosenClaim::Unknown(_) => None,
        });
        Ok(here.collect())
    }

    async fn send(
        &self,
        target: &Target,
        delivery: &Delivery,
        claims: Vec<Claim>,
    ) -> anyhow::Result<Result<(), Failure>> {
        let list = self.app.absolute(&target.list());
        match &target.way {
            Way::Webhook { address, secret, fetcher } => {
                let records = self.store.records().of(claims).await?;
                let permalink = |record: ClaimRecord| {
                    let address = self.app.permalink(&record.id);
                    ClaimRecord { permalink: Some(address), ..record }
                };
                let told = SearchTold { name: &target.name, url: &list };
                let records = records.into_iter().map(permalink).collect();
                let body = serde_json::to_vec(&Message::of_new(&delivery.made_at, told, records))?;
                let now = Timestamp::now().as_second();
                let headers = [
                    ("content-type", "application/json".to_owned()),
                    ("webhook-id", delivery.id.clone()),
                    ("webhook-timestamp", now.to_string()),
                    ("webhook-signature", secret.signature(&delivery.id, now, &body)),
                ];
                Ok(fetcher.post(address, &headers, body).await.map_err(|error| Failure::of(&error)))
            }
            Way::Mailbox(mailbox) => {
                let mailbox = mailbox.clone();
                let entry = self.mail(target, delivery, &list, claims).await?;
                let written = tokio::task::spawn_blocking(move || append(&mailbox, &entry)).await?;
                let failure = |error| Failure {
                    words: format!("the mailbox cannot be written: {error}"),
                    wait: None,
                    is_gone: false,
                };
                Ok(written.map_err(failure))
            }
        }
    }

    /// A delivery as a mail in a mailbox.
    async fn mail(
        &self,
        target: &Target,
        delivery: &Delivery,
        list: &str,
        claims: Vec<Claim>,
    ) -> anyhow::Result<Vec<u8>> {
        let notes = footnotes(&self.app, claims).await?;
        let subject = format!("{}: {}", counted(notes.len(), "new claim", "new claims"), target.name);
        let mut text = String::new();
        for (number, note) in (1..).zip(&notes) {
            text.push_str(&format!("{number}. {note}\n\n"));
        }
        text.push_str(&format!("All claims of this search, what was loaded last first:\n{list}\n"));
        let host = self.public_url.domain().unwrap_or("localhost");
        let mail = Mail { id: &delivery.id, host, at: Timestamp::now(), subject: &subject, text: &text };
        Ok(mail.in_mailbox()?)
    }

    async fn note_failure(
        &self,
        target: &Target,
        delivery: &Delivery,
        claims: usize,
        failure: Failure,
    ) -> anyhow::Result<Outcome> {
        let Failure { words: error, wait, is_gone } = failure;
        let attempts = delivery.attempts + 1;
        let now = Timestamp::now();
        let wait = back_off(FIRST_WAIT, attempts).max(wait.unwrap_or_default());
        let next = (attempts < MOST_ATTEMPTS).then(|| after(now, wait));
        if is_gone {
            // It is sent as soon as the search goes on.
            self.store.delivery_failed(&delivery.id, &error, Some(now)).await?;
            self.store.stop_notify_search(&target.name).await?;
            return Ok(Outcome::Gone);
        }
        self.store.delivery_failed(&delivery.id, &error, next).await?;
        Ok(match next {
            Some(next) => Outcome::Failed { claims, error, attempts, next },
            None => Outcome::GivenUp { claims, error, attempts },
        })
    }

    async fn dry_run(&self) -> anyhow::Result<()> {
        for target in &self.targets {
            let words = match (target.filters(&self.store).await?, self.state_of(target).await?) {
                (Err(why), _) => Outcome::NotAsked(why).to_string(),
                (Ok(_), None) => "not begun yet; the first run sends nothing".to_owned(),
                (Ok(_), Some(search)) if search.stopped_at.is_some() => Outcome::Gone.to_string(),
                (Ok(filters), Some(search)) => {
                    let new = self.store.count_new_claims(&search, &filters, MOST_COUNTED).await?;
                    let kept = self.store.deliveries(&target.name).await?;
                    let waiting: usize = kept.iter().map(|delivery| delivery.claims.len()).sum();
                    let more = if new == MOST_COUNTED { " or more" } else { "" };
                    let waiting = match waiting {
                        0 => String::new(),
                        waiting => format!(", and {} from before", counted(waiting, "claim", "claims")),
                    };
                    format!("{}{more} to send{waiting}", counted(new, "new claim", "new claims"))
                }
            };
            println!("{}: {words}", target.name);
        }
        Ok(())
    }
}

fn is_due(delivery: &Delivery) -> bool {
    let next: Option<Timestamp> = delivery.next_attempt.as_deref().and_then(|next| next.parse().ok());
    // No wait is that long: the clock was ahead when it was noted.
    let is_of_another_clock = |next: Timestamp| next > after(Timestamp::now(), NO_WAIT);
    next.is_none_or(|next| next <= Timestamp::now() || is_of_another_clock(next))
}

fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

impl Failure {
    fn of(error: &FetchError) -> Self {
        Self { words: error.to_string(), wait: error.wait(), is_gone: *error == FetchError::Gone }
    }
}

impl Outcome {
    /// True where nothing is left that a person should look at.
    fn is_well(&self) -> bool {
        matches!(self, Self::Begun | Self::NothingNew | Self::Sent(_) | Self::Withdrawn(_) | Self::More)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claims = |number: &usize| counted(*number, "claim", "claims");
        match self {
            Self::Begun => f.write_str("begins now; what is loaded from here on is sent"),
            Self::NothingNew => f.write_str("nothing new"),
            Self::Sent(sent) => write!(f, "{} sent", claims(sent)),
            Self::Withdrawn(gone) => write!(f, "{} not sent, withdrawn meanwhile", claims(gone)),
            Self::Failed { claims: of, error, attempts, next } => {
                let next = next.strftime("%Y-%m-%d %H:%M UTC");
                write!(f, "{} not taken, attempt {attempts} of {MOST_ATTEMPTS}: {error}; again from {next}", claims(of))
            }
            Self::GivenUp { claims: of, error, attempts } => {
                write!(f, "{} given up after {attempts} attempts: {error}", claims(of))
            }
            Self::Waits { until, error } => write!(f, "waits until {until}: {error}"),
            Self::Kept(number) => {
                write!(f, "{} given up and kept; --retry sends them", counted(*number, "delivery is", "deliveries are"))
            }
            Self::Gone => f.write_str("the receiver wants nothing more (410); --retry asks it again"),
            Self::More => f.write_str("there is more; the next run goes on"),
            Self::NotAsked(why) => f.write_str(why),
            Self::NotNamed(number) => write!(
                f,
                "the configuration does not name it any more; {} kept",
                counted(*number, "delivery of it is", "deliveries of it are")
            ),
        }
    }
}
