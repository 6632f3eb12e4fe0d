//! Connections: HTTP/1.1 and HTTP/2 over plain TCP, with limits of time and number.
//!
//! Each connection (`speak.rs`) is known to a table (`table.rs`) with what it is doing and since when (`standing.rs`), told
//! by what goes over it (`traffic.rs`). What stands for too long in one state is closed; and when as many stand as may, those that
//! have idled longest make room for who comes.

mod speak;
mod standing;
mod table;
mod traffic;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::limits::Limits;
use speak::Speaker;
use table::Table;

/// After an error that will not pass at once (no more open files).
const PAUSE: Duration = Duration::from_millis(50);
/// How often connections are looked through for those that stand too long.
const LOOKED_THROUGH_EVERY: Duration = Duration::from_secs(1);

/// Serves until `stop` resolves, then lets running requests end.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) {
    let table = Arc::new(Table::new(limits));
    let speaker = Arc::new(Speaker::new(router));
    let closing = table.clone();
    let every = LOOKED_THROUGH_EVERY.min(limits.head).min(limits.idle);
    let looking = tokio::spawn(async move {
        loop {
            sleep(every).await;
            closing.look_through();
        }
    });
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    table.make_room().await;
                    tokio::spawn(speaker.clone().speak(stream, table.enter()));
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

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
