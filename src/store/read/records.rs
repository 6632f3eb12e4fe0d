//! Stored claims as the objects that JSON, tables and exports give ([`ClaimRecord`]).

use std::collections::HashMap;
use std::num::NonZeroUsize;

use lru::LruCache;

use crate::domain::{
    ArticleId, ArticleRecord, Claim, ClaimParty, ClaimRecord, ClaimSpans, CodePoints, FigureRecord, PartyRecord,
    PartyRole, SaidRecord, Slug, SourceKind, SpannedText, VersionId, last_part, masked,
};
use crate::store::read::texts::span;
use crate::store::{Store, StoreError, json};

/// The sources whose facts are kept from one batch of claims to the next.
/// A batch has fewer, or some of it would be forgotten before it is used.
const KEPT_SOURCES: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();

/// Makes records of claims, batch by batch. Memory is that of one batch, with the texts of its articles, and of some
/// thousand sources.
#[derive(Debug)]
pub struct Records {
    store: Store,
    sources: LruCache<Slug, SourceFacts>,
}

/// What records tell of a source beside its name.
#[derive(Debug, Clone, Default)]
struct SourceFacts {
    wikidata: Option<String>,
    country: Option<String>,
    maybe: Vec<Slug>,
}

#[derive(sqlx::FromRow)]
struct SourceFields {
    row: i64,
    slug: Slug,
    name: String,
    name_key: String,
    kind: SourceKind,
    wikidata: Option<String>,
    country: Option<String>,
}

/// Where a claim was read.
#[derive(sqlx::FromRow)]
struct ReadIn {
    row: i64,
    article: ArticleId,
    version_row: i64,
    version: VersionId,
    extractor: String,
    file: String,
    url: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    published: Option<String>,
    license: Option<String>,
    attribution: Option<String>,
}

impl Store {
    /// Makes records of claims.
    pub fn records(&self) -> Records {
        Records { store: self.clone(), sources: LruCache::new(KEPT_SOURCES) }
    }
}

impl Records {
    /// The records of these claims, in their order. They have no permalink: whoever knows the site's address gives it.
    pub async fn of(&mut self, claims: Vec<Claim>) -> Result<Vec<ClaimRecord>, StoreError> {
        let ids: Vec<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
        let read_in: Vec<ReadIn> = sqlx::query_as(
            "SELECT c.row, a.id AS article, v.row AS version_row, v.id AS version, r.extractor, a.file, a.url, a.title, \
             p.name AS publisher, a.published, a.license, a.attribution \
             FROM json_each($1) j JOIN claims c ON c.id = j.value JOIN readings r ON r.row = c.reading_row \
             JOIN article_versions v ON v.row = r.version_row JOIN articles a ON a.row = c.article_row \
             LEFT JOIN publishers p ON p.row = a.publisher_row ORDER BY j.key",
        )
        .bind(json(&ids)?)
        .fetch_all(&self.store.pool)
        .await?;
        let rows: Vec<i64> = read_in.iter().map(|read| read.row).collect();
        let mut spans = self.spans(&rows).await?;
        let texts = self.texts(read_in.iter().map(|read| read.version_row).collect()).await?;
        self.learn_sources(&claims).await?;
        let points: HashMap<i64, CodePoints<'_>> =
            texts.iter().map(|(version, text)| (*version, CodePoints::new(text))).collect();
        let mut records = Vec::with_capacity(claims.len());
        for (claim, read) in claims.into_iter().zip(read_in) {
            let points = points.get(&read.version_row).ok_or_else(|| StoreError::Unexpected(claim.id.to_string()))?;
            let spans = spans.remove(&read.row).unwrap_or_default();
            records.push(self.record(claim, read, &spans, points));
        }
        Ok(records)
    }

