//! Columns and checks that a table has from another: PostgreSQL changes them with the other's.

use std::collections::BTreeMap;

use keeper_schema::migrate::LiveSchema;
use keeper_schema_core::dialect::{DialectError, postgres};
use keeper_schema_core::operation::{Down, Execute, Operation, Replay};
use keeper_schema_core::schema::{PerDialect, Schema, TableName};

use crate::asides;

/// The operations, with the same change of a table and of those that inherit from it as one
/// statement, and with a change of the table alone kept from those.
///
/// # Errors
/// If an operation does not apply, or PostgreSQL cannot do it.
pub(crate) fn joined(
    schema: &Schema,
    from: &LiveSchema,
    to: &LiveSchema,
    operations: Vec<Operation>,
) -> Result<Vec<Operation>, DialectError> {
    let parents = parents(from, to);
    if parents.is_empty() {
        return Ok(operations);
    }
    let mut replay = Replay::of_database(schema.clone());
    let mut left: Vec<Option<Operation>> = operations.into_iter().map(Some).collect();
    let mut all = Vec::with_capacity(left.len());
    for at in 0..left.len() {
        let Some(operation) = left[at].take() else {
            continue;
        };
        let Some(table) = inherited(&operation).filter(|table| is_related(&parents, table)) else {
            replay.apply(&operation)?;
            all.push(operation);
            continue;
        };
        let table = table.clone();
        let mut group = vec![operation];
        // The same change of what is above it, then of all that is below that.
        let mut root = table;
        while let Some(parent) = parents.get(&root)
            && let Some(same) = take(&mut left, &group[0], parent)
        {
            group.insert(0, same);
            root = (*parent).clone();
        }
        let mut reached = vec![root.clone()];
        let mut is_alone = false;
        while let Some(parent) = reached.pop() {
            let children = parents.iter().filter(|(_, above)| ***above == parent);
            for (child, _) in children {
                let is_there = (group.iter()).any(|it| inherited(it) == Some(*child));
                let same = take(&mut left, &group[0], child);
                is_alone |= !is_there && same.is_none();
                if is_there || same.is_some() {
                    reached.push((*child).clone());
                }
                group.extend(same);
            }
        }
        let statements = postgres::statements(&mut replay, &group[..1])?;
        for operation in &group[1..] {
            replay.apply(operation)?;
        }
        if group.len() == 1 && !is_alone {
            all.append(&mut group);
            continue;
        }
        let texts = statements.iter().map(|statement| {
            let sql = statement.sql().to_owned();
            match (
                is_alone,
                can_be_alone(&group[0]),
                sql.strip_prefix("ALTER TABLE "),
            ) {
                (true, true, Some(rest)) => format!("ALTER TABLE ONLY {rest}"),
                _ => sql,
            }
        });
        all.push(Operation::Execute(Execute {
            sql: PerDialect::Common(texts.collect()),
            down: Down::Irreversible,
            state: group,
        }));
    }
    Ok(all)
}

/// Whom each table inherits from, before and after.
fn parents<'a>(from: &'a LiveSchema, to: &LiveSchema) -> BTreeMap<&'a TableName, &'a TableName> {
    let stay = from.asides.iter().filter(|aside| {
        asides::is_inheritance(aside) && to.asides.iter().any(|other| other.name == aside.name)
    });
    stay.filter_map(|aside| Some((aside.table.as_ref()?, aside.other.as_ref()?)))
        .collect()
}

fn is_related(parents: &BTreeMap<&TableName, &TableName>, table: &TableName) -> bool {
    parents.contains_key(table) || parents.values().any(|parent| *parent == table)
}

/// The table of an operation that PostgreSQL carries on to what inherits from it.
fn inherited(operation: &Operation) -> Option<&TableName> {
    match operation {
        Operation::AddColumn { table, .. }
        | Operation::DropColumn { table, .. }
        | Operation::RenameColumn { table, .. }
        | Operation::AlterColumn { table, .. }
        | Operation::CreateCheckConstraint { table, .. }
        | Operation::DropConstraint { table, .. } => Some(table),
        _ => None,
    }
}

/// Whether `ONLY` keeps it from what inherits.
fn can_be_alone(operation: &Operation) -> bool {
    match operation {
        Operation::DropColumn { .. } | Operation::DropConstraint { .. } => true,
        Operation::AlterColumn { alteration, .. } => alteration.set.column_type.is_none(),
        _ => false,
    }
}

/// Takes the same operation on another table out of what is left.
fn take(
    left: &mut [Option<Operation>],
    operation: &Operation,
    table: &TableName,
) -> Option<Operation> {
    let mut wanted = operation.clone();
    match &mut wanted {
        Operation::AddColumn { table: of, .. }
        | Operation::DropColumn { table: of, .. }
        | Operation::RenameColumn { table: of, .. }
        | Operation::AlterColumn { table: of, .. }
        | Operation::CreateCheckConstraint { table: of, .. }
        | Operation::DropConstraint { table: of, .. } => of.clone_from(table),
        _ => return None,
    }
    let mut found = left.iter_mut();
    found.find(|it| it.as_ref() == Some(&wanted))?.take()
}
