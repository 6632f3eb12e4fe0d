-- What people decided, about sources and now about claims as well, in one log.

-- Nothing here is ever deleted; what was undone says when.
CREATE TABLE decisions (
    row          INTEGER PRIMARY KEY,       -- the number people see
    kind         TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'rename', 'kind', 'attribute', 'date')),
    claim_id     TEXT,                      -- attribute, date: the claim that was named
    source_row   INTEGER REFERENCES sources (row),  -- merged away, parted, renamed, of another kind; attribute: who had it
    other_row    INTEGER REFERENCES sources (row),  -- merge: into which; split: the new one; attribute: who has it now
    -- The name and address under which the claims stood before, and after.
    name_before  TEXT,
    slug_before  TEXT,
    name_after   TEXT,
    slug_after   TEXT,
    -- kind: the kinds; date: the dates (EDTF).
    value_before TEXT,
    value_after  TEXT,
    claims       INTEGER NOT NULL,          -- how many it concerned
    author       TEXT,                      -- who decided, where they said so
    made_at      TEXT NOT NULL,
    undone_at    TEXT
);
INSERT INTO decisions
    SELECT row, kind, NULL, source_row, other_row, name_before, slug_before, name_after, slug_after, NULL, NULL, claims,
        NULL, made_at, undone_at
    FROM source_changes;
CREATE INDEX decisions_by_source ON decisions (source_row) WHERE source_row IS NOT NULL;
CREATE INDEX decisions_by_other ON decisions (other_row) WHERE other_row IS NOT NULL;

ALTER TABLE source_splits RENAME TO old_splits;
CREATE TABLE source_splits (
    decision_row  INTEGER NOT NULL REFERENCES decisions (row),
    found_row     INTEGER NOT NULL REFERENCES sources (row),
    article_row   INTEGER NOT NULL REFERENCES articles (row),
    to_row        INTEGER NOT NULL REFERENCES sources (row),
    PRIMARY KEY (found_row, article_row, decision_row)
);
INSERT INTO source_splits SELECT change_row, found_row, article_row, to_row FROM old_splits;
DROP TABLE old_splits;
DROP TABLE source_changes;

-- The claims that a decision holds for: the one that was named, and those that took its place since.
CREATE TABLE decision_claims (
    claim_id      TEXT NOT NULL,
    decision_row  INTEGER NOT NULL REFERENCES decisions (row),
    PRIMARY KEY (claim_id, decision_row)
) WITHOUT ROWID;

-- Where a decision names the source: the printed role, which is that of the one whom the words lead to.
ALTER TABLE claim_parties ADD COLUMN found_role TEXT;

-- Where a decision dates a claim: the date that the newest reading found.
CREATE TABLE claim_found_dates (
    claim_row   INTEGER PRIMARY KEY REFERENCES claims (row),
    said_edtf   TEXT,
    said_basis  TEXT NOT NULL,
    said_words  TEXT
);

-- The kind that the words of articles lead to; sources.kind is the one that pages show, after decisions.
ALTER TABLE sources ADD COLUMN found_kind TEXT;
UPDATE sources SET found_kind = kind;
DROP INDEX sources_by_name;
DROP INDEX sources_by_article;
CREATE INDEX sources_by_name ON sources (name_key, found_kind) WHERE article_row IS NULL;
CREATE INDEX sources_by_article ON sources (article_row, name_key, found_kind) WHERE article_row IS NOT NULL;
