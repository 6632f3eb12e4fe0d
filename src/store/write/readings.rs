//! Storing what an extractor found in one text, and what becomes of the claims it no longer finds.

use std::collections::HashSet;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, Transaction};

use crate::domain::{ClaimId, ExtractedClaim, NewArticle, PartyRole, Reason, Span, Standing, successor};
use crate::store::write::decisions::claims;
use crate::store::write::identities;
use crate::store::write::withdrawals;
use crate::store::{StoreError, json, now};

/// One extractor's result for one text.
#[derive(Debug, Clone)]
pub struct NewReading {
    /// The extractor with its version.
    pub extractor: String,
    /// Its claims, in order of place.
    pub claims: Vec<ExtractedClaim>,
    /// Why it did not look for any.
    pub not_read: Option<String>,
}

/// Stores a reading of the version `version_row`, and makes it the one that counts: its claims are the current ones of
/// the article. `retired` are the claims that it does not yield any more ([`retired_by`]).
pub(in crate::store) async fn save_reading(
    transaction: &mut Transaction<'_, Sqlite>,
    (article_row, version_row): (i64, i64),
    article: &NewArticle,
    reading: &NewReading,
    retired: &[Retired],
) -> Result<(), StoreError> {
    let reading_row: i64 = sqlx::query_scalar(
        "INSERT INTO readings (version_row, extractor, read_at, not_read) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (version_row, extractor) DO UPDATE SET read_at = excluded.read_at, not_read = excluded.not_read \
         RETURNING row",
    )
    .bind(version_row)
    .bind(&reading.extractor)
    .bind(now())
    .bind(&reading.not_read)
    .fetch_one(&mut **transaction)
    .await?;
    let before: HashSet<ClaimId> = sqlx::query_scalar("SELECT id FROM claims WHERE article_row = $1")
        .bind(article_row)
        .fetch_all(&mut **transaction)
        .await?
        .into_iter()
        .collect();
    let parties = reading.claims.iter().flat_map(|claim| claim.source.iter().chain(&claim.others).chain(&claim.via));
    let mut seen = identities::Seen::new(article, article_row, parties);
    let reasons: Vec<&Reason> = reading.claims.iter().flat_map(|claim| &claim.reasons).collect();
    tell_rules(transaction, &reasons).await?;
    for claim in &reading.claims {
        let claim_row = save_claim(transaction, article_row, reading_row, article, claim).await?;
        if before.contains(&claim.id) {
            forget(transaction, claim_row, reading_row).await?;
        }
        save_spans(transaction, claim_row, reading_row, claim).await?;
        save_figures(transaction, claim_row, &article.text, claim).await?;
        save_parties(transaction, claim_row, &mut seen, claim).await?;
    }
    retire(transaction, retired).await?;
    claims::carry_over(transaction, article_row).await?;
    sqlx::query("UPDATE articles SET reading_row = $2 WHERE row = $1")
        .bind(article_row)
        .bind(reading_row)
        .execute(&mut **transaction)
        .await?;
    withdrawals::relist(transaction, article_row).await
}

