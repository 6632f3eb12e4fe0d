//! The home page: what is in here, what is new in it, and searches to begin with.
//!
//! Everything is told of the collection itself. Its newest week ends on its newest day, not today, and comparisons that
//! too few claims could carry are left out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::disputes;
use super::error::AppError;
use super::format::Format;
use super::page::Layout;
use super::profile::{FoundWord, found_words};
use super::query::Query;
use super::rendering::json::{Document, records};
use super::rendering::{PageData, answer};
use super::state::App;
use super::view::ClaimView;
use crate::domain::{Claim, Quotation, Source, SourceKind, Stance};
use crate::relate::{keywords, texts_with_words};
use crate::store::{ClaimFilters, Counted, Days, Dispute, DisputeFilters, Has, Overview, QuotedThen, Weeks};
use crate::web::filters;

/// Claims the page shows.
const CLAIMS: usize = 8;

/// Disputes the page shows.
const DISPUTES: i64 = 5;

/// Sources a ranking shows.
const QUOTED: usize = 10;

/// Claims that the newest week needs, and the one before it, to be held against each other.
const LEAST_NEWEST: i64 = 20;
const LEAST_BEFORE: i64 = 10;

/// Rising words the page shows, and those looked at for them.
const RISING: usize = 8;
const RISING_TRIED: usize = 12;

/// What the home page tells.
#[derive(Debug, Serialize)]
struct Home {
    #[serde(flatten)]
    overview: Overview,
    /// Claims of the newest articles.
    claims: Vec<Claim>,
    /// True where they were chosen for being read with high confidence; false where there is nothing to choose from, and
    /// these are simply the newest.
    are_selected: bool,
    week: Option<Week>,
    most_quoted: Vec<Counted<Source>>,
    /// The disputes with the newest claims.
    disputes: Vec<Dispute>,
    searches: Vec<Search>,
}

/// The newest week against the one before.
#[derive(Debug, Serialize)]
struct Week {
    newest: Days,
    before: Days,
    /// Those quoted most in the newest week.
    quoted: Vec<QuotedThen>,
    /// Words more frequent in its claims than in those of the week before.
    rising: Vec<FoundWord>,
}

/// A search that finds something here.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
enum Search {
    Said { source: Source },
    Denied { source: Source },
    Filter { name: &'static str, value: &'static str },
}

async fn load(app: &App) -> Result<Home, AppError> {
    let overview = app.store.overview().await?;
    let has_choice = overview.claims > CLAIMS as i64;
    let selected = if has_choice { app.store.selected_claims(CLAIMS).await? } else { Vec::new() };
    let are_selected = !selected.is_empty();
    let claims = match are_selected {
        true => selected,
        false => {
            let newest = app.store.first_claims(&ClaimFilters::default(), CLAIMS).await?;
            newest.into_iter().map(|hit| hit.claim).collect()
        }
    };
    let most_quoted = app.store.most_quoted(QUOTED as i64).await?;
    Ok(Home {
        overview,
        claims,
        are_selected,
        week: week(app).await?,
        disputes: app.store.disputes_from(&DisputeFilters::default(), 0, DISPUTES).await?,
        searches: searches(app, most_quoted.first().map(|quoted| &quoted.value)).await?,
        most_quoted,
    })
}

/// The claims of articles published in a week.
fn published_in(days: Days) -> ClaimFilters {
    ClaimFilters { published_from: Some(days.first), published_to: Some(days.last), ..ClaimFilters::default() }
}

/// The newest week; `None` where it, or the one before, holds too little.
async fn week(app: &App) -> Result<Option<Week>, AppError> {
    let Some(Weeks { newest, before }) = app.store.weeks().await? else { return Ok(None) };
    for (days, least) in [(newest, LEAST_NEWEST), (before, LEAST_BEFORE)] {
        if app.store.count(&published_in(days)).await? < least {
            return Ok(None);
        }
    }
    let texts = app.store.contents_in(newest).await?;
    let others = app.store.contents_in(before).await?;
    let with_words = texts_with_words(&others);
    let with = |word: &str| with_words.get(word).copied().unwrap_or_default();
    let rising = keywords(&texts, with, others.len(), &[], RISING_TRIED);
    Ok(Some(Week {
        newest,
        before,
        quoted: app.store.quoted_in(Weeks { newest, before }, QUOTED).await?,
        rising: found_words(app, &published_in(newest), rising, RISING).await?,
    }))
}

