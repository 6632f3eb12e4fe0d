//! The keys under which the spellings of one name meet, and the slugs that follow from them.
//!
//! What is known of spellings stands in `spelling.tsv`. [`crate::domain::fold_name`], which knows no language, comes
//! first.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::{ArticleId, Identity, Party, Slug, SourceKind, fold_name};
use crate::lexicon::Lexicon;

/// `spelling.tsv`, taken apart once: names are folded often.
struct Spellings {
    address_endings: Vec<(&'static str, &'static str)>,
    patronymics: Vec<&'static str>,
    name_articles: Vec<&'static str>,
    letters: Vec<(&'static str, &'static str)>,
    /// With the least length of the word.
    starts: Vec<(&'static str, &'static str, usize)>,
    key_endings: Vec<(&'static str, &'static str)>,
    /// The usual spelling by each other one.
    names: HashMap<&'static str, &'static str>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let classes = ["address_ending", "patronymic", "name_article", "letters", "start", "key_ending", "name"];
    let lexicon = Lexicon::built_in("spelling.tsv", include_str!("spelling.tsv"), &classes);
    let pairs = |class: &str| lexicon.entries(class).filter_map(|entry| entry.split_once(' ')).collect();
    let start = |entry: &'static str| {
        let (spellings, least) = entry.rsplit_once(' ')?;
        let (from, to) = spellings.split_once(' ')?;
        Some((from, to, least.parse().ok()?))
    };
    let spellings_of = |entry: &'static str| {
        let (usual, others) = entry.split_once(' ').unwrap_or((entry, ""));
        others.split(' ').map(move |other| (other, usual))
    };
    Spellings {
        address_endings: pairs("address_ending"),
        patronymics: lexicon.entries("patronymic").collect(),
        name_articles: lexicon.entries("name_article").collect(),
        letters: pairs("letters"),
        starts: lexicon.entries("start").filter_map(start).collect(),
        key_endings: pairs("key_ending"),
        names: lexicon.entries("name").flat_map(spellings_of).collect(),
    }
});

/// Folds a publisher's name: as [`fold_name`], without a leading "the".
pub fn publisher_key(name: &str) -> String {
    let folded = fold_name(name);
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

/// Folds a person's name: as [`fold_name`], with the endings that transliterations of one Slavic name differ in made
/// one ("Zelenskyy", "Zelenskiy", "Zelensky"; "Sergei", "Sergey"; "Dmitriy", "Dmitry"), without initials and
/// patronymics between the first and the last name. Addresses of people are made of it, so it stays readable.
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
    let stem = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() >= 3);
    let mut endings = SPELLINGS.address_endings.iter();
    endings.find_map(|(ending, one)| stem(ending).map(|stem| (stem, *one))).unwrap_or((word, ""))
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1
}

/// "Ivanovich", "Ivanovna", "Ivanovych", "Ivanivna".
fn is_patronymic(word: &str) -> bool {
    word.len() > 6 && SPELLINGS.patronymics.iter().any(|ending| word.ends_with(ending))
}

/// The key under which one person's spellings meet: [`fold_person`] in ASCII letters, without the Arabic article, with
/// what transliterations of one name differ in made one: "Kh" and "H", "ks" and "x", "Ye" and "E" at the start, "-iya",
/// "-iia" and "-ia", "-i" and "-y". For comparison alone: nobody's name is written so.
///
/// Forms of other languages (Sergey and Serhiy) stay apart, as do whole middle names; see `relate::likeness`.
pub fn person_key(name: &str) -> String {
    let ascii = deunicode::deunicode(&fold_name(name));
    let folded = fold_person(&ascii);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_article = |at: usize, word: &&str| at > 0 && at + 1 < words.len() && SPELLINGS.name_articles.contains(word);
    let kept = words.iter().enumerate().filter(|(at, word)| !is_article(*at, word)).map(|(_, word)| respelled(word));
    kept.collect::<Vec<_>>().join(" ")
}

/// One word of a name, in the spelling that stands for all of them.
fn respelled(word: &str) -> String {
    if let Some(usual) = SPELLINGS.names.get(word) {
        return (*usual).to_owned();
    }
    let mut word = word.to_owned();
    // Short words are whole names of their own: "Khan" is not "Han".
    if word.len() > 4 {
        for (from, to) in &SPELLINGS.letters {
            word = word.replace(from, to);
        }
    }
    let begins = |(from, _, least): &&(&str, &str, usize)| word.len() >= *least && word.starts_with(from);
    if let Some((from, to, _)) = SPELLINGS.starts.iter().find(begins) {
        word.replace_range(..from.len(), to);
    }
    let has = |ending: &str| word.len() >= ending.len() + 3 && word.ends_with(ending);
    if let Some((from, to)) = SPELLINGS.key_endings.iter().find(|(from, _)| has(from)) {
        word.replace_range(word.len() - from.len().., to);
    }
    softened(&word)
}

/// Replaces y between a consonant and a with i: "Tatyana" becomes "Tatiana", "Natalya" becomes "Natalia".
fn softened(word: &str) -> String {
    let is_vowel = |letter: char| "aeiouy".contains(letter);
    let letters: Vec<char> = word.chars().collect();
    let softened = letters.iter().enumerate().map(|(at, &letter)| {
        let is_soft = letter == 'y' && at > 0 && !is_vowel(letters[at - 1]) && letters.get(at + 1) == Some(&'a');
        if is_soft { 'i' } else { letter }
    });
    softened.collect()
}

/// True for a key of [`person_key`] that names one person wherever it stands: two words or more, and a first name that
/// is more than a letter.
pub fn is_full_name(key: &str) -> bool {
    key.split_once(' ').is_some_and(|(first, _)| !is_initial(first))
}

/// The slug that a party of an article asks for; it does not depend on what else is loaded. A party that belongs to its
/// article alone gets four characters of the article's id.
pub fn proposed_slug(party: &Party, article: &ArticleId) -> Slug {
    match &party.identity {
        Identity::Registry(facts) => facts.slug.clone(),
        // Spellings of one person lead to one address, whichever was loaded first.
        Identity::Name if party.kind == SourceKind::Person => Slug::of(&fold_person(&party.name)),
        Identity::Name if party.kind == SourceKind::Media => Slug::of(&publisher_key(&party.name)),
        Identity::Name => Slug::of(&party.name),
        Identity::Article => Slug::of(&party.name).with(&article.as_str()[..4]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_used() {
        let lines = include_str!("spelling.tsv").lines().filter(|line| !line.starts_with('#'));
        let names = lines.clone().filter(|line| line.starts_with("name\t"));
        let spellings: usize = names.clone().map(|line| line.split(' ').count() - 1).sum();
        let Spellings { address_endings, patronymics, name_articles, letters, starts, key_endings, names: found } =
            &*SPELLINGS;
        assert_eq!(found.len(), spellings);
        let others = address_endings.len() + patronymics.len() + name_articles.len() + letters.len();
        assert_eq!(others + starts.len() + key_endings.len(), lines.count() - names.count());
    }

    #[test]
    fn a_leading_article_is_no_part_of_a_publishers_key() {
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
}
