//! Two packages that share one history, built by cargo.

use keeper_schema_testing::GuardedCrate;

use crate::scratch;

const ORDERS: &str = r#"
use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "orders")]
pub struct Order {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = shared_billing::Invoice)]
    pub invoice_id: i32,
}
"#;

const INVOICES: &str = r#"
use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "invoices")]
pub struct Invoice {
    #[keeper(primary_key)]
    pub id: i32,
}
"#;

const REVISION: &str = r#"
format = 1
revision = "000000000001"
message = "Shop"

[[upgrade]]
op = "create_table"
table = "invoices"
columns = [{ name = "id", type = "integer", identity = "serial" }]
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

#[test]
fn a_package_that_others_share_is_built_again_when_they_change() {
    let billing = GuardedCrate::empty(scratch(), "shared_billing");
    billing.add_to_manifest(
        "[package.metadata.keeper-schema]\nmigrations = \"../shared_shop/migrations\"\n\
         compare = \"part\"\n",
    );
    billing.write("src/lib.rs", INVOICES);
    let shop = GuardedCrate::empty(scratch(), "shared_shop");
    shop.add_to_manifest(
        "[dependencies.shared_billing]\npath = \"../shared_billing\"\n\n\
         [package.metadata.keeper-schema]\nmodels = [\"../shared_billing/src\"]\n",
    );
    shop.write("src/lib.rs", ORDERS);
    shop.write("migrations/000000000001_shop.toml", REVISION);
    let build = shop.cargo(&["check"], &[]);
    assert!(build.green, "{}", build.stderr);

    // The part is not asked about what the other has.
    shop.write("src/lib.rs", &ORDERS.replace("orders", "purchases"));
    let build = billing.cargo(&["check"], &[]);
    assert!(build.green, "{}", build.stderr);

    shop.write("src/lib.rs", ORDERS);
    let more = INVOICES.replace("pub id: i32,", "pub id: i32,\n    pub total: i64,");
    billing.write("src/lib.rs", &more);
    let told = "schema drift: `invoices.total` is in the models but in no revision";
    for build in [
        billing.cargo(&["check"], &[]),
        shop.cargo(&["check", "--keep-going"], &[]),
    ] {
        assert!(
            !build.green && build.said.contains(told),
            "{}",
            build.stderr
        );
    }
}
