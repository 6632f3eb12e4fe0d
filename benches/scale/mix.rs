//! What readers ask for: kinds of requests with their weights, drawn with a seed from what a database holds.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Result, ensure};
use fastrand::Rng;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, FromRow, SqliteConnection};

/// How many claims requests are drawn from.
const SAMPLED: usize = 20_000;

/// One request: its kind, and the address it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) kind: &'static str,
    pub(crate) path: String,
}

/// A kind of request. `draw` gives `None` where the claim it drew lacks what the address needs.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// How often it is asked for, in a thousand requests.
    pub(crate) weight: u32,
    draw: fn(&Sample, &mut Rng) -> Option<String>,
}

/// A claim, and what addresses that lead to it are made of.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct SampledClaim {
    pub(crate) id: String,
    pub(crate) content: String,
    pub(crate) stance: String,
    pub(crate) quotation: String,
    pub(crate) said_day: Option<String>,
    pub(crate) loaded_day: String,
    pub(crate) article: String,
    pub(crate) publisher: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) source_name: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) country: Option<String>,
}

/// What requests are drawn from: claims at random, so that what many claims share is drawn as often as they have it.
#[derive(Debug)]
pub(crate) struct Sample {
    claims: Vec<SampledClaim>,
    /// Every word of the sample, the commonest first, and the number of claims it stands in.
    words: Vec<(String, u32)>,
    /// Sources with few claims or many, each as often.
    sources: Vec<String>,
    /// Ids of disputes.
    disputes: Vec<String>,
    /// How many claims the database has, hidden ones included.
    pub(crate) held: i64,
}

/// A word in this part of the claims or more is common.
const COMMON: f64 = 0.002;
/// As many words, the most frequent of all, are the commonest.
const COMMONEST: usize = 12;

const fn kind(name: &'static str, weight: u32, draw: fn(&Sample, &mut Rng) -> Option<String>) -> Kind {
    Kind { name, weight, draw }
}

/// Every kind of request. The weights add up to 1000.
pub(crate) const KINDS: &[Kind] = &[
    kind("claim page", 280, |sample, dice| Some(format!("/claims/{}", sample.claim(dice).id))),
    kind("source page", 100, |sample, dice| {
        // Sources that are often quoted are often looked up; one in four is any source.
        let any = dice.u8(0..4) == 0;
        let slug = if any { dice.choice(&sample.sources) } else { sample.claim(dice).source.as_ref() };
        slug.map(|slug| format!("/sources/{slug}"))
    }),
    kind("publisher page", 30, |sample, dice| {
        sample.claim(dice).publisher.as_ref().map(|slug| format!("/publishers/{slug}"))
    }),
    kind("dispute page", 20, |sample, dice| {
        // A database that was not related has none.
        Some(dice.choice(&sample.disputes).map_or_else(|| "/disputes".to_owned(), |id| format!("/disputes/{id}")))
    }),
    kind("disputes", 10, |sample, dice| {
        let claim = sample.claim(dice);
        Some(match dice.u8(0..4) {
            0 => "/disputes".to_owned(),
            1 => "/disputes?kind=denial".to_owned(),
            2 => format!("/disputes?source={}", claim.source.as_ref()?),
            _ => format!("/disputes?publisher={}", claim.publisher.as_ref()?),
        })
    }),
    kind("positions", 10, |sample, dice| Some(format!("/sources/{}/positions", sample.claim(dice).source.as_ref()?))),
    kind("home", 40, |_, _| Some("/".to_owned())),
    kind("search, rare word", 40, |sample, dice| search(sample.rare_word(dice)?)),
    kind("search, common word", 50, |sample, dice| search(sample.common_word(dice)?)),
    kind("search, commonest word", 20, |sample, dice| search(sample.commonest_word(dice)?)),
    kind("search, two words", 50, |sample, dice| {
        let words = distinct_words(&sample.claim(dice).content);
        let (first, second) = (dice.choice(&words)?, dice.choice(&words)?);
        (first != second).then(|| search(&format!("{first} {second}")))?
    }),
    kind("search, phrase", 30, |sample, dice| {
        let words: Vec<String> = words(&sample.claim(dice).content).collect();
        let length = dice.usize(2..4);
        let start = dice.usize(0..words.len().checked_sub(length)?.max(1));
        search(&format!("\"{}\"", words.get(start..start + length)?.join(" ")))
    }),
    kind("search, prefix", 20, |sample, dice| {
        let word = sample.common_word(dice)?;
        let letters = dice.usize(3..6).min(word.len());
        search(&format!("{}*", word.get(..letters)?))
    }),
    kind("search, operators", 30, operators),
    kind("one filter", 50, |sample, dice| {
        let (name, value) = filter(sample, dice)?;
        Some(format!("/claims?{name}={value}"))
    }),
    kind("two filters", 30, |sample, dice| {
        // Mostly of one claim, so that something is found.
        let (first, second) = (filter(sample, dice)?, filter(sample, dice)?);
        (first.0 != second.0).then(|| format!("/claims?{}={}&{}={}", first.0, first.1, second.0, second.1))
    }),
    kind("search and filter", 40, |sample, dice| {
        let (word, (name, value)) = (sample.common_word(dice)?.to_owned(), filter(sample, dice)?);
        Some(format!("{}&{name}={value}", search(&word)?))
    }),
    kind("month", 30, |sample, dice| {
        let month = sample.claim(dice).said_day.as_ref()?.get(..7)?.to_owned();
        Some(format!("/claims?from={month}&to={month}"))
    }),
    kind("all claims", 10, |_, _| Some("/claims".to_owned())),
    kind("deep page", 30, |sample, dice| {
        // The cursor is a claim of the list, at any depth.
        let claim = sample.claim(dice);
        match dice.u8(0..3) {
            0 => Some(format!("/claims?cursor={}", claim.id)),
            1 => Some(format!("/claims?stance={}&cursor={}", claim.stance, claim.id)),
            _ => {
                let words = distinct_words(&claim.content);
                Some(format!("{}&cursor={}", search(dice.choice(&words)?)?, claim.id))
            }
        }
    }),
    kind("suggestion", 80, |sample, dice| {
        let name = sample.claim(dice).source_name.clone()?;
        let letters = dice.usize(2..7);
        let typed: String = name.chars().take(letters).collect();
        Some(format!("/suggest?q={}", encoded(&typed)))
    }),
];

