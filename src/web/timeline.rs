//! The claims of a list over time: a bar for each day, month or year, whichever fits, and the claims that no bar shows.

use jiff::civil::Date;
use serde::Serialize;

use super::chart::{Bar, Chart};
use super::error::AppError;
use super::query::Query;
use super::state::App;
use super::view;
use crate::store::{ClaimFilters, Counted, Grain, SaidBetween};

/// The most months or years that one chart shows; more bars would be too narrow to tell apart on a phone.
const MOST_BARS: i64 = 60;
/// The most days that one chart shows: enough for two whole months.
const MOST_DAYS: i64 = 62;
/// The chart may leave out one in `LEFT_OUT` claims, the oldest, so that a few old claims do not squeeze all others
/// into a few bars.
const LEFT_OUT: i64 = 40;

/// The claims of a list over time, counted.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct OverTime {
    /// The length of one period; `None` where no claim is dated.
    pub grain: Option<Grain>,
    /// The periods of the chart, in order.
    pub periods: Vec<PeriodCount>,
    /// Claims before the first period.
    pub earlier: i64,
    /// Claims that may have been said in any of several periods.
    pub wide: i64,
    /// Claims of which the text gives only the first or only the last possible day.
    pub open: i64,
    /// Claims of these periods that the text does not date. They were said on the day of publication or before, and are
    /// counted at that day, which finds them.
    pub by_publication: i64,
    /// Claims without any date.
    pub undated: i64,
    /// The months that claims are dated to, newest first, each with the number of claims in its list.
    pub months: Vec<Counted<String>>,
}

/// The claims of one day, month or year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct PeriodCount {
    /// The period as written in addresses: "2025", "2025-03" or "2025-03-05".
    pub period: String,
    /// Claims that were certainly said in it.
    pub said: i64,
    /// Claims without an exact date that may have been said in it.
    pub perhaps: i64,
    /// Claims that the text does not date, of articles published in it.
    pub by_publication: i64,
    /// Claims that have only a first or only a last possible day and may have been said in it.
    pub open: i64,
}

impl PeriodCount {
    /// How many claims the chart draws as an outline: none of them was certainly said in the period.
    fn outlined(&self) -> i64 {
        self.perhaps + self.by_publication
    }

    /// How many claims the list of the period holds.
    fn listed(&self) -> i64 {
        self.said + self.outlined() + self.open
    }
}

/// Claims over time, drawn.
#[derive(Debug, Clone, Default)]
pub(super) struct Timeline {
    /// `None` where there are fewer than two bars or no claims to draw.
    pub chart: Option<Chart>,
    /// Claims before the first bar.
    pub earlier: Option<Outside>,
}

/// The number of claims before the chart, and the address that lists them.
#[derive(Debug, Clone)]
pub(super) struct Outside {
    pub counted: String,
    pub link: String,
}

/// Counts the claims of a list by day, month or year, whichever fits. A period counts the claims that the filter for
/// its range of days finds. A claim that may have been said in any of several periods is therefore counted in each, but
/// as `perhaps` or `open`, not as `said`; neither is one that only its publication dates.
pub(super) async fn count(app: &App, filters: &ClaimFilters) -> Result<OverTime, AppError> {
    let months = app.store.said_between(filters, Grain::Month).await?;
    let undated = months.iter().filter(|row| row.first.is_none()).map(|row| row.claims).sum();
    let by_month = Periods::new(Grain::Month, &months, filters);
    let listed = by_month.listed();
    let (periods, earlier) = match by_month.length() {
        0 => (by_month, 0),
        1 | 2 => {
            let days = app.store.said_between(filters, Grain::Day).await?;
            Periods::new(Grain::Day, &days, filters).cut()
        }
        _ => match by_month.clone().cut() {
            (periods, earlier) if periods.length() <= MOST_BARS => (periods, earlier),
            _ => {
                let years = app.store.said_between(filters, Grain::Year).await?;
                Periods::new(Grain::Year, &years, filters).cut()
            }
        },
    };
    Ok(OverTime {
        grain: (periods.length() > 0).then_some(periods.grain),
        earlier,
        wide: periods.wide(),
        open: periods.open(),
        by_publication: periods.by_publication(),
        periods: periods.counts(),
        undated,
        months: listed,
    })
}

