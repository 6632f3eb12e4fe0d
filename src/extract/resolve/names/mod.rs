//! The names of an article: every run of capitalised words, with title, role and whether it reads as he or she.

mod abbreviations;
mod runs;

pub(super) use runs::is_word_of_grammar;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use super::kinds::Guess;
use crate::domain::Span;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};
use crate::registry::Registry;

/// He or she, where something tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    He,
    She,
}

impl Gender {
    /// By a given name in lower case; `None` where it is neither's or both's.
    pub(super) fn of_given_name(name: &str) -> Option<Self> {
        match (lexicon::is_masculine_name(name), lexicon::is_feminine_name(name)) {
            (true, false) => Some(Self::He),
            (false, true) => Some(Self::She),
            _ => None,
        }
    }

    /// By "he" or "she".
    pub(super) fn of_pronoun(word: &str) -> Option<Self> {
        match word {
            "he" => Some(Self::He),
            "she" => Some(Self::She),
            _ => None,
        }
    }
}

/// A run of capitalised words at one place.
#[derive(Debug, Clone)]
pub(super) struct NameRun {
    /// The whole run, titles included.
    pub(super) tokens: Range<usize>,
    /// Where the name starts, after titles and adjectives of country.
    pub(super) name_start: usize,
    /// The words of the name, in lower case, without "Jr." and the Arabic article.
    pub(super) parts: Vec<String>,
    /// It reads as a person's full name.
    pub(super) person: bool,
}

/// When and where an article was printed.
#[derive(Debug, Clone, Default)]
pub(super) struct Printed {
    /// The day.
    pub(super) day: Option<Date>,
    /// The code of the state (ISO 3166-1 alpha-2).
    pub(super) state: Option<String>,
}

/// Every run of an article, and the persons among them by the words of their names.
pub(super) struct ProperNames<'d> {
    pub(super) document: &'d Segmented<'d>,
    pub(super) registry: &'d Registry,
    /// When and where the article was printed.
    pub(super) printed: Printed,
    /// In order of place.
    pub(super) runs: Vec<NameRun>,
    /// The runs that hold a word, in lower case; at most [`PLACES_OF_ALL_FORMS`] of each word.
    pub(super) by_part: HashMap<String, Vec<usize>>,
    /// Single names that follow "in", "near" and the like.
    places: HashSet<String>,
    /// Words of four letters or more that the article prints in small letters.
    pub(super) plain_words: HashSet<String>,
    /// Tokens in which a page ran two words together ("DiplomacyChina"): where the second starts, in bytes of the text
    /// and of the lower-case word.
    fused: HashMap<usize, (usize, usize)>,
    /// What abbreviations in brackets stand for: "league (OL)".
    long_forms: HashMap<String, Range<usize>>,
    /// The brackets that introduce an abbreviation.
    short_forms: HashSet<usize>,
    /// The long forms, with and without their owner, in lower case; with their place and their abbreviation.
    introduced: HashMap<String, (Range<usize>, String)>,
    /// What each name is a name of, by its parts.
    pub(super) kinds: HashMap<Vec<String>, Guess>,
}

/// Runs that are kept of each word of a name, whatever their form. A text that repeats one name thousands of times would
/// else take minutes, since every mention looks at all of them.
pub(super) const PLACES_OF_A_NAME: usize = 40;
/// Runs that are kept of each word of a name, where each further one gives the name in a new form.
const PLACES_OF_ALL_FORMS: usize = 200;

