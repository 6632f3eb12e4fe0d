//! Labels in place of a verb: "Ama Reth, 54, teacher: “We sleep in the cellar.”", "• Northern Command: The road is open.",
//! "And from the mayor, Ama Reth:" before a quotation. The words behind the label are those of whom it names.

use std::ops::Range;

use super::content;
use super::raw::RawAttribution;
use crate::domain::Span;
use crate::extract::segment::Segmented;
use crate::extract::tag::TaggedClaim;
use crate::extract::tokens::{Token, TokenKind};
use crate::extract::{cues, lexicon};

/// The most tokens of a label.
const LONGEST: usize = 20;
/// The most tokens of a name with its titles.
const LONGEST_NAME: usize = 8;
/// So many labels make a list of what several said.
const FEWEST: usize = 2;
/// Words behind a label that are fewer state nothing.
const SHORTEST: usize = 4;
/// How often the words behind such a label were those of whom it names in pages that were looked at: nearly always.
const CONFIDENCE: f64 = 0.9;

/// A label with the words behind it.
struct Labelled {
    /// The words that name the speaker.
    name: Span,
    content: Vec<Span>,
    direct: bool,
    /// The place of label and words.
    whole: Span,
}

/// Adds what stands behind labels; what the tagger found in it is theirs, or stands inside it.
pub(super) fn add(document: &Segmented<'_>, orphans: &mut Vec<TaggedClaim>, raws: &mut Vec<RawAttribution>) {
    if !document.turns.is_empty() {
        return;
    }
    let all = find(document);
    if all.is_empty() {
        return;
    }
    let within = |span: &Span| all.iter().position(|labelled| labelled.whole.overlaps(span));
    orphans.retain(|orphan| orphan.content.iter().all(|span| within(span).is_none()));
    // Whoever attributes inside the words is reported by the speaker; any other attribution of them is a mistake.
    let inside = |raw: &RawAttribution| {
        let at = within(raw.content.first()?)?;
        let spoken = |span: &Span| all[at].content.iter().any(|content| content.contains(span));
        (!raw.cue.is_empty() && raw.cue.iter().chain(&raw.content).chain(&raw.mention).all(spoken)).then_some(at)
    };
    let keep: Vec<bool> = raws
        .iter()
        .map(|raw| raw.content.iter().chain(&raw.cue).all(|span| within(span).is_none()) || inside(raw).is_some())
        .collect();
    let mut flags = keep.iter();
    raws.retain(|_| flags.next().copied().unwrap_or(true));
    let first = raws.len();
    for raw in raws.iter_mut() {
        if let Some(at) = inside(raw) {
            raw.inside = Some(first + at);
            raw.main_subject = false;
        }
    }
    raws.extend(all.iter().map(|labelled| RawAttribution {
        mention: vec![labelled.name],
        mention_by: vec!["a label with a colon before the words"],
        confidence: CONFIDENCE,
        ..RawAttribution::of(document.sentence_at(labelled.name.start), labelled.content.clone(), labelled.direct)
    }));
}

fn find(document: &Segmented<'_>) -> Vec<Labelled> {
    let mut found = Vec::new();
    let mut listed = Vec::new();
    for (at, paragraph) in document.paragraphs.iter().enumerate() {
        let range = document.token_range(*paragraph);
        let bullets = range.clone().take_while(|&at| is_bullet(&document.tokens[at])).count();
        let Some((label, colon)) = label(document, range.start + bullets..range.end) else { continue };
        let Some(name) = named(document, label.clone()) else { continue };
        let behind = colon + 1..range.end;
        let words = if behind.is_empty() { next_quotation(document, at) } else { Some(behind) };
        let Some(words) = words else { continue };
        let quoted = words.clone().all(|at| document.quoted[at].is_some());
        let spans = Span::new(document.tokens[words.start].span.start, document.tokens[words.end - 1].span.end);
        let Some((content, direct)) = content::content(document, &[spans]) else { continue };
        let whole = Span::new(name.start, spans.end);
        let labelled = Labelled { name, content, direct, whole };
        if quoted && is_party(document, &label) {
            found.push(labelled);
        } else if bullets > 0 && !quoted && states(&document.tokens[words]) {
            listed.push((labelled, label));
        }
    }
    let parties = listed.iter().filter(|(_, label)| is_surely_a_party(document, label)).count();
    if listed.len() + found.len() >= FEWEST && parties * 2 >= listed.len() {
        found.extend(listed.into_iter().filter(|(_, label)| is_party(document, label)).map(|(labelled, _)| labelled));
    }
    found.sort_by_key(|labelled| labelled.whole.start);
    found
}

fn is_bullet(token: &Token) -> bool {
    matches!(token.lower.as_str(), "•" | "*" | "·" | "–" | "—" | "-" | "▪" | "●" | "◦" | "‣" | ">")
}

/// The words before a colon that may be a label, without "And from" before them, and the colon.
fn label(document: &Segmented<'_>, range: Range<usize>) -> Option<(Range<usize>, usize)> {
    let tokens = &document.tokens;
    let near = range.start..range.end.min(range.start + LONGEST);
    let colon = near.clone().find(|&at| tokens[at].lower == ":")?;
    let apart = document.text[tokens[colon].span.end..].chars().next().is_none_or(char::is_whitespace);
    let mut start = range.start;
    let leads = |at: usize| {
        let word = tokens[at].lower.as_str();
        matches!(word, "and" | "from" | "then" | "next" | "also" | "here" | "now" | "this" | "is" | "," | "the" | "by")
    };
    while start < colon && leads(start) {
        start += 1;
    }
    let tells = |at: usize| {
        let token = &tokens[at];
        document.quoted[at].is_some()
            || matches!(token.lower.as_str(), "?" | "!" | ";")
            || !token.capital && (lexicon::is_auxiliary(&token.lower) || cues::is_verb(&token.lower))
    };
    (apart && start < colon && !(start..colon).any(tells)).then_some((start..colon, colon))
}

