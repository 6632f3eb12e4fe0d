//! The forms of names by which entries are looked up.

use super::spelling::publisher_key;
use crate::domain::fold_name;

/// The key of a registered name: folded, without a leading "the". A name that begins with "The" in its file keeps it,
/// since without it the name would be another word ("The Hill").
pub(super) fn name_key(name: &str) -> String {
    if name.starts_with("The ") { fold_name(name) } else { publisher_key(name) }
}

/// True for words that are not all in small letters, "the" left out.
pub(super) fn is_proper(words: &str) -> bool {
    let words = words.trim_start_matches("The ");
    words.chars().any(char::is_uppercase) || !words.chars().any(char::is_lowercase)
}

/// True for what may be a host: ASCII with a dot and no space.
pub(super) fn is_host(words: &str) -> bool {
    words.contains('.') && words.is_ascii() && !words.contains(' ')
}

/// The key of a name in a credit: lower case, without a leading "the". Punctuation stays, as it parts the names of a
/// byline.
pub(super) fn credit_key(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.strip_prefix("the ").unwrap_or(&name).to_owned()
}
