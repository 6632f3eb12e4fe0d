//! What a webhook gets: one JSON object, laid out as Standard Webhooks proposes (`type`, `timestamp`, `data`).

use serde::Serialize;

use crate::domain::ClaimRecord;

/// A message to a webhook.
#[derive(Debug, Serialize)]
pub struct Message<'m> {
    /// What happened: "claims.new".
    pub r#type: &'static str,
    /// When the message was made (RFC 3339, UTC). It is the same at each attempt.
    pub timestamp: &'m str,
    /// What is told.
    pub data: Data<'m>,
}

/// What a message tells.
#[derive(Debug, Serialize)]
pub struct Data<'m> {
    /// The search that the claims are new in.
    pub search: SearchTold<'m>,
    /// The claims, in the order they were stored.
    pub claims: Vec<ClaimRecord>,
}

/// A named search.
#[derive(Debug, Serialize)]
pub struct SearchTold<'m> {
    /// Its name in the configuration file.
    pub name: &'m str,
    /// The list of its claims on the site, what was loaded last first.
    pub url: &'m str,
}

impl<'m> Message<'m> {
    /// The message that tells of new claims.
    pub fn of_new(timestamp: &'m str, search: SearchTold<'m>, claims: Vec<ClaimRecord>) -> Self {
        Self { r#type: "claims.new", timestamp, data: Data { search, claims } }
    }
}
