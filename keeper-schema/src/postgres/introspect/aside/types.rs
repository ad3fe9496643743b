//! Domains, composite types, ranges and collations: tables may need them.

use super::is_not_of_extension;

/// Each type, then what can be changed of it by itself. That a type was made later than those
/// that it is made from, is told by its number.
pub(super) fn types(scope: &str) -> String {
    format!(
        "SELECT * FROM (
             WITH type AS (
                 SELECT t.oid, t.typnamespace, t.typtype, t.typrelid, t.typbasetype, t.typtypmod,
                     t.typcollation, t.typnotnull, t.typdefault, t.oid::regtype::text AS said
                 FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
                 WHERE t.typnamespace {scope}
                 AND (t.typtype IN ('d', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
                 AND {type} AND ({relation}))
             SELECT 1, oid::bigint, 'type', typnamespace, NULL::text, NULL, NULL,
                 'domain ' || said,
                 format('CREATE DOMAIN %s AS %s%s', said, format_type(typbasetype, typtypmod),
                     (SELECT ' COLLATE ' || l.oid::regcollation FROM pg_collation l
                      JOIN pg_type b ON b.oid = typbasetype
                      WHERE l.oid = type.typcollation AND b.typcollation <> l.oid)),
                 'DROP DOMAIN ' || said, NULL, NULL
             FROM type WHERE typtype = 'd'
             UNION ALL
             SELECT 2, 0, 'type', typnamespace, NULL, NULL, NULL, 'default of domain ' || said,
                 format('ALTER DOMAIN %s SET DEFAULT %s', said, typdefault),
                 format('ALTER DOMAIN %s DROP DEFAULT', said),
                 format('ALTER DOMAIN %s SET DEFAULT %s', said, typdefault), 'domain ' || said
             FROM type WHERE typtype = 'd' AND typdefault IS NOT NULL
             UNION ALL
             SELECT 1000, 0, 'statement', typnamespace, NULL, NULL, NULL,
                 'NOT NULL of domain ' || said, format('ALTER DOMAIN %s SET NOT NULL', said),
                 format('ALTER DOMAIN %s DROP NOT NULL', said), NULL, 'domain ' || said
             FROM type WHERE typtype = 'd' AND typnotnull
             UNION ALL
             SELECT 1000, 0, 'statement', typnamespace, NULL, NULL, NULL,
                 format('constraint %s of domain %s', k.conname, said),
                 format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', said, k.conname,
                     pg_get_constraintdef(k.oid)),
                 format('ALTER DOMAIN %s DROP CONSTRAINT %I', said, k.conname), NULL,
                 'domain ' || said
             FROM type JOIN pg_constraint k ON k.contypid = type.oid AND k.contype = 'c'
             UNION ALL
             SELECT 1, oid::bigint, 'type', typnamespace, NULL, NULL, NULL, 'type ' || said,
                 format('CREATE TYPE %s AS ()', said), 'DROP TYPE ' || said, NULL, NULL
             FROM type WHERE typtype = 'c'
             UNION ALL
             SELECT 1, oid::bigint, 'type', typnamespace, NULL, NULL, NULL,
                 format('type %s, attribute %I', said, a.attname),
                 format('ALTER TYPE %s ADD ATTRIBUTE %I %s', said, a.attname, of),
                 format('ALTER TYPE %s DROP ATTRIBUTE %I', said, a.attname),
                 format('ALTER TYPE %s ALTER ATTRIBUTE %I TYPE %s', said, a.attname, of),
                 'type ' || said
             FROM (
                 SELECT type.oid, typnamespace, said, a.attname, a.attnum,
                     format_type(a.atttypid, a.atttypmod) || coalesce((
                         SELECT ' COLLATE ' || l.oid::regcollation FROM pg_collation l
                         JOIN pg_type b ON b.oid = a.atttypid
                         WHERE l.oid = a.attcollation AND b.typcollation <> l.oid), '') AS of
                 FROM type JOIN pg_attribute a ON a.attrelid = typrelid AND a.attnum > 0
                     AND NOT a.attisdropped
                 WHERE typtype = 'c') AS a
             UNION ALL
             SELECT 1, type.oid::bigint, 'type', typnamespace, NULL, NULL, NULL, 'type ' || said,
                 format('CREATE TYPE %s AS RANGE (SUBTYPE = %s%s%s%s%s)', said,
                     format_type(r.rngsubtype, NULL),
                     CASE WHEN NOT o.opcdefault THEN ', SUBTYPE_OPCLASS = ' || quote_ident(
                         n.nspname) || '.' || quote_ident(o.opcname) END,
                     (SELECT ', COLLATION = ' || r.rngcollation::regcollation FROM pg_type s
                      WHERE s.oid = r.rngsubtype AND r.rngcollation <> 0
                      AND s.typcollation <> r.rngcollation),
                     CASE WHEN r.rngcanonical <> 0 THEN ', CANONICAL = ' || r.rngcanonical END,
                     CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff END),
                 'DROP TYPE ' || said, NULL, NULL
             FROM type JOIN pg_range r ON r.rngtypid = type.oid
             JOIN pg_opclass o ON o.oid = r.rngsubopc JOIN pg_namespace n ON n.oid = o.opcnamespace
             UNION ALL
             SELECT 1, 0, 'type', collnamespace, NULL, NULL, NULL, 'collation ' || said,
                 format('CREATE COLLATION %s (%s)', said, concat_ws(', ',
                     'PROVIDER = ' || CASE collprovider WHEN 'i' THEN 'icu' ELSE 'libc' END,
                     CASE collprovider WHEN 'i' THEN 'LOCALE = ' || quote_literal(locale)
                         ELSE format('LC_COLLATE = %L, LC_CTYPE = %L', collcollate, collctype) END,
                     CASE WHEN NOT collisdeterministic THEN 'DETERMINISTIC = false' END)),
                 'DROP COLLATION ' || said, NULL, NULL
             FROM (
                 SELECT l.*, l.oid::regcollation AS said, coalesce(
                     to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate)
                     AS locale
                 FROM pg_collation l
                 WHERE l.collnamespace {scope} AND l.collprovider IN ('i', 'c')
                 AND {collation}) AS l
             UNION ALL
             SELECT 1003, 0, 'statement', typnamespace, NULL, NULL, NULL, 'comment on ' || target,
                 format('COMMENT ON %s IS %L', target, d.description),
                 format('COMMENT ON %s IS NULL', target), NULL, within
             FROM (
                 SELECT 'pg_type'::regclass AS class, oid, 0 AS part, typnamespace,
                     CASE typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || said AS target,
                     CASE typtype WHEN 'd' THEN 'domain ' ELSE 'type ' END || said AS within
                 FROM type
                 UNION ALL
                 SELECT 'pg_constraint'::regclass, k.oid, 0, typnamespace,
                     format('CONSTRAINT %I ON DOMAIN %s', k.conname, said), 'domain ' || said
                 FROM type JOIN pg_constraint k ON k.contypid = type.oid
                 UNION ALL
                 SELECT 'pg_class'::regclass, typrelid, a.attnum, typnamespace,
                     format('COLUMN %s.%I', said, a.attname), 'type ' || said
                 FROM type JOIN pg_attribute a ON a.attrelid = typrelid AND a.attnum > 0
                 WHERE typtype = 'c') AS held
             JOIN pg_description d ON d.classoid = held.class AND d.objoid = held.oid
                 AND d.objsubid = held.part) AS types",
        type = is_not_of_extension("pg_type", "t.oid"),
        collation = is_not_of_extension("pg_collation", "l.oid"),
        relation = is_not_of_extension("pg_class", "t.typrelid"),
    )
}
