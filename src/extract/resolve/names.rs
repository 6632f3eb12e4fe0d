//! The cast of an article: every run of capitalised words, with title, role and whether it reads as he or she.

use std::collections::HashMap;
use std::ops::Range;

use super::registry::{Entry, Registry};
use crate::domain::Span;
use crate::extract::date::is_day_word;
use crate::extract::nouns;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// He or she, where something tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    He,
    She,
}

/// A run of capitalised words at one place.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// The whole run, titles included.
    pub(super) tokens: Range<usize>,
    /// Where the name starts, after titles and adjectives of country.
    pub(super) name_start: usize,
    /// The words of the name, in lower case.
    pub(super) parts: Vec<String>,
    /// It reads as a person's full name.
    person: bool,
}

/// Every run of an article, and the persons among them by the words of their names.
pub(super) struct Cast<'d> {
    pub(super) document: &'d Segmented<'d>,
    pub(super) registry: &'d Registry,
    /// In order of place.
    pub(super) runs: Vec<Run>,
    pub(super) by_part: HashMap<String, Vec<usize>>,
    /// Single names that follow "in", "near" and the like.
    places: std::collections::HashSet<String>,
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "del"
            | "della"
            | "da"
            | "di"
            | "du"
            | "dos"
            | "la"
            | "le"
            | "el"
            | "al"
            | "bin"
            | "ibn"
            | "bint"
            | "ben"
            | "abu"
            | "ter"
            | "ten"
            | "zu"
            | "y"
    )
}

