//! The fields that a parser found, before they are checked and become a [`NewArticle`].

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

use crate::domain::{NewArticle, Partial, Published, Received};

use super::{ParseOptions, Reason, dates, language};

/// The place recorded for a field that the command line sets.
pub const COMMAND_LINE: &str = "command line";

/// A value and a description of where it was found ("field date_publish", "front matter").
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

/// The fields of one article as its parser found them, not yet checked.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) text: Option<Found>,
    pub(super) url: Option<Found>,
    pub(super) title: Option<Found>,
    pub(super) publisher: Option<Found>,
    pub(super) authors: Option<Found<Vec<String>>>,
    /// Candidates, the most trusted first; the first one that parses as a date is used.
    pub(super) published: Vec<Found>,
    /// The date in a line of the text itself: a guess, used only where no other date is given or can be parsed.
    pub(super) date_line: Option<Found>,
    pub(super) language: Option<Found>,
    pub(super) license: Option<Found>,
    pub(super) attribution: Option<Found>,
    /// Set where the source holds only part of the article.
    pub(super) partial: Option<Partial>,
    /// Notes in which the publisher corrects the article.
    pub(super) corrections: Option<Found<Vec<String>>>,
    /// The agency or other source that the text is credited to.
    pub(super) credit: Option<Found>,
    /// Other addresses of the same article.
    pub(super) also_at: Vec<String>,
    /// When the embargo ends.
    pub(super) embargo: Option<String>,
    /// The character set, where it was not UTF-8.
    pub(super) charset: Option<&'static str>,
}

impl Draft {
    /// Fills the empty fields of this draft from another one.
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

    /// Applies the command line, checks every field, and records where each was found. `received` describes the HTTP
    /// response that the article came in, if any.
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

/// Returns the text; fails where it holds no word.
fn checked_text(text: Option<Found>) -> Result<Found, Reason> {
    let text = text.ok_or(Reason::NoText)?;
    let text = Found { value: without_nul(text.value), place: text.place };
    if text.value.trim().is_empty() {
        return Err(Reason::Empty);
    }
    if text.value.chars().any(char::is_alphabetic) { Ok(text) } else { Err(Reason::NoText) }
}

/// Returns the value of a one-line field: the command line's, else the one found.
fn line(from: &mut Places, field: &'static str, found: Option<Found>, given: Option<&String>) -> Option<String> {
    let given = given.cloned().map(|value| Found::new(value, COMMAND_LINE));
    let found = given.or(found).and_then(one_line)?;
    from.insert(field, found.place);
    // A part of an address leads elsewhere.
    Some(if field == "url" { found.value } else { short(found.value) })
}

/// Returns the values of a field that can have several.
fn list(from: &mut Places, field: &'static str, found: Option<Found<Vec<String>>>) -> Vec<String> {
    let Some(found) = found else { return Vec::new() };
    from.insert(field, found.place);
    found.value.into_iter().take(MOST_VALUES).map(|value| short(without_nul(value))).collect()
}

/// Returns the named language where it is a known one; else the language detected in the text.
fn language_of(named: Option<Found>, text: &str) -> Option<Found> {
    let named = named.filter(|language| language::normal(&language.value).is_some());
    named.or_else(|| Some(Found::new(language::detect(text)?.to_owned(), "detected")))
}

fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// The longest value of a field, in characters, and the most values that one has. No headline is as long as that, and each page that
/// names the article shows it.
const LONGEST_VALUE: usize = 2_000;
const MOST_VALUES: usize = 500;

/// Cuts a value that is longer than any should be behind a word.
fn short(value: String) -> String {
    let Some((end, _)) = value.char_indices().nth(LONGEST_VALUE) else { return value };
    let words = value[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{} …", &value[..words])
}

/// Puts a value on one line by collapsing its white space.
fn one_line(found: Found) -> Option<Found> {
    let value = without_nul(found.value.split_whitespace().collect::<Vec<_>>().join(" "));
    (!value.is_empty()).then_some(Found { value, place: found.place })
}

/// Parses an absolute http or https URL with a host.
pub(super) fn absolute(address: &str) -> Option<Url> {
    let url = Url::parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The day of publication; where no date could be parsed, the first one that was found.
struct Day {
    published: Option<Published>,
    not_understood: Option<String>,
}

impl Day {
    /// Returns the command line's date, else the first of the found ones that parses.
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
                // A text may begin with a future date, of an event say: not its date of publication.
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

/// Shortens a value for reports.
fn shortened(value: String) -> String {
    without_nul(value).chars().take(80).collect()
}

/// Returns the end of an embargo that is still in force; on its last day it ends at the time it names.
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
    fn a_value_that_is_longer_than_any_should_be_is_cut_behind_a_word() {
        assert_eq!(short("Shells hit the market".to_owned()), "Shells hit the market");
        let words = "Orvania ".repeat(200_000);
        let cut = short(words);
        assert!(cut.chars().count() <= LONGEST_VALUE + 2 && cut.ends_with("Orvania …"), "{cut}");
        let one = short("ё".repeat(1_000_000));
        assert_eq!(one.chars().count(), LONGEST_VALUE + 2);
    }

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
