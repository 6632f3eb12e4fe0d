//! What sources are called in print: their mentions and roles, each with its claims.
//!
//! A term of these fields is the source's row and the text, so that the dictionary of terms lists what belongs to one
//! source in one run and knows how many claims print it.

use std::collections::HashMap;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::bits::Bits;
use super::document::{Day, term_of_source};
use super::question::Key;
use super::{Index, IndexError};

/// Sorts after what parts the row of a source from its texts, and before every text.
const BEHIND: char = '\u{1}';

/// A role in which claims name a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// As printed.
    pub words: String,
    /// The claims with it.
    pub claims: u64,
    /// The first and last day on which such a claim was published; `None` where no day is known.
    pub published: Option<(Day, Day)>,
}

impl Index {
    /// How many claims have a value.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn count(&self, key: Key, value: u64) -> Result<u64, IndexError> {
        let term = Term::from_field_u64(key.field(&self.fields), value);
        let mut claims = 0;
        for segment in self.reader.searcher().segment_readers() {
            let inverted = segment.inverted_index(term.field())?;
            if segment.num_deleted_docs() == 0 {
                claims += u64::from(inverted.doc_freq(&term)?);
            } else if let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? {
                for_each_alive(segment, &mut postings, |_| claims += 1);
            }
        }
        Ok(claims)
    }

    /// How many claims there are.
    pub fn total(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// The mentions of a source, each with the number of its claims.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn mentions_of(&self, source: u64) -> Result<HashMap<String, u64>, IndexError> {
        let mut mentions = HashMap::new();
        self.for_each_text(self.fields.mentions, source, |text, printed| {
            let claims = printed.claims()?;
            if claims > 0 {
                *mentions.entry(text.to_owned()).or_insert(0) += claims;
            }
            Ok(())
        })?;
        Ok(mentions)
    }

    /// The roles in which claims name a source.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn roles_of(&self, source: u64) -> Result<Vec<Role>, IndexError> {
        let mut roles: HashMap<String, Role> = HashMap::new();
        self.for_each_text(self.fields.roles, source, |text, printed| {
            let (mut claims, mut days) = (0, None::<(Day, Day)>);
            printed.for_each_day(self, |day, with_day| {
                claims += with_day;
                if day > 0 {
                    let (first, last) = days.unwrap_or((day, day));
                    days = Some((first.min(day), last.max(day)));
                }
            })?;
            if claims > 0 {
                let known = roles.entry(text.to_owned());
                let role = known.or_insert_with(|| Role { words: text.to_owned(), claims: 0, published: None });
                role.claims += claims;
                role.published = match (role.published, days) {
                    (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
                    (one, other) => one.or(other),
                };
            }
            Ok(())
        })?;
        Ok(roles.into_values().collect())
    }

    /// False where no claim names a source in a role. Claims that were removed may still count.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn may_have_roles(&self, source: u64) -> Result<bool, IndexError> {
        let (first, behind) = (term_of_source(source, ""), format!("{source}{BEHIND}"));
        for segment in self.reader.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.fields.roles)?;
            if inverted.terms().range().ge(&first).lt(&behind).into_stream()?.advance() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives each text of a source with its postings, segment by segment.
    fn for_each_text(
        &self,
        field: Field,
        source: u64,
        mut take: impl FnMut(&str, Printed<'_>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let (first, behind) = (term_of_source(source, ""), format!("{source}{BEHIND}"));
        for segment in self.reader.searcher().segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().range().ge(&first).lt(&behind).into_stream()?;
            while terms.advance() {
                let Ok(text) = std::str::from_utf8(&terms.key()[first.len()..]) else { continue };
                take(text, Printed { segment, inverted: &inverted, text: terms.value() })?;
            }
        }
        Ok(())
    }
}

/// A text as some claims of a segment print it.
struct Printed<'s> {
    segment: &'s SegmentReader,
    inverted: &'s InvertedIndexReader,
    text: &'s TermInfo,
}

