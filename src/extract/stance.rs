//! What the source does with the content, read from the cue with its negation and hedges, never from the content.
//!
//! The lexicon knows the words; here is how they go together. "Has repeatedly **denied**" holds one of them. In "issued
//! a statement **warning**" the first words are light and the last decides; in "**denied**, saying" the first decides.
//! "Not" holds for the next word and through light ones ("did not seem to **confirm**"); whoever refuses to confirm
//! declines, and whoever refuses to rule out asserts.

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

/// Reads the words of a cue ("did not rule out", "has also said", "according to").
pub(super) fn stance(cue: &str) -> (Stance, Manner) {
    let tokens = tokenise(cue);
    let words: Vec<&str> = tokens.iter().map(|token| token.lower.as_str()).collect();
    let steps = steps(&words);
    let doubted = steps.iter().any(|step| step.cue.doubts && !step.negated);
    match (governing(&steps), doubted) {
        (Some((Stance::Asserts, manner)), true) => (Stance::Alleges, manner),
        (Some(reading), _) => reading,
        (None, true) => (Stance::Alleges, Manner::Statement),
        // What only shows in deeds or feelings is an attitude.
        (None, false) => (Stance::Asserts, if names_text(&words) { Manner::Statement } else { Manner::Attitude }),
    }
}

/// One cue of the lexicon found among the words.
struct Step {
    cue: &'static Cue,
    /// "Not" stands before it.
    negated: bool,
    /// It is still to come, or only may ("will announce").
    ahead: bool,
    /// It stands behind "about" or "without", where it tells what was spoken of rather than what was done.
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
        // "may have said" tells of what was said, unlike "may say".
        ahead = (ahead || is_modal(word)) && *word != "have";
        apart |= is_topic_preposition(word);
        at += 1;
    }
    steps
}

/// The stance and manner of the word that decides.
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
            // What nobody has said yet is a plan at most; that it will not be said has been made known.
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

/// True for a word that turns the next cue round: "did not confirm", "neither", "without confirming", "has yet to say".
fn negates(word: &str, next: &str) -> bool {
    match word {
        "not" => !is_not_negated(next),
        "yet" => next == "to",
        "nothing" => next != "but",
        word => is_negator(word) || word.ends_with("n't"),
    }
}

/// True for a mark, and for a word that names a text rather than what someone does ("*in* the report").
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

    /// Cues come from hostile texts.
    #[test]
    fn long_cues_are_read() {
        for words in ["not refused to ", "called ", "said of ", "no ", "“’"] {
            stance(&words.repeat(5_000));
        }
    }
}
