//! A history in memory, a line of as many revisions as asked for, each of which creates
//! the table of one of the generated models.

use std::path::PathBuf;

use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::{RevisionId, file_name, read};

/// Whether each table refers to the one before.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "each benchmark takes one")]
pub(crate) enum Tables {
    /// As the generated models do.
    Referring,
    /// Nothing but columns and a key.
    Alone,
}

/// The files, by name and text, each written on the ones before.
pub(crate) fn files(revisions: usize, tables: Tables) -> Vec<(PathBuf, String)> {
    let mut replay = Replay::default();
    let mut files = Vec::with_capacity(revisions);
    for number in 0..revisions {
        let text = text(number, tables, &replay.fingerprint().0);
        let id = RevisionId::new(&id(number)).expect("hexadecimal digits are an id");
        let path = PathBuf::from(file_name(&id, &message(number)));
        let file = read::revision(&path, &text).expect("the generated revision is right");
        let applied = replay.apply_all(&file.revision.upgrade);
        applied.expect("the generated revision applies after the ones before");
        files.push((path, text));
    }
    files
}

/// Twelve digits, spread as random ones are: files do not sort as history goes.
fn id(number: usize) -> String {
    let spread = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:012x}", spread >> 16)
}

fn message(number: usize) -> String {
    format!("Create table {number}")
}

fn text(number: usize, tables: Tables, base_schema: &str) -> String {
    let (revision, previous) = (id(number), number.saturating_sub(1));
    let parent = match number {
        0 => String::new(),
        _ => format!(
            "down_revision = \"{}\"\nbase_schema = \"{base_schema}\"\n",
            id(previous)
        ),
    };
    let message = message(number);
    let foreign_keys = match tables {
        Tables::Alone => String::new(),
        Tables::Referring => format!(
            r#"foreign_keys = [
    {{ name = "t{number:05}_previous_id_fkey", columns = ["previous_id"], references = {{ table = "t{previous:05}", columns = ["id"] }} }},
]
"#
        ),
    };
    format!(
        r#"format = 1
revision = "{revision}"
{parent}message = "{message}"
create_date = 2026-01-01T00:00:00Z

[[upgrade]]
op = "create_table"
table = "t{number:05}"
columns = [
    {{ name = "id", type = "integer", identity = "serial" }},
    {{ name = "previous_id", type = "integer", null = true }},
    {{ name = "slug", type = "varchar(255)" }},
    {{ name = "title", type = "varchar(255)" }},
    {{ name = "description", type = "text", null = true }},
    {{ name = "position", type = "integer" }},
    {{ name = "views", type = "bigint" }},
    {{ name = "weight", type = "double" }},
    {{ name = "hidden", type = "boolean", default = false }},
    {{ name = "payload", type = "bytes", null = true }},
]
primary_key = {{ name = "t{number:05}_pkey", columns = ["id"] }}
{foreign_keys}"#
    )
}
