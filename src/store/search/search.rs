//! Lists of claims: one set of filters, one set of rows, whatever is rendered from them.

use sqlx::{QueryBuilder, Sqlite};

use crate::domain::{Claim, ClaimId, Slug};
use crate::registry::person_key;
use crate::store::read::claims::{CLAIM_COLUMNS, CLAIM_JOINS, ClaimFields};
use crate::store::search::filters::{ClaimFilters, Direction, Has, PAGE_SIZE, SortBy};
use crate::store::{Store, StoreError};

/// Marks put around hits; both are control characters that no page shows.
const HIT_START: char = '\u{2}';
const HIT_END: char = '\u{3}';

/// A claim of a list, with the words that were searched set apart.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ClaimHit {
    /// The claim.
    pub claim: Claim,
    /// The content in pieces; `true` marks a hit.
    pub content: Vec<(String, bool)>,
    /// The headline in pieces, when the search hit it.
    pub title: Option<Vec<(String, bool)>>,
    /// In how many other printings of its article the same claim stands.
    pub copies: usize,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct ClaimList {
    /// At most [`PAGE_SIZE`] claims.
    pub hits: Vec<ClaimHit>,
    /// Claims that fit the filters, on all pages.
    pub total: i64,
    /// Publishers among them.
    pub publishers: i64,
    /// True when another page follows the last hit.
    pub has_more: bool,
}

impl Store {
    /// One page of the claims that fit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claims(&self, filters: &ClaimFilters) -> Result<ClaimList, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*), COUNT(DISTINCT c.publisher_row) FROM claims c");
        push_filters(&mut count, filters, "");
        let (total, publishers): (i64, i64) = count.build_query_as().fetch_one(&self.pool).await?;
        let mut hits = self.first_claims(filters, PAGE_SIZE + 1).await?;
        let has_more = hits.len() > PAGE_SIZE;
        hits.truncate(PAGE_SIZE);
        Ok(ClaimList { hits, total, publishers, has_more })
    }

    /// The first of the claims that fit, from where the filters begin, without counting the others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_claims(&self, filters: &ClaimFilters, most: usize) -> Result<Vec<ClaimHit>, StoreError> {
        let mut list = QueryBuilder::new("SELECT ");
        list.push(CLAIM_COLUMNS);
        if filters.words.can_rank() {
            list.push(format!(
                ", highlight(claim_search, 0, char({start}), char({end})) AS marked_content, \
                 highlight(claim_search, 2, char({start}), char({end})) AS marked_title",
                start = HIT_START as u32,
                end = HIT_END as u32
            ));
        } else {
            list.push(", NULL AS marked_content, NULL AS marked_title");
        }
        list.push(" FROM claims c");
        list.push(CLAIM_JOINS);
        push_filters(&mut list, filters, "");
        push_order(&mut list, filters);
        list.push(" LIMIT ").push_bind(most as i64);
        let rows: Vec<MarkedClaim> = list.build_query_as().fetch_all(&self.pool).await?;
        let marks: Vec<_> = rows.iter().map(|row| (row.marked_content.clone(), row.marked_title.clone())).collect();
        let claims = self.with_parties(rows.into_iter().map(|row| row.fields).collect()).await?;
        let ids: Vec<ClaimId> = claims.iter().map(|claim| claim.id.clone()).collect();
        let copies = self.copies_of_claims(&ids).await?;
        let hit = |(claim, (content, title)): (Claim, (Option<String>, Option<String>))| ClaimHit {
            content: pieces(content.as_deref().unwrap_or(&claim.content)),
            title: title.as_deref().filter(|title| title.contains(HIT_START)).map(pieces),
            copies: copies.get(&claim.id).map_or(0, Vec::len),
            claim,
        };
        Ok(claims.into_iter().zip(marks).map(hit).collect())
    }

    /// How many claims fit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, filters: &ClaimFilters) -> Result<i64, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM claims c");
        push_filters(&mut count, filters, "");
        Ok(count.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// True where a claim fits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn any(&self, filters: &ClaimFilters) -> Result<bool, StoreError> {
        let mut any = QueryBuilder::new("SELECT EXISTS (SELECT 1 FROM claims c");
        push_filters(&mut any, filters, "");
        any.push(")");
        Ok(any.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// How many of the claims that fit, but for who said them, came through this source: what a search for a speaker shows
    /// set apart.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn through(&self, filters: &ClaimFilters, source: &Slug) -> Result<i64, StoreError> {
        let through = ClaimFilters { source: Vec::new(), via: vec![source.clone()], after: None, ..filters.clone() };
        self.count(&through).await
    }

    /// How many claims came through a source that a name after `speaker:` fits, whatever else is searched for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn through_called(&self, name: &str) -> Result<i64, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM claims c WHERE c.is_listed = 1");
        count.push(CAME_THROUGH).push("fp.source_row IN ");
        push_called(&mut count, name);
        count.push(")");
        Ok(count.build_query_scalar().fetch_one(&self.pool).await?)
    }
}

