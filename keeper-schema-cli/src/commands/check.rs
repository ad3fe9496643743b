//! `check`: what the guard would say in the build, without a build.

use keeper_schema_core::guard;

use crate::args::Global;
use crate::failure::Failure;
use crate::project::Project;

pub(crate) fn run(global: &Global) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let findings = guard::check(project.config()?);
    if !findings.diagnostics.is_empty() {
        return Err(Failure::found(findings.diagnostics));
    }
    eprintln!("the models and the history agree");
    Ok(())
}
