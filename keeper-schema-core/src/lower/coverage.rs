//! Finds what is for one database in a package that is for two: SQL that is written for
//! one alone, and what the other has no form for.

use proc_macro2::Span;

use super::report::Report;
use crate::config::Config;
use crate::diagnostic::Code;
use crate::model::Model;
use crate::schema::{IndexKey, IndexTarget, SqlText};
use crate::source::ScannedModel;

/// Checks the constraints and indexes of a model.
pub(super) fn check(report: &mut Report<'_>, config: &Config, scanned: &ScannedModel) {
    let model = &scanned.model;
    for check in &model.checks {
        covered(report, config, scanned, check.span, &check.expression);
    }
    for index in &model.indexes {
        if let Some(predicate) = &index.predicate {
            covered(report, config, scanned, predicate.span, &predicate.value);
        }
        for key in &index.keys {
            covered_key(report, config, scanned, key.span, &key.value);
        }
    }
    if config.dialects.sqlite {
        for (span, what, instead) in only_postgres(model) {
            let message = format!("SQLite has no {what}");
            let help = &mut report.error(Code::NotInSqlite, scanned, span, message).help;
            help.extend(instead.map(str::to_owned));
            help.push(FOR_POSTGRES_ALONE.to_owned());
        }
    } else {
        for exclusion in &model.exclusions {
            if let Some(predicate) = &exclusion.predicate {
                covered(report, config, scanned, predicate.span, &predicate.value);
            }
            for element in &exclusion.elements {
                covered_key(report, config, scanned, element.span, &element.value.key);
            }
        }
    }
}

const FOR_POSTGRES_ALONE: &str = "for PostgreSQL alone set `dialects = [\"postgres\"]` in \
     `[package.metadata.keeper-schema]`";

/// What changes what rows a table may hold, and what SQLite cannot do. What it leaves out
/// without harm, such as `include`, is not here.
fn only_postgres(model: &Model) -> Vec<(Span, &'static str, Option<&'static str>)> {
    const DISTINCT: (&str, Option<&str>) = (
        "`nulls_not_distinct`",
        Some("use a unique index over an expression such as `ifnull(...)`"),
    );
    let mut found = Vec::new();
    for exclusion in &model.exclusions {
        found.push((exclusion.span, "exclusion constraints", None));
    }
    let unique = model.unique.iter().map(|unique| unique.nulls_not_distinct);
    let indexes = model.indexes.iter().map(|index| index.nulls_not_distinct);
    for span in unique.chain(indexes).flatten() {
        found.push((span, DISTINCT.0, DISTINCT.1));
    }
    let keys = model.primary_key.iter().map(|key| key.deferrable);
    let unique = model.unique.iter().map(|unique| unique.deferrable);
    for deferrable in keys.chain(unique).flatten() {
        found.push((deferrable.span, "deferrable keys but foreign keys", None));
    }
    for method in model
        .indexes
        .iter()
        .filter_map(|index| index.method.as_ref())
    {
        if method.value != "btree" {
            found.push((method.span, "index method but btree", None));
        }
    }
    let limited = model.foreign_keys.iter();
    for column in limited.filter_map(|key| key.on_delete_columns.first()) {
        found.push((column.span, "action that is limited to some columns", None));
    }
    found
}

fn covered_key(
    report: &mut Report<'_>,
    config: &Config,
    scanned: &ScannedModel,
    span: Span,
    key: &IndexKey,
) {
    if let IndexTarget::Expression(text) = &key.target {
        covered(report, config, scanned, span, text);
    }
    if let Some(collation) = &key.collation {
        covered(report, config, scanned, span, collation);
    }
}

/// Reports each database of the package that the text is not for.
pub(super) fn covered(
    report: &mut Report<'_>,
    config: &Config,
    scanned: &ScannedModel,
    span: Span,
    text: &SqlText,
) {
    let missing = [
        ("sqlite", config.dialects.sqlite && text.sqlite().is_none()),
        (
            "postgres",
            config.dialects.postgres && text.postgres().is_none(),
        ),
    ];
    for (database, is_missing) in missing {
        if is_missing {
            let message = format!("this SQL is missing for `{database}`");
            report
                .error(Code::SqlForOneDatabase, scanned, span, message)
                .help
                .push(format!(
                    "add `{database} = \"...\"`, or leave `{database}` out of `dialects` in \
                 `[package.metadata.keeper-schema]`"
                ));
        }
    }
}
