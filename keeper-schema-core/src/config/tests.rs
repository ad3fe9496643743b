use std::path::Path;

use super::{CfgPin, Config, Pattern};
use crate::files::Memory;

/// Reads a manifest beside files of these names.
fn read(manifest: &str, paths: &[&str]) -> Result<Config, String> {
    let mut files: Memory = paths.iter().map(|path| (*path, "")).collect();
    (files.files).insert("Cargo.toml".into(), manifest.to_owned());
    Config::read_from(Path::new("pkg"), &files).map_err(|diagnostics| {
        let rendered: Vec<String> = diagnostics.iter().map(|one| one.render()).collect();
        rendered.join("\n")
    })
}

/// Reads settings that are right.
fn settings(section: &str) -> Config {
    let manifest = format!("[package]\nname = \"app\"\n{section}");
    match read(&manifest, &[]) {
        Ok(config) => config,
        Err(rendered) => panic!("{rendered}"),
    }
}

/// The targets, as `name path`, the library first.
fn targets(manifest: &str, paths: &[&str]) -> String {
    let config = read(manifest, paths).unwrap();
    let all = config.library.iter().chain(&config.binaries);
    let lines = all.map(|target| format!("{} {}", target.name, target.path.display()));
    lines.collect::<Vec<_>>().join(", ")
}

#[test]
fn nothing_said_is_the_default() {
    let config = settings("");
    assert_eq!(config.migrations_folder(), Path::new("pkg/migrations"));
    assert!(config.dialects.sqlite && config.dialects.postgres);
    assert!(config.cfg.is_empty());
    let columns = ["a".to_owned(), "b".to_owned()];
    let naming = &config.naming;
    assert_eq!(naming.primary_key.fill("t", &columns), "t_pkey");
    assert_eq!(naming.unique.fill("t", &columns), "t_a_b_key");
    assert_eq!(naming.foreign_key.fill("t", &columns), "t_a_b_fkey");
    assert_eq!(naming.check.fill("t", &columns[..1]), "t_a_check");
    assert_eq!(naming.check.fill("t", &[]), "t_check");
    assert_eq!(naming.index.fill("t", &columns), "t_a_b_idx");
}

#[test]
fn everything_can_be_said() {
    let config = settings(
        r#"
[package.metadata.keeper-schema]
migrations = "db/history"
cfg = ["unix", 'feature = "pg"']
dialects = ["postgres"]
naming.index = "ix_{table}_{columns}"
[package.metadata.docs]
all = true
"#,
    );
    assert_eq!(config.migrations, Path::new("db/history"));
    assert!(!config.dialects.sqlite && config.dialects.postgres);
    let pins: Vec<String> = config.cfg.iter().map(CfgPin::to_string).collect();
    assert_eq!(pins, ["unix", "feature = \"pg\""]);
    assert_eq!(
        config.naming.index.fill("tags", &["a".to_owned()]),
        "ix_tags_a"
    );
}

