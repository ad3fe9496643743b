//! The scan as the view that the derives agree with.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::model::said;
use crate::model::view::{ColumnView, EnumView, ModelView, ObjectView, View};
use crate::source::{Scan, ScannedEnum, ScannedModel, ScannedObject};

pub(super) fn of(scan: &Scan, config: &Config) -> View {
    let targets = config.library.iter().chain(&config.binaries);
    let mut models: BTreeMap<String, Vec<ModelView>> = BTreeMap::new();
    for scanned in &scan.models {
        let name = scanned.model.ident.to_string();
        models.entry(name).or_default().push(model(scan, scanned));
    }
    let mut enums: BTreeMap<String, Vec<EnumView>> = BTreeMap::new();
    for scanned in &scan.enums {
        let name = scanned.model.ident.to_string();
        enums.entry(name).or_default().push(of_enum(scan, scanned));
    }
    let mut objects: BTreeMap<String, Vec<ObjectView>> = BTreeMap::new();
    for scanned in &scan.objects {
        let name = scanned.model.ident.to_string();
        (objects.entry(name).or_default()).push(of_object(scan, scanned));
    }
    View {
        package: config.package.clone(),
        manifest_folder: config.folder.display().to_string(),
        crates: targets.map(|target| target.name.clone()).collect(),
        models,
        enums,
        objects,
        drift: Vec::new(),
    }
}

fn of_enum(scan: &Scan, scanned: &ScannedEnum) -> EnumView {
    let file = &scan.files[scanned.file];
    EnumView {
        file: file.path.display().to_string(),
        line: file.place(scanned.model.ident.span()).line,
        column_type: scanned.model.column_type().to_string(),
        values: scanned.model.texts(),
    }
}

fn of_object(scan: &Scan, scanned: &ScannedObject) -> ObjectView {
    let file = &scan.files[scanned.file];
    ObjectView {
        file: file.path.display().to_string(),
        line: file.place(scanned.model.ident.span()).line,
        says: scanned.model.says(),
    }
}

fn model(scan: &Scan, scanned: &ScannedModel) -> ModelView {
    let file = &scan.files[scanned.file];
    let place = file.place(scanned.model.ident.span());
    let fields = scanned.model.fields.iter().zip(&scanned.columns);
    let columns = fields.map(|(field, resolved)| ColumnView {
        name: field.column.value.clone(),
        column_type: resolved.column_type.to_string(),
        null: field.null(),
        said: said::column(field),
    });
    let said = said::parts(&scanned.model).into_iter();
    let keys = scanned.model.foreign_keys.iter().zip(&scanned.targets);
    let references = keys.map(|(key, target)| {
        let columns = key.columns.iter().map(|column| column.value.as_str());
        let columns: Vec<&str> = columns.collect();
        let table = scan.models[*target].model.table_name();
        (columns.join(","), table.name)
    });
    ModelView {
        file: file.path.display().to_string(),
        line: place.line,
        table: scanned.model.table_name(),
        columns: columns.collect(),
        said: said.map(|part| (part.what, part.hash)).collect(),
        varies: scanned.varies,
        references: references.collect(),
    }
}
