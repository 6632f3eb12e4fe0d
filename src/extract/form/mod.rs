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

use crate::registry::Registry;

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
