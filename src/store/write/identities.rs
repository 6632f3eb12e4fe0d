//! Maps a party of an article to a source: one known by its name, or a new one. [`crate::relate::decide`] chooses among
//! people of one name; this module fetches the candidates and records the decision.

use std::collections::{HashMap, HashSet};

use sqlx::{FromRow, Sqlite, SqliteConnection, Transaction};

use crate::domain::{ArticleId, Identity, KnownBy, NewArticle, Party, Slug, SourceKind, fold_name};
use crate::registry::{is_full_name, is_state_body, person_key, proposed_slug, publisher_key};
use crate::relate::{Evidence, RoleThen, Verdict, body_key, country_in, decide};
use crate::store::write::source_addresses::{is_renamed, make_room, move_to, qualify, settle_slug};
use crate::store::{StoreError, parsed_day};

/// The largest number of roles of one source that are compared; no real source has as many.
const MOST_ROLES: i64 = 300;

/// The source that the words lead to, and the one that shows the claim after merges and splits.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Placed {
    pub(in crate::store) found: i64,
    pub(in crate::store) shown: i64,
}

/// The key that distinguishes the parties of one article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct PartyKey {
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    /// The slug of the registry's entry, if it knows the party.
    registry: Option<Slug>,
}

impl PartyKey {
    fn of(party: &Party) -> Self {
        let name = name_key(party.lasting_name(), party.kind);
        let (known_by, registry) = match &party.identity {
            Identity::Registry(facts) => (KnownBy::Registry, Some(facts.slug.clone())),
            // Surnames and initials are shared by many.
            Identity::Name if party.kind == SourceKind::Person && !is_full_name(&name) => (KnownBy::Article, None),
            Identity::Name => (KnownBy::Name, None),
            Identity::Article => (KnownBy::Article, None),
        };
        Self { name, kind: party.kind, known_by, registry }
    }
}

/// The keys by which names of one source are compared.
pub(in crate::store) fn name_key(name: &str, kind: SourceKind) -> String {
    match kind {
        // Outlets fold like publishers, so that the two can be matched.
        SourceKind::Media => publisher_key(name),
        SourceKind::Person => person_key(name),
        SourceKind::Organisation => body_key(name),
        _ => fold_name(name),
    }
}

pub(in crate::store) fn last_key(name_key: &str, kind: SourceKind) -> Option<&str> {
    (kind == SourceKind::Person).then(|| name_key.rsplit(' ').next().unwrap_or(name_key))
}

/// True for a source that speaks for a state: a government, or a body that is a state's by its name.
pub(in crate::store) fn is_official(kind: SourceKind, name_key: &str) -> bool {
    kind == SourceKind::Government || (kind == SourceKind::Organisation && is_state_body(name_key))
}

/// What the saving of one article has found of its sources, so that a speaker of thirty claims is looked up once.
pub(in crate::store) struct Seen {
    article_id: ArticleId,
    article_row: i64,
    published: Option<String>,
    /// The roles that the article gives each of its people, wherever in it they stand.
    roles: HashMap<PartyKey, Vec<String>>,
    placed: HashMap<PartyKey, Placed>,
    spellings: HashSet<(i64, String)>,
}

impl Seen {
    /// For an article whose claims have these parties.
    pub(in crate::store) fn new<'p>(
        article: &NewArticle,
        article_row: i64,
        parties: impl Iterator<Item = &'p Party>,
    ) -> Self {
        let mut roles: HashMap<PartyKey, Vec<String>> = HashMap::new();
        for party in parties.filter(|party| party.kind == SourceKind::Person) {
            let of_party = roles.entry(PartyKey::of(party)).or_default();
            let role = party.role.clone().filter(|role| !of_party.contains(role));
            of_party.extend(role);
        }
        let published = article.published.as_ref().map(|published| published.day().to_string());
        let (placed, spellings) = (HashMap::new(), HashSet::new());
        Self { article_id: article.id(), article_row, published, roles, placed, spellings }
    }

    fn evidence(&self, key: &PartyKey) -> Result<Evidence, StoreError> {
        let years = years(self.published.as_deref(), self.published.as_deref())?;
        let mut words = self.roles.get(key).cloned().unwrap_or_default();
        if words.is_empty() {
            words.push(String::new());
        }
        let roles = words.into_iter().map(|words| RoleThen { words, years }).collect();
        Ok(Evidence { country: None, roles, articles: 1 })
    }
}

