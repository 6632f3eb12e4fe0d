//! Lists of sources: filters, order and paging.

use std::cmp::Reverse;

use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite};

use crate::domain::{KnownBy, Slug, SourceKind, fold_name};
use crate::registry::person_key;
use crate::store::read::counted::{Counted, counted};
use crate::store::read::sources::{Country, FIRST_SAID, LAST_SAID, ListedSource, SAID_OF, SourceRow, country, listed};
use crate::store::search::countries::GOVERNMENT;
use crate::store::search::filters::ClaimFilters;
use crate::store::{Store, StoreError};

/// The order of a list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceOrder {
    /// Most claims first.
    #[default]
    Claims,
    /// By name; people by their last name.
    Name,
}

/// Which page of a list of sources. A page is addressed by a neighbouring source and not by a number (keyset paging),
/// so that no source is skipped or shown twice while articles are loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ListPage {
    /// The first.
    #[default]
    First,
    /// The one that begins after this source.
    After(Slug),
    /// The one that ends before this source.
    Before(Slug),
    /// The last.
    Last,
}

/// The filters, order and page of a list of sources.
#[derive(Debug, Clone, Default)]
pub struct SourceFilters {
    /// Their kind; without it, sources that no article names are left out.
    pub kind: Option<SourceKind>,
    /// The code of the country they are of.
    pub country: Option<String>,
    /// The letter that they stand under: the first one of the name, of a person's last name. [`DIGITS`] stands for
    /// every digit, [`NO_LETTER`] for names without letters and digits.
    pub letter: Option<char>,
    /// Words that must stand in the name or in another spelling.
    pub name: String,
    /// The order.
    pub order: SourceOrder,
    /// True to list the sources that claims came through, instead of those that said them.
    pub via: bool,
    /// Which page.
    pub page: ListPage,
}

/// The letter of names that begin with a digit.
pub const DIGITS: char = '0';
/// The letter of names that hold neither letters nor digits.
pub const NO_LETTER: char = '_';

/// One page of a list of sources.
#[derive(Debug, Clone)]
pub struct SourceList {
    /// At most a hundred.
    pub rows: Vec<SourceRow>,
    /// Sources that fit, on all pages.
    pub total: i64,
    /// Those of them on the pages before.
    pub before: i64,
}

impl SourceList {
    /// True when another page follows.
    pub fn has_more(&self) -> bool {
        self.before + (self.rows.len() as i64) < self.total
    }
}

/// What a list of sources can be narrowed to, each counted without its own filter.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SourceFacets {
    /// Kinds, most sources first.
    pub kinds: Vec<Counted<SourceKind>>,
    /// Countries, most sources first.
    pub countries: Vec<Counted<Country>>,
    /// Letters in order. Each source stands under one, so that they add up to the list.
    pub letters: Vec<Counted<char>>,
}

/// All sources of a kind that articles leave unnamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct UnnamedSources {
    /// The kind.
    pub kind: SourceKind,
    /// How many there are.
    pub sources: i64,
    /// The claims they share.
    pub claims: i64,
}

const LIST_SIZE: usize = 100;

/// The sort key of a list ordered by name.
const NAME_ORDER: &str = "LTRIM(COALESCE(s.last_key || ' ' || s.name_key, s.name_key))";

/// The letter that a source stands under ([`DIGITS`], [`NO_LETTER`]). Keys of bodies may begin with a space.
const LETTER: &str = "CASE WHEN LTRIM(COALESCE(s.last_key, s.name_key)) = '' THEN '_' \
     WHEN LTRIM(COALESCE(s.last_key, s.name_key)) GLOB '[0-9]*' THEN '0' \
     ELSE SUBSTR(LTRIM(COALESCE(s.last_key, s.name_key)), 1, 1) END";

/// Filters, with the rows of the sources that match the typed name.
struct Narrowed<'f> {
    filters: &'f SourceFilters,
    named: Option<String>,
}

/// Where a source stands in the order of a list.
struct Place {
    claims: i64,
    key: String,
    slug: Slug,
}

