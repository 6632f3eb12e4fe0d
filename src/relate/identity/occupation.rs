//! The occupation that a role names.

use super::roles;

/// The one occupation that a role belongs to, a present one unless it is a hired soldier's; `None` for most roles, which go with any other, and for those
/// that name two ("president of the football federation").
pub(super) fn occupation_in(role: &str) -> Option<&'static str> {
    let words: Vec<String> = role.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    if words.iter().any(|word| roles::is_hired_soldier(word)) {
        return Some(roles::HIRED_SOLDIER);
    }
    if words.iter().any(|word| roles::is_past(word)) {
        return None;
    }
    match roles::occupations(&words)[..] {
        [one] => Some(one),
        _ => None,
    }
}
