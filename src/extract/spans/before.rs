//! Attribution before its content: Reth said that …; Reth told reporters: "…"; Reth denied the reports.

use std::ops::Range;

use super::line::{Line, Match};
use super::subject;
use crate::extract::cues::{self, Cue};
use crate::extract::nouns;

/// Adds such attributions in the units `from..to` that no earlier match covers.
pub(super) fn find(line: &Line<'_>, from: usize, to: usize, matches: &mut Vec<Match>) {
    let later = matches.clone();
    let mut done = from;
    let mut last: Option<usize> = None;
    for at in from..to {
        if at < done || later.iter().any(|one| one.covers(at)) {
            continue;
        }
        let Some(cue) = cues::lookup(line.word(at)).filter(|_| !line.capital(at)) else { continue };
        let low = later.iter().map(|one| end_of(one)).filter(|&end| end <= at).max().unwrap_or(from).max(from);
        let Some((mention, cue_start, relative, same)) =
            speaker(line, at, cue, low, last.and_then(|last| matches.get(last)), &later)
        else {
            continue;
        };
        let limit = later.iter().map(|one| one.begins(line)).filter(|&begins| begins > at).min().unwrap_or(to).min(to);
        let Some(found) = content(line, at, cue, limit) else { continue };
        let end = clause_end(line, at, &found.content, limit, relative);
        let end = end.min(found.content.end);
        let range = found.content.start..end.max(found.content.start);
        if line.trim(range.clone()).is_empty() {
            continue;
        }
        done = end;
        // "said A, but added that B": one claim of two parts.
        if same
            && cue.lemma == "add"
            && line.word(at) == "added"
            && let Some(before) = last.and_then(|last| matches.get_mut(last))
        {
            before.content.push(line.trim(range));
            continue;
        }
        let mut cue_ranges = vec![cue_start..found.cue_end];
        let mut mention = mention;
        let mut relays = found.relays;
        if let Some(citing) = citing(line, at, end, limit) {
            cue_ranges.push(citing.start..citing.start + 1);
            relays.extend(mention);
            mention = vec![citing.start + 1..citing.end];
            done = citing.end;
        }
        last = Some(matches.len());
        matches.push(Match {
            cue_at: at,
            cue: cue_ranges,
            mention,
            content: vec![range],
            relays,
            same_speaker: same,
            relative,
        });
    }
}

fn end_of(one: &Match) -> usize {
    one.content.iter().chain(&one.cue).chain(&one.mention).map(|range| range.end).max().unwrap_or(0)
}

/// Mention, start of the cue, whether relative, whether the speaker of the match before.
type Speaker = (Vec<Range<usize>>, usize, bool, bool);

/// Who speaks: the subject before the verb, or that of an earlier verb for "adding …" and "… and denied …".
fn speaker(
    line: &Line<'_>,
    at: usize,
    cue: &Cue,
    low: usize,
    before: Option<&Match>,
    later: &[Match],
) -> Option<Speaker> {
    let form = line.word(at);
    if form == "saying" && line.word_before(at) == "as" {
        return quoted_as(line, at, low);
    }
    if form.ends_with("ing") && !nouns::is_auxiliary(line.word_before(at)) {
        let group = subject::verb_group(line, at, cue, low.min(at))?;
        let parted = group > 0 && (line.is_comma(group - 1) || matches!(line.word(group - 1), "and" | "but" | "while"));
        if !parted || matches!(cue.lemma, "report" | "state" | "call" | "post" | "continue") {
            return None;
        }
        let earlier = before.or_else(|| later.iter().rfind(|one| one.cue_at < at));
        if let Some(earlier) = earlier {
            return Some((earlier.mention.clone(), group, earlier.relative, true));
        }
        // "Reth spoke for an hour, saying …": the head of the sentence.
        let verb = (low + 1..at).find(|&at| line.is_finite(at) || subject_verb(line.word(at)))?;
        let last = subject::before_adverbs(line, verb - 1, low);
        let start = subject::noun_phrase(line, last, low)?;
        let mention = start..last + 1;
        let clean = start == low || line.is_comma(start - 1);
        return (clean && subject::plausible(line, &mention)).then(|| (vec![mention], group, false, false));
    }
    let group = subject::verb_group(line, at, cue, low)?;
    if group > 0 && matches!(line.word(group - 1), "and" | "but" | ",") {
        let earlier = before.or_else(|| later.iter().rfind(|one| one.cue_at < at));
        let finite = form != cue.lemma;
        if let Some(earlier) = earlier.filter(|_| finite && (line.word(group - 1) != ",")) {
            return Some((earlier.mention.clone(), group, earlier.relative, true));
        }
    }
    // "He opened the map and said …": the subject of the verb before.
    if group > low + 1 && line.word(group - 1) == "and" && form != cue.lemma {
        let verb = (low + 1..group - 1).find(|&at| line.is_finite(at))?;
        let last = subject::before_adverbs(line, verb - 1, low);
        let start = subject::noun_phrase(line, last, low)?;
        let clean = start == low || line.is_comma(start - 1);
        let between = (verb..group - 1)
            .any(|at| line.is_comma(at) || matches!(line.word(at), "that" | "which" | "who" | "as" | "when"));
        let mention = start..last + 1;
        return (clean && !between && cue.speech && subject::plausible(line, &mention))
            .then(|| (vec![mention], group, false, false));
    }
    let subject = subject::find(line, at, cue, low)?;
    Some((vec![subject.mention], subject.cue_start, subject.relative, false))
}

