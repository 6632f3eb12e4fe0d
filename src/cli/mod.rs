//! The command line: arguments, progress, exit codes. It wires the parts and holds no logic of theirs.

mod backup;
mod batches;
mod check;
mod claim;
mod config;
mod decision;
mod demo;
mod dispute;
mod export;
mod extract;
mod extraction;
mod fetching;
mod files;
mod gather;
mod import;
mod index;
mod load;
mod notify;
mod original;
mod progress;
mod relate;
mod relating;
mod report;
mod reread;
mod serve;
mod source;
mod upgrade;
mod watch;
mod withdraw;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use futures::Stream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

pub use extraction::find_claims;

use crate::config::{ConfigFile, DatabaseConfig, ServeConfig, WatchSection};
use crate::domain::Published;
use crate::extract::Extractor;
use crate::ingest::{Item, Overrides, ParseOptions};
use crate::registry::Registry;
use crate::store::Store;

/// Exit status of a run that did everything.
const DONE: u8 = 0;
/// Exit status of a run that skipped something; its report names what and why.
const SOME_SKIPPED: u8 = 1;
/// Exit status of a run that could not start or go on.
const COULD_NOT_RUN: u8 = 2;

/// A browser of who said what in conflict reporting
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    database: DatabaseConfig,
    /// A file with settings, which flags and the environment come before (README.md)
    #[arg(long, value_name = "FILE", env = "ONRECORD_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// How log lines are written
    #[arg(long, value_enum, env = "ONRECORD_LOG_FORMAT", default_value = "text", global = true)]
    log_format: LogFormat,
    /// A folder with another model than the one built in (tagger.safetensors, vocab.txt)
    #[arg(long, value_name = "DIR", env = "ONRECORD_MODEL", global = true)]
    model: Option<PathBuf>,
    /// A file with states, bodies, outlets and people of your own, added to those the program knows (docs/registry.md)
    #[arg(long, value_name = "FILE", env = "ONRECORD_REGISTRY", global = true)]
    registry: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load a made-up conflict into a database of its own and serve it
    Demo(demo::DemoArgs),
    /// Load articles from files, folders and addresses, and find their claims
    Load(load::LoadArgs),
    /// Read stored articles again with this version's extractor, and those not read yet
    Reread(reread::RereadArgs),
    /// Serve the pages, and watch the feeds that a configuration file names
    Serve(ServeConfig),
    /// Print the settings in force for “serve”, and where each comes from
    Config(ServeConfig),
    /// Make the search index anew from the database
    Index,
    /// Load what is new in feeds, again and again
    Watch(watch::WatchArgs),
    /// Send new claims of named searches to webhooks and mailboxes
    Notify(notify::NotifyArgs),
    /// Print the claims of articles, one JSON object a line, without a database
    Extract(extract::ExtractArgs),
    /// Print articles as they are read, one JSON object a line, without a database
    Read(extract::FileArgs),
    /// Find how claims stand to each other, in a file or in the database
    Relate(relate::RelateArgs),
    /// Bring a backup file to the state of the database, also while it is served and loaded
    Backup(backup::BackupArgs),
    /// Look whether the database and the index hold what they promise
    Check(check::CheckArgs),
    /// Bring the database to this version now, with a backup before where that is asked for
    Upgrade(upgrade::UpgradeArgs),
    /// Write the whole collection into a folder, with a README of fields, hashes and licences
    Export(export::ExportArgs),
    /// Make the database of an empty site from an export: same claims, same addresses
    Import(import::ImportArgs),
    /// Write the bytes that a stored article was read from to standard output
    Original(original::OriginalArgs),
    /// Merge, split and rename sources, say of which kind they are, and undo that
    Source(source::SourceArgs),
    /// Say who said a claim, and when, where the program read it wrongly, and undo that
    Claim(claim::ClaimArgs),
    /// Join, part, name and close disputes, where the program found them wrongly, and undo that
    Dispute(dispute::DisputeArgs),
    /// Take an article or a claim out of pages, lists and search
    Withdraw(withdraw::WithdrawArgs),
    /// Put a withdrawn article or claim back, or the whole database from a backup
    Restore(withdraw::RestoreArgs),
}

