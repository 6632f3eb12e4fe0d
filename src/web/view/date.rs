//! Days, times and the date of a statement in words.

use jiff::civil::Date;

use crate::domain::{Article, Basis, Edtf, Period, SaidDate};
use crate::store::{Days, Decision, SaidRange};

/// "23 October 2024".
pub(in crate::web) fn long_day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// "3 to 9 March 2025", "28 February to 9 March 2025", or one day.
pub(in crate::web) fn long_days(first: Date, last: Date) -> String {
    let form = match (first.year() == last.year(), first.month() == last.month()) {
        _ if first == last => return long_day(last),
        (true, true) => "%-d",
        (true, false) => "%-d %B",
        _ => "%-d %B %Y",
    };
    format!("{} to {}", first.strftime(form), long_day(last))
}

/// "23 Oct 2024".
pub(in crate::web) fn short_day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// The day of a stored time stamp, in words; the stamp itself where it cannot be read.
pub(in crate::web) fn day_of_stamp(stamp: &str) -> String {
    stamp.get(..10).and_then(|day| day.parse().ok()).map_or_else(|| stamp.to_owned(), long_day)
}

/// A stored time stamp, in words: "24 October 2024, 13:02 UTC".
pub(in crate::web) fn moment(stamp: &str) -> String {
    match stamp.parse::<jiff::Timestamp>() {
        Ok(time) => time.strftime("%-d %B %Y, %H:%M UTC").to_string(),
        Err(_) => stamp.to_owned(),
    }
}

/// "5 Mar 2025 to 23 Mar 2025", or one day.
pub(in crate::web) fn days_text(days: &Days) -> String {
    let (first, last) = (short_day(days.first), short_day(days.last));
    if first == last { first } else { format!("{first} to {last}") }
}

/// "5 Mar 2025", "Mar 2025", "1994".
fn period_text(period: Period) -> String {
    match period {
        Period::Day(day) => short_day(day),
        Period::Month(month) => month.strftime("%b %Y").to_string(),
        Period::Year(year) => year.to_string(),
    }
}

/// "1994 to 23 Mar 2025"; one period where it holds the other end as well.
pub(in crate::web) fn range_text(range: &SaidRange) -> String {
    let SaidRange { first, last } = *range;
    match (first.contains(last), last.contains(first)) {
        (true, _) => period_text(first),
        (_, true) => period_text(last),
        _ => format!("{} to {}", period_text(first), period_text(last)),
    }
}

/// When it was said, in a few words for lists: "23 Oct 2024", "Oct 2024", "1994", "24 Oct 2024 or before".
pub(in crate::web) fn said_text(said: &SaidDate) -> String {
    match (said.from, said.to) {
        (Some(from), Some(to)) => match Period::enclosed(from, to) {
            Some(period) => period_text(period),
            None if (from.year(), from.month()) == (to.year(), to.month()) => {
                format!("{}–{}", from.day(), short_day(to))
            }
            None => format!("{} – {}", short_day(from), short_day(to)),
        },
        (None, Some(to)) => format!("{} or before", period_text(open_end(said, to))),
        (Some(from), None) => format!("{} or later", period_text(open_end(said, from))),
        (None, None) => without_year(said, "%-d %b").unwrap_or_else(|| "no date".to_owned()),
    }
}

/// A date in EDTF in the words of [`said_text`]; as it is where it cannot be read.
pub(in crate::web) fn edtf_text(edtf: &str) -> String {
    let Ok(parsed) = edtf.parse::<Edtf>() else { return edtf.to_owned() };
    let (from, to) = (parsed.first_day(), parsed.last_day());
    said_text(&SaidDate { edtf: Some(edtf.to_owned()), basis: Basis::Text, words: None, from, to })
}

/// The known end of an open interval, as exact as its EDTF.
fn open_end(said: &SaidDate, day: Date) -> Period {
    Period::at_end(said.edtf.as_deref().unwrap_or_default(), day)
}

