//! When something was said: words of time in the attribution, read against the publication day.
//!
//! [`words`] are the words that the rules go by, [`calendar`] counts days, [`expression`] parses the expressions of time in
//! a text ([`timex`]: their types, [`relative`], [`dated`] and [`calendar_days`]: their rules), [`choose`] finds the one that
//! tells when a source spoke, [`propagation`] gives it to what the source says next, [`transcript`] takes the day in the
//! heading of a transcript, [`entries`] those of a page with entries of several days.

mod calendar;
mod calendar_days;
mod choose;
mod dated;
mod entries;
mod expression;
mod propagation;
mod relative;
mod timex;
mod transcript;
mod words;

pub(super) use propagation::{Dated, dates};

#[cfg(test)]
mod tests;
