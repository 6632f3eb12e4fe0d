//! A mention whose head is a common noun: "the minister", "two officials", "the army".

use std::ops::Range;

use super::discourse::{Discourse, is_plural};
use super::mention::Reader;
use super::owners::kind_of_office;
use super::states::reads_as_adjective;
use super::taken_up::is_share;
use super::words::{is_title_word, kin};
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::nouns;
use crate::extract::tokens::TokenKind;

/// "The ministry" takes up a name that stands at most so many tokens before it.
const NEAR: usize = 150;

impl Reader<'_> {
    /// A mention whose head is a common noun.
    pub(super) fn described(
        &self,
        tokens: Range<usize>,
        segment: Range<usize>,
        head_end: usize,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let head = self.lower(head_end - 1).to_owned();
        let definite = matches!(self.lower(tokens.start), "the" | "his" | "her" | "its" | "their" | "this" | "that");
        let possessive = (segment.start..head_end).any(|at| self.document.tokens[at].kind == TokenKind::Possessive);
        let name = self.description(tokens.start, self.outer_end(&segment));
        let party =
            |name: String, kind, identity| Some(Party { name, kind, role: None, mention: mention.clone(), identity });
        let numbered = matches!(
            self.lower(tokens.start),
            "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "ten"
                | "several"
                | "one"
                | "some"
                | "another"
        );
        let plain = head_end == segment.end && !possessive;
        if definite && plain && self.lower(tokens.start) == "the" {
            let unnamed = |party: &Party| {
                party.kind == SourceKind::Unnamed && party.name.split(' ').any(|word| word.to_lowercase() == head)
            };
            if self.by_role(segment.start..head_end, &head, discourse, tokens.start).is_none()
                && discourse.last(unnamed).is_none()
                && let Some(found) = self.person_taken_up(segment.start..head_end - 1, &head, discourse)
            {
                return Some(Party { mention, ..found });
            }
        }
        let words: Vec<&str> = tokens.clone().map(|at| self.lower(at)).collect();
        if is_share(&words) {
            return party(self.cast.words(self.strip(tokens)), SourceKind::Group, Identity::Article);
        }
        let capitals =
            (segment.start..head_end).any(|at| self.document.tokens[at].capital && at != self.sentence_head(at));
        if (nouns::is_role(&head) || (definite && !kin(&head).is_empty())) && !numbered {
            if definite || possessive {
                if let Some(found) = self.by_role(segment.start..head_end, &head, discourse, tokens.start) {
                    return Some(Party { mention, ..found });
                }
                let modifiers: Vec<&str> = (segment.start..head_end - 1)
                    .map(|at| self.lower(at))
                    .filter(|word| !nouns::is_determiner(word))
                    .collect();
                let known = discourse.last(|party| {
                    party.kind == SourceKind::Unnamed
                        && !is_plural(&party.name)
                        && party.name.split(' ').any(|word| word.to_lowercase() == head)
                        && modifiers.iter().all(|modifier| party.name.to_lowercase().contains(modifier))
                });
                if let Some(known) = known.filter(|_| plain) {
                    return Some(Party { mention, ..known });
                }
            }
            // "the Kremlin press secretary" tells who it is without the name; "a defence official" keeps that back.
            let lone = plain && segment.len() == 1;
            // "The prosecutor general".
            let of_law = head == "general"
                && head_end > segment.start + 1
                && matches!(self.lower(head_end - 2), "prosecutor" | "attorney" | "secretary");
            let office = if of_law { "prosecutor-general" } else { head.as_str() };
            let one_bearer = !lone && !matches!(self.lower(tokens.start), "a" | "an" | "any");
            let kind = if one_bearer { kind_of_office(office) } else { SourceKind::Unnamed };
            return party(name, kind, Identity::Article);
        }
        if matches!(head.as_str(), "sources" | "officials" | "diplomats" | "insiders") {
            return party(
                self.description(tokens.start, self.outer_end(&segment)),
                SourceKind::Unnamed,
                Identity::Article,
            );
        }
        if numbered || matches!(head.as_str(), "one" | "another" | "other") {
            let plural = nouns::is_group(&head) && self.lower(tokens.start) != "one";
            let kind = if plural && !head.ends_with("sources") { SourceKind::Group } else { SourceKind::Unnamed };
            let unnamed = matches!(head.as_str(), "officials" | "sources" | "diplomats" | "people" | "officers");
            return party(
                self.description(tokens.start, self.outer_end(&segment)),
                if unnamed { SourceKind::Unnamed } else { kind },
                Identity::Article,
            );
        }
        // "the US, British and French governments".
        if head == "governments" {
            let state = self.cast.words(self.strip(segment.start..head_end - 1));
            let entry = self.cast.registry.by_adjective(&state).or_else(|| self.cast.registry.by_name(&state));
            if let Some(entry) = entry.filter(|entry| entry.kind == SourceKind::Government) {
                return Some(entry.party(mention));
            }
        }
        if nouns::is_group(&head) {
            return party(name, SourceKind::Group, Identity::Article);
        }
        let alone = definite && plain && segment.len() == 1;
        if nouns::is_outlet(&head) && !nouns::is_body(&head) && !nouns::is_paper(&head) {
            let named = || self.outlet_taken_up(&head, tokens.start);
            let known = alone.then(|| named().or_else(|| discourse.taken_up(&head, true))).flatten();
            return known.map(|known| Party { mention: mention.clone(), ..known }).or(party(
                name,
                SourceKind::Media,
                Identity::Article,
            ));
        }
        if nouns::is_body(&head) {
            if head == "government" && plain {
                let adjective = self.cast.words(segment.start..head_end - 1);
                if let Some(entry) =
                    self.cast.registry.by_adjective(&adjective).or_else(|| self.cast.registry.by_name(&adjective))
                {
                    return Some(entry.party(mention));
                }
            }
            if definite && plain && !capitals {
                let words =
                    self.cast.words(self.strip(segment.start..head_end)).to_lowercase().replace("defense", "defence");
                let known = discourse.body(&words).or_else(|| discourse.taken_up(&head, false).filter(|_| alone));
                if let Some(known) = known {
                    return Some(Party { mention, ..known });
                }
                if let Some(name) = self.bodies.only(&words) {
                    return party(name.to_owned(), SourceKind::Organisation, Identity::Name);
                }
                if let Some(name) = self.named_before(&head, tokens.start).filter(|_| alone) {
                    return party(name, SourceKind::Organisation, Identity::Name);
                }
            }
            let name = self.abbreviated(&segment).unwrap_or(name);
            let kind = if head == "agency" && capitals && name.contains("news") {
                SourceKind::Media
            } else {
                SourceKind::Organisation
            };
            let identity = if capitals { Identity::Name } else { Identity::Article };
            return party(name, kind, identity);
        }
        let figures = head == "figures"
            && head_end > segment.start + 1
            && matches!(
                self.lower(head_end - 2),
                "military" | "political" | "public" | "senior" | "leading" | "opposition"
            );
        if is_paper(&head) && !figures || self.lower(head_end) == "by" {
            if let Some(known) = self.author(&segment, head_end, discourse) {
                return Some(Party { mention, ..known });
            }
            return is_paper(&head).then(|| party(name, SourceKind::Unnamed, Identity::Article)).flatten();
        }
        // "A baker in Bridge Street", "other growers": any other noun for those whom the article does not name.
        let noun = self.document.tokens[head_end - 1].kind == TokenKind::Word && !self.cast.capital(head_end - 1);
        let determined = definite || possessive || matches!(self.lower(tokens.start), "a" | "an");
        let kind = if figures { Some(SourceKind::Group) } else { kind_of_noun(&head).filter(|_| noun) };
        let kind = kind.filter(|kind| *kind == SourceKind::Group || determined)?;
        party(name, kind, Identity::Article)
    }

    /// Who stands behind a paper: "a statement by the ministry", "the Foreign Ministry report", and for a bare "the
    /// statement" whoever has just spoken.
    fn author(&self, segment: &Range<usize>, head_end: usize, discourse: &Discourse) -> Option<Party> {
        // "Photos of Ama Reth" are not hers.
        let head = self.lower(head_end - 1);
        let of_author = is_own_words(head)
            || matches!(
                head,
                "report" | "version" | "copy" | "draft" | "summary" | "excerpt" | "translation" | "edition" | "text"
            );
        let names = |at: &usize| matches!(self.lower(*at), "by" | "from") || of_author && self.lower(*at) == "of";
        let by = (head_end..segment.end).find(names);
        if let Some(at) = by.filter(|at| at + 1 < segment.end) {
            if matches!(self.lower(at - 1), "seen" | "obtained" | "reviewed" | "viewed" | "quoted" | "cited" | "shared")
            {
                return None;
            }
            let inner = at + 1..segment.end;
            let words = self.cast.words(inner.clone());
            return self.party(inner, &words, discourse);
        }
        let modifiers = self.strip(segment.start..head_end - 1);
        if modifiers.is_empty() {
            return is_own_words(self.lower(head_end - 1)).then(|| discourse.just_spoke()).flatten();
        }
        let start = modifiers.start;
        (start + 1..=modifiers.end).rev().filter(|end| self.cast.capital(end - 1)).find_map(|end| {
            let words = self.cast.words(start..end);
            let name = self.cast.registry.by_name(&words).is_some();
            let body = nouns::is_body(self.lower(end - 1)) && (end > start + 1 || start > self.sentence_head(start));
            (name || body).then(|| self.party(start..end, &words, discourse)).flatten()
        })
    }

    /// Where the sentence of a token starts.
    fn sentence_head(&self, at: usize) -> usize {
        self.cast.sentence_start(at)
    }

    /// The last body of two words or more before `place` that ends in `head`: "the ministry" after "the Defence Ministry".
    fn named_before(&self, head: &str, place: usize) -> Option<String> {
        let runs = self.cast.by_part.get(head)?.iter().map(|&at| &self.cast.runs[at]);
        let near = runs.take_while(|run| run.tokens.end <= place).filter(|run| run.tokens.len() > 1);
        let last = near.filter(|run| self.lower(run.tokens.end - 1) == head).last()?;
        (place - last.tokens.end <= NEAR).then(|| self.cast.words(last.tokens.clone()))
    }

    /// "military intelligence" under the fuller name that the article gives: the run whose words end alike.
    fn abbreviated(&self, segment: &Range<usize>) -> Option<String> {
        let words: Vec<&str> = segment.clone().map(|at| self.lower(at)).collect();
        if words.len() < 2 {
            return None;
        }
        let places = self.cast.by_part.get(*words.last()?)?;
        let run = places
            .iter()
            .map(|&at| &self.cast.runs[at])
            .find(|run| run.tokens.clone().map(|at| self.lower(at)).eq(words.iter().copied()))?;
        let name = self.cast.words(run.tokens.clone());
        // With its owner: "Ukraine's Military Intelligence".
        let start = run.tokens.start;
        if start >= 2
            && self.document.tokens[start - 1].kind == TokenKind::Possessive
            && self.document.tokens[start - 2].capital
        {
            return Some(self.cast.words(start - 2..run.tokens.end));
        }
        Some(name)
    }

    /// The end of a description: a relative clause is left out.
    fn outer_end(&self, segment: &Range<usize>) -> usize {
        segment
            .clone()
            .find(|&at| matches!(self.lower(at), "who" | "which" | "that" | "(") && at > segment.start)
            .unwrap_or(segment.end)
    }

    /// A description as printed, its first word in lower case where only its place made it a capital.
    fn description(&self, start: usize, end: usize) -> String {
        let mut start = start;
        while start + 1 < end && matches!(self.lower(start), "the" | "a" | "an" | "its" | "his" | "her" | "their") {
            start += 1;
        }
        let words = self.cast.words(start..end);
        let first = &self.document.tokens[start];
        let owns = self.document.tokens.get(start + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
        let names = || {
            let at = self.cast.runs.partition_point(|run| run.tokens.start < start);
            self.cast.runs.get(at).is_some_and(|run| run.tokens.start == start && run.tokens.len() > 1)
        };
        let elsewhere = first.capital && (owns || names());
        let proper = self.cast.registry.by_adjective(&first.lower).is_some()
            || self.cast.registry.by_name(first.span.of(self.document.text)).is_some()
            || reads_as_adjective(&first.lower)
            || self.cast.seen_inside(&first.lower)
            || elsewhere;
        let acronym = words.split(' ').next().is_some_and(|word| word.chars().filter(|c| c.is_uppercase()).count() > 1);
        if self.sentence_head(start) == start && !proper && !acronym || nouns::is_determiner(&first.lower) {
            let mut chars = words.chars();
            return chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default();
        }
        words
    }

    /// The person introduced with a role that has the word `head`, and with one of the words before it if there are any.
    pub(super) fn by_role(
        &self,
        tokens: Range<usize>,
        head: &str,
        discourse: &Discourse,
        place: usize,
    ) -> Option<Party> {
        let modifiers: Vec<String> = tokens
            .clone()
            .filter(|&at| {
                // "the town's mayor": a common owner does not tell one mayor from another.
                let common_owner = !self.document.tokens[at].capital
                    && self.document.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
                at + 1 < tokens.end
                    && self.document.tokens[at].kind == TokenKind::Word
                    && !common_owner
                    && !nouns::is_determiner(self.lower(at))
            })
            .map(|at| self.document.tokens[at].span.of(self.document.text).to_owned())
            .collect();
        let fits = |role: &str, strictly: bool| {
            let role_has_capital = role
                .split(' ')
                .any(|word| word.starts_with(char::is_uppercase) && !is_title_word(&word.to_lowercase()));
            let role = role.to_lowercase();
            let words: Vec<&str> = role.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
            let first =
                words.iter().position(|word| matches!(*word, "of" | "for" | "at" | "in")).unwrap_or(words.len());
            // "Latvia's foreign minister" is not the Ukrainian one: every word must fit, by its first letters
            // ("Latvia", "Latvian"), unless the role names no country at all.
            let alike = |modifier: &String| {
                let party = !strictly && is_party_word(modifier);
                let lower = modifier.to_lowercase();
                let stem: String = if lower == "gop" { "repu".to_owned() } else { lower.chars().take(4).collect() };
                words.iter().any(|word| word.starts_with(&stem) || *word == "gop" && stem == "repu")
                    || (!strictly && modifier.chars().any(char::is_uppercase) && !role_has_capital && !party)
            };
            let headed = words[..first].iter().any(|word| *word == head || kin(head).contains(word));
            headed && modifiers.iter().all(alike)
        };
        let person = |party: &Party, strictly: bool| {
            party.kind == SourceKind::Person && party.role.as_deref().is_some_and(|role| fits(role, strictly))
        };
        if let Some(party) = discourse.last(|party| person(party, true)) {
            return Some(party);
        }
        let of_article = |strictly: bool| {
            let fitting = || self.roles.iter().filter(move |(_, party)| person(party, strictly));
            let before = fitting().take_while(|(at, _)| *at < place).last();
            // Introduced only later: taken where the article knows but one.
            let only = || {
                let first = fitting().next()?;
                fitting().all(|(_, party)| party.name == first.1.name).then_some(first)
            };
            let found = if strictly { before.or_else(only) } else { only() };
            found.map(|(_, party)| party.clone())
        };
        of_article(true).or_else(|| of_article(false))
    }
}

