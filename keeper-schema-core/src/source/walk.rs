//! Follows the `mod` items of a package's crates and collects what they declare.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use rustc_hash::FxHashMap;
use syn::{DeriveInput, Fields, Ident, Item, UseTree};

use super::SourceFile;
use super::body::{block_items, holds_bodies};
use super::cfg::{Counts, Pins, is_test};
use super::derives::may_derive;
use super::directory::Directory;
use super::kept::Kept;
use super::tree::{
    Binding, Constant, Definition, DefinitionId, DefinitionKind, Import, ModuleId, Owner, Tree,
};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::files::{Files, normalized};
use crate::model::text_of;

/// What was found, and what was wrong on the way.
pub(super) struct Walk<'a> {
    pub(super) tree: Tree,
    /// The structs and enums of the tree that may derive what is ours, in the same order.
    pub(super) types: Vec<(DefinitionId, Kept)>,
    pub(super) sources: Vec<SourceFile>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) files: &'a dyn Files,
    pub(super) pins: Pins<'a>,
    /// The names of `keeper-schema`, whose `models!` is read.
    crate_names: &'a BTreeSet<String>,
    /// The source of each file that was read, by what identifies it; `None` if it does
    /// not parse.
    parsed: FxHashMap<PathBuf, Option<usize>>,
    /// The types of a file that is several modules are the same ones.
    known: FxHashMap<(usize, usize, usize), DefinitionId>,
    /// The files between the root and here.
    pub(super) open: Vec<PathBuf>,
}

