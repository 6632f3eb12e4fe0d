//! Who is who across articles: whether a person named in one article is one known from others.
//!
//! Pure: the store fetches the candidates, this decides among them, the store records. One full name with nothing in
//! conflict is one person; a clear conflict (country, occupation, decades) makes two; where nothing tells, that is said.

use crate::domain::fold_name;

/// A role as articles printed it, with the years they did so in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleThen {
    /// The words; empty for articles that give none.
    pub words: String,
    /// First and last year of publication, where known.
    pub years: Option<(i16, i16)>,
}

/// What articles tell of one person besides the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Its country, where a registry tells it: a name, or a code of two letters.
    pub country: Option<String>,
    /// The roles, each once.
    pub roles: Vec<RoleThen>,
    /// How many articles it rests on.
    pub articles: i64,
}

/// Why two of one name are two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// They hold office in two states; the words that say so.
    Country(String, String),
    /// Their occupations of the same years do not go together; the words that say so.
    Occupation(String, String),
    /// They are on record more than a generation apart.
    Years(i16, i16),
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Country(one, other) | Self::Occupation(one, other) => {
                write!(f, "one is printed as “{one}”, the other as “{other}”")
            }
            Self::Years(one, other) => write!(f, "one is on record in {one}, the other in {other}"),
        }
    }
}

/// Who among the candidates a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The candidate at this place.
    Same(usize),
    /// None of them.
    New,
    /// One of several, and nothing tells which.
    Unsure,
}

/// Years between two articles beyond which one name is taken for two people.
const GENERATION: i16 = 30;

/// Years within which two occupations count as held at the same time.
const SAME_TIME: i16 = 3;

/// Where one of several people of a name has this many times the articles of all others, a mention without any sign is
/// taken for it.
const FAR_BETTER_KNOWN: i64 = 5;

/// Decides which of the candidates, all of one name, a person is.
pub fn decide(person: &Evidence, candidates: &[Evidence]) -> Verdict {
    let fitting: Vec<usize> = (0..candidates.len()).filter(|&at| conflict(person, &candidates[at]).is_none()).collect();
    let agreeing: Vec<usize> = fitting.iter().copied().filter(|&at| agrees(person, &candidates[at])).collect();
    let pool = if agreeing.is_empty() { fitting } else { agreeing };
    // The earlier one where two have as many.
    let Some(best) = pool.iter().copied().rev().max_by_key(|&at| candidates[at].articles) else { return Verdict::New };
    let others = || pool.iter().copied().filter(|&at| at != best);
    let are_one = others().all(|at| conflict(&candidates[best], &candidates[at]).is_none());
    let known_elsewhere: i64 = others().map(|at| candidates[at].articles).sum();
    if are_one || candidates[best].articles >= FAR_BETTER_KNOWN * known_elsewhere.max(1) {
        Verdict::Same(best)
    } else {
        Verdict::Unsure
    }
}

/// What keeps two of one name apart; `None` where nothing clearly does.
pub fn conflict(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    of_country(one, other).or_else(|| of_occupation(one, other)).or_else(|| of_years(one, other))
}

fn of_country(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    let (mine, theirs) = (one.countries(), other.countries());
    let related = mine.iter().any(|(mine, _)| theirs.iter().any(|(theirs, _)| mine.may_be(theirs)));
    match (mine.first(), theirs.first()) {
        (Some((_, mine)), Some((_, theirs))) if !related => {
            Some(Conflict::Country(mine.to_string(), theirs.to_string()))
        }
        _ => None,
    }
}

fn of_occupation(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    let occupations = |evidence: &Evidence| -> Vec<(usize, RoleThen)> {
        evidence.roles.iter().filter_map(|role| Some((occupation_in(&role.words)?, role.clone()))).collect()
    };
    let (mine, theirs) = (occupations(one), occupations(other));
    // Who ever did both may do either.
    if mine.iter().any(|(field, _)| theirs.iter().any(|(other, _)| field == other)) {
        return None;
    }
    let at_once = |a: &RoleThen, b: &RoleThen| {
        a.years.zip(b.years).is_some_and(|(a, b)| a.0 <= b.1 + SAME_TIME && b.0 <= a.1 + SAME_TIME)
    };
    let mut pairs = mine.iter().flat_map(|(_, a)| theirs.iter().map(move |(_, b)| (a, b)));
    pairs.find(|&(a, b)| at_once(a, b)).map(|(a, b)| Conflict::Occupation(a.words.clone(), b.words.clone()))
}

