//! Which two operations are one, or none. Where they stand is the caller's to see to.

use crate::operation::{Operation, Replay, Restatement};
use crate::schema::{Table, TableName};

/// What `earlier` and, right after it, `later` do in at most one operation, if there is such
/// a one. The replay is where `earlier` begins, and is left there.
pub(super) fn fold(
    earlier: &Operation,
    later: &Operation,
    replay: &mut Replay,
) -> Option<Option<Operation>> {
    if let Operation::CreateTable { table } = earlier {
        return created_table(table, later, replay);
    }
    if later.subject()?.table()? != &table_after(earlier)? {
        return None;
    }
    match later {
        Operation::DropTable { .. } => dropped_table(earlier),
        Operation::RenameTable { .. } => renamed_table(earlier, later),
        Operation::DropColumn { .. } | Operation::RenameColumn { .. } => column(earlier, later),
        Operation::DropConstraint { .. } | Operation::RenameConstraint { .. } => {
            constraint(earlier, later)
        }
        Operation::DropIndex { .. } | Operation::RenameIndex { .. } => index(earlier, later),
        _ => None,
    }
}

/// The name of its table after it.
fn table_after(operation: &Operation) -> Option<TableName> {
    match operation {
        Operation::RenameTable { table, to, .. } => Some(table.sibling(to)),
        _ => operation.subject()?.table().cloned(),
    }
}

/// A table that has no rows yet: whatever changes it, it can be made so.
fn created_table(
    table: &Table,
    later: &Operation,
    replay: &mut Replay,
) -> Option<Option<Operation>> {
    if later.subject()?.table() != Some(&table.name) {
        return None;
    }
    let name = match later {
        Operation::DropTable { .. } => return Some(None),
        Operation::RenameTable { to, .. } => table.name.sibling(to),
        _ => table.name.clone(),
    };
    let create = Operation::CreateTable {
        table: Box::new(table.clone()),
    };
    let images = replay.apply_all([&create, later]).ok()?;
    let made = replay.schema().table(&name).cloned();
    replay.restore(images);
    // Indexes are operations of their own.
    let table = made.filter(|made| made.indexes.is_empty())?;
    Some(Some(Operation::CreateTable {
        table: Box::new(table),
    }))
}

/// Rows that go need not be changed before.
fn dropped_table(earlier: &Operation) -> Option<Option<Operation>> {
    let subject = earlier.subject()?;
    let table = match earlier {
        Operation::DropTable { .. } | Operation::Object(_) => return None,
        _ => subject.table()?.clone(),
    };
    Some(Some(Operation::DropTable { table }))
}

fn renamed_table(earlier: &Operation, later: &Operation) -> Option<Option<Operation>> {
    match (earlier, later) {
        (
            Operation::RenameTable { table, restate, .. },
            Operation::RenameTable {
                to, restate: again, ..
            },
        ) => Some((table.name != *to).then(|| Operation::RenameTable {
            table: table.clone(),
            to: to.clone(),
            restate: restated(restate, again),
        })),
        _ => None,
    }
}

/// A column that is dropped or renamed after it came or got its name.
fn column(earlier: &Operation, later: &Operation) -> Option<Option<Operation>> {
    match (earlier, later) {
        (Operation::AddColumn { column, .. }, Operation::DropColumn { column: gone, .. })
            if column.name == *gone =>
        {
            Some(None)
        }
        // What has to be said again is of others that name it.
        (
            Operation::AddColumn {
                table,
                column,
                backfill,
            },
            Operation::RenameColumn {
                column: old,
                to,
                restate,
                ..
            },
        ) if column.name == *old && restate.is_empty() => {
            let mut column = column.clone();
            column.name.clone_from(to);
            Some(Some(Operation::AddColumn {
                table: table.clone(),
                column,
                backfill: backfill.clone(),
            }))
        }
        (
            Operation::RenameColumn {
                table, column, to, ..
            },
            Operation::DropColumn { column: gone, .. },
        ) if to == gone => Some(Some(Operation::DropColumn {
            table: table.clone(),
            column: column.clone(),
        })),
        (Operation::AlterColumn { column, .. }, Operation::DropColumn { column: gone, .. })
            if column == gone =>
        {
            Some(Some(later.clone()))
        }
        (
            Operation::RenameColumn {
                table,
                column,
                to: between,
                restate,
            },
            Operation::RenameColumn {
                column: old,
                to,
                restate: again,
                ..
            },
        ) if between == old => Some((column != to).then(|| Operation::RenameColumn {
            table: table.clone(),
            column: column.clone(),
            to: to.clone(),
            restate: restated(restate, again),
        })),
        _ => None,
    }
}

