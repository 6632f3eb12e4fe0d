//! Lists of words as data: tab-separated files beside the rules that use them, read once.
//!
//! A file opens with comments (`#`) that say what each class means and where its words come from. Every other line holds
//! a class, a tab, and one entry of that class; in classes that give each entry a value (a number word its number), another
//! tab and the value. An entry of several classes may have one line, which names them all with spaces between. Entries are
//! small letters, unless a class needs more; what a rule does with them stands in the code beside it. [`word_classes`] makes
//! a function of each class, [`class_of`] finds a class once for all calls: rules ask for every word of every text.

#[cfg(test)]
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

/// The classes of one file, each with its entries.
#[derive(Debug)]
pub(crate) struct Lexicon {
    classes: FxHashMap<&'static str, Class>,
}

/// The entries of one class.
#[derive(Debug, Default)]
pub(crate) struct Class {
    /// As the file lists them: some classes are in order of trust.
    in_order: Vec<&'static str>,
    /// Each entry with its value, which is empty in a class without values. Entries are our own, so that their hashes need not
    /// withstand anybody.
    values: FxHashMap<&'static str, &'static str>,
}

/// What is wrong with a line of a lexicon.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LexiconError {
    /// Not a class, a tab and an entry.
    #[error("line {0} is not a class, a tab and an entry")]
    Malformed(usize),
    /// Some entries of the class have a value and some have none.
    #[error("line {line}: {class} gives a value for some of its entries only")]
    SomeValues {
        /// Counted from 1.
        line: usize,
        /// The class.
        class: String,
    },
    /// The class has this entry already.
    #[error("line {line}: {class} has {entry:?} twice")]
    Duplicate {
        /// Counted from 1.
        line: usize,
        /// The class.
        class: String,
        /// The entry.
        entry: String,
    },
    /// The class is not one of those that the code asks for, so that its entries are of no use.
    #[error("line {line}: nothing uses the class {class:?}")]
    UnusedClass {
        /// Counted from 1.
        line: usize,
        /// The class.
        class: String,
    },
    /// The code asks for a class that the file does not hold.
    #[error("the class {0:?} has no entry")]
    MissingClass(String),
}

impl Lexicon {
    /// Reads a file that must hold exactly these classes.
    ///
    /// # Errors
    /// The first line that cannot be used, or a class without entries.
    pub(crate) fn parse(text: &'static str, classes: &[&'static str]) -> Result<Self, LexiconError> {
        let mut found: FxHashMap<&'static str, Class> = FxHashMap::default();
        for (at, line) in text.lines().enumerate() {
            let number = at + 1;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let columns: Vec<&'static str> = line.split('\t').collect();
            let (class, entry, value) = match columns[..] {
                [class, entry] if is_tidy(class) && is_tidy(entry) => (class, entry, ""),
                [class, entry, value] if is_tidy(class) && is_tidy(entry) && is_tidy(value) => (class, entry, value),
                _ => return Err(LexiconError::Malformed(number)),
            };
            for class in class.split(' ') {
                if !classes.contains(&class) {
                    return Err(LexiconError::UnusedClass { line: number, class: class.to_owned() });
                }
                let of_class = found.entry(class).or_default();
                let other = of_class.in_order.first().and_then(|other| of_class.values.get(other));
                if other.is_some_and(|other| other.is_empty() != value.is_empty()) {
                    return Err(LexiconError::SomeValues { line: number, class: class.to_owned() });
                }
                of_class.in_order.push(entry);
                if of_class.values.insert(entry, value).is_some() {
                    let (class, entry) = (class.to_owned(), entry.to_owned());
                    return Err(LexiconError::Duplicate { line: number, class, entry });
                }
            }
        }
        match classes.iter().find(|class| !found.contains_key(**class)) {
            Some(class) => Err(LexiconError::MissingClass((*class).to_owned())),
            None => Ok(Self { classes: found }),
        }
    }

    /// Reads a file that is built into the program.
    ///
    /// # Panics
    /// When it cannot be used; a test beside each file reads it, so that no such program is built.
    pub(crate) fn built_in(name: &str, text: &'static str, classes: &[&'static str]) -> Self {
        Self::parse(text, classes).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A class of the file. Rules that ask for many words hold it by [`class_of`].
    ///
    /// # Panics
    /// When the file has no such class: the code asks for what [`Lexicon::parse`] was not told of.
    pub(crate) fn class(&self, name: &str) -> &Class {
        self.classes.get(name).unwrap_or_else(|| panic!("no class {name:?}"))
    }

    /// The entries of a class, in the order of the file.
    ///
    /// # Panics
    /// When the file has no such class.
    pub(crate) fn entries(&self, class: &str) -> impl Iterator<Item = &'static str> + '_ {
        self.class(class).in_order.iter().copied()
    }

    /// Entries that stand in more than one class, each with its classes in order: a fact that stands twice.
    #[cfg(test)]
    pub(crate) fn shared_entries(&self) -> BTreeMap<&'static str, Vec<&'static str>> {
        let mut classes_of: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        for (class, entries) in &self.classes {
            for entry in &entries.in_order {
                classes_of.entry(*entry).or_default().push(*class);
            }
        }
        classes_of.retain(|_, classes| classes.len() > 1);
        classes_of.values_mut().for_each(|classes| classes.sort_unstable());
        classes_of
    }
}