fn years(first: Option<&str>, last: Option<&str>) -> Result<Option<(i16, i16)>, StoreError> {
    let year = |day: Option<&str>| Ok::<_, StoreError>(parsed_day(day)?.map(|day| day.year()));
    Ok(year(first)?.zip(year(last)?))
}

/// The source that `party` is, made where it is new.
pub(in crate::store) async fn find_or_insert(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    seen: &mut Seen,
) -> Result<Placed, StoreError> {
    let key = PartyKey::of(party);
    let placed = match seen.placed.get(&key) {
        Some(placed) => *placed,
        None => {
            let found = match key.known_by {
                KnownBy::Article => of_article(transaction, party, &key, seen).await?,
                KnownBy::Registry => registered(transaction, party, &key, seen).await?,
                KnownBy::Name => by_name(transaction, party, &key, seen).await?,
            };
            record_facts(transaction, found, party).await?;
            record_roles(transaction, found, &key, seen).await?;
            let shown = shown(transaction, found, seen.article_row).await?;
            seen.placed.insert(key.clone(), Placed { found, shown });
            Placed { found, shown }
        }
    };
    if key.known_by != KnownBy::Article {
        record_spellings(transaction, placed.found, party, seen).await?;
    }
    Ok(placed)
}

/// The source that shows the claims of an article which lead to `found`.
async fn shown(connection: &mut SqliteConnection, found: i64, article_row: i64) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT COALESCE(s.shown_row, s.row) FROM sources s WHERE s.row = COALESCE((SELECT sp.to_row \
           FROM source_splits sp JOIN decisions d ON d.row = sp.decision_row AND d.undone_at IS NULL \
           WHERE sp.found_row = $1 AND sp.article_row = $2 ORDER BY sp.decision_row DESC LIMIT 1), $1)",
    )
    .bind(found)
    .bind(article_row)
    .fetch_one(connection)
    .await?)
}

/// The source that belongs to this article only.
async fn of_article(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    key: &PartyKey,
    seen: &Seen,
) -> Result<i64, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT row FROM sources WHERE article_row = $1 AND name_key = $2 AND found_kind = $3 ORDER BY row LIMIT 1",
    )
    .bind(seen.article_row)
    .bind(&key.name)
    .bind(key.kind)
    .fetch_optional(&mut **transaction)
    .await?;
    match found {
        Some(row) => Ok(row),
        None => {
            let party = Party { identity: Identity::Article, ..party.clone() };
            let key = PartyKey { known_by: KnownBy::Article, ..key.clone() };
            insert(transaction, &party, &key, seen, Vec::new()).await
        }
    }
}

/// The source of an entry of the registry; one that was known by its name until now becomes it.
async fn registered(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    key: &PartyKey,
    seen: &Seen,
) -> Result<i64, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("SELECT row FROM sources WHERE registry_slug = $1")
        .bind(&key.registry)
        .fetch_optional(&mut **transaction)
        .await?;
    if let Some(row) = found {
        return Ok(row);
    }
    let candidates = candidates(transaction, key, true).await?;
    let country = party.registered().and_then(|facts| facts.country.clone());
    let evidence = Evidence { country, ..seen.evidence(key)? };
    let Verdict::Same(at) = decide(&evidence, &candidates.evidence) else {
        let slugs = vec![proposed_slug(party, &seen.article_id)];
        return insert(transaction, party, key, seen, slugs).await;
    };
    let row = candidates.rows[at];
    sqlx::query("UPDATE sources SET known_by = 'registry', registry_slug = $2 WHERE row = $1")
        .bind(row)
        .bind(&key.registry)
        .execute(&mut **transaction)
        .await?;
    if !is_renamed(transaction, row).await? {
        sqlx::query("UPDATE sources SET name = $2, is_official = is_official OR $3 WHERE row = $1")
            .bind(row)
            .bind(party.lasting_name())
            .bind(is_official(key.kind, &key.name))
            .execute(&mut **transaction)
            .await?;
        let slug = proposed_slug(party, &seen.article_id);
        make_room(transaction, &slug, key.kind, key.known_by).await?;
        move_to(transaction, row, &slug).await?;
    }
    Ok(row)
}

