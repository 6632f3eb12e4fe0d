//! Sources for those who match names of their own tables against them: the Reconciliation Service API 0.2 of the W3C
//! Entity Reconciliation Community Group (<https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/>),
//! as OpenRefine speaks it. Match what it proposes by hand: a name alone says little.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::{Json, extract::Query as Parsed};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::domain::{Slug, Source, SourceKind, fold_name};
use crate::registry::person_key;
use crate::store::{SourceLookup, SourceRow};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::page::html_response;
use crate::web::state::App;
use crate::web::{assets, view};

/// Queries that one request may hold; OpenRefine sends ten.
const MOST_QUERIES: usize = 50;
/// Candidates for a query that names no limit, and the most for one that does.
const USUAL: usize = 5;
const MOST: usize = 20;
/// Letters of a name that are read.
const LONGEST: usize = 200;
/// The score of a name that is the same but for case, accents and spelling.
const SAME: f64 = 100.0;

/// What an address or a form of the service may hold.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Asked {
    /// A JSON object of queries.
    queries: Option<String>,
}

/// One name to be matched.
#[derive(Debug, Deserialize)]
struct Query {
    /// Absent where only properties are asked about, of which sources have none here.
    #[serde(default)]
    query: String,
    /// Kinds that the source may be of.
    #[serde(rename = "type")]
    kinds: Option<OneOrMore>,
    /// Programs that know one kind of number alone write 5.0.
    limit: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn kinds(&self) -> Vec<SourceKind> {
        let words = match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::More(words) => words.as_slice(),
        };
        words.iter().filter_map(|word| word.parse().ok()).collect()
    }
}

#[derive(Debug, Serialize)]
struct Kind {
    id: &'static str,
    name: &'static str,
}

impl Kind {
    fn of(kind: SourceKind) -> Self {
        Self { id: kind.as_str(), name: view::kind_words(kind).0 }
    }
}

/// A source that a name may mean.
#[derive(Debug, Serialize)]
struct Candidate {
    id: Slug,
    name: String,
    score: f64,
    /// True where it is the only one of this name.
    #[serde(rename = "match")]
    is_match: bool,
    #[serde(rename = "type")]
    kinds: [Kind; 1],
    description: String,
}

/// Answers `/reconcile`: what the service is, or the candidates of the queries in the address.
pub(in crate::web) async fn show(
    State(app): State<App>,
    Parsed(asked): Parsed<Asked>,
) -> Result<Json<Value>, AppError> {
    match asked.queries {
        Some(queries) => answer(&app, &queries).await,
        None => Ok(Json(manifest(&app))),
    }
}

/// Answers queries that are sent as a form.
pub(in crate::web) async fn ask(State(app): State<App>, Form(asked): Form<Asked>) -> Result<Json<Value>, AppError> {
    match asked.queries {
        Some(queries) => answer(&app, &queries).await,
        None => Err(AppError::BadRequest("The form has no field “queries”.".to_owned())),
    }
}

fn manifest(app: &App) -> Value {
    let kinds: Vec<Kind> = SourceKind::ALL.into_iter().filter(|kind| is_named(*kind)).map(Kind::of).collect();
    json!({
        "versions": ["0.2"],
        "name": "Onrecord: sources",
        "identifierSpace": app.absolute("/sources/"),
        "schemaSpace": app.absolute("/api#kinds"),
        "defaultTypes": kinds,
        "view": {"url": app.absolute("/sources/{{id}}")},
        "preview": {"url": app.absolute("/reconcile/preview?id={{id}}"), "width": 400, "height": 160},
        "suggest": {"entity": {"service_url": app.absolute("/reconcile"), "service_path": "/suggest/entity"}},
    })
}

/// Groups and unnamed sources belong to their article; nothing outside it can mean them.
fn is_named(kind: SourceKind) -> bool {
    !matches!(kind, SourceKind::Group | SourceKind::Unnamed | SourceKind::Channel)
}

async fn answer(app: &App, queries: &str) -> Result<Json<Value>, AppError> {
    let queries: BTreeMap<String, Query> = serde_json::from_str(queries)
        .map_err(|error| AppError::BadRequest(format!("“queries” is no JSON object of queries: {error}.")))?;
    if queries.len() > MOST_QUERIES {
        return Err(AppError::BadRequest(format!("It holds more than {MOST_QUERIES} queries.")));
    }
    let mut results = serde_json::Map::new();
    for (name, query) in queries {
        let kinds = query.kinds.as_ref().map(OneOrMore::kinds).unwrap_or_default();
        let limit = query.limit.map_or(USUAL, |limit| limit as usize).clamp(1, MOST);
        let found = candidates(app, &query.query, &kinds, limit).await?;
        results.insert(name, json!({ "result": found }));
    }
    Ok(Json(Value::Object(results)))
}

