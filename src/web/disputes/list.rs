//! The list of disputes.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use super::{against_words, extent, heading, in_one_line, kind_words, kinds};
use crate::domain::{Edtf, FlatKind, Slug};
use crate::store::{Dispute, DisputeFilters, DisputeKind, DisputeOrder, DisputePage};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::query::{Query, country, refused};
use crate::web::rendering::feed::{Entry, Feed};
use crate::web::rendering::json::{Document, not_known, records};
use crate::web::rendering::rows::{BATCH, Column, Rows, answer_rows};
use crate::web::rendering::whole::BYTE_ORDER_MARK;
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// The most characters of a search that are read.
const LONGEST_WORDS: usize = 200;
/// Pages beyond this one are asked for by nobody who reads them.
const LAST_PAGE: i64 = 10_000;

/// The filters of the list.
const NAMES: [&str; 9] = ["q", "kind", "source", "publisher", "country", "from", "to", "sort", "page"];

#[derive(Debug, Serialize)]
struct DisputesListed {
    #[serde(flatten)]
    page: DisputePage,
    filters: DisputeFilters,
    unknown: Vec<String>,
    query: Query,
}

/// The filters in an address.
fn dispute_filters(query: &Query) -> Result<DisputeFilters, AppError> {
    let slugs = |name: &'static str| {
        let slug =
            |value: &str| Slug::parse(value).ok_or_else(|| refused(name, value, "the name in an address of a page"));
        query.all(name).map(slug).collect::<Result<Vec<_>, _>>()
    };
    let day = |name: &'static str| {
        query.one(name).map(|value| {
            let date = value.parse::<Edtf>().ok();
            let day = date.and_then(|date| if name == "from" { date.first_day() } else { date.last_day() });
            day.ok_or_else(|| refused(name, value, "a day, a month or a year such as 2024-10-23"))
        })
    };
    let kind = |value: &str| {
        value.parse::<DisputeKind>().map_err(|()| refused("kind", value, "one of figures, denial and opposed"))
    };
    let order = query.one("sort").map(|value| {
        let what = "one of newest, found, sources and claims";
        value.parse::<DisputeOrder>().map_err(|()| refused("sort", value, what))
    });
    let page: Option<i64> = query.parse("page", "the number of a page")?;
    if let Some(page) = page.filter(|page| !(1..=LAST_PAGE).contains(page)) {
        return Err(refused("page", &page.to_string(), "the number of a page"));
    }
    Ok(DisputeFilters {
        words: query.one("q").unwrap_or_default().chars().take(LONGEST_WORDS).collect(),
        kinds: query.all("kind").map(kind).collect::<Result<_, _>>()?,
        sources: slugs("source")?,
        publishers: slugs("publisher")?,
        countries: query.all("country").map(country).collect::<Result<_, _>>()?,
        from: day("from").transpose()?,
        to: day("to").transpose()?,
        order: order.transpose()?.unwrap_or_default(),
        page: page.unwrap_or(1) - 1,
    })
}

/// Answers `/disputes`. A feed brings those first that were found last.
pub(in crate::web) async fn list(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/disputes", pairs)?;
    let with_mark = query.one(BYTE_ORDER_MARK).is_some();
    let (query, unknown) = query.known(|name| NAMES.contains(&name));
    let mut filters = dispute_filters(&query)?;
    if format.is_whole_result() {
        let app = app.for_whole_results();
        let all = AllDisputes { app: app.clone(), filters, before: 0, is_done: false };
        return answer_rows(&app, format, "disputes", with_mark, all).await;
    }
    if format.is_feed() {
        filters.order = DisputeOrder::Found;
    }
    let page = app.store.disputes(&filters).await?;
    answer(&app, format, &DisputesListed { page, filters, unknown, query }).await
}

/// A dispute in the list.
struct Row {
    path: String,
    heading: String,
    claim: ClaimView,
    against: ClaimView,
    against_words: &'static str,
    says_against: String,
    extent: String,
    kinds: Vec<String>,
}

