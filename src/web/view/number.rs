//! Numbers and shares in words.

/// 12345 as "12,345".
pub(in crate::web) fn number(count: &i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if *count < 0 { format!("-{grouped}") } else { grouped }
}

/// "1 claim", "2,000 claims".
pub(in crate::web) fn counted(count: &i64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if *count == 1 { one } else { many })
}

/// A quantity: whole numbers grouped, others with as many digits as people read ("0.33", "1.5", "0.0004").
pub(in crate::web) fn quantity(value: f64) -> String {
    // Whole numbers beyond this are not exact in 64 bits of floating point.
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return number(&(value as i64));
    }
    // Two digits behind the point; below a tenth, two that are not zero.
    let digits = if value.abs() >= 0.1 { 2 } else { (1 - value.abs().log10().floor() as i32).clamp(2, 12) as usize };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = whole.parse().map_or_else(|_| whole.to_owned(), |whole: i64| number(&whole));
    let sign = if value < 0.0 && !grouped.starts_with('-') { "-" } else { "" };
    match rest.trim_end_matches('0') {
        "" => format!("{sign}{grouped}"),
        rest => format!("{sign}{grouped}.{rest}"),
    }
}

/// "12 of 340 (4%)": a share with what it is a share of.
pub(in crate::web) fn share_text(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return number(&part);
    }
    let percent = match (part * 1000 / whole + 5) / 10 {
        0 if part > 0 => "under 1%".to_owned(),
        100 if part < whole => "over 99%".to_owned(),
        percent => format!("{percent}%"),
    };
    format!("{} of {} ({percent})", number(&part), number(&whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567"), (-1000, "-1,000")] {
            assert_eq!(number(&count), text);
        }
        assert_eq!(counted(&1, "claim", "claims"), "1 claim");
    }

    #[test]
    fn quantities_have_the_digits_that_people_read() {
        for (value, text) in [
            (3000.0, "3,000"),
            (1.0 / 3.0, "0.33"),
            (1.5, "1.5"),
            (2.0 / 3.0, "0.67"),
            (12345.678, "12,345.68"),
            (0.0004, "0.0004"),
            (-0.5, "-0.5"),
            (0.999, "1"),
        ] {
            assert_eq!(quantity(value), text);
        }
    }

    #[test]
    fn shares_say_of_what_they_are() {
        for (part, whole, text) in [
            (12, 340, "12 of 340 (4%)"),
            (0, 340, "0 of 340 (0%)"),
            (1, 1340, "1 of 1,340 (under 1%)"),
            (1339, 1340, "1,339 of 1,340 (over 99%)"),
            (7, 7, "7 of 7 (100%)"),
            (3, 0, "3"),
        ] {
            assert_eq!(share_text(part, whole), text);
        }
    }
}
