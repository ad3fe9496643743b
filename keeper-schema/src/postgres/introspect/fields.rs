//! The columns of a catalog row, one after the other.

use std::str::FromStr;

use super::array;
use super::connection::Row;
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// A row that is read from left to right.
pub(super) struct Fields(std::vec::IntoIter<Option<String>>);

impl Fields {
    pub(super) fn of(row: Row) -> Self {
        Self(row.into_iter())
    }

    /// Text, or NULL.
    pub(super) fn optional(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    /// Text that is there.
    pub(super) fn text(&mut self) -> Result<String, DatabaseError> {
        self.optional().ok_or_else(|| unexpected("NULL"))
    }

    /// A number.
    pub(super) fn number<T: FromStr>(&mut self) -> Result<T, DatabaseError> {
        number(&self.text()?)
    }

    /// A number, or NULL.
    pub(super) fn optional_number<T: FromStr>(&mut self) -> Result<Option<T>, DatabaseError> {
        self.optional().map(|text| number(&text)).transpose()
    }

    /// A boolean; NULL is false.
    pub(super) fn flag(&mut self) -> bool {
        self.optional().as_deref() == Some("t")
    }

    /// A `"char"`: NUL, which text has no form for, comes as empty.
    pub(super) fn letter(&mut self) -> Option<char> {
        self.optional().and_then(|text| text.chars().next())
    }

    /// The numbers of an array, or of a vector such as `indkey`; none if it is NULL.
    pub(super) fn numbers<T: FromStr>(&mut self) -> Result<Vec<T>, DatabaseError> {
        let text = self.optional().unwrap_or_default();
        let numbers = text.trim_matches(['{', '}']);
        let numbers = numbers.split([',', ' ']).filter(|text| !text.is_empty());
        numbers.map(number).collect()
    }

    /// The texts of an array; none if it is NULL.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, DatabaseError> {
        let Some(text) = self.optional() else {
            return Ok(Vec::new());
        };
        array::texts(&text).ok_or_else(|| unexpected(&text))
    }
}

/// The catalog says what no server that is known says.
pub(super) fn unexpected(what: &str) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: format!("the catalog of the database says `{what}`, which is not understood"),
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, DatabaseError> {
    text.parse().map_err(|_| unexpected(text))
}
