//! The form of a text: what reached it on its way and is no part of what it says. Every stage after this one reads a
//! [`View`], in which the form is mended; claims keep their places in the stored text.
//!
//! - [`characters`]: wrongly decoded characters, entities, soft hyphens, marks of direction.
//! - [`notes`]: the marks of footnotes.
//! - [`subtitles`]: the frames of subtitle files; [`clocks`]: times and signs beside the marks of speakers.
//! - [`person_marks`]: the marks inside the names of people.
//! - [`lines`]: words divided at line ends, columns, headers of pages.
//! - [`blocks`]: quotations shown as blocks, and embedded posts; [`capitals`]: words in capitals.
//!
//! [`words`] are the words they go by. A text that has nothing of this is read as it is.

mod blocks;
mod capitals;
mod characters;
mod clocks;
mod lines;
mod notes;
mod person_marks;
mod subtitles;
mod view;
mod words;

pub(super) use view::View;

use crate::domain::Span;
use crate::registry::Registry;

/// The lines that are not blank, without white space around them.
fn filled_lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let first = start + line.len() - line.trim_start().len();
        start += line.len();
        let words = line.trim();
        (!words.is_empty()).then(|| Span::new(first, first + words.len()))
    })
}

/// As much of a text as so many bytes hold. What a mark opens is looked for in there: a text of opening marks alone would
/// else be searched to its end for each of them.
fn beginning(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// A text with its form mended. `is_word` tells which words are whole words of the language.
pub(super) fn read<'t>(text: &'t str, is_word: &dyn Fn(&str) -> bool, registry: &Registry) -> View<'t> {
    let mut view = View::of(text);
    characters::mend(&mut view);
    let subtitles = subtitles::mend(&mut view);
    let timed = clocks::mend(&mut view);
    view.is_recording = subtitles || timed;
    notes::mend(&mut view);
    lines::mend(&mut view, is_word);
    person_marks::mend(&mut view);
    blocks::mend(&mut view);
    capitals::mend(&mut view, &capitals::Words { is_word, registry });
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds what a stage makes of a text.
    #[track_caller]
    pub(super) fn check_mended(text: &str, expected: &str, mend: impl FnOnce(&mut View<'_>)) {
        let mut view = View::of(text);
        mend(&mut view);
        assert_eq!(view.text(), expected, "{text}");
    }

    /// Pieces that the stages go by, in every order.
    const PIECES: [&str; 48] = [
        "\n",
        "\n\n",
        "    ",
        "\t",
        "> ",
        " ",
        "-\n",
        ">> ",
        "• ",
        "— ",
        "-",
        ":",
        ": ",
        ".",
        "“",
        "”",
        "\"",
        "&ldquo;",
        "&#8217;",
        "&amp;quot;",
        "â€œ",
        "â€",
        "Ã©",
        "\u{fffd}",
        "\u{ad}",
        "\u{200b}",
        "\u{93}",
        "[3]",
        "[14:07]",
        "(0:12)",
        "00:01.000 --> 00:02.000\n",
        "WEBVTT\n\n",
        "<v Ama Reth>",
        "</v>",
        "{\\an8}",
        "²",
        "MR. RETH",
        "Ama Reth",
        "RETH",
        "(@reth)",
        "A post shared by ",
        "pic.twitter.com/x",
        "23 Oct 2024",
        "7",
        "the",
        "said",
        "Öß",
        "**",
    ];

    #[test]
    fn odd_texts_are_survived() {
        let mut state = 7_u64;
        let mut next = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or_default() % limit
        };
        for _ in 0..4000 {
            let count = next(40);
            let text: String = (0..count).map(|_| PIECES[next(PIECES.len())]).collect();
            let view = read(&text, &|word| word.len() == 3, Registry::built_in());
            let ends: Vec<usize> = view.text().char_indices().map(|(at, _)| at).chain([view.text().len()]).collect();
            for pair in ends.windows(2) {
                for place in view.places(Span::new(pair[0], pair[1])) {
                    assert!(text.get(place.start..place.end).is_some(), "{text:?}");
                }
            }
            view.places(Span::new(0, view.text().len()));
        }
    }
}
