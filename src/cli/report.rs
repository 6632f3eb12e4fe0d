//! The report of a load, printed for people and written as JSON for programs.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde::Serialize;

use crate::domain::NewArticle;
use crate::ingest::{COMMAND_LINE, Skipped};
use crate::store::{LoadCounts, Outcome};

/// Articles without a day that the printed report names for each reason; the JSON report names all.
const MOST_NAMED: usize = 20;

/// Everything a load did, with an entry for each thing that was left out.
#[derive(Debug, Default, Serialize)]
pub(super) struct LoadReport {
    /// Articles that were new.
    pub loaded: usize,
    /// Articles that were already stored with this text.
    pub already_there: usize,
    /// Articles that were already stored with this text, and lacked a title, date or publisher that was now added.
    pub completed: usize,
    /// Articles that were already stored with this text, and are searched for claims only now.
    pub read: usize,
    /// Articles that were already stored with this text, and lacked their original bytes, which were now added.
    pub original_kept: usize,
    /// Articles that were already stored with another text.
    pub changed: usize,
    /// Claims found in what was loaded, read or changed.
    pub claims: usize,
    /// Articles that an operator withdrew; they stay out.
    pub withdrawn: Vec<String>,
    /// Articles in the whole database that are not yet searched for claims.
    pub unread: u64,
    /// Articles in the whole database that were last searched for claims by another version of the extractor.
    pub outdated: u64,
    /// Articles stored without being searched for claims, and why.
    pub not_read: Vec<Left>,
    /// Feed entries stored only as teasers because their page could not be fetched, and why.
    pub teasers: Vec<Left>,
    /// Articles of this run without a day of publication, and why: no date was found, or only one in an unknown format.
    pub without_day: Vec<Left>,
    /// Articles whose file has a date in an unknown format, so that the command line's day was used.
    pub day_given: Vec<Left>,
    /// What was not loaded.
    pub skipped: Vec<Left>,
    /// True when the run was stopped before its end.
    pub stopped: bool,
    /// The last file that was handled, with the line where it holds several articles.
    pub last: Option<String>,
    /// How long it took.
    pub seconds: f64,
}

/// Something left out, and why.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Left {
    /// The file, with the line where it holds several articles.
    pub file: String,
    /// A stable code for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub reason: String,
}

impl Left {
    pub(super) fn of(skipped: &Skipped) -> Self {
        Self { file: skipped.file.clone(), code: skipped.reason.code(), reason: skipped.reason.to_string() }
    }
}

/// What a report says about the day of an article.
pub(super) enum DayNote {
    /// It has none.
    Missing(Left),
    /// Its day is the command line's; its file has one in an unknown format.
    Given(Left),
}

impl DayNote {
    /// Returns `None` where the article's own date was parsed.
    pub(super) fn of(article: &NewArticle) -> Option<Self> {
        let left = |code, reason| Left { file: article.file.clone(), code, reason };
        let is_given = article.from.get("published").is_some_and(|place| place == COMMAND_LINE);
        match (&article.published, &article.date_not_understood) {
            (None, None) => Some(Self::Missing(left("no-date", "no date found".to_owned()))),
            (None, Some(text)) => {
                let reason = format!("the date {text:?} was not understood");
                Some(Self::Missing(left("date-not-understood", reason)))
            }
            (Some(day), Some(text)) if is_given => {
                let reason =
                    format!("the date {text:?} was not understood; --published {} takes its place", day.text());
                Some(Self::Given(left("day-given", reason)))
            }
            (Some(_), _) => None,
        }
    }
}

impl LoadReport {
    /// Adds the note about an article's day to the report.
    pub(super) fn note_day(&mut self, note: Option<DayNote>) {
        match note {
            Some(DayNote::Missing(left)) => self.without_day.push(left),
            Some(DayNote::Given(left)) => self.day_given.push(left),
            None => {}
        }
    }

    pub(super) fn add(&mut self, outcome: Outcome, file: &str, claims: usize) {
        match outcome {
            Outcome::Loaded => self.loaded += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Read => self.read += 1,
            Outcome::AlreadyThere => self.already_there += 1,
            Outcome::Completed => self.completed += 1,
            Outcome::OriginalKept => self.original_kept += 1,
            Outcome::Withdrawn => self.withdrawn.push(file.to_owned()),
        }
        if matches!(outcome, Outcome::Loaded | Outcome::Read | Outcome::Changed) {
            self.claims += claims;
        }
    }

