-- A rule that concludes something about claims is told once. claims.reasons names it by its row, with the features behind it:
-- [[12],[7,"said"]].
CREATE TABLE rules (
    row    INTEGER PRIMARY KEY,
    about  TEXT NOT NULL,                   -- the conclusion
    rule   TEXT NOT NULL,                   -- the few words that it is called by
    UNIQUE (about, rule)
);
INSERT INTO rules (about, rule)
    SELECT DISTINCT e.value ->> 'about', e.value ->> 'rule' FROM claims c, JSON_EACH(c.reasons) e ORDER BY 1, 2;
UPDATE claims SET reasons = (SELECT JSON_GROUP_ARRAY(JSON(b.reason)) FROM
    (SELECT '[' || u.row || CASE WHEN JSON_ARRAY_LENGTH(e.value, '$.features') > 0
         THEN ',' || SUBSTR(e.value -> 'features', 2) ELSE ']' END AS reason
     FROM JSON_EACH(claims.reasons) e LEFT JOIN rules u ON u.about = e.value ->> 'about' AND u.rule = e.value ->> 'rule'
     ORDER BY e.key) b)
    WHERE reasons IS NOT NULL;
-- The reasons of each claim in full; NULL where its reading kept none.
CREATE VIEW claim_reasons AS SELECT c.row AS claim_row, CASE WHEN c.reasons IS NOT NULL THEN
    (SELECT JSON_GROUP_ARRAY(JSON(b.reason)) FROM
        (SELECT CASE JSON_ARRAY_LENGTH(e.value) WHEN 1 THEN JSON_OBJECT('about', u.about, 'rule', u.rule)
             ELSE JSON_OBJECT('about', u.about, 'rule', u.rule, 'features', JSON_REMOVE(e.value, '$[0]')) END AS reason
         FROM JSON_EACH(c.reasons) e LEFT JOIN rules u ON u.row = e.value ->> 0 ORDER BY e.key) b) END AS reasons
    FROM claims c;
