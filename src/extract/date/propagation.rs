//! Dates all attributions of a text: by their own words, or by propagation where a source goes on speaking.

use std::collections::HashMap;

use jiff::civil::Date;

use super::calendar::back;
use super::choose::{Chooser, OwnDate};
use super::entries::Days;
use super::transcript;
use super::words;
use crate::domain::{ArticleInfo, Basis, Edtf, Said, SourceKind, Span};
use crate::extract::attribution::RawAttribution;
use crate::extract::line_words;
use crate::extract::resolve::Resolved;
use crate::extract::segment::Segmented;

/// The most days before publication at which a date still counts as news. An older date is background and is not
/// propagated to other paragraphs.
const RECENT: i64 = 31;

/// The most sentences over which a date that is no news, or that leaves the day open, is propagated.
const BACKGROUND_REACH: usize = 2;
/// The most days of an interval that counts as one occasion.
const ONE_OCCASION: i64 = 10;

/// When an attribution was said, and the rule that tells.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Dated {
    pub(in crate::extract) said: Said,
    pub(in crate::extract) rule: &'static str,
}

/// Returns when each attribution was said: by its own words, else propagated from the same source, else by the
/// publication date.
pub(in crate::extract) fn dates(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    resolved: &[Resolved],
    article: &ArticleInfo,
) -> Vec<Dated> {
    let days = Days::of(document, article.published);
    let mut dating = Dating {
        document,
        raws,
        resolved,
        published: article.published,
        entry: 0,
        chooser: Chooser::new(document, raws, &days),
        days,
        recent: HashMap::new(),
        local: HashMap::new(),
        said: vec![Dated { said: Said::UNKNOWN, rule: "" }; raws.len()],
        last: None,
        transcript: transcript::day(document, article),
    };
    for at in in_order(raws) {
        dating.said[at] = dating.date(at);
    }
    dating.said
}

/// Returns the attributions in text order; an attribution inside another comes after it.
fn in_order(raws: &[RawAttribution]) -> Vec<usize> {
    let depth = |at: usize| {
        let mut depth = 0;
        let mut place = at;
        while let Some(outer) = raws[place].inside.or(raws[place].runs_on).filter(|_| depth < raws.len().min(8)) {
            (place, depth) = (outer, depth + 1);
        }
        (raws[place].sentence.max(raws[at].sentence), depth)
    };
    let mut order: Vec<usize> = (0..raws.len()).collect();
    order.sort_by_key(|&at| (depth(at), at));
    order
}

/// A date, and where it was told or last propagated to.
#[derive(Debug, Clone)]
struct Local {
    edtf: Edtf,
    paragraph: Option<usize>,
    sentence: usize,
}

/// The state of a pass through a text.
struct Dating<'a> {
    document: &'a Segmented<'a>,
    raws: &'a [RawAttribution],
    resolved: &'a [Resolved],
    /// The day on which the words were written: that of the article, or of the entry the pass has reached.
    published: Option<Date>,
    days: Days,
    /// The entry that the pass has reached.
    entry: usize,
    chooser: Chooser<'a>,
    /// The last date of each source that was not long before publication.
    recent: HashMap<String, Edtf>,
    /// The last date of each source, with its paragraph and sentence.
    local: HashMap<String, Local>,
    said: Vec<Dated>,
    /// The last attribution that stands in no other.
    last: Option<usize>,
    /// The day on which everyone in a transcript spoke, where its heading tells.
    transcript: Option<Said>,
}

