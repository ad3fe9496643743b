//! What columns say that fields cannot.

use super::Report;
use crate::model::name_fits;
use crate::schema::sql_expression::expression_fits;
use crate::schema::{
    Column, ColumnType, Default, ElementPath, IdentityKind, Literal, Schema, SqlText, Table,
    default_fits,
};

/// Takes it out of the table.
pub(super) fn fit(schema: &Schema, table: &mut Table, report: &mut Report) {
    let name = table.name.clone();
    let key: Vec<String> = table
        .primary_key
        .iter()
        .flat_map(|key| key.columns.clone())
        .collect();
    for column in table.columns.values_mut() {
        let element = ElementPath::Column(name.clone(), column.name.clone());
        let mut leave_out = |part, reason: String| {
            report.add_part(&name, element.clone(), part, reason);
        };
        if let Some(reason) = type_flaw(&column.column_type) {
            leave_out("the exact type", reason);
        }
        if let Some(reason) = identity_flaw(column) {
            column.identity = None;
            leave_out("the numbering", reason);
        }
        if column.sqlite.autoincrement && column.identity.is_none() {
            column.sqlite.autoincrement = false;
            let reason = "the database does not number the column";
            leave_out("`AUTOINCREMENT`", reason.to_owned());
        }
        if column.null && key.contains(&column.name) {
            column.null = false;
            // What SQLite numbers is never NULL, whether or not it says so.
            if column.identity.is_none() {
                let reason = "a field of the primary key cannot be an `Option`";
                leave_out("`NULL`", reason.to_owned());
            }
        }
        if let Some(reason) = default_flaw(schema, column) {
            column.default = None;
            leave_out("the default", reason);
        }
        let generated = column.generated.as_ref();
        if let Some(reason) = generated.and_then(|it| text_flaw(&it.expression)) {
            column.generated = None;
            leave_out("the expression", reason.to_owned());
        }
        if let Some(reason) = column.collation.as_deref().and_then(text_flaw) {
            column.collation = None;
            leave_out("the collation", reason.to_owned());
        }
        let has_length = matches!(
            column.column_type,
            ColumnType::Varchar(_) | ColumnType::Char(_)
        );
        if column.sqlite.enforce_length && !has_length {
            column.sqlite.enforce_length = false;
            leave_out("the check of the length", "the type has none".to_owned());
        }
    }
}

/// What keeps a text from standing in an attribute.
pub(super) fn text_flaw(text: &SqlText) -> Option<&'static str> {
    text.all().find_map(|text| expression_fits(text).err())
}

/// A type whose spelling is read as another one.
fn type_flaw(column_type: &ColumnType) -> Option<String> {
    let spelled = column_type.to_string();
    match column_type {
        ColumnType::Raw(names) => text_flaw(names).map(str::to_owned),
        _ if ColumnType::parse(&spelled).as_ref() == Ok(column_type) => None,
        _ => Some(format!("`{spelled}` is read as another type")),
    }
}

fn identity_flaw(column: &Column) -> Option<String> {
    let identity = column.identity.as_ref()?;
    let is_integer = matches!(
        column.column_type,
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
    );
    if !is_integer {
        return Some(format!("a model does not number `{}`", column.column_type));
    }
    // SQLite's reader has the key of a numbered table as it is declared.
    if column.null && identity.kind != IdentityKind::Serial {
        return Some("a numbered field cannot be an `Option`".to_owned());
    }
    if column.default.is_some() || column.generated.is_some() {
        return Some("a field is filled in one way only".to_owned());
    }
    let sequence = identity.sequence.as_ref();
    sequence.and_then(|sequence| name_fits(sequence).err())
}

fn default_flaw(schema: &Schema, column: &Column) -> Option<String> {
    let default = column.default.as_ref()?;
    if column.generated.is_some() {
        return Some("a field is filled in one way only".to_owned());
    }
    if let Default::Expression(text) = default {
        return text_flaw(text).map(str::to_owned);
    }
    if let Err(error) = default_fits(&column.column_type, default) {
        return Some(error.to_string());
    }
    let ColumnType::Enum(name) = &column.column_type else {
        return None;
    };
    let (Some(enum_type), Default::Literal(Literal::String(value))) =
        (schema.enum_type(name), default)
    else {
        return None;
    };
    let is_value = enum_type.values.contains(value);
    (!is_value).then(|| format!("`{value}` is no value of the enum"))
}