/// "Reth was quoted as saying", "the agency quoted Reth as saying".
fn quoted_as(line: &Line<'_>, at: usize, low: usize) -> Option<Speaker> {
    let quoted =
        (low.max(at.saturating_sub(12))..at - 1).rev().find(|&at| matches!(line.word(at), "quoted" | "cited"))?;
    if quoted + 1 < at - 1 {
        let mention = quoted + 1..at - 1;
        return subject::plausible(line, &mention).then(|| (vec![mention], at - 1, true, false));
    }
    let passive = (quoted > low + 1 && matches!(line.word(quoted - 1), "was" | "were" | "is" | "are" | "been"))
        .then(|| quoted - 1)?;
    let last = subject::before_adverbs(line, passive - 1, low);
    let start = subject::noun_phrase(line, last, low)?;
    let mention = start..last + 1;
    subject::plausible(line, &mention).then(|| (vec![mention], passive, false, false))
}

fn subject_verb(word: &str) -> bool {
    matches!(word, "spoke" | "took" | "gave" | "posted" | "echoed" | "responded" | "pushed" | "hit" | "went")
}

/// What follows a verb of attribution.
struct Following {
    content: Range<usize>,
    cue_end: usize,
    relays: Vec<Range<usize>>,
}

/// The content after the verb at `at`, if what follows is one.
fn content(line: &Line<'_>, at: usize, cue: &Cue, to: usize) -> Option<Following> {
    let mut relays = Vec::new();
    let following = |start: usize, cue_end: usize, relays: Vec<Range<usize>>| {
        (start < to && !line.is_end(start, to)).then_some(Following { content: start..to, cue_end, relays })
    };
    let form = line.word(at);
    let noun_form = cue.noun_like && (form == cue.lemma || (form.ends_with('s') && form != "says"));
    let mut next = at + 1;
    if form == "called" || (cue.lemma == "call" && !noun_form) || form == "calling" {
        return called(line, at, to, following);
    }
    if cue.lemma == "describe" {
        let as_at = (next..to.min(next + 12)).find(|&at| line.word(at) == "as")?;
        return (line.is_quote(as_at + 1) || (as_at + 1..to.min(as_at + 5)).any(|at| line.is_quote(at)))
            .then(|| following(next, at + 1, relays))?;
    }
    if cue.lemma == "rule" {
        return (line.word(next) == "out").then(|| following(next + 1, next + 1, relays))?;
    }
    if line.word(next) == "by" {
        return None;
    }
    if cue.lemma == "quote" {
        return None;
    }
    // Whom it was told.
    if matches!(cue.lemma, "tell" | "assure" | "inform" | "remind" | "warn" | "promise" | "ask" | "caution")
        && !line.is_quote(next)
        && !matches!(line.word(next), ":" | "," | "that")
    {
        if let Some(end) = addressee(line, next, to, cue) {
            relays.push(next..end);
            next = end;
        } else if cue.lemma == "tell" {
            return None;
        }
    }
    let told = next;
    next = adverbials(line, next, to);
    if cue.that && line.word(next) == "that" && (line.is_clause(next + 1, to) || line.is_word(next + 1)) {
        // "said that." and "that week" are no clauses.
        return following(next + 1, at + 1, relays);
    }
    if cue.speech && (line.is_quote(next) || (matches!(line.word(next), ":" | ",") && line.is_quote(next + 1))) {
        let start = if line.is_quote(next) { next } else { next + 1 };
        let short = cue.object && !cue.bare;
        if !short || line.word(next) == ":" {
            return following(start, at + 1, relays);
        }
    }
    if noun_form && !line.is_quote(next) {
        return None;
    }
    if cue.speech && line.word(next) == ":" && line.capital(next + 1) {
        return following(next + 1, at + 1, relays);
    }
    if !cue.prepositions.is_empty()
        && cue.prepositions.split(' ').any(|word| word == line.word(told))
        && !(cue.lemma == "admit" && line.word(told) == "to" && line.is_finite(told + 1))
    {
        let question = matches!(line.word(told), "whether" | "why" | "how" | "what" | "when" | "if");
        let start = told + usize::from(!question);
        return following(start, if told == at + 1 { start } else { at + 1 }, relays);
    }
    if matches!(cue.lemma, "ask" | "request")
        && (line.word(at + 1) == "not" || matches!(line.word(told + 1), "be" | "remain") && relays.is_empty())
    {
        return None;
    }
    if cue.stance == crate::domain::Stance::Declines && !refuses_speech(line.word(told + 1)) {
        return None;
    }
    if cue.to && line.word(told) == "to" && relays.is_empty() {
        let mut end = at + 1;
        if matches!(cue.lemma, "decline" | "refuse")
            && matches!(line.word(told + 1), "comment" | "confirm" | "say" | "answer" | "discuss")
        {
            end = told + 2;
        }
        let only = line.is_end(told + 2, to) || end == at + 1;
        let (start, end) = if only { (told, at + 1) } else { (end, end) };
        return following(start, end, relays);
    }
    if cue.bare && bare_clause(line, next, to, cue) {
        return following(next, at + 1, relays);
    }
    // "denied the reports", "urged both sides to stop".
    let object = at + 1;
    let start_word = line.word(object);
    let noun = !relays.is_empty()
        || nouns::is_determiner(start_word)
        || line.capital(object)
        || line.is_quote(object)
        || (line.is_word(object)
            && !nouns::is_preposition(start_word)
            && !matches!(start_word, "and" | "or" | "but" | "to" | "by" | "as" | "him" | "himself" | "herself"));
    if cue.object && noun && !line.is_end(object, to) {
        if cue.lemma == "ask"
            && (relays.is_empty() || !(object..to).any(|at| matches!(line.word(at), "to" | "for" | "whether")))
        {
            return None;
        }
        return following(object, at + 1, Vec::new());
    }
    None
}

