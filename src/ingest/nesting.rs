//! Rejects pages whose tags would cost the HTML parser too much time or memory, and removes from all others what has no
//! use for reading the text.
//!
//! The HTML standard makes a parser search all open elements again and again, and reopen every unclosed `<b>` in each
//! later paragraph: a few megabytes of hostile tags can cost hours and gigabytes. Honest pages are nested a few dozen
//! levels deep. The count here is approximate, which is enough to reject the worst pages.
//!
//! Two thirds of a news page are scripts, styles, drawings and attributes for them, which a parser would read character
//! by character.

use std::collections::HashMap;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

/// The deepest nesting accepted: deeper than any honest page, even one that leaves out end tags. Browsers stop at half
/// of it.
pub(super) const DEEPEST: usize = 1000;

/// The most formatting elements that a page may make the parser reopen.
const MOST_REPEATED: usize = 4_000_000;

/// Whether an element is a formatting element: the parser reopens it in later paragraphs if it was not closed.
fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

/// Whether an element does not add to the depth: it has no content, or the next such element closes it.
fn is_not_counted(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "td"
            | "th"
            | "tr"
            | "tbody"
            | "thead"
            | "option"
            | "html"
            | "body"
    )
}

/// Elements that SVG drawings consist of.
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

/// Whether the parser reads the content of an element as text, without tags.
fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes")
}

/// The attributes that the code in `html` reads, in lower case.
const KEPT_ATTRIBUTES: [&str; 25] = [
    "class",
    "id",
    "style",
    "hidden",
    "role",
    "aria-hidden",
    "aria-modal",
    "data-component",
    "data-module",
    "data-testid",
    "href",
    "rel",
    "itemprop",
    "property",
    "name",
    "content",
    "datetime",
    "lang",
    "dir",
    "type",
    "media",
    "src",
    "colspan",
    "rowspan",
    "summary",
];

/// Returns the page without the content of comments, scripts, styles and drawings and without unused attributes.
/// JSON-LD scripts stay.
///
/// Returns `None` if the page would cost the parser too much.
pub(super) fn bearable(page: &str) -> Option<String> {
    let mut kept = String::with_capacity(page.len());
    let mut end = 0;
    for dropped in scan(page)? {
        kept.push_str(&page[end..dropped.start]);
        end = dropped.end;
    }
    kept.push_str(&page[end..]);
    Some(kept)
}

/// Scans the tags and returns the parts of the page to drop, in order; `None` if it would cost the parser too much.
fn scan(page: &str) -> Option<Vec<Range<usize>>> {
    let bytes = page.as_bytes();
    let mut scan = Scan::default();
    let mut name = String::new();
    let mut at = 0;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        at += found + 1;
        if bytes[at..].starts_with(b"!--") {
            let Some(end) = scan.comment(bytes, at + 3) else { break };
            at = end;
            continue;
        }
        let closing = bytes.get(at) == Some(&b'/');
        at += usize::from(closing);
        let first = bytes.get(at).copied().unwrap_or_default();
        if !first.is_ascii_alphabetic() {
            // "<!", "<?" and "</" without a name start a comment, which ends at the next ">".
            if closing || matches!(first, b'!' | b'?') {
                at += memchr(b'>', &bytes[at..]).unwrap_or(0);
            }
            continue;
        }
        let name_end = name_end(bytes, at);
        name.clear();
        name.push_str(&page[at..name_end]);
        name.make_ascii_lowercase();
        let first_dropped = scan.dropped.len();
        let tag = tag_end(bytes, name_end, |attribute| scan.attribute(page, &attribute));
        let Some((end, empty, bare)) = tag else { break };
        at = end;
        if closing {
            scan.close(&name);
        } else if is_raw(&name) && scan.foreign == 0 {
            let Some(end) = scan.raw(page, &name, name_end, at) else { break };
            at = end;
        } else if matches!(name.as_str(), "img" | "source") && scan.foreign == 0 {
            // Drop all attributes of pictures: they say nothing about the text and are a large part of many pages.
            scan.dropped.truncate(first_dropped);
            scan.dropped.push(name_end..end - 1);
        } else {
            at = scan.open(page, &name, at, Tag { empty, bare });
            if scan.depth > DEEPEST || scan.repeated > MOST_REPEATED {
                return None;
            }
        }
    }
    scan.dropped.truncate(scan.certain.unwrap_or(scan.dropped.len()));
    Some(scan.dropped)
}

/// How a tag is written.
#[derive(Clone, Copy)]
struct Tag {
    /// It ends in "/>".
    empty: bool,
    /// It has no attributes.
    bare: bool,
}

