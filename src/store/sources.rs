//! Sources: finding or making the one a party is, their pages and lists.

use std::collections::{HashMap, HashSet};

use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError};
use crate::domain::{
    ArticleId, Identity, KnownBy, Party, Slug, Source, SourceKind, fold_name, fold_person, publisher_key,
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
    /// Roles as printed, with the first and last publication day and the number of claims.
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
    pub maybe: Vec<(Source, i64)>,
    /// The article it belongs to, when it is known in one alone.
    pub article: Option<ArticleId>,
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

/// Sources with something to show that fit `$1` kind and `$2` pattern; without a kind or a name (`$3`) the ones that
/// articles leave unnamed are left out, since lists show them as one group. `$6`: the pattern with transliterations folded. `$4`: as links of a chain.
const LISTED: &str = "WITH listed AS (SELECT s.slug, s.name, s.name_key, s.kind, s.known_by, \
     COUNT(DISTINCT c.row) AS claims, MIN(c.said_day) AS first, MAX(c.said_day) AS last \
     FROM sources s JOIN claim_parties cp ON cp.source_row = s.row AND (cp.role = 'via') = $4 \
     JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
     WHERE ($1 IS NULL OR s.kind = $1) AND ($3 OR s.kind NOT IN ('unnamed', 'group')) \
     AND (' ' || s.name_key LIKE $2 OR ' ' || s.name_key LIKE $6 OR EXISTS (SELECT 1 FROM source_aliases sa \
       WHERE sa.source_row = s.row AND ' ' || sa.alias_key LIKE $2)) GROUP BY s.row) ";

impl Store {
    /// One page of the sources that fit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sources(&self, filters: &SourceFilters) -> Result<SourceList, StoreError> {
        let pattern = format!("% {}%", fold_name(&filters.name));
        let transliterated = format!("% {}%", fold_person(&filters.name));
        let everywhere = filters.kind.is_some() || !filters.name.trim().is_empty();
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
            .fetch_all(&self.pool)
            .await?;
        let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("{LISTED} SELECT COUNT(*) FROM listed")))
            .bind(filters.kind)
            .bind(&pattern)
            .bind(everywhere)
            .bind(filters.via)
            .bind(None::<Slug>)
            .bind(&transliterated)
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
    /// An equal name alone is one match, however many longer names hold it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sources_called(&self, name: &str, via: bool) -> Result<Vec<SourceRow>, StoreError> {
        let key = fold_person(name);
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let filters = SourceFilters { name: name.to_owned(), via, ..SourceFilters::default() };
        let rows = self.sources(&filters).await?.rows;
        let equal: Vec<_> = rows.iter().filter(|row| fold_person(&row.source.name) == key).cloned().collect();
        if equal.len() == 1 && equal[0].source.known_by != KnownBy::Article {
            return Ok(equal);
        }
        Ok(rows)
    }

    /// The names of slugs, for the chips of a list; slugs of nobody to be seen are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source_names(&self, slugs: &[Slug]) -> Result<Vec<(Slug, String)>, StoreError> {
        let mut names = Vec::new();
        for slug in slugs {
            let found: Option<(Slug, String)> = sqlx::query_as(
                "SELECT s.slug, s.name FROM sources s WHERE (s.slug = $1 OR s.row IN \
                   (SELECT o.source_row FROM source_slugs o WHERE o.slug = $1)) AND EXISTS \
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
        let known: Option<(i64, String, Option<ArticleId>)> = sqlx::query_as(
            "SELECT s.row, s.name_key, a.id FROM sources s LEFT JOIN articles a ON a.row = s.article_row \
             WHERE s.slug = $1",
        )
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?;
        let Some((row, name_key, article)) = known else {
            let moved: Option<Slug> = sqlx::query_scalar(
                "SELECT s.slug FROM source_slugs o JOIN sources s ON s.row = o.source_row WHERE o.slug = $1",
            )
            .bind(slug)
            .fetch_optional(&self.pool)
            .await?;
            return Ok(moved.map_or(SourceLookup::Unknown, SourceLookup::Moved));
        };
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
            return Ok(SourceLookup::Gone);
        }
        let roles = sqlx::query_as(
            "SELECT MIN(cp.printed_role), MIN(c.published_day), MAX(c.published_day), COUNT(*) AS claims \
             FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
             WHERE cp.source_row = $1 AND cp.printed_role IS NOT NULL GROUP BY LOWER(cp.printed_role) \
             ORDER BY claims DESC, MIN(cp.printed_role) LIMIT 12",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let aliases = sqlx::query_scalar(
            "SELECT sa.alias FROM source_aliases sa JOIN sources s ON s.row = sa.source_row AND s.name <> sa.alias \
             WHERE sa.source_row = $1 AND EXISTS \
               (SELECT 1 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
                WHERE cp.source_row = $1 AND INSTR(cp.mention, sa.alias) > 0) ORDER BY sa.alias LIMIT 20",
        )
        .bind(row)
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
        let maybe = self.maybe_same(row, &name_key, source_row.source.kind).await?;
        Ok(SourceLookup::Found(Box::new(SourceDetail {
            row: source_row,
            roles,
            aliases,
            publishers,
            stances,
            through,
            maybe,
            article,
        })))
    }

    /// People of whom one is known by surname alone, and bearers of one name that were kept apart.
    async fn maybe_same(&self, row: i64, name_key: &str, kind: SourceKind) -> Result<Vec<(Source, i64)>, StoreError> {
        if kind != SourceKind::Person {
            return Ok(Vec::new());
        }
        let surname = name_key.rsplit(' ').next().unwrap_or(name_key);
        let is_full = name_key.contains(' ');
        let found: Vec<CountedSource> = sqlx::query_as(
            "SELECT s.slug, s.name, s.kind, s.known_by, COUNT(*) AS claims FROM sources s \
             JOIN claim_parties cp ON cp.source_row = s.row AND cp.role <> 'via' \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
             WHERE s.row <> $1 AND s.kind = 'person' \
             AND (s.name_key = $2 OR s.name_key = $3 OR (NOT $4 AND s.name_key LIKE '% ' || $3)) \
             GROUP BY s.row ORDER BY claims DESC, s.slug LIMIT 12",
        )
        .bind(row)
        .bind(name_key)
        .bind(surname)
        .bind(is_full)
        .fetch_all(&self.pool)
        .await?;
        Ok(found.into_iter().map(CountedSource::split).collect())
    }
}

