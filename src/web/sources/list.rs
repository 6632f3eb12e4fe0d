//! The list of sources.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use crate::domain::SourceKind;
use crate::store::{
    Counted, Country, DIGITS, ListPage, NO_LETTER, SourceFacets, SourceName, SourceOrder, SourceRow, UnnamedSources,
};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::json::{Document, not_known};
use crate::web::rendering::rows::answer_rows;
use crate::web::rendering::whole::BYTE_ORDER_MARK;
use crate::web::rendering::{PageData, answer};
use crate::web::sources::filters::{NARROWING, PARAMETERS, cursor, source_filters};
use crate::web::sources::rows::{AllSources, document};
use crate::web::state::App;
use crate::web::view;

/// Sources offered where none has the name that was typed.
const MOST_MEANT: i64 = 5;

/// One page of the list of sources.
#[derive(Debug, Serialize)]
struct SourcesListed {
    name: String,
    kind: Option<SourceKind>,
    country: Option<Country>,
    letter: Option<char>,
    order: SourceOrder,
    /// Sources that fit, on all pages, and those on the pages before this one.
    total: i64,
    before: i64,
    sources: Vec<SourceRow>,
    /// What the list can be narrowed to.
    facets: SourceFacets,
    /// Sources that articles leave unnamed; on the first page of all sources.
    unnamed: Vec<UnnamedSources>,
    /// How many of all sources are known in one article alone; told beside the list of all.
    of_one_article: Option<i64>,
    /// Where none fits the name: sources that are spelled nearly so.
    meant: Vec<SourceName>,
    /// Parameters of the address that mean nothing here.
    unknown: Vec<String>,
    /// The address, without what the list does not know.
    query: Query,
}

async fn load(app: &App, query: Query) -> Result<SourcesListed, AppError> {
    let (query, unknown) = query.known(|name| PARAMETERS.contains(&name));
    let filters = source_filters(&query)?;
    let list = app.store.sources(&filters).await?;
    let country = match &filters.country {
        Some(code) => Some(Country { code: code.clone(), name: app.store.country_called(code).await? }),
        None => None,
    };
    let is_all = NARROWING.iter().all(|name| query.one(name).is_none());
    let is_first = is_all && list.before == 0;
    let meant = match list.total {
        0 if !filters.name.is_empty() => app.store.sources_spelled_like(&filters.name, MOST_MEANT).await?,
        _ => Vec::new(),
    };
    Ok(SourcesListed {
        facets: app.store.source_facets(&filters).await?,
        unnamed: if is_first { app.store.unnamed_sources().await? } else { Vec::new() },
        of_one_article: if is_first { Some(app.store.sources_of_one_article().await?) } else { None },
        meant: meant.into_iter().map(|near| SourceName { slug: near.source.slug, name: near.source.name }).collect(),
        name: filters.name,
        kind: filters.kind,
        country,
        letter: filters.letter,
        order: filters.order,
        total: list.total,
        before: list.before,
        sources: list.rows,
        unknown,
        query,
    })
}

/// A way to narrow the list, as a link.
struct Narrow {
    label: String,
    sources: i64,
    link: String,
    is_on: bool,
}

/// The other pages of the list; each is absent where it is this one.
struct Pages {
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    last: Option<String>,
}

#[derive(Template)]
#[template(path = "sources/list.html")]
struct SourcesPage<'a> {
    layout: Layout,
    list: &'a SourcesListed,
    kinds: Vec<Narrow>,
    countries: Vec<Narrow>,
    letters: Vec<Narrow>,
    /// Filters in force that no other link of the page drops, with the address without them.
    chips: Vec<(String, String)>,
    /// What the form hands on unseen.
    carried: Vec<(&'static str, &'a str)>,
    by_claims_link: String,
    by_name_link: String,
    pages: Pages,
    /// The claims of the source with most claims on this page.
    most: i64,
}

impl SourcesPage<'_> {
    fn by_name(&self) -> bool {
        self.list.order == SourceOrder::Name
    }

    /// A source's part of the highest number of claims, in twentieths.
    fn share(&self, source: &SourceRow) -> i64 {
        (source.claims * 20 / self.most).max(1)
    }

    /// The number of the last source on this page.
    fn last_shown(&self) -> i64 {
        self.list.before + self.list.sources.len() as i64
    }
}

impl SourcesListed {
    fn is_filtered(&self) -> bool {
        NARROWING.iter().any(|name| self.query.one(name).is_some())
    }

    /// A link that sets or drops one value of a filter.
    fn narrow(&self, name: &str, value: &str, label: String, sources: i64) -> Narrow {
        let is_on = self.query.all(name).any(|used| used.eq_ignore_ascii_case(value));
        Narrow { label, sources, link: self.query.set(name, (!is_on).then_some(value)).link(), is_on }
    }

    fn by_letter(&self, Counted { value: letter, count }: &Counted<char>) -> Narrow {
        let narrow = self.narrow("letter", &letter.to_string(), letter_words(*letter), *count);
        let value = letter.to_string();
        let link = self.query.set("sort", Some("name")).set("letter", (!narrow.is_on).then_some(value.as_str())).link();
        Narrow { link, ..narrow }
    }

