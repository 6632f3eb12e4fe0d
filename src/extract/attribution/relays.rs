//! Finds the relays through which a claim came: "told the Courier", "in a post on Telegram", "Yonhap reported,
//! citing an official", "quoted by Interfax", "the agency quoted Reth as saying".

use super::passive::is_participle;
use super::phrases::{LONGEST_NAME, cited_name, is_name, name_after, outside, overlaps, subject_before};
use super::{RawAttribution, Relay, RelayKind, chains, cited, content, outer};
use crate::domain::Span;
use crate::extract::cues;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// The most tokens of a day that stands between a noun and "with".
const SHORT_DATE: usize = 4;
/// The most tokens between a cue and the words that tell who passed it on.
const NEAR: usize = 30;

/// Adds the relays that words near the cue name, and finds the source where the tagger took a relay for it.
///
/// The steps before `cut_mention` settle who is the source and who passed the words on; only then is the mention cut,
/// and the names near the cue are read as relays, which leaves out what is source by now. A place is one relay: the
/// first wins.
pub(super) fn add(document: &Segmented<'_>, raw: &mut RawAttribution) {
    if raw.cue.is_empty() {
        return;
    }
    chains::take_quoted_subject(document, raw);
    add_subject(document, raw);
    take_attributed(document, raw);
    cited::free_cited(document, raw);
    take_reported(document, raw);
    if !cited::take_fronted(document, raw) && !cited::part_cited(document, raw) {
        cited::take_cited(document, raw);
    }
    take_speaker_before(document, raw);
    take_quoted(document, raw);
    chains::take_speaker_behind(document, raw);
    outer::add(document, raw);
    cut_mention(document, raw);
    add_told(document, raw);
    add_near(document, raw);
    chains::add_outer_speaker(document, raw);
    let mut known: Vec<Span> = Vec::new();
    raw.relays.retain(|relay| {
        let again = known.iter().any(|span| span.overlaps(&relay.span));
        known.push(relay.span);
        !again
    });
    raw.relays.sort_by_key(|relay| relay.kind);
}

/// Adds whom a verb of telling has as its object ("told the Courier").
fn add_told(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(cue) = raw.cue.last().map(|cue| document.token_range(*cue)) else { return };
    // The words of the cue may go on with whom it was told: "told CNN".
    let told = cue.clone().rev().find(|&at| lexicon::is_telling_verb(&document.tokens[at].lower));
    let named = told.and_then(|verb| name_after(document, raw, verb + 1));
    let Some(span) = named.or_else(|| name_after(document, raw, cue.end).filter(|_| told.is_some())) else { return };
    // "told Bo Oru of the Courier".
    let tokens = document.token_range(span);
    let person = |of: usize| of - tokens.start >= 2 && (tokens.start..of).all(|at| document.tokens[at].capital);
    let of = tokens.clone().find(|&at| document.tokens[at].lower == "of").filter(|of| person(*of)).map(|at| at + 1);
    let from = Some(tokens.end).filter(|&at| document.tokens.get(at).is_some_and(|token| token.lower == "from"));
    let outlet = |at: usize| name_after(document, raw, at).map(|span| Relay { span, kind: RelayKind::Published });
    if let Some(outlet) = of.and_then(outlet) {
        raw.relays.push(outlet);
        return;
    }
    // "Told the state news agency, Vellpress".
    let noun = |at: usize| lexicon::is_outlet_noun(&document.tokens[at].lower) && !document.tokens[at].capital;
    let apposed = || {
        let comma = document.tokens.get(tokens.end).filter(|comma| comma.lower == ",")?;
        let name = name_after(document, raw, tokens.end + 1).filter(|_| !overlaps(&raw.content, comma.span))?;
        let name = document.token_range(name);
        let closed = document.tokens.get(name.end).is_none_or(|next| matches!(next.lower.as_str(), "." | ","));
        let capitals = name.clone().all(|at| document.tokens[at].capital);
        let (first, last) = (document.tokens[name.start].span.start, document.tokens[name.end - 1].span.end);
        (closed && capitals).then(|| Span::new(first, last))
    };
    if noun(tokens.end - 1)
        && let Some(span) = apposed()
    {
        raw.relays.push(Relay { span, kind: RelayKind::Addressed });
        return;
    }
    // "Told the Courier from his office".
    let named = |at: &usize| {
        let word = |at: usize| document.tokens.get(at).is_some_and(|token| token.capital);
        word(*at) || word(at + 1) && document.tokens[*at].lower == "the"
    };
    let from = from.map(|at| at + 1).filter(named).and_then(outlet);
    raw.relays.extend(from);
    raw.relays.push(Relay { span, kind: RelayKind::Addressed });
}

