//! How a claim was read, step by step: the words that each conclusion rests on, and the rule that led to it.

use crate::domain::{
    Basis, Claim, ClaimParty, Figure, KnownBy, Manner, PartyRole, Quotation, SourceKind, Stance, fold_name,
};
use crate::store::{Decision, DecisionKind};
use crate::web::view::{self, Attribution, kind_words};

/// One conclusion about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// What was concluded on ("Who").
    pub question: &'static str,
    /// The words of the article it rests on.
    pub printed: Option<String>,
    /// What they were taken for, and why.
    pub reason: String,
}

/// Every step, in the order in which they are taken.
pub(super) fn steps(claim: &Claim, decisions: &[Decision]) -> Vec<Step> {
    let mut steps = vec![
        Step { question: "Words", printed: None, reason: words_reason(claim).to_owned() },
        Step { question: "Who", printed: claim.mention.clone(), reason: who_reason(claim, decisions) },
        Step { question: "How", printed: claim.cue.clone(), reason: how_reason(claim) },
    ];
    for link in claim.with_role(PartyRole::Via) {
        steps.push(Step {
            question: "Through",
            printed: link.mention.clone(),
            reason: format!(
                "{}, {} between the source and the publisher.",
                link.source.name,
                with_article(kind_words(link.source.kind).0)
            ),
        });
    }
    steps.push(Step { question: "When", printed: claim.said.words.clone(), reason: when_reason(claim, decisions) });
    for figure in &claim.figures {
        steps.push(Step {
            question: "How many",
            printed: Some(figure.words.clone()),
            reason: figure_reason(&figure.figure),
        });
    }
    if let Some(certainty) = certainty(claim) {
        steps.push(Step { question: "How sure", printed: None, reason: certainty });
    }
    steps
}

/// What people corrected, in a sentence for each decision that counts.
pub(super) fn corrections(decisions: &[Decision]) -> Vec<String> {
    let kinds = [DecisionKind::Attribute, DecisionKind::Date];
    kinds.into_iter().filter_map(|kind| corrected(decisions, kind)).collect()
}

/// The newest decision of a kind, in a sentence.
fn corrected(decisions: &[Decision], kind: DecisionKind) -> Option<String> {
    let newest = decisions.iter().find(|decision| decision.kind == kind)?;
    let who = newest.author.as_deref().unwrap_or("A person");
    let on = view::day_of_stamp(&newest.made_at);
    // What the program read stood before the first decision.
    let first = decisions.iter().rfind(|decision| decision.kind == kind)?;
    let program = |read: &Option<String>, none: &str| read.as_ref().map_or(none.to_owned(), |read| format!("“{read}”"));
    Some(match kind {
        DecisionKind::Date => format!(
            "{who} dated this claim “{}” on {on}; the program had read {}.",
            newest.value_after.as_deref().map(view::edtf_text).unwrap_or_default(),
            program(&first.value_before.as_deref().map(view::edtf_text), "no date")
        ),
        _ => format!(
            "{who} attributed this claim to “{}” on {on}; the program had read {}.",
            newest.name_after.as_deref().unwrap_or_default(),
            program(&first.name_before, "no source")
        ),
    })
}

/// What the confidence means, in a sentence. It is about the reading, never about whether the claim is true.
pub(super) fn certainty(claim: &Claim) -> Option<String> {
    let confidence = claim.confidence?;
    Some(format!(
        "Of 100 claims that the program was as sure of, about {:.0} were read rightly: the words and their speaker. \
         Whether the speaker is right is another matter.",
        confidence * 100.0
    ))
}

fn words_reason(claim: &Claim) -> &'static str {
    match claim.quotation {
        Quotation::Direct if claim.cue.is_none() => {
            "It stands between quotation marks, or a transcript prints it as the speaker’s own words."
        }
        Quotation::Direct => "All of it stands between quotation marks.",
        Quotation::Mixed => "Part of it stands between quotation marks; the rest is in the reporter’s words.",
        Quotation::Indirect => "It stands in the reporter’s words, without quotation marks.",
    }
}

fn who_reason(claim: &Claim, decisions: &[Decision]) -> String {
    if let Some(corrected) = corrected(decisions, DecisionKind::Attribute) {
        return corrected;
    }
    let Some(source) = claim.source() else {
        return match claim.mention {
            Some(_) => "The article does not tell who that is.".to_owned(),
            None => "No words name a speaker here.".to_owned(),
        };
    };
    let name = &source.source.name;
    let identified = match &claim.mention {
        None => format!("No words name a speaker here; the one before goes on: {name}."),
        Some(mention) => mention_reason(mention, source),
    };
    let known = match (source.source.kind, source.source.known_by) {
        (SourceKind::Unnamed | SourceKind::Group, _) => {
            "The article gives no name, so it is this article’s source only."
        }
        (_, KnownBy::Registry) => {
            "It is on the list of states, bodies, people and outlets that are known by several names."
        }
        (_, KnownBy::Name) => "The same name in other articles is taken for the same source.",
        (_, KnownBy::Article) => "The name is not full enough to find the same source in other articles.",
    };
    format!("{identified} {known}")
}

