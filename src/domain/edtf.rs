//! Dates as precise as the words allow: the Extended Date/Time Format (ISO 8601-2:2019, Annex A).

use edtf_core::{Bound, Edtf as Parsed};
use jiff::civil::Date;

/// A valid EDTF expression (levels 0 to 2) and the days that it covers.
///
/// `2024-10-23`, `2024-10`, `2024-10-01/2024-10-10`, `2022-21` (spring), `../2024-10-24` (on or before), `XXXX-10-23`
/// (year unknown).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edtf {
    text: String,
    from: Option<Date>,
    to: Option<Date>,
}

/// A season, with its number in EDTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// March to May.
    Spring = 21,
    /// June to August.
    Summer = 22,
    /// September to November.
    Autumn = 23,
    /// December to February.
    Winter = 24,
}

/// The error for text that is not EDTF; holds the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an EDTF date: {0:?}")]
pub struct EdtfError(String);

impl Edtf {
    /// One day.
    pub fn day(day: Date) -> Self {
        Self { text: day.to_string(), from: Some(day), to: Some(day) }
    }

    /// From `first` to `last`, both included; a whole month or year is written as one (`2023-12`, `2022`).
    pub fn interval(first: Date, last: Date) -> Self {
        let year = first == first.first_of_year() && last == first.last_of_year();
        let month = first == first.first_of_month() && last == first.last_of_month();
        let text = match (first == last, year, month) {
            (true, ..) => return Self::day(first),
            (_, true, _) => format!("{:04}", first.year()),
            (_, _, true) => format!("{:04}-{:02}", first.year(), first.month()),
            _ => format!("{first}/{last}"),
        };
        Self { text, from: Some(first), to: Some(last) }
    }

    /// A season that began in `year`: `2022-21` is the spring of 2022. Its months are those of the northern hemisphere.
    /// `None` for a year that four digits cannot hold.
    pub fn season(year: i16, season: Season) -> Option<Self> {
        format!("{year:04}-{}", season as u8).parse().ok()
    }

    /// On `last` or at any time before it.
    pub fn until(last: Date) -> Self {
        Self { text: format!("../{last}"), from: None, to: Some(last) }
    }

    /// A day of a year that the text does not tell.
    pub fn day_of_unknown_year(month: i8, day: i8) -> Self {
        Self { text: format!("XXXX-{month:02}-{day:02}"), from: None, to: None }
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day that it may mean; `None` where it is open or the year is unknown.
    pub fn first_day(&self) -> Option<Date> {
        self.from
    }

    /// The last day that it may mean, the key for sorting; `None` where it is open or the year is unknown.
    pub fn last_day(&self) -> Option<Date> {
        self.to
    }
}

impl std::fmt::Display for Edtf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        let parsed = Parsed::parse(text).map_err(|_| EdtfError(text.to_owned()))?;
        if text.starts_with("XXXX") {
            // Without a year there is no calendar day to sort or filter by.
            return Ok(Self { text: text.to_owned(), from: None, to: None });
        }
        let bounds = parsed.bounds();
        let day = |bound: Bound| match bound {
            Bound::Date(date) => {
                let year = i16::try_from(date.year).ok()?;
                Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
            }
            _ => None,
        };
        Ok(Self { text: text.to_owned(), from: day(bounds.earliest), to: day(bounds.latest) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, from: Option<&str>, to: Option<&str>) {
        let edtf: Edtf = text.parse().unwrap();
        let show = |day: Option<Date>| day.map(|day| day.to_string());
        assert_eq!((show(edtf.first_day()).as_deref(), show(edtf.last_day()).as_deref()), (from, to), "{text}");
        assert_eq!(edtf.as_str(), text);
    }

    #[test]
    fn expressions_cover_days() {
        check("2024-10-23", Some("2024-10-23"), Some("2024-10-23"));
        check("2024-10", Some("2024-10-01"), Some("2024-10-31"));
        check("2024-02~", Some("2024-02-01"), Some("2024-02-29"));
        check("2024-10-01/2024-10-10", Some("2024-10-01"), Some("2024-10-10"));
        check("../2024-10-24", None, Some("2024-10-24"));
        check("XXXX-10-23", None, None);
        check("2022", Some("2022-01-01"), Some("2022-12-31"));
        check("2022-21", Some("2022-03-01"), Some("2022-05-31"));
        check("2023-24", Some("2023-12-01"), Some("2024-02-29"));
    }

    #[test]
    fn built_and_parsed_are_equal() {
        let day: Date = "2024-10-23".parse().unwrap();
        for edtf in [
            Edtf::day(day),
            Edtf::until(day),
            Edtf::interval("2024-10-01".parse().unwrap(), day),
            Edtf::day_of_unknown_year(10, 23),
        ] {
            assert_eq!(edtf.as_str().parse::<Edtf>().as_ref(), Ok(&edtf));
        }
        for (first, last, text) in [
            ("2024-10-24", "2024-10-24", "2024-10-24"),
            ("2024-02-01", "2024-02-29", "2024-02"),
            ("2023-02-01", "2023-02-27", "2023-02-01/2023-02-27"),
            ("2022-01-01", "2022-12-31", "2022"),
            ("2022-12-01", "2023-01-31", "2022-12-01/2023-01-31"),
            ("2022-01-01", "2023-12-31", "2022-01-01/2023-12-31"),
        ] {
            let edtf = Edtf::interval(first.parse().unwrap(), last.parse().unwrap());
            assert_eq!(edtf.as_str(), text);
            assert_eq!(text.parse::<Edtf>().as_ref(), Ok(&edtf));
        }
        assert_eq!(Edtf::season(2022, Season::Autumn).unwrap().as_str(), "2022-23");
        assert!("23.10.2024".parse::<Edtf>().is_err());
    }
}
