//! What `training/relations.py` learns from, and the weights of terms. `relations pairs` reads claims from standard input,
//! one JSON object a line, and prints every pair of them with the features that tell whether they say the same.
//! `relations terms` reads contents, one a line, and prints the weight of each term that one content in 5,000 has.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use onrecord::relate::{ComparedClaim, read, saying_features, term_counts};

/// One content to so many has a term that is listed; all others are as rare as they come.
const RARE: usize = 5_000;

fn main() -> anyhow::Result<()> {
    let lines = std::io::stdin().lock().lines();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match std::env::args().nth(1).as_deref() {
        Some("pairs") => {
            let claims: Vec<ComparedClaim> =
                lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect::<anyhow::Result<_>>()?;
            let claims = read(claims);
            for (at, a) in claims.iter().enumerate() {
                for b in &claims[at + 1..] {
                    let features: BTreeMap<&str, f32> = saying_features(a, b).into_iter().collect();
                    let pair = serde_json::json!({"a": a.claim.id, "b": b.claim.id, "features": features});
                    writeln!(out, "{pair}")?;
                }
            }
        }
        Some("terms") => {
            let (all, counts) = term_counts(lines.map_while(Result::ok));
            for (term, count) in counts.into_iter().filter(|(_, count)| count * RARE >= all) {
                writeln!(out, "weight\t{term}\t{:.0}", (all as f64 / count as f64).ln() * 10.0)?;
            }
        }
        _ => anyhow::bail!("relations pairs < CLAIMS.jsonl, or relations terms < CONTENTS.txt"),
    }
    Ok(out.flush()?)
}