/// The sources that a name may mean, the likeliest first.
async fn candidates(app: &App, name: &str, kinds: &[SourceKind], limit: usize) -> Result<Vec<Candidate>, AppError> {
    let name: String = name.trim().chars().take(LONGEST).collect();
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let named = app.store.sources_called(&name.replace('-', " "), false).await?;
    let mut found: Vec<(Source, i64)> =
        named.into_iter().map(|SourceRow { source, claims, .. }| (source, claims)).collect();
    for near in app.store.sources_spelled_like(&name, MOST as i64).await? {
        if found.iter().all(|(source, _)| source.slug != near.source.slug) {
            found.push((near.source, near.claims));
        }
    }
    found.retain(|(source, _)| is_named(source.kind) && (kinds.is_empty() || kinds.contains(&source.kind)));
    let mut scored: Vec<(f64, Source, i64)> =
        found.into_iter().map(|(source, claims)| (score(&name, &source.name), source, claims)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.2.cmp(&a.2)).then(a.1.slug.cmp(&b.1.slug)));
    let same = scored.iter().filter(|(score, ..)| *score == SAME).count();
    scored.truncate(limit);
    let candidate = |(score, source, claims): (f64, Source, i64)| Candidate {
        is_match: score == SAME && same == 1,
        kinds: [Kind::of(source.kind)],
        description: format!("{}, {}", view::kind_words(source.kind).0, view::counted(&claims, "claim", "claims")),
        id: source.slug,
        name: source.name,
        score,
    };
    Ok(scored.into_iter().map(candidate).collect())
}

/// How alike two names are, from 0 to 100 (Jaro and Winkler, on names folded).
fn score(typed: &str, name: &str) -> f64 {
    if fold_name(typed) == fold_name(name) || person_key(typed) == person_key(name) {
        return SAME;
    }
    // Names that only look alike never score as the same.
    (strsim::jaro_winkler(&fold_name(typed), &fold_name(name)) * 99.0).round()
}

/// What the suggestions for entities may be asked with.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Prefix {
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    cursor: usize,
}

/// Answers `/reconcile/suggest/entity?prefix=`.
pub(in crate::web) async fn suggest(
    State(app): State<App>,
    Parsed(Prefix { prefix, cursor }): Parsed<Prefix>,
) -> Result<Json<Value>, AppError> {
    let typed: String = prefix.trim().chars().take(LONGEST).collect();
    let found = match typed.chars().nth(1) {
        Some(_) => app.store.sources_starting(&typed, MOST as i64).await?,
        // A single letter matches too many names to be of use.
        None => Vec::new(),
    };
    let result: Vec<Value> = found
        .into_iter()
        .filter(|found| is_named(found.source.kind))
        .skip(cursor)
        .map(|found| {
            let about = found.role.unwrap_or_else(|| view::kind_words(found.source.kind).0.to_owned());
            json!({
                "id": found.source.slug,
                "name": found.source.name,
                "description": format!("{about}, {}", view::counted(&found.claims, "claim", "claims")),
                "notable": [Kind::of(found.source.kind)],
            })
        })
        .collect();
    Ok(Json(json!({ "result": result })))
}

/// Which source a preview shows.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Previewed {
    #[serde(default)]
    id: String,
}

#[derive(Template)]
#[template(path = "api/preview.html")]
struct Preview<'a> {
    app: &'a App,
    assets: &'static str,
    source: &'a Source,
    claims: i64,
    role: Option<&'a str>,
}

/// Other sites show previews in a frame.
const FRAMED: &str = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors *";

/// Answers `/reconcile/preview?id=`: a few words about a source, to be shown in a frame.
pub(in crate::web) async fn preview(
    State(app): State<App>,
    Parsed(Previewed { id }): Parsed<Previewed>,
) -> Result<Response, AppError> {
    let slug = Slug::parse(&id).ok_or(AppError::NotFound("source"))?;
    let SourceLookup::Found(detail) = app.store.source(&slug).await? else { return Err(AppError::NotFound("source")) };
    let page = Preview {
        app: &app,
        assets: assets::VERSION.as_str(),
        source: &detail.row.source,
        claims: detail.row.claims,
        role: detail.roles.first().map(|role| role.words.as_str()),
    };
    let mut response = html_response(StatusCode::OK, page.render()?);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMED));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_name_scores_as_the_same() {
        assert_eq!(score("volodymyr zelensky", "Volodymyr Zelenskyy"), SAME, "another spelling");
        assert_eq!(score("Ada Brandt", "ADA BRANDT"), SAME);
        let near = score("Ada Brand", "Ada Brandt");
        assert!((90.0..SAME).contains(&near), "{near}");
        assert!(score("Olof Weir", "Ada Brandt") < 60.0);
    }

    #[test]
    fn kinds_are_one_or_several_words() {
        let query: Query = serde_json::from_str(r#"{"query": "a", "type": ["person", "unknown"]}"#).unwrap();
        assert_eq!(query.kinds.unwrap().kinds(), [SourceKind::Person]);
        let query: Query = serde_json::from_str(r#"{"query": "a", "type": "media", "limit": 3}"#).unwrap();
        assert_eq!((query.kinds.unwrap().kinds(), query.limit), (vec![SourceKind::Media], Some(3.0)));
    }

    #[test]
    fn what_the_schema_allows_is_read() {
        let read = |text| serde_json::from_str::<Query>(text).unwrap();
        assert_eq!(read(r#"{"properties": [{"pid": "P1", "v": ["x", {"id": "Q1"}]}]}"#).query, "");
        let query = read(r#"{"query": "a", "type_strict": "any", "limit": 5.0}"#);
        assert_eq!((query.query.as_str(), query.limit), ("a", Some(5.0)));
    }
}
