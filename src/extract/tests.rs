//! The pipeline as a whole, and what it must survive.

use std::sync::LazyLock;

use super::*;
use crate::domain::{ArticleId, Basis, Conclusion, Edtf};

fn article(published: Option<&str>) -> ArticleInfo {
    ArticleInfo {
        id: ArticleId::of_text("test"),
        published: published.map(|day| day.parse().unwrap()),
        publisher: Some("Vell Courier".into()),
        language: Some("en".into()),
        title: None,
        authors: Vec::new(),
    }
}

fn extract(text: &str, article: &ArticleInfo) -> Reading {
    static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::built_in);
    EXTRACTOR.extract(text, article)
}

/// The claims of a text, one a line.
fn claims(text: &str) -> Vec<String> {
    let show = |claim: &ExtractedClaim| {
        let source = claim.source.as_ref().map_or("?", |source| source.name.as_str());
        let (cue, content) = (Span::join(&claim.cue, text), Span::join(&claim.content, text));
        let (stance, quotation) = (claim.stance.as_str(), claim.quotation.as_str());
        let said = claim.said.edtf.as_ref().map_or("-", Edtf::as_str);
        format!("{source} | {cue} | {stance} | {quotation} | {said} | {content}")
    };
    extract(text, &article(Some("2024-10-24"))).claims.iter().map(show).collect()
}

/// When a claim was said, and on what that rests.
fn said(claim: &ExtractedClaim) -> String {
    format!("{} {}", claim.said.edtf.as_ref().map_or("-", Edtf::as_str), claim.said.basis.as_str())
}

#[test]
fn claims_come_whole() {
    cases::check_cases("extract/claims.txt", |text| claims(text).join(" ; "));
}

#[test]
fn dates_are_those_of_the_speaking() {
    cases::check_cases("extract/dates.txt", |text| {
        extract(text, &article(Some("2024-10-24"))).claims.iter().map(said).collect::<Vec<_>>().join(" ; ")
    });
}

/// A text with a transcript, relays that several names share, and figures.
const REPORTED: &str = "Karsk, October 23\n\nMR. RETH: Bo Oru and Ama Lund said 40 people had fled. Lund told CNN it rained.\n\n\
                        Q    When will it open?\n\nMR. RETH: “In two or three days,” Oru told the BBC.";

#[test]
fn every_conclusion_has_its_reason() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/demo");
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    for text in files.chain([REPORTED.to_owned()]) {
        for claim in extract(&text, &article(Some("2024-10-24"))).claims {
            let count = |about| claim.reasons.iter().filter(|reason| reason.about == about).count();
            let expected = [
                (Conclusion::Mention, 1),
                (Conclusion::Source, usize::from(claim.source.is_some())),
                (Conclusion::Other, claim.others.len()),
                (Conclusion::Via, claim.via.len()),
                (Conclusion::Stance, 1),
                (Conclusion::Said, 1),
                (Conclusion::Figure, claim.figures.len()),
            ];
            for (about, expected) in expected {
                assert_eq!(count(about), expected, "{about:?}: {claim:#?}");
            }
            assert!(claim.reasons.iter().all(|reason| !reason.rule.is_empty()), "{claim:#?}");
        }
    }
}

#[test]
fn a_transcript_gives_each_turn_to_its_speaker() {
    let text = "Karsk, October 23\n\nMR. RETH: Bo Oru said on Monday that the road was closed. I think it will open \
                soon.\n\nQ    When will it open?";
    assert_eq!(
        claims(text),
        [
            "Reth |  | asserts | direct | 2024-10-23 | Bo Oru said on Monday that the road was closed. I think it will \
             open soon.",
            "Bo Oru | said | asserts | indirect | 2024-10-21 | the road was closed",
            "questioner |  | asks | direct | 2024-10-23 | When will it open?",
        ],
    );
    let claims = extract(text, &article(Some("2024-10-24"))).claims;
    assert_eq!(claims[1].inside.as_ref(), Some(&claims[0].id));
    assert_eq!(claims[1].via.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(), ["Reth"]);
    assert_eq!(Span::join(&claims[0].mention, text), "MR. RETH");
    let basis: Vec<_> = claims.iter().map(|claim| claim.said.basis).collect();
    assert_eq!(basis, [Basis::Text, Basis::Text, Basis::Text]);
}

