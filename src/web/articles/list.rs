//! The list of articles.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use crate::domain::{Article, ArticleId, Publisher, Slug};
use crate::store::ArticleFilters;
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::feed::{Entry, Feed};
use crate::web::rendering::json::Document;
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;
use crate::web::view;

/// The most characters of a headline search that are read.
const LONGEST_TITLE: usize = 200;

/// One page of the list of articles, newest first.
#[derive(Debug, Serialize)]
struct ArticleList {
    /// Words that the headlines hold; empty where all are listed.
    title: String,
    publisher: Option<Slug>,
    /// Articles on all pages.
    total: i64,
    articles: Vec<ListedArticle>,
    /// The cursor of the next page.
    next: Option<ArticleId>,
    is_first: bool,
    /// What the list can be narrowed to.
    publishers: Vec<Publisher>,
    /// The address.
    query: Query,
}

#[derive(Debug, Serialize)]
struct ListedArticle {
    #[serde(flatten)]
    article: Article,
    /// How many articles print this text, where it is more than one.
    printings: Option<i64>,
}

async fn load(app: &App, query: Query) -> Result<ArticleList, AppError> {
    let title: String = query.one("title").unwrap_or_default().chars().take(LONGEST_TITLE).collect();
    let publisher = query.one("publisher").and_then(Slug::parse);
    let after: Option<ArticleId> = query.parse("cursor", "a place in this list")?;
    let is_first = after.is_none();
    let filters = ArticleFilters { title: title.clone(), publisher: publisher.clone(), after };
    let page = app.store.articles(&filters).await?;
    let ids: Vec<ArticleId> = page.articles.iter().map(|article| article.id.clone()).collect();
    let printings = app.store.printings_of(&ids).await?;
    let listed = |article: Article| ListedArticle { printings: printings.get(&article.id).copied(), article };
    Ok(ArticleList {
        title,
        publisher,
        total: page.total,
        next: ids.last().filter(|_| page.has_more).cloned(),
        articles: page.articles.into_iter().map(listed).collect(),
        is_first,
        publishers: app.store.publishers().await?.into_iter().map(|row| row.publisher).collect(),
        query,
    })
}

#[derive(Template)]
#[template(path = "articles/list.html")]
struct ArticlesPage<'a> {
    layout: Layout,
    list: &'a ArticleList,
    next: Option<String>,
    first: Option<String>,
}

impl ArticlesPage<'_> {
    fn is_filtered(&self) -> bool {
        !self.list.title.is_empty() || self.list.publisher.is_some()
    }
}

impl ListedArticle {
    fn mark(&self) -> Option<&'static str> {
        self.article.partial.map(view::partial_mark)
    }

    fn claims(&self) -> String {
        view::claims_of(&self.article)
    }
}

impl PageData for ArticleList {
    fn html(&self, app: &App) -> askama::Result<String> {
        let layout = Layout::new(app, "articles", "Articles · Onrecord").in_forms(&self.query);
        ArticlesPage {
            layout: if self.query.is_empty() { layout.canonical(app, "/articles") } else { layout },
            next: self.next_page().map(|next| next.link()),
            first: (!self.is_first).then(|| self.query.set("cursor", None).link()),
            list: self,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let article = |row: &ListedArticle| {
            let permalink = app.absolute(&format!("/articles/{}", row.article.id));
            Document::of(row)?.with("permalink", permalink)
        };
        Document::at(app, &self.query)?
            .with("title", self.heading())?
            .with("total", self.total)?
            .with("articles", self.articles.iter().map(article).collect::<Result<Vec<_>, _>>()?)?
            .with("next", self.next_page().map(|next| app.absolute(&next.link_in(Format::Json))))?
            .with("publishers", &self.publishers)
    }

    fn feed(&self, app: &App) -> Result<Option<Feed>, AppError> {
        let entries = self.articles.iter().map(|row| Entry::of_article(app, &row.article));
        Ok(Some(Feed {
            title: format!("Onrecord: {}", self.listed("articles")),
            list: self.query.clone(),
            next: self.next_page(),
            entries: entries.collect::<Result<_, _>>()?,
        }))
    }
}

impl ArticleList {
    fn next_page(&self) -> Option<Query> {
        self.next.as_ref().map(|last| self.query.after(last.as_str()))
    }

    /// What it lists, in words, with the number.
    fn heading(&self) -> String {
        self.listed(&view::counted(&self.total, "article", "articles"))
    }

    /// What it lists: "articles of River Post with “bridge” in the headline".
    fn listed(&self, what: &str) -> String {
        let title = (!self.title.is_empty()).then(|| format!("with “{}” in the headline", self.title));
        let name = |slug: &Slug| self.publishers.iter().find(|known| known.slug == *slug).map(|known| &known.name);
        let publisher = self.publisher.as_ref().and_then(name).map(|name| format!("of {name}"));
        [Some(what.to_owned()), publisher, title].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

pub(in crate::web) async fn list(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/articles", pairs)?;
    answer(&app, format, &load(&app, query).await?).await
}
