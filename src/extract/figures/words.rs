//! The words that the reading of figures goes by, as lists: measures, money, nouns without an "s", marks of dates and names.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::extract::nouns;

/// True when `word` stands in a short list of words parted by white space.
pub(super) fn listed(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// Words of numbers below twenty; the place in the list is the value.
const SMALL: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
    seventeen eighteen nineteen";
/// Tens; the place in the list is their number.
const TENS: &str = "- - twenty thirty forty fifty sixty seventy eighty ninety";
/// Parts of a whole; the place in the list is the number of parts.
const PARTS: &str = "- - half third quarter fifth sixth seventh eighth ninth tenth";

fn place(list: &str, word: &str) -> Option<u8> {
    let at = list.split_ascii_whitespace().position(|listed| listed == word)?;
    u8::try_from(at).ok()
}

/// A number below twenty in words.
pub(super) fn small(word: &str) -> Option<f64> {
    place(SMALL, word).map(f64::from)
}

/// A round number from twenty to ninety in words.
pub(super) fn tens(word: &str) -> Option<f64> {
    place(TENS, word).filter(|&tens| tens > 1).map(|tens| f64::from(tens) * 10.0)
}

/// How many parts the whole was cut into: 3 for "third" and "thirds".
pub(super) fn parts(word: &str) -> Option<f64> {
    let one = if word == "halves" { "half" } else { word.strip_suffix('s').unwrap_or(word) };
    place(PARTS, one).filter(|&parts| parts > 1).map(f64::from)
}

/// Words that a number may begin with beside number words.
const BEGINNINGS: &str = "a an half quarter several few many minus between from dozen hundred thousand lakh million mn mln \
    crore billion bn bln trillion tn trn tens dozens scores hundreds thousands millions billions trillions";

/// True when a number may begin with `word`, or with what stands before its first hyphen.
pub(super) fn begins_quantity(word: &str) -> bool {
    static SET: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| [SMALL, TENS, BEGINNINGS].iter().flat_map(|list| list.split_ascii_whitespace()).collect());
    SET.contains(word.split(['-', '\u{2010}', '\u{2011}']).next().unwrap_or(word))
}

/// What a word multiplies the number before it by.
pub(super) fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" => 12.0,
        "hundred" => 100.0,
        "thousand" => 1e3,
        "lakh" => 1e5,
        "million" | "millions" | "mn" | "mln" => 1e6,
        "crore" => 1e7,
        "billion" | "billions" | "bn" | "bln" => 1e9,
        "trillion" | "trillions" | "tn" | "trn" => 1e12,
        _ => return None,
    })
}

/// The scale that a plural without a number stands for: "hundreds", "tens of thousands".
pub(super) fn plural_scale(word: &str) -> Option<f64> {
    Some(match word {
        "tens" => 10.0,
        "dozens" => 12.0,
        "scores" => 20.0,
        "hundreds" => 100.0,
        "thousands" => 1e3,
        "millions" => 1e6,
        "billions" => 1e9,
        "trillions" => 1e12,
        _ => return None,
    })
}

/// Signs of money before the number.
const MONEY_SIGNS: &str = "$ € £ ¥ ₴ ₽ ₹ ₪ ₩ ₺";
/// Codes of money before or after the number, printed in capitals.
const MONEY_CODES: &str = "usd eur gbp uah rub jpy cny chf pln sek nok dkk czk huf ron try ils inr krw cad aud";
/// Letters before the dollar sign: "US$", "A$".
const DOLLARS: &str = "us a au c ca hk nz s r";
/// Nouns of money that may stand in the singular after a number.
const MONEY: &str = "dollar euro pound hryvnia ruble rouble yuan yen won zloty lira shekel franc rupee rial dirham krona \
    krone crown cent kopeck baht rand";

/// Measures written short, after the number or grown together with it.
const SHORT_MEASURES: &str = "km kms kg t ha ft lb lbs mi mph kph kmh km² km2 m² m2 m³ m3 sqm cm kw mw gw kwh mwh gwh twh \
    kt mt bpd bcm mcm tcm gb tb mb ghz mhz kcal sq pct";
