//! What every handler has at hand.

use std::ops::Deref;
use std::sync::Arc;

use super::kept::answers::Kept;
use super::limits::Limits;
use super::metrics::Metrics;
use super::places::Kinds;
use crate::config::Site;
use crate::domain::ClaimId;
use crate::store::Store;

/// The store and the site, shared by all requests. Each request copies it several times, so that it is one pointer.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

/// What an [`App`] leads to.
#[derive(Debug, Clone)]
pub struct Shared {
    pub(super) store: Store,
    pub(super) site: Arc<Site>,
    pub(super) kept: Kept,
    pub(super) limits: Limits,
    pub(super) places: Kinds,
    pub(super) metrics: Arc<Metrics>,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// A site over a store.
    pub fn new(store: Store, site: Site) -> Self {
        let kept = Kept::in_bytes(site.cache);
        let limits = Limits::default();
        let metrics = Arc::new(Metrics::new());
        let places = Kinds::new(&limits);
        Self(Arc::new(Shared { store, site: Arc::new(site), kept, limits, places, metrics }))
    }

    /// The same site with other limits.
    pub fn with_limits(self, limits: Limits) -> Self {
        Self(Arc::new(Shared { limits, places: Kinds::new(&limits), ..Arc::unwrap_or_clone(self.0) }))
    }

    /// The same site over what the store keeps for questions.
    pub(super) fn for_questions(&self) -> Self {
        self.over(self.store.for_questions())
    }

    /// The same site over what the store keeps for whole results.
    pub(super) fn for_whole_results(&self) -> Self {
        self.over(self.store.for_whole_results())
    }

    fn over(&self, store: Store) -> Self {
        Self(Arc::new(Shared { store, ..Shared::clone(self) }))
    }

    /// The host that readers know the site by, with its port where that is not the usual one.
    pub(super) fn host(&self) -> String {
        let url = &self.site.public_url;
        let host = url.host_str().unwrap_or_default();
        url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The permanent address of a claim.
    pub fn permalink(&self, id: &ClaimId) -> String {
        self.absolute(&format!("/claims/{id}"))
    }

    /// The absolute address of a path of this site.
    pub fn absolute(&self, path: &str) -> String {
        let base = self.site.public_url.as_str().trim_end_matches('/');
        format!("{base}{path}")
    }
}
