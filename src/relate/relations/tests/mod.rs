//! What the rules find, in claims on a market that was hit in a made-up town.

mod answers;
mod disputes;

use super::*;

#[derive(Clone)]
struct Said {
    id: &'static str,
    article: &'static str,
    day: &'static str,
    source: (&'static str, &'static str),
    stance: &'static str,
    content: &'static str,
    figures: serde_json::Value,
}

/// A claim of an article on a market that was hit, in a made-up town.
fn said(id: &'static str, source: (&'static str, &'static str), stance: &'static str, content: &'static str) -> Said {
    Said { id, article: id, day: "2025-03-12", source, stance, content, figures: serde_json::json!([]) }
}

impl Said {
    fn of(self, article: &'static str) -> Self {
        Self { article, ..self }
    }

    fn on(self, day: &'static str) -> Self {
        Self { day, ..self }
    }

    fn counts(self, text: &str, min: Option<f64>, max: Option<f64>, unit: &str) -> Self {
        let figures = serde_json::json!([{"text": text, "min": min, "max": max, "unit": unit}]);
        Self { figures, ..self }
    }

    fn claim(&self) -> ComparedClaim {
        let (name, kind) = self.source;
        let json = serde_json::json!({
            "id": self.id,
            "article": {"id": self.article, "title": "Shells hit the market of Marrowford", "published": self.day},
            "content": {"text": self.content},
            "source": {"slug": crate::domain::Slug::of(name), "name": name, "kind": kind},
            "stance": self.stance, "figures": self.figures,
        });
        serde_json::from_value(json).unwrap()
    }
}

fn found(a: Said, b: Said) -> Option<Relation> {
    let read = read(vec![a.claim(), b.claim()]);
    relation(&read[0], &read[1])
}

fn kind(a: Said, b: Said) -> Option<RelationKind> {
    found(a, b).map(|relation| relation.kind)
}

const UKRAINE: (&str, &str) = ("Ukraine", "government");
const RUSSIA: (&str, &str) = ("Russia", "government");
const MAYOR: (&str, &str) = ("Ada Brandt", "person");
const DOCTOR: (&str, &str) = ("Emeric Stahn", "person");

#[test]
fn the_same_words_of_one_source_are_repeated_and_of_another_echoed() {
    let content = "Russian artillery shelled the market square of Marrowford from the eastern bank";
    let other = "Russian forces bombarded the market square of Marrowford from the eastern bank with artillery";
    assert_eq!(
        kind(said("a", MAYOR, "asserts", content), said("b", MAYOR, "asserts", other)),
        Some(RelationKind::Repeats)
    );
    assert_eq!(
        kind(said("a", MAYOR, "asserts", content), said("b", DOCTOR, "asserts", other)),
        Some(RelationKind::Echoes)
    );
}

#[test]
fn claims_on_other_things_have_no_relation() {
    let one = said("a", MAYOR, "asserts", "Russian artillery shelled the market square of Marrowford");
    let other = said("b", MAYOR, "asserts", "the school would open again on Monday");
    assert_eq!(kind(one, other), None);
}

#[test]
fn a_denial_runs_from_who_denies() {
    let charge = || said("charge", UKRAINE, "alleges", "Russia of shelling the market square of Marrowford");
    for denial in ["the accusations", "any involvement in the shelling", "its forces had shelled the market square"] {
        for swapped in [false, true] {
            let (a, b) = (charge(), said("denial", RUSSIA, "denies", denial));
            let relation = if swapped { found(b, a) } else { found(a, b) };
            let relation = relation.unwrap_or_else(|| panic!("{denial:?} denies nothing"));
            assert_eq!((relation.kind, relation.a.as_str()), (RelationKind::Denies, "denial"), "{denial}");
            assert!(relation.reason.contains("Russia"), "{}", relation.reason);
        }
    }
}

#[test]
fn a_denial_of_other_accusations_denies_nothing_here() {
    let charge = said("charge", RUSSIA, "alleges", "Ukraine of shelling the market square of Marrowford");
    assert_eq!(kind(said("denial", RUSSIA, "denies", "the accusations"), charge), None, "its own charge");
}

#[test]
fn denials_that_name_nothing_are_the_same_only_in_one_event() {
    let one = said("a", RUSSIA, "denies", "any involvement in the attack").of("one");
    let other = said("b", RUSSIA, "denies", "any involvement in the attack").of("two");
    assert_eq!(kind(one, other), Some(RelationKind::Repeats));
    let one = said("a", RUSSIA, "denies", "any involvement in the attack").of("one");
    let later = said("b", RUSSIA, "denies", "any involvement in the attack").of("two").on("2026-11-01");
    assert_eq!(kind(one, later), None);
}

