-- Copies: articles whose texts are printings of one text, the origin they have in common, and whom they credit.

-- Who the text came from, as credited beside it.
ALTER TABLE articles ADD COLUMN credit TEXT;
-- The version whose text was compared with the others; another one, or none, waits for it.
ALTER TABLE articles ADD COLUMN compared_row INTEGER;
CREATE INDEX articles_to_compare ON articles (row) WHERE compared_row IS NOT version_row;

-- MinHash bands of the newest text: articles that may have much in common meet in one band or more.
CREATE TABLE text_bands (
    band         INTEGER NOT NULL,
    article_row  INTEGER NOT NULL,
    PRIMARY KEY (band, article_row)
) WITHOUT ROWID;

-- Two articles whose words were compared and that are copies, in both directions: how many of the words of one stand in
-- runs that the other has as well.
CREATE TABLE article_copies (
    article_row   INTEGER NOT NULL REFERENCES articles (row),
    other_row     INTEGER NOT NULL REFERENCES articles (row),
    shared_words  INTEGER NOT NULL,
    words         INTEGER NOT NULL,
    PRIMARY KEY (article_row, other_row)
) WITHOUT ROWID;

-- Articles that copies join to one origin. An article that is not here is an origin of its own.
CREATE TABLE article_origins (
    article_row  INTEGER PRIMARY KEY REFERENCES articles (row),
    origin_row   INTEGER NOT NULL               -- the least article_row among them
);
CREATE INDEX article_origins_by_origin ON article_origins (origin_row);

-- Whom an article credits with its text, or a part of it ('contributed'); an agency's own articles credit itself ('own').
CREATE TABLE article_credits (
    article_row  INTEGER PRIMARY KEY REFERENCES articles (row),
    agency       TEXT NOT NULL,
    words        TEXT NOT NULL,                 -- the words that say so
    place        TEXT NOT NULL CHECK (place IN ('own', 'given', 'byline', 'dateline', 'foot', 'contributed'))
);
CREATE INDEX article_credits_by_agency ON article_credits (agency, place);
