//! The queries for what stands beside tables.

use super::Queries;
use crate::postgres::introspect::aside;

/// Whether a function is made with a type, as the constructors of a range.
const OF_TYPE: &str = "EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass
    AND i.objid = p.oid AND i.refclassid = 'pg_type'::regclass AND i.deptype = 'i')";

impl Queries {
    /// What is in the schemas beside tables, but for what is an extension's: by kind, with
    /// the table that it belongs to.
    pub(in crate::postgres::introspect) fn beside(&self) -> String {
        format!(
            "SELECT c.relnamespace, 'trigger', t.tgname::text, c.relname::text
             FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             WHERE NOT t.tgisinternal AND c.relnamespace {scope}
             UNION ALL
             SELECT c.relnamespace, 'policy', p.polname::text, c.relname::text
             FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
             WHERE c.relnamespace {scope}
             UNION ALL
             SELECT p.pronamespace, 'function',
                 p.proname || '(' || oidvectortypes(p.proargtypes) || ')', NULL
             FROM pg_proc p WHERE p.pronamespace {scope} AND NOT {function} AND NOT {OF_TYPE}
             UNION ALL
             SELECT c.relnamespace, 'sequence', c.relname::text, NULL
             FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace {scope}
             AND NOT EXISTS (
                 SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                 AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
             AND NOT {sequence}
             ORDER BY 1, 2, 4, 3",
            scope = self.scope,
            function = of_extension("pg_proc", "p.oid"),
            sequence = of_extension("pg_class", "c.oid"),
        )
    }

    /// What is said beside them.
    pub(in crate::postgres::introspect) fn asides(&self) -> String {
        aside::query(&self.scope)
    }

    /// What keeps an enum as it is, since no statement of ours gives it another: composite types,
    /// domains, ranges, foreign tables, aggregates, casts, operators.
    pub(in crate::postgres::introspect) fn enum_uses(&self) -> String {
        format!(
            "SELECT t.typnamespace, t.typname, pg_describe_object(d.classid, d.objid, d.objsubid)
             FROM pg_type t
             JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.deptype IN ('n', 'a')
                 AND d.refobjid IN (t.oid, t.typarray)
             LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
             LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
             WHERE t.typtype = 'e' AND t.typnamespace {scope}
             AND (c.relkind IN ('c', 'f') OR p.prokind = 'a' OR d.classid IN (
                 'pg_type'::regclass, 'pg_cast'::regclass, 'pg_operator'::regclass,
                 'pg_opclass'::regclass, 'pg_opfamily'::regclass))
             ORDER BY 1, 2, 3",
            scope = self.scope
        )
    }

    /// The columns and checks that tables, but for partitions, have of others alone.
    pub(in crate::postgres::introspect) fn inherited(&self) -> String {
        format!(
            "SELECT c.relnamespace, c.relname, true, a.attname
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE {tables} AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.attislocal
             UNION ALL
             SELECT c.relnamespace, c.relname, false, k.conname
             FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid
             WHERE {tables} AND k.contype = 'c' AND NOT k.conislocal",
            tables = self.table_is_read()
        )
    }

    /// Kind, schema, name, table, statement, options and further statements of all that is
    /// kept as its statement.
    pub(in crate::postgres::introspect) fn objects(&self) -> [String; 6] {
        let scope = &self.scope;
        let extensions = "SELECT 'extension', x.extnamespace, x.extname, NULL,
                 'CREATE EXTENSION IF NOT EXISTS ' || quote_ident(x.extname)
                 || ' WITH SCHEMA ' || quote_ident(n.nspname), NULL, NULL
             FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
             WHERE x.extname <> 'plpgsql' ORDER BY x.extname";
        let functions = format!(
            "SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
                 p.pronamespace, p.proname || '(' || oidvectortypes(p.proargtypes) || ')', NULL,
                 pg_get_functiondef(p.oid), NULL, NULL
             FROM pg_proc p WHERE p.prokind IN ('f', 'p', 'w') AND p.pronamespace {scope}
             AND NOT {} AND NOT {OF_TYPE} ORDER BY p.proname, p.oid",
            of_extension("pg_proc", "p.oid")
        );
        let aggregates = format!(
            "SELECT 'function', p.pronamespace,
                 p.proname || '(' || oidvectortypes(p.proargtypes) || ')', NULL,
                 format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
                     CASE WHEN a.aggnumdirectargs = 0 AND p.pronargs = 0 THEN '*'
                         ELSE pg_get_function_arguments(p.oid) END,
                     concat_ws(', ', 'SFUNC = ' || a.aggtransfn,
                         'STYPE = ' || format_type(a.aggtranstype, NULL),
                         CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,
                         CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn END,
                         CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                         CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn END,
                         CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn END,
                         CASE WHEN a.aggdeserialfn <> 0
                             THEN 'DESERIALFUNC = ' || a.aggdeserialfn END,
                         'INITCOND = ' || quote_literal(a.agginitval),
                         CASE WHEN a.aggmtransfn <> 0 THEN 'MSFUNC = ' || a.aggmtransfn END,
                         CASE WHEN a.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn END,
                         CASE WHEN a.aggmtranstype <> 0
                             THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
                         CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn END,
                         'MINITCOND = ' || quote_literal(a.aggminitval),
                         (SELECT format('SORTOP = OPERATOR(%I.%s)', s.nspname, o.oprname)
                          FROM pg_operator o JOIN pg_namespace s ON s.oid = o.oprnamespace
                          WHERE o.oid = a.aggsortop),
                         CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END,
                         CASE p.proparallel WHEN 's' THEN 'PARALLEL = safe'
                             WHEN 'r' THEN 'PARALLEL = restricted' END)), NULL, NULL
             FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
             JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE p.pronamespace {scope} AND NOT {} ORDER BY p.proname, p.oid",
            of_extension("pg_proc", "p.oid")
        );
        let views = format!(
            "SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized_view' END,
                 c.relnamespace, c.relname, NULL, pg_get_viewdef(c.oid),
                 array_to_string(c.reloptions, ', '),
                 ARRAY(SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
                     WHERE i.indrelid = c.oid ORDER BY i.indexrelid::regclass::text)
             FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace {scope}
             AND NOT {} ORDER BY c.relname",
            of_extension("pg_class", "c.oid")
        );
        let triggers = format!(
            "SELECT 'trigger', c.relnamespace, t.tgname, c.relname,
                 pg_get_triggerdef(t.oid), NULL, NULL
             FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace {scope}
             AND NOT {} AND NOT {} ORDER BY c.relname, t.tgname",
            of_extension("pg_trigger", "t.oid"),
            of_extension("pg_class", "c.oid")
        );
        // A policy does nothing where the table does not ask for it.
        let policies = format!(
            "SELECT 'policy', c.relnamespace, p.polname, c.relname,
                 format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, c.oid::regclass,
                     CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                     CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
                         WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                     CASE WHEN p.polroles = '{{0}}' THEN 'PUBLIC' ELSE (
                         SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname)
                         FROM pg_roles r WHERE r.oid = ANY (p.polroles)) END)
                 || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
                 || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
                 NULL,
                 CASE WHEN c.relrowsecurity THEN ARRAY[format(
                     'ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass)] END
             FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
             WHERE c.relnamespace {scope} AND NOT {} ORDER BY c.relname, p.polname",
            of_extension("pg_class", "c.oid")
        );
        [
            extensions.to_owned(),
            functions,
            aggregates,
            views,
            triggers,
            policies,
        ]
    }

