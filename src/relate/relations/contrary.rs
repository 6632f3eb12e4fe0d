//! Denials and what they deny, and claims that cannot both be right.

use super::charges::{self, Charge, GENERAL, charges, charges_of, is_general_denial, possible_charges, states};
use super::deeds::{agents, clauses, one_deed, specifics, themes};
use super::event::Tie;
use super::speakers::{self, Speakers};
use super::{BEFORE, Found, ReadClaim, RelationKind, event, shared_weight};
use crate::domain::Stance;
use crate::relate::meaning::{self, Deed, Term, Terms, is_harm};

/// How sure a general denial of an accusation, one of a plain statement, one of a deed, and an opposition are at least.
const SURE_GENERAL: f32 = 0.38;
const SURE_REPORT: f32 = 0.44;
const SURE_DEED: f32 = 0.5;
const SURE_OPPOSED: f32 = 0.35;
/// How sure it is that a denial of "it" answers the claim before it.
const ANSWER: f32 = 0.6;
/// How sure it is that a denial answers a claim whose words it holds.
const WORDS: f32 = 0.75;
/// What a claim weighs at least whose words can be told from others.
const WHOLE: f32 = 12.0;
/// How sure it is that a charge is the one that is called false.
const CALLED_FALSE: f32 = 0.55;
/// What the charge that a claim calls false shares with that of the accuser at least: two telling words.
const CHARGE: f32 = 10.0;
/// How sure it is that "the reports" are what stands a few claims before in the article.
const REPORTS: f32 = 0.45;
/// What is done to somebody or something, whoever did it.
const SUFFERED: [&str; 4] = ["kill", "wound", "casualty", "destroy"];
/// How far a charge and a counter-charge of other deeds are one.
const STAGED: f32 = 0.6;
/// How far the deed is one for which one side takes the blame and another one is blamed.
const TAKEN: f32 = 0.7;
/// How words begin by which somebody says that a deed was his: "claimed responsibility", "carried out".
const TAKES: [&str; 3] = ["respons", "carr", "conduct"];
/// How surely two articles are on one event at least, where a denial names none.
const ONE_EVENT: f32 = 0.5;
/// What the accusations before a denial share with one elsewhere at least, and how surely both are on one event at most.
const ANSWERED: f32 = 8.0;
const ANSWERED_MOST: f32 = 0.8;
/// How well a charge fits a denial beside which none stands.
const UNNAMED: f32 = 0.7;
/// How many claims before it in its article a denial that names no deed may answer though they accuse nobody.
const NEAR: usize = 8;
/// How much of what it names beside is in that claim at least.
const NAMED: f32 = 0.3;
/// Kinds of deeds that who tells of them charges their doer with.
const GRAVE: [&str; 7] = ["harm", "hack", "stage", "block", "mine", "abduct", "shut"];
/// What two claims share at least that are on one thing: the weight of one telling word.
const TELLING: f32 = 4.0;
/// How many days lie at most between two claims that cannot both be right.
const MUTUAL: u32 = 30;
/// How many days there are between two sides that blame each other for the same, and how much of the shorter charge the same is.
const LONG: u32 = 180;
const COVERED: f32 = 0.5;
/// How far two deeds of being somewhere are one.
const PRESENT: f32 = 0.8;

