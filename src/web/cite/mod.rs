//! Citations of claims, in the forms that footnotes, reference managers and Wikipedia take.
//!
//! [`Cited`] holds what all of them tell; each form writes it with its own escapes. No form puts quotation marks around
//! what the article does not quote, and none gives a day of access: nobody looked at the publisher's page for it.

mod bibtex;
mod clean;
mod csl;
mod metadata;
mod ris;
mod wiki;
mod wording;

pub(super) use clean::address as safe_address;
pub(super) use metadata::metadata;
pub(super) use wording::{Cited, Standing};

use super::format::Format;

/// How citations are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// One of the forms that [`Format::is_citation`] tells.
    pub format: Format,
    /// Whether those for Wikipedia stand between `<ref>` tags.
    pub in_ref: bool,
}

/// The parameter that asks for `<ref>` tags.
pub(super) const IN_REF: &str = "ref";

impl Style {
    /// What a file of citations begins with.
    pub(super) fn head(self) -> &'static str {
        if self.format == Format::CslJson { "[\n" } else { "" }
    }

    /// Some citations of a file; `is_first` where none stands before them.
    pub(super) fn part(self, cited: &[Cited], is_first: bool) -> String {
        let mut part = String::new();
        for (number, one) in cited.iter().enumerate() {
            if number > 0 || !is_first {
                part.push_str(self.between());
            }
            part.push_str(&self.one(one));
        }
        part
    }

    /// What a file of citations ends with.
    pub(super) fn tail(self) -> &'static str {
        match self.format {
            Format::CslJson => "\n]\n",
            Format::Text | Format::Wiki => "\n",
            _ => "",
        }
    }

    /// A whole file.
    pub(super) fn file(self, cited: &[Cited]) -> String {
        format!("{}{}{}", self.head(), self.part(cited, true), self.tail())
    }

    fn between(self) -> &'static str {
        match self.format {
            Format::CslJson => ",\n",
            _ => "\n",
        }
    }

    fn one(self, cited: &Cited) -> String {
        match self.format {
            Format::BibTex => bibtex::entry(cited),
            Format::Ris => ris::record(cited),
            Format::CslJson => csl::item(cited),
            Format::Wiki => wiki::template(cited, self.in_ref),
            _ => cited.footnote(),
        }
    }
}
