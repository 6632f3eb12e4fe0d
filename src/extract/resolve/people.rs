//! What an article tells of the persons in it: the fullest name, the role, he or she.

use super::names::{Cast, Gender, Run};
use super::words::{ends_title, is_family_first, is_he, is_patronymic, is_she};
use crate::extract::nouns;
use crate::extract::tokens::TokenKind;

/// What an article tells of one person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The fullest form of the name.
    pub(super) name: String,
    /// As printed where it first stands.
    pub(super) role: Option<String>,
    pub(super) gender: Option<Gender>,
}

impl Cast<'_> {
    /// The run that gives the fullest form of the name `parts`, for a mention at token `place`.
    pub(super) fn fullest(&self, parts: &[String], place: usize) -> Option<&Run> {
        let last = parts.last()?;
        let candidates = self.by_part.get(last)?;
        // "J. Reth" is James Reth.
        let has = |run: &Run, part: &String| {
            run.parts.contains(part)
                || part.strip_suffix('.').is_some_and(|initial| {
                    initial.chars().count() == 1 && run.parts.iter().any(|other| other.starts_with(initial))
                })
        };
        let shortened = parts.len() > 1 && parts.iter().any(|part| part.ends_with('.'));
        let fits = |run: &&Run| {
            run.parts.len() > 1
                && !(shortened && run.parts == parts)
                && parts.iter().all(|part| has(run, part))
                && self.is_person(run)
        };
        let ends = |run: &&Run| run.parts.last() == Some(last);
        let starts = |run: &&Run| run.parts.first() == Some(last) && self.family_first(run);
        let inside = |run: &&Run| parts.len() == 1 && run.parts.len() > 2 && run.parts[1..].contains(last);
        let runs = || candidates.iter().map(|&at| &self.runs[at]);
        let before = |run: &&Run| run.tokens.start <= place;
        runs()
            .filter(before)
            .filter(fits)
            .rfind(ends)
            .or_else(|| runs().filter(fits).find(ends))
            .or_else(|| runs().filter(before).filter(fits).rfind(starts))
            .or_else(|| runs().filter(fits).find(inside))
            .or_else(|| self.by_given_name(parts))
    }

    /// "Oleh says", where the article gives one full name that starts so and no other.
    fn by_given_name(&self, parts: &[String]) -> Option<&Run> {
        let [given] = parts else { return None };
        let mut bearers = self
            .by_part
            .get(given)?
            .iter()
            .map(|&at| &self.runs[at])
            .filter(|run| run.parts.len() > 1 && run.parts[0] == *given && self.is_person(run));
        let first = bearers.next()?;
        bearers.all(|other| other.parts == first.parts).then_some(first)
    }

    /// "Kim Jong Un", "Yoon Suk-yeol", "Reth Ivan Petrovich": the family name stands first.
    fn family_first(&self, run: &Run) -> bool {
        run.parts.first().is_some_and(|first| is_family_first(first))
            || run.parts.last().is_some_and(|last| is_patronymic(last))
    }

    /// What the article tells of the person whose full name a run gives.
    pub(super) fn person(&self, run: &Run) -> Person {
        let runs: Vec<&Run> = self
            .by_part
            .get(run.parts.last().map_or("", String::as_str))
            .into_iter()
            .flatten()
            .map(|&at| &self.runs[at])
            .filter(|other| {
                other.parts.last() == run.parts.last() && (other.parts.len() == 1 || other.parts == run.parts)
            })
            .take(40)
            .collect();
        let role = runs.iter().find_map(|run| self.role(run));
        let title = runs.iter().find_map(|run| {
            (run.tokens.start..run.name_start).find_map(|at| match self.lower(at) {
                "mr" | "sir" | "lord" | "king" | "prince" | "sheikh" | "father" => Some(Gender::He),
                "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" => Some(Gender::She),
                _ => None,
            })
        });
        let by_role = role.as_deref().and_then(gender_of_role);
        let by_form = run.parts.iter().skip(1).find_map(|part| gender_of_form(part));
        let by_name = run.parts.first().and_then(|first| {
            let first = first.split('-').next().unwrap_or_default();
            match (is_he(first), is_she(first)) {
                (true, false) => Some(Gender::He),
                (false, true) => Some(Gender::She),
                _ => None,
            }
        });
        Person { name: self.name(run), role, gender: title.or(by_role).or(by_form).or(by_name) }
    }

    /// "Orvania's" before a title.
    fn owner_start(&self, at: usize, sentence_start: usize) -> usize {
        if at < sentence_start + 2 || self.document.tokens[at - 1].kind != TokenKind::Possessive {
            return at;
        }
        let mut start = at - 1;
        while start > sentence_start
            && at - start < 5
            && self.capital(start - 1)
            && !nouns::is_determiner(self.lower(start - 1))
        {
            start -= 1;
        }
        if start == at - 1 { at } else { start }
    }

    /// The role as printed beside one run: before it ("US spokesman Bo Oru"), or between commas on either side.
    fn role(&self, run: &Run) -> Option<String> {
        let start = run.tokens.start;
        let sentence_start = self.sentence_start(start);
        // "US National Security Council spokesman" + name.
        if start > sentence_start
            && nouns::is_role(self.lower(start - 1))
            && self.document.quoted[start] == self.document.quoted[start - 1]
        {
            let mut first = start - 1;
            while first > sentence_start && start - first < 9 {
                let token = &self.document.tokens[first - 1];
                let word = token.lower.as_str();
                if token.kind == TokenKind::Mark
                    || (!token.capital && crate::extract::cues::is_verb(word))
                    || nouns::is_determiner(word)
                    || (nouns::is_preposition(word) && word != "of")
                    || nouns::is_auxiliary(word)
                    || matches!(word, "and" | "but" | "that" | "told" | "said" | "says" | "when" | "met")
                {
                    break;
                }
                first -= 1;
            }
            return Some(self.words(first..run.name_start));
        }
        // "Secretary of State Bo Oru", "Prime Minister of Orvania Bo Oru".
        let office = self.office_before(run.tokens.start).filter(|_| self.is_person(run));
        if let Some(first) = office {
            return Some(self.words(self.owner_start(first, sentence_start)..run.name_start));
        }
        if self.titled(run) && !matches!(self.lower(run.tokens.start), "mr" | "mrs" | "ms" | "miss" | "dr") {
            // "Defence Secretary Bo Oru", "Orvania's President Bo Oru".
            let owned = self.owner_start(run.tokens.start, sentence_start);
            return Some(self.words(owned..run.name_start));
        }
        // "the Tessian prime minister, Odile Varren": between "the" and the comma.
        if start >= 2 + sentence_start
            && self.lower(start - 1) == ","
            && matches!(self.lower(run.tokens.end), "," | "." | "and")
        {
            let mut first = start - 1;
            while first > sentence_start && start - first < 12 {
                let token = &self.document.tokens[first - 1];
                // "The head of the league".
                let inner = matches!(token.lower.as_str(), "the" | "its" | "their")
                    && first >= 2
                    && matches!(self.lower(first - 2), "of" | "for" | "at" | "in");
                if token.kind == TokenKind::Mark
                    || !inner
                        && matches!(
                            token.lower.as_str(),
                            "the"
                                | "a"
                                | "an"
                                | "his"
                                | "her"
                                | "its"
                                | "whose"
                                | "by"
                                | "to"
                                | "said"
                                | "with"
                                | "from"
                                | "told"
                        )
                {
                    break;
                }
                first -= 1;
            }
            let last_word = (first..start - 1)
                .find(|&at| matches!(self.lower(at), "of" | "for" | "in" | "to"))
                .unwrap_or(start - 1);
            let verb = (first..start - 1).any(|at| {
                nouns::is_auxiliary(self.lower(at))
                    || matches!(self.lower(at), "when" | "as" | "while" | "after" | "if")
            });
            let role = first < last_word
                && (nouns::is_role(self.lower(last_word - 1)) || ends_title(self.lower(last_word - 1)));
            if !verb && role && start - 1 - first <= 10 {
                return Some(self.words(first..start - 1));
            }
        }
        self.apposition(run)
    }

    /// "Ama Reth, head of the league,", "Ama Reth, 45, a pollster from Hollin,", "Ama Reth (head of the league)".
    fn apposition(&self, run: &Run) -> Option<String> {
        let mut first = run.tokens.end;
        if is_suffix_dot(self.lower(first), self.lower(first - 1)) {
            first += 1;
        }
        let bracket = self.lower(first) == "(";
        if !bracket && self.lower(first) != "," {
            return None;
        }
        first += 1;
        // The age.
        let age = self.document.tokens.get(first).is_some_and(|token| token.kind == TokenKind::Number);
        if age && self.lower(first + 1) == "," {
            first += 2;
        }
        let determined = matches!(self.lower(first), "the" | "a" | "an" | "his" | "her" | "its" | "their");
        if determined {
            first += 1;
        }
        let limit = self.document.tokens.len().min(first + LONGEST_ROLE);
        let ends = |at: usize| {
            let word = self.lower(at);
            matches!(
                word,
                "," | "." | ";" | ":" | "who" | "whose" | "which" | "—" | "–" | "told" | "said" | "says" | "that"
            ) || (bracket && word == ")")
                || self.document.quoted[at] != self.document.quoted[run.tokens.end]
        };
        let mut end = (first..limit).find(|&at| ends(at)).unwrap_or(limit);
        if end == limit {
            // Cut where it joins another office rather than within a name.
            end = (first..limit).rfind(|&at| self.lower(at) == "and").unwrap_or(limit);
        }
        let head = (first..end).find(|&at| nouns::is_preposition(self.lower(at))).unwrap_or(end);
        if head <= first || head - first > 7 {
            return None;
        }
        let noun = self.lower(head - 1);
        let lower = !self.capital(head - 1);
        let role = nouns::is_role(noun)
            || nouns::is_title(noun) && lower
            || ends_title(noun)
            || (determined && lower && names_a_trade(noun));
        let verb = (first..end).any(|at| nouns::is_auxiliary(self.lower(at)));
        (role && !verb).then(|| self.words(first..end))
    }
}

