//! Several packages that share one history.

use std::path::Path;

use keeper_schema_core::config::Config;
use keeper_schema_core::guard;

use crate::package::{package, said};

/// A shop and its billing, each a package, with a history of both in the shop.
const WORKSPACE: &str = r#"
//- shop/Cargo.toml
[package]
name = "shop"
version = "0.1.0"
edition = "2024"
[package.metadata.keeper-schema]
models = ["../billing/src"]
//- shop/src/lib.rs
use keeper_schema::Model;
#[derive(Model)]
#[keeper(table = "orders")]
pub struct Order {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = billing::Invoice)]
    pub invoice_id: i32,
}
//- billing/Cargo.toml
[package]
name = "billing"
version = "0.1.0"
edition = "2024"
[package.metadata.keeper-schema]
migrations = "../shop/migrations"
compare = "part"
//- billing/src/lib.rs
use keeper_schema::Model;
#[derive(Model)]
#[keeper(table = "invoices")]
pub struct Invoice {
    #[keeper(primary_key)]
    pub id: i32,
    pub total: i64,
}
//- shop/migrations/000000000001_shop.toml
format = 1
revision = "000000000001"
message = "Shop"
[[upgrade]]
op = "create_table"
table = "invoices"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "total", type = "bigint" },
]
primary_key = { name = "invoices_pkey", columns = ["id"] }
[[upgrade]]
op = "create_table"
table = "orders"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "invoice_id", type = "integer" },
]
primary_key = { name = "orders_pkey", columns = ["id"] }
foreign_keys = [
    { name = "orders_invoice_id_fkey", columns = ["invoice_id"], references = { table = "invoices", columns = ["id"] } },
]
"#;

/// What the guards of both packages say after an edit.
fn check(from: &str, to: &str, shop: &str, billing: &str) {
    assert!(WORKSPACE.contains(from), "`{from}` is not there");
    let workspace = package(&WORKSPACE.replacen(from, to, 1));
    let of = |name: &str| said(&workspace.path().join(name));
    assert_eq!(
        (of("shop").as_str(), of("billing").as_str()),
        (shop, billing)
    );
}

#[test]
fn both_agree() {
    check("", "", "", "");
}

#[test]
fn a_change_of_the_part_is_told_to_both() {
    let gone = "schema drift: `invoices.total` is bigint in the models and text in the history";
    check(
        "{ name = \"total\", type = \"bigint\" }",
        "{ name = \"total\", type = \"text\" }",
        &format!("../billing/src/lib.rs:7:9 {gone}"),
        &format!("src/lib.rs:7:9 {gone}"),
    );
}

#[test]
fn a_change_of_the_other_is_told_to_the_whole_alone() {
    check(
        "pub invoice_id: i32,",
        "pub invoice_id: i32,\n    pub note: String,",
        "src/lib.rs:9:9 schema drift: `orders.note` is in the models but in no revision",
        "",
    );
}

#[test]
fn a_part_can_refer_to_the_whole() {
    check(
        "pub total: i64,",
        "#[keeper(references = shop::Order)]\n    pub total: i64,",
        "../billing/src/lib.rs:8:16 `total` is `bigint`, but refers to `orders.id`, which is \
         `integer`",
        "src/lib.rs:7:27 cannot find the model `shop::Order`",
    );
    let with_models = WORKSPACE.replacen(
        "compare = \"part\"",
        "compare = \"part\"\nmodels = [\"../shop\"]",
        1,
    );
    let workspace = package(&with_models);
    assert_eq!(said(&workspace.path().join("billing")), "");
}

#[test]
fn two_packages_with_one_table_are_told() {
    check(
        "table = \"invoices\"",
        "table = \"orders\"",
        "src/lib.rs:3:18 table `orders` is declared at `../billing/src/lib.rs:3:18` already",
        "src/lib.rs:7:9 schema drift: `orders.invoice_id` (integer) is gone and `total` is new, of \
         a like type: renamed?\nsrc/lib.rs:4:12 schema drift: foreign key \
         `orders_invoice_id_fkey` on `orders` (invoice_id) to `invoices` (id) is in the history \
         but no longer in the models",
    );
}

#[test]
fn packages_that_do_not_know_of_each_other_are_told_how_to() {
    let alone = WORKSPACE.replacen("compare = \"part\"\n", "", 1);
    let workspace = package(&alone);
    let config = Config::read(&workspace.path().join("billing")).unwrap();
    let findings = guard::check(&config);
    let [gone] = findings.diagnostics.as_slice() else {
        panic!("{findings:?}");
    };
    assert_eq!(
        gone.help,
        [
            "if another package that shares `../shop/migrations` declares that table, \
             `[package.metadata.keeper-schema]` says so: `models = [\"../OTHER/src\"]` names its \
             models, `compare = \"part\"` leaves its tables to it",
            "run `cargo db migrate -m \"describe the change\"`, review the file and commit it",
        ]
    );
}

#[test]
fn settings_that_lead_nowhere_are_refused() {
    let refused = |from: &str, to: &str, expected: &str| {
        let workspace = package(&WORKSPACE.replacen(from, to, 1));
        assert_eq!(said(&workspace.path().join("shop")), expected);
    };
    let models = "models = [\"../billing/src\"]";
    refused(
        models,
        "models = [\"../nowhere\"]",
        "Cargo.toml:6:11 package `app` has no library and no binary in `../nowhere`",
    );
    refused(
        &format!(
            "//- shop/Cargo.toml\n[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[package.metadata.keeper-schema]\n{models}"
        ),
        "//- Cargo.toml\n[workspace]\nmembers = [\"shop\"]\n//- shop/Cargo.toml\n[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[package.metadata.keeper-schema]\nmodels = [\"../biling/src\"]",
        "Cargo.toml:6:11 there is no package at `../biling/src`: `../Cargo.toml` above it is no package's",
    );
    refused(
        models,
        "models = [\"src\"]",
        "Cargo.toml:6:11 `src` is in the package itself, whose models are read anyway",
    );
    refused(
        models,
        "models = [\"../billing/tests\"]",
        "Cargo.toml:6:11 package `billing` has no library and no binary in `../billing/tests`",
    );
    refused(
        models,
        "models = 5",
        "Cargo.toml:6:10 `models` must be a list of strings, not of type integer",
    );
    refused(
        models,
        "compare = \"parts\"",
        "Cargo.toml:6:11 unknown comparison `parts`, did you mean `part`?",
    );
}

#[test]
fn every_file_is_watched() {
    let workspace = package(WORKSPACE);
    let folder = workspace.path().join("shop");
    let config = keeper_schema_core::config::Config::read(&folder).expect("the manifest is right");
    let manifests: Vec<_> = config.manifests().collect();
    assert_eq!(
        manifests,
        [
            folder.join("Cargo.toml"),
            folder.join("../billing/Cargo.toml")
        ]
    );
    let files = keeper_schema_core::guard::check(&config).files;
    assert!(
        files.contains(&folder.join(Path::new("../billing/src/lib.rs"))),
        "{files:?}"
    );
}
