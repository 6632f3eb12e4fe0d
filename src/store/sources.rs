//! Sources: their pages and lists.

use super::identities::{evidence_of, name_key};
use super::source_changes::{CHANGE_COLUMNS, SourceChange};
use super::{Store, StoreError};
use crate::domain::{
    ArticleId, KnownBy, Likeness, Slug, Source, SourceKind, conflict, fold_name, likeness, person_key,
};

/// A source in a list.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// Which.
    pub source: Source,
    /// Claims listed.
    pub claims: i64,
    /// First and last day it is on record for, by statement.
    pub days: Option<(String, String)>,
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
    pub country: Option<String>,
    /// Its Wikidata id.
    pub wikidata: Option<String>,
    /// True for one that a person parted from another.
    pub is_apart: bool,
    /// Roles as printed, with the first and last publication day and the number of claims; the latest first.
    pub roles: Vec<(String, Option<String>, Option<String>, i64)>,
    /// Other spellings it was printed under.
    pub aliases: Vec<String>,
    /// Publishers that carry its claims, with their number.
    pub publishers: Vec<(Slug, String, i64)>,
    /// Stances of its claims, with their number.
    pub stances: Vec<(crate::domain::Stance, i64)>,
    /// Claims that came through it.
    pub through: i64,
    /// Sources that may be the same.
    pub maybe: Vec<MaybeSame>,
    /// What people decided about it, and what was not undone.
    pub changes: Vec<SourceChange>,
    /// The article it belongs to, when it is known in one alone.
    pub article: Option<ArticleId>,
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
pub(super) struct CountedSource {
    slug: Slug,
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    claims: i64,
}

impl CountedSource {
    pub(super) fn split(self) -> (Source, i64) {
        (Source { slug: self.slug, name: self.name, kind: self.kind, known_by: self.known_by }, self.claims)
    }
}

type ListedSource = (Slug, String, SourceKind, KnownBy, i64, Option<String>, Option<String>);

fn listed((slug, name, kind, known_by, claims, first, last): ListedSource) -> SourceRow {
    SourceRow { source: Source { slug, name, kind, known_by }, claims, days: first.zip(last) }
}

/// What narrows and orders a list of sources.
#[derive(Debug, Clone, Default)]
pub struct SourceFilters {
    /// What they are; without it, sources that no article names are left out.
    pub kind: Option<SourceKind>,
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

const LIST_SIZE: usize = 100;

/// Sources with something to show that fit `$1` kind and `$2` pattern, or `$6`, the pattern with transliterations folded,
/// in any spelling of theirs and of those merged into them (`$7`: no name is asked for); without a kind or a name (`$3`)
/// the ones that articles leave unnamed are left out, since lists show them as one group. `$4`: as links of a chain.
const LISTED: &str = "WITH listed AS (SELECT s.slug, s.name, s.name_key, s.kind, s.known_by, \
     COUNT(DISTINCT c.row) AS claims, MIN(c.said_day) AS first, MAX(c.said_day) AS last \
     FROM sources s JOIN claim_parties cp ON cp.source_row = s.row AND (cp.role = 'via') = $4 \
     JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
     WHERE ($1 IS NULL OR s.kind = $1) AND ($3 OR s.kind NOT IN ('unnamed', 'group')) \
     AND ($7 OR EXISTS (SELECT 1 FROM sources m WHERE (m.row = s.row OR m.shown_row = s.row) \
       AND (' ' || m.name_key LIKE $2 OR ' ' || m.name_key LIKE $6 OR EXISTS (SELECT 1 FROM source_aliases sa \
         WHERE sa.source_row = m.row AND ' ' || sa.alias_key LIKE $2)))) GROUP BY s.row) ";

/// Those who may be the same that a page names.
const MOST_MAYBE: usize = 12;

