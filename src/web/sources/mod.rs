//! Sources: the list, and the page of one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;

use crate::domain::{KnownBy, Slug};
use crate::relate::{Keyword, keywords};
use crate::store::{
    ClaimFilters, Counted, MaybeSame, PrintedBy, SAMPLE, SearchWords, SourceChange, SourceChangeKind, SourceDetail,
    SourceFilters, SourceLookup, SourceOrder, SourceRow, UnnamedSources,
};
use crate::web::chart::Chart;
use crate::web::error::AppError;
use crate::web::page::{Layout, Page};
use crate::web::query::Query;
use crate::web::state::App;
use crate::web::timeline::{Outside, timeline};
use crate::web::view::{self, ClaimView};

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

/// A way to narrow the list as a link, with the number of sources it leaves.
struct Narrow {
    label: String,
    sources: String,
    link: String,
    is_on: bool,
}

/// A link that sets or drops one value of a filter.
fn narrow(query: &Query, name: &str, value: &str, label: String, sources: i64) -> Narrow {
    let is_on = query.has(name, value);
    Narrow { label, sources: view::number(&sources), link: query.set(name, (!is_on).then_some(value)).link(), is_on }
}

#[derive(Template)]
#[template(path = "sources/list.html")]
struct SourcesPage {
    layout: Layout,
    rows: Vec<Row>,
    counted: String,
    kinds: Vec<Narrow>,
    countries: Vec<Narrow>,
    letters: Vec<Narrow>,
    /// Filters in force that no other link of the page drops, with the address without them.
    chips: Vec<(String, String)>,
    name_typed: String,
    /// What the form hands on unseen.
    carried: Vec<(&'static str, String)>,
    by_name: bool,
    by_claims_link: String,
    by_name_link: String,
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

pub(in crate::web) async fn list(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<impl IntoResponse, AppError> {
    let query = Query::new("/sources", pairs)?;
    let filters = source_filters(&query)?;
    let list = app.store.sources(&filters).await?;
    let facets = app.store.source_facets(&filters).await?;
    let country = match &filters.country {
        Some(code) => Some(app.store.country_called(code).await?),
        None => None,
    };
    let (is_first, by_name) = (filters.after.is_none(), filters.order == SourceOrder::Name);
    let is_filtered = ["name", "kind", "country", "letter"].iter().any(|name| query.one(name).is_some());
    // Below the first page of all, sources without a name stand together, each kind in one line.
    let unnamed = if is_filtered || !is_first { Vec::new() } else { app.store.unnamed_sources().await? };
    let most = list.rows.iter().map(|source| source.claims).max().unwrap_or(1);
    let counted = view::counted(&list.total, "source", "sources");
    let mut layout = Layout::new(&app, "sources", list_title(&filters, country.as_deref(), &counted));
    if query.is_empty() {
        layout = layout.canonical(&app, "/sources");
    }
    let letter = filters.letter.map(letter_words);
    let chips = [
        (!filters.name.is_empty()).then(|| ("name", format!("“{}”", filters.name))),
        country.map(|name| ("country", name)),
        letter.map(|letter| ("letter", letter)),
    ];
    Ok(Page(SourcesPage {
        layout,
        rows: list.rows.iter().map(|source| row(source, most)).collect(),
        counted,
        kinds: facets
            .kinds
            .into_iter()
            .map(|Counted { value: kind, count }| {
                narrow(&query, "kind", kind.as_str(), view::kind_words(kind).1.to_owned(), count)
            })
            .collect(),
        countries: facets
            .countries
            .into_iter()
            .map(|Counted { value, count }| narrow(&query, "country", &value.code, value.name, count))
            .collect(),
        letters: facets
            .letters
            .into_iter()
            .filter(|_| by_name)
            .map(|Counted { value: letter, count }| {
                narrow(&query.set("sort", Some("name")), "letter", &letter.to_string(), letter_words(letter), count)
            })
            .collect(),
        chips: chips.into_iter().flatten().map(|(name, label)| (label, query.set(name, None).link())).collect(),
        carried: ["kind", "country", "letter", "sort"]
            .into_iter()
            .filter_map(|name| Some((name, query.one(name)?.to_owned())))
            .collect(),
        by_name,
        by_claims_link: query.set("letter", None).set("sort", None).link(),
        by_name_link: query.set("sort", Some("name")).link(),
        unnamed: unnamed.iter().map(unnamed_row).collect(),
        is_filtered,
        next: list.rows.last().filter(|_| list.has_more).map(|last| query.after(last.source.slug.as_str()).link()),
        first: (!is_first).then(|| query.set("cursor", None).link()),
        name_typed: filters.name,
    }))
}

/// Reads the filters of the list.
fn source_filters(query: &Query) -> Result<SourceFilters, AppError> {
    let refuse = |name: &str, value: &str, what: &str| {
        let value: String = value.chars().take(60).collect();
        AppError::BadRequest(format!("“{name}={value}” is not {what}."))
    };
    let mut filters = SourceFilters {
        kind: query.parse("kind", "person, organisation, government, media, group or unnamed")?,
        name: query.one("name").unwrap_or_default().chars().take(100).collect(),
        after: query.one("cursor").and_then(Slug::parse),
        ..SourceFilters::default()
    };
    if let Some(code) = query.one("country") {
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(refuse("country", code, "the code of a country, such as SE"));
        }
        filters.country = Some(code.to_owned());
    }
    if let Some(value) = query.one("letter") {
        let mut letters = value.chars();
        let letter = letters.next().filter(|letter| letter.is_alphanumeric() && !letter.is_uppercase());
        filters.letter = letter.filter(|_| letters.next().is_none());
        filters.letter.ok_or_else(|| refuse("letter", value, "a letter, or 0 for digits"))?;
    }
    filters.order = match query.one("sort") {
        None if filters.letter.is_none() => SourceOrder::Claims,
        Some("claims") => SourceOrder::Claims,
        None | Some("name") => SourceOrder::Name,
        Some(other) => return Err(refuse("sort", other, "claims or name")),
    };
    Ok(filters)
}

/// A letter that names begin with, as pages print it.
fn letter_words(letter: char) -> String {
    if letter == '0' { "0–9".to_owned() } else { letter.to_uppercase().collect() }
}

/// The state of the list in words.
fn list_title(filters: &SourceFilters, country: Option<&str>, counted: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !filters.name.is_empty() {
        parts.push(format!("“{}”", view::shortened(&filters.name, 60)));
    }
    parts.extend(filters.kind.map(|kind| view::kind_words(kind).1.to_owned()));
    parts.extend(country.map(str::to_owned));
    parts.extend(filters.letter.map(letter_words));
    match (parts.is_empty(), filters.order) {
        (true, SourceOrder::Claims) => format!("Sources · {counted} · Onrecord"),
        (true, SourceOrder::Name) => format!("Sources by name · {counted} · Onrecord"),
        (false, _) => format!("{} · {counted} · Onrecord", parts.join(", ")),
    }
}

fn unnamed_row(unnamed: &UnnamedSources) -> UnnamedRow {
    UnnamedRow {
        label: view::kind_words(unnamed.kind).1,
        sources: view::number(&unnamed.sources),
        claims: view::number(&unnamed.claims),
        link: format!("/claims?kind={}", unnamed.kind.as_str()),
    }
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
    /// What the number is held against.
    of: Option<String>,
}

/// The words that stand out in what a source says.
struct Wording {
    /// Which claims were looked at ("its 214 claims").
    of: String,
    words: Vec<Count>,
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
#[template(path = "sources/show.html")]
struct SourcePage {
    layout: Layout,
    slug: Slug,
    name: String,
    kind: &'static str,
    /// The country's name, and the address of its sources.
    country: Option<(String, String)>,
    chart: Option<Chart>,
    earlier: Option<Outside>,
    /// The Wikidata id and the address there.
    wikidata: Option<(String, String)>,
    counted: String,
    days: Option<String>,
    roles: Vec<RoleView>,
    spellings: Vec<(String, String)>,
    wording: Option<Wording>,
    publishers: Vec<Count>,
    stances: Vec<Count>,
    quotations: Vec<Count>,
    through: Option<Through>,
    maybe: Vec<MaybeView>,
    changes: Vec<ChangeView>,
    by_name_only: bool,
    article: Option<String>,
    claims: Vec<ClaimView>,
    all: Option<String>,
}

/// Claims from which on a chart over time says something.
pub(in crate::web) const LEAST_FOR_CHART: i64 = 6;

/// Claims of a source that its page shows; the rest is one click away.
const SHOWN: usize = 10;

pub(in crate::web) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<Response, AppError> {
    let slug = Slug::parse(&word).ok_or(AppError::NotFound("source"))?;
    let detail = match app.store.source(&slug).await? {
        SourceLookup::Found(detail) => detail,
        // Not for ever: a merge or a rename may be undone.
        SourceLookup::Moved(slug) => return Ok(Redirect::temporary(&format!("/sources/{slug}")).into_response()),
        SourceLookup::Gone => return Err(AppError::Gone("source")),
        SourceLookup::Unknown => return Err(AppError::NotFound("source")),
    };
    let filters = ClaimFilters { source: vec![slug.clone()], ..ClaimFilters::default() };
    let newest = app.store.first_claims(&filters, SHOWN).await?;
    let detail = *detail;
    let through = through(&app, &slug, detail.through).await?;
    let SourceDetail {
        row,
        country,
        wikidata,
        is_apart,
        roles,
        spellings,
        publishers,
        stances,
        quotations,
        maybe,
        changes,
        article,
        ..
    } = detail;
    let own = Query::new("/claims", vec![("source".into(), slug.to_string())])?;
    let own_count = |name: &str, value: &str, label: String, count: i64| Count {
        label,
        link: own.with(name, value).link(),
        count: view::number(&count),
        share: (count * 20 / row.claims.max(1)).clamp(1, 20),
        of: None,
    };
    let wording = wording(&app, &row, &spellings, &own, &filters).await?;
    let timeline = timeline(&app, &own, &filters).await?;
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
            .map(|role| RoleView {
                when: role.days.as_ref().map(view::days_text),
                claims: view::counted(&role.claims, "claim", "claims"),
                words: role.words,
            })
            .collect(),
        spellings: spellings
            .into_iter()
            .map(|Counted { value: name, count }| (name, view::counted(&count, "claim", "claims")))
            .collect(),
        wording,
        publishers: publishers
            .into_iter()
            .map(|PrintedBy { publisher, claims, printed }| Count {
                of: Some(format!("{} printed in all", view::counted(&printed, "claim", "claims"))),
                count: format!("{} of {}", view::number(&claims), view::number(&row.claims)),
                ..own_count("publisher", publisher.slug.as_str(), publisher.name, claims)
            })
            .collect(),
        stances: stances
            .into_iter()
            .map(|Counted { value: stance, count }| {
                own_count("stance", stance.as_str(), view::stance_words(stance).1.to_owned(), count)
            })
            .collect(),
        quotations: quotations
            .into_iter()
            .map(|Counted { value: quotation, count }| {
                own_count("quotation", quotation.as_str(), view::quotation_words(quotation).to_owned(), count)
            })
            .collect(),
        through,
        chart: timeline.chart.filter(|_| row.claims >= LEAST_FOR_CHART),
        earlier: timeline.earlier.filter(|_| row.claims >= LEAST_FOR_CHART),
        country: country.map(|country| (country.name, format!("/sources?country={}", country.code))),
        wikidata: wikidata.and_then(|id| wikidata_link(&id).map(|link| (id, link))),
        maybe: maybe.into_iter().map(maybe_view).collect(),
        changes: changes.iter().map(|change| change_view(change, &slug)).collect(),
        by_name_only: row.source.known_by == KnownBy::Name && !is_apart,
        article: article.map(|id| format!("/articles/{id}")),
        claims: newest.iter().map(ClaimView::of_hit).collect(),
        all: (row.claims > SHOWN as i64).then(|| own.link()),
        name: row.source.name,
        counted,
        slug,
    })
    .into_response())
}

