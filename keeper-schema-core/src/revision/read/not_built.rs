//! The operations of the format that no stage can apply yet. They are read as far as
//! their keys, so that a slip in one is still found, and then refused by name.

use super::fields::Fields;

/// An operation by its name and keys.
pub(super) struct NotBuilt {
    pub(super) op: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

impl NotBuilt {
    /// Reads which keys there are.
    pub(super) fn read(&self, fields: &mut Fields<'_>) {
        for key in self.required {
            fields.required(key, |_, _| Some(()));
        }
        for key in self.optional {
            fields.optional(key, |_, _| Some(()));
        }
    }
}

const fn op(
    op: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
) -> NotBuilt {
    NotBuilt {
        op,
        required,
        optional,
    }
}

pub(super) const NOT_BUILT: &[NotBuilt] = &[op("run", &["hook", "down"], &["schema"])];
