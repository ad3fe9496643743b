//! What is in the tables: how many rows, and a checksum of their columns. The server reckons.

use keeper_schema_core::dialect::quoted;
use keeper_schema_core::schema::{Schema, TableName};

use super::PostgresExecutor;
use super::session::text;
use super::tables::{bad_name, literal};
use crate::migrate::{DatabaseError, TableColumns, TableContent};

/// Every table with rows of its own, but for the bookkeeping, by name. Parts of
/// a table are counted as that table.
pub(super) fn columns(
    executor: &PostgresExecutor,
    expected: &Schema,
) -> Result<Vec<TableColumns>, DatabaseError> {
    let (tables, own) = (&executor.tables, own_schema(executor));
    let ours = [
        &tables.names.revisions,
        &tables.names.steps,
        &tables.names.meta,
    ];
    let ours: Vec<String> = ours
        .into_iter()
        .map(|name| literal(name))
        .collect::<Result<_, _>>()?;
    let rows = executor.client.rows(&format!(
        "SELECT nullif(n.nspname, {own}), c.relname, a.attname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT (n.nspname = {books} AND c.relname IN ({ours})) ORDER BY n.nspname <> {own}, n.nspname COLLATE \"C\", c.relname COLLATE \"C\", a.attnum",
        own = literal(own)?,
        books = literal(tables.schema())?,
        ours = ours.join(", ")
    ))?;
    let mut found: Vec<TableColumns> = Vec::new();
    for row in rows {
        let table = TableName {
            schema: row.first().cloned().flatten(),
            name: text(&row, 1).to_owned(),
        };
        let table = as_expected(table, executor, expected);
        if found.last().is_none_or(|last| last.table != table) {
            found.push(TableColumns {
                table,
                columns: Vec::new(),
            });
        }
        if let (Some(last), Some(Some(column))) = (found.last_mut(), row.get(2)) {
            last.columns.push(column.clone());
        }
    }
    Ok(found)
}

/// History may say that a table is in the connection's own schema, or leave it out.
fn as_expected(table: TableName, executor: &PostgresExecutor, expected: &Schema) -> TableName {
    let in_full = TableName {
        schema: table.schema.clone().or(executor.session.schema.clone()),
        ..table.clone()
    };
    match expected.table(&in_full) {
        Some(_) => in_full,
        None => table,
    }
}

/// Reads the columns of every row.
pub(super) fn of(
    executor: &PostgresExecutor,
    of: &TableColumns,
) -> Result<TableContent, DatabaseError> {
    let columns = of.columns.iter().map(|column| quoted(column));
    let columns: Vec<String> = columns.collect::<Result<_, _>>().map_err(bad_name)?;
    let schema = of.table.schema.as_deref();
    let schema = schema.unwrap_or_else(|| own_schema(executor));
    // A sum, since rows have no order.
    let row = executor.client.row(&format!(
        "SELECT count(*), coalesce(sum(hashtextextended(ROW({})::text, 0)::numeric), 0) FROM {}.{}",
        columns.join(", "),
        quoted(schema).map_err(bad_name)?,
        quoted(&of.table.name).map_err(bad_name)?
    ))?;
    Ok(TableContent {
        rows: text(&row, 0).parse().unwrap_or_default(),
        checksum: text(&row, 1).to_owned(),
    })
}

/// How large the database is.
pub(super) fn size(executor: &PostgresExecutor) -> Result<u64, DatabaseError> {
    let row = executor
        .client
        .row("SELECT pg_database_size(current_database())")?;
    Ok(text(&row, 0).parse().unwrap_or_default())
}

fn own_schema(executor: &PostgresExecutor) -> &str {
    executor.session.schema.as_deref().unwrap_or_default()
}
