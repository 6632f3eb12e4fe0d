//! How a claim was read, step by step: the words that each conclusion rests on, and the rule that led to it.

use crate::domain::{Basis, Claim, Conclusion, Figure, KnownBy, Manner, PartyRole, Quotation, Reason, SourceKind};
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

/// Every step, in the order in which they are taken. `reasons` are those of the reading; `None` where it kept none.
pub(super) fn steps(claim: &Claim, reasons: Option<&[Reason]>, decisions: &[Decision]) -> Vec<Step> {
    let why = |about| reasons.map(|reasons| why(reasons, about)).unwrap_or_default();
    let of_one = |about, at, all| reasons.map(|reasons| of_one(reasons, about, at, all)).unwrap_or_default();
    let mut steps = vec![Step { question: "Words", printed: None, reason: words_reason(claim).to_owned() }];
    steps.extend(named_by(claim, &why(Conclusion::Mention), decisions));
    steps.push(Step {
        question: "Who",
        printed: claim.mention.clone(),
        reason: corrected(decisions, DecisionKind::Attribute)
            .unwrap_or_else(|| format!("{}{}", who_reason(claim), why(Conclusion::Source))),
    });
    steps.extend(kind_step(claim, &why(Conclusion::Kind), decisions));
    let others: Vec<_> = claim.with_role(PartyRole::Other).collect();
    steps.extend(others.iter().enumerate().map(|(at, other)| Step {
        question: "And who",
        printed: other.mention.clone(),
        reason: format!("{}.{}", other.source.name, of_one(Conclusion::Other, at, others.len())),
    }));
    steps.push(Step {
        question: "How",
        printed: claim.cue.clone(),
        reason: format!("{}{}", how_reason(claim), why(Conclusion::Stance)),
    });
    let via: Vec<_> = claim.with_role(PartyRole::Via).collect();
    steps.extend(via.iter().enumerate().map(|(at, link)| Step {
        question: "Through",
        printed: link.mention.clone(),
        reason: format!(
            "{}, {} between the source and the publisher.{}",
            link.source.name,
            with_article(kind_words(link.source.kind).0),
            of_one(Conclusion::Via, at, via.len())
        ),
    }));
    let said = corrected(decisions, DecisionKind::Date);
    steps.push(Step {
        question: "When",
        printed: claim.said.words.clone(),
        reason: said.unwrap_or_else(|| format!("{}{}", when_reason(claim), why(Conclusion::Said))),
    });
    let figures = claim.figures.iter().enumerate();
    steps.extend(figures.map(|(at, figure)| Step {
        question: "How many",
        printed: Some(figure.words.clone()),
        reason: format!("{}{}", figure_reason(&figure.figure), of_one(Conclusion::Figure, at, claim.figures.len())),
    }));
    if let Some(certainty) = certainty(claim) {
        steps.push(Step { question: "How sure", printed: None, reason: certainty });
    }
    if reasons.is_none() {
        let reason = "The version that read this claim kept no reasons; a new reading of the article gives them.";
        steps.push(Step { question: "Why", printed: None, reason: reason.to_owned() });
    }
    steps
}

/// The rules that led to a conclusion, in sentences, each with what it went by.
fn why(reasons: &[Reason], about: Conclusion) -> String {
    let of_this = reasons.iter().filter(|reason| reason.about == about);
    of_this.map(|reason| told(&reason.rule, &reason.features)).collect()
}

/// The rule that led to the conclusion about one of `all`: each has a reason of its own, whose first feature names it as
/// printed. Empty where their numbers differ, as when people made two of them one.
fn of_one(reasons: &[Reason], about: Conclusion, at: usize, all: usize) -> String {
    let of_this: Vec<&Reason> = reasons.iter().filter(|reason| reason.about == about).collect();
    let reason = of_this.get(at).filter(|_| of_this.len() == all);
    reason.map(|reason| told(&reason.rule, reason.features.get(1..).unwrap_or_default())).unwrap_or_default()
}

fn told(rule: &str, features: &[String]) -> String {
    match features {
        [] => format!(" The rule: {rule}."),
        features => format!(" The rule: {rule} ({}).", features.join("; ")),
    }
}

/// Which words name the source; `None` where the reading kept no reason, and where people say that none do.
fn named_by(claim: &Claim, why: &str, decisions: &[Decision]) -> Option<Step> {
    if why.is_empty() || is_nobodys(decisions) {
        return None;
    }
    let words = match claim.mention {
        Some(_) => "These words name the source.",
        None => "No words beside it name the source.",
    };
    Some(Step { question: "Named by", printed: claim.mention.clone(), reason: format!("{words}{why}") })
}

