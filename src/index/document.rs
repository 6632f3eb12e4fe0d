//! A claim as the index holds it.

use tantivy::TantivyDocument;

use super::schema::Fields;

/// A day as a number: days since the first of the year 0, and one; 0 where there is none.
pub type Day = u64;

/// A claim as the index holds it. Numbers of rows are those of the store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The claim's row.
    pub claim: u64,
    /// Its article's row.
    pub article: u64,
    /// The row of the first article of its origin; its article's, where no other article is a copy.
    pub origin: u64,
    /// Where it stands in its article.
    pub place: u64,
    /// Its words.
    pub content: String,
    /// The names of those who said it or passed it on, as printed and as known.
    pub names: String,
    /// The headline of its article.
    pub title: String,
    /// The last day it may have been said on; 0 where nothing tells.
    pub said: Day,
    /// The day it was published on; 0 where nothing tells.
    pub published: Day,
    /// When it was loaded, in seconds since 1970.
    pub loaded: u64,
    /// The days it may have been said on, which a range of days finds it by; `None` where no range does.
    pub days: Option<(Day, Day)>,
    /// True where the text gives no date, so that its days are the day of publication.
    pub by_publication: bool,
    /// The publisher's row.
    pub publisher: Option<u64>,
    /// Rows of the sources that said it.
    pub sources: Vec<u64>,
    /// Those among them that lists show: sources which are not bound to one article.
    pub listed_sources: Vec<u64>,
    /// Rows of the sources that passed it on.
    pub via: Vec<u64>,
    /// Kinds of the sources that said it, as numbers that the store gives.
    pub kinds: Vec<u64>,
    /// Countries of the sources that said it, as numbers that the store gives.
    pub countries: Vec<u64>,
    /// Its stance, as a number that the store gives.
    pub stance: u64,
    /// How its words are given, as a number that the store gives.
    pub quotation: u64,
    /// The properties it has, as numbers that the store gives.
    pub has: Vec<u64>,
    /// How sure its reading is, in millionths.
    pub confidence: Option<u64>,
    /// The words that name a source, with the row of the source.
    pub mentions: Vec<(u64, String)>,
    /// The roles that are printed with a source, with the row of the source.
    pub roles: Vec<(u64, String)>,
}

/// Stands for an end of the days that is not known.
pub const OPEN_FIRST: Day = 1;
/// Stands for an end of the days that is not known.
pub const OPEN_LAST: Day = 3_652_425;

impl Document {
    pub(super) fn into_tantivy(self, fields: &Fields) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(fields.content, &self.content);
        document.add_text(fields.content_stems, &self.content);
        document.add_text(fields.names, &self.names);
        document.add_text(fields.title, &self.title);
        document.add_text(fields.title_stems, &self.title);
        // Days that end before they begin lie in no range.
        let (first, last) = self.days.unwrap_or((OPEN_LAST + 1, 0));
        let single = [
            (fields.claim, self.claim),
            (fields.article, self.article),
            (fields.origin, self.origin),
            (fields.place, self.place),
            (fields.said, self.said),
            (fields.published, self.published),
            (fields.loaded, self.loaded),
            (fields.first, first),
            (fields.last, last),
            (fields.by_publication, u64::from(self.by_publication)),
            (fields.stance, self.stance),
            (fields.quotation, self.quotation),
        ];
        for (field, value) in single {
            document.add_u64(field, value);
        }
        for (field, value) in [(fields.publisher, self.publisher), (fields.confidence, self.confidence)] {
            if let Some(value) = value {
                document.add_u64(field, value);
            }
        }
        let several = [
            (fields.source, self.sources),
            (fields.listed_source, self.listed_sources),
            (fields.via, self.via),
            (fields.kind, self.kinds),
            (fields.country, self.countries),
            (fields.has, self.has),
        ];
        for (field, mut values) in several {
            values.sort_unstable();
            values.dedup();
            for value in values {
                document.add_u64(field, value);
            }
        }
        for (field, printed) in [(fields.mentions, self.mentions), (fields.roles, self.roles)] {
            for (source, text) in printed {
                document.add_text(field, term_of_source(source, &text));
            }
        }
        document
    }
}

/// The term of a text that is printed with a source. What parts the two sorts before everything that is printed.
pub(super) fn term_of_source(source: u64, text: &str) -> String {
    format!("{source}\0{text}")
}