/// Measures in words, in the singular.
const MEASURES: &str = "metre meter kilometre kilometer centimetre centimeter mile yard inch hectare acre litre liter \
    gallon barrel ton tonne kiloton megaton kilogram kilogramme kilo gram ounce degree watt kilowatt megawatt gigawatt \
    kilowatt-hour megawatt-hour gigawatt-hour knot";
/// Stretches of time, in the singular.
const TIMES: &str = "second minute hour day night week weekend fortnight month year decade century";

/// Plurals and nouns of mass that do not end in "s".
const COLLECTIVES: &str = "people men women children troops personnel infantry cavalry police staff aircraft artillery \
    cattle sheep lives feet offspring militia clergy kronor centuries crew police mice shrapnel km² m² \
    hryvnia yuan yen won baht rand bpd himars mlrs uavs ugvs";
/// Words that end in "s" and are no plurals.
const NO_PLURALS: &str = "was is has does its his this thus us as yes perhaps always sometimes afterwards besides nowadays \
    overseas unless across plus versus whereas towards upwards downwards backwards forwards onwards indoors outdoors \
    says tells comes goes means shows makes takes gives includes needs wants gets looks remains becomes begins seems lies \
    appears stands respectively alas less news mars politics economics diabetes laos paris brussels texas minus \
    others yours ours theirs hers including whose";
/// Plurals that stand before the noun they belong to: "special forces soldiers".
const JOINING_PLURALS: &str = "forces arms weapons services sales news sports systems operations communications munitions \
    rights affairs logistics goods savings customs veterans women men children intelligence troops police infantry \
    artillery aircraft crew staff militia rockets himars mlrs";

/// Words at which a noun phrase cannot go on.
const STOPS: &str = "and or but nor that who whom whose which what when while where why how if so because although though \
    unless than then more be been being not never no later earlier ago too each ever even just only well now also again \
    once twice apiece respectively together alone altogether away back off out up down ahead apart here there elsewhere \
    today yesterday tomorrow tonight overnight respectively still already almost nearly roughly approximately yet soon \
    him her them us me you he she it they we i his its their our my your himself themselves itself \
    said says say told tell according citing left came went fled got took made fell rose began became \
    remain remained arrived died dies die live lived survived escaped crossed entered joined sent gave given \
    past per via such worth respectively including during following excluding involving having using killing wounding \
    injuring leaving making bringing causing saying adding regarding concerning considering depending starting beginning \
    ending trying going taking carrying receiving seeking fleeing guarding attacking hitting destroying damaging \
    targeting crossing entering reaching costing totalling totaling representing showing providing wearing holding \
    meaning allowing forcing threatening drawing running moving coming getting giving waiting";
/// Words between a number and its noun that do not belong to the noun.
const SKIPPED: &str = "more other further additional extra another odd plus";

/// Nouns that make "one" a count: "one soldier was killed".
const COUNTED_ONE: &str = "person civilian soldier serviceman servicewoman officer policeman policewoman child woman man \
    boy girl teenager pensioner resident villager worker driver medic doctor journalist prisoner hostage body drone \
    missile rocket bomb shell mine tank vehicle truck aircraft plane jet warplane helicopter ship vessel boat submarine \
    brigade battalion regiment division company platoon building house apartment village settlement town hospital school \
    bridge station plant warehouse reactor attack strike death casualty injury fatality wounded launcher howitzer gun \
    depot sailor guard fighter militant rebel gunman peacekeeper citizen family firefighter rescuer crossing barge \
    day night hour minute second week month year decade century kilometre kilometer km metre meter mile hectare acre tonne ton \
    million percent barrel";
/// Nouns that "two" or "three" before them do not count as facts: "two things", "both sides".
const TALK: &str = "things ways reasons points questions words options respects scenarios sides kinds types fronts levels \
    issues topics goals aims conditions explanations possibilities choices occasions";

