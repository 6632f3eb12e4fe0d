//! The file of claims, as readings found them.

use super::kept::{KeptFile, fields};

pub(super) static FOUND_CLAIMS: KeptFile = KeptFile {
    name: "found_claims",
    about: "Every claim that a reading ever found, with all that an import needs. The claims that pages show stand in claims.",
    fields: fields! {
        "id" Text "The permanent id of the claim.";
        "article" Text "The id of its article.";
        "version" Text "The text it was last read in.";
        "extractor" Text "What found it there.";
        "place" Number "The first byte of its content: the order within the article.";
        "content" Text "The words claimed.";
        "cue" Text "The words that attribute them.";
        "mention" Text "The words that name the source there.";
        "inside" Text "The claim inside which it stands.";
        "quotation" Text "direct, indirect or mixed.";
        "stance" Text "What the source does with the content.";
        "manner" Text "statement or attitude.";
        "confidence" Number "The calibrated probability, 0 to 1, that it was read rightly.";
        "said_edtf" Text "When it was said, in EDTF.";
        "said_basis" Text "What that date rests on.";
        "said_words" Text "The words it rests on.";
        "said_from" Text "The first day it may have been said.";
        "said_to" Text "The last day it may have been said.";
        "published_day" Text "The day of publication.";
        "publisher" Text "The slug of the publisher.";
        "loaded_at" Text "When it was first found.";
        "is_current" Flag "False where a later reading or text no longer yields it.";
        "successor" Text "The claim that took its place.";
        "is_listed" Flag "True where lists show it.";
        "is_nobodys" Flag "True where a person decided that nobody is named.";
        "reasons" Nested "Why each conclusion was reached; null where its reading kept no reasons.";
        "spans" Nested "Where its words stand in that text: [role, position, first byte, one past the last].";
        "earlier_spans" Nested "The same in earlier readings, each with the text and the extractor.";
        "parties" Nested "Who said it, and through whom it came; found is the source that the words of the article lead to.";
        "figures" Nested "The quantities in the content.";
        "found_date" Nested "The date that the newest reading found, where a decision dates the claim.";
        "found_parties" Nested "Who said it by the words of the article, where a decision attributes it to nobody.";
    },
    select: "SELECT JSON_OBJECT('id', c.id, 'article', a.id, 'version', v.id, 'extractor', r.extractor, 'place', c.place, \
         'content', c.content, 'cue', c.cue, 'mention', c.mention, 'inside', c.inside_id, 'quotation', c.quotation, \
         'stance', c.stance, 'manner', c.manner, 'confidence', JSON(CASE WHEN c.confidence IS NULL THEN 'null' \
           WHEN CAST(PRINTF('%!.15g', c.confidence) AS REAL) = c.confidence THEN PRINTF('%!.15g', c.confidence) \
           ELSE PRINTF('%!.17g', c.confidence) END), \
         'said_edtf', c.said_edtf, 'said_basis', c.said_basis, 'said_words', c.said_words, 'said_from', c.said_from, \
         'said_to', c.said_to, 'published_day', c.published_day, 'publisher', p.slug, 'loaded_at', c.loaded_at, \
         'is_current', JSON(CASE WHEN c.is_current THEN 'true' ELSE 'false' END), 'successor', c.successor_id, \
         'is_listed', JSON(CASE WHEN c.is_listed THEN 'true' ELSE 'false' END), \
         'is_nobodys', JSON(CASE WHEN c.is_nobodys THEN 'true' ELSE 'false' END), \
         'reasons', JSON(COALESCE((SELECT reasons FROM claim_reasons WHERE claim_row = c.row), 'null')), \
         'spans', JSON((SELECT JSON_GROUP_ARRAY(JSON_ARRAY(s.role, s.position, s.start_byte, s.end_byte) \
           ORDER BY s.role, s.position) FROM claim_spans s WHERE s.claim_row = c.row AND s.reading_row = c.reading_row)), \
         'earlier_spans', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('version', ev.id, 'extractor', er.extractor, \
           'role', s.role, 'position', s.position, 'start', s.start_byte, 'end', s.end_byte) \
           ORDER BY s.reading_row, s.role, s.position) FROM claim_spans s JOIN readings er ON er.row = s.reading_row \
           JOIN article_versions ev ON ev.row = er.version_row \
           WHERE s.claim_row = c.row AND s.reading_row <> c.reading_row)), \
         'parties', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('role', cp.role, 'position', cp.position, \
           'source', sh.slug, 'found', fo.slug, 'mention', cp.mention, 'printed_role', cp.printed_role, \
           'found_role', cp.found_role) ORDER BY cp.role, cp.position) FROM claim_parties cp \
           JOIN sources sh ON sh.row = cp.source_row LEFT JOIN sources fo ON fo.row = cp.found_row \
           WHERE cp.claim_row = c.row)), \
         'figures', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('words', f.words, 'start', f.start_byte, \
           'end', f.end_byte, 'min', JSON(CASE WHEN f.least IS NULL THEN 'null' \
             WHEN CAST(PRINTF('%!.15g', f.least) AS REAL) = f.least THEN PRINTF('%!.15g', f.least) \
             ELSE PRINTF('%!.17g', f.least) END), \
           'max', JSON(CASE WHEN f.greatest IS NULL THEN 'null' \
             WHEN CAST(PRINTF('%!.15g', f.greatest) AS REAL) = f.greatest THEN PRINTF('%!.15g', f.greatest) \
             ELSE PRINTF('%!.17g', f.greatest) END), \
           'about', JSON(CASE WHEN f.is_about THEN 'true' ELSE 'false' END), 'unit', f.unit) ORDER BY f.position) \
           FROM claim_figures f WHERE f.claim_row = c.row)), \
         'found_date', JSON(COALESCE((SELECT JSON_OBJECT('edtf', d.said_edtf, 'basis', d.said_basis, \
           'words', d.said_words) FROM claim_found_dates d WHERE d.claim_row = c.row), 'null')), \
         'found_parties', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('role', g.role, 'position', g.position, \
           'found', fo.slug, 'mention', g.mention, 'printed_role', g.printed_role) ORDER BY g.role, g.position) \
           FROM claim_found_parties g JOIN sources fo ON fo.row = g.found_row WHERE g.claim_row = c.row))) \
         FROM claims c JOIN articles a ON a.row = c.article_row JOIN readings r ON r.row = c.reading_row \
         JOIN article_versions v ON v.row = r.version_row LEFT JOIN publishers p ON p.row = c.publisher_row \
         ORDER BY c.row",
    count: "SELECT COUNT(*) FROM claims",
    inserts: &[
        "INSERT INTO rules (about, rule) SELECT DISTINCT e.value ->> 'about', e.value ->> 'rule' \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.reasons') e \
         WHERE e.value ->> 'about' IS NOT NULL AND e.value ->> 'rule' IS NOT NULL ON CONFLICT (about, rule) DO NOTHING",
        "INSERT INTO claims (id, article_row, reading_row, place, content, cue, mention, inside_id, quotation, stance, \
         manner, confidence, said_edtf, said_basis, said_words, said_from, said_to, said_day, published_day, \
         publisher_row, loaded_at, is_current, successor_id, is_listed, is_nobodys, reasons) \
         SELECT j.value ->> 'id', (SELECT row FROM articles WHERE id = j.value ->> 'article'), \
           (SELECT r.row FROM article_versions v JOIN readings r ON r.version_row = v.row \
              AND r.extractor = j.value ->> 'extractor' WHERE v.id = j.value ->> 'version'), \
           j.value ->> 'place', j.value ->> 'content', j.value ->> 'cue', j.value ->> 'mention', j.value ->> 'inside', \
           j.value ->> 'quotation', j.value ->> 'stance', j.value ->> 'manner', j.value ->> 'confidence', \
           j.value ->> 'said_edtf', j.value ->> 'said_basis', j.value ->> 'said_words', j.value ->> 'said_from', \
           j.value ->> 'said_to', j.value ->> 'said_to', j.value ->> 'published_day', \
           (SELECT row FROM publishers WHERE slug = j.value ->> 'publisher'), j.value ->> 'loaded_at', \
           j.value ->> 'is_current', j.value ->> 'successor', j.value ->> 'is_listed', j.value ->> 'is_nobodys', \
           CASE WHEN j.value ->> 'reasons' IS NOT NULL THEN \
             (SELECT JSON_GROUP_ARRAY(JSON(b.reason)) FROM (SELECT '[' || u.row || \
                CASE WHEN JSON_ARRAY_LENGTH(e.value, '$.features') > 0 THEN ',' || SUBSTR(e.value -> 'features', 2) ELSE ']' END AS reason \
              FROM JSON_EACH(j.value, '$.reasons') e \
              LEFT JOIN rules u ON u.about = e.value ->> 'about' AND u.rule = e.value ->> 'rule' ORDER BY e.key) b) END \
           FROM JSON_EACH($1) j ORDER BY j.key",
        "INSERT INTO claim_spans (claim_row, reading_row, role, position, start_byte, end_byte) \
         SELECT c.row, c.reading_row, s.value ->> 0, s.value ->> 1, s.value ->> 2, s.value ->> 3 \
         FROM JSON_EACH($1) j JOIN claims c ON c.id = j.value ->> 'id', JSON_EACH(j.value, '$.spans') s",
        "INSERT INTO claim_spans (claim_row, reading_row, role, position, start_byte, end_byte) \
         SELECT c.row, (SELECT r.row FROM article_versions v JOIN readings r ON r.version_row = v.row \
             AND r.extractor = s.value ->> 'extractor' WHERE v.id = s.value ->> 'version'), \
           s.value ->> 'role', s.value ->> 'position', s.value ->> 'start', s.value ->> 'end' \
         FROM JSON_EACH($1) j JOIN claims c ON c.id = j.value ->> 'id', JSON_EACH(j.value, '$.earlier_spans') s",
        "INSERT INTO claim_parties (claim_row, role, position, source_row, mention, printed_role, found_row, found_role) \
         SELECT c.row, p.value ->> 'role', p.value ->> 'position', \
           (SELECT row FROM sources WHERE slug = p.value ->> 'source'), p.value ->> 'mention', \
           p.value ->> 'printed_role', (SELECT row FROM sources WHERE slug = p.value ->> 'found'), \
           p.value ->> 'found_role' \
         FROM JSON_EACH($1) j JOIN claims c ON c.id = j.value ->> 'id', JSON_EACH(j.value, '$.parties') p",
        "INSERT INTO claim_figures (claim_row, position, words, start_byte, end_byte, least, greatest, is_about, unit) \
         SELECT c.row, f.key, f.value ->> 'words', f.value ->> 'start', f.value ->> 'end', f.value ->> 'min', \
           f.value ->> 'max', f.value ->> 'about', f.value ->> 'unit' \
         FROM JSON_EACH($1) j JOIN claims c ON c.id = j.value ->> 'id', JSON_EACH(j.value, '$.figures') f",
        "INSERT INTO claim_found_dates (claim_row, said_edtf, said_basis, said_words) \
         SELECT c.row, j.value ->> '$.found_date.edtf', j.value ->> '$.found_date.basis', \
           j.value ->> '$.found_date.words' \
         FROM JSON_EACH($1) j JOIN claims c ON c.id = j.value ->> 'id' WHERE j.value ->> 'found_date' IS NOT NULL",
        "INSERT INTO claim_found_parties (claim_row, role, position, mention, printed_role, found_row) \
         SELECT c.row, g.value ->> 'role', g.value ->> 'position', g.value ->> 'mention', g.value ->> 'printed_role', \
           (SELECT row FROM sources WHERE slug = g.value ->> 'found') \
         FROM JSON_EACH($1) j JOIN claims c ON c.id = j.value ->> 'id', JSON_EACH(j.value, '$.found_parties') g",
    ],
    joins: "",
};
