//! The queries. None is for one table, and none follows a foreign key.

mod beside;

pub(super) use self::beside::NUMBERS;

use super::scope::Namespaces;

/// What the server's spelling of expressions depends on. With an empty path every name
/// that is not PostgreSQL's own is said in full.
pub(super) const SETTINGS: &str = "SET LOCAL search_path = ''; \
    SET LOCAL datestyle = 'ISO, YMD'; \
    SET LOCAL intervalstyle = 'postgres'; \
    SET LOCAL timezone = 'UTC'; \
    SET LOCAL bytea_output = 'hex'; \
    SET LOCAL extra_float_digits = 1; \
    SET LOCAL quote_all_identifiers = off; \
    SET LOCAL standard_conforming_strings = on";

/// The queries for some database schemas and a server of some version.
pub(super) struct Queries {
    /// `IN (...)` of the ids of the schemas.
    scope: String,
    version: u32,
}

impl Queries {
    pub(super) fn new(namespaces: &Namespaces) -> Self {
        let oids: Vec<String> = namespaces.by_oid.keys().map(u32::to_string).collect();
        Self {
            scope: format!("IN ({})", oids.join(", ")),
            version: namespaces.version,
        }
    }

    /// All of them, in the order in which they are sent.
    pub(super) fn all(&self) -> [String; 7] {
        [
            self.tables(),
            self.sequences(),
            self.columns(),
            self.constraints(),
            self.names(),
            self.indexes(),
            self.enums(),
        ]
    }

    /// The tables, and what else rows are read from, but for what is an extension's.
    pub(super) fn tables(&self) -> String {
        format!(
            "SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relispartition,
                 c.relpersistence, d.description
             FROM pg_class c
             LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass
                 AND d.objoid = c.oid AND d.objsubid = 0
             WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
             AND NOT EXISTS (
                 SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                 AND e.objid = c.oid AND e.deptype = 'e')
             ORDER BY c.oid",
            scope = self.scope
        )
    }

    /// The columns with their types, defaults, collations and comments.
    pub(super) fn columns(&self) -> String {
        format!(
            "SELECT a.attrelid, a.attnum, a.attname, a.attnotnull, a.attidentity, a.attgenerated,
                 pg_get_expr(ad.adbin, ad.adrelid),
                 e.oid IS NOT NULL, a.attndims,
                 format_type(coalesce(e.oid, t.oid), a.atttypmod),
                 CASE WHEN ad.oid IS NOT NULL THEN format_type(t.oid, NULL) END,
                 CASE WHEN coalesce(e.typtype, t.typtype) = 'e'
                     THEN coalesce(e.typname, t.typname) END,
                 coalesce(e.typnamespace, t.typnamespace), tn.nspname,
                 a.attcollation, l.collname, ln.nspname, d.description
             FROM pg_class c
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             JOIN pg_type t ON t.oid = a.atttypid
             LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
             LEFT JOIN pg_namespace tn ON tn.oid = coalesce(e.typnamespace, t.typnamespace)
             LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
             LEFT JOIN pg_collation l ON l.oid = a.attcollation
                 AND a.attcollation <> t.typcollation
             LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
             LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass
                 AND d.objoid = a.attrelid AND d.objsubid = a.attnum
             WHERE {tables}
             ORDER BY a.attrelid, a.attnum",
            tables = self.table_is_read()
        )
    }

    /// The sequences that columns own, and the default that draws from each.
    pub(super) fn sequences(&self) -> String {
        format!(
            "SELECT d.refobjid, d.refobjsubid, s.relname, q.seqstart, q.seqincrement,
                 q.seqmin, q.seqmax, q.seqcache, q.seqcycle,
                 'nextval(' || quote_literal(s.oid::regclass::text) || '::regclass)',
                 d.deptype
             FROM pg_class c
             JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                 AND d.refobjsubid > 0 AND d.classid = 'pg_class'::regclass
                 AND d.deptype IN ('a', 'i')
             JOIN pg_class s ON s.oid = d.objid
             JOIN pg_sequence q ON q.seqrelid = s.oid
             WHERE {tables}",
            tables = self.table_is_read()
        )
    }

    /// The constraints, but for those that are told by their indexes. Columns of tables
    /// that are not read come by name.
    pub(super) fn constraints(&self) -> String {
        let (set_columns, nulls) = match self.version >= 15_00_00 {
            true => ("k.confdelsetcols", "i.indnullsnotdistinct"),
            false => ("NULL", "false"),
        };
        format!(
            "SELECT k.conrelid, k.conname, k.contype, k.conkey, k.condeferrable, k.condeferred,
                 k.convalidated, k.connoinherit,
                 CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END,
                 f.relnamespace, fn.nspname, f.relname,
                 CASE WHEN k.contype = 'f' THEN ARRAY(
                     SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u(n, o)
                     JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n
                     ORDER BY u.o) END,
                 k.confupdtype, k.confdeltype, {set_columns}, k.confmatchtype,
                 i.indkey, i.indnkeyatts, {nulls}, d.description
             FROM pg_class c
             JOIN pg_constraint k ON k.conrelid = c.oid AND k.conparentid = 0
                 AND k.contype IN ('p', 'u', 'f', 'c')
             LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
             LEFT JOIN pg_class f ON f.oid = k.confrelid
             LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
             LEFT JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass
                 AND d.objoid = k.oid
             WHERE {tables} AND i.indisexclusion IS NOT TRUE
             ORDER BY k.conrelid, k.conname",
            tables = self.table_is_read()
        )
    }

