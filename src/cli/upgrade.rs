//! `onrecord upgrade`.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;

use super::{DONE, backup, open};
use crate::store::{bring_up_to_date, pack};

/// Arguments of `onrecord upgrade`.
#[derive(Debug, Args)]
pub(super) struct UpgradeArgs {
    /// Back the database up to this file first, as “onrecord backup” does
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
}

pub(super) async fn run(args: UpgradeArgs, database: &Path) -> anyhow::Result<u8> {
    ensure!(database.exists(), "there is no database {}; name one with --database", database.display());
    if let Some(file) = &args.backup {
        backup::write(database, file).await?;
    }
    let cannot = || format!("{} was not brought to this version", database.display());
    let steps = backup::with_progress("steps", async |told| bring_up_to_date(database, told).await);
    let steps = steps.await.with_context(cannot)?;
    // What is worked out from rows, and not by a step, is brought up to date whenever the database is opened.
    open(database).await?.close().await;
    match steps {
        0 => println!("{} is of this version already.", database.display()),
        1 => println!("{} is of this version now, after one step.", database.display()),
        steps => println!("{} is of this version now, after {steps} steps.", database.display()),
    }
    // Steps leave room behind them.
    match pack(database).await {
        Ok(None) => {}
        Ok(Some((before, after))) => println!("Its file was packed: {} MB of {}.", megabytes(after), megabytes(before)),
        Err(error) => eprintln!("Its file was not packed, and is as large as it was: {error}"),
    }
    Ok(DONE)
}

/// Bytes in millions, rounded up.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
