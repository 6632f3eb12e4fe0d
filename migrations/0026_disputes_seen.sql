-- Whether a reader can see two sides of a dispute. Lists ask it of every dispute, so it is kept.
ALTER TABLE disputes ADD COLUMN is_seen INTEGER NOT NULL DEFAULT 0;

-- What it must hold: two listed claims of the dispute disagree. The order of the tables is that from few rows to more.
CREATE VIEW seen_disputes AS
    SELECT d.row FROM disputes d WHERE EXISTS (SELECT 1 FROM dispute_claims m
        CROSS JOIN claim_relations r INDEXED BY claim_disagreements ON r.first_row = m.claim_row AND r.is_disagreement = 1
        CROSS JOIN dispute_claims n ON n.claim_row = r.second_row AND n.dispute_row = m.dispute_row
        WHERE m.dispute_row = d.row AND m.is_listed = 1 AND n.is_listed = 1);
UPDATE disputes SET is_seen = 1 WHERE row IN (SELECT row FROM seen_disputes);

-- Whatever gathers claims works it out for each dispute that it changed; a withdrawal changes what of it is listed.
CREATE TRIGGER disputes_seen_anew AFTER UPDATE OF is_listed ON dispute_claims WHEN OLD.is_listed <> NEW.is_listed BEGIN
    UPDATE disputes SET is_seen = EXISTS (SELECT 1 FROM seen_disputes s WHERE s.row = NEW.dispute_row)
        WHERE row = NEW.dispute_row;
END;
