//! Text as a cell of CSV that a spreadsheet shows and never runs.

use std::borrow::Cow;

/// The text as a cell. Where a spreadsheet would take it for a formula, an apostrophe stands before it, which a
/// spreadsheet hides. Text from outside goes into a table through here alone; quoting is left to whoever writes the
/// table.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some(first) if begins_formula(first) => Cow::Owned(format!("'{text}")),
        _ => Cow::Borrowed(text),
    }
}

/// The signs that OWASP's page on CSV injection names: the four that begin a formula, their wide forms, which some
/// spreadsheets read as the same, and those that begin a new cell or line.
fn begins_formula(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"] {
            assert_eq!(csv_cell(formula), format!("'{formula}"));
        }
        for plain in ["", "a", "1", " =1", "“=1”", "'=1", "–1", "a=1", "é"] {
            assert_eq!(csv_cell(plain), plain);
        }
    }
}
