//! Quotations shown as blocks, and embedded posts: what is set in behind "Reth wrote:", and what is signed with a name, a
//! handle and a date. They have no quotation marks, so that marks are read into them; a signature then stands behind the
//! marks as behind any signed quotation.

use super::view::{Edit, View};
use super::words::{is_picture_host, post_phrases};
use crate::domain::Span;

/// White space of so many columns sets a line in.
const INDENT: usize = 2;
/// The most bytes between the dash of a signature and its handle.
const LONGEST_NAME: usize = 80;
/// A post of fewer words is none.
const SHORTEST_POST: usize = 3;
const QUOTATION_MARKS: [char; 6] = ['“', '"', '„', '«', '‘', '”'];

/// Reads quotation marks around blocks and posts.
pub(super) fn mend(view: &mut View<'_>) {
    view.apply(posts(view.text()));
    view.apply(blocks(view.text()));
}

/// A line that is not blank.
struct Line<'t> {
    /// Its words, without white space around them and without the sign of a quotation.
    span: Span,
    words: &'t str,
    set_in: bool,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let inner = line.trim_start();
        let blank = &line[..line.len() - inner.len()];
        let columns: usize = blank.chars().map(|c| if c == '\t' { 2 * INDENT } else { 1 }).sum();
        let quoted = inner.trim_start_matches(['>', ' ']);
        let marked = inner.starts_with("> ") || inner.starts_with(">\t") || inner.trim_end() == ">";
        let words = if marked { quoted.trim() } else { inner.trim() };
        let at = start + line.len() - if marked { quoted.len() } else { inner.len() };
        if !words.is_empty() {
            found.push(Line { span: Span::new(at, at + words.len()), words, set_in: columns >= INDENT || marked });
        }
        start += line.len();
    }
    found
}

/// A part of a span, by its bytes.
fn part(span: Span, from: usize, to: usize) -> Span {
    Span::new(span.start + from, span.start + to)
}

/// True for a line that signs what stands before it: "— Ama Reth, mayor of Sarn".
fn signs(words: &str) -> bool {
    let name = words.trim_start_matches(['—', '–', '―', '-']);
    name.len() < words.len()
        && name.trim_start().starts_with(char::is_uppercase)
        && !name.contains(['“', '”', '"', '?'])
}

/// The blocks that are set in behind a colon, or signed. A text most of which is set in has no blocks.
fn blocks(text: &str) -> Vec<Edit> {
    let lines = lines(text);
    let size = |set_in: bool| -> usize {
        lines.iter().filter(|line| line.set_in == set_in).map(|line| line.words.len()).sum()
    };
    if size(true) == 0 || size(true) >= size(false) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len()).find(|&line| !lines[line].set_in).unwrap_or(lines.len());
        if end == at {
            at += 1;
            continue;
        }
        // A block with several signatures is several posts.
        let mut start = at;
        while start < end {
            let signature = (start..lines.len().min(end + 1)).find(|&line| line > start && signs(lines[line].words));
            let until = signature.unwrap_or(end).min(end);
            let introduced = start > 0 && lines[start - 1].words.ends_with(':');
            if introduced || signature.is_some() {
                quote(text, &lines[start..until], signature.map(|line| lines[line].span.start), &mut edits);
            }
            start = signature.map_or(end, |line| line + 1);
        }
        at = end.max(start);
    }
    edits
}

/// Puts the lines of a block between quotation marks, and its signature behind them.
fn quote(text: &str, block: &[Line<'_>], signature: Option<usize>, edits: &mut Vec<Edit>) {
    let (Some(first), Some(last)) = (block.first(), block.last()) else { return };
    let marked = first.words.starts_with(QUOTATION_MARKS);
    if !marked {
        edits.push(Edit::insert(first.span.start, "“"));
        edits.extend(inner_marks(text, Span::new(first.span.start, last.span.end)));
    }
    for pair in block.windows(2) {
        edits.push(Edit::replace(Span::new(pair[0].span.end, pair[1].span.start), " "));
    }
    let close = if marked { "" } else { "”" };
    match signature {
        Some(at) => edits.push(Edit::replace(Span::new(last.span.end, at), format!("{close} "))),
        None => edits.push(Edit::insert(last.span.end, close)),
    }
}

/// Quotation marks inside a block are those of a quotation inside a quotation.
fn inner_marks(text: &str, block: Span) -> Vec<Edit> {
    let marks = block.of(text).char_indices().filter(|(_, c)| matches!(c, '“' | '”' | '"'));
    marks
        .map(|(offset, c)| {
            let at = block.start + offset;
            Edit::replace(Span::new(at, at + c.len_utf8()), if c == '“' { "‘" } else { "’" })
        })
        .collect()
}

/// Signed posts as signed quotations: "It is open. — Reth (@reth) Oct 3, 2024" is read as "“It is open.” — Reth, Oct 3, 2024",
/// and so is one that ends with "A post shared by Reth (@reth) on Oct 3, 2024". Links to pictures are no part of a post.
fn posts(text: &str) -> Vec<Edit> {
    let lines = lines(text);
    let mut edits = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(Signature { dash, phrase, name, date }) = signature(line.words) else { continue };
        if phrase > 0 {
            edits.push(Edit::cut(part(line.span, dash, dash + phrase), "—"));
        }
        let rest = line.words.len() - date.len();
        edits.push(Edit::cut(part(line.span, name, rest), if date.is_empty() { "" } else { ", " }));
        let before = line.words[..dash].trim_end();
        if before.split_whitespace().count() >= SHORTEST_POST {
            wrap(text, part(line.span, 0, before.len()), line.span.start + dash, &mut edits);
        } else if before.is_empty()
            && !line.set_in
            && let Some(post) = at.checked_sub(1).map(|before| &lines[before]).filter(|post| !post.set_in)
        {
            wrap(text, post.span, line.span.start, &mut edits);
        } else if before.is_empty() {
            let block = lines[..at].iter().rev().take_while(|line| line.set_in);
            edits.extend(block.flat_map(|line| pictures(text, line.span)));
        }
    }
    edits
}

