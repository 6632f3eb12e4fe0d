//! A search that names a speaker among other words ("Brandt bridges March 2025") as a list: the speaker, the days and the
//! stance as filters, the rest as words. Offered as a link, never put in place of what was asked for.

use crate::domain::{Edtf, Stance};
use crate::store::{ClaimFilters, SuggestedSource};
use crate::web::claims::hints::Hint;
use crate::web::error::AppError;
use crate::web::query::{Query, claim_filters};
use crate::web::state::App;
use crate::web::timeline::period_words;
use crate::web::view;

/// Speakers offered for one name; each costs four counts at most.
const MOST_SPEAKERS: i64 = 2;

/// What is no speaker among the words of a search.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    /// A day, month or year as addresses write it, and the words that name it.
    period: Option<String>,
    denies: bool,
    /// The words that say so.
    used: Vec<String>,
    /// The others.
    rest: Vec<String>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DENIALS: [&str; 5] = ["denied", "denies", "denial", "deny", "denying"];

/// Reads days and stances out of words; the first day, month or year named counts.
fn read(words: &[String]) -> Read {
    let mut read = Read::default();
    let mut place = 0;
    while let Some(word) = words.get(place) {
        let lower = word.trim_end_matches(',').to_lowercase();
        let month = MONTHS.iter().position(|month| *month == lower || (lower.len() == 3 && month.starts_with(&lower)));
        let next = words.get(place + 1).filter(|next| is_year(next));
        place += 1;
        if let (None, Some(month), Some(year)) = (&read.period, month, next) {
            read.period = Some(format!("{year}-{:02}", month + 1));
            read.used.extend([word.clone(), year.clone()]);
            place += 1;
        } else if read.period.is_none() && is_period(&lower) {
            read.period = Some(lower);
            read.used.push(word.clone());
        } else if !read.denies && DENIALS.contains(&lower.as_str()) {
            read.denies = true;
            read.used.push(word.clone());
        } else {
            read.rest.push(word.clone());
        }
    }
    read
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse().is_ok_and(|year: u16| (1900..2100).contains(&year))
}

/// A year, "2022-03" or "2022-03-05".
fn is_period(word: &str) -> bool {
    let has_year = word.get(..4).is_some_and(is_year);
    let day = word.parse::<Edtf>().ok().and_then(|period| period.first_day());
    has_year && matches!(word.len(), 4 | 7 | 10) && day.is_some()
}

/// Lists of the speakers that are named among other words of the search box.
pub(in crate::web) async fn told(app: &App, query: &Query, filters: &ClaimFilters) -> Result<Vec<Hint>, AppError> {
    let words = &filters.words.single;
    if words.len() < 2 || !filters.source.is_empty() {
        return Ok(Vec::new());
    }
    let read = read(words);
    let Some((named, speakers)) = app.store.sources_among(&read.rest, MOST_SPEAKERS).await? else {
        return Ok(Vec::new());
    };
    let mut rest = filters.words.clone();
    for word in read.rest[named].iter().chain(&read.used) {
        rest.typed = rest.replaced(word, None);
    }
    // The name alone is offered as such.
    if rest.typed.is_empty() && read.used.is_empty() {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    for speaker in &speakers {
        let mut list = query.set("q", None).with("source", speaker.source.slug.as_str());
        if read.denies {
            list = list.set("stance", Some(Stance::Denies.as_str()));
        }
        // Everything that was typed; where nobody said that, less of it.
        let words = Some(rest.typed.as_str()).filter(|words| !words.is_empty());
        let period = read.period.as_deref();
        let mut ways = vec![(words, period), (None, period), (words, None), (None, None)];
        ways.dedup();
        for (words, period) in ways {
            let mut list = list.set("q", words);
            if period.is_some() {
                list = list.set("from", period).set("to", period);
            }
            let claims = app.store.count(&claim_filters(&list)?).await?;
            if claims > 0 {
                let about = view::counted(&claims, "claim", "claims");
                told.push(Hint { name: sentence(speaker, read.denies, words, period), about, link: list.link() });
                break;
            }
        }
    }
    Ok(told)
}

/// "What Ada Brandt denied about “bridges” in March 2025".
fn sentence(speaker: &SuggestedSource, denies: bool, words: Option<&str>, period: Option<&str>) -> String {
    let verb = if denies { "denied" } else { "said" };
    let about = words.map(|words| format!(" about “{}”", view::shortened(words, 60))).unwrap_or_default();
    let time = period.map(|period| {
        let before = if period.len() == 10 { "on" } else { "in" };
        format!(" {before} {}", period_words(period))
    });
    format!("What {} {verb}{about}{}", speaker.source.name, time.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, period: Option<&str>, denies: bool, rest: &[&str]) {
        let words: Vec<String> = typed.split(' ').map(str::to_owned).collect();
        let read = read(&words);
        assert_eq!((read.period.as_deref(), read.denies), (period, denies), "{typed}");
        assert_eq!(read.rest, rest, "{typed}");
        assert_eq!(read.used.len() + rest.len(), words.len(), "{typed}");
    }

    #[test]
    fn days_and_denials_are_read_out_of_words() {
        check("brandt bridge March 2025", Some("2025-03"), false, &["brandt", "bridge"]);
        check("brandt denied 2025-03-05", Some("2025-03-05"), true, &["brandt"]);
        check("mar 2025 brandt 2024", Some("2025-03"), false, &["brandt", "2024"]);
        check("2025 denial", Some("2025"), true, &[]);
        check("may march 12 1500 2025-13", None, false, &["may", "march", "12", "1500", "2025-13"]);
    }
}