/// The source known by a name that carries over.
async fn by_name(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    key: &PartyKey,
    seen: &Seen,
) -> Result<i64, StoreError> {
    let candidates = candidates(transaction, key, false).await?;
    let plain = proposed_slug(party, &seen.article_id);
    if key.kind != SourceKind::Person {
        return match candidates.rows.first() {
            Some(row) => Ok(*row),
            None => insert(transaction, party, key, seen, vec![plain.clone(), plain.with(key.kind.as_str())]).await,
        };
    }
    let evidence = seen.evidence(key)?;
    match decide(&evidence, &candidates.evidence) {
        Verdict::Same(at) => Ok(candidates.rows[at]),
        Verdict::Unsure => match candidates.shown_as_one() {
            Some(row) => Ok(row),
            // Nothing tells which of several it is: it stays this article's, and pages name those it may be.
            None => of_article(transaction, party, key, seen).await,
        },
        Verdict::New if candidates.rows.is_empty() => {
            insert(transaction, party, key, seen, vec![plain.clone(), plain.with(key.kind.as_str())]).await
        }
        Verdict::New => {
            // Two of one name: what tells them apart stands in both addresses, whoever came first.
            for (row, known) in candidates.rows.iter().zip(&candidates.evidence) {
                if let Some(country) = country_of(known) {
                    qualify(transaction, *row, &plain, &country).await?;
                }
            }
            let slugs = match (country_of(&evidence), &party.role) {
                (Some(country), _) => vec![plain.with(Slug::of(&country).as_str())],
                (None, Some(role)) => vec![Slug::of(&format!("{plain} {role}"))],
                (None, None) => Vec::new(),
            };
            insert(transaction, party, key, seen, slugs).await
        }
    }
}

fn country_of(evidence: &Evidence) -> Option<String> {
    evidence.roles.iter().find_map(|role| country_in(&role.words)).or_else(|| evidence.country.clone())
}

/// Sources of one name and kind, with what is known of each.
#[derive(Default)]
struct Candidates {
    rows: Vec<i64>,
    /// The sources that show their claims.
    shown: Vec<i64>,
    evidence: Vec<Evidence>,
}

impl Candidates {
    /// Any of them, where people merged all of them into one.
    fn shown_as_one(&self) -> Option<i64> {
        let first = self.shown.first()?;
        self.shown.iter().all(|shown| shown == first).then(|| self.rows[0])
    }
}

/// Those that a name may lead to; with `unregistered`, only those that no entry of the registry is.
async fn candidates(
    connection: &mut SqliteConnection,
    key: &PartyKey,
    unregistered: bool,
) -> Result<Candidates, StoreError> {
    let found: Vec<(i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT row, COALESCE(shown_row, row), country FROM sources WHERE name_key = $1 AND found_kind = $2 \
         AND article_row IS NULL AND is_apart = 0 AND (NOT $3 OR registry_slug IS NULL) ORDER BY row LIMIT 20",
    )
    .bind(&key.name)
    .bind(key.kind)
    .bind(unregistered)
    .fetch_all(&mut *connection)
    .await?;
    let mut candidates = Candidates::default();
    for (row, shown, country) in found {
        candidates.rows.push(row);
        candidates.shown.push(shown);
        candidates.evidence.push(match key.kind {
            SourceKind::Person => evidence_of(&mut *connection, row, country).await?,
            _ => Evidence::default(),
        });
    }
    Ok(candidates)
}

#[derive(FromRow)]
struct RoleRow {
    role: String,
    first_day: Option<String>,
    last_day: Option<String>,
    readings: i64,
}

/// What articles told of a person so far.
pub(in crate::store) async fn evidence_of(
    connection: &mut SqliteConnection,
    row: i64,
    country: Option<String>,
) -> Result<Evidence, StoreError> {
    let rows: Vec<RoleRow> = sqlx::query_as(
        "SELECT role, first_day, last_day, readings FROM source_roles WHERE source_row = $1 ORDER BY role_key LIMIT $2",
    )
    .bind(row)
    .bind(MOST_ROLES)
    .fetch_all(connection)
    .await?;
    let mut evidence = Evidence { country, ..Evidence::default() };
    for row in rows {
        let years = years(row.first_day.as_deref(), row.last_day.as_deref())?;
        evidence.articles += row.readings;
        evidence.roles.push(RoleThen { words: row.role, years });
    }
    Ok(evidence)
}

