//! The verbs that attribute: their forms, what the source does with the content, and how the content is attached.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::{Manner, Stance};

/// One verb of attribution.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    /// Dictionary form.
    pub lemma: &'static str,
    /// What the source does, before negation and hedges.
    pub stance: Stance,
    /// Speech or attitude.
    pub manner: Manner,
    /// May stand after or inside a quotation ("…," he said).
    pub speech: bool,
    /// Takes a clause without "that".
    pub bare: bool,
    /// Takes "that".
    pub that: bool,
    /// Takes a noun or "whom to do what" as its content ("denied the reports", "urged both sides to stop").
    pub object: bool,
    /// Takes "to" and a verb as its content ("vowed to stay").
    pub to: bool,
    /// The prepositions that lead to its content ("warned of", "called for"), separated by spaces.
    pub prepositions: &'static str,
    /// Its base and -s forms are more often nouns ("reports", "claims").
    pub noun_like: bool,
}

/// Forms; stance; flags (q speech, b bare clause, t that-clause, o object, v to-verb, n noun-like, a attitude);
/// prepositions. The first form is the dictionary form.
const TABLE: &str = "\
say says said saying|asserts|qbt|
tell tells told telling|asserts|qbt|
add adds added adding|asserts|qbt|
state states stated stating|asserts|qtn|
note notes noted noting|asserts|qtn|
explain explains explained explaining|asserts|qt|
report reports reported reporting|asserts|qbtn|
announce announces announced announcing|asserts|qbt|
declare declares declared declaring|asserts|qbt|
stress stresses stressed stressing|asserts|qtn|
emphasize emphasizes emphasized emphasizing|asserts|qt|
emphasise emphasises emphasised emphasising|asserts|qt|
underline underlines underlined underlining|asserts|qt|
underscore underscores underscored underscoring|asserts|qt|
insist insists insisted insisting|asserts|qbt|
maintain maintains maintained maintaining|asserts|qt|
argue argues argued arguing|asserts|qbt|
reiterate reiterates reiterated reiterating|asserts|qt|
repeat repeats repeated repeating|asserts|qt|
remark remarks remarked remarking|asserts|qtn|
observe observes observed observing|asserts|qt|
mention mentions mentioned mentioning|asserts|qt|
recall recalls recalled recalling|asserts|qtn|
reply replies replied replying|asserts|qtn|
respond responds responded responding|asserts|qt|
answer answers answered answering|asserts|qtn|
write writes wrote written writing|asserts|qbt|
tweet tweets tweeted tweeting|asserts|qbtn|
post posts posted posting|asserts|qtn|
comment comments commented commenting|asserts|qtn|
conclude concludes concluded concluding|asserts|qt|
reveal reveals revealed revealing|asserts|qbt|
disclose discloses disclosed disclosing|asserts|qt|
suggest suggests suggested suggesting|asserts|qbt|
indicate indicates indicated indicating|asserts|qbt|
hint hints hinted hinting|asserts|qtn|
signal signals signaled signalled signaling signalling|asserts|qtn|
imply implies implied implying|asserts|t|
testify testifies testified testifying|asserts|qt|
continue continues continued continuing|asserts|q|
joke jokes joked joking|asserts|qtn|
quip quips quipped quipping|asserts|qtn|
boast boasts boasted boasting|asserts|qtn|
complain complains complained complaining|asserts|qt|
lament laments lamented lamenting|asserts|qtn|
caution cautions cautioned cautioning|warns|qtn|against about
clarify clarifies clarified clarifying|asserts|qt|
assert asserts asserted asserting|asserts|qbt|
contend contends contended contending|asserts|qbt|
affirm affirms affirmed affirming|asserts|qt|
assure assures assured assuring|asserts|qbt|
inform informs informed informing|asserts|t|
remind reminds reminded reminding|asserts|qt|
charge charged|alleges|t|
claim claims claimed claiming|alleges|qbtn|
allege alleges alleged alleging|alleges|qbt|
accuse accuses accused accusing|alleges|o|
blame blames blamed blaming|alleges|o|
confirm confirms confirmed confirming|confirms|qbto|
acknowledge acknowledges acknowledged acknowledging|confirms|qbto|
admit admits admitted admitting|confirms|qbt|to
concede concedes conceded conceding|confirms|qbt|
agree agrees agreed agreeing|confirms|qt|
deny denies denied denying|denies|qbto|
reject rejects rejected rejecting|denies|o|
dismiss dismisses dismissed dismissing|denies|o|
refute refutes refuted refuting|denies|o|
dispute disputed disputing|denies|o|
rebuff rebuffed rebuffing|denies|o|
rule rules ruled ruling|denies|o|out
believe believes believed believing|believes|qbta|
think thinks thought thinking|believes|qbta|
assess assesses assessed assessing|believes|ta|
estimate estimates estimated estimating|believes|qbtna|
suspect suspects suspected suspecting|believes|tna|
doubt doubts doubted doubting|denies|ta|
fear fears feared fearing|believes|qbtna|
hope hopes hoped hoping|believes|tna|
reckon reckons reckoned reckoning|believes|qbta|
warn warns warned warning|warns|qbt|of about against
threaten threatens threatened threatening|warns|vt|
predict predicts predicted predicting|predicts|qbto|
forecast forecasts forecasted|predicts|qtno|
expect expects expected expecting|predicts|bta|
anticipate anticipates anticipated anticipating|predicts|ta|
promise promises promised promising|promises|qbtvn|
pledge pledges pledged pledging|promises|qtvn|
vow vows vowed vowing|promises|qbtvn|
swear swears swore|promises|qbtv|
guarantee guarantees guaranteed guaranteeing|promises|tn|
demand demands demanded demanding|demands|qtonv|
urge urges urged urging|demands|qton|
call calls called calling|demands|n|for on upon
appeal appeals appealed appealing|asks|qn|for to
order ordered ordering|demands|t|
instruct instructs instructed instructing|demands|t|
require requires required|demands|t|
ask asks asked asking|asks|qov|for whether why how what when if
request requests requested requesting|asks|ton|
plead pleads pleaded pleading|asks|q|for
beg begs begged begging|asks|qo|
propose proposes proposed proposing|asks|qto|
wonder wonders wondered wondering|asks|q|whether why how what if
query queried|asks|q|
inquire inquired|asks|q|whether
decline declines declined declining|declines|v|
refuse refuses refused refusing|declines|v|
condemn condemns condemned condemning|asserts|o|
denounce denounces denounced denouncing|asserts|o|
criticize criticizes criticized criticizing|asserts|o|
criticise criticises criticised criticising|asserts|o|
describe describes described describing|asserts|o|
shout shouts shouted shouting|asserts|q|
";

