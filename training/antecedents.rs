//! What `training/antecedent.py` learns from. Reads articles from standard input, one JSON object a line: `text`, and where
//! wanted `title`, `publisher`, `mentions` (pairs of bytes) and `answers` (a mention, and the names that are right for it).
//! Prints for each article the choices among antecedents with their features.

use std::io::BufRead;

use onrecord::domain::{ArticleId, ArticleInfo, Span};
use onrecord::extract::{Answer, Extractor};

#[derive(serde::Deserialize)]
struct Input {
    text: String,
    title: Option<String>,
    publisher: Option<String>,
    #[serde(default)]
    mentions: Vec<(usize, usize)>,
    #[serde(default)]
    answers: Vec<((usize, usize), Vec<String>)>,
}

fn main() -> anyhow::Result<()> {
    let extractor = Extractor::built_in();
    for line in std::io::stdin().lock().lines() {
        let input: Input = serde_json::from_str(&line?)?;
        let article = ArticleInfo {
            id: ArticleId::of_text(&input.text),
            published: None,
            publisher: input.publisher,
            language: None,
            title: input.title,
            authors: Vec::new(),
        };
        let mentions: Vec<Span> = input.mentions.iter().map(|&(start, end)| Span::new(start, end)).collect();
        let answers = input.answers.into_iter();
        let answers = answers.map(|((start, end), names)| Answer { mention: Span::new(start, end), names }).collect();
        println!("{}", serde_json::to_string(&extractor.choices(&input.text, &article, &mentions, answers))?);
    }
    Ok(())
}
