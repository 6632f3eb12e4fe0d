//! `onrecord check`: whether the database holds what it promises.

use anyhow::Context;
use clap::Args;

use super::{DONE, SOME_SKIPPED};
use crate::store::{Check, Fault, Store};

/// Arguments of `onrecord check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Make anew what is worked out from other rows and is wrong, and the search index
    #[arg(long)]
    repair: bool,
}

/// Places of one fault that are printed; the rest are counted.
const PRINTED: usize = 10;

pub(super) async fn run(args: CheckArgs, store: &Store) -> anyhow::Result<u8> {
    let mut faults = look(store).await?;
    if args.repair && faults.iter().any(|fault| fault.is_derived) {
        store.repair(&faults).await.context("nothing was mended; end “onrecord serve” first where it is running")?;
        println!("What is worked out from other rows was made anew. Once more:");
        faults = look(store).await?;
    }
    store.close().await;
    if faults.is_empty() {
        println!("Nothing is wrong.");
        return Ok(DONE);
    }
    if faults.iter().any(|fault| fault.is_derived) {
        println!("“onrecord check --repair” makes anew what can be.");
    }
    if faults.iter().any(|fault| !fault.is_derived) {
        println!("What cannot be made anew comes back with “onrecord restore FILE --replace” from a backup.");
    }
    Ok(SOME_SKIPPED)
}

async fn look(store: &Store) -> anyhow::Result<Vec<Fault>> {
    let mut found = Vec::new();
    for check in Check::ALL {
        let faults = store.check(check).await.with_context(|| format!("{} cannot be looked at", words(check)))?;
        println!("{}: {}", words(check), if faults.is_empty() { "right" } else { "wrong" });
        faults.iter().for_each(print);
        // Where pages are damaged, nothing else that is read means anything.
        let ends = check == Check::Pages && !faults.is_empty();
        found.extend(faults);
        if ends {
            break;
        }
    }
    Ok(found)
}

fn print(fault: &Fault) {
    println!("  {} ({}):", fault.what, fault.places.len());
    fault.places.iter().take(PRINTED).for_each(|place| println!("    {place}"));
    if fault.places.len() > PRINTED {
        println!("    and {} more", fault.places.len() - PRINTED);
    }
}

fn words(check: Check) -> &'static str {
    match check {
        Check::Pages => "the pages of the file",
        Check::References => "references between rows",
        Check::Values => "words, numbers and lists of rows",
        Check::Texts => "texts, and the places of claims in them",
        Check::Originals => "originals against their SHA-256",
        Check::Derived => "counts, words and addresses that are kept",
        Check::Index => "the search index",
    }
}