/// The state of a scan.
#[derive(Default)]
struct Scan {
    /// The parts of the page to drop, in order.
    dropped: Vec<Range<usize>>,
    /// How many of `dropped` are safe to drop, once it is unclear how a parser reads the rest of the page.
    certain: Option<usize>,
    /// How many elements of each name are open.
    open: HashMap<String, usize>,
    depth: usize,
    formatting_open: usize,
    /// How many formatting elements the page has made the parser reopen so far.
    repeated: usize,
    /// How many `svg` and `math` elements are open; inside them the parser follows other rules.
    foreign: usize,
}

impl Scan {
    /// Drops the text of the comment that begins at `start`; returns the position after the comment.
    fn comment(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let end = comment_end(bytes, start)?;
        let text_end = end - if bytes[..end].ends_with(b"--!>") { 4 } else { 3 };
        if self.foreign == 0 && start < text_end {
            self.dropped.push(start..text_end);
        }
        Some(end)
    }

    /// Drops an attribute that is not in [`KEPT_ATTRIBUTES`].
    fn attribute(&mut self, page: &str, attribute: &Attribute) {
        let is_read = KEPT_ATTRIBUTES.iter().any(|kept| page[attribute.name()].eq_ignore_ascii_case(kept));
        // Keep an attribute after a slash: without it, the slash could make the tag self-closing.
        if self.foreign == 0 && !is_read && page.as_bytes()[attribute.start - 1] != b'/' {
            self.dropped.push(attribute.start..attribute.end);
        }
    }

    /// Counts an end tag; ignores one that matches no open element.
    fn close(&mut self, name: &str) {
        if let Some(count) = self.open.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            self.depth -= 1;
            self.formatting_open -= usize::from(is_formatting(name));
            self.foreign -= usize::from(self.foreign > 0 && is_foreign(name));
        }
    }

    /// Drops the content of a script or style, which begins at `start`, and returns the position after the content.
    ///
    /// The content of other elements without tags stays, and so does JSON-LD.
    fn raw(&mut self, page: &str, name: &str, name_end: usize, start: usize) -> Option<usize> {
        let content = start..start + closing_of(&page.as_bytes()[start..], name)?;
        let end = content.end;
        if name == "script" && may_go_on(&page[content.clone()]) {
            self.certain.get_or_insert(self.dropped.len());
        } else if name == "style" || name == "script" && !holds_json_ld(&page[name_end..start]) {
            self.dropped.push(content);
        }
        Some(end)
    }

    /// Counts the start tag of any other element, which ends at `end`; returns the position to continue from.
    fn open(&mut self, page: &str, name: &str, end: usize, tag: Tag) -> usize {
        self.repeated += self.formatting_open.saturating_sub(16);
        if is_not_counted(name) || tag.empty && (self.foreign > 0 || is_foreign(name)) {
            return end;
        }
        let is_formatting = is_formatting(name);
        if !self.open.contains_key(name) {
            self.open.insert(name.to_owned(), 0);
        }
        // The parser reopens at most three formatting elements of the same name without attributes.
        if let Some(count) = self.open.get_mut(name).filter(|count| !(is_formatting && tag.bare && **count >= 3)) {
            *count += 1;
            self.depth += 1;
            self.formatting_open += usize::from(is_formatting);
        }
        let mut next = end;
        if name == "svg"
            && self.foreign == 0
            && let Some(drawing) = drawing(&page[end..])
        {
            self.dropped.push(end..end + drawing);
            next += drawing;
        }
        self.foreign += usize::from(is_foreign(name));
        next
    }
}

/// Whether an element belongs to another vocabulary than HTML.
fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

/// Returns the length of the content of an `svg` element; `None` if it has other tags than [`SHAPES`].
///
/// Other tags may end the drawing early for a parser.
fn drawing(rest: &str) -> Option<usize> {
    let content = &rest[..closing_of(rest.as_bytes(), "svg")?];
    let bytes = content.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        let start = at + found + 1;
        let start = start + usize::from(bytes.get(start) == Some(&b'/'));
        let name_end = name_end(bytes, start);
        if !SHAPES.iter().any(|shape| content[start..name_end].eq_ignore_ascii_case(shape)) {
            return None;
        }
        at = tag_end(bytes, name_end, |_| {})?.0;
    }
    Some(content.len())
}

/// Returns where the first end tag of this name begins.
fn closing_of(bytes: &[u8], name: &str) -> Option<usize> {
    memmem::find_iter(bytes, b"</").find(|at| {
        let (found, rest) = bytes[at + 2..].split_at(name.len().min(bytes.len() - at - 2));
        found.eq_ignore_ascii_case(name.as_bytes())
            && rest.first().is_some_and(|byte| is_blank(*byte) || matches!(byte, b'/' | b'>'))
    })
}

/// Whether a script may continue after its first end tag, because it holds `<!--` and then `<script`.
fn may_go_on(script: &str) -> bool {
    script.split_once("<!--").is_some_and(|(_, rest)| rest.to_ascii_lowercase().contains("<script"))
}

