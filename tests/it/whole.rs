//! Whatever happens in whatever order, what always holds does (ARCHITECTURE.md), and what is undone leaves nothing behind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use onrecord::cli::find_claims;
use onrecord::domain::{ClaimId, Slug};
use onrecord::store::{Check, ClaimFilters, ReadArticle, SourceLookup, Store, back_up, unpack_backup};
use serde_json::Value;

use crate::chance::{Chance, seeds};
use crate::support::column;

/// The claims that are listed, by id, as every page and export tells them.
async fn listed(store: &Store) -> BTreeMap<String, Value> {
    store.follow().await.unwrap();
    let claims = store.claims_after(&ClaimFilters::default(), 10_000).await.unwrap();
    let records = store.records().of(claims).await.unwrap();
    let records = records.iter().map(|record| serde_json::to_value(record).unwrap());
    records.map(|record| (record["id"].as_str().unwrap().to_owned(), record)).collect()
}

/// What was ever given an address.
#[derive(Default)]
struct Given {
    claims: BTreeSet<String>,
    slugs: BTreeSet<String>,
    articles: BTreeSet<String>,
}

impl Given {
    /// Every address that was given before still answers.
    async fn stands(&mut self, chance: &Chance) {
        let now = async |sql| column(&chance.file, sql).await.into_iter().collect::<BTreeSet<String>>();
        let claims = now("SELECT id FROM claims").await;
        assert_eq!(self.claims.difference(&claims).next(), None, "a claim was deleted");
        let articles = now("SELECT id FROM articles").await;
        assert_eq!(self.articles.difference(&articles).next(), None, "an article was deleted");
        self.slugs.extend(now("SELECT slug FROM sources UNION SELECT slug FROM source_slugs").await);
        for slug in &self.slugs {
            let mut slug = Slug::of(slug);
            for _ in 0..8 {
                match chance.store.source(&slug).await.unwrap() {
                    SourceLookup::Moved(to) => slug = to,
                    SourceLookup::Unknown => panic!("nobody answers at /sources/{slug}"),
                    SourceLookup::Found(_) | SourceLookup::Gone => break,
                }
            }
        }
        for id in claims.difference(&self.claims) {
            let id: ClaimId = id.parse().unwrap();
            let is_withdrawn = chance.store.claim_withdrawal(&id).await.unwrap().is_some();
            assert!(is_withdrawn || chance.store.claim(&id).await.unwrap().is_some(), "{id} does not answer");
        }
        (self.claims, self.articles) = (claims, articles);
    }
}

/// All that can be checked is right, and lists hold what is visible.
async fn holds(store: &Store, file: &Path) {
    store.follow().await.unwrap();
    for check in Check::ALL {
        assert_eq!(store.check(check).await.unwrap(), [], "{check:?}");
    }
    let visible =
        column(file, "SELECT c.id FROM claims c JOIN claim_visibility v ON v.row = c.row WHERE v.is_visible").await;
    assert_eq!(listed(store).await.into_keys().collect::<BTreeSet<_>>(), visible.into_iter().collect());
}

/// Undoes every decision, restores whatever is withdrawn, and reads all again.
async fn undo_all(chance: &Chance) {
    let store = &chance.store;
    for number in
        column(&chance.file, "SELECT CAST(row AS TEXT) FROM decisions WHERE undone_at IS NULL ORDER BY row DESC").await
    {
        store.undo_decision(number.parse().unwrap()).await.unwrap();
    }
    for id in column(&chance.file, "SELECT target_id FROM withdrawals WHERE restored_at IS NULL").await {
        let target = store.withdrawable(&id).await.unwrap().unwrap();
        store.restore(&target).await.unwrap();
    }
    for id in column(&chance.file, "SELECT id FROM articles").await {
        let article = store.stored_article(&id.parse().unwrap()).await.unwrap();
        let reading = find_claims(&chance.extractor, article.clone()).reading.unwrap();
        store.save_readings(&[ReadArticle { article, reading }]).await.unwrap();
    }
}

/// The newest texts of a database in one of its own, loaded in another order.
async fn loaded_anew(chance: &Chance, dir: &Path) -> Store {
    let store = Store::open(&dir.join("anew.db")).await.unwrap();
    for id in column(&chance.file, "SELECT id FROM articles ORDER BY id").await {
        let article = chance.store.stored_article(&id.parse().unwrap()).await.unwrap();
        let article = store.outlook(article, true).await.unwrap().article;
        store.save(&[find_claims(&chance.extractor, article)]).await.unwrap();
    }
    store
}

async fn by_chance(seed: u64, steps: usize) {
    let dir = tempfile::tempdir().unwrap();
    let mut chance = Chance::new(dir.path(), seed).await;
    let backup = dir.path().join("backup.db");
    let mut given = Given::default();
    for step in 0..steps {
        chance.step().await;
        given.stands(&chance).await;
        holds(&chance.store, &chance.file).await;
        if step % 8 == 7 {
            back_up(&chance.file, &backup, |_, _| {}).await.unwrap();
            let file = dir.path().join(format!("restored-{step}.db"));
            unpack_backup(&backup, &file, |_, _| {}).await.unwrap();
            let restored = Store::open(&file).await.unwrap();
            holds(&restored, &file).await;
            assert_eq!(listed(&restored).await, listed(&chance.store).await, "a restored backup differs");
            restored.close().await;
        }
    }
    undo_all(&chance).await;
    given.stands(&chance).await;
    holds(&chance.store, &chance.file).await;
    let anew = loaded_anew(&chance, dir.path()).await;
    let (undone, fresh) = (listed(&chance.store).await, listed(&anew).await);
    for (id, claim) in &undone {
        assert_eq!(Some(claim), fresh.get(id), "a claim tells what was undone");
    }
    assert_eq!(undone.len(), fresh.len());
    anew.close().await;
    println!("{:?}", chance.log);
    chance.store.close().await;
}

#[tokio::test]
async fn what_always_holds_does_and_what_is_undone_leaves_nothing_behind() {
    for seed in seeds(0..3) {
        println!("seed {seed}");
        by_chance(seed, 24).await;
    }
}
