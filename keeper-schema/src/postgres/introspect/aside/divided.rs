//! How tables are divided, what they inherit, and what a partition has by itself.

/// Partitioned tables, partitions below their parents, and children.
pub(super) const DIVIDED: &str = "
    SELECT 0, 0::bigint, 'clause', relnamespace, relname::text, NULL, NULL,
        'partition key of ' || said, 'PARTITION BY ' || pg_get_partkeydef(oid), NULL::text,
        NULL::text, NULL::text
    FROM relation WHERE relkind = 'p' AND NOT relispartition
    UNION ALL
    SELECT (SELECT count(*) FROM pg_partition_ancestors(c.oid)) + 10, 0, 'partition',
        p.relnamespace, p.relname::text, 'table', c.relname::text, 'partition ' || c.said,
        format('CREATE TABLE %s PARTITION OF %s %s%s', c.said, p.said,
            pg_get_expr(c.relpartbound, c.oid),
            CASE c.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) END),
        format('ALTER TABLE %s DETACH PARTITION %s', p.said, c.said),
        format('ALTER TABLE %s ATTACH PARTITION %s %s', p.said, c.said,
            pg_get_expr(c.relpartbound, c.oid)), (
            SELECT nspname::text FROM pg_namespace WHERE oid = c.relnamespace)
    FROM relation c JOIN pg_inherits i ON i.inhrelid = c.oid
    JOIN relation p ON p.oid = i.inhparent
    WHERE c.relispartition
    UNION ALL
    SELECT 1000, i.inhseqno, 'statement', c.relnamespace, c.relname::text, 'table', p.relname::text,
        format('inheritance of %s from %s', c.said, p.said),
        format('ALTER TABLE %s INHERIT %s', c.said, p.said),
        format('ALTER TABLE %s NO INHERIT %s', c.said, p.said), NULL,
        (SELECT nspname::text FROM pg_namespace WHERE oid = p.relnamespace)
    FROM ordinary c JOIN pg_inherits i ON i.inhrelid = c.oid
    JOIN relation p ON p.oid = i.inhparent
    WHERE NOT c.relispartition
    UNION ALL
    SELECT 1000, 0, 'statement', c.relnamespace, c.relname::text, NULL, NULL,
        format('index %s on %s', x.relname, c.said), pg_get_indexdef(i.indexrelid),
        'DROP INDEX ' || i.indexrelid::regclass, NULL, 'partition ' || c.said
    FROM ordinary c JOIN pg_index i ON i.indrelid = c.oid AND i.indisvalid
    JOIN pg_class x ON x.oid = i.indexrelid
    WHERE c.relispartition AND NOT x.relispartition
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype <> 'f')
    UNION ALL
    SELECT 1000, CASE k.contype WHEN 'f' THEN 2 ELSE 1 END, 'statement', c.relnamespace,
        c.relname::text, NULL, NULL, format('constraint %s on %s', k.conname, c.said),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.said, k.conname,
            pg_get_constraintdef(k.oid)),
        format('ALTER TABLE %s DROP CONSTRAINT %I', c.said, k.conname), NULL,
        'partition ' || c.said
    FROM ordinary c JOIN pg_constraint k ON k.conrelid = c.oid
    WHERE c.relispartition AND k.conparentid = 0 AND k.conislocal AND k.coninhcount = 0
    AND k.contype IN ('p', 'u', 'c', 'x', 'f')";
