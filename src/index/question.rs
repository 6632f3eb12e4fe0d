//! What is asked of the index, and how that becomes a query of the library.

use std::borrow::Cow;
use std::ops::Bound;

use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query};
use tantivy::query::{ConstScoreQuery, InvertedIndexRangeQuery, RegexQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Term};

use super::document::{Day, OPEN_LAST};
use super::left_out::LeftOut;
use super::schema::Fields;
use super::tokens::{self, Word};

/// Claims that meet all of this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Question {
    /// The words searched for; `None`: any.
    pub words: Option<Words>,
    /// Each of them must hold.
    pub conditions: Vec<Condition>,
}

/// Words searched for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Words {
    /// All of these.
    All(Vec<Words>),
    /// At least one of these.
    Any(Vec<Words>),
    /// Not this.
    Not(Box<Words>),
    /// A word in any of its forms; where it is written in parts ("cease-fire"), the parts as a phrase or the whole.
    Word(String),
    /// These words, one after another, as printed.
    Phrase(String),
    /// A word that begins like this, or a phrase whose last word does.
    Prefix(String),
    /// Said by one of these sources.
    SaidBy(Vec<u64>),
    /// One of these claims, by their rows.
    Claims(Vec<u64>),
    /// May have been said between these days.
    Said(Day, Day),
}

/// A condition other than words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// One of these values.
    Any(Key, Vec<u64>),
    /// May have been said between these days.
    Said(Day, Day),
    /// The last day it may have been said on lies before this one.
    SaidBefore(Day),
    /// The last day it may have been said on lies behind this one.
    SaidAfter(Day),
    /// Published between these days.
    Published(Day, Day),
    /// Loaded between these times, in seconds since 1970.
    Loaded(u64, u64),
    /// Its row lies between these.
    Rows(u64, u64),
    /// Read with at least this confidence, in millionths.
    Confidence(u64),
    /// Words are not looked for in headlines.
    NotInTitles,
    /// No claim meets it.
    Never,
}

/// What claims are looked up and counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The claim itself, by its row.
    Claim,
    /// Who said it. Where claims are counted, sources that are bound to one article are left out.
    Source,
    /// Who said it, whether or not that is a source which is bound to one article.
    EverySource,
    /// Who passed it on.
    Via,
    /// Who printed it.
    Publisher,
    /// The article.
    Article,
    /// The origin of the article.
    Origin,
    /// The stance.
    Stance,
    /// How the words are given.
    Quotation,
    /// The kind of who said it.
    Kind,
    /// Where who said it is from.
    Country,
    /// A property.
    Has,
}

impl Key {
    /// True where so few values are there that the documents with each of them are kept.
    pub(super) fn has_few_values(self) -> bool {
        matches!(self, Self::Publisher | Self::Stance | Self::Quotation | Self::Kind | Self::Country | Self::Has)
    }

    pub(super) fn field(self, fields: &Fields) -> Field {
        match self {
            Self::Claim => fields.claim,
            Self::Source | Self::EverySource => fields.source,
            Self::Via => fields.via,
            Self::Publisher => fields.publisher,
            Self::Article => fields.article,
            Self::Origin => fields.origin,
            Self::Stance => fields.stance,
            Self::Quotation => fields.quotation,
            Self::Kind => fields.kind,
            Self::Country => fields.country,
            Self::Has => fields.has,
        }
    }
}

/// How much more a hit in the words of a claim counts than one in the names, and that than one in the headline.
const IN_CONTENT: Score = 10.0;
const IN_NAMES: Score = 5.0;
const IN_TITLE: Score = 1.0;

impl Question {
    /// True where hits can be ranked: something is searched for, not only left out.
    pub fn can_rank(&self) -> bool {
        self.words.as_ref().is_some_and(Words::can_rank)
    }

    /// The query for the words, and for the conditions that are looked up. Ranges are left to [`Self::ranges`].
    pub(super) fn query(&self, fields: &Fields) -> Box<dyn Query> {
        self.query_for(fields, self.words_query(fields), |_| true).unwrap_or_else(|| Box::new(AllQuery))
    }

    /// As [`Self::query`], without the conditions that [`Self::of_few_values`] gives; `None` where there is nothing to look
    /// up.
    pub(super) fn query_of_many_values(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        self.query_for(fields, self.words_query(fields), |key| !key.has_few_values())
    }