/// Whether `a` rejects in words what `b` says; `tie` tells how surely the two are about one event.
pub(super) fn denial(a: &ReadClaim, b: &ReadClaim, tie: &Tie<'_>) -> Found {
    // Who warns of what somebody plans accuses him of it.
    let accuses = states(b) || warns_of(b);
    if !accuses || matches!(a.claim.stance, Stance::Declines | Stance::Asks) {
        return None;
    }
    if rejects_charge(a, b) {
        let reason = "calls claims of the other side false, and this is one of them".to_owned();
        return Some((RelationKind::Denies, CALLED_FALSE, reason));
    }
    if rejects_words(a, b) {
        return Some((RelationKind::Denies, WORDS, "rejects the very words of the other".to_owned()));
    }
    if is_general_denial(a) {
        return general_denial(a, b, tie);
    }
    let is_denial = a.claim.stance == Stance::Denies || a.meaning.rejects && a.meaning.side != b.meaning.side;
    let mut best: Option<(f32, &Deed)> = None;
    for x in a.meaning.deeds.iter().filter(|deed| !a.affirms(deed)) {
        if !is_denial && (x.is_possible || x.is_future) {
            continue;
        }
        for y in b.meaning.deeds.iter().filter(|deed| b.affirms(deed) && !deed.is_topic) {
            // Who plainly says that it did not do it, denies it as well.
            let is_own = || y.agent.is_some() && y.agent == a.meaning.side && a.meaning.side != b.meaning.side;
            if !is_denial && !is_own() {
                continue;
            }
            // A state that no list knows has names that nothing joins: what it denies of itself is taken as said of it.
            let is_of_itself =
                || x.agent.is_some() && x.agent == a.meaning.side && !is_known(&x.agent) && !is_known(&y.agent);
            if agents(x, y) == 0.0 && !is_of_itself() {
                continue;
            }
            // Who has not crossed is not there.
            let is_presence = x.kind == "presence" && y.kind == "presence" && presence(x, y);
            if x.concept != y.concept && !is_presence && themes(x, y) < 0.7 {
                continue;
            }
            // "The killing of civilians", by whomever and of whomever, is one deed only where both name something.
            let is_of_named = || y.patient.as_ref().is_some_and(|patient| a.meaning.states.contains(patient));
            let share_names = || shared_weight(&a.own, &b.own, |term| term.is_name && term.is_telling) >= TELLING;
            if y.agent.is_none() && !is_of_named() && !a.is_of_article(b) && !share_names() {
                continue;
            }
            let alike = one_deed(a, x, b, y).max(if is_presence { PRESENT } else { 0.0 });
            let score = alike * (0.3 + 0.7 * tie.get().max(specifics(x, y)));
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, y));
            }
        }
    }
    let best = best.filter(|(score, _)| *score >= SURE_DEED);
    if best.is_none() && answers_charge(a, b) && (shares_words(a, b) || a.meaning.terms.contains("report")) {
        return Some((
            RelationKind::Denies,
            REPORTS,
            "answers the accusation shortly before it in the article".to_owned(),
        ));
    }
    let (score, deed) = best?;
    if admits(b, deed) {
        return Some((
            RelationKind::Opposes,
            score,
            format!("the one denies what the other admits: {}", told(b, deed)),
        ));
    }
    Some((RelationKind::Denies, score, format!("rejects what the other says of {}", told(b, deed))))
}

/// "Acknowledged having sent drones": a claim admits what its own side did.
fn admits(read: &ReadClaim, deed: &Deed) -> bool {
    read.claim.stance == Stance::Confirms && deed.agent.is_some() && deed.agent == read.meaning.side
}

/// "Denies Ukraine's claims that the gas was cut off" beside what Ukraine says: the denial holds the words of the other.
fn rejects_words(a: &ReadClaim, b: &ReadClaim) -> bool {
    let is_own = a.meaning.side.is_some() && a.meaning.side == b.meaning.side;
    // "It is said that the dam was mined, which is not true": another side says that.
    let is_other_side = a.meaning.side.is_some() && b.meaning.side.is_some() && !is_own;
    let names_claim = || a.meaning.terms.contains("report") || a.meaning.terms.contains("lie");
    let of_b = b.meaning.terms.weight();
    (a.claim.stance == Stance::Denies || a.meaning.rejects && is_other_side)
        && !is_own
        && of_b >= WHOLE
        && (!b.meaning.deeds.is_empty() || meaning::is_sentence(&b.claim.content.text))
        && names_claim()
        && shared_weight(&a.meaning.terms, &b.meaning.terms, |_| true) >= 0.85 * of_b
        && speakers::compare(a, b) == Speakers::Other
}

/// "The false claims of Orvania, among them that the dam was mined" beside what Orvania says of the dam.
fn rejects_charge(a: &ReadClaim, b: &ReadClaim) -> bool {
    let is_of_accuser = a.meaning.accuser.is_some() && a.meaning.accuser == b.meaning.side;
    let is_other = a.meaning.side != b.meaning.side;
    let calls_false = || a.meaning.deeds.iter().any(|deed| deed.concept == "lie" && !deed.is_negated);
    // What both name ("the dam of Marrowford") is what they speak of, and not yet what is charged.
    let tells = |term: &Term| !term.is_state && !term.is_name && !GENERAL.contains(&&*term.word);
    let shared = |x: &Terms| b.meaning.sentences().iter().map(|y| shared_weight(x, y, tells)).fold(0.0, f32::max);
    let most = || a.meaning.sentences().iter().map(shared).fold(0.0, f32::max);
    // "Orvanian claims of a Tessian part in it": what does not name Tessia is not that charge.
    let mut of = a.meaning.states.iter().filter(|state| a.meaning.accuser.as_ref() != Some(*state));
    let names_claim = || a.meaning.terms.contains("report");
    let is_named = is_of_accuser && is_other && names_claim() && of.any(|state| b.meaning.states.contains(state));
    is_named && calls_false() && most() >= CHARGE
}

