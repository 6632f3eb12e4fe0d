//! Mentions to sources inside one article: names to their fullest form, roles and pronouns to whom they stand for,
//! capitals to governments, and the chain of those through whom a claim came.
//!
//! [`names`] finds the proper names of the article, [`people`] what it tells of persons and [`states`] of bodies. A mention
//! goes through the rules of [`mention`]: [`named`] where its head is a name, [`nominal`] where it is a common noun,
//! [`owners`], [`outlets`] and [`coordination`] for what holds several names. [`anaphora`] and [`discourse`] tell whom
//! pronouns and general words stand for, [`sentence_subject`] whom they may. [`speakers`] resolves the turns of transcripts
//! and [`chain`] the chain.

mod anaphora;
mod chain;
mod coordination;
mod discourse;
mod mention;
mod named;
mod names;
mod nominal;
mod outlets;
mod owners;
mod people;
mod sentence_subject;
mod speakers;
mod states;
mod word_forms;

use std::ops::Range;

use super::attribution::RawAttribution;
use super::segment::Segmented;
use crate::domain::{ArticleInfo, Party, SourceKind, Span};
use crate::registry::Registry;
use discourse::Discourse;
use mention::MentionResolver;

/// Who stands behind one attribution.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Resolved {
    /// The source; `None` where nothing tells.
    pub source: Option<Party>,
    /// Further sources of the same words.
    pub others: Vec<Party>,
    /// Through whom it came, innermost first.
    pub via: Vec<Party>,
}

/// Resolves every attribution, in the order given.
pub(super) fn resolve(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    article: &ArticleInfo,
    registry: &Registry,
) -> Vec<Resolved> {
    let mut resolver = MentionResolver::of(document, registry).printed_by(article.publisher.as_deref());
    note_states(&mut resolver, document, raws);
    let speakers = speakers::speakers(&resolver, article);
    let mut order: Vec<usize> = (0..raws.len()).collect();
    order.sort_by_key(|&at| (raws[at].sentence, raws[at].inside.is_some(), first_byte(&raws[at])));
    let found = vec![Resolved::default(); raws.len()];
    let mut state = Resolution { document, raws, article, resolver, speakers, discourse: Discourse::default(), found };
    let mut next_sentence = 0;
    // In the order of the text: a pronoun stands for somebody before it, and a claim inside another has its chain.
    for at in order {
        while next_sentence <= raws[at].sentence {
            state.discourse.enter(&state.resolver, document, next_sentence);
            next_sentence += 1;
        }
        state.found[at] = state.attribution(&raws[at]);
    }
    state.found
}

/// Notes the single names that stand with a verb in the present ("Vell says", "Karsk has denied"), before any mention is
/// resolved: states speak so.
fn note_states(resolver: &mut MentionResolver<'_>, document: &Segmented<'_>, raws: &[RawAttribution]) {
    for raw in raws {
        let present = raw.cue.first().is_some_and(|cue| {
            let words = cue.of(document.text);
            words.starts_with("has ") || matches!(words, "says" | "denies" | "believes" | "claims" | "insists")
        });
        // "…," says Zhena: a human being, as states neither stand behind their verbs nor talk in quotations of their own.
        let before = raw.cue.first() > raw.mention.first() && !raw.direct;
        let state = raw.mention.first().filter(|_| present && before);
        if let Some(tokens) = state.and_then(|span| tokens_of(document, span)) {
            resolver.speaks_as_state(tokens);
        }
    }
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

impl Resolution<'_, '_> {
    /// Resolves one attribution, and notes whom it makes speak.
    fn attribution(&mut self, raw: &RawAttribution) -> Resolved {
        if let Some(turn) = raw.turn {
            // Whoever has the word is not whom he calls "he", so that the discourse does not learn of him.
            let mention = raw.mention.first().map(|span| span.of(self.document.text).to_owned());
            let source = self.speakers.get(turn).map(|speaker| Party { mention, ..speaker.clone() });
            return Resolved { source, ..Resolved::default() };
        }
        let mut here = self.sources(raw);
        if !raw.cue.is_empty() {
            here.via.retain(|party| party.kind != SourceKind::Channel);
            chain::add_channel(self.document, self.raws, raw, &mut here);
            chain::add_relays(self.document, &self.resolver, &self.discourse, raw, self.article, &mut here);
        }
        if let Some(source) = here.source.as_ref().filter(|_| !raw.mention.is_empty()) {
            self.discourse.spoke(&self.resolver, source, raw.main_subject && raw.inside.is_none());
            self.discourse.spoke_together(source, &here.others);
        }
        if let Some(outer) = raw.inside {
            let outer = self.found[outer].clone();
            here.via.extend(outer.source.into_iter().chain(outer.via));
        }
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
            return here;
        }
        if let Some((_, found)) = base.filter(|(before, _)| before.mention == raw.mention) {
            return Resolved { via: Vec::new(), ..found.clone() };
        }
        let Some(tokens) = raw.mention.first().and_then(|span| tokens_of(self.document, span)) else {
            return Resolved::default();
        };
        let mut parties = self.resolver.parties(tokens.clone(), &self.discourse).into_iter();
        let source = parties.next();
        if let Some(source) = source.as_ref().filter(|_| tokens.len() == 1) {
            self.discourse.learn(&source.name, &self.document.tokens[tokens.start].lower);
        }
        Resolved { source, others: parties.collect(), via: Vec::new() }
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
