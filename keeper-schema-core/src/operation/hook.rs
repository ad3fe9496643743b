//! Code of the application that a revision runs.

use super::value::plain;
use super::{Irreversible, Operation};

/// A function that the application registers by name. What it does to rows is its own; the
/// schema it leaves alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The name of the function.
    pub hook: String,
    /// What undoes it.
    pub down: HookDown,
}

/// What undoes a [`Run`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookDown {
    /// Another function.
    Hook(String),
    /// Nothing needs to be: the rows go with their column or table, or stay.
    Nothing,
    /// It cannot be undone.
    Irreversible,
}

impl Run {
    pub(super) fn reverse(&self) -> Result<Vec<Operation>, Irreversible> {
        match &self.down {
            HookDown::Hook(down) => Ok(vec![Operation::Run(Self {
                hook: down.clone(),
                down: HookDown::Hook(self.hook.clone()),
            })]),
            HookDown::Nothing => Ok(Vec::new()),
            HookDown::Irreversible => Err(Irreversible::Declared),
        }
    }

    /// The hooks that it names, for either way.
    pub fn hooks(&self) -> impl Iterator<Item = &str> {
        let down = match &self.down {
            HookDown::Hook(down) => Some(down.as_str()),
            HookDown::Nothing | HookDown::Irreversible => None,
        };
        std::iter::once(self.hook.as_str()).chain(down)
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&plain(&self.hook))
    }
}

#[cfg(test)]
mod tests {
    use super::{HookDown, Run};
    use crate::operation::{Irreversible, Operation, reverse};
    use crate::schema::Schema;

    fn run(hook: &str, down: HookDown) -> Operation {
        Operation::Run(Run {
            hook: hook.to_owned(),
            down,
        })
    }

    #[test]
    fn a_hook_is_undone_by_another_and_back() {
        let up = run("split", HookDown::Hook("join".to_owned()));
        let down = run("join", HookDown::Hook("split".to_owned()));
        let schema = Schema::default();
        assert_eq!(reverse(&up, &schema), Ok(vec![down.clone()]));
        assert_eq!(reverse(&down, &schema), Ok(vec![up]));
        assert_eq!(
            reverse(&run("fill", HookDown::Nothing), &schema),
            Ok(Vec::new())
        );
        assert_eq!(
            reverse(&run("burn", HookDown::Irreversible), &schema),
            Err(Irreversible::Declared)
        );
    }
}