/// True for a warning of what somebody does or plans; who warns somebody against a deed does not say that he does it.
fn warns_of(read: &ReadClaim) -> bool {
    let is_against = || read.claim.content.text.split_whitespace().any(|word| word.eq_ignore_ascii_case("against"));
    read.claim.stance == Stance::Warns && !is_against()
}

/// Whether two deeds of being somewhere are of soldiers of one party.
fn presence(x: &Deed, y: &Deed) -> bool {
    let is_soldier = |term: &str| term == "soldier";
    let is_of_soldiers = |deed: &Deed| {
        let is_named = deed.objects.iter().any(|term| is_soldier(term));
        deed.theme.as_deref().is_some_and(is_soldier) || deed.concept == "cross" && (is_named || deed.agent.is_some())
    };
    is_of_soldiers(x) && is_of_soldiers(y) && (x.agent.is_none() || y.agent.is_none() || x.agent == y.agent)
}

fn is_known(party: &Option<String>) -> bool {
    party.as_ref().is_none_or(|party| party.starts_with('@'))
}

/// "Russia denies the accusations": what others say Russia has done.
fn general_denial(a: &ReadClaim, b: &ReadClaim, tie: &Tie<'_>) -> Found {
    // Nobody denies what he says himself, and who calls it unproven does not charge anybody with it.
    if speakers::compare(a, b) == Speakers::Same || b.meaning.rejects {
        return None;
    }
    // "It" and "that decision" are what was said just before.
    if !a.is_of_article(b) && !charges::names_charge(a) {
        return None;
    }
    if a.answers.as_ref() == Some(&b.claim.id) {
        return Some((RelationKind::Denies, ANSWER, "answers what stands before it in the article".to_owned()));
    }
    // Beside that, "it" answers accusations alone.
    if meaning::is_it(&a.claim.content.text) && b.claim.stance != Stance::Alleges {
        return None;
    }
    // "Any involvement in the attack" names no attack: in another article it is one only where both name the same place or
    // thing.
    let tie = tie.get().max(answered(a, b));
    if !a.is_of_article(b) && tie < ONE_EVENT && !event::is_one_setting(a, b) {
        return None;
    }
    let is_of_accuser = a.meaning.accuser.is_some() && a.meaning.accuser == b.meaning.side;
    let is_near = a.is_of_article(b) || (a.claim.stance == Stance::Denies || is_of_accuser) && tie >= ONE_EVENT;
    let mut best: Option<(f32, &Deed)> = None;
    let side = a.meaning.side.as_deref();
    let possible = possible_charges(b, side).map(|y| (y, true));
    for (y, is_possible) in charges(b, side).chain(charges_of(b, a)).map(|y| (y, false)).chain(possible) {
        // What the denial names of the deed ("the car bombing"), and what the claims beside it charge.
        let named = a.meaning.deeds.iter().filter(|deed| !GENERAL.contains(&deed.concept.as_str()));
        let named = named.map(|x| match () {
            () if GENERAL.contains(&y.concept.as_str()) && b.own.contains(&x.concept) => 0.5 + 0.5 * named_in(a, x, b),
            () if x.kind == y.kind => 0.5 + 0.5 * clauses(a, x, b, y),
            () => 0.0,
        });
        let beside = a.charges.iter().map(|charge| &charge.deed);
        let beside = beside.map(|x| if x.concept == y.concept { 0.5 + 0.5 * themes(x, y) } else { 0.0 });
        // What could be done is denied by who names it: "talk of a possible attack is absurd".
        let fit = named.chain(beside.filter(|_| !is_possible)).reduce(f32::max);
        // A denial that names nothing, and before which nothing is charged, answers what is near.
        let is_unnamed = || is_near && !is_possible && may_answer(a, b, y);
        let Some(fit) = fit.or_else(|| is_unnamed().then_some(UNNAMED)) else { continue };
        let score = fit * (0.3 + 0.7 * tie);
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, y));
        }
    }
    let least = if b.claim.stance == Stance::Alleges { SURE_GENERAL } else { SURE_REPORT };
    let best = best.filter(|(score, _)| *score >= least);
    if best.is_none() && answers_charge(a, b) {
        return Some((
            RelationKind::Denies,
            REPORTS,
            "answers the accusation shortly before it in the article".to_owned(),
        ));
    }
    if best.is_none() && answers_report(a, b) {
        return Some((
            RelationKind::Denies,
            REPORTS,
            "answers what stands shortly before it in the article".to_owned(),
        ));
    }
    let (score, deed) = best?;
    let denied = a.claim.content.text.trim_matches(['.', ' ', '"', '“', '”']);
    Some((RelationKind::Denies, score, format!("“{denied}” answers what the other says of {}", told(b, deed))))
}

