//! `rebase --fix` on a stack whose first revision was edited under review.

use crate::sandbox::Sandbox;

const FIRST: &str = r#"format = 1
revision = "000000000001"
message = "books"

[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }]
"#;

const SECOND: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001" # the stack
base_schema = "s1:000000000000" # of the stack
message = "title"

[[upgrade]]
op = "add_column"
table = "books"
column = { name = "title", type = "text", null = true }
"#;

#[test]
fn a_stack_whose_fingerprints_no_longer_fit_is_mended() {
    let sandbox = Sandbox::with_files(&[
        ("000000000001_books.toml", FIRST),
        ("000000000002_title.toml", SECOND),
    ]);
    let refused = sandbox.call(&["upgrade"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.stderr.contains("cargo db rebase --fix"),
        "{refused:?}"
    );

    let fixed = sandbox.done(&["rebase", "--fix"]);
    assert!(
        fixed
            .stdout
            .contains("000000000002_title.toml: s1:000000000000 is s1:")
    );
    sandbox.done(&["upgrade"]);
    let path = sandbox
        .folder
        .path()
        .join("migrations/000000000002_title.toml");
    let text = std::fs::read_to_string(path).expect("the file is there");
    assert!(text.contains("# of the stack"), "{text}");

    let again = sandbox.done(&["rebase", "--fix"]);
    assert_eq!(again.stdout, "");
}
