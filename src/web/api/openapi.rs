//! The description of the API for programs (OpenAPI 3.1), made from what the program is made of: the types of a claim, the
//! table of filters, and the forms that each page has.

use axum::Json;
use axum::extract::State;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, Ref, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, InfoBuilder, OpenApi as Description, OpenApiBuilder, PathItem, PathsBuilder, RefOr,
    Required, ResponseBuilder, ServerBuilder,
};

use super::described::{PAGES, Page};
use crate::domain::{ClaimRecord, Quotation, SourceKind, Stance};
use crate::store::{FILTERS, Has, IN_CONTENT, SORTS, Values};
use crate::web::cite::IN_REF;
use crate::web::format::{Format, forms_of};
use crate::web::state::App;

/// The types that answers hold.
#[derive(OpenApi)]
#[openapi(components(schemas(ClaimRecord)))]
struct Types;

/// Answers `/openapi.json`.
pub(in crate::web) async fn show(State(app): State<App>) -> Json<Value> {
    Json(serde_json::to_value(describe(&app)).unwrap_or_default())
}

/// The description of this site.
fn describe(app: &App) -> Description {
    let mut paths = PathsBuilder::new();
    for page in PAGES {
        for format in forms_of(page.example) {
            paths = paths.path(format!("{}{}", page.path, format.ending()), path_item(page, *format));
        }
    }
    let types = Types::openapi().components.unwrap_or_default();
    let mut components = types;
    for (name, schema) in documents() {
        components.schemas.insert(name.to_owned(), schema.into());
    }
    let description = "Who said what in conflict reporting: claims with their words, sources, chains, days and figures, as a \
                       program read them in news articles. They may be wrong; each links to its passage. No key is needed. \
                       Fields are added and never change their meaning; addresses answer for ever.";
    let info =
        InfoBuilder::new().title("Onrecord").version(env!("CARGO_PKG_VERSION")).description(Some(description)).build();
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url(app.absolute("")).build()]))
        .paths(paths.build())
        .components(Some(components))
        // No key is needed.
        .security(Some([]))
        .build()
}

fn path_item(page: &Page, format: Format) -> PathItem {
    let ending = format.ending().trim_start_matches('.').replace('.', "-");
    let id = if ending.is_empty() { page.id.to_owned() } else { format!("{}-{ending}", page.id) };
    let mut operation = OperationBuilder::new().operation_id(Some(id)).tag(page.id).summary(Some(format!(
        "{}: {}",
        page.summary,
        format.name()
    )));
    if let Some((name, _)) = page.path.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
        operation = operation.parameter(
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .schema(Some(if name == "slug" { string().pattern(Some(SLUG)) } else { any_id() })),
        );
    }
    if page.has_filters {
        operation = filters(operation);
    }
    if page.path == "/claims" {
        operation = list_parameters(operation, format);
    }
    for (name, help) in page.parameters.iter().filter(|(name, _)| *name != "cursor" || !format.is_whole_result()) {
        let schema = match *name {
            // An empty value is ignored.
            "kind" => one_of(SourceKind::ALL.iter().map(|kind| kind.as_str()).chain([""])),
            "country" => values(Values::Country, name),
            "letter" => string().pattern(Some(LETTER)),
            "sort" => one_of(["claims", "name", ""]),
            "cursor" if page.path == "/sources" => string().pattern(Some(CURSOR_OF_SOURCES)),
            "cursor" if page.path == "/articles" => string().pattern(Some(CURSOR)),
            _ => string(),
        };
        operation = operation.parameter(parameter(name, help, schema));
    }
    let schema = match format {
        Format::Json => Some(RefOr::Ref(Ref::from_schema_name(page.json))),
        _ => None,
    };
    operation = operation
        .response("200", response("The answer", format.media_type(), schema))
        .response("304", ResponseBuilder::new().description("What the reader has is still so (If-None-Match)"));
    for (status, words) in [
        ("303", "A name in place of a slug: the address with the slug"),
        ("307", "Its address now"),
        ("400", "A filter does not take its value"),
        ("404", "No such thing"),
        ("410", "It was withdrawn, or nothing is left of it"),
        ("429", "Too many requests; Retry-After says when to come back"),
        ("503", "Too many ask at once; Retry-After says when to come back"),
    ] {
        let problem = match (status, format) {
            ("303" | "307", _) => ResponseBuilder::new().description(words).build(),
            (_, Format::Html) => response(words, "text/html", None),
            (_, format) if format.is_json() => {
                let problem = RefOr::Ref(Ref::from_schema_name("Problem"));
                response(words, "application/problem+json", Some(problem))
            }
            _ => response(words, "text/plain", None),
        };
        operation = operation.response(status, problem);
    }
    PathItem::new(HttpMethod::Get, operation.build())
}

