//! Which organisations are bodies of a state, as far as their names tell.

/// Words, or words in a row, that name a body of a state.
const OF_A_STATE: [&str; 66] = [
    "administration",
    "admiralty",
    "air force",
    "armed forces",
    "army",
    "border guard",
    "border service",
    "bundestag",
    "bureau of investigation",
    "cabinet",
    "central bank",
    "central command",
    "cia",
    "city council",
    "coast guard",
    "congress",
    "court",
    "customs",
    "defence forces",
    "defense forces",
    "department of state",
    "downing street",
    "duma",
    "elysee palace",
    "embassy",
    "emergency service",
    "fbi",
    "federation council",
    "foreign office",
    "fsb",
    "general staff",
    "government",
    "gru",
    "high command",
    "home office",
    "house of representatives",
    "intelligence directorate",
    "intelligence service",
    "investigative committee",
    "irgc",
    "joint chiefs",
    "justice department",
    "knesset",
    "kremlin",
    "mi5",
    "mi6",
    "military",
    "military intelligence",
    "ministry",
    "national guard",
    "navy",
    "parliament",
    "pentagon",
    "police",
    "presidency",
    "presidential office",
    "prosecutor",
    "roskomnadzor",
    "rosgvardia",
    "sbu",
    "security service",
    "senate",
    "state department",
    "svr",
    "verkhovna rada",
    "white house",
];

/// Further ones that only stand beside the name of what they are of ("National Security Council", "US Treasury").
const AT_THE_END: [&str; 8] = [
    "command",
    "defence committee",
    "directorate",
    "forces",
    "ministries",
    "security council",
    "treasury",
    "office of the president",
];

/// Bodies of several states, or of none.
const OF_MANY: [&str; 8] =
    ["un", "united nations", "european", "eu", "nato", "international", "african union", "arab league"];

/// True for an organisation whose folded name says that it belongs to a state: ministries, armed forces, police, services,
/// parliaments, courts, agencies. A name tells it or not: bodies with other names are missed.
pub fn is_state_body(key: &str) -> bool {
    let padded = format!(" {key} ");
    let holds = |words: &&str| padded.contains(&format!(" {words} "));
    let ends = |words: &&str| padded.ends_with(&format!(" {words} "));
    let starts = |words: &&str| padded.starts_with(&format!(" {words} "));
    !OF_MANY.iter().any(starts) && (OF_A_STATE.iter().any(holds) || AT_THE_END.iter().any(ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold_name;

    #[test]
    fn names_tell_bodies_of_states() {
        for name in [
            "Orvanian Defence Ministry",
            "Vell Police",
            "Orvanian Air Force",
            "Kremlin",
            "National Security Council",
            "Tessian Armed Forces",
            "Halvian Embassy in Karsk",
            "Élysée Palace",
            "Ministry of Health",
        ] {
            assert!(is_state_body(&fold_name(name)), "{name}");
        }
        for name in [
            "UN Security Council",
            "International Criminal Court",
            "European Parliament",
            "NATO military committee",
            "Red Cross",
            "Lesk Grain Company",
            "Institute for River Studies",
            "Policy Forum",
            "Courtyard Theatre",
        ] {
            assert!(!is_state_body(&fold_name(name)), "{name}");
        }
    }
}
