//! Styles, fonts and the script, built into the program. Their addresses hold a hash of their contents, so that
//! browsers may cache them for a year.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};

use super::error::AppError;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The first twelve hexadecimal digits of a SHA-256 hash over the paths and contents of all files.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    fn add(dir: &Dir<'_>, hash: &mut Sha256) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => add(dir, hash),
                DirEntry::File(file) => {
                    hash.update(file.path().as_os_str().as_encoded_bytes());
                    hash.update(file.contents());
                }
            }
        }
    }
    let mut hash = Sha256::new();
    add(&FILES, &mut hash);
    data_encoding::HEXLOWER.encode(&hash.finalize()[..6])
});

/// Serves a file by its path. An address with another version gets the current file, which the browser may not keep
/// without asking again.
pub(super) async fn serve(Path((version, path)): Path<(String, String)>) -> Result<Response, AppError> {
    let file = FILES.get_file(&path).ok_or(AppError::NotFound("file"))?;
    let caching = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, media_type(&path)), (header::CACHE_CONTROL, caching)];
    Ok((headers, file.contents()).into_response())
}

/// Serves the icon at the address that browsers request by default.
pub(super) async fn favicon() -> Result<Response, AppError> {
    serve(Path((VERSION.clone(), "icon.svg".to_owned()))).await
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// The colour of a text or edge, its background, and the least contrast that WCAG 2.2 asks for (1.4.3 and 1.4.11).
    const PAIRS: [(&str, &str, f64); 19] = [
        ("ink", "paper", 4.5),
        ("ink", "sheet", 4.5),
        ("ink", "content", 4.5),
        ("soft", "paper", 4.5),
        ("soft", "sheet", 4.5),
        ("soft", "content", 4.5),
        ("link", "paper", 4.5),
        ("link", "sheet", 4.5),
        ("link", "content", 4.5),
        ("deny", "paper", 4.5),
        ("deny", "sheet", 4.5),
        ("confirm", "paper", 4.5),
        ("confirm", "sheet", 4.5),
        ("warn", "paper", 4.5),
        ("warn", "sheet", 4.5),
        ("paper", "ink", 4.5),
        ("paper", "link", 4.5),
        ("edge", "paper", 3.0),
        ("edge", "sheet", 3.0),
    ];

    fn file(name: &str) -> &'static str {
        FILES.get_file(name).unwrap().contents_utf8().unwrap()
    }

    /// The colours of the style sheet, light and dark.
    fn colours() -> HashMap<&'static str, [&'static str; 2]> {
        file("style.css")
            .split("--")
            .filter_map(|part| {
                let (name, value) = part.split_once(":light-dark(")?;
                let (light, dark) = value.split_once(')')?.0.split_once(',')?;
                Some((name, [light, dark]))
            })
            .collect()
    }

    fn luminance(colour: &str) -> f64 {
        let digits = colour.strip_prefix('#').unwrap();
        let wide = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_is_measured_as_wcag_says() {
        assert!((contrast("#fff", "#000") - 21.0).abs() < 1e-9);
        assert!((contrast("#777777", "#ffffff") - 4.478).abs() < 1e-3);
    }

    #[test]
    fn every_colour_can_be_read_on_what_it_stands_on_and_the_note_says_how_well() {
        let colours = colours();
        let note = include_str!("../../docs/design.md");
        for (text, ground, least) in PAIRS {
            let [light, dark] = [0, 1].map(|scheme| contrast(colours[text][scheme], colours[ground][scheme]));
            assert!(light >= least && dark >= least, "{text} on {ground}: {light:.2} light, {dark:.2} dark");
            // Rounded down, so that the document never promises more contrast than there is.
            let shown = |ratio: f64| (ratio * 10.0).floor() / 10.0;
            let line = format!("| {text} on {ground} | {:.1} | {:.1} | {least} |", shown(light), shown(dark));
            assert!(note.contains(&line), "docs/design.md lacks the line {line}");
        }
    }

    #[test]
    fn the_style_sheet_asks_no_other_host_and_every_font_has_its_stand_in() {
        let sheet = file("style.css");
        assert!(!sheet.contains("url(http") && !sheet.contains("@import"), "nothing is fetched from elsewhere");
        for url in sheet.split("url(").skip(1) {
            let path = url.split(')').next().unwrap();
            assert!(FILES.get_file(path).is_some(), "{path} is missing");
        }
        for family in ["serif", "sans"] {
            let stack = sheet.split(&format!("--{family}:")).nth(1).unwrap().split(';').next().unwrap();
            for stand_in in stack
                .split(',')
                .map(|name| name.trim_matches('"'))
                .filter(|name| name.ends_with(char::is_numeric))
                .skip_while(|name| name.starts_with("Source"))
            {
                let face = format!("font-family:\"{stand_in}\";src:local(");
                assert!(sheet.contains(&face), "{stand_in} of --{family} is not declared");
            }
        }
        assert_eq!(
            sheet.matches("src:local(").count(),
            sheet.matches("%;ascent-override:").count(),
            "each stand-in is fitted"
        );
        assert!(!sheet.contains("font-display:swap"), "a late font would move the lines");
    }
}