/// Those of whom "the two" are known from before: "the two sides".
const PAIRS: &str = "sides countries nations leaders men presidents ministers parties states governments neighbours \
    neighbors superpowers powers capitals allies republics rivals foes peoples delegations armies militaries";

/// Verbs of loss and hurt; a bare number beside one counts people or things.
const LOSSES: &str = "kill kills killed killing wound wounds wounded wounding injure injures injured injuring hurt hurting \
    maimed maiming dead died missing lost losing captured capturing arrested arresting detained detaining rescued rescuing \
    evacuated evacuating hospitalised hospitalized displaced executed executing abducted abducting drowned buried trapped \
    claimed leaving destroyed destroying downed downing intercepted intercepting damaged damaging including others \
    surrendered deported freed released survived fled";

/// Nouns whose number is a name: "Article 5", "Resolution 2231".
const NUMBERED: &str = "article articles resolution resolutions section paragraph clause chapter annex appendix protocol \
    page pages flight highway motorway nos no № route room psalm directive calibre caliber hotline postcode";
/// Nouns whose number is a name when nothing counted follows it, or when they have a capital.
const NUMBERED_BARE: &str = "order decree law act amendment channel unit road street avenue apartment flat house building \
    block gate pier platform level grade stage phase step round tier category class type mark mk model version season \
    series episode volume issue part point item figure table chart group camp zone sector area district hill height \
    checkpoint reactor lot day night week month year question option scenario plan line size war bus train site object \
    brigade battalion regiment division school number call dial called dialled phone tel telephone fax code zip box \
    agenda list top turn turned turns title rule basket camp quarter version generation game";
/// Names of makes and models that a number follows: "Leopard 2 tanks".
const MODELS: &str = "leopard challenger buk stream euro boeing airbus oreshnik shahed geran su mig mi tu ka an il kh bmp btr \
    fab patriot pac aim agm storm gepard marder cv saab jas apollo sputnik windows";
/// Nouns and abbreviations of a time of day after the number.
const CLOCK: &str = "a.m. p.m. a.m p.m am pm o'clock gmt utc cet cest est edt bst msk eest eet noon midnight";
/// Adverbs that turn a stretch of time into a point: "three weeks ago".
const POINTS: &str = "ago earlier later hence beforehand prior";
/// People, whose bare number after "over" or "aged" is an age: "men over 60".
const AGED: &str = "people men women children boys girls those anyone anybody everyone everybody persons citizens adults \
    males females man woman girl boy son daughter child ukrainians russians civilians volunteers voters residents students workers pupils kids \
    youths teenagers pensioners older younger aged age ages i'm he's she's";
/// What stands last in an address.
const STREETS: &str =
    "street st avenue ave road rd square lane boulevard blvd drive way alley court crescent embankment";
/// After these words "about" is no measure of doubt: "reports about 12 soldiers".
const TOPICS: &str = "talk talks talking talked speak speaks speaking spoke spoken information report reports reported \
    reporting news know knows knew question questions concern concerns concerned worried worry heard hear think thinking \
    thought write writes writing wrote story stories warn warned complain complained tell tells told telling ask asked \
    asking evidence learn learned learnt lie lies lied rumours rumors statements data joke joked forget forgot";
/// After these words "over" is no bound: "control over 12 villages", "flew over 3 regions".
const COMMAND: &str = "control power sovereignty authority victory advantage superiority jurisdiction flew fly flies flying \
    flown sailed jumped fire take taking took taken handed hand win won fought dispute claim claims rule command fears \
    concern concerns concerned sued carried held hovered moved skies";
/// Before "over 24 hours" these words make it "more than"; else it means "in the course of".
const LASTING: &str = "for in just well of after lasted lasting took taken been is was little by than spent some and with \
    every served waited";
/// Abbreviated months, which a full stop may follow.
const MONTHS: &str = "january february march april may june july august september october november december jan feb mar \
    apr jun jul aug sep sept oct nov dec";

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident in $list:ident;)+) => {
        $($(#[$doc])* pub(super) fn $name(word: &str) -> bool {
            static SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| $list.split_ascii_whitespace().collect());
            SET.contains(word)
        })+
    };
}

