//! Settles which model a foreign key refers to.

use super::findings::{Findings, Found, Unresolved, short};
use super::resolve::{Namespace, Target};
use super::tree::{DefinitionId, DefinitionKind, Import};
use super::types::{Types, of_path};
use crate::closest::closest;
use crate::diagnostic::Code;

/// The place in the list of the model that a path means inside another one.
///
/// Of alternatives under different `cfg`s the first: they are one table, or refused.
pub(super) fn target(
    findings: &Findings<'_>,
    types: &Types<'_>,
    id: DefinitionId,
    path: &syn::Path,
) -> Result<usize, Unresolved> {
    let name = Import::of_path(path).segments.join("::");
    let targets = if path.is_ident("Self") {
        vec![id]
    } else {
        referred(findings, types, id, path)
    };
    let mut models = Vec::new();
    for target in &targets {
        match findings.get(*target) {
            Some(Found::Model(Some(index))) => models.push(*index),
            Some(Found::Model(None)) => return Err(Unresolved::Reported),
            Some(Found::Enum(..) | Found::Newtype(_) | Found::Mistake) | None => {}
        }
    }
    match (models.into_iter().min(), targets.as_slice()) {
        (Some(first), _) => Ok(first),
        (None, [_, ..]) => Err(Unresolved::new(
            Code::UnknownModel,
            format!("`{name}` is no model"),
        )
        .help("derive `Model` for it, or refer to a struct that does")),
        (None, []) => Err(unknown(findings, &name)),
    }
}

/// The types that a path names, through aliases.
fn referred(
    findings: &Findings<'_>,
    types: &Types<'_>,
    id: DefinitionId,
    path: &syn::Path,
) -> Vec<DefinitionId> {
    let module = findings.tree.definition(id).module;
    let import = Import::of_path(path);
    let targets = types.resolver.path(module, &import, Namespace::Types);
    // Nearly always.
    if let [Target::Definition(id)] = targets.as_slice()
        && !matches!(findings.tree.definition(*id).kind, DefinitionKind::Alias(_))
    {
        return vec![*id];
    }
    let mut ty = of_path(path.clone());
    if let (Ok(()), syn::Type::Path(canonical)) = (types.settle(module, &mut ty), &ty) {
        let name = Import::of_path(&canonical.path).segments.join("::");
        return findings.at_path(&name).to_vec();
    }
    // Several meanings: all of them.
    let definitions = targets.into_iter().filter_map(|target| match target {
        Target::Definition(id) => Some(id),
        Target::Module(_) | Target::Constant(_) | Target::External(_) | Target::Elsewhere => None,
    });
    definitions.collect()
}

fn unknown(findings: &Findings<'_>, name: &str) -> Unresolved {
    let message = format!("cannot find the model `{name}`");
    if findings
        .model_names
        .iter()
        .any(|model| model == short(name))
    {
        return Unresolved::new(Code::UnknownModel, message)
            .help("there is one of that name elsewhere: add a `use` or write its path");
    }
    let names = findings.model_names.iter().map(String::as_str);
    match closest(short(name), names) {
        Some(meant) => Unresolved::new(
            Code::UnknownModel,
            format!("{message}, did you mean `{meant}`?"),
        ),
        None => Unresolved::new(Code::UnknownModel, message),
    }
}
