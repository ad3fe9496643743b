use std::path::Path;

use super::revision;
use crate::revision::read;

#[test]
fn the_first_worked_example_is_written_as_it_is() {
    let text = include_str!("../../../tests/format/8c431c5e70a8_v2_tables.toml");
    let file = read::revision(Path::new("8c431c5e70a8_v2_tables.toml"), text).unwrap();
    assert_eq!(revision(&file.revision), text);
}

#[test]
fn what_is_replaced_is_written_as_it_is() {
    let text = "format = 1\nrevision = \"s\"\ndepends_on = [\"d\"]\nreplaces = [\"a\", \"b\"]\nmessage = \"m\"\n";
    let file = read::revision(Path::new("s.toml"), text).unwrap();
    assert_eq!(revision(&file.revision), text);
}
