//! Claims as linked data: annotations (W3C Web Annotation) that tie words to their article, and in them the claim in the
//! terms of schema.org, with terms of our own for what it lacks. There is no `ClaimReview`: nothing here is a verdict.
//!
//! Places count Unicode code points of the text of one version, which `state` names. So the state leads to the page of that
//! version, while `source` is the publisher's address.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::anchor::Anchor;
use super::cite::{Cited, safe_address};
use super::state::App;
use crate::domain::{
    Article, ArticleId, ClaimId, ClaimRecord, FigureRecord, Manner, PartyRecord, Quotation, SaidRecord, SourceKind,
};

/// Our own terms, each with a sentence; the page that tells about the site lists them.
pub(super) const TERMS: [(&str, &str); 16] = [
    ("stance", "what the source does with the content: asserts, denies, warns and so on"),
    ("quotation", "direct, indirect or mixed: whether the words stand between quotation marks in the article"),
    ("manner", "statement or attitude: words that were said, or a view or plan that is reported"),
    ("cue", "the printed words that attribute the content"),
    ("mention", "the printed words that name the source"),
    ("chain", "those through whom the words came, the nearest to the source first"),
    ("said", "when it was said, as EDTF (edtf), with what that rests on (basis) and the words that tell it (words)"),
    ("edtf", "a date in the Extended Date/Time Format (ISO 8601-2)"),
    ("basis", "what the date rests on: text, carried, publication or decision"),
    ("words", "the printed words"),
    ("figure", "a quantity in the content"),
    ("about", "true for a quantity that the words hedge"),
    ("inside", "the claim that reports this one"),
    ("confidence", "how sure the reading is, 0 to 1; not whether the claim is true"),
    ("noLongerInArticle", "true where a newer text of the article does not hold the words in their place"),
    ("successor", "the claim of the newest text or reading that has most words in common with this one"),
];

/// A claim with what its annotation tells beside it.
pub(super) struct Linked<'a> {
    pub record: &'a ClaimRecord,
    pub cited: &'a Cited,
    pub article: &'a Article,
    pub anchors: &'a [Anchor],
    /// The path of the page of the text in which it was read.
    pub version_path: String,
    /// When that text was loaded (RFC 3339, UTC).
    pub loaded_at: &'a str,
    /// When it was read (RFC 3339, UTC), where that is known.
    pub read_at: Option<&'a str>,
    /// The first article known to print it; `None` where that is not known.
    pub first: Option<&'a ArticleId>,
    pub no_longer_in_article: bool,
    pub successor: Option<&'a ClaimId>,
}

/// The annotation of one claim, with its article in full.
pub(super) fn claim_document(app: &App, claim: &Linked<'_>) -> Value {
    let mut document = Map::from_iter([("@context".to_owned(), context(app))]);
    if let Value::Object(fields) = annotation(app, claim, news_article(app, claim.article)) {
        document.extend(fields);
    }
    Value::Object(document)
}

