//! The page of one publisher: what it printed, whom it quotes, and which of its articles others printed before.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use crate::domain::{Article, Slug};
use crate::store::{ArticleFilters, ClaimFilters, ClaimHit, CopiesPrinted, Counted, PrintedDisputes, PublisherDetail};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::profile;
use crate::web::query::Query;
use crate::web::rendering::json::{Document, records};
use crate::web::rendering::{PageData, answer, answer_with_claims};
use crate::web::state::App;
use crate::web::timeline::{self, OverTime, Timeline};
use crate::web::view::{self, ClaimView};

/// Articles, claims, and publishers or agencies of copies that the page shows.
const SHOWN: usize = 10;

/// What the page of a publisher tells.
#[derive(Debug, Serialize)]
struct PublisherShown {
    #[serde(flatten)]
    detail: PublisherDetail,
    newest_articles: Vec<Article>,
    newest_claims: Vec<ClaimHit>,
    copies: CopiesPrinted,
    disputes: PrintedDisputes,
    over_time: OverTime,
}

/// The list of a publisher's claims.
fn claims_of(slug: &Slug) -> Query {
    Query::of("/claims", "publisher", slug.as_str())
}

async fn load(app: &App, detail: PublisherDetail) -> Result<PublisherShown, AppError> {
    let slug = &detail.row.publisher.slug;
    let filters = ClaimFilters { publisher: vec![slug.clone()], ..ClaimFilters::default() };
    let of_publisher = ArticleFilters { publisher: Some(slug.clone()), ..ArticleFilters::default() };
    // Each beside the others, so that the page waits only for the slowest.
    let in_store = async {
        Ok(futures::try_join!(
            app.store.articles_after(&of_publisher, SHOWN),
            app.store.first_claims(&filters, SHOWN),
            app.store.copies_printed(slug),
            app.store.printed_disputes(slug)
        )?)
    };
    let ((newest_articles, newest_claims, copies, disputes), over_time) =
        futures::try_join!(in_store, timeline::count(app, &filters))?;
    Ok(PublisherShown { newest_articles, newest_claims, copies, disputes, over_time, detail })
}

#[derive(Template)]
#[template(path = "publishers/show.html")]
struct PublisherPage<'a> {
    layout: Layout,
    shown: &'a PublisherShown,
    publisher: &'a PublisherDetail,
    name: &'a str,
    slug: &'a Slug,
    claims: Vec<ClaimView>,
    timeline: Timeline,
    own: Query,
}

impl PublisherPage<'_> {
    /// The list of the publisher's claims, narrowed.
    fn narrowed(&self, name: &str, value: &str) -> String {
        self.own.with(name, value).link()
    }

    fn has_more_articles(&self) -> bool {
        self.publisher.row.articles > SHOWN as i64
    }

    fn claims_in(&self, article: &Article) -> String {
        view::claims_of(article)
    }
}

/// All of what is counted.
fn sum<T>(counts: &[Counted<T>]) -> i64 {
    counts.iter().map(|counted| counted.count).sum()
}

impl PageData for PublisherShown {
    fn html(&self, app: &App) -> askama::Result<String> {
        let row = &self.detail.row;
        let name = &row.publisher.name;
        let counted = view::counted(&row.claims, "claim", "claims");
        let layout = Layout::new(app, "publishers", format!("{name} · {counted} · Onrecord"))
            .canonical(app, &format!("/publishers/{}", row.publisher.slug))
            .in_forms(&Query::page(&format!("/publishers/{}", row.publisher.slug)))
            .described(format!("{counted} in {} of {name}.", view::counted(&row.articles, "article", "articles")));
        let own = claims_of(&row.publisher.slug);
        PublisherPage {
            layout,
            shown: self,
            publisher: &self.detail,
            name,
            slug: &row.publisher.slug,
            claims: self.newest_claims.iter().map(ClaimView::of_hit).collect(),
            timeline: profile::draw(&self.over_time, &own, row.claims),
            own,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let slug = &self.detail.row.publisher.slug;
        let newest = self.newest_claims.iter().map(|hit| hit.claim.clone()).collect();
        Document::at(app, &Query::page(&format!("/publishers/{slug}")))?
            .and(&self.detail)?
            .with("newest_articles", &self.newest_articles)?
            .with("newest", records(app, newest).await?)?
            .with("all", app.absolute(&claims_of(slug).link_in(Format::Json)))?
            .with("copies", &self.copies)?
            .with("over_time", &self.over_time)
    }
}

/// Answers `/publishers/{slug}`.
pub(in crate::web) async fn show(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
) -> Result<Response, AppError> {
    let slug = Slug::parse(&word).ok_or(AppError::NotFound("publisher"))?;
    let page = Query::page(&format!("/publishers/{slug}"));
    let detail = app.store.publisher(&slug).await?.ok_or(AppError::NotFound("publisher"))?;
    let name = &detail.row.publisher.name;
    match answer_with_claims(&app, format, &page, name, &claims_of(&slug)).await? {
        Some(response) => Ok(response),
        None => answer(&app, format, &load(&app, detail).await?).await,
    }
}
