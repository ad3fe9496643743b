//! The server's names of types into column types.

use keeper_schema_core::schema::{ColumnType, SqlText, TableName};

/// A type as the catalog has it.
#[derive(Debug)]
pub(super) struct CatalogType {
    /// The type, or that of the elements of an array, by `format_type`.
    pub(super) written: String,
    /// How often it is an array; 0 if it is none.
    pub(super) dimensions: usize,
    /// Its name if it is an enum.
    pub(super) enumeration: Option<TableName>,
}

impl CatalogType {
    /// The portable type; what has none is [`ColumnType::Raw`].
    pub(super) fn portable(self) -> ColumnType {
        let element = match self.enumeration {
            Some(name) => ColumnType::Enum(name),
            None => scalar(&self.written),
        };
        (0..self.dimensions).fold(element, |element, _| match element {
            // The literal name of an array is one text.
            ColumnType::Raw(_) => ColumnType::Raw(SqlText::from(
                format!("{}{}", self.written, "[]".repeat(self.dimensions)).as_str(),
            )),
            element => ColumnType::Array(Box::new(element)),
        })
    }
}

fn scalar(written: &str) -> ColumnType {
    match written {
        "smallint" => ColumnType::SmallInt,
        "integer" => ColumnType::Integer,
        "bigint" => ColumnType::BigInt,
        "real" => ColumnType::Real,
        "double precision" => ColumnType::Double,
        "numeric" => ColumnType::Numeric(None),
        "text" => ColumnType::Text,
        "boolean" => ColumnType::Boolean,
        "bytea" => ColumnType::Bytes,
        "date" => ColumnType::Date,
        "time without time zone" => ColumnType::Time,
        "timestamp without time zone" => ColumnType::Timestamp,
        "timestamp with time zone" => ColumnType::TimestampTz,
        "interval" => ColumnType::Interval,
        "uuid" => ColumnType::Uuid,
        "json" => ColumnType::Json,
        "jsonb" => ColumnType::Jsonb,
        "inet" => ColumnType::Inet,
        _ => with_arguments(written).unwrap_or_else(|| ColumnType::Raw(SqlText::from(written))),
    }
}

fn with_arguments(written: &str) -> Option<ColumnType> {
    let (name, arguments) = written.strip_suffix(')')?.split_once('(')?;
    match name {
        "character varying" => Some(ColumnType::Varchar(arguments.parse().ok()?)),
        "character" => Some(ColumnType::Char(arguments.parse().ok()?)),
        "numeric" => {
            let (precision, scale) = arguments.split_once(',')?;
            let (precision, scale) = (precision.parse().ok()?, scale.parse().ok()?);
            Some(ColumnType::Numeric(Some((precision, scale))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::CatalogType;

    #[test]
    fn spelled_as_revisions_do() {
        for (written, dimensions, expected) in [
            ("integer", 0, "integer"),
            ("character varying(255)", 0, "varchar(255)"),
            ("character varying", 0, "raw:character varying"),
            ("character(3)", 2, "char(3)[][]"),
            ("numeric(10,2)", 1, "numeric(10,2)[]"),
            ("numeric(5,-2)", 0, "raw:numeric(5,-2)"),
            (
                "timestamp(3) without time zone",
                0,
                "raw:timestamp(3) without time zone",
            ),
            ("public.citext", 1, "raw:public.citext[]"),
            ("tsvector", 2, "raw:tsvector[][]"),
        ] {
            let found = CatalogType {
                written: written.to_owned(),
                dimensions,
                enumeration: None,
            };
            assert_eq!(found.portable().to_string(), expected);
        }
    }
}
