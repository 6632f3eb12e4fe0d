//! One run: each size of database in turn, by the same steps.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::beside;
use super::drive::{at_rate, get, one_by_one};
use super::figures::{Answered, Figures};
use super::grow::grow;
use super::mix::{KINDS, Request, Sample};
use super::report::{Measured, load, machine};
use super::server::{Server, binary, forget};
use crate::RunOptions;

/// How long requests are sent before any is counted.
const WARMING: Duration = Duration::from_secs(15);

/// Grows what is not there yet, measures each size, and prints and writes the results.
pub(crate) async fn run(options: &RunOptions) -> Result<()> {
    std::fs::create_dir_all(&options.folder)?;
    for claims in &options.claims {
        let database = options.folder.join(format!("claims-{claims}.db"));
        let grown = if database.exists() { None } else { Some(grow(&options.from, &database, *claims).await?) };
        let mut measured = measure(options, &database).await?;
        measured.grown = grown;
        let file = options.folder.join(format!("claims-{claims}.json"));
        std::fs::write(&file, serde_json::to_string_pretty(&measured)?)?;
        println!("{}", measured.markdown());
        eprintln!("written to {}", file.display());
    }
    Ok(())
}

async fn measure(options: &RunOptions, database: &Path) -> Result<Measured> {
    let sample = Sample::read(database, options.seed).await?;
    let binary = binary(options.binary.as_ref());
    let mut measured = Measured {
        machine: machine(),
        load: load(),
        date: jiff::Zoned::now().date().to_string(),
        seed: options.seed,
        rate: options.rate,
        seconds: options.seconds,
        connections: options.connections,
        claims: sample.held,
        database_mb: std::fs::metadata(database)?.len() as f64 / f64::from(1 << 20),
        ..Measured::default()
    };
    let pages = sample.requests_of(&KINDS[0], options.seed, 5000);
    forget(database)?;
    let server = Server::of_program(&binary, database, &pages[0].path).await?;
    measured.first_answer_ms = server.first_answer.as_secs_f64() * 1000.0;
    measured.costs.push(("after the first answer".to_owned(), server.costs()));
    let page = get(&server.address, &pages[0].path).await?;
    measured.page_bytes = page.1.len();

    let warming = sample.requests(options.seed + 1, 10_000);
    one_by_one(&server.address, |number| warming.get(number), 1, WARMING).await;
    alone(options, &sample, &server, &mut measured).await;
    measured.costs.push(("after each kind alone".to_owned(), server.costs()));
    server.settle().await;
    measured.throughput.push(flat_out(options, "Onrecord: claim pages", &server.address, &pages).await);
    eprintln!("the mix, {} a second for {} s", options.rate, options.seconds);
    let count = (options.rate * options.seconds as f64) as usize;
    let (answers, span) = at_rate(&server.address, sample.requests(options.seed, count), options.rate).await;
    measured.at_rate = by_kind(&answers, span);
    measured.costs.push(("after the mix".to_owned(), server.costs()));
    server.settle().await;
    let mix = sample.requests(options.seed + 2, 20_000);
    measured.throughput.push(flat_out(options, "Onrecord: the mix", &server.address, &mix).await);
    measured.costs.push(("at the end".to_owned(), server.costs()));
    drop(server);
    beside_it(options, database, &sample, &pages, &mut measured).await;
    Ok(measured)
}

/// Every kind by itself, one request after another.
async fn alone(options: &RunOptions, sample: &Sample, server: &Server, measured: &mut Measured) {
    let limit = Duration::from_secs(options.each_seconds);
    for kind in KINDS {
        server.settle().await;
        let requests = sample.requests_of(kind, options.seed, options.each);
        let (answers, span) = one_by_one(&server.address, |number| requests.get(number), 1, limit).await;
        let figures = Figures::of(kind.name, answers.iter(), span);
        eprintln!("{}: p50 {:.1} ms", kind.name, figures.p50);
        measured.alone.push(figures);
    }
}

/// The figures of all, and of each kind.
fn by_kind(answers: &[Answered], span: Duration) -> Vec<Figures> {
    let of_kind = |name: &'static str| Figures::of(name, answers.iter().filter(|answer| answer.kind == name), span);
    let all = Figures::of("all", answers.iter(), span);
    std::iter::once(all).chain(KINDS.iter().map(|kind| of_kind(kind.name))).collect()
}

/// Requests over several connections, each as soon as the one before it is answered.
async fn flat_out(options: &RunOptions, what: &str, address: &str, requests: &[Request]) -> Figures {
    let limit = Duration::from_secs(options.seconds / 2);
    let next = |number: usize| requests.get(number % requests.len().max(1));
    let (answers, span) = one_by_one(address, next, options.connections, limit).await;
    let figures = Figures::of(what, answers.iter(), span);
    eprintln!("{what}: {:.0} a second", figures.per_second);
    figures
}

/// What stands beside; what is not installed is left out, and said.
async fn beside_it(options: &RunOptions, database: &Path, sample: &Sample, pages: &[Request], measured: &mut Measured) {
    let table = beside::make_search_table(database).await;
    let outcomes = [
        table,
        beside_bare(options, measured.page_bytes, pages, &mut measured.throughput).await,
        beside_datasette(options, database, sample, &mut measured.throughput).await,
        beside::raw_queries(database, sample, options.seed, 50).map(|raw| measured.raw = raw),
    ];
    for error in outcomes.into_iter().filter_map(Result::err) {
        measured.left_out.push(format!("{error:#}"));
    }
}

async fn beside_bare(
    options: &RunOptions,
    bytes: usize,
    pages: &[Request],
    throughput: &mut Vec<Figures>,
) -> Result<()> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.arg("bare").arg(bytes.to_string());
    let server = Server::start(command, "/").await?;
    throughput.push(flat_out(options, "bare axum, as many bytes", &server.address, pages).await);
    Ok(())
}

async fn beside_datasette(
    options: &RunOptions,
    database: &Path,
    sample: &Sample,
    throughput: &mut Vec<Figures>,
) -> Result<()> {
    let rows = beside::datasette_rows(database, options.seed, 2000).await?;
    let searches = beside::datasette_searches(database, sample, options.seed, 2000);
    let command = beside::datasette(&options.datasette, database);
    let server = Server::start(command, "/").await.context("Datasette is left out")?;
    throughput.push(flat_out(options, "Datasette: row pages", &server.address, &rows).await);
    throughput.push(flat_out(options, "Datasette: table search", &server.address, &searches).await);
    Ok(())
}
