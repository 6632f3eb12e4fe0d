//! A claim as one row of a flat table: the columns of CSV and Parquet, the same wherever claims leave as a table.

use super::csv_cell;
use super::record::{ClaimRecord, PartyRecord, SaidRecord, SpannedText};

/// What stands between the parts of a list in a cell of CSV.
const BETWEEN: &str = "; ";

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum FlatCell {
    /// Words, an id or a date; `None` where there is none.
    Text(Option<String>),
    /// Several of them, in order; empty where there is none.
    List(Vec<String>),
    /// A number; `None` where there is none.
    Number(Option<f64>),
    /// True or false; `None` where neither is known.
    Flag(Option<bool>),
}

impl FlatCell {
    fn text(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }

    fn some(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }

    /// The cell in CSV: lists joined, nothing as an empty cell, and no text that a spreadsheet takes for a formula.
    pub fn csv(&self) -> String {
        match self {
            Self::Text(None) | Self::Number(None) | Self::Flag(None) => String::new(),
            Self::Text(Some(text)) => csv_cell(text).into_owned(),
            Self::List(parts) => csv_cell(&parts.join(BETWEEN)).into_owned(),
            // A number is written by us, so that a minus before it is no formula.
            Self::Number(Some(number)) => number.to_string(),
            Self::Flag(Some(flag)) => flag.to_string(),
        }
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlatKind {
    /// [`FlatCell::Text`].
    Text,
    /// [`FlatCell::List`].
    List,
    /// [`FlatCell::Number`].
    Number,
    /// [`FlatCell::Flag`].
    Flag,
}

impl FlatKind {
    /// The cell that a field of a JSON object gives.
    pub fn cell(self, field: &serde_json::Value) -> FlatCell {
        match self {
            Self::Text => FlatCell::Text(field.as_str().map(str::to_owned)),
            Self::List => {
                let parts = field.as_array().into_iter().flatten();
                FlatCell::List(parts.filter_map(|part| part.as_str()).map(str::to_owned).collect())
            }
            Self::Number => FlatCell::Number(field.as_f64()),
            Self::Flag => FlatCell::Flag(field.as_bool()),
        }
    }
}

/// A column of the table of claims.
#[derive(Debug)]
pub struct FlatColumn {
    /// Its name, as the header has it.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: FlatKind,
    /// What it tells, as a sentence.
    pub about: &'static str,
    cell: fn(&ClaimRecord, &str) -> FlatCell,
}

impl FlatColumn {
    /// The cell of `claim`, whose address is `permalink`.
    pub fn cell(&self, claim: &ClaimRecord, permalink: &str) -> FlatCell {
        (self.cell)(claim, permalink)
    }
}

macro_rules! columns {
    ($($name:literal $kind:ident $cell:expr, $about:literal;)+) => {
        /// The columns of the table of claims, in their order.
        pub const FLAT_COLUMNS: &[FlatColumn] =
            &[$(FlatColumn { name: $name, kind: FlatKind::$kind, about: $about, cell: $cell },)+];
    };
}

columns! {
    "id" Text |claim, _| FlatCell::text(claim.id.as_str()), "The permanent id of the claim.";
    "permalink" Text |_, permalink| FlatCell::text(permalink), "The address of its page.";
    "article_id" Text |claim, _| FlatCell::text(claim.article.id.as_str()), "The permanent id of its article.";
    "version" Text |claim, _| FlatCell::text(claim.article.version.as_str()),
        "The text of the article in which it stands.";
    "url" Text |claim, _| FlatCell::some(claim.article.url.as_deref()), "The address of the article at its publisher's.";
    "title" Text |claim, _| FlatCell::some(claim.article.title.as_deref()), "The headline.";
    "publisher" Text |claim, _| FlatCell::some(claim.article.publisher.as_deref()), "The outlet that printed it.";
    "published" Text |claim, _| FlatCell::some(claim.article.published.as_deref()),
        "The day or time of publication, as printed.";
    "license" Text |claim, _| FlatCell::some(claim.article.license.as_deref()), "The licence of its text.";
    "attribution" Text |claim, _| FlatCell::some(claim.article.attribution.as_deref()),
        "The attribution that the licence asks for.";
    "content" Text |claim, _| FlatCell::text(&claim.content.text),
        "The words claimed; several parts are joined by \" … \".";
    "quotation" Text |claim, _| FlatCell::text(claim.quotation.as_str()), "direct, indirect or mixed.";
    "stance" Text |claim, _| FlatCell::text(claim.stance.as_str()), "What the source does with the content.";
    "manner" Text |claim, _| FlatCell::text(claim.manner.as_str()), "statement or attitude.";
    "cue" Text |claim, _| words(claim.cue.as_ref()), "The words that attribute the content.";
    "mention" Text |claim, _| words(claim.mention.as_ref()), "The words that name the source there.";
    "source" Text |claim, _| party(claim, |source| Some(source.slug.as_str())),
        "The source: the last part of its address under /sources/.";
    "source_name" Text |claim, _| party(claim, |source| Some(&source.name)), "Its name.";
    "source_kind" Text |claim, _| party(claim, |source| Some(source.kind.as_str())),
        "person, organisation, government, media, group or unnamed.";
    "source_role" Text |claim, _| party(claim, |source| source.role.as_deref()),
        "Its role, as this article prints it.";
    "others" List |claim, _| slugs(&claim.others), "Further sources of the same claim.";
    "via" List |claim, _| slugs(&claim.via), "Those through whom it came, innermost first.";
    "said" Text |claim, _| said(claim, |said| Some(&said.edtf)), "When it was said, in EDTF (ISO 8601-2).";
    "said_basis" Text |claim, _| said(claim, |said| Some(said.basis.as_str())), "What that date rests on.";
    "said_text" Text |claim, _| said(claim, |said| said.text.as_deref()), "The words it rests on.";
    "figures" List |claim, _| FlatCell::List(claim.figures.iter().map(|figure| figure.text.clone()).collect()),
        "The quantities in the content, as printed.";
    "figure_min" Number |claim, _| FlatCell::Number(claim.figures.first().and_then(|figure| figure.min)),
        "The least value that the first of them allows.";
    "figure_max" Number |claim, _| FlatCell::Number(claim.figures.first().and_then(|figure| figure.max)),
        "The greatest value that the first of them allows.";
    "figure_unit" Text |claim, _| FlatCell::some(claim.figures.first().and_then(|figure| figure.unit.as_deref())),
        "What the first of them counts.";
    "inside" Text |claim, _| FlatCell::some(claim.inside.as_ref().map(|id| id.as_str())),
        "The claim inside which it stands.";
    "confidence" Number |claim, _| FlatCell::Number(claim.confidence),
        "The calibrated probability, 0 to 1, that it was read rightly.";
    "extractor" Text |claim, _| FlatCell::text(&claim.extractor), "What found it, with its version.";
}

/// The row of `claim`, whose address is `permalink`: one cell for each of [`FLAT_COLUMNS`], as CSV has it.
pub fn flat_row(claim: &ClaimRecord, permalink: &str) -> Vec<String> {
    FLAT_COLUMNS.iter().map(|column| column.cell(claim, permalink).csv()).collect()
}

fn words(text: Option<&SpannedText>) -> FlatCell {
    FlatCell::some(text.map(|words| words.text.as_str()))
}

fn party(claim: &ClaimRecord, field: impl Fn(&PartyRecord) -> Option<&str>) -> FlatCell {
    FlatCell::some(claim.source.as_ref().and_then(field))
}

fn said(claim: &ClaimRecord, field: impl Fn(&SaidRecord) -> Option<&str>) -> FlatCell {
    FlatCell::some(claim.said.as_ref().and_then(field))
}

fn slugs(parties: &[PartyRecord]) -> FlatCell {
    FlatCell::List(parties.iter().map(|party| party.slug.as_str().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim() -> ClaimRecord {
        serde_json::from_value(serde_json::json!({
            "id": "0pnanmm9y9q9m4k9", "inside": null,
            "article": {"id": "0pnanmm9y9q9m4k8", "version": "0pnanmm9y9q9m4k7", "file": null,
                "url": "https://example.org/a", "title": "=1+1", "publisher": "Example", "published": "2024-10-24"},
            "content": {"text": "-5 to \"10\"", "spans": [[4, 14]]}, "cue": {"text": "said", "spans": [[0, 4]]},
            "mention": null,
            "source": {"slug": "john-kirby", "name": "John Kirby", "kind": "person", "role": "spokesman",
                "wikidata": null, "maybe": []},
            "others": [],
            "via": [{"slug": "a", "name": "A", "kind": "media", "role": null, "wikidata": null, "maybe": []},
                {"slug": "b", "name": "B", "kind": "media", "role": null, "wikidata": null, "maybe": []}],
            "quotation": "direct", "stance": "asserts", "manner": "statement",
            "said": {"edtf": "2024-10-23", "basis": "text", "text": "on Wednesday"},
            "figures": [{"text": "-5", "min": -5, "max": 2.5, "about": false, "unit": "degrees", "spans": [[4, 6]]},
                {"text": "10", "min": 10, "max": 10, "about": false, "unit": null, "spans": [[11, 13]]}],
            "confidence": 0.93, "extractor": "x"
        }))
        .unwrap()
    }

    #[test]
    fn a_claim_is_one_row_with_a_cell_for_each_column() {
        let row = flat_row(&claim(), "https://example.org/claims/0pnanmm9y9q9m4k9");
        let of = |name: &str| row[FLAT_COLUMNS.iter().position(|column| column.name == name).unwrap()].as_str();
        assert_eq!(row.len(), FLAT_COLUMNS.len());
        assert_eq!(of("permalink"), "https://example.org/claims/0pnanmm9y9q9m4k9");
        assert_eq!(of("title"), "'=1+1");
        assert_eq!(of("content"), "'-5 to \"10\"");
        assert_eq!((of("mention"), of("others"), of("inside")), ("", "", ""));
        assert_eq!((of("source"), of("source_role"), of("via")), ("john-kirby", "spokesman", "a; b"));
        assert_eq!((of("said"), of("said_basis"), of("said_text")), ("2024-10-23", "text", "on Wednesday"));
        assert_eq!((of("figures"), of("figure_min"), of("figure_max")), ("'-5; 10", "-5", "2.5"));
        assert_eq!((of("figure_unit"), of("confidence")), ("degrees", "0.93"));
    }

    #[test]
    fn every_cell_is_of_the_kind_its_column_tells() {
        for column in FLAT_COLUMNS {
            let kind = match column.cell(&claim(), "") {
                FlatCell::Text(_) => FlatKind::Text,
                FlatCell::List(_) => FlatKind::List,
                FlatCell::Number(_) => FlatKind::Number,
                FlatCell::Flag(_) => FlatKind::Flag,
            };
            assert_eq!(kind, column.kind, "{}", column.name);
        }
    }
}
