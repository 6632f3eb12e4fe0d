//! One article: its text with the claims marked in it, and who speaks how much.

use crate::web::filters;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query as Pairs;

use crate::config::TextShown;
use crate::domain::{Article, ArticleId, Claim, Span};
use crate::store::{PlacedClaim, VersionText};
use crate::web::articles::versions::{self, VersionLine};
use crate::web::copies::{self, CreditView, Printings};
use crate::web::error::AppError;
use crate::web::page::{Layout, Page};
use crate::web::passage::{self, Paragraph, Role};
use crate::web::query::Query;
use crate::web::state::App;
use crate::web::view::{self, ClaimView, OriginView};

/// A claim beside the text.
struct Marked {
    view: ClaimView,
    id: String,
    words: String,
}

/// A paragraph, and the claims that begin in it.
struct Row {
    paragraph: Paragraph,
    notes: Vec<usize>,
}

/// Who speaks, and how much.
#[derive(Debug, PartialEq, Eq)]
struct Speaker {
    name: String,
    /// The page; none for words whose speaker was not found.
    path: Option<String>,
    claims: usize,
    words: usize,
    /// Of all words claimed, in percent.
    percent: usize,
    /// The same in twentieths, for the bar.
    bar: usize,
}

#[derive(Template)]
#[template(path = "articles/show.html")]
struct ArticlePage {
    layout: Layout,
    article: Article,
    published: Option<(String, String)>,
    loaded: String,
    rows: Vec<Row>,
    marked: Vec<Marked>,
    speakers: Vec<Speaker>,
    /// Words of all claims together, and of the whole text.
    claimed_words: String,
    all_words: String,
    only_passages: bool,
    not_read: Option<String>,
    version_number: i64,
    characters: String,
    /// All its texts, newest first, where there are several.
    versions: Vec<VersionLine>,
    partial: Option<&'static str>,
    origin: Option<OriginView>,
    printings: Option<Printings>,
    credit: Option<CreditView>,
}

impl ArticlePage {
    /// The numbers under which these claims stand beside the text.
    fn numbers(claims: &[usize]) -> String {
        claims.iter().map(|claim| (claim + 1).to_string()).collect::<Vec<_>>().join(" ")
    }
}

pub(in crate::web) async fn show(
    State(app): State<App>,
    Path(word): Path<String>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let id: ArticleId = word.parse().map_err(|_| AppError::NotFound("article"))?;
    if let Some(withdrawal) = app.store.article_withdrawal(&id).await? {
        return Err(AppError::Withdrawn { what: "article", withdrawal, article: None });
    }
    if let Some((_, other)) = pairs.iter().find(|(name, _)| name == "with") {
        return copies::compare(&app, &id, other).await;
    }
    let article = app.store.article(&id).await?.ok_or(AppError::NotFound("article"))?;
    if let Some(version) = Query::new("", pairs)?.one("version") {
        let version = version.parse().map_err(|_| AppError::NotFound("text of this article"))?;
        return versions::show(&app, article, &version).await;
    }
    let VersionText { version, withheld } = app.store.newest_text(&id).await?.ok_or(AppError::NotFound("article"))?;
    let claims = app.store.claims_in(&id, &version.id).await?;
    let mut marks: Vec<(Span, Role)> = withheld.into_iter().map(|span| (span, Role::Withheld)).collect();
    for (number, PlacedClaim { spans, .. }) in claims.iter().enumerate() {
        marks.extend(spans.content.iter().map(|span| (*span, Role::Content(number))));
        marks.extend(spans.cue.iter().map(|span| (*span, Role::Cue)));
        marks.extend(spans.mention.iter().map(|span| (*span, Role::Mention)));
    }
    let text = version.text.as_str();
    let only_passages = app.site.text == TextShown::Passages;
    let paragraphs = if only_passages {
        passage::around(text, &marks)
    } else {
        passage::paragraphs(text, Span::new(0, text.len()), &marks)
    };
    let path = format!("/articles/{id}");
    let layout = Layout::new(&app, "articles", format!("{} · Onrecord", view::shortened(article.heading(), 80)))
        .canonical(&app, &path)
        .described(match (article.is_read, article.claims) {
            (false, 0) => "This article has not been read for claims yet.".to_owned(),
            (_, claims) => {
                format!("{} in this article, each with its source.", view::counted(&claims, "claim", "claims"))
            }
        });
    let versions = app.store.versions(&id).await?;
    let marked: Vec<Marked> = claims.iter().map(|placed| Marked::of(&placed.claim)).collect();
    let claimed: usize = claims.iter().map(|placed| words_in(&placed.claim.content)).sum();
    Ok(Page(ArticlePage {
        layout,
        published: article.published_day.map(|day| (day.to_string(), view::long_day(day))),
        loaded: view::moment(&article.loaded_at),
        rows: rows(paragraphs, marked.len()),
        speakers: speakers(claims.iter().map(|placed| &placed.claim)),
        marked,
        claimed_words: view::counted(&(claimed as i64), "word", "words"),
        all_words: view::number(&(words_in(text) as i64)),
        only_passages,
        not_read: app.store.not_read(&id).await?,
        version_number: version.number,
        versions: match versions.as_slice() {
            [_, _, ..] => versions.iter().map(|row| VersionLine::of(&article, row)).collect(),
            _ => Vec::new(),
        },
        partial: version.partial.map(view::partial_words),
        origin: app.store.provenance(&version.id).await?.as_ref().map(OriginView::of),
        characters: view::number(&(text.chars().count() as i64)),
        printings: copies::printings(&app, &id, None).await?,
        credit: copies::credit(&app, &id).await?,
        article,
    })
    .into_response())
}

