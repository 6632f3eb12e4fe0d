//! Converts values in JSON, YAML and tables to names, addresses and times.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::draft::absolute;
use super::names::in_a_row;

/// An object of JSON or YAML.
pub(super) type Fields = Map<String, Value>;

/// Returns a field by name: an exact match, else one that ignores case.
pub(super) fn get<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    let other_case = || fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    fields.get(name).or_else(other_case)
}

/// Returns a string or a number as text; `None` for the placeholders that tools write for a missing value.
pub(super) fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let nothing = ["none", "null", "nan", "undefined", "n/a"];
    (!text.is_empty() && !nothing.iter().any(|word| text.eq_ignore_ascii_case(word))).then_some(text)
}

/// Returns a name from a string, an object with a name, or the first item of a list of these.
pub(super) fn name(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().take(16).find_map(name),
        Value::Object(fields) => ["name", "literal", "value", "alternateName", "url", "@id"]
            .iter()
            .find_map(|key| get(fields, key).and_then(plain)),
        value => plain(value),
    }
}

pub(super) fn looks_like_url(text: &str) -> bool {
    absolute(text).is_some() || text.starts_with("//")
}

/// Returns the first absolute http address in a string, an object with `@id` or `url`, or a list of these.
pub(super) fn address(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().take(16).find_map(address),
        Value::Object(fields) => ["@id", "url", "href"].iter().find_map(|key| get(fields, key).and_then(address)),
        value => plain(value).filter(|text| absolute(text).is_some()),
    }
}

/// Returns a date as text; a number large enough is read as Unix time in seconds or milliseconds.
pub(super) fn moment(value: &Value) -> Option<String> {
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

/// Collects names of people from "A; B", a list, or objects with a name. Commas do not separate names: "Smith, John" is
/// one.
pub(super) fn collect_names(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_names(value, names)),
        Value::Object(_) => names.extend(name(value).filter(|name| !looks_like_url(name))),
        value => {
            let text = plain(value).unwrap_or_default();
            for part in text.split(';').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")) {
                let by = part.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
                let part = if by { part[3..].to_owned() } else { part };
                // An e-mail address alone is not a name.
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

/// Returns notes given as strings, as objects with a text, or as a list of these.
pub(super) fn notes(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().take(64).flat_map(notes).collect(),
        Value::Object(fields) => get(fields, "text").and_then(plain).into_iter().collect(),
        value => plain(value).into_iter().filter(|note| !looks_like_url(note)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
