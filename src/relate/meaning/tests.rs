use super::*;
use crate::relate::claim::ComparedFigure;

fn claim(stance: &str, source: &str, content: &str) -> ComparedClaim {
    let json = serde_json::json!({
        "id": "c", "article": {"id": "a", "title": null, "published": "2025-03-04"}, "content": {"text": content},
        "source": {"slug": "s", "name": source, "kind": "government"}, "stance": stance,
    });
    serde_json::from_value(json).unwrap()
}

fn meaning(stance: &str, source: &str, content: &str) -> Meaning {
    Meaning::of(&claim(stance, source, content), Registry::built_in())
}

fn deed(content: &str, concept: &str) -> Deed {
    let meaning = meaning("asserts", "Norway", content);
    let found = meaning.deeds.iter().find(|deed| deed.concept == concept);
    found.cloned().unwrap_or_else(|| panic!("{content:?} has no {concept}: {:?}", meaning.deeds))
}

#[test]
fn words_of_one_thing_have_one_term() {
    let terms = |content: &str| terms(content, Registry::built_in());
    assert_eq!(terms("the shelling of the warehouse"), terms("a bombardment of warehouses"));
    assert!(terms("Kiev’s forces").contains("@UA"));
    assert!(terms("a blast in Kiev").contains("kiev"), "a town behind \"in\" is no government");
    assert_eq!(terms("the Orvanian army at Zaporozhye"), terms("Orvania’s army in Zaporizhzhia"));
    assert!(terms("it was not the day on which they had been there").is_empty());
}

#[test]
fn the_doer_of_a_deed_is_found_in_its_clause() {
    for (content, doer) in [
        ("Russian forces shelled the plant", "@RU"),
        ("the plant was shelled by Russian forces", "@RU"),
        ("Ukrainian shelling of the plant went on", "@UA"),
        ("Russia’s missile attack on the plant", "@RU"),
        ("Russia of shelling the plant", "@RU"),
        ("it shelled the plant", "@NO"),
    ] {
        assert_eq!(deed(content, "attack").agent.as_deref(), Some(doer), "{content}");
    }
    assert_eq!(deed("Russia acquired drones from Iran", "supply").agent.as_deref(), Some("@IR"));
    assert_eq!(deed("the involvement of British specialists", "responsible").agent.as_deref(), Some("@GB"));
    assert_eq!(deed("22 people were killed", "kill").agent, None);
}

#[test]
fn what_a_deed_was_done_to_is_found() {
    for (content, concept, theme) in [
        ("Russian forces shelled the power plant twice", "attack", "plant"),
        ("no warplanes were damaged", "destroy", "aircraft"),
        ("Iran is supplying Russian forces with drones", "supply", "drone"),
        ("an attack on a railway station killed five", "attack", "train station"),
        ("a series of strikes at the nuclear site", "attack", "plant"),
    ] {
        assert_eq!(deed(content, concept).theme.as_deref(), Some(theme), "{content}");
    }
}

#[test]
fn what_was_not_done_and_what_could_be_done_are_told() {
    for content in ["no unit of the armed forces of Norway crossed the river", "they did not cross the river"] {
        assert!(deed(content, "cross").is_negated, "{content}");
    }
    assert!(deed("the army fired no artillery at the town", "attack").is_negated);
    let blocking = deed("Germany is not blocking the delivery of tanks", "supply");
    assert!(!blocking.is_negated, "it is the blocking that is not done");
    assert!(deed("they could deliver the tanks", "supply").is_possible);
    assert!(!deed("they deliver the tanks", "supply").is_possible);
}

#[test]
fn who_is_blamed_without_a_deed_is_responsible() {
    let mut blamed = claim("alleges", "Norway", "the rebels of Orvania");
    blamed.cue = Some(crate::relate::ComparedText { text: "blamed".to_owned(), spans: Vec::new() });
    let meaning = Meaning::of(&blamed, Registry::built_in());
    assert_eq!(meaning.deeds[0].agent.as_deref(), Some("orvan"));
}

#[test]
fn a_source_speaks_for_its_state() {
    let side = |name: &str, kind: &str, role: Option<&str>| {
        let mut claim = claim("asserts", name, "it is so");
        let source = serde_json::json!({"slug": "s", "name": name, "kind": kind, "role": role});
        claim.source = Some(serde_json::from_value(source).unwrap());
        Meaning::of(&claim, Registry::built_in()).side
    };
    assert_eq!(side("Russian Defence Ministry", "organisation", None).as_deref(), Some("@RU"));
    assert_eq!(side("Ada Brandt", "person", Some("the Ukrainian energy minister")).as_deref(), Some("@UA"));
    assert_eq!(side("Orvanian officials", "unnamed", None), side("Orvania", "government", None));
    assert_eq!(side("BBC News", "media", None), None);
}

