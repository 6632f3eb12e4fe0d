//! Abbreviations that an article introduces in brackets: "the Orvanian League (OL)".

use std::ops::Range;

use super::ProperNames;
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

impl ProperNames<'_> {
    /// Notes what abbreviations in brackets stand for.
    pub(super) fn find_abbreviations(&mut self) {
        for at in 0..self.runs.len() {
            let run = self.runs[at].tokens.clone();
            let Some(bracket) = run.start.checked_sub(1).filter(|&before| before > 0) else { continue };
            if self.lower(bracket) != "(" || self.lower(run.end) != ")" || run.len() > 3 {
                continue;
            }
            let short = self.words(run.clone());
            if short.chars().filter(|c| c.is_uppercase()).count() < 2 {
                continue;
            }
            if let Some(long) = self.by_initials(&short, bracket).or_else(|| self.capitals_before(bracket)) {
                self.short_forms.insert(bracket);
                let owner = long.clone().find(|&token| self.possessive(token)).map_or(long.start, |token| token + 1);
                for start in [long.start, owner.min(long.end - 1)] {
                    let key = self.words(start..long.end).to_lowercase();
                    self.introduced.entry(key).or_insert((long.clone(), short.clone()));
                }
                self.long_forms.entry(short).or_insert(long);
            }
        }
    }

    /// The words before a bracket whose first letters make the abbreviation: "the Orvanian League (OL)".
    fn by_initials(&self, short: &str, bracket: usize) -> Option<Range<usize>> {
        let mut letters: Vec<char> = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let sentence = self.sentence_start(bracket);
        let mut at = bracket;
        while at > sentence && bracket - at <= 14 {
            at -= 1;
            let word = self.lower(at);
            let next = letters.last()?;
            if word.starts_with(*next) && !(lexicon::is_determiner(word) && letters.len() == 1) {
                letters.pop();
                if letters.is_empty() {
                    return Some(at..bracket);
                }
            } else if !matches!(word, "of" | "and" | "for" | "the" | "on" | "in" | "to" | "&" | "'s" | "’s") {
                return None;
            }
        }
        None
    }

    /// "Main Directorate of Intelligence (HUR)": the capitalised words before a bracket, with what joins them.
    fn capitals_before(&self, bracket: usize) -> Option<Range<usize>> {
        let sentence = self.sentence_start(bracket);
        let mut start = bracket;
        let mut at = bracket;
        while at > sentence && bracket - at <= 12 {
            at -= 1;
            if self.capital(at) && self.token(at).is_some_and(|token| token.kind == TokenKind::Word) {
                if lexicon::is_determiner(self.lower(at)) || lexicon::is_sentence_opener(self.lower(at)) {
                    break;
                }
                start = at;
            } else if !(matches!(self.lower(at), "of" | "and" | "for" | "the" | "&") || self.possessive(at)) {
                break;
            }
        }
        (start < bracket && start + 1 < bracket).then_some(start..bracket)
    }

    /// What an abbreviation stands for, where the article says so.
    pub(in crate::extract::resolve) fn long_form(&self, short: &str) -> Option<Range<usize>> {
        self.long_forms.get(short).cloned()
    }

    /// True where an abbreviation in brackets follows a long form that ends at a token.
    pub(in crate::extract::resolve) fn introduces(&self, end: usize) -> bool {
        self.short_forms.contains(&end)
    }

    /// The long form, with its abbreviation, that these words in lower case are.
    pub(in crate::extract::resolve) fn introduced(&self, words: &str) -> Option<(Range<usize>, String)> {
        self.introduced.get(words).cloned()
    }
}