/// Every form with its verb.
static FORMS: LazyLock<HashMap<&'static str, Cue>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for line in TABLE.lines() {
        let mut fields = line.split('|');
        let words = fields.next().unwrap_or_default();
        let stance = fields.next().and_then(|word| word.parse().ok()).unwrap_or(Stance::Asserts);
        let flags = fields.next().unwrap_or_default();
        let cue = Cue {
            lemma: words.split(' ').next().unwrap_or_default(),
            stance,
            manner: if flags.contains('a') { Manner::Attitude } else { Manner::Statement },
            speech: flags.contains('q'),
            bare: flags.contains('b'),
            that: flags.contains('t'),
            object: flags.contains('o'),
            to: flags.contains('v'),
            prepositions: fields.next().unwrap_or_default(),
            noun_like: flags.contains('n'),
        };
        forms.extend(words.split(' ').map(|form| (form, cue)));
    }
    forms
});

/// The verb that `word` (in lower case) is a form of.
pub(super) fn lookup(word: &str) -> Option<&'static Cue> {
    FORMS.get(word)
}

/// True for a form that stands beside quotations.
pub(super) fn speech_form(word: &str) -> bool {
    lookup(word).is_some_and(|cue| cue.speech)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_to_their_verb() {
        assert_eq!(lookup("told").unwrap().lemma, "tell");
        assert_eq!(lookup("denies").unwrap().stance, Stance::Denies);
        assert_eq!(lookup("believes").unwrap().manner, Manner::Attitude);
        assert!(lookup("walked").is_none());
        assert!(TABLE.lines().count() >= 80, "at least 80 verbs");
    }
}
