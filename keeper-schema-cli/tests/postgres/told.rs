//! What objects were told beside their statements, when they make way for a change: they come back
//! with all of it.

mod dump;
mod everything;

use self::dump::dump;
use self::everything::{OBJECTS, RETYPED, TOLD};
use crate::sandbox::Sandbox;

/// At the first of two revisions, and told. Roles are the server's, so their names have that of
/// the database in them.
fn told(revisions: &[(&str, &str)], told: &str) -> Sandbox {
    let sandbox = Sandbox::with_history(revisions);
    sandbox.done(&["upgrade", revisions[0].0]);
    sandbox.database.run(&named(&sandbox, told));
    sandbox
}

fn named(sandbox: &Sandbox, text: &str) -> String {
    text.replace("_x", &format!("_{}", sandbox.name()))
        .replace(" x\"", &format!(" {}\"", sandbox.name()))
}

/// Runs the script of the call.
fn by_script(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let arguments = [arguments, &["--sql", "--dialect", "postgres"]].concat();
    let script = sandbox.done(&arguments).stdout;
    let outcome = sandbox.database.psql(&script);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "", "a script prints nothing");
    outcome.stderr
}

#[test]
fn all_that_was_told_comes_back() {
    let sandbox = told(&[("aaaa", OBJECTS), ("bbbb", RETYPED)], TOLD);
    let before = dump(&sandbox);
    let after = before.replace("character varying(10)", "character varying(20)");
    assert_ne!(before, after);

    let outcome = sandbox.done(&["upgrade"]);
    assert!(!outcome.stderr.contains("warning"), "{}", outcome.stderr);
    assert_eq!(dump(&sandbox), after);
    sandbox.done(&["downgrade", "aaaa"]);
    assert_eq!(dump(&sandbox), before);

    assert_eq!(by_script(&sandbox, &["upgrade", "aaaa:bbbb"]), "");
    assert_eq!(dump(&sandbox), after);
    assert_eq!(by_script(&sandbox, &["downgrade", "bbbb:aaaa"]), "");
    assert_eq!(dump(&sandbox), before);
}

/// As `migrate` writes it, with a step in no transaction in the middle.
const DROPPED: &str = r#"
[[upgrade]]
op = "drop_object"
kind = "view"
name = "wide"
was = "CREATE VIEW wide AS SELECT id, title FROM live"
[[upgrade]]
op = "drop_object"
kind = "view"
name = "live"
was = "CREATE VIEW live AS SELECT id, slug, title FROM books"
[[upgrade]]
op = "drop_column"
table = "books"
column = "slug"
[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = ["title"]
unique = true
concurrently = true
[[upgrade]]
op = "create_object"
kind = "view"
name = "live"
definition = "CREATE VIEW live AS SELECT id, title FROM books"
[[upgrade]]
op = "create_object"
kind = "view"
name = "wide"
definition = "CREATE VIEW wide AS SELECT id, title FROM live"
"#;

#[test]
fn what_a_revision_drops_and_makes_again_is_told_as_well() {
    let sandbox = told(
        &[("aaaa", BOOKS), ("bbbb", DROPPED)],
        "COMMENT ON VIEW live IS 'l'; COMMENT ON COLUMN live.slug IS 's'; GRANT SELECT ON wide TO PUBLIC;
         COMMENT ON COLUMN live.title IS 't'; ALTER VIEW wide SET (security_barrier)",
    );
    let comments = "SELECT concat_ws(' ', objsubid, description) FROM pg_description
        WHERE objoid = 'live'::regclass ORDER BY 1";
    let wide = "SELECT concat_ws(' ', reloptions, relacl) FROM pg_class WHERE relname = 'wide'";
    let wide_before = sandbox.database.run(wide);
    let unsaid = "not said again, since column \"slug\" of relation \"live\" does not exist: \
                  COMMENT ON COLUMN live.slug IS 's'";
    let outcome = sandbox.done(&["upgrade"]);
    assert!(
        outcome.stderr.contains(&format!("warning: {unsaid}\n")),
        "{}",
        outcome.stderr
    );
    assert_eq!(sandbox.database.run(comments), ["0 l", "2 t"]);
    assert_eq!(sandbox.database.run(wide), wide_before);

    sandbox.done(&["downgrade", "aaaa"]);
    assert_eq!(sandbox.database.run(comments), ["0 l", "3 t"]);
    let warnings = by_script(&sandbox, &["upgrade", "aaaa:bbbb"]);
    assert_eq!(warnings, "");
    assert_eq!(sandbox.database.run(comments), ["0 l", "2 t"]);
    assert_eq!(sandbox.database.run(wide), wide_before);
}

#[test]
fn another_session_says_what_it_does_not_know() {
    let sandbox = told(
        &[("aaaa", BOOKS), ("bbbb", DROPPED)],
        "COMMENT ON VIEW live IS 'l'; INSERT INTO books (id, title) VALUES (1, 'a'), (2, 'a')",
    );
    sandbox.refused(&["upgrade"], &["must be unique"]);
    sandbox.database.run("DELETE FROM books WHERE id = 2");
    let outcome = sandbox.done(&["upgrade"]);
    let warning = "warning: what objects were told beside their statements is not known any more";
    assert!(outcome.stderr.contains(warning), "{}", outcome.stderr);
}

/// A table under two views.
const BOOKS: &str = r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "slug", type = "text", null = true },
    { name = "title", type = "varchar(9)", null = true },
]
[[upgrade]]
op = "create_object"
kind = "view"
name = "live"
definition = "CREATE VIEW live AS SELECT id, slug, title FROM books"
[[upgrade]]
op = "create_object"
kind = "view"
name = "wide"
definition = "CREATE VIEW wide AS SELECT id, title FROM live"
"#;