#[derive(sqlx::FromRow)]
struct MarkedClaim {
    #[sqlx(flatten)]
    fields: ClaimFields,
    marked_content: Option<String>,
    marked_title: Option<String>,
}

fn pieces(marked: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut is_hit = false;
    for piece in marked.split([HIT_START, HIT_END]) {
        if !piece.is_empty() {
            pieces.push((piece.to_owned(), is_hit));
        }
        is_hit = !is_hit;
    }
    pieces
}

/// Adds the full-text join, and every filter but the facet `except`.
pub(in crate::store) fn push_filters(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters, except: &str) {
    if let Some(expression) = filters.words.expression() {
        // The plus keeps the index the outer loop: read once for the words, not searched for them claim by claim.
        query.push(" JOIN claim_search ON +claim_search.rowid = c.row AND claim_search MATCH ").push_bind(expression);
    }
    query.push(" WHERE c.is_listed = 1");
    if let Some(excluded) = filters.words.excluded() {
        query.push(" AND c.row NOT IN (SELECT rowid FROM claim_search WHERE claim_search MATCH ");
        query.push_bind(excluded).push(")");
    }
    for speaker in &filters.words.speakers {
        query.push(SAID_BY).push("fp.source_row IN ");
        push_called(query, speaker);
        query.push(")");
    }
    if except != "source" && !filters.source.is_empty() {
        query.push(SAID_BY).push("fp.source_row IN ");
        push_addressed(query, &filters.source);
        query.push(")");
    }
    if !filters.via.is_empty() {
        query.push(CAME_THROUGH).push("fp.source_row IN ");
        push_addressed(query, &filters.via);
        query.push(")");
    }
    if except != "kind" && !filters.kind.is_empty() {
        query.push(SAID_BY).push("fp.source_row IN (SELECT row FROM sources WHERE kind IN (");
        push_list(query, filters.kind.iter().map(|kind| kind.as_str()));
        query.push("))");
    }
    if except != "country" && !filters.country.is_empty() {
        query.push(SAID_BY).push("fp.source_row IN (SELECT row FROM sources WHERE country IN (");
        push_list(query, filters.country.iter().map(String::as_str));
        query.push("))");
    }
    if except != "publisher" && !filters.publisher.is_empty() {
        query.push(" AND c.publisher_row IN (SELECT row FROM publishers WHERE slug IN (");
        push_list(query, filters.publisher.iter().map(|slug| slug.as_str()));
        query.push(")");
    }
    if !filters.article.is_empty() {
        query.push(" AND c.article_row IN (SELECT row FROM articles WHERE id IN (");
        push_list(query, filters.article.iter().map(|id| id.as_str()));
        query.push(")");
    }
    if except != "quotation" && !filters.quotation.is_empty() {
        query.push(" AND c.quotation IN (");
        push_list(query, filters.quotation.iter().map(|word| word.as_str()));
    }
    if except != "stance" && !filters.stance.is_empty() {
        query.push(" AND c.stance IN (");
        push_list(query, filters.stance.iter().map(|word| word.as_str()));
    }
    for has in &filters.has {
        query.push(match has {
            Has::Date => " AND c.said_basis IN ('text', 'carried')",
            Has::Figure => " AND EXISTS (SELECT 1 FROM claim_figures g WHERE g.claim_row = c.row)",
            Has::Via => " AND EXISTS (SELECT 1 FROM claim_parties vp WHERE vp.claim_row = c.row AND vp.role = 'via')",
        });
    }
    push_dates(query, filters);
}

// Claims of a party are looked up once and joined by row; asked for row by row they cost a hundred times as much.

/// Begins the condition that one of those who said it is of some kind or name; its bracket is closed by the caller.
const SAID_BY: &str =
    " AND c.row IN (SELECT fp.claim_row FROM claim_parties fp WHERE fp.role IN ('source', 'other') AND ";

/// The same of those it came through.
const CAME_THROUGH: &str = " AND c.row IN (SELECT fp.claim_row FROM claim_parties fp WHERE fp.role = 'via' AND ";

