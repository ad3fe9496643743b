//! Revision files.

use std::fs;
use std::os::unix::fs::symlink;

use super::check;
use crate::library::{AUTHORS, BOOKS};
use crate::sandbox::Sandbox;

/// A revision file among sound ones.
fn refused(file: &str, content: &[u8], words: &[&str]) {
    let sandbox = Sandbox::with_files(&[BOOKS]);
    let path = sandbox.folder.path().join("migrations").join(file);
    fs::write(path, content).expect("a file can be written");
    let what = String::from_utf8_lossy(content);
    check(
        sandbox.folder.path(),
        || sandbox.call(&["upgrade"]),
        &what,
        words,
    );
}

const FILE: &str = "000000000002_x.toml";

/// A whole file.
#[test]
fn files_that_are_no_revision() {
    let place = "migrations/000000000002_x.toml";
    let cases: &[(&[u8], &[&str])] = &[
        (b"", &["`format`", place]),
        (b"\n\n# nothing\n", &["`format`", place]),
        (b"format = 1\n", &["`revision`", place]),
        (b"revision = \"000000000002\"\n", &["`format`", place]),
        (b"format = 1\nrevision = \"0000", &[place]),
        (
            b"format = 1\nrevision = \"000000000002\"\nmessage = \"x\"\n[[upgrade",
            &[place],
        ),
        (
            b"format = 1\nrevision = \"000000000002\"\nmessage = \"a\0b\"\n",
            &[place],
        ),
        (b"\0\0\0\0", &[place]),
        (b"format = 1\nmessage = \"\xff\xfe\"\n", &["UTF-8", place]),
        (b"\xff\xfef\0o\0r\0m\0a\0t\0", &["UTF-8", place]),
        (b"<xml/>", &[place]),
        (b"SQLite format 3", &[place]),
        (
            b"format = 2\nrevision = \"000000000002\"\n",
            &["format", place],
        ),
        (
            b"format = \"1\"\nrevision = \"000000000002\"\n",
            &["format", place],
        ),
        (
            b"format = 1\nformat = 1\nrevision = \"000000000002\"\n",
            &["format", place],
        ),
    ];
    for (content, words) in cases {
        refused(FILE, content, words);
    }
}

#[test]
fn nesting_without_end() {
    for (open, close) in [("[", "]"), ("{ a = ", " }"), ("[{ a = ", " }]")] {
        let deep = format!(
            "format = 1\nmessage = {}1{}\n",
            open.repeat(20_000),
            close.repeat(20_000)
        );
        refused(FILE, deep.as_bytes(), &["migrations/000000000002_x.toml"]);
    }
    let keys = format!("format = 1\n{}a = 1\n", "a.".repeat(20_000));
    refused(FILE, keys.as_bytes(), &["migrations/000000000002_x.toml"]);
}

/// Keys of a file that begins well, on top of `000000000001`.
#[test]
fn keys_at_the_top() {
    let cases: &[(&str, &[&str])] = &[
        ("revision = \"../../etc/passwd\"", &["revision"]),
        ("revision = \"..\"", &["revision"]),
        ("revision = \"a/b\"", &["revision"]),
        ("revision = \"\"", &["revision"]),
        ("revision = \"a\\nb\"", &["revision"]),
        ("revision = \"\\u001b[31mred\"", &["revision"]),
        ("revision = \"\\u202eabc\"", &["revision"]),
        ("revision = \"head\"", &["head"]),
        ("revision = 2", &["string"]),
        ("revision = \"000000000001\"", &["000000000001"]),
        (
            "revision = \"000000000002\"\ndown_revision = \"000000000002\"",
            &["000000000002"],
        ),
        (
            "revision = \"000000000002\"\ndown_revision = \"ffffffffffff\"",
            &["ffffffffffff"],
        ),
        (
            "revision = \"000000000002\"\ndown_revision = \"\\u001b[2J\"",
            &["down_revision"],
        ),
        (
            "revision = \"000000000002\"\ndown_revision = [\"000000000001\", \"000000000001\"]",
            &["000000000001"],
        ),
        (
            "revision = \"000000000002\"\ndepends_on = [\"nothing\"]",
            &["nothing"],
        ),
        (
            "revision = \"000000000002\"\nbranch_labels = [\"a@b\"]",
            &["a@b"],
        ),
        (
            "revision = \"000000000002\"\nbranch_labels = [\"heads\"]",
            &["heads"],
        ),
        (
            "revision = \"000000000002\"\nbranch_labels = [\"000000000001\"]",
            &["000000000001"],
        ),
        (
            "revision = \"000000000002\"\nbase_schema = \"md5:0\"",
            &["base_schema"],
        ),
        (
            "revision = \"000000000002\"\ndown_revision = \"000000000001\"\nbase_schema = \"s1:000000000000\"",
            &["base_schema"],
        ),
        (
            "revision = \"000000000002\"\ncreate_date = \"yesterday\"",
            &["create_date"],
        ),
        (
            "revision = \"000000000002\"\ncreate_date = 2026-13-01T00:00:00Z",
            &[],
        ),
        (
            "revision = \"000000000002\"\nmesage = \"x\"",
            &["did you mean `message`?"],
        ),
        (
            "revision = \"000000000002\"\nmessage = [\"x\"]",
            &["message"],
        ),
        (
            "revision = \"000000000002\"\nphase = \"shrink\"",
            &["unknown value `shrink`", "`expand`, `contract`"],
        ),
        (
            "revision = \"000000000002\"\nphase = \"contact\"",
            &["did you mean `contract`?"],
        ),
        (
            "revision = \"000000000002\"\nirreversible = \"yes\"",
            &["irreversible"],
        ),
        (
            "revision = \"000000000002\"\nforeign_keys = \"maybe\"",
            &["foreign_keys"],
        ),
        ("revision = \"000000000002\"\nupgrade = 5", &["upgrade"]),
        (
            "revision = \"000000000002\"\n[[upgrade]]\nop = \"drop_table\"\ntable = \"books\"\nmessage = \"x\"",
            &["message"],
        ),
        (
            "revision = \"000000000002\"\n\"\\u001b[31m\" = 1",
            &["unknown"],
        ),
    ];
    for (keys, words) in cases {
        refused(FILE, format!("format = 1\n{keys}\n").as_bytes(), words);
    }
}

