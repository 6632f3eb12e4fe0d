//! One table of field names for all that arrives as JSON or YAML: trafilatura, newspaper4k, news-please, JSON Feed,
//! ninjs, schema.org, our own files, and front matter.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::domain::Partial;

use super::draft::{Draft, Found, absolute};
use super::{Reason, html};

/// An object of JSON or YAML.
pub(super) type Fields = Map<String, Value>;

/// Where a set of fields stands, for the words that say where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An object of a JSON file.
    Json,
    /// The head of a Markdown file.
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

// Each list is in order of trust. Names match without regard to case (ninjs writes them both ways).
const URL: [&str; 16] = [
    "url",
    "source",
    "canonical_link",
    "canonical_url",
    "canonical",
    "permalink",
    "link",
    "uri",
    "external_url",
    "article_url",
    "web_url",
    "webUrl",
    "mainEntityOfPage",
    "@id",
    "id",
    "guid",
];
pub(super) const TEXT: [&str; 17] = [
    "text",
    "maintext",
    "articleBody",
    "body_text",
    "bodies",
    "content_text",
    "content_html",
    "body_html",
    "body_xhtml",
    "article_text",
    "full_text",
    "fulltext",
    "body",
    "content",
    "article",
    "raw_text",
    "raw",
];
const TITLE: [&str; 9] =
    ["headline", "headlines", "title", "title_page", "title_rss", "headline_main", "headline_text", "heading", "name"];
pub(super) const PUBLISHED: [&str; 19] = [
    "published",
    "date",
    "date_publish",
    "publish_date",
    "datePublished",
    "date_published",
    "published_at",
    "publishedAt",
    "publication_date",
    "published_date",
    "pubDate",
    "pub_date",
    "versioncreated",
    "firstcreated",
    "contentcreated",
    "webPublicationDate",
    "dateCreated",
    "created_at",
    "timestamp",
];
const PUBLISHER: [&str; 16] = [
    "publisher",
    "source-hostname",
    "sitename",
    "site_name",
    "meta_site_name",
    "source",
    "outlet",
    "infosources",
    "source_name",
    "newspaper",
    "source_domain",
    "domain",
    "hostname",
    "host",
    "site",
    "publication",
];
const AUTHORS: [&str; 7] = ["authors", "author", "byline", "by", "creator", "dc:creator", "writer"];
const LANGUAGE: [&str; 5] = ["language", "lang", "inLanguage", "meta_lang", "languageCode"];
const LICENSE: [&str; 5] = ["license", "licence", "usageterms", "rights", "rightsinfo"];
const ATTRIBUTION: [&str; 6] =
    ["attribution", "creditText", "credit", "copyrightnotice", "copyrightholder", "copyrightHolder"];

/// Who the text came from, where it is not the publisher.
const CREDIT: [&str; 8] =
    ["creditline", "credit_line", "agency", "news_agency", "wire", "sourceOrganization", "infosources", "infosource"];
const CORRECTIONS: [&str; 2] = ["correction", "corrections"];

