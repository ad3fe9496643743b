//! Columns to fill in the rows that are there, some at a time: by SQL, or by what is short for it.

use std::fmt;

use toml::de::DeValue;

use super::row_operation::{RowOperation, Value, key_in};
use super::value::{plain, sql, text};
use super::{Down, Irreversible, Operation};
use crate::schema::{ByName, ColumnType, SqlText, Table, TableName};

/// Columns to fill in the rows that are there, some at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backfill {
    /// The table.
    pub table: TableName,
    /// What fills which columns.
    pub filling: Filling,
    /// Which rows are yet to be filled. A [`Filling::Set`] always says it.
    pub predicate: Option<SqlText>,
    /// The columns that the rows are gone through by, where it is not the primary key.
    pub key: Option<Vec<String>>,
    /// How many rows a transaction fills, where it is not [`Backfill::BATCH_SIZE`].
    pub batch_size: Option<u32>,
    /// How many milliseconds pass between two batches.
    pub pause: Option<u32>,
    /// What undoes it, where that is not nothing or, of [`Filling::Rename`], the other way round.
    pub down: Option<Down>,
}

/// What fills a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// `backfill`: the expressions by column.
    Set(ByName<SqlText>),
    /// `copy_column`: the values of another column.
    Copy {
        /// The column that is read.
        column: String,
        /// The column that is filled.
        to: String,
    },
    /// `rename_values`: other values in the place of some.
    Rename {
        /// The column.
        column: String,
        /// The new values by the old ones, which are spelled as text whatever their type is.
        values: ByName<Value>,
    },
}

impl Filling {
    /// The name of the operation in revision files.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Set(_) => "backfill",
            Self::Copy { .. } => "copy_column",
            Self::Rename { .. } => "rename_values",
        }
    }

    /// The columns that are filled.
    pub fn columns(&self) -> Vec<&String> {
        match self {
            Self::Set(set) => set.keys().collect(),
            Self::Copy { to, .. } => vec![to],
            Self::Rename { column, .. } => vec![column],
        }
    }
}

impl Backfill {
    /// How many rows a transaction fills, unless it is said.
    pub const BATCH_SIZE: u32 = 1000;

    /// The columns that the rows are gone through by.
    pub fn key_in<'a>(&'a self, table: &'a Table) -> &'a [String] {
        key_in(self.key.as_ref(), table).unwrap_or_default()
    }

    pub(super) fn reverse(&self) -> Result<Vec<Operation>, Irreversible> {
        if let Some(down) = &self.down {
            return down.reverse();
        }
        let Filling::Rename { column, values } = &self.filling else {
            return Ok(Vec::new());
        };
        let renamed_back = values
            .iter()
            .filter_map(|(old, new)| Some((new.spelled()?, Value::String(old.clone()))));
        Ok(vec![Operation::Rows(RowOperation::Fill(Self {
            filling: Filling::Rename {
                column: column.clone(),
                values: renamed_back.collect(),
            },
            ..self.clone()
        }))])
    }
}

impl Value {
    /// As an old value of a [`Filling::Rename`] is spelled; `None` for what has members.
    pub(crate) fn spelled(&self) -> Option<String> {
        match self {
            Self::String(text) | Self::Float(text) | Self::Moment(text) => Some(text.clone()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Boolean(boolean) => Some(boolean.to_string()),
            Self::List(_) | Self::Table(_) => None,
        }
    }

    /// What a new value of a [`Filling::Rename`] is in a column of that type. Of one that was
    /// reversed, it is the spelling of an old one.
    pub(crate) fn meant_in(&self, column_type: &ColumnType) -> Self {
        match self {
            Self::String(spelling) => Self::of_spelling(column_type, spelling),
            other => other.clone(),
        }
    }

    /// What a spelling means in a column of that type. What means nothing there stays text,
    /// which does not fit.
    pub(crate) fn of_spelling(column_type: &ColumnType, spelling: &str) -> Self {
        let read = match column_type {
            ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt => {
                spelling.parse().ok().map(Self::Integer)
            }
            ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => {
                let is_number = spelling.parse::<f64>().is_ok_and(f64::is_finite);
                is_number.then(|| Self::Float(spelling.to_owned()))
            }
            ColumnType::Boolean => spelling.parse().ok().map(Self::Boolean),
            ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::TimestampTz => {
                is_moment(spelling).then(|| Self::Moment(spelling.to_owned()))
            }
            ColumnType::Varchar(_)
            | ColumnType::Char(_)
            | ColumnType::Text
            | ColumnType::Bytes
            | ColumnType::Interval
            | ColumnType::Uuid
            | ColumnType::Json
            | ColumnType::Jsonb
            | ColumnType::Inet
            | ColumnType::Array(_)
            | ColumnType::Enum(_)
            | ColumnType::Raw(_) => None,
        };
        read.unwrap_or_else(|| Self::String(spelling.to_owned()))
    }
}

fn is_moment(spelling: &str) -> bool {
    let read = DeValue::parse(spelling);
    read.is_ok_and(|value| matches!(value.get_ref(), DeValue::Datetime(_)))
}

impl fmt::Display for Backfill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.filling {
            Filling::Set(set) => {
                let columns: Vec<String> = set.keys().map(|name| plain(name)).collect();
                write!(f, "({})", columns.join(", "))?;
            }
            Filling::Copy { column, to } => write!(f, "{} to {}", plain(column), plain(to))?,
            Filling::Rename { column, values } => {
                let values = values.iter().filter_map(|(old, new)| {
                    Some(format!("{} to {}", text(old), text(&new.spelled()?)))
                });
                let values: Vec<String> = values.collect();
                write!(f, "{} {}", plain(column), values.join(", "))?;
            }
        }
        match &self.predicate {
            Some(predicate) => write!(f, " where {}", sql(predicate)),
            None => Ok(()),
        }
    }
}
