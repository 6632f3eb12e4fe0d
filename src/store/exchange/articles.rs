//! The files of publishers, articles, their texts, and who read them.

use super::kept::{KeptFile, fields};

pub(super) static PUBLISHERS: KeptFile = KeptFile {
    name: "publishers",
    about: "The outlets that printed the articles.",
    fields: fields! {
        "slug" Text "The last part of its address under /publishers/.";
        "name" Text "Its name.";
        "name_key" Text "The name as names are compared.";
        "hosts" List "The hosts it prints at.";
    },
    select: "SELECT JSON_OBJECT('slug', p.slug, 'name', p.name, 'name_key', p.name_key, \
         'hosts', JSON(COALESCE(h.hosts, '[]'))) \
         FROM publishers p LEFT JOIN (SELECT publisher_row, JSON_GROUP_ARRAY(host ORDER BY host) AS hosts \
           FROM publisher_hosts GROUP BY publisher_row) h ON h.publisher_row = p.row ORDER BY p.row",
    count: "SELECT COUNT(*) FROM publishers",
    inserts: &[
        "INSERT INTO publishers (slug, name, name_key) \
         SELECT j.value ->> 'slug', j.value ->> 'name', j.value ->> 'name_key' FROM JSON_EACH($1) j ORDER BY j.key",
        "INSERT INTO publisher_hosts (host, publisher_row) \
         SELECT h.value, (SELECT row FROM publishers WHERE slug = j.value ->> 'slug') \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.hosts') h",
    ],
    joins: "",
};

pub(super) static ARTICLES: KeptFile = KeptFile {
    name: "articles",
    about: "The articles. Their texts stand in the file of texts.",
    fields: fields! {
        "id" Text "Its permanent id, the last part of its address under /articles/.";
        "url" Text "Its address at the publisher's, as given.";
        "title" Text "The headline.";
        "publisher" Text "The slug of the publisher.";
        "authors" List "The names of those who wrote it.";
        "published" Text "The day or time of publication, as printed.";
        "published_day" Text "The publisher's local day.";
        "language" Text "The language, as a tag.";
        "license" Text "The licence or terms of use of its text.";
        "attribution" Text "Who is to be named with its text.";
        "corrections" List "Notes in which the publisher corrects it, as printed.";
        "credit" Text "Who the text came from, as credited beside it.";
        "credited" Nested "The agency that it credits, the words that do, and where they stand; null where it credits none.";
        "file" Text "The name of the file it was read from.";
        "field_origins" Nested "Where each of these fields was found.";
        "loaded_at" Text "When it was first loaded.";
        "version" Text "The id of its newest text.";
        "addresses" List "The addresses it is known by, in the form in which addresses are compared.";
        "text_ids" List "The ids that its later texts would have as articles of their own; they lead to this one.";
        "origin" Text "The first loaded article of those that are printings of one text; null where it is none of several.";
    },
    select: "SELECT JSON_OBJECT('id', a.id, 'url', a.url, 'title', a.title, 'publisher', p.slug, \
         'authors', JSON(a.authors), 'published', a.published, 'published_day', a.published_day, 'language', a.language, \
         'license', a.license, 'attribution', a.attribution, 'corrections', JSON(a.corrections), 'credit', a.credit, \
         'credited', JSON(CASE WHEN cr.article_row IS NULL THEN 'null' \
           ELSE JSON_OBJECT('agency', cr.agency, 'words', cr.words, 'place', cr.place) END), \
         'file', a.file, 'field_origins', JSON(a.field_origins), 'loaded_at', a.loaded_at, 'version', v.id, \
         'addresses', JSON(COALESCE(d.addresses, '[]')), 'text_ids', JSON(COALESCE(t.ids, '[]')), 'origin', f.id) \
         FROM articles a LEFT JOIN publishers p ON p.row = a.publisher_row \
         LEFT JOIN article_versions v ON v.row = a.version_row LEFT JOIN article_credits cr ON cr.article_row = a.row \
         LEFT JOIN article_origins o ON o.article_row = a.row LEFT JOIN articles f ON f.row = o.origin_row \
         LEFT JOIN (SELECT article_row, JSON_GROUP_ARRAY(address ORDER BY address) AS addresses \
           FROM article_addresses GROUP BY article_row) d ON d.article_row = a.row \
         LEFT JOIN (SELECT article_row, JSON_GROUP_ARRAY(text_id ORDER BY text_id) AS ids \
           FROM article_texts GROUP BY article_row) t ON t.article_row = a.row ORDER BY a.row",
    count: "SELECT COUNT(*) FROM articles",
    inserts: &[
        "INSERT INTO articles (id, url, title, publisher_row, authors, published, published_day, language, license, \
         attribution, corrections, credit, file, field_origins, loaded_at) \
         SELECT j.value ->> 'id', j.value ->> 'url', j.value ->> 'title', \
           (SELECT row FROM publishers WHERE slug = j.value ->> 'publisher'), j.value -> 'authors', \
           j.value ->> 'published', j.value ->> 'published_day', j.value ->> 'language', j.value ->> 'license', \
           j.value ->> 'attribution', j.value -> 'corrections', j.value ->> 'credit', j.value ->> 'file', \
           j.value -> 'field_origins', j.value ->> 'loaded_at' FROM JSON_EACH($1) j ORDER BY j.key",
        "INSERT INTO article_addresses (address, article_row) \
         SELECT d.value, (SELECT row FROM articles WHERE id = j.value ->> 'id') \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.addresses') d",
        "INSERT INTO article_texts (text_id, article_row) \
         SELECT t.value, (SELECT row FROM articles WHERE id = j.value ->> 'id') \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.text_ids') t",
        "INSERT INTO article_origins (article_row, origin_row) \
         SELECT (SELECT row FROM articles WHERE id = j.value ->> 'id'), \
           (SELECT row FROM articles WHERE id = j.value ->> 'origin') \
         FROM JSON_EACH($1) j WHERE j.value ->> 'origin' IS NOT NULL",
        "INSERT INTO article_credits (article_row, agency, words, place) \
         SELECT (SELECT row FROM articles WHERE id = j.value ->> 'id'), j.value ->> '$.credited.agency', \
           j.value ->> '$.credited.words', j.value ->> '$.credited.place' \
         FROM JSON_EACH($1) j WHERE j.value ->> 'credited' IS NOT NULL",
    ],
    joins: "",
};

