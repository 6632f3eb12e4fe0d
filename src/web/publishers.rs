//! Publishers: the list, and the page of one.

use crate::web::filters;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use super::chart::Chart;
use super::error::AppError;
use super::page::{Layout, Page};
use super::query::Query;
use super::state::App;
use super::timeline::{Outside, timeline};
use super::view::{self, ClaimView};
use crate::domain::{Publisher, Slug, Source};
use crate::store::{
    ArticleFilters, ClaimFilters, CopiesPrinted, Counted, PublisherDetail, PublisherRow, QuotedLine, QuotedTable,
};
use crate::web::sources::LEAST_FOR_CHART;

/// A publisher in the list.
struct Row {
    slug: Slug,
    name: String,
    articles: String,
    claims: String,
    unnamed: String,
    official: String,
}

/// Who prints whom, in numbers.
struct Table {
    publishers: Vec<Publisher>,
    lines: Vec<Line>,
}

struct Line {
    name: String,
    path: String,
    cells: Vec<Cell>,
}

/// The claims of one source at one publisher.
struct Cell {
    count: String,
    /// The list of these claims; `None` where there are none.
    link: Option<String>,
    /// Which share of the publisher's claims they are, in five steps.
    step: i64,
}

#[derive(Template)]
#[template(path = "publishers/list.html")]
struct PublishersPage {
    layout: Layout,
    rows: Vec<Row>,
    table: Option<Table>,
}

/// Columns and lines of the table of who prints whom.
const MOST_COLUMNS: usize = 8;
const MOST_LINES: usize = 12;

pub(super) async fn list(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    let publishers = app.store.publishers().await?;
    let title = format!("Publishers · {} · Onrecord", publishers.len());
    let layout = Layout::new(&app, "publishers", title).canonical(&app, "/publishers");
    let table = table(&app, &publishers).await?;
    let rows = publishers
        .into_iter()
        .map(|row| Row {
            articles: view::number(&row.articles),
            claims: view::number(&row.claims),
            unnamed: view::share_text(row.unnamed, row.claims),
            official: view::share_text(row.official, row.claims),
            slug: row.publisher.slug,
            name: row.publisher.name,
        })
        .collect();
    Ok(Page(PublishersPage { layout, rows, table }))
}

/// Who prints whom; `None` where there is nothing to compare.
async fn table(app: &App, publishers: &[PublisherRow]) -> Result<Option<Table>, AppError> {
    let columns: Vec<&PublisherRow> = publishers.iter().filter(|row| row.claims > 0).take(MOST_COLUMNS).collect();
    let names = columns.iter().map(|row| row.publisher.clone()).collect();
    let QuotedTable { publishers, lines } = app.store.quoted_table(names, MOST_LINES).await?;
    if publishers.len() < 2 || lines.len() < 2 {
        return Ok(None);
    }
    let cell = |source: &Source, column: usize, claims: i64| Cell {
        count: view::number(&claims),
        link: (claims > 0)
            .then(|| format!("/claims?source={}&publisher={}", source.slug, columns[column].publisher.slug)),
        step: (claims * 100 / columns[column].claims.max(1)).min(4) + i64::from(claims > 0),
    };
    let lines = lines
        .into_iter()
        .map(|QuotedLine { source, claims }| Line {
            cells: claims.into_iter().enumerate().map(|(column, claims)| cell(&source, column, claims)).collect(),
            path: format!("/sources/{}", source.slug),
            name: source.name,
        })
        .collect();
    Ok(Some(Table { publishers, lines }))
}

/// A source, or a kind of source, with its part of the publisher's claims.
struct Quoted {
    name: String,
    link: String,
    count: String,
}

struct Printed {
    path: String,
    title: String,
    day: Option<String>,
    claims: String,
}

#[derive(Template)]
#[template(path = "publishers/show.html")]
struct PublisherPage {
    layout: Layout,
    row: PublisherRow,
    days: Option<String>,
    chart: Option<Chart>,
    earlier: Option<Outside>,
    kinds: Vec<Quoted>,
    sourceless: Option<String>,
    official: Option<String>,
    bodies: Vec<Quoted>,
    quoted: Vec<Quoted>,
    as_source: Option<(String, String)>,
    articles: Vec<Printed>,
    more_articles: bool,
    claims: Vec<ClaimView>,
    /// How many origins its articles have, where these are fewer.
    origins: Option<String>,
    copied: Option<Copied>,
    credited: Option<Copied>,
}

