//! A claim as a card inside pages of other sites: no script, and framed anywhere.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::data::{ClaimData, load};
use super::image::{about, printed, said, with_cue};
use crate::domain::ClaimId;
use crate::web::error::AppError;
use crate::web::error_page::{AsItIs, words_for};
use crate::web::page::html_response;
use crate::web::state::App;
use crate::web::view::ClaimView;

/// What the card may load, and that any page may frame it.
pub(in crate::web) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors *";

/// The most letters of the words of a claim on a card.
const LONGEST: usize = 600;
/// The width that is proposed for the frame of a card, in pixels.
const WIDTH: u32 = 600;
/// The narrowest frame in which a card is to be read, in pixels.
const NARROWEST: u32 = 220;

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

/// What stands in the place of a card that cannot be shown.
#[derive(Template)]
#[template(path = "share/no_card.html")]
struct NoCard {
    assets: &'static str,
    heading: String,
    message: String,
    link: String,
    site: String,
}

/// Answers `/claims/{id}/embed`.
pub(in crate::web) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<Response, AppError> {
    let (status, html) = match card(&app, &word).await {
        Ok(html) => (StatusCode::OK, html),
        Err(error @ (AppError::NotFound(_) | AppError::Withdrawn { .. })) => {
            let (heading, message) = words_for(&error);
            let (assets, site) = (crate::web::assets::VERSION.as_str(), app.absolute("/"));
            let id: Option<ClaimId> = word.parse().ok();
            let link = id.map_or_else(|| site.clone(), |id| app.permalink(&id));
            (error.status(), NoCard { assets, heading, message, link, site }.render()?)
        }
        Err(error) => return Err(error),
    };
    let mut response = html_response(status, html);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    response.extensions_mut().insert(AsItIs);
    Ok(response)
}

async fn card(app: &App, word: &str) -> Result<String, AppError> {
    let id: ClaimId = word.parse().map_err(|_| AppError::NotFound("claim"))?;
    let data = load(app, &id).await?;
    let view = ClaimView::of(&data.claim);
    let whole = view.shortened(usize::MAX);
    let words = view.shortened(LONGEST);
    let card = Card {
        assets: crate::web::assets::VERSION.as_str(),
        notice: app.site.notice.as_deref(),
        permalink: app.permalink(&id),
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

/// The frame that shows a card in a page of another site.
#[derive(Template)]
#[template(path = "share/frame.html")]
pub(super) struct CardFrame {
    address: String,
    title: String,
    pub width: u32,
    pub height: u32,
    /// How the frame grows in windows that are narrower than it.
    growth: Option<Growth>,
}

impl CardFrame {
    /// The frame of a claim's card, no wider and no higher than this.
    pub(super) fn of(app: &App, data: &ClaimData, widest: Option<u32>, highest: Option<u32>) -> Self {
        let width = widest.unwrap_or(WIDTH).clamp(NARROWEST, WIDTH);
        let content = &data.claim.content;
        Self {
            address: app.absolute(&format!("/claims/{}/embed", data.claim.id)),
            title: format!("A claim by {}, on Onrecord", ClaimView::of(&data.claim).speaker()),
            width,
            height: height(content, width).min(highest.unwrap_or(u32::MAX)),
            growth: (widest.is_none() && highest.is_none()).then(|| Growth::of(content)),
        }
    }
}

/// The height of a frame in pixels by the width of the window: `at_zero` less `per_width` hundredths of that width.
#[derive(Debug, PartialEq)]
struct Growth {
    at_zero: u32,
    per_width: u32,
}

impl Growth {
    /// From [`WIDTH`] down to 320 pixels the height grows evenly, so that nobody has to scroll inside the frame.
    fn of(content: &str) -> Self {
        const NARROW: u32 = 320;
        let wide = height(content, WIDTH);
        let more = height(content, NARROW) - wide;
        let over = WIDTH - NARROW;
        Self { at_zero: wide + more * WIDTH / over, per_width: more * 100 / over }
    }
}

/// The height in which a card most likely shows all of its words: what is above and below them, and their lines.
fn height(content: &str, width: u32) -> u32 {
    // Below the words stand two lines, which are broken where it is narrow.
    let around = if width < 480 { 300 } else { 230 };
    // A line is 30 pixels high, a letter of a stand-in font ten wide; padding and quotation mark take 60.
    let letters = (width.saturating_sub(60) / 10).max(10);
    let shown = content.chars().count().min(LONGEST) as u32;
    around + 30 * shown.div_ceil(letters).max(1)
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

    #[test]
    fn a_frame_has_its_height_at_both_ends_of_its_growth() {
        let words = "word ".repeat(60);
        let Growth { at_zero, per_width } = Growth::of(&words);
        for width in [320, 600] {
            let grown = at_zero - per_width * width / 100;
            assert!(grown.abs_diff(height(&words, width)) <= 6, "{grown} at {width}");
        }
    }
}
