//! The addresses (slugs) of sources: which one a source has, and those that lead to it.

use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::domain::{KnownBy, Slug, SourceKind};
use crate::registry::fold_person;
use crate::store::StoreError;

/// Chooses among the addresses that the spellings of one person or body give: the longest, and of equally long ones the
/// first in the alphabet. The others redirect to it. So the address does not depend on which was loaded first.
pub(in crate::store) async fn settle_slug(
    transaction: &mut Transaction<'_, Sqlite>,
    row: i64,
    proposed: &Slug,
    kind: SourceKind,
) -> Result<(), StoreError> {
    let (slug, known_by): (Slug, KnownBy) = sqlx::query_as("SELECT slug, known_by FROM sources WHERE row = $1")
        .bind(row)
        .fetch_one(&mut **transaction)
        .await?;
    if slug == *proposed || !is_free(transaction, proposed).await? {
        return Ok(());
    }
    let rank = |slug: &Slug| (std::cmp::Reverse(slug.as_str().len()), slug.clone());
    let has_spellings = matches!(kind, SourceKind::Person | SourceKind::Organisation);
    let moves = known_by == KnownBy::Name && has_spellings && rank(proposed) < rank(&slug);
    if moves && is_of_a_spelling(transaction, row, &slug, kind).await? && !is_renamed(transaction, row).await? {
        move_to(transaction, row, proposed).await
    } else {
        lead_to(transaction, proposed, row).await
    }
}

/// True for an address that a spelling of the source alone gives: nothing was added to tell it from another.
async fn is_of_a_spelling(
    connection: &mut SqliteConnection,
    row: i64,
    slug: &Slug,
    kind: SourceKind,
) -> Result<bool, StoreError> {
    let aliases: Vec<String> = sqlx::query_scalar("SELECT alias FROM source_aliases WHERE source_row = $1")
        .bind(row)
        .fetch_all(connection)
        .await?;
    Ok(aliases.iter().any(|alias| slug_of(alias, kind) == *slug))
}

/// The address that a name asks for.
pub(in crate::store) fn slug_of(name: &str, kind: SourceKind) -> Slug {
    if kind == SourceKind::Person { Slug::of(&fold_person(name)) } else { Slug::of(name) }
}

/// True while a name that a person gave stands.
pub(in crate::store) async fn is_renamed(connection: &mut SqliteConnection, row: i64) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM decisions WHERE source_row = $1 AND kind = 'rename' AND undone_at IS NULL)",
    )
    .bind(row)
    .fetch_one(connection)
    .await?)
}

/// True for an address that no source has or had.
pub(in crate::store) async fn is_free(connection: &mut SqliteConnection, slug: &Slug) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT NOT EXISTS (SELECT 1 FROM sources WHERE slug = $1) \
         AND NOT EXISTS (SELECT 1 FROM source_slugs WHERE slug = $1)",
    )
    .bind(slug)
    .fetch_one(connection)
    .await?)
}

/// Gives a source another address, its own former one included, where nobody else has it; the old one leads on.
pub(in crate::store) async fn move_to(
    connection: &mut SqliteConnection,
    row: i64,
    slug: &Slug,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM source_slugs WHERE slug = $1 AND source_row = $2")
        .bind(slug)
        .bind(row)
        .execute(&mut *connection)
        .await?;
    if !is_free(connection, slug).await? {
        return Ok(());
    }
    let old: Slug =
        sqlx::query_scalar("SELECT slug FROM sources WHERE row = $1").bind(row).fetch_one(&mut *connection).await?;
    sqlx::query("UPDATE sources SET slug = $2 WHERE row = $1").bind(row).bind(slug).execute(&mut *connection).await?;
    lead_to(connection, &old, row).await
}

async fn lead_to(connection: &mut SqliteConnection, slug: &Slug, row: i64) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO source_slugs (slug, source_row) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING")
        .bind(slug)
        .bind(row)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds the country to the plain address of a person whose name another one bears.
pub(in crate::store) async fn qualify(
    transaction: &mut Transaction<'_, Sqlite>,
    row: i64,
    plain: &Slug,
    country: &str,
) -> Result<(), StoreError> {
    let has_plain: bool = sqlx::query_scalar("SELECT slug = $2 AND known_by = 'name' FROM sources WHERE row = $1")
        .bind(row)
        .bind(plain)
        .fetch_one(&mut **transaction)
        .await?;
    let slug = plain.with(Slug::of(country).as_str());
    if has_plain && is_free(transaction, &slug).await? && !is_renamed(transaction, row).await? {
        move_to(transaction, row, &slug).await?;
    }
    Ok(())
}

/// Frees a plain address for a new source where the holder has to yield: to an entry of the registry, unless it is one
/// itself; between two sources known by name, to the kind with the lower rank ([`SourceKind::precedence`]); and to a
/// source known by name, if the holder belongs to one article. The holder's kind is then added to its address, so that
/// the result does not depend on which was loaded first.
pub(in crate::store) async fn make_room(
    transaction: &mut Transaction<'_, Sqlite>,
    slug: &Slug,
    new_kind: SourceKind,
    new_known_by: KnownBy,
) -> Result<(), StoreError> {
    let holder: Option<(i64, SourceKind, KnownBy)> =
        sqlx::query_as("SELECT row, kind, known_by FROM sources WHERE slug = $1")
            .bind(slug)
            .fetch_optional(&mut **transaction)
            .await?;
    let Some((row, kind, known_by)) = holder else { return Ok(()) };
    let yields = match (new_known_by, known_by) {
        (KnownBy::Article, _) | (_, KnownBy::Registry) => false,
        (KnownBy::Registry, _) => true,
        (KnownBy::Name, KnownBy::Name) => new_kind.precedence() < kind.precedence(),
        (KnownBy::Name, KnownBy::Article) => true,
    };
    let other = slug.with(kind.as_str());
    if yields && is_free(transaction, &other).await? && !is_renamed(transaction, row).await? {
        sqlx::query("UPDATE sources SET slug = $2 WHERE row = $1")
            .bind(row)
            .bind(&other)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
