//! What a page says about its text: that it was corrected, or that this is only its beginning.
//!
//! A correction that stands inside the article stays in the text, where readers met it and where its words may be claims;
//! it is listed beside the text as well. One that stands elsewhere on the page is only listed.

use super::blocks::Page;

/// Longer than any note.
const LONGEST: usize = 1500;

/// More notes than any page has.
const MOST: usize = 20;

/// Words that begin a correction, with what may follow them.
const LABELS: [&str; 5] = ["correction", "corrections", "clarification", "corrected", "corrections and clarifications"];

/// Sentences that say what a label says, in small letters.
const SENTENCES: [&str; 20] = [
    "this article was amended",
    "this article was corrected",
    "this article has been amended",
    "this article has been corrected",
    "this article has been updated to correct",
    "this story was corrected",
    "this story has been corrected",
    "this story has been updated to correct",
    "this report has been corrected",
    "this post has been corrected",
    "an earlier version of this",
    "a previous version of this",
    "earlier versions of this",
    "previous versions of this",
    "in an earlier version of this",
    "in a previous version of this",
    "this version corrects",
    "this headline has been corrected",
    "in einer früheren version dieses",
    "une version précédente de cet article",
];

/// Whether a line says that the publisher corrected the article.
pub(super) fn is_correction(line: &str) -> bool {
    if line.len() > LONGEST || line.len() < 25 {
        return false;
    }
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let note = ["editor's note", "editor’s note", "editors' note", "editors’ note", "note"]
        .iter()
        .find_map(|start| line.strip_prefix(start).map(|rest| rest.trim_start_matches([':', ' ', '—', '-', '–'])));
    let said = note.unwrap_or(&line);
    let labelled = LABELS.iter().any(|label| {
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
        || SENTENCES.iter().any(|start| said.starts_with(start))
        || note.is_some() && SENTENCES.iter().any(|words| said.contains(words))
}

/// The corrections on a page, in order.
pub(super) fn corrections(page: &Page) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for block in page.blocks.iter().filter(|block| is_correction(&block.text)) {
        if notes.len() < MOST && !notes.contains(&block.text) {
            notes.push(block.text.clone());
        }
    }
    notes
}

/// Phrases of the line after which only subscribers read on, in small letters.
const WALLS: [&str; 36] = [
    "subscribe to continue",
    "subscribe to read",
    "subscribe now to read",
    "subscribe to unlock",
    "to continue reading",
    "continue reading with",
    "to keep reading",
    "to read the full article",
    "to read the full story",
    "to read this article in full",
    "reserved for subscribers",
    "exclusive to subscribers",
    "for subscribers only",
    "this article is for subscribers",
    "this content is only available to",
    "register to continue",
    "log in to continue",
    "sign in to continue",
    "unlock this article",
    "already a subscriber",
    "la suite est réservée",
    "reste à lire",
    "il vous reste",
    "réservé aux abonnés",
    "réservé à nos abonnés",
    "nur für abonnenten",
    "jetzt weiterlesen",
    "weiterlesen mit",
    "um weiterzulesen",
    "exklusiv für abonnenten",
    "para seguir leyendo",
    "solo para suscriptores",
    "contenido exclusivo para",
    "riservato agli abbonati",
    "per continuare a leggere",
    "alleen voor abonnees",
];

/// Whether a line says that the rest is for subscribers.
pub(super) fn is_wall(line: &str) -> bool {
    line.len() < 240 && {
        let line = line.to_lowercase();
        WALLS.iter().any(|words| line.contains(words))
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