#[test]
fn a_family_name_in_a_bodys_transcript_is_whoever_spoke_for_the_state_on_that_day() {
    let text = "MR PRICE: The road is closed until the water has gone.\n\nQUESTION: When will it open?\n\n\
                MR PRICE: We will tell you as soon as the ministry knows.";
    for (publisher, day, name) in [
        ("U.S. Department of State", "2022-03-17", "Ned Price"),
        ("U.S. Department of State", "2024-03-17", "Price"),
        ("The Vell Courier", "2022-03-17", "Price"),
    ] {
        let article = ArticleInfo { publisher: Some(publisher.into()), ..article(Some(day)) };
        let source = extract(text, &article).claims[0].source.clone().unwrap();
        assert_eq!(source.name, name, "{publisher} {day}");
    }
}

#[test]
fn a_given_name_in_a_transcript_is_the_only_speaker_of_that_name() {
    let text =
        "MS. VARRENSON: The road is closed.\n\nMR. ORU: As Odylla said, the road will be open by the end of the week.";
    let article = ArticleInfo { title: Some("Briefing by Odylla Varrenson and Bo Oru".into()), ..article(None) };
    let claims = extract(text, &article).claims;
    let names: Vec<&str> = claims.iter().filter_map(|claim| Some(claim.source.as_ref()?.name.as_str())).collect();
    assert!(names.contains(&"Odylla Varrenson") && !names.contains(&"Odylla"), "{names:?}");
}

#[test]
fn a_mark_with_a_slip_is_that_of_the_speaker_who_is_marked_more_often() {
    let text = "MR. VARRENSON: The road is closed.\n\nQ    When will it open?\n\nMR. VARRENSON: We do not know yet.\n\n\
                Q    Who does?\n\nMR. VARENSON: The ministry will say so.\n\nMS. ORU: It will be soon.";
    let claims = extract(text, &article(None)).claims;
    let names: Vec<&str> = claims.iter().filter_map(|claim| Some(claim.source.as_ref()?.name.as_str())).collect();
    assert_eq!(names, ["Varrenson", "questioner", "Varrenson", "Varrenson", "Oru"]);
}

#[test]
fn a_transcript_is_as_old_as_its_title_says() {
    let text = "MR. RETH: Bo Oru said that the road was closed.\n\nQ    When will it open?";
    let titled = ArticleInfo { title: Some("Briefing – October 22, 2024".into()), ..article(Some("2024-10-24")) };
    let found: Vec<String> = extract(text, &titled).claims.iter().map(said).collect();
    assert_eq!(found, ["2024-10-22 carried", "../2024-10-24 publication", "2024-10-22 carried"]);
}

#[test]
fn the_basis_of_a_date_is_told() {
    let text = "Ama Reth said on Tuesday it rained. Reth said it stopped. The army said it snowed.";
    let basis: Vec<_> =
        extract(text, &article(Some("2024-10-24"))).claims.iter().map(|claim| claim.said.basis).collect();
    assert_eq!(basis, [Basis::Text, Basis::Carried, Basis::Publication]);
    let unknown = extract("The army said it snowed.", &article(None));
    assert_eq!(unknown.claims[0].said, crate::domain::Said::UNKNOWN);
}

#[test]
fn equal_words_have_different_ids() {
    let text = "“It rains,” Ama Reth said. “It rains,” Bo Oru said.";
    let claims = extract(text, &article(None)).claims;
    assert_eq!(claims.len(), 2);
    assert_ne!(claims[0].id, claims[1].id);
    assert_eq!(extract(text, &article(None)).claims, claims, "the same text gives the same claims");
}

#[test]
fn the_outer_claim_is_named() {
    let claims = extract("Ama Reth said Karsk believes the road is open.", &article(None)).claims;
    assert_eq!(claims[1].inside.as_ref(), Some(&claims[0].id));
}

