//! What hangs on a table, and is there after its rebuild.

use crate::support::{Database, history};

/// Products with everything that a revision can say of a table on SQLite.
pub(crate) const PRODUCTS: &str = r#"
op = "create_table"
table = "products"
columns = [
    { name = "id", type = "integer", identity = "serial", sqlite = { autoincrement = true } },
    { name = "slug", type = "varchar(255)", collation = { sqlite = "NOCASE" } },
    { name = "price", type = "integer", null = true, default = 5 },
    { name = "parent_id", type = "integer", null = true },
    { name = "slug_length", type = "integer", null = true, generated = { expression = "length(slug)", stored = true } },
    { name = "twice", type = "integer", null = true, generated = { expression = "price * 2", stored = false } },
]
primary_key = { name = "products_pkey", columns = ["id"] }
unique = [{ name = "products_slug_key", columns = ["slug"] }]
foreign_keys = [{ name = "products_parent_id_fkey", columns = ["parent_id"], references = { table = "products", columns = ["id"] }, on_delete = "cascade" }]
checks = [{ name = "products_price_check", expression = "price > 0 -- more than nothing" }]

op = "create_index"
table = "products"
name = "products_live_idx"
keys = [{ expression = "lower(slug)", order = "desc" }, { column = "price", collation = { sqlite = "RTRIM" } }]
unique = true
where = "price > 1 /* not free */"

op = "create_table"
table = "builds"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "product_id", type = "integer" },
]
primary_key = { name = "builds_pkey", columns = ["id"] }
foreign_keys = [{ name = "builds_product_id_fkey", columns = ["product_id"], references = { table = "products", columns = ["id"] }, on_delete = "cascade" }]
"#;

/// A change that only a rebuild makes.
pub(crate) const REBUILD: &str = r#"
op = "alter_column"
table = "products"
column = "price"
drop = ["default"]
was = { default = 5 }
"#;

pub(crate) const ROWS: &str = "
    INSERT INTO products (slug, price, parent_id) VALUES ('a', 1, NULL), ('B', 2, 1), ('c', NULL, 2), ('gone', 4, NULL);
    DELETE FROM products WHERE slug = 'gone';
    INSERT INTO builds (product_id) VALUES (1), (1), (3);
";

/// Runs the rebuild after SQL by hand, and compares what a query says before and after.
fn kept(by_hand: &str, query: &str) -> Database {
    let history = history(&[PRODUCTS, REBUILD]);
    let database = Database::at(&history, "r1", &format!("{ROWS}{by_hand}"));
    let before = database.rows(query);
    assert!(!before.is_empty(), "{query} says nothing");
    assert_eq!(database.upgrade(&history).unwrap(), ["r2"]);
    assert_eq!(database.rows(query), before);
    let price =
        database.rows("SELECT dflt_value FROM pragma_table_info('products') WHERE name = 'price'");
    assert_eq!(price, "NULL", "the table was rebuilt");
    assert_eq!(database.rows("PRAGMA integrity_check"), "ok");
    database
}

#[test]
fn rows() {
    kept("", "SELECT * FROM products");
}

#[test]
fn rows_that_are_deleted_with_the_table_by_a_foreign_key() {
    kept("", "SELECT * FROM builds");
}

#[test]
fn foreign_keys_of_others_and_of_itself() {
    let database = kept(
        "",
        "SELECT m.name, f.* FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f ORDER BY m.name",
    );
    database.run("DELETE FROM products WHERE id = 1");
    assert_eq!(database.rows("SELECT count(*) FROM products"), "0");
    assert_eq!(database.rows("SELECT count(*) FROM builds"), "0");
}

#[test]
fn the_counter_of_ids() {
    let database = kept("", "SELECT * FROM sqlite_sequence WHERE name = 'products'");
    database.run("INSERT INTO products (slug) VALUES ('new')");
    assert_eq!(database.rows("SELECT max(id) FROM products"), "5");
}

