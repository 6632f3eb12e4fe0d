//! Many readers at once: searches beyond what there are places for, slow connections and idle ones, and claim pages
//! meanwhile. The long form is `cargo bench --bench scale -- storm` (docs/BENCHMARKS.md).

use std::time::{Duration, Instant};

use futures::future::join_all;
use onrecord::web::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::support::{TestServer, article, start_with_limits};

const SLOW: usize = 150;
const IDLE: usize = 150;
const READERS: usize = 32;
const SEARCHES: usize = 8;
const PAGES: usize = 60;
/// Long enough for a busy machine; what waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends a byte of a header now and then, until the other side closes the connection.
async fn slow(address: String) {
    let Ok(mut stream) = TcpStream::connect(address).await else { return };
    let _ = stream.write_all(b"GET /claims HTTP/1.1\r\nx: ").await;
    while timeout(Duration::from_millis(200), stream.read(&mut [0; 1])).await.is_err() {
        let _ = stream.write_all(b"x").await;
    }
}

/// Asks for nothing, until the other side closes the connection.
async fn idle(address: String) {
    let Ok(mut stream) = TcpStream::connect(address).await else { return };
    let _ = stream.read(&mut [0; 1]).await;
}

/// The connections that stand on the side of the server. Other tests may run in this process, so its open files tell nothing.
fn standing(server: &TestServer) -> usize {
    // The columns: number, local address, remote address, state; addresses and states in hexadecimal (proc_net_tcp(5)).
    const ESTABLISHED: &str = "01";
    const CLOSE_WAIT: &str = "08";
    let port: u16 = server.address().rsplit(':').next().unwrap().parse().unwrap();
    let port = format!(":{port:04X}");
    let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
    let rows = table.lines().map(|row| row.split_whitespace().skip(1).collect::<Vec<_>>());
    rows.filter(|row| row[0].ends_with(&port) && [ESTABLISHED, CLOSE_WAIT].contains(&row[2])).count()
}

/// Searches that are all different, since an answer that was given may be kept.
async fn searches(server: &TestServer, reader: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for number in 0..SEARCHES {
        let answer =
            server.get(&format!("/claims?q=boat+OR+bridge+OR+reader{reader}search{number}&sort=relevance")).await;
        if answer.status == 503 {
            assert_eq!(answer.header("retry-after"), "5");
        }
        statuses.push(answer.status);
    }
    statuses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claim_pages_are_answered_in_a_storm_and_all_is_given_back() {
    rlimit::increase_nofile_limit(4096).unwrap();
    let limits = Limits {
        questions: 2,
        queue: 4,
        patience: Duration::from_millis(200),
        head: Duration::from_secs(3),
        idle: Duration::from_secs(5),
        ..Limits::default()
    };
    let server = start_with_limits(limits).await;
    for number in 0..5 {
        let text =
            format!("Mayor Ida Lund said boat {number} sank. General Ada Brandt denied that bridge {number} fell.");
        server.load(article(&format!("boat-{number}"), &text)).await;
    }
    let claim = server.listed("/claims").await.remove(0);
    let address = server.address().to_owned();
    let slow: Vec<_> = (0..SLOW).map(|_| tokio::spawn(slow(address.clone()))).collect();
    let idle: Vec<_> = (0..IDLE).map(|_| tokio::spawn(idle(address.clone()))).collect();
    let began = Instant::now();
    while standing(&server) < IDLE / 2 {
        assert!(began.elapsed() < PATIENCE, "{} connections stand", standing(&server));
        sleep(Duration::from_millis(50)).await;
    }
    let pages = async {
        for _ in 0..PAGES {
            assert_eq!(timeout(PATIENCE, server.get(&claim)).await.unwrap().status, 200);
            sleep(Duration::from_millis(10)).await;
        }
    };
    let (statuses, ()) = tokio::join!(join_all((0..READERS).map(|reader| searches(&server, reader))), pages);
    let statuses = statuses.concat();
    let count = |status| statuses.iter().filter(|other| **other == status).count();
    assert_eq!(count(200) + count(503), READERS * SEARCHES);
    assert!(count(200) >= 2 && count(503) > 0, "{} were answered, {} refused", count(200), count(503));

    // Those who asked for nothing in their time are sent away, and then everything is free again.
    for standing in slow.into_iter().chain(idle) {
        timeout(PATIENCE, standing).await.expect("it is closed").unwrap();
    }
    let site = &server;
    let at_once = join_all(
        (0..limits.questions).map(|number| async move { site.get(&format!("/claims?q=boat+OR+after{number}")).await }),
    )
    .await;
    assert!(at_once.iter().all(|answer| answer.status == 200), "all places are free");
    let began = Instant::now();
    while standing(&server) > 2 * READERS {
        assert!(began.elapsed() < PATIENCE, "{} connections stand", standing(&server));
        sleep(Duration::from_millis(50)).await;
    }
}