    /// The sequences that no column is numbered by, with the column that owns each.
    pub(in crate::postgres::introspect) fn free_sequences(&self) -> String {
        format!(
            "SELECT c.relnamespace, c.relname, q.seqstart, q.seqincrement, q.seqmin, q.seqmax,
                 q.seqcache, q.seqcycle, o.relnamespace, o.relname, a.attname
             FROM pg_class c JOIN pg_sequence q ON q.seqrelid = c.oid
             LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                 AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid > 0
             LEFT JOIN pg_class o ON o.oid = d.refobjid
             LEFT JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = d.refobjsubid
             WHERE c.relkind = 'S' AND c.relnamespace {scope} AND NOT {NUMBERS} AND NOT {extension}
             ORDER BY c.relname",
            scope = self.scope,
            extension = of_extension("pg_class", "c.oid"),
        )
    }
}

/// Whether the sequence `c` is one that a column is numbered by: one of an identity, or one that
/// its owner's default draws from.
pub(in crate::postgres::introspect) const NUMBERS: &str = "EXISTS (
        SELECT FROM pg_depend n LEFT JOIN pg_attrdef v ON v.adrelid = n.refobjid
            AND v.adnum = n.refobjsubid
        WHERE n.classid = 'pg_class'::regclass AND n.objid = c.oid
        AND n.refclassid = 'pg_class'::regclass AND (n.deptype = 'i' OR n.deptype = 'a'
            AND pg_get_expr(v.adbin, v.adrelid)
                = 'nextval(' || quote_literal(c.oid::regclass::text) || '::regclass)'))";

/// Whether an extension brought what has that id in the catalog `class`.
fn of_extension(class: &str, id: &str) -> String {
    format!(
        "EXISTS (SELECT FROM pg_depend e WHERE e.classid = '{class}'::regclass
             AND e.objid = {id} AND e.deptype = 'e')"
    )
}
