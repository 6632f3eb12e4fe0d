//! Lines that end where a page ended them: words divided at line ends, narrow columns, the header of the next page inside a
//! sentence.

use std::cell::LazyCell;
use std::collections::HashMap;

use super::filled_lines;
use super::view::{Edit, View};
use super::words::is_page_word;
use crate::domain::Span;
use crate::extract::lexicon;

/// A line of more bytes is no header of a page.
const LONGEST_HEADER: usize = 100;
/// The most lines that stand between two pages.
const MOST_HEADERS: usize = 3;
/// The most characters of a line of a column or of a page.
const WIDEST: usize = 130;
/// A line of fewer words is no part of a sentence that a page broke.
const SHORTEST_LINE: usize = 4;
/// The most characters before a colon that open a line as a label: "KOLM:".
const LONGEST_LABEL: usize = 40;

/// Reads the lines of a text as the paragraphs that they are parts of. `is_word` tells which words are whole words.
pub(super) fn mend(view: &mut View<'_>, is_word: &dyn Fn(&str) -> bool) {
    view.apply(headers(view.text()));
    view.apply(breaks(view.text(), is_word));
    view.apply(gaps(view.text()));
}

fn word_count(line: &str) -> usize {
    line.split_whitespace().count()
}

fn begins_small(line: &str) -> bool {
    line.starts_with(char::is_lowercase)
}

/// True for a line that breaks off within a sentence.
fn breaks_off(line: &str) -> bool {
    line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-' | '\u{2010}' | '¬'))
}

/// The headers and numbers of pages that stand between two lines of one sentence.
fn headers(text: &str) -> Vec<Edit> {
    let lines: Vec<Span> = filled_lines(text).collect();
    let masked = |line: &str| line.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    // How often each line stands there, told by its letters; counted once, and only where a line might be a header.
    let counts: LazyCell<HashMap<String, usize>, _> = LazyCell::new(|| {
        let mut counts = HashMap::new();
        lines.iter().for_each(|line| *counts.entry(masked(line.of(text))).or_default() += 1);
        counts
    });
    let repeats = |at: usize| {
        let own = masked(lines[at].of(text));
        !own.is_empty() && counts.get(&own).is_some_and(|count| *count > 1)
    };
    let mut edits = Vec::new();
    let mut at = 1;
    while at + 1 < lines.len() {
        let before = lines[at - 1];
        let is_open = breaks_off(before.of(text)) && word_count(before.of(text)) >= SHORTEST_LINE;
        let is_header = |line: usize| {
            let words = lines[line].of(text);
            words.len() <= LONGEST_HEADER && (is_page_number(words) || is_capitals(words) || repeats(line))
        };
        let count = (at..lines.len().min(at + MOST_HEADERS)).take_while(|line| is_open && is_header(*line)).count();
        let after = lines.get(at + count).filter(|_| count > 0);
        let sure = (at..at + count).all(|line| is_page_number(lines[line].of(text)));
        match after {
            Some(after) if begins_small(after.of(text)) || sure && !is_capitals(after.of(text)) => {
                edits.push(Edit::cut(Span::new(before.end, after.start), "\n"));
                at += count + 1;
            }
            _ => at += 1,
        }
    }
    edits
}

/// "7", "- 7 -", "Page 7 of 9".
fn is_page_number(line: &str) -> bool {
    let mut numbers = 0;
    let known = line.split(|c: char| c.is_whitespace() || "-–—/|.[]()".contains(c)).all(|word| {
        let number = !word.is_empty() && word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        numbers += usize::from(number);
        number || word.is_empty() || is_page_word(&word.to_lowercase())
    });
    known && (1..=2).contains(&numbers)
}

/// True for a line with letters, all of them large.
fn is_capitals(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() > 3 && !line.chars().any(char::is_lowercase)
}

