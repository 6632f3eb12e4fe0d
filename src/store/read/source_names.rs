//! Finds the sources that match a typed name, in any transliteration.

use std::collections::BTreeSet;

use crate::domain::fold_name;
use crate::registry::person_key;
use crate::store::read::source_words::Sought;
use crate::store::{Store, StoreError, json};

/// Words shorter than this are compared letter by letter: "Lee" is not "Le".
const LEAST_UNDOUBLED: usize = 5;
/// Longer words are looked up with one letter doubled, not two: there would be too many.
const LONGEST_TWICE: usize = 15;

/// A name as it was typed, folded in the ways that stored names are compared in.
#[derive(Debug)]
struct TypedName {
    /// [`fold_name`] of the whole.
    folded: String,
    /// [`person_key`] of the whole: without initials and articles inside the name.
    key: String,
    /// [`person_key`] of each word.
    words: Vec<String>,
}

impl TypedName {
    fn of(name: &str) -> Self {
        let folded = fold_name(name);
        let words = folded.split(' ').map(person_key).collect();
        Self { key: person_key(name), words, folded }
    }

    /// The spellings that hold it, but for double letters.
    fn sought(&self) -> Vec<Sought> {
        let spellings = BTreeSet::from([self.folded.clone(), self.key.clone(), self.words.join(" ")]);
        spellings.iter().filter(|spelling| !spelling.is_empty()).map(|spelling| Sought::words(spelling)).collect()
    }

    /// Words that a matching name has where letters are double in the one and single in the other.
    fn otherwise_doubled(&self) -> Vec<String> {
        let Some(longest) = self.words.iter().max_by_key(|word| word.len()) else { return Vec::new() };
        let mut words = doublings(&undoubled(longest));
        // A name of one word that is written as typed is found by that.
        words.retain(|word| self.words.len() > 1 || word != longest);
        words
    }

    /// True where a folded name holds the typed one: from the start of a word on, or as whole words in another
    /// transliteration. Double letters count as one there ("Gallyamov", "Galyamov").
    fn fits(&self, stored: &str) -> bool {
        let stored_from = |name: &str| format!(" {stored}").contains(&format!(" {name}"));
        if stored_from(&self.folded) || stored_from(&self.key) {
            return true;
        }
        let stored: Vec<String> = stored.split(' ').map(person_key).collect();
        stored.windows(self.words.len()).any(|run| {
            let begins = run.iter().zip(&self.words).enumerate().all(|(at, (stored, typed))| {
                if at + 1 < run.len() { stored == typed } else { stored.starts_with(typed.as_str()) }
            });
            begins || run.iter().zip(&self.words).all(|(stored, typed)| undoubled(stored) == undoubled(typed))
        })
    }
}

/// A word of single letters, and the words that it becomes where up to two of its letters are doubled.
fn doublings(word: &str) -> Vec<String> {
    let once = |word: &str| {
        let doubled = |(at, letter): (usize, char)| format!("{}{letter}{}", &word[..at], &word[at..]);
        word.char_indices().map(doubled).collect::<BTreeSet<String>>()
    };
    let mut words = once(word);
    if word.len() <= LONGEST_TWICE {
        let twice: Vec<String> = words.iter().flat_map(|word| once(word)).collect();
        words.extend(twice);
    }
    words.insert(word.to_owned());
    words.into_iter().collect()
}

/// A word with one letter in place of two equal ones.
fn undoubled(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() >= LEAST_UNDOUBLED {
        letters.dedup();
    }
    letters.into_iter().collect()
}

impl Store {
    /// Rows of the sources whose name or another spelling holds the typed name, as a JSON list; a merged source is
    /// given as the one that shows its claims. `None` where nothing was typed; nobody where it holds no letter or
    /// digit.
    pub(in crate::store) async fn rows_named(&self, typed: &str) -> Result<Option<String>, StoreError> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let name = TypedName::of(typed);
        if name.folded.is_empty() {
            return Ok(Some("[]".to_owned()));
        }
        let mut rows: BTreeSet<i64> = parsed_rows(self.rows_spelled(&name.sought()).await?)?;
        let spellings = self.spellings_with(&name.otherwise_doubled(), true).await?;
        rows.extend(spellings.iter().filter(|spelling| name.fits(&spelling.key)).map(|spelling| spelling.row));
        Ok(Some(json(&rows)?))
    }
}

/// A JSON list of rows, as the database gives it.
pub(in crate::store) fn parsed_rows<C: serde::de::DeserializeOwned>(list: String) -> Result<C, StoreError> {
    serde_json::from_str(&list).map_err(|_| StoreError::Unexpected(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_name_fits_every_transliteration() {
        for (typed, stored) in [
            ("gallyamov", "abbas galiamov"),
            ("galyamov", "abbas galliamov"),
            ("Galiamov", "office of abbas gallyamov"),
            ("abbas gallyamov", "abbas galyamov"),
            ("Zelenskiy", "volodymyr zelensky"),
            ("zelenskyy", "office of president zelenskiy"),
            ("Sergei Lavrov", "sergey lavrov"),
            ("mohammed", "muhammad deif"),
            ("kol", "ida kolm"),
            ("Joe R. Biden", "joe biden"),
            ("aaron", "aron weir"),
            ("aron", "aron weir"),
        ] {
            let name = TypedName::of(typed);
            assert!(name.fits(stored), "{typed}: {stored}");
            // As it is stored: as printed, and as transliterations meet.
            let is_looked_up = [stored.to_owned(), person_key(stored)].iter().any(|stored| {
                let words: Vec<&str> = stored.split(' ').collect();
                let is_it = |sought: &Sought| {
                    let in_range = |word: &&str| (sought.from.as_str()..sought.to.as_str()).contains(word);
                    words.iter().any(in_range) && format!(" {stored} ").contains(&sought.part)
                };
                name.sought().iter().any(is_it)
                    || name.otherwise_doubled().iter().any(|word| words.contains(&word.as_str()))
            });
            assert!(is_looked_up, "{typed}: {:?} {:?}", name.sought(), name.otherwise_doubled());
        }
    }

    #[test]
    fn other_names_do_not_fit() {
        for (typed, stored) in [
            ("anna", "anastasia weir"),
            ("lee", "le kai"),
            ("brandt ada", "ada brandt"),
            ("olm", "ida kolm"),
            ("khan", "han solo"),
        ] {
            assert!(!TypedName::of(typed).fits(stored), "{typed}: {stored}");
        }
    }
}
