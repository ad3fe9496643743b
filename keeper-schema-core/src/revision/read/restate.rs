//! Reads the new texts of what held a renamed name.

use toml::de::DeValue;

use super::exclusion::elements;
use super::fields::{Fields, Value, expected};
use super::index::keys;
use super::report::Report;
use super::value::{list, name, sql};
use crate::diagnostic::Code;
use crate::operation::Restatement;

pub(super) fn restatements<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<Vec<Restatement>> {
    list(report, value, restatement)
}

fn restatement<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<Restatement> {
    let DeValue::Table(table) = value.get_ref() else {
        return expected(report, value, "a table");
    };
    let mut fields = Fields::new(report, table, value.span(), "a restatement");
    let restatement = if table.contains_key("index") {
        let index = fields.required("index", name);
        let keys = fields.optional("keys", keys);
        let predicate = fields.optional("where", sql);
        if fields.span_of("keys").or(fields.span_of("where")).is_none() {
            report.error(
                Code::MissingKey,
                value.span(),
                "neither `keys` nor `where` of the index is given",
            );
        }
        index.map(|index| Restatement::Index {
            index,
            keys,
            predicate,
        })
    } else if table.contains_key("exclusion") {
        let exclusion = fields.required("exclusion", name);
        let elements = fields.optional("elements", elements);
        let predicate = fields.optional("where", sql);
        let given = fields.span_of("elements").or(fields.span_of("where"));
        if given.is_none() {
            let message = "neither `elements` nor `where` of the exclusion is given";
            report.error(Code::MissingKey, value.span(), message);
        }
        exclusion.map(|exclusion| Restatement::Exclusion {
            exclusion,
            elements,
            predicate,
        })
    } else if table.contains_key("column") {
        let column = fields.required("column", name);
        let expression = fields.required("expression", sql);
        column
            .zip(expression)
            .map(|(column, expression)| Restatement::Column { column, expression })
    } else {
        let check = fields.required("check", name);
        let expression = fields.required("expression", sql);
        check
            .zip(expression)
            .map(|(check, expression)| Restatement::Check { check, expression })
    };
    fields.finish();
    restatement
}
