-- Where articles came from: the bytes they were read from, what their publishers corrected, and a record of every load.

-- Set where a text is not the whole article ('teaser', 'quotations', 'cut_off'). A version that gives more of the article
-- than the one before it has the cause 'reader': its publisher changed nothing.
ALTER TABLE article_versions ADD COLUMN partial TEXT;

-- Notes in which the publisher corrects the article, as printed: a JSON list.
ALTER TABLE articles ADD COLUMN corrections TEXT NOT NULL DEFAULT '[]';

-- The bytes of one article each, as they came, before anything was decoded; equal ones stand here once.
CREATE TABLE original_bytes (
    row     INTEGER PRIMARY KEY,
    sha256  TEXT NOT NULL UNIQUE,           -- of the bytes before compression, in hexadecimal
    size    INTEGER NOT NULL,               -- before compression
    zstd    BLOB NOT NULL
);

-- What a version's text was read from.
CREATE TABLE originals (
    version_row  INTEGER PRIMARY KEY REFERENCES article_versions (row),
    bytes_row    INTEGER NOT NULL REFERENCES original_bytes (row),
    file         TEXT NOT NULL,             -- with the line where a file holds several
    -- Where they came from another machine; else all four are NULL.
    address      TEXT,
    fetched_at   TEXT,
    status       INTEGER,
    headers      TEXT                       -- JSON list of name and value: those worth keeping
);
CREATE INDEX originals_by_bytes ON originals (bytes_row);

-- Every run that loaded articles; the newest are kept. One that was killed has no end.
CREATE TABLE loads (
    row            INTEGER PRIMARY KEY,     -- the number people see
    command        TEXT NOT NULL,
    places         TEXT NOT NULL,           -- JSON list: paths and addresses as given, without passwords and queries
    version        TEXT NOT NULL,           -- of the program
    started_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    ended_at       TEXT,
    is_stopped     INTEGER NOT NULL DEFAULT 0,
    loaded         INTEGER NOT NULL DEFAULT 0,
    changed        INTEGER NOT NULL DEFAULT 0,
    completed      INTEGER NOT NULL DEFAULT 0,
    read           INTEGER NOT NULL DEFAULT 0,
    original_kept  INTEGER NOT NULL DEFAULT 0,
    already_there  INTEGER NOT NULL DEFAULT 0,
    withdrawn      INTEGER NOT NULL DEFAULT 0,
    claims         INTEGER NOT NULL DEFAULT 0,
    skipped        INTEGER NOT NULL DEFAULT 0,
    not_read       INTEGER NOT NULL DEFAULT 0
);

-- How much a load left out, for each reason: never cut.
CREATE TABLE load_reasons (
    load_row  INTEGER NOT NULL REFERENCES loads (row) ON DELETE CASCADE,
    kind      TEXT NOT NULL CHECK (kind IN ('skipped', 'not_read')),
    code      TEXT NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (load_row, kind, code)
);

-- What it left out, one by one; of each load only the first.
CREATE TABLE load_left (
    row       INTEGER PRIMARY KEY,
    load_row  INTEGER NOT NULL REFERENCES loads (row) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    code      TEXT NOT NULL,
    place     TEXT NOT NULL,                -- the file, with the line where it holds several articles
    reason    TEXT NOT NULL
);
CREATE INDEX load_left_by_load ON load_left (load_row, kind, code, row);
