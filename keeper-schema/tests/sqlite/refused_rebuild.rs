//! A rebuild that would lose something, or break what hangs on the table.

use crate::rebuild::{PRODUCTS, REBUILD, ROWS};
use crate::support::{Database, history};

/// Triggers and views that name a column which a rebuild takes away.
#[test]
fn what_does_not_fit_the_new_table_is_refused() {
    let drop = r#"
        op = "alter_column"
        table = "products"
        column = "price"
        drop = ["default"]
        was = { default = 5 }

        op = "drop_column"
        table = "products"
        column = "parent_id"
    "#;
    let without_key = r#"
        op = "drop_constraint"
        table = "products"
        name = "products_parent_id_fkey"
    "#;
    let history = history(&[PRODUCTS, &format!("{without_key}\n{drop}")]);
    for (by_hand, expected) in [
        (
            "CREATE TRIGGER t AFTER UPDATE ON products BEGIN DELETE FROM builds WHERE product_id = new.parent_id; END",
            "upgrade of revision `r2` failed: trigger `t`, which is in no revision, does not fit the new table `products`: no such column: new.parent_id; drop it before and make it again after",
        ),
        (
            "CREATE VIEW v AS SELECT parent_id FROM products",
            "upgrade of revision `r2` failed: view `v`, which is in no revision, does not fit the new table `products`: no such column: parent_id; drop it before and make it again after",
        ),
        (
            "CREATE INDEX i ON products (parent_id)",
            "upgrade of revision `r2` failed: index `i`, which is in no revision, does not fit the new table `products`: no such column: parent_id; drop it before and make it again after",
        ),
        (
            "CREATE TRIGGER elsewhere AFTER INSERT ON builds BEGIN UPDATE products SET parent_id = NULL; END",
            "upgrade of revision `r2` failed: trigger `elsewhere`, which is in no revision, does not fit the new table `products`: no such column: parent_id; drop it before and make it again after",
        ),
    ] {
        let database = Database::at(&history, "r1", &format!("{ROWS}{by_hand}"));
        assert_eq!(database.refused(&history), expected);
    }
}

#[test]
fn a_live_table_that_no_revision_knows_is_not_rebuilt() {
    let history = history(&[PRODUCTS, REBUILD]);
    for (by_hand, expected) in [
        (
            "ALTER TABLE products ADD COLUMN by_hand TEXT",
            "upgrade of revision `r2` failed: table `products` is not what its history says; no revision knows `by_hand`; rebuilding it would lose data, so nothing was changed",
        ),
        (
            "ALTER TABLE products DROP COLUMN twice",
            "upgrade of revision `r2` failed: table `products` is not what its history says; the database lacks `twice`; rebuilding it would lose data, so nothing was changed",
        ),
        (
            "CREATE TABLE _keeper_new_products (x)",
            "upgrade of revision `r2` failed: a table or index is called `_keeper_new_products`, which a rebuild needs; rename it",
        ),
    ] {
        let database = Database::at(&history, "r1", &format!("{ROWS}{by_hand}"));
        assert_eq!(database.refused(&history), expected);
    }
}
