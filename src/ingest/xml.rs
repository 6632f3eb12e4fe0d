//! Parses XML into a small tree. A file that is not well-formed is read up to the place where it breaks.
//!
//! Nothing outside the file is ever fetched, and entities that a document type declares are not expanded.

use std::ops::Range;

use encoding_rs::{Encoding, WINDOWS_1252};
use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Reason;
use super::decode::decode;

/// The deepest nesting accepted: deeper than any honest document, including XHTML inside it.
const DEEPEST: usize = 256;

/// The most elements accepted: more than the largest feed within the size limit has. A tree of this many takes tens of
/// megabytes.
const MOST_ELEMENTS: usize = 400_000;

/// The most namespace prefixes in scope at once: more than honest documents declare.
const MOST_PREFIXES: usize = 256;

/// Namespaces and their usual prefixes, which replace the prefixes that a document chose.
///
/// The vocabularies of whole documents, such as RSS 1.0 and NITF, have an empty prefix.
const NAMESPACES: [(&str, &str); 14] = [
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://www.w3.org/1999/xhtml", ""),
    ("http://purl.org/rss/1.0/", ""),
    ("http://my.netscape.com/rdf/simple/0.9/", ""),
    ("http://iptc.org/std/nar/2006-10-01/", ""),
    ("http://iptc.org/std/NITF/2006-10-18/", ""),
    ("http://www.xml.org/namespaces/nitf", ""),
];

/// A document as far as it could be read.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) text: String,
    pub(super) charset: Option<&'static str>,
    pub(super) root: Element,
    /// The error at which reading stopped; `None` if the whole document was read.
    pub(super) broken: Option<String>,
}

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// The name, with a prefix if it belongs to another vocabulary than the document.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
    /// The bytes it covers in the text of the document.
    pub(super) span: Range<usize>,
    /// Whether its end was found before the document broke off.
    pub(super) whole: bool,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its child elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Its child elements of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.is(name))
    }

    /// The first child element of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.is(name))
    }

    /// The descendant reached by following a path of child names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// Returns the descendants that pass a test, in document order, without those inside another that passed.
    pub(super) fn topmost<'a>(&'a self, test: &dyn Fn(&Self) -> bool) -> Vec<&'a Self> {
        let mut found = Vec::new();
        for element in self.elements() {
            if test(element) {
                found.push(element);
            } else {
                found.extend(element.topmost(test));
            }
        }
        found
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether it has child elements.
    pub(super) fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }

    /// Its text with that of its descendants, white space unchanged.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => element.add_text(text),
            }
        }
    }

    /// Its text on one line, with white space collapsed; `None` if there is none.
    pub(super) fn line(&self) -> Option<String> {
        let line = self.text().split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    /// Returns its content as HTML without attributes. `rename` gives the HTML name of an element, or an empty name for
    /// an element to leave out.
    pub(super) fn html(&self, rename: &dyn Fn(&Self) -> Option<&'static str>) -> String {
        let mut html = String::new();
        self.add_html(&mut html, rename);
        html
    }

    fn add_html(&self, html: &mut String, rename: &dyn Fn(&Self) -> Option<&'static str>) {
        for node in &self.nodes {
            match node {
                Node::Text(words) => {
                    for character in words.chars() {
                        match character {
                            '<' => html.push_str("&lt;"),
                            '&' => html.push_str("&amp;"),
                            character => html.push(character),
                        }
                    }
                }
                Node::Element(element) => {
                    let name = rename(element).unwrap_or(&element.name);
                    if name.is_empty() {
                        continue;
                    }
                    let name = if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) { name } else { "span" };
                    html.extend(["<", name, ">"]);
                    if !["br", "hr", "img"].contains(&name) {
                        element.add_html(html, rename);
                        html.extend(["</", name, ">"]);
                    }
                }
            }
        }
    }
}

/// Reads a document. The character set is `sent`, else the one it declares, else the one detected from its bytes.
pub(super) fn parse(bytes: Vec<u8>, sent: Option<&'static Encoding>) -> Result<Document, Reason> {
    let declared = sent.or_else(|| declared_charset(&bytes));
    let decoded = decode(bytes, declared)?;
    let text = decoded.text;
    if text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    let mut builder = Builder { open: vec![Element::default()], scopes: Vec::new(), own: None, count: 0 };
    let broken = builder.read(&text)?;
    while builder.open.len() > 1 {
        builder.close(text.len(), false);
    }
    let nothing = || Reason::BadXml(broken.clone().unwrap_or_else(|| "there is no element in it".to_owned()));
    let top = builder.open.pop().unwrap_or_default();
    let root = top.nodes.into_iter().find_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    let root = root.ok_or_else(nothing)?;
    let broken = broken.or_else(|| (!root.whole).then(|| "it ends too early".to_owned()));
    Ok(Document { text, charset: decoded.charset, root, broken })
}

