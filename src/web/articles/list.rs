//! The list of articles.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use crate::domain::{Article, ArticleId, FlatKind, Publisher, Slug};
use crate::store::ArticleFilters;
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::feed::{Entry, Feed};
use crate::web::rendering::json::Document;
use crate::web::rendering::rows::{BATCH, Column, Rows, answer_rows};
use crate::web::rendering::whole::BYTE_ORDER_MARK;
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

fn article_filters(query: &Query) -> Result<ArticleFilters, AppError> {
    Ok(ArticleFilters {
        title: query.one("title").unwrap_or_default().chars().take(LONGEST_TITLE).collect(),
        publisher: query.one("publisher").and_then(Slug::parse),
        after: query.parse("cursor", "a place in this list")?,
    })
}

async fn load(app: &App, query: Query) -> Result<ArticleList, AppError> {
    let filters = article_filters(&query)?;
    let page = app.store.articles(&filters).await?;
    let articles = listed(app, page.articles).await?;
    Ok(ArticleList {
        title: filters.title,
        publisher: filters.publisher,
        total: page.total,
        next: articles.last().filter(|_| page.has_more).map(|row| row.article.id.clone()),
        articles,
        is_first: filters.after.is_none(),
        publishers: app.store.publishers().await?.into_iter().map(|row| row.publisher).collect(),
        query,
    })
}

/// Articles with how many print their text.
async fn listed(app: &App, articles: Vec<Article>) -> Result<Vec<ListedArticle>, AppError> {
    let ids: Vec<ArticleId> = articles.iter().map(|article| article.id.clone()).collect();
    let printings = app.store.printings_of(&ids).await?;
    let listed = |article: Article| ListedArticle { printings: printings.get(&article.id).copied(), article };
    Ok(articles.into_iter().map(listed).collect())
}

/// All articles that fit filters, newest first.
struct AllArticles {
    app: App,
    filters: ArticleFilters,
    is_done: bool,
}

impl Rows for AllArticles {
    const COLUMNS: &'static [Column] = &[
        ("id", "/id", FlatKind::Text),
        ("permalink", "/permalink", FlatKind::Text),
        ("url", "/url", FlatKind::Text),
        ("title", "/title", FlatKind::Text),
        ("publisher", "/publisher/slug", FlatKind::Text),
        ("publisher_name", "/publisher/name", FlatKind::Text),
        ("authors", "/authors", FlatKind::List),
        ("published", "/published", FlatKind::Text),
        ("published_day", "/published_day", FlatKind::Text),
        ("language", "/language", FlatKind::Text),
        ("license", "/license", FlatKind::Text),
        ("attribution", "/attribution", FlatKind::Text),
        ("partial", "/partial", FlatKind::Text),
        ("loaded_at", "/loaded_at", FlatKind::Text),
        ("is_read", "/is_read", FlatKind::Flag),
        ("claims", "/claims", FlatKind::Number),
        ("printings", "/printings", FlatKind::Number),
    ];

    async fn next(&mut self) -> Result<Vec<Document>, AppError> {
        if self.is_done {
            return Ok(Vec::new());
        }
        let articles = self.app.store.articles_after(&self.filters, BATCH).await?;
        self.is_done = articles.len() < BATCH;
        self.filters.after = articles.last().map(|article| article.id.clone());
        listed(&self.app, articles).await?.iter().map(|row| row.document(&self.app)).collect()
    }
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

    /// The article as JSON has it.
    fn document(&self, app: &App) -> Result<Document, AppError> {
        Document::of(self)?.with("permalink", app.absolute(&format!("/articles/{}", self.article.id)))
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
        Document::at(app, &self.query)?
            .with("title", self.heading())?
            .with("total", self.total)?
            .with("articles", self.articles.iter().map(|row| row.document(app)).collect::<Result<Vec<_>, _>>()?)?
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

/// Answers `/articles`.
pub(in crate::web) async fn list(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/articles", pairs)?;
    if format.is_whole_result() {
        let with_mark = query.one(BYTE_ORDER_MARK).is_some();
        let app = app.for_whole_results();
        let filters = ArticleFilters { after: None, ..article_filters(&query)? };
        let all = AllArticles { app: app.clone(), filters, is_done: false };
        return answer_rows(&app, format, "articles", with_mark, all).await;
    }
    answer(&app, format, &load(&app, query).await?).await
}