/// Adds the filters of a list of claims, as the table of filters has them.
fn filters(mut operation: OperationBuilder) -> OperationBuilder {
    for filter in FILTERS {
        let takes_several =
            !matches!(filter.values, Values::Search | Values::Day | Values::Time | Values::In | Values::AsWritten);
        let parameter =
            ParameterBuilder::new().name(filter.name).parameter_in(ParameterIn::Query).description(Some(filter.help));
        let schema = values(filter.values, filter.name);
        operation = operation.parameter(if takes_several {
            let several = ArrayBuilder::new().items(schema).build();
            parameter.style(Some(ParameterStyle::Form)).explode(Some(true)).schema(Some(several)).build()
        } else {
            parameter.schema(Some(schema)).build()
        });
    }
    operation
}

/// Adds what a list of claims takes besides filters.
fn list_parameters(mut operation: OperationBuilder, format: Format) -> OperationBuilder {
    let orders: Vec<&str> = SORTS.iter().map(|sort| sort.value).collect();
    operation = operation.parameter(parameter("sort", "the order", one_of(orders)));
    if format == Format::Wiki {
        operation = operation.parameter(parameter(IN_REF, "any value puts each citation between ref tags", string()));
    }
    if format.is_whole_result() {
        operation
    } else {
        operation.parameter(parameter(
            "cursor",
            "the last claim of the page before, as `next` writes it",
            string().pattern(Some(CURSOR)),
        ))
    }
}

fn parameter(name: &str, help: &str, schema: ObjectBuilder) -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description(Some(help))
        .schema(Some(schema))
        .build()
}

/// What the values of a filter look like.
fn values(values: Values, name: &str) -> ObjectBuilder {
    match values {
        Values::Quotation => one_of(Quotation::ALL.iter().map(|quotation| quotation.as_str())),
        Values::Stance => one_of(Stance::ALL.iter().map(|stance| stance.as_str())),
        Values::Kind => one_of(SourceKind::ALL.iter().map(|kind| kind.as_str())),
        Values::Has => one_of(Has::ALL.iter().map(|(_, word)| *word)),
        Values::In => one_of([IN_CONTENT]),
        Values::Article => any_id(),
        Values::Day => string().pattern(Some(DAY)),
        Values::Time => string().pattern(Some(TIME)),
        Values::Country => string().pattern(Some(COUNTRY)),
        Values::AsWritten if name == "confidence" => {
            ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0.0)).maximum(Some(1.0))
        }
        _ => string(),
    }
}

/// A day, a month or a year; an empty value is ignored.
const DAY: &str = "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$";
/// As [`DAY`], or a time with its offset from UTC (RFC 3339).
const TIME: &str = "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])\
                    (T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?)?)?)?$";
/// Two letters of ISO 3166.
const COUNTRY: &str = "^([A-Za-z]{2})?$";
/// A letter that names of sources stand under.
const LETTER: &str = "^[a-z0-9_]?$";
/// An id, in the base 32 of Crockford.
const ID: &str = "^[0-9a-hjkmnp-tv-z]{16}$";
/// The same, or nothing: an empty value is ignored.
const CURSOR: &str = "^([0-9a-hjkmnp-tv-z]{16})?$";
/// A place in the list of sources: after a source, before one, or the end.
const CURSOR_OF_SOURCES: &str = r"^(\.\.)?([a-z0-9]+(-[a-z0-9]+)*)?$";
/// The readable part of an address.
const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

fn any_id() -> ObjectBuilder {
    string().pattern(Some(ID))
}

fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> ObjectBuilder {
    string().enum_values(Some(words.into_iter().map(str::to_owned).collect::<Vec<_>>()))
}

fn response(words: &str, media_type: &str, schema: Option<RefOr<Schema>>) -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(schema).build();
    ResponseBuilder::new().description(words).content(media_type, content).build()
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn address() -> ObjectBuilder {
    string().format(Some(SchemaFormat::Custom("uri".to_owned())))
}

fn number() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

/// The address of the next page, or null on the last one.
fn next() -> ObjectBuilder {
    address().schema_type(SchemaType::from_iter([Type::String, Type::Null]))
}

fn anything() -> ObjectBuilder {
    ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(true)))
}

fn list_of(items: impl Into<RefOr<Schema>>) -> ArrayBuilder {
    let items: RefOr<Schema> = items.into();
    ArrayBuilder::new().items(items)
}

