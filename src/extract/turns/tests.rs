//! Tests which texts are transcripts, who speaks in them, and which claims result. They need no tagger.

use super::*;
use crate::domain::{ArticleId, SourceKind};
use crate::extract::resolve::resolve;
use crate::extract::segment::segment;
use crate::registry::Registry;

fn article(title: &str, author: &str) -> ArticleInfo {
    let given = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
    ArticleInfo {
        id: ArticleId::of_text("test"),
        published: None,
        publisher: None,
        language: None,
        title: given(title),
        authors: given(author).into_iter().collect(),
    }
}

fn parted<'t>(text: &'t str, title: &str) -> Segmented<'t> {
    split(segment(text), &article(title, ""), false)
}

/// Checks the labels of the turns of a text, as printed.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_titled("", text, expected);
}

#[track_caller]
fn check_titled(title: &str, text: &str, expected: &[&str]) {
    let document = parted(text, title);
    let found: Vec<&str> = document.turns.iter().map(|turn| turn.mention(&document.tokens).of(text)).collect();
    assert_eq!(found, expected, "{text}");
    for sentence in &document.sentences {
        for turn in &document.turns {
            assert!(sentence.tokens.end <= turn.label.start || sentence.tokens.start >= turn.label.end, "{text}");
        }
    }
}

const SPEECH: &str = "We have opened the bridge at Karsk today, and the road beyond it will follow within a week, as we \
    promised to all who live in the valley and to those who want to return.";

#[test]
fn a_mark_ends_with_its_line() {
    let text =
        "MR. RETH: Thank you. The bridge was hit twice.\nQUESTION: Who hit it?\nMR. R05\nMR. RETH: Nobody knows.";
    check_titled("Interview with Ada Brandt", text, &["MR. RETH", "QUESTION", "MR. RETH"]);
}

#[test]
fn marks_in_capitals_part_turns() {
    for (first, second) in [
        ("MR RETH", "MS ORU"),
        ("MR. RETH", "QUESTION"),
        ("SECRETARY LE MARN", "MODERATOR"),
        ("SENIOR ADMINISTRATION OFFICIAL", "QUESTION"),
        ("SENIOR STATE DEPARTMENT OFFICIAL TWO", "OPERATOR"),
        ("THE PRESIDENT", "REPORTER"),
        ("THE VICE PRESIDENT", "AUDIENCE MEMBER"),
        ("PRESIDENT VON DER HASK", "INTERPRETER"),
        ("FOREIGN MINISTER O’RETH", "PARTICIPANT"),
        ("UNDER SECRETARY McRETH", "Q"),
    ] {
        let text = format!("{first}: The bridge is open.\n\n{second}: Is the road?\n\n{first}: It is not open yet.");
        check(&text, &[first, second, first]);
    }
}

#[test]
fn statements_say_whose_they_are() {
    for (line, speaker) in [
        ("The below is attributable to Spokesperson Ama Reth:", "Spokesperson Ama Reth"),
        ("The following statement can be attributed to the Chief of Staff Bo Oru:", ""),
        ("The following statement is attributable to Gen. Bo Oru:", "Gen. Bo Oru"),
        ("The following is attributable to the Spokesman for Minister Ama Reth:", ""),
        ("The fires were attributed to Ama Reth:", ""),
        ("To the following officials:", ""),
        ("The following is attributable to officials:", ""),
    ] {
        let expected: Vec<&str> = Some(speaker).into_iter().filter(|speaker| !speaker.is_empty()).collect();
        check(&format!("{line}\n\n{SPEECH}\n\n{SPEECH}"), &expected);
    }
    let text = format!("Bridges\n\nThe below is attributable to Spokesperson Ama Reth:\n\n{SPEECH}");
    let document = parted(&text, "Bridges");
    assert_eq!(document.turns[0].words.of(&text).trim(), SPEECH);
    assert!(document.paragraphs.iter().all(|paragraph| !paragraph.of(&text).contains("attributable")));
}

#[test]
fn a_lone_q_parts_turns() {
    check(
        "MS. RETH: The bridge is open.\n\nQ    And the road?\n\nMS. RETH: Not yet.\n\nQ — and then?",
        &["MS. RETH", "Q", "MS. RETH", "Q"],
    );
}

