//! The filters of a list of claims, one row each: how an address writes it, how it is read, worded and applied.
//!
//! Everything about filters is derived from this table: the reading of addresses, chips and titles of pages, facets,
//! the operators of the search box, and the help on the page. A test checks that README.md lists every row. To add a
//! filter, add a field to [`ClaimFilters`], a row here and a line to README.md.

use crate::domain::Slug;
use crate::index::{Condition, Key};
use crate::store::search::conditions::{Named, any_of, days_published, days_said, times_loaded};
use crate::store::search::filters::{ClaimFilters, Has};
use crate::store::search::follow::{country_number, millionths};
use crate::store::search::times::{first_day, first_second, last_day, last_second};

/// A filter of a list of claims. Several values of one filter mean "or", unless its help says otherwise; several filters
/// mean "and".
#[derive(Debug)]
pub struct FilterSpec {
    /// Its name in addresses.
    pub name: &'static str,
    /// The type of its values, by which pages choose how to word them.
    pub values: Values,
    /// What a value must be, for the message that refuses a wrong one: "a date like 2024-10-23".
    pub expects: &'static str,
    /// A value that it accepts.
    pub example: &'static str,
    /// The text before the value on a chip.
    pub chip: &'static str,
    /// The text before the value in the title of a page; `None` where titles leave the filter out.
    pub title: Option<&'static str>,
    /// How its values are counted as a facet; `None` where they are not.
    pub facet: Option<FacetSpec>,
    /// Its operator in the search box.
    pub operator: Option<OperatorSpec>,
    /// What it does, in one line for README and the help on the page.
    pub help: &'static str,
    pub(super) read: Read,
    /// Adds its condition to a question, or nothing where the filter is not set.
    pub(super) ask: fn(&ClaimFilters, &Named, &mut Vec<Condition>),
}

/// What the values of a filter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// What is typed into the search box.
    Search,
    /// Slugs of sources.
    Source,
    /// Slugs of publishers.
    Publisher,
    /// Ids of articles.
    Article,
    /// Days, months or years.
    Day,
    /// Days, months, years, or times of a day with their offset from UTC.
    Time,
    /// Words of [`crate::domain::Quotation`].
    Quotation,
    /// Words of [`crate::domain::Stance`].
    Stance,
    /// Words of [`crate::domain::SourceKind`].
    Kind,
    /// Codes of countries.
    Country,
    /// Words of [`Has`].
    Has,
    /// The word [`IN_CONTENT`].
    In,
    /// Values that pages show as they are written.
    AsWritten,
}

/// How the values of an address are read into a filter. The functions return `None` to refuse a value.
#[derive(Debug)]
pub(super) enum Read {
    /// The last value counts.
    One(fn(&mut ClaimFilters, &str) -> Option<()>),
    /// Every value counts.
    Each(fn(&mut ClaimFilters, &str) -> Option<()>),
    /// The search box, which has a syntax of its own ([`super::syntax`]).
    Search,
}

/// How the values of a facet are counted.
#[derive(Debug)]
pub struct FacetSpec {
    /// The heading over its values.
    pub heading: &'static str,
    /// The plural of what its values are, for the link to all of them.
    pub plural: &'static str,
    pub(super) key: Key,
}

/// An operator of the search box.
#[derive(Debug)]
pub struct OperatorSpec {
    /// The words that name it before a colon.
    pub words: &'static [&'static str],
    /// What follows the colon in an example.
    pub example: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    pub(super) operator: Operator,
}

/// The value of the filter `in` that leaves headlines out.
pub const IN_CONTENT: &str = "content";

/// What an operator of the search box means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// Said by somebody of this name.
    Speaker,
    /// Denies what somebody of this name says.
    Against,
    /// Said after this day.
    After,
    /// Said before this day.
    Before,
}

/// The filter with a name.
pub fn filter(name: &str) -> Option<&'static FilterSpec> {
    FILTERS.iter().find(|filter| filter.name == name)
}

