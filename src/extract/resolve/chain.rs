//! Through whom a claim came: outlets and others that the attribution names, and channels such as Telegram.

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::{Resolved, tokens_of};
use crate::domain::{ArticleInfo, Identity, Party, SourceKind, Span};
use crate::extract::attribution::{RawAttribution, RelayKind, of_sentence};
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;
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
        if is_platform(document, &tokens) {
            continue;
        }
        if let Some(outlet) = resolver.taken_up_outlet(&tokens) {
            here.via.push(outlet);
            continue;
        }
        if let Some(outlets) = named_outlets(resolver, &tokens) {
            here.via.extend(correspondent(resolver, &tokens).or_else(|| programme(document, resolver, &tokens)));
            here.via.extend(outlets);
            continue;
        }
        if let Some(outlet) = described_outlet(document, resolver, discourse, &tokens) {
            here.via.push(outlet);
            continue;
        }
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
            RelayKind::Addressed | RelayKind::Published => {
                let outlets = resolver.outlets(tokens.clone(), discourse);
                let found = if outlets.is_empty() { reporters(resolver, tokens.clone(), discourse) } else { outlets };
                let found = if found.is_empty() { passed_on(document, resolver, &tokens, discourse) } else { found };
                let unknown = if found.is_empty() { resolver.unknown_outlet(&tokens) } else { None };
                here.via.extend(found.into_iter().chain(unknown));
            }
        }
    }
}

/// "told the reporter Bo Oru": a person of the press who was told.
fn reporters(resolver: &MentionResolver<'_>, tokens: Range<usize>, discourse: &Discourse) -> Vec<Party> {
    let press = |party: &Party| {
        let role = party.role.as_deref().unwrap_or_default().to_lowercase();
        party.kind == SourceKind::Person
            && role.split(' ').any(|word| lexicon::recalls_press(word) || lexicon::works_in_press(word))
    };
    let mut found = resolver.parties(tokens, discourse);
    found.retain(press);
    found
}

/// "A message shared by her lawyers": people who passed the words on.
fn passed_on(
    document: &Segmented<'_>,
    resolver: &MentionResolver<'_>,
    tokens: &Range<usize>,
    discourse: &Discourse,
) -> Vec<Party> {
    let word = |back: usize| tokens.start.checked_sub(back).map_or("", |at| document.tokens[at].lower.as_str());
    if word(1) != "by" || !lexicon::passes_on(word(2)) {
        return Vec::new();
    }
    let mut found = resolver.parties(tokens.clone(), discourse);
    found.retain(|party| matches!(party.kind, SourceKind::Person | SourceKind::Group | SourceKind::Unnamed));
    found
}

/// "told the Courier and Radio Vell": every outlet named, where nothing else is.
fn named_outlets(resolver: &MentionResolver<'_>, tokens: &Range<usize>) -> Option<Vec<Party>> {
    let joint = |at: usize| {
        let named = |at: usize| at < tokens.end && resolver.names.capital(at);
        resolver.lower(at) == "and" && (named(at + 1) || named(at + 2))
    };
    let mut pieces = Vec::new();
    let mut start = tokens.start;
    for end in tokens.clone().filter(|&at| joint(at)).chain([tokens.end]) {
        pieces.push(resolver.named_outlet(&(start..end))?);
        start = end + 1;
    }
    Some(pieces)
}

/// "told the Courier videographer Bo Oru", "told the Courier's Bo Oru": the person, whose outlet stands before the name.
fn correspondent(resolver: &MentionResolver<'_>, tokens: &Range<usize>) -> Option<Party> {
    let run = resolver.run_at_end(tokens).filter(|run| run.tokens.start > tokens.start + 1)?;
    let trade = resolver.lower(run.tokens.start - 1);
    let owned = matches!(trade, "'s" | "’s" | "'" | "’") && run.parts.len() > 1;
    let press = owned || lexicon::recalls_press(trade) || lexicon::works_in_press(trade);
    (press && resolver.names.is_person(run)).then(|| resolver.person(run, Some(resolver.names.words(tokens.clone()))))
}

/// "told BBC Radio 4's Today programme": the programme, beside the station that it is on.
fn programme(document: &Segmented<'_>, resolver: &MentionResolver<'_>, tokens: &Range<usize>) -> Option<Party> {
    let last = tokens.end - 1;
    let owner = tokens.clone().find(|&at| document.tokens[at].kind == TokenKind::Possessive)?;
    let titled = owner + 1 < last && (owner + 1..last).any(|at| resolver.names.capital(at));
    if !lexicon::is_programme(resolver.lower(last)) || !titled {
        return None;
    }
    let article = usize::from(resolver.lower(tokens.start) == "the");
    Some(Party {
        name: resolver.names.words(tokens.start + article..tokens.end),
        kind: SourceKind::Media,
        role: None,
        mention: Some(resolver.names.words(tokens.clone())),
        identity: Identity::Name,
    })
}