pub(super) static TEXTS: KeptFile = KeptFile {
    name: "texts",
    about: "Every text that an article had.",
    fields: fields! {
        "id" Text "The id of the text, as version= in the address of its article has it.";
        "article" Text "The id of the article.";
        "number" Number "1 for its first text.";
        "is_newest" Flag "True for the text that its article shows.";
        "cause" Text "Who changed it: first, publisher, or reader where our reading of the file did or more of it was loaded.";
        "partial" Text "Where it is not the whole article: teaser, quotations or cut_off.";
        "loaded_at" Text "When it was loaded.";
        "reader" Text "What read it from its file.";
        "text" Text "The text. Where words were withdrawn, signs of the same length stand in their place.";
        "content_sha256" Text "The SHA-256 of the text as it was read, in hexadecimal.";
        "withheld" Nested "Where words were withdrawn: [first byte, one past the last].";
        "read_from" Nested "The file or the answer it was read from, with size and SHA-256; null where that was not kept.";
    },
    select: "SELECT JSON_OBJECT('id', v.id, 'article', a.id, 'number', v.number, \
         'is_newest', JSON(CASE WHEN a.version_row = v.row THEN 'true' ELSE 'false' END), 'cause', v.cause, \
         'partial', v.partial, 'loaded_at', v.loaded_at, 'reader', v.reader, 'text', v.text, \
         'content_sha256', v.content_sha256, 'withheld', JSON(COALESCE((SELECT \
           JSON_GROUP_ARRAY(JSON_ARRAY(w.start_byte, w.end_byte) ORDER BY w.start_byte, w.end_byte) \
           FROM withheld_places w WHERE w.version_row = v.row), '[]')), \
         'read_from', JSON(CASE WHEN o.version_row IS NULL THEN 'null' ELSE JSON_OBJECT('file', o.file, \
           'sha256', b.sha256, 'size', b.size, 'address', o.address, 'fetched_at', o.fetched_at, 'status', o.status, \
           'headers', JSON(o.headers)) END)) \
         FROM article_versions v JOIN articles a ON a.row = v.article_row \
         LEFT JOIN originals o ON o.version_row = v.row LEFT JOIN original_bytes b ON b.row = o.bytes_row ORDER BY v.row",
    count: "SELECT COUNT(*) FROM article_versions",
    inserts: &[
        "INSERT INTO article_versions (id, article_row, number, text, content_sha256, reader, cause, loaded_at, partial) \
         SELECT j.value ->> 'id', (SELECT row FROM articles WHERE id = j.value ->> 'article'), j.value ->> 'number', \
           j.value ->> 'text', j.value ->> 'content_sha256', j.value ->> 'reader', j.value ->> 'cause', \
           j.value ->> 'loaded_at', j.value ->> 'partial' FROM JSON_EACH($1) j ORDER BY j.key",
        "UPDATE articles SET version_row = v.row, compared_row = v.row \
         FROM JSON_EACH($1) j, article_versions v \
         WHERE j.value ->> 'is_newest' AND v.id = j.value ->> 'id' AND v.article_row = articles.row",
        "INSERT INTO withheld_places (version_row, start_byte, end_byte) \
         SELECT (SELECT row FROM article_versions WHERE id = j.value ->> 'id'), w.value ->> 0, w.value ->> 1 \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.withheld') w",
        "INSERT INTO original_bytes (sha256, size, zstd) \
         SELECT j.value ->> '$.read_from.sha256', j.value ->> '$.read_from.size', X'' \
         FROM JSON_EACH($1) j WHERE j.value ->> 'read_from' IS NOT NULL ORDER BY j.key ON CONFLICT (sha256) DO NOTHING",
        "INSERT INTO originals (version_row, bytes_row, file, address, fetched_at, status, headers) \
         SELECT (SELECT row FROM article_versions WHERE id = j.value ->> 'id'), \
           (SELECT row FROM original_bytes WHERE sha256 = j.value ->> '$.read_from.sha256'), \
           j.value ->> '$.read_from.file', j.value ->> '$.read_from.address', j.value ->> '$.read_from.fetched_at', \
           j.value ->> '$.read_from.status', NULLIF(j.value -> '$.read_from.headers', 'null') \
         FROM JSON_EACH($1) j WHERE j.value ->> 'read_from' IS NOT NULL",
    ],
    joins: "",
};

