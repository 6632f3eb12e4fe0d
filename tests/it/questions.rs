//! Random searches over loaded articles, answered by a plain scan of the database as well.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use onrecord::domain::fold_name;
use onrecord::index::{Word, stem, words};
use onrecord::registry::{other_spellings, person_key};
use onrecord::store::{ClaimFilters, PAGE_SIZE, Store};
use sqlx::{Connection, FromRow, SqliteConnection};

use crate::support::{demo, onrecord, shared};

/// How many searches are tried on each collection.
const SEARCHES: usize = 1000;

#[derive(Debug, FromRow)]
struct Claim {
    row: i64,
    id: String,
    article: String,
    article_row: i64,
    place: i64,
    content: String,
    title: String,
    said_day: Option<String>,
    said_basis: String,
    said_from: Option<String>,
    said_to: Option<String>,
    published_day: Option<String>,
    loaded_at: String,
    publisher: Option<String>,
    stance: String,
    quotation: String,
    confidence: Option<f64>,
    has_figure: bool,
    #[sqlx(skip)]
    parties: Vec<Party>,
    #[sqlx(skip)]
    texts: Texts,
}

/// The words of a text, each with its stem.
type Text = Vec<(Word, String)>;

/// The words of a claim.
#[derive(Debug, Default)]
struct Texts {
    content: Text,
    names: Text,
    title: Text,
}

#[derive(Debug, FromRow)]
struct Party {
    claim_row: i64,
    is_via: bool,
    mention: Option<String>,
    printed_role: Option<String>,
    source_row: i64,
    slug: String,
    name: String,
    found_name: Option<String>,
    kind: String,
    country: Option<String>,
}

/// A collection as a plain scan reads it.
struct Scan {
    claims: Vec<Claim>,
    /// The spellings of each source, folded.
    spellings: HashMap<i64, Vec<String>>,
}

impl Scan {
    async fn read(file: &Path) -> Self {
        let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
        let mut claims: Vec<Claim> = sqlx::query_as(
            "SELECT c.row, c.id, a.id AS article, c.article_row, c.place, c.content, COALESCE(a.title, '') AS title,
               c.said_day, c.said_basis, c.said_from, c.said_to, c.published_day, c.loaded_at, p.slug AS publisher,
               c.stance, c.quotation, c.confidence,
               EXISTS (SELECT 1 FROM claim_figures g WHERE g.claim_row = c.row) AS has_figure
             FROM claims c JOIN articles a ON a.row = c.article_row LEFT JOIN publishers p ON p.row = c.publisher_row
             WHERE c.is_listed = 1 ORDER BY c.row",
        )
        .fetch_all(&mut db)
        .await
        .unwrap();
        let parties: Vec<Party> = sqlx::query_as(
            "SELECT cp.claim_row, cp.role = 'via' AS is_via, cp.mention, cp.printed_role, cp.source_row, s.slug, s.name,
               f.name AS found_name, s.kind, s.country
             FROM claim_parties cp JOIN sources s ON s.row = cp.source_row LEFT JOIN sources f ON f.row = cp.found_row
             ORDER BY cp.claim_row, cp.role <> 'source', cp.role, cp.position",
        )
        .fetch_all(&mut db)
        .await
        .unwrap();
        let places: HashMap<i64, usize> = claims.iter().enumerate().map(|(at, claim)| (claim.row, at)).collect();
        for party in parties {
            if let Some(at) = places.get(&party.claim_row) {
                claims[*at].parties.push(party);
            }
        }
        for claim in &mut claims {
            let mut names: Vec<&str> = Vec::new();
            for party in &claim.parties {
                names.extend(party.found_name.as_deref().filter(|found| *found != party.name));
                names.push(&party.name);
                names.extend(party.mention.as_deref().into_iter().chain(party.printed_role.as_deref()));
            }
            let text = |text: &str| words(text).into_iter().map(|word| (word.clone(), stem(&word.folded))).collect();
            let texts =
                Texts { content: text(&claim.content), names: text(&names.join(" · ")), title: text(&claim.title) };
            claim.texts = texts;
        }
        let mut spellings: HashMap<i64, Vec<String>> = HashMap::new();
        let all: Vec<(i64, String)> =
            sqlx::query_as("SELECT source_row, key FROM source_spellings").fetch_all(&mut db).await.unwrap();
        for (row, key) in all {
            spellings.entry(row).or_default().push(key);
        }
        Self { claims, spellings }
    }