impl Command {
    /// How far it gives way to other processes, as `nice` counts: what goes through a whole collection leaves the processors to the
    /// site that may be served beside it.
    fn niceness(&self) -> i32 {
        match self {
            Self::Load(_)
            | Self::Reread(_)
            | Self::Index
            | Self::Watch(_)
            | Self::Relate(_)
            | Self::Backup(_)
            | Self::Check(_)
            | Self::Export(_)
            | Self::Import(_) => 10,
            _ => 0,
        }
    }
}

/// Metadata of every article of a run, given on the command line; it takes the place of what a file says.
#[derive(Debug, Clone, Args)]
struct MetadataArgs {
    /// The outlet that printed the articles
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// When they were published (2024-10-24, or a time stamp)
    #[arg(long, value_name = "DATE", value_parser = parse_published)]
    published: Option<Published>,
    /// The address of the article
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    url: Option<String>,
    /// The headline
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The language, as a tag such as en
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

fn parse_published(text: &str) -> Result<Published, String> {
    Published::parse(text).map_err(|error| error.to_string())
}

fn parse_url(text: &str) -> Result<String, &'static str> {
    match crate::domain::CanonicalAddress::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("an address starts with http:// or https:// and a host"),
    }
}

impl MetadataArgs {
    fn parse_options(&self) -> ParseOptions {
        let Self { publisher, published, url, title, language } = self.clone();
        let overrides = Overrides { publisher, published, url, title, language };
        ParseOptions::new(overrides, jiff::Zoned::now().date())
    }
}

/// Runs the program and tells how it ended.
pub fn main() -> ExitCode {
    let arguments = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&arguments).unwrap_or_else(|error| error.exit());
    start_logging(cli.log_format);
    // Before any other thread begins, since each takes it over from the one that made it. Refused, all goes on as it would.
    let _ = rustix::process::nice(cli.command.niceness());
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let ended = runtime.block_on(run(cli, &arguments));
    // A thread that reads standard input may block for ever; the program ends without it.
    runtime.shutdown_background();
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("onrecord: {}", in_words(error));
    ExitCode::from(COULD_NOT_RUN)
}

/// An error with its causes, without those that the one before them tells already.
fn in_words(error: &anyhow::Error) -> String {
    let mut told: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        if told.last().is_none_or(|last| !last.contains(&cause)) {
            told.push(cause);
        }
    }
    told.join(": ")
}

async fn run(cli: Cli, arguments: &ArgMatches) -> anyhow::Result<u8> {
    let settings = ConfigFile::open(cli.config.as_deref())?;
    let named = cli.database.database.clone().or_else(|| settings.database.clone());
    let file = named.unwrap_or_else(|| "onrecord.db".into());
    let what_tells_more = match cli.command {
        Command::Check(_) => "",
        _ => "“onrecord check” tells more, and ",
    };
    run_command(cli, arguments, settings, &file).await.map_err(|error| {
        let is_damaged = error.chain().any(|cause| cause.to_string().contains("disk image is malformed"));
        match is_damaged {
            true => error.context(format!(
                "{} is damaged; {what_tells_more}“onrecord restore FILE --replace” puts a backup in its place",
                file.display()
            )),
            false => error,
        }
    })
}