/// Tells the rules behind these reasons, so that each reason can name one.
async fn tell_rules(transaction: &mut Transaction<'_, Sqlite>, reasons: &[&Reason]) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO rules (about, rule) SELECT DISTINCT e.value ->> 'about', e.value ->> 'rule' FROM JSON_EACH($1) e WHERE true \
         ON CONFLICT (about, rule) DO NOTHING",
    )
    .bind(json(&reasons)?)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn save_claim(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    reading_row: i64,
    article: &NewArticle,
    claim: &ExtractedClaim,
) -> Result<i64, StoreError> {
    let text = article.text.as_str();
    let words = |spans: &[Span]| (!spans.is_empty()).then(|| Span::join(spans, text));
    let edtf = claim.said.edtf.as_ref();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let row = sqlx::query_scalar(
        "INSERT INTO claims (id, article_row, reading_row, place, content, cue, mention, inside_id, quotation, stance, \
         manner, confidence, said_edtf, said_basis, said_words, said_from, said_to, said_day, published_day, \
         publisher_row, loaded_at, is_current, is_listed, reasons) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, \
           a.published_day, a.publisher_row, v.loaded_at, 1, 0, \
           (SELECT JSON_GROUP_ARRAY(JSON(b.reason)) FROM (SELECT '[' || u.row || \
              CASE WHEN JSON_ARRAY_LENGTH(e.value, '$.features') > 0 THEN ',' || SUBSTR(e.value -> 'features', 2) ELSE ']' END AS reason \
            FROM JSON_EACH($18) e JOIN rules u ON u.about = e.value ->> 'about' AND u.rule = e.value ->> 'rule' ORDER BY e.key) b) \
           FROM articles a, readings r \
           JOIN article_versions v ON v.row = r.version_row WHERE a.row = $2 AND r.row = $3 \
         ON CONFLICT (id) DO UPDATE SET reading_row = excluded.reading_row, place = excluded.place, \
           content = excluded.content, cue = excluded.cue, mention = excluded.mention, inside_id = excluded.inside_id, \
           quotation = excluded.quotation, stance = excluded.stance, manner = excluded.manner, \
           confidence = excluded.confidence, said_edtf = excluded.said_edtf, said_basis = excluded.said_basis, \
           said_words = excluded.said_words, said_from = excluded.said_from, said_to = excluded.said_to, \
           said_day = excluded.said_day, is_current = 1, successor_id = NULL, reasons = excluded.reasons \
         RETURNING row",
    )
    .bind(&claim.id)
    .bind(article_row)
    .bind(reading_row)
    .bind(claim.content.first().map_or(0, |span| span.start) as i64)
    .bind(Span::join(&claim.content, text))
    .bind(words(&claim.cue))
    .bind(words(&claim.mention))
    .bind(&claim.inside)
    .bind(claim.quotation)
    .bind(claim.stance)
    .bind(claim.manner)
    .bind(claim.confidence)
    .bind(edtf.map(|edtf| edtf.as_str().to_owned()))
    .bind(claim.said.basis)
    .bind(claim.said.span.map(|span| span.of(text)))
    .bind(day(edtf.and_then(|edtf| edtf.first_day())))
    .bind(day(edtf.and_then(|edtf| edtf.last_day())))
    .bind(json(&claim.reasons)?)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(row)
}