/// The name in the table that a heading stands for; case, spaces and punctuation make no difference.
pub(super) fn known_name(heading: &str) -> Option<&'static str> {
    let folded = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = folded(heading);
    let tables: [&[&'static str]; 10] =
        [&TEXT, &URL, &TITLE, &PUBLISHED, &PUBLISHER, &AUTHORS, &LANGUAGE, &LICENSE, &ATTRIBUTION, &CREDIT];
    let known = || tables.into_iter().flatten().find(|name| folded(name) == wanted).copied();
    (!wanted.is_empty()).then(known).flatten()
}

/// Finds the fields of one article among those of an object.
///
/// Fails where its publisher withholds it, or its HTML cannot be rendered.
pub(super) fn draft(fields: &Fields, place: Place) -> Result<Draft, Reason> {
    if let Some(status) = get(fields, "pubstatus").and_then(Value::as_str) {
        let status = status.trim().to_ascii_lowercase();
        // "stat:canceled" is the form of NewsML-G2 news codes.
        let word = status.rsplit(':').next().unwrap_or_default();
        if matches!(word, "canceled" | "cancelled" | "withheld") {
            return Err(Reason::Withheld(word.to_owned()));
        }
    }
    // Quotebank by quotation: one sentence of many articles, without the words that say whose it is.
    if fields.contains_key("quoteID") && get(fields, "quotation").is_some_and(Value::is_string) {
        return Err(Reason::LoneQuotation);
    }
    let find = |names: &[&str], read: fn(&str, &Value) -> Option<String>| {
        candidates(fields, names).find_map(|(key, value)| Some(Found::new(read(key, value)?, place.of(key))))
    };
    let published = candidates(fields, &PUBLISHED)
        .filter_map(|(key, value)| Some(Found::new(moment(value)?, place.of(key))))
        .collect();
    let authors = candidates(fields, &AUTHORS).find_map(|(key, value)| {
        let mut names = Vec::new();
        collect_names(value, &mut names);
        (!names.is_empty()).then(|| Found::new(names, place.of(key)))
    });
    let publisher = find(&PUBLISHER, |key, value| {
        name(value).filter(|name| !key.eq_ignore_ascii_case("source") || !looks_like_url(name))
    });
    let text = if place == Place::FrontMatter { None } else { text(fields, place)? };
    let quotations = if text.is_none() { quotations(fields, place) } else { None };
    Ok(Draft {
        partial: quotations.is_some().then_some(Partial::Quotations),
        text: text.or(quotations),
        credit: credit(fields, place, publisher.as_ref()),
        corrections: candidates(fields, &CORRECTIONS).find_map(|(key, value)| {
            let notes = notes(value);
            (!notes.is_empty()).then(|| Found::new(notes, place.of(key)))
        }),
        url: find(&URL, |_, value| address(value)),
        title: title(fields, place)?,
        publisher,
        authors,
        published,
        language: find(&LANGUAGE, |_, value| name(value)),
        license: find(&LICENSE, |_, value| name(value)),
        attribution: find(&ATTRIBUTION, |_, value| name(value)),
        embargo: ["embargoed", "embargoedUntil"].iter().find_map(|key| get(fields, key).and_then(plain)),
        ..Draft::default()
    })
}

fn candidates<'a>(fields: &'a Fields, names: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a Value)> {
    names.iter().filter_map(|name| Some((*name, get(fields, name)?)))
}

/// A field by name: exactly so, else in another case.
pub(super) fn get<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    let other_case = || fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    fields.get(name).or_else(other_case)
}

/// A string or a number; what tools write for "nothing" is nothing.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let nothing = ["none", "null", "nan", "undefined", "n/a"];
    (!text.is_empty() && !nothing.iter().any(|word| text.eq_ignore_ascii_case(word))).then_some(text)
}

/// A name: a string, an object with one, or the first of a list of these.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().take(16).find_map(name),
        Value::Object(fields) => ["name", "literal", "value", "alternateName", "url", "@id"]
            .iter()
            .find_map(|key| get(fields, key).and_then(plain)),
        value => plain(value),
    }
}

fn looks_like_url(text: &str) -> bool {
    absolute(text).is_some() || text.starts_with("//")
}

/// The first absolute http address of a string, an object with `@id` or `url`, or a list of these.
fn address(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().take(16).find_map(address),
        Value::Object(fields) => ["@id", "url", "href"].iter().find_map(|key| get(fields, key).and_then(address)),
        value => plain(value).filter(|text| absolute(text).is_some()),
    }
}

/// A date as text; a number of that size is Unix time in seconds or milliseconds.
fn moment(value: &Value) -> Option<String> {
    let seconds = |number: i64| match number.unsigned_abs() {
        100_000_000..10_000_000_000 => Some(number),
        100_000_000_000..10_000_000_000_000 => Some(number / 1000),
        _ => None,
    };
    let number = match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds as i64)),
        _ => None,
    };
    match number.and_then(seconds).and_then(|seconds| Timestamp::from_second(seconds).ok()) {
        Some(time) => Some(time.to_string()),
        None => match value {
            Value::Array(values) => values.iter().take(16).find_map(moment),
            Value::Object(fields) => get(fields, "@value").and_then(plain),
            value => plain(value),
        },
    }
}

