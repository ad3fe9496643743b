//! Whether the hooks that are needed are there.

use keeper_schema_core::operation::Operation;

use crate::migrate::{MigrateError, Migrator, Options, Work};

impl Migrator<'_> {
    /// Refuses work that runs a hook which is not registered.
    ///
    /// # Errors
    /// [`MigrateError::UnknownHook`].
    pub fn check_hooks(&self, work: &Work<'_>, options: &Options) -> Result<(), MigrateError> {
        let hooks = &options.hooks;
        let unknown = |operation: &Operation| match operation {
            Operation::Run(run) if hooks.get(&run.hook).is_none() => Some(run.hook.clone()),
            _ => None,
        };
        for step in &work.steps {
            if let Some(hook) = step.operations.iter().find_map(unknown) {
                let file = self.history.revision(&step.revision);
                return Err(MigrateError::UnknownHook {
                    nearest: hooks.nearest(&hook).map(str::to_owned),
                    hook,
                    revision: step.revision.clone(),
                    file: file.map(|file| file.path.clone()).unwrap_or_default(),
                });
            }
        }
        Ok(())
    }
}
