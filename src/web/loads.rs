//! The record of loads: what was loaded when, from where, and what was left out and why.
//!
//! Pages show of a path only what the operator named last ("news", "in/a.txt"), never the folders it lies in: they tell of
//! the machine and its people, and nothing of the articles. The data that pages are made from holds no more.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use super::error::AppError;
use super::format::Format;
use super::page::Layout;
use super::query::Query;
use super::rendering::{PageData, answer};
use super::state::App;
use super::view;
use crate::domain::{without_folders, without_secrets};
use crate::store::{
    LeftKind, LoadCounts, LoadDetail, LoadList, LoadNumber, LoadReason, LoadRow, StoreError, WatchedFeed,
};
use crate::web::filters;

/// Parameters of the address.
const PARAMETERS: [&str; 2] = ["load", "cursor"];

/// Places that the list names of one load.
const MOST_PLACES: usize = 5;

/// The status of an answer that says nothing changed (RFC 9110, 15.4.5).
const NOT_MODIFIED: i64 = 304;

/// A load.
#[derive(Debug, Serialize)]
struct Load {
    number: LoadNumber,
    command: String,
    /// From where, as far as pages tell.
    places: Vec<String>,
    /// The program's version.
    version: String,
    /// RFC 3339 in UTC, like the other times.
    started_at: String,
    updated_at: String,
    /// Absent while the load is at work, or where it was killed.
    ended_at: Option<String>,
    is_stopped: bool,
    #[serde(flatten)]
    counts: LoadCounts,
    skipped: i64,
    not_read: i64,
}

/// A watched feed. Addresses are given without what may be secret in them.
#[derive(Debug, Serialize)]
struct Feed {
    title: Option<String>,
    address: String,
    last_fetched: Option<String>,
    last_status: Option<i64>,
    last_error: Option<String>,
    /// Articles that its last visit stored or changed.
    last_new: i64,
    /// When it is asked again; absent where it is gone for good.
    next_due: Option<String>,
}

/// One page of the record.
#[derive(Debug, Serialize)]
struct LoadsListed {
    /// Newest first.
    loads: Vec<Load>,
    /// On the first page.
    feeds: Vec<Feed>,
    /// The cursor of the next page.
    next: Option<LoadNumber>,
    is_first: bool,
    /// Parameters of the address that mean nothing here.
    unknown: Vec<String>,
    /// The address, without what the list does not know.
    query: Query,
}

/// One load, with what it left out.
#[derive(Debug, Serialize)]
struct LoadShown {
    #[serde(flatten)]
    load: Load,
    skipped_for: Vec<Reason>,
    not_read_for: Vec<Reason>,
    without_day_for: Vec<Reason>,
    day_given_for: Vec<Reason>,
}

/// What was left out for one reason.
#[derive(Debug, Serialize)]
struct Reason {
    /// The word for programs, such as "not-an-article".
    code: String,
    count: i64,
    /// At most as many as `count`: the record keeps no more lines.
    left: Vec<Left>,
}

#[derive(Debug, Serialize)]
struct Left {
    place: String,
    reason: String,
}

impl Load {
    fn of(load: &LoadRow) -> Result<Self, StoreError> {
        let given = load.places()?;
        Ok(Self {
            number: load.number(),
            command: load.command.clone(),
            places: given.iter().map(|place| shown_place(place, &given)).collect(),
            version: load.version.clone(),
            started_at: load.started_at.clone(),
            updated_at: load.updated_at.clone(),
            ended_at: load.ended_at.clone(),
            is_stopped: load.is_stopped,
            counts: load.counts,
            skipped: load.skipped,
            not_read: load.not_read,
        })
    }
}

impl Feed {
    fn of(feed: WatchedFeed) -> Self {
        Self {
            title: feed.title,
            address: without_secrets(&feed.address),
            last_fetched: feed.last_fetched,
            last_status: feed.last_status,
            last_error: feed.last_error.as_deref().map(without_secrets),
            last_new: feed.last_new,
            next_due: feed.next_due,
        }
    }
}

