//! Sources: the list, and the page of one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;

use super::error::AppError;
use super::filters::Query;
use super::page::{Layout, Page};
use super::state::App;
use super::view::{self, ClaimView};
use crate::domain::{KnownBy, Slug, SourceKind};
use crate::store::{
    ClaimFilters, MaybeSame, SourceChange, SourceChangeKind, SourceDetail, SourceFilters, SourceLookup, SourceOrder,
    SourceRow,
};

struct Row {
    path: String,
    name: String,
    kind: &'static str,
    claims: String,
    days: Option<String>,
    share: i64,
}

fn row(source: &SourceRow, most: i64) -> Row {
    Row {
        path: format!("/sources/{}", source.source.slug),
        name: source.source.name.clone(),
        kind: view::kind_words(source.source.kind).0,
        claims: view::number(&source.claims),
        days: source.days.as_ref().map(view::days_text),
        share: (source.claims * 20 / most.max(1)).max(1),
    }
}

/// A kind as a link that narrows the list.
struct KindLink {
    label: &'static str,
    sources: String,
    link: String,
    is_on: bool,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    layout: Layout,
    rows: Vec<Row>,
    total: i64,
    kinds: Vec<KindLink>,
    name_typed: String,
    kind: Option<&'static str>,
    by_name: bool,
    order_link: String,
    /// Sources without a name, a line for each kind of them.
    unnamed: Vec<UnnamedRow>,
    is_filtered: bool,
    next: Option<String>,
    first: Option<String>,
}

/// All sources of a kind that articles leave unnamed, as one line.
struct UnnamedRow {
    label: &'static str,
    sources: String,
    claims: String,
    link: String,
}

pub(super) async fn list(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<impl IntoResponse, AppError> {
    let query = Query::new("/sources", pairs)?;
    let kind: Option<SourceKind> = query.parse("kind", "person, organisation, government, media, group or unnamed")?;
    let name_typed: String = query.one("name").unwrap_or_default().chars().take(100).collect();
    let order = match query.one("sort") {
        None | Some("claims") => SourceOrder::Claims,
        Some("name") => SourceOrder::Name,
        Some(other) => return Err(AppError::BadRequest(format!("“sort={other}” is not claims or name."))),
    };
    let after = query.one("cursor").and_then(Slug::parse);
    let is_first = after.is_none();
    let filters = SourceFilters { kind, name: name_typed.clone(), order, after, ..SourceFilters::default() };
    let list = app.store.sources(&filters).await?;
    let sources = &list.rows;
    let kinds = app.store.source_kinds().await?;
    let most = sources.iter().map(|source| source.claims).max().unwrap_or(1);
    let is_filtered = kind.is_some() || !name_typed.is_empty();
    let is_first_of_all = !is_filtered && is_first;
    let unnamed = kinds
        .iter()
        .filter(|(kind, ..)| is_first_of_all && matches!(kind, SourceKind::Unnamed | SourceKind::Group))
        .map(|(kind, sources, claims)| UnnamedRow {
            label: view::kind_words(*kind).1,
            sources: view::number(sources),
            claims: view::number(claims),
            link: format!("/claims?kind={}", kind.as_str()),
        })
        .collect();
    let mut layout = Layout::new(&app, "sources", "Sources · Onrecord");
    if query.is_empty() {
        layout = layout.canonical(&app, "/sources");
    }
    let by_name = order == SourceOrder::Name;
    Ok(Page(SourcesPage {
        layout,
        rows: sources.iter().map(|source| row(source, most)).collect(),
        total: list.total,
        kinds: kinds
            .iter()
            .map(|(of, sources, _)| {
                let is_on = kind == Some(*of);
                KindLink {
                    label: view::kind_words(*of).1,
                    sources: view::number(sources),
                    link: query.set("kind", (!is_on).then_some(of.as_str())).link(),
                    is_on,
                }
            })
            .collect(),
        name_typed,
        kind: kind.map(SourceKind::as_str),
        by_name,
        order_link: query.set("sort", (!by_name).then_some("name")).link(),
        unnamed,
        is_filtered,
        next: sources.last().filter(|_| list.has_more).map(|last| query.after(last.source.slug.as_str()).link()),
        first: (!is_first).then(|| query.set("cursor", None).link()),
    }))
}

struct RoleView {
    words: String,
    when: Option<String>,
    claims: String,
}

struct Count {
    label: String,
    link: String,
    count: String,
    share: i64,
}

/// Claims of others that came through the source.
struct Through {
    counted: String,
    link: String,
    claims: Vec<ClaimView>,
    has_more: bool,
}

/// A source that may be the same.
struct MaybeView {
    name: String,
    link: String,
    kind: &'static str,
    counted: String,
    reason: String,
}

/// A decision of people about the source, in words: those before the other source's name, its name and address, and
/// those after it.
struct ChangeView {
    before: &'static str,
    name: String,
    link: Option<String>,
    after: String,
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    layout: Layout,
    slug: Slug,
    name: String,
    kind: &'static str,
    country: Option<String>,
    /// The Wikidata id and the address there.
    wikidata: Option<(String, String)>,
    counted: String,
    days: Option<String>,
    roles: Vec<RoleView>,
    aliases: Vec<String>,
    publishers: Vec<Count>,
    stances: Vec<Count>,
    through: Option<Through>,
    maybe: Vec<MaybeView>,
    changes: Vec<ChangeView>,
    by_name_only: bool,
    article: Option<String>,
    claims: Vec<ClaimView>,
    all: Option<String>,
}

/// Claims of a source that its page shows; the rest is one click away.
const SHOWN: usize = 15;

pub(super) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<Response, AppError> {
    let slug = Slug::parse(&word).ok_or(AppError::NotFound("source"))?;
    let detail = match app.store.source(&slug).await? {
        SourceLookup::Found(detail) => detail,
        // Not for ever: a merge or a rename may be undone.
        SourceLookup::Moved(slug) => return Ok(Redirect::temporary(&format!("/sources/{slug}")).into_response()),
        SourceLookup::Gone => return Err(AppError::Gone("source")),
        SourceLookup::Unknown => return Err(AppError::NotFound("source")),
    };
    let list = app.store.claims(&ClaimFilters { source: vec![slug.clone()], ..ClaimFilters::default() }).await?;
    let detail = *detail;
    let through = through(&app, &slug, detail.through).await?;
    let SourceDetail {
        row,
        country,
        wikidata,
        is_apart,
        roles,
        aliases,
        publishers,
        stances,
        maybe,
        changes,
        article,
        ..
    } = detail;
    let own = Query::new("/claims", vec![("source".into(), slug.to_string())])?;
    let share = |count: i64| (count * 20 / row.claims.max(1)).clamp(1, 20);
    let counted = view::counted(&row.claims, "claim", "claims");
    let layout = Layout::new(&app, "sources", format!("{} · {counted} · Onrecord", row.source.name))
        .canonical(&app, &format!("/sources/{slug}"))
        .described(format!("{counted} attributed to {}, each with its words, date and article.", row.source.name));
    Ok(Page(SourcePage {
        layout,
        kind: view::kind_words(row.source.kind).0,
        days: row.days.as_ref().map(view::days_text),
        roles: roles
            .into_iter()
            .map(|(words, first, last, claims)| RoleView {
                words,
                when: first.zip(last).as_ref().map(view::days_text),
                claims: view::counted(&claims, "claim", "claims"),
            })
            .collect(),
        aliases,
        publishers: publishers
            .into_iter()
            .map(|(publisher, label, count)| Count {
                label,
                link: own.with("publisher", publisher.as_str()).link(),
                count: view::number(&count),
                share: share(count),
            })
            .collect(),
        stances: stances
            .into_iter()
            .map(|(stance, count)| Count {
                label: view::stance_words(stance).1.to_owned(),
                link: own.with("stance", stance.as_str()).link(),
                count: view::number(&count),
                share: share(count),
            })
            .collect(),
        through,
        country,
        wikidata: wikidata.and_then(|id| wikidata_link(&id).map(|link| (id, link))),
        maybe: maybe.into_iter().map(maybe_view).collect(),
        changes: changes.iter().map(|change| change_view(change, &slug)).collect(),
        by_name_only: row.source.known_by == KnownBy::Name && !is_apart,
        article: article.map(|id| format!("/articles/{id}")),
        claims: list.hits.iter().take(SHOWN).map(ClaimView::of_hit).collect(),
        all: (list.total > SHOWN as i64).then(|| own.link()),
        name: row.source.name,
        counted,
        slug,
    })
    .into_response())
}

/// Claims of others that came through a source and that its page shows; the rest is one click away.
const SHOWN_THROUGH: usize = 5;

async fn through(app: &App, slug: &Slug, count: i64) -> Result<Option<Through>, AppError> {
    if count == 0 {
        return Ok(None);
    }
    let list = app.store.claims(&ClaimFilters { via: vec![slug.clone()], ..ClaimFilters::default() }).await?;
    Ok(Some(Through {
        counted: view::counted(&count, "claim", "claims"),
        link: format!("/claims?via={slug}"),
        claims: list.hits.iter().take(SHOWN_THROUGH).map(ClaimView::of_hit).collect(),
        has_more: count > SHOWN_THROUGH as i64,
    }))
}

/// The page of an id ("Q42") at Wikidata; `None` for what is no id.
fn wikidata_link(id: &str) -> Option<String> {
    let digits = id.strip_prefix('Q')?;
    let is_id = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| format!("https://www.wikidata.org/wiki/{id}"))
}

