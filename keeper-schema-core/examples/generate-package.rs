//! Writes a package of as many models as asked for, and the history that leads to them, for
//! `scripts/bench`: `generate-package FOLDER COUNT`. The folder must be there.
#![allow(
    clippy::disallowed_methods,
    reason = "it writes the files that whole commands are measured on"
)]

#[path = "../benches/generated/models.rs"]
mod models;
#[path = "../benches/generated/revisions.rs"]
mod revisions;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("no folder is given")?);
    let count = arguments.next().ok_or("no count is given")?.parse()?;
    std::fs::create_dir_all(folder.join("src/models"))?;
    for (path, text) in models::files(count) {
        std::fs::write(folder.join(path), text)?;
    }
    let migrations = folder.join("migrations");
    std::fs::create_dir(&migrations)?;
    for (name, text) in revisions::files(count, revisions::Tables::Referring) {
        std::fs::write(migrations.join(name), text)?;
    }
    Ok(())
}
