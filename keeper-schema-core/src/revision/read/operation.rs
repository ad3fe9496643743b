//! Reads operations: one `[[upgrade]]` table each.

use std::ops::Range;

use toml::de::DeValue;

use super::TOP_LEVEL;
use super::backfill::{backfill, copy_column, rename_values};
use super::column::{alteration, column};
use super::comment::set_comment;
use super::constraint::{check, foreign_key, primary_key, table_name, unique};
use super::enums::{
    add_enum_value, create_enum, drop_enum, rename_enum, rename_enum_value, replace_enum,
};
use super::exclusion::exclusion;
use super::execute::execute;
use super::fields::{Fields, Value};
use super::hook::run;
use super::index::index;
use super::objects::{
    alter_sequence, create_object, create_sequence, drop_object, drop_sequence, replace_object,
};
use super::report::{Report, shown};
use super::restate::restatements;
use super::rows::{bulk_delete, bulk_insert};
use super::table::{alter_table, create_table};
use super::value::{name, sql, string};
use crate::closest::closest;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::operation::{Operation, SchemaOperation};

/// An operation and the place of its name.
pub(super) fn operation<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<(Operation, Place)> {
    let (operation, span) = read(report, value, |key| {
        TOP_LEVEL.contains(&key).then(|| {
            Diagnostic::new(Code::UnknownKey, format!("`{key}` is no key of an operation but of the file"))
                .help(format!("TOML counts a key to the table above it: write `{key}` before the first `[[upgrade]]`"))
        })
    })?;
    Some((operation, report.place(span)))
}

/// An operation that says what an `execute` did.
pub(super) fn operation_in_state<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<Operation> {
    // Refused before it is read: an `execute` in a `state` could nest without end.
    if let DeValue::Table(table) = value.get_ref()
        && let Some(op) = table.get("op")
        && op.get_ref().as_str() == Some("execute")
    {
        let message = "`execute` cannot stand in `state`, which says what the SQL did";
        report.error(Code::UnknownOperation, op.span(), message);
        return None;
    }
    read(report, value, |_| None).map(|(operation, _)| operation)
}

