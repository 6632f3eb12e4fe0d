//! The list of claims as a page for browsers.

use crate::web::filters;
use askama::Template;

use crate::domain::{Basis, PartyRole};
use crate::store::{ClaimFilters, ClaimHit, ClaimList, ClaimTotals, Group, NearestDays, SearchProblem, filter};
use crate::web::chart::Chart;
use crate::web::claims::chips::{Chip, chips, title};
use crate::web::claims::facets::{FacetView, OWN, facet_view};
use crate::web::claims::form::{self, Choice, Field, HelpLine, SortLink};
use crate::web::claims::gathered;
use crate::web::claims::hints::{Hints, SpeakerHint};
use crate::web::claims::list::{ClaimsData, Relay, Results, Shown, WithoutFilter};
use crate::web::claims::names::{NamesInUse, UnsettledName};
use crate::web::error::AppError;
use crate::web::image::Sheet;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::PageData;
use crate::web::rendering::feed::Feed;
use crate::web::rendering::json::Document;
use crate::web::state::App;
use crate::web::suggest;
use crate::web::timeline::Outside;
use crate::web::view::{self, ChosenSource, ClaimView, MoreInArticle};

#[derive(Template)]
#[template(path = "claims/list.html")]
struct ClaimsPage<'d> {
    layout: Layout,
    heading: String,
    unknown: &'d [String],
    problems: Vec<String>,
    /// Sentences about places that were looked for in other spellings as well.
    places: Vec<String>,
    unsettled: Vec<UnsettledView<'d>>,
    chips: Vec<Chip>,
    form: Form,
    results: Option<ResultsView>,
}

/// What the address of a list holds besides filters, so that the page of what is new has no use for it.
const NOT_IN_DIGEST: [&str; 5] = ["sort", "group", "list", "facet", "facet_q"];

/// The form above a list.
struct Form {
    source_typed: String,
    fields: Vec<Field>,
    sorts: Vec<Choice>,
    /// The filters that it has no field for, carried along as hidden fields.
    carried: Vec<(String, String)>,
    operators: Vec<HelpLine>,
    parameters: Vec<HelpLine>,
    is_open: bool,
}

/// A name that matches several sources or publishers, or none.
struct UnsettledView<'d> {
    typed: &'d str,
    is_publisher: bool,
    is_cut: bool,
    candidates: Vec<Link>,
    meant: Vec<Link>,
}

/// A link with a few words about its target.
struct Link {
    name: String,
    about: String,
    link: String,
}

/// The claims and what the page shows around them.
struct ResultsView {
    total: i64,
    meant: Vec<Link>,
    interpretations: Vec<Link>,
    speakers: Vec<Link>,
    facets: Vec<FacetView>,
    /// The label of the box that searches within these claims, and the filters that it keeps.
    within: String,
    within_carried: Vec<(String, String)>,
    over_time: OverTimeView,
    /// Links to the claims that each source searched for passed on from others, with their number.
    through: Vec<Link>,
    /// "14 articles, 2 origins (Reuters, TASS)", where articles are printings of one text.
    origins: Option<String>,
    by_publication: bool,
    sort_links: Vec<SortLink>,
    /// The page of what is new under the same filters.
    digest: String,
    /// Which part of the list this page shows, in words.
    shown: String,
    without: Vec<(String, i64, String)>,
    nearest: Option<NearestView>,
    claims: Vec<ClaimView>,
    next: Option<String>,
    first: Option<String>,
}

/// The chart of a list and the fields for its days.
struct OverTimeView {
    is_shown: bool,
    chart: Option<Chart>,
    earlier: Option<Outside>,
    undated: i64,
    carried: Vec<(String, String)>,
    from: String,
    to: String,
}

/// The nearest days before and after an empty range on which the source spoke, each in words and with its list.
struct NearestView {
    name: String,
    days: Vec<(String, String)>,
}

