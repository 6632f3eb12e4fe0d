//! Sends requests: at the times of a schedule, or each when the one before it was answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures::future::join_all;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::{Mutex, mpsc};

use super::figures::Answered;
use super::mix::Request;

/// A request without an answer by then has failed. Longer than any time limit of the program.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// One connection, kept open from one request to the next.
pub(crate) struct Connection {
    sender: SendRequest<Empty<Bytes>>,
    address: String,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, address: address.to_owned() })
    }

    /// False once the other side closed it.
    pub(crate) fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }

    /// The status, and the body to its last byte.
    pub(crate) async fn get(&mut self, path: &str) -> Result<(u16, Bytes)> {
        let answer = self.begin(path).await?;
        let status = answer.status().as_u16();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }

    /// The head of an answer, whose body is still to come.
    pub(crate) async fn begin(&mut self, path: &str) -> Result<hyper::Response<Incoming>> {
        self.sender.ready().await?;
        let request = hyper::Request::get(path).header("host", &self.address).body(Empty::new())?;
        Ok(self.sender.send_request(request).await?)
    }
}

/// One answer, over a connection of its own.
pub(crate) async fn get(address: &str, path: &str) -> Result<(u16, Bytes)> {
    Connection::open(address).await?.get(path).await
}

/// Sends a request over an open connection, or a new one where there is none; leaves `connection` empty where it failed.
pub(crate) async fn ask(
    connection: &mut Option<Connection>,
    address: &str,
    request: &Request,
    due: Instant,
) -> Answered {
    let answer = tokio::time::timeout(TIME_LIMIT, async {
        if connection.is_none() {
            *connection = Some(Connection::open(address).await?);
        }
        match connection {
            Some(open) => open.get(&request.path).await,
            None => anyhow::bail!("no connection"),
        }
    })
    .await;
    let answer = answer.ok().and_then(Result::ok).map(|(status, body)| (status, body.len()));
    if answer.is_none() {
        *connection = None;
    }
    Answered { kind: request.kind, took: due.elapsed(), answer }
}

/// Sends `rate` requests a second whether or not those before are answered, and waits for all answers. Times count from
/// the time a request was due.
pub(crate) async fn at_rate(address: &str, requests: Vec<Request>, rate: f64) -> (Vec<Answered>, Duration) {
    let idle: Arc<Mutex<Vec<Connection>>> = Arc::default();
    let (answered, mut answers) = mpsc::unbounded_channel();
    let (runtime, address) = (tokio::runtime::Handle::current(), address.to_owned());
    let start = Instant::now() + Duration::from_millis(50);
    // A thread of its own sleeps to the microsecond; the runtime's clock ticks in milliseconds.
    let schedule = std::thread::spawn(move || {
        for (number, request) in requests.into_iter().enumerate() {
            let due = start + Duration::from_secs_f64(number as f64 / rate);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let (idle, address, answered) = (idle.clone(), address.clone(), answered.clone());
            runtime.spawn(async move {
                let mut connection = idle.lock().await.pop();
                let answer = ask(&mut connection, &address, &request, due).await;
                idle.lock().await.extend(connection);
                let _ = answered.send(answer);
            });
        }
    });
    let mut all = Vec::new();
    while let Some(answer) = answers.recv().await {
        all.push(answer);
    }
    let span = start.elapsed();
    let _ = schedule.join();
    (all, span)
}

/// Sends requests over so many connections, each the next one as soon as it has an answer, until the time is over or
/// `request` gives no more for the next number.
pub(crate) async fn one_by_one<'r>(
    address: &str,
    request: impl Fn(usize) -> Option<&'r Request>,
    connections: usize,
    limit: Duration,
) -> (Vec<Answered>, Duration) {
    let start = Instant::now();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let workers = (0..connections).map(|_| async {
        let (mut connection, mut answers) = (None, Vec::new());
        while start.elapsed() < limit {
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(request) = request(number) else { break };
            answers.push(ask(&mut connection, address, request, Instant::now()).await);
        }
        answers
    });
    let answers = join_all(workers).await.concat();
    (answers, start.elapsed())
}