/// "The Republican leader" is nobody whose party the article does not tell.
fn is_party_word(word: &str) -> bool {
    matches!(
        word,
        "Republican"
            | "Democratic"
            | "Democrat"
            | "GOP"
            | "Labour"
            | "Tory"
            | "Conservative"
            | "Liberal"
            | "Green"
            | "Socialist"
            | "Communist"
            | "Senate"
            | "House"
            | "Opposition"
    )
}

/// Papers that "say" for those who wrote them, one or several, and parts of them.
pub(super) fn is_paper(word: &str) -> bool {
    let single = word.strip_suffix('s').unwrap_or(word);
    nouns::is_paper(word)
        || (nouns::is_paper(single) && !matches!(single, "new" | "note" | "account" | "page" | "book"))
        || matches!(
            word,
            "research"
                | "analysis"
                | "images"
                | "estimates"
                | "investigation"
                | "findings"
                | "surveys"
                | "studies"
                | "version"
                | "copy"
                | "draft"
                | "summary"
                | "excerpt"
                | "translation"
                | "edition"
                | "biography"
                | "obituary"
                | "presentation"
                | "forecast"
                | "projection"
                | "tweet"
                | "caption"
                | "update"
                | "photos"
        )
}

/// Papers in which one party speaks, so that "the statement" is the one that was just told of.
fn is_own_words(word: &str) -> bool {
    matches!(
        word,
        "statement" | "message" | "post" | "letter" | "tweet" | "communique" | "communiqué" | "declaration" | "release"
    )
}

