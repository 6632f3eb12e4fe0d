//! Reads and caches the `robots.txt` of sites (RFC 9309).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use texting_robots::Robot;
use url::Url;

use super::{AGENT, FetchError};

/// How much of a `robots.txt` is read: 512 KiB. RFC 9309 asks for at least 500 KiB.
pub(super) const MOST_BYTES: usize = 512 << 10;

/// How long rules are cached: RFC 9309 allows 24 hours.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a failure to read the rules is cached.
const LIFE_OF_FAILURE: Duration = Duration::from_secs(10 * 60);

/// The most sites whose rules are cached.
const MOST_SITES: usize = 1024;

/// The rules of one site.
#[derive(Debug)]
enum Rules {
    /// The site has no rules.
    None,
    Some(Box<Robot>),
    /// They could not be read, so nothing is fetched.
    Unreachable(String),
}

/// The rules of a site, and until when they are valid.
type Slot = Arc<tokio::sync::Mutex<Option<(Instant, Rules)>>>;

/// A cache of the rules of recently visited sites.
#[derive(Debug, Default)]
pub(super) struct Robots {
    sites: Mutex<HashMap<String, Slot>>,
}

impl Robots {
    /// Returns the pause that the site asks for between two requests; fails where the page may not be fetched. `fetch`
    /// gets the rules where they are not cached; concurrent calls for one site share one request.
    pub(super) async fn check(
        &self,
        url: &Url,
        fetch: impl Future<Output = Result<Vec<u8>, FetchError>>,
    ) -> Result<Option<Duration>, FetchError> {
        let slot = self.slot(&url.origin().ascii_serialization());
        let mut rules = slot.lock().await;
        if rules.as_ref().is_none_or(|(until, _)| *until <= Instant::now()) {
            let read = read(fetch.await)?;
            let life = if matches!(read, Rules::Unreachable(_)) { LIFE_OF_FAILURE } else { LIFE };
            *rules = Some((Instant::now() + life, read));
        }
        match &*rules {
            Some((_, Rules::Some(robot))) if robot.allowed(url.as_str()) => Ok(robot.delay.and_then(seconds)),
            Some((_, Rules::Some(_))) => Err(FetchError::Robots),
            Some((_, Rules::Unreachable(why))) => Err(FetchError::RobotsUnreachable(why.clone())),
            _ => Ok(None),
        }
    }

    fn slot(&self, site: &str) -> Slot {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= MOST_SITES && !sites.contains_key(site) {
            // Slots in use stay valid; the worst outcome is that some rules are fetched once more.
            sites.clear();
        }
        Arc::clone(sites.entry(site.to_owned()).or_default())
    }
}

fn seconds(delay: f32) -> Option<Duration> {
    Duration::try_from_secs_f32(delay).ok()
}

/// Returns the address of the `robots.txt` that applies to a page.
pub(super) fn address(url: &Url) -> Url {
    let mut address = url.clone();
    address.set_path("/robots.txt");
    address.set_query(None);
    address
}

/// Converts an answer to rules. A 4xx status or bad redirects mean that there are no rules; other failures mean that
/// there may be some ([`Rules::Unreachable`]). Fails, so that nothing is cached, where no request was sent or the site
/// asked to wait.
fn read(answer: Result<Vec<u8>, FetchError>) -> Result<Rules, FetchError> {
    match answer {
        Ok(bytes) => {
            let whole = bytes.get(..MOST_BYTES).map_or(bytes.as_slice(), |start| {
                let end = start.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
                &start[..end]
            });
            let unclear = |_| Rules::Unreachable("it cannot be understood".to_owned());
            Ok(Robot::new(AGENT, whole).map_or_else(unclear, |robot| Rules::Some(Box::new(robot))))
        }
        Err(FetchError::Status(400..=499) | FetchError::Gone | FetchError::Redirects(_)) => Ok(Rules::None),
        Err(error @ (FetchError::RefusedAddress { .. } | FetchError::BadAddress(_) | FetchError::LeftAlone { .. })) => {
            Err(error)
        }
        Err(error @ FetchError::Busy { .. }) => Err(error),
        Err(error) => Ok(Rules::Unreachable(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(answer: Result<&str, FetchError>, path: &str) -> Result<Option<Duration>, FetchError> {
        let url = Url::parse("https://news.example").unwrap().join(path).unwrap();
        Robots::default().check(&url, async { answer.map(|text| text.as_bytes().to_vec()) }).await
    }

    #[tokio::test]
    async fn rules_are_kept() {
        let rules = "User-agent: *\nDisallow: /closed\nAllow: /closed/open\nCrawl-delay: 3\n\n\
                     User-agent: GreedyBot\nDisallow: /\n";
        let three = Ok(Some(Duration::from_secs(3)));
        for (rules, path, expected) in [
            (rules, "/a", three.clone()),
            (rules, "/closed/b", Err(FetchError::Robots)),
            (rules, "/closed/open/b", three.clone()),
            ("User-agent: onrecord\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", Err(FetchError::Robots)),
            ("User-agent: Onrecord\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", Ok(None)),
            ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", Err(FetchError::Robots)),
            ("User-agent: *\nDisallow:", "/a", Ok(None)),
            ("<html>no rules at all</html>", "/a", Ok(None)),
            ("\u{0}\u{1}\u{fffd}: \n: \nDisallow", "/a", Ok(None)),
            ("User-agent: *\nCrawl-delay: -5\nDisallow: /x", "/a", Ok(None)),
            ("User-agent: *\nCrawl-delay: 1e30\nDisallow: /x", "/a", Ok(None)),
            ("", "/a", Ok(None)),
        ] {
            assert_eq!(check(Ok(rules), path).await, expected, "{rules} {path}");
        }
        let huge = format!("User-agent: *\nDisallow: /closed\n{}", "Disallow: /x\n".repeat(200_000));
        assert_eq!(check(Ok(&huge), "/closed").await, Err(FetchError::Robots), "the beginning of a huge file counts");
        assert_eq!(check(Ok(&huge), "/a").await, Ok(None));
    }

    #[tokio::test]
    async fn an_answer_without_rules_means_what_the_standard_says() {
        for status in [400, 401, 403, 404] {
            assert_eq!(check(Err(FetchError::Status(status)), "/a").await, Ok(None), "{status}");
        }
        assert_eq!(check(Err(FetchError::Gone), "/a").await, Ok(None));
        let unreachable = |result| matches!(result, Err(FetchError::RobotsUnreachable(_)));
        assert!(unreachable(check(Err(FetchError::Status(500)), "/a").await), "a broken site is not fetched from");
        assert!(unreachable(check(Err(FetchError::TooSlow("an answer")), "/a").await));
    }

    #[tokio::test]
    async fn rules_are_asked_for_once_for_each_site() {
        let robots = Robots::default();
        let ask = async |address: &str, asked: &mut u32| {
            let url = Url::parse(address).unwrap();
            let fetch = async {
                *asked += 1;
                Ok(b"User-agent: *\nDisallow: /x".to_vec())
            };
            robots.check(&url, fetch).await
        };
        let mut asked = 0;
        assert_eq!(ask("https://e.example/a", &mut asked).await, Ok(None));
        assert_eq!(ask("https://e.example/x", &mut asked).await, Err(FetchError::Robots));
        assert_eq!(asked, 1);
        assert_eq!(ask("https://e.example:8443/a", &mut asked).await, Ok(None));
        assert_eq!(asked, 2, "another port is another site");
    }
}
