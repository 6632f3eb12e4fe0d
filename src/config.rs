//! What the operator decides, read from flags, the environment and a file, in that order of weight, and checked before
//! anything starts.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use ipnet::IpNet;
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer};
use url::Url;

/// Which database; every command takes it.
#[derive(Debug, Clone, Args)]
pub struct DatabaseConfig {
    /// The SQLite file that holds articles and claims; made when it is missing [default: onrecord.db]
    #[arg(long, value_name = "FILE", env = "ONRECORD_DATABASE", global = true)]
    pub database: Option<PathBuf>,
}

/// A configuration file; everything in it is optional, and flags and the environment come before it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// As `--database`.
    pub database: Option<PathBuf>,
    /// As `--model`.
    pub model: Option<PathBuf>,
    /// As `--registry`.
    pub registry: Option<PathBuf>,
    /// How the site is served.
    #[serde(default)]
    pub serve: ServeSection,
    /// Which feeds are watched.
    #[serde(default)]
    pub watch: WatchSection,
    /// Who is told of new claims of which searches.
    #[serde(default)]
    pub notify: Vec<NotifySection>,
}

/// The flags of `serve` in a configuration file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServeSection {
    /// As `--listen`.
    pub listen: Option<SocketAddr>,
    /// As `--public-url`.
    pub public_url: Option<String>,
    /// As `--text`.
    pub text: Option<TextShown>,
    /// As `--contact`.
    pub contact: Option<String>,
    /// As `--cache`.
    pub cache: Option<u32>,
    /// As `--connections`.
    pub connections: Option<NonZeroUsize>,
    /// As `--questions`.
    pub questions: Option<NonZeroUsize>,
    /// As `--database-memory`.
    pub database_memory: Option<NonZeroU32>,
    /// As `--trusted-proxies`.
    #[serde(default)]
    pub trusted_proxies: Vec<Network>,
    /// As `--requests`.
    pub requests: Option<NonZeroU32>,
}

/// The addresses of a network: "10.0.0.0/8", or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

impl Network {
    /// Whether an address is of this network.
    pub fn has(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(Self).map_err(|_| format!("{text:?} is no address and no network, such as 10.0.0.0/8"))
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What `serve` and `watch` watch.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchSection {
    /// Addresses of feeds.
    #[serde(default)]
    pub feeds: Vec<String>,
    /// How often each is asked.
    #[serde(default, deserialize_with = "time")]
    pub every: Option<Duration>,
    /// The pause between two requests to one host.
    #[serde(default, deserialize_with = "time")]
    pub delay: Option<Duration>,
    /// Whether this machine and private networks may be asked.
    #[serde(default)]
    pub allow_private_addresses: bool,
    /// Where those whose pages are fetched reach the operator.
    pub contact: Option<String>,
    /// As `--keep-originals`: whether the bytes that each article is read from are kept.
    pub keep_originals: Option<bool>,
}

/// A search whose new claims are posted to a webhook or written to a mailbox.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifySection {
    /// What the search is called, in reports and in what is sent; its state is kept under this name.
    pub name: String,
    /// The filters, as the address of a list of claims holds them behind the question mark.
    #[serde(default)]
    pub search: String,
    /// The address to post to.
    pub webhook: Option<String>,
    /// The name of the variable of the environment that holds the secret to sign with.
    pub secret_env: Option<String>,
    /// The file that holds the secret to sign with.
    pub secret_file: Option<PathBuf>,
    /// The mailbox to write to.
    pub mailbox: Option<PathBuf>,
    /// Whether the webhook may stand on this machine or in a private network.
    #[serde(default)]
    pub allow_private_addresses: bool,
}

impl ConfigFile {
    /// Reads a file; without one, nothing is set.
    ///
    /// # Errors
    /// When it cannot be read, or holds what is no setting.
    pub fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(file) = file else { return Ok(Self::default()) };
        let refused = || format!("the configuration {} cannot be used", file.display());
        let text = std::fs::read_to_string(file).with_context(refused)?;
        basic_toml::from_str(&text).with_context(refused)
    }
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(from)?;
    parse_time(&text).map(Some).map_err(serde::de::Error::custom)
}