/// What is refused in words: "declined to comment" is a statement, "refused to fight" is none.
fn refuses_speech(verb: &str) -> bool {
    matches!(
        verb,
        "comment"
            | "say"
            | "answer"
            | "confirm"
            | "discuss"
            | "give"
            | "identify"
            | "name"
            | "elaborate"
            | "speak"
            | "rule"
            | "disclose"
            | "reveal"
            | "provide"
            | "specify"
            | "acknowledge"
            | "deny"
            | "take"
            | "respond"
            | "reply"
            | "explain"
            | "put"
            | "speculate"
            | "condemn"
            | "apologise"
            | "apologize"
            | "talk"
            | "describe"
            | "share"
            | "release"
            | "recognise"
            | "recognize"
            | "admit"
            | "tell"
            | "be"
    )
}

/// "called for a halt", "called on both sides to stop", "called the shelling “murder”".
fn called(
    line: &Line<'_>,
    at: usize,
    to: usize,
    following: impl Fn(usize, usize, Vec<Range<usize>>) -> Option<Following>,
) -> Option<Following> {
    match line.word(at + 1) {
        "for" | "on" | "upon" => following(at + 2, at + 2, Vec::new()),
        "up" | "off" | "out" | "in" | "into" | "back" | "to" | "by" | "himself" | "" => None,
        _ => {
            let quote = (at + 2..to.min(at + 12)).find(|&at| line.is_quote(at))?;
            let clean = !(at + 1..quote).any(|at| line.is_comma(at) || line.is_finite(at));
            let mut found = clean.then(|| following(at + 1, at + 1, Vec::new()))??;
            if line.is_comma(quote + 1) {
                found.content.end = quote + 1;
            }
            Some(found)
        }
    }
}

