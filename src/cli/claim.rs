//! `onrecord claim`: decisions of people about claims (who said one, and when), their log, and how to undo them.

use clap::{ArgGroup, Args, Subcommand};

use super::DONE;
use super::decision::{AuthorArgs, parse_id, print_decision, undo};
use super::source::{parse_kind, parse_slug};
use crate::domain::{ClaimId, Edtf, Slug, SourceKind};
use crate::store::{AttributedTo, DecidedAbout, DecisionError, NewSource, Store};

/// Arguments of `onrecord claim`.
#[derive(Debug, Args)]
pub(super) struct ClaimArgs {
    #[command(flatten)]
    author: AuthorArgs,
    #[command(subcommand)]
    command: ClaimCommand,
}

#[derive(Debug, Subcommand)]
enum ClaimCommand {
    /// Say who said a claim, where the program read it wrongly
    #[command(
        group = ArgGroup::new("to").args(["source", "new", "nobody"]).required(true),
        override_usage = "onrecord claim attribute [OPTIONS] <CLAIM> <SOURCE|--new <NAME> --kind <KIND>|--nobody>"
    )]
    Attribute {
        /// The claim, by its id or address
        #[arg(value_name = "CLAIM", value_parser = parse_id::<ClaimId>)]
        claim: ClaimId,
        #[command(flatten)]
        to: AttributeArgs,
    },
    /// Say when a claim was said, where the program read it wrongly
    Date {
        /// The claim, by its id or address
        #[arg(value_name = "CLAIM", value_parser = parse_id::<ClaimId>)]
        claim: ClaimId,
        /// The day, month or year, or an interval, in EDTF: 2024-10-23, 2024-10, 2024-10-01/2024-10-10, ../2024-10-24
        #[arg(value_name = "EDTF", value_parser = parse_date)]
        date: Edtf,
    },
    /// Print what was decided about claims, newest first, and what of it was undone
    Log {
        /// Print only the lines about this claim
        #[arg(value_name = "CLAIM", value_parser = parse_id::<ClaimId>)]
        claim: Option<ClaimId>,
    },
    /// Undo one line of the log
    Undo {
        /// Its number
        #[arg(value_name = "NUMBER")]
        number: i64,
    },
}

/// To whom a claim is attributed: one of the three.
#[derive(Debug, Args)]
#[group(skip)]
struct AttributeArgs {
    /// The source that said it, by the last part of its address, or its whole address
    #[arg(value_name = "SOURCE", value_parser = parse_slug)]
    source: Option<Slug>,
    /// A source that is not known here yet, by its name, which is made
    #[arg(long, value_name = "NAME", requires = "kind")]
    new: Option<String>,
    /// Its kind: person, organisation, government, media, group or unnamed
    #[arg(long, value_name = "KIND", value_parser = parse_kind, requires = "new")]
    kind: Option<SourceKind>,
    /// Make it even where a source of this name is known: two of one name
    #[arg(long, requires = "new")]
    force: bool,
    /// Nobody: no words here tell who said it
    #[arg(long)]
    nobody: bool,
}

impl AttributeArgs {
    fn attributed_to(&self) -> AttributedTo<'_> {
        match (&self.source, &self.new, self.kind) {
            (Some(slug), ..) => AttributedTo::Known(slug),
            (None, Some(name), Some(kind)) => AttributedTo::New(NewSource { name, kind, force: self.force }),
            _ => AttributedTo::Nobody,
        }
    }
}

/// A date that has a day to sort by, so that lists can hold the claim.
fn parse_date(word: &str) -> Result<Edtf, String> {
    let date: Edtf = word.parse().map_err(|error: crate::domain::EdtfError| error.to_string())?;
    match date.last_day() {
        Some(_) => Ok(date),
        None => Err("the date needs a last day, such as 2024-10-23, 2024-10 or ../2024-10-24".to_owned()),
    }
}

pub(super) async fn run(args: ClaimArgs, store: &Store) -> anyhow::Result<u8> {
    let author = args.author.by.as_deref();
    match args.command {
        ClaimCommand::Attribute { claim, to } => {
            let attributed = store.attribute_claim(&claim, to.attributed_to(), author).await;
            print_decision(&attributed.map_err(|error| match error {
                DecisionError::UnknownSource(_) => anyhow::anyhow!("{error}; --new NAME --kind KIND makes one"),
                DecisionError::NameIsKnown(_, ref slug, _) => anyhow::anyhow!(
                    "{error}; name it ({slug}) in place of --new, or make another one of this name with --force"
                ),
                error => error.into(),
            })?);
        }
        ClaimCommand::Date { claim, date } => print_decision(&store.date_claim(&claim, &date, author).await?),
        ClaimCommand::Log { claim } => {
            let decisions = match claim {
                Some(claim) => store.decisions_about(&claim).await?,
                None => store.decisions(None).await?,
            };
            let mut of_claims =
                decisions.iter().filter(|decision| decision.kind.about() == DecidedAbout::Claim).peekable();
            if of_claims.peek().is_none() {
                println!("Nothing was decided.");
            }
            of_claims.for_each(print_decision);
        }
        ClaimCommand::Undo { number } => undo(store, number).await?,
    }
    store.close().await;
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_named_by_its_address_or_the_end_of_it() {
        assert_eq!(parse_id::<ClaimId>("/claims/0pnanmm9y9q9m4k9?x").unwrap().as_str(), "0pnanmm9y9q9m4k9");
        assert!(parse_id::<ClaimId>("0pnan").is_err());
    }

    #[test]
    fn a_date_has_a_last_day() {
        for word in ["2024-10-23", "2024-10", "2024", "../2024-10-24", "2024-10-01/2024-10-10"] {
            assert_eq!(parse_date(word).unwrap().as_str(), word);
        }
        for word in ["", "yesterday", "23.10.2024", "XXXX-10-23", "2024-10-23/..", "2024-13"] {
            assert!(parse_date(word).is_err(), "{word}");
        }
    }
}
