-- What search needs to answer at once: counts over time, and the words that are in the index.

-- Holds all that the chart over time reads, in the order it groups by, so that it never reads the claims themselves.
CREATE INDEX claims_by_time ON claims (said_basis, published_day, said_from, said_to) WHERE is_listed = 1;

-- The same for the counts of stances and of ways to give words.
CREATE INDEX claims_by_stance ON claims (stance, quotation) WHERE is_listed = 1;

-- Views of the full-text index: its words, and where each stands. They hold nothing of their own.
CREATE VIRTUAL TABLE claim_words USING fts5vocab (claim_search, row);
CREATE VIRTUAL TABLE claim_word_places USING fts5vocab (claim_search, instance);
