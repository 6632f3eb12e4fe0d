//! Attributions from what the tagger found: spans on the edges of words, those through whom a claim came, claims inside
//! claims, and quotations that run on.
//!
//! In: a segmented text and the tagger. Out: [`RawAttribution`]s, which are places in the text and links between them.
//! The stages after this one tell who the source is, when it was said, and in which manner.

mod antecedent;
mod apart;
mod beside;
mod chains;
mod cited;
mod content;
mod cut;
mod front;
mod inner;
mod labelled;
mod lists;
mod non_statements;
mod outer;
mod passive;
mod phrases;
mod plain;
mod raw;
mod relays;
mod running;
mod signed;
mod subject;
mod tolls;
mod unsaid;

use super::cues;
use super::lexicon;
use super::segment::Segmented;
use super::tag::{TaggedClaim, Tagger};
use super::tokens::TokenKind;
use super::turns;
use crate::domain::Span;
pub(super) use raw::{RawAttribution, Relay, RelayKind};

/// The attributions of one sentence; the list is in order of sentences.
pub(super) fn of_sentence(raws: &[RawAttribution], sentence: usize) -> &[RawAttribution] {
    let start = raws.partition_point(|raw| raw.sentence < sentence);
    let end = raws.partition_point(|raw| raw.sentence <= sentence);
    &raws[start..end]
}

/// Finds every attribution, in order of sentences.
///
/// The order of steps matters. Subjects are added first, since later steps look at mentions. Labelled and signed quotations come
/// before quotations that run on, which would else give them to the last speaker. Plain indirect speech is added when
/// all other claims are known, since it takes only words that no claim has; claims inside claims come after it, so that
/// its contents are read once more as well. Turns of a transcript take in whatever lies in them, and so come last.
pub(super) fn find(document: &Segmented<'_>, tagger: &Tagger) -> Vec<RawAttribution> {
    let tagged = apart::parted(document, tagger, tagger.claims(document.text, &document.paragraphs));
    let (attributed, mut orphans): (Vec<TaggedClaim>, Vec<TaggedClaim>) =
        tagged.into_iter().partition(|claim| claim.cue.is_some());
    let read = |claim| attribution(document, tagger, claim);
    let mut raws: Vec<RawAttribution> = attributed.iter().filter_map(read).collect();
    raws.sort_by_key(|raw| (raw.sentence, raw.cue.first().map(|cue| cue.start)));
    subject::add(document, &mut raws);
    raws.iter_mut().for_each(|raw| antecedent::settle(document, raw));
    raws.retain(|raw| !unsaid::is_unsaid(document, raw));
    chains::share_relays(document, &mut raws);
    labelled::add(document, &mut orphans, &mut raws);
    signed::add(document, &mut orphans, &mut raws);
    running::keep_quotations_whole(document, &mut raws);
    running::join_open_quotations(document, &mut raws);
    beside::part(document, &mut raws);
    beside::leave_out_before(document, &mut raws);
    running::add_orphans(document, tagger, orphans, &mut raws);
    plain::add(document, &mut raws);
    tolls::add(document, &mut raws);
    add_inner(document, tagger, &mut raws);
    in_order(turns::with_parts(document, raws))
}

/// Why words name the source, or none do, as far as the tagger tells.
const POINTS: &str = "the network points to them from the words that attribute";
const POINTS_TO_NOTHING: &str = "the network points to no words";

/// A claim of the tagger with its spans on the edges of tokens; `None` for one that is not sure enough.
fn attribution(document: &Segmented<'_>, tagger: &Tagger, claim: &TaggedClaim) -> Option<RawAttribution> {
    let confidence = tagger.confidence(claim.score)?;
    let (content, direct) = content::content(document, &claim.content)?;
    let cue: Vec<Span> = claim.cue.and_then(|cue| content::trim_words(document, cue)).into_iter().collect();
    let content = content::without_strays(document, content, cue.first());
    let mention: Vec<Span> = claim.source.and_then(|source| content::mention(document, source)).into_iter().collect();
    let place = claim.cue.or(claim.source).unwrap_or(content[0]);
    let mut raw = RawAttribution {
        content,
        direct,
        main_subject: !is_relative(document, &mention, &cue),
        cue,
        mention_by: vec![if mention.is_empty() { POINTS_TO_NOTHING } else { POINTS }],
        mention,
        relays: Vec::new(),
        runs_on: None,
        inside: None,
        sentence: document.sentence_at(place.start),
        confidence,
        turn: None,
    };
    if is_doubtful_deed(document, &raw)
        || non_statements::is_no_statement(document, &raw)
        || unsaid::is_unsaid(document, &raw)
    {
        return None;
    }
    cut::complete(document, &mut raw);
    rejoin_name(document, &mut raw);
    complete_name(document, &mut raw);
    lists::complete(document, &mut raw);
    lists::add_companions(document, &mut raw);
    beside::free_attribution(document, &mut raw);
    beside::free_speaker(document, &mut raw);
    subject::prefer_own_clause(document, &mut raw);
    passive::clear(document, &mut raw);
    antecedent::settle(document, &mut raw);
    drop_mention_past_a_seam(document, &mut raw);
    relays::add(document, &mut raw);
    Some(raw)
}

/// An attribution without any word that attributes ("opened cases into", "retaliated to") is kept only where the tagger
/// finds it at least as likely as this.
const SURE_WITHOUT_A_CUE: f64 = 0.8;

/// True for an action that the tagger took for a claim without being sure ("Karsk retaliated to the attack"). Whoever
/// is quoted spoke, whatever the verb.
fn is_doubtful_deed(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let quoted = raw.direct
        || raw.content.iter().any(|span| document.token_range(*span).any(|at| document.quoted[at].is_some()));
    let cue = raw.cue.iter().flat_map(|span| document.tokens_in(*span));
    let words: Vec<&str> = cue.map(|token| token.lower.as_str()).collect();
    !quoted && !words.is_empty() && raw.confidence < SURE_WITHOUT_A_CUE && !cues::attributes(&words)
}