/// The filters that requests use, one value of a claim drawn for each.
type Filter = (&'static str, fn(&SampledClaim) -> Option<String>);

/// Every filter but the search itself. A test holds the names to those that the program knows.
pub(crate) const FILTERS: &[Filter] = &[
    ("source", |claim| claim.source.clone()),
    ("kind", |claim| claim.kind.clone()),
    ("country", |claim| claim.country.clone()),
    ("stance", |claim| Some(claim.stance.clone())),
    ("quotation", |claim| Some(claim.quotation.clone())),
    ("publisher", |claim| claim.publisher.clone()),
    ("via", |claim| claim.source.clone()),
    ("against", |claim| claim.source.clone()),
    ("article", |claim| Some(claim.article.clone())),
    ("from", |claim| claim.said_day.clone()),
    ("to", |claim| claim.said_day.clone()),
    ("published_from", |claim| claim.said_day.clone()),
    ("published_to", |claim| claim.said_day.clone()),
    ("loaded_from", |claim| Some(claim.loaded_day.clone())),
    ("loaded_to", |claim| Some(claim.loaded_day.clone())),
    ("has", |claim| {
        Some(if claim.content.contains(|c: char| c.is_ascii_digit()) { "figure" } else { "date" }.to_owned())
    }),
    ("confidence", |_| Some("0.9".to_owned())),
    ("in", |_| Some("content".to_owned())),
];

fn filter(sample: &Sample, dice: &mut Rng) -> Option<(&'static str, String)> {
    let (name, value) = dice.choice(FILTERS)?;
    value(sample.claim(dice)).map(|value| (*name, encoded(&value)))
}

fn operators(sample: &Sample, dice: &mut Rng) -> Option<String> {
    let word = sample.common_word(dice)?.to_owned();
    let claim = sample.claim(dice);
    let typed = match dice.u8(0..4) {
        0 => format!("{word} -{}", sample.common_word(dice)?),
        1 => format!("{word} speaker:\"{}\"", claim.source_name.as_ref()?.replace('"', "")),
        2 => format!("{word} after:{}", claim.said_day.as_ref()?),
        _ => format!("{word} before:{}", claim.said_day.as_ref()?),
    };
    search(&typed)
}

fn search(typed: &str) -> Option<String> {
    Some(format!("/claims?q={}", encoded(typed)))
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1).map(str::to_lowercase)
}

fn distinct_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = words(text).collect();
    words.sort_unstable();
    words.dedup();
    words
}

