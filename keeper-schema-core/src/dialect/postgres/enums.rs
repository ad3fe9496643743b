//! Enum types.

use std::collections::BTreeMap;

use super::name::relation;
use super::recreate::Recreated;
use super::statement::{Alone, Resumed, Statement, sql_only};
use super::{comment, constraint, fit, index, objects, value};
use crate::dialect::{DialectError, Misfit, quoted, string_literal};
use crate::operation::apply::mentions;
use crate::operation::{EnumOperation, ValuePlace};
use crate::schema::{
    Column, ColumnType, Constraint, Default, EnumType, Index, IndexTarget, Schema, Table,
};

/// What the enum is called while another of its name takes its place, in the transaction.
const OLD: &str = "_keeper_old_enum";

/// The statements. `schema` is the one after the operation.
pub(super) fn statements(
    operation: &EnumOperation,
    schema: &Schema,
) -> Result<Vec<Statement>, DialectError> {
    let name = relation(operation.name())?;
    Ok(match operation {
        EnumOperation::Create { enum_type } => create(enum_type)?,
        EnumOperation::Drop { .. } => vec![sql_only(format!("DROP TYPE {name}"))],
        EnumOperation::Rename { to, .. } => {
            let to = quoted(to)?;
            vec![sql_only(format!("ALTER TYPE {name} RENAME TO {to}"))]
        }
        EnumOperation::AddValue { value, place, .. } => {
            vec![add_value(&name, value, place.as_ref())?]
        }
        EnumOperation::RenameValue { value, to, .. } => {
            let (value, to) = (string_literal(value)?, string_literal(to)?);
            vec![sql_only(format!(
                "ALTER TYPE {name} RENAME VALUE {value} TO {to}"
            ))]
        }
        EnumOperation::Replace { .. } => replace(operation, schema)?,
    })
}

/// `CREATE TYPE`, and the type's comment.
pub(super) fn create(enum_type: &EnumType) -> Result<Vec<Statement>, DialectError> {
    let values: Result<Vec<String>, DialectError> = enum_type
        .values
        .iter()
        .map(|value| string_literal(value))
        .collect();
    let create = sql_only(format!(
        "CREATE TYPE {} AS ENUM ({})",
        relation(&enum_type.name)?,
        values?.join(", ")
    ));
    let comment = comment::of_enum(enum_type)?;
    Ok([create].into_iter().chain(comment).collect())
}

/// In a transaction the value could be added, but nothing in the transaction could use it.
/// <https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES>
fn add_value(
    name: &str,
    value: &str,
    place: Option<&ValuePlace>,
) -> Result<Statement, DialectError> {
    let place = match place {
        Some(ValuePlace::Before(other)) => format!(" BEFORE {}", string_literal(other)?),
        Some(ValuePlace::After(other)) => format!(" AFTER {}", string_literal(other)?),
        None => String::new(),
    };
    let value = string_literal(value)?;
    Ok(Statement::Alone(Alone {
        sql: format!("ALTER TYPE {name} ADD VALUE IF NOT EXISTS {value}{place}"),
        resumed: Resumed::RunAgain,
    }))
}

/// PostgreSQL takes no value away: another enum takes the place of the old one, column by
/// column. What has the old type in its text is made again.
fn replace(operation: &EnumOperation, schema: &Schema) -> Result<Vec<Statement>, DialectError> {
    let name = operation.name();
    let Some(enum_type) = schema.enum_type(name) else {
        return Ok(Vec::new());
    };
    let (mut drop, mut alter, mut restore) = (Vec::new(), Vec::new(), Vec::new());
    let (mut references, mut defaults) = (Vec::new(), Vec::new());
    let functions = schema.functions_of_type(name);
    for table in schema.tables.values() {
        let columns = table.columns.values();
        let of_enum: Vec<&Column> = columns
            .filter(|column| column.column_type.enum_name() == Some(name))
            .collect();
        if of_enum.is_empty() {
            continue;
        }
        // A generated column takes no `USING`, and one that is made from another keeps it
        // from changing.
        let columns = table.columns.values();
        let generated = columns.filter(|column| is_generated_from(column, &of_enum));
        let generated: Vec<String> = generated.map(|column| column.name.clone()).collect();
        let names = of_enum.iter().map(|column| column.name.as_str());
        let retyped: Vec<&str> = names
            .filter(|name| !generated.iter().any(|it| it == name))
            .collect();
        let recreated = Recreated::new(schema, table, &generated, &retyped)?;
        for constraint in table.constraints() {
            if recreated.has_constraint(constraint) {
                continue;
            }
            // A foreign key compares two columns, and one of them changes first.
            let restored = match refers_by(constraint, &of_enum) {
                true => &mut references,
                false if has_text_over(constraint, &of_enum) => &mut restore,
                false => continue,
            };
            drop.push(constraint::drop(&table.name, constraint.name())?);
            restored.extend(constraint::add(table, constraint)?);
        }
        for index in table.indexes.values() {
            if has_index_text_over(index, &of_enum) && !recreated.has_index(index) {
                drop.push(index::drop(&table.name, &index.name)?);
                restore.extend(index::create(table, index)?);
            }
        }
        for column in of_enum {
            if generated.contains(&column.name) {
                continue;
            }
            // A function goes only when no default calls it.
            let may_call = |default: &&Default| {
                !functions.is_empty() && matches!(default, Default::Expression(_))
            };
            let apart = column.default.as_ref().filter(may_call);
            if let Some(default) = apart {
                let default = value::default(&table.name, column, default)?;
                drop.push(set_default(table, column, "DROP DEFAULT")?);
                defaults.push(set_default(
                    table,
                    column,
                    &format!("SET DEFAULT {default}"),
                )?);
            }
            let along = column.default.as_ref().filter(|_| apart.is_none());
            alter.push(change(table, column, along, operation)?);
        }
        drop.extend(recreated.drop);
        restore.extend(recreated.create);
    }
    let old = relation(&name.sibling(OLD))?;
    for function in functions.iter().rev() {
        if function.definition.postgres().is_some() {
            drop.push(objects::drop(function)?);
        }
    }
    let mut statements = drop;
    statements.push(sql_only(format!(
        "ALTER TYPE {} RENAME TO {}",
        relation(name)?,
        quoted(OLD)?
    )));
    statements.extend(create(enum_type)?);
    statements.extend(alter);
    statements.push(sql_only(format!("DROP TYPE {old}")));
    statements.extend(functions.into_iter().filter_map(objects::create));
    statements.extend(defaults);
    statements.extend(restore);
    statements.extend(references);
    Ok(statements)
}

