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
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::sleep;

use super::limits::Limits;
use speak::Speaker;
use table::Table;

/// After an error that will not pass at once (no more open files).
const PAUSE: Duration = Duration::from_millis(50);
/// How often connections are looked through for those that stand too long.
const LOOKED_THROUGH_EVERY: Duration = Duration::from_secs(1);

/// Connections that the system keeps until they are taken. It cuts this down to its own limit, 4,096 in most. Where a flood
/// fills a shorter queue, readers wait for seconds, and the system forgets connections that they take for open.
const WAITING: u32 = 4096;
/// Bytes that the system takes of an answer before they can be sent. It would take up to four megabytes for each connection whose
/// reader takes nothing, and how fast a reader is would show only after them.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 64 * 1024;

/// Binds an address for [`serve`].
///
/// # Errors
/// Those of the system.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that starts again need not wait until connections of the last one are forgotten.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // Connections inherit it. Where a system has no such option, a reader shows later how fast it is.
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(&socket).set_tcp_notsent_lowat(UNSENT);
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Serves until `stop` resolves, then lets running requests end; `standing` is told how many connections stand.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    standing: Gauge,
    stop: impl Future<Output = ()>,
) {
    let table = Arc::new(Table::new(limits));
    let speaker = Arc::new(Speaker::new(router));
    let closing = table.clone();
    let every = LOOKED_THROUGH_EVERY.min(limits.head).min(limits.idle).min(limits.answer);
    let looking = tokio::spawn(async move {
        loop {
            sleep(every).await;
            closing.look_through();
            standing.set(closing.len() as i64);
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

#[cfg(test)]
mod tests {
    use futures::future::try_join_all;
    use tokio::net::TcpStream;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_flood_waits_until_it_is_taken() {
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        // The system lets those wait for seconds for whom its queue has no room.
        let flood = try_join_all((0..500).map(|_| TcpStream::connect(address)));
        let standing = timeout(Duration::from_secs(30), flood).await.expect("there is room for all").unwrap();
        for _ in &standing {
            timeout(Duration::from_secs(30), listener.accept()).await.expect("none was forgotten").unwrap();
        }
    }
}
