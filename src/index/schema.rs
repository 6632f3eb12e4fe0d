//! The fields of the index.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;

use super::tokens;

/// Raised when what the index holds changes: an index of another number is made anew.
pub(super) const VERSION: u32 = 3;

const PRINTED: &str = "printed";
const STEMS: &str = "stems";
/// The library's name for what takes a text as one word.
const WHOLE: &str = "raw";

/// The fields, by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub content: Field,
    pub content_stems: Field,
    pub names: Field,
    pub title: Field,
    pub title_stems: Field,
    pub claim: Field,
    pub article: Field,
    pub origin: Field,
    pub place: Field,
    pub said: Field,
    pub published: Field,
    pub loaded: Field,
    pub first: Field,
    pub last: Field,
    pub by_publication: Field,
    pub publisher: Field,
    pub source: Field,
    pub listed_source: Field,
    pub via: Field,
    pub kind: Field,
    pub country: Field,
    pub stance: Field,
    pub quotation: Field,
    pub has: Field,
    pub confidence: Field,
    pub mentions: Field,
    pub roles: Field,
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |tokenizer: &str, record| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing)
    };
    // Phrases and prefixes are looked for among the words as printed, so that stems need no positions.
    let printed = || text(PRINTED, IndexRecordOption::WithFreqsAndPositions);
    let stems = || text(STEMS, IndexRecordOption::WithFreqs);
    let whole = || {
        let indexing = TextFieldIndexing::default().set_tokenizer(WHOLE).set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
    };
    let looked_up: NumericOptions = INDEXED.into();
    let kept: NumericOptions = FAST.into();
    let both = || looked_up.clone() | kept.clone();
    let fields = Fields {
        content: schema.add_text_field("content", printed()),
        content_stems: schema.add_text_field("content_stems", stems()),
        names: schema.add_text_field("names", printed()),
        title: schema.add_text_field("title", printed()),
        title_stems: schema.add_text_field("title_stems", stems()),
        claim: schema.add_u64_field("claim", both()),
        article: schema.add_u64_field("article", both()),
        origin: schema.add_u64_field("origin", kept.clone()),
        place: schema.add_u64_field("place", kept.clone()),
        said: schema.add_u64_field("said", kept.clone()),
        published: schema.add_u64_field("published", both()),
        loaded: schema.add_u64_field("loaded", kept.clone()),
        first: schema.add_u64_field("first", both()),
        last: schema.add_u64_field("last", both()),
        by_publication: schema.add_u64_field("by_publication", kept.clone()),
        publisher: schema.add_u64_field("publisher", both()),
        source: schema.add_u64_field("source", both()),
        listed_source: schema.add_u64_field("listed_source", kept.clone()),
        via: schema.add_u64_field("via", looked_up.clone()),
        kind: schema.add_u64_field("kind", both()),
        country: schema.add_u64_field("country", both()),
        stance: schema.add_u64_field("stance", both()),
        quotation: schema.add_u64_field("quotation", both()),
        has: schema.add_u64_field("has", both()),
        confidence: schema.add_u64_field("confidence", kept),
        mentions: schema.add_text_field("mentions", whole()),
        roles: schema.add_text_field("roles", whole()),
    };
    (schema.build(), fields)
}

/// What cuts texts into words, under the names that the schema calls it by.
pub(super) fn tokenizers() -> TokenizerManager {
    // The library looks for its own ones as well, also for fields of numbers.
    let manager = TokenizerManager::default();
    manager.register(PRINTED, tokens::printed());
    manager.register(STEMS, tokens::stems());
    manager
}
