//! Makes the enum types of the enums that have one.

use std::collections::BTreeMap;

use super::report::Report;
use super::{Models, RenameHint};
use crate::model::{EnumModel, EnumStorage};
use crate::schema::{ElementPath, EnumType, TableName};
use crate::source::{Scan, ScannedEnum};

/// Adds the enum types to the models, beside the tables. Alternatives under different
/// `cfg`s that say the same are one; what else is double is reported.
pub(super) fn finish(report: &mut Report<'_>, scan: &Scan, models: &mut Models) {
    let mut first: BTreeMap<TableName, &ScannedEnum> = BTreeMap::new();
    for scanned in &scan.enums {
        let model = &scanned.model;
        let EnumStorage::Native(name) = &model.storage.value else {
            continue;
        };
        if let Some(other) = first.insert(name.clone(), scanned) {
            double(report, name, other, scanned);
            continue;
        }
        if models.schema.tables.contains_key(name) {
            let message = format!("`{name}` is a table already");
            (report
                .error_in(scanned.file, model.storage.span, message)
                .help)
                .push("give the enum another name with `#[keeper(native = \"...\")]`".to_owned());
        }
        let place = report.place_in(scanned.file, model.ident.span());
        let schema = name.schema.iter().filter(|schema| *schema != "public");
        for schema in schema {
            models.schema.schemas.insert(schema.clone());
            let schema = ElementPath::Schema(schema.clone());
            models.places.entry(schema).or_insert_with(|| place.clone());
        }
        models.places.insert(ElementPath::Enum(name.clone()), place);
        let enum_type = EnumType {
            name: name.clone(),
            values: model.texts(),
            comment: None,
        };
        models.schema.enums.insert(name.clone(), enum_type);
        renames(report, scanned, name, models);
    }
}

/// What the enum and its values were called before.
fn renames(report: &Report<'_>, scanned: &ScannedEnum, name: &TableName, models: &mut Models) {
    let EnumModel {
        renamed_from,
        variants,
        ..
    } = &scanned.model;
    models
        .renames
        .extend(renamed_from.as_ref().map(|from| RenameHint {
            element: ElementPath::Enum(name.clone()),
            from: from.value.clone(),
            place: report.place_in(scanned.file, from.span),
        }));
    for variant in variants {
        if let Some(from) = &variant.renamed_from {
            let value = (name.clone(), variant.text.value.clone());
            models.renamed_values.insert(value, from.value.clone());
        }
    }
}

fn double(report: &mut Report<'_>, name: &TableName, one: &ScannedEnum, other: &ScannedEnum) {
    let are_alternatives = one.conditional || other.conditional;
    if are_alternatives && one.model.texts() == other.model.texts() {
        return;
    }
    let place = report.place_in(one.file, one.model.storage.span);
    let (message, help) = if are_alternatives {
        (
            format!("enum `{name}` differs from the one at `{place}` under another `cfg`"),
            "pin the `cfg`s that hold with `cfg = [...]` in `[package.metadata.keeper-schema]`",
        )
    } else {
        (
            format!("enum `{name}` is declared at `{place}` already"),
            "give one of them another name with `#[keeper(native = \"...\")]`",
        )
    };
    let span = other.model.storage.span;
    (report.error_in(other.file, span, message).help).push(help.to_owned());
}