/// What the saving of one article has found of its sources, so that a speaker of thirty claims is looked up once.
pub(super) struct Seen {
    article_id: ArticleId,
    article_row: i64,
    rows: HashMap<(String, SourceKind, KnownBy), i64>,
    aliases: HashSet<(i64, String)>,
}

impl Seen {
    pub(super) fn new(article_id: ArticleId, article_row: i64) -> Self {
        Self { article_id, article_row, rows: HashMap::new(), aliases: HashSet::new() }
    }
}

/// The row of the source that `party` is: by name and kind, within its article where the name does not carry over. The
/// registry gives all spellings of a registered party one name.
pub(super) async fn find_or_insert(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    seen: &mut Seen,
) -> Result<i64, StoreError> {
    let (known_by, of_article) = match &party.identity {
        Identity::Registry(_) => (KnownBy::Registry, None),
        Identity::Name => (KnownBy::Name, None),
        Identity::Article => (KnownBy::Article, Some(seen.article_row)),
    };
    let name_key = match party.kind {
        // Outlets fold like publishers, so that the two can be matched.
        SourceKind::Media => publisher_key(&party.name),
        SourceKind::Person => fold_person(&party.name),
        _ => fold_name(&party.name),
    };
    let key = (name_key, party.kind, known_by);
    let row = match seen.rows.get(&key) {
        Some(row) => *row,
        None => {
            let found: Option<i64> = sqlx::query_scalar(
                "SELECT row FROM sources WHERE name_key = $1 AND kind = $2 AND article_row IS NOT DISTINCT FROM $3",
            )
            .bind(&key.0)
            .bind(party.kind)
            .bind(of_article)
            .fetch_optional(&mut **transaction)
            .await?;
            let row = match found {
                Some(row) => {
                    note_facts(transaction, row, party).await?;
                    row
                }
                None => insert(transaction, party, &key.0, known_by, of_article, &seen.article_id).await?,
            };
            seen.rows.insert(key, row);
            row
        }
    };
    if known_by != KnownBy::Article {
        // "General Brandt" is a title and a name; the name alone is a spelling.
        let is_titled = |mention: &str| party.role.as_ref().is_some_and(|role| mention.contains(role.as_str()));
        let mention = party.mention.as_deref().filter(|mention| is_a_name(mention) && !is_titled(mention));
        // A registered party is found by all its names, whether or not an article has printed them.
        let registered = party.registered().map(|facts| facts.names.as_slice()).unwrap_or_default();
        for alias in
            [Some(party.name.as_str()), mention].into_iter().flatten().chain(registered.iter().map(String::as_str))
        {
            if !seen.aliases.insert((row, alias.to_owned())) {
                continue;
            }
            sqlx::query(
                "INSERT INTO source_aliases (source_row, alias, alias_key) VALUES ($1, $2, $3) \
                 ON CONFLICT (source_row, alias_key) DO NOTHING",
            )
            .bind(row)
            .bind(alias)
            .bind(fold_name(alias))
            .execute(&mut **transaction)
            .await?;
        }
    }
    Ok(row)
}