impl OverTime {
    /// The chart of these claims; its bars lead to the list narrowed to their periods.
    pub(super) fn draw(&self, query: &Query) -> Timeline {
        let (Some(grain), Some(first)) = (self.grain, self.periods.first()) else {
            return Timeline::default();
        };
        let before = grain.number(&first.period).map(|first| grain.value(first - 1));
        let earlier = before.filter(|_| self.earlier > 0).map(|before| Outside {
            counted: view::counted(&self.earlier, "claim", "claims"),
            link: query.set("to", Some(&before)).link(),
        });
        let bar = |count: &PeriodCount| {
            let number = grain.number(&count.period).unwrap_or_default();
            let narrowed = query.set("from", Some(&count.period)).set("to", Some(&count.period));
            Bar {
                label: grain.label(number),
                tick: grain.tick(number),
                value: count.said,
                perhaps: count.outlined(),
                listed: count.listed(),
                link: Some(narrowed.link()),
            }
        };
        let (title, of) = match grain {
            Grain::Year => ("Said, by year", "Year"),
            Grain::Month => ("Said, by month", "Month"),
            Grain::Day => ("Said, by day", "Day"),
        };
        let chart = Chart::draw("timeline", title, of, self.periods.iter().map(bar).collect());
        let chart = chart.map(|chart| match self.note(&of.to_lowercase()) {
            note if note.is_empty() => chart,
            note => chart.noted(note),
        });
        Timeline { chart, earlier }
    }

    /// Sentences that explain how the chart treats claims without an exact date.
    fn note(&self, of: &str) -> String {
        let claims = |count: &i64| view::counted(count, "claim", "claims");
        let mut sentences = Vec::new();
        if self.wide > 0 {
            sentences
                .push(format!("Outlined: {} of no exact date, in every {of} that may be meant.", claims(&self.wide)));
        }
        if self.open > 0 {
            sentences.push(format!(
                "Not drawn: {} dated only “by” or “from” a day; the list of a {of} holds those that may belong to it.",
                claims(&self.open)
            ));
        }
        if self.by_publication > 0 {
            sentences.push(format!(
                "Outlined at the day of publication: {} that the text does not date; {} may have been said before.",
                claims(&self.by_publication),
                if self.by_publication == 1 { "it" } else { "they" }
            ));
        }
        sentences.join(" ")
    }
}

/// The months that claims are dated to, newest first, each with the number of claims in its list.
pub(super) async fn months(app: &App, filters: &ClaimFilters) -> Result<Vec<Counted<String>>, AppError> {
    let months = app.store.said_between(filters, Grain::Month).await?;
    Ok(Periods::new(Grain::Month, &months, filters).listed())
}

/// A day, month or year of an address as pages print it ("March 2025"). Anything else is returned unchanged.
pub(super) fn period_words(value: &str) -> String {
    let grain = match value.len() {
        4 => Grain::Year,
        7 => Grain::Month,
        10 => Grain::Day,
        _ => return value.to_owned(),
    };
    grain.number(value).map_or_else(|| value.to_owned(), |period| grain.label(period))
}

impl Grain {
    /// Numbers the periods consecutively, so that a range of periods is a range of integers.
    fn number(self, value: &str) -> Option<i64> {
        let mut parts = value.split('-').map(str::parse::<i16>);
        let year = parts.next()?.ok()?;
        let month = parts.next().and_then(Result::ok);
        match self {
            Self::Year => Some(i64::from(year)),
            Self::Month => {
                month.filter(|month| (1..=12).contains(month)).map(|m| i64::from(year) * 12 + i64::from(m) - 1)
            }
            Self::Day => {
                let day: Date = value.parse().ok()?;
                Some(i64::from(Date::ZERO.until(day).ok()?.get_days()))
            }
        }
        .filter(|_| value.is_ascii())
    }

    fn day(self, period: i64) -> Option<Date> {
        match self {
            Self::Year => Date::new(i16::try_from(period).ok()?, 1, 1).ok(),
            Self::Month => Date::new(i16::try_from(period / 12).ok()?, i8::try_from(period % 12 + 1).ok()?, 1).ok(),
            Self::Day => Date::ZERO.checked_add(jiff::Span::new().try_days(period).ok()?).ok(),
        }
    }

    fn written(self, period: i64, formats: [&str; 3]) -> String {
        let format = match self {
            Self::Year => formats[0],
            Self::Month => formats[1],
            Self::Day => formats[2],
        };
        self.day(period).map(|day| day.strftime(format).to_string()).unwrap_or_default()
    }

    /// The period as written in addresses.
    fn value(self, period: i64) -> String {
        self.written(period, ["%Y", "%Y-%m", "%Y-%m-%d"])
    }

    fn label(self, period: i64) -> String {
        self.written(period, ["%Y", "%B %Y", "%-d %B %Y"])
    }

    fn tick(self, period: i64) -> String {
        self.written(period, ["%Y", "%b %Y", "%-d %b"])
    }
}

/// Claims by period, as ranges of periods.
#[derive(Debug, Clone)]
struct Periods {
    grain: Grain,
    ranges: Vec<Range>,
    first: i64,
    last: i64,
}

/// Claims that may have been said in any period from `first` to `last`. An unknown end is `i64::MIN` or `i64::MAX`.
#[derive(Debug, Clone, Copy)]
struct Range {
    first: i64,
    last: i64,
    by_publication: bool,
    claims: i64,
}

