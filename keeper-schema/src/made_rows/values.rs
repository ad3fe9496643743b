//! Values of each type, numbered.

use keeper_schema_core::dialect::{Dialect, string_literal};
use keeper_schema_core::schema::{Column, ColumnType, Schema};

use super::bounds::Bounds;

/// More values than anybody counts.
pub(super) const ENDLESS: u64 = 1 << 60;

/// Values of a type, each under a number from 0 on.
#[derive(Clone, Debug)]
pub(super) struct Values {
    /// How many there are.
    pub(super) count: u64,
    form: Form,
}

/// How a number becomes a value.
#[derive(Clone, Debug)]
enum Form {
    /// One of these, in SQL.
    List(Vec<String>),
    /// `low + step * number`.
    Whole {
        low: i64,
        step: i64,
    },
    /// As many digits after the point.
    Fraction {
        digits: u32,
    },
    /// Around the number, which has at least `width` digits.
    Text {
        before: String,
        after: String,
        width: u64,
    },
    Boolean,
    Bytes,
    /// So many units after a moment, or before it; the last is what the database calls that.
    Moment {
        from: String,
        is_before: bool,
        kind: Moment,
    },
    Time,
    Interval,
    Uuid,
    Json,
    Inet,
    Array(Box<Values>),
}

#[derive(Clone, Copy, Debug)]
enum Moment {
    Date,
    Timestamp,
    TimestampTz,
}

impl Values {
    /// Those of a column that checks ask this of; `None` for a type that nobody knows.
    pub(super) fn of(
        schema: &Schema,
        column: &Column,
        bounds: Option<&Bounds>,
        dialect: Dialect,
    ) -> Option<Self> {
        let none = Bounds::default();
        let bounds = bounds.unwrap_or(&none);
        if let Some(list) = &bounds.list {
            return Some(Self::list(list.clone()));
        }
        if let Some(identity) = &column.identity {
            let form = Form::Whole {
                low: identity.first(),
                step: identity.increment.unwrap_or(1),
            };
            return Some(Self::new(ENDLESS, form));
        }
        Self::of_type(schema, &column.name, &column.column_type, bounds, dialect)
    }

    fn of_type(
        schema: &Schema,
        name: &str,
        column_type: &ColumnType,
        bounds: &Bounds,
        dialect: Dialect,
    ) -> Option<Self> {
        Some(match column_type {
            ColumnType::SmallInt => Self::whole(bounds, i16::MAX.into()),
            ColumnType::Integer => Self::whole(bounds, i32::MAX.into()),
            ColumnType::BigInt => Self::whole(bounds, i64::MAX),
            ColumnType::Real => Self::whole(bounds, 1 << 24),
            ColumnType::Double | ColumnType::Numeric(None) => Self::whole(bounds, 1 << 53),
            ColumnType::Numeric(Some((precision, scale))) => {
                Self::numeric(bounds, *precision, *scale)
            }
            ColumnType::Varchar(length) | ColumnType::Char(length) => {
                Self::text(name, bounds, u64::from(*length))
            }
            ColumnType::Text => Self::text(name, bounds, ENDLESS),
            ColumnType::Boolean => Self::new(2, Form::Boolean),
            ColumnType::Bytes => Self::new(ENDLESS, Form::Bytes),
            ColumnType::Date => Self::moment(bounds, 2_000_000, Moment::Date),
            ColumnType::Timestamp => Self::moment(bounds, 1 << 31, Moment::Timestamp),
            ColumnType::TimestampTz => Self::moment(bounds, 1 << 31, Moment::TimestampTz),
            ColumnType::Time => Self::new(86_400, Form::Time),
            ColumnType::Interval => Self::new(1 << 31, Form::Interval),
            ColumnType::Uuid => Self::new(1 << 47, Form::Uuid),
            ColumnType::Json | ColumnType::Jsonb => Self::new(ENDLESS, Form::Json),
            ColumnType::Inet => Self::new(1 << 24, Form::Inet),
            ColumnType::Array(element_type) => {
                let elements =
                    Self::of_type(schema, name, element_type, &Bounds::default(), dialect)?;
                Self::new(elements.count, Form::Array(Box::new(elements)))
            }
            ColumnType::Enum(enum_name) => {
                let values = schema.enum_type(enum_name)?.values.iter();
                let values: Result<Vec<String>, _> =
                    values.map(|value| string_literal(value)).collect();
                Self::list(values.ok().filter(|values| !values.is_empty())?)
            }
            ColumnType::Raw(_) if dialect == Dialect::Sqlite => Self::text(name, bounds, ENDLESS),
            ColumnType::Raw(_) => return None,
        })
    }

