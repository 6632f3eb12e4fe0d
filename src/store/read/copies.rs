//! Queries for copies of one text and for origins (groups of articles that copies link), as pages show them.

use std::collections::HashMap;

use crate::domain::{ArticleId, ClaimId, ContentKey, Publisher, Slug};
use crate::index::Key;
use crate::relate::{CommonWords, Shared, Wording};
use crate::store::read::counted::{Counted, counted};
use crate::store::{ClaimFilters, Store, StoreError, parsed_day};

/// The largest number of copies that a page lists.
const MOST_COPIES: usize = 30;

/// The order in which articles `a` with their credits `cr` were printed. A day is all that is known of some; on one day
/// an agency's own article comes first, and those that credit an agency come last.
const FIRST_PRINTED: &str = "a.published_day IS NULL, a.published_day, \
     CASE COALESCE(cr.place, 'contributed') WHEN 'own' THEN 0 WHEN 'contributed' THEN 1 ELSE 2 END, a.published, a.id";

/// The articles that are printings of one text, as the page of one of them shows them.
#[derive(Debug, Clone)]
pub struct Syndication {
    /// The number of printings that are not withdrawn, this one included.
    pub articles: i64,
    /// The other printings, earliest first; cut off where there are very many.
    pub copies: Vec<PrintedCopy>,
    /// True if no other printing is earlier than this one.
    pub is_first: bool,
    /// The name shown for the origin: the agency that most printings credit, else the first publisher.
    pub name: Option<String>,
}

/// Another printing of the text.
#[derive(Debug, Clone)]
pub struct PrintedCopy {
    /// Which.
    pub id: ArticleId,
    /// Its headline.
    pub title: Option<String>,
    /// The outlet.
    pub publisher: Option<Publisher>,
    /// Its day of publication.
    pub published_day: Option<jiff::civil::Date>,
    /// How many words of the requested article it shares.
    pub shared_words: usize,
    /// How many words the requested article has.
    pub words: usize,
}

/// Whom an article credits with its text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Credited {
    /// The agency.
    pub agency: String,
    /// The words that say so.
    pub words: String,
    /// False if the agency supplied only a part of the text.
    pub is_whole: bool,
    /// The slug of the agency's page, if the store has articles that it published itself.
    pub publisher: Option<Slug>,
}

/// A claim of a copy that has the same words as another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimCopy {
    /// The claim.
    pub id: ClaimId,
    /// Its article.
    pub article: ArticleId,
}

/// How many articles of a publisher were printed earlier by others, or are credited to an agency.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct CopiesPrinted {
    /// Publishers that printed its articles earlier, with the number of articles, most first.
    pub of: Vec<Counted<Publisher>>,
    /// Agencies that its articles credit, with the number of articles, most first.
    pub credited: Vec<Counted<String>>,
    /// The number of distinct origins among all articles of the publisher.
    pub origins: i64,
}

/// The number of articles, and of distinct origins, that the claims of a list come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Listed {
    /// Articles.
    pub articles: i64,
    /// Origins.
    pub origins: i64,
    /// The names of the origins, if there are few.
    pub names: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Member {
    row: i64,
    id: ArticleId,
    title: Option<String>,
    publisher_slug: Option<Slug>,
    publisher_name: Option<String>,
    published_day: Option<String>,
    is_this: bool,
    shared_words: Option<i64>,
    words: Option<i64>,
}

