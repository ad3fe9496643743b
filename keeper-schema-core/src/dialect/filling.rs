//! What fills rows, as SQL.

use super::quote::parenthesised;
use super::rows::Spelling;
use super::{DialectError, quoted};
use crate::operation::{Filling, Value};
use crate::schema::SqlText;

/// The parts of an `UPDATE`.
pub(super) struct Filled {
    pub(super) set: Vec<String>,
    /// What limits the rows by itself.
    pub(super) predicate: Vec<String>,
}

/// `text` is what the database has of the expression of a column.
pub(super) fn fill<'a>(
    filling: &'a Filling,
    spelling: &Spelling<'_>,
    text: impl Fn(&'a str, &'a SqlText) -> Result<&'a str, DialectError>,
) -> Result<Filled, DialectError> {
    match filling {
        Filling::Set(set) => {
            let set = set.iter().map(|(column, expression)| {
                let expression = parenthesised(text(column, expression)?);
                Ok(format!("{} = {expression}", quoted(column)?))
            });
            Ok(Filled {
                set: set.collect::<Result<_, DialectError>>()?,
                predicate: Vec::new(),
            })
        }
        Filling::Copy { column, to } => Ok(Filled {
            set: vec![format!("{} = {}", quoted(to)?, quoted(column)?)],
            predicate: Vec::new(),
        }),
        Filling::Rename { column, values } => {
            let name = quoted(column)?;
            let Some(column) = spelling.table.columns.get(column) else {
                return Ok(Filled {
                    set: Vec::new(),
                    predicate: Vec::new(),
                });
            };
            let literal = |value: &Value| (spelling.literal)(column, value);
            let (mut cases, mut found) = (String::new(), Vec::new());
            for (old, new) in values {
                let old = literal(&Value::of_spelling(&column.column_type, old))?;
                let new = literal(&new.meant_in(&column.column_type))?;
                cases.push_str(&format!(" WHEN {old} THEN {new}"));
                found.push(old);
            }
            Ok(Filled {
                set: vec![format!("{name} = CASE {name}{cases} ELSE {name} END")],
                predicate: vec![format!("{name} IN ({})", found.join(", "))],
            })
        }
    }
}
