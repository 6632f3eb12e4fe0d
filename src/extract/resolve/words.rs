//! The words that tell how a name is built: titles, particles, portfolios, what opens a sentence without being a name.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::extract::nouns;

/// Small words inside names.
const PARTICLES: &str = " van von der den de del della da di du dos das do la le el al ul bin ibn bint ben abu ould ter \
    ten zu zur y e af st o ";

/// Titles and offices right after which a name may stand; words that only qualify one ("foreign", "deputy prime") are
/// not among them.
const TITLES: &str = " mr mrs ms miss mx dr sir lord lady dame president minister deputy secretary chancellor premier \
    governor mayor senator sen congressman congresswoman representative rep gov gen general lieutenant lt major maj \
    colonel col captain capt sergeant sgt corporal cpl private pvt admiral adm brigadier brig marshal commander cmdr king \
    queen prince princess emperor sheikh sheik emir sultan imam ayatollah mullah maulana pope archbishop bishop \
    metropolitan patriarch cardinal rabbi reverend rev professor prof undersecretary ceo cfo cto mep mp pm founder \
    co-founder organiser organizer ombudsman chef singer coach comrade executive commandant president-elect ex-president \
    vice-president secretary-general vice-admiral agent ";

/// What an office may be for ("Minister of Foreign Affairs", "Secretary of State", "Chief of Staff").
const PORTFOLIOS: &str = " affairs asia africa europe eurasia america americas pacific intelligence staff war sport sports \
    education trade tourism science technology environment labour labor labor's policy security operations \
    development cooperation co-operation information communications planning integration reintegration veterans \
    infrastructure transport transportation housing treasury commerce reserve armed forces mission office \
    council government parliament ground aerospace ";

/// Capitalised at the head of a sentence, and no name all the same.
const OPENERS: &str = " few most others none nobody thousands hundreds dozens millions earlier later only such even i he \
    she it they we but and when if as while asked speaking meanwhile however there then so yet now also because although \
    though what who why how where not yes no you according still once today yesterday tomorrow tonight whether until \
    neither either both nor or more many much several other another all after before with without despite since \
    instead moreover furthermore additionally nevertheless nonetheless thus hence therefore perhaps maybe indeed \
    finally previously recently separately similarly likewise elsewhere overall according officially reportedly \
    two-thirds half one-third three-quarters less fewer read watch share photo image video credit file breaking \
    updated update advertisement related editor's ";

/// Words of places and things on maps, which no person's name ends in.
const GEOGRAPHY: &str = " oblast region province district sea river strip bank city street gulf valley island islands \
    mountains peninsula airport base union republic republics square bridge strait canal war day act treaty agreement \
    states kingdom summit conference olympics games cup world east west north south europe asia africa america plant ";

/// Family names that stand before the given names.
const FAMILY_FIRST: &str = " kim lee park yoon choi cho moon han shin jung jeong kang xi wang li zhang liu chen lin mao guo \
    dong qin lai tsai nguyen tran pham jang ri yang zhao wu he hu lim im ahn kwon hwang seo oh ryu ryom pak paek no roh \
    wei sun zhou xu ma zhu deng peng geng hua le vo ";

/// Words that two words of a page were often run together with ("DiplomacyChina").
const SECTIONS: &str = " diplomacy politics world news opinion share video photo photos analysis war business update \
    updates live report more europe military defence defense economy home society culture sport sports interview \
    advertisement copy print email subscribe comments tags topics latest image credit ";

/// Given names beyond the common ones.
const SHE: &str = " mariana viktoriia viktoria valeria valeriia tetiana tetyana larysa larisa lyudmyla zoya nadiya \
    nadezhda sofia sofiya ella eva eve ingrid astrid birgit sigrid helle pia kirsten nicola julianne jill joan janet \
    deborah debra barbara betty dorothy sharon karen donna carol sandra ashley kimberly brenda pamela kathleen amy \
    angelina cynthia shirley linda jacqueline wendy hannah megan lauren heidi petra monika beata joanna ewa zuzana \
    hala hanan huda maha mona noura rima salma suzanne zeinab zainab ayesha benazir indira sheikha mika keiko yuko \
    marine segolene valerie brigitte inga agnes alice amelie charlotte edith esther florence grace ivanna jasmine \
    marta martha melania ivanka jennifer-anne nataliia natalya ";
