//! Collects what had other names before.

use std::collections::BTreeMap;

use super::RenameHint;
use super::draft::Draft;
use super::report::Report;
use crate::diagnostic::Code;
use crate::schema::{ElementPath, TableName};

/// The hints of all models, by table; those that cannot be true are reported.
pub(super) fn hints(
    report: &mut Report<'_>,
    drafts: &BTreeMap<TableName, Draft<'_>>,
) -> Vec<RenameHint> {
    let mut hints = Vec::new();
    let mut tables: BTreeMap<TableName, &TableName> = BTreeMap::new();
    for draft in drafts.values() {
        let (name, scanned) = (&draft.name, draft.scanned);
        if let Some(from) = &scanned.model.renamed_from {
            let before = name.sibling(&from.value);
            if drafts.contains_key(&before) {
                let message = format!("`{before}` is a table still");
                stale(report, draft, from.span, message);
            } else if let Some(other) = tables.insert(before, name) {
                let message = format!("`{other}` was renamed from `{}` already", from.value);
                report.error(Code::StaleRename, scanned, from.span, message);
            }
            hints.push(RenameHint {
                element: ElementPath::Table(name.clone()),
                from: from.value.clone(),
                place: report.place(scanned, from.span),
            });
        }
        let mut columns: BTreeMap<&str, &str> = BTreeMap::new();
        for field in &scanned.model.fields {
            let Some(from) = &field.renamed_from else {
                continue;
            };
            let column = &field.column.value;
            if draft.columns.contains_key(&from.value) {
                let message = format!("`{}` is a column still", from.value);
                stale(report, draft, from.span, message).push(format!(
                    "if the two were swapped, tell `cargo db migrate` with `--rename` instead, \
                     once for `{}` and once for `{column}`",
                    from.value
                ));
            } else if let Some(other) = columns.insert(&from.value, column) {
                let message = format!("`{other}` was renamed from `{}` already", from.value);
                report.error(Code::StaleRename, scanned, from.span, message);
            }
            hints.push(RenameHint {
                element: ElementPath::Column(name.clone(), column.clone()),
                from: from.value.clone(),
                place: report.place(scanned, from.span),
            });
        }
    }
    hints.sort();
    hints
}

fn stale<'r>(
    report: &'r mut Report<'_>,
    draft: &Draft<'_>,
    span: proc_macro2::Span,
    message: String,
) -> &'r mut Vec<String> {
    let help = &mut report
        .error(Code::StaleRename, draft.scanned, span, message)
        .help;
    help.push("once the revision is written, `renamed_from` can go".to_owned());
    help
}
