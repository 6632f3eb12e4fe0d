-- The first schema: articles and their versions, readings of them, the claims that readings yield, and who said them.
--
-- Row numbers ("…_row") stay inside the store; what leaves it are the ids derived from content. Days are ISO 8601 texts
-- (YYYY-MM-DD) and time stamps RFC 3339 in UTC, so that they sort as text. Offsets are bytes of article_versions.text.

CREATE TABLE publishers (
    row       INTEGER PRIMARY KEY,
    slug      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    name_key  TEXT NOT NULL UNIQUE          -- folded name without a leading "the"
);

-- A publisher is also known by the hosts it prints at.
CREATE TABLE publisher_hosts (
    host           TEXT PRIMARY KEY,
    publisher_row  INTEGER NOT NULL REFERENCES publishers (row)
);

CREATE TABLE articles (
    row            INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    url            TEXT,                    -- as given; its canonical form stands in article_addresses
    title          TEXT,
    publisher_row  INTEGER REFERENCES publishers (row),
    authors        TEXT NOT NULL,           -- JSON list of names
    published      TEXT,                    -- as the publisher printed it
    published_day  TEXT,                    -- the publisher's local day
    language       TEXT,
    license        TEXT,
    attribution    TEXT,
    file           TEXT NOT NULL,
    field_origins  TEXT NOT NULL,           -- JSON object: field name to the place it was found
    loaded_at      TEXT NOT NULL,
    version_row    INTEGER REFERENCES article_versions (row) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX articles_by_publisher ON articles (publisher_row, published_day);
CREATE INDEX articles_by_day ON articles (COALESCE(published_day, ''), row);

-- Every canonical address an article is known by; more may be added, none ever changes its id.
CREATE TABLE article_addresses (
    address      TEXT PRIMARY KEY,
    article_row  INTEGER NOT NULL REFERENCES articles (row)
);

-- One text of one article. The cause says who changed it: the publisher, or our reader of the file.
CREATE TABLE article_versions (
    row             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    article_row     INTEGER NOT NULL REFERENCES articles (row),
    number          INTEGER NOT NULL,
    text            TEXT NOT NULL,
    content_sha256  TEXT NOT NULL,
    reader          TEXT NOT NULL,
    cause           TEXT NOT NULL CHECK (cause IN ('first', 'publisher', 'reader')),
    loaded_at       TEXT NOT NULL,
    UNIQUE (article_row, number)
);

-- One pass of one extractor over one version.
CREATE TABLE readings (
    row          INTEGER PRIMARY KEY,
    version_row  INTEGER NOT NULL REFERENCES article_versions (row),
    extractor    TEXT NOT NULL,
    read_at      TEXT NOT NULL,
    not_read     TEXT,                      -- why no claims were looked for ("language de")
    UNIQUE (version_row, extractor)
);

-- A party that claims are attributed to. One without a name that carries over belongs to its article.
CREATE TABLE sources (
    row          INTEGER PRIMARY KEY,
    slug         TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'government', 'media', 'group', 'unnamed', 'channel')),
    known_by     TEXT NOT NULL CHECK (known_by IN ('registry', 'name', 'article')),
    article_row  INTEGER REFERENCES articles (row),
    wikidata     TEXT
);
CREATE UNIQUE INDEX sources_by_name ON sources (name_key, kind) WHERE article_row IS NULL;
CREATE UNIQUE INDEX sources_by_article ON sources (article_row, name_key, kind) WHERE article_row IS NOT NULL;

-- Slugs a source had before; they redirect for ever.
CREATE TABLE source_slugs (
    slug        TEXT PRIMARY KEY,
    source_row  INTEGER NOT NULL REFERENCES sources (row)
);

-- Other spellings a source was printed under.
CREATE TABLE source_aliases (
    source_row  INTEGER NOT NULL REFERENCES sources (row),
    alias       TEXT NOT NULL,
    alias_key   TEXT NOT NULL,
    PRIMARY KEY (source_row, alias_key)
);
CREATE INDEX source_aliases_by_key ON source_aliases (alias_key);