/// A time with its unit: "15m", "1h 30m", "500ms".
///
/// # Errors
/// When it is something else, or less than nothing.
pub fn parse_time(text: &str) -> Result<Duration, String> {
    let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    time.ok_or_else(|| format!("{text:?} is not a time with its unit, such as 15m, 2h or 30s"))
}

/// How much of an article's text pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextShown {
    /// All of it.
    Full,
    /// Only the passages around claims.
    Passages,
}

/// What the operator decided about the site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Where readers reach it; absolute links start with it, never with a request's Host header.
    pub public_url: Url,
    /// How much of an article's text pages show.
    pub text: TextShown,
    /// A line at the top of every page ("made-up articles"), where one is needed.
    pub notice: Option<String>,
    /// The e-mail address that readers report errors to.
    pub contact: Option<String>,
    /// The most bytes that answers kept for the next reader may take.
    pub cache: u64,
    /// How readers are told apart, and how often each may ask.
    pub readers: Readers,
}

/// How readers are told apart, and how often each may ask.
#[derive(Debug, Clone, Default)]
pub struct Readers {
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Requests a second that one reader may go on with, pages included; `None`: pages are not counted.
    pub requests: Option<NonZeroU32>,
}

/// How the site is served.
#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "ONRECORD_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Where readers reach the site, for links that are shared [default: http://ADDR]
    #[arg(long, value_name = "URL", env = "ONRECORD_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// How much of an article's text pages show [default: full where only this machine reaches the site, else passages]
    #[arg(long, value_name = "HOW", env = "ONRECORD_TEXT")]
    pub text: Option<TextShown>,
    /// Where readers report errors, an e-mail address; without one, pages do not ask them to
    #[arg(long, value_name = "EMAIL", env = "ONRECORD_CONTACT")]
    pub contact: Option<String>,
    /// Memory for pages that are kept until the data change, in MiB; 0 keeps none [default: 128]
    #[arg(long, value_name = "MIB", env = "ONRECORD_CACHE")]
    pub cache: Option<u32>,
    /// Connections that stand at once; for one more, those idle longest are closed [default: 16384]
    #[arg(long, value_name = "NUMBER", env = "ONRECORD_CONNECTIONS")]
    pub connections: Option<NonZeroUsize>,
    /// Lists and searches that are worked on at once; a few more wait [default: two for each core, at least four]
    #[arg(long, value_name = "NUMBER", env = "ONRECORD_QUESTIONS")]
    pub questions: Option<NonZeroUsize>,
    /// Memory that keeps parts of the database, in MiB [default: 128]
    #[arg(long, value_name = "MIB", env = "ONRECORD_DATABASE_MEMORY")]
    pub database_memory: Option<NonZeroU32>,
    /// Proxies that say in X-Forwarded-For who asks: addresses or networks, with commas [default: nobody is believed]
    #[arg(long, value_name = "NETWORK", env = "ONRECORD_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// Requests a second that one reader may go on with, pages included [default: 20 of those that programs make]
    #[arg(long, value_name = "NUMBER", env = "ONRECORD_REQUESTS")]
    pub requests: Option<NonZeroU32>,
}

/// Memory for kept pages where nothing else is said, in MiB.
pub const CACHE: u32 = 128;

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{setting} {value:?} cannot be used: {why}")]
pub struct ConfigError {
    setting: &'static str,
    value: String,
    why: &'static str,
}

impl ServeConfig {
    /// Takes from a file what neither flags nor the environment say.
    pub fn or(self, file: ServeSection) -> Self {
        Self {
            listen: self.listen.or(file.listen),
            public_url: self.public_url.or(file.public_url),
            text: self.text.or(file.text),
            contact: self.contact.or(file.contact),
            connections: self.connections.or(file.connections),
            questions: self.questions.or(file.questions),
            database_memory: self.database_memory.or(file.database_memory),
            cache: self.cache.or(file.cache),
            trusted_proxies: match self.trusted_proxies.is_empty() {
                true => file.trusted_proxies,
                false => self.trusted_proxies,
            },
            requests: self.requests.or(file.requests),
        }
    }

