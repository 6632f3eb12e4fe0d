//! The page of what is new: the claims under any filter that were loaded since a day, by day of loading and source.
//!
//! It takes the filters of the list of claims; `loaded_from` says since when. Without it, it shows the week that ends on
//! the last day of loading: nothing here depends on the clock.

use std::ops::ControlFlow;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::claims::chips::{Chip, chips, time_words, title_parts};
use super::claims::names::{NamesInUse, settled};
use super::claims::page::problems;
use super::error::AppError;
use super::format::Format;
use super::page::Layout;
use super::query::{Query, claim_filters};
use super::rendering::json::{Document, not_known, records};
use super::rendering::{PageData, answer};
use super::state::App;
use super::view::{self, ClaimView};
use crate::store::{ClaimFilters, Digest, DigestDay, DigestGroup, Speaker, filter};
use crate::web::filters;

const PATH: &str = "/digest";
/// The filter that says since when.
const SINCE: &str = "loaded_from";
const UNTIL: &str = "loaded_to";
/// Earlier days that the page lists by their numbers.
const EARLIER_DAYS: usize = 60;

/// What is new under some filters.
#[derive(Debug, Serialize)]
struct DigestData {
    /// The address: every filter, with slugs for names.
    query: Query,
    filters: ClaimFilters,
    /// The value of the filter that says since when; `None` where nothing was ever loaded.
    since: Option<String>,
    /// Parameters of the address that mean nothing here.
    unknown: Vec<String>,
    names: NamesInUse,
    digest: Digest,
}

/// Answers `/digest`.
pub(super) async fn show(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let (query, unknown) = Query::new(PATH, pairs)?.known(|name| filter(name).is_some());
    let query = match settled(&app, query, format).await? {
        ControlFlow::Continue(query) => query,
        ControlFlow::Break(elsewhere) => return Ok(elsewhere),
    };
    answer(&app, format, &load(&app, query, unknown).await?).await
}

async fn load(app: &App, query: Query, unknown: Vec<String>) -> Result<DigestData, AppError> {
    let mut filters = claim_filters(&query)?;
    let mut since = query.one(SINCE).map(str::to_owned);
    if since.is_none()
        && let Some(last) = app.store.last_loaded(&filters).await?
    {
        let first = last.checked_sub(6.days()).unwrap_or(last);
        (since, filters.loaded_from) = (Some(first.to_string()), start_of(first));
    }
    let digest = app.store.digest(&filters).await?;
    let names = NamesInUse::fetch(app, &query).await?;
    Ok(DigestData { query, filters, since, unknown, names, digest })
}

/// The first moment of a day in UTC.
fn start_of(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::UTC).ok().map(|start| start.timestamp())
}

#[derive(Template)]
#[template(path = "digest/show.html")]
struct DigestPage<'a> {
    layout: Layout,
    heading: String,
    unknown: &'a [String],
    problems: Vec<String>,
    /// "In 3 articles of 2 publishers.", where anything is new.
    found_in: Option<String>,
    chips: Vec<Chip>,
    /// The day since which it tells; empty where it is a time, or nothing was ever loaded.
    since_day: String,
    /// The filters that the form for the day carries along.
    carried: Vec<(String, String)>,
    counted: String,
    /// The list of all new claims.
    all: String,
    /// The list with the same filters and no range of loading.
    any_time: String,
    sources: Vec<SourceLine>,
    further_sources: Option<String>,
    days: Vec<DayView>,
    earlier: Vec<EarlierDay>,
    more_days: Option<String>,
}

struct SourceLine {
    name: String,
    claims: i64,
    link: Option<String>,
}

struct DayView {
    id: String,
    day: Date,
    claims: i64,
    link: String,
    /// "; below stand the 6 of 12 sources with most", where not all are shown.
    sources: String,
    groups: Vec<GroupView>,
}

struct GroupView {
    name: String,
    /// The page of the source.
    path: Option<String>,
    claims: i64,
    shown: Vec<ClaimView>,
    /// True where there are more than those shown.
    is_cut: bool,
    /// The list of all of them.
    link: Option<String>,
}

struct EarlierDay {
    day: Date,
    claims: i64,
    link: String,
}

