//! Views, functions, triggers, policies, extensions, and sequences that no column owns, as
//! the statements that make them. What belongs to an extension is left out.

use std::borrow::Cow;

use keeper_schema_core::dialect::quoted;
use keeper_schema_core::schema::{
    ObjectKind, ObjectName, PerDialect, Schema, Sequence, SqlObject, TableName,
};

use super::connection::Connection;
use super::fields::Fields;
use super::queries::Queries;
use super::scope::{Namespaces, Scope};
use super::text;
use crate::migrate::DatabaseError;

/// Reads all of them into the schema.
pub(super) fn read(
    connection: &dyn Connection,
    queries: &Queries,
    namespaces: &Namespaces,
    scope: &Scope,
    schema: &mut Schema,
) -> Result<(), DatabaseError> {
    let name = |namespace: u32, name: String| {
        let namespace = namespaces.by_oid.get(&namespace)?;
        let is_hidden = scope.is_hidden(namespace, &name);
        let schema = namespace.said();
        (!is_hidden).then_some(TableName { schema, name })
    };
    for query in queries.objects() {
        for row in connection.rows(&query)? {
            let mut fields = Fields::of(row);
            let kind = fields.text()?;
            let namespace = fields.number()?;
            let (Some(name), Some(kind)) = (
                name(namespace, fields.text()?),
                ObjectKind::ALL.into_iter().find(|it| it.as_str() == kind),
            ) else {
                continue;
            };
            let table = fields.optional();
            let (definition, options) = (fields.text()?, fields.optional());
            let head = match kind {
                ObjectKind::View | ObjectKind::MaterializedView => {
                    let options = options.map_or(String::new(), |it| format!(" WITH ({it})"));
                    let kind = kind.words().to_uppercase();
                    format!("CREATE {kind} {}{options} AS\n", relation(&name)?)
                }
                ObjectKind::Extension
                | ObjectKind::Function
                | ObjectKind::Procedure
                | ObjectKind::Trigger
                | ObjectKind::Policy => String::new(),
            };
            let definition = match kind {
                // Its body is as it was written.
                ObjectKind::Function | ObjectKind::Procedure => Cow::Borrowed(definition.as_str()),
                ObjectKind::Extension
                | ObjectKind::View
                | ObjectKind::MaterializedView
                | ObjectKind::Trigger
                | ObjectKind::Policy => text::without_implied_casts(&definition),
            };
            let definition = definition.trim().trim_end_matches(';');
            // The indexes of a materialized view go and come with it.
            let more: String = (fields.texts()?.iter())
                .map(|statement| format!(";\n{statement}"))
                .collect();
            let name = ObjectName {
                // An extension is in no schema; where its parts are is in its statement.
                name: match kind {
                    ObjectKind::Extension => TableName::new(name.name),
                    ObjectKind::Function
                    | ObjectKind::Procedure
                    | ObjectKind::View
                    | ObjectKind::MaterializedView
                    | ObjectKind::Trigger
                    | ObjectKind::Policy => name,
                },
                kind,
                table,
            };
            let object = SqlObject {
                name: name.clone(),
                definition: PerDialect::Common(format!("{head}{definition}{more}")),
                requires: Vec::new(),
            };
            schema.objects.insert(name, object);
        }
    }
    for row in connection.rows(&queries.free_sequences())? {
        let mut fields = Fields::of(row);
        let namespace = fields.number()?;
        let Some(name) = name(namespace, fields.text()?) else {
            continue;
        };
        let mut sequence = sequence(name, &mut fields)?;
        let owner = fields.optional_number()?;
        let owner = owner.and_then(|oid: u32| namespaces.by_oid.get(&oid));
        if let (Some(namespace), Some(table), Some(column)) =
            (owner, fields.optional(), fields.optional())
        {
            let table = TableName {
                schema: namespace.said(),
                name: table,
            };
            // A partition is no table of the schema.
            let is_known = schema.table(&table).is_some();
            sequence.owned_by = is_known.then_some((table, column));
        }
        schema.sequences.insert(sequence.name.clone(), sequence);
    }
    Ok(())
}

/// What PostgreSQL would have chosen is not said.
fn sequence(name: TableName, fields: &mut Fields) -> Result<Sequence, DatabaseError> {
    let start: i64 = fields.number()?;
    let increment: i64 = fields.number()?;
    let (min, max) = (fields.number()?, fields.number()?);
    let said = |value: i64, usual: i64| (value != usual).then_some(value);
    let (usual_min, usual_max) = match increment < 0 {
        true => (i64::MIN, -1),
        false => (1, i64::MAX),
    };
    let silent = Sequence {
        increment: said(increment, 1),
        min: said(min, usual_min),
        max: said(max, usual_max),
        cache: said(fields.number()?, 1),
        cycle: fields.flag(),
        ..Sequence::new(name)
    };
    Ok(Sequence {
        start: said(start, silent.first()),
        ..silent
    })
}

fn relation(name: &TableName) -> Result<String, DatabaseError> {
    let refused = |error: keeper_schema_core::dialect::DialectError| DatabaseError {
        kind: crate::migrate::DatabaseErrorKind::Other,
        message: error.to_string(),
    };
    let relation = quoted(&name.name).map_err(refused)?;
    match &name.schema {
        Some(schema) => Ok(format!("{}.{relation}", quoted(schema).map_err(refused)?)),
        None => Ok(relation),
    }
}
