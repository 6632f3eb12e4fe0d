//! Words in capitals that are no abbreviations: whole lines of wire copy, the first words of a story, names. They are read in
//! small letters, names with a capital, since capitals tell names from other words.

use std::collections::HashSet;

use super::view::{Edit, View};
use crate::domain::Span;
use crate::extract::sentence_words::is_abbreviation;
use crate::extract::{cues, day_words, lexicon};
use crate::registry::Registry;

/// A line of fewer words in capitals is a heading or a name.
const SHORTEST_LINE: usize = 4;
/// A shorter word in capitals is mostly an abbreviation.
const SHORTEST_NAME: usize = 4;
/// The most bytes of a label before a colon that keeps its capitals.
const LONGEST_LABEL: usize = 80;
/// The most words of a name that the registry is asked for.
const LONGEST_NAME: usize = 4;

/// What tells words from names.
pub(super) struct Words<'w> {
    /// Tells which words are whole words of the language, or well-known names.
    pub is_word: &'w dyn Fn(&str) -> bool,
    pub registry: &'w Registry,
}

/// Reads words in capitals as they are written elsewhere.
pub(super) fn mend(view: &mut View<'_>, words: &Words<'_>) {
    let edits = edits(view.text(), words);
    view.apply(edits);
}

/// A word of a line, as printed.
#[derive(Clone, Copy)]
struct Word<'t> {
    span: Span,
    text: &'t str,
}

impl Word<'_> {
    fn is_capitals(&self) -> bool {
        self.text.chars().any(char::is_uppercase) && !self.text.chars().any(char::is_lowercase)
    }

    fn lower(&self) -> String {
        self.text.to_lowercase().replace('’', "'")
    }

    fn is_titlecase(&self) -> bool {
        self.text.starts_with(char::is_uppercase) && self.text.chars().skip(1).any(char::is_lowercase)
    }
}

fn edits(text: &str, words: &Words<'_>) -> Vec<Edit> {
    let mut start = 0;
    let mut edits = Vec::new();
    let mut elsewhere: Option<HashSet<&str>> = None;
    for line in text.split_inclusive('\n') {
        let all = words_of(line, start);
        if all.iter().any(|word| word.is_capitals() && word.text.chars().count() > 2) {
            if is_in_capitals(line) {
                in_capitals(text, &all, label_end(line, start), words, &mut edits);
            } else if line.contains(char::is_lowercase) {
                let elsewhere = elsewhere.get_or_insert_with(|| names_of(text));
                let label = label_end(line, start);
                let all: Vec<Word<'_>> = all.into_iter().filter(|word| word.span.start >= label).collect();
                among_others(text, &all, elsewhere, words, &mut edits);
            }
        }
        start += line.len();
    }
    edits
}

/// The words of a line, with hyphens, apostrophes and the stops of abbreviations inside.
fn words_of(line: &str, start: usize) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut from = None;
    let inner = |at: usize, c: char| {
        let next = |at: usize| line[at..].chars().next().is_some_and(char::is_alphanumeric);
        matches!(c, '\'' | '’' | '-' | '.') && next(at + c.len_utf8())
    };
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let part = c.is_alphanumeric() || from.is_some() && inner(at, c);
        match (from, part) {
            (None, true) => from = Some(at),
            (Some(first), false) => {
                let text = &line[first..at];
                if text.chars().any(char::is_alphabetic) {
                    found.push(Word { span: Span::new(start + first, start + at), text });
                }
                from = None;
            }
            _ => {}
        }
    }
    found
}

/// True for a line of several words, nearly all of them in capitals.
fn is_in_capitals(line: &str) -> bool {
    let large = line.chars().filter(|c| c.is_uppercase()).count();
    let small = line.chars().filter(|c| c.is_lowercase()).count();
    large > 12 && small * 10 <= large && line.split_whitespace().count() >= SHORTEST_LINE
}

/// Where the label of a line ends, "MR. RETH:", whose capitals tell that it is one.
fn label_end(line: &str, start: usize) -> usize {
    let colon = line.find(':').filter(|at| *at <= LONGEST_LABEL);
    // "Mr. RETH. I thank …", as some parliaments print it.
    let titled = line.split_whitespace().next().map(|word| word.trim_end_matches('.').to_lowercase());
    let courtesy = titled.filter(|word| lexicon::is_courtesy_title(word)).map_or(0, |word| word.len() + 1);
    let stop = line
        .get(courtesy..)
        .filter(|_| courtesy > 0)
        .and_then(|rest| [".", "—", "–", " - "].iter().filter_map(|stop| rest.find(stop)).min());
    let stop = stop.map(|at| courtesy + at).filter(|at| line[..*at].split_whitespace().count() <= 5);
    start + stop.or(colon).unwrap_or_default()
}

