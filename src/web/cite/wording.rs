//! What every citation tells of a claim: who said what, through whom, when, and where it was printed.

use jiff::civil::Date;

use super::clean::{clean, inside_quotation_marks, isolated};
use crate::domain::{Article, Basis, Claim, ClaimId, ClaimParty, PartyRole, Quotation, SourceKind, fold_name};
use crate::web::view::{self, Attribution};

/// The longest words for an unnamed source that stand in a citation, in characters.
const LONGEST_MENTION: usize = 160;

/// A claim as citations tell it. All words are on one line, without control characters.
#[derive(Debug, Clone)]
pub(in crate::web) struct Cited {
    pub(super) id: ClaimId,
    pub(super) permalink: String,
    /// "Ada Brandt, General, through Ida Lund, warned".
    attributed: String,
    pub(super) content: String,
    pub(super) quotation: Quotation,
    /// "Said 4 March 2025 (“on Tuesday”)."
    said: String,
    /// The headline, or words in brackets that stand in for it.
    pub(super) title: String,
    has_title: bool,
    /// As printed. Which part of a name is the family's, nobody can tell of all of them.
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<Date>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// "6 March 2025": when the text was loaded in which it was read.
    loaded: String,
    standing: Standing,
}

/// Whether a claim still stands in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Standing {
    /// It does.
    Current,
    /// The newest text that was loaded no longer holds the words.
    NotInNewestText,
    /// The newest text, or a later reading of the same one, yields no such claim.
    NotReadAgain,
}

impl Cited {
    /// `permalink` is the absolute address of the claim's page.
    pub(in crate::web) fn of(claim: &Claim, article: &Article, permalink: String, standing: Standing) -> Self {
        Self {
            id: claim.id.clone(),
            permalink,
            attributed: attributed(claim),
            content: clean(&claim.content),
            quotation: claim.quotation,
            said: said(claim),
            title: match &article.title {
                Some(title) => clean(title),
                None => format!("[{}]", view::headline(None)),
            },
            has_title: article.title.is_some(),
            authors: article.authors.iter().map(|name| clean(name)).filter(|name| !name.is_empty()).collect(),
            publisher: article.publisher.as_ref().map(|publisher| clean(&publisher.name)),
            published: article.published_day,
            url: article.url.clone(),
            language: article.language.as_deref().map(clean),
            loaded: view::day_of_stamp(&claim.loaded_at),
            standing,
        }
    }

    /// The publisher's address, or that of the claim where the article has none.
    pub(super) fn address(&self) -> &str {
        self.url.as_deref().unwrap_or(&self.permalink)
    }

    /// Who said what and when, in two sentences.
    pub(in crate::web) fn statement(&self) -> String {
        format!("{}: {} {}{}", self.attributed, self.words(), self.said, self.standing.sentence())
    }

    /// The same without the words.
    pub(super) fn attributed_alone(&self) -> String {
        format!("{}. {}{}", self.attributed, self.said, self.standing.sentence())
    }

    /// The statement, the day on which the text was loaded, and the permalink: what reference managers keep as a note.
    pub(in crate::web) fn summary(&self) -> String {
        format!("{} Text loaded on {}. Onrecord, {}", self.statement(), self.loaded, self.permalink)
    }

    /// The whole citation in one line, for a footnote.
    pub(in crate::web) fn footnote(&self) -> String {
        let printed = self.printed();
        let printed = if printed.is_empty() { printed } else { format!(" {printed}.") };
        isolated(&format!("{}{printed} Onrecord, {}", self.statement(), self.permalink))
    }

    /// The words, between quotation marks only where the article has them.
    fn words(&self) -> String {
        let content = &self.content;
        match self.quotation {
            Quotation::Direct => {
                let end = if content.ends_with(['.', '!', '?', '…']) { "" } else { "." };
                format!("“{}”{end}", inside_quotation_marks(content))
            }
            quotation => format!("{} ({}).", content.trim_end_matches('.'), view::quotation_words(quotation)),
        }
    }

