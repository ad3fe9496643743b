//! Writes a history of as many revisions as asked for, for `scripts/bench`:
//! `generate-history FOLDER COUNT [SHAPE]`. The folder must be there. The shape is `line`,
//! `branches` or `fan`, as in the benchmark `graph`; without one, the revisions are a line of
//! larger tables.
#![allow(
    clippy::disallowed_methods,
    reason = "it writes the files that whole commands are measured on"
)]

#[path = "../benches/generated/graphs.rs"]
mod graphs;
#[path = "../benches/generated/revisions.rs"]
mod revisions;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("no folder is given")?);
    let count = arguments.next().ok_or("no count is given")?.parse()?;
    let texts = match arguments.next().as_deref() {
        Some("line") => graphs::line(count),
        Some("branches") => graphs::branches(count),
        Some("fan") => graphs::fan(count),
        Some(shape) => return Err(format!("there is no shape `{shape}`").into()),
        None => {
            for (name, text) in revisions::files(count, revisions::Tables::Alone) {
                std::fs::write(folder.join(name), text)?;
            }
            return Ok(());
        }
    };
    for (number, text) in texts.iter().enumerate() {
        let name = format!("{number:012x}_create_table_{number}.toml");
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
