//! The canonical form of an article's address.

use url::Url;

/// An http(s) address in the one form that an article's id is derived from.
///
/// The rules are fixed, since ids rest on them: scheme `https`, host in lower case (IDNA), no default port, no user
/// name or password, no fragment, no tracking parameters, no empty query. Path, remaining parameters and their order
/// stay as they are. Later foldings (AMP, mobile) are further addresses of the same article and never change an id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CanonicalAddress(Url);

/// Parameters that tell where a reader came from and nothing about the article.
const TRACKING: [&str; 22] = [
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "vero_id",
    "oly_enc_id",
    "oly_anon_id",
];

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

impl CanonicalAddress {
    /// Parses an absolute http or https address; anything else gives `None`.
    pub fn parse(address: &str) -> Option<Self> {
        let mut url = Url::parse(address.trim()).ok()?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return None;
        }
        // The setters below fail only for schemes without a host; those were turned away above.
        if url.scheme() == "http" {
            if url.port_or_known_default() == Some(80) {
                url.set_port(None).ok()?;
            }
            url.set_scheme("https").ok()?;
        }
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        url.set_fragment(None);
        let kept = url.query().map(|query| {
            query
                .split('&')
                .filter(|pair| !pair.is_empty() && !is_tracking(pair.split('=').next().unwrap_or_default()))
                .collect::<Vec<_>>()
                .join("&")
        });
        url.set_query(kept.as_deref().filter(|query| !query.is_empty()));
        Some(Self(url))
    }

    /// The address, always starting with `https://`.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host without a leading `www.`.
    pub fn host(&self) -> &str {
        let host = self.0.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: Option<&str>) {
        assert_eq!(CanonicalAddress::parse(address).as_ref().map(CanonicalAddress::as_str), expected, "{address}");
    }

    #[test]
    fn one_article_has_one_canonical_address() {
        let same = Some("https://www.example.org/a/B?id=7");
        check("https://www.example.org/a/B?id=7", same);
        check(" http://WWW.Example.org:80/a/B?id=7#top ", same);
        check("https://www.example.org:443/a/B?utm_source=x&id=7&UTM_medium=y&fbclid=1", same);
        check("http://user:secret@www.example.org/a/B?&id=7&", same);
        check("http://example.org?utm_source=x", Some("https://example.org/"));
        check("http://example.org:8080/x", Some("https://example.org:8080/x"));
        check("https://example.org/a/", Some("https://example.org/a/"));
        check("https://bücher.example/ü", Some("https://xn--bcher-kva.example/%C3%BC"));
    }

    #[test]
    fn other_things_have_none() {
        for address in ["", "example.org/a", "ftp://example.org/a", "javascript:alert(1)", "mailto:a@b.c", "https://"] {
            check(address, None);
        }
    }

    #[test]
    fn the_host_names_the_publisher() {
        assert_eq!(CanonicalAddress::parse("http://www.Example.org/x").unwrap().host(), "example.org");
    }
}
