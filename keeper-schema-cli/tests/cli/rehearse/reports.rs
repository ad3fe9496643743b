//! What a rehearsal finds, as it is printed.

use expect_test::expect;

use super::{SHELVES, UNIQUE, check, check_after, with};

/// Both ways of [`SHELVES`], as they are told first.
const WAYS: &str = r#"up
  bbbb shelves # ms
              rename_column books.title to name
              alter_column books.pages type = bigint (was integer)
              create_table shelves (id)
 # ms  ALTER TABLE "books" RENAME COLUMN "title" TO "name"
 # ms  rebuild of `books`   (writes all of `books` anew)
 # ms  CREATE TABLE "shelves" ( "id" INTEGER NOT NULL CONSTRAINT "shelves_pkey" PRIMARY KEY )
    locked   the whole file, WRITE, # ms: writers wait

down
  bbbb shelves # ms
              drop_table shelves
              alter_column books.pages type = integer (was bigint)
              rename_column books.name to title
 # ms  DROP TABLE "shelves"
 # ms  ALTER TABLE "books" RENAME COLUMN "name" TO "title"
 # ms  rebuild of `books`   (writes all of `books` anew)
    locked   the whole file, WRITE, # ms: writers wait

revision up down up again worst lock
bbbb # ms # ms # ms  the whole file, WRITE, # ms: writers wait

"#;

#[test]
fn goes_up_down_and_up_again_on_a_copy() {
    check_after(
        WAYS,
        &with(SHELVES),
        0,
        expect![[r#"
            rows     before  up  down  up again
            books         3   3     3         3  2 untouched columns are the same (70aa77dc61b8)
            shelves       -   0     -         0  made
            on disk: 28672 bytes, up +4096, down +4096, up again +4096

            verdict: may be run
            ---
            up
              upgraded bbbb shelves # ms
            down
              downgraded bbbb shelves # ms
            up again
              upgraded bbbb shelves # ms
        "#]],
    );
}

#[test]
fn rows_that_do_not_fit_are_counted() {
    check(
        &with(UNIQUE),
        1,
        expect![[r#"
            up
              bbbb one title, one book   failed
                          create_unique_constraint books_title_key on books (title)
                locked   the whole file, WRITE, # ms: writers wait

            revision up worst lock
            bbbb      failed  the whole file, WRITE, # ms: writers wait

            rows   before
            books       3  3 untouched columns are the same (a57372daf1c7)
            on disk: 28672 bytes

            verdict: may not be run
            ---
            up
            error: upgrade of revision `bbbb` failed: 1 group of rows of `books` with the same `title`, which must be unique (title `two`)
        "#]],
    );
}

#[test]
fn sql_of_a_revision_may_change_rows() {
    let second = UNIQUE.split("[[upgrade]]").next().unwrap_or_default();
    let update = "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE books SET pages = 0\"\n";
    let reversible = format!("{second}{update}down = \"nothing\"\n");
    check(
        &with(&reversible),
        0,
        expect![[r#"
            up
              bbbb one title, one book # ms
                          execute UPDATE books SET pages = 0
             # ms  UPDATE books SET pages = 0
                locked   the whole file, WRITE, # ms: writers wait

            down
              bbbb one title, one book # ms
                locked   the whole file, WRITE, # ms: writers wait

            revision up down up again worst lock
            bbbb # ms # ms # ms  the whole file, WRITE, # ms: writers wait

            rows   before  up  down  up again
            books       3   3     3         3  untouched columns differ: up, down, up again; SQL of a revision may mean it
            on disk: 28672 bytes, up +0, down +0, up again +0

            verdict: may be run
            ---
            up
              upgraded bbbb one title, one book # ms
            down
              downgraded bbbb one title, one book # ms
            up again
              upgraded bbbb one title, one book # ms
        "#]],
    );
    let irreversible = format!("{second}{update}down = \"irreversible\"\n");
    check(
        &with(&irreversible),
        0,
        expect![[r#"
            up
              bbbb one title, one book # ms
                          execute UPDATE books SET pages = 0
             # ms  UPDATE books SET pages = 0
                locked   the whole file, WRITE, # ms: writers wait

            the way down is left out: revision `bbbb` cannot be reverted: `execute UPDATE books SET pages = 0` cannot be undone: its `down` says that it is irreversible

            revision up worst lock
            bbbb # ms  the whole file, WRITE, # ms: writers wait

            rows   before  up
            books       3   3  untouched columns differ: up; SQL of a revision may mean it
            on disk: 28672 bytes, up +0

            verdict: may be run
            ---
            up
              upgraded bbbb one title, one book # ms
        "#]],
    );
}

#[test]
fn a_trigger_that_changes_rows_is_found() {
    let sandbox = with(SHELVES);
    let change = "CREATE TABLE log (n INTEGER);
        CREATE TRIGGER t BEFORE INSERT ON keeper_revisions BEGIN
            UPDATE books SET id = id + 10; INSERT INTO log VALUES (1);
        END";
    let connection = sandbox.connection();
    connection.execute_batch(change).expect("the SQL runs");
    check_after(
        WAYS,
        &sandbox,
        1,
        expect![[r#"
            rows     before  up  down  up again
            books         3   3     3         3  untouched columns differ: up, down, up again
            log           0   1     1         2  untouched columns differ: up, down, up again
            shelves       -   0     -         0  made
            on disk: 32768 bytes, up +4096, down +4096, up again +4096

            verdict: may not be run
            ---
            up
              upgraded bbbb shelves # ms
            down
              downgraded bbbb shelves # ms
            up again
              upgraded bbbb shelves # ms
            error: rows of `books` changed in columns that no operation touches (up, down, up again)

            error: rows of `log` changed in columns that no operation touches (up, down, up again)
        "#]],
    );
}

#[test]
fn a_downgrade_that_was_written_may_change_rows() {
    let downgrade = "\n[[downgrade]]\nop = \"execute\"\nsql = \"UPDATE books SET pages = 0\"\ndown = \"nothing\"\n";
    let second = UNIQUE.split("[[upgrade]]").next().unwrap_or_default();
    let add =
        "[[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"i\"\nkeys = [\"pages\"]\n";
    let drop = "\n[[downgrade]]\nop = \"drop_index\"\ntable = \"books\"\nname = \"i\"\n";
    let outcome = with(&format!("{second}{add}{downgrade}{drop}")).done(&["rehearse"]);
    assert!(
        outcome
            .stdout
            .contains("untouched columns differ: down, up again; SQL of a revision may mean it"),
        "{outcome:?}"
    );
}
