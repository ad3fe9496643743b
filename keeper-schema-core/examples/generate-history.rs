//! Writes a history of as many revisions as asked for, for `scripts/bench`:
//! `generate-history FOLDER COUNT`. The folder must be there.
#![allow(
    clippy::disallowed_methods,
    reason = "it writes the files that whole commands are measured on"
)]

#[path = "../benches/generated/revisions.rs"]
mod revisions;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("no folder is given")?);
    let count = arguments.next().ok_or("no count is given")?.parse()?;
    for (name, text) in revisions::files(count, revisions::Tables::Alone) {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
