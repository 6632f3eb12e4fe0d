//! What stands on pages beside articles: told by the names of elements, by their classes, and by set phrases.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::Element;

/// Elements whose content is never read: it is no text, or not shown.
const UNSEEN: [&str; 27] = [
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "canvas", "audio", "video",
    "map", "select", "option", "textarea", "button", "dialog", "progress", "meter", "datalist", "head", "title",
    "link", "meta", "source", "track",
];

/// Classes of what only some readers are shown.
const UNSEEN_CLASSES: [&str; 10] = [
    "visually-hidden",
    "visuallyhidden",
    "sr-only",
    "screen-reader-text",
    "screen-reader",
    "screenreader",
    "a11y-hidden",
    "u-hidden",
    "is-hidden",
    "offscreen",
];

/// Elements beside an article.
const BESIDE: [&str; 7] = ["aside", "nav", "footer", "form", "figcaption", "figure", "menu"];

/// Words in the classes and ids of what is no part of an article.
const BESIDE_WORDS: [&str; 104] = [
    "share",
    "sharing",
    "sharebar",
    "sharetools",
    "social",
    "socials",
    "newsletter",
    "newsletters",
    "signup",
    "subscribe",
    "subscription",
    "related",
    "relateds",
    "recommended",
    "recommendation",
    "recommendations",
    "recommend",
    "recirc",
    "recirculation",
    "promo",
    "promos",
    "promotion",
    "teasers",
    "sponsored",
    "sponsor",
    "advert",
    "adverts",
    "advertisement",
    "advertising",
    "ad",
    "ads",
    "adslot",
    "outbrain",
    "taboola",
    "comment",
    "comments",
    "disqus",
    "caption",
    "captions",
    "figcaption",
    "credit",
    "credits",
    "copyright",
    "byline",
    "bylines",
    "author",
    "authors",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "tags",
    "taglist",
    "topics",
    "keywords",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "modal",
    "popup",
    "tooltip",
    "sidebar",
    "footer",
    "toolbar",
    "pagination",
    "pager",
    "nav",
    "navigation",
    "menu",
    "trending",
    "popular",
    "mostread",
    "readmore",
    "seealso",
    "infobox",
    "factbox",
    "gallery",
    "slideshow",
    "carousel",
    "player",
    "timestamp",
    "dateline",
    "disclaimer",
    "feedback",
    "rating",
    "poll",
    "quiz",
    "widget",
    "widgets",
    "banner",
    "cta",
    "donate",
    "donation",
    "membership",
    "promobox",
    "autor",
    "autoren",
    "auteur",
    "auteurs",
    "autore",
    "werbung",
    "publicidad",
    "kommentare",
    "comentarios",
];

/// Roles of what stands beside the content.
const BESIDE_ROLES: [&str; 8] =
    ["complementary", "navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "toolbar"];

/// Words in the classes of leads, in the languages of those who write style sheets.
const LEAD_WORDS: [&str; 28] = [
    "lead",
    "lede",
    "standfirst",
    "subtitle",
    "subheadline",
    "subheading",
    "subhead",
    "dek",
    "deck",
    "summary",
    "intro",
    "introduction",
    "excerpt",
    "abstract",
    "chapo",
    "vorspann",
    "ingress",
    "sottotitolo",
    "occhiello",
    "sommario",
    "entradilla",
    "subtitulo",
    "bajada",
    "description",
    "perex",
    "spot",
    "teaser",
    "preamble",
];

/// Words in the classes of bylines.
const BYLINE_WORDS: [&str; 10] =
    ["byline", "bylines", "author", "authors", "autor", "autoren", "auteur", "auteurs", "autore", "autori"];

/// Words in the classes of headings between paragraphs.
const HEADING_WORDS: [&str; 7] =
    ["subheadline", "subheading", "subhead", "crosshead", "crossheading", "intertitle", "zwischentitel"];

/// Words in the classes of what stands under pictures.
const CAPTION_WORDS: [&str; 4] = ["caption", "credit", "copyright", "figcaption"];

/// Whether an element holds no text for readers.
pub(super) fn is_unseen(element: &Element) -> bool {
    UNSEEN.contains(&&*element.name.local)
        || element.attrs.iter().any(|attribute| {
            let is_unseen = |class: &str| UNSEEN_CLASSES.iter().any(|name| class.eq_ignore_ascii_case(name));
            &*attribute.name.local == "class" && attribute.value.split_ascii_whitespace().any(is_unseen)
        })
}

/// Whether an element is not shown as the page comes; scripts may show it later.
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

/// What the name, the classes and the role of an element say of it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Said {
    /// Why it is no part of an article, as the bits of a mask; 0 where nothing says so.
    pub(super) beside: u128,
    /// It is the lead: what stands between the headline and the text.
    pub(super) is_lead: bool,
    /// It names the authors.
    pub(super) is_byline: bool,
    /// It is a heading between paragraphs.
    pub(super) is_heading: bool,
    /// It names what a picture shows, or who made it.
    pub(super) is_caption: bool,
}

