//! What was measured, as Markdown.

use std::fmt::Write;

use serde::Serialize;

use super::figures::Figures;
use super::grow::Grown;
use super::server::Costs;

/// One size of database.
#[derive(Default, Serialize)]
pub(crate) struct Measured {
    pub(crate) machine: String,
    /// How many processes wanted a core on the average of the minute before: other work slows everything.
    pub(crate) load: f64,
    pub(crate) date: String,
    pub(crate) seed: u64,
    pub(crate) rate: f64,
    pub(crate) seconds: u64,
    pub(crate) connections: usize,
    pub(crate) claims: i64,
    pub(crate) database_mb: f64,
    /// Where the database was grown in this run.
    pub(crate) grown: Option<Grown>,
    /// From the start of the process to the first claim page, with nothing of the file in memory.
    pub(crate) first_answer_ms: f64,
    /// The size of a claim page.
    pub(crate) page_bytes: usize,
    /// One request after another, each kind by itself.
    pub(crate) alone: Vec<Figures>,
    /// At the rate of the schedule; all first, then each kind.
    pub(crate) at_rate: Vec<Figures>,
    pub(crate) throughput: Vec<Figures>,
    pub(crate) raw: Vec<Figures>,
    pub(crate) costs: Vec<(String, Costs)>,
    /// What could not be measured, and why.
    pub(crate) left_out: Vec<String>,
}

/// The load of the minute before.
pub(crate) fn load() -> f64 {
    std::fs::read_to_string("/proc/loadavg").map_or(0.0, |text| super::server::number_after(&text, ""))
}

/// Cores, processor and memory, as Linux tells them.
pub(crate) fn machine() -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let (processor, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{cores} cores of {}, {:.0} GB of memory",
        model.trim_start_matches([' ', '\t', ':']),
        super::server::number_after(&memory, "MemTotal:") / f64::from(1 << 20)
    )
}

/// When, on what and beside how much other work a database of so many claims was measured.
pub(crate) fn heading(claims: i64) -> String {
    let (date, claims) = (jiff::Zoned::now().date(), grouped(claims as f64));
    format!("{date}. {}, load {:.1}. {claims} claims.\n", machine(), load())
}

impl Measured {
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::new();
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "### {} claims\n", grouped(self.claims as f64))?;
        writeln!(
            text,
            "{}. {}, load {:.1}. The file has {} MB, a claim page {} bytes. First claim page after a cold start: {} ms.\n",
            self.date,
            self.machine,
            self.load,
            grouped(self.database_mb),
            grouped(self.page_bytes as f64),
            time(self.first_answer_ms)
        )?;
        if let Some(grown) = &self.grown {
            writeln!(
                text,
                "Grown in {:.0} s to {} articles and {} sources.\n",
                grown.seconds,
                grouped(grown.articles as f64),
                grouped(grown.sources as f64)
            )?;
        }
        writeln!(
            text,
            "| request | alone: sent | p50 | p95 | max | failed | at {} a second: sent | p50 | p95 | p99 | max | failed |",
            self.rate
        )?;
        writeln!(text, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        for mixed in &self.at_rate {
            let alone = self.alone.iter().find(|alone| alone.what == mixed.what);
            let alone = alone.map_or("| | | | ".to_owned(), |alone| {
                format!(
                    "{} | {} | {} | {} | {}",
                    alone.requests,
                    time(alone.p50),
                    time(alone.p95),
                    time(alone.max),
                    failed(alone)
                )
            });
            writeln!(text, "| {} | {alone} | {} | {} |", mixed.what, mixed.requests, times(mixed))?;
        }
        writeln!(text, "\n| {} connections, flat out | a second | p50 | p95 | p99 | max | failed |", self.connections)?;
        writeln!(text, "|---|---:|---:|---:|---:|---:|---:|")?;
        for row in self.throughput.iter().chain(&self.raw) {
            let rate = if row.per_second < 10.0 { format!("{:.2}", row.per_second) } else { grouped(row.per_second) };
            writeln!(text, "| {} | {rate} | {} |", row.what, times(row))?;
        }
        writeln!(text, "\n| the process, MB | RSS | PSS | without files | peak RSS | written | processor |")?;
        writeln!(text, "|---|---:|---:|---:|---:|---:|---:|")?;
        for (when, costs) in &self.costs {
            writeln!(
                text,
                "| {when} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} s |",
                costs.rss_mb, costs.pss_mb, costs.anonymous_mb, costs.peak_mb, costs.written_mb, costs.processor_s
            )?;
        }
        for left_out in &self.left_out {
            writeln!(text, "\nNot measured: {left_out}")?;
        }
        Ok(())
    }
}

/// Milliseconds with three digits that matter.
pub(crate) fn time(milliseconds: f64) -> String {
    match milliseconds {
        ..10.0 => format!("{milliseconds:.2}"),
        10.0..100.0 => format!("{milliseconds:.1}"),
        _ => grouped(milliseconds),
    }
}

/// The cells of p50, p95, p99, max and failed; empty ones where nothing was sent.
fn times(figures: &Figures) -> String {
    if figures.requests == 0 {
        return "| | | | ".to_owned();
    }
    let [p50, p95, p99, max] = [figures.p50, figures.p95, figures.p99, figures.max].map(time);
    format!("{p50} | {p95} | {p99} | {max} | {}", failed(figures))
}

fn failed(figures: &Figures) -> String {
    if figures.errors == 0 { String::new() } else { format!("{} of {}", figures.errors, figures.requests) }
}

/// A whole number, its thousands apart.
pub(crate) fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