impl Store {
    /// The other printings of an article's text; `None` if no other is visible, or the article is withdrawn.
    pub async fn origin(&self, id: &ArticleId) -> Result<Option<Syndication>, StoreError> {
        let mut members: Vec<Member> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT a.row, a.id, a.title, p.slug AS publisher_slug, p.name AS publisher_name, a.published_day, \
               a.row = t.row AS is_this, k.shared_words, k.words FROM articles t \
             JOIN article_origins this ON this.article_row = t.row \
             JOIN article_origins o ON o.origin_row = this.origin_row JOIN visible_articles a ON a.row = o.article_row \
             LEFT JOIN publishers p ON p.row = a.publisher_row LEFT JOIN article_credits cr ON cr.article_row = a.row \
             LEFT JOIN article_copies k ON k.article_row = t.row AND k.other_row = a.row \
             WHERE t.id = $1 ORDER BY {FIRST_PRINTED}"
        )))
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        let articles = members.len() as i64;
        let Some(place) = members.iter().position(|member| member.is_this).filter(|_| articles > 1) else {
            return Ok(None);
        };
        let this = members.remove(place);
        let name = self.origin_name(this.row).await?;
        members.truncate(MOST_COPIES);
        let mut copies = Vec::with_capacity(members.len());
        for member in members {
            // Two members of an origin may be linked only through a third, and were then never compared directly.
            let (shared_words, words) = match member.shared_words.zip(member.words) {
                Some((shared, words)) => (shared as usize, words as usize),
                None => self.common_words(id, &member.id).await?.map_or((0, 0), |part| (part.words, part.of)),
            };
            copies.push(PrintedCopy {
                id: member.id,
                title: member.title,
                publisher: member
                    .publisher_slug
                    .zip(member.publisher_name)
                    .map(|(slug, name)| Publisher { slug, name }),
                published_day: parsed_day(member.published_day.as_deref())?,
                shared_words,
                words,
            });
        }
        Ok(Some(Syndication { articles, copies, is_first: place == 0, name }))
    }

    /// The name shown for an article's origin.
    async fn origin_name(&self, article_row: i64) -> Result<Option<String>, StoreError> {
        const MEMBERS: &str = "SELECT o.article_row FROM article_origins this \
             JOIN article_origins o ON o.origin_row = this.origin_row WHERE this.article_row = $1 UNION SELECT $1";
        let agency: Option<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT cr.agency FROM article_credits cr JOIN visible_articles a ON a.row = cr.article_row \
             WHERE cr.article_row IN ({MEMBERS}) AND cr.place <> 'contributed' \
             GROUP BY cr.agency ORDER BY COUNT(*) DESC, cr.agency LIMIT 1"
        )))
        .bind(article_row)
        .fetch_optional(&self.pool)
        .await?;
        if agency.is_some() {
            return Ok(agency);
        }
        let publisher: Option<Option<String>> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT p.name FROM visible_articles a LEFT JOIN publishers p ON p.row = a.publisher_row \
             LEFT JOIN article_credits cr ON cr.article_row = a.row \
             WHERE a.row IN ({MEMBERS}) ORDER BY {FIRST_PRINTED} LIMIT 1"
        )))
        .bind(article_row)
        .fetch_optional(&self.pool)
        .await?;
        Ok(publisher.flatten())
    }

    /// The words of an article that another one of the same origin has as well; `None` where they are of two origins or
    /// one of them is not to be seen.
    pub async fn common_words(&self, id: &ArticleId, other: &ArticleId) -> Result<Option<CommonWords>, StoreError> {
        let rows: Option<(i64, i64)> = sqlx::query_as(
            "SELECT a.version_row, o.version_row FROM visible_articles a \
             JOIN article_origins g ON g.article_row = a.row JOIN article_origins og ON og.origin_row = g.origin_row \
             JOIN visible_articles o ON o.row = og.article_row WHERE a.id = $1 AND o.id = $2 AND a.row <> o.row",
        )
        .bind(id)
        .bind(other)
        .fetch_optional(&self.pool)
        .await?;
        let Some((row, other_row)) = rows else { return Ok(None) };
        let text = self.version_text(row).await?.version.text;
        let other = self.version_text(other_row).await?.version.text;
        let comparing =
            tokio::task::spawn_blocking(move || Shared::between(&Wording::of(&text), &Wording::of(&other)).first);
        comparing.await.map(Some).map_err(|error| StoreError::Unexpected(error.to_string()))
    }

    /// The agency that an article credits with its text; `None` if it credits no other.
    pub async fn credited(&self, id: &ArticleId) -> Result<Option<Credited>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT cr.agency, cr.words, cr.place <> 'contributed' AS is_whole, (SELECT p.slug FROM article_credits own \
               JOIN visible_articles b ON b.row = own.article_row JOIN publishers p ON p.row = b.publisher_row \
               WHERE own.agency = cr.agency AND own.place = 'own' ORDER BY p.slug LIMIT 1) AS publisher \
             FROM article_credits cr JOIN articles a ON a.row = cr.article_row WHERE a.id = $1 AND cr.place <> 'own'",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?)
    }

    /// For each of these claims those of other printings of its article that have the same words, one an article.
    pub async fn copies_of_claims(&self, claims: &[ClaimId]) -> Result<HashMap<ClaimId, Vec<ClaimCopy>>, StoreError> {
        /// The largest number of claims of copies that one page examines.
        const MOST: i64 = 5000;
        let ids = serde_json::to_string(claims).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let beside: Vec<(ClaimId, String, ClaimId, String, ArticleId)> = sqlx::query_as(
            "SELECT c.id, c.content, n.id, n.content, a.id FROM claims c \
             JOIN article_origins this ON this.article_row = c.article_row \
             JOIN article_origins o ON o.origin_row = this.origin_row AND o.article_row <> this.article_row \
             JOIN articles a ON a.row = o.article_row JOIN visible_claims n ON n.article_row = o.article_row \
               AND ABS(LENGTH(n.content) - LENGTH(c.content)) <= 20 \
             WHERE c.id IN (SELECT value FROM json_each($1)) ORDER BY a.row, n.place, n.row LIMIT $2",
        )
        .bind(ids)
        .bind(MOST)
        .fetch_all(&self.pool)
        .await?;
        let mut copies: HashMap<ClaimId, Vec<ClaimCopy>> = HashMap::new();
        for (claim, content, id, words, article) in beside {
            if ContentKey::of(&content) == ContentKey::of(&words) {
                let of_claim = copies.entry(claim).or_default();
                if of_claim.iter().all(|known| known.article != article) {
                    of_claim.push(ClaimCopy { id, article });
                }
            }
        }
        Ok(copies)
    }

    /// How many articles to be seen are of one origin with each of these, itself included; none where it is the only
    /// one.
    pub async fn printings_of(&self, articles: &[ArticleId]) -> Result<HashMap<ArticleId, i64>, StoreError> {
        let ids = serde_json::to_string(articles).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let counts: Vec<(ArticleId, i64)> = sqlx::query_as(
            "SELECT t.id, COUNT(*) FROM articles t JOIN article_origins this ON this.article_row = t.row \
             JOIN article_origins o ON o.origin_row = this.origin_row JOIN visible_articles a ON a.row = o.article_row \
             WHERE t.id IN (SELECT value FROM json_each($1)) GROUP BY t.row HAVING COUNT(*) > 1",
        )
        .bind(ids)
        .fetch_all(&self.pool)
        .await?;
        Ok(counts.into_iter().collect())
    }

    /// Counts a publisher's articles that others printed earlier, or that agencies supplied.
    pub async fn copies_printed(&self, publisher: &Slug) -> Result<CopiesPrinted, StoreError> {
        let of: Vec<(Option<Slug>, Option<String>, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "WITH own AS MATERIALIZED (SELECT o.origin_row, o.article_row, b.publisher_row FROM publishers p \
                 CROSS JOIN article_origins o CROSS JOIN articles b ON b.publisher_row = p.row AND b.row = o.article_row \
                 WHERE p.slug = $1), \
               printed AS (SELECT o.origin_row, a.publisher_row, \
                  ROW_NUMBER() OVER (PARTITION BY o.origin_row ORDER BY {FIRST_PRINTED}) AS place \
                FROM article_origins o JOIN visible_articles a ON a.row = o.article_row \
                LEFT JOIN article_credits cr ON cr.article_row = a.row WHERE o.origin_row IN (SELECT origin_row FROM own)) \
             SELECT p.slug, p.name, COUNT(*) AS articles FROM own o CROSS JOIN visible_articles a ON a.row = o.article_row \
             JOIN printed f ON f.origin_row = o.origin_row AND f.place = 1 AND f.publisher_row IS NOT o.publisher_row \
             LEFT JOIN publishers p ON p.row = f.publisher_row GROUP BY f.publisher_row ORDER BY articles DESC, p.name"
        )))
        .bind(publisher)
        .fetch_all(&self.pool)
        .await?;
        let credited: Vec<(String, i64)> = sqlx::query_as(
            "SELECT cr.agency, COUNT(*) AS articles FROM publishers p CROSS JOIN article_credits cr \
             CROSS JOIN articles b ON b.publisher_row = p.row AND b.row = cr.article_row \
             CROSS JOIN visible_articles a ON a.row = b.row \
             WHERE p.slug = $1 AND cr.place NOT IN ('own', 'contributed') GROUP BY cr.agency ORDER BY articles DESC, cr.agency",
        )
        .bind(publisher)
        .fetch_all(&self.pool)
        .await?;
        let origins = sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM articles a WHERE a.publisher_row = p.row) \
                 - (SELECT COUNT(*) FROM withdrawn_articles w WHERE w.publisher_row = p.row) \
                 - (SELECT COUNT(*) - COUNT(DISTINCT o.origin_row) FROM article_origins o \
                    CROSS JOIN articles b ON b.publisher_row = p.row AND b.row = o.article_row \
                    CROSS JOIN visible_articles a ON a.row = b.row) \
             FROM publishers p WHERE p.slug = $1",
        )
        .bind(publisher)
        .fetch_one(&self.pool)
        .await?;
        let named = |(slug, name, count): (Option<Slug>, Option<String>, i64)| {
            Some(Counted { value: slug.zip(name).map(|(slug, name)| Publisher { slug, name })?, count })
        };
        Ok(CopiesPrinted { of: of.into_iter().filter_map(named).collect(), credited: counted(credited), origins })
    }

    /// Counts the articles and the origins of the claims that match.
    pub async fn origins_listed(&self, filters: &ClaimFilters) -> Result<Listed, StoreError> {
        /// The largest number of origins that are listed by name.
        const FEW: usize = 4;
        let found = self.find(self.question(filters, "").await?).await?;
        let count = move || Ok((found.counts(Key::Article)?.len() as i64, found.counts(Key::Origin)?));
        let (articles, origins) = self.on_a_thread(count).await?;
        let mut names = Vec::new();
        if (origins.len() as i64) < articles && origins.len() <= FEW {
            for (row, _) in origins.iter() {
                names.extend(self.origin_name(*row as i64).await?);
            }
            names.sort();
            names.dedup();
        }
        let origins = origins.len() as i64;
        Ok(Listed { articles, origins, names })
    }
}
