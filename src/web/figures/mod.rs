//! Figures beside each other: a table, and a plot of them over time.

mod plot;

use plot::Plot;

use crate::domain::{Claim, SourceKind, StoredFigure};
use crate::web::view::ClaimView;

/// The most letters of what is claimed that stand below a figure.
const LONGEST: usize = 160;

/// Figures for a page.
pub(super) struct Figures {
    /// The id of their heading.
    pub id: String,
    pub rows: Vec<FigureRow>,
    /// True where the publishers are a column.
    pub has_publishers: bool,
    pub plot: Option<Plot>,
    pub plot_height: u32,
}

/// A line of the table of figures.
pub(super) struct FigureRow {
    pub number: usize,
    pub figure: String,
    pub speaker: String,
    pub is_unnamed: bool,
    pub when: String,
    /// What is claimed.
    pub content: Option<String>,
    pub publisher: Option<(String, String)>,
    /// Where the statement stands.
    pub link: String,
}

/// A figure of a claim.
pub(super) struct OfClaim<'c> {
    pub claim: &'c Claim,
    pub figure: &'c StoredFigure,
    /// Where the statement stands.
    pub link: String,
}

/// What stands beside the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// What is claimed.
    Content,
    /// Who printed it.
    Publisher,
}

/// Figures that stand in the table; the others are folded below it.
const MOST_SHOWN: usize = 15;

impl Figures {
    /// Those in the table.
    pub(super) fn first(&self) -> &[FigureRow] {
        self.rows.split_at_checked(MOST_SHOWN).map_or(&self.rows, |(first, _)| first)
    }

    /// Those folded below it.
    pub(super) fn others(&self) -> &[FigureRow] {
        self.rows.get(MOST_SHOWN..).unwrap_or_default()
    }

    /// Figures in their order.
    pub(super) fn of(id: impl Into<String>, beside: Beside, figures: Vec<OfClaim<'_>>) -> Self {
        let (mut rows, mut drawn) = (Vec::new(), Vec::new());
        for OfClaim { claim, figure, link } in figures {
            let view = ClaimView::of(claim);
            let number = rows.len() + 1;
            if let Some(day) = claim.day() {
                drawn.push(plot::Figure {
                    number,
                    day,
                    min: figure.figure.min,
                    max: figure.figure.max,
                    is_unnamed: is_unnamed(claim),
                    words: format!("{}: {}, {}", view.speaker(), figure.words, view.said),
                    link: link.clone(),
                });
            }
            rows.push(FigureRow {
                number,
                figure: figure.words.clone(),
                speaker: view.speaker(),
                is_unnamed: is_unnamed(claim),
                when: view.said.clone(),
                content: (beside == Beside::Content).then(|| view.shortened(LONGEST)),
                publisher: view.publisher,
                link,
            });
        }
        Self {
            id: id.into(),
            rows,
            has_publishers: beside == Beside::Publisher,
            plot: Plot::draw(&drawn),
            plot_height: plot::HEIGHT as u32,
        }
    }
}

fn is_unnamed(claim: &Claim) -> bool {
    claim.source().is_none_or(|party| matches!(party.source.kind, SourceKind::Unnamed | SourceKind::Group))
}
