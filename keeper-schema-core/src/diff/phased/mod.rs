//! A change in two phases: what runs before the new code, and what waits until no old code
//! is left.
//!
//! Between the two, the schema takes what both write. Operations of a comparison come in;
//! neither a rename nor anything else whose meaning for running code is not known goes out.

mod alteration;
#[cfg(test)]
mod laws;
mod parts;
mod refusal;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::parts::{Context, Parts};
pub use self::refusal::{PhaseRefusal, PhaseRefusalReason};
use crate::operation::{Operation, Replay};
use crate::schema::{Schema, TableName};

/// The operations of a change, by the phase that runs them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phased {
    /// While old code runs, and until all code is new.
    pub expand: Vec<Operation>,
    /// Afterwards.
    pub contract: Vec<Operation>,
}

/// Splits the operations that [`compare`](super::compare) found for `from`.
///
/// `contract` after `expand` leads where `operations` do. With `expand` applied, the tables
/// have all columns of the old and the new schema, a row that either code writes is taken, and
/// no constraint is new to the old code.
///
/// # Errors
/// Every operation that is for neither phase, and why.
pub fn phased(from: &Schema, operations: &[Operation]) -> Result<Phased, Vec<PhaseRefusal>> {
    let mut expanded = Replay::new(from.clone());
    let mut new_tables: BTreeSet<TableName> = BTreeSet::new();
    let mut phased = Phased::default();
    let mut refused = Vec::new();
    for operation in operations {
        let refuse = |reason| PhaseRefusal {
            operation: operation.clone(),
            reason,
        };
        let context = Context {
            before: from,
            expanded: expanded.schema(),
            new_tables: &new_tables,
        };
        let Parts { early, late } = match context.parts(operation) {
            Ok(parts) => parts,
            Err(reason) => {
                refused.push(refuse(reason));
                continue;
            }
        };
        match expanded.apply_all(&early) {
            Ok(_) => phased.expand.extend(early),
            Err(_) if parts::may_wait(operation) => phased.contract.extend(early),
            Err((_, error)) => refused.push(refuse(PhaseRefusalReason::Needs { error })),
        }
        phased.contract.extend(late);
        if let Operation::CreateTable { table } = operation {
            new_tables.insert(table.name.clone());
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    match expanded.apply_all(&phased.contract) {
        Ok(_) => Ok(phased),
        Err((index, error)) => Err(vec![PhaseRefusal {
            operation: phased.contract[index].clone(),
            reason: PhaseRefusalReason::Needs { error },
        }]),
    }
}
