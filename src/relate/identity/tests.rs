//! Decisions about people, and keys of bodies, as tables.

use super::*;
use crate::registry::person_key;

/// "Orvanian minister 2024-2025" is a role with years; "@Orvania" the registry's country; " | " parts roles.
fn evidence(words: &str) -> Evidence {
    let mut evidence = Evidence { articles: 1, ..Evidence::default() };
    for part in words.split(" | ") {
        if let Some(country) = part.strip_prefix('@') {
            evidence.country = Some(country.to_owned());
            continue;
        }
        let (role, years) = match part.rsplit_once(' ') {
            Some((role, years)) if years.starts_with(|c: char| c.is_ascii_digit()) => (role, years),
            None if part.starts_with(|c: char| c.is_ascii_digit()) => ("", part),
            _ => (part, ""),
        };
        let (first, last) = years.split_once('-').unwrap_or((years, years));
        let years = first.parse().ok().zip(last.parse().ok());
        evidence.roles.push(RoleThen { words: role.to_owned(), years });
    }
    evidence
}

#[test]
fn only_clear_conflicts_keep_two_of_one_name_apart() {
    for (one, other, expected) in [
        // Nothing is said, or nothing that tells.
        ("", "", None),
        ("", "Orvanian defence minister 2024", None),
        ("analyst", "Orvanian defence minister 2024", None),
        ("2024", "2025", None),
        ("mayor of Holm 2024", "Orvanian defence minister 2024", None),
        // One state, however it is worded.
        ("Orvanian defence minister 2024", "Orvanian defence minister 2024", None),
        ("Orvanian defence minister 2024", "President of Orvania 2025", None),
        ("Orvanian defence minister 2024", "head of Orvania’s army 2024", None),
        ("US senator 2024", "American ambassador 2024", None),
        ("U.S. National Security Council spokesman 2024", "the United States secretary of state 2023", None),
        ("British foreign secretary 2020", "UK prime minister 2022", None),
        ("Dutch defence minister 2020", "Netherlands prime minister 2022", None),
        ("Ukrainian president 2024", "head of Ukraine's army 2024", None),
        ("deputy Orvanian minister 2024", "Orvania minister 2024", None),
        // Two states.
        ("Orvanian defence minister 2024", "Halvian defence minister 2024", Some("country")),
        ("Orvanian defence minister", "Halvian defence minister", Some("country")),
        ("Orvanian defence minister 2024", "prime minister of Halvia 2024", Some("country")),
        ("Orvania’s defence minister 2024", "Halvia’s army chief 2024", Some("country")),
        ("US senator 2024", "British general 2024", Some("country")),
        ("South Korean general 2024", "North Korean general 2024", Some("country")),
        ("Austrian minister 2024", "Australian minister 2024", Some("country")),
        ("Iranian general 2024", "Iraqi general 2024", Some("country")),
        ("acting US Deputy Secretary of State 2024", "Orvanian minister 2024", Some("country")),
        ("@Orvania", "Halvian defence minister 2024", Some("country")),
        ("@Orvania", "@Halvia", Some("country")),
        ("@Ukraine", "Ukrainian president 2024", None),
        ("@UA", "Ukrainian president 2024", None),
        ("@UA", "@UA", None),
        ("@UA", "@GB", Some("country")),
        // A code and a word cannot be compared.
        ("@UA", "Halvian defence minister 2024", None),
        // Office in a state alone tells a country, and only a present one.
        ("Orvanian economist 2024", "Halvian economist 2024", None),
        ("former Orvanian minister 2024", "Halvian governor 2024", None),
        ("ex-Orvanian minister 2024", "Halvian governor 2024", None),
        ("European Commission president 2024", "Orvanian minister 2024", None),
        ("Christian leader 2024", "Orvanian minister 2024", None),
        ("Orvanian-born senator 2024", "Halvian minister 2024", None),
        ("US ambassador to Orvania 2024", "US senator 2024", None),
        ("Gazette’s police reporter 2024", "Halvian minister 2024", None),
        ("Orvanian minister 2019 | Halvian governor 2024", "Halvian governor 2024", None),
        // Occupations of the same years.
        ("footballer 2024", "defence minister 2024", Some("occupation")),
        ("goalkeeper 2023", "army general 2024", Some("occupation")),
        ("actress 2024", "ambassador 2025", Some("occupation")),
        ("archbishop 2024", "striker 2024", Some("occupation")),
        ("former mercenary commander 2023", "vice speaker of the Vell parliament 2023", Some("occupation")),
        ("former mercenary commander 2013", "vice speaker of the Vell parliament 2023", None),
        ("footballer 1999", "president 2018", None),
        ("former footballer 2018", "president 2018", None),
        ("footballer", "defence minister", None),
        ("footballer 2015 | president 2018", "president 2016", None),
        ("president of the football federation 2024", "defence minister 2024", None),
        ("professor 2024", "defence minister 2024", None),
        // A generation.
        ("1970", "2024", Some("years")),
        ("spokesman 1985", "spokesman 2016", Some("years")),
        ("1985", "2015", None),
        ("1980-2000", "2024", None),
    ] {
        let found = conflict(&evidence(one), &evidence(other));
        let word = found.as_ref().map(|conflict| match conflict {
            Conflict::Country(..) => "country",
            Conflict::Occupation(..) => "occupation",
            Conflict::Years(..) => "years",
        });
        assert_eq!(word, expected, "{one} / {other}: {found:?}");
        assert_eq!(conflict(&evidence(other), &evidence(one)).is_some(), found.is_some(), "{other} / {one}");
    }
}

