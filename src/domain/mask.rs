//! Texts without the words that are held back.

use super::Span;

/// The text with another sign in place of every character of `spans`, except the ends of lines. Each sign takes as many
/// bytes as the character did, so that places count the same in both texts, in bytes and in code points. Spaces go as
/// well: the lengths of words would tell of them. Spans that do not begin and end between two characters are passed over.
pub fn masked(text: &str, spans: &[Span]) -> String {
    let mut spans: Vec<Span> = spans.iter().copied().filter(|span| text.get(span.start..span.end).is_some()).collect();
    spans.sort_unstable();
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        if span.end <= done {
            continue;
        }
        let start = span.start.max(done);
        masked.push_str(&text[done..start]);
        masked.extend(text[start..span.end].chars().map(mask_of));
        done = span.end;
    }
    masked.push_str(&text[done..]);
    masked
}

/// No letter, no digit and no end of a sentence, so that nobody reads words in it.
fn mask_of(character: char) -> char {
    match (character, character.len_utf8()) {
        ('\n' | '\r', _) => character,
        (_, 1) => '_',
        (_, 2) => '¯',
        (_, 3) => '█',
        _ => '🞉',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_keeps_its_length_and_lines() {
        let text = "He said: “Öl\r\n🙂 ends.” Rain.";
        let whole = text.find('“').unwrap();
        let span = Span::new(whole, text.find(" Rain").unwrap());
        let masked_text = masked(text, &[Span::new(span.start + 3, span.start + 5), span, Span::new(0, 0)]);
        assert_eq!(masked_text, "He said: █¯_\r\n🞉______█ Rain.");
        assert_eq!((masked_text.len(), masked_text.chars().count()), (text.len(), text.chars().count()));
        assert_eq!(masked(&masked_text, &[span]), masked_text, "masked twice is masked once");
    }

    #[test]
    fn spans_of_another_text_mask_nothing() {
        for (start, end) in [(1, 2), (0, 9), (3, 1)] {
            assert_eq!(masked("é", &[Span { start, end }]), "é");
        }
    }
}
