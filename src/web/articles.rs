//! Articles: the list, and one with its claims marked in the text.

use std::collections::HashSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum_extra::extract::Query as Pairs;

use super::error::AppError;
use super::filters::Query;
use super::page::{Layout, Page};
use super::passage::{self, Paragraph, Role};
use super::state::{App, TextShown};
use super::view::{self, ClaimView};
use crate::domain::{Article, ArticleId, Slug, Span};
use crate::store::{ArticleFilters, PublisherRow};

struct ArticleRow {
    article: Article,
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "articles.html")]
struct ArticlesPage {
    layout: Layout,
    rows: Vec<ArticleRow>,
    total: i64,
    title_typed: String,
    publishers: Vec<PublisherRow>,
    publisher: Option<Slug>,
    next: Option<String>,
    first: Option<String>,
    is_filtered: bool,
}

pub(super) async fn list(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<impl IntoResponse, AppError> {
    let query = Query::new("/articles", pairs)?;
    let title_typed: String = query.one("title").unwrap_or_default().chars().take(200).collect();
    let publisher = query.one("publisher").and_then(Slug::parse);
    let after: Option<ArticleId> = query.parse("cursor", "a place in this list")?;
    let is_first = after.is_none();
    let filters = ArticleFilters { title: title_typed.clone(), publisher: publisher.clone(), after };
    let page = app.store.articles(&filters).await?;
    let mut layout = Layout::new(&app, "articles", "Articles · Onrecord");
    if query.is_empty() {
        layout = layout.canonical(&app, "/articles");
    }
    let next = page.articles.last().filter(|_| page.has_more).map(|last| query.after(last.id.as_str()).link());
    Ok(Page(ArticlesPage {
        layout,
        rows: page
            .articles
            .into_iter()
            .map(|article| ArticleRow { day: article.published_day.map(view::short_day), article })
            .collect(),
        total: page.total,
        is_filtered: !title_typed.is_empty() || publisher.is_some(),
        title_typed,
        publishers: app.store.publishers().await?,
        publisher,
        next,
        first: (!is_first).then(|| query.set("cursor", None).link()),
    }))
}

/// A claim beside the text.
struct Marked {
    view: ClaimView,
    anchor: String,
    words: String,
}

/// Who speaks, and in how many claims.
struct Speaker {
    name: String,
    path: String,
    claims: usize,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    layout: Layout,
    article: Article,
    published: Option<String>,
    loaded: String,
    paragraphs: Vec<Paragraph>,
    marked: Vec<Marked>,
    speakers: Vec<Speaker>,
    only_passages: bool,
    not_read: Option<String>,
    version_number: i64,
    characters: String,
}

pub(super) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<impl IntoResponse, AppError> {
    let id: ArticleId = word.parse().map_err(|_| AppError::NotFound("article"))?;
    if let Some(withdrawal) = app.store.article_withdrawal(&id).await? {
        return Err(AppError::Withdrawn("article", withdrawal));
    }
    let article = app.store.article(&id).await?.ok_or(AppError::NotFound("article"))?;
    let (version, withheld) = app.store.newest_text(&id).await?.ok_or(AppError::NotFound("article"))?;
    let claims = app.store.claims_in(&id, &version.id).await?;
    let mut marks: Vec<(Span, Role)> = withheld.into_iter().map(|span| (span, Role::Withheld)).collect();
    for (number, (_, spans)) in claims.iter().enumerate() {
        marks.extend(spans.content.iter().map(|span| (*span, Role::Content(number))));
        marks.extend(spans.cue.iter().map(|span| (*span, Role::Cue)));
        marks.extend(spans.mention.iter().map(|span| (*span, Role::Mention)));
    }
    let text = version.text.as_str();
    let only_passages = app.site.text == TextShown::Passages;
    let paragraphs = if only_passages {
        passage::around(text, &marks)
    } else {
        passage::paragraphs(text, Span::new(0, text.len()), &marks)
    };
    let marked: Vec<Marked> = claims
        .iter()
        .map(|(claim, _)| Marked {
            view: ClaimView::of(claim),
            anchor: format!("c-{}", claim.id),
            words: view::shortened(&claim.content, 110),
        })
        .collect();
    let path = format!("/articles/{id}");
    let layout = Layout::new(&app, "articles", format!("{} · Onrecord", view::shortened(article.heading(), 80)))
        .canonical(&app, &path)
        .described(match (article.is_read, article.claims) {
            (false, 0) => "This article has not been read for claims yet.".to_owned(),
            (_, claims) => {
                format!("{} in this article, each with its source.", view::counted(&claims, "claim", "claims"))
            }
        });
    Ok(Page(ArticlePage {
        layout,
        published: article.published_day.map(view::long_day),
        loaded: view::moment(&article.loaded_at),
        paragraphs,
        speakers: speakers(&marked),
        marked,
        only_passages,
        not_read: app.store.not_read(&id).await?,
        version_number: version.number,
        characters: view::number(&(text.chars().count() as i64)),
        article,
    }))
}

fn speakers(marked: &[Marked]) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut seen = HashSet::new();
    for source in marked.iter().filter_map(|marked| marked.view.source.as_ref()) {
        if seen.insert(source.path.clone()) {
            speakers.push(Speaker { name: source.name.clone(), path: source.path.clone(), claims: 0 });
        }
        if let Some(speaker) = speakers.iter_mut().find(|speaker| speaker.path == source.path) {
            speaker.claims += 1;
        }
    }
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.claims));
    speakers
}
