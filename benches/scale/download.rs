//! Whole results: how long they take, and what memory the process needs for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use http_body_util::BodyExt;

use super::DownloadOptions;
use super::drive::{Connection, one_by_one};
use super::mix::{KINDS, Request, Sample};
use super::report::{grouped, heading};
use super::server::{Server, binary};

/// How often memory is looked at.
const EVERY: Duration = Duration::from_millis(250);
/// How long one page before the downloads may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one download took.
struct Taken {
    form: String,
    rows: usize,
    bytes: usize,
    seconds: f64,
    /// Memory without files, in MB: before, the most there was, and afterwards.
    before: f64,
    highest: f64,
    after: f64,
}

pub(crate) async fn run(options: &DownloadOptions) -> Result<()> {
    let sample = Sample::read(&options.database, options.seed).await?;
    let pages: Vec<Request> = KINDS.iter().flat_map(|kind| sample.requests_of(kind, options.seed, 1)).collect();
    let server = Server::of_program(&binary(options.binary.as_ref()), &options.database, &pages[0].path).await?;
    // One page of each kind: a program that has answered nothing yet holds next to nothing.
    one_by_one(&server.address, |number| pages.get(number), 1, PATIENCE).await;
    server.settle().await;
    let mut taken = Vec::new();
    for form in &options.forms {
        taken.push(download(&server, form).await?);
    }
    println!("{}", heading(sample.held));
    println!("| `/claims` as | rows | MB | seconds | memory before | highest | after | highest above before |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for Taken { form, rows, bytes, seconds, before, highest, after } in taken {
        let (rows, megabytes, more) = (grouped(rows as f64), bytes / 1_000_000, highest - before);
        println!(
            "| {form} | {rows} | {megabytes} | {seconds:.0} | {before:.0} | {highest:.0} | {after:.0} | {more:.0} |"
        );
    }
    println!("\nMemory is that of the process without pages of files, in MB.");
    Ok(())
}

async fn download(server: &Server, form: &str) -> Result<Taken> {
    let before = server.costs().anonymous_mb;
    let ended = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let (got, highest) = tokio::join!(
        async {
            let got = get(&server.address, &format!("/claims.{form}")).await;
            ended.store(true, Ordering::Relaxed);
            got
        },
        async {
            let mut highest = before;
            while !ended.load(Ordering::Relaxed) {
                highest = server.costs().anonymous_mb.max(highest);
                tokio::time::sleep(EVERY).await;
            }
            highest
        }
    );
    let (lines, bytes) = got?;
    let seconds = began.elapsed().as_secs_f64();
    let after = server.costs().anonymous_mb;
    // The first line of a table names its columns.
    let rows = if form == "csv" { lines.saturating_sub(1) } else { lines };
    Ok(Taken { form: form.to_owned(), rows, bytes, seconds, before, highest: highest.max(after), after })
}

/// Reads an answer to its end without keeping it: its lines and bytes. A line ends where no quotation mark is open.
async fn get(address: &str, path: &str) -> Result<(usize, usize)> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.begin(path).await?;
    ensure!(answer.status() == 200, "{path} answers {}", answer.status());
    let mut body = answer.into_body();
    let (mut lines, mut bytes, mut is_quoted) = (0, 0, false);
    while let Some(frame) = body.frame().await {
        let frame = frame.context("the download broke off")?;
        let data = frame.data_ref().map_or(&[][..], |data| data);
        bytes += data.len();
        for byte in data {
            match byte {
                // In lines of JSON no line ends within a text, and marks in texts stand in pairs or not.
                b'"' if path.ends_with("csv") => is_quoted = !is_quoted,
                b'\n' if !is_quoted => lines += 1,
                _ => {}
            }
        }
    }
    Ok((lines, bytes))
}
