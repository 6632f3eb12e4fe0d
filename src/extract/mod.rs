//! Article text to claims: pure, with no clock, no network, no database.
//!
//! The tour, one file per stage:
//!
//! 1. [`segment`]: paragraphs, sentences, [`tokens`], and [`quotes`] of all kinds paired; [`turns`]: who has the word in a
//!    transcript.
//! 2. [`tag`]: a trained tagger marks which words are content, which attribute and which name the source, and links them;
//!    [`attribution`] makes attributions of that, with claims inside claims and quotations that run on.
//! 3. [`resolve`]: the words that name a source to the source: full names, roles, pronouns, capitals, the chain.
//! 4. [`date`], [`stance`], [`figures`]: when, in which manner, how many.
//! 5. [`assemble`]: all of it into claims with permanent ids.
//!
//! The words that rules ask for stand in [`lexicon`], [`cues`], [`day_words`], [`number_words`] and
//! [`sentence_words`]. `cases` holds stages to the cases under `tests/data/`.

mod assemble;
mod attribution;
#[cfg(test)]
mod cases;
mod cues;
mod date;
mod day_words;
mod figures;
pub(crate) mod lexicon;
mod number_words;
mod quotes;
mod resolve;
mod segment;
mod sentence_words;
mod stance;
mod tag;
mod tokens;
mod turn;
mod turns;

use std::path::Path;
use std::sync::Arc;

use crate::registry::{Registry, RegistryError};
use data_encoding::HEXLOWER;

use sha2::{Digest, Sha256};
use tag::Tagger;
pub use tag::{ModelError, WindowTags};

use crate::domain::{ArticleInfo, ExtractedClaim, Span};

/// The version of everything but the model; changes whenever the same text may give other claims.
const VERSION: &str = "reader-6";

/// What reads claims out of texts: the trained tagger and the stages after it. Threads may share one.
pub struct Extractor {
    tagger: Tagger,
    registry: Arc<Registry>,
    name: String,
}

/// A text of more bytes is not read: no article is that long, and reading it would take minutes.
const LONGEST_TEXT: usize = 2_000_000;

/// What was found in one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The claims in order of place.
    pub claims: Vec<ExtractedClaim>,
    /// Why the text was not read at all.
    pub not_read: Option<NotRead>,
}

/// Why a text was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// Only English is read; the tag of the other language.
    #[error("language {0}")]
    Language(String),
    /// Longer than any article; its length in bytes.
    #[error("too long: {0} bytes, and at most {LONGEST_TEXT} are read")]
    TooLong(usize),
    /// Nothing in it that could be a sentence.
    #[error("no sentences")]
    NoSentences,
}

impl Extractor {
    /// With the model that is built into the program.
    ///
    /// # Panics
    /// When that model is broken, which a test rules out.
    pub fn built_in() -> Self {
        Self::start_registry();
        #[allow(clippy::expect_used)]
        Self::with(Tagger::built_in().expect("the model that is built in is sound"))
    }

    /// With the model in a folder: `tagger.safetensors` and `vocab.txt`.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        Self::start_registry();
        Tagger::open(folder).map(Self::with)
    }

    /// Reads the registry beside the model, which takes about as long.
    fn start_registry() {
        // Where there is no thread for it, it is read when it is asked for.
        let _ = std::thread::Builder::new().spawn(Registry::built_in);
    }

    fn with(tagger: Tagger) -> Self {
        let name = format!("{VERSION}.{}", tagger.fingerprint);
        Self { tagger, registry: Registry::built_in().clone(), name }
    }

    /// With a registry file of the user's own added to the one that is built in, which makes it another extractor: its
    /// claims may have other sources.
    ///
    /// # Errors
    /// When the text is no registry file.
    pub fn with_registry(mut self, text: &str) -> Result<Self, RegistryError> {
        self.registry = Arc::new(Registry::with(text)?);
        self.name = format!("{}.{}", self.name, HEXLOWER.encode(&Sha256::digest(text)[..4]));
        Ok(self)
    }

    /// The registry that names are looked up in.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What read the claims, with its version; another name whenever the same text may give other claims.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the network makes of each window of a text, each line a paragraph; to be compared with training.
    pub fn word_tags(&self, text: &str) -> Vec<WindowTags> {
        self.tagger.word_tags(text, &lines(text))
    }

    /// Finds every claim in the text of one article.
    pub fn extract(&self, text: &str, article: &ArticleInfo) -> Reading {
        let nothing = |reason| Reading { claims: Vec::new(), not_read: Some(reason) };
        if let Some(language) = article.language.as_deref().map(str::trim).filter(|language| !is_english(language)) {
            return nothing(NotRead::Language(language.to_owned()));
        }
        if text.len() > LONGEST_TEXT {
            return nothing(NotRead::TooLong(text.len()));
        }
        let document = turns::split(segment::segment(text), article);
        if !document.tokens.iter().any(|token| token.kind == tokens::TokenKind::Word) {
            return nothing(NotRead::NoSentences);
        }
        let raws = attribution::find(&document, &self.tagger);
        let resolved = resolve::resolve(&document, &raws, article, &self.registry);
        Reading { claims: assemble::assemble(&document, &raws, resolved, article), not_read: None }
    }
}

fn is_english(tag: &str) -> bool {
    tag.is_empty() || tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("en"))
}

/// Every line with words in it.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let spans = text.split_inclusive('\n').map(|line| {
        start += line.len();
        Span::new(start - line.len(), start)
    });
    spans.filter(|span| !span.of(text).trim().is_empty()).collect()
}

/// The words at several places with a space between them.
fn line_words(spans: &[Span], text: &str) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