const HE: &str = " abdulaziz abdulrahman abdullah abdulla adel akram ayman aziz bilal faisal fuad ghassan haider hamid \
    hamza haitham hossein ibrahim-al jamal jaber kamal karim khalid khalil mansour marwan mustafa nabil nasser qasim \
    qassem rashid riyad said saleh salman samir sami tariq tareq walid yasser yousef youssef zaki ziad erdogan mehmet \
    mustapha artem artur arseniy bohdan borys denys denis dmitri dmitriy evgeny fedir gennady georgy grigory hennadiy \
    heorhiy kirill konstantin kostiantyn leonid maksim mykyta nikita oles orest ostap petro piotr pyotr roman rostyslav \
    rustem sergii serhii stanislav taras timofey vadim vadym vasily vasyl viacheslav vitalii vladislav vladyslav \
    volodymr vyacheslav yaroslav yevhenii yuriy zurab ramaz gerhard guido gunther jurgen karsten lars lutz markus \
    matthias ulrich wolfgang arnaud bruno claude gerard gilles guillaume jacques jerome laurent louis nicolas olivier \
    pascal philippe sebastien thierry yves aaron alan albert alfred arthur austin barry bernard bobby brad bradley \
    brandon bruce bryan calvin cameron carl clive colin craig darren dean dennis derek dominic douglas duncan dylan \
    edmund edwin elliott ernest ethan evan felix francis fred frederick gareth gavin geoffrey gerald glenn gordon \
    graham grant harold harry harvey howard hugh ian jacob jamie jared jason jay jerry jimmy joel josh joshua julian \
    keith kent kurt kyle larry lawrence lee-roy leo leon leonard lewis lindsey louis luke malcolm marcus marshall \
    mitch mitchell nathan neil nick nigel noah norman oliver oscar owen ralph randy raymond reginald rex ricardo \
    robin rodney roger roland ronald ross roy russell ryan samuel sean sebastian seth shane sidney stan stanley \
    stuart ted terry theodore todd tobias trevor troy vernon vincent walter warren wayne wesley wilfred zachary \
    tedros antonios nikos kostas giorgos alexandros gitanas andrius gabrielius egils edgars artis krisjanis urmas \
    margus alar jüri petr miloš vaclav zdenek jan janusz zbigniew jaroslaw tomasz krzysztof marcin pawel wojciech \
    viktors bjorn jonas ulf carl-gustav pekka sauli matti petteri alexandru klaus-dieter nicolae ion traian zoran \
    aleksandar milorad dragan goran hashim albin edi ";

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident in $list:ident;)+) => {
        $($(#[$doc])* pub(super) fn $name(word: &str) -> bool {
            static SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| $list.split_whitespace().collect());
            SET.contains(word)
        })+
    };
}

lists! {
    /// A small word inside a name ("van", "bin").
    is_particle in PARTICLES;
    listed_title in TITLES;
    listed_portfolio in PORTFOLIOS;
    /// A word that opens a sentence and is no name.
    is_opener in OPENERS;
    /// A word of places on maps.
    is_geography in GEOGRAPHY;
    /// A family name that stands first ("Kim Jong Un").
    is_family_first in FAMILY_FIRST;
    /// A word of a page's furniture.
    is_section in SECTIONS;
    listed_she in SHE;
    listed_he in HE;
}

/// A title or office right after which a name may stand.
pub(super) fn ends_title(word: &str) -> bool {
    listed_title(word) || (nouns::is_role(word) && !matches!(word, "page" | "host" | "driver"))
}

/// A word of a title or office, wherever in it.
pub(super) fn is_title_word(word: &str) -> bool {
    ends_title(word) || nouns::is_title(word)
}

/// What an office may be for.
pub(super) fn is_portfolio(word: &str) -> bool {
    listed_portfolio(word) || (nouns::is_title(word) && !ends_title(word))
}

/// A man's given name.
pub(super) fn is_he(word: &str) -> bool {
    nouns::is_he(word) || listed_he(word)
}

/// A woman's given name.
pub(super) fn is_she(word: &str) -> bool {
    nouns::is_she(word) || listed_she(word)
}

/// A particle that opens a family name and is no given name.
pub(super) fn is_leading_particle(word: &str) -> bool {
    matches!(
        word,
        "van" | "von" | "der" | "den" | "de" | "del" | "della" | "di" | "du" | "dos" | "bin" | "ibn" | "al" | "el"
    )
}

