//! The searches of a configuration file, checked: what each asks for, and where its new claims go.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use url::form_urlencoded;

use crate::config::NotifySection;
use crate::domain::{Slug, without_secrets};
use crate::ingest::fetch::{FetchOptions, Fetcher};
use crate::notify::Secret;
use crate::store::{BadValue, ClaimFilters, Store, Values, filter, is_known_name};

/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// A search, and who is told of its new claims.
pub(super) struct Target {
    pub name: String,
    /// The filters as pairs of an address.
    pub pairs: Vec<(String, String)>,
    pub way: Way,
}

/// Where new claims go.
pub(super) enum Way {
    /// To an address, signed.
    Webhook { address: String, secret: Secret, fetcher: Fetcher },
    /// Into a file.
    Mailbox(PathBuf),
}

/// Checks the searches of a configuration file.
///
/// # Errors
/// When one cannot be used; nothing is sent then.
pub(super) fn checked(sections: Vec<NotifySection>, allow_private: bool) -> anyhow::Result<Vec<Target>> {
    ensure!(
        !sections.is_empty(),
        "nobody is to be told of anything: name searches under [[notify]] in a file given with --config"
    );
    let mut names = HashSet::new();
    let target = |section: NotifySection| {
        let name = section.name.trim().to_owned();
        let is_name = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control);
        ensure!(is_name, "a search under [[notify]] needs a name of at most {LONGEST_NAME} characters: {name:?}");
        ensure!(names.insert(name.clone()), "two searches under [[notify]] are called {name:?}");
        let refused = || format!("the search {name:?} under [[notify]] cannot be used");
        let pairs = pairs(&section.search).with_context(refused)?;
        let way = way(section, allow_private).with_context(refused)?;
        Ok(Target { pairs, way, name })
    };
    sections.into_iter().map(target).collect()
}

/// The filters of an address. What orders a list or pages through it is left out.
fn pairs(search: &str) -> anyhow::Result<Vec<(String, String)>> {
    let query = search.split_once('?').map_or(search, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let mut pairs = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        ensure!(is_known_name(&name) && name != "id", "{name:?} is no filter of a list of claims");
        if filter(&name).is_some() && !value.trim().is_empty() {
            pairs.push((name, value.trim().to_owned()));
        }
    }
    ensure!(
        !read(&pairs)?.asks_for_denials(),
        "claims are sent before it is known what they deny, so that no search for denials (against) can be sent"
    );
    Ok(pairs)
}

fn read(pairs: &[(String, String)]) -> anyhow::Result<ClaimFilters> {
    let refused = |BadValue { name, value, expects }| anyhow::anyhow!("{name}={value} is not {expects}");
    ClaimFilters::read(pairs).map_err(refused)
}

fn way(section: NotifySection, allow_private: bool) -> anyhow::Result<Way> {
    let has_secret = section.secret_env.is_some() || section.secret_file.is_some();
    match (section.webhook, section.mailbox) {
        (Some(address), None) => {
            let is_address = address.parse::<url::Url>().is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            ensure!(is_address, "the webhook {:?} is no address of http or https", without_secrets(&address));
            let secret = secret(section.secret_env, section.secret_file)?;
            let allow_private = allow_private || section.allow_private_addresses;
            let fetcher = Fetcher::new(FetchOptions { allow_private, ..FetchOptions::default() })?;
            Ok(Way::Webhook { address, secret, fetcher })
        }
        (None, Some(_)) if has_secret => bail!("a mailbox takes no secret"),
        (None, Some(mailbox)) => Ok(Way::Mailbox(mailbox)),
        _ => bail!("it needs either a webhook or a mailbox"),
    }
}

fn secret(variable: Option<String>, file: Option<PathBuf>) -> anyhow::Result<Secret> {
    let (text, place) = match (variable, file) {
        (Some(variable), None) => {
            let text = std::env::var(&variable).with_context(|| format!("the variable {variable} is not set"))?;
            (text, format!("the variable {variable}"))
        }
        (None, Some(file)) => {
            let place = format!("the file {}", file.display());
            (std::fs::read_to_string(&file).with_context(|| format!("{place} cannot be read"))?, place)
        }
        _ => bail!("a webhook needs either secret_env or secret_file, to sign what is sent"),
    };
    Secret::parse(&text).with_context(|| format!("{place} holds no secret"))
}