async fn run_command(cli: Cli, arguments: &ArgMatches, settings: ConfigFile, file: &Path) -> anyhow::Result<u8> {
    let model = cli.model.or_else(|| settings.model.clone());
    let registry = cli.registry.or_else(|| settings.registry.clone());
    let extractor = || extractor(model.as_deref(), registry.as_deref());
    match cli.command {
        Command::Demo(args) => demo::run(args, extractor()?).await,
        Command::Load(args) => {
            let extractor = if args.no_extract { None } else { Some(extractor()?) };
            load::run(args, file, extractor).await
        }
        Command::Reread(args) => reread::run(args, &open_existing(file).await?, extractor()?).await,
        Command::Serve(config) => {
            let config = config.or(settings.serve);
            let contact = settings.watch.contact.or(config.public_url.clone()).or(config.contact.clone());
            let contact = contact.filter(|contact| !contact.is_empty());
            let section = WatchSection { contact, feeds: watch::checked(settings.watch.feeds)?, ..settings.watch };
            serve::run(&config, file, None, |store| watch::Watcher::of_section(section, store, extractor)).await
        }
        Command::Config(serve) => {
            let named = config::Named {
                config: cli.config.as_deref(),
                database: file,
                model: model.as_deref(),
                registry: registry.as_deref(),
                log_format: if cli.log_format == LogFormat::Json { "json" } else { "text" },
            };
            let flags = arguments.subcommand_matches("config").unwrap_or(arguments);
            config::run(flags, serve, settings, &named)
        }
        Command::Index => index::run(&open_existing(file).await?).await,
        Command::Watch(args) => watch::run(args, settings.watch, file, extractor()?).await,
        Command::Notify(args) => notify::run(args, settings.notify, &settings.serve, file).await,
        Command::Extract(args) => extract::run_extract(args, extractor()?).await,
        Command::Read(args) => extract::run_read(args).await,
        Command::Relate(args) if args.is_of_database() => relate::run_in(&open_existing(file).await?).await,
        Command::Relate(args) => {
            let registry = registry.as_deref().map(own_registry).transpose()?;
            relate::run(&args, registry.as_ref().unwrap_or(Registry::built_in()))
        }
        Command::Backup(args) => backup::run(args, file).await,
        Command::Check(args) => check::run(args, &open_existing(file).await?).await,
        Command::Upgrade(args) => upgrade::run(args, file).await,
        Command::Export(args) => export::run(args, settings.serve.public_url, &open_existing(file).await?).await,
        Command::Import(args) => import::run(args, file).await,
        Command::Original(args) => original::run(args, &open_existing(file).await?).await,
        Command::Claim(args) => claim::run(args, &open_existing(file).await?).await,
        Command::Dispute(args) => dispute::run(args, &open_existing(file).await?).await,
        Command::Source(args) => source::run(args, &open_existing(file).await?).await,
        Command::Withdraw(args) => withdraw::withdraw(args, &open_existing(file).await?).await,
        Command::Restore(args) => match args.backup() {
            Some(backup) => backup::restore(backup, file, args.replace).await,
            None => withdraw::restore(args, &open_existing(file).await?).await,
        },
    }
}

/// The extractor of this run. It takes a moment to make, so commands that extract nothing make none.
fn extractor(model: Option<&Path>, registry: Option<&Path>) -> anyhow::Result<Arc<Extractor>> {
    let mut extractor = match model {
        Some(folder) => {
            Extractor::open(folder).with_context(|| format!("the model in {} cannot be used", folder.display()))?
        }
        None => Extractor::built_in(),
    };
    if let Some(file) = registry {
        extractor = extractor.with_registry(&registry_text(file)?).with_context(|| unusable_registry(file))?;
    }
    Ok(Arc::new(extractor))
}

/// The registry that is built in with a user's own file added.
fn own_registry(file: &Path) -> anyhow::Result<Registry> {
    Registry::with(&registry_text(file)?).with_context(|| unusable_registry(file))
}

fn registry_text(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| unusable_registry(file))
}

fn unusable_registry(file: &Path) -> String {
    format!("the registry {} cannot be used", file.display())
}

/// Parses items on a thread of its own, at most 64 ahead of the consumer. The handle tells whether that thread panicked.
fn in_background(items: impl Iterator<Item = Item> + Send + 'static) -> (impl Stream<Item = Item>, JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel(64);
    let reader = tokio::task::spawn_blocking(move || {
        for item in items {
            if sender.blocking_send(item).is_err() {
                break;
            }
        }
    });
    let items = futures::stream::unfold(receiver, async |mut receiver: mpsc::Receiver<Item>| {
        receiver.recv().await.map(|item| (item, receiver))
    });
    (items, reader)
}

async fn open(file: &Path) -> anyhow::Result<Store> {
    check_folder(file)?;
    Store::open(file).await.with_context(|| format!("the database {} cannot be opened", file.display()))
}

/// Checks that the folder is there in which a file is to be made: SQLite does not tell what is missing.
fn check_folder(file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        anyhow::ensure!(folder.is_dir(), "there is no folder {}", folder.display());
    }
    Ok(())
}

/// Opens a database that must be there: a mistyped name is an error here, not a new file.
async fn open_existing(file: &Path) -> anyhow::Result<Store> {
    anyhow::ensure!(file.exists(), "there is no database {}; name one with --database", file.display());
    open(file).await
}

/// What is logged where nothing else is asked for. The parser of pages tells of each word that stands where none may.
const LOGGED: &str = "warn,onrecord=info,tower_http::trace=info,sqlx::query=error,html5ever=error";

fn start_logging(format: LogFormat) {
    use tracing_subscriber::EnvFilter;

    let filter = EnvFilter::try_from_env("ONRECORD_LOG").unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }
}
