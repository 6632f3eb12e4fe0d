//! Bar charts as SVG, drawn on the server so that pages need no script. The template prints the numbers in a table too.
//!
//! Horizontal positions are percentages and everything else is pixels, so that bars stretch with the page and letters
//! keep their size on a phone. `templates/shared/chart.html` prints the [`Chart`] in the template variable `chart`.

use super::view;

/// The data of one bar, before it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    /// The full label, for the table and the tooltip ("March 2025").
    pub label: String,
    /// The shortest label, for the axis ("Mar 2025").
    pub tick: String,
    /// The number of claims that certainly belong to it.
    pub value: i64,
    /// The number of further claims that may belong to it, drawn as an outline on top.
    pub perhaps: i64,
    /// The number of claims in the linked list: `value`, `perhaps`, and claims that no bar shows.
    pub listed: i64,
    /// The address of the list of these claims; `None` for a bar that is no link.
    pub link: Option<String>,
}

/// A bar with its position and size, ready for the template.
#[derive(Debug, Clone)]
pub(super) struct DrawnBar {
    pub label: String,
    pub value: i64,
    pub perhaps: i64,
    pub listed: i64,
    /// "March 2025: 41 claims".
    pub words: String,
    pub link: Option<String>,
    /// The left edge and the width of the bar's column. The column can be clicked over its whole height.
    pub x: String,
    pub width: String,
    /// The bar itself, a little narrower than its column.
    pub bar_x: String,
    pub bar_width: String,
    pub bar_y: String,
    pub bar_height: String,
    /// The outline on top of the bar, for the claims that may belong to it.
    pub perhaps_y: String,
    pub perhaps_height: String,
    /// True where its list holds no claims.
    pub is_empty: bool,
}

/// A label under the axis.
#[derive(Debug, Clone)]
pub(super) struct Tick {
    pub x: String,
    pub anchor: &'static str,
    pub text: String,
    /// True for a label that a narrow page leaves out.
    pub is_wide_only: bool,
}

/// A chart, ready for its template.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// The prefix of the HTML ids of its parts, unique on the page.
    pub id: &'static str,
    pub title: String,
    /// A short description: the first and the last bar, and the highest one.
    pub description: String,
    /// What a bar stands for ("Month"), the heading of the first column of the table.
    pub of: &'static str,
    /// A note that a reader needs to understand the chart.
    pub note: Option<String>,
    /// True where a list holds more claims than its bar's `value`, so that the table shows both numbers.
    pub is_split: bool,
    pub bars: Vec<DrawnBar>,
    pub ticks: Vec<Tick>,
    /// The numbers beside the horizontal lines, from the top down.
    pub scale: [String; 3],
}

/// Height of the plot area in pixels. The template places the horizontal lines for this height.
const HEIGHT: f64 = 96.0;
/// The most labels that fit under the axis of a wide page; a narrow page shows every second one.
const MOST_TICKS: usize = 6;

impl Chart {
    /// The chart with a note under it.
    pub(super) fn noted(self, note: String) -> Self {
        Self { note: Some(note), ..self }
    }

    /// Draws the bars in their order; `None` where there is nothing to compare: fewer than two bars, or no claims.
    pub(super) fn draw(id: &'static str, title: impl Into<String>, of: &'static str, bars: Vec<Bar>) -> Option<Self> {
        let tallest = bars.iter().map(|bar| bar.value + bar.perhaps).max().filter(|tallest| *tallest > 0)?;
        let highest = bars.iter().max_by_key(|bar| bar.value + bar.perhaps)?;
        let (first, last) = (bars.first()?, bars.last()?);
        if bars.len() < 2 {
            return None;
        }
        let top = top_of_scale(tallest);
        let description = format!("{} to {}. Most: {}, {}.", first.label, last.label, highest.label, highest.counted());
        let share = 100.0 / bars.len() as f64;
        let drawn = bars.iter().enumerate().map(|(place, bar)| DrawnBar::draw(bar, place, bars.len(), top)).collect();
        Some(Self {
            id,
            title: title.into(),
            description,
            of,
            note: None,
            is_split: bars.iter().any(|bar| bar.listed != bar.value),
            ticks: ticks(&bars, share),
            scale: [number_on_scale(top), number_on_scale(top / 2.0), "0".to_owned()],
            bars: drawn,
        })
    }
}

impl Bar {
    /// "40 claims, and 25 that may have been said then".
    fn counted(&self) -> String {
        let perhaps = self.listed - self.value;
        match (self.value, perhaps) {
            (value, 0) => view::counted(&value, "claim", "claims"),
            (0, perhaps) => format!("{} that may have been said then", view::counted(&perhaps, "claim", "claims")),
            (value, perhaps) => format!(
                "{}, and {} that may have been said then",
                view::counted(&value, "claim", "claims"),
                view::number(&perhaps)
            ),
        }
    }
}

