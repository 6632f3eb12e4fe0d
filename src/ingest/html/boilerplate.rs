//! Recognises what is on a page but not in its article, by element names, by classes, and by set phrases.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::Element;

use crate::lexicon::{Lexicon, class_of};

static WORDS: LazyLock<Lexicon> = LazyLock::new(|| {
    const CLASSES: [&str; 16] = [
        "element",
        "unseen_element",
        "unseen_class",
        "beside_role",
        "beside",
        "lead",
        "byline",
        "heading",
        "caption",
        "leads_elsewhere",
        "label",
        "telling",
        "telling_label",
        "closing",
        "closing_end",
        "about",
    ];
    Lexicon::built_in("ingest/html/boilerplate.tsv", include_str!("boilerplate.tsv"), &CLASSES)
});

/// Whether an element never holds text for readers.
pub(super) fn is_unseen(element: &Element) -> bool {
    class_of!(WORDS, "unseen_element").has(&element.name.local)
        || element.attrs.iter().any(|attribute| {
            let is_unseen = |class: &str| class_of!(WORDS, "unseen_class").has(&class.to_ascii_lowercase());
            &*attribute.name.local == "class" && attribute.value.split_ascii_whitespace().any(is_unseen)
        })
}

/// Whether an element is hidden when the page loads; scripts may show it later.
pub(super) fn is_hidden(element: &Element) -> bool {
    element.attrs.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => !attribute.value.eq_ignore_ascii_case("until-found"),
        "style" => {
            let style: String = attribute.value.chars().filter(|c| !c.is_whitespace()).take(400).collect();
            let style = style.to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

/// What the name, the classes and the role of an element say about it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Said {
    /// The reasons why it is outside the article, one bit each; 0 if there is none.
    pub(super) beside: u128,
    /// It is the lead: the introduction between the headline and the text.
    pub(super) is_lead: bool,
    /// It names the authors.
    pub(super) is_byline: bool,
    /// It is a heading between paragraphs.
    pub(super) is_heading: bool,
    /// It names what a picture shows, or who made it.
    pub(super) is_caption: bool,
}

/// What each known word in a class or id means.
static CLASS_WORDS: LazyLock<HashMap<&str, Said>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Said> = HashMap::new();
    // Each word has its own bit: above the bits for `ELEMENTS`, below `HIDDEN`.
    for (place, word) in WORDS.entries("beside").enumerate() {
        words.entry(word).or_default().beside = 1 << (ELEMENTS.len() + place);
    }
    WORDS.entries("lead").for_each(|word| words.entry(word).or_default().is_lead = true);
    WORDS.entries("byline").for_each(|word| words.entry(word).or_default().is_byline = true);
    WORDS.entries("heading").for_each(|word| words.entry(word).or_default().is_heading = true);
    WORDS.entries("caption").for_each(|word| words.entry(word).or_default().is_caption = true);
    words
});

/// Names of elements outside the article; the index of a name is its bit in [`Said::beside`].
static ELEMENTS: LazyLock<Vec<&str>> = LazyLock::new(|| WORDS.entries("element").collect());

/// Whether the mask says that the name of an element alone puts it beside an article.
pub(super) fn is_beside_by_name(mask: u128) -> bool {
    mask & ((1 << ELEMENTS.len()) - 1) != 0
}

/// The highest bits of [`Said::beside`], for reasons other than a word or an element name.
const HIDDEN: u128 = 1 << 124;
const HIDDEN_CLASS: u128 = 1 << 125;
const ROLE: u128 = 1 << 126;
const ARIA_HIDDEN: u128 = 1 << 127;

/// Returns what the name and the attributes of an element say about it.
pub(super) fn said(element: &Element) -> Said {
    let name = &*element.name.local;
    let mut said = Said::default();
    if let Some(place) = ELEMENTS.iter().position(|other| *other == name) {
        said.beside |= 1 << place;
    }
    if is_hidden(element) {
        said.beside |= HIDDEN;
    }
    for attribute in &element.attrs {
        let value = &*attribute.value;
        match &*attribute.name.local {
            "class" | "id" | "data-component" | "data-module" | "data-testid" | "itemprop" | "rel" => {
                each_word(value, |word| {
                    if let Some(more) = CLASS_WORDS.get(word) {
                        said.beside |= more.beside;
                        said.is_lead |= more.is_lead;
                        said.is_byline |= more.is_byline;
                        said.is_heading |= more.is_heading;
                        said.is_caption |= more.is_caption;
                    }
                });
                // "hidden md:block" is shown on wide screens.
                let hidden = |class: &str| matches!(class, "hidden" | "hide" | "d-none");
                if value.split_ascii_whitespace().any(hidden) && !value.contains(':') && !value.contains("-block") {
                    said.beside |= HIDDEN_CLASS;
                }
            }
            "role" if class_of!(WORDS, "beside_role").has(value) => said.beside |= ROLE,
            "aria-hidden" if value.eq_ignore_ascii_case("true") => said.beside |= ARIA_HIDDEN,
            _ => {}
        }
    }
    if matches!(name, "article" | "main" | "html" | "body") {
        said.beside = 0;
    }
    said
}

