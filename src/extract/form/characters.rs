//! Characters that came in another way than they were written: wrongly decoded, as entities, or invisible.

use quick_xml::escape::resolve_html5_entity;

use super::view::{Edit, View};
use crate::domain::Span;

/// The characters of the code page Windows-1252 from 0x80 to 0x9F; where it has none, the control character of that
/// number, as decoders give it.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
/// The characters of the code page Mac Roman from 0x80 to 0xFF.
const MAC: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
/// A text may have been decoded wrongly more than once.
const MOST_TIMES: usize = 3;
/// The longest entity: its name and the marks around it.
const LONGEST_ENTITY: usize = 12;

/// Reads characters as they were written.
pub(super) fn mend(view: &mut View<'_>) {
    for _ in 0..MOST_TIMES {
        let edits = misread(view.text());
        if edits.is_empty() {
            break;
        }
        view.apply(edits);
    }
    view.apply(entities(view.text()));
    view.apply(lost_marks(view.text()));
    view.apply(invisible(view.text()));
}

/// The byte that a character stands for in a code page.
#[derive(Clone, Copy)]
struct CodePage(fn(char) -> Option<u8>);

fn in_windows(c: char) -> Option<u8> {
    match u32::from(c) {
        0xA0..=0xFF => u8::try_from(u32::from(c)).ok(),
        0x80.. => WINDOWS.chars().position(|known| known == c).and_then(|at| u8::try_from(0x80 + at).ok()),
        _ => None,
    }
}

fn in_mac(c: char) -> Option<u8> {
    (!c.is_ascii()).then(|| MAC.chars().position(|known| known == c))?.and_then(|at| u8::try_from(0x80 + at).ok())
}

/// Sequences of UTF-8 that were decoded as a code page: "â€œ" for “, "Ã©" for é.
fn misread(text: &str) -> Vec<Edit> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut edits = Vec::new();
    for page in [CodePage(in_windows), CodePage(in_mac)] {
        let mut found = Vec::new();
        let mut is_sure = false;
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let read = if first.is_ascii() { None } else { sequence(&text[at..], page) };
            at += match read {
                Some(Misread { length, character, sure }) => {
                    is_sure |= sure;
                    found.push(Edit::replace(Span::new(at, at + length), character.to_string()));
                    length
                }
                None => first.len_utf8(),
            };
        }
        if is_sure {
            edits.extend(found);
        }
    }
    edits
}

/// One character that was decoded as several.
struct Misread {
    /// In bytes of the text.
    length: usize,
    character: char,
    /// No writer prints these characters side by side.
    sure: bool,
}

/// The character whose bytes a text begins with.
fn sequence(text: &str, page: CodePage) -> Option<Misread> {
    let mut characters = text.chars();
    let lead = page.0(characters.next()?)?;
    let count = match lead {
        0xC2..=0xDF => 2,
        0xE1..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = vec![lead];
    let mut length = text.chars().next().map_or(0, char::len_utf8);
    for c in characters.take(count - 1) {
        let Some(byte) = page.0(c).filter(|byte| (0x80..0xC0).contains(byte)) else { break };
        bytes.push(byte);
        length += c.len_utf8();
    }
    if bytes.len() == 2 && bytes == [0xE2, 0x80] {
        // The last byte of ” is none in Windows-1252: it was dropped, or replaced.
        let lost = text[length..].chars().next().filter(|c| *c == '\u{FFFD}').map_or(0, char::len_utf8);
        return Some(Misread { length: length + lost, character: '”', sure: true });
    }
    let decoded = std::str::from_utf8(&bytes).ok()?;
    let character = decoded.chars().next().filter(|_| bytes.len() == count)?;
    let sure = match bytes[..] {
        [0xC2 | 0xC3, second] => second >= 0xA0,
        [_, _] => false,
        _ => true,
    };
    Some(Misread { length, character, sure })
}

/// Entities as characters: "&ldquo;", "&#39;", "&amp;quot;". Control characters from 0x80 to 0x9F are those of
/// Windows-1252, which is what writers meant by them.
fn entities(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut after = 0;
    for (at, _) in text.match_indices('&') {
        if at < after {
            continue;
        }
        let Some((mut length, mut read)) = entity(&text[at..]) else { continue };
        while read == "&"
            && let Some((more, again)) = entity(&format!("&{}", prefix(&text[at + length..])))
        {
            length += more - 1;
            read = again;
        }
        after = at + length;
        edits.push(Edit::replace(Span::new(at, after), read));
    }
    let controls = text.char_indices().filter(|(_, c)| matches!(c, '\u{80}'..='\u{9F}') && *c != '\u{85}');
    edits.extend(controls.map(|(at, c)| Edit::replace(Span::new(at, at + c.len_utf8()), of_windows(c).to_string())));
    edits
}

/// As much of a text as an entity may take.
fn prefix(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).nth(LONGEST_ENTITY).unwrap_or(text.len());
    &text[..end]
}

