//! Takes out of a copy of the database what may not leave: what was withdrawn, and what tells of the machine.
//!
//! Of an article or a claim that was withdrawn only the id, the reason and the day stay, so that its address still answers.
//! Its words go out of the texts around it as well; signs of the same length stand in their place, so that all places count
//! as before. Sources of which nothing else tells go too, and with them what was decided about them.

use std::collections::{HashMap, HashSet};

use sqlx::{Sqlite, Transaction};

use crate::domain::{ArticleId, ClaimId, Slug, Span, last_part, masked, without_folders, without_secrets};
use crate::store::read::source_page::SourceLookup;
use crate::store::write::originals::sha256;
use crate::store::{Store, StoreError, json, parsed_list};

/// The hash of an address, the slug it leads to, and whether it was merged into the source there.
type Address = (String, Option<Slug>, bool);

/// Everything that goes, worked out before the first row does.
#[derive(Default)]
struct Withdrawn {
    /// Claims that do not answer, each with its article, the reason and the day, and their rows.
    claims: Vec<(ClaimId, ArticleId, String, String)>,
    rows: Vec<i64>,
    /// Texts of articles that stay, with the places of withheld words.
    texts: Vec<(i64, String, Vec<Span>)>,
    /// Corrections of articles that stay, without these words.
    corrections: Vec<(ArticleId, Vec<String>)>,
    /// Sources of which nothing else tells.
    sources: Vec<i64>,
    /// The hashes of their addresses, each with the slug it leads to, and whether it was merged into that source.
    addresses: Vec<Address>,
}

/// Deletes rows of claims, those of tables that refer to them first. `$1` is the JSON list of their rows.
const CLAIMS_GO: [&str; 10] = [
    "DELETE FROM claim_relations WHERE first_row IN (SELECT value FROM json_each($1)) \
     OR second_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM claim_subjects WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM dispute_claims WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM claim_parties WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM claim_found_parties WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM claim_found_dates WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM claim_figures WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM claim_spans WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM source_claims WHERE claim_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM claims WHERE row IN (SELECT value FROM json_each($1))",
];

/// Deletes the withdrawn articles, those of tables that refer to them first.
const ARTICLES_GO: [&str; 17] = [
    "DELETE FROM article_neighbours WHERE article_row IN (SELECT row FROM withdrawn_articles) \
     OR neighbour_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM article_terms WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM article_copies WHERE article_row IN (SELECT row FROM withdrawn_articles) \
     OR other_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM article_origins WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    // An origin is called by the first of its articles, and one alone is none of several.
    "UPDATE article_origins SET origin_row = f.first FROM (SELECT origin_row, MIN(article_row) AS first \
       FROM article_origins GROUP BY origin_row) f \
     WHERE f.origin_row = article_origins.origin_row AND f.first <> article_origins.origin_row",
    "DELETE FROM article_origins WHERE origin_row IN \
     (SELECT origin_row FROM article_origins GROUP BY origin_row HAVING COUNT(*) = 1)",
    "DELETE FROM article_credits WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM article_addresses WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM article_texts WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM text_bands WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM source_splits WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM originals WHERE version_row IN \
     (SELECT v.row FROM article_versions v JOIN withdrawn_articles a ON a.row = v.article_row)",
    "DELETE FROM readings WHERE version_row IN \
     (SELECT v.row FROM article_versions v JOIN withdrawn_articles a ON a.row = v.article_row)",
    // An article to which a source that stays belongs keeps its id, and nothing else.
    "UPDATE articles SET url = NULL, title = NULL, publisher_row = NULL, authors = '[]', published = NULL, \
     published_day = NULL, language = NULL, license = NULL, attribution = NULL, corrections = '[]', credit = NULL, \
     file = '', field_origins = '{}', loaded_at = '', version_row = NULL, reading_row = NULL, compared_row = NULL, \
     bands_row = NULL WHERE row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM article_changes WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM article_versions WHERE article_row IN (SELECT row FROM withdrawn_articles)",
    "DELETE FROM articles WHERE row IN (SELECT row FROM withdrawn_articles) \
     AND NOT EXISTS (SELECT 1 FROM sources s WHERE s.article_row = articles.row)",
];

