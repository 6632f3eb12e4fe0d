//! Who said it: names, roles, pronouns, capitals, chains.

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
    check("Ama Reth told the Vell Courier that it rained.", &["Ama Reth <person> via Vell Courier <media>"]);
    check("Ama Reth told reporters on Tuesday that the road was open.", &["Ama Reth <person>"]);
    check(
        "The agency Yonhap reported that the road was open, citing a defence official.",
        &["defence official <unnamed> via Yonhap <media>"],
    );
    check("It rained for days, Ama Reth wrote on Telegram.", &["Ama Reth <person> via Telegram <channel>"]);
    check(
        "Ama Reth said Washington believes the bridge at Hollin has fallen.",
        &["Ama Reth <person>", "United States <government> via Ama Reth <person>"],
    );
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
