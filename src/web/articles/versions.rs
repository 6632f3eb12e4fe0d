//! One text that an article had: what changed in it, and in its claims, since the text before.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::config::TextShown;
use crate::domain::{Article, Claim, VersionCause, VersionId};
use crate::store::{VersionRow, VersionText};
use crate::web::articles::changes::{self, Changes, Fate};
use crate::web::error::AppError;
use crate::web::page::{Layout, Page};
use crate::web::state::App;
use crate::web::view::{self, ClaimView, OriginView};

/// Claims that changed in one way, as many as are shown.
struct Changed<T> {
    items: Vec<T>,
    total: usize,
}

impl<T> Changed<T> {
    /// Those that are not shown.
    fn more(&self) -> usize {
        self.total - self.items.len().min(self.total)
    }
}

#[derive(Template)]
#[template(path = "articles/version.html")]
struct VersionPage {
    layout: Layout,
    article: Article,
    row: VersionRow,
    loaded: String,
    cause: &'static str,
    partial: Option<&'static str>,
    earlier: Option<String>,
    later: Option<String>,
    has_before: bool,
    /// False where one of the two texts was not read.
    is_compared: bool,
    added: Changed<ClaimView>,
    changed: Changed<(ClaimView, ClaimView)>,
    gone: Changed<ClaimView>,
    only_passages: bool,
    changes: Changes,
    origin: Option<OriginView>,
}

/// A line of the list of an article's texts.
pub(in crate::web) struct VersionLine {
    pub number: i64,
    pub link: String,
    pub loaded: String,
    pub cause: &'static str,
    /// What changed in the claims, in words; none for the first text.
    pub claims: Option<String>,
    pub partial: Option<&'static str>,
}

impl VersionLine {
    pub(in crate::web) fn of(article: &Article, row: &VersionRow) -> Self {
        let claims = match (&row.changes, row.cause) {
            (_, VersionCause::First) => None,
            (None, _) => Some("claims not compared, since a text was not read".to_owned()),
            (Some(changes), _) => {
                let counts =
                    [(changes.added.len(), "added"), (changes.changed.len(), "changed"), (changes.gone.len(), "gone")];
                let words: Vec<String> = counts
                    .into_iter()
                    .filter(|(count, _)| *count > 0)
                    .map(|(count, word)| format!("{count} {word}"))
                    .collect();
                Some(if words.is_empty() {
                    "the same claims".to_owned()
                } else {
                    format!("claims: {}", words.join(", "))
                })
            }
        };
        Self {
            number: row.number,
            link: link(article, &row.id),
            loaded: view::moment(&row.loaded_at),
            cause: cause_words(row.cause),
            claims,
            partial: row.partial.map(view::partial_mark),
        }
    }
}

fn link(article: &Article, version: &VersionId) -> String {
    format!("/articles/{}?version={version}", article.id)
}

/// Why there is another text.
fn cause_words(cause: VersionCause) -> &'static str {
    match cause {
        VersionCause::First => "the first text that was loaded",
        VersionCause::Publisher => "the publisher changed it",
        VersionCause::Reader => "this program reads it in another way",
        VersionCause::MoreOfIt => "more of the article was loaded",
    }
}

/// The page of one text of an article that is not withdrawn.
pub(in crate::web) async fn show(app: &App, article: Article, version: &VersionId) -> Result<Response, AppError> {
    let detail = app.store.version(&article.id, version).await?.ok_or(AppError::NotFound("text of this article"))?;
    let rows = app.store.versions(&article.id).await?;
    let with_number = |number: i64| rows.iter().find(|row| row.number == number).map(|row| link(&article, &row.id));
    let only_passages = app.site.text == TextShown::Passages;
    let parts = |text: &VersionText| (text.version.text.clone(), text.withheld.clone());
    let (now, before) = (parts(&detail.now), detail.before.as_ref().map(parts));
    // Comparing long texts takes a while, in which other requests are answered.
    let changes = tokio::task::spawn_blocking(move || {
        let now = (now.0.as_str(), now.1.as_slice());
        match &before {
            Some(before) if only_passages => changes::passages((&before.0, &before.1), now),
            Some(before) => changes::whole((&before.0, &before.1), now),
            None if only_passages => Changes::default(),
            None => changes::whole(now, now),
        }
    })
    .await?;
    let of = |claims: &[Claim]| claims.iter().map(ClaimView::of).collect::<Vec<_>>();
    let counts = detail.row.changes.clone().unwrap_or_default();
    let heading = view::shortened(article.heading(), 80);
    let page = VersionPage {
        layout: Layout::new(app, "articles", format!("Text {} of {heading} · Onrecord", detail.row.number)),
        loaded: view::moment(&detail.row.loaded_at),
        cause: cause_words(detail.row.cause),
        partial: detail.row.partial.map(view::partial_words),
        earlier: with_number(detail.row.number - 1),
        later: with_number(detail.row.number + 1),
        has_before: detail.before.is_some(),
        is_compared: detail.row.changes.is_some(),
        added: Changed { items: of(&detail.added), total: counts.added.len() },
        changed: Changed {
            items: detail
                .changed
                .iter()
                .map(|change| (ClaimView::of(&change.before), ClaimView::of(&change.now)))
                .collect(),
            total: counts.changed.len(),
        },
        gone: Changed { items: of(&detail.gone), total: counts.gone.len() },
        only_passages,
        changes,
        origin: app.store.provenance(version).await?.as_ref().map(OriginView::of),
        row: detail.row,
        article,
    };
    Ok(Page(page).into_response())
}