/// The length of the entity that a text begins with, and what it stands for.
fn entity(text: &str) -> Option<(usize, String)> {
    let text = prefix(text);
    let end = text.find(';')?;
    let name = text.get(1..end)?;
    let read = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            let c = char::from_u32(code).filter(|c| *c != '\0')?;
            if c == '\u{a0}' { " ".to_owned() } else { of_windows(c).to_string() }
        }
        None if name == "nbsp" => " ".to_owned(),
        None => resolve_html5_entity(name)?.to_owned(),
    };
    Some((end + 1, read))
}

/// The character of Windows-1252 at the place of a control character.
fn of_windows(c: char) -> char {
    let at = u32::from(c).checked_sub(0x80).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| WINDOWS.chars().nth(at)).unwrap_or(c)
}

/// Quotation marks and apostrophes that a wrong decoding replaced by U+FFFD, where their place tells which they were.
fn lost_marks(text: &str) -> Vec<Edit> {
    const LOST: char = '\u{FFFD}';
    let mut edits = Vec::new();
    for (at, _) in text.match_indices(LOST) {
        let after = &text[at + LOST.len_utf8()..];
        let previous = text[..at].chars().next_back().unwrap_or(' ');
        let next = after.chars().next().unwrap_or(' ');
        let ending = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let mark = if previous.is_alphabetic() && matches!(ending, "s" | "t" | "re" | "ve" | "ll" | "d" | "m") {
            "’"
        } else if matches!(previous, '.' | ',' | '!' | '?') && !next.is_alphanumeric() {
            "”"
        } else if previous.is_whitespace() && next.is_uppercase() {
            "“"
        } else {
            continue;
        };
        edits.push(Edit::replace(Span::new(at, at + LOST.len_utf8()), mark));
    }
    edits
}

/// Soft hyphens, joiners, and marks of the direction of writing are passed over.
fn invisible(text: &str) -> Vec<Edit> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut edits = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_invisible(*c)) {
        let mut end = at + c.len_utf8();
        // A soft hyphen at a line end divides a word.
        let rest = &text[end..];
        let next = rest.trim_start();
        let gap = &rest[..rest.len() - next.len()];
        if c == '\u{ad}' && gap.matches('\n').count() == 1 && next.starts_with(char::is_lowercase) {
            end += gap.len();
        }
        edits.push(Edit::skip(Span::new(at, end)));
    }
    edits
}

/// True for characters that no reader sees and that belong to no word.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::form::tests::check_mended;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        check_mended(text, expected, mend);
    }

    #[test]
    fn wrongly_decoded_characters_are_read_as_written() {
        for (text, expected) in [
            ("â€œThe bridge is open,â€\u{9d} Ama Reth said.", "“The bridge is open,” Ama Reth said."),
            ("â€œIt isnâ€™t,â€\u{FFFD} she said â€” twice.", "“It isn’t,” she said — twice."),
            ("â€œIt is,â€ she said.", "“It is,” she said."),
            ("RenÃ©e MÃ¼ller and ZoÃ« HÃ\u{ad}n", "Renée Müller and Zoë Hín"),
            ("Ã¢â‚¬Å“Open,Ã¢â‚¬Â\u{9d} she said", "“Open,” she said"),
            ("‚ÄúOpen,‚Äù said Ren√©e", "“Open,” said Renée"),
            ("5Â000 menÂ£", "5Â000 men£"),
            ("It isn\u{92}t \u{93}open\u{94}.", "It isn’t “open”."),
            ("\u{FFFD}It isn\u{FFFD}t,\u{FFFD} she said.", "“It isn’t,” she said."),
            ("CAFÉ™ in Ålesund costs 5 €.", "CAFÉ™ in Ålesund costs 5 €."),
            ("“Ça va,” said François Ã.", "“Ça va,” said François Ã."),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn entities_are_read_as_characters() {
        check("&ldquo;It&#39;s open,&rdquo; Reth &amp; Oru said.", "“It's open,” Reth & Oru said.");
        check("&amp;quot;Open&amp;quot; &#x201C;road&#148; &#8217;", "\"Open\" “road” ’");
        check("Reth&nbsp;said: R&D; AT&T; & so on; &unknown;", "Reth said: R&D; AT&T; & so on; &unknown;");
        check("the gov&shy;ernor &", "the governor &");
    }

    #[test]
    fn invisible_characters_are_passed_over() {
        check("\u{200f}Ama Re\u{ad}th\u{200e} \u{2067}1,200\u{2069} men\u{feff}", "Ama Reth 1,200 men");
        check("plain", "plain");
    }
}
