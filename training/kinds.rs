//! What `training/kind.py` learns from. Reads articles from standard input, one JSON object a line with `text`, and prints
//! for each the names in it, with the features that the kind of a name goes by.

use std::io::BufRead;

use onrecord::domain::{ArticleId, ArticleInfo};
use onrecord::extract::Extractor;

#[derive(serde::Deserialize)]
struct Input {
    text: String,
}

fn main() -> anyhow::Result<()> {
    let extractor = Extractor::built_in();
    for line in std::io::stdin().lock().lines() {
        let input: Input = serde_json::from_str(&line?)?;
        let article = ArticleInfo {
            id: ArticleId::of_text(&input.text),
            published: None,
            publisher: None,
            language: None,
            title: None,
            authors: Vec::new(),
        };
        println!("{}", serde_json::to_string(&extractor.names(&input.text, &article))?);
    }
    Ok(())
}
