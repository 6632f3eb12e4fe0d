//! An article as it was read from a file, before it is stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, Zoned};

use super::{ArticleId, CanonicalAddress, VersionId};

/// When an article was published: the date as printed, kept whole, and the publisher's local day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    text: String,
    day: Date,
}

/// A publication date that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishedError {
    /// The text is not a date in a supported form; holds the text, trimmed.
    #[error("the publication date {0:?} is not a date")]
    NotADate(String),
}

impl Published {
    /// Parses an ISO 8601 date or time stamp, with or without an offset, or the RFC 2822 form of feeds and headers;
    /// fails for any other text.
    ///
    /// The day is the one printed: a time stamp is not moved to another time zone.
    pub fn parse(text: &str) -> Result<Self, PublishedError> {
        let text = text.trim();
        Self::day_of(text)
            .map(|day| Self { text: text.to_owned(), day })
            .ok_or_else(|| PublishedError::NotADate(text.to_owned()))
    }

    fn day_of(text: &str) -> Option<Date> {
        if let Ok(day) = text.parse::<Date>()
            && text.len() == 10
        {
            return Some(day);
        }
        // `DateTime` refuses a time stamp with an offset. `Timestamp` and `Zoned` check it, and the printed day is
        // taken.
        if let Ok(printed) = text.parse::<DateTime>() {
            return Some(printed.date());
        }
        if text.parse::<Timestamp>().is_ok() || text.parse::<Zoned>().is_ok() {
            return text.get(..10)?.parse().ok();
        }
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(zoned.date())
    }

    /// The date as the source printed it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The publisher's local day.
    pub fn day(&self) -> Date {
        self.day
    }
}

/// Why a text is not the whole article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Partial {
    /// The first lines, as feeds give them to lead readers to the article.
    Teaser,
    /// Quotations with the words around them, as the quotation dumps of archives give them.
    Quotations,
    /// It breaks off: a page shows the beginning to whoever does not subscribe, or the file ended too early.
    CutOff,
}

impl Partial {
    /// Ranks how much of an article a text gives: 0 for teasers and quotations, 1 for one that breaks off, 2 for the
    /// whole (`None`). A text never takes the place of one with a higher rank.
    pub fn completeness(partial: Option<Self>) -> u8 {
        match partial {
            Some(Self::Teaser | Self::Quotations) => 0,
            Some(Self::CutOff) => 1,
            None => 2,
        }
    }
}

/// How bytes came from another machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The address that gave them, after all redirects.
    pub address: String,
    /// When the answer came.
    pub at: Timestamp,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The headers of the answer, in order: name in lower case, and value.
    pub headers: Vec<(String, String)>,
}

impl Received {
    /// The value of the first header called `name`, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// The bytes that an article was read from, so that its text can be proved against them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Those of this article alone, decompressed: a page, a line of a file with one article a line, an entry of a feed.
    pub bytes: Vec<u8>,
    /// How they came; `None` for a local file.
    pub received: Option<Received>,
}

/// One article as a parser of some format gives it; not stored yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewArticle {
    /// The text, paragraphs as printed. All offsets of its claims are bytes of it.
    pub text: String,
    /// The address as given, absolute http or https.
    pub url: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The outlet that printed it, as the file names it.
    pub publisher: Option<String>,
    /// The names of who wrote it, in order.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The publication date as the file gives it, where it gives one in no known form.
    pub date_not_understood: Option<String>,
    /// The language as a BCP 47 tag ("en-GB").
    pub language: Option<String>,
    /// The licence or terms of use, shown wherever the text is.
    pub license: Option<String>,
    /// The attribution that the licence asks for, shown wherever the text is.
    pub attribution: Option<String>,
    /// The file it came from, with the line where a file holds several ("news.jsonl:17").
    pub file: String,
    /// Where each field was found, by the field's name ("published": "front matter").
    pub from: BTreeMap<&'static str, String>,
    /// Set where the text is not the whole article.
    pub partial: Option<Partial>,
    /// Notes in which the publisher corrects the article, as printed.
    pub corrections: Vec<String>,
    /// Whom the file credits with the text, outside it ("Reuters").
    pub credit: Option<String>,
    /// Further addresses of the same article, as given: before redirects, for telephones.
    pub also_at: Vec<String>,
    /// The bytes that it was read from; `None` where they are not kept.
    pub original: Option<Arc<Original>>,
    /// The absolute path of the file that holds it and nothing else.
    pub path: Option<String>,
    /// The id that an earlier text of it gave it, where it has no address.
    pub known_as: Option<ArticleId>,
}