/// "social media", "its website", "his Telegram channel": where words were put, and nobody who passed them on.
fn is_platform(document: &Segmented<'_>, tokens: &Range<usize>) -> bool {
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let last = lower(tokens.end - 1);
    let channel = tokens.clone().any(|at| lexicon::channel(lower(at)).is_some());
    lexicon::is_platform_noun(last)
        || last == "media" && tokens.len() > 1 && lower(tokens.end - 2) == "social"
        || last == "channel" && (channel || !tokens.clone().any(|at| document.tokens[at].capital))
}

/// "Karsk’s Evening Press newspaper", "the state-run channel Vell One", "courier.example": the name of an outlet among the
/// words that describe it.
fn described_outlet(
    document: &Segmented<'_>,
    resolver: &MentionResolver<'_>,
    discourse: &Discourse,
    tokens: &Range<usize>,
) -> Option<Party> {
    let token = |at: usize| &document.tokens[at];
    let describes = |at: usize| {
        let word = token(at).lower.as_str();
        !token(at).capital && (lexicon::is_outlet_noun(word) || lexicon::is_outlet_modifier(word))
    };
    let mention = resolver.names.words(tokens.clone());
    let media = |name: String| Party {
        name,
        kind: SourceKind::Media,
        role: None,
        mention: Some(mention.clone()),
        identity: Identity::Name,
    };
    // The address of a site.
    let name = Span::new(token(tokens.start).span.start, token(tokens.end - 1).span.end).of(document.text).to_owned();
    if !name.contains(' ') && name.rsplit_once('.').is_some_and(|(_, end)| is_domain_end(end)) {
        return Some(
            resolver
                .names
                .registry
                .by_name(&name)
                .map_or_else(|| media(name), |entry| entry.party(Some(mention.clone()))),
        );
    }
    if let Some(outlet) = shortened_outlet(resolver, tokens, &mention) {
        return Some(outlet);
    }
    let end = tokens.clone().rev().find(|&at| token(at).capital)? + 1;
    let start = (tokens.start..end).rev().take_while(|&at| token(at).capital).last()?;
    let owner =
        start.checked_sub(1).filter(|&at| at > tokens.start && token(at).kind == TokenKind::Possessive).is_some();
    let before = start > tokens.start && describes(start - 1);
    let behind = end < tokens.end && (end..tokens.end).all(describes);
    // "Vell state TV" names no outlet.
    let adjective = resolver.names.registry.by_adjective(&resolver.names.words(start..end)).is_some();
    let plain = adjective || (start..end).all(|at| lexicon::is_outlet_noun(&token(at).lower));
    if plain || !(before || owner && behind) {
        return None;
    }
    let registry = resolver.names.registry;
    let known = resolver.outlets(start..tokens.end, discourse).pop();
    let known = known.filter(|party| registry.by_name(&party.name).is_some());
    let name = resolver.names.words(start..end);
    // "The Vell-1 TV channel" of "Vell-1".
    let short = || {
        let noun = end > start + 1 && lexicon::is_outlet_noun(&token(end - 1).lower);
        let entry = registry.by_name(&resolver.names.words(start..end - usize::from(noun)))?;
        (entry.kind == SourceKind::Media).then(|| entry.party(Some(mention.clone())))
    };
    known.or_else(short).or_else(|| Some(media(name)))
}

/// "the Gazette" for "the Vell Gazette" that the text named before.
fn shortened_outlet(resolver: &MentionResolver<'_>, tokens: &Range<usize>, mention: &str) -> Option<Party> {
    let names = &resolver.names;
    let last = tokens.end - 1;
    let lone = tokens.len() == 1 || tokens.len() == 2 && resolver.lower(tokens.start) == "the";
    let short = lone && names.capital(last) && lexicon::is_outlet_noun(resolver.lower(last));
    let before = names.runs.partition_point(|run| run.tokens.start < tokens.start);
    let full = |run: &&super::names::NameRun| {
        short && run.tokens.len() > 1 && resolver.lower(run.tokens.end - 1) == resolver.lower(last)
    };
    let run = names.runs[..before].iter().rev().find(full)?;
    let entry = names.registry.by_name(&names.words(run.tokens.clone()))?;
    (entry.kind == SourceKind::Media).then(|| entry.party(Some(mention.to_owned())))
}

/// True for the end of the name of a site.
fn is_domain_end(word: &str) -> bool {
    matches!(word, "com" | "uk" | "org" | "net" | "ua" | "ru" | "de" | "eu" | "info" | "news")
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
