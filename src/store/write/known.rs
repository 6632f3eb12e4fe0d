//! The stored details of an article other than its text.

use crate::domain::{CanonicalAddress, NewArticle, Published};
use crate::store::{StoreError, parsed_list};

/// The stored details of an article.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Known {
    /// Its address as it was first given.
    pub(in crate::store) url: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    authors: String,
    published: Option<String>,
    language: Option<String>,
    license: Option<String>,
    attribution: Option<String>,
    corrections: String,
    credit: Option<String>,
}

/// What [`Known`] holds, of `articles a LEFT JOIN publishers p`.
pub(in crate::store) const KNOWN_COLUMNS: &str = "a.url, a.title, p.name AS publisher, a.authors, a.published, a.language, a.license, a.attribution, a.corrections, \
     a.credit";

impl Known {
    /// The article with these details in place of its own.
    pub(in crate::store) fn details_of(self, article: NewArticle) -> Result<NewArticle, StoreError> {
        let host = self.url.as_deref().and_then(CanonicalAddress::parse).map(|address| address.host());
        Ok(NewArticle {
            title: self.title,
            // A host serves as the publisher's name only until a name is given.
            publisher: self.publisher.filter(|name| Some(name) != host.as_ref()),
            authors: parsed_list(self.authors)?,
            published: self.published.and_then(|published| Published::parse(&published).ok()),
            language: self.language,
            license: self.license,
            attribution: self.attribution,
            corrections: parsed_list(self.corrections)?,
            credit: self.credit,
            ..article
        })
    }
}
