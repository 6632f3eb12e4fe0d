//! The files of sources, and of what people decided.

use super::kept::{KeptFile, fields};

pub(super) static SOURCES: KeptFile = KeptFile {
    name: "sources",
    about: "The sources that claims are attributed to, or came through, those that were merged into others among them.",
    fields: fields! {
        "slug" Text "The last part of its address under /sources/.";
        "name" Text "Its name.";
        "kind" Text "person, organisation, government, media, group, unnamed or channel.";
        "known_by" Text "What makes it known: registry, name, or article where it belongs to one article alone.";
        "article" Text "The id of that article.";
        "country" Text "Its country as ISO 3166-1 alpha-2, where the registry gives one.";
        "wikidata" Text "Its Wikidata id, where the registry gives one.";
        "is_official" Flag "True where it speaks for a state.";
        "merged_into" Text "The slug of the source whose page shows its claims.";
        "earlier_slugs" List "Slugs that it had before; they lead to it.";
        "aliases" List "The spellings it was printed under.";
        "is_apart" Flag "True where it was made by a split; names in articles never lead to it.";
        "found_kind" Text "The kind that the words of articles lead to.";
        "registry_slug" Text "The registry's word for it.";
        "name_key" Text "The name as names are compared.";
        "last_key" Text "Its last word, by which people who may be the same are found.";
        "alias_keys" Nested "Each spelling as spellings are compared: [folded, respelled].";
        "roles" Nested "The roles in which articles name it, with their days and the number of readings.";
    },
    select: "SELECT JSON_OBJECT('slug', s.slug, 'name', s.name, 'kind', s.kind, 'known_by', s.known_by, \
         'article', a.id, 'country', s.country, 'wikidata', s.wikidata, \
         'is_official', JSON(CASE s.is_official WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END), \
         'merged_into', m.slug, 'earlier_slugs', JSON(COALESCE(e.slugs, '[]')), \
         'aliases', JSON((SELECT JSON_GROUP_ARRAY(sa.alias ORDER BY sa.alias_key) FROM source_aliases sa \
           WHERE sa.source_row = s.row)), \
         'is_apart', JSON(CASE WHEN s.is_apart THEN 'true' ELSE 'false' END), 'found_kind', s.found_kind, \
         'registry_slug', s.registry_slug, 'name_key', s.name_key, 'last_key', s.last_key, \
         'alias_keys', JSON((SELECT JSON_GROUP_ARRAY(JSON_ARRAY(sa.alias_key, sa.respelled) ORDER BY sa.alias_key) \
           FROM source_aliases sa WHERE sa.source_row = s.row)), \
         'roles', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('role_key', r.role_key, 'role', r.role, \
           'first_day', r.first_day, 'last_day', r.last_day, 'readings', r.readings) ORDER BY r.role_key) \
           FROM source_roles r WHERE r.source_row = s.row))) \
         FROM sources s LEFT JOIN articles a ON a.row = s.article_row LEFT JOIN sources m ON m.row = s.shown_row \
         LEFT JOIN (SELECT source_row, JSON_GROUP_ARRAY(slug ORDER BY slug) AS slugs FROM source_slugs \
           GROUP BY source_row) e ON e.source_row = s.row ORDER BY s.row",
    count: "SELECT COUNT(*) FROM sources",
    inserts: &[
        "INSERT INTO sources (slug, name, name_key, kind, known_by, article_row, wikidata, country, registry_slug, \
         last_key, is_apart, is_official, found_kind) \
         SELECT j.value ->> 'slug', j.value ->> 'name', j.value ->> 'name_key', j.value ->> 'kind', \
           j.value ->> 'known_by', (SELECT row FROM articles WHERE id = j.value ->> 'article'), j.value ->> 'wikidata', \
           j.value ->> 'country', j.value ->> 'registry_slug', j.value ->> 'last_key', j.value ->> 'is_apart', \
           j.value ->> 'is_official', j.value ->> 'found_kind' FROM JSON_EACH($1) j ORDER BY j.key",
        "INSERT INTO source_slugs (slug, source_row) \
         SELECT e.value, (SELECT row FROM sources WHERE slug = j.value ->> 'slug') \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.earlier_slugs') e",
        "INSERT INTO source_aliases (source_row, alias, alias_key, respelled) \
         SELECT (SELECT row FROM sources WHERE slug = j.value ->> 'slug'), n.value, \
           JSON_EXTRACT(j.value, '$.alias_keys[' || n.key || '][0]'), \
           JSON_EXTRACT(j.value, '$.alias_keys[' || n.key || '][1]') \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.aliases') n",
        "INSERT INTO source_roles (source_row, role_key, role, first_day, last_day, readings) \
         SELECT (SELECT row FROM sources WHERE slug = j.value ->> 'slug'), r.value ->> 'role_key', r.value ->> 'role', \
           r.value ->> 'first_day', r.value ->> 'last_day', r.value ->> 'readings' \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.roles') r",
    ],
    joins: "UPDATE sources SET shown_row = (SELECT m.row FROM sources m WHERE m.slug = j.value ->> 'merged_into') \
         FROM JSON_EACH($1) j WHERE j.value ->> 'merged_into' IS NOT NULL AND sources.slug = j.value ->> 'slug'",
};

