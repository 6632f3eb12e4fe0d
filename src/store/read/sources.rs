//! Sources: their pages and lists.

use std::cmp::Reverse;

use sqlx::{QueryBuilder, Sqlite};

use crate::domain::{
    ArticleId, KnownBy, Publisher, Quotation, Slug, Source, SourceKind, Stance, fold_name, person_key,
};
use crate::relate::{Likeness, conflict, likeness};
use crate::store::read::counted::{Counted, Days, counted};
use crate::store::search::countries::{GOVERNMENT, country_called};
use crate::store::write::identities::{evidence_of, name_key};
use crate::store::write::source_changes::{CHANGE_COLUMNS, SourceChange};
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

/// What a source's page shows.
#[derive(Debug, Clone)]
pub struct SourceDetail {
    /// Which, with its counts.
    pub row: SourceRow,
    /// Where it is from, as the registry tells.
    pub country: Option<Country>,
    /// Its Wikidata id.
    pub wikidata: Option<String>,
    /// True for one that a person parted from another.
    pub is_apart: bool,
    /// Roles as printed, the latest first.
    pub roles: Vec<PrintedRole>,
    /// The spellings it was printed under, with the number of claims; most first.
    pub spellings: Vec<Counted<String>>,
    /// Publishers that carry its claims, most claims first.
    pub publishers: Vec<PrintedBy>,
    /// Stances of its claims, with their number.
    pub stances: Vec<Counted<Stance>>,
    /// How the words of its claims are given, with their number.
    pub quotations: Vec<Counted<Quotation>>,
    /// Claims that came through it.
    pub through: i64,
    /// Sources that may be the same.
    pub maybe: Vec<MaybeSame>,
    /// What people decided about it, and what was not undone.
    pub changes: Vec<SourceChange>,
    /// The article it belongs to, when it is known in one alone.
    pub article: Option<ArticleId>,
}

/// A country.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Country {
    /// Two letters of ISO 3166.
    pub code: String,
    /// What it is called here.
    pub name: String,
}

/// A role in which articles name a source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PrintedRole {
    /// As printed.
    pub words: String,
    /// First and last publication day of the articles that print it.
    pub days: Option<Days>,
    /// Claims with it.
    pub claims: i64,
}