const LONGER: &str = r#"
[[upgrade]]
op = "alter_column"
table = "books"
column = "title"
set = { type = "text" }
was = { type = "varchar(9)" }
"#;

#[test]
fn another_statement_has_the_last_word() {
    let replaced = |definition: &str, was: &str| {
        format!(
            "[[upgrade]]\nop = \"replace_object\"\nkind = \"view\"\nname = \"live\"\n\
             definition = \"{definition}\"\nwas = \"{was}\"\n"
        )
    };
    let first = "CREATE VIEW live AS SELECT id, slug, title FROM books";
    // Replaced in its place; with other columns; with options of its own; with none again.
    let second = "CREATE VIEW live AS SELECT id, slug, title FROM books WHERE id > 0";
    let third = "CREATE VIEW live AS SELECT id, slug, title, 1 AS one FROM books";
    let fourth = "CREATE VIEW live WITH (security_barrier = false) AS SELECT id, slug, title, 2 AS two FROM books; COMMENT ON VIEW live IS 'new'";
    let fifth = "CREATE VIEW live AS SELECT id, slug, title FROM books";
    let steps = [
        ("aaaa", BOOKS.to_owned()),
        ("bbbb", replaced(second, first)),
        ("cccc", replaced(third, second)),
        ("dddd", replaced(fourth, third)),
        ("eeee", replaced(fifth, fourth)),
    ];
    let steps: Vec<(&str, &str)> = (steps.iter())
        .map(|(id, operations)| (*id, operations.as_str()))
        .collect();
    let sandbox = told(
        &steps,
        "ALTER VIEW live SET (security_barrier, check_option = local); COMMENT ON VIEW live IS 'old';
         GRANT SELECT ON live TO PUBLIC",
    );
    let is = "SELECT concat_ws(' ', reloptions, obj_description(oid), relacl) FROM pg_class
        WHERE relname = 'live'";
    let privileges = "{postgres=arwdDxt/postgres,=r/postgres}";
    for (revision, expected) in [
        ("bbbb", "{security_barrier=true,check_option=local} old"),
        ("cccc", "{security_barrier=true,check_option=local} old"),
        ("dddd", "{security_barrier=false,check_option=local} new"),
        ("eeee", "{check_option=local} new"),
    ] {
        sandbox.done(&["upgrade", revision]);
        let found = sandbox.database.run(is).concat().replace('m', "");
        let expected = format!("{expected} {privileges}").replace('m', "");
        assert_eq!(found, expected, "{revision}");
    }
}