impl SourceFilters {
    fn counted(&self) -> &'static str {
        if self.via { "n.through" } else { "n.claims" }
    }

    /// The sources of the list in its order, or in reverse.
    fn push_order(&self, query: &mut QueryBuilder<Sqlite>, is_reversed: bool) {
        let (up, down) = if is_reversed { ("DESC", "ASC") } else { ("ASC", "DESC") };
        query.push(" ORDER BY ");
        if self.order == SourceOrder::Claims {
            query.push(format!("{} {down}, ", self.counted()));
        }
        query.push(format!("{NAME_ORDER} {up}, s.slug {up}"));
    }

    /// Keeps only the sources after a position in the order, or before it.
    fn push_beyond(&self, query: &mut QueryBuilder<Sqlite>, place: Place, is_before: bool) {
        let (further, fewer) = if is_before { (">", "<") } else { ("<", ">") };
        let Place { claims, key, slug } = place;
        if self.order == SourceOrder::Claims {
            let counted = self.counted();
            // The first condition is redundant; it lets SQLite seek in the index on counts.
            query.push(format!(" AND {counted} {further}= ")).push_bind(claims);
            query.push(format!(" AND ({counted} {further} ")).push_bind(claims).push(" OR ");
        } else {
            query.push(" AND (");
        }
        query.push(format!("({NAME_ORDER}, s.slug) {fewer} (")).push_bind(key).push(", ").push_bind(slug).push("))");
    }
}

impl Narrowed<'_> {
    /// The sources that fit, as `s` with their counts as `n`, whatever the filter `except` says.
    ///
    /// Those that articles leave unnamed are left out unless a kind or a name is asked for: lists show them as one
    /// group.
    fn push(&self, query: &mut QueryBuilder<Sqlite>, except: &str) {
        let filters = self.filters;
        query.push(" FROM sources s JOIN source_counts n ON n.source_row = s.row WHERE ");
        query.push(filters.counted()).push(" > 0");
        match filters.kind.filter(|_| except != "kind") {
            Some(kind) => _ = query.push(" AND s.kind = ").push_bind(kind),
            None if self.named.is_none() && except != "kind" => {
                _ = query.push(" AND s.kind NOT IN ('unnamed', 'group')")
            }
            None => {}
        }
        if let Some(country) = filters.country.as_ref().filter(|_| except != "country") {
            query.push(" AND s.country = ").push_bind(country.clone());
        }
        if let Some(letter) = filters.letter.filter(|_| except != "letter") {
            query.push(format!(" AND {LETTER} = ")).push_bind(letter.to_string());
        }
        if let Some(rows) = &self.named {
            query.push(" AND s.row IN (SELECT value FROM json_each(").push_bind(rows.clone()).push("))");
        }
    }
}

