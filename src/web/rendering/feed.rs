//! Lists as feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, one rendering each of the same entries.

use askama::Template;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::domain::{Article, Claim};
use crate::store::PAGE_SIZE;
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::query::{Query, claim_filters};
use crate::web::state::App;
use crate::web::view::{self, ClaimView, in_xml};

/// A list that people follow.
#[derive(Debug)]
pub(in crate::web) struct Feed {
    /// What it lists, in words.
    pub title: String,
    /// The list.
    pub list: Query,
    /// The next page of it.
    pub next: Option<Query>,
    pub entries: Vec<Entry>,
}

/// One claim or article of a feed.
#[derive(Debug)]
pub(in crate::web) struct Entry {
    /// The permalink, which is the entry's id as well.
    pub url: String,
    pub title: String,
    /// What it says, as HTML.
    pub html: String,
    /// The same as plain text.
    pub text: String,
    /// Who said or wrote it.
    pub authors: Vec<String>,
    /// When it was loaded (RFC 3339, UTC).
    pub loaded_at: String,
    /// Where the publisher has it.
    pub external: Option<String>,
    /// Words to sort by: the stance, the publisher.
    pub tags: Vec<String>,
}

/// What a feed without entries gives as its time.
const NO_TIME: &str = "1970-01-01T00:00:00Z";

#[derive(Template)]
#[template(path = "feeds/atom.xml")]
struct Atom<'f> {
    feed: &'f Feed,
    app: &'f App,
    updated: &'f str,
}

#[derive(Template)]
#[template(path = "feeds/rss.xml")]
struct Rss<'f> {
    feed: &'f Feed,
    app: &'f App,
}

/// A claim as the content of an entry.
#[derive(Template)]
#[template(path = "feeds/claim.html")]
struct ClaimContent<'a> {
    view: &'a ClaimView,
    app: &'a App,
}

/// An article as the content of an entry.
#[derive(Template)]
#[template(source = "<p>{{ text }}</p>", ext = "html")]
struct ArticleContent<'a> {
    text: &'a str,
}

/// A stored time as RSS has it (RFC 822, with a year of four digits).
fn rfc822(stamp: &str) -> String {
    let time: Timestamp = stamp.parse().unwrap_or_default();
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

impl Entry {
    /// A claim as an entry.
    pub(in crate::web) fn of_claim(app: &App, claim: &Claim) -> Result<Self, AppError> {
        let view = ClaimView::of(claim);
        let words = claim.content.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = if view.is_direct { format!("“{words}”") } else { words };
        let speaker = view.speaker();
        Ok(Self {
            url: app.absolute(&view.path),
            title: view.headline(),
            html: ClaimContent { view: &view, app }.render()?,
            text: format!("{speaker} {}: {words}", view.attribution.cited()),
            authors: match &view.source {
                Some(source) => std::iter::once(source).chain(&view.others).map(|party| party.name.clone()).collect(),
                None => vec![speaker],
            },
            loaded_at: claim.loaded_at.clone(),
            external: None,
            tags: std::iter::once(claim.stance.as_str().to_owned())
                .chain(view.publisher.map(|(_, publisher)| publisher))
                .collect(),
        })
    }
}

impl Entry {
    /// An article as an entry: its headline, who wrote it, and how many claims were found in it.
    pub(in crate::web) fn of_article(app: &App, article: &Article) -> Result<Self, AppError> {
        let claims = view::claims_of(article);
        let published = article.published_day.map(view::long_day);
        let publisher = article.publisher.as_ref().map(|publisher| publisher.name.clone());
        let parts = [publisher.clone(), published, Some(format!("claims found: {claims}"))];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Ok(Self {
            url: app.absolute(&format!("/articles/{}", article.id)),
            title: article.heading().to_owned(),
            html: ArticleContent { text: &text }.render()?,
            text,
            authors: match (&article.authors[..], &publisher) {
                ([], Some(publisher)) => vec![publisher.clone()],
                (authors, _) => authors.to_vec(),
            },
            loaded_at: article.loaded_at.clone(),
            external: article.url.clone(),
            tags: publisher.into_iter().collect(),
        })
    }
}

impl Feed {
    /// The claims of a page as a feed, loaded last first. `list` is the page, and `all` the list of its claims.
    pub(in crate::web) async fn of_claims(app: &App, name: &str, list: Query, all: &Query) -> Result<Self, AppError> {
        let all = all.set("sort", Some("loaded"));
        let mut hits = app.store.first_claims(&claim_filters(&all)?, PAGE_SIZE + 1).await?;
        let has_more = hits.len() > PAGE_SIZE;
        hits.truncate(PAGE_SIZE);
        let last = hits.last().filter(|_| has_more);
        Ok(Self {
            title: format!("Onrecord: {name}"),
            list,
            next: last.map(|hit| all.after(hit.claim.id.as_str())),
            entries: hits.iter().map(|hit| Entry::of_claim(app, &hit.claim)).collect::<Result<_, _>>()?,
        })
    }

    /// The entry that was loaded last.
    fn updated(&self) -> &str {
        self.entries.iter().map(|entry| entry.loaded_at.as_str()).max().unwrap_or(NO_TIME)
    }

    /// The address of this feed, or of its next page, in a form.
    fn address(app: &App, list: &Query, format: Format) -> String {
        app.absolute(&list.link_in(format))
    }

    pub(in crate::web) fn answer(&self, app: &App, format: Format) -> Result<Response, AppError> {
        let body = match format {
            Format::Atom => Atom { feed: self, app, updated: self.updated() }.render()?,
            Format::Rss => Rss { feed: self, app }.render()?,
            _ => serde_json::to_string_pretty(&self.json(app)).map_err(AppError::internal)? + "\n",
        };
        Ok(format.answer(body))
    }

    fn json(&self, app: &App) -> serde_json::Value {
        #[derive(Serialize)]
        struct Author<'a> {
            name: &'a str,
        }
        let items: Vec<_> = self
            .entries
            .iter()
            .map(|entry| {
                let authors: Vec<Author<'_>> = entry.authors.iter().map(|name| Author { name }).collect();
                let mut item = json!({
                    "id": entry.url,
                    "url": entry.url,
                    "title": entry.title,
                    "content_html": entry.html,
                    "content_text": entry.text,
                    "date_published": entry.loaded_at,
                    "authors": authors,
                    "tags": entry.tags,
                });
                if let Some(external) = &entry.external {
                    item["external_url"] = external.as_str().into();
                }
                item
            })
            .collect();
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": app.absolute(&self.list.link()),
            "feed_url": Self::address(app, &self.list, Format::JsonFeed),
            "language": "en",
            "authors": [{"name": "Onrecord", "url": app.absolute("/")}],
            "items": items,
        });
        if let Some(next) = &self.next {
            feed["next_url"] = Self::address(app, next, Format::JsonFeed).into();
        }
        feed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_rss_asks() {
        assert_eq!(rfc822("2024-10-24T13:02:05Z"), "Thu, 24 Oct 2024 13:02:05 +0000");
    }
}