impl Sample {
    /// Reads a sample of the visible claims of a database; the same for the same seed.
    pub(crate) async fn read(database: &Path, seed: u64) -> Result<Self> {
        let mut db = SqliteConnectOptions::new().filename(database).disable_statement_logging().connect().await?;
        let mut dice = Rng::with_seed(seed);
        let claims = rows(&mut db, "claims", &mut dice).await?;
        let claims: Vec<SampledClaim> = sqlx::query_as(
            "SELECT c.id, c.content, c.stance, c.quotation, c.said_day, \
             SUBSTR(c.loaded_at, 1, 10) AS loaded_day, a.id AS article, p.slug AS publisher, \
             s.slug AS source, s.name AS source_name, s.kind, s.country \
             FROM json_each($1) j CROSS JOIN claims c ON c.row = j.value JOIN articles a ON a.row = c.article_row \
             LEFT JOIN publishers p ON p.row = c.publisher_row \
             LEFT JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role = 'source' AND cp.position = 0 \
             LEFT JOIN sources s ON s.row = cp.source_row WHERE c.is_listed = 1 ORDER BY j.key",
        )
        .bind(claims)
        .fetch_all(&mut db)
        .await?;
        let sources = rows(&mut db, "sources", &mut dice).await?;
        let sources: Vec<String> = sqlx::query_scalar(
            "SELECT s.slug FROM json_each($1) j CROSS JOIN sources s ON s.row = j.value WHERE s.shown_row IS NULL \
             ORDER BY j.key",
        )
        .bind(sources)
        .fetch_all(&mut db)
        .await?;
        // The table is not there in databases of before.
        let disputes = sqlx::query_scalar("SELECT id FROM disputes WHERE claims > 0 ORDER BY id LIMIT $1");
        let disputes: Vec<String> = disputes.bind(SAMPLED as i64).fetch_all(&mut db).await.unwrap_or_default();
        let held = sqlx::query_scalar("SELECT COUNT(*) FROM claims").fetch_one(&mut db).await?;
        db.close().await?;
        ensure!(!claims.is_empty() && !sources.is_empty(), "{} holds no claims", database.display());
        Ok(Self { held, disputes, ..Self::of(claims, sources) })
    }

    pub(crate) fn of(claims: Vec<SampledClaim>, sources: Vec<String>) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for claim in &claims {
            for word in distinct_words(&claim.content) {
                *counts.entry(word).or_default() += 1;
            }
        }
        let mut words: Vec<(String, u32)> = counts.into_iter().collect();
        words.sort_unstable_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
        Self { claims, words, sources, disputes: Vec::new(), held: 0 }
    }

    /// As many requests, of all kinds by their weights; the same for the same seed.
    pub(crate) fn requests(&self, seed: u64, count: usize) -> Vec<Request> {
        let mut dice = Rng::with_seed(seed);
        let all: u32 = KINDS.iter().map(|kind| kind.weight).sum();
        (0..count)
            .map(|_| {
                let mut at = dice.u32(0..all);
                let kind = KINDS.iter().find(|kind| {
                    let is_it = at < kind.weight;
                    at = at.saturating_sub(kind.weight);
                    is_it
                });
                self.request(kind.unwrap_or(&KINDS[0]), &mut dice)
            })
            .collect()
    }

    /// As many requests of one kind.
    pub(crate) fn requests_of(&self, kind: &Kind, seed: u64, count: usize) -> Vec<Request> {
        let mut dice = Rng::with_seed(seed);
        (0..count).map(|_| self.request(kind, &mut dice)).collect()
    }

    fn request(&self, kind: &Kind, dice: &mut Rng) -> Request {
        // A sample without any claim that a kind needs would be asked for ever.
        let drawn = (0..10_000).find_map(|_| (kind.draw)(self, dice));
        Request { kind: kind.name, path: drawn.unwrap_or_else(|| panic!("no claim of the sample fits {}", kind.name)) }
    }

    fn claim(&self, dice: &mut Rng) -> &SampledClaim {
        &self.claims[dice.usize(0..self.claims.len())]
    }

    /// A word that one claim of the sample has.
    fn rare_word(&self, dice: &mut Rng) -> Option<&str> {
        let first = self.words.partition_point(|(_, claims)| *claims > 1);
        dice.choice(&self.words[first..]).map(|(word, _)| word.as_str())
    }

    /// A word of many claims, but for the commonest.
    pub(crate) fn common_word(&self, dice: &mut Rng) -> Option<&str> {
        let least = (self.claims.len() as f64 * COMMON).max(2.0) as u32;
        let end = self.words.partition_point(|(_, claims)| *claims >= least);
        dice.choice(self.words.get(COMMONEST..end)?).map(|(word, _)| word.as_str())
    }

    fn commonest_word(&self, dice: &mut Rng) -> Option<&str> {
        dice.choice(self.words.get(..COMMONEST.min(self.words.len()))?).map(|(word, _)| word.as_str())
    }
}

/// Row numbers at random, as a JSON list.
async fn rows(db: &mut SqliteConnection, table: &str, dice: &mut Rng) -> Result<String> {
    let sql = format!("SELECT COALESCE(MAX(row), 0) FROM {table}");
    let last: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(db).await?;
    let rows: Vec<i64> = (0..SAMPLED).map(|_| dice.i64(1..=last.max(1))).collect();
    Ok(serde_json::to_string(&rows)?)
}
