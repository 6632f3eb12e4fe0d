//! The lexicon of cues, `lexicon/cues.tsv`: the words that attribute content to a source, the stance each expresses,
//! and how each is used.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::{Manner, Stance};

/// One cue: a word, with the words that must follow it if it is a phrase.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    /// The stance it expresses.
    pub stance: Stance,
    /// The stance it expresses when negated by "not".
    pub negated: Stance,
    /// Whether something was said, or only thought, felt or done.
    pub manner: Manner,
    /// A light word, as in "light verb": a cue after it decides ("issued a warning"); without one, this cue counts.
    pub light: bool,
    /// Reverses the cue after it ("refused to confirm").
    pub refuses: bool,
    /// Beside `refuses`: the opposite of what follows is not said either ("stopped short of denying").
    pub stops_short: bool,
    /// Has its stance only towards words ("dismissed the claim"); towards anything else it tells a deed.
    pub of_words: bool,
    /// Tells a deed towards a person ("denied the striker").
    pub not_of_persons: bool,
    /// The words that follow it may be those claimed ("pleaded" + "not guilty").
    pub completed: bool,
    /// Turns an assertion into an allegation ("falsely said").
    pub doubts: bool,
    /// Describes a deed when alone ("gave a party"), and attributes only with a cue after it ("gave a warning").
    deed: bool,
    /// May stand after a quotation ("…," he said).
    speech: bool,
    /// Takes a clause ("said that …").
    clause: bool,
    /// A verb form that never begins the role of a person, unlike "press" in "press officer".
    verb: bool,
    /// The words that follow it.
    then: Vec<&'static str>,
}

/// The most other words between two words of a phrase ("called again today *for*" has two).
const GAP: usize = 2;

/// Every cue by the form of its first word; cues with more words come first, so that the longest match wins.
static LEXICON: LazyLock<HashMap<&'static str, Vec<Cue>>> = LazyLock::new(|| {
    let mut lexicon: HashMap<_, Vec<Cue>> = HashMap::new();
    for entry in lines().filter_map(Entry::read) {
        for (form, cue) in entry.cues() {
            lexicon.entry(form).or_default().push(cue);
        }
    }
    for cues in lexicon.values_mut() {
        cues.sort_by_key(|cue| Reverse(cue.then.len()));
    }
    lexicon
});

fn lines() -> impl Iterator<Item = &'static str> {
    include_str!("lexicon/cues.tsv").lines().filter(|line| !line.starts_with('#'))
}

/// One line of the lexicon: the forms of one word, with the words that may follow it.
#[derive(Debug)]
struct Entry {
    kind: &'static str,
    forms: Vec<&'static str>,
    /// The alternatives for the words that follow; a single empty one if nothing must follow.
    then: Vec<Vec<&'static str>>,
    flags: &'static str,
    stance: Stance,
    negated: Stance,
    manner: Manner,
}

impl Entry {
    /// Parses a line. Returns `None` if it does not have the format that the head of the file describes, which a test
    /// rules out.
    fn read(line: &'static str) -> Option<Self> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, words, stance, manner, flags, negated] = fields[..] else { return None };
        let (forms, then) = words.split_once(" … ").unwrap_or((words, ""));
        let (stance, manner) = (stance.parse().ok()?, manner.parse().ok()?);
        let negated = if negated == "-" { under_not(stance, manner) } else { negated.parse().ok()? };
        Some(Self {
            kind,
            forms: forms.split(' ').collect(),
            then: then.split(" / ").map(|words| words.split_whitespace().collect()).collect(),
            flags,
            stance,
            negated,
            manner,
        })
    }

    /// Returns each form with its cue, once for each alternative of `then`.
    fn cues(&self) -> impl Iterator<Item = (&'static str, Cue)> {
        let forms = self.forms.iter().enumerate();
        forms.flat_map(move |(place, form)| self.then.iter().map(move |then| (*form, self.cue(place, then))))
    }

    fn cue(&self, form: usize, then: &[&'static str]) -> Cue {
        let has = |flag| self.flags.contains(flag);
        let (speech, clause, light) = (has('q'), has('c'), has('l'));
        let inflected = form > 0 && (speech || (self.manner == Manner::Statement && !light));
        Cue {
            stance: self.stance,
            negated: self.negated,
            manner: self.manner,
            light,
            refuses: has('n'),
            stops_short: has('s'),
            of_words: has('w'),
            not_of_persons: has('p'),
            completed: has('o'),
            doubts: has('h'),
            deed: has('d'),
            speech,
            clause,
            // The plain form of most verbs is also a noun that a role may begin with ("press officer").
            verb: self.kind == "verb" && (clause || inflected),
            then: then.to_vec(),
        }
    }
}

/// Returns the stance of a negated cue for which the lexicon gives none.
fn under_not(stance: Stance, manner: Manner) -> Stance {
    match (stance, manner) {
        (Stance::Denies | Stance::Declines, _) | (Stance::Asserts, Manner::Attitude) => Stance::Asserts,
        (Stance::Believes | Stance::Predicts, _) => stance,
        _ => Stance::Declines,
    }
}

/// Returns the longest cue that begins with the first of `words` (in lower case), and how many words it covers.
pub(super) fn longest(words: &[&str]) -> Option<(&'static Cue, usize)> {
    let (first, rest) = words.split_first()?;
    LEXICON.get(*first)?.iter().find_map(|cue| Some((cue, 1 + follows(&cue.then, rest)?)))
}

/// Returns how many of `words` are needed to find all of `then` in order, with at most [`GAP`] other words before each.
fn follows(then: &[&str], words: &[&str]) -> Option<usize> {
    then.iter().try_fold(0, |taken, next| {
        let near = words[taken..].iter().take(GAP + 1);
        Some(taken + 1 + near.into_iter().position(|word| word == next)?)
    })
}

/// Returns the cue that consists of `word` (in lower case) alone.
fn single(word: &str) -> Option<&'static Cue> {
    LEXICON.get(word)?.iter().find(|cue| cue.then.is_empty())
}

