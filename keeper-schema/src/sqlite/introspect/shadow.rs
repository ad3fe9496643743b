//! The tables in which virtual tables keep their rows, where SQLite does not tell: it is an
//! old one, or the module is missing.

use super::cursor::Cursor;

/// A virtual table.
#[derive(Debug)]
pub(super) struct VirtualTable {
    pub(super) name: String,
    module: String,
}

impl VirtualTable {
    /// Reads `CREATE VIRTUAL TABLE`; nothing if it is another statement.
    pub(super) fn read(name: &str, sql: &str) -> Option<Self> {
        let mut cursor = Cursor::new(sql);
        if !cursor.take(&["create", "virtual", "table"]) {
            return None;
        }
        cursor.take(&["if", "not", "exists"]);
        cursor.name()?;
        if cursor.take_mark(".") {
            cursor.name()?;
        }
        let module = cursor.take(&["using"]).then(|| cursor.name()).flatten();
        Some(Self {
            name: name.to_owned(),
            module: module.unwrap_or_default().to_ascii_lowercase(),
        })
    }

    /// Whether a table is one of those in which this one keeps its rows.
    pub(super) fn keeps_rows_in(&self, table: &str) -> bool {
        let (table, name) = (table.to_ascii_lowercase(), self.name.to_ascii_lowercase());
        let suffix = table
            .strip_prefix(&name)
            .and_then(|it| it.strip_prefix('_'));
        suffix.is_some_and(|suffix| self.suffixes().contains(&suffix))
    }

    fn suffixes(&self) -> &'static [&'static str] {
        match self.module.as_str() {
            "fts3" | "fts4" => &["content", "segments", "segdir", "docsize", "stat"],
            "fts5" => &["data", "idx", "content", "docsize", "config"],
            "rtree" | "rtree_i32" | "geopoly" => &["node", "rowid", "parent"],
            "spellfix1" => &["vocab"],
            _ => &[],
        }
    }
}
