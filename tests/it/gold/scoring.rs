//! Holds printed claims against labelled ones and counts what is right, column by column.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::ops::AddAssign;

use serde::Deserialize;

/// What the program must reach over all articles.
pub(super) const WHO: f64 = 0.85;
pub(super) const WHO_AND_WHEN: f64 = 0.80;
pub(super) const PRECISION: f64 = 0.85;

/// Half-open ranges of code points.
pub(super) type Spans = Vec<(usize, usize)>;
pub(super) type Aliases = HashMap<String, Vec<String>>;

/// A claim as a person labelled it; `tests/data/gold/README.md` says what each field means.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    pub(super) file: String,
    pub(super) content: String,
    pub(super) content_spans: Spans,
    pub(super) source: String,
    pub(super) source_kind: String,
    #[serde(rename = "mention")]
    pub(super) _mention: String,
    #[serde(rename = "cue")]
    pub(super) _cue: String,
    pub(super) quotation: String,
    pub(super) stance: String,
    pub(super) said_on: String,
    pub(super) figures: Vec<LabelledFigure>,
    pub(super) via: Vec<String>,
    pub(super) also: Vec<String>,
    pub(super) said_accept: Vec<String>,
    #[serde(default)]
    pub(super) stance_accept: Vec<String>,
    #[serde(default)]
    pub(super) quotation_accept: Vec<String>,
    #[serde(default)]
    pub(super) optional: bool,
}

/// Either `value` with its `comparator`, or `min` and `max`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelledFigure {
    pub(super) value: Option<f64>,
    pub(super) comparator: Option<String>,
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    #[serde(rename = "unit")]
    pub(super) _unit: String,
    #[serde(default)]
    pub(super) optional: bool,
}

/// As much of a printed claim as is scored.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Printed {
    pub(super) id: String,
    pub(super) inside: Option<String>,
    pub(super) article: PrintedArticle,
    pub(super) content: Passage,
    pub(super) source: Option<Named>,
    pub(super) others: Vec<Named>,
    pub(super) via: Vec<Named>,
    pub(super) quotation: String,
    pub(super) stance: String,
    pub(super) said: Option<Said>,
    pub(super) figures: Vec<PrintedFigure>,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct PrintedArticle {
    pub(super) file: String,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct Passage {
    pub(super) text: String,
    pub(super) spans: Spans,
}

#[derive(Clone, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) kind: String,
}

#[derive(Clone, Deserialize)]
pub(super) struct Said {
    pub(super) edtf: Option<String>,
}

#[derive(Clone, Deserialize)]
pub(super) struct PrintedFigure {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
}

/// How many of those asked for were right.
#[derive(Clone, Copy, Default)]
pub(super) struct Share {
    pub(super) right: usize,
    pub(super) of: usize,
}

impl Share {
    pub(super) fn count(&mut self, right: bool) {
        *self += Share { right: usize::from(right), of: 1 };
    }

    pub(super) fn value(self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Share) {
        self.right += other.right;
        self.of += other.of;
    }
}

pub(super) const COLUMNS: [&str; 11] =
    ["prec.", "recall", "who", "+ when", "source", "kind", "date", "quote", "stance", "figures", "via"];

/// The first four count claims; the others count matched claims, the last two those that have one to get right.
#[derive(Clone, Default)]
pub(super) struct Score {
    /// Printed claims that are labelled.
    pub(super) precision: Share,
    /// Labelled claims that are printed.
    pub(super) recall: Share,
    /// Labelled claims that are printed with their source.
    pub(super) who: Share,
    /// The same, with their date as well.
    pub(super) who_and_when: Share,
    pub(super) source: Share,
    pub(super) kind: Share,
    pub(super) date: Share,
    pub(super) quotation: Share,
    pub(super) stance: Share,
    pub(super) figures: Share,
    pub(super) via: Share,
    /// One line for each claim that was missed, made up, or has something wrong in it.
    pub(super) differences: Vec<String>,
}

impl Score {
    pub(super) fn columns(&self) -> [Share; COLUMNS.len()] {
        [
            self.precision,
            self.recall,
            self.who,
            self.who_and_when,
            self.source,
            self.kind,
            self.date,
            self.quotation,
            self.stance,
            self.figures,
            self.via,
        ]
    }

    pub(super) fn columns_mut(&mut self) -> [&mut Share; COLUMNS.len()] {
        [
            &mut self.precision,
            &mut self.recall,
            &mut self.who,
            &mut self.who_and_when,
            &mut self.source,
            &mut self.kind,
            &mut self.date,
            &mut self.quotation,
            &mut self.stance,
            &mut self.figures,
            &mut self.via,
        ]
    }

    pub(super) fn add(&mut self, other: &Score) {
        for (sum, more) in self.columns_mut().into_iter().zip(other.columns()) {
            *sum += more;
        }
    }

