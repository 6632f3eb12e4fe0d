//! Suggestions for a few letters: sources in any spelling, publishers, and words of the full-text index.

use std::cmp::Reverse;
use std::ops::Range;

use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite};

use crate::domain::{KnownBy, Slug, Source, SourceKind, fold_name};
use crate::index::{Question, Words};
use crate::registry::{person_key, publisher_key};
use crate::store::search::list::on_a_thread;
use crate::store::search::spelling::{
    NameWord, SHORT, distance, grams_of, is_another_word, letters_off, runs, words_of,
};
use crate::store::{Store, StoreError};

/// A suggested source.
#[derive(Debug, Clone, Serialize)]
pub struct SuggestedSource {
    /// The source.
    pub source: Source,
    /// Its role in its latest claim that prints one.
    pub role: Option<String>,
    /// Claims listed, counted up to [`MOST_COUNTED`].
    pub claims: i64,
}

/// A suggested publisher.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SuggestedPublisher {
    /// Its address.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// Claims listed, counted up to [`MOST_COUNTED`].
    pub claims: i64,
}

/// Words of a search that name sources.
#[derive(Debug, Clone)]
pub struct NamedAmong {
    /// The range of these words among those of the search.
    pub words: Range<usize>,
    /// The sources that they may name.
    pub sources: Vec<SuggestedSource>,
}

/// The claims of a source are counted up to this number, because suggestions must come while people type.
pub const MOST_COUNTED: i64 = 5000;
/// The most names that the database selects by shared n-grams, for their edit distance to be measured.
const MOST_ALIKE: usize = 150;
/// The most words of a search among which a name is looked for.
const MOST_AMONG: usize = 8;
/// The most words of a search that are tried as misspelt names; each costs up to three searches.
const MOST_UNKNOWN: usize = 2;
/// The most names that are compared with the words of a search; a word with more matches identifies nobody.
const MOST_EQUAL: usize = 300;
/// The most words of the index that are looked for in claims.
const MOST_NEAR: usize = 12;

/// SQL for the names and aliases of all sources that are not bound to one article, each with the row of the source that
/// shows its claims.
const SPELLINGS: &str = "(SELECT COALESCE(m.shown_row, m.row) AS row, m.name_key AS key, m.kind FROM sources m \
       WHERE m.article_row IS NULL \
     UNION ALL SELECT COALESCE(m.shown_row, m.row), sa.alias_key, m.kind FROM source_aliases sa \
       JOIN sources m ON m.row = sa.source_row WHERE m.article_row IS NULL)";

/// A name of a source, folded.
#[derive(sqlx::FromRow)]
struct Spelling {
    /// The row of the source that shows its claims.
    row: i64,
    key: String,
    is_person: bool,
}

/// A source with what suggestions show about it.
#[derive(sqlx::FromRow)]
struct QuotedSource {
    slug: Slug,
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    role: Option<String>,
    claims: i64,
}

/// Begins a query for sources; the caller adds a query for their rows, and [`Store::quoted`] ends and runs it. A role
/// is looked for only in the last hundred claims, so that a source without one costs no more than others.
fn quoted() -> QueryBuilder<Sqlite> {
    QueryBuilder::new(format!(
        "SELECT t.slug, t.name, t.kind, t.known_by, \
         (SELECT l.printed_role FROM (SELECT cp.printed_role, cp.claim_row FROM claim_parties cp \
            WHERE cp.source_row = t.row AND cp.role = 'source' ORDER BY cp.claim_row DESC LIMIT 100) l \
          JOIN claims c ON c.row = l.claim_row AND c.is_listed = 1 WHERE l.printed_role IS NOT NULL \
          ORDER BY l.claim_row DESC LIMIT 1) AS role, \
         (SELECT COUNT(*) FROM (SELECT 1 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row \
            AND c.is_listed = 1 WHERE cp.source_row = t.row AND cp.role IN ('source', 'other') \
            LIMIT {MOST_COUNTED})) AS claims \
         FROM (SELECT s.row, s.slug, s.name, s.kind, s.known_by, COUNT(*) AS parties FROM ("
    ))
}

impl Store {
    /// Sources whose name or alias has, for each word typed, a word that begins with it; most claims first.
    pub async fn sources_starting(&self, typed: &str, most: i64) -> Result<Vec<SuggestedSource>, StoreError> {
        let words = words_of(typed);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = quoted();
        query.push(format!("SELECT DISTINCT k.row FROM {SPELLINGS} k WHERE 1"));
        push_starts(&mut query, "k.key", &words);
        self.quoted(query, most).await
    }

