//! A list of claims that a reader gathered: its address names each claim, in the reader's order (`/claims?id=…&id=…`), so
//! that it can be shared without an account. Withdrawn claims say so in their place.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use crate::domain::{Claim, ClaimId, end_of_address};
use crate::store::ChosenClaim;
use crate::web::cite::IN_REF;
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::image::{SearchImage, Sheet};
use crate::web::page::Layout;
use crate::web::query::{Query, refused};
use crate::web::rendering::download::{Download, Wanted, cited};
use crate::web::rendering::feed::{Entry, Feed};
use crate::web::rendering::json::{Document, records};
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// The parameter that names a claim of the list.
pub(in crate::web) const ID: &str = "id";
/// The parameter that holds further addresses or ids of claims, as people paste them.
const ADD: &str = "add";
/// What the reader calls the list.
const TITLE: &str = "title";
/// Claims gathered so far, as lists of search results carry them for readers without the script.
pub(in crate::web) const GATHERED: &str = "list";
/// What stands between the ids in that parameter.
const BETWEEN: char = '.';
/// Claims that one list may hold.
const MOST: usize = 90;
const LONGEST_TITLE: usize = 120;

/// The parameters of the list itself.
const PARAMETERS: [&str; 3] = [ID, ADD, TITLE];

/// A gathered list.
#[derive(Debug, Serialize)]
pub(super) struct Gathered {
    title: Option<String>,
    /// In the reader's order.
    claims: Vec<ChosenClaim>,
    /// The claims as footnotes, one a line, for a memo.
    memo: String,
    /// Words of what was added that are no address of a claim.
    not_read: Vec<String>,
    /// Parameters that mean nothing here.
    unknown: Vec<String>,
    query: Query,
}

/// True where an address asks for a gathered list.
pub(super) fn is_gathered(pairs: &[(String, String)]) -> bool {
    pairs.iter().any(|(name, _)| name == ID || name == ADD)
}

/// The list of these claims.
fn list_of(ids: &[ClaimId], title: Option<&str>) -> Query {
    let list = ids.iter().fold(Query::page("/claims"), |list, id| list.with(ID, id.as_str()));
    match title {
        Some(title) => list.with(TITLE, title),
        None => list,
    }
}

/// The ids that a list of search results carries.
fn carried(list: Option<&str>) -> Vec<ClaimId> {
    list.into_iter().flat_map(|list| list.split(BETWEEN)).filter_map(|id| id.parse().ok()).take(MOST).collect()
}

/// The address that adds a claim to what a list of search results carries.
pub(in crate::web) fn with_claim(carrying: &Query, id: &str) -> String {
    let mut ids = carried(carrying.one(GATHERED));
    ids.extend(id.parse());
    list_of(&ids, None).link()
}

/// The id in an address of a claim, or the id alone.
fn id_in(word: &str) -> Option<ClaimId> {
    end_of_address(word).split('.').next()?.parse().ok()
}

/// Answers with a gathered list. What is pasted into its field leads to the address that names it.
pub(super) async fn show(app: &App, format: Format, query: Query) -> Result<Response, AppError> {
    let (query, unknown) = query.known(|name| PARAMETERS.contains(&name) || (name == IN_REF && format == Format::Wiki));
    let mut ids: Vec<ClaimId> = Vec::new();
    let mut not_read = Vec::new();
    for value in query.all(ID) {
        ids.push(value.parse().map_err(|_| refused(ID, value, "the id of a claim"))?);
    }
    let added: Vec<&str> = query.all(ADD).flat_map(str::split_whitespace).collect();
    for word in &added {
        match id_in(word) {
            Some(id) => ids.push(id),
            None => not_read.push(view::shortened(word, 60)),
        }
    }
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    if ids.len() > MOST {
        return Err(AppError::BadRequest(format!("A list holds up to {MOST} claims.")));
    }
    let title = query.one(TITLE).map(|title| view::shortened(title, LONGEST_TITLE));
    let list = list_of(&ids, title.as_deref());
    if !added.is_empty() && not_read.is_empty() {
        return Ok(Redirect::to(&list.link_in(format)).into_response());
    }
    let claims = app.store.chosen_claims(&ids).await?;
    let mut gathered = Gathered { title, claims, memo: String::new(), not_read, unknown, query: list };
    if format.is_whole_result() {
        let name = Download::name_of(gathered.title.as_deref().unwrap_or("list"));
        let claims = Wanted::Listed(gathered.here().cloned().collect());
        let in_ref = query.one(IN_REF).is_some();
        return Download { claims, format, name, with_mark: false, in_ref }.answer(app).await;
    }
    // The page alone shows it.
    if format == Format::Html {
        let notes = cited(app, gathered.here().cloned().collect()).await?;
        let numbered = notes.iter().enumerate().map(|(at, cited)| format!("{}. {}\n", at + 1, cited.footnote()));
        gathered.memo = numbered.collect();
    }
    answer(app, format, &gathered).await
}

/// One line of the list.
struct Line {
    id: String,
    /// The claim; `None` where there is nothing to show.
    claim: Option<ClaimView>,
    /// What is told in its place.
    told: String,
    /// The list with it one place up, one place down, and without it.
    up: Option<String>,
    down: Option<String>,
    without: String,
}

