//! Follows the `mod` items of a package's crates and collects what they declare.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Item, UseTree};

use super::SourceFile;
use super::body::{block_items, holds_bodies};
use super::cfg::{Counts, Pins, is_test};
use super::directory::Directory;
use super::tree::{Binding, Definition, DefinitionId, DefinitionKind, Import, ModuleId, Tree};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::files::{Files, normalized};

/// What was found, and what was wrong on the way.
pub(super) struct Walk<'a> {
    pub(super) tree: Tree,
    pub(super) sources: Vec<SourceFile>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) files: &'a dyn Files,
    pub(super) pins: Pins<'a>,
    /// Each file once, by what identifies it; `None` if it could not be read.
    parsed: HashMap<PathBuf, Option<Parsed>>,
    /// The types of a file that is several modules are the same ones.
    known: HashMap<(usize, usize, usize), DefinitionId>,
    /// The files between the root and here.
    pub(super) open: Vec<PathBuf>,
}

#[derive(Clone)]
pub(super) struct Parsed {
    source: usize,
    syntax: Rc<syn::File>,
}

/// Where the items of a list are.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) module: ModuleId,
    pub(super) source: usize,
    pub(super) directory: Directory,
    pub(super) counts: Counts,
}

impl<'a> Walk<'a> {
    /// Walks through every crate of the package.
    pub(super) fn of_package(config: &'a Config, files: &'a dyn Files) -> Self {
        let mut walk = Self {
            tree: Tree::default(),
            sources: Vec::new(),
            diagnostics: Vec::new(),
            files,
            pins: Pins { pins: &config.cfg },
            parsed: HashMap::new(),
            known: HashMap::new(),
            open: Vec::new(),
        };
        if let Some(library) = &config.library {
            let root = walk.tree.add_root("crate");
            walk.tree.library = Some((library.name.clone(), root));
            walk.root(root, &library.path);
        }
        for (index, binary) in config.binaries.iter().enumerate() {
            let root = walk.tree.add_root(&format!("bin{index}"));
            walk.root(root, &binary.path);
        }
        walk
    }

