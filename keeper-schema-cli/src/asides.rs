//! What PostgreSQL is told beside the schema, between two live databases: what is said in one
//! alone is said in the other or taken back, around the operations on the schema.

mod about;

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema::migrate::{Aside, LiveSchema, Said};
use keeper_schema_core::dialect::{DialectError, postgres};
use keeper_schema_core::operation::{
    Down, EnumOperation, Execute, Operation, Replay, SchemaOperation,
};
use keeper_schema_core::schema::{ElementPath, PerDialect, Schema, TableName};

use self::about::{
    can_move, is_another_table, is_attribute, is_in_the_way, is_made_with_table, is_of_table_in,
    keeps_partition,
};
pub(crate) use self::about::{
    is_compared, is_inheritance, is_of_type, is_said_by_policy, statement,
};
use crate::output;

/// What has to be said.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// Taken back, before the operations on the schema.
    before: Vec<Operation>,
    /// Types that tables may need, as soon as their schemas and enums are there.
    types: Vec<Operation>,
    /// What is said of these types, which may call a function.
    of_types: Vec<Operation>,
    /// Said, after the operations on the schema.
    after: Vec<Operation>,
    /// Types that no table needs any more.
    last: Vec<Operation>,
    /// Schemas that nothing is left in, last of all.
    schemas: Vec<Operation>,
    /// What differs and stays, with the reason, or goes with data in it.
    pub(crate) left: Vec<String>,
}

impl Change {
    /// All of it around the operations on the schema.
    pub(crate) fn around(&mut self, mut operations: Vec<Operation>) -> Vec<Operation> {
        let mut all = std::mem::take(&mut self.before);
        let is_needed = |operation: &Operation| {
            matches!(
                operation,
                Operation::Schema(SchemaOperation::Create { .. })
                    | Operation::Enum(EnumOperation::Create { .. })
            )
        };
        let at = operations
            .iter()
            .rposition(is_needed)
            .map_or(0, |at| at + 1);
        let rest = operations.split_off(at);
        all.append(&mut operations);
        all.append(&mut self.types);
        let mut rest = rest;
        let may_need = |it: &Operation| {
            matches!(
                it,
                Operation::CreateTable { .. }
                    | Operation::AddColumn { .. }
                    | Operation::AlterColumn { .. }
            )
        };
        let at = rest.iter().position(may_need).unwrap_or(rest.len());
        rest.splice(at..at, std::mem::take(&mut self.of_types));
        // A type may be of an enum that goes.
        let is_drop = |it: &Operation| matches!(it, Operation::Enum(EnumOperation::Drop { .. }));
        let at = rest.iter().position(is_drop).unwrap_or(rest.len());
        rest.splice(at..at, std::mem::take(&mut self.last));
        all.extend(rest);
        all.append(&mut self.after);
        all.append(&mut self.schemas);
        all
    }
}