impl<'d> ProperNames<'d> {
    /// Reads the whole article once.
    pub(super) fn of(document: &'d Segmented<'d>, registry: &'d Registry, printed: Printed) -> Self {
        let mut names = Self {
            document,
            registry,
            printed,
            runs: Vec::new(),
            by_part: HashMap::new(),
            places: HashSet::new(),
            plain_words: HashSet::new(),
            fused: HashMap::new(),
            long_forms: HashMap::new(),
            short_forms: HashSet::new(),
            introduced: HashMap::new(),
            kinds: HashMap::new(),
        };
        let plain = document.tokens.iter().filter(|token| !token.capital && token.lower.len() >= 4);
        names.plain_words = plain.map(|token| token.lower.clone()).collect();
        names.find_fused();
        for sentence in &document.sentences {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let end = names.run_end(at, sentence.tokens.clone());
                if end > at {
                    names.add(at..end, sentence.tokens.start);
                    at = end;
                } else {
                    at += 1;
                }
            }
        }
        names.cut_fronts();
        names.find_abbreviations();
        names.weigh_kinds();
        names
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.document.tokens.get(at)
    }

    /// The run that starts at a token.
    pub(super) fn run_from(&self, at: usize) -> Option<&NameRun> {
        let place = self.runs.partition_point(|run| run.tokens.start < at);
        self.runs.get(place).filter(|run| run.tokens.start == at)
    }

    /// The token in lower case, without a word of a heading that was run into it; empty behind the end.
    pub(super) fn lower(&self, at: usize) -> &str {
        let word = self.token(at).map_or("", |token| token.lower.as_str());
        match self.fused.get(&at) {
            Some((_, start)) => word.get(*start..).unwrap_or(word),
            None => word,
        }
    }

    /// True where the token begins with a capital.
    pub(super) fn capital(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.capital)
    }

    fn possessive(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == TokenKind::Possessive)
    }

    /// The adjective of a state: of one of the registry, or as the article prints it ("Halvia", "Halvian").
    pub(super) fn adjective(&self, state: &str) -> Option<String> {
        if let Some(adjective) = lexicon::state_adjective(state) {
            return Some(adjective.to_owned());
        }
        let known = self.registry.by_name(state).map(|entry| entry.name.as_str());
        let stem = state.trim_end_matches(['a', 'e', 'i', 'o', 'y']);
        let stems = [state, stem, state.trim_end_matches("stan"), state.trim_end_matches("istan")];
        stems.iter().filter(|stem| stem.chars().count() >= 3).find_map(|stem| {
            ADJECTIVE_ENDINGS.iter().map(|ending| format!("{stem}{ending}")).find(|adjective| match known {
                Some(name) => self.registry.by_adjective(adjective).is_some_and(|entry| entry.name == name),
                None => {
                    let lower = adjective.to_lowercase();
                    lower != state.to_lowercase() && stem.chars().count() >= 4 && self.by_part.contains_key(&lower)
                }
            })
        })
    }

    /// The bytes of a range of tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        let all = &self.document.tokens;
        let seam = self.fused.get(&tokens.start).map_or(0, |(seam, _)| *seam);
        Span::new(all[tokens.start].span.start + seam, all[tokens.end - 1].span.end)
    }

    /// The words of a range of tokens as printed.
    pub(super) fn words(&self, tokens: Range<usize>) -> String {
        if tokens.is_empty() {
            return String::new();
        }
        self.span(tokens).of(self.document.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The name of a run, titles left out.
    pub(super) fn name(&self, run: &NameRun) -> String {
        self.words(run.name_start..run.tokens.end)
    }

    /// True when a single name that nothing shows to be a person's is a place: it follows a preposition of place
    /// somewhere, owns a ministry, opens a dateline, or has an adjective ("Halvia", "Halvian").
    pub(super) fn is_place(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let stem = name.trim_end_matches(['a', 'e', 'i', 'o', 'y']);
        let of_outlet = || {
            self.by_part.get(&name).into_iter().flatten().any(|&at| {
                let run = &self.runs[at];
                run.parts.len() == 2 && run.parts[0] == name && lexicon::is_outlet_noun(&run.parts[1])
            })
        };
        self.places.contains(&name)
            || of_outlet()
            || (stem.chars().count() >= 4
                && ["ian", "an", "ean", "ish", "ese", "i", "ine"].iter().any(|ending| {
                    let adjective = format!("{stem}{ending}");
                    adjective != name && self.by_part.contains_key(&adjective)
                }))
    }

    /// True when a run reads as a person's full name.
    pub(super) fn is_person(&self, run: &NameRun) -> bool {
        run.person
    }

    /// True when a title stands before the name. "General SVR" is a channel.
    pub(super) fn titled(&self, run: &NameRun) -> bool {
        run.name_start > run.tokens.start
            && !lexicon::is_body_noun(self.lower(run.name_start - 1))
            && !is_short_for_something(&self.name(run))
            && (run.tokens.start..run.name_start)
                .any(|at| lexicon::is_title_word(self.lower(at)) || lexicon::is_portfolio(self.lower(at)))
    }

    /// True when a single name stands with a capital inside a sentence as well, where nothing but a name has one.
    pub(super) fn seen_inside(&self, part: &str) -> bool {
        self.by_part.get(part).into_iter().flatten().any(|&at| {
            let start = self.runs[at].tokens.start;
            start > self.sentence_start(start) && self.document.quoted[start] == self.document.quoted[start - 1]
        })
    }

    /// The first token of the sentence that a token stands in.
    pub(super) fn sentence_start(&self, token: usize) -> usize {
        let at = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        self.document.sentences.get(at).map_or(token, |sentence| sentence.tokens.start)
    }
}

/// "SVR": capitals without a vowel.
fn is_short_for_something(name: &str) -> bool {
    name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase() && !"AEIOUY".contains(c))
}

/// Endings that make adjectives of the names of states, the more common ones first: the first that gives an adjective of the
/// registry or a word of the article wins.
const ADJECTIVE_ENDINGS: [&str; 10] = ["n", "ian", "an", "ean", "i", "ese", "ish", "nian", "", "ic"];
