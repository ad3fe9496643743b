//! Declared types into portable ones: the way back of the dialect's own names.

use keeper_schema_core::schema::{ColumnType, SqlText};

/// The type that the dialect declares so, or the declared one to the letter.
pub(super) fn read(declared: &str) -> ColumnType {
    let spelling = declared.to_ascii_lowercase();
    match spelling.as_str() {
        // A column without a type has the affinity of BLOB.
        "blob" | "" => ColumnType::Bytes,
        _ => match ColumnType::parse(&spelling) {
            Ok(column_type) if is_declared_by_name(&column_type) => column_type,
            Ok(_) | Err(_) => ColumnType::Raw(SqlText::from(declared)),
        },
    }
}

/// Whether the dialect writes the name of the type, rather than that of another with an
/// affinity that does no harm.
fn is_declared_by_name(column_type: &ColumnType) -> bool {
    match column_type {
        ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Real
        | ColumnType::Double
        | ColumnType::Numeric(_)
        | ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Text
        | ColumnType::Boolean
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz => true,
        ColumnType::Bytes
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Array(_)
        | ColumnType::Enum(_)
        | ColumnType::Raw(_) => false,
    }
}

/// What SQLite does to values, by the words of a declared type.
/// <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    pub(super) fn of(declared: &str) -> Self {
        let declared = declared.to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
        if has(&["INT"]) {
            Self::Integer
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            Self::Text
        } else if declared.is_empty() || has(&["BLOB"]) {
            Self::Blob
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            Self::Real
        } else {
            Self::Numeric
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Affinity, read};

    #[test]
    fn own_names_come_back_and_others_stay() {
        for (declared, expected) in [
            ("INTEGER", "integer"),
            ("smallint", "smallint"),
            ("VARCHAR(255)", "varchar(255)"),
            ("Numeric(10,2)", "numeric(10,2)"),
            ("NUMERIC(10)", "raw:NUMERIC(10)"),
            ("BLOB", "bytes"),
            ("", "bytes"),
            ("TIMESTAMPTZ", "timestamptz"),
            ("INT", "raw:INT"),
            ("UUID", "raw:UUID"),
            ("JSON", "raw:JSON"),
            ("bytes", "raw:bytes"),
            ("VARCHAR", "raw:VARCHAR"),
            ("enum:kind", "raw:enum:kind"),
            ("text[]", "raw:text[]"),
            ("NVARCHAR(160)", "raw:NVARCHAR(160)"),
        ] {
            assert_eq!(read(declared).to_string(), expected);
        }
    }

    #[test]
    fn affinities() {
        for (declared, expected) in [
            ("FLOATING POINT", Affinity::Integer),
            ("nvarchar(10)", Affinity::Text),
            ("", Affinity::Blob),
            ("double precision", Affinity::Real),
            ("DATETIME", Affinity::Numeric),
        ] {
            assert_eq!(Affinity::of(declared), expected, "{declared}");
        }
    }
}