/// Deletes decisions about claims and disputes of which nothing is left. A decision that holds for a claim that is left stays: its
/// page tells of it. So does why a dispute was closed: its address answers with that.
const DECISIONS_GO: [&str; 3] = [
    "DELETE FROM decision_claims WHERE claim_id IN (SELECT id FROM withdrawn_claims)",
    "DELETE FROM decisions WHERE kind IN ('attribute', 'date') \
     AND NOT EXISTS (SELECT 1 FROM decision_claims dc WHERE dc.decision_row = decisions.row)",
    "DELETE FROM decisions WHERE kind IN ('join', 'part', 'heading') \
     AND NOT EXISTS (SELECT 1 FROM decision_claims dc WHERE dc.decision_row = decisions.row) \
     AND NOT EXISTS (SELECT 1 FROM disputes d JOIN dispute_claims m ON m.dispute_row = d.row WHERE d.id = decisions.dispute_id)",
];

/// Deletes sources, with all that is told of them. `$1` is the JSON list of their rows.
const SOURCES_GO: [&str; 10] = [
    "DELETE FROM source_splits WHERE found_row IN (SELECT value FROM json_each($1)) \
     OR to_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM decision_claims WHERE decision_row IN (SELECT row FROM decisions \
     WHERE source_row IN (SELECT value FROM json_each($1)) OR other_row IN (SELECT value FROM json_each($1)))",
    "DELETE FROM decisions WHERE source_row IN (SELECT value FROM json_each($1)) \
     OR other_row IN (SELECT value FROM json_each($1))",
    // Triggers write words when a source changes, so this comes before they go.
    "UPDATE sources SET shown_row = NULL WHERE row IN (SELECT value FROM json_each($1)) AND shown_row IS NOT NULL \
     OR shown_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM source_words WHERE source_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM source_counts WHERE source_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM source_aliases WHERE source_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM source_roles WHERE source_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM source_slugs WHERE source_row IN (SELECT value FROM json_each($1))",
    "DELETE FROM sources WHERE row IN (SELECT value FROM json_each($1))",
];

/// What belongs to the machine and its operator: the bytes of originals, files, watched feeds, and who is told what is new.
/// What claims have to do with each other is found anew where some are gone.
const NOT_EXPORTED: [&str; 9] = [
    "UPDATE relating SET terms = 0, number = 0, method = 0",
    "UPDATE original_bytes SET zstd = X''",
    "DELETE FROM original_bytes WHERE row NOT IN (SELECT bytes_row FROM originals)",
    "DELETE FROM article_files",
    "DELETE FROM watched_pages",
    "DELETE FROM watched_feeds",
    "DELETE FROM notify_deliveries",
    "DELETE FROM notify_searches",
    "UPDATE database_identity SET id = LOWER(HEX(RANDOMBLOB(16)))",
];

/// Cleans the database that `copy` opened.
pub(super) async fn clean(copy: &Store) -> Result<(), StoreError> {
    let withdrawn = withdrawn(copy).await?;
    let mut transaction = copy.write().await?;
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *transaction).await?;
    take_out(&mut transaction, &withdrawn).await?;
    for statement in DECISIONS_GO {
        sqlx::query(statement).execute(&mut *transaction).await?;
    }
    let gone = json(&withdrawn.sources)?;
    for statement in SOURCES_GO {
        sqlx::query(statement).bind(&gone).execute(&mut *transaction).await?;
    }
    for statement in ARTICLES_GO.into_iter().chain(NOT_EXPORTED) {
        sqlx::query(statement).execute(&mut *transaction).await?;
    }
    forget_folders(&mut transaction).await?;
    Ok(transaction.commit().await?)
}

