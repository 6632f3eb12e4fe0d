//! What the source does with the content, read from the cue with its negation and hedges, never from the content.
//!
//! The lexicon knows the words; here is how they go together. "Has repeatedly **denied**" holds one of them. In "issued
//! a statement **warning**" the first words are light and the last decides; in "**denied**, saying" the first decides.
//! "Not" holds for the next word and through light ones ("did not seem to **confirm**"); whoever refuses to confirm
//! declines, and whoever refuses to rule out asserts.

use super::cues::{self, Cue};
use super::tokens::tokenise;
use crate::domain::{Manner, Stance};

/// Reads the words of a cue ("did not rule out", "has also said", "according to").
pub(super) fn stance(cue: &str) -> (Stance, Manner) {
    let tokens = tokenise(cue);
    let words: Vec<&str> = tokens.iter().map(|token| token.lower.as_str()).collect();
    let steps = steps(&words);
    let doubted = steps.iter().any(|step| step.cue.doubts && !step.negated);
    match (governing(&steps), doubted) {
        (Some((Stance::Asserts, manner)), true) => (Stance::Alleges, manner),
        (Some(reading), _) => reading,
        (None, true) => (Stance::Alleges, Manner::Statement),
        // What only shows in deeds or feelings is an attitude.
        (None, false) => (Stance::Asserts, if names_text(&words) { Manner::Statement } else { Manner::Attitude }),
    }
}

/// One cue of the lexicon found among the words.
struct Step {
    cue: &'static Cue,
    /// "Not" stands before it.
    negated: bool,
    /// It is still to come, or only may ("will announce").
    ahead: bool,
    /// It stands behind "about" or "without", where it tells what was spoken of rather than what was done.
    apart: bool,
}

fn steps(words: &[&str]) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut negated, mut ahead, mut apart) = (false, false, false);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some((cue, taken)) = cues::longest(&words[at..]) {
            steps.push(Step { cue, negated, ahead, apart });
            (negated, ahead, apart) = (negated && cue.doubts, ahead && cue.doubts, false);
            at += taken;
            continue;
        }
        let next = words.get(at + 1).copied().unwrap_or_default();
        negated |= negates(word, next);
        ahead = (ahead || is_ahead(word)) && *word != "have";
        apart |= sets_apart(word);
        at += 1;
    }
    steps
}

/// The stance and manner of the word that decides.
fn governing(steps: &[Step]) -> Option<(Stance, Manner)> {
    let (mut negated, mut refused, mut told, mut ahead) = (false, false, false, false);
    let mut reading = None;
    for Step { cue, apart, negated: not, ahead: will, .. } in steps.iter().filter(|step| !step.cue.doubts) {
        if *apart && reading.is_some() {
            break;
        }
        negated ^= not;
        ahead |= will;
        let stance = match (negated, refused) {
            (_, true) if cue.stance == Stance::Denies => Stance::Asserts,
            (_, true) => Stance::Declines,
            (true, false) => cue.negated,
            (false, false) => cue.stance,
        };
        let manner = match cue.manner {
            // What nobody has said yet is a plan at most; that it will not be said has been made known.
            _ if ahead && !negated && !refused => Manner::Attitude,
            _ if told => Manner::Statement,
            manner => manner,
        };
        reading = Some((stance, manner));
        if cue.refuses {
            refused |= !negated;
            negated = false;
        } else if !cue.light {
            break;
        }
        told |= cue.manner == Manner::Statement;
    }
    reading
}

/// True for a word that turns the next cue round: "did not confirm", "neither", "without confirming", "has yet to say".
fn negates(word: &str, next: &str) -> bool {
    match word {
        "not" => !matches!(next, "only" | "just" | "merely" | "simply"),
        "yet" => next == "to",
        "nothing" => next != "but",
        "no" | "never" | "cannot" | "neither" | "nor" | "without" => true,
        word => word.ends_with("n't"),
    }
}

/// True for a verb by which something is still to come or only may.
fn is_ahead(word: &str) -> bool {
    matches!(word, "will" | "ll" | "shall" | "should" | "may" | "might")
}

/// True for a word behind which stands what was spoken of ("spoke *about* the claims").
fn sets_apart(word: &str) -> bool {
    matches!(
        word,
        "about" | "of" | "over" | "after" | "before" | "despite" | "amid" | "regarding" | "concerning" | "without"
    )
}