    /// Address and port to listen on.
    pub fn listen(&self) -> SocketAddr {
        self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)))
    }

    /// Memory that keeps parts of the database, in MiB.
    pub fn database_memory(&self) -> u32 {
        self.database_memory.map_or(128, NonZeroU32::get)
    }

    /// The site these settings describe, once it listens at `bound`.
    ///
    /// # Errors
    /// When the public address is none that links can start with, or the contact is no e-mail address.
    pub fn site(&self, bound: SocketAddr, notice: Option<String>) -> Result<Site, ConfigError> {
        let public_url = public_url(&self.public_url.clone().unwrap_or_else(|| format!("http://{bound}/")))?;
        // A proxy reaches an address of this machine for readers of another one.
        let is_private = self.listen().ip().is_loopback() && is_of_this_machine(&public_url);
        let text = self.text.unwrap_or(if is_private { TextShown::Full } else { TextShown::Passages });
        // An empty one in the environment is none.
        let contact = self.contact.clone().filter(|contact| !contact.is_empty());
        if let Some(contact) = contact.as_ref().filter(|contact| !is_mail_address(contact)) {
            let why = "it is not an e-mail address";
            return Err(ConfigError { setting: "--contact", value: contact.clone(), why });
        }
        let cache = u64::from(self.cache.unwrap_or(CACHE)) << 20;
        let readers = Readers { trusted_proxies: self.trusted_proxies.clone(), requests: self.requests };
        Ok(Site { public_url, text, notice, contact, cache, readers })
    }
}

/// The address at which readers reach a site.
///
/// # Errors
/// When links cannot start with it.
pub fn public_url(url: &str) -> Result<Url, ConfigError> {
    let refuse = |why| ConfigError { setting: "--public-url", value: url.to_owned(), why };
    let public_url = Url::parse(url).map_err(|_| refuse("it is not an address"))?;
    if !matches!(public_url.scheme(), "http" | "https") || !public_url.has_host() {
        return Err(refuse("it must start with http:// or https:// and a host"));
    }
    if public_url.path() != "/" || public_url.query().is_some() || public_url.fragment().is_some() {
        return Err(refuse("the site stands at the root of its host; nothing may follow the host"));
    }
    Ok(public_url)
}

