//! Reads operations on objects and on sequences.

use super::constraint::table_name;
use super::fields::{Fields, Value};
use super::report::Report;
use super::value::{any_names, integer, name, per_dialect, text, word};
use crate::diagnostic::Code;
use crate::operation::{ObjectOperation, Operation, SequenceOperation};
use crate::schema::{ObjectKind, ObjectName, Sequence, SqlObject, SqlText, TableName};

pub(super) fn create_object(fields: &mut Fields<'_>) -> Option<Operation> {
    let object = object(fields)?;
    Some(Operation::Object(ObjectOperation::Create { object }))
}

pub(super) fn replace_object(fields: &mut Fields<'_>) -> Option<Operation> {
    let object = object(fields);
    let was = fields.required("was", definition);
    Some(Operation::Object(ObjectOperation::Replace {
        object: object?,
        was: was?,
    }))
}

pub(super) fn drop_object(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = object_name(fields);
    let was = fields.required("was", definition);
    Some(Operation::Object(ObjectOperation::Drop {
        name: name?,
        was: was?,
    }))
}

pub(super) fn create_sequence(fields: &mut Fields<'_>) -> Option<Operation> {
    let sequence = sequence(fields)?;
    Some(Operation::Sequence(SequenceOperation::Create { sequence }))
}

pub(super) fn alter_sequence(fields: &mut Fields<'_>) -> Option<Operation> {
    let sequence = sequence(fields)?;
    Some(Operation::Sequence(SequenceOperation::Alter { sequence }))
}

pub(super) fn drop_sequence(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = sequence_name(fields)?;
    Some(Operation::Sequence(SequenceOperation::Drop { name }))
}

fn object(fields: &mut Fields<'_>) -> Option<SqlObject> {
    let name = object_name(fields);
    let definition = fields.required("definition", definition);
    let requires = fields.optional("requires", any_names);
    Some(SqlObject {
        name: name?,
        definition: definition?,
        requires: requires.unwrap_or_default(),
    })
}

/// The object that `kind`, `schema` and `name` say, and `table` if it is part of one.
fn object_name(fields: &mut Fields<'_>) -> Option<ObjectName> {
    let kinds = ObjectKind::ALL.map(|kind| (kind.as_str(), kind));
    let kind = fields.required("kind", |report, value| word(report, value, &kinds));
    let schema = fields.optional("schema", name);
    let name = fields.required("name", name);
    let table = match kind {
        Some(kind) if kind.is_of_a_table() => Some(fields.required("table", self::name)?),
        Some(_) => None,
        // Whether it has one is not known.
        None => fields.optional("table", self::name),
    };
    Some(ObjectName {
        kind: kind?,
        name: TableName {
            schema,
            name: name?,
        },
        table,
    })
}

/// Whole statements, for both databases or each.
fn definition<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<SqlText> {
    per_dialect(report, value, |report, value| {
        let sql = text(report, value)?;
        if sql.trim().is_empty() {
            report.error(Code::InvalidSql, value.span(), "the SQL is empty");
            return None;
        }
        Some(sql)
    })
}

fn sequence(fields: &mut Fields<'_>) -> Option<Sequence> {
    let name = sequence_name(fields);
    let start = fields.optional("start", integer);
    let increment = fields.optional("increment", integer);
    if let (Some(0), Some(span)) = (increment, fields.span_of("increment")) {
        fields
            .report
            .error(Code::UnknownValue, span, "`increment` cannot be 0");
    }
    let min = fields.optional("min", integer);
    let max = fields.optional("max", integer);
    let cache = fields.optional("cache", integer);
    let cycle = fields.flag("cycle");
    let owned_by = fields.optional("owned_by", |report, value| {
        let mut fields = Fields::of(report, value, "`owned_by`")?;
        let table = table_name(&mut fields);
        let column = fields.required("column", self::name);
        fields.finish();
        Some((table?, column?))
    });
    Some(Sequence {
        name: name?,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
        owned_by,
    })
}

/// The sequence that `schema` and `sequence` name.
fn sequence_name(fields: &mut Fields<'_>) -> Option<TableName> {
    let schema = fields.optional("schema", name);
    let name = fields.required("sequence", name);
    Some(TableName {
        schema,
        name: name?,
    })
}
