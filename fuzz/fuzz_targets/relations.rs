//! The relation finder: two made-up articles are made of the input, read, and compared, claim by claim and text by text.
#![no_main]

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::domain::{ArticleInfo, ArticleRecord, ClaimRecord, CodePoints, NewArticle, Published};
use onrecord::extract::Extractor;
use onrecord::registry::proposed_slug;
use onrecord::relate::{
    Bonds, ComparedClaim, Disagreement, OwnRelation, ReadClaim, Relation, RelationKind, SaidOn, Shared, Subject,
    Variant, Wording, accused_state, article_terms, bands, candidates, compared_figures, credit, disputes,
    is_disagreement, positions, read, relation, relations_of, saying_features, subject, variant,
};

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::built_in);

/// Who speaks in the articles, and how.
const SOURCES: [&str; 9] = [
    "Ukraine",
    "Russia",
    "Mayor Ada Brandt",
    "General Emeric Stahn",
    "The Russian Defence Ministry",
    "Ukraine’s air force",
    "A doctor",
    "Residents",
    "He",
];
const CUES: [&str; 9] = [
    "said",
    "denied",
    "accused",
    "claimed that",
    "rejected",
    "said on Tuesday that",
    "warned",
    "confirmed",
    "told reporters:",
];

/// The claims of more than this are not compared, each with each.
const MOST_CLAIMS: usize = 40;

/// Two articles. Of each line, the first letter picks article and source, the second the cue, and the rest is the content; a
/// line that begins with `|` stands as it is, and `||` goes to the second article.
fn articles(input: &str) -> [NewArticle; 2] {
    let mut texts = [String::new(), String::new()];
    for line in input.lines() {
        if let Some(line) = line.strip_prefix("||") {
            texts[1].push_str(line);
            texts[1].push('\n');
            continue;
        }
        if let Some(line) = line.strip_prefix('|') {
            texts[0].push_str(line);
            texts[0].push('\n');
            continue;
        }
        let mut letters = line.chars();
        let (Some(source), Some(cue)) = (letters.next(), letters.next()) else { continue };
        let (source, cue) = (source as usize, cue as usize % CUES.len());
        let line = format!("{} {} {}.\n", SOURCES[source / 2 % SOURCES.len()], CUES[cue], letters.as_str().trim());
        texts[source % 2].push_str(&line);
    }
    let article = |number: usize, text: &str| NewArticle {
        text: text.to_owned(),
        url: Some(format!("https://lesk.example/{number}")),
        title: text.lines().next().map(|line| line.chars().take(80).collect()),
        published: Published::parse(["2025-03-04", "2025-03-06"][number]).ok(),
        language: Some("en".to_owned()),
        ..NewArticle::default()
    };
    [article(0, &texts[0]), article(1, &texts[1])]
}

fn claims(article: &NewArticle) -> Vec<ComparedClaim> {
    let (info, points): (ArticleInfo, _) = (article.info(), CodePoints::new(&article.text));
    let record = ArticleRecord::of(article);
    let slug = |party: &_| proposed_slug(party, &info.id);
    let found = EXTRACTOR.extract(&article.text, &info).claims.into_iter().take(MOST_CLAIMS);
    found.map(|claim| ClaimRecord::of(&claim, &record, EXTRACTOR.name(), &points, slug).into()).collect()
}

/// A relation without what rests on the order of its claims: the two ids, the kind, and of a denial who denies.
fn of_any_order(relation: &Relation) -> (RelationKind, BTreeSet<String>) {
    (relation.kind, BTreeSet::from([relation.a.clone(), relation.b.clone()]))
}

fn check_relation(relation: &Relation, ids: &HashSet<&str>) {
    assert!(ids.contains(relation.a.as_str()) && ids.contains(relation.b.as_str()), "an unknown claim: {relation:?}");
    assert_ne!(relation.a, relation.b, "a claim has a relation with itself");
    assert!((0.0..=1.0).contains(&relation.score), "{relation:?}");
    assert!(!relation.reason.trim().is_empty(), "{relation:?} says why");
}

fn check_pair(a: &ReadClaim, b: &ReadClaim, ids: &HashSet<&str>) {
    let (there, back) = (relation(a, b), relation(b, a));
    assert_eq!(there.as_ref().map(of_any_order), back.as_ref().map(of_any_order), "{a:?} and {b:?}");
    assert_eq!(relation(a, b), there, "the same claims give the same relation");
    assert!(saying_features(a, b).iter().all(|(_, value)| value.is_finite()));
    let figures = compared_figures(a, b);
    assert!(figures.is_none_or(|[one, other]| !one.is_empty() && !other.is_empty()));
    if let Some(found) = there {
        check_relation(&found, ids);
        let agrees =
            matches!(found.kind, RelationKind::Repeats | RelationKind::Echoes | RelationKind::CompatibleFigures);
        assert!(!(agrees && is_disagreement(a, b, &found)), "who agrees makes no dispute: {found:?}");
    }
}

