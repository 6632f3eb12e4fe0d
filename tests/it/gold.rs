//! The program against claims labelled by hand (`tests/data/gold`): who said what, when, in what sense, how many.
//!
//! `cargo test --test it gold -- --nocapture` shows the table and every difference.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::support::{onrecord, stderr, stdout};

/// What the program must reach over all articles.
const WHO: f64 = 0.85;
const WHO_AND_WHEN: f64 = 0.80;
const PRECISION: f64 = 0.85;

/// Half-open ranges of code points.
type Spans = Vec<(usize, usize)>;
type Aliases = HashMap<String, Vec<String>>;

/// A claim as a person labelled it; `tests/data/gold/README.md` says what each field means.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    file: String,
    content: String,
    content_spans: Spans,
    source: String,
    source_kind: String,
    #[serde(rename = "mention")]
    _mention: String,
    #[serde(rename = "cue")]
    _cue: String,
    quotation: String,
    stance: String,
    said_on: String,
    figures: Vec<LabelledFigure>,
    via: Vec<String>,
    also: Vec<String>,
    said_accept: Vec<String>,
    #[serde(default)]
    stance_accept: Vec<String>,
    #[serde(default)]
    quotation_accept: Vec<String>,
    #[serde(default)]
    optional: bool,
}

/// Either `value` with its `comparator`, or `min` and `max`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelledFigure {
    value: Option<f64>,
    comparator: Option<String>,
    min: Option<f64>,
    max: Option<f64>,
    #[serde(rename = "unit")]
    _unit: String,
    #[serde(default)]
    optional: bool,
}

/// As much of a printed claim as is scored.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Printed {
    id: String,
    inside: Option<String>,
    article: PrintedArticle,
    content: Passage,
    source: Option<Named>,
    others: Vec<Named>,
    via: Vec<Named>,
    quotation: String,
    stance: String,
    said: Option<Said>,
    figures: Vec<PrintedFigure>,
}

#[derive(Clone, Default, Deserialize)]
struct PrintedArticle {
    file: String,
}

#[derive(Clone, Default, Deserialize)]
struct Passage {
    text: String,
    spans: Spans,
}

#[derive(Clone, Deserialize)]
struct Named {
    name: String,
    kind: String,
}

#[derive(Clone, Deserialize)]
struct Said {
    edtf: Option<String>,
}

#[derive(Clone, Deserialize)]
struct PrintedFigure {
    min: Option<f64>,
    max: Option<f64>,
}

/// How many of those asked for were right.
#[derive(Clone, Copy, Default)]
struct Share {
    right: usize,
    of: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        *self += Share { right: usize::from(right), of: 1 };
    }

    fn value(self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Share) {
        self.right += other.right;
        self.of += other.of;
    }
}

const COLUMNS: [&str; 11] =
    ["prec.", "recall", "who", "+ when", "source", "kind", "date", "quote", "stance", "figures", "via"];

/// The first four count claims; the others count matched claims, the last two those that have one to get right.
#[derive(Clone, Default)]
struct Score {
    /// Printed claims that are labelled.
    precision: Share,
    /// Labelled claims that are printed.
    recall: Share,
    /// Labelled claims that are printed with their source.
    who: Share,
    /// The same, with their date as well.
    who_and_when: Share,
    source: Share,
    kind: Share,
    date: Share,
    quotation: Share,
    stance: Share,
    figures: Share,
    via: Share,
    /// One line for each claim that was missed, made up, or has something wrong in it.
    differences: Vec<String>,
}

