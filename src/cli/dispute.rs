//! `onrecord dispute`: decisions of people about disputes (join, part, rename, close), their log, and how to undo them.

use clap::{Args, Subcommand};

use super::DONE;
use super::decision::{AuthorArgs, parse_id, print_decision, undo};
use crate::domain::{ClaimId, DisputeId};
use crate::store::Store;

/// Arguments of `onrecord dispute`.
#[derive(Debug, Args)]
pub(super) struct DisputeArgs {
    #[command(flatten)]
    author: AuthorArgs,
    #[command(subcommand)]
    command: DisputeCommand,
}

#[derive(Debug, Subcommand)]
enum DisputeCommand {
    /// Make two disputes one: the claims of B stand with those of A, where B's address leads
    Join {
        /// The dispute that stays, by its id or address
        #[arg(value_name = "A", value_parser = parse_id::<DisputeId>)]
        id: DisputeId,
        /// The dispute that goes into it
        #[arg(value_name = "B", value_parser = parse_id::<DisputeId>)]
        other: DisputeId,
    },
    /// Take claims out of a dispute; those that disagree with each other are one of their own
    Part {
        /// The dispute, by its id or address
        #[arg(value_name = "DISPUTE", value_parser = parse_id::<DisputeId>)]
        id: DisputeId,
        /// A claim that is no part of it, by its id or address
        #[arg(value_name = "CLAIM", required = true, value_parser = parse_id::<ClaimId>)]
        claims: Vec<ClaimId>,
    },
    /// Give a dispute a heading
    Rename {
        /// The dispute, by its id or address
        #[arg(value_name = "DISPUTE", value_parser = parse_id::<DisputeId>)]
        id: DisputeId,
        /// What it is about, best as a question; "" takes the words of the claims again
        #[arg(value_name = "QUESTION")]
        heading: String,
    },
    /// Say that a dispute is none; its address answers 410 with the reason
    Close {
        /// The dispute, by its id or address
        #[arg(value_name = "DISPUTE", value_parser = parse_id::<DisputeId>)]
        id: DisputeId,
        /// Why it is none; its address shows this
        #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
        reason: String,
    },
    /// Print what was decided about disputes, newest first, and what of it was undone
    Log {
        /// Print only the lines about this dispute
        #[arg(value_name = "DISPUTE", value_parser = parse_id::<DisputeId>)]
        id: Option<DisputeId>,
    },
    /// Undo one line of the log
    Undo {
        /// Its number
        #[arg(value_name = "NUMBER")]
        number: i64,
    },
}

pub(super) async fn run(args: DisputeArgs, store: &Store) -> anyhow::Result<u8> {
    let author = args.author.by.as_deref();
    match args.command {
        DisputeCommand::Join { id, other } => print_decision(&store.join_disputes(&id, &other, author).await?),
        DisputeCommand::Part { id, claims } => print_decision(&store.part_dispute(&id, &claims, author).await?),
        DisputeCommand::Rename { id, heading } => {
            let heading = Some(heading.trim()).filter(|heading| !heading.is_empty());
            print_decision(&store.head_dispute(&id, heading, author).await?);
        }
        DisputeCommand::Close { id, reason } => {
            print_decision(&store.close_dispute(&id, reason.trim(), author).await?);
        }
        DisputeCommand::Log { id } => {
            let decisions = store.dispute_decisions(id.as_ref()).await?;
            if decisions.is_empty() {
                println!("Nothing was decided.");
            }
            decisions.iter().for_each(print_decision);
        }
        DisputeCommand::Undo { number } => undo(store, number).await?,
    }
    store.close().await;
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dispute_is_named_by_its_address_or_the_end_of_it() {
        for word in
            ["0pnanmm9y9q9m4k9", "/disputes/0pnanmm9y9q9m4k9", "https://onrecord.test/disputes/0pnanmm9y9q9m4k9?x"]
        {
            assert_eq!(parse_id::<DisputeId>(word).unwrap().as_str(), "0pnanmm9y9q9m4k9", "{word}");
        }
        assert!(parse_id::<DisputeId>("0pnan").is_err());
    }
}
