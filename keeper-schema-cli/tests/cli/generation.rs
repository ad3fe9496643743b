//! Autogenerate, a folder per case: two versions of the models, the revision that leads
//! from one to the other, its SQL, and what becomes of rows that are there.
//!
//! A case is a folder of `tests/generation/`:
//!
//! - `before.rs` and `after.rs`: `src/lib.rs` at the base revision and when `migrate` is called;
//! - `arguments`: what `migrate` gets besides, an argument a line;
//! - `settings`: `[package.metadata.keeper-schema]` of the crate, where it has one; what is
//!   for PostgreSQL alone is upgraded in the tests that have a server;
//! - `rows.sql`: what is in the database when it is upgraded;
//! - `expected/`: `revision.toml`, `sqlite.sql`, `postgres.sql` and the rows after the upgrade in `rows.txt`,
//!   or the words of the refusal in `refusal.txt`; `upgrade_refusal.txt` and
//!   `downgrade_refusal.txt` where the rows do not allow the way there or back.
//!
//! `UPDATE_EXPECT=1` writes what is expected anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use expect_test::expect_file;

use crate::model_crate::ModelCrate;
use crate::sandbox::{declared, rows};

const BASE: &str = "000000000001";
const REVISION: &str = "000000000002";

/// What one case expects, as paths of its folder.
struct Case {
    folder: PathBuf,
}

fn check(name: &str) {
    let case = Case {
        folder: cases().join(name),
    };
    let message = name.replace('_', " ");
    let package = ModelCrate::new(&case.text("before.rs"));
    let settings = case.text_if_any("settings");
    if let Some(settings) = &settings {
        package.set(settings);
    }
    let databases = Databases::of(settings.as_deref());
    package.done(&["migrate", "-m", "base", "--rev-id", BASE]);
    if databases.sqlite {
        package.done(&["upgrade"]);
    }
    if let Some(rows) = case.text_if_any("rows.sql").filter(|_| databases.sqlite) {
        let inserted = package.connection().execute_batch(&rows);
        inserted.expect("the rows fit the schema at the base revision");
    }

    package.write("src/lib.rs", &case.text("after.rs"));
    let mut migrate = vec!["migrate", "-m", &message, "--rev-id", REVISION];
    let arguments = case.text_if_any("arguments").unwrap_or_default();
    migrate.extend(arguments.lines());
    let dialect = if databases.sqlite {
        "sqlite"
    } else {
        "postgres"
    };
    let dry_run = ["--sql", "--dry-run", "--dialect", dialect];
    let generated = package.call(&[&migrate[..], &dry_run].concat());
    if generated.status != 0 {
        assert_eq!(generated.status, 2, "{generated:?}");
        assert_eq!(generated.stdout, "");
        case.expect("refusal.txt", Some(&generated.stderr));
        assert_eq!(package.revisions(), 1, "a refusal wrote a revision");
        for absent in ["revision.toml", "sqlite.sql", "postgres.sql", "rows.txt"] {
            case.expect(absent, None);
        }
        return;
    }
    case.expect("refusal.txt", None);
    let warnings = Some(generated.stderr.as_str()).filter(|said| !said.is_empty());
    case.expect("warnings.txt", warnings);
    let sql = |is_wanted: bool, dialect: &str| {
        let sql = ["--sql", "--dry-run", "--dialect", dialect];
        is_wanted.then(|| package.done(&[&migrate[..], &sql].concat()).stdout)
    };
    let sqlite = sql(databases.sqlite, "sqlite");
    let sqlite = sqlite.as_deref().map(sqlite_statements);
    case.expect("sqlite.sql", sqlite);
    let postgres = sql(databases.postgres, "postgres");
    let postgres = postgres.as_deref().map(postgres_statements);
    case.expect("postgres.sql", postgres);
    package.done(&migrate);
    case.expect("revision.toml", Some(&package.revision(REVISION)));
    let again = package.done(&["migrate", "-m", "again"]);
    assert!(again.stderr.contains("nothing to do"), "{again:?}");
    assert_eq!(package.revisions(), 2, "nothing to do wrote a revision");
    package.done(&["check"]);

    if databases.sqlite {
        upgrade_and_back(&case, &package);
    }
}

