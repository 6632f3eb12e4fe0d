//! The shipped entries, and what a user's file may say.

use std::collections::HashSet;

use super::file::{BUILT_IN_FILES, FileEntry, RegistryFile};
use super::*;
use crate::extract::lexicon;

fn name_of(words: &str) -> Option<String> {
    Registry::built_in().by_name(words).map(|entry| entry.name.clone())
}

#[test]
fn one_party_has_many_names() {
    for (words, expected) in [
        ("Kyiv", "Ukraine"),
        ("Kiev", "Ukraine"),
        ("the US", "United States"),
        ("U.S.", "United States"),
        ("The Associated Press", "AP"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("UN", "United Nations"),
        ("Zelenskyy", "Volodymyr Zelensky"),
        ("Volodymyr Zelenskiy", "Volodymyr Zelensky"),
        ("Vladimir Zelenskiy", "Volodymyr Zelensky"),
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"),
        ("Guterres", "António Guterres"),
        ("the Ukrainian Defence Ministry", "Ukrainian Defence Ministry"),
        ("Ukraine’s defense ministry", "Ukrainian Defence Ministry"),
        ("Ministry of Defence of Ukraine", "Ukrainian Defence Ministry"),
        ("Ministry of Defense of the Russian Federation", "Russian Defence Ministry"),
        ("South Korea's Ministry of National Defense", "South Korean Defence Ministry"),
        ("Israeli military", "IDF"),
        ("Israel’s army", "IDF"),
        ("U.S. military", "US military"),
        ("HUR", "Main Directorate of Intelligence of Ukraine"),
        ("kyivindependent.com", "Kyiv Independent"),
        ("The Kyiv Independent", "Kyiv Independent"),
        ("The Hill", "The Hill"),
        ("the Hindu", "The Hindu"),
    ] {
        assert_eq!(name_of(words).as_deref(), Some(expected), "{words}");
    }
    assert_eq!(Registry::built_in().by_adjective("South Korean").map(|entry| entry.name.as_str()), Some("South Korea"));
    assert!(Registry::built_in().is_people("poles") && Registry::built_in().is_people("ukrainians"));
    assert_eq!(Registry::built_in().outlet_at("www.reuters.com"), Some("Reuters"));
    assert_eq!(Registry::built_in().outlet_at("vell.example"), None);
}

#[test]
fn common_words_are_no_names() {
    for words in [
        "us",
        "Us",
        "who",
        "Who",
        "is",
        "Is",
        "it",
        "It",
        "let",
        "Let",
        "car",
        "Car",
        "the hill",
        "Hill",
        "the guardian",
        "the wire",
        "Wire",
        "Hindu",
        "National",
        "Insider",
        "Atlantic",
        "congress",
        "telegraph",
        "bild",
        "independent",
        "Independent",
        "Sun",
        "Times",
        "Time",
        "Mirror",
        "Economist",
        "Defence Ministry",
        "the ministry",
        "army",
        "Vell",
        "the Vellian Defence Ministry",
        "Ukraine Vell Ministry",
        "Vladimir",
        "Donald",
        "Johnson",
        "Harris",
        "Kim",
        "",
        "the",
        "The",
        ".",
    ] {
        assert_eq!(name_of(words), None, "{words}");
    }
}

#[test]
fn the_shipped_files_are_sound() {
    let registry = Registry::built_in();
    let count = |kind: SourceKind| registry.entries.iter().filter(|entry| entry.kind == kind).count();
    assert!(count(SourceKind::Government) >= 195, "{}", count(SourceKind::Government));
    for kind in [SourceKind::Organisation, SourceKind::Media, SourceKind::Person] {
        assert!(count(kind) >= 300, "{kind:?}: {}", count(kind));
    }
    // Loading refuses a slug or a name that stands for two, and a country that no state here has.
    let slugs: HashSet<_> = registry.entries.iter().map(|entry| entry.facts.slug.clone()).collect();
    assert_eq!(slugs.len(), registry.entries.len());
    let codes: HashSet<_> =
        BUILT_IN_FILES[0].lines().filter_map(|line| line.split("country = \"").nth(1)?.get(..2)).collect();
    assert!(codes.len() >= 195, "{}", codes.len());
    assert!(
        registry.entries.iter().filter_map(|entry| entry.facts.country.as_deref()).all(|code| codes.contains(code))
    );
}

#[test]
fn every_shipped_field_names_its_source() {
    for text in BUILT_IN_FILES {
        let file = RegistryFile::parse(text).unwrap();
        let lines: Vec<&FileEntry> =
            [&file.government, &file.organisation, &file.media, &file.person].into_iter().flatten().collect();
        let used = |field: &str| {
            lines.iter().any(|line| match field {
                "country" => line.country.is_some(),
                "wikidata" => line.wikidata.is_some(),
                "aliases" => !line.aliases.is_empty(),
                "capitals" => !line.capitals.is_empty(),
                "adjectives" => !line.adjectives.is_empty(),
                "hosts" => !line.hosts.is_empty(),
                "agency" => line.agency,
                "credits" => !line.credits.is_empty(),
                "terms" => !line.terms.is_empty(),
                _ => !line.with_country.is_empty(),
            })
        };
        for field in [
            "country",
            "wikidata",
            "aliases",
            "capitals",
            "adjectives",
            "hosts",
            "agency",
            "credits",
            "with_country",
            "terms",
        ] {
            assert!(!used(field) || file.sources.contains_key(field), "{field}: {:?}", file.sources);
        }
        if let Some(source) = file.sources.get("wikidata") {
            assert!(source.starts_with("npm ") && source.contains(char::is_numeric), "{source}");
        }
    }
}

/// A surname that stands alone must be long, with a capital, and nobody's given name.
#[test]
fn single_words_for_people_are_unmistakable() {
    let registry = Registry::built_in();
    for entry in registry.entries.iter().filter(|entry| entry.is_person()) {
        for alias in entry.facts.names.iter().filter(|alias| !alias.contains(' ')) {
            let lower = alias.to_lowercase();
            let initials = matches!(alias.as_str(), "MBS" | "MBZ");
            assert!(initials || alias.chars().count() >= 4, "{alias}");
            assert!(!lexicon::is_given_name(&lower), "{alias} is a given name");
        }
        assert!(entry.name.contains(' '), "{} is known by one word", entry.name);
    }
}

#[test]
fn addresses_stay() {
    for (words, slug) in [
        ("Ukraine", "ukraine"),
        ("the AP", "ap"),
        ("Ivory Coast", "ivory-coast"),
        ("RFE/RL", "rfe-rl"),
        ("White House", "white-house"),
        ("Islamic State", "islamic-state"),
        ("Sergei Lavrov", "sergey-lavrov"),
        ("Volodymyr Zelenskyy", "volodymyr-zelensky"),
    ] {
        let registry = Registry::built_in();
        assert_eq!(registry.by_name(words).map(|entry| entry.facts.slug.as_str()), Some(slug), "{words}");
    }
}

#[test]
fn a_users_entries_win() {
    let registry = Registry::with(
        "sources.wikidata = \"a list of ours\"\n\
         [[government]]\nname = \"Orvania\"\ncapitals = [\"Vell\"]\nadjectives = [\"Orvanian\"]\ncountry = \"QO\"\n\
         [[organisation]]\nname = \"Orvanian Defence Ministry\"\ncountry = \"QO\"\nwith_country = [\"Defence Ministry\"]\n\
         [[media]]\nname = \"Vell Courier\"\nhosts = [\"courier.example\"]\nwikidata = \"Q1\"\n\
         [[person]]\nname = \"Ama Reth\"\nslug = \"ama-reth-of-vell\"\naliases = [\"Kyiv\"]\n\
         [[organisation]]\nname = \"Reuters\"\n",
    )
    .unwrap();
    for (words, name) in [
        ("Vell", "Orvania"),
        ("Orvania's defence ministry", "Orvanian Defence Ministry"),
        ("courier.example", "Vell Courier"),
        ("Kyiv", "Ama Reth"),
        ("Kiev", "Ukraine"),
        ("Thomson Reuters", "Reuters"),
    ] {
        assert_eq!(registry.by_name(words).map(|entry| entry.name.as_str()), Some(name), "{words}");
    }
    assert_eq!(registry.by_name("Reuters").map(|entry| entry.kind), Some(SourceKind::Organisation));
    let reth = registry.by_name("Ama Reth").unwrap().party(None);
    assert!(matches!(reth.identity, Identity::Registry(facts) if facts.slug.as_str() == "ama-reth-of-vell"));
}

#[test]
fn a_file_that_cannot_be_used_says_where() {
    for (text, part) in [
        ("[[person]]\nname = \"Ama Reth\"\nnick = \"Ama\"\n", "nick"),
        ("[[person]\n", "line 1"),
        ("\n\n[[person]]\nslug = \"a\"\n", "missing field `name`"),
        ("[[person]]\nname = \" \"\n", "a name is missing"),
        ("[[person]]\nname = \"Oru\"\n[[person]]\nname = \"Oru Malk\"\naliases = [\"Oru\"]\n", "line 4"),
        ("[[person]]\nname = \"Oru Malk\"\nwikidata = \"Q1\"\n", "sources.wikidata"),
        ("sources.wikidata = \" \"\n[[person]]\nname = \"Oru Malk\"\nwikidata = \"Q1\"\n", "line 3"),
        ("sources.wikidata = \"x\"\n[[person]]\nname = \"Oru Malk\"\nwikidata = \"1\"\n", "no Wikidata id"),
        ("[[person]]\nname = \"Oru Malk\"\ncountry = \"XX\"\n", "\"XX\""),
        ("[[person]]\nname = \"Oru Malk\"\nslug = \"Oru.Malk\"\n", "cannot be a slug"),
        ("[[person]]\nname = \"Oru Malk\"\naliases = [\"rain\"]\n", "capital letter"),
        ("[[person]]\nname = \"Oru Malk\"\naliases = [\"…\"]\n", "no name"),
        ("[[person]]\nname = \"Oru Malk\"\nhosts = [\"oru.example\"]\n", "hosts"),
        ("[[person]]\nname = \"Oru Malk\"\nagency = true\n", "only media"),
        ("[[person]]\nname = \"Oru Malk\"\nterms = [\"President\"]\n", "no term of office"),
        ("[[media]]\nname = \"Vell Courier\"\nterms = [\"President 2021-01-01/..\"]\n", "belong to a person"),
        ("[[media]]\nname = \"Vell Courier\"\ncredits = [\"VC\"]\n", "belong to an agency"),
        ("[[media]]\nname = \"Vell Courier\"\ncapitals = [\"Vell\"]\n", "government"),
        ("[[organisation]]\nname = \"Vell Guard\"\nwith_country = [\"Guard\"]\n", "needs a country"),
    ] {
        let message = Registry::with(text).unwrap_err().to_string();
        assert!(message.contains(part), "{text}: {message}");
    }
}

#[test]
fn countries_have_the_names_of_their_states() {
    for (code, name) in [
        ("UA", Some("Ukraine")),
        ("GB", Some("United Kingdom")),
        ("XK", Some("Kosovo")),
        ("XX", None),
        ("ua", None),
        ("", None),
    ] {
        assert_eq!(country_name(code), name, "{code}");
    }
    assert_eq!(Registry::built_in().states.len(), 203);
}

#[test]
fn agencies_are_known_by_what_credits_call_them() {
    let registry = Registry::built_in();
    for (credit, agency) in [
        ("AP", Some("AP")),
        ("The AP", Some("AP")),
        ("the associated press", Some("AP")),
        ("Reuters News Agency", Some("Reuters")),
        ("reuters staff", Some("Reuters")),
        ("Belga News Agency", Some("Belga")),
        ("Belga", Some("Belga")),
        ("PA", Some("PA Media")),
        ("AA", Some("Anadolu")),
        ("Norwegian", None),
        ("Vell Courier", None),
        ("", None),
    ] {
        assert_eq!(registry.agency(credit), agency, "{credit}");
    }
    assert_eq!(registry.agency_within("Associated Press writer Ada Brandt"), Some("AP"));
    assert_eq!(registry.agency_within("APART"), None);
    // What only credits call an agency is no name of it in a text.
    assert_eq!(name_of("PA").as_deref(), Some("Palestinian Authority"));
    assert_eq!(registry.agencies.len(), 37);
}

#[test]
fn a_users_agency_is_known() {
    let text = "[[media]]\nname = \"Vell Wire\"\nagency = true\ncredits = [\"VW\"]\n";
    let registry = Registry::with(text).unwrap();
    assert_eq!((registry.agency("VW"), registry.agency("Vell Wire")), (Some("Vell Wire"), Some("Vell Wire")));
}

#[test]
fn titles_mean_who_held_the_office_on_the_day() {
    let registry = Registry::built_in();
    for (name, title, state, day, expected) in [
        ("Johnson", "Prime Minister", None, "2022-05-01", Some("Boris Johnson")),
        ("Johnson", "British Prime Minister", None, "2022-05-01", Some("Boris Johnson")),
        ("Johnson", "French Prime Minister", None, "2022-05-01", None),
        ("Johnson", "Prime Minister", None, "2023-05-01", None),
        ("Johnson", "Senator", None, "2022-05-01", None),
        ("Lee", "President", None, "2026-01-02", Some("Lee Jae-myung")),
        ("Yoon", "President", None, "2022-05-21", Some("Yoon Suk Yeol")),
        ("Jean-Pierre", "Press Secretary", None, "2022-06-01", Some("Karine Jean-Pierre")),
        ("Austin", "Defense Secretary", None, "2022-06-01", Some("Lloyd Austin")),
        ("Price", "", Some("US"), "2022-06-01", Some("Ned Price")),
        ("Price", "", Some("US"), "2024-06-01", None),
        ("Price", "", None, "2022-06-01", None),
        ("Aoun", "President", None, "2020-05-01", Some("Michel Aoun")),
    ] {
        let found = registry.office_holder(name, title, state, day.parse().unwrap());
        assert_eq!(found.map(|entry| entry.name.as_str()), expected, "{title} {name} {day}");
    }
    let in_office = |name, day: &str| registry.in_office(name, day.parse().unwrap()).map(|entry| &*entry.name);
    assert_eq!(in_office("Medvedev", "2022-07-19"), Some("Dmitry Medvedev"));
    assert_eq!(in_office("Martin", "2021-07-19"), Some("Micheál Martin"));
    assert_eq!(in_office("Medvedev", "1999-07-19"), None);
    let holder = |office, day: &str| registry.holder(office, "US", day.parse().unwrap()).map(|entry| &*entry.name);
    assert_eq!(holder("president", "2021-01-19"), Some("Donald Trump"));
    assert_eq!(holder("president", "2021-01-20"), Some("Joe Biden"));
    assert_eq!(holder("harbour master", "2021-01-20"), None);
}
