//! The day in the heading of a transcript, on which everyone in it spoke.

use jiff::civil::Date;

use super::calendar::back;
use super::entries::Days;
use super::expression::{Time, expressions};
use crate::domain::{ArticleInfo, Basis, Edtf, Said, Span};
use crate::extract::segment::{Segmented, segment};

/// The most tokens of a line that counts as a heading.
const LONGEST_LINE: usize = 20;
/// The most days between the day of a transcript and its publication.
const LATEST: i64 = 31;

/// Returns the day given by a short line before the first turn, else by the title.
pub(super) fn day(document: &Segmented<'_>, article: &ArticleInfo) -> Option<Said> {
    let first = document.turns.first()?;
    let begins = document.tokens.get(first.label.start)?.span.start;
    let lead = |span: &Span| {
        let line = || document.paragraphs.iter().find(|paragraph| paragraph.contains(span));
        span.end <= begins && line().is_some_and(|line| document.tokens_in(*line).len() <= LONGEST_LINE)
    };
    let printed = days(document, article.published).into_iter().find(|(_, span)| lead(span));
    if let Some((edtf, span)) = printed {
        return Some(Said { edtf: Some(edtf), basis: Basis::Text, span: Some(span) });
    }
    // A title that was guessed from the first line may be what somebody says.
    let said = |title: &&str| document.text.find(title.trim()).is_some_and(|at| at >= begins);
    let title = article.title.as_deref().filter(|title| !said(title))?;
    let (edtf, _) = days(&segment(title), article.published).pop()?;
    Some(Said { edtf: Some(edtf), basis: Basis::Carried, span: None })
}

/// Every single day that a text gives and that was not long before publication, with its words.
fn days(document: &Segmented<'_>, published: Option<Date>) -> Vec<(Edtf, Span)> {
    let recent = |day: Date| {
        published.is_none_or(|published| day <= published && back(published, LATEST).is_none_or(|first| day >= first))
    };
    let single = |edtf: &Edtf| edtf.first_day().filter(|first| edtf.last_day() == Some(*first)).is_some_and(recent);
    expressions(document, &Days::of(document, published))
        .into_iter()
        .filter_map(|expression| {
            let span = Span::new(
                document.tokens.get(expression.tokens.start)?.span.start,
                document.tokens.get(expression.tokens.end.checked_sub(1)?)?.span.end,
            );
            match expression.time {
                Time::On(edtf) if single(&edtf) => Some((edtf, span)),
                _ => None,
            }
        })
        .collect()
}
