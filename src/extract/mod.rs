//! Article text to claims: pure, with no clock, no network, no database.
//!
//! The tour, one file per stage:
//!
//! 1. [`segment`]: paragraphs, sentences, [`tokens`], and [`quotes`] of all kinds paired.
//! 2. [`spans`]: which words are content, which attribute ([`cues`]), which name the source. Rules today, a trained
//!    tagger later; the rest does not know the difference.
//! 3. [`resolve`]: the words that name a source to the source: full names, roles, pronouns, capitals, the chain.
//! 4. [`date`], [`stance`], [`figures`]: when, in which manner, how many.
//! 5. [`assemble`]: all of it into claims with permanent ids.
//!
//! [`nouns`] holds the word lists that several stages share.

mod assemble;
mod cues;
mod date;
mod figures;
mod nouns;
mod quotes;
mod resolve;
mod segment;
mod spans;
mod stance;
mod tokens;

use crate::domain::{ArticleInfo, ExtractedClaim, Span};

/// What finds claims. Made once and shared by all who read.
#[derive(Debug)]
pub struct Extractor {
    name: String,
}

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
    /// Nothing in it that could be a sentence.
    #[error("no sentences")]
    NoSentences,
}

impl Extractor {
    /// The one that comes with the program.
    pub fn built_in() -> Self {
        Self { name: "rules-1".to_owned() }
    }

    /// What it is called, with its version; another name whenever the same text may give other claims.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Finds every claim in the text of one article.
    pub fn extract(&self, text: &str, article: &ArticleInfo) -> Reading {
        let nothing = |reason| Reading { claims: Vec::new(), not_read: Some(reason) };
        if let Some(language) = article.language.as_deref().map(str::trim).filter(|language| !is_english(language)) {
            return nothing(NotRead::Language(language.to_owned()));
        }
        let document = segment::segment(text);
        if !document.tokens.iter().any(|token| token.kind == tokens::TokenKind::Word) {
            return nothing(NotRead::NoSentences);
        }
        let raws = spans::tag(&document);
        let resolved = resolve::resolve(&document, &raws, article);
        Reading { claims: assemble::assemble(&document, &raws, resolved, article), not_read: None }
    }
}

fn is_english(tag: &str) -> bool {
    tag.is_empty() || tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("en"))
}

/// The words at several places with a space between them.
fn line_words(spans: &[Span], text: &str) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
