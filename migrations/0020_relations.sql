-- How claims stand to each other, and the disputes that follow. The program finds all of this in the words of the claims,
-- and finds it anew when they change. Only the ids of disputes, and since when a claim belongs to one, are told nowhere else.

CREATE TABLE relating (
    terms   INTEGER NOT NULL,               -- what articles are found by is stored up to this change of article_changes
    number  INTEGER NOT NULL,               -- articles are related up to this one
    method  INTEGER NOT NULL                -- by this version of the rules
);
INSERT INTO relating VALUES (0, 0, 0);

-- What articles that have something in common are found by.
CREATE TABLE article_terms (
    term         TEXT NOT NULL,
    day          INTEGER NOT NULL,          -- of publication, else of its last claim, in days since 1970; 0: not known
    article_row  INTEGER NOT NULL,
    weight       REAL NOT NULL,             -- how rare the term is
    PRIMARY KEY (term, day, article_row)
) WITHOUT ROWID;
CREATE INDEX article_terms_by_article ON article_terms (article_row);

-- The articles with which one shares the most. Two are compared where one of them has the other here.
CREATE TABLE article_neighbours (
    article_row    INTEGER NOT NULL REFERENCES articles (row),
    neighbour_row  INTEGER NOT NULL REFERENCES articles (row),
    PRIMARY KEY (article_row, neighbour_row)
) WITHOUT ROWID;
CREATE INDEX article_neighbours_by_neighbour ON article_neighbours (neighbour_row);

CREATE TABLE claim_relations (
    first_row        INTEGER NOT NULL REFERENCES claims (row),  -- of 'denies' the claim that denies
    second_row       INTEGER NOT NULL REFERENCES claims (row),
    kind             TEXT NOT NULL CHECK (kind IN ('repeats', 'echoes', 'rival_figures', 'compatible_figures', 'denies', 'opposes')),
    score            REAL NOT NULL,         -- how sure, 0 to 1
    reason           TEXT NOT NULL,         -- in words of both claims: shown only where both are
    first_figure     TEXT,                  -- of figures: the words of both, as printed
    second_figure    TEXT,
    is_disagreement  INTEGER NOT NULL,      -- 1: makes a dispute of the two
    method           INTEGER NOT NULL,      -- the version of the rules
    found_at         TEXT NOT NULL,
    PRIMARY KEY (first_row, second_row)
) WITHOUT ROWID;
CREATE INDEX claim_relations_by_second ON claim_relations (second_row);

-- What the claims that do not agree with another one are about: JSON, the weight of each term.
CREATE TABLE claim_subjects (
    claim_row  INTEGER PRIMARY KEY REFERENCES claims (row),
    terms      TEXT NOT NULL
);

-- A dispute keeps its row for ever, so that its address answers.
CREATE TABLE disputes (
    row         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    merged_row  INTEGER REFERENCES disputes (row),   -- the dispute that has its claims now
    found_at    TEXT NOT NULL,
    changed_at  TEXT NOT NULL,              -- when a claim last joined or left
    -- What lists sort and narrow by; kept with the claims.
    claims      INTEGER NOT NULL DEFAULT 0,
    sources     INTEGER NOT NULL DEFAULT 0,
    publishers  INTEGER NOT NULL DEFAULT 0,
    first_day   TEXT,
    last_day    TEXT,
    figures     INTEGER NOT NULL DEFAULT 0, -- rival figures
    denials     INTEGER NOT NULL DEFAULT 0,
    oppositions INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX disputes_by_day ON disputes (last_day, row) WHERE claims > 0;

CREATE TABLE dispute_claims (
    claim_row    INTEGER PRIMARY KEY REFERENCES claims (row),
    dispute_row  INTEGER NOT NULL REFERENCES disputes (row),
    place        INTEGER NOT NULL,          -- 0: the claim with most disagreements
    joined_at    TEXT NOT NULL
);
CREATE INDEX dispute_claims_by_dispute ON dispute_claims (dispute_row, place);
