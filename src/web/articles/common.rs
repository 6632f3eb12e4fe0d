//! The words that an article shares with another printing of the same text.

use askama::Template;
use serde::Serialize;

use crate::config::TextShown;
use crate::domain::{Article, ArticleId, Span};
use crate::store::{CommonWords, VersionText};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::page::Layout;
use crate::web::passage::{self, Paragraph, Role};
use crate::web::rendering::PageData;
use crate::web::state::App;
use crate::web::view;

/// The comparison of two printings of one text.
#[derive(Debug, Serialize)]
pub(super) struct CommonData {
    article: Article,
    other: Article,
    /// `common` of the `words` of the article also stand in the other one.
    common: usize,
    words: usize,
    /// The text, with the words that the other one does not have marked as claim 0; empty where it is not shown.
    paragraphs: Vec<Paragraph>,
}

/// Loads what two articles have in common. Answers "not found" unless they are printings of one text.
pub(super) async fn load(app: &App, id: &ArticleId, other: &str) -> Result<CommonData, AppError> {
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
    Ok(CommonData { article, other, common: common.words, words: common.of, paragraphs })
}

/// The parts of the text outside the common passages, each trimmed to begin and end with a letter or digit.
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

#[derive(Template)]
#[template(path = "articles/common.html")]
struct CommonPage<'a> {
    layout: Layout,
    data: &'a CommonData,
    /// "412 of 425 words (97%)".
    counted: String,
}

impl PageData for CommonData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let title = format!("Words in common · {} · Onrecord", view::shortened(self.article.heading(), 80));
        CommonPage {
            layout: Layout::new(app, "articles", title),
            counted: view::share_text(self.common as i64, self.words as i64).replace(" (", " words ("),
            data: self,
        }
        .render()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
