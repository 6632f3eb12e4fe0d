//! The files of what was withdrawn, of disputes, and of loads.

use super::kept::{KeptFile, fields};

pub(super) static WITHDRAWALS: KeptFile = KeptFile {
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

pub(super) static WITHDRAWN_CLAIMS: KeptFile = KeptFile {
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

pub(super) static WITHDRAWN_SOURCES: KeptFile = KeptFile {
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

pub(super) static DISPUTES: KeptFile = KeptFile {
    name: "disputes",
    about: "The addresses of disputes, with their claims. How these stand to each other is found anew by an import.",
    fields: fields! {
        "id" Text "The last part of the address.";
        "merged_into" Text "The id of the dispute that has its claims now; null where it has its own, or nobody has.";
        "found_at" Text "When it was found.";
        "changed_at" Text "When a claim last joined or left.";
        "claims" Nested "The ids of its claims, each with when it joined.";
    },
    select: "SELECT JSON_OBJECT('id', d.id, 'merged_into', m.id, 'found_at', d.found_at, 'changed_at', d.changed_at, \
         'claims', (SELECT JSON_GROUP_ARRAY(JSON_OBJECT('id', c.id, 'joined_at', dc.joined_at) ORDER BY dc.place) \
           FROM dispute_claims dc JOIN claims c ON c.row = dc.claim_row WHERE dc.dispute_row = d.row)) \
         FROM disputes d LEFT JOIN disputes m ON m.row = d.merged_row ORDER BY d.row",
    count: "SELECT COUNT(*) FROM disputes",
    inserts: &[
        "INSERT INTO disputes (id, found_at, changed_at, claims) \
         SELECT j.value ->> 'id', j.value ->> 'found_at', j.value ->> 'changed_at', JSON_ARRAY_LENGTH(j.value, '$.claims') \
         FROM JSON_EACH($1) j ORDER BY j.key",
        "INSERT INTO dispute_claims (claim_row, dispute_row, place, joined_at) \
         SELECT c.row, d.row, k.key, k.value ->> 'joined_at' FROM JSON_EACH($1) j JOIN disputes d ON d.id = j.value ->> 'id' \
         JOIN JSON_EACH(j.value, '$.claims') k JOIN claims c ON c.id = k.value ->> 'id'",
    ],
    joins: "UPDATE disputes SET merged_row = (SELECT m.row FROM disputes m WHERE m.id = j.value ->> 'merged_into') \
         FROM JSON_EACH($1) j WHERE disputes.id = j.value ->> 'id' AND j.value ->> 'merged_into' IS NOT NULL",
};

pub(super) static LOADS: KeptFile = KeptFile {
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