fn amount(content: &str, text: &str, count: f64, unit: Option<&str>) -> Amount {
    let mut claim = claim("asserts", "Norway", content);
    claim.figures = vec![ComparedFigure {
        text: text.to_owned(),
        min: Some(count),
        max: Some(count),
        about: false,
        unit: unit.map(str::to_owned),
    }];
    Meaning::of(&claim, Registry::built_in()).amounts.remove(0)
}

#[test]
fn a_figure_counts_a_thing_to_which_something_happened() {
    let dead = amount("22 people were killed at the station", "22 people", 22.0, Some("people"));
    assert_eq!((dead.thing.as_deref(), dead.measure.as_deref()), (Some("civilian"), Some("kill")));
    let soldiers = "the army was losing 100 Ukrainian soldiers a day";
    let soldiers = amount(soldiers, "100 Ukrainian soldiers", 100.0, Some("Ukrainian soldiers"));
    assert!(soldiers.is_rate && soldiers.side.as_deref() == Some("@UA"));
    let half = amount("half of the city was captured", "half of the city", 0.5, Some("of the city"));
    assert!(half.is_share && half.thing.as_deref() == Some("town"));
    let pushed = amount("the army pushed them back by 20%", "20%", 20.0, Some("%"));
    assert!(pushed.is_change);
    assert!(amount("9,000 soldiers were killed", "9,000 soldiers", 9000.0, Some("soldiers")).is_total);
    assert!(!amount("9,000 soldiers were killed last month", "9,000 soldiers", 9000.0, Some("soldiers")).is_total);
}

#[test]
fn figures_that_name_no_number_are_not_compared() {
    let mut vague = claim("asserts", "Norway", "hundreds of tanks were sent");
    vague.figures = vec![ComparedFigure {
        text: "hundreds of tanks".to_owned(),
        min: Some(200.0),
        max: None,
        about: false,
        unit: Some("tanks".to_owned()),
    }];
    assert!(Meaning::of(&vague, Registry::built_in()).amounts.is_empty());
}

#[test]
fn who_is_charged_stands_first_in_a_charge() {
    for content in ["Orvane of shelling the plant", "the Norwegian army of shelling the plant"] {
        let meaning = meaning("alleges", "Sweden", content);
        let deed = meaning.deeds.iter().find(|deed| deed.concept == "attack").unwrap();
        assert!(deed.agent.is_some(), "{content}: {deed:?}");
    }
}

#[test]
fn a_name_behind_the_verb_of_one_deed_does_not_do_the_next() {
    let agent = deed("the rebels, trying to kill Ada Brandt, blew up her car", "explode").agent;
    assert_eq!(agent, None);
    assert_eq!(deed("Norway gave a number of drones to Sweden", "supply").patient.as_deref(), Some("@SE"));
    assert_eq!(
        deed("Norway sent a number of Kite and Falcon drones to Sweden", "supply").theme.as_deref(),
        Some("drone")
    );
}

#[test]
fn what_is_only_spoken_of_is_a_topic() {
    assert!(deed("there will be consequences for these Norwegian transfers", "supply").is_topic);
    assert!(deed("experts held briefings on Norway’s attack", "attack").is_topic);
    assert!(!deed("Norway’s attack on the plant went on", "attack").is_topic);
}

#[test]
fn soldiers_who_are_somewhere_are_present() {
    let there = deed("up to 2,000 Norwegian soldiers were on the western bank", "soldier");
    assert_eq!((there.agent.as_deref(), there.is_negated), (Some("@NO"), false));
    assert!(deed("there are no soldiers", "soldier").is_negated);
    assert!(deed("the number of our soldiers in Marrowford is nil", "soldier").is_negated);
}

#[test]
fn not_far_denies_nothing() {
    assert!(!deed("it fell not far from the town that Norway attacked", "attack").is_negated);
    assert!(!deed("Norway not only shelled the town", "attack").is_negated);
}

#[test]
fn places_are_known_by_the_words_beside_them() {
    let places = |content: &str| meaning("asserts", "Norway", content).places;
    for content in ["shells hit Marrowford district", "it hit the town of Marrowford", "it hit in eastern Marrowford"] {
        assert_eq!(places(content).len(), 1, "{content}");
    }
    assert!(places("it hit the friends of Marrowford").is_empty());
}

