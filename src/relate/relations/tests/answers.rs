//! Who denies, admits or takes the blame for what, who speaks for whom, and counts that have grown.

use super::*;

#[test]
fn a_denial_that_names_nothing_answers_the_accusations_before_it_in_other_articles_as_well() {
    let placed = |said: Said, at: usize| {
        let mut claim = said.of("one").claim();
        claim.article.title = Some("A day of statements".to_owned());
        claim.content.spans = vec![[at, at + 10]];
        claim
    };
    let near = said("near", UKRAINE, "alleges", "Russia of shelling the Tallow reactor in Marrowford");
    let denial = said("denial", RUSSIA, "denies", "the accusations");
    let far = |content| {
        let mut far = said("far", MAYOR, "alleges", content).of("two").on("2025-03-18").claim();
        far.article.title = Some("Nothing else to tell".to_owned());
        far
    };
    let of = |content| {
        let read = read(vec![placed(near.clone(), 0), placed(denial.clone(), 50), far(content)]);
        relation(&read[1], &read[2]).map(|found| (found.kind, found.a))
    };
    let denies = Some((RelationKind::Denies, "denial".to_owned()));
    assert_eq!(of("Russia of shelling the Tallow reactor in Marrowford again"), denies);
    assert_ne!(of("Russia of shelling the mill of Quellbrook"), denies, "another place");
    assert_ne!(of("Russia of evacuating the Tallow reactor in Marrowford"), denies, "another charge");
}

#[test]
fn who_admits_what_its_side_denies_is_opposed() {
    let denial = said("a", RUSSIA, "denies", "Russian forces shelled the market square of Marrowford");
    let admits =
        said("b", RUSSIA, "confirms", "Russian forces shelled the market square of Marrowford").on("2025-03-14");
    assert_eq!(kind(denial, admits), Some(RelationKind::Opposes));
}

#[test]
fn who_takes_the_blame_opposes_who_blames_another() {
    let taken = || said("a", RUSSIA, "asserts", "responsibility for the attack on Marrowford harbour");
    let blame = |other| said("b", MAYOR, "alleges", other);
    assert_eq!(kind(taken(), blame("Ukraine for the attack on Marrowford harbour")), Some(RelationKind::Opposes));
    assert_ne!(kind(taken(), blame("Russia for the attack on Marrowford harbour")), Some(RelationKind::Opposes));
}

#[test]
fn a_toll_that_is_said_to_have_risen_has_grown() {
    let first = said("a", DOCTOR, "asserts", "14 bodies had been brought in from the market square of Marrowford");
    let first = first.counts("14 bodies", Some(14.0), Some(14.0), "bodies");
    let risen =
        said("b", MAYOR, "asserts", "in the market square of Marrowford the number of dead has risen to 19 people");
    let risen = risen.counts("19 people", Some(19.0), Some(19.0), "people").on("2025-03-13");
    assert_eq!(kind(first, risen), Some(RelationKind::CompatibleFigures));
}

#[test]
fn two_ministries_are_two_sources_and_a_state_speaks_through_both() {
    let content = "Ukrainian artillery shelled the market square of Marrowford from the eastern bank on 14 March";
    let other = "Ukrainian forces bombarded the market square of Marrowford from the eastern bank on 14 March";
    let army = || said("a", ("Russian Defence Ministry", "organisation"), "asserts", content);
    let diplomats = said("b", ("Russian Foreign Ministry", "organisation"), "asserts", other);
    assert_eq!(kind(army(), diplomats), Some(RelationKind::Echoes));
    assert_eq!(kind(army(), said("b", RUSSIA, "asserts", other)), Some(RelationKind::Repeats));
    let military = said("b", ("Russian military", "organisation"), "asserts", other);
    assert_eq!(kind(army(), military), Some(RelationKind::Repeats));
}

#[test]
fn two_denials_that_name_nothing_are_the_same_only_in_one_event_whichever_names_more() {
    let bare = said("a", RUSSIA, "denies", "the accusation").of("one");
    let later = said("b", RUSSIA, "denies", "claims of any grain deals with Norway").of("two").on("2027-11-01");
    assert_eq!(kind(bare, later), None);
}

#[test]
fn a_denial_of_a_part_in_an_attack_answers_who_tells_of_that_part() {
    let part = "the attack on the ferry of Marrowford was carried out under the guidance of Russian specialists";
    let charge = || said("charge", UKRAINE, "asserts", part);
    let denial = said("denial", RUSSIA, "denies", "any involvement in the attack on the ferry of Marrowford");
    let told = found(denial, charge()).map(|found| (found.kind, found.a));
    assert_eq!(told, Some((RelationKind::Denies, "denial".to_owned())));
}