fn of_years(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    let (mine, theirs) = one.years().zip(other.years())?;
    if theirs.0 - mine.1 > GENERATION {
        Some(Conflict::Years(mine.1, theirs.0))
    } else if mine.0 - theirs.1 > GENERATION {
        Some(Conflict::Years(mine.0, theirs.1))
    } else {
        None
    }
}

/// True where a sign speaks for one person: a role in the same words, or office in the same state.
fn agrees(one: &Evidence, other: &Evidence) -> bool {
    let same_words = |role: &RoleThen| {
        !role.words.is_empty() && other.roles.iter().any(|theirs| theirs.words.eq_ignore_ascii_case(&role.words))
    };
    let theirs = other.countries();
    one.roles.iter().any(same_words)
        || one.countries().iter().any(|(mine, _)| theirs.iter().any(|(theirs, _)| mine.may_be(theirs)))
}

impl Evidence {
    fn years(&self) -> Option<(i16, i16)> {
        self.roles.iter().filter_map(|role| role.years).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The states it holds office in, each with the words that say so.
    fn countries(&self) -> Vec<(Country, &str)> {
        let told = self.country.as_deref().map(|name| (Country::named(name), name));
        let in_roles = self.roles.iter().filter_map(|role| Some((in_role(&role.words)?, role.words.as_str())));
        told.into_iter().chain(in_roles).collect()
    }
}

/// A state as words give it: known by a table, or guessed from a word such as "Orvanian".
#[derive(Debug, Clone, PartialEq, Eq)]
struct Country {
    key: String,
    is_known: bool,
}

impl Country {
    fn named(name: &str) -> Self {
        known(name).unwrap_or_else(|| Self { key: name.to_lowercase(), is_known: false })
    }

    /// A registry gives "UA", which no word of a role can be compared with.
    fn is_code(&self) -> bool {
        self.key.len() == 2
    }

    /// Equal, or too much alike to tell apart: "Orvania" and "Orvanian".
    fn may_be(&self, other: &Self) -> bool {
        if self.is_code() != other.is_code() {
            return true;
        }
        if self.is_known && other.is_known {
            return self.key == other.key;
        }
        let alike = self.key.chars().zip(other.key.chars()).take_while(|(a, b)| a == b).count();
        alike >= 4.min(self.key.chars().count()).min(other.key.chars().count())
    }
}

/// The state whose office a role is, as a key for addresses; `None` where it names none, or a past one.
pub fn country_in(role: &str) -> Option<String> {
    Some(as_noun(&in_role(role)?.key))
}

fn in_role(role: &str) -> Option<Country> {
    let words: Vec<&str> = role.split_whitespace().map(|word| word.trim_matches([',', '“', '”', '"'])).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&lower(word).as_str()));
    if has(PAST) || words.iter().any(|word| lower(word).starts_with("ex-")) || !has(OFFICES) {
        return None;
    }
    // "Orvanian defence minister", "US Deputy Secretary of State".
    let first = words.iter().position(|word| !RANKS.contains(&lower(word).as_str()))?;
    if let Some(country) = at_start(&words[first..]) {
        return Some(country);
    }
    // "president of Orvania".
    if let Some(of) = words.iter().rposition(|word| *word == "of")
        && let Some(country) = whole_state(&words[of + 1..])
    {
        return Some(country);
    }
    // "head of Orvania's intelligence service".
    (0..words.len()).find_map(|at| {
        let owner = words[at].strip_suffix("'s").or_else(|| words[at].strip_suffix("’s"))?;
        let two = at.checked_sub(1).and_then(|before| known(&format!("{} {owner}", words[before])));
        two.or_else(|| whole_state(&[owner]))
    })
}

