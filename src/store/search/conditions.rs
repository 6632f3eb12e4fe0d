//! Pieces of SQL for the conditions of the filters of a list.

use sqlx::{QueryBuilder, Sqlite};

use crate::domain::Slug;
use crate::registry::person_key;
use crate::store::search::filters::{ClaimFilters, Has};

// The claims of a party are looked up once, with `IN`. A correlated subquery for each claim costs a hundred times as
// much.

/// Begins the condition that one of the sources that said the claim meets what follows. The caller closes the bracket.
pub(super) const SAID_BY: &str =
    " AND c.row IN (SELECT fp.claim_row FROM claim_parties fp WHERE fp.role IN ('source', 'other') AND ";

/// Like [`SAID_BY`], for the sources that passed the claim on.
pub(super) const CAME_THROUGH: &str =
    " AND c.row IN (SELECT fp.claim_row FROM claim_parties fp WHERE fp.role = 'via' AND ";

/// Adds the conditions of the search box besides the wanted words: excluded words and speakers.
pub(super) fn push_search(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters) {
    if let Some(excluded) = filters.words.excluded() {
        query.push(" AND c.row NOT IN (SELECT rowid FROM claim_search WHERE claim_search MATCH ");
        query.push_bind(excluded).push(")");
    }
    for speaker in &filters.words.speakers {
        query.push(SAID_BY).push("fp.source_row IN ");
        push_called(query, speaker);
        query.push(")");
    }
}

/// Adds, in brackets, a query for the sources that a name in any spelling matches. A source also matches by the names
/// of the sources merged into it.
pub(super) fn push_called(query: &mut QueryBuilder<Sqlite>, name: &str) {
    // A folded name holds only letters, digits and spaces, so it cannot contain a wildcard of `LIKE`.
    let pattern = format!("% {name}%");
    query.push("(SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE ' ' || m.name_key LIKE ");
    query.push_bind(pattern.clone()).push(" OR ' ' || m.name_key LIKE ").push_bind(format!("% {}%", person_key(name)));
    query.push(
        " UNION SELECT COALESCE(m.shown_row, m.row) FROM source_aliases sa JOIN sources m ON m.row = sa.source_row",
    );
    query.push(" WHERE ' ' || sa.alias_key LIKE ").push_bind(pattern).push(")");
}

/// Adds the condition that a party is one of the sources with these slugs, or the source that one of them was merged
/// into. `role` is [`SAID_BY`] or [`CAME_THROUGH`].
pub(super) fn push_addressed(query: &mut QueryBuilder<Sqlite>, role: &str, slugs: &[Slug]) {
    if slugs.is_empty() {
        return;
    }
    query.push(role).push("fp.source_row IN (SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE m.slug IN (");
    push_list(query, slugs.iter().map(Slug::as_str));
    query.push("))");
}

/// Adds `begin`, which ends with an open bracket, then the values with the closing bracket, then `end`. Adds nothing
/// where there are no values.
pub(super) fn push_any_of<'v>(
    query: &mut QueryBuilder<Sqlite>,
    begin: &str,
    values: impl Iterator<Item = &'v str>,
    end: &str,
) {
    let mut values = values.peekable();
    if values.peek().is_some() {
        query.push(begin);
        push_list(query, values);
        query.push(end);
    }
}

/// Adds values to an open list and closes its bracket.
fn push_list<'v>(query: &mut QueryBuilder<Sqlite>, values: impl Iterator<Item = &'v str>) {
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.to_owned());
    }
    query.push(")");
}

/// Adds the condition that a claim has all of these properties.
pub(super) fn push_has(query: &mut QueryBuilder<Sqlite>, has: &[Has]) {
    for has in has {
        query.push(match has {
            Has::Date => " AND c.said_basis IN ('text', 'carried', 'decision')",
            Has::Figure => " AND EXISTS (SELECT 1 FROM claim_figures g WHERE g.claim_row = c.row)",
            Has::Via => " AND EXISTS (SELECT 1 FROM claim_parties vp WHERE vp.claim_row = c.row AND vp.role = 'via')",
        });
    }
}

/// Adds the range of days that claims were said in, set by the filters `from` and `to` or by the search box.
pub(super) fn push_days_said(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters) {
    let (from, to) = filters.days();
    if from.is_none() && to.is_none() {
        return;
    }
    let from = from.map_or("0000-01-01".to_owned(), |day| day.to_string());
    let to = to.map_or("9999-12-31".to_owned(), |day| day.to_string());
    // A claim dated only by its publication may have been said at any time before: it matches by that day alone.
    query.push(" AND ((c.said_basis = 'publication' AND c.published_day >= ").push_bind(from.clone());
    query.push(" AND c.published_day <= ").push_bind(to.clone());
    query.push(
        ") OR (c.said_basis IN ('text', 'carried', 'decision') AND COALESCE(c.said_from, c.said_to) IS NOT NULL \
         AND COALESCE(c.said_to, '9999-12-31') >= ",
    );
    query.push_bind(from).push(" AND COALESCE(c.said_from, '0000-01-01') <= ").push_bind(to).push("))");
}