    fn root(&mut self, root: ModuleId, path: &Path) {
        match self.parse(path) {
            Ok(parsed) => {
                let directory = Directory::of_mod_rs(path);
                self.file(path, &parsed, root, directory, Counts::Always);
            }
            Err(Unread::Reported) => {}
            Err(Unread::Io(error)) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                self.diagnostics.push(Diagnostic::new(message));
            }
        }
    }

    pub(super) fn file(
        &mut self,
        path: &Path,
        parsed: &Parsed,
        module: ModuleId,
        directory: Directory,
        counts: Counts,
    ) {
        let Some(own) = self.pins.counts(&parsed.syntax.attrs) else {
            return;
        };
        self.open.push(self.files.identity(path));
        let scope = Scope {
            module,
            source: parsed.source,
            directory,
            counts: counts.and(own),
        };
        self.items(&parsed.syntax.items, &scope);
        self.open.pop();
    }

    pub(super) fn items(&mut self, items: &[Item], scope: &Scope) {
        for item in items {
            self.item(item, scope);
        }
    }

    fn item(&mut self, item: &Item, scope: &Scope) {
        let Some(attributes) = attributes(item) else {
            return;
        };
        let Some(counts) = self.pins.counts(attributes) else {
            return;
        };
        let counts = counts.and(scope.counts);
        match item {
            Item::Mod(item) => self.module(item, scope, counts),
            Item::Use(item) => {
                let import = Import {
                    leading: item.leading_colon.is_some(),
                    segments: Vec::new(),
                };
                self.import(&item.tree, import, scope.module);
            }
            Item::ExternCrate(item) => {
                let name = match &item.rename {
                    Some((_, rename)) => rename,
                    None => &item.ident,
                };
                let binding = Binding::Crate(text(&item.ident));
                self.tree.bind(scope.module, &text(name), binding);
            }
            Item::Struct(item) => {
                let kind = || DefinitionKind::Struct(item.clone());
                self.definition(&item.ident, scope, counts, kind);
            }
            Item::Enum(item) => {
                let kind = || DefinitionKind::Enum(item.clone());
                self.definition(&item.ident, scope, counts, kind);
            }
            Item::Type(item) => {
                let kind = || DefinitionKind::Alias(item.clone());
                self.definition(&item.ident, scope, counts, kind);
            }
            Item::Union(item) => {
                self.definition(&item.ident, scope, counts, || DefinitionKind::Other);
            }
            Item::Trait(trait_item) => {
                self.definition(&trait_item.ident, scope, counts, || DefinitionKind::Other);
                self.bodies(item, scope, counts);
            }
            _ if holds_bodies(item) && !is_test(attributes) => self.bodies(item, scope, counts),
            _ => {}
        }
    }

    /// A type. That of a file which is several modules is made once.
    fn definition(
        &mut self,
        ident: &Ident,
        scope: &Scope,
        counts: Counts,
        kind: impl FnOnce() -> DefinitionKind,
    ) {
        let start = ident.span().start();
        let place = (scope.source, start.line, start.column);
        let name = text(ident);
        let id = match self.known.get(&place) {
            Some(known) => *known,
            None => {
                let id = self.tree.add_definition(Definition {
                    name: name.clone(),
                    module: scope.module,
                    file: scope.source,
                    kind: kind(),
                    counts,
                });
                self.known.insert(place, id);
                id
            }
        };
        (self.tree).bind(scope.module, &name, Binding::Definition(id));
    }

    /// The items inside the functions of an item.
    fn bodies(&mut self, item: &Item, scope: &Scope, counts: Counts) {
        let items = block_items(item, self.pins);
        if items.is_empty() {
            return;
        }
        let scope = Scope {
            module: self.tree.add_body(scope.module),
            counts,
            ..scope.clone()
        };
        for item in items {
            self.item(item, &scope);
        }
    }

    fn import(&mut self, tree: &UseTree, mut import: Import, module: ModuleId) {
        match tree {
            UseTree::Path(path) => {
                import.segments.push(text(&path.ident));
                self.import(&path.tree, import, module);
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = import.segments.last().cloned() {
                    self.tree.bind(module, &last, Binding::Import(import));
                }
            }
            UseTree::Name(name) => {
                import.segments.push(text(&name.ident));
                (self.tree).bind(module, &text(&name.ident), Binding::Import(import));
            }
            UseTree::Rename(rename) => {
                if rename.ident != "self" || import.segments.is_empty() {
                    import.segments.push(text(&rename.ident));
                }
                (self.tree).bind(module, &text(&rename.rename), Binding::Import(import));
            }
            UseTree::Glob(_) => self.tree.add_glob(module, import),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, import.clone(), module);
                }
            }
        }
    }

    /// Reads and parses a file, once; what does not parse is reported, once.
    pub(super) fn parse(&mut self, path: &Path) -> Result<Parsed, Unread> {
        let identity = self.files.identity(path);
        if let Some(parsed) = self.parsed.get(&identity) {
            return parsed.clone().ok_or(Unread::Reported);
        }
        let text = self.files.read(path).map_err(Unread::Io)?;
        let source = SourceFile::new(normalized(path), &text);
        let parsed = match syn::parse_file(&source.text) {
            Ok(syntax) => Some(Parsed {
                source: self.sources.len(),
                syntax: Rc::new(syntax),
            }),
            Err(error) => {
                self.diagnostics.extend(source.diagnostics(error));
                None
            }
        };
        self.sources.push(source);
        self.parsed.insert(identity, parsed.clone());
        parsed.ok_or(Unread::Reported)
    }

    pub(super) fn at(&self, source: usize, span: Span, message: String) -> Diagnostic {
        self.sources[source].diagnostic(span, message)
    }
}

/// Why there is no syntax tree.
pub(super) enum Unread {
    Reported,
    Io(std::io::Error),
}

/// A name without `r#`.
pub(super) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The attributes of an item of the kinds that matter here.
fn attributes(item: &Item) -> Option<&[syn::Attribute]> {
    let attributes = match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return None,
    };
    Some(attributes)
}