impl Class {
    /// True where the class holds the entry.
    pub(crate) fn has(&self, entry: &str) -> bool {
        self.values.contains_key(entry)
    }

    /// The value of an entry; `None` where the class does not hold it, or gives no values.
    pub(crate) fn value(&self, entry: &str) -> Option<&'static str> {
        self.values.get(entry).copied().filter(|value| !value.is_empty())
    }

    /// The value of an entry as a number; `None` where there is none.
    pub(crate) fn number<T: std::str::FromStr>(&self, entry: &str) -> Option<T> {
        self.value(entry)?.parse().ok()
    }
}

fn is_tidy(column: &str) -> bool {
    !column.is_empty() && column.trim() == column
}

/// Declares a static [`Lexicon`] of a file that is built in, and for each of its classes a function that is true for the
/// words of the class. The path is counted from the package's folder. Classes that rules ask for in another way, for their
/// values or their order, are named behind `with`.
///
/// ```ignore
/// word_classes! {
///     /// Words of dates.
///     DATES in "src/extract/lexicon/dates.tsv" with ["month"];
///     /// True for "next" and the like.
///     pub(super) fn bars = "barring";
/// }
/// ```
macro_rules! word_classes {
    (
        $(#[$doc:meta])* $lexicon:ident in $file:literal with [$($other:literal),*];
        $($(#[$class_doc:meta])* $vis:vis fn $name:ident = $class:literal;)*
    ) => {
        $(#[$doc])*
        static $lexicon: std::sync::LazyLock<$crate::lexicon::Lexicon> = std::sync::LazyLock::new(|| {
            let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $file));
            $crate::lexicon::Lexicon::built_in($file, text, &[$($other,)* $($class,)*])
        });
        $(
            $(#[$class_doc])*
            $vis fn $name(word: &str) -> bool {
                $crate::lexicon::class_of!($lexicon, $class).has(word)
            }
        )*
    };
}
pub(crate) use word_classes;

/// A [`Class`] of a static [`Lexicon`], found at the first call and kept: later calls look up the word alone, not its class
/// as well.
macro_rules! class_of {
    ($lexicon:ident, $class:literal) => {{
        static CLASS: std::sync::LazyLock<&'static $crate::lexicon::Class> =
            std::sync::LazyLock::new(|| $lexicon.class($class));
        *CLASS
    }};
}
pub(crate) use class_of;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_entries_are_read() {
        let lexicon = Lexicon::parse(
            "# Who speaks.\nofficer\tgeneral\nofficer\trear admiral\ncleric\tbishop\n",
            &["officer", "cleric"],
        )
        .unwrap();
        assert!(lexicon.class("officer").has("rear admiral"));
        assert!(!lexicon.class("cleric").has("general"));
        assert_eq!(lexicon.entries("officer").collect::<Vec<_>>(), ["general", "rear admiral"]);
        assert!(lexicon.shared_entries().is_empty());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let error = |text, classes: &[&'static str]| Lexicon::parse(text, classes).unwrap_err().to_string();
        assert_eq!(error("officer general", &["officer"]), "line 1 is not a class, a tab and an entry");
        assert_eq!(error("officer\tgeneral \n", &["officer"]), "line 1 is not a class, a tab and an entry");
        assert_eq!(error("# x\na\tb\na\tb\n", &["a"]), "line 3: a has \"b\" twice");
        assert_eq!(error("a\tb\n", &["c"]), "line 1: nothing uses the class \"a\"");
        assert_eq!(error("a\tb\t\n", &["a"]), "line 1 is not a class, a tab and an entry");
        assert_eq!(error("a\tb\t1\na\tc\n", &["a"]), "line 2: a gives a value for some of its entries only");
        assert_eq!(error("a\tb\n", &["a", "c"]), "the class \"c\" has no entry");
    }

    #[test]
    fn an_entry_may_name_several_classes() {
        let lexicon = Lexicon::parse("officer title\tgeneral\n", &["officer", "title"]).unwrap();
        assert!(lexicon.class("officer").has("general") && lexicon.class("title").has("general"));
    }

    #[test]
    fn entries_have_values() {
        let lexicon =
            Lexicon::parse("scale\tdozen\t12\nscale\tmillion\t1e6\nplain\tword\n", &["scale", "plain"]).unwrap();
        let scale = lexicon.class("scale");
        assert_eq!(scale.number("million"), Some(1e6));
        assert_eq!(scale.value("dozen"), Some("12"));
        assert_eq!(scale.value("score"), None);
        assert_eq!(lexicon.class("plain").value("word"), None);
        assert!(scale.has("dozen"));
    }

    #[test]
    fn a_class_is_found_once_and_an_unknown_one_is_refused() {
        static RANKS: std::sync::LazyLock<Lexicon> =
            std::sync::LazyLock::new(|| Lexicon::built_in("ranks", "officer\tgeneral\n", &["officer"]));
        let officer = || class_of!(RANKS, "officer");
        assert!(officer().has("general") && std::ptr::eq(officer(), RANKS.class("officer")));
        assert!(std::panic::catch_unwind(|| class_of!(RANKS, "cleric").has("general")).is_err());
    }
}
