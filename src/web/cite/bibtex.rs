//! A citation as an entry of BibTeX, which biblatex reads as well.

use super::clean::address;
use super::wording::Cited;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The entry. Names stand in braces of their own, so that nobody takes them apart, and so do titles, whose capitals
/// styles would change otherwise.
pub(super) fn entry(cited: &Cited) -> String {
    let kind = if cited.publisher.is_some() { "article" } else { "misc" };
    let mut entry = format!("@{kind}{{onrecord-{},\n", cited.id);
    let mut field = |name: &str, value: &str| entry.push_str(&format!("  {name} = {value},\n"));
    if !cited.authors.is_empty() {
        let authors: Vec<String> = cited.authors.iter().map(|name| format!("{{{}}}", escaped(name))).collect();
        field("author", &format!("{{{}}}", authors.join(" and ")));
    }
    field("title", &format!("{{{{{}}}}}", escaped(&cited.title)));
    if let Some(publisher) = &cited.publisher {
        field("journal", &format!("{{{}}}", escaped(publisher)));
    }
    if let Some(day) = cited.published {
        field("year", &format!("{{{}}}", day.year()));
        field("month", MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1) % MONTHS.len()]);
        field("day", &format!("{{{}}}", day.day()));
    }
    field("url", &format!("{{{}}}", address(cited.address())));
    // No command for addresses: not every document loads a package that has one.
    field("note", &format!("{{{}}}", escaped(&cited.summary())));
    entry + "}\n"
}

/// Words without anything that LaTeX obeys. BibTeX counts braces even behind a backslash, so braces have names.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '$' | '&' | '%' | '#' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::wording::tests::{hard, indirect};
    use super::*;

    #[test]
    fn an_entry_tells_all_and_its_braces_are_even() {
        let expected = "@article{onrecord-0123456789abcdef,
  author = {{Ida \\& Co\\_1} and {محمد علي}},
  title = {{100\\% of \\textbraceleft{}bridges\\textbraceright{} \\textbackslash{}cost \\$5 \\#1}},
  journal = {River | Post = ]] \\textbraceleft{}\\textbraceleft{}x},
  year = {2025},
  month = mar,
  day = {5},
  url = {https://river.example/a%20b?c=%7Bd%7D},
  note = {Ada Brandt, General, through John Kirby, said: “It is ‘ours’ \\textbraceleft{}now\\textbraceright{} | a=b.” \
Said 23 October 2024 (“on Wednesday”). Text loaded on 6 March 2025. Onrecord, \
https://e.org/claims/0123456789abcdef},
}
";
        assert_eq!(entry(&hard()), expected);
    }

    #[test]
    fn an_article_of_no_publisher_is_of_the_kind_for_anything() {
        let mut cited = indirect();
        cited.publisher = None;
        cited.published = None;
        cited.url = None;
        let entry = entry(&cited);
        assert!(entry.starts_with("@misc{") && !entry.contains("journal") && !entry.contains("year"), "{entry}");
        assert!(entry.contains("  url = {https://e.org/claims/0123456789abcdef},\n"), "{entry}");
        assert!(entry.contains("warned: the bridge is shut (in the reporter’s words)."), "{entry}");
    }
}