/// What each known word of classes says.
static WORDS: LazyLock<HashMap<&str, Said>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Said> = HashMap::new();
    for (place, word) in BESIDE_WORDS.into_iter().enumerate() {
        words.entry(word).or_default().beside = 1 << (BESIDE.len() + place);
    }
    LEAD_WORDS.into_iter().for_each(|word| words.entry(word).or_default().is_lead = true);
    BYLINE_WORDS.into_iter().for_each(|word| words.entry(word).or_default().is_byline = true);
    HEADING_WORDS.into_iter().for_each(|word| words.entry(word).or_default().is_heading = true);
    CAPTION_WORDS.into_iter().for_each(|word| words.entry(word).or_default().is_caption = true);
    words
});

/// The bits of the mask that stand for names of elements.
pub(super) const NAMES: u128 = (1 << BESIDE.len()) - 1;

/// Bits of the mask that stand for no word.
const HIDDEN: u128 = 1 << 124;
const HIDDEN_CLASS: u128 = 1 << 125;
const ROLE: u128 = 1 << 126;
const ARIA_HIDDEN: u128 = 1 << 127;

/// What an element says of itself.
pub(super) fn said(element: &Element) -> Said {
    let name = &*element.name.local;
    let mut said = Said::default();
    if let Some(place) = BESIDE.iter().position(|other| *other == name) {
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
                    if let Some(more) = WORDS.get(word) {
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
            "role" if BESIDE_ROLES.contains(&value) => said.beside |= ROLE,
            "aria-hidden" if value.eq_ignore_ascii_case("true") => said.beside |= ARIA_HIDDEN,
            _ => {}
        }
    }
    if matches!(name, "article" | "main" | "html" | "body") {
        said.beside = 0;
    }
    said
}

/// Gives the words that a class or id is made of, in small letters: "articleBody_relatedLinks-2" holds article, body,
/// related, links, 2.
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

/// Beginnings of lines that lead elsewhere, however they go on, in small letters.
const LEADS_ELSEWHERE: [&str; 64] = [
    "read more",
    "read also",
    "also read",
    "read next",
    "read the full",
    "more on this",
    "more:",
    "related:",
    "related post",
    "related article",
    "related news",
    "related stories",
    "you may also like",
    "you might also like",
    "don't miss",
    "don’t miss",
    "watch:",
    "listen:",
    "click here",
    "tap here",
    "sign up",
    "get our",
    "get the latest",
    "join our",
    "join us on",
    "download our",
    "story continues",
    "article continues",
    "continue reading",
    "share this",
    "share on",
    "sharing is caring",
    "©",
    "all rights reserved",
    "image copyright",
    "image source",
    "image:",
    "photo:",
    "photograph:",
    "photos:",
    "picture:",
    "pictures:",
    "file photo",
    "media playback",
    "your browser",
    "to view this video",
    "video:",
    "lesen sie",
    "mehr zum thema",
    "foto:",
    "fotos:",
    "bild:",
    "lire aussi",
    "lire la suite",
    "leer más",
    "lea también",
    "le puede interesar",
    "te puede interesar",
    "leggi anche",
    "lees ook",
    "les også",
    "läs också",
    "læs også",
    "leia também",
];

