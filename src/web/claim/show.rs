//! The page of one claim, as browsers show it: what people share.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use serde_json::Value;

use super::cited::CitationForm;
use super::data::{ClaimData, load};
use super::explanation::{self, Step};
use super::links::archived_copy;
use super::relations::{Group, SaidAgain, groups};
use crate::domain::{Article, CanonicalAddress, Claim, ClaimId};
use crate::store::Neighbours;
use crate::web::cite::{IN_REF, Style, metadata};
use crate::web::copies::{CreditView, PrintingsView};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::image::Sheet;
use crate::web::page::Layout;
use crate::web::passage::Piece;
use crate::web::query::Query;
use crate::web::rendering::json::Document;
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;
use crate::web::view::{self, ClaimView, Moment, PartyView};

/// Related claims of one kind that the page shows; the others stand on a page of their own.
const RELATED: usize = 3;

pub(in crate::web) async fn show(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let id: ClaimId = word.parse().map_err(|_| AppError::NotFound("claim"))?;
    let data = load(&app, &id).await?;
    if format.is_citation() {
        let in_ref = Query::new("/claims", pairs)?.one(IN_REF).is_some();
        return Ok(data.citation_file(&app, Style { format, in_ref }));
    }
    answer(&app, format, &data).await
}

#[derive(Template)]
#[template(path = "claim/show.html")]
struct ClaimPage<'a> {
    layout: Layout,
    data: &'a ClaimData,
    article: &'a Article,
    claim: ClaimView,
    /// How large the statement is set: "short", "medium" or "long".
    size: &'static str,
    permalink: String,
    /// Its short address.
    short: String,
    /// What shows its card in a page of another site.
    embed: String,
    citation: String,
    citation_forms: Vec<CitationForm>,
    /// The host of the article's address.
    host: Option<String>,
    our_copy: String,
    /// The Web Archive's address, and the day it is asked for.
    web_archive: Option<(String, String)>,
    report: Option<String>,
    said: Vec<Moment>,
    published: Option<Moment>,
    loaded: Moment,
    read_at: String,
    /// Quantities as printed, and what they were read as.
    figures: Vec<(String, String)>,
    chain: Vec<ChainLink>,
    steps: Vec<Step>,
    /// What people corrected, a sentence each.
    corrections: Vec<String>,
    /// True where people say that nobody is named.
    is_nobodys: bool,
    certainty: Option<String>,
    is_doubtful: bool,
    partial: Option<&'static str>,
    same_passage: Vec<ClaimLine>,
    related: Vec<Group>,
    said_again: Option<SaidAgain>,
    in_article: ClaimLines,
    of_source: ClaimLines,
    printings: Option<PrintingsView>,
    credit: Option<CreditView>,
}

impl ClaimPage<'_> {
    fn shows_cue(&self) -> bool {
        self.pieces().any(|piece| piece.is_cue)
    }

    fn shows_date(&self) -> bool {
        self.pieces().any(|piece| piece.is_said)
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.data.passage.iter().flat_map(|paragraph| &paragraph.pieces)
    }
}

/// One who passed the words on: what it did, who it is, and its page.
struct ChainLink {
    part: &'static str,
    name: String,
    path: Option<String>,
}

/// Another claim, in a line.
struct ClaimLine {
    view: ClaimView,
    words: String,
}

impl ClaimLine {
    fn of(claim: &Claim) -> Self {
        Self { view: ClaimView::of(claim), words: view::shortened(&claim.content, 110) }
    }
}

/// The claims before and after this one.
struct ClaimLines {
    previous: Option<ClaimLine>,
    next: Option<ClaimLine>,
}

impl ClaimLines {
    fn of(neighbours: &Neighbours) -> Self {
        let line = |claim: &Option<Claim>| claim.as_ref().map(ClaimLine::of);
        Self { previous: line(&neighbours.previous), next: line(&neighbours.next) }
    }

