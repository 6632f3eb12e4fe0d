//! What every handler has at hand.

use std::sync::Arc;

use super::kept::answers::Kept;
use crate::config::Site;
use crate::store::Store;

/// The store and the site, shared by all requests.
#[derive(Debug, Clone)]
pub struct App {
    pub(super) store: Store,
    pub(super) site: Arc<Site>,
    pub(super) kept: Kept,
}

impl App {
    /// A site over a store.
    pub fn new(store: Store, site: Site) -> Self {
        let kept = Kept::in_bytes(site.cache);
        Self { store, site: Arc::new(site), kept }
    }

    /// The absolute address of a path of this site.
    pub(super) fn absolute(&self, path: &str) -> String {
        let base = self.site.public_url.as_str().trim_end_matches('/');
        format!("{base}{path}")
    }
}
