//! What narrows and orders the list of sources, read from its address.

use crate::domain::Slug;
use crate::store::{ListPage, NO_LETTER, SourceFilters, SourceOrder};
use crate::web::error::AppError;
use crate::web::query::{Query, country, refused};

/// Parameters of the list's address. `q` is not among them: it stands for `name` and is answered by a redirect.
pub(super) const PARAMETERS: [&str; 6] = ["name", "kind", "country", "letter", "sort", "cursor"];

/// The parameters that narrow the list.
pub(super) const NARROWING: [&str; 4] = ["name", "kind", "country", "letter"];

/// Characters of a name that are read.
const LONGEST_NAME: usize = 100;

/// Begins the cursor of a page that ends before a source; alone it is the cursor of the last page. No slug has a dot.
const UP_TO: &str = "..";

/// The cursor of a page; `None` for the first.
pub(super) fn cursor(page: &ListPage) -> Option<String> {
    match page {
        ListPage::First => None,
        ListPage::After(slug) => Some(slug.to_string()),
        ListPage::Before(slug) => Some(format!("{UP_TO}{slug}")),
        ListPage::Last => Some(UP_TO.to_owned()),
    }
}

fn page(query: &Query) -> Result<ListPage, AppError> {
    let Some(value) = query.one("cursor") else { return Ok(ListPage::First) };
    let page = match value.strip_prefix(UP_TO) {
        Some("") => Some(ListPage::Last),
        Some(slug) => Slug::parse(slug).map(ListPage::Before),
        None => Slug::parse(value).map(ListPage::After),
    };
    page.ok_or_else(|| refused("cursor", value, "a place in this list"))
}

/// Reads the filters of the list.
pub(super) fn source_filters(query: &Query) -> Result<SourceFilters, AppError> {
    let mut filters = SourceFilters {
        kind: query.parse("kind", "person, organisation, government, media, group or unnamed")?,
        country: query.one("country").map(country).transpose()?,
        name: query.one("name").unwrap_or_default().chars().take(LONGEST_NAME).collect(),
        page: page(query)?,
        ..SourceFilters::default()
    };
    if let Some(value) = query.one("letter") {
        let mut letters = value.chars();
        let is_one = |letter: &char| *letter == NO_LETTER || letter.is_alphanumeric() && !letter.is_uppercase();
        let letter = letters.next().filter(is_one);
        filters.letter = letter.filter(|_| letters.next().is_none());
        filters.letter.ok_or_else(|| refused("letter", value, "a small letter, 0 for digits or _ for none"))?;
    }
    filters.order = match query.one("sort") {
        None if filters.letter.is_none() => SourceOrder::Claims,
        Some("claims") => SourceOrder::Claims,
        None | Some("name") => SourceOrder::Name,
        Some(other) => return Err(refused("sort", other, "claims or name")),
    };
    Ok(filters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Query {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Query::new("/sources", pairs).unwrap()
    }

    #[test]
    fn what_the_list_is_narrowed_by_is_read() {
        let read = |pairs: &[(&str, &str)]| source_filters(&query(pairs));
        let filters = read(&[("country", "SE"), ("letter", "k"), ("kind", "person")]).unwrap();
        assert_eq!((filters.country.as_deref(), filters.letter), (Some("SE"), Some('k')));
        assert_eq!(filters.order, SourceOrder::Name, "a letter orders by name");
        assert_eq!(read(&[]).unwrap().order, SourceOrder::Claims);
        assert_eq!(read(&[("country", "se")]).unwrap().country.as_deref(), Some("SE"), "in either case");
        for wrong in [
            ("country", "Sweden"),
            ("letter", "kk"),
            ("letter", "!"),
            ("letter", "K"),
            ("sort", "x"),
            ("cursor", "a.b"),
        ] {
            assert!(matches!(read(&[wrong]), Err(AppError::BadRequest(_))), "{wrong:?}");
        }
    }

    #[test]
    fn every_page_has_a_cursor_that_leads_to_it() {
        let slug = Slug::of("Ada Brandt");
        for at in [ListPage::First, ListPage::After(slug.clone()), ListPage::Before(slug), ListPage::Last] {
            let written = cursor(&at);
            let pairs: Vec<(&str, &str)> = written.iter().map(|cursor| ("cursor", cursor.as_str())).collect();
            assert_eq!(page(&query(&pairs)).unwrap(), at);
        }
    }
}
