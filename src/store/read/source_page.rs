//! The page of one source.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::domain::{ArticleId, KnownBy, Publisher, Quotation, Slug, Source, SourceKind, Stance, fold_name};
use crate::index::{Condition, Key, Question, Role};
use crate::relate::{Likeness, conflict, likeness};
use crate::store::read::counted::{Counted, Days, counted};
use crate::store::read::sources::{Country, FIRST_SAID, LAST_SAID, SAID_OF, SourceRow, country, listed};
use crate::store::search::countries::GOVERNMENT;
use crate::store::search::follow::day_of;
use crate::store::write::decisions::{DECISION_COLUMNS, Decision};
use crate::store::write::identities::{evidence_of, name_key};
use crate::store::write::originals::sha256;
use crate::store::{Store, StoreError, json};

/// What a source's page shows.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SourceDetail {
    /// Which, with its counts.
    #[serde(flatten)]
    pub row: SourceRow,
    /// Where it is from, as the registry tells.
    pub country: Option<Country>,
    /// Its Wikidata id.
    pub wikidata: Option<String>,
    /// True if an operator split it off another source.
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
    /// The operators' decisions about it that are in force.
    pub decisions: Vec<Decision>,
    /// The article it belongs to, when it is known in one alone.
    pub article: Option<ArticleId>,
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
#[derive(Debug, Clone, serde::Serialize)]
pub struct PrintedBy {
    /// Which.
    pub publisher: Publisher,
    /// Claims of the source that it printed.
    pub claims: i64,
    /// All claims that it printed.
    pub printed: i64,
}

/// A source that may be the same as another.
#[derive(Debug, Clone, serde::Serialize)]
pub struct MaybeSame {
    /// Which.
    pub source: Source,
    /// Its claims.
    pub claims: i64,
    /// The evidence for and against, in words.
    pub reason: String,
}

/// The result of looking up a slug.
#[derive(Debug, Clone)]
pub enum SourceLookup {
    /// The source.
    Found(Box<SourceDetail>),
    /// The source has another slug now.
    Moved(Slug),
    /// It was here, and all its claims are withdrawn or retired.
    Gone,
    /// No source ever had this slug.
    Unknown,
}

/// The largest number of possibly identical sources that a page lists.
const MOST_MAYBE: usize = 12;