/// Joins a name that the tagger cut between mention and cue ("Ama | Reth told").
fn rejoin_name(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let ([mention], Some(cue)) = (&mut raw.mention[..], raw.cue.first_mut()) else { return };
    if lexicon::is_speaker_pronoun(&mention.of(document.text).to_lowercase()) {
        return;
    }
    let (name, words) = (document.token_range(*mention), document.token_range(*cue));
    let cut = words.clone().take_while(|&at| document.tokens[at].capital).count();
    if name.end != words.start || cut == 0 || cut >= words.len() || !document.tokens[name.end - 1].capital {
        return;
    }
    mention.end = document.tokens[words.start + cut - 1].span.end;
    raw.mention_by.push("with the capitals that begin the words that attribute");
    cue.start = document.tokens[words.start + cut].span.start;
}

/// Takes into a mention the capitals that the tagger left out behind it: "The | WHO said", for its vocabulary knows no
/// capitals, and "Ama | Reth | told".
fn complete_name(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let [mention] = &mut raw.mention[..] else { return };
    let name = document.token_range(*mention);
    let Some(last) = name.clone().next_back() else { return };
    let taken = |at: usize| {
        let place = document.tokens[at].span;
        raw.cue.iter().chain(&raw.content).any(|span| span.overlaps(&place))
    };
    let sentence = document.sentences[document.sentence_at(mention.start)].tokens.end;
    let goes_on = |at: &usize| {
        let token = &document.tokens[*at];
        token.capital && token.kind == TokenKind::Word && !taken(*at)
    };
    let end = (name.end..sentence).find(|at| !goes_on(at)).unwrap_or(sentence);
    let cut = document.tokens[last].capital && raw.cue.iter().any(|cue| document.token_range(*cue).start == end);
    if end > name.end && (cut || lexicon::is_determiner(&document.tokens[last].lower)) {
        mention.end = document.tokens[end - 1].span.end;
        raw.mention_by.push("with the capitals behind them");
    }
}

/// Drops a mention that is separated from the cue by a heading run into the text: it did not say what follows.
fn drop_mention_past_a_seam(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (Some(mention), Some(cue)) = (raw.mention.first(), raw.cue.first()) else { return };
    let (mention, cue) = (document.token_range(*mention), document.token_range(*cue));
    let mut between = mention.end.min(cue.end)..=mention.start.max(cue.start);
    if between.any(|at| document.is_seam(at)) {
        raw.unnamed_by("a heading stands between the name and the verb");
    }
}

/// "Reth, who said …": the mention is the subject of the sentence's main clause only outside such a clause.
fn is_relative(document: &Segmented<'_>, mention: &[Span], cue: &[Span]) -> bool {
    let (Some(mention), Some(cue)) = (mention.first(), cue.first()) else { return false };
    mention.end <= cue.start
        && document
            .tokens_in(Span::new(mention.end, cue.start))
            .iter()
            .any(|token| matches!(token.lower.as_str(), "who" | "which"))
}

/// Adds claims inside claims. In "According to the army, the road is open, he said" the army's claim stands inside his.
/// And contents that attribute something themselves are read once more: "Reth said that *Karsk believes* …".
fn add_inner(document: &Segmented<'_>, tagger: &Tagger, raws: &mut Vec<RawAttribution>) {
    for outer in 0..raws.len() {
        if raws[outer].direct || raws[outer].inside.is_some() {
            continue;
        }
        if let Some(inner) = inner::according_to(document, &mut raws[outer]) {
            raws.push(RawAttribution { inside: Some(outer), ..inner });
            continue;
        }
        if let Some(around) = inner::around_according_to(document, &raws[outer]) {
            raws[outer].inside = Some(raws.len());
            raws[outer].main_subject = false;
            raws.push(around);
            continue;
        }
        for content in raws[outer].content.clone() {
            if !inner::may_attribute(document, content) {
                continue;
            }
            let clauses = inner::clauses(document, content);
            // The tagger merges coordinated clauses into one claim, so it is not asked about them.
            let tagged = if clauses.len() > 1 { Vec::new() } else { tagger.claims(document.text, &[content]) };
            let governs = |claim: &TaggedClaim| {
                let size: usize = claim.content.iter().map(Span::len).sum();
                claim.cue.is_some() && claim.source.is_some() && size * 2 >= content.len()
            };
            let mut found: Vec<RawAttribution> = tagged
                .iter()
                .filter(|claim| governs(claim))
                .filter_map(|claim| attribution(document, tagger, claim))
                .map(|inner| RawAttribution { inside: Some(outer), main_subject: false, ..inner })
                .collect();
            if found.is_empty() {
                found = clauses.into_iter().map(|clause| clause.inside(outer, &raws[outer])).collect();
            }
            raws.extend(found);
        }
    }
}

/// Sorts by sentence, and renumbers the links between attributions.
fn in_order(raws: Vec<RawAttribution>) -> Vec<RawAttribution> {
    let mut order: Vec<usize> = (0..raws.len()).collect();
    order.sort_by_key(|&at| (raws[at].sentence, raws[at].inside.is_some()));
    let mut place = vec![0; raws.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    let mut sorted: Vec<Option<RawAttribution>> = raws.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|old| {
            let mut raw = sorted[old].take()?;
            raw.runs_on = raw.runs_on.map(|base| place[base]);
            raw.inside = raw.inside.map(|outer| place[outer]);
            Some(raw)
        })
        .collect()
}

#[cfg(test)]
mod tests;
