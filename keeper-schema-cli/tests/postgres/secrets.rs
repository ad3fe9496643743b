//! A password is in no output, whatever goes wrong.

use crate::sandbox::Sandbox;

const RAW: &str = "hunter2 p@ss/wörd%";
const ENCODED: &str = "hunter2%20p%40ss%2Fw%C3%B6rd%25";

/// Calls with a URL, and insists on failure without the password.
fn check(url: &str, expected: &str) {
    let sandbox = Sandbox::keeper();
    for verb in ["upgrade", "current", "stamp"] {
        let mut arguments = vec![verb, "--url", url];
        if verb == "stamp" {
            arguments.push("heads");
        }
        let outcome = sandbox.call(&arguments);
        let printed = format!("{}{}", outcome.stdout, outcome.stderr);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(printed.contains(expected), "{url}: {outcome:?}");
        for secret in [RAW, ENCODED, "hunter2", "p@ss", "p%40ss", "w%C3%B6rd"] {
            assert!(!printed.contains(secret), "{url}: {outcome:?}");
        }
    }
}

#[test]
fn nobody_answers() {
    check(
        &format!("postgresql://me:{ENCODED}@127.0.0.1:1/db"),
        "is the server running",
    );
    check(
        &format!("postgresql://me:{ENCODED}@no.such.host.invalid/db"),
        "is the server running",
    );
    check(
        &format!("postgresql:///db?host=/no/such/folder&password={ENCODED}"),
        "is the server running",
    );
}

#[test]
fn the_url_is_wrong() {
    for (url, expected) in [
        (
            "postgresql://me:hunter2/p@ss@host/db",
            "`@` is written `%40`",
        ),
        ("postgresql://me:hunter2@ho st/db", "host"),
        ("postgresql://me:hunter2@host:port/db", "port"),
        ("postgresql://me:hunter2%zz@host/db", "malformed"),
        (
            "postgresql://me:hunter2@host/db?sslmod=require",
            "did you mean `sslmode`?",
        ),
        ("postgresql:me:hunter2@host/db", "lacks the two slashes"),
        ("postgresql//me:hunter2@host/db", "neither a URL nor a path"),
        ("postgres//host/db", "neither a URL nor a path"),
        (
            "host=x user=me password=hunter2",
            "neither a URL nor a path",
        ),
        ("mysql://me:hunter2@host/db", "unknown database scheme"),
    ] {
        check(url, expected);
    }
}

#[test]
fn a_database_of_that_name_is_not_there() {
    // What a server says repeats what it was sent.
    let sandbox = Sandbox::keeper();
    let url = sandbox.database.url().to_owned();
    let (before, parameters) = url.split_once('?').expect("the socket is a parameter");
    let scheme = &before[..before.rfind('/').expect("it names a database")];
    check(
        &format!("{scheme}/{ENCODED}?{parameters}&password={ENCODED}"),
        "create it, or check the URL",
    );
}

#[test]
fn it_is_in_the_environment() {
    let sandbox = Sandbox::keeper();
    let output = sandbox
        .command(&["upgrade", "--url", "postgresql://127.0.0.1:1/db"])
        .env("PGPASSWORD", RAW)
        .env("PGSSLMODE", "hunter2")
        .output()
        .expect("the binary runs");
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(printed.contains("PGSSLMODE"), "{printed}");
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(!sandbox.home().join("keeper.db").exists());
}