/// A role of more words is cut.
const LONGEST_ROLE: usize = 18;

fn is_suffix_dot(word: &str, before: &str) -> bool {
    word == "." && super::words::is_suffix(before)
}

/// "pollster", "sociologist", "ombudsman": one person by the ending.
fn names_a_trade(noun: &str) -> bool {
    noun.chars().count() >= 5
        && ["er", "or", "ist", "ian", "man", "woman", "person", "ster", "eer", "yst", "ant"]
            .iter()
            .any(|ending| noun.ends_with(ending))
        && !matches!(
            noun,
            "former"
                | "number"
                | "winter"
                | "summer"
                | "october"
                | "november"
                | "december"
                | "september"
                | "matter"
                | "order"
                | "power"
                | "tower"
                | "river"
                | "border"
                | "centre"
                | "center"
                | "corner"
                | "member's"
                | "year"
                | "paper"
                | "newspaper"
                | "sector"
                | "factor"
                | "restaurant"
                | "plant"
                | "quarter"
        )
}

/// He or she by the form of a family name or patronymic.
fn gender_of_form(part: &str) -> Option<Gender> {
    let long = part.chars().count() >= 6;
    let ends = |endings: &[&str]| endings.iter().any(|ending| part.ends_with(ending));
    match long {
        true if ends(&["ovna", "evna", "ivna", "skaya", "skaia", "ova", "eva", "ska"]) => Some(Gender::She),
        true if ends(&["ovich", "evich", "ovych", "evych", "sky", "skyy", "skiy", "skyi"]) => Some(Gender::He),
        _ => None,
    }
}

/// He or she by the words of a role ("spokeswoman", "King").
pub(super) fn gender_of_role(role: &str) -> Option<Gender> {
    let role = role.to_lowercase();
    let mut words = role.split(|c: char| !c.is_alphanumeric()).take_while(|word| !matches!(*word, "of" | "for" | "to"));
    words.find_map(|word| match word {
        "mother" | "widow" | "wife" | "sister" | "daughter" | "queen" | "princess" | "girl" => Some(Gender::She),
        "father" | "husband" | "brother" | "son" | "king" | "prince" | "boy" => Some(Gender::He),
        word if word.ends_with("woman") => Some(Gender::She),
        word if word.ends_with("man")
            && !matches!(word, "german" | "human" | "roman" | "ottoman" | "woman" | "oman") =>
        {
            Some(Gender::He)
        }
        _ => None,
    })
}
