//! `/metrics`: figures for Prometheus, in the text form of OpenMetrics 1.0. They count requests by route and status, and tell nothing
//! of who asks or what for.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::places::Kinds;
use crate::store::Operation;

/// Bounds of the times of answers, in seconds: from an answer that is kept to the longest that is waited for.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0];

/// What an address that leads nowhere is counted under.
const NO_ROUTE: &str = "none";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
    status: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Work {
    work: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Pool {
    pool: &'static str,
    state: &'static str,
}

/// What is counted while the site runs, and what is looked up when somebody asks.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Family<Route, Histogram>,
    /// Connections that stand.
    pub(super) connections: Gauge,
    in_work: Family<Work, Gauge>,
    waiting: Family<Work, Gauge>,
    refused: Family<Work, Counter>,
    pools: Family<Pool, Gauge>,
    looked_up: LookedUp,
}

#[derive(Debug, Default)]
struct LookedUp {
    articles: Gauge,
    to_read: Gauge,
    to_relate: Gauge,
    claims: Gauge,
    behind: Gauge,
    bytes: Gauge,
    loads_open: Gauge,
    loaded_at: Gauge,
    feeds: Gauge,
    feeds_failing: Gauge,
    fetched_at: Gauge,
}

impl LookedUp {
    fn set(&self, operation: &Operation) {
        self.articles.set(operation.articles);
        self.to_read.set(operation.to_read);
        self.to_relate.set(operation.to_relate);
        self.claims.set(operation.claims);
        self.behind.set(operation.behind);
        self.bytes.set(operation.bytes);
        self.loads_open.set(operation.loads_open);
        self.loaded_at.set(operation.loaded_at);
        self.feeds.set(operation.feeds);
        self.feeds_failing.set(operation.feeds_failing);
        self.fetched_at.set(operation.fetched_at);
    }
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("onrecord");
        let requests = Family::<Asked, Counter>::default();
        let seconds: Family<Route, Histogram> = Family::new_with_constructor(|| Histogram::new(SECONDS));
        let (connections, in_work, waiting, pools) =
            (Gauge::default(), Family::default(), Family::default(), Family::default());
        let refused = Family::<Work, Counter>::default();
        let looked_up = LookedUp::default();
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program that serves", version);
        registry.register("requests", "Requests answered, by route and status", requests.clone());
        registry.register_with_unit("answers", "Time until an answer began", Unit::Seconds, seconds.clone());
        registry.register("connections", "Connections of readers that stand", connections.clone());
        registry.register("in_work", "Requests that are worked on, by kind of work", in_work.clone());
        registry.register("waiting", "Requests that wait for a place, by kind of work", waiting.clone());
        registry.register("refused", "Requests that found no place and were asked to come back", refused.clone());
        registry.register("database_connections", "Connections to the database", pools.clone());
        let mut of_database = |name, help, gauge: &Gauge| registry.register(name, help, gauge.clone());
        of_database("articles", "Articles, withdrawn ones included", &looked_up.articles);
        of_database("articles_to_read", "Articles whose claims were not looked for yet", &looked_up.to_read);
        of_database(
            "articles_to_relate",
            "Articles that changed since claims were last compared",
            &looked_up.to_relate,
        );
        of_database("claims", "Claims that searches find", &looked_up.claims);
        of_database("index_changes_behind", "Changes that the search index does not know yet", &looked_up.behind);
        of_database("loads_open", "Loads that began and did not end: they run, or were killed", &looked_up.loads_open);
        of_database("feeds", "Feeds that are watched", &looked_up.feeds);
        of_database("feeds_failing", "Feeds whose last visit failed", &looked_up.feeds_failing);
        let mut with_unit =
            |name, help, unit, gauge: &Gauge| registry.register_with_unit(name, help, unit, gauge.clone());
        with_unit("database", "Size of the database", Unit::Bytes, &looked_up.bytes);
        with_unit("loaded_at", "When a load last stored something, since 1970", Unit::Seconds, &looked_up.loaded_at);
        with_unit("feed_fetched_at", "When a feed last answered, since 1970", Unit::Seconds, &looked_up.fetched_at);
        Self { registry, requests, seconds, connections, in_work, waiting, refused, pools, looked_up }
    }

    /// All figures, with those of the database as they are now, in the text form of OpenMetrics.
    pub(super) fn text(&self, operation: &Operation, kinds: &Kinds) -> Result<String, std::fmt::Error> {
        self.looked_up.set(operation);
        for (pool, open, idle) in operation.connections {
            let of = |state| self.pools.get_or_create_owned(&Pool { pool, state });
            of("idle").set(idle as i64);
            of("in_use").set(i64::from(open) - idle as i64);
        }
        for (work, places) in kinds.by_name() {
            let (in_work, waiting, refused) = places.taken();
            self.in_work.get_or_create(&Work { work }).set(in_work);
            self.waiting.get_or_create(&Work { work }).set(waiting);
            self.refused.get_or_create(&Work { work }).inner().store(refused, Ordering::Relaxed);
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Counts a request and the time until its answer begins.
pub(super) async fn count(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let began = Instant::now();
    let response = next.run(request).await;
    let status = u64::from(response.status().as_u16());
    metrics.seconds.get_or_create(&Route { route: route.clone() }).observe(began.elapsed().as_secs_f64());
    metrics.requests.get_or_create(&Asked { route, status }).inc();
    response
}
