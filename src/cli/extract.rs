//! `onrecord extract` and `onrecord read`: JSON lines on standard output, no database.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::{DONE, MetadataArgs, SOME_SKIPPED};
use crate::domain::{ArticleRecord, ClaimRecord, CodePoints, NewArticle, Published};
use crate::extract::Extractor;
use crate::ingest::{self, Item};

/// Arguments of `onrecord extract` and `onrecord read`.
#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    metadata: MetadataArgs,
}

pub(super) async fn run_extract(args: FileArgs, extractor: Arc<Extractor>) -> anyhow::Result<u8> {
    each_article(args, move |article, out| {
        let reading = extractor.extract(&article.text, &article.info());
        if let Some(reason) = &reading.not_read {
            eprintln!("not read {}: {reason}", article.file);
        }
        let (record, points) = (ArticleRecord::of(article), CodePoints::new(&article.text));
        for claim in &reading.claims {
            line(out, &ClaimRecord::of(claim, &record, extractor.name(), &points))?;
        }
        Ok(())
    })
    .await
}

pub(super) async fn run_read(args: FileArgs) -> anyhow::Result<u8> {
    each_article(args, |article, out| line(out, &ReadRecord::of(article))).await
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
            text: &article.text,
            from: &article.from,
        };
        serde_json::json!(record)
    }
}

type Out = BufWriter<std::io::StdoutLock<'static>>;

/// Hands every article on as soon as it is read; a reader that closes its end of the pipe ends the run in peace.
async fn each_article(
    args: FileArgs,
    mut print: impl FnMut(&NewArticle, &mut Out) -> std::io::Result<()> + Send + 'static,
) -> anyhow::Result<u8> {
    tokio::task::spawn_blocking(move || {
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut code = DONE;
        for item in ingest::read_paths(&args.files, &args.metadata.read_options()) {
            let written = match item {
                Item::Article(article) => print(&article, &mut out).and_then(|()| out.flush()),
                Item::Skipped(skipped) => {
                    eprintln!("skipped {}: {}", skipped.file, skipped.reason);
                    code = SOME_SKIPPED;
                    Ok(())
                }
            };
            match written {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(code),
                written => written?,
            }
        }
        Ok(code)
    })
    .await?
}

fn line(out: &mut Out, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