impl PageData for ClaimsData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let totals = match &self.shown {
            Shown::Results(results) => results.list.totals,
            Shown::Unsettled(_) => ClaimTotals::default(),
        };
        let unsettled: Vec<UnsettledView<'_>> = match &self.shown {
            Shown::Results(_) => Vec::new(),
            Shown::Unsettled(names) => names.iter().map(unsettled_view).collect(),
        };
        let asks_which = unsettled.iter().any(|name| !name.candidates.is_empty());
        let title =
            if asks_which { "Which one? · Onrecord".into() } else { title(&self.query, totals.claims, &self.names) };
        let mut layout = Layout::new(app, "claims", title);
        layout.query = self.filters.words.typed.clone();
        if unsettled.is_empty() {
            layout = layout.in_forms(&self.query);
        }
        if self.query.is_empty() && unsettled.is_empty() {
            layout = layout.canonical(app, "/claims");
        }
        if let Some(told) = self.told() {
            layout = layout.described(told.clone()).with_image(app, &self.query, told);
        }
        let chips = chips(&self.query, &self.names);
        let source_typed = unsettled.iter().find(|name| !name.is_publisher).map(|name| name.typed.to_owned());
        ClaimsPage {
            layout,
            heading: if asks_which { "Which one?".to_owned() } else { heading(totals, self.filters.group) },
            unknown: &self.unknown,
            problems: problems(&self.filters),
            places: self.filters.words.places().iter().map(place_words).collect(),
            form: Form {
                source_typed: source_typed.unwrap_or_default(),
                fields: form::fields(&self.query),
                sorts: form::sorts(&self.filters),
                carried: form::carried(&self.query),
                operators: form::operators(),
                parameters: form::parameters(),
                is_open: chips.is_empty() && unsettled.is_empty() && totals.claims == 0,
            },
            results: match &self.shown {
                Shown::Results(results) => Some(self.results_view(results, &chips)),
                Shown::Unsettled(_) => None,
            },
            unsettled,
            chips,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        self.document(app).await
    }

    fn image(&self, app: &App) -> Option<Sheet> {
        self.drawn(app).map(|drawn| drawn.sheet())
    }

    fn feed(&self, app: &App) -> Result<Option<Feed>, AppError> {
        self.feed_of_claims(app)
    }
}

impl ClaimsData {
    fn results_view(&self, results: &Results, chips: &[Chip]) -> ResultsView {
        let Self { query, filters, names, .. } = self;
        let Results { list, hints, .. } = results;
        let last = list.hits.last().filter(|_| list.has_more);
        let has_days = filters.from.is_some() || filters.to.is_some();
        ResultsView {
            total: list.totals.claims,
            meant: meant(query, hints),
            interpretations: hints
                .interpretations
                .iter()
                .map(|way| Link {
                    name: way.sentence(),
                    about: view::counted(&way.claims, "claim", "claims"),
                    link: way.list(query).link(),
                })
                .collect(),
            speakers: hints.speakers.iter().map(|hint| speaker_link(hint, query)).collect(),
            facets: results.facets.iter().map(|facet| facet_view(query, facet, names)).collect(),
            within: within(list.totals.claims),
            within_carried: query.carried(&["q"]),
            over_time: self.over_time_view(results),
            through: results
                .through
                .iter()
                .map(|through| through_link(query, names, &through.who, through.claims))
                .collect(),
            origins: results.origins.as_ref().and_then(origins_words),
            by_publication: has_days && list.hits.iter().any(|hit| hit.claim.said.basis == Basis::Publication),
            sort_links: form::sort_links(query, filters),
            digest: query.without_all(&NOT_IN_DIGEST).at("/digest").link(),
            shown: shown(list, filters),
            without: chips.iter().zip(&results.without).map(without_view).collect(),
            nearest: results.nearest.as_ref().map(|nearest| NearestView {
                name: filter("source").map(|filter| names.label(filter, nearest.source.as_str())).unwrap_or_default(),
                days: nearest.days.iter().map(|days| nearest_link(query, days)).collect(),
            }),
            claims: list.hits.iter().map(|hit| claim_view(query, filters, hit)).collect(),
            next: last.map(|hit| query.after(hit.claim.id.as_str()).link()),
            first: filters.after.is_some().then(|| query.set("cursor", None).link()),
        }
    }

