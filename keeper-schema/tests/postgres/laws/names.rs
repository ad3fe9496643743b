//! What the laws found: which database schemas a name without one is in.

use keeper_schema_core::schema::{Column, ColumnType, EnumType, Schema, Table, TableName};

use super::live::Live;

fn name(schema: Option<&str>, name: &str) -> TableName {
    TableName {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
    }
}

/// A table in `public`, which is not the connection's own schema.
fn said() -> Schema {
    let mut table = Table::new(name(Some("public"), "users"));
    let column = Column::new("id", ColumnType::Integer);
    table.columns.insert(column.name.clone(), column);
    let mut schema = Schema::default();
    schema.tables.insert(table.name.clone(), table);
    schema
}

fn check(schema: &Schema) {
    let mut live = Live::new();
    live.build(schema, &[]);
    assert_eq!(live.found(schema), *schema);
}

#[test]
fn the_own_schema_is_none_that_a_revision_makes() {
    check(&said());
}

#[test]
fn an_enum_without_a_schema_is_found_beside_tables_that_all_say_one() {
    let mut schema = said();
    let kind = EnumType {
        name: name(None, "kind"),
        values: vec!["a".to_owned()],
        comment: None,
    };
    schema.enums.insert(kind.name.clone(), kind);
    check(&schema);
}