impl DrawnBar {
    fn draw(bar: &Bar, place: usize, bars: usize, top: f64) -> Self {
        let share = 100.0 / bars as f64;
        let x = share * place as f64;
        // Many bars get narrower gaps, as otherwise little would be left of the bars.
        let gap = if bars > 40 { 0.1 } else { 0.16 };
        // A bar is at least 1.5 pixels high, so that even one claim beside thousands is visible.
        let height = |claims: i64| if claims > 0 { (HEIGHT * claims as f64 / top).max(1.5) } else { 0.0 };
        let (solid, outline) = (height(bar.value), height(bar.perhaps));
        Self {
            words: format!("{}: {}", bar.label, bar.counted()),
            value: bar.value,
            perhaps: bar.perhaps,
            listed: bar.listed,
            x: percent(x),
            width: percent(share),
            bar_x: percent(x + share * gap),
            bar_width: percent(share * (1.0 - 2.0 * gap)),
            bar_y: format!("{:.1}", HEIGHT - solid),
            bar_height: format!("{solid:.1}"),
            perhaps_y: format!("{:.1}", (HEIGHT - solid - outline).max(0.0)),
            perhaps_height: format!("{outline:.1}"),
            is_empty: bar.listed <= 0,
            label: bar.label.clone(),
            link: bar.link.clone(),
        }
    }
}

fn percent(share: f64) -> String {
    format!("{share:.3}%")
}

/// The number at the top line: the least of 1, 2, 3, 4, 5, 6, 8 and 10 times a power of ten that is not below
/// `highest`. It is at least 2, and even below 10, so that its half at the middle line is a whole number.
fn top_of_scale(highest: i64) -> f64 {
    let highest = (highest as f64).max(2.0);
    let power = 10_f64.powf(highest.log10().floor());
    let steps = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let top = steps.iter().map(|step| step * power).find(|top| *top >= highest).unwrap_or(highest);
    // The middle line shows half of this number, and half of an odd number is no number of claims.
    if top < 10.0 && top % 2.0 > 0.0 { top + 1.0 } else { top }
}

fn number_on_scale(value: f64) -> String {
    view::number(&(value as i64))
}

/// Labels under evenly spread bars. The ones at the edges are aligned inwards, so that they stay inside the chart.
fn ticks(bars: &[Bar], share: f64) -> Vec<Tick> {
    let step = bars.len().div_ceil(MOST_TICKS);
    let is_near = |place: usize, edge: f64| (share * (place as f64 + 0.5) - edge).abs() < 5.0;
    let tick = |(place, bar): (usize, &Bar)| {
        let (x, anchor) = match place {
            place if is_near(place, 0.0) => (share * place as f64, "start"),
            place if is_near(place, 100.0) => (share * (place as f64 + 1.0), "end"),
            place => (share * (place as f64 + 0.5), "middle"),
        };
        Tick { x: percent(x), anchor, text: bar.tick.clone(), is_wide_only: !(place / step).is_multiple_of(2) }
    };
    bars.iter().enumerate().step_by(step).map(tick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(values: &[i64]) -> Vec<Bar> {
        let bar = |(place, value): (usize, &i64)| Bar {
            label: format!("bar {place}"),
            tick: format!("b{place}"),
            value: *value,
            perhaps: 0,
            listed: *value,
            link: None,
        };
        values.iter().enumerate().map(bar).collect()
    }

    #[test]
    fn bars_are_as_high_as_their_numbers() {
        let chart = Chart::draw("c", "Claims", "Bar", bars(&[0, 50, 100, 1])).unwrap();
        let heights: Vec<_> = chart.bars.iter().map(|bar| bar.bar_height.as_str()).collect();
        assert_eq!(heights, ["0.0", "48.0", "96.0", "1.5"]);
        assert_eq!(chart.scale, ["100", "50", "0"]);
        assert_eq!(chart.bars[3].words, "bar 3: 1 claim");
        assert_eq!(chart.description, "bar 0 to bar 3. Most: bar 2, 100 claims.");
    }

    #[test]
    fn what_may_belong_to_a_bar_is_an_outline_on_top_of_it() {
        let mut bars = bars(&[40, 60]);
        (bars[0].perhaps, bars[0].listed) = (20, 65);
        let chart = Chart::draw("c", "Claims", "Bar", bars).unwrap();
        let bar = &chart.bars[0];
        assert_eq!((bar.bar_y.as_str(), bar.bar_height.as_str()), ("32.0", "64.0"));
        assert_eq!((bar.perhaps_y.as_str(), bar.perhaps_height.as_str()), ("0.0", "32.0"));
        assert_eq!(bar.words, "bar 0: 40 claims, and 25 that may have been said then");
        assert!(chart.is_split);
        assert_eq!(chart.description, "bar 0 to bar 1. Most: bar 1, 60 claims.");
    }

    #[test]
    fn nothing_to_compare_is_no_chart() {
        for values in [&[] as &[i64], &[5], &[0, 0]] {
            assert!(Chart::draw("c", "Claims", "Bar", bars(values)).is_none(), "{values:?}");
        }
    }

    #[test]
    fn the_scale_ends_above_the_highest_bar_and_halves_evenly() {
        for (highest, top) in
            [(1, 2), (2, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 20), (41, 50), (612, 800), (5000, 5000)]
        {
            assert_eq!(top_of_scale(highest) as i64, top, "{highest}");
        }
    }

    #[test]
    fn words_under_the_axis_never_crowd() {
        for count in 2..120 {
            let chart = Chart::draw("c", "Claims", "Bar", bars(&vec![1; count])).unwrap();
            let narrow = chart.ticks.iter().filter(|tick| !tick.is_wide_only).count();
            assert!(chart.ticks.len() <= MOST_TICKS && (1..=4).contains(&narrow), "{count}: {narrow}");
            assert!(count < 12 || chart.ticks[0].anchor == "start");
        }
    }
}
