//! Makes the views, functions and the like, and the sequences that are declared.

use std::collections::BTreeMap;

use super::Models;
use super::report::{Double, Report};
use crate::diagnostic::Code;
use crate::model::Declared;
use crate::schema::{ElementPath, ObjectName, SqlObject, TableName};
use crate::source::{Scan, ScannedObject};

/// Adds them to the models, beside the tables. Alternatives under different `cfg`s that say
/// the same are one; what else is double, or stands on nothing, is reported.
pub(super) fn finish(report: &mut Report<'_>, scan: &Scan, models: &mut Models) {
    let mut first: BTreeMap<ElementPath, &ScannedObject> = BTreeMap::new();
    for scanned in &scan.objects {
        let (element, name) = element(scanned);
        let table = match &element {
            ElementPath::Object(object) => object.table(),
            _ => None,
        };
        if [Some(&name), table.as_ref()]
            .into_iter()
            .flatten()
            .any(|it| models.ignored.matches(it))
        {
            continue;
        }
        if let Some(other) = first.get(&element) {
            double(report, other, scanned);
            continue;
        }
        let span = scanned.model.declared.span;
        if let Some(other) = namesake(models, &element, &name) {
            let message = format!("`{name}` is a {} already", other.kind());
            report.error_in(Code::NameUsedTwice, scanned.file, span, message);
        }
        let place = report.place_in(scanned.file, span);
        for schema in name.schema.iter().filter(|schema| *schema != "public") {
            models.schema.schemas.insert(schema.clone());
            let schema = ElementPath::Schema(schema.clone());
            models.places.add(schema, place.clone());
        }
        models.places.add(element.clone(), place);
        first.insert(element, scanned);
        add(scanned, models);
    }
    for (element, scanned) in first {
        stands_on(report, models, &element, scanned);
    }
}

fn element(scanned: &ScannedObject) -> (ElementPath, TableName) {
    match &scanned.model.declared.value {
        Declared::Object(object) => {
            let name = object.name.name.clone();
            (ElementPath::Object(object.name.clone()), name)
        }
        Declared::Sequence(sequence) => {
            let name = sequence.name.clone();
            (ElementPath::Sequence(name.clone()), name)
        }
    }
}

fn add(scanned: &ScannedObject, models: &mut Models) {
    match (&scanned.model.declared.value, &scanned.statement) {
        (Declared::Object(object), Some(definition)) => {
            let object = SqlObject {
                name: object.name.clone(),
                definition: definition.clone(),
                requires: object.requires.clone(),
            };
            models.schema.objects.insert(object.name.clone(), object);
        }
        // Its file could not be read, which is reported.
        (Declared::Object(_), None) => {}
        (Declared::Sequence(sequence), _) => {
            let name = sequence.name.clone();
            models.schema.sequences.insert(name, sequence.clone());
        }
    }
}

/// What has the name in the namespace of the tables, if the element is in it too.
fn namesake(models: &Models, element: &ElementPath, name: &TableName) -> Option<ElementPath> {
    let is_relation = match element {
        ElementPath::Object(object) => object.kind.is_relation(),
        _ => true,
    };
    let schema = &models.schema;
    let relations = |object: &&ObjectName| object.kind.is_relation() && object.name == *name;
    if !is_relation {
        None
    } else if schema.tables.contains_key(name) {
        Some(ElementPath::Table(name.clone()))
    } else if schema.sequences.contains_key(name) {
        Some(ElementPath::Sequence(name.clone()))
    } else {
        let object = schema.objects.keys().find(relations)?;
        Some(ElementPath::Object(object.clone()))
    }
}

/// Reports a table or a column that no model is of.
fn stands_on(
    report: &mut Report<'_>,
    models: &Models,
    element: &ElementPath,
    scanned: &ScannedObject,
) {
    let schema = &models.schema;
    let is_there = |table: &TableName| {
        let mut views = schema.objects.keys();
        schema.tables.contains_key(table)
            || models.ignored.matches(table)
            || views.any(|view| view.kind.is_relation() && view.name == *table)
    };
    let missing = match element {
        ElementPath::Object(object) => object.table().filter(|table| !is_there(table)),
        ElementPath::Sequence(name) => {
            let owner = schema
                .sequences
                .get(name)
                .and_then(|it| it.owned_by.as_ref());
            owner.and_then(|(table, column)| match schema.table(table) {
                Some(found) if found.columns.contains_key(column) => None,
                Some(_) => Some(table.sibling(format!("{}.{column}", table.name))),
                None => (!is_there(table)).then(|| table.clone()),
            })
        }
        _ => None,
    };
    if let Some(missing) = missing {
        let message = format!("no model has `{missing}`");
        report.error_in(
            Code::UnknownField,
            scanned.file,
            scanned.model.declared.span,
            message,
        );
    }
}

fn double(report: &mut Report<'_>, one: &ScannedObject, other: &ScannedObject) {
    let are_alternatives = one.conditional || other.conditional;
    let is_same = one.model.says() == other.model.says() && one.statement == other.statement;
    if are_alternatives && is_same {
        return;
    }
    let kind = match are_alternatives {
        true => Double::Alternatives,
        false => Double::Namesakes {
            attribute: other.model.attribute(),
        },
    };
    let what = format!("{} `{}`", other.model.words(), other.model.name());
    let place = report.place_in(one.file, one.model.declared.span);
    let at = (other.file, other.model.declared.span);
    report.double(&what, &place, at, kind);
}
