//! Reads what is said of a table as a whole.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::column::column;
use super::constraint::{check, foreign_key, inline, primary_key, table_name, unique};
use super::exclusion::exclusion;
use super::fields::{Fields, Value};
use super::report::{Report, shown};
use super::value::{boolean, comment, list, word};
use crate::diagnostic::Code;
use crate::operation::{Operation, TableAlteration, TableKeys};
use crate::schema::{ByName, PostgresTable, SqliteTable, Table};

pub(super) fn create_table(fields: &mut Fields<'_>) -> Option<Operation> {
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
    let comment = fields.optional("comment", comment);
    let keys = table_keys(fields);

    if let Some(value) = fields.value("columns")
        && let DeValue::Array(columns) = value.get_ref()
        && columns.is_empty()
    {
        let message = "a table has at least one column";
        fields.report.error(Code::MissingKey, value.span(), message);
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
        table: Box::new(Table {
            name: name?,
            columns: by_name(columns, |column| &column.name),
            primary_key,
            unique: by_name(unique, |unique| &unique.name),
            foreign_keys: by_name(foreign_keys, |foreign_key| &foreign_key.name),
            checks: by_name(checks, |check| &check.name),
            exclusions: by_name(exclusions, |exclusion| &exclusion.name),
            indexes: ByName::default(),
            comment,
            sqlite: SqliteTable {
                strict: keys.strict.unwrap_or(false),
                without_rowid: keys.without_rowid.unwrap_or(false),
            },
            postgres: PostgresTable {
                unlogged: keys.unlogged.unwrap_or(false),
            },
        }),
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
                fields.report.error(Code::ListedTwice, name.span(), message);
            }
        }
    }
}

fn by_name<T>(items: Option<Vec<T>>, name: impl Fn(&T) -> &String) -> ByName<T> {
    let items = items.unwrap_or_default().into_iter();
    items.map(|item| (name(&item).clone(), item)).collect()
}

pub(super) fn alter_table(fields: &mut Fields<'_>) -> Option<Operation> {
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
        fields
            .report
            .error(Code::MissingKey, fields.span(), message);
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
            .error(Code::KeysExclude, span, "`comment` is both set and dropped");
    }
    Some(Operation::AlterTable {
        table: table?,
        alteration,
    })
}

fn altered<'a>(report: &'a Report<'a>, value: &'a Value<'a>, what: &str) -> Option<TableKeys> {
    let mut fields = Fields::of(report, value, what)?;
    let comment = fields.optional("comment", comment);
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
