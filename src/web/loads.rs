//! The record of loads: what was loaded when, from where, and what was left out and why.
//!
//! Pages show of a path only what the operator named last ("news", "in/a.txt"), never the folders it lies in: they tell of
//! the machine and its people, and nothing of the articles.

use crate::web::filters;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query as Pairs;

use super::error::AppError;
use super::page::{Layout, Page};
use super::query::Query;
use super::state::App;
use super::view;
use crate::domain::without_secrets;
use crate::store::{LoadDetail, LoadList, LoadNumber, LoadRow, StoreError, WatchedFeed};

/// A load in words.
struct LoadView {
    link: String,
    began: String,
    command: String,
    /// From where.
    places: Vec<String>,
    /// What came of it, most telling first.
    outcomes: Vec<String>,
    state: String,
    is_unfinished: bool,
    version: String,
}

/// A watched feed in words.
struct FeedView {
    name: String,
    address: String,
    /// When it was last asked, and how that went.
    state: String,
    is_failing: bool,
    next: String,
}

/// What was left out for one reason.
struct ReasonView {
    heading: String,
    count: i64,
    /// Places and sentences.
    lines: Vec<(String, String)>,
    /// Lines that were not kept.
    more: i64,
}

#[derive(Template)]
#[template(path = "loads/list.html")]
struct LoadsPage {
    layout: Layout,
    loads: Vec<LoadView>,
    /// On the first page.
    feeds: Vec<FeedView>,
    next: Option<String>,
    first: Option<String>,
}

#[derive(Template)]
#[template(path = "loads/show.html")]
struct LoadPage {
    layout: Layout,
    load: LoadView,
    skipped: Vec<ReasonView>,
    not_read: Vec<ReasonView>,
}

pub(super) async fn show(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/about/loads", pairs)?;
    if let Some(number) = query.parse::<LoadNumber>("load", "the number of a load")? {
        let detail = app.store.recorded_load(number).await?.ok_or(AppError::NotFound("load"))?;
        return Ok(one(&app, &detail)?.into_response());
    }
    let after: Option<LoadNumber> = query.parse("cursor", "a place in this list")?;
    let LoadList { loads, has_more } = app.store.loads(after).await?;
    let mut layout = Layout::new(&app, "about", "Loads · Onrecord");
    if query.is_empty() {
        layout = layout.canonical(&app, "/about/loads");
    }
    let feeds = if after.is_none() { app.store.watched_feeds().await? } else { Vec::new() };
    let last = loads.last().filter(|_| has_more).map(|last| last.number().to_string());
    Ok(Page(LoadsPage {
        layout,
        loads: loads.iter().map(LoadView::of).collect::<Result<_, _>>()?,
        feeds: feeds.into_iter().map(FeedView::of).collect(),
        next: last.map(|last| query.after(&last).link()),
        first: after.map(|_| query.set("cursor", None).link()),
    })
    .into_response())
}

fn one(app: &App, detail: &LoadDetail) -> Result<Page<LoadPage>, StoreError> {
    let load = LoadView::of(&detail.load)?;
    let given = detail.load.places()?;
    let reasons = |is_stored| {
        let fit = detail.reasons.iter().filter(move |reason| reason.is_stored == is_stored);
        fit.map(|reason| ReasonView {
            heading: reason.code.replace('-', " "),
            count: reason.count,
            lines: reason.left.iter().map(|left| (shown_place(&left.place, &given), left.reason.clone())).collect(),
            more: reason.count - reason.left.len() as i64,
        })
        .collect()
    };
    let title = format!("Load of {} · Onrecord", load.began);
    Ok(Page(LoadPage {
        layout: Layout::new(app, "about", title),
        load,
        skipped: reasons(false),
        not_read: reasons(true),
    }))
}

impl FeedView {
    fn of(feed: WatchedFeed) -> Self {
        let address = without_secrets(&feed.address);
        let outcome = match (&feed.last_error, feed.last_status) {
            (Some(error), _) => without_secrets(error),
            (None, Some(304)) if feed.last_new == 0 => "nothing new".to_owned(),
            (None, _) => view::counted(&feed.last_new, "article loaded", "articles loaded"),
        };
        Self {
            name: feed.title.unwrap_or_else(|| address.clone()),
            address,
            state: match &feed.last_fetched {
                Some(at) => format!("{}: {outcome}", view::moment(at)),
                None => "not asked yet".to_owned(),
            },
            is_failing: feed.last_error.is_some(),
            next: match &feed.next_due {
                Some(next) => format!("not before {}", view::moment(next)),
                None => "not asked any more".to_owned(),
            },
        }
    }
}

impl LoadView {
    fn of(load: &LoadRow) -> Result<Self, StoreError> {
        let given = load.places()?;
        let counts = &load.counts;
        let outcomes = [
            (counts.loaded, "loaded"),
            (counts.changed, "with a new text"),
            (counts.completed, "completed"),
            (counts.read, "read for claims"),
            (counts.original_kept, "with their original kept"),
            (counts.already_there, "there already"),
            (counts.withdrawn, "withdrawn"),
            (load.skipped, "skipped"),
            (load.not_read, "not read for claims"),
        ];
        let mut outcomes: Vec<String> = outcomes
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", view::number(&count)))
            .collect();
        if counts.claims > 0 {
            outcomes.push(view::counted(&counts.claims, "claim found", "claims found"));
        }
        let state = match &load.ended_at {
            None => format!("not finished; last heard of {}", view::moment(&load.updated_at)),
            Some(ended) => {
                let took = duration(&load.started_at, ended);
                if load.is_stopped { format!("stopped after {took}") } else { format!("took {took}") }
            }
        };
        Ok(Self {
            link: format!("/about/loads?load={}", load.number()),
            began: view::moment(&load.started_at),
            command: load.command.clone(),
            places: given.iter().map(|place| shown_place(place, &given)).collect(),
            outcomes,
            state,
            is_unfinished: load.ended_at.is_none(),
            version: load.version.clone(),
        })
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

/// A place as pages show it: below a path that was given, from that path's last part on; else its own last part.
/// Addresses stay.
fn shown_place(place: &str, given: &[String]) -> String {
    let place = place.replace('\\', "/");
    if place == "-" {
        return "standard input".to_owned();
    }
    if place.contains("://") {
        return place;
    }
    let below = |path: &String| {
        let path = path.replace('\\', "/");
        let path = path.trim_end_matches('/');
        let rest = place.strip_prefix(path).filter(|rest| rest.starts_with('/') && rest.len() > 1)?;
        Some(match view::last_part(path) {
            "" | "." | ".." => rest.trim_start_matches('/').to_owned(),
            last => format!("{last}{rest}"),
        })
    };
    given.iter().find_map(below).unwrap_or_else(|| view::last_part(&place).to_owned())
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
