//! Reads Markdown with YAML front matter and renders it to plain text, without the Markdown syntax.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use super::decode::decode;
use super::draft::{Draft, Found};
use super::fields::{self, Place};
use super::guard::guarded;
use super::values::Fields;
use super::{Reason, fragment};

/// Reads a file of front matter, if it has any, and a body.
pub(super) fn parse(bytes: Vec<u8>) -> Result<Draft, Reason> {
    let decoded = decode(bytes, None)?;
    if decoded.text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    guarded(move || {
        let (front, body) = split(&decoded.text)?;
        let mut draft = front.map(|front| fields::draft(&front, Place::FrontMatter)).transpose()?.unwrap_or_default();
        let rendered = render(body)?;
        let mut text = rendered.text;
        if let Some(heading) = rendered.heading {
            match &draft.title {
                // The title is not part of the text, but a first heading that differs from it is.
                Some(title) if !same(&title.value, &heading) => text = format!("{heading}\n\n{text}"),
                Some(_) => {}
                None => draft.title = Some(Found::new(heading, "first heading")),
            }
        }
        draft.text = Some(Found::new(text, "body"));
        draft.charset = decoded.charset;
        Ok(draft)
    })
}

fn same(title: &str, heading: &str) -> bool {
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(title) == letters(heading)
}

/// Returns the front matter, if there is any, and the body after it.
fn split(text: &str) -> Result<(Option<Fields>, &str), Reason> {
    let unclosed = || Reason::BadFrontMatter("its closing line \"---\" is missing".to_owned());
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    match first.trim_end() {
        "---" => {}
        "+++" => return Err(Reason::BadFrontMatter("it is TOML (+++); only YAML (---) is read".to_owned())),
        _ => return Ok((None, text)),
    }
    let start = first.len();
    let mut at = start;
    let end = lines.find_map(|line| {
        let begins = at;
        at += line.len();
        matches!(line.trim_end(), "---" | "...").then_some(begins)
    });
    // "---" is also a thematic break, so it begins front matter only if "key: value" follows.
    let shown = text[start..].lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-\"' ".contains(c));
    let has_keys = shown.and_then(|line| line.split_once(':')).is_some_and(|(key, _)| is_key(key.trim()));
    let Some(end) = end else {
        return if has_keys { Err(unclosed()) } else { Ok((None, text)) };
    };
    let (front, body) = (&text[start..end], &text[at..]);
    match serde_saphyr::from_str::<Value>(front) {
        Ok(Value::Object(front)) => Ok((Some(front), body)),
        Ok(Value::Null) if front.trim().is_empty() => Ok((None, body)),
        Err(error) if has_keys => {
            let words = error.to_string();
            let first_line = words.lines().next().unwrap_or_default().trim_start_matches("error: ");
            Err(Reason::BadFrontMatter(first_line.to_owned()))
        }
        _ => Ok((None, text)),
    }
}

/// A body as plain text. A level 1 heading that comes before everything else is kept apart from the text.
struct Rendered {
    heading: Option<String>,
    text: String,
}

fn render(body: &str) -> Result<Rendered, Reason> {
    let mut writer = Writer::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(body, options) {
        writer.event(event)?;
    }
    let text = writer.text.trim_matches('\n').trim_end();
    let text = if text.starts_with(fragment::INDENT) { text } else { text.trim_start() };
    Ok(Rendered { heading: writer.heading, text: text.to_owned() })
}

