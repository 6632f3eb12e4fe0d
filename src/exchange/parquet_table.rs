//! A flat table as Apache Parquet: words as strings, numbers as doubles, flags as booleans, lists of words as lists.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::hashed::HashedFile;
use super::package::Column;
use crate::domain::{FlatCell, FlatKind};

/// Bytes of cells that are held before they are written as a row group.
const HELD: usize = 16 << 20;

/// A table that is being written.
pub struct ParquetTable {
    writer: SerializedFileWriter<HashedFile>,
    columns: Vec<Values>,
    held: usize,
}

/// The cells of one column in the row group that is being gathered. A level of definition tells for each whether there is a
/// value; for a list, a level of repetition tells whether a part belongs to the list before it.
enum Values {
    Text(Vec<ByteArray>, Vec<i16>),
    List(Vec<ByteArray>, Vec<i16>, Vec<i16>),
    Number(Vec<f64>, Vec<i16>),
    Flag(Vec<bool>, Vec<i16>),
}

impl Values {
    fn of(kind: FlatKind) -> Self {
        match kind {
            FlatKind::Text => Self::Text(Vec::new(), Vec::new()),
            FlatKind::List => Self::List(Vec::new(), Vec::new(), Vec::new()),
            FlatKind::Number => Self::Number(Vec::new(), Vec::new()),
            FlatKind::Flag => Self::Flag(Vec::new(), Vec::new()),
        }
    }

    fn kind(&self) -> FlatKind {
        match self {
            Self::Text(..) => FlatKind::Text,
            Self::List(..) => FlatKind::List,
            Self::Number(..) => FlatKind::Number,
            Self::Flag(..) => FlatKind::Flag,
        }
    }

    /// Adds a cell; gives the bytes that it takes.
    fn add(&mut self, cell: FlatCell) -> Result<usize> {
        match (self, cell) {
            (Self::Text(values, levels), FlatCell::Text(text)) => {
                levels.push(i16::from(text.is_some()));
                let bytes = text.as_ref().map_or(0, String::len);
                values.extend(text.map(|text| ByteArray::from(text.into_bytes())));
                Ok(bytes + 8)
            }
            (Self::List(values, levels, repeats), FlatCell::List(parts)) => {
                let bytes = parts.iter().map(|part| part.len() + 8).sum::<usize>();
                levels.extend(if parts.is_empty() { vec![0] } else { vec![1; parts.len()] });
                repeats.extend((0..parts.len().max(1)).map(|place| i16::from(place > 0)));
                values.extend(parts.into_iter().map(|part| ByteArray::from(part.into_bytes())));
                Ok(bytes + 8)
            }
            (Self::Number(values, levels), FlatCell::Number(number)) => {
                levels.push(i16::from(number.is_some()));
                values.extend(number);
                Ok(8)
            }
            (Self::Flag(values, levels), FlatCell::Flag(flag)) => {
                levels.push(i16::from(flag.is_some()));
                values.extend(flag);
                Ok(1)
            }
            (values, cell) => Err(ParquetError::General(format!("{cell:?} in a column of {:?}", values.kind()))),
        }
    }

    fn write(&self, group: &mut SerializedRowGroupWriter<'_, HashedFile>) -> Result<()> {
        match self {
            Self::Text(values, levels) => write::<ByteArrayType>(group, values, levels, None),
            Self::List(values, levels, repeats) => write::<ByteArrayType>(group, values, levels, Some(repeats)),
            Self::Number(values, levels) => write::<DoubleType>(group, values, levels, None),
            Self::Flag(values, levels) => write::<BoolType>(group, values, levels, None),
        }
    }
}

fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, HashedFile>,
    values: &[T::T],
    levels: &[i16],
    repeats: Option<&[i16]>,
) -> Result<()> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<T>().write_batch(values, Some(levels), repeats)?;
    column.close()
}

impl ParquetTable {
    pub(super) fn begin(file: HashedFile, columns: &[Column]) -> Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<Vec<TypePtr>>>()?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))?;
        Ok(Self { writer, columns: columns.iter().map(|column| Values::of(column.kind)).collect(), held: 0 })
    }

    pub(super) fn row(&mut self, cells: Vec<FlatCell>) -> Result<()> {
        if cells.len() != self.columns.len() {
            return Err(ParquetError::General(format!("{} cells in {} columns", cells.len(), self.columns.len())));
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.held += column.add(cell)?;
        }
        if self.held >= HELD { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            std::mem::replace(column, Values::of(column.kind())).write(&mut group)?;
        }
        group.close()?;
        self.held = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<HashedFile> {
        if self.held > 0 {
            self.write_group()?;
        }
        self.writer.into_inner()
    }
}

fn field(column: &Column) -> Result<TypePtr> {
    let string = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .build()
            .map(Arc::new)
    };
    let plain = |physical| {
        let field = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
        field.build().map(Arc::new)
    };
    match column.kind {
        FlatKind::Text => string(&column.name, Repetition::OPTIONAL),
        FlatKind::Number => plain(Physical::DOUBLE),
        FlatKind::Flag => plain(Physical::BOOLEAN),
        FlatKind::List => {
            let parts = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![string("element", Repetition::REQUIRED)?])
                .build()?;
            let list = Type::group_type_builder(&column.name)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(parts)]);
            list.build().map(Arc::new)
        }
    }
}
