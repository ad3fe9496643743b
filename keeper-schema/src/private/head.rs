//! What other models refer to.

use super::{References, same};

/// What foreign keys of other models need of one. It stands apart from the table, so that two
/// models can refer to each other.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// The table's name.
    pub name: &'static str,
    /// The database schema, if the model says one.
    pub schema: Option<&'static str>,
    /// The columns of the primary key.
    pub primary_key: &'static [&'static str],
    /// The names of the fields, with a space between. A model with a mistake has none.
    pub fields: &'static str,
    /// The fields whose columns have other names, with those.
    pub renamed: &'static [(&'static str, &'static str)],
}

impl Head {
    /// Of a table of that name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            schema: None,
            primary_key: &[],
            fields: "",
            renamed: &[],
        }
    }

    /// What a key refers to that names no field, which has `width` columns.
    #[must_use]
    #[track_caller]
    pub const fn key(self, width: usize, message: &'static str) -> References {
        // A model with a mistake has its own error.
        let fits = self.primary_key.len() == width || self.fields.is_empty();
        assert!(fits, "{}", message);
        self.columns(self.primary_key)
    }

    /// What a key refers to that names fields.
    #[must_use]
    pub const fn columns(self, columns: &'static [&'static str]) -> References {
        References {
            schema: self.schema,
            table: self.name,
            columns,
        }
    }

    /// The column of a field, which there must be.
    #[must_use]
    #[track_caller]
    pub const fn column(self, field: &'static str, message: &'static str) -> &'static str {
        let is_there = has_word(self.fields, field) || self.fields.is_empty();
        assert!(is_there, "{}", message);
        let mut index = 0;
        while index < self.renamed.len() {
            let (name, column) = self.renamed[index];
            if same(name, field) {
                return column;
            }
            index += 1;
        }
        field
    }

    /// Proves that the scan took this table for the one that is referred to.
    #[track_caller]
    pub const fn prove_table(self, table: &'static str, message: &'static str) {
        assert!(same(self.name, table), "{}", message);
    }
}

/// Whether a word is among words with a space between.
const fn has_word(words: &str, word: &str) -> bool {
    let mut rest = words.as_bytes();
    let word = word.as_bytes();
    loop {
        let mut length = 0;
        let mut is_same = true;
        while length < rest.len() && rest[length] != b' ' {
            is_same &= length < word.len() && rest[length] == word[length];
            length += 1;
        }
        if is_same && length == word.len() {
            return true;
        }
        if length == rest.len() {
            return false;
        }
        (_, rest) = rest.split_at(length + 1);
    }
}
