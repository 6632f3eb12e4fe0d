//! Articles: lists, single ones, and their texts.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use crate::domain::{Article, ArticleId, Partial, Publisher, Slug};
use crate::store::{Store, StoreError, anywhere, json, parsed_day, parsed_list};

/// The filters and the page position for a list of articles.
#[derive(Debug, Clone, Default)]
pub struct ArticleFilters {
    /// Words the headline must contain, in any order.
    pub title: String,
    /// The outlet.
    pub publisher: Option<Slug>,
    /// The last article of the previous page; `None` for the first page.
    pub after: Option<ArticleId>,
}

/// One page of a list of articles.
#[derive(Debug, Clone)]
pub struct ArticlePageOf {
    /// The articles, at most fifty.
    pub articles: Vec<Article>,
    /// The number of articles that match, on all pages.
    pub total: i64,
    /// True when another page follows.
    pub has_more: bool,
}

const PAGE_SIZE: usize = 50;

const ARTICLE_COLUMNS: &str = "a.id, a.url, a.title, p.slug AS publisher_slug, p.name AS publisher_name, a.authors, \
     a.published, a.published_day, a.language, a.license, a.attribution, a.corrections, a.loaded_at, \
     (SELECT v.partial FROM article_versions v WHERE v.row = a.version_row) AS partial, \
     a.reading_row IS NOT NULL AS is_read, \
     (SELECT COUNT(*) FROM visible_claims c WHERE c.article_row = a.row) AS claims";

#[derive(sqlx::FromRow)]
struct ArticleFields {
    id: ArticleId,
    url: Option<String>,
    title: Option<String>,
    publisher_slug: Option<Slug>,
    publisher_name: Option<String>,
    authors: String,
    published: Option<String>,
    published_day: Option<String>,
    language: Option<String>,
    license: Option<String>,
    attribution: Option<String>,
    corrections: String,
    partial: Option<Partial>,
    loaded_at: String,
    is_read: bool,
    claims: i64,
}

impl ArticleFields {
    fn into_article(self) -> Result<Article, StoreError> {
        Ok(Article {
            id: self.id,
            url: self.url,
            title: self.title,
            publisher: self.publisher_slug.zip(self.publisher_name).map(|(slug, name)| Publisher { slug, name }),
            authors: parsed_list(self.authors)?,
            published: self.published,
            published_day: parsed_day(self.published_day.as_deref())?,
            language: self.language,
            license: self.license,
            attribution: self.attribution,
            partial: self.partial,
            corrections: parsed_list(self.corrections)?,
            loaded_at: self.loaded_at,
            is_read: self.is_read,
            claims: self.claims,
        })
    }
}

fn push_filters(query: &mut QueryBuilder<sqlx::Sqlite>, filters: &ArticleFilters, publisher: Option<i64>) {
    query.push(" WHERE 1");
    for word in filters.title.split_whitespace() {
        query.push(" AND a.title LIKE ").push_bind(anywhere(word)).push(" ESCAPE '\\'");
    }
    if let Some(publisher) = publisher {
        query.push(" AND a.publisher_row = ").push_bind(publisher);
    }
}

impl Store {
    /// One page of the articles that match, newest publication first.
    pub async fn articles(&self, filters: &ArticleFilters) -> Result<ArticlePageOf, StoreError> {
        let publisher = self.row_of_publisher(filters).await?;
        // Counted without those that are withdrawn, which are few: to ask of each whether it is would take longer.
        let mut count = QueryBuilder::new("SELECT (SELECT COUNT(*) FROM articles a");
        push_filters(&mut count, filters, publisher);
        count.push(") - (SELECT COUNT(*) FROM withdrawn_articles a");
        push_filters(&mut count, filters, publisher);
        let total = count.push(")").build_query_scalar().fetch_one(&self.pool).await?;
        let mut articles = self.articles_after(filters, PAGE_SIZE + 1).await?;
        let has_more = articles.len() > PAGE_SIZE;
        articles.truncate(PAGE_SIZE);
        Ok(ArticlePageOf { articles, total, has_more })
    }