    fn is_none(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

impl PageData for ClaimData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let Self { claim, article, .. } = self;
        let id = &claim.id;
        let path = format!("/claims/{id}");
        let permalink = app.absolute(&path);
        let view = ClaimView::of(claim);
        let cited = self.cited(app);
        let mut layout = Layout::new(app, "claims", format!("{} · Onrecord", view.headline()))
            .canonical(app, &path)
            .in_forms(&Query::page(&path))
            .described(description(&view, article))
            .with_image(app, &Query::page(&path), image_in_words(&view))
            .embeddable(app, &permalink);
        layout.metadata = metadata(article, Some(&cited.summary()));
        ClaimPage {
            layout,
            size: size_of(&claim.content),
            citation: cited.footnote(),
            citation_forms: self.citation_forms(&cited),
            host: article.url.as_deref().and_then(CanonicalAddress::parse).map(|address| address.host().to_owned()),
            our_copy: self.our_copy(),
            web_archive: archived_copy(article),
            report: app.site.contact.as_deref().map(|contact| report_link(contact, id, &permalink)),
            short: app.absolute(&format!("/c/{id}")),
            embed: self.frame(app, [None, None]).render()?.trim().to_owned(),
            permalink,
            said: view::said_moments(&claim.said),
            published: Moment::published(article),
            loaded: Moment::of_stamp(&claim.loaded_at),
            read_at: view::moment(&self.read_at),
            figures: figures(claim),
            chain: chain(&view),
            steps: explanation::steps(claim, self.reasons.as_deref(), &self.decisions),
            corrections: explanation::corrections(&self.decisions),
            is_nobodys: explanation::is_nobodys(&self.decisions),
            certainty: explanation::certainty(claim),
            is_doubtful: self.is_doubtful(),
            partial: self.version.partial.map(view::partial_words),
            same_passage: self.same_passage.iter().map(ClaimLine::of).collect(),
            related: groups(&self.related.claims, id, RELATED),
            said_again: SaidAgain::of(claim, &self.related.claims),
            in_article: ClaimLines::of(&self.in_article),
            of_source: ClaimLines::of(&self.of_source),
            printings: self.printings.as_ref().map(|printings| PrintingsView::of(printings, &article.id)),
            credit: self.credit.as_ref().map(CreditView::of),
            claim: view,
            article,
            data: self,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        self.document(app).await
    }

    fn image(&self, app: &App) -> Option<Sheet> {
        Some(self.drawn(app).sheet())
    }

    async fn linked_data(&self, app: &App) -> Result<Option<Value>, AppError> {
        self.annotation(app).await.map(Some)
    }
}

impl ClaimData {
    /// The claim in the text in which it was read: the article's page shows the newest one alone.
    fn our_copy(&self) -> String {
        let article = &self.article.id;
        match self.version.is_newest {
            true => format!("/articles/{article}#claim-{}", self.claim.id),
            false => self.version_path(),
        }
    }

    /// The page of the text in which it was read.
    pub(super) fn version_path(&self) -> String {
        format!("/articles/{}?version={}", self.article.id, self.version.id)
    }
}

/// Few words are set larger than many.
fn size_of(content: &str) -> &'static str {
    match content.chars().count() {
        0..=130 => "short",
        131..=340 => "medium",
        _ => "long",
    }
}

fn figures(claim: &Claim) -> Vec<(String, String)> {
    let meaning = |figure| explanation::figure_reason(figure).trim_end_matches('.').to_owned();
    claim.figures.iter().map(|figure| (figure.words.clone(), meaning(&figure.figure))).collect()
}

/// From the source through those who passed it on to the publisher; empty where nobody stands between them.
fn chain(view: &ClaimView) -> Vec<ChainLink> {
    if view.via.is_empty() {
        return Vec::new();
    }
    let link = |part, party: &PartyView| ChainLink { part, name: party.name.clone(), path: Some(party.path.clone()) };
    let mut chain = vec![match &view.source {
        Some(source) => link("said by", source),
        None => ChainLink { part: "said by", name: view.speaker(), path: None },
    }];
    chain.extend(view.via.iter().map(|party| link("through", party)));
    if let Some((path, name)) = &view.publisher {
        match chain.last_mut().filter(|last| last.name == *name) {
            Some(last) => last.part = "printed by",
            None => {
                chain.push(ChainLink { part: "printed by", name: name.clone(), path: Some(path.clone()) });
            }
        }
    }
    chain
}

/// A letter to the operator about this claim, with its address in it.
fn report_link(contact: &str, id: &ClaimId, permalink: &str) -> String {
    let subject = view::percent_encoded(&format!("Error in claim {id}"));
    let body = view::percent_encoded(&format!("The claim: {permalink}\r\n\r\nWhat is wrong with it:\r\n"));
    format!("mailto:{contact}?subject={subject}&body={body}")
}

fn description(view: &ClaimView, article: &Article) -> String {
    let publisher = article.publisher.as_ref().map_or("an article", |publisher| publisher.name.as_str());
    format!("{} Said {}; reported by {publisher}. Machine-read: check the source.", view.shortened(180), view.said)
}

/// What the image shows, for who cannot see it.
fn image_in_words(view: &ClaimView) -> String {
    let words = view.shortened(300);
    let words = if view.is_direct { format!("“{words}”") } else { format!("{words} ({})", view.quotation) };
    format!("{} {}: {words}", view.speaker(), view.attribution.in_title())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_letter_with_the_claim_s_address() {
        let id: ClaimId = "0123456789abcdef".parse().unwrap();
        let link = report_link("desk@e.org", &id, "https://e.org/claims/0123456789abcdef");
        let expected = "mailto:desk@e.org?subject=Error%20in%20claim%200123456789abcdef\
                        &body=The%20claim%3A%20https%3A%2F%2Fe%2Eorg%2Fclaims%2F0123456789abcdef%0D%0A%0D%0A";
        assert!(link.starts_with(expected), "{link}");
    }
}
