//! The other articles that print the same text as an article, and the agency that it credits with the text.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use super::error::AppError;
use super::state::App;
use super::view;
use crate::domain::{ArticleId, ClaimId, Publisher};
use crate::store::{Credited, PrintedCopy, Syndication};

/// The articles that print one text, as the page of one of these articles lists them.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Printings {
    /// The number of articles, this one included.
    pub articles: i64,
    /// The name of the origin that they share, such as an agency, if it is known.
    pub origin: Option<String>,
    /// True where none was printed before this one.
    pub is_first: bool,
    /// The other articles, earliest first. The store limits their number, so there may be fewer than `articles - 1`.
    pub copies: Vec<Printing>,
    /// True where the copies are about one claim of the article.
    pub of_claim: bool,
}

/// One of the other articles.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Printing {
    pub article: ArticleId,
    pub title: Option<String>,
    pub publisher: Option<Publisher>,
    pub published_day: Option<Date>,
    /// `shared_words` of the `words` of this article also stand in the other one.
    pub shared_words: usize,
    pub words: usize,
    /// The same claim in the other article, where one claim is asked about.
    pub claim: Option<ClaimId>,
}

/// Returns the other printings of an article, or `None` where it shares its text with none. With `claim`, each printing
/// also names the same claim in it.
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
    let printing = |copy: PrintedCopy| Printing {
        claim: claims.iter().find(|claim| claim.article == copy.id).map(|claim| claim.id.clone()),
        article: copy.id,
        title: copy.title,
        publisher: copy.publisher,
        published_day: copy.published_day,
        shared_words: copy.shared_words,
        words: copy.words,
    };
    Ok(Some(Printings {
        articles,
        origin: name,
        is_first,
        copies: copies.into_iter().map(printing).collect(),
        of_claim: claim.is_some(),
    }))
}

/// The other printings, as the pages of articles and claims list them.
pub(super) struct PrintingsView {
    /// "5 articles, 1 origin (Reuters)".
    pub counted: String,
    /// The first printing, where this is a later one, with the share of the words that are the same.
    pub first: Option<PrintingView>,
    pub rows: Vec<PrintingView>,
    /// How many the list leaves out.
    pub more: Option<String>,
    /// True where the rows are about one claim.
    pub of_claim: bool,
}

/// One of the other printings.
#[derive(Clone)]
pub(super) struct PrintingView {
    pub day: Option<Date>,
    pub publisher: Option<Publisher>,
    pub path: String,
    pub title: String,
    /// "97%", "all".
    pub share: String,
    /// The page that shows which words.
    pub compare: String,
    /// The same claim in the other article, where one claim is asked about.
    pub claim: Option<String>,
}

impl PrintingsView {
    pub(super) fn of(printings: &Printings, this: &ArticleId) -> Self {
        let rows: Vec<PrintingView> = printings.copies.iter().map(|copy| PrintingView::of(copy, this)).collect();
        let left = printings.articles - 1 - rows.len() as i64;
        let name = printings.origin.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        Self {
            counted: format!("{}, 1 origin{name}", view::counted(&printings.articles, "article", "articles")),
            first: rows.first().filter(|_| !printings.is_first).cloned(),
            more: (left > 0).then(|| view::counted(&left, "more article", "more articles")),
            rows,
            of_claim: printings.of_claim,
        }
    }
}

impl PrintingView {
    fn of(copy: &Printing, this: &ArticleId) -> Self {
        Self {
            day: copy.published_day,
            publisher: copy.publisher.clone(),
            path: format!("/articles/{}", copy.article),
            title: view::headline(copy.title.as_deref()).to_owned(),
            share: share(copy.shared_words, copy.words),
            compare: format!("/articles/{this}?with={}", copy.article),
            claim: copy.claim.as_ref().map(|claim| format!("/claims/{claim}")),
        }
    }
}

/// The share of an article's words that also stand in another article. It is rounded down, so that "all" is never
/// printed where a word differs.
fn share(shared: usize, words: usize) -> String {
    match shared * 100 / words.max(1) {
        100 => "all".to_owned(),
        percent => format!("{percent}%"),
    }
}

/// Whom the text is credited to.
pub(super) struct CreditView {
    pub agency: String,
    pub path: Option<String>,
    pub words: String,
    pub is_whole: bool,
}

impl CreditView {
    pub(super) fn of(credited: &Credited) -> Self {
        Self {
            agency: credited.agency.clone(),
            path: credited.publisher.as_ref().map(|slug| format!("/publishers/{slug}")),
            words: credited.words.clone(),
            is_whole: credited.is_whole,
        }
    }
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
}
