//! What a database is told beside its tables and objects: how a table is divided, rules,
//! comments on what holds none, and the like. One query for all of it.

use keeper_schema_core::schema::TableName;

use super::connection::Row;
use super::fields::Fields;
use super::scope::{Namespaces, Scope};
use crate::migrate::{Aside, DatabaseError, Said, Unmanaged, UnmanagedKind};

/// Reads what can be said again, and what is only named.
pub(super) fn read(
    rows: Vec<Row>,
    namespaces: &Namespaces,
    scope: &Scope,
) -> Result<(Vec<Aside>, Vec<Unmanaged>), DatabaseError> {
    let (mut asides, mut named) = (Vec::new(), Vec::new());
    for row in rows {
        let mut fields = Fields::of(row);
        let kind = fields.text()?;
        let namespace: Option<u32> = fields.optional_number()?;
        let namespace = namespace.and_then(|oid| namespaces.by_oid.get(&oid));
        let (table, name) = (fields.optional(), fields.text()?);
        let (said, unsaid) = (fields.optional(), fields.optional());
        if let (Some(namespace), Some(table)) = (namespace, &table)
            && scope.is_hidden(namespace, table)
        {
            continue;
        }
        let table = table.map(|name| TableName {
            schema: namespace.and_then(|namespace| namespace.said()),
            name,
        });
        let Some(said) = said else {
            named.push(Unmanaged {
                kind: UnmanagedKind::Other,
                name,
                table: None,
                sql: None,
            });
            continue;
        };
        asides.push(Aside {
            name,
            table,
            said: match kind.as_str() {
                "clause" => Said::Clause(said),
                _ => Said::Statement(said),
            },
            unsaid,
        });
    }
    Ok((asides, named))
}

/// The query for the schemas in `scope`: kind, schema, table, name, what says it, and what
/// takes it back. What makes a relation comes before what is said of one.
pub(super) fn query(scope: &str) -> String {
    format!(
        "WITH relation AS MATERIALIZED (
             SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relispartition, c.relrowsecurity,
                 c.relforcerowsecurity, c.relreplident, c.reloptions, c.reltablespace,
                 c.relpartbound, c.relacl, c.oid::regclass::text AS said
             FROM pg_class c
             WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c')
             AND NOT EXISTS (
                 SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                 AND e.objid = c.oid AND e.deptype = 'e')),
         ordinary AS (SELECT * FROM relation WHERE relkind IN ('r', 'p'))
         SELECT kind, namespace, of, name, said, unsaid FROM ({DIVIDED} UNION ALL {TOLD}
             UNION ALL {BESIDE} UNION ALL {COMMENTS} UNION ALL {NAMED})
             AS aside (rank, kind, namespace, of, name, said, unsaid)
         ORDER BY rank, name COLLATE \"C\"",
        COMMENTS = comments(scope),
    )
}

/// Partitioned tables, partitions below their parents, and children.
const DIVIDED: &str = "
    SELECT 0, 'clause', relnamespace, relname::text, 'partition key of ' || said,
        'PARTITION BY ' || pg_get_partkeydef(oid), NULL::text
    FROM relation WHERE relkind = 'p' AND NOT relispartition
    UNION ALL
    SELECT (SELECT count(*) FROM pg_partition_ancestors(c.oid)), 'statement', p.relnamespace,
        p.relname::text, 'partition ' || c.said,
        format('CREATE TABLE %s PARTITION OF %s %s%s', c.said, p.said,
            pg_get_expr(c.relpartbound, c.oid),
            CASE c.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) END), NULL
    FROM relation c JOIN pg_inherits i ON i.inhrelid = c.oid
    JOIN relation p ON p.oid = i.inhparent
    WHERE c.relispartition
    UNION ALL
    SELECT 1000, 'statement', c.relnamespace, c.relname::text,
        format('inheritance of %s from %s', c.said, i.inhparent::regclass),
        format('ALTER TABLE %s INHERIT %s', c.said, i.inhparent::regclass),
        format('ALTER TABLE %s NO INHERIT %s', c.said, i.inhparent::regclass)
    FROM ordinary c JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE NOT c.relispartition";

