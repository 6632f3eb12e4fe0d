//! The files of a database: itself, and what SQLite keeps beside it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// What the names of the files end in that SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Removes a database; one that is not there is removed already.
pub(super) fn remove(database: &Path) -> anyhow::Result<()> {
    for file in files(database) {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Gives a database another name.
pub(super) fn rename(database: &Path, to: &Path) -> anyhow::Result<()> {
    for (file, to) in files(database).zip(files(to)).filter(|(file, _)| file.exists()) {
        std::fs::rename(&file, &to).with_context(|| format!("{} cannot be moved", file.display()))?;
    }
    Ok(())
}

fn files(database: &Path) -> impl Iterator<Item = PathBuf> {
    // The file itself last: without it, what stands beside it means nothing.
    BESIDE.into_iter().chain([""]).map(|ending| {
        let mut name = database.as_os_str().to_owned();
        name.push(ending);
        name.into()
    })
}
