//! Copies: the other printings of an article, whom it credits, and the words that two printings have in common.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::error::AppError;
use super::page::{Layout, Page};
use super::passage::{self, Paragraph, Role};
use super::state::App;
use super::view;
use crate::config::TextShown;
use crate::domain::{Article, ArticleId, ClaimId, Span};
use crate::store::{ClaimCopy, CommonWords, Credited, PrintedCopy, Syndication, VersionText};

/// The other printings, as the pages of articles and claims list them.
pub(super) struct Printings {
    /// "5 articles, 1 origin (Reuters)".
    pub counted: String,
    /// The first printing, where this is a later one, with the share of the words that are the same.
    pub first: Option<Printing>,
    pub rows: Vec<Printing>,
    /// How many the list leaves out.
    pub more: Option<String>,
    /// True where the rows are about one claim.
    pub of_claim: bool,
}

/// One of the other printings.
#[derive(Clone)]
pub(super) struct Printing {
    pub day: Option<String>,
    pub publisher: Option<(String, String)>,
    pub path: String,
    pub title: String,
    /// "97%", "all".
    pub share: String,
    /// The page that shows which words.
    pub compare: String,
    /// The same claim there.
    pub claim: Option<String>,
}

/// Whom the text is credited to.
pub(super) struct CreditView {
    pub agency: String,
    pub path: Option<String>,
    pub words: String,
    pub is_whole: bool,
}

impl Printing {
    fn of(this: &ArticleId, copy: PrintedCopy, claims: &[ClaimCopy]) -> Self {
        Self {
            day: copy.published_day.map(view::short_day),
            publisher: copy.publisher.map(|publisher| (format!("/publishers/{}", publisher.slug), publisher.name)),
            path: format!("/articles/{}", copy.id),
            title: copy.title.unwrap_or_else(|| "Article without a title".to_owned()),
            share: share(copy.shared_words, copy.words),
            compare: format!("/articles/{this}?with={}", copy.id),
            claim: claims.iter().find(|claim| claim.article == copy.id).map(|claim| format!("/claims/{}", claim.id)),
        }
    }
}

/// The share of an article's words that another has as well.
fn share(shared: usize, words: usize) -> String {
    match shared * 100 / words.max(1) {
        100 => "all".to_owned(),
        percent => format!("{percent}%"),
    }
}

/// The other printings of an article; of one of its claims, where one is given.
pub(super) async fn printings(
    app: &App,
    article: &ArticleId,
    claim: Option<&ClaimId>,
) -> Result<Option<Printings>, AppError> {
    let Some(Syndication { articles, copies, is_first, name }) = app.store.origin(article).await? else {
        return Ok(None);
    };
    let claims = match claim {
        Some(claim) => app.store.copies_of_claims(std::slice::from_ref(claim)).await?,
        None => HashMap::new(),
    };
    let claims = claims.into_values().next().unwrap_or_default();
    let rows: Vec<Printing> = copies.into_iter().map(|copy| Printing::of(article, copy, &claims)).collect();
    let left = articles - 1 - rows.len() as i64;
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    Ok(Some(Printings {
        counted: format!("{}, 1 origin{name}", view::counted(&articles, "article", "articles")),
        first: rows.first().filter(|_| !is_first).cloned(),
        more: (left > 0).then(|| view::counted(&left, "more article", "more articles")),
        rows,
        of_claim: claim.is_some(),
    }))
}

/// Whom an article credits with its text.
pub(super) async fn credit(app: &App, article: &ArticleId) -> Result<Option<CreditView>, AppError> {
    let credited = app.store.credited(article).await?;
    Ok(credited.map(|Credited { agency, words, is_whole, publisher }| CreditView {
        agency,
        words,
        is_whole,
        path: publisher.map(|slug| format!("/publishers/{slug}")),
    }))
}

#[derive(Template)]
#[template(path = "articles/common.html")]
struct CommonPage {
    layout: Layout,
    article: Article,
    other: Article,
    other_day: Option<String>,
    /// "412 of 425 words (97%)".
    counted: String,
    /// The text, with the words that the other does not have as those of a claim; empty where it is not shown.
    paragraphs: Vec<Paragraph>,
    /// The same page from the other's side.
    turned: String,
}

/// Which words of an article stand in another printing of it.
pub(super) async fn compare(app: &App, id: &ArticleId, other: &str) -> Result<Response, AppError> {
    let other: ArticleId = other.parse().map_err(|_| AppError::NotFound("article"))?;
    let common = app.store.common_words(id, &other).await?.ok_or(AppError::NotFound("article"))?;
    let article = app.store.article(id).await?.ok_or(AppError::NotFound("article"))?;
    let VersionText { version, withheld } = app.store.newest_text(id).await?.ok_or(AppError::NotFound("article"))?;
    let other = app.store.article(&other).await?.ok_or(AppError::NotFound("article"))?;
    let text = version.text.as_str();
    let paragraphs = match app.site.text {
        TextShown::Passages => Vec::new(),
        TextShown::Full => {
            let mut marks: Vec<(Span, Role)> = withheld.into_iter().map(|span| (span, Role::Withheld)).collect();
            marks.extend(own_words(text, &common).into_iter().map(|span| (span, Role::Content(0))));
            passage::paragraphs(text, Span::new(0, text.len()), &marks)
        }
    };
    let title = format!("Words in common · {} · Onrecord", view::shortened(article.heading(), 80));
    Ok(Page(CommonPage {
        layout: Layout::new(app, "articles", title),
        other_day: other.published_day.map(view::short_day),
        counted: view::share_text(common.words as i64, common.of as i64).replace(" (", " words ("),
        paragraphs,
        turned: format!("/articles/{}?with={id}", other.id),
        article,
        other,
    })
    .into_response())
}

/// What stands between the common passages, from word to word.
fn own_words(text: &str, common: &CommonWords) -> Vec<Span> {
    let ends = common.passages.iter().map(|span| span.start).chain([text.len()]);
    let starts = [0].into_iter().chain(common.passages.iter().map(|span| span.end));
    let between = starts.zip(ends).filter_map(|(start, end)| {
        let part = text.get(start..end)?;
        let first = part.find(char::is_alphanumeric)?;
        let (last, letter) = part.char_indices().rfind(|(_, c)| c.is_alphanumeric())?;
        Some(Span::new(start + first, start + last + letter.len_utf8()))
    });
    between.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down_so_that_all_means_all() {
        for (shared, words, expected) in [(425, 425, "all"), (424, 425, "99%"), (0, 0, "0%"), (1, 3, "33%")] {
            assert_eq!(share(shared, words), expected);
        }
    }

    #[test]
    fn what_is_not_common_is_marked_from_word_to_word() {
        let text = "“Head,” he said. The rain fell on Holm. Über 20 Boote!";
        let common = |passages: &[&str]| {
            let span = |words: &&str| {
                let start = text.find(words).unwrap();
                Span::new(start, start + words.len())
            };
            CommonWords { words: 0, of: 0, passages: passages.iter().map(span).collect() }
        };
        let own = |passages: &[&str]| -> Vec<String> {
            own_words(text, &common(passages)).iter().map(|span| span.of(text).to_owned()).collect()
        };
        assert_eq!(own(&["The rain fell on Holm"]), ["Head,” he said", "Über 20 Boote"]);
        assert_eq!(own(&["Head,” he said. The rain fell on Holm. Über 20 Boote"]), [""; 0]);
        assert_eq!(own(&[]), ["Head,” he said. The rain fell on Holm. Über 20 Boote"]);
    }
}
