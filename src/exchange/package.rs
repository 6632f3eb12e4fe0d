//! What a folder of an export says of itself to programs: a Data Package (datapackage.org, version 2).

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::hashed::{Written, digest_of};
use crate::domain::FlatKind;

/// The name of the file.
const FILE: &str = "datapackage.json";
/// The profile that it follows.
const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";
/// The version of the form of exports. Another one cannot be imported by this program.
const FORMAT: u32 = 1;

/// The forms in which a collection leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Lines of JSON, all that is known; can be imported
    Jsonl,
    /// Tables for spreadsheets
    Csv,
    /// A copy of the database; can be imported
    Sqlite,
    /// Tables for analysis
    Parquet,
}

impl Form {
    /// The word for it, which file names end with as well.
    pub fn word(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Sqlite => "sqlite",
            Self::Parquet => "parquet",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/jsonl",
            Self::Csv => "text/csv",
            Self::Sqlite => "application/vnd.sqlite3",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// True for forms that hold all that an import needs.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Jsonl | Self::Sqlite)
    }
}

/// A column of a flat table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its cells hold.
    pub kind: FlatKind,
    /// What it tells, as a sentence.
    pub about: String,
}

/// A folder of an export.
#[derive(Debug, Serialize, Deserialize)]
pub struct Package {
    #[serde(rename = "$schema")]
    schema: String,
    /// A word for the whole.
    pub name: String,
    /// What it is.
    pub title: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// What made it.
    pub onrecord: Producer,
    /// Its files.
    pub resources: Vec<Resource>,
}

/// What made an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producer {
    /// The version of the form of exports.
    pub format: u32,
    /// The version of the program.
    pub version: String,
    /// The form of the files.
    pub form: Form,
    /// The version of the keys by which names are compared.
    pub keys: i64,
    /// Claims that pages show.
    pub claims: u64,
}

/// A file of an export.
#[derive(Debug, Serialize, Deserialize)]
pub struct Resource {
    /// Its name without an ending.
    pub name: String,
    /// Its name.
    pub path: String,
    /// What it holds.
    pub description: String,
    format: String,
    mediatype: String,
    /// Bytes.
    pub bytes: u64,
    /// `sha256:` and the SHA-256 in hexadecimal.
    pub hash: String,
    /// Lines or rows, without a header; `None` for a database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Its fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}

/// The fields of a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Schema {
    /// In their order.
    pub fields: Vec<Field>,
}

/// A field of a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// string, number, boolean, array, object or any.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it tells.
    pub description: String,
}

impl Field {
    /// A field of a line of JSON.
    pub fn new(name: &str, kind: &str, description: &str) -> Self {
        Self { name: name.to_owned(), kind: kind.to_owned(), description: description.to_owned() }
    }

    /// A column of a table.
    fn of(column: &Column, form: Form) -> Self {
        let kind = match (column.kind, form) {
            (FlatKind::List, Form::Parquet) => "array",
            (FlatKind::Text | FlatKind::List, _) => "string",
            (FlatKind::Number, _) => "number",
            (FlatKind::Flag, _) => "boolean",
        };
        Self::new(&column.name, kind, &column.about)
    }
}

impl Resource {
    /// A file that was written.
    pub fn new(form: Form, name: &str, about: &str, written: Written) -> Self {
        Self {
            name: name.to_owned(),
            path: format!("{name}.{}", form.word()),
            description: about.to_owned(),
            format: form.word().to_owned(),
            mediatype: form.media_type().to_owned(),
            bytes: written.bytes,
            hash: format!("sha256:{}", written.sha256),
            rows: None,
            schema: None,
        }
    }

    /// With its number of rows and its fields.
    pub fn with_fields(self, rows: u64, fields: Vec<Field>) -> Self {
        Self { rows: Some(rows), schema: Some(Schema { fields }), ..self }
    }

