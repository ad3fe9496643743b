//! Defaults of two databases of PostgreSQL that are the same value in other words.

use keeper_schema_core::schema::{Default, PerDialect, Schema, TableName};

use crate::side::Read;

/// Has each side say such a default as its server does: `0.0` and `0` differ then.
pub(crate) fn say(from: &mut Read, to: &mut Read) {
    for side in [from, to] {
        let texts = side.live.iter().flat_map(|live| &live.default_texts);
        for ((table, column), text) in texts {
            say_one(&mut side.schema, table, column, text);
        }
    }
}

fn say_one(schema: &mut Schema, table: &TableName, column: &str, text: &str) {
    let table = schema.tables.get_mut(table);
    let column = table.and_then(|table| table.columns.get_mut(column));
    if let Some(column) = column {
        let text = PerDialect::Common(text.to_owned());
        column.default = Some(Default::Expression(text));
    }
}