-- A claim keeps its row for ever. Its fields are those of the newest reading that yields it.
CREATE TABLE claims (
    row            INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    article_row    INTEGER NOT NULL REFERENCES articles (row),
    reading_row    INTEGER NOT NULL REFERENCES readings (row),
    place          INTEGER NOT NULL,        -- first byte of the content: the order within the article
    content        TEXT NOT NULL,
    cue            TEXT,
    mention        TEXT,
    inside_id      TEXT,                    -- the claim it stands inside
    quotation      TEXT NOT NULL,
    stance         TEXT NOT NULL,
    manner         TEXT NOT NULL,
    confidence     REAL,
    said_edtf      TEXT,
    said_basis     TEXT NOT NULL,
    said_words     TEXT,
    said_from      TEXT,
    said_to        TEXT,
    said_day       TEXT,                    -- sort key: the last day it may have been said
    published_day  TEXT,                    -- the article's, kept here for filters
    publisher_row  INTEGER REFERENCES publishers (row),
    loaded_at      TEXT NOT NULL,
    is_current     INTEGER NOT NULL,        -- 0: a later reading or version no longer yields it
    successor_id   TEXT,                    -- the claim of the newer reading that overlaps it most
    is_listed      INTEGER NOT NULL         -- 1: current, not withdrawn, and no other claim stands inside it
);
CREATE INDEX claims_by_article ON claims (article_row, place);
CREATE INDEX claims_by_reading ON claims (reading_row);
CREATE INDEX claims_by_successor ON claims (successor_id) WHERE successor_id IS NOT NULL;
CREATE INDEX claims_by_said ON claims (COALESCE(said_day, ''), article_row, place) WHERE is_listed = 1;
CREATE INDEX claims_by_published ON claims (COALESCE(published_day, ''), article_row, place) WHERE is_listed = 1;
CREATE INDEX claims_by_loaded ON claims (loaded_at, article_row, place) WHERE is_listed = 1;
CREATE INDEX claims_by_publisher ON claims (publisher_row) WHERE is_listed = 1;

-- Where the content, the cue, the mention and the date words of a claim stand, for each reading that yielded it.
CREATE TABLE claim_spans (
    claim_row    INTEGER NOT NULL REFERENCES claims (row),
    reading_row  INTEGER NOT NULL REFERENCES readings (row),
    role         TEXT NOT NULL CHECK (role IN ('content', 'cue', 'mention', 'said')),
    position     INTEGER NOT NULL,
    start_byte   INTEGER NOT NULL,
    end_byte     INTEGER NOT NULL,
    PRIMARY KEY (claim_row, reading_row, role, position)
);

-- Who said it (source, others) and through whom it came (via, innermost first).
CREATE TABLE claim_parties (
    claim_row     INTEGER NOT NULL REFERENCES claims (row),
    role          TEXT NOT NULL CHECK (role IN ('source', 'other', 'via')),
    position      INTEGER NOT NULL,
    source_row    INTEGER NOT NULL REFERENCES sources (row),
    mention       TEXT,
    printed_role  TEXT,                     -- the source's role as this article prints it
    PRIMARY KEY (claim_row, role, position)
);
CREATE INDEX claim_parties_by_source ON claim_parties (source_row, role, claim_row);

CREATE TABLE claim_figures (
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
);

-- What an operator took out of view, and why; a restored one keeps its line.
CREATE TABLE withdrawals (
    row           INTEGER PRIMARY KEY,
    target        TEXT NOT NULL CHECK (target IN ('article', 'claim')),
    target_id     TEXT NOT NULL,
    reason        TEXT NOT NULL,
    withdrawn_at  TEXT NOT NULL,
    restored_at   TEXT
);
CREATE UNIQUE INDEX withdrawals_in_force ON withdrawals (target_id) WHERE restored_at IS NULL;

-- Full-text search over the words of a claim, the names of those who said it, and the headline; rowid is claims.row.
CREATE VIRTUAL TABLE claim_search USING fts5 (
    content, names, title,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
