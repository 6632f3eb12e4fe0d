//! Fetches articles: from pages, from the entries of feeds, and from the page behind each entry that is only a teaser.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::fetching::{LEASE, after, back_off};
use super::in_background;
use super::report::Left;
use crate::domain::{CanonicalAddress, NewArticle, Partial};
use crate::ingest::fetch::{Answer, Content, FetchError, Fetcher, Validators};
use crate::ingest::{self, Feed, FeedEntry, Item, ParseOptions, Reason, Skipped};
use crate::store::{KnownPages, Store, TriedPage, stored_time};

/// After this many failures in a row, a page is not tried again.
const MOST_FAILURES: i64 = 6;
/// The wait before a page is tried again after its first failure.
const FIRST_WAIT: Duration = Duration::from_secs(15 * 60);
/// The shortest time after which a page is fetched again because its feed says that it changed: some feeds say so at every
/// visit.
const SOONEST_AGAIN: SignedDuration = SignedDuration::from_hours(6);
/// The most pages that failed before and are tried again in one visit.
const MOST_AGAIN: i64 = 50;

/// Fetches addresses and parses what they give; asks the store which pages need not be fetched.
#[derive(Clone)]
pub(super) struct Gatherer {
    pub(super) store: Store,
    pub(super) fetcher: Fetcher,
    pub(super) options: ParseOptions,
}

/// What a visit did, apart from the articles it returned.
#[derive(Default)]
pub(super) struct Notes {
    /// Pages that were requested.
    pub(super) tried: Vec<TriedPage>,
    /// Articles of which only the teaser is stored, and why.
    pub(super) teasers: Vec<Left>,
    /// The number of entries whose pages are stored or were tried, and are not fetched again.
    pub(super) known: usize,
}

/// One run over addresses, or one visit to a feed.
#[derive(Clone, Default)]
pub(super) struct Visit {
    /// The feed that is leased.
    feed: Option<String>,
    notes: Arc<Mutex<Notes>>,
}

impl Visit {
    pub(super) fn to(feed: &str) -> Self {
        Self { feed: Some(feed.to_owned()), notes: Arc::default() }
    }

    /// Saves the outcomes of page requests. Call it after their articles are stored. Some articles of a stopped run may
    /// not be stored, so only failures are saved then.
    pub(super) async fn save_pages(&self, store: &Store, stopped: bool) -> anyhow::Result<()> {
        Ok(store.save_pages(&self.take_pages(stopped)).await?)
    }

    pub(super) fn take_pages(&self, stopped: bool) -> Vec<TriedPage> {
        let mut pages = std::mem::take(&mut self.notes().tried);
        pages.retain(|page| !stopped || page.failures > 0);
        pages
    }

    pub(super) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gatherer {
    /// Returns a copy with today's date, which changes while the program runs.
    pub(super) fn today(&self) -> Self {
        let options = ParseOptions { today: Zoned::now().date(), ..self.options.clone() };
        Self { options, ..self.clone() }
    }

    /// Returns a stream of the articles at addresses. Each address is fetched only when the stream reaches it.
    pub(super) fn items(&self, addresses: Vec<String>, visit: Visit) -> impl Stream<Item = Item> + Send + use<> {
        let gatherer = self.clone();
        stream::iter(addresses).then(move |address| gatherer.clone().items_at(address, visit.clone())).flatten()
    }

    async fn items_at(self, address: String, visit: Visit) -> BoxStream<'static, Item> {
        let content = match self.fetcher.fetch(&address, &Validators::default()).await {
            Ok(Answer::Content(content)) => *content,
            Ok(Answer::NotModified) => return skipped(address, FetchError::Status(304)),
            Err(error) => return skipped(address, error),
        };
        match self.feed(content).await {
            Ok(feed) => self.entries(feed, visit).await.boxed(),
            Err((_, content)) => {
                let own = content.received.address.clone();
                let items = ingest::parse_received(content.bytes, content.received, &self.options);
                // The address identifies an article only where it holds no other.
                let also = move |item| match item {
                    Item::Article(article) if article.file == own => {
                        Item::Article(Box::new(at_also(*article, &address)))
                    }
                    item => item,
                };
                in_background(items.map(also)).0.boxed()
            }
        }
    }

    /// Parses fetched content as a feed; returns it unchanged with the reason where it is not one.
    pub(super) async fn feed(&self, content: Content) -> Result<Feed, (Reason, Content)> {
        let options = self.options.clone();
        let (bytes, received) = (content.bytes.clone(), content.received.clone());
        let read = tokio::task::spawn_blocking(move || ingest::feed_entries(bytes, &received, &options));
        let read = read.await.unwrap_or(Err(Reason::GaveUp("it failed inside")));
        read.map_err(|reason| (reason, content))
    }

    /// Returns a stream of the articles of a feed. New teasers are completed with the text of their pages.
    pub(super) async fn entries(&self, feed: Feed, visit: Visit) -> impl Stream<Item = Item> + Send + use<> {
        let addresses: Vec<String> = feed.entries.iter().filter_map(|entry| canonical(entry.url.as_deref()?)).collect();
        let known = Arc::new(self.known(&addresses).await);
        let gatherer = self.clone();
        stream::iter(feed.entries).filter_map(move |entry| {
            let (gatherer, known, visit) = (gatherer.clone(), Arc::clone(&known), visit.clone());
            async move { gatherer.completed(entry, &known, &visit).await }
        })
    }

