use std::path::Path;

use super::checksum;
use crate::revision::read;

const BASE: &str = r#"
format = 1
revision = "b"
down_revision = ["a", "c"]
message = "tags"

[[upgrade]]
op = "create_table"
table = "tags"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "slug", type = "varchar(255)", default = "x" },
]
primary_key = { name = "tags_pkey", columns = ["id"] }
unique = [{ name = "u", columns = ["slug"] }, { name = "v", columns = ["slug", "id"] }]

[[upgrade]]
op = "execute"
sql = ["SELECT 1", "SELECT 2"]
down = "nothing"
"#;

fn of(text: &str) -> String {
    let read = read::revision(Path::new("b.toml"), text);
    checksum(
        &read
            .unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
            .revision,
    )
}

/// Databases hold this value: if it changes, every deployment is told that its history was edited.
#[test]
fn the_form_is_frozen() {
    assert_eq!(
        of(BASE),
        "c1:929561f3a900714e4b973ae70e9b788ee851f393a6d7dd020c83be456fe53934"
    );
}

#[test]
fn what_does_not_change_the_effect_does_not_count() {
    let cases = [
        ("message = \"tags\"", "message = \"other\""),
        (
            "message = \"tags\"",
            "create_date = 2026-01-01T00:00:00Z # when",
        ),
        (
            "message = \"tags\"",
            "branch_labels = \"billing\"\nbase_schema = \"s1:00\"",
        ),
        ("message = \"tags\"", "replaces = [\"e\", \"f\"]"),
        ("message = \"tags\"", "phase = \"contract\""),
        ("[\"a\", \"c\"]", "[\"c\", \"a\"]"),
        (
            "op = \"create_table\"\ntable = \"tags\"",
            "table = \"tags\"\nop = \"create_table\"",
        ),
        (
            "{ name = \"id\", type = \"integer\"",
            "{ null = false, type = \"integer\", name = \"id\"",
        ),
        ("\n", "\r\n"),
        (
            "{ name = \"u\", columns = [\"slug\"] }, { name = \"v\", columns = [\"slug\", \"id\"] }",
            "{ name = \"v\", columns = [\"slug\", \"id\"] }, { name = \"u\", columns = [\"slug\"] }",
        ),
    ];
    for (from, to) in cases {
        let edited = BASE.replace(from, to);
        assert_ne!(edited, BASE, "{from}");
        assert_eq!(of(&edited), of(BASE), "{from} -> {to}");
    }
}

#[test]
fn what_changes_the_effect_counts() {
    let cases = [
        ("revision = \"b\"", "revision = \"d\""),
        ("[\"a\", \"c\"]", "[\"a\"]"),
        ("message = \"tags\"", "depends_on = \"e\""),
        ("message = \"tags\"", "irreversible = true"),
        ("message = \"tags\"", "foreign_keys = \"on\""),
        ("message = \"tags\"", "downgrade = []"),
        ("\"varchar(255)\"", "\"varchar(256)\""),
        ("default = \"x\"", "default = \"y\""),
        ("default = \"x\"", "null = true"),
        (
            "columns = [\"slug\", \"id\"]",
            "columns = [\"id\", \"slug\"]",
        ),
        (
            "[\"SELECT 1\", \"SELECT 2\"]",
            "[\"SELECT 2\", \"SELECT 1\"]",
        ),
        ("[\"SELECT 1\", \"SELECT 2\"]", "[\"SELECT 1\"]"),
        ("down = \"nothing\"", "down = \"irreversible\""),
    ];
    for (from, to) in cases {
        let edited = BASE.replace(from, to);
        assert_ne!(edited, BASE, "{from}");
        assert_ne!(of(&edited), of(BASE), "{from} -> {to}");
    }
}

#[test]
fn a_value_of_another_kind_is_another() {
    // Only a type by its literal name takes all of them.
    let base = BASE.replace("varchar(255)", "raw:any");
    let number = base.replace("default = \"x\"", "default = 1");
    let text = base.replace("default = \"x\"", "default = \"1\"");
    let truth = base.replace("default = \"x\"", "default = true");
    assert_ne!(of(&number), of(&text));
    assert_ne!(of(&number), of(&truth));
}
