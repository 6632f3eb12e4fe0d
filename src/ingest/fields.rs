//! The fields of an article in JSON, YAML or a table, by the names of `fields.tsv`: trafilatura, newspaper4k, news-please, JSON Feed,
//! ninjs, schema.org, our own files, and front matter.

use std::sync::LazyLock;

use serde_json::Value;

use crate::domain::Partial;
use crate::lexicon::{Lexicon, class_of};

use super::draft::{Draft, Found};
use super::quotations::quotations;
use super::values::{Fields, address, collect_names, get, looks_like_url, moment, name, notes, plain};
use super::{Reason, fragment};

/// The kind of source that a set of fields comes from, named in the description of where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An object of a JSON file.
    Json,
    /// The front matter of a Markdown file.
    FrontMatter,
    /// A JSON-LD block of a web page.
    JsonLd,
    /// A row of a table.
    Column,
}

impl Place {
    fn of(self, key: &str) -> String {
        match self {
            Self::Json => format!("field {key}"),
            Self::FrontMatter => "front matter".to_owned(),
            Self::JsonLd => format!("JSON-LD {key}"),
            Self::Column => format!("column {key}"),
        }
    }
}

const CLASSES: [&str; 11] = [
    "text",
    "url",
    "title",
    "published",
    "publisher",
    "authors",
    "language",
    "license",
    "attribution",
    "credit",
    "corrections",
];

static NAMES: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("ingest/fields.tsv", include_str!("fields.tsv"), &CLASSES));

/// Returns whether a field of this name holds the text.
pub(super) fn is_text(name: &str) -> bool {
    class_of!(NAMES, "text").has(name)
}

/// Returns whether a field of this name holds the day of publication.
pub(super) fn is_day(name: &str) -> bool {
    class_of!(NAMES, "published").has(name)
}

/// Returns the known field name for a column heading; ignores case, spaces and punctuation.
pub(super) fn known_name(heading: &str) -> Option<&'static str> {
    let folded = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = folded(heading);
    // A name that stands for two fields is taken as the first of them: "source" is an address before a publisher.
    let names = || CLASSES[..10].iter().flat_map(|class| NAMES.entries(class));
    let known = || names().find(|name| folded(name) == wanted);
    (!wanted.is_empty()).then(known).flatten()
}

/// Finds the fields of one article among those of an object.
///
/// Fails where the publisher withholds the article, or its HTML cannot be rendered.
pub(super) fn draft(fields: &Fields, place: Place) -> Result<Draft, Reason> {
    if let Some(status) = get(fields, "pubstatus").and_then(Value::as_str) {
        let status = status.trim().to_ascii_lowercase();
        // NewsML-G2 writes the status as a code with a prefix: "stat:canceled".
        let word = status.rsplit(':').next().unwrap_or_default();
        if matches!(word, "canceled" | "cancelled" | "withheld") {
            return Err(Reason::Withheld(word.to_owned()));
        }
    }
    // Quotebank's quotation-centric data: one sentence from many articles, without the words that attribute it.
    if fields.contains_key("quoteID") && get(fields, "quotation").is_some_and(Value::is_string) {
        return Err(Reason::LoneQuotation);
    }
    let find = |field: &'static str, read: fn(&str, &Value) -> Option<String>| {
        candidates(fields, field).find_map(|(key, value)| Some(Found::new(read(key, value)?, place.of(key))))
    };
    let published = candidates(fields, "published")
        .filter_map(|(key, value)| Some(Found::new(moment(value)?, place.of(key))))
        .collect();
    let authors = candidates(fields, "authors").find_map(|(key, value)| {
        let mut names = Vec::new();
        collect_names(value, &mut names);
        (!names.is_empty()).then(|| Found::new(names, place.of(key)))
    });
    let publisher = find("publisher", |key, value| {
        name(value).filter(|name| !key.eq_ignore_ascii_case("source") || !looks_like_url(name))
    });
    let text = if place == Place::FrontMatter { None } else { text(fields, place)? };
    let quotations = if text.is_none() { quotations(fields) } else { None };
    let quotations = quotations.map(|(key, text)| Found::new(text, place.of(key)));
    Ok(Draft {
        partial: quotations.is_some().then_some(Partial::Quotations),
        text: text.or(quotations),
        credit: credit(fields, place, publisher.as_ref()),
        corrections: candidates(fields, "corrections").find_map(|(key, value)| {
            let notes = notes(value);
            (!notes.is_empty()).then(|| Found::new(notes, place.of(key)))
        }),
        url: find("url", |_, value| address(value)),
        title: title(fields, place)?,
        publisher,
        authors,
        published,
        language: find("language", |_, value| name(value)),
        license: find("license", |_, value| name(value)),
        attribution: find("attribution", |_, value| name(value)),
        embargo: ["embargoed", "embargoedUntil"].iter().find_map(|key| get(fields, key).and_then(plain)),
        ..Draft::default()
    })
}