    fn over_time_view(&self, results: &Results) -> OverTimeView {
        let Self { query, filters, .. } = self;
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let drawn = results.over_time.draw(&query.without_all(&OWN));
        let has_days = filters.from.is_some() || filters.to.is_some();
        OverTimeView {
            is_shown: results.list.totals.claims > 0 || has_days,
            chart: drawn.chart,
            earlier: drawn.earlier,
            undated: if has_days { 0 } else { results.over_time.undated },
            carried: query.carried(&["from", "to"]),
            from: day(filters.from),
            to: day(filters.to),
        }
    }
}

/// A claim as this list shows it: marked with those of several chosen sources who said it, and with the number of
/// further claims of its article where the list shows only the first.
fn claim_view(query: &Query, filters: &ClaimFilters, hit: &ClaimHit) -> ClaimView {
    /// The number of colours that mark chosen sources; further sources use them again.
    const MARKS: usize = 4;
    let mut view = ClaimView::of_hit(hit);
    if filters.source.len() > 1 {
        let place = |slug| filters.source.iter().position(|chosen| chosen == slug);
        let said_by = hit.claim.parties.iter().filter(|party| party.role != PartyRole::Via);
        view.chosen = said_by
            .filter_map(|party| {
                Some(ChosenSource { mark: place(&party.source.slug)? % MARKS + 1, name: party.source.name.clone() })
            })
            .collect();
    }
    view.gather = gathered::with_claim(query, hit.claim.id.as_str());
    view.more_in_article = (hit.more_in_article > 0).then(|| MoreInArticle {
        claims: hit.more_in_article,
        link: query.set("group", None).set("article", Some(hit.claim.article_id.as_str())).link(),
    });
    view
}

fn unsettled_view(name: &UnsettledName) -> UnsettledView<'_> {
    let candidate = |candidate: &crate::web::claims::names::Candidate| Link {
        name: candidate.name.clone(),
        about: format!(
            "{}, {}",
            candidate.kind.map_or("publisher", |kind| view::kind_words(kind).0),
            view::counted(&candidate.claims, "claim", "claims")
        ),
        link: name.list.with(name.filter, candidate.slug.as_str()).link(),
    };
    let meant = |speaker: &crate::store::SuggestedSource| Link {
        name: speaker.source.name.clone(),
        about: suggest::about_with_claims(speaker),
        link: name.list.with(name.filter, speaker.source.slug.as_str()).link(),
    };
    UnsettledView {
        typed: &name.typed,
        is_publisher: name.filter == "publisher",
        is_cut: name.is_cut,
        candidates: name.candidates.iter().map(candidate).collect(),
        meant: name.meant.iter().map(meant).collect(),
    }
}

fn speaker_link(hint: &SpeakerHint, query: &Query) -> Link {
    Link {
        name: hint.speaker.source.name.clone(),
        about: suggest::about_with_claims(&hint.speaker),
        link: hint.list(query).link(),
    }
}

/// Speakers and words that are spelled nearly like the search.
fn meant(query: &Query, hints: &Hints) -> Vec<Link> {
    let speakers = hints.near_speakers.iter().map(|hint| speaker_link(hint, query));
    let words = hints.near_words.iter().map(|hint| Link {
        name: format!("“{}”", hint.nearest),
        about: format!("instead of “{}”", view::shortened(&hint.typed, 40)),
        link: query.set("q", Some(&hint.search)).link(),
    });
    speakers.chain(words).collect()
}

