//! What other sites show of a page here: a card inside a frame ([`card`], [`frame`]), which they ask for by oEmbed
//! ([`oembed`]). What stands on a card is told by the rooms of the pages.

pub(super) mod card;
mod frame;
pub(super) mod oembed;

pub(super) use frame::{CardFrame, height_of_line, height_of_words};

/// What other sites show of a page.
pub(super) struct Shared {
    /// Its address here.
    pub path: String,
    pub title: String,
    pub frame: CardFrame,
}
