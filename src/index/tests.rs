//! The index against a plain scan of the same claims.

use std::collections::{BTreeMap, HashMap, HashSet};

use tempfile::TempDir;

use super::*;
use chance::{Random, WORDS, documents};

mod chance;

fn made_of(documents: &[Document]) -> (TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.write().unwrap();
    // In several commits, so that there are several segments.
    for part in documents.chunks(documents.len() / 3 + 1) {
        part.iter().for_each(|document| writer.add(document.clone()).unwrap());
        writer.commit("some state").unwrap();
    }
    index.reload().unwrap();
    (folder, index)
}

/// Whether a text holds what is sought, as words stand in it.
fn holds(text: &str, sought: &Words) -> bool {
    let all = words(text);
    let last = all.last().map_or(0, |word| word.position);
    // A word written in parts stands, as a whole, at the place of its first part.
    let run = |sought: &str, is_prefix: bool| {
        let sought: Vec<Word> = words(sought).into_iter().filter(|word| !word.is_joined).collect();
        (0..=last).any(|start| {
            sought.iter().enumerate().all(|(off, sought_word)| {
                let may_go_on = is_prefix && off + 1 == sought.len();
                all.iter().filter(|word| word.position == start + off).any(|word| {
                    word.folded == sought_word.folded || may_go_on && word.folded.starts_with(&sought_word.folded)
                })
            })
        })
    };
    match sought {
        Words::Phrase(sought) => run(sought, false),
        Words::Prefix(sought) => run(sought, true),
        Words::Word(sought) => match &words(sought)[..] {
            [word] => all.iter().any(|other| stem(&other.folded) == stem(&word.folded)),
            several => {
                let joined = several.iter().find(|word| word.is_joined);
                run(sought, false) || joined.is_some_and(|word| all.iter().any(|other| other.folded == word.folded))
            }
        },
        _ => unreachable!("only single searches are asked here"),
    }
}

fn meets_words(document: &Document, sought: &Words, in_titles: bool) -> bool {
    match sought {
        Words::All(parts) => parts.iter().all(|part| meets_words(document, part, in_titles)),
        Words::Any(parts) => parts.iter().any(|part| meets_words(document, part, in_titles)),
        Words::Not(part) => !meets_words(document, part, in_titles),
        Words::Claims(rows) => rows.contains(&document.claim),
        Words::SaidBy(rows) => rows.iter().any(|row| document.sources.contains(row)),
        Words::Said(first, last) => meets(document, &Condition::Said(*first, *last)),
        single => {
            // Names have no other forms.
            let in_names = match single {
                Words::Word(word) if words(word).len() == 1 => {
                    let sought = &words(word)[0].folded;
                    words(&document.names).iter().any(|other| other.folded == *sought)
                }
                single => holds(&document.names, single),
            };
            in_names || holds(&document.content, single) || in_titles && holds(&document.title, single)
        }
    }
}

fn meets(document: &Document, condition: &Condition) -> bool {
    match condition {
        Condition::Any(key, values) => {
            let has = match key {
                Key::Claim => vec![document.claim],
                Key::Source | Key::EverySource => document.sources.clone(),
                Key::Via => document.via.clone(),
                Key::Publisher => document.publisher.into_iter().collect(),
                Key::Article => vec![document.article],
                Key::Origin => vec![document.origin],
                Key::Stance => vec![document.stance],
                Key::Quotation => vec![document.quotation],
                Key::Kind => document.kinds.clone(),
                Key::Country => document.countries.clone(),
                Key::Has => document.has.clone(),
            };
            has.iter().any(|value| values.contains(value))
        }
        Condition::Said(first, last) => document.days.is_some_and(|days| days.1 >= *first && days.0 <= *last),
        Condition::SaidBefore(day) => (1..*day).contains(&document.said),
        Condition::SaidAfter(day) => document.said > *day,
        Condition::Published(first, last) => document.published > 0 && (*first..=*last).contains(&document.published),
        Condition::Loaded(first, last) => (*first..=*last).contains(&document.loaded),
        Condition::Rows(first, last) => (*first..=*last).contains(&document.claim),
        Condition::Confidence(least) => document.confidence.is_some_and(|confidence| confidence >= *least),
        Condition::Never => false,
        // Looked at with the words.
        Condition::NotInTitles => true,
    }
}