/// How the words that name the source lead to it.
fn mention_reason(mention: &str, source: &ClaimParty) -> String {
    let name = &source.source.name;
    let (printed, full) = (format!(" {} ", fold_name(mention)), format!(" {} ", fold_name(name)));
    if matches!(printed.trim(), "he" | "she" | "it" | "they" | "we" | "i" | "who" | "which" | "that") {
        return format!("A pronoun, taken for the nearest source before it that fits: {name}.");
    }
    if printed.contains(&full) {
        return "Named here.".to_owned();
    }
    let parts = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let surname = parts(&full).last().is_some_and(|surname| parts(&printed).contains(surname));
    match source.source.kind {
        SourceKind::Person if surname => format!("A short form of the name that the article gives more fully: {name}."),
        SourceKind::Government => {
            format!("A country, capital or government that speaks is taken for the state: {name}.")
        }
        SourceKind::Unnamed | SourceKind::Group => format!("Described, not named: {name}."),
        _ => format!("Another name or a description of one whom the article or the list names: {name}."),
    }
}

fn how_reason(claim: &Claim) -> String {
    let word = Attribution::of(claim).word;
    match (&claim.cue, claim.manner) {
        (None, _) if claim.stance == Stance::Asks => {
            "No word attributes it; what a transcript prints as a question counts as asked.".to_owned()
        }
        (None, _) => "No word attributes it; a quotation that goes on, one that is signed, and a turn of a transcript \
                      count as said."
            .to_owned(),
        (Some(_), Manner::Statement) => format!("Counts as “{word}”."),
        (Some(_), Manner::Attitude) => {
            format!("Counts as “{word}”: a view, a plan or a belief is reported, no words that were said.")
        }
    }
}

fn when_reason(claim: &Claim, decisions: &[Decision]) -> String {
    let day = view::said_text(&claim.said);
    match claim.said.basis {
        Basis::Text => match claim.published_day {
            Some(published) => format!("{day}, counted from the day of publication, {}.", view::long_day(published)),
            None => format!("{day}."),
        },
        Basis::Carried => {
            format!(
                "{day}: the date of what the same source said earlier in the article, or of the transcript, goes on."
            )
        }
        Basis::Decision => {
            corrected(decisions, DecisionKind::Date).unwrap_or_else(|| format!("{day}, as corrected here."))
        }
        Basis::Publication => format!("No words tell when: {day}, the day of publication or before it."),
        Basis::None => "Neither the text nor a day of publication tells when.".to_owned(),
    }
}

/// "3,000 or more troops", "about 120 people".
pub(super) fn figure_reason(figure: &Figure) -> String {
    let amount = match (figure.min, figure.max) {
        (Some(min), Some(max)) if min == max => view::quantity(min),
        (Some(min), Some(max)) => format!("{} to {}", view::quantity(min), view::quantity(max)),
        (Some(min), None) => format!("{} or more", view::quantity(min)),
        (None, Some(max)) => format!("{} or fewer", view::quantity(max)),
        (None, None) => "a number".to_owned(),
    };
    let about = if figure.about { "about " } else { "" };
    let unit = figure.unit.as_deref().map(|unit| format!(", {unit}")).unwrap_or_default();
    format!("{about}{amount}{unit}.")
}

fn with_article(noun: &str) -> String {
    format!("{} {noun}", if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Slug, Source, Span};

    fn party(name: &str, kind: SourceKind) -> ClaimParty {
        ClaimParty {
            role: PartyRole::Source,
            source: Source { slug: Slug::of(name), name: name.to_owned(), kind, known_by: KnownBy::Name },
            mention: None,
            printed_role: None,
        }
    }

    #[track_caller]
    fn check(mention: &str, name: &str, kind: SourceKind, expected: &str) {
        let reason = mention_reason(mention, &party(name, kind));
        assert!(reason.starts_with(expected), "{mention}: {reason}");
    }

    #[test]
    fn a_mention_leads_to_its_source_by_a_rule_that_is_named() {
        check("he", "Ama Reth", SourceKind::Person, "A pronoun");
        check("the mayor, Ama Reth", "Ama Reth", SourceKind::Person, "Named here");
        check("Mr Reth", "Ama Reth", SourceKind::Person, "A short form");
        check("the mayor", "Ama Reth", SourceKind::Person, "Another name or a description");
        check("Karsk", "Orvania", SourceKind::Government, "A country, capital");
        check("officials who knew", "officials", SourceKind::Group, "Named here");
        check("a source", "military source", SourceKind::Unnamed, "Described, not named");
    }

    #[test]
    fn figures_are_told_in_words() {
        let figure = |min, max, about, unit: Option<&str>| {
            figure_reason(&Figure { span: Span::new(0, 1), min, max, about, unit: unit.map(Into::into) })
        };
        assert_eq!(figure(Some(3000.0), None, false, Some("troops")), "3,000 or more, troops.");
        assert_eq!(figure(Some(40.0), Some(60.0), false, None), "40 to 60.");
        assert_eq!(figure(Some(1.5), Some(1.5), true, Some("km")), "about 1.5, km.");
        assert_eq!(figure(Some(1.0 / 3.0), Some(1.0 / 3.0), false, Some("houses")), "0.33, houses.");
        assert_eq!(figure(None, Some(12.0), false, Some("men")), "12 or fewer, men.");
    }
}
