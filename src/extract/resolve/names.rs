//! The cast of an article: every run of capitalised words, with title, role and whether it reads as he or she.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::words::{
    bare_part, ends_title, has_acronym, is_geography, is_he, is_leading_particle, is_opener, is_particle, is_portfolio,
    is_section, is_she, is_suffix, is_title_word, is_where_or_whose, is_whole_office,
};
use crate::domain::{SourceKind, Span};
use crate::extract::day_words::is_day_word;
use crate::extract::nouns;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};
use crate::registry::Registry;

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
    /// The words of the name, in lower case, without "Jr." and the Arabic article.
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
    places: HashSet<String>,
    /// Tokens in which a page ran two words together ("DiplomacyChina"): where the second starts, in bytes of the text
    /// and of the lower-case word.
    glued: HashMap<usize, (usize, usize)>,
    /// What abbreviations in brackets stand for: "league (OL)".
    long_forms: HashMap<String, Range<usize>>,
    /// The brackets that introduce an abbreviation.
    short_forms: HashSet<usize>,
    /// The long forms, with and without their owner, in lower case; with their place and their abbreviation.
    introduced: HashMap<String, (Range<usize>, String)>,
}

/// A longer run of capitalised words is a heading, not a title and a name.
const LONGEST_NAME: usize = 14;

/// Places of one name that are kept, and places of its further forms.
const PLACES_OF_A_NAME: usize = 40;
const PLACES_OF_ALL_FORMS: usize = 200;

