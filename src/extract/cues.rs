//! The verbs that attribute: their forms, what the source does with the content, and which clauses they take.

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
}

/// Forms; stance; flags (q speech, b bare clause, t that-clause, a attitude). The first form is the dictionary form.
const TABLE: &str = "\
say says said saying|asserts|qbt
tell tells told telling|asserts|qbt
add adds added adding|asserts|qbt
state states stated stating|asserts|qt
note notes noted noting|asserts|qt
explain explains explained explaining|asserts|qt
report reports reported reporting|asserts|qbt
announce announces announced announcing|asserts|qbt
declare declares declared declaring|asserts|qbt
stress stresses stressed stressing|asserts|qt
emphasize emphasizes emphasized emphasizing|asserts|qt
emphasise emphasises emphasised emphasising|asserts|qt
underline underlines underlined underlining|asserts|qt
underscore underscores underscored underscoring|asserts|qt
insist insists insisted insisting|asserts|qbt
maintain maintains maintained maintaining|asserts|qt
argue argues argued arguing|asserts|qbt
reiterate reiterates reiterated reiterating|asserts|qt
repeat repeats repeated repeating|asserts|qt
remark remarks remarked remarking|asserts|qt
observe observes observed observing|asserts|qt
mention mentions mentioned mentioning|asserts|qt
recall recalls recalled recalling|asserts|qt
reply replies replied replying|asserts|qt
respond responds responded responding|asserts|qt
answer answers answered answering|asserts|qt
write writes wrote written writing|asserts|qbt
tweet tweets tweeted tweeting|asserts|qbt
post posts posted posting|asserts|qt
comment comments commented commenting|asserts|qt
conclude concludes concluded concluding|asserts|qt
reveal reveals revealed revealing|asserts|qbt
disclose discloses disclosed disclosing|asserts|qt
suggest suggests suggested suggesting|asserts|qbt
indicate indicates indicated indicating|asserts|qbt
hint hints hinted hinting|asserts|qt
signal signals signaled signalled signaling signalling|asserts|qt
imply implies implied implying|asserts|t
testify testifies testified testifying|asserts|qt
continue continues continued continuing|asserts|q
joke jokes joked joking|asserts|qt
quip quips quipped quipping|asserts|qt
boast boasts boasted boasting|asserts|qt
complain complains complained complaining|asserts|qt
lament laments lamented lamenting|asserts|qt
caution cautions cautioned cautioning|warns|qt
clarify clarifies clarified clarifying|asserts|qt
assert asserts asserted asserting|asserts|qbt
contend contends contended contending|asserts|qbt
affirm affirms affirmed affirming|asserts|qt
assure assures assured assuring|asserts|qbt
inform informs informed informing|asserts|t
remind reminds reminded reminding|asserts|qt
charge charged|alleges|t
claim claims claimed claiming|alleges|qbt
allege alleges alleged alleging|alleges|qbt
accuse accuses accused accusing|alleges|
blame blames blamed blaming|alleges|
confirm confirms confirmed confirming|confirms|qbt
acknowledge acknowledges acknowledged acknowledging|confirms|qbt
admit admits admitted admitting|confirms|qbt
concede concedes conceded conceding|confirms|qbt
agree agrees agreed agreeing|confirms|qt
deny denies denied denying|denies|qbt
reject rejects rejected rejecting|denies|
dismiss dismisses dismissed dismissing|denies|
refute refutes refuted refuting|denies|
dispute disputed disputing|denies|
rebuff rebuffed rebuffing|denies|
rule rules ruled ruling|denies|
believe believes believed believing|believes|qbta
think thinks thought thinking|believes|qbta
assess assesses assessed assessing|believes|ta
estimate estimates estimated estimating|believes|qbta
suspect suspects suspected suspecting|believes|ta
doubt doubts doubted doubting|denies|ta
fear fears feared fearing|believes|qbta
hope hopes hoped hoping|believes|ta
reckon reckons reckoned reckoning|believes|qbta
warn warns warned warning|warns|qbt
threaten threatens threatened threatening|warns|t
predict predicts predicted predicting|predicts|qbt
forecast forecasts forecasted|predicts|qt
expect expects expected expecting|predicts|bta
anticipate anticipates anticipated anticipating|predicts|ta
promise promises promised promising|promises|qbt
pledge pledges pledged pledging|promises|qt
vow vows vowed vowing|promises|qbt
swear swears swore|promises|qbt
guarantee guarantees guaranteed guaranteeing|promises|t
demand demands demanded demanding|demands|qt
urge urges urged urging|demands|qt
call calls called calling|demands|
appeal appeals appealed appealing|asks|q
order ordered ordering|demands|t
instruct instructs instructed instructing|demands|t
require requires required|demands|t
ask asks asked asking|asks|q
request requests requested requesting|asks|t
plead pleads pleaded pleading|asks|q
beg begs begged begging|asks|q
propose proposes proposed proposing|asks|qt
wonder wonders wondered wondering|asks|q
query queried|asks|q
inquire inquired|asks|q
decline declines declined declining|declines|
refuse refuses refused refusing|declines|
condemn condemns condemned condemning|asserts|
denounce denounces denounced denouncing|asserts|
criticize criticizes criticized criticizing|asserts|
criticise criticises criticised criticising|asserts|
describe describes described describing|asserts|
shout shouts shouted shouting|asserts|q
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
