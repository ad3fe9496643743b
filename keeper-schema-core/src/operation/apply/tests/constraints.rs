//! Constraints, and the keys that foreign keys find.

use super::*;

#[test]
fn constraints_are_there_or_not() {
    let products = || table("products");
    refused(vec![
        (
            Operation::CreateUniqueConstraint {
                table: products(),
                unique: unique("products_pkey", &["slug"]),
            },
            "table `products` already has a constraint `products_pkey`",
        ),
        (
            Operation::CreatePrimaryKey {
                table: products(),
                primary_key: primary_key("other", &["slug"]),
            },
            "table `products` already has primary key `products_pkey`",
        ),
        (
            drop_constraint("products", "products_slug_kye"),
            "table `products` has no constraint `products_slug_kye` at this point, did you mean `products_slug_key`?",
        ),
        (
            drop_constraint("editions", "ix_editions_live"),
            "table `editions` has no constraint `ix_editions_live` at this point, but an index of that name",
        ),
        (
            drop_constraint("products", "products_pkey"),
            "`products_pkey` of table `products` is the key that is referred to by foreign key `editions_product_id_fkey` of `editions`",
        ),
        (
            Operation::DropIndex {
                table: products(),
                name: "ix_editions_live".to_owned(),
                concurrently: false,
            },
            "table `products` has no index `ix_editions_live` at this point, but table `editions` has",
        ),
        (
            Operation::CreateUniqueConstraint {
                table: products(),
                unique: unique("u", &["slog"]),
            },
            "unique constraint `u` is over column `slog`, which table `products` does not have, did you mean `slug`?",
        ),
        (
            Operation::CreateUniqueConstraint {
                table: products(),
                unique: unique("u", &["slug", "slug"]),
            },
            "unique constraint `u` of table `products` has column `slug` twice",
        ),
        (
            create_index("products", index("i", &[])),
            "index `i` of table `products` has no columns",
        ),
        (
            Operation::ValidateConstraint {
                table: table("editions"),
                name: "editions_mode_check".to_owned(),
            },
            "constraint `editions_mode_check` of table `editions` is already valid",
        ),
    ]);
    changes(
        &drop_constraint("editions", "editions_parent_id_fkey"),
        |after| after.tables[&table("editions")].foreign_keys.len() == 1,
    );
}

#[test]
fn foreign_keys_find_a_key() {
    let create = |columns: &[&str], to: &str, targets: &[&str]| Operation::CreateForeignKey {
        table: table("editions"),
        foreign_key: foreign_key("f", columns, to, targets),
    };
    refused(vec![
        (
            create(&["kind"], "product", &["id"]),
            "foreign key `f` of table `editions` refers to table `product`, which does not exist at this point, did you mean `products`?",
        ),
        (
            create(&["kind"], "products", &["uid"]),
            "foreign key `f` of table `editions` refers to `products.uid`, but table `products` has no column `uid`, did you mean `id`?",
        ),
        (
            create(&["kind"], "products", &["id", "slug"]),
            "foreign key `f` of table `editions` has 1 columns and refers to 2",
        ),
        (
            create(&["kind", "mode"], "products", &["id", "slug"]),
            "foreign key `f` of table `editions` refers to `products(id, slug)`, which no primary key, unique constraint or unique index covers",
        ),
    ]);
    changes(&create(&["title"], "products", &["slug"]), |after| {
        after.tables[&table("editions")]
            .foreign_keys
            .contains_key("f")
    });
}
