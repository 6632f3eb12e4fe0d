//! Language names and codes as files write them, brought to ISO 639-1; else a guess from the text.

use whatlang::Lang;

/// The three-letter codes that `whatlang` knows, with the two-letter code of the same language.
const CODES: [(&str, &str); 70] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// More than enough to tell a language by.
const SAMPLE: usize = 2000;

/// The ISO 639-1 code for "en", "en-US", "en_GB", "eng" or "English".
pub(super) fn normal(name: &str) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase();
    let first = name.split(['-', '_', '.', ',', ';']).next().unwrap_or_default().trim();
    let known = CODES.iter().find(|(three, two)| first == *two || first == *three);
    let named = || {
        let lang = Lang::all().iter().find(|lang| lang.eng_name().eq_ignore_ascii_case(first))?;
        two_letters(*lang)
    };
    known.map(|(_, two)| *two).or_else(named)
}

fn two_letters(lang: Lang) -> Option<&'static str> {
    CODES.iter().find(|(three, _)| *three == lang.code()).map(|(_, two)| *two)
}

/// The language of a text, where its beginning tells reliably.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    let info = whatlang::detect(&text[..end]).filter(whatlang::Info::is_reliable)?;
    two_letters(info.lang())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (name, code) in [
            ("en", Some("en")),
            ("EN-us", Some("en")),
            ("en_GB.UTF-8", Some("en")),
            ("eng", Some("en")),
            ("English", Some("en")),
            ("ukrainian", Some("uk")),
            ("None", None),
            ("", None),
            ("??", None),
        ] {
            assert_eq!(normal(name), code, "{name}");
        }
        assert!(Lang::all().iter().all(|lang| two_letters(*lang).is_some()));
        let english = "The ministry said on Monday that the bridge had been closed and that nobody was hurt.";
        assert_eq!(detect(english), Some("en"));
        assert_eq!(detect("Речник заявив, що міст закрито і що ніхто не постраждав."), Some("uk"));
        assert_eq!(detect("12"), None);
    }
}
