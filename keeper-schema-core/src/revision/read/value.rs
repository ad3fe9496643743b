//! Reads single values: strings, names, words, lists, and SQL for one database or both.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::fields::{Fields, Value, expected};
use super::report::{Report, shown};
use crate::closest::closest;
use crate::diagnostic::{Code, Diagnostic};
use crate::invisible::is_invisible;
use crate::schema::sql_expression::expression_fits;
use crate::schema::{PerDialect, SqlText};

pub(super) fn string<'a>(report: &Report<'_>, value: &'a Value<'_>) -> Option<&'a str> {
    let DeValue::String(text) = value.get_ref() else {
        return expected(report, value, "a string");
    };
    if text.contains('\0') {
        report.error(
            Code::InvalidName,
            value.span(),
            "neither database can keep a NUL character",
        );
        return None;
    }
    Some(text)
}

pub(super) fn text(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    string(report, value).map(str::to_owned)
}

/// A comment, which is not empty: neither database tells an empty one from none.
pub(super) fn comment(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    let text = text(report, value)?;
    if text.is_empty() {
        report.error(
            Code::UnknownValue,
            value.span(),
            "an empty comment is none: leave it out",
        );
        return None;
    }
    Some(text)
}

/// A string of one line that can be printed as it is.
pub(super) fn line(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    let text = string(report, value)?;
    if let Some(character) = text.chars().find(|character| is_invisible(*character)) {
        report.error(
            Code::InvalidName,
            value.span(),
            format!(
                "the character U+{:04X} cannot stand here",
                u32::from(character)
            ),
        );
        return None;
    }
    Some(text.to_owned())
}

/// The name of a table, column, constraint or index.
pub(super) fn name(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    let name = line(report, value)?;
    if name.is_empty() {
        report.error(Code::InvalidName, value.span(), "a name cannot be empty");
        return None;
    }
    Some(name)
}

/// A list of different names, at least one.
pub(super) fn names(report: &Report<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let names = any_names(report, value)?;
    if names.is_empty() {
        report.error(Code::MissingKey, value.span(), "the list is empty");
        return None;
    }
    Some(names)
}

/// A list of different names, or none.
pub(super) fn any_names(report: &Report<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    list(report, value, |report, value| {
        let name = name(report, value)?;
        if !seen.insert(name.clone()) {
            report.error(
                Code::ListedTwice,
                value.span(),
                format!("`{name}` is listed twice"),
            );
        }
        Some(name)
    })
}

pub(super) fn boolean(report: &Report<'_>, value: &Value<'_>) -> Option<bool> {
    match value.get_ref() {
        DeValue::Boolean(boolean) => Some(*boolean),
        _ => expected(report, value, "a boolean"),
    }
}

pub(super) fn integer(report: &Report<'_>, value: &Value<'_>) -> Option<i64> {
    let DeValue::Integer(integer) = value.get_ref() else {
        return expected(report, value, "an integer");
    };
    let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
    if number.is_none() {
        report.error(
            Code::UnknownValue,
            value.span(),
            "the integer has more than 64 bits",
        );
    }
    number
}

/// Every item that can be read; those that cannot are reported.
pub(super) fn list<'a, T>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
    mut read: impl FnMut(&'a Report<'a>, &'a Value<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    match value.get_ref() {
        DeValue::Array(items) => Some(items.iter().filter_map(|item| read(report, item)).collect()),
        _ => expected(report, value, "a list"),
    }
}

/// One of several words.
pub(super) fn word<T: Copy>(
    report: &Report<'_>,
    value: &Value<'_>,
    words: &[(&'static str, T)],
) -> Option<T> {
    let written = string(report, value)?;
    let found = words.iter().find(|(word, _)| *word == written);
    if found.is_none() {
        let known = words.iter().map(|(word, _)| *word);
        let diagnostic = match closest(written, known.clone()) {
            Some(closest) => Diagnostic::new(
                Code::UnknownValue,
                format!(
                    "unknown value `{}`, did you mean `{closest}`?",
                    shown(written)
                ),
            ),
            None => Diagnostic::new(
                Code::UnknownValue,
                format!("unknown value `{}`", shown(written)),
            ),
        };
        let known: Vec<_> = known.collect();
        let help = format!("it is one of `{}`", known.join("`, `"));
        report.report(value.span(), diagnostic.help(help));
    }
    found.map(|(_, meaning)| *meaning)
}

/// A value for both databases, or a table with one for each.
pub(super) fn per_dialect<'a, T>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
    mut read: impl FnMut(&'a Report<'a>, &'a Value<'a>) -> Option<T>,
) -> Option<PerDialect<T>> {
    let DeValue::Table(table) = value.get_ref() else {
        return read(report, value).map(PerDialect::Common);
    };
    let mut fields = Fields::new(report, table, value.span(), "a value for each database");
    let sqlite = fields.optional("sqlite", &mut read);
    let postgres = fields.optional("postgres", &mut read);
    if table.is_empty() {
        report.error(
            Code::MissingKey,
            value.span(),
            "neither `sqlite` nor `postgres` is given",
        );
    }
    fields.finish();
    Some(PerDialect::Each { sqlite, postgres })
}

/// SQL that is part of a statement.
pub(super) fn sql(report: &Report<'_>, value: &Value<'_>) -> Option<SqlText> {
    per_dialect(report, value, |report, value| {
        if !matches!(value.get_ref(), DeValue::String(_)) {
            return expected(report, value, "a string with SQL");
        }
        let sql = text(report, value)?;
        if let Err(flaw) = expression_fits(&sql) {
            report.error(Code::InvalidSql, value.span(), flaw);
            return None;
        }
        Some(sql)
    })
}
