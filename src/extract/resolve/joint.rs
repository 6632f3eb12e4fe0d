//! Further members of a mention: examples of a group ("countries including Karsk and Osmund", "Vell, along with its allies
//! Karsk and Osmund"), and states whose officials are named together ("the ambassadors of Karsk and Osmund").

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;

impl MentionResolver<'_> {
    /// "Countries including Karsk and Osmund": the states. "Critics, such as the league": the critics, and the league
    /// besides.
    pub(super) fn with_examples(&self, tokens: &Range<usize>, discourse: &Discourse) -> Option<Vec<Party>> {
        let (group, members) = self.examples(tokens)?;
        let listed = self.splits(&members) || self.names_someone(&members);
        if !listed {
            return None;
        }
        let general = group.len() == 1 && lexicon::is_states_noun(self.lower(group.start));
        let members = self.parties(members, discourse);
        if general && members.len() > 1 && members.iter().all(|party| party.kind == SourceKind::Government) {
            return Some(self.together("members of a group that are named", members));
        }
        // Last, so that what is noted is the reason of the source.
        let mut parties = self.parties(group, discourse);
        if parties.is_empty() {
            return None;
        }
        for member in members {
            if parties.iter().all(|party| party.name != member.name) {
                parties.push(member);
            }
        }
        Some(parties)
    }

    /// The words for a group, and those for its members that are named.
    fn examples(&self, tokens: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
        let (at, after) = (tokens.start + 1..tokens.end).find_map(|at| {
            let next = self.lower(at + 1);
            let length = match self.lower(at) {
                "including" => 1,
                "such" if next == "as" => 2,
                "notably" => 1,
                "along" | "together" if next == "with" => 2,
                "alongside" => 1,
                "in" if next == "conjunction" && self.lower(at + 2) == "with" => 3,
                _ => return None,
            };
            Some((at, at + length))
        })?;
        let most = usize::from(matches!(self.lower(at - 1), "most" | "especially"));
        let mut group = tokens.start..at - most;
        while group.end > group.start && self.lower(group.end - 1) == "," {
            group.end -= 1;
        }
        // "Its allies Karsk and Osmund".
        let described = |at: &usize| !self.names.capital(*at) && lexicon::is_group_noun(self.lower(*at));
        let allies = (after..tokens.end).take(LONGEST_DESCRIPTION).find(described);
        let named = |at: usize| at + 1 < tokens.end && self.names.capital(at + 1);
        let start = allies.filter(|&at| named(at)).map_or(after, |at| at + 1);
        // "The league (TL)".
        let bracket = (start..tokens.end).find(|&at| self.lower(at) == "(");
        let mut members = start..bracket.unwrap_or(tokens.end);
        while members.end > members.start && self.lower(members.end - 1) == "," {
            members.end -= 1;
        }
        (!group.is_empty() && !members.is_empty()).then_some((group, members))
    }

    /// "The ambassadors of Karsk, Osmund and Vell": the states that they speak for.
    pub(super) fn of_listed_states(&self, tokens: &Range<usize>) -> Option<Vec<Party>> {
        let plain = self.strip(tokens.clone());
        let of = plain.clone().find(|&at| self.lower(at) == "of").filter(|&of| of > plain.start)?;
        let office = self.lower(of - 1);
        let officials = office.strip_suffix('s').is_some_and(lexicon::is_person_noun);
        let people = officials || lexicon::is_plural_person(office) || lexicon::is_states_noun(office);
        let listed = of + 1..plain.end;
        if !people || !self.splits(&listed) || (plain.start..of).any(|at| self.names.capital(at) && at > plain.start) {
            return None;
        }
        let mention = self.names.words(tokens.clone());
        let mut states = Vec::new();
        let mut start = listed.start;
        for end in listed.clone().filter(|&at| matches!(self.lower(at), "," | "and")).chain([listed.end]) {
            let name = self.strip(start..end);
            start = end + 1;
            if name.is_empty() {
                continue;
            }
            let entry = self.names.registry.by_name(&self.names.words(name))?;
            if entry.kind != SourceKind::Government {
                return None;
            }
            states.push(entry.party(Some(mention.clone())));
        }
        (states.len() > 1).then_some(states)
    }
}

/// The most tokens that tell what the members are ("its closest allies").
const LONGEST_DESCRIPTION: usize = 4;
