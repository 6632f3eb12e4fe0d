-- A row number that is told by NEW.row itself is no value that SQLite looks the spellings of the view up by: each source that was added,
-- and each that crossed a power of four, had the spellings of all sources read. That of +NEW.row is.
DROP TRIGGER source_added_words;
CREATE TRIGGER source_added_words AFTER INSERT ON sources BEGIN
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = +NEW.row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
END;
DROP TRIGGER source_old_words;
CREATE TRIGGER source_old_words BEFORE UPDATE OF name_key, article_row, shown_row ON sources BEGIN
    DELETE FROM source_words WHERE magnitude IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
        AND word IN (SELECT word FROM words_of_sources WHERE source_row = +OLD.row) AND source_row = OLD.row;
END;
DROP TRIGGER source_new_words;
CREATE TRIGGER source_new_words AFTER UPDATE OF name_key, article_row, shown_row ON sources BEGIN
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = +NEW.row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
END;
DROP TRIGGER source_counts_moved_words;
CREATE TRIGGER source_counts_moved_words AFTER UPDATE OF claims ON source_counts WHEN OLD.magnitude <> NEW.magnitude BEGIN
    DELETE FROM source_words WHERE magnitude = OLD.magnitude
        AND word IN (SELECT word FROM words_of_sources WHERE source_row = +NEW.source_row) AND source_row = NEW.source_row;
    INSERT INTO source_words SELECT * FROM words_of_sources n WHERE n.source_row = +NEW.source_row
        AND NOT EXISTS (SELECT 1 FROM source_words w
            WHERE w.magnitude = n.magnitude AND w.word = n.word AND w.source_row = n.source_row AND w.key = n.key);
    -- So that the triggers above move the words of the sources that were merged into it.
    UPDATE sources SET shown_row = shown_row WHERE shown_row = NEW.source_row;
END;
