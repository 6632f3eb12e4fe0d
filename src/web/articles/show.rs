//! The page of one article: its text with the claims marked in it, and how much each source speaks.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::common;
use super::data::{self, ArticleData};
use super::speakers::Speaker;
use super::version::{self, VersionLine};
use crate::config::TextShown;
use crate::domain::{Article, ArticleId, Claim, ClaimId};
use crate::relate::{RelationKind, SideBySide};
use crate::store::Contradiction;
use crate::web::cite::{Cited, Standing, metadata};
use crate::web::copies::{CreditView, PrintingsView};
use crate::web::error::AppError;
use crate::web::figures::{Beside, Figures, OfClaim};
use crate::web::filters;
use crate::web::format::Format;
use crate::web::linked::{Linked, article_document};
use crate::web::page::Layout;
use crate::web::passage::Paragraph;
use crate::web::query::Query;
use crate::web::rendering::json::{Document, records};
use crate::web::rendering::{PageData, answer, answer_with_claims};
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// Answers the address of an article: its newest text, another of its versions with `version=`, or the words that it
/// shares with another article with `with=`.
pub(in crate::web) async fn show(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let id: ArticleId = word.parse().map_err(|_| AppError::NotFound("article"))?;
    if let Some(withdrawal) = app.store.article_withdrawal(&id).await? {
        return Err(AppError::Withdrawn { what: "article", withdrawal, article: None });
    }
    if let Some((_, other)) = pairs.iter().find(|(name, _)| name == "with") {
        return answer(&app, format, &common::load(&app, &id, other).await?).await;
    }
    let article = app.store.article(&id).await?.ok_or(AppError::NotFound("article"))?;
    if let Some(version) = Query::new("", pairs)?.one("version") {
        let version = version.parse().map_err(|_| AppError::NotFound("text of this article"))?;
        return answer(&app, format, &version::load(&app, article, &version).await?).await;
    }
    let (page, all) = (Query::page(&format!("/articles/{id}")), Query::of("/claims", "article", id.as_str()));
    match answer_with_claims(&app, format, &page, article.heading(), &all).await? {
        Some(response) => Ok(response),
        None => answer(&app, format, &data::load(&app, article).await?).await,
    }
}

/// A claim beside the text.
struct Note {
    view: ClaimView,
    id: String,
    words: String,
    /// What others have against it.
    answers: Vec<Answer>,
    /// How many more have.
    further: usize,
}

/// What another claim has against one.
struct Answer {
    /// "denied by", "another figure by".
    words: &'static str,
    speaker: String,
    figure: Option<String>,
    path: String,
}

/// Answers that stand beside a claim.
const MOST_ANSWERS: usize = 3;

impl Note {
    /// Of one claim, with what contradicts it.
    fn of(claim: &Claim, against: &[&Contradiction]) -> Self {
        let mut answers: Vec<Answer> = Vec::new();
        for answer in against.iter().map(|other| Answer::of(other)) {
            // The same source may have said it again and again.
            if !answers.iter().any(|known| known.words == answer.words && known.speaker == answer.speaker) {
                answers.push(answer);
            }
        }
        let further = answers.len().saturating_sub(MOST_ANSWERS);
        answers.truncate(MOST_ANSWERS);
        let words = view::shortened(&claim.content, 90);
        Self { view: ClaimView::of(claim), id: claim.id.to_string(), words, answers, further }
    }
}

impl Answer {
    fn of(other: &Contradiction) -> Self {
        Self {
            words: match other.kind {
                RelationKind::Denies if other.is_denial => "denies",
                RelationKind::Denies => "denied by",
                RelationKind::RivalFigures => "counted otherwise by",
                _ => "not both right, with",
            },
            speaker: view::speaker_name(other.speaker.as_deref(), other.mention.as_deref()),
            figure: other.figure.clone().filter(|_| other.kind == RelationKind::RivalFigures),
            path: format!("/claims/{}", other.other),
        }
    }
}

/// A paragraph, and the claims that begin in it.
struct Row<'a> {
    paragraph: &'a Paragraph,
    notes: Vec<usize>,
}

#[derive(Template)]
#[template(path = "articles/show.html")]
struct ArticlePage<'a> {
    layout: Layout,
    data: &'a ArticleData,
    article: &'a Article,
    loaded: String,
    rows: Vec<Row<'a>>,
    notes: Vec<Note>,
    only_passages: bool,
    /// All versions of its text, newest first; empty where there is only one.
    versions: Vec<VersionLine>,
    partial: Option<&'static str>,
    printings: Option<PrintingsView>,
    credit: Option<CreditView>,
    /// What its figures count, with the figures.
    side_by_side: Vec<(String, Figures)>,
}

impl ArticlePage<'_> {
    /// True where printed words stand for speakers who were not found.
    fn has_words_for_speakers(&self) -> bool {
        self.data.speakers.iter().any(|speaker| speaker.mention.is_some())
    }

    /// True where others have something against a claim.
    fn is_disputed(&self) -> bool {
        self.notes.iter().any(|note| !note.answers.is_empty())
    }

    /// The numbers that these claims have beside the text, counted from 1.
    fn numbers(claims: &[usize]) -> String {
        claims.iter().map(|claim| (claim + 1).to_string()).collect::<Vec<_>>().join(" ")
    }
}

impl Speaker {
    fn name(&self) -> String {
        view::speaker_name(self.source.as_ref().map(|source| source.name.as_str()), self.mention.as_deref())
    }

    /// The length of the bar: the share of all claimed words in twentieths, at least one.
    fn bar(&self) -> usize {
        self.percent.div_ceil(5).clamp(1, 20)
    }
}

