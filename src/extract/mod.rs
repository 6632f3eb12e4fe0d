//! Extracts claims from the text of an article. The result depends on the arguments alone: no clock, network or
//! database is used.
//!
//! The stages, in order:
//!
//! 1. [`form`]: reads through what is no part of the words, such as soft hyphens, entities and the marks of footnotes.
//!    [`segment`]: splits the text into paragraphs, sentences and [`tokens`] and pairs [`quotes`]; [`turns`]: finds who
//!    speaks in a transcript; [`dateline`]: takes off the place that opens a report.
//! 2. [`tag`]: a trained tagger marks which words are content, which attribute and which name the source, and links
//!    them; [`attribution`] turns that into attributions, with claims inside claims and quotations over several
//!    sentences.
//! 3. [`resolve`]: finds the source that a mention refers to, by full names, roles, pronouns and capital cities, and
//!    the chain of those through whom the words were relayed.
//! 4. [`date`], [`stance`], [`figures`]: when it was said, what the source does with the content, which numbers it
//!    gives.
//! 5. [`assemble`]: builds claims with permanent ids from all of this, where they are [`worth`] one.
//!
//! The word lists that the rules use are in [`lexicon`], [`cues`], [`day_words`], [`number_words`] and
//! [`sentence_words`]. `cases` holds stages to the cases under `tests/data/`.

mod assemble;
mod attribution;
#[cfg(test)]
mod cases;
mod cues;
mod date;
mod dateline;
mod day_words;
mod figures;
mod form;
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
mod worth;

use std::path::Path;
use std::sync::Arc;

use crate::registry::{Registry, RegistryError};
use data_encoding::HEXLOWER;

pub use resolve::{Answer, Chance, Choice, NameLesson};
use sha2::{Digest, Sha256};
use tag::Tagger;
pub use tag::{ModelError, WindowTags};

use crate::domain::{ArticleInfo, ExtractedClaim, Span};

/// The version of everything but the model; changes whenever the same text may give other claims.
const VERSION: &str = "reader-9";

/// Extracts claims from texts, with the trained tagger and the stages after it. Threads may share one.
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
    /// The claims in text order.
    pub claims: Vec<ExtractedClaim>,
    /// Why the text was not read at all.
    pub not_read: Option<NotRead>,
}

/// Why a text was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// The article is not in English; holds its language tag.
    #[error("language {0}")]
    Language(String),
    /// The text is longer than any article; holds its length in bytes.
    #[error("too long: {0} bytes, and at most {LONGEST_TEXT} are read")]
    TooLong(usize),
    /// The text has no words.
    #[error("no sentences")]
    NoSentences,
}

impl Extractor {
    /// Creates an extractor with the model that is built into the program.
    ///
    /// # Panics
    /// Panics if that model is invalid, which a test rules out.
    pub fn built_in() -> Self {
        Self::start_registry();
        #[allow(clippy::expect_used)]
        Self::with(Tagger::built_in().expect("the model that is built in is sound"))
    }

    /// Creates an extractor with the model in a folder that has `tagger.safetensors` and `vocab.txt`.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        Self::start_registry();
        Tagger::open(folder).map(Self::with)
    }

    /// Starts loading the registry in the background while the model is loaded, since both take about as long.
    fn start_registry() {
        // If no thread can be started, the registry is loaded on first use instead.
        let _ = std::thread::Builder::new().spawn(Registry::built_in);
    }

    fn with(tagger: Tagger) -> Self {
        let name = format!("{VERSION}.{}", tagger.fingerprint);
        Self { tagger, registry: Registry::built_in().clone(), name }
    }

    /// Adds a registry file of the user to the built-in registry. The name of the extractor changes with it, because
    /// its claims may have other sources.
    ///
    /// # Errors
    /// Fails if the text is not a valid registry file.
    pub fn with_registry(mut self, text: &str) -> Result<Self, RegistryError> {
        self.registry = Arc::new(Registry::with(text)?);
        self.name = format!("{}.{}", self.name, HEXLOWER.encode(&Sha256::digest(text)[..4]));
        Ok(self)
    }

    /// The registry that names are looked up in.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Returns the name of the extractor with its version; it differs whenever the same text may give other claims.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the input and the predicted tags of each window of a text, each line of which is a paragraph. Used to
    /// compare the program with the training code.
    pub fn word_tags(&self, text: &str) -> Vec<WindowTags> {
        self.tagger.word_tags(text, &lines(text))
    }

    /// Returns every choice among those whom a pronoun, a noun or silence may stand for, with the features that it goes
    /// by; `mentions` are read beside those of the claims. Used to train the model of antecedents.
    pub fn choices(&self, text: &str, article: &ArticleInfo, mentions: &[Span], answers: Vec<Answer>) -> Vec<Choice> {
        let document = dateline::without(turns::split(segment::segment(text), article, false));
        if document.sentences.is_empty() {
            return Vec::new();
        }
        let raws = attribution::find(&document, &self.tagger);
        resolve::choices(&document, &raws, article, &self.registry, mentions, answers)
    }

    /// Returns every name of a text with the features that its kind goes by. Used to train the model of kinds.
    pub fn names(&self, text: &str, article: &ArticleInfo) -> Vec<NameLesson> {
        let document = dateline::without(turns::split(segment::segment(text), article, false));
        resolve::names(&document, &self.registry)
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
        let view = form::read(text, &|word| self.tagger.is_word(word), &self.registry);
        let document = dateline::without(turns::split(segment::segment(view.text()), article, view.is_recording));
        if !document.tokens.iter().any(|token| token.kind == tokens::TokenKind::Word) {
            return nothing(NotRead::NoSentences);
        }
        let raws = attribution::find(&document, &self.tagger);
        let resolved = resolve::resolve(&document, &raws, article, &self.registry);
        Reading { claims: assemble::assemble(&view, &document, &raws, resolved, article), not_read: None }
    }
}

fn is_english(tag: &str) -> bool {
    tag.is_empty() || tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("en"))
}

/// Returns the spans of the lines that are not blank.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let spans = text.split_inclusive('\n').map(|line| {
        start += line.len();
        Span::new(start - line.len(), start)
    });
    spans.filter(|span| !span.of(text).trim().is_empty()).collect()
}

/// Returns the words of several spans, joined by spaces.
fn line_words(spans: &[Span], text: &str) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