impl NewArticle {
    /// The canonical form of its address.
    pub fn address(&self) -> Option<CanonicalAddress> {
        self.url.as_deref().and_then(CanonicalAddress::parse)
    }

    /// Every address under which it is looked up: its own and those of its own site that `also_at` holds, each as it is
    /// and folded, at most 20 further ones of at most 2,000 bytes. Empty without an address of its own, since its id is
    /// then made of its text. Addresses at other sites are left out: a copy could claim the original's.
    pub fn addresses(&self) -> Vec<String> {
        const MOST: usize = 20;
        const LONGEST: usize = 2000;
        let Some(own) = self.address() else { return Vec::new() };
        let others = self.also_at.iter().filter_map(|address| CanonicalAddress::parse(address));
        let others = others.filter(|other| other.is_same_site(&own)).take(MOST);
        let mut addresses = Vec::new();
        for address in std::iter::once(own.clone()).chain(others) {
            for form in [address.as_str().to_owned(), address.folded()] {
                if form.len() <= LONGEST && !addresses.contains(&form) {
                    addresses.push(form);
                }
            }
        }
        addresses
    }

    /// Its id: over the canonical address, else over its first text.
    pub fn id(&self) -> ArticleId {
        match (self.address(), &self.known_as) {
            (Some(address), _) => ArticleId::of_address(&address),
            (None, Some(id)) => id.clone(),
            (None, None) => ArticleId::of_text(&self.text),
        }
    }

    /// The id of its text as a version of it.
    pub fn version(&self) -> VersionId {
        VersionId::of(&self.id(), &self.text)
    }

    /// The publisher's name, or the host where no name was given.
    pub fn publisher_name(&self) -> Option<String> {
        self.publisher.clone().or_else(|| self.address().map(|address| address.host()))
    }

    /// What the extractor is given besides the text.
    pub fn info(&self) -> ArticleInfo {
        ArticleInfo {
            id: self.id(),
            published: self.published.as_ref().map(Published::day),
            publisher: self.publisher_name(),
            language: self.language.clone(),
            title: self.title.clone(),
            authors: self.authors.clone(),
        }
    }
}

/// What the extractor is given of an article besides its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleInfo {
    /// The article's id, from which those of its claims are derived.
    pub id: ArticleId,
    /// The publication day, against which "on Tuesday" is read.
    pub published: Option<Date>,
    /// The outlet; a statement made to it goes `via` it only when the text names it.
    pub publisher: Option<String>,
    /// BCP 47 tag; only English is read.
    pub language: Option<String>,
    /// The headline, which names those who speak in a transcript.
    pub title: Option<String>,
    /// Who wrote it; official transcripts name their speaker so.
    pub authors: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_day_counts() {
        for (text, day) in [
            ("2024-10-24", "2024-10-24"),
            ("2024-10-24T23:30:00Z", "2024-10-24"),
            ("2024-10-24T23:30:00-05:00", "2024-10-24"),
            ("2024-10-24T00:10:00+02:00", "2024-10-24"),
            ("2024-10-24T06:40Z", "2024-10-24"),
            ("2024-10-24 06:40:11", "2024-10-24"),
            ("2024-10-24T06:40:11.123456", "2024-10-24"),
            ("Thu, 24 Oct 2024 23:30:00 -0500", "2024-10-24"),
        ] {
            let published = Published::parse(text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(published.day().to_string(), day, "{text}");
            assert_eq!(published.text(), text);
        }
        for text in ["", "None", "yesterday", "2024-13-01", "24/10/2024"] {
            assert!(Published::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_names_the_article_else_its_text() {
        let article = |url: Option<&str>| NewArticle {
            text: "Rain fell.".into(),
            url: url.map(Into::into),
            ..NewArticle::default()
        };
        assert_eq!(article(Some("http://e.org/a?utm_source=x")).id(), article(Some("https://e.org/a#b")).id());
        assert_ne!(article(Some("http://e.org/a")).id(), article(None).id());
    }

    #[test]
    fn an_article_stands_at_its_own_site_s_addresses() {
        let article = NewArticle {
            url: Some("https://www.e.org/a".into()),
            also_at: ["https://m.e.org/a", "https://e.org/?p=7", "https://evil.test/a", "not an address"]
                .map(Into::into)
                .into(),
            ..NewArticle::default()
        };
        let expected = ["https://www.e.org/a", "https://e.org/a", "https://m.e.org/a", "https://e.org/?p=7"];
        assert_eq!(article.addresses(), expected);
        assert!(NewArticle { url: None, ..article }.addresses().is_empty());
    }
}
