//! Chains whose outer link stands around the words claimed, or behind them: "The agency reported that …, according to two
//! officials", "…, the minister announced, according to the Courier", "The attacker shouted: “…,” Reth said".

use std::ops::Range;

use super::chains::subject_before;
use super::{RawAttribution, Relay, RelayKind, content};
use crate::domain::Span;
use crate::extract::day_words::is_day_word;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};
use crate::extract::{cues, lexicon};

/// The most tokens of whoever is cited.
const LONGEST: usize = 14;
/// The most tokens of a reporter before "reported".
const REPORTER: usize = 6;
/// The most tokens of a verb and whoever is named behind it.
const LONGEST_SPEAKER: usize = 8;
/// The most tokens of a speaker who is named behind what another said.
const SPEAKER: usize = 5;

/// Finds the outer link of an attribution in words behind its content.
pub(super) fn add(document: &Segmented<'_>, raw: &mut RawAttribution) {
    if raw.cue.is_empty() || raw.mention.len() != 1 {
        return;
    }
    if raw.cue[0].of(document.text).eq_ignore_ascii_case("according to") {
        take_reporter_before(document, raw);
        take_subject_within(document, raw);
    } else {
        take_speaker_before(document, raw);
        take_officials(document, raw);
        add_speaker_behind(document, raw);
        add_reporter_behind(document, raw);
        if reports(&raw.cue[0].of(document.text).to_lowercase()) {
            take_subject_within(document, raw);
            take_speaker_within(document, raw);
        }
    }
}

/// "The agency reported on Monday that it rained, according to two officials": theirs, through the agency.
fn take_officials(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (mention, cue) = (raw.mention[0], raw.cue[0]);
    let end = raw.content.iter().map(|span| span.end).max().unwrap_or(0);
    if !reports(&cue.of(document.text).to_lowercase()) || mention.start > cue.start || cue.start > end {
        return;
    }
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let comma = document.tokens.partition_point(|token| token.span.start < end);
    let according = comma + usize::from(lower(comma) == ",");
    if lower(according) != "according" || lower(according + 1) != "to" || document.quoted[according].is_some() {
        return;
    }
    let Some(name) = cited(document, according + 2) else { return };
    raw.relays.push(Relay { span: mention, kind: RelayKind::Reported });
    raw.named_by(name, "whom “according to” names behind what was reported");
    raw.cue.push(span(document, according..according + 2));
    raw.cue.sort();
}

/// The same where the tagger took "The agency reported that it rained" for what the officials said.
fn take_reporter_before(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(first) = raw.content.first().copied().filter(|first| first.end < raw.mention[0].start) else { return };
    let tokens = document.token_range(first);
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let near = tokens.start + 1..tokens.end.min(tokens.start + REPORTER);
    let Some(verb) = near.into_iter().find(|&at| reports(lower(at)) && document.quoted[at].is_none()) else { return };
    let subject = subject_before(document, tokens.start, verb).filter(|subject| subject.start == tokens.start);
    let behind = (verb + 1..tokens.end).find(|&at| lower(at) != "on" && !is_day_word(lower(at)));
    let (Some(subject), Some(that)) = (subject, behind) else { return };
    if lower(that) != "that" || that + 1 >= tokens.end || !names_people(document, raw.mention[0]) {
        return;
    }
    let Some(reporter) = content::mention(document, span(document, subject)) else { return };
    raw.content[0].start = document.tokens[that + 1].span.start;
    raw.relays.push(Relay { span: reporter, kind: RelayKind::Reported });
}

