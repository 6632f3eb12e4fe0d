//! Splits a page into blocks: paragraphs, headings, list items and lines as a reader sees them, each with its element.

use std::borrow::Cow;

use dom_query::{Document, NodeId, NodeRef};

use super::boilerplate::{self, Said};
use crate::ingest::dates;

/// The kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    /// `h1` to `h6`, with its rank.
    Heading(u8),
    Item,
    Quote,
    Cell,
    /// Text directly inside a `div` or a similar element.
    Other,
}

/// The text between two block boundaries.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// How many bytes of the text are inside links.
    pub(super) linked: usize,
    /// The element that contains it, as an index into [`Page::elements`].
    pub(super) element: usize,
}

impl Block {
    /// The share of the text that is inside links, from 0 to 1.
    pub(super) fn links(&self) -> f64 {
        self.linked as f64 / self.text.len().max(1) as f64
    }

    /// Whether it looks like running text rather than a label or a list of links.
    pub(super) fn is_prose(&self) -> bool {
        !matches!(self.kind, Kind::Heading(_)) && self.text.len() >= 80 && self.links() < 0.4
    }

    /// Whether the block ends as a sentence does and has several words.
    pub(super) fn is_sentence(&self) -> bool {
        let ends = [
            '.', '!', '?', '…', '"', '”', '“', '»', '«', '’', '\'', ')', ':', '。', '！', '？', '」', '؟', '۔', '।',
            ';',
        ];
        !matches!(self.kind, Kind::Heading(_) | Kind::Cell)
            && self.text.ends_with(ends)
            && (self.text.contains(|c: char| !c.is_ascii()) || self.text.split_whitespace().nth(3).is_some())
    }
}

/// A block-level element: its start and end separate blocks.
#[derive(Debug)]
pub(super) struct Element {
    /// The index of the parent element; the first element is its own parent.
    pub(super) parent: usize,
    pub(super) node: NodeId,
    /// The reasons, as bits, why its name or classes mark it as outside the article; see [`boilerplate::said`].
    pub(super) beside: u128,
    pub(super) is_list: bool,
    pub(super) is_article: bool,
    pub(super) is_lead: bool,
    pub(super) is_byline: bool,
}

/// The blocks of a page and the elements that contain them, in document order, so parents come before children.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) elements: Vec<Element>,
    pub(super) blocks: Vec<Block>,
}

impl Page {
    pub(super) fn of(document: &Document) -> Self {
        let Some(body) = document.body() else { return Self::default() };
        let mut walk = Walk { entry_times: has_entries(document), ..Walk::default() };
        let node = body.id;
        walk.page.elements.push(Element {
            parent: 0,
            node,
            beside: 0,
            is_list: false,
            is_article: false,
            is_lead: false,
            is_byline: false,
        });
        walk.children(&body, Kind::Other);
        walk.flush();
        walk.page
    }

    /// Returns, for each element, the sum of `count` over the blocks in it and in its descendants.
    pub(super) fn sums(&self, count: impl Fn(usize, &Block) -> usize) -> Vec<usize> {
        let mut sums = vec![0; self.elements.len()];
        for (index, block) in self.blocks.iter().enumerate() {
            sums[block.element] += count(index, block);
        }
        for element in (1..sums.len()).rev() {
            sums[self.elements[element].parent] += sums[element];
        }
        sums
    }
}

#[derive(Default)]
struct Walk {
    page: Page,
    text: String,
    linked: usize,
    /// How many line breaks came in a row: two separate paragraphs.
    breaks: usize,
    links: usize,
    element: usize,
    kind: Option<Kind>,
    /// Whether the page has entries of several days that show their times alone.
    entry_times: bool,
}

/// Whether a page has entries of several days that show their times alone.
fn has_entries(document: &Document) -> bool {
    let times = document.select("time[datetime]");
    let mut days = times.iter().filter_map(|time| dates::of_clock(&time.attr("datetime")?, &time.text()));
    days.next().is_some_and(|first| days.any(|day| day != first))
}

