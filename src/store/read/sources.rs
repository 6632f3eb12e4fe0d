//! Lists of sources, and what they are called.

use sqlx::{QueryBuilder, Sqlite};

use crate::domain::{KnownBy, Slug, Source, SourceKind, fold_name};
use crate::registry::person_key;
use crate::store::read::counted::{Counted, Days, counted};
use crate::store::search::countries::{GOVERNMENT, country_called};
use crate::store::{Store, StoreError};

/// A source in a list.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// Which.
    pub source: Source,
    /// Claims listed.
    pub claims: i64,
    /// First and last day it is on record for, by statement.
    pub days: Option<Days>,
}

/// The order of a list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SourceOrder {
    /// Most claims first.
    #[default]
    Claims,
    /// By name.
    Name,
}

#[derive(sqlx::FromRow)]
pub(in crate::store) struct CountedSource {
    slug: Slug,
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    claims: i64,
}

impl From<CountedSource> for Counted<Source> {
    fn from(row: CountedSource) -> Self {
        let value = Source { slug: row.slug, name: row.name, kind: row.kind, known_by: row.known_by };
        Self { value, count: row.claims }
    }
}

pub(in crate::store) type ListedSource = (Slug, String, SourceKind, KnownBy, i64, Option<String>, Option<String>);

pub(in crate::store) fn listed(
    (slug, name, kind, known_by, claims, first, last): ListedSource,
) -> Result<SourceRow, StoreError> {
    Ok(SourceRow { source: Source { slug, name, kind, known_by }, claims, days: Days::of_row(first, last)? })
}

/// All sources of a kind that articles leave unnamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct UnnamedSources {
    /// The kind.
    pub kind: SourceKind,
    /// How many there are.
    pub sources: i64,
    /// The claims they share.
    pub claims: i64,
}

/// What a source is called, and its address.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SourceName {
    /// Its address.
    pub slug: Slug,
    /// Its name.
    pub name: String,
}

/// A country.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Country {
    /// Two letters of ISO 3166.
    pub code: String,
    /// What it is called here.
    pub name: String,
}

/// What narrows and orders a list of sources.
#[derive(Debug, Clone, Default)]
pub struct SourceFilters {
    /// What they are; without it, sources that no article names are left out.
    pub kind: Option<SourceKind>,
    /// The code of the country they are of.
    pub country: Option<String>,
    /// The letter that their name begins with, or a person's last name; `0` stands for every digit.
    pub letter: Option<char>,
    /// Words that must stand in the name or in another spelling.
    pub name: String,
    /// The order.
    pub order: SourceOrder,
    /// Those that claims came through, instead of those that said them.
    pub via: bool,
    /// The last source of the page before.
    pub after: Option<Slug>,
}

/// One page of a list of sources.
#[derive(Debug, Clone)]
pub struct SourceList {
    /// At most a hundred.
    pub rows: Vec<SourceRow>,
    /// Sources that fit, on all pages.
    pub total: i64,
    /// True when another page follows.
    pub has_more: bool,
}

/// What a list of sources can be narrowed to, each counted without its own filter.
#[derive(Debug, Clone)]
pub struct SourceFacets {
    /// Kinds, most sources first.
    pub kinds: Vec<Counted<SourceKind>>,
    /// Countries, most sources first.
    pub countries: Vec<Counted<Country>>,
    /// First letters of names, in order.
    pub letters: Vec<Counted<char>>,
}

const LIST_SIZE: usize = 100;

/// The first letter of a key; digits are one.
const LETTER: &str = "CASE WHEN SUBSTR(key, 1, 1) BETWEEN '0' AND '9' THEN '0' ELSE SUBSTR(key, 1, 1) END";