    /// The claims that meet a search, in its order.
    fn found(&self, search: &Search) -> Vec<&Claim> {
        let in_titles = !search.pairs.iter().any(|(name, _)| *name == "in");
        let asked: Vec<Asked> = search.parts.iter().map(|part| self.asked(part)).collect();
        let has_words = |claim: &Claim| {
            let mut parts = asked.iter().map(|part| part.meets(claim, in_titles));
            if search.is_any { parts.any(|meets| meets) } else { parts.all(|meets| meets) }
        };
        let names: BTreeSet<&str> = search.pairs.iter().map(|(name, _)| *name).collect();
        let is_filtered = |claim: &Claim| {
            names.iter().all(|name| {
                let values = search.pairs.iter().filter(|(other, _)| other == name);
                meets_filter(claim, name, &values.map(|(_, value)| value.as_str()).collect::<Vec<_>>())
            })
        };
        let mut found: Vec<&Claim> =
            self.claims.iter().filter(|claim| is_filtered(claim) && has_words(claim)).collect();
        let (by, is_reversed) = search.sort.strip_prefix('-').map_or((search.sort, false), |by| (by, true));
        found.sort_by(|one, other| {
            let value = |claim: &'_ Claim| match by {
                "said" => claim.said_day.clone().unwrap_or_default(),
                "published" => claim.published_day.clone().unwrap_or_default(),
                _ => claim.loaded_at.clone(),
            };
            let (first, second) = (value(one), value(other));
            let by_value = if is_reversed { first.cmp(&second) } else { second.cmp(&first) };
            let place = |claim: &Claim| (claim.article_row, claim.place, claim.row);
            let none_last = first.is_empty().cmp(&second.is_empty());
            none_last.then(by_value).then_with(|| place(one).cmp(&place(other)))
        });
        found
    }

    /// What a part of a search asks for, worked out once for all claims.
    fn asked(&self, part: &Part) -> Asked {
        let spelled = |word: &str| match &words(word)[..] {
            [only] => Asked::Word { folded: only.folded.clone(), stem: stem(&only.folded) },
            // A place of several words; where it has hyphens, it may be written without them.
            several => {
                let joined = several.iter().find(|word| word.is_joined && word.position == 0);
                let run = Asked::Run(several.iter().filter(|word| !word.is_joined).cloned().collect(), false);
                let joined = joined.filter(|_| !word.contains(' ')).map(|word| Asked::Whole(word.folded.clone()));
                Asked::Any(std::iter::once(run).chain(joined).collect())
            }
        };
        let run = |words: Vec<Word>, is_prefix| {
            Asked::Run(words.into_iter().filter(|word| !word.is_joined).collect(), is_prefix)
        };
        match part {
            Part::Word(word) => {
                Asked::Any(std::iter::once(word.as_str()).chain(other_spellings(word)).map(spelled).collect())
            }
            Part::Not(word) => Asked::Not(Box::new(self.asked(&Part::Word(word.clone())))),
            Part::Phrase(text) => run(words(text), false),
            Part::Prefix(text) => run(words(text), true),
            Part::Speaker(name) => {
                let names = [fold_name(name), person_key(name)].map(|name| format!(" {name}"));
                let is_called = |key: &String| names.iter().any(|name| format!(" {key}").contains(name.as_str()));
                let called = self.spellings.iter().filter(|(_, keys)| keys.iter().any(is_called));
                Asked::SaidBy(called.map(|(row, _)| *row).collect())
            }
        }
    }
}

/// What a part of a search asks for.
enum Asked {
    /// A word in any of its forms.
    Word {
        folded: String,
        stem: String,
    },
    /// A word written in parts, as a whole.
    Whole(String),
    /// Words one after another; with `true`, the last may go on.
    Run(Vec<Word>, bool),
    SaidBy(BTreeSet<i64>),
    Any(Vec<Asked>),
    Not(Box<Asked>),
}

