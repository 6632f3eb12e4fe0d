//! Determines the stance of a claim, what the source does with the content (asserts, denies, …), and its manner. Both
//! are read from the cue with its negations and hedges, never from the content.
//!
//! The lexicon in [`cues`] gives the stance of each word; this module combines them. The first cue that is not light
//! decides: "has repeatedly **denied**", "**denied**, saying", but "issued a statement **warning**", where the words
//! before are light. "Not" applies to the next cue, also across light ones ("did not seem to **confirm**"). Refusing to
//! confirm declines; refusing to rule out asserts.

use super::cues::{self, Cue};
use super::tokens::tokenise;
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
}

/// Returns the stance and manner of a cue ("did not rule out", "has also said", "according to").
pub(super) fn stance(cue: &str) -> (Stance, Manner) {
    let tokens = tokenise(cue);
    let words: Vec<&str> = tokens.iter().map(|token| token.lower.as_str()).collect();
    let steps = steps(&words);
    let doubted = steps.iter().any(|step| step.cue.doubts && !step.negated);
    match (governing(&steps), doubted) {
        (Some((Stance::Asserts, manner)), true) => (Stance::Alleges, manner),
        (Some(reading), _) => reading,
        (None, true) => (Stance::Alleges, Manner::Statement),
        // Without a word of the lexicon, a cue describes a deed or a feeling.
        (None, false) => (Stance::Asserts, if names_text(&words) { Manner::Statement } else { Manner::Attitude }),
    }
}

/// One cue of the lexicon found among the words.
struct Step {
    cue: &'static Cue,
    /// "Not" stands before it.
    negated: bool,
    /// A modal verb stands before it, so it has not happened yet ("will announce").
    ahead: bool,
    /// A preposition such as "about" or "without" stands before it, so it is what was spoken of, not what was done.
    apart: bool,
}

fn steps(words: &[&str]) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut negated, mut ahead, mut apart) = (false, false, false);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some((cue, taken)) = cues::longest(&words[at..]) {
            steps.push(Step { cue, negated, ahead, apart });
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

/// Returns the stance and manner of the cue that decides, if there is one.
fn governing(steps: &[Step]) -> Option<(Stance, Manner)> {
    let (mut negated, mut refused, mut stated, mut ahead) = (false, false, false, false);
    let mut reading = None;
    for Step { cue, apart, negated: not, ahead: will, .. } in steps.iter().filter(|step| !step.cue.doubts) {
        if *apart && reading.is_some() {
            break;
        }
        negated ^= not;
        ahead |= will;
        let stance = match (negated, refused) {
            (_, true) if cue.stance == Stance::Denies => Stance::Asserts,
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
        reading = Some((stance, manner));
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
