//! Mentions to sources inside one article: names to their fullest form, roles and pronouns to whom they stand for,
//! capitals to governments, and the chain of those through whom a claim came.

mod described;
mod discourse;
mod mention;
mod named;
mod names;
mod owners;
mod people;
mod speakers;
mod states;
mod taken_up;
mod words;

use std::ops::Range;

use super::attribution::{Passed, RawAttribution, of_sentence};
use super::segment::Segmented;
use crate::domain::{ArticleInfo, Identity, Party, SourceKind, Span};
use crate::registry::{Registry, publisher_key};
use discourse::Discourse;
use mention::Reader;

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

/// Channels that statements are posted on.
const CHANNELS: [(&str, &str); 12] = [
    ("telegram", "Telegram"),
    ("facebook", "Facebook"),
    ("twitter", "X"),
    ("x", "X"),
    ("instagram", "Instagram"),
    ("youtube", "YouTube"),
    ("whatsapp", "WhatsApp"),
    ("weibo", "Weibo"),
    ("tiktok", "TikTok"),
    ("bluesky", "Bluesky"),
    ("linkedin", "LinkedIn"),
    ("truth", "Truth Social"),
];

/// Resolves every attribution, in the order given.
pub(super) fn resolve(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    article: &ArticleInfo,
    registry: &Registry,
) -> Vec<Resolved> {
    let mut reader = Reader::of(document, registry).printed_by(article.publisher.as_deref());
    for raw in raws {
        let present = raw.cue.first().is_some_and(|cue| {
            let words = cue.of(document.text);
            words.starts_with("has ") || matches!(words, "says" | "denies" | "believes" | "claims" | "insists")
        });
        // "…," says Zhena: a human being, as states neither stand behind their verbs nor talk in quotations of their own.
        let before = raw.cue.first() > raw.mention.first() && !raw.direct;
        let state = raw.mention.first().filter(|_| present && before);
        if let Some(tokens) = state.and_then(|span| tokens_of(document, span)) {
            reader.speaks_as_state(tokens);
        }
    }
    let speakers = speakers::speakers(&reader, article);
    let mut discourse = Discourse::default();
    let mut order: Vec<usize> = (0..raws.len()).collect();
    order.sort_by_key(|&at| (raws[at].sentence, raws[at].inside.is_some(), first_byte(&raws[at])));
    let mut found: Vec<Resolved> = vec![Resolved::default(); raws.len()];
    let mut next_sentence = 0;
    for at in order {
        let raw = &raws[at];
        while next_sentence <= raw.sentence {
            discourse.enter(&reader, document, next_sentence);
            next_sentence += 1;
        }
        let mut here = Resolved::default();
        if let Some(turn) = raw.turn {
            let mention = raw.mention.first().map(|span| span.of(document.text).to_owned());
            here.source = speakers.get(turn).map(|speaker| Party { mention, ..speaker.clone() });
            // Whoever has the word is not whom he calls "he".
            found[at] = here;
            continue;
        }
        if let (Some(base), true) = (raw.runs_on, raw.cue.is_empty() || raw.mention.is_empty()) {
            here = found[base].clone();
            for party in here.others.iter_mut().chain(&mut here.source) {
                party.mention = None;
            }
        } else if raw.runs_on.is_some_and(|base| raws[base].mention == raw.mention) {
            here = raw.runs_on.map(|base| Resolved { via: Vec::new(), ..found[base].clone() }).unwrap_or_default();
        } else if let Some(tokens) = raw.mention.first().and_then(|span| tokens_of(document, span)) {
            let pronoun = document.tokens[tokens.start].lower.as_str();
            let mut parties = reader.parties(tokens.clone(), &discourse).into_iter();
            here.source = parties.next();
            here.others = parties.collect();
            if let Some(source) = here.source.as_ref().filter(|_| tokens.len() == 1) {
                discourse.learn(&source.name, pronoun);
            }
        }
        if !raw.cue.is_empty() {
            here.via.retain(|party| party.kind != SourceKind::Channel);
            add_channel(document, raws, raw, &mut here);
            add_relays(document, &reader, &discourse, raw, article, &mut here);
        }
        if let Some(source) = here.source.as_ref().filter(|_| !raw.mention.is_empty()) {
            discourse.spoke(&reader, source, raw.main_subject && raw.inside.is_none());
            discourse.spoke_together(source, &here.others);
        }
        if let Some(outer) = raw.inside {
            let outer = found[outer].clone();
            here.via.extend(outer.source.into_iter().chain(outer.via));
        }
        let mut seen: Vec<String> = here.source.iter().map(|source| source.name.clone()).collect();
        here.others.retain(|party| {
            !seen.contains(&party.name) && {
                seen.push(party.name.clone());
                true
            }
        });
        let source = here.source.as_ref().map(|source| source.name.clone());
        let mut chain: Vec<String> = source.into_iter().collect();
        here.via.retain(|party| {
            !chain.contains(&party.name) && {
                chain.push(party.name.clone());
                true
            }
        });
        found[at] = here;
    }
    found
}