impl<'d> Cast<'d> {
    /// Reads the whole article once.
    pub(super) fn of(document: &'d Segmented<'d>, registry: &'d Registry) -> Self {
        let mut cast = Self {
            document,
            registry,
            runs: Vec::new(),
            by_part: HashMap::new(),
            places: HashSet::new(),
            glued: HashMap::new(),
            long_forms: HashMap::new(),
            short_forms: HashSet::new(),
            introduced: HashMap::new(),
        };
        cast.find_glued();
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
        cast.find_abbreviations();
        cast
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.document.tokens.get(at)
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        let word = self.token(at).map_or("", |token| token.lower.as_str());
        match self.glued.get(&at) {
            Some((_, start)) => word.get(*start..).unwrap_or(word),
            None => word,
        }
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.capital)
    }

    fn possessive(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == TokenKind::Possessive)
    }

    /// Notes the words that a page ran into the name after them.
    fn find_glued(&mut self) {
        for (at, token) in self.document.tokens.iter().enumerate() {
            let word = token.span.of(self.document.text);
            if token.kind != TokenKind::Word || !token.capital || word.len() < 8 {
                continue;
            }
            let mut before = ' ';
            let seam = word.char_indices().find(|&(_, c)| {
                let here = before.is_lowercase() && c.is_uppercase();
                before = c;
                here
            });
            let Some((seam, _)) = seam.filter(|(seam, _)| *seam >= 4 && word.len() - seam >= 3) else { continue };
            let (first, second) = (word[..seam].to_lowercase(), &word[seam..]);
            let known = self.registry.by_adjective(second).is_some()
                || self.registry.by_name(second).is_some()
                || nouns::is_title(&second.to_lowercase());
            if (known || is_section(&first)) && self.registry.by_name(word).is_none() {
                self.glued.insert(at, (seam, first.len()));
            }
        }
    }

    /// The end of the run that starts at `at`; `at` itself where none does.
    fn run_end(&self, at: usize, sentence: Range<usize>) -> usize {
        let tokens = &self.document.tokens;
        let name_like = |index: usize| {
            let token = &tokens[index];
            token.kind == TokenKind::Word && token.capital && !is_day_word(&token.lower)
        };
        if !name_like(at) || self.only_opens(at, sentence.start) {
            return at;
        }
        let mut end = at + 1;
        while end < sentence.end {
            let adjoining = self.document.text[tokens[end - 1].span.end..tokens[end].span.start].trim().is_empty();
            if !adjoining
                || self.document.quoted[end] != self.document.quoted[at]
                || self.glued.contains_key(&end)
                || self.document.is_seam(end)
            {
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
                && is_title_word(&tokens[end - 1].lower)
                && end + 1 < sentence.end
                && name_like(end + 1)
            {
                end += 1;
            } else if tokens[end].lower == "'"
                && tokens[end].span.start == tokens[end - 1].span.end
                && tokens[end - 1].lower.ends_with('s')
                && end + 1 < sentence.end
                && name_like(end + 1)
                && nouns::is_body(&tokens[end + 1].lower)
                && self.document.quoted[end + 1] == self.document.quoted[at]
            {
                // "The Growers' League".
                end += 2;
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

    /// A word that has its capital only because a sentence or quotation starts with it.
    fn only_opens(&self, at: usize, sentence_start: usize) -> bool {
        let tokens = &self.document.tokens;
        let opens = at == sentence_start
            || matches!(tokens[at - 1].lower.as_str(), "“" | "\"" | "‘" | "'" | "«" | "„" | ":" | "—");
        let lower = self.lower(at);
        nouns::is_determiner(lower)
            || (opens
                && lower.ends_with("ing")
                && self.registry.by_name(tokens[at].span.of(self.document.text)).is_none())
            || (opens
                && (nouns::is_preposition(lower) || nouns::is_auxiliary(lower) || nouns::is_speaker_pronoun(lower)))
            || is_opener(lower)
    }

    fn add(&mut self, mut tokens: Range<usize>, sentence_start: usize) {
        // "Vienna-based IAEA".
        while tokens.len() > 1 && is_where_or_whose(self.lower(tokens.start)) {
            tokens.start += 1;
        }
        let name_start = self.name_start(tokens.clone());
        let mut parts: Vec<String> = (name_start..tokens.end)
            .map(|at| bare_part(self.lower(at)).to_owned())
            .filter(|part| part != ".")
            .collect();
        while parts.len() > 1 && parts.last().is_some_and(|part| is_suffix(part)) {
            parts.pop();
        }
        // "Van der Oru" at the head of a sentence.
        while parts.len() > 1 && is_leading_particle(&parts[0]) {
            parts.remove(0);
        }
        let place = self.runs.len();
        for part in parts.iter().take(LONGEST_NAME) {
            // Enough places of each name; one of every further form.
            let known = self.by_part.entry(part.clone()).or_default();
            if known.len() < PLACES_OF_A_NAME
                || (known.len() < PLACES_OF_ALL_FORMS
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

    /// Leaves out "Ukrainian President", "Lt. Gen.", "FBI Assistant Director" before a name.
    fn name_start(&self, tokens: Range<usize>) -> usize {
        if tokens.len() > LONGEST_NAME {
            return tokens.start;
        }
        let all_titles = |range: Range<usize>| {
            range.into_iter().all(|at| self.lower(at) == "." || is_title_word(self.lower(at)) || self.is_body(at))
        };
        if all_titles(tokens.clone()) {
            return tokens.start;
        }
        let mut start = tokens.start;
        for at in tokens.start..tokens.end - 1 {
            let after_title = self.lower(at) == "." && (at == start);
            let title = ends_title(self.lower(at))
                && !all_titles(at + 1..tokens.end)
                && !(at + 1..tokens.end).any(|rest| self.is_body(rest) && !ends_title(self.lower(rest)))
                && !is_suffix(self.lower(at + 1));
            if title || after_title {
                start = at + 1;
            }
        }
        if start > tokens.start {
            return start;
        }
        if let Some(start) = self.after_portfolio(&tokens) {
            return start;
        }
        let adjective = self.words(start..start + 1);
        let names_person =
            tokens.len() > 2 && self.registry.by_adjective(&adjective).is_some() && self.is_first_name(start + 1);
        if names_person && !(start + 1..tokens.end).any(|at| self.is_body(at)) { start + 1 } else { start }
    }

    /// A body or an outlet by its noun.
    fn is_body(&self, at: usize) -> bool {
        nouns::is_body(self.lower(at)) || nouns::is_outlet(self.lower(at))
    }

    /// "Secretary of Defence for Asia Ama Reth": where the name starts in a run that follows the "of" of an office.
    fn after_portfolio(&self, tokens: &Range<usize>) -> Option<usize> {
        self.office_before(tokens.start)?;
        let mut start = tokens.start;
        while start + 1 < tokens.end {
            let state = (start + 1..tokens.end.min(start + 4))
                .rev()
                .find(|&end| self.registry.by_name(&self.words(start..end)).is_some());
            match state {
                Some(end) => start = end,
                None if is_portfolio(self.lower(start)) => start += 1,
                None => break,
            }
        }
        if start == tokens.start && tokens.len() > 2 && !self.is_first_name(start) {
            start = tokens.end - 2;
            while start > tokens.start + 1 && is_particle(self.lower(start)) {
                start -= 1;
            }
        }
        (start > tokens.start && !(start..tokens.end).any(|at| self.is_body(at))).then_some(start)
    }

    /// The office that goes on with "of" or "for" right before `at`, where it is one.
    pub(super) fn office_before(&self, at: usize) -> Option<usize> {
        let office = self.office_start(at)?;
        (office..at).any(|at| ends_title(self.lower(at))).then_some(office)
    }

    /// Where an office starts that goes on with "of" or "for" right before `at`: "Secretary of", "president of".
    fn office_start(&self, at: usize) -> Option<usize> {
        let sentence = self.sentence_start(at);
        let mut start = at;
        while start >= sentence + 2 && matches!(self.lower(start - 1), "of" | "for" | "on" | "to") {
            let mut word = start - 1;
            let limit = sentence.max(word.saturating_sub(6));
            while word > limit
                && self.token(word - 1).is_some_and(|token| token.kind == TokenKind::Word)
                && !nouns::is_determiner(self.lower(word - 1))
                && (self.capital(word - 1) || (word == start - 1 && nouns::is_role(self.lower(word - 1))))
            {
                word -= 1;
            }
            if word == start - 1 {
                break;
            }
            start = word;
        }
        (start < at).then_some(start)
    }

    fn is_first_name(&self, at: usize) -> bool {
        let first = self.lower(at).split('-').next().unwrap_or_default();
        is_he(first) || is_she(first)
    }

    /// Notes what abbreviations in brackets stand for.
    fn find_abbreviations(&mut self) {
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
            if word.starts_with(*next) && !(nouns::is_determiner(word) && letters.len() == 1) {
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
                if nouns::is_determiner(self.lower(at)) || is_opener(self.lower(at)) {
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
    pub(super) fn long_form(&self, short: &str) -> Option<Range<usize>> {
        self.long_forms.get(short).cloned()
    }

    /// True where an abbreviation in brackets follows a long form that ends at a token.
    pub(super) fn introduces(&self, end: usize) -> bool {
        self.short_forms.contains(&end)
    }

    /// The long form, with its abbreviation, that these words in lower case are.
    pub(super) fn introduced(&self, words: &str) -> Option<(Range<usize>, String)> {
        self.introduced.get(words).cloned()
    }

    /// The adjective of a state: of one that every reader knows, or as the article prints it ("Halvia", "Halvian").
    pub(super) fn adjective(&self, state: &str) -> Option<String> {
        if let Some(adjective) = irregular_adjective(state) {
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
        let seam = self.glued.get(&tokens.start).map_or(0, |(seam, _)| *seam);
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

    /// True when a run reads as a person's full name: two to six words, none of which names a body or an outlet.
    pub(super) fn is_person(&self, run: &Run) -> bool {
        run.person
    }

    fn reads_as_person(&self, run: &Run) -> bool {
        let parts = &run.parts;
        let thing = |part: &String| {
            nouns::is_body(part) || nouns::is_outlet(part) || nouns::is_group(part) || is_geography(part)
        };
        (2..=6).contains(&parts.len())
            && (self.titled(run) || !parts.iter().any(thing))
            && !parts.iter().all(|part| is_title_word(part))
            && self.registry.by_name(&self.name(run)).is_none_or(|entry| entry.kind == SourceKind::Person)
            && self.registry.by_adjective(&parts[0]).is_none()
            && !parts.last().is_some_and(|last| is_whole_office(last))
            && !has_acronym(&self.name(run))
            && !parts.iter().any(|part| part.chars().any(|c| c.is_ascii_digit()))
    }

    /// True when a title stands before the name.
    pub(super) fn titled(&self, run: &Run) -> bool {
        run.name_start > run.tokens.start
            && (run.tokens.start..run.name_start)
                .any(|at| is_title_word(self.lower(at)) || is_portfolio(self.lower(at)))
    }

    /// True when a single name stands with a capital inside a sentence as well, where nothing but a name has one.
    pub(super) fn seen_inside(&self, part: &str) -> bool {
        self.by_part.get(part).into_iter().flatten().any(|&at| {
            let start = self.runs[at].tokens.start;
            start > self.sentence_start(start) && self.document.quoted[start] == self.document.quoted[start - 1]
        })
    }

    pub(super) fn sentence_start(&self, token: usize) -> usize {
        let at = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        self.document.sentences.get(at).map_or(token, |sentence| sentence.tokens.start)
    }
}

/// Endings that make adjectives of the names of states.
const ADJECTIVE_ENDINGS: [&str; 10] = ["n", "ian", "an", "ean", "i", "ese", "ish", "nian", "", "ic"];

/// Adjectives that no ending makes.
fn irregular_adjective(state: &str) -> Option<&'static str> {
    Some(match state {
        "United States" => "US",
        "United Kingdom" | "Britain" => "British",
        "France" => "French",
        "Netherlands" => "Dutch",
        "Greece" => "Greek",
        "Switzerland" => "Swiss",
        "Denmark" => "Danish",
        "Ireland" => "Irish",
        "Poland" => "Polish",
        "Finland" => "Finnish",
        "Norway" => "Norwegian",
        "Spain" => "Spanish",
        "Thailand" => "Thai",
        "Philippines" => "Philippine",
        "Turkey" => "Turkish",
        "Cyprus" => "Cypriot",
        "Sweden" => "Swedish",
        "Portugal" => "Portuguese",
        "Iceland" => "Icelandic",
        "Wales" => "Welsh",
        "United Arab Emirates" => "Emirati",
        "United Nations" => "UN",
        "European Union" => "EU",
        _ => return None,
    })
}
