//! A turn of a transcript: what one speaker says until the next one has the word. [`super::turns`] finds them.

use std::ops::Range;

use super::tokens::Token;
use crate::domain::Span;

/// Whom the words before a turn name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// "QUESTION", "Q", "REPORTER": whoever asks.
    Questioner,
    /// "A", "ANSWER": whoever is asked.
    Answerer,
    /// "MODERATOR", "SENIOR ADMINISTRATION OFFICIAL": someone whose name is kept back.
    Unnamed,
    /// "THE PRESIDENT".
    Office,
    /// "SECRETARY RETH", "President of Vell Ama Reth".
    Titled,
    /// "Ama Reth", "RETH".
    Plain,
    /// Words that mark a turn and do not tell whose it is; what is said is nobody's.
    Unread,
}

/// What one speaker says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    /// The words that name the speaker, as tokens.
    pub label: Range<usize>,
    /// Where the name starts among them; their end where they give none.
    pub name: usize,
    /// What they say the speaker is ("GOVERNOR OF VELL", "Sarn—Minister for Roads"); empty where they do not.
    pub description: Range<usize>,
    /// Whom they name.
    pub kind: Kind,
    /// What is said.
    pub words: Span,
}

impl Turn {
    /// The place of the words that name the speaker, by the tokens of the text.
    pub(super) fn mention(&self, tokens: &[Token]) -> Span {
        Span::new(tokens[self.label.start].span.start, tokens[self.label.end - 1].span.end)
    }

    /// True where what is said is a question.
    pub(super) fn asks(&self) -> bool {
        self.kind == Kind::Questioner
    }
}
