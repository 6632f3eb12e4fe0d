-- The words of the names of sources, so that a name is looked up among them instead of compared with all of them.

-- A spelling as transliterations of it meet (`person_key`); NULL where that is alias_key itself, or not worked out yet.
ALTER TABLE source_aliases ADD COLUMN respelled TEXT;

-- How many claims a source has, as a power of four: suggestions look through the sources with most claims first. It
-- changes seldom, so that words need not be moved for every claim.
ALTER TABLE source_counts ADD COLUMN magnitude INTEGER GENERATED ALWAYS AS (
    CASE WHEN claims < 4 THEN 1 WHEN claims < 16 THEN 2 WHEN claims < 64 THEN 3 WHEN claims < 256 THEN 4
        WHEN claims < 1024 THEN 5 WHEN claims < 4096 THEN 6 WHEN claims < 16384 THEN 7 WHEN claims < 65536 THEN 8
        WHEN claims < 262144 THEN 9 ELSE 10 END
) VIRTUAL;

-- The spellings of every source, folded. They hold letters, digits and single spaces alone.
CREATE VIEW source_spellings (source_row, key) AS
    SELECT row, name_key FROM sources
    UNION ALL SELECT source_row, alias_key FROM source_aliases
    UNION ALL SELECT source_row, respelled FROM source_aliases WHERE respelled IS NOT NULL;

-- What source_words holds: each word of each spelling. The magnitude is that of the source that shows the claims; 0 for
-- a source that is bound to one article, which suggestions leave out.
CREATE VIEW words_of_sources (magnitude, word, source_row, key) AS
    SELECT DISTINCT
        CASE WHEN s.article_row IS NOT NULL THEN 0 ELSE COALESCE((SELECT n.magnitude FROM source_counts n
            WHERE n.source_row = COALESCE(s.shown_row, s.row)), 1) END,
        j.value, s.row, k.key
    FROM sources s JOIN source_spellings k ON k.source_row = s.row
        JOIN json_each('["' || REPLACE(k.key, ' ', '","') || '"]') j
    WHERE j.value <> '';

CREATE TABLE source_words (
    magnitude   INTEGER NOT NULL,
    word        TEXT NOT NULL,
    source_row  INTEGER NOT NULL,
    key         TEXT NOT NULL,              -- the spelling that the word is of
    PRIMARY KEY (magnitude, word, source_row, key)
) WITHOUT ROWID;
INSERT INTO source_words SELECT * FROM words_of_sources;

-- From here on triggers keep it, whatever writes sources, spellings and counts: a change removes all words of the source,
-- and adds those that it has now. What is there already is left out by a condition: what a statement does on conflict holds
-- for its triggers as well, so that INSERT OR IGNORE would not always ignore.
CREATE TRIGGER source_added_words AFTER INSERT ON sources BEGIN
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = NEW.row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
END;
CREATE TRIGGER source_old_words BEFORE UPDATE OF name_key, article_row, shown_row ON sources BEGIN
    DELETE FROM source_words WHERE magnitude IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
        AND word IN (SELECT word FROM words_of_sources WHERE source_row = OLD.row) AND source_row = OLD.row;
END;
CREATE TRIGGER source_new_words AFTER UPDATE OF name_key, article_row, shown_row ON sources BEGIN
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = NEW.row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
END;
CREATE TRIGGER source_aliases_added_words AFTER INSERT ON source_aliases BEGIN
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = NEW.source_row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
END;
CREATE TRIGGER source_aliases_old_words BEFORE UPDATE OF alias_key, respelled ON source_aliases BEGIN
    DELETE FROM source_words WHERE magnitude IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
        AND word IN (SELECT word FROM words_of_sources WHERE source_row = OLD.source_row) AND source_row = OLD.source_row;
END;
CREATE TRIGGER source_aliases_new_words AFTER UPDATE OF alias_key, respelled ON source_aliases BEGIN
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = NEW.source_row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
END;
CREATE TRIGGER source_counts_moved_words AFTER UPDATE OF claims ON source_counts WHEN OLD.magnitude <> NEW.magnitude BEGIN
    DELETE FROM source_words WHERE magnitude = OLD.magnitude
        AND word IN (SELECT word FROM words_of_sources WHERE source_row = NEW.source_row) AND source_row = NEW.source_row;
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = NEW.source_row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
    -- So that the triggers above move the words of the sources that were merged into it.
    UPDATE sources SET shown_row = shown_row WHERE shown_row = NEW.source_row;
END;
