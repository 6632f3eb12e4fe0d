//! A server in a process of its own: started, asked what it costs, and stopped.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::drive::get;

/// How long a server may take until it answers; one that brings an old database up to date takes its time.
const PATIENCE: Duration = Duration::from_secs(300);

/// A server that runs. It is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// From the start of the process to the first answer.
    pub(crate) first_answer: Duration,
}

/// What a process holds and has written.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Costs {
    /// Memory in MB, pages of files included: all, its own share of what others have as well, and without files.
    pub(crate) rss_mb: f64,
    pub(crate) pss_mb: f64,
    pub(crate) anonymous_mb: f64,
    /// The most there was at any time.
    pub(crate) peak_mb: f64,
    /// What went to the disk.
    pub(crate) written_mb: f64,
    /// Seconds of processor time.
    pub(crate) processor_s: f64,
}

impl Server {
    /// Starts a command that prints its address, and waits until it answers `path`.
    pub(crate) async fn start(mut command: Command, path: &str) -> Result<Self> {
        let began = Instant::now();
        // A group of its own, so that Ctrl-C stops the measurement first.
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{command:?} does not start"))?;
        let (said, lines) = std::sync::mpsc::channel();
        let outputs: [Option<Box<dyn std::io::Read + Send>>; 2] =
            [child.stdout.take().map(|out| Box::new(out) as _), child.stderr.take().map(|out| Box::new(out) as _)];
        for output in outputs.into_iter().flatten() {
            let said = said.clone();
            // Read to the end, so that a server that logs is never held up.
            std::thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = said.send(line);
                }
            });
        }
        let mut server = Self { child, address: String::new(), first_answer: Duration::ZERO };
        while server.address.is_empty() {
            match lines.recv_timeout(PATIENCE.saturating_sub(began.elapsed())) {
                Ok(line) => server.address = address_in(&line).unwrap_or_default(),
                Err(_) => bail!("{command:?} tells no address"),
            }
        }
        while get(&server.address, path).await.is_err() {
            if began.elapsed() > PATIENCE {
                bail!("{command:?} does not answer");
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.first_answer = began.elapsed();
        Ok(server)
    }

    /// The program itself over a database, on a free port.
    pub(crate) async fn of_program(binary: &Path, database: &Path, path: &str) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database"]).arg(database);
        Self::start(command, path).await
    }

    /// Waits until the process has nothing to do: questions whose readers were sent away may go on.
    pub(crate) async fn settle(&self) {
        let began = Instant::now();
        let mut spent = -1.0;
        while began.elapsed() < PATIENCE && self.costs().processor_s > spent + 0.05 {
            spent = self.costs().processor_s;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// The files that the process has open, sockets included.
    pub(crate) fn open_files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }

    /// What the process holds now, and has written since it started.
    pub(crate) fn costs(&self) -> Costs {
        let read =
            |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default();
        let (memory, status, io, times) = (read("smaps_rollup"), read("status"), read("io"), read("stat"));
        let mb = |text: &str, name: &str| number_after(text, name) / 1024.0;
        // Fields 14 and 15, counted behind the name in brackets; a tick is a hundredth of a second.
        let ticks = times.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: f64 = ticks.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        Costs {
            rss_mb: mb(&memory, "Rss:"),
            pss_mb: mb(&memory, "Pss:"),
            anonymous_mb: mb(&memory, "Anonymous:"),
            peak_mb: mb(&status, "VmHWM:"),
            written_mb: number_after(&io, "\nwrite_bytes:") / (1024.0 * 1024.0),
            processor_s: ticks / 100.0,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked first: a database is closed in order then.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        for _ in 0..100 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program that serves: the one that was named, else the one built with this.
pub(crate) fn binary(named: Option<&PathBuf>) -> PathBuf {
    named.cloned().unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_onrecord")))
}

/// The host and port in what a server prints when it starts.
pub(crate) fn address_in(line: &str) -> Option<String> {
    let rest = line.split_once("http://")?.1;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == ':')).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches('.');
    address.contains(':').then(|| address.to_owned())
}

/// The number behind a name in a file of `/proc`.
pub(crate) fn number_after(text: &str, name: &str) -> f64 {
    let rest = text.split_once(name).map_or("", |(_, rest)| rest);
    rest.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Lets the system forget what it keeps of a file in memory.
pub(crate) fn forget(file: &Path) -> Result<()> {
    let mut of = std::ffi::OsString::from("of=");
    of.push(file);
    let done = Command::new("dd")
        .arg(of)
        .args(["oflag=nocache", "conv=notrunc,fdatasync", "count=0"])
        .stderr(Stdio::null())
        .status();
    done.context("dd is missing")?;
    Ok(())
}