#[test]
fn an_owner_who_is_no_superuser() {
    let sandbox = told(
        &[("aaaa", BOOKS), ("bbbb", LONGER)],
        "CREATE ROLE me_x LOGIN; CREATE ROLE group_x; CREATE ROLE other_x; CREATE ROLE reader_x;
         GRANT group_x TO me_x; GRANT ALL ON SCHEMA public TO group_x, other_x;
         ALTER SCHEMA public OWNER TO me_x; ALTER TABLE books OWNER TO me_x;
         ALTER TABLE keeper_revisions OWNER TO me_x; ALTER TABLE keeper_steps OWNER TO me_x;
         ALTER TABLE keeper_meta OWNER TO me_x;
         ALTER VIEW live OWNER TO group_x; ALTER VIEW wide OWNER TO other_x;
         GRANT SELECT ON books, live TO PUBLIC; GRANT SELECT (title) ON wide TO reader_x;
         GRANT SELECT ON wide TO reader_x WITH GRANT OPTION; COMMENT ON VIEW wide IS 'w';
         SET ROLE reader_x; GRANT SELECT ON wide TO group_x",
    );
    let name = sandbox.name();
    let url = (sandbox.database.url()).replace("user=postgres", &format!("user=me_{name}"));
    let is = "SELECT concat_ws(' ', relname, relowner::regrole, relacl, obj_description(oid))
        FROM pg_class WHERE relname IN ('live', 'wide') ORDER BY 1";
    let shown = |sandbox: &Sandbox| {
        let lines = sandbox.database.run(is).join("\n");
        // `MAINTAIN` came with version 17.
        lines
            .replace(&format!("_{name}"), "")
            .replace("xtm", "xt")
            .replace("*m*", "*")
    };
    let before = "live group {group=arwdDxt/group,=r/group}\n\
        wide other {other=arwdDxt/other,reader=r*/other,group=r/reader} w";
    assert_eq!(shown(&sandbox), before);
    let outcome = sandbox.done(&["upgrade", "--url", &url]);
    let stderr = outcome.stderr.replace(&format!("_{name}"), "");
    let warnings = stderr.lines().filter(|line| line.starts_with("warning"));
    expect_test::expect![[r#"warning: not said again, since permission denied to set role "other": ALTER VIEW wide OWNER TO other"#]].assert_eq(&warnings.collect::<Vec<_>>().join("\n"));
    expect_test::expect![[r#"
        live group {group=arwdDxt/group,=r/group}
        wide me {me=arwdDxt/me,reader=r*/me,group=r/me,other=a*r*w*d*D*x*t*/me} w"#]]
    .assert_eq(&shown(&sandbox));

    // What it is by now, can be kept.
    let before = dump(&sandbox);
    let outcome = sandbox.done(&["downgrade", "aaaa", "--url", &url]);
    assert!(!outcome.stderr.contains("warning"), "{}", outcome.stderr);
    let outcome = sandbox.done(&["upgrade", "--url", &url]);
    assert!(!outcome.stderr.contains("warning"), "{}", outcome.stderr);
    assert_eq!(dump(&sandbox), before);
}

#[test]
fn functions_of_an_enum_are_told() {
    let kinds = r#"
[[upgrade]]
op = "create_enum"
enum = "kind"
values = ["a", "b"]
[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "kind", type = "enum:kind" }]
[[upgrade]]
op = "create_object"
kind = "function"
name = "is_a"
definition = { postgres = "CREATE FUNCTION is_a(k kind) RETURNS boolean LANGUAGE sql AS $$ SELECT k = 'a' $$" }
"#;
    let fewer = r#"
[[upgrade]]
op = "replace_enum"
enum = "kind"
values = ["a"]
was = ["a", "b"]
map = { b = "a" }
"#;
    let sandbox = told(
        &[("aaaa", kinds), ("bbbb", fewer)],
        "COMMENT ON FUNCTION is_a IS 'judges'; REVOKE ALL ON FUNCTION is_a FROM PUBLIC;
         ALTER FUNCTION is_a IMMUTABLE SECURITY DEFINER",
    );
    let before = dump(&sandbox);
    sandbox.done(&["upgrade"]);
    let after = dump(&sandbox);
    assert_eq!(after, before.replace("'a',\n    'b'", "'a'"));
}

#[test]
fn triggers_and_policies_follow_their_table() {
    let books = r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer", null = true }]
[[upgrade]]
op = "create_object"
kind = "function"
name = "touch()"
definition = { postgres = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'" }
[[upgrade]]
op = "create_object"
kind = "trigger"
name = "touch"
table = "books"
definition = { postgres = "CREATE TRIGGER touch BEFORE UPDATE ON books FOR EACH ROW EXECUTE FUNCTION touch()" }
[[upgrade]]
op = "create_object"
kind = "policy"
name = "mine"
table = "books"
definition = { postgres = "CREATE POLICY mine ON books USING (id > 0)" }
"#;
    let renamed = r#"
[[upgrade]]
op = "drop_object"
kind = "trigger"
name = "touch"
table = "books"
was = { postgres = "CREATE TRIGGER touch BEFORE UPDATE ON books FOR EACH ROW EXECUTE FUNCTION touch()" }
[[upgrade]]
op = "drop_object"
kind = "policy"
name = "mine"
table = "books"
was = { postgres = "CREATE POLICY mine ON books USING (id > 0)" }
[[upgrade]]
op = "rename_table"
table = "books"
to = "big_books"
[[upgrade]]
op = "create_object"
kind = "trigger"
name = "touch"
table = "big_books"
definition = { postgres = "CREATE TRIGGER touch BEFORE UPDATE ON big_books FOR EACH ROW EXECUTE FUNCTION touch()" }
[[upgrade]]
op = "create_object"
kind = "policy"
name = "mine"
table = "big_books"
definition = { postgres = "CREATE POLICY mine ON big_books USING (id > 0)" }
"#;
    let sandbox = told(
        &[("aaaa", books), ("bbbb", renamed)],
        "ALTER TABLE books ENABLE ALWAYS TRIGGER touch; COMMENT ON TRIGGER touch ON books IS 't';
         COMMENT ON POLICY mine ON books IS 'p'",
    );
    let before = dump(&sandbox);
    sandbox.done(&["upgrade"]);
    let after = before.replace("books", "big_books");
    let sorted = |dump: &str| {
        let mut lines: Vec<String> = dump.lines().map(str::to_owned).collect();
        lines.retain(|line| !line.starts_with("--"));
        lines.sort();
        lines
    };
    assert_eq!(sorted(&dump(&sandbox)), sorted(&after));
    sandbox.done(&["downgrade", "aaaa"]);
    assert_eq!(dump(&sandbox), before);
}

#[test]
fn what_cannot_come_back_changes_nothing() {
    let sandbox = told(
        &[("aaaa", BOOKS), ("bbbb", LONGER)],
        "CREATE VIEW unmanaged AS SELECT title FROM live",
    );
    let before = dump(&sandbox);
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2);
    expect_test::expect![[r#"
        error[KS0612]: upgrade of revision `bbbb` failed: cannot drop view live because other objects depend on it; view unmanaged depends on view live; drop what depends on it before and make it again after, or let a revision do both, in `DROP VIEW "live"`
    "#]].assert_eq(&outcome.stderr);
    assert_eq!(dump(&sandbox), before);

    sandbox.database.run(
        "DROP VIEW unmanaged; ALTER VIEW wide ALTER COLUMN title SET DEFAULT 'x';
         CREATE RULE r AS ON INSERT TO wide DO INSTEAD INSERT INTO books (title) VALUES (new.title)",
    );
    let gone = r#"
[[upgrade]]
op = "replace_object"
kind = "view"
name = "wide"
definition = "CREATE VIEW wide AS SELECT id FROM live"
was = "CREATE VIEW wide AS SELECT id, title FROM live"
"#;
    sandbox.write("cccc", "down_revision = \"bbbb\"\n", gone);
    sandbox.done(&["upgrade", "bbbb"]);
    let before = dump(&sandbox);
    sandbox.refused(
        &["upgrade"],
        &["cannot be said again: CREATE RULE r", "Take it back before"],
    );
    assert_eq!(dump(&sandbox), before);
}
