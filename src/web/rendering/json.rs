//! Pages as JSON. Claims stand in them as the one object that `onrecord extract` prints as well.

use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::{Claim, ClaimRecord};
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::query::Query;
use crate::web::state::App;

/// The JSON object that a page is.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(in crate::web) struct Document(Map<String, Value>);

impl Document {
    /// The fields of `data`.
    ///
    /// # Errors
    /// When it is no object of JSON.
    pub(in crate::web) fn of(data: &(impl Serialize + ?Sized)) -> Result<Self, AppError> {
        match serde_json::to_value(data).map_err(AppError::internal)? {
            Value::Object(fields) => Ok(Self(fields)),
            other => Err(AppError::internal(anyhow::anyhow!("a page is no JSON object but {other}"))),
        }
    }

    /// An object that begins with its own address and that of the page for browsers.
    pub(in crate::web) fn at(app: &App, query: &Query) -> Result<Self, AppError> {
        Self::default()
            .with("url", app.absolute(&query.link_in(Format::Json)))?
            .with("html", app.absolute(&query.link()))
    }

    /// The object with one more field.
    pub(in crate::web) fn with(mut self, name: &str, value: impl Serialize) -> Result<Self, AppError> {
        self.0.insert(name.to_owned(), serde_json::to_value(value).map_err(AppError::internal)?);
        Ok(self)
    }

    /// The object with the fields of `data` that are not there yet.
    pub(in crate::web) fn and(mut self, data: &impl Serialize) -> Result<Self, AppError> {
        for (name, value) in Self::of(data)?.0 {
            self.0.entry(name).or_insert(value);
        }
        Ok(self)
    }

    /// The object.
    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    pub(super) fn answer(self) -> Result<Response, AppError> {
        let text = serde_json::to_string_pretty(&self).map_err(AppError::internal)?;
        Ok(Format::Json.answer(text + "\n"))
    }
}

/// A sentence for each parameter of an address that a list does not know.
pub(in crate::web) fn not_known(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("“{name}” is no filter of this list and was left out.")).collect()
}

/// The objects of some claims, with their permalinks.
pub(in crate::web) async fn records(app: &App, claims: Vec<Claim>) -> Result<Vec<ClaimRecord>, AppError> {
    let records = app.store.records().of(claims).await?;
    Ok(records.into_iter().map(|record| with_permalink(app, record)).collect())
}

/// The object of a claim with the address of its page.
pub(super) fn with_permalink(app: &App, record: ClaimRecord) -> ClaimRecord {
    ClaimRecord { permalink: Some(app.permalink(&record.id)), ..record }
}
