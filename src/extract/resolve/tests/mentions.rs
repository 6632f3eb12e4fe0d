//! Who a mention is, by the text before it: each case a text, the mention (at its last place), and the party.

use super::super::discourse::Discourse;
use super::super::mention::MentionResolver;
use crate::domain::Span;
use crate::extract::Registry;
use crate::extract::segment::segment;

#[track_caller]
fn check(cases: &[(&str, &str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, mention, expected)| {
            let found = who(text, mention);
            (found != *expected).then(|| format!("{text} [{mention}]\n  expected {expected}\n  found    {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The parties of a mention, where everyone named at the head of a sentence before has been heard of.
fn who(text: &str, mention: &str) -> String {
    let document = segment(text);
    let registry = Registry::built_in();
    let resolver = MentionResolver::of(&document, &registry);
    let start = text.rfind(mention).expect("the mention stands in the text");
    let tokens = document.token_range(Span::new(start, start + mention.len()));
    let mut discourse = Discourse::default();
    for sentence in 0..document.sentence_at(start) {
        discourse.enter(&resolver, &document, sentence);
    }
    let parties = resolver.parties(tokens, &discourse);
    if parties.is_empty() {
        return "?".to_owned();
    }
    let shown = parties.iter().map(|party| {
        let role = party.role.as_ref().map(|role| format!(" [{role}]")).unwrap_or_default();
        format!("{} <{}>{role}", party.name, party.kind.as_str())
    });
    shown.collect::<Vec<_>>().join(" + ")
}

#[test]
fn bodies_and_offices_are_no_persons() {
    check(&[
        ("Clearwave AI spoke.", "Clearwave AI", "Clearwave AI <organisation>"),
        ("TLN Saltbridge spoke.", "TLN Saltbridge", "TLN Saltbridge <organisation>"),
        ("Karsk-based TLNA spoke.", "Karsk-based TLNA", "TLNA <organisation>"),
        ("Saltbridge Legion spoke.", "Saltbridge Legion", "Saltbridge Legion <organisation>"),
        ("Labour MPs spoke.", "Labour MPs", "Labour MPs <group>"),
        ("FBI Assistant Director spoke.", "FBI Assistant Director", "FBI Assistant Director <unnamed>"),
        (
            "TLNA Director-General Bo Oru spoke.",
            "TLNA Director-General Bo Oru",
            "Bo Oru <person> [TLNA Director-General]",
        ),
        ("Clearwave AI grew. People in Clearwave spoke. Clearwave spoke.", "Clearwave", "Clearwave AI <organisation>"),
        ("People in MPs spoke. MPs spoke.", "MPs", "mps <group>"),
        ("FBI Special Agent Bo Oru spoke.", "FBI Special Agent Bo Oru", "Bo Oru <person> [FBI Special Agent]"),
        ("JD Reth spoke.", "JD Reth", "JD Reth <person>"),
        ("Bo Oru MSP spoke.", "Bo Oru MSP", "Bo Oru MSP <person>"),
        ("Oru Reth XIV spoke.", "Oru Reth XIV", "Oru Reth XIV <person>"),
    ]);
}

#[test]
fn titles_and_offices_before_a_name() {
    check(&[
        (
            "FBI Assistant Director Ama Reth spoke.",
            "FBI Assistant Director Ama Reth",
            "Ama Reth <person> [FBI Assistant Director]",
        ),
        (
            "Deputy Assistant Secretary of Defence for Asia Ama Reth spoke.",
            "Deputy Assistant Secretary of Defence for Asia Ama Reth",
            "Ama Reth <person> [Deputy Assistant Secretary of Defence for Asia]",
        ),
        ("Secretary of State Bo Oru spoke.", "Secretary of State Bo Oru", "Bo Oru <person> [Secretary of State]"),
        (
            "The Minister of Foreign Affairs Bo Oru spoke.",
            "The Minister of Foreign Affairs Bo Oru",
            "Bo Oru <person> [Minister of Foreign Affairs]",
        ),
        ("Chief of Staff Bo Oru spoke.", "Chief of Staff Bo Oru", "Bo Oru <person> [Chief of Staff]"),
        (
            "Director of National Intelligence Bo Oru spoke.",
            "Director of National Intelligence Bo Oru",
            "Bo Oru <person> [Director of National Intelligence]",
        ),
        (
            "Prime Minister of Orvania Bo Oru spoke.",
            "Prime Minister of Orvania Bo Oru",
            "Bo Oru <person> [Prime Minister of Orvania]",
        ),
        (
            "Former US Ambassador to Orvania Bo Oru spoke.",
            "Former US Ambassador to Orvania Bo Oru",
            "Bo Oru <person> [Former US Ambassador to Orvania]",
        ),
        ("Defence Secretary Bo Oru spoke.", "Defence Secretary Bo Oru", "Bo Oru <person> [Defence Secretary]"),
        ("Orvania's President Bo Oru spoke.", "Orvania's President Bo Oru", "Bo Oru <person> [Orvania's President]"),
        (
            "Orvanian Foreign Minister Bo Oru spoke.",
            "Orvanian Foreign Minister Bo Oru",
            "Bo Oru <person> [Orvanian Foreign Minister]",
        ),
        (
            "Former Ukrainian President Bo Oru spoke.",
            "Former Ukrainian President Bo Oru",
            "Bo Oru <person> [Former Ukrainian President]",
        ),
        ("Attorney General Bo Oru spoke.", "Attorney General Bo Oru", "Bo Oru <person> [Attorney General]"),
        ("Lt. Gen. Corin van der Hask spoke.", "Lt. Gen. Corin van der Hask", "Corin van der Hask <person> [Lt. Gen.]"),
        (
            "Vell Rail Group CEO Helena Reth spoke.",
            "Vell Rail Group CEO Helena Reth",
            "Helena Reth <person> [Vell Rail Group CEO]",
        ),
        ("Organiser Tom Reth spoke.", "Organiser Tom Reth", "Tom Reth <person> [Organiser]"),
        (
            "US security council spokesman John Reth spoke.",
            "US security council spokesman John Reth",
            "John Reth <person> [US security council spokesman]",
        ),
        (
            "Orvanian opposition leader Ama Reth spoke.",
            "Orvanian opposition leader Ama Reth",
            "Ama Reth <person> [Orvanian opposition leader]",
        ),
        ("The league's head Ama Reth spoke.", "The league's head Ama Reth", "Ama Reth <person> [league's head]"),
        (
            "Ukrainian Air Force spokesman Yuriy Reth spoke.",
            "Ukrainian Air Force spokesman Yuriy Reth",
            "Yuriy Reth <person> [Ukrainian Air Force spokesman]",
        ),
        ("Mr Oru spoke.", "Mr Oru", "Oru <person>"),
        ("Sheikh Hamid bin Oru spoke.", "Sheikh Hamid bin Oru", "Hamid bin Oru <person> [Sheikh]"),
    ]);
}

#[test]
fn appositions_tell_the_role() {
    check(&[
        ("Ama Reth, head of the league, spoke.", "Ama Reth", "Ama Reth <person> [head of the league]"),
        (
            "Ama Reth, the education ombudsman of Orvania, spoke.",
            "Ama Reth",
            "Ama Reth <person> [education ombudsman of Orvania]",
        ),
        ("Ama Reth, 45, a pollster from Hollin, spoke.", "Ama Reth", "Ama Reth <person> [pollster from Hollin]"),
        ("Ama Reth (head of the league) spoke.", "Ama Reth", "Ama Reth <person> [head of the league]"),
        (
            "Ama Reth, chief executive of Vell Rail, spoke.",
            "Ama Reth",
            "Ama Reth <person> [chief executive of Vell Rail]",
        ),
        (
            "The head of the league, Ama Reth, spoke.",
            "The head of the league, Ama Reth",
            "Ama Reth <person> [head of the league]",
        ),
        ("The town’s mayor, Dorit Amsel, spoke.", "Dorit Amsel", "Dorit Amsel <person> [town’s mayor]"),
        (
            "Ilse Maran, the ministry's spokeswoman, spoke.",
            "Ilse Maran",
            "Ilse Maran <person> [ministry's spokeswoman]",
        ),
        (
            "It fell to the ministry, whose spokeswoman, Ilse Maran, spoke.",
            "Ilse Maran",
            "Ilse Maran <person> [spokeswoman]",
        ),
        ("Ama Reth, who is 45, spoke.", "Ama Reth", "Ama Reth <person>"),
        ("Ama Reth, the day before, spoke.", "Ama Reth", "Ama Reth <person>"),
        ("Ama Reth, in Vell on Monday, spoke.", "Ama Reth", "Ama Reth <person>"),
        (
            "A spokeswoman for the governor, Joran Pell, spoke.",
            "A spokeswoman for the governor, Joran Pell",
            "spokeswoman for the governor <unnamed>",
        ),
    ]);
}

#[test]
fn later_a_part_of_the_name_is_enough() {
    check(&[
        ("Ama Reth came. Reth spoke.", "Reth", "Ama Reth <person>"),
        ("Bo Oru Jr. came. Oru spoke.", "Oru", "Bo Oru Jr <person>"),
        ("J. D. Reth came. Reth spoke.", "Reth", "J. D. Reth <person>"),
        ("J.D. Reth came. Reth spoke.", "Reth", "J.D. Reth <person>"),
        ("James Reth came. J. Reth spoke.", "J. Reth", "James Reth <person>"),
        ("Ludwig van der Oru came. Van der Oru spoke.", "Van der Oru", "Ludwig van der Oru <person>"),
        ("Mohammed bin Reth came. Bin Reth spoke.", "Bin Reth", "Mohammed bin Reth <person>"),
        (
            "Crown Prince Mohammed bin Reth came. Prince Mohammed spoke.",
            "Prince Mohammed",
            "Mohammed bin Reth <person> [Crown Prince]",
        ),
        ("Abdel Fattah al-Reth came. Reth spoke.", "Reth", "Abdel Fattah al-Reth <person>"),
        ("Abdel Fattah al-Reth came. Al-Reth spoke.", "Al-Reth", "Abdel Fattah al-Reth <person>"),
        ("Yoon Reth-yeol came. Yoon spoke.", "Yoon", "Yoon Reth-yeol <person>"),
        ("Kim Reth Il came. Kim spoke.", "Kim", "Kim Reth Il <person>"),
        ("Xi Jinping came. Xi spoke.", "Xi", "Xi Jinping <person>"),
        ("Ivan Petrovich Oru came. Oru spoke.", "Oru", "Ivan Petrovich Oru <person>"),
        ("Oru Ivan Petrovich came. Oru spoke.", "Oru", "Oru Ivan Petrovich <person>"),
        ("Pedro Reth Oru-Castel came. Reth spoke.", "Reth", "Pedro Reth Oru-Castel <person>"),
        ("Ana Reth-Oru came. Reth-Oru spoke.", "Reth-Oru", "Ana Reth-Oru <person>"),
        ("The singer Oru Malk came. Oru spoke.", "Oru", "Oru Malk <person>"),
        ("Oru Malk came. Oru Teem came. Oru spoke.", "Oru", "Oru <person>"),
        ("Dr Bo Oru came. Dr Oru spoke.", "Dr Oru", "Bo Oru <person>"),
    ]);
}

#[test]
fn words_that_a_page_ran_together() {
    check(&[
        (
            "DiplomacyUkrainian President Bo Oru spoke.",
            "DiplomacyUkrainian President Bo Oru",
            "Bo Oru <person> [Ukrainian President]",
        ),
        ("DiplomacyChina spoke.", "DiplomacyChina", "China <government>"),
        ("WorldRussia spoke.", "WorldRussia", "Russia <government>"),
        ("Bo McReth spoke.", "Bo McReth", "Bo McReth <person>"),
    ]);
}

#[test]
fn roles_take_persons_up_again() {
    check(&[
        ("President Ama Reth came. The president spoke.", "The president", "Ama Reth <person> [President]"),
        (
            "Orvanian President Ama Reth came. The Orvanian leader spoke.",
            "The Orvanian leader",
            "Ama Reth <person> [Orvanian President]",
        ),
        ("Lt. Gen. Bo Oru came. The general spoke.", "The general", "Bo Oru <person> [Lt. Gen.]"),
        ("Professor Ama Reth came. The academic spoke.", "The academic", "Ama Reth <person> [Professor]"),
        ("Senator Bo Oru came. The lawmaker spoke.", "The lawmaker", "Bo Oru <person> [Senator]"),
        (
            "Orvanian Prime Minister Ama Reth came. The Prime Minister spoke.",
            "The Prime Minister",
            "Ama Reth <person> [Orvanian Prime Minister]",
        ),
        (
            "Ilse Maran, the ministry's spokeswoman, came. The spokeswoman spoke.",
            "The spokeswoman",
            "Ilse Maran <person> [ministry's spokeswoman]",
        ),
        (
            "Ukrainian Foreign Minister Ana Kule came. Latvia’s foreign minister spoke.",
            "Latvia’s foreign minister",
            "Latvia’s foreign minister <person>",
        ),
        ("The Pope spoke.", "The Pope", "Pope <person>"),
        ("The Foreign Minister spoke.", "The Foreign Minister", "Foreign Minister <person>"),
        ("It rained. The minister spoke.", "The minister", "minister <unnamed>"),
    ]);
}

#[test]
fn owners() {
    check(&[
        ("Ama Reth came. Reth's office spoke.", "Reth's office", "Office of Ama Reth <organisation>"),
        ("Ama Reth came. Reth's spokesman spoke.", "Reth's spokesman", "Ama Reth’s spokesman <unnamed>"),
        ("Mary Reth came. Her office spoke.", "Her office", "Office of Mary Reth <organisation>"),
        ("Mary Reth came. Her lawyer spoke.", "Her lawyer", "Mary Reth’s lawyer <unnamed>"),
        (
            "The Orvanian embassy announced it. Its spokesman spoke.",
            "Its spokesman",
            "Orvanian Embassy spokesman <unnamed>",
        ),
        ("The ministry's statement spoke.", "The ministry's statement", "ministry <organisation>"),
        ("Ama Reth came. Reth's campaign spoke.", "Reth's campaign", "Ama Reth’s campaign <organisation>"),
    ]);
}

#[test]
fn bodies_of_a_state_have_one_name() {
    check(&[
        ("Ukraine's navy spoke.", "Ukraine's navy", "Ukrainian Navy <organisation>"),
        ("The Ukrainian navy spoke.", "The Ukrainian navy", "Ukrainian Navy <organisation>"),
        ("The Ukrainian Navy spoke.", "The Ukrainian Navy", "Ukrainian Navy <organisation>"),
        ("The Navy of Ukraine spoke.", "The Navy of Ukraine", "Ukrainian Navy <organisation>"),
        ("Sweden's police spoke.", "Sweden's police", "Swedish Police <organisation>"),
        (
            "The U.S. Department of Agriculture spoke.",
            "The U.S. Department of Agriculture",
            "US Department of Agriculture <organisation>",
        ),
        (
            "Orvanian guns fell silent. Orvane's Defence Ministry spoke.",
            "Orvane's Defence Ministry",
            "Orvanian Defence Ministry <organisation>",
        ),
        (
            "The Orvanian Ministry of Defence spoke.",
            "The Orvanian Ministry of Defence",
            "Orvanian Defence Ministry <organisation>",
        ),
        (
            "The Orvanian Defense Ministry spoke.",
            "The Orvanian Defense Ministry",
            "Orvanian Defence Ministry <organisation>",
        ),
        (
            "The Orvanian Defence Ministry was shut. The defence ministry spoke.",
            "The defence ministry",
            "Orvanian Defence Ministry <organisation>",
        ),
        (
            "The Orvanian Defence Ministry was shut. The ministry spoke.",
            "The ministry",
            "Orvanian Defence Ministry <organisation>",
        ),
        (
            "The Orvanian Defence Ministry and the Halvian Defence Ministry were shut. The defence ministry spoke.",
            "The defence ministry",
            "defence ministry <organisation>",
        ),
        ("Orvania's Harbour Board spoke.", "Orvania's Harbour Board", "Orvania's Harbour Board <organisation>"),
        ("The army spoke.", "The army", "army <organisation>"),
    ]);
}

#[test]
fn abbreviations_in_brackets() {
    check(&[
        ("The Orvanian League (OL) met. The OL spoke.", "The OL", "Orvanian League <organisation>"),
        ("The Orvanian League (OL) met. OL spoke.", "OL", "Orvanian League <organisation>"),
        ("The Orvanian League (OL) spoke.", "The Orvanian League (OL)", "Orvanian League <organisation>"),
        ("The Institute for Rain Studies (IRS) met. IRS spoke.", "IRS", "Institute for Rain Studies <organisation>"),
        ("The Main Bureau of Weather (ZUB) met. ZUB spoke.", "ZUB", "Main Bureau of Weather <organisation>"),
        (
            "Orvane's Rain Intelligence (HUX) met. Rain intelligence spoke.",
            "Rain intelligence",
            "Orvane's Rain Intelligence <organisation>",
        ),
    ]);
}

#[test]
fn outlets_and_groups() {
    check(&[
        ("The Vell Herald spoke.", "The Vell Herald", "Vell Herald <media>"),
        ("The Interfax news agency spoke.", "The Interfax news agency", "Interfax <media>"),
        ("The South Korean agency Yonhap spoke.", "The South Korean agency Yonhap", "Yonhap <media>"),
        ("The charity Saltbridge Relief spoke.", "The charity Saltbridge Relief", "Saltbridge Relief <organisation>"),
        ("South Korean media spoke.", "South Korean media", "South Korean media <media>"),
        ("Residents spoke.", "Residents", "residents <group>"),
        ("Experts spoke.", "Experts", "experts <group>"),
        ("Two US officials spoke.", "Two US officials", "two US officials <unnamed>"),
        ("Officials spoke.", "Officials", "officials <unnamed>"),
        ("European diplomats spoke.", "European diplomats", "European diplomats <unnamed>"),
        (
            "A person familiar with the talks spoke.",
            "A person familiar with the talks",
            "person familiar with the talks <unnamed>",
        ),
        ("A senior NATO official spoke.", "A senior NATO official", "senior NATO official <unnamed>"),
        (
            "Three people briefed on the plan spoke.",
            "Three people briefed on the plan",
            "three people briefed on the plan <unnamed>",
        ),
        ("One resident spoke.", "One resident", "one resident <unnamed>"),
        ("A report by the Orvanian League spoke.", "A report by the Orvanian League", "Orvanian League <organisation>"),
    ]);
}

#[test]
fn states_and_places() {
    check(&[
        ("Kyiv and Seoul spoke.", "Kyiv and Seoul", "Ukraine <government> + South Korea <government>"),
        ("The US and the UK spoke.", "The US and the UK", "United States <government> + United Kingdom <government>"),
        (
            "Osmund is far. People in Osmund were wet. Karsk and Osmund spoke.",
            "Karsk and Osmund",
            "Karsk <government> + Osmund <government>",
        ),
        (
            "The UK and US governments spoke.",
            "The UK and US governments",
            "United Kingdom <government> + United States <government>",
        ),
        ("Officials in Kyiv spoke.", "Officials in Kyiv", "officials in Kyiv <unnamed>"),
        ("Kyiv residents spoke.", "Kyiv residents", "Kyiv residents <group>"),
        ("The Ukrainian government spoke.", "The Ukrainian government", "Ukraine <government>"),
        ("People in Vell were wet. Vell spoke.", "Vell", "Vell <government>"),
        ("Halvian troops were wet. Halvia spoke.", "Halvia", "Halvia <government>"),
    ]);
}

#[test]
fn several_at_once() {
    check(&[
        ("Ama Reth and Bo Oru spoke.", "Ama Reth and Bo Oru", "Ama Reth <person> + Bo Oru <person>"),
        (
            "Neither Ama Reth nor the ministry spoke.",
            "Neither Ama Reth nor the ministry",
            "Ama Reth <person> + ministry <organisation>",
        ),
        (
            "Ama Reth and two officials spoke.",
            "Ama Reth and two officials",
            "Ama Reth <person> + two officials <unnamed>",
        ),
        (
            "Both the army and the police spoke.",
            "Both the army and the police",
            "army <organisation> + police <organisation>",
        ),
        ("Residents and officials spoke.", "Residents and officials", "residents <group> + officials <unnamed>"),
        (
            "Washington and its allies spoke.",
            "Washington and its allies",
            "United States <government> + allies <group>",
        ),
        (
            "Officials from Ukraine and Russia spoke.",
            "Officials from Ukraine and Russia",
            "officials from Ukraine and Russia <unnamed>",
        ),
        (
            "The ministers of trade and industry spoke.",
            "The ministers of trade and industry",
            "ministers of trade and industry <group>",
        ),
        (
            "The Ministry of Health and Social Affairs spoke.",
            "The Ministry of Health and Social Affairs",
            "Ministry of Health and Social Affairs <organisation>",
        ),
        (
            "Ama Reth met Bo Oru in Vell. The two leaders spoke.",
            "The two leaders",
            "Ama Reth <person> + Bo Oru <person>",
        ),
        ("Ama Reth met Bo Oru in Vell. They spoke.", "They", "Ama Reth <person> + Bo Oru <person>"),
    ]);
}

#[test]
fn pronouns() {
    check(&[
        ("John Reth arrived in Vell. He spoke.", "He", "John Reth <person>"),
        ("John Reth met Peter Oru in Vell. He spoke.", "He", "John Reth <person>"),
        ("John Reth met Mary Oru in Vell. He spoke.", "He", "John Reth <person>"),
        ("Mary Oru came. Then John Reth came. She spoke.", "She", "Mary Oru <person>"),
        ("John Reth arrived. The strike hit Peter Oru. He spoke.", "He", "John Reth <person>"),
        ("Peter Oru arrived. Talks with John Reth failed. He spoke.", "He", "Peter Oru <person>"),
        ("The ministry published a list. It spoke.", "It", "ministry <organisation>"),
        ("Interfax published a list. It spoke.", "It", "Interfax <media>"),
        ("It rained. He spoke.", "He", "?"),
        ("The ministry published a list. He spoke.", "He", "?"),
        ("John Reth arrived. “We rest,” he said.", "We", "?"),
        ("Daria Orlova arrived. Bo Teem wept. He spoke.", "He", "Bo Teem <person>"),
        ("Zhena Pell worked with children. She spoke.", "She", "Zhena Pell <person>"),
        ("John Reth worked with children. She spoke.", "She", "?"),
        ("A report said so. She spoke.", "She", "?"),
    ]);
}

#[test]
fn papers_speak_for_those_who_wrote_them() {
    check(&[
        (
            "A statement by the Orvanian League came.",
            "A statement by the Orvanian League",
            "Orvanian League <organisation>",
        ),
        ("A message tweeted by Ama Reth came.", "A message tweeted by Ama Reth", "Ama Reth <person>"),
        (
            "The latest update by the Orvanian League came.",
            "The latest update by the Orvanian League",
            "Orvanian League <organisation>",
        ),
        ("An Orvanian League report came.", "An Orvanian League report", "Orvanian League <organisation>"),
        (
            "The unclassified version of the Harbour Defence Strategy came.",
            "The unclassified version of the Harbour Defence Strategy",
            "Harbour Defence Strategy <organisation>",
        ),
        ("Ama Reth came. Ama Reth's letter spoke.", "Ama Reth's letter", "Ama Reth <person>"),
        ("It rained. The report spoke.", "The report", "report <unnamed>"),
        ("It rained. The statement spoke.", "The statement", "statement <unnamed>"),
        ("It rained. The obituary spoke.", "The obituary", "obituary <unnamed>"),
        (
            "Documents seen by The Guardian spoke.",
            "Documents seen by The Guardian",
            "documents seen by The Guardian <unnamed>",
        ),
        ("Several reports spoke.", "Several reports", "several reports <unnamed>"),
    ]);
}

#[test]
fn those_whom_nobody_names() {
    check(&[
        (
            "Other lamp makers elsewhere in Vell spoke.",
            "Other lamp makers elsewhere in Vell",
            "other lamp makers elsewhere in Vell <group>",
        ),
        ("She left. Her family spoke.", "Her family", "family <group>"),
        ("The crowd sang.", "The crowd", "crowd <group>"),
        ("Senior military figures spoke.", "Senior military figures", "senior military figures <group>"),
        ("The village elder spoke.", "The village elder", "village elder <unnamed>"),
        ("An eyewitness spoke.", "An eyewitness", "eyewitness <unnamed>"),
        // Nobody.
        ("The operation spoke.", "The operation", "?"),
        ("The weapons spoke.", "The weapons", "?"),
        ("Allegedly rampant it was.", "Allegedly rampant", "?"),
        ("The men whose boat sank.", "whose", "?"),
    ]);
}

#[test]
fn names_that_follow_what_someone_is() {
    check(&[
        ("Her interviewer, Helen Kell, spoke.", "Her interviewer, Helen Kell", "Helen Kell <person>"),
        ("At least one player, Marta Koss, spoke.", "one player, Marta Koss", "Marta Koss <person>"),
        (
            "Vell’s deputy envoy and a co-sponsor of the talks, Nathalie Brod, spoke.",
            "Vell’s deputy envoy and a co-sponsor of the talks, Nathalie Brod",
            "Nathalie Brod <person>",
        ),
        (
            "Her rival for the chair, ex-chancellor Joran Pell, spoke.",
            "Her rival for the chair, ex-chancellor Joran Pell",
            "Joran Pell <person>",
        ),
        (
            "Governor of Sarn region Joran Pell spoke.",
            "Governor of Sarn region Joran Pell",
            "Joran Pell <person> [Governor of Sarn region]",
        ),
        ("The Karsk prosecutor general spoke.", "The Karsk prosecutor general", "Karsk prosecutor general <person>"),
    ]);
}

#[test]
fn given_names_are_no_states() {
    check(&[
        ("They spoke to Olga. Olga spoke.", "Olga", "Olga <person>"),
        ("They spoke to Maxim. Maxim spoke.", "Maxim", "Maxim <person>"),
        ("They went to Vell. Vell spoke.", "Vell", "Vell <government>"),
    ]);
}

#[test]
fn words_run_together_end_a_name() {
    check(&[
        (
            "Harbour pipelinesOrvania’s foreign ministry spoke.",
            "Orvania’s foreign ministry",
            "Orvania’s Foreign Ministry <organisation>",
        ),
        ("On May 13, 2022Prime Minister Bo Oru spoke.", "Prime Minister Bo Oru", "Bo Oru <person> [Prime Minister]"),
    ]);
}
