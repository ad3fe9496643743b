//! What `--plan` says would be run.

use expect_test::expect;

use crate::library::two_heads;
use crate::listings::check;

#[test]
fn plan_of_an_upgrade() {
    check(
        &["upgrade", "--plan"],
        expect![[r#"
        000000000001 -> 00000000000b, no pages
            drop_column books.pages   (loses every value of `books.pages`)
    "#]],
    );
}

#[test]
fn plan_of_an_upgrade_as_json() {
    check(
        &["upgrade", "--plan", "--format", "json"],
        expect![[r#"
            [
              {
                "revision": "00000000000b",
                "down_revision": [
                  "000000000001"
                ],
                "branch_labels": [],
                "depends_on": [
                  "00000000000a"
                ],
                "message": "no pages",
                "create_date": "2026-01-03T00:00:00Z",
                "head": true,
                "path": "./migrations/00000000000b_no_pages.toml",
                "operations": [
                  {
                    "operation": "drop_column books.pages",
                    "loses": "every value of `books.pages`",
                    "in_transaction": true
                  }
                ],
                "commits": true
              }
            ]
        "#]],
    );
}

#[test]
fn plan_of_a_downgrade() {
    check(
        &["downgrade", "base", "--plan"],
        expect![[r#"
        000000000001 -> 00000000000a (people), authors
            drop_table authors   (loses every row of `authors`)
        <base> -> 000000000001, books
            drop_table books   (loses every row of `books`)
    "#]],
    );
}

#[test]
fn a_plan_changes_nothing() {
    let sandbox = two_heads();
    sandbox.done(&["upgrade", "--plan"]);
    assert!(!sandbox.database().exists());
    sandbox.done(&["upgrade"]);
    sandbox.done(&["downgrade", "base", "--plan"]);
    let nothing = sandbox.done(&["upgrade", "--plan"]);
    assert_eq!(nothing.stdout, "");
    assert!(nothing.stderr.contains("nothing to do"), "{nothing:?}");
}

#[test]
fn a_plan_says_where_the_database_commits() {
    check(
        &["downgrade", "base", "--plan", "--transaction-per-revision"],
        expect![[r#"
            000000000001 -> 00000000000a (people), authors
                drop_table authors   (loses every row of `authors`)
                commit
            <base> -> 000000000001, books
                drop_table books   (loses every row of `books`)
        "#]],
    );
}