impl LoadShown {
    fn of(LoadDetail { load, reasons }: &LoadDetail) -> Result<Self, StoreError> {
        let given = load.places()?;
        let reason = |reason: &LoadReason| Reason {
            code: reason.code.clone(),
            count: reason.count,
            left: reason
                .left
                .iter()
                .map(|left| Left { place: shown_place(&left.place, &given), reason: left.reason.clone() })
                .collect(),
        };
        let reasons = |kind| reasons.iter().filter(move |reason| reason.kind == kind).map(reason).collect();
        Ok(Self {
            skipped_for: reasons(LeftKind::Skipped),
            not_read_for: reasons(LeftKind::NotRead),
            without_day_for: reasons(LeftKind::WithoutDay),
            day_given_for: reasons(LeftKind::DayGiven),
            load: Load::of(load)?,
        })
    }
}

async fn load_list(app: &App, query: Query) -> Result<LoadsListed, AppError> {
    let (query, unknown) = query.known(|name| PARAMETERS.contains(&name));
    let after: Option<LoadNumber> = query.parse("cursor", "a place in this list")?;
    let LoadList { loads, has_more } = app.store.loads(after).await?;
    let feeds = if after.is_none() { app.store.watched_feeds().await? } else { Vec::new() };
    Ok(LoadsListed {
        next: loads.last().filter(|_| has_more).map(LoadRow::number),
        loads: loads.iter().map(Load::of).collect::<Result<_, _>>()?,
        feeds: feeds.into_iter().map(Feed::of).collect(),
        is_first: after.is_none(),
        unknown,
        query,
    })
}

/// Answers `/about/loads`, and with `?load=NUMBER` the page of one load.
pub(super) async fn show(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/about/loads", pairs)?;
    if let Some(number) = query.parse::<LoadNumber>("load", "the number of a load")? {
        let detail = app.store.recorded_load(number).await?.ok_or(AppError::NotFound("load"))?;
        return answer(&app, format, &LoadShown::of(&detail)?).await;
    }
    answer(&app, format, &load_list(&app, query).await?).await
}

#[derive(Template)]
#[template(path = "loads/list.html")]
struct LoadsPage<'a> {
    layout: Layout,
    list: &'a LoadsListed,
    next: Option<String>,
    first: Option<String>,
}

#[derive(Template)]
#[template(path = "loads/show.html")]
struct LoadPage<'a> {
    layout: Layout,
    shown: &'a LoadShown,
    load: &'a Load,
}

impl PageData for LoadsListed {
    fn html(&self, app: &App) -> askama::Result<String> {
        let layout = Layout::new(app, "about", "Loads · Onrecord");
        LoadsPage {
            layout: if self.query.is_empty() { layout.canonical(app, "/about/loads") } else { layout },
            next: self.next.map(|last| self.query.after(&last.to_string()).link()),
            first: (!self.is_first).then(|| self.query.set("cursor", None).link()),
            list: self,
        }
        .render()
    }
}

impl PageData for LoadShown {
    fn html(&self, app: &App) -> askama::Result<String> {
        let title = format!("Load of {} · Onrecord", view::moment(&self.load.started_at));
        LoadPage { layout: Layout::new(app, "about", title), shown: self, load: &self.load }.render()
    }
}

impl Feed {
    fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.address)
    }

    /// How its last visit went.
    fn outcome(&self) -> String {
        match (&self.last_error, self.last_status) {
            (Some(error), _) => error.clone(),
            (None, Some(NOT_MODIFIED)) if self.last_new == 0 => "nothing new".to_owned(),
            (None, _) => view::counted(&self.last_new, "article loaded", "articles loaded"),
        }
    }
}

impl Load {
    fn is_unfinished(&self) -> bool {
        self.ended_at.is_none()
    }

