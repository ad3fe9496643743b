//! Databases that others made, taken over: models, a first revision, a green build.

use expect_test::expect;
use rusqlite::Connection;

use crate::adopting::Adopting;

/// A package, and a database of these statements.
fn adopting(name: &str, sql: &str) -> Adopting {
    let adopting = Adopting::new(name, None);
    let file = adopting.package.folder().join("t.db");
    let connection = Connection::open(file).expect("the database opens");
    connection.execute_batch(sql).expect("it is SQL");
    adopting
}

#[test]
fn a_music_shop() {
    adopting(
        "adopted-music-shop",
        include_str!("../schemas/sqlite/music_shop.sql"),
    )
    .check(&[]);
}

#[test]
fn a_film_rental() {
    adopting(
        "adopted-film-rental",
        include_str!("../schemas/sqlite/film_rental.sql"),
    )
    .check(&[]);
}

#[test]
fn a_blog() {
    adopting("adopted-blog", include_str!("../schemas/sqlite/blog.sql")).check(&[]);
}

/// Keys that may be NULL, keys to nowhere, and columns of other types than they refer to.
#[test]
fn what_models_cannot_say_is_warned_of_and_stands_in_the_file() {
    let adopting = adopting(
        "adopted-in-part",
        "CREATE TABLE a (name TEXT PRIMARY KEY, b_id INTEGER REFERENCES gone (id),
             other BIGINT REFERENCES b (id));
         CREATE TABLE b (id INTEGER PRIMARY KEY, parent NOT NULL REFERENCES b ON DELETE SET NULL);",
    );
    let (status, _, stderr) = adopting.init();
    assert_eq!(status, 0, "{stderr}");
    let warnings: Vec<&str> = (stderr.lines())
        .filter(|line| line.starts_with("warning"))
        .collect();
    expect![[r#"
        warning: left out of the models: `NULL` of column `a.name`: a field of the primary key cannot be an `Option`
        warning: left out of the models: constraint `a.a_b_id_fkey`: it refers to `gone`, which no model is of
        warning: left out of the models: constraint `a.a_other_fkey`: `other` is `bigint`, and refers to `id`, which is `integer`
        warning: left out of the models: constraint `b.b_parent_fkey`: `parent` is `bytes`, and refers to `id`, which is `integer`
        warning: `a.name` is NOT NULL in the models and NULL in the database
        warning: foreign key `a_b_id_fkey` on `a` (b_id) to `gone` (id) is in the database and not in the models
        warning: foreign key `a_other_fkey` on `a` (other) to `b` (id) is in the database and not in the models
        warning: foreign key `b_parent_fkey` on `b` (parent) to `b` (id) on delete set null is in the database and not in the models"#]].assert_eq(&warnings.join("\n"));
    let file = adopting.package.folder().join("src/models/a.rs");
    let file = std::fs::read_to_string(file).expect("it is written");
    expect![[r#"
        use keeper_schema::Model;

        // Left out: `NULL` of column `a.name`: a field of the primary key cannot be an `Option`
        // Left out: constraint `a.a_b_id_fkey`: it refers to `gone`, which no model is of
        // Left out: constraint `a.a_other_fkey`: `other` is `bigint`, and refers to `id`, which is `integer`
        #[derive(Clone, Debug, Model)]
        pub struct A {
            #[keeper(primary_key)]
            pub name: String,
            pub b_id: Option<i32>,
            pub other: Option<i64>,
        }
    "#]].assert_eq(&file);
    assert!(adopting.package.build().green);
}

#[test]
fn nothing_that_is_there_is_touched() {
    let adopting = adopting("adopted-not", "CREATE TABLE a (id INTEGER PRIMARY KEY)");
    let package = &adopting.package;
    let refused = |words: &str| {
        let before = adopting.files();
        let (status, stdout, stderr) = adopting.init();
        assert_eq!((status, &*stdout), (2, ""), "{stderr}");
        assert!(stderr.contains(words), "{words}: {stderr}");
        assert_eq!(adopting.files(), before);
    };
    package.write("build.rs", "include!(\"main.rs\");\n");
    refused("add `keeper_schema::guard::run();` to it");
    package.delete("build.rs");
    package.write("src/models/mod.rs", "");
    refused("`src/models` is there already");
    package.delete("src/models/mod.rs");
    package.write("src/lib.rs", "mod models {}\n");
    refused("it has a module of that name");
    let model = "#[derive(keeper_schema::Model)]\nstruct A {\n    id: i64,\n}\n";
    package.write("src/lib.rs", model);
    refused("there is a model of `a` already");
    package.write("src/lib.rs", "");
    package.write(
        "migrations/0a_x.toml",
        "format = 1\nrevision = \"0a\"\nmessage = \"x\"\n",
    );
    refused("there is a history already");
}

#[test]
fn what_is_declared_beside_the_tables() {
    crate::declared::check("declared-objects", None, "[\"sqlite\", \"postgres\"]");
}