pub(super) static DECISIONS: KeptFile = KeptFile {
    name: "decisions",
    about: "What people decided about sources, claims and disputes, undone decisions among them.",
    fields: fields! {
        "number" Number "The number in the log.";
        "kind" Text "merge, split, rename, kind, attribute, date, join, part, heading or close.";
        "claim" Text "The id of the claim of a decision about one.";
        "source" Text "The source that it is about; the one that had the claim.";
        "other" Text "The source that it led to.";
        "dispute" Text "The id of the dispute of a decision about one.";
        "other_dispute" Text "The id of the dispute that was joined to it.";
        "name_before" Text "The name under which the claims stood before.";
        "slug_before" Text "The slug then.";
        "name_after" Text "The name under which they stood after it.";
        "slug_after" Text "The slug then.";
        "value_before" Text "The kind, the date or the heading before.";
        "value_after" Text "The kind, the date or the heading after it.";
        "reason" Text "Why a dispute was closed.";
        "claims" Number "How many claims it concerned.";
        "author" Text "Who decided.";
        "made_at" Text "When.";
        "undone_at" Text "When it was undone; null while it is in force.";
        "holds_for" List "The ids of the claims that it holds for.";
        "disputed" Nested "Since when each of these belonged to the dispute, and whether it is one of those joined to it or parted from it.";
        "splits" Nested "What a split moves: the claims of an article whose words lead to a source, and to which source.";
    },
    select: "SELECT JSON_OBJECT('number', d.row, 'kind', d.kind, 'claim', d.claim_id, 'source', s.slug, 'other', o.slug, \
         'dispute', d.dispute_id, 'other_dispute', d.other_id, 'name_before', d.name_before, \
         'slug_before', d.slug_before, 'name_after', d.name_after, 'slug_after', d.slug_after, \
         'value_before', d.value_before, 'value_after', d.value_after, 'reason', d.reason, 'claims', d.claims, \
         'author', d.author, 'made_at', d.made_at, 'undone_at', d.undone_at, \
         'holds_for', JSON((SELECT JSON_GROUP_ARRAY(dc.claim_id ORDER BY dc.claim_id) FROM decision_claims dc \
           WHERE dc.decision_row = d.row)), \
         'disputed', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('claim', dc.claim_id, 'joined_at', dc.joined_at, \
           'is_apart', JSON(CASE WHEN dc.is_apart THEN 'true' ELSE 'false' END)) ORDER BY dc.claim_id) \
           FROM decision_claims dc WHERE dc.decision_row = d.row AND d.dispute_id IS NOT NULL)), \
         'splits', JSON((SELECT JSON_GROUP_ARRAY(JSON_OBJECT('found', f.slug, 'article', a.id, 'to', t.slug) \
           ORDER BY sp.found_row, sp.article_row) FROM source_splits sp JOIN sources f ON f.row = sp.found_row \
           JOIN sources t ON t.row = sp.to_row JOIN articles a ON a.row = sp.article_row \
           WHERE sp.decision_row = d.row))) \
         FROM decisions d LEFT JOIN sources s ON s.row = d.source_row LEFT JOIN sources o ON o.row = d.other_row \
         ORDER BY d.row",
    count: "SELECT COUNT(*) FROM decisions",
    inserts: &[
        "INSERT INTO decisions (row, kind, claim_id, source_row, other_row, dispute_id, other_id, name_before, slug_before, \
         name_after, slug_after, value_before, value_after, reason, claims, author, made_at, undone_at) \
         SELECT j.value ->> 'number', j.value ->> 'kind', j.value ->> 'claim', \
           (SELECT row FROM sources WHERE slug = j.value ->> 'source'), \
           (SELECT row FROM sources WHERE slug = j.value ->> 'other'), j.value ->> 'dispute', \
           j.value ->> 'other_dispute', j.value ->> 'name_before', \
           j.value ->> 'slug_before', j.value ->> 'name_after', j.value ->> 'slug_after', j.value ->> 'value_before', \
           j.value ->> 'value_after', j.value ->> 'reason', j.value ->> 'claims', j.value ->> 'author', \
           j.value ->> 'made_at', j.value ->> 'undone_at' FROM JSON_EACH($1) j ORDER BY j.key",
        "INSERT INTO decision_claims (claim_id, decision_row) SELECT c.value, j.value ->> 'number' \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.holds_for') c",
        "UPDATE decision_claims SET joined_at = k.value ->> 'joined_at', is_apart = k.value ->> 'is_apart' \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.disputed') k \
         WHERE decision_claims.claim_id = k.value ->> 'claim' AND decision_claims.decision_row = j.value ->> 'number'",
        "INSERT INTO source_splits (decision_row, found_row, article_row, to_row) \
         SELECT j.value ->> 'number', (SELECT row FROM sources WHERE slug = p.value ->> 'found'), \
           (SELECT row FROM articles WHERE id = p.value ->> 'article'), \
           (SELECT row FROM sources WHERE slug = p.value ->> 'to') \
         FROM JSON_EACH($1) j, JSON_EACH(j.value, '$.splits') p",
    ],
    joins: "",
};