#[test]
fn each_side_that_blames_the_other_is_opposed() {
    let one = said("a", UKRAINE, "asserts", "Russian forces shelled the power plant near Marrowford");
    let other = said("b", RUSSIA, "asserts", "Ukrainian forces shelled the power plant near Marrowford");
    let relation = found(one, other).unwrap();
    assert_eq!(relation.kind, RelationKind::Opposes);
    assert!(relation.reason.contains("each says that the other side did it"), "{}", relation.reason);
}

#[test]
fn two_sides_that_tell_of_their_own_attacks_are_not_opposed() {
    let one = said("a", UKRAINE, "asserts", "Ukrainian forces shelled the power plant near Marrowford");
    let other = said("b", RUSSIA, "asserts", "Russian forces shelled the power plant near Marrowford");
    assert_ne!(kind(one, other), Some(RelationKind::Opposes));
}

fn dead(id: &'static str, source: (&'static str, &'static str), count: (&str, Option<f64>, Option<f64>)) -> Said {
    let content = match count.0 {
        "14 people" => "14 people were killed when shells hit the market square of Marrowford",
        "at least 14 people" => "at least 14 people were killed when shells hit the market square of Marrowford",
        _ => "52 people were killed when shells hit the market square of Marrowford",
    };
    said(id, source, "asserts", content).counts(count.0, count.1, count.2, "people")
}

#[test]
fn figures_that_cannot_both_be_right_are_rival() {
    let (few, many) = (("14 people", Some(14.0), Some(14.0)), ("52 people", Some(52.0), Some(52.0)));
    let least = ("at least 14 people", Some(14.0), None);
    let relation = found(dead("a", MAYOR, few), dead("b", DOCTOR, many)).unwrap();
    assert_eq!(relation.kind, RelationKind::RivalFigures);
    assert!(relation.reason.contains("“14 people” against “52 people”"), "{}", relation.reason);
    let compatible = Some(RelationKind::CompatibleFigures);
    assert_eq!(kind(dead("a", MAYOR, least), dead("b", DOCTOR, many)), compatible, "more than 14 are at least 14");
    let grown = kind(dead("a", MAYOR, few), dead("b", DOCTOR, many).on("2025-03-20"));
    assert_eq!(grown, compatible, "a toll grows");
    let fallen = kind(dead("a", MAYOR, few).on("2025-03-20"), dead("b", DOCTOR, many));
    assert_eq!(fallen, Some(RelationKind::RivalFigures), "a toll does not fall");
}

#[test]
fn figures_of_other_things_are_not_compared() {
    let dead = said("a", MAYOR, "asserts", "14 people were killed in the market square of Marrowford");
    let tanks = said("b", DOCTOR, "asserts", "52 tanks stood in the market square of Marrowford");
    let related = kind(
        dead.counts("14 people", Some(14.0), Some(14.0), "people"),
        tanks.counts("52 tanks", Some(52.0), Some(52.0), "tanks"),
    );
    assert!(!matches!(related, Some(RelationKind::RivalFigures | RelationKind::CompatibleFigures)), "{related:?}");
}

#[test]
fn prices_and_the_dead_of_no_told_side_are_no_rivals() {
    let bill = |id, content, words, pounds| {
        let source = if id == "a" { MAYOR } else { DOCTOR };
        said(id, source, "asserts", content).counts(words, Some(pounds), Some(pounds), "£")
    };
    let one = bill("a", "bills in Marrowford will rise by £66 a month", "£66", 66.0);
    let other = bill("b", "bills in Marrowford will rise by £67 a month", "£67", 67.0);
    assert_ne!(kind(one, other), Some(RelationKind::RivalFigures));
    let dead = |id, words, content, count| {
        let source = if id == "a" { MAYOR } else { DOCTOR };
        said(id, source, "asserts", content).counts(words, Some(count), Some(count), "dead")
    };
    let civilians =
        dead("a", "5,587 civilians", "5,587 civilians have been killed in Ukraine since the invasion began", 5587.0);
    let soldiers =
        dead("b", "15,000 Russians", "15,000 Russians have been killed in Ukraine since the invasion began", 15000.0);
    assert_ne!(kind(civilians, soldiers), Some(RelationKind::RivalFigures), "whose dead they are differs");
}

