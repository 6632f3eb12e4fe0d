-- What `onrecord notify` sends to whom: how far each named search came, and the deliveries that were not taken yet.

CREATE TABLE notify_searches (
    name         TEXT PRIMARY KEY,          -- as the configuration file gives it
    claim_row    INTEGER NOT NULL,          -- claims up to this row were looked at
    reading_row  INTEGER NOT NULL,          -- texts first read up to this reading are old: what reading them again finds is not new
    stopped_at   TEXT                       -- the receiver wants nothing more (410); NULL: it does
);

-- A delivery is here from before it is sent until it was taken, so that none is lost; who gets it twice knows it by its id.
CREATE TABLE notify_deliveries (
    row           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    search        TEXT NOT NULL REFERENCES notify_searches (name),
    claims        TEXT NOT NULL,            -- JSON list of ids, in the order they were stored
    made_at       TEXT NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_attempt  TEXT,                     -- not sent before then; NULL: given up
    last_error    TEXT                      -- NULL: not sent yet
);
CREATE INDEX notify_deliveries_by_search ON notify_deliveries (search, row);
