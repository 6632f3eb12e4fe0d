//! Articles in words.

use crate::domain::Article;

use super::number::number;

impl Article {
    /// The headline, or words that stand in for it.
    pub(in crate::web) fn heading(&self) -> &str {
        headline(self.title.as_deref())
    }
}

/// A headline, or words that stand in for it.
pub(in crate::web) fn headline(title: Option<&str>) -> &str {
    title.unwrap_or("Article without a title")
}

/// How many claims an article has, for a column of numbers; of one that waits to be read, that it does.
pub(in crate::web) fn claims_of(article: &Article) -> String {
    match (article.is_read, article.claims) {
        (true, claims) => number(&claims),
        (false, 0) => "not read yet".to_owned(),
        (false, claims) => format!("{} of an earlier reading", number(&claims)),
    }
}