    /// A value in SQL, by a number that is SQL too.
    pub(super) fn sql(&self, dialect: Dialect, number: &str) -> String {
        let number = match self.count {
            ENDLESS.. => number.to_owned(),
            count => format!("({number} % {count})"),
        };
        self.form.sql(dialect, &number)
    }

    fn new(count: u64, form: Form) -> Self {
        Self { count, form }
    }

    fn list(values: Vec<String>) -> Self {
        Self::new(values.len() as u64, Form::List(values))
    }

    /// From 1 on, if nothing else is asked.
    fn whole(bounds: &Bounds, most: i64) -> Self {
        let high = bounds.high.unwrap_or(most).min(most);
        let low = bounds
            .low
            .unwrap_or_else(|| high.saturating_sub(most - 1).max(1).min(high));
        let count = (i128::from(high) - i128::from(low) + 1).clamp(1, i128::from(ENDLESS));
        Self::new(count as u64, Form::Whole { low, step: 1 })
    }

    fn numeric(bounds: &Bounds, precision: u32, scale: u32) -> Self {
        let digits = precision.saturating_sub(scale).min(18);
        let most = 10_i64.pow(digits) - 1;
        if bounds.low.is_some() || bounds.high.is_some() || digits >= 7 || scale > 18 {
            return Self::whole(bounds, most.max(1));
        }
        let count = 10_u64.pow(precision.min(18)) - 1;
        Self::new(count, Form::Fraction { digits: scale })
    }

    /// `name 17`, or less of it where there is no room.
    fn text(name: &str, bounds: &Bounds, longest: u64) -> Self {
        const DIGITS: u64 = 18;
        let longest = bounds.longest.map_or(longest, |it| it.min(longest));
        let ends = bounds.ends.clone();
        let is_free = ends.is_none();
        let (mut before, after) = ends.unwrap_or_default();
        let word = format!("{} ", name.to_lowercase());
        let length = |text: &str| text.chars().count() as u64;
        if is_free && longest >= length(&word) + DIGITS {
            before = word;
        }
        let around = length(&before) + length(&after);
        let room = longest.saturating_sub(around).min(DIGITS);
        let width = bounds.shortest.saturating_sub(around);
        let count = 10_u64.pow(room as u32);
        let form = match room {
            0 => {
                let text = format!("{before}{after}").replace('\'', "''");
                Form::List(vec![format!("'{text}'")])
            }
            _ => Form::Text {
                before,
                after,
                width,
            },
        };
        Self::new(count, form)
    }

    fn moment(bounds: &Bounds, count: u64, kind: Moment) -> Self {
        let (from, is_before) = match (&bounds.after, &bounds.before) {
            (Some(after), _) => (after.clone(), false),
            (None, Some(before)) => (before.clone(), true),
            (None, None) => ("'2000-01-01'".to_owned(), false),
        };
        let form = Form::Moment {
            from,
            is_before,
            kind,
        };
        Self::new(count, form)
    }
}

