//! `seed`: rows for development, in PostgreSQL.

use std::process::Command;

use crate::sandbox::{Sandbox, ended, until};

const MODELS: &str = r#"use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "authors")]
pub struct Author {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(unique)]
    pub name: String,
}
"#;

const AUTHORS: &str = "[[seed]]\nop = \"bulk_insert\"\ntable = \"authors\"\nrows = [{ id = 1, name = \"Ada\" }, { id = 2, name = \"Ben\" }]\n\n[[seed]]\nop = \"execute\"\nsql = \"INSERT INTO authors (name) VALUES ('Cy') ON CONFLICT (name) DO NOTHING; UPDATE authors SET name = 'Bo' WHERE id = 2\"\n";

fn sandbox(seed: &str) -> Sandbox {
    let sandbox = Sandbox::with_models("", MODELS);
    let folder = sandbox.home().join("seeds");
    std::fs::create_dir(&folder).expect("a folder can be made");
    std::fs::write(folder.join("authors.toml"), seed).expect("a file can be written");
    sandbox.done(&["migrate", "-m", "authors"]);
    sandbox
}

fn names(sandbox: &Sandbox) -> String {
    let sql = "SELECT string_agg(id || name, ' ' ORDER BY id) FROM authors";
    sandbox.database.run(sql).join(",")
}

#[test]
fn run_and_again_without_harm_and_not_in_production() {
    let sandbox = sandbox(AUTHORS);
    sandbox.refused(&["seed"], &["run `cargo db upgrade` first"]);
    sandbox.done(&["upgrade"]);
    let first = sandbox.done(&["seed"]).stderr;
    assert!(first.contains("authors: 2 inserted, 0 updated"), "{first}");
    assert_eq!(names(&sandbox), "1Ada 2Bo 3Cy");
    let again = sandbox.done(&["seed"]).stderr;
    assert!(again.contains("authors: 0 inserted, 2 updated"), "{again}");
    assert!(names(&sandbox).starts_with("1Ada 2Bo"));
    sandbox.done(&["environment", "production"]);
    sandbox.refused(&["seed"], &["KS0618", "`production`"]);
}

#[test]
fn one_that_fails_takes_all_of_them_back() {
    let sandbox = sandbox(&AUTHORS.replace("name = 'Bo'", "name = 'Ada'"));
    sandbox.done(&["upgrade"]);
    sandbox.refused(&["seed"], &["KS0619", "seeds/authors.toml:7:6"]);
    assert_eq!(names(&sandbox), "");
    std::fs::write(sandbox.home().join("seeds/authors.toml"), AUTHORS).expect("it is written");
    sandbox.done(&["seed"]);
}

#[test]
fn one_that_is_interrupted_takes_all_of_them_back() {
    let long = format!("{AUTHORS}\n[[seed]]\nop = \"execute\"\nsql = \"SELECT pg_sleep(600)\"\n");
    let sandbox = sandbox(&long);
    sandbox.done(&["upgrade"]);
    let running = sandbox.start(&["seed"]);
    until("the long statement runs", || {
        let sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
            AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%pg_sleep(600)%'";
        !sandbox.database.run(sql).is_empty()
    });
    let pid = running.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(sent.expect("kill runs").success());
    let outcome = ended(running);
    assert_eq!(outcome.status, 130, "{outcome:?}");
    let words = "error[KS0620]: interrupted: nothing was seeded";
    assert!(outcome.stderr.contains(words), "{outcome:?}");
    assert_eq!(names(&sandbox), "");
    let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(sandbox.database.run(locks), ["0"]);
}
