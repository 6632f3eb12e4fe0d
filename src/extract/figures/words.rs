//! Word lists for parsing figures, from `lexicon/units.tsv` and `lexicon/figures.tsv`, whose heads say what each class
//! means.

use crate::extract::day_words::is_time_unit;
use crate::extract::{lexicon, number_words};
use crate::lexicon::word_classes;

word_classes! {
    /// Money and measures.
    UNITS in "src/extract/lexicon/units.tsv" with [];
    /// A sign of money ("$").
    pub(super) fn is_money_sign = "money_sign";
    /// A code of money in small letters ("usd").
    pub(super) fn is_money_code = "money_code";
    /// What may stand before "$" ("us").
    pub(super) fn is_dollar_country = "dollar_country";
    /// A noun of money in the singular ("dollar").
    pub(super) fn is_money_noun = "money_noun";
    /// A measure written short ("km").
    pub(super) fn is_short_measure = "short_measure";
    fn is_measure_noun = "measure";
    fn is_other_measure = "other_measure";
}

word_classes! {
    /// Words around numbers.
    FIGURES in "src/extract/lexicon/figures.tsv" with [];
    fn is_collective = "collective";
    /// Ends in "s" and is no plural ("perhaps").
    pub(super) fn is_pseudo_plural = "pseudo_plural";
    /// A plural that may stand before its noun ("forces").
    pub(super) fn is_attributive_plural = "attributive_plural";
    fn ends_phrase = "phrase_end";
    /// Belongs neither to the number before it nor to the noun after it ("more").
    pub(super) fn is_loose_determiner = "loose_determiner";
    /// An attribute that "and" may join to another one ("wounded").
    pub(super) fn is_state = "state";
    /// Makes "one" before it a count ("soldier").
    pub(super) fn counts_one = "counted_one";
    /// An abstract noun, whose number is not a fact about the world ("ways").
    pub(super) fn is_matter = "matter";
    /// A word of loss ("killed").
    pub(super) fn is_loss = "loss";
    /// Always makes the number a name ("article").
    pub(super) fn is_numbered = "numbered";
    /// Makes the bare number a name ("phase").
    pub(super) fn is_numbered_bare = "numbered_bare";
    /// A make or model ("leopard").
    pub(super) fn is_model = "model";
    /// What a number joined to it by a hyphen counts ("member").
    pub(super) fn is_joined_count = "joined_count";
    fn follows_an_hour = "clock";
    /// Makes a stretch of time a point in it ("ago").
    pub(super) fn is_point = "point";
    /// Those who have an age ("men").
    pub(super) fn is_aged = "aged";
    /// The end of an address ("street").
    pub(super) fn is_street = "street";
    /// What one speaks about something in ("reports").
    pub(super) fn is_topic_word = "topic_word";
    /// What one has or does over something ("control").
    pub(super) fn is_command = "command";
    /// Makes "over" a bound of time ("for").
    pub(super) fn is_lasting = "lasting";
    /// Makes "from … to …" a range ("ranging").
    pub(super) fn is_ranging = "ranging";
    /// Those of whom a part is counted, behind "of" ("them").
    pub(super) fn is_whole = "whole";
    /// Makes the number behind it a year ("in").
    pub(super) fn is_before_a_year = "year_before";
    /// A value that may "stand at" a number ("toll").
    pub(super) fn is_measured = "measured_at";
    /// May stand before a share that nothing follows ("by").
    pub(super) fn is_before_a_share = "share_before";
    /// Makes "half" one of two halves ("first").
    pub(super) fn is_which_half = "half_of_two";
}

/// True for what makes the number before it a time of day ("p.m.", "gmt").
pub(super) fn is_clock(word: &str) -> bool {
    follows_an_hour(word) || crate::extract::day_words::is_time_zone(word)
}

/// A number below twenty in words.
pub(super) fn small(word: &str) -> Option<f64> {
    number_words::below_twenty(word).map(f64::from)
}

/// True when a noun phrase cannot go on with `word`.
pub(super) fn stops(word: &str) -> bool {
    lexicon::is_auxiliary(word)
        || lexicon::is_preposition(word)
        || lexicon::is_determiner(word)
        || word.ends_with("n't")
        || ends_phrase(word)
}

/// True for a noun of time, in the singular or plural.
pub(super) fn is_time(word: &str) -> bool {
    word == "centuries" || is_time_unit(word) || word.strip_suffix('s').is_some_and(is_time_unit)
}

/// True for "$" and other signs.
pub(super) fn is_sign_of_money(mark: char) -> bool {
    is_money_sign(mark.encode_utf8(&mut [0; 4]))
}

/// True for a noun of measure or money, short or in words, in the singular or plural.
pub(super) fn is_measure(word: &str) -> bool {
    let singular = |word: &str| is_measure_noun(word) || is_money_noun(word);
    is_short_measure(word) || is_other_measure(word) || singular(word) || word.strip_suffix('s').is_some_and(singular)
}

/// True for the singular of a measure or of a time: after a number above one it is an attribute ("a 24 hour halt").
pub(super) fn is_singular_measure(word: &str) -> bool {
    is_measure_noun(word) || is_time_unit(word) || word == "foot"
}

/// True for what looks like a plural noun.
pub(super) fn is_plural(word: &str) -> bool {
    /// Plurals that compounds may end in ("servicemen", "aircraft").
    const IRREGULAR: [&str; 8] = ["men", "women", "people", "craft", "children", "personnel", "troops", "police"];
    /// What no plural ends in ("class", "virus", "crisis").
    const SINGULAR: [&str; 4] = ["ss", "us", "is", "'s"];
    if word.starts_with("anti-") {
        return false;
    }
    if is_collective(word) || is_short_measure(word) {
        return true;
    }
    if IRREGULAR.iter().any(|end| word.len() > end.len() && word.ends_with(end)) {
        return true;
    }
    word.len() > 3 && word.ends_with('s') && !SINGULAR.iter().any(|end| word.ends_with(end)) && !is_pseudo_plural(word)
}
