//! What robots may read.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use crate::web::state::App;

/// Lets robots read pages, but not filtered lists and not their other forms: the combinations of filters are practically
/// endless.
pub(in crate::web) async fn show(State(app): State<App>) -> impl IntoResponse {
    let text = format!(
        "User-agent: *\nDisallow: /claims?\nDisallow: /claims.\nDisallow: /sources?\nDisallow: /articles?\n\
         Disallow: /suggest\nDisallow: /opensearch/\nDisallow: /reconcile\nAllow: /\nSitemap: {}\n",
        app.absolute("/sitemap.xml")
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