/// What leads from one database to the other, beside the operations on the schema. What these drop
/// and make again, has all that it was told before.
pub(crate) fn change(from: &LiveSchema, to: &LiveSchema, operations: &[Operation]) -> Change {
    let (old, new) = (by_name(from), by_name(to));
    let mut change = Change::default();
    let goes_along = |aside: &Aside| {
        let of = aside.within.as_deref();
        let is_in_dropped = |name| !new.contains_key(name);
        let object = aside.object.as_ref();
        of.is_some_and(is_in_dropped)
            || object.is_some_and(|name| !to.schema.objects.contains_key(name))
    };
    for aside in &from.asides {
        if goes_along(aside) {
            // What it is a part of goes only after what this one needs.
            if let Some(unsaid) = aside
                .unsaid
                .as_ref()
                .filter(|_| is_in_the_way(aside, operations))
            {
                (change.before).push(execute(unsaid, statement(aside)));
            }
            continue;
        }
        let new = new.get(aside.name.as_str());
        let is_left = || is_of_table_in(aside, to);
        match (&aside.said, new, &aside.unsaid) {
            (_, Some(new), _) if new.said == aside.said => {}
            (Said::Partition(_), None, Some(_)) if is_another_table(aside, &to.schema) => {}
            (Said::Partition(said), Some(new), Some(detach)) if can_move(said, new) => {
                change.after.push(execute(detach, aside.altered.as_deref()));
            }
            (Said::Partition(_), Some(_), _) => {}
            (Said::Clause(_) | Said::Partition(_), None, _) if is_left() => {
                change.left.push(format!(
                    "{} is in the first database alone, and is left there",
                    output::shown(&aside.name)
                ));
            }
            (Said::Clause(_) | Said::Partition(_), ..) | (_, _, None) => {}
            // What is made of one of its name need not be taken back.
            (_, Some(new), _) if new.altered.is_some() => {}
            // Told below.
            (Said::Type(_), Some(_), _) => {}
            (Said::Elsewhere(_), ..) if keeps_partition(aside, from, to) => {}
            (Said::Elsewhere(_), _, Some(unsaid)) => {
                (change.schemas).push(execute(unsaid, None));
            }
            (Said::Type(_), _, Some(unsaid)) => {
                // Columns are of it until tables have changed.
                (change.last).insert(0, execute(unsaid, statement(aside)));
                if is_attribute(aside) {
                    change.left.push(format!(
                        "{} is in the first database alone, and goes with the values in it",
                        output::shown(&aside.name)
                    ));
                }
            }
            (Said::Statement(_), _, Some(unsaid)) => {
                (change.before).push(execute(unsaid, statement(aside)));
            }
        }
    }
    // What is said last may need what is said before it.
    change.before.reverse();
    let tables = tables_made(operations);
    let (old_clauses, new_clauses) = (clauses(from), clauses(to));
    let is_as_meant = |table: &TableName| {
        tables.contains(table) || old_clauses.get(table) == new_clauses.get(table)
    };
    for aside in &to.asides {
        let before = old.get(aside.name.as_str());
        if before.is_some_and(|it| it.said == aside.said) {
            continue;
        }
        let name = output::shown(&aside.name);
        let fits = aside.table.as_ref().is_none_or(is_as_meant);
        match &aside.said {
            Said::Elsewhere(_) => {}
            Said::Clause(_) if fits => {}
            Said::Clause(clause) => change.left.push(format!(
                "{name} is to be `{}`, which no statement gives to a table that is there",
                output::shown(clause)
            )),
            Said::Type(said) => match (before, &aside.altered) {
                (None, _) => (change.types).push(execute(said, aside.unsaid.as_deref())),
                (Some(before), Some(altered)) => {
                    (change.types).push(execute(altered, before.altered.as_deref()));
                }
                (Some(_), None) => change.left.push(differs(aside)),
            },
            Said::Partition(_) if before.is_none() && is_another_table(aside, &from.schema) => {}
            Said::Partition(said) => match (before, &aside.altered) {
                (None, _) if !fits => {
                    (change.left).push(format!("{name} is not made: its table is not divided so"));
                }
                (None, _) => (change.after).push(Operation::Execute(Execute {
                    sql: statements(said),
                    down: Down::Irreversible,
                    state: Vec::new(),
                })),
                (Some(before), Some(attach))
                    if statement(before).is_some_and(|said| can_move(said, aside)) =>
                {
                    (change.after).push(execute(attach, aside.unsaid.as_deref()));
                }
                (Some(_), _) => change.left.push(differs(aside)),
            },
            Said::Statement(_) if is_said_by_policy(aside, &to.schema) => {}
            Said::Statement(_) if is_made_with_table(aside, &tables) => {}
            Said::Statement(_) if !fits => {
                (change.left).push(format!("{name} is not made: its table is not divided so"));
            }
            Said::Statement(said) => {
                let is_new = |of: &String| !old.contains_key(of.as_str());
                let with_type = is_of_type(aside) && aside.within.as_ref().is_some_and(is_new);
                let said = execute(said, aside.unsaid.as_deref());
                match with_type {
                    true => change.of_types.push(said),
                    false => change.after.push(said),
                }
            }
        }
    }
    change
}

