-- Who denies what a source says: a few rows for a source of a million claims.
CREATE TABLE source_denials (
    source_row  INTEGER NOT NULL,           -- who said what is denied
    denied_row  INTEGER NOT NULL,
    denial_row  INTEGER NOT NULL,           -- the claim that denies it
    PRIMARY KEY (source_row, denied_row, denial_row)
) WITHOUT ROWID;

-- What it must hold. CROSS JOIN begins with the denials, which are few.
CREATE VIEW denials_of_sources AS
    SELECT s.source_row, r.second_row AS denied_row, r.first_row AS denial_row
    FROM claim_relations r CROSS JOIN source_claims s ON s.claim_row = r.second_row
    WHERE r.kind = 'denies' AND s.is_via = 0;
INSERT INTO source_denials SELECT * FROM denials_of_sources;

-- From here on triggers keep it, whatever writes relations and parties.
CREATE TRIGGER source_claims_denied AFTER INSERT ON source_claims WHEN NEW.is_via = 0 BEGIN
    INSERT INTO source_denials SELECT NEW.source_row, r.second_row, r.first_row FROM claim_relations r
        WHERE r.kind = 'denies' AND r.second_row = NEW.claim_row;
END;
CREATE TRIGGER source_claims_not_denied AFTER DELETE ON source_claims WHEN OLD.is_via = 0 BEGIN
    DELETE FROM source_denials WHERE source_row = OLD.source_row AND denied_row = OLD.claim_row;
END;
CREATE TRIGGER claim_relations_deny AFTER INSERT ON claim_relations WHEN NEW.kind = 'denies' BEGIN
    INSERT INTO source_denials SELECT s.source_row, NEW.second_row, NEW.first_row FROM source_claims s
        WHERE s.claim_row = NEW.second_row AND s.is_via = 0;
END;
CREATE TRIGGER claim_relations_no_longer_deny AFTER DELETE ON claim_relations WHEN OLD.kind = 'denies' BEGIN
    DELETE FROM source_denials WHERE denied_row = OLD.second_row AND denial_row = OLD.first_row
        AND source_row IN (SELECT s.source_row FROM source_claims s WHERE s.claim_row = OLD.second_row AND s.is_via = 0);
END;

-- The articles of a publisher among some that are known by their row.
CREATE INDEX articles_of_publisher ON articles (publisher_row, row);
