//! Asking a run to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks a run to stop, from another thread or from the handler of a signal. All clones are one.
///
/// The statement that is running is cancelled, and what it was a part of is rolled back; what was
/// committed stays. The run then ends with
/// [`MigrateError::Interrupted`](super::MigrateError::Interrupted), and the next one goes on there.
/// On PostgreSQL that takes a second connection, or a cancel request for a client that a program has
/// already: where the server takes neither, the statement is waited for. An index that is being built concurrently is left invalid, and the next run builds
/// it anew.
///
/// ```
/// use keeper_schema::migrate::{Interrupt, Options};
///
/// let interrupt = Interrupt::default();
/// let options = Options {
///     interrupt: Some(interrupt.clone()),
///     ..Options::default()
/// };
/// // Wherever the program hears that it is to end:
/// interrupt.request();
/// # assert!(options.is_interrupted());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    requested: Arc<AtomicBool>,
}

impl Interrupt {
    /// Asks for it. It is never taken back: another run needs another one.
    pub fn request(&self) {
        self.requested.store(true, Ordering::Release);
    }

    /// Whether it was asked for.
    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::Acquire)
    }
}
