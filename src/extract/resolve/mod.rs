//! Mentions to sources inside one article: names to their fullest form, roles and pronouns to whom they stand for,
//! capitals to governments, and the chain of those through whom a claim came.
//!
//! [`mod@names`] finds the proper names of the article, [`kinds`] what each is a name of, [`people`] what the article tells of
//! persons and [`states`] of bodies. A mention
//! goes through the rules of [`mention`]: [`named`] where its head is a name, [`nominal`] where it is a common noun,
//! [`apposition`], [`owners`], [`outlets`] and [`coordination`] for what holds several names. [`anaphora`] and [`discourse`] tell whom
//! pronouns and general words stand for, [`sentence_subject`] whom they may, and [`brought_in`] who has no name. [`speakers`] resolves the turns of transcripts
//! and [`chain`] the chain.

mod anaphora;
mod antecedent;
mod apposition;
mod brought_in;
mod chain;
mod coordination;
mod discourse;
mod entities;
mod joint;
mod kinds;
mod mention;
mod named;
mod names;
mod nominal;
mod office_holders;
mod outlets;
mod owners;
mod people;
mod relative;
mod sentence_subject;
mod speakers;
mod states;
mod weights;
mod word_forms;

use std::collections::HashMap;
use std::ops::Range;

use super::attribution::RawAttribution;
use super::lexicon;
use super::segment::Segmented;
use super::tokens::TokenKind;
use crate::domain::{ArticleInfo, Party, SourceKind, Span};
use crate::registry::Registry;
pub(in crate::extract) use antecedent::Reason;
use antecedent::{Anaphor, Lesson};
pub use antecedent::{Answer, Chance, Choice};
use discourse::Discourse;
pub use kinds::NameLesson;
use mention::MentionResolver;
use names::{Gender, Printed};

/// Who stands behind one attribution.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Resolved {
    /// The source; `None` where nothing tells.
    pub source: Option<Party>,
    /// Further sources of the same words.
    pub others: Vec<Party>,
    /// Through whom it came, innermost first.
    pub via: Vec<Party>,
    /// Why the source is whom it is: the rule, or the features that weighed most; `None` where there is no source.
    pub reason: Option<Reason>,
    /// The names of the others, each with why it is one.
    pub other_reasons: Vec<(String, Reason)>,
    /// Why the source is of its kind.
    pub kind_reason: Option<Reason>,
    /// The names of those through whom it came, each with the rule that found it.
    pub via_rules: Vec<(String, &'static str)>,
}

impl Resolved {
    /// The source, the others and those through whom it came.
    fn parties(&self) -> impl Iterator<Item = &Party> {
        self.source.iter().chain(&self.others).chain(&self.via)
    }

    /// Notes the rule that found those of `via` that no rule was noted for.
    fn note_via(&mut self, rule: &'static str) {
        for party in &self.via {
            if !self.via_rules.iter().any(|(name, _)| *name == party.name) {
                self.via_rules.push((party.name.clone(), rule));
            }
        }
    }

    /// Notes that the source is that of the attribution before.
    fn goes_on(&mut self) {
        let reason = || Reason::by("the speaker before, who goes on");
        self.reason = self.source.as_ref().map(|_| reason());
        self.other_reasons = self.others.iter().map(|party| (party.name.clone(), reason())).collect();
    }

    /// Gives the party at every place of this name another one.
    fn rename(&mut self, rename: impl Fn(&Party) -> Option<String>) {
        let Self { source, others, via, other_reasons, via_rules, .. } = self;
        let noted = other_reasons.iter_mut().map(|(name, _)| name).chain(via_rules.iter_mut().map(|(name, _)| name));
        let mut noted: Vec<&mut String> = noted.collect();
        for party in source.iter_mut().chain(others).chain(via) {
            let Some(name) = rename(party) else { continue };
            noted.iter_mut().filter(|noted| ***noted == party.name).for_each(|noted| (**noted).clone_from(&name));
            party.name = name;
        }
    }
}

