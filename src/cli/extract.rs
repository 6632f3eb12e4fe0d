//! `onrecord extract` and `onrecord read`: JSON lines on standard output, no database.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;

use clap::Args;
use futures::StreamExt;
use serde::Serialize;

use super::{DONE, MetadataArgs, SOME_SKIPPED, in_background};
use crate::domain::{ArticleRecord, ClaimRecord, CodePoints, NewArticle, Partial, Party, Published};
use crate::extract::Extractor;
use crate::ingest::{self, Item};
use crate::registry::proposed_slug;

/// Arguments of `onrecord extract`.
#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// Print why each conclusion was reached as well: the rule, and the features or words it went by
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    files: FileArgs,
}

/// Arguments of `onrecord read`, and those of `onrecord extract` that both have.
#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    metadata: MetadataArgs,
}

pub(super) async fn run_extract(args: ExtractArgs, extractor: Arc<Extractor>) -> anyhow::Result<u8> {
    let explain = args.explain;
    each_article(args.files, move |article| {
        ingest::name_publisher(article, extractor.registry());
        let reading = extractor.extract(&article.text, &article.info());
        if let Some(reason) = &reading.not_read {
            eprintln!("not read {}: {reason}", article.file);
        }
        let (record, points) = (ArticleRecord::of(article), CodePoints::new(&article.text));
        let slug = |party: &Party| proposed_slug(party, &record.id);
        let mut lines = Vec::new();
        for claim in &reading.claims {
            let printed = ClaimRecord::of(claim, &record, extractor.name(), &points, slug);
            line(&mut lines, &if explain { printed.explained(claim) } else { printed })?;
        }
        Ok(lines)
    })
    .await
}

pub(super) async fn run_read(args: FileArgs) -> anyhow::Result<u8> {
    each_article(args, |article| {
        let mut lines = Vec::new();
        line(&mut lines, &ReadRecord::of(article))?;
        Ok(lines)
    })
    .await
}

/// An article as it was read.
#[derive(Serialize)]
struct ReadRecord<'a> {
    id: &'a str,
    file: &'a str,
    url: Option<&'a str>,
    title: Option<&'a str>,
    publisher: Option<&'a str>,
    authors: &'a [String],
    published: Option<&'a str>,
    language: Option<&'a str>,
    license: Option<&'a str>,
    attribution: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    also_at: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<Partial>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    corrections: &'a [String],
    text: &'a str,
    from: &'a std::collections::BTreeMap<&'static str, String>,
}

impl ReadRecord<'_> {
    fn of(article: &NewArticle) -> serde_json::Value {
        let id = article.id();
        let record = ReadRecord {
            id: id.as_str(),
            file: &article.file,
            url: article.url.as_deref(),
            title: article.title.as_deref(),
            publisher: article.publisher.as_deref(),
            authors: &article.authors,
            published: article.published.as_ref().map(Published::text),
            language: article.language.as_deref(),
            license: article.license.as_deref(),
            attribution: article.attribution.as_deref(),
            credit: article.credit.as_deref(),
            also_at: &article.also_at,
            partial: article.partial,
            corrections: &article.corrections,
            text: &article.text,
            from: &article.from,
        };
        serde_json::json!(record)
    }
}

/// Prints `lines` of every article, in order, as soon as it is worked out; all cores work them out. A reader that closes
/// its end of the pipe ends the run in peace.
async fn each_article(
    args: FileArgs,
    lines: impl Fn(&mut NewArticle) -> serde_json::Result<Vec<u8>> + Send + Sync + 'static,
) -> anyhow::Result<u8> {
    let lines = Arc::new(lines);
    let mut code = DONE;
    let (items, reader) = in_background(ingest::parse_paths(&args.files, &args.metadata.parse_options()));
    let mut printed = pin!(
        items
            .map(|item| {
                let lines = lines.clone();
                tokio::task::spawn_blocking(move || match item {
                    Item::Article(mut article) => lines(&mut article).map(Ok),
                    Item::Skipped(skipped) => Ok(Err(skipped)),
                })
            })
            .buffered(std::thread::available_parallelism().map_or(1, usize::from))
    );
    let mut out = std::io::stdout();
    while let Some(worked_out) = printed.next().await {
        match worked_out?? {
            Ok(lines) => match out.write_all(&lines).and_then(|()| out.flush()) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(code),
                written => written?,
            },
            Err(skipped) => {
                eprintln!("skipped {}: {}", skipped.file, skipped.reason);
                code = SOME_SKIPPED;
            }
        }
    }
    reader.await?;
    Ok(code)
}

fn line(lines: &mut Vec<u8>, value: &impl Serialize) -> serde_json::Result<()> {
    serde_json::to_writer(&mut *lines, value)?;
    lines.push(b'\n');
    Ok(())
}
