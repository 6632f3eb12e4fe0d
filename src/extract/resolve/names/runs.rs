//! Runs of capitalised words: where they end, where the name starts in them, and whether it reads as a person's.

use std::ops::Range;

use super::{NameRun, PLACES_OF_A_NAME, PLACES_OF_ALL_FORMS, ProperNames};
use crate::domain::SourceKind;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::resolve::kinds::NameKind;
use crate::extract::resolve::word_forms::{bare_part, has_acronym, is_where_or_whose, names_a_trade};
use crate::extract::tokens::TokenKind;

/// A longer run of capitalised words is a heading, not a title and a name.
const LONGEST_NAME: usize = 14;

impl ProperNames<'_> {
    /// Notes the words that a page ran into the name after them.
    pub(super) fn find_fused(&mut self) {
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
                || lexicon::is_title(&second.to_lowercase());
            if (known || lexicon::is_page_section(&first)) && self.registry.by_name(word).is_none() {
                self.fused.insert(at, (seam, first.len()));
            }
        }
    }

    /// The end of the run that starts at `at`; `at` itself where none does.
    pub(super) fn run_end(&self, at: usize, sentence: Range<usize>) -> usize {
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
            // "Bo Oru Oru": the first word of a mark or a caption behind the name.
            let again = end >= at + 2
                && tokens[end].lower == tokens[end - 1].lower
                && tokens[end].capital
                && !lexicon::is_title_word(&tokens[end - 2].lower);
            if !adjoining
                || again
                || self.document.quoted[end] != self.document.quoted[at]
                || self.fused.contains_key(&end)
                || self.document.is_seam(end)
            {
                break;
            }
            if name_like(end)
                && !(lexicon::is_determiner(&tokens[end].lower) || lexicon::is_speaker_pronoun(&tokens[end].lower))
            {
                end += 1;
            } else if lexicon::is_particle(&tokens[end].lower) {
                let mut next = end + 1;
                while next < sentence.end && lexicon::is_particle(&tokens[next].lower) {
                    next += 1;
                }
                if next < sentence.end && name_like(next) && end - at <= 8 {
                    end = next + 1;
                } else {
                    break;
                }
            } else if tokens[end].lower == "."
                && lexicon::is_title_word(&tokens[end - 1].lower)
                && end + 1 < sentence.end
                && name_like(end + 1)
            {
                end += 1;
            } else if tokens[end].lower == "'"
                && tokens[end].span.start == tokens[end - 1].span.end
                && tokens[end - 1].lower.ends_with('s')
                && end + 1 < sentence.end
                && name_like(end + 1)
                && lexicon::is_body_noun(&tokens[end + 1].lower)
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
        lexicon::is_determiner(lower)
            || self.is_caption(at, sentence_start)
            || (opens
                && lower.ends_with("ing")
                && self.registry.by_name(tokens[at].span.of(self.document.text)).is_none())
            || (opens
                && (lexicon::is_preposition(lower)
                    || lexicon::is_auxiliary(lower)
                    || lexicon::is_clause_opener(lower)
                    || lexicon::is_conditional(lower)
                    || lexicon::is_speaker_pronoun(lower)))
            || lexicon::is_sentence_opener(lower)
    }

    /// A word that a sentence opens with twice before a name: what a page prints for a picture ("Interactive Interactive
    /// Reth said …").
    fn is_caption(&self, at: usize, sentence_start: usize) -> bool {
        let first = sentence_start;
        let twice = self.lower(first) == self.lower(first + 1);
        twice && (at == first || at == first + 1) && self.capital(first + 1) && self.capital(first + 2)
    }

    /// Takes a run in, with the words of its name and what they tell.
    pub(super) fn add(&mut self, mut tokens: Range<usize>, sentence_start: usize) {
        // "Vienna-based IAEA".
        while tokens.len() > 1 && is_where_or_whose(self.lower(tokens.start)) {
            tokens.start += 1;
        }
        let name_start = self.name_start(tokens.clone());
        let mut parts: Vec<String> = (name_start..tokens.end)
            .map(|at| bare_part(self.lower(at)).to_owned())
            .filter(|part| part != ".")
            .collect();
        while parts.len() > 1 && parts.last().is_some_and(|part| lexicon::is_generational_suffix(part)) {
            parts.pop();
        }
        // "Van der Oru" at the head of a sentence.
        while parts.len() > 1 && lexicon::is_leading_particle(&parts[0]) {
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
        if self.reads_as_place(&tokens, &parts, sentence_start) {
            self.places.insert(parts.join(" "));
        }
        self.runs.push(NameRun { tokens, name_start, parts, person: false });
    }

    /// Cuts from names what a page ran into them: an outlet of a credit ("Vell Herald Reth"), a word that opens a sentence
    /// ("Brave Ama Reth"), where the rest is the name of a person whom the article names elsewhere.
    pub(super) fn cut_fronts(&mut self) {
        for at in 0..self.runs.len() {
            let run = &self.runs[at];
            let (start, end) = (run.name_start, run.tokens.end);
            if end - start < 2 || end - start > LONGEST_NAME || run.parts.len() != end - start {
                continue;
            }
            let opens = start == self.sentence_start(start);
            let cut = (1..end - start).find(|&words| {
                let rest = &run.parts[words..];
                let front = self.words(start..start + words);
                let credit = self.registry.by_name(front.rsplit('/').next().unwrap_or_default());
                let credit = credit.is_some_and(|entry| entry.kind == SourceKind::Media);
                let opener = opens && words == 1 && rest.len() >= 2 && !lexicon::is_given_name(&run.parts[0]);
                let page = words == 1 && lexicon::is_picture(&run.parts[0]);
                let signed = front.contains('/') && rest.len() == 1;
                (credit || opener || page || signed) && self.stands_elsewhere(at, rest, credit || page)
            });
            if let Some(words) = cut {
                self.cut_front(at, words);
            }
        }
    }

    /// True where another run is this name, or with `as_part` a full name that ends so.
    fn stands_elsewhere(&self, own: usize, name: &[String], as_part: bool) -> bool {
        let Some(last) = name.last() else { return false };
        self.by_part.get(last).into_iter().flatten().any(|&at| {
            let other = &self.runs[at].parts;
            at != own
                && (other == name || as_part && other.len() > name.len() && other.ends_with(name))
                && self.runs[own].parts != *other
        })
    }

    fn cut_front(&mut self, at: usize, words: usize) {
        let run = &mut self.runs[at];
        run.tokens.start = run.name_start + words;
        run.name_start = run.tokens.start;
        for part in run.parts.drain(..words) {
            if let Some(places) = self.by_part.get_mut(&part) {
                places.retain(|place| *place != at);
            }
        }
    }

    /// A single name behind a preposition of place, one that owns a body ("Vell's foreign ministry"), and a dateline in
    /// capitals.
    fn reads_as_place(&self, tokens: &Range<usize>, parts: &[String], sentence_start: usize) -> bool {
        let before = tokens.start.checked_sub(1).filter(|_| tokens.start > sentence_start);
        let located = before.is_some_and(|before| lexicon::is_place_preposition(self.lower(before)));
        if located && parts.len() == tokens.len() {
            return true;
        }
        if parts.len() != 1 || tokens.len() != 1 {
            return false;
        }
        let is_word = |at: usize| self.token(at).is_some_and(|token| token.kind == TokenKind::Word);
        let owns_body = self.possessive(tokens.end)
            && (1..=4)
                .take_while(|step| *step == 1 || is_word(tokens.end + step - 1))
                .any(|step| lexicon::is_body_noun(self.lower(tokens.end + step)));
        let dateline = tokens.start == sentence_start && self.lower(tokens.end) == ",";
        owns_body || dateline && self.span(tokens.clone()).of(self.document.text).chars().all(char::is_uppercase)
    }

    /// Leaves out "Ukrainian President", "Lt. Gen.", "FBI Assistant Director" before a name.
    fn name_start(&self, tokens: Range<usize>) -> usize {
        if tokens.len() > LONGEST_NAME {
            return tokens.start;
        }
        let all_titles = |range: Range<usize>| {
            range
                .into_iter()
                .all(|at| self.lower(at) == "." || lexicon::is_title_word(self.lower(at)) || self.is_body(at))
        };
        if all_titles(tokens.clone()) {
            return tokens.start;
        }
        let mut start = tokens.start;
        for at in tokens.start..tokens.end - 1 {
            let after_title = self.lower(at) == "." && (at == start);
            let title = lexicon::ends_title(self.lower(at))
                && !all_titles(at + 1..tokens.end)
                && !(at + 1..tokens.end).any(|rest| self.is_body(rest) && !lexicon::ends_title(self.lower(rest)))
                && !lexicon::is_generational_suffix(self.lower(at + 1));
            if title || after_title {
                start = at + 1;
            }
        }
        if start > tokens.start {
            // "Col. Retired Bo Oru".
            return self.given_name_behind(&(start..tokens.end)).unwrap_or(start);
        }
        if let Some(start) = self.after_portfolio(&tokens) {
            return start;
        }
        if let Some(given) = self.given_name_behind(&tokens) {
            return given;
        }
        let adjective = self.words(start..start + 1);
        let names_person =
            tokens.len() > 2 && self.registry.by_adjective(&adjective).is_some() && self.is_first_name(start + 1);
        if names_person && !(start + 1..tokens.end).any(|at| self.is_body(at)) { start + 1 } else { start }
    }

    /// "California Democrat Ama Reth", "US Ama Reth", "Herald Online Ama Reth", "Security Council Ama Reth": where a given name
    /// and a family name follow words of which one is a state's, a party's, an office's, a body's or an outlet's.
    fn given_name_behind(&self, tokens: &Range<usize>) -> Option<usize> {
        if tokens.len() < 3 || self.is_first_name(tokens.start) {
            return None;
        }
        let given = (tokens.start + 1..tokens.end - 1).find(|&at| self.is_first_name(at))?;
        if (given..tokens.end).any(|at| self.is_body(at)) {
            return None;
        }
        let no_name = |at: usize| {
            let words = self.words(at..at + 1);
            let known = self.registry.by_name(&words).is_some_and(|entry| entry.kind != SourceKind::Person);
            known
                || self.is_body(at)
                || self.registry.by_adjective(&words).is_some()
                || lexicon::is_title_word(self.lower(at))
                || lexicon::is_party_word(self.lower(at))
                || names_a_trade(self.lower(at))
                || self.is_body(at)
        };
        let front = self.registry.by_name(&self.words(tokens.start..given));
        let front = front.is_some_and(|entry| entry.kind != SourceKind::Person);
        (front || (tokens.start..given).any(no_name)).then_some(given)
    }

    /// A body or an outlet by its noun.
    fn is_body(&self, at: usize) -> bool {
        lexicon::is_body_noun(self.lower(at)) || lexicon::is_outlet_noun(self.lower(at))
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
                None if lexicon::is_portfolio(self.lower(start)) => start += 1,
                None => break,
            }
        }
        if start == tokens.start && tokens.len() > 2 && !self.is_first_name(start) {
            start = tokens.end - 2;
            while start > tokens.start + 1 && lexicon::is_particle(self.lower(start)) {
                start -= 1;
            }
        }
        (start > tokens.start && !(start..tokens.end).any(|at| self.is_body(at))).then_some(start)
    }

    /// The office that goes on with "of" or "for" right before `at`, where it is one.
    pub(in crate::extract::resolve) fn office_before(&self, at: usize) -> Option<usize> {
        let office = self.office_start(at)?;
        (office..at).any(|at| lexicon::ends_title(self.lower(at))).then_some(office)
    }

    /// Where an office starts that goes on with "of" or "for" right before `at`: "Secretary of", "president of".
    fn office_start(&self, at: usize) -> Option<usize> {
        let sentence = self.sentence_start(at);
        let joins = |at: usize| matches!(self.lower(at), "of" | "for" | "on" | "to" | "at" | "and");
        // "Ambassador to the United Nations".
        let behind_the = at >= sentence + 3 && self.lower(at - 1) == "the" && joins(at - 2);
        // "of Reth's council": the owner belongs to the office.
        let owned = at >= sentence + 3 && self.possessive(at - 1) && self.capital(at - 2) && joins(at - 3);
        let end = if owned { at - 2 } else { at - usize::from(behind_the) };
        let mut start = end;
        while start >= sentence + 2 && joins(start - 1) {
            let mut word = start - 1;
            let limit = sentence.max(word.saturating_sub(6));
            while word > limit
                && self.token(word - 1).is_some_and(|token| token.kind == TokenKind::Word)
                && !lexicon::is_determiner(self.lower(word - 1))
                && (self.capital(word - 1) || (word == start - 1 && lexicon::is_person_noun(self.lower(word - 1))))
            {
                word -= 1;
            }
            // "Secretary for Trade and Industry"; not "President Oru and".
            let goes_on = word >= sentence + 2 && joins(word - 1);
            if word == start - 1 || self.lower(start - 1) == "and" && !goes_on {
                break;
            }
            start = word;
        }
        (start < end).then_some(start)
    }

    fn is_first_name(&self, at: usize) -> bool {
        lexicon::is_given_name(self.lower(at).split('-').next().unwrap_or_default())
    }

    /// Two to six words that may be a person's full name, and are by a title, by the registry or by all that is true of them.
    pub(in crate::extract::resolve) fn reads_as_person(&self, run: &NameRun) -> bool {
        let parts = &run.parts;
        let entry = || self.registry.by_name(&self.name(run));
        let may_be = (2..=6).contains(&parts.len())
            && !parts.iter().all(|part| lexicon::is_title_word(part))
            && entry().is_none_or(|entry| entry.kind == SourceKind::Person)
            && self.registry.by_adjective(&parts[0]).is_none()
            && !parts.last().is_some_and(|last| lexicon::is_bare_office(last) || self.names_several(last))
            && !has_acronym(&self.name(run))
            && !parts.iter().any(|part| part.chars().any(|c| c.is_ascii_digit() || c == '/'))
            && !parts.iter().any(|part| is_word_of_grammar(part))
            && !self.names_several(&parts[0])
            && !parts.last().is_some_and(|last| lexicon::is_place_noun(last))
            && !(parts[0] == "en" && parts[1] == "route")
            && (lexicon::is_given_name(&parts[0]) || !parts.last().is_some_and(|last| names_a_thing(last)));
        let guessed = || self.kind(run).is_some_and(|guess| guess.kind == NameKind::Person);
        let titled = self.titled(run) && !parts.iter().any(|part| lexicon::is_body_noun(part));
        may_be && (titled || entry().is_some() || guessed())
    }

    /// "Labour MPs", "Senate Republicans", "Jubilant Ukrainians".
    fn names_several(&self, last: &str) -> bool {
        let one = last.strip_suffix('s').unwrap_or_default();
        lexicon::is_group_noun(last)
            || lexicon::is_plural_person(last)
            || self.registry.is_people(last)
            || lexicon::is_bare_office(one)
            || lexicon::is_party_word(one)
    }
}

/// "Your Irish", "Order On Measures", "I’m Ama Reth": words of headings and speech inside a run of capitals.
pub(in crate::extract::resolve) fn is_word_of_grammar(word: &str) -> bool {
    let contracted = ["’m", "’ll", "’ve", "’re", "'m", "'ll", "'ve", "'re"].iter().any(|end| word.ends_with(end));
    contracted
        || lexicon::is_pronoun(word)
        || lexicon::is_causative_verb(word)
        || lexicon::is_preposition(word) && !lexicon::is_particle(word)
}

/// "Quarterly Meeting", "Threat Assessment".
fn names_a_thing(last: &str) -> bool {
    lexicon::is_event_word(last) || lexicon::is_document(last)
}
