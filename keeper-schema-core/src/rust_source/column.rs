//! The field of a column.

use super::attribute::{Item, attributes};
use super::clauses::{arguments, said, sql};
use super::literal;
use super::table::comment;
use super::{Source, rust_type};
use crate::schema::{
    Column, ColumnType, Default, Generated, Identity, IdentityKind, Literal, PerDialect, SqlText,
    Table,
};

/// The most characters of a line.
const LINE: usize = 100;

/// The lines of the field, `items` being what it says of keys and indexes.
pub(super) fn field(
    source: &Source<'_>,
    table: &Table,
    column: &Column,
    items: Vec<Item>,
) -> String {
    let name = source.names.field(&table.name, &column.name);
    let ty = rust_type::of(
        source.schema,
        source.names,
        &source.options.crates,
        &column.column_type,
    );
    let (doc, comment) = comment(source, column.comment.as_deref(), 4);

    let mut said_items = Vec::new();
    if name.trim_start_matches("r#") != column.name || !column.name.is_ascii() {
        said_items.push(said("column", &column.name));
    }
    said_items.extend(ty.said);
    if column.sqlite.enforce_length {
        said_items.push(Item::plain("enforce_length"));
    }
    said_items.extend(items);
    said_items.extend(identity(table, column));
    if column.sqlite.autoincrement {
        said_items.push(Item::plain("autoincrement"));
    }
    said_items.extend(column.default.as_ref().map(|it| default(column, it)));
    said_items.extend(column.generated.as_deref().map(generated));
    said_items.extend(
        column
            .collation
            .as_deref()
            .map(|text| sql("collation", text)),
    );
    said_items.extend(comment);

    let ty = match column.null {
        true => format!("Option<{}>", ty.name),
        false => ty.name,
    };
    let line = format!("    pub {name}: {ty},\n");
    let line = match line.trim_end().chars().count() > LINE {
        true => format!("    pub {name}:\n        {ty},\n"),
        false => line,
    };
    doc + &attributes(said_items, 4) + &line
}

/// What is said of how a column is numbered: nothing where its key says it.
fn identity(table: &Table, column: &Column) -> Option<Item> {
    match (
        column.identity.as_deref(),
        is_numbered_by_itself(table, column),
    ) {
        (None, false) => None,
        (None, true) => Some(said("identity", "none")),
        (Some(identity), true) if *identity == Identity::new(IdentityKind::Serial) => None,
        (Some(identity), _) => Some(numbering(identity)),
    }
}

/// Whether a model would have the database number the column although nothing says so.
fn is_numbered_by_itself(table: &Table, column: &Column) -> bool {
    let is_integer = matches!(
        column.column_type,
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
    );
    let key = table.primary_key.as_ref();
    let is_sole_key = key.is_some_and(|key| key.columns == [column.name.clone()]);
    let mut foreign = table.foreign_keys.values().flat_map(|key| &key.columns);
    let is_filled = column.default.is_some() || column.generated.is_some();
    is_integer && is_sole_key && !is_filled && !foreign.any(|foreign| *foreign == column.name)
}

fn numbering(identity: &Identity) -> Item {
    let kind = match identity.kind {
        IdentityKind::Serial => "serial",
        IdentityKind::ByDefault => "by_default",
        IdentityKind::Always => "always",
    };
    if *identity == Identity::new(identity.kind) {
        return said("identity", kind);
    }
    let numbers = [
        ("start", identity.start),
        ("increment", identity.increment),
        ("min", identity.min),
        ("max", identity.max),
        ("cache", identity.cache),
    ];
    let mut items = vec![Item::plain(kind)];
    items.extend(
        (numbers.into_iter())
            .filter_map(|(name, number)| Some(Item::Plain(format!("{name} = {}", number?)))),
    );
    items.extend(identity.cycle.then(|| Item::plain("cycle")));
    items.extend(identity.sequence.iter().map(|name| said("sequence", name)));
    Item::Call("identity", items)
}

fn default(column: &Column, default: &Default) -> Item {
    match default {
        Default::Literal(Literal::String(text)) => said("default", text),
        Default::Literal(Literal::Integer(number)) => Item::Plain(format!("default = {number}")),
        Default::Literal(Literal::Boolean(value)) => Item::Plain(format!("default = {value}")),
        Default::Bytes(bytes) => Item::Plain(format!("default = {}", literal::bytes(bytes))),
        Default::Expression(text) if is_now(&column.column_type, text) => {
            Item::plain("default = now")
        }
        Default::Expression(PerDialect::Common(text)) => {
            Item::Call("default", vec![said("sql", text)])
        }
        Default::Expression(text) => Item::Call("default", arguments(text)),
    }
}

/// Whether `now` says it.
fn is_now(column_type: &ColumnType, text: &SqlText) -> bool {
    let now = match column_type {
        ColumnType::Date => "CURRENT_DATE",
        ColumnType::Time => "CURRENT_TIME",
        ColumnType::Timestamp | ColumnType::TimestampTz => "CURRENT_TIMESTAMP",
        _ => return false,
    };
    *text == SqlText::from(now)
}

fn generated(generated: &Generated) -> Item {
    match (&generated.expression, generated.stored) {
        (text, true) => sql("generated", text),
        (text, false) => {
            let mut items = arguments(text);
            items.push(Item::plain("virtual"));
            Item::Call("generated", items)
        }
    }
}
