//! Texts against their ids, claims against the texts they stand in, originals against their hashes.

use std::collections::HashMap;

use super::{Fault, TOLD};
use crate::domain::{Span, VersionId};
use crate::store::write::originals::sha256;
use crate::store::{Store, StoreError};

/// Texts or originals that are looked at in one step.
const AT_A_TIME: i64 = 100;

impl Store {
    pub(super) async fn check_texts(&self) -> Result<Vec<Fault>, StoreError> {
        let (mut changed, mut elsewhere, mut outside) = (Vec::new(), Vec::new(), Vec::new());
        let mut after = 0;
        loop {
            // An imported text has other signs in place of withdrawn words, and the hash of the whole one.
            let texts: Vec<(i64, VersionId, String, String, bool)> = sqlx::query_as(
                "SELECT row, id, text, content_sha256, \
                   EXISTS (SELECT 1 FROM withheld_places w WHERE w.version_row = v.row) \
                 FROM article_versions v WHERE row > $1 ORDER BY row LIMIT $2",
            )
            .bind(after)
            .bind(AT_A_TIME)
            .fetch_all(&self.pool)
            .await?;
            let Some((last, ..)) = texts.last() else { break };
            // Of the spans of a claim those of its newest reading count, and these are of the text that it was read from.
            let spans: Vec<(i64, String, String, i64, i64)> = sqlx::query_as(
                "SELECT r.version_row, c.id, c.content, s.start_byte, s.end_byte FROM readings r \
                 JOIN claims c ON c.reading_row = r.row \
                 JOIN claim_spans s ON s.claim_row = c.row AND s.reading_row = r.row AND s.role = 'content' \
                 WHERE r.version_row > $1 AND r.version_row <= $2 ORDER BY c.row, s.position",
            )
            .bind(after)
            .bind(last)
            .fetch_all(&self.pool)
            .await?;
            let places = self.places_between(after, *last).await?;
            after = *last;
            changed.extend(
                texts
                    .iter()
                    .filter(|(_, _, text, hash, is_masked)| !is_masked && sha256(text.as_bytes()) != *hash)
                    .map(|(_, id, ..)| id.to_string()),
            );
            let texts: HashMap<i64, &str> = texts.iter().map(|(row, _, text, ..)| (*row, text.as_str())).collect();
            elsewhere.extend(
                spans
                    .chunk_by(|x, y| x.1 == y.1)
                    .filter(|claim| !is_there(claim, &texts))
                    .map(|claim| claim[0].1.clone()),
            );
            let is_outside = |(version, _, start, end): &(i64, String, i64, i64)| {
                texts.get(version).is_none_or(|text| place(text, *start, *end).is_none())
            };
            outside.extend(places.into_iter().filter(is_outside).map(|(_, id, ..)| id));
        }
        outside.dedup();
        for places in [&mut changed, &mut elsewhere, &mut outside] {
            places.truncate(TOLD);
        }
        let found = [
            Fault::of("texts of articles are not those that were loaded", false, changed),
            Fault::of("claims do not stand where their text is said to hold them", false, elsewhere),
            Fault::of("places lie outside of their text, or within a character of it", false, outside),
        ];
        Ok(found.into_iter().flatten().collect())
    }

    /// Every place in the texts of some rows: of the words of claims, in all readings, of quantities, and of what is withheld;
    /// each with the row of the text and the id of the claim or text.
    async fn places_between(&self, after: i64, last: i64) -> Result<Vec<(i64, String, i64, i64)>, StoreError> {
        let places = sqlx::query_as(
            "SELECT v.row, c.id, s.start_byte, s.end_byte FROM article_versions v JOIN readings r ON r.version_row = v.row \
             JOIN claims c ON c.article_row = v.article_row \
             JOIN claim_spans s ON s.claim_row = c.row AND s.reading_row = r.row WHERE v.row > $1 AND v.row <= $2 \
             UNION ALL SELECT r.version_row, c.id, f.start_byte, f.end_byte FROM readings r \
             JOIN claims c ON c.reading_row = r.row JOIN claim_figures f ON f.claim_row = c.row \
             WHERE r.version_row > $1 AND r.version_row <= $2 \
             UNION ALL SELECT v.row, v.id, w.start_byte, w.end_byte FROM withheld_places w \
             JOIN article_versions v ON v.row = w.version_row WHERE v.row > $1 AND v.row <= $2",
        );
        Ok(places.bind(after).bind(last).fetch_all(&self.pool).await?)
    }

    pub(super) async fn check_originals(&self) -> Result<Vec<Fault>, StoreError> {
        let mut changed = Vec::new();
        let mut after = 0;
        loop {
            // An export leaves the bytes out, and keeps what they are known by.
            let originals: Vec<(i64, String, Vec<u8>)> =
                sqlx::query_as("SELECT row, sha256, zstd FROM original_bytes WHERE row > $1 AND LENGTH(zstd) > 0 ORDER BY row LIMIT $2")
                    .bind(after)
                    .bind(AT_A_TIME)
                    .fetch_all(&self.pool)
                    .await?;
            let Some((last, ..)) = originals.last() else { break };
            after = *last;
            let is_changed =
                |packed: &[u8], hash: &str| zstd::decode_all(packed).map_or(true, |bytes| sha256(&bytes) != hash);
            changed.extend(
                originals.into_iter().filter(|(_, hash, packed)| is_changed(packed, hash)).map(|(_, hash, _)| hash),
            );
        }
        changed.truncate(TOLD);
        Ok(Fault::of("originals are not those that were loaded", false, changed).into_iter().collect())
    }
}

/// Whether the content of a claim stands in its text, whose spans are given in order.
fn is_there(spans: &[(i64, String, String, i64, i64)], texts: &HashMap<i64, &str>) -> bool {
    let (version, _, content, ..) = &spans[0];
    let Some(text) = texts.get(version) else { return false };
    let placed: Option<Vec<Span>> = spans.iter().map(|(.., start, end)| place(text, *start, *end)).collect();
    placed.is_some_and(|placed| Span::join(&placed, text) == *content)
}

/// A place of whole characters in a text; `None` where these bytes are none.
fn place(text: &str, start: i64, end: i64) -> Option<Span> {
    let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
    text.get(start..end).map(|_| Span::new(start, end))
}
