//! What a database has, as its own catalog tells it.

use keeper_schema_testing::Database;

/// A line per fact, without the order of columns, without the names of sequences, which
/// stay when a table is renamed, and without the bookkeeping.
pub(crate) fn facts(database: &Database) -> Vec<String> {
    database.run(FACTS)
}

const FACTS: &str = r"
SET search_path = '';
WITH relations AS (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.relnamespace,
        c.oid::regclass::text AS name
    FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace IN ('public'::regnamespace, to_regnamespace('archive'))
        AND c.relname NOT LIKE 'keeper\_%'
)
SELECT format('table %s %s %s', name, relpersistence, obj_description(oid, 'pg_class'))
FROM relations WHERE relkind = 'r'
UNION ALL
SELECT format('column %s.%s %s null=%s default=%s identity=%s generated=%s collation=%s comment=%s',
    name, attname, format_type(atttypid, atttypmod), NOT attnotnull,
    CASE WHEN pg_get_expr(adbin, adrelid) LIKE 'nextval(%'
        THEN (pg_get_expr(adbin, adrelid) = format('nextval(%L::regclass)', pg_get_serial_sequence(name, attname)))::text
        ELSE pg_get_expr(adbin, adrelid) END,
    attidentity, attgenerated, (SELECT collname FROM pg_collation WHERE oid = attcollation),
    col_description(attrelid, attnum))
FROM relations JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relkind = 'r'
UNION ALL
SELECT format('constraint %s.%s %s valid=%s', name, conname, pg_get_constraintdef(k.oid), convalidated)
FROM relations AS r JOIN pg_constraint AS k ON conrelid = r.oid
-- PostgreSQL 18 has one for each NOT NULL.
WHERE contype <> 'n'
UNION ALL
SELECT format('index %s valid=%s', pg_get_indexdef(indexrelid), indisvalid)
FROM relations JOIN pg_index ON indrelid = oid
UNION ALL
SELECT format('sequence of %s.%s %s start=%s increment=%s max=%s', refobjid::regclass,
    (SELECT attname FROM pg_attribute WHERE attrelid = refobjid AND attnum = refobjsubid),
    seqtypid::regtype, seqstart, seqincrement, seqmax)
FROM relations JOIN pg_sequence ON seqrelid = oid
LEFT JOIN pg_depend ON objid = oid AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i')
ORDER BY 1";
