//! Filters as a question to the search index.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::{Slug, fold_name};
use crate::index::{Condition, OPEN_FIRST, OPEN_LAST, Question, Words};
use crate::registry::person_key;
use crate::store::read::source_names::parsed_rows;
use crate::store::read::source_words::Sought;
use crate::store::search::conditions::Named;
use crate::store::search::filters::ClaimFilters;
use crate::store::search::follow::number_of;
use crate::store::search::table::FILTERS;
use crate::store::search::words::Tree;
use crate::store::{Store, StoreError, json};

/// Filters with the rows of what they name, which are looked up once for all questions of a page.
pub(in crate::store) struct Asked<'f> {
    filters: &'f ClaimFilters,
    named: Named,
    called: Called<'f>,
}

/// What the names in a search stand for.
#[derive(Debug, Default)]
struct Called<'f> {
    /// The sources of each name after `speaker:`.
    sources: HashMap<&'f str, Vec<u64>>,
    /// The claims that deny what a source of each name after `against:` says.
    denials: HashMap<&'f str, Vec<u64>>,
}

impl Asked<'_> {
    /// The question for these filters without the one named `except`.
    pub(in crate::store) fn question(&self, except: &str) -> Question {
        let mut conditions = Vec::new();
        if self.filters.is_reversed() {
            // Without this, claims without an exact day could still overlap both ends of the reversed range.
            conditions.push(Condition::Never);
        }
        for filter in FILTERS.iter().filter(|filter| filter.name != except) {
            (filter.ask)(self.filters, &self.named, &mut conditions);
        }
        let words = self.filters.words.tree.as_ref().map(|tree| words_of(tree, &self.called));
        Question { words, conditions }
    }
}

impl Store {
    /// Looks up what these filters name.
    pub(in crate::store) async fn asked<'f>(&self, filters: &'f ClaimFilters) -> Result<Asked<'f>, StoreError> {
        let publishers: Vec<&str> = filters.publisher.iter().map(Slug::as_str).collect();
        let articles: Vec<&str> = filters.article.iter().map(|id| id.as_str()).collect();
        let named = Named {
            sources: self.rows_of_sources(&filters.source).await?,
            via: self.rows_of_sources(&filters.via).await?,
            against: self.denials_of(&self.rows_of_sources(&filters.against).await?).await?,
            publishers: self
                .rows("SELECT row FROM publishers WHERE slug IN (SELECT value FROM json_each($1))", &publishers)
                .await?,
            articles: self
                .rows("SELECT row FROM articles WHERE id IN (SELECT value FROM json_each($1))", &articles)
                .await?,
        };
        let (mut speakers, mut denied) = (Vec::new(), Vec::new());
        if let Some(tree) = &filters.words.tree {
            tree.visit_all(&mut |part| match part {
                Tree::Speaker(name) => speakers.push(name.as_str()),
                Tree::Against(name) => denied.push(name.as_str()),
                _ => {}
            });
        }
        let mut called = Called::default();
        for name in speakers {
            called.sources.insert(name, self.rows_called(name).await?);
        }
        for name in denied {
            called.denials.insert(name, self.denials_of(&self.rows_called(name).await?).await?);
        }
        Ok(Asked { filters, named, called })
    }

    /// The question for these filters without the one named `except`.
    pub(in crate::store) async fn question(
        &self,
        filters: &ClaimFilters,
        except: &str,
    ) -> Result<Question, StoreError> {
        Ok(self.asked(filters).await?.question(except))
    }

    /// The sources with these slugs, or those that they were merged into.
    async fn rows_of_sources(&self, slugs: &[Slug]) -> Result<Vec<u64>, StoreError> {
        let slugs: Vec<&str> = slugs.iter().map(Slug::as_str).collect();
        const ROWS: &str =
            "SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE m.slug IN (SELECT value FROM json_each($1))";
        self.rows(ROWS, &slugs).await
    }

    /// The claims that deny what one of these sources says.
    async fn denials_of(&self, sources: &[u64]) -> Result<Vec<u64>, StoreError> {
        const DENIALS: &str = "SELECT DISTINCT d.denial_row FROM json_each($1) j \
             JOIN source_denials d ON d.source_row = j.value";
        self.rows(DENIALS, sources).await
    }

    /// The rows of a query that takes a list of values in JSON.
    async fn rows<T: Serialize>(&self, query: &'static str, values: &[T]) -> Result<Vec<u64>, StoreError> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<i64> = sqlx::query_scalar(query).bind(json(&values)?).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| row as u64).collect())
    }

    /// True where a source is called so, in any spelling.
    pub async fn is_called(&self, name: &str) -> Result<bool, StoreError> {
        Ok(!self.rows_called(name).await?.is_empty())
    }

    /// The sources that a name in any spelling matches. A source also matches by the names of those merged into it.
    pub(super) async fn rows_called(&self, name: &str) -> Result<Vec<u64>, StoreError> {
        let sought: Vec<Sought> = [fold_name(name), person_key(name)]
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| Sought::words(name))
            .collect();
        parsed_rows(self.rows_spelled(&sought).await?)
    }
}

/// A search as the index takes it.
fn words_of(tree: &Tree, called: &Called<'_>) -> Words {
    let all = |parts: &[Tree]| parts.iter().map(|part| words_of(part, called)).collect();
    match tree {
        Tree::All(parts) => Words::All(all(parts)),
        Tree::Any(parts) => Words::Any(all(parts)),
        Tree::Not(part) => Words::Not(Box::new(words_of(part, called))),
        Tree::Word(word) => Words::Word(word.clone()),
        Tree::PlaceName { typed, others } => {
            let as_typed = Words::All(typed.iter().cloned().map(Words::Word).collect());
            let others = others.iter().map(|place| match fold_name(place).contains(' ') {
                true => Words::Phrase((*place).to_owned()),
                false => Words::Word((*place).to_owned()),
            });
            Words::Any(std::iter::once(as_typed).chain(others).collect())
        }
        Tree::Phrase(words) => Words::Phrase(words.clone()),
        Tree::Prefix(words) => Words::Prefix(words.clone()),
        Tree::Speaker(name) => Words::SaidBy(called.sources.get(name.as_str()).cloned().unwrap_or_default()),
        Tree::Against(name) => Words::Claims(called.denials.get(name.as_str()).cloned().unwrap_or_default()),
        Tree::Said(after, before) => {
            let after = after.map_or(OPEN_FIRST, |day| number_of(day) + 1);
            Words::Said(after, before.map_or(OPEN_LAST, |day| number_of(day) - 1))
        }
    }
}
