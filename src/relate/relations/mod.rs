//! Relations between claims: who says the same again, who says the same as another, whose figures do not agree, who
//! denies what, and what cannot both be right. Found in the words alone; nothing here says who is right.

mod accused;
mod candidates;
mod charges;
mod contrary;
mod deeds;
mod disagreement;
mod event;
mod features;
mod figures;
mod saying;
mod speakers;

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use jiff::civil::Date;
use rustc_hash::FxBuildHasher;
use serde::Serialize;

pub use accused::accused_state;
pub use candidates::{article_terms, candidates, relations_of};
pub use disagreement::is_disagreement;

use self::charges::Charge;
use self::event::Tie;
use self::speakers::{Speaker, Speakers};
use super::claim::ComparedClaim;
use super::meaning::{self, Deed, Meaning, Term, Terms};
use crate::domain::Stance;
use crate::registry::Registry;

/// The version of the rules. What was found by another one is found anew.
pub const METHOD: i64 = 5;

/// What two claims have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum RelationKind {
    /// Two reports of one statement, or the same source says the same again.
    Repeats,
    /// Another source says the same.
    Echoes,
    /// Two figures of one thing that cannot both be right.
    RivalFigures,
    /// Two figures of one thing that are not the same and can both be right.
    CompatibleFigures,
    /// The first rejects in words what the second says.
    Denies,
    /// The two cannot both be right, and neither rejects the other in words.
    Opposes,
}

/// A relation of two claims.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Relation {
    /// Which.
    pub kind: RelationKind,
    /// The first claim; of `Denies` the one that denies.
    pub a: String,
    /// The second claim.
    pub b: String,
    /// How sure it is, 0 to 1. Scores of one kind can be compared, those of two kinds cannot.
    #[serde(serialize_with = "in_hundredths")]
    pub score: f32,
    /// Why, in words for a reader.
    pub reason: String,
    /// What both are about: words of the claims, the most telling first.
    pub subject: String,
}

fn in_hundredths<S: serde::Serializer>(score: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*score) * 100.0).round() / 100.0)
}

/// A relation before it has names: which, how sure, why.
type Found = Option<(RelationKind, f32, String)>;

/// A claim with what it says and what stands around it.
#[derive(Debug)]
pub struct ReadClaim {
    /// The claim.
    pub claim: ComparedClaim,
    meaning: Meaning,
    /// Its terms with those of its headline.
    own: Terms,
    /// These with the terms of the claims beside it.
    context: Terms,
    /// Its source, as sources are compared.
    speaker: Option<Speaker>,
    /// The last day on which it may have been said.
    day: Option<Date>,
    /// Where it denies "the accusations": what claims beside it accuse its source's side of.
    charges: Vec<Charge>,
    /// Where it denies "it": the claim of another source that stands before it in the article.
    answers: Option<String>,
    /// Whether it speaks of what was said before: "these allegations".
    points_back: bool,
    /// Its place among the claims of its article, where that is told.
    order: Option<usize>,
    /// A hash of the id of its article.
    article: u64,
}

/// How many claims on each side of a claim tell what it is about.
const BESIDE: usize = 3;
/// How many claims before a denial it may answer though they share no word.
const BEFORE: usize = 4;

/// Reads claims, each among those of its article, with the parties that the program knows.
pub fn read(claims: Vec<ComparedClaim>) -> Vec<ReadClaim> {
    read_with(claims, Registry::built_in())
}

/// Reads claims, each among those of its article.
pub(crate) fn read_with(claims: Vec<ComparedClaim>, registry: &Registry) -> Vec<ReadClaim> {
    let alone = |claim: ComparedClaim| {
        let meaning = Meaning::of(&claim, registry);
        let own = meaning.title.joined(meaning.terms.iter().cloned());
        let (speaker, day) = (claim.source.as_ref().map(Speaker::of), claim.day());
        let context = own.clone();
        let points_back = meaning::points_to_reports(&claim.content.text.to_lowercase());
        let (charges, answers, order) = (Vec::new(), None, None);
        let article = FxBuildHasher.hash_one(&claim.article.id);
        ReadClaim { claim, meaning, own, context, speaker, day, charges, answers, points_back, order, article }
    };
    let mut reads: Vec<ReadClaim> = claims.into_iter().map(alone).collect();
    let mut articles: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, read) in reads.iter().enumerate() {
        articles.entry(read.claim.article.id.clone()).or_default().push(index);
    }
    for mut indexes in articles.into_values() {
        indexes.sort_by_key(|&index| reads[index].claim.place());
        for at in 0..indexes.len() {
            read_around(&mut reads, &indexes, at);
        }
    }
    reads
}