#[test]
fn an_aside_is_no_part_of_a_mark() {
    check(
        "PRESIDENT RETH (via interpreter): The bridge is open.\n\nQUESTION: Is it?\n\nPRESIDENT RETH: (In Vellish.) Yes.",
        &["PRESIDENT RETH", "QUESTION", "PRESIDENT RETH"],
    );
}

#[test]
fn names_part_turns_where_they_return() {
    check(
        "Ama Reth met Bo Oru.\n\nPresident of Vell Ama Reth: The bridge is open.\n\nBo Oru: Is the road?\n\nAma Reth: Not yet.",
        &["President of Vell Ama Reth", "Bo Oru", "Ama Reth"],
    );
    check(
        "President of Vell Ama Reth: The bridge is open. Head of the Road Service Bo Oru: The road is not, madam \
         President. Ama Reth: When will it be? Bo Oru: In May… Ama Reth: Good.",
        &["President of Vell Ama Reth", "Head of the Road Service Bo Oru", "Ama Reth", "Bo Oru", "Ama Reth"],
    );
}

#[test]
fn a_note_that_ran_into_a_mark_is_no_part_of_it() {
    check(
        "Karsk\n\nAma Reth: The bridge is open. Road Minister Boris Oru Oru BorisRoad Minister: The road is not. Ama Reth: I \
         see.",
        &["Ama Reth", "Road Minister Boris Oru", "Ama Reth"],
    );
}

#[test]
fn one_speaker_alone_is_named_by_the_heading() {
    let text = format!("President of Vell Ama Reth: {SPEECH}");
    check_titled("Speech by Ama Reth at the bridge", &text, &["President of Vell Ama Reth"]);
    check_titled("A bridge opens", &text, &[]);
    check(&format!("Karsk\n\nSECRETARY RETH: {SPEECH}"), &["SECRETARY RETH"]);
    let text = format!("Karsk\n\nSECRETARY RETH: Good morning, everyone.\n\n{SPEECH}\n\n{SPEECH}");
    check(&text, &["SECRETARY RETH"]);
    check("SECRETARY RETH: A LIFE\n\nAma Reth was born in Karsk, and grew up there.", &[]);
}

#[test]
fn news_is_no_transcript() {
    for text in [
        "Note: The road is closed.\n\nUpdate: The road is open.\n\nNote: It is not.",
        "NOTE: The road is closed.\n\nNOTE: The road is open.",
        "KARSK: The road is closed, officials in Karsk said.\n\nHOLLIN: The road is open.\n\nKARSK: It is not.",
        "Read more: The bridge at Karsk\n\nRead more: The road to Hollin",
        "Karsk: The road is closed.\n\nHollin: The road is open.\n\nKarsk: Nothing is known.",
        "Ama Reth: “The road is open.”\n\nBo Oru: “The road is closed.”\n\nAma Reth: “We shall see.”",
        "Ama Reth: the mayor of Karsk\n\nBo Oru: the mayor of Hollin",
        "PRESS RELEASE: The road is open.\n\nPRESS CONTACT: Ama Reth",
        "Q: Is the road open?\n\nA: It is.\n\nQ: Is the bridge?\n\nA: It is not.",
        "The minister said: The road is open. Then she said: The bridge is not.",
        "Vell President: Road will open\n\nThe road to Karsk will open, the president of Vell said.",
        "Dear Madam Speaker:\n\nThe bridge at Karsk has fallen, and we ask the house for the means to build it again, so that \
         all who live in the valley can come and go before the winter as they did in the years before the flood.",
        "He arrived at 10:30. The score was 2:1. See https://e.org: it is there.",
    ] {
        check(text, &[]);
    }
}