pub(super) struct Parsed {
    source: usize,
    syntax: syn::File,
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
            types: Vec::new(),
            sources: Vec::new(),
            diagnostics: Vec::new(),
            files,
            pins: Pins { pins: &config.cfg },
            crate_names: &config.crate_names,
            parsed: FxHashMap::default(),
            known: FxHashMap::default(),
            open: Vec::new(),
        };
        let members = config.members.iter();
        let others = members.map(|member| (Owner::Member, &member.library, &member.binaries));
        let own = (Owner::Package, &config.library, &config.binaries);
        let mut roots = 0;
        for (owner, library, binaries) in std::iter::once(own).chain(others) {
            for target in library.iter().chain(binaries) {
                let is_library = library.as_ref() == Some(target);
                let name = match (is_library, owner) {
                    (true, Owner::Package) => "crate".to_owned(),
                    (false, Owner::Package) | (_, Owner::Member) => format!("crate{roots}"),
                };
                roots += 1;
                let root = walk.tree.add_root(&name, owner);
                if is_library {
                    walk.tree.libraries.push((target.name.clone(), root));
                }
                walk.root(root, &target.path);
            }
        }
        walk
    }

    fn root(&mut self, root: ModuleId, path: &Path) {
        let identity = self.files.identity(path);
        match self.parse(path, &identity) {
            Ok(parsed) => {
                let directory = Directory::of_mod_rs(path);
                self.file(identity, parsed, root, directory, Counts::Always);
            }
            Err(Unread::Reported) => {}
            Err(Unread::Io(error)) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                self.diagnostics
                    .push(Diagnostic::new(Code::SourceNotRead, message));
            }
        }
    }

    pub(super) fn file(
        &mut self,
        identity: PathBuf,
        parsed: Parsed,
        module: ModuleId,
        directory: Directory,
        counts: Counts,
    ) {
        let Some(own) = self.pins.counts(&parsed.syntax.attrs) else {
            return;
        };
        self.open.push(identity);
        let scope = Scope {
            module,
            source: parsed.source,
            directory,
            counts: counts.and(own),
        };
        self.items(parsed.syntax.items, &scope);
        self.open.pop();
    }

    pub(super) fn items(&mut self, items: Vec<Item>, scope: &Scope) {
        for item in items {
            self.item(item, scope);
        }
    }

    /// Takes what a type says, and drops the rest.
    fn item(&mut self, item: Item, scope: &Scope) {
        let Some(counts) = attributes(&item).and_then(|found| self.pins.counts(found)) else {
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
                let binding = Binding::Crate(text_of(&item.ident));
                self.tree.bind(scope.module, &text_of(name), binding);
            }
            Item::Struct(item) => {
                let fields = item.fields.len();
                let kind = DefinitionKind::Struct { fields };
                self.declared(item.into(), scope, counts, kind);
            }
            Item::Enum(item) => {
                let mut variants = item.variants.iter();
                let is_plain = variants.all(|variant| matches!(variant.fields, Fields::Unit));
                self.declared(
                    item.into(),
                    scope,
                    counts,
                    DefinitionKind::Enum { is_plain },
                );
            }
            Item::Type(item) => {
                let ident = item.ident.clone();
                self.definition(&ident, scope, counts, DefinitionKind::Alias(Box::new(item)));
            }
            Item::Union(item) => {
                self.definition(&item.ident, scope, counts, DefinitionKind::Other);
            }
            Item::Trait(ref trait_item) => {
                self.definition(&trait_item.ident, scope, counts, DefinitionKind::Other);
                self.bodies(&item, scope, counts);
            }
            Item::Macro(item) if self.declares_models(&item) => {
                // What does not parse, the macro refuses.
                if let Ok(declared) = syn::parse2::<syn::File>(item.mac.tokens) {
                    let scope = Scope {
                        counts,
                        ..scope.clone()
                    };
                    self.items(declared.items, &scope);
                }
            }
            Item::Const(ref constant) => {
                self.constant(constant, scope);
                self.bodies(&item, scope, counts);
            }
            item if holds_bodies(&item) && !attributes(&item).is_some_and(is_test) => {
                self.bodies(&item, scope, counts);
            }
            _ => {}
        }
    }

    /// Whether a macro is `keeper_schema::models!`, which holds what other macros make.
    fn declares_models(&self, item: &syn::ItemMacro) -> bool {
        let path = Import::of_path(&item.mac.path);
        match path.segments.as_slice() {
            [name] => name == "models",
            [of, name] => name == "models" && self.crate_names.contains(of),
            _ => false,
        }
    }

    /// A struct or an enum, which may derive what is ours. What derives nothing is let go.
    fn declared(&mut self, item: DeriveInput, scope: &Scope, counts: Counts, kind: DefinitionKind) {
        let new = self.definition(&item.ident, scope, counts, kind);
        if let Some(new) = new
            && item.attrs.iter().any(may_derive)
        {
            self.types.push((new, Kept::new(item)));
        }
    }

    /// A type. That of a file which is several modules is made once; tells it if it is new.
    fn definition(
        &mut self,
        ident: &Ident,
        scope: &Scope,
        counts: Counts,
        kind: DefinitionKind,
    ) -> Option<DefinitionId> {
        let start = ident.span().start();
        let place = (scope.source, start.line, start.column);
        let name = text_of(ident);
        let known = self.known.get(&place).copied();
        let id = known.unwrap_or_else(|| {
            self.tree.add_definition(Definition {
                name: name.clone(),
                module: scope.module,
                file: scope.source,
                span: ident.span(),
                kind,
                counts,
            })
        });
        self.known.insert(place, id);
        (self.tree).bind(scope.module, &name, Binding::Definition(id));
        known.is_none().then_some(id)
    }

    /// A constant, if it can be a number.
    fn constant(&mut self, item: &syn::ItemConst, scope: &Scope) {
        if let syn::Type::Path(_) = &*item.ty {
            self.tree.add_constant(Constant {
                name: text_of(&item.ident),
                module: scope.module,
                expression: item.expr.as_ref().clone(),
            });
        }
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
            self.item(item.clone(), &scope);
        }
    }

    fn import(&mut self, tree: &UseTree, mut import: Import, module: ModuleId) {
        match tree {
            UseTree::Path(path) => {
                import.segments.push(text_of(&path.ident));
                self.import(&path.tree, import, module);
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = import.segments.last().cloned() {
                    self.tree.bind(module, &last, Binding::Import(import));
                }
            }
            UseTree::Name(name) => {
                import.segments.push(text_of(&name.ident));
                (self.tree).bind(module, &text_of(&name.ident), Binding::Import(import));
            }
            UseTree::Rename(rename) => {
                if rename.ident != "self" || import.segments.is_empty() {
                    import.segments.push(text_of(&rename.ident));
                }
                (self.tree).bind(module, &text_of(&rename.rename), Binding::Import(import));
            }
            UseTree::Glob(_) => self.tree.add_glob(module, import),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, import.clone(), module);
                }
            }
        }
    }

    /// Reads a file, once, and parses it, for each module that it is; what does not parse
    /// is reported, once.
    pub(super) fn parse(&mut self, path: &Path, identity: &Path) -> Result<Parsed, Unread> {
        if let Some(known) = self.parsed.get(identity) {
            let source = known.ok_or(Unread::Reported)?;
            let syntax = syn::parse_file(&self.sources[source].text);
            let syntax = syntax.map_err(|_| Unread::Reported)?;
            return Ok(Parsed { source, syntax });
        }
        let text = self.files.read(path).map_err(Unread::Io)?;
        let file = SourceFile::new(normalized(path), text);
        let source = self.sources.len();
        let parsed = match syn::parse_file(&file.text) {
            Ok(syntax) => Ok(Parsed { source, syntax }),
            Err(error) => {
                self.diagnostics
                    .extend(file.diagnostics(Code::NotRust, error));
                Err(Unread::Reported)
            }
        };
        self.sources.push(file);
        let known = parsed.as_ref().ok().map(|parsed| parsed.source);
        self.parsed.insert(identity.to_owned(), known);
        parsed
    }

    pub(super) fn at(&self, code: Code, source: usize, span: Span, message: String) -> Diagnostic {
        self.sources[source].diagnostic(code, span, message)
    }
}

/// Why there is no syntax tree.
pub(super) enum Unread {
    Reported,
    Io(std::io::Error),
}

/// The attributes of an item of the kinds that matter here.
fn attributes(item: &Item) -> Option<&[syn::Attribute]> {
    let attributes = match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
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