    /// As [`Self::query_of_many_values`], without the words.
    pub(super) fn query_of_conditions(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        self.query_for(fields, None, |key| !key.has_few_values())
    }

    fn query_for(
        &self,
        fields: &Fields,
        words: Option<Box<dyn Query>>,
        is_looked_up: impl Fn(Key) -> bool,
    ) -> Option<Box<dyn Query>> {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = words.map(|words| (Occur::Must, words)).into_iter().collect();
        for condition in &self.conditions {
            let looked_up: Box<dyn Query> = match condition {
                Condition::Any(key, values) if is_looked_up(*key) => any_of(key.field(fields), values),
                Condition::Never => Box::new(EmptyQuery),
                _ => continue,
            };
            // Conditions have no part in the rank.
            parts.push((Occur::Must, Box::new(ConstScoreQuery::new(looked_up, 0.0))));
        }
        match parts.len() {
            0 => None,
            1 => Some(parts.remove(0).1),
            _ => Some(Box::new(BooleanQuery::new(parts))),
        }
    }

    /// The same question, where the days that words ask for are conditions if each claim must meet them: these are looked
    /// up by day.
    pub(super) fn with_days_as_conditions(&self) -> Cow<'_, Self> {
        let is_day = |part: &Words| matches!(part, Words::Said(..));
        let parts = match &self.words {
            Some(Words::All(parts)) if parts.iter().any(is_day) => parts.clone(),
            Some(day) if is_day(day) => vec![day.clone()],
            _ => return Cow::Borrowed(self),
        };
        let (days, words): (Vec<Words>, Vec<Words>) = parts.into_iter().partition(is_day);
        let mut question =
            Self { words: Some(Words::All(words)).filter(|words| *words != Words::All(Vec::new())), ..self.clone() };
        question.conditions.extend(days.into_iter().filter_map(|day| match day {
            Words::Said(first, last) => Some(Condition::Said(first, last)),
            _ => None,
        }));
        Cow::Owned(question)
    }

    /// The terms that the words stand for, where nothing else is looked up and no words have to stand in a row.
    pub(super) fn terms(&self, fields: &Fields) -> Option<Terms> {
        let is_looked_up = |condition: &Condition| match condition {
            Condition::Any(key, _) => !key.has_few_values(),
            condition => *condition == Condition::Never,
        };
        let words = self.words.as_ref().filter(|_| !self.conditions.iter().any(is_looked_up))?;
        words.terms(Scope { fields, has_titles: !self.conditions.contains(&Condition::NotInTitles) })
    }

    /// The question for the words of this one alone; `None` where it has none, or nothing else.
    pub(super) fn of_words(&self) -> Option<Self> {
        let words = self.words.clone()?;
        let (scope, narrowing): (Vec<Condition>, Vec<Condition>) =
            self.conditions.iter().cloned().partition(|condition| *condition == Condition::NotInTitles);
        (!narrowing.is_empty()).then_some(Self { words: Some(words), conditions: scope })
    }

    /// The conditions on keys of few values.
    pub(super) fn of_few_values(&self) -> impl Iterator<Item = (Key, &[u64])> {
        self.conditions.iter().filter_map(|condition| match condition {
            Condition::Any(key, values) if key.has_few_values() => Some((*key, values.as_slice())),
            _ => None,
        })
    }
}

/// The fields that words are looked for in.
#[derive(Debug, Clone, Copy)]
struct Scope<'f> {
    fields: &'f Fields,
    has_titles: bool,
}

impl Question {
    /// The query for the words alone; `None` where none are searched for.
    pub(super) fn words_query(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        let has_titles = !self.conditions.contains(&Condition::NotInTitles);
        Some(self.words.as_ref()?.query(Scope { fields, has_titles }))
    }

    /// The query for the words in claims and names; `None` where headlines are not looked at anyway.
    pub(super) fn query_without_titles(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        let words = self.words.as_ref().filter(|_| !self.conditions.contains(&Condition::NotInTitles))?;
        Some(words.query(Scope { fields, has_titles: false }))
    }
}

/// What is searched for, in terms of which each can be looked up by itself.
pub(super) enum Terms {
    /// All of these.
    All(Vec<Terms>),
    /// At least one of these.
    Any(Vec<Terms>),
    /// Not this.
    Not(Box<Terms>),
    /// One of these terms; with `is_prefix`, one that begins like one of them. Those of one field stand in order.
    OneOf { terms: Vec<Term>, is_prefix: bool },
}