fn check_claims(reads: &[ReadClaim], ids: &HashSet<&str>) {
    for read in reads {
        assert!(accused_state(read).is_none_or(|code| code.len() == 2));
        assert!(subject(read).values().all(|weight| weight.is_finite()));
    }
    let terms = article_terms(reads);
    assert!(
        terms.len() <= 24 && terms.iter().all(|(term, weight)| !term.is_empty() && weight.is_finite()),
        "{terms:?}"
    );
    let pairs = candidates(reads);
    assert!(pairs.iter().all(|(x, y)| x < y && *y < reads.len()), "each pair once, the smaller place first");
    assert!(pairs.is_sorted() && pairs.windows(2).all(|pair| pair[0] != pair[1]));
    for (x, y) in pairs {
        check_pair(&reads[x], &reads[y], ids);
    }
}

/// What two claims have to do with each other does not rest on which article is asked for.
fn check_articles(first: &[ReadClaim], second: &[ReadClaim], ids: &HashSet<&str>) -> Vec<Relation> {
    let (there, back) = (relations_of(first, &[second]), relations_of(second, &[first]));
    let of = |reads: &[ReadClaim]| reads.iter().map(|read| read.claim.id.clone()).collect::<HashSet<_>>();
    let (firsts, seconds) = (of(first), of(second));
    let is_between = |relation: &&Relation| firsts.contains(&relation.a) != firsts.contains(&relation.b);
    let between = |relations: &[Relation]| {
        let mut between: Vec<Relation> = relations.iter().filter(is_between).cloned().collect();
        between.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
        between
    };
    assert_eq!(between(&there), between(&back), "the same from both articles");
    assert!(firsts.is_disjoint(&seconds), "claims of two articles have two ids");
    there.iter().chain(&back).for_each(|relation| check_relation(relation, ids));
    there
}

fn check_gathered(reads: &[ReadClaim], relations: &[Relation]) {
    let places: HashMap<&str, usize> =
        reads.iter().enumerate().map(|(at, read)| (read.claim.id.as_str(), at)).collect();
    let pairs: Vec<(usize, usize, &Relation)> =
        relations.iter().map(|found| (places[found.a.as_str()], places[found.b.as_str()], found)).collect();
    let subjects: Vec<Subject> = reads.iter().map(subject).collect();
    let disagree = pairs.iter().filter(|(a, b, found)| is_disagreement(&reads[*a], &reads[*b], found));
    let disagreements: Vec<Disagreement> =
        disagree.map(|(a, b, found)| Disagreement { a: *a, b: *b, score: found.score }).collect();
    let mut seen = HashSet::new();
    for dispute in disputes(&subjects, &disagreements, &Bonds::default()) {
        assert!(dispute.len() > 1, "nobody disputes alone");
        assert!(dispute.iter().all(|place| *place < reads.len() && seen.insert(*place)), "a claim is of one dispute");
    }
    let said: Vec<SaidOn> =
        reads.iter().map(|read| SaidOn { day: read.claim.day(), is_told: read.claim.said.is_some() }).collect();
    let own: Vec<OwnRelation> =
        pairs.iter().map(|(a, b, found)| OwnRelation { a: *a, b: *b, kind: found.kind }).collect();
    let mut seen = HashSet::new();
    for position in positions(&said, &own) {
        assert!(position.len() > 1, "what was said once is no position");
        assert!(position.iter().flatten().all(|place| *place < reads.len() && seen.insert(*place)));
    }
}

fn check_texts(first: &str, second: &str) {
    let (one, other) = (Wording::of(first), Wording::of(second));
    let shared = Shared::between(&one, &other);
    for (common, wording, text) in [(&shared.first, &one, first), (&shared.second, &other, second)] {
        assert!(common.words <= common.of && common.of == wording.len() && common.percent() <= 100, "{common:?}");
        assert!(
            common.passages.iter().all(|span| text.get(span.start..span.end).is_some_and(|words| !words.is_empty()))
        );
        assert!(common.passages.windows(2).all(|pair| pair[0].end <= pair[1].start), "passages in order");
    }
    assert_eq!(Shared::between(&other, &one).first, shared.second, "the same from both texts");
    assert_eq!(bands(&one), bands(&Wording::of(first)));
    assert_eq!(variant(first, first), Variant::Same);
    if let Some(credit) = credit(None, None, &[], first) {
        assert!(
            !credit.agency.is_empty() && credit.agency.chars().count() <= 100 && credit.words.chars().count() <= 100
        );
    }
}

fuzz_target!(|input: &str| {
    let articles = articles(input);
    check_texts(&articles[0].text, &articles[1].text);
    let [first, second] = articles.map(|article| claims(&article));
    let all: Vec<ComparedClaim> = first.iter().chain(&second).cloned().collect();
    let ids: HashSet<&str> = all.iter().map(|claim| claim.id.as_str()).collect();
    let reads = read(all.clone());
    check_claims(&reads, &ids);
    let (first, second) = (read(first), read(second));
    let relations = check_articles(&first, &second, &ids);
    let again = relations_of(&read(first.iter().map(|read| read.claim.clone()).collect()), &[&second]);
    assert_eq!(again, relations, "the same articles give the same relations");
    check_gathered(&reads, &relations);
});
