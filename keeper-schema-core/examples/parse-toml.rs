//! Reads every file of a folder and parses it with `toml` and nothing else, on one thread:
//! the limit that `scripts/bench` holds whole commands against. `parse-toml FOLDER`.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads the files that whole commands are measured on"
)]

use std::error::Error;
use std::hint::black_box;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("no folder is given")?;
    for entry in std::fs::read_dir(folder)? {
        let text = std::fs::read_to_string(entry?.path())?;
        black_box(toml::de::DeTable::parse(&text)?);
    }
    Ok(())
}