impl Form {
    fn sql(&self, dialect: Dialect, number: &str) -> String {
        match (self, dialect) {
            (Self::List(list), _) => match list.as_slice() {
                [one] => one.clone(),
                list => {
                    let cases = list.iter().enumerate();
                    let cases = cases.map(|(at, value)| format!(" WHEN {at} THEN {value}"));
                    format!("CASE {number}{} END", cases.collect::<String>())
                }
            },
            (Self::Whole { low, step: 1 }, _) => format!("{low} + {number}"),
            (Self::Whole { low, step }, _) => format!("{low} + ({step}) * {number}"),
            (Self::Fraction { digits }, Dialect::Postgres) => {
                format!(
                    "(1 + {number})::numeric / 1{}",
                    "0".repeat(*digits as usize)
                )
            }
            (Self::Fraction { digits }, Dialect::Sqlite) => {
                format!("(1 + {number}) / 1{}.0", "0".repeat(*digits as usize))
            }
            (
                Self::Text {
                    before,
                    after,
                    width,
                },
                dialect,
            ) => {
                let (before, after) = (before.replace('\'', "''"), after.replace('\'', "''"));
                let digits = match dialect {
                    Dialect::Postgres => {
                        format!("repeat('0', {width} - length({number}::text)) || {number}::text")
                    }
                    Dialect::Sqlite => format!("printf('%0{width}d', {number})"),
                };
                format!("'{before}' || {digits} || '{after}'")
            }
            (Self::Boolean, _) => format!("{number} = 0"),
            (Self::Bytes, Dialect::Postgres) => format!("int8send({number})"),
            (Self::Bytes, Dialect::Sqlite) => format!("CAST(printf('%08d', {number}) AS BLOB)"),
            (
                Self::Moment {
                    from,
                    is_before,
                    kind,
                },
                dialect,
            ) => moment(from, *is_before, *kind, dialect, number),
            (Self::Time, Dialect::Postgres) => {
                format!("time '00:00' + {number} * interval '1 second'")
            }
            (Self::Time, Dialect::Sqlite) => format!("time({number}, 'unixepoch')"),
            (Self::Interval, Dialect::Postgres) => format!("{number} * interval '1 second'"),
            (Self::Interval, Dialect::Sqlite) => format!("'PT' || {number} || 'S'"),
            // Spread, as random ones are.
            (Self::Uuid, Dialect::Postgres) => format!("md5({number}::text)"),
            (Self::Uuid, Dialect::Sqlite) => format!(
                "printf('%08x-0000-4000-8000-%012x', ({number} * 2654435761) % 4294967296, {number})"
            ),
            (Self::Json, Dialect::Postgres) => format!("json_build_object('number', {number})"),
            (Self::Json, Dialect::Sqlite) => format!("'{{\"number\": ' || {number} || '}}'"),
            (Self::Inet, Dialect::Postgres) => format!("inet '10.0.0.0' + {number}"),
            (Self::Inet, Dialect::Sqlite) => format!(
                "printf('10.%d.%d.%d', {number} / 65536, {number} / 256 % 256, {number} % 256)"
            ),
            (Self::Array(elements), Dialect::Postgres) => {
                format!("ARRAY[{}]", elements.sql(dialect, number))
            }
            (Self::Array(_), Dialect::Sqlite) => format!("'[' || {number} || ']'"),
        }
    }
}

/// A number of units after a moment, or before it, and never that itself.
fn moment(from: &str, is_before: bool, kind: Moment, dialect: Dialect, number: &str) -> String {
    let sign = if is_before { "-" } else { "+" };
    match (kind, dialect) {
        (Moment::Date, Dialect::Postgres) => format!("{from}::date {sign} (1 + {number})::integer"),
        (Moment::Timestamp, Dialect::Postgres) => {
            format!("{from}::timestamp {sign} (1 + {number}) * interval '1 minute'")
        }
        (Moment::TimestampTz, Dialect::Postgres) => {
            format!(
                "({from}::timestamp AT TIME ZONE 'UTC') {sign} (1 + {number}) * interval '1 minute'"
            )
        }
        (Moment::Date, Dialect::Sqlite) => {
            format!("date({from}, '{sign}' || (1 + {number}) || ' days')")
        }
        (Moment::Timestamp | Moment::TimestampTz, Dialect::Sqlite) => {
            format!("datetime({from}, '{sign}' || (1 + {number}) || ' minutes')")
        }
    }
}
