//! Branches on a real database: where each target leads, and what is left standing.

use expect_test::{Expect, expect};

use crate::library::two_heads;
use crate::sandbox::{Sandbox, strings};

/// `000000000001`, on top of it `00000000000a` (people) and `00000000000b`, and a base of its own
/// that needs the first: `00000000000c` (tags).
fn three_branches() -> Sandbox {
    Sandbox::with_files(&[
        crate::library::BOOKS,
        crate::library::AUTHORS,
        ("00000000000b_reads.toml", READS),
        ("00000000000c_tags.toml", TAGS),
    ])
}

const READS: &str = r#"format = 1
revision = "00000000000b"
down_revision = "000000000001"
message = "reads"

[[upgrade]]
op = "add_column"
table = "books"
column = { name = "reads", type = "integer", null = true }
"#;

const TAGS: &str = r#"format = 1
revision = "00000000000c"
branch_labels = ["tags"]
depends_on = ["000000000001"]
message = "tags"

[[upgrade]]
op = "create_table"
table = "tags"
columns = [{ name = "id", type = "integer" }, { name = "book_id", type = "integer" }]
foreign_keys = [
    { name = "tags_book_id_fkey", columns = ["book_id"], references = { table = "books", columns = ["id"] } },
]
"#;

/// What is recorded after each call, by the last digit of each id.
fn check(calls: &[&str], expected: Expect) {
    let sandbox = three_branches();
    let mut seen = String::new();
    for call in calls {
        let words: Vec<&str> = call.split_whitespace().collect();
        let outcome = sandbox.call(&words);
        seen += &format!("{call}: ");
        if outcome.status != 0 {
            let first = outcome.stderr.lines().next().unwrap_or_default();
            seen += &format!("{first}\n");
            continue;
        }
        let recorded = "SELECT substr(revision, 12) FROM keeper_revisions ORDER BY revision";
        seen += &strings(&sandbox.connection(), recorded).join(" ");
        seen += "\n";
    }
    expected.assert_eq(&seen);
}

#[test]
fn one_branch_goes_up_and_down() {
    check(
        &[
            "upgrade people@head",
            "upgrade tags@+1",
            "upgrade 00000000000b",
            "downgrade people@-1",
            "downgrade tags@base",
            "upgrade +1",
            "upgrade heads",
            "downgrade -1",
            "downgrade 000000000001",
            "downgrade base",
        ],
        expect![[r#"
            upgrade people@head: 1 a
            upgrade tags@+1: 1 a c
            upgrade 00000000000b: 1 a b c
            downgrade people@-1: 1 b c
            downgrade tags@base: 1 b
            upgrade +1: error[KS0208]: relative revision `+1` didn't produce 1 migrations, there are only 0; `cargo db current` and `cargo db heads` show where things stand
            upgrade heads: 1 a b c
            downgrade -1: error[KS0208]: the steps of `-1` may go by `00000000000a`, `00000000000b` or `00000000000c`; name the revision, or the branch as in `LABEL@-1`
            downgrade 000000000001: 1 c
            downgrade base: 
        "#]],
    );
}

#[test]
fn a_stamp_speaks_for_the_branches_it_names() {
    check(
        &[
            "upgrade people@head",
            "stamp 00000000000b",
            "stamp tags",
            "stamp tags@base",
            "stamp 000000000001",
            "stamp 00000000000a tags",
            "stamp --purge 00000000000b",
            "stamp heads",
            "stamp base",
        ],
        expect![[r#"
            upgrade people@head: 1 a
            stamp 00000000000b: 1 a b
            stamp tags: 1 a b c
            stamp tags@base: 1 a b
            stamp 000000000001: 1
            stamp 00000000000a tags: 1 a c
            stamp --purge 00000000000b: 1 b
            stamp heads: 1 a b c
            stamp base: 
        "#]],
    );
}

#[test]
fn a_script_begins_where_it_is_told() {
    let scripted = |range: &str| {
        let sql = three_branches().done(&["upgrade", "--sql", range]).stdout;
        let lines = sql.lines().filter(|line| {
            line.starts_with("CREATE TABLE") && !line.contains("keeper_")
                || line.contains("ADD COLUMN")
        });
        lines.collect::<Vec<_>>().join("; ")
    };
    let seen = [
        "000000000001:people@+1",
        "00000000000a:heads",
        ":people@+2",
        "00000000000a:00000000000b",
    ]
    .iter()
    .map(|range| format!("{range}: {}\n", scripted(range)))
    .collect::<String>();
    expect![[r#"
        000000000001:people@+1: CREATE TABLE "authors" (
        00000000000a:heads: ALTER TABLE "books" ADD COLUMN "reads" INTEGER;; CREATE TABLE "tags" (
        :people@+2: CREATE TABLE "books" (; CREATE TABLE "authors" (
        00000000000a:00000000000b: ALTER TABLE "books" ADD COLUMN "reads" INTEGER;
    "#]]
    .assert_eq(&seen);
    for range in ["current:heads", "heads:@-1"] {
        let outcome = three_branches().call(&["upgrade", "--sql", range]);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains("`--sql` asks none"), "{outcome:?}");
    }
}

#[test]
fn branches_in_full() {
    let sandbox = two_heads();
    let outcome = sandbox.done(&["branches", "--verbose"]);
    let folder = sandbox.folder.path().to_str().expect("the path is UTF-8");
    expect![[r#"
        Rev: 000000000001 (branchpoint)
        Parent: <base>
        Path: ./migrations/000000000001_books.toml
        Create Date: 2026-01-01T00:00:00Z

            books
            000000000001 -> 00000000000a (people) (head), authors
            000000000001 -> 00000000000b (head), no pages

    "#]]
    .assert_eq(&outcome.stdout.replace(folder, "."));
}
