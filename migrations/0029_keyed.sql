-- Where the words of claims stand, who said them and what they count is asked by claim: kept in the order of the key, a row is found in
-- one step and not in two, and no key stands there twice.
-- The new tables take the names of the old ones, which views and triggers go on to mean.
PRAGMA legacy_alter_table = ON;

CREATE TABLE new_spans (
    claim_row    INTEGER NOT NULL REFERENCES claims (row),
    reading_row  INTEGER NOT NULL REFERENCES readings (row),
    role         TEXT NOT NULL CHECK (role IN ('content', 'cue', 'mention', 'said')),
    position     INTEGER NOT NULL,
    start_byte   INTEGER NOT NULL,
    end_byte     INTEGER NOT NULL,
    PRIMARY KEY (claim_row, reading_row, role, position)
) WITHOUT ROWID;
INSERT INTO new_spans SELECT * FROM claim_spans ORDER BY claim_row, reading_row, role, position;
DROP TABLE claim_spans;
ALTER TABLE new_spans RENAME TO claim_spans;

CREATE TABLE new_figures (
    claim_row   INTEGER NOT NULL REFERENCES claims (row),
    position    INTEGER NOT NULL,
    words       TEXT NOT NULL,
    start_byte  INTEGER NOT NULL,
    end_byte    INTEGER NOT NULL,
    least       REAL,
    greatest    REAL,
    is_about    INTEGER NOT NULL,
    unit        TEXT,
    PRIMARY KEY (claim_row, position)
) WITHOUT ROWID;
INSERT INTO new_figures SELECT * FROM claim_figures ORDER BY claim_row, position;
DROP TABLE claim_figures;
ALTER TABLE new_figures RENAME TO claim_figures;
CREATE TRIGGER claim_figures_added_noted AFTER INSERT ON claim_figures WHEN NEW.position = 0 BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = NEW.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = NEW.claim_row;
END;
CREATE TRIGGER claim_figures_removed_noted AFTER DELETE ON claim_figures WHEN OLD.position = 0 BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = OLD.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = OLD.claim_row;
END;

CREATE TABLE new_parties (
    claim_row     INTEGER NOT NULL REFERENCES claims (row),
    role          TEXT NOT NULL CHECK (role IN ('source', 'other', 'via')),
    position      INTEGER NOT NULL,
    source_row    INTEGER NOT NULL REFERENCES sources (row),
    mention       TEXT,
    printed_role  TEXT,                     -- the source's role as this article prints it
    found_row     INTEGER REFERENCES sources (row),
    found_role    TEXT,
    PRIMARY KEY (claim_row, role, position)
) WITHOUT ROWID;
INSERT INTO new_parties (claim_row, role, position, source_row, mention, printed_role, found_row, found_role)
    SELECT claim_row, role, position, source_row, mention, printed_role, found_row, found_role FROM claim_parties
    ORDER BY claim_row, role, position;
DROP TABLE claim_parties;
ALTER TABLE new_parties RENAME TO claim_parties;
CREATE INDEX claim_parties_by_source ON claim_parties (source_row, role, claim_row);
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
CREATE TRIGGER claim_parties_added_noted AFTER INSERT ON claim_parties BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = NEW.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = NEW.claim_row;
END;
CREATE TRIGGER claim_parties_changed_noted AFTER UPDATE ON claim_parties BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = NEW.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = NEW.claim_row;
END;
CREATE TRIGGER claim_parties_removed_noted AFTER DELETE ON claim_parties BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = OLD.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = OLD.claim_row;
END;
PRAGMA legacy_alter_table = OFF;
