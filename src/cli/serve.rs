//! `onrecord serve`: the site, until it is told to stop.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::DONE;
use super::relating::keep_relating;
use super::watch::{Watcher, run_beside};
use crate::config::ServeConfig;
use crate::store::{Sizes, Store};
use crate::web::{self, App, Limits};

/// How long requests that run when the program is stopped may go on.
const GRACE: Duration = Duration::from_secs(10);
/// Open files that are left to the database, the search index and feeds.
const OTHER_FILES: u64 = 512;
/// How often the search index is brought up to what others wrote.
const FOLLOWED_EVERY: Duration = Duration::from_millis(500);

/// Serves the site until a signal stops it. `watcher` makes the [`Watcher`] that runs beside it, where feeds are watched.
pub(super) async fn run(
    config: &ServeConfig,
    database: &Path,
    notice: Option<String>,
    watcher: impl FnOnce(Store) -> anyhow::Result<Option<Watcher>>,
) -> anyhow::Result<u8> {
    // The address comes first, so that one in use is reported before a database is opened or made.
    let listener = listen(config.listen())?;
    let bound = listener.local_addr()?;
    let site = config.site(bound, notice)?;
    let limits = limits(config);
    let sizes = Sizes::for_a_site(config.database_memory());
    let store = Store::open_with(database, sizes)
        .await
        .with_context(|| format!("the database {} cannot be opened", database.display()))?;
    let watcher = watcher(store.clone())?;
    println!("Onrecord is at {}  (Ctrl-C stops it)", site.public_url);
    let (version, database) = (env!("CARGO_PKG_VERSION"), database.display());
    tracing::info!(version, %database, listen = %bound, public_url = %site.public_url, "serving");
    let (stop, stopped) = watch::channel(false);
    let mut server_stop = stopped.clone();
    let server = web::serve(listener, App::new(store.clone(), site).with_limits(limits), async move {
        let _ = server_stop.wait_for(|stop| *stop).await;
    });
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping");
        let _ = stop.send(true);
    });
    // What other processes write is found by those who search here without their waiting for it.
    let (followed, mut until) = (store.clone(), stopped.clone());
    tokio::spawn(async move {
        if let Err(error) = followed.warm().await {
            tracing::error!(%error, "the search index cannot be read");
        }
        while !*until.borrow() {
            if let Err(error) = followed.follow().await
                && !*until.borrow()
            {
                tracing::error!(%error, "the search index does not follow");
            }
            let _ = tokio::time::timeout(FOLLOWED_EVERY, until.wait_for(|stop| *stop)).await;
        }
    });
    tokio::spawn(keep_relating(store.clone(), stopped.clone()));
    // The watcher has a thread of its own, so that its work and its failures hold up no request.
    let watching = watcher.map(|watcher| {
        let (runtime, stopped) = (Handle::current(), stopped.clone());
        tokio::task::spawn_blocking(move || runtime.block_on(run_beside(watcher, stopped)))
    });
    let mut overdue = stopped.clone();
    tokio::select! {
        () = server => {}
        () = async {
            let _ = overdue.wait_for(|stop| *stop).await;
            tokio::time::sleep(GRACE).await;
        } => tracing::warn!("requests still running were cut off"),
    }
    if let Some(watching) = watching
        && tokio::time::timeout(GRACE, watching).await.is_err()
    {
        tracing::warn!("the visit to a feed was cut off; the next one goes on from there");
    }
    store.close().await;
    Ok(DONE)
}

/// The limits that these settings and the system allow.
fn limits(config: &ServeConfig) -> Limits {
    let mut limits = Limits::default();
    limits.set_questions(config.questions);
    limits.connections = config.connections.map_or(limits.connections, NonZeroUsize::get);
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => {
            let most = usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX).max(1);
            if most < limits.connections {
                let (files, wanted) = (files, limits.connections);
                tracing::warn!(files, wanted, most, "the system's limit of open files lets fewer connections stand");
                limits.connections = most;
            }
        }
        Err(error) => tracing::warn!(%error, "the limit of open files cannot be raised"),
    }
    limits
}

/// Binds `address`.
///
/// # Errors
/// A message that says why it cannot be bound and what to do.
pub(super) fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    web::listen(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "{address} is taken by another program; choose another address, for example --listen {}:{}",
            address.ip(),
            address.port().wrapping_add(1)
        ),
        ErrorKind::PermissionDenied => anyhow!("{address} may not be used by this user; choose another with --listen"),
        _ => anyhow!("{address} cannot be listened on: {error}; choose another with --listen"),
    })
}

/// Waits for Ctrl-C or the signal that service managers send.
async fn stop_signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _ = interrupted.await;
            return;
        };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}
