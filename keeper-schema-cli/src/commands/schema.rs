//! `schema`: the canonical schema at a revision or in the models.

use std::collections::BTreeSet;

use keeper_schema_core::dialect::{Dialect, DialectError, postgres, sqlite};
use keeper_schema_core::diff::{self, Hints};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::Schema as Declared;
use serde_json::json;

use crate::args::{Format, Global, Schema};
use crate::failure::Failure;
use crate::operation_json;
use crate::output;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Schema) -> Result<(), Failure> {
    let schema = declared(&Project::find(global)?, &args.of)?;
    match args.sql {
        true => output::print(&sql(&schema, args.dialect.into())?),
        false => print(global, &schema),
    }
}

/// Prints the operations that build a schema, which are the schema in the form of a file.
pub(crate) fn print(global: &Global, schema: &Declared) -> Result<(), Failure> {
    let operations = diff::compare(&Declared::default(), schema, &Hints::default()).operations;
    match global.format {
        Format::Json => output::print_json(&json!({
            "fingerprint": schema.fingerprint().to_string(),
            "upgrade": operation_json::operations(&operations)?,
        })),
        _ => {
            let operations: Vec<String> = operations.iter().map(write::operation).collect();
            output::print(&operations.join("\n"))
        }
    }
}

fn declared(project: &Project, of: &str) -> Result<Declared, Failure> {
    if of == "models" {
        return Ok(project.models()?.schema);
    }
    let history = project.history()?;
    let graph = history.graph();
    let revisions = graph.resolve(&RevisionSpec::parse(of)?, &BTreeSet::new())?;
    Ok(history.replay(&graph.ancestors_inclusive(&revisions)))
}

/// The SQL that builds a schema.
pub(crate) fn sql(schema: &Declared, dialect: Dialect) -> Result<String, Failure> {
    Ok(terminated(&statements(schema, dialect)?))
}

/// The statements that build a schema.
pub(crate) fn statements(schema: &Declared, dialect: Dialect) -> Result<Vec<String>, DialectError> {
    match dialect {
        Dialect::Sqlite => sqlite_statements(schema),
        Dialect::Postgres => postgres::create_schema(schema),
    }
}

/// Each with its semicolon.
pub(crate) fn terminated(statements: &[String]) -> String {
    let terminated = statements.iter().map(|statement| format!("{statement};\n"));
    terminated.collect()
}

fn sqlite_statements(schema: &Declared) -> Result<Vec<String>, DialectError> {
    let mut statements = Vec::new();
    for table in schema.tables.values() {
        statements.extend(sqlite::create_table(table)?);
    }
    statements.extend(sqlite::create_objects(schema)?);
    Ok(statements)
}
