//! The claims of a list over time: a bar for each day, month or year, whichever fits, and what lies outside.

use jiff::civil::Date;

use super::chart::{Bar, Chart};
use super::error::AppError;
use super::query::Query;
use super::state::App;
use super::view;
use crate::store::{ClaimFilters, Grain, SaidBetween};

/// Months or years one chart shows; more would be too narrow to tell apart on a phone.
const MOST_BARS: i64 = 60;
/// Days one chart shows.
const MOST_DAYS: i64 = 62;
/// One claim in so many may lie before the chart, so that a few old ones do not flatten all others.
const LEFT_OUT: i64 = 40;

/// Claims over time.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    /// Absent where there is nothing to compare.
    pub chart: Option<Chart>,
    /// Claims before the first bar.
    pub earlier: Option<Outside>,
    /// Claims that no bar holds since they carry no date.
    pub undated: Option<String>,
    /// The months with claims, newest first, with their number.
    pub months: Vec<(String, i64)>,
}

/// Claims beside the chart, and where they are listed.
#[derive(Debug, Clone)]
pub(super) struct Outside {
    pub counted: String,
    pub link: String,
}

/// Counts the claims of a list over time. Bars lead to the list narrowed to theirs: what a bar counts is what a click
/// shows, so a claim that may have been said in several months stands in each.
pub(super) async fn timeline(app: &App, query: &Query, filters: &ClaimFilters) -> Result<Timeline, AppError> {
    let months = app.store.said_between(filters, Grain::Month).await?;
    let undated: i64 = months.iter().filter(|row| row.first.is_none()).map(|row| row.claims).sum();
    let undated = (undated > 0).then(|| view::counted(&undated, "claim", "claims"));
    let by_month = Periods::new(Grain::Month, &months, filters);
    let listed = by_month.listed();
    let (periods, earlier) = match by_month.length() {
        0 => return Ok(Timeline { chart: None, earlier: None, undated, months: listed }),
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
    let grain = periods.grain;
    let earlier = (earlier > 0).then(|| Outside {
        counted: view::counted(&earlier, "claim", "claims"),
        link: query.set("to", Some(&grain.value(periods.first - 1))).link(),
    });
    let bars = periods
        .counts()
        .into_iter()
        .map(|(period, value)| {
            let narrowed = query.set("from", Some(&grain.value(period))).set("to", Some(&grain.value(period)));
            Bar { label: grain.label(period), tick: grain.tick(period), value, link: Some(narrowed.link()) }
        })
        .collect();
    let (title, of) = match grain {
        Grain::Year => ("Said, by year", "Year"),
        Grain::Month => ("Said, by month", "Month"),
        Grain::Day => ("Said, by day", "Day"),
    };
    let chart = Chart::draw("timeline", title, of, bars).map(|chart| match periods.spread() {
        0 => chart,
        spread => chart.noted(format!(
            "{} of no exact date: each stands in every {} it may belong to.",
            view::counted(&spread, "claim", "claims"),
            of.to_lowercase(),
        )),
    });
    Ok(Timeline { chart, earlier, undated, months: listed })
}

/// The months with claims, newest first, with their number.
pub(super) async fn months(app: &App, filters: &ClaimFilters) -> Result<Vec<(String, i64)>, AppError> {
    let months = app.store.said_between(filters, Grain::Month).await?;
    Ok(Periods::new(Grain::Month, &months, filters).listed())
}

/// A month as pages print it ("March 2025"); any other day, month or year as well.
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
    /// Periods as numbers in a row, so that they can be counted through.
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

    /// As written in addresses.
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

/// Claims by period; those that may lie anywhere in several are kept as ranges.
#[derive(Debug, Clone)]
struct Periods {
    grain: Grain,
    ranges: Vec<(i64, i64, i64)>,
    first: i64,
    last: i64,
}

impl Periods {
    /// The periods that hold claims, no further than the list's own range of days.
    fn new(grain: Grain, rows: &[SaidBetween], filters: &ClaimFilters) -> Self {
        // Ends that are not told reach as far as the chart does.
        let number = |bound: &Option<String>, open: &str, end: i64| {
            let bound = bound.as_deref()?;
            if bound.starts_with(open) { Some(end) } else { grain.number(bound) }
        };
        let ranges: Vec<(i64, i64, i64)> = rows
            .iter()
            .filter_map(|row| {
                Some((number(&row.first, "0000", i64::MIN)?, number(&row.last, "9999", i64::MAX)?, row.claims))
            })
            .collect();
        let told = ranges.iter().flat_map(|(first, last, _)| [*first, *last]);
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

    /// How many claims stand in more than one of the periods.
    fn spread(&self) -> i64 {
        let within = |first: i64, last: i64| (first.max(self.first), last.min(self.last));
        self.ranges
            .iter()
            .filter(|(first, last, _)| matches!(within(*first, *last), (first, last) if first < last))
            .map(|range| range.2)
            .sum()
    }

    /// Every period with its claims. A range reaches through each of its periods.
    fn counts(&self) -> Vec<(i64, i64)> {
        let mut counts: Vec<(i64, i64)> = (self.first..=self.last).map(|period| (period, 0)).collect();
        for (first, last, claims) in &self.ranges {
            let (first, last) = ((*first).max(self.first), (*last).min(self.last));
            for period in first..=last {
                if let Ok(place) = usize::try_from(period - self.first)
                    && let Some((_, count)) = counts.get_mut(place)
                {
                    *count += claims;
                }
            }
        }
        counts
    }

    /// The periods with claims as addresses write them, newest first.
    fn listed(&self) -> Vec<(String, i64)> {
        let counts = self.counts().into_iter().rev().filter(|(_, claims)| *claims > 0);
        counts.map(|(period, claims)| (self.grain.value(period), claims)).collect()
    }

    /// Leaves out the oldest periods where there are too many and few claims lie in them; says how many claims do.
    fn cut(mut self) -> (Self, i64) {
        let most = if self.grain == Grain::Day { MOST_DAYS } else { MOST_BARS };
        if self.length() <= most {
            return (self, 0);
        }
        let first = self.last - most + 1;
        let before =
            |start: i64| self.ranges.iter().filter(|(_, last, _)| *last < start).map(|range| range.2).sum::<i64>();
        let all: i64 = self.ranges.iter().map(|range| range.2).sum();
        let earlier = before(first);
        // Years are the coarsest there is: the last of them stand for all.
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
        SaidBetween { first: Some(first.into()), last: Some(last.into()), claims }
    }

    fn months(rows: &[SaidBetween], filters: &ClaimFilters) -> Vec<(String, i64)> {
        let counts = Periods::new(Grain::Month, rows, filters).counts();
        counts.into_iter().map(|(month, claims)| (Grain::Month.value(month), claims)).collect()
    }

    #[test]
    fn a_claim_of_several_months_stands_in_each() {
        let rows = [row("2024-11", "2024-11", 2), row("2024-12", "2025-02", 1), row("0000-01", "2024-12", 5)];
        let expected = [("2024-11", 7), ("2024-12", 6), ("2025-01", 1), ("2025-02", 1)];
        assert_eq!(months(&rows, &ClaimFilters::default()), expected.map(|(month, n)| (month.to_owned(), n)));
        assert_eq!(Periods::new(Grain::Month, &rows, &ClaimFilters::default()).spread(), 6, "all but the first two");
        assert_eq!(Periods::new(Grain::Month, &rows[..1], &ClaimFilters::default()).spread(), 0);
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