impl Range {
    fn is_open(&self) -> bool {
        self.first == i64::MIN || self.last == i64::MAX
    }
}

impl Periods {
    /// The periods that claims are dated to, limited to the range of days that the list is filtered by.
    fn new(grain: Grain, rows: &[SaidBetween], filters: &ClaimFilters) -> Self {
        let number = |bound: &Option<String>, open: &str, end: i64| {
            let bound = bound.as_deref()?;
            if bound.starts_with(open) { Some(end) } else { grain.number(bound) }
        };
        let range = |row: &SaidBetween| {
            let first = number(&row.first, "0000", i64::MIN)?;
            let last = number(&row.last, "9999", i64::MAX)?;
            Some(Range { first, last, by_publication: row.by_publication, claims: row.claims })
        };
        let ranges: Vec<Range> = rows.iter().filter_map(range).collect();
        let told = ranges.iter().flat_map(|range| [range.first, range.last]);
        let told = told.filter(|period| !matches!(*period, i64::MIN | i64::MAX));
        let of_day = |day: Option<Date>| day.and_then(|day| grain.number(&day.to_string()));
        let (from, to) = filters.days();
        let first = told.clone().min().map(|first| of_day(from).map_or(first, |day| day.max(first)));
        let last = told.max().map(|last| of_day(to).map_or(last, |day| day.min(last)));
        let (first, last) = first.zip(last).unwrap_or((1, 0));
        Self { grain, ranges, first, last }
    }

    fn length(&self) -> i64 {
        (self.last - self.first + 1).max(0)
    }

    /// The number of claims with both ends known that fall into more than one of the periods.
    fn wide(&self) -> i64 {
        self.ranges.iter().filter(|range| !range.is_open() && self.reaches_over_several(range)).map(|r| r.claims).sum()
    }

    /// The number of claims with an unknown end that fall into at least one of the periods.
    fn open(&self) -> i64 {
        self.here().filter(|range| range.is_open()).map(|range| range.claims).sum()
    }

    /// The number of claims that only their publication dates, in one of the periods.
    fn by_publication(&self) -> i64 {
        self.here().filter(|range| range.by_publication).map(|range| range.claims).sum()
    }

    /// The ranges that fall into at least one of the periods.
    fn here(&self) -> impl Iterator<Item = &Range> {
        self.ranges.iter().filter(|range| range.first <= self.last && range.last >= self.first)
    }

    fn reaches_over_several(&self, range: &Range) -> bool {
        range.first.max(self.first) < range.last.min(self.last)
    }

    /// Counts the claims of every period: `by_publication` where the text gives no date, `open` where an end of the range
    /// is unknown, `said` where a range is exactly this period, `perhaps` otherwise.
    fn counts(&self) -> Vec<PeriodCount> {
        let empty = |period| PeriodCount { period: self.grain.value(period), ..PeriodCount::default() };
        let mut counts: Vec<PeriodCount> = (self.first..=self.last).map(empty).collect();
        for range in &self.ranges {
            for period in range.first.max(self.first)..=range.last.min(self.last) {
                let count = usize::try_from(period - self.first).ok().and_then(|place| counts.get_mut(place));
                let Some(count) = count else { continue };
                match range {
                    range if range.by_publication => count.by_publication += range.claims,
                    range if range.is_open() => count.open += range.claims,
                    range if range.first == range.last => count.said += range.claims,
                    _ => count.perhaps += range.claims,
                }
            }
        }
        counts
    }

    /// The periods that claims are dated to, newest first, each with the number of claims in its list.
    fn listed(&self) -> Vec<Counted<String>> {
        let counts = self.counts().into_iter().rev().filter(|count| count.said + count.outlined() > 0);
        counts.map(|count| Counted { count: count.listed(), value: count.period }).collect()
    }