/// True for an address that leads every machine to itself.
fn is_of_this_machine(address: &Url) -> bool {
    match address.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// True for a plain address ("desk@example.org"), which needs no escaping in a link.
fn is_mail_address(text: &str) -> bool {
    let is_made_of = |part: &str, others: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
    };
    text.len() <= 254
        && text.split_once('@').is_some_and(|(name, host)| {
            is_made_of(name, "._+-") && is_made_of(host, ".-") && !host.split('.').any(str::is_empty)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(listen: &str, public_url: Option<&str>) -> ServeConfig {
        let public_url = public_url.map(Into::into);
        let listen = Some(listen.parse().unwrap());
        let (connections, questions, database_memory) = (None, None, None);
        let (text, contact, cache, requests, trusted_proxies) = (None, None, None, None, Vec::new());
        ServeConfig {
            listen,
            public_url,
            text,
            contact,
            cache,
            connections,
            questions,
            database_memory,
            trusted_proxies,
            requests,
        }
    }

    #[test]
    fn whole_articles_stay_on_this_machine() {
        let text = |listen: &str| config(listen, None).site("127.0.0.1:1".parse().unwrap(), None).unwrap().text;
        assert_eq!(text("127.0.0.1:0"), TextShown::Full);
        assert_eq!(text("[::1]:0"), TextShown::Full);
        assert_eq!(text("0.0.0.0:80"), TextShown::Passages);
        let behind_a_proxy =
            |url| config("127.0.0.1:0", Some(url)).site("127.0.0.1:1".parse().unwrap(), None).unwrap().text;
        assert_eq!(behind_a_proxy("https://claims.example"), TextShown::Passages);
        assert_eq!(behind_a_proxy("http://localhost:8080"), TextShown::Full);
    }

    #[test]
    fn the_contact_is_an_address_that_a_link_can_hold() {
        let contact = |contact: &str| {
            let config = ServeConfig { contact: Some(contact.into()), ..config("127.0.0.1:0", None) };
            config.site("127.0.0.1:9".parse().unwrap(), None).map(|site| site.contact)
        };
        assert_eq!(contact("errors+site@news.example").unwrap().as_deref(), Some("errors+site@news.example"));
        assert_eq!(contact("").unwrap(), None);
        for wrong in ["desk", "@e.org", "a@", "a@b@c", "a b@e.org", "a@e..org", "a@e.org?cc=x@y.org", "a@e.org\n"] {
            assert_eq!(
                contact(wrong).unwrap_err().to_string(),
                format!("--contact {wrong:?} cannot be used: it is not an e-mail address")
            );
        }
    }

    #[test]
    fn the_public_address_is_checked() {
        let bound = "127.0.0.1:9".parse().unwrap();
        let site = |url| config("127.0.0.1:0", url).site(bound, None);
        assert_eq!(site(None).unwrap().public_url.as_str(), "http://127.0.0.1:9/");
        assert_eq!(site(Some("https://e.org")).unwrap().public_url.as_str(), "https://e.org/");
        for wrong in ["e.org", "ftp://e.org", "https://e.org/sub", "https://e.org/?x", ""] {
            assert!(site(Some(wrong)).is_err(), "{wrong}");
        }
    }

    fn open(text: &str) -> Result<ConfigFile, String> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("onrecord.toml");
        std::fs::write(&file, text).unwrap();
        ConfigFile::open(Some(&file)).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_file_says_what_flags_do_not() {
        let file = open(
            "database = \"news.db\"\n[serve]\nlisten = \"0.0.0.0:80\"\ntext = \"full\"\ndatabase_memory = 64\n\
             [watch]\nfeeds = [\"https://lesk.example/feed\"]\nevery = \"1h 30m\"\ndelay = \"500ms\"\n\
             [[notify]]\nname = \"boats\"\nsearch = \"q=boat\"\nmailbox = \"news.mbox\"\n\
             [[notify]]\nname = \"all\"\nwebhook = \"https://news.example/hook\"\nsecret_env = \"HOOK\"\n",
        )
        .unwrap();
        assert_eq!(file.database, Some("news.db".into()));
        assert_eq!(file.watch.feeds, ["https://lesk.example/feed"]);
        assert_eq!(file.watch.every, Some(Duration::from_secs(90 * 60)));
        assert_eq!(file.watch.delay, Some(Duration::from_millis(500)));
        assert!(!file.watch.allow_private_addresses);
        let notified: Vec<(&str, &str)> = file.notify.iter().map(|search| (&*search.name, &*search.search)).collect();
        assert_eq!(notified, [("boats", "q=boat"), ("all", "")]);
        assert_eq!(
            (&file.notify[0].mailbox, &file.notify[1].secret_env),
            (&Some("news.mbox".into()), &Some("HOOK".into()))
        );
        let merged = config("127.0.0.1:9", None).or(file.serve);
        assert_eq!(merged.listen().to_string(), "127.0.0.1:9", "flags come before the file");
        assert_eq!(merged.text, Some(TextShown::Full), "which says the rest");
        assert_eq!(merged.database_memory(), 64);
        assert_eq!(config("127.0.0.1:0", None).database_memory(), 128);
        assert!(ConfigFile::open(None).unwrap().watch.feeds.is_empty());
    }

    #[test]
    fn what_is_no_setting_is_named() {
        for (text, expected) in [
            ("[watch]\nfeds = []", "unknown field `feds`"),
            ("[wach]\nfeeds = []", "unknown field `wach`"),
            ("[watch]\nevery = \"15\"", "\"15\" is not a time with its unit, such as 15m, 2h or 30s"),
            ("[watch]\nevery = \"-15m\"", "is not a time"),
            ("[watch]\nfeeds = \"https://lesk.example\"", "expected a sequence"),
            ("[serve]\nlisten = \"8080\"", "invalid socket address"),
            ("[serve]\ntext = \"some\"", "unknown variant `some`"),
            ("[serve]\nquestions = 0", "nonzero"),
            ("[serve]\ntrusted_proxies = [\"10.0.0.0/99\"]", "is no address and no network"),
            ("[[notify]]\nsearch = \"q=a\"", "missing field `name`"),
            ("[[notify]]\nname = \"a\"\nsecret = \"x\"", "unknown field `secret`"),
            ("[watch", "expected"),
        ] {
            let error = open(text).unwrap_err();
            assert!(error.contains("onrecord.toml cannot be used") && error.contains(expected), "{text}: {error}");
        }
        assert!(ConfigFile::open(Some(Path::new("none.toml"))).is_err());
    }
}