    /// The first `most` matching articles after the cursor of the filters, with nothing counted.
    pub async fn articles_after(&self, filters: &ArticleFilters, most: usize) -> Result<Vec<Article>, StoreError> {
        let mut list = QueryBuilder::new("SELECT ");
        list.push(ARTICLE_COLUMNS).push(" FROM (SELECT a.row FROM visible_articles a");
        push_filters(&mut list, filters, self.row_of_publisher(filters).await?);
        if let Some(after) = &filters.after {
            let last: Option<(String, i64)> =
                sqlx::query_as("SELECT COALESCE(published_day, ''), row FROM articles WHERE id = $1")
                    .bind(after)
                    .fetch_optional(&self.pool)
                    .await?;
            // Behind an article that is not there stands nothing.
            let (day, row) = last.unwrap_or_default();
            list.push(" AND (COALESCE(a.published_day, ''), a.row) < (")
                .push_bind(day)
                .push(", ")
                .push_bind(row)
                .push(")");
        }
        list.push(" ORDER BY COALESCE(a.published_day, '') DESC, a.row DESC LIMIT ").push_bind(most as i64);
        list.push(") l JOIN articles a ON a.row = l.row LEFT JOIN publishers p ON p.row = a.publisher_row");
        list.push(" ORDER BY COALESCE(a.published_day, '') DESC, a.row DESC");
        let rows: Vec<ArticleFields> = list.build_query_as().fetch_all(&self.pool).await?;
        let mut articles = rows.into_iter().map(ArticleFields::into_article).collect::<Result<Vec<_>, _>>()?;
        for article in &mut articles {
            self.mask_corrections(article).await?;
        }
        Ok(articles)
    }

    /// The row of the publisher that the filters name. One that is not known printed nothing.
    async fn row_of_publisher(&self, filters: &ArticleFilters) -> Result<Option<i64>, StoreError> {
        let Some(slug) = &filters.publisher else { return Ok(None) };
        let known = sqlx::query_scalar("SELECT row FROM publishers WHERE slug = $1").bind(slug);
        Ok(Some(known.fetch_optional(&self.pool).await?.unwrap_or_default()))
    }

    /// Takes the words of withdrawn claims out of the notes in which a publisher corrects an article.
    async fn mask_corrections(&self, article: &mut Article) -> Result<(), StoreError> {
        if article.corrections.is_empty() {
            return Ok(());
        }
        for part in self.withdrawn_words(&article.id).await? {
            for note in &mut article.corrections {
                *note = note.replace(&part, "[withdrawn]");
            }
        }
        Ok(())
    }

    /// One article, withdrawn or not; `None` when none ever had this id.
    pub async fn article(&self, id: &ArticleId) -> Result<Option<Article>, StoreError> {
        let mut query = QueryBuilder::new("SELECT ");
        query
            .push(ARTICLE_COLUMNS)
            .push(" FROM articles a LEFT JOIN publishers p ON p.row = a.publisher_row WHERE a.id = ");
        query.push_bind(id.clone());
        let fields: Option<ArticleFields> = query.build_query_as().fetch_optional(&self.pool).await?;
        let Some(fields) = fields else { return Ok(None) };
        let mut article = fields.into_article()?;
        self.mask_corrections(&mut article).await?;
        Ok(Some(article))
    }

    /// The articles with these ids, without the notes in which their publishers correct them.
    pub async fn articles_of(&self, ids: &[&ArticleId]) -> Result<HashMap<ArticleId, Article>, StoreError> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(ARTICLE_COLUMNS).push(" FROM articles a LEFT JOIN publishers p ON p.row = a.publisher_row");
        query.push(" WHERE a.id IN (SELECT value FROM json_each(").push_bind(json(&ids)?).push("))");
        let rows: Vec<ArticleFields> = query.build_query_as().fetch_all(&self.pool).await?;
        let article = |fields: ArticleFields| {
            let article = Article { corrections: Vec::new(), ..fields.into_article()? };
            Ok((article.id.clone(), article))
        };
        rows.into_iter().map(article).collect()
    }

    /// Why the extractor looked for no claims in an article.
    pub async fn not_read(&self, id: &ArticleId) -> Result<Option<String>, StoreError> {
        let reason: Option<Option<String>> = sqlx::query_scalar(
            "SELECT r.not_read FROM readings r JOIN articles a ON a.reading_row = r.row WHERE a.id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(reason.flatten())
    }
}