/// What a case is for.
struct Databases {
    sqlite: bool,
    postgres: bool,
}

impl Databases {
    fn of(settings: Option<&str>) -> Self {
        let said = settings.filter(|settings| settings.contains("dialects"));
        let is_for = |name: &str| said.is_none_or(|said| said.contains(name));
        Self {
            sqlite: is_for("sqlite"),
            postgres: is_for("postgres"),
        }
    }
}

/// Takes the rows through the revision, back and through it again.
fn upgrade_and_back(case: &Case, package: &ModelCrate) {
    let at_base = declared(&package.connection());
    let rows_at_base = rows(&package.connection());
    let up = package.call(&["upgrade"]);
    if up.status != 0 {
        assert_eq!(up.status, 2, "{up:?}");
        case.expect("upgrade_refusal.txt", Some(&without_durations(&up.stderr)));
        assert_eq!(declared(&package.connection()), at_base);
        assert_eq!(rows(&package.connection()), rows_at_base);
        return;
    }
    case.expect("upgrade_refusal.txt", None);
    let upgraded = declared(&package.connection());
    assert_eq!(
        upgraded,
        package.declared_by_models(),
        "left is the database, right are the models"
    );
    let rows_upgraded = rows(&package.connection());
    for (table, before) in &rows_at_base {
        // A renamed table is in `rows.txt` only.
        if let Some(after) = rows_upgraded.get(table) {
            assert_eq!(after.len(), before.len(), "rows of `{table}`");
        }
    }
    let told = told(&rows_upgraded);
    case.expect(
        "rows.txt",
        Some(told.as_str()).filter(|told| !told.is_empty()),
    );

    let down = package.call(&["downgrade", "-1"]);
    if down.status != 0 {
        assert_eq!(down.status, 2, "{down:?}");
        case.expect(
            "downgrade_refusal.txt",
            Some(&without_durations(&down.stderr)),
        );
        assert_eq!(declared(&package.connection()), upgraded);
        assert_eq!(rows(&package.connection()), rows_upgraded);
        return;
    }
    case.expect("downgrade_refusal.txt", None);
    assert_eq!(declared(&package.connection()), at_base);
    package.done(&["upgrade"]);
    assert_eq!(declared(&package.connection()), upgraded);
}

/// What a script does to the tables: without its head and the bookkeeping, which are the
/// same in every script but for the time.
fn sqlite_statements(script: &str) -> &str {
    between(script, "\n", "INSERT INTO \"keeper_revisions\"")
}

/// The same of a script for psql, which keeps the books first.
fn postgres_statements(script: &str) -> &str {
    between(script, "END IF; END $keeper$;\n", "COMMIT;")
}

fn between<'a>(script: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, revision) = script
        .split_once(&format!("-- {REVISION}: "))
        .expect("a script names its revision");
    let (_, statements) = revision
        .split_once(begin)
        .expect("a script keeps the books");
    let (statements, _) = statements.split_once(end).expect("a script has an end");
    statements
}

/// What a run said, without how long its revisions took.
fn without_durations(said: &str) -> String {
    let line = |line: &str| match line.strip_suffix(" ms") {
        Some(line) => format!(
            "{}\n",
            line.trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit())
        ),
        None => format!("{line}\n"),
    };
    said.lines().map(line).collect()
}

/// Rows as text, a line each below the name of their table.
fn told(rows: &BTreeMap<String, Vec<String>>) -> String {
    let tables = rows.iter().filter(|(_, rows)| !rows.is_empty());
    tables
        .map(|(table, rows)| format!("{table}\n    {}\n", rows.join("\n    ")))
        .collect()
}

impl Case {
    fn text(&self, file: &str) -> String {
        self.text_if_any(file)
            .unwrap_or_else(|| panic!("{} has no `{file}`", self.folder.display()))
    }

    fn text_if_any(&self, file: &str) -> Option<String> {
        let path = self.folder.join(file);
        let text = || std::fs::read_to_string(&path).expect("a case's file is text");
        path.exists().then(text)
    }

