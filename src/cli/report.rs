//! What a load did, for people and for programs.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde::Serialize;

use crate::ingest::Skipped;
use crate::store::{LoadCounts, Outcome};

/// Everything a load did, file by file where something was left out.
#[derive(Debug, Default, Serialize)]
pub(super) struct LoadReport {
    /// Articles that were new.
    pub loaded: usize,
    /// Articles that were here with this text.
    pub already_there: usize,
    /// Articles that were here with this text and without their title, date or publisher.
    pub completed: usize,
    /// Articles that were here with this text and were read only now.
    pub read: usize,
    /// Articles that were here with this text and without what they were read from.
    pub original_kept: usize,
    /// Articles that were here with another text.
    pub changed: usize,
    /// Claims found in what was loaded, read or changed.
    pub claims: usize,
    /// Articles that an operator withdrew; they stay out.
    pub withdrawn: Vec<String>,
    /// Articles of the database, of this load or not, that wait to be read.
    pub unread: u64,
    /// Articles of the database, of this load or not, that another version of the extractor read last.
    pub outdated: u64,
    /// Articles stored without a look for claims, and why.
    pub not_read: Vec<Left>,
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
#[derive(Debug, Serialize)]
pub(super) struct Left {
    /// The file, with the line where it holds several articles.
    pub file: String,
    /// A word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub reason: String,
}

impl Left {
    pub(super) fn of(skipped: &Skipped) -> Self {
        Self { file: skipped.file.clone(), code: skipped.reason.code(), reason: skipped.reason.to_string() }
    }
}

impl LoadReport {
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

    /// Articles handled so far.
    pub(super) fn handled(&self) -> usize {
        let known = self.already_there + self.completed + self.original_kept + self.read;
        self.loaded + known + self.changed + self.withdrawn.len()
    }

    /// The same numbers for the record of loads.
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

    /// True when nothing was left out.
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
        for (heading, list) in [("Not read:", &self.not_read), ("Skipped:", &self.skipped)] {
            if !list.is_empty() {
                println!("{heading}");
                for left in list {
                    println!("  {}: {}", left.file, left.reason);
                }
            }
        }
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
