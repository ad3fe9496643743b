//! The Rust type of a column's values, and what has to be said beside it.

use super::attribute::Item;
use super::clauses::{raw_type, said};
use super::names::Names;
use crate::schema::{ColumnType, Schema, SqlText};

/// The crates whose types fields can have. Without them such values are text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the crates they are named for")]
pub struct Crates {
    pub jiff: bool,
    pub chrono: bool,
    pub uuid: bool,
    pub serde_json: bool,
    pub rust_decimal: bool,
    /// Whether keeper-schema has its feature `jiff`, so that these types say what they are.
    pub known_jiff: bool,
}

/// A Rust type.
pub(super) struct RustType {
    /// As it is written in a file of the module.
    pub(super) name: String,
    /// The column type, where the Rust type does not say it.
    pub(super) said: Vec<Item>,
}

/// The type for a column's values, NULL apart.
pub(super) fn of(
    schema: &Schema,
    names: &Names,
    crates: &Crates,
    column_type: &ColumnType,
) -> RustType {
    let (name, is_plain) = named(schema, names, crates, column_type);
    let spelled = || vec![said("type", &column_type.to_string())];
    let number = |name: &str, number: u32| Item::Plain(format!("{name} = {number}"));
    let items = match column_type {
        ColumnType::Varchar(length) => vec![number("length", *length)],
        ColumnType::Numeric(Some((precision, 0))) => vec![number("precision", *precision)],
        ColumnType::Numeric(Some((precision, scale))) => {
            vec![number("precision", *precision), number("scale", *scale)]
        }
        ColumnType::Raw(names) => vec![raw_type(names)],
        ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Real
        | ColumnType::Double
        | ColumnType::Numeric(None)
        | ColumnType::Char(_)
        | ColumnType::Text
        | ColumnType::Boolean
        | ColumnType::Bytes
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Array(_)
        | ColumnType::Enum(_) => spelled(),
    };
    RustType {
        name,
        said: if is_plain { Vec::new() } else { items },
    }
}

/// The type's name, and whether the scan knows by it what the column is.
fn named(
    schema: &Schema,
    names: &Names,
    crates: &Crates,
    column_type: &ColumnType,
) -> (String, bool) {
    let (name, is_plain) = match column_type {
        ColumnType::SmallInt => ("i16", true),
        ColumnType::Integer => ("i32", true),
        ColumnType::BigInt => ("i64", true),
        ColumnType::Real => ("f32", true),
        ColumnType::Double => ("f64", true),
        ColumnType::Text => ("String", true),
        ColumnType::Boolean => ("bool", true),
        ColumnType::Bytes => ("Vec<u8>", true),
        ColumnType::Varchar(_) | ColumnType::Char(_) => ("String", false),
        ColumnType::Raw(names) => (declared(names), false),
        ColumnType::Numeric(_) if crates.rust_decimal => ("rust_decimal::Decimal", false),
        ColumnType::Date if crates.jiff => ("jiff::civil::Date", crates.known_jiff),
        ColumnType::Time if crates.jiff => ("jiff::civil::Time", crates.known_jiff),
        ColumnType::Timestamp if crates.jiff => ("jiff::civil::DateTime", crates.known_jiff),
        ColumnType::TimestampTz if crates.jiff => ("jiff::Timestamp", crates.known_jiff),
        ColumnType::Interval if crates.jiff => ("jiff::Span", false),
        ColumnType::Date if crates.chrono => ("chrono::NaiveDate", false),
        ColumnType::Time if crates.chrono => ("chrono::NaiveTime", false),
        ColumnType::Timestamp if crates.chrono => ("chrono::NaiveDateTime", false),
        ColumnType::TimestampTz if crates.chrono => ("chrono::DateTime<chrono::Utc>", false),
        ColumnType::Uuid if crates.uuid => ("uuid::Uuid", false),
        ColumnType::Json | ColumnType::Jsonb if crates.serde_json => ("serde_json::Value", false),
        ColumnType::Inet => ("std::net::IpAddr", false),
        ColumnType::Numeric(_)
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Json
        | ColumnType::Jsonb => ("String", false),
        ColumnType::Array(element) => {
            let (name, is_plain) = named(schema, names, crates, element);
            let is_nested = matches!(**element, ColumnType::Array(_));
            return (format!("Vec<{name}>"), is_plain && !is_nested);
        }
        ColumnType::Enum(name) if schema.enums.contains_key(name) => {
            return (format!("super::{}", names.type_name(name)), true);
        }
        ColumnType::Enum(_) => ("String", false),
    };
    (name.to_owned(), is_plain)
}

/// The type of the values that SQLite keeps by the words of a declared type, where it has
/// one. Types that only PostgreSQL knows are not of these words.
/// <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>
fn declared(names: &SqlText) -> &'static str {
    let declared = names
        .sqlite()
        .map_or(String::new(), |it| it.to_ascii_lowercase());
    let has = |known: &[&str]| {
        let mut words = declared.split(|character: char| !character.is_ascii_alphanumeric());
        words.any(|word| known.contains(&word))
    };
    if has(&[
        "int",
        "integer",
        "tinyint",
        "mediumint",
        "bigint",
        "unsigned",
    ]) {
        "i64"
    } else if has(&["char", "text", "clob", "nvarchar", "varchar"]) {
        "String"
    } else if has(&["blob"]) {
        "Vec<u8>"
    } else if has(&["real", "float", "double"]) {
        "f64"
    } else {
        "String"
    }
}
