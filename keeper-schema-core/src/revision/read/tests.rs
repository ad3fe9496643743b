use std::path::Path;

use super::operation::OPERATIONS;
use super::revision;
use crate::history::History;

const PAGE: &str = include_str!("../../../docs/revisions.md");

#[test]
fn the_page_is_one_revision() {
    let blocks = PAGE.split("```toml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap());
    let text = blocks.collect::<Vec<_>>().join("\n");
    let file = revision(Path::new("page.toml"), &text);
    let file = file.unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let history = History::new(vec![file]);
    assert!(history.is_ok(), "{:#?}", history.err());
}

#[test]
fn the_page_has_every_operation() {
    for (operation, _) in OPERATIONS {
        assert!(PAGE.contains(&format!("`{operation}`")), "{operation}");
    }
}

#[test]
fn worked_examples_read() {
    let text = include_str!("../../../tests/format/8c431c5e70a8_v2_tables.toml");
    assert!(revision(Path::new("x.toml"), text).is_ok());
    let text = include_str!("../../../tests/format/000000000001_one_of_each.toml");
    assert!(revision(Path::new("x.toml"), text).is_ok());
}

/// The mistakes of a revision with these lines as its one operation.
fn check(operation: &str, expected: &[&str]) {
    let text = format!("format = 1\nrevision = \"a\"\n\n[[upgrade]]\n{operation}\n");
    let errors = revision(Path::new("a.toml"), &text).err();
    let messages = errors.into_iter().flatten().map(|error| error.message);
    assert_eq!(messages.collect::<Vec<_>>(), expected, "{operation}");
}

#[test]
fn an_operation_without_its_name() {
    check("table = \"books\"", &["missing key `op` of an operation"]);
    check(
        "opp = \"drop_table\"\ntable = \"books\"",
        &["unknown key `opp` of an operation, did you mean `op`?"],
    );
}

#[test]
fn a_slip_of_a_key_that_must_be_there_is_told_once() {
    let cases: [(&str, &[&str]); 6] = [
        (
            "op = \"drop_table\"\ntabel = \"books\"",
            &["unknown key `tabel` of `drop_table`, did you mean `table`?"],
        ),
        (
            "op = \"rename_table\"\ntabel = \"books\"\ntoo = \"tomes\"",
            &[
                "unknown key `tabel` of `rename_table`, did you mean `table`?",
                "unknown key `too` of `rename_table`, did you mean `to`?",
            ],
        ),
        // What is near to nothing that is missing leaves it missing.
        (
            "op = \"rename_table\"\ntabel = \"books\"",
            &[
                "missing key `to` of `rename_table`",
                "unknown key `tabel` of `rename_table`, did you mean `table`?",
            ],
        ),
        (
            "op = \"add_column\"\ntable = \"books\"\ncolumn = { nam = \"a\", type = \"text\" }",
            &["unknown key `nam` of a column, did you mean `name`?"],
        ),
        (
            "op = \"rename_enum\"\nenum = \"kind\"\nt = \"sort\"",
            &["unknown key `t` of `rename_enum`, did you mean `to`?"],
        ),
        (
            "op = \"drop_index\"\ntable = \"books\"\nnamed = \"i\"",
            &["unknown key `named` of `drop_index`, did you mean `name`?"],
        ),
    ];
    for (operation, expected) in cases {
        check(operation, expected);
    }
}

#[test]
fn a_slip_of_the_format_is_told_once() {
    let errors = revision(Path::new("a.toml"), "fromat = 1\nrevision = \"a\"\n").err();
    let messages = errors.into_iter().flatten().map(|error| error.message);
    assert_eq!(
        messages.collect::<Vec<_>>(),
        ["unknown key `fromat` of a revision, did you mean `format`?"]
    );
}

#[test]
fn slips_in_operations_on_enums_are_told() {
    let enumeration = |rest: &str| format!("enum = \"kind\"\n{rest}");
    let cases: [(&str, &str, &[&str]); 8] = [
        ("create_enum", "values = [\"a\", \"b\"]", &[]),
        ("create_enum", "values = []", &["the list is empty"]),
        (
            "create_enum",
            "values = [\"a\", \"\", \"a\"]",
            &["a value of an enum cannot be empty", "`a` is listed twice"],
        ),
        (
            "drop_enum",
            "was = [\"a\"]",
            &["unknown key `was` of `drop_enum`"],
        ),
        (
            "add_enum_value",
            "value = \"c\"\nbefore = \"a\"\nafter = \"b\"",
            &["`before` and `after` exclude each other"],
        ),
        (
            "rename_enum_value",
            "value = \"c\"",
            &["missing key `to` of `rename_enum_value`"],
        ),
        (
            "replace_enum",
            "values = [\"a\"]\nwas = [\"a\", \"b c\"]\nmap = { \"b c\" = \"a\" }",
            &[],
        ),
        (
            "replace_enum",
            "values = [\"a\"]\nwas = [\"b\"]\nmap = [\"a\"]",
            &["expected a table, found a list"],
        ),
    ];
    for (op, rest, expected) in cases {
        check(&format!("op = \"{op}\"\n{}", enumeration(rest)), expected);
    }
}

#[test]
fn slips_in_operations_on_schemas_are_told() {
    let cases: [(&str, &[&str]); 4] = [
        ("op = \"create_schema\"\nschema = \"a\"", &[]),
        (
            "op = \"create_schema\"\nname = \"a\"",
            &[
                "missing key `schema` of `create_schema`",
                "unknown key `name` of `create_schema`",
            ],
        ),
        (
            "op = \"drop_schema\"\nschema = \"\"",
            &["a name cannot be empty"],
        ),
        (
            "op = \"rename_schema\"\nschema = \"a\"",
            &["missing key `to` of `rename_schema`"],
        ),
    ];
    for (operation, expected) in cases {
        check(operation, expected);
    }
}

#[test]
fn slips_in_exclusions_are_told() {
    let of_table = "op = \"create_exclude_constraint\"\ntable = \"t\"\nname = \"x\"\n";
    let cases: [(&str, &[&str]); 9] = [
        (
            r#"elements = [{ column = "a", with = "OPERATOR(ext.===)" }, { column = "b", with = 'OPERATOR("Odd. ""one".&&)' }]"#,
            &[],
        ),
        (
            "elements = [{ column = \"a\", with = \"OPERATOR(ext.=) WITH =)\" }]",
            &["`OPERATOR(ext.=) WITH =)` is no operator, such as `=` or `&&`"],
        ),
        (
            "elements = [{ column = \"room\", with = \"=\" }, { expression = \"tsrange(a, b)\", order = \"desc\", with = \"&&\" }]\nmethod = \"gist\"\nwhere = \"a > b\"\ndeferrable = \"deferrable\"",
            &[],
        ),
        ("elements = []", &["the list is empty"]),
        (
            "elements = [\"room\"]",
            &["expected a table, found a string"],
        ),
        (
            "elements = [{ column = \"room\" }]",
            &["missing key `with` of an element"],
        ),
        (
            "elements = [{ with = \"=\" }]",
            &["an element has either `column` or `expression`"],
        ),
        (
            "elements = [{ column = \"a\", with = \"= OR\" }]",
            &["`= OR` is no operator, such as `=` or `&&`"],
        ),
        (
            "elements = [{ column = \"a\", with = \"--\" }]",
            &["`--` is no operator, such as `=` or `&&`"],
        ),
    ];
    for (rest, expected) in cases {
        check(&format!("{of_table}{rest}"), expected);
    }
    check(
        "op = \"rename_column\"\ntable = \"t\"\ncolumn = \"a\"\nto = \"b\"\nrestate = [{ exclusion = \"x\", elements = [{ expression = \"b + 1\", with = \"=\" }] }, { exclusion = \"y\" }]",
        &["neither `elements` nor `where` of the exclusion is given"],
    );
}

#[test]
fn slips_in_operations_on_objects_and_sequences_are_told() {
    let cases: [(&str, &[&str]); 9] = [
        (
            "op = \"create_object\"\nkind = \"view\"\nname = \"v\"\ndefinition = \"CREATE VIEW v AS SELECT 1\"",
            &[],
        ),
        (
            "op = \"create_object\"\nkind = \"views\"\nname = \"v\"\ndefinition = \" \"",
            &[
                "unknown value `views`, did you mean `view`?",
                "the SQL is empty",
            ],
        ),
        (
            "op = \"create_object\"\nkind = \"trigger\"\nname = \"t\"\ndefinition = \"CREATE TRIGGER t\"",
            &["missing key `table` of `create_object`"],
        ),
        (
            "op = \"create_object\"\nkind = \"view\"\nname = \"v\"\ntable = \"t\"\ndefinition = \"CREATE VIEW v AS SELECT 1\"",
            &["unknown key `table` of `create_object`"],
        ),
        (
            "op = \"replace_object\"\nkind = \"view\"\nname = \"v\"\ndefinition = \"CREATE VIEW v AS SELECT 1\"",
            &["missing key `was` of `replace_object`"],
        ),
        (
            "op = \"drop_object\"\nkind = \"view\"\nname = \"v\"\nwas = {}",
            &["neither `sqlite` nor `postgres` is given"],
        ),
        (
            "op = \"create_sequence\"\nsequence = \"s\"\nstart = 5\nowned_by = { table = \"t\", column = \"c\" }",
            &[],
        ),
        (
            "op = \"create_sequence\"\nsequence = \"s\"\nincrement = 0",
            &["`increment` cannot be 0"],
        ),
        (
            "op = \"alter_sequence\"\nsequence = \"s\"\nowned_by = { table = \"t\" }",
            &["missing key `column` of `owned_by`"],
        ),
    ];
    for (operation, expected) in cases {
        check(operation, expected);
    }
}