/// True for a form that may stand beside a quotation ("…," he said).
pub(super) fn speech_form(word: &str) -> bool {
    single(word).is_some_and(|cue| cue.speech)
}

/// True for a form that takes a clause, with "that" or without.
pub(super) fn takes_clause(word: &str) -> bool {
    single(word).is_some_and(|cue| cue.clause)
}

/// True for a verb of attribution, unless its form may also begin a role ("press", "back").
pub(super) fn is_verb(word: &str) -> bool {
    single(word).is_some_and(|cue| cue.verb)
}

/// True when some word or phrase among `words` (in lower case) attributes: "has often said", but not "turned its
/// attention to".
pub(super) fn attributes(words: &[&str]) -> bool {
    (0..words.len()).any(|at| longest(&words[at..]).is_some_and(|(cue, taken)| taken > 1 || !cue.deed))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_is_an_entry() {
        for line in lines() {
            let entry = Entry::read(line).unwrap_or_else(|| panic!("{line:?}"));
            assert!(["verb", "noun", "adjective", "adverb", "phrase"].contains(&entry.kind), "{line}");
            assert!(entry.flags == "-" || entry.flags.chars().all(|flag| "qclnhdswop".contains(flag)), "{line}");
            let lower = entry.forms.iter().chain(entry.then.iter().flatten()).all(|word| *word == word.to_lowercase());
            assert!(lower && !line.contains("  "), "{line}");
            // Only what stands alone is asked for as speech or for its clause.
            assert!(entry.then[0].is_empty() || !entry.flags.contains(['q', 'c']), "{line}");
        }
        assert!(lines().count() >= 400, "at least 400 verbs, nouns and phrases, found {}", lines().count());
    }

    #[test]
    fn no_form_leads_to_two_entries() {
        let mut seen = HashSet::new();
        for entry in lines().filter_map(Entry::read) {
            for (form, cue) in entry.cues() {
                assert!(seen.insert((form, cue.then.clone())), "{form} {}", cue.then.join(" "));
            }
        }
    }

    #[test]
    fn a_negation_is_named_only_where_it_does_not_follow() {
        for line in lines().filter(|line| !line.ends_with("\t-")) {
            let entry = Entry::read(line).unwrap();
            assert_ne!(entry.negated, under_not(entry.stance, entry.manner), "{line}");
        }
    }

    /// Forms in "s" and in "ing" are there, so that none was forgotten.
    #[test]
    fn verbs_have_all_their_forms() {
        for entry in lines().filter_map(Entry::read).filter(|entry| entry.kind == "verb") {
            let ends = |end: &str| entry.forms.iter().any(|form| form.ends_with(end));
            // "Ruling" is a noun: roles begin with it.
            assert!(entry.forms.len() >= 3 && ends("s") && (ends("ing") || ends("ruled")), "{:?}", entry.forms);
        }
    }

    #[test]
    fn phrases_are_found_with_a_gap_and_the_longest_wins() {
        #[track_caller]
        fn check(words: &str, stance: Stance, taken: usize) {
            let words: Vec<&str> = words.split(' ').collect();
            let found = longest(&words).map(|(cue, taken)| (cue.stance, taken));
            assert_eq!(found, Some((stance, taken)), "{words:?}");
        }
        check("called it", Stance::Asserts, 1);
        check("called again today for", Stance::Demands, 4);
        check("called again and again for", Stance::Asserts, 1);
        check("called that into question", Stance::Denies, 4);
        check("pleaded not guilty", Stance::Denies, 3);
        check("pleaded guilty", Stance::Confirms, 2);
        check("said", Stance::Asserts, 1);
        assert!(longest(&["walked"]).is_none() && longest(&[]).is_none());
    }

    #[test]
    fn deeds_do_not_attribute() {
        for (words, expected) in [
            ("has often said", true),
            ("issued a warning", true),
            ("according to", true),
            ("is critical of", true),
            ("added", true),
            ("showed", true),
            ("gave a warning", true),
            ("has opened over 8,000 cases into", false),
            ("retaliated to", false),
            ("turned its face to", false),
            ("walked", false),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(attributes(&words), expected, "{words:?}");
        }
    }

    #[test]
    fn forms_are_known_for_what_they_are() {
        for speech in ["said", "told", "replied", "yelled", "signalled", "emphasises"] {
            assert!(speech_form(speech), "{speech}");
        }
        for other in ["walked", "accused", "allegation", "press", "back"] {
            assert!(!speech_form(other) && !takes_clause(other), "{other}");
        }
        for clause in ["said", "claims", "believes", "implied", "threatened", "swore"] {
            assert!(takes_clause(clause), "{clause}");
        }
        for verb in ["told", "accuses", "blamed", "believes", "condemned"] {
            assert!(is_verb(verb), "{verb}");
        }
        for role in ["press", "support", "planning", "ruling", "back", "protest", "counsel", "denial"] {
            assert!(!is_verb(role), "{role}");
        }
    }
}
