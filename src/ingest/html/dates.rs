//! Dates in addresses and in visible text.

use jiff::civil::Date;

use super::blocks::Page;
use crate::ingest::dates::{self, in_words};
use crate::ingest::draft::absolute;

/// How many blocks before and after the start of the article are searched for its date.
const AROUND: usize = 12;

/// Returns the date in a URL such as `/2024/10/24/name`.
pub(super) fn in_address(address: &str) -> Option<String> {
    let url = absolute(address)?;
    let parts: Vec<&str> = url.path().split('/').collect();
    let iso = |day: &str| dates::iso(day).map(|day| day.to_string());
    let number = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let in_parts = parts.windows(3).find_map(|parts| {
        let shaped = number(parts[0], 4) && number(parts[1], 2) && number(parts[2], 2);
        shaped.then(|| parts.join("-")).and_then(|day| iso(&day))
    });
    // "/2024-10-24/name", "/name-2024-10-24".
    in_parts.or_else(|| {
        parts.iter().find_map(|part| {
            let starts = part.char_indices().map(|(at, _)| at);
            starts.filter_map(|at| part.get(at..at + 10)).find_map(|day| {
                let shaped = number(day.get(..4)?, 4) && day.get(4..5)? == "-" && day.get(7..8)? == "-";
                shaped.then(|| iso(day)).flatten()
            })
        })
    })
}

/// Returns the date shown in the lines around the start of the article ("Published 24 October 2024").
pub(super) fn visible(page: &Page, first: usize) -> Option<String> {
    let start = first.saturating_sub(AROUND);
    let told = |text: &str| dates::says_published(&text.to_lowercase());
    // A date in a longer line usually belongs to something else, such as when a picture was taken.
    let lines = page.blocks.iter().skip(start).take(2 * AROUND).map(|block| (told(&block.text), block.text.as_str()));
    let lines = lines.filter(|(told, text)| text.len() < if *told { 160 } else { 60 });
    let mut days = lines.filter_map(|(told, text)| Some((told, in_words(text)?))).collect::<Vec<_>>();
    days.sort_by_key(|(told, _)| !told);
    days.into_iter().next().map(|(_, day)| day.to_string())
}

/// A longer line with a day is no heading of an entry.
const LONGEST_HEADING: usize = 60;

/// Returns the blocks that give the days of entries, on a page whose entries are of several days.
pub(super) fn of_entries(page: &Page) -> Vec<usize> {
    let day = |text: &str| dates::line(text).and_then(|line| in_words(&line.day));
    let lines: Vec<(usize, Date)> = page
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.text.len() <= LONGEST_HEADING && !block.text.contains('\n'))
        .filter_map(|(index, block)| Some((index, day(&block.text)?)))
        .collect();
    let prose = |pair: &[(usize, Date)]| (pair[0].0..pair[1].0).any(|index| page.blocks[index].is_prose());
    let several = lines.windows(2).any(|pair| pair[0].1 != pair[1].1 && prose(pair));
    if several { lines.into_iter().map(|(index, _)| index).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_addresses() {
        for (address, expected) in [
            ("https://e.org/2024/10/24/ferry", Some("2024-10-24")),
            ("https://e.org/news/2024-10-24/ferry", Some("2024-10-24")),
            ("https://e.org/ferry-2024-10-24.html", Some("2024-10-24")),
            ("https://e.org/2024/13/24/ferry", None),
            ("https://e.org/20241024", None),
            ("/2024/10/24/ferry", None),
        ] {
            assert_eq!(in_address(address).as_deref(), expected, "{address}");
        }
    }
}
