//! A small world to which things happen by chance, for tests of what must hold whatever happened.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use onrecord::cli::find_claims;
use onrecord::domain::{ArticleId, ClaimId, NewArticle, Partial, Slug, SourceKind};
use onrecord::extract::Extractor;
use onrecord::store::{AttributedTo, NewSource, Outcome, ReadArticle, Store, Withdrawable};

use crate::disputes::{CHARGE, DENIAL};
use crate::support::{REPORT, article, column};

/// A world to which things happen by chance.
pub(crate) struct Chance {
    pub(crate) store: Store,
    pub(crate) extractor: Extractor,
    pub(crate) file: PathBuf,
    random: fastrand::Rng,
    /// What happened.
    pub(crate) log: Vec<String>,
}

impl Chance {
    /// A small world in `test.db` of a folder: claims, denials, chains and a dispute.
    pub(crate) async fn new(dir: &Path, seed: u64) -> Self {
        let file = dir.join("test.db");
        let store = Store::open(&file).await.unwrap();
        let random = fastrand::Rng::with_seed(seed);
        let chance = Self { store, extractor: Extractor::built_in(), file, random, log: Vec::new() };
        for (slug, text) in reports() {
            chance.save(article(slug, &text), true).await;
        }
        chance.store.relate_all().await.unwrap();
        chance
    }

    async fn save(&self, article: NewArticle, is_read: bool) -> Outcome {
        let article = self.store.outlook(article, is_read).await.unwrap().article;
        let mut loaded = find_claims(&self.extractor, article);
        loaded.reading = loaded.reading.filter(|_| is_read);
        self.store.save(&[loaded]).await.unwrap()[0]
    }

    async fn any(&mut self, sql: &'static str) -> Option<String> {
        let found = column(&self.file, sql).await;
        self.random.choice(found)
    }

    async fn slug(&mut self) -> Slug {
        let slug = self.any("SELECT slug FROM sources WHERE shown_row IS NULL").await;
        Slug::of(&slug.unwrap())
    }

    async fn claim(&mut self) -> ClaimId {
        self.any("SELECT id FROM claims WHERE is_current = 1").await.unwrap().parse().unwrap()
    }

    async fn article(&mut self) -> ArticleId {
        self.any("SELECT id FROM articles").await.unwrap().parse().unwrap()
    }

    /// Lets one thing happen, or nothing where it makes no sense.
    pub(crate) async fn step(&mut self) {
        let author = self.random.bool().then_some("Olof Weir");
        let what = self.random.u8(0..17);
        let done = match what {
            0 | 1 => {
                let (from, into) = (self.slug().await, self.slug().await);
                self.store.merge_sources(&from, &into, true, author).await.is_ok()
            }
            2 => {
                let (slug, article) = (self.slug().await, self.article().await);
                self.store.split_source(&slug, &[article], None, author).await.is_ok()
            }
            3 => {
                let slug = self.slug().await;
                let name = format!("Person {}", self.random.u16(..));
                self.store.rename_source(&slug, &name, author).await.is_ok()
            }
            4 => {
                let slug = self.slug().await;
                let kinds = [SourceKind::Person, SourceKind::Group, SourceKind::Government, SourceKind::Organisation];
                let kind = self.random.choice(kinds).unwrap();
                self.store.set_source_kind(&slug, kind, author).await.is_ok()
            }
            5 => self.attribute(author).await,
            6 => {
                let claim = self.claim().await;
                let date = format!("2025-{:02}-{:02}", self.random.u8(1..13), self.random.u8(1..29));
                self.store.date_claim(&claim, &date.parse().unwrap(), author).await.is_ok()
            }
            7 => match self.any("SELECT CAST(row AS TEXT) FROM decisions WHERE undone_at IS NULL").await {
                Some(number) => self.store.undo_decision(number.parse().unwrap()).await.is_ok(),
                None => false,
            },
            8 => {
                let claim = self.claim().await;
                self.store.withdraw(&Withdrawable::Claim(claim), "a life at risk").await.unwrap()
            }
            9 => {
                let target = match self.random.u8(0..4) {
                    0 => self.any("SELECT id FROM articles").await,
                    _ => None,
                };
                match target {
                    Some(id) => {
                        self.store.withdraw(&Withdrawable::Article(id.parse().unwrap()), "a court order").await.unwrap()
                    }
                    None => match self.any("SELECT target_id FROM withdrawals WHERE restored_at IS NULL").await {
                        Some(id) => {
                            let target = self.store.withdrawable(&id).await.unwrap().unwrap();
                            self.store.restore(&target).await.unwrap()
                        }
                        None => false,
                    },
                }
            }
            10 => self.edit().await,
            12 | 13 => self.decide_on_dispute(author).await,
            14 => self.store.relate_all().await.unwrap() > 0,
            15 | 16 => self.load().await,
            _ => self.read_again().await,
        };
        self.log.push(format!("{what}{}", if done { "" } else { " (nothing)" }));
    }