#[test]
fn who_fled_is_displaced_and_more_of_them_later_are_more() {
    let fled =
        said("a", MAYOR, "asserts", "14 million Ukrainians have been forced to flee their homes since the war began");
    let fled = fled.counts("14 million Ukrainians", Some(14e6), Some(14e6), "Ukrainians").on("2025-06-03");
    let displaced =
        said("b", DOCTOR, "asserts", "13 million people in Ukraine have been displaced since the war began");
    let displaced = displaced.counts("13 million people", Some(13e6), Some(13e6), "people").on("2025-05-12");
    assert_eq!(kind(fled, displaced), Some(RelationKind::CompatibleFigures));
}

#[test]
fn who_says_that_there_is_no_evidence_denies_and_does_not_charge() {
    let charge = || said("charge", UKRAINE, "asserts", "Russian forces mined the reservoir of Marrowford");
    let unproven =
        said("a", RUSSIA, "asserts", "there is no evidence that its forces mined the reservoir of Marrowford");
    let told = found(unproven, charge()).map(|found| (found.kind, found.a));
    assert_eq!(told, Some((RelationKind::Denies, "a".to_owned())));
    let doubts = "Ukraine says with no evidence that Russian forces mined the reservoir of Marrowford";
    let denial = said("denial", RUSSIA, "denies", "any involvement in the mining of the reservoir");
    assert_ne!(kind(denial, said("b", MAYOR, "asserts", doubts)), Some(RelationKind::Denies));
}

#[test]
fn amounts_of_money_are_one_where_they_are_nearly_the_same() {
    let content = |much: &str| format!("Norway would give {much} in military aid to the garrison of Marrowford");
    let exact = content("$2 billion").leak();
    let over = content("over $2 billion").leak();
    let little = content("$40 million").leak();
    let exact = || said("a", MAYOR, "asserts", exact).counts("$2 billion", Some(2e9), Some(2e9), "$");
    let over = said("b", DOCTOR, "asserts", over).counts("over $2 billion", Some(2e9), None, "$");
    assert_eq!(kind(exact(), over), Some(RelationKind::CompatibleFigures));
    let little = said("b", DOCTOR, "asserts", little).counts("$40 million", Some(4e7), Some(4e7), "$");
    assert_ne!(kind(exact(), little), Some(RelationKind::RivalFigures));
}

#[test]
fn it_answers_what_stands_before_it_and_nothing_elsewhere() {
    let charge =
        |article| said("charge", UKRAINE, "alleges", "Russia of shelling the market square of Marrowford").of(article);
    let placed = |said: Said, at: usize| {
        let mut claim = said.claim();
        claim.content.spans = vec![[at, at + 1]];
        claim
    };
    let answers = |denial: &'static str, charge: Said| {
        let denial = said("denial", RUSSIA, "denies", denial).of("one");
        let read = read(vec![placed(charge, 0), placed(denial, 9)]);
        relation(&read[1], &read[0]).map(|relation| relation.kind)
    };
    for content in ["it", "that this was so"] {
        assert_eq!(answers(content, charge("one")), Some(RelationKind::Denies), "{content}");
        assert_eq!(answers(content, charge("two")), None, "{content}");
    }
    assert_eq!(answers("one way or the other", charge("two")), None);
    let other = said("charge", MAYOR, "asserts", "the school would open on Monday").of("one");
    assert_eq!(answers("two of them", other), None, "names what it denies");
}

#[test]
fn a_question_denies_nothing() {
    let charge = said("charge", UKRAINE, "asserts", "Russian forces shelled the market square of Marrowford");
    let asked = said("a", RUSSIA, "asks", "whether it is not true that Russian forces did not shell the market square");
    assert_eq!(kind(asked, charge), None);
}

#[test]
fn a_part_in_the_atrocities_is_denied_to_who_tells_of_them() {
    let denial = || said("denial", RUSSIA, "denies", "it was behind the atrocities of Quellbrook");
    let told = said("a", UKRAINE, "asserts", "the atrocities of Quellbrook were committed by Russian soldiers");
    assert_eq!(kind(denial(), told), Some(RelationKind::Denies));
    let other = said("b", UKRAINE, "asserts", "Russia supports the rebels of Tarn with money");
    assert_eq!(kind(denial(), other), None);
}

#[test]
fn who_is_behind_the_lines_is_not_behind_the_attack() {
    let denial = || said("denial", UKRAINE, "denies", "any involvement in the car bombing in Marrowford");
    let blame = said("a", RUSSIA, "asserts", "Ukraine was behind the car bombing in Marrowford");
    assert_eq!(kind(denial(), blame), Some(RelationKind::Denies));
    let place = said("b", RUSSIA, "asserts", "Ukraine has its best people behind enemy lines near Marrowford");
    assert_eq!(kind(denial(), place), None);
}

#[test]
fn a_family_speaks_for_a_person_and_for_no_state() {
    let denial = said("denial", ("Ada Brandt’s family", "group"), "denies", "the charge").of("one");
    let told = said("a", DOCTOR, "asserts", "the release of every prisoner, Ada Brandt shot at and detained").of("two");
    assert_eq!(kind(denial, told), None);
}
