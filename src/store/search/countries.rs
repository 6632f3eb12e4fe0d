//! What countries are called: as their government where it speaks here, as a registry of one's own may have states that no
//! list knows; else by ISO 3166.

use crate::registry::country_name;
use crate::store::{Store, StoreError};

/// The name of the government of the country of source `s`, where it speaks here.
pub(in crate::store) const GOVERNMENT: &str = "(SELECT g.name FROM sources g WHERE g.kind = 'government' AND g.country = s.country \
     AND g.known_by = 'registry' ORDER BY g.row LIMIT 1)";

/// The name of the country with a code: its government's, else the usual one, else the code.
pub(in crate::store) fn country_called(code: String, government: Option<String>) -> String {
    government.or_else(|| country_name(&code).map(str::to_owned)).unwrap_or(code)
}

impl Store {
    /// What the country with this code is called, in whatever case it is written; the code where nobody knows it.
    pub async fn country_called(&self, code: &str) -> Result<String, StoreError> {
        let code = code.to_ascii_uppercase();
        let government =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT {GOVERNMENT} FROM (SELECT $1 AS country) s")));
        let government: Option<String> = government.bind(&code).fetch_one(&self.pool).await?;
        Ok(country_called(code, government))
    }
}