    async fn attribute(&mut self, author: Option<&str>) -> bool {
        let (claim, slug) = (self.claim().await, self.slug().await);
        let name = format!("Witness {}", self.random.u16(..));
        let to = match self.random.u8(0..3) {
            0 => AttributedTo::Nobody,
            1 => AttributedTo::Known(&slug),
            _ => AttributedTo::New(NewSource { name: &name, kind: SourceKind::Person, force: false }),
        };
        self.store.attribute_claim(&claim, to, author).await.is_ok()
    }

    async fn decide_on_dispute(&mut self, author: Option<&str>) -> bool {
        let Some(id) = self.any("SELECT id FROM disputes").await else { return false };
        let id = id.parse().unwrap();
        match self.random.u8(0..4) {
            0 => {
                let other = self.any("SELECT id FROM disputes").await.unwrap().parse().unwrap();
                self.store.join_disputes(&id, &other, author).await.is_ok()
            }
            1 => {
                let member = "SELECT d.id || ' ' || c.id FROM dispute_claims m JOIN disputes d ON d.row = m.dispute_row \
                     JOIN claims c ON c.row = m.claim_row";
                let Some(member) = self.any(member).await else { return false };
                let (id, claim) = member.split_once(' ').unwrap();
                self.store.part_dispute(&id.parse().unwrap(), &[claim.parse().unwrap()], author).await.is_ok()
            }
            2 => {
                let heading = format!("Question {}?", self.random.u16(..));
                let heading = Some(heading.as_str()).filter(|_| self.random.u8(0..4) > 0);
                self.store.head_dispute(&id, heading, author).await.is_ok()
            }
            _ => self.store.close_dispute(&id, "found wrongly", author).await.is_ok(),
        }
    }

    /// An article comes, is read at once or later, whole or its first sentences alone.
    async fn load(&mut self) -> bool {
        let (slug, text) = self.random.choice(reports()).unwrap();
        let slug = format!("{slug}{}", self.random.u8(0..4));
        let mut article = article(&slug, &text.replace("said", self.random.choice(["said", "announced"]).unwrap()));
        if self.random.bool() {
            article.text = article.text.split_inclusive(". ").take(2).collect();
            article.partial = Some(Partial::Teaser);
        }
        let is_read = self.random.u8(0..3) > 0;
        self.save(article, is_read).await != Outcome::AlreadyThere
    }

    /// A publisher changes an article.
    async fn edit(&mut self) -> bool {
        let id = self.article().await;
        let stored = self.store.stored_article(&id).await.unwrap();
        let mut sentences: Vec<&str> = stored.text.split(". ").collect();
        if sentences.len() > 2 {
            sentences.remove(self.random.usize(0..sentences.len() - 1));
        }
        let text =
            sentences.join(". ").replace("said", ["said", "said again", "told reporters"][self.random.usize(0..3)]);
        self.save(NewArticle { text, ..stored }, true).await;
        true
    }

    /// Another extractor reads an article, and misses some claims.
    async fn read_again(&mut self) -> bool {
        let id = self.article().await;
        let article = self.store.stored_article(&id).await.unwrap();
        let Some(mut reading) = find_claims(&self.extractor, article.clone()).reading else { return false };
        reading.extractor = format!("reader {}", self.random.u16(..));
        let missed = self.random.u8(0..4);
        reading.claims.retain(|_| self.random.u8(0..4) >= missed);
        // A claim around or inside one that is missed stands alone then.
        let found: BTreeSet<ClaimId> = reading.claims.iter().map(|claim| claim.id.clone()).collect();
        for claim in &mut reading.claims {
            claim.inside = claim.inside.take().filter(|outer| found.contains(outer));
        }
        self.store.save_readings(&[ReadArticle { article, reading }]).await.unwrap();
        true
    }
}

/// Which worlds a test tries: these, or those that `ONRECORD_SEEDS` names (`100..200`).
pub(crate) fn seeds(few: Range<u64>) -> Range<u64> {
    std::env::var("ONRECORD_SEEDS").map_or(few, |seeds| {
        let (first, end) = seeds.split_once("..").unwrap();
        first.parse().unwrap()..end.parse().unwrap()
    })
}

/// What the articles of the world say, by the last part of their addresses.
fn reports() -> Vec<(&'static str, String)> {
    vec![
        ("a", REPORT.to_owned()),
        ("b", REPORT.replace("twelve", "thirteen")),
        ("c", "General Ada Brandt said that Karsk believes the convoy left the northern depot at dawn. Mayor Ida Lund, \
               according to General Brandt, denied that. Captain Nils Weir told the Lake Times that nobody was hurt.".to_owned()),
        ("d", "“Rain fell,” Ida Lund said. “And more will come.” The Ministry of Defence of Ukraine said that at least 30 \
               boats had sunk, and that President Olof Karsk had promised about 2.5 million crowns on 3 March.".to_owned()),
        ("e", CHARGE.to_owned()),
        ("f", DENIAL.to_owned()),
        ("g", "Russia again denied shelling the market square of Marrowford. Poland accused Russia of shelling the market \
               square of Marrowford.".to_owned()),
    ]
}
