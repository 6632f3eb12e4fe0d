-- The record of loads tells which articles have no day of publication and why, and where the command line's day took the
-- place of a date that was not understood.

-- SQLite cannot change a CHECK, so the table is made anew.
CREATE TABLE load_reasons_of_more_kinds (
    load_row  INTEGER NOT NULL REFERENCES loads (row) ON DELETE CASCADE,
    kind      TEXT NOT NULL CHECK (kind IN ('skipped', 'not_read', 'without_day', 'day_given')),
    code      TEXT NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (load_row, kind, code)
);
INSERT INTO load_reasons_of_more_kinds (load_row, kind, code, count)
    SELECT load_row, kind, code, count FROM load_reasons;
DROP TABLE load_reasons;
ALTER TABLE load_reasons_of_more_kinds RENAME TO load_reasons;
