//! Decides which network addresses may be connected to: those of the public internet, and private ones only when the
//! operator allows it.
//!
//! Addresses are checked inside the resolver that the HTTP client connects with, so a DNS answer cannot change between
//! the check and the connection (DNS rebinding).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::FetchError;

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// This machine or a private network: allowed only by the operator.
    Private(&'static str),
    /// Never allowed: no web page is served there.
    Never(&'static str),
}

use Refusal::{Never, Private};

/// The special-purpose IPv4 ranges, from the IANA registry.
const RANGES: [(Ipv4Addr, u32, Refusal); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8, Never("an unspecified address")),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Private("a private network")),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Private("a provider's own network")),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Private("this machine")),
    (Ipv4Addr::new(168, 63, 129, 16), 32, Never("a metadata service")),
    (Ipv4Addr::new(169, 254, 0, 0), 16, Never("a link-local address, as metadata services have")),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Private("a private network")),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Never("a reserved address")),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Never("an address for examples")),
    (Ipv4Addr::new(192, 88, 99, 0), 24, Never("a reserved address")),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Private("a private network")),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Private("a network for measurements")),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Never("an address for examples")),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Never("an address for examples")),
    (Ipv4Addr::new(224, 0, 0, 0), 4, Never("a multicast address")),
    (Ipv4Addr::new(240, 0, 0, 0), 4, Never("a reserved address")),
];

fn refusal(address: IpAddr) -> Option<Refusal> {
    match address {
        IpAddr::V4(address) => refusal_v4(address),
        IpAddr::V6(address) => refusal_v6(address),
    }
}

fn refusal_v4(address: Ipv4Addr) -> Option<Refusal> {
    let within = |network: Ipv4Addr, bits: u32| (address.to_bits() ^ network.to_bits()).leading_zeros() >= bits;
    // These metadata services (the first is Oracle's) lie inside ranges of another kind.
    if address == Ipv4Addr::new(192, 0, 0, 192) || address == Ipv4Addr::new(100, 100, 100, 200) {
        return Some(Never("a metadata service"));
    }
    RANGES.iter().find(|(network, bits, _)| within(*network, *bits)).map(|(_, _, refusal)| *refusal)
}

/// Checks an IPv6 address. Only 2000::/3 is public; an address that embeds an IPv4 address is judged by that one.
fn refusal_v6(address: Ipv6Addr) -> Option<Refusal> {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return refusal_v4(mapped);
    }
    let segments = address.segments();
    let last_v4 = || {
        let [a, b] = segments[6].to_be_bytes();
        let [c, d] = segments[7].to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Some(Private("this machine")),
        [0, 0, 0, 0, 0, 0, 0, 0] => Some(Never("an unspecified address")),
        // NAT64: IPv6-only networks reach IPv4 hosts through these.
        [0x64, 0xff9b, 0, 0, 0, 0, _, _] => refusal_v4(last_v4()),
        [0xfd00, 0xec2, ..] | [0xfd20, 0xce, ..] => Some(Never("a metadata service")),
        [0xfc00..=0xfdff, ..] => Some(Private("a private network")),
        [0xfe80..=0xfebf, ..] => Some(Never("a link-local address")),
        [0xff00..=0xffff, ..] => Some(Never("a multicast address")),
        // 6to4 and Teredo addresses embed an IPv4 address, and nobody serves pages there any more.
        [0x2002, ..] | [0x2001, 0, ..] => Some(Never("a tunnel")),
        [0x2001, 0..=0x1ff, ..] => Some(Never("a reserved address")),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some(Never("an address for examples")),
        [0x2000..=0x3fff, ..] => None,
        _ => Some(Never("a reserved address")),
    }
}

/// Which kinds of address the operator allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowed {
    pub(super) private: bool,
}

impl Allowed {
    fn check(self, address: IpAddr) -> Result<(), Refused> {
        match refusal(address) {
            None => Ok(()),
            Some(Private(_)) if self.private => Ok(()),
            Some(Private(what)) => Err(Refused { what, can_be_allowed: true }),
            Some(Never(what)) => Err(Refused { what, can_be_allowed: false }),
        }
    }

    /// Checks a URL whose host is an IP address: such a host never reaches the resolver.
    pub(super) fn check_literal(self, url: &Url) -> Result<(), FetchError> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            _ => return Ok(()),
        };
        self.check(address).map_err(|refused| refused.of(url))
    }
}

/// The error for a name or an address that resolves to a refused address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it leads to {what}")]
pub(super) struct Refused {
    what: &'static str,
    can_be_allowed: bool,
}

impl Refused {
    pub(super) fn of(self, url: &Url) -> FetchError {
        let host = url.host_str().unwrap_or_default().to_owned();
        FetchError::RefusedAddress { host, what: self.what, can_be_allowed: self.can_be_allowed }
    }
}

