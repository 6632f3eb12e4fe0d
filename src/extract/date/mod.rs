//! When something was said: words of time in the attribution, read against the publication day.
//!
//! [`words`] are the names of days and stretches of days, [`calendar`] counts with them, [`expression`] reads the
//! expressions of time in a text, [`choose`] finds the one that tells when a source spoke, [`carry`] takes it along where
//! the source goes on speaking, [`transcript`] the day in the heading of a transcript.

mod calendar;
mod carry;
mod choose;
mod expression;
mod transcript;
mod words;

pub(super) use carry::dates;

#[cfg(test)]
mod tests;
