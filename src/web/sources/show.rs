//! The page of one source: what it said, in which words, whom it is printed by, and what people decided about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use crate::domain::{KnownBy, Quotation, Slug, Stance};
use crate::store::{ClaimFilters, ClaimHit, Decision, DecisionKind, SAMPLE, SourceDetail, SourceLookup};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::profile::{self, FoundWord, found_words};
use crate::web::query::Query;
use crate::web::rendering::json::{Document, records};
use crate::web::rendering::{PageData, answer, answer_with_claims};
use crate::web::state::App;
use crate::web::timeline::{self, OverTime, Timeline};
use crate::web::view::{self, ClaimView};

/// Claims of a source that its page shows; the rest is one click away.
const SHOWN: usize = 10;
/// The same for claims of others that came through it.
const SHOWN_THROUGH: usize = 5;

/// Claims a source needs for words to stand out in them.
const LEAST_FOR_WORDS: i64 = 12;
/// Words a page lists, and those that are looked at for them, since forms of one word are given once.
const MOST_WORDS: usize = 12;
const WORDS_TRIED: usize = 18;

/// What the page of a source tells.
#[derive(Debug, Serialize)]
struct SourceShown {
    #[serde(flatten)]
    detail: SourceDetail,
    newest: Vec<ClaimHit>,
    newest_through: Vec<ClaimHit>,
    words: Vec<FoundWord>,
    over_time: OverTime,
}

async fn load(app: &App, detail: SourceDetail) -> Result<SourceShown, AppError> {
    let slug = &detail.row.source.slug;
    let filters = ClaimFilters { source: vec![slug.clone()], ..ClaimFilters::default() };
    let through = ClaimFilters { via: vec![slug.clone()], ..ClaimFilters::default() };
    // Each beside the others, so that the page waits only for the slowest.
    let newest = async { Ok(app.store.first_claims(&filters, SHOWN).await?) };
    let newest_through = async {
        match detail.through {
            0 => Ok(Vec::new()),
            _ => Ok(app.store.first_claims(&through, SHOWN_THROUGH).await?),
        }
    };
    let (newest, newest_through, words, over_time) =
        futures::try_join!(newest, newest_through, words(app, &detail, &filters), timeline::count(app, &filters))?;
    Ok(SourceShown { newest, newest_through, words, over_time, detail })
}

/// The words that stand out in a source's newest claims against the whole collection.
async fn words(app: &App, detail: &SourceDetail, filters: &ClaimFilters) -> Result<Vec<FoundWord>, AppError> {
    if detail.row.claims < LEAST_FOR_WORDS {
        return Ok(Vec::new());
    }
    let source = &detail.row.source;
    let texts = app.store.contents_of(&source.slug).await?;
    let names = detail.spellings.iter().map(|spelling| &spelling.value).chain([&source.name]);
    let names: Vec<String> = names.flat_map(|name| name.split_whitespace()).map(str::to_lowercase).collect();
    let keywords = app.store.keywords_of(texts, names, WORDS_TRIED).await?;
    found_words(app, filters, keywords, MOST_WORDS).await
}

/// The list of a source's claims.
fn claims_of(slug: &Slug) -> Query {
    Query::of("/claims", "source", slug.as_str())
}

/// A decision of people about the source in words: those before the other source's name, its name and address, and
/// those after it.
struct DecisionView {
    before: &'static str,
    name: String,
    link: Option<String>,
    after: String,
}

#[derive(Template)]
#[template(path = "sources/show.html")]
struct SourcePage<'a> {
    layout: Layout,
    shown: &'a SourceShown,
    source: &'a SourceDetail,
    name: &'a str,
    slug: &'a Slug,
    claims: Vec<ClaimView>,
    claims_through: Vec<ClaimView>,
    decisions: Vec<DecisionView>,
    timeline: Timeline,
    /// The id at Wikidata and the address there.
    wikidata: Option<(&'a str, String)>,
    own: Query,
}

impl SourcePage<'_> {
    /// The list of the source's claims, narrowed.
    fn narrowed(&self, name: &str, value: &str) -> String {
        self.own.with(name, value).link()
    }

    /// A part of the source's claims, in twentieths.
    fn share(&self, claims: &i64) -> i64 {
        (claims * 20 / self.source.row.claims.max(1)).clamp(1, 20)
    }

    /// True where claims are joined by the name alone.
    fn is_by_name_only(&self) -> bool {
        self.source.row.source.known_by == KnownBy::Name && !self.source.is_apart
    }

    /// True where words were looked for in the newest claims alone.
    fn is_sample(&self) -> bool {
        self.source.row.claims > SAMPLE
    }

    fn has_more(&self) -> bool {
        self.source.row.claims > SHOWN as i64
    }

    fn has_more_through(&self) -> bool {
        self.source.through > SHOWN_THROUGH as i64
    }

    fn stance(&self, stance: &Stance) -> &'static str {
        view::stance_words(*stance).1
    }

    fn quotation(&self, quotation: &Quotation) -> &'static str {
        view::quotation_words(*quotation)
    }
}