impl Dating<'_> {
    fn date(&mut self, at: usize) -> Dated {
        self.reach(at);
        let raw = &self.raws[at];
        if raw.turn.is_some() {
            return match self.transcript.clone() {
                Some(said) => Dated { said, rule: "the day of the transcript" },
                None => self.by_publication("a transcript of no day"),
            };
        }
        let tense = Tense::of(&line_words(&raw.cue, self.document.text));
        let own =
            self.chooser.own(at, |other| self.is_same_speaker(at, other)).map(|own| (own, "words beside the cue"));
        let own = own.or_else(|| Some((self.chooser.heading(at)?, "the heading above it")));
        let own = own.or_else(|| Some((self.chooser.signed(at)?, "the signature of the post")));
        let before = if raw.inside.is_none() { self.last.replace(at) } else { None };
        match own {
            Some((OwnDate::On(edtf, span), rule)) => return self.stated(at, edtf, span, rule),
            Some((OwnDate::Unspecified, _)) => return self.by_publication("words that give no day"),
            None => {}
        }
        // In a transcript, words that the speaker reports of others were not said during the speaker's turn.
        let around = raw.inside.filter(|&outer| self.raws[outer].turn.is_none());
        if let Some(base) = around.or(raw.runs_on) {
            // "Kirby said that others had said …": the others spoke at an earlier time.
            let earlier = raw.inside.is_some() && tense == Tense::Perfect;
            let outer = &self.said[base].said;
            if !earlier && matches!(outer.basis, Basis::Text | Basis::Carried) {
                let rule = if around.is_some() { "the claim around it" } else { "a quotation that goes on" };
                return carried(outer.edtf.clone(), rule);
            }
            if earlier || raw.runs_on.is_some() {
                return self.by_publication("said before the claim around it");
            }
        }
        match tense {
            Tense::Perfect => return self.by_publication("“has said”: some time before"),
            Tense::Attitude => return self.by_publication("a view, said on no occasion"),
            Tense::Present => {
                for name in self.names(at) {
                    self.recent.remove(&name);
                    self.local.remove(&name);
                }
                return self.by_publication("the present tense");
            }
            Tense::Past => {}
        }
        if raw.inside.is_none()
            && let Some(OwnDate::On(edtf, span)) = self.chooser.occasion(at)
        {
            return self.stated(at, edtf, span, "the occasion that the sentence tells");
        }
        match self.propagated(at, before) {
            Some(edtf) => {
                let sentence = raw.sentence;
                for name in self.names(at) {
                    self.local.entry(name).and_modify(|local| local.sentence = sentence);
                }
                carried(Some(edtf), "the same source, earlier in the text")
            }
            None => self.by_publication("no words tell a day"),
        }
    }

    /// Goes on to the entry of an attribution. What was said in another one was said on another occasion.
    fn reach(&mut self, at: usize) {
        let place = self.raws[at].content.first().map_or(0, |content| content.start);
        let entry = self.days.entry(place);
        self.published = self.days.at(place);
        if entry != self.entry {
            self.entry = entry;
            self.recent.clear();
            self.local.clear();
            self.last = None;
        }
    }

    /// Dates an attribution by its own words.
    fn stated(&mut self, at: usize, edtf: Edtf, span: Span, rule: &'static str) -> Dated {
        let paragraph = self.paragraph(at);
        for name in self.names(at) {
            if self.is_occasion(&edtf) && !self.recent.get(&name).is_some_and(|last| looks_back(&edtf, last)) {
                self.recent.insert(name.clone(), edtf.clone());
            }
            let sentence = self.raws[at].sentence;
            self.local.insert(name, Local { edtf: edtf.clone(), paragraph, sentence });
        }
        Dated { said: Said { edtf: Some(edtf), basis: Basis::Text, span: Some(span) }, rule }
    }

    /// The date that the same source spoke on earlier in the text.
    fn propagated(&self, at: usize, before: Option<usize>) -> Option<Edtf> {
        let raw = &self.raws[at];
        let paragraph = self.paragraph(at);
        let mention = line_words(&raw.mention, self.document.text).to_lowercase();
        let first = mention.split_whitespace().next().unwrap_or_default();
        if words::is_indefinite(first) {
            return None;
        }
        let Some(source) = &self.resolved[at].source else {
            // No source is named, so the previous speaker goes on.
            let before = before.filter(|&before| self.paragraph(before) == paragraph)?;
            let goes_on = mention.is_empty() && self.raws[before].sentence == raw.sentence
                || matches!(mention.as_str(), "he" | "she" | "they" | "it");
            let said = &self.said[before].said;
            return said.edtf.clone().filter(|_| goes_on && matches!(said.basis, Basis::Text | Basis::Carried));
        };
        // "In 2019 Reth said …": what he says three sentences later was hardly said in 2019.
        let reaches = |local: &&Local| {
            local.paragraph == paragraph
                && (self.is_occasion(&local.edtf) || raw.sentence <= local.sentence + BACKGROUND_REACH)
        };
        if let Some(local) = self.local.get(&source.name).filter(reaches) {
            return Some(local.edtf.clone());
        }
        // "Officials" here are not those of another paragraph; "the officials" are.
        let known = !matches!(source.kind, SourceKind::Group | SourceKind::Unnamed) || words::is_definite(first);
        self.recent.get(&source.name).filter(|_| known).cloned()
    }

    /// The names of all speakers of an attribution.
    fn names(&self, at: usize) -> Vec<String> {
        let resolved = &self.resolved[at];
        resolved.source.iter().chain(&resolved.others).map(|party| party.name.clone()).collect()
    }

    fn is_same_speaker(&self, at: usize, other: usize) -> bool {
        let name = |at: usize| self.resolved[at].source.as_ref().map(|source| source.name.as_str());
        let (raw, other_raw) = (&self.raws[at], &self.raws[other]);
        raw.mention == other_raw.mention
            || other_raw.mention.is_empty()
            || name(at).is_some() && name(at) == name(other)
    }

    fn paragraph(&self, at: usize) -> Option<usize> {
        let sentence = self.document.sentences.get(self.raws[at].sentence)?;
        self.chooser.paragraph(self.document.tokens.get(sentence.tokens.start)?.span.start)
    }

    /// True if the date is recent before publication; if that is unknown, true for an interval of a month or less.
    fn is_recent(&self, edtf: &Edtf) -> bool {
        match (edtf.first_day(), edtf.last_day(), self.published) {
            (Some(first), _, Some(published)) => back(published, RECENT).is_some_and(|limit| first >= limit),
            (Some(first), Some(last), None) => back(last, RECENT).is_some_and(|limit| first > limit),
            (None, Some(_), _) | (Some(_), None, None) => false,
            (None, None, _) => true,
        }
    }

    /// True for a recent date that may be one occasion of speaking.
    fn is_occasion(&self, edtf: &Edtf) -> bool {
        let short = edtf
            .first_day()
            .zip(edtf.last_day())
            .is_none_or(|(first, last)| back(last, ONE_OCCASION).is_some_and(|limit| first >= limit));
        short && self.is_recent(edtf)
    }

    fn by_publication(&self, rule: &'static str) -> Dated {
        let said = self.published.map_or(Said::UNKNOWN, |published| Said {
            edtf: Some(Edtf::until(published)),
            basis: Basis::Publication,
            span: None,
        });
        Dated { said, rule }
    }
}