    fn chips(&self) -> Vec<(String, String)> {
        let chips = [
            (!self.name.is_empty()).then(|| ("name", format!("“{}”", self.name))),
            self.country.as_ref().map(|country| ("country", country.name.clone())),
            self.letter.map(|letter| ("letter", letter_words(letter))),
        ];
        chips.into_iter().flatten().map(|(name, label)| (label, self.query.set(name, None).link())).collect()
    }

    /// The last source of this page, where another page follows.
    fn last_of_page(&self) -> Option<&SourceRow> {
        let has_more = self.before + (self.sources.len() as i64) < self.total;
        self.sources.last().filter(|_| has_more)
    }

    fn page(&self, page: &ListPage) -> Query {
        self.query.set("cursor", cursor(page).as_deref())
    }

    fn pages(&self) -> Pages {
        let to = |page: &ListPage| self.page(page).link();
        let first = self.sources.first().filter(|_| self.before > 0);
        let last = self.last_of_page();
        Pages {
            first: first.map(|_| to(&ListPage::First)),
            previous: first.map(|first| to(&ListPage::Before(first.source.slug.clone()))),
            next: last.map(|last| to(&ListPage::After(last.source.slug.clone()))),
            last: last.map(|_| to(&ListPage::Last)),
        }
    }

    /// The state of the list in words.
    fn title(&self) -> String {
        let counted = view::counted(&self.total, "source", "sources");
        let mut parts: Vec<String> = Vec::new();
        if !self.name.is_empty() {
            parts.push(format!("“{}”", view::shortened(&self.name, 60)));
        }
        parts.extend(self.kind.map(|kind| view::kind_words(kind).1.to_owned()));
        parts.extend(self.country.as_ref().map(|country| country.name.clone()));
        parts.extend(self.letter.map(letter_words));
        match (parts.is_empty(), self.order) {
            (true, SourceOrder::Claims) => format!("Sources · {counted} · Onrecord"),
            (true, SourceOrder::Name) => format!("Sources by name · {counted} · Onrecord"),
            (false, _) => format!("{} · {counted} · Onrecord", parts.join(", ")),
        }
    }
}

/// A letter that names stand under, as pages print it.
fn letter_words(letter: char) -> String {
    match letter {
        DIGITS => "0–9".to_owned(),
        NO_LETTER => "other".to_owned(),
        letter => letter.to_uppercase().collect(),
    }
}

impl PageData for SourcesListed {
    fn html(&self, app: &App) -> askama::Result<String> {
        let query = &self.query;
        let layout = Layout::new(app, "sources", self.title()).in_forms(query);
        let SourceFacets { kinds, countries, letters } = &self.facets;
        SourcesPage {
            layout: if query.is_empty() { layout.canonical(app, "/sources") } else { layout },
            kinds: kinds
                .iter()
                .map(|Counted { value: kind, count }| {
                    self.narrow("kind", kind.as_str(), view::kind_words(*kind).1.to_owned(), *count)
                })
                .collect(),
            countries: countries
                .iter()
                .map(|Counted { value, count }| self.narrow("country", &value.code, value.name.clone(), *count))
                .collect(),
            letters: letters
                .iter()
                .filter(|_| self.order == SourceOrder::Name)
                .map(|letter| self.by_letter(letter))
                .collect(),
            chips: self.chips(),
            carried: ["kind", "country", "letter", "sort"]
                .into_iter()
                .filter_map(|name| Some((name, query.one(name)?)))
                .collect(),
            by_claims_link: query.set("letter", None).set("sort", None).link(),
            by_name_link: query.set("sort", Some("name")).link(),
            pages: self.pages(),
            most: self.sources.iter().map(|source| source.claims).max().unwrap_or_default().max(1),
            list: self,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let next = self.last_of_page().map(|last| self.page(&ListPage::After(last.source.slug.clone())));
        Document::at(app, &self.query)?
            .with("title", self.title().trim_end_matches(" · Onrecord"))?
            .with("total", self.total)?
            .with("before", self.before)?
            .with("sources", self.sources.iter().map(|row| document(app, row)).collect::<Result<Vec<_>, _>>()?)?
            .with("next", next.map(|next| app.absolute(&next.link_in(Format::Json))))?
            .with("facets", &self.facets)?
            .with("unnamed", &self.unnamed)?
            .with("meant", &self.meant)?
            .with("notes", not_known(&self.unknown))
    }
}

/// Answers `/sources`. `q` means `name`, as the box on top of every page calls its words.
pub(in crate::web) async fn list(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/sources", pairs)?;
    if let Some(words) = query.one("q").filter(|_| query.one("name").is_none()) {
        return Ok(Redirect::to(&query.set("q", None).set("name", Some(words)).link_in(format)).into_response());
    }
    if format.is_whole_result() {
        let with_mark = query.one(BYTE_ORDER_MARK).is_some();
        let app = app.for_whole_results();
        let all = AllSources { app: app.clone(), filters: source_filters(&query)?, last: None, is_done: false };
        return answer_rows(&app, format, "sources", with_mark, all).await;
    }
    answer(&app, format, &load(&app, query).await?).await
}
