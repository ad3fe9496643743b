//! Reads a revision file: its text comes in, the revision or every mistake goes out.

mod backfill;
mod column;
mod comment;
mod constraint;
mod enums;
mod exclusion;
mod execute;
mod fields;
mod hook;
mod index;
mod objects;
mod operation;
mod report;
mod restate;
mod rows;
mod schema;
mod script;
mod seeds;
mod table;
mod value;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};
use toml_datetime::Datetime;

pub use self::schema::schema;
pub use self::script::postgres_statements;
pub use self::seeds::seeds;

use self::fields::{Fields, Value, expected};
use self::operation::operation;
use self::report::Report;
use self::value::{integer, line, list, string, word};
use super::{Phase, Revision, RevisionFile, RevisionId};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::operation::Operation;

/// Reads the revision that `source`, the text of the file at `path`, says.
///
/// The file kept in the result is the text without a byte order mark and with `\n`
/// as every line's end, so that a checkout setting never changes what a revision says.
///
/// # Errors
/// Every mistake of the file, in its order.
pub fn revision(path: &Path, source: &str) -> Result<RevisionFile, Vec<Diagnostic>> {
    if source.len() > LARGEST {
        return Err(vec![too_large(path)]);
    }
    let text = normalised(source);
    let (revision, upgrade_places, downgrade_places) = document(path, &text, file)?;
    Ok(RevisionFile {
        revision,
        path: path.to_path_buf(),
        source: text.into_owned(),
        upgrade_places,
        downgrade_places,
    })
}

/// What `read` makes of the document that `text` is.
fn document<T>(
    path: &Path,
    text: &str,
    read: for<'a> fn(&'a Report<'a>, &'a DeTable<'a>) -> Option<T>,
) -> Result<T, Vec<Diagnostic>> {
    let report = Report::new(path, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let read = match errors.as_slice() {
        [] => read(&report, document.get_ref()),
        errors => {
            report_syntax(&report, errors);
            None
        }
    };
    report.finish(read)
}

/// No revision written by hand or by a tool comes near.
pub(super) const LARGEST: usize = 16 * 1024 * 1024;

/// A file that is larger than any revision.
pub(super) fn too_large(path: &Path) -> Diagnostic {
    let message = format!(
        "`{}` is larger than a revision file can be, 16 MiB",
        path.display()
    );
    Diagnostic::new(Code::FileNotRead, message)
}

fn normalised(source: &str) -> Cow<'_, str> {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    if text.contains("\r\n") {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The format that this version reads and writes.
pub(super) const FORMAT: i64 = 1;

/// The keys of a file but for its operations.
pub(super) const TOP_LEVEL: [&str; 12] = [
    "format",
    "revision",
    "down_revision",
    "branch_labels",
    "depends_on",
    "replaces",
    "phase",
    "base_schema",
    "message",
    "create_date",
    "irreversible",
    "foreign_keys",
];

type Read = (Revision, Vec<Place>, Vec<Place>);

/// One mistake a line: what comes after the first is often its echo.
fn report_syntax(report: &Report<'_>, errors: &[toml::de::Error]) {
    let mut last_line = 0;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let line = report.place(span.clone()).line;
        if line != last_line {
            report.error(
                Code::NotToml,
                span,
                format!("not TOML: {}", error.message()),
            );
        }
        last_line = line;
    }
}

fn file<'a>(report: &'a Report<'a>, document: &'a DeTable<'a>) -> Option<Read> {
    let mut fields = Fields::new(report, document, 0..0, "a revision");
    // What another format means by the rest, nobody here knows.
    let format = fields.decisive("format", integer)?;
    if format != FORMAT {
        let span = fields.span_of("format").unwrap_or(0..0);
        report.report(span, other_format(format));
        return None;
    }
    report_not_first(&fields, document);

    let id = fields.required("revision", id);
    let down_revision = fields.optional("down_revision", ids);
    let branch_labels = fields.optional("branch_labels", labels);
    let depends_on = fields.optional("depends_on", ids);
    let replaces = fields.optional("replaces", ids);
    let phase = fields.optional("phase", phase);
    let base_schema = fields.optional("base_schema", fingerprint);
    let message = fields.optional("message", line);
    let create_date = fields.optional("create_date", date);
    let irreversible = fields.flag("irreversible");
    let foreign_keys_on = fields.optional("foreign_keys", |report, value| {
        word(report, value, &[("on", true)])
    });
    let upgrade = fields.optional("upgrade", operations);
    let downgrade = fields.optional("downgrade", operations);
    if let (true, Some(span)) = (irreversible, fields.span_of("downgrade")) {
        report.error(
            Code::KeysExclude,
            span,
            "`irreversible` and a downgrade exclude each other",
        );
    }
    fields.finish();

    let (upgrade, upgrade_places) = upgrade.unwrap_or_default();
    let (downgrade, downgrade_places) = downgrade.unzip();
    let revision = Revision {
        id: id?,
        down_revision: down_revision.unwrap_or_default(),
        branch_labels: branch_labels.unwrap_or_default(),
        depends_on: depends_on.unwrap_or_default(),
        replaces: replaces.unwrap_or_default(),
        phase,
        base_schema,
        message: message.unwrap_or_default(),
        create_date,
        irreversible,
        foreign_keys_on: foreign_keys_on.unwrap_or(false),
        upgrade,
        downgrade,
    };
    Some((
        revision,
        upgrade_places,
        downgrade_places.unwrap_or_default(),
    ))
}

