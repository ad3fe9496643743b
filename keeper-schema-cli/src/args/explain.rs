//! What `explain` takes.

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The code, as in `error[KS0007]`: `KS0007`, `ks0007` or `7`; all are listed without one.
    pub(crate) code: Option<String>,
}
