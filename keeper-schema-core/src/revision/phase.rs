//! When a revision may run beside a deployment.

use std::fmt;

/// What a revision says about the code that runs beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Runs before the new code does: the code of before works with what it leaves.
    Expand,
    /// Runs when nothing needs any more what it takes away.
    Contract,
}

impl Phase {
    /// The word of the revision format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expand => "expand",
            Self::Contract => "contract",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
