//! Determines the stance of a claim, what the source does with the content (asserts, denies, …), and its manner. Both
//! are read from the cue with its negations and hedges, never from the content.
//!
//! The lexicon in [`cues`] gives the stance of each word; this module combines them. The first cue that is not light
//! decides: "has repeatedly **denied**", "**denied**, saying", but "issued a statement **warning**", where the words
//! before are light. "Not" applies to the next cue, also across light ones ("did not seem to **confirm**"). Refusing to
//! confirm declines; refusing to rule out asserts.

use super::attribution::RawAttribution;
use super::cues::{self, Cue};
use super::lexicon;
use super::segment::Segmented;
use super::tokens::{TokenKind, tokenise};
use crate::domain::{Manner, Stance};
use crate::lexicon::word_classes;

word_classes! {
    /// Words that change what a cue says.
    MODIFIERS in "src/extract/lexicon/cue_modifiers.tsv" with [];
    fn is_negator = "negator";
    fn is_not_negated = "not_negated";
    fn is_modal = "modal";
    fn is_topic_preposition = "topic_preposition";
    fn is_text_preposition = "text_preposition";
    /// A noun for what is said, asked, thought or proposed ("idea").
    pub(super) fn is_proposition = "proposition";
    fn opens_clause = "clause_subject";
}

/// What a cue says.
pub(super) struct Reading {
    pub(super) stance: Stance,
    pub(super) manner: Manner,
    /// The rule that decided.
    pub(super) rule: &'static str,
    /// The words of the cue that it went by.
    pub(super) words: Vec<String>,
}

/// Returns the stance and manner of an attribution: of its cue, with what the first words claimed add to it ("pleaded" +
/// "not guilty"), and with a "neither" of its mention.
pub(super) fn of_claim(document: &Segmented<'_>, raw: &RawAttribution) -> Reading {
    let neither = raw
        .mention
        .first()
        .is_some_and(|mention| document.tokens_in(*mention).first().is_some_and(|token| token.lower == "neither"));
    // No phrase of the lexicon runs from one part of a cue into the next ("told …, according to").
    let parts: Vec<&str> = raw.cue.iter().map(|span| span.of(document.text)).collect();
    let cue = parts.join(" ; ; ; ");
    let cue = if neither { format!("not {cue}") } else { cue };
    let object = raw.content.first().map(|content| document.token_range(*content));
    let behind = object.filter(|object| raw.cue.iter().any(|cue| document.token_range(*cue).end == object.start));
    let next: Vec<&str> = behind
        .into_iter()
        .flat_map(|object| document.tokens[object].iter().take(LONGEST_COMPLETION))
        .map(|token| token.lower.as_str())
        .collect();
    let reading = read(&cue, &next, &|cue| is_of_its_kind(document, raw, cue));
    if reading.stance == Stance::Confirms
        && reading.words.iter().any(|word| word.starts_with("agree"))
        && is_ahead(document, raw)
    {
        return Reading { stance: Stance::Promises, rule: "an agreement on what is to come", ..reading };
    }
    reading
}

/// True for a clause about what is still to come ("their teams would stay in touch").
fn is_ahead(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let mut words = raw.content.iter().flat_map(|span| document.tokens_in(*span)).map(|token| token.lower.as_str());
    words
        .find(|word| lexicon::is_auxiliary(word) || is_modal(word) || *word == "would")
        .is_some_and(|verb| matches!(verb, "will" | "would"))
}

/// The most words claimed that belong to a cue ("pleaded" + "not guilty").
const LONGEST_COMPLETION: usize = 3;

/// Returns the stance and manner of a cue ("did not rule out", "has also said", "according to").
#[cfg(test)]
fn stance(cue: &str) -> (Stance, Manner) {
    let Reading { stance, manner, .. } = read(cue, &[], &|_| true);
    (stance, manner)
}

