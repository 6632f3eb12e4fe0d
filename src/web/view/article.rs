//! Articles in words.

use crate::domain::Article;

use super::number::number;

/// How many claims an article has, for a column of numbers; of one that waits to be read, that it does.
pub(in crate::web) fn claims_of(article: &Article) -> String {
    match (article.is_read, article.claims) {
        (true, claims) => number(&claims),
        (false, 0) => "not read yet".to_owned(),
        (false, claims) => format!("{} of an earlier reading", number(&claims)),
    }
}
