-- What the search index follows: which articles' claims changed, in order.

-- The number of an article is that of its last change. Numbers only grow; who has seen one asks for those behind it.
CREATE TABLE article_changes (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    article_row  INTEGER NOT NULL UNIQUE
);
INSERT INTO article_changes (article_row) SELECT DISTINCT article_row FROM claims ORDER BY article_row;

-- Tells this database from any other, so that an index of another one is known as such.
CREATE TABLE database_identity (id TEXT NOT NULL);
INSERT INTO database_identity SELECT LOWER(HEX(RANDOMBLOB(16)));

-- Whatever writes what the index holds notes it here, in the same transaction. A row is removed and added: what a statement
-- does on conflict holds for its triggers as well, so that INSERT OR REPLACE would not always replace.
CREATE TRIGGER claims_added_noted AFTER INSERT ON claims BEGIN
    DELETE FROM article_changes WHERE article_row = NEW.article_row;
    INSERT INTO article_changes (article_row) VALUES (NEW.article_row);
END;
CREATE TRIGGER claims_changed_noted
AFTER UPDATE OF place, content, stance, quotation, confidence, said_basis, said_from, said_to, said_day, published_day,
    publisher_row, loaded_at, is_listed ON claims BEGIN
    DELETE FROM article_changes WHERE article_row = NEW.article_row;
    INSERT INTO article_changes (article_row) VALUES (NEW.article_row);
END;
CREATE TRIGGER claim_parties_added_noted AFTER INSERT ON claim_parties BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = NEW.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = NEW.claim_row;
END;
CREATE TRIGGER claim_parties_changed_noted AFTER UPDATE ON claim_parties BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = NEW.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = NEW.claim_row;
END;
CREATE TRIGGER claim_parties_removed_noted AFTER DELETE ON claim_parties BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = OLD.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = OLD.claim_row;
END;
CREATE TRIGGER claim_figures_added_noted AFTER INSERT ON claim_figures WHEN NEW.position = 0 BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = NEW.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = NEW.claim_row;
END;
CREATE TRIGGER claim_figures_removed_noted AFTER DELETE ON claim_figures WHEN OLD.position = 0 BEGIN
    DELETE FROM article_changes WHERE article_row = (SELECT article_row FROM claims WHERE row = OLD.claim_row);
    INSERT INTO article_changes (article_row) SELECT article_row FROM claims WHERE row = OLD.claim_row;
END;
CREATE TRIGGER article_titles_noted AFTER UPDATE OF title ON articles WHEN OLD.title IS NOT NEW.title BEGIN
    DELETE FROM article_changes WHERE article_row = NEW.row;
    INSERT INTO article_changes (article_row) VALUES (NEW.row);
END;
CREATE TRIGGER article_origins_added_noted AFTER INSERT ON article_origins BEGIN
    DELETE FROM article_changes WHERE article_row = NEW.article_row;
    INSERT INTO article_changes (article_row) VALUES (NEW.article_row);
END;
CREATE TRIGGER article_origins_changed_noted AFTER UPDATE ON article_origins BEGIN
    DELETE FROM article_changes WHERE article_row = NEW.article_row;
    INSERT INTO article_changes (article_row) VALUES (NEW.article_row);
END;
CREATE TRIGGER article_origins_removed_noted AFTER DELETE ON article_origins BEGIN
    DELETE FROM article_changes WHERE article_row = OLD.article_row;
    INSERT INTO article_changes (article_row) VALUES (OLD.article_row);
END;
CREATE TRIGGER sources_changed_noted AFTER UPDATE OF name, kind, country ON sources
WHEN OLD.name <> NEW.name OR OLD.kind <> NEW.kind OR OLD.country IS NOT NEW.country BEGIN
    DELETE FROM article_changes WHERE article_row IN
        (SELECT c.article_row FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row WHERE cp.source_row = NEW.row);
    INSERT INTO article_changes (article_row)
        SELECT DISTINCT c.article_row FROM claim_parties cp JOIN claims c ON c.row = cp.claim_row
        WHERE cp.source_row = NEW.row;
END;

-- The index has taken the place of the full-text tables.
DROP TABLE claim_word_places;
DROP TABLE claim_words;
DROP TABLE claim_search;