pub(super) type Read = fn(&mut Fields<'_>) -> Option<Operation>;

pub(super) const OPERATIONS: &[(&str, Read)] = &[
    ("create_table", create_table),
    ("drop_table", |fields| {
        let table = table_name(fields);
        Some(Operation::DropTable { table: table? })
    }),
    ("rename_table", |fields| {
        let table = table_name(fields);
        let to = fields.required("to", name);
        let restate = fields.optional("restate", restatements);
        Some(Operation::RenameTable {
            table: table?,
            to: to?,
            restate: restate.unwrap_or_default(),
        })
    }),
    ("alter_table", alter_table),
    ("add_column", |fields| {
        let table = table_name(fields);
        let column = fields.required("column", column);
        let backfill = fields.optional("backfill", sql);
        Some(Operation::AddColumn {
            table: table?,
            column: column?,
            backfill,
        })
    }),
    ("drop_column", |fields| {
        let table = table_name(fields);
        let column = fields.required("column", name);
        Some(Operation::DropColumn {
            table: table?,
            column: column?,
        })
    }),
    ("rename_column", |fields| {
        let table = table_name(fields);
        let column = fields.required("column", name);
        let to = fields.required("to", name);
        let restate = fields.optional("restate", restatements);
        Some(Operation::RenameColumn {
            table: table?,
            column: column?,
            to: to?,
            restate: restate.unwrap_or_default(),
        })
    }),
    ("alter_column", |fields| {
        let table = table_name(fields);
        let column = fields.required("column", name);
        let alteration = alteration(fields);
        Some(Operation::AlterColumn {
            table: table?,
            column: column?,
            alteration: Box::new(alteration?),
        })
    }),
    ("create_primary_key", |fields| {
        let table = table_name(fields);
        let primary_key = primary_key(fields);
        Some(Operation::CreatePrimaryKey {
            table: table?,
            primary_key: primary_key?,
        })
    }),
    ("create_unique_constraint", |fields| {
        let table = table_name(fields);
        let unique = unique(fields);
        Some(Operation::CreateUniqueConstraint {
            table: table?,
            unique: unique?,
        })
    }),
    ("create_foreign_key", |fields| {
        let table = table_name(fields);
        let foreign_key = foreign_key(fields);
        Some(Operation::CreateForeignKey {
            table: table?,
            foreign_key: foreign_key?,
        })
    }),
    ("create_check_constraint", |fields| {
        let table = table_name(fields);
        let check = check(fields);
        Some(Operation::CreateCheckConstraint {
            table: table?,
            check: check?,
        })
    }),
    ("create_exclude_constraint", |fields| {
        let table = table_name(fields);
        let exclusion = exclusion(fields);
        Some(Operation::CreateExcludeConstraint {
            table: table?,
            exclusion: exclusion?,
        })
    }),
    ("drop_constraint", |fields| {
        let table = table_name(fields);
        let name = fields.required("name", name);
        Some(Operation::DropConstraint {
            table: table?,
            name: name?,
        })
    }),
    ("rename_constraint", |fields| {
        let table = table_name(fields);
        let constraint = fields.required("name", name);
        let to = fields.required("to", name);
        Some(Operation::RenameConstraint {
            table: table?,
            name: constraint?,
            to: to?,
        })
    }),
    ("validate_constraint", |fields| {
        let table = table_name(fields);
        let name = fields.required("name", name);
        Some(Operation::ValidateConstraint {
            table: table?,
            name: name?,
        })
    }),
    ("create_index", |fields| {
        let table = table_name(fields);
        let index = index(fields);
        let concurrently = fields.flag("concurrently");
        Some(Operation::CreateIndex {
            table: table?,
            index: index?,
            concurrently,
        })
    }),
    ("drop_index", |fields| {
        let table = table_name(fields);
        let name = fields.required("name", name);
        let concurrently = fields.flag("concurrently");
        Some(Operation::DropIndex {
            table: table?,
            name: name?,
            concurrently,
        })
    }),
    ("rename_index", |fields| {
        let table = table_name(fields);
        let index = fields.required("name", name);
        let to = fields.required("to", name);
        Some(Operation::RenameIndex {
            table: table?,
            name: index?,
            to: to?,
        })
    }),
    ("set_comment", set_comment),
    ("create_enum", create_enum),
    ("drop_enum", drop_enum),
    ("rename_enum", rename_enum),
    ("add_enum_value", add_enum_value),
    ("rename_enum_value", rename_enum_value),
    ("replace_enum", replace_enum),
    ("create_schema", |fields| {
        let name = fields.required("schema", name)?;
        Some(Operation::Schema(SchemaOperation::Create { name }))
    }),
    ("drop_schema", |fields| {
        let name = fields.required("schema", name)?;
        Some(Operation::Schema(SchemaOperation::Drop { name }))
    }),
    ("rename_schema", |fields| {
        let schema = fields.required("schema", name);
        let to = fields.required("to", name);
        Some(Operation::Schema(SchemaOperation::Rename {
            name: schema?,
            to: to?,
        }))
    }),
    ("create_object", create_object),
    ("replace_object", replace_object),
    ("drop_object", drop_object),
    ("create_sequence", create_sequence),
    ("alter_sequence", alter_sequence),
    ("drop_sequence", drop_sequence),
    ("bulk_insert", bulk_insert),
    ("bulk_delete", bulk_delete),
    ("backfill", backfill),
    ("copy_column", copy_column),
    ("rename_values", rename_values),
    ("execute", execute),
    ("run", run),
];

/// Reads an operation; `explain` may know an unknown key from elsewhere.
fn read<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
    explain: impl Fn(&str) -> Option<Diagnostic>,
) -> Option<(Operation, Range<usize>)> {
    let mut fields = Fields::of(report, value, "an operation")?;
    let op = fields.decisive("op", string)?;
    let span = fields.span_of("op")?;
    fields.become_what(format!("`{}`", shown(op)), span.clone());

    let operation = if let Some((_, read)) = OPERATIONS.iter().find(|(name, _)| *name == op) {
        read(&mut fields)
    } else {
        report.report(span, unknown(op));
        return None;
    };
    fields.finish_with(explain);
    Some((operation?, span))
}

fn unknown(op: &str) -> Diagnostic {
    let built = OPERATIONS.iter().map(|(name, _)| *name);
    let message = format!("unknown operation `{}`", shown(op));
    match closest(op, built.clone()) {
        Some(closest) => Diagnostic::new(
            Code::UnknownOperation,
            format!("{message}, did you mean `{closest}`?"),
        ),
        None => {
            let built: Vec<_> = built.collect();
            Diagnostic::new(Code::UnknownOperation, message)
                .help(format!("operations are `{}`", built.join("`, `")))
        }
    }
}