#[test]
fn candidates_are_those_that_share_telling_terms() {
    let claims = [
        said("a", MAYOR, "asserts", "Russian artillery shelled the market square").of("one"),
        said("b", DOCTOR, "asserts", "the market square was bombarded").of("two"),
        said("c", DOCTOR, "asserts", "it is so").of("three"),
    ];
    let read = read(claims.iter().map(Said::claim).collect());
    assert!(candidates(&read).contains(&(0, 1)));
    assert!(candidates(&[]).is_empty());
}

#[test]
fn who_says_that_none_crossed_denies_that_they_are_there() {
    let there = || said("b", MAYOR, "asserts", "2,000 Russian soldiers were on the western bank of Marrowford");
    for denial in ["no unit of the Russian army crossed the river at Marrowford", "there are no Russian soldiers"] {
        assert_eq!(
            kind(said("a", RUSSIA, "denies", "Russian soldiers crossed at Marrowford"), there()),
            Some(RelationKind::Denies)
        );
        assert_eq!(kind(said("a", RUSSIA, "asserts", denial), there()), Some(RelationKind::Denies), "{denial}");
    }
}

#[test]
fn nobody_is_accused_of_what_he_needs_or_of_what_is_only_spoken_of() {
    let denial = || said("denial", RUSSIA, "denies", "the accusations");
    for content in
        ["Russia needs more time at Marrowford", "the envoy was asked about the Russian shelling of Marrowford"]
    {
        assert_eq!(kind(denial(), said("b", UKRAINE, "asserts", content)), None, "{content}");
    }
}

#[test]
fn what_should_not_be_done_is_not_denied_to_be_done() {
    let charge = said("charge", UKRAINE, "asserts", "Russian forces shelled the market square of Marrowford");
    let wish = said("wish", RUSSIA, "asserts", "Russian forces should not shell the market square of Marrowford");
    assert_ne!(kind(wish, charge), Some(RelationKind::Denies));
}

#[test]
fn it_is_what_another_source_said_just_before() {
    let at = |said: Said, place: usize| {
        let mut claim = said.of("one").claim();
        claim.content.spans = vec![[place, place + 10]];
        claim
    };
    let charge = said("charge", DOCTOR, "asserts", "The ministry had the figures by Monday");
    let denial = said("denial", MAYOR, "denies", "it");
    let read = read(vec![at(charge, 10), at(denial, 90)]);
    let relation = relation(&read[0], &read[1]).unwrap();
    assert_eq!((relation.kind, relation.a.as_str()), (RelationKind::Denies, "denial"));
}

#[test]
fn soldiers_who_crossed_are_counted_with_those_who_are_there() {
    let crossed = said("a", MAYOR, "asserts", "300 Russian soldiers crossed the river at Marrowford");
    let there =
        said("b", DOCTOR, "asserts", "2,000 Russian soldiers were on the western bank of the river in Marrowford");
    let crossed = crossed.counts("300 Russian soldiers", Some(300.0), Some(300.0), "Russian soldiers");
    let there = there.counts("2,000 Russian soldiers", Some(2000.0), Some(2000.0), "Russian soldiers");
    assert_eq!(kind(crossed, there), Some(RelationKind::RivalFigures));
}

#[test]
fn a_toll_without_a_place_is_that_of_the_headline() {
    let bare = |id, place: (&str, f64)| {
        let count = (place.0, Some(place.1), Some(place.1));
        let content = if place.1 < 5.0 { "two people were killed" } else { "ten people were killed" };
        said(id, if id == "a" { MAYOR } else { DOCTOR }, "asserts", content)
            .of("one")
            .counts(count.0, count.1, count.2, "people")
    };
    assert_eq!(kind(bare("a", ("two people", 2.0)), bare("b", ("ten people", 10.0))), Some(RelationKind::RivalFigures));
    let elsewhere =
        said("b", DOCTOR, "asserts", "ten people were killed in the harbour of Quellbrook on the lake island");
    let elsewhere = elsewhere.of("one").counts("ten people", Some(10.0), Some(10.0), "people");
    assert_eq!(kind(bare("a", ("two people", 2.0)), elsewhere), None);
}

#[test]
fn claims_of_few_words_are_found_by_their_headlines() {
    let claims = [
        said("a", RUSSIA, "denies", "any involvement").of("one"),
        said("b", UKRAINE, "alleges", "the rebels").of("two"),
    ];
    assert!(candidates(&read(claims.iter().map(Said::claim).collect())).contains(&(0, 1)));
}

