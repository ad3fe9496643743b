//! Tables that refer to each other and to themselves.

use std::path::Path;

use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::read;
use keeper_schema_core::schema::Schema;

/// A leaf is of a branch, which is of a tree; a branch grows on another one.
const TABLES: &str = "format = 1\nrevision = \"r1\"\nmessage = \"m\"
[[upgrade]]\nop = \"create_table\"\ntable = \"trees\"
columns = [{ name = \"kind\", type = \"integer\" }, { name = \"id\", type = \"integer\" }]
primary_key = { name = \"trees_pkey\", columns = [\"kind\", \"id\"] }
[[upgrade]]\nop = \"create_table\"\ntable = \"branches\"
columns = [{ name = \"id\", type = \"integer\" }, { name = \"kind\", type = \"integer\", null = true }, { name = \"tree\", type = \"integer\", null = true }, { name = \"stem\", type = \"integer\", null = true }]
primary_key = { name = \"branches_pkey\", columns = [\"id\"] }
foreign_keys = [{ name = \"tree\", columns = [\"kind\", \"tree\"], references = { table = \"trees\", columns = [\"kind\", \"id\"] } }, { name = \"stem\", columns = [\"stem\"], references = { table = \"branches\", columns = [\"id\"] } }]
[[upgrade]]\nop = \"create_table\"\ntable = \"leaves\"
columns = [{ name = \"id\", type = \"integer\" }, { name = \"branch\", type = \"integer\" }]
primary_key = { name = \"leaves_pkey\", columns = [\"id\"] }
foreign_keys = [{ name = \"branch\", columns = [\"branch\"], references = { table = \"branches\", columns = [\"id\"] } }]
";

/// Rows that refer to others than those at their own place.
pub(crate) const SCATTERED: &str =
    "UPDATE branches SET kind = (id * 7) % 500 + 1, tree = (id * 7) % 500 + 1, stem = (id + 1) / 2;
    UPDATE branches SET stem = NULL, tree = NULL WHERE id % 50 = 1;
    UPDATE leaves SET branch = (id * 11) % 500 + 1";

/// The schema of the tables.
pub(crate) fn schema() -> Schema {
    let file = read::revision(Path::new("r1.toml"), TABLES);
    let file = file.unwrap_or_else(|it| panic!("{it:#?}"));
    let mut replay = Replay::default();
    replay.apply_all(&file.revision.upgrade).unwrap();
    replay.into_schema()
}