fn at_start(words: &[&str]) -> Option<Country> {
    let two = words.get(..2).and_then(|two| known(&two.join(" ")));
    let first = *words.first()?;
    let bare = first.strip_suffix("'s").or_else(|| first.strip_suffix("’s"));
    two.or_else(|| known(bare.unwrap_or(first))).or_else(|| match bare {
        Some(owner) => guessed_noun(owner),
        None => guessed_adjective(first).or_else(|| guessed_noun(first)),
    })
}

fn whole_state(words: &[&str]) -> Option<Country> {
    let words = if words.first() == Some(&"the") { &words[1..] } else { words };
    match words {
        [word] => known(word).or_else(|| guessed_noun(word)),
        words => known(&words.join(" ")),
    }
}

fn known(words: &str) -> Option<Country> {
    let words = words.replace('.', "").to_lowercase();
    COUNTRIES
        .iter()
        .find(|(name, forms)| *name == words || forms.split(", ").any(|form| form == words))
        .map(|(name, _)| Country { key: (*name).to_owned(), is_known: true })
}

fn guessed_adjective(word: &str) -> Option<Country> {
    guessed(word, &["ian", "ean", "ese", "ish"])
}

fn guessed_noun(word: &str) -> Option<Country> {
    guessed(word, &["ia", "land", "stan"])
}

/// A capitalised word with one of these endings that is no common word of that shape.
fn guessed(word: &str, endings: &[&str]) -> Option<Country> {
    let key = lower(word);
    let fits = word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().all(char::is_alphabetic)
        && endings.iter().any(|ending| key.len() >= ending.len() + 3 && key.ends_with(ending))
        && !NO_STATES.contains(&key.as_str());
    fits.then_some(Country { key, is_known: false })
}

fn lower(word: &str) -> String {
    word.to_lowercase()
}

/// The one field a present role belongs to; `None` for most roles, which go with any other.
fn occupation_in(role: &str) -> Option<usize> {
    let words: Vec<String> = role.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    if words.iter().any(|word| PAST.contains(&word.as_str())) {
        return None;
    }
    let mut fields = (0..FIELDS.len()).filter(|&field| words.iter().any(|word| FIELDS[field].contains(&word.as_str())));
    let first = fields.next()?;
    fields.next().is_none().then_some(first)
}

/// Words of a role that is over; what somebody was says little of who it is now.
const PAST: &[&str] =
    &["former", "formerly", "ex", "retired", "late", "ousted", "exiled", "onetime", "turned", "then", "sometime"];

/// Words before the state in a role.
const RANKS: &[&str] = &[
    "the",
    "a",
    "an",
    "deputy",
    "acting",
    "interim",
    "caretaker",
    "senior",
    "top",
    "chief",
    "first",
    "new",
    "veteran",
    "outgoing",
    "incoming",
    "vice",
    "lead",
    "longtime",
];

/// Words for office in a state: only with one of these does a role tell somebody's country.
const OFFICES: &[&str] = &[
    "minister",
    "ministry",
    "president",
    "premier",
    "chancellor",
    "king",
    "queen",
    "prince",
    "princess",
    "general",
    "colonel",
    "major",
    "lieutenant",
    "admiral",
    "commander",
    "army",
    "navy",
    "military",
    "forces",
    "defence",
    "defense",
    "intelligence",
    "ambassador",
    "diplomat",
    "parliament",
    "lawmaker",
    "senator",
    "congressman",
    "congresswoman",
    "mp",
    "secretary",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "government",
    "state",
    "police",
    "security",
    "governor",
    "official",
    "prosecutor",
    "leader",
];

