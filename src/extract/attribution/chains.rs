//! Chains whose links stand before the words claimed: "Reth was quoted by the agency as saying …", "According to the agency,
//! Reth said …", "The agency says Reth told them …".

use std::ops::Range;

use super::{RawAttribution, Relay, RelayKind, content, passive};
use crate::domain::Span;
use crate::extract::day_words::is_day_word;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;
use crate::extract::{cues, lexicon};

/// The most tokens between "quoted" and "as saying", and between commas behind a subject.
const REACH: usize = 20;
/// The most tokens of a verb and the day behind it ("reported on Monday").
const SHORT_DATE: usize = 4;
/// The most tokens of a subject.
const LONGEST_SUBJECT: usize = 12;

/// "Reth was quoted by the agency as saying that …": Reth is the source and the agency a relay, whatever the tagger took
/// for the source and the content.
pub(super) fn take_quoted_subject(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let saying = |at: usize| lower(at) == "as" && lower(at + 1).ends_with("ing");
    let quoted = sentence.clone().find(|&at| {
        lexicon::is_quoting_participle(lower(at))
            && document.quoted[at].is_none()
            && passive::is_participle(document, at)
            && (at + 1..sentence.end.min(at + REACH)).any(saying)
    });
    let Some(quoted) = quoted else { return };
    let Some(end) = (quoted..sentence.end).find(|&at| saying(at)).map(|at| at + 2) else { return };
    let touches = |span: &Span| {
        let tokens = document.token_range(*span);
        tokens.start < end + REACH && tokens.end + 2 > quoted
    };
    if !raw.cue.iter().all(touches) {
        return;
    }
    let mut verb = quoted;
    while verb > sentence.start && (passive::is_being(lower(verb - 1)) || lower(verb - 1).ends_with("ly")) {
        verb -= 1;
    }
    verb -= usize::from(verb > sentence.start && matches!(lower(verb - 1), "has" | "have" | "had"));
    let Some(subject) = subject_before(document, sentence.start, verb) else { return };
    let span = Span::new(document.tokens[subject.start].span.start, document.tokens[subject.end - 1].span.end);
    let Some(mention) = content::mention(document, span) else { return };
    let claimed: Vec<Span> = raw.content.iter().copied().filter(|part| !part.overlaps(&span)).collect();
    let Some((claimed, direct)) = content::content(document, &claimed) else { return };
    (raw.content, raw.direct) = (claimed, direct || raw.direct);
    raw.named_by(mention, "the subject of “quoted as saying”");
}

/// The noun phrase before a verb, with what stands between commas behind it ("the minister, Ama Reth, | was").
pub(super) fn subject_before(document: &Segmented<'_>, first: usize, verb: usize) -> Option<Range<usize>> {
    let tokens = &document.tokens;
    let lower = |at: usize| tokens[at].lower.as_str();
    let mut end = verb;
    while end > first && (lexicon::is_subject_adverb(lower(end - 1)) || lower(end - 1).ends_with("ly")) {
        end -= 1;
    }
    let mut from = end;
    if end > first && lower(end - 1) == "," {
        end -= 1;
        from = (first..end).rev().take(REACH).find(|&at| lower(at) == ",")?;
    }
    let opens = |at: &usize| {
        let token = &tokens[*at];
        let mark = token.kind == TokenKind::Mark && !matches!(token.lower.as_str(), "." | "'" | "-");
        mark || document.quoted[*at].is_some() || lexicon::is_clause_opener(&token.lower)
    };
    let start = (first..from).rev().take(LONGEST_SUBJECT).take_while(|at| !opens(at)).last()?;
    let named = (start..end).any(|at| tokens[at].capital) || lexicon::is_determiner(lower(start));
    let pronoun = end - start == 1 && lexicon::is_speaker_pronoun(lower(start));
    let last = lower(end - 1);
    let verbal = (start..end).any(|at| lexicon::is_auxiliary(lower(at)))
        || !pronoun && (lexicon::is_determiner(last) || lexicon::is_preposition(last));
    ((named || pronoun) && !verbal).then_some(start..end)
}

/// "According to the agency, Reth said that …": Reth's, through the agency, where the tagger took the agency for the source.
pub(super) fn take_speaker_behind(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let ([cue], [mention], Some(content)) = (&raw.cue[..], &raw.mention[..], raw.content.first()) else { return };
    if !cue.of(document.text).eq_ignore_ascii_case("according to") || content.start < mention.start {
        return;
    }
    let (whole, content) = (document.token_range(*mention), document.token_range(*content));
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let says = |at: usize| {
        !document.tokens[at].capital
            && cues::speech_form(lower(at))
            && cues::takes_clause(lower(at))
            && document.quoted[at].is_none()
            && !matches!(lower(at + 1), "tank" | "tanks")
    };
    let that = usize::from(lower(content.start - 1) == "that");
    let before = Some(content.start - 1 - that).filter(|&at| at > whole.start && says(at));
    // Or the tagger took the speaker for the first words of the content.
    let reach = content.start + 1..content.end.min(content.start + LONGEST_SUBJECT + 2);
    let Some(verb) = before.or_else(|| reach.into_iter().find(|&at| says(at))) else { return };
    let Some(comma) = (whole.start..verb).find(|&at| lower(at) == ",") else { return };
    let Some(subject) =
        subject_before(document, comma + 1, verb).filter(|subject| before.is_some() || subject.start == content.start)
    else {
        return;
    };
    if before.is_none() {
        // "told the league that …".
        let told = lexicon::is_telling_verb(lower(verb));
        let joint = (verb + 1..content.end.min(verb + 2 + LONGEST_SUBJECT)).find(|&at| lower(at) == "that");
        let first = joint.filter(|&joint| told || joint == verb + 1).map_or(verb + 1, |joint| joint + 1);
        if first + 1 >= content.end {
            return;
        }
        raw.content[0].start = document.tokens[first].span.start;
    }
    let span = |tokens: Range<usize>| {
        Span::new(document.tokens[tokens.start].span.start, document.tokens[tokens.end - 1].span.end)
    };
    let Some(speaker) = content::mention(document, span(subject)) else { return };
    let Some(relay) = content::mention(document, span(whole.start..comma)) else { return };
    raw.relays.push(Relay { span: relay, kind: RelayKind::Reported });
    raw.named_by(speaker, "the subject of a verb of saying behind “according to”");
    raw.cue.push(document.tokens[verb].span);
    raw.cue.sort();
}

