//! Suggestions for a few letters: sources in any spelling, publishers, and words of the full-text index.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use crate::domain::{KnownBy, Slug, Source, SourceKind, fold_name};
use crate::index::{Among, Key, Question, Words, stem};
use crate::registry::{person_key, publisher_key};
use crate::store::read::source_names::parsed_rows;
use crate::store::read::source_words::Spelling;
use crate::store::search::spelling::{NameWord, SHORT, distance, is_another_word, letters_off, runs, words_of};
use crate::store::{Store, StoreError, json};

/// A suggested source.
#[derive(Debug, Clone, Serialize)]
pub struct SuggestedSource {
    /// The source.
    pub source: Source,
    /// Its role in its latest claim that prints one.
    pub role: Option<String>,
    /// Claims listed.
    pub claims: i64,
}

/// A suggested publisher.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SuggestedPublisher {
    /// Its address.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// Claims listed.
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

/// The most words of names that are looked up where a name is spelled nearly as typed.
const MOST_ALIKE: usize = 150;
/// The most words of a search among which a name is looked for.
const MOST_AMONG: usize = 8;
/// The most words of a search that are tried as misspelt names; each costs up to three searches.
const MOST_UNKNOWN: usize = 2;
/// The most names that are compared with the words of a search; a word with more matches identifies nobody.
const MOST_EQUAL: i64 = 300;
/// The most claims with two words that tell whether these mostly stand side by side.
const MOST_IN_TERMS: u64 = 4_000;
/// The most words of the index that are looked for in claims.
const MOST_NEAR: usize = 12;

/// A source with what suggestions show about it.
#[derive(sqlx::FromRow)]
struct QuotedSource {
    row: i64,
    slug: Slug,
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    claims: i64,
}

impl Store {
    /// Sources whose name or alias has, for each word typed, a word that begins with it; most claims first.
    pub async fn sources_starting(&self, typed: &str, most: i64) -> Result<Vec<SuggestedSource>, StoreError> {
        let mut starts: Vec<[String; 2]> =
            words_of(typed).into_iter().map(|NameWord { folded, respelled }| [folded, respelled]).collect();
        self.rarest_first(&mut starts).await?;
        let rows = self.rows_starting(&starts, most).await?;
        self.quoted_of(rows, most).await
    }

    /// The sources whose names have the least edit distance from the one typed, most claims first.
    pub async fn sources_spelled_like(&self, typed: &str, most: i64) -> Result<Vec<SuggestedSource>, StoreError> {
        let words = words_of(typed);
        let Some(longest) = words.iter().max_by_key(|word| word.respelled.len()).cloned() else {
            return Ok(Vec::new());
        };
        let typed: Vec<String> = words.into_iter().map(|word| word.respelled).collect();
        let mut rows = Vec::new();
        for off in 1..=letters_off(&longest.respelled) {
            let alike = self.name_words_like(&longest, off).await?;
            let names = self.spellings_with(&alike, false).await?;
            let mut near: Vec<(usize, i64)> =
                names.iter().filter_map(|name| Some((distance(&typed, &name.key)?, name.row))).collect();
            near.sort_unstable();
            near.dedup();
            // A name one letter off precedes names two letters off, even where those have more claims.
            let Some(nearest) = near.first().map(|(off, _)| *off) else { continue };
            rows = near.into_iter().filter(|(off, _)| *off == nearest).map(|(_, row)| row).collect();
            // Names that were not looked at yet are further off.
            if nearest <= off {
                break;
            }
        }
        self.quoted_of(rows, most).await
    }

    /// Words of names within some letters of a word typed, or with a beginning that is; the nearest first.
    async fn name_words_like(&self, typed: &NameWord, off: usize) -> Result<Vec<String>, StoreError> {
        let index = self.index().await?;
        let NameWord { folded, respelled } = typed.clone();
        let words = self
            .on_a_thread(move || {
                let mut words = index.words_like(&folded, off, Among::Names)?;
                if respelled != folded {
                    words.extend(index.words_like(&respelled, off, Among::Names)?);
                }
                Ok(words)
            })
            .await?;
        // The index holds names as printed; those that are looked up are spelled as transliterations meet.
        let spelled = words.into_keys().flat_map(|word| [person_key(&word), word]);
        let typed = std::slice::from_ref(&typed.respelled);
        let mut near: Vec<(usize, String)> =
            spelled.filter_map(|word| Some((distance(typed, &word).filter(|near| *near <= off)?, word))).collect();
        near.sort_unstable();
        near.dedup();
        Ok(near.into_iter().take(MOST_ALIKE).map(|(_, word)| word).collect())
    }

