//! Marks the words searched for in texts.

use serde::Serialize;

use crate::index::{Word, stem, words};
use crate::store::search::words::{SearchWords, Tree};

/// A piece of a text in which hits are marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkedText {
    /// The words.
    pub text: String,
    /// True where the search hit them.
    pub is_hit: bool,
}

/// What a search marks.
pub(super) struct Marks {
    sought: Vec<Sought>,
}

enum Sought {
    /// A word in any of its forms: its stem.
    Stem(String),
    /// Words one after another; with `is_prefix`, the last may go on.
    Phrase { words: Vec<String>, is_prefix: bool },
}

impl Marks {
    /// The marks of a search.
    pub(super) fn of(search: &SearchWords) -> Self {
        let mut sought = Vec::new();
        let mut add = |part: &Tree| match part {
            Tree::Word(text) => {
                let parts = words(text);
                match &parts[..] {
                    [word] => sought.push(Sought::Stem(stem(&word.folded))),
                    _ => sought.push(Sought::phrase(&parts, false)),
                }
                let joined = parts.iter().filter(|word| word.is_joined).map(|word| Sought::Stem(stem(&word.folded)));
                sought.extend(joined);
            }
            Tree::Phrase(text) => sought.push(Sought::phrase(&words(text), false)),
            Tree::Prefix(text) => sought.push(Sought::phrase(&words(text), true)),
            Tree::All(_) | Tree::Any(_) | Tree::Not(_) | Tree::Speaker(_) | Tree::Said(..) => {}
        };
        if let Some(tree) = &search.tree {
            tree.visit(&mut add);
        }
        Self { sought }
    }

    /// A text in pieces, hits apart; `None` where nothing of it is hit.
    pub(super) fn hits(&self, text: Option<&str>) -> Option<Vec<MarkedText>> {
        text.map(|text| self.marked(text)).filter(|pieces| pieces.iter().any(|piece| piece.is_hit))
    }

    /// A text in pieces, hits apart.
    pub(super) fn marked(&self, text: &str) -> Vec<MarkedText> {
        let piece = |text: &str, is_hit| MarkedText { text: text.to_owned(), is_hit };
        if self.sought.is_empty() {
            return vec![piece(text, false)];
        }
        let all = words(text);
        let mut hits: Vec<(usize, usize)> = Vec::new();
        // Joined words are looked at as well as their parts.
        let parts: Vec<&Word> = all.iter().filter(|word| !word.is_joined).collect();
        for sought in &self.sought {
            match sought {
                Sought::Stem(sought) => {
                    let is_it = |word: &&Word| stem(&word.folded) == *sought;
                    hits.extend(all.iter().filter(is_it).map(|word| (word.place.start, word.place.end)));
                }
                Sought::Phrase { words, is_prefix } => {
                    hits.extend(
                        parts.windows(words.len().max(1)).filter(|run| meets(run, words, *is_prefix)).map(ends),
                    );
                }
            }
        }
        hits.sort_unstable();
        let mut pieces = Vec::new();
        let mut at = 0;
        for (start, end) in hits {
            if end <= at {
                continue;
            }
            let start = start.max(at);
            if start > at {
                pieces.push(piece(&text[at..start], false));
            }
            pieces.push(piece(&text[start..end], true));
            at = end;
        }
        if at < text.len() {
            pieces.push(piece(&text[at..], false));
        }
        pieces
    }
}

impl Sought {
    fn phrase(words: &[Word], is_prefix: bool) -> Self {
        let words = words.iter().filter(|word| !word.is_joined).map(|word| word.folded.clone()).collect();
        Self::Phrase { words, is_prefix }
    }
}

fn meets(run: &[&Word], words: &[String], is_prefix: bool) -> bool {
    let Some((last, firsts)) = words.split_last() else { return false };
    let meets_last = |word: &str| if is_prefix { word.starts_with(last.as_str()) } else { word == last };
    firsts.iter().zip(run).all(|(sought, word)| *sought == word.folded)
        && run.last().is_some_and(|word| meets_last(&word.folded))
}

fn ends(run: &[&Word]) -> (usize, usize) {
    (run[0].place.start, run[run.len() - 1].place.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(search: &str, text: &str, expected: &str) {
        let pieces = Marks::of(&SearchWords::parse(search)).marked(text);
        let written = |piece: &MarkedText| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() };
        assert_eq!(pieces.iter().map(written).collect::<String>(), expected, "{search}");
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn hits_are_marked_in_the_words_of_the_text() {
        let text = "The bridges held; the bridge fell.";
        check("bridge", text, "The [bridges] held; the [bridge] fell.");
        check("“bridge”", text, "The bridges held; the [bridge] fell.");
        check("“the bridge”", text, "The bridges held; [the bridge] fell.");
        check("bri*", text, "The [bridges] held; the [bridge] fell.");
        check("\u{201c}the bri\u{201d}*", text, "[The bridges] held; [the bridge] fell.");
        check("-bridge fell", text, "The bridges held; the bridge [fell].");
        check("held OR fell", text, "The bridges [held]; the bridge [fell].");
        check("speaker:held", text, text);
        check("", text, text);
    }

    #[test]
    fn other_ways_of_writing_are_marked_as_well() {
        check("1200", "some 1,200 men", "some [1,200] men");
        check("un", "the U.N. envoy", "the [U.N]. envoy");
        check("ceasefire", "a cease-fire holds", "a [cease-fire] holds");
        check("cease-fire", "a ceasefire holds", "a [ceasefire] holds");
        check("chateau", "Château d’Orée", "[Château] d’Orée");
    }
}
