//! Finds the sources that match a typed name, in any transliteration.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;

use crate::domain::fold_name;
use crate::registry::person_key;
use crate::store::{Store, StoreError};

/// Words shorter than this are compared letter by letter: "Lee" is not "Le".
const LEAST_UNDOUBLED: usize = 5;

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

    /// The prefixes that words of a matching name can have; names without one are skipped before the full comparison.
    fn beginnings(&self) -> BTreeSet<String> {
        let first = |name: &str| name.chars().take_while(|c| *c != ' ').take(2).collect::<String>();
        let mut beginnings = BTreeSet::from([first(&self.folded), first(&self.key)]);
        if let Some(word) = self.words.first().filter(|word| word.chars().count() >= LEAST_UNDOUBLED) {
            let undoubled = undoubled(word);
            beginnings.insert(first(&undoubled));
            beginnings.extend(undoubled.chars().next().map(|letter| format!("{letter}{letter}")));
        }
        beginnings
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
        let mut query = QueryBuilder::new(
            "SELECT DISTINCT k.row, k.key FROM (SELECT COALESCE(m.shown_row, m.row) AS row, m.name_key AS key FROM sources m \
             UNION ALL SELECT COALESCE(m.shown_row, m.row), sa.alias_key FROM source_aliases sa \
             JOIN sources m ON m.row = sa.source_row) k WHERE 0",
        );
        for beginning in name.beginnings() {
            query.push(" OR ' ' || k.key LIKE ").push_bind(format!("% {beginning}%"));
        }
        let spellings: Vec<(i64, String)> = query.build_query_as().fetch_all(&self.pool).await?;
        let rows: BTreeSet<i64> = spellings.into_iter().filter(|(_, key)| name.fits(key)).map(|(row, _)| row).collect();
        let rows: Vec<String> = rows.iter().map(i64::to_string).collect();
        Ok(Some(format!("[{}]", rows.join(","))))
    }
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
            let is_looked_at =
                name.beginnings().iter().any(|start| format!(" {stored}").contains(&format!(" {start}")));
            assert!(is_looked_at, "{typed}: {:?}", name.beginnings());
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
