//! `onrecord withdraw` and `onrecord restore`.

use anyhow::anyhow;
use clap::Args;

use super::DONE;
use crate::store::{Store, Withdrawable};

/// Arguments of `onrecord withdraw`.
#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// Its id, or its address on this site
    #[arg(value_name = "ARTICLE|CLAIM")]
    target: String,
    /// Why; shown at its address
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reason: String,
}

/// Arguments of `onrecord restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// Its id, or its address on this site
    #[arg(value_name = "ARTICLE|CLAIM")]
    target: String,
}

pub(super) async fn withdraw(args: WithdrawArgs, store: &Store) -> anyhow::Result<u8> {
    let target = find(store, &args.target).await?;
    if store.withdraw(&target, args.reason.trim()).await? {
        println!("Withdrawn: {}. Its address now answers 410 with the reason.", words(&target));
    } else {
        println!("The {} was withdrawn before; nothing changed.", words(&target));
    }
    store.close().await;
    Ok(DONE)
}

pub(super) async fn restore(args: RestoreArgs, store: &Store) -> anyhow::Result<u8> {
    let target = find(store, &args.target).await?;
    if store.restore(&target).await? {
        println!("Restored: {}.", words(&target));
    } else {
        println!("The {} is not withdrawn; nothing changed.", words(&target));
    }
    store.close().await;
    Ok(DONE)
}

/// The id in an address of this site, or the id itself.
pub(super) fn id_of(word: &str) -> &str {
    let address = word.trim().split(['#', '?']).next().unwrap_or_default();
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

async fn find(store: &Store, word: &str) -> anyhow::Result<Withdrawable> {
    let id = id_of(word);
    store.withdrawable(id).await?.ok_or_else(|| anyhow!("no article and no claim here has the id {id:?}"))
}

fn words(target: &Withdrawable) -> String {
    match target {
        Withdrawable::Article(id) => format!("article {id} with its claims"),
        Withdrawable::Claim(id) => format!("claim {id}"),
    }
}
