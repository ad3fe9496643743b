//! Settles what foreign keys refer to, and checks that they can.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::report::Report;
use crate::closest::closest;
use crate::config::Config;
use crate::diagnostic::Code;
use crate::model::{ForeignKey, Spanned, text_of};
use crate::schema::{IndexTarget, References};
use crate::source::{Scan, ScannedModel};

/// Fills in the targets of a draft's foreign keys, and reports those that cannot be.
pub(super) fn check(report: &mut Report<'_>, config: &Config, scan: &Scan, draft: &mut Draft<'_>) {
    let scanned = draft.scanned;
    let keys = scanned.model.foreign_keys.iter().zip(&scanned.targets);
    for ((key, target), part) in keys.zip(&mut draft.foreign_keys) {
        let target = &scan.models[*target];
        if config.ignore.matches(&target.model.table_name()) || target.model.skip.is_some() {
            let name = &target.model.ident;
            let message =
                format!("`{name}` is left out of the schema, and a key cannot refer to it");
            let help = "take `skip` or the setting `ignore` away, or write the key in a revision's \
                        own SQL";
            (report
                .error(Code::ReferenceDoesNotFit, scanned, model_span(key), message)
                .help)
                .push(help.to_owned());
            continue;
        }
        let Some(columns) = columns(report, scanned, key, target) else {
            continue;
        };
        if check_width(report, scanned, key, target, &columns) {
            check_uniqueness(report, scanned, key, target, &columns);
            check_types(report, scanned, key, target, &columns);
        }
        part.value.references = References {
            table: target.model.table_name(),
            columns,
        };
    }
}

/// The columns that a key refers to: those of the fields it names, else the primary key.
fn columns(
    report: &mut Report<'_>,
    scanned: &ScannedModel,
    key: &ForeignKey,
    target: &ScannedModel,
) -> Option<Vec<String>> {
    let name = &target.model.ident;
    if key.references.fields.is_empty() {
        let Some(primary_key) = &target.model.primary_key else {
            let span = model_span(key);
            let message = format!("`{name}` has no primary key to refer to");
            let help = format!("name a unique field: `references = {name}::field`");
            report
                .error(Code::ReferenceDoesNotFit, scanned, span, message)
                .help
                .push(help);
            return None;
        };
        return Some(values(&primary_key.columns));
    }
    let mut columns = Vec::new();
    let mut all_known = true;
    for ident in &key.references.fields {
        if let Some(field) = target.model.field(ident) {
            columns.push(field.column.value.clone());
            continue;
        }
        all_known = false;
        let written = text_of(ident);
        let fields = target.model.fields.iter();
        let fields: Vec<String> = fields.map(|field| text_of(&field.ident)).collect();
        let message = match closest(&written, fields.iter().map(String::as_str)) {
            Some(meant) => {
                format!("`{name}` has no column field `{written}`, did you mean `{meant}`?")
            }
            None => format!("`{name}` has no column field `{written}`"),
        };
        report.error(Code::UnknownField, scanned, ident.span(), message);
    }
    all_known.then_some(columns)
}

fn check_width(
    report: &mut Report<'_>,
    scanned: &ScannedModel,
    key: &ForeignKey,
    target: &ScannedModel,
    columns: &[String],
) -> bool {
    let (own, others) = (key.columns.len(), columns.len());
    // Named fields the model has counted.
    if own != others && key.references.fields.is_empty() {
        let name = &target.model.ident;
        let message = format!(
            "the primary key of `{name}` is (`{}`), which this key of {} cannot refer to",
            columns.join("`, `"),
            if own == 1 {
                "1 column".to_owned()
            } else {
                format!("{own} columns")
            },
        );
        report.error(Code::ReferenceDoesNotFit, scanned, model_span(key), message);
    }
    own == others
}

/// A foreign key refers to rows by what is unique about them.
fn check_uniqueness(
    report: &mut Report<'_>,
    scanned: &ScannedModel,
    key: &ForeignKey,
    target: &ScannedModel,
    columns: &[String],
) {
    let model = &target.model;
    let wanted: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
    let is_it = |key: &[Spanned<String>]| {
        let key: BTreeSet<&str> = key.iter().map(|column| column.value.as_str()).collect();
        key == wanted
    };
    // PostgreSQL refers to no key that may be broken for a while.
    let by_key =
        (model.primary_key.iter()).any(|key| key.deferrable.is_none() && is_it(&key.columns));
    let by_constraint =
        (model.unique.iter()).any(|unique| unique.deferrable.is_none() && is_it(&unique.columns));
    let by_index = model.indexes.iter().any(|index| {
        let keys = index.keys.iter().map(|key| match &key.value.target {
            IndexTarget::Column(column) => Some(column.as_str()),
            IndexTarget::Expression(_) => None,
        });
        let keys: Option<BTreeSet<&str>> = keys.collect();
        index.unique && index.predicate.is_none() && keys.as_ref() == Some(&wanted)
    });
    if by_key || by_constraint || by_index {
        return;
    }
    let span = match key.references.fields.first() {
        Some(first) => first.span(),
        None => model_span(key),
    };
    let fields: Vec<String> = (key.references.fields.iter()).map(text_of).collect();
    if fields.is_empty() {
        let message = format!(
            "the primary key of `{}` is deferrable, and a foreign key cannot refer to it",
            model.ident
        );
        report.error(Code::ReferenceDoesNotFit, scanned, span, message);
        return;
    }
    let message = format!(
        "a foreign key refers to what is unique, and `{}` of `{}` is not",
        fields.join("`, `"),
        model.ident
    );
    let help = format!(
        "add `#[keeper(unique({}))]` to `{}`, or refer to its primary key",
        fields.join(", "),
        model.ident
    );
    report
        .error(Code::ReferenceDoesNotFit, scanned, span, message)
        .help
        .push(help);
}

/// Each column has the type of the one it refers to.
fn check_types(
    report: &mut Report<'_>,
    scanned: &ScannedModel,
    key: &ForeignKey,
    target: &ScannedModel,
    columns: &[String],
) {
    for (own, other) in key.columns.iter().zip(columns) {
        let (Some((field, own_type)), Some((_, other_type))) =
            (typed(scanned, &own.value), typed(target, other))
        else {
            continue;
        };
        if own_type.column_type != other_type.column_type {
            let message = format!(
                "`{}` is `{}`, but refers to `{}.{other}`, which is `{}`",
                own.value,
                own_type.column_type,
                target.model.table_name(),
                other_type.column_type
            );
            report.error(
                Code::ReferenceDoesNotFit,
                scanned,
                field.column_type.span,
                message,
            );
        }
    }
}

fn typed<'a>(
    scanned: &'a ScannedModel,
    column: &str,
) -> Option<(&'a crate::model::Field, &'a crate::source::ResolvedColumn)> {
    let fields = scanned.model.fields.iter().zip(&scanned.columns);
    fields
        .into_iter()
        .find(|(field, _)| field.column.value == column)
}

fn model_span(key: &ForeignKey) -> proc_macro2::Span {
    syn::spanned::Spanned::span(&key.references.model)
}

fn values(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}