/// The sources, in brackets, that a name in any spelling fits: their own, and those of sources merged into them.
fn push_called(query: &mut QueryBuilder<Sqlite>, name: &str) {
    // Folded names hold letters, digits and spaces alone: nothing in them is a pattern.
    let pattern = format!("% {name}%");
    query.push("(SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE ' ' || m.name_key LIKE ");
    query.push_bind(pattern.clone()).push(" OR ' ' || m.name_key LIKE ").push_bind(format!("% {}%", person_key(name)));
    query.push(
        " UNION SELECT COALESCE(m.shown_row, m.row) FROM source_aliases sa JOIN sources m ON m.row = sa.source_row",
    );
    query.push(" WHERE ' ' || sa.alias_key LIKE ").push_bind(pattern).push(")");
}

/// The sources, in brackets, that addresses lead to.
fn push_addressed(query: &mut QueryBuilder<Sqlite>, slugs: &[Slug]) {
    query.push("(SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE m.slug IN (");
    push_list(query, slugs.iter().map(Slug::as_str));
    query.push(")");
}

/// Closes the list with its bracket.
fn push_list<'v>(query: &mut QueryBuilder<Sqlite>, values: impl Iterator<Item = &'v str>) {
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.to_owned());
    }
    query.push(")");
}

fn push_dates(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters) {
    if filters.is_reversed() {
        // The condition of a range would let through claims of no exact day that reach around it.
        query.push(" AND 0");
        return;
    }
    let (from, to) = filters.days();
    if from.is_some() || to.is_some() {
        let from = from.map_or("0000-01-01".to_owned(), |day| day.to_string());
        let to = to.map_or("9999-12-31".to_owned(), |day| day.to_string());
        // A claim dated only by its publication may have been said at any time before: it matches by that day alone.
        query.push(" AND ((c.said_basis = 'publication' AND c.published_day >= ").push_bind(from.clone());
        query.push(" AND c.published_day <= ").push_bind(to.clone());
        query.push(
            ") OR (c.said_basis IN ('text', 'carried') AND COALESCE(c.said_from, c.said_to) IS NOT NULL \
             AND COALESCE(c.said_to, '9999-12-31') >= ",
        );
        query.push_bind(from).push(" AND COALESCE(c.said_from, '0000-01-01') <= ").push_bind(to).push("))");
    }
    if let Some(day) = filters.published_from {
        query.push(" AND c.published_day >= ").push_bind(day.to_string());
    }
    if let Some(day) = filters.published_to {
        query.push(" AND c.published_day <= ").push_bind(day.to_string());
    }
}

/// Adds the page's start and the order. Claims of one article and day stay together, in order of place.
fn push_order(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters) {
    let by = match filters.sort.by {
        SortBy::Relevance if !filters.words.can_rank() => SortBy::Said,
        by => by,
    };
    let newest_first = filters.sort.direction == Direction::NewestFirst;
    // Without a date last, whichever way round.
    let missing = if newest_first { "''" } else { "'9999-99-99'" };
    let key = |table: &str| match by {
        SortBy::Said => format!("COALESCE({table}.said_day, {missing})"),
        SortBy::Published => format!("COALESCE({table}.published_day, {missing})"),
        SortBy::Loaded => format!("{table}.loaded_at"),
        SortBy::Relevance => "bm25(claim_search, 10.0, 5.0, 1.0)".to_owned(),
    };
    // bm25 is smaller for better matches.
    let descending = newest_first != (by == SortBy::Relevance);
    let (order, beyond) = if descending { ("DESC", "<") } else { ("ASC", ">") };
    if let Some(after) = &filters.after {
        let here = key("c");
        if by == SortBy::Relevance {
            let expression = filters.words.expression().unwrap_or_default();
            query.push(
                " AND EXISTS (SELECT 1 FROM (SELECT bm25(claim_search, 10.0, 5.0, 1.0) AS rank, claim_search.rowid AS row \
                 FROM claim_search JOIN claims k ON k.row = claim_search.rowid WHERE claim_search MATCH ",
            );
            query.push_bind(expression).push(" AND k.id = ").push_bind(after.as_str().to_owned());
            query.push(format!(") l WHERE {here} {beyond} l.rank OR ({here} = l.rank AND c.row > l.row))"));
        } else {
            let last = key("k");
            query.push(format!(
                " AND EXISTS (SELECT 1 FROM claims k WHERE ({here} {beyond} {last} OR ({here} = {last} AND \
                 (c.article_row, c.place, c.row) > (k.article_row, k.place, k.row))) AND k.id = "
            ));
            query.push_bind(after.as_str().to_owned()).push(")");
        }
    }
    if by == SortBy::Relevance {
        query.push(format!(" ORDER BY {} {order}, c.row", key("c")));
    } else {
        query.push(format!(" ORDER BY {} {order}, c.article_row, c.place, c.row", key("c")));
    }
}
