//! Who said the claims of a segment, in memory: of lists, only sources that are not bound to one article.

use std::sync::Arc;

use roaring::RoaringBitmap;
use tantivy::TantivyError;
use tantivy::columnar::Column;

use super::IndexError;
use super::bits;

/// The sources of all documents of a segment.
pub(super) struct Listed {
    /// 0 for a document without a source, its row and one where it has one, and with this bit set the place in `several`.
    of: Vec<u32>,
    /// For documents with several sources, their number and then their rows and one.
    several: Vec<u32>,
    /// Behind all rows.
    end: u32,
}

const SEVERAL: u32 = 1 << 31;

impl Listed {
    /// Reads the column of a segment.
    pub(super) fn read(column: &Column<u64>, documents: u32) -> Result<Self, IndexError> {
        let mut read = Self { of: vec![0; documents as usize], several: Vec::new(), end: 0 };
        read.end = end_of(column)?;
        for (document, of) in (0..documents).zip(&mut read.of) {
            let mut rows = column.values_for_doc(document).map(|row| row as u32 + 1);
            let (Some(first), second) = (rows.next(), rows.next()) else { continue };
            let Some(second) = second else {
                *of = first;
                continue;
            };
            *of = SEVERAL | read.several.len() as u32;
            let number = read.several.len();
            read.several.extend([0, first, second]);
            read.several.extend(rows);
            read.several[number] = (read.several.len() - number - 1) as u32;
        }
        read.several.shrink_to_fit();
        Ok(read)
    }

    fn for_each(&self, documents: &RoaringBitmap, mut take: impl FnMut(u32)) {
        bits::for_each(documents, |document| {
            let of = self.of[document as usize];
            if of & SEVERAL == 0 {
                return take(of);
            }
            let at = (of & !SEVERAL) as usize;
            let number = self.several[at] as usize;
            self.several[at + 1..=at + number].iter().for_each(|row| take(*row));
        });
    }
}

/// The values of a key, one more than they are, by document.
pub(super) enum Values {
    Listed(Arc<Listed>),
    Column(Column<u64>),
}

impl Values {
    /// Behind all values.
    pub(super) fn end(&self) -> Result<u32, IndexError> {
        match self {
            Self::Listed(listed) => Ok(listed.end),
            Self::Column(column) => end_of(column),
        }
    }

    /// Gives each value of each of some documents, and one more; it may give 0 for documents without any.
    pub(super) fn for_each(&self, documents: &RoaringBitmap, mut take: impl FnMut(u32)) {
        match self {
            Self::Listed(listed) => listed.for_each(documents, take),
            Self::Column(column) => {
                bits::for_each(documents, |document| {
                    column.values_for_doc(document).for_each(|value| take(value as u32 + 1));
                });
            }
        }
    }
}

/// Behind all values of a column. Values are rows of the store, which are counted in tables.
fn end_of(column: &Column<u64>) -> Result<u32, IndexError> {
    if column.values.num_vals() == 0 {
        return Ok(0);
    }
    let end = u32::try_from(column.max_value()).ok().and_then(|last| last.checked_add(1));
    let end = end.filter(|end| *end < SEVERAL);
    Ok(end.ok_or_else(|| TantivyError::InvalidArgument("a row is too large to be counted".to_owned()))?)
}