    /// Returns a stream of the articles of this feed's pages that failed before and are due for another try.
    pub(super) async fn again(&self, visit: Visit) -> anyhow::Result<impl Stream<Item = Item> + Send + use<>> {
        let pages = match &visit.feed {
            Some(feed) => self.store.pages_to_try(feed, Timestamp::now(), MOST_AGAIN).await?,
            None => Vec::new(),
        };
        let gatherer = self.clone();
        Ok(stream::iter(pages).filter_map(move |page| {
            let (gatherer, visit) = (gatherer.clone(), visit.clone());
            async move {
                if visit.notes().tried.iter().any(|tried| tried.address == page.address) {
                    return None;
                }
                let article = gatherer.page(&page.url, page.updated.clone(), Some(&page), &visit).await.ok()?;
                Some(Item::Article(Box::new(article)))
            }
        }))
    }

    async fn known(&self, addresses: &[String]) -> KnownPages {
        // Without this answer a page is fetched again at worst; a failing database is reported when articles are saved.
        self.store.known_pages(addresses).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "nothing is known of the pages of a feed");
            KnownPages::default()
        })
    }

    /// Returns an entry, with the text of its page where the feed has only a teaser; `None` where the page is known.
    async fn completed(&self, entry: FeedEntry, known: &KnownPages, visit: &Visit) -> Option<Item> {
        let is_partial = match &entry.item {
            Item::Article(article) => article.partial == Some(Partial::Teaser),
            Item::Skipped(skipped) => matches!(skipped.reason, Reason::NoTextInFeed { .. }),
        };
        let Some((address, url)) = entry.url.filter(|_| is_partial).and_then(|url| Some((canonical(&url)?, url)))
        else {
            return Some(entry.item);
        };
        let before = known.tried.get(&address);
        let is_stored = known.stored.contains(&address);
        if !is_needed(before, is_stored, entry.updated.as_deref(), Timestamp::now()) {
            visit.notes().known += 1;
            return None;
        }
        match (self.page(&url, entry.updated, before, visit).await, entry.item) {
            (Ok(page), Item::Article(teaser)) => Some(Item::Article(Box::new(filled(page, *teaser)))),
            (Ok(page), Item::Skipped(_)) => Some(Item::Article(Box::new(page))),
            (Err(_), Item::Article(_)) if is_stored => None,
            (Err(reason), Item::Article(teaser)) => {
                visit.notes().teasers.push(Left::of(&Skipped { file: url, reason }));
                Some(Item::Article(teaser))
            }
            (Err(reason), Item::Skipped(_)) => Some(Item::Skipped(Skipped { file: url, reason })),
        }
    }

    /// Fetches the article of one page and records the outcome. `before` is the outcome of the previous try.
    async fn page(
        &self,
        url: &str,
        updated: Option<String>,
        before: Option<&TriedPage>,
        visit: &Visit,
    ) -> Result<NewArticle, Reason> {
        if let Some(feed) = &visit.feed {
            let until = after(Timestamp::now(), LEASE);
            if let Err(error) = self.store.renew_lease(feed, Some(until)).await {
                tracing::warn!(%error, "the lease of a feed was not renewed");
            }
        }
        let read = self.read_page(url).await;
        let now = Timestamp::now();
        let failures = before.map_or(0, |before| before.failures);
        let failures = if read.is_ok() { 0 } else { failures + 1 };
        let next_try = match &read {
            Err(Reason::NotFetched(error)) if !error.is_lasting() && failures < MOST_FAILURES => {
                let wait = back_off(FIRST_WAIT, failures).max(error.wait().unwrap_or_default());
                Some(stored_time(after(now, wait)))
            }
            _ => None,
        };
        let address = canonical(url).unwrap_or_else(|| url.to_owned());
        let is_told_by_article = |article: &NewArticle| {
            updated.is_none() && before.is_none() && article.address().is_some_and(|own| own.as_str() == address)
        };
        if !read.as_ref().is_ok_and(is_told_by_article) {
            let reason = read.as_ref().err().map(Reason::to_string);
            let feed = visit.feed.clone();
            let tried_at = stored_time(now);
            let tried = TriedPage { address, url: url.to_owned(), feed, updated, tried_at, failures, next_try, reason };
            visit.notes().tried.push(tried);
        }
        let article = at_also(read?, url);
        Ok(if before.is_some_and(|before| before.failures > 0) {
            // Its teaser is stored under the address in the feed.
            let also_at = article.also_at.into_iter().chain(article.url).filter(|other| other != url).collect();
            NewArticle { url: Some(url.to_owned()), also_at, ..article }
        } else {
            article
        })
    }

    async fn read_page(&self, url: &str) -> Result<NewArticle, Reason> {
        let content = match self.fetcher.fetch(url, &Validators::default()).await {
            Ok(Answer::Content(content)) => *content,
            Ok(Answer::NotModified) => return Err(Reason::NotFetched(FetchError::Status(304))),
            Err(error) => return Err(Reason::NotFetched(error)),
        };
        let options = self.options.clone();
        let read = tokio::task::spawn_blocking(move || {
            ingest::parse_received(content.bytes, content.received, &options).next()
        });
        match read.await {
            Ok(Some(Item::Article(article))) => Ok(*article),
            Ok(Some(Item::Skipped(skipped))) => Err(skipped.reason),
            Ok(None) => Err(Reason::NoArticle),
            Err(_) => Err(Reason::GaveUp("it failed inside")),
        }
    }
}