/// "The minister said roads were open, the agency reported", where the tagger took all before the agency for content: the
/// minister's, through the agency.
fn take_speaker_within(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (first, mention) = (raw.content[0], raw.mention[0]);
    let tokens = document.token_range(first);
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let accuses = |at: usize| matches!(lower(at), "accused" | "denied");
    let says = |at: &usize| {
        let clause = lexicon::is_saying_verb(lower(*at)) && cues::takes_clause(lower(*at));
        !document.tokens[*at].capital && document.quoted[*at].is_none() && (clause || accuses(*at))
    };
    let near = tokens.start + 1..tokens.end.min(tokens.start + LONGEST_SPEAKER);
    let Some(verb) = near.into_iter().find(says).filter(|_| mention.start > first.end) else { return };
    let subject = subject_before(document, tokens.start, verb).filter(|subject| subject.start == tokens.start);
    let that = usize::from(verb + 1 < tokens.end && lower(verb + 1) == "that");
    let start = verb + 1 + that;
    let told = lexicon::is_telling_verb(lower(verb)) && that == 0;
    let (Some(subject), false) = (subject, told || start + 2 >= tokens.end) else { return };
    let Some(speaker) = content::mention(document, span(document, subject)) else { return };
    let rest = Span::new(document.tokens[start].span.start, first.end);
    let parts: Vec<Span> = std::iter::once(rest).chain(raw.content[1..].iter().copied()).collect();
    let Some((content, direct)) = content::content(document, &parts) else { return };
    (raw.content, raw.direct) = (content, direct);
    raw.relays.push(Relay { span: mention, kind: RelayKind::Reported });
    raw.named_by(speaker, "the subject of the verb before the words");
    raw.cue.insert(0, document.tokens[verb].span);
    raw.cue.sort();
}

/// "“It rained,” said | Bo Oru, the Courier reported", where the tagger took Oru for a part of the content.
fn take_named_part(document: &Segmented<'_>, raw: &mut RawAttribution) -> bool {
    let [parts @ .., last] = &raw.content[..] else { return false };
    let tokens = document.token_range(*last);
    let Some(verb) = tokens.start.checked_sub(1).filter(|_| !parts.is_empty()) else { return false };
    let token = &document.tokens[verb];
    let says = !token.capital && cues::speech_form(&token.lower) && document.quoted[verb].is_none();
    let named = tokens.len() <= LONGEST_SPEAKER
        && document.tokens[tokens.end - 1].capital
        && tokens.clone().all(|at| document.tokens[at].kind == TokenKind::Word && document.quoted[at].is_none());
    let (Some(speaker), true) = (content::mention(document, *last), says && named) else { return false };
    let Some((content, direct)) = content::content(document, parts) else { return false };
    (raw.content, raw.direct) = (content, direct);
    raw.relays.extend(raw.mention.drain(..).map(|span| Relay { span, kind: RelayKind::Reported }));
    raw.named_by(speaker, "who is named behind the verb at the end of the words");
    if !raw.cue.iter().any(|cue| cue.overlaps(&token.span)) {
        raw.cue.insert(0, token.span);
        raw.cue.sort();
    }
    true
}

/// "It will rain, the minister announced, according to the Courier", where the tagger took "the minister announced" for
/// content: the minister's, through the Courier.
fn take_subject_within(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(last) = raw.content.last().copied().filter(|last| last.end < raw.mention[0].start) else { return };
    let tokens = document.token_range(last);
    let token = |at: usize| &document.tokens[at];
    let says = |at: usize| {
        !token(at).capital && cues::speech_form(&token(at).lower) && document.quoted[at].is_none() && at > tokens.start
    };
    if take_named_part(document, raw) {
        return;
    }
    // "…, the minister announced", or "…, said the minister".
    let before = tokens.end.checked_sub(1).filter(|&at| says(at)).and_then(|verb| {
        let subject = subject_before(document, tokens.start, verb)?;
        Some((verb, subject.start, subject))
    });
    let behind = || {
        let near = tokens.start.max(tokens.end.saturating_sub(LONGEST_SPEAKER))..tokens.end - 1;
        let verb = near.rev().find(|&at| says(at))?;
        let named = token(tokens.end - 1).capital || lexicon::is_person_noun(&token(tokens.end - 1).lower);
        let plain = (verb + 1..tokens.end).all(|at| token(at).kind == TokenKind::Word && document.quoted[at].is_none());
        (named && plain).then_some((verb, verb, verb + 1..tokens.end))
    };
    let Some((verb, first, subject)) = before.or_else(behind) else { return };
    let mark = |at: usize| token(at).lower == "," || document.quoted[at].is_some();
    if first < tokens.start + 2 || !mark(first - 1) {
        return;
    }
    let comma = usize::from(token(first - 1).lower == ",");
    let kept = Span::new(last.start, token(first - 1 - comma).span.end);
    let Some(speaker) = content::mention(document, span(document, subject)) else { return };
    let parts: Vec<Span> = raw.content[..raw.content.len() - 1].iter().copied().chain([kept]).collect();
    let Some((content, direct)) = content::content(document, &parts) else { return };
    (raw.content, raw.direct) = (content, direct);
    raw.relays.extend(raw.mention.drain(..).map(|span| Relay { span, kind: RelayKind::Reported }));
    raw.named_by(speaker, "the subject of the verb at the end of the words");
    raw.cue.insert(0, token(verb).span);
    raw.cue.sort();
}

