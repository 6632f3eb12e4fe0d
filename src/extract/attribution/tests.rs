//! One invented sentence for every shape of attribution: what the tagger and the rules after it make of it.

use super::*;
use crate::extract::segment::segment;
use crate::extract::tag::built_in;

/// Each attribution prints as "mention | cue | content"; quoted wholly "= content", running on "> content", inside "+ ".
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let document = segment(text);
    let found: Vec<String> = find(&document, built_in())
        .iter()
        .map(|raw| {
            let words = |spans: &[Span]| Span::join(spans, text);
            let inside = if raw.inside.is_some() { "+ " } else { "" };
            let direct = if raw.direct { "= " } else { "" };
            let running = if raw.mention.is_empty() { "> " } else { "" };
            format!("{inside}{} | {} | {running}{direct}{}", words(&raw.mention), words(&raw.cue), words(&raw.content))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}
#[test]
fn speaker_before_a_quotation() {
    check("Ama Reth said: “The road is open.”", &["Ama Reth | said | = The road is open."]);
    check("Ama Reth said, “The road is open.”", &["Ama Reth | said | = The road is open."]);
    check("Reth told reporters: \"It is over.\"", &["Reth | told | = It is over."]);
    check("Reth told the Vell Courier in an interview: ‘It is over.’", &["Reth | told | = It is over."]);
    check("Reth has also said “never again”.", &["Reth | has also said | = never again"]);
}

#[test]
fn speaker_after_a_quotation() {
    check("“It is over,” said Reth, the mayor.", &["Reth, the mayor | said | = It is over"]);
    check("“It is over,” Reth said on Tuesday.", &["Reth | said | = It is over"]);
    check("“It is over,” he told reporters in Karsk.", &["he | told | = It is over"]);
    check("“Is it over?” Reth asked.", &["Reth | asked | = Is it over?"]);
    check("«It is over», said Ama Reth, who leads the league.", &["Ama Reth | said | = It is over"]);
    check("“It is over,” said two officials who had seen the list.", &["two officials | said | = It is over"]);
}

#[test]
fn a_verb_grown_onto_a_pronoun() {
    check("Mary Oru spoke. She’d said that the road was open.", &["She | She’d said | the road was open"]);
}

#[test]
fn speaker_inside_a_quotation() {
    check("“We go,” she said, “and we stay.”", &["she | said | = We go … and we stay."]);
    check("“We go,” she said. “We stay.”", &["she | said | = We go … We stay."]);
    check("“We go,” he said, adding: “They stay.”", &["he | said | = We go", "he | adding | = They stay."]);
    check(
        "The guns are silent, she said, and two are broken.",
        &["she | said | The guns are silent … and two are broken"],
    );
}

#[test]
fn a_verb_without_a_source_has_its_subject() {
    for (text, mention) in [
        ("Dorit Amsel, Hollin’s mayor, said by telephone she saw fewer soldiers than last week.", "Dorit Amsel"),
        ("A pharmacist said by telephone that insulin would last until Monday.", "A pharmacist"),
        ("Drivers in Hollin also said the road was open.", "Drivers in Hollin"),
        ("“The road is open,” the envoy said.", "the envoy"),
        ("“The road is open,” said the mayor of Hollin on Tuesday.", "the mayor of Hollin"),
        ("The road is said to be open.", ""),
        ("On Tuesday it said the road was open.", ""),
    ] {
        let document = segment(text);
        let cue = text.find("said").map(|at| Span::new(at, at + 4)).unwrap();
        let content = text.find("open").or(text.find("fewer")).or(text.find("insulin")).unwrap();
        let content = Span::new(content, content + 4);
        let mut raws = vec![RawAttribution {
            content: vec![content],
            direct: false,
            cue: vec![cue],
            mention: Vec::new(),
            relays: Vec::new(),
            runs_on: None,
            inside: None,
            sentence: 0,
            main_subject: true,
            confidence: 1.0,
            turn: None,
        }];
        subject::add(&document, &mut raws);
        assert_eq!(Span::join(&raws[0].mention, text), mention, "{text}");
    }
}

#[test]
fn signed_quotations_are_their_signers() {
    check("“It is over.” — Ama Reth", &["Ama Reth |  | = It is over."]);
    check("\"It is over,\"\n-- Corin van der Hask, mayor of Hollin", &["Corin van der Hask |  | = It is over"]);
    check(
        "”The roads are worse than ever.”― Ama Reth.\n“I saw guns at the bridge.” ― Bo Oru",
        &["Ama Reth |  | = The roads are worse than ever.", "Bo Oru |  | = I saw guns at the bridge."],
    );
    check(
        "“The roads are bad.” – Ama Reth “I saw guns.” – Bo Oru",
        &["Ama Reth |  | = The roads are bad.", "Bo Oru |  | = I saw guns."],
    );
    // A dash that goes on with the sentence signs nothing.
    check("“It is over” — Reth said — “and done.”", &["Reth | said | = It is over … and done."]);
}

#[test]
fn running_quotations_keep_their_speaker() {
    check(
        "“One thing,” Reth said. “Two things.\n\n“Three things.\n\n“Four things.”",
        &["Reth | said | = One thing … Two things. … Three things. … Four things."],
    );
    check("It rained.\n\n“Nobody knows who said this long line.”", &[]);
}

#[test]
fn indirect_speech_before_and_after() {
    check("The ministry said that the road was open.", &["The ministry | said | the road was open"]);
    check("The ministry said the road was open.", &["The ministry | said | the road was open"]);
    check("The road was open, the ministry said on Tuesday.", &["the ministry | said | The road was open"]);
    check("Two roads are open, said President Ama Reth.", &["President Ama Reth | said | Two roads are open"]);
    check("On Monday, Reth said it would rain.", &["Reth | said | it would rain"]);
    check("Reth, who leads the league, said it would rain.", &["Reth | said | it would rain"]);
    check(
        "Reth, head of the league (LL), said it would rain.",
        &["Reth, head of the league (LL) | said | it would rain"],
    );
    check(
        "The mayor of Hollin, Dorit Amsel, said it would rain.",
        &["The mayor of Hollin, Dorit Amsel | said | it would rain"],
    );
    check("The army on Wednesday denied that it had fired.", &["The army | denied | it had fired"]);
    check("Reth told parliament on 3 May that it would rain.", &["Reth | told | it would rain"]);
    check("Reth said in a statement that it would rain.", &["Reth | said in a statement | it would rain"]);
    check("Gov. Joran Pell said it would rain.", &["Gov. Joran Pell | said | it would rain"]);
}

#[test]
fn according_to() {
    check("According to the army, the road is open.", &["the army | According to | the road is open"]);
    check("The road is open, according to the army.", &["the army | according to | The road is open"]);
}

#[test]
fn other_verbs_take_other_objects() {
    check("Orvane has denied the reports.", &["Orvane | has denied | the reports"]);
    check("Reth warned of a second attack.", &["Reth | warned of | a second attack"]);
    check("Reth called for an inquiry.", &["Reth | called for | an inquiry"]);
    check("She called the strike “plain murder”.", &["She | called | the strike “plain murder”"]);
    check("The envoy urged both sides to stop.", &["The envoy | urged | both sides to stop"]);
    check("Reth vowed to stay.", &["Reth | vowed | to stay"]);
    check("Reth did not rule out a strike.", &["Reth | did not rule out | a strike"]);
    check(
        "The spokesman declined to comment on the photographs.",
        &["The spokesman | declined | to comment on the photographs"],
    );
    check("The council accused Vell of lying.", &["The council | accused | Vell of lying"]);
    check("Reth asked whether the road was open.", &["Reth | asked | whether the road was open"]);
}

#[test]
fn several_claims_in_a_sentence() {
    check(
        "The ministry denied that troops had crossed and dismissed the figures as “rumour”.",
        &["The ministry | denied | troops had crossed", "The ministry | dismissed | the figures as “rumour”"],
    );
    check("Orvane denied the reports, while a spokesman gave no answer.", &["Orvane | denied | the reports"]);
    check(
        "Reth said it was too early to tell, but added that it was “likely”.",
        &["Reth | said | it was too early to tell", "Reth | added | it was “likely”"],
    );
    check(
        "The agency Yonhap reported that the road was open, citing a defence official.",
        &["a defence official | reported … citing | the road was open"],
    );
}

#[test]
fn a_claim_inside_a_claim() {
    check(
        "Reth said Karsk believes the road is open.",
        &["Reth | said | Karsk believes the road is open", "+ Karsk | believes | the road is open"],
    );
    check(
        "According to the army, the road is open, she said on May 3.",
        &["she | said | According to the army, the road is open", "+ the army | According to | the road is open"],
    );
}

#[test]
fn what_is_no_claim() {
    for text in [
        "He opened a so-called “buffer zone” near the town.",
        "Nobody wanted to say who did it.",
        "He did not say when.",
        "The reports of the crossing spread.",
        "Warning: This article has pictures.",
        "The reported attack did not happen.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn the_clauses_of_a_content_may_attribute() {
    let check = |content: &str, expected: &[&str]| {
        let text = format!("Reth said {content}.");
        let document = segment(&text);
        let found: Vec<String> = inner::clauses(&document, Span::new(10, 10 + content.len()))
            .into_iter()
            .map(|clause| {
                let raw = clause.inside(0, &find(&document, built_in())[0]);
                [&raw.mention, &raw.cue, &raw.content].map(|spans| Span::join(spans, &text)).join(" | ")
            })
            .collect();
        assert_eq!(found, expected, "{content}");
    };
    check("Karsk believes it has won the war", &["Karsk | believes | it has won the war"]);
    check(
        "Karsk believes it has won the war, and that Vell believes Oru has lost",
        &["Karsk | believes | it has won the war", "Vell | believes | Oru has lost"],
    );
    check("the army claims that the road is open", &["the army | claims | the road is open"]);
    check("Karsk has believed in peace", &[]);
    check("the road is open and that Vell believes it has lost", &[]);
    check("Karsk reports on time", &[]);
}

#[test]
fn plain_indirect_speech_is_read_by_its_grammar() {
    for (text, expected) in [
        (
            "A pharmacist said by telephone that insulin would last until Monday.",
            "A pharmacist | insulin would last until Monday",
        ),
        ("Ilse Maran told reporters on Wednesday that no unit had crossed.", "Ilse Maran | no unit had crossed"),
        ("The letter said nothing that has been proved.", ""),
        ("To say that it rained would be wrong.", ""),
        ("On Tuesday it was said again that the road was open.", ""),
    ] {
        let document = segment(text);
        let mut raws = Vec::new();
        plain::add(&document, &mut raws);
        let found =
            raws.iter().map(|raw| format!("{} | {}", Span::join(&raw.mention, text), Span::join(&raw.content, text)));
        assert_eq!(found.collect::<Vec<_>>().join("; "), expected, "{text}");
        // Words of a known claim are left alone.
        let known = raws.clone();
        plain::add(&document, &mut raws);
        assert_eq!(raws, known, "{text}");
    }
}

#[test]
fn mentions_end_before_words_of_time() {
    for (text, mention) in [
        ("Governor Joran Pell today said it rained.", "Governor Joran Pell"),
        ("The ministry this week said it rained.", "The ministry"),
        ("Bo Oru Monday said it rained.", "Bo Oru"),
        ("Vell Today said it rained.", "Vell Today"),
        ("The Vell on Sunday said it rained.", "The Vell on Sunday"),
        ("Harbour pipelinesOrvania’s ministry said it rained.", "Orvania’s ministry"),
    ] {
        let document = segment(text);
        let found = content::mention(&document, Span::new(0, text.find(" said").unwrap())).unwrap();
        assert_eq!(found.of(text), mention, "{text}");
    }
}

#[test]
fn what_a_heading_was_run_into_is_left_out() {
    for (text, words) in [
        ("FightingMost of Vell is dark", "Most of Vell is dark"),
        ("that, in the calls, Vell was named", "in the calls, Vell was named"),
        ("the road is open", "the road is open"),
    ] {
        let document = segment(text);
        let (found, _) = content::content(&document, &[Span::new(0, text.len())]).unwrap();
        assert_eq!(Span::join(&found, text), words, "{text}");
    }
}

#[test]
fn passive_verbs_tell_of_their_subject() {
    for (text, cue, passive) in [
        ("It has been widely reported that it rained.", "has been widely reported", true),
        ("Reth is seen as weak.", "is seen as", true),
        ("Reth is understood to be in Vell.", "is understood", true),
        ("Reth was told that it rained.", "told", true),
        ("Reth was quoted as saying it rained.", "was quoted as saying", false),
        ("Reth is reported to have told them it rained.", "is reported to have told", false),
        ("Reth is concerned that it rained.", "is concerned", false),
        ("Reth has been pleading for rain.", "has been pleading for", false),
        ("Reth said it rained.", "said", false),
    ] {
        let document = segment(text);
        let start = text.find(cue).unwrap();
        let range = document.token_range(Span::new(start, start + cue.len()));
        assert_eq!(passive::is_passive(&document.tokens, &range), passive, "{text}");
    }
}

#[test]
fn what_nobody_states_is_no_claim() {
    for text in [
        "Recent footage of a council meeting shows Bo Oru appearing to fall asleep.",
        "As the two boys hide behind the trees, they pretend they're fighting Karskians.",
        "Ama Reth spoke of the Lesk, which broadly refers to the eastern regions of Orvania.",
        "Days after the war began, the Orvanian parliament approved legislation that outlawed disparaging the military.",
        "Ama Reth and Bo Oru held a phone call on Monday during which they discussed economic and trade cooperation.",
        "Victory there would let Karsk claim control of the Lesk.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn the_subject_is_of_the_same_clause() {
    let text = "The Vell team has narrowly missed out on several cups and lifelong fan Bo Oru said that just makes it sweeter.";
    check(text, &["lifelong fan Bo Oru | said | that just makes it sweeter"]);
}

#[test]
fn a_piece_of_another_sentence_is_no_content() {
    let text = "The league said it had planned to bring food. But in a cut likened by some to a triage, it would stop.";
    let document = segment(text);
    let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
    let content = vec![span("it had planned to bring food"), span("by some to a triage")];
    let cue = span("said");
    assert_eq!(content::without_strays(&document, content.clone(), Some(&cue)), content[..1]);
    let whole = vec![content[0], span("But in a cut")];
    assert_eq!(content::without_strays(&document, whole.clone(), Some(&cue)), whole);
}

#[test]
fn a_bracket_that_opens_outside_is_no_content() {
    check(
        "(Reth added that yes, he is aware the brand founder is dead).",
        &["Reth | added | yes, he is aware the brand founder is dead"],
    );
}

#[test]
fn who_said_it_before_it_was_reported_is_the_source() {
    let text = "On Monday, its defence ministry said it would hold exercises, Reuters reported, citing Interfax.";
    let document = segment(text);
    let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
    let mut raw = RawAttribution {
        content: vec![span("it would hold exercises"), span("Interfax")],
        direct: false,
        cue: vec![span("reported")],
        mention: vec![span("Reuters")],
        relays: Vec::new(),
        runs_on: None,
        inside: None,
        sentence: 0,
        main_subject: true,
        confidence: 1.0,
        turn: None,
    };
    relays::add(&document, &mut raw);
    let words = |spans: &[Span]| Span::join(spans, text);
    assert_eq!(words(&raw.content), "it would hold exercises");
    assert_eq!(words(&raw.mention), "its defence ministry");
    let through: Vec<&str> = raw.relays.iter().map(|relay| relay.span.of(text)).collect();
    assert_eq!(through, ["Interfax", "Reuters"]);
}