impl PageData for DigestData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let Digest { totals, sources, all_sources, days, earlier } = &self.digest;
        let mut layout = Layout::new(app, "claims", self.title()).in_forms(&self.query).with_feeds_of(&self.any_time());
        layout.query = self.filters.words.typed.clone();
        if self.query.is_empty() {
            layout = layout.canonical(app, PATH);
        }
        let further = *all_sources - sources.len() as i64;
        let source_line = |value: &crate::store::FacetValue| SourceLine {
            name: value.label.clone(),
            claims: value.count,
            link: self.narrowed(&self.all(), "source", &value.value).map(|list| list.link()),
        };
        let more_days = earlier.len().saturating_sub(EARLIER_DAYS) as i64;
        DigestPage {
            layout,
            heading: self.heading(),
            unknown: &self.unknown,
            problems: problems(&self.filters),
            found_in: (totals.claims > 0).then(|| self.found_in()),
            chips: chips(&self.query, &self.names),
            since_day: self.since.clone().filter(|since| since.parse::<Date>().is_ok()).unwrap_or_default(),
            carried: self.query.carried(&[SINCE]),
            counted: view::counted(&totals.claims, "claim", "claims"),
            all: self.all().link(),
            any_time: self.any_time().link(),
            sources: sources.iter().map(source_line).collect(),
            further_sources: (further > 0)
                .then(|| format!("and {}", view::counted(&further, "source more", "sources more"))),
            days: days.iter().map(|day| self.day_view(day)).collect(),
            earlier: earlier
                .iter()
                .take(EARLIER_DAYS)
                .map(|day| EarlierDay { day: day.value, claims: day.count, link: self.of_day(day.value).link() })
                .collect(),
            more_days: (more_days > 0)
                .then(|| format!("and {}", view::counted(&more_days, "day before", "days before"))),
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let address = |list: &Query| app.absolute(&list.link_in(Format::Json));
        let sources = self.digest.sources.iter().map(|source| {
            serde_json::json!({
                "slug": source.value,
                "name": source.label,
                "claims": source.count,
                "url": self.narrowed(&self.all(), "source", &source.value).map(|list| address(&list)),
            })
        });
        let mut days = Vec::new();
        for day in &self.digest.days {
            let mut groups = Vec::new();
            for group in &day.groups {
                let (slug, name) = match &group.speaker {
                    Speaker::Source { slug, name } => (Some(slug), Some(name)),
                    Speaker::Unnamed => (None, None),
                };
                let claims = group.hits.iter().map(|hit| hit.claim.clone()).collect();
                groups.push(serde_json::json!({
                    "slug": slug,
                    "name": name,
                    "total": group.claims,
                    "claims": records(app, claims).await?,
                    "url": self.list_of(day.day, &group.speaker).map(|list| address(&list)),
                }));
            }
            days.push(serde_json::json!({
                "day": day.day,
                "total": day.claims,
                "sources": groups,
                "all_sources": day.sources,
                "url": address(&self.of_day(day.day)),
            }));
        }
        let earlier = self.digest.earlier.iter().map(
            |day| serde_json::json!({ "day": day.value, "total": day.count, "url": address(&self.of_day(day.value)) }),
        );
        let feed = self.any_time().set("sort", Some("loaded"));
        let feeds = [Format::Atom, Format::Rss, Format::JsonFeed].map(|form| app.absolute(&feed.link_in(form)));
        let notes: Vec<String> = problems(&self.filters).into_iter().chain(not_known(&self.unknown)).collect();
        Document::at(app, &self.query)?
            .with("title", self.title().trim_end_matches(" · Onrecord"))?
            .with("since", &self.since)?
            .with("total", self.digest.totals.claims)?
            .with("articles", self.digest.totals.articles)?
            .with("publishers", self.digest.totals.publishers)?
            .with("without_publisher", self.digest.totals.without_publisher)?
            .with("sources", sources.collect::<Vec<_>>())?
            .with("all_sources", self.digest.all_sources)?
            .with("days", days)?
            .with("earlier", earlier.collect::<Vec<_>>())?
            .with("all", address(&self.all()))?
            .with("feeds", feeds)?
            .with("notes", notes)
    }
}

