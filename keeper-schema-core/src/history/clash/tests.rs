//! Pairs of branches: what clashes, and in which words.

mod heads;
mod yielding;

use std::path::Path;

use expect_test::{Expect, expect};

use super::Clashes;
use crate::diagnostic::Diagnostic;
use crate::graph::fixture::id;
use crate::history::History;
use crate::revision::{RevisionFile, read};

const BASE: &str = r#"op = "create_enum"
enum = "mood"
values = ["calm", "loud"]
op = "create_table"
table = "users"
columns = [{ name = "id", type = "integer" }, { name = "name", type = "text", null = true }, { name = "age", type = "integer", null = true }]
primary_key = { name = "users_pkey", columns = ["id"] }
op = "create_table"
table = "rooms"
columns = [{ name = "id", type = "integer" }, { name = "owner", type = "integer", null = true }]
primary_key = { name = "rooms_pkey", columns = ["id"] }"#;

const AGE: &str = "op = \"drop_column\"\ntable = \"users\"\ncolumn = \"age\"";
const INDEX: &str =
    "op = \"create_index\"\ntable = \"users\"\nname = \"users_age_idx\"\nkeys = [\"age\"]";
const RENAME: &str = "op = \"rename_column\"\ntable = \"users\"\ncolumn = \"age\"\nto = \"years\"";
const ROOMS: &str = "op = \"drop_table\"\ntable = \"rooms\"";

/// Adds a column to `users`.
fn add(column: &str, column_type: &str) -> String {
    format!(
        "op = \"add_column\"\ntable = \"users\"\ncolumn = {{ name = \"{column}\", type = \"{column_type}\", null = true }}"
    )
}

/// Alters the type of `users.age`.
fn retype(to: &str) -> String {
    format!(
        "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"age\"\nset = {{ type = \"{to}\" }}\nwas = {{ type = \"integer\" }}"
    )
}

fn mood(operation: &str, rest: &str) -> String {
    format!("op = \"{operation}\"\nenum = \"mood\"\n{rest}")
}

/// A revision whose operations are written without `[[upgrade]]`.
fn file(name: &str, parents: &[&str], operations: &str) -> RevisionFile {
    let operations = operations.replace("op = ", "\n[[upgrade]]\nop = ");
    let source = format!(
        "format = 1\nrevision = \"{name}\"\ndown_revision = {parents:?}\nmessage = \"of {name}\"\n{operations}\n"
    );
    let path = format!("migrations/{name}.toml");
    match read::revision(Path::new(&path), &source) {
        Ok(file) => file,
        Err(wrong) => panic!("{wrong:#?}\nin\n{source}"),
    }
}

fn history(files: &[(&str, &[&str], &str)]) -> History {
    let files = files
        .iter()
        .map(|(name, parents, operations)| file(name, parents, operations));
    History::new(files.collect()).expect("each branch is right by itself")
}

fn branches(left: &str, right: &str) -> History {
    history(&[("a", &[], BASE), ("b", &["a"], left), ("c", &["a"], right)])
}

