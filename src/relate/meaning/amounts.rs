//! What the figures of a claim count: of whom or what, in which state, at which rate.

use std::collections::BTreeSet;

use super::deeds::Deed;
use super::lexicon;
use super::words::{Sort, Unit, deed_kind};
use crate::relate::claim::ComparedFigure;

/// A figure with what it counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Amount {
    /// The words as printed.
    pub(crate) text: String,
    /// Least and greatest value.
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) about: bool,
    /// What is counted: a concept or a stem; `None` where the words leave it out.
    pub(crate) thing: Option<String>,
    /// What tells these things from others of the kind: names, numbers and other words of the unit.
    pub(crate) marks: Vec<String>,
    /// Whose, where the unit says so.
    pub(crate) side: Option<String>,
    /// What happened to them or is done with them: a concept of a deed.
    pub(crate) measure: Option<String>,
    /// The measures near it, the nearest first.
    pub(crate) measures: Vec<String>,
    /// Words of a rate ("a day").
    pub(crate) is_rate: bool,
    /// True for a share of a whole.
    pub(crate) is_share: bool,
    /// True for an amount of money.
    pub(crate) is_money: bool,
    /// True where the words say by how much something changed.
    pub(crate) is_change: bool,
    /// True where the words say that the count was less before: "the toll has risen to 19".
    pub(crate) is_risen: bool,
    /// True for the count of a whole war ("since the invasion began", "so far").
    pub(crate) is_total: bool,
    /// True for a part of what is counted ("eight of the dead").
    pub(crate) is_part: bool,
    /// Who does what is measured, where the words tell.
    pub(crate) agent: Option<String>,
}

/// The figures of a claim with what they count. `speaker` is who "we" and "it" are.
pub(super) fn amounts(
    content: &str,
    units: &[Unit],
    figures: &[ComparedFigure],
    deeds: &[Deed],
    speaker: Option<&str>,
) -> Vec<Amount> {
    let placed = placed(content, figures);
    let mut amounts: Vec<Amount> = (0..placed.len()).map(|index| amount(content, units, &placed, index)).collect();
    let states: BTreeSet<&str> =
        units.iter().filter(|unit| unit.sort == Sort::State).map(|unit| unit.term.as_str()).collect();
    // "The toll of the Russian attack", "… killed in the Russian invasion": the dead are not those of who attacks.
    let is_attack = |deed: &Deed| matches!(deed.concept.as_str(), "attack" | "cross" | "capture");
    let attacks = |state: &str| deeds.iter().any(|deed| is_attack(deed) && deed.agent.as_deref() == Some(state));
    let only = states.first().filter(|state| states.len() == 1 && !attacks(state));
    // "They were destroyed on their way": of whom a source counts that way is seldom its own.
    let is_own = |unit: &Unit| lexicon::is_own(&unit.lower) && !unit.lower.starts_with("the");
    let own = speaker.filter(|_| units.iter().any(is_own));
    let lower = content.to_lowercase();
    let (is_total, is_limited) = (lexicon::has_total(&lower), lexicon::has_limit(&lower));
    // "As many as 150 are killed every day and 800 wounded": one rate for both.
    let is_rate = amounts.iter().any(|amount| amount.is_rate);
    for amount in &mut amounts {
        let of_measure = deeds.iter().find(|deed| Some(&deed.concept) == amount.measure.as_ref());
        amount.agent = of_measure.and_then(|deed| deed.agent.clone());
        // Losses of thousands are those of a war, not of one attack.
        let is_large = amount.min.or(amount.max).is_some_and(|count| count >= 1000.0);
        let is_loss =
            matches!(amount.measure.as_deref(), Some("kill" | "casualty" | "lose" | "wound" | "displace" | "flee"));
        amount.is_total = !is_limited && (is_total || is_large && is_loss);
        if amount.measures.iter().any(|measure| measure == "casualty") {
            amount.measure = Some("casualty".to_owned());
        }
        amount.is_rate |= is_rate && !amount.is_share;
        let patient = of_measure
            .and_then(|deed| deed.patient.clone())
            .filter(|patient| patient.starts_with('@') && !attacks(patient));
        let side = amount.side.take().or(patient).or_else(|| only.map(|only| (*only).to_owned()));
        // Who tells of losses a day and names nobody's tells of those of his own side.
        let own = own.or(speaker.filter(|_| amount.is_rate && is_loss && only.is_none()));
        amount.side = side.or_else(|| own.map(str::to_owned));
    }
    amounts
}

/// A figure with the bytes of the content that it takes.
struct Placed<'f> {
    figure: &'f ComparedFigure,
    start: usize,
    end: usize,
}

fn placed<'f>(content: &str, figures: &'f [ComparedFigure]) -> Vec<Placed<'f>> {
    let mut placed: Vec<Placed<'f>> = Vec::new();
    // "Hundreds of tanks" say too little to be compared, and hours are no things.
    let is_time = |unit: &str| unit.split(' ').all(lexicon::is_function_word);
    let is_count = |figure: &&ComparedFigure| {
        let is_of_time = figure.unit.as_deref().is_some_and(|unit| is_time(unit) && !lexicon::has_rate(unit));
        !lexicon::is_vague(&figure.text.to_lowercase()) && !is_of_time
    };
    for figure in figures.iter().filter(is_count) {
        let from = placed.last().map_or(0, |last| last.end);
        let further = content[from..].find(&figure.text).map(|at| at + from);
        if let Some(start) = further.or_else(|| content.find(&figure.text)) {
            placed.push(Placed { figure, start, end: start + figure.text.len() });
        }
    }
    placed
}

