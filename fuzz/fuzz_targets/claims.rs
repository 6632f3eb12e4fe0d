//! Texts of any kind: claims stand in the text, on whole characters, and are what the types of a claim promise.
#![no_main]

use std::collections::HashSet;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::domain::{
    ArticleId, ArticleInfo, ArticleRecord, ClaimId, ClaimRecord, CodePoints, Edtf, ExtractedClaim, NewArticle, Party,
    SourceKind, Span,
};
use onrecord::extract::Extractor;
use onrecord::registry::proposed_slug;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::built_in);

/// A first line that begins with `#` tells of the article: headline, publisher, author and day, with `|` between them.
fn article(input: &str) -> (ArticleInfo, &str) {
    let (head, text) = match input.strip_prefix('#') {
        Some(input) => input.split_once('\n').unwrap_or((input, "")),
        None => ("|||2025-03-03", input),
    };
    let mut fields = head.split('|').map(str::trim);
    let mut field = || fields.next().filter(|field| !field.is_empty()).map(str::to_owned);
    let (title, publisher, author) = (field(), field(), field());
    let published = field().and_then(|day| day.parse().ok());
    let id = ArticleId::of_text(text);
    let authors = author.into_iter().collect();
    (ArticleInfo { id, published, publisher, language: Some("en".to_owned()), title, authors }, text)
}

fn check_spans(text: &str, spans: &[Span]) {
    for span in spans {
        assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()), "{span:?}");
    }
}

fn check_party(party: &Party) {
    assert!(!party.name.trim().is_empty(), "a party has a name: {party:?}");
    assert!(party.role.as_ref().is_none_or(|role| !role.trim().is_empty()), "{party:?}");
}

fn check(text: &str, claim: &ExtractedClaim, ids: &HashSet<&ClaimId>) {
    assert!(!claim.content.is_empty(), "a claim has words");
    assert!(claim.content.windows(2).all(|pair| pair[0].end <= pair[1].start), "in order: {:?}", claim.content);
    for spans in [&claim.content, &claim.cue, &claim.mention] {
        check_spans(text, spans);
    }
    check_spans(text, claim.said.span.as_slice());
    for figure in &claim.figures {
        check_spans(text, &[figure.span]);
        let hull = Span::new(claim.content[0].start, claim.content[claim.content.len() - 1].end);
        assert!(hull.contains(&figure.span), "{figure:?} stands in {hull:?}");
        let (min, max) = (figure.min, figure.max);
        assert!(min.into_iter().chain(max).all(f64::is_finite), "{figure:?}");
        assert!(min.zip(max).is_none_or(|(min, max)| min <= max), "{figure:?} ends before it begins");
        assert!(min.or(max).is_some(), "{figure:?} tells nothing");
    }
    assert!(
        claim.inside.as_ref().is_none_or(|inside| *inside != claim.id && ids.contains(inside)),
        "inside of nothing"
    );
    if let Some(edtf) = &claim.said.edtf {
        assert_eq!(edtf.as_str().parse::<Edtf>().as_ref(), Ok(edtf), "a date is read as it is written");
    }
    assert!(claim.confidence.is_none_or(|confidence| (0.0..=1.0).contains(&confidence)));
    claim.source.iter().chain(&claim.others).chain(&claim.via).for_each(check_party);
    // A channel is only passed through.
    assert!(claim.source.iter().chain(&claim.others).all(|party| party.kind != SourceKind::Channel), "{claim:?}");
}

fuzz_target!(|input: &str| {
    let (article, text) = article(input);
    let reading = EXTRACTOR.extract(text, &article);
    let ids: HashSet<&ClaimId> = reading.claims.iter().map(|claim| &claim.id).collect();
    assert_eq!(ids.len(), reading.claims.len(), "each claim has an id of its own");
    let starts = || reading.claims.iter().map(|claim| claim.content.first().map(|span| span.start));
    assert!(starts().is_sorted(), "claims come in text order");
    let record = ArticleRecord::of(&NewArticle { text: text.to_owned(), ..NewArticle::default() });
    let points = CodePoints::new(text);
    for claim in &reading.claims {
        check(text, claim, &ids);
        let slug = |party: &Party| proposed_slug(party, &article.id);
        let told = ClaimRecord::of(claim, &record, EXTRACTOR.name(), &points, slug).explained(claim);
        let json = serde_json::to_string(&told).expect("a claim is JSON");
        let mut read: ClaimRecord = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
        // The last digit of a number may be lost on the way.
        (read.figures, read.confidence) = (told.figures.clone(), told.confidence);
        assert_eq!(read, told, "a claim is read as it is written");
    }
    assert_eq!(EXTRACTOR.extract(text, &article), reading, "the same text gives the same claims");
});
