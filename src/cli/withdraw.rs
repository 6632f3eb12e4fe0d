//! `onrecord withdraw` and `onrecord restore`: an operator takes an article or a claim out of view, and puts it back.

use std::path::Path;

use anyhow::{Context, anyhow};
use clap::Args;

use super::DONE;
use crate::domain::end_of_address;
use crate::store::{Store, Withdrawable, Withdrawal};

/// Arguments of `onrecord withdraw`.
#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// The id of an article or a claim, or its address on this site
    #[arg(value_name = "ARTICLE|CLAIM", required_unless_present = "list")]
    target: Option<String>,
    /// Why it is withdrawn; its address shows this
    #[arg(
        long, value_name = "TEXT", required_unless_present = "list",
        value_parser = clap::builder::NonEmptyStringValueParser::new()
    )]
    reason: Option<String>,
    /// Print what is withdrawn, the oldest first: id, when and why, with tabs between them
    #[arg(long, conflicts_with_all = ["target", "reason"])]
    list: bool,
}

/// Arguments of `onrecord restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The id of an article or a claim, or its address on this site; or the file of a backup
    #[arg(value_name = "ARTICLE|CLAIM|FILE")]
    target: String,
    /// Put the backup in the place of a database that is there, which is kept beside it
    #[arg(long)]
    pub(super) replace: bool,
}

impl RestoreArgs {
    /// The backup to restore, where the target is a file.
    pub(super) fn backup(&self) -> Option<&Path> {
        let file = Path::new(&self.target);
        file.is_file().then_some(file)
    }
}

pub(super) async fn withdraw(args: WithdrawArgs, store: &Store) -> anyhow::Result<u8> {
    let (Some(target), Some(reason)) = (args.target, args.reason) else {
        for (id, Withdrawal { reason, withdrawn_at }) in store.withdrawn().await? {
            println!("{id}\t{withdrawn_at}\t{}", reason.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        store.close().await;
        return Ok(DONE);
    };
    let target = find(store, &target).await?;
    if store.withdraw(&target, reason.trim()).await? {
        println!("Withdrawn: {}. Its address now answers 410 with the reason.", words(&target));
    } else {
        println!("The {} was withdrawn before; nothing changed.", words(&target));
    }
    store.close().await;
    Ok(DONE)
}

pub(super) async fn restore(args: RestoreArgs, store: &Store) -> anyhow::Result<u8> {
    let target =
        find(store, &args.target).await.with_context(|| format!("{:?} is no file of a backup either", args.target))?;
    if store.restore(&target).await? {
        println!("Restored: {}.", words(&target));
    } else {
        println!("The {} is not withdrawn; nothing changed.", words(&target));
    }
    store.close().await;
    Ok(DONE)
}

async fn find(store: &Store, word: &str) -> anyhow::Result<Withdrawable> {
    let id = end_of_address(word);
    store.withdrawable(id).await?.ok_or_else(|| anyhow!("no article and no claim here has the id {id:?}"))
}

fn words(target: &Withdrawable) -> String {
    match target {
        Withdrawable::Article(id) => format!("article {id} with its claims"),
        Withdrawable::Claim(id) => format!("claim {id}"),
    }
}
