//! Texts cut to length, and addresses that lead to words at the publisher's.

/// The first `length` characters, cut at a word, with an ellipsis where something is left out.
pub(in crate::web) fn shortened(text: &str, length: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= length {
        return text;
    }
    let cut: String = text.chars().take(length).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.']))
}

/// XML 1.0 has no characters for most control codes, escaped or not; they are left out.
pub(in crate::web) fn in_xml(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)).collect()
}

/// Every byte but letters and digits escaped, as text directives and mail addresses take it.
pub(in crate::web) fn percent_encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Parts of a statement that one address points to.
const MOST_PARTS: usize = 4;

/// The address at the publisher's, opening at these words where the browser can (WICG scroll-to-text-fragment).
/// `before` is what stands right before the first part; it tells which place is meant when the words are few.
pub(in crate::web) fn words_at_publisher(url: &str, parts: &[&str], before: &str) -> Option<String> {
    let mut url = url::Url::parse(url).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_fragment(None);
    let mut directives: Vec<String> = parts.iter().take(MOST_PARTS).filter_map(|part| text_directive(part)).collect();
    let first = directives.first_mut()?;
    let few = parts.first().is_some_and(|part| part.split_whitespace().count() <= 3);
    let before: Vec<&str> = before.rsplit('\n').next().unwrap_or_default().split_whitespace().collect();
    if few && !before.is_empty() {
        let words = &before[before.len().saturating_sub(3)..];
        *first = format!("{}-,{first}", percent_encoded(&words.join(" ")));
    }
    Some(format!("{url}#:~:text={}", directives.join("&text=")))
}

/// Words as a text directive: all of them where they are few and stand in one paragraph, else the first and the last.
/// The directive's own syntax uses "-", "," and "&", so everything but letters and digits is escaped.
fn text_directive(words: &str) -> Option<String> {
    const WHOLE: usize = 10;
    const EACH_END: usize = 5;
    let lines: Vec<Vec<&str>> =
        words.lines().map(|line| line.split_whitespace().collect()).filter(|line: &Vec<_>| !line.is_empty()).collect();
    let (first, last) = (lines.first()?, lines.last()?);
    if lines.len() == 1 && first.len() <= WHOLE {
        return Some(percent_encoded(&first.join(" ")));
    }
    let start = &first[..first.len().min(EACH_END)];
    let end = &last[last.len().saturating_sub(EACH_END)..];
    Some(format!("{},{}", percent_encoded(&start.join(" ")), percent_encoded(&end.join(" "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_no_character_that_it_has_none_for() {
        assert_eq!(in_xml("a\u{0}b\u{8}\u{b}c\td\u{FFFE}\u{1F600}"), "abc\td\u{1F600}");
    }

    #[test]
    fn long_texts_are_cut_at_a_word_and_say_so() {
        assert_eq!(shortened("one two three", 20), "one two three");
        assert_eq!(shortened("one two, three", 10), "one two…");
        assert_eq!(shortened("one\n\n two", 20), "one two");
    }

    #[test]
    fn the_words_at_the_publisher_are_escaped() {
        let check = |parts: &[&str], before: &str, expected: &str| {
            let link = words_at_publisher("https://e.org/a#b", parts, before).unwrap();
            assert_eq!(link.strip_prefix("https://e.org/a#:~:text="), Some(expected), "{parts:?}");
        };
        check(&["fair game, 50-50 & more"], "He said: ", "fair%20game%2C%2050%2D50%20%26%20more");
        check(&["a b c d e f g h i j k"], "", "a%20b%20c%20d%20e,g%20h%20i%20j%20k");
        // A match may not run over the end of a paragraph, but a range may.
        check(&["one two\n\nthree"], "", "one%20two,three");
        check(&["one two three four", "five"], "", "one%20two%20three%20four&text=five");
        check(&["No"], "First.\nAsked again, she said, “", "she%20said%2C%20%E2%80%9C-,No");
        check(&["No"], "First.\n", "No");
        assert_eq!(words_at_publisher("javascript:alert(1)", &["x"], ""), None);
        assert_eq!(words_at_publisher("https://e.org/", &[], ""), None);
    }
}
