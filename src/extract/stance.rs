//! What the source does with the content, read from the cue with its negation and hedges, never from the content.

use super::cues;
use super::tokens::tokenise;
use crate::domain::{Manner, Stance};

/// Reads the words of a cue ("did not rule out", "has also said", "according to").
pub(super) fn stance(cue: &str) -> (Stance, Manner) {
    let tokens = tokenise(cue);
    let words: Vec<&str> = tokens.iter().map(|token| token.lower.as_str()).collect();
    let negated = words.iter().any(|word| matches!(*word, "not" | "never" | "no" | "cannot") || word.ends_with("n't"));
    let hedged = words.iter().any(|word| matches!(*word, "allegedly" | "supposedly"));
    let Some(verb) = words
        .iter()
        .rev()
        .find_map(|word| cues::lookup(word).filter(|verb| !matches!(verb.lemma, "comment" | "answer")))
    else {
        return (Stance::Asserts, if tells(&words) { Manner::Statement } else { Manner::Attitude });
    };
    let first = words.iter().find_map(|word| cues::lookup(word)).unwrap_or(verb);
    // "refused to confirm", "declined to say": the first verb governs.
    let verb = if first.stance == Stance::Declines { first } else { verb };
    let stance = match (verb.lemma, negated) {
        ("rule", true) => Stance::Asserts,
        ("confirm" | "comment" | "acknowledge", true) => Stance::Declines,
        ("deny" | "reject" | "dispute" | "doubt", true) => Stance::Asserts,
        ("believe" | "think" | "expect" | "admit" | "agree", true) => Stance::Denies,
        ("call", _) if words.iter().all(|word| !matches!(*word, "for" | "on" | "upon")) => Stance::Asserts,
        ("maintain" | "say", _) if hedged => Stance::Alleges,
        _ => verb.stance,
    };
    (stance, verb.manner)
}

/// Nouns and other words by which something is said, written or shown ("according to", "in a statement", "found").
const TELLING: &str = " according as put quoted cited citing statement statements report reports letter tweet tweets post \
    posts interview interviews remarks comment comments testimony speech announcement claim claims allegation allegations \
    accusation accusations warning warnings promise promises pledge vow call calls demand demands message messages memo \
    document documents reportedly allegedly apparently asked asking asks read reads went spoke speaking speaks talked \
    talking show shows showed shown showing find finds found finding pointed pointing points list listed published \
    publishes publish release released says headline headlined titled question questions questioned questioning answer \
    answered interrupted shouted yelled chanted apologised apologized thanked praised criticism condemnation argument \
    arguments suggestion suggestions reply response responding joked confessed recounted detailed outlined summed ";

/// True where the cue tells of words that were said or written. What only shows in deeds or feelings ("backs", "was
/// critical of", "plans to") is an attitude.
fn tells(words: &[&str]) -> bool {
    !words.iter().any(|word| word.chars().any(char::is_alphabetic))
        || words.iter().any(|word| TELLING.split_whitespace().any(|telling| telling == *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: Stance, cues: &[&str]) {
        for cue in cues {
            assert_eq!(stance(cue).0, expected, "{cue}");
        }
    }

    #[test]
    fn the_cue_with_its_negation_tells_the_stance() {
        check(
            Stance::Asserts,
            &[
                "said",
                "has also said",
                "told",
                "according to",
                "did not rule out",
                "called",
                "never denied",
                "did not deny",
                "adding",
                "reported",
                "accused of nothing said",
                "",
            ],
        );
        check(Stance::Confirms, &["confirmed", "had publicly confirmed", "acknowledged", "admitted"]);
        check(Stance::Denies, &["denied", "has denied", "rejected", "dismissed", "ruled out", "does not believe"]);
        check(Stance::Believes, &["believes", "thinks", "estimated", "fears"]);
        check(Stance::Alleges, &["claimed", "alleged", "accused", "blamed", "allegedly said"]);
        check(Stance::Warns, &["warned", "warned of", "threatened"]);
        check(Stance::Predicts, &["predicted", "expects", "forecast"]);
        check(Stance::Promises, &["promised", "pledged", "vowed"]);
        check(Stance::Demands, &["demanded", "urged", "called on", "called for"]);
        check(Stance::Asks, &["asked", "asked whether", "wondered"]);
        check(
            Stance::Declines,
            &["declined to comment", "refused to confirm", "would not confirm", "did not confirm", "declined"],
        );
    }

    #[test]
    fn beliefs_are_attitudes() {
        assert_eq!(stance("believes").1, Manner::Attitude);
        for attitude in ["has been critical of", "plans", "support", "was hesitant about", "wants", "intends"] {
            assert_eq!(stance(attitude), (Stance::Asserts, Manner::Attitude), "{attitude}");
        }
        for speech in ["said", "according to", "in a statement", "poll found", ":", "", "told", "has accused"] {
            assert_eq!(stance(speech).1, Manner::Statement, "{speech}");
        }
    }
}
