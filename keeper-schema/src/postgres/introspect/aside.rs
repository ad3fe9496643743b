//! What a database is told beside its tables and objects: how a table is divided, rules,
//! types, comments on what holds none, and the like. One query for all of it.

mod divided;
mod named;
mod said;
mod types;

use std::collections::BTreeMap;

use keeper_schema_core::schema::{ObjectKind, ObjectName, TableName};

use super::connection::Row;
use super::fields::Fields;
use super::scope::{Namespaces, Scope};
use crate::migrate::{Aside, DatabaseError, Inherited, Said, Unmanaged, UnmanagedKind};

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
        let table = fields.optional();
        let (object_kind, object) = (fields.optional(), fields.optional());
        let name = fields.text()?;
        let (said, unsaid) = (fields.optional(), fields.optional());
        let (altered, within) = (fields.optional(), fields.optional());
        if let (Some(namespace), Some(table)) = (namespace, &table)
            && scope.is_hidden(namespace, table)
        {
            continue;
        }
        let schema = namespace.and_then(|namespace| namespace.said());
        let Some(said) = said else {
            named.push(Unmanaged {
                kind: UnmanagedKind::Other,
                name,
                table: None,
                sql: None,
            });
            continue;
        };
        // Of two tables, the second is where a part of something else would be named.
        let is_of_two = object_kind.as_deref() == Some("table");
        let other = object.clone().filter(|_| is_of_two).map(|name| TableName {
            schema: within.as_ref().and_then(|within| {
                let mut known = namespaces.by_oid.values();
                known.find(|known| known.name == *within)?.said()
            }),
            name,
        });
        let object_kind = object_kind.and_then(|kind| {
            let mut kinds = ObjectKind::ALL.into_iter();
            kinds.find(|known| known.as_str() == kind)
        });
        let object = object_kind.zip(object).map(|(kind, name)| ObjectName {
            kind,
            name: TableName {
                schema: schema.clone(),
                name,
            },
            table: table.clone().filter(|_| kind.is_of_a_table()),
        });
        asides.push(Aside {
            name,
            table: table.map(|name| TableName { schema, name }),
            object,
            other,
            said: match kind.as_str() {
                "clause" => Said::Clause(said),
                "type" => Said::Type(said),
                "emptied" => Said::Elsewhere(said),
                "partition" => Said::Partition(said),
                _ => Said::Statement(said),
            },
            unsaid,
            altered,
            within: within.filter(|_| !is_of_two),
        });
    }
    Ok((asides, named))
}

/// Reads what keeps enums as they are, by the enum.
pub(super) fn enum_uses(
    rows: Vec<Row>,
    namespaces: &Namespaces,
) -> Result<BTreeMap<TableName, Vec<String>>, DatabaseError> {
    let mut uses: BTreeMap<TableName, Vec<String>> = BTreeMap::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let namespace = namespaces.by_oid.get(&fields.number()?);
        let name = TableName {
            schema: namespace.and_then(|namespace| namespace.said()),
            name: fields.text()?,
        };
        uses.entry(name).or_default().push(fields.text()?);
    }
    Ok(uses)
}

/// Reads what tables have of others alone, by the table.
pub(super) fn inherited(
    rows: Vec<Row>,
    namespaces: &Namespaces,
) -> Result<BTreeMap<TableName, Inherited>, DatabaseError> {
    let mut inherited: BTreeMap<TableName, Inherited> = BTreeMap::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let namespace = namespaces.by_oid.get(&fields.number()?);
        let table = TableName {
            schema: namespace.and_then(|namespace| namespace.said()),
            name: fields.text()?,
        };
        let (is_column, name) = (fields.flag(), fields.text()?);
        let of = inherited.entry(table).or_default();
        match is_column {
            true => of.columns.insert(name),
            false => of.checks.insert(name),
        };
    }
    Ok(inherited)
}

/// The query for the schemas in `scope`: kind, schema, table, kind and name of the object, name,
/// what says it, what takes it back, what makes it of another, and what it is a part of. What
/// makes a relation comes before what is said of one.
pub(super) fn query(scope: &str) -> String {
    let parts = [
        divided::DIVIDED.to_owned(),
        types::types(scope),
        said::TOLD.to_owned(),
        said::BESIDE.to_owned(),
        said::sequences(),
        said::comments(scope),
        named::named(scope),
    ];
    format!(
        "WITH relation AS MATERIALIZED (
             SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relispartition, c.relrowsecurity,
                 c.relforcerowsecurity, c.relreplident, c.reloptions, c.reltablespace,
                 c.relpartbound, c.relacl, c.oid::regclass::text AS said,
                 CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' END AS object
             FROM pg_class c
             WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
             AND NOT EXISTS (
                 SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                 AND e.objid = c.oid AND e.deptype = 'e')),
         ordinary AS (SELECT * FROM relation WHERE relkind IN ('r', 'p'))
         SELECT kind, namespace, of, object, object_name, name, said, unsaid, altered, within
         FROM ({})
             AS aside (rank, place, kind, namespace, of, object, object_name, name, said, unsaid,
                 altered, within)
         ORDER BY rank, place, name COLLATE \"C\"",
        parts.join(" UNION ALL ")
    )
}

/// `NOT EXISTS` of an extension that a thing of the catalog is of.
fn is_not_of_extension(class: &str, id: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '{class}'::regclass
             AND e.objid = {id} AND e.deptype = 'e')"
    )
}