/// True for a mark, and for a word that names a text rather than what someone does ("*in* the report").
fn names_text(words: &[&str]) -> bool {
    let text = |word: &&str| matches!(*word, "in" | "by" | "from" | "under" | "per" | "via");
    words.iter().all(|word| text(word) || !word.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cue | stance | manner, each reviewed by eye.
    const CASES: &str = "\
said | asserts | statement
says | asserts | statement
has also said | asserts | statement
told | asserts | statement
told reporters | asserts | statement
was told | asserts | statement
have been told | asserts | statement
adding | asserts | statement
added that | asserts | statement
wrote on Telegram | asserts | statement
posted on X | asserts | statement
reported | asserts | statement
was first reported by | asserts | statement
announced | asserts | statement
noted | asserts | statement
emphasised | asserts | statement
emphasized | asserts | statement
signalled | asserts | statement
has long argued | asserts | statement
continued | asserts | statement
went on to say | asserts | statement
according to | asserts | statement
According to | asserts | statement
’s according to | asserts | statement
in a statement | asserts | statement
said in a statement | asserts | statement
said at a press conference | asserts | statement
issued a statement saying | asserts | statement
in an interview with | asserts | statement
in his words | asserts | statement
was quoted as saying | asserts | statement
is said to | asserts | statement
were reported to have | asserts | statement
reportedly | asserts | statement
as follows | asserts | statement
called | asserts | statement
called it | asserts | statement
calls | asserts | statement
has described | asserts | statement
accused of nothing | alleges | statement
referring to | asserts | statement
pointed out | asserts | statement
made clear | asserts | statement
made it very clear | asserts | statement
made no secret of | asserts | statement
condemned | asserts | statement
has praised | asserts | statement
apologised for | asserts | statement
endorsed | asserts | statement
found | asserts | statement
poll found | asserts | statement
shows | asserts | statement
indicated | asserts | statement
expressed support for | asserts | statement
claimed responsibility | asserts | statement
agencies did not claim responsibility | declines | statement
may have said | asserts | statement
would say | asserts | statement
was reached for comment, he said | asserts | statement
said when asked | asserts | statement
said in response to accusations | asserts | statement
said without elaborating | asserts | statement
said of the claims | asserts | statement
spoke about his fears | asserts | statement
not only said | asserts | statement
: | asserts | statement
– | asserts | statement
| asserts | statement
in | asserts | statement
did not rule out | asserts | statement
does not rule out | asserts | statement
would not rule out | asserts | statement
cannot be ruled out | asserts | statement
refused to rule out | asserts | statement
declined to rule out | asserts | statement
did not exclude | asserts | statement
left open | asserts | statement
did not deny | asserts | statement
never denied | asserts | statement
refused to deny | asserts | statement
did not dispute | asserts | statement
did not hesitate to say | asserts | statement
confirmed | confirms | statement
had publicly confirmed | confirms | statement
is yet to be confirmed | declines | statement
appeared to confirm | confirms | statement
acknowledged | confirms | statement
admitted | confirms | statement
was forced to admit | confirms | statement
conceded | confirms | statement
verified | confirms | statement
agreed with | confirms | statement
recognises | confirms | statement
pleaded guilty | confirms | statement
the admission that | confirms | statement
said and later confirmed | confirms | statement
denied | denies | statement
has repeatedly denied | denies | statement
reportedly denied | denies | statement
denied, saying | denies | statement
issued a statement denying | denies | statement
in a denial | denies | statement
falsely denied | denies | statement
rejected | denies | statement
rejected claims that | denies | statement
rejected calls for | denies | statement
dismissed as baseless | denies | statement
refuted | denies | statement
ruled out | denies | statement
brushed aside | denies | statement
cast doubt on | denies | statement
cast serious doubt on | denies | statement
called into question | denies | statement
took issue with | denies | statement
pushed back against | denies | statement
distanced himself from | denies | statement
disagrees | denies | statement
pleaded not guilty | denies | statement
said no to | denies | statement
expressed doubt | denies | statement
doubts | denies | attitude
is sceptical of | denies | attitude
does not believe | denies | attitude
don’t think | denies | attitude
doesn´t think | denies | attitude
did not seem to think | denies | attitude
no longer believes | denies | attitude
did not expect | denies | attitude
is not expected | denies | attitude
is not convinced | denies | attitude
does not plan to | denies | attitude
has no plans to | denies | attitude
has no intention of | denies | attitude
doesn't want | denies | attitude
has not admitted | denies | statement
does not recognise | denies | statement
showed no sign of | denies | statement
believes | believes | attitude
thinks | believes | attitude
is believed to | believes | attitude
are thought to | believes | attitude
is understood to | believes | attitude
is feared | believes | attitude
is suspected of | believes | attitude
is widely seen as | believes | attitude
estimated | believes | attitude
feared | believes | attitude
hopes | believes | attitude
is confident | believes | attitude
are concerned | believes | attitude
have no doubt | believes | attitude
continued to believe | believes | attitude
in the view of | believes | attitude
seems to | believes | attitude
apparently | believes | attitude
voiced confidence | believes | statement
expressed hope | believes | statement
expressed concern | believes | statement
claimed | alleges | statement
claims | alleges | statement
claimed without evidence | alleges | statement
said without providing evidence | alleges | statement
allegedly | alleges | statement
allegedly said | alleges | statement
has allegedly told | alleges | statement
falsely said | alleges | statement
alleged | alleges | statement
the allegation that | alleges | statement
accused | alleges | statement
is accused of | alleges | statement
accused, saying | alleges | statement
blamed | alleges | statement
held responsible | alleges | statement
repeated claims that | alleges | statement
is rumoured to | alleges | statement
warned | warns | statement
warned that | warns | statement
warned against | warns | statement
cautioned | warns | statement
issued a clear warning | warns | statement
a warning that | warns | statement
said in a letter warning | warns | statement
sounded the alarm | warns | statement
advised against | warns | statement
threatened to | warns | statement
has threatened | warns | statement
threats to | warns | statement
predicted | predicts | statement
forecast | predicts | statement
a forecast that | predicts | statement
the prediction that | predicts | statement
foresees | predicts | attitude
is sure to | predicts | attitude
is scheduled to | predicts | attitude
expects | predicts | attitude
is expected to | predicts | attitude
is widely expected to announce | predicts | attitude
are likely to | predicts | attitude
is set to | predicts | attitude
promised | promises | statement
his promise to | promises | statement
promised not to | promises | statement
made a promise | promises | statement
pledged | promises | statement
vowed never to | promises | statement
swore | promises | statement
sworn | promises | statement
agreed to | promises | statement
offered condolences | asserts | statement
said on the Evening Press | asserts | statement
had nothing but praise for | asserts | statement
are more likely to say | asserts | statement
is known as | asserts | attitude
offered to | promises | statement
gave assurances | promises | statement
demanded | demands | statement
urged | demands | statement
called for | demands | statement
called again on Monday for | demands | statement
called on | demands | statement
called on … to | demands | statement
calls for | demands | statement
a call to | demands | statement
ordered | demands | statement
was directed to | demands | statement
insisted on | demands | statement
told them to | demands | statement
was told to | demands | statement
asked | asks | statement
asked whether | asks | statement
asked for | asks | statement
asked to | asks | statement
was asked about | asks | statement
demanded to know | asks | statement
wondered | asks | statement
inquired | asks | statement
enquired | asks | statement
proposed | asks | statement
appealed for | asks | statement
a direct appeal | asks | statement
a request for | asks | statement
raised questions about | asks | statement
declined | declines | statement
declined to comment | declines | statement
refused to confirm | declines | statement
refused to say whether | declines | statement
refused to believe | declines | statement
refused to support | declines | statement
would not say | declines | statement
won’t say | declines | statement
did not say | declines | statement
has not commented | declines | statement
did not immediately respond to | declines | statement
did not return calls | declines | statement
could not be reached | declines | statement
was not available for comment | declines | statement
would not confirm | declines | statement
did not confirm | declines | statement
could not confirm | declines | statement
could not independently verify | declines | statement
was unable to confirm | declines | statement
neither confirmed nor denied | declines | statement
would neither confirm nor deny | declines | statement
declined to confirm or deny | declines | statement
said nothing | declines | statement
made no mention of | declines | statement
did not seem to confirm | declines | statement
stopped short of accusing | declines | statement
avoided criticism of | declines | statement
without confirming | declines | statement
has yet to say | declines | statement
will not comment | declines | statement
remained silent | declines | statement
would not speculate | declines | statement
an inability to explain | declines | statement
his refusal to say | declines | statement
does not know | declines | attitude
is not sure | declines | attitude
is reluctant | declines | attitude
has been critical of | asserts | attitude
plans to | asserts | attitude
plans | asserts | attitude
was planning to | asserts | attitude
support | asserts | attitude
does not support | asserts | attitude
opposes | asserts | attitude
was hesitant about | asserts | attitude
wants | asserts | attitude
would like to | asserts | attitude
intends | asserts | attitude
sought | asserts | attitude
decided to | asserts | attitude
voted for | asserts | attitude
is eager to | asserts | attitude
will announce | asserts | attitude
may say | asserts | attitude
went home | asserts | attitude
walked | asserts | attitude
";

    #[test]
    fn the_words_of_the_cue_tell_stance_and_manner() {
        let mut wrong = Vec::new();
        for case in CASES.lines() {
            let fields: Vec<&str> = case.rsplitn(3, '|').map(str::trim).collect();
            let [manner, expected, cue] = fields[..] else { panic!("{case}") };
            let read = stance(cue);
            if (read.0.as_str(), read.1.as_str()) != (expected, manner) {
                wrong.push(format!("{case} (found {} {})", read.0.as_str(), read.1.as_str()));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        assert!(CASES.lines().count() >= 150);
    }

    #[test]
    fn every_stance_has_its_cases() {
        for stance in Stance::ALL {
            let cases = CASES.lines().filter(|case| case.split(" | ").nth(1) == Some(stance.as_str()));
            assert!(cases.count() >= 10, "{}", stance.as_str());
        }
    }

    /// Cues come from hostile texts.
    #[test]
    fn long_cues_are_read() {
        for words in ["not refused to ", "called ", "said of ", "no ", "“’"] {
            stance(&words.repeat(5_000));
        }
    }
}