impl Score {
    fn columns(&self) -> [Share; COLUMNS.len()] {
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

    fn columns_mut(&mut self) -> [&mut Share; COLUMNS.len()] {
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

    fn add(&mut self, other: &Score) {
        for (sum, more) in self.columns_mut().into_iter().zip(other.columns()) {
            *sum += more;
        }
    }

    /// Names each threshold that is not reached.
    fn shortfalls(&self) -> Vec<String> {
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
fn words(text: &str) -> Vec<Option<usize>> {
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
fn covered(words: &[Option<usize>], spans: &Spans) -> BTreeSet<usize> {
    spans.iter().flat_map(|&(start, end)| words.get(start..end).unwrap_or_default()).copied().flatten().collect()
}

fn jaccard(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// Pairs labels with printed claims that share half of their words or more, one to one, the closest first.
fn pair(labels: &[BTreeSet<usize>], printed: &[BTreeSet<usize>]) -> BTreeMap<usize, usize> {
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
fn folded(name: &str) -> String {
    let kept: String =
        name.to_lowercase().chars().filter(|c| c.is_alphanumeric() || c.is_whitespace() || *c == '_').collect();
    let kept = kept.trim();
    let bare = ["the ", "a ", "an "].iter().find_map(|article| kept.strip_prefix(article));
    bare.unwrap_or(kept).trim().to_owned()
}

fn same_name(labelled: &str, printed: &str, aliases: &Aliases) -> bool {
    let also = aliases.get(labelled).map(Vec::as_slice).unwrap_or_default();
    std::iter::once(labelled).chain(also.iter().map(String::as_str)).any(|name| folded(name) == folded(printed))
}

impl LabelledFigure {
    /// The least and the most it can be.
    fn bounds(&self) -> (Option<f64>, Option<f64>) {
        match (self.value, self.comparator.as_deref()) {
            (None, None) => (self.min, self.max),
            (value @ Some(_), Some("exactly" | "about")) => (value, value),
            (value @ Some(_), Some("at least" | "more than")) => (value, None),
            (value @ Some(_), Some("up to" | "fewer than")) => (None, value),
            other => panic!("a labelled figure with {other:?}"),
        }
    }
}

fn same_bound(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-3 * a.abs().max(b.abs()),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Whether each required figure was printed, and nothing but required and optional ones.
fn same_figures(labelled: &[LabelledFigure], printed: &[PrintedFigure]) -> bool {
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

fn accepted(value: &str, right: &str, accept: &[String]) -> bool {
    value == right || accept.iter().any(|other| other == value)
}

/// Counts one matched pair, and names the fields that are wrong in it.
fn compare(score: &mut Score, label: &Label, claim: &Printed, aliases: &Aliases) -> Vec<&'static str> {
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
fn score(text: &str, labels: &[Label], printed: &[Printed], aliases: &Aliases) -> Score {
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

fn names(parties: &[Named]) -> String {
    let names: Vec<String> = parties.iter().map(|party| format!("{} ({})", party.name, party.kind)).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

/// What the program printed, on one line.
fn found(claim: &Printed) -> String {
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
fn table(scores: &[(String, Score)], total: &Score) -> String {
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("tests/data/gold")
}

fn aliases() -> Aliases {
    serde_json::from_str(&std::fs::read_to_string(folder().join("aliases.json")).unwrap()).unwrap()
}

fn lines<T: DeserializeOwned>(text: &str) -> Vec<T> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// The labels by the article they belong to.
fn labels() -> BTreeMap<String, Vec<Label>> {
    let mut labels: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            for label in lines::<Label>(&std::fs::read_to_string(&path).unwrap()) {
                assert_eq!(Path::new(&label.file).file_stem(), path.file_stem(), "{}", label.content);
                labels.entry(label.file.clone()).or_default().push(label);
            }
        }
    }
    labels
}

/// What a command of the program prints for some articles.
fn run(command: &str, files: &[&str]) -> String {
    let output = onrecord(root(), &[&[command], files].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

/// The texts that the spans of labels refer to.
fn texts(files: &[&str]) -> HashMap<String, String> {
    #[derive(Deserialize)]
    struct Read {
        file: String,
        text: String,
    }
    lines::<Read>(&run("read", files)).into_iter().map(|article| (article.file, article.text)).collect()
}

#[test]
fn claims_of_labelled_articles_are_found_with_source_and_date() {
    let (labels, aliases) = (labels(), aliases());
    let files: Vec<&str> = labels.keys().map(String::as_str).collect();
    let texts = texts(&files);
    let mut printed: HashMap<String, Vec<Printed>> = HashMap::new();
    for claim in lines::<Printed>(&run("extract", &files)) {
        printed.entry(claim.article.file.clone()).or_default().push(claim);
    }
    let (mut scores, mut total) = (Vec::new(), Score::default());
    for (file, labels) in &labels {
        let claims = printed.remove(file).unwrap_or_default();
        let score = score(&texts[file], labels, &claims, &aliases);
        total.add(&score);
        scores.push((file.trim_start_matches("demo/").trim_end_matches(".md").to_owned(), score));
    }
    assert!(printed.is_empty(), "claims of articles that were not asked for: {:?}", printed.keys());
    println!("{}", table(&scores, &total));
    assert!(total.shortfalls().is_empty(), "{}", total.shortfalls().join("; "));
}

#[test]
fn gold_labels_fit_their_articles() {
    let labels = labels();
    assert_eq!(labels.len(), 12);
    let texts = texts(&labels.keys().map(String::as_str).collect::<Vec<_>>());
    for label in labels.values().flatten() {
        let chars: Vec<char> = texts[&label.file].chars().collect();
        let parts: Vec<String> =
            label.content_spans.iter().map(|&(start, end)| chars[start..end].iter().collect()).collect();
        assert_eq!(parts.join(" … "), label.content, "{}", label.file);
        assert!(label.said_accept.contains(&label.said_on), "{}: {}", label.file, label.content);
        label.figures.iter().for_each(|figure| {
            figure.bounds();
        });
    }
}

/// Does something to the right answer.
type Change = fn(&mut Vec<Printed>);

/// A made-up report, two labels of it, and the claims of a program that is right.
fn made_up() -> (&'static str, Vec<Label>, Vec<Printed>) {
    let text =
        "Ida Lund said on Monday that at least 40 boats sank. Nils Weir believes that nobody drowned, she added.";
    let labels = r#"{"file":"","content":"at least 40 boats sank","content_spans":[[29,51]],"source":"Ida Lund","source_kind":"person","mention":"Ida Lund","cue":"said","quotation":"indirect","stance":"asserts","said_on":"2025-03-03","figures":[{"value":40,"unit":"boats","comparator":"at least"}],"via":[],"also":[],"said_accept":["2025-03-03"]}
{"file":"","content":"nobody drowned","content_spans":[[77,91]],"source":"Nils Weir","source_kind":"person","mention":"Nils Weir","cue":"believes","quotation":"indirect","stance":"believes","said_on":"2025-03-03","figures":[],"via":["Ida Lund"],"also":[],"said_accept":["2025-03-03"]}"#;
    let printed = r#"{"id":"a","content":{"text":"at least 40 boats sank","spans":[[29,51]]},"source":{"name":"Ida Lund","kind":"person"},"quotation":"indirect","stance":"asserts","said":{"edtf":"2025-03-03"},"figures":[{"min":40,"max":null}]}
{"id":"b","content":{"text":"Nils Weir believes that nobody drowned","spans":[[53,91]]},"source":{"name":"Ida Lund","kind":"person"},"quotation":"indirect","stance":"asserts","said":{"edtf":"2025-03-03"}}
{"id":"c","inside":"b","content":{"text":"nobody drowned","spans":[[77,91]]},"source":{"name":"Nils Weir","kind":"person"},"via":[{"name":"Lund","kind":"person"}],"quotation":"indirect","stance":"believes","said":{"edtf":"2025-03-03"}}"#;
    (text, lines(labels), lines(printed))
}

#[test]
fn the_gold_score_tells_right_from_wrong() {
    let (text, labels, right) = made_up();
    let aliases: Aliases = HashMap::from([("Ida Lund".to_owned(), vec!["Lund".to_owned()])]);
    // What is changed in the right answer, and the columns of the table that must then be below one.
    let cases: Vec<(&str, Change, &[&str])> = vec![
        ("nothing", |_| (), &[]),
        ("a name in other letters", |claims| claims[0].source.as_mut().unwrap().name = "the IDA LUND".into(), &[]),
        ("an alias", |claims| claims[0].source.as_mut().unwrap().name = "Lund".into(), &[]),
        ("a full stop", |claims| claims[0].content.spans[0].1 += 1, &[]),
        (
            "half of the words",
            |claims| claims[0].content.spans[0].0 += 12,
            &["recall", "who", "+ when", "prec.", "figures"],
        ),
        (
            "another source",
            |claims| claims[0].source.as_mut().unwrap().name = "Lun".into(),
            &["who", "+ when", "source"],
        ),
        ("no source", |claims| claims[0].source = None, &["who", "+ when", "source", "kind"]),
        ("another date", |claims| claims[0].said.as_mut().unwrap().edtf = Some("2025-03".into()), &["+ when", "date"]),
        ("no date", |claims| claims[0].said = None, &["+ when", "date"]),
        ("another stance", |claims| claims[2].stance = "asserts".into(), &["stance"]),
        ("another quotation", |claims| claims[2].quotation = "mixed".into(), &["quote"]),
        ("a figure less", |claims| claims[0].figures.clear(), &["figures"]),
        ("a figure more", |claims| claims[0].figures.push(PrintedFigure { min: None, max: None }), &["figures"]),
        ("a figure with an upper bound", |claims| claims[0].figures[0].max = Some(40.0), &["figures"]),
        ("no chain", |claims| claims[2].via.clear(), &["via"]),
        ("an inner claim less", |claims| drop(claims.pop()), &["recall", "who", "+ when", "prec.", "via"]),
        ("an outer claim that nothing is inside of", |claims| claims[2].inside = None, &["prec."]),
        ("a claim twice", |claims| claims.push(claims[0].clone()), &["prec."]),
        (
            "nothing at all",
            Vec::clear,
            &["prec.", "recall", "who", "+ when", "source", "kind", "date", "quote", "stance", "figures", "via"],
        ),
    ];
    for (change, apply, expected) in cases {
        let mut claims = right.clone();
        apply(&mut claims);
        let score = score(text, &labels, &claims, &aliases);
        let below: BTreeSet<&str> = COLUMNS
            .into_iter()
            .zip(score.columns())
            .filter(|(_, share)| share.value() < 1.0)
            .map(|(column, _)| column)
            .collect();
        assert_eq!(below, expected.iter().copied().collect(), "{change}");
        let judged = ["who", "+ when", "prec."].iter().any(|column| expected.contains(column));
        assert_eq!(!score.shortfalls().is_empty(), judged, "{change}: {:?}", score.shortfalls());
    }
}
