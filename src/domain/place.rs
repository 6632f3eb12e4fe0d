//! The paths and addresses that articles were read from, as they may be told to others.

/// The last part of a path.
pub fn last_part(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The last part of the path of an address of this site, without query and fragment: the id or slug that it names. A word
/// that is no address is its own last part.
pub fn end_of_address(address: &str) -> &str {
    let path = address.trim().split(['#', '?']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// A path without the folders above those that `given` names: below a path that was given, from that path's last part on;
/// else its own last part. The folders above tell of the machine and its people, and nothing of the articles. Addresses
/// stay. A place that was cut already, among `given` that were, stays as it is.
pub fn without_folders(place: &str, given: &[String]) -> String {
    let place = place.replace('\\', "/");
    if place.contains("://") {
        return place;
    }
    let below = |path: &String| {
        let path = path.replace('\\', "/");
        let path = path.trim_end_matches('/');
        let rest = place.strip_prefix(path).filter(|rest| rest.starts_with('/') && rest.len() > 1)?;
        Some(format!("{}{rest}", last_part(path)))
    };
    given.iter().find_map(below).unwrap_or_else(|| last_part(&place).to_owned())
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
            assert_eq!(end_of_address(word), expected, "{word}");
        }
    }

    #[test]
    fn the_folders_above_go_and_go_once() {
        let given = ["/home/ida/news/", "old.jsonl", "..", "C:\\Users\\ida\\feeds"].map(str::to_owned);
        let cut: Vec<String> = given.iter().map(|place| without_folders(place, &given)).collect();
        assert_eq!(cut, ["news", "old.jsonl", "..", "feeds"]);
        for (place, expected) in [
            ("/home/ida/news/2025/a.txt", "news/2025/a.txt"),
            ("/etc/motd", "motd"),
            ("b/motd", "motd"),
            ("old.jsonl:17", "old.jsonl:17"),
            ("../secret/a.txt", "../secret/a.txt"),
            ("C:/Users/ida/feeds/x.xml", "feeds/x.xml"),
            ("https://river.example/feed?…#3", "https://river.example/feed?…#3"),
            ("-", "-"),
        ] {
            let once = without_folders(place, &given);
            assert_eq!(once, expected, "{place}");
            assert_eq!(without_folders(&once, &cut), expected, "{place} a second time");
        }
    }
}
