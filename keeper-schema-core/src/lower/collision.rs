//! Finds tables that are declared twice, and names that a database takes for the same.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::report::{Double, Report};
use crate::config::Config;
use crate::diagnostic::Code;
use crate::schema::TableName;

/// The drafts by their table, each once. Alternatives under different `cfg`s that say
/// the same are one; what else is double is reported.
pub(super) fn tables<'a>(
    report: &mut Report<'_>,
    config: &Config,
    drafts: Vec<Draft<'a>>,
) -> BTreeMap<TableName, Draft<'a>> {
    let mut tables: BTreeMap<TableName, Draft<'a>> = BTreeMap::new();
    for draft in drafts {
        reserved(report, config, &draft);
        match tables.get(&draft.name) {
            None => {
                tables.insert(draft.name.clone(), draft);
            }
            Some(first) => double(report, first, &draft),
        }
    }
    if config.dialects.sqlite {
        let mut seen: BTreeMap<TableName, &Draft<'_>> = BTreeMap::new();
        for draft in tables.values() {
            columns_by_case(report, draft);
            match seen.get(&folded(&draft.name)) {
                Some(other) => by_case(report, draft, other),
                None => {
                    seen.insert(folded(&draft.name), draft);
                }
            }
        }
    }
    tables
}

/// Names that belong to the database, or to the tool.
fn reserved(report: &mut Report<'_>, config: &Config, draft: &Draft<'_>) {
    let name = draft.name.name.to_ascii_lowercase();
    let message = if config.dialects.sqlite && name.starts_with("sqlite_") {
        "SQLite keeps names that begin with `sqlite_` to itself"
    } else if BOOKKEEPING.contains(&name.as_str()) {
        "the table of that name remembers which revisions are applied"
    } else {
        return;
    };
    let span = draft.scanned.model.table.span;
    (report
        .error(Code::NameRefused, draft.scanned, span, message)
        .help)
        .push("choose another name with `#[keeper(table = \"...\")]`".to_owned());
}

/// The tables that a migrator makes for itself.
const BOOKKEEPING: [&str; 3] = ["keeper_revisions", "keeper_steps", "keeper_meta"];

fn double(report: &mut Report<'_>, first: &Draft<'_>, second: &Draft<'_>) {
    let are_alternatives = first.scanned.conditional || second.scanned.conditional;
    if are_alternatives && first.says_the_same(second) {
        return;
    }
    let kind = match are_alternatives {
        true => Double::Alternatives,
        false => Double::Namesakes { attribute: "table" },
    };
    let what = format!("table `{}`", second.name);
    let place = report.place(first.scanned, first.scanned.model.table.span);
    let at = (second.scanned.file, second.scanned.model.table.span);
    report.double(&what, &place, at, kind);
}

fn by_case(report: &mut Report<'_>, draft: &Draft<'_>, other: &Draft<'_>) {
    // Reported where the later one stands, whatever their names.
    let place = |draft: &Draft<'_>| {
        let start = draft.scanned.model.ident.span().start();
        (draft.scanned.file, start.line, start.column)
    };
    let (first, second) = if place(draft) < place(other) {
        (draft, other)
    } else {
        (other, draft)
    };
    let message = format!(
        "SQLite takes the tables `{}` and `{}` for the same",
        first.name, second.name
    );
    report.error(
        Code::NameUsedTwice,
        second.scanned,
        second.scanned.model.table.span,
        message,
    );
}

fn columns_by_case(report: &mut Report<'_>, draft: &Draft<'_>) {
    let fields = &draft.scanned.model.fields;
    for (index, field) in fields.iter().enumerate() {
        let name = field.column.value.as_str();
        let before = fields[..index].iter().rev();
        let mut before = before.map(|field| field.column.value.as_str());
        match before.find(|other| other.eq_ignore_ascii_case(name)) {
            Some(other) if other != name => {
                let message =
                    format!("SQLite takes the columns `{other}` and `{name}` for the same");
                report.error(
                    Code::NameUsedTwice,
                    draft.scanned,
                    field.column.span,
                    message,
                );
            }
            Some(_) | None => {}
        }
    }
}

/// The name as SQLite compares it.
fn folded(name: &TableName) -> TableName {
    TableName {
        schema: name
            .schema
            .as_ref()
            .map(|schema| schema.to_ascii_lowercase()),
        name: name.name.to_ascii_lowercase(),
    }
}
