//! Dates in addresses and in visible text.

use jiff::civil::Date;

use super::blocks::Page;
use crate::ingest::draft::absolute;

/// Names of months as they begin, in the languages of most pages; longer ones first where one begins like another.
const MONTHS: [(&str, i8); 61] = [
    ("jan", 1),
    ("gen", 1),
    ("ene", 1),
    ("jän", 1),
    ("sty", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("lut", 2),
    ("mar", 3),
    ("mär", 3),
    ("maa", 3),
    ("mrt", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("kwi", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("mei", 5),
    ("maj", 5),
    ("juin", 6),
    ("jun", 6),
    ("giu", 6),
    ("cze", 6),
    ("juil", 7),
    ("jul", 7),
    ("lug", 7),
    ("lip", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sie", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("out", 10),
    ("paź", 10),
    ("nov", 11),
    ("lis", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("gru", 12),
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
];

/// How many blocks before and after the first of the article may tell its day.
const AROUND: usize = 12;

/// The day in an address such as `/2024/10/24/name`.
pub(super) fn in_address(address: &str) -> Option<String> {
    let url = absolute(address)?;
    let parts: Vec<&str> = url.path().split('/').collect();
    let number = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let in_parts = parts.windows(3).find_map(|parts| {
        let shaped = number(parts[0], 4) && number(parts[1], 2) && number(parts[2], 2);
        shaped.then(|| parts.join("-")).and_then(|day| sensible(&day))
    });
    // "/2024-10-24/name", "/name-2024-10-24".
    in_parts.or_else(|| {
        parts.iter().find_map(|part| {
            let starts = part.char_indices().map(|(at, _)| at);
            starts.filter_map(|at| part.get(at..at + 10)).find_map(|day| {
                let shaped = number(day.get(..4)?, 4) && day.get(4..5)? == "-" && day.get(7..8)? == "-";
                shaped.then(|| sensible(day)).flatten()
            })
        })
    })
}

fn sensible(day: &str) -> Option<String> {
    day.parse::<Date>().ok().filter(|day| (1981..2100).contains(&day.year())).map(|day| day.to_string())
}

/// The day that the lines around the headline of an article show ("Published 24 October 2024").
pub(super) fn visible(page: &Page, first: usize) -> Option<String> {
    let start = first.saturating_sub(AROUND);
    let told = |text: &str| {
        let text = text.to_lowercase();
        ["publi", "posted", "veröffentlicht", "erschienen", "opublikowano", "опубл"]
            .iter()
            .any(|word| text.contains(word))
    };
    // A longer line with a day in it tells of something else, such as when a picture was taken.
    let lines = page.blocks.iter().skip(start).take(2 * AROUND).map(|block| (told(&block.text), block.text.as_str()));
    let lines = lines.filter(|(told, text)| text.len() < if *told { 160 } else { 60 });
    let mut days = lines.filter_map(|(told, text)| Some((told, in_words(text)?))).collect::<Vec<_>>();
    days.sort_by_key(|(told, _)| !told);
    days.into_iter().next().map(|(_, day)| day)
}

/// The first day written in a line: "24 October 2024", "Oct. 24, 2024", "2024-10-24", "24.10.2024".
///
/// 03/04/2024 is not read: nobody can tell the day from the month.
pub(super) fn in_words(line: &str) -> Option<String> {
    let tokens: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || ",()|•·".contains(c)).filter(|token| !token.is_empty()).collect();
    let number = |token: &str| token.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<i16>().ok();
    let day = |token: &str| {
        number(token).filter(|day| (1..=31).contains(day) && token.starts_with(|c: char| c.is_ascii_digit()))
    };
    let year = |token: &str| number(token).filter(|year| (1981..2100).contains(year) && token.len() <= 5);
    let made = |year: i16, month: i8, day: i16| {
        Date::new(year, month, i8::try_from(day).ok()?).ok().map(|day| day.to_string())
    };
    for at in 0..tokens.len() {
        if let Some(found) = in_numbers(tokens[at]) {
            return Some(found);
        }
        // "24. Oktober 2024", "24 de octubre de 2024".
        let rest: Vec<&str> =
            tokens[at..].iter().copied().filter(|token| !matches!(*token, "de" | "of" | "del")).take(3).collect();
        let [first, second, third] = rest.as_slice() else { continue };
        let found = match (month(first), month(second)) {
            (_, Some(month)) => day(first).zip(year(third)).and_then(|(day, year)| made(year, month, day)),
            (Some(month), None) => day(second).zip(year(third)).and_then(|(day, year)| made(year, month, day)),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn month(token: &str) -> Option<i8> {
    let token = token.to_lowercase();
    let letters = token.trim_end_matches('.').chars().all(char::is_alphabetic) && token.chars().count() >= 3;
    let found = MONTHS.iter().find(|(name, _)| token.starts_with(name));
    found.filter(|_| letters).map(|(_, month)| *month)
}

/// A day in numbers, where the month can be told from the day.
fn in_numbers(token: &str) -> Option<String> {
    let token = token.trim_end_matches(|c: char| !c.is_ascii_digit());
    if token.get(4..5) == Some("-") {
        return sensible(token.get(..10)?).filter(|_| token.len() == 10 || token.as_bytes()[10] == b'T');
    }
    let parts: Vec<&str> = token.split(['.', '/', '-']).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let (first, second) = (first.parse::<i8>().ok()?, second.parse::<i8>().ok()?);
    let year = year.parse::<i16>().ok().filter(|year| (1981..2100).contains(year))?;
    let (day, month) = match (first > 12, second > 12) {
        (true, false) => (first, second),
        (false, true) => (second, first),
        _ if first == second => (first, second),
        _ => return None,
    };
    Date::new(year, month, day).ok().map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_words() {
        for (line, expected) in [
            ("Published 24 October 2024", Some("2024-10-24")),
            ("Published: Oct. 24, 2024 at 10:15 a.m.", Some("2024-10-24")),
            ("Thursday, October 24th, 2024", Some("2024-10-24")),
            ("24. Oktober 2024, 18:41 Uhr", Some("2024-10-24")),
            ("Publicado el 24 de octubre de 2024", Some("2024-10-24")),
            ("Publié le 24 août 2024 à 10h", Some("2024-08-24")),
            ("24.10.2024", Some("2024-10-24")),
            ("10/24/2024", Some("2024-10-24")),
            ("2024-10-24 10:15", Some("2024-10-24")),
            ("04/04/2024", Some("2024-04-04")),
            ("03/04/2024", None),
            ("31 February 2024", None),
            ("24 people in 2024", None),
            ("", None),
        ] {
            assert_eq!(in_words(line).as_deref(), expected, "{line}");
        }
    }

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
