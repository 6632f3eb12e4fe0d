//! What a person names on the command line: an id or a slug, alone or at the end of an address of this site.

/// The last part of the path of an address, without query and fragment; a word that is no address is its own last part.
pub(super) fn last_part(word: &str) -> &str {
    let path = word.trim().split(['#', '?']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_named_by_its_end() {
        for (word, expected) in [
            ("ada-brandt", "ada-brandt"),
            ("/sources/ada-brandt", "ada-brandt"),
            ("https://onrecord.test/sources/ada-brandt/?x=1#y", "ada-brandt"),
            ("/", ""),
            ("", ""),
        ] {
            assert_eq!(last_part(word), expected, "{word}");
        }
    }
}
