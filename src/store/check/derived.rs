//! What is kept beside the rows it is worked out from.

use super::{Fault, TOLD};
use crate::store::{Store, StoreError};

/// One kind of kept rows.
struct Derived {
    what: &'static str,
    /// Where they are not what they should be.
    faults: &'static str,
    /// Makes them anew; empty for what nothing else tells.
    repairs: &'static [&'static str],
}

/// Those that others are worked out from come first.
const DERIVED: [Derived; 11] = [
    Derived {
        what: "claims are listed that are not visible, or not listed though they are",
        faults: "SELECT c.id FROM claims c JOIN claim_visibility v ON v.row = c.row WHERE c.is_listed <> v.is_visible",
        repairs: &["UPDATE claims SET is_listed = v.is_visible FROM claim_visibility v \
             WHERE v.row = claims.row AND claims.is_listed <> v.is_visible"],
    },
    Derived {
        what: "lists of the claims of sources are not right",
        faults: "SELECT s.slug FROM sources s WHERE s.row IN ( \
               SELECT source_row FROM (SELECT * FROM source_claims EXCEPT SELECT * FROM listed_parties) UNION \
               SELECT source_row FROM (SELECT * FROM listed_parties EXCEPT SELECT * FROM source_claims))",
        repairs: &[
            "DELETE FROM source_claims WHERE (source_row, is_via, claim_row) IN (SELECT source_row, is_via, claim_row \
               FROM (SELECT * FROM source_claims EXCEPT SELECT * FROM listed_parties))",
            "INSERT INTO source_claims SELECT * FROM listed_parties EXCEPT SELECT * FROM source_claims",
        ],
    },
    Derived {
        what: "numbers of claims of sources are not right",
        faults: "SELECT s.slug FROM sources s LEFT JOIN source_counts n ON n.source_row = s.row \
             LEFT JOIN (SELECT source_row, SUM(is_via = 0) AS claims, SUM(is_via = 1) AS through \
               FROM source_claims GROUP BY 1) c ON c.source_row = s.row \
             WHERE COALESCE(n.claims, 0) <> COALESCE(c.claims, 0) OR COALESCE(n.through, 0) <> COALESCE(c.through, 0)",
        repairs: &[
            "INSERT INTO source_counts (source_row, claims, through) SELECT DISTINCT source_row, 0, 0 FROM source_claims c \
               WHERE NOT EXISTS (SELECT 1 FROM source_counts n WHERE n.source_row = c.source_row)",
            "UPDATE source_counts SET \
               claims = (SELECT COUNT(*) FROM source_claims c WHERE c.source_row = source_counts.source_row AND is_via = 0), \
               through = (SELECT COUNT(*) FROM source_claims c WHERE c.source_row = source_counts.source_row AND is_via = 1)",
        ],
    },
    Derived {
        what: "numbers of sources of a kind are not right",
        faults: "SELECT t.kind FROM source_totals t WHERE t.sources <> (SELECT COUNT(*) FROM source_counts n \
             JOIN sources s ON s.row = n.source_row \
             WHERE n.claims > 0 AND s.kind = t.kind AND (s.article_row IS NOT NULL) = t.is_bound)",
        repairs: &["UPDATE source_totals SET sources = (SELECT COUNT(*) FROM source_counts n \
             JOIN sources s ON s.row = n.source_row \
             WHERE n.claims > 0 AND s.kind = source_totals.kind AND (s.article_row IS NOT NULL) = source_totals.is_bound)"],
    },
    Derived {
        what: "lists of who denies what a source says are not right",
        faults: "SELECT s.slug FROM sources s WHERE s.row IN ( \
               SELECT source_row FROM (SELECT * FROM source_denials EXCEPT SELECT * FROM denials_of_sources) UNION \
               SELECT source_row FROM (SELECT * FROM denials_of_sources EXCEPT SELECT * FROM source_denials))",
        repairs: &["DELETE FROM source_denials", "INSERT INTO source_denials SELECT * FROM denials_of_sources"],
    },
    Derived {
        what: "words by which sources are found are not right",
        faults: "SELECT s.slug FROM sources s WHERE s.row IN ( \
               SELECT source_row FROM (SELECT * FROM source_words EXCEPT SELECT * FROM words_of_sources) UNION \
               SELECT source_row FROM (SELECT * FROM words_of_sources EXCEPT SELECT * FROM source_words))",
        repairs: &[
            "DELETE FROM source_words WHERE (magnitude, word, source_row, key) IN (SELECT magnitude, word, source_row, key \
               FROM (SELECT * FROM source_words EXCEPT SELECT * FROM words_of_sources))",
            "INSERT INTO source_words SELECT * FROM words_of_sources EXCEPT SELECT * FROM source_words",
        ],
    },
    Derived {
        what: "lists of disputes know other claims than there are",
        faults: "SELECT c.id FROM dispute_claims m JOIN claims c ON c.row = m.claim_row \
             WHERE m.is_listed <> c.is_listed OR m.publisher_row IS NOT c.publisher_row",
        repairs: &["UPDATE dispute_claims SET (is_listed, publisher_row) = \
             (SELECT c.is_listed, c.publisher_row FROM claims c WHERE c.row = dispute_claims.claim_row)"],
    },
    Derived {
        what: "lists leave out disputes that are to be seen, or show others",
        faults: "SELECT d.id FROM disputes d WHERE d.is_seen <> (d.row IN (SELECT row FROM seen_disputes))",
        repairs: &["UPDATE disputes SET is_seen = row IN (SELECT row FROM seen_disputes)"],
    },
    Derived {
        what: "articles count a reading of another text",
        faults: "SELECT a.id FROM articles a JOIN readings r ON r.row = a.reading_row WHERE r.version_row <> a.version_row",
        repairs: &["UPDATE articles SET reading_row = NULL WHERE EXISTS \
             (SELECT 1 FROM readings r WHERE r.row = articles.reading_row AND r.version_row <> articles.version_row)"],
    },
    Derived {
        what: "sources lead to others that lead on",
        faults: "SELECT s.slug FROM sources s JOIN sources t ON t.row = s.shown_row WHERE t.shown_row IS NOT NULL",
        repairs: &[],
    },
    Derived {
        what: "addresses of earlier claims lead nowhere",
        faults: "SELECT c.id FROM claims c WHERE c.successor_id IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM claims n WHERE n.id = c.successor_id) \
             AND NOT EXISTS (SELECT 1 FROM withdrawn_claims w WHERE w.id = c.successor_id)",
        repairs: &[],
    },
];