impl Walk {
    /// Ends the current block.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        self.breaks = 0;
        let end = text.trim_end().len();
        if text[..end].chars().any(char::is_alphanumeric) {
            let kind = self.kind.unwrap_or(Kind::Other);
            let text = text[..end].to_owned();
            self.page.blocks.push(Block { kind, linked: linked.min(end), text, element: self.element });
        }
    }

    fn children(&mut self, node: &NodeRef, kind: Kind) {
        self.kind = Some(kind);
        for child in node.children_it(false) {
            self.node(&child, kind);
        }
    }

    fn node(&mut self, node: &NodeRef, around: Kind) {
        if node.is_text() {
            self.push(&node.text());
            return;
        }
        let Some(element) = node.element_ref() else { return };
        let name = element.name.local.clone();
        if boilerplate::is_unseen(&element) {
            return;
        }
        match &*name {
            "br" => self.line_end(),
            "hr" => self.flush(),
            "img" | "input" | "wbr" => {}
            "a" => {
                drop(element);
                self.links += 1;
                for child in node.children_it(false) {
                    self.node(&child, around);
                }
                self.links -= 1;
            }
            "td" | "th" => {
                drop(element);
                self.space();
                for child in node.children_it(false) {
                    self.node(&child, Kind::Cell);
                }
                self.space();
            }
            "time" if self.text.is_empty() && self.entry_times => {
                let day = element.attrs.iter().find(|attribute| &*attribute.name.local == "datetime");
                let day = day.and_then(|day| dates::of_clock(&day.value, &node.text()));
                drop(element);
                day.iter().for_each(|day| self.push(day));
                node.children_it(false).for_each(|child| self.node(&child, around));
            }
            "sup" if !boilerplate::is_hidden(&element) => {
                drop(element);
                let text = node.text();
                match raised(&text) {
                    Some(number) => self.push(&number),
                    None => node.children_it(false).for_each(|child| self.node(&child, around)),
                }
            }
            "cite" | "footer" if around == Kind::Quote && !boilerplate::is_hidden(&element) => {
                drop(element);
                self.signature(node);
            }
            _ if is_inline(&name) && !is_line_of_its_own(&element) => {
                if boilerplate::is_hidden(&element) {
                    return;
                }
                drop(element);
                for child in node.children_it(false) {
                    self.node(&child, around);
                }
            }
            _ => {
                let said = boilerplate::said(&element);
                drop(element);
                self.block(node, &name, said, around);
            }
        }
    }

    /// Adds an element that begins a block of its own.
    fn block(&mut self, node: &NodeRef, name: &str, said: Said, around: Kind) {
        let Said { beside, is_lead, is_byline, is_heading, .. } = said;
        let is_heading = is_heading && matches!(name, "p" | "div");
        self.flush();
        let kind = match name {
            _ if is_heading => Kind::Heading(3),
            "p" if around == Kind::Quote || around == Kind::Item => around,
            "p" => Kind::Paragraph,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading(name.as_bytes()[1] - b'0'),
            "li" | "dd" | "dt" => Kind::Item,
            "blockquote" | "q" => Kind::Quote,
            "tr" => Kind::Cell,
            _ => match around {
                Kind::Paragraph => Kind::Other,
                around => around,
            },
        };
        let is_list = matches!(name, "ul" | "ol" | "dl" | "table");
        let outer = self.element;
        self.element = self.page.elements.len();
        let is_article = name == "article";
        self.page.elements.push(Element {
            parent: outer,
            node: node.id,
            beside,
            is_list,
            is_article,
            is_lead,
            is_byline,
        });
        self.children(node, kind);
        self.flush();
        self.element = outer;
        self.kind = Some(around);
    }

    /// Adds whom a quotation is from as a block of its own, behind a dash as such lines are printed.
    fn signature(&mut self, node: &NodeRef) {
        self.flush();
        self.kind = Some(Kind::Quote);
        if !node.text().trim_start().starts_with(['—', '–', '-', '―']) {
            self.push("— ");
        }
        for child in node.children_it(false) {
            self.node(&child, Kind::Quote);
        }
        self.flush();
        self.kind = Some(Kind::Quote);
    }

    fn line_end(&mut self) {
        self.breaks += 1;
        if self.breaks > 1 {
            self.flush();
        }
    }

    /// Adds words to the current block, with each run of white space collapsed to one space.
    fn push(&mut self, words: &str) {
        let parts = |c: char| c.is_whitespace() && c != '\u{a0}' || c == BREAK_POINT;
        for (index, word) in without_break_points(words).split(parts).enumerate() {
            let starts_apart = index > 0;
            if word.is_empty() {
                if starts_apart {
                    self.space();
                }
                continue;
            }
            if starts_apart {
                self.space();
            }
            if self.breaks > 0 && !self.text.is_empty() {
                self.text.truncate(self.text.trim_end().len());
                self.text.push('\n');
            }
            self.breaks = 0;
            let before = self.text.len();
            self.text.extend(word.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }).filter(|c| *c != '\u{ad}'));
            if self.links > 0 {
                self.linked += self.text.len() - before;
            }
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
            if self.links > 0 {
                self.linked += 1;
            }
        }
    }
}

/// A zero-width space: where a line may end.
const BREAK_POINT: char = '\u{200b}';

/// Words without the points inside them at which a line may end. Between other characters such a point parts words.
fn without_break_points(words: &str) -> Cow<'_, str> {
    if !words.contains(BREAK_POINT) {
        return Cow::Borrowed(words);
    }
    let inside = |at: usize| {
        let before = words[..at].chars().next_back();
        let after = words[at + BREAK_POINT.len_utf8()..].chars().next();
        before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_lowercase)
    };
    Cow::Owned(words.char_indices().filter(|(at, c)| *c != BREAK_POINT || !inside(*at)).map(|(_, c)| c).collect())
}

/// A raised number, an exponent or the mark of a note, in raised digits: "40" with the mark 4 is not 404.
fn raised(text: &str) -> Option<String> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits = text.trim();
    let raise = |c: char| c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize)).copied();
    (!digits.is_empty() && digits.len() <= 3).then(|| digits.chars().map(raise).collect()).flatten()
}

/// Whether an inline element is a caption or a byline, which is not part of the sentence around it.
fn is_line_of_its_own(element: &dom_query::Element) -> bool {
    element.name.local.len() > 3 && !element.attrs.is_empty() && {
        let said = boilerplate::said(element);
        said.is_caption || said.is_byline
    }
}

/// Whether an element is inline: it does not start a new block.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "picture"
    )
}
