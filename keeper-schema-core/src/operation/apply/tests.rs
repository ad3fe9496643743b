mod constraints;
mod exclusions;
mod renames;
mod rows;

use crate::operation::fixture::{
    add_column, alter_column, check, column, create_index, create_table, drop_column,
    drop_constraint, drop_table, exclusion, foreign_key, index, null, nullable, numbered,
    primary_key, rename_column, schema, strings, table, unique,
};
use crate::operation::{
    ColumnAlteration, ColumnKeys, Down, DroppableKey, Execute, Operation, Restatement,
    TableAlteration, apply,
};
use crate::schema::{
    Column, ColumnType, Exclusion, Identity, IdentityKind, IndexKey, IndexTarget, Schema, Table,
};

const INTEGER: ColumnType = ColumnType::Integer;

/// Applies the operation to the fixture, which must then be as `expected` shows.
fn changes(operation: &Operation, expected: impl Fn(&Schema) -> bool) {
    let mut after = schema();
    if let Err(error) = apply(&mut after, operation) {
        panic!("{operation}: {error}");
    }
    assert!(expected(&after), "{operation}: {after:#?}");
}

/// Every operation is refused with its message.
fn refused(cases: Vec<(Operation, &str)>) {
    for (operation, expected) in cases {
        let mut after = schema();
        let error = apply(&mut after, &operation).expect_err(expected);
        assert_eq!(error.to_string(), expected, "{operation}");
        assert_eq!(after, schema(), "{operation}");
    }
}

fn rename_table(name: &str, to: &str, restate: Vec<Restatement>) -> Operation {
    Operation::RenameTable {
        table: table(name),
        to: to.to_owned(),
        restate,
    }
}

fn restated(column: &str, to: &str, restate: Vec<Restatement>) -> Operation {
    Operation::RenameColumn {
        table: table("editions"),
        column: column.to_owned(),
        to: to.to_owned(),
        restate,
    }
}

fn mode_check(expression: &str) -> Restatement {
    Restatement::Check {
        check: "editions_mode_check".to_owned(),
        expression: expression.into(),
    }
}

fn with_exclusion(elements: &[(&str, &str)], predicate: Option<&str>) -> Operation {
    Operation::CreateExcludeConstraint {
        table: table("editions"),
        exclusion: Exclusion {
            predicate: predicate.map(Into::into),
            ..exclusion("x", elements)
        },
    }
}

#[test]
fn tables_are_there_or_not() {
    refused(vec![
        (
            create_table(numbered("editions", vec![])),
            "table `editions` already exists",
        ),
        (
            create_table(Table::new(table("empty"))),
            "table `empty` has no columns",
        ),
        (
            drop_table("edition"),
            "table `edition` does not exist at this point, did you mean `editions`?",
        ),
        (
            drop_table("products"),
            "table `products` is referred to by foreign key `editions_product_id_fkey` of `editions`",
        ),
        (
            rename_table("products", "editions", vec![]),
            "table `editions` already exists",
        ),
    ]);
    // Its own foreign key is no reason to keep it.
    changes(&drop_table("editions"), |after| after.tables.len() == 1);
}

#[test]
fn columns_are_there_or_not() {
    refused(vec![
        (
            add_column("editions", column("mode", INTEGER)),
            "table `editions` already has a column `mode`",
        ),
        (
            add_column("editions", column("Mode", INTEGER)),
            "column `Mode` of table `editions` differs from `mode` only by case, which SQLite takes for one name",
        ),
        (
            drop_column("editions", "modus"),
            "table `editions` has no column `modus` at this point, did you mean `mode`?",
        ),
        (
            rename_column("editions", "kind", "mode"),
            "table `editions` already has a column `mode`",
        ),
        (
            alter_column("editions", "kinds", null(false), null(true)),
            "table `editions` has no column `kinds` at this point, did you mean `kind`?",
        ),
    ]);
}

#[test]
fn used_columns_stay() {
    refused(vec![
        (
            drop_column("products", "id"),
            "column `products.id` is used by primary key `products_pkey` and foreign key `editions_product_id_fkey` of `editions`",
        ),
        (
            drop_column("products", "slug"),
            "column `products.slug` is used by unique constraint `products_slug_key`",
        ),
        (
            drop_column("editions", "mode"),
            "column `editions.mode` is used by check `editions_mode_check`",
        ),
        (
            drop_column("editions", "title"),
            "column `editions.title` is used by generated column `title_length` and index `ix_editions_live`",
        ),
        (
            drop_column("editions", "product_id"),
            "column `editions.product_id` is used by foreign key `editions_product_id_fkey` and index `ix_editions_live`",
        ),
        (
            drop_column("editions", "date_ended"),
            "column `editions.date_ended` is used by index `ix_editions_live`",
        ),
    ]);
    changes(&drop_column("editions", "title_length"), |after| {
        !after.tables[&table("editions")]
            .columns
            .contains_key("title_length")
    });
    let mut one = Table::new(table("one"));
    one.columns.insert("a".to_owned(), column("a", INTEGER));
    let mut schema = Schema::default();
    assert!(apply(&mut schema, &create_table(one)).is_ok());
    let error = apply(&mut schema, &drop_column("one", "a")).expect_err("the last column");
    assert_eq!(error.to_string(), "`a` is the last column of table `one`");
}

