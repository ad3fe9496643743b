//! What a user can type badly: one clear error, exit status 2, and nothing changed.

use crate::sandbox::Sandbox;

/// Calls on Keeper's history; every one is refused with these words.
#[test]
fn a_call_that_is_wrong_is_refused_in_words() {
    let cases: &[(&[&str], &str)] = &[
        (&["upgrade", "zzzz"], "`zzzz`"),
        (&["upgrade", ""], "revision"),
        (&["upgrade", "+99"], "+99"),
        (&["upgrade", "++1"], "++1"),
        (&["upgrade", "8"], "8c431c5e70a8"),
        (&["upgrade", "--url", "mysql://root:hunter2@db/x"], "mysql"),
        (&["upgrade", "--url", "sqlite:x.db?mode=rx"], "`mode`"),
        (&["upgrade", "--url", "no/such/folder/x.db"], "folder"),
        (&["downgrade", "base", "--sql"], "head:base"),
        (&["stamp", "nothing"], "`nothing`"),
        (&["show", "nothing"], "`nothing`"),
        (&["history", "-r", "nonsense"], "nonsense"),
        (&["merge"], "nothing to merge"),
        (&["migrate", "-m", "x"], "--manifest-path"),
        (&["upgrade", "--dialect", "oracle"], "sqlite"),
        (&["frobnicate"], "frobnicate"),
    ];
    for (call, words) in cases {
        let sandbox = Sandbox::keeper();
        let outcome = sandbox.call(call);
        assert_eq!(outcome.status, 2, "{call:?}: {outcome:?}");
        assert!(outcome.stderr.contains(words), "{call:?}: {outcome:?}");
        assert!(
            !outcome.stderr.contains("panicked"),
            "{call:?}: {outcome:?}"
        );
        assert!(!outcome.stderr.contains("hunter2"), "{call:?}: {outcome:?}");
        assert_eq!(outcome.stdout, "", "{call:?}");
        assert!(!sandbox.database().exists(), "{call:?} made a database");
    }
}

#[test]
fn a_revision_that_does_not_parse_is_named_with_its_place() {
    let broken = "format = 1\nrevision = \"000000000001\"\nmesage = \"x\"\n";
    let sandbox = Sandbox::with_files(&[("000000000001_x.toml", broken)]);
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    for words in [
        "did you mean `message`?",
        "migrations/000000000001_x.toml:3:1",
    ] {
        assert!(outcome.stderr.contains(words), "{outcome:?}");
    }
    assert!(!sandbox.database().exists());
}
