//! Plain types that are valid once built: ids, articles, parties, claims, dates, figures.
//!
//! Nothing here reads a file, a clock, a network or a database. Every other part of the program speaks in these types.

mod address;
mod article;
mod claim;
mod csv_cell;
mod edtf;
mod figure;
mod flat;
mod id;
mod mask;
mod name;
mod party;
mod period;
mod place;
mod publisher;
mod reason;
mod record;
mod source;
mod span;
mod stored;
mod succession;
mod terms;
mod vocabulary;

pub use address::{CanonicalAddress, is_tracking, without_secrets};
pub use article::{ArticleInfo, NewArticle, Original, Partial, Published, PublishedError, Received};
pub use claim::{ExtractedClaim, Said};
pub use csv_cell::csv_cell;
pub use edtf::{Edtf, EdtfError, Season};
pub use figure::Figure;
pub use flat::{FLAT_COLUMNS, FlatCell, FlatColumn, FlatKind, flat_row};
pub use id::{ArticleId, ClaimId, ContentKey, DisputeId, IdError, VersionId};
pub use mask::masked;
pub use name::{Slug, fold_name};
pub use party::{Identity, Party, Registered, SourceKind};
pub use period::Period;
pub use place::{end_of_address, last_part, without_folders};
pub use publisher::Publisher;
pub use reason::{Conclusion, Reason};
pub use record::{ArticleRecord, ClaimRecord, FigureRecord, PartyRecord, SaidRecord, SpannedText};
pub use source::{ClaimParty, KnownBy, PartyRole, Source};
pub use span::{CodePoints, Span};
pub use stored::{Article, ArticleVersion, Claim, ClaimSpans, Provenance, SaidDate, StoredFigure, VersionCause};
pub use succession::{ClaimChanges, FoundClaim, Standing, claim_changes, successor};
pub use terms::Terms;
pub use vocabulary::{Basis, Manner, Quotation, Stance, UnknownWord};