/// One or several whom a common noun names; `None` for what is hardly ever anyone ("the operation", "the weapons").
fn kind_of_noun(noun: &str) -> Option<SourceKind> {
    let collective = matches!(
        noun,
        "family"
            | "crowd"
            | "public"
            | "population"
            | "community"
            | "opposition"
            | "audience"
            | "crew"
            | "couple"
            | "kids"
            | "children"
            | "folk"
            | "colleagues"
            | "friends"
            | "women"
            | "men"
            | "employees"
            | "services"
    );
    let trade = |word: &str| {
        ["er", "or", "ist", "ian", "ant", "ent", "man", "woman", "ee", "ic", "ive"]
            .iter()
            .any(|end| word.ends_with(end))
    };
    let thing = ["tion", "sion", "ment", "ness", "ity", "ing", "ship", "ence", "ance", "ism"];
    if collective || noun.strip_suffix('s').is_some_and(|single| trade(single) && single.len() > 3) {
        return Some(SourceKind::Group);
    }
    let plural = noun.ends_with('s') && !noun.ends_with("ss");
    let no_one = thing.iter().any(|end| noun.ends_with(end)) || plural || is_pronoun(noun) || is_measure(noun);
    (!no_one || noun.ends_with("witness")).then_some(SourceKind::Unnamed)
}

fn is_pronoun(word: &str) -> bool {
    nouns::is_determiner(word)
        || nouns::is_speaker_pronoun(word)
        || matches!(word, "who" | "which" | "what" | "whom" | "there" | "you" | "him" | "them" | "us" | "me" | "here")
}

fn is_measure(word: &str) -> bool {
    matches!(
        word,
        "percent" | "cent" | "rest" | "number" | "part" | "week" | "month" | "year" | "day" | "term" | "move"
    )
}

/// True for the words of one human being whom the article does not name ("a baker", "the resident of Hollin"), not of a
/// paper or a thing.
pub(super) fn is_human(name: &str) -> bool {
    let words = name.split(' ').take_while(|word| !nouns::is_preposition(word)).map(str::to_lowercase);
    let head = words.last().unwrap_or_default();
    let trade = ["er", "or", "ist", "ian", "man", "woman", "ee"].iter().any(|end| head.ends_with(end));
    nouns::is_role(&head) || (trade && !is_paper(&head)) || matches!(head.as_str(), "one" | "another" | "eyewitness")
}
