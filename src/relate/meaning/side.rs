//! For whom the source of a claim speaks.

use super::lexicon;
use super::words::{self, Sort, Unit};
use crate::domain::{SourceKind, fold_name};
use crate::registry::{Registry, is_state_body};
use crate::relate::claim::{ComparedClaim, ComparedParty};

/// The state for which the source of a claim speaks: "@" and its code, or the name of a state that no list knows. Outlets
/// speak for none.
pub(super) fn side(claim: &ComparedClaim, registry: &Registry) -> Option<String> {
    let source = claim.source.as_ref().filter(|source| source.kind != SourceKind::Media)?;
    let known = || registry.by_name(&source.name).and_then(|entry| entry.country());
    if let Some(code) = source.country.as_deref().or_else(known) {
        return Some(format!("@{code}"));
    }
    let mention = claim.mention.as_ref().map(|mention| mention.text.as_str()).unwrap_or_default();
    let called = [source.role.as_deref().unwrap_or_default(), &source.name, mention];
    let called: Vec<Unit> = called.iter().flat_map(|words| words::units(words, registry)).collect();
    let state = called.iter().find(|unit| unit.sort == Sort::State).map(|unit| unit.term.clone());
    // "The Brandt administration", where it is known of which state Brandt is the president.
    let acts_for = || called.iter().find_map(|unit| unit.acts_for.clone());
    let state = state.or_else(acts_for);
    // "Ada Brandt's family" speaks for her, and not for a state of that name.
    let is_kin = called.iter().any(|unit| lexicon::is_kin(&unit.lower));
    // A state that no list knows: "Orvane", "the Orvanian defence ministry".
    let of_name = || match source.kind {
        SourceKind::Government => Some(words::name_of(&source.name)),
        _ => called.iter().find(|unit| unit.sort == Sort::Name && unit.is_adjective).map(|unit| unit.term.clone()),
    };
    state.or_else(|| of_name().filter(|_| !is_kin))
}

/// Who "we" and "it" are in the words of a source: its side, or itself where it is a company or the like.
pub(super) fn speaker(source: &ComparedParty, side: Option<&str>) -> Option<String> {
    let is_apart = source.kind == SourceKind::Media
        || source.kind == SourceKind::Organisation && !is_state_body(&fold_name(&source.name));
    if is_apart { Some(fold_name(&source.name)) } else { side.map(str::to_owned) }
}
