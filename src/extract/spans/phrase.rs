//! Noun phrases: where they start, and whether they could name someone who speaks.

use std::ops::Range;

use super::line::Line;
use crate::extract::cues;
use crate::extract::date::is_day_word;
use crate::extract::nouns;

/// A noun phrase of more units than this is no name.
pub(super) const LONGEST: usize = 18;

pub(super) fn is_adverb(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "then"
            | "later"
            | "previously"
            | "earlier"
            | "again"
            | "still"
            | "first"
            | "now"
            | "further"
            | "meanwhile"
            | "however"
            | "already"
            | "once"
            | "even"
            | "too"
            | "soon"
            | "once again"
            | "both"
            | "all"
            | "reportedly"
            | "since"
            | "just"
            | "long"
            | "therefore"
            | "nevertheless"
            | "instead"
            | "simply"
            | "not"
            | "never"
            | "always"
            | "often"
            | "afterwards"
            | "afterward"
    ) || (word.ends_with("ly")
        && word.len() > 4
        && !matches!(word, "family" | "assembly" | "italy" | "ally" | "daily" | "weekly"))
}

/// Where the noun phrase that ends at `last` starts.
pub(super) fn noun_phrase(line: &Line<'_>, last: usize, from: usize) -> Option<usize> {
    phrase(line, last, from, true)
}

/// The same; `joined` allows one "and" between two names.
fn phrase(line: &Line<'_>, last: usize, from: usize, joined: bool) -> Option<usize> {
    let mut start = last + 1;
    while start > from && last + 1 - start < LONGEST {
        let at = start - 1;
        let word = line.word(at);
        if matches!(word, "(" | ")") {
            // A bracket that was not opened nearby ends another text.
            if word == ")" && !(from.max(at.saturating_sub(10))..at).any(|at| line.word(at) == "(") {
                break;
            }
            start -= 1;
            continue;
        }
        // "Gov. Joran Pell".
        if word == "." && at > from && start <= last && nouns::is_title(line.word(at - 1)) {
            start -= 1;
            continue;
        }
        if line.is_quote(at) || (line.is_mark(at) && !matches!(word, "&" | "/" | "'" | "’")) {
            break;
        }
        if word == "and" || word == "or" {
            if joined && start <= last && joins_names(line, at, from) {
                start = phrase(line, at - 1, from, false)?;
            }
            break;
        }
        let stops = matches!(
            word,
            "that"
                | "which"
                | "who"
                | "whom"
                | "whose"
                | "because"
                | "while"
                | "although"
                | "though"
                | "if"
                | "when"
                | "where"
                | "whether"
                | "as"
                | "but"
                | "so"
                | "than"
                | "after"
                | "before"
                | "since"
                | "until"
                | "unless"
                | "yet"
                | "or"
                | "nor"
                | "be"
                | "been"
                | "being"
                | "not"
                | "there"
                | "what"
                | "how"
                | "why"
                | "then"
                | "by"
                | "during"
                | "following"
                | "amid"
                | "despite"
                | "him"
                | "them"
                | "himself"
                | "herself"
                | "into"
                | "onto"
                | "over"
                | "about"
                | "meanwhile"
                | "however"
                | "here"
                | "out"
                | "up"
                | "down"
                | "off"
                | "away"
                | "back"
                | "only"
        ) || (nouns::is_auxiliary(word))
            || nouns::is_speaker_pronoun(word) && !line.capital(at)
            || (nouns::is_speaker_pronoun(word) && word != "i")
            || (!line.capital(at) && cues::lookup(word).is_some() && !noun_here(line, at) && start <= last)
            || (!line.capital(at) && word.ends_with("ing") && start <= last && nouns::is_determiner(line.word(start)))
            || (!line.capital(at) && word.ends_with("ly") && is_adverb(word) && nouns::is_determiner(line.word(start)));
        if stops && !(word == "them" && at > from && line.word(at - 1) == "of") {
            break;
        }
        start -= 1;
        // An article begins the phrase, unless a preposition before it goes on to the left ("governor of the …").
        let before = line.word_before(at);
        if matches!(word, "the" | "a" | "an")
            && !(at > from && (nouns::is_inner_preposition(before) || matches!(before, "all" | "both" | "half")))
        {
            break;
        }
    }
    // Adverbials at the head of the sentence: "On Tuesday Reth", "In Karsk the minister".
    while start <= last {
        let word = line.word(start);
        if nouns::is_preposition(word)
            || is_day_word(word)
            || matches!(
                word,
                "(" | ")"
                    | "early"
                    | "late"
                    | "last"
                    | "meanwhile"
                    | "still"
                    | "also"
                    | "even"
                    | "yet"
                    | "earlier"
                    | "later"
                    | "and"
            )
            || (is_adverb(word) && word != "all" && word != "both")
        {
            let preposition = nouns::is_preposition(word);
            start += 1;
            if preposition {
                // What the preposition governs goes with it; the last name or "the …" remains.
                let after = line.skip_date(start);
                if after > start {
                    start = after;
                } else if let Some(article) =
                    (start + 1..=last).rev().find(|&at| matches!(line.word(at), "the" | "a" | "an"))
                {
                    start = article;
                } else if (start..=last).any(|at| !line.capital(at)) {
                    let name = (start..=last).rev().take_while(|&at| line.capital(at)).last()?;
                    start = name;
                }
            }
        } else {
            break;
        }
    }
    (start <= last).then_some(start)
}