/// Returns the stance and manner of a cue before the words `next`. `fits` tells whether the content is what a cue of the
/// lexicon has its stance towards.
fn read(cue: &str, next: &[&str], fits: &dyn Fn(&Cue) -> bool) -> Reading {
    let tokens = tokenise(cue);
    let words: Vec<&str> = tokens.iter().map(|token| token.lower.as_str()).collect();
    let steps = steps(&words, next);
    let doubting = steps.iter().find(|step| step.cue.doubts && !step.negated);
    let doubt = doubting.map(|step| step.words.clone());
    let governing = governing(&steps);
    let went_by = |at: Option<usize>| {
        let decided = at.map(|at| &steps[..=at]).unwrap_or_default().iter().filter(|step| !step.cue.doubts);
        let told =
            decided.flat_map(|step| step.negated.then(|| "not".to_owned()).into_iter().chain([step.words.clone()]));
        doubt.clone().into_iter().chain(told).collect::<Vec<_>>()
    };
    let reading = |stance, manner, rule, at| Reading { stance, manner, rule, words: went_by(at) };
    match (governing, doubting.is_some()) {
        (Some((_, cue, _, at)), _) if !fits(cue) => {
            reading(Stance::Asserts, Manner::Attitude, "a deed, since no words are meant", Some(at))
        }
        (Some((Stance::Asserts, _, manner, at)), true) => {
            reading(Stance::Alleges, manner, "a cue with a word of doubt", Some(at))
        }
        (Some((stance, _, manner, at)), _) => reading(stance, manner, "a cue of the lexicon", Some(at)),
        (None, true) => reading(Stance::Alleges, Manner::Statement, "a word of doubt", None),
        (None, false) if words.is_empty() => {
            reading(Stance::Asserts, Manner::Statement, "no cue, so it is asserted", None)
        }
        // Without a word of the lexicon, a cue describes a deed or a feeling.
        (None, false) if names_text(&words) => {
            reading(Stance::Asserts, Manner::Statement, "a cue that names a text", None)
        }
        (None, false) => reading(Stance::Asserts, Manner::Attitude, "no cue of the lexicon", None),
    }
}

/// True where the content is what the cue has its stance towards.
fn is_of_its_kind(document: &Segmented<'_>, raw: &RawAttribution, cue: &Cue) -> bool {
    (!cue.of_words || is_of_words(document, raw, cue.stance)) && !(cue.not_of_persons && is_person(document, raw))
}

/// True where a content is a person, by a pronoun or a name that no verb follows ("denied Reth with a late save").
fn is_person(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let Some(object) = raw.content.first().map(|span| document.token_range(*span)) else { return false };
    let tokens = &document.tokens[object];
    let name = tokens.iter().take_while(|token| token.capital && token.kind == TokenKind::Word).count();
    let pronoun = tokens.first().is_some_and(|first| matches!(first.lower.as_str(), "him" | "them" | "us" | "me"));
    let then =
        |at: usize| tokens.get(at).is_none_or(|next| matches!(next.lower.as_str(), "with" | "from" | "in" | "at"));
    !raw.direct && (pronoun && then(1) || name > 0 && then(name))
}

/// True where a content is words: a clause, a quotation, a pronoun, or a noun for what is said or thought ("the claim").
fn is_of_words(document: &Segmented<'_>, raw: &RawAttribution, stance: Stance) -> bool {
    let Some(object) = raw.content.first().map(|span| document.token_range(*span)) else { return false };
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let quoted = raw.content.iter().any(|span| document.token_range(*span).any(|at| document.quoted[at].is_some()));
    let clause = object.start > 0 && lower(object.start - 1) == "that";
    if raw.direct || quoted || clause || opens_clause(lower(object.start)) || lower(object.start).ends_with("ing") {
        return true;
    }
    let ends = |at: &usize| {
        let token = &document.tokens[*at];
        token.kind == TokenKind::Mark
            || lexicon::is_preposition(&token.lower)
            || matches!(token.lower.as_str(), "that" | "which" | "who" | "and" | "or" | "to")
    };
    let end = object.clone().find(ends).unwrap_or(object.end);
    let says = |at: usize| is_proposition(lower(at)) || lexicon::is_utterance(lower(at));
    // "agreed the road was open".
    let has_verb = |at: usize| at > object.start && lexicon::is_auxiliary(lower(at));
    // "him as a liar": what somebody is called is words. Who recognises "Karsk as a state" confirms nothing.
    let as_what = |at: usize| lower(at) == "as" && !matches!(lower(at + 1), "part" | "well" | "of" | "soon" | "long");
    let called = stance == Stance::Denies && object.clone().any(as_what);
    called || (object.start..end).any(|at| says(at) || has_verb(at))
}

/// One cue of the lexicon found among the words.
struct Step {
    cue: &'static Cue,
    /// As printed, in lower case.
    words: String,
    /// "Not" stands before it.
    negated: bool,
    /// A modal verb stands before it, so it has not happened yet ("will announce").
    ahead: bool,
    /// A preposition such as "about" or "without" stands before it, so it is what was spoken of, not what was done.
    apart: bool,
}