impl Store {
    pub(super) async fn check_derived(&self) -> Result<Vec<Fault>, StoreError> {
        let mut found = Vec::new();
        for Derived { what, faults, repairs } in &DERIVED {
            let mut places: Vec<String> = sqlx::query_scalar(*faults).fetch_all(&self.pool).await?;
            places.truncate(TOLD);
            found.extend(Fault::of(what, !repairs.is_empty(), places));
        }
        Ok(found)
    }

    /// Makes anew what is worked out from other rows and was found to be wrong, in one transaction, and the search index where it
    /// is wrong.
    ///
    /// # Errors
    /// [`crate::index::IndexError::Taken`] where another process writes the index.
    pub async fn repair(&self, faults: &[Fault]) -> Result<(), StoreError> {
        let is_found = |derived: &&Derived| faults.iter().any(|fault| fault.what == derived.what);
        if DERIVED.iter().any(|derived| is_found(&derived)) {
            let mut transaction = self.write().await?;
            // What the first ones mend changes what the next ones see.
            for statement in DERIVED.iter().flat_map(|derived| derived.repairs) {
                sqlx::query(*statement).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        }
        if faults.iter().any(|fault| fault.is_derived && !DERIVED.iter().any(|derived| derived.what == fault.what)) {
            self.make_index().await?;
        }
        Ok(())
    }
}
