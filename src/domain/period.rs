//! A day, a month or a year: spans of days that people name in one word or two.

use jiff::civil::Date;
use serde::Serialize;

/// A day, a month or a year. Written as in ISO 8601: "2025-03-05", "2025-03", "1994".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// One day.
    Day(Date),
    /// A month, by its first day.
    Month(Date),
    /// A year.
    Year(i16),
}

impl Period {
    /// The year or the month that two days enclose exactly, or their one day; `None` for other spans.
    pub fn enclosed(first: Date, last: Date) -> Option<Self> {
        if first == last {
            Some(Self::Day(last))
        } else if (first, last) == (first.first_of_year(), first.last_of_year()) {
            Some(Self::Year(first.year()))
        } else if (first, last) == (first.first_of_month(), first.last_of_month()) {
            Some(Self::Month(first))
        } else {
            None
        }
    }

    /// The known end `day` of an EDTF expression, as exact as it is written: `../1994` ends with a year, not with
    /// 31 December.
    pub fn at_end(edtf: &str, day: Date) -> Self {
        let end = edtf.split('/').rfind(|part| !matches!(*part, "" | "..")).unwrap_or_default();
        let end = end.trim_end_matches(['~', '?', '%']);
        match (day.to_string().starts_with(end), end.len()) {
            (true, 4) => Self::Year(day.year()),
            (true, 7) => Self::Month(day.first_of_month()),
            _ => Self::Day(day),
        }
    }

    /// True where all days of `other` are days of this period.
    pub fn contains(self, other: Self) -> bool {
        other.to_string().starts_with(&self.to_string())
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => day.fmt(formatter),
            Self::Month(month) => month.strftime("%Y-%m").fmt(formatter),
            Self::Year(year) => write!(formatter, "{year:04}"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_as_exact_as_it_is_written() {
        for (edtf, day, expected) in [
            ("1994", "1994-12-31", "1994"),
            ("1994~", "1994-12-31", "1994"),
            ("2025-03", "2025-03-31", "2025-03"),
            ("2025-03-05", "2025-03-05", "2025-03-05"),
            ("../1994", "1994-12-31", "1994"),
            ("1994/..", "1994-01-01", "1994"),
            ("../2024-10-24", "2024-10-24", "2024-10-24"),
            ("2023-12/2024-02", "2024-02-29", "2024-02"),
            ("2022-21", "2022-05-31", "2022-05-31"),
            ("", "2022-05-31", "2022-05-31"),
        ] {
            assert_eq!(Period::at_end(edtf, day.parse().unwrap()).to_string(), expected, "{edtf}");
        }
    }

    #[test]
    fn a_period_contains_what_lies_in_it() {
        let period = |edtf: &str, day: &str| Period::at_end(edtf, day.parse().unwrap());
        let (year, day) = (period("1994", "1994-12-31"), period("1994-12-31", "1994-12-31"));
        assert!(year.contains(day) && year.contains(year) && !day.contains(year));
        assert!(!year.contains(period("1995-01", "1995-01-31")));
    }
}
