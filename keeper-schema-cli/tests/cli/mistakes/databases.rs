//! URLs and databases.

use std::fs;

use super::check;
use crate::sandbox::Sandbox;

#[test]
fn urls() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["--url"]),
        ("mysql://root:hunter2@db/x", &["mysql"]),
        ("postgres+x://root:hunter2@db/x", &["postgres+x"]),
        ("sqlite:x.db?mode=rx", &["`mode`"]),
        ("sqlite:x.db?password=hunter2", &["`password`"]),
        ("sqlite:%zz", &["%"]),
        ("sqlite:%ff", &["URL"]),
        ("sqlite:a%00b", &["URL"]),
        ("sqlite:", &["URL"]),
        ("sqlite:?mode=rwc", &["URL"]),
        ("sqlite:x.db?mode=ro", &["x.db"]),
        ("sqlite:x.db?mode=rw", &["x.db"]),
        ("sqlite:x.db?immutable=maybe", &["immutable"]),
        ("no/such/folder/x.db", &["folder"]),
        ("/dev/null/x.db", &["/dev/null"]),
        (".", &["name a file in it"]),
    ];
    let sandbox = Sandbox::keeper();
    for (url, words) in cases {
        let folder = sandbox.folder.path();
        for verb in [&["upgrade"][..], &["stamp", "head"]] {
            let call = [verb, &["--url", url]].concat();
            check(folder, || sandbox.call(&call), &format!("{call:?}"), words);
        }
    }
    let call = ["current", "--url", "mysql://root:hunter2@db/x"];
    let said = sandbox.call(&call).stderr;
    assert!(!said.contains("hunter2"), "{said}");
}

/// Files that are no sound database, for every verb that opens one.
#[test]
fn files() {
    let verbs: [&[&str]; 5] = [
        &["upgrade"],
        &["downgrade", "base"],
        &["current"],
        &["stamp", "head"],
        &["stamp", "--purge", "head"],
    ];
    let sound = Sandbox::keeper();
    sound.done(&["upgrade"]);
    let sound = fs::read(sound.database()).expect("the database is a file");
    let mut damaged = sound.clone();
    damaged[100..4096].fill(0xa5);
    let cases: [(&str, &[u8], &[&str]); 4] = [
        (
            "text",
            b"this is no database, but a text that is long enough",
            &["not a database"],
        ),
        ("another format", &[0xff; 8192], &["not a database"]),
        ("damaged", &damaged, &["malformed"]),
        ("cut off", &sound[..4096 * 2 + 100], &["malformed"]),
    ];
    for (what, bytes, words) in cases {
        for verb in verbs {
            let sandbox = Sandbox::keeper();
            fs::write(sandbox.database(), bytes).expect("a file can be written");
            let what = format!("{verb:?} on {what}");
            check(sandbox.folder.path(), || sandbox.call(verb), &what, words);
        }
    }
}

#[test]
fn databases_that_may_not_be_written() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", "4ace74bc8168"]);
    for mode in ["mode=ro", "immutable=true"] {
        let url = format!("sqlite:{}?{mode}", sandbox.database().display());
        for verb in [&["upgrade"][..], &["downgrade", "base"], &["stamp", "head"]] {
            let call = [verb, &["--url", &url]].concat();
            let folder = sandbox.folder.path();
            check(
                folder,
                || sandbox.call(&call),
                &format!("{call:?}"),
                &["read"],
            );
        }
        let current = sandbox.done(&["current", "--url", &url]);
        assert!(current.stdout.contains("4ace74bc8168"), "{current:?}");
    }
}