impl Store {
    async fn narrowed<'f>(&self, filters: &'f SourceFilters) -> Result<Narrowed<'f>, StoreError> {
        Ok(Narrowed { filters, named: self.rows_named(&filters.name).await? })
    }

    /// One page of the sources that match. An unknown source as the position gives the first page, or the last.
    pub async fn sources(&self, filters: &SourceFilters) -> Result<SourceList, StoreError> {
        let narrowed = self.narrowed(filters).await?;
        let mut count = QueryBuilder::new("SELECT COUNT(*)");
        narrowed.push(&mut count, "");
        let total: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;
        let is_backward = matches!(filters.page, ListPage::Before(_) | ListPage::Last);
        let place = match &filters.page {
            ListPage::After(slug) | ListPage::Before(slug) => self.place_of(filters, slug).await?,
            ListPage::First | ListPage::Last => None,
        };
        let mut rows = self.source_rows(&narrowed, place, is_backward, LIST_SIZE).await?;
        if is_backward {
            rows.reverse();
        }
        let before = match rows.first().filter(|_| filters.page != ListPage::First) {
            Some(first) => self.sources_before(&narrowed, &first.source.slug).await?,
            None => 0,
        };
        Ok(SourceList { rows, total, before })
    }

    /// The first `most` sources that match, or those after one of them, with nothing counted. The page of the filters does not apply.
    ///
    /// # Errors
    /// When the source is no longer one that lists hold.
    pub async fn sources_after(
        &self,
        filters: &SourceFilters,
        after: Option<&Slug>,
        most: usize,
    ) -> Result<Vec<SourceRow>, StoreError> {
        let place = match after {
            Some(slug) => {
                let place = self.place_of(filters, slug).await?;
                Some(place.ok_or_else(|| StoreError::Unexpected(slug.to_string()))?)
            }
            None => None,
        };
        self.source_rows(&self.narrowed(filters).await?, place, false, most).await
    }

    /// The first `most` sources after a place, in the order of the list or in reverse.
    async fn source_rows(
        &self,
        narrowed: &Narrowed<'_>,
        place: Option<Place>,
        is_backward: bool,
        most: usize,
    ) -> Result<Vec<SourceRow>, StoreError> {
        let filters = narrowed.filters;
        let mut page = QueryBuilder::new("SELECT s.slug, s.name, s.kind, s.known_by, ");
        page.push(filters.counted());
        for end in [FIRST_SAID, LAST_SAID] {
            page.push(", ").push(SAID_OF).push_bind(filters.via).push(end);
        }
        narrowed.push(&mut page, "");
        if let Some(place) = place {
            filters.push_beyond(&mut page, place, is_backward);
        }
        filters.push_order(&mut page, is_backward);
        page.push(" LIMIT ").push_bind(most as i64);
        let rows: Vec<ListedSource> = page.build_query_as().fetch_all(&self.pool).await?;
        rows.into_iter().map(listed).collect()
    }

    /// Where a source stands in the order of a list.
    async fn place_of(&self, filters: &SourceFilters, slug: &Slug) -> Result<Option<Place>, StoreError> {
        let mut place = QueryBuilder::new("SELECT ");
        place.push(filters.counted()).push(format!(", {NAME_ORDER}"));
        place.push(" FROM sources s JOIN source_counts n ON n.source_row = s.row WHERE s.slug = ");
        let found: Option<(i64, String)> =
            place.push_bind(slug.clone()).build_query_as().fetch_optional(&self.pool).await?;
        Ok(found.map(|(claims, key)| Place { claims, key, slug: slug.clone() }))
    }

    /// How many sources of a list stand before one of them.
    async fn sources_before(&self, narrowed: &Narrowed<'_>, slug: &Slug) -> Result<i64, StoreError> {
        let Some(place) = self.place_of(narrowed.filters, slug).await? else { return Ok(0) };
        let mut count = QueryBuilder::new("SELECT COUNT(*)");
        narrowed.push(&mut count, "");
        narrowed.filters.push_beyond(&mut count, place, true);
        Ok(count.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// What a list of sources can be narrowed to.
    pub async fn source_facets(&self, filters: &SourceFilters) -> Result<SourceFacets, StoreError> {
        let narrowed = self.narrowed(filters).await?;
        let mut kinds = QueryBuilder::new("SELECT s.kind, COUNT(*) AS sources");
        narrowed.push(&mut kinds, "kind");
        kinds.push(" GROUP BY s.kind ORDER BY sources DESC, s.kind");
        let kinds = kinds.build_query_as().fetch_all(&self.pool).await?;
        let mut countries = QueryBuilder::new(format!("SELECT s.country, {GOVERNMENT}, COUNT(*) AS sources"));
        narrowed.push(&mut countries, "country");
        countries.push(" AND s.country IS NOT NULL GROUP BY s.country ORDER BY sources DESC, s.country");
        let countries: Vec<(String, Option<String>, i64)> = countries.build_query_as().fetch_all(&self.pool).await?;
        let mut letters = QueryBuilder::new(format!("SELECT {LETTER} AS letter, COUNT(*)"));
        narrowed.push(&mut letters, "letter");
        letters.push(" GROUP BY letter ORDER BY letter");
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
        let totals: Vec<(SourceKind, i64)> = sqlx::query_as(
            "SELECT kind, SUM(sources) FROM source_totals WHERE kind IN ('unnamed', 'group') GROUP BY kind \
             HAVING SUM(sources) > 0",
        )
        .fetch_all(&self.pool)
        .await?;
        let mut unnamed = Vec::new();
        for (kind, sources) in totals {
            let of_kind = ClaimFilters { kind: vec![kind], ..ClaimFilters::default() };
            unnamed.push(UnnamedSources { kind, sources, claims: self.count(&of_kind).await? });
        }
        unnamed.sort_by_key(|unnamed| Reverse(unnamed.claims));
        Ok(unnamed)
    }

    /// Sources whose name or spelling holds all of `name`, most claims first; with `via`, those that claims came
    /// through.
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
}