/// Occupations that nobody holds with one of another list at the same time.
const FIELDS: [&[&str]; 4] = [
    &[
        "minister",
        "president",
        "premier",
        "chancellor",
        "general",
        "colonel",
        "admiral",
        "ambassador",
        "senator",
        "lawmaker",
        "governor",
        "prosecutor",
        "commander",
    ],
    &[
        "footballer",
        "striker",
        "goalkeeper",
        "midfielder",
        "boxer",
        "sprinter",
        "cyclist",
        "swimmer",
        "cricketer",
        "golfer",
        "quarterback",
        "football",
        "tennis",
        "basketball",
        "hockey",
        "rugby",
        "olympic",
    ],
    &["actor", "actress", "singer", "rapper", "drummer", "guitarist", "ballerina", "soprano", "tenor"],
    &["bishop", "archbishop", "cardinal", "patriarch", "imam", "rabbi", "metropolitan", "pope"],
];

/// Words shaped like a state's that are none.
const NO_STATES: &[&str] = &[
    "european",
    "christian",
    "civilian",
    "guardian",
    "politician",
    "historian",
    "librarian",
    "parliamentarian",
    "musician",
    "technician",
    "physician",
    "academician",
    "veterinarian",
    "humanitarian",
    "siberian",
    "crimean",
    "californian",
    "mediterranean",
    "caribbean",
    "eurasian",
    "asian",
    "jewish",
    "kurdish",
    "media",
    "militia",
    "academia",
    "california",
    "virginia",
    "pennsylvania",
    "georgia",
    "philadelphia",
    "victoria",
    "columbia",
    "catalonia",
    "asia",
    "eurasia",
    "maryland",
    "auckland",
    "cleveland",
    "oakland",
    "portland",
    "homeland",
    "mainland",
    "island",
    "queensland",
    "scandinavian",
    "scandinavia",
    "presbyterian",
    "lutheran",
    "galician",
    "bavarian",
    "sicilian",
];

/// States whose words do not look alike, or look too much like another's: the name, and other words for it.
const COUNTRIES: &[(&str, &str)] = &[
    ("afghanistan", "afghan"),
    ("argentina", "argentine, argentinian"),
    ("australia", "australian"),
    ("austria", "austrian"),
    ("azerbaijan", "azerbaijani, azeri"),
    ("belarus", "belarusian, belarussian"),
    ("britain", "uk, british, united kingdom, english, scottish, welsh, england"),
    ("china", "chinese"),
    ("croatia", "croatian, croat"),
    ("czech republic", "czech, czechia"),
    ("denmark", "danish"),
    ("egypt", "egyptian"),
    ("finland", "finnish"),
    ("france", "french"),
    ("germany", "german"),
    ("greece", "greek"),
    ("hungary", "hungarian"),
    ("india", "indian"),
    ("indonesia", "indonesian"),
    ("iran", "iranian"),
    ("iraq", "iraqi"),
    ("ireland", "irish"),
    ("israel", "israeli"),
    ("italy", "italian"),
    ("japan", "japanese"),
    ("jordan", "jordanian"),
    ("kazakhstan", "kazakh"),
    ("kyrgyzstan", "kyrgyz"),
    ("lebanon", "lebanese"),
    ("malaysia", "malaysian"),
    ("mali", "malian"),
    ("malta", "maltese"),
    ("morocco", "moroccan"),
    ("myanmar", "burmese, burma"),
    ("netherlands", "dutch"),
    ("new zealand", "new zealander"),
    ("niger", "nigerien"),
    ("nigeria", "nigerian"),
    ("north korea", "north korean, dprk"),
    ("norway", "norwegian"),
    ("pakistan", "pakistani"),
    ("philippines", "filipino, philippine"),
    ("poland", "polish"),
    ("portugal", "portuguese"),
    ("qatar", "qatari"),
    ("russia", "russian"),
    ("saudi arabia", "saudi, saudi arabian"),
    ("serbia", "serbian, serb"),
    ("slovakia", "slovak, slovakian"),
    ("slovenia", "slovenian, slovene"),
    ("south africa", "south african"),
    ("south korea", "south korean"),
    ("south sudan", "south sudanese"),
    ("spain", "spanish"),
    ("sudan", "sudanese"),
    ("sweden", "swedish"),
    ("switzerland", "swiss"),
    ("syria", "syrian"),
    ("tajikistan", "tajik"),
    ("thailand", "thai"),
    ("turkey", "turkish, türkiye"),
    ("turkmenistan", "turkmen"),
    ("ukraine", "ukrainian"),
    ("united arab emirates", "uae, emirati"),
    ("united states", "us, usa, american"),
    ("uzbekistan", "uzbek"),
    ("venezuela", "venezuelan"),
    ("yemen", "yemeni"),
];

