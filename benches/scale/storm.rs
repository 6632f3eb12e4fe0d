//! Many readers at once: the heaviest searches, slow connections and idle ones, and how claim pages do meanwhile.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures::StreamExt;
use futures::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::StormOptions;
use super::drive::{Connection, ask, at_rate, one_by_one};
use super::figures::{Answered, Figures};
use super::mix::{KINDS, Request, Sample};
use super::report::{heading, time};
use super::server::{Costs, Server, binary};

/// The kinds of requests that cost most.
const HEAVIEST: [&str; 4] = ["search, commonest word", "all claims", "month", "deep page"];
/// A slow connection sends a byte as often.
const BYTE_EVERY: Duration = Duration::from_secs(5);
/// Who was refused asks again so much later. The answer asks for more; not all will heed it.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Memory that did not become less in this time is held.
const SETTLED: Duration = Duration::from_secs(4);
/// How long those connections that are closed when the storm is over may take, longer than the program lets them stand.
const GIVEN_BACK_IN: Duration = Duration::from_secs(90);

/// What the process holds at one time.
struct Held {
    when: &'static str,
    costs: Costs,
    open_files: usize,
}

impl Held {
    fn by(server: &Server, when: &'static str) -> Self {
        Self { when, costs: server.costs(), open_files: server.open_files() }
    }
}

pub(crate) async fn run(options: &StormOptions) -> Result<()> {
    let wanted = (options.searching + options.slow + options.idle + 500) as u64;
    let files = rlimit::increase_nofile_limit(wanted)?;
    ensure!(files >= wanted, "the system allows {files} open files; {wanted} are needed (ulimit -n)");
    let sample = Sample::read(&options.database, options.seed).await?;
    let binary = binary(options.binary.as_ref());
    let pages = sample.requests_of(&KINDS[0], options.seed, 5000);
    let kinds = KINDS.iter().filter(|kind| HEAVIEST.contains(&kind.name));
    let searches: Vec<Request> = kinds.flat_map(|kind| sample.requests_of(kind, options.seed, 250)).collect();
    let server = Server::of_program(&binary, &options.database, &pages[0].path).await?;
    let mut held = Vec::new();

    // Each kind has been asked for, so that what is kept is there before anything is compared.
    let warming = |number: usize| searches.get(number * 20).or_else(|| pages.get(number));
    one_by_one(&server.address, warming, 2, Duration::from_secs(20)).await;
    server.settle().await;
    let (before, before_span) = at_rate(&server.address, some(&pages, options, 0), options.rate).await;
    held.push(Held::by(&server, "before"));
    let idle = idle(&server.address, options.idle, &pages[0]).await;
    held.push(Held::by(&server, "with the idle connections"));

    let stop = Instant::now() + Duration::from_secs(options.seconds);
    let cut_off = AtomicUsize::new(0);
    let ((during, span), searched, ()) = tokio::join!(
        at_rate(&server.address, some(&pages, options, 1), options.rate),
        join_all((0..options.searching).map(|first| search(&server.address, &searches, first, stop))),
        async {
            join_all((0..options.slow).map(|_| slow(&server.address, stop, &cut_off))).await;
        },
    );
    held.push(Held::by(&server, "at the end of the storm"));
    let standing = still_open(idle);
    server.settle().await;
    let began = Instant::now();
    // This connection and those of the database stay. Memory is given back some seconds after it was last used.
    let mut memory = f64::INFINITY;
    while began.elapsed() < GIVEN_BACK_IN {
        let now = server.costs().rss_mb;
        if server.open_files() <= held_before(&held) + 8 && now >= memory {
            break;
        }
        memory = now;
        sleep(SETTLED).await;
    }
    held.push(Held::by(&server, "after"));

    println!("{}", heading(sample.held));
    println!("| | sent | p50 | p95 | p99 | max | failed |\n|---|---:|---:|---:|---:|---:|---:|");
    row(&Figures::of("claim pages before", before.iter(), before_span));
    row(&Figures::of("claim pages in the storm", during.iter(), span));
    report_searches(&searched.concat(), span);
    let (cut_off, idle) = (cut_off.into_inner(), options.idle);
    println!("Slow connections cut off: {cut_off}. Idle ones that stood to the end: {standing} of {idle}.\n");
    report_held(&held);
    Ok(())
}

