//! Reads `CREATE INDEX`.

use super::cursor::Cursor;
use super::statement::CreateIndex;
use super::{keys, text};

/// Reads the statement; nothing if it is another, or none that is understood.
pub(super) fn read(sql: &str) -> Option<CreateIndex> {
    let mut cursor = Cursor::new(sql);
    if !cursor.take(&["create"]) {
        return None;
    }
    let unique = cursor.take(&["unique"]);
    if !cursor.take(&["index"]) {
        return None;
    }
    cursor.take(&["if", "not", "exists"]);
    let mut name = cursor.name()?;
    if cursor.take_mark(".") {
        name = cursor.name()?;
    }
    if !cursor.take(&["on"]) {
        return None;
    }
    cursor.name()?;
    let keys = keys::read(cursor.parenthesised()?)?;
    let predicate = match cursor.take(&["where"]) {
        true => Some(text::unwrapped(cursor.rest()).to_owned()),
        false => None,
    };
    Some(CreateIndex {
        name,
        unique,
        keys,
        predicate,
    })
}
