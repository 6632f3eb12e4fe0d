//! Claims in words: dates, stances and names as pages print them.

use jiff::civil::Date;

use crate::domain::{
    Article, Basis, Claim, ClaimParty, KnownBy, Partial, PartyRole, Provenance, Quotation, SaidDate, SourceKind, Stance,
};
use crate::store::{ClaimHit, Days, MarkedText};

/// "23 October 2024".
pub(super) fn long_day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// "23 Oct 2024".
pub(super) fn short_day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// The day of a stored time stamp, in words; the stamp itself where it cannot be read.
pub(super) fn day_of_stamp(stamp: &str) -> String {
    stamp.get(..10).and_then(|day| day.parse().ok()).map_or_else(|| stamp.to_owned(), long_day)
}

/// A stored time stamp, in words: "24 October 2024, 13:02 UTC".
pub(super) fn moment(stamp: &str) -> String {
    match stamp.parse::<jiff::Timestamp>() {
        Ok(time) => time.strftime("%-d %B %Y, %H:%M UTC").to_string(),
        Err(_) => stamp.to_owned(),
    }
}

/// "5 March 2025 to 23 March 2025", or one day.
pub(super) fn days_text(days: &Days) -> String {
    let (first, last) = (short_day(days.first), short_day(days.last));
    if first == last { first } else { format!("{first} to {last}") }
}

/// 12345 as "12,345".
pub(super) fn number(count: &i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if *count < 0 { format!("-{grouped}") } else { grouped }
}

/// "1 claim", "2,000 claims".
pub(super) fn counted(count: &i64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if *count == 1 { one } else { many })
}

/// "12 of 340 (4%)": a share with what it is a share of.
pub(super) fn share_text(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return number(&part);
    }
    let percent = match (part * 1000 / whole + 5) / 10 {
        0 if part > 0 => "under 1%".to_owned(),
        100 if part < whole => "over 99%".to_owned(),
        percent => format!("{percent}%"),
    };
    format!("{} of {} ({percent})", number(&part), number(&whole))
}

/// How many claims an article has, for a column of numbers; of one that waits to be read, that it does.
pub(super) fn claims_of(article: &Article) -> String {
    match (article.is_read, article.claims) {
        (true, claims) => number(&claims),
        (false, 0) => "not read yet".to_owned(),
        (false, claims) => format!("{} of an earlier reading", number(&claims)),
    }
}

/// When it was said, in words.
pub(super) fn said_text(said: &SaidDate) -> String {
    let month_and_year = |day: Date| day.strftime("%b %Y").to_string();
    match (said.from, said.to) {
        (Some(from), Some(to)) if from == to => short_day(to),
        (Some(from), Some(to)) if (from.year(), from.month()) == (to.year(), to.month()) => {
            if from.day() == 1 && to.day() == to.days_in_month() {
                month_and_year(to)
            } else {
                format!("{}–{}", from.day(), short_day(to))
            }
        }
        (Some(from), Some(to)) if (from, to) == (from.first_of_year(), from.last_of_year()) => from.year().to_string(),
        (Some(from), Some(to)) => format!("{} – {}", short_day(from), short_day(to)),
        (None, Some(to)) => format!("by {}", short_day(to)),
        (Some(from), None) => format!("from {}", short_day(from)),
        (None, None) => match said.edtf.as_deref().and_then(day_without_year) {
            Some(day) => format!("{day}, year not told"),
            None => said.edtf.clone().unwrap_or_else(|| "no date".to_owned()),
        },
    }
}

/// "XXXX-10-23" as "23 Oct".
fn day_without_year(edtf: &str) -> Option<String> {
    let day: Date = format!("2000-{}", edtf.strip_prefix("XXXX-")?).parse().ok()?;
    Some(day.strftime("%-d %b").to_string())
}

/// What the date rests on, in words.
pub(super) fn basis_text(said: &SaidDate) -> String {
    match (said.basis, &said.words) {
        (Basis::Text, Some(words)) => format!("“{words}”"),
        (Basis::Text, None) => "from the text".to_owned(),
        (Basis::Carried, _) => "same source, earlier in the text".to_owned(),
        (Basis::Publication, _) => "by publication date".to_owned(),
        (Basis::None, _) => "nothing tells when".to_owned(),
    }
}