/// Returns the position after the comment whose text begins at `text`; `<!-->` is a complete comment.
fn comment_end(bytes: &[u8], text: usize) -> Option<usize> {
    let ends = |length: &usize| {
        let end = text + length;
        bytes[text - 2..end].ends_with(b"--") || bytes[text..end].ends_with(b"--!")
    };
    memchr_iter(b'>', &bytes[text..]).find(ends).map(|length| text + length + 1)
}

fn holds_json_ld(attributes: &str) -> bool {
    attributes.to_ascii_lowercase().contains("ld+json")
}

/// Whether a byte is white space, which separates the attributes of a tag.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// The position of an attribute.
struct Attribute {
    start: usize,
    name_end: usize,
    end: usize,
}

impl Attribute {
    fn name(&self) -> Range<usize> {
        self.start..self.name_end
    }
}

/// Returns the position after the tag name that begins at `start`.
fn name_end(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..].iter().position(|byte| is_blank(*byte) || matches!(byte, b'/' | b'>'));
    length.map_or(bytes.len(), |length| start + length)
}

/// Returns the position after the `>` of a tag, whether it ends in `/>`, and whether it has no attributes.
///
/// Calls `give` with each attribute, read as in the HTML standard ("Tokenization"). Returns `None` if the tag has no
/// end.
fn tag_end(bytes: &[u8], name_end: usize, mut give: impl FnMut(Attribute)) -> Option<(usize, bool, bool)> {
    let skip = |at: usize, fits: fn(u8) -> bool| {
        at + bytes[at..].iter().position(|byte| !fits(*byte)).unwrap_or(bytes.len() - at)
    };
    let mut at = name_end;
    let mut bare = true;
    loop {
        let start = at;
        at = skip(at, |byte| is_blank(byte) || byte == b'/');
        if *bytes.get(at)? == b'>' {
            return Some((at + 1, bytes[start..at].ends_with(b"/"), bare));
        }
        bare = false;
        let start = at;
        // The name of an attribute may begin with an equals sign.
        at = skip(at + 1, |byte| !is_blank(byte) && !matches!(byte, b'/' | b'>' | b'='));
        let name_end = at;
        let sign = skip(at, is_blank);
        if bytes.get(sign) == Some(&b'=') {
            at = skip(sign + 1, is_blank);
            at = match bytes.get(at) {
                Some(mark @ (b'"' | b'\'')) => at + 1 + memchr(*mark, &bytes[at + 1..])? + 1,
                _ => skip(at, |byte| !is_blank(byte) && byte != b'>'),
            };
        }
        give(Attribute { start, name_end, end: at });
    }
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
            ("a<STYLE id=x>b</Style >c", "a<STYLE id=x></Style >c"),
            ("<script type='application/ld+json'>b</script>", "<script type='application/ld+json'>b</script>"),
            ("<script>x = '<!-- <script>'</script>b<!--c-->", "<script>x = '<!-- <script>'</script>b<!--c-->"),
            ("<script><!-- x //--></script>b<!--c-->", "<script></script>b<!---->"),
            ("<img src=a alt='b>c'>d", "<img>d"),
            ("<img data-b=c src=a>", "<img>"),
            ("<img src=a", "<img src=a"),
            ("<svg id=x><path d='M 0'/><g></g></svg>b", "<svg id=x></svg>b"),
            ("<svg><p>b</p></svg>", "<svg><p>b</p></svg>"),
            ("<svg><path>", "<svg><path>"),
            ("<title>b</title><script>c", "<title>b</title><script>c"),
            ("<script>“é”</script>“", "<script></script>“"),
            ("a<!-- <script>b</script> -->c", "a<!---->c"),
            ("a<!-->b<!--->c<!-- d --!>e<!--!>f-->g", "a<!-->b<!--->c<!----!>e<!---->g"),
            ("<a data-x=1 HREF='b' title>c</a>", "<a  HREF='b' >c</a>"),
            ("<p data-x = \"'>\"class=b data-y=c/>d", "<p class=b >d"),
            ("<p =x= =y data-z=>a", "<p  >a"),
            ("<x:y data-z='>'>a</x:y>", "<x:y >a</x:y>"),
            ("<x-é data-é='é'>é", "<x-é >é"),
            ("<p data-x='", "<p data-x='"),
            ("<p data-x=", "<p "),
            ("<svg a/b>c", "<svg /b>c"),
            ("<svg/><path></svg>", "<svg/><path></svg>"),
            ("<svg viewBox=a><path d='M 0'/></svg>", "<svg ></svg>"),
            ("<math><mi href=a x=b>c</mi></math>", "<math><mi href=a x=b>c</mi></math>"),
        ] {
            assert_eq!(bearable(page).as_deref(), Some(kept), "{page}");
        }
        for odd in ["", "<", "</", "<!--", "<!-", "<a", "<script>", "<a href=\"", "a<b", "</div>", "<\u{1f642}>"] {
            assert!(bearable(odd).is_some(), "{odd}");
        }
    }
}