    /// The sources whose names have the least edit distance from the one typed, most claims first.
    pub async fn sources_spelled_like(&self, typed: &str, most: i64) -> Result<Vec<SuggestedSource>, StoreError> {
        let words: Vec<String> = words_of(typed).into_iter().map(|word| word.respelled).collect();
        if words.iter().all(|word| letters_off(word) == 0) {
            return Ok(Vec::new());
        }
        let mut near: Vec<(usize, i64)> = self
            .names_alike(&grams_of(&words))
            .await?
            .into_iter()
            .filter_map(|name| Some((distance(&words, &name.key)?, name.row)))
            .collect();
        near.sort_unstable();
        near.dedup();
        let Some(nearest) = near.first().map(|(off, _)| *off) else { return Ok(Vec::new()) };
        // A name one letter off precedes names two letters off, even where those have more claims.
        let rows = near.iter().filter(|(off, _)| *off == nearest).map(|(_, row)| *row).collect();
        self.quoted_of(rows, most).await
    }

    /// The sources that some of these words name, in any spelling, and the range of these words; most claims first. A
    /// single word must be a whole name or the last name of a person; several words in a row must be a whole name.
    /// Where no name matches, a word that no claim holds is tried as a misspelt name.
    pub async fn sources_among(&self, words: &[String], most: i64) -> Result<Option<NamedAmong>, StoreError> {
        let words = &words[..words.len().min(MOST_AMONG)];
        let key = |word: &String| NameWord { folded: fold_name(word), respelled: person_key(word) };
        let keys: Vec<NameWord> = words.iter().map(key).collect();
        let runs: Vec<Range<usize>> = runs(keys.len());
        let name = |run: &Range<usize>, respelled: bool| {
            let words = keys[run.clone()].iter().map(|word| if respelled { &*word.respelled } else { &*word.folded });
            words.collect::<Vec<_>>().join(" ")
        };
        let names: Vec<[String; 2]> = runs.iter().map(|run| [name(run, false), name(run, true)]).collect();
        let known = self.names_equal(&names.concat(), &keys).await?;
        for (run, spelled) in runs.iter().zip(&names) {
            let fits = |key: &str, is_person: bool| {
                let last = key.rsplit(' ').next().filter(|_| is_person && run.len() == 1);
                spelled.iter().any(|name| !name.is_empty() && (key == name || last == Some(name)))
            };
            let rows = known.iter().filter(|name| fits(&name.key, name.is_person)).map(|name| name.row).collect();
            let sources = self.quoted_of(rows, most).await?;
            if !sources.is_empty() {
                return Ok(Some(NamedAmong { words: run.clone(), sources }));
            }
        }
        let mut unknown = Vec::new();
        for (place, NameWord { folded, .. }) in keys.iter().enumerate() {
            if unknown.len() < MOST_UNKNOWN && folded.len() > SHORT && !self.has_hit(folded).await? {
                unknown.push(place);
            }
        }
        for run in runs.into_iter().filter(|run| run.len() < 3 && unknown.iter().any(|place| run.contains(place))) {
            let sources = self.sources_spelled_like(&name(&run, true), most).await?;
            if !sources.is_empty() {
                return Ok(Some(NamedAmong { words: run, sources }));
            }
        }
        Ok(None)
    }

    /// The names and aliases that equal one of `names`, and those of persons that end with one of `words`.
    async fn names_equal(&self, names: &[String], words: &[NameWord]) -> Result<Vec<Spelling>, StoreError> {
        let mut query = QueryBuilder::new(format!(
            "SELECT k.row, k.key, k.kind = 'person' AS is_person FROM {SPELLINGS} k WHERE k.key IN ("
        ));
        let mut list = query.separated(", ");
        for name in names {
            list.push_bind(name);
        }
        query.push(")");
        let spellings = words.iter().flat_map(|word| [&word.folded, &word.respelled]);
        for word in spellings.filter(|word| !word.is_empty()) {
            query.push(" OR (k.kind = 'person' AND k.key LIKE ").push_bind(format!("% {word}")).push(")");
        }
        query.push(format!(" LIMIT {MOST_EQUAL}"));
        Ok(query.build_query_as().fetch_all(&self.pool).await?)
    }