/// The words that stand with a capital inside a sentence, in a text that is not all in capitals: names, as they are written.
fn names_of(text: &str) -> HashSet<&str> {
    let mut found = HashSet::new();
    for line in text.lines().filter(|line| !is_in_capitals(line)) {
        let words = words_of(line, 0);
        for pair in words.windows(2) {
            let gap = &line[pair[0].span.end..pair[1].span.start];
            if pair[1].is_titlecase() && !gap.contains(['.', '!', '?', '“', '"', ':']) {
                found.insert(pair[1].text);
            }
        }
        // The first word of a line is a name where a name follows that no title does.
        found.extend(
            words.first().filter(|word| word.is_titlecase() && is_given_name(&word.lower())).map(|word| word.text),
        );
    }
    found
}

/// A line in capitals: names keep a capital, other words are small.
fn in_capitals(text: &str, all: &[Word<'_>], label: usize, words: &Words<'_>, edits: &mut Vec<Edit>) {
    let mut at = 0;
    let mut after_title = false;
    while at < all.len() {
        let word = all[at];
        if word.span.end <= label || !word.is_capitals() {
            at += 1;
            continue;
        }
        let opens = at == 0 || all[at - 1].span.end <= label || {
            let gap = &text[all[at - 1].span.end..word.span.start];
            gap.contains(['!', '?', '“', '"', ':', '\n']) || gap.contains('.') && !is_abbreviation(&all[at - 1].lower())
        };
        if let Some(count) = known_name(&all[at..], words) {
            for word in &all[at..at + count] {
                edits.extend(written(word, &name(word.text)));
            }
            (at, after_title) = (at + count, false);
            continue;
        }
        let lower = word.lower();
        let title = lexicon::is_title(&lower) || lexicon::is_person_noun(&lower);
        let named = after_title && !is_plain(&lower) && !title || !is_known(&lower, words) || is_given_name(&lower);
        let abbreviation = is_short_form(word.text, &lower) || lower == "us" && is_state(all.get(at + 1), opens);
        let read = if abbreviation {
            word.text.to_owned()
        } else if named
            || day_words::is_day_word(&lower) && capital_day(&lower)
            || opens
            || lexicon::is_title_head(&lower) && all.get(at + 1).is_some_and(|next| !is_known(&next.lower(), words))
        {
            name(word.text)
        } else {
            lower.clone()
        };
        edits.extend(written(&word, &read));
        // "GENERAL TOMAS BRILL": after a title the words of a name, until another kind of word.
        let touches = all
            .get(at + 1)
            .is_some_and(|next| text[word.span.end..next.span.start].trim_matches('.').trim().is_empty());
        after_title = touches && (title || after_title && named);
        at += 1;
    }
}

/// The number of words at the head of `all` that the registry knows as a name ("SOUTH KOREA").
fn known_name(all: &[Word<'_>], words: &Words<'_>) -> Option<usize> {
    (1..=LONGEST_NAME.min(all.len())).rev().find(|&count| {
        let read: Vec<String> = all[..count].iter().map(|word| name(word.text)).collect();
        let single = count == 1 && (all[0].text.len() < SHORTEST_NAME || is_plain(&all[0].lower()));
        !single && all[..count].iter().all(Word::is_capitals) && words.registry.by_name(&read.join(" ")).is_some()
    })
}

/// A short word without a vowel or of the states' abbreviations stays in capitals: "UN", "NATO" is one of the registry's.
fn is_short_form(printed: &str, lower: &str) -> bool {
    let vowels = lower.chars().filter(|c| "aeiouy".contains(*c)).count();
    let stops = printed.matches('.').count() > 1;
    lexicon::is_state_abbreviation(printed) && lower != "us"
        || stops
        || printed.chars().count() > 1 && vowels == 0
        || printed.chars().any(|c| c.is_ascii_digit())
}

/// "US FORCES", "THE US SAID" and not "TOLD US".
fn is_state(next: Option<&Word<'_>>, opens: bool) -> bool {
    let lower = next.map(Word::lower).unwrap_or_default();
    opens
        || lexicon::is_person_noun(&lower)
        || lexicon::is_body_noun(&lower)
        || lexicon::is_title(&lower)
        || lexicon::is_plural_person(&lower)
}

/// True for a given name that is no other word ("Said").
fn is_given_name(lower: &str) -> bool {
    lexicon::is_given_name(lower) && !is_plain(lower)
}

/// True for a word of grammar, or a verb of speech.
fn is_plain(lower: &str) -> bool {
    lexicon::is_pronoun(lower)
        || lexicon::is_preposition(lower)
        || lexicon::is_auxiliary(lower)
        || lexicon::is_clause_opener(lower)
        || lexicon::is_question_word(lower)
        || cues::is_verb(lower)
        || matches!(lower, "and" | "or" | "but" | "not" | "who" | "which")
}

/// True for a word of the language, also with an ending.
fn is_known(lower: &str, words: &Words<'_>) -> bool {
    let is_word = |word: &str| word.chars().count() > 1 && (words.is_word)(word) || is_plain(word);
    let stem = |ending: &str| lower.strip_suffix(ending).filter(|stem| stem.chars().count() > 2);
    let ended = ["s", "ed", "d", "ing", "ly", "er", "'s"];
    let doubled =
        |stem: &str| stem.len() > 3 && stem.is_char_boundary(stem.len() - 1) && is_word(&stem[..stem.len() - 1]);
    lower.split('-').all(is_word)
        || ended
            .iter()
            .filter_map(|ending| stem(ending))
            .any(|stem| is_word(stem) || is_word(&format!("{stem}e")) || doubled(stem))
        || ["un", "re", "non"]
            .iter()
            .filter_map(|start| lower.strip_prefix(start))
            .any(|rest| rest.len() > 3 && is_word(rest))
}

/// Weekdays and months have a capital, "today" has none.
fn capital_day(lower: &str) -> bool {
    !matches!(lower, "today" | "yesterday" | "tomorrow" | "may" | "march")
}

/// Words in capitals in a line of others: the first words of a story, and names.
fn among_others(text: &str, all: &[Word<'_>], elsewhere: &HashSet<&str>, words: &Words<'_>, edits: &mut Vec<Edit>) {
    let touching = |at: usize| {
        all.get(at + 1).is_some_and(|next| text[all[at].span.end..next.span.start].trim_matches('.').trim().is_empty())
    };
    let shouted =
        |at: usize| all.get(at).is_some_and(|word: &Word<'_>| word.is_capitals() && word.text.chars().count() > 1);
    let lead = (0..all.len()).take_while(|&at| shouted(at) && (at == 0 || touching(at - 1))).count();
    for (at, word) in all.iter().enumerate().filter(|(at, _)| shouted(*at)) {
        let lower = word.lower();
        let long = word.text.chars().count() >= SHORTEST_NAME;
        let known = words.registry.by_name(word.text).is_some();
        let printed = name(word.text);
        let before = at.checked_sub(1).filter(|before| touching(*before)).map(|before| &all[before]);
        let next = all.get(at + 1).filter(|_| touching(at));
        let title_before = before.is_some_and(|before| {
            let lower = before.lower();
            lexicon::ends_title(&lower) || is_abbreviation(&lower) && before.is_titlecase() || is_given_name(&lower)
        });
        let beside_name = |word: Option<&Word<'_>>| {
            word.is_some_and(|word| {
                let lower = word.lower();
                word.is_titlecase() && !is_plain(&lower) && !is_known(&lower, words) && !lexicon::ends_title(&lower)
            })
        };
        let unknown = !is_known(&lower, words) || is_given_name(&lower);
        // "Olav TARKIN, the minister": the family name alone is in capitals.
        let family = before.is_some_and(|before| {
            let lower = before.lower();
            before.is_titlecase()
                && !is_plain(&lower)
                && !lexicon::is_body_noun(&lower)
                && !lexicon::is_title(&lower)
                && words.registry.by_name(before.text).is_none()
        });
        // The first words of a story: "THE governor", "GOVERNOR IRMA ORU said".
        let role = |word: &Word<'_>| lexicon::is_person_noun(&word.lower()) || lexicon::is_title(&word.lower());
        let common = (is_known(&lower, words) || role(word)) && !is_given_name(&lower);
        let described = at < lead && common && all[at..lead].iter().any(role);
        let plain_lead = at < lead && !known && (is_plain(&lower) || described);
        let lead_name = at < lead
            && lead > 1
            && unknown
            && (title_before
                || is_given_name(&lower)
                || at > 0 && before.is_some_and(|before| is_given_name(&before.lower()))
                || lead > 2 && at > 0);
        let read = if plain_lead && !(lower == "us" || lower.len() < 2) {
            Some(if at == 0 || lexicon::ends_title(&lower) { printed } else { lower })
        } else {
            let by_place = (title_before || family) && unknown || at == 0 && lead == 1 && unknown && beside_name(next);
            let named = long && (elsewhere.contains(printed.as_str()) || by_place);
            (!known && (named || lead_name && word.text.chars().count() > 2)).then_some(printed)
        };
        edits.extend(read.and_then(|read| written(word, &read)));
    }
}

/// An edit where a word reads otherwise than it is printed.
fn written(word: &Word<'_>, read: &str) -> Option<Edit> {
    (word.text != read).then(|| Edit::replace(word.span, read.to_owned()))
}

/// A word with a capital at its head and behind marks: "O’BRIEN-ORU" is "O’Brien-Oru", but "RETH’S" is "Reth’s".
fn name(word: &str) -> String {
    let mut start = true;
    let mut found = String::with_capacity(word.len());
    let letters: Vec<char> = word.chars().collect();
    for (at, c) in letters.iter().enumerate() {
        if start {
            found.push(*c);
        } else {
            found.extend(c.to_lowercase());
        }
        start = *c == '-' || matches!(c, '’' | '\'') && letters.len() > at + 3 || *c == '.';
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let known = "bridge ferry river soldiers guns tuesday told reporters the crossed every hold position troops left mined \
            press told office guard cross";
        let is_word = |word: &str| known.split_whitespace().any(|other| other == word);
        let mut view = View::of(text);
        mend(&mut view, &Words { is_word: &is_word, registry: Registry::built_in() });
        assert_eq!(view.text(), expected, "{text}");
    }

    #[test]
    fn lines_in_capitals_are_read_as_sentences() {
        check(
            "GOVERNOR IRMA ORU SAID ON TUESDAY THAT 1,200 SOLDIERS HAD CROSSED THE RIVER. GENERAL TOMAS BRELL, OF THE UN, DENIED IT.",
            "Governor Irma Oru said on Tuesday that 1,200 soldiers had crossed the river. General Tomas Brell, of the UN, denied it.",
        );
        check(
            "\"WE HOLD EVERY POSITION,\" BRELL TOLD REPORTERS IN SOUTH KOREA.",
            "\"We hold every position,\" Brell told reporters in South Korea.",
        );
        check("MR. RETH: THE BRIDGE WAS MINED BY U.S. TROOPS.", "MR. RETH: The bridge was mined by U.S. troops.");
        check("THE PRESIDENT: The bridge is mined.", "THE PRESIDENT: The bridge is mined.");
        check("THE PRESS OFFICE", "THE PRESS OFFICE");
    }

    #[test]
    fn first_words_and_names_are_read_as_written() {
        check(
            "GOVERNOR IRMA ORU said on Tuesday that it was mined.",
            "Governor Irma Oru said on Tuesday that it was mined.",
        );
        check(
            "IRMA Kolvar, the governor, said so. KOLVAR added that.",
            "Irma Kolvar, the governor, said so. Kolvar added that.",
        );
        check(
            "THE governor told Gen BRELL that NATO and UNICEF left.",
            "The governor told Gen Brell that NATO and UNICEF left.",
        );
        check("Olav ORUNN, the mayor, told of it.", "Olav Orunn, the mayor, told of it.");
        check("OFFICE LEADER Irma Oru told of it.", "Office Leader Irma Oru told of it.");
        check("Mr. ORUNN. I thank you.", "Mr. ORUNN. I thank you.");
        check("MR ORUNN - I thank you, and the house.", "MR ORUNN - I thank you, and the house.");
        check("Anna ORUNN told UNHCR of it.", "Anna Orunn told UNHCR of it.");
        for text in
            ["NATO troops left.", "UNHCR said it left.", "The BBC and CNN told it.", "OCHA Director Irma Oru said so."]
        {
            check(text, text);
        }
    }
}