/// "XXXX-10-23" as "23 Oct, year not told"; other EDTF without a year as it is.
fn without_year(said: &SaidDate, format: &str) -> Option<String> {
    let edtf = said.edtf.as_deref()?;
    // 2000 is a leap year, so that 29 February is a day of it.
    let day = edtf.strip_prefix("XXXX-").and_then(|day| format!("2000-{day}").parse::<Date>().ok());
    Some(day.map_or_else(|| edtf.to_owned(), |day| format!("{}, year not told", day.strftime(format))))
}

/// When a person decided something, and who, where that was told: "on 5 Mar 2025 by Olof Weir".
pub(in crate::web) fn decided_on(decision: &Decision) -> String {
    let by = decision.author.as_ref().map(|author| format!(" by {author}")).unwrap_or_default();
    format!("on {}{by}", day_of_stamp(&decision.made_at))
}

/// What the date rests on, in words.
pub(in crate::web) fn basis_text(said: &SaidDate) -> String {
    match (said.basis, &said.words) {
        (Basis::Text, Some(words)) => format!("“{words}”"),
        (Basis::Text, None) => "from the text".to_owned(),
        (Basis::Carried, _) => "same source, earlier in the text".to_owned(),
        (Basis::Decision, _) => "as corrected here".to_owned(),
        (Basis::Publication, _) => "by publication date".to_owned(),
        (Basis::None, _) => "the article gives no date".to_owned(),
    }
}

/// Words of a date; with the machine's form where they are a date of their own.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::web) struct Moment {
    pub words: String,
    pub iso: Option<String>,
}

impl Moment {
    fn day(day: Date) -> Self {
        Self { words: long_day(day), iso: Some(day.to_string()) }
    }

    fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), iso: None }
    }

    /// The day of publication, with the clock time as printed, where one was.
    pub(in crate::web) fn published(article: &Article) -> Option<Self> {
        let day = article.published_day?;
        let printed = article.published.as_deref().unwrap_or_default();
        let words = match printed.get(11..16).filter(|time| time.as_bytes().get(2) == Some(&b':')) {
            Some("00:00") | None => long_day(day),
            Some(time) => {
                let zone = if printed.ends_with('Z') || printed.ends_with("+00:00") { " UTC" } else { "" };
                format!("{}, {time}{zone}", long_day(day))
            }
        };
        Some(Self { words, iso: Some(day.to_string()) })
    }

    /// A stored time stamp.
    pub(in crate::web) fn of_stamp(stamp: &str) -> Self {
        let iso = stamp.parse::<jiff::Timestamp>().ok().map(|time| time.strftime("%Y-%m-%dT%H:%MZ").to_string());
        Self { words: moment(stamp), iso }
    }
}

/// When it was said, in full and day by day: "on or before ", "5 March 2025".
pub(in crate::web) fn said_moments(said: &SaidDate) -> Vec<Moment> {
    match (said.from, said.to) {
        (Some(from), Some(to)) => match Period::enclosed(from, to) {
            Some(Period::Day(day)) => vec![Moment::day(day)],
            Some(period @ Period::Month(month)) => {
                vec![Moment { words: month.strftime("%B %Y").to_string(), iso: Some(period.to_string()) }]
            }
            Some(period @ Period::Year(_)) => {
                vec![Moment { words: period_text(period), iso: Some(period.to_string()) }]
            }
            None => vec![Moment::words("between "), Moment::day(from), Moment::words(" and "), Moment::day(to)],
        },
        (None, Some(to)) => match open_end(said, to) {
            Period::Day(day) => vec![Moment::words("on or before "), Moment::day(day)],
            end => vec![Moment::words(format!("in {} or before", period_text(end)))],
        },
        (Some(from), None) => match open_end(said, from) {
            Period::Day(day) => vec![Moment::words("on or after "), Moment::day(day)],
            end => vec![Moment::words(format!("in {} or later", period_text(end)))],
        },
        (None, None) => vec![Moment::words(without_year(said, "%-d %B").unwrap_or_else(|| "no date".to_owned()))],
    }
}

