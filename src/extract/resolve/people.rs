//! Collects what an article tells of the persons in it: the fullest name, the role and the gender.

use super::names::{Gender, NameRun, PLACES_OF_A_NAME, ProperNames};
use super::word_forms::{gender_of_form, is_patronymic, names_a_trade};
use crate::extract::tokens::TokenKind;
use crate::extract::{cues, lexicon};
use crate::registry::Entry;

/// What an article tells of one person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The fullest form of the name.
    pub(super) name: String,
    /// The role, as printed at its first occurrence.
    pub(super) role: Option<String>,
    /// The gender; `None` if the article does not tell it.
    pub(super) gender: Option<Gender>,
}

impl ProperNames<'_> {
    /// The run that gives the fullest form of the name `parts`, for a mention at token `place`.
    pub(super) fn fullest(&self, parts: &[String], place: usize) -> Option<&NameRun> {
        let last = parts.last()?;
        let candidates = self.by_part.get(last)?;
        if parts.len() == 1 && self.is_of_the_office_holder(last) {
            return None;
        }
        // "J. Reth" is James Reth.
        let has = |run: &NameRun, part: &String| {
            run.parts.contains(part)
                || part.strip_suffix('.').is_some_and(|initial| {
                    initial.chars().count() == 1 && run.parts.iter().any(|other| other.starts_with(initial))
                })
        };
        let shortened = parts.len() > 1 && parts.iter().any(|part| part.ends_with('.'));
        let fits = |run: &&NameRun| {
            run.parts.len() > 1
                && !(shortened && run.parts == parts)
                && parts.iter().all(|part| has(run, part))
                && self.is_person(run)
        };
        let ends = |run: &&NameRun| run.parts.last() == Some(last);
        let starts = |run: &&NameRun| run.parts.first() == Some(last) && self.family_first(run);
        let inside = |run: &&NameRun| parts.len() == 1 && run.parts.len() > 2 && run.parts[1..].contains(last);
        let runs = || candidates.iter().map(|&at| &self.runs[at]);
        let best =
            |kind: &dyn Fn(&&NameRun) -> bool| self.best_known(runs().filter(fits).filter(|run| kind(run)), place);
        best(&ends)
            .or_else(|| best(&starts))
            .or_else(|| runs().filter(fits).find(inside))
            .or_else(|| self.by_given_name(parts))
    }

    /// The registry's bearer of a lone surname, by the name alone or by the office that the article prints with it.
    fn known_bearer(&self, surname: &str) -> Option<&str> {
        let known = self.bearer_by_name(surname).or_else(|| self.bearer_by_office(surname));
        known.map(|entry| entry.name.as_str())
    }

    fn bearer_by_name(&self, surname: &str) -> Option<&Entry> {
        let mut letters = surname.chars();
        let name: String = letters.next()?.to_uppercase().chain(letters).collect();
        self.registry.person(&name)
    }

    /// "President Reth": who bore the title on the day on which the article was printed.
    pub(super) fn bearer_by_office(&self, surname: &str) -> Option<&Entry> {
        self.offices_of(surname).find_map(|run| self.holder_of_the_day(run))
    }

    /// Who bore the name and the title of a run on the day on which the article was printed; not "former President Reth".
    pub(super) fn holder_of_the_day(&self, run: &NameRun) -> Option<&Entry> {
        let [surname] = run.parts.as_slice() else { return None };
        let title = self.words(run.tokens.start..run.name_start);
        let before = run.tokens.start.checked_sub(1).map_or("", |at| self.lower(at));
        let past = |word: &str| lexicon::is_past_marker(&word.to_lowercase());
        if title.is_empty() || past(before) || title.split([' ', '-']).any(past) {
            return None;
        }
        self.registry.office_holder(surname, &title, self.printed.state.as_deref(), self.printed.day?)
    }

    /// The same for a name that stands at `run`: "Mrs Reth" is no man of that name, and "President Reth" nobody else than who
    /// bore the title on that day, unless the article gives another bearer of it in full.
    pub(super) fn fullest_of(&self, run: &NameRun) -> Option<&NameRun> {
        if let Some(holder) = self.holder_of_the_day(run) {
            let title = self.lower(run.name_start - 1);
            let bears = |other: &&NameRun| {
                let known = self.registry.person(&self.name(other)).is_some_and(|entry| entry.name == holder.name);
                // Not "son of President Oru".
                let office =
                    |role: String| role.to_lowercase().split(" of ").next().is_some_and(|head| head.contains(title));
                known || self.role(other).is_some_and(office)
            };
            let full = self.by_part.get(&run.parts[0]).into_iter().flatten().map(|&at| &self.runs[at]);
            return full.filter(|other| other.parts.len() > 1 && self.is_person(other)).find(bears);
        }
        // "Ambassador Kim" beside "Kim Jong Un": many bear a family name that stands first.
        let rules_out = |full: &&NameRun| {
            let title = self.words(run.tokens.start..run.name_start);
            let office = !title.is_empty() && lexicon::is_office(self.lower(run.name_start - 1));
            let known = self.registry.person(&self.name(full));
            office && full.parts.last() != run.parts.last() && known.is_some_and(|entry| !entry.may_be_called(&title))
        };
        if self.fullest(&run.parts, run.tokens.start).as_ref().is_some_and(rules_out) {
            return None;
        }
        let (Some(told), [surname]) = (self.gender_of_titles(run), run.parts.as_slice()) else {
            return self.fullest(&run.parts, run.tokens.start);
        };
        let bearers = self.by_part.get(surname).into_iter().flatten().map(|&at| &self.runs[at]);
        let mut bearers = bearers
            .filter(|other| other.parts.len() > 1 && other.parts.last() == Some(surname) && self.is_person(other));
        let fits = |other: &NameRun| self.person(other).gender.is_none_or(|gender| gender == told);
        match self.fullest(&run.parts, run.tokens.start) {
            Some(full) if !fits(full) => bearers.find(|other| fits(other)),
            full => full,
        }
    }

    /// "President Reth" of an article that names only his son in full: the surname alone is the office-holder's. Where only
    /// the office tells who that is, it stands there more often than the full names of others.
    fn is_of_the_office_holder(&self, surname: &str) -> bool {
        let Some(known) = self.known_bearer(surname) else { return false };
        let full = || {
            let runs = self.by_part.get(surname).into_iter().flatten().map(|&at| &self.runs[at]);
            runs.filter(|run| run.parts.len() > 1 && self.is_person(run))
        };
        let named = |run: &NameRun| self.registry.person(&self.name(run)).is_some_and(|entry| entry.name == known);
        let offices = self.offices_of(surname).count();
        let least = if self.bearer_by_name(surname).is_some() { 0 } else { full().count() };
        offices > least && !full().any(named)
    }

    /// The places where a lone surname stands behind an office ("President Reth").
    fn offices_of(&self, surname: &str) -> impl Iterator<Item = &NameRun> {
        let runs = self.by_part.get(surname).into_iter().flatten().map(|&at| &self.runs[at]);
        runs.filter(|run| {
            run.parts.len() == 1 && self.titled(run) && !lexicon::is_courtesy_title(self.lower(run.tokens.start))
        })
    }

    /// Of several bearers of a name the one whom the article is about: known to the registry or with a role, named in full
    /// most often, then last before `place`. The run is his last one before `place`, else his first.
    fn best_known<'r>(&self, bearers: impl Iterator<Item = &'r NameRun>, place: usize) -> Option<&'r NameRun> {
        let mut groups: Vec<Vec<&NameRun>> = Vec::new();
        for run in bearers {
            match groups.iter_mut().find(|group| group[0].parts == run.parts) {
                Some(group) => group.push(run),
                None => groups.push(vec![run]),
            }
        }
        // "President Reth" beside "Ida Reth" names the office-holder.
        let surname = groups.first().and_then(|group| group[0].parts.last().cloned()).unwrap_or_default();
        let offices = self.offices_of(&surname).count();
        let holder = self.known_bearer(&surname);
        let before = |group: &[&'r NameRun]| group.iter().rfind(|run| run.tokens.start <= place).copied();
        let known = |group: &[&NameRun]| {
            let entry = self.registry.person(&self.name(group[0])).is_some();
            let role = group.iter().any(|run| self.titled(run) || self.role(run).is_some());
            let holds = holder.is_some_and(|holder| {
                self.registry.person(&self.name(group[0])).is_some_and(|entry| entry.name == holder)
            });
            usize::from(entry) * 2 + usize::from(role) + if holds { offices.min(6) } else { 0 }
        };
        let best = if groups.len() > 1 {
            groups.iter().max_by_key(|group| {
                let last = before(group).map(|run| run.tokens.start);
                (last.is_some(), known(group) + group.len().min(6), last)
            })
        } else {
            groups.first()
        };
        best.and_then(|group| before(group).or_else(|| group.first().copied()))
    }

    /// "Oleh says", where the article gives one full name that starts so and no other.
    fn by_given_name(&self, parts: &[String]) -> Option<&NameRun> {
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
    fn family_first(&self, run: &NameRun) -> bool {
        run.parts.first().is_some_and(|first| lexicon::is_family_name_first(first))
            || run.parts.last().is_some_and(|last| is_patronymic(last))
    }

    /// What the article tells of the person whose full name a run gives.
    pub(super) fn person(&self, run: &NameRun) -> Person {
        let surname = run.parts.last().map_or("", String::as_str);
        // Titles before a lone surname are those of its best-known bearer.
        let own = self.known_bearer(surname).is_none_or(|known| {
            run.parts.len() == 1 || self.registry.person(&self.name(run)).is_some_and(|entry| entry.name == known)
        });
        let runs: Vec<&NameRun> = self
            .by_part
            .get(surname)
            .into_iter()
            .flatten()
            .map(|&at| &self.runs[at])
            .filter(|other| {
                other.parts.last() == run.parts.last() && (other.parts.len() == 1 && own || other.parts == run.parts)
            })
            .take(PLACES_OF_A_NAME)
            .collect();
        let role = runs.iter().find_map(|run| self.role(run));
        let title = runs.iter().find_map(|run| self.gender_of_titles(run));
        let by_role = role.as_deref().and_then(gender_of_role);
        let by_form = run.parts.iter().skip(1).find_map(|part| gender_of_form(part));
        let by_name =
            run.parts.first().and_then(|first| Gender::of_given_name(first.split('-').next().unwrap_or_default()));
        Person { name: self.name(run), role, gender: title.or(by_role).or(by_form).or(by_name) }
    }

    /// He or she, by the first title before a name that tells it.
    fn gender_of_titles(&self, run: &NameRun) -> Option<Gender> {
        (run.tokens.start..run.name_start).find_map(|at| match self.lower(at) {
            title if lexicon::is_masculine_title(title) => Some(Gender::He),
            title if lexicon::is_feminine_title(title) => Some(Gender::She),
            _ => None,
        })
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
            && !lexicon::is_determiner(self.lower(start - 1))
        {
            start -= 1;
        }
        if start == at - 1 { at } else { start }
    }

    /// The role as printed beside one run: right before it, with "of", as a title, between "the" and a comma before it,
    /// or between commas or brackets behind it. In this order, since what stands nearer to the name is surer, and a
    /// role before it is more often the office itself.
    pub(super) fn role(&self, run: &NameRun) -> Option<String> {
        let sentence_start = self.sentence_start(run.tokens.start);
        self.role_noun_before(run, sentence_start)
            .or_else(|| {
                // "Secretary of State Bo Oru", "Prime Minister of Orvania Bo Oru".
                let office = self.office_before(run.tokens.start).filter(|_| self.is_person(run))?;
                Some(self.words(self.owner_start(office, sentence_start)..run.name_start))
            })
            .or_else(|| {
                // "Defence Secretary Bo Oru", "Orvania's President Bo Oru".
                if !self.titled(run) || lexicon::is_courtesy_title(self.lower(run.tokens.start)) {
                    return None;
                }
                Some(self.words(self.owner_start(run.tokens.start, sentence_start)..run.name_start))
            })
            .or_else(|| self.role_before_comma(run, sentence_start))
            .or_else(|| self.apposition(run))
    }

    /// "US National Security Council spokesman John Kirby": a noun for a person right before the name, with what
    /// belongs to it.
    fn role_noun_before(&self, run: &NameRun, sentence_start: usize) -> Option<String> {
        let start = run.tokens.start;
        if start <= sentence_start
            || !lexicon::is_person_noun(self.lower(start - 1))
            || self.document.quoted[start] != self.document.quoted[start - 1]
        {
            return None;
        }
        let mut first = start - 1;
        while first > sentence_start && start - first < 9 {
            let token = &self.document.tokens[first - 1];
            let word = token.lower.as_str();
            if token.kind == TokenKind::Mark
                || (!token.capital && cues::is_verb(word))
                || lexicon::is_determiner(word)
                || (lexicon::is_preposition(word) && word != "of")
                || lexicon::is_auxiliary(word)
                || matches!(word, "and" | "but" | "that" | "told" | "said" | "says" | "when" | "met")
            {
                break;
            }
            first -= 1;
        }
        Some(self.words(first..run.name_start))
    }

    /// "the Tessian prime minister, Odile Varren,": between "the" and the comma.
    fn role_before_comma(&self, run: &NameRun, sentence_start: usize) -> Option<String> {
        let start = run.tokens.start;
        let between_commas = start >= 2 + sentence_start
            && self.lower(start - 1) == ","
            && matches!(self.lower(run.tokens.end), "," | "." | "and");
        if !between_commas {
            return None;
        }
        let mut first = start - 1;
        while first > sentence_start && start - first < 12 {
            let token = &self.document.tokens[first - 1];
            // "The head of the league".
            let inner = matches!(token.lower.as_str(), "the" | "its" | "their")
                && first >= 2
                && matches!(self.lower(first - 2), "of" | "for" | "at" | "in");
            if token.kind == TokenKind::Mark || !inner && lexicon::stands_before_role(&token.lower) {
                break;
            }
            first -= 1;
        }
        let last_word =
            (first..start - 1).find(|&at| matches!(self.lower(at), "of" | "for" | "in" | "to")).unwrap_or(start - 1);
        let verb = (first..start - 1).any(|at| {
            lexicon::is_auxiliary(self.lower(at)) || matches!(self.lower(at), "when" | "as" | "while" | "after" | "if")
        });
        let role = first < last_word
            && (lexicon::is_person_noun(self.lower(last_word - 1)) || lexicon::ends_title(self.lower(last_word - 1)));
        (!verb && role && start - 1 - first <= 10).then(|| self.words(first..start - 1))
    }

    /// "Ama Reth, head of the league,", "Ama Reth, 45, a pollster from Hollin,", "Ama Reth (head of the league)".
    fn apposition(&self, run: &NameRun) -> Option<String> {
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
        // "Ama Reth (54), teacher:".
        let aged = age && bracket && self.lower(first + 1) == ")" && self.lower(first + 2) == ",";
        if aged {
            first += 3;
        }
        let bracket = bracket && !aged;
        let determined = matches!(self.lower(first), "the" | "a" | "an" | "his" | "her" | "its" | "their");
        if determined {
            first += 1;
        }
        let limit = self.document.tokens.len().min(first + LONGEST_ROLE);
        let ends = |at: usize| {
            let word = self.lower(at);
            lexicon::ends_role(word)
                || (bracket && word == ")")
                || self.document.quoted[at] != self.document.quoted[run.tokens.end]
        };
        let mut end = (first..limit).find(|&at| ends(at)).unwrap_or(limit);
        if end == limit {
            // Cut where it joins another office rather than within a name.
            end = (first..limit).rfind(|&at| self.lower(at) == "and").unwrap_or(limit);
        }
        let head = (first..end).find(|&at| lexicon::is_preposition(self.lower(at))).unwrap_or(end);
        if head <= first || head - first > 7 {
            return None;
        }
        let noun = self.lower(head - 1);
        let lower = !self.capital(head - 1);
        let role = lexicon::is_person_noun(noun)
            || lexicon::is_title(noun) && lower
            || lexicon::ends_title(noun)
            || ((determined || age) && lower && names_a_trade(noun));
        let verb = (first..end).any(|at| lexicon::is_auxiliary(self.lower(at)));
        (role && !verb).then(|| self.words(first..end))
    }
}

/// The most words of a role; a longer one is cut.
const LONGEST_ROLE: usize = 18;

/// "Jr.": the full stop belongs to the name.
fn is_suffix_dot(word: &str, before: &str) -> bool {
    word == "." && lexicon::is_generational_suffix(before)
}

/// The gender that the words of a role tell ("spokeswoman", "King").
pub(super) fn gender_of_role(role: &str) -> Option<Gender> {
    let role = role.to_lowercase();
    let mut words = role.split(|c: char| !c.is_alphanumeric()).take_while(|word| !matches!(*word, "of" | "for" | "to"));
    words.find_map(|word| match word {
        word if lexicon::is_feminine_noun(word) => Some(Gender::She),
        word if lexicon::is_masculine_noun(word) => Some(Gender::He),
        word if word.ends_with("woman") => Some(Gender::She),
        word if word.ends_with("man")
            && !matches!(word, "german" | "human" | "roman" | "ottoman" | "woman" | "oman") =>
        {
            Some(Gender::He)
        }
        _ => None,
    })
}
