//! `onrecord source`: decisions of people about sources (merge, split, rename, kind), their log, and how to undo them.

use clap::{Args, Subcommand};

use super::DONE;
use super::decision::{AuthorArgs, parse_id, print_decision, undo};
use crate::domain::{ArticleId, Slug, SourceKind, end_of_address};
use crate::store::{DecidedAbout, DecisionError, Store};

/// Arguments of `onrecord source`.
#[derive(Debug, Args)]
pub(super) struct SourceArgs {
    #[command(flatten)]
    author: AuthorArgs,
    #[command(subcommand)]
    command: SourceCommand,
}

#[derive(Debug, Subcommand)]
enum SourceCommand {
    /// Make two sources one: what A said stands under B, and the address of A leads there
    Merge {
        /// The source that is merged away, by the last part of its address, or its whole address
        #[arg(value_name = "A", value_parser = parse_slug)]
        from: Slug,
        /// The source that stays
        #[arg(value_name = "B", value_parser = parse_slug)]
        into: Slug,
        /// Merge them even where their kinds differ, such as a person and an organisation
        #[arg(long)]
        force: bool,
    },
    /// Make what a source says in some articles a source of its own
    Split {
        /// The source, by the last part of its address, or its whole address
        #[arg(value_name = "SOURCE", value_parser = parse_slug)]
        source: Slug,
        /// An article whose claims move to the new source, by its id or address here; may be given several times
        #[arg(long = "article", value_name = "ID", required = true, num_args = 1.., value_parser = parse_id::<ArticleId>)]
        articles: Vec<ArticleId>,
        /// The name of the new source, if it is another
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Give a source another name, and its address with it where that is free
    Rename {
        /// The source, by the last part of its address, or its whole address
        #[arg(value_name = "SOURCE", value_parser = parse_slug)]
        source: Slug,
        /// Its name from now on
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Say that a source is of another kind
    Kind {
        /// The source, by the last part of its address, or its whole address
        #[arg(value_name = "SOURCE", value_parser = parse_slug)]
        source: Slug,
        /// person, organisation, government, media, group or unnamed
        #[arg(value_name = "KIND", value_parser = parse_kind)]
        kind: SourceKind,
    },
    /// Print what was decided about sources, newest first, and what of it was undone
    Log {
        /// Print only the lines about this source
        #[arg(value_name = "SOURCE", value_parser = parse_slug)]
        source: Option<Slug>,
    },
    /// Undo one line of the log
    Undo {
        /// Its number
        #[arg(value_name = "NUMBER")]
        number: i64,
    },
}

pub(super) fn parse_kind(word: &str) -> Result<SourceKind, String> {
    // A channel passes words on and says nothing itself.
    let kinds = || SourceKind::ALL.iter().copied().filter(|kind| *kind != SourceKind::Channel);
    kinds().find(|kind| kind.as_str() == word).ok_or_else(|| {
        let words: Vec<&str> = kinds().map(SourceKind::as_str).collect();
        format!("a kind is one of {}", words.join(", "))
    })
}

pub(super) fn parse_slug(word: &str) -> Result<Slug, &'static str> {
    Slug::parse(end_of_address(word)).ok_or("a source is named by its address, such as /sources/ada-brandt")
}

pub(super) async fn run(args: SourceArgs, store: &Store) -> anyhow::Result<u8> {
    let author = args.author.by.as_deref();
    match args.command {
        SourceCommand::Merge { from, into, force } => {
            let merged = store.merge_sources(&from, &into, force, author).await;
            print_decision(&merged.map_err(|error| match error {
                DecisionError::KindsDiffer(..) => anyhow::anyhow!("{error}; --force merges them all the same"),
                error => error.into(),
            })?);
        }
        SourceCommand::Split { source, articles, name } => {
            print_decision(&store.split_source(&source, &articles, name.as_deref(), author).await?);
        }
        SourceCommand::Rename { source, name } => {
            let decision = store.rename_source(&source, &name, author).await?;
            print_decision(&decision);
            if let (before, Some(after)) = (&decision.slug_before, &decision.slug_after)
                && before.as_ref() == Some(after)
            {
                println!("  Its address stays /sources/{after}.");
            }
        }
        SourceCommand::Kind { source, kind } => {
            print_decision(&store.set_source_kind(&source, kind, author).await?);
        }
        SourceCommand::Log { source } => {
            let mut decisions = store.decisions(source.as_ref()).await?;
            if source.is_none() {
                decisions.retain(|decision| decision.kind.about() == DecidedAbout::Sources);
            }
            if decisions.is_empty() {
                println!("Nothing was decided.");
            }
            decisions.iter().for_each(print_decision);
        }
        SourceCommand::Undo { number } => undo(store, number).await?,
    }
    store.close().await;
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_by_its_address_or_the_end_of_it() {
        for word in ["ada-brandt", "/sources/ada-brandt", "https://onrecord.test/sources/ada-brandt/?x=1#y"] {
            assert_eq!(parse_slug(word).unwrap().as_str(), "ada-brandt", "{word}");
        }
        for word in ["", "Ada Brandt", "/"] {
            assert!(parse_slug(word).is_err(), "{word}");
        }
        assert_eq!(parse_id::<ArticleId>("/articles/0pnanmm9y9q9m4k9#c-x").unwrap().as_str(), "0pnanmm9y9q9m4k9");
        assert!(parse_id::<ArticleId>("0pnan").is_err());
    }
}
