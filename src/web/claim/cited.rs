//! A claim as a citation, in every form that its page offers.

use axum::response::Response;

use super::data::ClaimData;
use crate::web::cite::{Cited, IN_REF, Style};
use crate::web::format::Format;
use crate::web::retired::standing;
use crate::web::state::App;

/// A citation in one form, as the page of the claim shows it.
pub(super) struct CitationForm {
    /// The id of its text on the page, which a button copies.
    pub id: &'static str,
    pub name: &'static str,
    pub text: String,
    /// The address of a file with it.
    pub link: String,
}

impl ClaimData {
    pub(super) fn cited(&self, app: &App) -> Cited {
        Cited::of(&self.claim, &self.article, app.permalink(&self.claim.id), standing(self.retired.as_ref()))
    }

    /// A file with this citation.
    pub(super) fn citation_file(&self, app: &App, style: Style) -> Response {
        style.format.answer(style.file(&[self.cited(app)]))
    }

    /// The forms that stand folded below the footnote.
    pub(super) fn citation_forms(&self, cited: &Cited) -> Vec<CitationForm> {
        let form = |id, name, format: Format, in_ref| {
            let query = if in_ref { format!("?{IN_REF}=1") } else { String::new() };
            CitationForm {
                id,
                name,
                text: Style { format, in_ref }.file(std::slice::from_ref(cited)).trim_end().to_owned(),
                link: format!("/claims/{}{}{query}", self.claim.id, format.ending()),
            }
        };
        vec![
            form("bibtex", "BibTeX", Format::BibTex, false),
            form("ris", "RIS", Format::Ris, false),
            form("csl", "CSL-JSON", Format::CslJson, false),
            form("wiki", "Wikipedia", Format::Wiki, false),
            form("wiki-ref", "Wikipedia, with ref tags", Format::Wiki, true),
        ]
    }
}
