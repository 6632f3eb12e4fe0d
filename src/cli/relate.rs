//! `onrecord relate`: how claims given as JSON lines stand to each other, one relation a line, without a database; without files, it
//! relates the claims of the database.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::DONE;
use super::relating::relate_all;
use crate::registry::Registry;
use crate::relate::{self, ComparedClaim, Relation};
use crate::store::Store;

/// Arguments of `onrecord relate`.
#[derive(Debug, Args)]
pub(super) struct RelateArgs {
    /// Files of claims, one JSON object a line as "onrecord extract" prints them; - is standard input. Without any: relates the
    /// claims of the database, and prints nothing of them
    #[arg(value_name = "CLAIMS")]
    files: Vec<PathBuf>,
}

impl RelateArgs {
    /// True where the claims of the database are meant.
    pub(super) fn is_of_database(&self) -> bool {
        self.files.is_empty()
    }
}

pub(super) async fn run_in(store: &Store) -> anyhow::Result<u8> {
    relate_all(store).await?;
    store.close().await;
    Ok(DONE)
}

pub(super) fn run(args: &RelateArgs, registry: &Registry) -> anyhow::Result<u8> {
    let mut claims = Vec::new();
    for file in &args.files {
        read_file(file, &mut claims)?;
    }
    let claims = relate::read_with(claims, registry);
    let pairs = relate::candidates(&claims);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let related = |pairs: &[(usize, usize)]| -> Vec<Relation> {
        pairs.iter().filter_map(|&(a, b)| relate::relation(&claims[a], &claims[b])).collect()
    };
    let mut out = std::io::stdout().lock();
    // One round at a time, so that relations are printed as they are found and in order.
    for round in pairs.chunks(PAIRS_OF_A_ROUND) {
        let found: Vec<Relation> = std::thread::scope(|scope| {
            let parts = round.chunks(round.len().div_ceil(threads));
            let running: Vec<_> = parts.map(|part| scope.spawn(move || related(part))).collect();
            running
                .into_iter()
                .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        match print(&mut out, &found) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(DONE),
            printed => printed?,
        }
    }
    Ok(DONE)
}

/// How many pairs are compared before their relations are printed.
const PAIRS_OF_A_ROUND: usize = 20_000;

fn print(out: &mut impl Write, relations: &[Relation]) -> std::io::Result<()> {
    for relation in relations {
        serde_json::to_writer(&mut *out, relation)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn read_file(file: &Path, claims: &mut Vec<ComparedClaim>) -> anyhow::Result<()> {
    let refused = || format!("{} cannot be read", file.display());
    let lines: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(file).with_context(refused)?))
    };
    for (number, line) in lines.lines().enumerate() {
        let line = line.with_context(refused)?;
        if line.trim().is_empty() {
            continue;
        }
        let claim = serde_json::from_str(&line);
        claims.push(claim.with_context(|| format!("line {} of {} is no claim", number + 1, file.display()))?);
    }
    Ok(())
}
