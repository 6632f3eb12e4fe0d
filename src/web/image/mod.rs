//! Images that link previews show: of a claim, of a dispute, and of a search. Text in lines (`lines.rs`) in the fonts of the house
//! (`fonts.rs`) becomes SVG and then PNG (`sheet.rs`).

mod claim;
mod dispute;
mod fonts;
mod lines;
mod png;
mod search;
mod sheet;

pub(super) use claim::ClaimImage;
pub(super) use dispute::{DisputeImage, Side};
pub(super) use fonts::read_fonts;
pub(super) use search::SearchImage;
pub(super) use sheet::{Frame, HEIGHT, MACHINE_READ, Sheet, WIDTH};
