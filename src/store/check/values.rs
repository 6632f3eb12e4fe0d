//! Words, numbers and lists against what reads them: SQLite takes any value into most columns, and a list of claims fails as a
//! whole where one of its rows holds a word that nobody knows. The program writes none such; an export that was changed by hand may.

use futures::TryStreamExt;

use super::{Fault, TOLD};
use crate::domain::{Basis, Edtf, Manner, Quotation, Reason, Stance};
use crate::store::{Store, StoreError};

/// A column with a vocabulary of its own.
struct Column {
    /// Gives the rows whose word is not in `$1`, a list as JSON.
    strangers: &'static str,
    words: fn() -> Vec<&'static str>,
}

const COLUMNS: [Column; 6] = [
    Column {
        strangers: "SELECT id FROM claims WHERE quotation NOT IN (SELECT value FROM JSON_EACH($1)) LIMIT 1000",
        words: || Quotation::ALL.iter().map(|word| word.as_str()).collect(),
    },
    Column {
        strangers: "SELECT id FROM claims WHERE stance NOT IN (SELECT value FROM JSON_EACH($1)) LIMIT 1000",
        words: || Stance::ALL.iter().map(|word| word.as_str()).collect(),
    },
    Column {
        strangers: "SELECT id FROM claims WHERE manner NOT IN (SELECT value FROM JSON_EACH($1)) LIMIT 1000",
        words: || Manner::ALL.iter().map(|word| word.as_str()).collect(),
    },
    Column {
        strangers: "SELECT id FROM claims WHERE said_basis NOT IN (SELECT value FROM JSON_EACH($1)) LIMIT 1000",
        words: || Basis::ALL.iter().map(|word| word.as_str()).collect(),
    },
    Column {
        strangers: "SELECT c.id FROM claim_found_dates d JOIN claims c ON c.row = d.claim_row \
             WHERE d.said_basis NOT IN (SELECT value FROM JSON_EACH($1)) LIMIT 1000",
        words: || Basis::ALL.iter().map(|word| word.as_str()).collect(),
    },
    Column {
        strangers: "SELECT id FROM article_versions WHERE partial NOT IN (SELECT value FROM JSON_EACH($1)) LIMIT 1000",
        words: || vec!["teaser", "quotations", "cut_off"],
    },
];

/// Rows that hold something else than a number, or than a list of words.
const FORMS: [&str; 4] = [
    "SELECT id FROM claims WHERE TYPEOF(place) <> 'integer' OR TYPEOF(confidence) NOT IN ('real', 'null') \
     OR confidence NOT BETWEEN 0 AND 1 OR is_current NOT IN (0, 1) OR is_listed NOT IN (0, 1) OR is_nobodys NOT IN (0, 1) LIMIT 1000",
    "SELECT DISTINCT c.id FROM claim_figures f JOIN claims c ON c.row = f.claim_row \
     WHERE TYPEOF(f.least) NOT IN ('real', 'null') OR TYPEOF(f.greatest) NOT IN ('real', 'null') \
     OR f.is_about NOT IN (0, 1) LIMIT 1000",
    "SELECT a.id FROM articles a WHERE JSON_TYPE(CASE WHEN JSON_VALID(a.authors) THEN a.authors END) IS NOT 'array' \
     OR JSON_TYPE(CASE WHEN JSON_VALID(a.corrections) THEN a.corrections END) IS NOT 'array' \
     OR EXISTS (SELECT 1 FROM JSON_EACH(CASE WHEN JSON_VALID(a.authors) THEN a.authors END) l WHERE l.type <> 'text') \
     OR EXISTS (SELECT 1 FROM JSON_EACH(CASE WHEN JSON_VALID(a.corrections) THEN a.corrections END) l \
       WHERE l.type <> 'text') LIMIT 1000",
    "SELECT 'load ' || l.row FROM loads l WHERE JSON_TYPE(CASE WHEN JSON_VALID(l.places) THEN l.places END) IS NOT 'array' \
     OR EXISTS (SELECT 1 FROM JSON_EACH(CASE WHEN JSON_VALID(l.places) THEN l.places END) p WHERE p.type <> 'text') \
     LIMIT 1000",
];

/// Rows that hold something else than a day. `DATE` gives a day as it is, another one for the thirtieth of February, and nothing for
/// what is none.
const DAYS: [&str; 2] = [
    "SELECT id FROM articles WHERE published_day IS NOT DATE(published_day) LIMIT 1000",
    "SELECT id FROM claims WHERE said_from IS NOT DATE(said_from) OR said_to IS NOT DATE(said_to) \
     OR said_day IS NOT DATE(said_day) OR published_day IS NOT DATE(published_day) LIMIT 1000",
];

impl Store {
    pub(super) async fn check_values(&self) -> Result<Vec<Fault>, StoreError> {
        let mut unknown: Vec<String> = Vec::new();
        for Column { strangers, words } in COLUMNS {
            let words = crate::store::json(&words())?;
            unknown.extend(sqlx::query_scalar(strangers).bind(words).fetch_all(&self.pool).await?);
        }
        let mut misshapen: Vec<String> = Vec::new();
        for statement in FORMS {
            misshapen.extend(sqlx::query_scalar(statement).fetch_all(&self.pool).await?);
        }
        let mut no_days: Vec<String> = Vec::new();
        for statement in DAYS {
            no_days.extend(sqlx::query_scalar(statement).fetch_all(&self.pool).await?);
        }
        let dates = "SELECT MIN(id), said_edtf FROM claims WHERE said_edtf IS NOT NULL GROUP BY said_edtf UNION ALL \
             SELECT c.id, d.said_edtf FROM claim_found_dates d JOIN claims c ON c.row = d.claim_row \
             WHERE d.said_edtf IS NOT NULL";
        let dates: Vec<(String, String)> = sqlx::query_as(dates).fetch_all(&self.pool).await?;
        no_days.extend(dates.into_iter().filter(|(_, date)| date.parse::<Edtf>().is_err()).map(|(id, _)| id));
        let reasons = "SELECT c.id, IIF(JSON_VALID(c.reasons), r.reasons, '') FROM claims c JOIN claim_reasons r ON r.claim_row = c.row \
             WHERE c.reasons IS NOT NULL";
        let mut reasons = sqlx::query_as::<_, (String, String)>(reasons).fetch(&self.pool);
        while let Some((id, reasons)) = reasons.try_next().await? {
            if misshapen.len() < TOLD && serde_json::from_str::<Vec<Reason>>(&reasons).is_err() {
                misshapen.push(id);
            }
        }
        unknown.truncate(TOLD);
        misshapen.truncate(TOLD);
        no_days.truncate(TOLD);
        let found = [
            Fault::of("rows hold words that no version of the program writes", false, unknown),
            Fault::of("rows hold something else where a number or a list stands", false, misshapen),
            Fault::of("rows hold something else where a day stands", false, no_days),
        ];
        Ok(found.into_iter().flatten().collect())
    }
}