#[test]
fn the_counter_of_a_table_that_was_emptied() {
    let database = kept("DELETE FROM products", "SELECT * FROM sqlite_sequence");
    database.run("INSERT INTO products (slug) VALUES ('new')");
    assert_eq!(database.rows("SELECT id FROM products"), "5");
}

#[test]
fn indexes_that_a_revision_knows() {
    kept(
        "",
        "SELECT sql FROM sqlite_master WHERE name = 'products_live_idx'",
    );
}

#[test]
fn indexes_that_no_revision_knows() {
    kept(
        "CREATE UNIQUE INDEX by_hand ON products (price * 2 DESC, slug COLLATE RTRIM) WHERE price IS NOT NULL -- why not
         ; CREATE INDEX \"PRICE;\"\"'\" ON products(price)",
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
    );
}

#[test]
fn triggers() {
    let database = kept(
        "CREATE TABLE log (line TEXT);
         CREATE TRIGGER logged AFTER UPDATE OF price ON products WHEN new.price > 10 BEGIN
             INSERT INTO log VALUES ('it''s ' || new.slug || ';'); -- one more
             UPDATE products SET price = 10 WHERE id = new.id;
         END;
         CREATE TRIGGER elsewhere AFTER INSERT ON log BEGIN
             UPDATE products SET price = 3 WHERE slug = 'c';
         END",
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    );
    database.run("UPDATE products SET price = 11 WHERE id = 1");
    assert_eq!(database.rows("SELECT line FROM log"), "it's a;");
    assert_eq!(database.rows("SELECT price FROM products"), "10\n2\n3");
}

#[test]
fn views_and_their_triggers() {
    let database = kept(
        "CREATE VIEW dear AS SELECT p.slug, b.id FROM products AS p JOIN builds AS b ON b.product_id = p.id;
         CREATE VIEW dearer AS SELECT * FROM dear;
         CREATE TRIGGER into_dear INSTEAD OF INSERT ON dear BEGIN
             INSERT INTO products (slug) VALUES (new.slug);
         END",
        "SELECT slug, id FROM dearer ORDER BY id",
    );
    database.run("INSERT INTO dear VALUES ('through', 0)");
    assert_eq!(
        database.rows("SELECT count(*) FROM products WHERE slug = 'through'"),
        "1"
    );
}

#[test]
fn collations_and_generated_columns() {
    let database = kept("", "SELECT slug, slug_length, twice FROM products");
    assert_eq!(
        database.rows("SELECT id FROM products WHERE slug = 'A'"),
        "1"
    );
    let hidden = database.rows("SELECT group_concat(hidden) FROM pragma_table_xinfo('products')");
    assert_eq!(hidden, "0,0,0,0,3,2");
}

#[test]
fn the_check_with_a_comment_at_its_end() {
    let database = kept("", "SELECT count(*) FROM products");
    let error = database
        .connection()
        .execute("UPDATE products SET price = 0", []);
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("products_price_check")
    );
}

#[test]
fn strict_and_without_rowid() {
    let history = history(&[
        r#"
        op = "create_table"
        table = "tags"
        columns = [{ name = "a", type = "text" }, { name = "b", type = "integer" }, { name = "c", type = "bytes", null = true }]
        primary_key = { name = "tags_pkey", columns = ["b", "a"] }
        sqlite = { strict = true, without_rowid = true }
        "#,
        r#"
        op = "create_check_constraint"
        table = "tags"
        name = "tags_b_check"
        expression = "b <> 0"
        "#,
    ]);
    let database = Database::at(
        &history,
        "r1",
        "INSERT INTO tags VALUES ('x', 1, x'00ff'), ('x', 2, NULL)",
    );
    database.upgrade(&history).unwrap();
    assert_eq!(
        database.rows("SELECT strict, wr FROM pragma_table_list WHERE name = 'tags'"),
        "1|1"
    );
    assert_eq!(
        database.rows("SELECT * FROM tags"),
        "x|1|x[00, ff]\nx|2|NULL"
    );
}