    /// Names each threshold that is not reached.
    pub(super) fn shortfalls(&self) -> Vec<String> {
        [
            ("who said what", self.who, WHO),
            ("with date", self.who_and_when, WHO_AND_WHEN),
            ("precision", self.precision, PRECISION),
        ]
        .into_iter()
        .filter(|(_, share, least)| share.value() < *least)
        .map(|(name, share, least)| format!("{name} {:.3}, not {least}", share.value()))
        .collect()
    }
}

/// Which word of the text each code point belongs to: a run of letters and digits is one.
pub(super) fn words(text: &str) -> Vec<Option<usize>> {
    let mut number = 0;
    let mut inside = false;
    text.chars()
        .map(|c| {
            let letter = c.is_alphanumeric();
            number += usize::from(letter && !inside);
            inside = letter;
            letter.then_some(number)
        })
        .collect()
}

/// The words that some spans touch.
pub(super) fn covered(words: &[Option<usize>], spans: &Spans) -> BTreeSet<usize> {
    spans.iter().flat_map(|&(start, end)| words.get(start..end).unwrap_or_default()).copied().flatten().collect()
}

pub(super) fn jaccard(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// Pairs labels with printed claims that share half of their words or more, one to one, the closest first.
pub(super) fn pair(labels: &[BTreeSet<usize>], printed: &[BTreeSet<usize>]) -> BTreeMap<usize, usize> {
    let mut near: Vec<(f64, usize, usize)> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        near.extend(printed.iter().enumerate().map(|(j, claim)| (jaccard(label, claim), i, j)));
    }
    near.retain(|(likeness, _, _)| *likeness >= 0.5);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut pairs, mut taken) = (BTreeMap::new(), HashSet::new());
    for (_, i, j) in near {
        if !pairs.contains_key(&i) && taken.insert(j) {
            pairs.insert(i, j);
        }
    }
    pairs
}

/// A name without case, punctuation and article.
pub(super) fn folded(name: &str) -> String {
    let kept: String =
        name.to_lowercase().chars().filter(|c| c.is_alphanumeric() || c.is_whitespace() || *c == '_').collect();
    let kept = kept.trim();
    let bare = ["the ", "a ", "an "].iter().find_map(|article| kept.strip_prefix(article));
    bare.unwrap_or(kept).trim().to_owned()
}

pub(super) fn same_name(labelled: &str, printed: &str, aliases: &Aliases) -> bool {
    let also = aliases.get(labelled).map(Vec::as_slice).unwrap_or_default();
    std::iter::once(labelled).chain(also.iter().map(String::as_str)).any(|name| folded(name) == folded(printed))
}

impl LabelledFigure {
    /// The least and the most it can be.
    pub(super) fn bounds(&self) -> (Option<f64>, Option<f64>) {
        match (self.value, self.comparator.as_deref()) {
            (None, None) => (self.min, self.max),
            (value @ Some(_), Some("exactly" | "about")) => (value, value),
            (value @ Some(_), Some("at least" | "more than")) => (value, None),
            (value @ Some(_), Some("up to" | "fewer than")) => (None, value),
            other => panic!("a labelled figure with {other:?}"),
        }
    }
}

pub(super) fn same_bound(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-3 * a.abs().max(b.abs()),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Whether each required figure was printed, and nothing but required and optional ones.
pub(super) fn same_figures(labelled: &[LabelledFigure], printed: &[PrintedFigure]) -> bool {
    let mut left: Vec<&PrintedFigure> = printed.iter().collect();
    let mut take = |figure: &LabelledFigure| {
        let (min, max) = figure.bounds();
        let at = left.iter().position(|found| same_bound(min, found.min) && same_bound(max, found.max));
        at.map(|at| left.remove(at)).is_some()
    };
    let required = labelled.iter().filter(|figure| !figure.optional).all(&mut take);
    labelled.iter().filter(|figure| figure.optional).for_each(|figure| {
        take(figure);
    });
    required && left.is_empty()
}

pub(super) fn accepted(value: &str, right: &str, accept: &[String]) -> bool {
    value == right || accept.iter().any(|other| other == value)
}

/// Counts one matched pair, and names the fields that are wrong in it.
pub(super) fn compare(score: &mut Score, label: &Label, claim: &Printed, aliases: &Aliases) -> Vec<&'static str> {
    let named = |wanted: &str, among: &[Named]| among.iter().any(|party| same_name(wanted, &party.name, aliases));
    let parties: Vec<Named> = claim.source.iter().chain(&claim.others).cloned().collect();
    let first = claim.source.as_slice();
    let source = named(&label.source, first) || label.also.iter().any(|other| named(other, first));
    let all = source && label.also.iter().chain([&label.source]).all(|other| named(other, &parties));
    let edtf = claim.said.as_ref().and_then(|said| said.edtf.as_deref());
    let date = edtf.is_some_and(|edtf| accepted(edtf, &label.said_on, &label.said_accept));
    if !label.optional {
        score.who.right += usize::from(source);
        score.who_and_when.right += usize::from(source && date);
    }
    let always = [
        ("source", source, &mut score.source),
        ("kind", claim.source.as_ref().is_some_and(|party| party.kind == label.source_kind), &mut score.kind),
        ("date", date, &mut score.date),
        ("quotation", accepted(&claim.quotation, &label.quotation, &label.quotation_accept), &mut score.quotation),
        ("stance", accepted(&claim.stance, &label.stance, &label.stance_accept), &mut score.stance),
    ];
    let mut wrong = Vec::new();
    for (field, right, share) in always {
        share.count(right);
        wrong.extend((!right).then_some(field));
    }
    let figures = same_figures(&label.figures, &claim.figures);
    let via = label.via.iter().all(|wanted| named(wanted, &claim.via));
    let figures_asked = label.figures.iter().any(|figure| !figure.optional);
    for (field, asked, right, share) in
        [("figures", figures_asked, figures, &mut score.figures), ("via", !label.via.is_empty(), via, &mut score.via)]
    {
        if asked {
            share.count(right);
        }
        wrong.extend((!right).then_some(field));
    }
    wrong.extend((source && !all).then_some("others"));
    wrong
}

