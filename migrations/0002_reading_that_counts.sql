-- The reading whose claims an article shows. NULL: the newest text, or what is known of the article, was not read yet.
ALTER TABLE articles ADD COLUMN reading_row INTEGER REFERENCES readings (row);

UPDATE articles SET reading_row =
    (SELECT r.row FROM readings r WHERE r.version_row = articles.version_row ORDER BY r.row DESC LIMIT 1);

CREATE INDEX articles_to_read ON articles (row) WHERE reading_row IS NULL;
