//! Which source a party of an article is: the one known by its name, or a new one. [`crate::relate::decide`] decides
//! among people of one name; here are the candidates fetched and the decision recorded.

use std::collections::{HashMap, HashSet};

use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection, Transaction};

use crate::domain::{
    ArticleId, Identity, KnownBy, NewArticle, Party, Slug, SourceKind, fold_name, fold_person, is_full_name,
    person_key, publisher_key,
};
use crate::relate::{Evidence, RoleThen, Verdict, body_key, country_in, decide};
use crate::store::{StoreError, parsed_day};

/// The version of the folding behind `name_key` and `last_key`; a database with another one is brought up to date when
/// it is opened.
const KEYS_VERSION: i64 = 1;

/// Roles of one source that are looked at; nobody has as many.
const MOST_ROLES: i64 = 300;

/// The source that the words lead to, and the one that shows the claim after merges and splits.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Placed {
    pub(in crate::store) found: i64,
    pub(in crate::store) shown: i64,
}

/// What tells parties of one article apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct PartyKey {
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    /// The registry's word, where it knows the party.
    registry: Option<Slug>,
}

impl PartyKey {
    fn of(party: &Party) -> Self {
        let name = name_key(&party.name, party.kind);
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

/// What names of one source are compared by.
pub(in crate::store) fn name_key(name: &str, kind: SourceKind) -> String {
    match kind {
        // Outlets fold like publishers, so that the two can be matched.
        SourceKind::Media => publisher_key(name),
        SourceKind::Person => person_key(name),
        SourceKind::Organisation => body_key(name),
        _ => fold_name(name),
    }
}

fn last_key(name_key: &str, kind: SourceKind) -> Option<&str> {
    (kind == SourceKind::Person).then(|| name_key.rsplit(' ').next().unwrap_or(name_key))
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
           FROM source_splits sp JOIN source_changes ch ON ch.row = sp.change_row AND ch.undone_at IS NULL \
           WHERE sp.found_row = $1 AND sp.article_row = $2 ORDER BY sp.change_row DESC LIMIT 1), $1)",
    )
    .bind(found)
    .bind(article_row)
    .fetch_one(connection)
    .await?)
}