/// Writes down what the registry tells of a source that was stored before it was known there.
async fn note_facts(transaction: &mut Transaction<'_, Sqlite>, row: i64, party: &Party) -> Result<(), StoreError> {
    let Some(facts) = party.registered() else { return Ok(()) };
    sqlx::query(
        "UPDATE sources SET known_by = $2, wikidata = $3, country = $4 WHERE row = $1 \
         AND (known_by <> $2 OR wikidata IS NOT $3 OR country IS NOT $4)",
    )
    .bind(row)
    .bind(KnownBy::Registry)
    .bind(&facts.wikidata)
    .bind(&facts.country)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    name_key: &str,
    known_by: KnownBy,
    of_article: Option<i64>,
    article_id: &ArticleId,
) -> Result<i64, StoreError> {
    let proposed = party.proposed_slug(article_id);
    let mut candidates = vec![proposed.clone(), proposed.with(party.kind.as_str())];
    candidates.extend(party.role.as_deref().map(|role| Slug::of(&format!("{} {role}", party.name))));
    candidates.push(proposed.with(&article_id.as_str()[..4]));
    candidates.push(proposed.with(article_id.as_str()));
    for slug in candidates {
        let row: Option<i64> = sqlx::query_scalar(
            "INSERT INTO sources (slug, name, name_key, kind, known_by, article_row, wikidata, country) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT 1 FROM source_slugs WHERE slug = $1) \
             ON CONFLICT (slug) DO NOTHING RETURNING row",
        )
        .bind(&slug)
        .bind(&party.name)
        .bind(name_key)
        .bind(party.kind)
        .bind(known_by)
        .bind(of_article)
        .bind(party.registered().and_then(|facts| facts.wikidata.as_deref()))
        .bind(party.registered().and_then(|facts| facts.country.as_deref()))
        .fetch_optional(&mut **transaction)
        .await?;
        if let Some(row) = row {
            return Ok(row);
        }
    }
    Err(StoreError::Unexpected(format!("no free address for the source {:?}", party.name)))
}

/// True for words that name somebody wherever they stand; "he" and "the minister" do so only in their place.
fn is_a_name(mention: &str) -> bool {
    const PRONOUNS: [&str; 6] = ["he", "she", "they", "it", "we", "i"];
    let words: Vec<&str> = mention.split_whitespace().collect();
    let starts_upper = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (1..=4).contains(&words.len())
        && words.iter().all(starts_upper)
        && !words.iter().any(|word| matches!(word.to_lowercase().as_str(), "the" | "a" | "an"))
        && !PRONOUNS.contains(&mention.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::is_a_name;

    #[test]
    fn names_are_told_from_pronouns_and_descriptions() {
        for name in ["Kirby", "John Kirby", "Kyiv"] {
            assert!(is_a_name(name), "{name}");
        }
        for other in ["He", "he", "the ministry", "The Ministry", "Kirby, a spokesman", ""] {
            assert!(!is_a_name(other), "{other}");
        }
    }
}