/// The code of a country, two letters of ISO 3166 in either case, as the database writes it.
pub fn country_code(value: &str) -> Option<String> {
    let is_code = value.len() == 2 && value.bytes().all(|letter| letter.is_ascii_alphabetic());
    is_code.then(|| value.to_ascii_uppercase())
}

const DAY: &str = "a date like 2024-10-23 or 2024-10";
const TIME: &str = "a date like 2024-10-23, or a time like 2024-10-23T08:00:00Z";

/// Every filter, in the order of chips, titles and facets.
pub const FILTERS: &[FilterSpec] = &[
    FilterSpec {
        name: "q",
        values: Values::Search,
        expects: "a search",
        example: "boats",
        chip: "",
        title: Some(""),
        facet: None,
        operator: None,
        help: "words in the claim, in names of speakers and in the headline, as the search box takes them",
        read: Read::Search,
        ask: |_, _, _| {},
    },
    FilterSpec {
        name: "in",
        values: Values::In,
        expects: "content",
        example: "content",
        chip: "words in ",
        title: None,
        facet: None,
        operator: None,
        help: "where the words of the search are looked for: `content` leaves headlines out",
        read: Read::One(|filters, value| {
            filters.without_headlines = true;
            (value == IN_CONTENT).then_some(())
        }),
        ask: |filters, _, ask| {
            let is_of_use = filters.without_headlines && filters.words.tree.is_some();
            ask.extend(is_of_use.then_some(Condition::NotInTitles));
        },
    },
    FilterSpec {
        name: "source",
        values: Values::Source,
        expects: "the name of a source",
        example: "ada-brandt",
        chip: "source: ",
        title: Some(""),
        // Sources that are bound to one article are left out here; the facet `kind` counts them.
        facet: Some(FacetSpec { heading: "Source", plural: "sources", key: Key::Source }),
        operator: Some(OperatorSpec {
            words: &["speaker", "source"],
            example: "name",
            help: "said by somebody of this name, in any spelling",
            operator: Operator::Speaker,
        }),
        help: "who said it: a source of `/sources`, or a name in any spelling, which leads to the source",
        read: Read::Each(|filters, value| {
            filters.source.extend(Slug::parse(value));
            Some(())
        }),
        ask: |filters, named, ask| any_of(ask, !filters.source.is_empty(), Key::Source, named.sources.clone()),
    },
    FilterSpec {
        name: "kind",
        values: Values::Kind,
        expects: "person, organisation, government, media, group or unnamed",
        example: "person",
        chip: "",
        title: Some(""),
        facet: Some(FacetSpec { heading: "Kind of source", plural: "kinds", key: Key::Kind }),
        operator: None,
        help: "what the source is: `person`, `organisation`, `government`, `media`, `group` or `unnamed`",
        read: Read::Each(|filters, value| value.parse().ok().map(|kind| filters.kind.push(kind))),
        ask: |filters, _, ask| {
            any_of(ask, !filters.kind.is_empty(), Key::Kind, filters.kind.iter().map(|kind| *kind as u64));
        },
    },
    FilterSpec {
        name: "country",
        values: Values::Country,
        expects: "a country's two letters, such as PL",
        example: "PL",
        chip: "from ",
        title: Some("from "),
        facet: Some(FacetSpec { heading: "Country of the source", plural: "countries", key: Key::Country }),
        operator: None,
        help: "where the source is from: two letters of ISO 3166, such as `PL`, in either case",
        read: Read::Each(|filters, value| country_code(value).map(|code| filters.country.push(code))),
        ask: |filters, _, ask| {
            let codes = filters.country.iter().filter_map(|code| country_number(code));
            any_of(ask, !filters.country.is_empty(), Key::Country, codes);
        },
    },
    FilterSpec {
        name: "stance",
        values: Values::Stance,
        expects: "a stance, such as asserts, denies or warns",
        example: "denies",
        chip: "",
        title: Some(""),
        facet: Some(FacetSpec { heading: "Stance", plural: "stances", key: Key::Stance }),
        operator: None,
        help: "what the source does: `asserts`, `confirms`, `denies`, `believes`, `alleges`, `warns`, `predicts`, \
               `promises`, `demands`, `asks` or `declines`",
        read: Read::Each(|filters, value| value.parse().ok().map(|stance| filters.stance.push(stance))),
        ask: |filters, _, ask| {
            any_of(ask, !filters.stance.is_empty(), Key::Stance, filters.stance.iter().map(|stance| *stance as u64));
        },
    },
    FilterSpec {
        name: "quotation",
        values: Values::Quotation,
        expects: "direct, indirect or mixed",
        example: "direct",
        chip: "",
        title: Some(""),
        facet: Some(FacetSpec { heading: "Words", plural: "ways", key: Key::Quotation }),
        operator: None,
        help: "whose words they are: `direct` (quoted), `indirect` (the reporter’s) or `mixed`",
        read: Read::Each(|filters, value| value.parse().ok().map(|quotation| filters.quotation.push(quotation))),
        ask: |filters, _, ask| {
            let words = filters.quotation.iter().map(|quotation| *quotation as u64);
            any_of(ask, !filters.quotation.is_empty(), Key::Quotation, words);
        },
    },
    FilterSpec {
        name: "publisher",
        values: Values::Publisher,
        expects: "the name of a publisher",
        example: "river-post",
        chip: "publisher: ",
        title: Some(""),
        facet: Some(FacetSpec { heading: "Publisher", plural: "publishers", key: Key::Publisher }),
        operator: None,
        help: "who printed it: a publisher of `/publishers`, or a name",
        read: Read::Each(|filters, value| {
            filters.publisher.extend(Slug::parse(value));
            Some(())
        }),
        ask: |filters, named, ask| {
            any_of(ask, !filters.publisher.is_empty(), Key::Publisher, named.publishers.clone());
        },
    },
    FilterSpec {
        name: "via",
        values: Values::Source,
        expects: "the name of a source",
        example: "ada-brandt",
        chip: "through: ",
        title: Some("through "),
        facet: None,
        operator: None,
        help: "through whom it came, when somebody passes on what another said",
        read: Read::Each(|filters, value| {
            filters.via.extend(Slug::parse(value));
            Some(())
        }),
        ask: |filters, named, ask| any_of(ask, !filters.via.is_empty(), Key::Via, named.via.clone()),
    },
    FilterSpec {
        name: "against",
        values: Values::Source,
        expects: "the name of a source",
        example: "ada-brandt",
        chip: "denies: ",
        title: Some("against "),
        facet: None,
        operator: Some(OperatorSpec {
            words: &["against"],
            example: "name",
            help: "denies what somebody of this name says, as far as the denial was tied to it",
            operator: Operator::Against,
        }),
        help: "whose claims it denies: a source of `/sources`, or a name, where the denial was tied to what it denies",
        read: Read::Each(|filters, value| {
            filters.against.extend(Slug::parse(value));
            Some(())
        }),
        ask: |filters, named, ask| any_of(ask, !filters.against.is_empty(), Key::Claim, named.against.clone()),
    },
    FilterSpec {
        name: "article",
        values: Values::Article,
        expects: "the id of an article",
        example: "0123456789abcdef",
        chip: "article: ",
        title: Some(""),
        facet: None,
        operator: None,
        help: "the article it stands in, by the id in the article’s address",
        read: Read::Each(|filters, value| value.parse().ok().map(|id| filters.article.push(id))),
        ask: |filters, named, ask| any_of(ask, !filters.article.is_empty(), Key::Article, named.articles.clone()),
    },
    FilterSpec {
        name: "from",
        values: Values::Day,
        expects: DAY,
        example: "2024-10-23",
        chip: "said from ",
        title: Some("said from "),
        facet: None,
        operator: Some(OperatorSpec {
            words: &["after"],
            example: "2024-10-20",
            help: "said after this day",
            operator: Operator::After,
        }),
        help: "said on this day or later: `2024-10-23`, `2024-10` or `2024`",
        read: Read::One(|filters, value| first_day(value).map(|day| filters.from = Some(day))),
        ask: days_said,
    },
    FilterSpec {
        name: "to",
        values: Values::Day,
        expects: DAY,
        example: "2024",
        chip: "said to ",
        title: Some("said to "),
        facet: None,
        operator: Some(OperatorSpec {
            words: &["before"],
            example: "2024-10-25",
            help: "said before this day",
            operator: Operator::Before,
        }),
        help: "said on this day or earlier",
        read: Read::One(|filters, value| last_day(value).map(|day| filters.to = Some(day))),
        // The filter `from` adds the condition for both ends of the range.
        ask: |_, _, _| {},
    },
    FilterSpec {
        name: "published_from",
        values: Values::Day,
        expects: DAY,
        example: "2024-10",
        chip: "published from ",
        title: Some("published from "),
        facet: None,
        operator: None,
        help: "published on this day or later",
        read: Read::One(|filters, value| first_day(value).map(|day| filters.published_from = Some(day))),
        ask: days_published,
    },
    FilterSpec {
        name: "published_to",
        values: Values::Day,
        expects: DAY,
        example: "2024-10-23",
        chip: "published to ",
        title: Some("published to "),
        facet: None,
        operator: None,
        help: "published on this day or earlier",
        read: Read::One(|filters, value| last_day(value).map(|day| filters.published_to = Some(day))),
        // The filter `published_from` adds the condition for both ends of the range.
        ask: |_, _, _| {},
    },
    FilterSpec {
        name: "loaded_from",
        values: Values::Time,
        expects: TIME,
        example: "2024-10-23T08:00:00Z",
        chip: "loaded from ",
        title: Some("loaded from "),
        facet: None,
        operator: None,
        help: "loaded on this day (UTC) or later: `2024-10-23`, `2024-10`, `2024`, or a time (RFC 3339) such as \
               `2024-10-23T08:00:00Z`",
        read: Read::One(|filters, value| first_second(value).map(|time| filters.loaded_from = Some(time))),
        ask: times_loaded,
    },
    FilterSpec {
        name: "loaded_to",
        values: Values::Time,
        expects: TIME,
        example: "2024-10-23",
        chip: "loaded to ",
        title: Some("loaded to "),
        facet: None,
        operator: None,
        help: "loaded on this day (UTC) or earlier, or at this time or earlier",
        read: Read::One(|filters, value| last_second(value).map(|time| filters.loaded_to = Some(time))),
        // The filter `loaded_from` adds the condition for both ends of the range.
        ask: |_, _, _| {},
    },
    FilterSpec {
        name: "has",
        values: Values::Has,
        expects: "date, figure or via",
        example: "figure",
        chip: "with ",
        title: Some("with "),
        facet: None,
        operator: None,
        help: "what the claim must have, all of it: `figure` (a number), `date` (a date told by the text) or `via` \
               (somebody through whom it came)",
        read: Read::Each(|filters, value| {
            let (has, _) = Has::ALL.iter().find(|(_, word)| *word == value)?;
            filters.has.push(*has);
            Some(())
        }),
        ask: |filters, _, ask| {
            ask.extend(filters.has.iter().map(|has| Condition::Any(Key::Has, vec![*has as u64])));
        },
    },
    FilterSpec {
        name: "confidence",
        values: Values::AsWritten,
        expects: "a number from 0 to 1, such as 0.8",
        example: "0.8",
        chip: "read with confidence of at least ",
        title: Some("confidence from "),
        facet: None,
        operator: None,
        help: "how sure the program is that it read the claim rightly, at least: from `0` to `1`, such as `0.8`",
        read: Read::One(|filters, value| {
            let least = value.parse().ok().filter(|least| (0.0..=1.0).contains(least))?;
            filters.confidence = Some(least);
            Some(())
        }),
        ask: |filters, _, ask| ask.extend(filters.confidence.map(|least| Condition::Confidence(millionths(least)))),
    },
];
