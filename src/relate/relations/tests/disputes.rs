//! Which relations make a dispute.

use super::*;
use crate::relate::claim::ComparedText;

/// How two claims stand to each other, and whether that makes a dispute of them.
fn disagree(a: Said, b: Said) -> (Option<RelationKind>, bool) {
    let read = read(vec![a.claim(), b.claim()]);
    let found = relation(&read[0], &read[1]);
    let is_dispute = found.as_ref().is_some_and(|relation| {
        let of = |id: &str| read.iter().find(|read| read.claim.id == id).unwrap();
        is_disagreement(of(&relation.a), of(&relation.b), relation)
    });
    (found.map(|relation| relation.kind), is_dispute)
}

#[test]
fn sure_denials_mutual_blame_and_tolls_of_one_event_are_disputes() {
    let charge = || said("charge", UKRAINE, "alleges", "Russia of shelling the market square of Marrowford").of("one");
    let denial = said("denial", RUSSIA, "denies", "shelling the market square of Marrowford");
    assert_eq!(disagree(charge(), denial), (Some(RelationKind::Denies), true));
    let blame = said("a", UKRAINE, "asserts", "Russian forces shelled the power plant near Marrowford");
    let back = |day| said("b", RUSSIA, "asserts", "Ukrainian forces shelled the power plant near Marrowford").on(day);
    assert_eq!(disagree(blame, back("2025-03-12")), (Some(RelationKind::Opposes), true));
    let (few, many) = (("14 people", Some(14.0), Some(14.0)), ("52 people", Some(52.0), Some(52.0)));
    assert_eq!(disagree(dead("a", MAYOR, few), dead("b", DOCTOR, many)), (Some(RelationKind::RivalFigures), true));
}

#[test]
fn what_is_less_sure_or_turned_down_is_no_dispute() {
    let offer = said("a", UKRAINE, "asserts", "Russia shelled the market square of Marrowford").of("one");
    for turned_down in ["the offer", "the application"] {
        let refusal = said("b", RUSSIA, "denies", turned_down).of("one");
        assert!(!disagree(offer.clone(), refusal).1, "who turns down {turned_down} denies nothing");
    }
    let charge = said("a", UKRAINE, "alleges", "Russia of shelling the market square of Marrowford").of("one");
    let other = "any responsibility for delays of grain ships and rising prices in the harbour";
    assert!(!disagree(charge, said("b", RUSSIA, "denies", other).of("one")).1, "a denial of something else");
    let (few, many) = (("14 people", Some(14.0), Some(14.0)), ("52 people", Some(52.0), Some(52.0)));
    let old = disagree(dead("a", MAYOR, few).on("2025-03-20"), dead("b", DOCTOR, many));
    assert_eq!(old, (Some(RelationKind::RivalFigures), false), "one of the tolls is old");
    let day = |said: Said| said.on("2025-03-13");
    assert!(!disagree(day(dead("a", MAYOR, many)), dead("b", MAYOR, few)).1, "one source corrects its count");
    assert!(disagree(dead("a", MAYOR, many), dead("b", MAYOR, few)).1, "two reports of what it counted that day");
}

#[test]
fn what_is_refused_is_not_denied() {
    let promise =
        || said("a", UKRAINE, "asserts", "Russia agreed to a plan to rebuild the bridge of Marrowford").of("one");
    let with_cue = |cue: &str| {
        let mut refusal = said("b", RUSSIA, "denies", "the plan to rebuild the bridge of Marrowford").of("one").claim();
        refusal.cue = Some(ComparedText { text: cue.to_owned(), spans: Vec::new() });
        let read = read(vec![promise().claim(), refusal]);
        let relation = Relation {
            kind: RelationKind::Denies,
            a: "b".to_owned(),
            b: "a".to_owned(),
            score: 0.9,
            reason: String::new(),
            subject: String::new(),
        };
        is_disagreement(&read[0], &read[1], &relation)
    };
    assert!(!with_cue("rejected"));
    assert!(!with_cue("strongly opposed"));
    assert!(with_cue("denied"));
}

#[test]
fn long_turns_and_what_should_be_make_no_dispute_with_what_they_mention() {
    let charge = || said("a", UKRAINE, "asserts", "Russia shelled the market square of Marrowford");
    let plain = "Russia did not shell the market square of Marrowford";
    let advice = "Russia should not have shelled the market square of Marrowford";
    let long =
        format!("{plain}. {}", "And there is much else to tell of what was done for the harbour. ".repeat(4)).leak();
    let denies = |content| disagree(said("b", RUSSIA, "asserts", content), charge());
    assert_eq!(denies(plain), (Some(RelationKind::Denies), true));
    assert!(!denies(advice).1);
    assert!(!denies(long).1);
}

#[test]
fn a_response_to_harm_is_no_blame() {
    let response = |id, source, whose: &str| {
        let content = format!("{whose} response to the attack on the power plant near Marrowford would be strong");
        said(id, source, "asserts", content.leak())
    };
    let (one, other) = (response("a", UKRAINE, "the Russian"), response("b", RUSSIA, "the Ukrainian"));
    assert!(!disagree(one, other).1);
}

#[test]
fn counts_of_other_things_are_rivals_where_they_are_hit_or_taken() {
    let of = |id, source, content: &'static str, count: f64, unit: &'static str| {
        let words = format!("{count} {unit}");
        said(id, source, "asserts", content).counts(&words, Some(count), Some(count), unit)
    };
    let burnt = |id, source, content, count| of(id, source, content, count, "warehouses");
    let few = burnt("a", MAYOR, "4 warehouses were destroyed in the harbour of Marrowford", 4.0);
    let many = burnt("b", DOCTOR, "9 warehouses were destroyed in the harbour of Marrowford", 9.0);
    assert_eq!(disagree(few, many), (Some(RelationKind::RivalFigures), true));
    let used = |id, source, content, count| of(id, source, content, count, "rounds");
    let few = used("a", MAYOR, "there were 4 rounds of negotiations in the harbour of Marrowford", 4.0);
    let many = used("b", DOCTOR, "there were 9 rounds of negotiations in the harbour of Marrowford", 9.0);
    assert!(!disagree(few, many).1);
    let more = |id, source, content, count| of(id, source, content, count, "soldiers");
    let few = more("a", MAYOR, "Norway sent an additional 400 soldiers to the harbour of Marrowford", 400.0);
    let many = more("b", DOCTOR, "Norway sent 900 soldiers to the harbour of Marrowford", 900.0);
    assert!(!disagree(few, many).1, "how many more are sent is not how many there are");
}