fn through_link(query: &Query, names: &NamesInUse, who: &Relay, claims: i64) -> Link {
    let about = view::counted(&claims, "claim", "claims");
    match who {
        Relay::Source(slug) => Link {
            name: filter("source").map(|filter| names.label(filter, slug.as_str())).unwrap_or_default(),
            about,
            link: query.set("source", None).with("via", slug.as_str()).link(),
        },
        Relay::Named(name) => {
            Link { name: format!("“{name}”"), about, link: query.without_everything().with("via", name).link() }
        }
    }
}

fn without_view((chip, without): (&Chip, &WithoutFilter)) -> (String, i64, String) {
    (chip.label.clone(), without.claims, without.list.link())
}

/// Days on which a source spoke, in words, and the list of what may have been said on them.
fn nearest_link(query: &Query, days: &NearestDays) -> (String, String) {
    let (from, to) = match (days.first, days.last) {
        (Some(first), Some(last)) if (first, last) == (first.first_of_year(), first.last_of_year()) => {
            let year = first.strftime("%Y").to_string();
            (year.clone(), year)
        }
        (Some(first), Some(last)) if (first, last) == (first.first_of_month(), first.last_of_month()) => {
            let month = first.strftime("%Y-%m").to_string();
            (month.clone(), month)
        }
        (first, last) => {
            let written = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
            (written(first), written(last))
        }
    };
    let words = match (days.first, days.last) {
        (Some(_), Some(_)) if from == to => crate::web::timeline::period_words(&from),
        (Some(first), Some(last)) => format!("{} to {}", view::long_day(first), view::long_day(last)),
        (Some(first), None) => format!("{} or later", view::long_day(first)),
        (None, Some(last)) => format!("{} or earlier", view::long_day(last)),
        (None, None) => String::new(),
    };
    let set = |value: &String| Some(value.clone()).filter(|value| !value.is_empty());
    (words, query.set("from", set(&from).as_deref()).set("to", set(&to).as_deref()).link())
}

/// "14 articles, 2 origins (Reuters, TASS)", where articles of the list are printings of one text.
fn origins_words(listed: &crate::store::Listed) -> Option<String> {
    let names = if listed.names.is_empty() { String::new() } else { format!(" ({})", listed.names.join(", ")) };
    let articles = view::counted(&listed.articles, "article", "articles");
    let origins = view::counted(&listed.origins, "origin", "origins");
    (listed.origins < listed.articles).then(|| format!("{articles}, {origins}{names}"))
}

/// The label of the search box that keeps the filters.
fn within(total: i64) -> String {
    match total {
        0 => "Search with these filters".to_owned(),
        1 => "Search within this claim".to_owned(),
        total => format!("Search within these {} claims", view::number(&total)),
    }
}

/// Which part of the list a page shows, in words; empty where it shows all.
fn shown(list: &ClaimList, filters: &ClaimFilters) -> String {
    let here = view::number(&(list.hits.len() as i64));
    let all = match filters.group {
        Some(Group::Article) => view::counted(&list.totals.articles, "article", "articles"),
        None => view::number(&list.totals.claims),
    };
    match (filters.after.is_some(), list.has_more) {
        (false, false) => String::new(),
        (false, true) => format!("The first {here} of {all}"),
        (true, true) => format!("{here} more of {all}"),
        (true, false) => format!("The last {here} of {all}"),
    }
}

/// "11 claims, 1 publisher; 6 claims name none".
fn heading(totals: ClaimTotals, group: Option<Group>) -> String {
    if totals.claims == 0 {
        return "No claims".to_owned();
    }
    let claims = |count: &i64| view::counted(count, "claim", "claims");
    let articles = match group {
        Some(Group::Article) => format!(" in {}", view::counted(&totals.articles, "article", "articles")),
        None => String::new(),
    };
    let publishers = match (totals.publishers, totals.without_publisher) {
        (0, _) => "no publisher named".to_owned(),
        (publishers, 0) => view::counted(&publishers, "publisher", "publishers"),
        (publishers, without) => format!(
            "{}; {} {} none",
            view::counted(&publishers, "publisher", "publishers"),
            claims(&without),
            if without == 1 { "names" } else { "name" }
        ),
    };
    format!("{}{articles}, {publishers}", claims(&totals.claims))
}