/// Adds what stands in the same sentence outside the content: "in an interview with the Courier", "quoted by Interfax".
fn add_near(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let cue = document.token_range(raw.cue[0]).start;
    let near = sentence.start.max(cue.saturating_sub(NEAR))..sentence.end.min(cue + NEAR);
    let mut found = Vec::new();
    for at in near {
        // "in a Courier interview".
        if document.tokens[at].lower == "interview" {
            let named = |at: &usize| document.tokens[*at].capital && outside(document, raw, *at);
            let first = (sentence.start..at).rev().take_while(named).last();
            let name = |first: &usize| at - first > 1 || !lexicon::is_outlet_noun(&document.tokens[*first].lower);
            if let Some(first) = first.filter(name) {
                let span = Span::new(document.tokens[first].span.start, document.tokens[at - 1].span.end);
                found.push(Relay { span, kind: RelayKind::Addressed });
            }
        }
        // "He told the Courier of his fear, saying".
        let participle = document.tokens[cue].lower.ends_with("ing") && at < cue;
        let told = (participle && lexicon::is_telling_verb(&document.tokens[at].lower)).then_some(RelayKind::Addressed);
        // "Has described to the Courier".
        let verb = document.tokens[at].lower == "to" && at > 0 && overlaps(&raw.cue, document.tokens[at - 1].span);
        let told = told.or(verb.then_some(RelayKind::Addressed));
        let Some(kind) = relay_kind_at(document, at).or(told).filter(|_| outside(document, raw, at)) else { continue };
        // "…, Reth said, according to two officials": whoever it is passed it on, unless the cue itself is this one.
        let according = document.tokens[at].lower == "to" && document.tokens[at - 1].lower == "according";
        if according && at >= 2 && document.tokens[at - 2].lower == "," && !overlaps(&raw.cue, document.tokens[at].span)
        {
            let found_name = cited_name(document, raw, at + 1..sentence.end);
            found.extend(found_name.map(|span| Relay { span, kind: RelayKind::Reported }));
            continue;
        }
        // The words of the cue itself may go on: "said in a post on" + Telegram.
        if let Some(span) = name_after(document, raw, at + 1) {
            found.push(Relay { span, kind });
        }
    }
    raw.relays.extend(found);
}

/// How the name after the preposition at a token passed the claim on; `None` where it did not.
fn relay_kind_at(document: &Segmented<'_>, at: usize) -> Option<RelayKind> {
    let word = |back: usize| at.checked_sub(back).map_or("", |at| document.tokens[at].lower.as_str());
    match (word(0), word(1)) {
        ("with", "interview" | "conversation" | "appearance")
        | ("to", "speaking" | "talking" | "spoke" | "interview") => Some(RelayKind::Addressed),
        // "In an interview on Monday with the Courier".
        ("with", before) if is_day_word(before) => {
            let day = |back: &usize| {
                is_day_word(word(*back)) || matches!(word(*back), "on" | "last" | "earlier" | "published")
            };
            let first = (1..SHORT_DATE).take_while(day).last().unwrap_or(0);
            matches!(word(first + 1), "interview" | "conversation").then_some(RelayKind::Addressed)
        }
        ("with", "speaking" | "talking" | "spoke") | ("for", "interview") => Some(RelayKind::Addressed),
        ("in" | "for", before) if lexicon::is_writing_word(before) => Some(RelayKind::Addressed),
        // "Translated through Bo Oru", by name.
        // "An email provided through the league's spokespeople".
        ("by" | "through" | "via", before) if lexicon::passes_on(before) && word(0) != "by" => {
            Some(RelayKind::Reported)
        }
        ("by" | "through", "translated") => {
            let named = document.tokens.get(at + 1).is_some_and(|next| next.capital);
            named.then_some(RelayKind::Reported)
        }
        ("to", before) if lexicon::is_spoken_to_noun(before) => Some(RelayKind::Addressed),
        ("by", before) if lexicon::is_relaying_participle(before) => Some(RelayKind::Reported),
        ("by", before) if lexicon::is_publishing_participle(before) => Some(RelayKind::Published),
        // "quoted as saying on Monday by the agency".
        ("by", before) if (before == "saying" || is_day_word(before)) && (2..8).any(|back| word(back) == "quoted") => {
            Some(RelayKind::Reported)
        }
        ("on" | "via", before) if lexicon::is_posting_word(before) => Some(RelayKind::Posted),
        ("to", "posted" | "uploaded") => Some(RelayKind::Posted),
        // "said to the Courier", "has described to the Courier".
        ("to", before) if cues::speech_form(before) => Some(RelayKind::Addressed),
        ("to", "according") => Some(RelayKind::Published),
        ("on", _) => Some(RelayKind::Addressed),
        _ => None,
    }
}

