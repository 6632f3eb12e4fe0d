//! Turns away pages whose tags would cost a parser its time and memory, before the parser sees them.
//!
//! The HTML standard makes a parser look through all open elements again and again, and repeat every unclosed `<b>`
//! in each later paragraph: a few megabytes of hostile tags can cost hours and gigabytes. Honest pages are nested a few
//! dozen levels deep. The count here is rough and only has to keep the worst away.

use std::collections::HashMap;
use std::ops::Range;

/// Deeper than any honest page, however sloppy with its end tags: browsers stop at half of it.
pub(super) const DEEPEST: usize = 1000;

/// How many repeated formatting elements a parser may be made to build.
const MOST_REPEATED: usize = 4_000_000;

const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements without content, and those whose end tag may be left out because the next one closes them.
const NOT_COUNTED: [&str; 26] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "option", "html", "body",
];

/// What drawings are made of.
const SHAPES: [&str; 20] = [
    "path",
    "g",
    "circle",
    "rect",
    "line",
    "polygon",
    "polyline",
    "ellipse",
    "defs",
    "use",
    "symbol",
    "clippath",
    "mask",
    "stop",
    "lineargradient",
    "radialgradient",
    "filter",
    "text",
    "tspan",
    "desc",
];

/// Elements whose content holds no tags.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// The page without the content of its scripts, styles and drawings and the attributes of its pictures, which a parser would
/// go through letter by letter; JSON-LD stays.
/// `None` where the page may not be given to the parser.
pub(super) fn bearable(page: &str) -> Option<String> {
    let mut kept = String::with_capacity(page.len());
    let mut end = 0;
    for raw in scan(page)? {
        kept.push_str(&page[end..raw.start]);
        end = raw.end;
    }
    kept.push_str(&page[end..]);
    Some(kept)
}

/// Goes through the tags; where the content of scripts and styles lies, if the page is bearable.
fn scan(page: &str) -> Option<Vec<Range<usize>>> {
    let mut dropped = Vec::new();
    let bytes = page.as_bytes();
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut repeated, mut foreign, mut formatting_open) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')) {
        at += found + 1;
        let rest = &bytes[at..];
        if rest.starts_with(b"!--") {
            // "<!-->" is a whole comment.
            match find(&bytes[at + 1..], b"-->") {
                Some(end) => at += 1 + end + 3,
                None => break,
            }
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        at += usize::from(closing);
        let name_end = bytes[at..].iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
        let name_end = at + name_end.unwrap_or(bytes.len() - at);
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name = String::from_utf8_lossy(&bytes[at..name_end.min(at + 64)]).to_ascii_lowercase();
        let (end, empty, bare) = tag_end(bytes, name_end);
        at = end;
        if closing {
            if let Some(count) = open.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
                formatting_open -= usize::from(FORMATTING.contains(&name.as_str()));
                foreign -= usize::from(foreign > 0 && matches!(name.as_str(), "svg" | "math"));
            }
            continue;
        }
        if RAW.contains(&name.as_str()) && foreign == 0 {
            let Some(end) = closing_of(&bytes[at..], &name) else { break };
            let content = at..at + end;
            // A parser reads on after the end of a script that holds the beginning of a comment.
            let is_code = name == "style" || name == "script" && !holds_json_ld(&page[name_end..at]);
            if is_code && find(&bytes[content.clone()], b"<!--").is_none() {
                dropped.push(content.clone());
            }
            at = content.end + 2 + name.len();
            continue;
        }
        if matches!(name.as_str(), "img" | "source") && foreign == 0 {
            // What a picture is called says nothing of the text; it is much of many pages.
            dropped.push(name_end..end - usize::from(bytes[end - 1] == b'>'));
            continue;
        }
        // A parser repeats three at most of the same kind where they have no attributes.
        repeated += formatting_open.saturating_sub(16);
        if NOT_COUNTED.contains(&name.as_str()) || empty && foreign > 0 {
        } else {
            let formatting = FORMATTING.contains(&name.as_str());
            let count = open.entry(name.clone()).or_insert(0);
            if !(formatting && bare && *count >= 3) {
                *count += 1;
                depth += 1;
                formatting_open += usize::from(formatting);
            }
            if name == "svg"
                && foreign == 0
                && let Some(drawing) = drawing(&page[at..])
            {
                dropped.push(at..at + drawing);
                at += drawing;
            }
            foreign += usize::from(matches!(name.as_str(), "svg" | "math"));
        }
        if depth > DEEPEST || repeated > MOST_REPEATED {
            return None;
        }
    }
    Some(dropped)
}

