//! Under the name `cargo-db` the program is `cargo db`, as cargo calls it.

use std::process::Command;

use crate::sandbox::{Sandbox, outcome};

#[test]
fn cargo_calls_it_with_its_own_name_first() {
    let sandbox = Sandbox::keeper();
    let link = sandbox.folder.path().join("cargo-db");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_keeper-schema"), &link).expect("a link");
    let migrations = crate::sandbox::repository().join("migrations");
    for first in [&["db"][..], &[]] {
        let output = Command::new(&link)
            .args(first)
            .args(["heads", "--migrations"])
            .arg(&migrations)
            .output();
        let outcome = outcome(output.expect("the link runs"));
        assert_eq!(outcome.status, 0, "{outcome:?}");
    }
}