/// What the one value of a column must lie between, the ends included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub field: Field,
    pub first: u64,
    pub last: u64,
}

impl Question {
    /// The ranges that the columns of a claim must lie in.
    pub(super) fn ranges(&self, fields: &Fields) -> Vec<Range> {
        let range = |field, first, last| Range { field, first, last };
        let of = |condition: &Condition| match condition {
            Condition::Any(..) | Condition::Never | Condition::NotInTitles => Vec::new(),
            // Days that end before they begin lie in no range.
            Condition::Said(first, last) => {
                vec![range(fields.last, (*first).max(1), u64::MAX), range(fields.first, 0, (*last).min(OPEN_LAST))]
            }
            Condition::SaidBefore(day) => vec![range(fields.said, 1, day.saturating_sub(1))],
            Condition::SaidAfter(day) => vec![range(fields.said, day + 1, u64::MAX)],
            Condition::Published(first, last) => vec![range(fields.published, (*first).max(1), *last)],
            Condition::Loaded(first, last) => vec![range(fields.loaded, *first, *last)],
            Condition::Rows(first, last) => vec![range(fields.claim, *first, *last)],
            Condition::Confidence(least) => vec![range(fields.confidence, *least, u64::MAX)],
        };
        self.conditions.iter().flat_map(of).collect()
    }
}

/// Looked up among the values that there are: the library's query over columns is made for going forward only, and a search
/// may put it where it is asked to go back.
fn between(field: Field, first: u64, last: u64) -> Box<dyn Query> {
    let bound = |value| Bound::Included(Term::from_field_u64(field, value));
    Box::new(InvertedIndexRangeQuery::new(bound(first), bound(last)))
}

fn any_of(field: Field, values: &[u64]) -> Box<dyn Query> {
    let mut terms = values.iter().map(|value| Term::from_field_u64(field, *value));
    match (terms.next(), values.len()) {
        (None, _) => Box::new(EmptyQuery),
        (Some(term), 1) => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        (Some(first), _) => Box::new(TermSetQuery::new(std::iter::once(first).chain(terms))),
    }
}

impl Words {
    fn terms(&self, scope: Scope<'_>) -> Option<Terms> {
        let all = |parts: &[Self]| parts.iter().map(|part| part.terms(scope)).collect::<Option<Vec<Terms>>>();
        let rows = |field, rows: &[u64]| {
            let mut terms: Vec<Term> = rows.iter().map(|row| Term::from_field_u64(field, *row)).collect();
            terms.sort_unstable();
            terms.dedup();
            Some(Terms::OneOf { terms, is_prefix: false })
        };
        match self {
            Self::All(parts) => Some(Terms::All(all(parts)?)),
            Self::Any(parts) => Some(Terms::Any(all(parts)?)),
            Self::Not(part) => Some(Terms::Not(Box::new(part.terms(scope)?))),
            Self::SaidBy(sources) => rows(scope.fields.source, sources),
            Self::Claims(claims) => rows(scope.fields.claim, claims),
            Self::Said(..) => None,
            Self::Word(typed) | Self::Phrase(typed) | Self::Prefix(typed) => {
                let [word] = &tokens::words(typed)[..] else { return None };
                let terms = match self {
                    Self::Word(_) => forms(word, scope).into_iter().map(|(term, _)| term).collect(),
                    _ => as_printed(word, scope),
                };
                Some(Terms::OneOf { terms, is_prefix: matches!(self, Self::Prefix(_)) })
            }
        }
    }

    fn can_rank(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::can_rank),
            Self::Not(_) | Self::SaidBy(_) | Self::Claims(_) | Self::Said(..) => false,
            Self::Word(_) | Self::Phrase(_) | Self::Prefix(_) => true,
        }
    }

    fn query(&self, scope: Scope<'_>) -> Box<dyn Query> {
        match self {
            Self::All(parts) => all(parts, scope),
            Self::Any(parts) => Box::new(BooleanQuery::union(parts.iter().map(|part| part.query(scope)).collect())),
            Self::Not(part) => all(&[Self::Not(part.clone())], scope),
            Self::Word(word) => in_any_form(&tokens::words(word), scope),
            Self::Phrase(words) => everywhere(scope, |field| phrase(field, &tokens::words(words), false)),
            Self::Prefix(words) => everywhere(scope, |field| phrase(field, &tokens::words(words), true)),
            Self::SaidBy(sources) => Box::new(ConstScoreQuery::new(any_of(scope.fields.source, sources), 0.0)),
            Self::Claims(claims) => Box::new(ConstScoreQuery::new(any_of(scope.fields.claim, claims), 0.0)),
            Self::Said(first, last) => Box::new(ConstScoreQuery::new(
                Box::new(BooleanQuery::intersection(vec![
                    between(scope.fields.last, (*first).max(1), u64::MAX),
                    between(scope.fields.first, 0, (*last).min(OPEN_LAST)),
                ])),
                0.0,
            )),
        }
    }
}

