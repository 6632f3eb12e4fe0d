//! The nouns that tell what kind of party a mention names: roles of persons, bodies, outlets, groups, papers.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Nouns for one person by office or trade.
const ROLES: &str = " minister president spokesman spokeswoman spokesperson secretary chancellor premier governor mayor \
    director chairman chairwoman chairperson chair chief head leader commander general colonel lieutenant major captain \
    sergeant admiral brigadier marshal envoy ambassador diplomat negotiator deputy lawmaker senator congressman \
    congresswoman representative mp councillor adviser advisor aide analyst expert professor researcher historian fellow \
    lecturer doctor surgeon nurse paramedic lawyer attorney prosecutor judge official officer soldier fighter gunner \
    medic volunteer coordinator manager president-elect prince princess king queen sheikh emir sultan ayatollah cleric \
    imam bishop archbishop pope patriarch priest rabbi pastor farmer teacher student resident witness survivor activist \
    journalist reporter correspondent editor author writer founder co-founder owner ceo economist scientist engineer \
    inspector investigator source insider vice-president commissioner rapporteur chargé attaché consul legislator \
    speaker whip member candidate pensioner driver villager refugee mother father son daughter brother sister widow wife \
    husband man woman boy girl neighbour neighbor psychologist pilot veteran policeman policewoman undersecretary \
    under-secretary secretary-general comptroller prosecutor-general vice-chairman co-chair blogger commentator \
    strategist planner scholar specialist employee worker person critic opponent comrade relative friend host \
    director-general editor-in-chief treasurer detective sheriff ombudsman vice-chancellor msp mep ";

/// Nouns for several people without names.
const GROUPS: &str = " officials residents experts analysts doctors witnesses sources diplomats critics supporters people \
    soldiers troops activists journalists reporters observers lawmakers villagers refugees locals survivors relatives \
    families investigators prosecutors rescuers medics ministers leaders commanders officers negotiators mediators \
    protesters organisers organizers economists scientists researchers historians farmers growers parents students \
    teachers fighters militants rebels insurgents separatists allies representatives members deputies senators \
    republicans democrats opponents lawyers judges workers volunteers spokesmen spokespeople others many some most \
    historians deminers engineers neighbours neighbors men women politicians campaigners scholars specialists aides \
    advisers advisors insiders veterans bloggers commentators few europeans americans governments countries nations states parties groups \
    agencies forces authorities ministries mps meps msps councillors councilors mayors governors ";

/// Nouns for bodies.
const BODIES: &str = " ministry department government administration office army military navy police agency \
    commission committee council parliament congress senate assembly court tribunal union party alliance bloc coalition \
    movement organisation organization group company corporation institute institution university college hospital \
    foundation fund charity league federation association command headquarters staff directorate service bureau board \
    authority authorities embassy mission delegation secretariat cabinet regime brigade battalion division regiment \
    corps guard guards intelligence forces force think-tank centre center network campaign team panel presidency \
    republic kremlin militia junta opposition watchdog regulator bank firm ngo front society chamber consulate \
    prosecutors command prison school municipality city region district general-staff defence defense security services \
    relief aid cross crescent organization's monitor observatory initiative project watch faction list legislature duma \
    knesset bundestag rada politburo confederation legion consortium operator plc ltd inc ag gmbh llc corp laboratories \
    airlines airways industries technologies holdings museum summit ";

/// Nouns for outlets.
const OUTLETS: &str = " newspaper agency broadcaster outlet media channel magazine website station radio television tv \
    daily weekly paper press journal news times post herald tribune independent guardian telegraph gazette observer \
    courier wire chronicle globe mail mirror express star today jazeera arabiya pravda newswire ";

/// Papers that "say" for those who wrote them.
const PAPERS: &str = " statement report document letter post message study survey poll communique communiqué declaration \
    briefing release article law resolution note transcript video footage notice charter treaty memo review assessment \
    page account text lawsuit indictment filing email sign poster headline figures data evidence book ";

/// Titles and offices that stand, capitalised, before a name.
const TITLES: &str = " mr mrs ms miss dr sir lord lady dame president vice prime minister deputy foreign defence defense \
    finance interior home energy economy justice health culture agriculture industry trade state secretary \
    chancellor premier governor mayor senator sen congressman congresswoman representative rep gov gen general \
    lieutenant lt major maj colonel col captain capt sergeant sgt corporal private admiral adm rear brigadier brig \
    marshal commander cmdr chief staff king queen prince princess crown emperor sheikh emir sultan imam ayatollah \
    mullah pope archbishop bishop patriarch cardinal father rabbi reverend rev professor prof ambassador envoy special \
    speaker leader spokesman spokeswoman spokesperson director chairman chairwoman former acting interim judge justice \
    inspector superintendent commissioner undersecretary attorney assistant national security adviser advisor high \
    representative first second third senior junior foreign-minister mp pm chairperson secretary-general head press \
    permanent parliament opposition \
    supreme analyst army navy force air police ";