/// A stance as a sign and a word; the sign is hidden from screen readers.
pub(super) fn stance_words(stance: Stance) -> (&'static str, &'static str) {
    match stance {
        Stance::Asserts => ("", "says"),
        Stance::Confirms => ("✓", "confirms"),
        Stance::Denies => ("⊘", "denies"),
        Stance::Believes => ("≈", "believes"),
        Stance::Alleges => ("‽", "alleges"),
        Stance::Warns => ("▲", "warns"),
        Stance::Predicts => ("↗", "predicts"),
        Stance::Promises => ("✦", "promises"),
        Stance::Demands => ("!", "demands"),
        Stance::Asks => ("?", "asks"),
        Stance::Declines => ("∅", "declines"),
    }
}

/// A stance as several sources take it ("Vell and Karsk say").
fn stance_of_several(stance: Stance) -> &'static str {
    match stance {
        Stance::Denies => "deny",
        other => {
            let word = stance_words(other).1;
            word.strip_suffix('s').unwrap_or(word)
        }
    }
}

/// How the words are given, for people.
pub(super) fn quotation_words(quotation: Quotation) -> &'static str {
    match quotation {
        Quotation::Direct => "quoted",
        Quotation::Indirect => "in the reporter’s words",
        Quotation::Mixed => "partly quoted",
    }
}

/// A kind of source, for people.
pub(super) fn kind_words(kind: SourceKind) -> (&'static str, &'static str) {
    match kind {
        SourceKind::Person => ("person", "people"),
        SourceKind::Organisation => ("organisation", "organisations"),
        SourceKind::Government => ("government", "governments"),
        SourceKind::Media => ("news outlet", "news outlets"),
        SourceKind::Group => ("group", "groups"),
        SourceKind::Unnamed => ("unnamed source", "unnamed sources"),
        SourceKind::Channel => ("channel", "channels"),
    }
}

/// Words and whether they are set apart.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub text: String,
    pub is_hit: bool,
}

/// A source as a link.
#[derive(Debug, Clone)]
pub(super) struct PartyView {
    pub name: String,
    pub path: String,
    pub role: Option<String>,
    pub is_unnamed: bool,
    pub by_name_only: bool,
}

impl PartyView {
    fn of(party: &ClaimParty) -> Self {
        Self {
            name: party.source.name.clone(),
            path: format!("/sources/{}", party.source.slug),
            role: party.printed_role.clone(),
            is_unnamed: matches!(party.source.kind, SourceKind::Unnamed | SourceKind::Group),
            by_name_only: party.source.known_by == KnownBy::Name && party.source.kind == SourceKind::Person,
        }
    }
}

/// That a text is not the whole article, in a sentence.
pub(super) fn partial_words(partial: Partial) -> &'static str {
    match partial {
        Partial::Teaser => "Only the first lines of this article were loaded.",
        Partial::Quotations => "Quotations with the words around them; not the whole article.",
        Partial::CutOff => "The text breaks off: only the beginning of this article was loaded.",
    }
}

/// The same in two words, for lists.
pub(super) fn partial_mark(partial: Partial) -> &'static str {
    match partial {
        Partial::Teaser => "first lines only",
        Partial::Quotations => "quotations only",
        Partial::CutOff => "beginning only",
    }
}

/// What a path or an address ends with.
pub(super) fn last_part(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default()
}

/// What a text was read from, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OriginView {
    /// "Fetched 24 October 2024, 13:02 UTC", "Read from news.jsonl:17".
    pub words: String,
    pub size: String,
    pub sha256: String,
}

impl OriginView {
    pub(super) fn of(provenance: &Provenance) -> Self {
        let words = match &provenance.received {
            Some(received) => {
                let at = received.at.strftime("%-d %B %Y, %H:%M UTC");
                let status =
                    if received.status == 200 { String::new() } else { format!(", status {}", received.status) };
                format!("Fetched {at}{status}")
            }
            // The folders a file lies in tell of the machine, not of the article.
            None => format!("Read from {}", last_part(&provenance.file)),
        };
        let size = counted(&i64::try_from(provenance.size).unwrap_or(i64::MAX), "byte", "bytes");
        Self { words, size, sha256: provenance.sha256.clone() }
    }
}

/// A claim as lists show it.
#[derive(Debug, Clone)]
pub(super) struct ClaimView {
    pub path: String,
    pub source: Option<PartyView>,
    pub mention: Option<String>,
    pub others: Vec<PartyView>,
    pub via: Vec<PartyView>,
    pub stance: &'static str,
    pub stance_sign: &'static str,
    pub stance_word: &'static str,
    pub is_attitude: bool,
    pub is_direct: bool,
    pub quotation: &'static str,
    pub content: Vec<Words>,
    pub said: String,
    pub basis: String,
    pub said_iso: Option<String>,
    pub publisher: Option<(String, String)>,
    pub article_path: String,
    pub article_title: Vec<Words>,
    /// Where the text it was read in is not the whole article.
    pub partial: Option<&'static str>,
    /// "3 copies": other printings of the article in which it stands.
    pub copies: Option<String>,
    /// Where a list holds claims of several chosen sources: which of them it is by.
    pub chosen: Vec<ChosenSource>,
    /// Where a list shows the first claim of each article alone: the others of this one.
    pub more_in_article: Option<MoreInArticle>,
}