impl PageData for SourceShown {
    fn html(&self, app: &App) -> askama::Result<String> {
        let detail = &self.detail;
        let source = &detail.row.source;
        let counted = view::counted(&detail.row.claims, "claim", "claims");
        let own = claims_of(&source.slug);
        let layout = Layout::new(app, "sources", format!("{} · {counted} · Onrecord", source.name))
            .canonical(app, &format!("/sources/{}", source.slug))
            .in_forms(&Query::page(&format!("/sources/{}", source.slug)))
            .described(format!("{counted} attributed to {}, each with its words, date and article.", source.name))
            .with_image(app, &own, format!("{counted} attributed to {}", source.name));
        SourcePage {
            layout,
            shown: self,
            source: detail,
            name: &source.name,
            slug: &source.slug,
            claims: self.newest.iter().map(ClaimView::of_hit).collect(),
            claims_through: self.newest_through.iter().map(ClaimView::of_hit).collect(),
            decisions: detail.decisions.iter().filter_map(|decision| decision_view(decision, &source.slug)).collect(),
            timeline: profile::draw(&self.over_time, &own, detail.row.claims),
            wikidata: detail.wikidata.as_deref().and_then(|id| Some((id, wikidata_link(id)?))),
            own,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let claims = |hits: &[ClaimHit]| hits.iter().map(|hit| hit.claim.clone()).collect::<Vec<_>>();
        let slug = &self.detail.row.source.slug;
        Document::at(app, &Query::page(&format!("/sources/{slug}")))?
            .and(&self.detail)?
            .with("newest", records(app, claims(&self.newest)).await?)?
            .with("all", app.absolute(&claims_of(slug).link_in(Format::Json)))?
            .with("newest_through", records(app, claims(&self.newest_through)).await?)?
            .with("all_through", app.absolute(&Query::of("/claims", "via", slug.as_str()).link_in(Format::Json)))?
            .with("words", &self.words)?
            .with("over_time", &self.over_time)
    }
}

/// The page of an id ("Q42") at Wikidata; `None` for what is no id.
fn wikidata_link(id: &str) -> Option<String> {
    let digits = id.strip_prefix('Q')?;
    let is_id = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| format!("https://www.wikidata.org/wiki/{id}"))
}

/// A decision as the page of `slug` tells it.
fn decision_view(decision: &Decision, slug: &Slug) -> Option<DecisionView> {
    let on = view::decided_on(decision);
    let link = |slug: &Option<Slug>| slug.as_ref().map(|slug| format!("/sources/{slug}"));
    let (name_before, name_after) = (decision.name_before.clone()?, decision.name_after.clone()?);
    Some(match decision.kind {
        DecisionKind::Merge => DecisionView {
            before: "",
            name: format!("“{name_before}”"),
            link: None,
            after: format!(" was made one with this source {on}."),
        },
        DecisionKind::Split if decision.slug_after.as_ref() == Some(slug) => DecisionView {
            before: "This source was parted from ",
            name: name_before,
            link: link(&decision.slug_before),
            after: format!(" {on}."),
        },
        DecisionKind::Split => DecisionView {
            before: "",
            name: name_after,
            link: link(&decision.slug_after),
            after: format!(
                " was parted from this source {on}, with its claims in {}.",
                view::counted(&decision.articles, "article", "articles")
            ),
        },
        DecisionKind::Rename => DecisionView {
            before: "Until ",
            name: view::day_of_stamp(&decision.made_at),
            link: None,
            after: match &decision.author {
                Some(author) => format!(" this source was called “{name_before}” here; {author} renamed it."),
                None => format!(" this source was called “{name_before}” here."),
            },
        },
        DecisionKind::Kind => {
            let words = |kind: &Option<String>| {
                let kind = kind.as_deref().and_then(|kind| kind.parse().ok());
                kind.map_or("", |kind| view::kind_words(kind).0)
            };
            let (was, is) = (words(&decision.value_before), words(&decision.value_after));
            let after = format!(": set {on}; the program had read it as “{was}”.");
            DecisionView { before: "Of the kind ", name: format!("“{is}”"), link: None, after }
        }
        // Pages of claims and disputes tell of the others.
        _ => return None,
    })
}

/// Answers `/sources/{slug}`.
pub(in crate::web) async fn show(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
) -> Result<Response, AppError> {
    let slug = Slug::parse(&word).ok_or(AppError::NotFound("source"))?;
    let page = |slug: &Slug| Query::page(&format!("/sources/{slug}"));
    let detail = match app.store.source(&slug).await? {
        SourceLookup::Found(detail) => *detail,
        // Not for ever: a merge or a rename may be undone.
        SourceLookup::Moved(slug) => return Ok(Redirect::temporary(&page(&slug).link_in(format)).into_response()),
        SourceLookup::Gone => return Err(AppError::Gone("source")),
        SourceLookup::Unknown => return Err(AppError::NotFound("source")),
    };
    let name = &detail.row.source.name;
    match answer_with_claims(&app, format, &page(&slug), name, &claims_of(&slug)).await? {
        Some(response) => Ok(response),
        None => answer(&app, format, &load(&app, detail).await?).await,
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