#[test]
fn names_are_free_and_fit_both_databases() {
    let long = "é".repeat(32);
    let cut = format!("the name `{long}` has 64 bytes, and PostgreSQL cuts names at 63");
    refused(vec![
        (
            create_table(numbered("products_slug_key", vec![])),
            "table `products_slug_key` cannot have the name of unique constraint `products.products_slug_key`: on PostgreSQL tables, indexes, primary keys, unique and exclusion constraints share one namespace",
        ),
        (
            create_index("products", index("editions", &["slug"])),
            "index `editions` cannot have the name of table `editions`: on PostgreSQL tables, indexes, primary keys, unique and exclusion constraints share one namespace",
        ),
        (
            create_index("products", index("ix_editions_live", &["slug"])),
            "index `ix_editions_live` cannot have the name of index `editions.ix_editions_live`: on PostgreSQL tables, indexes, primary keys, unique and exclusion constraints share one namespace",
        ),
        (
            create_table(numbered("Editions", vec![])),
            "table `Editions` of table `Editions` differs from `editions` only by case, which SQLite takes for one name",
        ),
        (
            create_index("products", index("IX_editions_live", &["slug"])),
            "index `IX_editions_live` of table `products` differs from `ix_editions_live` only by case, which SQLite takes for one name",
        ),
        (
            rename_table("products", "editions_pkey", vec![]),
            "table `editions_pkey` cannot have the name of primary key `editions.editions_pkey`: on PostgreSQL tables, indexes, primary keys, unique and exclusion constraints share one namespace",
        ),
        (
            add_column("products", column("", INTEGER)),
            "a name in table `products` is empty",
        ),
        (
            add_column("products", column("a\0b", INTEGER)),
            "the name `a\\u{0}b` contains a NUL",
        ),
        (add_column("products", column(&long, INTEGER)), &cut),
    ]);
    changes(&rename_table("products", "products_new", vec![]), |after| {
        after.tables.contains_key(&table("products_new"))
    });
}

#[test]
fn columns_fit_themselves_and_their_keys() {
    let identity = |column_type, null| Column {
        identity: Some(Box::new(Identity::new(IdentityKind::Always))),
        null,
        ..column("n", column_type)
    };
    let mut nullable_key = numbered("t", vec![nullable("a", INTEGER)]);
    nullable_key.primary_key = Some(primary_key("t_pkey", &["a"]));
    refused(vec![
        (
            add_column("products", identity(ColumnType::Text, false)),
            "identity column `products.n` is `text`, and must be `smallint`, `integer` or `bigint`",
        ),
        (
            add_column("products", identity(INTEGER, true)),
            "column `products.n` has both `identity` and `null = true`, which exclude each other",
        ),
        (
            create_table(nullable_key),
            "column `t.a` cannot be NULL: it is in primary key `t_pkey`",
        ),
        (
            alter_column("products", "slug", null(true), null(true)),
            "`null` of `products.slug` is `false` at this point, but `was` says `true`",
        ),
    ]);
}

#[test]
fn was_is_what_is_there() {
    let drop_default = |was| Operation::AlterColumn {
        table: table("editions"),
        column: "kind".to_owned(),
        alteration: Box::new(ColumnAlteration {
            drop: [DroppableKey::Default].into(),
            was,
            ..ColumnAlteration::default()
        }),
    };
    let column_type = |column_type| ColumnKeys {
        column_type: Some(column_type),
        ..ColumnKeys::default()
    };
    let default = ColumnKeys {
        default: Some(crate::schema::Default::Expression("1".into())),
        ..ColumnKeys::default()
    };
    refused(vec![
        (
            alter_column(
                "editions",
                "kind",
                column_type(ColumnType::BigInt),
                column_type(ColumnType::Text),
            ),
            "`type` of `editions.kind` is `integer` at this point, but `was` says `text`",
        ),
        (
            alter_column("editions", "kind", null(false), ColumnKeys::default()),
            "`null` of `editions.kind` is `true` at this point, but `was` does not say so",
        ),
        (
            alter_column("editions", "kind", ColumnKeys::default(), null(true)),
            "nothing of `editions.kind` is altered: `set` and `drop` are empty",
        ),
        (
            drop_default(default),
            "`editions.kind` has no `default` at this point, but `was` says `sql \"1\"`",
        ),
        (
            drop_default(ColumnKeys::default()),
            "`editions.kind` has no `default` to drop at this point",
        ),
        (
            Operation::AlterTable {
                table: table("editions"),
                alteration: TableAlteration {
                    drop_comment: true,
                    ..TableAlteration::default()
                },
            },
            "`editions` has no `comment` to drop at this point",
        ),
    ]);
    changes(
        &alter_column("editions", "kind", null(false), null(true)),
        |after| !after.tables[&table("editions")].columns["kind"].null,
    );
}

#[test]
fn execute_applies_its_state_whole_or_not_at_all() {
    let execute = |state, down| {
        Operation::Execute(Execute {
            sql: crate::schema::PerDialect::Common(strings(&["SELECT 1"])),
            down,
            state,
        })
    };
    let check = Operation::CreateCheckConstraint {
        table: table("editions"),
        check: check("c", "kind > 0"),
    };
    refused(vec![
        (
            execute(
                vec![check.clone(), drop_table("nowhere")],
                Down::Irreversible,
            ),
            "table `nowhere` does not exist at this point",
        ),
        (
            execute(vec![check.clone()], Down::Nothing),
            "`state` says that the statements change the schema, but `down = \"nothing\"` leaves it changed",
        ),
    ]);
    changes(&execute(vec![check], Down::Irreversible), |after| {
        after.tables[&table("editions")].checks.contains_key("c")
    });
}