#[test]
fn a_table_of_that_name_in_no_case() {
    let history = history(&[PRODUCTS, REBUILD]);
    let database = Database::new();
    database.upgrade_to(&history, "r1").unwrap();
    database.run(
        "CREATE TRIGGER t AFTER DELETE ON PRODUCTS BEGIN SELECT 1; END;
         CREATE INDEX i ON PRODUCTS (price)",
    );
    database.upgrade(&history).unwrap();
    let names =
        database.rows("SELECT name FROM sqlite_master WHERE name IN ('t', 'i') ORDER BY name");
    assert_eq!(names, "i\nt");
}

#[test]
fn a_trigger_that_was_broken_before_stays_as_it_was() {
    let by_hand =
        "CREATE TRIGGER broken AFTER INSERT ON products BEGIN INSERT INTO nowhere VALUES (1); END";
    kept(
        by_hand,
        "SELECT sql FROM sqlite_master WHERE name = 'broken'",
    );
}

#[test]
fn several_changes_between_data_steps_are_one_rebuild() {
    let several = r#"
        op = "alter_column"
        table = "products"
        column = "price"
        drop = ["default"]
        was = { default = 5 }

        op = "drop_constraint"
        table = "products"
        name = "products_price_check"

        op = "add_column"
        table = "products"
        column = { name = "title", type = "text" }
        backfill = "slug || '!'"

        op = "rename_column"
        table = "products"
        column = "parent_id"
        to = "above_id"

        op = "create_unique_constraint"
        table = "products"
        name = "products_title_key"
        columns = ["title"]
    "#;
    let history = history(&[PRODUCTS, several]);
    let database = Database::at(&history, "r1", ROWS);
    let before = page_of(&database, "builds");
    database.upgrade(&history).unwrap();
    assert_eq!(
        database.rows("SELECT id, slug, price, above_id, title FROM products"),
        "1|a|1|NULL|a!\n2|B|2|1|B!\n3|c|NULL|2|c!"
    );
    assert_eq!(
        page_of(&database, "builds"),
        before,
        "no other table is rebuilt"
    );
}

fn page_of(database: &Database, table: &str) -> String {
    database.rows(&format!(
        "SELECT rootpage FROM sqlite_master WHERE name = '{table}'"
    ))
}

#[test]
fn a_check_that_says_the_name_of_its_table() {
    let check = r#"
        op = "create_check_constraint"
        table = "products"
        name = "products_qualified_check"
        expression = "products.price < 100 AND \"products\".\"slug\" <> 'products.x'"
    "#;
    let history = history(&[PRODUCTS, check, REBUILD]);
    let database = Database::at(&history, "r1", ROWS);
    database.upgrade(&history).unwrap();
    let error = database
        .connection()
        .execute("UPDATE products SET price = 100", []);
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("products_qualified_check")
    );
}

#[test]
fn rows_that_keep_no_column() {
    let all_new = r#"
        op = "add_column"
        table = "notes"
        column = { name = "at", type = "timestamp", default = { sql = "CURRENT_TIMESTAMP" } }

        op = "drop_column"
        table = "notes"
        column = "old"
    "#;
    let unfilled = r#"
        op = "add_column"
        table = "notes"
        column = { name = "new", type = "text" }

        op = "drop_column"
        table = "notes"
        column = "old"
    "#;
    let notes = r#"
        op = "create_table"
        table = "notes"
        columns = [{ name = "old", type = "text" }]
    "#;
    let two = "INSERT INTO notes VALUES ('a'), ('b')";
    let filled = history(&[notes, all_new]);
    let database = Database::at(&filled, "r1", two);
    database.upgrade(&filled).unwrap();
    assert_eq!(database.rows("SELECT count(at) FROM notes"), "2");

    let unfilled = history(&[notes, unfilled]);
    let database = Database::at(&unfilled, "r1", two);
    assert_eq!(
        database.refused(&unfilled),
        "upgrade of revision `r2` failed: 2 rows of `notes` without a value for the new column `new`, which must not be NULL; give it a default or a backfill (old `a`, old `b`)"
    );
}