/// Messages about parts of the search that could not be used, and about filters that no claim can meet.
pub(in crate::web) fn problems(filters: &ClaimFilters) -> Vec<String> {
    let mut problems: Vec<String> = filters.words.problems.iter().map(problem_words).collect();
    if filters.is_reversed() {
        problems.push("A range of days or times ends before it starts, so nothing can lie in it.".to_owned());
    }
    if !filters.words.typed.is_empty() && filters.words.is_empty() && problems.is_empty() {
        problems.push("The search holds no letter or digit; it was left out.".to_owned());
    }
    problems
}

/// "“Kiev” was also looked for as “Kyiv”; in quotation marks, it is looked for as typed."
fn place_words((typed, others): &(String, Vec<&'static str>)) -> String {
    let others: Vec<String> = others.iter().map(|place| format!("“{place}”")).collect();
    format!("“{typed}” was also looked for as {}; in quotation marks, it is looked for as typed.", others.join(", "))
}

fn problem_words(problem: &SearchProblem) -> String {
    match problem {
        SearchProblem::Cut(longest) => format!("The search was cut after {longest} characters."),
        SearchProblem::TooManySpeakers(most) => format!("Only the first {most} speakers were looked for."),
        SearchProblem::NobodyNamed(operator) => format!("No name follows {operator}:, so it was left out."),
        SearchProblem::NotADay { operator, value } => {
            format!("{operator}:{value} was left out: a date is written like {operator}:2024-10-25.")
        }
        SearchProblem::NotAnOperator(name) => {
            format!("“{name}:” is no word of the search box; the fields and lists of this page narrow by it.")
        }
        SearchProblem::LoneBracket => "A bracket has no partner; it was left out.".to_owned(),
        SearchProblem::NothingToJoin(joint) => format!("{joint} has nothing to join, so it was left out."),
        SearchProblem::TooDeep(most) => {
            format!("Brackets stand in each other more than {most} deep; what follows was left out.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_says_whose_articles_name_no_publisher() {
        let heading = |claims, publishers, without_publisher, articles| {
            let group = (articles > 0).then_some(Group::Article);
            super::heading(ClaimTotals { claims, publishers, without_publisher, articles }, group)
        };
        assert_eq!(heading(0, 0, 0, 0), "No claims");
        assert_eq!(heading(5, 2, 0, 0), "5 claims, 2 publishers");
        assert_eq!(heading(11, 1, 6, 0), "11 claims, 1 publisher; 6 claims name none");
        assert_eq!(heading(2, 1, 1, 0), "2 claims, 1 publisher; 1 claim names none");
        assert_eq!(heading(2, 0, 2, 0), "2 claims, no publisher named");
        assert_eq!(heading(28, 3, 0, 7), "28 claims in 7 articles, 3 publishers");
    }

    #[test]
    fn the_nearest_days_are_as_exact_as_the_claim() {
        let query = Query::new("/claims", Vec::new()).unwrap();
        let near = |first: &str, last: &str| {
            nearest_link(&query, &NearestDays { first: first.parse().ok(), last: last.parse().ok() })
        };
        for (first, last, words, link) in [
            ("1994-01-01", "1994-12-31", "1994", "/claims?from=1994&to=1994"),
            ("1994-03-01", "1994-03-31", "March 1994", "/claims?from=1994-03&to=1994-03"),
            ("1994-03-05", "1994-03-05", "5 March 1994", "/claims?from=1994-03-05&to=1994-03-05"),
            ("1994-03-05", "1994-03-07", "5 March 1994 to 7 March 1994", "/claims?from=1994-03-05&to=1994-03-07"),
            ("", "1994-03-07", "7 March 1994 or earlier", "/claims?to=1994-03-07"),
        ] {
            assert_eq!(near(first, last), (words.to_owned(), link.to_owned()));
        }
    }
}
