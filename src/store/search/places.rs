//! Joins the spellings of places in a search: who types one finds all ([`crate::registry::other_spellings`]).

use crate::registry::{LONGEST_PLACE, other_spellings};
use crate::store::search::words::Tree;

/// A search in which words that name a place stand for all its spellings. Phrases and prefixes stay as typed.
pub(super) fn with_spellings(tree: Tree) -> Tree {
    match tree {
        Tree::All(parts) => {
            let mut parts = joined(parts);
            if parts.len() == 1 { parts.remove(0) } else { Tree::All(parts) }
        }
        Tree::Any(parts) => Tree::Any(parts.into_iter().map(with_spellings).collect()),
        Tree::Not(part) => Tree::Not(Box::new(with_spellings(*part))),
        Tree::Word(word) => match other_spellings(&word) {
            others if others.is_empty() => Tree::Word(word),
            others => Tree::PlaceName { typed: vec![word], others },
        },
        other => other,
    }
}

/// Parts that must all hold, with the words that name a place, one after another, as one part. The longest names come
/// first.
fn joined(parts: Vec<Tree>) -> Vec<Tree> {
    let mut joined = Vec::with_capacity(parts.len());
    let mut rest = parts.into_iter().peekable();
    while let Some(part) = rest.next() {
        let Tree::Word(word) = part else {
            joined.push(with_spellings(part));
            continue;
        };
        let mut words = vec![word];
        while words.len() < LONGEST_PLACE
            && let Some(Tree::Word(next)) = rest.next_if(|part| matches!(part, Tree::Word(_)))
        {
            words.push(next);
        }
        // What does not belong to the name is looked at again.
        let names = (1..=words.len()).rev().map(|length| (length, other_spellings(&words[..length].join(" "))));
        let (length, others) = names.into_iter().find(|(_, others)| !others.is_empty()).unwrap_or_default();
        let behind = words.split_off(length.max(1));
        joined.push(match length {
            0 => Tree::Word(words.remove(0)),
            _ => Tree::PlaceName { typed: words, others },
        });
        rest = behind.into_iter().map(Tree::Word).chain(rest).collect::<Vec<_>>().into_iter().peekable();
    }
    joined
}
