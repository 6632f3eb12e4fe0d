//! What people decided about a dispute, in sentences.

use crate::domain::DisputeId;
use crate::store::{Decision, DecisionKind};
use crate::web::view;

/// A decision in words: those before an address, the address, and those after it.
pub(super) struct DecisionView {
    pub before: String,
    pub link: Option<(String, &'static str)>,
    pub after: String,
}

/// A decision as the page of the dispute `id` tells it.
pub(super) fn decision_view(decision: &Decision, id: &DisputeId) -> Option<DecisionView> {
    let on = view::decided_on(decision);
    let dispute = decision.dispute.as_ref()?;
    let claims = view::counted(&decision.claims, "claim", "claims");
    let plain = |before: String| DecisionView { before, link: None, after: String::new() };
    Some(match decision.kind {
        DecisionKind::Join => DecisionView {
            before: String::new(),
            link: decision.other_dispute.as_ref().map(|other| (format!("/disputes/{other}"), "Another dispute")),
            after: format!(", {claims}, was joined to this one {on}."),
        },
        DecisionKind::Part if dispute != id => DecisionView {
            before: "Claims here were parted from ".to_owned(),
            link: Some((format!("/disputes/{dispute}"), "another dispute")),
            after: format!(" {on}."),
        },
        DecisionKind::Part => {
            let were = if decision.claims == 1 { "was" } else { "were" };
            plain(format!("{claims} {were} parted from this dispute {on}."))
        }
        DecisionKind::Heading => match &decision.value_after {
            Some(heading) => plain(format!("Called “{heading}” {on}.")),
            None => plain(format!("Called by the words of its claims again {on}.")),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISPUTE: &str = "0123456789abcdef";
    const OTHER: &str = "fedcba9876543210";

    fn told(kind: DecisionKind, of: &str, heading: Option<&str>) -> Option<String> {
        let decision = Decision {
            number: 1,
            kind,
            claim: None,
            dispute: Some(of.parse().unwrap()),
            other_dispute: (kind == DecisionKind::Join).then(|| OTHER.parse().unwrap()),
            name_before: None,
            slug_before: None,
            name_after: None,
            slug_after: None,
            value_before: None,
            value_after: heading.map(str::to_owned),
            reason: None,
            applies: true,
            claims: 2,
            articles: 0,
            author: Some("Olof Weir".to_owned()),
            made_at: "2025-03-05T10:00:00Z".to_owned(),
            undone_at: None,
        };
        let DecisionView { before, link, after } = decision_view(&decision, &DISPUTE.parse().unwrap())?;
        let link = link.map(|(path, words)| format!("[{words}]({path})")).unwrap_or_default();
        Some(format!("{before}{link}{after}"))
    }

    #[test]
    fn each_decision_is_told_where_it_shows() {
        let on = "on 5 March 2025 by Olof Weir.";
        for (kind, of, heading, expected) in [
            (
                DecisionKind::Join,
                DISPUTE,
                None,
                Some(format!("[Another dispute](/disputes/{OTHER}), 2 claims, was joined to this one {on}")),
            ),
            (DecisionKind::Part, DISPUTE, None, Some(format!("2 claims were parted from this dispute {on}"))),
            (
                DecisionKind::Part,
                OTHER,
                None,
                Some(format!("Claims here were parted from [another dispute](/disputes/{OTHER}) {on}")),
            ),
            (DecisionKind::Heading, DISPUTE, Some("How many?"), Some(format!("Called “How many?” {on}"))),
            (DecisionKind::Heading, DISPUTE, None, Some(format!("Called by the words of its claims again {on}"))),
            (DecisionKind::Close, DISPUTE, None, None),
        ] {
            assert_eq!(told(kind, of, heading), expected, "{kind:?}");
        }
    }
}
