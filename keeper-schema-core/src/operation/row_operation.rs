//! What a revision does with rows: those that it brings or takes away, as values, and those that
//! it fills.

use std::collections::BTreeMap;

use super::backfill::Backfill;
use super::value::plain;
use super::{Down, Irreversible, Operation};
use crate::schema::{ByName, Table, TableName};

/// An operation on rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOperation {
    /// `bulk_insert`.
    Insert(BulkInsert),
    /// `bulk_delete`: the rows are found by their key.
    Delete(Rows),
    /// `backfill`, and what is short for one: `copy_column`, `rename_values`.
    Fill(Backfill),
}

/// Rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The table.
    pub table: TableName,
    /// At least one.
    pub rows: Vec<Row>,
    /// The columns that tell a row, where it is not the primary key.
    pub key: Option<Vec<String>>,
}

/// The values of a row by column. What is left out is filled in by the database.
pub type Row = ByName<Value>;

/// Rows to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkInsert {
    /// The rows.
    pub rows: Rows,
    /// What is done where a row with that key is there.
    pub on_conflict: OnConflict,
    /// What undoes it; where absent, the rows are deleted by their key.
    pub down: Option<Down>,
}

/// What is done with a row whose key is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// The statement fails.
    Error,
    /// The row that is there stays as it is.
    Skip,
    /// The row that is there gets the values.
    Update,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Text, and whatever the column reads from text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number with a point or an exponent, digit by digit as it was written.
    Float(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time or both, as TOML spells it.
    Moment(String),
    /// A JSON array.
    List(Vec<Value>),
    /// A JSON object.
    Table(BTreeMap<String, Value>),
}

impl OnConflict {
    /// The word in revisions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Skip => "skip",
            Self::Update => "update",
        }
    }
}

impl Rows {
    /// The columns that tell a row: those of `key`, or else of the primary key.
    pub fn key_in<'a>(&'a self, table: &'a Table) -> Option<&'a [String]> {
        key_in(self.key.as_ref(), table)
    }
}

pub(super) fn key_in<'a>(key: Option<&'a Vec<String>>, table: &'a Table) -> Option<&'a [String]> {
    let primary_key = || table.primary_key.as_ref().map(|key| &key.columns);
    key.or_else(primary_key).map(Vec::as_slice)
}

impl RowOperation {
    /// The table that the rows are of.
    pub fn table(&self) -> &TableName {
        match self {
            Self::Insert(insert) => &insert.rows.table,
            Self::Delete(rows) => &rows.table,
            Self::Fill(backfill) => &backfill.table,
        }
    }

    /// The name of the operation in revision files.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Insert(_) => "bulk_insert",
            Self::Delete(_) => "bulk_delete",
            Self::Fill(backfill) => backfill.filling.op(),
        }
    }

    /// The SQL of a person that undoes it.
    pub fn down(&self) -> Option<&Down> {
        match self {
            Self::Insert(insert) => insert.down.as_ref(),
            Self::Delete(_) => None,
            Self::Fill(backfill) => backfill.down.as_ref(),
        }
    }

    pub(super) fn reverse(&self) -> Result<Vec<Operation>, Irreversible> {
        match self {
            Self::Insert(BulkInsert {
                rows: _,
                on_conflict: policy @ (OnConflict::Skip | OnConflict::Update),
                down: None,
            }) => Err(Irreversible::OnConflict { policy: *policy }),
            Self::Insert(BulkInsert {
                rows,
                on_conflict: OnConflict::Error,
                down: None,
            }) => Ok(vec![Operation::Rows(Self::Delete(rows.clone()))]),
            Self::Insert(BulkInsert {
                rows: _,
                on_conflict: _,
                down: Some(down),
            }) => down.reverse(),
            Self::Fill(backfill) => backfill.reverse(),
            Self::Delete(rows) => Ok(vec![Operation::Rows(Self::Insert(BulkInsert {
                rows: rows.clone(),
                on_conflict: OnConflict::Error,
                down: None,
            }))]),
        }
    }
}

impl std::fmt::Display for RowOperation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let table = plain(&self.table().to_string());
        match self {
            Self::Insert(insert) => {
                write!(f, "{table} ({})", counted(&insert.rows.rows))?;
                match insert.on_conflict {
                    OnConflict::Error => Ok(()),
                    policy => write!(f, " on conflict {}", policy.as_str()),
                }
            }
            Self::Delete(rows) => write!(f, "{table} ({})", counted(&rows.rows)),
            Self::Fill(backfill) => {
                write!(f, "{table} {backfill}")
            }
        }
    }
}

fn counted(rows: &[Row]) -> String {
    match rows.len() {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}
