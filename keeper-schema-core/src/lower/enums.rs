//! Makes the enum types of the enums that have one.

use std::collections::BTreeMap;

use super::column::comment;
use super::report::{Double, Report};
use super::{Models, RenameHint};
use crate::config::Config;
use crate::diagnostic::Code;
use crate::model::{EnumModel, EnumStorage};
use crate::schema::{ElementPath, EnumType, TableName};
use crate::source::{Scan, ScannedEnum};

/// Adds the enum types to the models, beside the tables. Alternatives under different
/// `cfg`s that say the same are one; what else is double is reported.
pub(super) fn finish(report: &mut Report<'_>, config: &Config, scan: &Scan, models: &mut Models) {
    let mut first: BTreeMap<TableName, &ScannedEnum> = BTreeMap::new();
    for scanned in &scan.enums {
        let model = &scanned.model;
        let EnumStorage::Native(name) = &model.storage.value else {
            continue;
        };
        if let Some(other) = first.insert(name.clone(), scanned) {
            double(report, config, name, (other, scanned));
            continue;
        }
        if models.schema.tables.contains_key(name) {
            let message = format!("`{name}` is a table already");
            (report
                .error_in(
                    Code::NameUsedTwice,
                    scanned.file,
                    model.storage.span,
                    message,
                )
                .help)
                .push("give the enum another name with `#[keeper(native = \"...\")]`".to_owned());
        }
        let place = report.place_in(scanned.file, model.ident.span());
        let schema = name.schema.iter().filter(|schema| *schema != "public");
        for schema in schema {
            models.schema.schemas.insert(schema.clone());
            let schema = ElementPath::Schema(schema.clone());
            models.places.add(schema, place.clone());
        }
        (models.places).add(ElementPath::Enum(name.clone()), place);
        let enum_type = EnumType {
            name: name.clone(),
            values: model.texts(),
            comment: comment(config, model.comment.as_ref(), model.doc.as_ref()),
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

fn double(
    report: &mut Report<'_>,
    config: &Config,
    name: &TableName,
    (one, other): (&ScannedEnum, &ScannedEnum),
) {
    let are_alternatives = one.conditional || other.conditional;
    let says = |scanned: &ScannedEnum| {
        let model = &scanned.model;
        let comment = comment(config, model.comment.as_ref(), model.doc.as_ref());
        (model.texts(), comment)
    };
    if are_alternatives && says(one) == says(other) {
        return;
    }
    let kind = match are_alternatives {
        true => Double::Alternatives,
        false => Double::Namesakes {
            attribute: "native",
        },
    };
    let place = report.place_in(one.file, one.model.storage.span);
    let at = (other.file, other.model.storage.span);
    report.double(&format!("enum `{name}`"), &place, at, kind);
}
