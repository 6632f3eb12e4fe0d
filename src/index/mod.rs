//! The search index: text, filters, counts and order of claims, derived from the store.
//!
//! It holds no truth of its own. It may be deleted at any time and is made anew from the store, whose rows it names by
//! number. Each commit says up to which change of the store it knows ([`Index::state`]), in one step with the claims, so
//! that a process which is killed leaves an index that is behind, never one that is wrong.
//!
//! One process writes an index at a time; any number read it.

mod bits;
mod counting;
mod counts;
mod document;
mod found;
mod left_out;
mod listed;
mod matching;
mod printed;
mod question;
mod schema;
mod tally;
mod times;
mod tokens;
mod traits;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::LockError;
use tantivy::query::{EnableScoring, FuzzyTermQuery};
use tantivy::{DocSet, IndexReader, IndexWriter, ReloadPolicy, TERMINATED, TantivyDocument, TantivyError, Term};

pub use document::{Day, Document, OPEN_FIRST, OPEN_LAST};
pub use found::{By, Found, Order, Place, Placed, Said};
pub use printed::Role;
pub use question::{Condition, Key, Question, Words};
pub use tally::{Counts, Most};
pub use tokens::{Word, stem, words};

use counts::Totals;
use schema::Fields;

use crate::work;

/// The memory that changes are gathered in before they are written, in bytes.
const MEMORY: usize = 64 << 20;
/// How many questions are kept with what they found, and how many bytes these may take.
const KEPT: NonZeroUsize = NonZeroUsize::new(64).unwrap();
const KEPT_BYTES: usize = 48 << 20;

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process writes it.
    #[error("another process writes the search index")]
    Taken,
    /// The request that asked was ended.
    #[error("nobody waits for the answer any more")]
    Stopped,
    /// Its files cannot be read or written.
    #[error("the search index cannot be used: {0}")]
    Failed(TantivyError),
}

impl From<TantivyError> for IndexError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Taken,
            error => Self::Failed(error),
        }
    }
}

impl From<std::io::Error> for IndexError {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The words that are compared with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Those of names as printed. One that goes on behind letters that are near enough is near enough.
    Names,
    /// Those of claims, names and headlines.
    All,
}

/// An index in a folder of its own.
pub struct Index {
    folder: PathBuf,
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    kept: Mutex<Kept>,
    totals: Arc<Totals>,
}

