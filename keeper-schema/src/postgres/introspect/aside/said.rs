//! What tables and objects are told, and what stands beside them.

use super::super::queries::NUMBERS;
use super::is_not_of_extension;

/// The sequences that are of another type than the one that the end of a limit stands for.
pub(super) fn sequences() -> String {
    format!(
        "SELECT 1001, 0, 'statement', c.relnamespace, c.relname::text, NULL, NULL,
        'type of sequence ' || c.said,
        format('ALTER SEQUENCE %s AS %s MINVALUE %s MAXVALUE %s', c.said, q.actual, q.seqmin, q.seqmax),
        format('ALTER SEQUENCE %s AS %s', c.said, q.usual), NULL, NULL
    FROM relation c JOIN (
        SELECT seqrelid, seqmin, seqmax, seqtypid::regtype::text AS actual,
            CASE WHEN seqincrement < 0 AND seqmin IN (-32768, 32767)
                OR seqincrement > 0 AND seqmax IN (-32768, 32767) THEN 'smallint'
            WHEN seqincrement < 0 AND seqmin IN (-2147483648, 2147483647)
                OR seqincrement > 0 AND seqmax IN (-2147483648, 2147483647) THEN 'integer'
            ELSE 'bigint' END AS usual
        FROM pg_sequence) AS q ON q.seqrelid = c.oid AND q.actual <> q.usual
    WHERE c.relkind = 'S' AND NOT {NUMBERS}"
    )
}

/// What `ALTER TABLE` tells a table or a view. Where there are policies, these say that there is
/// row security.
pub(super) const TOLD: &str = "
    SELECT 1001, 0, 'statement', relnamespace, relname::text, NULL, NULL,
        'row security of ' || said, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', said),
        format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', said), NULL, NULL
    FROM ordinary WHERE relrowsecurity
    UNION ALL
    SELECT 1001, 0, 'statement', relnamespace, relname::text, NULL, NULL,
        'forced row security of ' || said,
        format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', said),
        format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', said), NULL, NULL
    FROM ordinary WHERE relforcerowsecurity
    UNION ALL
    SELECT 1001, 0, 'statement', relnamespace, relname::text, NULL, NULL,
        'replica identity of ' || said,
        format('ALTER TABLE %s REPLICA IDENTITY %s', said, CASE relreplident
            WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'USING INDEX ' || (
                SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = ordinary.oid AND i.indisreplident) END),
        format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', said), NULL, NULL
    FROM ordinary WHERE relreplident IN ('f', 'n') OR relreplident = 'i' AND EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = ordinary.oid AND i.indisreplident)
    UNION ALL
    SELECT 1001, 0, 'statement', relnamespace, relname::text, NULL, NULL,
        format('storage parameter %s of %s', o.option_name, said),
        format('ALTER TABLE %s SET (%I = %L)', said, o.option_name, o.option_value),
        format('ALTER TABLE %s RESET (%I)', said, o.option_name), NULL, NULL
    FROM ordinary, pg_options_to_table(reloptions) AS o
    UNION ALL
    SELECT 1001, 0, 'statement', c.relnamespace, c.relname::text, NULL, NULL,
        'clustering of ' || c.said,
        format('ALTER TABLE %s CLUSTER ON %I', c.said, x.relname),
        format('ALTER TABLE %s SET WITHOUT CLUSTER', c.said), NULL, NULL
    FROM ordinary c JOIN pg_index i ON i.indrelid = c.oid AND i.indisclustered
    JOIN pg_class x ON x.oid = i.indexrelid
    UNION ALL
    SELECT 1001, 0, 'statement', c.relnamespace, c.relname::text, NULL, NULL,
        format('statistics target of %s.%I', c.said, a.attname),
        format('ALTER TABLE ONLY %s ALTER COLUMN %I SET STATISTICS %s', c.said, a.attname,
            a.attstattarget),
        format('ALTER TABLE ONLY %s ALTER COLUMN %I SET STATISTICS -1', c.said, a.attname),
        NULL, NULL
    FROM ordinary c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE NOT a.attisdropped AND a.attstattarget >= 0
    UNION ALL
    SELECT 1001, 0, 'statement', c.relnamespace, c.relname::text, NULL, NULL,
        format('storage of %s.%I', c.said, a.attname),
        format('ALTER TABLE ONLY %s ALTER COLUMN %I SET STORAGE %s', c.said, a.attname,
            CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
            ELSE 'EXTENDED' END),
        format('ALTER TABLE ONLY %s ALTER COLUMN %I SET STORAGE %s', c.said, a.attname,
            CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
            ELSE 'EXTENDED' END), NULL, NULL
    FROM ordinary c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE NOT a.attisdropped AND a.attstorage <> t.typstorage
    UNION ALL
    SELECT 1001, 0, 'statement', c.relnamespace, c.relname::text, NULL, NULL,
        format('option %s of %s.%I', o.option_name, c.said, a.attname),
        format('ALTER TABLE ONLY %s ALTER COLUMN %I SET (%I = %L)', c.said, a.attname,
            o.option_name, o.option_value),
        format('ALTER TABLE ONLY %s ALTER COLUMN %I RESET (%I)', c.said, a.attname,
            o.option_name), NULL, NULL
    FROM ordinary c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0,
        pg_options_to_table(a.attoptions) AS o
    WHERE NOT a.attisdropped
    UNION ALL
    SELECT 1001, 0, 'statement', c.relnamespace, c.relname::text, 'trigger', t.tgname::text,
        format('state of trigger %s on %s', t.tgname, c.said),
        format('ALTER TABLE %s %s TRIGGER %I', c.said, CASE t.tgenabled WHEN 'D' THEN 'DISABLE'
            WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname),
        format('ALTER TABLE %s ENABLE TRIGGER %I', c.said, t.tgname), NULL, NULL
    FROM ordinary c JOIN pg_trigger t ON t.tgrelid = c.oid
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'O'
    UNION ALL
    SELECT 1001, 0, 'statement', c.relnamespace, c.relname::text, c.object, c.relname::text,
        format('default of %s.%I', c.said, a.attname),
        format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', c.said, a.attname,
            pg_get_expr(d.adbin, d.adrelid)),
        format('ALTER VIEW %s ALTER COLUMN %I DROP DEFAULT', c.said, a.attname), NULL, NULL
    FROM relation c JOIN pg_attrdef d ON d.adrelid = c.oid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
    WHERE c.relkind = 'v'";

