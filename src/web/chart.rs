//! Bar charts: SVG drawn here, so that pages need no script for them, with the numbers in a table behind.
//!
//! Places along the width are percentages and everything else is pixels, so that bars stretch with the page and letters
//! keep their size on a phone. `templates/shared/chart.html` prints a [`Chart`] that stands under the name `chart`.

use super::view;

/// One bar, before it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    /// In full, for the table and the hint under the pointer ("March 2025").
    pub label: String,
    /// As short as it can be told, for the axis ("Mar 2025").
    pub tick: String,
    /// How many claims it stands for.
    pub value: i64,
    /// How many more may belong to it; drawn as an outline on top.
    pub perhaps: i64,
    /// How many claims its list holds: those two, and claims that no bar shows.
    pub listed: i64,
    /// The list of these claims; bars without one lead nowhere.
    pub link: Option<String>,
}

/// A bar with its place.
#[derive(Debug, Clone)]
pub(super) struct DrawnBar {
    pub label: String,
    pub value: i64,
    pub perhaps: i64,
    pub listed: i64,
    /// "March 2025: 41 claims".
    pub words: String,
    pub link: Option<String>,
    /// Where the bar's share of the width begins and how wide it is; all of its height can be clicked.
    pub x: String,
    pub width: String,
    /// The bar itself, a little narrower.
    pub bar_x: String,
    pub bar_width: String,
    pub bar_y: String,
    pub bar_height: String,
    /// The outline on top of it, of claims that may belong to it.
    pub perhaps_y: String,
    pub perhaps_height: String,
    /// True where its list holds nothing.
    pub is_empty: bool,
}

/// A word under the axis.
#[derive(Debug, Clone)]
pub(super) struct Tick {
    pub x: String,
    pub anchor: &'static str,
    pub text: String,
    /// True for one that a narrow page leaves out.
    pub is_wide_only: bool,
}

/// A chart, ready for its template.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// Begins the ids of its parts; no two charts of a page share it.
    pub id: &'static str,
    pub title: String,
    /// What it shows in one sentence: from when to when, and the highest bar.
    pub description: String,
    /// What a bar stands for, over the first column of the table ("Month").
    pub of: &'static str,
    /// What a reader must know to read it right.
    pub note: Option<String>,
    /// True where lists hold more claims than their bars stand for, so that the table tells them apart.
    pub is_split: bool,
    pub bars: Vec<DrawnBar>,
    pub ticks: Vec<Tick>,
    /// The numbers beside the lines across, from the top down.
    pub scale: [String; 3],
}

/// Height of the bars' field in pixels; the template draws the lines across for it.
const HEIGHT: f64 = 96.0;
/// Words that fit under the axis of a wide page; a narrow one shows every second.
const MOST_TICKS: usize = 6;

impl Chart {
    /// The chart with a note under it.
    pub(super) fn noted(self, note: String) -> Self {
        Self { note: Some(note), ..self }
    }

    /// Draws the bars in their order; `None` where there is nothing to compare: fewer than two bars, or no claims.
    pub(super) fn draw(id: &'static str, title: impl Into<String>, of: &'static str, bars: Vec<Bar>) -> Option<Self> {
        let tallest = bars.iter().map(|bar| bar.value + bar.perhaps).max().filter(|tallest| *tallest > 0)?;
        let highest = bars.iter().max_by_key(|bar| bar.value)?;
        let (first, last) = (bars.first()?, bars.last()?);
        if bars.len() < 2 {
            return None;
        }
        let top = top_of_scale(tallest);
        let most = match highest.value {
            0 => String::new(),
            value => format!(" Most: {}, {}.", highest.label, view::counted(&value, "claim", "claims")),
        };
        let description = format!("{} to {}.{most}", first.label, last.label);
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

impl DrawnBar {
    fn draw(bar: &Bar, place: usize, bars: usize, top: f64) -> Self {
        let share = 100.0 / bars as f64;
        let x = share * place as f64;
        // Gaps between many bars would leave nothing of the bars.
        let gap = if bars > 40 { 0.1 } else { 0.16 };
        // Even one claim beside thousands shows.
        let height = |claims: i64| if claims > 0 { (HEIGHT * claims as f64 / top).max(1.5) } else { 0.0 };
        let (solid, outline) = (height(bar.value), height(bar.perhaps));
        let perhaps = match bar.listed - bar.value {
            0 => String::new(),
            more => format!(", and {} that may have been said then", view::number(&more)),
        };
        Self {
            words: format!("{}: {}{perhaps}", bar.label, view::counted(&bar.value, "claim", "claims")),
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

/// The number at the top line: one, two or five and noughts, at least two so that its half is whole.
fn top_of_scale(highest: i64) -> f64 {
    let highest = (highest as f64).max(2.0);
    let power = 10_f64.powf(highest.log10().floor());
    let steps = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let top = steps.iter().map(|step| step * power).find(|top| *top >= highest).unwrap_or(highest);
    // The half of an odd number below ten is no number of claims.
    if top < 10.0 && top % 2.0 > 0.0 { top + 1.0 } else { top }
}

fn number_on_scale(value: f64) -> String {
    view::number(&(value as i64))
}

/// Words under evenly spread bars; those at the edges lean inwards.
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
