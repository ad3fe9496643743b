//! Whether what was rehearsed may be run.

use keeper_schema::migrate::DatabaseCheck;
use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::guard;

use super::hooked;
use super::report::{Fate, Report};
use crate::failure::Failure;
use crate::live;
use crate::migrator_bin::Ended;

/// What the failure of a way says; one that is no fault of the revisions and the rows ends
/// the call.
pub(crate) fn of_error(ended: Ended) -> Result<String, Failure> {
    match ended {
        Ended::Revision(failure) => {
            let messages = failure.diagnostics().iter().map(|it| it.message.clone());
            Ok(messages.collect::<Vec<String>>().join("; "))
        }
        ended => Err(hooked::failure(ended)),
    }
}

/// Finds columns that changed though nothing touches them. Where SQL of a person runs, it
/// may have been meant.
pub(crate) fn of_rows(report: &mut Report) {
    if report.changes_rows {
        return;
    }
    for table in &report.tables {
        let Fate::Kept { changed, .. } = &table.fate else {
            continue;
        };
        if !changed.is_empty() {
            let phases: Vec<&str> = changed.iter().map(|phase| phase.name()).collect();
            report.findings.push(format!(
                "rows of `{}` changed in columns that no operation touches ({})",
                table.table,
                phases.join(", ")
            ));
        }
    }
}

/// Finds where the copy is not what its revisions lead to.
pub(crate) fn of_schema(report: &mut Report, check: &DatabaseCheck) {
    let differences = live::differences(check).into_iter();
    let sentences = differences.map(|found| found.message);
    report.findings.extend(sentences);
}

/// Finds where the models are not what the history leads to.
pub(crate) fn of_models(report: &mut Report, findings: &guard::Findings) {
    let messages = findings.diagnostics.iter().map(|found| &found.message);
    report.findings.extend(messages.cloned());
}

/// Exit status 1 if anything was found.
pub(crate) fn status(report: &Report) -> Result<(), Failure> {
    if report.findings.is_empty() {
        return Ok(());
    }
    let findings = report.findings.iter().map(Diagnostic::of_call);
    Err(Failure::found(findings.collect()))
}