/// The name in a label with what it says of its bearer, without an age: "Ama Reth", "the mayor of Sarn, Ama Reth".
fn named(document: &Segmented<'_>, label: Range<usize>) -> Option<Span> {
    let tokens = &document.tokens;
    let comma = label.clone().find(|&at| matches!(tokens[at].lower.as_str(), "," | "("));
    let mut end = comma.unwrap_or(label.end);
    // "The mayor of Sarn, Ama Reth": the name stands behind the comma.
    let small = label.clone().take_while(|&at| !tokens[at].capital).count();
    if small > 0 {
        end = label.end;
    }
    let words = label.start..end;
    let fits = words.len() <= LONGEST_NAME + small && words.clone().any(|at| tokens[at].capital);
    fits.then(|| Span::new(tokens[words.start].span.start, tokens[words.end - 1].span.end))
}

/// True for a label that may name somebody: a title, a name of several words, a body, or an age or trade behind a name.
fn is_party(document: &Segmented<'_>, label: &Range<usize>) -> bool {
    let tokens = &document.tokens[label.clone()];
    let name: Vec<&Token> = tokens.iter().take_while(|token| !matches!(token.lower.as_str(), "," | "(")).collect();
    let capitals = name.iter().filter(|token| token.kind == TokenKind::Word && token.capital).count();
    let joined = |token: &&&Token| token.kind == TokenKind::Word && !token.capital && token.lower.len() > 3;
    let all_named =
        name.iter().filter(joined).all(|token| is_role(&token.lower) || lexicon::is_preposition(&token.lower));
    is_surely_a_party(document, label) || capitals > 1 && all_named
}

fn is_role(word: &str) -> bool {
    lexicon::is_title(word) || lexicon::is_person_noun(word) || lexicon::is_body_noun(word)
}

/// True for a label with a title, a body, an age or a trade.
fn is_surely_a_party(document: &Segmented<'_>, label: &Range<usize>) -> bool {
    let tokens = &document.tokens[label.clone()];
    let role = |token: &Token| is_role(&token.lower);
    let aged = tokens.windows(2).any(|pair| {
        matches!(pair[0].lower.as_str(), "," | "(") && pair[1].kind == TokenKind::Number && pair[1].lower.len() <= 3
    });
    tokens[0].capital && (aged || tokens.iter().any(role)) || !tokens[0].capital && tokens.iter().any(role)
}

/// The quotation that fills the next paragraph.
fn next_quotation(document: &Segmented<'_>, paragraph: usize) -> Option<Range<usize>> {
    let range = document.token_range(*document.paragraphs.get(paragraph + 1)?);
    (!range.is_empty() && range.clone().all(|at| document.quoted[at].is_some())).then_some(range)
}

/// True for words with a verb, or so many that they have one.
fn states(tokens: &[Token]) -> bool {
    let words: Vec<&Token> = tokens.iter().filter(|token| token.kind == TokenKind::Word).collect();
    let verb = |token: &&Token| {
        lexicon::is_auxiliary(&token.lower)
            || cues::is_verb(&token.lower)
            || !token.capital && token.lower.len() > 4 && (token.lower.ends_with("ed") || token.lower.ends_with("ing"))
    };
    words.len() >= SHORTEST && words.iter().any(verb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::segment::segment;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let document = segment(text);
        let show = |labelled: &Labelled| {
            let sign = if labelled.direct { "“" } else { "" };
            format!("{} = {sign}{}", labelled.name.of(text), Span::join(&labelled.content, text))
        };
        assert_eq!(find(&document).iter().map(show).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn labels_name_who_speaks() {
        check(
            "Ama Reth, 54, teacher: \"We sleep in the cellar. It is cold.\"\n\nBo Oru, ferryman: “They shot at us.”",
            &["Ama Reth = “We sleep in the cellar. It is cold.", "Bo Oru = “They shot at us."],
        );
        check(
            "• Governor Ama Reth: 12 drones were shot down.\n• Northern Command: The road is open.\n• Vell Mission: No one has asked us.",
            &[
                "Governor Ama Reth = 12 drones were shot down",
                "Northern Command = The road is open",
                "Vell Mission = No one has asked us",
            ],
        );
        check("And from Governor Ama Reth:\n\n\"It was marked.\"", &["Governor Ama Reth = “It was marked."]);
        check(
            "And this from the mayor of Sarn, Ama Reth:\n\n“It was marked.”",
            &["mayor of Sarn, Ama Reth = “It was marked."],
        );
    }

    #[test]
    fn other_labels_name_nobody() {
        for text in [
            "Read more: “The bridge at Karsk”",
            "• Karsk: The road is closed.\n• Hollin: The road is open.",
            "• Where: The road is closed.\n• When: It was closed on Monday.",
            "The minister said: “It is open.”",
            "In Karsk, it was clear: “It is open.”",
            "Summary: The road is closed.",
        ] {
            check(text, &[]);
        }
    }
}
