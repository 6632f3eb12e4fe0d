//! Whom a claim accuses.

use super::ReadClaim;
use super::charges::is_charge;
use crate::domain::Stance;

/// The state that a claim accuses in words ("accused Orvania of shelling the port"), as its code of ISO 3166-1; `None` where it
/// accuses nobody, or somebody who is no state: only of states is it known who speaks for them.
pub fn accused_state(read: &ReadClaim) -> Option<&str> {
    let accuses = read.claim.stance == Stance::Alleges;
    let charges =
        read.meaning.deeds.iter().filter(|deed| accuses && deed.agent != read.meaning.side && is_charge(read, deed));
    charges.filter_map(|deed| deed.agent.as_deref()?.strip_prefix('@')).next()
}