impl Row {
    fn of(dispute: &Dispute) -> Self {
        Self {
            path: format!("/disputes/{}", dispute.id),
            heading: heading(dispute),
            claim: ClaimView::of(&dispute.claim),
            against: ClaimView::of(&dispute.against),
            against_words: against_words(dispute.relation.kind),
            says_against: view::shortened(&dispute.against.content, 220),
            extent: extent(dispute),
            kinds: kinds(dispute),
        }
    }
}

/// A link that narrows or orders the list.
struct Choice {
    words: String,
    count: Option<i64>,
    link: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "disputes/list.html")]
struct DisputesPage<'a> {
    layout: Layout,
    list: &'a DisputesListed,
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    orders: Vec<Choice>,
    /// What else the list is narrowed to, each with the list without it.
    narrowed: Vec<Choice>,
    words: String,
    from: String,
    to: String,
    carried: Vec<(String, String)>,
    previous: Option<String>,
    next: Option<String>,
}

impl DisputesPage<'_> {
    fn is_filtered(&self) -> bool {
        !self.list.query.without_all(&["sort", "page"]).is_empty()
    }
}

impl DisputesListed {
    fn next_page(&self) -> Option<Query> {
        self.page.has_more.then(|| self.query.at_page(self.filters.page.unsigned_abs() + 1))
    }

    fn kinds(&self) -> Vec<Choice> {
        let list = self.query.set("page", None);
        let choice = |(kind, count): &(DisputeKind, i64)| {
            let is_chosen = list.has("kind", kind.as_str());
            let link = if is_chosen { list.without("kind", kind.as_str()) } else { list.with("kind", kind.as_str()) };
            Choice { words: kind_words(*kind).to_owned(), count: Some(*count), link: link.link(), is_chosen }
        };
        self.page.kinds.iter().map(choice).collect()
    }

    fn orders(&self) -> Vec<Choice> {
        let words = |order| match order {
            DisputeOrder::Newest => "newest claim",
            DisputeOrder::Found => "found last",
            DisputeOrder::Sources => "most sources",
            DisputeOrder::Claims => "most claims",
        };
        let choice = |order: DisputeOrder| {
            let name = Some(order.as_str()).filter(|_| order != DisputeOrder::default());
            let link = self.query.set("page", None).set("sort", name).link();
            Choice { words: words(order).to_owned(), count: None, link, is_chosen: order == self.filters.order }
        };
        DisputeOrder::ALL.map(choice).into_iter().collect()
    }

    fn narrowed(&self) -> Vec<Choice> {
        let named = [("source", "of source"), ("publisher", "printed by"), ("country", "of country")];
        let chosen = named.iter().flat_map(|(name, words)| {
            self.query.all(name).map(move |value| Choice {
                words: format!("{words} {value}"),
                count: None,
                link: self.query.set("page", None).without(name, value).link(),
                is_chosen: true,
            })
        });
        chosen.collect()
    }
}

