//! Why a change is not for two phases.

use std::fmt;

use crate::operation::{ApplyError, Operation};

/// An operation that runs beside no old code and waits for no new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseRefusal {
    /// The operation of the whole change.
    pub operation: Operation,
    /// Why.
    pub reason: PhaseRefusalReason,
}

/// Why an operation is for neither phase.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PhaseRefusalReason {
    /// Old code knows one name, new code the other.
    Rename,
    /// Old code reads and writes one type, new code the other.
    Type,
    /// The key changes what the column takes or gives, for old code or for new.
    Key {
        /// As revisions spell it.
        key: &'static str,
    },
    /// A value that new code writes takes the place of one that old code does.
    Values,
    /// What a text means for running code is not known.
    Text,
    /// It must run before new code does, and needs something that waits.
    Needs {
        /// What stands in the way.
        error: ApplyError,
    },
}

impl PhaseRefusal {
    /// What to do instead.
    pub fn help(&self) -> &'static str {
        match &self.reason {
            PhaseRefusalReason::Rename => {
                "add the new one in a first change, let the code write both and fill it, \
                 and drop the old one in a second"
            }
            PhaseRefusalReason::Type => {
                "add a column of the new type in a first change, let the code write both and \
                 fill it, and drop the old one in a second"
            }
            PhaseRefusalReason::Key { .. }
            | PhaseRefusalReason::Values
            | PhaseRefusalReason::Text
            | PhaseRefusalReason::Needs { .. } => {
                "leave `--phased` out and run it while no code does, or write the two revisions \
                 by hand with `--empty`"
            }
        }
    }
}

impl fmt::Display for PhaseRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` has no phases: ", self.operation)?;
        match &self.reason {
            PhaseRefusalReason::Rename => {
                f.write_str("old code uses the old name while new code uses the new one")
            }
            PhaseRefusalReason::Type => {
                f.write_str("old code reads and writes the old type while new code has the new one")
            }
            PhaseRefusalReason::Key { key } => write!(
                f,
                "`{key}` cannot be as old code and as new code expect it at once"
            ),
            PhaseRefusalReason::Values => {
                f.write_str("old code uses the values before while new code uses others")
            }
            PhaseRefusalReason::Text => {
                f.write_str("what its text means for old code is not known")
            }
            PhaseRefusalReason::Needs { error } => write!(
                f,
                "new code needs it at once, and it must wait for old code: {error}"
            ),
        }
    }
}

impl std::error::Error for PhaseRefusal {}