/// Searches that find something in this collection.
async fn searches(app: &App, most_quoted: Option<&Source>) -> Result<Vec<Search>, AppError> {
    let all = ClaimFilters::default;
    let offered = [
        ("stance", "denies", ClaimFilters { stance: vec![Stance::Denies], ..all() }),
        ("stance", "warns", ClaimFilters { stance: vec![Stance::Warns], ..all() }),
        ("stance", "demands", ClaimFilters { stance: vec![Stance::Demands], ..all() }),
        ("has", "figure", ClaimFilters { has: vec![Has::Figure], ..all() }),
        ("kind", "unnamed", ClaimFilters { kind: vec![SourceKind::Unnamed], ..all() }),
        ("quotation", "direct", ClaimFilters { quotation: vec![Quotation::Direct], ..all() }),
        ("has", "via", ClaimFilters { has: vec![Has::Via], ..all() }),
    ];
    let mut searches = Vec::new();
    if let Some(source) = most_quoted {
        searches.push(Search::Said { source: source.clone() });
        let denied = ClaimFilters { source: vec![source.slug.clone()], stance: vec![Stance::Denies], ..all() };
        if app.store.any(&denied).await? {
            searches.push(Search::Denied { source: source.clone() });
        }
    }
    for (name, value, filters) in offered {
        if app.store.any(&filters).await? {
            searches.push(Search::Filter { name, value });
        }
    }
    Ok(searches)
}

impl Search {
    fn link(&self) -> String {
        match self {
            Self::Said { source } => format!("/claims?source={}", source.slug),
            Self::Denied { source } => format!("/claims?source={}&stance=denies", source.slug),
            Self::Filter { name, value } => format!("/claims?{name}={value}"),
        }
    }

    fn label(&self) -> String {
        match self {
            Self::Said { source } => format!("what {} said", source.name),
            Self::Denied { source } => format!("what {} denied", source.name),
            Self::Filter { value, .. } => match *value {
                "denies" => "denials",
                "warns" => "warnings",
                "figure" => "claims with figures",
                "unnamed" => "unnamed sources",
                "direct" => "quotations",
                "via" => "statements passed on by somebody else",
                other => other,
            }
            .to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "home/show.html")]
struct HomePage<'a> {
    layout: Layout,
    home: &'a Home,
    overview: &'a Overview,
    claims: Vec<ClaimView>,
    disputes: Vec<disputes::Line>,
}

impl HomePage<'_> {
    /// The list of a source's claims in articles published in a week.
    fn of_week(&self, days: &Days, name: &str, value: &str) -> String {
        let week = Query::of("/claims", "published_from", &days.first.to_string());
        week.with("published_to", &days.last.to_string()).with(name, value).link()
    }
}

impl PageData for Home {
    fn html(&self, app: &App) -> askama::Result<String> {
        let layout = Layout::new(app, "", "Onrecord: who said what")
            .canonical(app, "/")
            .described("Who said what in conflict reporting: every claim with its source, its date and its words.");
        let claims = self.claims.iter().map(ClaimView::of).collect();
        let disputes = self.disputes.iter().map(disputes::Line::of).collect();
        HomePage { layout, home: self, overview: &self.overview, claims, disputes }.render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        Document::at(app, &Query::page("/"))?
            .and(&self.overview)?
            .with("selected", records(app, self.claims.clone()).await?)?
            .with("week", &self.week)?
            .with("most_quoted", &self.most_quoted)?
            .with("disputes", disputes::documents(app, &self.disputes).await?)
    }
}

/// Answers `/`.
pub(super) async fn show(State(app): State<App>, format: Format) -> Result<Response, AppError> {
    answer(&app, format, &load(&app).await?).await
}