/// Returns the values under all names of a field, the most trusted name first.
fn candidates<'a>(fields: &'a Fields, field: &'static str) -> impl Iterator<Item = (&'static str, &'a Value)> {
    NAMES.entries(field).filter_map(|name| Some((name, get(fields, name)?)))
}

/// Returns the article text: the first field that holds any, with HTML rendered to plain text.
fn text(fields: &Fields, place: Place) -> Result<Option<Found>, Reason> {
    for (key, value) in candidates(fields, "text") {
        if let Some(text) = body(key, value)? {
            return Ok(Some(Found::new(text, place.of(key))));
        }
    }
    Ok(None)
}

fn body(key: &str, value: &Value) -> Result<Option<String>, Reason> {
    match value {
        // The text stays as it is but for entities: its paragraphs and white space are the writer's.
        Value::String(text) => match plain(value) {
            None => Ok(None),
            Some(_) if key.contains("html") || may_be_html(key) && fragment::has_markup(text) => {
                fragment::render(text).map(|text| Some(text).filter(|text| !text.is_empty()))
            }
            Some(_) => Ok(Some(fragment::without_entities(text.clone()))),
        },
        // ninjs 2 and 3 have several bodies: prefer plain text, then the longest.
        Value::Array(bodies) if key == "bodies" => {
            let kind = |body: &Fields| get(body, "contenttype").and_then(Value::as_str).unwrap_or_default().to_owned();
            let words = |body: &Fields| get(body, "value").and_then(Value::as_str).map_or(0, str::len);
            let mut bodies: Vec<&Fields> = bodies.iter().filter_map(Value::as_object).collect();
            bodies.sort_by_key(|body| (kind(body) != "text/plain", std::cmp::Reverse(words(body))));
            for found in bodies {
                let key = if kind(found).contains("html") { "html" } else { "content" };
                if let Some(text) = get(found, "value").map(|value| body(key, value)).transpose()?.flatten() {
                    return Ok(Some(text));
                }
            }
            Ok(None)
        }
        // A list of paragraphs.
        Value::Array(paragraphs) if paragraphs.iter().all(Value::is_string) => {
            let paragraphs: Vec<String> = paragraphs.iter().filter_map(plain).collect();
            let text = fragment::without_entities(paragraphs.join("\n\n"));
            Ok(Some(text).filter(|text| !text.is_empty()))
        }
        _ => Ok(None),
    }
}

/// Returns whether a field holds HTML in some tools' files and plain text in others'.
fn may_be_html(key: &str) -> bool {
    ["content", "body", "articleBody", "raw", "article", "title"].contains(&key)
}

/// Returns the first name in the credits that is not the publisher's.
fn credit(fields: &Fields, place: Place, publisher: Option<&Found>) -> Option<Found> {
    candidates(fields, "credit").find_map(|(key, value)| {
        let one = std::slice::from_ref(value);
        let values = value.as_array().map_or(one, Vec::as_slice);
        let mut names = values.iter().take(16).filter_map(name).filter(|name| !looks_like_url(name));
        let is_other = |name: &String| publisher.is_none_or(|publisher| !publisher.value.eq_ignore_ascii_case(name));
        names.find(is_other).map(|name| Found::new(name, place.of(key)))
    })
}

