//! What tells whether a part of a revision that is done was edited since.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// A hash of the SQL of a part.
pub(super) fn part_checksum<'s>(sql: impl IntoIterator<Item = &'s str>) -> String {
    let mut hash = Sha256::new();
    for sql in sql {
        hash.update(sql.as_bytes());
        // No SQL text holds one.
        hash.update([0]);
    }
    let mut checksum = String::from("p1:");
    for byte in hash.finalize() {
        // Writing to a `String` cannot fail.
        let _ = write!(checksum, "{byte:02x}");
    }
    checksum
}
