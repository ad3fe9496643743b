//! A row of a query, read by type.

use super::{DatabaseError, DatabaseErrorKind, Value};

/// A row of a query.
///
/// PostgreSQL sends everything as text, which is read as whatever type is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(Vec<Value>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    /// The value of a column, counted from 0.
    ///
    /// # Errors
    /// If there is no such column, or it holds nothing of that type.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, DatabaseError> {
        let error = |message| DatabaseError {
            kind: DatabaseErrorKind::Other,
            message,
        };
        let Some(value) = self.0.get(column) else {
            let count = self.0.len();
            return Err(error(format!(
                "there is no column {column}: the row has {count}"
            )));
        };
        T::from_value(value).ok_or_else(|| {
            let (kind, wanted) = (value.kind(), T::WANTED);
            error(format!("column {column} holds {kind}, not {wanted}"))
        })
    }
}

/// What a column can be read as.
pub trait FromValue: Sized {
    /// What it is, for a message.
    const WANTED: &'static str;

    /// `None` if the value is none of these.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    const WANTED: &'static str = "an integer";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(integer) => Some(*integer),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl FromValue for i32 {
    const WANTED: &'static str = "an integer of 32 bits";

    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl FromValue for f64 {
    const WANTED: &'static str = "a real number";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Real(real) => Some(*real),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl FromValue for bool {
    const WANTED: &'static str = "a boolean";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Boolean(boolean) => Some(*boolean),
            Value::Integer(0) => Some(false),
            Value::Integer(1) => Some(true),
            Value::Text(text) if text == "t" => Some(true),
            Value::Text(text) if text == "f" => Some(false),
            _ => None,
        }
    }
}

impl FromValue for String {
    const WANTED: &'static str = "a text";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

/// PostgreSQL writes bytes as `\x` and hexadecimal digits.
/// <https://www.postgresql.org/docs/current/datatype-binary.html>
impl FromValue for Vec<u8> {
    const WANTED: &'static str = "bytes";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.clone()),
            Value::Text(text) => {
                let digits = text.strip_prefix("\\x")?.as_bytes();
                let pairs = digits.chunks(2).map(|pair| {
                    let pair = std::str::from_utf8(pair).ok()?;
                    u8::from_str_radix(pair, 16).ok()
                });
                pairs.collect()
            }
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const WANTED: &'static str = T::WANTED;

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
