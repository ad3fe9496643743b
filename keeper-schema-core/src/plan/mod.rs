//! Decides what to run: revisions first.

#[cfg(test)]
mod alembic;
#[cfg(test)]
mod laws;
mod selection;
#[cfg(test)]
mod tests;

pub use selection::{
    check_applied, current_heads, downgrade, history, range, stamp, stamped, upgrade,
};
