//! Names of countries. A country has the name of its government where that is a source here, because a registry may
//! hold states that ISO 3166 does not know; otherwise it has its name of ISO 3166.

use crate::registry::country_name;
use crate::store::{Store, StoreError};

/// SQL for the name of the government of the country of source `s`, where the registry has one.
pub(in crate::store) const GOVERNMENT: &str = "(SELECT g.name FROM sources g WHERE g.kind = 'government' AND g.country = s.country \
     AND g.known_by = 'registry' ORDER BY g.row LIMIT 1)";

/// The name of a country: that of its government, else that of ISO 3166, else its code.
pub(in crate::store) fn country_called(code: String, government: Option<String>) -> String {
    government.or_else(|| country_name(&code).map(str::to_owned)).unwrap_or(code)
}

impl Store {
    /// The name of the country with this code in either case; the code itself where no name is known.
    pub async fn country_called(&self, code: &str) -> Result<String, StoreError> {
        let code = code.to_ascii_uppercase();
        let government =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT {GOVERNMENT} FROM (SELECT $1 AS country) s")));
        let government: Option<String> = government.bind(&code).fetch_one(&self.pool).await?;
        Ok(country_called(code, government))
    }
}
