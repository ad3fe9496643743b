//! What a change of a column's type does to its values.

use crate::schema::ColumnType;

use super::text;

/// How values get from one type to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cast {
    /// By themselves, and whole.
    Whole,
    /// By themselves, at a loss, said in words.
    Loses(String),
    /// Only by an expression that a person gives.
    Explicit,
}

/// Whether two types are the same on each database.
pub(super) fn same(left: &ColumnType, right: &ColumnType) -> bool {
    match (left, right) {
        (ColumnType::Raw(left), ColumnType::Raw(right)) => text::same_name(left, right),
        (ColumnType::Array(left), ColumnType::Array(right)) => same(left, right),
        _ => left == right,
    }
}

/// Whether a column of one type may be a column of the other under a new name.
pub(super) fn alike(left: &ColumnType, right: &ColumnType) -> bool {
    use Kind::{Enum, Float, Integer, Numeric, Text};
    match (kind(left), kind(right)) {
        (
            Integer { .. } | Numeric(_) | Float { .. },
            Integer { .. } | Numeric(_) | Float { .. },
        ) => true,
        (Text(_), Text(_)) | (Enum, Enum) => true,
        (Kind::Moment(_), Kind::Moment(_)) | (Kind::Json(_), Kind::Json(_)) => true,
        (Kind::Array(left), Kind::Array(right)) => alike(left, right),
        _ => same(left, right),
    }
}

/// Whether a foreign key can go on holding while one of its ends has the other type.
pub(super) fn comparable(left: &ColumnType, right: &ColumnType) -> bool {
    match (kind(left), kind(right)) {
        (Kind::Integer { .. }, Kind::Integer { .. }) | (Kind::Text(_), Kind::Text(_)) => true,
        _ => same(left, right),
    }
}

/// Whether a cast makes numbers of texts, which PostgreSQL refuses for what is no number, and
/// SQLite makes 0 of.
pub(super) fn makes_numbers(from: &ColumnType, to: &ColumnType) -> bool {
    let is_number = matches!(
        kind(to),
        Kind::Integer { .. } | Kind::Numeric(_) | Kind::Float { .. }
    );
    is_number && matches!(kind(from), Kind::Text(_))
}

/// How values of type `from` become values of type `to`.
pub(super) fn cast(from: &ColumnType, to: &ColumnType) -> Cast {
    if same(from, to) {
        return Cast::Whole;
    }
    match (kind(from), kind(to)) {
        (Kind::Array(from), Kind::Array(to)) => cast(from, to),
        (from @ (Kind::Integer { .. } | Kind::Numeric(_) | Kind::Float { .. }), to_kind) => {
            number(&from, &to_kind, to)
        }
        (Kind::Text(from), Kind::Text(to)) => limited(from, to),
        (from, Kind::Text(limit)) if from.casts_to_text() => limited(None, limit),
        (Kind::Moment(from), Kind::Moment(to)) => moment(from, to),
        (Kind::Json(JsonKind::Binary), Kind::Json(JsonKind::AsWritten)) => Cast::Whole,
        (Kind::Json(JsonKind::AsWritten), Kind::Json(JsonKind::Binary)) => {
            loses("spacing, the order of keys and repeated keys are lost")
        }
        _ => Cast::Explicit,
    }
}

/// Types with the arguments that decide whether a value fits.
enum Kind<'a> {
    Integer { digits: u32 },
    Numeric(Option<(u32, u32)>),
    Float { digits: u32 },
    Text(Option<u32>),
    Moment(Moment),
    Json(JsonKind),
    Array(&'a ColumnType),
    Uuid,
    Inet,
    Enum,
    Boolean,
    Bytes,
    Raw,
}

#[derive(Clone, Copy, PartialEq)]
enum Moment {
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
}

#[derive(Clone, Copy, PartialEq)]
enum JsonKind {
    AsWritten,
    Binary,
}