/// True when "and" at `at` joins two names or two groups, and the first begins a clause.
fn joins_names(line: &Line<'_>, at: usize, from: usize) -> bool {
    let Some(left) = at.checked_sub(1).filter(|&left| left >= from) else { return false };
    let Some(start) = phrase(line, left, from, false) else { return false };
    let clean = start == from
        || line.is_mark(start - 1)
        || line.is_quote(start - 1)
        || matches!(line.word(start - 1), "that" | "but" | "while" | "as" | "both" | "when" | "after" | "although");
    let same = line.capital(left) == line.capital(at + 1)
        || nouns::is_determiner(line.word(at + 1))
        || nouns::is_group(line.word(left));
    clean && at - start <= 8 && same && plausible(line, &(start..at))
}

/// A cue form used as a noun inside a phrase ("the claims commission", "Growers' appeal court").
pub(super) fn noun_here(line: &Line<'_>, at: usize) -> bool {
    let before = line.word_before(at);
    cues::lookup(line.word(at)).is_some_and(|cue| cue.noun_like) || nouns::is_determiner(before)
}

/// True when the words could name someone who speaks.
pub(super) fn plausible(line: &Line<'_>, range: &Range<usize>) -> bool {
    if range.is_empty() {
        return false;
    }
    let first = line.word(range.start);
    if range.len() == 1
        && (nouns::is_speaker_pronoun(first)
            || matches!(first, "one" | "another" | "both" | "others" | "some" | "many" | "most" | "few"))
    {
        return true;
    }
    let end = (range.start + 1..range.end)
        .find(|&at| {
            let word = line.word(at);
            nouns::is_inner_preposition(word)
                || matches!(word, "who" | "that" | "which" | "(")
                || line.is_comma(at)
                || line.is_quote(at)
        })
        .unwrap_or(range.end);
    let head =
        (range.start..end).rev().find(|&at| line.is_word(at) && !matches!(line.word(at), "'s")).unwrap_or(range.start);
    let word = line.word(head);
    if is_day_word(word) || line.is_number(head) {
        return false;
    }
    let listed = nouns::is_role(word)
        || nouns::is_group(word)
        || nouns::is_body(word)
        || nouns::is_outlet(word)
        || nouns::is_paper(word);
    let pronoun_head = matches!(
        word,
        "one" | "another" | "others" | "some" | "many" | "most" | "both" | "other" | "two" | "three" | "source"
    );
    if pronoun_head {
        return true;
    }
    if line.capital(head) {
        // A lone capitalised word that is only the start of a sentence names nobody.
        let sentence_start = head == 0 || line.is_quote(head - 1);
        return listed || !sentence_start || !(common_opening(word));
    }
    listed
}

/// Words that open sentences and are no names.
pub(super) fn common_opening(word: &str) -> bool {
    nouns::is_preposition(word)
        || nouns::is_determiner(word)
        || is_adverb(word)
        || cues::lookup(word).is_some()
        || matches!(
            word,
            "there"
                | "here"
                | "what"
                | "when"
                | "why"
                | "how"
                | "if"
                | "but"
                | "and"
                | "or"
                | "so"
                | "yet"
                | "because"
                | "although"
                | "while"
                | "who"
                | "which"
                | "you"
                | "him"
                | "them"
                | "us"
                | "me"
                | "warning"
                | "analysis"
                | "opinion"
                | "none"
                | "nothing"
                | "everyone"
                | "nobody"
                | "read"
                | "related"
                | "photo"
        )
}

/// Steps back over adverbs and auxiliaries that stand before a verb.
pub(super) fn before_adverbs(line: &Line<'_>, mut last: usize, low: usize) -> usize {
    while last > low && (is_adverb(line.word(last)) || nouns::is_auxiliary(line.word(last))) {
        last -= 1;
    }
    last
}
