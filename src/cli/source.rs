//! `onrecord source`: decisions of people about sources (merge, split, rename), their log, and how to undo them.

use clap::{Args, Subcommand};

use super::DONE;
use super::address::last_part;
use crate::domain::{ArticleId, Slug};
use crate::store::{SourceChange, SourceChangeError, SourceChangeKind, Store};

/// Arguments of `onrecord source`.
#[derive(Debug, Args)]
pub(super) struct SourceArgs {
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
        #[arg(long = "article", value_name = "ID", required = true, num_args = 1.., value_parser = parse_article)]
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
    /// Print what was merged, split and renamed, newest first, and what of it was undone
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

fn parse_slug(word: &str) -> Result<Slug, &'static str> {
    Slug::parse(last_part(word)).ok_or("a source is named by its address, such as /sources/ada-brandt")
}

fn parse_article(word: &str) -> Result<ArticleId, String> {
    last_part(word).parse().map_err(|error: crate::domain::IdError| error.to_string())
}

pub(super) async fn run(args: SourceArgs, store: &Store) -> anyhow::Result<u8> {
    match args.command {
        SourceCommand::Merge { from, into, force } => {
            let merged = store.merge_sources(&from, &into, force).await;
            print_change(&merged.map_err(|error| match error {
                SourceChangeError::KindsDiffer(..) => anyhow::anyhow!("{error}; --force merges them all the same"),
                error => error.into(),
            })?);
        }
        SourceCommand::Split { source, articles, name } => {
            print_change(&store.split_source(&source, &articles, name.as_deref()).await?);
        }
        SourceCommand::Rename { source, name } => {
            let change = store.rename_source(&source, &name).await?;
            print_change(&change);
            if change.slug_before == change.slug_after {
                println!("  Its address stays /sources/{}.", change.slug_after);
            }
        }
        SourceCommand::Log { source } => {
            let changes = store.source_changes(source.as_ref()).await?;
            if changes.is_empty() {
                println!("Nothing was merged, split or renamed.");
            }
            changes.iter().for_each(print_change);
        }
        SourceCommand::Undo { number } => {
            print_change(&store.undo_source_change(number).await?);
        }
    }
    store.close().await;
    Ok(DONE)
}

fn print_change(change: &SourceChange) {
    println!("{}", line(change));
}

/// One line of the log, as `source log` prints it.
fn line(change: &SourceChange) -> String {
    let SourceChange { number, name_before, slug_before, name_after, slug_after, .. } = change;
    let claims = counted(change.claims, "claim");
    let what = match change.kind {
        SourceChangeKind::Merge => {
            format!("merged “{name_before}” ({slug_before}) into “{name_after}” ({slug_after}), {claims}")
        }
        SourceChangeKind::Split => format!(
            "split “{name_after}” ({slug_after}) from “{name_before}” ({slug_before}), {claims} of {}",
            counted(change.articles, "article")
        ),
        SourceChangeKind::Rename => {
            format!("renamed “{name_before}” ({slug_before}) to “{name_after}” ({slug_after}), {claims}")
        }
    };
    let undone = change.undone_at.as_ref().map(|when| format!(" · undone {when}")).unwrap_or_default();
    format!("{number}  {}  {what}{undone}", change.made_at)
}

fn counted(count: i64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
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
        assert_eq!(parse_article("/articles/0pnanmm9y9q9m4k9#c-x").unwrap().as_str(), "0pnanmm9y9q9m4k9");
        assert!(parse_article("0pnan").is_err());
    }

    #[test]
    fn the_log_tells_what_happened() {
        let change = |kind, undone_at: Option<&str>| SourceChange {
            number: 3,
            kind,
            name_before: "Ada Brant".into(),
            slug_before: Slug::of("Ada Brant"),
            name_after: "Ada Brandt".into(),
            slug_after: Slug::of("Ada Brandt"),
            claims: 1,
            articles: 2,
            made_at: "2025-03-05T10:00:00Z".into(),
            undone_at: undone_at.map(Into::into),
        };
        for (change, expected) in [
            (
                change(SourceChangeKind::Merge, None),
                "3  2025-03-05T10:00:00Z  merged “Ada Brant” (ada-brant) into “Ada Brandt” (ada-brandt), 1 claim",
            ),
            (
                change(SourceChangeKind::Split, None),
                "3  2025-03-05T10:00:00Z  split “Ada Brandt” (ada-brandt) from “Ada Brant” (ada-brant), 1 claim of 2 articles",
            ),
            (
                change(SourceChangeKind::Rename, Some("2025-03-06T10:00:00Z")),
                "3  2025-03-05T10:00:00Z  renamed “Ada Brant” (ada-brant) to “Ada Brandt” (ada-brandt), 1 claim · undone 2025-03-06T10:00:00Z",
            ),
        ] {
            assert_eq!(line(&change), expected);
        }
    }
}
