//! What is said of models without a build: `check` and `schema models`.

use expect_test::expect;

use crate::model_crate::ModelCrate;

const BOOK: &str = r#"use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(unique)]
    pub title: String,
}
"#;

#[test]
fn a_check_finds_drift_and_then_nothing() {
    let package = ModelCrate::new(BOOK);
    let empty = package.call(&["check"]);
    assert_eq!(empty.status, 1, "{empty:?}");
    package.done(&["migrate", "-m", "books"]);
    let agreed = package.done(&["check"]);
    assert_eq!(agreed.stdout, "");
    expect![[r#"
        the models and the history agree
        note: no build of the package checks that: its build script does not call `keeper_schema::guard::run()`; `cargo db init` adds the call
    "#]]
    .assert_eq(&agreed.stderr);

    package.write(
        "src/lib.rs",
        &BOOK.replace(
            "title: String",
            "title: String,\n    pub pages: Option<i32>",
        ),
    );
    let drifted = package.call(&["check"]);
    assert_eq!(drifted.status, 1, "{drifted:?}");
    assert_eq!(drifted.stdout, "");
    expect![[r#"
        error[KS0401]: schema drift: `books.pages` is in the models but in no revision
          --> src/lib.rs:10:9
           |
        10 |     pub pages: Option<i32>,
           |         ^^^^^
           |
        help: run `cargo db migrate -m "describe the change"`, review the file and commit it
    "#]]
    .assert_eq(&drifted.stderr);
}

#[test]
fn programs_get_each_finding_with_its_code_and_places() {
    let package = ModelCrate::new(BOOK);
    package.done(&["migrate", "-m", "books", "--rev-id", "aaaa"]);
    let retyped = BOOK.replace("title: String", "title: Option<String>");
    package.write("src/lib.rs", &retyped);
    let found = package.call(&["check", "--format", "json"]);
    assert_eq!(found.status, 1, "{found:?}");
    expect![[r#"
        [
          {
            "code": "KS0403",
            "message": "schema drift: `books.title` is NULL in the models and NOT NULL in the history",
            "place": {
              "file": "src/lib.rs",
              "line": 9,
              "column": 9
            },
            "related": [
              {
                "file": "migrations/aaaa_books.toml",
                "line": 7,
                "column": 6,
                "label": "the column was last changed here"
              }
            ],
            "help": [
              "run `cargo db migrate -m \"describe the change\"`, review the file and commit it"
            ]
          }
        ]
    "#]]
    .assert_eq(&found.stdout);
}

#[test]
fn the_schema_of_the_models() {
    let package = ModelCrate::new(BOOK);
    let text = package.done(&["schema", "models"]).stdout;
    expect![[r#"
        [[upgrade]]
        op = "create_table"
        table = "books"
        columns = [
            { name = "id", type = "integer", identity = "serial" },
            { name = "title", type = "text" },
        ]
        primary_key = { name = "books_pkey", columns = ["id"] }
        unique = [{ name = "books_title_key", columns = ["title"] }]
    "#]]
    .assert_eq(&text);
    let sql = package.done(&["schema", "models", "--sql"]).stdout;
    expect![[r#"
        CREATE TABLE "books" (
            "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
            "title" TEXT NOT NULL,
            CONSTRAINT "books_title_key" UNIQUE ("title")
        );
    "#]]
    .assert_eq(&sql);
    let json = package
        .done(&["schema", "models", "--format", "json"])
        .stdout;
    expect![[r#"
        {
          "fingerprint": "s1:1e50e332cd22",
          "upgrade": [
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
              },
              "unique": [
                {
                  "name": "books_title_key",
                  "columns": [
                    "title"
                  ]
                }
              ]
            }
          ]
        }
    "#]]
    .assert_eq(&json);
}