impl SourceFilters {
    fn counted(&self) -> &'static str {
        if self.via { "n.through" } else { "n.claims" }
    }

    /// The sources that fit, as `s` with their counts as `n`, whatever the filter `except` says.
    ///
    /// Those that articles leave unnamed are left out unless a kind or a name is asked for: lists show them as one group.
    fn push(&self, query: &mut QueryBuilder<Sqlite>, except: &str) {
        query
            .push(" FROM sources s JOIN source_counts n ON n.source_row = s.row WHERE ")
            .push(self.counted())
            .push(" > 0");
        let name = fold_name(&self.name);
        match self.kind.filter(|_| except != "kind") {
            Some(kind) => _ = query.push(" AND s.kind = ").push_bind(kind),
            None if self.name.trim().is_empty() && except != "kind" => {
                _ = query.push(" AND s.kind NOT IN ('unnamed', 'group')")
            }
            None => {}
        }
        if let Some(country) = self.country.as_ref().filter(|_| except != "country") {
            query.push(" AND s.country = ").push_bind(country.clone());
        }
        if let Some(letter) = self.letter.filter(|_| except != "letter").map(String::from) {
            query.push(" AND (").push(LETTER.replace("key", "s.name_key")).push(" = ").push_bind(letter.clone());
            query.push(" OR ").push(LETTER.replace("key", "s.last_key")).push(" = ").push_bind(letter).push(")");
        }
        if name.is_empty() && !self.name.trim().is_empty() {
            query.push(" AND 0");
        } else if !name.is_empty() {
            let pattern = format!("% {name}%");
            let transliterated = format!("% {}%", person_key(&self.name));
            query.push(
                " AND s.row IN (SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE ' ' || m.name_key LIKE ",
            );
            query.push_bind(pattern.clone()).push(" OR ' ' || m.name_key LIKE ").push_bind(transliterated);
            query.push(" UNION SELECT COALESCE(m.shown_row, m.row) FROM source_aliases sa ");
            query.push("JOIN sources m ON m.row = sa.source_row WHERE ' ' || sa.alias_key LIKE ").push_bind(pattern);
            query.push(")");
        }
    }

    /// What a list in order of names is ordered by: a person found by the letter of the last name stands under it.
    fn push_name_key(&self, query: &mut QueryBuilder<Sqlite>) {
        match self.letter.map(String::from) {
            Some(letter) => {
                query.push("CASE WHEN ").push(LETTER.replace("key", "s.last_key")).push(" = ").push_bind(letter);
                query.push(" THEN s.last_key || ' ' || s.name_key ELSE s.name_key END");
            }
            None => _ = query.push("s.name_key"),
        }
    }
}

