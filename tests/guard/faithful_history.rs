//! The history that was shipped upstream, with its two defects: neither gets past a build.

use std::fs;

use keeper_schema_testing::GuardedCrate;

use crate::{repository, scratch};

/// Keeper's models, and of its history the eleven revisions that upstream has.
fn upstream(name: &str) -> GuardedCrate {
    let guarded = GuardedCrate::empty(scratch(), name);
    let root = repository();
    guarded.write("src/lib.rs", "pub mod models;\n");
    for folder in ["src/models", "migrations"] {
        for entry in fs::read_dir(root.join(folder)).expect("Keeper has it") {
            let name = entry.expect("it can be read").file_name();
            let name = name.to_str().expect("names are ASCII");
            let text = fs::read_to_string(root.join(folder).join(name)).expect("it is text");
            if !text.contains("message = \"Add organization aws_id\"") {
                guarded.write(&format!("{folder}/{name}"), &text);
            }
        }
    }
    guarded.add_to_manifest(
        "[package.metadata.keeper-schema.naming]\nindex = \"ix_{table}_{columns}\"\n\n\
         [dependencies.jiff]\nversion = \"1\"\n",
    );
    guarded
}

#[test]
fn a_column_that_no_revision_created_is_named_with_its_place() {
    let guarded = upstream("faithful_history");
    let file = "migrations/febbe2d7e47b_use_largebinary_for_fernet_key_columns.toml";
    let faithful = repository().join("tests/guard/faithful-history").join(file);
    guarded.write(
        file,
        &fs::read_to_string(faithful).expect("the fixture is there"),
    );
    let build = guarded.build();
    assert!(!build.green);
    let message = "revision `febbe2d7e47b` cannot apply: table `organizations` has no column \
        `aws_encrypted_secret_key` at this point";
    assert!(build.said.contains(message), "{}", build.said);
    assert!(
        build.said.contains(&format!("--> {file}:")),
        "{}",
        build.said
    );
}

#[test]
fn a_field_that_no_revision_adds_is_named_with_its_place() {
    let build = upstream("mended_history").build();
    assert!(!build.green);
    let message = "schema drift: `organizations.aws_id` is in the models but in no revision";
    assert!(build.said.contains(message), "{}", build.said);
    let place = "--> src/models/organization.rs:";
    assert!(build.said.contains(place), "{}", build.said);
    assert_eq!(
        build.said.matches("schema drift").count(),
        1,
        "{}",
        build.said
    );
}
