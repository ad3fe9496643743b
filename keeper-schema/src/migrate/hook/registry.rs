//! The hooks of a program, by name.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use keeper_schema_core::closest::closest;

use super::Tx;

/// What a hook may fail with.
pub type HookError = Box<dyn Error + Send + Sync>;

type Hook = dyn Fn(&mut Tx<'_>) -> Result<(), HookError> + Send + Sync;

/// The functions that revisions can run, by name.
///
#[doc = include_str!("../../../docs/hooks.md")]
#[derive(Clone, Default)]
pub struct Hooks {
    by_name: BTreeMap<String, Arc<Hook>>,
}

impl Hooks {
    /// Adds a hook, in place of another of that name.
    pub fn register(
        &mut self,
        name: &str,
        hook: impl Fn(&mut Tx<'_>) -> Result<(), HookError> + Send + Sync + 'static,
    ) {
        self.by_name.insert(name.to_owned(), Arc::new(hook));
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The name that `written` may have been meant to be.
    pub(crate) fn nearest(&self, written: &str) -> Option<&str> {
        closest(written, self.names())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Hook> {
        self.by_name.get(name).map(|hook| &**hook)
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}
