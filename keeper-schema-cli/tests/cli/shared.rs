//! Two packages with one history: each verb works in either.

use std::path::PathBuf;

use crate::model_crate::ModelCrate;
use crate::sandbox::Outcome;

const ORDERS: &str = "use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = \"orders\")]
pub struct Order {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = billing::Invoice)]
    pub invoice_id: i32,
}
";

const INVOICES: &str = "use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = \"invoices\")]
pub struct Invoice {
    #[keeper(primary_key)]
    pub id: i32,
}
";

const BILLING: [&str; 2] = ["--manifest-path", "billing/Cargo.toml"];

/// A shop with its billing in a folder of it, and a revision of both.
fn shop() -> ModelCrate {
    let shop = ModelCrate::new(ORDERS);
    shop.set("models = [\"billing/src\"]");
    shop.write(
        "billing/Cargo.toml",
        "[package]\nname = \"billing\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [package.metadata.keeper-schema]\nmigrations = \"../migrations\"\ncompare = \"part\"\n",
    );
    shop.write("billing/src/lib.rs", INVOICES);
    shop.done(&["migrate", "-m", "shop", "--rev-id", "00000000000a"]);
    shop
}

fn in_billing(shop: &ModelCrate, arguments: &[&str]) -> Outcome {
    shop.done(&[arguments, &BILLING].concat())
}

fn revisions(shop: &ModelCrate) -> Vec<PathBuf> {
    let folder = shop.folder.path().join("migrations");
    let entries = std::fs::read_dir(folder).expect("revisions were written");
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    found.sort();
    found
}

#[test]
fn a_revision_has_the_tables_of_both() {
    let shop = shop();
    let [revision] = revisions(&shop).try_into().expect("one was written");
    let revision = std::fs::read_to_string(revision).expect("it is text");
    assert!(
        revision.contains("table = \"invoices\"") && revision.contains("table = \"orders\""),
        "{revision}"
    );
    shop.done(&["check"]);
    in_billing(&shop, &["check"]);
}

#[test]
fn a_part_writes_its_own_change_alone() {
    let shop = shop();
    let more = |source: &str, field: &str| {
        source.replace(
            "pub id: i32,",
            &format!("pub id: i32,\n    pub {field}: Option<i64>,"),
        )
    };
    shop.write("src/lib.rs", &more(ORDERS, "weight"));
    let nothing = in_billing(&shop, &["migrate", "-m", "nothing"]);
    assert!(
        nothing.stderr.contains("nothing to do"),
        "{}",
        nothing.stderr
    );

    shop.write("billing/src/lib.rs", &more(INVOICES, "total"));
    in_billing(
        &shop,
        &["migrate", "-m", "total", "--rev-id", "00000000000b"],
    );
    let [_, second] = revisions(&shop).try_into().expect("two were written");
    let second = std::fs::read_to_string(second).expect("it is text");
    assert!(
        second.contains("\"total\"") && !second.contains("weight"),
        "{second}"
    );
    in_billing(&shop, &["check"]);
    let rest = shop.call(&["check"]);
    assert_eq!(rest.status, 1, "{}", rest.stderr);
    assert!(
        rest.stderr
            .contains("`orders.weight` is in the models but in no revision")
            && !rest.stderr.contains("total"),
        "{}",
        rest.stderr
    );
}
