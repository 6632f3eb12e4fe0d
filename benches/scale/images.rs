//! The images that shared links show: how long one takes, and how large it is.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::ImageOptions;
use super::drive::one_by_one;
use super::figures::{Figures, percentile};
use super::mix::{KINDS, Request, Sample};
use super::report::{heading, time};
use super::server::{Server, binary};

/// How long all images together may take.
const PATIENCE: Duration = Duration::from_secs(600);

pub(crate) async fn run(options: &ImageOptions) -> Result<()> {
    let sample = Sample::read(&options.database, options.seed).await?;
    // Each claim once: an image that was made is kept.
    let pages = sample.requests_of(&KINDS[0], options.seed, 2 * options.count);
    let pages: BTreeSet<String> = pages.into_iter().map(|page| page.path).collect();
    let images: Vec<Request> = pages
        .into_iter()
        .take(options.count)
        .map(|page| Request { kind: "image of a claim", path: format!("{page}.png") })
        .collect();
    // The first one waits for the fonts to be read, as in a program that has just been started.
    let server = Server::of_program(&binary(options.binary.as_ref()), &options.database, "/healthz").await?;
    let (answered, span) = one_by_one(&server.address, |number| images.get(number), 1, PATIENCE).await;
    ensure!(answered.len() == images.len(), "only {} images came in time", answered.len());
    let figures = Figures::of("image of a claim", answered.iter(), span);
    ensure!(figures.errors == 0, "{} of {} images failed", figures.errors, figures.requests);
    let mut sizes: Vec<usize> = answered.iter().filter_map(|image| image.answer).map(|(_, bytes)| bytes).collect();
    sizes.sort_unstable();
    println!("{}", heading(sample.held));
    println!("| {} images of claims | p50 | p95 | max |\n|---|---:|---:|---:|", figures.requests);
    println!("| milliseconds | {} | {} | {} |", time(figures.p50), time(figures.p95), time(figures.max));
    let [p50, p95, max] = [0.5, 0.95, 1.0].map(|part| percentile(&sizes, part).unwrap_or_default() as f64 / 1000.0);
    println!("| KB | {p50:.0} | {p95:.0} | {max:.0} |");
    Ok(())
}
