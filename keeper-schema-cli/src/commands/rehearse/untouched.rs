//! Finds the columns that operations leave alone, and what they are called afterwards.
//!
//! Knows nothing of rows. What SQL of a person does to them no one can tell, and is told
//! apart.

use keeper_schema::migrate::TableColumns;
use keeper_schema_core::operation::{
    ApplyError, ColumnAlteration, DroppableKey, EnumOperation, Operation, Replay, RowOperation,
    SchemaOperation,
};
use keeper_schema_core::schema::{ColumnType, TableName};

/// A table that is there before and afterwards, and the columns that nothing touches, in the
/// same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Untouched {
    pub(crate) before: TableColumns,
    pub(crate) after: TableColumns,
}

/// What operations do to tables that are there.
#[derive(Debug)]
pub(crate) struct Effects {
    pub(crate) untouched: Vec<Untouched>,
    /// Whether SQL of a person runs, which may change any row.
    pub(crate) changes_rows: bool,
}

/// Follows tables through operations. `replay` is at the schema before them.
///
/// # Errors
/// An operation that does not apply.
pub(crate) fn follow<'o>(
    tables: Vec<TableColumns>,
    replay: &mut Replay,
    operations: impl Iterator<Item = &'o Operation>,
) -> Result<Effects, ApplyError> {
    let tables = tables.into_iter().map(|table| Untouched {
        after: table.clone(),
        before: table,
    });
    let mut effects = Effects {
        untouched: tables.collect(),
        changes_rows: false,
    };
    for operation in operations {
        effects.of(operation, replay);
        replay.apply(operation)?;
    }
    Ok(effects)
}

impl Effects {
    fn of(&mut self, operation: &Operation, replay: &Replay) {
        match operation {
            Operation::DropTable { table } => {
                self.untouched.retain(|it| it.after.table != *table);
            }
            Operation::RenameTable { table, to, .. } => {
                if let Some(found) = self.table(table) {
                    found.after.table = table.sibling(to);
                }
            }
            Operation::DropColumn { table, column } => self.touch(table, column),
            Operation::RenameColumn {
                table, column, to, ..
            } => {
                if let Some(found) = self.table(table) {
                    let mut columns = found.after.columns.iter_mut();
                    if let Some(name) = columns.find(|name| *name == column) {
                        name.clone_from(to);
                    }
                }
            }
            Operation::AlterColumn {
                table,
                column,
                alteration,
            } => {
                if changes_values(alteration) {
                    self.touch(table, column);
                }
            }
            Operation::Enum(
                EnumOperation::RenameValue { name, .. } | EnumOperation::Replace { name, .. },
            ) => {
                for (table, column) in columns_of_enum(replay, name) {
                    self.touch(&table, &column);
                }
            }
            Operation::Schema(SchemaOperation::Rename { name, to }) => {
                for found in &mut self.untouched {
                    let schema = &mut found.after.table.schema;
                    if schema.as_ref() == Some(name) {
                        *schema = Some(to.clone());
                    }
                }
            }
            Operation::Rows(RowOperation::Fill(backfill)) => {
                for column in backfill.filling.columns() {
                    self.touch(&backfill.table, column);
                }
            }
            Operation::Rows(RowOperation::Insert(_) | RowOperation::Delete(_))
            | Operation::Run(_) => {
                self.changes_rows = true;
            }
            Operation::Execute(execute) => {
                self.changes_rows = true;
                for operation in &execute.state {
                    self.of(operation, replay);
                }
            }
            Operation::Enum(
                EnumOperation::Create { .. }
                | EnumOperation::Drop { .. }
                | EnumOperation::Rename { .. }
                | EnumOperation::AddValue { .. },
            )
            | Operation::CreateTable { .. }
            | Operation::AlterTable { .. }
            | Operation::AddColumn { .. }
            | Operation::CreatePrimaryKey { .. }
            | Operation::CreateUniqueConstraint { .. }
            | Operation::CreateForeignKey { .. }
            | Operation::CreateCheckConstraint { .. }
            | Operation::CreateExcludeConstraint { .. }
            | Operation::DropConstraint { .. }
            | Operation::RenameConstraint { .. }
            | Operation::ValidateConstraint { .. }
            | Operation::CreateIndex { .. }
            | Operation::DropIndex { .. }
            | Operation::RenameIndex { .. }
            | Operation::SetComment(_)
            | Operation::Schema(SchemaOperation::Create { .. } | SchemaOperation::Drop { .. })
            | Operation::Object(_)
            | Operation::Sequence(_) => {}
        }
    }

