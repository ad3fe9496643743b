//! Enum types, database schemas and exclusion constraints: applied, found again, and missed
//! where somebody changed them by hand.

use crate::sandbox::Sandbox;

const HISTORY: &str = r#"
[[upgrade]]
op = "create_schema"
schema = "archive"

[[upgrade]]
op = "create_enum"
enum = "kind"
values = ["main", "draft"]

[[upgrade]]
op = "create_table"
table = "editions"
columns = [
    { name = "kind", type = "enum:kind", default = "draft" },
    { name = "kinds", type = "enum:kind[]", null = true },
    { name = "during", type = "raw:tsrange", null = true },
]
checks = [{ name = "not_both", expression = "kind <> 'main' OR during IS NULL" }]
exclusions = [
    { name = "apart", elements = [{ column = "during", with = "&&" }], method = "gist" },
    { name = "rewritten", elements = [{ expression = "cast(lower(during) as date)", order = "desc", nulls = "first", with = "=" }], method = "btree", where = "kind in ('draft', 'main') and lower(during) is not null", deferrable = "initially deferred" },
]

[[upgrade]]
op = "create_table"
schema = "archive"
table = "editions"
columns = [{ name = "kind", type = "enum:kind" }]
"#;

const GROWN: &str = r#"
[[upgrade]]
op = "add_enum_value"
enum = "kind"
value = "release"
before = "draft"

[[upgrade]]
op = "execute"
sql = "INSERT INTO editions (kind) VALUES ('release')"
down = "irreversible"
"#;

#[test]
fn what_was_applied_is_found_again() {
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY), ("bbbb", GROWN)]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
    assert_eq!(
        sandbox.database.run("SELECT kind FROM editions"),
        ["release"]
    );
}

#[test]
fn what_was_changed_by_hand_is_told() {
    for (differences, change, told) in [
        (1, "ALTER TYPE kind ADD VALUE 'other'", "enum `kind`"),
        (1, "ALTER TABLE editions DROP CONSTRAINT apart", "`apart`"),
        (
            1,
            "ALTER TABLE editions ADD EXCLUDE USING gist (during WITH =)",
            "`editions_during_excl`",
        ),
        (
            1,
            "ALTER TABLE editions DROP CONSTRAINT apart,
                 ADD CONSTRAINT apart EXCLUDE USING gist (during WITH =)",
            "`apart` on `editions` is (during with &&) using gist in the revision and (during with =) using gist in the database",
        ),
        (
            1,
            "ALTER TABLE editions DROP CONSTRAINT apart,
                 ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&) DEFERRABLE",
            "`apart` on `editions`",
        ),
        (
            1,
            "ALTER TABLE editions RENAME CONSTRAINT rewritten TO otherwise",
            "`rewritten` on `editions` is called `otherwise` in the database",
        ),
        (2, "DROP SCHEMA archive CASCADE", "schema `archive`"),
    ] {
        let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
        sandbox.done(&["upgrade"]);
        sandbox.database.run(change);
        let outcome = sandbox.call(&["check", "--database"]);
        assert_eq!(outcome.status, 1, "{change}: {outcome:?}");
        assert!(outcome.stderr.contains(told), "{change}: {outcome:?}");
        let said: Vec<&str> = outcome.stderr.matches("error[KS0601]:").collect();
        assert_eq!(said.len(), differences, "{change}: {outcome:?}");
        let sql = sandbox.call(&["check", "--database", "--sql"]).stdout;
        sandbox.database.run(&sql);
        sandbox.done(&["check", "--database"]);
    }
}