/// A publisher that prints a source.
#[derive(Debug, Clone)]
pub struct PrintedBy {
    /// Which.
    pub publisher: Publisher,
    /// Claims of the source that it printed.
    pub claims: i64,
    /// All claims that it printed.
    pub printed: i64,
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

/// A source that may be the same as another.
#[derive(Debug, Clone)]
pub struct MaybeSame {
    /// Which.
    pub source: Source,
    /// Its claims.
    pub claims: i64,
    /// What speaks for it, and what against, in words.
    pub reason: String,
}

/// What a slug leads to.
#[derive(Debug, Clone)]
pub enum SourceLookup {
    /// The source.
    Found(Box<SourceDetail>),
    /// The source goes by another slug now.
    Moved(Slug),
    /// It was here, and all its claims are withdrawn or retired.
    Gone,
    /// No source ever had this slug.
    Unknown,
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

type ListedSource = (Slug, String, SourceKind, KnownBy, i64, Option<String>, Option<String>);

fn listed((slug, name, kind, known_by, claims, first, last): ListedSource) -> Result<SourceRow, StoreError> {
    Ok(SourceRow { source: Source { slug, name, kind, known_by }, claims, days: Days::of_row(first, last)? })
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

/// Those who may be the same that a page names.
const MOST_MAYBE: usize = 12;

impl Store {
    /// One page of the sources that fit.
    ///
    /// # Errors
    /// When the database fails.
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
    ///
    /// # Errors
    /// When the database fails.
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
    ///
    /// # Errors
    /// When the database fails.
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
    ///
    /// # Errors
    /// When the database fails.
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
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source_names(&self, slugs: &[Slug]) -> Result<Vec<SourceName>, StoreError> {
        let mut names = Vec::new();
        for slug in slugs {
            let found: Option<SourceName> = sqlx::query_as(
                "SELECT s.slug, s.name FROM sources m JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
                 WHERE (m.slug = $1 OR m.row IN (SELECT o.source_row FROM source_slugs o WHERE o.slug = $1)) AND EXISTS \
                 (SELECT 1 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
                  WHERE cp.source_row = s.row) LIMIT 1",
            )
            .bind(slug)
            .fetch_optional(&self.pool)
            .await?;
            names.extend(found);
        }
        Ok(names)
    }

    /// A source's page.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source(&self, slug: &Slug) -> Result<SourceLookup, StoreError> {
        let known: Option<KnownSource> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT s.row, s.slug, s.name, s.name_key, s.kind, s.country, s.wikidata, s.is_apart, a.id AS article, \
               {GOVERNMENT} AS government \
             FROM sources m JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
             LEFT JOIN articles a ON a.row = s.article_row \
             WHERE m.slug = $1 OR m.row = (SELECT o.source_row FROM source_slugs o WHERE o.slug = $1)"
        )))
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?;
        let Some(known) = known else { return Ok(SourceLookup::Unknown) };
        if known.slug != *slug {
            return Ok(SourceLookup::Moved(known.slug));
        }
        let row = known.row;
        let source_row = listed(
            sqlx::query_as(
                "SELECT s.slug, s.name, s.kind, s.known_by, COALESCE(n.claims, 0), \
                   (SELECT MIN(sc.to_day) FROM source_claims sc WHERE sc.source_row = s.row AND sc.is_via = 0), \
                   (SELECT MAX(sc.to_day) FROM source_claims sc WHERE sc.source_row = s.row AND sc.is_via = 0) \
                 FROM sources s LEFT JOIN source_counts n ON n.source_row = s.row WHERE s.row = $1",
            )
            .bind(row)
            .fetch_one(&self.pool)
            .await?,
        )?;
        let through: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(through), 0) FROM source_counts WHERE source_row = $1")
                .bind(row)
                .fetch_one(&self.pool)
                .await?;
        if source_row.claims == 0 && through == 0 {
            let other = self.known_elsewhere(&known).await?;
            return Ok(other.map_or(SourceLookup::Gone, SourceLookup::Moved));
        }
        let roles: Vec<(String, Option<String>, Option<String>, i64)> = sqlx::query_as(
            "SELECT role, first, last, claims FROM (SELECT MIN(cp.printed_role) AS role, MIN(c.published_day) AS first, \
               MAX(c.published_day) AS last, COUNT(*) AS claims \
             FROM claim_parties cp JOIN source_claims c ON c.source_row = cp.source_row AND c.claim_row = cp.claim_row \
               AND c.is_via = (cp.role = 'via') \
             WHERE cp.source_row = $1 AND cp.printed_role IS NOT NULL GROUP BY LOWER(cp.printed_role) \
             ORDER BY claims DESC, role LIMIT 12) ORDER BY last DESC, first DESC, claims DESC, role",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let spellings = self.spellings(&known).await?;
        let publishers: Vec<(Slug, String, i64, i64)> = sqlx::query_as(
            "SELECT p.slug, p.name, q.claims, (SELECT COUNT(*) FROM claims c WHERE c.publisher_row = p.row \
               AND c.is_listed = 1) AS printed \
             FROM (SELECT publisher_row, COUNT(*) AS claims FROM source_claims \
               WHERE source_row = $1 AND is_via = 0 GROUP BY publisher_row) q \
             JOIN publishers p ON p.row = q.publisher_row ORDER BY q.claims DESC, p.name LIMIT 20",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let stances = sqlx::query_as(
            "SELECT stance, COUNT(*) AS claims FROM source_claims WHERE source_row = $1 AND is_via = 0 \
             GROUP BY stance ORDER BY claims DESC, stance",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let quotations = sqlx::query_as(
            "SELECT quotation, COUNT(*) AS claims FROM source_claims WHERE source_row = $1 AND is_via = 0 \
             GROUP BY quotation ORDER BY claims DESC, quotation",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let maybe = self.maybe_same(&known).await?;
        let changes = self.changes_in_force(row).await?;
        Ok(SourceLookup::Found(Box::new(SourceDetail {
            row: source_row,
            country: known
                .country
                .map(|code| country(code, known.government))
                .filter(|country| country.name != known.name),
            wikidata: known.wikidata,
            is_apart: known.is_apart,
            roles: roles.into_iter().map(printed_role).collect::<Result<_, _>>()?,
            spellings,
            publishers: publishers.into_iter().map(printed_by).collect(),
            stances: counted(stances),
            quotations: counted(quotations),
            through,
            maybe,
            changes,
            article: known.article,
        })))
    }

    /// The names a source was printed under. A mention counts for the longest name in it ("President Zelensky" for
    /// "Zelensky"); one without a name ("he", "the minister") for none.
    async fn spellings(&self, known: &KnownSource) -> Result<Vec<Counted<String>>, StoreError> {
        let names: Vec<String> = sqlx::query_scalar(
            "SELECT sa.alias FROM source_aliases sa JOIN sources m ON m.row = sa.source_row \
             WHERE m.row = $1 OR m.shown_row = $1 UNION SELECT m.name FROM sources m WHERE m.row = $1 OR m.shown_row = $1",
        )
        .bind(known.row)
        .fetch_all(&self.pool)
        .await?;
        let mentions: Vec<(String, i64)> = sqlx::query_as(
            "SELECT cp.mention, COUNT(DISTINCT cp.claim_row) AS claims FROM claim_parties cp \
             JOIN source_claims sc ON sc.source_row = cp.source_row AND sc.claim_row = cp.claim_row \
             WHERE cp.source_row = $1 AND cp.mention IS NOT NULL GROUP BY cp.mention ORDER BY claims DESC LIMIT 2000",
        )
        .bind(known.row)
        .fetch_all(&self.pool)
        .await?;
        Ok(spelled(names, &mentions))
    }

    /// Where a source stands under another name now: a newer reading gives its claims to the one that bears this name
    /// among its spellings.
    async fn known_elsewhere(&self, known: &KnownSource) -> Result<Option<Slug>, StoreError> {
        if known.article.is_some() {
            return Ok(None);
        }
        let found: Vec<Slug> = sqlx::query_scalar(
            "SELECT DISTINCT s.slug FROM source_aliases sa JOIN sources m ON m.row = sa.source_row \
             JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) AND s.row <> $1 AND s.kind = $3 \
             WHERE sa.alias_key = $2 AND EXISTS (SELECT 1 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row \
               AND c.is_listed = 1 WHERE cp.source_row = s.row) LIMIT 2",
        )
        .bind(known.row)
        .bind(fold_name(&known.name))
        .bind(known.kind)
        .fetch_all(&self.pool)
        .await?;
        Ok(if let [only] = &found[..] { Some(only.clone()) } else { None })
    }

    /// What people decided about a source. A merge is named while there is something to be seen of what was merged.
    async fn changes_in_force(&self, row: i64) -> Result<Vec<SourceChange>, StoreError> {
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {CHANGE_COLUMNS} FROM source_changes ch WHERE ch.undone_at IS NULL AND CASE ch.kind \
             WHEN 'merge' THEN EXISTS (SELECT 1 FROM sources m JOIN claim_parties cp ON cp.source_row = $1 \
                 AND cp.found_row = m.row JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
               WHERE m.row = ch.source_row AND m.shown_row = $1) \
             WHEN 'split' THEN $1 IN (ch.source_row, ch.other_row) ELSE ch.source_row = $1 END ORDER BY ch.row LIMIT 50"
        )))
        .bind(row)
        .fetch_all(&self.pool)
        .await?)
    }

    /// People whose names fit ([`likeness`]), and sources of another kind with the same name.
    async fn maybe_same(&self, known: &KnownSource) -> Result<Vec<MaybeSame>, StoreError> {
        let is_person = known.kind == SourceKind::Person;
        if matches!(known.kind, SourceKind::Group | SourceKind::Unnamed) {
            return Ok(Vec::new());
        }
        let keys =
            [SourceKind::Person, SourceKind::Media, SourceKind::Organisation].map(|kind| name_key(&known.name, kind));
        let last = known.name_key.rsplit(' ').next().filter(|_| is_person);
        let found: Vec<Alike> = sqlx::query_as(
            "SELECT s.row, s.slug, s.name, s.name_key, s.kind, s.known_by, s.country, n.claims FROM sources s \
             JOIN source_counts n ON n.source_row = s.row AND n.claims > 0 WHERE s.row <> $1 AND s.row IN (SELECT row FROM sources WHERE last_key = $2 UNION \
               SELECT row FROM sources WHERE name_key IN ($3, $4, $5) AND article_row IS NULL \
                 AND kind NOT IN ('group', 'unnamed')) \
             ORDER BY n.claims DESC, s.slug LIMIT 200",
        )
        .bind(known.row)
        .bind(last)
        .bind(&keys[0])
        .bind(&keys[1])
        .bind(&keys[2])
        .fetch_all(&self.pool)
        .await?;
        let mut alike: Vec<(Likeness, Alike)> = found
            .into_iter()
            .filter_map(|other| {
                if is_person && other.kind == SourceKind::Person {
                    Some((likeness(&known.name_key, &other.name_key)?, other))
                } else {
                    (other.kind != known.kind).then_some((Likeness::SameName, other))
                }
            })
            .collect();
        alike.sort_by_key(|(likeness, _)| *likeness);
        alike.truncate(MOST_MAYBE);
        let mut maybe = Vec::new();
        let mut connection = self.pool.acquire().await?;
        let own = evidence_of(&mut connection, known.row, known.country.clone()).await?;
        for (likeness, other) in alike {
            let mut reason = likeness.to_string();
            if other.kind != known.kind {
                reason.push_str(", read as another kind of source");
            } else if let Some(against) = conflict(&own, &evidence_of(&mut connection, other.row, other.country).await?)
            {
                reason = format!("{reason}, but {against}");
            }
            let source = Source { slug: other.slug, name: other.name, kind: other.kind, known_by: other.known_by };
            maybe.push(MaybeSame { source, claims: other.claims, reason });
        }
        Ok(maybe)
    }
}