/// Each clash on a line, after the places of both operations.
fn told(history: &History, clashes: &Clashes) -> String {
    let line = |diagnostic: &Diagnostic| {
        let first = diagnostic.place.iter();
        let others = diagnostic.related.iter().map(|related| &related.place);
        let places: Vec<String> = first
            .chain(others)
            .map(|place| {
                place
                    .to_string()
                    .replace("migrations/", "")
                    .replace(".toml", "")
            })
            .collect();
        let message = diagnostic.message.split_once(" clash: ");
        let message = message.map_or(diagnostic.message.as_str(), |(_, what)| what);
        format!("{}: {message}", places.join(" "))
    };
    let diagnostics = clashes.diagnostics(history);
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn check(left: &str, right: &str, expected: &Expect) {
    let history = branches(left, right);
    let clashes = history.clashes();
    expected.assert_eq(&told(&history, &clashes));
    // Whose id is less changes who is told first, and nothing else.
    let turned = branches(right, left);
    assert_eq!(
        turned.clashes().all.len(),
        clashes.all.len(),
        "{left}\n{right}"
    );
}

#[test]
fn branches_that_do_not_meet_commute() {
    let none = expect![""];
    check(&add("city", "text"), &add("street", "text"), &none);
    check(&add("city", "text"), AGE, &none);
    check(&add("city", "text"), ROOMS, &none);
    check(RENAME, &add("city", "text"), &none);
    check("", INDEX, &none);
    check(
        &mood("rename_enum_value", "value = \"calm\"\nto = \"quiet\""),
        RENAME,
        &none,
    );
}

#[test]
fn rows_clash_with_what_their_columns_become() {
    let rows = "op = \"bulk_insert\"\ntable = \"users\"\nrows = [{ id = 1, age = 30 }]";
    check(rows, &add("city", "text"), &expect![""]);
    check(
        rows,
        RENAME,
        &expect![
            "b:7:6 c:7:6: `b` runs SQL and `c` renames column `users.age` to `users.years`: table `users` has no column `age`, did you mean `name`?"
        ],
    );
    check(
        rows,
        &retype("text"),
        &expect![
            "b:7:6 c:7:6: `b` runs SQL and `c` changes column `users.age`: row 1: `users.age` is `text` and takes text"
        ],
    );
}

#[test]
fn what_both_add_clashes() {
    check(
        &add("city", "text"),
        &add("city", "integer"),
        &expect!["b:7:6 c:7:6: both add column `users.city`, each in its own way"],
    );
    check(
        &add("city", "text"),
        &add("city", "text"),
        &expect![
            "b:7:6 c:7:6: both add column `users.city`, in the same way, and only one of them can"
        ],
    );
    check(
        &add("years", "text"),
        RENAME,
        &expect![
            "b:7:6 c:7:6: `b` adds column `users.years` and `c` renames column `users.age` to `users.years`: two things of one name"
        ],
    );
    let uuids =
        "op = \"create_table\"\ntable = \"keys\"\ncolumns = [{ name = \"id\", type = \"uuid\" }]";
    let texts =
        "op = \"create_table\"\ntable = \"keys\"\ncolumns = [{ name = \"id\", type = \"text\" }]";
    check(
        uuids,
        texts,
        &expect!["b:7:6 c:7:6: both add table `keys`, each in its own way"],
    );
}

#[test]
fn what_one_takes_away_and_the_other_uses_clashes() {
    check(
        AGE,
        INDEX,
        &expect![
            "b:7:6 c:7:6: `b` drops column `users.age` and `c` adds index `users.users_age_idx`: index `users_age_idx` is over column `age`, which table `users` does not have, did you mean `name`?"
        ],
    );
    check(
        AGE,
        &retype("bigint"),
        &expect![
            "b:7:6 c:7:6: `b` drops column `users.age` and `c` changes column `users.age`: table `users` has no column `age` at this point, did you mean `name`?"
        ],
    );
    check(
        AGE,
        RENAME,
        &expect![
            "b:7:6 c:7:6: `b` drops column `users.age` and `c` renames column `users.age` to `users.years`: table `users` has no column `age` at this point, did you mean `name`?"
        ],
    );
    check(
        AGE,
        AGE,
        &expect!["b:7:6 c:7:6: both drop column `users.age`, and only one of them can"],
    );
    check(
        INDEX,
        RENAME,
        &expect![
            "b:7:6 c:7:6: `b` adds index `users.users_age_idx` and `c` renames column `users.age` to `users.years`: index `users_age_idx` is over column `age`, which table `users` does not have, did you mean `name`?"
        ],
    );
    let key = "op = \"create_foreign_key\"\ntable = \"users\"\nname = \"users_room\"\ncolumns = [\"age\"]\nreferences = { table = \"rooms\", columns = [\"id\"] }";
    check(
        ROOMS,
        key,
        &expect![
            "b:7:6 c:7:6: `b` drops table `rooms` and `c` adds constraint `users.users_room`: foreign key `users_room` of table `users` refers to table `rooms`, which does not exist at this point"
        ],
    );
    let column = "op = \"add_column\"\ntable = \"rooms\"\ncolumn = { name = \"floor\", type = \"integer\", null = true }";
    check(
        column,
        ROOMS,
        &expect![
            "b:7:6 c:7:6: `b` adds column `rooms.floor` and `c` drops table `rooms`: table `rooms` does not exist at this point"
        ],
    );
    let view = "op = \"create_object\"\nkind = \"view\"\nname = \"adults\"\ndefinition = \"CREATE VIEW adults AS SELECT id FROM users WHERE age > 17\"";
    check(
        view,
        AGE,
        &expect![
            "b:7:6 c:7:6: `b` adds view `adults` and `c` drops column `users.age`: column `users.age` is used by view `adults`"
        ],
    );
}

#[test]
fn what_both_change_clashes() {
    check(
        &retype("bigint"),
        &retype("text"),
        &expect![
            "b:7:6 c:7:6: both change column `users.age`: `type` of `users.age` is `bigint` at this point, but `was` says `integer`"
        ],
    );
    let to = |name: &str| format!("op = \"rename_table\"\ntable = \"rooms\"\nto = \"{name}\"");
    check(
        &to("halls"),
        &to("flats"),
        &expect!["b:7:6 c:7:6: both rename table `rooms`, each in its own way"],
    );
    check(
        RENAME,
        &retype("text"),
        &expect![
            "b:7:6 c:7:6: `b` renames column `users.age` to `users.years` and `c` changes column `users.age`: table `users` has no column `age` at this point, did you mean `name`?"
        ],
    );
}

#[test]
fn an_order_that_makes_a_difference_clashes() {
    let value = |value: &str| mood("add_enum_value", &format!("value = \"{value}\""));
    check(
        &value("glad"),
        &value("sad"),
        &expect!["b:7:6 c:7:6: both change enum `mood`, and the order decides to what"],
    );
    check(
        &value("glad"),
        &value("glad"),
        &expect!["b:7:6 c:7:6: both change enum `mood`: enum `mood` already has the value `glad`"],
    );
}

#[test]
fn a_clash_is_told_with_both_places_and_the_ways_out() {
    let history = branches(&add("city", "text"), &add("city", "integer"));
    let diagnostics = history.clashes().diagnostics(&history);
    let rendered: Vec<String> = diagnostics.iter().map(Diagnostic::render).collect();
    expect![[r#"
        error[KS0315]: `b` (of b) and `c` (of c) clash: both add column `users.city`, each in its own way
         --> migrations/b.toml:7:6
          |
        7 | op = "add_column"
          |      ^^^^^^^^^^^^ add_column users.city text null
          |
         ::: migrations/c.toml:7:6
          |
        7 | op = "add_column"
          |      ^^^^^^^^^^^^ add_column users.city integer null
          |
        help: let one of them win: `cargo db merge --keep b -m "..."` or `--keep c`
        help: or put one on top of the other and edit it: `cargo db rebase c --onto b`"#]]
    .assert_eq(&rendered.join("\n"));
}

#[test]
fn every_clash_of_a_pair_is_found_and_none_that_follows_from_another() {
    let left = [
        add("city", "text"),
        "op = \"create_index\"\ntable = \"users\"\nname = \"users_city_idx\"\nkeys = [\"city\"]"
            .to_owned(),
        RENAME.to_owned(),
    ];
    let right = [
        INDEX.to_owned(),
        add("city", "integer"),
        add("street", "text"),
    ];
    check(
        &left.join("\n"),
        &right.join("\n"),
        &expect![[r#"
        b:7:6 c:13:6: both add column `users.city`, each in its own way
        b:18:6 c:7:6: `b` renames column `users.age` to `users.years` and `c` adds index `users.users_age_idx`: index `users_age_idx` is over column `age`, which table `users` does not have, did you mean `name`?"#]],
    );
    let all_over = [retype("text"), INDEX.to_owned()].join("\n");
    check(
        "op = \"drop_table\"\ntable = \"users\"",
        &all_over,
        &expect![[r#"
        b:7:6 c:7:6: `b` drops table `users` and `c` changes column `users.age`: table `users` does not exist at this point
        b:7:6 c:14:6: `b` drops table `users` and `c` adds index `users.users_age_idx`: table `users` does not exist at this point"#]],
    );
}

#[test]
fn each_pair_of_heads_is_compared_from_where_it_parted() {
    // a < b < d, b < e, a < c
    let city = add("city", "text");
    let three = history(&[
        ("a", &[], BASE),
        ("b", &["a"], &city),
        ("c", &["a"], &add("city", "integer")),
        ("d", &["b"], AGE),
        ("e", &["b"], INDEX),
    ]);
    expect![[r#"
        c:7:6 b:7:6: both add column `users.city`, each in its own way
        d:7:6 e:7:6: `d` drops column `users.age` and `e` adds index `users.users_age_idx`: index `users_age_idx` is over column `age`, which table `users` does not have, did you mean `name`?"#]].assert_eq(&told(&three, &three.clashes()));
    expect!["d:7:6 e:7:6: `d` drops column `users.age` and `e` adds index `users.users_age_idx`: index `users_age_idx` is over column `age`, which table `users` does not have, did you mean `name`?"].assert_eq(&told(&three, &three.clashes_between(&[id("d"), id("e")])));
}