/// "The ministry said the road was open, Yonhap reported": the ministry's, through Yonhap, where the tagger began the
/// content behind the first verb.
fn take_speaker_before(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let ([mention], Some(cue), Some(content)) = (&raw.mention[..], raw.cue.first(), raw.content.first()) else {
        return;
    };
    let words = cue.of(document.text).to_lowercase();
    let (mention, content) = (*mention, document.token_range(*content));
    let reports = matches!(words.as_str(), "reported" | "reports" | "has reported" | "according to");
    if !reports || mention.start < raw.content[0].end {
        return;
    }
    let sentence = document.sentences[raw.sentence].tokens.start;
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let that = usize::from(content.start > sentence && lower(content.start - 1) == "that");
    let Some(last) = content.start.checked_sub(1 + that).filter(|verb| *verb > sentence) else { return };
    // "Called for", "urged", "said".
    let particle = lexicon::is_preposition(lower(last)) && cues::attributes(&[lower(last - 1), lower(last)]);
    let verb = last - usize::from(particle && last > sentence + 1);
    let says = !document.tokens[verb].capital && (particle || cues::attributes(&[lower(verb)]));
    if !says
        || overlaps(&raw.cue, document.tokens[verb].span)
        || document.quoted[verb].is_some()
        || is_participle(document, verb)
    {
        return;
    }
    let speaker = subject_before(document, raw, verb).or_else(|| {
        let start = verb.checked_sub(1).filter(|at| *at >= sentence && lexicon::is_speaker_pronoun(lower(*at)))?;
        Some(document.tokens[start].span)
    });
    let Some(speaker) = speaker.and_then(|span| content::mention(document, span)) else { return };
    // Nearest to the speaker: the one cited, before the one who cites.
    raw.relays.insert(0, Relay { span: mention, kind: RelayKind::Reported });
    raw.named_by(speaker, "the subject of the verb before the words");
    raw.cue.insert(0, Span::new(document.tokens[verb].span.start, document.tokens[last].span.end));
}

/// "Yonhap reported that the ministry closed the road, warning that …": the ministry warned.
fn take_reported(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let ([mention], [cue]) = (&raw.mention[..], &raw.cue[..]) else { return };
    let (mention, cue) = (document.token_range(*mention), document.token_range(*cue));
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let participle = lower(cue.start).ends_with("ing") && cue.start > 0 && lower(cue.start - 1) == ",";
    let Some(that) = (mention.end..cue.start.min(mention.end + 6)).find(|&at| lower(at) == "that") else { return };
    let reported = (mention.end..that).any(|at| matches!(lower(at), "reported" | "reports"));
    if !participle || !reported || matches!(lower(cue.start), "citing" | "quoting") {
        return;
    }
    let first = that + 1;
    let ends = |at: &usize| {
        let token = &document.tokens[*at];
        !token.capital
            && (lexicon::is_auxiliary(&token.lower)
                || token.lower.ends_with("ed")
                || token.lower.ends_with("ly")
                || cues::is_verb(&token.lower)
                || token.kind == TokenKind::Mark)
    };
    let Some(end) = (first..cue.start.min(first + LONGEST_NAME)).find(ends).filter(|end| *end > first) else { return };
    let starts =
        document.tokens[first].capital || lexicon::is_determiner(lower(first)) || lexicon::is_group_noun(lower(first));
    let span = Span::new(document.tokens[first].span.start, document.tokens[end - 1].span.end);
    if starts && let Some(speaker) = content::mention(document, span) {
        raw.relays.extend(raw.mention.drain(..).map(|span| Relay { span, kind: RelayKind::Reported }));
        raw.named_by(speaker, "the subject of what was reported");
    }
}