/// "The attacker shouted: “This is for us,” Reth said", where the tagger took Reth for the source: the attacker's.
fn take_speaker_before(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let first = raw.content[0];
    let (mention, cue) = (raw.mention[0], raw.cue[0]);
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let open = document.token_range(first).start;
    let sentence = document.sentences[document.sentence_at(first.start)].tokens.start;
    let mark = (sentence..open).rev().take_while(|&at| document.quoted[at].is_some()).last();
    let Some(mark) = mark.filter(|&mark| raw.direct && mark > sentence + 2 && mention.start.min(cue.start) > first.end)
    else {
        return;
    };
    let verb = mark - 2;
    let says = matches!(lower(mark - 1), "," | ":") && !document.tokens[verb].capital && cues::speech_form(lower(verb));
    let subject = subject_before(document, sentence, verb).filter(|subject| says && subject.start == sentence);
    let Some(speaker) = subject.and_then(|subject| content::mention(document, span(document, subject))) else { return };
    if lexicon::is_speaker_pronoun(&speaker.of(document.text).to_lowercase()) {
        return;
    }
    raw.relays.push(Relay { span: mention, kind: RelayKind::Reported });
    raw.named_by(speaker, "the subject of the verb before the quotation");
    raw.cue.insert(0, document.tokens[verb].span);
}

/// "The attacker shouted: “This is for us,” Reth said": the attacker's, through Reth.
fn add_speaker_behind(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (Some(first), Some(last)) = (raw.content.first(), raw.content.last()) else { return };
    if raw.cue.iter().chain(&raw.mention).any(|span| span.start > first.start) {
        return;
    }
    let mut start = document.tokens.partition_point(|token| token.span.start < last.end);
    let sentence = document.sentences[document.sentence_at(last.end - 1)].tokens.end;
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let quoted = document.quoted.get(start.wrapping_sub(1)).copied().flatten().is_some();
    let comma = (start..sentence).take(3).find(|&at| lower(at) == ",");
    // A comma before the mark belongs to the quotation and so to no token behind it.
    if let Some(comma) = comma {
        start = comma + 1;
    } else if !(quoted && last.of(document.text).ends_with(',')) {
        return;
    }
    while start < sentence && document.quoted[start].is_some() {
        start += 1;
    }
    let says = |at: &usize| !document.tokens[*at].capital && cues::speech_form(lower(*at));
    let Some(verb) = (start + 1..sentence.min(start + 1 + SPEAKER)).find(says) else { return };
    let ends = verb + 1 >= sentence || matches!(lower(verb + 1), "." | ",") || is_day_word(lower(verb + 1));
    let Some(subject) = subject_before(document, start, verb).filter(|subject| subject.start == start && ends) else {
        return;
    };
    if let Some(speaker) = content::mention(document, span(document, subject)) {
        raw.relays.push(Relay { span: speaker, kind: RelayKind::Reported });
    }
}

