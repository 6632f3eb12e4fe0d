//! Relative pronouns: "who" and "which" stand for the noun phrase before them.

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use crate::domain::Party;
use crate::extract::tokens::TokenKind;
use crate::extract::{cues, lexicon};

/// The most tokens of a noun phrase before "who".
const LONGEST: usize = 8;

impl MentionResolver<'_> {
    /// The party that "who", "which" or "that" at `place` stands for; `None` for any other word.
    pub(super) fn relative(&self, place: usize, discourse: &Discourse) -> Option<Party> {
        if !matches!(self.lower(place), "who" | "which" | "that") {
            return None;
        }
        let sentence = self.names.sentence_start(place);
        let mut end = place;
        if end > sentence && self.lower(end - 1) == "," {
            end -= 1;
        }
        let mut phrase = self.phrase_before(sentence, end);
        // "the Growers' League in Vell, which …".
        let seat = phrase.start > sentence + 1
            && self.lower(phrase.start - 1) == "in"
            && self.lower(place) == "which"
            && phrase.clone().all(|at| self.names.capital(at));
        if seat {
            phrase = self.phrase_before(sentence, phrase.start - 1);
        }
        if phrase.is_empty() {
            return None;
        }
        let words = self.names.words(phrase.clone());
        self.party(phrase, &words, discourse)
    }

    /// The noun phrase that ends at `end`: back to its article, or to what is no part of it.
    fn phrase_before(&self, sentence: usize, end: usize) -> Range<usize> {
        let mut start = end;
        while start > sentence && end - start < LONGEST {
            let at = start - 1;
            let word = self.lower(at);
            let token = &self.document.tokens[at];
            let particle = self.run_at_end(&(at..end)).is_some_and(|run| run.tokens.start <= at);
            let part = matches!(token.kind, TokenKind::Word | TokenKind::Number | TokenKind::Possessive);
            let verb = !token.capital && (cues::is_verb(word) || lexicon::is_auxiliary(word)) && end - start > 0;
            let noun = lexicon::is_person_noun(word) || lexicon::is_body_noun(word) || lexicon::is_group_noun(word);
            if !particle && (!part || lexicon::is_preposition(word) || word == "and" || verb && !noun) {
                break;
            }
            start = at;
            if lexicon::is_determiner(word) {
                break;
            }
        }
        start..end
    }
}