impl Store {
    /// One page of the sources that fit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sources(&self, filters: &SourceFilters) -> Result<SourceList, StoreError> {
        let pattern = format!("% {}%", fold_name(&filters.name));
        let transliterated = format!("% {}%", person_key(&filters.name));
        let without_name = filters.name.trim().is_empty();
        let everywhere = filters.kind.is_some() || !without_name;
        let (order, beyond) = match filters.order {
            SourceOrder::Claims => (
                "l.claims DESC, l.name_key, l.slug",
                "(l.claims < k.claims OR (l.claims = k.claims AND (l.name_key, l.slug) > (k.name_key, k.slug)))",
            ),
            SourceOrder::Name => ("l.name_key, l.slug", "(l.name_key, l.slug) > (k.name_key, k.slug)"),
        };
        let page = format!(
            "{LISTED} SELECT l.slug, l.name, l.kind, l.known_by, l.claims, l.first, l.last FROM listed l \
             WHERE $5 IS NULL OR EXISTS (SELECT 1 FROM listed k WHERE k.slug = $5 AND {beyond}) \
             ORDER BY {order} LIMIT {}",
            LIST_SIZE + 1
        );
        let mut rows: Vec<ListedSource> = sqlx::query_as(sqlx::AssertSqlSafe(page))
            .bind(filters.kind)
            .bind(&pattern)
            .bind(everywhere)
            .bind(filters.via)
            .bind(&filters.after)
            .bind(&transliterated)
            .bind(without_name)
            .fetch_all(&self.pool)
            .await?;
        let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("{LISTED} SELECT COUNT(*) FROM listed")))
            .bind(filters.kind)
            .bind(&pattern)
            .bind(everywhere)
            .bind(filters.via)
            .bind(None::<Slug>)
            .bind(&transliterated)
            .bind(without_name)
            .fetch_one(&self.pool)
            .await?;
        let has_more = rows.len() > LIST_SIZE;
        rows.truncate(LIST_SIZE);
        Ok(SourceList { rows: rows.into_iter().map(listed).collect(), total, has_more })
    }

    /// How many sources and claims of each kind there are, those of single articles included.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source_kinds(&self) -> Result<Vec<(SourceKind, i64, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT s.kind, COUNT(DISTINCT s.row) AS sources, COUNT(DISTINCT c.row) AS claims FROM sources s \
             JOIN claim_parties cp ON cp.source_row = s.row AND cp.role <> 'via' \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 GROUP BY s.kind ORDER BY claims DESC",
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
    pub async fn source_names(&self, slugs: &[Slug]) -> Result<Vec<(Slug, String)>, StoreError> {
        let mut names = Vec::new();
        for slug in slugs {
            let found: Option<(Slug, String)> = sqlx::query_as(
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
        let known: Option<KnownSource> = sqlx::query_as(
            "SELECT s.row, s.slug, s.name, s.name_key, s.kind, s.country, s.wikidata, s.is_apart, a.id AS article, \
               (SELECT g.name FROM sources g WHERE g.kind = 'government' AND g.country = s.country \
                AND g.known_by = 'registry' ORDER BY g.row LIMIT 1) AS state \
             FROM sources m JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
             LEFT JOIN articles a ON a.row = s.article_row \
             WHERE m.slug = $1 OR m.row = (SELECT o.source_row FROM source_slugs o WHERE o.slug = $1)",
        )
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?;
        let Some(known) = known else { return Ok(SourceLookup::Unknown) };
        if known.slug != *slug {
            return Ok(SourceLookup::Moved(known.slug));
        }
        let row = known.row;
        let listed_row: ListedSource = sqlx::query_as(
            "SELECT s.slug, s.name, s.kind, s.known_by, COUNT(DISTINCT c.row), MIN(c.said_day), MAX(c.said_day) \
             FROM sources s LEFT JOIN claim_parties cp ON cp.source_row = s.row AND cp.role <> 'via' \
             LEFT JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 WHERE s.row = $1 GROUP BY s.row",
        )
        .bind(row)
        .fetch_one(&self.pool)
        .await?;
        let source_row = listed(listed_row);
        let through: i64 = sqlx::query_scalar(
            "SELECT COUNT(DISTINCT c.row) FROM claim_parties cp \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 WHERE cp.source_row = $1 AND cp.role = 'via'",
        )
        .bind(row)
        .fetch_one(&self.pool)
        .await?;
        if source_row.claims == 0 && through == 0 {
            let other = self.known_elsewhere(&known).await?;
            return Ok(other.map_or(SourceLookup::Gone, SourceLookup::Moved));
        }
        let roles = sqlx::query_as(
            "SELECT role, first, last, claims FROM (SELECT MIN(cp.printed_role) AS role, MIN(c.published_day) AS first, \
               MAX(c.published_day) AS last, COUNT(*) AS claims \
             FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
             WHERE cp.source_row = $1 AND cp.printed_role IS NOT NULL GROUP BY LOWER(cp.printed_role) \
             ORDER BY claims DESC, role LIMIT 12) ORDER BY last DESC, first DESC, claims DESC, role",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let aliases = sqlx::query_scalar(
            "SELECT alias FROM (SELECT sa.alias FROM source_aliases sa JOIN sources m ON m.row = sa.source_row \
               WHERE (m.row = $1 OR m.shown_row = $1) AND EXISTS \
                 (SELECT 1 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
                  WHERE cp.source_row = $1 AND INSTR(cp.mention, sa.alias) > 0) \
             UNION SELECT m.name FROM sources m WHERE m.shown_row = $1 AND m.is_apart = 0 AND EXISTS \
                 (SELECT 1 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
                  WHERE cp.source_row = $1 AND cp.found_row = m.row)) \
             WHERE alias <> $2 ORDER BY alias LIMIT 20",
        )
        .bind(row)
        .bind(&known.name)
        .fetch_all(&self.pool)
        .await?;
        let publishers = sqlx::query_as(
            "SELECT p.slug, p.name, COUNT(DISTINCT c.row) AS claims FROM claim_parties cp \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 JOIN publishers p ON p.row = c.publisher_row \
             WHERE cp.source_row = $1 AND cp.role <> 'via' GROUP BY p.row ORDER BY claims DESC, p.name LIMIT 20",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let stances = sqlx::query_as(
            "SELECT c.stance, COUNT(DISTINCT c.row) AS claims FROM claim_parties cp \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
             WHERE cp.source_row = $1 AND cp.role <> 'via' GROUP BY c.stance ORDER BY claims DESC",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let maybe = self.maybe_same(&known).await?;
        let changes = self.changes_in_force(row).await?;
        Ok(SourceLookup::Found(Box::new(SourceDetail {
            row: source_row,
            country: known.state.or(known.country).filter(|state| *state != known.name),
            wikidata: known.wikidata,
            is_apart: known.is_apart,
            roles,
            aliases,
            publishers,
            stances,
            through,
            maybe,
            changes,
            article: known.article,
        })))
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
            "SELECT s.row, s.slug, s.name, s.name_key, s.kind, s.known_by, s.country, COUNT(DISTINCT c.row) AS claims \
             FROM sources s JOIN claim_parties cp ON cp.source_row = s.row AND cp.role <> 'via' \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
             WHERE s.row <> $1 AND s.row IN (SELECT row FROM sources WHERE last_key = $2 UNION \
               SELECT row FROM sources WHERE name_key IN ($3, $4, $5) AND article_row IS NULL \
                 AND kind NOT IN ('group', 'unnamed')) \
             GROUP BY s.row ORDER BY claims DESC, s.slug LIMIT 200",
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
    /// The state that its country is, where it speaks here as well.
    state: Option<String>,
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