/// Names of people: "A; B", a list, objects with a name. A comma does not part them: "Smith, John" is one.
pub(super) fn collect_names(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_names(value, names)),
        Value::Object(_) => names.extend(name(value).filter(|name| !looks_like_url(name))),
        value => {
            let text = plain(value).unwrap_or_default();
            for part in text.split(';').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")) {
                let by = part.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
                let part = if by { part[3..].to_owned() } else { part };
                // An e-mail address names nobody.
                let is_name = !looks_like_url(&part) && (!part.contains('@') || part.contains(' '));
                if is_name {
                    let more = in_a_row(&part).into_iter().filter(|name| !name.is_empty());
                    let more: Vec<String> = more.filter(|name| !names.contains(name)).collect();
                    names.extend(more);
                }
            }
        }
    }
}

/// The names in "Tomas Renn, Bela Vost and Rina Halm"; what holds anything but full names is one.
fn in_a_row(text: &str) -> Vec<String> {
    let joined = text.rsplit_once(" and ").or_else(|| text.rsplit_once(" & "));
    joined
        .map(|(first, last)| {
            let first = first.split(',').map(|name| name.trim().to_owned());
            first.filter(|name| !name.is_empty()).chain([last.trim().to_owned()]).collect::<Vec<_>>()
        })
        .filter(|names| names.iter().all(|name| html::is_full_name(name)))
        .unwrap_or_else(|| vec![text.to_owned()])
}

/// The article text: the first field that has any, HTML rendered.
fn text(fields: &Fields, place: Place) -> Result<Option<Found>, Reason> {
    for (key, value) in candidates(fields, &TEXT) {
        if let Some(text) = body(key, value)? {
            return Ok(Some(Found::new(text, place.of(key))));
        }
    }
    Ok(None)
}

fn body(key: &str, value: &Value) -> Result<Option<String>, Reason> {
    match value {
        // The text is kept as it stands: offsets refer to it.
        Value::String(text) => match plain(value) {
            None => Ok(None),
            Some(_) if key.contains("html") || may_be_html(key) && has_markup(text) => {
                html::render(text).map(|text| Some(text).filter(|text| !text.is_empty()))
            }
            Some(_) => Ok(Some(text.clone())),
        },
        // ninjs 2 and 3: several bodies, plain ones first, then the fullest.
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
            Ok(Some(paragraphs.join("\n\n")).filter(|text| !text.is_empty()))
        }
        _ => Ok(None),
    }
}

/// Fields that hold HTML in one tool's files and plain text in another's.
fn may_be_html(key: &str) -> bool {
    ["content", "body", "articleBody", "raw", "article", "title"].contains(&key)
}

fn has_markup(text: &str) -> bool {
    ["</", "<br", "<p>"].iter().any(|mark| text.contains(mark))
}

/// The quotations of an archive that keeps only them, each with the words around it, one a paragraph: GDELT's GQG, and
/// Quotebank by article.
fn quotations(fields: &Fields, place: Place) -> Option<Found> {
    let (key, list) = candidates(fields, &["quotes", "quotations"]).next()?;
    let mut paragraphs = Vec::new();
    for quotation in list.as_array()?.iter().filter_map(Value::as_object) {
        let part = |names: [&str; 2]| names.iter().find_map(|name| get(quotation, name)?.as_str()).unwrap_or_default();
        let quote = part(["quote", "quotation"]).trim();
        if !quote.is_empty() {
            let (before, after) =
                (part(["pre", "leftContext"]).trim_start(), part(["post", "rightContext"]).trim_end());
            paragraphs.push(quoted(before, quote, after));
        }
    }
    (!paragraphs.is_empty()).then(|| Found::new(paragraphs.join("\n\n"), place.of(key)))
}