/// What `ALTER TABLE` tells a table. Row security that has policies is said with those.
const TOLD: &str = "
    SELECT 1001, 'statement', relnamespace, relname::text, 'row security of ' || said,
        format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', said),
        format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', said)
    FROM ordinary WHERE relrowsecurity
    AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = ordinary.oid)
    UNION ALL
    SELECT 1001, 'statement', relnamespace, relname::text, 'forced row security of ' || said,
        format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', said),
        format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', said)
    FROM ordinary WHERE relforcerowsecurity
    UNION ALL
    SELECT 1001, 'statement', relnamespace, relname::text, 'replica identity of ' || said,
        format('ALTER TABLE %s REPLICA IDENTITY %s', said, CASE relreplident
            WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'USING INDEX ' || (
                SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = ordinary.oid AND i.indisreplident) END),
        format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', said)
    FROM ordinary WHERE relreplident IN ('f', 'n') OR relreplident = 'i' AND EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = ordinary.oid AND i.indisreplident)
    UNION ALL
    SELECT 1001, 'statement', relnamespace, relname::text,
        format('storage parameter %s of %s', o.option_name, said),
        format('ALTER TABLE %s SET (%I = %L)', said, o.option_name, o.option_value),
        format('ALTER TABLE %s RESET (%I)', said, o.option_name)
    FROM ordinary, pg_options_to_table(reloptions) AS o
    UNION ALL
    SELECT 1001, 'statement', c.relnamespace, c.relname::text,
        format('state of trigger %s on %s', t.tgname, c.said),
        format('ALTER TABLE %s %s TRIGGER %I', c.said, CASE t.tgenabled WHEN 'D' THEN 'DISABLE'
            WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname),
        format('ALTER TABLE %s ENABLE TRIGGER %I', c.said, t.tgname)
    FROM ordinary c JOIN pg_trigger t ON t.tgrelid = c.oid
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'O'";

/// What is a thing of its own.
const BESIDE: &str = "
    SELECT 1002, 'statement', c.relnamespace, c.relname::text,
        format('rule %s on %s', r.rulename, c.said), rtrim(pg_get_ruledef(r.oid), ';'),
        format('DROP RULE %I ON %s', r.rulename, c.said)
    FROM relation c JOIN pg_rewrite r ON r.ev_class = c.oid
    WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 1002, 'statement', c.relnamespace, c.relname::text,
        format('statistics %s on %s', s.stxname, c.said), pg_get_statisticsobjdef(s.oid),
        format('DROP STATISTICS %I.%I', n.nspname, s.stxname)
    FROM relation c JOIN pg_statistic_ext s ON s.stxrelid = c.oid
    JOIN pg_namespace n ON n.oid = s.stxnamespace";

/// What no statement of ours says.
const NAMED: &str = "
    SELECT 1004, 'other', relnamespace, NULL, 'type ' || said, NULL, NULL
    FROM relation WHERE relkind = 'c'
    UNION ALL
    SELECT 1004, 'other', c.relnamespace, NULL, format('tablespace %s of %s', t.spcname, c.said),
        NULL, NULL
    FROM ordinary c JOIN pg_tablespace t ON t.oid = c.reltablespace
    UNION ALL
    SELECT 1004, 'other', NULL, NULL, format('the privileges of %s relations', count(*)), NULL, NULL
    FROM relation WHERE relacl IS NOT NULL HAVING count(*) > 0
    UNION ALL
    SELECT 1004, 'other', NULL, NULL, 'publication ' || pubname, NULL, NULL FROM pg_publication
    UNION ALL
    SELECT 1004, 'other', NULL, NULL, 'event trigger ' || evtname, NULL, NULL
    FROM pg_event_trigger t WHERE NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.classid = 'pg_event_trigger'::regclass
        AND e.objid = t.oid AND e.deptype = 'e')";

/// Comments, but for those that tables, columns, constraints, indexes and enums hold.
fn comments(scope: &str) -> String {
    format!(
        "SELECT 1003, 'statement', namespace, of, 'comment on ' || target,
             format('COMMENT ON %s IS %L', target, d.description),
             format('COMMENT ON %s IS NULL', target)
         FROM pg_description d JOIN (
             SELECT 'pg_class'::regclass, oid, 0, relnamespace, relname::text,
                 CASE relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW '
                     ELSE 'MATERIALIZED VIEW ' END || said
             FROM relation WHERE relkind IN ('S', 'v', 'm')
             UNION ALL
             SELECT 'pg_class'::regclass, c.oid, a.attnum, c.relnamespace, c.relname::text,
                 format('COLUMN %s.%I', c.said, a.attname)
             FROM relation c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
             WHERE c.relkind IN ('v', 'm')
             UNION ALL
             SELECT 'pg_namespace'::regclass, oid, 0, oid, NULL, 'SCHEMA ' || quote_ident(nspname)
             FROM pg_namespace WHERE oid {scope} AND nspname <> 'public'
             UNION ALL
             SELECT 'pg_proc'::regclass, oid, 0, pronamespace, NULL,
                 CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END
                     || oid::regprocedure::text
             FROM pg_proc WHERE pronamespace {scope} AND prokind <> 'a' AND NOT EXISTS (
                 SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass
                 AND e.objid = pg_proc.oid AND e.deptype = 'e')
             UNION ALL
             SELECT 'pg_trigger'::regclass, t.oid, 0, c.relnamespace, c.relname::text,
                 format('TRIGGER %I ON %s', t.tgname, c.said)
             FROM relation c JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
             UNION ALL
             SELECT 'pg_policy'::regclass, p.oid, 0, c.relnamespace, c.relname::text,
                 format('POLICY %I ON %s', p.polname, c.said)
             FROM relation c JOIN pg_policy p ON p.polrelid = c.oid)
             AS held (class, id, part, namespace, of, target)
         ON d.classoid = held.class AND d.objoid = held.id AND d.objsubid = held.part"
    )
}
