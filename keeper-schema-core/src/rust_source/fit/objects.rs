//! Objects and sequences that structs cannot declare.

use super::{Report, table_name_flaw};
use crate::model::name_fits;
use crate::model::object::trimmed;
use crate::schema::{ElementPath, ObjectName, Schema, SqlObject, TableName};

/// Takes what is beside the tables, when these are fitted.
pub(super) fn fit(schema: &Schema, fitted: &mut Schema, report: &mut Report) {
    for (name, sequence) in &schema.sequences {
        let owner = sequence.owned_by.as_ref();
        let reason = table_name_flaw(name).or_else(|| {
            let (table, column) = owner?;
            let found = fitted.table(table);
            let is_there = found.is_some_and(|found| found.columns.contains_key(column));
            if !is_there {
                return Some(format!(
                    "no model has `{table}.{column}`, which it goes with"
                ));
            }
            let is_sayable = !table.name.contains('.') && table.schema == name.schema;
            (!is_sayable).then(|| format!("`owned_by` cannot say `{table}`"))
        });
        match reason {
            Some(reason) => report.add(name, ElementPath::Sequence(name.clone()), reason),
            None => {
                fitted.sequences.insert(name.clone(), sequence.clone());
            }
        }
    }
    for object in schema.objects_in_order() {
        let name = &object.name;
        match flaw(object, fitted) {
            Some(reason) => report.add(&of(name), ElementPath::Object(name.clone()), reason),
            None => {
                fitted.objects.insert(name.clone(), object.clone());
            }
        }
    }
}

fn flaw(object: &SqlObject, fitted: &Schema) -> Option<String> {
    let table = object.name.table.iter();
    let name = table_name_flaw(&object.name.name);
    if let Some(flaw) = name.or_else(|| table.filter_map(|table| name_fits(table).err()).next()) {
        return Some(flaw);
    }
    // A struct says the statement without what stands round it.
    if object.definition.all().any(|text| trimmed(text) != text) {
        return Some("its statement begins or ends in white space or a semicolon".to_owned());
    }
    if object.requires.iter().any(|name| !name.contains(':')) {
        return Some("what it requires is not `kind:name`".to_owned());
    }
    let table = object.name.table()?;
    let mut views = fitted.objects.keys();
    let is_there = fitted.tables.contains_key(&table)
        || views.any(|view| view.kind.is_relation() && view.name == table);
    (!is_there).then(|| format!("no model is of `{table}`"))
}

/// A trigger is told of in the file of its table.
fn of(name: &ObjectName) -> TableName {
    match &name.table {
        Some(table) => name.name.sibling(table.clone()),
        None => name.name.clone(),
    }
}
