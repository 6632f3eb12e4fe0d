//! The page of one claim: what people share.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use super::error::AppError;
use super::page::{Layout, Page};
use super::passage::{self, Paragraph, Role};
use super::reading::{self, Step};
use super::state::App;
use super::view::{self, ClaimView};
use crate::domain::{Article, ClaimId, Span};
use crate::store::ClaimDetail;

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    layout: Layout,
    claim: ClaimView,
    permalink: String,
    statement: Vec<passage::Piece>,
    passage: Vec<Paragraph>,
    article: Article,
    at_publisher: Option<String>,
    our_copy: String,
    web_archive: Option<String>,
    said_exact: String,
    published: Option<String>,
    loaded: String,
    read_at: String,
    extractor: String,
    figures: Vec<String>,
    steps: Vec<Step>,
    confidence: Option<String>,
    /// What became of a claim that is no longer found.
    retired: Option<Retired>,
    outer: Option<String>,
    inner: Vec<String>,
    has_cue: bool,
    has_said_words: bool,
    version_number: i64,
    is_newest_version: bool,
    previous: Option<String>,
    next: Option<String>,
}

struct Retired {
    successor: Option<String>,
    by_newer_text: bool,
}

pub(super) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<impl IntoResponse, AppError> {
    let id: ClaimId = word.parse().map_err(|_| AppError::NotFound("claim"))?;
    if let Some(withdrawal) = app.store.claim_withdrawal(&id).await? {
        return Err(AppError::Withdrawn("claim", withdrawal));
    }
    let detail = app.store.claim(&id).await?.ok_or(AppError::NotFound("claim"))?;
    let ClaimDetail { claim, article, version, spans, .. } = &detail;
    let text = version.text.as_str();
    let view = ClaimView::of(claim);
    let mut marks: Vec<(Span, Role)> = Vec::new();
    marks.extend(detail.withheld.iter().map(|span| (*span, Role::Withheld)));
    marks.extend(spans.content.iter().map(|span| (*span, Role::Content(0))));
    marks.extend(spans.cue.iter().map(|span| (*span, Role::Cue)));
    marks.extend(spans.mention.iter().map(|span| (*span, Role::Mention)));
    marks.extend(spans.said.iter().map(|span| (*span, Role::Said)));
    marks.extend(claim.figures.iter().map(|figure| (figure.figure.span, Role::Figure)));
    let path = format!("/claims/{id}");
    let mut layout = Layout::new(&app, "claims", format!("{} · Onrecord", view.headline()))
        .canonical(&app, &path)
        .described(description(&view, article));
    layout.query = String::new();
    let address = |id: &ClaimId| format!("/claims/{id}");
    let retired = (!detail.is_current)
        .then(|| Retired { successor: detail.successor.as_ref().map(address), by_newer_text: !version.is_newest });
    Ok(Page(ClaimPage {
        layout,
        permalink: app.absolute(&path),
        statement: statement(
            text,
            &spans.content,
            &claim.figures.iter().map(|figure| figure.figure.span).collect::<Vec<_>>(),
        ),
        passage: passage::around(text, &marks),
        at_publisher: article.url.as_deref().and_then(|url| {
            let first = spans.content.first().map(|span| span.of(text)).unwrap_or_default();
            view::words_at_publisher(url, first)
        }),
        our_copy: format!("/articles/{}#c-{id}", claim.article_id),
        web_archive: archived_copy(article),
        said_exact: said_exact(claim),
        published: published_text(article),
        loaded: view::moment(&claim.loaded_at),
        read_at: view::moment(&detail.read_at),
        extractor: detail.extractor.clone(),
        figures: claim.figures.iter().map(|figure| figure.words.clone()).collect(),
        steps: reading::steps(claim),
        confidence: claim.confidence.map(|confidence| format!("{confidence:.2}")),
        retired,
        outer: claim.inside.as_ref().map(address),
        inner: detail.inner.iter().map(address).collect(),
        has_cue: !spans.cue.is_empty(),
        has_said_words: !spans.said.is_empty(),
        version_number: version.number,
        is_newest_version: version.is_newest,
        previous: detail.neighbours.previous.as_ref().map(address),
        next: detail.neighbours.next.as_ref().map(address),
        claim: view,
        article: article.clone(),
    }))
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

fn published_text(article: &Article) -> Option<String> {
    let day = article.published_day.map(view::long_day)?;
    let printed = article.published.as_deref().unwrap_or_default();
    // The clock time as printed, where one was.
    let time = printed.get(11..16).filter(|time| time.as_bytes().get(2) == Some(&b':'));
    Some(match time {
        Some("00:00") | None => day,
        Some(time) => {
            let zone = if printed.ends_with('Z') || printed.ends_with("+00:00") { " UTC" } else { "" };
            format!("{day}, {time}{zone}")
        }
    })
}

fn said_exact(claim: &crate::domain::Claim) -> String {
    let said = &claim.said;
    match (said.from, said.to) {
        (Some(from), Some(to)) if from == to => view::long_day(to),
        (Some(from), Some(to)) => format!("between {} and {}", view::long_day(from), view::long_day(to)),
        (None, Some(to)) => format!("on or before {}", view::long_day(to)),
        _ => view::said_text(said),
    }
}

/// The Web Archive's copy nearest to the publication day.
fn archived_copy(article: &Article) -> Option<String> {
    let url = article.url.as_deref().filter(|url| !is_reserved(url))?;
    let day = article.published_day?;
    Some(format!("https://web.archive.org/web/{}/{url}", day.strftime("%Y%m%d")))
}

/// Addresses under names that RFC 2606 reserves for examples lead nowhere.
fn is_reserved(url: &str) -> bool {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
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
    fn reserved_hosts_have_no_archived_copy() {
        assert!(is_reserved("https://northernwire.example/a"));
        assert!(!is_reserved("https://example.org/a"));
        assert!(!is_reserved("https://notexample/a"));
    }
}