/// What the last questions found in the claims as they stand.
struct Kept {
    generation: u64,
    found: LruCache<Question, Arc<Found>>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in a folder. One that is missing, damaged or of another version is made anew, empty.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let folder = folder.join(format!("v{}", schema::VERSION));
        std::fs::create_dir_all(&folder)?;
        match Self::open_as_it_is(&folder) {
            Ok(index) => Ok(index),
            Err(error) => {
                tracing::warn!(%error, folder = %folder.display(), "the search index is made anew");
                std::fs::remove_dir_all(&folder)?;
                std::fs::create_dir_all(&folder)?;
                Self::open_as_it_is(&folder)
            }
        }
    }

    fn open_as_it_is(folder: &Path) -> Result<Self, IndexError> {
        let (schema, fields) = schema::schema();
        let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
        let index =
            tantivy::Index::builder().schema(schema).tokenizers(schema::tokenizers()).open_or_create(directory)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let kept = Mutex::new(Kept { generation: 0, found: LruCache::new(KEPT) });
        Ok(Self { folder: folder.to_owned(), index, reader, fields, kept, totals: Arc::default() })
    }

    /// The files that are not what was written, by their checksums; a file that is missing is one of them.
    ///
    /// # Errors
    /// When the files cannot be listed.
    pub fn damaged_files(&self) -> Result<Vec<String>, IndexError> {
        let damaged = self.index.validate_checksum()?;
        let mut damaged: Vec<String> = damaged.into_iter().map(|file| file.display().to_string()).collect();
        damaged.sort();
        Ok(damaged)
    }

    /// What the last commit was given; `None` before the first one.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn state(&self) -> Result<Option<String>, IndexError> {
        Ok(self.index.load_metas()?.payload)
    }

    /// Makes what was committed since, here or by another process, visible to questions.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn reload(&self) -> Result<(), IndexError> {
        Ok(self.reader.reload()?)
    }

    /// The claims that a question finds.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn find(&self, question: &Question) -> Result<Arc<Found>, IndexError> {
        let searcher = self.reader.searcher();
        let generation = searcher.generation().generation_id();
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.generation != generation {
                self.totals.keep_only(searcher.segment_readers());
                *kept = Kept { generation, found: LruCache::new(KEPT) };
            }
            if let Some(found) = kept.found.get(question) {
                return Ok(found.clone());
            }
        }
        // Facets ask for the same words with other conditions.
        let with_words = question.with_days_as_conditions().of_words().map(|words| self.find(&words)).transpose()?;
        let with_words = with_words.filter(|found| found.is_of(&searcher));
        let found = Found::new(searcher, self.fields, question, self.totals.clone(), with_words.as_deref())?;
        let found = Arc::new(found);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.generation == generation {
            kept.found.push(question.clone(), found.clone());
            // What was counted since a question was kept takes room as well.
            while kept.found.iter().map(|(_, found)| found.size()).sum::<usize>() > KEPT_BYTES {
                kept.found.pop_lru();
            }
        }
        Ok(found)
    }

    /// How many claims each of some questions finds. What they find is not kept.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn totals(&self, questions: &[Question]) -> Result<Vec<u64>, IndexError> {
        let totals = work::divided(questions.len(), questions.len() > 1, |parts| {
            parts.map(|part| Ok((part, self.total_of(&questions[part])?))).collect::<Result<Vec<_>, IndexError>>()
        });
        let mut totals = totals.into_iter().collect::<Result<Vec<_>, IndexError>>()?.concat();
        totals.sort_unstable();
        Ok(totals.into_iter().map(|(_, total)| total).collect())
    }

    /// How many claims a question finds.
    fn total_of(&self, question: &Question) -> Result<u64, IndexError> {
        let Some(terms) = question.of_words().and_then(|words| words.terms(&self.fields)) else {
            let searcher = self.reader.searcher();
            return Ok(Found::new(searcher, self.fields, question, self.totals.clone(), None)?.total());
        };
        // Questions of one page mostly have the same conditions.
        self.find(&Question { words: None, ..question.clone() })?.total_with(&terms)
    }

    /// How many claims have a word among theirs as printed, whatever its capitals. Claims that were removed may still be
    /// counted, and words that the files cannot be read for are not.
    pub fn claims_with(&self, word: &str) -> u64 {
        let Some(word) = words(word).into_iter().next() else { return 0 };
        let term = Term::from_field_text(self.fields.content, &word.folded);
        self.reader.searcher().doc_freq(&term).unwrap_or_default()
    }

    /// True where a question finds a claim, which is known before all of them are.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn finds(&self, question: &Question) -> Result<bool, IndexError> {
        if !question.ranges(&self.fields).is_empty() {
            return Ok(self.find(question)?.total() > 0);
        }
        let searcher = self.reader.searcher();
        let weight = question.query(&self.fields).weight(EnableScoring::disabled_from_searcher(&searcher))?;
        for segment in searcher.segment_readers() {
            let mut claims = weight.scorer(segment, 1.0)?;
            while claims.doc() != TERMINATED {
                if !segment.is_deleted(claims.doc()) {
                    return Ok(true);
                }
                claims.advance();
            }
        }
        Ok(false)
    }

    /// The words within `off` letters of another one, at most two, each with the number of claims that hold it. Claims
    /// that were removed may still be counted.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn words_like(&self, word: &str, off: usize, among: Among) -> Result<HashMap<String, u64>, IndexError> {
        let off = off.min(2) as u8;
        let fields = [self.fields.names, self.fields.content, self.fields.title];
        let fields = if among == Among::Names { &fields[..1] } else { &fields };
        let mut words = HashMap::new();
        let searcher = self.reader.searcher();
        for field in fields {
            let term = Term::from_field_text(*field, word);
            let like = match among {
                Among::Names => FuzzyTermQuery::new_prefix(term, off, true),
                Among::All => FuzzyTermQuery::new(term, off, true),
            };
            // Made once: that takes about as long as to look through a part of the index.
            let automaton = like.automaton()?;
            for segment in searcher.segment_readers() {
                let inverted = segment.inverted_index(*field)?;
                let mut terms = inverted.terms().search(&automaton).into_stream()?;
                while terms.advance() {
                    if let Ok(word) = std::str::from_utf8(terms.key()) {
                        *words.entry(word.to_owned()).or_insert(0) += u64::from(terms.value().doc_freq);
                    }
                }
            }
        }
        Ok(words)
    }

    /// Begins to write. The index is this process's until the writer is dropped.
    ///
    /// # Errors
    /// [`IndexError::Taken`] while another process writes.
    pub fn write(&self) -> Result<Writer, IndexError> {
        let writer = self.index.writer_with_num_threads(1, MEMORY)?;
        Ok(Writer { writer, fields: self.fields })
    }
}

/// Changes the index.
pub struct Writer {
    writer: IndexWriter<TantivyDocument>,
    fields: Fields,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    /// Removes everything.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn clear(&self) -> Result<(), IndexError> {
        self.writer.delete_all_documents()?;
        Ok(())
    }

    /// Removes the claims of an article.
    pub fn remove(&self, article: u64) {
        self.writer.delete_term(Term::from_field_u64(self.fields.article, article));
    }

    /// Adds a claim.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn add(&self, document: Document) -> Result<(), IndexError> {
        self.writer.add_document(document.into_tantivy(&self.fields))?;
        Ok(())
    }

    /// Makes all changes lasting in one step, and says up to where the index knows the store.
    ///
    /// # Errors
    /// When the files cannot be written; the index is then as it was before.
    pub fn commit(&mut self, state: &str) -> Result<(), IndexError> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(state);
        prepared.commit()?;
        Ok(())
    }

    /// Ends writing, after the parts of the index were joined.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn finish(self) -> Result<(), IndexError> {
        Ok(self.writer.wait_merging_threads()?)
    }
}