    /// The sources that some of these words name, in any spelling, and the range of these words; most claims first. A
    /// single word must be a whole name or the last name of a person, and no part of a term with the word beside it
    /// ("North Korean"); several words in a row must be a whole name. Where no name matches, a word that no claim holds
    /// is tried as a misspelt name.
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
        let known = self.names_equal(&names.concat()).await?;
        for (run, spelled) in runs.iter().zip(&names) {
            let fits = |key: &str, is_person: bool| {
                let last = key.rsplit(' ').next().filter(|_| is_person && run.len() == 1);
                spelled.iter().any(|name| !name.is_empty() && (key == name || last == Some(name)))
            };
            let rows = known
                .iter()
                .filter(|name| fits(&name.key, name.kind == SourceKind::Person))
                .map(|name| name.row)
                .collect();
            let sources = self.quoted_of(rows, most).await?;
            if sources.is_empty() || run.len() == 1 && self.is_in_a_term(words, run.start).await? {
                continue;
            }
            return Ok(Some(NamedAmong { words: run.clone(), sources }));
        }
        let mut unknown = Vec::new();
        for (place, NameWord { folded, .. }) in keys.iter().enumerate() {
            if unknown.len() < MOST_UNKNOWN && folded.len() > SHORT && !self.is_printed(folded).await? {
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

    /// True where claims print a word and the one before or behind it mostly side by side: they are one term then.
    async fn is_in_a_term(&self, words: &[String], at: usize) -> Result<bool, StoreError> {
        for pair in words[at.saturating_sub(1)..words.len().min(at + 2)].windows(2) {
            let both = Words::All(pair.iter().cloned().map(Words::Word).collect());
            let side_by_side = Words::Prefix(format!("{} {}", pair[0], stem(&fold_name(&pair[1]))));
            let [both, side_by_side] =
                [both, side_by_side].map(|words| Question { words: Some(words), conditions: Vec::new() });
            let both = self.find(both).await?;
            // Of very many claims with both words, some tell enough.
            let (side_by_side, both) =
                self.on_a_thread(move || Ok(both.share_of(&side_by_side, MOST_IN_TERMS)?)).await?;
            if both > 0 && side_by_side * 2 >= both {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The names and aliases that equal one of `names`, and those of persons that end with one of them.
    async fn names_equal(&self, names: &[String]) -> Result<Vec<Spelling>, StoreError> {
        let mut names: Vec<[&str; 2]> =
            names.iter().map(|name| [name.as_str(), name.rsplit(' ').next().unwrap_or_default()]).collect();
        names.retain(|[_, last]| !last.is_empty());
        names.sort_unstable();
        names.dedup();
        Ok(sqlx::query_as(
            "SELECT COALESCE(s.shown_row, s.row) AS row, w.key, s.kind \
             FROM json_each('[10,9,8,7,6,5,4,3,2,1]') m CROSS JOIN json_each($1) j \
             CROSS JOIN source_words w ON w.magnitude = m.value AND w.word = j.value ->> 1 \
               AND (w.key = j.value ->> 0 OR (j.value ->> 0 = w.word AND SUBSTR(w.key, -LENGTH(w.word) - 1) = ' ' || w.word)) \
             JOIN sources s ON s.row = w.source_row WHERE w.key = j.value ->> 0 OR s.kind = 'person' LIMIT $2",
        )
        .bind(json(&names)?)
        .bind(MOST_EQUAL)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The sources of these rows that have listed claims, most claims first. A role is looked for only in the last
    /// hundred claims, so that a source without one costs no more than others.
    async fn quoted_of(&self, rows: Vec<i64>, most: i64) -> Result<Vec<SuggestedSource>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let sources: Vec<QuotedSource> = sqlx::query_as(
            "SELECT s.row, s.slug, s.name, s.kind, s.known_by, n.claims FROM (SELECT DISTINCT value FROM json_each($1)) j \
             JOIN sources s ON s.row = j.value JOIN source_counts n ON n.source_row = s.row AND n.claims > 0 \
             ORDER BY n.claims DESC, s.name LIMIT $2",
        )
        .bind(json(&rows)?)
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        let rows: Vec<i64> = sources.iter().map(|source| source.row).collect();
        let mut roles = self.latest_roles(rows).await?;
        let suggested = |source: QuotedSource| SuggestedSource {
            role: roles.remove(&source.row),
            source: Source { slug: source.slug, name: source.name, kind: source.kind, known_by: source.known_by },
            claims: source.claims,
        };
        Ok(sources.into_iter().map(suggested).collect())
    }

    /// The role that the latest claim with one prints with each of these sources.
    async fn latest_roles(&self, mut rows: Vec<i64>) -> Result<HashMap<i64, String>, StoreError> {
        let index = self.index().await?;
        // The claims of a source that is never named in a role are not looked through.
        let rows = self
            .on_a_thread(move || {
                let mut with_roles = Vec::new();
                for row in rows.drain(..) {
                    if index.may_have_roles(row as u64)? {
                        with_roles.push(row);
                    }
                }
                Ok(with_roles)
            })
            .await?;
        // From the latest claim on, so that it ends at the first one with a role.
        let roles: Vec<(i64, Option<String>)> = sqlx::query_as(
            "SELECT t.value, (SELECT cp.printed_role FROM claim_parties cp WHERE cp.source_row = t.value \
               AND cp.role = 'source' AND cp.printed_role IS NOT NULL AND cp.claim_row >= (SELECT MIN(claim_row) FROM \
                 (SELECT claim_row FROM source_claims WHERE source_row = t.value AND is_via = 0 \
                  ORDER BY claim_row DESC LIMIT 100)) \
               AND EXISTS (SELECT 1 FROM source_claims l WHERE l.source_row = t.value AND l.is_via = 0 \
                 AND l.claim_row = cp.claim_row) \
               ORDER BY cp.claim_row DESC LIMIT 1) FROM json_each($1) t",
        )
        .bind(json(&rows)?)
        .fetch_all(&self.pool)
        .await?;
        Ok(roles.into_iter().filter_map(|(row, role)| Some((row, role?))).collect())
    }

    /// Publishers whose name has, for each word typed, a word that begins with it; where there are none, those spelled
    /// nearly like it. Most claims first.
    pub async fn publishers_starting(&self, typed: &str, most: usize) -> Result<Vec<SuggestedPublisher>, StoreError> {
        let words = words_of(&publisher_key(typed));
        if words.is_empty() {
            return Ok(Vec::new());
        }
        // There are few publishers, so every name is compared.
        let names: String = sqlx::query_scalar(
            "SELECT json_group_array(json_array(row, name_key)) FROM (SELECT row, name_key FROM publishers LIMIT 5000)",
        )
        .fetch_one(&self.pool)
        .await?;
        let names: Vec<(i64, String)> = parsed_rows(names)?;
        let has = |name: &str, start: &str| name.split(' ').any(|word| word.starts_with(start));
        let starts = |name: &str| words.iter().all(|word| has(name, &word.folded));
        let mut rows: Vec<i64> = names.iter().filter(|(_, name)| starts(name)).map(|(row, _)| *row).collect();
        if rows.is_empty() {
            let typed: Vec<String> = words.into_iter().map(|word| word.folded).collect();
            let near = names.iter().filter_map(|(row, name)| Some((distance(&typed, name)?, *row)));
            rows = near.filter(|(off, _)| *off > 0).map(|(_, row)| row).collect();
        }
        let found = self.find(Question::default()).await?;
        let counts = self.on_a_thread(move || Ok(found.counts(Key::Publisher)?)).await?;
        let claims: HashMap<i64, u64> = counts.iter().map(|(row, claims)| (*row as i64, *claims)).collect();
        let counted: Vec<(i64, u64)> = rows.iter().filter_map(|row| Some((*row, *claims.get(row)?))).collect();
        Ok(sqlx::query_as(
            "SELECT p.slug, p.name, j.value ->> 1 AS claims FROM json_each($1) j JOIN publishers p ON p.row = j.value ->> 0 \
             ORDER BY claims DESC, p.name LIMIT $2",
        )
        .bind(json(&counted)?)
        .bind(most as i64)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The printed word nearest to a word that no claim holds. `None` where a claim holds the word or no word is near
    /// enough.
    pub async fn nearest_word(&self, typed: &str) -> Result<Option<String>, StoreError> {
        let typed = fold_name(typed);
        let Some(first) = typed.chars().next().filter(|first| first.is_alphabetic()) else { return Ok(None) };
        if typed.contains(' ') || letters_off(&typed) == 0 || self.is_printed(&typed).await? {
            return Ok(None);
        }
        let index = self.index().await?;
        let sought = typed.clone();
        let words = self.on_a_thread(move || Ok(index.words_like(&sought, letters_off(&sought), Among::All)?)).await?;
        let mut near: Vec<(usize, Reverse<u64>, String)> = words
            .into_iter()
            // Only words with the same first letter are compared.
            .filter(|(word, _)| word.starts_with(first))
            .map(|(word, claims)| (strsim::osa_distance(&typed, &word), Reverse(claims), word))
            .filter(|(off, _, word)| (1..=letters_off(&typed)).contains(off) && !is_another_word(&typed, word))
            .collect();
        near.sort_unstable();
        for (_, _, word) in near.into_iter().take(MOST_NEAR) {
            if self.is_printed(&word).await? {
                return Ok(Some(word));
            }
        }
        Ok(None)
    }

    /// True where a claim holds the word, in its words, names or headline.
    async fn is_printed(&self, folded: &str) -> Result<bool, StoreError> {
        let words = Some(Words::Word(folded.to_owned()));
        let index = self.index().await?;
        self.on_a_thread(move || Ok(index.finds(&Question { words, conditions: Vec::new() })?)).await
    }
}
