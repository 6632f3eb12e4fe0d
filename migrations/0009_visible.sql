-- What is visible, said once. Every query asks these views; none repeats their conditions.

-- Articles that no withdrawal holds back.
CREATE VIEW visible_articles AS
    SELECT * FROM articles WHERE NOT EXISTS
        (SELECT 1 FROM withdrawals w WHERE w.target_id = articles.id AND w.restored_at IS NULL);

-- Claims that lists, counts and search show. claims.is_listed keeps the answer of claim_visibility, so that indexes can
-- hold visible claims alone; it is worked out anew (store/write/withdrawals.rs) whenever a reading or a withdrawal changes.
CREATE VIEW visible_claims AS
    SELECT * FROM claims WHERE is_listed = 1;

-- A claim that the withdrawal of another one of its article holds back, with that withdrawal: the claim itself, the claim
-- around it or inside it, or one that shares its words: one holds the other's, or some of them stand at the same place of
-- one text, as when two extractors cut them differently. Short contents ("the reports") stand in too many claims to count
-- as held.
CREATE VIEW held_back_claims AS
    SELECT c.row, c.id, c.article_row, w.reason, w.withdrawn_at
    FROM claims c JOIN claims y ON y.article_row = c.article_row
    JOIN withdrawals w ON w.target_id = y.id AND w.restored_at IS NULL
    -- The column of the withdrawal keeps the comparison of texts behind the look-up of the withdrawal, which seldom exists.
    WHERE w.target_id = c.id OR y.inside_id = c.id OR c.inside_id = y.id
        OR (LENGTH(y.content) >= 20 AND INSTR(c.content, y.content) > 0)
        OR (LENGTH(c.content) >= 20 AND INSTR(y.content, c.content) > 0)
        OR EXISTS (SELECT 1 FROM claim_spans ys JOIN readings yr ON yr.row = ys.reading_row
            JOIN claim_spans cs ON cs.claim_row = c.row AND cs.role = 'content'
                AND cs.start_byte < ys.end_byte AND ys.start_byte < cs.end_byte
            JOIN readings cr ON cr.row = cs.reading_row AND cr.version_row = yr.version_row
            WHERE ys.claim_row = y.row AND ys.role = 'content');

-- Whether a claim is visible: the newest reading yields it, no other claim stands inside it, and no withdrawal holds back
-- it or its article.
CREATE VIEW claim_visibility AS
    SELECT c.row, c.article_row,
        c.is_current = 1
        AND NOT EXISTS (SELECT 1 FROM claims i
            WHERE i.inside_id = c.id AND i.is_current = 1 AND i.article_row = c.article_row)
        AND EXISTS (SELECT 1 FROM visible_articles a WHERE a.row = c.article_row)
        AND NOT EXISTS (SELECT 1 FROM held_back_claims h WHERE h.row = c.row AND h.article_row = c.article_row)
        AS is_visible
    FROM claims c;

-- Claims whose words are left out of every text: withdrawn ones, and those of earlier readings and texts whose place a
-- withdrawn one took, since they tell the same in other words.
CREATE VIEW withheld_claims AS
    SELECT c.row, c.id, c.article_row, c.content FROM claims c WHERE EXISTS (
        WITH RECURSIVE line (id) AS (
            SELECT c.id UNION SELECT n.successor_id FROM claims n JOIN line ON n.id = line.id
            WHERE n.successor_id IS NOT NULL)
        SELECT 1 FROM line JOIN withdrawals w ON w.target_id = line.id AND w.restored_at IS NULL);

-- 1: it speaks for a state: a government, or a body that is a state's by its name. Names are judged by the program
-- (registry::is_state_body), which fills what is NULL when it opens the database.
ALTER TABLE sources ADD COLUMN is_official INTEGER;
CREATE INDEX sources_official ON sources (row) WHERE is_official = 1;
CREATE INDEX sources_to_judge ON sources (row) WHERE is_official IS NULL;

-- A feed that a process asks is leased; others leave it alone until then.
ALTER TABLE watched_feeds RENAME COLUMN claimed_until TO leased_until;
