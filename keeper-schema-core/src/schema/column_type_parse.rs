//! Reads a column type: one spelling each, and a way out for every other.

use std::fmt;

use super::column_type_alias::other_spelling;
use super::{ColumnType, SqlText, TableName};

impl ColumnType {
    /// Reads the spelling that [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    /// If it is another name of a type, or of none, or has the wrong arguments; the
    /// error says what to write.
    pub fn parse(written: &str) -> Result<Self, ColumnTypeError> {
        if let Some(name) = written.strip_prefix("raw:") {
            return if name.trim().is_empty() {
                Err(arguments(written, "`raw:` and a type, as `raw:tsvector`"))
            } else {
                Ok(Self::Raw(SqlText::from(name)))
            };
        }
        let element = written.trim_end_matches("[]");
        let dimensions = (written.len() - element.len()) / "[]".len();
        // PostgreSQL's own limit. It also bounds how deep the value nests.
        if dimensions > 6 {
            return Err(arguments(element, "at most 6 times `[]`"));
        }
        let element = scalar(element).map_err(|error| error.of_array(dimensions))?;
        Ok((0..dimensions).fold(element, |element, _| Self::Array(Box::new(element))))
    }
}

/// A text that is not a column type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnTypeError {
    /// Another name for a type that has one spelling here.
    Alias {
        /// What was written.
        written: String,
        /// The spelling to use.
        spelling: String,
    },
    /// A type that numbers rows, which is a property of the column here.
    Serial {
        /// What was written.
        written: String,
        /// The type to use.
        spelling: &'static str,
    },
    /// Not a type that is known.
    Unknown {
        /// What was written.
        written: String,
        /// The nearest known spelling, if one is near.
        closest: Option<&'static str>,
    },
    /// A length, precision or scale that is missing, out of range or not a number.
    Arguments {
        /// What was written.
        written: String,
        /// What the type takes.
        expected: &'static str,
    },
}

impl ColumnTypeError {
    fn of_array(self, dimensions: usize) -> Self {
        match self {
            Self::Alias { written, spelling } => Self::Alias {
                written: written + &"[]".repeat(dimensions),
                spelling: spelling + &"[]".repeat(dimensions),
            },
            Self::Serial { .. } | Self::Unknown { .. } | Self::Arguments { .. } => self,
        }
    }
}

impl fmt::Display for ColumnTypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alias { written, spelling } => {
                write!(f, "the type `{}` is spelled `{spelling}`", shown(written))
            }
            Self::Serial { written, spelling } => write!(
                f,
                "`{}` is the type `{spelling}` with the identity `serial`",
                shown(written)
            ),
            Self::Unknown {
                written,
                closest: Some(closest),
            } => write!(
                f,
                "unknown type `{}`, did you mean `{closest}`?",
                shown(written)
            ),
            Self::Unknown {
                written,
                closest: None,
            } => write!(
                f,
                "unknown type `{0}`: a type of the database's own is written `raw:{0}`",
                shown(written)
            ),
            Self::Arguments { written, expected } => {
                write!(f, "the type `{}` takes {expected}", shown(written))
            }
        }
    }
}

impl std::error::Error for ColumnTypeError {}

/// What was written, without harm to a terminal whatever it is.
fn shown(written: &str) -> String {
    written
        .chars()
        .take(80)
        .flat_map(char::escape_debug)
        .collect()
}