/// "The agency quoted Reth as saying": makes Reth the source and the agency a relay.
fn take_quoted(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let cue = document.token_range(raw.cue[0]).start.max(sentence.start);
    let verb = (cue.saturating_sub(8).max(sentence.start)..sentence.end.min(cue + 8)).find(|&at| {
        matches!(document.tokens[at].lower.as_str(), "quoted" | "cited" | "reported" | "quotes" | "cites")
            && !overlaps(&raw.content, document.tokens[at].span)
            && document.quoted[at].is_none()
            && !is_participle(document, at)
    });
    let Some(verb) = verb else { return };
    let limit = sentence.end.min(verb + LONGEST_NAME);
    let ends = |at: &usize| {
        document.tokens[*at].lower == "as"
            && document.tokens.get(at + 1).is_some_and(|next| next.lower.ends_with("ing"))
    };
    let Some(end) = (verb + 1..limit).find(ends).filter(|end| *end > verb + 1) else { return };
    let quoted = Span::new(document.tokens[verb + 1].span.start, document.tokens[end - 1].span.end);
    let Some(quoted) = content::mention(document, quoted) else { return };
    let before = raw.mention.first().copied().filter(|mention| mention.end <= document.tokens[verb].span.start);
    let Some(reporter) = before.or_else(|| subject_before(document, raw, verb)) else { return };
    raw.relays.push(Relay { span: reporter, kind: RelayKind::Reported });
    raw.named_by(quoted, "who is quoted as saying");
}

/// Why the subject of "was quoted" names the source.
const QUOTED: &str = "the subject of “was quoted”";

/// "Reth was quoted by Interfax as saying": where the tagger left out the subject, or took it for content.
fn add_subject(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let cue = document.token_range(raw.cue[0]);
    let passive = matches!(document.tokens[cue.start].lower.as_str(), "was" | "were" | "is" | "has")
        && cue.clone().any(|at| matches!(document.tokens[at].lower.as_str(), "quoted" | "cited"))
        && raw.mention.is_empty();
    if !passive {
        return;
    }
    let subject = raw.content.iter().position(|part| {
        let tokens = document.token_range(*part);
        tokens.end == cue.start && is_name(document, tokens)
    });
    if let Some(part) = subject.filter(|_| raw.content.len() > 1) {
        let name = raw.content.remove(part);
        raw.named_by(name, QUOTED);
    } else {
        let subject = subject_before(document, raw, cue.start);
        if let Some(name) = subject.and_then(|span| content::mention(document, span)) {
            raw.named_by(name, QUOTED);
        }
    }
}

/// "The road is open, Reth said, according to Interfax", where the tagger took "Reth said" for content: Reth's, through
/// Interfax.
fn take_attributed(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let according = raw.cue[0].of(document.text).eq_ignore_ascii_case("according to");
    if !according || raw.mention.len() != 1 || chains::take_quoted_speaker(document, raw) || raw.content.len() < 2 {
        return;
    }
    let found = raw.content.iter().enumerate().find_map(|(part, span)| {
        let tokens = document.token_range(*span);
        let speaks =
            |at: usize| document.tokens.get(at).is_some_and(|token| !token.capital && cues::speech_form(&token.lower));
        let verb = if speaks(tokens.end - 1) { tokens.end - 1 } else { tokens.end };
        (speaks(verb) && is_name(document, tokens.start..verb)).then_some((part, tokens.start, verb))
    });
    let Some((part, start, verb)) = found else { return };
    raw.content.remove(part);
    let name = Span::new(document.tokens[start].span.start, document.tokens[verb - 1].span.end);
    raw.relays.extend(raw.mention.drain(..).map(|span| Relay { span, kind: RelayKind::Reported }));
    raw.named_by(name, "the subject of the verb before “according to”");
    raw.cue.insert(0, document.tokens[verb].span);
    raw.cue.sort();
}

/// "a report by ISW cited by the paper": the name ends before the words that tell who passed it on.
fn cut_mention(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(mention) = raw.mention.first().copied() else { return };
    let tokens = document.token_range(mention);
    let passed = |at: &usize| {
        document.tokens.get(at + 1).is_some_and(|next| next.lower == "by")
            && (lexicon::is_relaying_participle(&document.tokens[*at].lower)
                || lexicon::is_publishing_participle(&document.tokens[*at].lower))
    };
    let Some(at) = (tokens.start + 1..tokens.end).find(passed) else { return };
    // "The report published by the ministry" is the ministry's.
    let own = lexicon::is_publishing_participle(&document.tokens[at].lower)
        && !lexicon::is_viewing_participle(&document.tokens[at].lower)
        && !(tokens.start..at).any(|before| document.tokens[before].capital);
    if own {
        return;
    }
    if let Some(kept) = content::mention(document, Span::new(mention.start, document.tokens[at - 1].span.end)) {
        raw.mention[0] = kept;
        raw.mention_by.push("up to the words that tell who passed it on");
    }
}
