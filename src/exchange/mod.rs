//! The forms in which a whole collection leaves: lines of JSON, tables as CSV and Parquet, and what describes them.
//!
//! A folder of an export holds its files, `README.md` for people and `datapackage.json` for programs: a Data Package
//! (datapackage.org) that tells of each file its fields, its number of rows, its size and its SHA-256.

mod hashed;
mod package;
mod parquet_table;
mod readme;
mod table;

pub use hashed::{HashedFile, Written, digest_of};
pub use package::{Column, Field, Form, Package, PackageError, Producer, Resource, Schema};
pub use readme::readme;
pub use table::{TableError, TableWriter};
