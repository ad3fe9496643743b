//! What operations on enums do to rows. On SQLite an enum is text that nothing limits:
//! it is made, dropped and renamed for nothing, but values are in the rows.

use super::statement::Statement;
use super::table::{table_name, unsupported};
use crate::dialect::{DialectError, Misfit, RowCheck, quoted, string_literal};
use crate::operation::EnumOperation;
use crate::schema::{Column, ColumnType, ElementPath, Schema, Table, TableName};

/// The tables whose rows or defaults the operation may change: none but for one that
/// renames values, or takes some away.
pub(super) fn tables(schema: &Schema, operation: &EnumOperation) -> Vec<TableName> {
    if operation.renamed_values().is_empty() && operation.removed().is_empty() {
        return Vec::new();
    }
    let tables = schema.tables.values();
    let with_columns = tables.filter(|table| columns(table, operation).next().is_some());
    with_columns.map(|table| table.name.clone()).collect()
}

/// Refuses rows with values that go, and gives rows the new values of those that are
/// renamed. `table` is as it was before.
///
/// # Errors
/// An array of values, which is text of a form that nobody has said.
pub(super) fn rows(
    table: &Table,
    operation: &EnumOperation,
) -> Result<Vec<Statement>, DialectError> {
    let mut statements = Vec::new();
    for column in columns(table, operation) {
        if matches!(column.column_type, ColumnType::Array(_)) {
            return Err(unsupported(
                ElementPath::Column(table.name.clone(), column.name.clone()),
                "array of an enum whose values could be changed",
                "make it `text[]` first, change its rows in an `execute`, and make it an array of the enum again",
            ));
        }
        let unmapped = operation.unmapped();
        if !unmapped.is_empty() {
            statements.extend(refuse(table, column, &unmapped)?);
        }
        if !operation.renamed_values().is_empty() {
            statements.push(sql(update(table, column, operation)?));
        }
    }
    Ok(statements)
}

/// The columns of the enum that hold values of their own.
fn columns<'a>(table: &'a Table, operation: &EnumOperation) -> impl Iterator<Item = &'a Column> {
    let columns = table.columns.values();
    columns.filter(|column| {
        column.generated.is_none() && column.column_type.enum_name() == Some(operation.name())
    })
}

/// All values at once: none of them can become another twice.
fn update(
    table: &Table,
    column: &Column,
    operation: &EnumOperation,
) -> Result<String, DialectError> {
    let (name, column) = (quoted(table_name(&table.name)?)?, quoted(&column.name)?);
    let renamed = operation.renamed_values();
    let mut cases = String::new();
    for (from, to) in &renamed {
        let (from, to) = (string_literal(from)?, string_literal(to)?);
        cases.push_str(&format!(" WHEN {from} THEN {to}"));
    }
    let from = literals(renamed.into_keys())?;
    Ok(format!(
        "UPDATE {name} SET {column} = CASE {column}{cases} END WHERE {column} IN ({from})"
    ))
}

/// Fails if there is a row with one of the values. SQLite has no statement for it but a
/// check that does not hold.
fn refuse(table: &Table, column: &Column, values: &[&str]) -> Result<[Statement; 3], DialectError> {
    let name = table_name(&table.name)?;
    let key = match &table.primary_key {
        Some(key) => key.columns.clone(),
        None => vec![column.name.clone()],
    };
    let rows = format!(
        "SELECT {} FROM {} WHERE {} IN ({})",
        crate::dialect::quote::quoted_list(&key)?,
        quoted(name)?,
        quoted(&column.name)?,
        literals(values.iter().copied())?
    );
    let insert = format!("INSERT INTO \"_keeper_fit\" SELECT NOT EXISTS ({rows})");
    let check = RowCheck {
        rows,
        key,
        table: name.to_owned(),
        misfit: Misfit::EnumValue {
            column: column.name.clone(),
            enum_name: column.column_type.to_string(),
        },
    };
    Ok([
        sql("CREATE TEMP TABLE \"_keeper_fit\" (\"all\" INTEGER CHECK (\"all\"))".to_owned()),
        Statement::Sql {
            sql: insert,
            explain: vec![check],
        },
        sql("DROP TABLE temp.\"_keeper_fit\"".to_owned()),
    ])
}

fn literals<'a>(values: impl Iterator<Item = &'a str>) -> Result<String, DialectError> {
    let literals: Result<Vec<String>, DialectError> = values.map(string_literal).collect();
    Ok(literals?.join(", "))
}