#[derive(Default)]
struct Writer {
    heading: Option<String>,
    text: String,
    html: String,
    /// How many images are open; their alternative text is not part of the article.
    images: usize,
    lists: usize,
    /// How many block quotations are open, and where the outermost one begins.
    quotes: usize,
    quote_start: usize,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) -> Result<(), Reason> {
        match event {
            Event::Start(Tag::Image { .. }) => self.images += 1,
            Event::End(TagEnd::Image) => self.images = self.images.saturating_sub(1),
            _ if self.images > 0 => {}
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.line(),
            Event::Html(html) => self.html.push_str(&html),
            Event::End(TagEnd::HtmlBlock) => {
                let html = std::mem::take(&mut self.html);
                let rendered = fragment::render(&html)?;
                self.text.push_str(&rendered);
                self.paragraph();
            }
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => self.line(),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Rule => self.paragraph(),
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            // A top-level list begins after a blank line, a nested list on the next line.
            Tag::List(_) => {
                if self.lists > 0 {
                    self.line();
                }
                self.lists += 1;
            }
            Tag::Item => self.line(),
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                if self.quotes == 1 {
                    self.paragraph();
                    self.quote_start = self.text.len();
                }
            }
            Tag::TableCell if !self.text.ends_with('\n') => self.text.push(' '),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(HeadingLevel::H1) if self.heading.is_none() => {
                if self.text.trim().contains('\n') || self.has_earlier_text() {
                    self.paragraph();
                } else {
                    self.heading = Some(std::mem::take(&mut self.text).trim().to_owned()).filter(|h| !h.is_empty());
                }
            }
            TagEnd::List(_) => {
                self.lists = self.lists.saturating_sub(1);
                if self.lists == 0 { self.paragraph() } else { self.line() }
            }
            TagEnd::Paragraph if self.lists > 0 => self.line(),
            TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead => self.line(),
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                if self.quotes == 0 {
                    self.set_in();
                }
                self.paragraph();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table => self.paragraph(),
            _ => {}
        }
    }

    /// Sets in the lines of the block quotation that ends here, as readers see them.
    fn set_in(&mut self) {
        let quote = self.text.split_off(self.quote_start.min(self.text.len()));
        for line in quote.trim().lines() {
            if !line.trim().is_empty() {
                self.text.push_str(fragment::INDENT);
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    /// Whether a finished paragraph comes before the current block.
    fn has_earlier_text(&self) -> bool {
        self.text.contains("\n\n")
    }

    fn line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn paragraph(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, title: Option<&str>, text: &str) {
        let draft = parse(markdown.into()).unwrap_or_else(|reason| panic!("{markdown:?}: {reason}"));
        assert_eq!(draft.title.map(|title| title.value).as_deref(), title, "{markdown:?}");
        assert_eq!(draft.text.map(|text| text.value).as_deref(), Some(text), "{markdown:?}");
    }

    #[test]
    fn marks_become_plain_text() {
        check(
            "Reth wrote:\n\n> It is open.\n> Come in.\n>\n> Bring bread.\n\nSo it was.",
            None,
            "Reth wrote:\n\n    It is open. Come in.\n\n    Bring bread.\n\nSo it was.",
        );
        check("It\nrained.\n\nIt stopped.", None, "It rained.\n\nIt stopped.");
        check("# Rain\n\nIt **rained** on [Sarn](http://e.org).", Some("Rain"), "It rained on Sarn.");
        check("Rain\n====\n\nIt rained.", Some("Rain"), "It rained.");
        check("It rained.\n\n# Later\n\nIt stopped.", None, "It rained.\n\nLater\n\nIt stopped.");
        check("One:\n\n- a\n- b\n  - c\n\nTwo.", None, "One:\n\na\nb\nc\n\nTwo.");
        check("- a\n\n- b\n", None, "a\nb");
        check("1. a\n2. b", None, "a\nb");
        check("One  \ntwo\\\nthree", None, "One\ntwo\nthree");
        check("\"No\" -- he said...", None, "\"No\" -- he said...");
        check("![a map](m.png)It rained. `x`", None, "It rained. x");
        check("> It rained.\n>\n> Twice.\n\nHe said.", None, "    It rained.\n\n    Twice.\n\nHe said.");
        check("<div>It <b>rained</b>.</div>\n\nOn <i>us</i>.<br>All.", None, "It rained.\n\nOn us.\nAll.");
        check("| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd.", None, "a b\n1 2\n\nEnd.");
        check("\u{feff}# Rain\n\nIt rained.", Some("Rain"), "It rained.");
        check("---\n\nIt rained.\n\n---\n\nIt stopped.", None, "It rained.\n\nIt stopped.");
    }

    #[test]
    fn front_matter() {
        let text = "---\nTitle: \"Rain: a study\"\nauthors: [A. Renn, B. Vost]\ndate: 2025-03-03\nSource: Sarn Post\n\
                    URL: https://e.org/a\nlang: en-GB\nlicense: CC0-1.0\nattribution: us\n---\n# Rain, a study\n\nIt rained.";
        let draft = parse(text.replace('\n', "\r\n").into()).unwrap();
        let value = |found: Option<Found>| found.map(|found| found.value).unwrap_or_default();
        assert_eq!(value(draft.title), "Rain: a study");
        assert_eq!(draft.authors.unwrap().value, ["A. Renn", "B. Vost"]);
        assert_eq!(draft.published, [Found::new("2025-03-03".to_owned(), "front matter")]);
        assert_eq!(value(draft.publisher), "Sarn Post");
        assert_eq!(value(draft.url), "https://e.org/a");
        assert_eq!(value(draft.language), "en-GB");
        assert_eq!(value(draft.license), "CC0-1.0");
        assert_eq!(value(draft.attribution), "us");
        assert_eq!(value(draft.text), "It rained.");
        check("---\ntitle: Rain\n---\n# Dawn\n\nIt rained.", Some("Rain"), "Dawn\n\nIt rained.");
        check("---\n---\nIt rained.", None, "It rained.");
    }

    #[test]
    fn broken_front_matter_is_named() {
        for text in ["---\ntitle: x\n\nIt rained.", "---\ntitle: \"x\nauthor: y\n---\nRain.", "+++\ntitle = 1\n+++\n"] {
            let reason = parse(text.into()).unwrap_err();
            assert_eq!(reason.code(), "bad-front-matter", "{text:?}: {reason}");
        }
        let bomb = format!("---\na: &a [x,x]\n{}---\nRain.", "b: [*a,*a,*a]\n".repeat(3));
        assert!(parse(bomb.into()).is_err());
    }

    #[test]
    fn deep_nesting_is_survived() {
        for piece in [">", "- ", "*", "[", "<div>", "![", "`", "<b>"] {
            let result = parse(format!("Rain {}\n\n{}x", piece.repeat(20_000), piece.repeat(20_000)).into());
            assert!(result.is_ok() || result.is_err(), "{piece}");
        }
    }
}
