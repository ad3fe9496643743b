//! Tables that become partitions of others, and partitions that become tables: their rows stay.

use std::collections::BTreeMap;

use keeper_schema::migrate::{Aside, LiveSchema, Said};
use keeper_schema_core::operation::{Down, Execute, Operation};
use keeper_schema_core::schema::{ElementPath, PerDialect, TableName};

use crate::output;

/// The operations, with a table that is a partition in one of the databases attached or detached
/// instead of dropped or made; and what is to be known of it.
pub(crate) fn moved(
    from: &LiveSchema,
    to: &LiveSchema,
    operations: Vec<Operation>,
) -> (Vec<Operation>, BTreeMap<ElementPath, String>) {
    let (attached, detached) = (partitions(to), partitions(from));
    let mut told = BTreeMap::new();
    let (mut all, mut last) = (Vec::with_capacity(operations.len()), Vec::new());
    // Where the statement stands that detaches a table: what would make it, makes it no more.
    let mut places: BTreeMap<TableName, usize> = BTreeMap::new();
    for operation in operations {
        match &operation {
            Operation::DropTable { table } if attached.contains_key(table) => {
                let name = output::shown(&table.to_string());
                let warning = format!(
                    "table `{name}` becomes a partition, and keeps its rows: it must have the \
                     columns and checks of the table that it is attached to"
                );
                told.insert(ElementPath::Table(table.clone()), warning);
                last.push(statement(attached[table], Way::Attach, operation));
            }
            Operation::CreateTable { table } if detached.contains_key(&table.name) => {
                let name = output::shown(&table.name.to_string());
                let warning = format!(
                    "partition `{name}` becomes a table, and keeps its rows: what of it is not as \
                     it was in the partition, the next comparison tells"
                );
                told.insert(ElementPath::Table(table.name.clone()), warning);
                places.insert(table.name.clone(), all.len());
                all.push(statement(detached[&table.name], Way::Detach, operation));
            }
            Operation::CreateIndex { table, .. } | Operation::CreateForeignKey { table, .. }
                if places.contains_key(table) =>
            {
                if let Some(Operation::Execute(detach)) = all.get_mut(places[table]) {
                    detach.state.push(operation);
                }
            }
            _ => all.push(operation),
        }
    }
    all.extend(last);
    (all, told)
}

enum Way {
    Attach,
    Detach,
}

fn statement(partition: &Aside, way: Way, state: Operation) -> Operation {
    let texts = |sql: &Option<String>| PerDialect::Common(sql.iter().cloned().collect());
    let (attach, detach) = (texts(&partition.altered), texts(&partition.unsaid));
    let (sql, down) = match way {
        Way::Attach => (attach, detach),
        Way::Detach => (detach, attach),
    };
    Operation::Execute(Execute {
        sql,
        down: Down::Sql(down),
        state: vec![state],
    })
}

fn partitions(live: &LiveSchema) -> BTreeMap<&TableName, &Aside> {
    let partitions = live.asides.iter().filter_map(|aside| match aside.said {
        Said::Partition(_) => Some((aside.other.as_ref()?, aside)),
        Said::Clause(_) | Said::Type(_) | Said::Statement(_) | Said::Elsewhere(_) => None,
    });
    partitions.collect()
}