fn maybe_view(maybe: MaybeSame) -> MaybeView {
    MaybeView {
        link: format!("/sources/{}", maybe.source.slug),
        kind: view::kind_words(maybe.source.kind).0,
        name: maybe.source.name,
        counted: view::counted(&maybe.claims, "claim", "claims"),
        reason: maybe.reason,
    }
}

/// A decision as the page of `slug` tells it.
fn change_view(change: &SourceChange, slug: &Slug) -> ChangeView {
    let on = view::day_of_stamp(&change.made_at);
    let link = |slug: &Slug| Some(format!("/sources/{slug}"));
    match change.kind {
        SourceChangeKind::Merge => ChangeView {
            before: "",
            name: format!("“{}”", change.name_before),
            link: None,
            after: format!(" was made one with this source on {on}."),
        },
        SourceChangeKind::Split if change.slug_after == *slug => ChangeView {
            before: "This source was parted from ",
            name: change.name_before.clone(),
            link: link(&change.slug_before),
            after: format!(" on {on}."),
        },
        SourceChangeKind::Split => ChangeView {
            before: "",
            name: change.name_after.clone(),
            link: link(&change.slug_after),
            after: format!(
                " was parted from this source on {on}, with what {} hold.",
                view::counted(&change.articles, "article", "articles")
            ),
        },
        SourceChangeKind::Rename => ChangeView {
            before: "Until ",
            name: on,
            link: None,
            after: format!(" this source was called “{}” here.", change.name_before),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_lead_to_wikidata() {
        assert_eq!(wikidata_link("Q42").as_deref(), Some("https://www.wikidata.org/wiki/Q42"));
        for none in ["", "Q", "42", "Q4x", "Q1/../x", "q42"] {
            assert_eq!(wikidata_link(none), None, "{none}");
        }
    }
}
