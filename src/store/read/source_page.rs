//! The page of one source.

use std::cmp::Reverse;

use crate::domain::{ArticleId, KnownBy, Publisher, Quotation, Slug, Source, SourceKind, Stance, fold_name};
use crate::relate::{Likeness, conflict, likeness};
use crate::store::read::counted::{Counted, Days, counted};
use crate::store::read::sources::{Country, FIRST_SAID, LAST_SAID, SAID_OF, SourceRow, country, listed};
use crate::store::search::countries::GOVERNMENT;
use crate::store::write::decisions::{DECISION_COLUMNS, Decision};
use crate::store::write::identities::{evidence_of, name_key};
use crate::store::{Store, StoreError};

/// What a source's page shows.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SourceDetail {
    /// Which, with its counts.
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
        let Some(known) = self.known_source(slug).await? else { return Ok(SourceLookup::Unknown) };
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
        Ok(SourceLookup::Found(Box::new(SourceDetail {
            row,
            roles: self.printed_roles(known.row).await?,
            spellings: self.spellings(&known).await?,
            publishers: self.printed_by(known.row).await?,
            stances: self.stances_of(known.row).await?,
            quotations: self.quotations_of(known.row).await?,
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

    /// The roles that articles print most for a source, the latest first.
    async fn printed_roles(&self, row: i64) -> Result<Vec<PrintedRole>, StoreError> {
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
        let role = |(words, first, last, claims)| Ok(PrintedRole { words, days: Days::of_row(first, last)?, claims });
        roles.into_iter().map(role).collect()
    }

    async fn printed_by(&self, row: i64) -> Result<Vec<PrintedBy>, StoreError> {
        let publishers: Vec<(Slug, String, i64, i64)> = sqlx::query_as(
            "SELECT p.slug, p.name, q.claims, (SELECT COUNT(*) FROM visible_claims c WHERE c.publisher_row = p.row) AS printed \
             FROM (SELECT publisher_row, COUNT(*) AS claims FROM source_claims \
               WHERE source_row = $1 AND is_via = 0 GROUP BY publisher_row) q \
             JOIN publishers p ON p.row = q.publisher_row ORDER BY q.claims DESC, p.name LIMIT 20",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let publisher =
            |(slug, name, claims, printed)| PrintedBy { publisher: Publisher { slug, name }, claims, printed };
        Ok(publishers.into_iter().map(publisher).collect())
    }

    async fn stances_of(&self, row: i64) -> Result<Vec<Counted<Stance>>, StoreError> {
        let stances = sqlx::query_as(
            "SELECT stance, COUNT(*) AS claims FROM source_claims WHERE source_row = $1 AND is_via = 0 \
             GROUP BY stance ORDER BY claims DESC, stance",
        );
        Ok(counted(stances.bind(row).fetch_all(&self.pool).await?))
    }

    async fn quotations_of(&self, row: i64) -> Result<Vec<Counted<Quotation>>, StoreError> {
        let quotations = sqlx::query_as(
            "SELECT quotation, COUNT(*) AS claims FROM source_claims WHERE source_row = $1 AND is_via = 0 \
             GROUP BY quotation ORDER BY claims DESC, quotation",
        );
        Ok(counted(quotations.bind(row).fetch_all(&self.pool).await?))
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

    /// What people decided about a source. A merge is named while there is something to be seen of what was merged.
    async fn decisions_in_force(&self, row: i64) -> Result<Vec<Decision>, StoreError> {
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {DECISION_COLUMNS} FROM decisions d WHERE d.undone_at IS NULL AND CASE d.kind \
             WHEN 'merge' THEN EXISTS (SELECT 1 FROM sources m JOIN claim_parties cp ON cp.source_row = $1 \
                 AND cp.found_row = m.row JOIN visible_claims c ON c.row = cp.claim_row \
               WHERE m.row = d.source_row AND m.shown_row = $1) \
             WHEN 'split' THEN $1 IN (d.source_row, d.other_row) WHEN 'attribute' THEN 0 ELSE d.source_row = $1 END ORDER BY d.row LIMIT 50"
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
