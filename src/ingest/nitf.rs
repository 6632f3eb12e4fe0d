//! Reads NITF (News Industry Text Format), the XML in which news agencies mark up one text.

use super::Reason;
use super::draft::{Draft, Found, absolute};
use super::xml::Element;
use super::{fragment, values};

/// Reads a `nitf` element, which may be a whole document or the content of a NewsML-G2 item.
pub(super) fn draft(nitf: &Element) -> Result<Draft, Reason> {
    let docdata = nitf.at(&["head", "docdata"]);
    let inside = |name: &str| docdata.and_then(|docdata| docdata.child(name));
    if let Some(status) = docdata.and_then(|docdata| docdata.attribute("management-status"))
        && matches!(status.to_ascii_lowercase().as_str(), "withheld" | "canceled" | "cancelled")
    {
        return Err(Reason::Withheld(status.to_ascii_lowercase()));
    }
    let pubdata = nitf.at(&["head", "pubdata"]);
    let body = nitf.child("body");
    let head = body.and_then(|body| body.child("body.head"));
    let in_head = |path: &[&str]| head.and_then(|head| head.at(path)).and_then(Element::line);
    let named = |value: Option<String>, place: &str| value.map(|value| Found::new(value, format!("NITF {place}")));
    let holder = inside("doc.copyright").and_then(|copyright| copyright.attribute("holder")).map(str::to_owned);
    let distributor = in_head(&["distributor"]);
    let of_pubdata = |key: &str| pubdata.and_then(|pubdata| pubdata.attribute(key)).map(str::to_owned);
    let publisher = named(of_pubdata("name"), "pubdata")
        .or_else(|| named(distributor.clone(), "distributor"))
        .or_else(|| named(holder.clone(), "doc.copyright"));
    let id = inside("doc-id").and_then(|id| id.attribute("id-string")).map(str::to_owned);
    let address = [named(of_pubdata("ex-ref"), "pubdata"), named(id, "doc-id")];
    let norm = |name: &str| inside(name).and_then(|date| date.attribute("norm")).map(str::to_owned);
    let story_date = head.and_then(|head| head.at(&["dateline", "story.date"])?.attribute("norm").map(str::to_owned));
    let published = [
        named(norm("date.issue"), "date.issue"),
        named(of_pubdata("date.publication"), "pubdata"),
        named(norm("date.release"), "date.release"),
        named(story_date, "story.date"),
    ];
    let language = nitf.attribute("xml:lang").or_else(|| body?.attribute("xml:lang")).map(str::to_owned);
    let (text, is_abstract) = text(body)?;
    let tagline = body.and_then(|body| body.child("body.end")).and_then(Element::line);
    let rights = in_head(&["rights"]).or(holder);
    let corrections: Vec<String> = nitf
        .topmost(&|element| element.is("correction"))
        .iter()
        .filter_map(|note| Some(note.attribute("info")?.to_owned()))
        .collect();
    Ok(Draft {
        text: named(text, if is_abstract { "abstract" } else { "body.content" }),
        url: address.into_iter().flatten().find(|address| absolute(&address.value).is_some()),
        title: named(in_head(&["hedline", "hl1"]).or_else(|| nitf.at(&["head", "title"])?.line()), "hedline"),
        authors: authors(head),
        published: published.into_iter().flatten().collect(),
        language: named(language, "xml:lang"),
        attribution: named(rights, "rights").or_else(|| named(tagline, "body.end")),
        partial: is_abstract.then_some(crate::domain::Partial::Teaser),
        corrections: (!corrections.is_empty()).then(|| Found::new(corrections, "NITF correction")),
        credit: named(distributor, "distributor").filter(|credit| differs(credit, publisher.as_ref())),
        embargo: norm("date.release"),
        publisher,
        ..Draft::default()
    })
}

/// Whether a credit names someone other than the publisher.
pub(super) fn differs(credit: &Found, publisher: Option<&Found>) -> bool {
    publisher.is_none_or(|publisher| !publisher.value.trim().eq_ignore_ascii_case(credit.value.trim()))
}

/// Returns the text of the body, else of the abstract, and whether it is the abstract.
fn text(body: Option<&Element>) -> Result<(Option<String>, bool), Reason> {
    let rendered = |path: &[&str]| -> Result<Option<String>, Reason> {
        let Some(element) = body.and_then(|body| body.at(path)) else { return Ok(None) };
        let text = fragment::render(&element.html(&as_html))?;
        Ok((!text.is_empty()).then_some(text))
    };
    match rendered(&["body.content"])? {
        Some(text) => Ok((Some(text), false)),
        None => Ok(rendered(&["body.head", "abstract"])?.map_or((None, false), |text| (Some(text), true))),
    }
}

