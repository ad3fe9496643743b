//! Finds the file of a `mod` item, as rustc does, and walks through it.

use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, ExprLit, ItemMod, Lit, Meta};

use super::cfg::Counts;
use super::directory::Directory;
use super::tree::ModuleKind;
use super::walk::{Scope, Unread, Walk};
use crate::diagnostic::Code;
use crate::files::normalized;
use crate::model::text_of;

impl Walk<'_> {
    pub(super) fn module(&mut self, mut item: ItemMod, scope: &Scope, counts: Counts) {
        let name = text_of(&item.ident);
        let paths = self.paths(std::mem::take(&mut item.attrs));
        if let Some((_, items)) = item.content.take() {
            let path = paths.first().map(|(path, _)| path.as_str());
            let scope = Scope {
                module: self.tree.add_module(scope.module, &name),
                directory: scope.directory.inline(&name, path),
                counts,
                ..*scope
            };
            return self.items(items, &scope);
        }
        // A file cannot be named from inside a function without `#[path]`; what is
        // there no path leads to.
        if self.tree.module(scope.module).kind == ModuleKind::Body {
            return;
        }
        for (path, _) in &paths {
            let path = scope.directory.named(path);
            let directory = Directory::of_mod_rs(&path);
            if self.files.is_file(&path) {
                self.follow(&item, scope, counts, &path, directory);
            } else {
                let candidates = [path];
                self.missing(&item, scope, &candidates);
            }
        }
        if paths.iter().any(|(_, counts)| *counts == Counts::Always) {
            return;
        }
        let candidates = scope.directory.candidates(&name);
        let found: Vec<&PathBuf> = (candidates.iter())
            .filter(|candidate| self.files.is_file(candidate))
            .collect();
        match found.as_slice() {
            [path] => {
                let directory = if *path == &candidates[0] {
                    Directory::of_named(path, &name)
                } else {
                    Directory::of_mod_rs(path)
                };
                self.follow(&item, scope, counts, path, directory);
            }
            [] if paths.is_empty() => self.missing(&item, scope, &candidates),
            [] => {}
            _ => {
                let message = format!(
                    "module `{name}` has two files: {}",
                    listed(&candidates, " and ")
                );
                let diagnostic = self.at(
                    Code::SourceNotRead,
                    scope.source,
                    item.ident.span(),
                    message,
                );
                (self.diagnostics).push(diagnostic.help("delete or rename one of them"));
            }
        }
    }

    /// Walks through the file of a module, which is there.
    fn follow(
        &mut self,
        item: &ItemMod,
        scope: &Scope,
        counts: Counts,
        path: &Path,
        directory: Directory,
    ) {
        let identity = self.files.identity(path);
        if self.open.contains(&identity) {
            let message = format!(
                "module `{}` is its own parent: `{}` is being read already",
                text_of(&item.ident),
                normalized(path).display()
            );
            let diagnostic = self.at(
                Code::SourceNotRead,
                scope.source,
                item.ident.span(),
                message,
            );
            self.diagnostics.push(diagnostic);
            return;
        }
        match self.parse(path, &identity) {
            Ok(parsed) => {
                let module = self.tree.add_module(scope.module, &text_of(&item.ident));
                self.file(identity, parsed, module, directory, counts);
            }
            Err(Unread::Reported) => {}
            Err(Unread::Io(error)) => {
                let message = format!("cannot read `{}`: {error}", normalized(path).display());
                let diagnostic = self.at(
                    Code::SourceNotRead,
                    scope.source,
                    item.ident.span(),
                    message,
                );
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// The `#[path]`s that may hold: of those that always do, the first, as in rustc.
    fn paths(&self, attributes: Vec<Attribute>) -> Vec<(String, Counts)> {
        let mut paths = Vec::new();
        for active in self.pins.active(attributes) {
            let Meta::NameValue(meta) = &active.attribute.meta else {
                continue;
            };
            if !meta.path.is_ident("path") {
                continue;
            }
            if let Expr::Lit(ExprLit {
                lit: Lit::Str(path),
                ..
            }) = &meta.value
            {
                paths.push((path.value(), active.counts));
                if active.counts == Counts::Always {
                    break;
                }
            }
        }
        paths
    }

    fn missing(&mut self, item: &ItemMod, scope: &Scope, candidates: &[PathBuf]) {
        let message = format!("file not found for module `{}`", text_of(&item.ident));
        let diagnostic = self.at(
            Code::SourceNotRead,
            scope.source,
            item.ident.span(),
            message,
        );
        let help = format!("create {}", listed(candidates, " or "));
        self.diagnostics.push(diagnostic.help(help));
    }
}

fn listed(paths: &[PathBuf], separator: &str) -> String {
    let paths = paths.iter().map(|path| normalized(path));
    let quoted: Vec<String> = paths.map(|path| format!("`{}`", path.display())).collect();
    quoted.join(separator)
}
