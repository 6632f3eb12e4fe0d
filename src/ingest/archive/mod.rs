//! Zip and tar archives, read member by member. Nothing is unpacked to the disk: the paths of members are labels only.
//!
//! Members follow the rules for files in a folder: hidden ones are skipped silently, and ones of an unknown type are
//! reported as skipped. Neither an archive's contents nor its list of members is ever held in memory as a whole.

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

/// How many archives an archive may be nested in.
pub(super) const DEEPEST: u8 = 1;

/// The longest path that is kept as a label.
const LONGEST_LABEL: usize = 500;

/// Returns whether a file begins with the signature of a zip archive; rewinds it to the start.
pub(super) fn is_zip(file: &mut std::fs::File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(4).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(format::container(&start) == Some(Format::Zip))
}

/// Returns the path of a member in printable form, and the format that its extension names.
///
/// Returns `None` for members that are skipped silently: folders and hidden files.
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
    // Keep the end of a long path: it holds the file name.
    let cut = path.char_indices().rev().nth(LONGEST_LABEL);
    let label = cut.map_or(path.clone(), |(at, _)| format!("…{}", &path[at..]));
    Some((label, format))
}

fn failed(context: &Context, reason: Reason) -> Items {
    one(Item::skipped(context.file.clone(), reason))
}