/// "Reth said, citing polls" is what Reth says, "the agency said, citing two officials" what they do.
pub(super) fn passes_on(document: &Segmented<'_>, raw: &RawAttribution, cited: Span) -> bool {
    let pronoun = |span: &Span| lexicon::is_speaker_pronoun(&span.of(document.text).to_lowercase());
    let tokens = document.tokens_in(cited);
    let stops = |token: &&Token| lexicon::is_preposition(&token.lower) || lexicon::ends_head(&token.lower);
    let head = tokens.iter().take_while(|token| token.capital || !stops(token)).last();
    let speaks = head.is_some_and(|head| {
        head.capital
            || lexicon::is_body_noun(&head.lower)
            || lexicon::is_outlet_noun(&head.lower)
            || is_people(&head.lower) && !lexicon::is_document(&head.lower)
    });
    let reported = raw.cue.iter().any(|cue| reports(&cue.of(document.text).to_lowercase()));
    reported || speaks && !raw.mention.iter().any(pronoun)
}

/// "…, a spokesman said on Friday, the Courier reported": adds the Courier.
fn add_reporter_behind(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let end = raw.content.iter().map(|span| span.end).max().unwrap_or(0);
    let (Some(cue), Some(mention)) = (raw.cue.last().copied(), raw.mention.last().copied()) else { return };
    if cue.start < end || mention.start < end {
        return;
    }
    let tokens = &document.tokens;
    let sentence = document.sentences[document.sentence_at(cue.start)].tokens.end;
    let behind = tokens.partition_point(|token| token.span.start < cue.end.max(mention.end));
    let comma = (behind..sentence).take(SPEAKER).find(|&at| tokens[at].lower == ",");
    let Some(start) = comma.map(|comma| comma + 1) else { return };
    let verb = (start + 1..sentence.min(start + 1 + SPEAKER + 1)).find(|&at| reports(&tokens[at].lower));
    let subject = verb.and_then(|verb| subject_before(document, start, verb)).filter(|subject| subject.start == start);
    let subject = subject.filter(|subject| subject.clone().all(|at| document.quoted[at].is_none()));
    if let Some(reporter) = subject.and_then(|subject| content::mention(document, span(document, subject))) {
        raw.relays.push(Relay { span: reporter, kind: RelayKind::Reported });
    }
}

/// A verb by which outlets pass on what they were told.
fn reports(words: &str) -> bool {
    matches!(words, "reported" | "reports" | "has reported" | "have reported")
}

/// The words from a token on up to the end of the phrase, where they name people or documents and no outlet.
fn cited(document: &Segmented<'_>, start: usize) -> Option<Span> {
    let sentence = document.sentences[document.sentence_at(document.tokens.get(start)?.span.start)].tokens.end;
    let ends = |at: &usize| matches!(document.tokens[*at].lower.as_str(), "," | "." | ";" | ":" | "that" | "who");
    let end = (start..sentence.min(start + LONGEST)).find(ends).unwrap_or(sentence.min(start + LONGEST));
    if end <= start {
        return None;
    }
    content::mention(document, span(document, start..end)).filter(|name| names_people(document, *name))
}

/// "Two officials", "a person familiar with the matter", "a report": a common noun for people or what they wrote.
fn names_people(document: &Segmented<'_>, name: Span) -> bool {
    let tokens = document.tokens_in(name);
    let stops =
        |token: &&Token| lexicon::is_preposition(&token.lower) || lexicon::ends_head(&token.lower) && !token.capital;
    let head = tokens.iter().take_while(|token| !stops(token)).last();
    head.is_some_and(|head| {
        let word = head.lower.as_str();
        !head.capital && !lexicon::is_outlet_noun(word) && (is_people(word) || lexicon::is_document(word))
    })
}

fn is_people(word: &str) -> bool {
    lexicon::is_group_noun(word) || lexicon::is_person_noun(word) || word.ends_with("sources")
}

fn span(document: &Segmented<'_>, tokens: Range<usize>) -> Span {
    Span::new(document.tokens[tokens.start].span.start, document.tokens[tokens.end - 1].span.end)
}
