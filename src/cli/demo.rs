//! `onrecord demo`: a made-up conflict, loaded into a database of its own and served.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use include_dir::{Dir, include_dir};

use super::load::load;
use super::progress::Progress;
use super::{in_background, open, reread, serve};
use crate::config::ServeConfig;
use crate::extract::Extractor;
use crate::ingest::{self, Item, Overrides, ParseOptions};
use crate::store::NewLoad;

static ARTICLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// Shown on top of every page of the demo.
const NOTICE: &str =
    "A demonstration: the conflict, the people, the places and the publishers on these pages are made up.";

/// Arguments of `onrecord demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    serve: ServeConfig,
    /// The folder that holds the demo's database; your own database is not touched
    #[arg(long, value_name = "DIR", default_value = "onrecord-demo")]
    data: PathBuf,
}

pub(super) async fn run(args: DemoArgs, extractor: Arc<Extractor>) -> anyhow::Result<u8> {
    // A taken address is said before anything is written.
    drop(serve::listen(args.serve.listen())?);
    std::fs::create_dir_all(&args.data)
        .with_context(|| format!("the folder {} cannot be made", args.data.display()))?;
    let database = args.data.join("onrecord.db");
    let store = open(&database).await?;
    let run = NewLoad { command: "demo", places: vec!["the articles built into the program".to_owned()] };
    let progress = Progress::in_bytes(None, Arc::default());
    let report = load(&store, Some(&extractor), in_background(articles().into_iter()), progress, &run).await?;
    reread::catch_up(&store, &extractor).await?;
    store.relate_all().await?;
    store.close().await;
    println!(
        "{} made-up articles and {} claims loaded into {}; {} were there already.",
        report.loaded,
        report.claims,
        database.display(),
        report.already_there
    );
    serve::run(&args.serve, &database, Some(NOTICE.to_owned()), |_| Ok(None)).await
}

/// The articles built into the program.
fn articles() -> Vec<Item> {
    let options =
        ParseOptions { keep_originals: true, ..ParseOptions::new(Overrides::default(), jiff::Zoned::now().date()) };
    let mut files: Vec<_> = ARTICLES.files().filter(|file| !file.path().ends_with("README.md")).collect();
    files.sort_by_key(|file| file.path());
    files
        .into_iter()
        .flat_map(|file| {
            let name = format!("demo/{}", file.path().display());
            ingest::parse_stream(std::io::Cursor::new(file.contents()), &name, &options).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_demo_article_is_whole() {
        let items = articles();
        assert!(items.len() >= 24, "{}", items.len());
        for item in items {
            let Item::Article(article) = item else { panic!("{item:?}") };
            assert!(
                article.title.is_some() && article.published.is_some() && article.url.is_some(),
                "{}",
                article.file
            );
            assert!(
                article.attribution.as_deref().is_some_and(|words| words.starts_with("Made-up")),
                "{}",
                article.file
            );
            assert!(article.address().is_some_and(|address| address.host().ends_with(".example")), "{}", article.file);
        }
    }
}