    /// "Ida Lund, “Report on bridge”, River Post, 5 March 2025, <https://…>".
    fn printed(&self) -> String {
        let authors = (!self.authors.is_empty()).then(|| self.authors.join(", "));
        let parts = [
            authors,
            self.has_title.then(|| format!("“{}”", inside_quotation_marks(&self.title))),
            self.publisher.clone(),
            self.published.map(view::long_day),
            self.url.as_ref().map(|url| format!("<{}>", super::clean::address(url))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Standing {
    fn sentence(self) -> &'static str {
        match self {
            Self::Current => "",
            Self::NotInNewestText => " No longer in the article: an earlier text of it held these words.",
            Self::NotReadAgain => " A later reading of the article no longer finds this claim.",
        }
    }
}

/// "Ada Brandt, General, through Ida Lund, warned".
fn attributed(claim: &Claim) -> String {
    let mut who = match claim.source() {
        Some(source) => called(source, claim.mention.as_deref()),
        None => view::speaker_name(None, claim.mention.as_deref().map(clean).as_deref()),
    };
    if let Some(role) = claim.source().and_then(|source| source.printed_role.as_deref()) {
        who.push_str(&format!(", {},", clean(role)));
    }
    for other in claim.with_role(PartyRole::Other) {
        who.push_str(&format!(" and {}", called(other, None)));
    }
    // The publisher is named as the one that printed it.
    let publisher = claim.publisher.as_ref().map(|publisher| publisher.name.as_str());
    let via = claim.with_role(PartyRole::Via).filter(|party| Some(party.source.name.as_str()) != publisher);
    let via: Vec<String> = via.map(|party| called(party, None)).collect();
    if !via.is_empty() {
        let comma = if who.ends_with(',') { "" } else { "," };
        who.push_str(&format!("{comma} through {},", via.join(" and ")));
    }
    format!("{who} {}", clean(&Attribution::of(claim).in_citation()))
}

/// The name of a source; of one without a name the words printed for it, between quotation marks.
fn called(party: &ClaimParty, mention: Option<&str>) -> String {
    let name = clean(&party.source.name);
    if !matches!(party.source.kind, SourceKind::Unnamed | SourceKind::Group) {
        return name;
    }
    // "They" tells less than what stands for the source elsewhere in the article.
    let mention = party.mention.as_deref().or(mention).map(clean);
    let words = mention.filter(|mention| fold_name(mention).contains(&fold_name(&name))).unwrap_or(name);
    format!("“{}”", inside_quotation_marks(&view::shortened(&words, LONGEST_MENTION)))
}

/// When it was said, with what that rests on, in a sentence.
fn said(claim: &Claim) -> String {
    let Some(day) = view::said_in_full(&claim.said) else { return "When it was said is not told.".to_owned() };
    let basis = match claim.said.basis {
        Basis::Decision => "as corrected by Onrecord’s operator".to_owned(),
        _ => view::basis_text(&claim.said),
    };
    format!("Said {day} ({}).", clean(&basis))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{KnownBy, Manner, Publisher, SaidDate, Slug, Source, Stance};

    fn party(role: PartyRole, kind: SourceKind, name: &str, mention: Option<&str>) -> ClaimParty {
        let source = Source { slug: Slug::of(name), name: name.to_owned(), kind, known_by: KnownBy::Name };
        ClaimParty { role, source, mention: mention.map(Into::into), printed_role: None }
    }

    fn person(role: PartyRole, name: &str) -> ClaimParty {
        party(role, SourceKind::Person, name, None)
    }

    fn said_on(day: &str, words: &str) -> SaidDate {
        let day = Some(day.parse().unwrap());
        SaidDate { edtf: None, basis: Basis::Text, words: Some(words.to_owned()), from: day, to: day }
    }

    fn claim(parties: Vec<ClaimParty>, cue: Option<&str>, mention: Option<&str>) -> Claim {
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
            said: said_on("2024-10-23", "on Wednesday"),
            figures: Vec::new(),
            confidence: None,
            partial: None,
            loaded_at: "2025-03-06T07:00:00Z".to_owned(),
        }
    }

    fn article() -> Article {
        Article {
            id: "0123456789abcdef".parse().unwrap(),
            url: Some("https://river.example/a".to_owned()),
            title: Some("Report on bridge".to_owned()),
            publisher: Some(Publisher { slug: Slug::of("River Post"), name: "River Post".to_owned() }),
            authors: vec!["Ida Lund".to_owned()],
            published: Some("2025-03-05".to_owned()),
            published_day: Some("2025-03-05".parse().unwrap()),
            language: Some("en".to_owned()),
            license: None,
            attribution: None,
            partial: None,
            corrections: Vec::new(),
            loaded_at: "2025-03-06T07:00:00Z".to_owned(),
            is_read: true,
            claims: 1,
        }
    }

    fn cited(claim: &Claim, article: &Article) -> Cited {
        let permalink = "https://e.org/claims/0123456789abcdef".to_owned();
        Cited::of(claim, article, permalink, Standing::Current)
    }

    /// A paraphrase.
    pub(in crate::web::cite) fn indirect() -> Cited {
        let mut claim = claim(vec![person(PartyRole::Source, "Ada Brandt")], Some("warned"), None);
        claim.stance = Stance::Warns;
        cited(&claim, &article())
    }

    /// A quotation that holds what each form has a meaning for.
    pub(in crate::web::cite) fn hard() -> Cited {
        let mut parties = vec![person(PartyRole::Source, "Ada Brandt"), person(PartyRole::Via, "John\r\nKirby")];
        parties[0].printed_role = Some("General".to_owned());
        let mut claim = claim(parties, Some("said"), None);
        claim.quotation = Quotation::Direct;
        claim.content = "It is “ours”\n{now} | a=b.".to_owned();
        let mut article = article();
        article.title = Some("100% of {bridges}\u{0} \\cost $5 #1".to_owned());
        article.authors = vec!["Ida & Co_1".to_owned(), "\u{202E}محمد علي".to_owned()];
        article.publisher = Some(Publisher { slug: Slug::of("x"), name: "River | Post = ]] {{x".to_owned() });
        article.url = Some("https://river.example/a b?c={d}".to_owned());
        cited(&claim, &article)
    }

    #[track_caller]
    fn check(claim: &Claim, expected: &str) {
        assert_eq!(cited(claim, &article()).statement(), expected);
    }

    #[test]
    fn a_citation_names_the_verb_the_chain_and_the_day_with_its_basis() {
        let parties = || vec![person(PartyRole::Source, "Ada Brandt"), person(PartyRole::Via, "John Kirby")];
        check(
            &claim(parties(), Some("said"), None),
            "Ada Brandt, through John Kirby, said: the bridge is shut (in the reporter’s words). \
             Said 23 October 2024 (“on Wednesday”).",
        );
        check(
            &claim(parties(), Some("told"), None),
            "Ada Brandt, through John Kirby, says (“told”): the bridge is shut (in the reporter’s words). \
             Said 23 October 2024 (“on Wednesday”).",
        );
        let mut dismissed = claim(parties(), Some("dismissed"), None);
        dismissed.stance = Stance::Denies;
        dismissed.said.basis = Basis::Carried;
        check(
            &dismissed,
            "Ada Brandt, through John Kirby, dismissed (denies): the bridge is shut (in the reporter’s words). \
             Said 23 October 2024 (same source, earlier in the text).",
        );
        let mut with_role = claim(parties(), Some("according to"), None);
        with_role.parties[0].printed_role = Some("General".to_owned());
        with_role.parties[1] = person(PartyRole::Via, "River Post");
        with_role.said =
            SaidDate { edtf: Some("XXXX-10-23".to_owned()), basis: Basis::Decision, words: None, from: None, to: None };
        check(
            &with_role,
            "Ada Brandt, General, says (“according to”): the bridge is shut (in the reporter’s words). \
             Said 23 October, year not told (as corrected by Onrecord’s operator).",
        );
    }

    #[test]
    fn printed_words_stand_for_who_has_no_name() {
        let end = "the bridge is shut (in the reporter’s words). Said 23 October 2024 (“on Wednesday”).";
        check(&claim(Vec::new(), Some("said"), Some("the old man")), &format!("“the old man” said: {end}"));
        let unnamed = |name: &str, mention: Option<&str>| {
            claim(vec![party(PartyRole::Source, SourceKind::Unnamed, name, mention)], Some("said"), mention)
        };
        let printed = "a military intelligence source";
        check(&unnamed("military intelligence source", Some(printed)), &format!("“{printed}” said: {end}"));
        check(&unnamed("two officials", Some("they")), &format!("“two officials” said: {end}"));
        check(&unnamed("two officials", None), &format!("“two officials” said: {end}"));
    }

    #[test]
    fn only_a_quotation_stands_between_quotation_marks() {
        let mut claim = claim(vec![person(PartyRole::Source, "Ada Brandt")], Some("said"), None);
        claim.content = "they say “never” here.".to_owned();
        claim.said = SaidDate { edtf: None, basis: Basis::None, words: None, from: None, to: None };
        let statement = |claim: &Claim| cited(claim, &article()).statement();
        claim.quotation = Quotation::Mixed;
        assert_eq!(
            statement(&claim),
            "Ada Brandt said: they say “never” here (partly quoted). When it was said is not told."
        );
        claim.quotation = Quotation::Direct;
        assert_eq!(statement(&claim), "Ada Brandt said: “they say ‘never’ here.” When it was said is not told.");
    }

    #[test]
    fn a_footnote_is_one_line_with_everything_in_it() {
        assert_eq!(
            hard().footnote(),
            "Ada Brandt, General, through John Kirby, said: “It is ‘ours’ {now} | a=b.” \
             Said 23 October 2024 (“on Wednesday”). Ida & Co_1, \u{2068}محمد علي\u{2069}, \
             “100% of {bridges} \\cost $5 #1”, River | Post = ]] {{x, 5 March 2025, \
             <https://river.example/a%20b?c=%7Bd%7D>. Onrecord, https://e.org/claims/0123456789abcdef"
        );
        let mut gone = indirect();
        gone.standing = Standing::NotInNewestText;
        assert!(gone.footnote().contains("(“on Wednesday”). No longer in the article: an earlier text of it held"));
    }
}
