//! What other programs build on: the page that describes it (`/api`), the description that programs read
//! (`/openapi.json`), the service that matches names (`/reconcile`), and how search engines and browsers find their way
//! (OpenSearch, site maps, robots).

mod described;
pub(super) mod openapi;
pub(super) mod opensearch;
pub(super) mod page;
pub(super) mod reconcile;
pub(super) mod robots;
pub(super) mod sitemap;
