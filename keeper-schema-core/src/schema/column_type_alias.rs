//! Other spellings of types, and the one that is right.

use super::ColumnTypeError;
use super::column_type_parse::{number, scalar, split};
use crate::closest::closest;

/// Finds what was meant by a text that no type is spelled as.
pub(super) fn other_spelling(written: &str) -> ColumnTypeError {
    let plain_form = written
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let (name, inside) = split(&plain_form);
    let (name, inside) = (
        name.trim_end(),
        inside.map(|inside| inside.replace(' ', "")),
    );

    if let Some(spelling) = serial(name) {
        return ColumnTypeError::Serial {
            written: written.to_owned(),
            spelling,
        };
    }
    let name = alias(name, inside.is_some()).unwrap_or(name);
    let spelling = match (name, inside) {
        ("numeric", Some(precision)) if number(&precision).is_some() => {
            format!("numeric({precision},0)")
        }
        ("varchar" | "char" | "numeric", Some(inside)) => format!("{name}({inside})"),
        (name, _) => name.to_owned(),
    };
    // `scalar` may come back here, but with a form that is plain already.
    if spelling != written && scalar(&spelling).is_ok() {
        ColumnTypeError::Alias {
            written: written.to_owned(),
            spelling,
        }
    } else {
        ColumnTypeError::Unknown {
            written: written.to_owned(),
            closest: closest(written, SPELLINGS),
        }
    }
}

fn serial(name: &str) -> Option<&'static str> {
    Some(match name {
        "smallserial" | "serial2" => "smallint",
        "serial" | "serial4" => "integer",
        "bigserial" | "serial8" => "bigint",
        _ => return None,
    })
}

/// The names that PostgreSQL, SQLite, MySQL and SQLAlchemy have for the same types.
fn alias(name: &str, has_length: bool) -> Option<&'static str> {
    Some(match name {
        "int2" => "smallint",
        "int" | "int4" | "mediumint" => "integer",
        "int8" | "biginteger" | "long" => "bigint",
        "float4" => "real",
        "float" | "float8" | "double precision" => "double",
        "decimal" | "dec" => "numeric",
        "character varying" | "nvarchar" | "varchar" | "string" if has_length => "varchar",
        "character varying" | "varchar" | "string" | "clob" | "longtext" => "text",
        "character" | "nchar" | "bpchar" if has_length => "char",
        "bool" => "boolean",
        "bytea" | "blob" | "binary" | "varbinary" => "bytes",
        "time without time zone" => "time",
        "datetime" | "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        _ => return None,
    })
}

pub(super) const SPELLINGS: [&str; 21] = [
    "smallint",
    "integer",
    "bigint",
    "real",
    "double",
    "numeric(p,s)",
    "numeric",
    "varchar(n)",
    "char(n)",
    "text",
    "boolean",
    "bytes",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "inet",
];