/// Resolves every attribution, in the order given.
pub(super) fn resolve(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    article: &ArticleInfo,
    registry: &Registry,
) -> Vec<Resolved> {
    let resolver = MentionResolver::printed(document, registry, article.publisher.as_deref(), article.published);
    let mut resolution = Resolution::of(document, raws, article, resolver).run(&[]);
    resolution.name_as_printed();
    resolution.found
}

/// Every choice among antecedents that resolving the article asks for, and those for further mentions, for training.
pub(super) fn choices(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    article: &ArticleInfo,
    registry: &Registry,
    mentions: &[Span],
    answers: Vec<Answer>,
) -> Vec<Choice> {
    let mut resolver = MentionResolver::printed(document, registry, article.publisher.as_deref(), article.published);
    resolver.lesson = Some(Lesson { answers, ..Lesson::default() });
    let resolution = Resolution::of(document, raws, article, resolver).run(mentions);
    resolution.resolver.lesson.map(|lesson| lesson.choices.into_inner()).unwrap_or_default()
}

/// Every name of an article, for training.
pub(super) fn names(document: &Segmented<'_>, registry: &Registry) -> Vec<NameLesson> {
    names::ProperNames::of(document, registry, Printed::default()).lessons()
}

/// The attributions of an article while they are resolved one after another.
struct Resolution<'a, 'd> {
    document: &'d Segmented<'d>,
    raws: &'a [RawAttribution],
    article: &'a ArticleInfo,
    resolver: MentionResolver<'d>,
    /// The speaker of each turn of a transcript.
    speakers: Vec<Party>,
    /// Who has been spoken of before the attribution.
    discourse: Discourse,
    /// What is resolved so far; empty for the others.
    found: Vec<Resolved>,
}

impl<'a, 'd> Resolution<'a, 'd> {
    fn of(
        document: &'d Segmented<'d>,
        raws: &'a [RawAttribution],
        article: &'a ArticleInfo,
        mut resolver: MentionResolver<'d>,
    ) -> Self {
        let speakers = speakers::speakers(&resolver, article);
        for party in &speakers {
            if party.kind == SourceKind::Person && !resolver.speakers.iter().any(|known| known.name == party.name) {
                resolver.speakers.push(party.clone());
            }
        }
        let found = vec![Resolved::default(); raws.len()];
        Self { document, raws, article, resolver, speakers, discourse: Discourse::default(), found }
    }

    /// Goes through the attributions, and further mentions, in the order of the text: a pronoun stands for somebody before
    /// it, and a claim inside another has its chain.
    fn run(mut self, mentions: &[Span]) -> Self {
        let mut order: Vec<usize> = (0..self.raws.len()).collect();
        order.sort_by_key(|&at| (self.raws[at].sentence, self.raws[at].inside.is_some(), first_byte(&self.raws[at])));
        let mut further = mentions.iter().map(|span| (self.document.sentence_at(span.start), *span)).peekable();
        let mut next_sentence = 0;
        for at in order {
            while next_sentence <= self.raws[at].sentence {
                self.discourse.outer = self.speaker_at(next_sentence);
                self.discourse.enter(&self.resolver, self.document, next_sentence);
                while let Some((_, span)) = further.next_if(|(sentence, _)| *sentence <= next_sentence) {
                    self.mention(span);
                }
                next_sentence += 1;
            }
            self.found[at] = self.attribution(at);
        }
        for sentence in next_sentence..self.document.sentences.len() {
            if further.peek().is_none() {
                break;
            }
            self.discourse.outer = self.speaker_at(sentence);
            self.discourse.enter(&self.resolver, self.document, sentence);
            while let Some((_, span)) = further.next_if(|(of, _)| *of <= sentence) {
                self.mention(span);
            }
        }
        self
    }

    /// The name of whoever has the word in a sentence of a transcript.
    fn speaker_at(&self, sentence: usize) -> Option<String> {
        let start = self.document.sentences[sentence].tokens.start;
        let turn = self.document.turns.partition_point(|turn| turn.label.end <= start).checked_sub(1)?;
        self.speakers.get(turn).map(|speaker| speaker.name.clone())
    }

