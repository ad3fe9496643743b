//! Makes a column of a field.

use super::coverage::covered;
use super::report::Report;
use crate::closest::closest;
use crate::config::Config;
use crate::diagnostic::Code;
use crate::model::{Field, RustType, Spanned};
use crate::schema::{
    Column, ColumnType, Default, Identity, IdentityKind, Literal, SqliteColumn, default_fits,
};
use crate::source::{ResolvedColumn, ScannedModel};

/// The column of a field, and a report of what its type does not allow.
pub(super) fn column(
    report: &mut Report<'_>,
    config: &Config,
    scanned: &ScannedModel,
    field: &Field,
    resolved: &ResolvedColumn,
) -> Column {
    check_default(report, config, scanned, field, resolved);
    check_numbering(report, config, scanned, field, resolved);
    let identity = identity(scanned, field, resolved);
    if let (Some(span), Some(_), true) = (
        scanned.model.without_rowid,
        &identity,
        config.dialects.sqlite,
    ) {
        let name = &field.ident;
        let message = format!("SQLite cannot number `{name}` in a table without rowid");
        let help = format!("add `identity = \"none\"` to `{name}`, or take `without_rowid` away");
        report
            .error(Code::NotInSqlite, scanned, span, message)
            .help
            .push(help);
    }
    let texts = [
        (field.generated.as_ref()).map(|generated| (generated.span, &generated.value.expression)),
        (field.collation.as_ref()).map(|collation| (collation.span, &collation.value)),
    ];
    for (span, text) in texts.into_iter().flatten() {
        covered(report, config, scanned, span, text);
    }
    Column {
        name: field.column.value.clone(),
        column_type: resolved.column_type.clone(),
        null: field.null(),
        default: field.default.as_ref().map(|default| default.value.clone()),
        identity: identity.map(Box::new),
        generated: (field.generated.as_ref()).map(|generated| Box::new(generated.value.clone())),
        collation: (field.collation.as_ref()).map(|collation| Box::new(collation.value.clone())),
        comment: comment(config, field.comment.as_ref(), field.doc.as_ref()),
        sqlite: SqliteColumn {
            autoincrement: field.autoincrement.is_some(),
            enforce_length: field.enforce_length.is_some(),
        },
    }
}

/// What the attribute says, or else the doc comment where the settings take it.
pub(super) fn comment(
    config: &Config,
    said: Option<&Spanned<String>>,
    doc: Option<&String>,
) -> Option<String> {
    match said {
        Some(_) => said_comment(said),
        None => doc.filter(|_| config.doc_comments).cloned(),
    }
}

/// What the attribute says. An empty comment is none, as it is in a database.
pub(super) fn said_comment(said: Option<&Spanned<String>>) -> Option<String> {
    said.map(|said| said.value.clone())
        .filter(|comment| !comment.is_empty())
}

/// How the database numbers the column: as the model says, and a sole integer key
/// without a word too.
fn identity(scanned: &ScannedModel, field: &Field, resolved: &ResolvedColumn) -> Option<Identity> {
    if let Some(said) = &field.identity {
        return said.value.clone();
    }
    let sole = scanned.model.numbered_field();
    let is_sole = sole.is_some_and(|sole| sole.ident == field.ident);
    (is_sole && is_numerable(resolved)).then(|| Identity::new(IdentityKind::Serial))
}

/// What the model could not check, not knowing the type.
fn check_default(
    report: &mut Report<'_>,
    config: &Config,
    scanned: &ScannedModel,
    field: &Field,
    resolved: &ResolvedColumn,
) {
    let Some(default) = &field.default else {
        return;
    };
    if let Default::Expression(text) = &default.value {
        covered(report, config, scanned, default.span, text);
    }
    if !matches!(field.column_type.value, RustType::Known(_))
        && let Err(error) = default_fits(&resolved.column_type, &default.value)
    {
        report.error(
            Code::DefaultDoesNotFit,
            scanned,
            default.span,
            error.to_string(),
        );
    }
    if let Default::Literal(Literal::String(value)) = &default.value
        && !resolved.values.is_empty()
        && !resolved.values.contains(value)
    {
        let values = resolved.values.iter().map(String::as_str);
        let message = match closest(value, values) {
            Some(meant) => format!("`{value}` is no value of the enum, did you mean `{meant}`?"),
            None => format!("`{value}` is no value of the enum"),
        };
        report.error(Code::DefaultDoesNotFit, scanned, default.span, message);
    }
}

fn check_numbering(
    report: &mut Report<'_>,
    config: &Config,
    scanned: &ScannedModel,
    field: &Field,
    resolved: &ResolvedColumn,
) {
    let said = (field.identity.as_ref()).filter(|said| said.value.is_some());
    let Some(span) = said.map(|said| said.span).or(field.autoincrement) else {
        return;
    };
    if !matches!(field.column_type.value, RustType::Known(_)) && !is_numerable(resolved) {
        let what = if resolved.is_enum {
            "an enum".to_owned()
        } else {
            format!("`{}`", resolved.column_type)
        };
        report.error(
            Code::TypeRefuses,
            scanned,
            span,
            format!("the database cannot number {what}"),
        );
    }
    let key = scanned.model.primary_key.as_ref();
    let is_sole_key = key.is_some_and(|key| match key.columns.as_slice() {
        [column] => column.value == field.column.value,
        _ => false,
    });
    if config.dialects.sqlite && !is_sole_key {
        let message = "SQLite numbers a column only if it is the sole primary key";
        report
            .error(Code::NotInSqlite, scanned, span, message)
            .help
            .push(
                "for PostgreSQL alone set `dialects = [\"postgres\"]` in \
             `[package.metadata.keeper-schema]`"
                    .to_owned(),
            );
    }
}

fn is_numerable(resolved: &ResolvedColumn) -> bool {
    let is_integer = matches!(
        resolved.column_type,
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
    );
    is_integer && !resolved.is_enum
}
