//! What every article that a parser gives must keep, whatever bytes it was read from.

use onrecord::domain::{ArticleId, NewArticle, Published};
use onrecord::ingest::{Item, Limits, Overrides, ParseOptions, Reason, Skipped};

/// What one article may hold here.
pub const LIMIT: u64 = 64 << 10;

/// Settings with a small limit, so that whatever is too large is met by small inputs.
pub fn options() -> ParseOptions {
    let limits = Limits { article_bytes: LIMIT };
    let usual = ParseOptions::new(Overrides::default(), jiff::civil::date(2025, 3, 3));
    ParseOptions { limits, keep_originals: true, ..usual }
}

/// Checks one outcome of a parser that was run with [`options`].
pub fn check(item: &Item) {
    match item {
        Item::Article(article) => check_article(article),
        Item::Skipped(Skipped { reason, .. }) => {
            assert!(!matches!(reason, Reason::GaveUp(_)), "a parser failed or took too long: {reason}");
            assert!(!reason.to_string().is_empty(), "a rejection says why");
        }
    }
}

fn check_article(article: &NewArticle) {
    let text = &article.text;
    assert!(!text.trim().is_empty(), "an article has a text");
    assert!(!text.contains('\0'), "no NUL is stored");
    // A text of a legacy character set grows to three times its size at most.
    assert!(text.len() as u64 <= 3 * LIMIT, "{} bytes of text", text.len());
    let (title, publisher) = (article.title.iter(), article.publisher.iter());
    for field in title.chain(publisher).chain(&article.authors).chain(&article.language) {
        assert!(!field.trim().is_empty() && !field.contains('\0'), "{field:?} is a field that says something");
    }
    if let Some(address) = &article.url {
        let parsed = url::Url::parse(address).expect("an address is absolute");
        assert!(matches!(parsed.scheme(), "http" | "https"), "{address}");
        assert!(article.address().is_some(), "{address} has a canonical form");
    }
    if let Some(published) = &article.published {
        assert_eq!(Published::parse(published.text()).as_ref(), Ok(published), "a date can be read as it is kept");
    }
    let original = article.original.as_ref().expect("originals were asked for");
    assert!(original.bytes.len() as u64 <= LIMIT, "an original of {} bytes", original.bytes.len());
    let id = article.id();
    assert_eq!(id.as_str().parse::<ArticleId>().as_ref(), Ok(&id));
    assert_eq!(article.info().id, id);
    assert!(article.address().is_some() || article.addresses().is_empty(), "further addresses of none");
}