/// Beginnings of labels; a sentence may begin so as well.
const LABELS: [&str; 34] = [
    "see also",
    "see more",
    "more from",
    "more on",
    "recommended",
    "watch more",
    "in pictures",
    "subscribe",
    "follow us",
    "follow our",
    "advertisement",
    "advert",
    "sponsored",
    "copyright",
    "scroll down",
    "photo by",
    "photo",
    "image",
    "related",
    "mehr lesen",
    "auch interessant",
    "anzeige",
    "quelle:",
    "quellen",
    "à lire",
    "lire plus",
    "leggi di più",
    "lees verder",
    "les mer",
    "läs mer",
    "læs mere",
    "annonce",
    "leia mais",
    "newsletter",
];

/// Phrases anywhere in a short line that tell what it is.
const TELLING: [&str; 24] = [
    "sign up for our",
    "sign up to our",
    "sign up here",
    "subscribe to our",
    "our newsletter",
    "unsubscribe",
    "click here",
    "getty images)",
    "all rights reserved",
    "follow us on",
    "enable javascript",
    "our privacy policy",
    "our terms",
    "ad blocker",
    "alle rechte vorbehalten",
    "tous droits réservés",
    "todos los derechos reservados",
    "tutti i diritti riservati",
    "join the conversation",
    "preferred source",
    "may earn a commission",
    "affiliate commission",
    "get in touch with our",
    "this story has been shared",
];

/// Phrases that tell it only where the line is no sentence.
const TELLING_LABELS: [&str; 10] = [
    "newsletter",
    "getty images",
    "image credit",
    "photo credit",
    "bildrechte",
    "privacy policy",
    "terms of use",
    "datenschutz",
    "all comments",
    "download the app",
];

/// Beginnings of the lines in which papers say who made the article, at its end.
const CLOSING: [&str; 20] = [
    "reporting by",
    "editing by",
    "additional reporting",
    "with reporting by",
    "writing by",
    "compiled by",
    "with files from",
    "with additional",
    "edited by",
    "reach the reporter",
    "contact the reporter",
    "contact the author",
    "follow on twitter",
    "citation:",
    "do you have a story",
    "got a story",
    "for more stories like",
    "for the latest",
    "note: we are",
    "have your say",
];

/// Whether a line leads to other articles, advertises, or names a picture.
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
        || LEADS_ELSEWHERE.iter().any(|words| starts(words) && (text.len() < 160 || words.ends_with(':')))
        || !is_sentence && text.len() < 160 && LABELS.iter().any(|words| starts(words))
        || TELLING.iter().any(|words| text.contains(words))
        || !is_sentence && TELLING_LABELS.iter().any(|words| text.contains(words))
}

/// Whether a line at the end of an article says who made it, or how to reach them.
pub(super) fn is_closing(text: &str) -> bool {
    if text.len() > 400 {
        return false;
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    CLOSING.iter().any(|start| text.starts_with(start))
        || text.ends_with("contributed to this report.")
        || text.ends_with("contributed to this story.")
}

/// Whether a line heads what an organisation says about itself ("About the Valley Fund").
pub(super) fn is_about_line(text: &str) -> bool {
    let about = ["About ", "ABOUT ", "Über ", "À propos de ", "Acerca de ", "Sobre "];
    let Some(name) = about.iter().find_map(|about| text.strip_prefix(about)) else { return false };
    let name = name.strip_prefix("the ").unwrap_or(name);
    text.len() < 60
        && name.split_whitespace().count() <= 5
        && name.starts_with(char::is_uppercase)
        && !text.ends_with(['.', '?', '!'])
}

/// Whether a line before the text says when, and not what.
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
