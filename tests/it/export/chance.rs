//! Whatever happened to a collection before, it answers the same after an export and an import.

use super::answers::{exports_the_same, moved};
use super::export;
use crate::chance::{Chance, seeds};

/// Lets things happen to a small world, moves it, and compares.
async fn by_chance(seed: u64) {
    let dir = tempfile::tempdir().unwrap();
    let mut chance = Chance::new(dir.path(), seed).await;
    for _ in 0..34 {
        chance.step().await;
    }
    let happened = chance.log.iter().filter(|step| !step.ends_with("(nothing)")).count();
    assert!(happened > 12, "seed {seed}: {:?}", chance.log);
    chance.store.close().await;
    println!("{:?}", chance.log);
    let (old, new, _) = moved(dir, if seed.is_multiple_of(3) { "sqlite" } else { "jsonl" }).await;
    if seed.is_multiple_of(3) {
        export(old.dir.path(), "jsonl");
    }
    exports_the_same(&old, &new);
}

#[tokio::test]
async fn whatever_happened_every_address_answers_the_same() {
    for seed in seeds(0..4) {
        println!("seed {seed}");
        by_chance(seed).await;
    }
}