fn skipped(file: String, error: FetchError) -> BoxStream<'static, Item> {
    let item = Item::Skipped(Skipped { file, reason: Reason::NotFetched(error) });
    stream::once(async { item }).boxed()
}

fn canonical(url: &str) -> Option<String> {
    CanonicalAddress::parse(url).map(|address| address.as_str().to_owned())
}

/// Returns whether the page of a teaser is due to be fetched.
fn is_needed(before: Option<&TriedPage>, is_stored: bool, updated: Option<&str>, now: Timestamp) -> bool {
    let Some(before) = before else { return !is_stored };
    let tried_at = before.tried_at.parse().unwrap_or(Timestamp::MIN);
    let is_changed = updated.is_some() && updated != before.updated.as_deref();
    let is_due = before.next_try.as_ref().is_some_and(|next| *next <= stored_time(now));
    is_due || is_changed && now.duration_since(tried_at) >= SOONEST_AGAIN
}

/// Adds another address of the article.
fn at_also(mut article: NewArticle, address: &str) -> NewArticle {
    if article.url.as_deref() != Some(address) && !article.also_at.iter().any(|other| other == address) {
        article.also_at.push(address.to_owned());
    }
    article
}

/// Fills the empty fields of a page's article from the feed entry that linked to it.
fn filled(page: NewArticle, entry: NewArticle) -> NewArticle {
    let mut from = page.from;
    let mut taken = |field: &'static str, is_taken: bool| {
        if let Some(place) = entry.from.get(field).filter(|_| is_taken) {
            from.insert(field, format!("feed, {place}"));
        }
    };
    taken("title", page.title.is_none());
    taken("publisher", page.publisher.is_none());
    taken("authors", page.authors.is_empty());
    taken("published", page.published.is_none());
    taken("language", page.language.is_none());
    NewArticle {
        title: page.title.or(entry.title),
        publisher: page.publisher.or(entry.publisher),
        authors: if page.authors.is_empty() { entry.authors } else { page.authors },
        published: page.published.or(entry.published),
        language: page.language.or(entry.language),
        license: page.license.or(entry.license),
        attribution: page.attribution.or(entry.attribution),
        credit: page.credit.or(entry.credit),
        from,
        ..page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(failures: i64, next_try: Option<&str>, updated: Option<&str>) -> TriedPage {
        TriedPage {
            address: "https://lesk.example/a".into(),
            url: "https://lesk.example/a".into(),
            feed: None,
            updated: updated.map(Into::into),
            tried_at: "2026-03-05T12:00:00Z".into(),
            failures,
            next_try: next_try.map(Into::into),
            reason: None,
        }
    }

    #[test]
    fn a_page_is_fetched_only_when_it_is_needed() {
        let check = |name: &str, before: Option<TriedPage>, is_stored, updated, now: &str, expected| {
            let now = format!("2026-03-05T{now}Z").parse().unwrap();
            assert_eq!(is_needed(before.as_ref(), is_stored, updated, now), expected, "{name}");
        };
        check("new", None, false, None, "12:00:00", true);
        check("stored", None, true, Some("today"), "12:00:00", false);
        check("read", Some(tried(0, None, None)), false, None, "23:00:00", false);
        let failed = || Some(tried(1, Some("2026-03-05T12:15:00Z"), None));
        check("failed, too early", failed(), true, None, "12:14:59", false);
        check("failed, its time has come", failed(), true, None, "12:15:00", true);
        check("failed for good", Some(tried(6, None, None)), true, None, "23:00:00", false);
        let read = || Some(tried(0, None, Some("noon")));
        check("not changed", read(), true, Some("noon"), "23:00:00", false);
        check("changed a moment ago", read(), true, Some("one"), "13:00:00", false);
        check("changed", read(), true, Some("one"), "18:00:00", true);
    }

    #[test]
    fn an_entry_tells_what_its_page_does_not() {
        let page = NewArticle { title: Some("Ferry sank".into()), text: "Whole.".into(), ..NewArticle::default() };
        let mut entry =
            NewArticle { title: Some("Ferry".into()), language: Some("en".into()), ..NewArticle::default() };
        entry.from.insert("language", "feed language".into());
        entry.from.insert("title", "field title".into());
        let article = filled(page, entry);
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Ferry sank"), "Whole."));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.from.get("language").map(String::as_str), Some("feed, feed language"));
        assert_eq!(article.from.get("title"), None);
    }
}