    /// Leaves out the oldest periods where there are too many and few claims lie in them. Returns the number of claims
    /// left out.
    fn cut(mut self) -> (Self, i64) {
        let most = if self.grain == Grain::Day { MOST_DAYS } else { MOST_BARS };
        if self.length() <= most {
            return (self, 0);
        }
        let first = self.last - most + 1;
        let all: i64 = self.ranges.iter().map(|range| range.claims).sum();
        let earlier = self.ranges.iter().filter(|range| range.last < first).map(|range| range.claims).sum();
        // Years are the coarsest grain, so too many of them are always cut, whatever lies in them.
        if earlier <= all / LEFT_OUT || self.grain == Grain::Year {
            self.first = first;
            return (self, earlier);
        }
        (self, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(first: &str, last: &str, claims: i64) -> SaidBetween {
        SaidBetween { first: Some(first.into()), last: Some(last.into()), by_publication: false, claims }
    }

    fn months(rows: &[SaidBetween], filters: &ClaimFilters) -> Vec<(String, i64)> {
        let counts = Periods::new(Grain::Month, rows, filters).counts();
        counts.into_iter().map(|count| (count.period.clone(), count.listed())).collect()
    }

    #[test]
    fn a_claim_of_several_months_stands_in_each() {
        let rows = [row("2024-11", "2024-11", 2), row("2024-12", "2025-02", 1), row("0000-01", "2024-12", 5)];
        let expected = [("2024-11", 7), ("2024-12", 6), ("2025-01", 1), ("2025-02", 1)];
        assert_eq!(months(&rows, &ClaimFilters::default()), expected.map(|(month, n)| (month.to_owned(), n)));
        let all = Periods::new(Grain::Month, &rows, &ClaimFilters::default());
        assert_eq!((all.wide(), all.open()), (1, 5), "all but the first two");
        let exact = Periods::new(Grain::Month, &rows[..1], &ClaimFilters::default());
        assert_eq!((exact.wide(), exact.open()), (0, 0));
    }

    #[test]
    fn a_claim_of_no_exact_date_is_never_counted_as_said_then() {
        let rows = [row("2024-11", "2024-11", 2), row("2024-11", "2024-12", 1), row("0000-01", "2024-12", 5)];
        let counts = Periods::new(Grain::Month, &rows, &ClaimFilters::default()).counts();
        let parts: Vec<_> = counts.iter().map(|count| (count.said, count.perhaps, count.open)).collect();
        assert_eq!(parts, [(2, 1, 5), (0, 1, 5)]);
        // A month that only open ranges reach is not listed as a month that claims are dated to.
        let open = Periods::new(Grain::Month, &rows[2..], &ClaimFilters::default());
        assert!(open.listed().is_empty());
    }

    #[test]
    fn a_claim_that_only_its_publication_dates_is_an_outline_on_that_day() {
        let undated = |month, claims| SaidBetween { by_publication: true, ..row(month, month, claims) };
        let rows = [row("2024-11", "2024-11", 2), undated("2024-11", 3), undated("2024-12", 4)];
        let periods = Periods::new(Grain::Month, &rows, &ClaimFilters::default());
        let parts: Vec<_> = periods.counts().iter().map(|count| (count.said, count.outlined())).collect();
        assert_eq!((parts, periods.by_publication(), periods.wide()), (vec![(2, 3), (0, 4)], 7, 0));
        // Its month is listed: the filter for the month finds it.
        assert_eq!(periods.listed().len(), 2);
        let over_time = OverTime {
            grain: Some(Grain::Month),
            by_publication: periods.by_publication(),
            periods: periods.counts(),
            ..OverTime::default()
        };
        let chart = over_time.draw(&Query::default()).chart.unwrap();
        assert_eq!(
            chart.note.as_deref(),
            Some(
                "Outlined at the day of publication: 7 claims that the text does not date; they may have been said before."
            )
        );
        assert_eq!(
            chart.description,
            "November 2024 to December 2024. Most: November 2024, 2 claims, and 3 that may have been said then."
        );
    }

    #[test]
    fn the_range_of_the_list_bounds_the_chart() {
        let rows = [row("2024-01", "2024-12", 1), row("2024-05", "2024-05", 3)];
        let filters =
            ClaimFilters { from: "2024-05-01".parse().ok(), to: "2024-06-30".parse().ok(), ..ClaimFilters::default() };
        assert_eq!(months(&rows, &filters), [("2024-05".to_owned(), 4), ("2024-06".to_owned(), 1)]);
        assert_eq!(months(&[], &filters), [], "no claims, no bars");
    }

    #[test]
    fn a_few_old_claims_do_not_flatten_the_rest() {
        let (cut, earlier) = Periods::new(
            Grain::Month,
            &[row("1815-06", "1815-06", 1), row("2024-11", "2024-11", 99)],
            &ClaimFilters::default(),
        )
        .cut();
        assert_eq!((cut.length(), earlier), (MOST_BARS, 1));
        let (kept, none) = Periods::new(
            Grain::Month,
            &[row("1995-06", "1995-06", 50), row("2024-11", "2024-11", 50)],
            &ClaimFilters::default(),
        )
        .cut();
        assert_eq!((kept.length() > MOST_BARS, none), (true, 0));
    }

    #[test]
    fn periods_are_written_as_addresses_and_pages_write_them() {
        for (value, words) in [
            ("2025", "2025"),
            ("2025-03", "March 2025"),
            ("2025-03-05", "5 March 2025"),
            ("soon", "soon"),
            ("20é5", "20é5"),
        ] {
            assert_eq!(period_words(value), words);
        }
        assert_eq!(Grain::Day.value(Grain::Day.number("2024-02-29").unwrap() + 1), "2024-03-01");
    }
}
