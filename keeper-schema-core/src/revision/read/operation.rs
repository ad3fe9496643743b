//! Reads operations: one `[[upgrade]]` table each.

use std::collections::BTreeSet;
use std::ops::Range;

use indexmap::IndexMap;
use toml::de::DeValue;

use super::TOP_LEVEL;
use super::column::{alteration, column};
use super::constraint::{check, foreign_key, inline, primary_key, table_name, unique};
use super::enums::{
    add_enum_value, create_enum, drop_enum, rename_enum, rename_enum_value, replace_enum,
};
use super::exclusion::{elements, exclusion};
use super::execute::execute;
use super::fields::{Fields, Value, expected};
use super::index::{index, keys};
use super::not_built::NOT_BUILT;
use super::report::{Report, shown};
use super::value::{boolean, list, name, sql, string, text, word};
use crate::closest::closest;
use crate::diagnostic::{Diagnostic, Place};
use crate::operation::{Operation, Restatement, SchemaOperation, TableAlteration, TableKeys};
use crate::schema::{PostgresTable, SqliteTable, Table};

/// An operation and the place of its name.
pub(super) fn operation<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<(Operation, Place)> {
    let (operation, span) = read(report, value, |key| {
        TOP_LEVEL.contains(&key).then(|| {
            Diagnostic::new(format!("`{key}` is no key of an operation but of the file"))
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
        report.error(op.span(), message);
        return None;
    }
    read(report, value, |_| None).map(|(operation, _)| operation)
}

type Read = fn(&mut Fields<'_>) -> Option<Operation>;

const OPERATIONS: &[(&str, Read)] = &[
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
    ("execute", execute),
];

/// Reads an operation; `explain` may know an unknown key from elsewhere.
fn read<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
    explain: impl Fn(&str) -> Option<Diagnostic>,
) -> Option<(Operation, Range<usize>)> {
    let mut fields = Fields::of(report, value, "an operation")?;
    let op = fields.required("op", string)?;
    let span = fields.span_of("op")?;
    fields.become_what(format!("`{}`", shown(op)), span.clone());

    let operation = if let Some((_, read)) = OPERATIONS.iter().find(|(name, _)| *name == op) {
        read(&mut fields)
    } else if let Some(not_built) = NOT_BUILT.iter().find(|not_built| not_built.op == op) {
        not_built.read(&mut fields);
        report.error(span.clone(), format!("`{op}` is not supported yet"));
        None
    } else {
        report.report(span, unknown(op));
        return None;
    };
    fields.finish_with(explain);
    Some((operation?, span))
}

fn unknown(op: &str) -> Diagnostic {
    let built = OPERATIONS.iter().map(|(name, _)| *name);
    let all = built
        .clone()
        .chain(NOT_BUILT.iter().map(|not_built| not_built.op));
    let message = format!("unknown operation `{}`", shown(op));
    match closest(op, all) {
        Some(closest) => Diagnostic::new(format!("{message}, did you mean `{closest}`?")),
        None => {
            let built: Vec<_> = built.collect();
            Diagnostic::new(message).help(format!("operations are `{}`", built.join("`, `")))
        }
    }
}

fn create_table(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = table_name(fields);
    let columns = fields.required("columns", |report, value| list(report, value, column));
    let primary_key = fields.optional("primary_key", inline("a primary key", primary_key));
    let unique = fields.optional("unique", |report, value| {
        list(report, value, inline("a unique constraint", unique))
    });
    let foreign_keys = fields.optional("foreign_keys", |report, value| {
        list(report, value, inline("a foreign key", foreign_key))
    });
    let checks = fields.optional("checks", |report, value| {
        list(report, value, inline("a check", check))
    });
    let exclusions = fields.optional("exclusions", |report, value| {
        list(report, value, inline("an exclusion constraint", exclusion))
    });
    let comment = fields.optional("comment", text);
    let keys = table_keys(fields);

    if let Some(value) = fields.value("columns")
        && let DeValue::Array(columns) = value.get_ref()
        && columns.is_empty()
    {
        let message = "a table has at least one column";
        fields.report.error(value.span(), message);
    }
    report_twins(fields, "column", &["columns"]);
    let constraints = [
        "primary_key",
        "unique",
        "foreign_keys",
        "checks",
        "exclusions",
    ];
    report_twins(fields, "constraint", &constraints);

    Some(Operation::CreateTable {
        table: Table {
            name: name?,
            columns: by_name(columns, |column| &column.name),
            primary_key,
            unique: by_name(unique, |unique| &unique.name),
            foreign_keys: by_name(foreign_keys, |foreign_key| &foreign_key.name),
            checks: by_name(checks, |check| &check.name),
            exclusions: by_name(exclusions, |exclusion| &exclusion.name),
            indexes: IndexMap::new(),
            comment,
            sqlite: SqliteTable {
                strict: keys.strict.unwrap_or(false),
                without_rowid: keys.without_rowid.unwrap_or(false),
            },
            postgres: PostgresTable {
                unlogged: keys.unlogged.unwrap_or(false),
            },
        },
    })
}

/// Reports names that several of the things under these keys have.
fn report_twins(fields: &Fields<'_>, what: &str, keys: &[&str]) {
    let mut seen = BTreeSet::new();
    for value in keys.iter().filter_map(|key| fields.value(key)) {
        let items = match value.get_ref() {
            DeValue::Array(items) => &items[..],
            _ => std::slice::from_ref(value),
        };
        let named = items.iter().filter_map(|item| item.get_ref().get("name"));
        for name in named {
            if let Some(written) = name.get_ref().as_str()
                && !seen.insert(written)
            {
                let message = format!("two {what}s are named `{}`", shown(written));
                fields.report.error(name.span(), message);
            }
        }
    }
}

fn by_name<T>(items: Option<Vec<T>>, name: impl Fn(&T) -> &String) -> IndexMap<String, T> {
    let items = items.unwrap_or_default().into_iter();
    items.map(|item| (name(&item).clone(), item)).collect()
}

fn alter_table(fields: &mut Fields<'_>) -> Option<Operation> {
    let table = table_name(fields);
    let set = fields.optional("set", |report, value| altered(report, value, "`set`"));
    let was = fields.optional("was", |report, value| altered(report, value, "`was`"));
    let drop = fields.optional("drop", |report, value| {
        list(report, value, |report, value| {
            word(report, value, &[("comment", ())])
        })
    });
    if fields.span_of("set").or(fields.span_of("drop")).is_none() {
        let message = "`alter_table` changes nothing: neither `set` nor `drop` is given";
        fields.report.error(fields.span(), message);
    }
    let alteration = TableAlteration {
        set: set.unwrap_or_default(),
        drop_comment: drop.is_some_and(|drop| !drop.is_empty()),
        was: was.unwrap_or_default(),
    };
    if alteration.drop_comment && alteration.set.comment.is_some() {
        let span = fields.span_of("drop").unwrap_or(fields.span());
        fields
            .report
            .error(span, "`comment` is both set and dropped");
    }
    Some(Operation::AlterTable {
        table: table?,
        alteration,
    })
}

fn altered<'a>(report: &'a Report<'a>, value: &'a Value<'a>, what: &str) -> Option<TableKeys> {
    let mut fields = Fields::of(report, value, what)?;
    let comment = fields.optional("comment", text);
    fields.unsupported("schema");
    let keys = table_keys(&mut fields);
    fields.finish();
    Some(TableKeys { comment, ..keys })
}

/// What only one of the databases knows of a table.
fn table_keys(fields: &mut Fields<'_>) -> TableKeys {
    let sqlite = fields.optional("sqlite", |report, value| {
        let mut fields = Fields::of(report, value, "`sqlite`")?;
        let strict = fields.optional("strict", boolean);
        let without_rowid = fields.optional("without_rowid", boolean);
        fields.finish();
        Some((strict, without_rowid))
    });
    let unlogged = fields.optional("postgres", |report, value| {
        let mut fields = Fields::of(report, value, "`postgres`")?;
        let unlogged = fields.optional("unlogged", boolean);
        fields.finish();
        unlogged
    });
    let (strict, without_rowid) = sqlite.unwrap_or_default();
    TableKeys {
        comment: None,
        strict,
        without_rowid,
        unlogged,
    }
}

fn restatements<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<Vec<Restatement>> {
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
            report.error(value.span(), message);
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
