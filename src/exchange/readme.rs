//! What a folder of an export says of itself to people.

use std::fmt::Write;

use super::package::{Form, Package, Resource};
use crate::domain::Terms;

/// The most lines of the table of terms; each article tells its own.
const MOST_TERMS: usize = 200;

/// The text of `README.md`.
pub fn readme(package: &Package, terms: &[Terms]) -> String {
    let form = package.onrecord.form;
    let mut text = format!(
        "# Who said what: a collection of Onrecord\n\n\
         Exported {} by onrecord {}, as {}: {} claims.\n\n\
         A claim is one attributed statement in one article. Everything here was read by a program from the articles, and \
         corrected by people where `decisions` tells. It says what was printed, never what is true.\n\n{}\n\n{}",
        package.created,
        package.onrecord.version,
        form.word(),
        package.onrecord.claims,
        about_form(form),
        LEFT_OUT,
    );
    text.push_str("\n## Files\n\n| file | rows | bytes | SHA-256 |\n| --- | ---: | ---: | --- |\n");
    for resource in &package.resources {
        let rows = resource.rows.map_or_else(String::new, |rows| rows.to_string());
        let hash = resource.hash.trim_start_matches("sha256:");
        _ = writeln!(text, "| `{}` | {rows} | {} | `{hash}` |", resource.path, resource.bytes);
    }
    text.push_str("\nThe same stands in `datapackage.json` (datapackage.org) for programs.\n");
    package.resources.iter().for_each(|resource| describe(&mut text, resource));
    describe_terms(&mut text, terms);
    text
}

/// What holds for every form.
const LEFT_OUT: &str = "Not here: articles and claims that the operator withdrew (their ids, the reason and the day are told, so \
    that their addresses still answer, and in a text signs of the same length stand in place of their words), the bytes that \
    articles were read from (their SHA-256 is told), paths of the machine, and the feeds that it watches.\n";

fn about_form(form: Form) -> &'static str {
    match form {
        Form::Jsonl => {
            "Each file holds one JSON object a line, in UTF-8. `claims` is for reading: the claims that pages show, as the web \
             API gives them, with places counted in code points. `onrecord import FOLDER` reads the other files, in which \
             places are bytes of the text in UTF-8, and makes the same collection of them, with the same addresses."
        }
        Form::Sqlite => {
            "`onrecord.sqlite` is a database of Onrecord. `onrecord import FOLDER` checks it and takes it over; `onrecord serve \
             --database` can serve a copy of it as well. The files in `migrations/` of the program describe its tables."
        }
        Form::Csv => {
            "Tables in CSV (RFC 4180, UTF-8, a header row). Parts of a list are joined by \"; \". A cell that a spreadsheet \
             would take for a formula begins with an apostrophe. These tables are for reading: `onrecord import` takes an \
             export as jsonl or sqlite."
        }
        Form::Parquet => {
            "Tables in Apache Parquet; lists are lists of strings. These tables are for reading: `onrecord import` takes an \
             export as jsonl or sqlite."
        }
    }
}

fn describe(text: &mut String, resource: &Resource) {
    _ = write!(text, "\n## {}\n\n{}\n", resource.path, resource.description);
    let Some(schema) = &resource.schema else { return };
    text.push_str("\n| field | type | |\n| --- | --- | --- |\n");
    for field in &schema.fields {
        _ = writeln!(text, "| `{}` | {} | {} |", field.name, field.kind, field.description);
    }
}

fn describe_terms(text: &mut String, terms: &[Terms]) {
    text.push_str(
        "\n## Licences\n\nThe articles belong to those who wrote and published them. Each keeps the `license` and the \
         `attribution` that it came with; where none is given, only what the law allows of a work that others own is allowed. \
         Whoever hands the texts on hands these on as well.\n\n| publisher | license | attribution | articles |\n\
         | --- | --- | --- | ---: |\n",
    );
    let cell = |words: &Option<String>| words.as_deref().map(plain).unwrap_or_default();
    for Terms { publisher, license, attribution, articles } in terms.iter().take(MOST_TERMS) {
        let license = license.as_deref().map_or_else(|| "none given".to_owned(), plain);
        _ = writeln!(text, "| {} | {license} | {} | {articles} |", cell(publisher), cell(attribution));
    }
    if let Some(more) = terms.len().checked_sub(MOST_TERMS).filter(|more| *more > 0) {
        _ = writeln!(text, "\nFurther {more} combinations are not listed here; the articles tell them.");
    }
}

/// Words from outside as a cell of a table in Markdown.
fn plain(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            c if c.is_whitespace() || c.is_control() => plain.push(' '),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => plain.extend(['\\', c]),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_break_no_table() {
        assert_eq!(plain("CC BY 4.0 | [a](javascript:x)\n<b>"), "CC BY 4.0 \\| \\[a\\](javascript:x) \\<b\\>");
    }
}
