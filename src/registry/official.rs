//! Recognises bodies of a state by their names.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;

static WORDS: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::built_in("official.tsv", include_str!("official.tsv"), &["anywhere", "at_end", "of_many"])
});

/// True for an organisation whose name, folded by [`crate::domain::fold_name`], says that it belongs to a state:
/// ministries, armed forces, police, services, parliaments, courts, agencies. A body whose name does not tell is
/// missed.
pub fn is_state_body(key: &str) -> bool {
    let padded = format!(" {key} ");
    let any = |class: &str, fits: &dyn Fn(&str) -> bool| WORDS.entries(class).any(|words| fits(&format!(" {words} ")));
    let is_of_many = any("of_many", &|words| padded.starts_with(words));
    !is_of_many && (any("anywhere", &|words| padded.contains(words)) || any("at_end", &|words| padded.ends_with(words)))
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
