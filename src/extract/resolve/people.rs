//! What an article tells of the persons in it: the fullest name, the role, he or she.

use super::names::{Cast, Gender, Run};
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
        let fits = |run: &&Run| {
            run.parts.len() > 1 && parts.iter().all(|part| run.parts.contains(part)) && self.is_person(run)
        };
        let ends = |run: &&Run| run.parts.last() == Some(last);
        let starts = |run: &&Run| run.parts.first() == Some(last) && self.family_first(run);
        let runs = || candidates.iter().map(|&at| &self.runs[at]);
        let before = |run: &&Run| run.tokens.start <= place;
        runs()
            .filter(before)
            .filter(fits)
            .rfind(ends)
            .or_else(|| runs().filter(fits).find(ends))
            .or_else(|| runs().filter(before).filter(fits).rfind(starts))
            .or_else(|| {
                runs().filter(fits).find(|run| parts.len() == 1 && run.parts[1..].contains(last) && run.parts.len() > 2)
            })
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

    /// "Kim Jong Un", "Yoon Suk-yeol", "Xi Jinping": the family name stands first.
    fn family_first(&self, run: &Run) -> bool {
        matches!(
            run.parts.first().map(String::as_str),
            Some(
                "kim"
                    | "lee"
                    | "park"
                    | "yoon"
                    | "choi"
                    | "cho"
                    | "moon"
                    | "han"
                    | "shin"
                    | "jung"
                    | "jeong"
                    | "kang"
                    | "xi"
                    | "wang"
                    | "li"
                    | "zhang"
                    | "liu"
                    | "chen"
                    | "lin"
                    | "mao"
                    | "guo"
                    | "dong"
                    | "qin"
                    | "lai"
                    | "tsai"
                    | "nguyen"
                    | "tran"
                    | "pham"
                    | "jang"
                    | "ri"
                    | "yang"
                    | "zhao"
                    | "wu"
                    | "he"
                    | "hu"
            )
        )
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
        let by_name = run.parts.first().and_then(|first| {
            let first = first.split('-').next().unwrap_or_default();
            match (nouns::is_he(first), nouns::is_she(first)) {
                (true, false) => Some(Gender::He),
                (false, true) => Some(Gender::She),
                _ => None,
            }
        });
        Person { name: self.name(run), role, gender: title.or(by_role).or(by_name) }
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
        if self.titled(run) && !matches!(self.lower(run.tokens.start), "mr" | "mrs" | "ms" | "miss" | "dr") {
            let mut first = run.tokens.start;
            // "Secretary of State Antony Blinken".
            if first >= sentence_start + 2 && self.lower(first - 1) == "of" && self.document.tokens[first - 2].capital {
                first -= 2;
                while first > sentence_start
                    && self.document.tokens[first - 1].capital
                    && !nouns::is_determiner(self.lower(first - 1))
                {
                    first -= 1;
                }
            }
            return Some(self.words(first..run.name_start));
        }
        // "the Tessian prime minister, Odile Varren": between "the" and the comma.
        if start >= 2 + sentence_start
            && self.lower(start - 1) == ","
            && matches!(self.lower(run.tokens.end), "," | "." | "and")
        {
            let mut first = start - 1;
            while first > sentence_start && start - first < 12 {
                let token = &self.document.tokens[first - 1];
                if token.kind == TokenKind::Mark
                    || matches!(
                        token.lower.as_str(),
                        "the" | "a" | "an" | "his" | "her" | "its" | "by" | "to" | "said" | "with" | "from" | "told"
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
            if !verb && first < last_word && nouns::is_role(self.lower(last_word - 1)) && start - 1 - first <= 10 {
                return Some(self.words(first..start - 1));
            }
        }
        // "Ama Reth, head of the league,".
        if self.lower(run.tokens.end) == "," {
            let mut first = run.tokens.end + 1;
            if matches!(self.lower(first), "the" | "a" | "an" | "his" | "her" | "its" | "their") {
                first += 1;
            }
            let limit = self.document.tokens.len().min(first + 18);
            let end = (first..limit)
                .find(|&at| {
                    matches!(
                        self.lower(at),
                        "," | "." | ";" | ":" | "who" | "whose" | "which" | "—" | "–" | "told" | "said" | "that"
                    ) || self.document.quoted[at] != self.document.quoted[run.tokens.end]
                })
                .unwrap_or(limit);
            let head = (first..end).find(|&at| nouns::is_preposition(self.lower(at))).unwrap_or(end);
            let role = head > first
                && (nouns::is_role(self.lower(head - 1))
                    || nouns::is_title(self.lower(head - 1)) && !self.document.tokens[head - 1].capital);
            let verb = (first..end).any(|at| nouns::is_auxiliary(self.lower(at)));
            if role && !verb && head - first <= 7 {
                return Some(self.words(first..end));
            }
        }
        None
    }
}

/// He or she by the words of a role ("spokeswoman", "King").
pub(super) fn gender_of_role(role: &str) -> Option<Gender> {
    role.to_lowercase().split(|c: char| !c.is_alphanumeric()).find_map(|word| match word {
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