fn first_byte(raw: &RawAttribution) -> usize {
    raw.content.iter().chain(&raw.mention).chain(&raw.cue).map(|span| span.start).min().unwrap_or(0)
}

/// The tokens of a span.
fn tokens_of(document: &Segmented<'_>, span: &Span) -> Option<Range<usize>> {
    Some(document.token_range(*span)).filter(|tokens| !tokens.is_empty())
}

/// Whom it was told, where that is an outlet; who reported it.
fn add_relays(
    document: &Segmented<'_>,
    reader: &Reader<'_>,
    discourse: &Discourse,
    raw: &RawAttribution,
    article: &ArticleInfo,
    here: &mut Resolved,
) {
    for relay in &raw.relays {
        let Some(tokens) = tokens_of(document, &relay.span) else { continue };
        let words = relay.span.of(document.text);
        if let Some(publisher) = article.publisher.as_deref().filter(|name| names_publisher(words, name)) {
            here.via.push(publisher_party(publisher, words, reader.cast.registry));
            continue;
        }
        match relay.passed {
            Passed::Posted => here.via.extend(posted(document, reader, tokens, here.via.is_empty())),
            Passed::Reported => {
                let outlets = reader.outlets(tokens.clone(), discourse);
                let others = || reader.parties(tokens, discourse);
                here.via.extend(if outlets.is_empty() { others() } else { outlets });
            }
            Passed::Told | Passed::Printed => here.via.extend(reader.outlets(tokens, discourse)),
        }
    }
}

/// "the Vell Courier", "this newspaper".
fn names_publisher(words: &str, publisher: &str) -> bool {
    publisher_key(publisher) == publisher_key(words)
        || matches!(
            words.to_lowercase().as_str(),
            "this newspaper" | "this paper" | "this publication" | "this outlet" | "this website" | "this magazine"
        )
}

fn publisher_party(publisher: &str, words: &str, registry: &Registry) -> Party {
    let mention = Some(words.to_owned());
    registry.by_name(publisher).map_or_else(
        || Party {
            name: publisher.trim_start_matches("The ").to_owned(),
            kind: SourceKind::Media,
            role: None,
            mention: mention.clone(),
            identity: Identity::Name,
        },
        |entry| entry.party(mention.clone()),
    )
}

/// "in a post on Palaver": a channel that no list knows, or an outlet.
fn posted(document: &Segmented<'_>, reader: &Reader<'_>, tokens: Range<usize>, alone: bool) -> Option<Party> {
    let first = &document.tokens[tokens.start];
    let outlet = reader.outlets(tokens.clone(), &Discourse::default()).pop();
    if outlet.is_some() || !alone || tokens.len() > 2 || !tokens.clone().all(|at| document.tokens[at].capital) {
        return outlet;
    }
    (first.span.end > first.span.start).then(|| Party {
        name: reader.cast.words(tokens.clone()),
        kind: SourceKind::Channel,
        role: None,
        mention: Some(reader.cast.words(tokens)),
        identity: Identity::Name,
    })
}

/// "wrote on Telegram": the channel, named in the sentence outside every content.
fn add_channel(document: &Segmented<'_>, raws: &[RawAttribution], raw: &RawAttribution, here: &mut Resolved) {
    let tokens = document.sentences[raw.sentence].tokens.clone();
    for at in tokens {
        let token = &document.tokens[at];
        if !token.capital || at == 0 {
            continue;
        }
        let Some((_, name)) = CHANNELS.iter().find(|(word, _)| *word == token.lower) else { continue };
        let before = document.tokens[at - 1].lower.as_str();
        let social = *name != "Truth Social" || document.tokens.get(at + 1).is_some_and(|next| next.lower == "social");
        let possible = matches!(
            before,
            "on" | "via" | "to" | "his" | "her" | "its" | "their" | "messenger" | "platform" | "a" | "app"
        );
        let content = of_sentence(raws, raw.sentence)
            .iter()
            .any(|other| other.content.iter().any(|span| span.overlaps(&token.span)));
        if possible && social && !content {
            here.via.push(Party {
                name: (*name).to_owned(),
                kind: SourceKind::Channel,
                role: None,
                mention: Some(token.span.of(document.text).to_owned()),
                identity: Identity::Name,
            });
            return;
        }
    }
}

#[cfg(test)]
mod tests;