/// Parses a URL that can be fetched: http or https, with a host, without a password.
pub(super) fn parse(address: &str) -> Result<Url, FetchError> {
    let mut url = Url::parse(address.trim()).map_err(|_| FetchError::BadAddress("it is no address"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(FetchError::BadAddress("an address starts with http:// or https:// and a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::BadAddress("addresses with a user name or password are not fetched"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Wraps another resolver and returns only the addresses that are allowed.
pub(super) struct Checked {
    pub(super) resolver: Arc<dyn Resolve>,
    pub(super) allowed: Allowed,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (found, allowed) = (self.resolver.resolve(name), self.allowed);
        Box::pin(async move {
            let (mut good, mut refused) = (Vec::new(), None);
            for address in found.await? {
                match allowed.check(address.ip()) {
                    Ok(()) => good.push(address),
                    Err(error) => refused = Some(error),
                }
            }
            match refused {
                Some(refused) if good.is_empty() => Err(refused.into()),
                _ => Ok(Box::new(good.into_iter()) as Addrs),
            }
        })
    }
}

/// The operating system's resolver.
pub(super) struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn only_public_addresses_are_asked_unless_told() {
        let check = |address: &str, expected: Option<bool>| {
            let found = refusal(address.parse().unwrap_or_else(|_| panic!("{address}")));
            let found = found.map(|refusal| matches!(refusal, Private(_)));
            assert_eq!(found, expected, "{address}");
        };
        for public in ["93.184.215.14", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101"] {
            check(public, None);
        }
        let allowed_when_told = [
            "127.0.0.1",
            "127.8.9.1",
            "10.0.0.8",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "198.19.0.1",
            "::1",
            "fc00::1",
            "fd12:3456::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
        ];
        for private in allowed_when_told {
            check(private, Some(true));
        }
        let never = [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "100.100.100.200",
            "192.0.0.192",
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::7f00:1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "fd00:ec2::254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "100::1",
        ];
        for address in never {
            check(address, Some(false));
        }
    }

    #[test]
    fn an_address_in_numbers_is_known_in_every_spelling() {
        let allowed = Allowed { private: false };
        for host in ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]"] {
            let url = parse(&format!("http://{host}/x")).unwrap();
            assert!(matches!(allowed.check_literal(&url), Err(FetchError::RefusedAddress { .. })), "{host}");
            assert_eq!(Allowed { private: true }.check_literal(&url), Ok(()), "{host}");
        }
        let url = parse("http://169.254.169.254/latest/meta-data").unwrap();
        assert!(Allowed { private: true }.check_literal(&url).is_err(), "never, whatever is allowed");
        assert_eq!(allowed.check_literal(&parse("https://93.184.215.14/").unwrap()), Ok(()));
    }

    #[test]
    fn other_addresses_are_none() {
        for address in
            ["file:///etc/passwd", "ftp://e.org/x", "gopher://e.org", "e.org/x", "https://", "http://a:b@e.org"]
        {
            assert!(matches!(parse(address), Err(FetchError::BadAddress(_))), "{address}");
        }
        assert_eq!(parse(" https://E.org/a#b ").unwrap().as_str(), "https://e.org/a");
    }

    /// A resolver that returns a different list on each call.
    struct Changing(AtomicUsize, Vec<Vec<&'static str>>);

    impl Resolve for Changing {
        fn resolve(&self, _: Name) -> Resolving {
            let found = &self.1[self.0.fetch_add(1, Ordering::Relaxed)];
            let found: Vec<SocketAddr> = found.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
            Box::pin(async { Ok(Box::new(found.into_iter()) as Addrs) })
        }
    }

    #[tokio::test]
    async fn every_look_up_is_checked() {
        let answers = vec![vec!["93.184.215.14"], vec!["127.0.0.1"], vec!["10.0.0.1", "1.1.1.1"], vec![]];
        let resolver = Checked {
            resolver: Arc::new(Changing(AtomicUsize::default(), answers)),
            allowed: Allowed { private: false },
        };
        let mut found = Vec::new();
        for _ in 0..4 {
            let answer = resolver.resolve("news.example".parse().unwrap()).await;
            found.push(answer.map(|found| found.map(|at| at.ip().to_string()).collect::<Vec<_>>()));
        }
        assert_eq!(found[0].as_ref().unwrap(), &["93.184.215.14"]);
        let refused = found[1].as_ref().unwrap_err().downcast_ref::<Refused>().copied();
        assert_eq!(refused, Some(Refused { what: "this machine", can_be_allowed: true }), "the name changed its mind");
        assert_eq!(found[2].as_ref().unwrap(), &["1.1.1.1"], "what is public of several is asked");
        assert!(found[3].as_ref().unwrap().is_empty());
    }
}
