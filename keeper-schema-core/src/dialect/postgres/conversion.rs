//! Queries that find the values that a column's new type does not take.

use super::type_class::{Class, class};
use super::{column_type, fit};
use crate::dialect::{DialectError, Misfit, RowCheck, quoted};
use crate::schema::{Column, ColumnType, Table};

/// The values of a column that are too long for its new type, out of its range or no text of
/// it, where that can be told without trying. `table` is as it was.
pub(super) fn check(
    table: &Table,
    before: &Column,
    after: &Column,
) -> Result<Option<RowCheck>, DialectError> {
    let (was, is) = (&before.column_type, &after.column_type);
    let column = quoted(&after.name)?;
    let condition = match column_type::is_read_from_text(was, is) {
        true => unreadable(is, &column),
        false => misfit(was, is, &column),
    };
    let misfit = Misfit::Type {
        column: after.name.clone(),
        column_type: is.clone(),
    };
    let check = condition.map(|condition| fit::where_holds(table, &[], &condition, misfit));
    check.transpose()
}

/// The condition under which a text has not the form of a type's values. Of moments, networks
/// and documents only the server can tell.
fn unreadable(column_type: &ColumnType, column: &str) -> Option<String> {
    const NUMBER: &str = r"^\s*([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|[+-]?inf(inity)?)\s*$";
    const BOOLEAN: &str =
        r"^\s*(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|1|0)\s*$";
    const UUID: &str = r"^(\{([0-9a-f]{4}-?){8}\}|([0-9a-f]{4}-?){8})$";
    let whole = |least: i64, most: i64| {
        format!(
            r"CASE WHEN {column} ~ '^\s*[+-]?\d+\s*$' THEN {column}::numeric NOT BETWEEN {least} AND {most} ELSE {column} IS NOT NULL END"
        )
    };
    let unlike = |pattern: &str| format!("{column} !~* '{pattern}'");
    match column_type {
        ColumnType::SmallInt => Some(whole(i16::MIN.into(), i16::MAX.into())),
        ColumnType::Integer => Some(whole(i32::MIN.into(), i32::MAX.into())),
        ColumnType::BigInt => Some(whole(i64::MIN, i64::MAX)),
        ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => Some(unlike(NUMBER)),
        ColumnType::Boolean => Some(unlike(BOOLEAN)),
        ColumnType::Uuid => Some(unlike(UUID)),
        ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Text
        | ColumnType::Bytes
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Array(_)
        | ColumnType::Enum(_)
        | ColumnType::Raw(_) => None,
    }
}

/// The condition under which a value is refused in the new type.
fn misfit(before: &ColumnType, after: &ColumnType, column: &str) -> Option<String> {
    match (class(before), class(after)) {
        (Class::Number { .. }, Class::Number { range }) => {
            range.map(|(least, most)| format!("{column} NOT BETWEEN {least} AND {most}"))
        }
        (Class::Text { .. }, Class::Text { length }) => {
            length.map(|length| format!("length({column}) > {length}"))
        }
        (Class::Number { .. } | Class::Text { .. } | Class::Other, _) => None,
    }
}
