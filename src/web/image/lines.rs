//! Text in lines: wrapped at words, and cut at a word where it is too long.

use super::fonts::{Face, is_right_to_left, shaped_width, showable, width};

/// Words in one font and colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub text: String,
    pub face: Face,
    /// In pixels.
    pub size: f32,
    pub colour: &'static str,
}

/// Black ink, as in the light style sheet (`--ink`).
pub(super) const INK: &str = "#1c1b18";
/// The colour of what stands around the words (`--soft`).
pub(super) const SOFT: &str = "#5d594f";

/// What stands after words that are cut.
const CUT: &str = " … cut here";
/// The size of these words beside that of what is cut.
const CUT_SIZE: f32 = 0.72;

impl Run {
    pub(super) fn new(text: &str, face: Face, size: f32, colour: &'static str) -> Self {
        Self { text: showable(text), face, size, colour }
    }

    /// Its width in pixels.
    pub(super) fn width(&self) -> f32 {
        width(self.face, self.size, &self.text)
    }

    /// The text in parts of one font and one direction each. The library that draws gets each part alone: parts of several
    /// fonts in one line lose their order there, and their accents.
    pub(super) fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (text, is_right_to_left) in stretches(&self.text) {
            let mut family = self.face.family(' ');
            let first = parts.len();
            for letter in text.chars() {
                // Spaces inside a stretch belong to its letters.
                if !(is_right_to_left && letter == ' ') {
                    family = self.face.family(letter);
                }
                match parts[first..].last_mut() {
                    Some(last) if last.family == family => last.text.push(letter),
                    _ => parts.push(Part { family, text: letter.to_string(), width: 0.0 }),
                }
            }
            for part in &mut parts[first..] {
                part.width = match is_right_to_left {
                    true => shaped_width(part.family, self.size, &part.text),
                    false => width(self.face, self.size, &part.text),
                };
            }
        }
        parts
    }

    fn with(&self, text: String) -> Self {
        Self { text, ..self.clone() }
    }
}

/// A text in the letters of one font.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    pub family: &'static str,
    pub text: String,
    /// In pixels.
    pub width: f32,
}

/// A text in stretches, each with whether it is written from right to left. Such a stretch begins and ends with a letter of
/// that direction and holds no letter of the other one.
fn stretches(text: &str) -> Vec<(&str, bool)> {
    let mut stretches = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_right_to_left) {
        let (before, from) = rest.split_at(start);
        let is_other = |letter: char| letter.is_alphanumeric() && !is_right_to_left(letter);
        let turn = from.find(is_other).unwrap_or(from.len());
        let last = from[..turn].char_indices().rfind(|(_, letter)| is_right_to_left(*letter));
        let end = last.map_or(turn, |(at, letter)| at + letter.len_utf8());
        stretches.extend([(before, false), (&from[..end], true)]);
        rest = &from[end..];
    }
    stretches.push((rest, false));
    stretches.retain(|(text, _)| !text.is_empty());
    stretches
}

/// Runs that stand side by side.
pub(super) type Line = Vec<Run>;

/// The width of a line in pixels.
pub(super) fn line_width(line: &[Run]) -> f32 {
    line.iter().map(Run::width).sum()
}

/// Runs in lines, and whether all of them are there.
pub(super) struct Wrapped {
    pub lines: Vec<Line>,
    pub is_whole: bool,
}

/// Breaks runs, one after the other with a space between two, into lines of `widest` pixels. What does not fit into
/// `most` lines is left out.
pub(super) fn wrapped(runs: &[Run], widest: f32, most: usize) -> Wrapped {
    let mut lines: Vec<Line> = Vec::new();
    for run in runs {
        for word in run.text.split(' ').filter(|word| !word.is_empty()) {
            for piece in pieces(run, word, widest) {
                if !add(&mut lines, run, piece, widest, most) {
                    return Wrapped { lines, is_whole: false };
                }
            }
        }
    }
    Wrapped { lines, is_whole: true }
}

/// Sets a word behind the last line, or on a new one; false where there is no room for it.
fn add(lines: &mut Vec<Line>, run: &Run, word: &str, widest: f32, most: usize) -> bool {
    if let Some(line) = lines.last_mut() {
        let spaced = run.with(format!(" {word}"));
        if line_width(line) + spaced.width() <= widest {
            match line.last_mut() {
                Some(last) if (last.face, last.colour) == (run.face, run.colour) && last.size == run.size => {
                    last.text.push_str(&spaced.text);
                }
                _ => line.push(spaced),
            }
            return true;
        }
    }
    if lines.len() >= most {
        return false;
    }
    lines.push(vec![run.with(word.to_owned())]);
    true
}

/// A word, in pieces where it is wider than a line.
fn pieces<'w>(run: &Run, word: &'w str, widest: f32) -> Vec<&'w str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while width(run.face, run.size, rest) > widest {
        let fits =
            |(end, letter): &(usize, char)| width(run.face, run.size, &rest[..end + letter.len_utf8()]) <= widest;
        let end = rest.char_indices().take_while(fits).last().map_or(0, |(at, letter)| at + letter.len_utf8());
        // One letter at least, or this would never end.
        let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
        if end >= rest.len() {
            break;
        }
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    pieces.push(rest);
    pieces
}

/// Breaks a text into at most `most` lines, in the largest of `sizes` in which it fits into `most(size)` lines. Where it fits
/// in none, it stands in the last size, cut at a word, and says so.
pub(super) fn fitted(text: &str, face: Face, sizes: &[f32], widest: f32, most: impl Fn(f32) -> usize) -> Fitted {
    let mut last = 0.0;
    for size in sizes.iter().copied() {
        let run = Run::new(text, face, size, INK);
        let Wrapped { lines, is_whole } = wrapped(&[run], widest, most(size));
        if is_whole {
            return Fitted { lines, size };
        }
        last = size;
    }
    let run = Run::new(text, face, last, INK);
    let mut lines = wrapped(&[run], widest, most(last)).lines;
    if let Some(line) = lines.last_mut() {
        end_cut(line, widest);
    }
    Fitted { lines, size: last }
}

