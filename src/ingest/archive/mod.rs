//! Zip and tar archives, read member by member. Nothing is unpacked to the disk: the paths of members are labels only.
//!
//! Members are read by the rules for the files of a folder: hidden ones are passed over silently, unknown ones are named.
//! Neither the members of an archive nor the list of them is ever held as a whole.

mod tar;
#[cfg(test)]
pub(super) mod tests;
mod zip;

use std::io::{self, Read, Seek};
use std::path::Path;

use super::format::{self, Format};
use super::{Context, Item, Items, Reason, one, walk};

pub(super) use tar::Tar;
pub(super) use zip::{zip, zip_stream};

/// How many archives an archive may lie in.
pub(super) const DEEPEST: u8 = 1;

/// The longest path that is kept as a label.
const LONGEST_LABEL: usize = 500;

/// Whether a file begins as a zip archive does; reads on from its beginning.
pub(super) fn is_zip(file: &mut std::fs::File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(4).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(format::container(&start) == Some(Format::Zip))
}

/// The path of a member, fit to be printed, and the format that it names.
///
/// `None`: passed over silently, as hidden files are.
fn member(path: &[u8]) -> Option<(String, Result<Option<Format>, Reason>)> {
    let printable = |character: char| match character {
        '\\' => '/',
        character if character.is_control() => '\u{fffd}',
        character => character,
    };
    let path: String = String::from_utf8_lossy(path).chars().map(printable).collect();
    let hidden = |part: &str| part.starts_with('.') && !matches!(part, "." | "..") || part == "__MACOSX";
    if path.ends_with('/') || path.split('/').any(hidden) {
        return None;
    }
    let format = walk::kind(Path::new(&path)).map_err(Reason::UnknownType);
    // The end of the path says more than its beginning.
    let cut = path.char_indices().rev().nth(LONGEST_LABEL);
    let label = cut.map_or(path.clone(), |(at, _)| format!("…{}", &path[at..]));
    Some((label, format))
}

fn failed(context: &Context, reason: Reason) -> Items {
    one(Item::skipped(context.file.clone(), reason))
}