    /// Returns the number of articles that were stored or changed in the database.
    pub(super) fn stored(&self) -> usize {
        self.loaded + self.changed + self.completed + self.read + self.original_kept
    }

    /// Returns the number of articles handled so far.
    pub(super) fn handled(&self) -> usize {
        let known = self.already_there + self.completed + self.original_kept + self.read;
        self.loaded + known + self.changed + self.withdrawn.len()
    }

    /// Returns the same numbers for the database's record of loads.
    pub(super) fn counts(&self) -> LoadCounts {
        LoadCounts {
            loaded: self.loaded as i64,
            changed: self.changed as i64,
            completed: self.completed as i64,
            read: self.read as i64,
            original_kept: self.original_kept as i64,
            already_there: self.already_there as i64,
            withdrawn: self.withdrawn.len() as i64,
            claims: self.claims as i64,
        }
    }

    pub(super) fn finish(&mut self, elapsed: Duration) {
        self.seconds = (elapsed.as_secs_f64() * 1000.0).round() / 1000.0;
    }

    /// Returns true where nothing was left out.
    pub(super) fn is_complete(&self) -> bool {
        self.skipped.is_empty() && !self.stopped
    }

    /// Prints the report for people.
    pub(super) fn print(&self) {
        let lines = [
            ("loaded", self.loaded, ""),
            ("changed", self.changed, " (a new text of an article already here)"),
            ("already there", self.already_there, ""),
            ("completed", self.completed, " (here without their title, date or publisher, which are known now)"),
            ("original kept", self.original_kept, " (here without what they were read from, which is kept now)"),
            ("read", self.read, " (here already, and not read until now)"),
            ("withdrawn", self.withdrawn.len(), " (an operator took them out; they stay out)"),
            ("not read", self.not_read.len(), " (stored, no claims looked for)"),
            ("teasers only", self.teasers.len(), " (the feed has no more, and the page could not be fetched)"),
            ("without a day", self.without_day.len(), " (of publication, see below)"),
            ("skipped", self.skipped.len(), ""),
        ];
        for (word, count, explanation) in lines {
            if count > 0 || matches!(word, "loaded" | "already there" | "skipped") {
                println!("{word:>14}  {count}{}", if count > 0 { explanation } else { "" });
            }
        }
        println!("{:>14}  {}", "claims found", self.claims);
        for (word, count, explanation) in [
            ("await reading", self.unread, "their claims were not looked for; onrecord reread does"),
            ("outdated", self.outdated, "read by another version or model; onrecord reread brings them up to date"),
        ] {
            if count > 0 {
                println!("{word:>14}  {count} ({explanation})");
            }
        }
        let rate = self.handled() as f64 / self.seconds.max(0.001);
        println!("{:>14}  {:.1} s, {rate:.1} articles a second", "time", self.seconds);
        for (heading, list) in
            [("Not read:", &self.not_read), ("Teasers only:", &self.teasers), ("Skipped:", &self.skipped)]
        {
            if !list.is_empty() {
                println!("{heading}");
                for left in list {
                    println!("  {}: {}", left.file, left.reason);
                }
            }
        }
        print_days("Without a day of publication:", &self.without_day);
        print_days("Day given on the command line:", &self.day_given);
        if self.stopped {
            let last = self.last.as_ref().map(|last| format!(" after {last}")).unwrap_or_default();
            println!("Stopped{last}; what is counted above is stored. The same command goes on from there.");
        }
    }

    /// Writes the report for programs.
    pub(super) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let json = serde_json::to_string_pretty(self)?;
        std::fs::write(file, json + "\n").with_context(|| format!("the report {} cannot be written", file.display()))
    }
}

/// Prints the articles of a list by reason: the first of each, and the number of the others.
fn print_days(heading: &str, list: &[Left]) {
    if list.is_empty() {
        return;
    }
    println!("{heading}");
    for code in ["date-not-understood", "day-given", "no-date"] {
        let fits = || list.iter().filter(|left| left.code == code);
        for left in fits().take(MOST_NAMED) {
            println!("  {}: {}", left.file, left.reason);
        }
        if let more @ 1.. = fits().count().saturating_sub(MOST_NAMED) {
            println!("  and {more} more: {} (--report FILE names all)", code.replace('-', " "));
        }
    }
}