/// Claims a source needs for words to stand out in them.
const LEAST_FOR_WORDS: i64 = 12;
/// Words a page lists, and those that are looked at for them: forms of one word are told once.
const MOST_WORDS: usize = 12;
const WORDS_TRIED: usize = 18;

/// The words that stand out in a source's newest claims against the whole collection.
async fn wording(
    app: &App,
    row: &SourceRow,
    spellings: &[Counted<String>],
    query: &Query,
    filters: &ClaimFilters,
) -> Result<Option<Wording>, AppError> {
    if row.claims < LEAST_FOR_WORDS {
        return Ok(None);
    }
    let texts = app.store.contents_of(&row.source.slug).await?;
    let others = app.store.contents_at_large().await?;
    let names = spellings.iter().map(|spelling| &spelling.value).chain([&row.source.name]);
    let names: Vec<String> = names.flat_map(|name| name.split_whitespace()).map(str::to_lowercase).collect();
    let keywords_found = keywords(&texts, &others, &names, WORDS_TRIED);
    let words = found_words(app, query, filters, keywords_found, MOST_WORDS).await?;
    let of = if row.claims > SAMPLE {
        format!("the newest {}", view::counted(&SAMPLE, "claim", "claims"))
    } else {
        format!("these {}", view::counted(&row.claims, "claim", "claims"))
    };
    Ok((!words.is_empty()).then_some(Wording { of, words: words.into_iter().map(word_count).collect() }))
}

