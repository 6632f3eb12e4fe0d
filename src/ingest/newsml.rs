//! Reads NewsML-G2, the XML envelope in which news agencies send one or more texts.

use super::draft::{Draft, Found, absolute};
use super::xml::Element;
use super::{Reason, fragment, nitf, values};

/// Whether a document is NewsML-G2.
pub(super) fn is_newsml(root: &Element) -> bool {
    ["newsMessage", "newsItem", "packageItem"].iter().any(|name| root.is(name))
}

/// Returns the items of a document; the root element may itself be the only item.
pub(super) fn news_items(root: &Element) -> Vec<&Element> {
    let is_item = |element: &Element| element.is("newsItem") || element.is("packageItem");
    if is_item(root) { vec![root] } else { root.topmost(&is_item) }
}

/// Reads a `newsItem`.
pub(super) fn draft(item: &Element) -> Result<Draft, Reason> {
    let meta = item.child("itemMeta");
    let content = item.child("contentMeta");
    if let Some(status) = meta.and_then(|meta| meta.child("pubStatus")).and_then(code)
        && matches!(status.as_str(), "withheld" | "canceled" | "cancelled")
    {
        return Err(Reason::Withheld(status));
    }
    let embargo = meta.and_then(|meta| meta.child("embargoed"));
    if embargo.is_some_and(|embargo| embargo.line().is_none()) {
        return Err(Reason::Withheld("under embargo until further notice".to_owned()));
    }
    let found =
        |part: Option<&Element>, name: &str| Some(Found::new(label(part?.child(name)?)?, format!("NewsML-G2 {name}")));
    let publisher = found(meta, "provider").or_else(|| found(content, "infoSource"));
    let rights = item.child("rightsInfo");
    let notice = found(rights, "copyrightNotice").or_else(|| found(rights, "copyrightHolder"));
    let credits = ["creditline", "infoSource"].iter().filter_map(|name| found(content, name));
    let credit = credits.into_iter().find(|credit| nitf::differs(credit, publisher.as_ref()));
    let published =
        [(content, "contentCreated"), (meta, "firstCreated"), (meta, "versionCreated"), (content, "contentModified")];
    let language = content.and_then(|content| content.child("language")?.attribute("tag"));
    let language = language.or_else(|| item.attribute("xml:lang"));
    let envelope = Draft {
        url: address(item, meta),
        title: headline(content).or_else(|| found(meta, "title")),
        authors: authors(content),
        published: published.into_iter().filter_map(|(part, name)| found(part, name)).collect(),
        language: language.map(|language| Found::new(language.to_owned(), "NewsML-G2 language")),
        license: found(rights, "usageTerms"),
        attribution: notice,
        credit,
        publisher,
        embargo: embargo.and_then(Element::line),
        ..Draft::default()
    };
    let mut inner = inner(item)?;
    // The content may repeat the headline above its text, as an HTML page does: drop it there.
    if let (Some(text), Some(title)) = (&mut inner.text, &envelope.title)
        && let Some((first, rest)) = text.value.split_once('\n')
        && first.trim() == title.value
    {
        text.value = rest.trim_start().to_owned();
    }
    Ok(envelope.or(inner))
}

/// Reads the content of the envelope: NITF, an HTML page, or plain text.
fn inner(item: &Element) -> Result<Draft, Reason> {
    let Some(set) = item.child("contentSet") else { return Ok(Draft::default()) };
    let mut refused = None;
    for element in set.elements().filter(|element| element.is("inlineXML") || element.is("inlineData")) {
        let place = format!("NewsML-G2 {}", element.name);
        let read = match element.elements().next() {
            Some(nitf) if nitf.is("nitf") => nitf::draft(nitf),
            Some(html) => rendered(html.child("body").unwrap_or(element)).map(|text| of_text(text, place)),
            None => plain(element).map(|text| of_text(text, place)),
        };
        match read {
            Ok(draft) if draft.text.is_some() => return Ok(draft),
            Ok(_) => {}
            Err(reason) => refused = Some(reason),
        }
    }
    refused.map_or_else(|| Ok(Draft::default()), Err)
}

fn of_text(text: String, place: String) -> Draft {
    Draft { text: (!text.trim().is_empty()).then(|| Found::new(text, place)), ..Draft::default() }
}

fn rendered(element: &Element) -> Result<String, Reason> {
    let rename = |element: &Element| ["figure", "aside", "nav"].iter().any(|name| element.is(name)).then_some("");
    fragment::render(&element.html(&rename))
}

/// Returns content without child elements: plain text, or escaped HTML.
fn plain(element: &Element) -> Result<String, Reason> {
    let text = element.text();
    let kind = element.attribute("contenttype").unwrap_or_default();
    // Content of other types is encoded in base64.
    if !(kind.is_empty() || kind.starts_with("text/") || kind.contains("html"))
        || element.attribute("encoding").is_some()
    {
        return Ok(String::new());
    }
    if kind.contains("html") || kind.is_empty() && fragment::has_html(&text) {
        fragment::render(&text)
    } else {
        Ok(text.trim().to_owned())
    }
}

/// Returns the last part of a code ("stat:usable"), in lower case.
fn code(element: &Element) -> Option<String> {
    let code = element
        .attribute("qcode")
        .or_else(|| element.attribute("uri"))
        .map(str::to_owned)
        .or_else(|| element.line())?;
    Some(code.rsplit([':', '/']).next().unwrap_or_default().to_ascii_lowercase())
}

/// Returns the `name` child of an element, else its text, else the name in its attributes.
fn label(element: &Element) -> Option<String> {
    let name = element.child("name").and_then(Element::line);
    name.or_else(|| element.line()).or_else(|| {
        let literal = element.attribute("literal").or_else(|| element.attribute("qcode"))?;
        Some(literal.rsplit(':').next().unwrap_or_default().to_owned())
            .filter(|name| absolute(literal).is_none() && !name.is_empty())
    })
}