lists! {
    /// A sign of money ("$").
    is_money_sign in MONEY_SIGNS;
    /// A code of money in small letters ("usd").
    is_money_code in MONEY_CODES;
    /// What may stand before "$" ("us").
    is_dollar_prefix in DOLLARS;
    /// A measure written short ("km").
    is_short_measure in SHORT_MEASURES;
    /// Does not belong to the noun after it ("more").
    is_skipped in SKIPPED;
    /// Makes "one" a count ("soldier").
    counts_one in COUNTED_ONE;
    /// Counted in talk, not in the world ("reasons").
    is_talk in TALK;
    /// Known as two ("sides").
    makes_pair in PAIRS;
    /// A word of loss ("killed").
    is_loss in LOSSES;
    /// Always makes the number a name ("article").
    is_numbered in NUMBERED;
    /// Makes the bare number a name ("phase").
    is_numbered_bare in NUMBERED_BARE;
    /// A make or model ("leopard").
    is_model in MODELS;
    /// Makes it a time of day ("p.m.").
    is_clock in CLOCK;
    /// Makes a stretch of time a point in it ("ago").
    is_point in POINTS;
    /// Those who have an age ("men").
    is_aged in AGED;
    /// The end of an address ("street").
    is_street in STREETS;
    /// What one speaks about ("reports").
    is_topic in TOPICS;
    /// What one has or does over something ("control").
    is_command in COMMAND;
    /// Makes "over" a bound of time ("for").
    is_lasting in LASTING;
    /// A month ("oct").
    is_month in MONTHS;
    /// A plural that may stand before its noun ("forces").
    joins in JOINING_PLURALS;
    /// A noun of money in the singular, which may follow a number all the same ("a 5 million dollar loan").
    is_money_noun in MONEY;
    /// A measure in words, in the singular.
    is_singular_length in MEASURES;
    /// A stretch of time, in the singular.
    is_singular_time in TIMES;
    /// A plural without an "s" ("people").
    is_collective in COLLECTIVES;
    /// Ends in "s" and is no plural ("perhaps").
    is_no_plural in NO_PLURALS;
    /// Ends a noun phrase ("and").
    is_stop in STOPS;
}

/// True when a noun phrase cannot go on with `word`.
pub(super) fn stops(word: &str) -> bool {
    nouns::is_auxiliary(word)
        || nouns::is_preposition(word)
        || nouns::is_determiner(word)
        || word.ends_with("n't")
        || is_stop(word)
}

/// True for a noun of time, in the singular or plural.
pub(super) fn is_time(word: &str) -> bool {
    word == "centuries" || is_singular_time(word) || word.strip_suffix('s').is_some_and(is_singular_time)
}

/// True for a noun of measure or money, short or in words, in the singular or plural.
pub(super) fn is_measure(word: &str) -> bool {
    is_short_measure(word)
        || matches!(
            word,
            "m" | "feet" | "foot" | "inches" | "kronor" | "kroner" | "hryvnas" | "zlotys" | "%" | "percent"
        )
        || singular_measure(word)
        || word.strip_suffix('s').is_some_and(singular_measure)
}

fn singular_measure(word: &str) -> bool {
    is_singular_length(word) || is_money_noun(word)
}

/// True for the singular of a measure or of a time: after a number above one it is an attribute ("a 24 hour halt").
pub(super) fn is_singular_measure(word: &str) -> bool {
    is_singular_length(word) || is_singular_time(word) || word == "foot"
}

/// True for what looks like a plural noun.
pub(super) fn is_plural(word: &str) -> bool {
    if word.starts_with("anti-") {
        return false;
    }
    if is_collective(word) || is_short_measure(word) {
        return true;
    }
    let irregular = ["men", "women", "people", "craft", "children", "personnel", "troops", "police"];
    if irregular.iter().any(|end| word.len() > end.len() && word.ends_with(end)) {
        return true;
    }
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "'s"].iter().any(|end| word.ends_with(end))
        && !is_no_plural(word)
}
