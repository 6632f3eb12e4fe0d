//! The files of an export that an import reads: what a line of each holds, how it is read from the database, and how it
//! is written to another one.
//!
//! A line is a JSON object. Ids and slugs stand in it where the database has row numbers, and places are bytes of a text
//! in UTF-8. Lines stand in the order of the rows, which decides between equals in lists, so that an import keeps it.

use super::claims::FOUND_CLAIMS;
use super::sources::{DECISIONS, SOURCES};
use crate::domain::FlatKind;

/// A file of an export that an import reads.
#[derive(Debug)]
pub struct KeptFile {
    /// Its name without an ending.
    pub name: &'static str,
    /// What it holds, as a sentence.
    pub about: &'static str,
    /// The fields of a line, in order.
    pub fields: &'static [KeptField],
    /// Gives the lines.
    pub(super) select: &'static str,
    /// Gives their number.
    pub(super) count: &'static str,
    /// Write lines, given as a JSON list.
    pub(super) inserts: &'static [&'static str],
    /// Adds what lines tell of others that may stand behind them, once all are written; empty where none do.
    pub(super) joins: &'static str,
}

impl KeptFile {
    /// True where the file has to be read a second time ([`crate::store::Store::join_lines`]).
    pub fn has_joins(&self) -> bool {
        !self.joins.is_empty()
    }
}

impl FieldKind {
    /// What a column of a flat table holds of it; `None` for what has no place in one.
    pub fn flat(self) -> Option<FlatKind> {
        match self {
            Self::Text => Some(FlatKind::Text),
            Self::Number => Some(FlatKind::Number),
            Self::Flag => Some(FlatKind::Flag),
            Self::List => Some(FlatKind::List),
            Self::Nested => None,
        }
    }
}

/// A field of a line.
#[derive(Debug)]
pub struct KeptField {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// What it tells, as a sentence.
    pub about: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words, an id, a day or a time (RFC 3339, UTC); may be null.
    Text,
    /// A number; may be null.
    Number,
    /// True or false.
    Flag,
    /// A list of words.
    List,
    /// An object or a list of objects. Flat tables leave it out.
    Nested,
}

macro_rules! fields {
    ($($name:literal $kind:ident $about:literal;)+) => {
        &[$($crate::store::exchange::files::KeptField {
            name: $name, kind: $crate::store::exchange::files::FieldKind::$kind, about: $about,
        },)+]
    };
}
pub(super) use fields;

/// Every file that an import reads, in the order in which it reads them.
pub static KEPT_FILES: [&KeptFile; 12] = [
    &PUBLISHERS,
    &ARTICLES,
    &TEXTS,
    &READINGS,
    &COPIES,
    &SOURCES,
    &FOUND_CLAIMS,
    &DECISIONS,
    &WITHDRAWALS,
    &WITHDRAWN_CLAIMS,
    &WITHDRAWN_SOURCES,
    &LOADS,
];

