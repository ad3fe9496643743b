//! SQL read on tables like those that it will find, in a schema of a transaction that is rolled
//! back.

use keeper_schema_core::dialect::postgres::create_schema;
use keeper_schema_core::revision::read::postgres_statements;
use keeper_schema_core::schema::sql_tokens::tokens;
use keeper_schema_core::schema::{ObjectKind, Schema};

use super::PostgresExecutor;
use super::client::Client;
use super::session::text;
use crate::migrate::{DatabaseError, MigrateError, SqlAt, StepError};

const SCHEMA: &str = "keeper_scratch";

/// What the server says of the texts that it does not prepare.
pub(super) fn unprepared(
    executor: &PostgresExecutor,
    at: &SqlAt<'_>,
) -> Result<Vec<DatabaseError>, MigrateError> {
    let client = &executor.client;
    client.run("BEGIN")?;
    let refused = scratch(client, at.schema).and_then(|()| read(client, at));
    // Nothing is to be left. What failed before is what is told.
    let ended = client.run("ROLLBACK");
    let refused = refused?;
    ended?;
    Ok(refused)
}

/// The tables in a schema before all others. What cannot be made there, such as a table in a
/// schema of its own, is the live one, if there is one.
fn scratch(client: &Client, schema: &Schema) -> Result<(), MigrateError> {
    client.run(&format!("CREATE SCHEMA {SCHEMA}"))?;
    let path = client.row("SHOW search_path")?;
    client.run(&format!(
        "SET LOCAL search_path TO {SCHEMA}, {}",
        text(&path, 0)
    ))?;
    let statements = create_schema(&apart(schema)).map_err(|error| MigrateError::History {
        reason: StepError::from(error).to_string(),
    })?;
    for sql in statements {
        let _ = in_savepoint(client, || client.run(&sql))?;
    }
    Ok(())
}

/// Without what would lock a live table, or be seen outside of the schema.
fn apart(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in schema.tables.values_mut() {
        table.foreign_keys.clear();
    }
    schema.objects.retain(|name, _| match name.kind {
        ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::View
        | ObjectKind::MaterializedView => true,
        ObjectKind::Extension | ObjectKind::Trigger | ObjectKind::Policy => false,
    });
    schema
}

fn read(client: &Client, at: &SqlAt<'_>) -> Result<Vec<DatabaseError>, MigrateError> {
    let mut defined = at.earlier.iter().any(|sql| defines(sql));
    let mut refused = Vec::new();
    for sql in at.sql {
        for statement in postgres_statements(sql) {
            match in_savepoint(client, || client.prepare(statement))? {
                // A definition before it was not run, and may be what is missing.
                Err((_, true)) if defined => {}
                Err((error, _)) => refused.push(error),
                Ok(()) => {}
            }
            defined |= defines(statement);
        }
    }
    Ok(refused)
}

/// Whether any statement of a text makes something that another may need.
fn defines(sql: &str) -> bool {
    let mut statements = postgres_statements(sql).into_iter();
    statements.any(|statement| {
        let first = tokens(statement).next();
        let words = ["create", "alter", "drop", "do", "call", "select", "import"];
        first.is_some_and(|first| words.iter().any(|it| first.is_word(it)))
    })
}

/// Runs something in the open transaction, which goes on whether that fails or not.
fn in_savepoint<E>(
    client: &Client,
    run: impl FnOnce() -> Result<(), E>,
) -> Result<Result<(), E>, DatabaseError> {
    client.run("SAVEPOINT keeper_statement")?;
    let result = run();
    client.run(match &result {
        Ok(()) => "RELEASE SAVEPOINT keeper_statement",
        Err(_) => "ROLLBACK TO SAVEPOINT keeper_statement; RELEASE SAVEPOINT keeper_statement",
    })?;
    Ok(result)
}