/// True if a date looks back, as in "Earlier this month he said …" after words of Tuesday. It does not replace the date
/// that is propagated: what follows was said on Tuesday.
fn looks_back(edtf: &Edtf, last: &Edtf) -> bool {
    edtf.first_day() != edtf.last_day() && edtf.first_day() < last.first_day()
}

fn carried(edtf: Option<Edtf>, rule: &'static str) -> Dated {
    Dated { said: Said { edtf, basis: Basis::Carried, span: None }, rule }
}

/// When the words were said, judged by the form of the verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tense {
    /// "said", "adding", "according to": on the occasion that the text reports.
    Past,
    /// "says": at present, whatever the text told before.
    Present,
    /// "believes": on no occasion.
    Attitude,
    /// "has said", "had warned": some time before.
    Perfect,
}

impl Tense {
    fn of(cue: &str) -> Self {
        let cue = cue.to_lowercase();
        let adverb = |word: &str| word.ends_with("ly") || words::is_cue_adverb(word);
        let mut words = cue.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty() && !adverb(word));
        let Some(first) = words.next() else { return Self::Past };
        // "recent comments", "his earlier promise".
        if matches!(first, "recent" | "earlier" | "previous" | "past" | "former") {
            return Self::Perfect;
        }
        if matches!(first, "has" | "have" | "had") {
            return Self::Perfect;
        }
        if words::is_attitude_verb(first.strip_suffix('s').unwrap_or(first)) {
            return Self::Attitude;
        }
        if words::is_plural_present(first) || matches!(first, "is" | "are" | "does" | "do") {
            return Self::Present;
        }
        let ends = first.len() > 3 && first.ends_with('s') && !first.ends_with("ss");
        if ends && first != "was" { Self::Present } else { Self::Past }
    }
}