/// Calls `give` with each word of a class or id, in lower case: "articleBody_relatedLinks-2" gives "article", "body",
/// "related", "links" and "2".
fn each_word(names: &str, mut give: impl FnMut(&str)) {
    let mut word = String::new();
    let mut was_capital = true;
    for character in names.chars().chain([' ']) {
        let is_capital = character.is_ascii_uppercase();
        if !word.is_empty() && (!character.is_ascii_alphanumeric() || is_capital && !was_capital) {
            give(&word);
            word.clear();
        }
        was_capital = is_capital;
        if character.is_ascii_alphanumeric() {
            word.push(character.to_ascii_lowercase());
        }
    }
}

/// Whether a line links to other articles, advertises, or captions a picture.
pub(super) fn is_set_phrase(text: &str) -> bool {
    if text.len() > 260 {
        return false;
    }
    let is_sentence = text.ends_with(['.', '!', '?', '”', '"']) && text.split_whitespace().nth(5).is_some();
    let is_address = !text.contains(char::is_whitespace) && text.contains("://");
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©').to_lowercase();
    let starts = |words: &str| {
        text.strip_prefix(words)
            .is_some_and(|rest| words.ends_with([':', '©']) || !rest.starts_with(char::is_alphanumeric))
    };
    is_address
        || WORDS.entries("leads_elsewhere").any(|words| starts(words) && (text.len() < 160 || words.ends_with(':')))
        || !is_sentence && text.len() < 160 && WORDS.entries("label").any(starts)
        || WORDS.entries("telling").any(|words| text.contains(words))
        || !is_sentence && WORDS.entries("telling_label").any(|words| text.contains(words))
}

/// Whether a line at the end of an article says who made it, or how to reach them.
pub(super) fn is_closing(text: &str) -> bool {
    if text.len() > 400 {
        return false;
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    WORDS.entries("closing").any(|start| text.starts_with(start))
        || WORDS.entries("closing_end").any(|end| text.ends_with(end))
}

/// Whether a line is the heading of an organisation's description of itself ("About the Valley Fund").
pub(super) fn is_about_line(text: &str) -> bool {
    let mut after = WORDS.entries("about").filter_map(|about| text.strip_prefix(about)?.strip_prefix(' '));
    let Some(name) = after.next() else { return false };
    let name = name.strip_prefix("the ").unwrap_or(name);
    text.len() < 60
        && name.split_whitespace().count() <= 5
        && name.starts_with(char::is_uppercase)
        && !text.ends_with(['.', '?', '!'])
}

/// Whether a line before the text looks like a date line: it is short and has a clock time or a year.
pub(super) fn is_time_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let clock = bytes.windows(4).any(|part| {
        part[0].is_ascii_digit()
            && matches!(part[1], b':' | b'.')
            && part[2].is_ascii_digit()
            && part[3].is_ascii_digit()
    });
    let year = bytes.windows(6).any(|part| {
        !part[0].is_ascii_digit()
            && part[1..3] == *b"20"
            && part[3..5].iter().all(u8::is_ascii_digit)
            && !part[5].is_ascii_digit()
    });
    clock && text.len() < 160 || year && text.len() < 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_bit_of_its_own() {
        assert!(ELEMENTS.len() + WORDS.entries("beside").count() <= HIDDEN.trailing_zeros() as usize);
    }

    #[test]
    fn classes_are_made_of_words() {
        for (names, expected) in [
            ("articleBody_relatedLinks-2", "article body related links 2"),
            ("story-ABCNews  x", "story abcnews x"),
            ("", ""),
            ("--", ""),
        ] {
            let mut found = Vec::new();
            each_word(names, |word| found.push(word.to_owned()));
            assert_eq!(found.join(" "), expected, "{names}");
        }
    }
}
