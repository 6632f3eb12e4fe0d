//! What is true of a name: features in plain words, so that a page can show them as reasons.
//!
//! `training/` reads the same features from this one implementation. A feature that is worded anew needs a model
//! trained anew.

use super::Features;
use crate::domain::SourceKind;
use crate::extract::cues;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::resolve::names::{NameRun, ProperNames};
use crate::extract::resolve::word_forms::{
    ends_like_a_family_name, has_acronym, is_patronymic, names_a_trade, reads_as_adjective,
};
use crate::extract::tokens::TokenKind;

/// The most places of one name that are looked at.
const MOST_PLACES: usize = 12;
/// The most words of a phrase behind a comma that tells what somebody is.
const LONGEST_PHRASE: usize = 8;

impl ProperNames<'_> {
    /// What is true of the name that a run gives, by its own words and by all places where the article gives it.
    pub(super) fn features_of_name(&self, run: &NameRun) -> Features {
        let mut found = Features::new();
        self.words_of_name(run, &mut found);
        let last = run.parts.last().map_or("", String::as_str);
        let places: Vec<&NameRun> = self
            .by_part
            .get(last)
            .into_iter()
            .flatten()
            .map(|&at| &self.runs[at])
            .filter(|other| other.parts == run.parts)
            .take(MOST_PLACES)
            .collect();
        for place in &places {
            self.before_name(place, &mut found);
            self.behind_name(place, &mut found);
        }
        self.elsewhere(run, &places, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The name's own words.
    fn words_of_name(&self, run: &NameRun, found: &mut Features) {
        let parts = &run.parts;
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let name = self.name(run);
        let any = |is: &dyn Fn(&str) -> bool| parts.iter().any(|part| is(part));
        found.push(match parts.len() {
            1 => "one word",
            2 => "two words",
            3 => "three words",
            _ => "four words or more",
        });
        let given = |part: &str| lexicon::is_given_name(part.split('-').next().unwrap_or_default());
        let initial = |part: &str| part.trim_end_matches('.').chars().count() == 1;
        let mut note = |is: bool, feature: &'static str| {
            if is {
                found.push(feature);
            }
        };
        note(given(first), "begins with a given name");
        note(parts.iter().skip(1).any(|part| given(part)), "a given name behind its first word");
        note(initial(first), "begins with an initial");
        note(parts.iter().skip(1).any(|part| initial(part)), "an initial in it");
        note(any(&lexicon::is_particle), "a particle in it");
        note(any(&|part| part.contains('-')), "a hyphen in it");
        note(any(&|part| part.contains(['’', '\''])), "an apostrophe in it");
        note(ends_like_a_family_name(last), "ends like a family name");
        note(parts.iter().skip(1).any(|part| is_patronymic(part)), "a patronymic in it");
        note(lexicon::is_family_name_first(first), "begins with a family name");
        note(lexicon::is_body_noun(last), "ends with a body’s noun");
        note(parts[..parts.len() - 1].iter().any(|part| lexicon::is_body_noun(part)), "a body’s noun in it");
        note(lexicon::is_outlet_noun(last), "ends with an outlet’s noun");
        note(lexicon::is_outlet_noun(first), "begins with an outlet’s noun");
        note(lexicon::is_group_noun(last), "ends with a noun for several");
        note(any(&lexicon::is_place_noun), "a place’s noun in it");
        note(any(&lexicon::is_business_word), "a word of business in it");
        note(any(&lexicon::is_event_word), "a word of events in it");
        note(any(&lexicon::is_direction), "a point of the compass in it");
        note(any(&|part| lexicon::is_document(part) || lexicon::is_utterance(part)), "a document’s noun in it");
        note(lexicon::is_title_word(last) || lexicon::is_portfolio(last), "ends with an office");
        note(any(&lexicon::is_portfolio), "a field of office in it");
        let whole = |at: usize| self.words(at..at + 1);
        let words = run.name_start..run.tokens.end;
        note(self.registry.by_adjective(&whole(run.name_start)).is_some(), "begins with an adjective of a state");
        note(reads_as_adjective(last), "ends like an adjective of a state");
        let state = |at: usize| self.registry.by_name(&whole(at)).is_some_and(|entry| !entry.is_person());
        note(parts.len() > 1 && words.clone().any(state), "a name of the registry in it");
        note(has_acronym(&name), "an abbreviation in it");
        let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
        let all = letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
        note(all && letters.len() <= 5, "a few capitals");
        note(all && letters.len() > 5, "capitals alone");
        let inner = |word: &str| {
            let small = word.chars().any(char::is_lowercase) && !word.starts_with("Mc") && !word.starts_with("Mac");
            small && !word.contains(['-', '’', '\'']) && word.chars().skip(1).any(char::is_uppercase)
        };
        note(words.clone().any(|at| inner(&whole(at))), "a capital inside a word");
        note(name.chars().any(|c| c.is_ascii_digit()), "a digit in it");
        note(name.contains('&'), "an “and” sign in it");
        note(last.len() > 3 && last.ends_with('s') && !last.ends_with("ss"), "ends with an s");
        note(parts.len() == 1 && last.chars().count() <= 3, "a short word");
        let plain = |part: &String| part.len() >= 4 && (self.plain_words.contains(part) || cues::is_verb(part));
        note(plain(first), "its first word is also a plain word");
        note(parts.len() > 1 && plain(last), "its last word is also a plain word");
    }

    /// What stands before the name at one place.
    fn before_name(&self, run: &NameRun, found: &mut Features) {
        if self.titled(run) {
            let courtesy = lexicon::is_courtesy_title(self.lower(run.tokens.start));
            found.push(if courtesy { "a courtesy title before it" } else { "a title before it" });
        }
        let start = run.tokens.start;
        // "Prime Minister of Orvania Bo Oru".
        if run.name_start > start && self.office_before(start).is_some() {
            found.push("a title before it");
        }
        let opens = self.sentence_start(start);
        let Some(mut at) = start.checked_sub(1).filter(|at| *at >= opens) else { return };
        // "Radio 5 Live"; not "In 2014 Reth", "March 2014 Reth".
        let named_with = at > opens && self.capital(at - 1) && !is_day_word(self.lower(at - 1));
        if self.document.tokens[at].kind == TokenKind::Number
            && named_with
            && !lexicon::is_preposition(self.lower(at - 1))
        {
            found.push("ends a name with a number");
        }
        let article = match self.lower(at) {
            "the" => Some("the before it"),
            "a" | "an" => Some("a before it"),
            _ => None,
        };
        if let Some(article) = article {
            found.push(article);
            let Some(before) = at.checked_sub(1).filter(|at| *at >= opens) else { return };
            at = before;
        }
        if self.document.tokens[at].kind == TokenKind::Possessive
            || matches!(self.lower(at), "his" | "her" | "its" | "their" | "our")
        {
            found.push("an owner before it");
        }
        let word = self.lower(at);
        if lexicon::is_inner_preposition(word) || lexicon::is_place_preposition(word) || word == "by" {
            self.preposition_before(at, opens, found);
        } else if article.is_none() && !self.capital(at) {
            let noun = if lexicon::is_person_noun(word) {
                Some("a person’s noun before it")
            } else if lexicon::is_outlet_noun(word) && word != "star" {
                Some("an outlet’s noun before it")
            } else if lexicon::is_body_noun(word) && (word != "operator" || run.parts.len() == 1) {
                (!self.ends_an_office(at, opens)).then_some("a body’s noun before it")
            } else if lexicon::is_place_noun(word) {
                (!self.ends_an_office(at, opens)).then_some("a place’s noun before it")
            } else if names_a_trade(word) {
                Some("a noun like a trade’s before it")
            } else if lexicon::is_saying_verb(word) {
                Some("a word of saying before it")
            } else {
                None
            };
            found.extend(noun);
        }
    }

    /// "Speaker of the parliament Ama Reth": the noun at `at` belongs to what stands before it.
    fn ends_an_office(&self, at: usize, opens: usize) -> bool {
        let before = (opens.max(at.saturating_sub(4))..at).rev().find(|&at| lexicon::is_preposition(self.lower(at)));
        before.is_some_and(|of| of > opens && lexicon::is_person_noun(self.lower(of - 1)))
    }

    /// "In Vell", "analysts at Clearwave", "head of the league".
    fn preposition_before(&self, at: usize, opens: usize, found: &mut Features) {
        let word = self.lower(at);
        found.push(match word {
            "at" => "at before it",
            "of" => "of before it",
            "by" => "by before it",
            "from" => "from before it",
            "with" | "to" | "for" | "against" => "with, to or for before it",
            word if lexicon::is_place_preposition(word) => "in or near before it",
            _ => "another preposition before it",
        });
        let Some(noun) = at.checked_sub(1).filter(|at| *at >= opens).map(|at| self.lower(at)) else { return };
        if !matches!(word, "of" | "at" | "for" | "from" | "with" | "in") {
            return;
        }
        let one = noun.strip_suffix('s').unwrap_or(noun);
        if lexicon::is_person_noun(one) || lexicon::is_group_noun(noun) || lexicon::is_plural_person(noun) {
            found.push(match word {
                "in" => "people in it",
                "at" => "people at it",
                _ => "people of it",
            });
        } else if lexicon::is_body_noun(noun) || lexicon::is_place_noun(noun) {
            found.push("a body or place of it");
        }
    }

    /// What stands behind the name at one place.
    fn behind_name(&self, run: &NameRun, found: &mut Features) {
        let end = run.tokens.end;
        let Some(next) = self.document.tokens.get(end).filter(|_| self.sentence_start(end) <= run.tokens.start) else {
            return;
        };
        if next.kind == TokenKind::Possessive {
            found.push("a possessive behind it");
            let owned = (end + 1..end + 4).find(|&at| {
                let word = self.lower(at);
                lexicon::is_body_noun(word) || lexicon::is_person_noun(word) || lexicon::is_government(word)
            });
            let noun = owned.map(|at| self.lower(at));
            found.extend(
                noun.map(
                    |noun| {
                        if lexicon::is_person_noun(noun) { "owns a person’s noun" } else { "owns a body’s noun" }
                    },
                ),
            );
        } else if next.kind == TokenKind::Number && next.span.start <= self.document.tokens[end - 1].span.end + 1 {
            found.push("a number behind it");
        } else if next.kind == TokenKind::Word && !next.capital {
            self.word_behind(end, found);
        } else if matches!(self.lower(end), "," | "(") {
            self.apposition_behind(end, found);
        }
        self.pronouns_behind(run, found);
    }

    /// The word right behind the name: a verb, or a noun that the name describes ("Clearwave officials").
    fn word_behind(&self, end: usize, found: &mut Features) {
        let skipped = |at: usize| lexicon::is_time_adverb(self.lower(at)) || lexicon::is_subject_adverb(self.lower(at));
        let at = if skipped(end) { end + 1 } else { end };
        let word = self.lower(at);
        let one = word.strip_suffix('s').unwrap_or(word);
        let feature = match word {
            "who" | "whose" | "whom" => "who behind it",
            "which" => "which behind it",
            "are" | "were" | "have" | "do" => "a plural verb behind it",
            "is" | "was" | "has" | "does" => "a singular verb behind it",
            "and" | "or" => "and behind it",
            word if lexicon::is_saying_verb(word) || cues::speech_form(word) => "a word of saying behind it",
            _ if lexicon::is_person_noun(one) || lexicon::is_group_noun(word) => "a noun for people behind it",
            word if lexicon::is_place_noun(word) => "a place’s noun behind it",
            word if lexicon::is_body_noun(word) || lexicon::is_outlet_noun(word) => "a body’s noun behind it",
            word if cues::is_verb(word) || lexicon::is_auxiliary(word) => "another verb behind it",
            word if lexicon::is_preposition(word) || lexicon::is_pronoun(word) || lexicon::is_clause_opener(word) => {
                "no noun behind it"
            }
            word if word.ends_with("ed") || word.ends_with("ing") || word.ends_with("ly") => "no noun behind it",
            _ => "another word behind it",
        };
        found.push(feature);
    }

    /// "Ama Reth, 45, a baker", "Clearwave, a software firm", "Growers' League (GL)".
    fn apposition_behind(&self, mark: usize, found: &mut Features) {
        let mut at = mark + 1;
        if self.token(at).is_some_and(|token| token.kind == TokenKind::Number) {
            let age = matches!(self.lower(at + 1), "," | ")") && self.lower(at).len() == 2;
            if age {
                found.push("an age behind it");
            }
            return;
        }
        let state = self.run_from(at).map(|run| self.words(run.tokens.clone()));
        if state
            .and_then(|state| self.registry.by_name(&state))
            .is_some_and(|entry| entry.kind == SourceKind::Government)
        {
            found.push("a state behind a comma");
        }
        match self.lower(at) {
            "who" | "whose" | "whom" => found.push("who behind it"),
            "which" => found.push("which behind it"),
            _ => {}
        }
        let short = self.words(at..(at + 1).min(self.document.tokens.len()));
        if self.lower(mark) == "("
            && self.lower(at + 1) == ")"
            && short.chars().filter(|c| c.is_uppercase()).count() > 1
        {
            found.push("an abbreviation behind it");
            return;
        }
        let determined = matches!(self.lower(at), "the" | "a" | "an" | "his" | "her" | "its" | "their");
        at += usize::from(determined);
        let end = (at..(at + LONGEST_PHRASE).min(self.document.tokens.len())).find(|&here| {
            let token = &self.document.tokens[here];
            let ends = lexicon::is_preposition(&token.lower) || lexicon::ends_head(&token.lower);
            token.kind == TokenKind::Mark || ends || here > at && !token.capital && token.lower.ends_with("ing")
        });
        let Some(head) = end.filter(|end| *end > at).map(|end| end - 1) else { return };
        let word = self.lower(head);
        let capital = self.capital(head);
        let trade = !capital && determined && names_a_trade(word) && !lexicon::is_body_noun(word);
        if lexicon::is_person_noun(word) || trade {
            found.push("called a person behind it");
        } else if !capital && determined {
            found.push(match word {
                _ if lexicon::is_outlet_noun(word) && word != "star" => "called an outlet behind it",
                _ if lexicon::is_body_noun(word) && word != "operator" => "called a body behind it",
                _ if lexicon::is_place_noun(word) => "called a place behind it",
                _ => "called something else behind it",
            });
        }
    }

    /// The first pronoun behind the name, before the next name of the sentence.
    fn pronouns_behind(&self, run: &NameRun, found: &mut Features) {
        let next = self.runs.partition_point(|other| other.tokens.start < run.tokens.end);
        let next = self.runs.get(next).map_or(self.document.tokens.len(), |next| next.tokens.start);
        let opens = self.sentence_start(run.tokens.start);
        let behind = (run.tokens.end..next).take_while(|&at| self.sentence_start(at) == opens);
        let pronoun = behind.take(40).find_map(|at| match self.lower(at) {
            "he" | "she" | "his" | "her" | "him" | "himself" | "herself" => Some("he or she behind it"),
            "it" | "its" | "itself" => Some("it behind it"),
            "they" | "their" | "them" | "themselves" => Some("they behind it"),
            _ => None,
        });
        found.extend(pronoun);
    }

    /// Other places where the article gives the name or parts of it.
    fn elsewhere(&self, run: &NameRun, places: &[&NameRun], found: &mut Features) {
        found.push(if places.len() > 1 { "named more than once" } else { "named once" });
        let (Some(first), Some(last)) = (run.parts.first(), run.parts.last()) else { return };
        let with = |part: &String| self.by_part.get(part).into_iter().flatten().map(|&at| &self.runs[at]);
        if run.parts.len() > 1 {
            if with(last).any(|other| other.parts.len() == 1) {
                found.push("its last word stands alone, too");
            }
            if with(first).any(|other| other.parts.len() == 1) {
                found.push("its first word stands alone, too");
            }
        } else {
            let longer = || with(last).filter(|other| other.parts.len() > 1);
            let ends = |other: &&NameRun| other.parts.last() == Some(last);
            let given = |other: &NameRun| lexicon::is_given_name(&other.parts[0]);
            if longer().any(|other| ends(&other) && given(other)) {
                found.push("stands behind a given name, too");
            } else if longer().any(|other| ends(&other)) {
                found.push("ends a longer name");
            }
            let begins = || longer().filter(|other| other.parts.first() == Some(last));
            let any_ends =
                |is: &dyn Fn(&str) -> bool| begins().any(|other| other.parts.last().is_some_and(|end| is(end)));
            if any_ends(&lexicon::is_place_noun) {
                found.push("begins the name of a place");
            } else if any_ends(&|end| lexicon::is_body_noun(end) || lexicon::is_business_word(end)) {
                found.push("begins the name of a body");
            } else if begins().next().is_some() {
                found.push("begins a longer name");
            }
            if self.plain_words.contains(last) {
                found.push("printed small, too");
            }
        }
        let inside = places.iter().any(|place| {
            let start = place.tokens.start;
            start > self.sentence_start(start) && self.document.quoted[start] == self.document.quoted[start - 1]
        });
        if !inside {
            found.push("at the head of sentences alone");
        }
        let marked = |place: &&&NameRun| {
            let (start, end) = (place.tokens.start, place.tokens.end);
            let mark = |at: usize| matches!(self.lower(at), "“" | "”" | "\"" | "‘" | "’" | "'");
            start > 0 && mark(start - 1) && mark(end)
        };
        if places.iter().any(|place| marked(&place)) {
            found.push("alone between quotation marks");
        }
        if run.parts.len() == 1 && self.is_place(last) {
            found.push("stands where places do");
        }
        if run.parts.len() == 1 && self.adjective(last).is_some() {
            found.push("an adjective is made of it");
        }
    }
}