pub(super) fn scalar(written: &str) -> Result<ColumnType, ColumnTypeError> {
    if let Some(name) = written.strip_prefix("enum:") {
        return enumeration(name).ok_or_else(|| {
            arguments(
                written,
                "a name: `enum:name`, or `enum:schema.name` in another schema",
            )
        });
    }
    if let Some(plain) = plain(written) {
        return Ok(plain);
    }
    match split(written) {
        ("varchar", Some(length)) => length_of(length)
            .map(ColumnType::Varchar)
            .ok_or_else(|| arguments(written, LENGTH)),
        ("char", Some(length)) => length_of(length)
            .map(ColumnType::Char)
            .ok_or_else(|| arguments(written, LENGTH)),
        ("numeric", Some(sizes)) => precision_and_scale(sizes)
            .map(|sizes| ColumnType::Numeric(Some(sizes)))
            .ok_or_else(|| arguments(written, PRECISION)),
        ("varchar", None) => Err(arguments(
            written,
            "a length, as `varchar(255)`; without a limit it is `text`",
        )),
        ("char", None) => Err(arguments(written, "a length, as `char(2)`")),
        _ => Err(other_spelling(written)),
    }
}

fn plain(written: &str) -> Option<ColumnType> {
    Some(match written {
        "smallint" => ColumnType::SmallInt,
        "integer" => ColumnType::Integer,
        "bigint" => ColumnType::BigInt,
        "real" => ColumnType::Real,
        "double" => ColumnType::Double,
        "numeric" => ColumnType::Numeric(None),
        "text" => ColumnType::Text,
        "boolean" => ColumnType::Boolean,
        "bytes" => ColumnType::Bytes,
        "date" => ColumnType::Date,
        "time" => ColumnType::Time,
        "timestamp" => ColumnType::Timestamp,
        "timestamptz" => ColumnType::TimestampTz,
        "interval" => ColumnType::Interval,
        "uuid" => ColumnType::Uuid,
        "json" => ColumnType::Json,
        "jsonb" => ColumnType::Jsonb,
        "inet" => ColumnType::Inet,
        _ => return None,
    })
}

fn enumeration(written: &str) -> Option<ColumnType> {
    let (schema, name) = match written.split_once('.') {
        Some((schema, name)) => (Some(schema), name),
        None => (None, written),
    };
    let named = !name.is_empty() && schema.is_none_or(|schema| !schema.is_empty());
    named.then(|| {
        ColumnType::Enum(TableName {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
        })
    })
}

const LENGTH: &str = "a length from 1 to 10485760, as `varchar(255)`";
const PRECISION: &str =
    "a precision from 1 to 1000 and a scale no greater, as `numeric(10,2)`, or neither";

/// The name, and what stands in parentheses behind it.
pub(super) fn split(written: &str) -> (&str, Option<&str>) {
    match written.split_once('(') {
        Some((name, rest)) => match rest.strip_suffix(')') {
            Some(inside) => (name, Some(inside)),
            None => (written, None),
        },
        None => (written, None),
    }
}

fn length_of(written: &str) -> Option<u32> {
    // PostgreSQL's greatest length.
    number(written).filter(|length| (1..=10_485_760).contains(length))
}

fn precision_and_scale(written: &str) -> Option<(u32, u32)> {
    let (precision, scale) = written.split_once(',')?;
    let (precision, scale) = (number(precision)?, number(scale)?);
    // A greater scale than precision is PostgreSQL 15 and later.
    ((1..=1000).contains(&precision) && scale <= precision).then_some((precision, scale))
}

/// A number in its only spelling: digits, the first of them no zero.
pub(super) fn number(written: &str) -> Option<u32> {
    let number: u32 = written.parse().ok()?;
    (number.to_string() == written).then_some(number)
}

