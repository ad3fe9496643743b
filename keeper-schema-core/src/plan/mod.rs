//! Decides what to run: revisions first, and whether they still apply.

#[cfg(test)]
mod alembic;
mod late;
#[cfg(test)]
mod laws;
pub mod phases;
mod selection;
#[cfg(test)]
mod tests;

pub use late::{LateArrival, LateReason, arrive};
pub use selection::{
    check_applied, current_heads, downgrade, history, range, stamp, stamped, upgrade,
};
