//! What the page of one claim tells.

use serde::Serialize;

use crate::config::TextShown;
use crate::domain::{Article, Basis, Claim, ClaimId, CodePoints, DisputeId, Partial, Reason, Span, VersionId};
use crate::store::{ClaimDetail, Credited, Decision, Neighbours, RelatedClaims, StoreError, Withdrawal};
use crate::web::anchor::{self, Anchor};
use crate::web::copies::{self, Printings};
use crate::web::error::AppError;
use crate::web::passage::{self, Paragraph, Piece, Role};
use crate::web::provenance::ReadFrom;
use crate::web::retired::Retired;
use crate::web::state::App;
use crate::web::view;

/// A claim with everything that its page shows.
#[derive(Debug, Serialize)]
pub(super) struct ClaimData {
    pub claim: Claim,
    pub article: Article,
    pub version: TextVersion,
    /// What found the claim.
    pub extractor: String,
    /// When it was found (RFC 3339, UTC).
    pub read_at: String,
    /// Set where a newer text or reading no longer yields the claim.
    pub retired: Option<Retired>,
    /// The earlier texts of the article in which the same words stand in another place.
    pub elsewhere: Vec<OtherText>,
    /// Where each part of the words stands in the text.
    pub anchors: Vec<Anchor>,
    /// Why each conclusion was reached, as the reading gave it.
    pub reasons: Option<Vec<Reason>>,
    /// What people decided about it, newest first.
    pub decisions: Vec<Decision>,
    /// Claims of other sources that this one reports.
    pub inner: Vec<ClaimId>,
    /// The words claimed, with quantities set off.
    pub statement: Vec<Piece>,
    /// The paragraphs around the words, and those before and after where whole articles are shown.
    pub passage: Vec<Paragraph>,
    pub before: Vec<Paragraph>,
    pub after: Vec<Paragraph>,
    /// The article's address at the publisher's, opening at the words.
    pub at_publisher: Option<String>,
    /// The other claims of the passage.
    pub same_passage: Vec<Claim>,
    pub in_article: Neighbours,
    pub of_source: Neighbours,
    /// Claims that say the same, deny it, count otherwise or cannot be right beside it.
    pub related: RelatedClaims,
    /// The state that it accuses, where no denial was found.
    pub unanswered: Option<String>,
    /// The dispute that it belongs to, with the number of other claims there.
    pub dispute: Option<(DisputeId, i64)>,
    pub read_from: Option<ReadFrom>,
    pub printings: Option<Printings>,
    pub credit: Option<Credited>,
}

/// The text of the article in which the claim was found.
#[derive(Debug, Serialize)]
pub(super) struct TextVersion {
    pub id: VersionId,
    /// 1 for the first.
    pub number: i64,
    pub is_newest: bool,
    /// Set where it is not the whole article.
    pub partial: Option<Partial>,
}

/// Another text of the article.
#[derive(Debug, Serialize)]
pub(super) struct OtherText {
    pub id: VersionId,
    /// 1 for the first.
    pub number: i64,
}

/// Claims less sure than this say so beside the statement.
const DOUBTFUL: f64 = 0.6;

impl ClaimData {
    /// True where the program is not sure that it read the claim rightly.
    pub(super) fn is_doubtful(&self) -> bool {
        self.claim.confidence.is_some_and(|confidence| confidence < DOUBTFUL)
    }
}

/// A claim that is not withdrawn, as stored.
pub(super) async fn detail(app: &App, id: &ClaimId) -> Result<ClaimDetail, AppError> {
    if let Some(withdrawal) = app.store.claim_withdrawal(id).await? {
        return Err(withdrawn(app, id, withdrawal).await?);
    }
    app.store.claim(id).await?.ok_or(AppError::NotFound("claim"))
}

/// Loads what the page of a claim shows.
pub(super) async fn load(app: &App, id: &ClaimId) -> Result<ClaimData, AppError> {
    let detail = detail(app, id).await?;
    let text = detail.version.text.as_str();
    let passage = passage::around(text, &marks(&detail));
    let (before, after) = match app.site.text {
        TextShown::Full => passage::context(text, &passage, &detail.withheld),
        TextShown::Passages => (Vec::new(), Vec::new()),
    };
    // Each beside the others, so that the page waits only for the slowest.
    let store = &app.store;
    let same_passage = async {
        match (passage.first(), passage.last()) {
            (Some(first), Some(last)) => store.claims_beside(id, Span::new(first.span.start, last.span.end)).await,
            _ => Ok(Vec::new()),
        }
    };
    let in_store = async {
        Ok(futures::try_join!(
            same_passage,
            store.unanswered(std::iter::once(&detail.claim)),
            store.related_claims(id),
            store.dispute_of(id),
            store.provenance(&detail.version.id),
            store.credited(&detail.article.id)
        )?)
    };
    let (retired, elsewhere, printings, (same_passage, mut unanswered, related, dispute, provenance, credit)) = futures::try_join!(
        Retired::of(app, &detail),
        elsewhere(app, &detail),
        copies::printings(app, &detail.article.id, Some(id)),
        in_store
    )?;
    let shown = (app.site.text == TextShown::Passages).then_some(&passage[..]);
    let is_gone = retired.as_ref().is_some_and(Retired::is_gone);
    Ok(ClaimData {
        statement: statement(text, &detail),
        // No link leads to words that are no longer there: a browser might mark others like them.
        at_publisher: if is_gone { None } else { at_publisher(text, &detail) },
        elsewhere,
        anchors: anchor::anchors(&CodePoints::new(text), &detail.spans.content, shown, &detail.withheld),
        version: TextVersion {
            id: detail.version.id.clone(),
            number: detail.version.number,
            is_newest: detail.version.is_newest,
            partial: detail.version.partial,
        },
        retired,
        passage,
        before,
        after,
        same_passage,
        unanswered: unanswered.remove(id),
        related,
        dispute,
        read_from: provenance.as_ref().map(ReadFrom::of),
        printings,
        credit,
        claim: detail.claim,
        article: detail.article,
        extractor: detail.extractor,
        read_at: detail.read_at,
        reasons: detail.reasons,
        decisions: detail.decisions,
        inner: detail.inner,
        in_article: detail.in_article,
        of_source: detail.of_source,
    })
}