impl Store {
    /// A source's page.
    pub async fn source(&self, slug: &Slug) -> Result<SourceLookup, StoreError> {
        let Some(known) = self.known_source(slug).await? else { return self.withdrawn_source(slug).await };
        if known.slug != *slug {
            return Ok(SourceLookup::Moved(known.slug));
        }
        let row = self.source_row(known.row).await?;
        let through: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(through), 0) FROM source_counts WHERE source_row = $1")
                .bind(known.row)
                .fetch_one(&self.pool)
                .await?;
        if row.claims == 0 && through == 0 {
            let other = self.known_elsewhere(&known).await?;
            return Ok(other.map_or(SourceLookup::Gone, SourceLookup::Moved));
        }
        let printed = self.printed(known.row).await?;
        Ok(SourceLookup::Found(Box::new(SourceDetail {
            row,
            spellings: self.spellings(&known, &printed.mentions).await?,
            publishers: self.printed_by(&printed.publishers).await?,
            roles: printed_roles(printed.roles),
            stances: printed.stances,
            quotations: printed.quotations,
            through,
            maybe: self.maybe_same(&known).await?,
            decisions: self.decisions_in_force(known.row).await?,
            country: known
                .country
                .map(|code| country(code, known.government))
                .filter(|country| country.name != known.name),
            wikidata: known.wikidata,
            is_apart: known.is_apart,
            article: known.article,
        })))
    }

    /// Where the address of a source leads of which only withdrawn claims told when the collection was exported.
    async fn withdrawn_source(&self, slug: &Slug) -> Result<SourceLookup, StoreError> {
        let known: Option<Option<Slug>> =
            sqlx::query_scalar("SELECT moved_to FROM withdrawn_sources WHERE slug_sha256 = $1")
                .bind(sha256(slug.as_str().as_bytes()))
                .fetch_optional(&self.pool)
                .await?;
        Ok(match known {
            Some(Some(other)) => SourceLookup::Moved(other),
            Some(None) => SourceLookup::Gone,
            None => SourceLookup::Unknown,
        })
    }

    /// The source that an address leads to, after all merges.
    async fn known_source(&self, slug: &Slug) -> Result<Option<KnownSource>, StoreError> {
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT s.row, s.slug, s.name, s.name_key, s.kind, s.country, s.wikidata, s.is_apart, a.id AS article, \
               {GOVERNMENT} AS government \
             FROM sources m JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
             LEFT JOIN articles a ON a.row = s.article_row \
             WHERE m.slug = $1 OR m.row = (SELECT o.source_row FROM source_slugs o WHERE o.slug = $1)"
        )))
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?)
    }

    async fn source_row(&self, row: i64) -> Result<SourceRow, StoreError> {
        listed(
            sqlx::query_as(sqlx::AssertSqlSafe(format!(
                "SELECT s.slug, s.name, s.kind, s.known_by, COALESCE(n.claims, 0), {SAID_OF}0{FIRST_SAID}, {SAID_OF}0{LAST_SAID} \
                 FROM sources s LEFT JOIN source_counts n ON n.source_row = s.row WHERE s.row = $1",
            )))
            .bind(row)
            .fetch_one(&self.pool)
            .await?,
        )
    }

    /// What the search index counts of a source's claims.
    async fn printed(&self, row: i64) -> Result<Printed, StoreError> {
        let row = row as u64;
        let said = Question { words: None, conditions: vec![Condition::Any(Key::Source, vec![row])] };
        let found = self.find(said).await?;
        let index = self.index().await?;
        self.on_a_thread(move || {
            let all = |&(publisher, claims)| Ok((publisher, claims, index.count(Key::Publisher, publisher)?));
            let publishers = found.counts(Key::Publisher)?;
            Ok(Printed {
                publishers: publishers.iter().take(MOST_PUBLISHERS).map(all).collect::<Result<_, StoreError>>()?,
                stances: most_first(
                    &found.counts(Key::Stance)?,
                    Stance::ALL.iter().map(|stance| (*stance, *stance as u64, stance.as_str())),
                ),
                quotations: most_first(
                    &found.counts(Key::Quotation)?,
                    Quotation::ALL.iter().map(|words| (*words, *words as u64, words.as_str())),
                ),
                mentions: index.mentions_of(row)?,
                roles: index.roles_of(row)?,
            })
        })
        .await
    }

    async fn printed_by(&self, publishers: &[(u64, u64, u64)]) -> Result<Vec<PrintedBy>, StoreError> {
        let rows: Vec<u64> = publishers.iter().map(|(row, ..)| *row).collect();
        let named: Vec<(i64, Slug, String)> =
            sqlx::query_as("SELECT p.row, p.slug, p.name FROM json_each($1) j JOIN publishers p ON p.row = j.value")
                .bind(json(&rows)?)
                .fetch_all(&self.pool)
                .await?;
        let mut printed: Vec<PrintedBy> = Vec::new();
        for (row, slug, name) in named {
            if let Some((_, claims, all)) = publishers.iter().find(|(publisher, ..)| *publisher == row as u64) {
                let publisher = Publisher { slug, name };
                printed.push(PrintedBy { publisher, claims: *claims as i64, printed: *all as i64 });
            }
        }
        printed.sort_by(|one, other| {
            (Reverse(one.claims), &one.publisher.name).cmp(&(Reverse(other.claims), &other.publisher.name))
        });
        Ok(printed)
    }

    /// The names a source was printed under. A mention counts for the longest name in it ("President Zelensky" for
    /// "Zelensky"); one without a name ("he", "the minister") for none.
    async fn spellings(
        &self,
        known: &KnownSource,
        mentions: &HashMap<String, u64>,
    ) -> Result<Vec<Counted<String>>, StoreError> {
        let names: Vec<String> = sqlx::query_scalar(
            "SELECT sa.alias FROM source_aliases sa JOIN sources m ON m.row = sa.source_row \
             WHERE m.row = $1 OR m.shown_row = $1 UNION SELECT m.name FROM sources m WHERE m.row = $1 OR m.shown_row = $1",
        )
        .bind(known.row)
        .fetch_all(&self.pool)
        .await?;
        Ok(spelled(names, mentions))
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
             WHERE sa.alias_key = $2 AND EXISTS (SELECT 1 FROM claim_parties cp JOIN visible_claims c ON c.row = cp.claim_row \
               WHERE cp.source_row = s.row) LIMIT 2",
        )
        .bind(known.row)
        .bind(fold_name(&known.name))
        .bind(known.kind)
        .fetch_all(&self.pool)
        .await?;
        Ok(if let [only] = &found[..] { Some(only.clone()) } else { None })
    }

    /// What people decided about a source. A merge is named while there is something to be seen of what was merged, and a
    /// split while there is of both: a name of which only withdrawn claims tell stands on no page.
    async fn decisions_in_force(&self, row: i64) -> Result<Vec<Decision>, StoreError> {
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {DECISION_COLUMNS} FROM decisions d WHERE d.undone_at IS NULL AND CASE d.kind \
             WHEN 'merge' THEN EXISTS (SELECT 1 FROM sources m JOIN claim_parties cp ON cp.source_row = $1 \
                 AND cp.found_row = m.row JOIN visible_claims c ON c.row = cp.claim_row \
               WHERE m.row = d.source_row AND m.shown_row = $1) \
             WHEN 'split' THEN $1 IN (d.source_row, d.other_row) AND NOT EXISTS (SELECT 1 FROM sources m \
               WHERE m.row IN (d.source_row, d.other_row) AND NOT EXISTS (SELECT 1 FROM source_counts n \
                 WHERE n.source_row = COALESCE(m.shown_row, m.row) AND n.claims + n.through > 0)) WHEN 'attribute' THEN 0 ELSE d.source_row = $1 END ORDER BY d.row LIMIT 50"
        )))
        .bind(row)
        .fetch_all(&self.pool)
        .await?)
    }

    /// People whose names fit ([`likeness`]), and sources of another kind with the same name.
    async fn maybe_same(&self, known: &KnownSource) -> Result<Vec<MaybeSame>, StoreError> {
        let alike = self.alike(known.row, &known.name, &known.name_key, known.kind).await?;
        if alike.is_empty() {
            return Ok(Vec::new());
        }
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

    /// Sources with claims that may be the same as one, the likeliest first.
    pub(super) async fn alike(
        &self,
        row: i64,
        name: &str,
        key: &str,
        kind: SourceKind,
    ) -> Result<Vec<(Likeness, Alike)>, StoreError> {
        let is_person = kind == SourceKind::Person;
        if matches!(kind, SourceKind::Group | SourceKind::Unnamed) {
            return Ok(Vec::new());
        }
        let keys = [SourceKind::Person, SourceKind::Media, SourceKind::Organisation].map(|kind| name_key(name, kind));
        let last = key.rsplit(' ').next().filter(|_| is_person);
        let found: Vec<Alike> = sqlx::query_as(
            "SELECT s.row, s.slug, s.name, s.name_key, s.kind, s.known_by, s.country, n.claims FROM sources s \
             JOIN source_counts n ON n.source_row = s.row AND n.claims > 0 WHERE s.row <> $1 AND s.row IN (SELECT row FROM sources WHERE last_key = $2 UNION \
               SELECT row FROM sources WHERE name_key IN ($3, $4, $5) AND article_row IS NULL \
                 AND kind NOT IN ('group', 'unnamed')) \
             ORDER BY n.claims DESC, s.slug LIMIT 200",
        )
        .bind(row)
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
                    Some((likeness(key, &other.name_key)?, other))
                } else {
                    (other.kind != kind).then_some((Likeness::SameName, other))
                }
            })
            .collect();
        alike.sort_by_key(|(likeness, _)| *likeness);
        alike.truncate(MOST_MAYBE);
        Ok(alike)
    }
}

