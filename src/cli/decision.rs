//! What the commands about decisions share: who decides, the lines of the log, and undoing one.

use std::str::FromStr;

use clap::Args;

use crate::domain::{IdError, Slug, end_of_address};
use crate::store::{Decision, DecisionKind, Store};

/// Who decides.
#[derive(Debug, Args)]
pub(super) struct AuthorArgs {
    /// Who decides; the log and the pages name them
    #[arg(long, value_name = "NAME", global = true)]
    pub(super) by: Option<String>,
}

/// The id of an article, claim or dispute, alone or at the end of its address.
pub(super) fn parse_id<T: FromStr<Err = IdError>>(word: &str) -> Result<T, String> {
    end_of_address(word).parse().map_err(|error: IdError| error.to_string())
}

/// Undoes one line of the log and prints it.
pub(super) async fn undo(store: &Store, number: i64) -> anyhow::Result<()> {
    print_decision(&store.undo_decision(number).await?);
    Ok(())
}

pub(super) fn print_decision(decision: &Decision) {
    println!("{}", line(decision));
}

/// One line of the log.
fn line(decision: &Decision) -> String {
    let named = |name: &Option<String>, slug: &Option<Slug>| match (name, slug) {
        (Some(name), Some(slug)) => format!("“{name}” ({slug})"),
        _ => "nobody".to_owned(),
    };
    let before = named(&decision.name_before, &decision.slug_before);
    let after = named(&decision.name_after, &decision.slug_after);
    let was = decision.value_before.as_deref().unwrap_or("no date");
    let is = decision.value_after.as_deref().unwrap_or_default();
    let claim = decision.claim.as_ref().map(ToString::to_string).unwrap_or_default();
    let claims = counted(decision.claims, "claim");
    let dispute = decision.dispute.as_ref().map(ToString::to_string).unwrap_or_default();
    let other = decision.other_dispute.as_ref().map(ToString::to_string).unwrap_or_default();
    let heading = |heading: &Option<String>| match heading {
        Some(heading) => format!("“{heading}”"),
        None => "as the program found it".to_owned(),
    };
    let what = match decision.kind {
        DecisionKind::Merge => format!("merged {before} into {after}, {claims}"),
        DecisionKind::Split => {
            format!("split {after} from {before}, {claims} of {}", counted(decision.articles, "article"))
        }
        DecisionKind::Rename => format!("renamed {before} to {after}, {claims}"),
        DecisionKind::Kind => format!("made {after} a source of the kind {is} (before: {was}), {claims}"),
        DecisionKind::Attribute => format!("attributed claim {claim} to {after} (before: {before})"),
        DecisionKind::Date => format!("dated claim {claim} {is} (before: {was})"),
        DecisionKind::Join => format!("joined dispute {other} to {dispute}, {claims}"),
        DecisionKind::Part => format!("parted {claims} from dispute {dispute}"),
        DecisionKind::Heading => {
            let (was, is) = (heading(&decision.value_before), heading(&decision.value_after));
            format!("headed dispute {dispute} {is} (before: {was}), {claims}")
        }
        DecisionKind::Close => {
            format!("closed dispute {dispute}, {claims}: {}", decision.reason.as_deref().unwrap_or_default())
        }
    };
    let by = decision.author.as_ref().map(|author| format!(" · by {author}")).unwrap_or_default();
    let undone = decision.undone_at.as_ref().map(|when| format!(" · undone {when}")).unwrap_or_default();
    let applies =
        if decision.applies || decision.undone_at.is_some() { "" } else { " · without effect: its claims are gone" };
    format!("{}  {}  {what}{by}{undone}{applies}", decision.number, decision.made_at)
}

fn counted(count: i64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::DecidedAbout;

    fn decision(kind: DecisionKind) -> Decision {
        Decision {
            number: 3,
            kind,
            claim: (kind.about() == DecidedAbout::Claim).then(|| "0123456789abcdef".parse().unwrap()),
            dispute: (kind.about() == DecidedAbout::Dispute).then(|| "0123456789abcdef".parse().unwrap()),
            other_dispute: (kind == DecisionKind::Join).then(|| "fedcba9876543210".parse().unwrap()),
            name_before: Some("Ada Brant".into()),
            slug_before: Some(Slug::of("Ada Brant")),
            name_after: Some("Ada Brandt".into()),
            slug_after: Some(Slug::of("Ada Brandt")),
            value_before: None,
            value_after: None,
            reason: None,
            applies: true,
            claims: 1,
            articles: 2,
            author: None,
            made_at: "2025-03-05T10:00:00Z".into(),
            undone_at: None,
        }
    }

    #[track_caller]
    fn check(decision: Decision, expected: &str) {
        assert_eq!(line(&decision), format!("3  2025-03-05T10:00:00Z  {expected}"));
    }

    #[test]
    fn the_log_tells_what_happened() {
        let values = |before: Option<&str>, after: &str| (before.map(Into::into), Some(after.into()));
        check(decision(DecisionKind::Merge), "merged “Ada Brant” (ada-brant) into “Ada Brandt” (ada-brandt), 1 claim");
        check(
            decision(DecisionKind::Split),
            "split “Ada Brandt” (ada-brandt) from “Ada Brant” (ada-brant), 1 claim of 2 articles",
        );
        let undone_at = Some("2025-03-06T10:00:00Z".into());
        check(
            Decision { undone_at, ..decision(DecisionKind::Rename) },
            "renamed “Ada Brant” (ada-brant) to “Ada Brandt” (ada-brandt), 1 claim · undone 2025-03-06T10:00:00Z",
        );
        let (value_before, value_after) = values(Some("person"), "organisation");
        check(
            Decision { value_before, value_after, ..decision(DecisionKind::Kind) },
            "made “Ada Brandt” (ada-brandt) a source of the kind organisation (before: person), 1 claim",
        );
        check(
            Decision {
                name_before: None,
                slug_before: None,
                author: Some("Olof".into()),
                ..decision(DecisionKind::Attribute)
            },
            "attributed claim 0123456789abcdef to “Ada Brandt” (ada-brandt) (before: nobody) · by Olof",
        );
        let (value_before, value_after) = values(None, "2025-03");
        check(
            Decision { value_before, value_after, ..decision(DecisionKind::Date) },
            "dated claim 0123456789abcdef 2025-03 (before: no date)",
        );
        check(decision(DecisionKind::Join), "joined dispute fedcba9876543210 to 0123456789abcdef, 1 claim");
        check(
            Decision { applies: false, ..decision(DecisionKind::Part) },
            "parted 1 claim from dispute 0123456789abcdef · without effect: its claims are gone",
        );
        let (value_before, value_after) = values(None, "How many died?");
        check(
            Decision { value_before, value_after, ..decision(DecisionKind::Heading) },
            "headed dispute 0123456789abcdef “How many died?” (before: as the program found it), 1 claim",
        );
        let reason = Some("two bridges".into());
        check(
            Decision { reason, ..decision(DecisionKind::Close) },
            "closed dispute 0123456789abcdef, 1 claim: two bridges",
        );
    }
}
