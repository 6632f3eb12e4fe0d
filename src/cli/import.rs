//! `onrecord import`: an export becomes the database of an empty site.
//!
//! The new database is made in a file beside the one that was named, and takes its place in one step when all is in it: a
//! run that fails, is stopped or is killed leaves the database as it was, and the same command begins again.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use clap::Args;
use tokio::sync::watch;

use super::progress::{Progress, stop_on_ctrl_c};
use super::{DONE, files, open};
use crate::exchange::{Form, Package, PackageError, Resource};
use crate::store::{Check, KEPT_FILES, KeptFile, Store};

/// Arguments of `onrecord import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The folder of an export as jsonl or sqlite
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Lines, and bytes of them, that are written at a time.
const LINES: usize = 500;
const BYTES: usize = 4 << 20;

pub(super) async fn run(args: ImportArgs, database: &Path) -> anyhow::Result<u8> {
    let folder = args.folder.as_path();
    let began = Instant::now();
    let cannot = || format!("{} cannot be imported", folder.display());
    ensure!(folder.is_dir(), "there is no folder {}", folder.display());
    let package = Package::read(folder).with_context(cannot)?;
    check_database(database).await?;
    let stop = stop_on_ctrl_c();
    package.check(folder, |_| ()).with_context(cannot)?;
    let new = database.with_added_extension("import");
    let made = match package.onrecord.form {
        Form::Sqlite => take_over(&package, folder, &new).await,
        _ => fill(&package, folder, &new, stop).await,
    };
    if made.is_err() {
        files::remove(&new)?;
    }
    made.with_context(cannot)?;
    check_database(database).await?;
    ensure!(Store::fold(&new).await?, "another process has {} open; end it first", new.display());
    files::remove(database)?;
    files::rename(&new, database)?;
    let store = open(database).await?;
    let claims = store.make_index().await?;
    let found = store.held().await?;
    store.close().await;
    println!("Imported {} into {}.", found.join(", "), database.display());
    println!("Lists and search show {claims} claims; done in {:.1} s.", began.elapsed().as_secs_f64());
    Ok(DONE)
}

/// Checks that the database holds nothing, and that no other process has it open.
async fn check_database(file: &Path) -> anyhow::Result<()> {
    if !file.exists() {
        return Ok(());
    }
    let store = open(file).await?;
    let held = store.held().await?;
    store.close().await;
    ensure!(
        held.is_empty(),
        "the database {} holds {} already; import into an empty one: name another with --database",
        file.display(),
        held.join(", ")
    );
    let is_free = Store::fold(file).await?;
    ensure!(is_free, "another process has the database {} open; end it first", file.display());
    Ok(())
}

/// Checks that the file is whole, that every reference leads somewhere, that every word is known, and that every place lies in
/// its text: pages trust these.
async fn ensure_whole(store: &Store) -> anyhow::Result<()> {
    for check in [Check::Pages, Check::References, Check::Values, Check::Texts] {
        if let Some(fault) = store.check(check).await?.first() {
            bail!("{}: {}", fault.what, fault.places.join("; "));
        }
    }
    Ok(())
}

/// Makes the new database of the exported one.
async fn take_over(package: &Package, folder: &Path, new: &Path) -> anyhow::Result<()> {
    files::remove(new)?;
    std::fs::copy(folder.join(&package.resource("onrecord")?.path), new)?;
    let store = Store::open(new).await?;
    ensure_whole(&store).await?;
    store.become_another().await?;
    store.relate_all().await?;
    store.close().await;
    Ok(())
}

/// Makes the new database of lines of JSON.
async fn fill(package: &Package, folder: &Path, new: &Path, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    files::remove(new)?;
    let mut files = Vec::new();
    for file in KEPT_FILES {
        files.push((file, package.resource(file.name)?));
    }
    let total = files.iter().filter_map(|(_, resource)| resource.rows).sum();
    let store = Store::open(new).await?;
    let mut import = Import { store: &store, folder, progress: Progress::counting(total, "lines"), stop, done: 0 };
    for (file, resource) in &files {
        import.read(file, resource).await?;
    }
    import.progress.finish();
    store.finish_import(package.onrecord.keys).await?;
    ensure_whole(&store).await?;
    store.relate_all().await?;
    store.close().await;
    Ok(())
}

/// A run, while its files are read.
struct Import<'i> {
    store: &'i Store,
    folder: &'i Path,
    progress: Progress,
    stop: watch::Receiver<bool>,
    done: usize,
}

impl Import<'_> {
    async fn read(&mut self, file: &'static KeptFile, resource: &Resource) -> anyhow::Result<()> {
        let mut lines = self.lines(resource)?;
        let mut rows = 0;
        loop {
            let batch = next_lines(&mut lines).with_context(|| resource.path.clone())?;
            if batch.is_empty() {
                break;
            }
            self.store.write_lines(file, &batch).await.with_context(|| {
                format!("lines {} to {} of {} do not fit", rows + 1, rows + batch.len() as u64, resource.path)
            })?;
            rows += batch.len() as u64;
            self.done += batch.len();
            self.progress.at(self.done);
            if *self.stop.borrow() {
                bail!("stopped; the database is as it was");
            }
        }
        if file.has_joins() {
            let mut lines = self.lines(resource)?;
            loop {
                let batch = next_lines(&mut lines)?;
                if batch.is_empty() {
                    break;
                }
                self.store.join_lines(file, &batch).await?;
            }
        }
        let (written, told) = (self.store.line_count(file).await?, resource.rows.unwrap_or_default());
        match (rows == told, written == told) {
            (false, _) => Err(PackageError::Rows(resource.path.clone(), rows, told).into()),
            (true, false) => bail!("of {} lines of {}, {written} were written", told, resource.path),
            (true, true) => Ok(()),
        }
    }

    fn lines(&self, resource: &Resource) -> anyhow::Result<impl BufRead + use<>> {
        let path = self.folder.join(&resource.path);
        let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(BufReader::with_capacity(1 << 17, file))
    }
}

/// The next lines of a file; none at its end.
fn next_lines(file: &mut impl BufRead) -> std::io::Result<Vec<String>> {
    let (mut lines, mut bytes) = (Vec::new(), 0);
    while lines.len() < LINES && bytes < BYTES {
        let mut line = String::new();
        if file.read_line(&mut line)? == 0 {
            break;
        }
        bytes += line.len();
        lines.push(line);
    }
    Ok(lines)
}
