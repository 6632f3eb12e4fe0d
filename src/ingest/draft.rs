//! What a reader of one format found, before it is checked and becomes a [`NewArticle`].

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use url::Url;

use crate::domain::{NewArticle, Partial, Published, Received};

use super::{ReadOptions, Reason, language};

/// A value, and where it was found, in words ("field date_publish", "front matter").
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found<T = String> {
    pub(super) value: T,
    pub(super) place: String,
}

impl<T> Found<T> {
    pub(super) fn new(value: T, place: impl Into<String>) -> Self {
        Self { value, place: place.into() }
    }
}

/// The fields of one article as its format gave them; nothing is checked yet.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) text: Option<Found>,
    pub(super) url: Option<Found>,
    pub(super) title: Option<Found>,
    pub(super) publisher: Option<Found>,
    pub(super) authors: Option<Found<Vec<String>>>,
    /// In order of trust; the first that is a date counts.
    pub(super) published: Vec<Found>,
    pub(super) language: Option<Found>,
    pub(super) license: Option<Found>,
    pub(super) attribution: Option<Found>,
    /// Set by formats that give less than the article.
    pub(super) partial: Option<Partial>,
    /// Notes in which the publisher corrects the article.
    pub(super) corrections: Option<Found<Vec<String>>>,
    /// Who the text came from.
    pub(super) credit: Option<Found>,
    /// Other addresses of the same article.
    pub(super) also_at: Vec<String>,
    /// Not to be shown before this time.
    pub(super) embargo: Option<String>,
    /// Where it was not UTF-8.
    pub(super) charset: Option<&'static str>,
}

impl Draft {
    /// Takes from another draft what this one lacks.
    pub(super) fn or(self, other: Self) -> Self {
        let mut published = self.published;
        published.extend(other.published);
        Self {
            text: self.text.or(other.text),
            url: self.url.or(other.url),
            title: self.title.or(other.title),
            publisher: self.publisher.or(other.publisher),
            authors: self.authors.or(other.authors),
            published,
            language: self.language.or(other.language),
            license: self.license.or(other.license),
            attribution: self.attribution.or(other.attribution),
            partial: self.partial.or(other.partial),
            corrections: self.corrections.or(other.corrections),
            credit: self.credit.or(other.credit),
            also_at: self.also_at.into_iter().chain(other.also_at).collect(),
            embargo: self.embargo.or(other.embargo),
            charset: self.charset.or(other.charset),
        }
    }

    /// Applies the command line, checks every field, and notes where each was found. `received` says how the article
    /// came from another machine.
    pub(super) fn finish(
        self,
        file: String,
        options: &ReadOptions,
        received: Option<&Received>,
    ) -> Result<NewArticle, Reason> {
        let mut from = BTreeMap::new();
        let overrides = &options.overrides;
        let text = self.text.ok_or(Reason::NoText)?;
        let text = Found { value: without_nul(text.value), place: text.place };
        if text.value.trim().is_empty() {
            return Err(Reason::Empty);
        }
        if !text.value.chars().any(char::is_alphabetic) {
            return Err(Reason::NoText);
        }
        if let Some(until) = self.embargo.as_deref().and_then(|until| embargo(until, options.today)) {
            return Err(Reason::Withheld(format!("under embargo until {until}")));
        }
        let published = published(self.published, overrides.published.as_ref(), &mut from);
        let latest = options.today.tomorrow().unwrap_or(options.today);
        if let Some(published) = &published
            && published.day() > latest
        {
            return Err(Reason::FutureDate(published.day()));
        }
        let mut line = |field, found: Option<Found>, given: &Option<String>| {
            let given = given.clone().map(|value| Found::new(value, "command line"));
            let found = given.or(found).and_then(one_line)?;
            from.insert(field, found.place);
            Some(found.value)
        };
        let none = None;
        let url = self.url.filter(|url| absolute(&url.value).is_some());
        let url =
            url.or_else(|| received.map(|received| Found::new(received.address.clone(), "address it was fetched at")));
        let url = line("url", url, &overrides.url).filter(|url| absolute(url).is_some());
        let title = line("title", self.title, &overrides.title);
        let publisher = line("publisher", self.publisher, &overrides.publisher);
        let license = line("license", self.license, &none);
        let attribution = line("attribution", self.attribution, &none);
        let credit = line("credit", self.credit, &none);
        let language = self.language.filter(|language| language::normal(&language.value).is_some());
        let language = language.or_else(|| {
            let code = language::detect(&text.value)?;
            Some(Found::new(code.to_owned(), "detected"))
        });
        let language = line("language", language, &overrides.language);
        let language = language.map(|language| language::normal(&language).map_or(language, str::to_owned));
        let mut authors = Vec::new();
        if let Some(found) = self.authors {
            authors.extend(found.value.into_iter().map(without_nul));
            from.insert("authors", found.place);
        }
        let mut corrections = Vec::new();
        if let Some(found) = self.corrections {
            corrections.extend(found.value.into_iter().map(without_nul));
            from.insert("corrections", found.place);
        }
        if let Some(charset) = self.charset {
            from.insert("charset", charset.to_owned());
        }
        if url.is_none() {
            from.remove("url");
        }
        from.insert("text", text.place);
        let text = text.value;
        let also_at = self.also_at.into_iter().chain(received.map(|received| received.address.clone()));
        let also_at = also_at.filter(|address| absolute(address).is_some() && Some(address) != url.as_ref()).collect();
        Ok(NewArticle {
            text,
            url,
            title,
            publisher,
            authors,
            published,
            language,
            license,
            attribution,
            file,
            from,
            partial: self.partial,
            corrections,
            credit,
            also_at,
            original: None,
        })
    }
}

fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// A value that fits one line of a page: white space folded.
fn one_line(found: Found) -> Option<Found> {
    let value = without_nul(found.value.split_whitespace().collect::<Vec<_>>().join(" "));
    (!value.is_empty()).then_some(Found { value, place: found.place })
}

/// An address that leads somewhere: http or https with a host.
pub(super) fn absolute(address: &str) -> Option<Url> {
    let url = Url::parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn published(
    found: Vec<Found>,
    given: Option<&Published>,
    from: &mut BTreeMap<&'static str, String>,
) -> Option<Published> {
    if let Some(given) = given {
        from.insert("published", "command line".to_owned());
        return Some(given.clone());
    }
    let mut first_failure = None;
    for Found { value, place } in found {
        if let Some(published) = date(&value) {
            from.insert("published", place);
            return Some(published);
        }
        first_failure.get_or_insert(value);
    }
    if let Some(words) = first_failure {
        let words: String = without_nul(words).chars().take(80).collect();
        from.insert("published", format!("not a date: {words}"));
    }
    None
}

/// The end of an embargo that still holds; on its last day until the hour it names.
fn embargo(until: &str, today: Date) -> Option<String> {
    let day = date(until)?.day();
    let to_come = || until.trim().parse::<Timestamp>().is_ok_and(|until| until > Timestamp::now());
    match day.cmp(&today) {
        Ordering::Greater => Some(day.to_string()),
        Ordering::Equal if to_come() => Some(until.trim().to_owned()),
        _ => None,
    }
}

/// A date as [`Published`] reads it, or in one of the unmistakable forms that people and tools write.
///
/// Forms like 03/04/2024 are not read: nobody can tell the day from the month.
fn date(text: &str) -> Option<Published> {
    const DAYS: [&str; 8] =
        ["%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y%m%d", "%A, %B %d, %Y"];
    const TIMES: [&str; 4] = ["%Y%m%dT%H%M%SZ", "%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S %Z", "%Y/%m/%d %H:%M:%S"];
    let text = text.trim();
    let iso = |date: Date| Published::parse(&date.to_string()).ok();
    Published::parse(text)
        .ok()
        .or_else(|| DAYS.iter().find_map(|form| Date::strptime(form, text).ok()).and_then(iso))
        .or_else(|| TIMES.iter().find_map(|form| DateTime::strptime(form, text).ok()).and_then(|at| iso(at.date())))
        .or_else(|| {
            // The form of feeds and of mail with a wrong day of the week or an unknown time zone.
            let rest = text.split_once(", ").map_or(text, |(_, rest)| rest);
            let words: Vec<&str> = rest.split_whitespace().take(3).collect();
            ["%d %b %Y", "%d %B %Y", "%b %d %Y"]
                .iter()
                .find_map(|form| Date::strptime(form, words.join(" ")).ok())
                .and_then(iso)
        })
        .or_else(|| {
            // The form of news agencies ("20241024T064011+0200").
            let (day, rest) = text.split_at_checked(8)?;
            rest.starts_with('T').then(|| Date::strptime("%Y%m%d", day).ok()).flatten().and_then(iso)
        })
        .or_else(|| {
            // A time stamp that is ISO 8601 but for its end ("2024-10-24T06:40:11 EST").
            let (day, rest) = text.split_at_checked(10)?;
            rest.starts_with(['T', ' ']).then(|| Published::parse(day).ok()).flatten()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embargo_holds_until_its_hour() {
        let now = Timestamp::now();
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let hour = jiff::SignedDuration::from_hours(1);
        for (until, holds) in [
            ("2999-01-01".to_owned(), true),
            ("2001-01-01T00:00:00Z".to_owned(), false),
            (today.to_string(), false),
            (now.saturating_sub(hour).unwrap().to_string(), false),
            (now.saturating_add(hour).unwrap().to_string(), true),
        ] {
            assert_eq!(embargo(&until, today).is_some(), holds, "{until}");
        }
    }

    #[test]
    fn dates_as_people_write_them() {
        for text in [
            "2024-10-24",
            "2024-10-24 00:00:00",
            "2024-10-24 00:00:00+00:00",
            "2024-10-24T06:40:11+0000",
            "2024-10-24T06:40:11.000Z",
            "20241024T063000Z",
            "20241024063000",
            "20241024",
            "2024/10/24",
            "October 24, 2024",
            "Oct 24, 2024",
            "Oct. 24, 2024",
            "24 October 2024",
            "Thursday, October 24, 2024",
            "2024-10-24T06:40:11 EST",
            "Thu, 24 Oct 2024 06:40:11 GMT",
            "Tue, 24 Oct 2024 06:40:11 GMT",
            "Thu, 24 Oct 2024 06:40 CEST",
            "24 Oct 2024 06:40:11 +0200",
            "Thu, Oct 24 2024 06:40:11 PM",
            "20241024T064011+0200",
            "20241024T064011Z",
        ] {
            let found = date(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.day().to_string(), "2024-10-24", "{text}");
        }
        for text in ["", "10/11/2024", "Tuesday", "2024", "2024-10-24x", "2024-02-30"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
