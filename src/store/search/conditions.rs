//! Pieces of the conditions that filters become, and the filters of a list as one condition.

use sqlx::{QueryBuilder, Sqlite};

use crate::domain::Slug;
use crate::registry::person_key;
use crate::store::search::filters::{ClaimFilters, Has};

// Claims of a party are looked up once and joined by row; asked for row by row they cost a hundred times as much.

/// Begins the condition that one of those who said it is of some kind or name; its bracket is closed by the caller.
pub(super) const SAID_BY: &str =
    " AND c.row IN (SELECT fp.claim_row FROM claim_parties fp WHERE fp.role IN ('source', 'other') AND ";

/// The same of those it came through.
pub(super) const CAME_THROUGH: &str =
    " AND c.row IN (SELECT fp.claim_row FROM claim_parties fp WHERE fp.role = 'via' AND ";

/// Adds the parts of the search box that are no words of the index.
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

/// Adds the sources, in brackets, that a name in any spelling fits: their own, and those of sources merged into them.
pub(super) fn push_called(query: &mut QueryBuilder<Sqlite>, name: &str) {
    // Folded names hold letters, digits and spaces alone: nothing in them is a pattern.
    let pattern = format!("% {name}%");
    query.push("(SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE ' ' || m.name_key LIKE ");
    query.push_bind(pattern.clone()).push(" OR ' ' || m.name_key LIKE ").push_bind(format!("% {}%", person_key(name)));
    query.push(
        " UNION SELECT COALESCE(m.shown_row, m.row) FROM source_aliases sa JOIN sources m ON m.row = sa.source_row",
    );
    query.push(" WHERE ' ' || sa.alias_key LIKE ").push_bind(pattern).push(")");
}

/// Adds the condition that a party of some role is a source that one of these addresses leads to.
pub(super) fn push_addressed(query: &mut QueryBuilder<Sqlite>, role: &str, slugs: &[Slug]) {
    if slugs.is_empty() {
        return;
    }
    query.push(role).push("fp.source_row IN (SELECT COALESCE(m.shown_row, m.row) FROM sources m WHERE m.slug IN (");
    push_list(query, slugs.iter().map(Slug::as_str));
    query.push("))");
}

/// Adds the beginning of a condition that ends with an open list, the values, and `end`; nothing where there are none.
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

/// Adds values to an open list, and closes it.
fn push_list<'v>(query: &mut QueryBuilder<Sqlite>, values: impl Iterator<Item = &'v str>) {
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.to_owned());
    }
    query.push(")");
}

/// Adds what a claim must have, all of it.
pub(super) fn push_has(query: &mut QueryBuilder<Sqlite>, has: &[Has]) {
    for has in has {
        query.push(match has {
            Has::Date => " AND c.said_basis IN ('text', 'carried')",
            Has::Figure => " AND EXISTS (SELECT 1 FROM claim_figures g WHERE g.claim_row = c.row)",
            Has::Via => " AND EXISTS (SELECT 1 FROM claim_parties vp WHERE vp.claim_row = c.row AND vp.role = 'via')",
        });
    }
}

/// Adds the range of days that claims were said in, whether the list or the search box sets it.
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
        ") OR (c.said_basis IN ('text', 'carried') AND COALESCE(c.said_from, c.said_to) IS NOT NULL \
         AND COALESCE(c.said_to, '9999-12-31') >= ",
    );
    query.push_bind(from).push(" AND COALESCE(c.said_from, '0000-01-01') <= ").push_bind(to).push("))");
}
