//! What articles and claims have in common: copies of one text and whom they credit (`syndication`), whether two people of
//! one name are one (`identity`), which words set some texts apart (`keyness`), what a claim says in comparable terms
//! (`meaning`), how claims stand to each other (`relations`), which of
//! them do not agree on one thing (`disputes`), which figures of an article count things of one kind (`side_by_side`), and what
//! one source said about one thing over time (`positions`). Pure: no clock, no network, no database.

mod claim;
mod disputes;
mod groups;
mod identity;
mod keyness;
mod meaning;
mod positions;
mod relations;
mod side_by_side;
mod syndication;

pub use claim::{ComparedArticle, ComparedClaim, ComparedDate, ComparedFigure, ComparedParty, ComparedText};
pub use disputes::{Bonds, Disagreement, Subject, disputes, subject};
pub use groups::Groups;
pub use identity::{Conflict, Evidence, Likeness, RoleThen, Verdict, body_key, conflict, country_in, decide, likeness};
pub use keyness::{Keyword, keywords, texts_with_words};
pub use positions::{OwnRelation, Position, SaidOn, positions};
pub(crate) use relations::read_with;
pub use relations::{
    METHOD, ReadClaim, Relation, RelationKind, accused_state, article_terms, candidates, compared_figures,
    is_disagreement, read, relation, relations_of, saying_features, term_counts,
};
pub use side_by_side::{CountedFigure, SideBySide, side_by_side};
pub use syndication::{
    CommonWords, Credit, CreditPlace, Kinship, LEAST_WORDS, Shared, Variant, Wording, bands, credit, variant,
};