/// Operations on top of `000000000001`.
#[test]
fn operations() {
    let cases: &[(&str, &[&str])] = &[
        ("op = \"create_tabel\"\ntable = \"x\"", &["create_table"]),
        ("table = \"x\"", &["`op`"]),
        ("op = 5", &["expected a string"]),
        ("op = \"drop_table\"", &["`table`"]),
        ("op = \"drop_table\"\ntable = \"bookz\"", &["bookz"]),
        ("op = \"drop_table\"\ntable = 5", &["table"]),
        (
            "op = \"drop_table\"\ntable = \"books\"\ncascade = true",
            &["cascade"],
        ),
        (
            "op = \"drop_column\"\ntable = \"books\"\ncolumn = \"nothing\"",
            &["nothing"],
        ),
        (
            "op = \"drop_column\"\ntable = \"books\"\ncolumn = \"id\"",
            &["id"],
        ),
        (
            "op = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"a\", type = \"text\" }]",
            &["books"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = []",
            &["column"],
        ),
        (
            "op = \"create_table\"\ntable = \"\"\ncolumns = [{ name = \"a\", type = \"text\" }]",
            &["name"],
        ),
        (
            "op = \"create_table\"\ntable = \"a\\u0000b\"\ncolumns = [{ name = \"a\", type = \"text\" }]",
            &["NUL"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = [{ name = \"a\" }]",
            &["`type`"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = [{ type = \"text\" }]",
            &["`name`"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = [{ name = \"a\", type = \"text\", nul = true }]",
            &["did you mean `null`?"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = [{ name = \"a\", type = \"text\" }, { name = \"a\", type = \"text\" }]",
            &["`a`"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = [{ name = \"a\", type = \"text\" }, { name = \"A\", type = \"text\" }]",
            &["`A`"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = [{ name = \"a\", type = \"integer\", default = \"x\" }]",
            &["default"],
        ),
        (
            "op = \"create_table\"\ntable = \"x\"\ncolumns = [{ name = \"a\", type = \"text\" }]\nprimary_key = { name = \"p\", columns = [\"b\"] }",
            &["`b`"],
        ),
        (
            "op = \"add_column\"\ntable = \"books\"\ncolumn = \"x\"",
            &["column"],
        ),
        (
            "op = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"title\", type = \"text\" }",
            &["title"],
        ),
        (
            "op = \"alter_column\"\ntable = \"books\"\ncolumn = \"pages\"\nset = { null = false }\nwas = { null = false }",
            &["null"],
        ),
        (
            "op = \"alter_column\"\ntable = \"books\"\ncolumn = \"pages\"",
            &["`set`"],
        ),
        (
            "op = \"alter_column\"\ntable = \"books\"\ncolumn = \"pages\"\ndrop = [\"null\"]",
            &["null"],
        ),
        (
            "op = \"rename_column\"\ntable = \"books\"\ncolumn = \"pages\"\nto = \"title\"",
            &["title"],
        ),
        (
            "op = \"create_index\"\ntable = \"books\"\nname = \"i\"\nkeys = []",
            &["keys"],
        ),
        (
            "op = \"create_index\"\ntable = \"books\"\nname = \"i\"\nkeys = [\"nothing\"]",
            &["nothing"],
        ),
        (
            "op = \"create_index\"\ntable = \"books\"\nname = \"i\"\nkeys = [{ column = \"title\", order = \"down\" }]",
            &["down"],
        ),
        (
            "op = \"create_foreign_key\"\ntable = \"books\"\nname = \"f\"\ncolumns = [\"pages\"]\nreferences = { table = \"nothing\", columns = [\"id\"] }",
            &["nothing"],
        ),
        (
            "op = \"run\"\nhook = \"two words\"\ndown = \"nothing\"",
            &["`two words` is no name of a hook"],
        ),
        (
            "op = \"drop_object\"\nkind = \"view\"\nname = \"nothing\"\nwas = \"CREATE VIEW nothing AS SELECT 1\"",
            &["nothing"],
        ),
        ("op = \"execute\"\nsql = \"DELETE FROM books\"", &["`down`"]),
        ("op = \"execute\"\nsql = \"\"\ndown = \"nothing\"", &["sql"]),
        (
            "op = \"execute\"\nsql = \"COMMIT\"\ndown = \"nothing\"",
            &["COMMIT"],
        ),
        (
            "op = \"execute\"\nsql = \"DELETE FROM books; rollback /* x */ ;\"\ndown = \"nothing\"",
            &["rollback"],
        ),
        (
            "op = \"execute\"\nsql = \"PRAGMA foreign_keys = ON\"\ndown = \"nothing\"",
            &["PRAGMA"],
        ),
        (
            "op = \"execute\"\nsql = { mysql = \"x\" }\ndown = \"nothing\"",
            &["mysql"],
        ),
    ];
    for (operation, words) in cases {
        let text = format!(
            "format = 1\nrevision = \"000000000002\"\ndown_revision = \"000000000001\"\n\n[[upgrade]]\n{operation}\n"
        );
        let words = [&["migrations/000000000002_x.toml:"][..], words].concat();
        refused(FILE, text.as_bytes(), &words);
    }
}

/// Types that are not spelt as the format spells them.
#[test]
fn types() {
    for (written, words) in [
        ("int4", "`integer`"),
        ("int", "`integer`"),
        ("INTEGER", "`integer`"),
        ("character varying(20)", "`varchar(20)`"),
        ("varchar", "`text`"),
        ("varchar(0)", "varchar"),
        ("varchar(-1)", "varchar"),
        ("varchar(99999999999)", "varchar"),
        ("numeric(2,5)", "numeric"),
        ("timestamp with time zone", "`timestamptz`"),
        ("bytea", "`bytes`"),
        ("blob", "`bytes`"),
        ("bool", "`boolean`"),
        ("txt", "`text`"),
        ("enum:", "enum"),
        ("", "type"),
        ("\\u001b[31m", "type"),
    ] {
        let text = format!(
            "format = 1\nrevision = \"000000000002\"\ndown_revision = \"000000000001\"\n\n[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = {{ name = \"x\", type = \"{written}\", null = true }}\n"
        );
        refused(
            FILE,
            text.as_bytes(),
            &[words, "migrations/000000000002_x.toml:8:"],
        );
    }
}

#[test]
fn entries_that_are_no_files() {
    let sandbox = Sandbox::with_files(&[BOOKS]);
    let migrations = sandbox.folder.path().join("migrations");
    let refused = |what: &str, words: &[&str]| {
        check(
            sandbox.folder.path(),
            || sandbox.call(&["upgrade"]),
            what,
            words,
        );
    };
    let entry = migrations.join(FILE);
    fs::create_dir(&entry).expect("a folder can be made");
    refused("a folder", &[FILE]);
    fs::remove_dir(&entry).expect("it is empty");
    symlink(&entry, &entry).expect("a link can be made");
    refused("a link to itself", &[FILE]);
    fs::remove_file(&entry).expect("it is there");
    symlink("nowhere", &entry).expect("a link can be made");
    refused("a link to nothing", &[FILE]);
    fs::remove_file(&entry).expect("it is there");
    symlink("/dev/null", &entry).expect("a link can be made");
    refused("a link to a device", &[FILE]);
}

#[test]
fn folders_that_hold_no_history() {
    let sandbox = Sandbox::with_files(&[BOOKS, AUTHORS]);
    for folder in ["nowhere", "migrations/000000000001_books.toml", ""] {
        let call = ["upgrade", "--migrations", folder];
        let folder = sandbox.folder.path();
        check(
            folder,
            || sandbox.call_as_is(&call),
            &format!("{call:?}"),
            &[],
        );
    }
}
