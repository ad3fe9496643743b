//! Takes out of a schema what no model can say. What a database lets pass and the rules of
//! models refuse is found here, so that all else can be written without a look at it.

mod columns;
mod foreign_keys;
mod keys;
mod objects;
mod texts;

use super::LeftOut;
use crate::model::name_fits;
use crate::schema::{ElementPath, EnumType, Schema, Table, TableName};

/// The schema that models can declare, and what is not in it.
pub(super) fn fitted(schema: &Schema) -> (Schema, Vec<LeftOut>) {
    let mut report = Report::default();
    let mut fitted = Schema::default();
    for enum_type in schema.enums.values() {
        match enum_flaw(enum_type) {
            Some(reason) => {
                let element = ElementPath::Enum(enum_type.name.clone());
                report.add(&enum_type.name, element, reason);
            }
            None => {
                fitted
                    .enums
                    .insert(enum_type.name.clone(), enum_type.clone());
            }
        }
    }
    for table in schema.tables.values() {
        if let Some(reason) = table_flaw(table) {
            report.add(&table.name, ElementPath::Table(table.name.clone()), reason);
            continue;
        }
        let mut table = table.clone();
        columns::fit(&fitted, &mut table, &mut report);
        texts::fit(&mut table, &mut report);
        keys::fit(&mut table, &mut report);
        fitted.tables.insert(table.name.clone(), table);
    }
    foreign_keys::fit(&mut fitted, &mut report);
    for table in fitted.tables.values_mut() {
        keys::fit_names(table, &mut report);
    }
    objects::fit(schema, &mut fitted, &mut report);
    (fitted, report.left_out)
}

/// What is left out, in the order in which it is found.
#[derive(Default)]
struct Report {
    left_out: Vec<LeftOut>,
}

impl Report {
    fn add(&mut self, of: &TableName, element: ElementPath, reason: impl Into<String>) {
        self.left_out.push(LeftOut {
            of: of.clone(),
            element,
            part: None,
            reason: reason.into(),
        });
    }

    fn add_part(
        &mut self,
        of: &TableName,
        element: ElementPath,
        part: &'static str,
        reason: impl Into<String>,
    ) {
        self.add(of, element, reason);
        if let Some(last) = self.left_out.last_mut() {
            last.part = Some(part);
        }
    }

    fn constraint(&mut self, table: &TableName, name: &str, reason: impl Into<String>) {
        let element = ElementPath::Constraint(table.clone(), name.to_owned());
        self.add(table, element, reason);
    }

    fn index(&mut self, table: &TableName, name: &str, reason: impl Into<String>) {
        let element = ElementPath::Index(table.clone(), name.to_owned());
        self.add(table, element, reason);
    }
}

fn enum_flaw(enum_type: &EnumType) -> Option<String> {
    if enum_type.values.is_empty() {
        return Some("an enum without values is no enum of Rust's".to_owned());
    }
    let values = enum_type.values.iter();
    table_name_flaw(&enum_type.name)
        .or_else(|| values.filter_map(|value| name_fits(value).err()).next())
}

fn table_flaw(table: &Table) -> Option<String> {
    if table.columns.is_empty() {
        return Some("a model needs at least one column".to_owned());
    }
    let columns = table.columns.keys();
    table_name_flaw(&table.name)
        .or_else(|| columns.filter_map(|column| name_fits(column).err()).next())
}

fn table_name_flaw(name: &TableName) -> Option<String> {
    let schema = name.schema.iter();
    let mut names = [&name.name].into_iter().chain(schema);
    names.find_map(|name| name_fits(name).err())
}
