//! Who said it: names, roles, pronouns, capitals, chains; through the whole tagger. What a mention is by itself stands
//! in [`mentions`].

mod mentions;

use super::*;
use crate::domain::ArticleId;
use crate::extract::attribution;
use crate::extract::segment::segment;
use crate::extract::tag::built_in;

/// Each attribution prints as "name <kind> [role] + others via chain".
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_with(&Registry::built_in(), text, expected);
}

#[track_caller]
fn check_with(registry: &Registry, text: &str, expected: &[&str]) {
    let article = ArticleInfo {
        id: ArticleId::of_text(text),
        published: None,
        publisher: Some("The Vell Courier".into()),
        language: None,
        title: None,
        authors: Vec::new(),
    };
    let document = segment(text);
    let raws = attribution::find(&document, built_in());
    let found: Vec<String> = resolve(&document, &raws, &article, registry)
        .iter()
        .map(|resolved| {
            let Some(source) = &resolved.source else { return "?".to_owned() };
            let role = source.role.as_ref().map(|role| format!(" [{role}]")).unwrap_or_default();
            let others: String = resolved.others.iter().map(|party| format!(" + {}", party.name)).collect();
            let via: String =
                resolved.via.iter().map(|party| format!(" via {} <{}>", party.name, party.kind.as_str())).collect();
            format!("{} <{}>{role}{others}{via}", source.name, source.kind.as_str())
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn names_grow_to_their_fullest_form() {
    check(
        "US security council spokesman John Kirr said it rained. Kirr said it stopped.",
        &["John Kirr <person> [US security council spokesman]", "John Kirr <person> [US security council spokesman]"],
    );
    check("Kyra Bud, head of the league, said it rained.", &["Kyra Bud <person> [head of the league]"]);
    check("“Rain,” said Lt. Gen. Corin van der Hask.", &["Corin van der Hask <person> [Lt. Gen.]"]);
    check(
        "Bashar al-Sarr said it rained. Mr al-Sarr said it stopped.",
        &["Bashar al-Sarr <person>", "Bashar al-Sarr <person>"],
    );
    check("Kim Jong Il said it rained. Kim said it stopped.", &["Kim Jong Il <person>", "Kim Jong Il <person>"]);
}

#[test]
fn roles_stand_for_whom_they_introduced() {
    check(
        "The town’s mayor, Dorit Amsel, said it rained. The mayor said it stopped.",
        &["Dorit Amsel <person> [town’s mayor]", "Dorit Amsel <person> [town’s mayor]"],
    );
    check(
        "Ukrainian Foreign Minister Ana Kule said it rained. Latvia’s foreign minister said it stopped.",
        &["Ana Kule <person> [Ukrainian Foreign Minister]", "Latvia’s foreign minister <person>"],
    );
    check(
        "A military intelligence source said it rained. The source said it stopped.",
        &["military intelligence source <unnamed>", "military intelligence source <unnamed>"],
    );
    check("A spokeswoman for the governor, Joran Pell, said it rained.", &["spokeswoman for the governor <unnamed>"]);
    check(
        "The Orvanian Defence Ministry said it rained. The ministry said it stopped.",
        &["Orvanian Defence Ministry <organisation>", "Orvanian Defence Ministry <organisation>"],
    );
}

#[test]
fn pronouns_look_back() {
    check(
        "John Reth said it rained. Mary Oru said it stopped.\n\nHe said the road was open.\n\nShe said the bridge had fallen.",
        &["John Reth <person>", "Mary Oru <person>", "John Reth <person>", "Mary Oru <person>"],
    );
    check("The army said it rained. It said the road was open.", &["army <organisation>", "army <organisation>"]);
    check("She said it rained.", &["?"]);
    check("Mary Oru said it rained. She’d said that the road was open.", &["Mary Oru <person>", "Mary Oru <person>"]);
}

#[test]
fn states_speak_through_their_capitals() {
    check("Kiev and Seoul say it rains.", &["Ukraine <government> + South Korea"]);
    check("Vell says it rains. People in Vell are wet.", &["Vell <government>"]);
    check("Halvia said it rained. Halvian troops were wet.", &["Halvia <government>"]);
    check("The Ukrainian government said it rained.", &["Ukraine <government>"]);
    check("The White House said it rained.", &["White House <organisation>"]);
    check("Residents said it rained.", &["residents <group>"]);
    check("South Korean media said it rained.", &["South Korean media <media>"]);
    check("Two US officials said it rained.", &["two US officials <unnamed>"]);
}

#[test]
fn registered_people_keep_the_role_that_is_printed() {
    let text = "[[person]]\nname = \"Odylla Varrenskyy\"\naliases = [\"Varrensky\", \"Odylla al-Varr\"]\n";
    let registry = Registry::with(text).unwrap();
    for (text, expected) in [
        (
            "Tessian Prime Minister Odylla Varrenskiy said it rained. Varrenskiy said it stopped.",
            ["Odylla Varrenskyy <person> [Tessian Prime Minister]"; 2].as_slice(),
        ),
        ("Varrensky said it rained.", &["Odylla Varrenskyy <person>"]),
        ("President Varrenskyy said it rained.", &["Odylla Varrenskyy <person> [President]"]),
        ("Odylla al-Varr said it rained.", &["Odylla Varrenskyy <person>"]),
        (
            "Mayor Dorit Varrensky said it rained. Varrensky said it stopped.",
            &["Dorit Varrensky <person> [Mayor]", "Dorit Varrensky <person> [Mayor]"],
        ),
    ] {
        check_with(&registry, text, expected);
    }
}

#[test]
fn registered_bodies_have_many_names() {
    check("Ukraine’s defense ministry said it rained.", &["Ukrainian Defence Ministry <organisation>"]);
    check("The Ukrainian military said it rained.", &["Ukrainian military <organisation>"]);
    check("Ama Reth told The Hill that it rained.", &["Ama Reth <person> via The Hill <media>"]);
    check("The hill said nothing, Ama Reth said.", &["Ama Reth <person>"]);
}

#[test]
fn chains_are_kept() {
    for (text, expected) in [
        ("Ama Reth told the Vell Courier that it rained.", "Ama Reth <person> via Vell Courier <media>"),
        ("Ama Reth told the Kyiv Independent that it rained.", "Ama Reth <person> via Kyiv Independent <media>"),
        ("Ama Reth told this newspaper that it rained.", "Ama Reth <person> via Vell Courier <media>"),
        ("Ama Reth told reporters on Tuesday that the road was open.", "Ama Reth <person>"),
        ("Ama Reth told reporters in Vell that it rained.", "Ama Reth <person>"),
        ("Ama Reth told parliament that it rained.", "Ama Reth <person>"),
        ("Ama Reth told Bo Oru that it rained.", "Ama Reth <person>"),
        ("Ama Reth said on television that it rained.", "Ama Reth <person>"),
        ("Speaking at a Vell train station, Ama Reth said it rained.", "Ama Reth <person>"),
        ("Ama Reth told public radio that it rained.", "Ama Reth <person> via public radio <media>"),
        ("Ama Reth told CNN's Bo Oru that it rained.", "Ama Reth <person> via CNN <media>"),
        ("Ama Reth told the Reuters news agency that it rained.", "Ama Reth <person> via Reuters <media>"),
        (
            "A US official told Reuters and CNN that it rained.",
            "US official <unnamed> via Reuters <media> via CNN <media>",
        ),
        ("Ama Reth said on CNN that it rained.", "Ama Reth <person> via CNN <media>"),
        ("Speaking to CNN, Ama Reth said it rained.", "Ama Reth <person> via CNN <media>"),
        (
            "Ama Reth said in an interview with the Vell Courier that the road to Hollin was open.",
            "Ama Reth <person> via Vell Courier <media>",
        ),
        (
            "The agency Yonhap reported that the road was open, citing a defence official.",
            "defence official <unnamed> via Yonhap <media>",
        ),
        (
            "It rained, Yonhap reported on Monday, citing a defence official.",
            "defence official <unnamed> via Yonhap <media>",
        ),
        (
            "It rained for days, the Vell Courier reported, citing two officials.",
            "two officials <unnamed> via Vell Courier <media>",
        ),
        ("The agency Yonhap quoted Ama Reth as saying that it rained.", "Ama Reth <person> via Yonhap <media>"),
        ("Interfax quoted Ama Reth as saying it rained.", "Ama Reth <person> via Interfax <media>"),
        ("Ama Reth was quoted by Interfax as saying that it rained.", "Ama Reth <person> via Interfax <media>"),
        ("Ama Reth was quoted as saying by Interfax that it rained.", "Ama Reth <person> via Interfax <media>"),
        ("It rained, Ama Reth said, as quoted by Interfax.", "Ama Reth <person> via Interfax <media>"),
        ("The ministry said in a statement quoted by TASS that it rained.", "ministry <organisation> via TASS <media>"),
        ("In comments carried by state TV, Ama Reth said it rained.", "Ama Reth <person> via state TV <media>"),
        (
            "According to a report by ISW cited by the paper, it rained.",
            "Institute for the Study of War <organisation> via paper <media>",
        ),
        ("It rained for days, Ama Reth wrote on Telegram.", "Ama Reth <person> via Telegram <channel>"),
        ("Ama Reth said in a post on Telegram that it rained.", "Ama Reth <person> via Telegram <channel>"),
        ("Ama Reth wrote on X that it rained.", "Ama Reth <person> via X <channel>"),
        ("Ama Reth said in a post on Palaver that it rained.", "Ama Reth <person> via Palaver <channel>"),
    ] {
        check(text, &[expected]);
    }
    check(
        "Ama Reth said Washington believes the bridge at Hollin has fallen.",
        &["Ama Reth <person>", "United States <government> via Ama Reth <person>"],
    );
    check(
        "Interfax reported that Ama Reth said the road was open and the bridge had fallen.",
        &["Interfax <media>", "Ama Reth <person> via Interfax <media>"],
    );
}

#[test]
fn the_innermost_speaker_is_taken_up_by_pronouns_only_where_he_spoke_himself() {
    check(
        "Peter Oru said that Mark Teem believes it rained. He said it stopped.",
        &["Peter Oru <person>", "Peter Oru <person>"],
    );
    check(
        "Peter Oru said it snowed. John Reth told Mark Teem that it rained. He added that it stopped.",
        &["Peter Oru <person>", "John Reth <person>", "John Reth <person>"],
    );
    check("When John Reth came to Vell, he said it rained.", &["John Reth <person>"]);
    check(
        "Ama Reth and Bo Oru said it rained. They said it stopped.",
        &["Ama Reth <person> + Bo Oru", "Ama Reth <person> + Bo Oru"],
    );
    check(
        "Ama Reth and Bo Oru said it rained. The two leaders said it stopped.",
        &["Ama Reth <person> + Bo Oru", "Ama Reth <person> + Bo Oru"],
    );
    check("Residents said it rained. They said it stopped.", &["residents <group>", "residents <group>"]);
}

#[test]
fn a_given_name_is_its_only_bearer_of_the_article() {
    check(
        "“We play on,” Oru told the crowd in Vell. The singer Oru Malk said the road was open.",
        &["Oru Malk <person>", "Oru Malk <person>"],
    );
    check(
        "Oru Malk said it rained. Oru Teem said it snowed. Oru said it was cold.",
        &["Oru Malk <person>", "Oru Teem <person>", "Oru <person>"],
    );
}

#[test]
fn nobody_stands_behind_it_is_believed() {
    check("The Kremlin was silent. It has been reported that Ama Reth is planning a trip.", &["?"]);
    check("The ministry was silent. It is understood that Ama Reth is planning a trip.", &["?"]);
    check("Ama Reth was accused by the Orvanian League of lying.", &["Orvanian League <organisation>"]);
}

#[test]
fn the_statement_is_of_whoever_spoke() {
    check(
        "The Orvanian League said it rained. The statement said it stopped.",
        &["Orvanian League <organisation>", "Orvanian League <organisation>"],
    );
}

#[test]
fn residents_known_by_a_given_name_are_persons() {
    check("“I am not sure,” says Zhena. “It rained.”", &["Zhena <person>"]);
    check("Olga says it rained.", &["Olga <person>"]);
}

#[test]
fn a_ministry_without_a_country_is_of_the_state_where_the_article_was_printed() {
    let who = |publisher: &str, text: &str| {
        let document = segment(text);
        let registry = Registry::built_in();
        let resolver = MentionResolver::of(&document, &registry).printed_by(Some(publisher));
        let end = text.find(" spoke").unwrap();
        let tokens = document.token_range(Span::new(text[..end].rfind("The").unwrap(), end));
        resolver.parties(tokens, &Discourse::default()).first().map(|party| party.name.clone()).unwrap_or_default()
    };
    assert_eq!(who("BBC News", "The Ministry of Defence spoke."), "UK Ministry of Defence");
    assert_eq!(who("The Vell Courier", "The Ministry of Defence spoke."), "Ministry of Defence");
    let named = "Russia’s Defence Ministry was silent. The Ministry of Defence spoke.";
    assert_ne!(who("BBC News", named), "UK Ministry of Defence");
}

#[test]
fn a_general_word_takes_up_who_spoke_last() {
    let reth = "Ama Reth <person>";
    for (text, expected) in [
        ("“It rained,” Ama Reth said. The comedian added that it stopped.", [reth, reth]),
        ("“It rained,” said Ama Reth. “It stopped,” said the 63-year-old.", [reth, reth]),
        (
            "It rained, said Ama Reth, the head of the Hollin council. The road is open, according to the official.",
            ["Ama Reth <person> [head of the Hollin council]"; 2],
        ),
        (
            "A US official said it rained. The official said it stopped.",
            ["US official <unnamed>", "US official <unnamed>"],
        ),
        (
            "Ukrainian President Bo Oru said it rained. The comedian said it stopped.",
            ["Bo Oru <person> [Ukrainian President]", "comedian <unnamed>"],
        ),
        ("“It rained,” Ama Reth said. The Russian actor said it stopped.", [reth, "Russian actor <unnamed>"]),
        ("“It rained,” Ama Reth said. An actor said it stopped.", [reth, "actor <unnamed>"]),
        ("Residents said it rained. The actor said it stopped.", ["residents <group>", "actor <unnamed>"]),
        (
            "President Bo Oru said it rained. The Republican leader said it stopped.",
            ["Bo Oru <person> [President]", "Republican leader <person>"],
        ),
        (
            "GOP leader Bo Oru said it rained. The Republican leader said it stopped.",
            ["Bo Oru <person> [GOP leader]"; 2],
        ),
    ] {
        check(text, &expected);
    }
}

#[test]
fn a_share_of_those_asked_is_a_group() {
    check("Nearly half (46%) said it rained too often.", &["Nearly half (46%) <group>"]);
    check("A majority of respondents said it rained too often.", &["majority of respondents <group>"]);
}

#[test]
fn the_paper_is_the_outlet_named_last() {
    check(
        "A story in the Washington Post was long. “It rained,” Ama Reth told the paper. “It snowed.”",
        &["Ama Reth <person> via Washington Post <media>"],
    );
    check("“It rained,” Ama Reth told the Lesk Valley programme.", &["Ama Reth <person> via Lesk Valley <media>"]);
}

#[test]
fn the_innermost_speaker_is_the_source() {
    for (text, expected) in [
        (
            "In August, Politico reported that the Orvanian Defence Ministry quietly approached offices, warning that the plan \
             could derail the grain deal.",
            "Orvanian Defence Ministry <organisation> via Politico <media>",
        ),
        ("Ama Reth said that the road was open, warning that it would rain.", "Ama Reth <person>"),
    ] {
        let last = who_says_last(text);
        assert_eq!(last, expected, "{text}");
    }
}

/// The last attribution's source and chain, printed as [`check`] does.
fn who_says_last(text: &str) -> String {
    let article = ArticleInfo {
        id: ArticleId::of_text(text),
        published: None,
        publisher: None,
        language: None,
        title: None,
        authors: Vec::new(),
    };
    let document = segment(text);
    let raws = attribution::find(&document, built_in());
    let found = resolve(&document, &raws, &article, &Registry::built_in());
    let last = found.last().unwrap();
    let source = last.source.as_ref().unwrap();
    let via: String = last.via.iter().map(|party| format!(" via {} <{}>", party.name, party.kind.as_str())).collect();
    format!("{} <{}>{via}", source.name, source.kind.as_str())
}
