//! Looks names of sources up by their words. `source_words` holds each word of each spelling, those of the sources with
//! most claims apart from the others (migration 0016), so that no look-up reads all names.

use serde::Serialize;

use crate::domain::SourceKind;
use crate::store::{Store, StoreError, json};

/// The magnitudes of `source_words` in the order of suggestions, those of few sources together; 0 stands for sources
/// that are bound to one article.
const MAGNITUDES: [&str; 5] = ["[10,9,8,7,6,5]", "[4]", "[3]", "[2]", "[1]"];
/// The most spellings that one look-up compares, so that its cost is bounded however many sources share a word.
const MOST_COMPARED: i64 = 10_000;

/// Words of spellings from one on to another, and what the whole spelling must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::store) struct Sought {
    /// The first word.
    pub from: String,
    /// Behind the last word.
    pub to: String,
    /// A part of the spelling with a space before and after it.
    pub part: String,
}

impl Sought {
    /// Spellings with a word that begins like this one.
    pub(in crate::store) fn beginning(start: &str) -> Self {
        Self { from: start.to_owned(), to: format!("{start}{}", char::MAX), part: " ".to_owned() }
    }

    /// Spellings with these words one after another, the last of which may go on. The longest whole word, which few
    /// other names have, is the one that is looked up.
    pub(in crate::store) fn words(words: &str) -> Self {
        let longest = words.rsplit_once(' ').and_then(|(whole, _)| whole.split(' ').max_by_key(|word| word.len()));
        let sought = longest.map_or_else(|| Self::beginning(words), Self::word);
        Self { part: format!(" {words}"), ..sought }
    }

    /// Spellings with this word.
    pub(in crate::store) fn word(word: &str) -> Self {
        // No folded word has a letter before the first digit.
        Self { from: word.to_owned(), to: format!("{word} "), part: " ".to_owned() }
    }
}

/// A spelling of a source.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::store) struct Spelling {
    /// The row of the source that shows its claims.
    pub row: i64,
    /// The spelling, folded.
    pub key: String,
    /// The kind of the source that has this name.
    pub kind: SourceKind,
}

impl Store {
    /// The sources, also those that are bound to one article, with a spelling that meets one of these; a merged source
    /// is given as the one that shows its claims. As a JSON list, since there may be many.
    pub(in crate::store) async fn rows_spelled(&self, sought: &[Sought]) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT json_group_array(DISTINCT COALESCE(s.shown_row, s.row)) \
             FROM json_each('[10,9,8,7,6,5,4,3,2,1,0]') m CROSS JOIN json_each($1) j \
             CROSS JOIN source_words w ON w.magnitude = m.value AND w.word >= j.value ->> 'from' \
               AND w.word < j.value ->> 'to' AND INSTR(' ' || w.key || ' ', j.value ->> 'part') > 0 \
             JOIN sources s ON s.row = w.source_row",
        )
        .bind(json(&sought)?)
        .fetch_one(&self.pool)
        .await?)
    }

    /// Spellings with one of these words, those of the sources with most claims first. With `bound`, also those of
    /// sources that are bound to one article.
    pub(in crate::store) async fn spellings_with(
        &self,
        words: &[String],
        bound: bool,
    ) -> Result<Vec<Spelling>, StoreError> {
        let magnitudes = if bound { "[10,9,8,7,6,5,4,3,2,1,0]" } else { "[10,9,8,7,6,5,4,3,2,1]" };
        Ok(sqlx::query_as(
            "SELECT COALESCE(s.shown_row, s.row) AS row, w.key, s.kind FROM json_each($1) m CROSS JOIN json_each($2) j \
             CROSS JOIN source_words w ON w.magnitude = m.value AND w.word = j.value \
             JOIN sources s ON s.row = w.source_row LIMIT $3",
        )
        .bind(magnitudes)
        .bind(json(&words)?)
        .bind(MOST_COMPARED)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The sources with a spelling that has, for each of `starts`, a word that begins with the one or the other; those with
    /// most claims first.
    pub(in crate::store) async fn rows_starting(
        &self,
        starts: &[[String; 2]],
        most: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let Some((looked_up, others)) = starts.split_first() else { return Ok(Vec::new()) };
        let others: Vec<[String; 2]> = others.iter().map(|[one, two]| [format!(" {one}"), format!(" {two}")]).collect();
        // The sources of each magnitude have fewer claims than those before. Once there are enough, the rest is not looked at.
        let parts = MAGNITUDES.map(|magnitudes| {
            format!(
                "SELECT row FROM (SELECT s.row FROM (SELECT DISTINCT COALESCE(o.shown_row, o.row) AS row FROM \
                   (SELECT w.source_row, w.key FROM json_each('{magnitudes}') m CROSS JOIN json_each($1) j \
                    CROSS JOIN source_words w ON w.magnitude = m.value AND w.word >= j.value ->> 'from' \
                      AND w.word < j.value ->> 'to' LIMIT $3) f \
                   JOIN sources o ON o.row = f.source_row WHERE NOT EXISTS (SELECT 1 FROM json_each($2) t \
                     WHERE INSTR(' ' || f.key, t.value ->> 0) = 0 AND INSTR(' ' || f.key, t.value ->> 1) = 0)) d \
                 JOIN source_counts n ON n.source_row = d.row AND n.claims > 0 JOIN sources s ON s.row = d.row \
                 ORDER BY n.claims DESC, s.name LIMIT $4)"
            )
        });
        Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(format!("{} LIMIT $4", parts.join(" UNION ALL "))))
            .bind(json(&beginnings(looked_up))?)
            .bind(json(&others)?)
            .bind(MOST_COMPARED)
            .bind(most)
            .fetch_all(&self.pool)
            .await?)
    }

    /// Puts the one first that the fewest words begin with, since it is looked up and the others are compared.
    pub(in crate::store) async fn rarest_first(&self, starts: &mut [[String; 2]]) -> Result<(), StoreError> {
        if starts.len() < 2 {
            return Ok(());
        }
        let sought: Vec<Vec<Sought>> = starts.iter().map(beginnings).collect();
        let rarest: Option<i64> = sqlx::query_scalar(
            "SELECT t.key FROM json_each($1) t ORDER BY (SELECT COUNT(*) FROM (SELECT 1 FROM json_each('[2,1]') m \
               CROSS JOIN json_each(t.value) j CROSS JOIN source_words w ON w.magnitude = m.value \
                 AND w.word >= j.value ->> 'from' AND w.word < j.value ->> 'to' LIMIT $2)), t.key LIMIT 1",
        )
        .bind(json(&sought)?)
        .bind(MOST_COMPARED)
        .fetch_optional(&self.pool)
        .await?;
        starts.swap(0, rarest.and_then(|rarest| usize::try_from(rarest).ok()).unwrap_or_default());
        Ok(())
    }
}

/// The one or two words that spellings are looked up by.
fn beginnings(starts: &[String; 2]) -> Vec<Sought> {
    let mut sought: Vec<Sought> = starts.iter().map(|start| Sought::beginning(start)).collect();
    sought.dedup();
    sought
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_whole_word_is_looked_up() {
        assert_eq!(Sought::words("min").from, "min");
        assert_eq!(Sought::words("ministry of def").from, "ministry");
        assert_eq!(Sought::words("of defence").from, "of");
        let Sought { from, to, part } = Sought::words("ada bran");
        assert!(("ada".."adaa").contains(&from.as_str()) && *"ada" < *to && *"ada0" > *to, "{to:?}");
        assert_eq!(part, " ada bran");
        let start = Sought::beginning("ada");
        assert!(*"adalbert" < *start.to && *"adb" > *start.to);
    }
}