/// What the search index counts of a source's claims.
struct Printed {
    /// Publishers, with the claims of the source that they printed, and all their claims.
    publishers: Vec<(u64, u64, u64)>,
    stances: Vec<Counted<Stance>>,
    quotations: Vec<Counted<Quotation>>,
    /// Mentions, with the number of claims.
    mentions: HashMap<String, u64>,
    roles: Vec<Role>,
}

/// Values with their numbers in the index and their words, counted, most first.
pub(in crate::store) fn most_first<T>(
    counts: &[(u64, u64)],
    values: impl Iterator<Item = (T, u64, &'static str)>,
) -> Vec<Counted<T>> {
    let count_of = |number| counts.iter().find(|(value, _)| *value == number).map(|(_, count)| Reverse(*count));
    let counted = |(value, number, word)| Some((count_of(number)?, word, value));
    let mut counted: Vec<_> = values.filter_map(counted).collect();
    counted.sort_by_key(|(count, word, _)| (*count, *word));
    counted.into_iter().map(|(Reverse(count), _, value)| Counted { value, count: count as i64 }).collect()
}

/// The roles that articles print most, the latest first. Roles that differ in capitals alone are one.
fn printed_roles(found: Vec<Role>) -> Vec<PrintedRole> {
    let mut roles: HashMap<String, PrintedRole> = HashMap::new();
    for Role { words, claims, published } in found {
        let days = published.and_then(|(first, last)| Some(Days { first: day_of(first)?, last: day_of(last)? }));
        let role = PrintedRole { words, days, claims: claims as i64 };
        match roles.entry(role.words.to_lowercase()) {
            Entry::Vacant(entry) => _ = entry.insert(role),
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.claims += role.claims;
                known.days = match (known.days, role.days) {
                    (Some(one), Some(other)) => {
                        Some(Days { first: one.first.min(other.first), last: one.last.max(other.last) })
                    }
                    (one, other) => one.or(other),
                };
                known.words = std::mem::take(&mut known.words).min(role.words);
            }
        }
    }
    let mut roles: Vec<PrintedRole> = roles.into_values().collect();
    roles.sort_by(|one, other| (Reverse(one.claims), &one.words).cmp(&(Reverse(other.claims), &other.words)));
    roles.truncate(MOST_ROLES);
    let latest = |role: &PrintedRole| Reverse(role.days.map(|days| (days.last, days.first)));
    roles.sort_by_key(latest);
    roles
}