/// "Vienna-based", "state-owned": no part of the name after it.
pub(super) fn is_where_or_whose(word: &str) -> bool {
    ["-based", "-owned", "-backed", "-run", "-controlled", "-installed", "-led"].iter().any(|end| word.ends_with(end))
}

/// An office that is nobody's family name.
pub(super) fn is_whole_office(word: &str) -> bool {
    matches!(
        word,
        "director"
            | "director-general"
            | "secretary-general"
            | "ambassador"
            | "undersecretary"
            | "minister"
            | "secretary"
            | "commissioner"
            | "treasurer"
            | "governor"
            | "chancellor"
            | "spokesman"
            | "spokeswoman"
            | "spokesperson"
            | "official"
            | "speaker"
            | "mp"
            | "mep"
    )
}

/// Whether a word of a name is short for the name of a body ("Clearview AI"). Initials come first in names of persons, and
/// letters for a seat or an order last; of a name in capitals nothing can be told.
pub(super) fn has_acronym(name: &str) -> bool {
    let is_short = |word: &&str| {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        !word.contains('.')
            && letters().count() > 1
            && letters().all(char::is_uppercase)
            && !letters().all(|c| matches!(c, 'I' | 'V' | 'X'))
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some((first, rest)) = words.split_first() else { return false };
    let first = is_short(first) && first.len() > 2;
    let last_is_of_a_person = words.last().is_some_and(|last| follows_a_name(last));
    words.iter().any(|word| !is_short(word)) && !last_is_of_a_person && (first || rest.iter().any(is_short))
}

/// Letters that stand behind the names of members of parliaments and of bearers of orders and degrees.
fn follows_a_name(word: &str) -> bool {
    matches!(
        word,
        "MP" | "MEP" | "MSP" | "MS" | "MLA" | "MHK" | "TD" | "QC" | "KC" | "MD" | "OBE" | "MBE" | "CBE" | "DSO"
    )
}

/// "Jr.", "III": part of a name, but not the family name.
pub(super) fn is_suffix(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "jnr" | "snr" | "ii" | "iii" | "iv")
}

/// A word of a name as it is compared: without the Arabic article, which is often left out the second time.
pub(super) fn bare_part(word: &str) -> &str {
    word.split_once('-')
        .filter(|(article, name)| {
            matches!(*article, "al" | "el" | "as" | "ad" | "an" | "ar" | "at" | "az" | "ash" | "ul")
                && name.chars().count() >= 3
        })
        .map_or(word, |(_, name)| name)
}

/// "Ivanovich", "Petrivna": names the father, so that the family name stands elsewhere.
pub(super) fn is_patronymic(word: &str) -> bool {
    word.chars().count() >= 7
        && ["ovich", "evich", "ovych", "evych", "iovych", "ovna", "evna", "ivna", "yivna"]
            .iter()
            .any(|ending| word.ends_with(ending))
}

/// Words by which a person with a role is taken up again: "the leader" for a president.
pub(super) fn kin(head: &str) -> &'static [&'static str] {
    match head {
        "leader" => &["president", "premier", "chancellor", "king", "chairman", "chief", "head"],
        "premier" => &["prime minister", "prime"],
        "general" => &["gen"],
        "colonel" => &["col"],
        "governor" => &["gov"],
        "senator" => &["sen"],
        "lawmaker" | "legislator" | "parliamentarian" => {
            &["mp", "senator", "sen", "congressman", "congresswoman", "deputy", "representative", "rep", "member"]
        }
        "diplomat" => &["ambassador", "envoy", "consul"],
        "envoy" | "mediator" | "emissary" => &["envoy", "ambassador", "mediator", "emissary", "negotiator"],
        "expert" | "analyst" | "academic" | "researcher" | "scholar" => {
            &["professor", "fellow", "researcher", "analyst", "expert", "lecturer", "historian", "economist", "scholar"]
        }
        "spokesperson" => &["spokesman", "spokeswoman"],
        "spokesman" | "spokeswoman" => &["spokesperson"],
        "officer" | "commander" => &["general", "colonel", "major", "captain", "lieutenant", "admiral", "gen", "col"],
        "chief" => &["head", "director", "chairman", "commander"],
        "boss" => &["chief", "head", "director", "ceo"],
        "head" => &["chief", "director", "leader"],
        "secretary" => &["secretary-general"],
        "chairperson" | "chair" => &["chairman", "chairwoman"],
        _ => &[],
    }
}
