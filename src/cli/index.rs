//! `onrecord index`: makes the search index anew.

use std::time::Instant;

use super::DONE;
use crate::store::Store;

pub(super) async fn run(store: &Store) -> anyhow::Result<u8> {
    let began = Instant::now();
    let claims = store.make_index().await?;
    println!("The search index holds {claims} claims, made in {:.1} s.", began.elapsed().as_secs_f64());
    store.close().await;
    Ok(DONE)
}
