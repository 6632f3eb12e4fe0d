//! Checks figures against `tests/data/figures/`, and that hostile input does not break the parser.

use super::*;
use crate::extract::cases::check_cases;
use crate::extract::segment::segment;

/// Formats every figure of a text as the test cases write it.
fn show(text: &str) -> String {
    let document = segment(text);
    let value = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let found: Vec<String> = figures(&document, &[Span::new(0, text.len())])
        .iter()
        .map(|ReadFigure { figure, .. }| {
            let about = if figure.about { "~" } else { "" };
            let unit = figure.unit.as_deref().unwrap_or("?");
            format!("{about}{} to {}, {unit}", value(figure.min), value(figure.max))
        })
        .collect();
    found.join("; ")
}

#[test]
fn figures_are_found() {
    check_cases("figures/figures.txt", show);
}

#[test]
fn figures_tell_what_they_were_read_by() {
    check_cases("figures/reasons.txt", |text| {
        let document = segment(text);
        let told = |read: ReadFigure| {
            assert_eq!(
                read.reason.features[0],
                read.figure.span.of(text),
                "the first feature is the figure as printed"
            );
            format!("{}: {}", read.reason.rule, read.reason.features[1..].join("; "))
        };
        let found = figures(&document, &[Span::new(0, text.len())]);
        found.into_iter().map(told).collect::<Vec<_>>().join(" | ")
    });
}

#[test]
fn spans_are_the_words_in_order() {
    let text = "Reth said at least 3,000 of the Orvanian troops, between 40 and 60 guns and $3m – no, US$5 million – were lost.";
    let document = segment(text);
    let parts = [Span::new(10, 48), Span::new(49, text.len())];
    let found = figures(&document, &parts);
    let words: Vec<_> = found.iter().map(|read| read.figure.span.of(text)).collect();
    assert_eq!(words, ["at least 3,000 of the Orvanian troops", "between 40 and 60 guns", "$3m", "US$5 million"]);
    assert!(figures(&document, &[Span::new(10, 17)]).is_empty());
}

#[test]
fn hostile_texts_do_no_harm() {
    for part in [
        "hundred ",
        "hundreds of ",
        "1 ",
        "111 ",
        "1-2-3-",
        "between 1 and ",
        "a half ",
        "$",
        "at least ",
        "over ",
        "½",
        "9,9",
        "two and a ",
        "Mr 1 ",
        "of the ",
        "0",
        "-",
        "5 to ",
        "١٢ ",
        "5\u{212a}g ",
        "1/",
        "x of 3 ",
        "about “",
    ] {
        let text = part.repeat(300);
        let document = segment(&text);
        for ReadFigure { figure, .. } in figures(&document, &[Span::new(0, text.len())]) {
            assert!(!figure.span.is_empty() && text.get(figure.span.start..figure.span.end).is_some(), "{figure:?}");
            assert!(figure.min.into_iter().chain(figure.max).all(f64::is_finite), "{figure:?}");
        }
    }
}

#[test]
fn long_contents_cost_their_length() {
    let text = "at least 3,000 to 4,000 Orvanian soldiers and dozens of guns for hundreds of thousands of ".repeat(500);
    let document = segment(&text);
    let found = figures(&document, &[Span::new(0, text.len())]);
    assert!(found.len() >= 1000, "{}", found.len());
}
