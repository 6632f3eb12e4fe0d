//! The key under which the spellings of one body meet.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::country::{as_noun, guessed_adjective, known, owner_in, whole_state};
use crate::domain::fold_name;
use crate::lexicon::Lexicon;

/// British spellings by the American ones.
static BRITISH: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lexicon = Lexicon::built_in("english.tsv", include_str!("english.tsv"), &["spelling"]);
    lexicon.entries("spelling").filter_map(|pair| pair.split_once(' ')).collect()
});

/// The key under which the spellings of one body meet: folded, in British spelling, the state first and as a noun, and
/// "Ministry of Defence" as "Defence Ministry", so that "Tessia's Defense Ministry", "the Tessian Ministry of Defence"
/// and "Ministry of Defence of Tessia" are one.
///
/// Rows rest on it: a change needs a new `KEYS_VERSION` in the store.
pub fn body_key(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    if words.first().is_some_and(|word| word.eq_ignore_ascii_case("the")) {
        words.remove(0);
    }
    let (state, rest) = split_state(&words);
    let rest = fold_name(&rest.join(" "));
    let british = |word: &str| BRITISH.get(word).copied().unwrap_or(word).to_owned();
    let mut rest: Vec<String> = rest.split(' ').filter(|word| !word.is_empty()).map(british).collect();
    if let [office, of, .., _] = &rest[..]
        && is_department(office)
        && of == "of"
    {
        rest.remove(1);
        rest.rotate_left(1);
        if rest.first().is_some_and(|word| word == "the") {
            rest.remove(0);
        }
    }
    state.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

fn is_department(word: &str) -> bool {
    matches!(word, "ministry" | "department")
}

/// The state that a body's name begins or ends with, as a noun, and the words without it.
fn split_state<'w>(words: &'w [&'w str]) -> (Option<String>, &'w [&'w str]) {
    // Two words before one: "South Korean", not "South".
    for length in [2, 1] {
        if words.len() > length
            && let Some(state) = state_at_start(&words[..length])
        {
            return (Some(state), &words[length..]);
        }
    }
    // "Ministry of Defence of Tessia", "Defence Ministry of Tessia".
    if let Some(of) = words.iter().rposition(|word| *word == "of")
        && words[..of].iter().any(|word| is_department(&word.to_lowercase()))
        && let Some(state) = whole_state(&words[of + 1..])
    {
        return (Some(as_noun(&state.key)), &words[..of]);
    }
    (None, words)
}

/// The state that these words, one or two, are the adjective or the owner for. Any owner of one word is taken for a
/// state: "Karsk's Interior Ministry".
fn state_at_start(words: &[&str]) -> Option<String> {
    let last = *words.last()?;
    let owner = owner_in(last);
    let whole = [&words[..words.len() - 1], &[owner.unwrap_or(last)]].concat().join(" ");
    known(&whole).map(|country| country.key).or_else(|| match (words, owner) {
        ([_], Some(owner)) => Some(fold_name(owner)),
        ([word], None) => guessed_adjective(word).map(|country| as_noun(&country.key)),
        _ => None,
    })
}