/// The cues among `words`; the last one may go on in `next`.
fn steps(words: &[&str], next: &[&str]) -> Vec<Step> {
    let all = [words, next].concat();
    let mut steps = Vec::new();
    let (mut negated, mut ahead, mut apart) = (false, false, false);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let longest = cues::longest(&all[at..]).filter(|(cue, taken)| at + taken <= words.len() || cue.completed);
        if let Some((cue, taken)) = longest.or_else(|| cues::longest(&words[at..])) {
            steps.push(Step { cue, words: all[at..at + taken].join(" "), negated, ahead, apart });
            (negated, ahead, apart) = (negated && cue.doubts, ahead && cue.doubts, false);
            at += taken;
            continue;
        }
        let next = words.get(at + 1).copied().unwrap_or_default();
        negated |= negates(word, next);
        // "may have said" is about the past, unlike "may say".
        ahead = (ahead || is_modal(word)) && *word != "have";
        apart |= is_topic_preposition(word);
        at += 1;
    }
    steps
}

/// Returns the stance and manner of the cue that decides, if there is one, between them that cue, and behind them which
/// step it is.
fn governing(steps: &[Step]) -> Option<(Stance, &'static Cue, Manner, usize)> {
    let (mut negated, mut refused, mut stated, mut ahead) = (false, false, false, false);
    let mut short = false;
    let mut reading = None;
    for (at, step) in steps.iter().enumerate().filter(|(_, step)| !step.cue.doubts) {
        let Step { cue, apart, negated: not, ahead: will, .. } = step;
        if *apart && reading.is_some() {
            break;
        }
        negated ^= not;
        ahead |= will;
        let stance = match (negated, refused) {
            (_, true) if cue.stance == Stance::Denies && !short => Stance::Asserts,
            (_, true) => Stance::Declines,
            (true, false) => cue.negated,
            (false, false) => cue.stance,
        };
        let manner = match cue.manner {
            // Something not said yet ("will announce") is a plan. "Will not comment", however, has been said.
            _ if ahead && !negated && !refused => Manner::Attitude,
            _ if stated => Manner::Statement,
            manner => manner,
        };
        reading = Some((stance, *cue, manner, at));
        short |= cue.stops_short;
        if cue.refuses {
            refused |= !negated;
            negated = false;
        } else if !cue.light {
            break;
        }
        stated |= cue.manner == Manner::Statement;
    }
    reading
}

/// True for a word that negates the next cue: "did not confirm", "neither", "without confirming", "has yet to say".
fn negates(word: &str, next: &str) -> bool {
    match word {
        "not" => !is_not_negated(next),
        "yet" => next == "to",
        "nothing" => next != "but",
        word => is_negator(word) || word.ends_with("n't"),
    }
}

/// True when every word is a punctuation mark or a preposition that introduces a text ("in", as in "in the report").
fn names_text(words: &[&str]) -> bool {
    words.iter().all(|word| is_text_preposition(word) || !word.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::cases::check_cases;

    /// Each cue with its stance and manner, reviewed by eye.
    const CASES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/stance/cues.txt"));

    #[test]
    fn the_words_of_the_cue_tell_stance_and_manner() {
        check_cases("stance/cues.txt", |cue| {
            let (stance, manner) = stance(cue);
            format!("{} {}", stance.as_str(), manner.as_str())
        });
        assert!(CASES.lines().filter(|line| line.contains(" -> ")).count() >= 150);
    }

    /// "Who does what | cue | words claimed": the stance of the whole.
    #[test]
    fn what_is_claimed_may_decide() {
        check_cases("stance/claims.txt", |case| {
            let mut parts = case.split(" | ");
            let (mention, cue, content) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let text = format!("{mention} {cue} {content}.");
            let document = crate::extract::segment::segment(&text);
            let at = |words: &str| text.find(words).map(|start| crate::domain::Span::new(start, start + words.len()));
            let claimed = crate::domain::Span::new(text.len() - 1 - content.len(), text.len() - 1);
            let raw = RawAttribution {
                cue: at(cue).into_iter().collect(),
                mention: at(mention).into_iter().collect(),
                ..RawAttribution::of(0, vec![claimed], false)
            };
            let Reading { stance, manner, .. } = of_claim(&document, &raw);
            format!("{} {}", stance.as_str(), manner.as_str())
        });
    }

    #[test]
    fn every_stance_has_its_cases() {
        for stance in Stance::ALL {
            let cases = CASES
                .lines()
                .filter_map(|line| Some(line.rsplit_once(" -> ")?.1))
                .filter(|outcome| outcome.split(' ').next() == Some(stance.as_str()));
            assert!(cases.count() >= 10, "{}", stance.as_str());
        }
    }

    /// Cues may come from hostile texts, so very long ones must not overflow the stack or take long.
    #[test]
    fn long_cues_are_read() {
        for words in ["not refused to ", "called ", "said of ", "no ", "“’"] {
            stance(&words.repeat(5_000));
        }
    }
}
