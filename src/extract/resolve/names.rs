//! The cast of an article: every run of capitalised words, with title, role and whether it reads as he or she.

use std::collections::HashMap;
use std::ops::Range;

use super::registry;
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
}

/// What an article tells of one person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The fullest form of the name.
    pub(super) name: String,
    /// As printed where it first stands.
    pub(super) role: Option<String>,
    pub(super) gender: Option<Gender>,
}

/// Every run of an article, and the persons among them by the words of their names.
pub(super) struct Cast<'d> {
    document: &'d Segmented<'d>,
    /// In order of place.
    pub(super) runs: Vec<Run>,
    by_part: HashMap<String, Vec<usize>>,
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
    pub(super) fn of(document: &'d Segmented<'d>) -> Self {
        let mut cast = Self { document, runs: Vec::new(), by_part: HashMap::new(), places: Default::default() };
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

    fn lower(&self, at: usize) -> &str {
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
            || (opens && lower.ends_with("ing") && registry::by_name(shown).is_none())
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
                if next < sentence.end && name_like(next) && end - at <= 3 {
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
            self.by_part.entry(part.clone()).or_default().push(place);
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
        self.runs.push(Run { tokens, name_start, parts });
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
            if registry::by_adjective(&one).is_some()
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
        let parts = &run.parts;
        (2..=5).contains(&parts.len())
            && !parts.iter().any(|part| {
                (nouns::is_body(part) || nouns::is_outlet(part) || nouns::is_group(part) || is_geography(part))
                    && !self.titled(run)
            })
            && registry::by_name(&self.name(run)).is_none()
            && registry::by_adjective(&parts[0]).is_none()
            && !parts.iter().any(|part| part.chars().any(|c| c.is_ascii_digit()))
    }

    /// True when a title stands before the name.
    pub(super) fn titled(&self, run: &Run) -> bool {
        run.name_start > run.tokens.start
            && (run.tokens.start..run.name_start).any(|at| nouns::is_title(self.lower(at)))
    }

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
            .filter(ends)
            .next_back()
            .or_else(|| runs().filter(fits).find(ends))
            .or_else(|| runs().filter(before).filter(fits).filter(starts).next_back())
            .or_else(|| {
                runs().filter(fits).find(|run| parts.len() == 1 && run.parts[1..].contains(last) && run.parts.len() > 2)
            })
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

    /// The role as printed beside one run: before it ("US spokesman John Kirby"), or between commas on either side.
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
                    || (!token.capital && crate::extract::cues::lookup(word).is_some())
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
        // "Kyrylo Budanov, head of …,".
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

    fn sentence_start(&self, token: usize) -> usize {
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
