//! A claim as far as comparing needs it: the fields of the claim as JSON that tell who said what, and when.

use jiff::civil::Date;
use serde::Deserialize;

use crate::domain::{ClaimRecord, Edtf, PartyRecord, Published, SourceKind, SpannedText, Stance};

/// A claim to be compared with others, as the claim as JSON gives it. Fields that comparing does not need may be missing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ComparedClaim {
    /// Its id, as relations name it.
    pub id: String,
    /// The article in which it stands.
    pub article: ComparedArticle,
    /// The words claimed.
    pub content: ComparedText,
    /// The words that attribute.
    #[serde(default)]
    pub cue: Option<ComparedText>,
    /// The words that name the source.
    #[serde(default)]
    pub mention: Option<ComparedText>,
    /// Who said it.
    #[serde(default)]
    pub source: Option<ComparedParty>,
    /// What the source does with it.
    pub stance: Stance,
    /// When it was said.
    #[serde(default)]
    pub said: Option<ComparedDate>,
    /// Quantities in the content.
    #[serde(default)]
    pub figures: Vec<ComparedFigure>,
}

/// An article as far as its claims are compared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ComparedArticle {
    /// Permanent id.
    pub id: String,
    /// Headline.
    #[serde(default)]
    pub title: Option<String>,
    /// Publication date as printed.
    #[serde(default)]
    pub published: Option<String>,
}

/// Words of the text.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct ComparedText {
    /// The words; several parts are joined by " … ".
    pub text: String,
    /// Their places in the article's text, in code points; none where they are not told.
    #[serde(default)]
    pub spans: Vec<[usize; 2]>,
}

/// A source as far as its claims are compared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ComparedParty {
    /// What its address ends in.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Its role as printed.
    #[serde(default)]
    pub role: Option<String>,
    /// Its country as ISO 3166-1 alpha-2, where it is known.
    #[serde(default)]
    pub country: Option<String>,
}

/// The date of a claim.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ComparedDate {
    /// In EDTF.
    pub edtf: String,
}

/// A quantity of a compared claim.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ComparedFigure {
    /// The words as printed.
    pub text: String,
    /// Least value that the words allow.
    #[serde(default)]
    pub min: Option<f64>,
    /// Greatest value that the words allow.
    #[serde(default)]
    pub max: Option<f64>,
    /// True where the words hedge ("about").
    #[serde(default)]
    pub about: bool,
    /// What is counted, as printed.
    #[serde(default)]
    pub unit: Option<String>,
}

impl ComparedClaim {
    /// The last day on which it may have been said; where that is not told, the day of publication.
    pub fn day(&self) -> Option<Date> {
        let said = self.said.as_ref().and_then(|said| said.edtf.parse::<Edtf>().ok()).and_then(|edtf| edtf.last_day());
        said.or_else(|| {
            let published = self.article.published.as_ref()?;
            Some(Published::parse(published).ok()?.day())
        })
    }

    /// Where its content begins in the article, in code points; `None` where that is not told.
    pub fn place(&self) -> Option<usize> {
        self.content.spans.first().map(|span| span[0])
    }
}

impl From<ClaimRecord> for ComparedClaim {
    fn from(record: ClaimRecord) -> Self {
        Self {
            id: record.id.to_string(),
            article: ComparedArticle {
                id: record.article.id.to_string(),
                title: record.article.title,
                published: record.article.published,
            },
            content: record.content.into(),
            cue: record.cue.map(Into::into),
            mention: record.mention.map(Into::into),
            source: record.source.map(Into::into),
            stance: record.stance,
            said: record.said.map(|said| ComparedDate { edtf: said.edtf }),
            figures: record
                .figures
                .into_iter()
                .map(|figure| ComparedFigure {
                    text: figure.text,
                    min: figure.min,
                    max: figure.max,
                    about: figure.about,
                    unit: figure.unit,
                })
                .collect(),
        }
    }
}

impl From<SpannedText> for ComparedText {
    fn from(words: SpannedText) -> Self {
        Self { text: words.text, spans: words.spans }
    }
}

impl From<PartyRecord> for ComparedParty {
    fn from(party: PartyRecord) -> Self {
        Self {
            slug: party.slug.to_string(),
            name: party.name,
            kind: party.kind,
            role: party.role,
            country: party.country,
        }
    }
}
