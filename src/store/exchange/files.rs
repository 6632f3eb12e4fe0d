//! The files of an export that an import reads.

use super::articles::{ARTICLES, COPIES, PUBLISHERS, READINGS, TEXTS};
use super::claims::FOUND_CLAIMS;
use super::kept::KeptFile;
use super::records::{DISPUTES, LOADS, WITHDRAWALS, WITHDRAWN_CLAIMS, WITHDRAWN_SOURCES};
use super::sources::{DECISIONS, SOURCES};

/// Every file that an import reads, in the order in which it reads them.
pub static KEPT_FILES: [&KeptFile; 13] = [
    &PUBLISHERS,
    &ARTICLES,
    &TEXTS,
    &READINGS,
    &COPIES,
    &SOURCES,
    &FOUND_CLAIMS,
    &DECISIONS,
    &WITHDRAWALS,
    &WITHDRAWN_CLAIMS,
    &WITHDRAWN_SOURCES,
    &DISPUTES,
    &LOADS,
];