/// Where the words that name the addressee end; `None` when none can be told from the content.
fn addressee(line: &Line<'_>, start: usize, to: usize, cue: &Cue) -> Option<usize> {
    let word = line.word(start);
    let pronoun = matches!(
        word,
        "him" | "her" | "it" | "them" | "us" | "me" | "you" | "reporters" | "journalists" | "lawmakers" | "parliament"
    );
    if pronoun && !(matches!(line.word(start + 1), "and" | "in" | "at" | "on" | "after" | "during")) {
        return Some(start + 1);
    }
    for end in start + 1..to.min(start + 14) {
        let word = line.word(end);
        let marked = matches!(word, "that" | ":" | "whether" | "to" | "against" | "about")
            || line.is_quote(end)
            || (word == "," && line.is_quote(end + 1));
        let dated = line.skip_date(end) > end && word != "the" && word != "of";
        if marked || dated {
            return Some(end);
        }
        if line.is_comma(end) || line.is_end(end, to) {
            break;
        }
        if matches!(word, "in" | "during" | "at" | "on" | "via")
            && matches!(line.word(end + 1), "a" | "an" | "his" | "her" | "telegram")
        {
            return Some(end);
        }
        let subject = (nouns::is_speaker_pronoun(word) && word != "i")
            || matches!(word, "there")
            || (matches!(word, "the" | "a" | "an" | "his" | "its" | "their" | "this")
                && !nouns::is_preposition(line.word(end - 1)));
        let tell = cue.lemma != "ask";
        if tell && subject && line.is_clause(end, to) {
            return Some(end);
        }
        // "told Reuters Russia had …" needs two names side by side; only the first word is taken for the addressee.
    }
    None
}

/// Steps over words between the verb and its content: when, where, on what occasion.
fn adverbials(line: &Line<'_>, start: usize, to: usize) -> usize {
    let mut at = line.skip_date(start);
    if line.word(at) == "," && !line.is_quote(at + 1) {
        // ", also on condition of anonymity, that"
        let close = (at + 1..to.min(at + 18)).find(|&at| line.is_comma(at));
        if let Some(close) = close
            && (line.word(close + 1) == "that" || line.is_quote(close + 1))
            && !(at + 1..close).any(|at| line.is_finite(at))
        {
            return close + 1;
        }
        return at;
    }
    let word = line.word(at);
    if matches!(
        word,
        "in" | "at"
            | "on"
            | "during"
            | "to"
            | "via"
            | "through"
            | "after"
            | "following"
            | "from"
            | "by"
            | "for"
            | "as"
            | "when"
            | "before"
            | "of"
            | "with"
    ) {
        let goal =
            (at + 1..to.min(at + 22)).find(|&at| line.word(at) == "that" || line.is_quote(at) || line.word(at) == ":");
        let comma = (at + 1..to).find(|&at| line.is_comma(at)).unwrap_or(to);
        if let Some(goal) = goal {
            let finite = (at + 1..goal).any(|at| nouns::is_auxiliary(line.word(at)));
            let direct = goal < comma || (goal == comma + 1);
            if direct && !finite {
                return if line.is_quote(goal) && goal == comma + 1 { comma } else { goal };
            }
        }
        // "said in a statement it would": a pronoun starts the clause.
        if matches!(line.word(at + 1), "a" | "an") || matches!(word, "on") {
            let subject =
                (at + 2..to.min(at + 9)).find(|&at| matches!(line.word(at), "he" | "she" | "it" | "they" | "there"));
            if let Some(subject) = subject.filter(|&subject| subject < comma && line.is_clause(subject, to)) {
                return subject;
            }
        }
    }
    if at > start && line.word(at) == "that" {
        return at;
    }
    if line.word(at) == "of" {
        at = start;
    }
    at
}

/// A clause without "that": surely one after "said"; after other verbs only where subject and verb are seen.
fn bare_clause(line: &Line<'_>, at: usize, to: usize, cue: &Cue) -> bool {
    let word = line.word(at);
    if matches!(
        word,
        "so" | "to"
            | "as"
            | "by"
            | "nothing"
            | "little"
            | "more"
            | "much"
            | "of"
            | "about"
            | "and"
            | "or"
            | "but"
            | "yes"
            | "goodbye"
            | "otherwise"
            | "thank"
            | "whether"
    ) || line.is_mark(at)
        || (nouns::is_preposition(word) && !line.is_clause(at, to))
    {
        return false;
    }
    let pronoun =
        nouns::is_speaker_pronoun(word) || matches!(word, "there" | "this" | "these" | "those" | "everyone" | "nobody");
    if matches!(cue.lemma, "say") {
        return line.is_clause(at, to) || pronoun;
    }
    let head = pronoun
        || nouns::is_determiner(word)
        || line.capital(at)
        || line.is_number(at)
        || matches!(word, "some" | "at" | "up" | "more" | "about");
    // A verb of its own, before any preposition or comma, tells the clause from an object.
    let near = (at + 1..to.min(at + 10)).take_while(|&at| !line.is_comma(at)).find(|&at| line.is_finite(at));
    let broken = near.is_some_and(|near| {
        (at..near).any(|at| matches!(line.word(at), "that" | "which" | "who" | "to" | "by" | "as"))
    });
    head && near.is_some() && !broken && (near.is_some_and(|near| nouns::is_auxiliary(line.word(near))) || pronoun)
}