/// The earlier texts in which a claim of the same words stood in another place: an id is made of an article and the words,
/// so that it may have been somebody else's there.
async fn elsewhere(app: &App, detail: &ClaimDetail) -> Result<Vec<OtherText>, AppError> {
    if detail.version.number == 1 {
        return Ok(Vec::new());
    }
    let (text, content) = (detail.version.text.as_str(), &detail.spans.content);
    let mut places = app.store.places_before(&detail.claim.id).await?;
    places.retain(|place| anchor::stand_apart(text, content, &place.text, &place.content));
    Ok(places.into_iter().map(|place| OtherText { id: place.version, number: place.number }).collect())
}

/// The error for a withdrawn claim, with the article it stood in where that is not withdrawn as well.
async fn withdrawn(app: &App, id: &ClaimId, withdrawal: Withdrawal) -> Result<AppError, StoreError> {
    let article = match app.store.article_of_withdrawn(id).await? {
        Some(article) if app.store.article_withdrawal(&article).await?.is_none() => Some(article),
        _ => None,
    };
    Ok(AppError::Withdrawn { what: "claim", withdrawal, article })
}

/// The roles of words in the claim.
fn marks(detail: &ClaimDetail) -> Vec<(Span, Role)> {
    let spans = &detail.spans;
    let figures = detail.claim.figures.iter().map(|figure| (figure.figure.span, Role::Figure));
    let with = |spans: &[Span], role: Role| spans.iter().map(|span| (*span, role)).collect::<Vec<_>>();
    let mut marks = with(&detail.withheld, Role::Withheld);
    marks.extend(with(&spans.content, Role::Content(0)));
    marks.extend(with(&spans.cue, Role::Cue));
    // Words that name nobody, as a person said, are no mention.
    if detail.claim.mention.is_some() {
        marks.extend(with(&spans.mention, Role::Mention));
    }
    // A date that a person corrected rests on no words of the article.
    if detail.claim.said.basis != Basis::Decision {
        marks.extend(with(&spans.said, Role::Said));
    }
    marks.extend(figures);
    marks
}

fn at_publisher(text: &str, detail: &ClaimDetail) -> Option<String> {
    let content = &detail.spans.content;
    let parts: Vec<&str> = content.iter().map(|span| span.of(text)).collect();
    let first = content.first().map_or(0, |span| span.start);
    view::words_at_publisher(detail.article.url.as_deref()?, &parts, text.get(..first).unwrap_or_default())
}

fn statement(text: &str, detail: &ClaimDetail) -> Vec<Piece> {
    let figures: Vec<Span> = detail.claim.figures.iter().map(|figure| figure.figure.span).collect();
    statement_pieces(text, &detail.spans.content, &figures)
}

/// The words claimed, with quantities set off; " … " stands for what the article has between two parts.
fn statement_pieces(text: &str, content: &[Span], figures: &[Span]) -> Vec<Piece> {
    let gap = |text: &str| Piece { text: text.to_owned(), ..Piece::default() };
    let marks: Vec<(Span, Role)> = figures.iter().map(|figure| (*figure, Role::Figure)).collect();
    let mut pieces = Vec::new();
    for (part, span) in content.iter().enumerate() {
        if part > 0 {
            pieces.push(gap(" … "));
        }
        for (line, paragraph) in passage::paragraphs(text, *span, &marks).into_iter().enumerate() {
            if line > 0 {
                pieces.push(gap(" "));
            }
            pieces.extend(paragraph.pieces);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_is_the_article_s_words() {
        let text = "“One\n\nparagraph,” she said, “and 20 lorries.”";
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let pieces = statement_pieces(text, &[at("One\n\nparagraph"), at("and 20 lorries")], &[at("20 lorries")]);
        let words: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(words, "One paragraph … and 20 lorries");
        assert_eq!(pieces.iter().filter(|piece| piece.is_figure).count(), 1);
    }
}