    /// Gives parties of the registry the fullest names that the article prints of them.
    fn name_as_printed(&mut self) {
        let Self { resolver, found, .. } = self;
        let has_names = |party: &Party| party.registered().is_some() && party.kind != SourceKind::Government;
        let mut printed: HashMap<String, String> = HashMap::new();
        for party in found.iter().flat_map(Resolved::parties).filter(|party| has_names(party)) {
            if !printed.contains_key(&party.name) {
                let of_this = |other: &&Party| other.name == party.name;
                let mentions = found.iter().flat_map(Resolved::parties).filter(of_this);
                let mentions = mentions.filter_map(|other| other.mention.as_deref());
                printed.insert(party.name.clone(), resolver.printed_name(party, mentions));
            }
        }
        for here in found {
            here.rename(|party| printed.get(&party.name).filter(|_| has_names(party)).cloned());
        }
    }

    /// Resolves a mention that nothing is attributed to.
    fn mention(&self, span: Span) {
        if let Some(tokens) = tokens_of(self.document, &span) {
            self.resolver.parties(tokens, &self.discourse);
        }
    }

    /// Resolves one attribution, and notes whom it makes speak.
    fn attribution(&mut self, at: usize) -> Resolved {
        let raw = &self.raws[at];
        if let Some(turn) = raw.turn {
            // Whoever has the word is not whom he calls "he", so that the discourse does not learn of him.
            let mention = raw.mention.first().map(|span| span.of(self.document.text).to_owned());
            let source = self.speakers.get(turn).map(|speaker| Party { mention, ..speaker.clone() });
            let reason = source.is_some().then_some(Reason::by("a turn of a transcript"));
            let kind_reason = source.as_ref().and_then(|source| self.resolver.kind_reason(source));
            return Resolved { source, reason, kind_reason, ..Resolved::default() };
        }
        let outer = raw.inside.and_then(|outer| self.found[outer].source.as_ref());
        self.discourse.outer = outer.map(|outer| outer.name.clone());
        self.resolver.reason.take();
        self.resolver.further.take();
        let mut here = self.sources(raw);
        here.reason = here.reason.or(self.resolver.reason.take());
        if !raw.cue.is_empty() {
            here.via.retain(|party| party.kind != SourceKind::Channel);
            here.note_via("the claim before, which goes on");
            chain::add_channel(self.document, self.raws, raw, &mut here);
            here.note_via("a channel that the sentence names");
            chain::add_relays(self.document, &self.resolver, &self.discourse, raw, self.article, &mut here);
            here.via.extend(self.source_of(raw));
            here.note_via("words that tell who passed it on");
            here.via.extend(self.told(at, here.source.as_ref()));
            here.note_via("who was told, and speaks in the same sentence");
        }
        if let Some(source) = here.source.as_ref().filter(|_| !raw.mention.is_empty()) {
            let place = self.document.token_range(raw.mention[0]).start;
            self.discourse.spoke(&self.resolver, source, place, raw.main_subject && raw.inside.is_none());
            let document = |&at: &usize| lexicon::is_document(self.resolver.lower(at));
            let written = self.document.token_range(raw.mention[0]).find(document).is_some();
            self.discourse.spoke_together(source, &here.others, written);
        }
        if let Some(outer) = raw.inside {
            let outer = self.found[outer].clone();
            here.via.extend(outer.source.into_iter().chain(outer.via));
            here.note_via("the claim around it");
        }
        here.kind_reason = here.source.as_ref().and_then(|source| self.resolver.kind_reason(source));
        leave_out_repeated(&mut here.others, here.source.as_ref());
        leave_out_repeated(&mut here.via, here.source.as_ref());
        here
    }