    /// Compares with a file of `expected/`, or insists that there is none.
    fn expect(&self, file: &str, actual: Option<&str>) {
        let path = self.folder.join("expected").join(file);
        match actual {
            Some(actual) => expect_file![path].assert_eq(actual),
            None if std::env::var_os("UPDATE_EXPECT").is_some() => {
                let _ = std::fs::remove_file(path);
            }
            None => assert!(!path.exists(), "{} is expected", path.display()),
        }
    }
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generation")
}

#[test]
fn every_case_is_run() {
    let entries = std::fs::read_dir(cases()).expect("the folder of cases is there");
    let mut found: Vec<String> = entries
        .map(|entry| entry.expect("a case can be read").file_name())
        .map(|name| name.into_string().expect("case names are ASCII"))
        .collect();
    found.sort();
    assert_eq!(found, CASES);
}

macro_rules! cases {
    ($($name:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*
    };
}

// In the order of the alphabet.
cases! {
    array_added
    autoincrement_set
    check_added
    check_changed
    check_no_inherit_set
    check_not_valid_added
    check_removed
    check_unique_and_foreign_key_refused_by_rows
    check_validated
    collation_changed
    column_added
    column_added_not_null_refused
    column_added_not_null_with_backfill
    column_added_not_null_with_default
    column_added_not_null_with_expression_default
    column_added_with_foreign_key
    column_added_with_unique
    column_dropped
    column_dropped_by_flag_beside_an_added_one
    column_dropped_with_its_index_and_check
    column_possibly_renamed_refused
    column_renamed_and_retyped
    column_renamed_by_attribute
    column_renamed_by_flag
    column_renamed_in_check_and_indexes
    columns_swapped_by_attribute_refused
    columns_swapped_by_flag
    comments_changed
    comments_from_doc_comments
    database_schema_added
    default_added_changed_and_dropped
    default_now_added
    enforce_length_set
    enum_dropped
    enum_native_added
    enum_possibly_renamed_refused
    enum_renamed_by_attribute
    enum_renamed_by_flag
    enum_repr_changed
    enum_text_added
    enum_text_changed
    enum_text_to_native
    enum_text_value_possibly_renamed_refused
    enum_text_value_renamed_by_flag
    enum_text_value_renamed_refused_by_rows
    enum_text_value_replaced_by_flag
    enum_value_added
    enum_value_possibly_renamed_refused
    enum_value_removed
    enum_value_removed_refused_by_rows
    enum_value_renamed_by_attribute
    enum_value_renamed_by_flag
    enum_value_replaced_by_flag
    enum_values_reordered
    exclusion_added
    exclusion_changed
    exclusion_of_an_expression_removed
    foreign_key_action_changed
    foreign_key_added
    foreign_key_match_and_deferrability_changed
    foreign_key_options_changed
    foreign_key_refused_by_rows
    foreign_key_removed
    generated_column_changed
    generated_columns_added
    hostile_names_added
    hostile_names_changed
    identity_options_changed
    index_added
    index_added_concurrently
    index_changed
    index_collation_added
    index_method_added
    index_options_changed
    index_removed
    index_renamed
    index_unique_partial_expression_descending
    long_names_cut
    many_changes_of_one_table
    model_added
    model_deleted
    models_that_refer_to_each_other_added
    models_that_refer_to_each_other_deleted
    name_of_200_characters_refused
    names_that_differ_by_case_refused
    not_null_to_null
    null_to_not_null_refused
    null_to_not_null_refused_by_rows
    null_to_not_null_with_backfill
    null_to_not_null_with_default
    null_to_not_null_with_default_refused
    primary_key_added
    primary_key_changed
    primary_key_options_changed
    strict_set
    table_renamed_by_attribute
    table_renamed_by_flag
    table_renamed_refused
    table_renamed_with_a_column_changed
    type_integer_to_text
    type_named_for_each_database
    type_narrowed
    type_narrowed_refused_by_rows
    type_text_to_integer_refused
    type_text_to_integer_with_using
    type_widened
    unique_added
    unique_options_changed
    unique_removed
    unlogged_set
    without_rowid_numbered_refused
    without_rowid_set_and_unset
}
