//! Rows that refer to rows that are not there: new ones fail, old ones do not.

use crate::support::{Database, history};

const TABLES: &str = r#"
op = "create_table"
table = "products"
columns = [{ name = "id", type = "integer", identity = "serial" }, { name = "code", type = "integer", null = true }]
primary_key = { name = "products_pkey", columns = ["id"] }
unique = [{ name = "products_code_key", columns = ["code"] }]

op = "create_table"
table = "builds"
columns = [{ name = "id", type = "integer", identity = "serial" }, { name = "product_id", type = "integer", null = true }]
primary_key = { name = "builds_pkey", columns = ["id"] }
foreign_keys = [{ name = "builds_product_id_fkey", columns = ["product_id"], references = { table = "products", columns = ["id"] }, on_delete = "cascade" }]
"#;

const DANGLING: &str = "
    PRAGMA foreign_keys = OFF;
    INSERT INTO products (id) VALUES (1), (2);
    INSERT INTO builds (product_id) VALUES (1), (2), (8), (9);
";

fn execute(sql: &str) -> String {
    format!("op = \"execute\"\nsql = \"{sql}\"\ndown = \"nothing\"")
}

const REBUILD_BUILDS: &str = r#"
op = "create_check_constraint"
table = "builds"
name = "builds_id_check"
expression = "id > 0"
"#;

const RENAMES: &str = r#"
op = "rename_table"
table = "products"
to = "goods"

op = "rename_table"
table = "builds"
to = "works"

op = "rename_column"
table = "works"
column = "product_id"
to = "good_id"
"#;

#[test]
fn new_ones_fail() {
    let history = history(&[TABLES, &execute("DELETE FROM products WHERE id = 1")]);
    let database = Database::at(&history, "r1", DANGLING);
    assert_eq!(
        database.refused(&history),
        "rows would refer to rows that are not there; 1 row of `builds` (`product_id`) to `products`, rowid 1"
    );
}

#[test]
fn old_ones_do_not() {
    let history = history(&[TABLES, REBUILD_BUILDS, RENAMES]);
    let database = Database::at(&history, "r1", DANGLING);
    database.upgrade(&history).unwrap();
    assert_eq!(database.rows("SELECT good_id FROM works"), "1\n2\n8\n9");
}

#[test]
fn a_new_foreign_key_over_rows_that_do_not_fit() {
    let key = r#"
        op = "create_foreign_key"
        table = "builds"
        name = "builds_code_fkey"
        columns = ["id"]
        references = { table = "products", columns = ["code"] }
    "#;
    let history = history(&[TABLES, key]);
    let database = Database::at(
        &history,
        "r1",
        "INSERT INTO builds (product_id) VALUES (NULL), (NULL)",
    );
    assert_eq!(
        database.refused(&history),
        "rows would refer to rows that are not there; 2 rows of `builds` (`id`) to `products`, rowid 1, 2"
    );
}

/// A foreign key by hand whose target is no key: the check of SQLite gives up on it.
const MISMATCH: &str = "CREATE TABLE by_hand (x INTEGER REFERENCES builds (product_id)); INSERT INTO by_hand VALUES (1)";

#[test]
fn an_old_mismatch_does_not_fail_and_hides_nothing() {
    let delete = execute("DELETE FROM products WHERE id = 1");
    let history = history(&[TABLES, REBUILD_BUILDS, &delete]);
    let database = Database::at(&history, "r1", "PRAGMA foreign_keys = OFF");
    database.run(&format!("{DANGLING}{MISMATCH}"));
    database.upgrade_to(&history, "r2").unwrap();
    assert_eq!(
        database.refused(&history),
        "rows would refer to rows that are not there; 1 row of `builds` (`product_id`) to `products`, rowid 1"
    );
}

#[test]
fn a_new_mismatch_fails() {
    let history = history(&[TABLES, &execute(MISMATCH)]);
    let database = Database::at(&history, "r1", "");
    assert_eq!(
        database.refused(&history),
        "foreign key mismatch - \"by_hand\" referencing \"builds\"; a foreign key must refer to a primary key or to unique columns"
    );
}

#[test]
fn a_parent_that_goes_by_hand() {
    let history = history(&[TABLES, &execute("DROP TABLE products")]);
    let database = Database::at(
        &history,
        "r1",
        "INSERT INTO products (id) VALUES (1); INSERT INTO builds (product_id) VALUES (1)",
    );
    assert_eq!(
        database.refused(&history),
        "rows would refer to rows that are not there; 1 row of `builds` (`product_id`) to `products`, rowid 1"
    );
}

#[test]
fn enforced_where_a_revision_says_so() {
    let delete = format!(
        "foreign_keys = \"on\"\n{}",
        execute("DELETE FROM products WHERE id = 1")
    );
    let history = history(&[
        TABLES,
        &delete,
        &execute("DELETE FROM products WHERE id = 2; DELETE FROM builds WHERE product_id = 2"),
    ]);
    let database = Database::at(&history, "r1", DANGLING);
    assert_eq!(database.upgrade(&history).unwrap(), ["r2", "r3"]);
    assert_eq!(database.rows("SELECT product_id FROM builds"), "8\n9");
}

#[test]
fn enforced_beside_the_rebuild_of_a_table_that_others_refer_to() {
    let rebuild = r#"
        foreign_keys = "on"
        op = "create_check_constraint"
        table = "products"
        name = "products_id_check"
        expression = "id > 0"
    "#;
    let refused = history(&[TABLES, rebuild]);
    let database = Database::at(&refused, "r1", DANGLING);
    assert_eq!(
        database.refused(&refused),
        "upgrade of revision `r2` failed: table `products` would be rebuilt with `foreign_keys = \"on\"` while `builds` refers to it, which deletes or blocks rows there; put the change in a revision of its own"
    );

    let rebuild = format!("foreign_keys = \"on\"\n{REBUILD_BUILDS}");
    let history = history(&[TABLES, &rebuild]);
    let rows =
        "INSERT INTO products (id) VALUES (1); INSERT INTO builds (product_id) VALUES (1), (NULL)";
    let database = Database::at(&history, "r1", rows);
    database.upgrade(&history).unwrap();
    assert_eq!(database.rows("SELECT count(*) FROM builds"), "2");
}
