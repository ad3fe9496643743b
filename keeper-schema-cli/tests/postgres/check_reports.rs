//! What `check --database` says beside the differences, and to programs.

use expect_test::expect;

use crate::check::{TABLE, changed};
use crate::sandbox::Sandbox;

#[test]
fn an_unknown_table_is_named_and_left_alone() {
    let (_, status, said) = changed(TABLE, "CREATE TABLE other (id integer)");
    assert_eq!(status, 0);
    expect![[r#"
        ---
        note: table `other` is in no revision; it is left alone
        the database is what revision `aaaa` leads to
    "#]]
    .assert_eq(&said);
}

#[test]
fn as_json() {
    let sandbox = Sandbox::with_history(&[("aaaa", TABLE)]);
    sandbox.done(&["upgrade"]);
    sandbox.database.run("ALTER TABLE books DROP COLUMN pages");
    let outcome = sandbox.call(&["check", "--database", "--format", "json"]);
    assert_eq!(outcome.status, 1);
    expect![[r#"
        {
          "revisions": [
            "aaaa"
          ],
          "differences": [
            {
              "code": "KS0601",
              "subject": "books.pages",
              "sentence": "`books.pages` is in the revision but not in the database",
              "destructive": false
            },
            {
              "code": "KS0601",
              "subject": "books.books_pages_check",
              "sentence": "check `books_pages_check` on `books` (\"pages in (1, 2, 3)\") is in the revision but not in the database",
              "destructive": false
            },
            {
              "code": "KS0601",
              "subject": "books.books_title_idx",
              "sentence": "index `books_title_idx` on `books` (\"lower(title)\") where \"pages > 1 and title <> ''\" is in the revision but not in the database",
              "destructive": false
            }
          ],
          "operations": [
            "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"pages\", type = \"integer\", null = true }\n",
            "[[upgrade]]\nop = \"create_check_constraint\"\ntable = \"books\"\nname = \"books_pages_check\"\nexpression = \"pages in (1, 2, 3)\"\n",
            "[[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"books_title_idx\"\nkeys = [{ expression = \"lower(title)\" }]\nwhere = \"pages > 1 and title <> ''\"\n"
          ],
          "questions": [],
          "unknown_tables": [],
          "unknown_enums": [],
          "unmanaged": []
        }
    "#]].assert_eq(&outcome.stdout);
}

#[test]
fn without_the_right_to_make_temporary_tables() {
    let (sandbox, ..) = changed(TABLE, "SELECT 1");
    let name = sandbox.database.run("SELECT current_database()").remove(0);
    let user = format!("reader_of_{name}");
    sandbox.database.run(&format!(
        "CREATE ROLE {user} LOGIN; REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC;
         GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}"
    ));
    let url = sandbox
        .database
        .url()
        .replace("user=postgres", &format!("user={user}"));
    let outcome = sandbox.call(&["check", "--database", "--url", &url]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    let said = outcome.stderr.replace(&name, "NAME");
    expect![[r#"
        error[KS0614]: to compare expressions the server has to be given them in temporary tables, which `reader_of_NAME` may not create (`TEMPORARY` on database `NAME`); grant the right to the user, or use another one
    "#]].assert_eq(&said);
    sandbox
        .database
        .run(&format!("DROP OWNED BY {user}; DROP ROLE {user}"));
}

#[test]
fn bookkeeping_that_does_not_fit_the_files() {
    let sandbox = Sandbox::with_history(&[("aaaa", TABLE)]);
    sandbox.done(&["upgrade"]);
    sandbox.write("aaaa", "", &TABLE.replace("what is read", "what is lent"));
    let edited = sandbox.call(&["check", "--database"]);
    assert_eq!(edited.status, 2);
    sandbox
        .database
        .run("UPDATE keeper_revisions SET revision = 'bbbb'");
    let unknown = sandbox.call(&["check", "--database"]);
    assert_eq!(unknown.status, 2);
    let said = format!("{}{}", edited.stderr, unknown.stderr);
    assert!(
        said.contains("revision `aaaa` was edited after it was applied"),
        "{said}"
    );
    assert!(said.contains("`bbbb`"), "{said}");
}
