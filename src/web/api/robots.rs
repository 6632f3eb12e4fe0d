//! What robots may read.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use crate::web::state::App;

/// Programs that show a preview of a link which somebody shared. They ask for one page and its image, and follow no links.
const PREVIEWS: [&str; 6] =
    ["Twitterbot", "facebookexternalhit", "LinkedInBot", "Slackbot", "Discordbot", "TelegramBot"];

/// Lets robots read pages, but not filtered lists and not their other forms: the combinations of filters are practically
/// endless.
pub(in crate::web) async fn show(State(app): State<App>) -> impl IntoResponse {
    let previews: String = PREVIEWS.iter().map(|name| format!("User-agent: {name}\n")).collect();
    let text = format!(
        "{previews}Allow: /\n\nUser-agent: *\nDisallow: /claims?\nDisallow: /claims.\nDisallow: /digest?\nDisallow: /digest.\nDisallow: /disputes?\nDisallow: /compare?\nDisallow: /sources?\nDisallow: /articles?\n\
         Disallow: /suggest\nDisallow: /opensearch/\nDisallow: /reconcile\nAllow: /\nSitemap: {}\n",
        app.absolute("/sitemap.xml")
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
