//! Finds what a page says about its text: that it was corrected, or that only its beginning is shown.
//!
//! A correction inside the article stays in the text, since readers saw it there and it may hold claims; it is also
//! listed separately. A correction elsewhere on the page is only listed.

use std::sync::LazyLock;

use super::blocks::Page;
use crate::lexicon::Lexicon;

static WORDS: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::built_in("ingest/html/notes.tsv", include_str!("notes.tsv"), &["note", "label", "sentence", "wall"])
});

/// The most bytes in a correction: longer lines are not taken for one.
const LONGEST: usize = 1500;

/// The most corrections listed: more than any page has.
const MOST: usize = 20;

/// Whether a line says that the publisher corrected the article.
pub(super) fn is_correction(line: &str) -> bool {
    if line.len() > LONGEST || line.len() < 25 {
        return false;
    }
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let note = WORDS
        .entries("note")
        .find_map(|start| line.strip_prefix(start).map(|rest| rest.trim_start_matches([':', ' ', '—', '-', '–'])));
    let said = note.unwrap_or(&line);
    let labelled = WORDS.entries("label").any(|label| {
        said.strip_prefix(label).is_some_and(|rest| {
            if rest.starts_with(char::is_alphabetic) {
                return false;
            }
            let rest = rest.trim_start();
            // "Correction, Oct. 25: …", "Corrected on Friday: …", "Correction (25 October)".
            let mark = rest.starts_with([':', '—', '–', '(', '\n']);
            mark || rest.starts_with([',', 'o', 'a']) && rest.char_indices().take(60).any(|(_, c)| c == ':')
        })
    });
    labelled
        || WORDS.entries("sentence").any(|start| said.starts_with(start))
        || note.is_some() && WORDS.entries("sentence").any(|words| said.contains(words))
}

/// Returns the corrections on a page, in document order.
pub(super) fn corrections(page: &Page) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for block in page.blocks.iter().filter(|block| is_correction(&block.text)) {
        if notes.len() < MOST && !notes.contains(&block.text) {
            notes.push(block.text.clone());
        }
    }
    notes
}

/// Whether a line is a paywall notice: it says that the rest is for subscribers.
pub(super) fn is_wall(line: &str) -> bool {
    line.len() < 240 && {
        let line = line.to_lowercase();
        WORDS.entries("wall").any(|words| line.contains(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_told_from_sentences() {
        for (line, expected) in [
            ("Correction, Oct. 25: The bridge has two lanes, not four.", true),
            ("CORRECTION: The bridge has two lanes, not four.", true),
            ("Correction (25 October 2024): The bridge has two lanes.", true),
            ("Clarification: Ms Vost spoke before the vote.", true),
            ("This article was amended on 25 October 2024 to say that the bridge has two lanes.", true),
            ("An earlier version of this article gave a wrong number of lanes.", true),
            ("• Editor’s note: An earlier version of this report gave a wrong name.", true),
            ("Editor's note: This story will be updated.", false),
            ("Correctional officers at Sarn said on Monday that: nothing was wrong.", false),
            ("Correction of the river bed will take two years, the office said.", false),
            ("Corrected figures will be published on Friday, the ministry said.", false),
            ("Correction:", false),
        ] {
            assert_eq!(is_correction(line), expected, "{line}");
        }
    }

    #[test]
    fn walls_are_told_from_sentences() {
        for (line, expected) in [
            ("Subscribe to continue reading", true),
            ("Already a subscriber? Sign in", true),
            ("Il vous reste 60 % de cet article à lire.", true),
            ("The minister said that subscribers would be told first.", false),
        ] {
            assert_eq!(is_wall(line), expected, "{line}");
        }
    }
}
