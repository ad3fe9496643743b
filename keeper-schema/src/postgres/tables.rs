//! What the bookkeeping's tables are called in SQL.

use keeper_schema_core::dialect::{BookkeepingNames, DialectError, quoted, string_literal};

use super::session::Session;
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// The tables, quoted, and always with their schema: what a revision does to `search_path`
/// does not matter.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    /// Their names, with the schema filled in.
    pub(super) names: BookkeepingNames,
    pub(super) revisions: String,
    pub(super) steps: String,
    pub(super) meta: String,
}

impl Tables {
    pub(super) fn new(names: &BookkeepingNames, session: &Session) -> Result<Self, DatabaseError> {
        let schema = names.schema.clone().or_else(|| session.schema.clone());
        let Some(schema) = schema else {
            return Err(DatabaseError {
                kind: DatabaseErrorKind::Other,
                message: "no schema of the `search_path` exists, so there is none for tables; create it, or name the bookkeeping's own with `--schema`".to_owned(),
            });
        };
        let table = |name: &String| -> Result<String, DatabaseError> {
            Ok(format!(
                "{}.{}",
                quoted(&schema).map_err(bad_name)?,
                quoted(name).map_err(bad_name)?
            ))
        };
        Ok(Self {
            revisions: table(&names.revisions)?,
            steps: table(&names.steps)?,
            meta: table(&names.meta)?,
            names: BookkeepingNames {
                schema: Some(schema),
                ..names.clone()
            },
        })
    }

    /// The schema that they are in.
    pub(super) fn schema(&self) -> &str {
        self.names.schema.as_deref().unwrap_or_default()
    }
}

/// A string in SQL. What holds a NUL is no text of PostgreSQL's.
pub(super) fn literal(text: &str) -> Result<String, DatabaseError> {
    string_literal(text).map_err(bad_name)
}

pub(super) fn bad_name(error: DialectError) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: error.to_string(),
    }
}