    fn record(&mut self, claim: Claim, read: ReadIn, spans: &ClaimSpans, points: &CodePoints<'_>) -> ClaimRecord {
        let mut parties = |role| {
            let of_role = claim.with_role(role);
            of_role.map(|party| self.party(party, role != PartyRole::Source)).collect::<Vec<_>>()
        };
        let (sources, others, via) = (parties(PartyRole::Source), parties(PartyRole::Other), parties(PartyRole::Via));
        ClaimRecord {
            id: claim.id,
            permalink: None,
            inside: claim.inside,
            article: ArticleRecord {
                id: read.article,
                version: read.version,
                // The folders it lies in tell of the machine, not of the article.
                file: Some(last_part(&read.file).to_owned()),
                url: read.url,
                title: read.title,
                publisher: read.publisher,
                published: read.published,
                license: read.license,
                attribution: read.attribution,
            },
            content: SpannedText {
                text: claim.content,
                spans: spans.content.iter().map(|span| points.pair(*span)).collect(),
            },
            cue: SpannedText::of(&spans.cue, points),
            // Words that name nobody, as a person said, are no mention.
            mention: claim.mention.and_then(|_| SpannedText::of(&spans.mention, points)),
            source: sources.into_iter().next(),
            others,
            via,
            quotation: claim.quotation,
            stance: claim.stance,
            manner: claim.manner,
            said: claim.said.edtf.map(|edtf| SaidRecord { edtf, basis: claim.said.basis, text: claim.said.words }),
            figures: claim
                .figures
                .into_iter()
                .map(|stored| FigureRecord {
                    text: stored.words,
                    min: stored.figure.min,
                    max: stored.figure.max,
                    about: stored.figure.about,
                    unit: stored.figure.unit,
                    spans: vec![points.pair(stored.figure.span)],
                })
                .collect(),
            confidence: claim.confidence,
            extractor: read.extractor,
            reasons: Vec::new(),
        }
    }

    fn party(&mut self, party: &ClaimParty, with_mention: bool) -> PartyRecord {
        let facts = self.sources.get(&party.source.slug).cloned().unwrap_or_default();
        PartyRecord {
            slug: party.source.slug.clone(),
            name: party.source.name.clone(),
            kind: party.source.kind,
            role: party.printed_role.clone(),
            wikidata: facts.wikidata,
            country: facts.country,
            mention: party.mention.clone().filter(|_| with_mention),
            maybe: facts.maybe,
        }
    }

    /// The spans of each claim in the reading that its fields come from, by row.
    async fn spans(&self, rows: &[i64]) -> Result<HashMap<i64, ClaimSpans>, StoreError> {
        let found: Vec<(i64, String, i64, i64)> = sqlx::query_as(
            "SELECT s.claim_row, s.role, s.start_byte, s.end_byte FROM json_each($1) j JOIN claims c ON c.row = j.value \
             JOIN claim_spans s ON s.claim_row = c.row AND s.reading_row = c.reading_row \
             ORDER BY s.claim_row, s.role, s.position",
        )
        .bind(json(&rows)?)
        .fetch_all(&self.store.pool)
        .await?;
        let mut spans: HashMap<i64, ClaimSpans> = HashMap::new();
        for (claim, role, start, end) in found {
            spans.entry(claim).or_default().add(&role, span((start, end)));
        }
        Ok(spans)
    }

    /// The texts of versions, by row; other signs stand in place of what is withheld.
    async fn texts(&self, mut versions: Vec<i64>) -> Result<Vec<(i64, String)>, StoreError> {
        versions.sort_unstable();
        versions.dedup();
        let texts: Vec<(i64, String, bool)> = sqlx::query_as(
            "SELECT v.row, v.text, EXISTS (SELECT 1 FROM withheld_places p WHERE p.version_row = v.row) \
             OR EXISTS (SELECT 1 FROM claims c JOIN withdrawals w ON w.target_id = c.id AND w.restored_at IS NULL \
               WHERE c.article_row = v.article_row) \
             FROM json_each($1) j JOIN article_versions v ON v.row = j.value",
        )
        .bind(json(&versions)?)
        .fetch_all(&self.store.pool)
        .await?;
        let mut shown = Vec::with_capacity(texts.len());
        for (row, text, has_withheld) in texts {
            let withheld = if has_withheld { self.store.withheld(row, &text).await? } else { Vec::new() };
            shown.push((row, masked(&text, &withheld)));
        }
        Ok(shown)
    }

    /// Fetches what is told of the parties of these claims and is not known yet.
    async fn learn_sources(&mut self, claims: &[Claim]) -> Result<(), StoreError> {
        let parties = claims.iter().flat_map(|claim| &claim.parties).map(|party| &party.source.slug);
        let mut slugs: Vec<&Slug> = parties.filter(|slug| self.sources.get(*slug).is_none()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        if slugs.is_empty() {
            return Ok(());
        }
        let found: Vec<SourceFields> = sqlx::query_as(
            "SELECT s.row, s.slug, s.name, s.name_key, s.kind, s.wikidata, s.country \
             FROM json_each($1) j JOIN sources s ON s.slug = j.value",
        )
        .bind(json(&slugs)?)
        .fetch_all(&self.store.pool)
        .await?;
        for source in found {
            let alike = self.store.alike(source.row, &source.name, &source.name_key, source.kind).await?;
            let facts = SourceFacts {
                wikidata: source.wikidata,
                country: source.country,
                maybe: alike.into_iter().map(|(_, other)| other.slug).collect(),
            };
            self.sources.put(source.slug, facts);
        }
        Ok(())
    }
}
