//! The home page: what is in here, what is new in it, and ways in.
//!
//! Everything is told of the collection itself: its newest week ends on its newest day, not today, and what few claims
//! could not carry is left out.

use crate::web::filters;
use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;

use super::error::AppError;
use super::page::{Layout, Page};
use super::query::Query;
use super::state::App;
use super::view::{self, ClaimView};
use crate::domain::{Quotation, Source, SourceKind, Stance};
use crate::relate::keywords;
use crate::store::{ClaimFilters, Counted, Days, Has, Overview};
use crate::web::sources::{FoundWord, found_words};

/// Whom articles of the newest week quote most.
struct WeekView {
    newest: String,
    before: String,
    quoted: Vec<Quoted>,
    rising: Vec<FoundWord>,
}

struct Quoted {
    path: String,
    name: String,
    newest: String,
    newest_link: String,
    before: String,
    /// The list of the claims of the week before; `None` where there are none.
    before_link: Option<String>,
}

/// A search that finds something here.
struct Entry {
    label: String,
    link: String,
}

#[derive(Template)]
#[template(path = "home/show.html")]
struct HomePage {
    layout: Layout,
    overview: Overview,
    claims: Vec<ClaimView>,
    published: Option<String>,
    loaded: Option<String>,
    entries: Vec<Entry>,
    most_quoted: Vec<Counted<Source>>,
    week: Option<WeekView>,
}

/// Newest claims the page shows.
const NEWEST: usize = 8;

/// Sources a ranking shows.
const QUOTED: i64 = 10;

/// Claims that the newest week needs, and the one before it, to be held against each other.
const LEAST_NEWEST: i64 = 20;
const LEAST_BEFORE: i64 = 10;

/// Rising words the page shows, and those looked at for them.
const RISING: usize = 8;
const RISING_TRIED: usize = 12;

pub(super) async fn show(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    let overview = app.store.overview().await?;
    let newest = app.store.first_claims(&ClaimFilters::default(), NEWEST).await?;
    let week = week(&app).await?;
    let most_quoted = app.store.most_quoted(QUOTED).await?;
    let layout = Layout::new(&app, "", "Onrecord: who said what")
        .canonical(&app, "/")
        .described("Who said what in conflict reporting: every claim with its source, its date and its words.");
    Ok(Page(HomePage {
        layout,
        published: overview.published.as_ref().map(view::days_text),
        loaded: overview.loaded_at.as_deref().map(view::moment),
        claims: newest.iter().map(ClaimView::of_hit).collect(),
        entries: entries(&app, most_quoted.first().map(|quoted| &quoted.value)).await?,
        most_quoted,
        week,
        overview,
    }))
}

/// The newest week against the one before; `None` where one of them holds too little.
async fn week(app: &App) -> Result<Option<WeekView>, AppError> {
    let Some(weeks) = app.store.weeks().await? else { return Ok(None) };
    let within = |days: Days| ClaimFilters {
        published_from: Some(days.first),
        published_to: Some(days.last),
        ..ClaimFilters::default()
    };
    for (days, least) in [(weeks.newest, LEAST_NEWEST), (weeks.before, LEAST_BEFORE)] {
        if app.store.count(&within(days)).await? < least {
            return Ok(None);
        }
    }
    let of_week = |days: Days| {
        let pairs =
            vec![("published_from".into(), days.first.to_string()), ("published_to".into(), days.last.to_string())];
        Query::new("/claims", pairs)
    };
    let (newest, before) = (of_week(weeks.newest)?, of_week(weeks.before)?);
    let quoted = app.store.quoted_in(weeks, QUOTED).await?;
    let texts = app.store.contents_in(weeks.newest).await?;
    let others = app.store.contents_in(weeks.before).await?;
    let keywords_found = keywords(&texts, &others, &[], RISING_TRIED);
    Ok(Some(WeekView {
        rising: found_words(app, &newest, &within(weeks.newest), keywords_found, RISING).await?,
        quoted: quoted
            .into_iter()
            .map(|then| Quoted {
                path: format!("/sources/{}", then.source.slug),
                newest_link: newest.with("source", then.source.slug.as_str()).link(),
                before_link: (then.before > 0).then(|| before.with("source", then.source.slug.as_str()).link()),
                newest: view::number(&then.newest),
                before: view::number(&then.before),
                name: then.source.name,
            })
            .collect(),
        newest: view::days_text(&weeks.newest),
        before: view::days_text(&weeks.before),
    }))
}

/// Searches that find something in this collection.
async fn entries(app: &App, most_quoted: Option<&Source>) -> Result<Vec<Entry>, AppError> {
    let all = ClaimFilters::default;
    let offered = [
        ("denials", "stance=denies", ClaimFilters { stance: vec![Stance::Denies], ..all() }),
        ("warnings", "stance=warns", ClaimFilters { stance: vec![Stance::Warns], ..all() }),
        ("demands", "stance=demands", ClaimFilters { stance: vec![Stance::Demands], ..all() }),
        ("claims with figures", "has=figure", ClaimFilters { has: vec![Has::Figure], ..all() }),
        ("unnamed sources", "kind=unnamed", ClaimFilters { kind: vec![SourceKind::Unnamed], ..all() }),
        ("quotations", "quotation=direct", ClaimFilters { quotation: vec![Quotation::Direct], ..all() }),
        ("relayed by others", "has=via", ClaimFilters { has: vec![Has::Via], ..all() }),
    ];
    let said = most_quoted.map(|source| Entry {
        label: format!("what {} said", source.name),
        link: format!("/claims?source={}", source.slug),
    });
    let denied = match most_quoted {
        Some(source) => {
            let filters = ClaimFilters { source: vec![source.slug.clone()], stance: vec![Stance::Denies], ..all() };
            app.store.any(&filters).await?.then(|| Entry {
                label: format!("what {} denied", source.name),
                link: format!("/claims?source={}&stance=denies", source.slug),
            })
        }
        None => None,
    };
    let mut entries: Vec<Entry> = said.into_iter().chain(denied).collect();
    for (label, filter, filters) in offered {
        if app.store.any(&filters).await? {
            entries.push(Entry { label: label.to_owned(), link: format!("/claims?{filter}") });
        }
    }
    Ok(entries)
}