impl Kind<'_> {
    /// Booleans are not among them: they are `true` on one database and 1 on the other.
    fn casts_to_text(&self) -> bool {
        match self {
            Self::Moment(_) | Self::Json(_) | Self::Uuid | Self::Inet | Self::Enum => true,
            Self::Integer { .. } | Self::Numeric(_) | Self::Float { .. } | Self::Text(_) => true,
            Self::Array(_) | Self::Boolean | Self::Bytes | Self::Raw => false,
        }
    }
}

fn kind(column_type: &ColumnType) -> Kind<'_> {
    match column_type {
        ColumnType::SmallInt => Kind::Integer { digits: 5 },
        ColumnType::Integer => Kind::Integer { digits: 10 },
        ColumnType::BigInt => Kind::Integer { digits: 19 },
        ColumnType::Real => Kind::Float { digits: 6 },
        ColumnType::Double => Kind::Float { digits: 15 },
        ColumnType::Numeric(size) => Kind::Numeric(*size),
        ColumnType::Varchar(length) | ColumnType::Char(length) => Kind::Text(Some(*length)),
        ColumnType::Text => Kind::Text(None),
        ColumnType::Boolean => Kind::Boolean,
        ColumnType::Bytes => Kind::Bytes,
        ColumnType::Date => Kind::Moment(Moment::Date),
        ColumnType::Time => Kind::Moment(Moment::Time),
        ColumnType::Timestamp => Kind::Moment(Moment::Timestamp),
        ColumnType::TimestampTz => Kind::Moment(Moment::TimestampTz),
        ColumnType::Interval => Kind::Moment(Moment::Interval),
        ColumnType::Uuid => Kind::Uuid,
        ColumnType::Json => Kind::Json(JsonKind::AsWritten),
        ColumnType::Jsonb => Kind::Json(JsonKind::Binary),
        ColumnType::Inet => Kind::Inet,
        ColumnType::Array(element) => Kind::Array(element),
        ColumnType::Enum(_) => Kind::Enum,
        ColumnType::Raw(_) => Kind::Raw,
    }
}

fn number(from: &Kind<'_>, to: &Kind<'_>, to_type: &ColumnType) -> Cast {
    let out_of_range = format!("values outside the range of {to_type} are refused");
    match (from, to) {
        (Kind::Integer { digits: from }, Kind::Integer { digits: to }) if from <= to => Cast::Whole,
        (Kind::Integer { .. }, Kind::Integer { .. }) => Cast::Loses(out_of_range),
        (Kind::Numeric(_) | Kind::Float { .. }, Kind::Integer { .. }) => {
            Cast::Loses(format!("fractions are rounded, and {out_of_range}"))
        }
        (Kind::Integer { digits }, Kind::Numeric(to)) => numeric(Some((*digits, 0)), *to),
        (Kind::Numeric(from), Kind::Numeric(to)) => numeric(*from, *to),
        (Kind::Float { digits }, Kind::Numeric(None)) => rounded(*digits),
        (Kind::Float { .. }, Kind::Numeric(to)) => numeric(None, *to),
        (Kind::Integer { digits: from } | Kind::Float { digits: from }, Kind::Float { digits })
            if from <= digits =>
        {
            Cast::Whole
        }
        (_, Kind::Float { digits }) => rounded(*digits),
        (_, Kind::Text(limit)) => limited(None, *limit),
        _ => Cast::Explicit,
    }
}

/// Sizes are precision and scale; none has no limit.
fn numeric(from: Option<(u32, u32)>, to: Option<(u32, u32)>) -> Cast {
    let Some((precision, scale)) = to else {
        return Cast::Whole;
    };
    let whole = precision.saturating_sub(scale);
    let (from_whole, from_scale) = from.map_or((u32::MAX, u32::MAX), |(precision, scale)| {
        (precision.saturating_sub(scale), scale)
    });
    let rounds = format!("values are rounded to {scale} decimals");
    let refuses = format!("values with more than {whole} digits before the point are refused");
    match (from_scale > scale, from_whole > whole) {
        (false, false) => Cast::Whole,
        (true, false) => Cast::Loses(rounds),
        (false, true) => Cast::Loses(refuses),
        (true, true) => Cast::Loses(format!("{rounds}, and {refuses}")),
    }
}

