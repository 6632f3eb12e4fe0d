//! Figures over time, as SVG drawn on the server: a mark for each statement, hollow where its source is not named,
//! with a line as far as its words allow more or less. The table beside it holds the numbers.
//!
//! Horizontal positions are percentages and vertical ones pixels, as in [`crate::web::chart`].

use jiff::civil::Date;

use crate::web::view;

/// Height of the plot area in pixels.
pub(in crate::web) const HEIGHT: f64 = 180.0;
/// The greatest number is more than so many times the least: the scale counts in powers then.
const WIDE: f64 = 20.0;
/// Days at the edges, in percent of the width.
const EDGE: f64 = 9.0;
/// Marks further right than so many percent have their numbers on their left.
const RIGHT: f64 = 75.0;
/// Marks of one day that are nearer than so many pixels share their numbers.
const NEAR: f64 = 9.0;

/// One figure before it is drawn.
#[derive(Debug, Clone)]
pub(in crate::web) struct Figure {
    /// Its number in the table.
    pub number: usize,
    pub day: Date,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub is_unnamed: bool,
    /// "General Ada Brandt: at least 3,000 troops, 5 March 2025".
    pub words: String,
    pub link: String,
}

/// A figure with its place.
#[derive(Debug, Clone)]
pub(in crate::web) struct Mark {
    /// Its number in the table, with those of marks that stand in the same place; empty where another mark tells it.
    told: Vec<usize>,
    /// Pixels from the top.
    at: f64,
    pub x: String,
    pub y: String,
    pub label_y: String,
    /// Whether its numbers stand left of it: at the right edge of a narrow screen there is no room beside it.
    pub is_label_left: bool,
    /// The ends of the line, where its words allow more or less than one number.
    pub line: Option<(String, String)>,
    pub is_unnamed: bool,
    pub words: String,
    pub link: String,
}

/// A line across the plot, with its number.
#[derive(Debug, Clone)]
pub(in crate::web) struct Line {
    pub y: String,
    pub text: String,
}

/// Figures, ready for the template.
#[derive(Debug, Clone)]
pub(in crate::web) struct Plot {
    pub marks: Vec<Mark>,
    pub lines: Vec<Line>,
    /// The first and the last day.
    pub first: String,
    pub last: String,
    /// True where equal steps up are equal factors.
    pub is_logarithmic: bool,
    pub description: String,
}

impl Figure {
    /// The number that the mark stands at.
    fn at(&self) -> Option<f64> {
        match (self.min, self.max) {
            (Some(min), Some(max)) => Some((min + max) / 2.0),
            (min, max) => min.or(max),
        }
    }
}

/// Numbers in the table that stand beside a mark; how many more there are stands behind them.
const MOST_NUMBERS: usize = 3;

impl Mark {
    /// Its number in the table, with those of marks that stand in the same place.
    pub(in crate::web) fn numbers(&self) -> String {
        let numbers = self.told.iter().take(MOST_NUMBERS).map(usize::to_string).collect::<Vec<_>>().join(", ");
        match self.told.len().saturating_sub(MOST_NUMBERS) {
            0 => numbers,
            more => format!("{numbers} +{more}"),
        }
    }
}

/// A scale from numbers to pixels from the top.
struct Scale {
    least: f64,
    most: f64,
    is_logarithmic: bool,
}

impl Scale {
    fn of(numbers: &[f64]) -> Self {
        let (least, most) = numbers.iter().fold((f64::INFINITY, 0.0f64), |(l, m), n| (l.min(*n), m.max(*n)));
        let is_logarithmic = least > 0.0 && most / least > WIDE;
        if is_logarithmic {
            let power = |x: f64| 10f64.powf(x);
            return Self { least: power(least.log10().floor()), most: power(most.log10().ceil()), is_logarithmic };
        }
        Self { least: 0.0, most: round_above(most), is_logarithmic }
    }

    fn y(&self, number: f64) -> f64 {
        let share = if self.is_logarithmic {
            (number.max(self.least) / self.least).log10() / (self.most / self.least).log10().max(f64::MIN_POSITIVE)
        } else {
            number / self.most
        };
        HEIGHT * (1.0 - share.clamp(0.0, 1.0))
    }

    fn lines(&self) -> Vec<Line> {
        let line = |number: f64| Line { y: pixels(self.y(number)), text: view::quantity(number) };
        if self.is_logarithmic {
            let powers = (self.most / self.least).log10().round() as i32;
            return (0..=powers).map(|power| line(self.least * 10f64.powi(power))).collect();
        }
        [0.0, 0.5, 1.0].map(|share| line(self.most * share)).into_iter().collect()
    }
}

