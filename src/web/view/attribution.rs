//! Who says what in words: the verb between a source and its words, in the source's number, and the stance beside it.
//!
//! The verb is the cue as printed where that reads as a verb after the source's name ("Reth condemned"). What is printed
//! in another form ("according to", "the warning by", "was denied by") stands in quotation marks behind the stance's
//! word: "Reth warns (“warning”)". So what was printed is never lost, and nothing is conjugated that was printed.

use std::sync::LazyLock;

use crate::domain::{Claim, Manner, PartyRole, SourceKind, Stance};
use crate::lexicon::{Lexicon, class_of};

use super::text::shortened;
use super::vocabulary::stance_words;

const CLASSES: [&str; 14] = [
    "past",
    "base",
    "have",
    "be",
    "modal",
    "adverb",
    "subject",
    "noun",
    "participle",
    "state",
    "passive",
    "plain",
    "object",
    "plural",
];

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("web/view/attribution.tsv", include_str!("attribution.tsv"), &CLASSES));

/// A longer cue is cut: it stands in one line with the names.
const LONGEST_CUE: usize = 60;

/// What joins a source to its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Attribution {
    /// The verb behind the source's name; the cue as printed, or the stance's word.
    pub verb: String,
    /// The cue as printed where it cannot be the verb.
    pub cue: Option<String>,
    /// The word of the vocabulary ("denies").
    pub stance: &'static str,
    /// The stance's sign, which screen readers pass over; empty for what is asserted.
    pub sign: &'static str,
    /// The stance's word, in the source's number.
    pub word: &'static str,
    /// True where `verb` is the cue as printed.
    pub is_printed: bool,
    /// True where the stance stands beside a printed verb. What is asserted has no mark: it is the usual case.
    pub has_mark: bool,
    /// True where the printed verb is the stance's own word ("denied", "denies"): beside it the sign alone is to be seen.
    pub is_told: bool,
    /// True where the article tells of a view or a plan and of no words that were said.
    pub is_attitude: bool,
}

impl Attribution {
    pub(in crate::web) fn of(claim: &Claim) -> Self {
        let is_plural = is_plural(claim);
        let (sign, singular) = stance_words(claim.stance);
        let word = match (claim.stance, claim.manner) {
            // Nothing was said: a view is held.
            (Stance::Asserts, Manner::Attitude) => {
                if is_plural {
                    "hold"
                } else {
                    "holds"
                }
            }
            (stance, _) if is_plural => stance_of_several(stance),
            _ => singular,
        };
        let cue = claim.cue.as_deref().map(|cue| shortened(&in_small_letters(cue), LONGEST_CUE));
        let cue = cue.filter(|cue| !cue.is_empty());
        let is_printed = cue.as_deref().is_some_and(|cue| reads_as_verb(cue, is_plural));
        Self {
            stance: claim.stance.as_str(),
            sign,
            word,
            is_printed,
            has_mark: is_printed && claim.stance != Stance::Asserts,
            is_told: is_printed && cue.as_deref().is_some_and(|cue| is_word_of(claim.stance, cue)),
            is_attitude: claim.manner == Manner::Attitude,
            verb: match &cue {
                Some(cue) if is_printed => cue.clone(),
                _ => word.to_owned(),
            },
            cue: cue.filter(|cue| !is_printed && !is_plain(cue)),
        }
    }

    /// For a citation: the stance's word in the present tense, and the cue where it tells more than that something was
    /// said ("says (“announced”)").
    pub(in crate::web) fn cited(&self) -> String {
        let printed = self.is_printed.then_some(&self.verb).filter(|verb| !is_plain(verb));
        match self.cue.as_ref().or(printed) {
            Some(cue) => format!("{} (“{cue}”)", self.word),
            None => self.word.to_owned(),
        }
    }

    /// For a citation that stands outside these pages: the verb as printed, with the stance's word where it tells more;
    /// the stance's word with the printed one behind it where that cannot be the verb, or would break off ("told").
    pub(in crate::web) fn in_citation(&self) -> String {
        let breaks_off = self.verb.split(' ').next_back().is_some_and(|word| class_of!(LEXICON, "object").has(word));
        match (self.is_printed, self.has_mark && !self.is_told) {
            (true, _) if breaks_off => format!("{} (“{}”)", self.word, self.verb),
            (true, true) => format!("{} ({})", self.verb, self.word),
            (true, false) => self.verb.clone(),
            (false, _) => self.cited(),
        }
    }