/// Scores the claims printed for one article against its labels.
pub(super) fn score(text: &str, labels: &[Label], printed: &[Printed], aliases: &Aliases) -> Score {
    let words = words(text);
    let content = |spans: &Spans| covered(&words, spans);
    let pairs = pair(
        &labels.iter().map(|label| content(&label.content_spans)).collect::<Vec<_>>(),
        &printed.iter().map(|claim| content(&claim.content.spans)).collect::<Vec<_>>(),
    );
    let mut score = Score::default();
    for (i, label) in labels.iter().enumerate() {
        let claim = pairs.get(&i).map(|j| &printed[*j]);
        if !label.optional {
            score.recall.count(claim.is_some());
            score.who.of += 1;
            score.who_and_when.of += 1;
        }
        let Some(claim) = claim else {
            if !label.optional {
                score.differences.push(format!("MISSED  {}: {}", label.source, label.content));
            }
            continue;
        };
        score.precision.count(true);
        let wrong = compare(&mut score, label, claim, aliases);
        if !wrong.is_empty() {
            score.differences.push(format!(
                "{}  {}: {}\n        {}",
                wrong.join(", "),
                label.source,
                label.content,
                found(claim)
            ));
        }
    }
    let taken: HashSet<usize> = pairs.into_values().collect();
    let outer: HashSet<&str> = printed.iter().filter_map(|claim| claim.inside.as_deref()).collect();
    for (j, claim) in printed.iter().enumerate() {
        if !taken.contains(&j) && !outer.contains(claim.id.as_str()) {
            score.precision.count(false);
            score.differences.push(format!("EXTRA   {}: {}", names(claim.source.as_slice()), claim.content.text));
        }
    }
    score
}

pub(super) fn names(parties: &[Named]) -> String {
    let names: Vec<String> = parties.iter().map(|party| format!("{} ({})", party.name, party.kind)).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

/// What the program printed, on one line.
pub(super) fn found(claim: &Printed) -> String {
    let figures: Vec<_> = claim.figures.iter().map(|figure| (figure.min, figure.max)).collect();
    format!(
        "printed: {} | others {} | via {} | {} | {} | {:?} | {figures:?} | {}",
        names(claim.source.as_slice()),
        names(&claim.others),
        names(&claim.via),
        claim.quotation,
        claim.stance,
        claim.said.as_ref().and_then(|said| said.edtf.as_deref()),
        claim.content.text,
    )
}

/// One row an article, one for all, and the differences below.
pub(super) fn table(scores: &[(String, Score)], total: &Score) -> String {
    let mut table = format!("{:<52}", "");
    COLUMNS.iter().for_each(|column| write!(table, "{column:>9}").unwrap());
    for (name, score) in scores.iter().map(|(name, score)| (name.as_str(), score)).chain([("all", total)]) {
        write!(table, "\n{name:<52}").unwrap();
        for share in score.columns() {
            write!(table, "{:>9}", format!("{}/{}", share.right, share.of)).unwrap();
        }
    }
    write!(table, "\n{:<52}", "").unwrap();
    total.columns().iter().for_each(|share| write!(table, "{:>9.3}", share.value()).unwrap());
    for (name, score) in scores {
        write!(table, "\n\n{name}").unwrap();
        score.differences.iter().for_each(|line| write!(table, "\n  {line}").unwrap());
    }
    table
}