#[test]
fn a_person_is_the_candidate_that_fits_or_new_or_unsure() {
    let known = |words: &str, articles| Evidence { articles, ..evidence(words) };
    let (orvanian, halvian) = ("Orvanian minister 2024", "Halvian minister 2024");
    for (person, candidates, expected) in [
        ("", vec![], Verdict::New),
        ("", vec![known(orvanian, 1)], Verdict::Same(0)),
        (halvian, vec![known(orvanian, 1)], Verdict::New),
        (halvian, vec![known(orvanian, 9), known(halvian, 1)], Verdict::Same(1)),
        ("Halvian president 2025", vec![known(orvanian, 9), known(halvian, 1)], Verdict::Same(1)),
        ("", vec![known(orvanian, 2), known(halvian, 1)], Verdict::Unsure),
        ("", vec![known(orvanian, 5), known(halvian, 1)], Verdict::Same(0)),
        ("", vec![known(orvanian, 1), known(halvian, 50)], Verdict::Same(1)),
        ("", vec![known("", 1), known("", 1)], Verdict::Same(0)),
        ("", vec![known("", 1), known("", 3)], Verdict::Same(1)),
        ("the mayor", vec![known("the mayor", 1), known(halvian, 9)], Verdict::Same(0)),
        ("1960", vec![known(orvanian, 9), known(halvian, 9)], Verdict::New),
    ] {
        assert_eq!(decide(&evidence(person), &candidates), expected, "{person} among {candidates:?}");
    }
}

#[test]
fn names_that_may_be_one_person_s_are_told() {
    for (one, other, expected) in [
        ("John Reth", "John Reth", Some(Likeness::SameName)),
        ("John Reth", "John R. Reth", Some(Likeness::SameName)),
        ("John Reth", "Reth", Some(Likeness::SurnameAlone)),
        ("Reth", "Reth", Some(Likeness::SameName)),
        ("J. Reth", "John Reth", Some(Likeness::Initial)),
        ("J. Reth", "Ada Reth", None),
        ("John Paul Reth", "John Reth", Some(Likeness::MiddleName)),
        ("John Paul Reth", "John Mark Reth", None),
        ("Sergey Relov", "Serhiy Relov", Some(Likeness::OtherLanguage)),
        ("Vladimir Relov", "Volodymyr Relov", Some(Likeness::OtherLanguage)),
        ("Alexander Relov", "Oleksandr Relov", Some(Likeness::OtherLanguage)),
        ("Mikhail Relov", "Mykhailo Relov", Some(Likeness::OtherLanguage)),
        ("Oleksiy Relov", "Alexei Relov", Some(Likeness::OtherLanguage)),
        ("Yevhen Relov", "Evgeny Relov", Some(Likeness::OtherLanguage)),
        ("John Reth", "John Weir", None),
        ("John Reth", "Ada Reth", None),
        ("Reth", "Weir", None),
    ] {
        assert_eq!(likeness(&person_key(one), &person_key(other)), expected, "{one} / {other}");
    }
}

#[test]
fn spellings_of_one_body_have_one_key() {
    for (name, expected) in [
        ("Tessia’s Defence Ministry", "tessia defence ministry"),
        ("Tessia's Defense Ministry", "tessia defence ministry"),
        ("Tessian Defence Ministry", "tessia defence ministry"),
        ("the Tessian Ministry of Defence", "tessia defence ministry"),
        ("Tessian Ministry of the Interior", "tessia interior ministry"),
        ("Ministry of Defence of Tessia", "tessia defence ministry"),
        ("Defence Ministry of Tessia", "tessia defence ministry"),
        ("Russia's Defense Ministry", "russia defence ministry"),
        ("Russian Ministry of Defence", "russia defence ministry"),
        ("South Korean Defense Ministry", "south korea defence ministry"),
        ("U.S. State Department", "united states state department"),
        ("US Department of State", "united states state department"),
        ("Karsk’s Interior Ministry", "karsk interior ministry"),
        ("Defence Ministry", "defence ministry"),
        ("Ministry of Defence", "defence ministry"),
        ("Ministry of", "ministry of"),
        ("Ministry", "ministry"),
        ("the", ""),
        ("", ""),
        ("Bank of England", "bank of england"),
        ("Halm Labor Center", "halm labour centre"),
        ("European Commission", "european commission"),
        ("U.S. Army", "united states army"),
        ("Land Party", "land party"),
    ] {
        assert_eq!(body_key(name), expected, "{name}");
    }
    assert_ne!(body_key("Tessian Defence Ministry"), body_key("Halvian Defence Ministry"));
}

#[test]
fn a_country_stands_in_the_address_of_the_second_of_a_name() {
    for (role, expected) in [
        ("Orvanian defence minister", Some("orvania")),
        ("president of Halvia", Some("halvia")),
        ("US senator", Some("united states")),
        ("analyst", None),
    ] {
        assert_eq!(country_in(role).as_deref(), expected, "{role}");
    }
}