/// A constraint that is dropped or renamed after it came or got its name.
fn constraint(earlier: &Operation, later: &Operation) -> Option<Option<Operation>> {
    let mut joined = earlier.clone();
    let name = match &mut joined {
        Operation::CreatePrimaryKey { primary_key, .. } => &mut primary_key.name,
        Operation::CreateUniqueConstraint { unique, .. } => &mut unique.name,
        Operation::CreateForeignKey { foreign_key, .. } => &mut foreign_key.name,
        Operation::CreateCheckConstraint { check, .. } => &mut check.name,
        Operation::CreateExcludeConstraint { exclusion, .. } => &mut exclusion.name,
        Operation::RenameConstraint { to, .. } => to,
        _ => return None,
    };
    match (earlier, later) {
        (
            Operation::RenameConstraint { name: first, .. },
            Operation::DropConstraint { table, name: gone },
        ) if name == gone => Some(Some(Operation::DropConstraint {
            table: table.clone(),
            name: first.clone(),
        })),
        (_, Operation::DropConstraint { name: gone, .. }) if name == gone => Some(None),
        (_, Operation::RenameConstraint { name: old, to, .. }) if name == old => {
            name.clone_from(to);
            let is_back = matches!(
                earlier,
                Operation::RenameConstraint { name, .. } if name == to
            );
            Some((!is_back).then_some(joined))
        }
        _ => None,
    }
}

/// An index that is dropped or renamed after it came or got its name.
fn index(earlier: &Operation, later: &Operation) -> Option<Option<Operation>> {
    match (earlier, later) {
        (Operation::CreateIndex { index, .. }, Operation::DropIndex { name, .. })
            if index.name == *name =>
        {
            Some(None)
        }
        (
            Operation::CreateIndex {
                table,
                index,
                concurrently,
            },
            Operation::RenameIndex { name, to, .. },
        ) if index.name == *name => {
            let mut index = index.clone();
            index.name.clone_from(to);
            Some(Some(Operation::CreateIndex {
                table: table.clone(),
                index,
                concurrently: *concurrently,
            }))
        }
        (
            Operation::RenameIndex { name, to, .. },
            Operation::DropIndex {
                table,
                name: gone,
                concurrently,
            },
        ) if to == gone => Some(Some(Operation::DropIndex {
            table: table.clone(),
            name: name.clone(),
            concurrently: *concurrently,
        })),
        (
            Operation::RenameIndex {
                table,
                name,
                to: between,
            },
            Operation::RenameIndex { name: old, to, .. },
        ) if between == old => Some((name != to).then(|| Operation::RenameIndex {
            table: table.clone(),
            name: name.clone(),
            to: to.clone(),
        })),
        _ => None,
    }
}

/// What both renames say again, the later one last.
fn restated(earlier: &[Restatement], later: &[Restatement]) -> Vec<Restatement> {
    let is_again = |one: &Restatement| later.iter().any(|other| of(other) == of(one));
    let earlier = earlier.iter().filter(|one| !is_again(one));
    earlier.chain(later).cloned().collect()
}

/// What a restatement is of.
fn of(restatement: &Restatement) -> (u8, &str) {
    match restatement {
        Restatement::Check { check, .. } => (0, check),
        Restatement::Index { index, .. } => (1, index),
        Restatement::Exclusion { exclusion, .. } => (2, exclusion),
        Restatement::Column { column, .. } => (3, column),
    }
}
