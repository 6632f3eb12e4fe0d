//! A citation as a record of RIS.

use super::clean::address;
use super::wording::Cited;

/// The record. A line holds one value, a tag of two characters before it, and ends on CR and LF.
pub(super) fn record(cited: &Cited) -> String {
    let mut record = String::new();
    let mut line = |tag: &str, value: &str| record.push_str(&format!("{tag}  - {value}\r\n"));
    line("TY", "NEWS");
    for author in &cited.authors {
        line("AU", author);
    }
    line("TI", &cited.title);
    if let Some(publisher) = &cited.publisher {
        line("T2", publisher);
    }
    if let Some(day) = cited.published {
        line("PY", &day.strftime("%Y").to_string());
        line("DA", &day.strftime("%Y/%m/%d/").to_string());
    }
    if let Some(language) = &cited.language {
        line("LA", language);
    }
    line("UR", &address(cited.address()));
    line("N1", &cited.summary());
    line("ID", &format!("onrecord-{}", cited.id));
    line("ER", "");
    record
}

#[cfg(test)]
mod tests {
    use super::super::wording::tests::hard;
    use super::*;

    #[test]
    fn every_line_has_a_tag() {
        let expected = [
            "TY  - NEWS",
            "AU  - Ida & Co_1",
            "AU  - محمد علي",
            "TI  - 100% of {bridges} \\cost $5 #1",
            "T2  - River | Post = ]] {{x",
            "PY  - 2025",
            "DA  - 2025/03/05/",
            "LA  - en",
            "UR  - https://river.example/a%20b?c=%7Bd%7D",
            "N1  - Ada Brandt, General, through John Kirby, said: “It is ‘ours’ {now} | a=b.” Said 23 October 2024 \
             (“on Wednesday”). Text loaded on 6 March 2025. Onrecord, https://e.org/claims/0123456789abcdef",
            "ID  - onrecord-0123456789abcdef",
            "ER  - ",
            "",
        ];
        assert_eq!(record(&hard()), expected.join("\r\n"));
    }
}
