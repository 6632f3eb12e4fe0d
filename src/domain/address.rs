//! The canonical form of an article's address.

use url::Url;

/// An http(s) address in the one form that an article's id is derived from.
///
/// The rules are fixed, since ids rest on them: scheme `https`, host in lower case (IDNA), no default port, no user
/// name or password, no fragment, no tracking parameters, no empty query. Path, remaining parameters and their order
/// stay as they are. Later foldings (AMP, mobile) are further addresses of the same article and never change an id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CanonicalAddress(Url);

/// Parameters that tell where a reader came from and nothing about the article, as the services that set them document.
/// Fixed, since ids rest on them.
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

/// True for the name of a parameter that tells where a visitor came from, and nothing of what an address shows.
pub fn is_tracking(name: &str) -> bool {
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

    /// The host that names the site: without `www.` and the like, of a cache's address the publisher's.
    pub fn host(&self) -> String {
        Url::parse(&self.folded()).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The address in which the variants of one article meet: with and without `www.`, for telephones (`m.`,
    /// `mobile.`), AMP in all its forms, and the copy of an AMP cache. For comparison alone: no id is made of it, and
    /// no page need answer at it.
    pub fn folded(&self) -> String {
        let mut url = self.0.clone();
        // The address of a cache holds the publisher's, which may be that of another cache. Three rounds bound an
        // address that was nested on purpose.
        for _ in 0..3 {
            let Some(inner) = cached(&url) else { break };
            url = inner;
        }
        if let Some(host) = url.host_str().map(folded_host) {
            // This cannot fail: a host without some of its labels is a host.
            let _ = url.set_host(Some(&host));
        }
        let path = folded_path(url.path());
        url.set_path(&path);
        let kept: Option<Vec<&str>> = url
            .query()
            .map(|query| query.split('&').filter(|pair| !pair.is_empty() && !asks_for_variant(pair)).collect());
        let kept = kept.filter(|pairs| !pairs.is_empty()).map(|pairs| pairs.join("&"));
        url.set_query(kept.as_deref());
        url.into()
    }

    /// True if, after folding variants, one host equals the other or is a subdomain of it. Then a page at one of them
    /// may be trusted about addresses at the other.
    pub fn is_same_site(&self, other: &Self) -> bool {
        let (one, other) = (self.host(), other.host());
        let is_below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
        one == other || is_below(&one, &other) || is_below(&other, &one)
    }
}

/// The address that an AMP cache or viewer gives a copy of (`/c/s/e.org/a`: the page at `https://e.org/a`).
fn cached(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let path = url.path().trim_start_matches('/');
    let inner =
        if host == "cdn.ampproject.org" || host.ends_with(".cdn.ampproject.org") || host.ends_with(".bing-amp.com") {
            path.strip_prefix("c/").or_else(|| path.strip_prefix("v/")).or_else(|| path.strip_prefix("wp/"))?
        } else if host.strip_prefix("www.").unwrap_or(host).starts_with("google.") {
            path.strip_prefix("amp/")?
        } else {
            return None;
        };
    let inner = inner.strip_prefix("s/").unwrap_or(inner);
    let mut page = Url::parse(&format!("https://{inner}"))
        .ok()
        .filter(|page| page.host_str().is_some_and(|host| host.contains('.')))?;
    page.set_query(url.query());
    Some(page)
}

/// Labels of hosts that show the same pages in another form. They may change: only comparison depends on them, no id.
const VARIANT_HOSTS: [&str; 5] = ["www", "m", "mobile", "amp", "wap"];

/// The host without these labels, as long as a site's name is left ("m.me" has none, nor would "m.co.uk").
fn folded_host(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let site = labels.len().saturating_sub(2);
    let kept: Vec<&str> = labels
        .iter()
        .enumerate()
        .filter(|(at, label)| *at >= site || !VARIANT_HOSTS.contains(label))
        .map(|(_, label)| *label)
        .collect();
    let is_suffix = |kept: &[&str]| {
        kept.len() == 2
            && kept[1].len() == 2
            && ["co", "com", "org", "net", "gov", "gob", "ac", "edu"].contains(&kept[0])
    };
    if is_suffix(&kept) { host.to_owned() } else { kept.join(".") }
}

/// The path without the marks of AMP and without a slash at its end.
fn folded_path(path: &str) -> String {
    let whole = path.trim_end_matches('/');
    let mut path = whole.strip_suffix("/amp").or_else(|| whole.strip_suffix("/amp.html")).unwrap_or(whole).to_owned();
    for (marked, plain) in [(".amp.html", ".html"), (".amp.htm", ".htm"), (".amp", "")] {
        if let Some(stem) = path.strip_suffix(marked) {
            path = format!("{stem}{plain}");
            break;
        }
    }
    match path.strip_prefix("/amp/") {
        Some(rest) => format!("/{}", rest.trim_start_matches('/')),
        None => path.trim_end_matches('/').to_owned(),
    }
}

/// Parameters that ask for a page in another form.
fn asks_for_variant(pair: &str) -> bool {
    let pair = pair.to_ascii_lowercase();
    let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
    match name {
        "amp" | "_amp" | "usqp" => true,
        "outputtype" | "output" | "view" | "format" => value == "amp",
        "m" | "mobile" => value == "1",
        _ => name.starts_with("amp_"),
    }
}

/// Cuts from every http(s) address in `words` what may be a secret: user name, password and query ("?…" stands for it).
/// A number behind `#`, the place of one article among several of an address, stays; other fragments go.
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
        for address in [
            "http://www.Example.org/x",
            "https://m.example.org/x",
            "https://example-org.cdn.ampproject.org/c/s/example.org/x",
        ] {
            assert_eq!(CanonicalAddress::parse(address).unwrap().host(), "example.org");
        }
    }

    #[track_caller]
    fn check_folded(address: &str, expected: &str) {
        let address = CanonicalAddress::parse(address).unwrap();
        assert_eq!(address.folded(), expected, "{address:?}");
        assert_eq!(
            CanonicalAddress::parse(&address.folded()).unwrap().folded(),
            expected,
            "folding again changes nothing"
        );
    }

    #[test]
    fn variants_of_an_article_meet_in_one_address() {
        for variant in [
            "https://e.org/a/b",
            "http://www.e.org/a/b/",
            "https://m.e.org/a/b",
            "https://mobile.e.org/a/b?utm_source=x",
            "https://amp.e.org/a/b",
            "https://www.m.e.org/a/b",
            "https://e.org/a/b/amp",
            "https://e.org/a/b/amp/",
            "https://e.org/amp/a/b",
            "https://e.org/a/b.amp",
            "https://e.org/a/b?amp",
            "https://e.org/a/b?amp=1",
            "https://e.org/a/b?outputType=amp",
            "https://e.org/a/b?m=1",
            "https://e.org/a/b?usqp=mq331&amp_js_v=0.1",
            "https://e-org.cdn.ampproject.org/c/s/e.org/a/b",
            "https://e-org.cdn.ampproject.org/v/s/m.e.org/a/b/amp?amp_js_v=0.1",
            "https://cdn.ampproject.org/c/e.org/a/b",
            "https://www.google.com/amp/s/www.e.org/a/b/amp/",
            "https://www.google.com/amp/s/e-org.cdn.ampproject.org/c/s/e.org/a/b",
        ] {
            check_folded(variant, "https://e.org/a/b");
        }
        check_folded("https://e.org/a.amp.html?id=7&amp=1", "https://e.org/a.html?id=7");
        check_folded("https://en.m.wiki.example/a", "https://en.wiki.example/a");
        check_folded("https://m.e.co.uk/a", "https://e.co.uk/a");
        check_folded("https://e.org/", "https://e.org/");
        check_folded("https://e.org/amp/", "https://e.org/");
        check_folded("https://m.e.org:8080/a", "https://e.org:8080/a");
    }

    #[test]
    fn what_only_looks_like_a_variant_stays() {
        for address in [
            "https://m.me/a",
            "https://amp.dev/a",
            "https://mobile.de/a",
            "https://m.co.uk/a",
            "https://e.org/camp",
            "https://e.org/lamp.html",
            "https://e.org/a?m=2&sample=1&output=print",
            "https://news.e.org/a",
            "https://e.org/c/s/e.org/a",
            "https://google.com/amplifier",
            "https://e-org.cdn.ampproject.org/i/s/e.org/a.jpg",
            "https://cdn.ampproject.org/c/s",
            "https://127.0.0.1/a",
        ] {
            check_folded(address, address);
        }
    }

    #[test]
    fn a_site_is_believed_about_its_own_addresses() {
        let check = |one: &str, other: &str, expected: bool| {
            let parse = |address: &str| CanonicalAddress::parse(address).unwrap();
            assert_eq!(parse(one).is_same_site(&parse(other)), expected, "{one} {other}");
            assert_eq!(parse(other).is_same_site(&parse(one)), expected, "{other} {one}");
        };
        check("https://e.org/a", "https://m.e.org/?p=7", true);
        check("https://news.e.org/a", "https://e.org/b", true);
        check("https://e.org/a", "https://e-org.cdn.ampproject.org/c/s/e.org/a", true);
        check("https://e.org/a", "https://f.org/a", false);
        check("https://e.org/a", "https://the-e.org/a", false);
        check("https://a.co.uk/a", "https://b.co.uk/a", false);
    }
}
