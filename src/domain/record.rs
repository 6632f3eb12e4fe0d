//! The claim as JSON: the object that `onrecord extract` prints and the web API gives.
//!
//! All places are `[start, end]`, counted in Unicode code points of the text of the article's version, the end
//! excluded.

use serde::{Deserialize, Serialize};

use super::{
    ArticleId, Basis, ClaimId, CodePoints, ExtractedClaim, Manner, NewArticle, Party, Published, Quotation, Reason,
    Slug, SourceKind, Span, Stance, VersionId,
};

/// Words of the text with their places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SpannedText {
    /// The words; several parts are joined by " … ".
    pub text: String,
    /// Their places, one for each part.
    pub spans: Vec<[usize; 2]>,
}

impl SpannedText {
    /// The words at `spans`; `None` where there are none.
    pub fn of(spans: &[Span], points: &CodePoints<'_>) -> Option<Self> {
        (!spans.is_empty()).then(|| Self {
            text: Span::join(spans, points.text()),
            spans: spans.iter().map(|span| points.pair(*span)).collect(),
        })
    }
}

/// The article a claim stands in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ArticleRecord {
    /// Permanent id.
    pub id: ArticleId,
    /// The version whose text the places count in.
    pub version: VersionId,
    /// The file it was read from.
    pub file: Option<String>,
    /// Its address, as given.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// The outlet that printed it; its host where no name is known.
    pub publisher: Option<String>,
    /// Publication date as printed.
    pub published: Option<String>,
    /// The licence or terms of use of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// The attribution that the licence asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
}

impl ArticleRecord {
    /// The record of an article that was just parsed. It hashes the text, so it is made once for all claims of an
    /// article.
    pub fn of(article: &NewArticle) -> Self {
        Self {
            id: article.id(),
            version: article.version(),
            file: Some(article.file.clone()),
            url: article.url.clone(),
            title: article.title.clone(),
            publisher: article.publisher_name(),
            published: article.published.as_ref().map(|published| Published::text(published).to_owned()),
            license: article.license.clone(),
            attribution: article.attribution.clone(),
        }
    }
}

/// A source, a further source or a link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PartyRecord {
    /// Its address under `/sources/`. `onrecord extract` proposes it; another source of the same name may have it
    /// already.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Its role as printed.
    pub role: Option<String>,
    /// Its Wikidata id ("Q212"), where the registry has one.
    pub wikidata: Option<String>,
    /// Its country as ISO 3166-1 alpha-2, where the registry gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The words that name it here; the main source's stand in the claim's own `mention`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention: Option<String>,
    /// Slugs of sources that may be the same.
    pub maybe: Vec<Slug>,
}

impl PartyRecord {
    fn of(party: &Party, slug: Slug, with_mention: bool) -> Self {
        let facts = party.registered();
        Self {
            slug,
            name: party.name.clone(),
            kind: party.kind,
            role: party.role.clone(),
            wikidata: facts.and_then(|facts| facts.wikidata.clone()),
            country: facts.and_then(|facts| facts.country.clone()),
            mention: party.mention.clone().filter(|_| with_mention),
            maybe: Vec::new(),
        }
    }
}

/// The date of the statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SaidRecord {
    /// The date in EDTF (ISO 8601-2:2019, Annex A).
    pub edtf: String,
    /// What it rests on.
    pub basis: Basis,
    /// The words it rests on.
    pub text: Option<String>,
}

/// A quantity in the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FigureRecord {
    /// The words as printed.
    pub text: String,
    /// Least value that the words allow.
    #[serde(serialize_with = "plain_number")]
    pub min: Option<f64>,
    /// Greatest value that the words allow.
    #[serde(serialize_with = "plain_number")]
    pub max: Option<f64>,
    /// True where the words hedge ("about").
    pub about: bool,
    /// What is counted, as printed.
    pub unit: Option<String>,
    /// Its place.
    pub spans: Vec<[usize; 2]>,
}