fn arguments(written: &str, expected: &'static str) -> ColumnTypeError {
    ColumnTypeError::Arguments {
        written: written.to_owned(),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::column_type_alias::SPELLINGS;

    #[test]
    fn every_spelling_is_read_and_written_alike() {
        let plain = SPELLINGS.iter().filter(|spelling| !spelling.contains('('));
        let others = [
            "numeric(10,2)",
            "numeric(1000,1000)",
            "varchar(1)",
            "varchar(10485760)",
            "char(2)",
            "integer[]",
            "varchar(255)[][]",
            "enum:edition_kind",
            "enum:audit.kind",
            "enum:kind[]",
            "raw:tsvector",
            "raw:my type[]",
            "raw:\"Mixed\"",
        ];
        for spelling in plain.chain(&others) {
            let parsed = ColumnType::parse(spelling).unwrap();
            assert_eq!(parsed.to_string(), *spelling);
        }
    }

    #[test]
    fn every_other_spelling_says_what_to_write() {
        let cases = [
            ("int4", "the type `int4` is spelled `integer`"),
            ("int", "the type `int` is spelled `integer`"),
            ("INTEGER", "the type `INTEGER` is spelled `integer`"),
            ("int4[]", "the type `int4[]` is spelled `integer[]`"),
            ("int8", "the type `int8` is spelled `bigint`"),
            ("float8", "the type `float8` is spelled `double`"),
            (
                "double  precision",
                "the type `double  precision` is spelled `double`",
            ),
            (
                "character varying(80)",
                "the type `character varying(80)` is spelled `varchar(80)`",
            ),
            (
                "character varying",
                "the type `character varying` is spelled `text`",
            ),
            (
                "VARCHAR(80)",
                "the type `VARCHAR(80)` is spelled `varchar(80)`",
            ),
            (
                "varchar (80)",
                "the type `varchar (80)` is spelled `varchar(80)`",
            ),
            (
                "decimal(10, 2)",
                "the type `decimal(10, 2)` is spelled `numeric(10,2)`",
            ),
            (
                "Numeric(10)",
                "the type `Numeric(10)` is spelled `numeric(10,0)`",
            ),
            ("bool", "the type `bool` is spelled `boolean`"),
            ("bytea", "the type `bytea` is spelled `bytes`"),
            ("blob", "the type `blob` is spelled `bytes`"),
            ("datetime", "the type `datetime` is spelled `timestamp`"),
            (
                "timestamp with time zone",
                "the type `timestamp with time zone` is spelled `timestamptz`",
            ),
            (
                "bigserial",
                "`bigserial` is the type `bigint` with the identity `serial`",
            ),
            ("intger", "unknown type `intger`, did you mean `integer`?"),
            (
                "varchr(n)",
                "unknown type `varchr(n)`, did you mean `varchar(n)`?",
            ),
            (
                "geometry",
                "unknown type `geometry`: a type of the database's own is written `raw:geometry`",
            ),
            (
                "varchar",
                "the type `varchar` takes a length, as `varchar(255)`; without a limit it is `text`",
            ),
            (
                "varchar(0)",
                "the type `varchar(0)` takes a length from 1 to 10485760, as `varchar(255)`",
            ),
            (
                "varchar(-1)",
                "the type `varchar(-1)` takes a length from 1 to 10485760, as `varchar(255)`",
            ),
            (
                "varchar(99999999999)",
                "the type `varchar(99999999999)` takes a length from 1 to 10485760, as `varchar(255)`",
            ),
            (
                "varchar(010)",
                "the type `varchar(010)` takes a length from 1 to 10485760, as `varchar(255)`",
            ),
            (
                "char(n)",
                "the type `char(n)` takes a length from 1 to 10485760, as `varchar(255)`",
            ),
            (
                "numeric(2,3)",
                "the type `numeric(2,3)` takes a precision from 1 to 1000 and a scale no greater, as `numeric(10,2)`, or neither",
            ),
            (
                "raw:",
                "the type `raw:` takes `raw:` and a type, as `raw:tsvector`",
            ),
            (
                "enum:",
                "the type `enum:` takes a name: `enum:name`, or `enum:schema.name` in another schema",
            ),
            (
                "integer[][][][][][][]",
                "the type `integer` takes at most 6 times `[]`",
            ),
            (
                "\u{1b}[31m",
                "unknown type `\\u{1b}[31m`: a type of the database's own is written `raw:\\u{1b}[31m`",
            ),
            (
                "",
                "unknown type ``: a type of the database's own is written `raw:`",
            ),
        ];
        for (written, expected) in cases {
            assert_eq!(
                ColumnType::parse(written).unwrap_err().to_string(),
                expected
            );
        }
    }
}
