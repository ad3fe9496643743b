//! Views and triggers that read or write a table, wherever they hang.
//!
//! SQLite looks into them only when they are used: a column that goes, or a new one where
//! a body counts them, breaks them in silence.

use keeper_schema_core::dialect::quoted;
use rusqlite::Connection;

use crate::migrate::{DatabaseError, StepError};

/// What worked with a table before it was rebuilt.
pub(super) struct Readers {
    table: String,
    working: Vec<Use>,
}

/// One way to use a view or to fire triggers.
struct Use {
    kind: &'static str,
    /// The view, or the first trigger.
    name: String,
    /// What is read or written.
    on: String,
    how: How,
}

#[derive(Clone, Copy)]
enum How {
    Select,
    Insert,
    Update,
    Delete,
}

impl Readers {
    /// Those that name the table, and work.
    pub(super) fn find(connection: &Connection, table: &str) -> Result<Self, DatabaseError> {
        let mut working = Vec::new();
        for (kind, name, on) in named(connection, table)? {
            let ways: &[How] = match kind {
                "view" => &[How::Select],
                _ => &[How::Insert, How::Update, How::Delete],
            };
            for how in ways {
                let found = Use {
                    kind,
                    name: name.clone(),
                    on: on.clone(),
                    how: *how,
                };
                if found.prepare(connection).is_ok() {
                    working.push(found);
                }
            }
        }
        Ok(Self {
            table: table.to_owned(),
            working,
        })
    }

    /// Sees that they work still.
    pub(super) fn check(&self, connection: &Connection) -> Result<(), StepError> {
        for working in &self.working {
            working
                .prepare(connection)
                .map_err(|error| StepError::CarriedOver {
                    table: self.table.clone(),
                    kind: working.kind.to_owned(),
                    name: working.name.clone(),
                    error,
                })?;
        }
        Ok(())
    }
}

impl Use {
    /// Has SQLite read all that the use needs, and runs nothing.
    fn prepare(&self, connection: &Connection) -> Result<(), DatabaseError> {
        let on = quoted(&self.on).map_err(|error| DatabaseError {
            kind: crate::migrate::DatabaseErrorKind::Other,
            message: error.to_string(),
        })?;
        let sql = match self.how {
            How::Select => format!("SELECT * FROM {on}"),
            How::Insert => format!("INSERT INTO {on} DEFAULT VALUES"),
            How::Delete => format!("DELETE FROM {on}"),
            How::Update => {
                let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
                let columns = statement.query_map([&self.on], |row| row.get::<_, String>(0))?;
                let mut assignments = Vec::new();
                for column in columns {
                    let column = column?.replace('"', "\"\"");
                    assignments.push(format!("\"{column}\" = \"{column}\""));
                }
                format!("UPDATE {on} SET {}", assignments.join(", "))
            }
        };
        connection.prepare(&sql)?;
        Ok(())
    }
}

/// Kind, name and what it hangs on: the views whose text has the name of the table, and
/// one trigger of each table or view with such triggers.
fn named(
    connection: &Connection,
    table: &str,
) -> Result<Vec<(&'static str, String, String)>, DatabaseError> {
    let mut statement = connection.prepare(
        "SELECT type = 'view', min(name), tbl_name FROM sqlite_master
         WHERE type IN ('view', 'trigger') AND (
             tbl_name = ?1 COLLATE NOCASE
             OR instr(lower(sql), lower(?1)) > 0
             OR instr(lower(sql), lower(replace(?1, '\"', '\"\"'))) > 0
         )
         GROUP BY type, tbl_name ORDER BY 1, 2",
    )?;
    let found = statement.query_map([table], |row| {
        let kind = match row.get(0)? {
            true => "view",
            false => "trigger",
        };
        Ok((kind, row.get(1)?, row.get(2)?))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
