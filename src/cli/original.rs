//! `onrecord original`: the bytes that a stored article was read from, so that anyone can check them.

use std::io::{ErrorKind, Write};

use anyhow::{anyhow, bail};
use clap::Args;

use super::DONE;
use crate::domain::{ArticleId, VersionId, end_of_address};
use crate::store::Store;

/// Arguments of `onrecord original`.
#[derive(Debug, Args)]
pub(super) struct OriginalArgs {
    /// The id of an article, or its address on this site
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// An earlier text of the article: the id behind ?version= in the address of its page
    #[arg(long, value_name = "ID")]
    version: Option<String>,
    /// Write the bytes even where the article, or claims of it, were withdrawn
    #[arg(long)]
    withdrawn: bool,
}

pub(super) async fn run(args: OriginalArgs, store: &Store) -> anyhow::Result<u8> {
    let word = end_of_address(&args.article);
    let unknown = || anyhow!("no article here has the id {word:?}");
    let id: ArticleId = word.parse().map_err(|_| unknown())?;
    let version: Option<VersionId> = match &args.version {
        Some(word) => Some(word.parse().map_err(|_| anyhow!("no text has the id {word:?}"))?),
        None => None,
    };
    store.article(&id).await?.ok_or_else(unknown)?;
    if let Some(withdrawal) = store.article_withdrawal(&id).await?.filter(|_| !args.withdrawn) {
        bail!("the article was withdrawn ({}); --withdrawn gives it out all the same", withdrawal.reason);
    }
    let kept = store.original(&id, version.as_ref()).await?.ok_or_else(|| match &args.version {
        Some(version) => anyhow!("what the text {version:?} of this article was read from is not kept"),
        None => anyhow!("what this article was read from is not kept"),
    })?;
    if kept.withdrawn_claims > 0 && !args.withdrawn {
        bail!(
            "claims of this article were withdrawn, and their words stand in it; --withdrawn gives it out all the same"
        );
    }
    let from = match &kept.provenance.received {
        Some(received) => format!(
            "fetched {} from {}, status {}",
            received.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
            received.address,
            received.status
        ),
        None => format!("read from {}", kept.provenance.file),
    };
    eprintln!("text {}: {from}, {} bytes, SHA-256 {}", kept.version, kept.provenance.size, kept.provenance.sha256);
    let mut out = std::io::stdout();
    match out.write_all(&kept.bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written?,
    }
    store.close().await;
    Ok(DONE)
}