fn some_words(random: &mut Random, depth: u64) -> Words {
    let word = |random: &mut Random| WORDS[random.below(12) as usize].to_owned();
    match random.below(if depth == 0 { 3 } else { 9 }) {
        0 => Words::Word(word(random)),
        1 => Words::Phrase(format!("{} {}", word(random), word(random))),
        2 => Words::Prefix(["br", "ceasef", "12", "u", "the br", "at da"][random.below(6) as usize].to_owned()),
        3 => Words::All((0..2).map(|_| some_words(random, depth - 1)).collect()),
        4 => Words::Any((0..2).map(|_| some_words(random, depth - 1)).collect()),
        5 => Words::Not(Box::new(some_words(random, depth - 1))),
        6 => Words::SaidBy(random.some(9, 3)),
        7 => Words::Claims(random.some(600, 40)),
        _ => Words::Said(100 + random.below(20), 120 + random.below(20)),
    }
}

fn some_condition(random: &mut Random) -> Condition {
    const KEYS: [(Key, u64); 10] = [
        (Key::Source, 9),
        (Key::Via, 6),
        (Key::Publisher, 5),
        (Key::Article, 60),
        (Key::Stance, 11),
        (Key::Quotation, 3),
        (Key::Kind, 6),
        (Key::Country, 4),
        (Key::Has, 3),
        (Key::Claim, 600),
    ];
    let from = 100 + random.below(40);
    match random.below(19) {
        at @ 0..=9 => {
            let (key, values) = KEYS[at as usize];
            Condition::Any(key, random.some(values, 3))
        }
        10 => Condition::Said(from, from + random.below(10)),
        11 => Condition::SaidBefore(from),
        12 => Condition::SaidAfter(from),
        13 => Condition::Published(from, from + random.below(300)),
        14 | 15 => Condition::NotInTitles,
        16 => Condition::Loaded(random.below(3), random.below(5)),
        17 => Condition::Rows(random.below(400), random.below(500)),
        _ => Condition::Confidence(random.below(1_000_000)),
    }
}

#[test]
fn answers_are_those_of_a_plain_scan() {
    let mut random = Random(20_241_025);
    let documents = documents(&mut random, 400);
    let (_folder, index) = made_of(&documents);
    for number in 0..1000 {
        let words = (random.below(3) > 0).then(|| some_words(&mut random, 2));
        let conditions = (0..random.below(3)).map(|_| some_condition(&mut random)).collect();
        let question = Question { words, conditions };
        let in_titles = !question.conditions.contains(&Condition::NotInTitles);
        let expected: Vec<&Document> = documents
            .iter()
            .filter(|document| question.words.as_ref().is_none_or(|words| meets_words(document, words, in_titles)))
            .filter(|document| question.conditions.iter().all(|condition| meets(document, condition)))
            .collect();
        let found = index.find(&question).unwrap();
        assert_eq!(found.total(), expected.len() as u64, "{question:?}");
        assert_eq!(index.finds(&question).unwrap(), !expected.is_empty(), "{question:?}");
        if number % 10 == 0 {
            assert_eq!(index.totals(&vec![question.clone(); 2]).unwrap(), [expected.len() as u64; 2], "{question:?}");
            let words = some_words(&mut random, 1);
            let with_words = documents.iter().filter(|document| meets_words(document, &words, true)).count() as u64;
            let other = Question { words: Some(words), conditions: Vec::new() };
            assert_eq!(found.share_of(&other, 1000).unwrap(), (with_words, expected.len() as u64), "{other:?}");
            assert_eq!(found.share_of(&other, 30).unwrap().1, expected.len().min(30) as u64);
        }
        check_counts(&found, &expected);
        check_order(&found, &question, &expected, &mut random);
        if question.can_rank() {
            check_ranks(&found, &question, &expected);
        }
    }
}

/// The place of a claim in lists.
fn place_of(document: &Document) -> Place {
    let Document { claim, article, place, said, published, loaded, .. } = *document;
    Place { claim, article, place, said, published, loaded }
}

/// Checks that pages of the best matches are parts of the whole order, and that hits of headlines alone come last.
fn check_ranks(found: &Found, question: &Question, expected: &[&Document]) {
    let order = Order { by: By::Relevance, is_descending: true };
    let claims = |placed: Vec<Placed>| placed.into_iter().map(|placed| placed.claim).collect::<Vec<u64>>();
    let whole = claims(found.first(question, order, None, 1000, false).unwrap());
    let mut pages = Vec::new();
    loop {
        let after = pages.last().and_then(|last| expected.iter().find(|document| document.claim == *last));
        let page = found.first(question, order, after.map(|last| place_of(last)), 7, false).unwrap();
        if page.is_empty() {
            break;
        }
        pages.extend(claims(page));
    }
    assert_eq!(pages, whole, "{question:?}");
    let words = question.words.as_ref().unwrap();
    let is_in_claim = |claim: &u64| {
        let document = expected.iter().find(|document| document.claim == *claim).unwrap();
        meets_words(document, words, false)
    };
    assert!(whole.iter().is_sorted_by_key(|claim| !is_in_claim(claim)), "{question:?}");
    let mut sorted = whole;
    sorted.sort_unstable();
    assert_eq!(sorted, expected.iter().map(|document| document.claim).collect::<Vec<_>>(), "{question:?}");
}