/// The line ends within a paragraph: words divided there are joined, and lines of a column follow each other.
fn breaks(text: &str, is_word: &dyn Fn(&str) -> bool) -> Vec<Edit> {
    let lines: Vec<Span> = filled_lines(text).collect();
    let mut blocks: Vec<&[Span]> = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let follows = |at: usize| text[lines[at - 1].end..lines[at].start].matches('\n').count() == 1;
        let end = (start + 1..lines.len()).find(|&at| !follows(at)).unwrap_or(lines.len());
        blocks.push(&lines[start..end]);
        start = end;
    }
    let columns = blocks.iter().filter(|block| is_column(text, block));
    let width = columns.flat_map(|block| block.iter()).map(|line| line.of(text).chars().count()).max();
    let mut edits = Vec::new();
    for block in blocks {
        let is_column = is_column(text, block) || width.is_some_and(|width| ends_column(text, block, width));
        for pair in block.windows(2) {
            let (line, next) = (pair[0].of(text), pair[1].of(text));
            let gap = Span::new(pair[0].end, pair[1].start);
            if let Some(hyphen) = divided(line, next) {
                let whole = Span::new(gap.start - hyphen.len_utf8(), gap.end);
                let kept = keeps_hyphen(text, line, next, is_word);
                edits.push(if kept { Edit::skip(gap) } else { Edit::skip(whole) });
            } else if is_column && !opens_line(next) {
                edits.push(Edit::replace(gap, " "));
            }
        }
    }
    edits
}

/// True for two lines of a column of this width: too few to show it by themselves.
fn ends_column(text: &str, block: &[Span], width: usize) -> bool {
    let [first, second] = block else { return false };
    let length = first.of(text).chars().count();
    length <= width && length * 10 >= width * 6 && breaks_off(first.of(text)) && !opens_line(second.of(text))
}

/// The hyphen at the end of a line whose last word goes on in the next one.
fn divided(line: &str, next: &str) -> Option<char> {
    let hyphen = line.chars().next_back().filter(|c| matches!(c, '-' | '\u{2010}' | '¬'))?;
    let before = line.strip_suffix(hyphen)?;
    (before.ends_with(char::is_alphanumeric) && next.starts_with(char::is_alphabetic)).then_some(hyphen)
}

/// True where the hyphen at the end of a line is part of the word: "pro-|Karsk", "long-|range", but not "gov-|ernor".
fn keeps_hyphen(text: &str, line: &str, next: &str, is_word: &dyn Fn(&str) -> bool) -> bool {
    let left = line.trim_end_matches(['-', '\u{2010}', '¬']).rsplit(|c: char| !c.is_alphanumeric()).next();
    let right = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let left = left.unwrap_or_default();
    if line.ends_with('¬') {
        return false;
    }
    if !begins_small(next) || left.ends_with(|c: char| c.is_ascii_digit()) || text.contains(&format!("{left}-{right}"))
    {
        return true;
    }
    let (left, right) = (left.to_lowercase(), right.to_lowercase());
    let joined = format!("{left}{right}");
    !is_word(&joined) && !text.contains(&joined) && is_word(&left) && is_word(&right)
}

/// True for lines of a narrow column or of a page: most of them are filled, and most break off within a sentence.
fn is_column(text: &str, block: &[Span]) -> bool {
    if block.len() < 3 {
        return false;
    }
    let length = |line: &Span| line.of(text).chars().count();
    let widest = block.iter().map(length).max().unwrap_or_default();
    let (last, inner) = block.split_last().map_or((0, block), |(last, inner)| (length(last), inner));
    let full = inner.iter().filter(|line| length(line) * 10 >= widest * 6).count();
    let broken = block.windows(2).filter(|pair| breaks_off(pair[0].of(text)) && !opens_line(pair[1].of(text)));
    let small = block.windows(2).filter(|pair| begins_small(pair[1].of(text))).count();
    widest <= WIDEST
        && last <= widest
        && full * 10 >= inner.len() * 8
        && broken.count() * 2 >= inner.len()
        && small * 2 >= inner.len()
}

