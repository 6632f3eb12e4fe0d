//! Flat tables, a row at a time.

use std::io;

use super::hashed::{HashedFile, Written};
use super::package::{Column, Form};
use super::parquet_table::ParquetTable;
use crate::domain::FlatCell;

/// A table that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file.
    #[error(transparent)]
    File(#[from] io::Error),
    /// CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// Parquet.
    #[error(transparent)]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// A table that is being written, as CSV or as Parquet.
pub enum TableWriter {
    /// RFC 4180, with a header, in UTF-8.
    Csv(Box<csv::Writer<HashedFile>>),
    /// Apache Parquet.
    Parquet(Box<ParquetTable>),
}

impl TableWriter {
    /// Begins a table. `form` is one of tables: of the others none is made here.
    pub fn begin(form: Form, file: HashedFile, columns: &[Column]) -> Result<Self, TableError> {
        if form == Form::Parquet {
            return Ok(Self::Parquet(Box::new(ParquetTable::begin(file, columns)?)));
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        writer.write_record(columns.iter().map(|column| column.name.as_str()))?;
        Ok(Self::Csv(Box::new(writer)))
    }

    /// Adds a row: a cell for each column.
    pub fn row(&mut self, cells: Vec<FlatCell>) -> Result<(), TableError> {
        match self {
            Self::Csv(writer) => Ok(writer.write_record(cells.iter().map(FlatCell::csv))?),
            Self::Parquet(table) => Ok(table.row(cells)?),
        }
    }

    /// Ends the table.
    pub fn finish(self) -> Result<Written, TableError> {
        let file = match self {
            Self::Csv(writer) => writer.into_inner().map_err(|error| error.into_error())?,
            Self::Parquet(table) => table.finish()?,
        };
        Ok(file.finish()?)
    }
}
