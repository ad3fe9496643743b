//! `migrate --phased`: old and new code on one database.

use crate::deployment::{AFTER, BEFORE, EXPECTED, MIGRATE, ROWS, new_code, old_code};
use crate::sandbox::Sandbox;

#[test]
fn both_codes_write_between_the_phases() {
    let sandbox = Sandbox::with_models("", BEFORE);
    sandbox.done(&["migrate", "-m", "base", "--rev-id", "000000000001"]);
    sandbox.done(&["upgrade"]);
    let write = |sql: &str| sandbox.database.run(sql);
    write(&old_code(1));
    sandbox.write_models(AFTER);
    sandbox.done(&MIGRATE);

    sandbox.done(&["upgrade", "--phase", "expand"]);
    write(&old_code(2));
    write(&new_code(3));
    sandbox.done(&["check", "--database"]);
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.database.run(ROWS), EXPECTED);
    sandbox.done(&["check", "--database"]);

    sandbox.done(&["downgrade", "000000000002"]);
    write("INSERT INTO books (id, title) VALUES (4, 'Old 4')");
    sandbox.done(&["upgrade"]);
}
