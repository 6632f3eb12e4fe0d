//! Sources that a person makes, since no article's words lead to them.

use sqlx::{FromRow, Sqlite, SqliteConnection, Transaction};

use super::DecisionError;
use super::sources::{Standing, standing, tidy};
use crate::domain::{ArticleId, Identity, KnownBy, Party, Slug, SourceKind, fold_name};
use crate::registry::{is_full_name, proposed_slug};
use crate::store::StoreError;
use crate::store::write::identities::{add_alias, is_official, last_key, name_key};
use crate::store::write::source_addresses::{is_free, make_room};

/// A source that a person asks for.
#[derive(Debug, Clone, Copy)]
pub struct NewSource<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its kind.
    pub kind: SourceKind,
    /// True to make it even where a source of this name is known: two of one name.
    pub force: bool,
}

/// A source that has a name already.
#[derive(FromRow)]
struct Namesake {
    slug: Slug,
    kind: SourceKind,
    /// True while lists show claims of it.
    is_listed: bool,
}

/// Makes a source for a claim of this article. One of the name and kind whose claims are all gone is taken again.
pub(super) async fn make(
    transaction: &mut Transaction<'_, Sqlite>,
    new: NewSource<'_>,
    (article_row, article_id): (i64, &ArticleId),
) -> Result<Standing, DecisionError> {
    let NewSource { name, kind, force } = new;
    let name = tidy(name)?;
    if !force {
        let namesakes = namesakes(transaction, &name, kind, article_row).await?;
        if let Some(known) = namesakes.iter().find(|known| known.is_listed) {
            return Err(DecisionError::NameIsKnown(name, known.slug.clone(), known.kind));
        }
        if let Some(known) = namesakes.into_iter().find(|known| known.kind == kind) {
            return standing(transaction, &known.slug).await;
        }
    }
    let slug = insert(transaction, name, kind, force, (article_row, article_id)).await?;
    standing(transaction, &slug).await
}

/// The sources that the name leads to by any spelling, in lists or in this article, best known first.
async fn namesakes(
    connection: &mut SqliteConnection,
    name: &str,
    kind: SourceKind,
    article_row: i64,
) -> Result<Vec<Namesake>, DecisionError> {
    Ok(sqlx::query_as(
        "SELECT r.slug, r.kind, MAX(COALESCE(n.claims + n.through, 0)) > 0 AS is_listed \
         FROM sources s JOIN sources r ON r.row = COALESCE(s.shown_row, s.row) \
         LEFT JOIN source_counts n ON n.source_row = r.row \
         WHERE (s.article_row IS NULL OR s.article_row = $3) \
           AND (s.name_key = $1 OR s.row IN (SELECT source_row FROM source_aliases WHERE alias_key = $2)) \
         GROUP BY r.row ORDER BY COALESCE(n.claims, 0) DESC, r.row",
    )
    .bind(name_key(name, kind))
    .bind(fold_name(name))
    .bind(article_row)
    .fetch_all(connection)
    .await?)
}

/// Articles that print the name lead to the source as to any other of its kind: a full name everywhere, what is no name
/// in this article alone. Where the name is another's as well (`is_apart`), or a surname, they do not.
async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    name: String,
    kind: SourceKind,
    is_apart: bool,
    (article_row, article_id): (i64, &ArticleId),
) -> Result<Slug, DecisionError> {
    let key = name_key(&name, kind);
    let is_of_article = matches!(kind, SourceKind::Unnamed | SourceKind::Group);
    let (identity, known_by) =
        if is_of_article { (Identity::Article, KnownBy::Article) } else { (Identity::Name, KnownBy::Name) };
    let is_apart = is_apart || (kind == SourceKind::Person && !is_full_name(&key));
    let plain = proposed_slug(&Party { name: name.clone(), kind, role: None, mention: None, identity }, article_id);
    if !is_apart {
        make_room(transaction, &plain, kind, known_by).await?;
    }
    let decisions: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM decisions").fetch_one(&mut **transaction).await?;
    let id = article_id.as_str();
    let slugs = [
        plain.clone(),
        plain.with(kind.as_str()),
        plain.with(&id[..4]),
        plain.with(id),
        plain.with(id).with(&decisions.to_string()),
    ];
    for slug in slugs {
        if !is_free(transaction, &slug).await? {
            continue;
        }
        let row: i64 = sqlx::query_scalar(
            "INSERT INTO sources (slug, name, name_key, last_key, kind, found_kind, known_by, article_row, is_apart, \
             is_official) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9) RETURNING row",
        )
        .bind(&slug)
        .bind(&name)
        .bind(&key)
        .bind(last_key(&key, kind))
        .bind(kind)
        .bind(known_by)
        .bind(is_of_article.then_some(article_row))
        .bind(is_apart)
        .bind(is_official(kind, &key))
        .fetch_one(&mut **transaction)
        .await?;
        if !is_of_article {
            add_alias(transaction, row, &name).await?;
        }
        return Ok(slug);
    }
    Err(StoreError::Unexpected(format!("no free address for the new source {name:?}")).into())
}
