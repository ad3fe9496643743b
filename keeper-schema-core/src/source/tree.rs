//! The modules of a package, and what is declared in each.

use proc_macro2::Span;
use rustc_hash::FxHashMap;

use super::cfg::Counts;
use crate::model::text_of;
use crate::model::types::segments;

/// Every module and every type, of all the package's crates.
#[derive(Default)]
pub(super) struct Tree {
    modules: Vec<Module>,
    definitions: Vec<Definition>,
    constants: Vec<Constant>,
    /// The name and the root of each library: how other crates call it.
    pub(super) libraries: Vec<(String, ModuleId)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ModuleId(usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DefinitionId(usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ConstantId(usize);

/// Whose a crate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The package that is being read.
    Package,
    /// Another that shares its history.
    Member,
}

/// A module, or the items in the body of a function.
pub(super) struct Module {
    /// Whether it is of the package itself, and of no other that shares its history.
    pub(super) is_own: bool,
    /// The names from the crate's root, the root's first.
    pub(super) path: Vec<String>,
    pub(super) root: ModuleId,
    /// The module that this one is in; a root is in itself.
    pub(super) parent: ModuleId,
    pub(super) kind: ModuleKind,
    /// Alternatives under different `cfg`s are kept side by side.
    pub(super) names: FxHashMap<String, Vec<Binding>>,
    pub(super) globs: Vec<Import>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ModuleKind {
    Module,
    /// Names are looked for in the parent too, and no path leads here.
    Body,
}

/// What a name stands for in a module.
pub(super) enum Binding {
    Module(ModuleId),
    Definition(DefinitionId),
    Constant(ConstantId),
    Import(Import),
    /// An `extern crate`.
    Crate(String),
}

/// The path of a `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// Whether it begins with `::`.
    pub(super) leading: bool,
    pub(super) segments: Vec<String>,
}

/// A type that is declared somewhere.
pub(super) struct Definition {
    pub(super) name: String,
    /// The module it is in: of several that one file is, the first.
    pub(super) module: ModuleId,
    /// The file it is in, by its number.
    pub(super) file: usize,
    /// The name, where it is declared.
    pub(super) span: Span,
    pub(super) kind: DefinitionKind,
    pub(super) counts: Counts,
}

pub(super) enum DefinitionKind {
    Struct {
        fields: usize,
    },
    Enum {
        /// Whether no variant has fields.
        is_plain: bool,
    },
    Alias(Box<syn::ItemType>),
    /// A union or a trait: it only takes the name.
    Other,
}

/// A constant, which may be a length.
pub(super) struct Constant {
    pub(super) name: String,
    pub(super) module: ModuleId,
    pub(super) expression: syn::Expr,
}

impl Tree {
    /// Adds a crate's root.
    pub(super) fn add_root(&mut self, name: &str, owner: Owner) -> ModuleId {
        let id = ModuleId(self.modules.len());
        self.modules.push(Module {
            is_own: owner == Owner::Package,
            path: vec![name.to_owned()],
            root: id,
            parent: id,
            kind: ModuleKind::Module,
            names: FxHashMap::default(),
            globs: Vec::new(),
        });
        id
    }

    /// Adds a module inside another one.
    pub(super) fn add_module(&mut self, parent: ModuleId, name: &str) -> ModuleId {
        let id = self.add_child(parent, name, ModuleKind::Module);
        self.bind(parent, name, Binding::Module(id));
        id
    }

    /// Adds the body of a function.
    pub(super) fn add_body(&mut self, parent: ModuleId) -> ModuleId {
        self.add_child(parent, "__body", ModuleKind::Body)
    }

    /// Adds a type, without a name that leads to it.
    pub(super) fn add_definition(&mut self, definition: Definition) -> DefinitionId {
        let id = DefinitionId(self.definitions.len());
        self.definitions.push(definition);
        id
    }

    /// Adds a constant to its module.
    pub(super) fn add_constant(&mut self, constant: Constant) {
        let id = ConstantId(self.constants.len());
        let (module, name) = (constant.module, constant.name.clone());
        self.constants.push(constant);
        self.bind(module, &name, Binding::Constant(id));
    }

    /// Gives a name a meaning in a module, beside those it has.
    pub(super) fn bind(&mut self, module: ModuleId, name: &str, binding: Binding) {
        let names = &mut self.modules[module.0].names;
        names.entry(name.to_owned()).or_default().push(binding);
    }

    pub(super) fn add_glob(&mut self, module: ModuleId, import: Import) {
        self.modules[module.0].globs.push(import);
    }

    pub(super) fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0]
    }

    pub(super) fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.0]
    }

    pub(super) fn constant(&self, id: ConstantId) -> &Constant {
        &self.constants[id.0]
    }

    pub(super) fn constants(&self) -> impl Iterator<Item = &Constant> {
        self.constants.iter()
    }

    /// Every type, in the order it was found.
    pub(super) fn definitions(&self) -> impl ExactSizeIterator<Item = (DefinitionId, &Definition)> {
        (self.definitions.iter().enumerate()).map(|(index, one)| (DefinitionId(index), one))
    }

    /// The module that `self` means in a module: of a body, the one around it.
    pub(super) fn named_module(&self, mut id: ModuleId) -> ModuleId {
        while self.module(id).kind == ModuleKind::Body {
            id = self.module(id).parent;
        }
        id
    }

    /// Whether a module is inside a function.
    pub(super) fn is_in_body(&self, mut id: ModuleId) -> bool {
        loop {
            let module = self.module(id);
            if module.kind == ModuleKind::Body {
                return true;
            }
            if module.parent == id {
                return false;
            }
            id = module.parent;
        }
    }

    /// The path of a type from its crate's root.
    pub(super) fn path_of(&self, id: DefinitionId) -> Vec<String> {
        let definition = self.definition(id);
        let mut path = self.module(definition.module).path.clone();
        path.push(definition.name.clone());
        path
    }

    fn add_child(&mut self, parent: ModuleId, name: &str, kind: ModuleKind) -> ModuleId {
        let id = ModuleId(self.modules.len());
        let around = self.module(parent);
        let mut path = around.path.clone();
        path.push(name.to_owned());
        self.modules.push(Module {
            is_own: around.is_own,
            path,
            root: around.root,
            parent,
            kind,
            names: FxHashMap::default(),
            globs: Vec::new(),
        });
        id
    }
}

impl Import {
    /// A path as it is written, without its generic arguments.
    pub(super) fn of_path(path: &syn::Path) -> Self {
        Self {
            leading: path.leading_colon.is_some(),
            segments: (segments(path).map(|segment| text_of(&segment.ident))).collect(),
        }
    }
}