/// Returns the character set of the XML declaration, which may come after other text.
fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let (_, declaration) = head.split_once("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, name) = declaration.split_once("encoding")?;
    let name = name.trim_start().strip_prefix('=')?.trim_start();
    let mark = name.chars().next().filter(|mark| ['"', '\''].contains(mark))?;
    Encoding::for_label(name[1..].split(mark).next()?.as_bytes())
}

struct Builder {
    /// The open elements, from a stand-in for the document down to the innermost one.
    open: Vec<Element>,
    /// The prefixes declared by open elements: depth, prefix, usual prefix from [`NAMESPACES`].
    scopes: Vec<(usize, String, Option<&'static str>)>,
    /// The prefix of the outermost element.
    own: Option<String>,
    count: usize,
}

impl Builder {
    /// Reads the whole text; returns the syntax error that stopped it, if any.
    fn read(&mut self, text: &str) -> Result<Option<String>, Reason> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let from = position(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => return Ok(Some(error.to_string())),
            };
            let to = position(reader.buffer_position());
            match event {
                Event::Start(start) => self.start(&start, from)?,
                Event::Empty(start) => {
                    self.start(&start, from)?;
                    self.close(to, true);
                }
                Event::End(end) => self.end(end.name().as_ref(), to),
                Event::Text(words) => self.words(&words.xml10_content()),
                Event::CData(words) => self.words(&words.xml10_content()),
                Event::GeneralRef(reference) => self.words(&resolved(&reference)),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn start(&mut self, start: &BytesStart, from: usize) -> Result<(), Reason> {
        self.count += 1;
        if self.open.len() > DEEPEST {
            return Err(Reason::TooDeep);
        }
        if self.count > MOST_ELEMENTS {
            return Err(Reason::BadXml(format!("it has more than {MOST_ELEMENTS} elements")));
        }
        let mut attributes = Vec::new();
        for attribute in start.html_attributes().with_checks(false).flatten().take(64) {
            let value = unescape_with(&attribute.value, resolve_html5_entity);
            let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
            attributes.push((attribute.key.as_ref().to_owned(), value));
        }
        for (key, value) in &attributes {
            if let Some(prefix) = key.strip_prefix("xmlns:")
                && self.scopes.len() < MOST_PREFIXES
            {
                let usual = NAMESPACES.iter().find(|(address, _)| *address == value).map(|(_, usual)| *usual);
                self.scopes.push((self.open.len(), prefix.to_owned(), usual));
            }
        }
        let name = self.name(start.name().as_ref());
        self.open.push(Element { name, attributes, nodes: Vec::new(), span: from..from, whole: false });
        Ok(())
    }

    /// Returns a name with the usual prefix of its namespace in place of the written one.
    fn name(&mut self, written: &str) -> String {
        let first = self.open.len() == 1;
        let Some((prefix, local)) = written.split_once(':') else { return written.to_owned() };
        if first && self.own.is_none() {
            self.own = Some(prefix.to_owned());
        }
        if self.own.as_deref() == Some(prefix) {
            return local.to_owned();
        }
        let declared = self.scopes.iter().rev().find(|(_, declared, _)| declared == prefix);
        match declared.and_then(|(_, _, usual)| *usual) {
            Some("") => local.to_owned(),
            Some(usual) => format!("{usual}:{local}"),
            None => written.to_owned(),
        }
    }

    /// Closes the innermost open element of this name and all elements left open in it; ignores an unmatched end tag.
    fn end(&mut self, written: &str, to: usize) {
        let name = self.name(written.trim());
        let Some(at) = self.open.iter().skip(1).rposition(|element| element.is(&name)) else { return };
        while self.open.len() > at + 1 && self.open.len() > 1 {
            self.close(to, true);
        }
    }

    fn close(&mut self, to: usize, whole: bool) {
        if let Some(mut element) = self.open.pop() {
            element.span.end = to;
            element.whole = whole;
            let depth = self.open.len();
            self.scopes.retain(|(at, _, _)| *at < depth);
            if let Some(above) = self.open.last_mut() {
                above.nodes.push(Node::Element(element));
            }
        }
    }

    fn words(&mut self, words: &str) {
        let Some(element) = self.open.last_mut() else { return };
        match element.nodes.last_mut() {
            Some(Node::Text(before)) => before.push_str(words),
            _ => element.nodes.push(Node::Text(words.to_owned())),
        }
    }
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// Returns the character that a reference stands for; an unknown reference stays as written.
fn resolved(reference: &BytesRef) -> String {
    match reference.resolve_char_ref() {
        // Some Windows programs write numbers from Windows-1252 instead of Unicode.
        Ok(Some(character @ '\u{80}'..='\u{9f}')) => WINDOWS_1252.decode(&[character as u8]).0.into_owned(),
        Ok(Some('\0')) | Err(_) => "\u{fffd}".to_owned(),
        Ok(Some(character)) => character.to_string(),
        Ok(None) => resolve_html5_entity(reference).map_or_else(|| format!("&{};", &**reference), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(element: &Element) -> String {
        let inner: Vec<String> = element
            .nodes
            .iter()
            .map(|node| match node {
                Node::Text(text) => format!("{text:?}"),
                Node::Element(element) => outline(element),
            })
            .collect();
        format!("{}{}({})", element.name, if element.whole { "" } else { "?" }, inner.join(" "))
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let document = parse(text.into(), None).unwrap();
        assert_eq!(outline(&document.root), expected, "{text}");
    }

    #[test]
    fn documents_are_read_as_far_as_they_go() {
        check("<a><b>x</b><c/></a>", "a(b(\"x\") c())");
        check("\n<?xml version=\"1.0\"?>\n<!-- x --><a>x</a>", "a(\"x\")");
        check("<a>x &amp; y &lt;b&gt; <![CDATA[<&amp;>]]></a>", "a(\"x & y <b> <&amp;>\")");
        check("<a>&nbsp;&eacute;&#8212;&#x2014;&#151;&what;&#0; R&D</a>", "a(\"\\u{a0}é———&what;\u{fffd} R&D\")");
        check("<a><b>x</a>", "a(b(\"x\"))");
        check("<a></b>x</a>", "a(\"x\")");
        check("<a><b>x</b><b>y", "a?(b(\"x\") b?(\"y\"))");
        check("<a><b>x</b><b", "a?(b(\"x\"))");
        check("<a>x</a", "a?(\"x\")");
        check(
            "<!DOCTYPE a [<!ENTITY x \"yyyyyyyyyy\"><!ENTITY z SYSTEM \"file:///etc/passwd\">]><a>&x;&z;</a>",
            "a(\"&x;&z;\")",
        );
    }

    #[test]
    fn names_have_their_usual_prefixes() {
        check("<r xmlns:c='http://purl.org/rss/1.0/modules/content/'><c:encoded/></r>", "r(content:encoded())");
        check("<r><content:encoded/><x:y/></r>", "r(content:encoded() x:y())");
        check("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'><atom:entry/></atom:feed>", "feed(entry())");
        check("<rss xmlns:a10='http://www.w3.org/2005/Atom'><a10:link/></rss>", "rss(atom:link())");
        check("<r><x xmlns:y='http://purl.org/rss/1.0/'><y:item/></x><y:item/></r>", "r(x(item()) y:item())");
    }

    #[test]
    fn what_is_no_xml_is_named() {
        let many = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS));
        let deep = "<a>".repeat(10_000);
        for (text, code) in [
            ("", "empty"),
            ("  ", "empty"),
            ("x", "bad-xml"),
            ("<", "bad-xml"),
            (&many, "bad-xml"),
            (&deep, "too-deep"),
        ] {
            assert_eq!(parse(text.into(), None).unwrap_err().code(), code, "{:?}", &text[..text.len().min(20)]);
        }
    }

    #[test]
    fn character_sets_of_documents() {
        let text = "<?xml version='1.0' encoding='windows-1251'?><a>Річка Леск</a>";
        let bytes = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
        let document = parse(bytes, None).unwrap();
        assert_eq!((document.root.text().as_str(), document.charset), ("Річка Леск", Some("windows-1251")));
        let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(parse(wide, None).unwrap().root.text(), "Річка Леск");
        assert_eq!(parse(format!("\u{feff}{text}").into(), None).unwrap().root.text(), "Річка Леск");
    }

    #[test]
    fn elements_become_html() {
        let document = parse("<a x='1'><p>1 &lt; 2<br/>R&amp;D</p><x:q>y</x:q></a>".into(), None).unwrap();
        let rename = |element: &Element| element.is("x:q").then_some("b");
        assert_eq!(document.root.html(&|element| element.is("x:q").then_some("")), "<p>1 &lt; 2<br>R&amp;D</p>");
        assert_eq!(document.root.html(&rename), "<p>1 &lt; 2<br>R&amp;D</p><b>y</b>");
        assert_eq!(document.root.html(&|_| None), "<p>1 &lt; 2<br>R&amp;D</p><span>y</span>");
        assert_eq!(document.root.attribute("X"), Some("1"));
    }
}