/// The speakers, one for each turn: "name <kind> [role]".
#[track_caller]
fn check_speakers(title: &str, author: &str, text: &str, expected: &[&str]) {
    let article = article(title, author);
    let document = split(segment(text), &article, false);
    let raws = with_parts(&document, Vec::new());
    let first = |raw: &&crate::extract::attribution::RawAttribution| raw.runs_on.is_none();
    let resolved = resolve(&document, &raws, &article, Registry::built_in());
    let found: Vec<String> = raws
        .iter()
        .zip(&resolved)
        .filter(|(raw, _)| first(raw))
        .filter_map(|(_, resolved)| resolved.source.as_ref())
        .map(|source| {
            let role = source.role.as_ref().map(|role| format!(" [{role}]")).unwrap_or_default();
            format!("{} <{}>{role}", source.name, source.kind.as_str())
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// Two turns of one speaker with a question between.
fn talk(mark: &str) -> String {
    format!(
        "{mark}: The bridge is open today.\n\nQUESTION: Is the road open as well?\n\n{mark}: The road is closed today."
    )
}

#[test]
fn headings_give_the_rest_of_a_name() {
    let questioner = "questioner <unnamed>";
    for (title, author, mark, speaker) in [
        (
            "Briefing – March 3",
            "Osric Reth, Department Spokesperson",
            "MR RETH",
            "Osric Reth <person> [Department Spokesperson]",
        ),
        ("Briefing by Press Secretary Ilse Oru", "", "MS. ORU", "Ilse Oru <person> [Press Secretary]"),
        ("Gaggle by Press Secretary Ilse Oru-Marn Aboard Lake Force One", "", "MS. ORU-MARN", "Ilse Oru-Marn <person>"),
        (
            "Interview With Tilda Marn of VBC",
            "Ama Reth, Secretary of State",
            "SECRETARY RETH",
            "Ama Reth <person> [Secretary of State]",
        ),
        ("Remarks by President Ama Reth at a Bridge", "", "THE PRESIDENT", "Ama Reth <person> [President]"),
        (
            "Remarks by Vice President Oru and Ama Reth, President of Vell",
            "",
            "THE PRESIDENT",
            "Ama Reth <person> [President of Vell]",
        ),
        ("A Call", "", "FOREIGN MINISTER LE MARN", "Le Marn <person> [Foreign Minister]"),
        ("A Call", "", "MR. RETH", "Reth <person>"),
        ("A Call", "", "THE PRESIDENT", "President <unnamed>"),
        ("Remarks By President Reth Before Lake Force One Departure", "", "THE PRESIDENT", "Reth <person> [President]"),
        (
            "Talks of Foreign Minister Ostap Lipovský",
            "",
            "FOREIGN MINISTER LIPOVSKY",
            "Ostap Lipovský <person> [Foreign Minister]",
        ),
        (
            "Talks with the Envoy for the Republic of Karsk Ilse Oru",
            "",
            "AMBASSADOR ORU",
            "Ilse Oru <person> [Ambassador]",
        ),
        // A relative of the same name is not the office-holder whom the registry knows.
        (
            "Remarks by President Biden and First Lady Jill Biden",
            "",
            "PRESIDENT BIDEN",
            "Joe Biden <person> [President]",
        ),
        (
            "Remarks by President Biden and First Lady Jill Biden",
            "",
            "FIRST LADY BIDEN",
            "Jill Biden <person> [First Lady]",
        ),
        ("Remarks by Vice President Harris", "", "THE VICE PRESIDENT", "Kamala Harris <person> [Vice President]"),
        ("Remarks by Vice President Harris", "", "VICE PRESIDENT HARRIS", "Kamala Harris <person> [Vice President]"),
        ("A Call", "", "SENIOR ADMINISTRATION OFFICIAL", "senior administration official <unnamed>"),
        ("A Call", "", "MODERATOR", "moderator <unnamed>"),
    ] {
        check_speakers(title, author, &talk(mark), &[speaker, questioner, speaker]);
    }
}

#[test]
fn the_text_gives_the_rest_of_a_name() {
    let text = format!("Karsk\n\nOsric Reth, head of the road service, took questions.\n\n{}", talk("MR. RETH"));
    let reth = "Osric Reth <person> [head of the road service]";
    check_speakers("", "", &text, &[reth, "questioner <unnamed>", reth]);
    check_speakers(
        "",
        "",
        "Ama Reth met Bo Oru.\n\nPresident of Vell Ama Reth: The bridge is open today. Bo Oru: Is the road open as \
         well? Ama Reth: The road is closed today.",
        &["Ama Reth <person> [President of Vell]", "Bo Oru <person>", "Ama Reth <person> [President of Vell]"],
    );
}

/// The contents of the claims that turns give; "|" where the speaker changes.
fn contents(text: &str) -> Vec<String> {
    let document = parted(text, "");
    let parts = with_parts(&document, Vec::new());
    parts
        .iter()
        .map(|part| {
            let first = if part.mention.is_empty() { "" } else { "| " };
            format!("{first}{}", Span::join(&part.content, text))
        })
        .collect()
}

#[test]
fn each_paragraph_of_a_turn_is_a_claim() {
    assert_eq!(
        contents(
            "MR. RETH: Good afternoon, everyone. The bridge at Karsk is open.\n\nThe road is closed. (Laughter.)\n\nQ \
             Thank you. Is the road to Hollin closed too?\n\nMR. RETH: Yes.\n\n(Applause.)\n\nMR. RETH: No, it is open \
             again. Go ahead, Tilda."
        ),
        [
            "| The bridge at Karsk is open.",
            "The road is closed.",
            "| Is the road to Hollin closed too?",
            "| No, it is open again.",
        ]
    );
}

#[test]
fn long_paragraphs_are_cut_at_the_ends_of_sentences() {
    let sentence = "The road from Karsk to Hollin is closed for all who do not live there or work there. ";
    let text = format!("MR. RETH: {}\n\nQ Why is that so?\n\nMR. RETH: {sentence}", sentence.repeat(12));
    let found = contents(&text);
    assert_eq!(found.len(), 5, "{found:?}");
    for part in &found {
        let words = part.split_whitespace().count();
        assert!(words <= 90 && part.ends_with(['.', '?']), "{part}");
    }
}

#[test]
fn what_stands_in_a_turn_is_inside_its_part() {
    let text = "MR. RETH: The bridge is open now. Bo Oru said it rained.\n\nQ Bo Oru said what about that?";
    let document = parted(text, "");
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let mut raw = with_parts(&document, Vec::new()).remove(0);
    raw = crate::extract::attribution::RawAttribution {
        content: vec![at("it rained")],
        cue: vec![at("said")],
        mention: vec![at("Bo Oru")],
        turn: None,
        ..raw
    };
    let across = crate::extract::attribution::RawAttribution { cue: vec![at("said what")], ..raw.clone() };
    let found = with_parts(&document, vec![across, raw]);
    assert_eq!(found.len(), 3, "what was joined across turns is left out");
    assert_eq!(found[0].inside, Some(1));
    assert_eq!(found[1].turn, Some(0));
}

#[test]
fn odd_texts_are_survived() {
    for text in
        ["Q", ":", "Q:", "MR. :", "A: B: C: D:", "MR. RETH:", "MR. RETH: MR. RETH: MR. RETH:", "Q Q: Q", "(: ) X):"]
    {
        let document = parted(text, "");
        let parts = with_parts(&document, Vec::new());
        assert!(parts.iter().all(|part| !part.content.is_empty()));
        let sources = resolve(&document, &parts, &article("", ""), Registry::built_in());
        assert!(sources.iter().all(|found| found.source.as_ref().is_none_or(|party| party.kind != SourceKind::Media)));
    }
}

#[test]
fn every_other_mark_of_a_transcript_parts_turns() {
    check(
        "HUGO RETH, EN ANCHOR: How many are there?\n\nIRMA ORU, MAYOR OF SARN: Four thousand people.\n\nRETH: Do they \
         have water?\n\nORU: Very little of it.\n\n(CROSSTALK)\n\nGEN. TILDA MARN, NORTHERN COMMAND: We bring it.",
        &["HUGO RETH", "IRMA ORU", "RETH", "ORU", "GEN. TILDA MARN"],
    );
    check(
        "Mr RETH (Karsk—Minister for Roads) (14:02): The road is open.\n\nMs ORU (Sarn): It is not.\n\nMr RETH: It is now.",
        &["Mr RETH", "Ms ORU", "Mr RETH"],
    );
    check(
        "Mr. RETH. I thank the House for this day.\n\nMrs. ORU of Sarn. The road is closed.\n\nMr. RETH. It is open again.",
        &["Mr. RETH", "Mrs. ORU", "Mr. RETH"],
    );
    check(
        "MR RETH - The road to Sarn is open.\n\nMS ORU - It is not.\n\nMR RETH – It is now.",
        &["MR RETH", "MS ORU", "MR RETH"],
    );
    check(
        "MR. RETH: The road is open.\n\nKORRIN: It is not.\n\nMR. RETH: It is now.",
        &["MR. RETH", "KORRIN", "MR. RETH"],
    );
}

#[test]
fn a_turn_whose_mark_cannot_be_read_is_nobodys() {
    for mark in [
        "The Committee Room",
        "Ama Reth’s House",
        "THE HOUSE",
        "PRESS RELEASE",
        "An elderly woman",
        "(inaudible)",
        "???",
    ] {
        let text = format!(
            "MR. RETH: The bridge at Karsk is open.\n\n{mark}: The road to Hollin is closed.\n\nMR. RETH: It is not closed."
        );
        assert_eq!(contents(&text), ["| The bridge at Karsk is open.", "| It is not closed."], "{text}");
    }
    let text = "MR. RETH: The bridge is open.\n\nAn honourable member: It was never open at all.\n\nMembers interjecting—\n\n\
        MR. RETH: It is open now.";
    assert_eq!(contents(text), ["| The bridge is open.", "| It was never open at all.", "| It is open now."]);
    check_speakers("", "", text, &["Reth <person>", "honourable member <unnamed>", "Reth <person>"]);
    let text = "MR. RETH: The bridge is open.\n\nThe question is this: is the road open?\n\nFirst: it is not.\n\nMR. RETH: \
        It will be.";
    check(text, &["MR. RETH", "MR. RETH"]);
}

#[test]
fn what_a_mark_says_of_its_speaker_is_the_role() {
    check_speakers(
        "",
        "",
        "HUGO RETH, CORRESPONDENT: How many people are there?\n\nIRMA ORU, MAYOR OF SARN: Four thousand people came here on Monday.\n\nRETH: Do \
         they have water?",
        &[
            "Hugo Reth <person> [Correspondent]",
            "Irma Oru <person> [Mayor of Sarn]",
            "Hugo Reth <person> [Correspondent]",
        ],
    );
    check_speakers(
        "",
        "",
        "Mr RETH (Karsk—Minister for Roads): The road is open now.\n\nMs ORU (Sarn): It is not open at all.\n\nMr RETH: It is open again.",
        &["Reth <person> [Minister for Roads]", "Oru <person>", "Reth <person> [Minister for Roads]"],
    );
}

#[test]
fn records_of_talks_need_no_titles() {
    let text = "RETH: The bridge is open.\n\nORU: The road is not.\n\nRETH: It will be soon.";
    check(text, &[]);
    let document = split(segment(text), &article("", ""), true);
    assert_eq!(document.turns.len(), 3);
}

#[test]
fn records_of_odd_talks_are_survived() {
    const PIECES: [&str; 30] = [
        "\n\n",
        "\n",
        " ",
        "MR. RETH",
        "Ms ORU",
        "Ama Reth",
        "RETH",
        "The SPEAKER",
        "An honourable member",
        "Q",
        ":",
        ": ",
        ". ",
        "—",
        " - ",
        ">>",
        "(",
        ")",
        "[",
        "]",
        "14:07",
        "3",
        ", ",
        "MAYOR OF SARN",
        "“",
        "”",
        "It is open now.",
        "Is it open?",
        "???",
        "the",
    ];
    let mut state = 11_u64;
    let mut next = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % limit
    };
    for _ in 0..1500 {
        let count = next(40);
        let text: String = (0..count).map(|_| PIECES[next(PIECES.len())]).collect();
        let article = article("Talk with Ama Reth", "");
        let document = split(segment(&text), &article, count % 2 == 0);
        let parts = with_parts(&document, Vec::new());
        resolve(&document, &parts, &article, Registry::built_in());
    }
}