/// How long the content of a drawing is, where it holds shapes alone: other tags may end it for a parser.
fn drawing(rest: &str) -> Option<usize> {
    let content = &rest[..closing_of(rest.as_bytes(), "svg")?];
    let mut tags = content.split('<').skip(1).map(|tag| {
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len())]
    });
    tags.all(|tag| SHAPES.iter().any(|shape| tag.eq_ignore_ascii_case(shape))).then_some(content.len())
}

/// Where the end tag of an element of this name begins.
fn closing_of(bytes: &[u8], name: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'<')?;
        let rest = &bytes[at + 1..];
        let here = rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()));
        if here {
            return Some(at);
        }
        at += 1;
    }
}

fn holds_json_ld(attributes: &str) -> bool {
    attributes.to_ascii_lowercase().contains("ld+json")
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}

/// The place after the `>` of a tag, whether it ends in `/>`, and whether it has no attributes.
fn tag_end(bytes: &[u8], name_end: usize) -> (usize, bool, bool) {
    let mut quote = None;
    let mut before = b' ';
    let mut bare = true;
    for (at, byte) in bytes.iter().copied().enumerate().skip(name_end) {
        match (quote, byte) {
            (None, b'>') => return (at + 1, before == b'/', bare),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (Some(mark), byte) if mark == byte => quote = None,
            _ => {}
        }
        bare &= byte.is_ascii_whitespace() || byte == b'/';
        if !byte.is_ascii_whitespace() || before != b'=' {
            before = byte;
        }
    }
    (bytes.len(), false, bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_pages_pass_and_traps_do_not() {
        let many = |piece: &str| piece.repeat(20_000);
        for (page, expected) in [
            (many("<p>x<br><li>y"), true),
            (many("<div><b>x</b></div>"), true),
            (many("<b>"), true),
            (format!("<svg>{}</svg>", many("<path d='M0 0'/>")), true),
            (format!("<script>{}</script>", many("<div>")), true),
            (format!("<!--{}-->", many("<div>")), true),
            (format!("<a title=\"{}\">", many("<div>")), true),
            (many("<div>"), false),
            (many("<DIV class='x'>"), false),
            (many("<foo/>"), false),
            (many("<div>\u{0}<"), false),
            (format!("<!-->{}", many("<div>")), false),
            (format!("{}{}", (0..950).map(|i| format!("<font size={i}>")).collect::<String>(), many("<p>x")), false),
        ] {
            assert_eq!(bearable(&page).is_some(), expected, "{:?}", page.get(..60));
        }
        for (page, kept) in [
            ("a<script>b</script>c", "a<script></script>c"),
            ("a<STYLE x>b</Style >c", "a<STYLE x></Style >c"),
            ("<script type='application/ld+json'>b</script>", "<script type='application/ld+json'>b</script>"),
            ("<script>x = '<!-- <script>'</script>b", "<script>x = '<!-- <script>'</script>b"),
            ("<img src=a alt='b>c'>d", "<img>d"),
            ("<img src=a", "<img"),
            ("<svg x><path d='M 0'/><g></g></svg>b", "<svg x></svg>b"),
            ("<svg><p>b</p></svg>", "<svg><p>b</p></svg>"),
            ("<svg><path>", "<svg><path>"),
            ("<title>b</title><script>c", "<title>b</title><script>c"),
            ("<script>“é”</script>“", "<script></script>“"),
            ("<!-- <script>a</script> -->", "<!-- <script>a</script> -->"),
        ] {
            assert_eq!(bearable(page).as_deref(), Some(kept), "{page}");
        }
        for odd in ["", "<", "</", "<!--", "<!-", "<a", "<script>", "<a href=\"", "a<b", "</div>", "<\u{1f642}>"] {
            assert!(bearable(odd).is_some(), "{odd}");
        }
    }
}