fn claims() -> ArrayBuilder {
    list_of(Ref::from_schema_name("ClaimRecord"))
}

/// A document that stands at an address of its own.
fn document() -> ObjectBuilder {
    anything().property("url", address()).required("url").property("html", address()).required("html")
}

/// What pages are as JSON. Further fields may come.
fn documents() -> Vec<(&'static str, Schema)> {
    let listed = |name: &str, items: ArrayBuilder| {
        document()
            .property("total", number())
            .required("total")
            .property(name, items)
            .required(name)
            .property("next", next())
    };
    let facet =
        anything().property("name", string()).property("total", number()).property("values", list_of(anything()));
    let named = || anything().property("slug", string()).required("slug").property("name", string()).required("name");
    let problem = anything()
        .property("type", address())
        .required("type")
        .property("title", string())
        .required("title")
        .property("status", number())
        .required("status")
        .property("detail", string())
        .required("detail");
    let of_claims = |name: &'static str| document().property(name, claims()).required(name);
    let claim_page = utoipa::openapi::AllOfBuilder::new()
        .item(Ref::from_schema_name("ClaimRecord"))
        .item(anything().property("page", anything()).required("page"))
        .build();
    vec![
        ("ClaimPage", Schema::AllOf(claim_page)),
        // Where a name in the address is not settled, there is `unsettled` in place of claims.
        (
            "Claims",
            document()
                .property("title", string())
                .property("total", number())
                .property("claims", claims())
                .property("next", next())
                .property("facets", list_of(facet))
                .property("unsettled", list_of(anything()))
                .property("notes", list_of(string()))
                .into(),
        ),
        ("RelatedClaims", related_claims().into()),
        (
            "Positions",
            listed("positions", list_of(anything().property("steps", list_of(anything())).required("steps"))).into(),
        ),
        ("Disputes", listed("disputes", list_of(anything().property("id", string()).required("id"))).into()),
        ("Dispute", dispute().into()),
        ("Compared", document().property("columns", list_of(anything())).required("columns").into()),
        (
            "Digest",
            document()
                .property("since", string().schema_type(SchemaType::from_iter([Type::String, Type::Null])))
                .required("since")
                .property("total", number())
                .required("total")
                .property("articles", number())
                .property("publishers", number())
                .property("sources", list_of(named()))
                .property("days", list_of(anything()))
                .property("earlier", list_of(anything()))
                .property("all", address())
                .property("feeds", list_of(address()))
                .property("notes", list_of(string()))
                .into(),
        ),
        ("Sources", listed("sources", list_of(named())).into()),
        ("Publishers", listed("publishers", list_of(named())).into()),
        ("Articles", listed("articles", list_of(anything().property("id", string()).required("id"))).into()),
        ("Source", of_claims("newest").property("slug", string()).required("slug").into()),
        ("Publisher", of_claims("newest").property("slug", string()).required("slug").into()),
        ("Article", of_claims("claims").property("id", string()).required("id").into()),
        ("Problem", problem.into()),
    ]
}

/// A dispute with its claims and how they stand to each other.
fn dispute() -> ObjectBuilder {
    document()
        .property("id", string())
        .required("id")
        .property("heading", string())
        .property("found_heading", string())
        .property("claims", list_of(anything()))
        .required("claims")
        .property("relations", list_of(anything()))
        .required("relations")
        .property("decisions", list_of(anything()))
        .required("decisions")
}

/// The claims related to one, each with how.
fn related_claims() -> ObjectBuilder {
    let related = anything()
        .property("relation", anything())
        .required("relation")
        .property("claim", Ref::from_schema_name("ClaimRecord"))
        .required("claim");
    document().property("claim", string()).required("claim").property("related", list_of(related)).required("related")
}

/// A small part of the description, for the page about the API.
pub(super) fn pages() -> impl Iterator<Item = (&'static str, &'static str, &'static [Format])> {
    PAGES.iter().map(|page| (page.path, page.summary, forms_of(page.example)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_that_is_named_is_there() {
        let mut components = Types::openapi().components.unwrap();
        for (name, schema) in documents() {
            components.schemas.insert(name.to_owned(), schema.into());
        }
        let all = serde_json::to_string(&components).unwrap();
        for part in all.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(components.schemas.contains_key(name), "{name}");
        }
        for page in PAGES {
            assert!(components.schemas.contains_key(page.json), "{}", page.json);
            assert!(!forms_of(page.example).is_empty(), "{}", page.path);
        }
    }
}
