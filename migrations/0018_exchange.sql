-- What an imported collection knows of what was withdrawn before it was exported: ids, reasons and days, and no words.

-- Claims that were withdrawn, or held back with one that was. Once an article is loaded that holds such a claim, its row in
-- claims tells of it, and this one counts no more.
CREATE TABLE withdrawn_claims (
    id            TEXT PRIMARY KEY,
    article_id    TEXT NOT NULL,
    reason        TEXT NOT NULL,
    withdrawn_at  TEXT NOT NULL
) WITHOUT ROWID;

-- Where their words stood. Signs of the same length stand there in article_versions.text (domain::masked).
CREATE TABLE withheld_places (
    version_row  INTEGER NOT NULL REFERENCES article_versions (row),
    start_byte   INTEGER NOT NULL,
    end_byte     INTEGER NOT NULL,
    PRIMARY KEY (version_row, start_byte, end_byte)
) WITHOUT ROWID;

-- Addresses of sources of which nothing else was told. They are names, so only their SHA-256 stands here, in hexadecimal.
CREATE TABLE withdrawn_sources (
    slug_sha256  TEXT PRIMARY KEY,
    moved_to     TEXT,                      -- the slug that it led to; NULL: nothing was left of the source
    is_merged    INTEGER NOT NULL           -- 1: lists of its claims led there as well, since it was merged
) WITHOUT ROWID;
