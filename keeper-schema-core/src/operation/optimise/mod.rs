//! A list of operations as a shorter one that does the same.
//!
//! Two operations become one, or none, if replaying the result leads to the same schema. That
//! says nothing of rows: so nothing passes what reads or changes them or is known only as
//! text, and what destroys data that rows have is never taken out. A column that goes and
//! comes again is two operations.

mod fold;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use self::fold::fold;
use super::{ApplyError, EnumOperation, Operation, Replay};
use crate::schema::Schema;

/// The operations, which begin at `before`, in fewer steps: the schema at the end is the
/// same, and so are the rows. If the operations can be undone, so can the result.
///
/// # Errors
/// The position of the first operation that cannot apply, and why.
pub fn optimise(
    before: &Schema,
    operations: &[Operation],
) -> Result<Vec<Operation>, (usize, ApplyError)> {
    let mut replay = Replay::new(before.clone());
    let applied = replay.apply_reversibly(operations)?;
    let mut shorter = operations.to_vec();
    while pass(before, &mut shorter) {}
    let is_proved = leads_to(before, &shorter, replay.schema(), applied.reversed.is_ok());
    Ok(if is_proved {
        shorter
    } else {
        operations.to_vec()
    })
}

/// Whether the operations make the schema, and can be undone if they have to.
fn leads_to(before: &Schema, operations: &[Operation], after: &Schema, and_back: bool) -> bool {
    let mut replay = Replay::new(before.clone());
    let Ok(applied) = replay.apply_reversibly(operations) else {
        return false;
    };
    if replay.schema() != after {
        return false;
    }
    match applied.reversed {
        Ok(reversed) => replay.apply_all(&reversed).is_ok() && replay.schema() == before,
        Err(_) => !and_back,
    }
}

/// Goes through the operations once, and tells whether they have become fewer.
fn pass(before: &Schema, operations: &mut Vec<Operation>) -> bool {
    let length = operations.len();
    let mut replay = Replay::new(before.clone());
    let mut first = 0;
    while first < operations.len() {
        let folded = later_than(first, operations).find_map(|last| {
            let span = &operations[first..=last];
            folded(span, &mut replay).map(|shorter| (last, shorter))
        });
        match folded {
            Some((last, shorter)) => {
                operations.splice(first..=last, shorter);
            }
            None => {
                // Each fold leads where the operations led, and those applied.
                let _ = replay.apply(&operations[first]);
                first += 1;
            }
        }
    }
    operations.len() < length
}

/// The places that the operation at `first` can be joined from: up to what nothing passes.
fn later_than(first: usize, operations: &[Operation]) -> impl Iterator<Item = usize> {
    let between = operations.iter().skip(first + 1);
    let passed = between.take_while(|operation| !holds_its_place(operation));
    let last = (first + 1 + passed.count()).min(operations.len() - 1);
    first + 1..=last
}

/// Whether it does more than the schema shows: it reads or changes rows, or it is a text.
fn holds_its_place(operation: &Operation) -> bool {
    match operation {
        Operation::Execute(_) | Operation::Run(_) | Operation::Rows(_) | Operation::Object(_) => {
            true
        }
        Operation::AddColumn { backfill, .. } => backfill.is_some(),
        Operation::AlterColumn { alteration, .. } => alteration.using.is_some(),
        Operation::Enum(operation) => matches!(
            operation,
            EnumOperation::RenameValue { .. } | EnumOperation::Replace { .. }
        ),
        Operation::CreateTable { .. }
        | Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::AlterTable { .. }
        | Operation::DropColumn { .. }
        | Operation::RenameColumn { .. }
        | Operation::CreatePrimaryKey { .. }
        | Operation::CreateUniqueConstraint { .. }
        | Operation::CreateForeignKey { .. }
        | Operation::CreateCheckConstraint { .. }
        | Operation::CreateExcludeConstraint { .. }
        | Operation::DropConstraint { .. }
        | Operation::RenameConstraint { .. }
        | Operation::ValidateConstraint { .. }
        | Operation::CreateIndex { .. }
        | Operation::DropIndex { .. }
        | Operation::RenameIndex { .. }
        | Operation::SetComment(_)
        | Operation::Sequence(_)
        | Operation::Schema(_) => false,
    }
}

/// The operations with the first and the last made one, or none, where the first stood or
/// where the last did, if they then lead to the same schema. The replay is where they begin,
/// and is left there.
fn folded(operations: &[Operation], replay: &mut Replay) -> Option<Vec<Operation>> {
    let [earlier, between @ .., later] = operations else {
        return None;
    };
    let images = replay.apply_all(operations).ok()?;
    let aim = replay.fingerprint();
    replay.restore(images);
    let leads_there = |replay: &mut Replay, shorter: Vec<Operation>| {
        let images = replay.apply_all(&shorter).ok()?;
        let is_there = replay.fingerprint() == aim;
        replay.restore(images);
        is_there.then_some(shorter)
    };

    let joined = fold(earlier, later, replay);
    let first = joined.and_then(|joined| {
        let shorter = joined.into_iter().chain(between.iter().cloned());
        leads_there(replay, shorter.collect())
    });
    if first.is_some() || between.is_empty() || holds_its_place(earlier) {
        return first;
    }
    let images = replay.apply_all(between).ok()?;
    let joined = fold(earlier, later, replay);
    replay.restore(images);
    let shorter = between.iter().cloned().chain(joined?);
    leads_there(replay, shorter.collect())
}
