//! The claims that a question finds, and what is counted over them.

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use roaring::RoaringBitmap;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, Score, Searcher, SegmentReader};

use super::IndexError;
use super::bits;
use super::counts::{Counted, Totals};
use super::document::{Day, OPEN_LAST};
use super::matching;
use super::question::Question;
use super::schema::Fields;
use super::times::{Time, Times};

/// The claims that a question finds, as they stood when it was asked.
pub struct Found {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    /// The documents of each segment.
    pub(super) documents: Vec<RoaringBitmap>,
    pub(super) total: u64,
    pub(super) counted: Counted,
    pub(super) totals: Arc<Totals>,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Order {
    /// What it orders by.
    pub by: By,
    /// True for the newest day or the best match first.
    pub is_descending: bool,
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The last day it may have been said on; claims without a day come last.
    Said,
    /// The day of publication; claims without a day come last.
    Published,
    /// When it was loaded.
    Loaded,
    /// How well it matches.
    Relevance,
}

impl Order {
    /// What a claim is ordered by, smaller first. Where `may_lack`, 0 is no value, and comes last in both directions.
    fn key(self, value: u64, may_lack: bool) -> u64 {
        match (self.is_descending, value) {
            (true, value) => u64::MAX - value,
            (false, 0) if may_lack => u64::MAX,
            (false, value) => value,
        }
    }

    /// What decides between claims of one key: in the order by relevance, those said later come first.
    fn age(self, said: Day) -> u64 {
        if self.by == By::Relevance { OPEN_LAST + 1 - said.min(OPEN_LAST + 1) } else { 0 }
    }
}

/// What tells where a claim stands in every order but that by relevance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its row.
    pub claim: u64,
    /// Its article's row.
    pub article: u64,
    /// Where it stands in its article.
    pub place: u64,
    /// The last day it may have been said on; 0 where nothing tells.
    pub said: Day,
    /// The day it was published on; 0 where nothing tells.
    pub published: Day,
    /// When it was loaded, in seconds since 1970.
    pub loaded: u64,
}

/// A claim at its place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// What it is ordered by, smaller first.
    key: u64,
    /// Smaller for claims that were said later, where these come first among equals.
    age: u64,
    /// Its article's row.
    pub article: u64,
    place: u64,
    /// The claim's row.
    pub claim: u64,
}

impl Ord for Placed {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let whole = |placed: &Self| (placed.key, placed.age, placed.article, placed.place, placed.claim);
        whole(self).cmp(&whole(other))
    }
}

impl PartialOrd for Placed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Claims that may have been said between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Said {
    /// The days, each as a number that the caller made of a day; `None` for claims that no range of days finds.
    pub days: Option<(Day, Day)>,
    /// True where the days are the day of publication.
    pub by_publication: bool,
}

