//! Articles and claims as they stand in the store.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    ArticleId, Basis, ClaimId, ClaimParty, Figure, Manner, Partial, PartyRole, Publisher, Quotation, Received, Span,
    Stance, VersionId,
};

/// A stored article without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// Permanent id.
    pub id: ArticleId,
    /// Its address, as given.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// The outlet that printed it.
    pub publisher: Option<Publisher>,
    /// The names of who wrote it, in order.
    pub authors: Vec<String>,
    /// Publication date as printed.
    pub published: Option<String>,
    /// The publisher's local day of that date.
    pub published_day: Option<Date>,
    /// The language as a BCP 47 tag.
    pub language: Option<String>,
    /// The licence or terms of use.
    pub license: Option<String>,
    /// The attribution that the licence asks for.
    pub attribution: Option<String>,
    /// Set where its newest text is not the whole article.
    pub partial: Option<Partial>,
    /// Notes in which the publisher corrects it, as printed.
    pub corrections: Vec<String>,
    /// When it was loaded (RFC 3339, UTC).
    pub loaded_at: String,
    /// False while its newest text, or what is known of it now, waits to be read; its claims are then those of an
    /// earlier reading, or none.
    pub is_read: bool,
    /// The number of its claims that lists show.
    pub claims: i64,
}

/// One text of a stored article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleVersion {
    /// Permanent id.
    pub id: VersionId,
    /// 1 for the first.
    pub number: i64,
    /// The text. All offsets of its claims are bytes of it.
    pub text: String,
    /// Set where it is not the whole article.
    pub partial: Option<Partial>,
    /// When it was loaded (RFC 3339, UTC).
    pub loaded_at: String,
    /// True when no newer one is stored.
    pub is_newest: bool,
}

/// Why an article has another text than the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionCause {
    /// No text is before it.
    First,
    /// The publisher changed it.
    Publisher,
    /// The parsers of files and pages changed.
    Reader,
    /// The one before it was only a part of the article, and this one is more of it.
    MoreOfIt,
}

/// Where the bytes of a stored text came from, and how anyone can check that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The file as the operator named it, with the line where the file holds several articles ("news.jsonl:17").
    pub file: String,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// The number of bytes.
    pub size: u64,
    /// How they came; `None` for a local file.
    pub received: Option<Received>,
}

/// When a claim was said, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidDate {
    /// The date in EDTF (ISO 8601-2:2019, Annex A); `None` where nothing tells it.
    pub edtf: Option<String>,
    /// What the date rests on.
    pub basis: Basis,
    /// The words that it rests on.
    pub words: Option<String>,
    /// The first day that the date may mean; `None` where it is open.
    pub from: Option<Date>,
    /// The last day that the date may mean; `None` where it is open.
    pub to: Option<Date>,
}

/// A quantity in a stored claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredFigure {
    /// The words as printed.
    pub words: String,
    /// The quantity, with its place in the text of the version.
    #[serde(flatten)]
    pub figure: Figure,
}

/// The spans of one claim in one reading, in bytes of the text that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimSpans {
    /// The words claimed.
    pub content: Vec<Span>,
    /// The words that attribute.
    pub cue: Vec<Span>,
    /// The words that name the source.
    pub mention: Vec<Span>,
    /// The words that tell when.
    pub said: Vec<Span>,
}

impl ClaimSpans {
    /// Adds a span by the word that the database has for its role.
    pub(crate) fn add(&mut self, role: &str, span: Span) {
        let list = match role {
            "content" => &mut self.content,
            "cue" => &mut self.cue,
            "mention" => &mut self.mention,
            _ => &mut self.said,
        };
        list.push(span);
    }
}

/// A stored claim, as lists and pages show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Permanent id.
    pub id: ClaimId,
    /// The claim it stands inside.
    pub inside: Option<ClaimId>,
    /// The article it stands in.
    pub article_id: ArticleId,
    /// That article's headline.
    pub article_title: Option<String>,
    /// The outlet that printed it.
    pub publisher: Option<Publisher>,
    /// The article's publication day.
    pub published_day: Option<Date>,
    /// The words claimed.
    pub content: String,
    /// The words that attribute.
    pub cue: Option<String>,
    /// The words that name the source.
    pub mention: Option<String>,
    /// Who said it, and through whom it came.
    pub parties: Vec<ClaimParty>,
    /// Direct, indirect or mixed.
    pub quotation: Quotation,
    /// What the source does with the content.
    pub stance: Stance,
    /// Speech or attitude.
    pub manner: Manner,
    /// When it was said.
    pub said: SaidDate,
    /// Quantities in it.
    pub figures: Vec<StoredFigure>,
    /// The calibrated probability that the extraction is right, 0 to 1; `None` from extractors that cannot tell.
    pub confidence: Option<f64>,
    /// Set where the text it was read in is not the whole article.
    pub partial: Option<Partial>,
    /// When its article was loaded (RFC 3339, UTC).
    pub loaded_at: String,
}

impl Claim {
    /// The last day on which it may have been said; where nothing tells, the day of publication.
    pub fn day(&self) -> Option<Date> {
        self.said.to.or(self.published_day)
    }

    /// The parties with one role, in order.
    pub fn with_role(&self, role: PartyRole) -> impl Iterator<Item = &ClaimParty> {
        self.parties.iter().filter(move |party| party.role == role)
    }

    /// Who said it.
    pub fn source(&self) -> Option<&ClaimParty> {
        self.with_role(PartyRole::Source).next()
    }
}