/// Words that two kinds of English spell in two ways.
const ENGLISH: [(&str, &str); 7] = [
    ("defense", "defence"),
    ("center", "centre"),
    ("labor", "labour"),
    ("organization", "organisation"),
    ("program", "programme"),
    ("harbor", "harbour"),
    ("theater", "theatre"),
];

/// The key under which the spellings of one body meet: folded, in British spelling, the state first and as a noun, and
/// "Ministry of Defence" as "Defence Ministry", so that "Tessia's Defense Ministry", "the Tessian Ministry of Defence"
/// and "Ministry of Defence of Tessia" are one.
pub fn body_key(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    if words.first().is_some_and(|word| word.eq_ignore_ascii_case("the")) {
        words.remove(0);
    }
    let (state, rest) = state_of(&words);
    let rest = fold_name(&rest.join(" "));
    let british = |word: &str| ENGLISH.iter().find(|(us, _)| *us == word).map_or(word, |(_, uk)| *uk).to_owned();
    let mut rest: Vec<String> = rest.split(' ').filter(|word| !word.is_empty()).map(british).collect();
    if let [office, of, .., _] = &rest[..]
        && is_department(office)
        && of == "of"
    {
        rest.remove(1);
        rest.rotate_left(1);
        if rest.first().is_some_and(|word| word == "the") {
            rest.remove(0);
        }
    }
    state.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

fn is_department(word: &str) -> bool {
    matches!(word, "ministry" | "department")
}

/// The state that a body's name begins or ends with, and the words without it.
fn state_of<'w>(words: &'w [&'w str]) -> (Option<String>, &'w [&'w str]) {
    let noun = |word: &str| word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).map(str::to_owned);
    let named = |words: &[&str]| {
        let last = *words.last()?;
        let bare = noun(last);
        let whole = [&words[..words.len() - 1], &[bare.as_deref().unwrap_or(last)]].concat().join(" ");
        known(&whole).map(|country| country.key).or_else(|| match (words, bare) {
            ([_], Some(bare)) => Some(fold_name(&bare)),
            ([word], None) => guessed_adjective(word).map(|country| as_noun(&country.key)),
            _ => None,
        })
    };
    for length in [2, 1] {
        if words.len() > length
            && let Some(state) = named(&words[..length])
        {
            return (Some(state), &words[length..]);
        }
    }
    // "Ministry of Defence of Tessia", "Defence Ministry of Tessia".
    if let Some(of) = words.iter().rposition(|word| *word == "of")
        && words[..of].iter().any(|word| is_department(&lower(word)))
        && let Some(state) = whole_state(&words[of + 1..])
    {
        return (Some(as_noun(&state.key)), &words[..of]);
    }
    (None, words)
}

/// "orvanian" as "orvania".
fn as_noun(key: &str) -> String {
    key.strip_suffix("ian").map_or_else(|| key.to_owned(), |stem| format!("{stem}ia"))
}

/// What speaks for two names being one person's, where the names are not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The names are one.
    SameName,
    /// "John Paul Reth" and "John Reth".
    MiddleName,
    /// "Sergey Reth" and "Serhiy Reth".
    OtherLanguage,
    /// "J. Reth" and "John Reth".
    Initial,
    /// "Reth" and "John Reth".
    SurnameAlone,
}

impl std::fmt::Display for Likeness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SameName => "the same name",
            Self::MiddleName => "the same name but for a middle name",
            Self::OtherLanguage => "the same name as another language has it",
            Self::Initial => "the initial and the surname fit",
            Self::SurnameAlone => "the surname fits, and no other name is given",
        })
    }
}

