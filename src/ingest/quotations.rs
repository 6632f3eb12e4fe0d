//! Texts made of the quotations that some archives keep in place of the articles.

use serde_json::Value;

use super::values::{Fields, get};

/// The quotations of an archive that keeps only them, each with the words around it, one a paragraph, and the name that they
/// stand under: GDELT's GQG, and Quotebank by article.
pub(super) fn quotations(fields: &Fields) -> Option<(&'static str, String)> {
    let (key, list) = ["quotes", "quotations"].iter().find_map(|key| Some((*key, get(fields, key)?)))?;
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
    (!paragraphs.is_empty()).then(|| (key, paragraphs.join("\n\n")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_stand_between_marks() {
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
    }
}
