-- A person may attribute a claim to nobody.

-- 1: a decision attributes it to nobody, so that the words the article prints for a source are not shown as one.
ALTER TABLE claims ADD COLUMN is_nobodys INTEGER NOT NULL DEFAULT 0;

-- The parties that said such a claim by the article's words (role 'source' and 'other'), until that is undone.
CREATE TABLE claim_found_parties (
    claim_row     INTEGER NOT NULL REFERENCES claims (row),
    role          TEXT NOT NULL,
    position      INTEGER NOT NULL,
    mention       TEXT,
    printed_role  TEXT,
    found_row     INTEGER NOT NULL REFERENCES sources (row),
    PRIMARY KEY (claim_row, role, position)
) WITHOUT ROWID;