/// First names that languages have in forms of their own, as [`crate::domain::person_key`] spells them.
const FORMS: &[&[&str]] = &[
    &["volodymyr", "vladimir", "uladzimir"],
    &["serhy", "sergey", "siarhey"],
    &["olexy", "alexey", "aliaxey"],
    &["olexandr", "alexandr", "alexander", "aliaxandr"],
    &["mykola", "nikolay", "mikalay"],
    &["myhailo", "myhaylo", "mihail"],
    &["dmytro", "dmitry", "dzmitry"],
    &["andry", "andrey"],
    &["evhen", "evheny", "evgeny"],
    &["kyrylo", "kirill", "kiryl"],
    &["oleh", "oleg"],
    &["ihor", "igor"],
    &["pavlo", "pavel"],
    &["petro", "pyotr", "petr"],
    &["vasyl", "vasily"],
    &["olena", "elena", "alena"],
    &["kateryna", "ekaterina", "katsiaryna"],
    &["iryna", "irina"],
    &["natalia", "natallia"],
    &["svitlana", "svetlana", "sviatlana"],
    &["hanna", "anna"],
    &["heorhy", "georgy"],
    &["bohdan", "bogdan"],
    &["maxym", "maxim"],
];

/// What speaks for two people being one, by their names as [`crate::domain::person_key`] gives them.
pub fn likeness(one: &str, other: &str) -> Option<Likeness> {
    if one == other {
        return Some(Likeness::SameName);
    }
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    if one.last() != other.last() {
        return None;
    }
    if one.len() == 1 || other.len() == 1 {
        return Some(Likeness::SurnameAlone);
    }
    let (a, b) = (one[0], other[0]);
    let is_initial_of = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    if a == b {
        (one.len() == 2 || other.len() == 2).then_some(Likeness::MiddleName)
    } else if is_initial_of(a, b) || is_initial_of(b, a) {
        Some(Likeness::Initial)
    } else if FORMS.iter().any(|forms| forms.contains(&a) && forms.contains(&b)) {
        Some(Likeness::OtherLanguage)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person_key;

    /// "Orvanian minister 2024-2025" is a role with years; "@Orvania" the registry's country; " | " parts roles.
    fn evidence(words: &str) -> Evidence {
        let mut evidence = Evidence { articles: 1, ..Evidence::default() };
        for part in words.split(" | ") {
            if let Some(country) = part.strip_prefix('@') {
                evidence.country = Some(country.to_owned());
                continue;
            }
            let (role, years) = match part.rsplit_once(' ') {
                Some((role, years)) if years.starts_with(|c: char| c.is_ascii_digit()) => (role, years),
                None if part.starts_with(|c: char| c.is_ascii_digit()) => ("", part),
                _ => (part, ""),
            };
            let (first, last) = years.split_once('-').unwrap_or((years, years));
            let years = first.parse().ok().zip(last.parse().ok());
            evidence.roles.push(RoleThen { words: role.to_owned(), years });
        }
        evidence
    }

    #[test]
    fn only_clear_conflicts_keep_two_of_one_name_apart() {
        for (one, other, expected) in [
            // Nothing is said, or nothing that tells.
            ("", "", None),
            ("", "Orvanian defence minister 2024", None),
            ("analyst", "Orvanian defence minister 2024", None),
            ("2024", "2025", None),
            ("mayor of Holm 2024", "Orvanian defence minister 2024", None),
            // One state, however it is worded.
            ("Orvanian defence minister 2024", "Orvanian defence minister 2024", None),
            ("Orvanian defence minister 2024", "President of Orvania 2025", None),
            ("Orvanian defence minister 2024", "head of Orvania’s army 2024", None),
            ("US senator 2024", "American ambassador 2024", None),
            ("U.S. National Security Council spokesman 2024", "the United States secretary of state 2023", None),
            ("British foreign secretary 2020", "UK prime minister 2022", None),
            ("Dutch defence minister 2020", "Netherlands prime minister 2022", None),
            ("Ukrainian president 2024", "head of Ukraine's army 2024", None),
            ("deputy Orvanian minister 2024", "Orvania minister 2024", None),
            // Two states.
            ("Orvanian defence minister 2024", "Halvian defence minister 2024", Some("country")),
            ("Orvanian defence minister", "Halvian defence minister", Some("country")),
            ("Orvanian defence minister 2024", "prime minister of Halvia 2024", Some("country")),
            ("Orvania’s defence minister 2024", "Halvia’s army chief 2024", Some("country")),
            ("US senator 2024", "British general 2024", Some("country")),
            ("South Korean general 2024", "North Korean general 2024", Some("country")),
            ("Austrian minister 2024", "Australian minister 2024", Some("country")),
            ("Iranian general 2024", "Iraqi general 2024", Some("country")),
            ("acting US Deputy Secretary of State 2024", "Orvanian minister 2024", Some("country")),
            ("@Orvania", "Halvian defence minister 2024", Some("country")),
            ("@Orvania", "@Halvia", Some("country")),
            ("@Ukraine", "Ukrainian president 2024", None),
            ("@UA", "Ukrainian president 2024", None),
            ("@UA", "@UA", None),
            ("@UA", "@GB", Some("country")),
            // A code and a word cannot be compared.
            ("@UA", "Halvian defence minister 2024", None),
            // Office in a state alone tells a country, and only a present one.
            ("Orvanian economist 2024", "Halvian economist 2024", None),
            ("former Orvanian minister 2024", "Halvian governor 2024", None),
            ("ex-Orvanian minister 2024", "Halvian governor 2024", None),
            ("European Commission president 2024", "Orvanian minister 2024", None),
            ("Christian leader 2024", "Orvanian minister 2024", None),
            ("Orvanian-born senator 2024", "Halvian minister 2024", None),
            ("US ambassador to Orvania 2024", "US senator 2024", None),
            ("Gazette’s police reporter 2024", "Halvian minister 2024", None),
            ("Orvanian minister 2019 | Halvian governor 2024", "Halvian governor 2024", None),
            // Occupations of the same years.
            ("footballer 2024", "defence minister 2024", Some("occupation")),
            ("goalkeeper 2023", "army general 2024", Some("occupation")),
            ("actress 2024", "ambassador 2025", Some("occupation")),
            ("archbishop 2024", "striker 2024", Some("occupation")),
            ("footballer 1999", "president 2018", None),
            ("former footballer 2018", "president 2018", None),
            ("footballer", "defence minister", None),
            ("footballer 2015 | president 2018", "president 2016", None),
            ("president of the football federation 2024", "defence minister 2024", None),
            ("professor 2024", "defence minister 2024", None),
            // A generation.
            ("1970", "2024", Some("years")),
            ("spokesman 1985", "spokesman 2016", Some("years")),
            ("1985", "2015", None),
            ("1980-2000", "2024", None),
        ] {
            let found = conflict(&evidence(one), &evidence(other));
            let word = found.as_ref().map(|conflict| match conflict {
                Conflict::Country(..) => "country",
                Conflict::Occupation(..) => "occupation",
                Conflict::Years(..) => "years",
            });
            assert_eq!(word, expected, "{one} / {other}: {found:?}");
            assert_eq!(conflict(&evidence(other), &evidence(one)).is_some(), found.is_some(), "{other} / {one}");
        }
    }

    #[test]
    fn a_person_is_the_candidate_that_fits_or_new_or_unsure() {
        let known = |words: &str, articles| Evidence { articles, ..evidence(words) };
        let (orvanian, halvian) = ("Orvanian minister 2024", "Halvian minister 2024");
        for (person, candidates, expected) in [
            ("", vec![], Verdict::New),
            ("", vec![known(orvanian, 1)], Verdict::Same(0)),
            (halvian, vec![known(orvanian, 1)], Verdict::New),
            (halvian, vec![known(orvanian, 9), known(halvian, 1)], Verdict::Same(1)),
            ("Halvian president 2025", vec![known(orvanian, 9), known(halvian, 1)], Verdict::Same(1)),
            ("", vec![known(orvanian, 2), known(halvian, 1)], Verdict::Unsure),
            ("", vec![known(orvanian, 5), known(halvian, 1)], Verdict::Same(0)),
            ("", vec![known(orvanian, 1), known(halvian, 50)], Verdict::Same(1)),
            ("", vec![known("", 1), known("", 1)], Verdict::Same(0)),
            ("", vec![known("", 1), known("", 3)], Verdict::Same(1)),
            ("the mayor", vec![known("the mayor", 1), known(halvian, 9)], Verdict::Same(0)),
            ("1960", vec![known(orvanian, 9), known(halvian, 9)], Verdict::New),
        ] {
            assert_eq!(decide(&evidence(person), &candidates), expected, "{person} among {candidates:?}");
        }
    }

    #[test]
    fn names_that_may_be_one_person_s_are_told() {
        for (one, other, expected) in [
            ("John Reth", "John Reth", Some(Likeness::SameName)),
            ("John Reth", "John R. Reth", Some(Likeness::SameName)),
            ("John Reth", "Reth", Some(Likeness::SurnameAlone)),
            ("Reth", "Reth", Some(Likeness::SameName)),
            ("J. Reth", "John Reth", Some(Likeness::Initial)),
            ("J. Reth", "Ada Reth", None),
            ("John Paul Reth", "John Reth", Some(Likeness::MiddleName)),
            ("John Paul Reth", "John Mark Reth", None),
            ("Sergey Relov", "Serhiy Relov", Some(Likeness::OtherLanguage)),
            ("Vladimir Relov", "Volodymyr Relov", Some(Likeness::OtherLanguage)),
            ("Alexander Relov", "Oleksandr Relov", Some(Likeness::OtherLanguage)),
            ("Mikhail Relov", "Mykhailo Relov", Some(Likeness::OtherLanguage)),
            ("Oleksiy Relov", "Alexei Relov", Some(Likeness::OtherLanguage)),
            ("Yevhen Relov", "Evgeny Relov", Some(Likeness::OtherLanguage)),
            ("John Reth", "John Weir", None),
            ("John Reth", "Ada Reth", None),
            ("Reth", "Weir", None),
        ] {
            assert_eq!(likeness(&person_key(one), &person_key(other)), expected, "{one} / {other}");
        }
    }

    #[test]
    fn spellings_of_one_body_have_one_key() {
        for (name, expected) in [
            ("Tessia’s Defence Ministry", "tessia defence ministry"),
            ("Tessia's Defense Ministry", "tessia defence ministry"),
            ("Tessian Defence Ministry", "tessia defence ministry"),
            ("the Tessian Ministry of Defence", "tessia defence ministry"),
            ("Tessian Ministry of the Interior", "tessia interior ministry"),
            ("Ministry of Defence of Tessia", "tessia defence ministry"),
            ("Defence Ministry of Tessia", "tessia defence ministry"),
            ("Russia's Defense Ministry", "russia defence ministry"),
            ("Russian Ministry of Defence", "russia defence ministry"),
            ("South Korean Defense Ministry", "south korea defence ministry"),
            ("U.S. State Department", "united states state department"),
            ("US Department of State", "united states state department"),
            ("Karsk’s Interior Ministry", "karsk interior ministry"),
            ("Defence Ministry", "defence ministry"),
            ("Ministry of Defence", "defence ministry"),
            ("Ministry of", "ministry of"),
            ("Ministry", "ministry"),
            ("the", ""),
            ("", ""),
            ("Bank of England", "bank of england"),
            ("Halm Labor Center", "halm labour centre"),
            ("European Commission", "european commission"),
            ("U.S. Army", "united states army"),
            ("Land Party", "land party"),
        ] {
            assert_eq!(body_key(name), expected, "{name}");
        }
        assert_ne!(body_key("Tessian Defence Ministry"), body_key("Halvian Defence Ministry"));
    }

    #[test]
    fn a_country_stands_in_the_address_of_the_second_of_a_name() {
        for (role, expected) in [
            ("Orvanian defence minister", Some("orvania")),
            ("president of Halvia", Some("halvia")),
            ("US senator", Some("united states")),
            ("analyst", None),
        ] {
            assert_eq!(country_in(role).as_deref(), expected, "{role}");
        }
    }
}
