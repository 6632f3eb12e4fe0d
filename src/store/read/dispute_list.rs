//! The list of disputes: how it is narrowed, ordered and counted.

use jiff::civil::Date;
use serde::Serialize;
use sqlx::QueryBuilder;

use crate::domain::Slug;
use crate::store::read::disputes::{DISPUTE_COLUMNS, Dispute};
use crate::store::{Store, StoreError, anywhere, json};

/// Disputes on one page of the list.
const PAGE_SIZE: i64 = 30;

/// What claims of a dispute have against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeKind {
    /// Rival figures.
    Figures,
    /// A denial and what it denies.
    Denial,
    /// Statements that cannot both be right.
    Opposed,
}

impl DisputeKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Figures, Self::Denial, Self::Opposed];

    /// The word for it in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Denial => "denial",
            Self::Opposed => "opposed",
        }
    }

    /// The column that counts it.
    fn column(self) -> &'static str {
        match self {
            Self::Figures => "d.figures",
            Self::Denial => "d.denials",
            Self::Opposed => "d.oppositions",
        }
    }
}

impl std::str::FromStr for DisputeKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// The order of a list of disputes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOrder {
    /// Those first whose newest claim is the newest.
    #[default]
    Newest,
    /// Those first that were found last.
    Found,
    /// Those of most sources first.
    Sources,
    /// Those of most claims first.
    Claims,
}

impl DisputeOrder {
    /// All orders.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Found, Self::Sources, Self::Claims];

    /// The word for it in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Found => "found",
            Self::Sources => "sources",
            Self::Claims => "claims",
        }
    }

    fn columns(self) -> &'static str {
        match self {
            Self::Newest => "d.last_day DESC, d.row DESC",
            Self::Found => "d.found_at DESC, d.row DESC",
            Self::Sources => "d.sources DESC, d.claims DESC, d.row DESC",
            Self::Claims => "d.claims DESC, d.row DESC",
        }
    }
}

impl std::str::FromStr for DisputeOrder {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|order| order.as_str() == word).ok_or(())
    }
}

/// What a list of disputes is narrowed to. Several values of one filter mean "or", different filters "and".
#[derive(Debug, Clone, Default, Serialize)]
pub struct DisputeFilters {
    /// Words that one of its claims holds, in any order.
    pub words: String,
    /// What its claims have against each other.
    pub kinds: Vec<DisputeKind>,
    /// One of its claims is by one of these.
    pub sources: Vec<Slug>,
    /// One of its claims was printed by one of these.
    pub publishers: Vec<Slug>,
    /// One of its claims is by a source of one of these countries (ISO 3166-1 alpha-2).
    pub countries: Vec<String>,
    /// Its newest claim is of this day or later.
    pub from: Option<Date>,
    /// Its first claim is of this day or earlier.
    pub to: Option<Date>,
    /// The order.
    pub order: DisputeOrder,
    /// Pages before this one.
    pub page: i64,
}

/// One page of a list of disputes.
#[derive(Debug, Clone, Serialize)]
pub struct DisputePage {
    /// The disputes.
    pub disputes: Vec<Dispute>,
    /// The number of disputes on all pages.
    pub total: i64,
    /// True when another page follows.
    pub has_more: bool,
    /// Kinds with the number of disputes of each, whatever kinds the list is narrowed to.
    pub kinds: Vec<(DisputeKind, i64)>,
    /// Articles that changed and were not compared with others since.
    pub waiting: i64,
}

/// True of a dispute of one of these kinds; of any, where none is named.
fn of_kinds(kinds: &[DisputeKind]) -> String {
    let any: Vec<String> = kinds.iter().map(|kind| format!("{} > 0", kind.column())).collect();
    if any.is_empty() { "TRUE".to_owned() } else { format!("({})", any.join(" OR ")) }
}

/// What narrows a list of disputes, beside their kinds.
fn push_filters(query: &mut QueryBuilder<sqlx::Sqlite>, filters: &DisputeFilters) -> Result<(), StoreError> {
    query.push("d.claims > 0 AND d.is_seen = 1");
    if let Some(from) = filters.from {
        query.push(" AND d.last_day >= ").push_bind(from.to_string());
    }
    if let Some(to) = filters.to {
        query.push(" AND d.first_day <= ").push_bind(to.to_string());
    }
    // In this order, or SQLite would go through all claims of a publisher or source.
    let of_claims = " AND d.row IN (SELECT m.dispute_row FROM dispute_claims m";
    if !filters.publishers.is_empty() {
        query
            .push(of_claims)
            .push(" WHERE m.is_listed = 1 AND m.publisher_row IN (SELECT p.row FROM publishers p WHERE p.slug IN (");
        query.push("SELECT value FROM json_each(").push_bind(json(&filters.publishers)?).push("))))");
    }
    let by_source = " CROSS JOIN source_claims sc ON sc.claim_row = m.claim_row AND sc.is_via = 0 ";
    if !filters.sources.is_empty() {
        query.push(of_claims).push(by_source);
        query.push("AND sc.source_row IN (SELECT s.row FROM sources s WHERE s.slug IN (SELECT value FROM json_each(");
        query.push_bind(json(&filters.sources)?).push("))))");
    }
    if !filters.countries.is_empty() {
        query.push(of_claims).push(by_source);
        query.push("CROSS JOIN sources s ON s.row = sc.source_row WHERE s.country IN (SELECT value FROM json_each(");
        query.push_bind(json(&filters.countries)?).push(")))");
    }
    for word in filters.words.split_whitespace() {
        query.push(of_claims).push(" CROSS JOIN visible_claims c ON c.row = m.claim_row WHERE c.content LIKE ");
        query.push_bind(anywhere(word)).push(" ESCAPE '\\')");
    }
    Ok(())
}

impl Store {
    /// One page of the disputes that fit.
    pub async fn disputes(&self, filters: &DisputeFilters) -> Result<DisputePage, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FILTER (WHERE ");
        count.push(of_kinds(&filters.kinds)).push(")");
        for kind in DisputeKind::ALL {
            count.push(format!(", COUNT(*) FILTER (WHERE {} > 0)", kind.column()));
        }
        count.push(" FROM disputes d WHERE ");
        push_filters(&mut count, filters)?;
        let (total, figures, denials, oppositions): (i64, i64, i64, i64) =
            count.build_query_as().fetch_one(&self.pool).await?;
        let kinds = DisputeKind::ALL.into_iter().zip([figures, denials, oppositions]).collect();
        let mut disputes = self.disputes_from(filters, filters.page * PAGE_SIZE, PAGE_SIZE + 1).await?;
        let has_more = disputes.len() > PAGE_SIZE as usize;
        disputes.truncate(PAGE_SIZE as usize);
        Ok(DisputePage { disputes, total, has_more, kinds, waiting: self.to_relate().await? })
    }

    /// Some of the disputes that fit, with nothing counted.
    pub async fn disputes_from(
        &self,
        filters: &DisputeFilters,
        before: i64,
        most: i64,
    ) -> Result<Vec<Dispute>, StoreError> {
        let mut list = QueryBuilder::new("SELECT ");
        list.push(DISPUTE_COLUMNS).push(" FROM disputes d WHERE ").push(of_kinds(&filters.kinds)).push(" AND ");
        push_filters(&mut list, filters)?;
        list.push(" ORDER BY ").push(filters.order.columns());
        list.push(" LIMIT ").push_bind(most).push(" OFFSET ").push_bind(before);
        let fields = list.build_query_as().fetch_all(&self.pool).await?;
        self.with_claims(fields).await
    }
}