    /// Source and others by the mention. What runs on has the speaker of the attribution before it; where it is attributed
    /// once more by the same words, the chain is read anew.
    fn sources(&mut self, raw: &RawAttribution) -> Resolved {
        let base = raw.runs_on.map(|base| (&self.raws[base], &self.found[base]));
        if let Some((_, found)) = base.filter(|_| raw.cue.is_empty() || raw.mention.is_empty()) {
            let mut here = found.clone();
            for party in here.others.iter_mut().chain(&mut here.source) {
                party.mention = None;
            }
            here.goes_on();
            return here;
        }
        if let Some((_, found)) = base.filter(|(before, _)| before.mention == raw.mention) {
            let mut here = Resolved { via: Vec::new(), via_rules: Vec::new(), ..found.clone() };
            here.goes_on();
            return here;
        }
        let mention = raw.mention.first().and_then(|span| tokens_of(self.document, span));
        let Some(tokens) = mention.map(|tokens| self.resolver.with_bearer(tokens)) else {
            return Resolved { source: self.silent(raw), ..Resolved::default() };
        };
        let mut parties = self.resolver.parties(tokens.clone(), &self.discourse).into_iter();
        let source = parties.next();
        if let Some(source) = source.as_ref().filter(|_| tokens.len() == 1) {
            self.discourse.learn(&source.name, &self.document.tokens[tokens.start].lower);
        }
        let other_reasons = self.resolver.further.take();
        Resolved { source, others: parties.collect(), other_reasons, ..Resolved::default() }
    }
}

impl Resolution<'_, '_> {
    /// "Two of the Courier's sources": the outlet that has them.
    fn source_of(&self, raw: &RawAttribution) -> Option<Party> {
        let tokens = tokens_of(self.document, raw.mention.first()?)?;
        let last = self.resolver.lower(tokens.end - 1);
        let mark = tokens.clone().find(|&at| self.document.tokens[at].kind == TokenKind::Possessive)?;
        let sources = matches!(last, "source" | "sources") && mark > tokens.start;
        sources.then(|| self.resolver.named_outlet(&(mark - 1..mark)))?
    }

    /// "Reth said it rained, although Oru had told her it snowed": whoever speaks in the sentence and was told.
    fn told(&self, at: usize, source: Option<&Party>) -> Option<Party> {
        let raw = &self.raws[at];
        let cue = self.document.token_range(*raw.cue.last()?);
        let tokens = &self.document.tokens;
        let verb = cue.clone().find(|&at| lexicon::is_telling_verb(&tokens[at].lower))?;
        let gender = match tokens.get(verb + 1)?.lower.as_str() {
            "him" => Gender::He,
            "her" => Gender::She,
            _ => return None,
        };
        let before = |other: &usize| {
            let other = &self.raws[*other];
            other.inside == raw.inside && first_byte(other) < first_byte(raw)
        };
        let first = self.raws.partition_point(|other| other.sentence < raw.sentence);
        let here = (first..self.raws.len()).take_while(|&other| self.raws[other].sentence == raw.sentence);
        let teller = here.filter(before).max_by_key(|&other| first_byte(&self.raws[other]))?;
        let teller = self.found[teller].source.as_ref().filter(|party| party.kind == SourceKind::Person)?;
        let known = self.discourse.gender(&teller.name);
        let other = source.is_some_and(|source| source.name != teller.name);
        (other && known.is_none_or(|known| known == gender)).then(|| teller.clone())
    }

    /// Whoever speaks where no word names him.
    fn silent(&self, raw: &RawAttribution) -> Option<Party> {
        let tokens = raw.content.first().and_then(|span| tokens_of(self.document, span))?;
        self.resolver.stands_for(&Anaphor::silence(tokens, raw.direct, raw.cue.is_empty()), &self.discourse)
    }
}

/// Leaves out the parties that have the name of the source or of one before them.
fn leave_out_repeated(parties: &mut Vec<Party>, source: Option<&Party>) {
    let mut names: Vec<String> = source.map(|source| source.name.clone()).into_iter().collect();
    parties.retain(|party| {
        let new = !names.contains(&party.name);
        if new {
            names.push(party.name.clone());
        }
        new
    });
}

fn first_byte(raw: &RawAttribution) -> usize {
    raw.content.iter().chain(&raw.mention).chain(&raw.cue).map(|span| span.start).min().unwrap_or(0)
}

/// The tokens of a span.
fn tokens_of(document: &Segmented<'_>, span: &Span) -> Option<Range<usize>> {
    Some(document.token_range(*span)).filter(|tokens| !tokens.is_empty())
}

#[cfg(test)]
mod tests;