/// Text in the size in which it fits.
pub(super) struct Fitted {
    pub lines: Vec<Line>,
    pub size: f32,
}

/// Ends a line with the words that say that more follows.
fn end_cut(line: &mut Line, widest: f32) {
    let Some(size) = line.last().map(|run| run.size) else { return };
    // Not through `Run::new`, which would take away the space before it.
    let cut = Run { text: CUT.to_owned(), face: Face::Sans, size: size * CUT_SIZE, colour: SOFT };
    shorten(line, widest - cut.width());
    line.push(cut);
}

/// Takes words from the end of a line until it is no wider than this. Its first word stays.
fn shorten(line: &mut Line, widest: f32) {
    while line_width(line) > widest {
        let is_alone = line.len() == 1;
        let Some(last) = line.last_mut() else { return };
        match last.text.rfind(' ') {
            Some(at) if at > 0 => last.text.truncate(at),
            _ if is_alone => return,
            _ => {
                line.pop();
            }
        }
    }
    if let Some(last) = line.last_mut() {
        last.text.truncate(last.text.trim_end_matches([',', ';', ':', '.', ' ']).len());
    }
}

/// Runs in one line, with an ellipsis where they are cut.
pub(super) fn one_line(runs: &[Run], widest: f32) -> Line {
    let Wrapped { mut lines, is_whole } = wrapped(runs, widest, 1);
    let mut line = lines.pop().unwrap_or_default();
    if let (false, Some(last)) = (is_whole, line.last().cloned()) {
        let ellipsis = last.with("…".to_owned());
        shorten(&mut line, widest - ellipsis.width());
        match line.last_mut() {
            Some(end) => end.text.push('…'),
            None => line.push(ellipsis),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    fn serif(text: &str) -> Run {
        Run::new(text, Face::Serif, 40.0, INK)
    }

    #[test]
    fn lines_break_at_words_and_are_no_wider_than_they_may_be() {
        let text = "The bridge over the Sarn was closed at noon and will stay so until the water has fallen";
        let Wrapped { lines, is_whole } = wrapped(&[serif(text)], 400.0, 9);
        assert!(is_whole && lines.len() > 3);
        assert_eq!(texts(&lines).join(" "), text);
        assert!(lines.iter().all(|line| line_width(line) <= 400.0));
        assert!(wrapped(&[serif("")], 400.0, 9).lines.is_empty());
    }

    #[test]
    fn a_word_wider_than_a_line_is_broken() {
        let word = "Donaudampfschifffahrtsgesellschaft".repeat(3);
        let Wrapped { lines, is_whole } = wrapped(&[serif(&word)], 300.0, 20);
        assert!(is_whole && lines.iter().all(|line| line_width(line) <= 300.0));
        assert_eq!(texts(&lines).concat(), word);
        assert_eq!(wrapped(&[serif("wide")], 1.0, 9).lines.len(), 4, "one letter a line at least");
    }

    #[test]
    fn runs_keep_their_fonts_over_the_end_of_a_line() {
        let name = Run::new("Ada Brandt", Face::SansSemibold, 30.0, INK);
        let lines = wrapped(&[name.clone(), serif("said")], 1000.0, 1).lines;
        assert_eq!(lines, [vec![name, serif("said").with(" said".to_owned())]]);
    }

    #[test]
    fn the_largest_size_that_fits_is_taken() {
        let most = |size: f32| (300.0 / size) as usize;
        let short = fitted("No.", Face::Serif, &[60.0, 30.0], 500.0, most);
        assert_eq!(short.size, 60.0);
        let text = "many words ".repeat(15);
        let long = fitted(&text, Face::Serif, &[60.0, 30.0], 500.0, most);
        assert_eq!(long.size, 30.0);
        assert_eq!(texts(&long.lines).join(" "), text.trim());
    }

    #[test]
    fn what_fits_in_no_size_is_cut_at_a_word_and_says_so() {
        let text = "one, two, three, ".repeat(200);
        let cut = fitted(&text, Face::Serif, &[60.0, 30.0], 500.0, |_| 3);
        assert_eq!(cut.lines.len(), 3);
        let lines = texts(&cut.lines);
        let words = lines[2].strip_suffix(" … cut here").unwrap();
        assert!(["one", "two", "three"].iter().any(|word| words.ends_with(word)), "{words}");
        assert!(cut.lines.iter().all(|line| line_width(line) <= 500.0));
    }

    #[test]
    fn one_line_is_cut_with_an_ellipsis() {
        let line = |text: &str| texts(&[one_line(&[serif(text)], 400.0)]).concat();
        assert_eq!(line("Short."), "Short.");
        let cut = line("The bridge over the Sarn, which was closed");
        assert!(cut.ends_with('…') && cut.starts_with("The bridge") && !cut.contains(" …"), "{cut}");
        assert_eq!(line(""), "");
    }

    #[test]
    fn names_from_right_to_left_stand_apart() {
        let parts = |text: &str| serif(text).parts().into_iter().map(|part| part.text).collect::<Vec<_>>();
        assert_eq!(parts("شروين, 5 March"), ["شروين", ", 5 March"]);
        assert_eq!(parts("by شروين عبد."), ["by ", "شروين عبد", "."]);
        assert_eq!(parts("Ada Зеленський"), ["Ada Зеленський"]);
        assert_eq!(parts("עבד شروين"), ["עבד ", "شروين"]);
    }
}
