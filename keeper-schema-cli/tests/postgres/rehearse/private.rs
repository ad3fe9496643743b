//! Rehearsals on a server that is started for them, and goes with them.

use std::path::Path;
use std::process::Command;

use keeper_schema_testing::psql;

use super::{UNIQUE, WIDER, with};
use crate::sandbox::{Outcome, Sandbox, ended, outcome, until};

/// A folder for the server, with a short name: that of a socket may not be long.
fn folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("kp")
        .tempdir_in("/tmp")
        .and_then(|folder| {
            // Another user may run the server.
            let everybody = std::os::unix::fs::PermissionsExt::from_mode(0o777);
            std::fs::set_permissions(folder.path(), everybody)?;
            Ok(folder)
        })
        .expect("a temporary folder can be made")
}

fn command(sandbox: &Sandbox, arguments: &[&str], folder: &Path) -> Command {
    let mut command = sandbox.command(arguments);
    command.env("TMPDIR", folder);
    command
}

fn is_empty(folder: &Path) -> bool {
    let mut entries = std::fs::read_dir(folder).expect("the folder is there");
    entries.next().is_none()
}

/// Nothing of the server may be left.
fn call(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    let folder = folder();
    let output = command(sandbox, arguments, folder.path()).output();
    let outcome = outcome(output.expect("the binary runs"));
    assert!(is_empty(folder.path()), "{outcome:?}");
    outcome
}

#[test]
fn a_role_that_may_not_make_databases_has_a_server_of_its_own() {
    let sandbox = with(&[WIDER]);
    let role = format!("{}_reader", sandbox.name());
    sandbox.database.run(&format!(
        "CREATE ROLE {role} LOGIN; GRANT pg_read_all_data TO {role}"
    ));
    let url = sandbox.database.url();
    let url = match url.contains("user=postgres") {
        true => url.replace("user=postgres", &format!("user={role}")),
        false => return,
    };
    let refused = call(&sandbox, &["rehearse", "--url", &url]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("`--into private` into a server"),
        "{refused:?}"
    );
    let outcome = call(&sandbox, &["rehearse", "--url", &url, "--into", "private"]);
    let mismatch = outcome.stderr.contains("server version mismatch");
    assert_eq!(outcome.status, if mismatch { 2 } else { 0 }, "{outcome:?}");
    sandbox
        .database
        .run(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn made_up_rows_need_no_server() {
    let sandbox = with(&[WIDER, UNIQUE]);
    let arguments = ["rehearse", "--rows", "2000", "--format", "json"];
    let outcome = call(&sandbox, &arguments);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    for table in ["authors", "books", "shelves"] {
        let tables = report["tables"].as_array().expect("it is a list");
        let found = tables.iter().find(|it| it["table"] == table);
        assert_eq!(found.map(|it| &it["rows"]["before"]), Some(&2000.into()));
    }
    let name = format!("{}_made", sandbox.name());
    let url = sandbox.url_of(&name);
    let outcome = call(&sandbox, &["rehearse", "--rows", "20", "--into", &url]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let left = format!("SELECT datname FROM pg_database WHERE datname = '{name}'");
    assert_eq!(sandbox.database.run(&left), Vec::<String>::new());
}

#[test]
fn the_server_goes_however_the_call_ends() {
    let sleep =
        "[[upgrade]]\nop = \"execute\"\nsql = \"SELECT pg_sleep(600)\"\ndown = \"nothing\"\n";
    let sandbox = with(&[sleep]);
    for (signal, status) in [("-INT", 130), ("-TERM", 130), ("-KILL", -1)] {
        let folder = folder();
        let mut child = command(
            &sandbox,
            &["rehearse", "--rows", "5", "--into", "private"],
            folder.path(),
        );
        child
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let child = child.spawn().expect("the binary runs");
        until("the copy is worked on", || {
            let entries = std::fs::read_dir(folder.path()).expect("the folder is there");
            let mut servers = entries.filter_map(|entry| Some(entry.ok()?.path()));
            servers.next().is_some_and(|server| {
                let url = format!(
                    "postgresql:///rehearsal?host={}&port=5432&user=postgres",
                    server.display()
                );
                let sql = "SELECT 'yes' FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%';";
                psql(&url, sql).stdout.contains("yes")
            })
        });
        let pid = child.id().to_string();
        let killed = Command::new("kill").args([signal, &pid]).status();
        assert!(killed.expect("`kill` runs").success());
        let outcome = ended(child);
        assert_eq!(outcome.status, status, "{outcome:?}");
        until("the server is gone", || is_empty(folder.path()));
    }
}