impl Printed<'_> {
    /// How many claims print it.
    fn claims(&self) -> Result<u64, IndexError> {
        if !self.segment.has_deletes() {
            return Ok(u64::from(self.text.doc_freq));
        }
        let mut claims = 0;
        self.for_each_alive(|_| claims += 1)?;
        Ok(claims)
    }

    /// Gives the days on which claims that print it were published, 0 for no day, with numbers of claims.
    fn for_each_day(&self, index: &Index, mut take: impl FnMut(Day, u64)) -> Result<(), IndexError> {
        /// Of more claims, days are not looked up one by one.
        const FEW: u32 = if cfg!(test) { 2 } else { 500 };
        if self.text.doc_freq < FEW {
            let published = index.totals.column(self.segment, index.fields.published)?;
            return self.for_each_alive(|document| take(published.first(document).unwrap_or_default(), 1));
        }
        let mut documents = Bits::new(self.segment.max_doc());
        self.for_each_alive(|document| documents.insert(document))?;
        let times = index.totals.times(self.segment, &index.fields)?;
        times.count(&documents.into_bitmap(), |time, claims| take(time.published, claims));
        Ok(())
    }

    fn for_each_alive(&self, take: impl FnMut(u32)) -> Result<(), IndexError> {
        let mut postings = self.inverted.read_postings_from_terminfo(self.text, IndexRecordOption::Basic)?;
        for_each_alive(self.segment, &mut postings, take);
        Ok(())
    }
}

/// Gives each document of some postings that was not removed.
fn for_each_alive(segment: &SegmentReader, postings: &mut impl DocSet, mut take: impl FnMut(u32)) {
    let alive = segment.alive_bitset();
    let mut document = postings.doc();
    while document != TERMINATED {
        if alive.is_none_or(|alive| alive.is_alive(document)) {
            take(document);
        }
        document = postings.advance();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Document;

    fn claim(number: u64, published: Day, mentions: &[(u64, &str)], roles: &[(u64, &str)]) -> Document {
        let owned = |texts: &[(u64, &str)]| texts.iter().map(|(source, text)| (*source, (*text).to_owned())).collect();
        Document {
            claim: number,
            article: number,
            published,
            sources: mentions.iter().map(|(source, _)| *source).collect(),
            mentions: owned(mentions),
            roles: owned(roles),
            ..Document::default()
        }
    }

    #[test]
    fn what_a_source_is_called_is_counted_without_what_was_removed() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let mut writer = index.write().unwrap();
        for part in [
            [
                claim(1, 9, &[(1, "Ada Brandt"), (12, "he")], &[(1, "mayor")]),
                claim(2, 4, &[(1, "Brandt")], &[(1, "mayor")]),
            ],
            [
                claim(3, 0, &[(1, "Ada Brandt")], &[(1, "Mayor of Holm")]),
                claim(4, 5, &[(2, "Ada Brandt")], &[(2, "mayor")]),
            ],
        ] {
            part.into_iter().for_each(|document| writer.add(document).unwrap());
            writer.commit("some state").unwrap();
        }
        index.reload().unwrap();
        let mentions = |source| {
            let mut mentions: Vec<_> = index.mentions_of(source).unwrap().into_iter().collect();
            mentions.sort();
            mentions
        };
        assert_eq!(mentions(1), [("Ada Brandt".to_owned(), 2), ("Brandt".to_owned(), 1)]);
        assert_eq!(mentions(12), [("he".to_owned(), 1)]);
        assert_eq!(mentions(3), []);
        let roles = |source| {
            let mut roles = index.roles_of(source).unwrap();
            roles.sort_by_key(|role| role.words.clone());
            roles
        };
        let may_have = [1, 2, 3, 12].map(|source| index.may_have_roles(source).unwrap());
        assert_eq!(may_have, [true, true, false, false]);
        let role = |words: &str, claims, published| Role { words: words.to_owned(), claims, published };
        assert_eq!(roles(1), [role("Mayor of Holm", 1, None), role("mayor", 2, Some((4, 9)))]);
        assert_eq!((index.count(Key::Source, 1).unwrap(), index.total()), (3, 4));

        writer.remove(1);
        writer.commit("a later state").unwrap();
        index.reload().unwrap();
        assert_eq!(mentions(1), [("Ada Brandt".to_owned(), 1), ("Brandt".to_owned(), 1)]);
        assert_eq!(mentions(12), []);
        assert_eq!(roles(1), [role("Mayor of Holm", 1, None), role("mayor", 1, Some((4, 4)))]);
        assert_eq!((index.count(Key::Source, 1).unwrap(), index.total()), (2, 3));
    }
}
