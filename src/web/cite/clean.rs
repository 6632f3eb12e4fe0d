//! Words from outside made fit for one line of any form, and addresses that end where they should.

/// The words on one line: white space folded, and neither control characters nor marks that turn the direction of what
/// stands after them.
pub(super) fn clean(text: &str) -> String {
    let is_mark =
        |c: char| matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let plain: String = text
        .chars()
        .filter(|c| !is_mark(*c) && !matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that are quoted, with the quotation marks inside them as single ones, as footnotes and Wikipedia have them.
/// Marks without a partner stay.
pub(super) fn inside_quotation_marks(words: &str) -> String {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, mark) in words.char_indices() {
        match mark {
            '“' | '„' | '«' => open.push((at, mark)),
            '”' | '»' => pairs.extend(open.pop().map(|(start, _)| (start, at))),
            '"' => match open.pop_if(|(_, mark)| *mark == '"') {
                Some((start, _)) => pairs.push((start, at)),
                None => open.push((at, mark)),
            },
            _ => {}
        }
    }
    let single = |(at, mark): (usize, char)| {
        if pairs.iter().any(|(start, _)| *start == at) {
            '‘'
        } else if pairs.iter().any(|(_, end)| *end == at) {
            '’'
        } else {
            mark
        }
    };
    words.char_indices().map(single).collect()
}

/// An address in which nothing ends it early: white space, quotation marks, brackets and control characters are escaped.
pub(in crate::web) fn address(url: &str) -> String {
    const ENDS: &percent_encoding::AsciiSet =
        &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'\'').add(b'<').add(b'>').add(b'[').add(b']');
    const ALL: &percent_encoding::AsciiSet = &ENDS.add(b'{').add(b'}').add(b'|').add(b'\\').add(b'^').add(b'`');
    // Letters of other scripts stay as they are: only what ends an address is escaped.
    url.trim()
        .chars()
        .map(|c| match c {
            c if c.is_ascii() => percent_encoding::utf8_percent_encode(&c.to_string(), ALL).to_string(),
            c if c.is_whitespace() || c.is_control() => String::new(),
            c if turns(c) => percent_encoding::utf8_percent_encode(&c.to_string(), ALL).to_string(),
            c => c.to_string(),
        })
        .collect()
}

/// True for marks that set the direction of what stands behind them (Unicode's bidirectional controls).
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A line in which words of scripts written from right to left are set apart (Unicode's first strong isolate), so that
/// they turn neither the line nor the marks around them.
pub(super) fn isolated(line: &str) -> String {
    let mut isolated = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(is_right_to_left) {
        let run = &rest[start..];
        let until = run.find(|c: char| c.is_alphabetic() && !is_right_to_left(c)).unwrap_or(run.len());
        let last = run[..until].char_indices().rfind(|(_, c)| is_right_to_left(*c));
        let end = last.map_or(until, |(at, c)| at + c.len_utf8());
        isolated.push_str(&rest[..start]);
        isolated.push_str(&format!("\u{2068}{}\u{2069}", &run[..end]));
        rest = &run[end..];
    }
    isolated + rest
}

/// The blocks of Unicode whose letters are written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_line_without_control_characters() {
        assert_eq!(clean(" a\r\nb\u{0}\u{2028}c\td\u{202E}e\u{7}"), "a b c de");
        assert_eq!(clean("\u{FEFF}\u{2067}محمد\u{2069}"), "محمد");
    }

    #[test]
    fn quotation_marks_inside_a_quotation_are_single() {
        assert_eq!(inside_quotation_marks("he said “no” and \"never\""), "he said ‘no’ and ‘never’");
        assert_eq!(inside_quotation_marks("a 5\" gun and “half"), "a 5\" gun and “half");
        assert_eq!(inside_quotation_marks("«так» it’s"), "‘так’ it’s");
    }

    #[test]
    fn nothing_ends_an_address_early() {
        assert_eq!(
            address(" https://e.org/a b?c=[1]|{2}&d='x\"<\n>#f%20 "),
            "https://e.org/a%20b?c=%5B1%5D%7C%7B2%7D&d=%27x%22%3C%0A%3E#f%20"
        );
        assert_eq!(address("https://e.org/новини"), "https://e.org/новини");
        assert_eq!(
            address("https://e.org/a\u{202e}b\u{2069}"),
            "https://e.org/a%E2%80%AEb%E2%81%A9",
            "nothing behind it is turned"
        );
    }

    #[test]
    fn words_from_right_to_left_turn_nothing_around_them() {
        assert_eq!(isolated("محمد علي, General, said"), "\u{2068}محمد علي\u{2069}, General, said");
        assert_eq!(isolated("A (שלום 12 בית), B"), "A (\u{2068}שלום 12 בית\u{2069}), B");
        assert_eq!(isolated("plain"), "plain");
    }
}