/// One of the sources that a list is narrowed to.
#[derive(Debug, Clone)]
pub(super) struct ChosenSource {
    /// Its place among them, from 1 to 4 and then from 1 again: lists mark it by a colour.
    pub mark: usize,
    pub name: String,
}

/// Claims of an article that a list leaves out.
#[derive(Debug, Clone)]
pub(super) struct MoreInArticle {
    pub claims: i64,
    pub link: String,
}

impl ClaimView {
    pub(super) fn of(claim: &Claim) -> Self {
        let (stance_sign, stance_word) = stance_words(claim.stance);
        let parties = |role| claim.with_role(role).map(PartyView::of).collect::<Vec<_>>();
        let plain = |text: &str| vec![Words { text: text.to_owned(), is_hit: false }];
        Self {
            path: format!("/claims/{}", claim.id),
            source: claim.source().map(PartyView::of),
            mention: claim.mention.clone(),
            others: parties(PartyRole::Other),
            via: parties(PartyRole::Via),
            stance: claim.stance.as_str(),
            stance_sign,
            stance_word: if claim.with_role(PartyRole::Other).next().is_some() {
                stance_of_several(claim.stance)
            } else {
                stance_word
            },
            is_attitude: claim.manner == crate::domain::Manner::Attitude,
            is_direct: claim.quotation == Quotation::Direct,
            quotation: quotation_words(claim.quotation),
            content: plain(&claim.content),
            said: said_text(&claim.said),
            basis: basis_text(&claim.said),
            said_iso: claim.said.to.filter(|to| claim.said.from == Some(*to)).map(|day| day.to_string()),
            publisher: claim
                .publisher
                .as_ref()
                .map(|publisher| (format!("/publishers/{}", publisher.slug), publisher.name.clone())),
            article_path: format!("/articles/{}", claim.article_id),
            article_title: plain(claim.article_title.as_deref().unwrap_or("Article without a title")),
            partial: claim.partial.map(partial_mark),
            copies: None,
            chosen: Vec::new(),
            more_in_article: None,
        }
    }

    pub(super) fn of_hit(hit: &ClaimHit) -> Self {
        let words = |pieces: &[MarkedText]| {
            pieces.iter().map(|piece| Words { text: piece.text.clone(), is_hit: piece.is_hit }).collect()
        };
        let mut view = Self::of(&hit.claim);
        view.content = words(&hit.content);
        view.copies = (hit.copies > 0).then(|| counted(&(hit.copies as i64), "copy", "copies"));
        if let Some(title) = &hit.title {
            view.article_title = words(title);
        }
        view
    }

    /// The words claimed, cut where they are longer.
    pub(super) fn shortened(&self, length: usize) -> String {
        shortened(&self.content.iter().map(|words| words.text.as_str()).collect::<String>(), length)
    }

    /// Who says what in one line, for titles and link previews.
    pub(super) fn headline(&self) -> String {
        let who = self.source.as_ref().map_or("Somebody", |source| source.name.as_str());
        let content: String = self.content.iter().map(|words| words.text.as_str()).collect();
        format!("{who} {}: {}", self.stance_word, shortened(&content, 90))
    }
}

/// The first `length` characters, cut at a word, with an ellipsis where something is left out.
pub(super) fn shortened(text: &str, length: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= length {
        return text;
    }
    let cut: String = text.chars().take(length).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.']))
}

/// Every byte but letters and digits escaped, as text directives and mail addresses take it.
pub(super) fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Parts of a statement that one address points to.
const MOST_PARTS: usize = 4;

/// The address at the publisher's, opening at these words where the browser can (WICG scroll-to-text-fragment).
/// `before` is what stands right before the first part; it tells which place is meant when the words are few.
pub(super) fn words_at_publisher(url: &str, parts: &[&str], before: &str) -> Option<String> {
    let mut url = url::Url::parse(url).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_fragment(None);
    let mut directives: Vec<String> = parts.iter().take(MOST_PARTS).filter_map(|part| text_directive(part)).collect();
    let first = directives.first_mut()?;
    let few = parts.first().is_some_and(|part| part.split_whitespace().count() <= 3);
    let before: Vec<&str> = before.rsplit('\n').next().unwrap_or_default().split_whitespace().collect();
    if few && !before.is_empty() {
        let words = &before[before.len().saturating_sub(3)..];
        *first = format!("{}-,{first}", percent_encoded(&words.join(" ")));
    }
    Some(format!("{url}#:~:text={}", directives.join("&text=")))
}

