//! A claim in one line, for a footnote.

use crate::domain::{Article, Claim, Quotation};
use crate::web::view::{self, ClaimView};

/// Who said what, through whom, when, and where it was printed. Only a quotation stands between quotation marks.
pub(super) fn citation(claim: &Claim, article: &Article, view: &ClaimView, permalink: &str) -> String {
    let said = view::said_in_full(&claim.said).map(|day| format!(" Said {day}.")).unwrap_or_default();
    format!("{}: {}{said}{} Onrecord, {permalink}", attributed(view), words(claim), printed(claim, article))
}

/// "Ada Brandt, General, through Ida Lund, says".
fn attributed(view: &ClaimView) -> String {
    let mut who = match &view.source {
        Some(source) => source.name.clone(),
        None => view.speaker(),
    };
    if let Some(role) = view.source.as_ref().and_then(|source| source.role.as_deref()) {
        who.push_str(&format!(", {role},"));
    }
    for other in &view.others {
        who.push_str(&format!(" and {}", other.name));
    }
    // The publisher is named below as the one that printed it.
    let publisher = view.publisher.as_ref().map(|(_, name)| name.as_str());
    let via: Vec<&str> =
        view.via.iter().map(|party| party.name.as_str()).filter(|name| Some(*name) != publisher).collect();
    if !via.is_empty() {
        let comma = if who.ends_with(',') { "" } else { "," };
        who.push_str(&format!("{comma} through {},", via.join(" and ")));
    }
    format!("{who} {}", view.attribution.cited())
}

/// The words, quoted where the article quotes them.
fn words(claim: &Claim) -> String {
    let content = claim.content.split_whitespace().collect::<Vec<_>>().join(" ");
    match claim.quotation {
        Quotation::Direct if content.ends_with(['.', '!', '?', '…']) => format!("“{content}”"),
        Quotation::Direct => format!("“{content}”."),
        quotation => format!("{} ({}).", content.trim_end_matches('.'), view::quotation_words(quotation)),
    }
}

/// " “Report on bridge”, River Post, 5 March 2025, <https://…>."
fn printed(claim: &Claim, article: &Article) -> String {
    let parts = [
        claim.article_title.as_deref().map(|title| format!("“{title}”")),
        claim.publisher.as_ref().map(|publisher| publisher.name.clone()),
        claim.published_day.map(view::long_day),
        article.url.as_ref().map(|url| format!("<{url}>")),
    ];
    let printed = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if printed.is_empty() { printed } else { format!(" {printed}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Basis, ClaimParty, KnownBy, Manner, PartyRole, Publisher, SaidDate, Slug, Source, SourceKind, Stance,
    };

    fn party(role: PartyRole, name: &str) -> ClaimParty {
        let source =
            Source { slug: Slug::of(name), name: name.to_owned(), kind: SourceKind::Person, known_by: KnownBy::Name };
        ClaimParty { role, source, mention: None, printed_role: None }
    }

    fn claim(parties: Vec<ClaimParty>, cue: Option<&str>, mention: Option<&str>) -> Claim {
        let day = Some("2024-10-23".parse().unwrap());
        Claim {
            id: "0123456789abcdef".parse().unwrap(),
            inside: None,
            article_id: "0123456789abcdef".parse().unwrap(),
            article_title: None,
            publisher: Some(Publisher { slug: Slug::of("River Post"), name: "River Post".to_owned() }),
            published_day: None,
            content: "the bridge is shut".to_owned(),
            cue: cue.map(Into::into),
            mention: mention.map(Into::into),
            parties,
            quotation: Quotation::Indirect,
            stance: Stance::Asserts,
            manner: Manner::Statement,
            said: SaidDate { edtf: None, basis: Basis::Text, words: None, from: day, to: day },
            figures: Vec::new(),
            confidence: None,
            partial: None,
            loaded_at: String::new(),
        }
    }

    #[track_caller]
    fn check(claim: &Claim, expected: &str) {
        let view = ClaimView::of(claim);
        let said = view::said_in_full(&claim.said).map(|day| format!(" Said {day}.")).unwrap_or_default();
        assert_eq!(format!("{}: {}{said}", attributed(&view), words(claim)), expected);
    }

    #[test]
    fn a_citation_names_who_passed_the_words_on_and_the_day() {
        let parties = || vec![party(PartyRole::Source, "Ada Brandt"), party(PartyRole::Via, "John Kirby")];
        check(
            &claim(parties(), Some("warned"), None),
            "Ada Brandt, through John Kirby, says (“warned”): the bridge is shut (in the reporter’s words). Said 23 October 2024.",
        );
        let mut with_role = claim(parties(), Some("according to"), None);
        with_role.parties[0].printed_role = Some("General".to_owned());
        with_role.parties[1] = party(PartyRole::Via, "River Post");
        with_role.said =
            SaidDate { edtf: Some("XXXX-10-23".to_owned()), basis: Basis::Text, words: None, from: None, to: None };
        check(
            &with_role,
            "Ada Brandt, General, says (“according to”): the bridge is shut (in the reporter’s words). \
             Said 23 October, year not told.",
        );
    }

    #[test]
    fn words_stand_for_a_speaker_who_was_not_found() {
        check(
            &claim(Vec::new(), Some("said"), Some("the old man")),
            "“the old man” says: the bridge is shut (in the reporter’s words). Said 23 October 2024.",
        );
    }
}
