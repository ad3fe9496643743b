//! Two works at once: one on another thread, one on this.
//!
//! What comes out is what either gives alone, so that nothing depends on threads but time.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does `there` on another thread, if one is to be had, and `here` on this one. A panic there
/// is one here.
pub fn both<A: Send, B>(there: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    // A thread that cannot begin would take its work along.
    let work = Mutex::new(Some(there));
    let take = || work.lock().unwrap_or_else(PoisonError::into_inner).take();
    let there = || take().map(|there| there());
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, there);
        let here = here();
        let there = match other.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(found)) => found,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => there(),
        };
        (there.expect("the work is there until it is done"), here)
    })
}

#[cfg(test)]
mod tests {
    use super::both;

    #[test]
    fn each_gives_what_it_gives_alone() {
        let (owned, mut changed) = (vec![1, 2], 0);
        let found = both(move || owned, || changed += 1);
        assert_eq!((found, changed), ((vec![1, 2], ()), 1));
    }

    #[test]
    fn a_panic_there_is_one_here() {
        let result = std::panic::catch_unwind(|| both(|| panic!("there"), || ()));
        let panic = result.expect_err("it panics");
        assert_eq!(panic.downcast_ref(), Some(&"there"));
    }
}