/// What kind of source it is; `None` where the reading kept no reason, and where people say who it was.
fn kind_step(claim: &Claim, why: &str, decisions: &[Decision]) -> Option<Step> {
    let source =
        claim.source().filter(|_| !why.is_empty() && corrected(decisions, DecisionKind::Attribute).is_none())?;
    let noun = with_article(kind_words(source.source.kind).0);
    Some(Step { question: "What kind", printed: None, reason: format!("Taken for {noun}.{why}") })
}

/// What people corrected, in a sentence for each decision that counts.
pub(super) fn corrections(decisions: &[Decision]) -> Vec<String> {
    let kinds = [DecisionKind::Attribute, DecisionKind::Date];
    kinds.into_iter().filter_map(|kind| corrected(decisions, kind)).collect()
}

/// True where the decision that counts attributes the claim to nobody.
pub(super) fn is_nobodys(decisions: &[Decision]) -> bool {
    let newest = decisions.iter().find(|decision| decision.kind == DecisionKind::Attribute);
    newest.is_some_and(|decision| decision.name_after.is_none())
}

/// The newest decision of a kind, in a sentence.
fn corrected(decisions: &[Decision], kind: DecisionKind) -> Option<String> {
    let newest = decisions.iter().find(|decision| decision.kind == kind)?;
    let who = newest.author.as_deref().unwrap_or("A person");
    let on = view::day_of_stamp(&newest.made_at);
    // What the program read stood before the first decision.
    let first = decisions.iter().rfind(|decision| decision.kind == kind)?;
    let quoted =
        |words: &Option<String>, none: &str| words.as_ref().map_or(none.to_owned(), |words| format!("“{words}”"));
    Some(match kind {
        DecisionKind::Date => format!(
            "{who} dated this claim “{}” on {on}; the program had read {}.",
            newest.value_after.as_deref().map(view::edtf_text).unwrap_or_default(),
            quoted(&first.value_before.as_deref().map(view::edtf_text), "no date")
        ),
        _ => format!(
            "{who} attributed this claim to {} on {on}; the program had read {}.",
            quoted(&newest.name_after, "nobody"),
            quoted(&first.name_before, "no source")
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

fn who_reason(claim: &Claim) -> String {
    let Some(source) = claim.source() else {
        return match claim.mention {
            Some(_) => "The article does not tell who that is.".to_owned(),
            None => "No words name a speaker here.".to_owned(),
        };
    };
    let name = &source.source.name;
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
    format!("{name}. {known}")
}

fn how_reason(claim: &Claim) -> String {
    let word = Attribution::of(claim).word;
    match claim.manner {
        Manner::Statement => format!("Counts as “{word}”."),
        Manner::Attitude => {
            format!("Counts as “{word}”: a view, a plan or a belief is reported, no words that were said.")
        }
    }
}

fn when_reason(claim: &Claim) -> String {
    let day = view::said_text(&claim.said);
    match (claim.said.basis, claim.published_day) {
        (Basis::Text, Some(published)) => {
            format!("{day}, counted from the day of publication, {}.", view::long_day(published))
        }
        (Basis::Publication, _) => format!("{day}, the day of publication or before it."),
        (Basis::None, _) => "Neither the text nor a day of publication tells when.".to_owned(),
        _ => format!("{day}."),
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
    use crate::domain::Span;

    #[test]
    fn a_rule_is_told_with_what_it_went_by() {
        let reason = |about, rule: &str, features: &[&str]| Reason {
            about,
            rule: rule.to_owned(),
            features: features.iter().map(|feature| (*feature).to_owned()).collect(),
        };
        let reasons = [
            reason(Conclusion::Source, "whom it most likely stands for", &["named last", "has spoken"]),
            reason(Conclusion::Said, "no words tell a day", &[]),
        ];
        let expected = " The rule: whom it most likely stands for (named last; has spoken).";
        assert_eq!(why(&reasons, Conclusion::Source), expected);
        assert_eq!(why(&reasons, Conclusion::Said), " The rule: no words tell a day.");
        assert_eq!(why(&reasons, Conclusion::Stance), "");
        let figures = [
            reason(Conclusion::Figure, "a number in digits", &["40 men", "it counts “men”"]),
            reason(Conclusion::Figure, "a number in words", &["two"]),
        ];
        let of_one = |at, all| of_one(&figures, Conclusion::Figure, at, all);
        assert_eq!(of_one(0, 2), " The rule: a number in digits (it counts “men”).");
        assert_eq!(of_one(1, 2), " The rule: a number in words.");
        assert_eq!(of_one(1, 3), "", "nothing tells which is which");
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
