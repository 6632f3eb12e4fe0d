//! One version of an article: what changed in its text and in its claims since the version before.

use askama::Template;
use serde::Serialize;

use crate::config::TextShown;
use crate::domain::{Article, Claim, VersionCause, VersionId};
use crate::store::{ChangedClaim, VersionRow, VersionText};
use crate::web::articles::changes::{self, ChangeKind, Changes};
use crate::web::error::AppError;
use crate::web::page::Layout;
use crate::web::provenance::ReadFrom;
use crate::web::rendering::PageData;
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// One version of an article, compared with the one before it.
#[derive(Debug, Serialize)]
pub(super) struct VersionData {
    article: Article,
    /// The version. Its `changes` count all claims; the lists below hold only those that are shown.
    version: VersionRow,
    /// The versions before and after it.
    earlier: Option<VersionId>,
    later: Option<VersionId>,
    has_before: bool,
    added: Vec<Claim>,
    changed: Vec<ChangedClaim>,
    gone: Vec<Claim>,
    changes: Changes,
    read_from: Option<ReadFrom>,
}

/// Loads one version of an article. The caller makes sure that the article is not withdrawn.
pub(super) async fn load(app: &App, article: Article, version: &VersionId) -> Result<VersionData, AppError> {
    let detail = app.store.version(&article.id, version).await?.ok_or(AppError::NotFound("text of this article"))?;
    let rows = app.store.versions(&article.id).await?;
    let with_number = |number: i64| rows.iter().find(|row| row.number == number).map(|row| row.id.clone());
    let (earlier, later) = (with_number(detail.row.number - 1), with_number(detail.row.number + 1));
    let has_before = detail.before.is_some();
    let changes = changes_of(detail.now, detail.before, app.site.text).await?;
    Ok(VersionData {
        read_from: app.store.provenance(version).await?.as_ref().map(ReadFrom::of),
        article,
        version: detail.row,
        earlier,
        later,
        has_before,
        added: detail.added,
        changed: detail.changed,
        gone: detail.gone,
        changes,
    })
}

/// The changes since the version before: whole texts or only passages, as the site is configured. The comparison runs
/// on a blocking thread, because long texts take a while and other requests must be answered meanwhile.
async fn changes_of(now: VersionText, before: Option<VersionText>, shown: TextShown) -> Result<Changes, AppError> {
    let changes = tokio::task::spawn_blocking(move || {
        let parts = |text: &'_ VersionText| (text.version.text.clone(), text.withheld.clone());
        let (now, before) = (parts(&now), before.as_ref().map(parts));
        let now = (now.0.as_str(), now.1.as_slice());
        match (&before, shown) {
            (Some(before), TextShown::Passages) => changes::passages((&before.0, &before.1), now),
            (Some(before), TextShown::Full) => changes::whole((&before.0, &before.1), now),
            (None, TextShown::Passages) => Changes::default(),
            (None, TextShown::Full) => changes::whole(now, now),
        }
    });
    Ok(changes.await?)
}

/// Claims that changed in one way: those that are shown, and the number of all.
struct Changed<T> {
    items: Vec<T>,
    total: usize,
}

impl<T> Changed<T> {
    /// The number of claims that are not shown.
    fn more(&self) -> usize {
        self.total - self.items.len().min(self.total)
    }
}

#[derive(Template)]
#[template(path = "articles/version.html")]
struct VersionPage<'a> {
    layout: Layout,
    data: &'a VersionData,
    article: &'a Article,
    row: &'a VersionRow,
    changes: &'a Changes,
    loaded: String,
    cause: &'static str,
    partial: Option<&'static str>,
    earlier: Option<String>,
    later: Option<String>,
    /// False where one of the two texts was not read for claims.
    is_compared: bool,
    added: Changed<ClaimView>,
    changed: Changed<(ClaimView, ClaimView)>,
    gone: Changed<ClaimView>,
    only_passages: bool,
}

impl PageData for VersionData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let Self { article, version: row, .. } = self;
        let of = |claims: &[Claim]| claims.iter().map(ClaimView::of).collect::<Vec<_>>();
        let pair = |change: &ChangedClaim| (ClaimView::of(&change.before), ClaimView::of(&change.now));
        let counts = row.changes.clone().unwrap_or_default();
        let heading = view::shortened(article.heading(), 80);
        VersionPage {
            layout: Layout::new(app, "articles", format!("Text {} of {heading} · Onrecord", row.number)),
            loaded: view::moment(&row.loaded_at),
            cause: cause_words(row.cause),
            partial: row.partial.map(view::partial_words),
            earlier: self.earlier.as_ref().map(|id| link(article, id)),
            later: self.later.as_ref().map(|id| link(article, id)),
            is_compared: row.changes.is_some(),
            added: Changed { items: of(&self.added), total: counts.added.len() },
            changed: Changed { items: self.changed.iter().map(pair).collect(), total: counts.changed.len() },
            gone: Changed { items: of(&self.gone), total: counts.gone.len() },
            only_passages: app.site.text == TextShown::Passages,
            changes: &self.changes,
            article,
            row,
            data: self,
        }
        .render()
    }
}

/// A line of the list of an article's versions.
pub(super) struct VersionLine {
    pub number: i64,
    pub link: String,
    pub loaded: String,
    pub cause: &'static str,
    /// What changed in the claims, in words; `None` for the first version.
    pub claims: Option<String>,
    pub partial: Option<&'static str>,
}

impl VersionLine {
    pub(super) fn of(article: &Article, row: &VersionRow) -> Self {
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

/// Why this version exists, in words.
fn cause_words(cause: VersionCause) -> &'static str {
    match cause {
        VersionCause::First => "the first text that was loaded",
        VersionCause::Publisher => "the publisher changed it",
        VersionCause::Reader => "this program reads it in another way",
        VersionCause::MoreOfIt => "more of the article was loaded",
    }
}
