//! What the parser of one format found, before it is checked and becomes a [`NewArticle`].

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

use crate::domain::{NewArticle, Partial, Published, Received};

use super::{ParseOptions, Reason, dates, language};

/// The place of a field that the command line gives.
pub const COMMAND_LINE: &str = "command line";

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
    /// The day as a line of the text itself tells it: a guess, which counts where no other day is given or understood.
    pub(super) date_line: Option<Found>,
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
    /// Fills the gaps of this draft from another one.
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
            date_line: self.date_line.or(other.date_line),
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
        mut self,
        file: String,
        options: &ParseOptions,
        received: Option<&Received>,
    ) -> Result<NewArticle, Reason> {
        let text = checked_text(self.text.take())?;
        if let Some(until) = self.embargo.as_deref().and_then(|until| embargo(until, options.today)) {
            return Err(Reason::Withheld(format!("under embargo until {until}")));
        }
        let overrides = &options.overrides;
        let mut from = Places::new();
        let day = Day::of(std::mem::take(&mut self.published), self.date_line.take(), options, &mut from)?;
        let url = self.url.take().filter(|url| absolute(&url.value).is_some());
        let fetched_at = || received.map(|received| Found::new(received.address.clone(), "address it was fetched at"));
        let url = line(&mut from, "url", url.or_else(fetched_at), overrides.url.as_ref());
        let url = url.filter(|url| absolute(url).is_some());
        if url.is_none() {
            from.remove("url");
        }
        let also_at = self.also_at.into_iter().chain(received.map(|received| received.address.clone()));
        let also_at = also_at.filter(|address| absolute(address).is_some() && Some(address) != url.as_ref()).collect();
        let language = language_of(self.language, &text.value);
        let language = line(&mut from, "language", language, overrides.language.as_ref());
        if let Some(charset) = self.charset {
            from.insert("charset", charset.to_owned());
        }
        from.insert("text", text.place);
        Ok(NewArticle {
            url,
            title: line(&mut from, "title", self.title, overrides.title.as_ref()),
            publisher: line(&mut from, "publisher", self.publisher, overrides.publisher.as_ref()),
            authors: list(&mut from, "authors", self.authors),
            published: day.published,
            date_not_understood: day.not_understood,
            language: language.map(|language| language::normal(&language).map_or(language, str::to_owned)),
            license: line(&mut from, "license", self.license, None),
            attribution: line(&mut from, "attribution", self.attribution, None),
            corrections: list(&mut from, "corrections", self.corrections),
            credit: line(&mut from, "credit", self.credit, None),
            text: text.value,
            partial: self.partial,
            file,
            from,
            also_at,
            original: None,
            path: None,
            known_as: None,
        })
    }
}

/// Where each field was found.
type Places = BTreeMap<&'static str, String>;

/// The text, where it holds a word.
fn checked_text(text: Option<Found>) -> Result<Found, Reason> {
    let text = text.ok_or(Reason::NoText)?;
    let text = Found { value: without_nul(text.value), place: text.place };
    if text.value.trim().is_empty() {
        return Err(Reason::Empty);
    }
    if text.value.chars().any(char::is_alphabetic) { Ok(text) } else { Err(Reason::NoText) }
}

/// The value of a field of one line: the command line's, else the one found.
fn line(from: &mut Places, field: &'static str, found: Option<Found>, given: Option<&String>) -> Option<String> {
    let given = given.cloned().map(|value| Found::new(value, COMMAND_LINE));
    let found = given.or(found).and_then(one_line)?;
    from.insert(field, found.place);
    Some(found.value)
}

/// The values of a field that has several.
fn list(from: &mut Places, field: &'static str, found: Option<Found<Vec<String>>>) -> Vec<String> {
    let Some(found) = found else { return Vec::new() };
    from.insert(field, found.place);
    found.value.into_iter().map(without_nul).collect()
}

/// The language that is named, where it is one; else the one that the text seems to be in.
fn language_of(named: Option<Found>, text: &str) -> Option<Found> {
    let named = named.filter(|language| language::normal(&language.value).is_some());
    named.or_else(|| Some(Found::new(language::detect(text)?.to_owned(), "detected")))
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

/// The day of publication, and the first date that was not understood where none was.
struct Day {
    published: Option<Published>,
    not_understood: Option<String>,
}

impl Day {
    /// The first of the dates found that is one. What the command line says goes before all of them.
    fn of(
        found: Vec<Found>,
        date_line: Option<Found>,
        options: &ParseOptions,
        from: &mut Places,
    ) -> Result<Self, Reason> {
        let given = options.overrides.published.as_ref();
        let latest = options.today.tomorrow().unwrap_or(options.today);
        let mut first_failure = None;
        let mut parsed = None;
        for Found { value, place } in found.into_iter().chain(date_line.clone()) {
            let is_guess = date_line.as_ref().is_some_and(|line| line.place == place);
            match dates::published(&value) {
                // A text may begin with a day that is still to come.
                Some(published) if is_guess && published.day() > latest => {}
                Some(published) => {
                    parsed = Some((published, place));
                    break;
                }
                None => drop(first_failure.get_or_insert_with(|| shortened(value))),
            }
        }
        let not_understood = first_failure.filter(|_| parsed.is_none());
        let day = given.map(|given| (given.clone(), COMMAND_LINE.to_owned())).or(parsed);
        let place = day.as_ref().map(|(_, place)| place.clone());
        let place = place.or_else(|| Some(format!("not a date: {}", not_understood.as_ref()?)));
        from.extend(place.map(|place| ("published", place)));
        match day {
            Some((published, _)) if published.day() > latest => Err(Reason::FutureDate(published.day())),
            day => Ok(Self { published: day.map(|(published, _)| published), not_understood }),
        }
    }
}

/// A value as reports show it.
fn shortened(value: String) -> String {
    without_nul(value).chars().take(80).collect()
}

/// The end of an embargo that still holds; on its last day until the hour it names.
fn embargo(until: &str, today: Date) -> Option<String> {
    let day = dates::published(until)?.day();
    let to_come = || until.trim().parse::<Timestamp>().is_ok_and(|until| until > Timestamp::now());
    match day.cmp(&today) {
        Ordering::Greater => Some(day.to_string()),
        Ordering::Equal if to_come() => Some(until.trim().to_owned()),
        _ => None,
    }
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
}
