//! What derives ours in a package, and how other types find it.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::tree::{DefinitionId, Tree};
use crate::diagnostic::Code;
use crate::model::RustType;
use crate::schema::ColumnType;

/// What was found, by the type that derives it.
pub(super) struct Findings<'a> {
    pub(super) tree: &'a Tree,
    found: FxHashMap<DefinitionId, Found>,
    /// The types by their canonical path; several under different `cfg`s.
    by_path: FxHashMap<String, Vec<DefinitionId>>,
    /// The names of the models.
    pub(super) model_names: Vec<String>,
}

/// What a type derives.
pub(super) enum Found {
    /// A model, at its place in the list; `None` if it could not be read.
    Model(Option<usize>),
    /// An enum: its column type, and the texts that a column holds.
    Enum(ColumnType, Vec<String>),
    Newtype(RustType),
    /// Something that could not be read.
    Mistake,
}

/// Why a type or a reference has no meaning.
pub(super) enum Unresolved {
    /// The cause is reported where it stands.
    Reported,
    Refused {
        code: Code,
        message: String,
        help: Option<String>,
    },
}

impl<'a> Findings<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        let definitions = tree.definitions().len();
        Self {
            tree,
            found: FxHashMap::with_capacity_and_hasher(definitions, FxBuildHasher),
            by_path: FxHashMap::with_capacity_and_hasher(definitions, FxBuildHasher),
            model_names: Vec::new(),
        }
    }

    /// Makes a type known by its path.
    pub(super) fn add(&mut self, id: DefinitionId) {
        let path = self.tree.path_of(id).join("::");
        self.by_path.entry(path).or_default().push(id);
    }

    /// Says what a type derives.
    pub(super) fn derives(&mut self, id: DefinitionId, found: Found) {
        if matches!(found, Found::Model(_)) {
            let name = self.tree.definition(id).name.clone();
            self.model_names.push(name);
        }
        self.found.insert(id, found);
    }

    pub(super) fn get(&self, id: DefinitionId) -> Option<&Found> {
        self.found.get(&id)
    }

    /// The types of a canonical path: none, or alternatives under different `cfg`s.
    pub(super) fn at_path(&self, path: &str) -> &[DefinitionId] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }
}

impl Unresolved {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self::Refused {
            code,
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        match self {
            Self::Reported => Self::Reported,
            Self::Refused { code, message, .. } => Self::Refused {
                code,
                message,
                help: Some(help.into()),
            },
        }
    }
}

/// The last name of a path.
pub(super) fn short(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