/// Whether a denial that names no deed may answer one that a claim tells of: an accusation, what was said shortly before, or what a
/// state does to others. What it names beside ("any part in the atrocities") is in the claim.
fn may_answer(a: &ReadClaim, b: &ReadClaim, deed: &Deed) -> bool {
    let is_close = a.behind(b).is_some_and(|between| between < NEAR);
    let is_of_state = deed.agent.as_ref().is_some_and(|agent| agent.starts_with('@'));
    let is_grave = is_of_state && GRAVE.contains(&deed.kind);
    let parts = a.meaning.deeds.iter().filter(|part| part.concept == "responsible");
    let is_named = parts.map(|part| named_in(a, part, b)).reduce(f32::max).is_none_or(|named| named >= NAMED);
    (b.claim.stance == Stance::Alleges || is_close || is_grave) && is_named
}

/// How much of what stands beside a deed that a denial names ("any part in the attack on the harbour") a claim has in its own words
/// or its headline, 0 to 1.
fn named_in(a: &ReadClaim, x: &Deed, b: &ReadClaim) -> f32 {
    let weight = |term: &&String| a.meaning.terms.get(term).unwrap_or(0.0);
    let telling = || x.objects.iter().filter(|term| !GENERAL.contains(&term.as_str()) && !term.starts_with('@'));
    let all: f32 = telling().map(|term| weight(&term)).sum();
    if all == 0.0 {
        0.5
    } else {
        telling().filter(|term| b.own.contains(term)).map(|term| weight(&term)).sum::<f32>() / all
    }
}

/// How surely a claim of another article is on the event of the accusations that stand before a denial which names nothing, 0 where
/// it charges nothing of the kind.
fn answered(a: &ReadClaim, b: &ReadClaim) -> f32 {
    let is_near = event::days(a, b).is_some_and(|days| days <= MUTUAL);
    if a.is_of_article(b) || !is_near {
        return 0.0;
    }
    let side = a.meaning.side.as_deref();
    let is_same = |charge: &&Charge| charges(b, side).any(|deed| deed.concept == charge.deed.concept);
    let shared = a.charges.iter().filter(is_same).map(|charge| charge.shared(b)).fold(0.0, f32::max);
    if shared < ANSWERED { 0.0 } else { (shared / (2.0 * ANSWERED)).min(ANSWERED_MOST) }
}

/// "Accused Orvania of …. Orvania denied …": an accusation of its side shortly before a denial.
fn answers_charge(a: &ReadClaim, b: &ReadClaim) -> bool {
    let of_side = a.meaning.side.as_ref().is_some_and(|side| side.starts_with('@') && b.meaning.terms.contains(side));
    a.claim.stance == Stance::Denies
        && b.claim.stance == Stance::Alleges
        && of_side
        && a.meaning.side != b.meaning.side
        && a.behind(b).is_some_and(|between| between < BEFORE)
}

/// Whether two claims share a telling word beside the states that they name.
fn shares_words(a: &ReadClaim, b: &ReadClaim) -> bool {
    shared_weight(&a.meaning.terms, &b.meaning.terms, |term| !term.is_state) >= TELLING
}

/// "Orvania denies the reports": what others said of Orvania just before.
fn answers_report(a: &ReadClaim, b: &ReadClaim) -> bool {
    // "The accusations" are what accuses.
    let is_report = || ["report", "claim"].iter().any(|word| a.printed("report").to_lowercase().starts_with(word));
    let is_bare = a.meaning.terms.contains("report") && a.meaning.terms.len() <= 1 && is_report();
    let names_report = is_bare && a.claim.stance == Stance::Denies
        || a.meaning.deeds.iter().all(|deed| GENERAL.contains(&deed.concept.as_str())) && a.points_back;
    let of_side = a.meaning.side.as_ref().is_some_and(|side| side.starts_with('@') && b.meaning.states.contains(side));
    names_report
        && of_side
        && states(b)
        && a.meaning.side != b.meaning.side
        && a.behind(b).is_some_and(|between| between < BEFORE)
}

