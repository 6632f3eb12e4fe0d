//! The output of this stage: attributions as spans of the text.

use crate::domain::Span;

/// One attribution as places in the text.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::extract) struct RawAttribution {
    /// The words claimed; never empty.
    pub content: Vec<Span>,
    /// All of it stands between quotation marks, which are left out of `content`.
    pub direct: bool,
    /// The words that attribute, negation and auxiliaries included.
    pub cue: Vec<Span>,
    /// The words that name the source.
    pub mention: Vec<Span>,
    /// What told that these words name it, or that none do: the rule, and what changed the words since.
    pub mention_by: Vec<&'static str>,
    /// Those through whom the claim came, those nearest to the source first.
    pub relays: Vec<Relay>,
    /// The speaker goes on: the attribution (by its place in the list) whose speaker this one has.
    pub runs_on: Option<usize>,
    /// The attribution whose content this one stands in.
    pub inside: Option<usize>,
    /// The sentence it stands in.
    pub sentence: usize,
    /// The mention is the subject of its sentence, not of a relative clause.
    pub main_subject: bool,
    /// The probability that the attribution is right, from 0 to 1.
    pub confidence: f64,
    /// The turn of a transcript that the content is a part of.
    pub turn: Option<usize>,
}

impl RawAttribution {
    /// Words claimed in a sentence, of which nothing else is told yet.
    pub(in crate::extract) fn of(sentence: usize, content: Vec<Span>, direct: bool) -> Self {
        Self {
            content,
            direct,
            cue: Vec::new(),
            mention: Vec::new(),
            mention_by: Vec::new(),
            relays: Vec::new(),
            runs_on: None,
            inside: None,
            sentence,
            main_subject: true,
            confidence: 1.0,
            turn: None,
        }
    }

    /// Takes these words for those that name the source, by this rule.
    pub(in crate::extract) fn named_by(&mut self, mention: Span, rule: &'static str) {
        (self.mention, self.mention_by) = (vec![mention], vec![rule]);
    }

    /// Takes no words for those that name the source, by this rule.
    pub(in crate::extract) fn unnamed_by(&mut self, rule: &'static str) {
        self.mention.clear();
        self.mention_by = vec![rule];
    }
}

/// Words that name someone or something a claim came through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extract) struct Relay {
    /// Where they stand.
    pub span: Span,
    /// How this person or outlet passed the claim on.
    pub kind: RelayKind,
}

/// In which way a claim passed through, nearest to the source first: the order of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::extract) enum RelayKind {
    /// "in a post on Telegram".
    Posted,
    /// "told the Courier"; counts where an outlet is named.
    Addressed,
    /// "published by the Courier", "according to the Courier"; counts where an outlet is named.
    Published,
    /// "quoted by the agency", "Yonhap reported, citing": whoever it is.
    Reported,
}
