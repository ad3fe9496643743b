//! `check`: what the guard would say in the build, without a build.

use keeper_schema_core::guard;

use crate::args::Global;
use crate::failure::Failure;
use crate::project::Project;

pub(crate) fn run(global: &Global) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let findings = guard::check(project.config()?);
    match (findings.diagnostics, findings.compared) {
        (found, _) if found.is_empty() => {
            eprintln!("the models and the history agree");
            Ok(())
        }
        (differences, true) => Err(Failure::found(differences)),
        (mistakes, false) => Err(mistakes.into()),
    }
}