impl Target {
    /// The filters of the search as the collection stands: a source that was renamed or merged is asked for by its slug now.
    ///
    /// # Errors
    /// `Err` in the answer: what the search names and nobody here is called.
    pub(super) async fn filters(&self, store: &Store) -> anyhow::Result<Result<ClaimFilters, String>> {
        let mut pairs = self.pairs.clone();
        for (name, value) in &mut pairs {
            let values = filter(name).map(|filter| filter.values);
            let known = match (values, Slug::parse(value)) {
                (Some(Values::Source), Some(slug)) => {
                    store.source_names(&[slug]).await?.pop().map(|source| source.slug)
                }
                (Some(Values::Publisher), Some(slug)) => store.publisher_name(&slug).await?.map(|_| slug),
                (Some(Values::Source | Values::Publisher), None) => None,
                _ => continue,
            };
            match known {
                Some(slug) => *value = slug.as_str().to_owned(),
                None => {
                    let what = if values == Some(Values::Publisher) { "publisher" } else { "source" };
                    return Ok(Err(format!("{name}={value} names no {what} here; copy the address of the list")));
                }
            }
        }
        read(&pairs).map(Ok)
    }

    /// The address of the list of the search, relative to the site.
    pub(super) fn list(&self) -> String {
        let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish();
        let joint = if pairs.is_empty() { "" } else { "&" };
        format!("/claims?{pairs}{joint}sort=loaded")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(name: &str, search: &str) -> NotifySection {
        NotifySection {
            name: name.to_owned(),
            search: search.to_owned(),
            webhook: None,
            secret_env: None,
            secret_file: None,
            mailbox: Some("news.mbox".into()),
            allow_private_addresses: false,
        }
    }

    #[test]
    fn a_search_is_the_address_of_a_list() {
        for (search, list) in [
            ("", "/claims?sort=loaded"),
            ("q=boat&source=ida-lund", "/claims?q=boat&source=ida-lund&sort=loaded"),
            (
                "https://news.example/claims?q=boat+1&sort=said&cursor=0123456789abcdef#top",
                "/claims?q=boat+1&sort=loaded",
            ),
            ("/claims?stance=denies&stance=&group=article", "/claims?stance=denies&sort=loaded"),
        ] {
            let targets = checked(vec![section("boats", search)], false).unwrap();
            assert_eq!(targets[0].list(), list, "{search}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let webhook = |secret_file: Option<&str>| NotifySection {
            webhook: Some("https://news.example/hook?token=x".to_owned()),
            secret_file: secret_file.map(Into::into),
            mailbox: None,
            ..section("boats", "")
        };
        for (sections, expected) in [
            (vec![], "nobody is to be told"),
            (vec![section(" ", "")], "needs a name"),
            (vec![section("a\nb", "")], "needs a name"),
            (vec![section("a", ""), section("a", "q=b")], "two searches"),
            (vec![section("a", "stance=shouts")], "stance=shouts is not a stance"),
            (vec![section("a", "against=ida-lund")], "before it is known what they deny"),
            (vec![section("a", "q=boat -against:lund")], "before it is known what they deny"),
            (vec![section("a", "colour=red")], "\"colour\" is no filter"),
            (vec![section("a", "id=0123456789abcdef")], "\"id\" is no filter"),
            (vec![NotifySection { mailbox: None, ..section("a", "") }], "either a webhook or a mailbox"),
            (
                vec![NotifySection { webhook: webhook(None).webhook, ..section("a", "") }],
                "either a webhook or a mailbox",
            ),
            (vec![NotifySection { secret_env: Some("X".into()), ..section("a", "") }], "a mailbox takes no secret"),
            (vec![webhook(None)], "either secret_env or secret_file"),
            (vec![webhook(Some("no-such-file"))], "no-such-file cannot be read"),
            (vec![NotifySection { webhook: Some("ftp://a".into()), ..webhook(None) }], "no address of http"),
        ] {
            let refused = checked(sections, false).err().map(|error| format!("{error:#}")).unwrap_or_default();
            assert!(refused.contains(expected), "{expected}: {refused}");
        }
    }

    #[test]
    fn a_secret_is_never_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "whsec_c2hvcnQ=").unwrap();
        let section = NotifySection {
            webhook: Some("https://news.example/hook".to_owned()),
            secret_file: Some(file.clone()),
            mailbox: None,
            ..section("boats", "")
        };
        let refused = format!("{:#}", checked(vec![section], false).err().unwrap());
        assert!(refused.contains("holds no secret") && !refused.contains("c2hvcnQ"), "{refused}");
    }
}
