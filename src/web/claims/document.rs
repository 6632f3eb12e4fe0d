//! The list of claims as JSON and as a feed.

use serde::Serialize;

use crate::store::{Facet, FacetValue};
use crate::web::claims::chips::{filters_in_words, title};
use crate::web::claims::facets::{FacetLink, facet_view};
use crate::web::claims::list::{ClaimsData, Results, Shown};
use crate::web::claims::names::UnsettledName;
use crate::web::claims::page::problems;
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::query::Query;
use crate::web::rendering::feed::{Entry, Feed};
use crate::web::rendering::json::{Document, not_known, records};
use crate::web::state::App;

/// A facet, with the list that each of its values leads to.
#[derive(Serialize)]
struct FacetDocument {
    /// The name of its filter; "month" for the months, which set `from` and `to`.
    name: &'static str,
    /// Values, also those that are not listed.
    total: i64,
    values: Vec<ValueDocument>,
}

#[derive(Serialize)]
struct ValueDocument {
    value: String,
    label: String,
    count: i64,
    /// True where the list is narrowed to it.
    selected: bool,
    /// The list with it, or without it where it is selected.
    url: String,
}

/// A name in the address that stands for no source or for several.
#[derive(Serialize)]
struct NameDocument<'a> {
    filter: &'static str,
    typed: &'a str,
    candidates: Vec<CandidateDocument<'a>>,
}

#[derive(Serialize)]
struct CandidateDocument<'a> {
    slug: &'a str,
    name: &'a str,
    claims: i64,
}

impl ClaimsData {
    /// The list as JSON. Where a name in the address is not settled, it holds `unsettled` in place of claims.
    pub(super) async fn document(&self, app: &App) -> Result<Document, AppError> {
        let document = Document::at(app, &self.query)?;
        let notes: Vec<String> = problems(&self.filters).into_iter().chain(not_known(&self.unknown)).collect();
        match &self.shown {
            Shown::Results(results) => self.with_results(app, document, results, notes).await,
            Shown::Unsettled(names) => document
                .with("title", "Which one?")?
                .with("unsettled", names.iter().map(name_document).collect::<Vec<_>>())?
                .with("notes", notes),
        }
    }

    async fn with_results(
        &self,
        app: &App,
        document: Document,
        results: &Results,
        notes: Vec<String>,
    ) -> Result<Document, AppError> {
        let totals = results.list.totals;
        let claims = results.list.hits.iter().map(|hit| hit.claim.clone()).collect();
        document
            .with("title", self.title(totals.claims))?
            .with("total", totals.claims)?
            .with("publishers", totals.publishers)?
            .with("without_publisher", totals.without_publisher)?
            .with("claims", records(app, claims).await?)?
            .with("next", self.next(results).map(|next| app.absolute(&next.link_in(Format::Json))))?
            .with("facets", self.facet_documents(app, &results.facets))?
            .with("months", &results.over_time.months)?
            .with("undated", results.over_time.undated)?
            .with("notes", notes)
    }

    fn title(&self, total: i64) -> String {
        title(&self.query, total, &self.names).trim_end_matches(" · Onrecord").to_owned()
    }

    fn next(&self, results: &Results) -> Option<Query> {
        let last = results.list.hits.last().filter(|_| results.list.has_more)?;
        Some(self.query.after(last.claim.id.as_str()))
    }

    fn facet_documents(&self, app: &App, facets: &[Facet]) -> Vec<FacetDocument> {
        let document = |facet: &Facet| {
            let view = facet_view(&self.query, facet, &self.names);
            let value = |(value, link): (&FacetValue, FacetLink)| ValueDocument {
                value: value.value.clone(),
                label: link.label,
                count: link.count,
                selected: link.is_on,
                url: app.absolute(&link.list.link_in(Format::Json)),
            };
            FacetDocument {
                name: facet.name,
                total: facet.total,
                values: facet.values.iter().zip(view.links).map(value).collect(),
            }
        };
        facets.iter().map(document).collect()
    }

    /// The claims as a feed, in the order of the list.
    pub(super) fn feed_of_claims(&self, app: &App) -> Result<Option<Feed>, AppError> {
        let Shown::Results(results) = &self.shown else {
            return Err(AppError::BadRequest("A name in it stands for no source or for several.".to_owned()));
        };
        let entries = results.list.hits.iter().map(|hit| Entry::of_claim(app, &hit.claim));
        Ok(Some(Feed {
            // Without the number of claims, which would be another one every day.
            title: match filters_in_words(&self.query, &self.names).as_str() {
                "" => "Onrecord: all claims".to_owned(),
                words => format!("Onrecord: {words}"),
            },
            list: self.query.clone(),
            next: self.next(results),
            entries: entries.collect::<Result<_, _>>()?,
        }))
    }
}

fn name_document(name: &UnsettledName) -> NameDocument<'_> {
    NameDocument {
        filter: name.filter,
        typed: &name.typed,
        candidates: name
            .candidates
            .iter()
            .map(|one| CandidateDocument { slug: one.slug.as_str(), name: &one.name, claims: one.claims })
            .collect(),
    }
}
