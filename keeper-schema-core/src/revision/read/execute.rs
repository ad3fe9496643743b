//! Reads `execute`: SQL that a person wrote.

use toml::de::DeValue;

use super::fields::{Fields, Value, expected};
use super::operation::operation_in_state;
use super::report::{Report, shown};
use super::script::{self, Database, Reason};
use super::value::{list, per_dialect, string, text};
use crate::closest::closest;
use crate::diagnostic::{Code, Diagnostic};
use crate::operation::{Down, Execute, Operation};
use crate::schema::PerDialect;

pub(super) fn execute(fields: &mut Fields<'_>) -> Option<Operation> {
    let sql = fields.required("sql", statements);
    let down = fields.required("down", down);
    let state = fields.optional("state", |report, value| {
        list(report, value, operation_in_state)
    });
    Some(Operation::Execute(Execute {
        sql: sql?,
        down: down?,
        state: state.unwrap_or_default(),
    }))
}

pub(super) fn down<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<Down> {
    if let DeValue::String(written) = value.get_ref() {
        match written.as_ref() {
            "nothing" => return Some(Down::Nothing),
            "irreversible" => return Some(Down::Irreversible),
            // One bare word is a statement in few cases, and a slip in most.
            word if is_word(word) && !is_statement(word) => {
                let message = format!("unknown value `{}`", shown(word));
                let message = match closest(word, ["nothing", "irreversible"]) {
                    Some(closest) => format!("{message}, did you mean `{closest}`?"),
                    None => message,
                };
                let help = "`down` is SQL, `nothing` or `irreversible`";
                report.report(
                    value.span(),
                    Diagnostic::new(Code::UnknownValue, message).help(help),
                );
                return None;
            }
            _ => {}
        }
    }
    statements(report, value).map(Down::Sql)
}

fn is_word(written: &str) -> bool {
    !written.is_empty()
        && written
            .chars()
            .all(|character| character.is_ascii_alphabetic())
}

fn is_statement(word: &str) -> bool {
    ["analyze", "reindex", "checkpoint"].contains(&word.to_ascii_lowercase().as_str())
}

/// One statement or several, for both databases or each; none for one of them, where nothing is
/// to run.
pub(super) fn statements<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<PerDialect<Vec<String>>> {
    let DeValue::Table(table) = value.get_ref() else {
        let databases = [Database::Sqlite, Database::Postgres];
        if is_empty(value) {
            report.error(Code::MissingKey, value.span(), "the list is empty");
            return None;
        }
        return one_or_several(report, value, &databases).map(PerDialect::Common);
    };
    if !table.is_empty() && table.values().all(is_empty) {
        report.error(
            Code::MissingKey,
            value.span(),
            "no database has anything to run",
        );
        return None;
    }
    // The rules for quotes differ, so each text is read by those of its database.
    let for_sqlite = table.get("sqlite").map(|value| value.span());
    per_dialect(report, value, |report, value| {
        let database = if for_sqlite.as_ref() == Some(&value.span()) {
            Database::Sqlite
        } else {
            Database::Postgres
        };
        one_or_several(report, value, &[database])
    })
}

fn is_empty(value: &Value<'_>) -> bool {
    matches!(value.get_ref(), DeValue::Array(items) if items.is_empty())
}

fn one_or_several(
    report: &Report<'_>,
    value: &Value<'_>,
    databases: &[Database],
) -> Option<Vec<String>> {
    match value.get_ref() {
        DeValue::String(_) => script(report, value, databases).map(|script| vec![script]),
        DeValue::Array(items) => Some(
            items
                .iter()
                .filter_map(|item| script(report, item, databases))
                .collect(),
        ),
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => expected(report, value, "a string with SQL, or a list of them"),
    }
}

fn script(report: &Report<'_>, value: &Value<'_>, databases: &[Database]) -> Option<String> {
    let sql = string(report, value)?;
    let mut reported = Vec::new();
    for database in databases {
        let (count, refusals) = script::statements(sql, *database);
        if count == 0 && reported.is_empty() {
            report.error(Code::InvalidSql, value.span(), "the SQL is empty");
            return None;
        }
        for refusal in refusals {
            if reported.contains(&refusal.span) {
                continue;
            }
            let span = report.inside(value.span(), sql, refusal.span.clone());
            report.report(span, refused(&sql[refusal.span.clone()], refusal.reason));
            reported.push(refusal.span);
        }
    }
    text(report, value)
}

fn refused(words: &str, reason: Reason) -> Diagnostic {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = match reason {
        Reason::Transaction => "a revision runs inside the tool's own transaction",
        Reason::Session => "it changes the session for what runs after it",
        Reason::OutsideTransaction => "it cannot run inside a transaction",
    };
    Diagnostic::new(
        Code::StatementRefused,
        format!("`{}` is refused in `execute`: {why}", shown(&words)),
    )
}