/// The source of this article alone.
async fn of_article(
    transaction: &mut Transaction<'_, Sqlite>,
    party: &Party,
    key: &PartyKey,
    seen: &Seen,
) -> Result<i64, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT row FROM sources WHERE article_row = $1 AND name_key = $2 AND kind = $3 ORDER BY row LIMIT 1",
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
        let slugs = vec![party.proposed_slug(&seen.article_id)];
        return insert(transaction, party, key, seen, slugs).await;
    };
    let row = candidates.rows[at];
    sqlx::query("UPDATE sources SET known_by = 'registry', registry_slug = $2 WHERE row = $1")
        .bind(row)
        .bind(&key.registry)
        .execute(&mut **transaction)
        .await?;
    if !is_renamed(transaction, row).await? {
        sqlx::query("UPDATE sources SET name = $2 WHERE row = $1")
            .bind(row)
            .bind(&party.name)
            .execute(&mut **transaction)
            .await?;
        let slug = party.proposed_slug(&seen.article_id);
        make_room(transaction, &slug, key).await?;
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
    let plain = party.proposed_slug(&seen.article_id);
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
        "SELECT row, COALESCE(shown_row, row), country FROM sources WHERE name_key = $1 AND kind = $2 \
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

/// Writes down what the registry tells of a source.
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
    for name in &facts.names {
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
            settle_slug(transaction, row, &party.proposed_slug(&seen.article_id), party.kind).await?;
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
        "INSERT INTO source_aliases (source_row, alias, alias_key) VALUES ($1, $2, $3) \
         ON CONFLICT (source_row, alias_key) DO NOTHING",
    )
    .bind(row)
    .bind(spelling)
    .bind(fold_name(spelling))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Of the addresses that the spellings of one person or body ask for, the longest is the one, then the first by the alphabet;
/// the others lead there. So it is the same whichever was loaded first.
async fn settle_slug(
    transaction: &mut Transaction<'_, Sqlite>,
    row: i64,
    proposed: &Slug,
    kind: SourceKind,
) -> Result<(), StoreError> {
    let (slug, known_by): (Slug, KnownBy) = sqlx::query_as("SELECT slug, known_by FROM sources WHERE row = $1")
        .bind(row)
        .fetch_one(&mut **transaction)
        .await?;
    if slug == *proposed || !is_free(transaction, proposed).await? {
        return Ok(());
    }
    let rank = |slug: &Slug| (std::cmp::Reverse(slug.as_str().len()), slug.clone());
    let has_spellings = matches!(kind, SourceKind::Person | SourceKind::Organisation);
    let moves = known_by == KnownBy::Name && has_spellings && rank(proposed) < rank(&slug);
    if moves && is_of_a_spelling(transaction, row, &slug, kind).await? && !is_renamed(transaction, row).await? {
        move_to(transaction, row, proposed).await
    } else {
        lead_to(transaction, proposed, row).await
    }
}

/// True for an address that a spelling of the source alone gives: nothing was added to tell it from another.
async fn is_of_a_spelling(
    connection: &mut SqliteConnection,
    row: i64,
    slug: &Slug,
    kind: SourceKind,
) -> Result<bool, StoreError> {
    let aliases: Vec<String> = sqlx::query_scalar("SELECT alias FROM source_aliases WHERE source_row = $1")
        .bind(row)
        .fetch_all(connection)
        .await?;
    Ok(aliases.iter().any(|alias| slug_of(alias, kind) == *slug))
}

/// The address that a name asks for.
pub(in crate::store) fn slug_of(name: &str, kind: SourceKind) -> Slug {
    if kind == SourceKind::Person { Slug::of(&fold_person(name)) } else { Slug::of(name) }
}

/// True while a name that a person gave stands.
async fn is_renamed(connection: &mut SqliteConnection, row: i64) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM source_changes WHERE source_row = $1 AND kind = 'rename' AND undone_at IS NULL)",
    )
    .bind(row)
    .fetch_one(connection)
    .await?)
}

/// True for an address that no source has or had.
pub(in crate::store) async fn is_free(connection: &mut SqliteConnection, slug: &Slug) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT NOT EXISTS (SELECT 1 FROM sources WHERE slug = $1) \
         AND NOT EXISTS (SELECT 1 FROM source_slugs WHERE slug = $1)",
    )
    .bind(slug)
    .fetch_one(connection)
    .await?)
}

/// Gives a source another address, its own former one included, where nobody else has it; the old one leads on.
pub(in crate::store) async fn move_to(
    connection: &mut SqliteConnection,
    row: i64,
    slug: &Slug,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM source_slugs WHERE slug = $1 AND source_row = $2")
        .bind(slug)
        .bind(row)
        .execute(&mut *connection)
        .await?;
    if !is_free(connection, slug).await? {
        return Ok(());
    }
    let old: Slug =
        sqlx::query_scalar("SELECT slug FROM sources WHERE row = $1").bind(row).fetch_one(&mut *connection).await?;
    sqlx::query("UPDATE sources SET slug = $2 WHERE row = $1").bind(row).bind(slug).execute(&mut *connection).await?;
    lead_to(connection, &old, row).await
}

async fn lead_to(connection: &mut SqliteConnection, slug: &Slug, row: i64) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO source_slugs (slug, source_row) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING")
        .bind(slug)
        .bind(row)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds the country to the plain address of a person whose name another one bears.
async fn qualify(
    transaction: &mut Transaction<'_, Sqlite>,
    row: i64,
    plain: &Slug,
    country: &str,
) -> Result<(), StoreError> {
    let has_plain: bool = sqlx::query_scalar("SELECT slug = $2 AND known_by = 'name' FROM sources WHERE row = $1")
        .bind(row)
        .bind(plain)
        .fetch_one(&mut **transaction)
        .await?;
    let slug = plain.with(Slug::of(country).as_str());
    if has_plain && is_free(transaction, &slug).await? && !is_renamed(transaction, row).await? {
        move_to(transaction, row, &slug).await?;
    }
    Ok(())
}

