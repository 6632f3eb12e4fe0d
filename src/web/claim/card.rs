//! A claim as a card inside pages of other sites.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::data::{ClaimData, load};
use super::image::{about, printed, said, with_cue};
use crate::domain::ClaimId;
use crate::web::error::AppError;
use crate::web::share::{CardFrame, Shared, card, height_of_words};
use crate::web::state::App;
use crate::web::view::ClaimView;

/// The most letters of the words of a claim on a card.
const LONGEST: usize = 600;

#[derive(Template)]
#[template(path = "share/card.html")]
struct Card<'a> {
    assets: &'static str,
    notice: Option<&'a str>,
    permalink: String,
    site: String,
    view: ClaimView,
    verb: String,
    about: Option<String>,
    words: String,
    /// True where the words are cut.
    is_cut: bool,
    said: String,
    printed: String,
    /// The licence of the text and the attribution that it asks for.
    text: Vec<&'a str>,
    note: &'static str,
}

/// Answers `/claims/{id}/embed`.
pub(in crate::web) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<Response, AppError> {
    let id: Option<ClaimId> = word.parse().ok();
    card::answer(&app, drawn(&app, id.as_ref()).await, id.map(|id| app.permalink(&id)))
}

async fn drawn(app: &App, id: Option<&ClaimId>) -> Result<String, AppError> {
    let id = id.ok_or(AppError::NotFound("claim"))?;
    let data = load(app, id).await?;
    let view = ClaimView::of(&data.claim);
    let whole = view.shortened(usize::MAX);
    let words = view.shortened(LONGEST);
    let card = Card {
        assets: crate::web::assets::VERSION.as_str(),
        notice: app.site.notice.as_deref(),
        permalink: app.permalink(id),
        site: app.absolute("/"),
        verb: with_cue(&view),
        about: about(&view),
        is_cut: words != whole,
        words: if words == whole { words } else { words.trim_end_matches('…').to_owned() },
        said: said(&data.claim, &view),
        printed: printed(&data.claim, &data.article),
        text: [&data.article.attribution, &data.article.license].into_iter().flatten().map(String::as_str).collect(),
        note: data.note(),
        view,
    };
    Ok(card.render()?)
}

/// A claim as other sites show it, in a frame no wider and no higher than this.
pub(in crate::web) async fn shared(app: &App, id: &ClaimId, most: [Option<u32>; 2]) -> Result<Shared, AppError> {
    let data = load(app, id).await?;
    let title = ClaimView::of(&data.claim).headline();
    Ok(Shared { path: format!("/claims/{id}"), title, frame: data.frame(app, most) })
}

impl ClaimData {
    /// The frame that shows the card of the claim.
    pub(super) fn frame(&self, app: &App, most: [Option<u32>; 2]) -> CardFrame {
        let address = app.absolute(&format!("/claims/{}/embed", self.claim.id));
        let title = format!("A claim by {}, on Onrecord", ClaimView::of(&self.claim).speaker());
        CardFrame::new(address, title, app.site.notice.as_deref(), |width| height(&self.claim.content, width), most)
    }
}

/// The height in which a card most likely shows all of its words: what is above and below them, and their lines.
fn height(content: &str, width: u32) -> u32 {
    // Below the words stand two lines, which are broken where it is narrow.
    let around = if width < 480 { 300 } else { 230 };
    around + height_of_words(content.chars().count().min(LONGEST), width)
}

/// Answers `/c/{id}`, the short address of a claim, and keeps the ending of a form: `/c/{id}.json`.
pub(in crate::web) async fn short(Path(word): Path<String>) -> Result<Response, AppError> {
    let (id, ending) = word.split_at(word.find('.').unwrap_or(word.len()));
    let id: ClaimId = id.parse().map_err(|_| AppError::NotFound("claim"))?;
    let is_plain = ending.bytes().all(|byte| byte == b'.' || byte.is_ascii_lowercase());
    let ending = Some(ending).filter(|_| is_plain).ok_or(AppError::NotFound("form of this page"))?;
    Ok(Redirect::permanent(&format!("/claims/{id}{ending}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_grows_with_the_words_up_to_where_they_are_cut() {
        let (short, long) = (height("No.", 600), height(&"word ".repeat(60), 600));
        assert!(short < long && long < height(&"word ".repeat(60), 320));
        assert_eq!(height(&"x".repeat(LONGEST), 600), height(&"x".repeat(10 * LONGEST), 600));
    }
}
