//! A history of three revisions, and one that replaces the first two, for both executors.

use std::path::Path;

use keeper_schema_core::history::History;
use keeper_schema_core::revision::read;

pub(crate) const R1: &str = "revision = \"r1\"
[[upgrade]]
op = \"create_table\"
table = \"a\"
columns = [{ name = \"x\", type = \"integer\" }]";

pub(crate) const R2: &str = "revision = \"r2\"
down_revision = \"r1\"
[[upgrade]]
op = \"add_column\"
table = \"a\"
column = { name = \"y\", type = \"integer\", null = true }";

pub(crate) const R3: &str = "revision = \"r3\"
down_revision = \"r2\"
[[upgrade]]
op = \"create_table\"
table = \"b\"
columns = [{ name = \"x\", type = \"integer\" }]";

pub(crate) const S: &str = "revision = \"s\"
replaces = [\"r1\", \"r2\"]
[[upgrade]]
op = \"create_table\"
table = \"a\"
columns = [{ name = \"x\", type = \"integer\" }, { name = \"y\", type = \"integer\", null = true }]";

/// The history of these files.
pub(crate) fn history(files: &[&str]) -> History {
    let files = files.iter().map(|written| {
        let source = format!("format = 1\n{written}\n");
        read::revision(Path::new("a.toml"), &source).unwrap()
    });
    History::new(files.collect()).unwrap()
}