impl<'d> Cast<'d> {
    /// Reads the whole article once.
    pub(super) fn of(document: &'d Segmented<'d>, registry: &'d Registry) -> Self {
        let mut cast =
            Self { document, registry, runs: Vec::new(), by_part: HashMap::new(), places: Default::default() };
        for sentence in &document.sentences {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let end = cast.run_end(at, sentence.tokens.clone());
                if end > at {
                    cast.add(at..end, sentence.tokens.start);
                    at = end;
                } else {
                    at += 1;
                }
            }
        }
        cast
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.document.tokens.get(at)
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        self.token(at).map_or("", |token| token.lower.as_str())
    }

    /// The end of the run that starts at `at`; `at` itself where none does.
    fn run_end(&self, at: usize, sentence: Range<usize>) -> usize {
        let tokens = &self.document.tokens;
        let name_like = |index: usize| {
            let token = &tokens[index];
            token.kind == TokenKind::Word && token.capital && !is_day_word(&token.lower)
        };
        if !name_like(at) {
            return at;
        }
        // A word that only opens the sentence is no name.
        let opens = at == sentence.start
            || matches!(tokens[at - 1].lower.as_str(), "“" | "\"" | "‘" | "'" | "«" | "„" | ":" | "—");
        let lower = tokens[at].lower.as_str();
        let shown = tokens[at].span.of(self.document.text);
        if nouns::is_determiner(lower)
            || (opens && lower.ends_with("ing") && self.registry.by_name(shown).is_none())
            || (opens
                && (nouns::is_preposition(lower) || nouns::is_auxiliary(lower) || nouns::is_speaker_pronoun(lower)))
            || matches!(
                lower,
                "few"
                    | "most"
                    | "others"
                    | "none"
                    | "nobody"
                    | "thousands"
                    | "hundreds"
                    | "dozens"
                    | "millions"
                    | "earlier"
                    | "later"
                    | "only"
                    | "such"
                    | "even"
                    | "i"
                    | "he"
                    | "she"
                    | "it"
                    | "they"
                    | "we"
                    | "but"
                    | "and"
                    | "when"
                    | "if"
                    | "as"
                    | "while"
                    | "asked"
                    | "speaking"
                    | "meanwhile"
                    | "however"
                    | "there"
                    | "then"
                    | "so"
                    | "yet"
                    | "now"
                    | "also"
                    | "because"
                    | "although"
                    | "what"
                    | "who"
                    | "why"
                    | "how"
                    | "where"
                    | "not"
                    | "yes"
                    | "you"
                    | "according"
            )
        {
            return at;
        }
        let mut end = at + 1;
        while end < sentence.end {
            let adjoining = self.document.text[tokens[end - 1].span.end..tokens[end].span.start].trim().is_empty();
            if !adjoining || self.document.quoted[end] != self.document.quoted[at] {
                break;
            }
            if name_like(end)
                && !(nouns::is_determiner(&tokens[end].lower) || nouns::is_speaker_pronoun(&tokens[end].lower))
            {
                end += 1;
            } else if is_particle(&tokens[end].lower) {
                let mut next = end + 1;
                while next < sentence.end && is_particle(&tokens[next].lower) {
                    next += 1;
                }
                if next < sentence.end && name_like(next) && end - at <= 8 {
                    end = next + 1;
                } else {
                    break;
                }
            } else if tokens[end].lower == "."
                && nouns::is_title(&tokens[end - 1].lower)
                && end + 1 < sentence.end
                && name_like(end + 1)
            {
                end += 1;
            } else if matches!(tokens[end].lower.as_str(), "&" | "/") && end + 1 < sentence.end && name_like(end + 1) {
                end += 2;
            } else if tokens[end].kind == TokenKind::Number && tokens[end].span.start == tokens[end - 1].span.end {
                end += 1;
            } else {
                break;
            }
        }
        end
    }

    fn add(&mut self, tokens: Range<usize>, sentence_start: usize) {
        let name_start = self.name_start(tokens.clone());
        let parts: Vec<String> =
            (name_start..tokens.end).map(|at| self.lower(at).to_owned()).filter(|part| part != ".").collect();
        let place = self.runs.len();
        for part in &parts {
            // Enough places of each name; one of every further form.
            let known = self.by_part.entry(part.clone()).or_default();
            if known.len() < 40
                || (known.len() < 200
                    && !known.iter().any(|&at| self.runs.get(at).is_some_and(|run| run.parts == parts)))
            {
                known.push(place);
            }
        }
        let before = tokens.start.checked_sub(1).filter(|_| tokens.start > sentence_start);
        if let Some(before) = before
            && matches!(
                self.lower(before),
                "in" | "near"
                    | "outside"
                    | "inside"
                    | "across"
                    | "around"
                    | "into"
                    | "throughout"
                    | "within"
                    | "from"
                    | "to"
                    | "between"
                    | "left"
            )
            && parts.len() == tokens.len()
        {
            self.places.insert(parts.join(" "));
        }
        // "Vell's foreign ministry", and a dateline in capitals.
        if parts.len() == 1 && tokens.len() == 1 {
            let owner = (1..=4)
                .take_while(|step| {
                    *step == 1 || self.token(tokens.end + step - 1).is_some_and(|token| token.kind == TokenKind::Word)
                })
                .any(|step| nouns::is_body(self.lower(tokens.end + step)));
            if self.token(tokens.end).is_some_and(|token| token.kind == TokenKind::Possessive) && owner {
                self.places.insert(parts.join(" "));
            }
            let shouted = self.document.text[self.span(tokens.clone()).start..self.span(tokens.clone()).end]
                .chars()
                .all(char::is_uppercase);
            if shouted && tokens.start == sentence_start && self.lower(tokens.end) == "," {
                self.places.insert(parts.join(" "));
            }
        }
        let mut run = Run { tokens, name_start, parts, person: false };
        run.person = self.reads_as_person(&run);
        self.runs.push(run);
    }

    /// Leaves out "Ukrainian President", "Lt. Gen.", "Foreign Minister" before a name.
    fn name_start(&self, tokens: Range<usize>) -> usize {
        let mut start = tokens.start;
        for at in tokens.start..tokens.end.saturating_sub(1) {
            let word = self.lower(at);
            let after_title = at == start || self.lower(at) == ".";
            let title = nouns::is_title(word)
                && !(at > tokens.start
                    && nouns::is_body(word)
                    && at + 2 == tokens.end
                    && nouns::is_body(self.lower(at + 1)));
            if title || (word == "." && after_title) {
                start = at + 1;
            }
        }
        // "Air Force", "Security Council": titles only, so the run is a body.
        if (start..tokens.end).all(|at| {
            nouns::is_body(self.lower(at)) || nouns::is_outlet(self.lower(at)) || nouns::is_title(self.lower(at))
        }) {
            return tokens.start;
        }
        while start + 2 < tokens.end && start == tokens.start {
            let one = self.document.text[self.span(start..start + 1).start..self.span(start..start + 1).end].to_owned();
            let rest_is_name =
                !(start + 1..tokens.end).any(|at| nouns::is_body(self.lower(at)) || nouns::is_outlet(self.lower(at)));
            if self.registry.by_adjective(&one).is_some()
                && rest_is_name
                && !self.lower(start + 1).is_empty()
                && self.is_first_name(start + 1)
            {
                start += 1;
            } else {
                break;
            }
        }
        start
    }

    fn is_first_name(&self, at: usize) -> bool {
        nouns::is_he(self.lower(at)) || nouns::is_she(self.lower(at))
    }

    /// The bytes of a range of tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        let all = &self.document.tokens;
        Span::new(all[tokens.start].span.start, all[tokens.end - 1].span.end)
    }

    /// The words of a range of tokens as printed.
    pub(super) fn words(&self, tokens: Range<usize>) -> String {
        if tokens.is_empty() {
            return String::new();
        }
        self.span(tokens).of(self.document.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The name of a run, titles left out.
    pub(super) fn name(&self, run: &Run) -> String {
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
                run.parts.len() == 2 && run.parts[0] == name && nouns::is_outlet(&run.parts[1])
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

    /// Takes a single name for a place from now on ("Vell says").
    pub(super) fn add_place(&mut self, name: &str) {
        self.places.insert(name.to_lowercase());
    }

    /// True when a run reads as a person's full name: two to five words, none of which names a body or an outlet.
    pub(super) fn is_person(&self, run: &Run) -> bool {
        run.person
    }

    fn reads_as_person(&self, run: &Run) -> bool {
        let parts = &run.parts;
        (2..=5).contains(&parts.len())
            && !parts.iter().any(|part| {
                (nouns::is_body(part) || nouns::is_outlet(part) || nouns::is_group(part) || is_geography(part))
                    && !self.titled(run)
            })
            && self.registry.by_name(&self.name(run)).is_none_or(Entry::is_person)
            && self.registry.by_adjective(&parts[0]).is_none()
            && !parts.iter().any(|part| part.chars().any(|c| c.is_ascii_digit()))
    }

    /// True when a title stands before the name.
    pub(super) fn titled(&self, run: &Run) -> bool {
        run.name_start > run.tokens.start
            && (run.tokens.start..run.name_start).any(|at| nouns::is_title(self.lower(at)))
    }

    pub(super) fn sentence_start(&self, token: usize) -> usize {
        let at = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        self.document.sentences.get(at).map_or(token, |sentence| sentence.tokens.start)
    }
}

/// Words of places on maps.
fn is_geography(word: &str) -> bool {
    matches!(
        word,
        "oblast"
            | "region"
            | "province"
            | "district"
            | "sea"
            | "river"
            | "strip"
            | "bank"
            | "city"
            | "street"
            | "gulf"
            | "valley"
            | "island"
            | "islands"
            | "mountains"
            | "peninsula"
            | "airport"
            | "base"
            | "union"
            | "republic"
            | "square"
            | "bridge"
            | "strait"
            | "canal"
            | "war"
            | "day"
            | "act"
            | "treaty"
            | "agreement"
            | "states"
            | "kingdom"
    )
}