/// The annotations of all claims of an article, as a collection of one page.
pub(super) fn article_document(app: &App, article: &Article, claims: &[Linked<'_>]) -> Value {
    let id = app.absolute(&format!("/articles/{}.jsonld", article.id));
    let reference = json!({ "id": article_address(app, &article.id) });
    let items: Vec<Value> = claims.iter().map(|claim| annotation(app, claim, reference.clone())).collect();
    json!({
        "@context": context(app),
        "id": id,
        "type": "AnnotationCollection",
        "label": format!("Claims in “{}”", article.heading()),
        "total": items.len(),
        "schema:about": news_article(app, article),
        "first": {
            "id": format!("{id}#page"),
            "type": "AnnotationPage",
            "partOf": id,
            "startIndex": 0,
            "items": items,
        },
    })
}

/// The prefix of our own terms, which the page about the site explains.
fn context(app: &App) -> Value {
    json!([
        "http://www.w3.org/ns/anno.jsonld",
        {
            "onrecord": app.absolute("/about#"),
            "onrecord:chain": { "@container": "@list" },
            "onrecord:inside": { "@type": "@id" },
            "onrecord:successor": { "@type": "@id" },
            "schema:sameAs": { "@type": "@id" },
            "schema:url": { "@type": "@id" },
        },
    ])
}

fn annotation(app: &App, linked: &Linked<'_>, article: Value) -> Value {
    let permalink = app.permalink(&linked.record.id);
    let source = match &linked.article.url {
        Some(url) => safe_address(url),
        None => article_address(app, &linked.article.id),
    };
    let target = |anchor: &Anchor| {
        json!({
            "source": source,
            "state": {
                "type": "TimeState",
                "sourceDate": linked.loaded_at,
                "cached": app.absolute(&linked.version_path),
            },
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": anchor.exact,
                    "prefix": anchor.prefix,
                    "suffix": anchor.suffix,
                },
                { "type": "TextPositionSelector", "start": anchor.start, "end": anchor.end },
            ],
        })
    };
    let summary = json!({
        "type": "TextualBody",
        "value": linked.cited.statement(),
        "format": "text/plain",
        "language": "en",
        "purpose": "describing",
    });
    filled(json!({
        "id": format!("{permalink}#annotation"),
        "type": "Annotation",
        "motivation": "describing",
        "created": linked.read_at,
        "generator": {
            "id": app.absolute("/about"),
            "type": "Software",
            "name": "Onrecord",
            "schema:softwareVersion": linked.record.extractor,
        },
        "body": [summary, claim(app, linked, permalink, article)],
        "target": linked.anchors.iter().map(target).collect::<Vec<_>>(),
    }))
}

fn claim(app: &App, linked: &Linked<'_>, permalink: String, article: Value) -> Value {
    let record = linked.record;
    let sources: Vec<Value> = record.source.iter().chain(&record.others).map(|source| party(app, source)).collect();
    let quotation = quotation(linked, &permalink, &sources, &article);
    let words = |words: &Option<crate::domain::SpannedText>| words.as_ref().map(|words| words.text.clone());
    json!({
        "id": permalink,
        "type": "schema:Claim",
        "schema:text": record.content.text,
        "schema:author": sources,
        "schema:datePublished": record.said.as_ref().and_then(said_date),
        "schema:appearance": [article, quotation],
        "schema:firstAppearance": linked.first.map(|first| json!({ "id": article_address(app, first) })),
        "schema:claimInterpreter": {
            "type": "schema:Organization",
            "schema:name": "Onrecord",
            "schema:url": app.absolute("/"),
        },
        "onrecord:stance": record.stance,
        "onrecord:quotation": record.quotation,
        "onrecord:manner": record.manner,
        "onrecord:cue": words(&record.cue),
        "onrecord:mention": words(&record.mention),
        "onrecord:chain": record.via.iter().map(|via| party(app, via)).collect::<Vec<_>>(),
        "onrecord:said": record.said.as_ref().map(|said| json!({
            "onrecord:edtf": said.edtf,
            "onrecord:basis": said.basis,
            "onrecord:words": said.text,
        })),
        "onrecord:figure": record.figures.iter().map(figure).collect::<Vec<_>>(),
        "onrecord:inside": record.inside.as_ref().map(|outer| app.permalink(outer)),
        "onrecord:confidence": record.confidence,
        "onrecord:noLongerInArticle": linked.no_longer_in_article.then_some(true),
        "onrecord:successor": linked.successor.map(|id| app.permalink(id)),
    })
}

/// The words as a quotation, where they were spoken and are printed as they were.
fn quotation(linked: &Linked<'_>, permalink: &str, sources: &[Value], article: &Value) -> Value {
    let record = linked.record;
    if record.quotation != Quotation::Direct || record.manner != Manner::Statement {
        return Value::Null;
    }
    let reference = |node: &Value| json!({ "id": node["id"] });
    json!({
        "id": format!("{permalink}#quotation"),
        "type": "schema:Quotation",
        "schema:text": record.content.text,
        "schema:creator": sources.iter().map(reference).collect::<Vec<_>>(),
        "schema:isPartOf": reference(article),
        "schema:inLanguage": linked.article.language,
        "schema:interpretedAsClaim": { "id": permalink },
    })
}

