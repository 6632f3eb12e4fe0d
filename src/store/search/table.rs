//! The filters of a list of claims, one row each: how an address writes it, how it is read, worded and applied.
//!
//! Everything about filters is derived from this table: the reading of addresses, chips and titles of pages, facets,
//! the operators of the search box, and the help on the page. A test checks that README.md lists every row. To add a
//! filter, add a field to [`ClaimFilters`], a row here and a line to README.md.

use jiff::civil::Date;
use sqlx::{QueryBuilder, Sqlite};

use crate::domain::{Edtf, Slug};
use crate::store::search::conditions::{
    CAME_THROUGH, SAID_BY, push_addressed, push_any_of, push_days_said, push_has, push_search,
};
use crate::store::search::countries::GOVERNMENT;
use crate::store::search::filters::{ClaimFilters, Has};

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
    /// Adds its condition, which begins with AND, or nothing where the filter is not set.
    pub(super) push: fn(&mut QueryBuilder<Sqlite>, &ClaimFilters),
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
    pub(super) value: &'static str,
    /// SQL for the label of a value. It is evaluated over the group of rows with this value.
    pub(super) label: &'static str,
    pub(super) joins: &'static str,
    /// SQL for the folded words that a search inside the facet looks through. It is evaluated over single rows.
    pub(super) searched: &'static str,
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

/// What an operator of the search box means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// Said by somebody of this name.
    Speaker,
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

/// The first day of a date, month or year in EDTF.
fn first_day(value: &str) -> Option<Date> {
    value.parse::<Edtf>().ok()?.first_day()
}

/// The last day of a date, month or year in EDTF.
fn last_day(value: &str) -> Option<Date> {
    value.parse::<Edtf>().ok()?.last_day()
}

const DAY: &str = "a date like 2024-10-23 or 2024-10";