#[test]
fn mistakes_have_places_and_the_closest_key() {
    let manifest = r#"[package]
name = "app"
[package.metadata.keeper-schema]
migration = "m"
cfg = ["feature = x", "test", 5]
dialects = ["postgresql", "oracle"]
naming = { idx = "x", index = "ix_{tables}", unique = "{table", check = "" }
"#;
    insta::assert_snapshot!(read(manifest, &[]).unwrap_err(), @r#"
    error[KS0502]: unknown setting `migration`, did you mean `migrations`?
     --> Cargo.toml:4:1
      |
    4 | migration = "m"
      | ^^^^^^^^^
    error[KS0503]: expected a `cfg` value: `unix` or `feature = "name"`
     --> Cargo.toml:5:8
      |
    5 | cfg = ["feature = x", "test", 5]
      |        ^^^^^^^^^^^^^
    error[KS0503]: `test` cannot be pinned: tests are no schema
     --> Cargo.toml:5:23
      |
    5 | cfg = ["feature = x", "test", 5]
      |                       ^^^^^^
    error[KS0503]: `cfg` must be a string, not of type integer
     --> Cargo.toml:5:31
      |
    5 | cfg = ["feature = x", "test", 5]
      |                               ^
    error[KS0503]: unknown database `postgresql`, did you mean `postgres`?
     --> Cargo.toml:6:13
      |
    6 | dialects = ["postgresql", "oracle"]
      |             ^^^^^^^^^^^^
    error[KS0503]: unknown database `oracle`, expected one of `sqlite`, `postgres`
     --> Cargo.toml:6:27
      |
    6 | dialects = ["postgresql", "oracle"]
      |                           ^^^^^^^^
    error[KS0502]: unknown naming setting `idx`, did you mean `index`?
     --> Cargo.toml:7:12
      |
    7 | naming = { idx = "x", index = "ix_{tables}", unique = "{table", check = "" }
      |            ^^^
    error[KS0503]: unknown gap in a name `tables`, did you mean `table`?
     --> Cargo.toml:7:31
      |
    7 | naming = { idx = "x", index = "ix_{tables}", unique = "{table", check = "" }
      |                               ^^^^^^^^^^^^^
    error[KS0503]: a brace in a name belongs to `{table}` or `{columns}`
     --> Cargo.toml:7:55
      |
    7 | naming = { idx = "x", index = "ix_{tables}", unique = "{table", check = "" }
      |                                                       ^^^^^^^^
    error[KS0503]: a name cannot be empty
     --> Cargo.toml:7:73
      |
    7 | naming = { idx = "x", index = "ix_{tables}", unique = "{table", check = "" }
      |                                                                         ^^
    "#);
}

#[test]
fn the_program_with_the_hooks_is_a_binary_of_the_package() {
    let read_with = |setting: &str| {
        let manifest = "[package]\nname = \"my-app\"\nedition = \"2024\"\n\
            [package.metadata.keeper-schema]\n";
        let paths = ["src/main.rs", "src/bin/the-tool.rs"];
        read(&format!("{manifest}{setting}\n"), &paths)
    };
    for name in ["my-app", "the-tool"] {
        let config = read_with(&format!("migrator-bin = \"{name}\"")).unwrap();
        assert_eq!(config.migrator_bin.as_deref(), Some(name));
    }
    let slips = [
        "migrator_bin = \"my-app\"",
        "migrator-bin = \"the_tool\"",
        "migrator-bin = \"server\"",
        "migrator-bin = true",
    ];
    let rendered = slips.map(|slip| read_with(slip).unwrap_err());
    insta::assert_snapshot!(rendered.join("\n"), @r#"
    error[KS0502]: unknown setting `migrator_bin`, did you mean `migrator-bin`?
     --> Cargo.toml:5:1
      |
    5 | migrator_bin = "my-app"
      | ^^^^^^^^^^^^
    error[KS0503]: the package has no binary `the_tool`, did you mean `the-tool`?
     --> Cargo.toml:5:16
      |
    5 | migrator-bin = "the_tool"
      |                ^^^^^^^^^^
    error[KS0503]: the package has no binary `server`; it has `my-app`, `the-tool`
     --> Cargo.toml:5:16
      |
    5 | migrator-bin = "server"
      |                ^^^^^^^^
    error[KS0503]: `migrator-bin` must be a string, not of type boolean
     --> Cargo.toml:5:16
      |
    5 | migrator-bin = true
      |                ^^^^
    "#);
    let none = read(
        "[package]\nname = \"a\"\n[package.metadata.keeper-schema]\nmigrator-bin = \"a\"\n",
        &[],
    );
    assert!(
        none.unwrap_err()
            .contains("the package has no binary `a`, and no other one")
    );
}

#[test]
fn our_section_under_another_name_is_no_silence() {
    let manifest = "[package]\nname = \"app\"\n[package.metadata.keeper_schema]\ncfg = []\n";
    insta::assert_snapshot!(read(manifest, &[]).unwrap_err(), @r#"
    error[KS0502]: unknown section `keeper_schema`, did you mean `keeper-schema`?
     --> Cargo.toml:3:19
      |
    3 | [package.metadata.keeper_schema]
      |                   ^^^^^^^^^^^^^
    "#);
}

#[test]
fn values_of_other_types_are_refused() {
    let manifest = r#"[package]
name = "app"
[package.metadata.keeper-schema]
migrations = ""
cfg = "unix"
dialects = []
naming = "postgres"
"#;
    insta::assert_snapshot!(read(manifest, &[]).unwrap_err(), @r#"
    error[KS0503]: `migrations` cannot be empty
     --> Cargo.toml:4:14
      |
    4 | migrations = ""
      |              ^^
    error[KS0503]: `cfg` must be a list of strings, not of type string
     --> Cargo.toml:5:7
      |
    5 | cfg = "unix"
      |       ^^^^^^
    error[KS0503]: `dialects` needs `"sqlite"`, `"postgres"` or both
     --> Cargo.toml:6:12
      |
    6 | dialects = []
      |            ^^
    error[KS0503]: `naming` must be a table, not of type string
     --> Cargo.toml:7:10
      |
    7 | naming = "postgres"
      |          ^^^^^^^^^^
    "#);
}

#[test]
fn what_is_no_manifest_of_a_package() {
    let cases = [
        "[workspace]\nmembers = []\n",
        "[package]\n",
        "[package\nname = 5",
    ];
    let rendered = cases.map(|manifest| read(manifest, &[]).unwrap_err());
    insta::assert_snapshot!(rendered.join("\n"), @r#"
    error[KS0501]: this manifest has no `[package]`: a workspace alone has no models
     --> Cargo.toml:1:1
      |
    1 | [workspace]
      | ^
    error[KS0501]: `[package]` has no `name`
     --> Cargo.toml:1:1
      |
    1 | [package]
      | ^
    error[KS0501]: unclosed table, expected `]`
     --> Cargo.toml:1:9
      |
    1 | [package
      |         ^
    "#);
}

#[test]
fn a_folder_without_a_manifest() {
    let diagnostics = Config::read_from(Path::new("pkg"), &Memory::default()).unwrap_err();
    assert_eq!(
        diagnostics[0].render(),
        "error[KS0501]: cannot read `pkg/Cargo.toml`: entity not found"
    );
}

#[test]
fn targets_are_found_as_cargo_finds_them() {
    let modern = "[package]\nname = \"my-app\"\nedition = \"2024\"\n";
    let all = [
        "src/lib.rs",
        "src/main.rs",
        "src/bin/tool.rs",
        "src/bin/big/main.rs",
        "src/bin/big/part.rs",
        "src/bin/notes.txt",
        "examples/shown.rs",
    ];
    let cases: &[(&str, &[&str], &str)] = &[
        (
            "",
            &all,
            "my_app src/lib.rs, my_app src/main.rs, big src/bin/big/main.rs, tool src/bin/tool.rs",
        ),
        ("autobins = false\n", &all, "my_app src/lib.rs"),
        (
            "autolib = false\n",
            &["src/lib.rs", "src/main.rs"],
            "my_app src/main.rs",
        ),
        (
            "[lib]\nname = \"core\"\npath = \"lib/core.rs\"\n",
            &["lib/core.rs"],
            "core lib/core.rs",
        ),
        (
            "[lib]\ndoctest = false\n",
            &["src/lib.rs"],
            "my_app src/lib.rs",
        ),
        (
            "[[bin]]\nname = \"tool\"\n[[bin]]\nname = \"other\"\npath = \"o.rs\"\n",
            &["src/bin/tool.rs", "o.rs", "src/main.rs"],
            "tool src/bin/tool.rs, other o.rs, my_app src/main.rs",
        ),
        (
            "[[bin]]\nname = \"my-app\"\n",
            &["src/main.rs"],
            "my_app src/main.rs",
        ),
        (
            "[[bin]]\nname = \"server\"\npath = \"src/main.rs\"\n",
            &["src/main.rs"],
            "server src/main.rs",
        ),
        ("[[bin]]\nname = \"gone\"\n", &[], "gone src/bin/gone.rs"),
        ("", &[], ""),
    ];
    for (sections, paths, expected) in cases {
        assert_eq!(
            &targets(&format!("{modern}{sections}"), paths),
            expected,
            "{sections}"
        );
    }
}

#[test]
fn the_first_edition_finds_no_binaries_beside_a_written_one() {
    let manifest = "[package]\nname = \"old\"\n[[bin]]\nname = \"a\"\npath = \"a.rs\"\n";
    assert_eq!(targets(manifest, &["a.rs", "src/main.rs"]), "a a.rs");
}

#[test]
fn a_renamed_dependency_is_known_by_its_name() {
    let config = settings(
        r#"
[dependencies]
schema-kit = { package = "keeper-schema", version = "1" }
other = { package = "else" }
[target.'cfg(unix)'.dependencies]
kit = { package = "keeper-schema" }
"#,
    );
    let names: Vec<&str> = config.crate_names.iter().map(String::as_str).collect();
    assert_eq!(names, ["keeper_schema", "kit", "schema_kit"]);
}

#[test]
fn patterns_keep_what_is_no_gap() {
    assert!(Pattern::parse("{table}}").is_err());
    assert!(Pattern::parse("}{").is_err());
    let pattern = Pattern::parse("x{columns}y{table}").unwrap();
    assert_eq!(pattern.fill("t", &["c".to_owned()]), "xcyt");
}