/// Takes a plain address from a source of a lesser kind that bears the name as well ([`SourceKind::precedence`]), or from
/// any that the registry does not know, if this one it knows. That source gets its kind added: the outcome is the same
/// whichever was loaded first.
async fn make_room(transaction: &mut Transaction<'_, Sqlite>, slug: &Slug, key: &PartyKey) -> Result<(), StoreError> {
    let holder: Option<(i64, SourceKind, KnownBy)> =
        sqlx::query_as("SELECT row, kind, known_by FROM sources WHERE slug = $1")
            .bind(slug)
            .fetch_optional(&mut **transaction)
            .await?;
    let Some((row, kind, known_by)) = holder else { return Ok(()) };
    let yields = match (key.known_by, known_by) {
        (KnownBy::Article, _) | (_, KnownBy::Registry) => false,
        (KnownBy::Registry, _) => true,
        (KnownBy::Name, KnownBy::Name) => key.kind.precedence() < kind.precedence(),
        (KnownBy::Name, KnownBy::Article) => true,
    };
    let other = slug.with(kind.as_str());
    if yields && is_free(transaction, &other).await? && !is_renamed(transaction, row).await? {
        sqlx::query("UPDATE sources SET slug = $2 WHERE row = $1")
            .bind(row)
            .bind(&other)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
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
    let proposed = party.proposed_slug(&seen.article_id);
    if slugs.first() == Some(&proposed) {
        make_room(transaction, &proposed, key).await?;
    }
    if of_article.is_some() {
        slugs.push(proposed.clone());
        slugs.push(proposed.with(key.kind.as_str()));
    }
    let id = seen.article_id.as_str();
    slugs.extend([proposed.with(&id[..4]), proposed.with(id), proposed.with(key.kind.as_str()).with(id)]);
    for slug in slugs {
        let row: Option<i64> = sqlx::query_scalar(
            "INSERT INTO sources (slug, name, name_key, last_key, kind, known_by, article_row, registry_slug) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT 1 FROM source_slugs WHERE slug = $1) \
             ON CONFLICT (slug) DO NOTHING RETURNING row",
        )
        .bind(&slug)
        .bind(&party.name)
        .bind(&key.name)
        .bind(last_key(&key.name, key.kind))
        .bind(key.kind)
        .bind(key.known_by)
        .bind(of_article)
        .bind(&key.registry)
        .fetch_optional(&mut **transaction)
        .await?;
        if let Some(row) = row {
            return Ok(row);
        }
    }
    Err(StoreError::Unexpected(format!("no free address for the source {:?}", party.name)))
}

/// Brings the keys of a database that another version of the folding wrote up to date.
pub(in crate::store) async fn refold(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    // A source that was renamed is found by the name that articles print.
    let folded: Vec<(i64, String, SourceKind)> = sqlx::query_as(
        "SELECT s.row, COALESCE((SELECT ch.name_before FROM source_changes ch WHERE ch.source_row = s.row \
           AND ch.kind = 'rename' AND ch.undone_at IS NULL ORDER BY ch.row LIMIT 1), s.name), s.kind \
         FROM sources s WHERE s.kind IN ('person', 'organisation')",
    )
    .fetch_all(&mut **transaction)
    .await?;
    for sources in folded.chunks(200) {
        let mut update = QueryBuilder::new("WITH folded (row, name_key, last_key) AS (");
        update.push_values(sources, |mut row, (number, name, kind)| {
            let key = name_key(name, *kind);
            let last = last_key(&key, *kind).map(str::to_owned);
            row.push_bind(*number).push_bind(key).push_bind(last);
        });
        update.push(
            ") UPDATE sources SET name_key = folded.name_key, last_key = folded.last_key FROM folded \
             WHERE folded.row = sources.row",
        );
        update.build().execute(&mut **transaction).await?;
    }
    // A pragma takes no bound value; this one is a number of ours.
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {KEYS_VERSION}")))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// True where [`refold`] has work to do.
pub(in crate::store) async fn are_keys_old(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?;
    Ok(version < KEYS_VERSION)
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
