-- Sources across articles: what tells two of one name apart, and what people merged, parted and renamed.

-- Two people of one name are two sources, so a name is no longer unique.
DROP INDEX sources_by_name;
DROP INDEX sources_by_article;
CREATE INDEX sources_by_name ON sources (name_key, kind) WHERE article_row IS NULL;
CREATE INDEX sources_by_article ON sources (article_row, name_key, kind) WHERE article_row IS NOT NULL;

ALTER TABLE sources ADD COLUMN country TEXT;
-- The registry's word for a source; its address may be another one after a rename.
ALTER TABLE sources ADD COLUMN registry_slug TEXT;
UPDATE sources SET registry_slug = slug WHERE known_by = 'registry';
CREATE UNIQUE INDEX sources_by_registry ON sources (registry_slug) WHERE registry_slug IS NOT NULL;
-- The last word of a person's name_key, by which those who may be the same are found.
ALTER TABLE sources ADD COLUMN last_key TEXT;
CREATE INDEX sources_by_last ON sources (last_key) WHERE last_key IS NOT NULL;
-- The source whose page shows this one's claims, where it was merged; NULL: its own.
ALTER TABLE sources ADD COLUMN shown_row INTEGER REFERENCES sources (row);
CREATE INDEX sources_by_shown ON sources (shown_row) WHERE shown_row IS NOT NULL;
-- 1: made by a split; names in articles never lead to it.
ALTER TABLE sources ADD COLUMN is_apart INTEGER NOT NULL DEFAULT 0;

-- found_row is the source that the words of the article lead to; source_row the one that shows the claim, after merges
-- and splits. It is worked out anew from found_row whenever one of these is made or undone.
ALTER TABLE claim_parties ADD COLUMN found_row INTEGER REFERENCES sources (row);
UPDATE claim_parties SET found_row = source_row;

-- The roles in which articles name a person, with their days of publication: what tells two of one name apart. The row
-- with an empty role stands for articles that give none.
CREATE TABLE source_roles (
    source_row  INTEGER NOT NULL REFERENCES sources (row),
    role_key    TEXT NOT NULL,              -- in lower case
    role        TEXT NOT NULL,
    first_day   TEXT,
    last_day    TEXT,
    readings    INTEGER NOT NULL,           -- of articles that give it
    PRIMARY KEY (source_row, role_key)
);
INSERT INTO source_roles
    SELECT cp.source_row, LOWER(COALESCE(cp.printed_role, '')), COALESCE(MIN(cp.printed_role), ''),
        MIN(c.published_day), MAX(c.published_day), COUNT(DISTINCT c.article_row)
    FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row JOIN sources s ON s.row = cp.source_row
    WHERE s.kind = 'person' GROUP BY 1, 2;

-- What people decided about sources. Nothing here is ever deleted; what was undone says when.
CREATE TABLE source_changes (
    row          INTEGER PRIMARY KEY,       -- the number people see
    kind         TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'rename')),
    source_row   INTEGER NOT NULL REFERENCES sources (row),    -- merged away, parted or renamed
    other_row    INTEGER REFERENCES sources (row),             -- merge: into which; split: the new one
    name_before  TEXT NOT NULL,             -- the name and address under which the claims stood before, and after
    slug_before  TEXT NOT NULL,
    name_after   TEXT NOT NULL,
    slug_after   TEXT NOT NULL,
    claims       INTEGER NOT NULL,          -- how many went over
    made_at      TEXT NOT NULL,
    undone_at    TEXT
);
CREATE INDEX source_changes_by_source ON source_changes (source_row);
CREATE INDEX source_changes_by_other ON source_changes (other_row) WHERE other_row IS NOT NULL;

-- The claims that a split moves: those of an article in which found_row is named.
CREATE TABLE source_splits (
    change_row   INTEGER NOT NULL REFERENCES source_changes (row),
    found_row    INTEGER NOT NULL REFERENCES sources (row),
    article_row  INTEGER NOT NULL REFERENCES articles (row),
    to_row       INTEGER NOT NULL REFERENCES sources (row),
    PRIMARY KEY (found_row, article_row, change_row)
);
