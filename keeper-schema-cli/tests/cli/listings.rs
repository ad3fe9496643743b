//! Where things stand, for people and for programs.

use expect_test::{Expect, expect};

use crate::library::two_heads;

/// What a call prints on a history of two heads whose database is at the first of them.
pub(crate) fn check(call: &[&str], expected: Expect) {
    let sandbox = two_heads();
    sandbox.done(&["upgrade", "00000000000a"]);
    let outcome = sandbox.done(call);
    assert_eq!(outcome.stderr, "");
    let folder = sandbox.folder.path().to_str().expect("the path is UTF-8");
    expected.assert_eq(&outcome.stdout.replace(folder, "."));
}

#[test]
fn heads() {
    check(
        &["heads"],
        expect![[r#"
        000000000001 -> 00000000000a (people) (head), authors
        000000000001 -> 00000000000b (head), no pages
    "#]],
    );
}

#[test]
fn heads_in_full() {
    check(
        &["heads", "--verbose"],
        expect![[r#"
        Rev: 00000000000a (head)
        Parent: 000000000001
        Branch labels: people
        Path: ./migrations/00000000000a_authors.toml
        Create Date: 2026-01-02T00:00:00Z

            authors

        Rev: 00000000000b (head)
        Parent: 000000000001
        Depends on: 00000000000a
        Path: ./migrations/00000000000b_no_pages.toml
        Create Date: 2026-01-03T00:00:00Z

            no pages

    "#]],
    );
}

#[test]
fn heads_as_json() {
    check(
        &["heads", "--format", "json"],
        expect![[r#"
        [
          {
            "revision": "00000000000a",
            "down_revision": [
              "000000000001"
            ],
            "branch_labels": [
              "people"
            ],
            "depends_on": [],
            "message": "authors",
            "create_date": "2026-01-02T00:00:00Z",
            "head": true,
            "path": "./migrations/00000000000a_authors.toml"
          },
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
            "path": "./migrations/00000000000b_no_pages.toml"
          }
        ]
    "#]],
    );
}

#[test]
fn current() {
    check(
        &["current"],
        expect![[r#"
        000000000001 -> 00000000000a (people) (head), authors
    "#]],
    );
}

#[test]
fn current_as_json() {
    check(
        &["current", "--format", "json"],
        expect![[r#"
        [
          {
            "revision": "00000000000a",
            "down_revision": [
              "000000000001"
            ],
            "branch_labels": [
              "people"
            ],
            "depends_on": [],
            "message": "authors",
            "create_date": "2026-01-02T00:00:00Z",
            "head": true,
            "path": "./migrations/00000000000a_authors.toml"
          }
        ]
    "#]],
    );
}

#[test]
fn branches() {
    check(
        &["branches"],
        expect![[r#"
        <base> -> 000000000001 (branchpoint), books
            000000000001 -> 00000000000a (people) (head), authors
            000000000001 -> 00000000000b (head), no pages
    "#]],
    );
}

#[test]
fn branches_as_json() {
    check(
        &["branches", "--format", "json"],
        expect![[r#"
        [
          {
            "revision": "000000000001",
            "down_revision": [],
            "branch_labels": [],
            "depends_on": [],
            "message": "books",
            "create_date": "2026-01-01T00:00:00Z",
            "head": false,
            "path": "./migrations/000000000001_books.toml"
          }
        ]
    "#]],
    );
}

#[test]
fn history_of_a_range_as_json() {
    check(
        &["history", "-r", "current:", "--format", "json"],
        expect![[r#"
            [
              {
                "revision": "00000000000a",
                "down_revision": [
                  "000000000001"
                ],
                "branch_labels": [
                  "people"
                ],
                "depends_on": [],
                "message": "authors",
                "create_date": "2026-01-02T00:00:00Z",
                "head": true,
                "path": "./migrations/00000000000a_authors.toml"
              }
            ]
        "#]],
    );
}

#[test]
fn show() {
    check(
        &["show", "00000000000b"],
        expect![[r#"
        Rev: 00000000000b (head)
        Parent: 000000000001
        Depends on: 00000000000a
        Path: ./migrations/00000000000b_no_pages.toml
        Create Date: 2026-01-03T00:00:00Z

            no pages
            drop_column books.pages
    "#]],
    );
}

#[test]
fn show_current_as_json() {
    check(
        &["show", "current", "--format", "json"],
        expect![[r#"
            [
              {
                "revision": "00000000000a",
                "down_revision": [
                  "000000000001"
                ],
                "branch_labels": [
                  "people"
                ],
                "depends_on": [],
                "message": "authors",
                "create_date": "2026-01-02T00:00:00Z",
                "head": true,
                "path": "./migrations/00000000000a_authors.toml",
                "upgrade": [
                  {
                    "op": "create_table",
                    "table": "authors",
                    "columns": [
                      {
                        "name": "id",
                        "type": "integer",
                        "identity": "serial"
                      }
                    ],
                    "primary_key": {
                      "name": "authors_pkey",
                      "columns": [
                        "id"
                      ]
                    }
                  }
                ]
              }
            ]
        "#]],
    );
}

#[test]
fn schema() {
    check(
        &["schema", "heads"],
        expect![[r#"
        [[upgrade]]
        op = "create_table"
        table = "authors"
        columns = [
            { name = "id", type = "integer", identity = "serial" },
        ]
        primary_key = { name = "authors_pkey", columns = ["id"] }

        [[upgrade]]
        op = "create_table"
        table = "books"
        columns = [
            { name = "id", type = "integer", identity = "serial" },
            { name = "title", type = "text" },
        ]
        primary_key = { name = "books_pkey", columns = ["id"] }
    "#]],
    );
}

#[test]
fn schema_as_sql() {
    check(
        &["schema", "000000000001", "--sql"],
        expect![[r#"
        CREATE TABLE "books" (
            "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
            "title" TEXT NOT NULL,
            "pages" INTEGER
        );
    "#]],
    );
}

#[test]
fn schema_as_json() {
    check(
        &["schema", "heads", "--format", "json"],
        expect![[r#"
            {
              "fingerprint": "s1:8b6737c82cb8",
              "upgrade": [
                {
                  "op": "create_table",
                  "table": "authors",
                  "columns": [
                    {
                      "name": "id",
                      "type": "integer",
                      "identity": "serial"
                    }
                  ],
                  "primary_key": {
                    "name": "authors_pkey",
                    "columns": [
                      "id"
                    ]
                  }
                },
                {
                  "op": "create_table",
                  "table": "books",
                  "columns": [
                    {
                      "name": "id",
                      "type": "integer",
                      "identity": "serial"
                    },
                    {
                      "name": "title",
                      "type": "text"
                    }
                  ],
                  "primary_key": {
                    "name": "books_pkey",
                    "columns": [
                      "id"
                    ]
                  }
                }
              ]
            }
        "#]],
    );
}
