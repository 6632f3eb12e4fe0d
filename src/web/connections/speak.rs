//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, Version};
use futures::FutureExt;
use futures::future::BoxFuture;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::standing::Standing;
use super::table::{Entry, Told};
use super::traffic::{Traffic, Watched};
use crate::web::rate::Peer;

/// The most memory for what was read of one request and not yet understood, and for what is to be written. A longer head
/// is refused.
const BUFFER: usize = 16 * 1024;
/// Requests at once over one HTTP/2 connection; a page with all its files has fewer.
const STREAMS: u32 = 32;
/// How long a connection that is closed may take to say so.
const FAREWELL: Duration = Duration::from_millis(250);
/// What a connection of HTTP/2 begins with (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// What all connections share.
pub(super) struct Speaker {
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    router: Router,
}

impl Speaker {
    pub(super) fn new(router: Router) -> Self {
        // Limits of time are the table's; those of hyper begin with the first byte.
        let mut http1 = http1::Builder::new();
        http1.header_read_timeout(None).max_buf_size(BUFFER);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2.max_concurrent_streams(STREAMS).max_header_list_size(BUFFER as u32).max_send_buf_size(BUFFER);
        // Pages take no bodies.
        http2.initial_stream_window_size(BUFFER as u32).initial_connection_window_size(4 * BUFFER as u32);
        Self { http1, http2, router }
    }

    /// What answers the requests of one connection.
    fn service(
        &self,
        standing: Arc<Standing>,
        peer: Option<Peer>,
    ) -> impl Service<
        hyper::Request<Incoming>,
        Response = Response<Watched>,
        Error = Infallible,
        Future = BoxFuture<'static, Result<Response<Watched>, Infallible>>,
    > + Unpin
    + use<> {
        let pages = TowerToHyperService::new(self.router.clone());
        service_fn(move |request: hyper::Request<Incoming>| {
            let answering = standing.clone().answering(request.version() == Version::HTTP_2);
            let mut request: Request = request.map(Body::new);
            if let Some(peer) = peer {
                request.extensions_mut().insert(peer);
            }
            let answer = pages.call(request);
            Box::pin(async move { Ok(answer.await?.map(|body| Watched::new(body, answering))) }) as BoxFuture<_>
        })
    }

    /// Answers what is asked over a connection until it ends.
    pub(super) async fn speak(self: Arc<Self>, stream: TcpStream, entry: Entry) {
        // Small answers go out at once.
        let _ = stream.set_nodelay(true);
        let peer = stream.peer_addr().ok().map(|address| Peer(address.ip()));
        let traffic = Traffic::new(stream, entry.standing());
        let is_http2 = tokio::select! {
            begins = traffic.begins_with(PREFACE) => begins,
            () = entry.told_to_close() => return,
        };
        match is_http2 {
            Ok(true) => self.speak_http2(traffic, &entry, peer).await,
            Ok(false) => {
                let mut speaks = Some(traffic);
                while let Some(traffic) = speaks {
                    speaks = self.speak_http1(traffic, &entry, peer).await;
                }
            }
            Err(_) => {}
        }
    }

    async fn speak_http2(&self, traffic: Traffic, entry: &Entry, peer: Option<Peer>) {
        let service = self.service(entry.standing(), peer);
        let mut connection = Box::pin(self.http2.serve_connection(TokioIo::new(traffic), service));
        tokio::select! {
            _ = connection.as_mut() => return,
            () = entry.told_to_close() => {}
        }
        connection.as_mut().graceful_shutdown();
        farewell(entry, connection).await;
    }

    /// Waits for requests and answers them until the connection has been idle for a while, and gives it back then: what
    /// hyper holds for a connection, 20 KB, is freed while nothing is asked. `None` where the connection has ended.
    async fn speak_http1(&self, traffic: Traffic, entry: &Entry, peer: Option<Peer>) -> Option<Traffic> {
        entry.rest(true);
        tokio::select! {
            ready = traffic.ready() => ready.ok()?,
            () = entry.told_to_close() => return None,
        }
        entry.rest(false);
        let standing = entry.standing();
        let service = self.service(standing.clone(), peer);
        let mut connection = Box::new(self.http1.serve_connection(TokioIo::new(traffic), service));
        let told = loop {
            tokio::select! {
                ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => {
                    ended.ok()?;
                    let _ = connection.into_parts().io.into_inner().shutdown().await;
                    return None;
                }
                told = entry.told() => match told {
                    Told::Rest if !standing.may_rest() => {}
                    told => break told,
                },
            }
        };
        let answered = standing.answered();
        Pin::new(&mut *connection).graceful_shutdown();
        // One that is idle is over at once, and nobody was told that it is. A request that came in this very moment would be
        // answered as the last one.
        let is_over = poll_fn(|cx| connection.poll_without_shutdown(cx)).now_or_never();
        let is_idle = matches!(is_over, Some(Ok(()))) && standing.answered() == answered;
        if told == Told::Rest && is_idle {
            let parts = connection.into_parts();
            let mut traffic = parts.io.into_inner();
            traffic.put_back(parts.read_buf);
            return Some(traffic);
        }
        if is_over.is_none() {
            farewell(entry, poll_fn(|cx| connection.poll_without_shutdown(cx))).await;
        }
        None
    }
}

/// Lets a connection end that takes no more requests. Who is being answered gets the answer; who has not said what it wants
/// gets none.
async fn farewell(entry: &Entry, mut ended: impl Future + Unpin) {
    let standing = entry.standing();
    while !standing.is_reading() && timeout(FAREWELL, &mut ended).await.is_err() {
        if !standing.is_answering() || entry.is_overdue() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    use super::super::table::Table;
    use super::*;
    use crate::web::limits::Limits;

    async fn answer(stream: &mut TcpStream) -> String {
        let mut answer = String::new();
        while !answer.ends_with("here") {
            let mut part = [0; 1024];
            let read = stream.read(&mut part).await.unwrap();
            assert!(read > 0, "closed after {answer:?}");
            answer.push_str(std::str::from_utf8(&part[..read]).unwrap());
        }
        answer
    }

    #[tokio::test]
    async fn an_idle_connection_gives_back_what_it_holds_and_goes_on() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut reader = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let table = Arc::new(Table::new(&Limits::default()));
        let entry = table.enter();
        let speaker = Speaker::new(Router::new().route("/", get(async || "here")));
        let traffic = Traffic::new(listener.accept().await.unwrap().0, entry.standing());
        let idled = async {
            reader.write_all(b"GET / HTTP/1.1\r\nhost: e.example\r\n\r\n").await.unwrap();
            let answered = answer(&mut reader).await;
            assert!(answered.starts_with("HTTP/1.1 200") && !answered.contains("connection: close"), "{answered}");
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
                table.look_through();
            }
        };
        let mut given_back = tokio::select! {
            traffic = speaker.speak_http1(traffic, &entry, None) => traffic.expect("nobody closed it"),
            () = idled => unreachable!(),
        };
        // The next request goes on where the last one ended, also where its first bytes were read already.
        given_back.put_back(b"GET / HT".as_slice().into());
        reader.write_all(b"TP/1.1\r\nhost: e.example\r\n\r\n").await.unwrap();
        tokio::select! {
            _ = speaker.speak_http1(given_back, &entry, None) => panic!("it ended"),
            answered = answer(&mut reader) => assert!(answered.starts_with("HTTP/1.1 200"), "{answered}"),
        }
    }
}