    /// With its number of rows and its columns.
    pub fn with_columns(self, rows: u64, form: Form, columns: &[Column]) -> Self {
        self.with_fields(rows, columns.iter().map(|column| Field::of(column, form)).collect())
    }

    /// Checks that the file is there as it was written.
    fn check(&self, folder: &Path) -> Result<(), PackageError> {
        // A name with a folder in it could lead anywhere.
        let is_name = !self.path.is_empty() && !self.path.starts_with('.') && !self.path.contains(['/', '\\']);
        let found = match is_name {
            true => digest_of(&folder.join(&self.path)),
            false => Err(io::ErrorKind::InvalidFilename.into()),
        };
        let file = self.path.clone();
        match found {
            Err(error) => Err(PackageError::File(file, error)),
            Ok(found) if found.bytes != self.bytes || format!("sha256:{}", found.sha256) != self.hash => {
                Err(PackageError::Changed(file))
            }
            Ok(_) => Ok(()),
        }
    }
}

/// Why a folder is no export that can be imported.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// No description.
    #[error("it holds no {FILE}, as every export does: {0}")]
    None(io::Error),
    /// Another description.
    #[error("its {FILE} is not that of an export: {0}")]
    Other(serde_json::Error),
    /// Of another version.
    #[error("it was made by onrecord {0}, in a form ({1}) that this version does not know")]
    Version(String, u32),
    /// Tables.
    #[error("it holds tables as {0}, which are for reading alone; export as jsonl or sqlite to import")]
    Tables(&'static str),
    /// A file that cannot be read.
    #[error("its file {0} cannot be read: {1}")]
    File(String, io::Error),
    /// A file that was changed.
    #[error("its file {0} is not as it was exported: size or SHA-256 differ from those in {FILE}")]
    Changed(String),
    /// A file that the description does not name.
    #[error("its {FILE} names no file {0}")]
    Missing(String),
    /// A file with other lines than it says.
    #[error("its file {0} holds {1} lines, and {FILE} says {2}")]
    Rows(String, u64, u64),
}

impl Package {
    /// The description of files that were written.
    pub fn new(producer: Producer, created: String, resources: Vec<Resource>) -> Self {
        Self {
            schema: PROFILE.to_owned(),
            name: "onrecord".to_owned(),
            title: "Who said what: a collection of Onrecord".to_owned(),
            created,
            onrecord: producer,
            resources,
        }
    }

    /// Reads the description of a folder, and checks that this program can import it. Files are not looked at.
    pub fn read(folder: &Path) -> Result<Self, PackageError> {
        let text = std::fs::read(folder.join(FILE)).map_err(PackageError::None)?;
        let package: Self = serde_json::from_slice(&text).map_err(PackageError::Other)?;
        let Producer { format, version, form, .. } = &package.onrecord;
        match (*format == FORMAT, form.is_whole()) {
            (false, _) => Err(PackageError::Version(version.clone(), *format)),
            (true, false) => Err(PackageError::Tables(form.word())),
            (true, true) => Ok(package),
        }
    }

    /// Checks that every file is there as it was written; tells `done` of each one.
    pub fn check(&self, folder: &Path, mut done: impl FnMut(&Resource)) -> Result<(), PackageError> {
        for resource in &self.resources {
            resource.check(folder)?;
            done(resource);
        }
        Ok(())
    }

    /// A file by its name without an ending.
    pub fn resource(&self, name: &str) -> Result<&Resource, PackageError> {
        let found = self.resources.iter().find(|resource| resource.name == name);
        found.ok_or_else(|| PackageError::Missing(name.to_owned()))
    }

    /// Writes the description into the folder.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(io::Error::other)?;
        std::fs::write(folder.join(FILE), text + "\n")
    }
}

impl Producer {
    /// This program.
    pub fn this(form: Form, keys: i64, claims: u64) -> Self {
        Self { format: FORMAT, version: env!("CARGO_PKG_VERSION").to_owned(), form, keys, claims }
    }
}