async fn withdrawn(copy: &Store) -> Result<Withdrawn, StoreError> {
    let mut withdrawn = Withdrawn::default();
    let articles: Vec<(i64, ArticleId, bool)> = sqlx::query_as(
        "SELECT a.row, a.id, EXISTS (SELECT 1 FROM withdrawals w WHERE w.target_id = a.id AND w.restored_at IS NULL) \
         FROM articles a WHERE a.id IN (SELECT target_id FROM withdrawals WHERE restored_at IS NULL) OR a.row IN \
           (SELECT c.article_row FROM withdrawals w JOIN claims c ON c.id = w.target_id WHERE w.restored_at IS NULL) \
         ORDER BY a.row",
    )
    .fetch_all(&copy.pool)
    .await?;
    for (row, id, is_withdrawn) in articles {
        let claims: Vec<(i64, ClaimId)> =
            sqlx::query_as("SELECT row, id FROM claims WHERE article_row = $1 ORDER BY row")
                .bind(row)
                .fetch_all(&copy.pool)
                .await?;
        for (row, claim) in claims {
            if let Some(why) = copy.claim_withdrawal(&claim).await? {
                withdrawn.claims.push((claim, id.clone(), why.reason, why.withdrawn_at));
                withdrawn.rows.push(row);
            }
        }
        if !is_withdrawn {
            withheld_in(copy, row, &id, &mut withdrawn).await?;
        }
    }
    withdrawn.sources = sources_gone(copy, &json(&withdrawn.rows)?).await?;
    withdrawn.addresses = addresses_gone(copy, &withdrawn.sources).await?;
    Ok(withdrawn)
}

/// Adds what is withheld in the texts and corrections of an article.
async fn withheld_in(copy: &Store, row: i64, id: &ArticleId, withdrawn: &mut Withdrawn) -> Result<(), StoreError> {
    let texts: Vec<(i64, String)> = sqlx::query_as("SELECT row, text FROM article_versions WHERE article_row = $1")
        .bind(row)
        .fetch_all(&copy.pool)
        .await?;
    for (version, text) in texts {
        let withheld = copy.withheld(version, &text).await?;
        withdrawn.texts.push((version, masked(&text, &withheld), withheld));
    }
    if let Some(article) = copy.article(id).await?.filter(|article| !article.corrections.is_empty()) {
        withdrawn.corrections.push((id.clone(), article.corrections));
    }
    Ok(())
}

