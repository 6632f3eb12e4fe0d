-- Feeds that are watched, what they last said, and when to ask them again. Times are RFC 3339 in UTC, as elsewhere.

CREATE TABLE watched_feeds (
    address        TEXT PRIMARY KEY,            -- as the operator gave it
    moved_to       TEXT,                        -- where it moved for good; asked in its place while that answers
    title          TEXT,
    etag           TEXT,                        -- what its last answer is known by, to ask for a newer one only
    last_modified  TEXT,
    asks_every     INTEGER,                     -- seconds it asks to be left alone between two visits
    next_due       TEXT,                        -- not asked before then; NULL: gone for good
    claimed_until  TEXT,                        -- a process is asking it, and others leave it alone
    failures       INTEGER NOT NULL DEFAULT 0,  -- since it last answered
    last_fetched   TEXT,
    last_status    INTEGER,                     -- of the last answer; NULL: there was none
    last_error     TEXT,                        -- NULL: all was well
    last_new       INTEGER NOT NULL DEFAULT 0   -- articles stored or changed by the last visit
);

-- Pages behind entries of feeds that were fetched, or could not be. One that is fetched under the address of its article
-- needs no row: the article tells.
CREATE TABLE watched_pages (
    address     TEXT PRIMARY KEY,               -- the canonical form
    url         TEXT NOT NULL,                  -- as the feed gives it
    feed        TEXT REFERENCES watched_feeds (address),    -- whose visits try it again; NULL: nobody's
    updated     TEXT,                           -- when the feed said it was changed last, in its words
    tried_at    TEXT NOT NULL,
    failures    INTEGER NOT NULL,               -- one after another; 0: it was read
    next_try    TEXT,                           -- NULL: not again, unless the feed says that it changed
    reason      TEXT                            -- why it was not read
);
CREATE INDEX watched_pages_to_try ON watched_pages (feed, next_try) WHERE next_try IS NOT NULL;
