//! Turns away pages whose tags would cost a parser its time and memory, before the parser sees them, and spares it what
//! says nothing of the text.
//!
//! The HTML standard makes a parser look through all open elements again and again, and repeat every unclosed `<b>`
//! in each later paragraph: a few megabytes of hostile tags can cost hours and gigabytes. Honest pages are nested a few
//! dozen levels deep. The count here is rough and only has to keep the worst away.
//!
//! Two thirds of a page of news are scripts, styles, drawings and attributes for them, which a parser goes through letter by
//! letter.

use std::collections::HashMap;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

/// Deeper than any honest page, however sloppy with its end tags: browsers stop at half of it.
pub(super) const DEEPEST: usize = 1000;

/// How many repeated formatting elements a parser may be made to build.
const MOST_REPEATED: usize = 4_000_000;

/// Elements that a parser opens again in later paragraphs where they were not closed.
fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

/// Elements without content, and those whose end tag may be left out because the next one closes them.
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
fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes")
}

/// The attributes that the parser of pages asks for, in small letters.
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

/// The page without the content of its comments, scripts, styles and drawings, and the attributes that nobody reads; JSON-LD
/// stays.
/// `None` where the page may not be given to the parser.
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

/// Goes through the tags; what of the page can be dropped, in order, if it is bearable.
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
            // "<!", "<?" and "</" make a comment of what follows, up to the next ">".
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
            // What a picture is called says nothing of the text; it is much of many pages.
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

/// What is known of a page up to a place in it.
#[derive(Default)]
struct Scan {
    /// What of the page can be dropped, in order.
    dropped: Vec<Range<usize>>,
    /// How many of these, where it is not plain how a parser reads what comes after them.
    certain: Option<usize>,
    /// How many elements of each name are open.
    open: HashMap<String, usize>,
    depth: usize,
    formatting_open: usize,
    /// How many formatting elements a parser was made to build again.
    repeated: usize,
    /// Open drawings and formulas, inside which other rules hold.
    foreign: usize,
}

impl Scan {
    /// A comment whose text begins here; the place after it.
    fn comment(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let end = comment_end(bytes, start)?;
        let text_end = end - if bytes[..end].ends_with(b"--!>") { 4 } else { 3 };
        if self.foreign == 0 && start < text_end {
            self.dropped.push(start..text_end);
        }
        Some(end)
    }

    /// Drops an attribute that nobody asks for.
    fn attribute(&mut self, page: &str, attribute: &Attribute) {
        let is_read = KEPT_ATTRIBUTES.iter().any(|kept| page[attribute.name()].eq_ignore_ascii_case(kept));
        // A slash before it would end the tag without it.
        if self.foreign == 0 && !is_read && page.as_bytes()[attribute.start - 1] != b'/' {
            self.dropped.push(attribute.start..attribute.end);
        }
    }

    /// The end tag of an element; one that ends nothing is passed over.
    fn close(&mut self, name: &str) {
        if let Some(count) = self.open.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            self.depth -= 1;
            self.formatting_open -= usize::from(is_formatting(name));
            self.foreign -= usize::from(self.foreign > 0 && is_foreign(name));
        }
    }

    /// An element whose content, which begins at `start`, holds no tags; the place after the content.
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

    /// The start tag of any other element, which ends at `end`; the place to go on from.
    fn open(&mut self, page: &str, name: &str, end: usize, tag: Tag) -> usize {
        self.repeated += self.formatting_open.saturating_sub(16);
        if is_not_counted(name) || tag.empty && (self.foreign > 0 || is_foreign(name)) {
            return end;
        }
        let is_formatting = is_formatting(name);
        if !self.open.contains_key(name) {
            self.open.insert(name.to_owned(), 0);
        }
        // A parser repeats three at most of the same kind where they have no attributes.
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

/// Elements of other vocabularies than HTML.
fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

/// How long the content of a drawing is, where it holds shapes alone: other tags may end it for a parser.
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

/// Where the end tag of an element of this name begins.
fn closing_of(bytes: &[u8], name: &str) -> Option<usize> {
    memmem::find_iter(bytes, b"</").find(|at| {
        let (found, rest) = bytes[at + 2..].split_at(name.len().min(bytes.len() - at - 2));
        found.eq_ignore_ascii_case(name.as_bytes())
            && rest.first().is_some_and(|byte| is_blank(*byte) || matches!(byte, b'/' | b'>'))
    })
}

/// Whether a parser may read on after the first end tag of a script, since it holds a comment with a script in it.
fn may_go_on(script: &str) -> bool {
    script.split_once("<!--").is_some_and(|(_, rest)| rest.to_ascii_lowercase().contains("<script"))
}

/// The place after a comment whose text begins here; `<!-->` is a whole comment.
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

/// What parts the attributes of a tag.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// Where an attribute lies.
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

/// The place after the name of a tag or element.
fn name_end(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..].iter().position(|byte| is_blank(*byte) || matches!(byte, b'/' | b'>'));
    length.map_or(bytes.len(), |length| start + length)
}

/// Goes through the attributes of a tag as the HTML standard does ("Tokenization"): the place after its `>`, whether it ends
/// in `/>`, and whether it has no attributes. `None` where it has no end.
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
        // An attribute's name may begin with an equals sign.
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
