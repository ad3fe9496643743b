//! What hangs on a table and is in no revision: triggers, indexes, views.

use keeper_schema_core::dialect::quoted;
use keeper_schema_core::dialect::sqlite::Rebuild;
use rusqlite::Connection;

use crate::migrate::{DatabaseError, StepError};

/// What a rebuild has to make again, or to leave whole.
pub(super) struct Carried {
    /// Indexes and triggers go with the old table.
    made_again: Vec<Object>,
    /// Views stay, and worked before.
    views: Vec<String>,
}

struct Object {
    kind: String,
    name: String,
    sql: String,
}

impl Carried {
    pub(super) fn find(connection: &Connection, plan: &Rebuild) -> Result<Self, DatabaseError> {
        let mut statement = connection.prepare(
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ?1 COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid",
        )?;
        let objects = statement.query_map([&plan.table], |row| {
            Ok(Object {
                kind: row.get(0)?,
                name: row.get(1)?,
                sql: row.get(2)?,
            })
        })?;
        let mut made_again = Vec::new();
        for object in objects {
            let object = object?;
            let mut known = plan.live_indexes.iter();
            if object.kind != "index" || !known.any(|name| name.eq_ignore_ascii_case(&object.name))
            {
                made_again.push(object);
            }
        }
        Ok(Self {
            made_again,
            views: views(connection, plan)?,
        })
    }

    /// Makes everything again, and sees that it works with the new table.
    pub(super) fn restore(&self, connection: &Connection, plan: &Rebuild) -> Result<(), StepError> {
        let misfit = |kind: &str, name: &str, error: rusqlite::Error| StepError::CarriedOver {
            table: plan.table.clone(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            error: error.into(),
        };
        for object in &self.made_again {
            connection
                .execute_batch(&object.sql)
                .map_err(|error| misfit(&object.kind, &object.name, error))?;
        }
        // The body of a trigger is first read when a statement would fire it.
        if let Some(trigger) = self
            .made_again
            .iter()
            .find(|object| object.kind == "trigger")
        {
            for statement in firing(plan)? {
                connection
                    .prepare(&statement)
                    .map_err(|error| misfit("trigger", &trigger.name, error))?;
            }
        }
        for view in &self.views {
            connection
                .prepare(&format!("SELECT * FROM {}", quoted(view)?))
                .map_err(|error| misfit("view", view, error))?;
        }
        Ok(())
    }
}

/// The views that may read from the table, and can be read. None is looked for where the
/// new table has every column of the old one.
fn views(connection: &Connection, plan: &Rebuild) -> Result<Vec<String>, DatabaseError> {
    let stays = |column: &String| plan.copied.iter().any(|copied| copied.column == *column);
    if plan.live_columns.iter().all(stays) {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'view' AND instr(lower(sql), lower(?1)) > 0",
    )?;
    let names = statement.query_map([&plan.table], |row| row.get::<_, String>(0))?;
    let mut views = Vec::new();
    for name in names {
        let name = name?;
        let Ok(quoted) = quoted(&name) else { continue };
        if connection
            .prepare(&format!("SELECT * FROM {quoted}"))
            .is_ok()
        {
            views.push(name);
        }
    }
    Ok(views)
}

/// Statements that fire every trigger there can be; they are prepared and not run.
fn firing(plan: &Rebuild) -> Result<Vec<String>, StepError> {
    let table = quoted(&plan.table)?;
    let mut assignments = Vec::new();
    for copied in &plan.copied {
        let column = quoted(&copied.column)?;
        assignments.push(format!("{column} = {column}"));
    }
    let mut statements = vec![
        format!("INSERT INTO {table} DEFAULT VALUES"),
        format!("DELETE FROM {table}"),
    ];
    if !assignments.is_empty() {
        statements.push(format!("UPDATE {table} SET {}", assignments.join(", ")));
    }
    Ok(statements)
}
