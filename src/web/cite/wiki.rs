//! A citation for Wikipedia: its template for news (<https://en.wikipedia.org/wiki/Template:Cite_news>), and behind it who
//! said it.

use super::clean::{address, inside_quotation_marks};
use super::wording::Cited;
use crate::domain::Quotation;
use crate::web::view;

/// The template, between `<ref>` tags where they are asked for. Only a quotation is its `quote`, which Wikipedia puts
/// between quotation marks; any other claim stands behind it in a sentence.
pub(super) fn template(cited: &Cited, in_ref: bool) -> String {
    let mut template = "{{cite news".to_owned();
    let mut field = |name: &str, value: &str| template.push_str(&format!(" |{name}={value}"));
    for (number, author) in cited.authors.iter().enumerate() {
        field(&format!("author{}", number + 1), &escaped(author));
    }
    if let Some(day) = cited.published {
        field("date", &view::long_day(day));
    }
    field("title", &escaped(&cited.title));
    field("url", &address(cited.address()));
    if let Some(publisher) = &cited.publisher {
        field("work", &escaped(publisher));
    }
    // English is what Wikipedia takes for granted.
    if let Some(language) = cited.language.as_deref().filter(|language| !language.starts_with("en")) {
        field("language", &escaped(language));
    }
    let is_quoted = cited.quotation == Quotation::Direct;
    if is_quoted {
        field("quote", &escaped(&inside_quotation_marks(&cited.content)));
    }
    template.push_str("}} ");
    let sentence = if is_quoted { cited.attributed_alone() } else { cited.statement() };
    template.push_str(&format!("{} [{} Onrecord].", escaped(&sentence), address(&cited.permalink)));
    match in_ref {
        true => format!("<ref name=\"onrecord-{}\">{template}</ref>", cited.id),
        false => template,
    }
}

/// Words in which wikitext finds nothing to obey: brackets, bars, signatures, tags, and marks that stand twice.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    let mut before = None;
    let mut letters = words.chars().peekable();
    while let Some(c) = letters.next() {
        let is_twice = before == Some(c) || letters.peek() == Some(&c);
        let has_meaning = match c {
            '|' | '{' | '}' | '[' | ']' | '<' | '>' | '&' | '~' | '=' => true,
            '\'' | '_' | '-' => is_twice,
            // These make lists and headings at the beginning of a line.
            '*' | '#' | ':' | ';' => before.is_none(),
            // Template CS1 takes an address inside words for a mistake.
            '/' => is_twice,
            _ => false,
        };
        match has_meaning {
            true => escaped.push_str(&format!("&#{};", u32::from(c))),
            false => escaped.push(c),
        }
        before = Some(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::wording::tests::{hard, indirect};
    use super::*;

    #[test]
    fn only_a_quotation_is_the_quote_of_the_template() {
        let expected = "{{cite news |author1=Ida &#38; Co_1 |author2=محمد علي |date=5 March 2025 \
            |title=100% of &#123;bridges&#125; \\cost $5 #1 |url=https://river.example/a%20b?c=%7Bd%7D \
            |work=River &#124; Post &#61; &#93;&#93; &#123;&#123;x |quote=It is ‘ours’ &#123;now&#125; &#124; a&#61;b.}} \
            Ada Brandt, General, through John Kirby, said. Said 23 October 2024 (“on Wednesday”). \
            [https://e.org/claims/0123456789abcdef Onrecord].";
        assert_eq!(template(&hard(), false), expected);
        let expected = format!("<ref name=\"onrecord-0123456789abcdef\">{expected}</ref>");
        assert_eq!(template(&hard(), true), expected);
        let paraphrase = template(&indirect(), false);
        assert!(!paraphrase.contains("quote="), "{paraphrase}");
        assert!(
            paraphrase.contains("}} Ada Brandt warned: the bridge is shut (in the reporter’s words)."),
            "{paraphrase}"
        );
    }

    #[test]
    fn wikitext_finds_nothing_to_obey() {
        assert_eq!(escaped("* a''b'' c'd ~~~~"), "&#42; a&#39;&#39;b&#39;&#39; c'd &#126;&#126;&#126;&#126;");
        assert_eq!(escaped("<ref>http://x __TOC__"), "&#60;ref&#62;http:&#47;&#47;x &#95;&#95;TOC&#95;&#95;");
        assert_eq!(escaped("[[File:x]] {{y}}"), "&#91;&#91;File:x&#93;&#93; &#123;&#123;y&#125;&#125;");
    }
}
