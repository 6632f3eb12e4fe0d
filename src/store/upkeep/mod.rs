//! Upkeep: what brings a database up to date when it is opened.

pub(in crate::store) mod comparison;
pub(in crate::store) mod keys;
pub(in crate::store) mod official;
pub(in crate::store) mod packing;
pub(in crate::store) mod schema;

use crate::store::{Store, StoreError};

/// Does what is to be done after the migrations: what they cannot work out in SQL.
pub(in crate::store) async fn bring_up_to_date(store: &Store) -> Result<(), StoreError> {
    if keys::are_old(&mut *store.pool.acquire().await?).await? {
        let mut transaction = store.write().await?;
        keys::refold(&mut transaction).await?;
        transaction.commit().await?;
    }
    if official::is_missing(&mut *store.pool.acquire().await?).await? {
        let mut transaction = store.write().await?;
        official::judge(&mut transaction).await?;
        transaction.commit().await?;
    }
    comparison::catch_up(store).await
}
