//! Values that another type would change in silence.
//!
//! Nobody refuses them but us: SQLite takes any value into any column that is not of a
//! STRICT table, and turns it into what the affinity of the column likes.

use super::batch::{Live, Source};
use super::fit::where_holds;
use crate::dialect::{DialectError, Misfit, RowCheck, quoted};
use crate::schema::{ByName, ColumnType, Table};

/// For each column whose type changes: the values that the new one would change.
pub(super) fn conversions(
    live: &Live,
    wanted: &Table,
    sources: &ByName<Source>,
) -> Result<Vec<RowCheck>, DialectError> {
    let mut checks = Vec::new();
    for (name, source) in sources {
        let (Source::Live { using: None }, Some(before), Some(after)) =
            (source, live.columns.get(name), wanted.columns.get(name))
        else {
            continue;
        };
        if after.generated.is_some() {
            continue;
        }
        let Some(condition) = misfit(&before.column_type, &after.column_type, &quoted(name)?)
        else {
            continue;
        };
        checks.push(where_holds(
            live,
            wanted,
            &condition,
            Misfit::Type {
                column: name.clone(),
                column_type: after.column_type.clone(),
            },
        )?);
    }
    Ok(checks)
}

/// The condition under which a STRICT table refuses a value for a column of that type;
/// `None` if it takes all.
pub(super) fn strict_misfit(column_type: &ColumnType, value: &str) -> Option<String> {
    let condition = match class(column_type) {
        Class::Whole { .. } | Class::Boolean => return misfit(&ANY, &ColumnType::BigInt, value),
        Class::Float => no_number(value),
        Class::Text { .. } | Class::Moment => format!("typeof({value}) = 'blob'"),
        Class::Bytes => format!("typeof({value}) <> 'blob'"),
        Class::Numeric | Class::Unknown => return None,
    };
    Some(format!("{value} IS NOT NULL AND {condition}"))
}

/// What a column can hold that takes all.
const ANY: ColumnType = ColumnType::Text;

/// What values must fit, as far as SQLite can tell.
#[derive(PartialEq)]
enum Class {
    Whole {
        bits: u32,
    },
    /// Whole numbers stay exact in it, as in no float.
    Numeric,
    Float,
    Text {
        length: Option<u32>,
    },
    Boolean,
    Bytes,
    Moment,
    Unknown,
}

fn class(column_type: &ColumnType) -> Class {
    match column_type {
        ColumnType::SmallInt => Class::Whole { bits: 16 },
        ColumnType::Integer => Class::Whole { bits: 32 },
        ColumnType::BigInt => Class::Whole { bits: 64 },
        ColumnType::Numeric(_) => Class::Numeric,
        ColumnType::Real | ColumnType::Double => Class::Float,
        ColumnType::Varchar(length) | ColumnType::Char(length) => Class::Text {
            length: Some(*length),
        },
        ColumnType::Text
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Array(_)
        | ColumnType::Enum(_) => Class::Text { length: None },
        ColumnType::Boolean => Class::Boolean,
        ColumnType::Bytes => Class::Bytes,
        ColumnType::Date | ColumnType::Time | ColumnType::Timestamp | ColumnType::TimestampTz => {
            Class::Moment
        }
        ColumnType::Raw(_) => Class::Unknown,
    }
}

/// The condition under which a value of one type would not be the same in another;
/// `None` if there is no such value. NULL never is one.
fn misfit(before: &ColumnType, after: &ColumnType, column: &str) -> Option<String> {
    let (before, after) = (class(before), class(after));
    if before == after {
        return None;
    }
    let condition = match (before, after) {
        (_, Class::Unknown)
        | (Class::Boolean, Class::Whole { .. } | Class::Numeric | Class::Float)
        | (Class::Whole { .. } | Class::Float, Class::Numeric) => return None,
        (Class::Whole { bits: narrow }, Class::Whole { bits: wide }) if narrow < wide => {
            return None;
        }
        (_, Class::Whole { bits }) => {
            // `012` would become 12, and 1.5 stay what no whole number is.
            let same = format!(
                "typeof({column}) = 'integer' OR (typeof({column}) = 'real' AND {column} = CAST({column} AS INTEGER)) OR (typeof({column}) = 'text' AND CAST(CAST({column} AS INTEGER) AS TEXT) = {column})"
            );
            let limit = 1_i128 << (bits - 1);
            if bits == 64 {
                format!("NOT ({same})")
            } else {
                let least = -limit;
                let most = limit - 1;
                format!(
                    "(NOT ({same}) OR CAST({column} AS INTEGER) NOT BETWEEN {least} AND {most})"
                )
            }
        }
        (Class::Whole { .. }, Class::Float) => inexact(column),
        (Class::Numeric, Class::Float) => {
            format!("({} OR {})", no_number(column), inexact(column))
        }
        (_, Class::Numeric | Class::Float) => no_number(column),
        (Class::Text { length: before }, Class::Text { length: after }) => match (before, after) {
            (_, None) => return None,
            (Some(before), Some(after)) if before <= after => return None,
            (_, Some(after)) => format!("length({column}) > {after}"),
        },
        (_, Class::Text { length: None }) => format!("typeof({column}) = 'blob'"),
        (
            _,
            Class::Text {
                length: Some(length),
            },
        ) => {
            format!("(typeof({column}) = 'blob' OR length({column}) > {length})")
        }
        (_, Class::Boolean) => format!("{column} NOT IN (0, 1)"),
        (_, Class::Bytes) => format!("typeof({column}) <> 'blob'"),
        (_, Class::Moment) => {
            format!("NOT (typeof({column}) = 'text' AND {column} <> CAST({column} AS NUMERIC))")
        }
    };
    Some(format!("{column} IS NOT NULL AND {condition}"))
}

/// Whether a value is neither a number nor a text that is one.
fn no_number(column: &str) -> String {
    // Compared with a number, a text that looks like one becomes one.
    format!(
        "NOT (typeof({column}) IN ('integer', 'real') OR (typeof({column}) = 'text' AND {column} = CAST({column} AS NUMERIC)))"
    )
}

/// Whether a whole number has more digits than a float keeps.
fn inexact(column: &str) -> String {
    format!(
        "(typeof({column}) = 'integer' AND CAST(CAST({column} AS REAL) AS INTEGER) <> {column})"
    )
}
