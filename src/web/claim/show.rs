//! The page of one claim: what people share.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use jiff::civil::Date;

use crate::config::TextShown;
use crate::domain::{Article, CanonicalAddress, Claim, ClaimId, Quotation, SaidDate, Span};
use crate::store::{ClaimDetail, Neighbours, StoreError, Withdrawal};
use crate::web::claim::reading::{self, Step};
use crate::web::copies::{self, CreditView, Printings};
use crate::web::error::AppError;
use crate::web::page::{Layout, Page};
use crate::web::passage::{self, Paragraph, Role};
use crate::web::state::App;
use crate::web::view::{self, ClaimView, OriginView, PartyView};

/// Claims less sure than this say so beside the statement.
const DOUBTFUL: f64 = 0.6;

#[derive(Template)]
#[template(path = "claim/show.html")]
struct ClaimPage {
    layout: Layout,
    claim: ClaimView,
    /// How large the statement is set: "short", "medium" or "long".
    size: &'static str,
    statement: Vec<passage::Piece>,
    permalink: String,
    citation: String,
    passage: Vec<Paragraph>,
    /// What stands before and after the passage, where whole articles are shown.
    before: Vec<Paragraph>,
    after: Vec<Paragraph>,
    article: Article,
    at_publisher: Option<String>,
    /// The host of the article's address.
    host: Option<String>,
    our_copy: String,
    /// The Web Archive's address, and the day it is asked for.
    web_archive: Option<(String, String)>,
    report: Option<String>,
    said: Vec<Moment>,
    published: Option<Moment>,
    loaded: Moment,
    read_at: String,
    extractor: String,
    /// Quantities as printed, and what they were read as.
    figures: Vec<(String, String)>,
    chain: Vec<ChainLink>,
    steps: Vec<Step>,
    confidence: Option<String>,
    is_doubtful: bool,
    /// What became of a claim that is no longer found.
    retired: Option<Retired>,
    outer: Option<String>,
    inner: Vec<String>,
    has_cue: bool,
    has_said_words: bool,
    version_number: i64,
    is_newest_version: bool,
    partial: Option<&'static str>,
    origin: Option<OriginView>,
    /// The other claims of the passage.
    beside: Vec<Nearby>,
    in_article: Turn,
    of_source: Turn,
    printings: Option<Printings>,
    credit: Option<CreditView>,
}

struct Retired {
    successor: Option<String>,
    by_newer_text: bool,
}

/// One who passed the words on: what it did, who it is, and its page.
struct ChainLink {
    part: &'static str,
    name: String,
    path: Option<String>,
}

/// Words of a date; with the machine's form where they are a date of their own.
#[derive(Debug, PartialEq, Eq)]
struct Moment {
    words: String,
    iso: Option<String>,
}

/// Another claim, in a line.
struct Nearby {
    view: ClaimView,
    words: String,
}

impl Nearby {
    fn of(claim: &Claim) -> Self {
        Self { view: ClaimView::of(claim), words: view::shortened(&claim.content, 110) }
    }
}

/// The claims before and after.
struct Turn {
    previous: Option<Nearby>,
    next: Option<Nearby>,
}

impl Turn {
    fn of(neighbours: &Neighbours) -> Self {
        Self { previous: neighbours.previous.as_ref().map(Nearby::of), next: neighbours.next.as_ref().map(Nearby::of) }
    }

