//! The packages of a workspace, as cargo tells them.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package};
use toml_edit::DocumentMut;

use crate::failure::Failure;

/// The manifest of the package with that name.
pub(crate) fn member(name: &str, manifest: Option<&Path>) -> Result<PathBuf, Failure> {
    let metadata = metadata(manifest)?;
    match metadata.packages.iter().find(|p| p.name.as_str() == name) {
        Some(package) => Ok(path(package)),
        None => Err(
            Failure::call(format!("package `{name}` is not a member of the workspace"))
                .help(format!("its packages are: {}", names(&metadata.packages))),
        ),
    }
}

/// Whether the manifest is that of a workspace and of no package.
pub(crate) fn is_virtual(manifest: &Path) -> bool {
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    let document: Option<DocumentMut> = text.parse().ok();
    document.is_some_and(|it| it.contains_key("workspace") && !it.contains_key("package"))
}

/// The manifest of the one package of a workspace that is set up.
pub(crate) fn only_user(manifest: &Path) -> Result<PathBuf, Failure> {
    let metadata = metadata(Some(manifest))?;
    let uses = |package: &&Package| {
        let mut dependencies = package.dependencies.iter();
        dependencies.any(|dependency| dependency.name == "keeper-schema")
    };
    let users: Vec<Package> = metadata.packages.iter().filter(uses).cloned().collect();
    let message = match users.as_slice() {
        [user] => return Ok(path(user)),
        [] => "no package of this workspace depends on `keeper-schema`".to_owned(),
        users => format!(
            "{} packages of this workspace depend on `keeper-schema`",
            users.len()
        ),
    };
    let of = if users.is_empty() {
        &metadata.packages
    } else {
        &users
    };
    Err(Failure::call(message).help(format!(
        "name the one that is meant with `-p`: {}",
        names(of)
    )))
}

fn metadata(manifest: Option<&Path>) -> Result<Metadata, Failure> {
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(manifest) = manifest {
        command.manifest_path(manifest);
    }
    command
        .exec()
        .map_err(|error| Failure::call(format!("cannot read the workspace: {error}")))
}

fn path(package: &Package) -> PathBuf {
    package.manifest_path.clone().into_std_path_buf()
}

fn names(packages: &[Package]) -> String {
    let names: Vec<&str> = packages.iter().map(|it| it.name.as_str()).collect();
    names.join(", ")
}