/// The operations with those that make a divided table as the statement that makes it so: no
/// other operation says how a table is divided.
///
/// # Errors
/// If an operation does not apply, or PostgreSQL cannot do it.
pub(crate) fn with_clauses(
    from: &Schema,
    operations: Vec<Operation>,
    to: &LiveSchema,
) -> Result<Vec<Operation>, DialectError> {
    let clauses = clauses(to);
    let mut replay = Replay::of_database(from.clone());
    let mut all = Vec::with_capacity(operations.len());
    for operation in operations {
        let divided = match &operation {
            Operation::CreateTable { table } => Some(table.name.clone()),
            _ => None,
        };
        let Some(table) = divided.filter(|table| clauses.contains_key(table)) else {
            replay.apply(&operation)?;
            all.push(operation);
            continue;
        };
        let made = postgres::statements(&mut replay, std::slice::from_ref(&operation))?;
        let mut texts = Vec::new();
        for statement in made {
            let mut sql = statement.sql().to_owned();
            postgres::add_clause(&mut sql, &clauses)?;
            texts.push(sql);
        }
        let mut back = Replay::of_database(replay.schema().clone());
        let back = postgres::statements(&mut back, &[Operation::DropTable { table }])?;
        let back = back.iter().map(|statement| statement.sql().to_owned());
        let of_postgres = |texts| PerDialect::Each {
            sqlite: None,
            postgres: Some(texts),
        };
        all.push(Operation::Execute(Execute {
            sql: of_postgres(texts),
            down: Down::Sql(of_postgres(back.collect())),
            state: vec![operation],
        }));
    }
    Ok(all)
}

/// Leaves an enum with more values than it is to have, where something is of it that does not
/// change with it. Says what.
pub(crate) fn keep_used_enums(
    from: &LiveSchema,
    operations: &mut Vec<Operation>,
) -> BTreeMap<ElementPath, String> {
    let mut left = BTreeMap::new();
    operations.retain(|operation| {
        let Operation::Enum(EnumOperation::Replace { name, .. }) = operation else {
            return true;
        };
        let Some(uses) = from.enum_uses.get(name) else {
            return true;
        };
        let uses: Vec<String> = uses.iter().map(|it| output::shown(it)).collect();
        let warning = format!(
            "enum `{}` keeps its old values and their order: {} cannot change with it",
            output::shown(&name.to_string()),
            uses.join(", ")
        );
        left.insert(ElementPath::Enum(name.clone()), warning);
        false
    });
    left
}

/// What is said when a table is made, by the table.
pub(crate) fn clauses(live: &LiveSchema) -> BTreeMap<TableName, String> {
    let clauses = live.asides.iter().filter_map(|aside| match &aside.said {
        Said::Clause(clause) => Some((aside.table.clone()?, clause.clone())),
        Said::Type(_) | Said::Statement(_) | Said::Partition(_) | Said::Elsewhere(_) => None,
    });
    clauses.collect()
}

fn differs(aside: &Aside) -> String {
    let name = output::shown(&aside.name);
    format!("{name} differs, and is left as it is")
}

fn by_name(live: &LiveSchema) -> BTreeMap<&str, &Aside> {
    let asides = live.asides.iter();
    asides.map(|aside| (aside.name.as_str(), aside)).collect()
}

/// The tables that the operations make.
fn tables_made(operations: &[Operation]) -> BTreeSet<&TableName> {
    let tables = operations.iter().filter_map(|operation| match operation {
        Operation::CreateTable { table } => Some(&table.name),
        _ => None,
    });
    tables.collect()
}

fn execute(sql: &str, down: Option<&str>) -> Operation {
    Operation::Execute(Execute {
        sql: statements(sql),
        down: down.map_or(Down::Irreversible, |sql| Down::Sql(statements(sql))),
        state: Vec::new(),
    })
}

fn statements(sql: &str) -> PerDialect<Vec<String>> {
    PerDialect::Common(vec![sql.to_owned()])
}