fn word_count(word: FoundWord) -> Count {
    Count { label: word.word, link: word.link, count: view::number(&word.claims), share: 0, of: None }
}

/// A word that stands out, with the search that finds it.
pub(in crate::web) struct FoundWord {
    pub word: String,
    pub link: String,
    /// Claims that the search finds.
    pub claims: i64,
}

/// What a search within a list finds for each word. Forms of one word, which find the same, are told once.
pub(in crate::web) async fn found_words(
    app: &App,
    query: &Query,
    filters: &ClaimFilters,
    keywords_found: Vec<Keyword>,
    most: usize,
) -> Result<Vec<FoundWord>, AppError> {
    let mut found: Vec<FoundWord> = Vec::new();
    for Keyword { word, .. } in keywords_found {
        let claims = app.store.count(&ClaimFilters { words: SearchWords::parse(&word), ..filters.clone() }).await?;
        let start = |word: &str| word.chars().take(4).flat_map(char::to_lowercase).collect::<String>();
        let is_form = found.iter().any(|other| other.claims == claims && start(&other.word) == start(&word));
        if claims > 0 && !is_form {
            found.push(FoundWord { link: query.set("q", Some(&word)).link(), word, claims });
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// Claims of others that came through a source and that its page shows; the rest is one click away.
const SHOWN_THROUGH: usize = 5;

async fn through(app: &App, slug: &Slug, count: i64) -> Result<Option<Through>, AppError> {
    if count == 0 {
        return Ok(None);
    }
    let filters = ClaimFilters { via: vec![slug.clone()], ..ClaimFilters::default() };
    let claims = app.store.first_claims(&filters, SHOWN_THROUGH).await?;
    Ok(Some(Through {
        counted: view::counted(&count, "claim", "claims"),
        link: format!("/claims?via={slug}"),
        claims: claims.iter().map(ClaimView::of_hit).collect(),
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
    fn what_the_list_is_narrowed_by_is_read() {
        let read = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            source_filters(&Query::new("/sources", pairs).unwrap())
        };
        let filters = read(&[("country", "SE"), ("letter", "k"), ("kind", "person")]).unwrap();
        assert_eq!((filters.country.as_deref(), filters.letter), (Some("SE"), Some('k')));
        assert_eq!(filters.order, SourceOrder::Name, "a letter orders by name");
        assert_eq!(read(&[]).unwrap().order, SourceOrder::Claims);
        for wrong in [
            ("country", "Sweden"),
            ("country", "se"),
            ("letter", "kk"),
            ("letter", "!"),
            ("letter", "K"),
            ("sort", "x"),
        ] {
            assert!(matches!(read(&[wrong]), Err(AppError::BadRequest(_))), "{wrong:?}");
        }
    }

    #[test]
    fn only_ids_lead_to_wikidata() {
        assert_eq!(wikidata_link("Q42").as_deref(), Some("https://www.wikidata.org/wiki/Q42"));
        for none in ["", "Q", "42", "Q4x", "Q1/../x", "q42"] {
            assert_eq!(wikidata_link(none), None, "{none}");
        }
    }
}
