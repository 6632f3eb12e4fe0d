//! Connections: limits of time and number, HTTP/2, and places for each kind of work.

use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use onrecord::config::{Readers, Site, TextShown};
use onrecord::store::Store;
use onrecord::web::{self, App, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::support::{PUBLIC_URL, TestServer, article, start, start_with_limits};

/// Long enough for a busy machine; what waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
const LONG: Duration = Duration::from_secs(3600);
const SHORT: Duration = Duration::from_millis(300);

async fn connect(server: &TestServer) -> TcpStream {
    TcpStream::connect(server.address()).await.unwrap()
}

/// All that comes until the other side closes the connection, which it must.
async fn rest(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    // Where what was sent is not read any more, it is reset.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("it is closed");
    String::from_utf8_lossy(&all).into_owned()
}

/// The answer to a request for `/healthz`, over a connection that stays open.
async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: e.example\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    while !answer.ends_with("ok\n") {
        let mut part = [0; 4096];
        let read = timeout(PATIENCE, stream.read(&mut part)).await.unwrap().unwrap();
        assert!(read > 0, "closed after {answer:?}");
        answer.push_str(std::str::from_utf8(&part[..read]).unwrap());
    }
    answer
}

#[tokio::test]
async fn a_head_that_does_not_end_is_cut_off() {
    let server = start_with_limits(Limits { head: SHORT, idle: LONG, ..Limits::default() }).await;
    let mut stream = connect(&server).await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nx: ").await.unwrap();
    let (mut read, mut write) = stream.into_split();
    // A byte now and then does not keep it open.
    let slowly = async {
        for _ in 0..300 {
            if write.write_all(b"x").await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let closed = async {
        let mut all = Vec::new();
        let _ = read.read_to_end(&mut all).await;
    };
    tokio::select! {
        () = slowly => panic!("it stands as long as it likes"),
        () = closed => {}
    }
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_connection_that_asks_nothing_is_closed() {
    let server = start_with_limits(Limits { head: LONG, idle: SHORT, ..Limits::default() }).await;
    let never_asked = connect(&server).await;
    let mut asked = connect(&server).await;
    assert!(ask(&mut asked).await.starts_with("HTTP/1.1 200"));
    assert_eq!(rest(never_asked).await, "");
    assert_eq!(rest(asked).await, "");
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let server = start().await;
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_holds_up_nothing() {
    let server = start_with_limits(Limits { head: LONG, idle: SHORT, ..Limits::default() }).await;
    let mut stream = connect(&server).await;
    stream.write_all(b"POST /claims HTTP/1.1\r\nhost: e.example\r\ncontent-length: 100\r\n\r\nx").await.unwrap();
    assert!(rest(stream).await.starts_with("HTTP/1.1 405"));
}

#[tokio::test]
async fn http2_is_spoken_to_who_begins_with_it() {
    let server = start_with_limits(Limits { idle: SHORT, ..Limits::default() }).await;
    let stream = TokioIo::new(connect(&server).await);
    let (sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let answers = (0..20).map(|_| {
        let mut sender = sender.clone();
        async move {
            let request = hyper::Request::get("http://e.example/about").body(Empty::<Bytes>::new()).unwrap();
            let answer = sender.send_request(request).await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.version()), (200, hyper::Version::HTTP_2));
            answer.into_body().collect().await.unwrap().to_bytes()
        }
    });
    for body in futures::future::join_all(answers).await {
        assert!(body.starts_with(b"<!doctype html>") || body.starts_with(b"<!DOCTYPE html>"));
    }
    timeout(PATIENCE, connection).await.expect("an idle one is closed as well").unwrap().unwrap();
}

#[tokio::test]
async fn who_comes_is_answered_however_many_stand() {
    let limits = Limits { connections: 20, head: LONG, idle: LONG, ..Limits::default() };
    let server = start_with_limits(limits).await;
    let mut standing = Vec::new();
    for number in 0..60 {
        let mut stream = connect(&server).await;
        // Every third one has begun a request.
        if number % 3 == 0 {
            stream.write_all(b"GET /healthz HTTP/1.1\r\n").await.unwrap();
        }
        standing.push(stream);
    }
    for _ in 0..5 {
        assert_eq!(timeout(PATIENCE, server.get("/healthz")).await.unwrap().status, 200);
    }
    let mut closed = 0;
    for mut stream in standing {
        closed += usize::from(timeout(Duration::from_millis(50), stream.read(&mut [0; 1])).await.is_ok());
    }
    assert!(closed >= 40, "{closed} of 60 were closed");
}

#[tokio::test]
async fn a_server_that_stops_waits_for_nobody_who_asks_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("test.db")).await.unwrap();
    let public_url = PUBLIC_URL.parse().unwrap();
    let site =
        Site { public_url, text: TextShown::Full, notice: None, contact: None, cache: 0, readers: Readers::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let app = App::new(store, site).with_limits(Limits { head: LONG, idle: LONG, ..Limits::default() });
    let served = tokio::spawn(web::serve(listener, app, async move {
        let _ = stopped.await;
    }));
    let (idle, mut begun, mut asked) = (
        TcpStream::connect(address).await.unwrap(),
        TcpStream::connect(address).await.unwrap(),
        TcpStream::connect(address).await.unwrap(),
    );
    begun.write_all(b"GET /").await.unwrap();
    ask(&mut asked).await;
    stop.send(()).unwrap();
    timeout(PATIENCE, served).await.expect("it ends").unwrap();
    for stream in [idle, begun, asked] {
        assert_eq!(rest(stream).await, "");
    }
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn too_many_questions_are_told_so_and_pages_are_there() {
    let server = start_with_limits(Limits { questions: 1, queue: 0, ..Limits::default() }).await;
    server.load(article("rain", "Mayor Ida Lund said \"it rained\" on Monday.")).await;
    let claim = server.listed("/claims").await.remove(0);
    // All different, since an answer that was given may be kept.
    let ask_for = async |number: usize| server.get(&format!("/claims?q=rained+OR+other{number}")).await;
    let asked = futures::future::join_all((0..40).map(&ask_for)).await;
    let (answered, refused): (Vec<_>, Vec<_>) = asked.into_iter().partition(|answer| answer.status == 200);
    assert!(!answered.is_empty());
    let refused = refused.first().expect("one place is not enough for forty");
    assert_eq!(refused.status, 503);
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(refused.texts(".error h1"), ["Too many readers ask at once"]);
    let (_, pages) = tokio::join!(
        futures::future::join_all((40..60).map(&ask_for)),
        futures::future::join_all((0..20).map(|_| server.get(&claim))),
    );
    assert!(pages.iter().all(|page| page.status == 200), "pages by key have places of their own");
    let began = Instant::now();
    while ask_for(100).await.status != 200 {
        assert!(began.elapsed() < PATIENCE, "the place is given back");
    }
}
