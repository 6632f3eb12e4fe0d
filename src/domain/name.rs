//! Names folded for comparison, and slugs for addresses.

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds a name so that spellings which differ only in case, accents, punctuation or spaces are equal.
pub fn fold_name(name: &str) -> String {
    // Most names are plain letters, and there are many of them.
    if name.is_ascii() {
        fold_letters(name.bytes().map(|byte| char::from(byte.to_ascii_lowercase())), name.len())
    } else {
        let plain = name.nfkd().filter(|c| !is_combining_mark(*c));
        fold_letters(plain.flat_map(char::to_lowercase), name.len())
    }
}

/// Small letters with one space for whatever stands between them; apostrophes and dots go.
fn fold_letters(name: impl Iterator<Item = char>, length: usize) -> String {
    let mut folded = String::with_capacity(length);
    for c in name {
        if c.is_alphanumeric() {
            folded.push(c);
        } else if !matches!(c, '\'' | '’' | '`' | '.') && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Folds a person's name: as [`fold_name`], with the endings that transliterations of one Slavic name differ in made
/// one ("Zelenskyy", "Zelenskiy", "Zelensky"; "Sergei", "Sergey"; "Dmitriy", "Dmitry"), without initials and patronymics
/// between the first and the last name.
pub fn fold_person(name: &str) -> String {
    let folded = fold_name(name);
    let last = folded.split(' ').count() - 1;
    let mut person = String::with_capacity(folded.len());
    for (at, word) in folded.split(' ').enumerate() {
        if at > 0 && at < last && (is_initial(word) || is_patronymic(word)) {
            continue;
        }
        if at > 0 {
            person.push(' ');
        }
        let (stem, ending) = fold_ending(word);
        person.push_str(stem);
        person.push_str(ending);
    }
    person
}

/// A word of a person's name as its stem and the one ending for all that transliterations give it.
fn fold_ending(word: &str) -> (&str, &'static str) {
    let endings = [("yy", "y"), ("iy", "y"), ("yi", "y"), ("ii", "y"), ("ij", "y"), ("ei", "ey"), ("ski", "sky")];
    let stem = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() >= 3);
    let found = endings.iter().find_map(|(ending, one)| stem(ending).map(|stem| (stem, *one)));
    found.unwrap_or((word, ""))
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1
}

/// "Ivanovich", "Ivanovna", "Ivanovych", "Ivanivna".
fn is_patronymic(word: &str) -> bool {
    const ENDINGS: [&str; 7] = ["ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna"];
    word.len() > 6 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Letters that spellings of one name differ in.
const SPELLED: [(&str, &str); 2] = [("kh", "h"), ("ks", "x")];

/// Beginnings that spellings of one name differ in, with the length from which a word has them.
const STARTS: [(&str, &str, usize); 3] = [("ye", "e", 6), ("iu", "yu", 4), ("ia", "ya", 4)];

/// Endings that spellings of one name differ in; longer ones first.
const ENDINGS: [(&str, &str); 8] =
    [("iia", "ia"), ("iya", "ia"), ("ija", "ia"), ("ej", "ey"), ("ai", "ay"), ("aj", "ay"), ("ei", "ey"), ("i", "y")];

/// Arabic names that Latin letters write in many ways.
const WRITTEN: [(&str, &[&str]); 7] = [
    ("muhammad", &["mohammed", "mohamed", "mohammad", "mohamad", "muhammed", "muhamad", "muhamed"]),
    ("ahmad", &["ahmed"]),
    ("hussein", &["husein", "husayn", "hussain", "husain"]),
    ("yusuf", &["youssef", "yousef", "yussef", "yousuf"]),
    ("umar", &["omar"]),
    ("usama", &["osama"]),
    ("qaddafi", &["gaddafi", "gadhafi", "kadhafi", "qadhafi"]),
];

/// The key under which one person's spellings meet: [`fold_person`] in ASCII letters, without the Arabic article, with
/// what transliterations of one name differ in made one: "Kh" and "H", "ks" and "x", "Ye" and "E" at the start, "-iya",
/// "-iia" and "-ia", "-i" and "-y". For comparison alone: nobody's name is written so.
///
/// Forms of other languages (Sergey and Serhiy) stay apart, as do whole middle names; see [`super::likeness`].
pub fn person_key(name: &str) -> String {
    let ascii = deunicode::deunicode(&fold_name(name));
    let folded = fold_person(&ascii);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_article = |at: usize, word: &str| at > 0 && at + 1 < words.len() && matches!(word, "al" | "el");
    let kept = words.iter().enumerate().filter(|(at, word)| !is_article(*at, word)).map(|(_, word)| respelled(word));
    kept.collect::<Vec<_>>().join(" ")
}

/// One word of a name, in the spelling that stands for all of them.
fn respelled(word: &str) -> String {
    if let Some((usual, _)) = WRITTEN.iter().find(|(_, others)| others.contains(&word)) {
        return (*usual).to_owned();
    }
    let mut word = word.to_owned();
    // Short words are whole names of their own: "Khan" is not "Han".
    if word.len() > 4 {
        for (from, to) in SPELLED {
            word = word.replace(from, to);
        }
    }
    if let Some((from, to, _)) = STARTS.iter().find(|(from, _, least)| word.len() >= *least && word.starts_with(from)) {
        word.replace_range(..from.len(), to);
    }
    let has = |ending: &str| word.len() >= ending.len() + 3 && word.ends_with(ending);
    if let Some((from, to)) = ENDINGS.iter().find(|(from, _)| has(from)) {
        word.replace_range(word.len() - from.len().., to);
    }
    soft(&word)
}

/// "Tatyana" as "Tatiana", "Natalya" as "Natalia": y before a, after a consonant.
fn soft(word: &str) -> String {
    let is_vowel = |letter: char| "aeiouy".contains(letter);
    let letters: Vec<char> = word.chars().collect();
    let softened = letters.iter().enumerate().map(|(at, &letter)| {
        let is_soft = letter == 'y' && at > 0 && !is_vowel(letters[at - 1]) && letters.get(at + 1) == Some(&'a');
        if is_soft { 'i' } else { letter }
    });
    softened.collect()
}

/// True for a key of [`person_key`] that names one person wherever it stands: two words or more, and a first name that is
/// more than a letter.
pub fn is_full_name(key: &str) -> bool {
    key.split_once(' ').is_some_and(|(first, _)| !is_initial(first))
}

/// Folds a publisher's name: as [`fold_name`], without a leading "the".
pub fn publisher_key(name: &str) -> String {
    let folded = fold_name(name);
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

/// The readable part of an address: ASCII letters, digits and single hyphens, never a dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Slug(String);

impl Slug {
    const LONGEST: usize = 80;

    /// Writes `name` in ASCII letters; a name without any letter or digit becomes `unnamed`.
    pub fn of(name: &str) -> Self {
        let ascii = deunicode::deunicode(&name.replace(['\'', '’', '.'], ""));
        let mut slug = String::new();
        for c in ascii.chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
            if slug.len() >= Self::LONGEST {
                break;
            }
        }
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() { "unnamed".to_owned() } else { slug.to_owned() })
    }

    /// This slug with a further word at its end.
    pub fn with(&self, suffix: &str) -> Self {
        Self(format!("{}-{suffix}", self.0))
    }

    /// Takes a word from an address; `None` when it cannot be a slug.
    pub fn parse(word: &str) -> Option<Self> {
        let fits = !word.is_empty()
            && word.len() <= 2 * Self::LONGEST
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(word.to_owned()))
    }

    /// The slug as written in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_together() {
        assert_eq!(fold_name("  O’Brien-Šmíd, Jr. "), "obrien smid jr");
        assert_eq!(fold_name("U.S. Army"), "us army");
        assert_eq!(publisher_key("The Kyiv Independent"), publisher_key("Kyiv  independent"));
        assert_eq!(publisher_key("Them"), "them");
    }

    #[test]
    fn transliterations_of_one_name_fold_together() {
        for spelling in ["Volodymyr Zelenskyy", "Volodymyr Zelenskiy", "volodymyr zelenski", "Volodymyr Zelenskyi"] {
            assert_eq!(fold_person(spelling), "volodymyr zelensky", "{spelling}");
        }
        assert_eq!(fold_person("Sergei Lavrov"), fold_person("Sergey Lavrov"));
        assert_eq!(fold_person("Dmitriy Peskov"), fold_person("Dmitry Peskov"));
        assert_ne!(fold_person("Ada Brandt"), fold_person("Adam Brandt"));
        assert_eq!(fold_person("Li Ii"), "li ii", "short words are names of their own");
        assert_eq!(fold_person(""), "");
    }

    #[test]
    fn spellings_of_one_person_have_one_key() {
        for (one, other) in [
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
            ("Volodymyr Zelensky", "Volodymyr Zelenskiy"),
            ("Volodymyr Zelensky", "Volodymyr Zelenskyi"),
            ("Volodymyr Zelensky", "Volodymyr Zelens’kyi"),
            ("Yuri Relov", "Yury Relov"),
            ("Yuri Relov", "Yuriy Relov"),
            ("Yuri Relov", "Iurii Relov"),
            ("Sergei Relov", "Sergej Relov"),
            ("Nikolai Relov", "Nikolay Relov"),
            ("Mikhail Relov", "Mihail Relov"),
            ("Maria Zakharin", "Maria Zaharin"),
            ("Yevgeny Relov", "Evgeniy Relov"),
            ("Yekaterina Relova", "Ekaterina Relova"),
            ("Yuliya Relova", "Yuliia Relova"),
            ("Yulia Relova", "Iuliia Relova"),
            ("Tatyana Relova", "Tatiana Relova"),
            ("Natalya Relova", "Natalija Relova"),
            ("Aleksey Relov", "Alexey Relov"),
            ("Maksim Relov", "Maxim Relov"),
            ("John R. Reth", "John Reth"),
            ("John R Reth", "John Reth"),
            ("Ivan Ivanovich Relov", "Ivan Relov"),
            ("Olena Petrivna Relova", "Olena Relova"),
            ("Soon Min-ho", "Soon Min Ho"),
            ("Lech Wałkę", "Lech Walke"),
            ("Søren Øst", "Soren Ost"),
            ("Jürgen Groß", "Jurgen Gross"),
            ("Anne-Marie Dubé", "Anne Marie Dube"),
            ("Bashir al-Tarek", "Bashir Tarek"),
            ("Bashir Al Tarek", "Bashir el-Tarek"),
            ("Mohammed Tarek", "Muhammad Tarek"),
            ("Ahmed Tarek", "Ahmad Tarek"),
            ("JOHN RETH", "John Reth"),
            ("John O’Reth", "John O'Reth"),
            ("Володимир Рет", "Volodimir Ret"),
        ] {
            assert_eq!(person_key(one), person_key(other), "{one} / {other}");
        }
    }

    #[test]
    fn names_of_two_people_have_two_keys() {
        for (one, other) in [
            ("Sergey Relov", "Serhiy Relov"),
            ("Vladimir Relov", "Volodymyr Relov"),
            ("Ada Brandt", "Adam Brandt"),
            ("Imran Khan", "Imran Han"),
            ("Ana Reyes", "Ana Rees"),
            ("John Reth", "John Reth Jr."),
            ("John Paul Reth", "John Reth"),
            ("J. Reth", "John Reth"),
            ("Ann Alee", "Anna Lee"),
            ("Kim Min Ho", "Kim Ho Min"),
            ("Ali Reth", "Aly Reth"),
        ] {
            assert_ne!(person_key(one), person_key(other), "{one} / {other}");
        }
    }

    #[test]
    fn full_names_are_told_from_surnames_and_initials() {
        for (name, is_full) in [
            ("John Reth", true),
            ("JD Reth", true),
            ("Reth", false),
            ("J. Reth", false),
            ("J. R. Reth", false),
            ("", false),
        ] {
            assert_eq!(is_full_name(&person_key(name)), is_full, "{name}");
        }
    }

    #[test]
    fn slugs_are_plain_ascii() {
        for (name, slug) in [
            ("John Kirby", "john-kirby"),
            ("Wołodymyr Żełenski", "wolodymyr-zelenski"),
            ("Київ", "kiyiv"),
            ("U.S. Army / 3rd", "us-army-3rd"),
            ("…", "unnamed"),
        ] {
            assert_eq!(Slug::of(name).as_str(), slug);
        }
        assert!(Slug::of(&"long name ".repeat(50)).as_str().len() <= 80);
        assert_eq!(Slug::parse("a.json"), None);
        assert_eq!(Slug::parse("John"), None);
        assert!(Slug::parse("john-kirby-7q3k").is_some());
    }
}