/// Whether two claims cannot both be right though neither rejects the other in words.
pub(super) fn opposition(a: &ReadClaim, b: &ReadClaim, tie: &Tie<'_>) -> Found {
    let rejects =
        |read: &ReadClaim| matches!(read.claim.stance, Stance::Denies | Stance::Asks) || read.meaning.calls_report_lie;
    if rejects(a) || rejects(b) {
        return None;
    }
    if let Some(found) = blame(a, b) {
        return Some(found);
    }
    let differ = a.meaning.side.is_none() || a.meaning.side != b.meaning.side;
    let are_statements = [a, b].iter().all(|read| states(read) || read.claim.stance == Stance::Declines)
        && speakers::compare(a, b) != Speakers::Same;
    let declines = [a, b].iter().any(|read| read.claim.stance == Stance::Declines);
    if event::days(a, b).is_none_or(|days| days > MUTUAL) {
        return None;
    }
    let mut best: Option<(f32, String)> = None;
    let mut consider = |score: f32, reason: String| {
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, reason));
        }
    };
    for x in &a.meaning.deeds {
        for y in &b.meaning.deeds {
            let alike = || one_deed(a, x, b, y) * (0.3 + 0.7 * tie.get());
            // What "was not sent" and "was sent" need not be one thing where nobody is named who sends it.
            let is_known = x.agent.is_some() || x.kind == "hold";
            // "No planes were damaged" beside "nine planes destroyed": who did it is not told.
            let is_suffered = SUFFERED.contains(&x.concept.as_str()) && (x.agent.is_none() || y.agent.is_none());
            let can_be_one = || x.agent == y.agent && is_known || is_suffered && !declines && event::can_be_one(a, b);
            let is_fact = ![x, y].iter().any(|deed| deed.is_possible || deed.is_topic || deed.is_future);
            let is_one_theme = x.theme.is_some() && x.theme == y.theme;
            let is_one = || x.concept == y.concept && is_one_theme && can_be_one() && tie.get() >= 0.4;
            if a.affirms(x) != b.affirms(y) && is_fact && are_statements && is_one() {
                let (says, deed) = if a.affirms(x) { (a, x) } else { (b, y) };
                consider(alike() * 0.85, format!("the one says of {}, the other that it is not so", told(says, deed)));
            }
            if !a.affirms(x) || !b.affirms(y) {
                continue;
            }
            let is_staged = is_staged(b, x, y) || is_staged(a, y, x);
            if is_staged && is_fact && is_mutual(a, x, b, y) && event::is_one_setting(a, b) {
                consider(
                    STAGED * (0.3 + 0.7 * tie.get()),
                    format!(
                        "the one says that the other side did it, the other that it was staged: {}, and {}",
                        told(a, x),
                        told(b, y)
                    ),
                );
            }
            if x.kind == "harm" && is_one_theme && is_mutual(a, x, b, y) && event::is_one_setting(a, b) {
                consider(alike(), format!("each says that the other side did it: {}, and {}", told(a, x), told(b, y)));
            }
            let taken = (takes_blame(a, x, b, y), takes_blame(b, y, a, x));
            if taken != (false, false) && event::is_one_setting(a, b) {
                let (own, charge) = if taken.0 { (told(a, x), told(b, y)) } else { (told(b, y), told(a, x)) };
                consider(
                    TAKEN * (0.3 + 0.7 * tie.get()),
                    format!("the one says that it did it, the other that somebody else did: {own}, and {charge}"),
                );
            }
            let is_cause = is_other_cause(x, y) || is_other_cause(y, x);
            if differ && is_cause && blast(a) && blast(b) && event::can_be_one(a, b) {
                let (p, q) = (a.printed(&x.concept), b.printed(&y.concept));
                consider(0.4 + 0.6 * tie.get(), format!("another cause of one event: “{p}” against “{q}”"));
            }
        }
    }
    let (score, reason) = best.filter(|(score, _)| *score >= SURE_OPPOSED)?;
    Some((RelationKind::Opposes, score, reason + &event::days_apart(a, b)))
}