fn all(parts: &[Words], scope: Scope<'_>) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = parts
        .iter()
        .map(|part| -> (Occur, Box<dyn Query>) {
            match part {
                Words::Not(part) => (Occur::MustNot, Box::new(LeftOut(part.query(scope)))),
                part => (Occur::Must, part.query(scope)),
            }
        })
        .collect();
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// A query over words, names and headlines, each with its weight.
fn everywhere(scope: Scope<'_>, query: impl Fn(Field) -> Box<dyn Query>) -> Box<dyn Query> {
    let Scope { fields, has_titles } = scope;
    let weighted = |field, weight| -> Box<dyn Query> { Box::new(BoostQuery::new(query(field), weight)) };
    let mut ways = vec![weighted(fields.content, IN_CONTENT), weighted(fields.names, IN_NAMES)];
    ways.extend(has_titles.then(|| weighted(fields.title, IN_TITLE)));
    Box::new(BooleanQuery::union(ways))
}

/// The terms of a word in any of its forms, each with its weight.
fn forms(word: &Word, scope: Scope<'_>) -> Vec<(Term, Score)> {
    let Scope { fields, has_titles } = scope;
    let stem = tokens::stem(&word.folded);
    let mut terms = vec![
        (Term::from_field_text(fields.content_stems, &stem), IN_CONTENT),
        (Term::from_field_text(fields.names, &word.folded), IN_NAMES),
    ];
    terms.extend(has_titles.then(|| (Term::from_field_text(fields.title_stems, &stem), IN_TITLE)));
    terms
}

/// The terms of a word as printed.
fn as_printed(word: &Word, scope: Scope<'_>) -> Vec<Term> {
    let Scope { fields, has_titles } = scope;
    let fields = [Some(fields.content), Some(fields.names), has_titles.then_some(fields.title)];
    fields.into_iter().flatten().map(|field| Term::from_field_text(field, &word.folded)).collect()
}

/// One typed word: its forms in words and headlines, itself in names.
fn in_any_form(words: &[Word], scope: Scope<'_>) -> Box<dyn Query> {
    if let [word] = words {
        let ways = forms(word, scope).into_iter().map(|(term, weight)| -> Box<dyn Query> {
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(query), weight))
        });
        return Box::new(BooleanQuery::union(ways.collect()));
    }
    // Written in parts: the parts as a phrase, or the whole.
    let whole = words.iter().find(|word| word.is_joined);
    everywhere(scope, |field| {
        let mut ways = vec![phrase(field, words, false)];
        ways.extend(whole.map(|whole| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(field, &whole.folded), IndexRecordOption::WithFreqs))
        }));
        Box::new(BooleanQuery::union(ways))
    })
}

/// Words one after another; with `is_prefix`, the last may go on.
fn phrase(field: Field, words: &[Word], is_prefix: bool) -> Box<dyn Query> {
    let words: Vec<&Word> = words.iter().filter(|word| !word.is_joined).collect();
    let first = words.first().map_or(0, |word| word.position);
    let terms: Vec<(usize, Term)> =
        words.iter().map(|word| (word.position - first, Term::from_field_text(field, &word.folded))).collect();
    match (&terms[..], is_prefix) {
        ([], _) => Box::new(EmptyQuery),
        ([(_, term)], false) => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
        // A folded word holds letters and digits alone, so none of them means anything in a pattern.
        ([_], true) => match RegexQuery::from_pattern(&format!("{}.*", words[0].folded), field) {
            Ok(query) => Box::new(query),
            Err(_) => Box::new(EmptyQuery),
        },
        (_, false) => Box::new(PhraseQuery::new_with_offset(terms)),
        (_, true) => Box::new(PhrasePrefixQuery::new_with_offset(terms)),
    }
}