impl Asked {
    fn meets(&self, claim: &Claim, in_titles: bool) -> bool {
        let Texts { content, names, title } = &claim.texts;
        let anywhere = |holds: &dyn Fn(&Text) -> bool| holds(content) || holds(names) || in_titles && holds(title);
        match self {
            // Names have no other forms.
            Self::Word { folded, stem } => {
                let has_form = |text: &Text| text.iter().any(|(_, other)| other == stem);
                names.iter().any(|(word, _)| word.folded == *folded)
                    || has_form(content)
                    || in_titles && has_form(title)
            }
            Self::Whole(folded) => anywhere(&|text| text.iter().any(|(word, _)| word.folded == *folded)),
            Self::Run(sought, is_prefix) => anywhere(&|text| has_run(text, sought, *is_prefix)),
            Self::SaidBy(rows) => claim.parties.iter().any(|party| !party.is_via && rows.contains(&party.source_row)),
            Self::Any(parts) => parts.iter().any(|part| part.meets(claim, in_titles)),
            Self::Not(part) => !part.meets(claim, in_titles),
        }
    }
}

fn has_run(text: &Text, sought: &[Word], is_prefix: bool) -> bool {
    let last = text.last().map_or(0, |(word, _)| word.position);
    let is_it = |off: usize, word: &Word, sought_word: &Word| {
        let may_go_on = is_prefix && off + 1 == sought.len();
        word.folded == sought_word.folded || may_go_on && word.folded.starts_with(&sought_word.folded)
    };
    // Most places are ruled out by the first word.
    let starts = text.iter().filter(|(word, _)| is_it(0, word, &sought[0])).map(|(word, _)| word.position);
    starts.filter(|start| *start <= last).any(|start| {
        sought.iter().enumerate().all(|(off, sought_word)| {
            text.iter().any(|(word, _)| word.position == start + off && is_it(off, word, sought_word))
        })
    })
}

fn meets_filter(claim: &Claim, name: &str, values: &[&str]) -> bool {
    let by = |is_via: bool| claim.parties.iter().filter(move |party| party.is_via == is_via);
    let is_dated = matches!(claim.said_basis.as_str(), "text" | "carried" | "decision");
    let days = match claim.said_basis.as_str() {
        "publication" => claim.published_day.clone().map(|day| (day.clone(), day)),
        _ if is_dated && (claim.said_from.is_some() || claim.said_to.is_some()) => Some((
            claim.said_from.clone().unwrap_or_else(|| "0000-01-01".to_owned()),
            claim.said_to.clone().unwrap_or_else(|| "9999-12-31".to_owned()),
        )),
        _ => None,
    };
    let published = claim.published_day.as_deref();
    match name {
        "in" => true,
        "source" => by(false).any(|party| values.contains(&party.slug.as_str())),
        "via" => by(true).any(|party| values.contains(&party.slug.as_str())),
        "kind" => by(false).any(|party| values.contains(&party.kind.as_str())),
        "country" => by(false).any(|party| party.country.as_deref().is_some_and(|code| values.contains(&code))),
        "stance" => values.contains(&claim.stance.as_str()),
        "quotation" => values.contains(&claim.quotation.as_str()),
        "publisher" => claim.publisher.as_deref().is_some_and(|slug| values.contains(&slug)),
        "article" => values.contains(&claim.article.as_str()),
        "has" => values.iter().all(|value| match *value {
            "date" => is_dated,
            "figure" => claim.has_figure,
            _ => by(true).next().is_some(),
        }),
        "from" => days.is_some_and(|(_, last)| last.as_str() >= values[0]),
        "to" => days.is_some_and(|(first, _)| first.as_str() <= values[0]),
        "published_from" => published.is_some_and(|day| day >= values[0]),
        "published_to" => published.is_some_and(|day| day <= values[0]),
        // A day counts whole, a time to the second.
        "loaded_from" => &claim.loaded_at[..values[0].len()] >= values[0],
        "loaded_to" => &claim.loaded_at[..values[0].len()] <= values[0],
        "confidence" => claim.confidence.is_some_and(|sure| sure >= values[0].parse::<f64>().unwrap()),
        _ => unreachable!("{name}"),
    }
}

/// A part of what is typed into the search box.
#[derive(Debug, Clone)]
enum Part {
    Word(String),
    Phrase(String),
    Prefix(String),
    Not(String),
    Speaker(String),
}