impl Marked {
    fn of(claim: &Claim) -> Self {
        Self { view: ClaimView::of(claim), id: claim.id.to_string(), words: view::shortened(&claim.content, 90) }
    }
}

/// Each paragraph with the claims that begin in it; every claim stands somewhere.
fn rows(paragraphs: Vec<Paragraph>, claims: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = paragraphs
        .into_iter()
        .map(|paragraph| Row {
            notes: paragraph.pieces.iter().flat_map(|piece| piece.starts.iter().copied()).collect(),
            paragraph,
        })
        .collect();
    let lost: Vec<usize> = (0..claims).filter(|claim| !rows.iter().any(|row| row.notes.contains(claim))).collect();
    if let Some(last) = rows.last_mut() {
        last.notes.extend(lost);
    }
    rows
}

/// Words of a text; the sign between two parts of a claim is none.
fn words_in(text: &str) -> usize {
    text.split_whitespace().filter(|word| *word != "…").count()
}

/// Who speaks how much: most words first.
fn speakers<'a>(claims: impl Iterator<Item = &'a Claim>) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    for claim in claims {
        let source = claim.source().map(|party| &party.source);
        let path = source.map(|source| format!("/sources/{}", source.slug));
        let words = words_in(&claim.content);
        match speakers.iter_mut().find(|speaker| speaker.path == path) {
            Some(speaker) => {
                speaker.claims += 1;
                speaker.words += words;
            }
            None => {
                let name = source.map_or("Speaker not found", |source| source.name.as_str()).to_owned();
                speakers.push(Speaker { name, path, claims: 1, words, percent: 0, bar: 0 });
            }
        }
    }
    let all = speakers.iter().map(|speaker| speaker.words).sum::<usize>().max(1);
    for speaker in &mut speakers {
        speaker.percent = (speaker.words * 100 + all / 2) / all;
        speaker.bar = (speaker.words * 20).div_ceil(all).clamp(1, 20);
    }
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.words));
    speakers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::passage::Piece;

    #[test]
    fn a_claim_stands_beside_the_paragraph_it_begins_in() {
        let paragraph = |starts: &[usize]| Paragraph {
            pieces: vec![Piece { starts: starts.to_vec(), ..Piece::default() }],
            span: Span::new(0, 1),
            cut_before: false,
            cut_after: false,
        };
        let notes = |rows: Vec<Row>| rows.into_iter().map(|row| row.notes).collect::<Vec<_>>();
        assert_eq!(
            notes(rows(vec![paragraph(&[]), paragraph(&[0, 1]), paragraph(&[2])], 3)),
            [vec![], vec![0, 1], vec![2]]
        );
        assert_eq!(notes(rows(vec![paragraph(&[1])], 2)), [[1, 0]], "none is lost");
    }
}
