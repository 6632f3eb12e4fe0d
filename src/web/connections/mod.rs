//! Connections: HTTP/1.1 and HTTP/2 over plain TCP, with limits of time and number.
//!
//! Each connection is known to a table (`table.rs`) with what it is doing and since when (`standing.rs`), told by what
//! goes over it (`traffic.rs`). What stands for too long in one state is closed; and when as many stand as may, those that
//! have idled longest make room for who comes.

mod standing;
mod table;
mod traffic;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Version;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::limits::Limits;
use table::{Entry, Table};
use traffic::{Traffic, Watched};

/// The most memory for what was read of one request and not yet understood, and for what is to be written. The least that
/// hyper takes; a longer head is refused.
const BUFFER: usize = 16 * 1024;
/// Requests at once over one HTTP/2 connection; a page with all its files has fewer.
const STREAMS: u32 = 32;
/// How long a connection that is closed may take to say so.
const FAREWELL: Duration = Duration::from_millis(250);
/// After an error that will not pass at once (no more open files).
const PAUSE: Duration = Duration::from_millis(50);
/// How often connections are looked through for those that stand too long.
const LOOKED_THROUGH_EVERY: Duration = Duration::from_secs(1);

/// Serves until `stop` resolves, then lets running requests end.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) {
    let table = Arc::new(Table::new(limits));
    let builder = Arc::new(builder());
    let closing = table.clone();
    let every = LOOKED_THROUGH_EVERY.min(limits.head).min(limits.idle);
    let looking = tokio::spawn(async move {
        loop {
            sleep(every).await;
            closing.close_overdue();
        }
    });
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    table.make_room().await;
                    tokio::spawn(stand(builder.clone(), stream, table.enter(), router.clone()));
                }
                // One that was gone before it was taken.
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, open = table.len(), "no connection can be taken");
                    table.close_some();
                    sleep(PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    drop(listener);
    table.close_all().await;
    looking.abort();
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // The table closes what is slow; hyper's own limit of time would not count what comes before the first byte.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(BUFFER as u32)
        .max_send_buf_size(BUFFER)
        // Pages take no bodies.
        .initial_stream_window_size(BUFFER as u32)
        .initial_connection_window_size(4 * BUFFER as u32);
    builder
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, from its first byte to its last.
async fn stand(builder: Arc<Builder<TokioExecutor>>, stream: TcpStream, entry: Entry, router: Router) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let standing = entry.standing();
    let traffic = TokioIo::new(Traffic::new(stream, standing.clone()));
    let pages = TowerToHyperService::new(router);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let answering = standing.clone().answering(request.version() == Version::HTTP_2);
        let request: Request = request.map(Body::new);
        let answer = pages.call(request);
        async move {
            let answer = match answer.await {
                Ok(answer) => answer,
                Err(never) => match never {},
            };
            Ok::<_, Infallible>(answer.map(|body| Watched::new(body, answering)))
        }
    });
    let mut connection = std::pin::pin!(builder.serve_connection(traffic, service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = entry.told_to_close() => {}
    }
    connection.as_mut().graceful_shutdown();
    // Who is being answered gets the answer; who has not said what it wants gets none.
    while !standing.is_reading() && timeout(FAREWELL, connection.as_mut()).await.is_err() {
        if !standing.is_answering() || entry.is_overdue() {
            break;
        }
    }
}