impl Part {
    fn typed(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Phrase(words) => format!("\"{words}\""),
            Self::Prefix(word) => format!("{word}*"),
            Self::Not(word) => format!("-{word}"),
            Self::Speaker(name) => format!("speaker:\"{name}\""),
        }
    }
}

/// A search as an address holds it.
#[derive(Debug)]
struct Search {
    parts: Vec<Part>,
    is_any: bool,
    pairs: Vec<(&'static str, String)>,
    sort: &'static str,
}

impl Search {
    fn random(scan: &Scan, dice: &mut fastrand::Rng) -> Self {
        let parts: Vec<Part> = (0..dice.usize(0..4)).filter_map(|_| some_part(scan, dice)).collect();
        let pairs = (0..dice.usize(0..3)).filter_map(|_| some_filter(scan, dice)).collect();
        let sorts = ["said", "-said", "published", "-published", "loaded", "-loaded"];
        // Nothing but what is left out, joined by OR, finds the same in either way of reading it.
        let is_any = parts.len() > 1 && dice.u8(0..3) == 0;
        Self { parts, is_any, pairs, sort: sorts[dice.usize(0..sorts.len())] }
    }

    fn filters(&self) -> ClaimFilters {
        let joint = if self.is_any { " OR " } else { " " };
        let typed: Vec<String> = self.parts.iter().map(Part::typed).collect();
        let mut pairs = vec![("q".to_owned(), typed.join(joint)), ("sort".to_owned(), self.sort.to_owned())];
        pairs.extend(self.pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let filters = ClaimFilters::read(&pairs).unwrap();
        assert_eq!(filters.words.problems, [], "{self:?}");
        filters
    }
}

fn some_part(scan: &Scan, dice: &mut fastrand::Rng) -> Option<Part> {
    let claim = &scan.claims[dice.usize(0..scan.claims.len())];
    let text = if dice.u8(0..5) == 0 { &claim.title } else { &claim.content };
    let all: Vec<Word> = words(text).into_iter().filter(|word| !word.is_joined).collect();
    let at = dice.usize(0..all.len().max(1));
    let word = text[all.get(at)?.place.clone()].to_lowercase();
    Some(match dice.u8(0..8) {
        0..=2 => Part::Word(word),
        3 => Part::Phrase(text[all[at].place.start..all.get(at + 1)?.place.end].replace(['"', '“', '”', '„'], " ")),
        4 => Part::Prefix(word.chars().take(3).collect()),
        5 => Part::Not(word),
        6 => Part::Speaker(claim.parties.first()?.name.split(' ').next_back()?.replace(['"', '“', '”', '„'], "")),
        _ => Part::Word(["Kiev", "Kharkov", "Gaza", "cease-fire", "U.N.", "1200"][dice.usize(0..6)].to_owned()),
    })
    .filter(|part| !matches!(part, Part::Speaker(name) if fold_name(name).is_empty()))
}

fn some_filter(scan: &Scan, dice: &mut fastrand::Rng) -> Option<(&'static str, String)> {
    let claim = &scan.claims[dice.usize(0..scan.claims.len())];
    let party = claim.parties.get(dice.usize(0..claim.parties.len().max(1)));
    Some(match dice.u8(0..16) {
        0 => ("source", party?.slug.clone()),
        1 => ("via", party.filter(|party| party.is_via)?.slug.clone()),
        2 => ("kind", party?.kind.clone()),
        3 => ("country", party?.country.clone()?),
        4 => ("stance", claim.stance.clone()),
        5 => ("quotation", claim.quotation.clone()),
        6 => ("publisher", claim.publisher.clone()?),
        7 => ("article", claim.article.clone()),
        8 => ("has", ["date", "figure", "via"][dice.usize(0..3)].to_owned()),
        9 => ("from", claim.said_day.clone()?),
        10 => ("to", claim.said_day.clone()?),
        11 => ("published_from", claim.published_day.clone()?),
        12 | 13 => {
            let length = if dice.bool() { 10 } else { 20 };
            (if dice.bool() { "loaded_from" } else { "loaded_to" }, claim.loaded_at[..length].to_owned())
        }
        14 => ("confidence", ["0.5", "0.8", "0.95"][dice.usize(0..3)].to_owned()),
        _ => ("in", "content".to_owned()),
    })
}

/// Makes it so that articles were loaded over some weeks, not within a second.
async fn load_on_many_days(file: &Path) {
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query(
        "UPDATE claims SET loaded_at = \
         STRFTIME('%Y-%m-%dT%H:%M:%SZ', loaded_at, '-' || (article_row * 37 % 400) || ' hours')",
    )
    .execute(&mut db)
    .await
    .unwrap();
    db.close().await.unwrap();
}

/// Tries random searches on a database.
async fn try_searches(file: &Path) {
    load_on_many_days(file).await;
    let scan = Scan::read(file).await;
    let store = Store::open(file).await.unwrap();
    let mut dice = fastrand::Rng::with_seed(20_241_025);
    let mut with_hits = 0;
    for number in 0..SEARCHES {
        let search = Search::random(&scan, &mut dice);
        let mut filters = search.filters();
        // A day may be given twice; the last one counts.
        let one_day = |name| search.pairs.iter().filter(|(other, _)| *other == name).count() > 1;
        let once = ["from", "to", "published_from", "loaded_from", "loaded_to", "confidence"];
        if filters.is_reversed() || once.into_iter().any(one_day) {
            continue;
        }
        let expected = scan.found(&search);
        with_hits += usize::from(!expected.is_empty());
        let mut ids = Vec::new();
        loop {
            let list = store.claims(&filters).await.unwrap();
            assert_eq!(list.totals.claims as usize, expected.len(), "{search:?}");
            ids.extend(list.hits.iter().map(|hit| hit.claim.id.as_str().to_owned()));
            // Lists are read to their end in the tests of the index; here, some are.
            if !list.has_more || (number % 20 > 0 && ids.len() >= PAGE_SIZE) {
                break;
            }
            filters.after = list.hits.last().map(|hit| hit.claim.id.clone());
        }
        let expected_ids: Vec<&str> = expected.iter().take(ids.len()).map(|claim| claim.id.as_str()).collect();
        assert_eq!(ids, expected_ids, "{search:?}");
        filters.after = None;
        if number % 5 == 0 {
            check_facets(&store, &filters, &search, &expected).await;
        }
    }
    assert!(with_hits > SEARCHES / 3, "{with_hits} found something");
    store.close().await;
}

/// Checks the facets that the search does not narrow itself.
async fn check_facets(store: &Store, filters: &ClaimFilters, search: &Search, expected: &[&Claim]) {
    let counted = |value: &dyn Fn(&Claim) -> Option<String>| {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        expected.iter().filter_map(|claim| value(claim)).for_each(|value| *counts.entry(value).or_default() += 1);
        counts
    };
    for facet in store.facets(filters).await.unwrap() {
        let counts = match facet.name {
            name if search.pairs.iter().any(|(other, _)| *other == name) => continue,
            "stance" => counted(&|claim| Some(claim.stance.clone())),
            "quotation" => counted(&|claim| Some(claim.quotation.clone())),
            "publisher" => counted(&|claim| claim.publisher.clone()),
            _ => continue,
        };
        assert_eq!(facet.total as usize, counts.len(), "{}: {search:?}", facet.name);
        for value in facet.values {
            assert_eq!(counts.get(&value.value), Some(&value.count), "{}: {search:?}", facet.name);
        }
    }
}

#[tokio::test]
async fn searches_of_the_demo_are_answered_as_by_a_plain_scan() {
    let dir = tempfile::tempdir().unwrap();
    assert!(onrecord(dir.path(), &["load", demo().to_str().unwrap()]).status.success());
    try_searches(&dir.path().join("onrecord.db")).await;
}

#[tokio::test]
#[ignore = "needs a folder of real articles, ../shared or ONRECORD_SHARED"]
async fn searches_of_real_articles_are_answered_as_by_a_plain_scan() {
    let dir = tempfile::tempdir().unwrap();
    let articles = shared().join("data/open-articles.jsonl");
    assert!(onrecord(dir.path(), &["load", articles.to_str().unwrap()]).status.success());
    try_searches(&dir.path().join("onrecord.db")).await;
}
