//! Publishers: the list, and the page of one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use super::error::AppError;
use super::page::{Layout, Page};
use super::state::App;
use super::view::{self, ClaimView};
use crate::domain::Slug;
use crate::store::{ArticleFilters, ClaimFilters, PublisherRow};

#[derive(Template)]
#[template(path = "publishers.html")]
struct PublishersPage {
    layout: Layout,
    rows: Vec<PublisherRow>,
}

pub(super) async fn list(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    let rows = app.store.publishers().await?;
    let layout = Layout::new(&app, "publishers", "Publishers · Onrecord").canonical(&app, "/publishers");
    Ok(Page(PublishersPage { layout, rows }))
}

struct Quoted {
    name: String,
    link: String,
    count: String,
    share: i64,
}

struct Printed {
    path: String,
    title: String,
    day: Option<String>,
    claims: String,
}

#[derive(Template)]
#[template(path = "publisher.html")]
struct PublisherPage {
    layout: Layout,
    row: PublisherRow,
    days: Option<String>,
    unnamed: Option<String>,
    unnamed_link: String,
    quoted: Vec<Quoted>,
    as_source: Option<(String, String)>,
    articles: Vec<Printed>,
    more_articles: bool,
    claims: Vec<ClaimView>,
}

/// Articles and claims the page shows.
const SHOWN: usize = 10;

pub(super) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<impl IntoResponse, AppError> {
    let slug = Slug::parse(&word).ok_or(AppError::NotFound("publisher"))?;
    let detail = app.store.publisher(&slug).await?.ok_or(AppError::NotFound("publisher"))?;
    let articles =
        app.store.articles(&ArticleFilters { publisher: Some(slug.clone()), ..ArticleFilters::default() }).await?;
    let claims = app.store.claims(&ClaimFilters { publisher: vec![slug.clone()], ..ClaimFilters::default() }).await?;
    let name = &detail.row.publisher.name;
    let layout = Layout::new(&app, "publishers", format!("{name} · Onrecord"))
        .canonical(&app, &format!("/publishers/{slug}"))
        .described(format!(
            "{} in {} of {name}.",
            view::counted(&detail.row.claims, "claim", "claims"),
            view::counted(&detail.row.articles, "article", "articles")
        ));
    let most = detail.quoted.first().map_or(1, |(_, count)| *count);
    Ok(Page(PublisherPage {
        layout,
        days: detail.days.as_ref().map(view::days_text),
        unnamed: (detail.row.claims > 0).then(|| {
            format!("{} of {}", view::number(&detail.unnamed), view::counted(&detail.row.claims, "claim", "claims"))
        }),
        unnamed_link: format!("/claims?publisher={slug}&kind=unnamed"),
        quoted: detail
            .quoted
            .into_iter()
            .map(|(source, count)| Quoted {
                link: format!("/claims?publisher={slug}&source={}", source.slug),
                name: source.name,
                count: view::number(&count),
                share: (count * 20 / most.max(1)).clamp(1, 20),
            })
            .collect(),
        as_source: detail.as_source.map(|source| (format!("/sources/{}", source.slug), source.name)),
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
        claims: claims.hits.iter().take(SHOWN).map(ClaimView::of_hit).collect(),
        row: detail.row,
    }))
}