static PUBLISHERS: KeptFile = KeptFile {
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

static ARTICLES: KeptFile = KeptFile {
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

static TEXTS: KeptFile = KeptFile {
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

static READINGS: KeptFile = KeptFile {
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

static COPIES: KeptFile = KeptFile {
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

static WITHDRAWALS: KeptFile = KeptFile {
    name: "withdrawals",
    about: "What the operator withdrew, and what was put back.",
    fields: fields! {
        "target" Text "article or claim.";
        "id" Text "The id of it.";
        "reason" Text "Why.";
        "withdrawn_at" Text "When.";
        "restored_at" Text "When it was put back; null while it is withdrawn.";
    },
    select: "SELECT JSON_OBJECT('target', w.target, 'id', w.target_id, 'reason', w.reason, \
         'withdrawn_at', w.withdrawn_at, 'restored_at', w.restored_at) FROM withdrawals w ORDER BY w.row",
    count: "SELECT COUNT(*) FROM withdrawals",
    inserts: &["INSERT INTO withdrawals (target, target_id, reason, withdrawn_at, restored_at) \
         SELECT j.value ->> 'target', j.value ->> 'id', j.value ->> 'reason', j.value ->> 'withdrawn_at', \
           j.value ->> 'restored_at' FROM JSON_EACH($1) j ORDER BY j.key"],
    joins: "",
};

static WITHDRAWN_CLAIMS: KeptFile = KeptFile {
    name: "withdrawn_claims",
    about: "The claims that are not here because they, their article or a claim with their words was withdrawn.",
    fields: fields! {
        "id" Text "The id of the claim.";
        "article" Text "The id of its article.";
        "reason" Text "Why.";
        "withdrawn_at" Text "When.";
    },
    select: "SELECT JSON_OBJECT('id', t.id, 'article', t.article_id, 'reason', t.reason, \
         'withdrawn_at', t.withdrawn_at) FROM withdrawn_claims t ORDER BY t.id",
    count: "SELECT COUNT(*) FROM withdrawn_claims",
    inserts: &["INSERT INTO withdrawn_claims (id, article_id, reason, withdrawn_at) \
         SELECT j.value ->> 'id', j.value ->> 'article', j.value ->> 'reason', j.value ->> 'withdrawn_at' \
         FROM JSON_EACH($1) j"],
    joins: "",
};

static WITHDRAWN_SOURCES: KeptFile = KeptFile {
    name: "withdrawn_sources",
    about: "The addresses of sources of which only withdrawn claims tell. An address is a name, so only its hash stands here.",
    fields: fields! {
        "slug_sha256" Text "The SHA-256 of the last part of the address, in hexadecimal.";
        "moved_to" Text "The slug that it leads to; null where nothing is left of the source.";
        "is_merged" Flag "True where it was merged into that source.";
    },
    select: "SELECT JSON_OBJECT('slug_sha256', t.slug_sha256, 'moved_to', t.moved_to, \
         'is_merged', JSON(CASE WHEN t.is_merged THEN 'true' ELSE 'false' END)) \
         FROM withdrawn_sources t ORDER BY t.slug_sha256",
    count: "SELECT COUNT(*) FROM withdrawn_sources",
    inserts: &["INSERT INTO withdrawn_sources (slug_sha256, moved_to, is_merged) \
         SELECT j.value ->> 'slug_sha256', j.value ->> 'moved_to', j.value ->> 'is_merged' FROM JSON_EACH($1) j"],
    joins: "",
};

static LOADS: KeptFile = KeptFile {
    name: "loads",
    about: "The record of loads, as /about/loads shows it.",
    fields: fields! {
        "number" Number "The number of the load.";
        "command" Text "The command that loaded.";
        "places" List "The files and addresses it was given, as pages show them.";
        "version" Text "The version of the program.";
        "started_at" Text "When it began.";
        "updated_at" Text "When it last recorded its progress.";
        "ended_at" Text "When it ended; null where it was killed.";
        "is_stopped" Flag "True where it was stopped before its end.";
        "counts" Nested "How many articles became what, and how many claims were found.";
        "reasons" Nested "How much it left out, for each reason.";
        "left" Nested "What it left out, one by one; of each load only the first.";
    },
    select: "SELECT JSON_OBJECT('number', l.row, 'command', l.command, 'places', JSON(l.places), 'version', l.version, \
         'started_at', l.started_at, 'updated_at', l.updated_at, 'ended_at', l.ended_at, \
         'is_stopped', JSON(CASE WHEN l.is_stopped THEN 'true' ELSE 'false' END), \
         'counts', JSON_OBJECT('loaded', l.loaded, 'changed', l.changed, 'completed', l.completed, 'read', l.read, \
           'original_kept', l.original_kept, 'already_there', l.already_there, 'withdrawn', l.withdrawn, \
           'claims', l.claims, 'skipped', l.skipped, 'not_read', l.not_read), \
         'reasons', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('kind', r.kind, 'code', r.code, 'count', r.count) \
           ORDER BY r.kind, r.code) FROM load_reasons r WHERE r.load_row = l.row)), \
         'left', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('kind', f.kind, 'code', f.code, 'place', f.place, \
           'reason', f.reason) ORDER BY f.row) FROM load_left f WHERE f.load_row = l.row))) FROM loads l ORDER BY l.row",
    count: "SELECT COUNT(*) FROM loads",
    inserts: &[
        "INSERT INTO loads (row, command, places, version, started_at, updated_at, ended_at, is_stopped, loaded, changed, \
         completed, read, original_kept, already_there, withdrawn, claims, skipped, not_read) \
         SELECT j.value ->> 'number', j.value ->> 'command', j.value -> 'places', j.value ->> 'version', \
           j.value ->> 'started_at', j.value ->> 'updated_at', j.value ->> 'ended_at', j.value ->> 'is_stopped', \
           j.value ->> '$.counts.loaded', j.value ->> '$.counts.changed', j.value ->> '$.counts.completed', \
           j.value ->> '$.counts.read', j.value ->> '$.counts.original_kept', j.value ->> '$.counts.already_there', \
           j.value ->> '$.counts.withdrawn', j.value ->> '$.counts.claims', j.value ->> '$.counts.skipped', \
           j.value ->> '$.counts.not_read' FROM JSON_EACH($1) j ORDER BY j.key",
        "INSERT INTO load_reasons (load_row, kind, code, count) \
         SELECT j.value ->> 'number', r.value ->> 'kind', r.value ->> 'code', r.value ->> 'count' \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.reasons') r",
        "INSERT INTO load_left (load_row, kind, code, place, reason) \
         SELECT j.value ->> 'number', f.value ->> 'kind', f.value ->> 'code', f.value ->> 'place', f.value ->> 'reason' \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.left') f ORDER BY j.key, f.key",
    ],
    joins: "",
};
