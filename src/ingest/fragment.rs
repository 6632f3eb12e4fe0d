//! HTML made fit for a parser, and fragments of it as plain text.

use dom_smoothie::{Config, Readability, TextMode};
use html_escape::decode_html_entities;

use super::Reason;
use super::guard::guarded;
use super::nesting::{DEEPEST, bearable};

/// A page with more elements is no article; reading it would take minutes.
const MOST_ELEMENTS: usize = 100_000;

/// What block quotations are set in by, as readers see them.
pub(super) const INDENT: &str = "    ";
/// Marks a paragraph of a block quotation on its way through the renderer; a character for private use.
const QUOTED: &str = "\u{e000}";

/// A fragment of HTML as plain text, paragraphs parted by a blank line, block quotations set in.
pub(super) fn render(fragment: &str) -> Result<String, Reason> {
    let fragment = fragment.to_owned();
    guarded(move || {
        let document = document(&fragment)?.doc;
        document.select("script, style, template, title").remove();
        document.select("blockquote cite, blockquote footer").prepend_html(format!("<br>{QUOTED}— "));
        document.select("blockquote p").prepend_html(QUOTED);
        document.select("blockquote:not(:has(p))").prepend_html(QUOTED);
        Ok(tidy(&document.formatted_text()))
    })
}

/// HTML as a document, where it is small and flat enough for a parser.
pub(super) fn document(html: &str) -> Result<Readability, Reason> {
    let html = bearable(html).ok_or(Reason::TooDeep)?;
    let config = Config { text_mode: TextMode::Raw, disable_json_ld: true, ..Config::default() };
    let readability = Readability::new(html, None, Some(config)).map_err(|_| Reason::NoArticle)?;
    // The count of `bearable` is rough; the parsers go down the tree by recursion.
    let (mut elements, mut open) = (0_usize, vec![(readability.doc.root(), 0_usize)]);
    while let Some((node, depth)) = open.pop() {
        elements += usize::from(node.is_element());
        if depth > DEEPEST {
            return Err(Reason::TooDeep);
        }
        if elements > MOST_ELEMENTS {
            return Err(Reason::GaveUp("it has too many elements"));
        }
        open.extend(node.children_it(false).filter(dom_query::NodeRef::is_element).map(|child| (child, depth + 1)));
    }
    drop(open);
    Ok(readability)
}

/// Lines without trailing blanks, and never more than one blank line.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !tidied.is_empty() {
            tidied.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        match line.strip_prefix(QUOTED) {
            Some(quoted) => {
                tidied.push_str(INDENT);
                tidied.push_str(&quoted.replace(QUOTED, "").trim_start().replace("— —", "—"));
            }
            None => tidied.push_str(line),
        }
        blank = 0;
    }
    tidied
}

/// A text that is no HTML, with the entities that a tool left in it as characters ("&ldquo;", "&#39;", "&amp;quot;").
pub(super) fn without_entities(text: String) -> String {
    // An export may have escaped a text twice.
    let once = decode_html_entities(&text);
    let twice = decode_html_entities(&once);
    if twice == text.as_str() { text } else { twice.into_owned() }
}

/// Whether a text holds tags that plain texts do not hold.
pub(super) fn has_markup(text: &str) -> bool {
    ["</", "<br", "<p>"].iter().any(|mark| text.contains(mark))
}

/// Whether a text of a feed, in which both are usual, is HTML rather than plain.
pub(super) fn has_html(text: &str) -> bool {
    let tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains('>');
    let reference = |rest: &str| {
        let end = rest.find(';').unwrap_or_default();
        (2..=10).contains(&end) && rest[..end].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    };
    has_markup(text)
        || text.match_indices('<').any(|(at, _)| tag(&text[at + 1..]))
        || text.match_indices('&').any(|(at, _)| reference(&text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_become_paragraphs() {
        let html = "<p>It <b>rained</b>.</p>\n<p>&ldquo;No,&rdquo; he&nbsp;said.<br>Twice.</p><ul><li>a</li><li>b</li></ul>\
            <script>x</script>";
        assert_eq!(render(html).unwrap(), "It rained.\n\n“No,” he said.\nTwice.\n\na\nb");
        assert_eq!(render("").unwrap(), "");
        let html = "<p>Reth wrote:</p><blockquote><p>It is open.</p><p>Come in.</p><cite>Ama Reth</cite></blockquote>\
            <blockquote>It rained.</blockquote><p>So it did.</p>";
        assert_eq!(
            render(html).unwrap(),
            "Reth wrote:\n\n    It is open.\n\n    Come in.\n\n    — Ama Reth\n\n    It rained.\n\nSo it did."
        );
    }

    #[test]
    fn entities_that_a_tool_left_are_characters() {
        for (text, expected) in [
            ("&ldquo;It&#39;s open,&rdquo; Reth &amp; Oru said.", "“It's open,” Reth & Oru said."),
            ("&amp;quot;Open&amp;quot; &#x201C;road", "\"Open\" “road"),
            ("R&D; a < b & c", "R&D; a < b & c"),
        ] {
            assert_eq!(without_entities(text.to_owned()), expected);
        }
    }
}