/// Articles that are not the publisher's own: their share, and whose they are.
struct Copied {
    share: String,
    /// Name, page, number.
    of: Vec<(String, Option<String>, String)>,
}

impl Copied {
    fn of(articles: i64, of: Vec<(String, Option<String>, i64)>) -> Option<Self> {
        let all = of.iter().map(|(_, _, count)| count).sum();
        let of = of.into_iter().take(SHOWN).map(|(name, path, count)| (name, path, view::number(&count))).collect();
        (all > 0).then(|| Self { share: view::share_text(all, articles), of })
    }
}

/// Articles and claims the page shows.
const SHOWN: usize = 10;

pub(super) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<impl IntoResponse, AppError> {
    let slug = Slug::parse(&word).ok_or(AppError::NotFound("publisher"))?;
    let detail = app.store.publisher(&slug).await?.ok_or(AppError::NotFound("publisher"))?;
    let articles =
        app.store.articles(&ArticleFilters { publisher: Some(slug.clone()), ..ArticleFilters::default() }).await?;
    let CopiesPrinted { of, credited, origins } = app.store.copies_printed(&slug).await?;
    let PublisherDetail { row, days, kinds, sourceless, bodies, quoted, as_source } = detail;
    let name = &row.publisher.name;
    let counted = view::counted(&row.claims, "claim", "claims");
    let layout = Layout::new(&app, "publishers", format!("{name} · {counted} · Onrecord"))
        .canonical(&app, &format!("/publishers/{slug}"))
        .described(format!("{counted} in {} of {name}.", view::counted(&row.articles, "article", "articles")));
    let own = Query::new("/claims", vec![("publisher".into(), slug.to_string())])?;
    let filters = ClaimFilters { publisher: vec![slug.clone()], ..ClaimFilters::default() };
    let claims = app.store.first_claims(&filters, SHOWN).await?;
    let timeline = timeline(&app, &own, &filters).await?;
    let of_source = |Counted { value: source, count }: Counted<Source>| Quoted {
        link: own.with("source", source.slug.as_str()).link(),
        count: view::share_text(count, row.claims),
        name: source.name,
    };
    Ok(Page(PublisherPage {
        layout,
        days: days.as_ref().map(view::days_text),
        chart: timeline.chart.filter(|_| row.claims >= LEAST_FOR_CHART),
        earlier: timeline.earlier.filter(|_| row.claims >= LEAST_FOR_CHART),
        kinds: kinds
            .into_iter()
            .map(|Counted { value: kind, count }| Quoted {
                name: view::kind_words(kind).1.to_owned(),
                link: own.with("kind", kind.as_str()).link(),
                count: view::share_text(count, row.claims),
            })
            .collect(),
        sourceless: (sourceless > 0).then(|| view::share_text(sourceless, row.claims)),
        official: (row.claims > 0).then(|| view::share_text(row.official, row.claims)),
        bodies: bodies.into_iter().map(of_source).collect(),
        quoted: quoted.into_iter().map(of_source).collect(),
        as_source: as_source.map(|source| (format!("/sources/{}", source.slug), source.name)),
        more_articles: articles.total > SHOWN as i64,
        articles: articles
            .articles
            .into_iter()
            .take(SHOWN)
            .map(|article| Printed {
                path: format!("/articles/{}", article.id),
                title: article.heading().to_owned(),
                day: article.published_day.map(view::short_day),
                claims: view::claims_of(&article),
            })
            .collect(),
        claims: claims.iter().map(ClaimView::of_hit).collect(),
        origins: (origins < row.articles).then(|| view::counted(&origins, "origin", "origins")),
        copied: Copied::of(
            row.articles,
            of.into_iter()
                .map(|Counted { value: from, count }| (from.name, Some(format!("/publishers/{}", from.slug)), count))
                .collect(),
        ),
        credited: Copied::of(
            row.articles,
            credited.into_iter().map(|agency| (agency.value, None, agency.count)).collect(),
        ),
        row,
    }))
}