impl PageData for DisputesListed {
    fn html(&self, app: &App) -> askama::Result<String> {
        let layout = Layout::new(app, "disputes", "Where reports disagree · Onrecord").in_forms(&self.query);
        let field = |name| self.query.one(name).unwrap_or_default().to_owned();
        DisputesPage {
            layout: if self.query.is_empty() { layout.canonical(app, "/disputes") } else { layout },
            rows: self.page.disputes.iter().map(Row::of).collect(),
            kinds: self.kinds(),
            orders: self.orders(),
            narrowed: self.narrowed(),
            words: field("q"),
            from: field("from"),
            to: field("to"),
            carried: self.query.carried(&["q", "from", "to", "page"]),
            previous: (self.filters.page > 0).then(|| self.query.at_page(self.filters.page.unsigned_abs() - 1).link()),
            next: self.next_page().map(|next| next.link()),
            list: self,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        Document::at(app, &self.query)?
            .with("title", "Where reports disagree")?
            .with("total", self.page.total)?
            .with("disputes", documents(app, &self.page.disputes).await?)?
            .with("next", self.next_page().map(|next| app.absolute(&next.link_in(Format::Json))))?
            .with("kinds", self.page.kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect::<Vec<_>>())?
            .with("waiting", self.page.waiting)?
            .with("notes", not_known(&self.unknown))
    }

    fn feed(&self, app: &App) -> Result<Option<Feed>, AppError> {
        Ok(Some(Feed {
            title: "Onrecord: where reports disagree".to_owned(),
            list: self.query.clone(),
            next: self.next_page(),
            entries: self.page.disputes.iter().map(|dispute| entry(app, dispute)).collect::<Result<_, _>>()?,
        }))
    }
}

/// A dispute as an entry of a feed, dated by when it was found.
fn entry(app: &App, dispute: &Dispute) -> Result<Entry, AppError> {
    #[derive(Template)]
    #[template(source = "<p>{{ line }}</p><p>{{ extent }}</p>", ext = "html")]
    struct Content<'a> {
        line: &'a str,
        extent: &'a str,
    }
    let (line, extent) = (in_one_line(dispute), extent(dispute));
    Ok(Entry {
        url: app.absolute(&format!("/disputes/{}", dispute.id)),
        title: heading(dispute),
        html: Content { line: &line, extent: &extent }.render()?,
        text: format!("{line} · {extent}"),
        authors: [&dispute.claim, &dispute.against].map(|claim| ClaimView::of(claim).speaker()).to_vec(),
        loaded_at: dispute.found_at.clone(),
        external: None,
        tags: kinds(dispute),
    })
}

/// Disputes as JSON has them, with their two claims as the API gives claims.
pub(in crate::web) async fn documents(app: &App, disputes: &[Dispute]) -> Result<Vec<Document>, AppError> {
    let claims = disputes.iter().flat_map(|dispute| [dispute.claim.clone(), dispute.against.clone()]).collect();
    let mut claims = records(app, claims).await?.into_iter();
    let mut documents = Vec::with_capacity(disputes.len());
    for dispute in disputes {
        let permalink = app.absolute(&format!("/disputes/{}", dispute.id));
        let document = Document::of(dispute)?.with("permalink", permalink)?.with("heading", heading(dispute))?;
        documents.push(document.with("claim", claims.next())?.with("against", claims.next())?);
    }
    Ok(documents)
}

/// All disputes that fit.
struct AllDisputes {
    app: App,
    filters: DisputeFilters,
    before: i64,
    is_done: bool,
}

impl Rows for AllDisputes {
    const COLUMNS: &'static [Column] = &[
        ("id", "/id", FlatKind::Text),
        ("permalink", "/permalink", FlatKind::Text),
        ("heading", "/heading", FlatKind::Text),
        ("relation", "/relation/kind", FlatKind::Text),
        ("claim", "/claim/id", FlatKind::Text),
        ("claim_source", "/claim/source/name", FlatKind::Text),
        ("claim_text", "/claim/content/text", FlatKind::Text),
        ("against", "/against/id", FlatKind::Text),
        ("against_source", "/against/source/name", FlatKind::Text),
        ("against_text", "/against/content/text", FlatKind::Text),
        ("reason", "/relation/reason", FlatKind::Text),
        ("claims", "/claims", FlatKind::Number),
        ("sources", "/sources", FlatKind::Number),
        ("publishers", "/publishers", FlatKind::Number),
        ("first_day", "/first_day", FlatKind::Text),
        ("last_day", "/last_day", FlatKind::Text),
        ("rival_figures", "/figures", FlatKind::Number),
        ("denials", "/denials", FlatKind::Number),
        ("oppositions", "/oppositions", FlatKind::Number),
        ("found_at", "/found_at", FlatKind::Text),
    ];

    async fn next(&mut self) -> Result<Vec<Document>, AppError> {
        if self.is_done {
            return Ok(Vec::new());
        }
        let disputes = self.app.store.disputes_from(&self.filters, self.before, BATCH as i64).await?;
        self.is_done = disputes.len() < BATCH;
        self.before += BATCH as i64;
        documents(&self.app, &disputes).await
    }
}
