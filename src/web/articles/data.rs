//! The data of the page of one article.

use serde::Serialize;

use super::speakers::{Speaker, speakers, words_in};
use crate::config::TextShown;
use crate::domain::{Article, Claim, CodePoints, Partial, Span, StoredFigure, VersionId};
use crate::relate::{
    ComparedArticle, ComparedClaim, ComparedFigure, ComparedParty, ComparedText, SideBySide, side_by_side,
};
use crate::store::{Contradiction, Credited, PlacedClaim, VersionRow, VersionText};
use crate::web::anchor::{Anchor, anchors};
use crate::web::copies::{self, Printings};
use crate::web::error::AppError;
use crate::web::passage::{self, Paragraph, Role};
use crate::web::provenance::ReadFrom;
use crate::web::state::App;

/// An article with its text and its claims.
#[derive(Debug, Serialize)]
pub(super) struct ArticleData {
    pub article: Article,
    /// The version of the text that is shown, and when it was loaded (RFC 3339, UTC).
    pub version: VersionId,
    pub version_loaded_at: String,
    /// Its number, from 1.
    pub version_number: i64,
    /// Set where that text is not the whole article.
    pub partial: Option<Partial>,
    /// The whole text or only the passages around claims. Pieces refer to claims by their index in `claims`.
    pub paragraphs: Vec<Paragraph>,
    /// In the order of the text.
    pub claims: Vec<Claim>,
    /// Where each part of the words of each claim stands in the text.
    pub anchors: Vec<Vec<Anchor>>,
    /// What other claims have against these.
    pub contradictions: Vec<Contradiction>,
    /// Figures that count things of one kind.
    pub side_by_side: Vec<SideBySide>,
    /// The speakers and their share of the claimed words, most words first.
    pub speakers: Vec<Speaker>,
    /// Words of all claims together, and of the whole text.
    pub claimed_words: usize,
    pub words: usize,
    pub characters: usize,
    /// Why the article was not read for claims; `None` where it was.
    pub not_read: Option<String>,
    /// All versions of its text, newest first.
    pub versions: Vec<VersionRow>,
    pub read_from: Option<ReadFrom>,
    pub printings: Option<Printings>,
    pub credit: Option<Credited>,
}

/// Loads an article that is not withdrawn.
pub(super) async fn load(app: &App, article: Article) -> Result<ArticleData, AppError> {
    let id = &article.id;
    let VersionText { version, withheld } = app.store.newest_text(id).await?.ok_or(AppError::NotFound("article"))?;
    let placed = app.store.claims_in(id, &version.id).await?;
    let text = version.text.as_str();
    let marks = marks(&withheld, &placed);
    let paragraphs = match app.site.text {
        TextShown::Passages => passage::around(text, &marks),
        TextShown::Full => passage::paragraphs(text, Span::new(0, text.len()), &marks),
    };
    let points = CodePoints::new(text);
    let shown = (app.site.text == TextShown::Passages).then_some(&paragraphs[..]);
    let of_claim = |placed: &PlacedClaim| anchors(&points, &placed.spans.content, shown, &withheld);
    let anchors = placed.iter().map(of_claim).collect();
    let claims: Vec<Claim> = placed.into_iter().map(|placed| placed.claim).collect();
    Ok(ArticleData {
        anchors,
        version: version.id.clone(),
        version_loaded_at: version.loaded_at.clone(),
        version_number: version.number,
        partial: version.partial,
        paragraphs,
        contradictions: app.store.contradictions(id).await?,
        side_by_side: side_by_side(&compared(&article, &claims)),
        speakers: speakers(&claims),
        claimed_words: claims.iter().map(|claim| words_in(&claim.content)).sum(),
        words: words_in(text),
        characters: text.chars().count(),
        not_read: app.store.not_read(id).await?,
        versions: app.store.versions(id).await?,
        read_from: app.store.provenance(&version.id).await?.as_ref().map(ReadFrom::of),
        printings: copies::printings(app, id, None).await?,
        credit: app.store.credited(id).await?,
        claims,
        article,
    })
}

/// The claims with figures, as figures are compared: by their words and who speaks.
fn compared(article: &Article, claims: &[Claim]) -> Vec<ComparedClaim> {
    let compared = claims.iter().filter(|claim| !claim.figures.is_empty()).map(|claim| ComparedClaim {
        id: claim.id.to_string(),
        article: ComparedArticle { id: article.id.to_string(), title: article.title.clone(), published: None },
        content: ComparedText { text: claim.content.clone(), spans: Vec::new() },
        cue: None,
        mention: None,
        source: claim.source().map(|party| ComparedParty {
            slug: party.source.slug.to_string(),
            name: party.source.name.clone(),
            kind: party.source.kind,
            role: None,
            country: None,
        }),
        stance: claim.stance,
        said: None,
        figures: claim
            .figures
            .iter()
            .map(|StoredFigure { words, figure }| ComparedFigure {
                text: words.clone(),
                min: figure.min,
                max: figure.max,
                about: figure.about,
                unit: figure.unit.clone(),
            })
            .collect(),
    });
    compared.collect()
}

/// The spans of withheld words, and of the parts of each claim, with their roles.
fn marks(withheld: &[Span], claims: &[PlacedClaim]) -> Vec<(Span, Role)> {
    let mut marks: Vec<(Span, Role)> = withheld.iter().map(|span| (*span, Role::Withheld)).collect();
    for (number, PlacedClaim { claim, spans }) in claims.iter().enumerate() {
        marks.extend(spans.content.iter().map(|span| (*span, Role::Content(number))));
        marks.extend(spans.cue.iter().map(|span| (*span, Role::Cue)));
        // Words that name nobody, as a person said, are no mention.
        let mention = spans.mention.iter().filter(|_| claim.mention.is_some());
        marks.extend(mention.map(|span| (*span, Role::Mention)));
    }
    marks
}