fn country(code: String, government: Option<String>) -> Country {
    Country { name: country_called(code.clone(), government), code }
}

fn printed_role(
    (words, first, last, claims): (String, Option<String>, Option<String>, i64),
) -> Result<PrintedRole, StoreError> {
    Ok(PrintedRole { words, days: Days::of_row(first, last)?, claims })
}

fn printed_by((slug, name, claims, printed): (Slug, String, i64, i64)) -> PrintedBy {
    PrintedBy { publisher: Publisher { slug, name }, claims, printed }
}

/// Spellings a page lists.
const MOST_SPELLINGS: usize = 12;

/// How often each name stands in mentions; most first.
fn spelled(mut names: Vec<String>, mentions: &[(String, i64)]) -> Vec<Counted<String>> {
    names.sort_by_key(|name| (Reverse(name.chars().count()), name.clone()));
    let mut counts = vec![0; names.len()];
    for (mention, claims) in mentions {
        if let Some(at) = names.iter().position(|name| holds_word(mention, name)) {
            counts[at] += claims;
        }
    }
    let mut spelled: Vec<_> = names.into_iter().zip(counts).filter(|(_, claims)| *claims > 0).collect();
    spelled.sort_by_key(|(name, claims)| (Reverse(*claims), name.clone()));
    spelled.truncate(MOST_SPELLINGS);
    counted(spelled)
}

