//! What the stage makes of a text, held against `tests/data/attribution/`; and two rules that need what the tagger would
//! seldom give them.

use super::*;
use crate::extract::cases::check_cases;
use crate::extract::segment::segment;
use crate::extract::tag::built_in;

#[test]
fn attributions_are_found() {
    check_cases("attribution/attributions.txt", |text| {
        // The break of a line within a paragraph.
        let text = &text.replace(" ⏎ ", "\n");
        let document = segment(text);
        let show = |raw: &RawAttribution| {
            let words = |spans: &[Span]| Span::join(spans, text);
            let inside = if raw.inside.is_some() { "+ " } else { "" };
            let direct = if raw.direct { "= " } else { "" };
            let running = if raw.mention.is_empty() { "> " } else { "" };
            format!("{inside}{} | {} | {running}{direct}{}", words(&raw.mention), words(&raw.cue), words(&raw.content))
        };
        find(&document, built_in()).iter().map(show).collect::<Vec<_>>().join(" ; ")
    });
}

#[test]
fn every_mention_has_the_rule_that_found_it() {
    let named = |text: &str| {
        let text = text.replace(" ⏎ ", "\n");
        let document = segment(&text);
        let raws = find(&document, built_in());
        let show = |raw: &RawAttribution| {
            let words = if raw.mention.is_empty() { "?".to_owned() } else { Span::join(&raw.mention, &text) };
            let (rule, changes) =
                raw.mention_by.split_first().map_or(("", &[][..]), |(rule, changes)| (*rule, changes));
            let changes: String = changes.iter().map(|change| format!(", {change}")).collect();
            format!("{words}: {rule}{changes}")
        };
        raws.iter().map(show).collect::<Vec<_>>().join(" ; ")
    };
    check_cases("attribution/named_by.txt", named);
    let all = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/attribution/attributions.txt"));
    for line in all.unwrap().lines().filter(|line| !line.starts_with('#')) {
        let Some((text, _)) = line.rsplit_once(" -> ") else { continue };
        let text = text.replace(" ⏎ ", "\n");
        for raw in find(&segment(&text), built_in()) {
            assert!(raw.mention_by.first().is_some_and(|rule| !rule.is_empty()), "{line}: {raw:?}");
        }
    }
}

#[test]
fn a_verb_without_a_source_has_its_subject() {
    check_cases("attribution/subjects.txt", |text| {
        let document = segment(text);
        let cue = text.find("said").map(|at| Span::new(at, at + 4)).unwrap();
        let content = text.find("open").or(text.find("fewer")).or(text.find("insulin")).unwrap();
        let mut raws = vec![raw(Span::new(content, content + 4), cue)];
        subject::add(&document, &mut raws);
        Span::join(&raws[0].mention, text)
    });
}

#[test]
fn the_clauses_of_a_content_may_attribute() {
    check_cases("attribution/clauses.txt", |content| {
        let text = format!("Reth said {content}.");
        let document = segment(&text);
        let outer = &find(&document, built_in())[0];
        let show = |clause: inner::Clause| {
            let raw = clause.inside(0, outer);
            [&raw.mention, &raw.cue, &raw.content].map(|spans| Span::join(spans, &text)).join(" | ")
        };
        inner::clauses(&document, Span::new(10, 10 + content.len()))
            .into_iter()
            .map(show)
            .collect::<Vec<_>>()
            .join(" ; ")
    });
}

#[test]
fn plain_indirect_speech_is_read_by_its_grammar() {
    check_cases("attribution/plain.txt", |text| {
        let document = segment(text);
        let mut raws = Vec::new();
        plain::add(&document, &mut raws);
        let show =
            |raw: &RawAttribution| format!("{} | {}", Span::join(&raw.mention, text), Span::join(&raw.content, text));
        let found = raws.iter().map(show).collect::<Vec<_>>().join(" ; ");
        // Words of a known claim are left alone.
        let known = raws.clone();
        plain::add(&document, &mut raws);
        assert_eq!(raws, known, "{text}");
        found
    });
}

#[test]
fn mentions_end_before_words_of_time() {
    check_cases("attribution/mentions.txt", |text| {
        let document = segment(text);
        let found = content::mention(&document, Span::new(0, text.find(" said").unwrap()));
        found.map(|mention| mention.of(text).to_owned()).unwrap_or_default()
    });
}

#[test]
fn what_a_heading_was_run_into_is_left_out() {
    check_cases("attribution/contents.txt", |text| {
        let document = segment(text);
        let found = content::content(&document, &[Span::new(0, text.len())]);
        found.map(|(content, _)| Span::join(&content, text)).unwrap_or_default()
    });
}

#[test]
fn passive_verbs_tell_of_their_subject() {
    check_cases("attribution/passive.txt", |case| {
        let (text, cue) = case.split_once(" | ").unwrap();
        let document = segment(text);
        let start = text.find(cue).unwrap();
        let range = document.token_range(Span::new(start, start + cue.len()));
        let passive = passive::is_passive(&document.tokens, &range);
        if passive { "passive" } else { "active" }.to_owned()
    });
}

/// An attribution of the first sentence without a source.
fn raw(content: Span, cue: Span) -> RawAttribution {
    RawAttribution { cue: vec![cue], ..RawAttribution::of(0, vec![content], false) }
}

#[test]
fn a_piece_of_another_sentence_is_no_content() {
    let text = "The league said it had planned to bring food. But in a cut likened by some to a triage, it would stop.";
    let document = segment(text);
    let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
    let content = vec![span("it had planned to bring food"), span("by some to a triage")];
    let cue = span("said");
    assert_eq!(content::without_strays(&document, content.clone(), Some(&cue)), content[..1]);
    let whole = vec![content[0], span("But in a cut")];
    assert_eq!(content::without_strays(&document, whole.clone(), Some(&cue)), whole);
}

#[test]
fn who_said_it_before_it_was_reported_is_the_source() {
    let text = "On Monday, its defence ministry said it would hold exercises, Reuters reported, citing Interfax.";
    let document = segment(text);
    let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
    let mut raw = raw(span("it would hold exercises"), span("reported"));
    raw.content.push(span("Interfax"));
    raw.mention.push(span("Reuters"));
    relays::add(&document, &mut raw);
    let words = |spans: &[Span]| Span::join(spans, text);
    assert_eq!(words(&raw.content), "it would hold exercises");
    assert_eq!(words(&raw.mention), "its defence ministry");
    let through: Vec<&str> = raw.relays.iter().map(|relay| relay.span.of(text)).collect();
    assert_eq!(through, ["Interfax", "Reuters"]);
}
