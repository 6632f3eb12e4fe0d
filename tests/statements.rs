//! Every statement of the store, prepared against the schema that the migrations make, so that a broken one cannot land.
//!
//! The test reads the source of `src/store` and finds three kinds of SQL:
//!
//! - A statement that stands whole in one literal (constants in braces are filled in) is prepared as it is. A new one is
//!   found by itself.
//! - What is pushed into a `QueryBuilder`, and what it begins with, must occur in a statement that was run while the test
//!   asked for pages and used the store.
//! - So must a statement with parts that only the running program knows ("{sign}").
//!
//! Who adds a part that no page here asks for makes this test fail: add the page, or the call, to [`use_the_store`].

#![allow(dead_code)]

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use onrecord::cli::find_claims;
use onrecord::config::TextShown;
use onrecord::domain::{ClaimId, NewArticle, Published, Slug, SourceKind};
use onrecord::extract::Extractor;
use onrecord::store::{
    AttributedTo, ClaimFilters, FILTERS, LoadedArticle, NewSource, ReadArticle, SourceFilters, Store, Withdrawable,
    back_up,
};
use sqlx::AssertSqlSafe;
use syn::visit::{self, Visit};
use tracing_subscriber::layer::{Context, SubscriberExt};

#[path = "it/support.rs"]
mod support;

use support::{TestServer, article, start_on};

/// Statements as sqlx logs them.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<BTreeSet<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Recorder {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut Fields(self));
        }
    }
}

struct Fields<'r>(&'r Recorder);

impl tracing::field::Visit for Fields<'_> {
    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        // The summary is the whole of a short statement, which has no other field then.
        if matches!(field.name(), "summary" | "db.statement") {
            self.0.0.lock().unwrap().insert(value.trim().to_owned());
        }
    }

    fn record_debug(&mut self, _: &tracing::field::Field, _: &dyn std::fmt::Debug) {}
}

/// SQL in the source, with the place it stands at.
struct Sql {
    place: String,
    text: String,
    /// Pushed into a builder, or what one begins with.
    is_part: bool,
}

/// Collects literals and constants of one file.
struct Reader<'f> {
    file: &'f str,
    depth_of_parts: usize,
    constants: HashMap<String, String>,
    found: Vec<Sql>,
    names: Vec<(String, String)>,
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
}

impl Reader<'_> {
    fn literal(&mut self, literal: &syn::LitStr) {
        let place = format!("{}:{}", self.file, literal.span().start().line);
        self.found.push(Sql { place, text: literal.value(), is_part: self.depth_of_parts > 0 });
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &*item.expr {
            self.constants.insert(item.ident.to_string(), text.value());
        }
        visit::visit_item_const(self, item);
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.literal(literal);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        for token in item.tokens.clone() {
            if let proc_macro2::TokenTree::Literal(literal) = token
                && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
            {
                let place = format!("{}:{}", self.file, literal.span().start().line);
                self.found.push(Sql { place, text: text.value(), is_part: self.depth_of_parts > 0 });
            }
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        let is_push = call.method == "push";
        self.depth_of_parts += usize::from(is_push);
        for argument in &call.args {
            if let syn::Expr::Path(path) = argument
                && let Some(name) = path.path.get_ident().filter(|_| is_push)
            {
                self.names.push((format!("{}:{}", self.file, name.span().start().line), name.to_string()));
            }
            self.visit_expr(argument);
        }
        self.depth_of_parts -= usize::from(is_push);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let is_new = match &*call.func {
            syn::Expr::Path(path) => {
                path.path.segments.len() > 1
                    && path.path.segments.iter().any(|part| part.ident == "QueryBuilder")
                    && path.path.segments.last().is_some_and(|part| part.ident == "new")
            }
            _ => false,
        };
        self.depth_of_parts += usize::from(is_new);
        visit::visit_expr_call(self, call);
        self.depth_of_parts -= usize::from(is_new);
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// All SQL of the store, constants filled in: whole statements, and parts.
fn sql_of_the_store() -> Vec<Sql> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut constants = HashMap::new();
    let mut found = Vec::new();
    let mut names = Vec::new();
    for path in rust_files(&folder) {
        let source = std::fs::read_to_string(&path).unwrap();
        if !source.contains("sqlx") && !source.contains("SELECT") {
            continue;
        }
        let file = path.strip_prefix(&folder).unwrap().display().to_string();
        let mut reader =
            Reader { file: &file, depth_of_parts: 0, constants: HashMap::new(), found: Vec::new(), names: Vec::new() };
        reader.visit_file(&syn::parse_file(&source).unwrap());
        let own = reader.constants;
        for sql in reader.found {
            found.push((Sql { text: filled(&sql.text, &own), ..sql }, own.clone()));
        }
        names.extend(reader.names);
        constants.extend(own);
    }
    // Constants of other files, and constants in constants.
    let mut all: Vec<Sql> = found
        .into_iter()
        .map(|(sql, own)| Sql { text: filled(&filled(&filled(&sql.text, &own), &constants), &constants), ..sql })
        .collect();
    for (place, name) in names {
        if let Some(text) = constants.get(&name) {
            all.push(Sql { place, text: filled(text, &constants), is_part: true });
        }
    }
    all
}

fn filled(text: &str, constants: &HashMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in constants {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// What stands between the parts of a literal that only the running program knows.
fn known_pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                pieces.push(String::new());
            }
            c if depth == 0 => pieces.last_mut().unwrap().push(c),
            _ => {}
        }
    }
    pieces
}