    /// What came of it, most telling first: "12 loaded, 3 skipped, 40 claims found".
    fn outcomes(&self) -> String {
        let counts = &self.counts;
        let outcomes = [
            (counts.loaded, "loaded"),
            (counts.changed, "with a new text"),
            (counts.completed, "completed"),
            (counts.read, "read for claims"),
            (counts.original_kept, "with their original kept"),
            (counts.already_there, "there already"),
            (counts.withdrawn, "withdrawn"),
            (self.skipped, "skipped"),
            (self.not_read, "not read for claims"),
        ];
        let mut outcomes: Vec<String> = outcomes
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", view::number(&count)))
            .collect();
        if counts.claims > 0 {
            outcomes.push(view::counted(&counts.claims, "claim found", "claims found"));
        }
        match (outcomes.is_empty(), self.is_unfinished()) {
            (true, true) => "nothing yet".to_owned(),
            (true, false) => "nothing".to_owned(),
            (false, _) => outcomes.join(", "),
        }
    }

    /// How long it took, or when it was last heard of.
    fn state(&self) -> String {
        let Some(ended) = &self.ended_at else {
            return format!("not finished; last heard of {}", view::moment(&self.updated_at));
        };
        let took = duration(&self.started_at, ended);
        if self.is_stopped { format!("stopped after {took}") } else { format!("took {took}") }
    }
}

impl Reason {
    fn heading(&self) -> String {
        self.code.replace('-', " ")
    }

    /// Lines that were not kept.
    fn more(&self) -> i64 {
        self.count - self.left.len() as i64
    }
}

/// "12 seconds", "3 minutes", "2.5 hours".
fn duration(from: &str, to: &str) -> String {
    let (Ok(from), Ok(to)) = (from.parse::<jiff::Timestamp>(), to.parse::<jiff::Timestamp>()) else {
        return "an unknown time".to_owned();
    };
    match (to.as_second() - from.as_second()).max(0) {
        0 => "less than a second".to_owned(),
        seconds @ 1..=119 => view::counted(&seconds, "second", "seconds"),
        seconds @ 120..=7199 => view::counted(&(seconds / 60), "minute", "minutes"),
        seconds => format!("{:.1} hours", seconds as f64 / 3600.0),
    }
}

/// A place as pages show it: without the folders above what was given.
fn shown_place(place: &str, given: &[String]) -> String {
    match place {
        "-" => "standard input".to_owned(),
        place => {
            let shown = without_folders(place, given);
            // Of what lies in the folder that the command ran in, or above it, the rest tells enough.
            let rest =
                shown.strip_prefix("../").or_else(|| shown.strip_prefix("./")).or_else(|| shown.strip_prefix('/'));
            rest.map_or_else(|| shown.clone(), str::to_owned)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_show_no_folders_of_the_machine() {
        let given = ["/home/ida/news/", "old.jsonl", "..", "C:\\Users\\ida\\feeds"].map(str::to_owned);
        for (place, expected) in [
            ("/home/ida/news/", "news"),
            ("/home/ida/news/2025/a.txt", "news/2025/a.txt"),
            ("/home/ida/newsletter/a.txt", "a.txt"),
            ("/etc/motd", "motd"),
            ("old.jsonl:17", "old.jsonl:17"),
            ("../secret/a.txt", "secret/a.txt"),
            ("C:\\Users\\ida\\feeds", "feeds"),
            ("C:/Users/ida/feeds/x.xml", "feeds/x.xml"),
            ("https://river.example/feed?…#3", "https://river.example/feed?…#3"),
            ("-", "standard input"),
            ("-:3", "-:3"),
        ] {
            assert_eq!(shown_place(place, &given), expected, "{place}");
        }
    }

    #[test]
    fn durations_in_words() {
        let check = |to: &str, expected: &str| assert_eq!(duration("2025-03-05T10:00:00Z", to), expected);
        check("2025-03-05T10:00:00Z", "less than a second");
        check("2025-03-05T10:00:01Z", "1 second");
        check("2025-03-05T10:03:10Z", "3 minutes");
        check("2025-03-05T12:30:00Z", "2.5 hours");
        check("2025-03-05T09:00:00Z", "less than a second");
        check("soon", "an unknown time");
    }
}