/// Roles and publishers a page lists.
const MOST_ROLES: usize = 12;
const MOST_PUBLISHERS: usize = 20;

/// Spellings a page lists.
const MOST_SPELLINGS: usize = 12;
/// The mentions that spellings are counted in, most frequent first.
const MOST_MENTIONS: usize = 2000;

/// How often each name stands in mentions; most first.
fn spelled(mut names: Vec<String>, mentions: &HashMap<String, u64>) -> Vec<Counted<String>> {
    names.sort_by_key(|name| (Reverse(name.chars().count()), name.clone()));
    let mut counts = vec![0; names.len()];
    let mut mentions: Vec<_> = mentions.iter().collect();
    mentions.sort_unstable_by_key(|(mention, claims)| (Reverse(**claims), *mention));
    for (mention, claims) in mentions.into_iter().take(MOST_MENTIONS) {
        if let Some(at) = names.iter().position(|name| holds_word(mention, name)) {
            counts[at] += *claims as i64;
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
pub(super) struct Alike {
    row: i64,
    pub(super) slug: Slug,
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
            .map(|(mention, claims)| (mention.to_owned(), claims))
            .into();
        let expected = [("Dolsky", 4), ("Yevar Dolsky", 3), ("Dolskiy", 1)];
        assert_eq!(
            spelled(names, &mentions),
            expected.map(|(name, claims)| Counted { value: name.to_owned(), count: claims })
        );
    }
}