/// Whether a column is generated, as one of the enum or from one of it.
fn is_generated_from(column: &Column, of_enum: &[&Column]) -> bool {
    column.generated.as_deref().is_some_and(|generated| {
        of_enum.iter().any(|of_enum| {
            of_enum.name == column.name || mentions::column(&generated.expression, &of_enum.name)
        })
    })
}

fn set_default(table: &Table, column: &Column, action: &str) -> Result<Statement, DialectError> {
    let action = format!("ALTER COLUMN {} {action}", quoted(&column.name)?);
    let table = relation(&table.name)?;
    Ok(sql_only(super::column::alter_table(&table, &[action])))
}

/// Gives one column the new enum, and its rows the values that theirs are mapped to. The default
/// has to go and come back with it.
fn change(
    table: &Table,
    column: &Column,
    default: Option<&Default>,
    operation: &EnumOperation,
) -> Result<Statement, DialectError> {
    let alter = format!("ALTER COLUMN {}", quoted(&column.name)?);
    let column_type = super::column_type::declared(&table.name, column)?;
    let mapped = mapped(column, &operation.renamed_values())?;
    let mut actions = Vec::new();
    if default.is_some() {
        actions.push(format!("{alter} DROP DEFAULT"));
    }
    actions.push(format!(
        "{alter} TYPE {column_type} USING {mapped}::{column_type}"
    ));
    if let Some(default) = default {
        let default = value::default(&table.name, column, default)?;
        actions.push(format!("{alter} SET DEFAULT {default}"));
    }
    let mut explain = Vec::new();
    let unmapped = operation.unmapped();
    if !unmapped.is_empty() && !is_array(column) {
        let values: Result<Vec<String>, DialectError> =
            unmapped.into_iter().map(string_literal).collect();
        explain.push(fit::values(
            table,
            column,
            &values?,
            Misfit::EnumValue {
                column: column.name.clone(),
                enum_name: column.column_type.to_string(),
            },
        )?);
    }
    Ok(Statement::Sql {
        sql: super::column::alter_table(&relation(&table.name)?, &actions),
        explain,
    })
}

/// The old value as text, or what it is mapped to.
fn mapped(column: &Column, map: &BTreeMap<&str, &str>) -> Result<String, DialectError> {
    let name = quoted(&column.name)?;
    if is_array(column) {
        // `USING` holds no subquery; no value is mapped to one that is mapped itself.
        let mut sql = format!("{name}::text[]");
        for (from, to) in map {
            let (from, to) = (string_literal(from)?, string_literal(to)?);
            sql = format!("array_replace({sql}, {from}, {to})");
        }
        return Ok(sql);
    }
    if map.is_empty() {
        return Ok(format!("{name}::text"));
    }
    let mut cases = String::new();
    for (from, to) in map {
        let (from, to) = (string_literal(from)?, string_literal(to)?);
        cases.push_str(&format!(" WHEN {from} THEN {to}"));
    }
    Ok(format!("(CASE {name}::text{cases} ELSE {name}::text END)"))
}

fn is_array(column: &Column) -> bool {
    matches!(column.column_type, ColumnType::Array(_))
}

fn refers_by(constraint: Constraint<'_>, columns: &[&Column]) -> bool {
    match constraint {
        Constraint::ForeignKey(key) => {
            let mut columns = columns.iter();
            columns.any(|column| key.columns.contains(&column.name))
        }
        Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::Check(_)
        | Constraint::Exclusion(_) => false,
    }
}

fn has_text_over(constraint: Constraint<'_>, columns: &[&Column]) -> bool {
    let names = |text| {
        columns
            .iter()
            .any(|column| mentions::column(text, &column.name))
    };
    match constraint {
        Constraint::Check(check) => names(&check.expression),
        Constraint::Exclusion(exclusion) => {
            let mut elements = exclusion.elements.iter();
            let in_elements = elements.any(|element| match &element.key.target {
                IndexTarget::Expression(text) => names(text),
                IndexTarget::Column(_) => false,
            });
            in_elements || exclusion.predicate.as_ref().is_some_and(names)
        }
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::ForeignKey(_) => false,
    }
}

fn has_index_text_over(index: &Index, columns: &[&Column]) -> bool {
    let names = |text| {
        columns
            .iter()
            .any(|column| mentions::column(text, &column.name))
    };
    let in_keys = index.keys.iter().any(|key| match &key.target {
        IndexTarget::Expression(text) => names(text),
        IndexTarget::Column(_) => false,
    });
    in_keys || index.predicate.as_ref().is_some_and(names)
}