    /// For titles: the printed verb, or the stance's word where that tells no less ("says" for "told").
    pub(in crate::web) fn in_title(&self) -> &str {
        if self.is_printed && !is_plain(&self.verb) { &self.verb } else { self.word }
    }
}

fn is_plain(cue: &str) -> bool {
    class_of!(LEXICON, "plain").has(cue)
}

/// A cue that opened a sentence ("According to") as it stands inside one.
fn in_small_letters(cue: &str) -> String {
    let mut letters = cue.trim().chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => cue.trim().to_owned(),
    }
}

/// True where several speak: a claim of several sources, or a source that is a group ("experts").
fn is_plural(claim: &Claim) -> bool {
    if claim.with_role(PartyRole::Other).next().is_some() {
        return true;
    }
    let Some(source) = claim.source() else {
        return claim.mention.as_deref().is_some_and(|mention| is_plural_pronoun(mention) || is_plural_noun(mention));
    };
    match source.source.kind {
        SourceKind::Group | SourceKind::Unnamed => is_plural_noun(&source.source.name),
        _ => false,
    }
}

/// True for pronouns with which verbs take no -s.
fn is_plural_pronoun(mention: &str) -> bool {
    matches!(mention.to_lowercase().as_str(), "i" | "you" | "we" | "us" | "they" | "them")
}

/// True for a description whose head is a plural: "residents of Sarn", "two officials who fled", "people".
fn is_plural_noun(description: &str) -> bool {
    let description = description.to_lowercase();
    let words: Vec<&str> = description.split_whitespace().collect();
    let ends = ["of", "in", "from", "at", "with", "for", "who", "on", "near", "to", "familiar", "close"];
    let end = words.iter().position(|word| ends.contains(word)).unwrap_or(words.len());
    let Some(head) = words[..end].last() else { return false };
    let head = head.trim_matches(|c: char| !c.is_alphanumeric());
    class_of!(LEXICON, "plural").has(head) || (head.ends_with('s') && !head.ends_with("ss") && !head.ends_with("us"))
}

/// True where a cue reads as the verb after the name of its source.
fn reads_as_verb(cue: &str, is_plural: bool) -> bool {
    let cue = cue.to_lowercase().replace(['’', '´'], "'");
    let words: Vec<&str> = cue
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\''))
        .filter(|word| !word.is_empty())
        .collect();
    let is = |class: &str, word: &str| LEXICON.class(class).has(word);
    let mut verbs = words.iter().copied().skip_while(|word| is("adverb", word) || word.ends_with("ly"));
    let Some(first) = verbs.next() else { return false };
    let rest: Vec<&str> = verbs.filter(|word| !is("adverb", word) && !word.ends_with("ly")).collect();
    if let [second, ..] = rest.as_slice()
        && is("noun", &format!("{first} {second}"))
    {
        return false;
    }
    if is("be", first) {
        return be_reads_as_verb(&rest);
    }
    if let (true, ["been", rest @ ..]) = (is("have", first), rest.as_slice()) {
        return be_reads_as_verb(rest);
    }
    // "described by": the source stands behind a passive verb.
    if words.last() == Some(&"by") || is("passive", first) || is("subject", first) || is("noun", first) {
        return false;
    }
    if is("have", first) || is("modal", first) {
        return !rest.is_empty();
    }
    let is_third_person = first.ends_with('s') && !first.ends_with("ss") && !first.ends_with("'s") && first.len() > 3;
    is("past", first) || first.ends_with("ed") || is_third_person || (is_plural && is("base", first))
}