    /// The sources of these rows that have listed claims, most claims first.
    async fn quoted_of(&self, rows: Vec<i64>, most: i64) -> Result<Vec<SuggestedSource>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = quoted();
        query.push("SELECT row FROM sources WHERE row IN (");
        let mut list = query.separated(", ");
        for row in rows {
            list.push_bind(row);
        }
        query.push(")");
        self.quoted(query, most).await
    }

    /// The names and aliases that contain at least a third of these n-grams, those with the most first.
    async fn names_alike(&self, grams: &[String]) -> Result<Vec<Spelling>, StoreError> {
        let has = |place| format!("(INSTR(' ' || k.key || ' ', ${place}) > 0)");
        let shared = (1..=grams.len()).map(has).collect::<Vec<_>>().join(" + ");
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT k.row, k.key, k.kind = 'person' AS is_person FROM {SPELLINGS} k WHERE {shared} >= {} ORDER BY {shared} DESC, k.row LIMIT {MOST_ALIKE}",
            grams.len().div_ceil(3)
        )));
        for gram in grams {
            query = query.bind(gram);
        }
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// Ends a query that began with [`quoted`] and runs it. Sources come with most claims first; those without listed
    /// claims are left out.
    async fn quoted(&self, mut query: QueryBuilder<Sqlite>, most: i64) -> Result<Vec<SuggestedSource>, StoreError> {
        query.push(
            ") f JOIN sources s ON s.row = f.row \
             JOIN claim_parties cp ON cp.source_row = s.row AND cp.role IN ('source', 'other') \
             GROUP BY s.row ORDER BY parties DESC, s.name LIMIT ",
        );
        query.push_bind(most).push(") t ORDER BY t.parties DESC, t.name");
        let rows: Vec<QuotedSource> = query.build_query_as().fetch_all(&self.pool).await?;
        let suggested = |row: QuotedSource| SuggestedSource {
            source: Source { slug: row.slug, name: row.name, kind: row.kind, known_by: row.known_by },
            role: row.role,
            claims: row.claims,
        };
        Ok(rows.into_iter().map(suggested).filter(|source| source.claims > 0).collect())
    }

    /// Publishers whose name has, for each word typed, a word that begins with it; where there are none, those spelled
    /// nearly like it. Most claims first.
    pub async fn publishers_starting(&self, typed: &str, most: usize) -> Result<Vec<SuggestedPublisher>, StoreError> {
        let words = words_of(&publisher_key(typed));
        if words.is_empty() {
            return Ok(Vec::new());
        }
        // There are few publishers, so every name is compared.
        let names: Vec<(i64, String)> =
            sqlx::query_as("SELECT row, name_key FROM publishers LIMIT 5000").fetch_all(&self.pool).await?;
        let has = |name: &str, start: &str| name.split(' ').any(|word| word.starts_with(start));
        let starts = |name: &str| words.iter().all(|word| has(name, &word.folded));
        let mut rows: Vec<i64> = names.iter().filter(|(_, name)| starts(name)).map(|(row, _)| *row).collect();
        if rows.is_empty() {
            let typed: Vec<String> = words.into_iter().map(|word| word.folded).collect();
            let near = names.iter().filter_map(|(row, name)| Some((distance(&typed, name)?, *row)));
            rows = near.filter(|(off, _)| *off > 0).map(|(_, row)| row).collect();
        }
        let mut query = QueryBuilder::new(format!(
            "SELECT p.slug, p.name, (SELECT COUNT(*) FROM (SELECT 1 FROM claims c WHERE c.publisher_row = p.row \
             AND c.is_listed = 1 LIMIT {MOST_COUNTED})) AS claims FROM publishers p WHERE p.row IN ("
        ));
        let mut list = query.separated(", ");
        for row in rows.into_iter().take(MOST_ALIKE) {
            list.push_bind(row);
        }
        query.push(") ORDER BY claims DESC, p.name");
        let found: Vec<SuggestedPublisher> = query.build_query_as().fetch_all(&self.pool).await?;
        Ok(found.into_iter().filter(|publisher| publisher.claims > 0).take(most).collect())
    }

    /// The printed word nearest to a word that no claim holds. `None` where a claim holds the word or no word is near
    /// enough.
    pub async fn nearest_word(&self, typed: &str) -> Result<Option<String>, StoreError> {
        let typed = fold_name(typed);
        let Some(first) = typed.chars().next().filter(|first| first.is_alphabetic()) else { return Ok(None) };
        if typed.contains(' ') || letters_off(&typed) == 0 || self.has_hit(&typed).await? {
            return Ok(None);
        }
        // Only words with the same first letter are compared.
        let index = self.index().await?;
        let words = on_a_thread(move || Ok(index.words_beginning(first)?)).await?;
        let mut near: Vec<(usize, Reverse<u64>, String)> = words
            .into_iter()
            .filter(|(word, _)| word.len().abs_diff(typed.len()) <= 2 * letters_off(&typed))
            .map(|(word, claims)| (strsim::osa_distance(&typed, &word), Reverse(claims), word))
            .filter(|(off, _, word)| (1..=letters_off(&typed)).contains(off) && !is_another_word(&typed, word))
            .collect();
        near.sort_unstable();
        for (_, _, word) in near.into_iter().take(MOST_NEAR) {
            if self.has_hit(&word).await? {
                return Ok(Some(word));
            }
        }
        Ok(None)
    }

    async fn has_hit(&self, folded: &str) -> Result<bool, StoreError> {
        let words = Some(Words::Word(folded.to_owned()));
        Ok(self.find(Question { words, conditions: Vec::new() }).await?.total() > 0)
    }
}

/// Adds the condition that, for each word typed, a word of the name begins with it. A folded name holds only letters,
/// digits and spaces, so it cannot contain a wildcard of `LIKE`.
fn push_starts(query: &mut QueryBuilder<Sqlite>, key: &str, words: &[NameWord]) {
    for NameWord { folded, respelled } in words {
        query.push(format!(" AND (' ' || {key} LIKE ")).push_bind(format!("% {folded}%"));
        query.push(format!(" OR ' ' || {key} LIKE ")).push_bind(format!("% {respelled}%")).push(")");
    }
}