fn check_counts(found: &Found, expected: &[&Document]) {
    let counted = |values: &dyn Fn(&Document) -> Vec<u64>| {
        let mut counts: HashMap<u64, u64> = HashMap::new();
        for document in expected {
            let values: HashSet<u64> = values(document).into_iter().collect();
            values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
        }
        let mut counts: Vec<(u64, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(value, claims)| (std::cmp::Reverse(*claims), *value));
        Counts::from(counts)
    };
    assert_eq!(found.counts(Key::Origin).unwrap(), counted(&|document| vec![document.origin]));
    assert_eq!(found.counts(Key::Source).unwrap(), counted(&|document| document.listed_sources.clone()));
    assert_eq!(found.counts(Key::Kind).unwrap(), counted(&|document| document.kinds.clone()));
    assert_eq!(found.counts(Key::Country).unwrap(), counted(&|document| document.countries.clone()));
    assert_eq!(found.counts(Key::Publisher).unwrap(), counted(&|document| document.publisher.into_iter().collect()));
    assert_eq!(found.counts(Key::Stance).unwrap(), counted(&|document| vec![document.stance]));
    assert_eq!(found.counts(Key::EverySource).unwrap(), counted(&|document| document.sources.clone()));
    for key in [Key::Source, Key::EverySource, Key::Kind] {
        let (counts, among) = (found.counts(key).unwrap(), HashSet::from([1, 4, 20]));
        let of_these: Vec<(u64, u64)> = counts.iter().copied().filter(|(value, _)| among.contains(value)).collect();
        assert_eq!(found.counts_among(key, &among).unwrap()[..], of_these);
        let first = found.most(key, 3).unwrap();
        assert_eq!((first.values as usize, &first.first[..]), (counts.len(), &counts[..counts.len().min(3)]));
    }
    let with_kind = expected.iter().filter(|document| !document.kinds.is_empty()).count();
    assert_eq!(found.with_any(Key::Kind).unwrap(), with_kind as u64);
    let (mut periods, mut loaded) = (BTreeMap::<Said, u64>::new(), BTreeMap::<u64, u64>::new());
    for document in expected {
        *loaded.entry(document.loaded / 2).or_default() += 1;
        let days = document.days.map(|(first, last)| (first / 10, last / 10));
        *periods.entry(Said { days, by_publication: document.by_publication }).or_default() += 1;
    }
    assert_eq!(found.said(|day| day / 10).unwrap(), periods);
    assert_eq!(found.loaded(2).unwrap(), loaded);
}

fn check_order(found: &Found, question: &Question, expected: &[&Document], random: &mut Random) {
    let by = [By::Said, By::Published, By::Loaded][random.below(3) as usize];
    let order = Order { by, is_descending: random.below(2) == 0 };
    let one_of_each_article = random.below(3) == 0;
    let value = |document: &Document| match by {
        By::Published => document.published,
        By::Loaded => document.loaded,
        By::Said | By::Relevance => document.said,
    };
    let mut sorted = expected.to_vec();
    sorted.sort_by_key(|document| {
        let value = value(document);
        let key = match (order.is_descending, value) {
            (true, value) => u64::MAX - value,
            (false, 0) => u64::MAX,
            (false, value) => value,
        };
        (key, document.article, document.place, document.claim)
    });
    let mut articles = HashSet::new();
    sorted.retain(|document| articles.insert(document.article) || !one_of_each_article);
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = found.first(question, order, after, 7, one_of_each_article).unwrap();
        let Some(last) = page.last() else { break };
        let last = expected.iter().find(|document| document.claim == last.claim).unwrap();
        after = Some(place_of(last));
        pages.extend(page.iter().map(|placed| placed.claim));
    }
    assert_eq!(pages, sorted.iter().map(|document| document.claim).collect::<Vec<_>>(), "{question:?} {order:?}");
}

