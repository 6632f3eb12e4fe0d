//! What the operator decides, read from flags and the environment and checked before anything starts.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use crate::web::{Site, TextShown};

/// Which database; every command takes it.
#[derive(Debug, Clone, Args)]
pub struct DatabaseConfig {
    /// The SQLite file that holds articles and claims; made when it is missing
    #[arg(long, value_name = "FILE", env = "ONRECORD_DATABASE", default_value = "onrecord.db", global = true)]
    pub database: PathBuf,
}

/// How the site is served.
#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", env = "ONRECORD_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where readers reach the site, for links that are shared [default: http://ADDR]
    #[arg(long, value_name = "URL", env = "ONRECORD_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// How much of an article's text pages show [default: full on this machine's own address, else passages]
    #[arg(long, value_name = "HOW", env = "ONRECORD_TEXT")]
    pub text: Option<TextShown>,
    /// Where readers report errors, an e-mail address; without one, pages do not ask them to
    #[arg(long, value_name = "EMAIL", env = "ONRECORD_CONTACT")]
    pub contact: Option<String>,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{setting} {value:?} cannot be used: {why}")]
pub struct ConfigError {
    setting: &'static str,
    value: String,
    why: &'static str,
}

impl ServeConfig {
    /// The site these settings describe, once it listens at `bound`.
    ///
    /// # Errors
    /// When the public address is none that links can start with, or the contact is no e-mail address.
    pub fn site(&self, bound: SocketAddr, notice: Option<String>) -> Result<Site, ConfigError> {
        let text =
            self.text.unwrap_or(if self.listen.ip().is_loopback() { TextShown::Full } else { TextShown::Passages });
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{bound}/"));
        let refuse = |why| ConfigError { setting: "--public-url", value: url.clone(), why };
        let public_url = Url::parse(&url).map_err(|_| refuse("it is not an address"))?;
        if !matches!(public_url.scheme(), "http" | "https") || !public_url.has_host() {
            return Err(refuse("it must start with http:// or https:// and a host"));
        }
        if public_url.path() != "/" || public_url.query().is_some() || public_url.fragment().is_some() {
            return Err(refuse("the site stands at the root of its host; nothing may follow the host"));
        }
        // An empty one in the environment is none.
        let contact = self.contact.clone().filter(|contact| !contact.is_empty());
        if let Some(contact) = contact.as_ref().filter(|contact| !is_mail_address(contact)) {
            let why = "it is not an e-mail address";
            return Err(ConfigError { setting: "--contact", value: contact.clone(), why });
        }
        Ok(Site { public_url, text, notice, contact })
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
        ServeConfig { listen: listen.parse().unwrap(), public_url, text: None, contact: None }
    }

    #[test]
    fn whole_articles_stay_on_this_machine() {
        let text = |listen: &str| config(listen, None).site("127.0.0.1:1".parse().unwrap(), None).unwrap().text;
        assert_eq!(text("127.0.0.1:0"), TextShown::Full);
        assert_eq!(text("[::1]:0"), TextShown::Full);
        assert_eq!(text("0.0.0.0:80"), TextShown::Passages);
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
}
