//! Readers who mean harm: who take answers slowly, flood a connection with frames, or ask in the name of others.

use std::time::{Duration, Instant};

use onrecord::web::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::support::{TestServer, article, onrecord, start, start_on_with_limits, start_with_limits, stderr, write};

/// Long enough for a busy machine; what waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(400);

/// A connection whose system takes little for it.
async fn narrow(server: &TestServer) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(2048).unwrap();
    socket.connect(server.address().parse().unwrap()).await.unwrap()
}

/// A site whose whole results are larger than what the system holds of an answer.
async fn large(answer: Duration) -> TestServer {
    let dir = tempfile::tempdir().unwrap();
    let lines = (0..700).map(|number| {
        let text = format!(
            "Mayor Ida Lund said boat {number} had sunk. General Ada Brandt denied that boat {number} was lost."
        );
        serde_json::json!({"url": format!("https://e.example/{number}"), "text": text}).to_string() + "\n"
    });
    write(dir.path(), "boats.jsonl", lines.collect::<String>());
    let loaded = onrecord(dir.path(), &["load", "boats.jsonl", "--database", "test.db"]);
    assert!(loaded.status.success(), "{}", stderr(&loaded));
    start_on_with_limits(dir, Limits { answer, ..Limits::default() }).await
}

/// Asks for a whole result and takes it in parts of so many bytes, with pauses. After so many parts it takes the rest at once: what
/// the system holds of the answer comes also when the site has given it up. Gives how much came.
async fn slowly(mut stream: TcpStream, part: usize, pause: Duration, parts: usize) -> usize {
    stream.write_all(b"GET /claims.jsonl HTTP/1.1\r\nhost: e.example\r\nconnection: close\r\n\r\n").await.unwrap();
    let (mut taken, mut buffer) = (0, vec![0; part]);
    for _ in 0..parts {
        match stream.read(&mut buffer).await {
            Ok(read @ 1..) => taken += read,
            _ => return taken,
        }
        sleep(pause).await;
    }
    let mut rest = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("it is closed");
    taken + rest.len()
}

#[tokio::test]
async fn who_takes_next_to_nothing_of_an_answer_is_cut_off() {
    let server = large(SHORT).await;
    let whole = server.page("/claims.jsonl").await.body.len();
    assert!(whole > 800_000, "{whole} bytes");
    // Some 750 bytes a second.
    let taken = slowly(narrow(&server).await, 300, SHORT, 16).await;
    assert!(taken < whole, "{taken} of {whole} bytes");
}

#[tokio::test]
async fn slow_downloads_make_room_for_others_and_fast_ones_do_not() {
    let patience = 6 * SHORT;
    let server = large(patience).await;
    let whole = server.page("/claims.jsonl").await.body.len();
    let mut slow = tokio::task::JoinSet::new();
    for _ in 0..8 {
        slow.spawn(slowly(narrow(&server).await, 2000, Duration::from_millis(100), 1000));
    }
    let asked = Instant::now();
    while server.get("/claims.csv").await.status != 503 {
        assert!(asked.elapsed() < PATIENCE, "all places are taken, and none too slowly yet");
    }
    sleep(3 * patience).await;
    for _ in 0..4 {
        let download = server.get("/claims.jsonl").await;
        assert_eq!((download.status, download.body.len()), (200, whole));
    }
    slow.shutdown().await;
    let downloads = (0..4).map(|_| server.get("/claims.jsonl"));
    for download in futures::future::join_all(downloads).await {
        assert_eq!((download.status, download.body.len()), (200, whole));
    }
}

/// A frame of HTTP/2 (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// `GET http://e.example/` by the static table of HPACK (RFC 7541, appendix A).
const GET: &[u8] = b"\x82\x86\x84\x41\x09e.example";

