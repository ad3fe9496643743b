use std::path::Path;

use super::revision;

#[test]
fn worked_examples_read() {
    let text = include_str!("../../../tests/format/8c431c5e70a8_v2_tables.toml");
    let file = revision(Path::new("x.toml"), text).unwrap();
    println!("{:#?}", file.revision);
    let text = include_str!("../../../tests/format/000000000001_one_of_each.toml");
    let errors = revision(Path::new("x.toml"), text).unwrap_err();
    for error in errors {
        println!("{} {}", error.place.unwrap(), error.message);
    }
}