/// "“It is over,” Reth told reporters, according to the Courier", where the tagger took "Reth told reporters" for content:
/// Reth's, through the Courier. True where it is so.
pub(super) fn take_quoted_speaker(document: &Segmented<'_>, raw: &mut RawAttribution) -> bool {
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let split = raw.content.iter().enumerate().find_map(|(part, span)| {
        let tokens = document.token_range(*span);
        let free = tokens.clone().rev().take_while(|&at| document.quoted[at].is_none()).last()?;
        let begins = free == tokens.start || document.quoted[free - 1].is_some();
        let says = |at: &usize| !document.tokens[*at].capital && cues::speech_form(lower(*at));
        let verb = (free + 1..tokens.end.min(free + LONGEST_SUBJECT)).find(says).filter(|_| begins)?;
        let subject = subject_before(document, free, verb).filter(|subject| subject.start == free)?;
        Some((part, subject, verb))
    });
    let Some((part, subject, verb)) = split else { return false };
    let quoted = raw.content.iter().any(|span| document.token_range(*span).any(|at| document.quoted[at].is_some()));
    let kept = Span::new(raw.content[part].start, document.tokens[subject.start].span.start);
    let spans: Vec<Span> = raw
        .content
        .iter()
        .enumerate()
        .map(|(at, span)| if at == part { kept } else { *span })
        .filter(|span| !span.of(document.text).trim().is_empty())
        .collect();
    let name = Span::new(document.tokens[subject.start].span.start, document.tokens[subject.end - 1].span.end);
    let Some((content, direct)) = content::content(document, &spans).filter(|_| quoted) else { return false };
    let Some(speaker) = content::mention(document, name) else { return false };
    (raw.content, raw.direct) = (content, direct);
    raw.relays.extend(raw.mention.drain(..).map(|span| Relay { span, kind: RelayKind::Reported }));
    raw.named_by(speaker, "the subject of a verb of saying behind the quotation");
    raw.cue.insert(0, document.tokens[verb].span);
    raw.cue.sort();
    true
}

/// "The ministry says Reth told them …": who says so passed it on, where the tagger made no claim of that.
pub(super) fn add_outer_speaker(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (Some(mention), Some(cue)) = (raw.mention.first(), raw.cue.first()) else { return };
    let sentence = document.sentences[raw.sentence].tokens.start;
    let start = document.token_range(*mention).start;
    let lower = |at: usize| document.tokens[at].lower.as_str();
    if mention.start > cue.start || start < sentence + 2 {
        return;
    }
    // "it said The head of the league …": a sentence whose full stop is missing.
    if document.tokens[start].capital && lexicon::is_determiner(lower(start)) {
        return;
    }
    let that = usize::from(lower(start - 1) == "that");
    // "The ministry reported on Monday Reth had said".
    let day = |at: &usize| is_day_word(lower(*at)) || lower(*at) == "on";
    let Some(verb) = (sentence + 1..start - that).rev().take(SHORT_DATE).find(|at| !day(at)) else { return };
    let token = &document.tokens[verb];
    let says = !token.capital
        && cues::speech_form(&token.lower)
        && cues::takes_clause(&token.lower)
        && !token.lower.ends_with("ing")
        && document.quoted[verb] == document.quoted[start];
    let claimed = |at: usize| raw.content.iter().any(|span| span.overlaps(&document.tokens[at].span));
    if !says || claimed(verb) || passive::is_participle(document, verb) {
        return;
    }
    let Some(subject) = subject_before(document, sentence, verb).filter(|subject| !subject.clone().any(claimed)) else {
        return;
    };
    let whole = Span::new(document.tokens[subject.start].span.start, document.tokens[subject.end - 1].span.end);
    if let Some(span) = content::mention(document, whole) {
        raw.relays.push(Relay { span, kind: RelayKind::Reported });
    }
}

/// "he told the Courier, adding that …": what a participle adds came through the same hands as the words before it.
pub(super) fn share_relays(document: &Segmented<'_>, raws: &mut [RawAttribution]) {
    for at in 1..raws.len() {
        let [before, raw] = &mut raws[at - 1..=at] else { continue };
        let Some(cue) = raw.cue.first().map(|cue| document.token_range(*cue)) else { continue };
        let adds = document.tokens.get(cue.start).is_some_and(|token| token.lower.ends_with("ing"))
            && cue.start > 0
            && document.tokens[cue.start - 1].lower == ",";
        let same = before.sentence == raw.sentence && before.mention == raw.mention && before.inside == raw.inside;
        if adds && same && raw.relays.is_empty() {
            raw.relays = before.relays.iter().copied().filter(|relay| relay.kind != RelayKind::Posted).collect();
        }
    }
}
