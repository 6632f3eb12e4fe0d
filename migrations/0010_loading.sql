-- What loading asks before it writes, so that it holds the database for writing alone.

-- Counts what changed of an article: its details, texts, readings, addresses, originals and withdrawals. A load that was
-- prepared outside the transaction holds as long as the number stays.
ALTER TABLE articles ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- The version whose bands stand in text_bands: they are written with the text, and the copies are looked for after it.
ALTER TABLE articles ADD COLUMN bands_row INTEGER;
UPDATE articles SET bands_row = compared_row;

-- The files from which articles without an address were loaded, where a file holds one article: an edited file is a new
-- text of its article. A path is absolute, and belongs to the article that was loaded from it last.
CREATE TABLE article_files (
    path         TEXT PRIMARY KEY,
    article_row  INTEGER NOT NULL REFERENCES articles (row)
) WITHOUT ROWID;
CREATE INDEX article_files_by_article ON article_files (article_row);

-- Later texts of articles without an address: the id that each would have given an article of its own leads to the one
-- that has it.
CREATE TABLE article_texts (
    text_id      TEXT PRIMARY KEY,
    article_row  INTEGER NOT NULL REFERENCES articles (row)
) WITHOUT ROWID;
