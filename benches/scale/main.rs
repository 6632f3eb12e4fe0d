//! How the program does with many claims and many readers (`docs/BENCHMARKS.md`).
//!
//! Grows a loaded database (`grow`), asks the real program for a mix of pages drawn from it (`mix.rs`), and writes what it
//! took as Markdown and JSON (`report.rs`).

mod beside;
mod download;
mod drive;
mod figures;
mod grow;
mod images;
mod measure;
mod mix;
mod report;
mod server;
mod storm;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, CommandFactory, Parser, Subcommand};

/// Measures Onrecord over databases of many claims.
#[derive(Parser)]
#[command(name = "scale", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Task>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Task {
    /// Grow a loaded database to each size, where that was not done before, and measure
    Run(RunOptions),
    /// Grow a loaded database
    Grow {
        /// A database made by `onrecord load`
        from: PathBuf,
        /// The file to write
        to: PathBuf,
        #[arg(long)]
        claims: i64,
    },
    /// Serve a grown database to searches, slow connections and idle ones, and measure claim pages meanwhile
    Storm(StormOptions),
    /// Take all claims of a grown database away, and measure time and memory
    Download(DownloadOptions),
    /// Make the images of claims of a loaded database, and measure time and size
    Images(ImageOptions),
    /// Serve as many bytes at every address
    #[command(hide = true)]
    Bare { bytes: usize },
}

#[derive(Args)]
pub(crate) struct RunOptions {
    /// A database made by `onrecord load`
    pub(crate) from: PathBuf,
    /// Where grown databases and results are put
    #[arg(long, default_value = "target/scale")]
    pub(crate) folder: PathBuf,
    /// How many claims; several sizes with a comma between them
    #[arg(long, value_delimiter = ',', default_value = "100000")]
    pub(crate) claims: Vec<i64>,
    /// The program that serves [default: the one built with this]
    #[arg(long)]
    pub(crate) binary: Option<PathBuf>,
    /// Requests a second of the mix, whether or not those before are answered
    #[arg(long, default_value_t = 20.0)]
    pub(crate) rate: f64,
    /// How long the mix is sent at that rate, and half as long each throughput is measured
    #[arg(long, default_value_t = 60)]
    pub(crate) seconds: u64,
    /// Requests of each kind that are sent alone, one after another
    #[arg(long, default_value_t = 30)]
    pub(crate) each: usize,
    /// The most seconds that the requests of one kind take alone; the rest of them are left out
    #[arg(long, default_value_t = 20)]
    pub(crate) each_seconds: u64,
    /// Connections when throughput is measured
    #[arg(long, default_value_t = 8)]
    pub(crate) connections: usize,
    /// What requests are drawn with
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The program Datasette, measured beside where it is there
    #[arg(long, default_value = "datasette")]
    pub(crate) datasette: PathBuf,
}

#[derive(Args)]
pub(crate) struct StormOptions {
    /// A grown database
    pub(crate) database: PathBuf,
    /// The program that serves [default: the one built with this]
    #[arg(long)]
    pub(crate) binary: Option<PathBuf>,
    /// Connections that send the heaviest searches, each the next one when it has its answer
    #[arg(long, default_value_t = 64)]
    pub(crate) searching: usize,
    /// Connections that send a byte of a header every five seconds
    #[arg(long, default_value_t = 1000)]
    pub(crate) slow: usize,
    /// Connections that ask for nothing after their first answer
    #[arg(long, default_value_t = 10_000)]
    pub(crate) idle: usize,
    /// Claim pages a second, whether or not those before are answered
    #[arg(long, default_value_t = 20.0)]
    pub(crate) rate: f64,
    /// How long it lasts
    #[arg(long, default_value_t = 30)]
    pub(crate) seconds: u64,
    /// What requests are drawn with
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Args)]
pub(crate) struct DownloadOptions {
    /// A grown database
    pub(crate) database: PathBuf,
    /// The program that serves [default: the one built with this]
    #[arg(long)]
    pub(crate) binary: Option<PathBuf>,
    /// The forms, one after another in one process
    #[arg(long, value_delimiter = ',', default_value = "csv,csv,jsonl")]
    pub(crate) forms: Vec<String>,
    /// What the pages before are drawn with
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Args)]
pub(crate) struct ImageOptions {
    /// A loaded database
    pub(crate) database: PathBuf,
    /// The program that serves [default: the one built with this]
    #[arg(long)]
    pub(crate) binary: Option<PathBuf>,
    /// How many claims
    #[arg(long, default_value_t = 400)]
    pub(crate) count: usize,
    /// What claims are drawn with
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command {
            Some(Task::Run(options)) => measure::run(&options).await,
            Some(Task::Grow { from, to, claims }) => {
                println!("{}", serde_json::to_string_pretty(&grow::grow(&from, &to, claims).await?)?);
                Ok(())
            }
            Some(Task::Storm(options)) => storm::run(&options).await,
            Some(Task::Download(options)) => download::run(&options).await,
            Some(Task::Images(options)) => images::run(&options).await,
            Some(Task::Bare { bytes }) => beside::serve_bare(bytes).await,
            // `cargo bench` runs all benches, and this one needs a database.
            None => Ok(Arguments::command().print_help()?),
        }
    })
}