/// Returns the HTML name for a NITF element. Pictures, their captions and notes to editors are left out of the text.
fn as_html(element: &Element) -> Option<&'static str> {
    match element.name.to_ascii_lowercase().as_str() {
        "block" => Some("div"),
        "bq" => Some("blockquote"),
        "hl1" | "hl2" | "note" | "credit" => Some("p"),
        "media" | "nitf-table" | "ed-msg" | "datasource" | "script" | "style" => Some(""),
        "p" | "ol" | "ul" | "li" | "dl" | "dt" | "dd" | "br" | "hr" | "pre" | "table" | "tr" | "td" | "th" => None,
        _ => Some("span"),
    }
}

fn authors(head: Option<&Element>) -> Option<Found<Vec<String>>> {
    let mut names = Vec::new();
    for byline in head?.all("byline") {
        let people = byline.topmost(&|element| element.is("person"));
        let lines: Vec<String> = if people.is_empty() {
            // The job title or location of the writer is not part of the name.
            let title = byline.child("byttl").and_then(Element::line).unwrap_or_default();
            byline
                .line()
                .map(|line| line.replace(&title, "").trim().trim_end_matches(',').to_owned())
                .into_iter()
                .collect()
        } else {
            people.into_iter().filter_map(Element::line).collect()
        };
        for line in lines {
            values::collect_names(&line.into(), &mut names);
        }
    }
    (!names.is_empty()).then(|| Found::new(names, "NITF byline"))
}

#[cfg(test)]
mod tests {
    use crate::domain::Partial;
    use crate::ingest::xml;

    use super::*;

    fn read(text: &str) -> Result<Draft, Reason> {
        draft(&xml::parse(text.into(), None)?.root)
    }

    #[test]
    fn a_text_of_an_agency() {
        let text = "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf-3-4.dtd'><nitf xml:lang='en-GB'><head><title>x</title>
            <docdata management-status='usable'><doc-id id-string='https://sarn.example/1'/><date.issue norm='20250303T101500+0100'/>
            <correction info='An earlier text gave a wrong place.'/><doc.copyright year='2025' holder='Northern Wire'/></docdata>
            <pubdata type='print' date.publication='20250304' name='Sarn Post'/></head><body><body.head><hedline><hl1>Ferry
            stops</hl1><hl2>Nobody was told</hl2></hedline><byline>By <person>T. Renn</person><byttl>in Lesk</byttl></byline>
            <distributor>Northern Wire</distributor><abstract><p>Short.</p></abstract></body.head><body.content><block>
            <p>The ferry at <location>Marrow Ford</location> stopped.</p><media media-type='image'><media-caption>A boat.</media-caption></media>
            <bq><block><p>“No,” she said.</p></block></bq></block></body.content><body.end><tagline>Reporting by A. Vost</tagline></body.end></body></nitf>";
        let draft = read(text).unwrap();
        let value = |found: &Option<Found>| found.as_ref().map(|found| found.value.clone()).unwrap_or_default();
        assert_eq!(value(&draft.text), "The ferry at Marrow Ford stopped.\n\n    “No,” she said.");
        assert_eq!(value(&draft.url), "https://sarn.example/1");
        assert_eq!(value(&draft.title), "Ferry stops");
        assert_eq!(value(&draft.publisher), "Sarn Post");
        assert_eq!(value(&draft.credit), "Northern Wire");
        assert_eq!(value(&draft.attribution), "Northern Wire");
        assert_eq!(value(&draft.language), "en-GB");
        assert_eq!(draft.authors.unwrap().value, ["T. Renn"]);
        assert_eq!(draft.published[0], Found::new("20250303T101500+0100".to_owned(), "NITF date.issue"));
        assert_eq!(draft.corrections.unwrap().value, ["An earlier text gave a wrong place."]);
        assert_eq!(draft.partial, None);
    }

    #[test]
    fn what_is_less_than_an_article() {
        let body = |head: &str, body: &str| format!("<nitf><head>{head}</head><body>{body}</body></nitf>");
        let teaser =
            read(&body("", "<body.head><abstract><p>Short.</p></abstract></body.head><body.content/>")).unwrap();
        assert_eq!((teaser.text.unwrap().value.as_str(), teaser.partial), ("Short.", Some(Partial::Teaser)));
        assert_eq!(read(&body("", "")).unwrap().text, None);
        for status in ["withheld", "canceled"] {
            let text =
                body(&format!("<docdata management-status='{status}'/>"), "<body.content><p>x</p></body.content>");
            assert_eq!(read(&text).unwrap_err().code(), "withheld");
        }
        let embargoed =
            body("<docdata><date.release norm='20990303'/></docdata>", "<body.content><p>x</p></body.content>");
        assert_eq!(read(&embargoed).unwrap().embargo.as_deref(), Some("20990303"));
        let byline = body("", "<body.head><byline>By A. Vost, <byttl>Lesk</byttl></byline></body.head>");
        assert_eq!(read(&byline).unwrap().authors.unwrap().value, ["A. Vost"]);
    }
}
