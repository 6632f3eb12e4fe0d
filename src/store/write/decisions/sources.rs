//! Decisions about sources: merge two, split one, rename one, or give it another kind.

use sqlx::SqliteConnection;

use super::{Decision, DecisionError, DecisionKind, NewDecision, Undone, decision, log, refresh};
use crate::domain::{ArticleId, Slug, SourceKind};
use crate::store::write::identities::{add_alias, is_official, last_key, name_key};
use crate::store::write::source_addresses::{is_free, move_to, slug_of};
use crate::store::{Store, StoreError, parsed};

/// A source that shows its own claims.
#[derive(sqlx::FromRow)]
pub(super) struct Standing {
    pub(super) row: i64,
    pub(super) slug: Slug,
    pub(super) name: String,
    kind: SourceKind,
}

impl Standing {
    /// A decision about this source, which changes nothing yet.
    fn decided<'a>(&'a self, kind: DecisionKind, claims: i64, author: Option<&'a str>) -> NewDecision<'a> {
        let named = Some((self.name.as_str(), &self.slug));
        NewDecision { source_row: Some(self.row), before: named, after: named, ..NewDecision::of(kind, claims, author) }
    }
}

impl Store {
    /// Makes `from` one with `into`, whose page shows the claims of both; the address of `from` leads there. With
    /// `force`, also where one is a person, say, and the other a body.
    ///
    /// # Errors
    /// When one does not exist, both are merged already, or their kinds differ without `force`.
    pub async fn merge_sources(
        &self,
        from: &Slug,
        into: &Slug,
        force: bool,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let (gone, kept) = (standing(&mut transaction, from).await?, standing(&mut transaction, into).await?);
        if gone.row == kept.row {
            return Err(DecisionError::OneAlready(from.clone(), into.clone()));
        }
        if gone.kind != kept.kind && !force {
            return Err(DecisionError::KindsDiffer(gone.slug, gone.kind, kept.slug, kept.kind));
        }
        let claims = claims_of(&mut transaction, gone.row).await?;
        let new = NewDecision {
            other_row: Some(kept.row),
            after: Some((&kept.name, &kept.slug)),
            ..gone.decided(DecisionKind::Merge, claims, author)
        };
        let number = log(&mut transaction, new).await?;
        sqlx::query("UPDATE sources SET shown_row = $2 WHERE row = $1 OR shown_row = $1")
            .bind(gone.row)
            .bind(kept.row)
            .execute(&mut *transaction)
            .await?;
        refresh(&mut transaction, gone.row).await?;
        let decision = decision(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(decision)
    }

    /// Makes what a source says in these articles a source of its own, with this name or the same.
    ///
    /// # Errors
    /// When the source or an article is not there, it says nothing in one of them, or nothing elsewhere.
    pub async fn split_source(
        &self,
        slug: &Slug,
        articles: &[ArticleId],
        name: Option<&str>,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let name = name.map(tidy).transpose()?;
        let mut transaction = self.write().await?;
        let source = standing(&mut transaction, slug).await?;
        let mut rows = Vec::new();
        let mut claims = 0;
        for id in articles {
            let row: Option<i64> = sqlx::query_scalar("SELECT row FROM articles WHERE id = $1")
                .bind(id)
                .fetch_optional(&mut *transaction)
                .await?;
            let row = row.ok_or_else(|| DecisionError::UnknownArticle(id.clone()))?;
            let here: i64 = sqlx::query_scalar(
                "SELECT COUNT(DISTINCT c.row) FROM claims c JOIN claim_parties cp ON cp.claim_row = c.row \
                 WHERE c.article_row = $1 AND cp.source_row = $2",
            )
            .bind(row)
            .bind(source.row)
            .fetch_one(&mut *transaction)
            .await?;
            if here == 0 {
                return Err(DecisionError::NotInArticle(source.slug, id.clone()));
            }
            if !rows.contains(&row) {
                rows.push(row);
                claims += here;
            }
        }
        if claims == claims_of(&mut transaction, source.row).await? {
            return Err(DecisionError::NothingLeft(source.slug));
        }
        let (new_row, new_slug, new_name) = part(&mut transaction, &source, articles, name).await?;
        let new = NewDecision {
            other_row: Some(new_row),
            after: Some((&new_name, &new_slug)),
            ..source.decided(DecisionKind::Split, claims, author)
        };
        let number = log(&mut transaction, new).await?;
        for row in rows {
            // Whichever of the merged ones the words of these articles lead to, now or when they are read again. What a
            // decision attributes to the source, the words lead to another.
            sqlx::query(
                "INSERT INTO source_splits (decision_row, found_row, article_row, to_row) \
                 SELECT $1, s.row, $3, $4 FROM sources s WHERE s.row = $2 OR s.shown_row = $2 UNION \
                 SELECT $1, cp.found_row, $3, $4 FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row \
                 WHERE cp.source_row = $2 AND c.article_row = $3 AND NOT EXISTS (SELECT 1 FROM decision_claims dc \
                   JOIN decisions d ON d.row = dc.decision_row AND d.kind = 'attribute' AND d.undone_at IS NULL \
                   WHERE dc.claim_id = c.id AND cp.role = 'source' AND cp.position = 0)",
            )
            .bind(number)
            .bind(source.row)
            .bind(row)
            .bind(new_row)
            .execute(&mut *transaction)
            .await?;
        }
        refresh(&mut transaction, source.row).await?;
        let decision = decision(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(decision)
    }

    /// Gives a source another name, and the address that goes with it where that is free; the old one leads there.
    ///
    /// # Errors
    /// When there is no such source, the name is not usable, or the source has this name already.
    pub async fn rename_source(
        &self,
        slug: &Slug,
        name: &str,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let name = tidy(name)?;
        let mut transaction = self.write().await?;
        let source = standing(&mut transaction, slug).await?;
        if source.name == name {
            return Err(DecisionError::CalledSo(source.slug, name));
        }
        let claims = claims_of(&mut transaction, source.row).await?;
        move_to(&mut transaction, source.row, &slug_of(&name, source.kind)).await?;
        set_name(&mut transaction, source.row, &name).await?;
        // The name it had in print finds it still, and the new one as well.
        add_alias(&mut transaction, source.row, &source.name).await?;
        add_alias(&mut transaction, source.row, &name).await?;
        let now_at: Slug = sqlx::query_scalar("SELECT slug FROM sources WHERE row = $1")
            .bind(source.row)
            .fetch_one(&mut *transaction)
            .await?;
        let new = NewDecision { after: Some((&name, &now_at)), ..source.decided(DecisionKind::Rename, claims, author) };
        let number = log(&mut transaction, new).await?;
        let decision = decision(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(decision)
    }

    /// Gives a source another kind. Names in articles lead to it as before.
    ///
    /// # Errors
    /// When there is no such source, or it is of this kind already.
    pub async fn set_source_kind(
        &self,
        slug: &Slug,
        kind: SourceKind,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let source = standing(&mut transaction, slug).await?;
        if source.kind == kind {
            return Err(DecisionError::OfThisKind(source.slug, kind));
        }
        let claims = claims_of(&mut transaction, source.row).await?;
        let new = NewDecision {
            values: (Some(source.kind.as_str()), Some(kind.as_str())),
            ..source.decided(DecisionKind::Kind, claims, author)
        };
        let number = log(&mut transaction, new).await?;
        set_kind(&mut transaction, source.row, kind).await?;
        let decision = decision(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(decision)
    }
}

/// Undoes a decision that the log marks as undone.
pub(super) async fn undo(connection: &mut SqliteConnection, undone: &Undone) -> Result<(), DecisionError> {
    let Some(source_row) = undone.source_row else { return Ok(()) };
    match (undone.kind, undone.other_row, &undone.name_before, &undone.slug_before, &undone.value_before) {
        (DecisionKind::Merge, Some(kept), ..) => {
            stand_alone(connection, source_row).await?;
            refresh(connection, kept).await?;
        }
        (DecisionKind::Split, Some(new), ..) => {
            // The address of what was parted leads to where its claims stand again.
            sqlx::query("UPDATE sources SET shown_row = $2 WHERE row = $1")
                .bind(new)
                .bind(source_row)
                .execute(&mut *connection)
                .await?;
            refresh(connection, new).await?;
        }
        (DecisionKind::Kind, .., Some(kind)) => set_kind(connection, source_row, parsed(kind)?).await?,
        (_, _, Some(name), Some(slug), _) => {
            set_name(connection, source_row, name).await?;
            move_to(connection, source_row, slug).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Gives a source a name. It speaks for a state where that name or the one that articles print says so.
async fn set_name(connection: &mut SqliteConnection, row: i64, name: &str) -> Result<(), DecisionError> {
    let (kind, printed): (SourceKind, String) = sqlx::query_as("SELECT kind, name_key FROM sources WHERE row = $1")
        .bind(row)
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query("UPDATE sources SET name = $2, is_official = $3 WHERE row = $1")
        .bind(row)
        .bind(name)
        .bind(is_official(kind, &printed) || is_official(kind, &name_key(name, kind)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives a source a kind. People are found by the last word of their names.
async fn set_kind(connection: &mut SqliteConnection, row: i64, kind: SourceKind) -> Result<(), DecisionError> {
    let (name, printed): (String, String) = sqlx::query_as("SELECT name, name_key FROM sources WHERE row = $1")
        .bind(row)
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query("UPDATE sources SET kind = $2, last_key = $3, is_official = $4 WHERE row = $1")
        .bind(row)
        .bind(kind)
        .bind(last_key(&printed, kind))
        .bind(is_official(kind, &printed) || is_official(kind, &name_key(&name, kind)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The source that an address leads to, after all merges.
pub(super) async fn standing(connection: &mut SqliteConnection, slug: &Slug) -> Result<Standing, DecisionError> {
    let found = sqlx::query_as(
        "SELECT r.row, r.slug, r.name, r.kind FROM sources s JOIN sources r ON r.row = COALESCE(s.shown_row, s.row) \
         WHERE s.slug = $1 OR s.row = (SELECT source_row FROM source_slugs WHERE slug = $1)",
    )
    .bind(slug)
    .fetch_optional(connection)
    .await?;
    found.ok_or_else(|| DecisionError::UnknownSource(slug.clone()))
}

async fn claims_of(connection: &mut SqliteConnection, row: i64) -> Result<i64, DecisionError> {
    Ok(sqlx::query_scalar("SELECT COUNT(DISTINCT claim_row) FROM claim_parties WHERE source_row = $1")
        .bind(row)
        .fetch_one(connection)
        .await?)
}

/// A name as it can stand on a page.
pub(super) fn tidy(name: &str) -> Result<String, DecisionError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_fit =
        name.chars().count() <= 200 && name.chars().any(char::is_alphanumeric) && !name.contains(char::is_control);
    if is_fit { Ok(name) } else { Err(DecisionError::BadName) }
}

/// Makes the source for a part of another one.
async fn part(
    connection: &mut SqliteConnection,
    source: &Standing,
    articles: &[ArticleId],
    name: Option<String>,
) -> Result<(i64, Slug, String), DecisionError> {
    // The least id, so that the order in which they were given makes no difference.
    let id = articles.iter().map(ArticleId::as_str).min().unwrap_or_default();
    let own = name.as_deref().map(|name| slug_of(name, source.kind));
    let plain = own.clone().unwrap_or_else(|| source.slug.clone());
    let mut slugs: Vec<Slug> = own.into_iter().collect();
    slugs.extend([plain.with(id.get(..4).unwrap_or(id)), plain.with(id)]);
    let earlier: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM decisions").fetch_one(&mut *connection).await?;
    slugs.push(plain.with(id).with(&earlier.to_string()));
    let name = name.unwrap_or_else(|| source.name.clone());
    for slug in slugs {
        if !is_free(&mut *connection, &slug).await? {
            continue;
        }
        let row = sqlx::query_scalar(
            "INSERT INTO sources (slug, name, name_key, last_key, kind, found_kind, known_by, is_apart, is_official) \
             SELECT $2, $3, name_key, last_key, kind, found_kind, 'name', 1, is_official FROM sources WHERE row = $1 RETURNING row",
        )
        .bind(source.row)
        .bind(&slug)
        .bind(&name)
        .fetch_one(&mut *connection)
        .await?;
        set_name(connection, row, &name).await?;
        add_alias(connection, row, &name).await?;
        return Ok((row, slug, name));
    }
    Err(StoreError::Unexpected(format!("no free address for a part of {}", source.slug)).into())
}

/// Lets a source show its own claims again, and those of the sources that were merged into it.
async fn stand_alone(connection: &mut SqliteConnection, row: i64) -> Result<(), DecisionError> {
    sqlx::query(
        "WITH RECURSIVE own (row) AS (SELECT $1 UNION \
           SELECT d.source_row FROM decisions d JOIN own ON own.row = d.other_row \
             WHERE d.kind = 'merge' AND d.undone_at IS NULL UNION \
           SELECT d.other_row FROM decisions d JOIN own ON own.row = d.source_row \
             WHERE d.kind = 'split' AND d.undone_at IS NOT NULL) \
         UPDATE sources SET shown_row = CASE WHEN row = $1 THEN NULL ELSE $1 END WHERE row IN (SELECT row FROM own)",
    )
    .bind(row)
    .execute(connection)
    .await?;
    Ok(())
}