#[test]
fn figures_with_digits_are_compared_and_a_toll_counts_the_dead() {
    let most = amount("as many as 150 are killed every day", "as many as 150", 150.0, None);
    assert!(most.is_rate && most.measure.as_deref() == Some("kill"));
    assert_eq!(most.side.as_deref(), Some("@NO"), "who names nobody’s losses tells of his own");
    let toll = "The toll of the Swedish attack on the station and the surrounding area rose to 25";
    let toll = amount(toll, "25", 25.0, None);
    assert_eq!((toll.measure.as_deref(), toll.side), (Some("kill"), None), "the dead are not those of who attacks");
    for content in ["14 people were killed in the Swedish invasion", "14 people died since Sweden invaded the north"] {
        let toll = amount(content, "14 people", 14.0, Some("people"));
        assert_eq!((toll.measure.as_deref(), toll.side), (Some("kill"), None), "{content}");
    }
}

#[test]
fn who_accuses_is_named_before_the_accusations() {
    assert_eq!(meaning("denies", "Norway", "Sweden’s accusations").accuser.as_deref(), Some("@SE"));
}

#[test]
fn losses_are_of_those_who_suffer_them() {
    for content in ["Russian dead in the war", "Russia’s losses were heavy", "Russian casualties are many"] {
        let meaning = meaning("asserts", "Norway", content);
        let deed = &meaning.deeds[0];
        assert_eq!((deed.agent.as_deref(), deed.patient.as_deref()), (None, Some("@RU")), "{content}");
    }
}

#[test]
fn what_a_number_counts_is_no_word_of_degree_and_they_are_not_the_source() {
    assert_eq!(amount("as high as 20,000 were killed", "as high as 20,000", 20000.0, None).thing, None);
    let bodies = amount("14 bodies had been brought in", "14 bodies", 14.0, Some("bodies"));
    assert_eq!(bodies.measure.as_deref(), Some("kill"));
    let numbered = "the number of soldiers killed since the war began could now be as high as 20,000";
    assert_eq!(amount(numbered, "as high as 20,000", 20000.0, None).measure.as_deref(), Some("kill"));
    let destroyed = amount("200 reservists were destroyed on their way", "200 reservists", 200.0, Some("reservists"));
    assert_eq!(destroyed.side, None);
}

#[test]
fn numbers_of_two_digits_and_more_tell_claims_apart() {
    let mut said = claim("asserts", "Norway", "some 1,200 tanks and three ships were sent on 14 May 2024, 5% of all");
    said.figures = vec![ComparedFigure {
        text: "twelve hundred".to_owned(),
        min: Some(1200.0),
        max: None,
        about: true,
        unit: Some("tanks".to_owned()),
    }];
    let numbers = Meaning::of(&said, Registry::built_in()).numbers;
    assert_eq!(numbers.iter().map(String::as_str).collect::<Vec<_>>(), ["1200", "14"]);
}

#[test]
fn claims_of_an_attack_by_somebody_are_not_his_claims() {
    let accuser = |content: &str| meaning("asserts", "Norway", content).accuser;
    assert_eq!(accuser("the claims made by Russia are false").as_deref(), Some("@RU"));
    assert_eq!(accuser("the claims of a possible attack by Russia are absurd"), None);
}

#[test]
fn who_calls_blame_a_lie_is_told_from_who_speaks_of_lies() {
    let calls = |content: &str| meaning("asserts", "Norway", content).calls_report_lie;
    assert!(calls("the fleet was humiliated, and attempts to blame Russia are a fib"));
    assert!(!calls("the fleet was humiliated by a lie"));
}

#[test]
fn what_somebody_is_kept_from_is_not_said_to_be_done() {
    assert!(deed("the aim is to deter Russia from launching an attack", "attack").is_possible);
    assert!(!deed("Russia launched an attack from the east", "attack").is_possible);
}

#[test]
fn a_state_under_letters_with_stops_is_that_state() {
    for content in ["the U.S. was behind the attack", "the US was behind the attack", "an attack by U.S. forces"] {
        let meaning = meaning("asserts", "Norway", content);
        assert!(meaning.states.contains("@US"), "{content}: {:?}", meaning.states);
        assert!(meaning.deeds.iter().any(|deed| deed.agent.as_deref() == Some("@US")), "{content}");
    }
    assert!(meaning("asserts", "Norway", "he left the U.K. Then it rained").states.contains("@GB"));
}
