-- What pages of sources and publishers count, kept beside the claims so that nothing is counted over all of them.

-- One line for each listed claim and each source it is attributed to (is_via = 0) or came through (is_via = 1). The days
-- are those a range of days finds the claim by: with both missing none does, with one missing the range is open.
CREATE TABLE source_claims (
    source_row     INTEGER NOT NULL,
    is_via         INTEGER NOT NULL,
    claim_row      INTEGER NOT NULL,
    from_day       TEXT,
    to_day         TEXT,
    published_day  TEXT,
    publisher_row  INTEGER,
    quotation      TEXT NOT NULL,
    stance         TEXT NOT NULL,
    PRIMARY KEY (source_row, is_via, claim_row)
) WITHOUT ROWID;
CREATE INDEX source_claims_by_claim ON source_claims (claim_row);
CREATE INDEX source_claims_by_day ON source_claims (source_row, is_via, to_day);
CREATE INDEX source_claims_by_publisher ON source_claims (publisher_row, source_row) WHERE is_via = 0;
CREATE INDEX source_claims_by_published ON source_claims (published_day, source_row) WHERE is_via = 0;

-- How many claims a source has in lists, and how many came through it.
CREATE TABLE source_counts (
    source_row  INTEGER PRIMARY KEY,
    claims      INTEGER NOT NULL,
    through     INTEGER NOT NULL
);
CREATE INDEX source_counts_by_claims ON source_counts (claims);

-- The line of every party of a listed claim, and what it is counted by.
CREATE VIEW listed_parties AS
    SELECT DISTINCT cp.source_row, cp.role = 'via' AS is_via, c.row AS claim_row,
        CASE c.said_basis WHEN 'publication' THEN c.published_day ELSE c.said_from END AS from_day,
        CASE c.said_basis WHEN 'publication' THEN c.published_day ELSE c.said_to END AS to_day,
        c.published_day, c.publisher_row, c.quotation, c.stance
    FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row WHERE c.is_listed = 1;

INSERT INTO source_claims SELECT * FROM listed_parties;
INSERT INTO source_counts SELECT source_row, SUM(is_via = 0), SUM(is_via = 1) FROM source_claims GROUP BY source_row;

-- From here on triggers keep both, whatever writes claims and parties.
CREATE TRIGGER source_claims_counted AFTER INSERT ON source_claims BEGIN
    INSERT INTO source_counts SELECT NEW.source_row, 0, 0
        WHERE NOT EXISTS (SELECT 1 FROM source_counts WHERE source_row = NEW.source_row);
    UPDATE source_counts SET claims = claims + (NEW.is_via = 0), through = through + (NEW.is_via = 1)
        WHERE source_row = NEW.source_row;
END;
CREATE TRIGGER source_claims_uncounted AFTER DELETE ON source_claims BEGIN
    UPDATE source_counts SET claims = claims - (OLD.is_via = 0), through = through - (OLD.is_via = 1)
        WHERE source_row = OLD.source_row;
END;
CREATE TRIGGER claim_parties_added AFTER INSERT ON claim_parties BEGIN
    DELETE FROM source_claims WHERE claim_row = NEW.claim_row;
    INSERT INTO source_claims SELECT * FROM listed_parties WHERE claim_row = NEW.claim_row;
END;
CREATE TRIGGER claim_parties_removed AFTER DELETE ON claim_parties BEGIN
    DELETE FROM source_claims WHERE claim_row = OLD.claim_row;
    INSERT INTO source_claims SELECT * FROM listed_parties WHERE claim_row = OLD.claim_row;
END;
CREATE TRIGGER claim_parties_moved AFTER UPDATE OF source_row, role ON claim_parties
WHEN OLD.source_row <> NEW.source_row OR OLD.role <> NEW.role BEGIN
    DELETE FROM source_claims WHERE claim_row = NEW.claim_row;
    INSERT INTO source_claims SELECT * FROM listed_parties WHERE claim_row = NEW.claim_row;
END;
CREATE TRIGGER claims_changed
AFTER UPDATE OF is_listed, said_basis, said_from, said_to, published_day, publisher_row, quotation, stance ON claims
WHEN OLD.is_listed = 1 OR NEW.is_listed = 1 BEGIN
    DELETE FROM source_claims WHERE claim_row = NEW.row;
    INSERT INTO source_claims SELECT * FROM listed_parties WHERE claim_row = NEW.row;
END;