fn other_format(format: i64) -> Diagnostic {
    let help = format!("this version reads format {FORMAT}");
    if format > FORMAT {
        Diagnostic::new(
            Code::UnknownFormat,
            format!("format {format} was written by a newer version"),
        )
        .help(help)
        .help("update keeper-schema to read it")
    } else {
        Diagnostic::new(Code::UnknownFormat, format!("there is no format {format}")).help(help)
    }
}

/// `format` says how to read the rest, for people as for tools.
fn report_not_first(fields: &Fields<'_>, document: &DeTable<'_>) {
    let start = |key: &Range<usize>| key.start;
    let first = document.keys().map(|key| key.span()).min_by_key(start);
    let format = document.get_key_value("format");
    if let (Some(first), Some((format, _))) = (first, format)
        && first != format.span()
    {
        fields.report.error(
            Code::UnknownFormat,
            format.span(),
            "`format` must be the first key of the file",
        );
    }
}

fn id(report: &Report<'_>, value: &Value<'_>) -> Option<RevisionId> {
    match RevisionId::new(string(report, value)?) {
        Ok(id) => Some(id),
        Err(error) => {
            report.error(Code::InvalidName, value.span(), error.to_string());
            None
        }
    }
}

/// A string or a list of strings.
fn one_or_several<'a, T: Clone + PartialEq + std::fmt::Display>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
    read: impl Fn(&'a Report<'a>, &'a Value<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    match value.get_ref() {
        DeValue::String(_) => read(report, value).map(|one| vec![one]),
        DeValue::Array(_) => {
            let mut seen = Vec::new();
            list(report, value, |report, value| {
                let item = read(report, value)?;
                if seen.contains(&item) {
                    report.error(
                        Code::ListedTwice,
                        value.span(),
                        format!("`{item}` is listed twice"),
                    );
                }
                seen.push(item.clone());
                Some(item)
            })
        }
        _ => expected(report, value, "a string or a list of strings"),
    }
}

fn ids<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<Vec<RevisionId>> {
    one_or_several(report, value, id)
}

/// Branch labels stand where ids do (`label@head`), so they have the form of ids.
fn labels<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<Vec<String>> {
    one_or_several(report, value, |report, value| {
        let label = string(report, value)?;
        if RevisionId::new(label).is_err() {
            let message = format!(
                "`{}` cannot be a branch label: a label has the form of a revision id",
                report::shown(label)
            );
            report.error(Code::InvalidName, value.span(), message);
            return None;
        }
        Some(label.to_owned())
    })
}

fn phase(report: &Report<'_>, value: &Value<'_>) -> Option<Phase> {
    let phases = [Phase::Expand, Phase::Contract];
    word(report, value, &phases.map(|phase| (phase.as_str(), phase)))
}

fn fingerprint(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    let written = string(report, value)?;
    let parts = written
        .strip_prefix('s')
        .and_then(|rest| rest.split_once(':'));
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let right = parts.is_some_and(|(version, digest)| {
        let version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        version && !digest.is_empty() && digest.bytes().all(hex)
    });
    if !right {
        report.error(
            Code::InvalidName,
            value.span(),
            "`base_schema` is `s1:` and hexadecimal digits",
        );
        return None;
    }
    Some(written.to_owned())
}

fn date(report: &Report<'_>, value: &Value<'_>) -> Option<Datetime> {
    match value.get_ref() {
        DeValue::Datetime(datetime) if datetime.date.is_some() => Some(*datetime),
        DeValue::Datetime(_) => {
            report.error(
                Code::WrongType,
                value.span(),
                "expected a date, found only a time",
            );
            None
        }
        _ => expected(
            report,
            value,
            "a date and time without quotes, as `2026-01-31T12:00:00Z`",
        ),
    }
}

fn operations<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<(Vec<Operation>, Vec<Place>)> {
    list(report, value, operation).map(|operations| operations.into_iter().unzip())
}

#[cfg(test)]
mod tests;