/// The same in one string, for citations; `None` where nothing tells a day.
pub(in crate::web) fn said_in_full(said: &SaidDate) -> Option<String> {
    let has_date = said.from.is_some() || said.to.is_some() || said.edtf.is_some();
    has_date.then(|| said_moments(said).iter().map(|moment| moment.words.as_str()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(from: Option<&str>, to: Option<&str>, edtf: Option<&str>) -> SaidDate {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        SaidDate { edtf: edtf.map(Into::into), basis: Basis::Text, words: None, from: day(from), to: day(to) }
    }

    #[test]
    fn days_from_one_to_another_name_the_month_and_year_once() {
        let day = jiff::civil::date;
        for (first, last, words) in [
            (day(2025, 3, 3), day(2025, 3, 3), "3 March 2025"),
            (day(2025, 3, 3), day(2025, 3, 9), "3 to 9 March 2025"),
            (day(2025, 2, 28), day(2025, 3, 9), "28 February to 9 March 2025"),
            (day(2024, 3, 9), day(2025, 3, 9), "9 March 2024 to 9 March 2025"),
        ] {
            assert_eq!(long_days(first, last), words);
        }
    }

    #[test]
    fn dates_read_as_people_write_them() {
        let check = |from, to, edtf, short: &str, full: Option<&str>| {
            let said = said(from, to, edtf);
            assert_eq!((said_text(&said).as_str(), said_in_full(&said).as_deref()), (short, full));
        };
        check(Some("2024-10-23"), Some("2024-10-23"), None, "23 Oct 2024", Some("23 October 2024"));
        let full = Some("between 1 October 2024 and 10 October 2024");
        check(Some("2024-10-01"), Some("2024-10-10"), None, "1–10 Oct 2024", full);
        check(Some("2024-10-01"), Some("2024-10-31"), None, "Oct 2024", Some("October 2024"));
        check(Some("1994-01-01"), Some("1994-12-31"), Some("1994"), "1994", Some("1994"));
        check(None, Some("1994-12-31"), Some("../1994"), "1994 or before", Some("in 1994 or before"));
        check(None, Some("2024-10-24"), None, "24 Oct 2024 or before", Some("on or before 24 October 2024"));
        check(Some("2024-10-24"), None, None, "24 Oct 2024 or later", Some("on or after 24 October 2024"));
        check(None, None, Some("XXXX-02-29"), "29 Feb, year not told", Some("29 February, year not told"));
        check(None, None, None, "no date", None);
        let apart = said(Some("2024-09-28"), Some("2024-10-03"), None);
        assert_eq!(said_text(&apart), "28 Sep 2024 – 3 Oct 2024");
    }

    #[test]
    fn days_are_told_one_by_one() {
        let days = |from, to| {
            said_moments(&said(from, to, None)).into_iter().filter_map(|moment| moment.iso).collect::<Vec<_>>()
        };
        assert_eq!(days(Some("2024-10-23"), Some("2024-10-23")), ["2024-10-23"]);
        assert_eq!(days(Some("2024-10-02"), Some("2024-10-31")), ["2024-10-02", "2024-10-31"]);
        assert_eq!(days(Some("2024-10-01"), Some("2024-10-31")), ["2024-10"]);
        assert_eq!(days(None, Some("2024-10-23")), ["2024-10-23"]);
        assert_eq!(days(None, None), Vec::<String>::new());
        assert_eq!(Moment::of_stamp("2025-03-05T07:02:33.123456Z").iso.as_deref(), Some("2025-03-05T07:02Z"));
        assert_eq!(Moment::of_stamp("at noon").iso, None);
    }
}
