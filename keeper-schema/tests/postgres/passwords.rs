//! Passwords, wherever they come from, and never where they are seen.

use keeper_schema::database_url::PostgresEnvironment;
use keeper_schema::migrate::{DatabaseError, DatabaseErrorKind};
use keeper_schema::postgres::{OpenOptions, PostgresExecutor};

use crate::server::{Server, set_mode};
use crate::{connect, options, parsed};

const RAW: &str = "hunter2:p@ss w\\rd%";
const ENCODED: &str = "hunter2%3Ap%40ss%20w%5Crd%25";

fn server() -> Server {
    let server = Server::start();
    server.run(&format!("CREATE ROLE carol LOGIN PASSWORD '{RAW}'"));
    server.let_in("host all all 127.0.0.1/32 scram-sha-256");
    server
}

fn without_secret(error: &DatabaseError, secrets: &[&str]) {
    let said = format!("{error} {error:?}");
    for secret in secrets {
        assert!(!said.contains(secret), "{said}");
    }
    assert_eq!(error.kind, DatabaseErrorKind::Authentication, "{error}");
}

#[test]
fn in_the_url() {
    let server = server();
    let executor = connect(&server.url(&format!("carol:{ENCODED}"), "")).unwrap();
    let shown = format!("{executor:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    connect(&server.url("carol", &format!("password={ENCODED}"))).unwrap();
    let wrong = connect(&server.url(&format!("carol:{ENCODED}2"), "")).unwrap_err();
    without_secret(&wrong, &["hunter2", "p@ss"]);
    without_secret(&connect(&server.url("carol", "")).unwrap_err(), &[]);
}

#[test]
fn a_user_of_the_same_name() {
    let server = server();
    // The server repeats the name of the user, which is the password here.
    let error = connect(&server.url("hunter2:hunter2", "")).unwrap_err();
    assert!(!error.message.contains("hunter2"), "{error}");
}

#[test]
fn in_a_file() {
    let server = server();
    let line = format!(
        "localhost:1:*:carol:wrong\nlocalhost:{}:*:carol:{}\n",
        server.port,
        RAW.replace('\\', "\\\\")
    );
    let file = server.client_file("passwords", &line);
    let url = server.url("carol", &format!("passfile={}", file.display()));
    connect(&url).unwrap();

    let home = server.client_file(".pgpass", &line);
    let options = OpenOptions {
        environment: PostgresEnvironment {
            home: home.parent().map(Into::into),
            ..PostgresEnvironment::default()
        },
        ..options()
    };
    PostgresExecutor::connect(&parsed(&server.url("carol", "")), &options).unwrap();

    set_mode(&file, 0o644);
    let error = connect(&url).unwrap_err();
    without_secret(&error, &["hunter2"]);
    assert!(error.message.contains("others can read it"), "{error}");
}

#[test]
fn in_the_environment() {
    let server = server();
    let variables = [
        ("PGHOST", "127.0.0.1".to_owned()),
        ("PGPORT", server.port.to_string()),
        ("PGUSER", "carol".to_owned()),
        ("PGDATABASE", "postgres".to_owned()),
        ("PGPASSWORD", RAW.to_owned()),
    ];
    let options = OpenOptions {
        environment: PostgresEnvironment {
            variables: variables
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            home: None,
        },
        ..options()
    };
    let executor = PostgresExecutor::connect(&parsed("postgresql://"), &options).unwrap();
    let shown = format!("{executor:?} {options:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}