#[derive(Template)]
#[template(path = "claims/gathered.html")]
struct GatheredPage<'a> {
    layout: Layout,
    list: &'a Gathered,
    heading: String,
    lines: Vec<Line>,
    ids: Vec<&'a ClaimId>,
    /// The ids in the form that search results carry.
    carried: String,
    address: String,
}

impl Gathered {
    /// The claims that are there to be seen.
    fn here(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter_map(|chosen| match chosen {
            ChosenClaim::Here(claim) => Some(&**claim),
            _ => None,
        })
    }

    fn ids(&self) -> Vec<&ClaimId> {
        self.claims
            .iter()
            .map(|chosen| match chosen {
                ChosenClaim::Here(claim) => &claim.id,
                ChosenClaim::Withdrawn(id, _) | ChosenClaim::Unknown(id) => id,
            })
            .collect()
    }

    fn heading(&self) -> String {
        match &self.title {
            Some(title) => title.clone(),
            None => format!("A list of {}", view::counted(&(self.claims.len() as i64), "claim", "claims")),
        }
    }

    /// The same list in another order, or with fewer claims.
    fn reordered(&self, ids: &[&ClaimId]) -> String {
        let ids: Vec<ClaimId> = ids.iter().map(|id| (*id).clone()).collect();
        list_of(&ids, self.title.as_deref()).link()
    }

    fn line(&self, place: usize, chosen: &ChosenClaim) -> Line {
        let ids = self.ids();
        let swapped = |other: usize| {
            let mut ids = ids.clone();
            ids.swap(place, other);
            self.reordered(&ids)
        };
        let (claim, told) = match chosen {
            ChosenClaim::Here(claim) => (Some(ClaimView::of(claim)), String::new()),
            ChosenClaim::Withdrawn(_, withdrawal) => {
                let day = view::day_of_stamp(&withdrawal.withdrawn_at);
                (
                    None,
                    format!("A claim that the operator of this site withdrew on {day}. Reason: {}", withdrawal.reason),
                )
            }
            ChosenClaim::Unknown(id) => (None, format!("No claim here has the address {id}.")),
        };
        let mut others = ids.clone();
        others.remove(place);
        Line {
            id: ids[place].to_string(),
            claim,
            told,
            up: place.checked_sub(1).map(swapped),
            down: (place + 1 < ids.len()).then(|| swapped(place + 1)),
            without: self.reordered(&others),
        }
    }
}

impl PageData for Gathered {
    fn html(&self, app: &App) -> askama::Result<String> {
        let ids = self.ids();
        let heading = self.heading();
        GatheredPage {
            layout: Layout::new(app, "claims", format!("{heading} · Onrecord")).in_forms(&self.query).with_image(
                app,
                &self.query,
                heading.clone(),
            ),
            lines: self.claims.iter().enumerate().map(|(place, chosen)| self.line(place, chosen)).collect(),
            carried: ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(&BETWEEN.to_string()),
            address: app.absolute(&self.query.link()),
            heading,
            ids,
            list: self,
        }
        .render()
    }

    fn image(&self, app: &App) -> Option<Sheet> {
        Some(SearchImage::of(app, self.heading(), self.claims.len() as i64, self.here()).sheet())
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let gone = |is_wanted: fn(&ChosenClaim) -> Option<&ClaimId>| {
            self.claims.iter().filter_map(is_wanted).collect::<Vec<_>>()
        };
        let claims = self.here().cloned().collect();
        Document::at(app, &self.query)?
            .with("title", self.heading())?
            .with("total", self.claims.len())?
            .with("claims", records(app, claims).await?)?
            .with("next", None::<String>)?
            .with(
                "withdrawn",
                gone(|chosen| match chosen {
                    ChosenClaim::Withdrawn(id, _) => Some(id),
                    _ => None,
                }),
            )?
            .with(
                "unknown",
                gone(|chosen| match chosen {
                    ChosenClaim::Unknown(id) => Some(id),
                    _ => None,
                }),
            )
    }

    fn feed(&self, app: &App) -> Result<Option<Feed>, AppError> {
        let entries = self.here().map(|claim| Entry::of_claim(app, claim));
        Ok(Some(Feed {
            title: format!("Onrecord: {}", self.heading()),
            list: self.query.clone(),
            next: None,
            entries: entries.collect::<Result<_, _>>()?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_named_by_address_or_id() {
        let id: ClaimId = "0123456789abcdef".parse().unwrap();
        for word in [
            "0123456789abcdef",
            "/claims/0123456789abcdef",
            "https://onrecord.test/claims/0123456789abcdef?a=b#c",
            "https://onrecord.test/c/0123456789abcdef/",
            "https://onrecord.test/claims/0123456789abcdef.json",
        ] {
            assert_eq!(id_in(word), Some(id.clone()), "{word}");
        }
        assert_eq!(id_in("https://example.org/"), None);
    }

    #[test]
    fn results_of_a_search_carry_the_list() {
        let results = Query::page("/claims").with(GATHERED, "0123456789abcdef.nonsense.1123456789abcdef");
        let link = with_claim(&results, "2123456789abcdef");
        assert_eq!(link, "/claims?id=0123456789abcdef&id=1123456789abcdef&id=2123456789abcdef");
        assert_eq!(with_claim(&Query::page("/claims"), "2123456789abcdef"), "/claims?id=2123456789abcdef");
        assert_eq!(with_claim(&results, "1123456789abcdef").matches("1123456789abcdef").count(), 1);
    }
}