pub(super) static READINGS: KeptFile = KeptFile {
    name: "readings",
    about: "Which extractor read which text for claims.",
    fields: fields! {
        "version" Text "The id of the text.";
        "extractor" Text "The extractor, with its version.";
        "read_at" Text "When.";
        "not_read" Text "Why no claims were looked for.";
        "counts" Flag "True for the reading whose claims the article shows.";
    },
    select: "SELECT JSON_OBJECT('version', v.id, 'extractor', r.extractor, 'read_at', r.read_at, 'not_read', r.not_read, \
         'counts', JSON(CASE WHEN a.reading_row = r.row THEN 'true' ELSE 'false' END)) \
         FROM readings r JOIN article_versions v ON v.row = r.version_row JOIN articles a ON a.row = v.article_row \
         ORDER BY r.row",
    count: "SELECT COUNT(*) FROM readings",
    inserts: &[
        "INSERT INTO readings (version_row, extractor, read_at, not_read) \
         SELECT (SELECT row FROM article_versions WHERE id = j.value ->> 'version'), j.value ->> 'extractor', \
           j.value ->> 'read_at', j.value ->> 'not_read' FROM JSON_EACH($1) j ORDER BY j.key",
        "UPDATE articles SET reading_row = r.row \
         FROM JSON_EACH($1) j, article_versions v, readings r \
         WHERE j.value ->> 'counts' AND v.id = j.value ->> 'version' AND r.version_row = v.row \
           AND r.extractor = j.value ->> 'extractor' AND v.article_row = articles.row",
    ],
    joins: "",
};

pub(super) static COPIES: KeptFile = KeptFile {
    name: "copies",
    about: "Pairs of articles whose texts are printings of one text.",
    fields: fields! {
        "article" Text "The id of one article.";
        "other" Text "The id of the other one.";
        "shared_words" Number "How many words of the first stand in runs that the other has as well.";
        "words" Number "How many words the first has.";
    },
    select: "SELECT JSON_OBJECT('article', a.id, 'other', o.id, 'shared_words', c.shared_words, 'words', c.words) \
         FROM article_copies c JOIN articles a ON a.row = c.article_row JOIN articles o ON o.row = c.other_row \
         ORDER BY c.article_row, c.other_row",
    count: "SELECT COUNT(*) FROM article_copies",
    inserts: &["INSERT INTO article_copies (article_row, other_row, shared_words, words) \
         SELECT (SELECT row FROM articles WHERE id = j.value ->> 'article'), \
           (SELECT row FROM articles WHERE id = j.value ->> 'other'), j.value ->> 'shared_words', j.value ->> 'words' \
         FROM JSON_EACH($1) j"],
    joins: "",
};
