//! Reads what the JSON-LD blocks of a page say about its article.

use dom_query::Document;
use serde_json::Value;

use crate::ingest::draft::{Draft, Found};
use crate::ingest::fields::{self, Place};
use crate::ingest::values::{Fields, get};
use crate::ingest::{json, json_scan};

/// The most JSON-LD blocks read: more than any honest page has.
const MOST_BLOCKS: usize = 64;

/// What JSON-LD says about the article of a page.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) draft: Draft,
    /// Names of authors, as written.
    pub(super) authors: Vec<String>,
    /// Whether the page says that its text is for subscribers.
    pub(super) is_paid: bool,
}

/// Reads the JSON-LD blocks and returns the article whose headline matches, else the first article.
pub(super) fn read(document: &Document, headline: Option<&str>) -> Told {
    let mut articles: Vec<Fields> = Vec::new();
    for script in document.select("script[type*='ld+json']").iter().take(MOST_BLOCKS) {
        let Some(value) = parsed(&script.text()) else { continue };
        for document in json::documents(value).list {
            if let Value::Object(fields) = document
                && json::is_article(&fields)
            {
                articles.push(fields);
            }
        }
    }
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = headline.map(letters).unwrap_or_default();
    let is_wanted = |fields: &Fields| {
        let own = get(fields, "headline").and_then(Value::as_str).map(letters).unwrap_or_default();
        own.len() > 8 && wanted.starts_with(&own)
    };
    let chosen = articles.iter().find(|fields| is_wanted(fields)).or_else(|| articles.first());
    chosen.map(told).unwrap_or_default()
}

fn told(fields: &Fields) -> Told {
    let Ok(mut draft) = fields::draft(fields, Place::JsonLd) else { return Told::default() };
    // The page is the article; what it is "based on" or "part of" is not its address.
    draft.embargo = None;
    for found in [&mut draft.title, &mut draft.publisher].into_iter().flatten() {
        found.value = unescaped(&found.value);
    }
    let authors = draft.authors.take().map(|found| found.value).unwrap_or_default();
    let free = get(fields, "isAccessibleForFree");
    let is_paid = match free {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => {
            free.trim().rsplit('/').next().is_some_and(|free| free.eq_ignore_ascii_case("false"))
        }
        _ => false,
    };
    if let Some(notes) = get(fields, "correction") {
        let notes: Vec<String> = match notes {
            Value::Array(notes) => notes.iter().filter_map(note).collect(),
            note_of_one => note(note_of_one).into_iter().collect(),
        };
        draft.corrections = (!notes.is_empty()).then(|| Found::new(notes, "JSON-LD correction"));
    }
    Told { draft, authors: authors.iter().map(|name| unescaped(name)).collect(), is_paid }
}

fn note(value: &Value) -> Option<String> {
    let text = value.as_str().or_else(|| value.get("text")?.as_str())?.trim();
    (!text.is_empty() && !text.contains("://")).then(|| unescaped(text))
}

/// Parses a block as JSON after repairing the most common faults: comments around it, line breaks inside strings,
/// entities, and commas before a closing bracket.
fn parsed(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("//").trim_start_matches("<![CDATA[");
    let text =
        text.trim().trim_end_matches("-->").trim_end_matches("]]>").trim_end_matches("//").trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mended = json_scan::without_nan(plain.as_bytes()).unwrap_or(plain.into_bytes());
    let mended = without_stray_commas(&mended);
    serde_json::from_slice(&mended).ok().or_else(|| {
        let text = String::from_utf8(mended).ok()?;
        let text = text.contains("&quot;").then(|| text.replace("&quot;", "\""))?;
        serde_json::from_str(&text).ok()
    })
}

/// Returns the JSON without commas directly before a closing bracket.
fn without_stray_commas(json: &[u8]) -> Vec<u8> {
    let mut mended: Vec<u8> = Vec::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for byte in json.iter().copied() {
        if in_string {
            in_string = byte != b'"' || escaped;
            escaped = byte == b'\\' && !escaped;
        } else if byte == b'"' {
            in_string = true;
        } else if matches!(byte, b'}' | b']') {
            let end = mended.trim_ascii_end().len();
            if mended[..end].ends_with(b",") {
                mended.truncate(end - 1);
            }
        }
        mended.push(byte);
    }
    mended
}

/// Returns a value without the entities and tags that content management systems leave in it ("&amp;", "&#8217;").
pub(super) fn unescaped(text: &str) -> String {
    if text.len() > 10_000 || !(text.contains('&') && text.contains(';') || text.contains('<')) {
        return text.to_owned();
    }
    Document::fragment(text).text().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_block(block: &str) -> Told {
        read(&Document::from(format!("<script type=\"application/ld+json\">{block}</script>")), Some("Ferry stops"))
    }

    #[test]
    fn broken_blocks_are_mended() {
        for block in [
            "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry stops\"}",
            "<!-- {\"@type\":\"NewsArticle\",\"headline\":\"Ferry stops\"} -->",
            "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Ferry stops\"};\n//]]>",
            "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\nstops\",\"author\":[{\"name\":\"T. Renn\"},],}",
            "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Ferry stops&quot;}",
            "[{\"@type\":\"WebSite\",\"name\":\"V\"},{\"@type\":[\"Thing\",\"Report\"],\"headline\":\"Ferry stops\"}]",
            "{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"Other\"},{\"@type\":\"NewsArticle\",\"headline\":\"Ferry stops\"}]}",
            "{\"@type\":\"https://schema.org/NewsArticle\",\"headline\":\"Ferry stops\"}",
        ] {
            assert_eq!(
                read_block(block).draft.title.map(|title| title.value).as_deref(),
                Some("Ferry stops"),
                "{block}"
            );
        }
        for block in ["", "{", "{\"@type\":\"NewsArticle\"", "[]", "null", "{\"@type\":7}", "{\"@type\":\"Person\"}"] {
            assert_eq!(read_block(block).draft.title, None, "{block}");
        }
    }

    #[test]
    fn what_is_for_subscribers() {
        for (free, paid) in [
            ("false", true),
            ("\"False\"", true),
            ("\"https://schema.org/False\"", true),
            ("true", false),
            ("null", false),
        ] {
            let told = read_block(&format!("{{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":{free}}}"));
            assert_eq!(told.is_paid, paid, "{free}");
        }
    }
}
