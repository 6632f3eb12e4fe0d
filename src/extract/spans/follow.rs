//! What follows a verb of attribution: whom it was told, when, and where the content starts.

use std::ops::Range;

use super::line::Line;
use crate::domain::Stance;
use crate::extract::cues::Cue;
use crate::extract::nouns;

/// What follows a verb of attribution.
pub(super) struct Following {
    /// The units of the content; its end may still be too far.
    pub(super) content: Range<usize>,
    /// One past the last unit of the cue.
    pub(super) cue_end: usize,
    /// Whom it was told.
    pub(super) relays: Vec<Range<usize>>,
}

/// The content after the verb at `at`, if what follows is one.
pub(super) fn content(line: &Line<'_>, at: usize, cue: &Cue, to: usize) -> Option<Following> {
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
    if cue.stance == Stance::Declines && !refuses_speech(line.word(told + 1)) {
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
    let noun = !nouns::is_auxiliary(start_word)
        && (!relays.is_empty()
            || nouns::is_determiner(start_word)
            || line.capital(object)
            || line.is_quote(object)
            || (line.is_word(object)
                && !nouns::is_preposition(start_word)
                && !matches!(start_word, "and" | "or" | "but" | "to" | "by" | "as" | "him" | "himself" | "herself")));
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
        // With its subject before it, "said" takes a clause even where no verb of it is known ("said boat 7 sank");
        // two words ("said a prayer") may be an object.
        return line.is_clause(at, to) || pronoun || (line.is_word(at) && line.words_in(at..to) > 2);
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
    head && near.is_some() && !broken && (pronoun || near.is_some_and(|near| !line.word(near).ends_with("ed")))
}
