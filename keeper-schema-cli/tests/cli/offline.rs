//! The SQL of `--sql`, run by the `sqlite3` shell, leaves what the tool itself does.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::sandbox::{Sandbox, declared, rows, strings};

/// Runs a script on the sandbox's database, as a person would.
fn shell(sandbox: &Sandbox, script: &str) -> Output {
    let mut child = Command::new("sqlite3")
        .arg(sandbox.database())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("`sqlite3` runs: sudo apt-get install sqlite3");
    let mut stdin = child.stdin.take().expect("it reads from a pipe");
    // A shell that has stopped at an error reads no more.
    let _ = stdin.write_all(script.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn done(sandbox: &Sandbox, script: &str) {
    let output = shell(sandbox, script);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stderr, b"", "{output:?}");
}

/// The bookkeeping without times and persons.
fn books(sandbox: &Sandbox) -> Vec<String> {
    let connection = sandbox.connection();
    let mut books = strings(
        &connection,
        "SELECT format('%s %d %s %s %s %s', revision, seq, kind, checksum, source, tool_version)
         FROM keeper_revisions ORDER BY seq",
    );
    books.extend(strings(
        &connection,
        "SELECT key || ' ' || value FROM keeper_meta ORDER BY key",
    ));
    books
}

const ROWS: &str = "
    INSERT INTO users (id, username, permissions) VALUES (1, 'jon', 31);
    INSERT INTO products (id, slug, doc_repo, title, root_domain, root_fastly_domain, bucket_name)
    VALUES (7, 'pipelines', 'https://example.org/p', 'Pipelines', 'example.org', 'f.example.org', 'b');
    INSERT INTO builds (id, product_id, slug, date_created, surrogate_key)
    VALUES (1, 7, '1', '2018-05-01 10:00:00', 'abc');
    INSERT INTO editions (id, product_id, build_id, slug, title, date_created, date_rebuilt, pending_rebuild)
    VALUES (1, 7, 1, 'main', 'Latest', '2018-05-01', '2018-05-02', false);";

#[test]
fn a_script_leaves_what_an_upgrade_leaves() {
    let (online, offline) = (Sandbox::keeper(), Sandbox::keeper());
    online.done(&["upgrade"]);
    done(&offline, &offline.done(&["upgrade", "--sql"]).stdout);
    assert_eq!(
        declared(&offline.connection()),
        declared(&online.connection())
    );
    assert_eq!(rows(&offline.connection()), rows(&online.connection()));
    assert_eq!(books(&offline), books(&online));
    let again = offline.done(&["upgrade"]);
    assert!(again.stderr.contains("nothing to do"), "{again:?}");
}

#[test]
fn a_script_of_a_range_takes_rows_along_and_back() {
    let (online, offline) = (Sandbox::keeper(), Sandbox::keeper());
    for sandbox in [&online, &offline] {
        sandbox.done(&["upgrade", "4ace74bc8168"]);
        let inserted = sandbox.connection().execute_batch(ROWS);
        inserted.expect("the rows fit the schema of their time");
    }
    online.done(&["upgrade"]);
    let up = offline.done(&["upgrade", "4ace74bc8168:head", "--sql"]);
    done(&offline, &up.stdout);
    assert_eq!(rows(&offline.connection()), rows(&online.connection()));
    assert_eq!(books(&offline), books(&online));

    online.done(&["downgrade", "4ace74bc8168"]);
    let down = offline.done(&["downgrade", "head:4ace74bc8168", "--sql"]);
    done(&offline, &down.stdout);
    assert_eq!(
        declared(&offline.connection()),
        declared(&online.connection())
    );
    assert_eq!(rows(&offline.connection()), rows(&online.connection()));
    assert_eq!(books(&offline), books(&online));
}

#[test]
fn a_script_for_another_revision_changes_nothing() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", "aa9e2d2736c8"]);
    let before = (declared(&sandbox.connection()), books(&sandbox));
    for range in ["head", "d9a390ebdf1e:head"] {
        let script = sandbox.done(&["upgrade", range, "--sql"]).stdout;
        let output = shell(&sandbox, &script);
        assert!(!output.status.success(), "{range}: {output:?}");
        let after = (declared(&sandbox.connection()), books(&sandbox));
        assert_eq!(after, before, "{range}");
    }
}

#[test]
fn half_a_script_changes_nothing() {
    let sandbox = Sandbox::keeper();
    let script = sandbox.done(&["upgrade", "--sql"]).stdout;
    let end = script.find("-- 8c431c5e70a8").expect("it is in the script");
    shell(&sandbox, &script[..end]);
    assert_eq!(declared(&sandbox.connection()), Vec::<String>::new());
    sandbox.done(&["upgrade"]);
}