/// The least of 1, 2, 4, 5, 6, 8 and 10 times a power of ten that is not below a number.
fn round_above(number: f64) -> f64 {
    let power = 10f64.powf(number.max(1.0).log10().floor());
    let steps = [1.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    steps.iter().map(|step| step * power).find(|step| *step >= number).unwrap_or(number)
}

fn pixels(y: f64) -> String {
    format!("{y:.1}")
}

impl Plot {
    /// Draws figures; `None` where there are fewer than two to compare.
    pub(in crate::web) fn draw(figures: &[Figure]) -> Option<Self> {
        let numbers: Vec<f64> = figures.iter().filter_map(Figure::at).collect();
        let (first, last) = (figures.iter().map(|f| f.day).min()?, figures.iter().map(|f| f.day).max()?);
        if numbers.len() < 2 {
            return None;
        }
        let ends = figures.iter().flat_map(|figure| [figure.min, figure.max]).flatten();
        let scale = Scale::of(&ends.collect::<Vec<_>>());
        let span = first.until(last).map_or(0, |span| span.get_days()).max(1);
        let mut marks: Vec<Mark> = Vec::new();
        for figure in figures {
            let Some(at) = figure.at() else { continue };
            let days = first.until(figure.day).map_or(0, |days| days.get_days());
            // Figures of one day all stand in its column.
            let x = if first == last { 50.0 } else { EDGE + (100.0 - 2.0 * EDGE) * f64::from(days) / f64::from(span) };
            let y = scale.y(at);
            let line = match (figure.min, figure.max) {
                (Some(min), Some(max)) if min < max => Some((scale.y(max), scale.y(min))),
                (Some(_), None) => Some(((y - 26.0).max(-6.0), y)),
                (None, Some(_)) => Some((y, (y + 26.0).min(HEIGHT))),
                _ => None,
            };
            let is_label_left = x > RIGHT;
            let x = format!("{x:.2}%");
            let near = marks.iter_mut().find(|mark| mark.x == x && !mark.told.is_empty() && (mark.at - y).abs() < NEAR);
            let tells = near.is_none();
            if let Some(mark) = near {
                mark.told.push(figure.number);
            }
            marks.push(Mark {
                told: if tells { vec![figure.number] } else { Vec::new() },
                at: y,
                x,
                y: pixels(y),
                label_y: pixels(y + 4.0),
                is_label_left,
                line: line.map(|(top, bottom)| (pixels(top), pixels(bottom))),
                is_unnamed: figure.is_unnamed,
                words: figure.words.clone(),
                link: figure.link.clone(),
            });
        }
        let (least, most) = numbers.iter().fold((f64::INFINITY, 0.0f64), |(l, m), n| (l.min(*n), m.max(*n)));
        Some(Self {
            marks,
            lines: scale.lines(),
            first: view::short_day(first),
            last: if first == last { String::new() } else { view::short_day(last) },
            is_logarithmic: scale.is_logarithmic,
            description: if least < most {
                format!("from {} to {}", view::quantity(least), view::quantity(most))
            } else {
                format!("all at {}", view::quantity(most))
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(day: i8, min: Option<f64>, max: Option<f64>) -> Figure {
        Figure {
            number: 1,
            day: jiff::civil::date(2025, 3, day),
            min,
            max,
            is_unnamed: false,
            words: "a figure".to_owned(),
            link: "#a".to_owned(),
        }
    }

    #[test]
    fn figures_stand_as_high_as_they_are_and_on_their_days() {
        let plot = Plot::draw(&[figure(1, Some(50.0), Some(50.0)), figure(3, Some(100.0), Some(100.0))]).unwrap();
        assert_eq!((plot.marks[0].y.as_str(), plot.marks[1].y.as_str()), ("90.0", "0.0"));
        assert_eq!((plot.marks[0].x.as_str(), plot.marks[1].x.as_str()), ("9.00%", "91.00%"));
        assert!(!plot.marks[0].is_label_left && plot.marks[1].is_label_left, "numbers stand inside the plot");
        assert_eq!(plot.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["0", "50", "100"]);
        assert!(!plot.is_logarithmic && plot.marks.iter().all(|mark| mark.line.is_none()));
    }

    #[test]
    fn bounds_are_lines() {
        let all = [figure(1, Some(50.0), None), figure(1, None, Some(80.0)), figure(1, Some(60.0), Some(80.0))];
        let plot = Plot::draw(&all).unwrap();
        let y = |text: &str| text.parse::<f64>().unwrap();
        let (top, bottom) = plot.marks[0].line.clone().unwrap();
        assert!(y(&top) < y(&plot.marks[0].y) && bottom == plot.marks[0].y, "“at least” goes up");
        let (top, bottom) = plot.marks[1].line.clone().unwrap();
        assert!(y(&bottom) > y(&plot.marks[1].y) && top == plot.marks[1].y, "“up to” goes down");
        assert!(plot.marks[2].line.is_some());
        assert_eq!(plot.marks[0].x, "50.00%", "one day stands in the middle");
        let twice =
            Plot::draw(&[figure(1, Some(50.0), Some(50.0)), Figure { number: 2, ..figure(1, Some(50.0), None) }]);
        let numbers: Vec<String> = twice.unwrap().marks.iter().map(Mark::numbers).collect();
        assert_eq!(numbers, ["1, 2", ""], "what stands in one place is told once");
        let many: Vec<Figure> = (1..=9).map(|number| Figure { number, ..figure(1, Some(50.0), Some(50.0)) }).collect();
        assert_eq!(Plot::draw(&many).unwrap().marks[0].numbers(), "1, 2, 3 +6");
    }

    #[test]
    fn a_wide_span_is_logarithmic() {
        let plot = Plot::draw(&[figure(1, Some(12.0), Some(12.0)), figure(2, Some(90_000.0), Some(90_000.0))]).unwrap();
        assert!(plot.is_logarithmic);
        assert_eq!(
            plot.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
            ["10", "100", "1,000", "10,000", "100,000"]
        );
    }

    #[test]
    fn one_figure_is_no_plot() {
        assert!(Plot::draw(&[figure(1, Some(5.0), Some(5.0))]).is_none());
        assert!(Plot::draw(&[]).is_none());
        assert!(Plot::draw(&[figure(1, None, None), figure(2, Some(0.0), Some(0.0))]).is_none());
        let same = Plot::draw(&[figure(1, Some(0.0), Some(0.0)), figure(2, Some(0.0), Some(0.0))]).unwrap();
        assert_eq!(same.description, "all at 0");
    }
}
