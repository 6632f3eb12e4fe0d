//! Names of people in lists and lines.

/// Whether words look like the full name of a person: two to five words, the first and last with a capital.
pub(super) fn is_full_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let capital = |word: Option<&&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
    (2..=5).contains(&words.len())
        && capital(words.first())
        && capital(words.last())
        && !text.chars().any(|c| c.is_ascii_digit())
}

/// The names in "Tomas Renn, Bela Vost and Rina Halm"; what holds anything but full names is one.
pub(super) fn in_a_row(text: &str) -> Vec<String> {
    let joined = text.rsplit_once(" and ").or_else(|| text.rsplit_once(" & "));
    joined
        .map(|(first, last)| {
            let first = first.split(',').map(|name| name.trim().to_owned());
            first.filter(|name| !name.is_empty()).chain([last.trim().to_owned()]).collect::<Vec<_>>()
        })
        .filter(|names| names.iter().all(|name| is_full_name(name)))
        .unwrap_or_else(|| vec![text.to_owned()])
}
