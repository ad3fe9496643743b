//! Views and triggers: what a person wrote, and how it is dropped.

use super::statement::Statement;
use crate::dialect::{Dialect, DialectError, quoted};
use crate::operation::ObjectOperation;
use crate::schema::{ElementPath, ObjectName, Schema, SqlObject, TableName};

/// The statements. `schema` is the one after the operation.
///
/// # Errors
/// What SQLite does not have, unless it is given for PostgreSQL only.
pub(super) fn statements(
    operation: &ObjectOperation,
    schema: &Schema,
) -> Result<Vec<Statement>, DialectError> {
    Ok(match operation {
        ObjectOperation::Create { object } => create(object)?.into_iter().collect(),
        ObjectOperation::Drop { name, was } => match was.sqlite() {
            Some(_) => vec![drop(name)?],
            None => Vec::new(),
        },
        ObjectOperation::Replace { object, was } => {
            let mut statements = Vec::new();
            if was.sqlite() == object.definition.sqlite() {
                return Ok(statements);
            }
            if was.sqlite().is_some() {
                statements.push(drop(&object.name)?);
            }
            statements.extend(create(object)?);
            // They go with the view.
            if object.name.kind.is_relation() {
                let triggers = triggers(schema, &object.name.name);
                statements.extend(triggers.map(|sql| Statement::UserSql(sql.clone())));
            }
            statements
        }
    })
}

/// The triggers on a table or a view.
pub(super) fn triggers<'s>(
    schema: &'s Schema,
    table: &'s TableName,
) -> impl Iterator<Item = &'s String> {
    let objects = schema.objects.values();
    objects
        .filter(|object| object.name.table().as_ref() == Some(table))
        .filter_map(|object| object.definition.sqlite())
}

/// The statement that makes an object, if it is given for SQLite.
pub(super) fn create(object: &SqlObject) -> Result<Option<Statement>, DialectError> {
    let Some(definition) = object.definition.sqlite() else {
        return Ok(None);
    };
    if !object.name.kind.is_on_sqlite() {
        return Err(DialectError::Unsupported {
            dialect: Dialect::Sqlite,
            element: ElementPath::Object(object.name.clone()),
            feature: object.name.kind.words(),
            instead: "give the `definition` as `{ postgres = \"...\" }` to have it on PostgreSQL alone",
        });
    }
    Ok(Some(Statement::UserSql(definition.trim().to_owned())))
}

fn drop(name: &ObjectName) -> Result<Statement, DialectError> {
    let kind = name.kind.words().to_uppercase();
    Ok(Statement::Sql {
        sql: format!("DROP {kind} {}", quoted(&name.name.name)?),
        explain: Vec::new(),
    })
}