#[test]
fn other_languages_are_not_read() {
    let german = ArticleInfo { language: Some("de-AT".into()), ..article(None) };
    let reading = extract("Reth sagte, es regnet.", &german);
    assert_eq!(reading.not_read.map(|reason| reason.to_string()).as_deref(), Some("language de-AT"));
    let british = ArticleInfo { language: Some("EN-gb".into()), ..article(None) };
    assert_eq!(extract("Ama Reth said it rained.", &british).claims.len(), 1);
    for text in ["", " \n\n ", "…", "\0\0", "🙂🙂"] {
        assert_eq!(extract(text, &article(None)).not_read, Some(NotRead::NoSentences), "{text:?}");
    }
}

/// Every span lies on character boundaries of the text and is not empty.
#[track_caller]
fn survives(text: &str) -> usize {
    let claims = extract(text, &article(Some("2024-10-24"))).claims;
    for claim in &claims {
        for span in claim.content.iter().chain(&claim.cue).chain(&claim.mention).chain(&claim.said.span) {
            assert!(!span.is_empty() && text.get(span.start..span.end).is_some(), "{span:?}");
        }
        for figure in &claim.figures {
            assert!(claim.content.iter().any(|content| content.contains(&figure.span)), "{figure:?}");
        }
    }
    claims.len()
}

#[test]
fn hostile_texts_do_no_harm() {
    let sentence = "Ama Reth said on Tuesday that “at least 3,000 troops” had crossed, adding: “No.” ";
    for text in [
        "said",
        "said said said",
        "\"",
        "'''''",
        "“",
        "”“”“",
        "according to",
        "according to,",
        "X said",
        "said X.",
        "…said X, said Y, said Z",
        "He said: ",
        "“a”,said",
        ",said X.",
        "“” said X.",
        "\0Reth said\0 it was\0 so.",
        "Re\u{301}th said it was e\u{301}.",
        "İİ said it was İ.",
        "“It’s 🙂,” said 🙂.",
        "Mr. Mr. Mr. said it was so.",
        "the the the said the the was the",
        "between and 40 said it was between",
        "\u{202e}said Reth\u{202c} it was",
        "on on on said on October October 99 99 it was",
        "A, B, C, D, E, said it was.",
        "who, who, said who was",
        "(((said)))) it was",
        "- said - - it was -",
        "Reth said \u{a0}it\u{2003}was so.",
        "1 said 2 was 3 to 4 million billion trillion.",
        "One of them of them said it was of them.",
    ] {
        survives(text);
        survives(&text.repeat(7));
        survives(&format!("{sentence}{text}{sentence}"));
    }
    // Every prefix and suffix of a rich sentence.
    for (at, _) in sentence.char_indices() {
        survives(&sentence[..at]);
        survives(&sentence[at..]);
    }
}

#[test]
fn long_texts_do_no_harm() {
    // Paragraphs of 100,000 characters.
    survives(&"word ".repeat(20_000));
    survives(&"“It rains,” Ama Reth said. ".repeat(3_700));
    let long = |part: &str| part.repeat(15_000 / part.len());
    for text in [
        long("said "),
        long("Reth said, "),
        long("Reth, ") + "said it was so.",
        long("\""),
        long("“a "),
        long("‘a "),
        long("' a"),
        long("he said and "),
        long("Reth and ") + "Oru said it was so.",
        long("Ama Reth ") + "said it was so.",
        long("the minister of ") + "said it was so.",
        long("The minister said it rained. "),
        long("a."),
        long("1,"),
        long("according to Reth, "),
        long(", and said that "),
        "x".repeat(100_000),
    ] {
        survives(&text);
    }
    let endless = "It rains. ".repeat(LONGEST_TEXT / 10 + 1);
    assert_eq!(extract(&endless, &article(None)).not_read, Some(NotRead::TooLong(endless.len())));
}

#[test]
fn one_extractor_serves_all_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Extractor::built_in());
}