async fn take_out(transaction: &mut Transaction<'_, Sqlite>, withdrawn: &Withdrawn) -> Result<(), StoreError> {
    // A claim that was loaded again tells by itself what became of it.
    sqlx::query("DELETE FROM withdrawn_claims WHERE id IN (SELECT id FROM claims)").execute(&mut **transaction).await?;
    for rows in withdrawn.rows.chunks(500) {
        let rows = json(&rows)?;
        for statement in CLAIMS_GO {
            sqlx::query(statement).bind(&rows).execute(&mut **transaction).await?;
        }
    }
    sqlx::query(
        "INSERT INTO withdrawn_claims (id, article_id, reason, withdrawn_at) \
         SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3 FROM json_each($1) j",
    )
    .bind(json(&withdrawn.claims)?)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "INSERT INTO withdrawn_sources (slug_sha256, moved_to, is_merged) \
         SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2 FROM json_each($1) j WHERE true ON CONFLICT (slug_sha256) DO NOTHING",
    )
    .bind(json(&withdrawn.addresses)?)
    .execute(&mut **transaction)
    .await?;
    for (row, text, withheld) in &withdrawn.texts {
        sqlx::query("UPDATE article_versions SET text = $2 WHERE row = $1")
            .bind(row)
            .bind(text)
            .execute(&mut **transaction)
            .await?;
        let places: Vec<(usize, usize)> = withheld.iter().map(|span| (span.start, span.end)).collect();
        sqlx::query(
            "INSERT INTO withheld_places (version_row, start_byte, end_byte) \
             SELECT $1, j.value ->> 0, j.value ->> 1 FROM json_each($2) j WHERE true \
             ON CONFLICT (version_row, start_byte, end_byte) DO NOTHING",
        )
        .bind(row)
        .bind(json(&places)?)
        .execute(&mut **transaction)
        .await?;
    }
    for (id, corrections) in &withdrawn.corrections {
        sqlx::query("UPDATE articles SET corrections = $2 WHERE id = $1")
            .bind(id)
            .bind(json(corrections)?)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// The sources of which only the claims in these rows tell. One that stays has a claim that is left, or a merge, a split or
/// another decision joins it to a source that stays. One that belongs to a withdrawn article stays only where a claim that is
/// left names it, as when a person attributed that claim to it, or a decision in force of which a page tells.
async fn sources_gone(copy: &Store, claims: &str) -> Result<Vec<i64>, StoreError> {
    let bound: Vec<i64> =
        sqlx::query_scalar("SELECT s.row FROM sources s JOIN withdrawn_articles a ON a.row = s.article_row")
            .fetch_all(&copy.pool)
            .await?;
    let mut candidates: HashSet<i64> = sqlx::query_scalar(
        "SELECT source_row FROM claim_parties WHERE claim_row IN (SELECT value FROM json_each($1)) UNION \
         SELECT found_row FROM claim_parties WHERE claim_row IN (SELECT value FROM json_each($1)) \
           AND found_row IS NOT NULL UNION \
         SELECT found_row FROM claim_found_parties WHERE claim_row IN (SELECT value FROM json_each($1))",
    )
    .bind(claims)
    .fetch_all(&copy.pool)
    .await?
    .into_iter()
    .collect();
    candidates.extend(&bound);
    let named: Vec<i64> = sqlx::query_scalar(
        "SELECT source_row FROM claim_parties WHERE source_row IN (SELECT value FROM json_each($1)) \
           AND claim_row NOT IN (SELECT value FROM json_each($2)) UNION \
         SELECT found_row FROM claim_parties WHERE found_row IN (SELECT value FROM json_each($1)) \
           AND claim_row NOT IN (SELECT value FROM json_each($2)) UNION \
         SELECT found_row FROM claim_found_parties WHERE found_row IN (SELECT value FROM json_each($1)) \
           AND claim_row NOT IN (SELECT value FROM json_each($2)) UNION \
         SELECT s.value FROM decisions d JOIN json_each($1) s ON s.value IN (d.source_row, d.other_row) \
           JOIN decision_claims dc ON dc.decision_row = d.row JOIN claims c ON c.id = dc.claim_id \
           WHERE d.undone_at IS NULL AND c.row NOT IN (SELECT value FROM json_each($2)) UNION \
         SELECT d.other_row FROM decisions d JOIN claim_parties cp ON cp.found_row = d.source_row \
           WHERE d.kind = 'merge' AND d.undone_at IS NULL AND d.other_row IN (SELECT value FROM json_each($1)) \
           AND cp.claim_row NOT IN (SELECT value FROM json_each($2))",
    )
    .bind(json(&candidates)?)
    .bind(claims)
    .fetch_all(&copy.pool)
    .await?;
    let joined: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT row, shown_row FROM sources WHERE shown_row IS NOT NULL UNION \
         SELECT source_row, other_row FROM decisions WHERE source_row IS NOT NULL AND other_row IS NOT NULL UNION \
         SELECT found_row, to_row FROM source_splits",
    )
    .fetch_all(&copy.pool)
    .await?;
    let mut beside: HashMap<i64, Vec<i64>> = HashMap::new();
    for (one, other) in joined {
        beside.entry(one).or_default().push(other);
        beside.entry(other).or_default().push(one);
    }
    bound.iter().for_each(|row| _ = candidates.remove(row));
    let stays = |row: &i64| !candidates.contains(row) && !bound.contains(row);
    let mut next: Vec<i64> = named.into_iter().chain(beside.keys().copied().filter(stays)).collect();
    let mut left: HashSet<i64> = next.iter().copied().collect();
    while let Some(row) = next.pop() {
        let others = beside.get(&row).into_iter().flatten();
        next.extend(others.filter(|other| candidates.contains(other) && left.insert(**other)));
    }
    Ok(candidates.into_iter().chain(bound).filter(|row| !left.contains(row)).collect())
}