impl DigestData {
    /// "18 new claims since 20 November 2026".
    fn heading(&self) -> String {
        let claims = match self.digest.totals.claims {
            0 => "Nothing new".to_owned(),
            claims => view::counted(&claims, "new claim", "new claims"),
        };
        match &self.since {
            Some(since) => format!("{claims} since {}", time_words(since)),
            None => claims,
        }
    }

    fn title(&self) -> String {
        let parts = title_parts(&self.query.set(SINCE, None), &self.names);
        let parts = if parts.is_empty() { String::new() } else { format!("{} · ", parts.join(", ")) };
        format!("{parts}{} · Onrecord", self.heading())
    }

    /// "In 3 articles of 2 publishers."
    fn found_in(&self) -> String {
        let totals = &self.digest.totals;
        let articles = view::counted(&totals.articles, "article", "articles");
        match totals.publishers {
            0 => format!("In {articles}."),
            publishers => format!("In {articles} of {}.", view::counted(&publishers, "publisher", "publishers")),
        }
    }

    /// The list with the same filters, whenever its claims were loaded.
    fn any_time(&self) -> Query {
        self.query.at("/claims").without_all(&[SINCE, UNTIL])
    }

    /// The list of all new claims.
    fn all(&self) -> Query {
        self.query.at("/claims").set(SINCE, self.since.as_deref()).set("sort", Some("loaded"))
    }

    /// The list of the claims that were loaded on a day.
    fn of_day(&self, day: Date) -> Query {
        let written = day.to_string();
        let (start, end) = (start_of(day), day.tomorrow().ok().and_then(start_of));
        // The range may begin or end inside the day.
        let begins_later = self.filters.loaded_from.zip(start).is_some_and(|(from, start)| from > start);
        let ends_sooner = self.filters.loaded_to.zip(end).is_some_and(|(to, end)| to + 1.second() < end);
        let from = self.since.as_deref().filter(|_| begins_later).unwrap_or(&written);
        let until = self.query.one(UNTIL).filter(|_| ends_sooner).unwrap_or(&written);
        self.all().set(SINCE, Some(from)).set(UNTIL, Some(until))
    }

    /// The claims of a list that have one value of a filter as well. `None` where the list has other values of the filter: an
    /// address joins the values of one filter by "or".
    fn narrowed(&self, list: &Query, name: &str, value: &str) -> Option<Query> {
        let is_plain = list.all(name).next().is_none() || list.has(name, value);
        is_plain.then(|| list.set(name, Some(value)))
    }

    /// The list of what somebody said of what was loaded on a day.
    fn list_of(&self, day: Date, speaker: &Speaker) -> Option<Query> {
        let list = self.of_day(day);
        match speaker {
            Speaker::Source { slug, .. } => self.narrowed(&list, "source", slug),
            Speaker::Unnamed => self.narrowed(&list, "kind", "unnamed"),
        }
    }

    fn day_view(&self, day: &DigestDay) -> DayView {
        let shown = day.groups.iter().filter(|group| matches!(group.speaker, Speaker::Source { .. })).count() as i64;
        let sources = match day.sources {
            all if all > shown => {
                format!("; below stand the {} of {} sources with most", view::number(&shown), view::number(&all))
            }
            _ => String::new(),
        };
        DayView {
            id: format!("loaded-{}", day.day),
            day: day.day,
            claims: day.claims,
            link: self.of_day(day.day).link(),
            sources,
            groups: day.groups.iter().map(|group| self.group_view(day.day, group)).collect(),
        }
    }

    fn group_view(&self, day: Date, group: &DigestGroup) -> GroupView {
        let (name, path) = match &group.speaker {
            Speaker::Source { slug, name } => (name.clone(), Some(format!("/sources/{slug}"))),
            Speaker::Unnamed => ("Unnamed sources".to_owned(), None),
        };
        GroupView {
            name,
            path,
            claims: group.claims,
            is_cut: group.claims > group.hits.len() as i64,
            shown: group.hits.iter().map(ClaimView::of_hit).collect(),
            link: self.list_of(day, &group.speaker).map(|list| list.link()),
        }
    }
}