fn sql(sql: String) -> Statement {
    Statement::Sql {
        sql,
        explain: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::dialect::sqlite::{Statement, statements};
    use crate::operation::fixture::{
        add_column, column, create_table, enum_type, nullable, numbered, strings, table,
    };
    use crate::operation::{EnumOperation, Operation, Replay, ValuePlace};
    use crate::schema::{Column, ColumnType, Default, Literal};

    fn kind() -> ColumnType {
        ColumnType::Enum(table("kind"))
    }

    /// An enum, and a table with a column of it that is a value by default.
    fn before() -> Replay {
        let kind = Column {
            default: Some(Default::Literal(Literal::String("it's".to_owned()))),
            ..column("a \"kind\"", kind())
        };
        let mut replay = Replay::default();
        let operations = [
            Operation::Enum(EnumOperation::Create {
                enum_type: enum_type("kind", &["main", "it's", "draft"]),
            }),
            create_table(numbered("editions", vec![kind])),
            create_table(numbered("tags", vec![column("slug", ColumnType::Text)])),
        ];
        replay.apply_all(&operations).unwrap();
        replay
    }

    fn sql(operations: &[Operation]) -> Result<Vec<String>, String> {
        let statements =
            statements(&mut before(), operations).map_err(|error| error.to_string())?;
        let shown = statements.into_iter().map(|statement| match statement {
            Statement::Sql { sql, .. } => sql,
            Statement::UserSql(sql) => format!("user: {sql}"),
            Statement::Hook(hook) => format!("hook: {hook}"),
            Statement::Rebuild(rebuild) => format!("rebuild: {}", rebuild.create),
        });
        Ok(shown.collect())
    }

    fn check(operations: Vec<EnumOperation>, expected: &[&str]) {
        let operations: Vec<Operation> = operations.into_iter().map(Operation::Enum).collect();
        assert_eq!(sql(&operations).unwrap(), expected);
    }

    fn rename_value(value: &str, to: &str) -> EnumOperation {
        EnumOperation::RenameValue {
            name: table("kind"),
            value: value.to_owned(),
            to: to.to_owned(),
        }
    }

    fn replace(values: &[&str], map: &[(&str, &str)]) -> EnumOperation {
        let map = map.iter();
        EnumOperation::Replace {
            name: table("kind"),
            values: strings(values),
            was: strings(&["main", "it's", "draft"]),
            map: map
                .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn what_rows_do_not_hold_costs_nothing() {
        check(
            vec![
                EnumOperation::Create {
                    enum_type: enum_type("mood", &["a", "b"]),
                },
                EnumOperation::AddValue {
                    name: table("kind"),
                    value: "new".to_owned(),
                    place: Some(ValuePlace::Before("main".to_owned())),
                },
                EnumOperation::Replace {
                    name: table("mood"),
                    values: strings(&["b"]),
                    was: strings(&["a", "b"]),
                    map: BTreeMap::new(),
                },
                EnumOperation::Rename {
                    name: table("kind"),
                    to: "sort".to_owned(),
                },
                EnumOperation::Drop {
                    name: table("mood"),
                },
            ],
            &[],
        );
        check(vec![replace(&["draft", "it's", "main"], &[])], &[]);
    }

    #[test]
    fn a_renamed_value_is_renamed_in_the_rows() {
        check(
            vec![rename_value("draft", "new")],
            &[
                r#"UPDATE "editions" SET "a ""kind""" = CASE "a ""kind""" WHEN 'draft' THEN 'new' END WHERE "a ""kind""" IN ('draft')"#,
            ],
        );
    }

    const REBUILD: &str = r#"rebuild: CREATE TABLE "_keeper_new_editions" (
    "id" INTEGER NOT NULL CONSTRAINT "editions_pkey" PRIMARY KEY,
    "a ""kind""" TEXT NOT NULL DEFAULT 'main'
)"#;

    #[test]
    fn a_mapped_default_makes_a_rebuild() {
        check(
            vec![replace(&["main"], &[("it's", "main"), ("draft", "main")])],
            &[
                r#"UPDATE "editions" SET "a ""kind""" = CASE "a ""kind""" WHEN 'draft' THEN 'main' WHEN 'it''s' THEN 'main' END WHERE "a ""kind""" IN ('draft', 'it''s')"#,
                REBUILD,
            ],
        );
    }

    #[test]
    fn rows_with_a_value_that_goes_are_refused() {
        check(
            vec![replace(&["main"], &[("it's", "main")])],
            &[
                r#"CREATE TEMP TABLE "_keeper_fit" ("all" INTEGER CHECK ("all"))"#,
                r#"INSERT INTO "_keeper_fit" SELECT NOT EXISTS (SELECT "id" FROM "editions" WHERE "a ""kind""" IN ('draft'))"#,
                r#"DROP TABLE temp."_keeper_fit""#,
                r#"UPDATE "editions" SET "a ""kind""" = CASE "a ""kind""" WHEN 'it''s' THEN 'main' END WHERE "a ""kind""" IN ('it''s')"#,
                REBUILD,
            ],
        );
    }

    /// What changes the table before must be done when the rows are changed, and what
    /// changes it after must find them changed; the default joins what comes after.
    #[test]
    fn rows_are_changed_in_their_place() {
        let operations = [
            add_column("editions", nullable("before", ColumnType::Integer)),
            add_column("tags", nullable("before", ColumnType::Integer)),
            Operation::Enum(rename_value("it's", "main2")),
            add_column("editions", nullable("after", ColumnType::Integer)),
        ];
        assert_eq!(
            sql(&operations).unwrap(),
            [
                r#"ALTER TABLE "editions" ADD COLUMN "before" INTEGER"#,
                r#"ALTER TABLE "tags" ADD COLUMN "before" INTEGER"#,
                r#"UPDATE "editions" SET "a ""kind""" = CASE "a ""kind""" WHEN 'it''s' THEN 'main2' END WHERE "a ""kind""" IN ('it''s')"#,
                "rebuild: CREATE TABLE \"_keeper_new_editions\" (\n    \"id\" INTEGER NOT NULL CONSTRAINT \"editions_pkey\" PRIMARY KEY,\n    \"a \"\"kind\"\"\" TEXT NOT NULL DEFAULT 'main2',\n    \"before\" INTEGER,\n    \"after\" INTEGER\n)",
            ]
        );
    }

    #[test]
    fn arrays_are_refused() {
        let array = ColumnType::Array(Box::new(kind()));
        let operations = [
            add_column("tags", nullable("kinds", array)),
            Operation::Enum(rename_value("draft", "new")),
        ];
        assert_eq!(
            sql(&operations).unwrap_err(),
            "`tags.kinds`: SQLite has no array of an enum whose values could be changed; make it `text[]` first, change its rows in an `execute`, and make it an array of the enum again"
        );
    }
}