#[test]
fn better_matches_come_first_and_pages_follow_each_other() {
    let claim = |claim, content: &str, names: &str, title: &str| Document {
        claim,
        article: claim,
        content: content.to_owned(),
        names: names.to_owned(),
        title: title.to_owned(),
        ..Document::default()
    };
    let documents = [
        claim(1, "rain at dawn", "Ada Brandt", "A ferry sinks"),
        claim(2, "the ferry left", "Ada Brandt", "Rain"),
        claim(3, "rain", "the ferry company", "Rain"),
        claim(4, "the ferry is a ferry", "Ada Brandt", "Rain"),
    ];
    let (_folder, index) = made_of(&documents);
    let question = Question { words: Some(Words::Word("ferries".to_owned())), conditions: Vec::new() };
    let found = index.find(&question).unwrap();
    assert_eq!(found.total(), 3, "names have no other forms");
    let question = Question { words: Some(Words::Word("ferry".to_owned())), conditions: Vec::new() };
    let found = index.find(&question).unwrap();
    let order = Order { by: By::Relevance, is_descending: true };
    let all: Vec<u64> =
        found.first(&question, order, None, 9, false).unwrap().iter().map(|placed| placed.claim).collect();
    assert_eq!(all.len(), 4);
    assert_eq!((all[0], all[3]), (4, 1), "words before names, names before headlines: {all:?}");
    let place = |claim| Place { claim, article: claim, place: 0, said: 0, published: 0, loaded: 0 };
    let rest = found.first(&question, order, Some(place(all[1])), 9, false).unwrap();
    assert_eq!(rest.iter().map(|placed| placed.claim).collect::<Vec<_>>(), all[2..]);
}

#[test]
fn hits_of_headlines_come_after_those_of_claims() {
    let claim = |claim, content: &str, title: &str| Document {
        claim,
        article: claim,
        content: content.to_owned(),
        title: title.to_owned(),
        ..Document::default()
    };
    // The words are rare in headlines and frequent in claims, so that a headline has the higher score.
    let mut documents: Vec<Document> =
        (1..60).map(|row| claim(row, "some men in the north of Korea heard that shells fell", "Rain")).collect();
    documents.push(claim(60, "nobody was hurt", "North Korea shells"));
    let (_folder, index) = made_of(&documents);
    let words = |word: &str| Words::Word(word.to_owned());
    let words = Words::All(vec![words("north"), Words::Prefix("korea".to_owned()), words("shells")]);
    let question = Question { words: Some(words.clone()), conditions: Vec::new() };
    let found = index.find(&question).unwrap();
    let order = Order { by: By::Relevance, is_descending: true };
    let best = found.first(&question, order, None, 100, false).unwrap();
    assert_eq!((best.len(), best[59].claim), (60, 60));
    assert!(found.first(&question, order, None, 10, false).unwrap().iter().all(|placed| placed.claim < 60));
    let content = Question { words: Some(words), conditions: vec![Condition::NotInTitles] };
    assert_eq!(index.find(&content).unwrap().total(), 59);
}

#[test]
fn among_matches_that_are_nearly_as_good_those_said_later_come_first() {
    let mut random = Random(11);
    let claim = |claim: u64, said| Document {
        claim,
        article: claim,
        content: ["the ferry left at dawn today", "the ferry left at dawn"][claim as usize % 2].to_owned(),
        said,
        ..Document::default()
    };
    let mut documents: Vec<Document> = (1..200).map(|row| claim(row, random.below(90))).collect();
    documents.push(Document { content: "ferry, ferry".to_owned(), said: 1, ..claim(200, 0) });
    let (_folder, index) = made_of(&documents);
    let question = Question { words: Some(Words::Word("ferry".to_owned())), conditions: Vec::new() };
    let found = index.find(&question).unwrap();
    let order = Order { by: By::Relevance, is_descending: true };
    let best = found.first(&question, order, None, 30, false).unwrap();
    assert_eq!(best[0].claim, 200, "a clearly better match is first, however old");
    let said = |placed: &Placed| documents[placed.claim as usize - 1].said;
    let odd: Vec<u64> = best[1..].iter().filter(|placed| placed.claim % 2 == 1).map(said).collect();
    assert!(odd.len() > 5 && odd.is_sorted_by(|one, other| one >= other), "{odd:?}");
    let newest = documents.iter().filter(|document| document.claim % 2 == 1).map(|document| document.said).max();
    assert_eq!(odd.first().copied(), newest);
}