#[test]
fn a_third_party_rejects_the_accusations_of_a_side() {
    let charge = |stance, content| said("charge", RUSSIA, stance, content);
    let denial = || said("denial", ("Norway", "government"), "asserts", "Russia’s accusations are false");
    let accuses = charge("alleges", "Ukraine of shelling the market square of Marrowford");
    assert_eq!(kind(denial(), accuses), Some(RelationKind::Denies));
    let warns = charge("warns", "Ukraine plans to shell the market square of Marrowford");
    assert_eq!(kind(said("denial", UKRAINE, "denies", "the accusations"), warns), Some(RelationKind::Denies));
    let advises = charge("warns", "Ukraine against shelling the market square of Marrowford");
    assert_ne!(kind(said("denial", UKRAINE, "denies", "the accusations"), advises), Some(RelationKind::Denies));
}

#[test]
fn the_reports_are_all_that_stands_before_in_the_article() {
    let placed = |place: usize, said: Said| {
        let mut claim = said.of("one").claim();
        claim.content.spans = vec![[place, place + 1]];
        claim
    };
    let others =
        ["the school would open on Monday", "the bridge was closed", "rain was expected", "the mayor had left"];
    let mut claims = vec![placed(0, said("charge", UKRAINE, "asserts", "Russia sent 300 soldiers across the Lesk"))];
    let between = ["b", "c", "d", "e"].into_iter().zip(others).zip(1..);
    claims.extend(between.map(|((id, content), place)| placed(place, said(id, MAYOR, "asserts", content))));
    claims.push(placed(9, said("denial", RUSSIA, "denies", "the reports")));
    let read = read(claims);
    let found = relation(&read[5], &read[0]).unwrap();
    assert_eq!((found.kind, found.a.as_str()), (RelationKind::Denies, "denial"));
}

#[test]
fn who_denies_the_claims_that_something_is_so_rejects_those_words() {
    let says = said("b", UKRAINE, "asserts", "the western gate of Marrowford harbour was locked");
    let denial = "Ukraine’s claims that the western gate of Marrowford harbour was locked";
    assert_eq!(kind(said("a", RUSSIA, "denies", denial), says), Some(RelationKind::Denies));
    let denial = "the claimed respect for the western gate of Marrowford harbour, which is not true";
    let stands_for = said("b", UKRAINE, "asserts", "the western gate of Marrowford harbour as well");
    assert_ne!(kind(said("a", RUSSIA, "denies", denial), stands_for), Some(RelationKind::Denies), "says nothing of it");
}

#[test]
fn a_denial_answers_the_accusation_shortly_before_it() {
    let at = |said: Said, place: usize| {
        let mut claim = said.of("one").claim();
        claim.content.spans = vec![[place, place + 10]];
        claim
    };
    let charge = || at(said("charge", UKRAINE, "alleges", "Russia of muddying the wells of Marrowford"), 10);
    let denial = |place| at(said("denial", RUSSIA, "denies", "the allegations"), place);
    let of = |denial| {
        let read = read(vec![charge(), denial]);
        relation(&read[0], &read[1]).map(|relation| relation.kind)
    };
    assert_eq!(of(denial(90)), Some(RelationKind::Denies));
    assert_ne!(of(denial(1)), Some(RelationKind::Denies), "what stands behind a denial is not answered");
}

#[test]
fn what_lies_somewhere_is_no_lie_and_what_will_not_be_done_is_not_denied() {
    let charge = || said("charge", UKRAINE, "asserts", "Russian forces shelled the market square of Marrowford");
    let rest = said("a", RUSSIA, "asserts", "the old admiral lies in state");
    assert_ne!(kind(rest, charge()), Some(RelationKind::Denies));
    let promise = said("a", RUSSIA, "asserts", "our forces will not shell the market square of Marrowford");
    assert_ne!(kind(promise, charge()), Some(RelationKind::Denies));
}

#[test]
fn an_involvement_is_denied_in_one_event_only() {
    let charge = said("charge", UKRAINE, "alleges", "Russia of shelling the harbour of Quellbrook").of("two");
    let mut charge = charge.on("2025-04-02").claim();
    charge.article.title = Some("Harbour of Quellbrook".to_owned());
    let denial = said("denial", RUSSIA, "denies", "any involvement in the attack").claim();
    let read = read(vec![charge, denial]);
    assert_ne!(relation(&read[0], &read[1]).map(|relation| relation.kind), Some(RelationKind::Denies));
}

#[test]
fn what_was_not_hit_opposes_what_was_and_an_attack_its_staging() {
    let none = said("a", RUSSIA, "asserts", "no warplanes were damaged at the Marrowford airfield");
    let nine = said("b", MAYOR, "asserts", "nine Russian warplanes were destroyed at the Marrowford airfield");
    assert_eq!(kind(none, nine), Some(RelationKind::Opposes));
    let attack = said("a", RUSSIA, "asserts", "Ukrainian forces shelled the power plant near Marrowford");
    let staged = said("b", UKRAINE, "asserts", "Russia staged the shelling of the power plant near Marrowford");
    assert_eq!(kind(attack, staged), Some(RelationKind::Opposes));
}

