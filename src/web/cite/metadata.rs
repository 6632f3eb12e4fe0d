//! Tags in the head of a page that reference managers read. Zotero's translator "Embedded Metadata" takes Dublin Core
//! for a newspaper's article, and the address from `citation_public_url`
//! (<https://www.zotero.org/support/dev/exposing_metadata>).

use super::clean::{address, clean};
use crate::domain::Article;

/// The tags of a page about an article, as pairs of name and content. `about` is what the page tells of it, in words.
pub(in crate::web) fn metadata(article: &Article, about: Option<&str>) -> Vec<(&'static str, String)> {
    let mut tags = vec![("dc.type", "newspaperArticle".to_owned()), ("dc.title", clean(article.heading()))];
    let mut tag = |name: &'static str, value: Option<String>| tags.extend(value.map(|value| (name, value)));
    for author in &article.authors {
        tag("dc.creator", Some(clean(author)));
    }
    tag("dc.source", article.publisher.as_ref().map(|publisher| clean(&publisher.name)));
    tag("dc.date", article.published_day.map(|day| day.to_string()));
    tag("dc.language", article.language.clone());
    tag("dc.rights", article.license.as_deref().map(clean));
    tag("dcterms.abstract", about.map(clean));
    tag("citation_public_url", article.url.as_deref().map(address));
    tags
}