fn report_searches(searched: &[Answered], span: Duration) {
    row(&Figures::of("searches answered", searched.iter().filter(|search| search.is_good()), span));
    let refused = searched.iter().filter(|search| search.answer.is_some_and(|(status, _)| status == 503)).count();
    let failed = searched.iter().filter(|search| !search.is_good()).count() - refused;
    println!("\nSearches refused: {refused} of {}; failed otherwise: {failed}.", searched.len());
}

fn report_held(held: &[Held]) {
    println!("| the process, MB | RSS | without files | peak RSS | open files |\n|---|---:|---:|---:|---:|");
    for Held { when, costs, open_files } in held {
        let Costs { rss_mb, anonymous_mb, peak_mb, .. } = costs;
        println!("| {when} | {rss_mb:.0} | {anonymous_mb:.0} | {peak_mb:.0} | {open_files} |");
    }
}

fn held_before(held: &[Held]) -> usize {
    held.first().map_or(0, |held| held.open_files)
}

/// Claim pages for as long as the storm lasts; others in each part, since what was answered may be kept.
fn some(pages: &[Request], options: &StormOptions, part: usize) -> Vec<Request> {
    let count = (options.rate * options.seconds as f64) as usize;
    pages.iter().cycle().skip(part * count).take(count).cloned().collect()
}

fn row(figures: &Figures) {
    let [p50, p95, p99, max] = [figures.p50, figures.p95, figures.p99, figures.max].map(time);
    println!("| {} | {} | {p50} | {p95} | {p99} | {max} | {} |", figures.what, figures.requests, figures.errors);
}

/// Connections that had one answer, and ask for nothing more. It is the same for all: what it takes to keep others would count
/// as memory for connections.
async fn idle(address: &str, count: usize, page: &Request) -> Vec<Connection> {
    let opened = (0..count).map(|_| async {
        let mut connection = Connection::open(address).await.ok()?;
        connection.get(&page.path).await.ok()?;
        Some(connection)
    });
    futures::stream::iter(opened).buffer_unordered(32).filter_map(async |connection| connection).collect().await
}

/// How many of these connections the server has not closed, which are closed now.
fn still_open(idle: Vec<Connection>) -> usize {
    idle.into_iter().filter(Connection::is_open).count()
}

/// The heaviest searches, one after another, until the time is over.
async fn search(address: &str, searches: &[Request], first: usize, stop: Instant) -> Vec<Answered> {
    let (mut connection, mut answers) = (None, Vec::new());
    for (number, request) in searches.iter().cycle().skip(first * 17 % searches.len()).enumerate() {
        if Instant::now() >= stop {
            break;
        }
        // Without the name that no list knows, an answer that was given before may be kept.
        let sign = if request.path.contains('?') { '&' } else { '?' };
        let request = Request { kind: request.kind, path: format!("{}{sign}n={first}-{number}", request.path) };
        let answer = ask(&mut connection, address, &request, Instant::now()).await;
        if !answer.is_good() {
            sleep(AGAIN_AFTER).await;
        }
        answers.push(answer);
    }
    answers
}

/// A connection that begins a request and does not end it, and the next one when it is closed, until the time is over.
async fn slow(address: &str, stop: Instant, cut_off: &AtomicUsize) {
    while Instant::now() < stop {
        let Ok(mut stream) = TcpStream::connect(address).await else { return };
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nx: ").await;
        while Instant::now() < stop {
            if timeout(BYTE_EVERY, stream.read(&mut [0; 1])).await.is_ok() {
                cut_off.fetch_add(1, Ordering::Relaxed);
                break;
            }
            let _ = stream.write_all(b"x").await;
        }
    }
}
