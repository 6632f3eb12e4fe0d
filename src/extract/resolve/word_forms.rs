//! What the form of a word tells of a name or a noun, where no list can hold them all: endings, capitals, articles.

use super::names::Gender;
use crate::extract::lexicon;
use crate::extract::number_words::{below_twenty, tens};

/// "Vienna-based", "state-owned", "Eighty-year-old", "banker-turned-minister": no part of the name after it.
pub(super) fn is_where_or_whose(word: &str) -> bool {
    const ENDINGS: [&str; 22] = [
        "-based",
        "-owned",
        "-backed",
        "-run",
        "-controlled",
        "-installed",
        "-led",
        "-old",
        "-born",
        "-made",
        "-language",
        "-annexed",
        "-occupied",
        "-speaking",
        "-appointed",
        "-held",
        "-imposed",
        "-supplied",
        "-funded",
        "-trained",
        "-collaborator",
        "-winning",
    ];
    word.contains("-turned-") || ends_in(word, &ENDINGS)
}

/// Whether a word of a name is short for the name of a body ("Clearview AI"). Initials come first in names of persons, and
/// letters for a seat or an order last; of a name in capitals nothing can be told.
pub(super) fn has_acronym(name: &str) -> bool {
    let is_short = |word: &&str| {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        !word.contains('.')
            && letters().count() > 1
            && letters().all(char::is_uppercase)
            && !letters().all(|c| matches!(c, 'I' | 'V' | 'X'))
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some((first, rest)) = words.split_first() else { return false };
    let first = is_short(first) && first.len() > 2;
    let last_is_of_a_person = words.last().is_some_and(|last| lexicon::is_postnominal(last));
    words.iter().any(|word| !is_short(word)) && !last_is_of_a_person && (first || rest.iter().any(is_short))
}

/// A word of a name as it is compared: without the Arabic article, which is often left out the second time.
pub(super) fn bare_part(word: &str) -> &str {
    word.split_once('-')
        .filter(|(article, name)| lexicon::is_arabic_article(article) && name.chars().count() >= 3)
        .map_or(word, |(_, name)| name)
}

/// "Ivanovich", "Petrivna": names the father, so that the family name stands elsewhere.
pub(super) fn is_patronymic(word: &str) -> bool {
    word.chars().count() >= 7
        && ends_in(word, &["ovich", "evich", "ovych", "evych", "iovych", "ovna", "evna", "ivna", "yivna"])
}

/// He or she by the form of a family name or patronymic: "Orlova", "Petrovich".
pub(super) fn gender_of_form(part: &str) -> Option<Gender> {
    let long = part.chars().count() >= 6;
    match long {
        true if ends_in(part, &["ovna", "evna", "ivna", "skaya", "skaia", "ova", "eva", "ska"]) => Some(Gender::She),
        true if ends_in(part, &["ovich", "evich", "ovych", "evych", "sky", "skyy", "skiy", "skyi"]) => Some(Gender::He),
        _ => None,
    }
}

/// "Orlov", "Shevchenko", "Grimsson": an ending that family names have and hardly any other word.
pub(super) fn ends_like_a_family_name(word: &str) -> bool {
    const ENDINGS: [&str; 44] = [
        "ov", "ova", "ev", "eva", "yev", "yeva", "enko", "chuk", "shuk", "yuk", "ski", "sky", "skyi", "skyy", "skiy",
        "ska", "skaya", "vich", "vych", "vic", "vić", "dze", "shvili", "yan", "oglu", "oğlu", "zadeh", "mann", "berg",
        "stein", "sson", "son", "sen", "escu", "poulos", "idis", "nen", "ius", "kin", "lin", "nin", "hin", "iyev",
        "yov",
    ];
    word.chars().count() >= 5 && ends_in(word, &ENDINGS)
}

/// "Orvanian", "Sudanese": made of the name of a country that the registry may not hold.
pub(super) fn reads_as_adjective(word: &str) -> bool {
    word.chars().count() >= 6 && ends_in(word, &["ian", "ean", "ese", "lan", "ish"])
}

/// "pollster", "sociologist", "ombudsman": one person by the ending.
pub(super) fn names_a_trade(noun: &str) -> bool {
    noun.chars().count() >= 5
        && ends_in(noun, &["er", "or", "ist", "ian", "man", "woman", "person", "ster", "eer", "yst", "ant"])
        && !lexicon::is_no_trade(noun)
}

/// "baker", "resident", "critic": most such nouns name persons; with an "s" several.
pub(super) fn may_name_a_person(noun: &str) -> bool {
    ends_in(noun, &["er", "or", "ist", "ian", "ant", "ent", "man", "woman", "ee", "ic", "ive"])
}

/// "operation", "meeting": names a thing or a deed.
pub(super) fn is_abstract(noun: &str) -> bool {
    ends_in(noun, &["tion", "sion", "ment", "ness", "ity", "ing", "ship", "ence", "ance", "ism"])
}

/// True for the words of one human being whom the article does not name ("a baker", "the resident of Hollin"), not of a
/// document or a thing.
pub(super) fn is_human(name: &str) -> bool {
    let words = name.split(' ').take_while(|word| !lexicon::is_preposition(word)).map(str::to_lowercase);
    let head = words.last().unwrap_or_default();
    let trade = ends_in(&head, &["er", "or", "ist", "ian", "man", "woman", "ee"]);
    lexicon::is_person_noun(&head)
        || (trade && !lexicon::is_document(&head))
        || matches!(head.as_str(), "one" | "another" | "eyewitness")
}

/// "two", "7": a number before those whom it counts.
pub(super) fn is_count(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || below_twenty(word).is_some() || tens(word).is_some()
}

fn ends_in(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}