fn title(fields: &Fields, place: Place) -> Result<Option<Found>, Reason> {
    for (key, value) in candidates(fields, "title") {
        let Some(title) = name(value) else { continue };
        let title =
            if fragment::has_markup(&title) { fragment::render(&title)? } else { fragment::without_entities(title) };
        if !title.is_empty() {
            return Ok(Some(Found::new(title, place.of(key))));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Draft {
        draft(value.as_object().unwrap(), Place::Json).unwrap()
    }

    #[test]
    fn every_kind_of_json_gives_its_fields() {
        let names = |draft: &Draft| draft.authors.clone().map(|authors| authors.value).unwrap_or_default().join("|");
        let value = |found: &Option<Found>| found.clone().map(|found| found.value).unwrap_or_default();
        for (kind, fields, url, text, title, published, publisher, authors, language) in [
            (
                "trafilatura",
                json!({"title": "T", "author": "A. Renn; B. Vost", "hostname": "e.org", "date": "2025-03-03",
                    "source": "https://e.org/a", "source-hostname": "Sarn Post", "raw_text": "x", "text": "Rain.",
                    "language": "en", "id": null, "license": null}),
                ["https://e.org/a", "field source"],
                "Rain.",
                "T",
                "2025-03-03",
                ["Sarn Post", "field source-hostname"],
                "A. Renn|B. Vost",
                "en",
            ),
            (
                "newspaper4k",
                json!({"url": "https://e.org/a", "title": "T", "authors": ["A. Renn", "B. Vost"], "text": "Rain.",
                    "publish_date": "2025-03-03 00:00:00", "meta_site_name": "Sarn Post", "meta_lang": "en",
                    "canonical_link": "https://e.org/b", "language": ""}),
                ["https://e.org/a", "field url"],
                "Rain.",
                "T",
                "2025-03-03 00:00:00",
                ["Sarn Post", "field meta_site_name"],
                "A. Renn|B. Vost",
                "en",
            ),
            (
                "news-please",
                json!({"authors": [], "date_publish": "None", "date_modify": "2025-01-01", "maintext": "Rain.",
                    "source_domain": "e.org", "title": "T", "url": "https://e.org/a", "language": "en"}),
                ["https://e.org/a", "field url"],
                "Rain.",
                "T",
                "",
                ["e.org", "field source_domain"],
                "",
                "en",
            ),
            (
                "ninjs 2",
                json!({"uri": "urn:x:1", "headlines": [{"value": "T"}], "versioncreated": "2025-03-03T10:00:00Z",
                    "bodies": [{"contenttype": "text/html", "value": "<p>No</p>"}, {"contenttype": "text/plain", "value": "Rain."}],
                    "infosources": [{"name": "Northern Wire"}], "by": "By A. Renn", "language": "en"}),
                ["", ""],
                "Rain.",
                "T",
                "2025-03-03T10:00:00Z",
                ["Northern Wire", "field infosources"],
                "A. Renn",
                "en",
            ),
            (
                "ninjs 3",
                json!({"uri": "https://e.org/a", "headlines": [{"role": "main", "value": "T"}], "title": "slug",
                    "versionCreated": "2025-03-03T10:00:00Z", "bodies": [{"contentType": "text/html", "value": "<p>Rain.</p><p>Sun.</p>"}],
                    "infoSources": [{"name": "Northern Wire"}], "pubStatus": "usable"}),
                ["https://e.org/a", "field uri"],
                "Rain.\n\nSun.",
                "T",
                "2025-03-03T10:00:00Z",
                ["Northern Wire", "field infosources"],
                "",
                "",
            ),
            (
                "schema.org",
                json!({"@type": "NewsArticle", "headline": "T", "articleBody": "Rain.", "datePublished": "2025-03-03",
                    "author": [{"@type": "Person", "name": "A. Renn"}, {"name": "B. Vost"}],
                    "publisher": {"@type": "Organization", "name": "Sarn Post"}, "inLanguage": "en-GB",
                    "mainEntityOfPage": {"@id": "https://e.org/a"}}),
                ["https://e.org/a", "field mainEntityOfPage"],
                "Rain.",
                "T",
                "2025-03-03",
                ["Sarn Post", "field publisher"],
                "A. Renn|B. Vost",
                "en-GB",
            ),
            (
                "wrong types",
                json!({"url": 7, "title": ["T"], "text": {"x": 1}, "maintext": ["Rain.", "Sun."], "date": {"y": 1},
                    "published": 1741000000, "author": {"name": 3}, "publisher": true, "source": {"name": "Sarn Post"},
                    "language": ["en"]}),
                ["", ""],
                "Rain.\n\nSun.",
                "T",
                "2025-03-03T11:06:40Z",
                ["Sarn Post", "field source"],
                "3",
                "en",
            ),
        ] {
            let draft = read(fields);
            let place = |found: &Option<Found>| found.clone().map(|found| found.place).unwrap_or_default();
            assert_eq!([value(&draft.url), place(&draft.url)], url, "{kind}");
            assert_eq!(value(&draft.text), text, "{kind}");
            assert_eq!(value(&draft.title), title, "{kind}");
            assert_eq!(draft.published.first().map_or("", |found| &found.value), published, "{kind}");
            assert_eq!([value(&draft.publisher), place(&draft.publisher)], publisher, "{kind}");
            assert_eq!(names(&draft), authors, "{kind}");
            assert_eq!(value(&draft.language), language, "{kind}");
        }
    }

    #[test]
    fn more_kinds_of_json() {
        let value = |found: Option<Found>| found.map(|found| found.value).unwrap_or_default();
        let cc_news =
            read(json!({"title": "T", "text": "Rain.\nSun.", "domain": "sarn.example", "date": "2025-03-03 10:00:00",
            "description": "x", "url": "https://sarn.example/a", "image_url": "https://sarn.example/a.jpg"}));
        assert_eq!(value(cc_news.publisher), "sarn.example");
        assert_eq!(
            (value(cc_news.text).as_str(), value(cc_news.url).as_str()),
            ("Rain.\nSun.", "https://sarn.example/a")
        );
        let ninjs_1 =
            read(json!({"uri": "urn:x:1", "pubstatus": "usable", "representationtype": "complete", "headline": "T",
            "byline": "By A. Renn", "body_html": "<p>Rain.</p><p>Sun.</p>", "versioncreated": "2025-03-03T10:00:00Z",
            "infosource": [{"name": "Sarn Post"}, {"name": "Northern Wire"}], "publisher": "Sarn Post",
            "correction": [{"text": "An earlier text gave a wrong day."}]}));
        assert_eq!(value(ninjs_1.text), "Rain.\n\nSun.");
        assert_eq!(ninjs_1.credit, Some(Found::new("Northern Wire".to_owned(), "field infosource")));
        assert_eq!(ninjs_1.authors.unwrap().value, ["A. Renn"]);
        assert_eq!(ninjs_1.corrections.unwrap().value, ["An earlier text gave a wrong day."]);
        let same = read(json!({"text": "Rain.", "creditline": "sarn post", "infosources": [{"name": "Sarn Post"}]}));
        assert_eq!((value(same.publisher), same.credit), ("Sarn Post".to_owned(), None));
        let lone = json!({"quoteID": "2020-01-01-000001", "quotation": "it rained", "speaker": "None"});
        assert_eq!(draft(lone.as_object().unwrap(), Place::Json).unwrap_err().code(), "lone-quotation");
    }

    #[test]
    fn archives_of_quotations_give_them_with_their_context() {
        let gqg = read(
            json!({"date": "2025-03-03T10:00:00Z", "url": "https://sarn.example/a", "title": "T", "lang": "ENGLISH",
            "quotes": [{"pre": "The mayor said: ", "quote": "it rained.", "post": " Nobody was hurt"},
                {"pre": "", "quote": " "}, {"quote": "It shone"}]}),
        );
        assert_eq!(gqg.text.unwrap().value, "The mayor said: “it rained.” Nobody was hurt\n\n“It shone”");
        assert_eq!((gqg.partial, gqg.language.unwrap().value), (Some(Partial::Quotations), "ENGLISH".to_owned()));
        let by_article =
            read(json!({"articleID": "x", "url": "https://sarn.example/a", "title": "T", "date": "2025-03-03",
            "quotations": [{"quotation": "It rained,", "leftContext": "", "rightContext": " the mayor said"}]}));
        assert_eq!(by_article.text.unwrap().value, "“It rained,” the mayor said");
    }

    #[test]
    fn headings_are_known_by_their_letters() {
        for (heading, name) in [
            ("Article Text", Some("article_text")),
            (" URL ", Some("url")),
            ("Date_Published", Some("datePublished")),
            ("Author(s)", Some("authors")),
            ("pubDate", Some("pubDate")),
            ("", None),
            ("sentiment", None),
        ] {
            assert_eq!(known_name(heading), name, "{heading}");
        }
    }

    #[test]
    fn what_a_publisher_withholds_is_not_read() {
        for status in ["canceled", "withheld", "stat:canceled", "Withheld"] {
            let fields = json!({"uri": "x", "pubStatus": status, "body_text": "Rain."});
            assert_eq!(draft(fields.as_object().unwrap(), Place::Json).unwrap_err().code(), "withheld", "{status}");
        }
    }
}