fn headline(content: Option<&Element>) -> Option<Found> {
    let headlines = || content.into_iter().flat_map(|content| content.all("headline"));
    let main = headlines().find(|headline| headline.attribute("role").is_some_and(|role| role.ends_with(":main")));
    let title = main.or_else(|| headlines().next())?.line()?;
    Some(Found::new(title, "NewsML-G2 headline"))
}

fn authors(content: Option<&Element>) -> Option<Found<Vec<String>>> {
    for name in ["by", "creator"] {
        let mut names = Vec::new();
        for element in content?.all(name) {
            values::collect_names(&label(element).unwrap_or_default().into(), &mut names);
        }
        if !names.is_empty() {
            return Some(Found::new(names, format!("NewsML-G2 {name}")));
        }
    }
    None
}

fn address(item: &Element, meta: Option<&Element>) -> Option<Found> {
    let guid = item.attribute("guid").map(|guid| Found::new(guid.to_owned(), "NewsML-G2 guid"));
    let page = meta.and_then(|meta| {
        let link =
            meta.all("link").find(|link| link.attribute("contenttype").is_some_and(|kind| kind.contains("html")))?;
        Some(Found::new(link.attribute("href")?.to_owned(), "NewsML-G2 link"))
    });
    [guid, page].into_iter().flatten().find(|address| absolute(&address.value).is_some())
}

#[cfg(test)]
mod tests {
    use crate::ingest::xml;

    use super::*;

    fn read(text: &str) -> Vec<Result<Draft, Reason>> {
        news_items(&xml::parse(text.into(), None).unwrap().root).into_iter().map(draft).collect()
    }

    fn item(meta: &str, content_meta: &str, content: &str) -> String {
        format!(
            "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='tag:wire.example,2025:1' version='2' xml:lang='en'>
             <rightsInfo><copyrightNotice>© Northern Wire</copyrightNotice><usageTerms>Not for resale</usageTerms></rightsInfo>
             <itemMeta><itemClass qcode='ninat:text'/><versionCreated>2025-03-03T10:00:00+01:00</versionCreated>{meta}</itemMeta>
             <contentMeta>{content_meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
        )
    }

    const META: &str = "<provider literal='wire'><name>Northern Wire</name></provider><pubStatus qcode='stat:usable'/>
        <link rel='irel:web' contenttype='text/html' href='https://wire.example/1'/>";
    const CONTENT: &str = "<creditline>Lesk News Agency</creditline><by>By T. Renn</by>
        <headline role='hld:sub'>x</headline><headline role='hld:main'>Ferry stops</headline>";

    #[test]
    fn items_of_all_kinds() {
        let value = |found: &Option<Found>| found.as_ref().map(|found| found.value.clone()).unwrap_or_default();
        for content in [
            "<inlineXML contenttype='application/nitf+xml'><nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><body><body.content>
             <p>It rained.</p><p>It shone.</p></body.content></body></nitf></inlineXML>",
            "<inlineXML contenttype='application/xhtml+xml'><h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title>t</h:title></h:head>
             <h:body><h:h1>Ferry stops</h:h1><h:p>It <h:b>rained</h:b>.</h:p><h:figure>x</h:figure><h:p>It shone.</h:p></h:body></h:html></inlineXML>",
            "<inlineData contenttype='text/html'>&lt;p&gt;It rained.&lt;/p&gt;&lt;p&gt;It shone.&lt;/p&gt;</inlineData>",
            "<inlineData contenttype='image/jpeg' encoding='x'>AAAA</inlineData><inlineData contenttype='text/plain'>It rained.\n\nIt shone.</inlineData>",
        ] {
            let text = item(META, CONTENT, content);
            let draft = read(&text).remove(0).unwrap();
            assert_eq!(value(&draft.text), "It rained.\n\nIt shone.", "{content}");
            assert_eq!(value(&draft.title), "Ferry stops");
            assert_eq!(value(&draft.publisher), "Northern Wire");
            assert_eq!(value(&draft.credit), "Lesk News Agency");
            assert_eq!(value(&draft.license), "Not for resale");
            assert_eq!(value(&draft.attribution), "© Northern Wire");
            assert_eq!(value(&draft.url), "https://wire.example/1");
            assert_eq!(draft.authors.unwrap().value, ["T. Renn"]);
            assert_eq!(draft.published[0].value, "2025-03-03T10:00:00+01:00");
        }
    }

    #[test]
    fn messages_hold_several_and_some_are_withheld() {
        let plain = "<inlineData contenttype='text/plain'>It rained.</inlineData>";
        let message = format!(
            "<newsMessage><header/><itemSet>{}{}{}{}{}</itemSet></newsMessage>",
            item("", "", plain),
            item("<pubStatus qcode='stat:canceled'/>", "", plain),
            item("<embargoed/>", "", plain),
            item("<embargoed>2099-01-01T00:00:00Z</embargoed>", "", plain),
            item("", "", "<remoteContent href='x'/>"),
        );
        let read = read(&message);
        let shown: Vec<String> = read
            .iter()
            .map(|draft| match draft {
                Ok(draft) => format!("{:?} {:?}", draft.text.as_ref().map(|text| &*text.value), draft.embargo),
                Err(reason) => reason.to_string(),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Some(\"It rained.\") None",
                "withheld by its publisher: canceled",
                "withheld by its publisher: under embargo until further notice",
                "Some(\"It rained.\") Some(\"2099-01-01T00:00:00Z\")",
                "None None",
            ]
        );
    }
}
