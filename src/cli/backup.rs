//! `onrecord backup`, and what `onrecord restore` does with a backup.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;

use super::progress::Progress;
use super::{DONE, check_folder, files};
use crate::store::{Copied, Store, back_up, check_backup, unpack_backup};

/// Arguments of `onrecord backup`.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The file to write; where it holds an earlier backup of this database, only what changed is written
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) async fn run(args: BackupArgs, database: &Path) -> anyhow::Result<u8> {
    ensure!(database.exists(), "there is no database {}; name one with --database", database.display());
    write(database, &args.file).await?;
    Ok(DONE)
}

/// Backs a database up, and tells how much was written.
pub(super) async fn write(database: &Path, file: &Path) -> anyhow::Result<()> {
    check_folder(file)?;
    let cannot = || format!("no backup was made of {}", database.display());
    let copied = with_progress("pages", async |told| back_up(database, file, told).await).await.with_context(cannot)?;
    println!("{}: {}, and read again.", file.display(), words(copied));
    Ok(())
}

/// Puts the database of a backup in the place of `database`.
pub(super) async fn restore(file: &Path, database: &Path, replaces: bool) -> anyhow::Result<u8> {
    let cannot = || format!("{} was not restored", database.display());
    let articles = check_backup(file).await.with_context(cannot)?;
    let before = database.with_added_extension("before-restore");
    if database.exists() {
        ensure!(
            replaces,
            "there is a database {}; with --replace the backup takes its place, and it is kept as {}",
            database.display(),
            before.display()
        );
        // A database that is damaged cannot be folded, and is replaced for that.
        let is_free = Store::fold(database).await.unwrap_or(true);
        ensure!(is_free, "another process has {} open; end it first", database.display());
        ensure!(!before.exists(), "{} is there from an earlier time; move it away first", before.display());
    }
    check_folder(database)?;
    let new = database.with_added_extension("restoring");
    files::remove(&new)?;
    let unpacked = with_progress("pages", async |told| unpack_backup(file, &new, told).await).await;
    if unpacked.is_err() {
        files::remove(&new)?;
    }
    unpacked.with_context(cannot)?;
    check_backup(&new).await.with_context(cannot)?;
    let is_replaced = database.exists();
    if let Ok(replaced) = database.metadata() {
        let cannot = || format!("{} cannot be given the permissions of {}", new.display(), database.display());
        std::fs::set_permissions(&new, replaced.permissions()).with_context(cannot)?;
    }
    files::rename(database, &before)?;
    // What the index knows is of the other database.
    let index = database.with_added_extension("index");
    if index.exists() {
        std::fs::remove_dir_all(&index).with_context(|| format!("{} cannot be removed", index.display()))?;
    }
    files::rename(&new, database)?;
    println!("Restored {} from {}: {articles} articles.", database.display(), file.display());
    if is_replaced {
        println!("What was there before is {}.", before.display());
    }
    println!("Its search index is made anew by “onrecord serve”, or now by “onrecord index”.");
    Ok(DONE)
}

/// Shows how many of how many `unit` are dealt with while `work` is done.
pub(super) async fn with_progress<T>(
    unit: &'static str,
    work: impl AsyncFnOnce(&mut (dyn FnMut(u64, u64) + Send)) -> T,
) -> T {
    let mut progress = None;
    let done = work(&mut |done, all| {
        progress.get_or_insert_with(|| Progress::counting(all, unit)).at(done as usize);
    })
    .await;
    if let Some(progress) = progress {
        progress.finish();
    }
    done
}

fn words(copied: Copied) -> String {
    let megabytes = |pages: u64| (pages * copied.page_size) as f64 / 1e6;
    format!(
        "{} of {} pages differed and were written, {:.1} of {:.1} MB",
        copied.written,
        copied.pages,
        megabytes(copied.written),
        megabytes(copied.pages)
    )
}