/// Sends what begins a connection, and then these frames again and again, until they are no longer taken or there are `most`.
/// Gives the bytes that came back.
async fn flood(server: &TestServer, settings: &[u8], frames: impl Fn(u32) -> Vec<u8>, most: u32) -> usize {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let answers = tokio::spawn(async move {
        let (mut came, mut buffer) = (0, vec![0; 16 * 1024]);
        while let Ok(read @ 1..) = reading.read(&mut buffer).await {
            came += read;
        }
        came
    });
    let mut begin = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    begin.extend(frame(SETTINGS, 0, 0, settings));
    writing.write_all(&begin).await.unwrap();
    for number in 0..most {
        if !matches!(timeout(PATIENCE, writing.write_all(&frames(number))).await, Ok(Ok(()))) {
            break;
        }
    }
    drop(writing);
    timeout(PATIENCE, answers).await.expect("it is closed").unwrap()
}

#[tokio::test]
async fn floods_of_frames_hold_up_nobody() {
    let server = start_with_limits(Limits { idle: SHORT, head: SHORT, answer: 12 * SHORT, ..Limits::default() }).await;
    server.load(article("rain", "Mayor Ida Lund said the rain had stopped.")).await;
    let begun = |number: u32| frame(HEADERS, END_STREAM | END_HEADERS, 2 * number + 1, GET);
    let reset = |number: u32| [begun(number), frame(RST_STREAM, 0, 2 * number + 1, &[0, 0, 0, 8])].concat();
    let endless = |number: u32| match number {
        0 => frame(HEADERS, 0, 1, GET),
        _ => frame(CONTINUATION, 0, 1, &b"\x40\x01x\x7f\x00".repeat(1000)),
    };
    // A window of no bytes: nothing of an answer may be sent, ever.
    let no_window = [0, 4, 0, 0, 0, 0];
    let pings = |number: u32| if number < 30 { begun(number) } else { frame(PING, 0, 0, b"12345678") };
    let floods = async {
        tokio::join!(
            flood(&server, &[], reset, 50_000),
            flood(&server, &[], begun, 50_000),
            flood(&server, &[], endless, 20_000),
            flood(&server, &no_window, pings, 30_000),
            flood(&server, &[], |_| frame(SETTINGS, 0, 0, &[]), 50_000),
        )
    };
    let readers = async {
        let mut longest = Duration::ZERO;
        for _ in 0..40 {
            let asked = Instant::now();
            assert_eq!(server.get("/claims?q=rain").await.status, 200);
            longest = longest.max(asked.elapsed());
        }
        longest
    };
    let (_, longest) = tokio::join!(floods, readers);
    assert!(longest < PATIENCE / 2, "{longest:?}");
    assert_eq!(server.get("/").await.status, 200);
}

#[tokio::test]
async fn nothing_that_a_reader_says_of_itself_changes_what_others_are_answered() {
    let server = start().await;
    server.load(article("rain", "Mayor Ida Lund said the rain had stopped.")).await;
    let claim = server.listed("/claims").await.remove(0);
    for path in
        ["/", "/claims", "/claims.json", "/claims.atom", &claim, "/sitemap.xml", "/opensearch.xml", "/openapi.json"]
    {
        for (name, value) in [
            ("host", "evil.example"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "javascript"),
            ("x-forwarded-for", "203.0.113.9, 127.0.0.1"),
            ("x-forwarded-prefix", "//evil.example"),
            ("forwarded", "for=203.0.113.9;host=evil.example;proto=http"),
            ("x-original-url", "/evil"),
            ("x-rewrite-url", "/evil"),
            ("x-http-method-override", "DELETE"),
            ("range", "bytes=0-3"),
            ("range", "bytes=0-,0-,0-,0-,0-"),
            ("accept-language", "ru"),
            ("cookie", "evil=1"),
            ("referer", "https://evil.example/"),
        ] {
            let asked = server.get_with(path, name, value).await;
            assert_eq!(asked.status, 200, "{path} {name}");
            assert!(!asked.body.contains("evil"), "{path} {name}");
            assert_eq!(asked.body, server.page(path).await.body, "{path} {name}");
        }
    }
    // The whole address of another site, as proxies are asked.
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = "GET http://evil.example/claims HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("evil"), "{answer}");
}
