//! Prints, for every window of a text file, what the network reads and the tag of each word, one JSON object a line.
//! `training/check.py` compares this with the trained network.

use onrecord::extract::Extractor;

fn main() -> anyhow::Result<()> {
    let file = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("usage: word_tags FILE"))?;
    let text = std::fs::read_to_string(file)?;
    for window in Extractor::built_in().word_tags(&text) {
        println!("{}", serde_json::to_string(&window)?);
    }
    Ok(())
}