    /// The indexes that no key is made of, those of exclusion constraints with their
    /// operators. A key `WITHOUT OVERLAPS` is one of these: the schema knows no such key,
    /// and it excludes in the same way. `NOT IN` is looked up in a hash table: `NOT EXISTS`
    /// becomes a nested loop on a catalog that was never analysed. What an operator class of
    /// a key is given is looked up where there may be any.
    pub(super) fn indexes(&self) -> String {
        let nulls = match self.version >= 15_00_00 {
            true => "i.indnullsnotdistinct",
            false => "false",
        };
        format!(
            "SELECT i.indrelid, x.relname, i.indisvalid, i.indisunique, m.amname, i.indnkeyatts,
                 i.indkey, i.indoption, i.indclass, i.indcollation,
                 CASE WHEN m.amname NOT IN ('btree', 'hash') THEN ARRAY(
                     SELECT CASE WHEN a.attoptions IS NULL THEN '' ELSE format('%s%I(%s)',
                         CASE WHEN n.nspname <> 'pg_catalog' THEN quote_ident(n.nspname) || '.' END,
                         o.opcname, (SELECT string_agg(g, ', ' ORDER BY g)
                             FROM unnest(a.attoptions) AS g)) END
                     FROM pg_attribute a
                     LEFT JOIN pg_opclass o ON o.oid = i.indclass[a.attnum - 1]
                     LEFT JOIN pg_namespace n ON n.oid = o.opcnamespace
                     WHERE a.attrelid = i.indexrelid ORDER BY a.attnum) END,
                 CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
                     SELECT pg_get_indexdef(i.indexrelid, k, false)
                     FROM generate_series(1, i.indnkeyatts) AS k
                     WHERE i.indkey[k - 1] = 0 ORDER BY k) END,
                 pg_get_expr(i.indpred, i.indrelid), {nulls}, x.reloptions,
                 CASE WHEN i.indisexclusion THEN ARRAY(
                     SELECT CASE o.oprnamespace WHEN 'pg_catalog'::regnamespace
                         THEN o.oprname::text
                         ELSE format('OPERATOR(%I.%s)', n.nspname, o.oprname) END
                     FROM unnest(e.conexclop) WITH ORDINALITY AS u(operator, position)
                     JOIN pg_operator o ON o.oid = u.operator
                     JOIN pg_namespace n ON n.oid = o.oprnamespace
                     ORDER BY u.position) END,
                 e.condeferrable, e.condeferred, d.description
             FROM pg_class c
             JOIN pg_index i ON i.indrelid = c.oid
             JOIN pg_class x ON x.oid = i.indexrelid
             JOIN pg_am m ON m.oid = x.relam
             LEFT JOIN pg_constraint e ON i.indisexclusion AND e.conrelid = i.indrelid
                 AND e.conindid = i.indexrelid AND e.contype IN ('p', 'u', 'x')
             LEFT JOIN pg_description d ON d.objoid = coalesce(e.oid, x.oid) AND d.objsubid = 0
                 AND d.classoid = CASE WHEN e.oid IS NULL THEN 'pg_class'::regclass
                     ELSE 'pg_constraint'::regclass END
             WHERE {tables} AND (i.indisexclusion OR i.indexrelid NOT IN (
                 SELECT k.conindid FROM pg_constraint k WHERE k.contype IN ('p', 'u')))
             ORDER BY i.indrelid, x.relname",
            tables = self.table_is_read()
        )
    }

    /// The operator classes and collations that an index has to name.
    pub(super) fn names(&self) -> String {
        format!(
            "SELECT 'o', o.oid, n.nspname, quote_ident(o.opcname), quote_ident(n.nspname)
             FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace
             WHERE NOT o.opcdefault
             UNION ALL
             SELECT 'c', l.oid, n.nspname, l.collname, NULL
             FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
             WHERE l.oid IN (
                 SELECT unnest(i.indcollation::oid[]) FROM pg_class c
                 JOIN pg_index i ON i.indrelid = c.oid WHERE {tables})",
            tables = self.table_is_read()
        )
    }

    /// The enum types, but for those of extensions.
    pub(super) fn enums(&self) -> String {
        format!(
            "SELECT t.typnamespace, t.typname,
                 ARRAY(SELECT e.enumlabel::text FROM pg_enum e
                     WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
                 d.description
             FROM pg_type t
             LEFT JOIN pg_description d ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid
             WHERE t.typtype = 'e' AND t.typnamespace {scope} AND NOT EXISTS (
                 SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass
                 AND x.objid = t.oid AND x.deptype = 'e')
             ORDER BY t.typnamespace, t.typname",
            scope = self.scope
        )
    }

    fn table_is_read(&self) -> String {
        format!(
            "c.relnamespace {} AND c.relkind IN ('r', 'p') AND NOT c.relispartition",
            self.scope
        )
    }
}
