//! The SQL that takes down, and then deletes by, the places of rows.

use keeper_schema_core::dialect::{Dialect, quoted};
use keeper_schema_core::schema::{ForeignKey, Table, TableName};

use crate::made_rows::statement::{relation, sql_error};
use crate::migrate::MigrateError;

/// A temporary table with the places of a table's rows that stay.
pub(super) struct Places {
    dialect: Dialect,
    table: TableName,
    name: String,
    /// What a row's place is called.
    place: &'static str,
}

impl Places {
    /// None for a table whose rows have no place.
    pub(super) fn new(dialect: Dialect, table: &Table, number: usize) -> Option<Self> {
        let place = match dialect {
            Dialect::Postgres => "ctid",
            Dialect::Sqlite if table.sqlite.without_rowid => return None,
            Dialect::Sqlite => {
                let is_free = |name: &&&str| {
                    let mut columns = table.columns.keys();
                    !columns.any(|column| column.eq_ignore_ascii_case(name))
                };
                ["rowid", "_rowid_", "oid"].iter().find(is_free)?
            }
        };
        Some(Self {
            dialect,
            table: table.name.clone(),
            name: format!("keeper_kept_{number}"),
            place,
        })
    }

    /// So many rows of all, evenly spread.
    pub(super) fn choose(&self, wanted: u64, all: u64) -> Result<Vec<String>, MigrateError> {
        let (name, place, table) = (&self.name, self.place, relation(&self.table)?);
        let every = format!("number * {wanted} / {all} <> (number - 1) * {wanted} / {all}");
        Ok(match self.dialect {
            // Of a table in parts, each part has its own places.
            Dialect::Postgres => vec![format!(
                "CREATE TEMPORARY TABLE {name} AS SELECT part, place FROM (SELECT tableoid AS part, {place} AS place, row_number() OVER (ORDER BY tableoid, {place}) AS number FROM {table}) AS numbered WHERE {every}"
            )],
            Dialect::Sqlite => vec![
                format!("CREATE TEMPORARY TABLE {name} (place INTEGER PRIMARY KEY)"),
                format!(
                    "INSERT INTO {name} SELECT place FROM (SELECT {place} AS place, row_number() OVER (ORDER BY {place}) AS number FROM {table}) AS numbered WHERE {every}"
                ),
            ],
        })
    }

    /// Adds the rows that the rows of a table refer to, as far as they stay.
    pub(super) fn referred_to(
        &self,
        child: &Table,
        kept: Option<&Self>,
        key: &ForeignKey,
    ) -> Result<String, MigrateError> {
        let columns = |of: &str, columns: &[String]| -> Result<String, MigrateError> {
            let mut list = Vec::new();
            for column in columns {
                list.push(format!("{of}.{}", quoted(column).map_err(sql_error)?));
            }
            Ok(list.join(", "))
        };
        let stays = match kept {
            Some(kept) => format!(
                " JOIN {} AS kept ON {}",
                kept.name,
                kept.is_at("kept", "child")
            ),
            None => String::new(),
        };
        let (name, place) = (&self.name, self.place);
        let selected = match self.dialect {
            Dialect::Postgres => format!("parent.tableoid, parent.{place}"),
            Dialect::Sqlite => format!("parent.{place}"),
        };
        Ok(format!(
            "INSERT INTO {name} SELECT {selected} FROM {} AS parent WHERE ({}) IN (SELECT {} FROM {} AS child{stays}) AND NOT EXISTS (SELECT 1 FROM {name} AS known WHERE {})",
            relation(&self.table)?,
            columns("parent", &key.references.columns)?,
            columns("child", &key.columns)?,
            relation(&child.name)?,
            self.is_at("known", "parent")
        ))
    }

    /// Deletes the rows that do not stay.
    pub(super) fn delete(&self) -> Result<String, MigrateError> {
        Ok(format!(
            "DELETE FROM {} AS row_of WHERE NOT EXISTS (SELECT 1 FROM {} AS kept WHERE {})",
            relation(&self.table)?,
            self.name,
            self.is_at("kept", "row_of")
        ))
    }

    /// Gives room back.
    pub(super) fn vacuum(&self) -> Result<String, MigrateError> {
        Ok(match self.dialect {
            Dialect::Postgres => format!("VACUUM (FULL, ANALYZE) {}", relation(&self.table)?),
            Dialect::Sqlite => "VACUUM".to_owned(),
        })
    }

    /// Drops the places.
    pub(super) fn forget(&self) -> String {
        format!("DROP TABLE {}", self.name)
    }

    /// Whether a row is at a place.
    fn is_at(&self, places: &str, row: &str) -> String {
        let place = self.place;
        match self.dialect {
            Dialect::Postgres => {
                format!("{places}.place = {row}.{place} AND {places}.part = {row}.tableoid")
            }
            Dialect::Sqlite => format!("{places}.place = {row}.{place}"),
        }
    }
}