    fn is_none(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

pub(in crate::web) async fn show(
    State(app): State<App>,
    Path(word): Path<String>,
) -> Result<impl IntoResponse, AppError> {
    let id: ClaimId = word.parse().map_err(|_| AppError::NotFound("claim"))?;
    if let Some(withdrawal) = app.store.claim_withdrawal(&id).await? {
        return Err(withdrawn(&app, &id, withdrawal).await?);
    }
    let detail = app.store.claim(&id).await?.ok_or(AppError::NotFound("claim"))?;
    let ClaimDetail { claim, article, version, spans, .. } = &detail;
    let text = version.text.as_str();
    let view = ClaimView::of(claim);
    let passage = passage::around(text, &marks(&detail));
    let (before, after) = match app.site.text {
        TextShown::Full => passage::context(text, &passage, &detail.withheld),
        TextShown::Passages => (Vec::new(), Vec::new()),
    };
    let beside = match (passage.first(), passage.last()) {
        (Some(first), Some(last)) => app.store.claims_beside(&id, Span::new(first.span.start, last.span.end)).await?,
        _ => Vec::new(),
    };
    let path = format!("/claims/{id}");
    let layout = Layout::new(&app, "claims", format!("{} · Onrecord", view.headline()))
        .canonical(&app, &path)
        .described(description(&view, article));
    let permalink = app.absolute(&path);
    let address = |id: &ClaimId| format!("/claims/{id}");
    let retired = (!detail.is_current)
        .then(|| Retired { successor: detail.successor.as_ref().map(address), by_newer_text: !version.is_newest });
    Ok(Page(ClaimPage {
        layout,
        size: size_of(&claim.content),
        statement: statement(
            text,
            &spans.content,
            &claim.figures.iter().map(|figure| figure.figure.span).collect::<Vec<_>>(),
        ),
        citation: citation(&detail, &view, &permalink),
        at_publisher: article.url.as_deref().and_then(|url| {
            let parts: Vec<&str> = spans.content.iter().map(|span| span.of(text)).collect();
            let first = spans.content.first().map_or(0, |span| span.start);
            view::words_at_publisher(url, &parts, text.get(..first).unwrap_or_default())
        }),
        host: article.url.as_deref().and_then(CanonicalAddress::parse).map(|address| address.host().to_owned()),
        our_copy: format!("/articles/{}#claim-{id}", claim.article_id),
        web_archive: archived_copy(article),
        report: app.site.contact.as_deref().map(|contact| report_link(contact, &id, &permalink)),
        permalink,
        said: said_moments(&claim.said),
        published: published_moment(article),
        loaded: loaded_moment(&claim.loaded_at),
        read_at: view::moment(&detail.read_at),
        extractor: detail.extractor.clone(),
        figures: claim
            .figures
            .iter()
            .map(|figure| {
                (figure.words.clone(), reading::figure_reason(&figure.figure).trim_end_matches('.').to_owned())
            })
            .collect(),
        chain: chain(&view),
        steps: reading::steps(claim),
        confidence: claim.confidence.map(|confidence| format!("{confidence:.2}")),
        is_doubtful: claim.confidence.is_some_and(|confidence| confidence < DOUBTFUL),
        retired,
        outer: claim.inside.as_ref().map(address),
        inner: detail.inner.iter().map(address).collect(),
        has_cue: !spans.cue.is_empty(),
        has_said_words: !spans.said.is_empty(),
        version_number: version.number,
        is_newest_version: version.is_newest,
        partial: version.partial.map(view::partial_words),
        origin: app.store.provenance(&version.id).await?.as_ref().map(OriginView::of),
        passage,
        before,
        after,
        beside: beside.iter().map(Nearby::of).collect(),
        in_article: Turn::of(&detail.in_article),
        of_source: Turn::of(&detail.of_source),
        printings: copies::printings(&app, &claim.article_id, Some(&id)).await?,
        credit: copies::credit(&app, &claim.article_id).await?,
        claim: view,
        article: article.clone(),
    }))
}

/// The error for a withdrawn claim, with the article it stood in where that is not withdrawn as well.
async fn withdrawn(app: &App, id: &ClaimId, withdrawal: Withdrawal) -> Result<AppError, StoreError> {
    let article = app.store.claim(id).await?.map(|detail| detail.article.id);
    let article = match article {
        Some(article) if app.store.article_withdrawal(&article).await?.is_none() => Some(article),
        _ => None,
    };
    Ok(AppError::Withdrawn { what: "claim", withdrawal, article })
}

/// What every word of the text is to the claim.
fn marks(detail: &ClaimDetail) -> Vec<(Span, Role)> {
    let spans = &detail.spans;
    let figures = detail.claim.figures.iter().map(|figure| (figure.figure.span, Role::Figure));
    let with = |spans: &[Span], role: Role| spans.iter().map(|span| (*span, role)).collect::<Vec<_>>();
    let mut marks = with(&detail.withheld, Role::Withheld);
    marks.extend(with(&spans.content, Role::Content(0)));
    marks.extend(with(&spans.cue, Role::Cue));
    marks.extend(with(&spans.mention, Role::Mention));
    marks.extend(with(&spans.said, Role::Said));
    marks.extend(figures);
    marks
}

/// Few words are set larger than many.
fn size_of(content: &str) -> &'static str {
    match content.chars().count() {
        0..=130 => "short",
        131..=340 => "medium",
        _ => "long",
    }
}

/// From the source through those who passed it on to the publisher; empty where nobody stands between them.
fn chain(view: &ClaimView) -> Vec<ChainLink> {
    if view.via.is_empty() {
        return Vec::new();
    }
    let link = |part, party: &PartyView| ChainLink { part, name: party.name.clone(), path: Some(party.path.clone()) };
    let mut chain = vec![match &view.source {
        Some(source) => link("said by", source),
        None => ChainLink { part: "said by", name: "a speaker who was not found".to_owned(), path: None },
    }];
    chain.extend(view.via.iter().map(|party| link("through", party)));
    if let Some((path, name)) = &view.publisher {
        match chain.last_mut().filter(|last| last.name == *name) {
            Some(last) => last.part = "printed by",
            None => {
                chain.push(ChainLink { part: "printed by", name: name.clone(), path: Some(path.clone()) });
            }
        }
    }
    chain
}

/// The claim in one line, for a footnote. Only a quotation stands between quotation marks.
fn citation(detail: &ClaimDetail, view: &ClaimView, permalink: &str) -> String {
    let claim = &detail.claim;
    let content = claim.content.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut who = view.source.as_ref().map_or("Speaker not found", |source| source.name.as_str()).to_owned();
    if let Some(role) = view.source.as_ref().and_then(|source| source.role.as_deref()) {
        who.push_str(&format!(", {role},"));
    }
    for other in &view.others {
        who.push_str(&format!(" and {}", other.name));
    }
    let words = match claim.quotation {
        Quotation::Direct if content.ends_with(['.', '!', '?', '…']) => format!("“{content}”"),
        Quotation::Direct => format!("“{content}”."),
        quotation => format!("{} ({}).", content.trim_end_matches('.'), view::quotation_words(quotation)),
    };
    let said = match said_moments(&claim.said).iter().map(|moment| moment.words.as_str()).collect::<String>() {
        day if claim.said.to.is_some() || claim.said.from.is_some() => format!(" Said {day}."),
        _ => String::new(),
    };
    let title = claim.article_title.as_deref().map(|title| format!("“{title}”"));
    let publisher = claim.publisher.as_ref().map(|publisher| publisher.name.clone());
    let parts = [
        title,
        publisher,
        claim.published_day.map(view::long_day),
        detail.article.url.as_ref().map(|url| format!("<{url}>")),
    ];
    let printed = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let printed = if printed.is_empty() { printed } else { format!(" {printed}.") };
    let verb = printed_cue(claim).map(|cue| format!(" (“{cue}”)")).unwrap_or_default();
    format!("{who} {}{verb}: {words}{said}{printed} Onrecord, {permalink}", view.stance_word)
}

/// The words that attribute a claim where they tell more than that it was said.
fn printed_cue(claim: &Claim) -> Option<String> {
    let cue = claim.cue.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_plain =
        ["say", "says", "said", "tell", "tells", "told", "according to"].contains(&cue.to_lowercase().as_str());
    (!is_plain && !cue.is_empty()).then_some(cue)
}

/// A letter to the operator about this claim, with its address in it.
fn report_link(contact: &str, id: &ClaimId, permalink: &str) -> String {
    let subject = view::percent_encoded(&format!("Error in claim {id}"));
    let body = view::percent_encoded(&format!("The claim: {permalink}\r\n\r\nWhat is wrong with it:\r\n"));
    format!("mailto:{contact}?subject={subject}&body={body}")
}

/// The words claimed, with quantities set off; " … " stands for what the article has between two parts.
fn statement(text: &str, content: &[Span], figures: &[Span]) -> Vec<passage::Piece> {
    let mut pieces = Vec::new();
    for (part, span) in content.iter().enumerate() {
        if part > 0 {
            pieces.push(passage::Piece { text: " … ".to_owned(), ..passage::Piece::default() });
        }
        let marks: Vec<(Span, Role)> = figures.iter().map(|figure| (*figure, Role::Figure)).collect();
        for (line, paragraph) in passage::paragraphs(text, *span, &marks).into_iter().enumerate() {
            if line > 0 {
                pieces.push(passage::Piece { text: " ".to_owned(), ..passage::Piece::default() });
            }
            pieces.extend(paragraph.pieces);
        }
    }
    pieces
}

fn description(view: &ClaimView, article: &Article) -> String {
    let content: String = view.content.iter().map(|words| words.text.as_str()).collect();
    let publisher = article.publisher.as_ref().map_or("an article", |publisher| publisher.name.as_str());
    format!(
        "{} Said {}; reported by {publisher}. Machine-read: check the source.",
        view::shortened(&content, 180),
        view.said
    )
}

/// The day of publication, with the clock time as printed, where one was.
fn published_moment(article: &Article) -> Option<Moment> {
    let day = article.published_day?;
    let printed = article.published.as_deref().unwrap_or_default();
    let words = match printed.get(11..16).filter(|time| time.as_bytes().get(2) == Some(&b':')) {
        Some("00:00") | None => view::long_day(day),
        Some(time) => {
            let zone = if printed.ends_with('Z') || printed.ends_with("+00:00") { " UTC" } else { "" };
            format!("{}, {time}{zone}", view::long_day(day))
        }
    };
    Some(Moment { words, iso: Some(day.to_string()) })
}

fn loaded_moment(stamp: &str) -> Moment {
    let iso = stamp.parse::<jiff::Timestamp>().ok().map(|time| time.strftime("%Y-%m-%dT%H:%MZ").to_string());
    Moment { words: view::moment(stamp), iso }
}

/// When it was said, day by day.
fn said_moments(said: &SaidDate) -> Vec<Moment> {
    let day = |day: Date| Moment { words: view::long_day(day), iso: Some(day.to_string()) };
    let words = |words: &str| Moment { words: words.to_owned(), iso: None };
    match (said.from, said.to) {
        (Some(from), Some(to)) if from == to => vec![day(to)],
        (Some(from), Some(to)) => vec![words("between "), day(from), words(" and "), day(to)],
        (None, Some(to)) => vec![words("on or before "), day(to)],
        _ => vec![words(&view::said_text(said))],
    }
}

/// The Web Archive's copy nearest to the publication day.
fn archived_copy(article: &Article) -> Option<(String, String)> {
    let url = article.url.as_deref().filter(|url| !is_reserved(url))?;
    let day = article.published_day?;
    let address = format!("https://web.archive.org/web/{}/{url}", day.strftime("%Y%m%d"));
    Some((address, view::short_day(day)))
}

/// Addresses under names that RFC 2606 reserves for examples lead nowhere.
fn is_reserved(url: &str) -> bool {
    let Some(address) = CanonicalAddress::parse(url) else { return false };
    let host = address.host();
    host.ends_with(".example") || host.ends_with(".test") || host.ends_with(".invalid") || host == "localhost"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_is_the_article_s_words() {
        let text = "“One\n\nparagraph,” she said, “and 20 lorries.”";
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let pieces = statement(text, &[at("One\n\nparagraph"), at("and 20 lorries")], &[at("20 lorries")]);
        let words: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(words, "One paragraph … and 20 lorries");
        assert_eq!(pieces.iter().filter(|piece| piece.is_figure).count(), 1);
    }

    #[test]
    fn a_report_is_a_letter_with_the_claim_s_address() {
        let id: ClaimId = "0123456789abcdef".parse().unwrap();
        let link = report_link("desk@e.org", &id, "https://e.org/claims/0123456789abcdef");
        let expected = "mailto:desk@e.org?subject=Error%20in%20claim%200123456789abcdef\
                        &body=The%20claim%3A%20https%3A%2F%2Fe%2Eorg%2Fclaims%2F0123456789abcdef%0D%0A%0D%0A";
        assert!(link.starts_with(expected), "{link}");
    }

    #[test]
    fn days_are_told_one_by_one() {
        let moments = |from: Option<&str>, to: Option<&str>| {
            let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
            said_moments(&SaidDate {
                edtf: None,
                basis: crate::domain::Basis::Text,
                words: None,
                from: day(from),
                to: day(to),
            })
        };
        let days = |moments: &[Moment]| moments.iter().filter_map(|moment| moment.iso.clone()).collect::<Vec<_>>();
        assert_eq!(days(&moments(Some("2024-10-23"), Some("2024-10-23"))), ["2024-10-23"]);
        assert_eq!(days(&moments(Some("2024-10-01"), Some("2024-10-31"))), ["2024-10-01", "2024-10-31"]);
        assert_eq!(days(&moments(None, Some("2024-10-23"))), ["2024-10-23"]);
        assert_eq!(days(&moments(None, None)), Vec::<String>::new());
        assert_eq!(loaded_moment("2025-03-05T07:02:33.123456Z").iso.as_deref(), Some("2025-03-05T07:02Z"));
        assert_eq!(loaded_moment("at noon").iso, None);
    }

    #[test]
    fn reserved_hosts_have_no_archived_copy() {
        assert!(is_reserved("https://northernwire.example/a"));
        assert!(!is_reserved("https://example.org/a"));
        assert!(!is_reserved("https://notexample/a"));
    }
}
