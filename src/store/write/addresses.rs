//! The addresses an article is known by, and the lookup of a stored article by any of them.

use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::domain::{ArticleId, CanonicalAddress, NewArticle};
use crate::relate::{Variant, variant};
use crate::store::StoreError;
use crate::store::write::{files, withdrawals};

/// An article, as the one that is here under another of its addresses, where there is one.
pub(in crate::store) struct Resolved {
    /// With the address that its id rests on; its own is among the others then.
    pub(in crate::store) article: NewArticle,
    /// True where its text, found at another address, is that of the article here or a part of it.
    pub(in crate::store) is_there: bool,
}

/// The largest number of articles examined for one address. An address has more than one only where the texts of its
/// variants had nothing in common.
const MOST: i64 = 4;

#[derive(sqlx::FromRow)]
struct Candidate {
    id: ArticleId,
    url: Option<String>,
    text: String,
}

/// Finds the article that is here under any of the addresses of `article`.
///
/// Its own id counts first. Else the first loaded one at one of its addresses does, unless the texts have nothing in
/// common: an address may look like a variant of another without being one, and a mobile page may hold no article. Where
/// only the pages say that two addresses belong together, the texts must be the same: a careless site may name the same
/// address on all of its pages.
pub(in crate::store) async fn resolve(
    connection: &mut SqliteConnection,
    mut article: NewArticle,
) -> Result<Resolved, StoreError> {
    let addresses = article.addresses();
    let own = article.address().map(|address| address.folded());
    let is_here: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM articles WHERE id = $1)")
        .bind(article.id())
        .fetch_one(&mut *connection)
        .await?;
    if is_here {
        return Ok(Resolved { article, is_there: false });
    }
    if addresses.is_empty() {
        return Ok(Resolved { article: files::resolve(connection, article).await?, is_there: false });
    }
    let candidates: Vec<Candidate> = sqlx::query_as(
        "SELECT a.id, a.url, v.text FROM articles a JOIN article_versions v ON v.row = a.version_row WHERE a.row IN \
         (SELECT d.article_row FROM article_addresses d WHERE d.address IN (SELECT value FROM json_each($1))) \
         ORDER BY a.row LIMIT $2",
    )
    .bind(as_list(&addresses)?)
    .bind(MOST)
    .fetch_all(&mut *connection)
    .await?;
    for here in candidates {
        let is_withdrawn = withdrawals::in_force(connection, here.id.as_str()).await?.is_some();
        let variant = variant(&here.text, &article.text);
        let is_variant = here.url.as_deref().and_then(CanonicalAddress::parse).map(|address| address.folded()) == own;
        let fits = match variant {
            Variant::Same => true,
            Variant::Changed => is_variant,
            Variant::Unrelated => false,
        };
        if fits || (is_withdrawn && is_variant) {
            article.also_at.extend(article.url.take());
            article.url = here.url;
            return Ok(Resolved { article, is_there: variant == Variant::Same });
        }
    }
    Ok(Resolved { article, is_there: false })
}

/// True if `article` gives an address that no stored article is known by yet.
pub(in crate::store) async fn has_new(
    connection: &mut SqliteConnection,
    article: &NewArticle,
) -> Result<bool, StoreError> {
    let addresses = article.addresses();
    // An address that folding alone yields needs no row: the look-up folds it again.
    let own = article.address().map(|address| address.folded());
    let told: Vec<&String> = addresses
        .iter()
        .filter(|address| CanonicalAddress::parse(address).map(|address| address.folded()) != own)
        .collect();
    if told.is_empty() {
        return Ok(false);
    }
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM json_each($1) t WHERE NOT EXISTS \
         (SELECT 1 FROM article_addresses d WHERE d.address = t.value))",
    )
    .bind(as_list(&told)?)
    .fetch_one(connection)
    .await?)
}

/// Notes the addresses of an article; one that another article has stays with that one.
pub(in crate::store) async fn save(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    article: &NewArticle,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO article_addresses (address, article_row) SELECT value, $2 FROM json_each($1) WHERE true \
         ON CONFLICT (address) DO NOTHING",
    )
    .bind(as_list(&article.addresses())?)
    .bind(article_row)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn as_list(addresses: &[impl serde::Serialize]) -> Result<String, StoreError> {
    serde_json::to_string(addresses).map_err(|error| StoreError::Unexpected(error.to_string()))
}