/// Where the content that starts at `content.start` ends: before a further attribution or the reporter's own comment.
fn clause_end(line: &Line<'_>, cue_at: usize, content: &Range<usize>, to: usize, relative: bool) -> usize {
    let start = content.start;
    let introduced = line.word(start.wrapping_sub(1)) == ":" && line.is_quote(start);
    for at in start + 1..to {
        let word = line.word(at);
        if introduced && !line.is_quote(at) && !line.is_mark(at) {
            return at;
        }
        if word == ";" {
            return at;
        }
        if line.is_quote(at - 1)
            && line.is_word(at)
            && at - 1 == start
            && line.capital(at)
            && sentence_like(line, start)
        {
            return at;
        }
        let comma = line.is_comma(at);
        let next = if comma { line.word(at + 1) } else { word };
        let here = if comma { at + 1 } else { at };
        if comma || (line.is_quote(at - 1) && at > start) {
            if matches!(
                next,
                "adding"
                    | "saying"
                    | "following"
                    | "raising"
                    | "citing"
                    | "quoting"
                    | "prompting"
                    | "referring"
                    | "according"
                    | "echoing"
                    | "sparking"
                    | "fuelling"
                    | "fueling"
                    | "while"
                    | "whereas"
                    | "underscoring"
            ) || (next.ends_with("ing")
                && cues::lookup(next).is_some_and(|cue| (cue.that || cue.speech) && content_follows(line, here, to)))
            {
                return at;
            }
        }
        // "…, who said A, told the court B.": the main verb goes on after the comma.
        if relative && comma && !next.ends_with("ing") && content_follows(line, here, to) {
            return at;
        }
        if matches!(next, "and" | "but") && (comma || at == here) {
            let mut verb = here + 1;
            while matches!(
                line.word(verb),
                "also"
                    | "has"
                    | "have"
                    | "had"
                    | "then"
                    | "later"
                    | "he"
                    | "she"
                    | "it"
                    | "they"
                    | "again"
                    | "did"
                    | "not"
            ) || (line.word(verb).ends_with("ly") && verb < to)
            {
                verb += 1;
            }
            let form = line.word(verb);
            if let Some(cue) = cues::lookup(form)
                && verb < to
                && form != cue.lemma
                && !form.ends_with("ing")
                && form.ends_with('s') == line.word(cue_at).ends_with('s')
                && content_follows(line, verb, to)
            {
                return at;
            }
            // ", and the minister said …": another speaker.
            if comma {
                let speaks = (here + 1..to.min(here + 14)).find(|&at| {
                    cues::lookup(line.word(at)).is_some_and(|cue| {
                        cue.speech
                            && subject::find(line, at, cue, here + 1)
                                .is_some_and(|subject| subject.mention.start == here + 1)
                            && content_follows(line, at, to)
                    })
                });
                if speaks.is_some() {
                    return at;
                }
            }
        }
    }
    to
}

fn content_follows(line: &Line<'_>, at: usize, to: usize) -> bool {
    cues::lookup(line.word(at)).is_some_and(|cue| content(line, at, cue, to).is_some())
}

fn sentence_like(line: &Line<'_>, at: usize) -> bool {
    line.quote(at).is_some_and(|quote| quote.inner.len() > 40)
}

/// "…, citing a defence official": the range of "citing" and whom.
fn citing(line: &Line<'_>, cue_at: usize, content_end: usize, to: usize) -> Option<Range<usize>> {
    let at = if line.word(content_end) == "," { content_end + 1 } else { content_end };
    let before = (cue_at + 1..cue_at + 4).find(|&at| matches!(line.word(at), "citing" | "quoting"));
    let at = before.unwrap_or(at);
    if !matches!(line.word(at), "citing" | "quoting") {
        return None;
    }
    let end = (at + 1..to).find(|&end| line.is_comma(end) || line.is_end(end, to) || line.is_quote(end)).unwrap_or(to);
    let mention = at + 1..end;
    (subject::plausible(line, &mention) && mention.len() < 12).then_some(at..end)
}
