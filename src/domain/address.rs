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

/// The words with every http(s) address in them freed of what may be a secret: user name, password and query. The place
/// behind it ("#3", where an address gave several articles) stays.
pub fn without_secrets(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(start) = find_address(rest) {
        let after = start + rest[start..].find("//").map_or(0, |slashes| slashes + 2);
        shown.push_str(&rest[..after]);
        rest = &rest[after..];
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '<' | '>' | '`');
        let (address, behind) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        rest = behind;
        let host_end = address.find(['/', '?', '#']).unwrap_or(address.len());
        let address = address[..host_end].rfind('@').map_or(address, |at| &address[at + 1..]);
        let (address, place) = match address.rsplit_once('#') {
            Some((before, place)) if !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit()) => {
                (before, Some(place))
            }
            _ => (address, None),
        };
        let path_end = address.find(['?', '#']).unwrap_or(address.len());
        shown.push_str(&address[..path_end]);
        if address[path_end..].starts_with('?') {
            shown.push_str("?…");
        }
        if let Some(place) = place {
            shown.push('#');
            shown.push_str(place);
        }
    }
    shown.push_str(rest);
    shown
}

/// Where the next http(s) address begins.
fn find_address(words: &str) -> Option<usize> {
    let begins = |at: &usize| {
        let rest = &words.as_bytes()[*at..];
        [&b"http://"[..], b"https://"]
            .iter()
            .any(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
    };
    words.match_indices(['h', 'H']).map(|(at, _)| at).find(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_addresses_are_cut() {
        for (words, expected) in [
            ("folder/news.jsonl:17", "folder/news.jsonl:17"),
            ("https://river.example/feed", "https://river.example/feed"),
            ("https://ida:pass@river.example/feed?token=abc&x=1#top", "https://river.example/feed?…"),
            ("https://ida:p@ss@river.example", "https://river.example"),
            ("https://river.example/feed?key=1#3", "https://river.example/feed?…#3"),
            (
                "refused: http://a:b@c.example/?k=1 and “https://d.example/x?y” twice",
                "refused: http://c.example/?… and “https://d.example/x?…” twice",
            ),
            ("ö h http https:/ x", "ö h http https:/ x"),
            ("https://", "https://"),
        ] {
            assert_eq!(without_secrets(words), expected, "{words}");
        }
    }

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