/// What follows "is" or "has been": "asking", "proud of" and "quoted as saying" read on, "told" makes a passive.
fn be_reads_as_verb(rest: &[&str]) -> bool {
    match rest {
        [] => false,
        [_, "as", ..] => true,
        ["being", ..] => false,
        [word, ..] if class_of!(LEXICON, "state").has(word) => true,
        [word, ..] => {
            !word.ends_with("ed") && !class_of!(LEXICON, "participle").has(word) && rest.last() != Some(&"by")
        }
    }
}

/// A stance as several sources take it ("Vell and Karsk say").
fn stance_of_several(stance: Stance) -> &'static str {
    match stance {
        Stance::Denies => "deny",
        other => {
            let word = stance_words(other).1;
            word.strip_suffix('s').unwrap_or(word)
        }
    }
}

/// True where a verb is a form of the stance's word: "denied" and "has denied" for *denies*.
fn is_word_of(stance: Stance, verb: &str) -> bool {
    let stem = stance_of_several(stance).trim_end_matches(['e', 'y']);
    verb.split_whitespace().any(|word| word.to_lowercase().starts_with(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_that_is_the_stances_own_word_is_known() {
        for (stance, verb, expected) in [
            (Stance::Denies, "denied", true),
            (Stance::Denies, "has again denied", true),
            (Stance::Promises, "promising", true),
            (Stance::Promises, "pledged", false),
            (Stance::Denies, "ruled out", false),
            (Stance::Declines, "would not say", false),
        ] {
            assert_eq!(is_word_of(stance, verb), expected, "{verb}");
        }
    }

    #[test]
    fn each_word_has_one_use() {
        // A past form may be a participle as well, and plain words are verbs.
        let shared: Vec<_> = LEXICON
            .shared_entries()
            .into_iter()
            .filter(|(_, classes)| !classes.contains(&"plain") && classes[..] != ["participle", "past"])
            .collect();
        assert_eq!(shared, [("all", vec!["adverb", "plural"]), ("both", vec!["adverb", "plural"])]);
    }

    #[test]
    fn several_sources_take_the_plural() {
        let words: Vec<_> = Stance::ALL.iter().map(|stance| stance_of_several(*stance)).collect();
        let plural = "say confirm deny believe allege warn predict promise demand ask decline";
        assert_eq!(words.join(" "), plural);
    }

    #[test]
    fn a_cue_is_the_verb_where_it_reads_as_one() {
        let verbs = [
            "condemned",
            "said",
            "also said",
            "has warned",
            "thanked",
            "is asking for",
            "are proud of",
            "were not sure",
            "was quoted as saying",
            "has been shocked and appalled by",
            "did not confirm",
            "would like to note",
            "claims",
            "called … out",
            "said in a statement",
            "responded by saying",
            "hasn´t provided any estimates regarding",
        ];
        for cue in verbs {
            assert!(reads_as_verb(cue, false), "{cue}");
        }
        let others = [
            "according to",
            "saying",
            "reportedly",
            "described by",
            "was condemned by",
            "is said",
            "was told",
            "have been confirmed",
            "attributed to",
            "to say",
            "I’m announcing",
            "how worried are you about",
            "there are fears",
            "concerns",
            "claims about",
            "opposition to",
            "unwilling",
            "think",
            "citing … reported",
        ];
        for cue in others {
            assert!(!reads_as_verb(cue, false), "{cue}");
        }
        assert!(reads_as_verb("say", true) && reads_as_verb("call on", true));
        assert!(!reads_as_verb("opposition", true));
    }

    #[test]
    fn groups_are_told_from_one_source() {
        for several in [
            "experts",
            "residents of Sarn",
            "local people",
            "some of the crew",
            "two officials who fled",
            "Western and local sources",
        ] {
            assert!(is_plural_noun(several), "{several}");
        }
        assert!(is_plural_pronoun("I") && is_plural_pronoun("they") && !is_plural_pronoun("he"));
        for one in ["military source", "group of experts", "the public", "witness", "source with the forces"] {
            assert!(!is_plural_noun(one), "{one}");
        }
    }

    #[test]
    fn a_cue_stands_inside_a_sentence() {
        assert_eq!(in_small_letters("According to"), "according to");
        assert_eq!(in_small_letters("IAEA said"), "IAEA said");
        assert_eq!(in_small_letters("I think"), "I think");
    }
}
