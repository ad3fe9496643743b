//! The operations on enum types.

mod describe;
mod reverse;

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{EnumType, TableName};

/// One change of an enum type. `FORMAT.md` names each `op`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub enum EnumOperation {
    Create {
        enum_type: EnumType,
    },
    Drop {
        name: TableName,
    },
    Rename {
        name: TableName,
        to: String,
    },
    AddValue {
        name: TableName,
        value: String,
        /// At the end, if it is not said.
        place: Option<ValuePlace>,
    },
    RenameValue {
        name: TableName,
        value: String,
        to: String,
    },
    Replace {
        name: TableName,
        values: Vec<String>,
        was: Vec<String>,
        /// What becomes of values that go.
        map: BTreeMap<String, String>,
    },
}

/// Where in the order of an enum a new value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuePlace {
    /// Before that value.
    Before(String),
    /// After that value.
    After(String),
}

impl EnumOperation {
    /// The enum; one that is renamed is called by its old name.
    pub fn name(&self) -> &TableName {
        match self {
            Self::Create { enum_type } => &enum_type.name,
            Self::Drop { name }
            | Self::Rename { name, .. }
            | Self::AddValue { name, .. }
            | Self::RenameValue { name, .. }
            | Self::Replace { name, .. } => name,
        }
    }

    /// The name of the operation in revision files.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create_enum",
            Self::Drop { .. } => "drop_enum",
            Self::Rename { .. } => "rename_enum",
            Self::AddValue { .. } => "add_enum_value",
            Self::RenameValue { .. } => "rename_enum_value",
            Self::Replace { .. } => "replace_enum",
        }
    }

    /// What becomes of values that rows may hold, by the values that go. Those that are
    /// in [`EnumOperation::removed`] as well are lost to others.
    pub fn renamed_values(&self) -> BTreeMap<&str, &str> {
        match self {
            Self::RenameValue { value, to, .. } => BTreeMap::from([(value.as_str(), to.as_str())]),
            Self::Replace { map, .. } => {
                let pairs = map.iter();
                pairs
                    .map(|(from, to)| (from.as_str(), to.as_str()))
                    .collect()
            }
            Self::Create { .. }
            | Self::Drop { .. }
            | Self::Rename { .. }
            | Self::AddValue { .. } => BTreeMap::new(),
        }
    }

    /// The values that the enum has no more, mapped or not; a renamed one is still there.
    pub fn removed(&self) -> BTreeSet<&str> {
        match self {
            Self::Replace { values, was, .. } => {
                let gone = was.iter().filter(|value| !values.contains(value));
                gone.map(String::as_str).collect()
            }
            Self::Create { .. }
            | Self::Drop { .. }
            | Self::Rename { .. }
            | Self::AddValue { .. }
            | Self::RenameValue { .. } => BTreeSet::new(),
        }
    }

    /// The values that go and that nothing becomes of: rows that hold one do not fit.
    pub fn unmapped(&self) -> Vec<&str> {
        let renamed = self.renamed_values();
        let removed = self.removed().into_iter();
        removed
            .filter(|value| !renamed.contains_key(value))
            .collect()
    }
}