/// "Orvania for the failure of the talks" beside "Tessia for frozen talks": each side accuses the other, of what does no harm
/// that happened once.
fn blame(a: &ReadClaim, b: &ReadClaim) -> Found {
    let accused = |read: &ReadClaim, other: &ReadClaim| {
        let is_harm = read.meaning.deeds.iter().any(|deed| deed.kind == "harm" && deed.concept != "responsible");
        let is_state = |side: &String| side.starts_with('@');
        let charged = read.meaning.charged.as_ref().filter(|charged| is_state(charged) && !is_harm);
        charged.is_some_and(|charged| other.meaning.side.as_ref() == Some(charged))
    };
    let accuse = [a, b].iter().all(|read| read.claim.stance == Stance::Alleges);
    if !accuse || a.meaning.side == b.meaning.side || !accused(a, b) || !accused(b, a) {
        return None;
    }
    // "The Grey Sea" is where both things were done, and not what.
    let tells = |term: &Term| !term.is_state && !term.is_name && !GENERAL.contains(&&*term.word);
    let shared = shared_weight(&a.meaning.terms, &b.meaning.terms, tells);
    let weight = |read: &ReadClaim| read.meaning.terms.iter().filter(|term| tells(term)).map(|term| term.weight).sum();
    let cover = shared / f32::min(weight(a), weight(b)).max(1.0);
    let is_near = event::days(a, b).is_some_and(|days| days <= if cover >= COVERED { LONG } else { MUTUAL });
    let reason = || format!("each says that the other side is to blame: {}", event::subject(a, b));
    (is_near && shared >= TELLING && cover >= COVERED / 2.0)
        .then(|| (RelationKind::Opposes, SURE_OPPOSED + 0.3 * cover, reason() + &event::days_apart(a, b)))
}

/// An attack that one claim tells of, and that the other one calls staged.
fn is_staged(staged: &ReadClaim, attack: &Deed, stage: &Deed) -> bool {
    attack.concept == "attack" && stage.kind == "stage" && staged.meaning.terms.contains("attack")
}

/// Each side says that the other did it.
fn is_mutual(a: &ReadClaim, x: &Deed, b: &ReadClaim, y: &Deed) -> bool {
    let blamed =
        |deed: &Deed, by: &ReadClaim| deed.agent.clone().filter(|agent| by.meaning.side.as_ref() != Some(agent));
    let (Some(p), Some(q)) = (blamed(x, a), blamed(y, b)) else { return false };
    p != q && (a.meaning.side.as_ref() == Some(&q) || b.meaning.side.as_ref() == Some(&p))
}

/// "Claimed responsibility for the attack" beside "blamed Orvania for the attack".
fn takes_blame(taker: &ReadClaim, own: &Deed, accuser: &ReadClaim, charge: &Deed) -> bool {
    if own.concept != "responsible" {
        return false;
    }
    let printed = taker.printed(&own.concept).to_lowercase();
    let takes = TAKES.iter().any(|word| printed.starts_with(word));
    let is_its_own = |party: &String| {
        taker.meaning.side.as_ref() == Some(party) || taker.speaker.as_ref().is_some_and(|own| own.is_called(party))
    };
    let is_own = takes && taker.affirms(own) && own.agent.as_ref().is_some_and(is_its_own);
    let is_other = charge.agent.is_some() && charge.agent != own.agent && charge.agent != accuser.meaning.side;
    let accuses = accuser.claim.stance == Stance::Alleges && accuser.meaning.side != taker.meaning.side;
    // What it did is named by both: "the attack".
    let is_harm = |term: &&String| term.as_str() == charge.concept || charge.concept == "responsible" && is_harm(term);
    let names = |term: &String| accuser.meaning.terms.contains(term);
    is_own && is_other && accuses && charge.kind == "harm" && own.objects.iter().filter(is_harm).any(names)
}

fn is_other_cause(x: &Deed, y: &Deed) -> bool {
    x.concept == "accident" && ["attack", "sabotage"].contains(&y.concept.as_str())
}

fn blast(read: &ReadClaim) -> bool {
    ["explode", "burn"].iter().any(|concept| read.meaning.terms.contains(concept))
}

/// A deed in the words of the claim: "Russia “shelling … plant”".
fn told(read: &ReadClaim, deed: &Deed) -> String {
    let done = std::iter::once(&deed.concept).chain(&deed.theme).map(|term| read.printed(term));
    let done = done.collect::<Vec<_>>().join(" … ");
    let agent = deed.agent.as_ref().map(|agent| format!("{} ", name(read, agent))).unwrap_or_default();
    format!("{agent}“{done}”")
}

/// A party in words: a state by its name, others as printed.
fn name<'t>(read: &'t ReadClaim, party: &'t str) -> &'t str {
    party.strip_prefix('@').and_then(crate::registry::country_name).unwrap_or_else(|| read.printed(party))
}
