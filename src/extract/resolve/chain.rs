//! Through whom a claim came: outlets and others that the attribution names, and channels such as Telegram.

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::{Resolved, tokens_of};
use crate::domain::{ArticleInfo, Identity, Party, SourceKind};
use crate::extract::attribution::{RawAttribution, RelayKind, of_sentence};
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::registry::{Registry, publisher_key};

/// Adds the relays of an attribution to the chain: outlets it was addressed to or published by, and whoever reported it.
pub(super) fn add_relays(
    document: &Segmented<'_>,
    resolver: &MentionResolver<'_>,
    discourse: &Discourse,
    raw: &RawAttribution,
    article: &ArticleInfo,
    here: &mut Resolved,
) {
    for relay in &raw.relays {
        let Some(tokens) = tokens_of(document, &relay.span) else { continue };
        let words = relay.span.of(document.text);
        if let Some(publisher) = article.publisher.as_deref().filter(|name| names_publisher(words, name)) {
            here.via.push(publisher_party(publisher, words, resolver.names.registry));
            continue;
        }
        match relay.kind {
            RelayKind::Posted => here.via.extend(posted(document, resolver, tokens, here.via.is_empty())),
            RelayKind::Reported => {
                let outlets = resolver.outlets(tokens.clone(), discourse);
                let others = || resolver.parties(tokens, discourse);
                here.via.extend(if outlets.is_empty() { others() } else { outlets });
            }
            RelayKind::Addressed | RelayKind::Published => here.via.extend(resolver.outlets(tokens, discourse)),
        }
    }
}

/// True for the name of the publisher, or "this newspaper" and its like.
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

/// "in a post on Palaver": an outlet, else a channel that the lexicon does not hold.
fn posted(
    document: &Segmented<'_>,
    resolver: &MentionResolver<'_>,
    tokens: Range<usize>,
    alone: bool,
) -> Option<Party> {
    let first = &document.tokens[tokens.start];
    let outlet = resolver.outlets(tokens.clone(), &Discourse::default()).pop();
    if outlet.is_some() || !alone || tokens.len() > 2 || !tokens.clone().all(|at| document.tokens[at].capital) {
        return outlet;
    }
    (first.span.end > first.span.start).then(|| Party {
        name: resolver.names.words(tokens.clone()),
        kind: SourceKind::Channel,
        role: None,
        mention: Some(resolver.names.words(tokens)),
        identity: Identity::Name,
    })
}

/// Adds the channel that the sentence names outside every content: "wrote on Telegram".
pub(super) fn add_channel(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    raw: &RawAttribution,
    here: &mut Resolved,
) {
    let tokens = document.sentences[raw.sentence].tokens.clone();
    for at in tokens {
        let token = &document.tokens[at];
        if !token.capital || at == 0 {
            continue;
        }
        let Some(name) = lexicon::channel(&token.lower) else { continue };
        let before = document.tokens[at - 1].lower.as_str();
        let social = name != "Truth Social" || document.tokens.get(at + 1).is_some_and(|next| next.lower == "social");
        let possible = matches!(
            before,
            "on" | "via" | "to" | "his" | "her" | "its" | "their" | "messenger" | "platform" | "a" | "app"
        );
        let content = of_sentence(raws, raw.sentence)
            .iter()
            .any(|other| other.content.iter().any(|span| span.overlaps(&token.span)));
        if possible && social && !content {
            here.via.push(Party {
                name: name.to_owned(),
                kind: SourceKind::Channel,
                role: None,
                mention: Some(token.span.of(document.text).to_owned()),
                identity: Identity::Name,
            });
            return;
        }
    }
}
