-- What a list of disputes asks of each claim in them stands beside it: the claims themselves lie all over the file.
ALTER TABLE dispute_claims ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dispute_claims ADD COLUMN publisher_row INTEGER;
UPDATE dispute_claims SET (is_listed, publisher_row) =
    (SELECT c.is_listed, c.publisher_row FROM claims c WHERE c.row = dispute_claims.claim_row);
CREATE TRIGGER dispute_claims_described AFTER INSERT ON dispute_claims BEGIN
    UPDATE dispute_claims SET (is_listed, publisher_row) =
        (SELECT c.is_listed, c.publisher_row FROM claims c WHERE c.row = NEW.claim_row) WHERE claim_row = NEW.claim_row;
END;
CREATE TRIGGER dispute_claims_described_anew AFTER UPDATE OF is_listed, publisher_row ON claims BEGIN
    UPDATE dispute_claims SET is_listed = NEW.is_listed, publisher_row = NEW.publisher_row WHERE claim_row = NEW.row;
END;

-- Few relations are disagreements.
CREATE INDEX claim_disagreements ON claim_relations (first_row, second_row) WHERE is_disagreement = 1;