/// Stores the registry's facts about a source.
async fn record_facts(transaction: &mut Transaction<'_, Sqlite>, row: i64, party: &Party) -> Result<(), StoreError> {
    let Some(facts) = party.registered() else { return Ok(()) };
    sqlx::query(
        "UPDATE sources SET wikidata = $2, country = $3 WHERE row = $1 \
         AND (wikidata IS NOT $2 OR country IS NOT $3)",
    )
    .bind(row)
    .bind(&facts.wikidata)
    .bind(&facts.country)
    .execute(&mut **transaction)
    .await?;
    // It is found by all its names, whether or not an article has printed them.
    for name in facts.names.iter().chain([&facts.name]) {
        add_alias(transaction, row, name).await?;
    }
    Ok(())
}

async fn record_roles(
    transaction: &mut Transaction<'_, Sqlite>,
    row: i64,
    key: &PartyKey,
    seen: &Seen,
) -> Result<(), StoreError> {
    if key.kind != SourceKind::Person {
        return Ok(());
    }
    for role in seen.evidence(key)?.roles {
        sqlx::query(
            "INSERT INTO source_roles (source_row, role_key, role, first_day, last_day, readings) \
             VALUES ($1, $2, $3, $4, $4, 1) ON CONFLICT (source_row, role_key) DO UPDATE SET \
               first_day = COALESCE(MIN(first_day, excluded.first_day), first_day, excluded.first_day), \
               last_day = COALESCE(MAX(last_day, excluded.last_day), last_day, excluded.last_day), \
               readings = readings + 1",
        )
        .bind(row)
        .bind(role.words.to_lowercase())
        .bind(&role.words)
        .bind(&seen.published)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

/// Keeps the name and the mention of a party as spellings of its source, each with the address it would have.
async fn record_spellings(
    transaction: &mut Transaction<'_, Sqlite>,
    row: i64,
    party: &Party,
    seen: &mut Seen,
) -> Result<(), StoreError> {
    // "General Brandt" is a title and a name; the name alone is a spelling.
    let is_titled = |mention: &str| party.role.as_ref().is_some_and(|role| mention.contains(role.as_str()));
    let mention = party.mention.as_deref().filter(|mention| is_a_name(mention) && !is_titled(mention));
    for spelling in [Some(party.name.as_str()), mention] {
        let Some(spelling) = spelling.filter(|words| seen.spellings.insert((row, (*words).to_owned()))) else {
            continue;
        };
        let is_new = add_alias(transaction, row, spelling).await?;
        if is_new && spelling == party.name {
            settle_slug(transaction, row, &proposed_slug(party, &seen.article_id), party.kind).await?;
        }
    }
    Ok(())
}

/// Notes a spelling of a source; false where it is known.
pub(in crate::store) async fn add_alias(
    connection: &mut SqliteConnection,
    row: i64,
    spelling: &str,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO source_aliases (source_row, alias, alias_key, respelled) VALUES ($1, $2, $3, NULLIF($4, $3)) \
         ON CONFLICT (source_row, alias_key) DO NOTHING",
    )
    .bind(row)
    .bind(spelling)
    .bind(fold_name(spelling))
    .bind(person_key(spelling))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Makes a source at the first of these addresses that is free, else at one that ends in the article's id.
async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    key: &PartyKey,
    seen: &Seen,
    mut slugs: Vec<Slug>,
) -> Result<i64, StoreError> {
    let of_article = (key.known_by == KnownBy::Article).then_some(seen.article_row);
    let proposed = proposed_slug(party, &seen.article_id);
    if slugs.first() == Some(&proposed) {
        make_room(transaction, &proposed, key.kind, key.known_by).await?;
    }
    if of_article.is_some() {
        slugs.push(proposed.clone());
        slugs.push(proposed.with(key.kind.as_str()));
    }
    let id = seen.article_id.as_str();
    slugs.extend([proposed.with(&id[..4]), proposed.with(id), proposed.with(key.kind.as_str()).with(id)]);
    for slug in slugs {
        let row: Option<i64> = sqlx::query_scalar(
            "INSERT INTO sources (slug, name, name_key, last_key, kind, found_kind, known_by, article_row, \
               registry_slug, is_official) SELECT $1, $2, $3, $4, $5, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT 1 FROM source_slugs WHERE slug = $1) \
             ON CONFLICT (slug) DO NOTHING RETURNING row",
        )
        .bind(&slug)
        .bind(party.lasting_name())
        .bind(&key.name)
        .bind(last_key(&key.name, key.kind))
        .bind(key.kind)
        .bind(key.known_by)
        .bind(of_article)
        .bind(&key.registry)
        .bind(is_official(key.kind, &key.name))
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