impl Store {
    /// One page of the sources that fit.
    pub async fn sources(&self, filters: &SourceFilters) -> Result<SourceList, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*)");
        filters.push(&mut count, "");
        let total = count.build_query_scalar().fetch_one(&self.pool).await?;
        let mut page = QueryBuilder::new("SELECT s.slug, s.name, s.kind, s.known_by, ");
        page.push(filters.counted());
        for side in ["MIN", "MAX"] {
            page.push(format!(
                ", (SELECT {side}(sc.to_day) FROM source_claims sc WHERE sc.source_row = s.row AND sc.is_via = "
            ));
            page.push_bind(filters.via).push(")");
        }
        filters.push(&mut page, "");
        if let Some((claims, key)) = self.place_of(filters).await? {
            let slug = filters.after.clone();
            let counted = filters.counted();
            if filters.order == SourceOrder::Claims {
                page.push(format!(" AND ({counted} < ")).push_bind(claims);
                page.push(format!(" OR ({counted} = ")).push_bind(claims).push(" AND (");
            } else {
                page.push(" AND ((");
            }
            filters.push_name_key(&mut page);
            page.push(", s.slug) > (").push_bind(key).push(", ").push_bind(slug).push(")");
            page.push(if filters.order == SourceOrder::Claims { "))" } else { ")" });
        }
        page.push(" ORDER BY ");
        if filters.order == SourceOrder::Claims {
            page.push(filters.counted()).push(" DESC, ");
        }
        filters.push_name_key(&mut page);
        page.push(", s.slug LIMIT ").push_bind(LIST_SIZE as i64 + 1);
        let mut rows: Vec<ListedSource> = page.build_query_as().fetch_all(&self.pool).await?;
        let has_more = rows.len() > LIST_SIZE;
        rows.truncate(LIST_SIZE);
        Ok(SourceList { rows: rows.into_iter().map(listed).collect::<Result<_, _>>()?, total, has_more })
    }

    /// Where the last source of the page before stands in the order.
    async fn place_of(&self, filters: &SourceFilters) -> Result<Option<(i64, String)>, StoreError> {
        let Some(after) = &filters.after else { return Ok(None) };
        let mut place = QueryBuilder::new("SELECT ");
        place.push(filters.counted()).push(", ");
        filters.push_name_key(&mut place);
        place
            .push(" FROM sources s JOIN source_counts n ON n.source_row = s.row WHERE s.slug = ")
            .push_bind(after.clone());
        Ok(place.build_query_as().fetch_optional(&self.pool).await?)
    }

    /// What a list of sources can be narrowed to.
    pub async fn source_facets(&self, filters: &SourceFilters) -> Result<SourceFacets, StoreError> {
        let mut kinds = QueryBuilder::new("SELECT s.kind, COUNT(*) AS sources");
        filters.push(&mut kinds, "kind");
        kinds.push(" GROUP BY s.kind ORDER BY sources DESC, s.kind");
        let kinds = kinds.build_query_as().fetch_all(&self.pool).await?;
        let mut countries = QueryBuilder::new(format!("SELECT s.country, {GOVERNMENT}, COUNT(*) AS sources"));
        filters.push(&mut countries, "country");
        countries.push(" AND s.country IS NOT NULL GROUP BY s.country ORDER BY sources DESC, s.country");
        let countries: Vec<(String, Option<String>, i64)> = countries.build_query_as().fetch_all(&self.pool).await?;
        // Once for each letter: a person whose two names share it counts once.
        let mut letters = QueryBuilder::new("SELECT letter, COUNT(*) FROM (");
        for (position, key) in ["s.name_key", "s.last_key"].into_iter().enumerate() {
            letters.push(if position > 0 { " UNION " } else { "" });
            letters.push(format!("SELECT s.row, {} AS letter", LETTER.replace("key", key)));
            filters.push(&mut letters, "letter");
        }
        letters.push(") WHERE letter > '' GROUP BY letter ORDER BY letter");
        let letters: Vec<(String, i64)> = letters.build_query_as().fetch_all(&self.pool).await?;
        let first = |(letter, count): (String, i64)| Some(Counted { value: letter.chars().next()?, count });
        Ok(SourceFacets {
            kinds: counted(kinds),
            countries: countries
                .into_iter()
                .map(|(code, government, count)| Counted { value: country(code, government), count })
                .collect(),
            letters: letters.into_iter().filter_map(first).collect(),
        })
    }

    /// How many sources of a kind there are, and how many claims they share: what a line for all sources without a name
    /// tells.
    pub async fn unnamed_sources(&self) -> Result<Vec<UnnamedSources>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT s.kind, COUNT(DISTINCT s.row) AS sources, COUNT(DISTINCT sc.claim_row) AS claims FROM sources s \
             JOIN source_claims sc ON sc.source_row = s.row AND sc.is_via = 0 \
             WHERE s.kind IN ('unnamed', 'group') GROUP BY s.kind ORDER BY claims DESC",
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// Sources whose name or spelling holds all of `name`, most claims first; with `via`, those that claims came through.
    ///
    /// One with an equal name, or equal spelling of two words or more, alone is one match, however many longer names
    /// hold it.
    pub async fn sources_called(&self, name: &str, via: bool) -> Result<Vec<SourceRow>, StoreError> {
        let key = fold_name(name);
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let filters = SourceFilters { name: name.to_owned(), via, ..SourceFilters::default() };
        let rows = self.sources(&filters).await?.rows;
        let called: Vec<Slug> = sqlx::query_scalar(
            "SELECT DISTINCT s.slug FROM sources m JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
             WHERE m.article_row IS NULL AND m.name_key IN ($1, $2) UNION \
             SELECT s.slug FROM source_aliases sa JOIN sources m ON m.row = sa.source_row \
             JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) WHERE sa.alias_key = $1 AND INSTR($1, ' ') > 0",
        )
        .bind(&key)
        .bind(person_key(name))
        .fetch_all(&self.pool)
        .await?;
        let equal: Vec<_> = rows.iter().filter(|row| called.contains(&row.source.slug)).cloned().collect();
        if equal.len() == 1 && equal[0].source.known_by != KnownBy::Article {
            return Ok(equal);
        }
        Ok(rows)
    }

    /// The names of slugs, for the chips of a list; slugs of nobody to be seen are left out. One that leads on is given
    /// as the slug it leads to.
    pub async fn source_names(&self, slugs: &[Slug]) -> Result<Vec<SourceName>, StoreError> {
        let mut names = Vec::new();
        for slug in slugs {
            let found: Option<SourceName> = sqlx::query_as(
                "SELECT s.slug, s.name FROM sources m JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
                 WHERE (m.slug = $1 OR m.row IN (SELECT o.source_row FROM source_slugs o WHERE o.slug = $1)) AND EXISTS \
                 (SELECT 1 FROM claim_parties cp JOIN visible_claims c ON c.row = cp.claim_row \
                  WHERE cp.source_row = s.row) LIMIT 1",
            )
            .bind(slug)
            .fetch_optional(&self.pool)
            .await?;
            names.extend(found);
        }
        Ok(names)
    }
}

pub(in crate::store) fn country(code: String, government: Option<String>) -> Country {
    Country { name: country_called(code.clone(), government), code }
}