/// First names that tell he from she; a few common ones, since pronouns and titles tell most.
const SHE: &str = " mary anna anne ann maria marie sarah sara jane julia julie kate katie elena olena olga natalia nataliya \
    svetlana tatiana irina iryna yulia oksana maryna marina ursula angela annalena kaja giorgia karine linda susan \
    samantha victoria nikki hillary kamala michelle liz theresa penny laura emma sophie claire rachel rebecca jennifer \
    jessica lisa nancy emily margaret elizabeth christine josephine francesca federica catherine diana fatima aisha \
    leila layla nadia amina yasmin zeina rania avril antonia antony-she sanna mette magdalena ewa agnieszka katarzyna \
    leonie odile ilse ada gerda dorit samira sabeth maud philippa tilda carla dana isabel carmen rosa teresa valentina \
    veronika daria darya polina alina kateryna yekaterina anastasia ludmila lyudmila galina halyna vira nina lina rina \
    mina heather tammy stéphanie stephanie helen helena ruth ravina vivian victoire ";
const HE: &str = " john james robert michael william david richard joseph joe thomas charles daniel matthew anthony antony \
    mark donald steven stephen paul andrew george kenneth kevin brian edward peter jake lloyd barack boris emmanuel \
    olaf friedrich viktor victor vladimir volodymyr sergei sergey serhiy oleksandr alexander aleksandr mykhailo mikhail \
    dmitry dmytro andriy andrei igor ihor oleg oleh pavel pavlo yuri yury yuriy ivan anton nikolai mykola maksym maxim \
    kyrylo valery valerii valerii alexei oleksii ruslan ramzan yevgeny yevhen vitali vitaliy benjamin ehud yoav isaac \
    avi mohammed muhammad mohamed mahmoud ahmed ahmad ali hassan hussein ismail yahya abdel abdul abbas omar osama \
    bashar khaled ibrahim recep hakan jens mateusz radek radosław andrzej donald jean pierre françois josep charles \
    antonio antónio jose carlos luis juan pedro marco matteo keir rishi tony ben tom tim jim bill bob jack sam alex \
    adam chris martin simon philip henry frank patrick scott gary eric jeff greg jonathan nicholas aldo ottmar marek \
    corin joran emeric benno radmir yevar ferdin stevan stefan lucan jory narendra xi wang kim justin anthony mike \
    hans karl klaus heiko rob ";

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident in $list:ident;)+) => {
        $($(#[$doc])* pub(crate) fn $name(word: &str) -> bool {
            static SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| $list.split_whitespace().collect());
            SET.contains(word)
        })+
    };
}

lists! {
    /// A person by office or trade ("minister").
    is_role in ROLES;
    /// Several people ("residents").
    is_group in GROUPS;
    /// A body ("ministry").
    is_body in BODIES;
    /// An outlet ("newspaper").
    is_outlet in OUTLETS;
    /// A paper ("statement").
    is_paper in PAPERS;
    /// A title before a name ("President").
    is_title in TITLES;
    /// A woman's first name.
    is_she in SHE;
    /// A man's first name.
    is_he in HE;
}

/// Prepositions that may stand inside a noun phrase.
pub(super) fn is_inner_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "in"
            | "for"
            | "at"
            | "from"
            | "to"
            | "on"
            | "with"
            | "near"
            | "inside"
            | "outside"
            | "under"
            | "within"
            | "against"
            | "between"
    )
}

/// Prepositions that open an adverbial at the head of a sentence.
pub(super) fn is_preposition(word: &str) -> bool {
    is_inner_preposition(word)
        || matches!(
            word,
            "after"
                | "before"
                | "during"
                | "by"
                | "amid"
                | "despite"
                | "since"
                | "following"
                | "until"
                | "over"
                | "about"
                | "across"
                | "along"
                | "among"
                | "around"
                | "beside"
                | "besides"
                | "beyond"
                | "into"
                | "through"
                | "via"
                | "without"
                | "like"
                | "unlike"
                | "per"
                | "towards"
                | "toward"
                | "as"
        )
}

/// Offices that one person holds at a time: with "the" they tell who it is.
pub(super) fn is_office(word: &str) -> bool {
    matches!(
        word,
        "president"
            | "minister"
            | "chancellor"
            | "premier"
            | "secretary"
            | "secretary-general"
            | "governor"
            | "mayor"
            | "king"
            | "queen"
            | "prince"
            | "princess"
            | "pope"
            | "emir"
            | "sultan"
            | "ambassador"
            | "leader"
            | "spokesman"
            | "spokeswoman"
            | "spokesperson"
            | "prosecutor-general"
    )
}

/// Pronouns that stand for a speaker.
pub(super) fn is_speaker_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "it" | "they" | "we" | "i")
}

/// Articles and the like.
pub(super) fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "this"
            | "that"
            | "these"
            | "those"
            | "his"
            | "her"
            | "its"
            | "their"
            | "our"
            | "my"
            | "some"
            | "any"
            | "no"
            | "each"
            | "every"
            | "another"
            | "both"
            | "all"
            | "several"
            | "many"
            | "one"
            | "two"
            | "three"
            | "four"
    )
}

/// Finite auxiliary verbs.
pub(super) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "am"
            | "has"
            | "have"
            | "had"
            | "do"
            | "does"
            | "did"
            | "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "must"
            | "shall"
            | "should"
            | "cannot"
            | "won't"
            | "wouldn't"
            | "can't"
            | "couldn't"
            | "didn't"
            | "doesn't"
            | "don't"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "weren't"
            | "hasn't"
            | "haven't"
            | "hadn't"
            | "shouldn't"
            | "'re"
            | "i'm"
            | "it's"
            | "he's"
            | "she's"
            | "they're"
            | "we're"
            | "we've"
            | "i've"
            | "we'll"
            | "they've"
            | "there's"
    )
}
