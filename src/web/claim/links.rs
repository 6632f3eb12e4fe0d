//! Where else the article of a claim can be read.

use crate::domain::{Article, CanonicalAddress};
use crate::web::view;

/// The Web Archive's copy nearest to the publication day.
pub(super) fn archived_copy(article: &Article) -> Option<(String, String)> {
    let url = article.url.as_deref().filter(|url| !is_reserved(url))?;
    let day = article.published_day?;
    let address = format!("https://web.archive.org/web/{}/{url}", day.strftime("%Y%m%d"));
    Some((address, view::short_day(day)))
}

/// Addresses under names that RFC 2606 reserves for examples lead nowhere.
fn is_reserved(url: &str) -> bool {
    let Some(address) = CanonicalAddress::parse(url) else { return false };
    let host = address.host();
    host.ends_with(".example") || host.ends_with(".test") || host.ends_with(".invalid") || host == "localhost"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_hosts_have_no_archived_copy() {
        assert!(is_reserved("https://northernwire.example/a"));
        assert!(!is_reserved("https://example.org/a"));
        assert!(!is_reserved("https://notexample/a"));
    }
}
