//! Ways to write models, and where to put them: each is seen as what it is.

use crate::package::check_ways;

#[test]
fn modules() {
    check_ways(&[
        ("at the root", "USE TAG", "tag(id integer)"),
        (
            "in an inline module",
            "pub mod a { USE TAG }",
            "tag(id integer)",
        ),
        (
            "in nested inline modules",
            "mod a { mod b { mod c { USE TAG } } }",
            "tag(id integer)",
        ),
        (
            "in a private module",
            "mod a { mod b { USE TAG } }",
            "tag(id integer)",
        ),
        (
            "in a file beside",
            "mod a;\n//- src/a.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in mod.rs",
            "mod a;\n//- src/a/mod.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in a file below a file",
            "mod a;\n//- src/a.rs\nmod b;\n//- src/a/b.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in a file below an inline module",
            "mod a { mod b; }\n//- src/a/b.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "under a #[path]",
            "#[path = \"elsewhere/x.rs\"] mod a;\n//- src/elsewhere/x.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "under a #[path] inside an inline module",
            "mod a { #[path = \"x.rs\"] mod b; }\n//- src/a/x.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "under a #[path] of an inline module",
            "#[path = \"odd\"] mod a { mod b; }\n//- src/odd/b.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "under a #[path] out of src",
            "#[path = \"../shared/x.rs\"] mod a;\n//- shared/x.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in a file that is two modules",
            "#[path = \"x.rs\"] mod a;\n#[path = \"x.rs\"] mod b;\n//- src/x.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in a raw module",
            "mod r#type;\n//- src/type.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "behind a byte order mark",
            "\u{feff}USE TAG",
            "tag(id integer)",
        ),
        (
            "in a file that no mod names",
            "//- src/a.rs\nUSE TAG",
            "nothing",
        ),
        (
            "in a module without a file",
            "mod a;",
            "refused src/lib.rs:1:5 file not found for module `a`",
        ),
        (
            "in a module with two files",
            "mod a;\n//- src/a.rs\nUSE\n//- src/a/mod.rs\nUSE TAG",
            "refused src/lib.rs:1:5 module `a` has two files: `src/a.rs` and `src/a/mod.rs`",
        ),
        (
            "in a file that does not parse",
            "mod a;\n//- src/a.rs\nstruct {",
            "refused src/a.rs:1:9 this is no Rust, or a delimiter before it is not closed",
        ),
    ]);
}

#[test]
fn crates_of_a_package() {
    check_ways(&[
        (
            "in a binary",
            "\n//- src/main.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in src/bin",
            "\n//- src/bin/tool.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in a folder of src/bin",
            "\n//- src/bin/tool/main.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in the library and a binary",
            "USE BOOK\n//- src/main.rs\nUSE TAG",
            "book(id integer); tag(id integer)",
        ),
        (
            "in a binary that refers to the library",
            "USE BOOK\n//- src/main.rs\nUSE #[derive(Model)] struct Page { id: i32, \
             #[keeper(references = app::Book)] book: i32 }",
            "book(id integer); page(id integer, book integer) -> book",
        ),
        (
            "in a library elsewhere",
            "\n//- Cargo.toml\n[package]\nname = \"app\"\nedition = \"2024\"\n[lib]\npath = \
             \"code/root.rs\"\n//- code/root.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in a binary elsewhere",
            "\n//- Cargo.toml\n[package]\nname = \"app\"\nedition = \"2024\"\n[[bin]]\nname = \
             \"tool\"\npath = \"tool.rs\"\n//- tool.rs\nUSE TAG",
            "tag(id integer)",
        ),
        (
            "in tests, examples and benches",
            "\n//- tests/a.rs\nUSE TAG\n//- examples/a.rs\nUSE TAG\n//- benches/a.rs\nUSE TAG",
            "nothing",
        ),
        ("in build.rs", "\n//- build.rs\nUSE TAG", "nothing"),
    ]);
}

#[test]
fn derives_and_attributes() {
    let keys = "{ #[keeper(primary_key)] id: i32 }";
    let ways = [
        (
            "by its path",
            "#[derive(keeper_schema::Model)] struct Tag",
            "tag(id integer)",
        ),
        (
            "by its path from the root",
            "#[derive(::keeper_schema::Model)] struct Tag",
            "tag(id integer)",
        ),
        (
            "among others",
            "USE #[derive(Clone, Debug)] #[derive(PartialEq, Model)] struct Tag",
            "tag(id integer)",
        ),
        (
            "by another name",
            "use keeper_schema::Model as Table; #[derive(Table)] struct Tag",
            "tag(id integer)",
        ),
        (
            "by a glob",
            "use keeper_schema::*; #[derive(Model)] struct Tag",
            "tag(id integer)",
        ),
        (
            "through another module",
            "mod prelude { pub use keeper_schema::Model as M; } use prelude::*; #[derive(M)] struct Tag",
            "tag(id integer)",
        ),
        (
            "through a crate of another name",
            "use keeper_schema as ks; #[derive(ks::Model)] struct Tag",
            "tag(id integer)",
        ),
        (
            "through an extern crate",
            "extern crate keeper_schema as ks; #[derive(ks::Model)] struct Tag",
            "tag(id integer)",
        ),
        (
            "through another crate, with the attribute",
            "use other::Model; #[derive(Model)] struct Tag",
            "tag(id integer)",
        ),
        (
            "a raw name",
            "USE #[derive(Model)] struct r#Tag",
            "tag(id integer)",
        ),
        (
            "in cfg_attr",
            "#[cfg_attr(not(test), derive(keeper_schema::Model))] struct Tag",
            "tag(id integer)",
        ),
        (
            "in a cfg_attr of a cfg_attr",
            "#[cfg_attr(unix, cfg_attr(feature = \"x\", derive(keeper_schema::Model)))] struct Tag",
            "tag(id integer)",
        ),
        (
            "with its table in cfg_attr",
            "USE #[derive(Model)] #[cfg_attr(all(), keeper(table = \"labels\"))] struct Tag",
            "labels(id integer)",
        ),
    ];
    let written: Vec<(&str, String, &str)> = (ways.iter())
        .map(|(name, way, seen)| (*name, format!("{way} {keys}"), *seen))
        .collect();
    let ways: Vec<(&str, &str, &str)> = (written.iter())
        .map(|(name, way, seen)| (*name, way.as_str(), *seen))
        .collect();
    check_ways(&ways);
    check_ways(&[
        (
            "with the attribute misspelt on the struct",
            "USE #[derive(Model)] #[keepr(table = \"labels\")] struct Tag { id: i32 }",
            "refused src/lib.rs:1:46 unknown attribute `keepr`, did you mean `keeper`?",
        ),
        (
            "with the attribute misspelt on a field",
            "USE #[derive(Model)] struct Tag { #[keepers(primary_key)] id: i32 }",
            "refused src/lib.rs:1:59 unknown attribute `keepers`, did you mean `keeper`?",
        ),
        (
            "with the derive of another crate",
            "use other::Model; #[derive(Model)] struct Tag { id: i32 }",
            "nothing",
        ),
        (
            "with another crate's attribute",
            "USE #[derive(Model)] struct Tag { #[keep(x)] #[serde(skip)] id: i32 }",
            "tag(id integer)",
        ),
        (
            "with a raw field",
            "USE #[derive(Model)] struct Tag { r#type: i32 }",
            "tag(type integer)",
        ),
    ]);
}
