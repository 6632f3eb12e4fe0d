//! Reads a search that names a speaker among other words ("Brandt bridges March 2025") as a list: the speaker, the days
//! and the stance become filters, the rest stays words. Pages offer this list as a link and never replace the search by
//! it.

use std::sync::LazyLock;

use serde::Serialize;

use crate::domain::{Edtf, Stance};
use crate::lexicon::{Lexicon, class_of};
use crate::store::{ClaimFilters, SuggestedSource};
use crate::web::error::AppError;
use crate::web::query::{Query, claim_filters};
use crate::web::state::App;
use crate::web::timeline::period_words;
use crate::web::view;

/// The most speakers offered for one name. Each costs up to four counting queries, one for each way to read the search.
const MOST_SPEAKERS: i64 = 2;

/// The words of a search, sorted by what they mean.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    /// A day, month or year as addresses write it, and the words that name it.
    period: Option<String>,
    denies: bool,
    /// The words that name the period or the denial.
    used: Vec<String>,
    /// The other words.
    rest: Vec<String>,
}

/// Words of a search that stand for a filter.
static WORDS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("interpretation.tsv", include_str!("interpretation.tsv"), &["denial"]));

/// Separates periods and words of denial from the other words. Only the first period counts.
fn parse(words: &[String]) -> Parts {
    let mut parts = Parts::default();
    let mut place = 0;
    while let Some(word) = words.get(place) {
        let lower = word.trim_end_matches(',').to_lowercase();
        let next = words.get(place + 1).filter(|next| is_year(next));
        place += 1;
        if let (None, Some(month), Some(year)) = (&parts.period, month_named(&lower), next) {
            parts.period = Some(format!("{year}-{month:02}"));
            parts.used.extend([word.clone(), year.clone()]);
            place += 1;
        } else if parts.period.is_none() && is_period(&lower) {
            parts.period = Some(lower);
            parts.used.push(word.clone());
        } else if !parts.denies && class_of!(WORDS, "denial").has(&lower) {
            parts.denies = true;
            parts.used.push(word.clone());
        } else {
            parts.rest.push(word.clone());
        }
    }
    parts
}

/// The number of the month that a word in small letters names, in full or by its first three letters.
fn month_named(word: &str) -> Option<i8> {
    (1..=12).find(|month| {
        let name = jiff::civil::date(2000, *month, 1).strftime("%B").to_string().to_lowercase();
        name == word || (word.len() == 3 && name.starts_with(word))
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse().is_ok_and(|year: u16| (1900..2100).contains(&year))
}

/// True for a year, a month like "2022-03" or a day like "2022-03-05".
fn is_period(word: &str) -> bool {
    let has_year = word.get(..4).is_some_and(is_year);
    let day = word.parse::<Edtf>().ok().and_then(|period| period.first_day());
    has_year && matches!(word.len(), 4 | 7 | 10) && day.is_some()
}

/// A search read as a list of what one speaker said.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Interpretation {
    pub speaker: SuggestedSource,
    pub denies: bool,
    /// The remaining words of the search.
    pub words: Option<String>,
    /// A day, month or year as addresses write it.
    pub period: Option<String>,
    /// The number of claims in the list.
    pub claims: i64,
}

impl Interpretation {
    /// The list that it describes; the other filters of `query` stay.
    pub(in crate::web) fn list(&self, query: &Query) -> Query {
        let mut list = query.set("q", None).with("source", self.speaker.source.slug.as_str());
        if self.denies {
            list = list.set("stance", Some(Stance::Denies.as_str()));
        }
        list = list.set("q", self.words.as_deref());
        match self.period.as_deref() {
            Some(period) => list.set("from", Some(period)).set("to", Some(period)),
            None => list,
        }
    }

    /// "What Ada Brandt denied about “bridges” in March 2025".
    pub(in crate::web) fn sentence(&self) -> String {
        let verb = if self.denies { "denied" } else { "said" };
        let about = |words: &String| format!(" about “{}”", view::shortened(words, 60));
        let time = self.period.as_deref().map(|period| {
            let before = if period.len() == 10 { "on" } else { "in" };
            format!(" {before} {}", period_words(period))
        });
        let about = self.words.as_ref().map(about).unwrap_or_default();
        format!("What {} {verb}{about}{}", self.speaker.source.name, time.unwrap_or_default())
    }
}

/// Returns, for each speaker named among other words of the search, the list that keeps most of the search and is not
/// empty.
pub(in crate::web) async fn interpretations(
    app: &App,
    query: &Query,
    filters: &ClaimFilters,
) -> Result<Vec<Interpretation>, AppError> {
    let words = &filters.words.single;
    if words.len() < 2 || !filters.source.is_empty() {
        return Ok(Vec::new());
    }
    let parts = parse(words);
    let Some(named) = app.store.sources_among(&parts.rest, MOST_SPEAKERS).await? else {
        return Ok(Vec::new());
    };
    let mut rest = filters.words.clone();
    for word in parts.rest[named.words].iter().chain(&parts.used) {
        rest.typed = rest.replaced(word, None);
    }
    // A search that is only a name is left to the hints about speakers.
    if rest.typed.is_empty() && parts.used.is_empty() {
        return Ok(Vec::new());
    }
    let words = Some(rest.typed).filter(|words| !words.is_empty());
    // The whole search comes first; then the words, the period, or both are left out until something is found.
    let mut ways =
        vec![(words.clone(), parts.period.clone()), (None, parts.period.clone()), (words, None), (None, None)];
    ways.dedup();
    let mut found = Vec::new();
    for speaker in named.sources {
        for (words, period) in ways.clone() {
            let speaker = speaker.clone();
            let mut way = Interpretation { speaker, denies: parts.denies, words, period, claims: 0 };
            way.claims = app.store.count(&claim_filters(&way.list(query))?).await?;
            if way.claims > 0 {
                found.push(way);
                break;
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, period: Option<&str>, denies: bool, rest: &[&str]) {
        let words: Vec<String> = typed.split(' ').map(str::to_owned).collect();
        let read = parse(&words);
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