/// Words as a text directive: all of them where they are few and stand in one paragraph, else the first and the last.
/// The directive's own syntax uses "-", "," and "&", so everything but letters and digits is escaped.
fn text_directive(words: &str) -> Option<String> {
    const WHOLE: usize = 10;
    const EACH_END: usize = 5;
    let lines: Vec<Vec<&str>> =
        words.lines().map(|line| line.split_whitespace().collect()).filter(|line: &Vec<_>| !line.is_empty()).collect();
    let (first, last) = (lines.first()?, lines.last()?);
    if lines.len() == 1 && first.len() <= WHOLE {
        return Some(percent_encoded(&first.join(" ")));
    }
    let start = &first[..first.len().min(EACH_END)];
    let end = &last[last.len().saturating_sub(EACH_END)..];
    Some(format!("{},{}", percent_encoded(&start.join(" ")), percent_encoded(&end.join(" "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(from: Option<&str>, to: Option<&str>, edtf: Option<&str>) -> String {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        said_text(&SaidDate {
            edtf: edtf.map(Into::into),
            basis: Basis::Text,
            words: None,
            from: day(from),
            to: day(to),
        })
    }

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(said(Some("2024-10-23"), Some("2024-10-23"), None), "23 Oct 2024");
        assert_eq!(said(Some("2024-10-01"), Some("2024-10-10"), None), "1–10 Oct 2024");
        assert_eq!(said(Some("2024-10-01"), Some("2024-10-31"), None), "Oct 2024");
        assert_eq!(said(Some("2022-01-01"), Some("2022-12-31"), None), "2022");
        assert_eq!(said(Some("2024-09-28"), Some("2024-10-03"), None), "28 Sep 2024 – 3 Oct 2024");
        assert_eq!(said(None, Some("2024-10-24"), None), "by 24 Oct 2024");
        assert_eq!(said(None, None, Some("XXXX-02-29")), "29 Feb, year not told");
        assert_eq!(said(None, None, None), "no date");
    }

    #[test]
    fn several_sources_take_the_plural() {
        let words: Vec<_> = Stance::ALL.iter().map(|stance| stance_of_several(*stance)).collect();
        let plural = "say confirm deny believe allege warn predict promise demand ask decline";
        assert_eq!(words.join(" "), plural);
    }

    #[test]
    fn numbers_are_grouped() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567"), (-1000, "-1,000")] {
            assert_eq!(number(&count), text);
        }
        assert_eq!(counted(&1, "claim", "claims"), "1 claim");
    }

    #[test]
    fn shares_say_of_what_they_are() {
        for (part, whole, text) in [
            (12, 340, "12 of 340 (4%)"),
            (0, 340, "0 of 340 (0%)"),
            (1, 1340, "1 of 1,340 (under 1%)"),
            (1339, 1340, "1,339 of 1,340 (over 99%)"),
            (7, 7, "7 of 7 (100%)"),
            (3, 0, "3"),
        ] {
            assert_eq!(share_text(part, whole), text);
        }
    }

    #[test]
    fn long_texts_are_cut_at_a_word_and_say_so() {
        assert_eq!(shortened("one two three", 20), "one two three");
        assert_eq!(shortened("one two, three", 10), "one two…");
        assert_eq!(shortened("one\n\n two", 20), "one two");
    }

    #[test]
    fn the_words_at_the_publisher_are_escaped() {
        let check = |parts: &[&str], before: &str, expected: &str| {
            let link = words_at_publisher("https://e.org/a#b", parts, before).unwrap();
            assert_eq!(link.strip_prefix("https://e.org/a#:~:text="), Some(expected), "{parts:?}");
        };
        check(&["fair game, 50-50 & more"], "He said: ", "fair%20game%2C%2050%2D50%20%26%20more");
        check(&["a b c d e f g h i j k"], "", "a%20b%20c%20d%20e,g%20h%20i%20j%20k");
        // A match may not run over the end of a paragraph, but a range may.
        check(&["one two\n\nthree"], "", "one%20two,three");
        check(&["one two three four", "five"], "", "one%20two%20three%20four&text=five");
        check(&["No"], "First.\nAsked again, she said, “", "she%20said%2C%20%E2%80%9C-,No");
        check(&["No"], "First.\n", "No");
        assert_eq!(words_at_publisher("javascript:alert(1)", &["x"], ""), None);
        assert_eq!(words_at_publisher("https://e.org/", &[], ""), None);
    }
}