async fn save_spans(
    transaction: &mut Transaction<'_, Sqlite>,
    claim_row: i64,
    reading_row: i64,
    claim: &ExtractedClaim,
) -> Result<(), StoreError> {
    let said = claim.said.span.as_slice();
    let roles = [("content", &claim.content[..]), ("cue", &claim.cue), ("mention", &claim.mention), ("said", said)];
    let rows: Vec<(&str, usize, Span)> = roles
        .into_iter()
        .flat_map(|(role, spans)| spans.iter().enumerate().map(move |(position, span)| (role, position, *span)))
        .collect();
    // Well below the number of values that one statement may bind.
    for rows in rows.chunks(500) {
        let mut insert = QueryBuilder::new(
            "INSERT INTO claim_spans (claim_row, reading_row, role, position, start_byte, end_byte) ",
        );
        insert.push_values(rows, |mut row, (role, position, span)| {
            row.push_bind(claim_row).push_bind(reading_row).push_bind(role.to_string()).push_bind(*position as i64);
            row.push_bind(span.start as i64).push_bind(span.end as i64);
        });
        insert.build().execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Clears what an earlier reading left of a claim that this one yields again.
async fn forget(transaction: &mut Transaction<'_, Sqlite>, claim_row: i64, reading_row: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM claim_spans WHERE claim_row = $1 AND reading_row = $2")
        .bind(claim_row)
        .bind(reading_row)
        .execute(&mut **transaction)
        .await?;
    for statement in [
        "DELETE FROM claim_figures WHERE claim_row = $1",
        "DELETE FROM claim_parties WHERE claim_row = $1",
        "DELETE FROM claim_found_parties WHERE claim_row = $1",
    ] {
        sqlx::query(statement).bind(claim_row).execute(&mut **transaction).await?;
    }
    Ok(())
}

async fn save_figures(
    transaction: &mut Transaction<'_, Sqlite>,
    claim_row: i64,
    text: &str,
    claim: &ExtractedClaim,
) -> Result<(), StoreError> {
    for (position, figure) in claim.figures.iter().enumerate() {
        sqlx::query(
            "INSERT INTO claim_figures (claim_row, position, words, start_byte, end_byte, least, greatest, is_about, \
             unit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(claim_row)
        .bind(position as i64)
        .bind(figure.span.of(text))
        .bind(figure.span.start as i64)
        .bind(figure.span.end as i64)
        .bind(figure.min)
        .bind(figure.max)
        .bind(figure.about)
        .bind(&figure.unit)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

/// Stores who said it and through whom it came.
async fn save_parties(
    transaction: &mut Transaction<'_, Sqlite>,
    claim_row: i64,
    seen: &mut identities::Seen,
    claim: &ExtractedClaim,
) -> Result<(), StoreError> {
    let roles = [
        (PartyRole::Source, claim.source.as_slice()),
        (PartyRole::Other, &claim.others[..]),
        (PartyRole::Via, &claim.via[..]),
    ];
    for (role, parties) in roles {
        for (position, party) in parties.iter().enumerate() {
            let placed = identities::find_or_insert(transaction, party, seen).await?;
            sqlx::query(
                "INSERT INTO claim_parties (claim_row, role, position, source_row, mention, printed_role, found_row) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(claim_row)
            .bind(role)
            .bind(position as i64)
            .bind(placed.shown)
            .bind(&party.mention)
            .bind(&party.role)
            .bind(placed.found)
            .execute(&mut **transaction)
            .await?;
        }
    }
    Ok(())
}

/// A claim that was current before a reading that does not yield it.
pub(in crate::store) struct Retired {
    row: i64,
    id: ClaimId,
    /// The claim that took its place.
    successor: Option<ClaimId>,
}

/// The current claims of an article that a reading does not yield, each with its successor; `is_new_text` where the
/// reading is of another text than theirs.
pub(in crate::store) async fn retired_by(
    connection: &mut SqliteConnection,
    article_row: i64,
    is_new_text: bool,
    article: &NewArticle,
    reading: &NewReading,
) -> Result<Vec<Retired>, StoreError> {
    let newer: Vec<Standing> = reading
        .claims
        .iter()
        .map(|claim| Standing {
            id: claim.id.clone(),
            content: Span::join(&claim.content, &article.text),
            spans: claim.content.clone(),
        })
        .collect();
    let kept: HashSet<&ClaimId> = newer.iter().map(|standing| &standing.id).collect();
    let earlier: Vec<(i64, ClaimId, String, i64, bool)> = sqlx::query_as(
        "SELECT c.row, c.id, c.content, c.reading_row, r.version_row = a.version_row FROM claims c \
         JOIN readings r ON r.row = c.reading_row JOIN articles a ON a.row = c.article_row \
         WHERE c.article_row = $1 AND c.is_current = 1",
    )
    .bind(article_row)
    .fetch_all(&mut *connection)
    .await?;
    let mut retired = Vec::new();
    for (row, id, content, reading_row, is_of_newest) in earlier {
        if kept.contains(&id) {
            continue;
        }
        let spans: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT start_byte, end_byte FROM claim_spans WHERE claim_row = $1 AND reading_row = $2 \
             AND role = 'content' ORDER BY position",
        )
        .bind(row)
        .bind(reading_row)
        .fetch_all(&mut *connection)
        .await?;
        let spans = spans.into_iter().map(|(start, end)| Span::new(start as usize, end as usize)).collect();
        let gone = Standing { id, content, spans };
        let successor = successor(&gone, &newer, is_of_newest && !is_new_text).cloned();
        retired.push(Retired { row, id: gone.id, successor });
    }
    Ok(retired)
}

/// Marks claims that the reading no longer yields as not current and stores their successors; their rows are kept.
async fn retire(transaction: &mut Transaction<'_, Sqlite>, retired: &[Retired]) -> Result<(), StoreError> {
    for Retired { row, id, successor } in retired {
        sqlx::query("UPDATE claims SET is_current = 0, successor_id = $2 WHERE row = $1")
            .bind(row)
            .bind(successor)
            .execute(&mut **transaction)
            .await?;
        if let Some(successor) = successor {
            claims::succeed(transaction, id, successor).await?;
        }
        // A withdrawal carries over to the successor, so that a withdrawn claim does not reappear in other words.
        sqlx::query(
            "INSERT INTO withdrawals (target, target_id, reason, withdrawn_at) \
             SELECT 'claim', $2, w.reason, w.withdrawn_at FROM withdrawals w \
             WHERE w.target_id = $1 AND w.restored_at IS NULL AND $2 IS NOT NULL \
             ON CONFLICT (target_id) WHERE restored_at IS NULL DO NOTHING",
        )
        .bind(id)
        .bind(successor)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}