fn rounded(digits: u32) -> Cast {
    Cast::Loses(format!("values are rounded to {digits} digits"))
}

fn limited(from: Option<u32>, to: Option<u32>) -> Cast {
    match (from, to) {
        (_, None) => Cast::Whole,
        (Some(from), Some(to)) if from <= to => Cast::Whole,
        (_, Some(limit)) => {
            Cast::Loses(format!("values longer than {limit} characters are refused"))
        }
    }
}

fn moment(from: Moment, to: Moment) -> Cast {
    use Moment::{Date, Interval, Time, Timestamp, TimestampTz};
    match (from, to) {
        (Date, Timestamp) | (Time, Interval) => Cast::Whole,
        (Date | Timestamp, TimestampTz) => {
            loses("values are taken to be in the time zone of the session")
        }
        (TimestampTz, Timestamp) => {
            loses("values become the local time of the session, without its zone")
        }
        (Timestamp | TimestampTz, Date) => loses("the time of day is cut off"),
        (Timestamp | TimestampTz, Time) => loses("the date is cut off"),
        (Interval, Time) => loses("whole days are cut off"),
        _ => Cast::Explicit,
    }
}

fn loses(words: &str) -> Cast {
    Cast::Loses(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Cast, cast};
    use crate::schema::ColumnType::{
        self, BigInt, Boolean, Date, Double, Integer, Json, Jsonb, Numeric, Real, SmallInt, Text,
        Timestamp, TimestampTz, Uuid, Varchar,
    };

    fn check(from: &ColumnType, to: &ColumnType, expected: &str) {
        let said = match cast(from, to) {
            Cast::Whole => "whole".to_owned(),
            Cast::Loses(words) => words,
            Cast::Explicit => "explicit".to_owned(),
        };
        assert_eq!(said, expected, "{from} to {to}");
    }

    #[test]
    fn values_get_from_type_to_type() {
        let cases = [
            (
                Varchar(256),
                Varchar(255),
                "values longer than 255 characters are refused",
            ),
            (Varchar(64), Varchar(255), "whole"),
            (Varchar(64), Text, "whole"),
            (
                Text,
                Varchar(64),
                "values longer than 64 characters are refused",
            ),
            (Integer, BigInt, "whole"),
            (
                BigInt,
                SmallInt,
                "values outside the range of smallint are refused",
            ),
            (Integer, Numeric(None), "whole"),
            (
                Integer,
                Numeric(Some((10, 2))),
                "values with more than 8 digits before the point are refused",
            ),
            (Numeric(Some((10, 2))), Numeric(Some((12, 2))), "whole"),
            (
                Numeric(Some((10, 4))),
                Numeric(Some((8, 2))),
                "values are rounded to 2 decimals",
            ),
            (
                Numeric(None),
                Integer,
                "fractions are rounded, and values outside the range of integer are refused",
            ),
            (Real, Double, "whole"),
            (Double, Real, "values are rounded to 6 digits"),
            (BigInt, Double, "values are rounded to 15 digits"),
            (Integer, Text, "whole"),
            (Text, Integer, "explicit"),
            (Boolean, Text, "explicit"),
            (Boolean, Integer, "explicit"),
            (Uuid, Text, "whole"),
            (Timestamp, Date, "the time of day is cut off"),
            (Date, Timestamp, "whole"),
            (
                Timestamp,
                TimestampTz,
                "values are taken to be in the time zone of the session",
            ),
            (
                Json,
                Jsonb,
                "spacing, the order of keys and repeated keys are lost",
            ),
            (Integer, Date, "explicit"),
            (
                ColumnType::Array(Box::new(Integer)),
                ColumnType::Array(Box::new(BigInt)),
                "whole",
            ),
        ];
        for (from, to, expected) in cases {
            check(&from, &to, expected);
        }
    }
}