impl Found {
    pub(super) fn new(
        searcher: Searcher,
        fields: Fields,
        question: &Question,
        totals: Arc<Totals>,
        with_words: Option<&Self>,
    ) -> Result<Self, IndexError> {
        let with_words = with_words.map(|found| &found.documents[..]);
        let documents = matching::documents(&searcher, &fields, question, &totals, with_words)?;
        let total = documents.iter().map(RoaringBitmap::len).sum();
        Ok(Self { searcher, fields, documents, total, counted: Counted::default(), totals })
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// True where the claims are those that a searcher sees.
    pub(super) fn is_of(&self, searcher: &Searcher) -> bool {
        self.searcher.generation().generation_id() == searcher.generation().generation_id()
    }

    /// The bytes that keeping this takes.
    pub(super) fn size(&self) -> usize {
        self.documents.iter().map(RoaringBitmap::serialized_size).sum::<usize>() + self.counted.size()
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = (&SegmentReader, &RoaringBitmap)> {
        self.searcher.segment_readers().iter().zip(&self.documents)
    }

    pub(super) fn column(&self, segment: &SegmentReader, field: Field) -> Result<Column<u64>, IndexError> {
        self.totals.column(segment, field)
    }

    /// The first `most` claims after `after` in an order; with `one_of_each_article`, only the first of each article.
    pub fn first(
        &self,
        question: &Question,
        order: Order,
        after: Option<Place>,
        most: usize,
        one_of_each_article: bool,
    ) -> Result<Vec<Placed>, IndexError> {
        let ranking = (order.by == By::Relevance).then(|| self.ranking(question, order)).transpose()?;
        let after = match after {
            Some(place) => match self.key_of(place, order, ranking.as_ref())? {
                Some(key) => Some(Placed {
                    key,
                    age: order.age(place.said),
                    article: place.article,
                    place: place.place,
                    claim: place.claim,
                }),
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let mut first =
            First { most, after, heap: BinaryHeap::new(), articles: one_of_each_article.then(HashMap::new) };
        for (segment, documents) in self.segments().filter(|(_, documents)| !documents.is_empty()) {
            matching::stop_unless_wanted()?;
            let places = Places::new(self, segment, order)?;
            let Some(ranking) = &ranking else {
                match order.by {
                    By::Said | By::Published => {
                        first.offer_by_days(&places, &*self.totals.times(segment, &self.fields)?, documents);
                    }
                    _ => bits::for_each(documents, |document| first.offer(&places, document, places.key(document))),
                }
                continue;
            };
            let mut in_claim = ranking.in_claim(segment)?;
            let least = first.least_score(order);
            let mut offer = |document, score| {
                if documents.contains(document) {
                    let is_in_claim = in_claim.as_mut().is_none_or(|scorer| is_at(scorer.as_mut(), document));
                    first.offer(&places, document, order.key(ranked(score, is_in_claim), false));
                }
                first.least_score(order)
            };
            ranking.scores.for_each_pruning(least, segment, &mut offer)?;
        }
        Ok(first.into_sorted())
    }

    /// What ranks the claims of a question.
    fn ranking(&self, question: &Question, order: Order) -> Result<Ranking, IndexError> {
        debug_assert_eq!(order.by, By::Relevance);
        // The library passes over what cannot be among the best where only words are asked for. A few claims are sooner
        // looked at all.
        let words = question.words_query(&self.fields).filter(|_| self.total > FEW);
        let query = words.unwrap_or_else(|| question.query(&self.fields));
        let scores = query.weight(EnableScoring::enabled_from_searcher(&self.searcher))?;
        let in_claim = question.query_without_titles(&self.fields);
        let in_claim = in_claim.map(|query| query.weight(EnableScoring::disabled_from_searcher(&self.searcher)));
        Ok(Ranking { scores, in_claim: in_claim.transpose()? })
    }

    /// What a claim is ordered by. `None` where it is no match, so that it has no rank.
    fn key_of(&self, place: Place, order: Order, ranking: Option<&Ranking>) -> Result<Option<u64>, IndexError> {
        let Some(ranking) = ranking else {
            let value = match order.by {
                By::Published => place.published,
                By::Loaded => place.loaded,
                By::Said | By::Relevance => place.said,
            };
            return Ok(Some(order.key(value, true)));
        };
        for segment in self.searcher.segment_readers() {
            let column = self.column(segment, self.fields.claim)?;
            let mut documents = Vec::new();
            column.get_docids_for_value_range(place.claim..=place.claim, 0..segment.max_doc(), &mut documents);
            for document in documents.into_iter().filter(|document| !segment.is_deleted(*document)) {
                let mut scorer = ranking.scores.scorer(segment, 1.0)?;
                if is_at(scorer.as_mut(), document) {
                    let mut in_claim = ranking.in_claim(segment)?;
                    let is_in_claim = in_claim.as_mut().is_none_or(|scorer| is_at(scorer.as_mut(), document));
                    return Ok(Some(order.key(ranked(scorer.score(), is_in_claim), false)));
                }
            }
        }
        Ok(None)
    }
}

/// Up to this many claims are all looked at for the best ones. Tests have few claims, and try both ways.
const FEW: u64 = if cfg!(test) { 40 } else { 50_000 };

/// What ranks claims: their scores, and whether the words stand in the claim and its names, not in the headline alone.
struct Ranking {
    scores: Box<dyn Weight>,
    /// `None` where headlines are not looked at.
    in_claim: Option<Box<dyn Weight>>,
}

impl Ranking {
    fn in_claim(&self, segment: &SegmentReader) -> Result<Option<Box<dyn Scorer>>, IndexError> {
        Ok(self.in_claim.as_ref().map(|weight| weight.scorer(segment, 1.0)).transpose()?)
    }
}

/// True where a scorer, which goes on from document to document, comes to this one.
fn is_at(scorer: &mut dyn Scorer, document: DocId) -> bool {
    if scorer.doc() < document {
        scorer.seek(document);
    }
    scorer.doc() == document
}

/// How many of the last bits of a score are left out: scores within some five in a hundred are equal, so that other
/// things decide between them.
const NEAR: u32 = 19;

/// A rank that is higher for better matches: all of those whose words stand in the claim before those of headlines.
fn ranked(score: Score, is_in_claim: bool) -> u64 {
    // Scores are not negative, so that their bits sort as they do.
    u64::from(is_in_claim) << 32 | u64::from(score.to_bits() >> NEAR)
}

/// The columns of one segment that tell where its claims stand in an order.
struct Places {
    order: Order,
    /// What it orders by; the day that claims were said on, where it orders by relevance.
    value: Column<u64>,
    article: Column<u64>,
    place: Column<u64>,
    claim: Column<u64>,
}

impl Places {
    fn new(found: &Found, segment: &SegmentReader, order: Order) -> Result<Self, IndexError> {
        let value = match order.by {
            By::Said | By::Relevance => found.fields.said,
            By::Published => found.fields.published,
            By::Loaded => found.fields.loaded,
        };
        Ok(Self {
            order,
            value: found.column(segment, value)?,
            article: found.column(segment, found.fields.article)?,
            place: found.column(segment, found.fields.place)?,
            claim: found.column(segment, found.fields.claim)?,
        })
    }

    /// What a claim is ordered by, in every order but that by relevance.
    fn key(&self, document: DocId) -> u64 {
        self.order.key(self.value.first(document).unwrap_or_default(), true)
    }

    fn of(&self, document: DocId, key: u64) -> Placed {
        let of = |column: &Column<u64>| column.first(document).unwrap_or_default();
        let age = if self.order.by == By::Relevance { self.order.age(of(&self.value)) } else { 0 };
        Placed { key, age, article: of(&self.article), place: of(&self.place), claim: of(&self.claim) }
    }
}

/// Keeps the first claims of those offered.
struct First {
    most: usize,
    after: Option<Placed>,
    /// The last of those kept on top.
    heap: BinaryHeap<Placed>,
    /// The first claim of each article, where only that one is shown.
    articles: Option<HashMap<u64, Placed>>,
}

impl First {
    /// Offers claims, in an order by days, by the runs that share them.
    fn offer_by_days(&mut self, places: &Places, times: &Times, documents: &RoaringBitmap) {
        /// Where a run is looked up, so many claims could be looked at instead.
        const LOOKED_UP: usize = 16;
        let order = places.order;
        let key_of = |time: &Time| order.key(if order.by == By::Published { time.published } else { time.said }, true);
        let claims = documents.len() as usize;
        let mut runs_left = if claims > times.runs() / LOOKED_UP { claims / LOOKED_UP } else { 0 };
        if self.articles.is_none() && runs_left > 0 {
            for at in 0..times.runs() {
                // What was said later mostly stands further behind.
                let run = if order.is_descending { times.runs() - 1 - at } else { at };
                let (range, time) = times.run(run);
                let key = key_of(time);
                if self.is_out(key) {
                    continue;
                }
                if runs_left == 0 {
                    let mut rest = documents.clone();
                    let done = if order.is_descending { range.end..u32::MAX } else { 0..range.start };
                    rest.remove_range(done);
                    return times.for_each(&rest, |document, time| self.offer(places, document, key_of(time)));
                }
                runs_left -= 1;
                documents.range(range).for_each(|document| self.offer(places, document, key));
            }
            return;
        }
        times.for_each(documents, |document, time| self.offer(places, document, key_of(time)));
    }

    /// True where no claim with this key can be among the first.
    fn is_out(&self, key: u64) -> bool {
        self.heap.len() >= self.most && self.heap.peek().is_none_or(|last| key > last.key)
            || self.after.is_some_and(|after| key < after.key)
    }

    fn offer(&mut self, places: &Places, document: DocId, key: u64) {
        if let Some(articles) = &mut self.articles {
            let placed = places.of(document, key);
            let first = articles.entry(placed.article).or_insert(placed);
            *first = placed.min(*first);
            return;
        }
        if !self.is_out(key) {
            self.keep(places.of(document, key));
        }
    }

    /// A score that is too low for any claim still to come, where those kept tell one.
    fn least_score(&self, order: Order) -> Score {
        let last = self.heap.peek().filter(|_| self.heap.len() >= self.most && order.is_descending);
        let Some(rank) = last.map(|last| u64::MAX - last.key) else { return Score::MIN };
        // While a claim is kept for its headline, one with a lower score may come before it.
        if rank >> 32 == 0 {
            return Score::MIN;
        }
        Score::from_bits((rank as u32) << NEAR).next_down()
    }

    fn keep(&mut self, placed: Placed) {
        if self.after.is_some_and(|after| placed <= after) {
            return;
        }
        if self.heap.len() < self.most {
            self.heap.push(placed);
        } else if self.heap.peek().is_some_and(|last| placed < *last) {
            self.heap.pop();
            self.heap.push(placed);
        }
    }

    fn into_sorted(mut self) -> Vec<Placed> {
        for placed in self.articles.take().into_iter().flatten().map(|(_, placed)| placed) {
            self.keep(placed);
        }
        self.heap.into_sorted_vec()
    }
}