/// The signature at the end of a post.
struct Signature<'t> {
    /// Where it begins, with a dash or a phrase.
    dash: usize,
    /// The length of the phrase in place of a dash.
    phrase: usize,
    /// Where the name ends.
    name: usize,
    /// The words of the date.
    date: &'t str,
}

fn signature(words: &str) -> Option<Signature<'_>> {
    let (open, length) = handle(words)?;
    let lower = words[..open].to_ascii_lowercase();
    let phrase = post_phrases().find_map(|phrase| Some((lower.rfind(phrase)?, phrase.len())));
    let (dash, phrase) = phrase.or_else(|| Some((dash_before(words, open)?, 0)))?;
    let name = words[..open].trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let date = words[open + length..].trim_start_matches([' ', ',', '·', '|', '•']);
    (name > dash + phrase).then(|| Signature { dash, phrase, name, date: date.strip_prefix("on ").unwrap_or(date) })
}

/// Puts the words of a post between quotation marks; `end` is where its signature begins.
fn wrap(text: &str, post: Span, end: usize, edits: &mut Vec<Edit>) {
    let links = pictures(text, post);
    let mut last = post.end;
    for link in links.iter().rev() {
        if link.place.end == last {
            last = post.start + text[post.start..link.place.start].trim_end().len();
        }
    }
    edits.extend(links.into_iter().filter(|link| link.place.end <= last));
    if post.of(text).starts_with(QUOTATION_MARKS) {
        return;
    }
    edits.push(Edit::insert(post.start, "“"));
    edits.extend(inner_marks(text, Span::new(post.start, last)));
    edits.push(Edit::cut(Span::new(last, end), "” "));
}

/// The place and the length of "(@reth)".
fn handle(words: &str) -> Option<(usize, usize)> {
    let open = words.find("(@")?;
    let length = words[open..].find(')')?;
    let name = &words[open + 2..open + length];
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@');
    (!name.is_empty() && name.chars().all(fits)).then_some((open, length + 1))
}

/// The place of the dash before the name of a handle.
fn dash_before(words: &str, handle: usize) -> Option<usize> {
    let (at, dash) = words[..handle].char_indices().rfind(|(_, c)| matches!(c, '—' | '–' | '―' | '-'))?;
    let name = words[at + dash.len_utf8()..handle].trim();
    let apart = at == 0 || words[..at].ends_with(char::is_whitespace);
    (apart && name.starts_with(char::is_uppercase) && name.len() <= LONGEST_NAME).then_some(at)
}

/// Links to pictures and posts: "pic.twitter.com/Xa1", "https://t.co/x".
fn pictures(text: &str, line: Span) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = line.start;
    for word in line.of(text).split_inclusive(char::is_whitespace) {
        let address = word.trim().trim_start_matches("https://").trim_start_matches("http://");
        let host = address.split('/').next().unwrap_or_default();
        if address.contains('/') && is_picture_host(host) {
            edits.push(Edit::cut(Span::new(at, at + word.trim_end().len()), ""));
        }
        at += word.len();
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let filler =
            "The road to Hollin has been closed since the flood, and the people of the valley walk over the hills.\n\n";
        let text = format!("{filler}{text}");
        let mut view = View::of(&text);
        mend(&mut view);
        assert_eq!(view.text(), format!("{filler}{expected}"), "{text}");
    }

    #[test]
    fn blocks_behind_a_colon_are_quotations() {
        check(
            "Reth wrote:\n\n    The road is open. Come.\n\nHe left.",
            "Reth wrote:\n\n    “The road is open. Come.”\n\nHe left.",
        );
        check(
            "Reth wrote:\n\n> The “new” road is open.\n>\n> Come in.\n\nHe left.",
            "Reth wrote:\n\n> “The ‘new’ road is open. Come in.”\n\nHe left.",
        );
        for text in
            ["Reth wrote:\n\n    “The road is open.”\n\nHe left.", "The road is open.\n\n    It is closed.\n\nHe left."]
        {
            check(text, text);
        }
    }

    #[test]
    fn signed_blocks_are_signed_quotations() {
        check(
            "It rained.\n\n    The road is open.\n\n    Come.\n\n    — Ama Reth, mayor of Sarn\n\nHe left.",
            "It rained.\n\n    “The road is open. Come.” — Ama Reth, mayor of Sarn\n\nHe left.",
        );
        check(
            "It rained.\n\n    The road is open. pic.example.com/a1 pic.twitter.com/x1\n\n    — Reth 🚩 (@reth) October 3, 2024\n\nHe left.",
            "It rained.\n\n    “The road is open. pic.example.com/a1” — Reth, October 3, 2024\n\nHe left.",
        );
    }

    #[test]
    fn posts_are_signed_quotations() {
        check(
            "The road is open. Come. https://t.co/x — Ama Reth (@reth) October 3, 2024\n\nHe left.",
            "“The road is open. Come.” — Ama Reth, October 3, 2024\n\nHe left.",
        );
        check(
            "The road is open to all.\n\nA post shared by Road Office (@roads) on Oct 3, 2024 at 7:12am PDT\n\nHe left.",
            "“The road is open to all.” — Road Office, Oct 3, 2024 at 7:12am PDT\n\nHe left.",
        );
        for text in ["Ama Reth (@reth) said the road was open.", "Write to us - or to Reth (see below) by May 3."] {
            check(text, text);
        }
    }
}