impl PageData for ArticleData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let article = &self.article;
        let title = format!("{} · Onrecord", view::shortened(article.heading(), 80));
        let mut layout = Layout::new(app, "articles", title)
            .canonical(app, &format!("/articles/{}", article.id))
            .in_forms(&Query::page(&format!("/articles/{}", article.id)))
            .described(description(article));
        layout.metadata = metadata(article, None);
        ArticlePage {
            layout,
            loaded: view::moment(&article.loaded_at),
            rows: rows(&self.paragraphs, self.claims.len()),
            notes: notes(&self.claims, &self.contradictions),
            only_passages: app.site.text == TextShown::Passages,
            versions: match self.versions.as_slice() {
                [_, _, ..] => self.versions.iter().map(|row| VersionLine::of(article, row)).collect(),
                _ => Vec::new(),
            },
            partial: self.partial.map(view::partial_words),
            printings: self.printings.as_ref().map(|printings| PrintingsView::of(printings, &article.id)),
            credit: self.credit.as_ref().map(CreditView::of),
            side_by_side: self.figures(),
            article,
            data: self,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        Document::at(app, &Query::page(&format!("/articles/{}", self.article.id)))?
            .and(&self.article)?
            .with("version", self.version_number)?
            .with("partial", self.partial)?
            .with("claims", records(app, self.claims.clone()).await?)?
            .with("contradictions", &self.contradictions)?
            .with("figures_side_by_side", &self.side_by_side)?
            .with("speakers", &self.speakers)?
            .with("claimed_words", self.claimed_words)?
            .with("words", self.words)?
            .with("characters", self.characters)?
            .with("not_read", &self.not_read)?
            .with("versions", &self.versions)?
            .with("read_from", &self.read_from)?
            .with("printings", &self.printings)?
            .with("credit", &self.credit)
    }

    async fn linked_data(&self, app: &App) -> Result<Option<Value>, AppError> {
        let records = records(app, self.claims.clone()).await?;
        let cited = |claim: &Claim| Cited::of(claim, &self.article, app.permalink(&claim.id), Standing::Current);
        let cited: Vec<Cited> = self.claims.iter().map(cited).collect();
        let linked = records.iter().zip(&cited).zip(&self.anchors).map(|((record, cited), anchors)| Linked {
            record,
            cited,
            article: &self.article,
            anchors,
            version_path: format!("/articles/{}?version={}", self.article.id, self.version),
            loaded_at: &self.version_loaded_at,
            read_at: None,
            first: None,
            no_longer_in_article: false,
            successor: None,
        });
        Ok(Some(article_document(app, &self.article, &linked.collect::<Vec<_>>())))
    }
}

impl ArticleData {
    /// The figures that count things of one kind, each with the words it stands in.
    fn figures(&self) -> Vec<(String, Figures)> {
        let claims: FxHashMap<&str, &Claim> = self.claims.iter().map(|claim| (claim.id.as_str(), claim)).collect();
        let beside = |number: usize, group: &SideBySide| {
            let figures = group.figures.iter().filter_map(|counted| {
                let claim = *claims.get(counted.claim.as_str())?;
                let figure = claim.figures.iter().find(|figure| figure.words == counted.text)?;
                let link = format!("#claim-{}", claim.id);
                Some(OfClaim { claim, figure, link })
            });
            let id = format!("figures-{}", number + 1);
            (group.counted.clone(), Figures::of(id, Beside::Content, figures.collect()))
        };
        self.side_by_side.iter().enumerate().map(|(number, group)| beside(number, group)).collect()
    }
}

fn notes(claims: &[Claim], contradictions: &[Contradiction]) -> Vec<Note> {
    let mut against: FxHashMap<&ClaimId, Vec<&Contradiction>> = FxHashMap::default();
    for other in contradictions {
        against.entry(&other.claim).or_default().push(other);
    }
    claims.iter().map(|claim| Note::of(claim, against.get(&claim.id).map_or(&[], Vec::as_slice))).collect()
}

fn description(article: &Article) -> String {
    match (article.is_read, article.claims) {
        (false, 0) => "This article has not been read for claims yet.".to_owned(),
        (_, claims) => format!("{} in this article, each with its source.", view::counted(&claims, "claim", "claims")),
    }
}

/// Each paragraph with the claims that begin in it. A claim that begins in none is put beside the last one, so that no
/// claim is missing from the page.
fn rows(paragraphs: &[Paragraph], claims: usize) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = paragraphs
        .iter()
        .map(|paragraph| Row {
            notes: paragraph.pieces.iter().flat_map(|piece| piece.starts.iter().copied()).collect(),
            paragraph,
        })
        .collect();
    let placed: FxHashSet<usize> = rows.iter().flat_map(|row| row.notes.iter().copied()).collect();
    if let Some(last) = rows.last_mut() {
        last.notes.extend((0..claims).filter(|claim| !placed.contains(claim)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Span;
    use crate::web::passage::Piece;

    #[test]
    fn a_claim_stands_beside_the_paragraph_it_begins_in() {
        let paragraph = |starts: &[usize]| Paragraph {
            pieces: vec![Piece { starts: starts.to_vec(), ..Piece::default() }],
            span: Span::new(0, 1),
            cut_before: false,
            cut_after: false,
        };
        let notes = |paragraphs: &[Paragraph], claims: usize| {
            rows(paragraphs, claims).into_iter().map(|row| row.notes).collect::<Vec<_>>()
        };
        assert_eq!(notes(&[paragraph(&[]), paragraph(&[0, 1]), paragraph(&[2])], 3), [vec![], vec![0, 1], vec![2]]);
        assert_eq!(notes(&[paragraph(&[1])], 2), [[1, 0]], "none is lost");
    }
}