#[test]
fn words_near_another_one_are_found_within_their_letters() {
    let (_folder, index) = made_of(&[Document {
        content: "a bridge at Brandenburg".to_owned(),
        names: "Ada Brandt".to_owned(),
        title: "Bridges".to_owned(),
        ..Document::default()
    }]);
    let like = |word: &str, off, among| {
        let mut words: Vec<String> = index.words_like(word, off, among).unwrap().into_keys().collect();
        words.sort();
        words
    };
    assert_eq!(like("brigde", 1, Among::All), ["bridge"]);
    assert_eq!(like("brigde", 2, Among::All), ["bridge", "bridges"]);
    assert_eq!(like("bradn", 1, Among::Names), ["brandt"], "the end of a name may be missing");
    assert_eq!(like("bradn", 1, Among::All), [""; 0]);
    assert_eq!(like("zeppelin", 2, Among::All), [""; 0]);
}

#[test]
fn what_is_removed_is_gone_and_what_is_not_committed_is_not_there() {
    let mut random = Random(7);
    let documents = documents(&mut random, 50);
    let (folder, index) = made_of(&documents);
    let all = Question::default();
    {
        let mut writer = index.write().unwrap();
        assert!(matches!(index.write(), Err(IndexError::Taken)));
        writer.remove(3);
        writer.add(Document { article: 99, claim: 99, ..Document::default() }).unwrap();
        writer.commit("a later state").unwrap();
        writer.remove(4);
    }
    assert_eq!(index.find(&all).unwrap().total(), 50, "questions see what was there when it was loaded");
    index.reload().unwrap();
    let found = index.find(&all).unwrap();
    assert_eq!(found.total(), 50 - 7 + 1);
    assert!(found.counts(Key::Article).unwrap().iter().all(|(article, _)| *article != 3));
    let reopened = Index::open(folder.path()).unwrap();
    assert_eq!(reopened.state().unwrap().as_deref(), Some("a later state"));
    assert_eq!(reopened.find(&all).unwrap().total(), 44);
}

#[test]
fn a_damaged_index_is_made_anew() {
    let (folder, index) = made_of(&documents(&mut Random(7), 50));
    drop(index);
    let inside = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    std::fs::write(inside.join("meta.json"), "no index").unwrap();
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(index.state().unwrap(), None);
    assert_eq!(index.find(&Question::default()).unwrap().total(), 0);
}

#[test]
fn a_range_beside_the_only_day_finds_nothing() {
    let day = |claim| Document {
        claim,
        article: claim,
        said: 500,
        published: 500,
        days: Some((500, 500)),
        confidence: Some(7),
        ..Document::default()
    };
    let (_folder, index) = made_of(&(1..=9).map(day).collect::<Vec<_>>());
    let found = |condition| index.find(&Question { words: None, conditions: vec![condition] }).unwrap().total();
    assert_eq!(found(Condition::Said(500, 500)), 9);
    assert_eq!(found(Condition::Said(1, 900)), 9);
    for beside in [
        Condition::Said(501, 900),
        Condition::Said(1, 499),
        Condition::SaidAfter(500),
        Condition::SaidBefore(500),
        Condition::Published(501, 900),
        Condition::Confidence(8),
    ] {
        assert_eq!(found(beside.clone()), 0, "{beside:?}");
    }
}

#[test]
fn a_phrase_that_is_left_out_may_stand_behind_what_is_found() {
    let claim =
        |claim, content: &str| Document { claim, article: claim, content: content.to_owned(), ..Document::default() };
    // All in one segment: two words, then the same as a phrase, then both far apart, as in a segment without the phrase.
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.write().unwrap();
    let contents =
        ["the crew left", "the crew left by boat", "a white boat sank", "the boat that was white", "the crew"];
    (1..).zip(contents).for_each(|(row, content)| writer.add(claim(row, content)).unwrap());
    writer.commit("some state").unwrap();
    index.reload().unwrap();
    let found = |sought: Vec<Words>, left_out| {
        let words = Words::All(sought.into_iter().chain([Words::Not(Box::new(left_out))]).collect());
        index.find(&Question { words: Some(words), conditions: Vec::new() }).unwrap().total()
    };
    let crew = || vec![Words::Phrase("the crew".to_owned())];
    assert_eq!(found(crew(), Words::Phrase("white boat".to_owned())), 3);
    assert_eq!(found(crew(), Words::Phrase("boat white".to_owned())), 3);
    assert_eq!(found(crew(), Words::Prefix("crew le".to_owned())), 1);
    assert_eq!(found(crew(), Words::Word("left-by".to_owned())), 2);
    assert_eq!(found(Vec::new(), Words::Phrase("white boat".to_owned())), 4);
}
