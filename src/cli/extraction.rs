//! Finding the claims of articles, and which stored articles wait for that.

use crate::domain::NewArticle;
use crate::extract::Extractor;
use crate::ingest;
use crate::store::{LoadedArticle, NewReading, Store};

/// Finds the claims of an article, ready to be stored.
pub fn find_claims(extractor: &Extractor, article: NewArticle) -> LoadedArticle {
    LoadedArticle { reading: Some(extract(extractor, &article)), reader: ingest::PARSER, article, basis: None }
}

/// A reading of an article: the claims that the extractor finds in it, or why it looked for none.
pub(super) fn extract(extractor: &Extractor, article: &NewArticle) -> NewReading {
    let reading = extractor.extract(&article.text, &article.info());
    NewReading {
        extractor: extractor.name().to_owned(),
        claims: reading.claims,
        not_read: reading.not_read.map(|reason| reason.to_string()),
    }
}

/// The number of articles whose last reading is by another extractor than this one.
pub(super) async fn outdated(store: &Store, extractor: &Extractor) -> anyhow::Result<u64> {
    let earlier = earlier_extractors(store.extractors().await?, None, extractor.name())?;
    Ok(store.count_to_read(&earlier).await? - store.count_to_read(&[]).await?)
}

/// The extractors whose readings are to be replaced: those in `known` from `since` on, without `current`.
pub(super) fn earlier_extractors(
    known: Vec<String>,
    since: Option<&str>,
    current: &str,
) -> anyhow::Result<Vec<String>> {
    let first = match since {
        None => 0,
        Some(since) => known.iter().position(|name| name == since).ok_or_else(|| {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            anyhow::anyhow!("nothing here was ever read by {since:?}; the extractors that read here: {known}")
        })?,
    };
    Ok(known.into_iter().skip(first).filter(|name| name != current).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extractors_whose_readings_are_done_again() {
        let known = || ["rules-1", "model-1", "model-2"].map(str::to_owned).to_vec();
        let check = |since, current, expected: &[&str]| {
            assert_eq!(earlier_extractors(known(), since, current).unwrap(), expected, "{since:?} {current}");
        };
        check(None, "model-3", &["rules-1", "model-1", "model-2"]);
        check(None, "model-2", &["rules-1", "model-1"]);
        check(None, "rules-1", &["model-1", "model-2"]);
        check(Some("model-1"), "model-3", &["model-1", "model-2"]);
        check(Some("model-2"), "model-2", &[]);
        let error = earlier_extractors(known(), Some("model-9"), "model-3").unwrap_err().to_string();
        assert!(error.contains("model-9") && error.contains("rules-1, model-1, model-2"), "{error}");
    }
}