/// The hashes of the addresses of these sources, each with the slug of the source that stays and that it leads to.
async fn addresses_gone(copy: &Store, sources: &[i64]) -> Result<Vec<Address>, StoreError> {
    let slugs: Vec<(Slug, bool)> = sqlx::query_as(
        "SELECT slug, shown_row IS NOT NULL FROM sources WHERE row IN (SELECT value FROM json_each($1)) UNION \
         SELECT o.slug, s.shown_row IS NOT NULL FROM source_slugs o JOIN sources s ON s.row = o.source_row \
           WHERE s.row IN (SELECT value FROM json_each($1))",
    )
    .bind(json(&sources)?)
    .fetch_all(&copy.pool)
    .await?;
    let own: HashSet<&Slug> = slugs.iter().map(|(slug, _)| slug).collect();
    let mut addresses = Vec::with_capacity(slugs.len());
    for (slug, is_merged) in &slugs {
        let moved_to = match copy.source(slug).await? {
            SourceLookup::Moved(other) => Some(other).filter(|other| !own.contains(other)),
            _ => None,
        };
        let is_merged = *is_merged && moved_to.is_some();
        addresses.push((sha256(slug.as_str().as_bytes()), moved_to, is_merged));
    }
    Ok(addresses)
}

/// Cuts paths to what pages show of them, and passwords and queries from addresses.
async fn forget_folders(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let files: Vec<(i64, String)> =
            sqlx::query_as("SELECT row, file FROM articles WHERE row > $1 ORDER BY row LIMIT 1000")
                .bind(after)
                .fetch_all(&mut **transaction)
                .await?;
        let Some((last, _)) = files.last() else { break };
        after = *last;
        let cut: Vec<(i64, &str)> = files.iter().map(|(row, file)| (*row, last_part(file))).collect();
        sqlx::query(
            "UPDATE articles SET file = j.value ->> 1 FROM json_each($1) j \
             WHERE articles.row = j.value ->> 0 AND file <> j.value ->> 1",
        )
        .bind(json(&cut)?)
        .execute(&mut **transaction)
        .await?;
    }
    forget_folders_of_originals(transaction).await?;
    forget_folders_of_loads(transaction).await
}

async fn forget_folders_of_originals(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let originals: Vec<(i64, String, Option<String>)> = sqlx::query_as(
            "SELECT version_row, file, address FROM originals WHERE version_row > $1 ORDER BY version_row LIMIT 1000",
        )
        .bind(after)
        .fetch_all(&mut **transaction)
        .await?;
        let Some((last, ..)) = originals.last() else { return Ok(()) };
        after = *last;
        let cut: Vec<(i64, &str, Option<String>)> = originals
            .iter()
            .map(|(row, file, address)| (*row, last_part(file), address.as_deref().map(without_secrets)))
            .collect();
        sqlx::query(
            "UPDATE originals SET file = j.value ->> 1, address = j.value ->> 2 FROM json_each($1) j \
             WHERE version_row = j.value ->> 0",
        )
        .bind(json(&cut)?)
        .execute(&mut **transaction)
        .await?;
    }
}

async fn forget_folders_of_loads(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    let loads: Vec<(i64, String)> =
        sqlx::query_as("SELECT row, places FROM loads").fetch_all(&mut **transaction).await?;
    for (load, places) in loads {
        let given = parsed_list(places)?;
        let left: Vec<(i64, String)> = sqlx::query_as("SELECT row, place FROM load_left WHERE load_row = $1")
            .bind(load)
            .fetch_all(&mut **transaction)
            .await?;
        let left: Vec<(i64, String)> =
            left.into_iter().map(|(row, place)| (row, without_folders(&place, &given))).collect();
        sqlx::query("UPDATE load_left SET place = j.value ->> 1 FROM json_each($1) j WHERE row = j.value ->> 0")
            .bind(json(&left)?)
            .execute(&mut **transaction)
            .await?;
        let shown: Vec<String> = given.iter().map(|place| without_folders(place, &given)).collect();
        sqlx::query("UPDATE loads SET places = $2 WHERE row = $1")
            .bind(load)
            .bind(json(&shown)?)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