#[test]
fn who_is_not_named_is_not_opposed() {
    let not = said("a", MAYOR, "asserts", "no medicine was supplied to Marrowford");
    let was = said("b", DOCTOR, "asserts", "medicine was supplied to Marrowford");
    assert_ne!(kind(not, was), Some(RelationKind::Opposes));
}

#[test]
fn a_sentence_of_a_long_claim_may_be_all_that_a_short_one_says() {
    let short = said("a", MAYOR, "asserts", "the council would rebuild the market hall before the winter");
    let long = "We have had a hard year. The council will rebuild the market hall before the winter. \
        And I thank the firemen, the nurses and the bakers, who brought bread to the cellars every morning.";
    assert_eq!(kind(short, said("b", MAYOR, "asserts", long)), Some(RelationKind::Repeats));
}

#[test]
fn a_last_name_is_that_of_the_person_named_in_full_on_the_same_days() {
    let content = "the council would rebuild the market hall of Marrowford before the winter";
    let full = || said("a", MAYOR, "asserts", content);
    let short = |content| said("b", ("Brandt", "person"), "asserts", content);
    let other = "the market hall of Marrowford would be rebuilt by the council before the winter";
    assert_eq!(kind(full(), short(other).on("2025-03-13")), Some(RelationKind::Repeats));
    assert_ne!(kind(full(), short(other).on("2025-03-17")), Some(RelationKind::Repeats));
    let namesake = said("b", ("Ida Brandt", "person"), "asserts", other);
    assert_ne!(kind(full(), namesake), Some(RelationKind::Repeats));
}

#[test]
fn the_deeds_of_a_known_person_are_those_of_the_state() {
    let charge = said("charge", UKRAINE, "asserts", "Putin could use poison gas against the garrison of Marrowford");
    let denial = said("denial", RUSSIA, "denies", "that Russia could use poison gas against the garrison");
    assert_eq!(
        found(denial, charge).map(|found| (found.kind, found.a)),
        Some((RelationKind::Denies, "denial".to_owned()))
    );
}

#[test]
fn what_never_happened_is_denied() {
    let told = said("told", UKRAINE, "asserts", "he mentioned Stahn at the start of the talks").of("one");
    let denial = said("denial", RUSSIA, "asserts", "conversation about Stahn never happened").of("one");
    assert_eq!(
        found(denial, told).map(|found| (found.kind, found.a)),
        Some((RelationKind::Denies, "denial".to_owned()))
    );
}

#[test]
fn who_calls_these_allegations_false_answers_what_stands_before() {
    let placed = |said: Said, at: usize| {
        let mut claim = said.of("one").claim();
        claim.content.spans = vec![[at, at + 10]];
        claim
    };
    let told = placed(said("told", MAYOR, "asserts", "he had a handshake with Putin on the price of bread"), 0);
    let denial = said("denial", RUSSIA, "asserts", "these allegations are entirely false");
    let read = read(vec![told, placed(denial, 100)]);
    assert_eq!(relation(&read[0], &read[1]).map(|found| found.kind), Some(RelationKind::Denies));
    assert_eq!(candidates(&read), [(0, 1)]);
}

#[test]
fn who_calls_the_claims_of_a_side_false_denies_that_charge_and_no_other() {
    let charge =
        said("charge", RUSSIA, "asserts", "Ukraine had mined the reservoir and poisoned the wells of the province");
    let denial =
        || said("denial", MAYOR, "asserts", "Russian claims that Ukraine mined the reservoir and its wells are false");
    let relation = found(denial(), charge).map(|found| (found.kind, found.a));
    assert_eq!(relation, Some((RelationKind::Denies, "denial".to_owned())));
    let other = said("other", RUSSIA, "asserts", "the reservoir and the wells of the province need new pumps");
    assert_eq!(kind(denial(), other), None);
}

#[test]
fn sides_that_blame_each_other_for_one_thing_are_opposed() {
    let one = || said("a", UKRAINE, "alleges", "Russia for the failure of the grain talks");
    let other = said("b", RUSSIA, "alleges", "Ukraine for the frozen grain talks").on("2025-05-12");
    assert_eq!(kind(one(), other), Some(RelationKind::Opposes));
    let apart = said("b", RUSSIA, "alleges", "Ukraine of stealing gas");
    assert_eq!(kind(one(), apart), None);
}