/// Writes 3000, not 3000.0: readers of JSON in other languages tell the two apart.
fn plain_number<S: serde::Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2 to the power of 53: whole numbers up to here are exact
    match value {
        Some(value) if value.fract() == 0.0 && value.abs() <= EXACT => serializer.serialize_i64(*value as i64),
        value => value.serialize(serializer),
    }
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClaimRecord {
    /// Permanent id.
    pub id: ClaimId,
    /// The address of its page; `None` where no site serves it, as in `onrecord extract`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permalink: Option<String>,
    /// The claim it stands inside.
    pub inside: Option<ClaimId>,
    /// The article in which it stands.
    pub article: ArticleRecord,
    /// The words claimed.
    pub content: SpannedText,
    /// The words that attribute.
    pub cue: Option<SpannedText>,
    /// The words that name the source.
    pub mention: Option<SpannedText>,
    /// Who said it; `None` where that could not be told.
    pub source: Option<PartyRecord>,
    /// Further sources of the same claim.
    pub others: Vec<PartyRecord>,
    /// Those through whom it came, innermost first.
    pub via: Vec<PartyRecord>,
    /// Direct, indirect or mixed.
    pub quotation: Quotation,
    /// What the source does with it.
    pub stance: Stance,
    /// Speech or attitude.
    pub manner: Manner,
    /// When it was said; `None` where nothing tells it.
    pub said: Option<SaidRecord>,
    /// Quantities in the content.
    pub figures: Vec<FigureRecord>,
    /// The calibrated probability that the extraction is right, 0 to 1; `None` from extractors that cannot tell.
    pub confidence: Option<f64>,
    /// The extractor that found it, with its version.
    pub extractor: String,
    /// Why each conclusion was reached; `onrecord extract --explain` prints it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

impl ClaimRecord {
    /// The record of a claim just extracted from the text of `article`, which `points` index. `slug` gives the address
    /// that a party asks for.
    pub fn of(
        claim: &ExtractedClaim,
        article: &ArticleRecord,
        extractor: &str,
        points: &CodePoints<'_>,
        slug: impl Fn(&Party) -> Slug,
    ) -> Self {
        let text = points.text();
        let party = |party: &Party| PartyRecord::of(party, slug(party), true);
        Self {
            id: claim.id.clone(),
            permalink: None,
            inside: claim.inside.clone(),
            content: SpannedText {
                text: Span::join(&claim.content, text),
                spans: claim.content.iter().map(|span| points.pair(*span)).collect(),
            },
            cue: SpannedText::of(&claim.cue, points),
            mention: SpannedText::of(&claim.mention, points),
            source: claim.source.as_ref().map(|source| PartyRecord::of(source, slug(source), false)),
            others: claim.others.iter().map(party).collect(),
            via: claim.via.iter().map(party).collect(),
            quotation: claim.quotation,
            stance: claim.stance,
            manner: claim.manner,
            said: claim.said.edtf.as_ref().map(|edtf| SaidRecord {
                edtf: edtf.to_string(),
                basis: claim.said.basis,
                text: claim.said.span.map(|span| span.of(text).to_owned()),
            }),
            figures: claim
                .figures
                .iter()
                .map(|figure| FigureRecord {
                    text: figure.span.of(text).to_owned(),
                    min: figure.min,
                    max: figure.max,
                    about: figure.about,
                    unit: figure.unit.clone(),
                    spans: vec![points.pair(figure.span)],
                })
                .collect(),
            confidence: claim.confidence,
            extractor: extractor.to_owned(),
            reasons: Vec::new(),
            article: article.clone(),
        }
    }

    /// The record with the reasons of the claim.
    pub fn explained(self, claim: &ExtractedClaim) -> Self {
        Self { reasons: claim.reasons.clone(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_whole() {
        let figure =
            |min, max| FigureRecord { text: "x".into(), min, max, about: false, unit: None, spans: vec![[0, 1]] };
        let json = serde_json::to_string(&figure(Some(3000.0), None)).unwrap();
        assert!(json.contains("\"min\":3000,\"max\":null"), "{json}");
        let json = serde_json::to_string(&figure(Some(2.5), Some(1e300))).unwrap();
        assert!(json.contains("\"min\":2.5,\"max\":1e300") || json.contains("1e+300"), "{json}");
    }
}
