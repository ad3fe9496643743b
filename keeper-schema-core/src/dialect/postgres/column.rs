//! Column definitions, and columns added to a table.

use super::name::{covered, relation};
use super::statement::{Statement, sql_only};
use super::{column_type, comment, constraint, fit, identity, value};
use crate::dialect::quote::parenthesised;
use crate::dialect::{Dialect, DialectError, quoted};
use crate::schema::{Column, ElementPath, Schema, SqlText, Table, TableName};

/// The definition of a column, as in `CREATE TABLE` and `ADD COLUMN`.
///
/// # Errors
/// What PostgreSQL has no form for.
pub(super) fn definition(table: &TableName, column: &Column) -> Result<String, DialectError> {
    let mut sql = format!(
        "{} {}",
        quoted(&column.name)?,
        identity::column_type(table, column)?
    );
    if let Some(collation) = collation(column) {
        sql.push_str(&format!(" COLLATE {}", quoted(collation)?));
    }
    if !column.null {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        let default = value::default(table, column, default)?;
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(clause) = identity::clause(table, column)? {
        sql.push_str(&format!(" {clause}"));
    }
    if let Some(expression) = generated(table, column)? {
        let expression = parenthesised(expression);
        sql.push_str(&format!(" GENERATED ALWAYS AS {expression} STORED"));
    }
    Ok(sql)
}

/// The collation, if one is given for PostgreSQL.
pub(super) fn collation(column: &Column) -> Option<&String> {
    column.collation.as_deref().and_then(|name| name.postgres())
}

/// The expression of a generated column.
///
/// # Errors
/// If it is not kept on disk, or not given for PostgreSQL.
pub(super) fn generated<'a>(
    table: &TableName,
    column: &'a Column,
) -> Result<Option<&'a str>, DialectError> {
    let element = || ElementPath::Column(table.clone(), column.name.clone());
    let Some(generated) = &column.generated else {
        return Ok(None);
    };
    if !generated.stored {
        return Err(DialectError::Unsupported {
            dialect: Dialect::Postgres,
            element: element(),
            feature: "generated columns that are computed when read",
            instead: "say `stored = true`",
        });
    }
    covered(&generated.expression, &element, "the generating expression").map(Some)
}

/// Adds a column to a table. `schema` is the one after it.
pub(super) fn add(
    schema: &Schema,
    table: &Table,
    column: &Column,
    backfill: Option<&SqlText>,
) -> Result<Vec<Statement>, DialectError> {
    let backfill = backfill.and_then(|text| text.postgres());
    let mut statements = match backfill {
        Some(expression) if column.generated.is_none() => {
            filled(schema, table, column, expression)?
        }
        Some(_) | None => {
            let mut statements = identity::before(&table.name, column)?;
            statements.push(Statement::Sql {
                sql: add_column(&table.name, column)?,
                explain: fit::no_value(table, column)?.into_iter().collect(),
            });
            statements.extend(identity::after(&table.name, column)?);
            statements
        }
    };
    statements.extend(comment::of_column(&table.name, column)?);
    Ok(statements)
}

/// `ADD COLUMN`.
pub(super) fn add_column(table: &TableName, column: &Column) -> Result<String, DialectError> {
    Ok(format!(
        "ALTER TABLE {} ADD COLUMN {}",
        relation(table)?,
        definition(table, column)?
    ))
}

/// Takes NULL until it is filled: a default would write every row twice.
fn filled(
    schema: &Schema,
    table: &Table,
    column: &Column,
    expression: &str,
) -> Result<Vec<Statement>, DialectError> {
    let empty = Column {
        null: true,
        default: None,
        identity: None,
        ..column.clone()
    };
    let (relation, name) = (relation(&table.name)?, quoted(&column.name)?);
    let mut statements = vec![
        sql_only(add_column(&table.name, &empty)?),
        sql_only(format!(
            "UPDATE {relation} SET {name} = {}",
            parenthesised(expression)
        )),
    ];
    statements.extend(constraint::settled(schema)?);
    let mut actions = Vec::new();
    if let Some(default) = &column.default {
        let default = value::default(&table.name, column, default)?;
        actions.push(format!("ALTER COLUMN {name} SET DEFAULT {default}"));
    }
    let mut explain = Vec::new();
    if !column.null {
        actions.push(format!("ALTER COLUMN {name} SET NOT NULL"));
        explain.push(fit::nulls(table, &column.name)?);
    }
    if !actions.is_empty() {
        let sql = alter_table(&relation, &actions);
        statements.push(Statement::Sql { sql, explain });
    }
    if let Some(identity) = &column.identity {
        statements.extend(identity::given(&table.name, column, identity)?);
    }
    Ok(statements)
}

/// One `ALTER TABLE`, which goes over the rows once however many actions it has.
pub(super) fn alter_table(relation: &str, actions: &[String]) -> String {
    match actions {
        [action] => format!("ALTER TABLE {relation} {action}"),
        actions => format!("ALTER TABLE {relation}\n    {}", actions.join(",\n    ")),
    }
}

/// The type that a column has, without what numbers it.
pub(super) fn plain_type(table: &TableName, column: &Column) -> Result<String, DialectError> {
    column_type::declared(table, column)
}