    fn table(&mut self, table: &TableName) -> Option<&mut Untouched> {
        self.untouched
            .iter_mut()
            .find(|it| it.after.table == *table)
    }

    fn touch(&mut self, table: &TableName, column: &str) {
        let Some(found) = self.table(table) else {
            return;
        };
        let mut names = found.after.columns.iter();
        if let Some(position) = names.position(|name| name == column) {
            found.before.columns.remove(position);
            found.after.columns.remove(position);
        }
    }
}

/// Whether a column may hold something else afterwards.
fn changes_values(alteration: &ColumnAlteration) -> bool {
    let set = &alteration.set;
    set.column_type.is_some()
        || set.generated.is_some()
        || alteration.using.is_some()
        || alteration.drop.contains(&DroppableKey::Generated)
}

fn columns_of_enum(replay: &Replay, name: &TableName) -> Vec<(TableName, String)> {
    let tables = replay.schema().tables.values();
    let columns = tables.flat_map(|table| {
        let columns = table.columns.values();
        columns.map(|column| (table.name.clone(), column))
    });
    let is_of = |column_type: &ColumnType| *column_type == ColumnType::Enum(name.clone());
    columns
        .filter(|(_, column)| match &column.column_type {
            ColumnType::Array(element) => is_of(element),
            of => is_of(of),
        })
        .map(|(table, column)| (table, column.name.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use keeper_schema::migrate::TableColumns;
    use keeper_schema_core::operation::Replay;
    use keeper_schema_core::revision::read;
    use keeper_schema_core::schema::TableName;

    use super::follow;

    const BOOKS: &str = r#"
[[upgrade]]
op = "create_enum"
enum = "kind"
values = ["novel", "poem"]

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "title", type = "varchar(20)" },
    { name = "kind", type = "enum:kind" },
    { name = "kinds", type = "enum:kind[]" },
]
"#;

    /// What is left untouched of `books`, as it is called before and after.
    fn check(operations: &str, before: &[&str], after: Option<(&str, &[&str])>) {
        let text = format!("format = 1\nrevision = \"aaaa\"\nmessage = \"m\"\n{BOOKS}{operations}");
        let file = read::revision(Path::new("aaaa.toml"), &text).unwrap();
        let (first, rest) = file.revision.upgrade.split_at(2);
        let mut replay = Replay::default();
        replay.apply_all(first).unwrap();
        let of = |table: &str, columns: &[&str]| TableColumns {
            table: TableName::new(table),
            columns: columns.iter().map(|it| (*it).to_owned()).collect(),
        };
        let tables = vec![of("books", &["id", "title", "kind", "kinds"])];
        let effects = follow(tables, &mut replay, rest.iter()).unwrap();
        let found: Vec<_> = (effects.untouched.into_iter())
            .map(|it| (it.before, it.after))
            .collect();
        let expected = after.map(|(table, columns)| (of("books", before), of(table, columns)));
        assert_eq!(found, Vec::from_iter(expected), "{operations}");
    }

    #[test]
    fn columns_are_followed_through_renames() {
        check(
            "[[upgrade]]\nop = \"rename_column\"\ntable = \"books\"\ncolumn = \"title\"\nto = \"name\"
[[upgrade]]\nop = \"rename_table\"\ntable = \"books\"\nto = \"volumes\"
[[upgrade]]\nop = \"drop_column\"\ntable = \"volumes\"\ncolumn = \"kind\"
[[upgrade]]\nop = \"add_column\"\ntable = \"volumes\"\ncolumn = { name = \"kind\", type = \"text\", null = true }",
            &["id", "title", "kinds"],
            Some(("volumes", &["id", "name", "kinds"])),
        );
    }

    #[test]
    fn a_column_whose_values_may_change_is_touched() {
        check(
            "[[upgrade]]\nop = \"rename_enum_value\"\nenum = \"kind\"\nvalue = \"poem\"\nto = \"verse\"
[[upgrade]]\nop = \"alter_column\"\ntable = \"books\"\ncolumn = \"title\"\nset = { type = \"text\" }\nwas = { type = \"varchar(20)\" }
[[upgrade]]\nop = \"alter_column\"\ntable = \"books\"\ncolumn = \"id\"\nset = { null = true }\nwas = { null = false }",
            &["id"],
            Some(("books", &["id"])),
        );
    }

    #[test]
    fn a_table_that_is_dropped_is_left_out() {
        check(
            "[[upgrade]]\nop = \"drop_table\"\ntable = \"books\"",
            &[],
            None,
        );
    }
}
