//! The web site: router, middleware, and one file per page family.
//!
//! Handlers fetch from the store once and render. What is kept in memory between two requests (`kept/`) counts only
//! until the data change, so that several processes can serve one database.

mod about;
mod anchor;
mod api;
mod articles;
mod assets;
mod chart;
mod cite;
mod claim;
mod claims;
mod compare;
mod connections;
mod copies;
mod digest;
mod disputes;
mod downloads;
mod error;
mod error_page;
mod escape;
mod figures;
mod filters;
mod format;
mod health;
mod home;
mod image;
mod kept;
mod limits;
mod linked;
mod loads;
mod metrics;
mod page;
mod passage;
mod places;
mod profile;
mod provenance;
mod publishers;
mod query;
mod rate;
mod rendering;
mod retired;
mod share;
mod sources;
mod state;
mod suggest;
mod timeline;
mod view;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};

use places::{OfRoute, Places};

pub use connections::listen;
pub use limits::Limits;
pub use rendering::download::footnotes;
pub use state::App;

/// A request that takes longer is ended; the slowest page is far below.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// No page takes a body; a little room is left for clients that send one all the same.
const BODY_LIMIT: usize = 16 * 1024;

/// Pages load styles, fonts and the one script from this host and nothing else: nothing inline, no frames, no other host.
/// What the script fetches comes from here as well.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
     font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Every address of the site.
pub fn router(app: App) -> Router {
    let set = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let site = pages(&app)
        .fallback(error_page::no_such_page)
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        // What is kept costs nothing, and is not counted.
        .layer(middleware::from_fn_with_state(rate::Rate::new(&app.site.readers), rate::limit))
        .layer(middleware::from_fn_with_state(app.clone(), error_page::render_errors))
        .layer(middleware::from_fn_with_state(app.clone(), kept::layer::keep))
        .layer(set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(SetResponseHeaderLayer::if_not_present(header::X_FRAME_OPTIONS, frame_options))
        .layer(set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(set(header::CACHE_CONTROL, "no-cache"))
        .layer(cors())
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(app.metrics.clone(), metrics::count))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(|request: &axum::http::Request<_>| {
                    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
                    // The path alone: what people search for is theirs.
                    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
                })
                .on_response(DefaultOnResponse::new().level(tracing::Level::INFO)),
        )
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app);
    // Around the router, since it takes the ending off an address before that is routed.
    Router::new().fallback_service(site).layer(middleware::from_fn(format::choose::choose))
}

/// Forbids pages of other sites to frame an answer, for browsers that do not know the content security policy. What is made to
/// be framed says so in its policy.
fn frame_options(response: &Response) -> Option<HeaderValue> {
    let policy = response.headers().get(header::CONTENT_SECURITY_POLICY)?.to_str().unwrap_or_default();
    (!policy.ends_with("frame-ancestors *")).then(|| HeaderValue::from_static("DENY"))
}

/// Lets pages of other sites read every answer. Nothing here depends on who asks, so that nothing is given away.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(Any)
        .expose_headers([header::CONTENT_DISPOSITION, header::ETAG, header::RETRY_AFTER])
}

/// The addresses by kind of work (`places.rs`).
fn pages(app: &App) -> Router<App> {
    let images = &app.places.images;
    let in_a_place = |pages: &Arc<Places>| {
        let places = OfRoute { pages: pages.clone(), images: images.clone() };
        middleware::from_fn_with_state(places, places::in_a_place)
    };
    let by_key = Router::new()
        .route("/", get(home::show))
        .route("/claims/{id}", get(claim::show::show))
        .route("/claims/{id}/embed", get(claim::card::show))
        .route("/oembed", get(share::oembed::show))
        .route("/sources/{slug}", get(sources::show))
        .route("/sources/{slug}/positions", get(sources::positions))
        .route("/publishers/{slug}", get(publishers::show))
        .route("/articles/{id}", get(articles::show::show))
        .route("/disputes/{id}", get(disputes::show))
        .route("/disputes/{id}/embed", get(disputes::card::show))
        .route("/claims/{id}/related", get(claim::related::show))
        .route("/about", get(about::show))
        .route("/about/loads", get(loads::show))
        .route("/api", get(api::page::show))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route_layer(in_a_place(&app.places.by_key));
    let questions = Router::new()
        .route("/claims", get(claims::list::list))
        .route("/disputes", get(disputes::list))
        .route("/digest", get(digest::show))
        .route("/compare", get(compare::show))
        .route("/sources", get(sources::list))
        .route("/publishers", get(publishers::list))
        .route("/articles", get(articles::list::list))
        .route("/reconcile", get(api::reconcile::show).post(api::reconcile::ask))
        .route("/reconcile/suggest/entity", get(api::reconcile::suggest))
        .route("/reconcile/preview", get(api::reconcile::preview))
        .route("/sitemap.xml", get(api::sitemap::index))
        .route("/sitemap/{file}", get(api::sitemap::file))
        .route_layer(in_a_place(&app.places.questions))
        .with_state(app.for_questions());
    let suggestions = Router::new()
        .route("/suggest", get(suggest::show))
        .route("/opensearch/suggest", get(api::opensearch::suggestions))
        .route_layer(in_a_place(&app.places.suggestions));
    // What asks the database for nothing waits for nothing.
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/robots.txt", get(api::robots::show))
        .route("/openapi.json", get(api::openapi::show))
        .route("/opensearch.xml", get(api::opensearch::show))
        .route("/static/{version}/{*file}", get(assets::serve))
        .route("/c/{id}", get(claim::card::short))
        .route("/favicon.ico", get(assets::favicon))
        .merge(by_key)
        .merge(questions)
        .merge(suggestions)
}

/// Serves until `stop` resolves, then lets running requests end.
pub async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()> + Send + 'static) {
    let (limits, standing) = (app.limits, app.metrics.connections.clone());
    // Nobody's image waits for the fonts.
    tokio::task::spawn_blocking(image::read_fonts);
    connections::serve(listener, router(app), &limits, standing, stop).await;
}