/// A quotation between the words before and after it, with marks around it where they are missing.
fn quoted(before: &str, quote: &str, after: &str) -> String {
    const OPENING: [char; 4] = ['“', '"', '«', '„'];
    const CLOSING: [char; 4] = ['”', '"', '»', '“'];
    let opened = before.trim_end().ends_with(OPENING) || quote.starts_with(OPENING);
    let closed = after.trim_start().starts_with(CLOSING) || quote.ends_with(CLOSING);
    let mut text = before.to_owned();
    if !opened && text.ends_with(|c: char| !c.is_whitespace() && !['(', '[', '—'].contains(&c)) {
        text.push(' ');
    }
    text.push_str(if opened { "" } else { "“" });
    text.push_str(quote);
    text.push_str(if closed { "" } else { "”" });
    if !closed && after.starts_with(char::is_alphanumeric) {
        text.push(' ');
    }
    text.push_str(after);
    text
}

/// The first name of those a text is credited to that is not the publisher's.
fn credit(fields: &Fields, place: Place, publisher: Option<&Found>) -> Option<Found> {
    candidates(fields, &CREDIT).find_map(|(key, value)| {
        let one = std::slice::from_ref(value);
        let values = value.as_array().map_or(one, Vec::as_slice);
        let mut names = values.iter().take(16).filter_map(name).filter(|name| !looks_like_url(name));
        let is_other = |name: &String| publisher.is_none_or(|publisher| !publisher.value.eq_ignore_ascii_case(name));
        names.find(is_other).map(|name| Found::new(name, place.of(key)))
    })
}

/// Notes as strings, as objects with a text, or as a list of these.
fn notes(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().take(64).flat_map(notes).collect(),
        Value::Object(fields) => get(fields, "text").and_then(plain).into_iter().collect(),
        value => plain(value).into_iter().filter(|note| !looks_like_url(note)).collect(),
    }
}

/// Whether a text of a feed, in which both are usual, is HTML rather than plain.
pub(super) fn has_html(text: &str) -> bool {
    let tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains('>');
    let reference = |rest: &str| {
        let end = rest.find(';').unwrap_or_default();
        (2..=10).contains(&end) && rest[..end].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    };
    has_markup(text)
        || text.match_indices('<').any(|(at, _)| tag(&text[at + 1..]))
        || text.match_indices('&').any(|(at, _)| reference(&text[at + 1..]))
}

fn title(fields: &Fields, place: Place) -> Result<Option<Found>, Reason> {
    for (key, value) in candidates(fields, &TITLE) {
        let Some(title) = name(value) else { continue };
        let title = if has_markup(&title) { html::render(&title)? } else { title };
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
        for (before, quote, after, expected) in [
            ("He said ", "it rained,", " she wrote", "He said “it rained,” she wrote"),
            ("He said", "it rained,", "she wrote", "He said “it rained,” she wrote"),
            ("He said “", "it rained", "” twice", "He said “it rained” twice"),
            ("He said ", "\"it rained\"", " twice", "He said \"it rained\" twice"),
            ("He said \"", "it rained", ".", "He said \"it rained”."),
            ("", "It rained", ", he said", "“It rained”, he said"),
        ] {
            assert_eq!(quoted(before, quote, after), expected);
        }
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
    fn names_in_a_row_are_parted() {
        for (line, expected) in [
            ("By Tomas Renn and Bela Vost", &["Tomas Renn", "Bela Vost"][..]),
            ("Tomas Renn, Bela Vost & Rina Halm", &["Tomas Renn", "Bela Vost", "Rina Halm"]),
            ("Tomas Renn, and Bela Vost; Rina Halm", &["Tomas Renn", "Bela Vost", "Rina Halm"]),
            ("Renn, Tomas", &["Renn, Tomas"]),
            ("Tomas Renn, Sarn", &["Tomas Renn, Sarn"]),
            ("Rivers and Roads Desk", &["Rivers and Roads Desk"]),
            ("Tomas Renn and agencies", &["Tomas Renn and agencies"]),
            ("desk@e.org", &[]),
        ] {
            let mut names = Vec::new();
            collect_names(&line.into(), &mut names);
            assert_eq!(names, expected, "{line}");
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