/// What is a thing of its own.
pub(super) const BESIDE: &str = "
    SELECT 1002, 0, 'statement', c.relnamespace, c.relname::text, c.object,
        CASE WHEN c.object IS NOT NULL THEN c.relname::text END,
        format('rule %s on %s', r.rulename, c.said), rtrim(pg_get_ruledef(r.oid), ';'),
        format('DROP RULE %I ON %s', r.rulename, c.said), NULL, NULL
    FROM relation c JOIN pg_rewrite r ON r.ev_class = c.oid
    WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 1002, 0, 'statement', c.relnamespace, c.relname::text, c.object,
        CASE WHEN c.object IS NOT NULL THEN c.relname::text END,
        format('statistics %s on %s', s.stxname, c.said), pg_get_statisticsobjdef(s.oid),
        format('DROP STATISTICS %I.%I', n.nspname, s.stxname), NULL, NULL
    FROM relation c JOIN pg_statistic_ext s ON s.stxrelid = c.oid
    JOIN pg_namespace n ON n.oid = s.stxnamespace";

/// What a database says of the schema that is always there, before anybody does.
const USUAL: &str = "'standard public schema'";

/// Comments, but for those that tables, columns, constraints, indexes and enums hold.
pub(super) fn comments(scope: &str) -> String {
    format!(
        "SELECT 1003, 0, 'statement', namespace, of, object, object_name, 'comment on ' || target,
             format('COMMENT ON %s IS %L', target, d.description),
             format('COMMENT ON %s IS %s', target, CASE target WHEN 'SCHEMA public'
                 THEN quote_literal({USUAL}) ELSE 'NULL' END), NULL, NULL
         FROM pg_description d JOIN (
             SELECT 'pg_class'::regclass, oid, 0, relnamespace, relname::text, object,
                 CASE WHEN object IS NOT NULL THEN relname::text END,
                 CASE relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW '
                     ELSE 'MATERIALIZED VIEW ' END || said
             FROM relation WHERE relkind IN ('S', 'v', 'm')
             UNION ALL
             SELECT 'pg_class'::regclass, c.oid, a.attnum, c.relnamespace, c.relname::text,
                 c.object, c.relname::text, format('COLUMN %s.%I', c.said, a.attname)
             FROM relation c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
             WHERE c.relkind IN ('v', 'm')
             UNION ALL
             SELECT 'pg_class'::regclass, i.indexrelid, 0, c.relnamespace, c.relname::text,
                 c.object, c.relname::text, 'INDEX ' || i.indexrelid::regclass
             FROM relation c JOIN pg_index i ON i.indrelid = c.oid WHERE c.relkind = 'm'
             UNION ALL
             SELECT 'pg_class'::regclass, k.conindid, 0, c.relnamespace, c.relname::text,
                 NULL, NULL, 'INDEX ' || k.conindid::regclass
             FROM ordinary c JOIN pg_constraint k ON k.conrelid = c.oid
             WHERE k.contype IN ('p', 'u', 'x')
             UNION ALL
             SELECT 'pg_class'::regclass, oid, 0, relnamespace, relname::text, NULL, NULL,
                 'TABLE ' || said
             FROM ordinary WHERE relispartition
             UNION ALL
             SELECT 'pg_namespace'::regclass, oid, 0, oid, NULL, NULL, NULL,
                 'SCHEMA ' || quote_ident(nspname)
             FROM pg_namespace WHERE oid {scope}
             UNION ALL
             SELECT 'pg_proc'::regclass, oid, 0, pronamespace, NULL,
                 CASE prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
                 proname || '(' || oidvectortypes(proargtypes) || ')',
                 CASE prokind WHEN 'p' THEN 'PROCEDURE ' WHEN 'a' THEN 'AGGREGATE '
                     ELSE 'FUNCTION ' END || oid::regprocedure::text
             FROM pg_proc WHERE pronamespace {scope} AND {function}
             UNION ALL
             SELECT 'pg_trigger'::regclass, t.oid, 0, c.relnamespace, c.relname::text, 'trigger',
                 t.tgname::text, format('TRIGGER %I ON %s', t.tgname, c.said)
             FROM relation c JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
             UNION ALL
             SELECT 'pg_rewrite'::regclass, r.oid, 0, c.relnamespace, c.relname::text, c.object,
                 CASE WHEN c.object IS NOT NULL THEN c.relname::text END,
                 format('RULE %I ON %s', r.rulename, c.said)
             FROM relation c JOIN pg_rewrite r ON r.ev_class = c.oid
             UNION ALL
             SELECT 'pg_statistic_ext'::regclass, s.oid, 0, c.relnamespace, c.relname::text,
                 c.object, CASE WHEN c.object IS NOT NULL THEN c.relname::text END,
                 format('STATISTICS %I.%I', n.nspname, s.stxname)
             FROM relation c JOIN pg_statistic_ext s ON s.stxrelid = c.oid
             JOIN pg_namespace n ON n.oid = s.stxnamespace
             UNION ALL
             SELECT 'pg_policy'::regclass, p.oid, 0, c.relnamespace, c.relname::text, 'policy',
                 p.polname::text, format('POLICY %I ON %s', p.polname, c.said)
             FROM relation c JOIN pg_policy p ON p.polrelid = c.oid)
             AS held (class, id, part, namespace, of, object, object_name, target)
         ON d.classoid = held.class AND d.objoid = held.id AND d.objsubid = held.part
         WHERE target <> 'SCHEMA public' OR d.description <> {USUAL}",
        function = is_not_of_extension("pg_proc", "pg_proc.oid"),
    )
}
