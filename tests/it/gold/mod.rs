//! The program against claims labelled by hand (`tests/data/gold`): who said what, when, in what sense, how many.
//!
//! `cargo test --test it gold -- --nocapture` shows the table and every difference.

mod scoring;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::support::{onrecord, stderr, stdout};
use scoring::{Aliases, COLUMNS, Label, Printed, PrintedFigure, Score, score, table};

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
