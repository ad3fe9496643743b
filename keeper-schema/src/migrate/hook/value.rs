//! What a hook hands to a statement, and gets from a query.

/// A value of a row or for a parameter.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "they say what they are")]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
    /// SQLite keeps it as 0 or 1.
    Boolean(bool),
}

impl Value {
    /// What it is, for a message.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Integer(_) => "an integer",
            Self::Real(_) => "a real number",
            Self::Text(_) => "a text",
            Self::Blob(_) => "bytes",
            Self::Boolean(_) => "a boolean",
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident),+) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

from!(i32 => Integer, i64 => Integer, f64 => Real, &str => Text, String => Text);
from!(Vec<u8> => Blob, &[u8] => Blob, bool => Boolean);

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
