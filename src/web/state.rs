//! What every handler has at hand.

use std::sync::Arc;

use url::Url;

use crate::store::Store;

/// How much of an article's text pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextShown {
    /// All of it.
    Full,
    /// Only the passages around claims.
    Passages,
}

/// What the operator decided about the site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Where readers reach it; absolute links start with it, never with a request's Host header.
    pub public_url: Url,
    /// How much of an article's text pages show.
    pub text: TextShown,
    /// A line at the top of every page ("made-up articles"), where one is needed.
    pub notice: Option<String>,
    /// The e-mail address that readers report errors to.
    pub contact: Option<String>,
}

/// The store and the site, shared by all requests.
#[derive(Debug, Clone)]
pub struct App {
    pub(super) store: Store,
    pub(super) site: Arc<Site>,
}

impl App {
    /// A site over a store.
    pub fn new(store: Store, site: Site) -> Self {
        Self { store, site: Arc::new(site) }
    }

    /// The absolute address of a path of this site.
    pub(super) fn absolute(&self, path: &str) -> String {
        let base = self.site.public_url.as_str().trim_end_matches('/');
        format!("{base}{path}")
    }
}
