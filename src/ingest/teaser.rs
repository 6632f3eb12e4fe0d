//! Teasers: texts of feeds that are only the beginning of an article.

use std::sync::LazyLock;

use crate::domain::Partial;
use crate::lexicon::{Lexicon, class_of};

use super::draft::{Draft, Found};
use super::{Item, Reason, fragment};

/// Shorter than any article that is more than its first lines.
const SHORTEST: usize = 300;

/// A summary of this length is no longer one: many feeds have no other place for the whole text.
const LONGEST_SUMMARY: usize = 1500;

static WORDS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("ingest/teaser.tsv", include_str!("teaser.tsv"), &["mark", "phrase"]));

/// The fuller of a content and a summary, and whether it is only the beginning of an article.
pub(super) fn chosen(content: Option<Found>, summary: Option<Found>) -> (Option<Found>, Option<Partial>) {
    let length = |text: &Option<Found>| text.as_ref().map_or(0, |text| text.value.chars().count());
    let is_summary = length(&summary) > length(&content);
    let Some(mut text) = (if is_summary { summary } else { content.or(summary) }) else { return (None, None) };
    let cut = without_links_on(&mut text.value);
    let shortest = if is_summary { LONGEST_SUMMARY } else { SHORTEST };
    let teaser = cut || text.value.chars().count() < shortest;
    (Some(text), teaser.then_some(Partial::Teaser))
}

/// Marks the text of a draft from a feed that is only the beginning of an article.
pub(super) fn mark_teaser(draft: &mut Draft, summary: Option<String>) {
    let summary = summary.map(|summary| Found::new(summary, "field summary"));
    (draft.text, draft.partial) = chosen(draft.text.take(), summary);
}

/// Takes off the lines at the end of a text that lead to the rest of it or to the feed's own pages, and says whether the
/// text is cut there.
fn without_links_on(text: &mut String) -> bool {
    let mut cut = false;
    loop {
        let start = text.rfind('\n').map_or(0, |at| at + 1);
        let last = text[start..].trim().to_lowercase();
        let leads_on = class_of!(WORDS, "phrase").has(last.trim_end_matches(['.', '…', '»', '→', '>', ':', ' ']));
        // The line that a widespread content system adds to every entry.
        let signature = last.starts_with("the post ")
            && (last.contains(" appeared first on ") || last.contains(" first appeared on "));
        if start == 0 || !(leads_on || signature) {
            break;
        }
        cut |= leads_on;
        text.truncate(text[..start].trim_end().len());
    }
    let end: String =
        text.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect::<String>().to_lowercase();
    let cut_words = || WORDS.entries("mark").chain(WORDS.entries("phrase"));
    cut || cut_words().any(|words| end.trim_end().ends_with(words))
}

/// An entry without a text leads to a page all the same.
pub(super) fn named(item: Item, url: Option<&String>) -> Item {
    match (item, url) {
        (Item::Skipped(mut skipped), Some(url)) if matches!(skipped.reason, Reason::NoText | Reason::Empty) => {
            skipped.reason = Reason::NoTextInFeed { url: url.clone() };
            Item::Skipped(skipped)
        }
        (item, _) => item,
    }
}

/// A title or a name on one line, its markup taken off.
pub(super) fn plain_line(text: &str) -> Option<String> {
    let rendered = fragment::has_html(text).then(|| fragment::render(text)).transpose().ok()?;
    let text = rendered.as_deref().unwrap_or(text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that is long enough for an article.
    fn long() -> String {
        "The ferry at Marrow Ford will not run on Monday, the harbour office said. ".repeat(6)
    }

    #[test]
    fn beginnings_are_told_from_whole_texts() {
        let long = long();
        for (content, summary, text, partial) in [
            (Some(long.clone()), None, long.clone(), None),
            (Some(format!("{long}\n\nRead more")), None, long.trim_end().to_owned(), Some(Partial::Teaser)),
            (Some(format!("{long}\nContinue reading →")), None, long.trim_end().to_owned(), Some(Partial::Teaser)),
            (Some(format!("{long} […]")), None, format!("{long} […]"), Some(Partial::Teaser)),
            (
                Some(format!("{long}\n\nThe post Rain appeared first on Sarn Post.")),
                None,
                long.trim_end().to_owned(),
                None,
            ),
            (Some("Rain.".into()), None, "Rain.".into(), Some(Partial::Teaser)),
            (Some("Photo".into()), Some("It rained.".into()), "It rained.".into(), Some(Partial::Teaser)),
            (None, Some(long.clone()), long.clone(), Some(Partial::Teaser)),
            (None, Some(long.repeat(4)), long.repeat(4), None),
        ] {
            let found = |text: Option<String>| text.map(|text| Found::new(text, "x"));
            let (chosen, marked) = chosen(found(content), found(summary));
            assert_eq!((chosen.map(|text| text.value), marked), (Some(text), partial));
        }
        assert_eq!(chosen(None, None), (None, None));
    }
}
