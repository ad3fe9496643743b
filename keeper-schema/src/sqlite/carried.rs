//! What hangs on a table and goes with it: triggers, and indexes that are in no revision.

use keeper_schema_core::dialect::sqlite::Rebuild;
use rusqlite::Connection;

use crate::migrate::{DatabaseError, StepError};

/// What a rebuild has to make again.
pub(super) struct Carried {
    objects: Vec<Object>,
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
        let found = statement.query_map([&plan.table], |row| {
            Ok(Object {
                kind: row.get(0)?,
                name: row.get(1)?,
                sql: row.get(2)?,
            })
        })?;
        let mut objects = found.collect::<Result<Vec<Object>, _>>()?;
        objects.retain(|object| {
            let mut known = plan.live_indexes.iter();
            object.kind != "index" || !known.any(|name| name.eq_ignore_ascii_case(&object.name))
        });
        Ok(Self { objects })
    }

    /// Makes everything again.
    pub(super) fn restore(&self, connection: &Connection, plan: &Rebuild) -> Result<(), StepError> {
        for object in &self.objects {
            connection
                .execute_batch(&object.sql)
                .map_err(|error| StepError::CarriedOver {
                    table: plan.table.clone(),
                    kind: object.kind.clone(),
                    name: object.name.clone(),
                    error: error.into(),
                })?;
        }
        Ok(())
    }
}
