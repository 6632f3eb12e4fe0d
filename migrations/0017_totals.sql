-- What the home page counts, kept so that nothing is counted over all articles, claims or sources.

-- How many sources of a kind claims are attributed to; is_bound = 1: of those known in one article alone.
CREATE TABLE source_totals (
    kind      TEXT NOT NULL,
    is_bound  INTEGER NOT NULL,
    sources   INTEGER NOT NULL,
    PRIMARY KEY (kind, is_bound)
) WITHOUT ROWID;
INSERT INTO source_totals
    SELECT k.column1, b.column1, (SELECT COUNT(*) FROM source_counts n JOIN sources s ON s.row = n.source_row
        WHERE n.claims > 0 AND s.kind = k.column1 AND (s.article_row IS NOT NULL) = b.column1)
    FROM (VALUES ('person'), ('organisation'), ('government'), ('media'), ('group'), ('unnamed')) k,
        (VALUES (0), (1)) b;
CREATE TRIGGER sources_totalled_first AFTER INSERT ON source_counts WHEN NEW.claims > 0 BEGIN
    UPDATE source_totals SET sources = sources + 1 WHERE (kind, is_bound) =
        (SELECT s.kind, s.article_row IS NOT NULL FROM sources s WHERE s.row = NEW.source_row);
END;
CREATE TRIGGER sources_totalled AFTER UPDATE OF claims ON source_counts WHEN (OLD.claims > 0) <> (NEW.claims > 0) BEGIN
    UPDATE source_totals SET sources = sources + (NEW.claims > 0) - (OLD.claims > 0) WHERE (kind, is_bound) =
        (SELECT s.kind, s.article_row IS NOT NULL FROM sources s WHERE s.row = NEW.source_row);
END;
CREATE TRIGGER sources_totalled_elsewhere AFTER UPDATE OF kind ON sources WHEN OLD.kind <> NEW.kind
    AND EXISTS (SELECT 1 FROM source_counts n WHERE n.source_row = NEW.row AND n.claims > 0) BEGIN
    UPDATE source_totals SET sources = sources - 1 WHERE kind = OLD.kind AND is_bound = (OLD.article_row IS NOT NULL);
    UPDATE source_totals SET sources = sources + 1 WHERE kind = NEW.kind AND is_bound = (NEW.article_row IS NOT NULL);
END;

-- Articles that a withdrawal holds back: few, where visible_articles are many. CROSS JOIN begins with the withdrawals.
CREATE VIEW withdrawn_articles AS
    SELECT a.* FROM withdrawals w CROSS JOIN articles a ON a.id = w.target_id WHERE w.restored_at IS NULL;

-- The search index counts who speaks for a state, so it follows that as well.
DROP TRIGGER sources_changed_noted;
CREATE TRIGGER sources_changed_noted AFTER UPDATE OF name, kind, country, is_official ON sources
WHEN OLD.name <> NEW.name OR OLD.kind <> NEW.kind OR OLD.country IS NOT NEW.country
    OR OLD.is_official IS NOT NEW.is_official BEGIN
    DELETE FROM article_changes WHERE article_row IN
        (SELECT c.article_row FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row WHERE cp.source_row = NEW.row);
    INSERT INTO article_changes (article_row)
        SELECT DISTINCT c.article_row FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row
        WHERE cp.source_row = NEW.row;
END;

-- The search index has taken the place of these. Each was written with every claim.
DROP INDEX claims_by_said;
DROP INDEX claims_by_loaded;
DROP INDEX claims_by_publisher;
DROP INDEX claims_by_time;
DROP INDEX claims_by_stance;
DROP INDEX source_claims_by_publisher;
DROP INDEX source_claims_by_published;

-- The articles of a publisher in the order of its list, and the bodies of states that its page looks for.
DROP INDEX articles_by_publisher;
CREATE INDEX articles_by_publisher ON articles (publisher_row, COALESCE(published_day, ''), row);
CREATE INDEX sources_bodies ON sources (row) WHERE is_official = 1 AND kind = 'organisation';

-- What a country is called.
CREATE INDEX sources_governments ON sources (country, row) WHERE kind = 'government' AND known_by = 'registry';

-- The claims of an article that lists show, and those inside another one, without a look at the others.
DROP INDEX claims_by_article;
CREATE INDEX claims_by_article ON claims (article_row, is_listed, place);
CREATE INDEX claims_inside ON claims (inside_id) WHERE inside_id IS NOT NULL;
