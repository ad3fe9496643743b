//! Models that the scan cannot see, or sees otherwise than rustc: real cargo builds.

use keeper_schema_testing::GuardedCrate;

use crate::{repository, scratch};

const LIBRARY: &str = include_str!("cases/agreement/src/lib.rs");

/// Builds the crate of the case `agreement` with this library; it fails with these words, if any.
fn check(name: &str, library: &str, files: &[(&str, &str)], error: Option<&str>) {
    let case = repository().join("tests/guard/cases/agreement");
    let guarded = GuardedCrate::copied_from(scratch(), name, &case);
    guarded.write("src/lib.rs", library);
    for (file, text) in files {
        guarded.write(file, text);
    }
    let build = guarded.cargo(&["check"], &[]);
    match error {
        None => assert!(build.green, "{}", build.stderr),
        Some(error) => {
            let told = !build.green && build.stderr.contains(error);
            assert!(told, "{name}: expected {error}\n{}", build.stderr);
        }
    }
}

const MISSED: &str = "the schema scan did not see the model `Hidden`";

const HIDDEN: &str = "#[derive(Model)]\npub struct Hidden {\n    #[keeper(primary_key)]\n    \
                      pub id: i32,\n}\n";

const MAKES: &str = "macro_rules! make { ($item:item) => { $item } }\n";

#[test]
fn a_model_that_is_included_is_a_compile_error() {
    let included = format!("use keeper_schema::Model;\n{HIDDEN}");
    check(
        "hidden_include",
        &format!("{LIBRARY}\npub mod a {{ include!(\"hidden.inc\"); }}\n"),
        &[("src/hidden.inc", &included)],
        Some(MISSED),
    );
}

/// The scan reads the declaration, and has the table that no revision makes.
#[test]
fn a_model_that_a_macro_makes_can_be_declared() {
    let library =
        format!("{LIBRARY}\n{MAKES}make! {{ {HIDDEN} }}\nkeeper_schema::models! {{ {HIDDEN} }}\n");
    let declared = "table `hidden` is in the models but in no revision";
    check("hidden_declared", &library, &[], Some(declared));
}

const VOLUME: &str = r#"
#[derive(Model)]
#[keeper(table = "books")]
pub struct Volume {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255, index)]
    pub title: String,
    pub pages: Option<i32>,
}
"#;

/// A crate whose only model a macro makes, which is repeated as `VOLUME`.
fn check_made(name: &str, made: &str, error: Option<&str>) {
    let library = format!(
        "use keeper_schema::Model;\n{MAKES}{made}\nkeeper_schema::models! {{ {VOLUME} }}\n"
    );
    check(&format!("hidden_made_{name}"), &library, &[], error);
}

#[test]
fn what_is_declared_is_what_is_made() {
    let make = |item: &str| format!("make! {{ {item} }}");
    check_made("alike", &make(VOLUME), None);
    check_made("not", "", Some("cannot find type `Volume`"));
    check_made(
        "otherwise",
        &make(&VOLUME.replace(", index", "")),
        Some("the schema scan saw another `Volume` at src/lib.rs"),
    );
    check_made(
        "with_more",
        &make(&VOLUME.replace("pub pages", "pub isbn: i64,\n    pub pages")),
        Some("it has no column `isbn`"),
    );
}

/// A type that a macro makes, where the scan sees another of its name.
#[test]
fn a_type_that_a_macro_shadows_is_a_compile_error() {
    let library = LIBRARY.replace("Option<i32>", "Option<Number>");
    let shadowed = "macro_rules! shadow { () => { pub type Number = i64; } }\nmod real { \
                    shadow!(); }\nmod named { pub type Number = i32; }\nuse named::*;\nuse \
                    real::Number;\n";
    check(
        "hidden_shadow",
        &format!("{library}\n{shadowed}"),
        &[],
        Some("the schema scan took"),
    );
}

/// Builds a crate with a column of five times the length `MAX`, which its history has at 255.
fn check_length(name: &str, constant: &str, error: Option<&str>) {
    let library = LIBRARY.replace("length = 255", "length = MAX * 5");
    let name = format!("hidden_constant_{name}");
    check(&name, &format!("{constant}\n{library}"), &[], error);
}

#[test]
fn a_constant_is_proved() {
    check_length("alike", "const MAX: usize = 51;", None);
    check_length(
        "drifted",
        "const MAX: usize = 52;",
        Some("`books.title` is varchar(260) in the models and varchar(255) in the history"),
    );
    check_length(
        "otherwise",
        "macro_rules! max { () => { pub const MAX: usize = 60; } }\nmod made { max!(); }\nmod seen \
         { pub const MAX: usize = 51; }\nuse seen::*;\n#[cfg(any())]\nuse \
         seen::MAX;\n#[cfg(not(any()))]\nuse made::MAX;",
        Some("the schema scan took this column for `varchar(255)`, and its length is another one"),
    );
}

/// The scan takes every `cfg` to hold; the derive sees what holds in this build.
#[test]
fn what_is_under_a_cfg_is_no_difference() {
    let attribute = "#[keeper(length = 255, index)]";
    assert!(LIBRARY.contains(attribute));
    let library = LIBRARY.replace(
        attribute,
        "#[keeper(length = 255)]\n    #[cfg_attr(windows, keeper(index, renamed_from = \"name\"))]",
    );
    check("hidden_cfg", &library, &[], None);
}
