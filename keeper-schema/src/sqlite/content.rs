//! What is in the tables: how many rows, and a checksum of their columns.

use keeper_schema_core::dialect::{BookkeepingNames, quoted};
use keeper_schema_core::schema::TableName;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::introspect::Catalog;
use crate::migrate::{DatabaseError, DatabaseErrorKind, TableColumns, TableContent};

/// Every table with rows of its own, but for the bookkeeping, by name.
pub(super) fn columns(
    connection: &Connection,
    bookkeeping: &BookkeepingNames,
) -> Result<Vec<TableColumns>, DatabaseError> {
    let catalog = Catalog::read(connection)?;
    let ours = [
        &bookkeeping.revisions,
        &bookkeeping.steps,
        &bookkeeping.meta,
    ];
    let is_left_out = |name: &String| {
        ours.contains(&name) || name.starts_with("sqlite_") || catalog.shadow_tables.contains(name)
    };
    let tables = catalog.columns.iter();
    let tables = tables.filter(|(name, _)| !is_left_out(name));
    Ok(tables
        .map(|(name, columns)| TableColumns {
            table: TableName::new(name),
            columns: columns.iter().map(|column| column.name.clone()).collect(),
        })
        .collect())
}

/// Reads the columns of every row.
pub(super) fn of(
    connection: &Connection,
    of: &TableColumns,
) -> Result<TableContent, DatabaseError> {
    let columns = of.columns.iter().map(|column| quoted(column));
    let mut columns: Vec<String> = columns.collect::<Result<_, _>>().map_err(bad_name)?;
    if columns.is_empty() {
        columns.push("NULL".to_owned());
    }
    let sql = format!(
        "SELECT {} FROM {}",
        columns.join(", "),
        quoted(&of.table.name).map_err(bad_name)?
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let (mut number, mut sum) = (0, 0_u128);
    while let Some(row) = rows.next()? {
        let mut hash = Hash::default();
        for column in 0..columns.len() {
            hash.value(row.get_ref(column)?);
        }
        number += 1;
        // A sum, since rows have no order.
        sum = sum.wrapping_add(hash.0);
    }
    Ok(TableContent {
        rows: number,
        checksum: format!("{sum:032x}"),
    })
}

/// How large the file is, with what is only in its journal.
pub(super) fn size(connection: &Connection) -> Result<u64, DatabaseError> {
    let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let size: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(u64::try_from(size).unwrap_or_default())
}

/// FNV-1a, as wide as it takes to tell millions of rows apart.
struct Hash(u128);

impl Default for Hash {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Hash {
    fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.bytes(b"n"),
            ValueRef::Integer(number) => self.tagged(b"i", &number.to_le_bytes()),
            ValueRef::Real(number) => self.tagged(b"r", &number.to_bits().to_le_bytes()),
            ValueRef::Text(text) => self.tagged(b"t", text),
            ValueRef::Blob(bytes) => self.tagged(b"b", bytes),
        }
    }

    fn tagged(&mut self, tag: &[u8], bytes: &[u8]) {
        self.bytes(tag);
        self.bytes(&bytes.len().to_le_bytes());
        self.bytes(bytes);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 ^= u128::from(*byte);
            self.0 = self
                .0
                .wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
}

fn bad_name(error: impl std::fmt::Display) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: error.to_string(),
    }
}