/// True for a line that never goes on with the line before: an item of a list, or what a label opens.
fn opens_line(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = number.len() < line.len() && number.starts_with(['.', ')']) && number[1..].starts_with(' ');
    let label: String = line.chars().take(LONGEST_LABEL).take_while(|c| *c != '\n').collect();
    let labelled = line.starts_with(char::is_uppercase)
        && label.split_once(": ").is_some_and(|(label, _)| !label.contains(['.', ',']) && word_count(label) <= 4);
    counted || labelled || line.starts_with(['•', '*', '·', '–', '—', '-', '>', '#'])
}

/// The blank lines inside a sentence that a page or a column broke: the line before them cannot end a sentence.
fn gaps(text: &str) -> Vec<Edit> {
    let lines: Vec<Span> = filled_lines(text).collect();
    let goes_on = |line: &str| {
        let last = line.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default().to_lowercase();
        word_count(line) >= 2 * SHORTEST_LINE
            && (last.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
                || lexicon::is_determiner(&last)
                || lexicon::is_preposition(&last))
    };
    let broken = lines.windows(2).filter(|pair| {
        let gap = text[pair[0].end..pair[1].start].matches('\n').count();
        let (line, next) = (pair[0].of(text), pair[1].of(text));
        gap > 1 && begins_small(next) && !opens_line(next) && word_count(next) >= SHORTEST_LINE && goes_on(line)
    });
    broken.map(|pair| Edit::replace(Span::new(pair[0].end, pair[1].start), " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::form::tests::check_mended;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words = ["minister", "ferry", "withdrawal", "long", "range", "with", "crossing"];
        check_mended(text, expected, |view| mend(view, &|word| words.contains(&word)));
    }

    #[test]
    fn words_divided_at_line_ends_are_whole() {
        check(
            "The min-\nister of Sarn, Ama Reth, called the cross-\ning a with-\ndrawal of long-\nrange guns by pro-\nKarsk men.",
            "The minister of Sarn, Ama Reth, called the crossing a withdrawal of long-range guns by pro-Karsk men.",
        );
        check(
            "It was a well-known cross-river ferry.\nThe end -\nof it.",
            "It was a well-known cross-river ferry.\nThe end -\nof it.",
        );
    }

    #[test]
    fn columns_are_paragraphs() {
        check(
            "The ferry at Sarn sank at\nnoon on Monday with some\nforty people on board, the\nport said.",
            "The ferry at Sarn sank at noon on Monday with some forty people on board, the port said.",
        );
        check(
            "The ferry at Sarn sank at\nnoon on Monday with some\nforty people on board.\n\nIt was built in Hollin in\nMay 1990.",
            "The ferry at Sarn sank at noon on Monday with some forty people on board.\n\nIt was built in Hollin in May 1990.",
        );
        for text in [
            "Ferry sinks at Sarn\nThe ferry sank.\nForty died.",
            "• rain in the north\n• snow in the south\n• wind in the west",
            "RETH: It is open now\nORU: it is not open\nRETH: well then it is",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn headers_of_pages_are_cut() {
        let text = "The ferry sank on Monday with forty people on\n\nSARN POST, 4 MARCH                3\n\nboard, the port said.";
        check(text, "The ferry sank on Monday with forty people on\nboard, the port said.");
        check(
            "The ferry that sank had forty people on board on\n- 12 -\nMonday, the port said.",
            "The ferry that sank had forty people on board on\nMonday, the port said.",
        );
        for text in [
            "The ferry sank on Monday.\n\nSARN POST\n\nForty people died.",
            "Ama Reth, mayor\n\nKARSK\n\nBo Oru, minister",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn sentences_go_on_over_a_gap() {
        check(
            "The port of Sarn said on Monday that some 1,200\n\nsoldiers had crossed the river.",
            "The port of Sarn said on Monday that some 1,200 soldiers had crossed the river.",
        );
    }
}
