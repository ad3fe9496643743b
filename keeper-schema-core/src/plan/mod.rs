//! Decides what to run: revisions first.

mod selection;
#[cfg(test)]
mod tests;

pub use selection::{check_applied, current_heads, downgrade, history, range, stamp, upgrade};