/// "By 40", "another 40 tanks": how many more or fewer there are, and not how many.
fn is_added(word: &str) -> bool {
    matches!(word, "by" | "another" | "additional" | "further")
}

fn amount(content: &str, units: &[Unit], placed: &[Placed<'_>], index: usize) -> Amount {
    let Placed { figure, start, end } = placed[index];
    let first = units.iter().position(|unit| unit.end > start).unwrap_or(0);
    let last = units.iter().rposition(|unit| unit.start < end).unwrap_or(0);
    // What happened to it stands between the figures beside it.
    let low = index.checked_sub(1).map_or(0, |before| placed[before].end);
    let high = placed.get(index + 1).map_or(content.len(), |next| next.start);
    let mut measures = measures(units, (first, last), (low, high));
    let inside: Vec<&Unit> = units.iter().filter(|unit| unit.start >= start && unit.end <= end).collect();
    let thing = thing(&inside);
    let is_toll = thing.is_none()
        && units.iter().any(|unit| unit.end <= start && unit.start >= low && lexicon::is_toll(&unit.lower));
    // "14 bodies", "22 dead", "200,000 casualties".
    let counted = thing.as_deref().filter(|thing| matches!(*thing, "kill" | "casualty"));
    let counted = counted.or(is_toll.then_some("kill")).map(str::to_owned);
    let counted = counted.or_else(|| if thing.is_none() { numbered(units, start, low) } else { None });
    if let Some(counted) = counted {
        measures.insert(0, counted);
    }
    let words = figure.unit.as_deref().unwrap_or_default();
    let tells = |unit: &&&Unit| unit.tells() || unit.sort == Sort::Number && words.contains(&unit.lower);
    let marks = inside.iter().filter(tells).filter(|unit| unit.sort != Sort::State).map(|unit| unit.term.clone());
    let marks = marks.filter(|term| Some(term) != thing.as_ref()).collect();
    let before = first.checked_sub(1).map(|before| units[before].lower.as_str());
    Amount {
        text: figure.text.clone(),
        min: figure.min,
        max: figure.max,
        about: figure.about,
        thing,
        marks,
        side: inside.iter().find(|unit| unit.sort == Sort::State).map(|unit| unit.term.clone()),
        measure: measures.first().cloned(),
        measures,
        is_rate: lexicon::has_rate(&around(units, first, last)),
        is_share: words.starts_with('%') || words.starts_with("of ") || words.contains("percent"),
        is_money: lexicon::is_money(words),
        is_change: before.into_iter().chain(inside.iter().map(|unit| unit.lower.as_str())).any(is_added),
        is_risen: before == Some("to") && first >= 2 && units[first - 2].term == "increase",
        is_total: false,
        is_part: units.get(last + 1).is_some_and(|of| of.lower == "of"),
        agent: None,
    }
}

/// "The number of soldiers killed since the war began could be as high as 20,000": what happened to those who are numbered.
fn numbered(units: &[Unit], start: usize, low: usize) -> Option<String> {
    let before = || units.iter().filter(|unit| unit.end <= start && unit.start >= low);
    let number = before().find(|unit| unit.lower == "number")?;
    let is_loss = |unit: &&Unit| matches!(unit.term.as_str(), "kill" | "wound" | "casualty" | "displace" | "flee");
    before().filter(|unit| unit.start > number.start).find(is_loss).map(|unit| unit.term.clone())
}

/// The head of a unit: the last word before "of" ("soldiers of the garrison" are soldiers), else the last of all ("half of
/// the city").
fn thing(inside: &[&Unit]) -> Option<String> {
    let of = inside.iter().position(|unit| unit.lower == "of").filter(|&of| of > 0).unwrap_or(inside.len());
    let is_head =
        |unit: &&&Unit| matches!(unit.sort, Sort::Concept | Sort::Word | Sort::Name) && !lexicon::is_part(&unit.lower);
    let head = inside[..of].iter().rfind(is_head).or_else(|| inside.iter().rfind(is_head));
    head.map(|unit| unit.term.clone())
}

/// The deeds within eight units of a figure, the nearest first.
fn measures(units: &[Unit], (first, last): (usize, usize), (low, high): (usize, usize)) -> Vec<String> {
    let mut near: Vec<(usize, &str)> = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        let is_beside = unit.start >= low && unit.end <= high && !(first..=last).contains(&at);
        let distance = if at > last { at - last } else { first.saturating_sub(at) };
        if is_beside && distance <= 8 && deed_kind(unit).is_some() {
            near.push((distance, &unit.term));
        }
    }
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, term)| term.to_owned()).collect()
}

/// The words of a figure and those behind it in its clause, in small letters.
fn around(units: &[Unit], first: usize, last: usize) -> String {
    let most = units.len().min(last + 10);
    let end = (last + 1..most).find(|&at| units[at].after_break).unwrap_or(most);
    let words = units[first.saturating_sub(2)..end].iter().map(|unit| unit.lower.as_str());
    words.collect::<Vec<_>>().join(" ")
}