fn is_in(statement: &str, pieces: &[String]) -> bool {
    let mut rest = statement;
    pieces.iter().all(|piece| match rest.find(piece.trim()) {
        Some(at) => {
            rest = &rest[at + piece.trim().len()..];
            true
        }
        None => false,
    })
}

fn is_statement(text: &str) -> bool {
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "PRAGMA "].iter().any(|word| text.starts_with(word))
}

/// True where relations within a set of claims are looked up pair by pair: as many look-ups as the square of the set.
async fn looks_each_up_with_each(pool: &sqlx::SqlitePool, statement: &str) -> bool {
    if !statement.contains("second_row IN (") {
        return false;
    }
    let plan = format!("EXPLAIN QUERY PLAN {statement}");
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(plan)).fetch_all(pool).await.unwrap();
    plan.iter().any(|(.., step)| step.contains("(first_row=? AND second_row=?)"))
}

/// The steps by which a statement about disputes or relations, which are few, goes through all claims or relations.
async fn scans(pool: &sqlx::SqlitePool, statement: &str) -> Vec<String> {
    let is_of_few = statement.contains("dispute_claims") || statement.contains("claim_relations");
    if !is_of_few || !["SELECT ", "WITH "].iter().any(|word| statement.starts_with(word)) {
        return Vec::new();
    }
    let plan = format!("EXPLAIN QUERY PLAN {statement}");
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(plan)).fetch_all(pool).await.unwrap();
    let is_all = |step: &str| {
        let Some(scanned) = step.strip_prefix("SCAN ") else { return false };
        let (table, index) = scanned.split_once(' ').unwrap_or((scanned, ""));
        let called = |name: &str| table == name || statement.contains(&format!(" {name} {table} "));
        let many = ["claims", "visible_claims", "claim_relations", "claim_parties", "source_claims"];
        many.iter().any(|name| called(name)) && !index.contains("INDEX dispute_claims")
    };
    plan.into_iter().map(|(.., step)| step).filter(|step| is_all(step)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_of_the_store_fits_the_schema() {
    let recorder = Recorder::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(recorder.clone())).unwrap();
    let dir = tempfile::tempdir().unwrap();
    use_the_store(dir).await;
    let schema = tempfile::tempdir().unwrap();
    let empty = schema.path().join("empty.db");
    Store::open(&empty).await.unwrap().close().await;
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", empty.display())).await.unwrap();
    let run = recorder.0.lock().unwrap().clone();
    let (mut prepared, mut parts, mut faults) = (0, 0, Vec::new());
    for Sql { place, text, is_part } in sql_of_the_store() {
        let has_unknown = text.contains('{');
        if is_part || (is_statement(&text) && has_unknown) {
            parts += 1;
            let pieces = known_pieces(&text);
            if !run.iter().any(|statement| is_in(statement, &pieces)) {
                faults.push(format!("{place}: no page or call of this test uses {text:?}"));
            }
        } else if is_statement(&text) {
            prepared += 1;
            if let Err(error) = sqlx::query(AssertSqlSafe(format!("EXPLAIN {text}"))).fetch_all(&pool).await {
                faults.push(format!("{place}: {error}"));
            } else if looks_each_up_with_each(&pool, &text).await {
                faults.push(format!(
                    "{place}: looks each claim of a set up with each other one; ask for +r.second_row IN (…)"
                ));
            }
        }
    }
    for statement in &run {
        for step in scans(&pool, statement).await {
            faults.push(format!("{step}, all of them: name the few first with CROSS JOIN in {statement}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(prepared > 100 && parts > 100, "{prepared} statements and {parts} parts were found; the reader broke");
}

const REPORT: &str = "General Ada Brandt said on Tuesday that twelve boats had sunk near the northern pier of Holm. Mayor \
    Ida Lund denied that the road to Holm was shut and said that the harbour would open again on Friday. According to \
    the Ministry of Defence of Ukraine, the convoy left the depot at dawn. “We will not give up the bridge,” Brandt said, \
    and she warned that the ferry might be hit again. An official said rain had made the valley road hard to drive. Lund \
    told the River Post that General Ada Brandt had promised forty lorries of grain before the end of the month.";

fn printed(slug: &str, publisher: &str, host: &str, day: &str, text: &str) -> NewArticle {
    NewArticle {
        url: Some(format!("https://{host}/{slug}")),
        publisher: Some(publisher.to_owned()),
        published: Some(Published::parse(day).unwrap()),
        credit: (publisher != "River Post").then(|| "Reuters".to_owned()),
        corrections: vec!["An earlier version named another pier.".to_owned()],
        ..article(slug, text)
    }
}

async fn save(store: &Store, extractor: &Extractor, article: NewArticle) -> LoadedArticle {
    let outlook = store.outlook(article, true).await.unwrap();
    let loaded = LoadedArticle { basis: Some(outlook.basis), ..find_claims(extractor, outlook.article) };
    store.save(std::slice::from_ref(&loaded)).await.unwrap();
    loaded
}

/// Loads, changes, reads anew, and asks for every kind of page with every filter.
async fn use_the_store(dir: tempfile::TempDir) {
    let file = dir.path().join("test.db");
    let extractor = Extractor::built_in();
    let store = Store::open(&file).await.unwrap();
    let first = save(&store, &extractor, printed("a", "River Post", "river.example", "2025-03-05", REPORT)).await;
    save(&store, &extractor, printed("b", "Lake Times", "lake.example", "2025-03-06", REPORT)).await;
    let other = REPORT.replace("twelve boats", "thirteen ships").replace("harbour", "airport");
    save(&store, &extractor, printed("c", "Hill Gazette", "hill.example", "2025-02-26", &other)).await;
    let changed = REPORT.replace("twelve boats had sunk near", "thirteen boats had been lost at");
    save(&store, &extractor, printed("a", "River Post", "river.example", "2025-03-05", &changed)).await;
    let id = first.article.id();
    let extractors = store.extractors().await.unwrap();
    store.count_to_read(&extractors).await.unwrap();
    store.to_read(&extractors, Some(&id), 5).await.unwrap();
    let fetched = store.stored_article(&id).await.unwrap();
    let mut reading = find_claims(&extractor, fetched.clone()).reading.unwrap();
    let corrected = reading.claims[0].id.clone();
    reading.extractor = "another".to_owned();
    store.save_readings(&[ReadArticle { article: fetched, reading }]).await.unwrap();
    let claim = first.reading.as_ref().unwrap().claims.last().unwrap().id.clone();
    store.withdraw(&Withdrawable::Claim(claim.clone()), "a life at risk").await.unwrap();
    store.claim_withdrawal(&claim).await.unwrap();
    let now = jiff::Timestamp::now();
    store.add_feeds(&["https://river.example/feed".to_owned()], now).await.unwrap();
    store.lease_feed("https://river.example/feed", now, now, true).await.unwrap();
    store.known_pages(&["https://river.example/a".to_owned()]).await.unwrap();
    store.pages_to_try("https://river.example/feed", now, 5).await.unwrap();
    store.watched_feed("https://river.example/feed").await.unwrap();
    let (brandt, lund) = (Slug::of("Ada Brandt"), Slug::of("Ida Lund"));
    let merged = store.merge_sources(&brandt, &lund, false, None).await.unwrap();
    store.decisions(Some(&lund)).await.unwrap();
    store.undo_decision(merged.number).await.unwrap();
    decide_and_undo(&store, &corrected, &lund).await;
    store.through_called("brandt").await.unwrap();
    let copy = store.copy_for_export(&dir.path().join("copy.db")).await.unwrap();
    assert!(!copy.current_claims().next().await.unwrap().is_empty());
    copy.finish_import(Store::keys_version()).await.unwrap();
    copy.close().await;
    store.withdrawn().await.unwrap();
    back_up(&file, &dir.path().join("backup.db"), |_, _| ()).await.unwrap();
    store.close().await;
    as_an_earlier_version_left_it(&file).await;
    let server = start_on(dir, TextShown::Full).await;
    server.store.original(&id, None).await.unwrap();
    ask_for_pages(&server, &format!("/articles/{id}")).await;
}

/// Corrects a claim and the kind of a source, and takes all of it back.
async fn decide_and_undo(store: &Store, claim: &ClaimId, source: &Slug) {
    store.date_claim(claim, &"2025-02".parse().unwrap(), Some("Olof Weir")).await.unwrap();
    store.attribute_claim(claim, AttributedTo::Known(source), None).await.unwrap();
    store.attribute_claim(claim, AttributedTo::Nobody, None).await.unwrap();
    let new = NewSource { name: "Ada Weir", kind: SourceKind::Person, force: false };
    store.attribute_claim(claim, AttributedTo::New(new), None).await.unwrap();
    store.set_source_kind(source, SourceKind::Group, None).await.unwrap();
    for decision in store.decisions(None).await.unwrap() {
        if decision.undone_at.is_none() {
            store.undo_decision(decision.number).await.unwrap();
        }
    }
}

/// Leaves to the next opening what the upkeep does.
async fn as_an_earlier_version_left_it(file: &Path) {
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    for statement in
        ["UPDATE sources SET is_official = NULL", "UPDATE articles SET compared_row = NULL", "PRAGMA user_version = 0"]
    {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

async fn ask_for_pages(server: &TestServer, article: &str) {
    let claims = server.listed("/claims").await;
    let claim = claims[0].clone();
    let cursor = claim.rsplit('/').next().unwrap().to_owned();
    let id = article.rsplit('/').next().unwrap();
    let mut paths: Vec<String> = ["/", "/about", "/about/loads", "/publishers", "/publishers/river-post", "/articles"]
        .into_iter()
        .chain(["/sources", "/sources/ada-brandt", "/sources/ida-lund", "/readyz", "/metrics"])
        .map(str::to_owned)
        .collect();
    paths.extend([claim, article.to_owned(), format!("/claims?id={cursor}"), "/claims.bib".to_owned()]);
    paths.push(format!("/articles?title=report+on&publisher=river-post&cursor={id}"));
    for sort in ["said", "-said", "published", "-published", "loaded", "-loaded", "relevance", "-relevance"] {
        paths.push(format!("/claims?sort={sort}"));
        paths.push(format!("/claims?sort={sort}&q=boats&cursor={cursor}"));
        paths.push(format!("/claims?sort={sort}&cursor={cursor}"));
    }
    for filters in [
        "q=boats+-rain+speaker:brandt+before:2025-04-01+after:2024-01-01",
        "q=speaker:brand",
        "q=baots",
        "q=brandtt+boats",
        "q=Ada+Brandt",
        "source=ada-brandt&source=ida-lund&via=ada-brandt",
        "source=Ada+Brand&publisher=River+Pots",
        "kind=person&kind=government&country=ua&publisher=river-post",
        "stance=says&stance=denies&quotation=direct&quotation=indirect",
        "has=date&has=figure&has=via",
        "from=2025-01-01&to=2025-12-31&published_from=2025-01-01&published_to=2025-12-31",
        "from=2025-12-31&to=2025-01-01",
        "from=2030-01-01&to=2031-01-01",
        "from=1990-01-01&to=1991-01-01",
        "facet=source&facet_q=ada",
        "facet=publisher&facet_q=river",
    ] {
        paths.push(format!("/claims?{filters}"));
    }
    paths.push(format!("/claims?article={id}"));
    for filter in FILTERS {
        paths.push(format!("/claims?{}={}", filter.name, filter.example));
        paths.extend(filter.facet.as_ref().map(|_| format!("/claims?facet={}", filter.name)));
    }
    for sort in ["newest", "oldest", "best"] {
        paths.push(format!("/claims?group=article&sort={sort}&q=boats"));
    }
    for filters in [
        "kind=person",
        "kind=government&country=ua",
        "letter=b",
        "letter=b&sort=name",
        "sort=name&cursor=ada-brandt",
        "sort=name&letter=b&cursor=ada-brandt",
        "cursor=ada-brandt",
        "name=brandt",
        "name=%E2%80%94",
        "via=1",
    ] {
        paths.push(format!("/sources?{filters}"));
    }
    paths.extend(["/disputes", "/disputes?q=boats&kind=denial&source=ada-brandt&country=ua"].map(str::to_owned));
    paths.push("/disputes?publisher=river-post&from=2024&to=2026&sort=claims&page=2".to_owned());
    for words in ["ada", "brandtt", "river", "bri", "ada brandt"] {
        paths.push(format!("/suggest?q={}", words.replace(' ', "+")));
    }
    server.store.relate_all().await.unwrap();
    let page = server.get(article).await;
    paths.extend(page.attributes(".versions a", "href"));
    for path in paths {
        // Some are refused, and some lead on; what they ask of the store counts.
        assert!(server.get(&path).await.status < 500, "{path}");
    }
    let store = &server.store;
    for (name, via) in [("brandt", true), ("—", false)] {
        let country = Some("UA".to_owned());
        let filters = SourceFilters { name: name.to_owned(), via, country, ..SourceFilters::default() };
        store.sources(&filters).await.unwrap();
        store.source_facets(&filters).await.unwrap();
    }
    let day = Some(jiff::civil::date(1990, 1, 1));
    store.nearest_days(&ClaimFilters { from: day, to: day, ..ClaimFilters::default() }).await.unwrap();
}