/// SQL that joins, as `s`, the sources of a claim except those that passed it on.
macro_rules! said_by {
    ($condition:literal) => {
        concat!(
            " JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role <> 'via' JOIN sources s ON s.row = cp.source_row",
            $condition
        )
    };
}

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
        push: push_search,
    },
    FilterSpec {
        name: "source",
        values: Values::Source,
        expects: "the name of a source",
        example: "ada-brandt",
        chip: "source: ",
        title: Some(""),
        // Sources that are bound to one article are left out here; the facet `kind` counts them.
        facet: Some(FacetSpec {
            heading: "Source",
            plural: "sources",
            value: "s.slug",
            label: "MIN(s.name)",
            joins: said_by!(" AND s.article_row IS NULL"),
            searched: "s.name_key",
        }),
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
        push: |query, filters| push_addressed(query, SAID_BY, &filters.source),
    },
    FilterSpec {
        name: "kind",
        values: Values::Kind,
        expects: "person, organisation, government, media, group or unnamed",
        example: "person",
        chip: "",
        title: Some(""),
        facet: Some(FacetSpec {
            heading: "Kind of source",
            plural: "kinds",
            value: "s.kind",
            label: "s.kind",
            joins: said_by!(""),
            searched: "s.kind",
        }),
        operator: None,
        help: "what the source is: `person`, `organisation`, `government`, `media`, `group` or `unnamed`",
        read: Read::Each(|filters, value| value.parse().ok().map(|kind| filters.kind.push(kind))),
        push: |query, filters| {
            let kinds = filters.kind.iter().map(|kind| kind.as_str());
            push_any_of(
                query,
                &format!("{SAID_BY}fp.source_row IN (SELECT row FROM sources WHERE kind IN ("),
                kinds,
                "))",
            );
        },
    },
    FilterSpec {
        name: "country",
        values: Values::Country,
        expects: "a country's two letters, such as PL",
        example: "PL",
        chip: "from ",
        title: Some("from "),
        facet: Some(FacetSpec {
            heading: "Country of the source",
            plural: "countries",
            value: "s.country",
            label: GOVERNMENT,
            joins: said_by!(" AND s.country IS NOT NULL"),
            searched: "COALESCE((SELECT MIN(g.name_key) FROM sources g WHERE g.kind = 'government' \
                       AND g.country = s.country AND g.known_by = 'registry'), LOWER(s.country))",
        }),
        operator: None,
        help: "where the source is from: two letters of ISO 3166, such as `PL`, in either case",
        read: Read::Each(|filters, value| country_code(value).map(|code| filters.country.push(code))),
        push: |query, filters| {
            let codes = filters.country.iter().map(String::as_str);
            push_any_of(
                query,
                &format!("{SAID_BY}fp.source_row IN (SELECT row FROM sources WHERE country IN ("),
                codes,
                "))",
            );
        },
    },
    FilterSpec {
        name: "stance",
        values: Values::Stance,
        expects: "a stance, such as asserts, denies or warns",
        example: "denies",
        chip: "",
        title: Some(""),
        facet: Some(FacetSpec {
            heading: "Stance",
            plural: "stances",
            value: "c.stance",
            label: "c.stance",
            joins: "",
            searched: "c.stance",
        }),
        operator: None,
        help: "what the source does: `asserts`, `confirms`, `denies`, `believes`, `alleges`, `warns`, `predicts`, \
               `promises`, `demands`, `asks` or `declines`",
        read: Read::Each(|filters, value| value.parse().ok().map(|stance| filters.stance.push(stance))),
        push: |query, filters| {
            push_any_of(query, " AND c.stance IN (", filters.stance.iter().map(|stance| stance.as_str()), "");
        },
    },
    FilterSpec {
        name: "quotation",
        values: Values::Quotation,
        expects: "direct, indirect or mixed",
        example: "direct",
        chip: "",
        title: Some(""),
        facet: Some(FacetSpec {
            heading: "Words",
            plural: "ways",
            value: "c.quotation",
            label: "c.quotation",
            joins: "",
            searched: "c.quotation",
        }),
        operator: None,
        help: "whose words they are: `direct` (quoted), `indirect` (the reporter’s) or `mixed`",
        read: Read::Each(|filters, value| value.parse().ok().map(|quotation| filters.quotation.push(quotation))),
        push: |query, filters| {
            push_any_of(query, " AND c.quotation IN (", filters.quotation.iter().map(|word| word.as_str()), "");
        },
    },
    FilterSpec {
        name: "publisher",
        values: Values::Publisher,
        expects: "the name of a publisher",
        example: "river-post",
        chip: "publisher: ",
        title: Some(""),
        facet: Some(FacetSpec {
            heading: "Publisher",
            plural: "publishers",
            value: "p.slug",
            label: "MIN(p.name)",
            joins: " JOIN publishers p ON p.row = c.publisher_row",
            searched: "p.name_key",
        }),
        operator: None,
        help: "who printed it: a publisher of `/publishers`, or a name",
        read: Read::Each(|filters, value| {
            filters.publisher.extend(Slug::parse(value));
            Some(())
        }),
        push: |query, filters| {
            let slugs = filters.publisher.iter().map(Slug::as_str);
            push_any_of(query, " AND c.publisher_row IN (SELECT row FROM publishers WHERE slug IN (", slugs, ")");
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
        push: |query, filters| push_addressed(query, CAME_THROUGH, &filters.via),
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
        push: |query, filters| {
            let ids = filters.article.iter().map(|id| id.as_str());
            push_any_of(query, " AND c.article_row IN (SELECT row FROM articles WHERE id IN (", ids, ")");
        },
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
        push: push_days_said,
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
        push: |_, _| {},
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
        push: |query, filters| {
            if let Some(day) = filters.published_from {
                query.push(" AND c.published_day >= ").push_bind(day.to_string());
            }
        },
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
        push: |query, filters| {
            if let Some(day) = filters.published_to {
                query.push(" AND c.published_day <= ").push_bind(day.to_string());
            }
        },
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
        push: |query, filters| push_has(query, &filters.has),
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
        push: |query, filters| {
            if let Some(least) = filters.confidence {
                query.push(" AND c.confidence >= ").push_bind(least);
            }
        },
    },
];
