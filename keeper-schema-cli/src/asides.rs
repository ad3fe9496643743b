//! What PostgreSQL is told beside the schema, between two live databases: what is said in one
//! alone is said in the other or taken back, around the operations on the schema.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema::migrate::{Aside, LiveSchema, Said};
use keeper_schema_core::operation::{Down, Execute, Operation};
use keeper_schema_core::schema::{PerDialect, TableName};

use crate::output;

/// What has to be said.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// Taken back, before the operations on the schema.
    before: Vec<Operation>,
    /// Said, after them.
    after: Vec<Operation>,
    /// What differs and stays, with the reason.
    pub(crate) left: Vec<String>,
}

impl Change {
    /// All of it around the operations on the schema.
    pub(crate) fn around(&mut self, operations: Vec<Operation>) -> Vec<Operation> {
        let mut all = std::mem::take(&mut self.before);
        all.extend(operations);
        all.append(&mut self.after);
        all
    }
}

/// What leads from one database to the other, beside the operations on the schema.
pub(crate) fn change(from: &LiveSchema, to: &LiveSchema, operations: &[Operation]) -> Change {
    let (old, new) = (by_name(from), by_name(to));
    let mut change = Change::default();
    for aside in &from.asides {
        match (new.get(aside.name.as_str()), &aside.unsaid) {
            (Some(new), _) if new.said == aside.said => {}
            (_, Some(unsaid)) => change.before.push(execute(unsaid, statement(aside))),
            (None, None) if is_of_table_in(aside, to) => change.left.push(format!(
                "{} is in the first database alone, and is left there",
                output::shown(&aside.name)
            )),
            _ => {}
        }
    }
    let made = made(operations);
    let (old_clauses, new_clauses) = (clauses(from), clauses(to));
    let is_as_meant = |table: &TableName| {
        made.contains(table) || old_clauses.get(table) == new_clauses.get(table)
    };
    for aside in &to.asides {
        let before = old.get(aside.name.as_str());
        if before.is_some_and(|it| it.said == aside.said) {
            continue;
        }
        let name = output::shown(&aside.name);
        let fits = aside.table.as_ref().is_none_or(is_as_meant);
        match &aside.said {
            Said::Clause(_) if fits => {}
            Said::Clause(clause) => change.left.push(format!(
                "{name} is to be `{}`, which no statement gives to a table that is there",
                output::shown(clause)
            )),
            Said::Statement(_) if before.is_some_and(|it| it.unsaid.is_none()) => {
                change
                    .left
                    .push(format!("{name} differs, and is left as it is"));
            }
            Said::Statement(_) if !fits => {
                (change.left).push(format!("{name} is not made: its table is not divided so"));
            }
            Said::Statement(said) => (change.after).push(execute(said, aside.unsaid.as_deref())),
        }
    }
    change
}

/// What is said when a table is made, by the table.
pub(crate) fn clauses(live: &LiveSchema) -> BTreeMap<TableName, String> {
    let clauses = live.asides.iter().filter_map(|aside| match &aside.said {
        Said::Clause(clause) => Some((aside.table.clone()?, clause.clone())),
        Said::Statement(_) => None,
    });
    clauses.collect()
}

/// What is said once all else is there.
pub(crate) fn statement(aside: &Aside) -> Option<&str> {
    match &aside.said {
        Said::Clause(_) => None,
        Said::Statement(said) => Some(said),
    }
}

fn by_name(live: &LiveSchema) -> BTreeMap<&str, &Aside> {
    let asides = live.asides.iter();
    asides.map(|aside| (aside.name.as_str(), aside)).collect()
}

fn is_of_table_in(aside: &Aside, live: &LiveSchema) -> bool {
    let mut table = aside.table.iter();
    table.all(|table| live.schema.tables.contains_key(table))
}

/// The tables that the operations make.
fn made(operations: &[Operation]) -> BTreeSet<&TableName> {
    let tables = operations.iter().filter_map(|operation| match operation {
        Operation::CreateTable { table } => Some(&table.name),
        _ => None,
    });
    tables.collect()
}

fn execute(sql: &str, down: Option<&str>) -> Operation {
    let statements = |sql: &str| PerDialect::Common(vec![sql.to_owned()]);
    Operation::Execute(Execute {
        sql: statements(sql),
        down: down.map_or(Down::Irreversible, |sql| Down::Sql(statements(sql))),
        state: Vec::new(),
    })
}