/// True where `words` stand in a text and no letter or digit runs on from them.
fn holds_word(text: &str, words: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words)
        .any(|(at, _)| !is_part(text[..at].chars().next_back()) && !is_part(text[at + words.len()..].chars().next()))
}

/// A source that shows its own claims.
#[derive(sqlx::FromRow)]
struct KnownSource {
    row: i64,
    slug: Slug,
    name: String,
    name_key: String,
    kind: SourceKind,
    country: Option<String>,
    wikidata: Option<String>,
    is_apart: bool,
    article: Option<ArticleId>,
    /// The name of its country's government, where that speaks here as well.
    government: Option<String>,
}

/// A source whose name looks like another's.
#[derive(sqlx::FromRow)]
struct Alike {
    row: i64,
    slug: Slug,
    name: String,
    name_key: String,
    kind: SourceKind,
    known_by: KnownBy,
    country: Option<String>,
    claims: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_counts_for_the_longest_name_in_it() {
        let names = ["Dolsky", "Yevar Dolsky", "Yevar", "Dolskiy"].map(str::to_owned).to_vec();
        let mentions = [("Minister Yevar Dolsky", 3), ("Dolsky", 4), ("Mr Dolskiy", 1), ("he", 9), ("the Dolskys", 2)]
            .map(|(mention, claims)| (mention.to_owned(), claims));
        let expected = [("Dolsky", 4), ("Yevar Dolsky", 3), ("Dolskiy", 1)];
        assert_eq!(
            spelled(names, &mentions),
            expected.map(|(name, claims)| Counted { value: name.to_owned(), count: claims })
        );
    }
}