fn party(app: &App, party: &PartyRecord) -> Value {
    let kind = match party.kind {
        SourceKind::Person => "schema:Person",
        SourceKind::Government => "schema:GovernmentOrganization",
        SourceKind::Media => "schema:NewsMediaOrganization",
        SourceKind::Organisation | SourceKind::Channel => "schema:Organization",
        // One or several people: schema.org has no type for either.
        SourceKind::Group | SourceKind::Unnamed => "schema:Thing",
    };
    json!({
        "id": app.absolute(&format!("/sources/{}", party.slug)),
        "type": kind,
        "schema:name": party.name,
        "schema:description": party.role,
        "schema:sameAs": party.wikidata.as_ref().map(|id| format!("http://www.wikidata.org/entity/{id}")),
    })
}

fn figure(figure: &FigureRecord) -> Value {
    let numbers = serde_json::to_value(figure).unwrap_or_default();
    json!({
        "type": "schema:QuantitativeValue",
        "schema:name": figure.text,
        "schema:minValue": numbers["min"],
        "schema:maxValue": numbers["max"],
        "schema:unitText": figure.unit,
        "onrecord:about": figure.about.then_some(true),
    })
}

/// A day, month or year as ISO 8601 has it; `None` for what only EDTF can tell.
fn said_date(said: &SaidRecord) -> Option<&str> {
    let edtf = said.edtf.as_str();
    let whole = match edtf.len() {
        4 => format!("{edtf}-01-01"),
        7 => format!("{edtf}-01"),
        _ => edtf.to_owned(),
    };
    (whole.len() == 10 && whole.parse::<Date>().is_ok()).then_some(edtf)
}

fn news_article(app: &App, article: &Article) -> Value {
    filled(json!({
        "id": article_address(app, &article.id),
        "type": "schema:NewsArticle",
        "schema:headline": article.title,
        "schema:url": article.url.as_deref().map(safe_address),
        "schema:datePublished": article.published_day,
        // A byline names people or a desk: which, nobody can tell.
        "schema:author": article.authors.iter().map(|name| json!({ "schema:name": name })).collect::<Vec<_>>(),
        "schema:publisher": article.publisher.as_ref().map(|publisher| json!({
            "id": app.absolute(&format!("/publishers/{}", publisher.slug)),
            "type": "schema:NewsMediaOrganization",
            "schema:name": publisher.name,
        })),
        "schema:inLanguage": article.language,
        "schema:license": article.license,
        "schema:creditText": article.attribution,
        "schema:correction": article.corrections,
    }))
}

fn article_address(app: &App, id: &ArticleId) -> String {
    app.absolute(&format!("/articles/{id}"))
}

/// The same without what is not there: nulls and empty lists.
fn filled(value: Value) -> Value {
    let is_there = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, filled(value)));
            fields.filter(|(_, value)| is_there(value)).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.into_iter().map(filled).filter(is_there).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Basis;

    #[test]
    fn a_date_that_only_edtf_can_tell_is_no_date_of_schema_org() {
        let date = |edtf: &str| {
            said_date(&SaidRecord { edtf: edtf.to_owned(), basis: Basis::Text, text: None }).map(str::to_owned)
        };
        for plain in ["2024", "2024-10", "2024-10-23"] {
            assert_eq!(date(plain).as_deref(), Some(plain));
        }
        for other in ["../2024-10-23", "XXXX-10-23", "2024-21", "2024-10~", "2024?", "202X"] {
            assert_eq!(date(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        assert_eq!(filled(json!({"a": null, "b": [], "c": [null, {"d": null, "e": 1}]})), json!({"c": [{"e": 1}]}));
    }
}