/// Reads what stands around one claim of an article, whose claims are given in order.
fn read_around(reads: &mut [ReadClaim], of_article: &[usize], at: usize) {
    let index = of_article[at];
    let is_placed = of_article.iter().all(|&index| reads[index].claim.place().is_some());
    let (first, last) = if is_placed { (at.saturating_sub(BESIDE), at + BESIDE + 1) } else { (0, of_article.len()) };
    let around = &of_article[first..last.min(of_article.len())];
    let others = around.iter().filter(|&&other| other != index);
    let beside = others.flat_map(|&other| reads[other].meaning.terms.iter().map(Term::beside));
    let context = reads[index].own.joined(beside);
    reads[index].order = is_placed.then_some(at);
    if charges::is_general_denial(&reads[index]) {
        let side = reads[index].meaning.side.clone();
        let before = if is_placed { &of_article[..at] } else { around };
        let charges = before.iter().filter(|&&other| other != index);
        let of_claim = |read: &ReadClaim| -> Vec<Charge> {
            charges::charges(read, side.as_deref()).map(|deed| Charge::of(read, deed)).collect()
        };
        reads[index].charges = charges.flat_map(|&other| of_claim(&reads[other])).collect();
        let is_other = |other: usize| {
            let other = &reads[other];
            other.speaker.is_some() && speakers::compare(other, &reads[index]) == Speakers::Other
        };
        let last = before.iter().rfind(|&&other| other != index).filter(|&&other| is_other(other));
        let answers = last.map(|&other| reads[other].claim.id.clone());
        let is_it = || reads[index].speaker.is_some() && meaning::is_it(&reads[index].claim.content.text);
        reads[index].answers = answers.filter(|_| is_placed && is_it());
    }
    reads[index].context = context;
}

impl ReadClaim {
    /// True where the claim says that the deed was done.
    fn affirms(&self, deed: &Deed) -> bool {
        deed.is_negated == matches!(self.claim.stance, Stance::Denies | Stance::Declines)
    }

    /// A term as the claim prints it.
    fn printed<'t>(&'t self, term: &'t str) -> &'t str {
        self.meaning.printed.get(term).map_or(term, String::as_str)
    }

    /// Its terms with those of its headline.
    pub(super) fn own_terms(&self) -> &Terms {
        &self.own
    }

    /// How many claims of its article lie between another one and it; `None` where the other stands behind it or in
    /// another article.
    fn behind(&self, other: &Self) -> Option<usize> {
        let (own, others) = self.order.zip(other.order).filter(|_| self.is_of_article(other))?;
        own.checked_sub(others + 1)
    }

    fn is_of_article(&self, other: &Self) -> bool {
        // Asked several times of every pair, and mostly false.
        self.article == other.article && self.claim.article.id == other.claim.article.id
    }
}

/// The relation of two claims; the most telling one where several fit.
pub fn relation(a: &ReadClaim, b: &ReadClaim) -> Option<Relation> {
    let named = |first: &ReadClaim, second: &ReadClaim, (kind, score, reason): (RelationKind, f32, String)| Relation {
        kind,
        a: first.claim.id.clone(),
        b: second.claim.id.clone(),
        score,
        reason,
        subject: event::subject(first, second),
    };
    let tie = Tie::of(a, b);
    if let Some(found) = contrary::denial(a, b, &tie) {
        return Some(named(a, b, found));
    }
    if let Some(found) = contrary::denial(b, a, &tie) {
        return Some(named(b, a, found));
    }
    let figures = figures::compare(a, b, &tie);
    let found = contrary::opposition(a, b, &tie).or_else(|| figures.relation(a, b));
    found.or_else(|| saying::same(a, b, &tie, &figures)).map(|found| named(a, b, found))
}

/// The words of the two figures that rival or compatible figures are about, as the claims print them.
pub fn compared_figures(a: &ReadClaim, b: &ReadClaim) -> Option<[String; 2]> {
    let figures = figures::compare(a, b, &Tie::of(a, b));
    figures.unlike_words().map(|words| words.map(str::to_owned))
}

/// What tells whether two claims say the same, each with its value: what `training/relations.py` learns from.
pub fn saying_features(a: &ReadClaim, b: &ReadClaim) -> Vec<(&'static str, f32)> {
    let tie = Tie::of(a, b);
    features::features(a, b, tie.get(), &figures::compare(a, b, &tie))
}

/// In how many of some contents each term stands, with the number of contents: what the weights of terms are made of.
pub fn term_counts(contents: impl Iterator<Item = String>) -> (usize, BTreeMap<String, usize>) {
    let (mut all, mut counts) = (0, BTreeMap::new());
    for content in contents {
        all += 1;
        for term in meaning::terms(&content, Registry::built_in()) {
            *counts.entry(term).or_insert(0) += 1;
        }
    }
    (all, counts)
}

/// What the terms weigh that both have and that are wanted.
fn shared_weight(a: &Terms, b: &Terms, is_wanted: impl Fn(&Term) -> bool) -> f32 {
    a.shared(b).map(|(term, _)| term).filter(|term| is_wanted(term)).map(|term| term.weight).sum()
}

#[cfg(test)]
mod tests;
