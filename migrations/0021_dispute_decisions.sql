-- What people decide about disputes, in the log that holds what they decide about sources and claims.

-- SQLite cannot add to a CHECK, so the log and what refers to it are made anew.
DROP INDEX decisions_by_source;
DROP INDEX decisions_by_other;
ALTER TABLE decisions RENAME TO old_decisions;
CREATE TABLE decisions (
    row          INTEGER PRIMARY KEY,       -- the number people see
    kind         TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'rename', 'kind', 'attribute', 'date',
                     'join', 'part', 'heading', 'close')),
    claim_id     TEXT,                      -- attribute, date: the claim that was named
    source_row   INTEGER REFERENCES sources (row),  -- merged away, parted, renamed, of another kind; attribute: who had it
    other_row    INTEGER REFERENCES sources (row),  -- merge: into which; split: the new one; attribute: who has it now
    dispute_id   TEXT,                      -- join, part, heading, close: the dispute
    other_id     TEXT,                      -- join: the dispute that went into it
    -- The name and address under which the claims stood before, and after.
    name_before  TEXT,
    slug_before  TEXT,
    name_after   TEXT,
    slug_after   TEXT,
    -- kind: the kinds; date: the dates (EDTF); heading: what people called it, NULL for what the program calls it.
    value_before TEXT,
    value_after  TEXT,
    reason       TEXT,                      -- close: why
    claims       INTEGER NOT NULL,          -- how many it concerned
    author       TEXT,                      -- who decided, where they said so
    made_at      TEXT NOT NULL,
    undone_at    TEXT
);
INSERT INTO decisions (row, kind, claim_id, source_row, other_row, name_before, slug_before, name_after, slug_after,
        value_before, value_after, claims, author, made_at, undone_at)
    SELECT row, kind, claim_id, source_row, other_row, name_before, slug_before, name_after, slug_after, value_before,
        value_after, claims, author, made_at, undone_at
    FROM old_decisions;
CREATE INDEX decisions_by_source ON decisions (source_row) WHERE source_row IS NOT NULL;
CREATE INDEX decisions_by_other ON decisions (other_row) WHERE other_row IS NOT NULL;
CREATE INDEX decisions_by_dispute ON decisions (dispute_id) WHERE dispute_id IS NOT NULL;

ALTER TABLE source_splits RENAME TO old_splits;
CREATE TABLE source_splits (
    decision_row  INTEGER NOT NULL REFERENCES decisions (row),
    found_row     INTEGER NOT NULL REFERENCES sources (row),
    article_row   INTEGER NOT NULL REFERENCES articles (row),
    to_row        INTEGER NOT NULL REFERENCES sources (row),
    PRIMARY KEY (found_row, article_row, decision_row)
);
INSERT INTO source_splits SELECT decision_row, found_row, article_row, to_row FROM old_splits;
DROP TABLE old_splits;

-- The claims that a decision holds for: the one that was named, or those of the dispute, and those that took their place since.
ALTER TABLE decision_claims RENAME TO old_claims;
CREATE TABLE decision_claims (
    claim_id      TEXT NOT NULL,
    decision_row  INTEGER NOT NULL REFERENCES decisions (row),
    is_apart      INTEGER NOT NULL DEFAULT 0,   -- join: 1 for those of the dispute that went; part: for those parted
    joined_at     TEXT,                         -- since when it belonged to its dispute then
    PRIMARY KEY (claim_id, decision_row)
) WITHOUT ROWID;
INSERT INTO decision_claims (claim_id, decision_row) SELECT claim_id, decision_row FROM old_claims;
DROP TABLE old_claims;
DROP TABLE old_decisions;
CREATE INDEX decision_claims_by_decision ON decision_claims (decision_row);

-- What the words of two claims lead to; is_disagreement is what counts after people decided.
ALTER TABLE claim_relations ADD COLUMN found_disagreement INTEGER NOT NULL DEFAULT 0;
UPDATE claim_relations SET found_disagreement = is_disagreement;

CREATE VIEW closed_disputes (id, reason, closed_at) AS
    SELECT dispute_id, reason, made_at FROM decisions WHERE kind = 'close' AND undone_at IS NULL;
