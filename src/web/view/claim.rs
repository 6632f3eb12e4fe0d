//! Claims and their parties as lists and pages show them.

use crate::domain::{Claim, ClaimParty, KnownBy, PartyRole, Quotation, SourceKind};
use crate::store::{ClaimHit, MarkedText};

use super::article::headline;
use super::attribution::Attribution;
use super::date::{basis_text, said_text};
use super::number::counted;
use super::text::shortened;
use super::vocabulary::{partial_mark, quotation_words};

/// The most letters of a claim that another one denies, where a list shows both.
const LONGEST_DENIED: usize = 110;

/// Words and whether they are set apart.
#[derive(Debug, Clone)]
pub(in crate::web) struct Words {
    pub text: String,
    pub is_hit: bool,
}

/// A source as a link.
#[derive(Debug, Clone)]
pub(in crate::web) struct PartyView {
    pub name: String,
    pub path: String,
    pub role: Option<String>,
    pub is_unnamed: bool,
    pub by_name_only: bool,
}

impl PartyView {
    fn of(party: &ClaimParty) -> Self {
        Self {
            name: party.source.name.clone(),
            path: format!("/sources/{}", party.source.slug),
            role: party.printed_role.clone(),
            is_unnamed: matches!(party.source.kind, SourceKind::Unnamed | SourceKind::Group),
            by_name_only: party.source.known_by == KnownBy::Name && party.source.kind == SourceKind::Person,
        }
    }
}

/// A claim as lists show it.
#[derive(Debug, Clone)]
pub(in crate::web) struct ClaimView {
    pub path: String,
    pub source: Option<PartyView>,
    pub mention: Option<String>,
    pub others: Vec<PartyView>,
    pub via: Vec<PartyView>,
    pub attribution: Attribution,
    pub is_direct: bool,
    pub quotation: &'static str,
    pub content: Vec<Words>,
    pub said: String,
    pub basis: String,
    pub said_iso: Option<String>,
    pub publisher: Option<(String, String)>,
    pub article_path: String,
    pub article_title: Vec<Words>,
    /// Where the text it was read in is not the whole article.
    pub partial: Option<&'static str>,
    /// "3 copies": other printings of the article in which it stands.
    pub copies: Option<String>,
    /// What it denies, where that was found.
    pub denied: Option<Box<DeniedView>>,
    /// Where a list holds claims of several chosen sources: which of them it is by.
    pub chosen: Vec<ChosenSource>,
    /// The list that a click on "Add to list" leads to where there is no script.
    pub gather: String,
    /// Where a list shows the first claim of each article alone: the others of this one.
    pub more_in_article: Option<MoreInArticle>,
}

/// A claim that another one denies.
#[derive(Debug, Clone)]
pub(in crate::web) struct DeniedView {
    pub claim: ClaimView,
    pub words: String,
}

/// One of the sources that a list is narrowed to.
#[derive(Debug, Clone)]
pub(in crate::web) struct ChosenSource {
    /// Its place among them, from 1 to 4 and then from 1 again: lists mark it by a colour.
    pub mark: usize,
    pub name: String,
}

/// Claims of an article that a list leaves out.
#[derive(Debug, Clone)]
pub(in crate::web) struct MoreInArticle {
    pub claims: i64,
    pub link: String,
}

/// A speaker's name; where the speaker was not found, the words printed for it ("“the old man”"), if there are any.
pub(in crate::web) fn speaker_name(name: Option<&str>, mention: Option<&str>) -> String {
    match (name, mention) {
        (Some(name), _) => name.to_owned(),
        (None, Some(mention)) => format!("“{mention}”"),
        (None, None) => "Speaker not found".to_owned(),
    }
}

impl ClaimView {
    pub(in crate::web) fn of(claim: &Claim) -> Self {
        let parties = |role| claim.with_role(role).map(PartyView::of).collect::<Vec<_>>();
        let plain = |text: &str| vec![Words { text: text.to_owned(), is_hit: false }];
        Self {
            path: format!("/claims/{}", claim.id),
            source: claim.source().map(PartyView::of),
            mention: claim.mention.clone(),
            others: parties(PartyRole::Other),
            via: parties(PartyRole::Via),
            attribution: Attribution::of(claim),
            is_direct: claim.quotation == Quotation::Direct,
            quotation: quotation_words(claim.quotation),
            content: plain(&claim.content),
            said: said_text(&claim.said),
            basis: basis_text(&claim.said),
            said_iso: claim.said.to.filter(|to| claim.said.from == Some(*to)).map(|day| day.to_string()),
            publisher: claim
                .publisher
                .as_ref()
                .map(|publisher| (format!("/publishers/{}", publisher.slug), publisher.name.clone())),
            article_path: format!("/articles/{}", claim.article_id),
            article_title: plain(headline(claim.article_title.as_deref())),
            partial: claim.partial.map(partial_mark),
            copies: None,
            denied: None,
            chosen: Vec::new(),
            gather: format!("/claims?id={}", claim.id),
            more_in_article: None,
        }
    }

    pub(in crate::web) fn of_hit(hit: &ClaimHit) -> Self {
        let words = |pieces: &[MarkedText]| {
            pieces.iter().map(|piece| Words { text: piece.text.clone(), is_hit: piece.is_hit }).collect()
        };
        let mut view = Self::of(&hit.claim);
        view.content = words(&hit.content);
        view.copies = (hit.copies > 0).then(|| counted(&(hit.copies as i64), "copy", "copies"));
        view.denied = hit.denied.as_ref().map(|denied| {
            let claim = Self::of(denied);
            Box::new(DeniedView { words: claim.shortened(LONGEST_DENIED), claim })
        });
        if let Some(title) = &hit.title {
            view.article_title = words(title);
        }
        view
    }

    /// The words claimed, cut where they are longer.
    pub(in crate::web) fn shortened(&self, length: usize) -> String {
        shortened(&self.content.iter().map(|words| words.text.as_str()).collect::<String>(), length)
    }

    /// Who the words are attributed to: the names, else the words that stand for one ("“the old man”").
    pub(in crate::web) fn speaker(&self) -> String {
        let name = speaker_name(self.source.as_ref().map(|source| source.name.as_str()), self.mention.as_deref());
        let others = self.others.iter().filter(|_| self.source.is_some()).map(|other| other.name.as_str());
        std::iter::once(name.as_str()).chain(others).collect::<Vec<_>>().join(" and ")
    }

    /// Who says what in one line, for titles and link previews.
    pub(in crate::web) fn headline(&self) -> String {
        let content: String = self.content.iter().map(|words| words.text.as_str()).collect();
        format!("{} {}: {}", self.speaker(), self.attribution.in_title(), shortened(&content, 90))
    }
}
